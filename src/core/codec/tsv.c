/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tsv: the cells of the tables that a run writes (packs-and-rules.md sections 4.4 and 5).
 *
 * Tab, CR, LF, ';' and '\' are escaped everywhere, so that a reader may cut a line at tabs and a
 * cell at ';' before it looks at escapes. '-' alone stands for nothing.
 */
#include "codec/codec.h"

#include <string.h>

/* The letter behind the backslash; 0 for what needs none. */
static char escape_of(char c) {
  switch (c) {
  case '\t':
    return 't';
  case '\r':
    return 'r';
  case '\n':
    return 'n';
  case ';':
  case '\\':
    return c;
  default:
    return 0;
  }
}

void codec_tsv_put_pair(Buf *buf, Str value) {
  size_t from = 0;
  for (size_t at = 0; at < value.len; at++) {
    char escape = escape_of(value.ptr[at]);
    if (!escape) continue;
    const char pair[] = {'\\', escape};
    buf_str(buf, str_slice(value, from, at));
    buf_str(buf, (Str){pair, sizeof pair});
    from = at + 1;
  }
  buf_str(buf, str_slice(value, from, value.len));
}

void codec_tsv_put(Buf *buf, Str value) {
  if (value.len == 0)
    buf_char(buf, '-');
  else
    codec_tsv_put_pair(buf, value);
}

Str codec_tsv_unescape(Str cell, Arena *arena) {
  if (cell.len == 0 || str_eq(cell, STR("-"))) return STR_NONE;
  char *text = arena_new_array(arena, char, cell.len);
  size_t len = 0;
  for (size_t at = 0; at < cell.len; at++) {
    char c = cell.ptr[at];
    if (c == '\\' && at + 1 < cell.len) {
      char next = cell.ptr[at + 1];
      /* Any other pair was not written by us and is left as it is. */
      if (next == 't')
        c = '\t';
      else if (next == 'r')
        c = '\r';
      else if (next == 'n')
        c = '\n';
      else if (next == ';' || next == '\\')
        c = next;
      if (escape_of(c) == next) at++;
    }
    text[len++] = c;
  }
  return (Str){text, len};
}
