/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decimal: exact fixed point, 64 bits, 4 places (yuan, mu, km, square metres).
 *
 * A Dec holds ten-thousandths: range +-922337203685477.5807. + and - are exact; * and / go
 * through 128 bits and are rounded half away from zero to 4 places. Functions return false on
 * overflow or division by zero and leave the result alone. No floating point anywhere.
 */
#ifndef BASE_DECIMAL_H
#define BASE_DECIMAL_H

#include "base/str.h"

#define DEC_ONE 10000

typedef struct Dec {
  int64_t u; /* ten-thousandths */
} Dec;

bool dec_from_int(int64_t value, Dec *ret);
bool dec_add(Dec a, Dec b, Dec *ret);
bool dec_sub(Dec a, Dec b, Dec *ret);
bool dec_mul(Dec a, Dec b, Dec *ret);
bool dec_div(Dec a, Dec b, Dec *ret);
bool dec_neg(Dec a, Dec *ret);
int dec_cmp(Dec a, Dec b);
int dec_cmp_int(Dec a, int64_t b); /* exact */
/* a/b against c/d, exactly, by multiplication; b and d must be > 0. */
int dec_cmp_ratio(Dec a, Dec b, Dec c, Dec d);
/* Hundredths, half away from zero. */
int64_t dec_fen(Dec a);
/* [-]digits[.digits], at most 4 places after the point unless the rest are zeros; nothing else. */
bool dec_parse(Str s, Dec *ret);
/* Without trailing zeros or a trailing point: "12", "12.5", "-0.0001"; returns the bytes. */
size_t dec_format(Dec a, char out[24]);

#endif
