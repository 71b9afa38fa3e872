/* SPDX-License-Identifier: Apache-2.0 */
/*
 * norm: the texts of offices in their normal form.
 *
 * In:        the text of one cell, valid UTF-8, as it came.
 * Out:       a typed value, or that the cell is empty, or that it cannot be read; never a guess.
 * Memory:    none; results are values, or are written where the caller says.
 * Purity:    freestanding: no clock, file, locale, allocation. The tables of Unicode are made by
 *            the build from Debian's unicode-data.
 * Spec:      facts.md section 8; GB 11643-1999 (ID numbers), GB 32100-2015 (social credit codes),
 *            UAX #15 (NFKC).
 */
#ifndef NORM_NORM_H
#define NORM_NORM_H

#include "base/day.h"
#include "base/decimal.h"
#include "base/str.h"

typedef enum NormState {
  NORM_VALUE,
  NORM_EMPTY,      /* nothing, or only blanks */
  NORM_UNREADABLE, /* something, but not of this type */
  NORM_BOUNDED     /* dates: known to lie between two days (only a month or a year is named) */
} NormState;

/* ---- cleaning ---- */

/*
 * What tools add to protect a text is taken off: blanks of all kinds, tabs, zero-width and
 * direction characters, a BOM, a leading apostrophe, and ="..." around the text. The result is a
 * slice of [cell] where possible, else of [scratch] (which must hold cell.len bytes).
 */
Str norm_strip(Str cell, char *scratch);

/* Full-width forms U+FF01..FF5E and U+3000 become ASCII; the rest stays. Writes at most
 * text.len bytes to [out]. */
Str norm_half_width(Str text, char *out);

/* ---- ID numbers ---- */

/*
 * An 18-character number packed into 61 bits: the 17 digits times 11 plus the check value
 * (0..9, X = 10). 0 = none. Only inside a run; never written anywhere.
 */
typedef struct IdKey {
  uint64_t n;
} IdKey;

typedef enum IdForm {
  ID_NONE,    /* empty, or - / 无 空 */
  ID_18,      /* 17 digits and a digit or X */
  ID_15,      /* 15 digits, upgraded to 18; sequences 996..999 (centenarians) to 18xx: not valid */
  ID_CARD_20, /* disability card: the person's number, category 1..7, grade 1..4 */
  ID_CARD_22, /* the same with a re-issue mark of 2 characters */
  ID_MASKED,  /* 15 or 18 long with '*' for hidden characters, at least one digit shown */
  ID_DAMAGED, /* written by a spreadsheet as a number: 5.33526E+17 */
  ID_OTHER    /* anything else: a passport, a house number, nonsense */
} IdForm;

typedef struct NormId {
  IdForm form;
  bool valid;    /* ID_18/15/CARD: right check character, real birth date from 1900 on */
  IdKey key;     /* of the first 18 (upgraded); 0 unless ID_18, ID_15, ID_CARD_* */
  char text[22]; /* normal text, length len: upper-case X, digits ASCII; '*' where masked;
                    an ID_OTHER that is not ASCII or longer has len 0 */
  uint8_t len;
  uint8_t card_category; /* 1..7, else 0 */
  uint8_t card_grade;    /* 1..4, else 0 */
} NormId;

/* Never fails: what cannot be read is ID_OTHER with valid = false. Look-alikes of X (full-width,
 * Cyrillic, Greek, multiplication sign, '*' at position 18 only where the rest is 17 digits) are
 * X in position 18. */
void norm_id(Str cell, NormId *ret_id);

char norm_id_check(const char digits[17]); /* the right check character; digits must be digits */
/* false unless form has a key and a real date from 1900 on */
bool norm_id_birth(const NormId *id, Day *ret_birth);
int norm_id_sex(const NormId *id);       /* 1 male, 2 female, 0 unknown */
IdKey norm_id_pack(const char text[18]); /* 17 digits and digit or X; else key 0 */
void norm_id_unpack(IdKey key, char ret_text[18]);
/* Every character that [masked] shows equals the one of [key]. */
bool norm_id_mask_fits(const NormId *masked, IdKey key);
/* First 6 and last 2 characters, '*' between (all '*' in a text of 8 or fewer); for messages and
 * issues. Returns the bytes written. */
size_t norm_mask(Str text, char *out); /* out holds text.len bytes; works on code points */
/* True if a text contains what looks like an ID, phone or card number: 11 digits or more in a row,
 * single blanks and hyphens among them not counted. */
bool norm_looks_sensitive(Str text);

/* ---- names ---- */

