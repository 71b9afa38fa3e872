/* SPDX-License-Identifier: Apache-2.0 */
/*
 * idnumber: the number of a resident, in every form in which it is delivered.
 *
 * A clean number of 18 ASCII characters takes a short way, eight at a time; everything else
 * is cleaned first. The division prefix is never judged: it is the one of the first registration.
 * Spec: GB 11643-1999, facts.md 8.1 and 8.2.
 */
#include "norm/norm_int.h"

#include <endian.h>
#include <string.h>

enum {
  DIGITS = 17,
  CHECK_X = 10,
  SEQUENCE_CENTENARIAN = 996 /* 996..999 of a 15-digit number: born before 1900 */
};

/* Stands for a look-alike of X until its position is known; no cell text can contain it. */
static const char LOOK_ALIKE = '\1';

/* ---- check character and date ---- */

/* The check value for a sum of weighted digits. */
static uint32_t check_value(uint32_t sum) {
  return (12 - sum % 11) % 11;
}

static char check_char(uint32_t value) {
  return value == CHECK_X ? 'X' : (char)('0' + value);
}

/* sum of digit times weight; digits must be digits */
static uint32_t weighted_sum(const char digits[DIGITS]) {
  static const uint8_t weights[DIGITS] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  uint32_t sum = 0;
  for (int i = 0; i < DIGITS; i++)
    sum += (uint32_t)(digits[i] - '0') * weights[i];
  return sum;
}

static uint32_t digit_at(const char *text, int at) {
  return (uint32_t)(text[at] - '0');
}

