/* SPDX-License-Identifier: Apache-2.0 */
/*
 * name: names in 16 bytes.
 *
 * Names of up to 12 bytes (four Chinese characters) stand in place, padded with zeros; of longer
 * ones the first bytes and where all of them are.
 */
#include "join/join_int.h"

JoinName join_name(Str normal) {
  JoinName name = {.len = normal.len > UINT32_MAX ? 0 : (uint32_t)normal.len};
  if (name.len == 0) return name;
  if (name.len <= sizeof name.bytes) {
    memcpy(name.bytes, normal.ptr, name.len);
  } else {
    memcpy(name.bytes, normal.ptr, 4);
    memcpy(name.bytes + 4, &normal.ptr, sizeof normal.ptr);
  }
  return name;
}

Str join_name_text(const JoinName *name) {
  if (name->len <= sizeof name->bytes) return (Str){name->bytes, name->len};
  const char *ptr;
  memcpy(&ptr, name->bytes + 4, sizeof ptr);
  return (Str){ptr, name->len};
}

bool join_name_eq_long(const JoinName *a, const JoinName *b) {
  return memcmp(a->bytes, b->bytes, 4) == 0 && str_eq(join_name_text(a), join_name_text(b));
}