/*
 * The comparison form of a personal name: NFKC, private-use points of facts.md 8.5 folded, all
 * blanks and all middle dots removed. No traditional or homophone fold, no wildcards: nothing
 * that makes two different people equal. Latin letters keep their case.
 * Writes at most [cap] bytes; returns the slice of [out]; a name that would not fit is cut to
 * nothing (len 0), which equals no name; so is one with a letter of more than 63 marks.
 * 4 * name.len + 16 is enough for all names but those of U+FDFA and the like (Arabic words in one
 * character: 11 times).
 */
Str norm_name(Str name, char *out, size_t cap);
/* Whether norm_name(name) is the name itself: a quick test, true for most. */
bool norm_name_is_normal(Str name);
bool norm_name_eq(Str a, Str b); /* of the normal forms */

/* ---- dates, numbers, flags ---- */

/*
 * 2021-09-01, 2021/9/1, 2021.9.1, 20210901, 2021年9月1日 (with or without a time behind it),
 * spreadsheet serials 20000..80000 (1900 system): NORM_VALUE, [lo] = [hi].
 * 2021年9月, 202109, 2021-09, 2021.9, 2021年, 2021: NORM_BOUNDED. 2021.1 may have been 2021.10 in a
 * spreadsheet: bounded from January to October, and no month. 6 digits: years 1900..2099 only. A
 * time with another zone than +08:00 is unreadable.
 * 0000-00-00, 长期, 无, -, /: NORM_EMPTY. Impossible days and years outside 1800..2200: unreadable.
 */
NormState norm_date(Str cell, Day *ret_lo, Day *ret_hi);
NormState norm_month(Str cell, Month *ret_month); /* month forms above, and full dates */

/*
 * Amounts: [￥¥$]1,234.50[元], 1.2万[元], （500） and (500) are negative, full-width digits,
 * '+'; -, /, 无, 空 are NORM_EMPTY. More than 4 places after the point that are not zeros, or
 * out of range: unreadable. [unit_factor] is 1, or 10000 where the header says 万; a unit in the
 * cell itself goes before it.
 */
NormState norm_decimal(Str cell, int64_t unit_factor, Dec *ret_value);
NormState norm_int(Str cell, int64_t *ret_value); /* the same forms, whole numbers: "3.0" is 3 */
/* 是 否 有 无 Y N yes no true false 1 0 √ × : anything else is unreadable. */
NormState norm_bool(Str cell, bool *ret_value);

/* ---- phones, cards, codes ---- */

/* Mobile ^1[3-9]\d{9}$ or land line; separators, +86 and blanks taken off. Several numbers in one
 * cell: the first. Writes the digits to [out]. */
NormState norm_phone(Str cell, char out[20], size_t *ret_len);
NormState norm_bankcard(Str cell, char out[32], size_t *ret_len); /* digits, 10..30 of them */
bool norm_luhn(Str digits); /* false unless all digits and at least 2 */
NormState norm_uscc(Str cell,
                    char out[18]); /* upper case, 18 of the alphabet; check not required */
bool norm_uscc_valid(const char text[18]);
NormState norm_plate(Str cell, char out[32], size_t *ret_len); /* upper case, blanks and dots off */
/* 6, 9 or 12 digits: padded to 12 with zeros. Names are resolved by the pack, not here. */
NormState norm_division_code(Str cell, char out[12]);
void norm_division_township(const char code[12], char out[12]);
void norm_division_county(const char code[12], char out[12]);

/* Millionths of a degree. */
typedef struct NormPoint {
  int32_t lon, lat;
} NormPoint;
enum { NORM_POINT_MAX = 64 };

/*
 * 99.8273,23.4743 (longitude first), 99°49′38″ 23°28′27″, 东经99.8273度北纬23.4743度, N23.4743
 * E99.8273. Rounded to a millionth, half away from zero. Outside the globe (an exchanged pair has
 * a latitude beyond 90), and 0,0: unreadable.
 */
NormState norm_point(Str cell, NormPoint *ret_point);
/* "99.827300,23.474300": cut towards zero to [places], 0..6. Returns the bytes written. */
size_t norm_point_text(NormPoint point, int places, char out[NORM_POINT_MAX]);

/*
 * The folded name of a village or township for look-up: norm_name, then one ending of
 * 村民委员会 居民委员会 村委会 居委会 社区 行政村 村 镇 乡 taken off, with a 村 or 社区 before a
 * committee (unless less than two characters would be left: 新村 stays, and equals 新村社区).
 */
Str norm_place(Str name, char *out, size_t cap);

/* The text of a header or title for look-up: NFKC, blanks, line breaks, and ()（）[]【】: ： * ＊
 * with what stands in brackets removed, Latin letters in lower case. A text that is all in
 * brackets is what stands in them. */
Str norm_header(Str text, char *out, size_t cap);
/* 10000 if the header names 万元 or 万 as its unit, else 1. Brackets go before the other words; an
 * amount (5万元以下) is no unit. */
int64_t norm_header_factor(Str header);

#endif
