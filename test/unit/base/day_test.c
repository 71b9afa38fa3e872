/* SPDX-License-Identifier: Apache-2.0 */
/* day: every day of ten thousand years against a counting calendar; ages and months at month
 * ends and leap days; and the clock, which makes days. */
#include "base/day.h"

#include "base/clock.h"
#include "unit/unit.h"

static Day make(int32_t year, int32_t month, int32_t day) {
  Day made = {0};
  EXPECT(day_from_ymd(year, month, day, &made));
  return made;
}

/* An independent calendar: counts on by one day. */
static void next_day(Ymd *at) {
  static const int32_t days[13] = {0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = (at->year % 4 == 0 && at->year % 100 != 0) || at->year % 400 == 0;
  at->day++;
  if (at->day <= days[at->month] + (at->month == 2 && leap)) return;
  at->day = 1;
  if (++at->month <= 12) return;
  at->month = 1;
  at->year++;
}

UNIT(every_day) {
  Ymd want = {1, 1, 1};
  bool same = true;
  int32_t weekday = 1; /* 0001-01-01 is a Monday */
  for (int32_t n = DAY_MIN.n; n <= DAY_MAX.n; n++) {
    Ymd got = day_to_ymd((Day){n});
    Day back = {0};
    same = same && got.year == want.year && got.month == want.month && got.day == want.day;
    same = same && day_from_ymd(want.year, want.month, want.day, &back) && back.n == n;
    same = same && day_weekday((Day){n}) == weekday;
    weekday = weekday % 7 + 1;
    next_day(&want);
  }
  EXPECT(same);
  EXPECT_INT(want.year, 10000);
}

UNIT(no_such_day) {
  Day day = {42};
  EXPECT(!day_from_ymd(2021, 2, 29, &day) && !day_from_ymd(1900, 2, 29, &day));
  EXPECT(!day_from_ymd(2021, 4, 31, &day) && !day_from_ymd(2021, 1, 0, &day));
  EXPECT(!day_from_ymd(2021, 0, 1, &day) && !day_from_ymd(2021, 13, 1, &day));
  EXPECT(!day_from_ymd(0, 12, 31, &day) && !day_from_ymd(10000, 1, 1, &day));
  EXPECT(!day_from_ymd(INT32_MAX, INT32_MAX, INT32_MAX, &day));
  EXPECT(!day_from_ymd(INT32_MIN, INT32_MIN, INT32_MIN, &day));
  EXPECT_INT(day.n, 42);
  EXPECT(day_from_ymd(2000, 2, 29, &day));
  EXPECT_INT(day_cmp(make(2021, 1, 1), make(2021, 1, 2)), -1);
  EXPECT_INT(day_cmp(day, day), 0);
}

UNIT(adding_days) {
  Day day = {42};
  EXPECT(day_add(make(2020, 2, 28), 2, &day) && day.n == make(2020, 3, 1).n);
  EXPECT(day_add(DAY_MIN, DAY_MAX.n - DAY_MIN.n, &day) && day.n == DAY_MAX.n);
  day.n = 42;
  EXPECT(!day_add(DAY_MAX, 1, &day) && !day_add(DAY_MIN, -1, &day));
  EXPECT(!day_add((Day){1}, INT64_MAX, &day) && !day_add((Day){-1}, INT64_MIN, &day));
  EXPECT_INT(day.n, 42);
}

UNIT(adding_months) {
  Day day = {42};
  EXPECT(day_add_months(make(2021, 1, 31), 1, &day) && day.n == make(2021, 2, 28).n);
  EXPECT(day_add_months(make(2020, 1, 31), 1, &day) && day.n == make(2020, 2, 29).n);
  EXPECT(day_add_months(make(2021, 3, 31), -1, &day) && day.n == make(2021, 2, 28).n);
  EXPECT(day_add_months(make(2021, 11, 15), 14, &day) && day.n == make(2023, 1, 15).n);
  EXPECT(day_add_months(make(2020, 2, 29), -12, &day) && day.n == make(2019, 2, 28).n);
  EXPECT(day_add_months(DAY_MIN, 9999 * 12 - 1, &day) && day.n == make(9999, 12, 1).n);
  day.n = 42;
  EXPECT(!day_add_months(DAY_MIN, -1, &day) && !day_add_months(DAY_MAX, 1, &day));
  EXPECT(!day_add_months(DAY_MAX, INT64_MAX, &day) && !day_add_months(DAY_MIN, INT64_MIN, &day));
  EXPECT_INT(day.n, 42);
}

UNIT(months_between) {
  EXPECT_INT(day_months_between(make(2021, 1, 31), make(2021, 2, 28)), 1);
  EXPECT_INT(day_months_between(make(2021, 1, 31), make(2021, 2, 27)), 0);
  EXPECT_INT(day_months_between(make(2021, 2, 28), make(2021, 1, 31)), -1);
  EXPECT_INT(day_months_between(make(2021, 3, 28), make(2021, 2, 28)), -1);
  EXPECT_INT(day_months_between(make(2021, 1, 15), make(2022, 1, 14)), 11);
  EXPECT_INT(day_months_between(make(2021, 1, 15), make(2021, 1, 15)), 0);
  EXPECT_INT(day_months_between(DAY_MIN, DAY_MAX), 9999 * 12 - 1);
  /* The definition itself, over pairs of days. */
  bool holds = true;
  for (int32_t a = make(2019, 12, 20).n; a < make(2020, 4, 2).n; a++) {
    for (int32_t b = a; b < make(2021, 4, 2).n; b++) {
      int32_t n = day_months_between((Day){a}, (Day){b});
      Day at, next;
      holds = holds && day_add_months((Day){a}, n, &at) && day_add_months((Day){a}, n + 1, &next);
      holds = holds && at.n <= b && next.n > b;
      holds = holds && day_months_between((Day){b}, (Day){a}) == -n;
    }
  }
  EXPECT(holds);
}

UNIT(ages) {
  Day birth = make(2000, 6, 1);
  EXPECT_INT(day_age(birth, make(2018, 5, 31)), 17);
  EXPECT_INT(day_age(birth, make(2018, 6, 1)), 18);
  EXPECT_INT(day_age(birth, birth), 0);
  EXPECT_INT(day_age(birth, make(2000, 5, 31)), -1);
  EXPECT_INT(day_age(birth, make(1999, 6, 1)), -1);
  EXPECT_INT(day_age(birth, make(1999, 5, 31)), -2);
  Day leap = make(2004, 2, 29);
  EXPECT_INT(day_age(leap, make(2020, 2, 28)), 15);
  EXPECT_INT(day_age(leap, make(2020, 2, 29)), 16);
  EXPECT_INT(day_age(leap, make(2021, 2, 28)), 16);
  EXPECT_INT(day_age(leap, make(2021, 3, 1)), 17);
}

UNIT(parsing) {
  Day day = {42};
  EXPECT(day_parse_iso(STR("2021-10-30"), &day) && day.n == make(2021, 10, 30).n);
  EXPECT(day_parse_iso(STR("0001-01-01"), &day) && day.n == DAY_MIN.n);
  EXPECT(day_parse_iso(STR("9999-12-31"), &day) && day.n == DAY_MAX.n);
  day.n = 42;
  static const Str wrong[] = {
      STR_INIT(""),           STR_INIT("2021-10-3"),   STR_INIT("2021-10-300"),
      STR_INIT("2021/10/30"), STR_INIT("2021-02-29"),  STR_INIT("0000-01-01"),
      STR_INIT("-021-10-30"), STR_INIT("2021-1 -30"),  STR_INIT("2021-10-+3"),
      STR_INIT("20211-0-30"), STR_INIT("2021-10-3\0"), {NULL, 0},
  };
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    EXPECT(!day_parse_iso(wrong[i], &day));
  }
  EXPECT_INT(day.n, 42);
}

