/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strip: takes off what tools put around a text to protect it, and hides what must not be shown.
 *
 * Blanks are taken off at the ends only; inside a text they may mean something, and the types
 * that know better take them out themselves. Hidden characters are taken out everywhere.
 * Spec: facts.md 8.1 (damage by spreadsheets).
 */
#include "norm/norm_int.h"

#include <string.h>

bool norm_code_is_blank(uint32_t code) {
  if (code <= 0x20) return true;
  if (code < 0x7F) return false;
  return (code >= 0x7F && code <= 0xA0) || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) ||
         code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
}

bool norm_code_is_hidden(uint32_t code) {
  if (code < 0xAD) return false;
  return code == 0xAD || code == 0x180E || (code >= 0x200B && code <= 0x200F) ||
         (code >= 0x202A && code <= 0x202E) || (code >= 0x2060 && code <= 0x2069) || code == 0xFEFF;
}

uint32_t norm_code_half_width(uint32_t code) {
  if (code >= 0xFF01 && code <= 0xFF5E) return code - 0xFEE0;
  return code == 0x3000 ? ' ' : code;
}

/* ---- whole texts ---- */

/* Hidden characters begin with one of four bytes; most texts have none of these. */
static bool has_hidden(Str text) {
  for (size_t i = 0; i < text.len;) {
    uint8_t lead = (uint8_t)text.ptr[i];
    if (lead != 0xC2 && lead != 0xE1 && lead != 0xE2 && lead != 0xEF) {
      i++;
      continue;
    }
    if (norm_code_is_hidden(str_next_code(text, &i))) return true;
  }
  return false;
}

static Str without_hidden(Str text, char *scratch) {
  size_t len = 0;
  for (size_t i = 0; i < text.len;) {
    size_t from = i;
    if (norm_code_is_hidden(str_next_code(text, &i))) continue;
    memcpy(scratch + len, text.ptr + from, i - from);
    len += i - from;
  }
  return (Str){scratch, len};
}

static Str trim(Str text) {
  while (text.len > 0) {
    size_t at = 0;
    if (!norm_code_is_blank(str_next_code(text, &at))) break;
    text = str_slice(text, at, text.len);
  }
  while (text.len > 0) {
    size_t last = text.len - 1;
    while (last > 0 && ((uint8_t)text.ptr[last] & 0xC0) == 0x80)
      last--;
    size_t at = last;
    if (!norm_code_is_blank(str_next_code(text, &at))) break;
    text.len = last;
  }
  return text;
}

Str norm_strip(Str cell, char *scratch) {
  if (cell.len == 0) return STR_NONE;
  Str text = has_hidden(cell) ? without_hidden(cell, scratch) : cell;
  text = trim(text);
  /* ="5309" keeps a spreadsheet from reading a number. */
  if (text.len >= 3 && text.ptr[0] == '=' && text.ptr[1] == '"' && text.ptr[text.len - 1] == '"') {
    text = trim(str_slice(text, 2, text.len - 1));
  }
  if (text.len > 0 && text.ptr[0] == '\'') text = trim(str_slice(text, 1, text.len));
  return text;
}

Str norm_half_width(Str text, char *out) {
  size_t len = 0;
  for (size_t i = 0; i < text.len;) {
    if ((uint8_t)text.ptr[i] < 0x80) {
      out[len++] = text.ptr[i++];
      continue;
    }
    size_t from = i;
    uint32_t code = str_next_code(text, &i);
    uint32_t half = norm_code_half_width(code);
    if (half != code) {
      out[len++] = (char)half;
    } else {
      memcpy(out + len, text.ptr + from, i - from);
      len += i - from;
    }
  }
  return (Str){out, len};
}

/* ---- short cells ---- */