/* YYYYMMDD of digits; a real day from 1900 on. */
static bool is_birth(const char *text) {
  static const uint8_t month_days[13] = {0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  uint32_t year = digit_at(text, 0) * 1000 + digit_at(text, 1) * 100 + digit_at(text, 2) * 10 +
                  digit_at(text, 3);
  uint32_t month = digit_at(text, 4) * 10 + digit_at(text, 5);
  uint32_t day = digit_at(text, 6) * 10 + digit_at(text, 7);
  if (year < 1900 || month < 1 || month > 12 || day < 1 || day > month_days[month]) return false;
  bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month != 2 || day < 29 || leap;
}

char norm_id_check(const char digits[DIGITS]) {
  return check_char(check_value(weighted_sum(digits)));
}

/* ---- packing ---- */

/*
 * Eight characters at a time, the first in the lowest byte. A product sums what its factors hold
 * in pairs of lanes: of a value's digits two by two, then four by four, then all; of weights in
 * the opposite order it leaves the weighted sum in the highest lane.
 */
#define EACH_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))

static inline uint64_t load_8(const char *text) {
  uint64_t word;
  memcpy(&word, text, sizeof word);
  return le64toh(word);
}

/* Digits are 30 to 39: the upper half is 3, and stays it when 6 is added. */
static inline bool are_8_digits(uint64_t word) {
  uint64_t upper = EACH_BYTE(0xF0);
  return ((word & upper) | ((word + EACH_BYTE(0x06)) & upper) >> 4) == EACH_BYTE(0x33);
}

static inline uint64_t value_of_8(uint64_t word) {
  word = (word & EACH_BYTE(0x0F)) * (1 + (10 << 8)) >> 8;
  word = (word & UINT64_C(0x00FF00FF00FF00FF)) * (1 + (100 << 16)) >> 16;
  return (word & UINT64_C(0x0000FFFF0000FFFF)) * (1 + (UINT64_C(10000) << 32)) >> 32;
}

/* [even], [odd]: the weights of every second digit, the first one's in the highest lane. */
static inline uint32_t weighted_8(uint64_t word, uint64_t even, uint64_t odd) {
  uint64_t lanes = UINT64_C(0x000F000F000F000F);
  return (uint32_t)(((word & lanes) * even >> 48) + ((word >> 8 & lanes) * odd >> 48));
}

static uint64_t number_of(const char digits[DIGITS]) {
  return value_of_8(load_8(digits)) * 1000000000 + value_of_8(load_8(digits + 8)) * 10 +
         digit_at(digits, 16);
}

static bool are_digits(const char *text, size_t count) {
  uint32_t bad = 0;
  for (size_t i = 0; i < count; i++)
    bad |= (uint32_t)((uint8_t)text[i] - '0') > 9;
  return bad == 0;
}

/* 0..10, or 11 if [c] is no check character. */
static uint32_t check_of(char c) {
  if (norm_is_digit(c)) return (uint32_t)(c - '0');
  return c == 'X' ? CHECK_X : CHECK_X + 1;
}

IdKey norm_id_pack(const char text[18]) {
  uint32_t check = check_of(text[DIGITS]);
  if (!are_digits(text, DIGITS) || check > CHECK_X) return (IdKey){0};
  return (IdKey){number_of(text) * 11 + check};
}

void norm_id_unpack(IdKey key, char ret_text[18]) {
  uint64_t digits = key.n / 11;
  ret_text[DIGITS] = check_char((uint32_t)(key.n % 11));
  for (int i = DIGITS; i-- > 0; digits /= 10)
    ret_text[i] = (char)('0' + digits % 10);
}

/* weighted_sum of digits of which the first sixteen are loaded. */
static inline uint32_t weighted_17(uint64_t first, uint64_t second, uint32_t last) {
  return weighted_8(first, UINT64_C(0x0007000A00080002), UINT64_C(0x0009000500040001)) +
         weighted_8(second, UINT64_C(0x00060007000A0008), UINT64_C(0x0003000900050004)) + last * 2;
}

/* Takes 18 characters as a number; false if they are none. 'x' is X. */
static bool take_18(const char *text, NormId *id) {
  char last = text[DIGITS] == 'x' ? 'X' : text[DIGITS];
  uint32_t check = check_of(last);
  uint64_t first = load_8(text), second = load_8(text + 8);
  if (check > CHECK_X || !norm_is_digit(text[16])) return false;
  if (!are_8_digits(first) || !are_8_digits(second)) return false;
  uint32_t digit = digit_at(text, 16);
  memcpy(id->text, text, DIGITS);
  id->text[DIGITS] = last;
  id->len = 18;
  id->form = ID_18;
  id->key.n = (value_of_8(first) * 1000000000 + value_of_8(second) * 10 + digit) * 11 + check;
  id->valid = check_value(weighted_17(first, second, digit)) == check && is_birth(text + 6);
  return true;
}

/* ---- other forms ---- */

static bool is_look_alike(uint32_t code) {
  switch (code) {
  case 0x00D7: /* multiplication sign */
  case 0x03A7: /* Greek */
  case 0x03C7:
  case 0x0425: /* Cyrillic */
  case 0x0445:
  case 0x2169: /* Roman ten */
  case 0x2179:
    return true;
  default:
    return false;
  }
}

static bool is_quote(uint32_t code) {
  return code == '\'' || code == '"' || code == '`' || (code >= 0x2018 && code <= 0x201F);
}

/*
 * The characters of the cell in upper case, without blanks and the quotes around it, look-alikes
 * of X marked; false if another character than ASCII is among them.
 */
static bool compact(const NormCell *cell, NormCell *ret_text) {
  Str view = norm_cell_view(cell);
  size_t len = 0, end = 0;
  for (size_t i = 0; i < view.len;) {
    uint32_t code = str_next_code(view, &i);
    if (code == ' ') continue;
    if (is_quote(code)) {
      if (len > 0) ret_text->text[len++] = '"';
      continue;
    }
    if (is_look_alike(code)) code = (uint32_t)LOOK_ALIKE;
    if (code >= 0x80) return false;
    ret_text->text[len++] = (char)code;
    end = len;
  }
  ret_text->len = end;
  norm_cell_upper(ret_text);
  return true;
}

/* 5.33526E+17, and 18 digits with a point behind: both were numbers in a spreadsheet. */
static bool is_damaged(Str text) {
  size_t at = 0;
  while (at < text.len && norm_is_digit(text.ptr[at]))
    at++;
  size_t whole = at;
  if (at < text.len && text.ptr[at] == '.') at++;
  bool has_point = at > whole;
  while (at < text.len && norm_is_digit(text.ptr[at]))
    at++;
  if (at == text.len) return whole > 15 && has_point;
  if (whole != 1 || text.ptr[at++] != 'E') return false;
  bool has_sign = at < text.len && text.ptr[at] == '+';
  if (has_sign) at++;
  return (has_point || has_sign) && norm_all_digits(str_slice(text, at, text.len));
}

static void take_15(const char *text, NormId *id) {
  char full[18];
  int sequence = (text[12] - '0') * 100 + (text[13] - '0') * 10 + (text[14] - '0');
  memcpy(full, text, 6);
  memcpy(full + 6, sequence >= SEQUENCE_CENTENARIAN ? "18" : "19", 2);
  memcpy(full + 8, text + 6, 9);
  full[DIGITS] = norm_id_check(full);
  (void)take_18(full, id);
  id->form = ID_15;
}

/* 20 or 22 characters: the number, category, grade, and perhaps the mark of a re-issue. */
static bool take_card(Str text, NormId *id) {
  char category = text.ptr[18], grade = text.ptr[19];
  if (category < '1' || category > '7' || grade < '1' || grade > '4') return false;
  for (size_t i = 20; i < text.len; i++) {
    if (!norm_is_digit(text.ptr[i]) && !norm_is_upper(text.ptr[i])) return false;
  }
  if (!take_18(text.ptr, id)) return false;
  memcpy(id->text + 18, text.ptr + 18, text.len - 18);
  id->len = (uint8_t)text.len;
  id->form = text.len == 20 ? ID_CARD_20 : ID_CARD_22;
  id->card_category = (uint8_t)(category - '0');
  id->card_grade = (uint8_t)(grade - '0');
  return true;
}

/* Digits and stars, at least one of each; X may stand last. */
static bool take_masked(Str text, NormId *id) {
  size_t stars = 0, shown = 0;
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[i];
    if (c == '*') {
      stars++;
    } else if (norm_is_digit(c) || (c == 'X' && i == DIGITS)) {
      shown++;
    } else {
      return false;
    }
  }
  if (stars == 0 || shown == 0) return false;
  memcpy(id->text, text.ptr, text.len);
  id->len = (uint8_t)text.len;
  id->form = ID_MASKED;
  return true;
}

