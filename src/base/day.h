/* SPDX-License-Identifier: Apache-2.0 */
/*
 * day: civil days and months in the proleptic Gregorian calendar, years 0001..9999.
 *
 * No time zone, no clock: a Day is a number of days since 1970-01-01. DAY_MIN and DAY_MAX are
 * 0001-01-01 and 9999-12-31; functions that would leave the range return false.
 */
#ifndef BASE_DAY_H
#define BASE_DAY_H

#include "base/str.h"

typedef struct Day {
  int32_t n;
} Day;

typedef struct Month { /* months since 0000-01: year * 12 + month - 1 */
  int32_t n;
} Month;

typedef struct Ymd {
  int32_t year;
  int32_t month; /* 1..12 */
  int32_t day;   /* 1..31 */
} Ymd;

#define DAY_MIN ((Day){-719162})
#define DAY_MAX ((Day){2932896})

bool day_from_ymd(int32_t year, int32_t month, int32_t day, Day *ret_day); /* false: no such day */
Ymd day_to_ymd(Day day);
int day_cmp(Day a, Day b);
int32_t day_weekday(Day day); /* 1 Monday .. 7 Sunday */
bool day_add(Day day, int64_t days, Day *ret_day);
/* The same day of the month, or the month's last: 01-31 plus 1 month is 02-28 or 29. */
bool day_add_months(Day day, int64_t months, Day *ret_day);
/* Full months from [a] to [b]: the greatest n with add_months(a, n) <= b; negative if b < a:
 * -(full months from b to a). */
int32_t day_months_between(Day a, Day b);
/* Full years of life on [on]; the birthday counts; born on 29 Feb: 1 March in other years.
 * Negative if on < birth: -1 in the year before birth, and so on (floor). */
int32_t day_age(Day birth, Day on);
bool day_parse_iso(Str s, Day *ret_day); /* exactly YYYY-MM-DD */

bool month_from_ym(int32_t year, int32_t month, Month *ret_month);
Day month_first(Month m);
Day month_last(Month m);
Month day_month(Day day);

/* Writes YYYY-MM-DD (10 bytes) / YYYY-MM (7 bytes); returns the number of bytes. */
size_t day_format(Day day, char out[10]);
size_t month_format(Month m, char out[7]);

#endif
