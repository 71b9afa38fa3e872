/* SPDX-License-Identifier: Apache-2.0 */
/*
 * date: days and months as offices write them.
 *
 * A year has four digits and comes first; a two-digit year or a day in front is unreadable, for
 * it could be read in two ways. A time behind the day is checked and dropped; one of another
 * zone than China's is unreadable, because its day may be another one.
 * Spec: facts.md 8.6.
 */
#include "norm/norm_int.h"

/* Day 0 of the 1900 system of spreadsheets, seen from 1970-01-01, from its day 61 on. */
enum { SERIAL_EPOCH = 25569, SERIAL_MIN = 20000, SERIAL_MAX = 80000 };
enum { YEAR_MIN = 1800, YEAR_MAX = 2200 };

typedef enum DateForm { DATE_BAD, DATE_NOTHING, DATE_YEAR, DATE_MONTH, DATE_DAY } DateForm;

typedef struct Date {
  DateForm form;
  int32_t year;
  int32_t month;
  bool may_be_october; /* 2021.1: a spreadsheet makes that of 2021.10 */
  Day day;
} Date;

typedef struct Scan {
  Str text;
  size_t at;
} Scan;

static void skip_blanks(Scan *s) {
  while (s->at < s->text.len && s->text.ptr[s->at] == ' ')
    s->at++;
}

static bool take(Scan *s, Str word) {
  if (!str_starts(str_slice(s->text, s->at, s->text.len), word)) return false;
  s->at += word.len;
  return true;
}

/* Up to [max] digits; returns how many there were. */
static size_t scan_digits(Scan *s, size_t max, int32_t *ret_value) {
  size_t count = 0;
  int32_t value = 0;
  while (count < max && s->at < s->text.len && norm_is_digit(s->text.ptr[s->at])) {
    value = value * 10 + (s->text.ptr[s->at++] - '0');
    count++;
  }
  *ret_value = value;
  return count;
}

static int32_t digits_value(const char *text, size_t count) {
  int32_t value = 0;
  for (size_t i = 0; i < count; i++)
    value = value * 10 + (text[i] - '0');
  return value;
}

/* ---- times ---- */

static bool time_in_range(int32_t hour, int32_t minute, int32_t second) {
  return hour <= 24 && minute <= 59 && second <= 60;
}

/* What may stand behind a clock time: parts of a second, AM or PM, China's own zone. */
static bool scan_time_tail(Scan *s) {
  int32_t unused;
  if (take(s, STR(".")) && scan_digits(s, 9, &unused) == 0) return false;
  skip_blanks(s);
  if (!take(s, STR("AM")) && !take(s, STR("PM")) && !take(s, STR("+08:00")) &&
      !take(s, STR("+0800"))) {
    (void)take(s, STR("+08"));
  }
  skip_blanks(s);
  return s->at == s->text.len;
}

/* 8:00, 08:00:00.0, 8时, 8时30分, 8时30分05秒 to the end of the text. */
static bool scan_time(Scan *s) {
  int32_t hour = 0, minute = 0, second = 0;
  if (scan_digits(s, 2, &hour) == 0) return false;
  if (take(s, STR("时"))) {
    if (scan_digits(s, 2, &minute) > 0) {
      if (!take(s, STR("分"))) return false;
      if (scan_digits(s, 2, &second) > 0 && !take(s, STR("秒"))) return false;
    }
  } else {
    if (!take(s, STR(":")) || scan_digits(s, 2, &minute) != 2) return false;
    if (take(s, STR(":")) && scan_digits(s, 2, &second) != 2) return false;
  }
  return time_in_range(hour, minute, second) && scan_time_tail(s);
}

/* The end of the text, or a time and the end. */
static bool scan_rest(Scan *s) {
  if (s->at == s->text.len) return true;
  if (!take(s, STR("T")) && s->text.ptr[s->at] != ' ' &&
      !str_ends(str_slice(s->text, 0, s->at), STR("日"))) {
    return false;
  }
  skip_blanks(s);
  return s->at == s->text.len || scan_time(s);
}

/* ---- dates ---- */

static Date bad(void) {
  return (Date){.form = DATE_BAD};
}

static bool year_in_range(int32_t year) {
  return year >= YEAR_MIN && year <= YEAR_MAX;
}

static Date whole_year(int32_t year) {
  if (!year_in_range(year)) return bad();
  return (Date){.form = DATE_YEAR, .year = year};
}

static Date whole_month(int32_t year, int32_t month) {
  if (year == 0 && month == 0) return (Date){.form = DATE_NOTHING};
  if (!year_in_range(year) || month < 1 || month > 12) return bad();
  return (Date){.form = DATE_MONTH, .year = year, .month = month};
}

static Date whole_day(int32_t year, int32_t month, int32_t day) {
  if (year == 0 && month == 0 && day == 0) return (Date){.form = DATE_NOTHING};
  Date date = {.form = DATE_DAY, .year = year, .month = month};
  if (!year_in_range(year) || !day_from_ymd(year, month, day, &date.day)) return bad();
  return date;
}

static Date serial_day(int32_t serial) {
  if (serial < SERIAL_MIN || serial > SERIAL_MAX) return bad();
  Ymd ymd = day_to_ymd((Day){serial - SERIAL_EPOCH});
  return whole_day(ymd.year, ymd.month, ymd.day);
}

