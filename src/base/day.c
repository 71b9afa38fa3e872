/* SPDX-License-Identifier: Apache-2.0 */
/*
 * day: civil days and months in the proleptic Gregorian calendar.
 *
 * Years are counted from March, so that the leap day is the last day of a year and the days
 * before a month follow one linear formula. 400 years have 146,097 days. All numbers here are
 * shifted to be positive before they are divided: 0000-03-01 is day 0.
 */
#include "base/day.h"

enum {
  YEAR_MIN = 1,
  YEAR_MAX = 9999,
  ERA_DAYS = 146097,  /* days of 400 years */
  EPOCH_DAY = 719468, /* days from 0000-03-01 to 1970-01-01 */
};

static bool is_leap(int32_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int32_t month_days(int32_t year, int32_t month) {
  static const int8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return days[month - 1] + (month == 2 && is_leap(year));
}

/* For dates that exist. */
static Day make_day(int32_t year, int32_t month, int32_t day) {
  int32_t from_march = month >= 3 ? month - 3 : month + 9;
  int32_t y = month >= 3 ? year : year - 1;
  int32_t day_of_year = (153 * from_march + 2) / 5 + day - 1;
  int32_t day_of_era = y % 400 * 365 + y % 400 / 4 - y % 400 / 100 + day_of_year;
  return (Day){y / 400 * ERA_DAYS + day_of_era - EPOCH_DAY};
}

bool day_from_ymd(int32_t year, int32_t month, int32_t day, Day *ret_day) {
  if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12 || day < 1) return false;
  if (day > month_days(year, month)) return false;
  *ret_day = make_day(year, month, day);
  return true;
}

Ymd day_to_ymd(Day day) {
  int32_t shifted = day.n + EPOCH_DAY;
  int32_t era = shifted / ERA_DAYS;
  int32_t in_era = shifted % ERA_DAYS;
  int32_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / (ERA_DAYS - 1)) / 365;
  int32_t in_year = in_era - (365 * year + year / 4 - year / 100);
  int32_t from_march = (5 * in_year + 2) / 153;
  int32_t month = from_march < 10 ? from_march + 3 : from_march - 9;
  return (Ymd){
      .year = era * 400 + year + (month <= 2),
      .month = month,
      .day = in_year - (153 * from_march + 2) / 5 + 1,
  };
}

int day_cmp(Day a, Day b) {
  return (a.n > b.n) - (a.n < b.n);
}

/* Day 0 is a Thursday; the year 0001 lies less than 720,000 days before it. */
int32_t day_weekday(Day day) {
  return (day.n + 3 + 7 * 110000) % 7 + 1;
}

bool day_add(Day day, int64_t days, Day *ret_day) {
  int64_t sum;
  if (__builtin_add_overflow((int64_t)day.n, days, &sum)) return false;
  if (sum < DAY_MIN.n || sum > DAY_MAX.n) return false;
  *ret_day = (Day){(int32_t)sum};
  return true;
}

bool day_add_months(Day day, int64_t months, Day *ret_day) {
  Ymd from = day_to_ymd(day);
  int64_t sum;
  if (__builtin_add_overflow((int64_t)from.year * 12 + from.month - 1, months, &sum)) return false;
  int64_t in_year = sum / 12;
  if (sum < 0 || in_year < YEAR_MIN || in_year > YEAR_MAX) return false;
  int32_t year = (int32_t)in_year;
  int32_t month = (int32_t)(sum % 12) + 1;
  int32_t last = month_days(year, month);
  *ret_day = make_day(year, month, from.day < last ? from.day : last);
  return true;
}

int32_t day_months_between(Day a, Day b) {
  if (b.n < a.n) return -day_months_between(b, a);
  Ymd from = day_to_ymd(a);
  Ymd to = day_to_ymd(b);
  int32_t months = (to.year - from.year) * 12 + to.month - from.month;
  int32_t last = month_days(to.year, to.month);
  int32_t reached = from.day < last ? from.day : last;
  return months - (reached > to.day);
}

int32_t day_age(Day birth, Day on) {
  Ymd from = day_to_ymd(birth);
  Ymd to = day_to_ymd(on);
  bool before = to.month < from.month || (to.month == from.month && to.day < from.day);
  return to.year - from.year - before;
}

/* ---- text ---- */

/* [digits] decimal digits at s.ptr[at], or -1. */
static int32_t parse_digits(Str s, size_t at, size_t digits) {
  int32_t value = 0;
  for (size_t i = at; i < at + digits; i++) {
    if (s.ptr[i] < '0' || s.ptr[i] > '9') return -1;
    value = value * 10 + (s.ptr[i] - '0');
  }
  return value;
}

bool day_parse_iso(Str s, Day *ret_day) {
  if (s.len != 10 || s.ptr[4] != '-' || s.ptr[7] != '-') return false;
  return day_from_ymd(parse_digits(s, 0, 4), parse_digits(s, 5, 2), parse_digits(s, 8, 2), ret_day);
}

static void put_digits(char *out, int32_t value, int digits) {
  for (int i = digits - 1; i >= 0; i--) {
    out[i] = (char)('0' + value % 10);
    value /= 10;
  }
}

size_t day_format(Day day, char out[10]) {
  Ymd ymd = day_to_ymd(day);
  put_digits(out, ymd.year, 4);
  out[4] = '-';
  put_digits(out + 5, ymd.month, 2);
  out[7] = '-';
  put_digits(out + 8, ymd.day, 2);
  return 10;
}

/* ---- months ---- */

bool month_from_ym(int32_t year, int32_t month, Month *ret_month) {
  if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12) return false;
  *ret_month = (Month){year * 12 + month - 1};
  return true;
}

Day month_first(Month m) {
  return make_day(m.n / 12, m.n % 12 + 1, 1);
}

Day month_last(Month m) {
  int32_t year = m.n / 12;
  int32_t month = m.n % 12 + 1;
  return make_day(year, month, month_days(year, month));
}

Month day_month(Day day) {
  Ymd ymd = day_to_ymd(day);
  return (Month){ymd.year * 12 + ymd.month - 1};
}

size_t month_format(Month m, char out[7]) {
  put_digits(out, m.n / 12, 4);
  out[4] = '-';
  put_digits(out + 5, m.n % 12 + 1, 2);
  return 7;
}
