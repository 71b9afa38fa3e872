/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pattern: which table of the registry a file belongs to, by the patterns of registry.yaml:
 * `*` is any run of characters, `?` is one.
 */
#include "pack/pack.h"

static size_t code_len(Str name, size_t at) {
  size_t end = at;
  (void)str_next_code(name, &end);
  return end - at;
}

/* Greedy with one way back: to the last star, which then takes one character more. */
static bool fits(Str name, Str pattern) {
  size_t n = 0, p = 0, star = SIZE_MAX, mark = 0;
  while (n < name.len) {
    if (p < pattern.len && pattern.ptr[p] == '*') {
      star = p++;
      mark = n;
    } else if (p < pattern.len && pattern.ptr[p] == '?') {
      n += code_len(name, n);
      p++;
    } else if (p < pattern.len && pattern.ptr[p] == name.ptr[n]) {
      n++;
      p++;
    } else if (star != SIZE_MAX) {
      mark += code_len(name, mark);
      n = mark;
      p = star + 1;
    } else {
      return false;
    }
  }
  while (p < pattern.len && pattern.ptr[p] == '*')
    p++;
  return p == pattern.len;
}

const PackTable *pack_table_of(const Pack *pack, Str file) {
  for (size_t i = 0; i < pack->registry.count; i++)
    if (fits(file, pack->registry.tables[i].pattern)) return &pack->registry.tables[i];
  return NULL;
}