UNIT(formatting) {
  char out[10];
  EXPECT_INT((int64_t)day_format(DAY_MIN, out), 10);
  EXPECT_STR(((Str){out, 10}), "0001-01-01");
  EXPECT_STR(((Str){out, day_format(make(2021, 10, 30), out)}), "2021-10-30");
  Month month = {42};
  EXPECT(month_from_ym(2024, 2, &month));
  EXPECT_STR(((Str){out, month_format(month, out)}), "2024-02");
  EXPECT_INT(month_first(month).n, make(2024, 2, 1).n);
  EXPECT_INT(month_last(month).n, make(2024, 2, 29).n);
  EXPECT_INT(day_month(make(2024, 2, 10)).n, month.n);
  EXPECT_INT(month.n, 2024 * 12 + 1);
  month.n = 42;
  EXPECT(!month_from_ym(0, 1, &month) && !month_from_ym(2024, 13, &month));
  EXPECT(!month_from_ym(2024, 0, &month) && !month_from_ym(10000, 1, &month));
  EXPECT_INT(month.n, 42);
}

UNIT(clock_in_china) {
  char stamp[25];
  char today[10];
  EXPECT_INT((int64_t)clock_stamp(stamp), 25);
  day_format(clock_today(), today);
  /* Equal but for the case that midnight lies between the two calls. */
  EXPECT(memcmp(stamp, today, 10) == 0 || memcmp(stamp + 11, "23:59:59", 8) == 0);
  EXPECT_STR(((Str){stamp + 19, 6}), "+08:00");
  EXPECT(stamp[10] == 'T' && stamp[13] == ':' && stamp[16] == ':');
  EXPECT(day_cmp(clock_today(), make(2020, 1, 1)) > 0);
  uint64_t first = clock_monotonic_ns();
  EXPECT(clock_monotonic_ns() >= first);
}

UNIT_MAIN(UNIT_CASE(every_day),
          UNIT_CASE(no_such_day),
          UNIT_CASE(adding_days),
          UNIT_CASE(adding_months),
          UNIT_CASE(months_between),
          UNIT_CASE(ages),
          UNIT_CASE(parsing),
          UNIT_CASE(formatting),
          UNIT_CASE(clock_in_china))