/* 2021年, 2021年9月, 2021年9月1日; the scan stands behind 年. */
static Date scan_chinese(Scan *s, int32_t year) {
  int32_t month = 0, day = 0;
  skip_blanks(s);
  if (s->at == s->text.len) return whole_year(year);
  size_t digits = scan_digits(s, 2, &month);
  skip_blanks(s);
  if (digits == 0) return bad();
  if (!take(s, STR("月"))) return s->at == s->text.len ? whole_month(year, month) : bad();
  skip_blanks(s);
  if (s->at == s->text.len) return whole_month(year, month);
  if (scan_digits(s, 2, &day) == 0) return bad();
  skip_blanks(s);
  if (!take(s, STR("日")) && !take(s, STR("号")) && s->at != s->text.len) return bad();
  return scan_rest(s) ? whole_day(year, month, day) : bad();
}

/* 2021-9, 2021-09-01 and the same with / and .; the scan stands at the first separator. */
static Date scan_separated(Scan *s, int32_t year) {
  int32_t month = 0, day = 0;
  Str separator = str_slice(s->text, s->at, s->at + 1);
  s->at++;
  skip_blanks(s);
  size_t digits = scan_digits(s, 2, &month);
  if (digits == 0) return bad();
  if (s->at == s->text.len) {
    Date date = whole_month(year, month);
    date.may_be_october = digits == 1 && month == 1 && str_eq(separator, STR("."));
    return date;
  }
  skip_blanks(s);
  if (!take(s, separator)) return bad();
  skip_blanks(s);
  if (scan_digits(s, 2, &day) == 0) return bad();
  return scan_rest(s) ? whole_day(year, month, day) : bad();
}

/* Digits without a separator: a year, a serial, 202109, 20210901, 20210901083000. */
static Date scan_compact(Scan *s, Str digits) {
  const char *d = digits.ptr;
  if (digits.len == 5) {
    int32_t unused;
    if (take(s, STR(".")) && scan_digits(s, 20, &unused) == 0) return bad();
    return s->at == s->text.len ? serial_day(digits_value(d, 5)) : bad();
  }
  if (digits.len == 4 && s->at == s->text.len) return whole_year(digits_value(d, 4));
  if (digits.len == 6 && s->at == s->text.len) {
    /* 210901 is a day of 2021 without its century, not a month of 2109. */
    int32_t year = digits_value(d, 4);
    if (year != 0 && (year < 1900 || year > 2099)) return bad();
    return whole_month(year, digits_value(d + 4, 2));
  }
  if (digits.len == 14 && s->at == s->text.len) {
    if (!time_in_range(digits_value(d + 8, 2), digits_value(d + 10, 2), digits_value(d + 12, 2))) {
      return bad();
    }
  } else if (digits.len != 8 || !scan_rest(s)) {
    return bad();
  }
  return whole_day(digits_value(d, 4), digits_value(d + 4, 2), digits_value(d + 6, 2));
}

static Date scan_date(Str text) {
  Scan s = {text, 0};
  while (s.at < text.len && norm_is_digit(text.ptr[s.at]))
    s.at++;
  Str digits = str_slice(text, 0, s.at);
  if (digits.len == 0) return bad();
  if (digits.len == 4 && s.at < text.len) {
    int32_t year = digits_value(digits.ptr, 4);
    skip_blanks(&s);
    if (take(&s, STR("年"))) return scan_chinese(&s, year);
    char c = text.ptr[s.at];
    return c == '-' || c == '/' || c == '.' ? scan_separated(&s, year) : bad();
  }
  return scan_compact(&s, digits);
}

static Date read_date(Str cell) {
  NormCell text;
  if (!norm_cell(cell, &text)) return bad();
  Str view = norm_cell_view(&text);
  if (text.len == 0 || norm_cell_is_nothing(&text) || str_eq(view, STR("长期")) ||
      str_eq(view, STR("长期有效"))) {
    return (Date){.form = DATE_NOTHING};
  }
  norm_cell_upper(&text);
  return scan_date(view);
}

/* The first and the last day of a year and month that are in range. */
static NormState bounds(int32_t year, int32_t first, int32_t last, Day *ret_lo, Day *ret_hi) {
  Month from, to;
  if (!month_from_ym(year, first, &from) || !month_from_ym(year, last, &to)) {
    return NORM_UNREADABLE;
  }
  *ret_lo = month_first(from);
  *ret_hi = month_last(to);
  return NORM_BOUNDED;
}

NormState norm_date(Str cell, Day *ret_lo, Day *ret_hi) {
  Date date = read_date(cell);
  switch (date.form) {
  case DATE_BAD:
    return NORM_UNREADABLE;
  case DATE_NOTHING:
    return NORM_EMPTY;
  case DATE_YEAR:
    return bounds(date.year, 1, 12, ret_lo, ret_hi);
  case DATE_MONTH:
    return bounds(date.year, date.month, date.may_be_october ? 10 : date.month, ret_lo, ret_hi);
  case DATE_DAY:
    break;
  }
  *ret_lo = date.day;
  *ret_hi = date.day;
  return NORM_VALUE;
}

NormState norm_month(Str cell, Month *ret_month) {
  Date date = read_date(cell);
  switch (date.form) {
  case DATE_BAD:
  case DATE_YEAR:
    return NORM_UNREADABLE;
  case DATE_NOTHING:
    return NORM_EMPTY;
  case DATE_MONTH:
  case DATE_DAY:
    break;
  }
  if (date.may_be_october || !month_from_ym(date.year, date.month, ret_month)) {
    return NORM_UNREADABLE;
  }
  return NORM_VALUE;
}