/* What norm_strip does, on the cell's own text. */
static void cell_unwrap(NormCell *cell) {
  char *text = cell->text;
  size_t from = 0, to = cell->len;
  while (from < to && text[from] == ' ')
    from++;
  while (to > from && text[to - 1] == ' ')
    to--;
  if (to - from >= 3 && text[from] == '=' && text[from + 1] == '"' && text[to - 1] == '"') {
    from += 2;
    to -= 1;
  }
  while (from < to && text[from] == ' ')
    from++;
  while (to > from && text[to - 1] == ' ')
    to--;
  if (from < to && text[from] == '\'') from++;
  while (from < to && text[from] == ' ')
    from++;
  memmove(text, text + from, to - from);
  cell->len = to - from;
}

bool norm_cell(Str cell, NormCell *ret_cell) {
  size_t len = 0;
  for (size_t i = 0; i < cell.len;) {
    uint8_t byte = (uint8_t)cell.ptr[i];
    if (byte > ' ' && byte < 0x7F) { /* most cells are of nothing else */
      if (len == NORM_CELL_MAX) return false;
      ret_cell->text[len++] = (char)byte;
      i++;
      continue;
    }
    uint32_t code = norm_code_half_width(str_next_code(cell, &i));
    if (norm_code_is_hidden(code)) continue;
    if (norm_code_is_blank(code)) {
      if (len == 0) continue;
      code = ' ';
    }
    char bytes[4];
    size_t count = str_put_code(bytes, code);
    if (count > NORM_CELL_MAX - len) return false;
    memcpy(ret_cell->text + len, bytes, count);
    len += count;
  }
  ret_cell->len = len;
  cell_unwrap(ret_cell);
  return true;
}

Str norm_cell_view(const NormCell *cell) {
  return (Str){cell->text, cell->len};
}

bool norm_cell_is_nothing(const NormCell *cell) {
  static const Str words[] = {STR_INIT("-"),  STR_INIT("/"), STR_INIT("无"), STR_INIT("空"),
                              STR_INIT("--"), STR_INIT("—"), STR_INIT("——"), STR_INIT("–")};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    if (str_eq(norm_cell_view(cell), words[i])) return true;
  }
  return false;
}

void norm_cell_squeeze(NormCell *cell, const char *marks) {
  size_t len = 0;
  for (size_t i = 0; i < cell->len; i++) {
    char c = cell->text[i];
    if (c == ' ') continue;
    bool is_mark = false;
    for (const char *m = marks; *m != '\0'; m++)
      is_mark = is_mark || *m == c;
    if (!is_mark) cell->text[len++] = c;
  }
  cell->len = len;
}

void norm_cell_upper(NormCell *cell) {
  for (size_t i = 0; i < cell->len; i++) {
    char c = cell->text[i];
    if (c >= 'a' && c <= 'z') cell->text[i] = (char)(c - 'a' + 'A');
  }
}

bool norm_all_digits(Str text) {
  for (size_t i = 0; i < text.len; i++) {
    if (!norm_is_digit(text.ptr[i])) return false;
  }
  return text.len > 0;
}

/* ---- what must not be shown ---- */

size_t norm_mask(Str text, char *out) {
  size_t count = str_count_codes(text);
  size_t len = 0, index = 0;
  for (size_t i = 0; i < text.len; index++) {
    size_t from = i;
    (void)str_next_code(text, &i);
    /* Of a text of 8 or fewer, six and two would be all of it. */
    if (count > 8 && (index < 6 || index + 2 >= count)) {
      memcpy(out + len, text.ptr + from, i - from);
      len += i - from;
    } else {
      out[len++] = '*';
    }
  }
  return len;
}

bool norm_looks_sensitive(Str text) {
  size_t run = 0;
  bool was_gap = true;
  for (size_t i = 0; i < text.len;) {
    uint32_t code = norm_code_half_width(str_next_code(text, &i));
    if (norm_code_is_hidden(code)) continue;
    if (code >= '0' && code <= '9') {
      was_gap = false;
      if (++run >= 11) return true;
    } else if (!was_gap && (code == '-' || norm_code_is_blank(code))) {
      was_gap = true; /* 138-0013-8000: one separator does not end the run */
    } else {
      run = 0;
      was_gap = true;
    }
  }
  return false;
}