/* Tries the forms by length; false if it is none of them. */
static bool take_form(NormCell *text, NormId *id) {
  size_t len = text->len;
  if (len >= 18) {
    char *last = &text->text[DIGITS];
    bool star = len == 18 && *last == '*' && are_digits(text->text, DIGITS);
    if (*last == LOOK_ALIKE || star) *last = 'X';
  }
  Str view = norm_cell_view(text);
  if (len == 18 && take_18(view.ptr, id)) return true;
  if ((len == 20 || len == 22) && take_card(view, id)) return true;
  if (len >= 15 && are_digits(view.ptr, 15)) {
    /* A number of 15 digits outlives a spreadsheet, but for the zeros behind the point. */
    bool zeros = len > 16 && view.ptr[15] == '.';
    for (size_t i = 16; i < len; i++)
      zeros = zeros && view.ptr[i] == '0';
    if (len == 15 || zeros) {
      take_15(view.ptr, id);
      return true;
    }
  }
  return (len == 15 || len == 18) && take_masked(view, id);
}

static void read_other(Str cell, NormId *id) {
  NormCell raw, text;
  id->form = ID_OTHER;
  if (!norm_cell(cell, &raw)) return;
  if (raw.len == 0 || norm_cell_is_nothing(&raw)) {
    id->form = ID_NONE;
    return;
  }
  if (!compact(&raw, &text)) return;
  if (text.len == 0) {
    id->form = ID_NONE;
    return;
  }
  if (take_form(&text, id)) return;
  if (is_damaged(norm_cell_view(&text))) id->form = ID_DAMAGED;
  for (size_t i = 0; i < text.len; i++) {
    if (text.text[i] == LOOK_ALIKE) return;
  }
  if (text.len > sizeof id->text) return;
  memcpy(id->text, text.text, text.len);
  id->len = (uint8_t)text.len;
}

void norm_id(Str cell, NormId *ret_id) {
  *ret_id = (NormId){0};
  if (cell.len == 18 && take_18(cell.ptr, ret_id)) return;
  read_other(cell, ret_id);
}

/* ---- questions ---- */

bool norm_id_birth(const NormId *id, Day *ret_birth) {
  if (id->key.n == 0 || !is_birth(id->text + 6)) return false;
  const char *t = id->text + 6;
  int32_t year = (int32_t)(digit_at(t, 0) * 1000 + digit_at(t, 1) * 100 + digit_at(t, 2) * 10 +
                           digit_at(t, 3));
  int32_t month = (int32_t)(digit_at(t, 4) * 10 + digit_at(t, 5));
  int32_t day = (int32_t)(digit_at(t, 6) * 10 + digit_at(t, 7));
  return day_from_ymd(year, month, day, ret_birth);
}

int norm_id_sex(const NormId *id) {
  if (id->key.n == 0) return 0;
  return digit_at(id->text, 16) % 2 == 1 ? 1 : 2;
}

bool norm_id_mask_fits(const NormId *masked, IdKey key) {
  if (masked->form != ID_MASKED || key.n == 0) return false;
  char full[18];
  norm_id_unpack(key, full);
  if (masked->len == 15) {
    /* Only who was born in the 20th century ever had 15 digits. */
    if (full[6] != '1' || full[7] != '9') return false;
    memmove(full + 6, full + 8, 9);
  }
  for (size_t i = 0; i < masked->len; i++) {
    if (masked->text[i] != '*' && masked->text[i] != full[i]) return false;
  }
  return true;
}
