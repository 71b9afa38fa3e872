/* SPDX-License-Identifier: Apache-2.0 */
/*
 * phone: telephones, bank cards, social credit codes, number plates.
 *
 * What these say of people is weak (a phone is shared, a passbook has no check digit), so the
 * form is judged and nothing else; a failed check digit is a question of its own.
 * Spec: facts.md 8.3 and 8.4, GB 32100-2015.
 */
#include "norm/norm_int.h"

#include <string.h>

enum { PHONE_ROOM = 20, CARD_MIN = 10, CARD_MAX = 30, USCC_LEN = 18, PLATE_ROOM = 32 };

/* The cell up to the first sign that parts several numbers; empty parts are passed over. */
static Str first_part(Str text) {
  static const Str partings[] = {STR_INIT("/"), STR_INIT(","),  STR_INIT(";"),
                                 STR_INIT("|"), STR_INIT("、"), STR_INIT("\\")};
  size_t from = 0;
  for (size_t i = 0; i < text.len;) {
    size_t parting = 0;
    for (size_t k = 0; k < sizeof partings / sizeof partings[0] && parting == 0; k++) {
      if (str_starts(str_slice(text, i, text.len), partings[k])) parting = partings[k].len;
    }
    if (parting > 0) {
      Str part = str_trim(str_slice(text, from, i));
      if (part.len > 0) return part;
      from = i + parting;
    }
    i += parting > 0 ? parting : 1;
  }
  return str_trim(str_slice(text, from, text.len));
}

/* ---- phones ---- */

static bool is_mobile(Str d) {
  return d.len == 11 && d.ptr[0] == '1' && d.ptr[1] >= '3' && d.ptr[1] <= '9';
}

/* With area code: 010 and 02x with 8 digits, 0xxx with 7 or 8; without: 7 or 8 from 2 to 8. */
static bool is_land_line(Str d) {
  if (d.len == 7 || d.len == 8) return d.ptr[0] >= '2' && d.ptr[0] <= '8';
  if (d.len < 11 || d.ptr[0] != '0') return false;
  bool short_area = d.ptr[1] == '2' || (d.ptr[1] == '1' && d.ptr[2] == '0');
  if (short_area) return d.len == 11 && d.ptr[3] >= '2' && d.ptr[3] <= '8';
  if (d.ptr[1] < '3') return false;
  return d.len <= 12 && d.ptr[4] >= '2' && d.ptr[4] <= '8';
}

/* One number, with its separators. */
static bool read_phone(Str part, char out[PHONE_ROOM], size_t *ret_len) {
  NormCell cell;
  memcpy(cell.text, part.ptr, part.len);
  cell.len = part.len;
  norm_cell_squeeze(&cell, "-()");
  Str digits = norm_cell_view(&cell);
  if (str_starts(digits, STR("+86"))) {
    digits = str_slice(digits, 3, digits.len);
  } else if (str_starts(digits, STR("0086"))) {
    digits = str_slice(digits, 4, digits.len);
  } else if (digits.len == 13 && str_starts(digits, STR("861"))) {
    digits = str_slice(digits, 2, digits.len);
  }
  if (str_ends(digits, STR(".0"))) digits = str_slice(digits, 0, digits.len - 2);
  /* The 0 of a long-distance call before a mobile number. */
  if (digits.len == 12 && str_starts(digits, STR("01")) && digits.ptr[2] != '0') {
    digits = str_slice(digits, 1, digits.len);
  }
  if (!norm_all_digits(digits) || !(is_mobile(digits) || is_land_line(digits))) return false;
  memcpy(out, digits.ptr, digits.len);
  *ret_len = digits.len;
  return true;
}

NormState norm_phone(Str cell, char out[PHONE_ROOM], size_t *ret_len) {
  NormCell text;
  if (!norm_cell(cell, &text)) return NORM_UNREADABLE;
  if (text.len == 0 || norm_cell_is_nothing(&text)) return NORM_EMPTY;
  Str part = first_part(norm_cell_view(&text));
  if (part.len == 0) return NORM_UNREADABLE;
  if (read_phone(part, out, ret_len)) return NORM_VALUE;
  /* Two numbers with a blank between: the first word must be a whole number itself. */
  Str word = str_cut(&part, ' ');
  if (part.len > 0 && read_phone(word, out, ret_len)) return NORM_VALUE;
  return NORM_UNREADABLE;
}

/* ---- cards ---- */

