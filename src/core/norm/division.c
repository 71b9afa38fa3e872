/* SPDX-License-Identifier: Apache-2.0 */
/*
 * division: codes of counties, townships and villages, 2-2-2-3-3 digits.
 *
 * Whether a unit exists, and what it was called before, the pack knows.
 * Spec: facts.md 8.4 and 8.7.
 */
#include "norm/norm_int.h"

#include <string.h>

enum { COUNTY = 6, TOWNSHIP = 9, VILLAGE = 12 };

NormState norm_division_code(Str cell, char out[VILLAGE]) {
  NormCell text;
  if (!norm_cell(cell, &text)) return NORM_UNREADABLE;
  if (text.len == 0 || norm_cell_is_nothing(&text)) return NORM_EMPTY;
  norm_cell_squeeze(&text, "");
  Str digits = norm_cell_view(&text);
  bool known_length = digits.len == COUNTY || digits.len == TOWNSHIP || digits.len == VILLAGE;
  if (!known_length || !norm_all_digits(digits) || digits.ptr[0] == '0') return NORM_UNREADABLE;
  memset(out, '0', VILLAGE);
  memcpy(out, digits.ptr, digits.len);
  return NORM_VALUE;
}

static void cut_code(const char code[VILLAGE], size_t keep, char out[VILLAGE]) {
  memmove(out, code, keep);
  memset(out + keep, '0', VILLAGE - keep);
}

void norm_division_township(const char code[VILLAGE], char out[VILLAGE]) {
  cut_code(code, TOWNSHIP, out);
}

void norm_division_county(const char code[VILLAGE], char out[VILLAGE]) {
  cut_code(code, COUNTY, out);
}
