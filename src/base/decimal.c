/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decimal: exact fixed point, 64 bits, 4 places.
 *
 * The range is symmetric: INT64_MIN is no Dec, so every Dec can be negated. Products and
 * quotients go through 128 bits, where two 64-bit numbers times DEC_ONE always fit.
 */
#include "base/decimal.h"

#include <string.h>

__extension__ typedef __int128 Wide;

enum { PLACES = 4 };

/* False outside the symmetric range. */
static bool narrow(Wide value, Dec *ret) {
  if (value > INT64_MAX || value < -(Wide)INT64_MAX) return false;
  ret->u = (int64_t)value;
  return true;
}

/* Half away from zero. [by] is not 0. */
static Wide div_round(Wide value, Wide by) {
  Wide quotient = value / by;
  Wide rest = value % by;
  bool negative = (value < 0) != (by < 0);
  if (rest < 0) rest = -rest;
  if (by < 0) by = -by;
  if (rest >= by - rest) quotient += negative ? -1 : 1;
  return quotient;
}

bool dec_from_int(int64_t value, Dec *ret) {
  return narrow((Wide)value * DEC_ONE, ret);
}
bool dec_add(Dec a, Dec b, Dec *ret) {
  return narrow((Wide)a.u + b.u, ret);
}
bool dec_sub(Dec a, Dec b, Dec *ret) {
  return narrow((Wide)a.u - b.u, ret);
}
bool dec_neg(Dec a, Dec *ret) {
  return narrow(-(Wide)a.u, ret);
}

bool dec_mul(Dec a, Dec b, Dec *ret) {
  return narrow(div_round((Wide)a.u * b.u, DEC_ONE), ret);
}

bool dec_div(Dec a, Dec b, Dec *ret) {
  if (b.u == 0) return false;
  return narrow(div_round((Wide)a.u * DEC_ONE, b.u), ret);
}

static int wide_cmp(Wide a, Wide b) {
  return (a > b) - (a < b);
}

int dec_cmp(Dec a, Dec b) {
  return (a.u > b.u) - (a.u < b.u);
}
int dec_cmp_int(Dec a, int64_t b) {
  return wide_cmp(a.u, (Wide)b * DEC_ONE);
}

int dec_cmp_ratio(Dec a, Dec b, Dec c, Dec d) {
  return wide_cmp((Wide)a.u * d.u, (Wide)c.u * b.u);
}

int64_t dec_fen(Dec a) {
  return (int64_t)div_round(a.u, 100);
}

/* Adds a digit to a number that is collected as a positive one. */
static bool push_digit(int64_t *value, char digit) {
  return digit >= '0' && digit <= '9' && !__builtin_mul_overflow(*value, 10, value) &&
         !__builtin_add_overflow(*value, digit - '0', value);
}

bool dec_parse(Str s, Dec *ret) {
  bool negative = s.len > 0 && s.ptr[0] == '-';
  size_t first = negative ? 1 : 0;
  size_t at = first;
  int64_t value = 0;
  for (; at < s.len && s.ptr[at] != '.'; at++) {
    if (!push_digit(&value, s.ptr[at])) return false;
  }
  if (at == first) return false;

  size_t places = 0;
  if (at < s.len) {
    at++;
    if (at == s.len) return false;
    for (; at < s.len; at++) {
      if (places == PLACES) {
        if (s.ptr[at] != '0') return false;
        continue;
      }
      if (!push_digit(&value, s.ptr[at])) return false;
      places++;
    }
  }
  for (; places < PLACES; places++) {
    if (__builtin_mul_overflow(value, 10, &value)) return false;
  }
  ret->u = negative ? -value : value;
  return true;
}

size_t dec_format(Dec a, char out[24]) {
  char text[24];
  size_t at = sizeof text;
  uint64_t left = a.u < 0 ? 0 - (uint64_t)a.u : (uint64_t)a.u;
  uint64_t fraction = left % DEC_ONE;
  left /= DEC_ONE;
  if (fraction != 0) {
    int places = PLACES;
    for (; fraction % 10 == 0; fraction /= 10)
      places--;
    for (; places > 0; places--, fraction /= 10)
      text[--at] = (char)('0' + fraction % 10);
    text[--at] = '.';
  }
  do {
    text[--at] = (char)('0' + left % 10);
    left /= 10;
  } while (left != 0);
  if (a.u < 0) text[--at] = '-';
  memcpy(out, text + at, sizeof text - at);
  return sizeof text - at;
}