NormState norm_bankcard(Str cell, char out[32], size_t *ret_len) {
  NormCell text;
  if (!norm_cell(cell, &text)) return NORM_UNREADABLE;
  if (text.len == 0 || norm_cell_is_nothing(&text)) return NORM_EMPTY;
  norm_cell_squeeze(&text, "-");
  Str digits = norm_cell_view(&text);
  if (!norm_all_digits(digits) || digits.len < CARD_MIN || digits.len > CARD_MAX) {
    return NORM_UNREADABLE;
  }
  memcpy(out, digits.ptr, digits.len);
  *ret_len = digits.len;
  return NORM_VALUE;
}

bool norm_luhn(Str digits) {
  if (digits.len < 2 || !norm_all_digits(digits)) return false;
  uint32_t sum = 0;
  for (size_t i = 0; i < digits.len; i++) {
    uint32_t digit = (uint32_t)(digits.ptr[digits.len - 1 - i] - '0');
    if (i % 2 == 1) digit = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum = (sum + digit) % 10;
  }
  return sum == 0;
}

/* ---- social credit codes ---- */

/* The value of a character, 31 if it is none of the alphabet (which has no I O S V Z). */
static uint32_t uscc_value(char c) {
  static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  for (uint32_t i = 0; i < 31; i++) {
    if (alphabet[i] == c) return i;
  }
  return 31;
}

NormState norm_uscc(Str cell, char out[USCC_LEN]) {
  NormCell text;
  if (!norm_cell(cell, &text)) return NORM_UNREADABLE;
  if (text.len == 0 || norm_cell_is_nothing(&text)) return NORM_EMPTY;
  norm_cell_squeeze(&text, "");
  norm_cell_upper(&text);
  if (text.len != USCC_LEN) return NORM_UNREADABLE;
  for (size_t i = 0; i < USCC_LEN; i++) {
    if (uscc_value(text.text[i]) == 31) return NORM_UNREADABLE;
  }
  memcpy(out, text.text, USCC_LEN);
  return NORM_VALUE;
}

bool norm_uscc_valid(const char text[USCC_LEN]) {
  uint32_t sum = 0, weight = 1;
  for (size_t i = 0; i + 1 < USCC_LEN; i++) {
    uint32_t value = uscc_value(text[i]);
    if (value == 31) return false;
    sum += value * weight;
    weight = weight * 3 % 31;
  }
  /* 31 less the rest; a rest of 0 gives 0, not 31 */
  return uscc_value(text[USCC_LEN - 1]) == (31 - sum % 31) % 31;
}

/* ---- plates ---- */

static bool is_among(uint32_t code, Str codes) {
  for (size_t i = 0; i < codes.len;) {
    if (str_next_code(codes, &i) == code) return true;
  }
  return false;
}

static bool is_plate_dot(uint32_t code) {
  return code == ' ' || code == '-' || norm_code_is_dot(code);
}

/*
 * Letters and digits with, perhaps, the province before and 学 警 挂 港 澳 behind them; files leave
 * out the province or its letter too, so 5 to 8 characters, one of them a digit.
 */
NormState norm_plate(Str cell, char out[PLATE_ROOM], size_t *ret_len) {
  static const Str provinces =
      STR_INIT("京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼");
  static const Str endings = STR_INIT("学警挂港澳领使");
  NormCell text;
  if (!norm_cell(cell, &text)) return NORM_UNREADABLE;
  if (text.len == 0 || norm_cell_is_nothing(&text)) return NORM_EMPTY;
  norm_cell_upper(&text);
  Str part = first_part(norm_cell_view(&text));
  char plate[PLATE_ROOM];
  size_t len = 0, count = 0, digits = 0;
  bool ended = false;
  for (size_t i = 0; i < part.len;) {
    uint32_t code = str_next_code(part, &i);
    if (is_plate_dot(code)) continue;
    bool digit = code >= '0' && code <= '9';
    bool plain = digit || (code >= 'A' && code <= 'Z');
    bool province = count == 0 && is_among(code, provinces);
    bool ending = count >= 4 && is_among(code, endings);
    if (ended || count == 8 || !(plain || province || ending)) return NORM_UNREADABLE;
    ended = ending;
    digits += digit;
    count++;
    len += str_put_code(plate + len, code);
  }
  if (count < 5 || digits == 0) return NORM_UNREADABLE;
  memcpy(out, plate, len);
  *ret_len = len;
  return NORM_VALUE;
}
