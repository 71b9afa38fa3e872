/* SPDX-License-Identifier: Apache-2.0 */
/*
 * number: amounts, counts and flags as people and programs write them.
 *
 * A number is read once, into digits without a point, their places and a unit; what does not
 * come out exactly is unreadable, never rounded. No floating point, no 128-bit arithmetic.
 * Spec: facts.md 8.6.
 */
#include "norm/norm_int.h"

typedef struct Number {
  bool negative;
  uint64_t digits; /* all digits, without the zeros at the end of the fraction */
  uint32_t places; /* how many of them stand behind the point */
  int64_t unit;    /* 0 not written, 1 元, 10000 万 or 万元 */
} Number;

/* ---- reading ---- */

typedef struct Scan {
  Str text;
  size_t at;
} Scan;

static void skip_blanks(Scan *s) {
  while (s->at < s->text.len && s->text.ptr[s->at] == ' ')
    s->at++;
}

static bool take(Scan *s, Str word) {
  skip_blanks(s);
  if (!str_starts(str_slice(s->text, s->at, s->text.len), word)) return false;
  s->at += word.len;
  return true;
}

static bool at_digit(const Scan *s) {
  return s->at < s->text.len && norm_is_digit(s->text.ptr[s->at]);
}

static bool add_digit(Number *n, char c) {
  uint64_t digit = (uint64_t)(c - '0');
  if (n->digits > (UINT64_MAX - digit) / 10) return false;
  n->digits = n->digits * 10 + digit;
  return true;
}

/* 1234 or 1,234 or 12,345,678; a comma anywhere else is not one that parts thousands. */
static bool scan_whole(Scan *s, Number *n, size_t *ret_count) {
  size_t count = 0, group = 0;
  bool grouped = false;
  while (at_digit(s) || (s->at < s->text.len && s->text.ptr[s->at] == ',')) {
    char c = s->text.ptr[s->at++];
    if (c == ',') {
      if (grouped ? group != 3 : (group < 1 || group > 3)) return false;
      grouped = true;
      group = 0;
      continue;
    }
    if (!add_digit(n, c)) return false;
    count++;
    group++;
  }
  *ret_count = count;
  return !grouped || group == 3;
}

static bool scan_fraction(Scan *s, Number *n, size_t *ret_count) {
  size_t end = s->at;
  while (end < s->text.len && norm_is_digit(s->text.ptr[end]))
    end++;
  *ret_count = end - s->at;
  size_t last = end;
  while (last > s->at && s->text.ptr[last - 1] == '0')
    last--;
  for (; s->at < last; s->at++) {
    if (!add_digit(n, s->text.ptr[s->at])) return false;
    n->places++;
  }
  s->at = end;
  return true;
}

static bool scan_sign(Scan *s, bool *ret_negative) {
  *ret_negative = take(s, STR("-")) || take(s, STR("\xE2\x88\x92")); /* U+2212 */
  return *ret_negative || take(s, STR("+"));
}

static bool scan_number(Str text, Number *n) {
  Scan s = {text, 0};
  *n = (Number){0};
  bool bracket = take(&s, STR("("));
  bool sign = scan_sign(&s, &n->negative);
  if (take(&s, STR("¥")) || take(&s, STR("￥")) || take(&s, STR("$"))) {
    if (!sign) sign = scan_sign(&s, &n->negative);
  }
  if (bracket && sign) return false;
  skip_blanks(&s);
  size_t whole = 0, fraction = 0;
  if (!scan_whole(&s, n, &whole)) return false;
  if (s.at < s.text.len && s.text.ptr[s.at] == '.') {
    s.at++;
    if (!scan_fraction(&s, n, &fraction)) return false;
  }
  if (whole + fraction == 0) return false;
  if (take(&s, STR("万"))) n->unit = 10000;
  if (take(&s, STR("元"))) {
    if (n->unit == 0) n->unit = 1;
    (void)take(&s, STR("整"));
  }
  if (bracket) {
    n->negative = true;
    if (!take(&s, STR(")"))) return false;
  }
  skip_blanks(&s);
  return s.at == s.text.len;
}

/*
 * The number in units of 10^-places, times [factor], where that is whole and fits.
 */
static bool number_scale(const Number *n, int64_t factor, uint32_t places, int64_t *ret_value) {
  uint64_t value = n->digits, rest = (uint64_t)factor;
  uint32_t have = n->places;
  /* Zeros of the factor first: 12345678901.12345678万 fits, its digits times 10000 do not. */
  while (have > places && rest % 10 == 0) {
    rest /= 10;
    have--;
  }
  if (value == 0) {
    *ret_value = 0;
    return true;
  }
  if (have > places) return false;
  for (; have < places; have++) {
    if (rest > UINT64_MAX / 10) return false;
    rest *= 10;
  }
  if (value > (uint64_t)INT64_MAX / rest) return false;
  value *= rest;
  *ret_value = n->negative ? -(int64_t)value : (int64_t)value;
  return true;
}

static NormState read_scaled(Str cell, int64_t factor, uint32_t places, int64_t *ret_value) {
  NormCell text;
  if (!norm_cell(cell, &text)) return NORM_UNREADABLE;
  if (text.len == 0 || norm_cell_is_nothing(&text)) return NORM_EMPTY;
  Number n;
  if (!scan_number(norm_cell_view(&text), &n)) return NORM_UNREADABLE;
  /* A unit in the cell itself is nearer than the one of the header. */
  int64_t unit = n.unit != 0 ? n.unit : factor;
  if (unit < 1 || !number_scale(&n, unit, places, ret_value)) return NORM_UNREADABLE;
  return NORM_VALUE;
}

NormState norm_decimal(Str cell, int64_t unit_factor, Dec *ret_value) {
  return read_scaled(cell, unit_factor, 4, &ret_value->u);
}

NormState norm_int(Str cell, int64_t *ret_value) {
  return read_scaled(cell, 1, 0, ret_value);
}

/* ---- flags ---- */

NormState norm_bool(Str cell, bool *ret_value) {
  static const Str yes[] = {STR_INIT("是"),  STR_INIT("有"),   STR_INIT("√"), STR_INIT("Y"),
                            STR_INIT("YES"), STR_INIT("TRUE"), STR_INIT("1")};
  static const Str no[] = {STR_INIT("否"), STR_INIT("无"),    STR_INIT("×"), STR_INIT("N"),
                           STR_INIT("NO"), STR_INIT("FALSE"), STR_INIT("0")};
  NormCell text;
  if (!norm_cell(cell, &text)) return NORM_UNREADABLE;
  if (text.len == 0) return NORM_EMPTY;
  norm_cell_upper(&text);
  for (size_t i = 0; i < sizeof yes / sizeof yes[0]; i++) {
    if (str_eq(norm_cell_view(&text), yes[i])) {
      *ret_value = true;
      return NORM_VALUE;
    }
    if (str_eq(norm_cell_view(&text), no[i])) {
      *ret_value = false;
      return NORM_VALUE;
    }
  }
  return NORM_UNREADABLE;
}
