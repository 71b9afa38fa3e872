/* SPDX-License-Identifier: Apache-2.0 */
/*
 * header: the heads of columns and titles of sheets, for look-up, and the unit they name.
 *
 * 身份证号 *, 身份证号（必填） and 身份证号: are one header; 医疗总费用(万元) is 医疗总费用 with a
 * factor of 10000.
 * Spec: facts.md 6.1.
 */
#include "norm/norm_int.h"

enum { HEADER_MAX_BYTES = 1024, NESTING_MAX = 8 };

static bool is_open(uint32_t code) {
  return code == '(' || code == '[' || code == 0x3010 || code == 0x3014;
}

static bool is_close(uint32_t code) {
  return code == ')' || code == ']' || code == 0x3011 || code == 0x3015;
}

/*
 * Takes the marks out of [text], which is written over. A bracket that is never closed loses
 * only itself. With [keep_inner], all brackets do.
 */
static Str without_marks(Str text, char *out, bool keep_inner) {
  size_t open_at[NESTING_MAX];
  size_t depth = 0, len = 0;
  for (size_t i = 0; i < text.len;) {
    uint32_t code = str_next_code(text, &i);
    if (code == ':' || code == '*') continue;
    if (is_open(code)) {
      if (depth < NESTING_MAX) open_at[depth++] = len;
    } else if (is_close(code)) {
      if (depth > 0) {
        depth--;
        if (!keep_inner) len = open_at[depth];
      }
    } else {
      if (code >= 'A' && code <= 'Z') code += 'a' - 'A';
      len += str_put_code(out + len, code);
    }
  }
  return (Str){out, len};
}

Str norm_header(Str text, char *out, size_t cap) {
  for (int keep_inner = 0; keep_inner <= 1; keep_inner++) {
    size_t len = 0;
    if (!norm_nfkc(text, NFKC_HEADER, out, cap, &len)) break;
    Str header = without_marks((Str){out, len}, out, keep_inner == 1);
    if (header.len > 0) return header;
    /* 【身份证号】 is all bracket: then what stands in it is the header. */
  }
  return (Str){out, 0};
}

/* ---- the unit ---- */

typedef enum Unit { UNIT_NONE, UNIT_YUAN, UNIT_WAN } Unit;

static bool is_numeral(uint32_t code) {
  static const Str numerals = STR_INIT("一二三四五六七八九十百千两几数多余");
  if (code >= '0' && code <= '9') return true;
  for (size_t i = 0; i < numerals.len;) {
    if (str_next_code(numerals, &i) == code) return true;
  }
  return false;
}

enum { CODE_WAN = 0x4E07, CODE_YUAN = 0x5143 };

/*
 * The unit that the text names at [at], where [before] is the code point before it. 5万元以下 is
 * an amount and names none. Outside brackets a 万 alone counts only as the last word.
 */
static Unit unit_at(Str text, size_t at, uint32_t before, bool inside) {
  uint32_t code = str_next_code(text, &at);
  if (code == CODE_YUAN) return inside && before != CODE_WAN ? UNIT_YUAN : UNIT_NONE;
  if (code != CODE_WAN || is_numeral(before)) return UNIT_NONE;
  if (inside) return UNIT_WAN;
  if (at == text.len) return UNIT_WAN;
  uint32_t next = str_next_code(text, &at);
  return next == CODE_YUAN || is_open(next) ? UNIT_WAN : UNIT_NONE;
}

int64_t norm_header_factor(Str header) {
  char room[HEADER_MAX_BYTES];
  size_t len = 0;
  if (!norm_nfkc(header, NFKC_HEADER, room, sizeof room, &len)) return 1;
  Str text = {room, len};
  Unit outside = UNIT_NONE;
  uint32_t before = 0;
  size_t depth = 0;
  for (size_t i = 0; i < text.len;) {
    Unit unit = unit_at(text, i, before, depth > 0);
    /* What stands in brackets is the unit; a 万元 outside may belong to the words. */
    if (depth > 0 && unit != UNIT_NONE) return unit == UNIT_WAN ? 10000 : 1;
    if (unit == UNIT_WAN) outside = unit;
    before = str_next_code(text, &i);
    if (is_open(before)) depth++;
    if (is_close(before) && depth > 0) depth--;
  }
  return outside == UNIT_WAN ? 10000 : 1;
}
