/* SPDX-License-Identifier: Apache-2.0 */
/* calendar: working days, against the working days of 2021 and a plain day-by-day count. */
#include "cel/cel_int.h"
#include "unit.h"

static Day day(int year, int month, int of_month) {
  Day result = {0};
  EXPECT(day_from_ymd(year, month, of_month, &result));
  return result;
}

/* Autumn of 2021 in China: 1 to 7 October free, 26 September and 9 October worked. */
static CelCalendar autumn(Day *holidays, Day *workdays) {
  holidays[0] = day(2021, 9, 19);
  holidays[1] = day(2021, 9, 20);
  holidays[2] = day(2021, 9, 21);
  for (int i = 0; i < 7; i++)
    holidays[3 + i] = day(2021, 10, 1 + i);
  workdays[0] = day(2021, 9, 18);
  workdays[1] = day(2021, 9, 26);
  workdays[2] = day(2021, 10, 9);
  return (CelCalendar){.first = day(2021, 1, 1),
                       .last = day(2021, 12, 31),
                       .holidays = holidays,
                       .holiday_count = 10,
                       .workdays = workdays,
                       .workday_count = 3};
}

static int64_t workdays(const CelCalendar *calendar, Day a, Day b) {
  int64_t count = -9999;
  int32_t year = 0;
  EXPECT(cel_workdays(calendar, a, b, &count, &year));
  return count;
}

UNIT(autumn_2021) {
  Day free_days[10];
  Day worked[3];
  CelCalendar calendar = autumn(free_days, worked);
  EXPECT_INT(workdays(&calendar, day(2021, 9, 30), day(2021, 10, 7)), 0);
  EXPECT_INT(workdays(&calendar, day(2021, 9, 30), day(2021, 10, 8)), 1);
  EXPECT_INT(workdays(&calendar, day(2021, 9, 30), day(2021, 10, 9)), 2);
  EXPECT_INT(workdays(&calendar, day(2021, 9, 30), day(2021, 10, 10)), 2);
  EXPECT_INT(workdays(&calendar, day(2021, 9, 29), day(2021, 10, 11)), 4);
  EXPECT_INT(workdays(&calendar, day(2021, 9, 17), day(2021, 9, 18)), 1);
  EXPECT_INT(workdays(&calendar, day(2021, 9, 18), day(2021, 9, 21)), 0);
  EXPECT_INT(workdays(&calendar, day(2021, 10, 8), day(2021, 9, 30)), -1);
  EXPECT_INT(workdays(&calendar, day(2021, 10, 8), day(2021, 10, 8)), 0);
}

UNIT(coverage) {
  Day free_days[10];
  Day worked[3];
  CelCalendar calendar = autumn(free_days, worked);
  int64_t count = -7;
  int32_t year = -7;
  /* the day before the first is not one that is counted */
  EXPECT_INT(workdays(&calendar, day(2020, 12, 31), day(2021, 1, 1)), 1);
  EXPECT_INT(workdays(&calendar, day(2020, 12, 31), day(2021, 12, 31)), 261 - 7 + 3);
  EXPECT(!cel_workdays(&calendar, day(2020, 12, 30), day(2021, 1, 1), &count, &year));
  EXPECT_INT(year, 2020);
  EXPECT(!cel_workdays(&calendar, day(2021, 12, 31), day(2022, 1, 1), &count, &year));
  EXPECT_INT(year, 2022);
  EXPECT(!cel_workdays(&calendar, day(2021, 6, 1), day(2023, 1, 1), &count, &year));
  EXPECT_INT(year, 2022);
  EXPECT(!cel_workdays(&calendar, day(2023, 6, 1), day(2021, 1, 1), &count, &year));
  EXPECT_INT(year, 2022);
  EXPECT(!cel_workdays(&calendar, day(2025, 6, 1), day(2025, 6, 2), &count, &year));
  EXPECT_INT(year, 2025);
  EXPECT(!cel_workdays(NULL, day(2024, 12, 31), day(2025, 6, 2), &count, &year));
  EXPECT_INT(year, 2025);
  EXPECT_INT(count, -7);
  EXPECT_INT(workdays(NULL, day(2025, 6, 1), day(2025, 6, 1)), 0);
  EXPECT_INT(workdays(&calendar, DAY_MAX, DAY_MAX), 0);
  EXPECT(!cel_workdays(&calendar, DAY_MIN, DAY_MAX, &count, &year));
  EXPECT_INT(year, 1);
}

static bool stands_in(const Day *days, size_t count, Day d) {
  for (size_t i = 0; i < count; i++) {
    if (days[i].n == d.n) return true;
  }
  return false;
}

static int64_t plain_count(const CelCalendar *calendar, Day a, Day b) {
  if (b.n < a.n) return -plain_count(calendar, b, a);
  int64_t count = 0;
  for (int32_t n = a.n + 1; n <= b.n; n++) {
    Day d = {n};
    if (stands_in(calendar->holidays, calendar->holiday_count, d)) continue;
    bool worked = stands_in(calendar->workdays, calendar->workday_count, d);
    count += day_weekday(d) <= 5 || worked;
  }
  return count;
}

static uint32_t next_random(uint32_t *state) {
  *state = *state * 1664525 + 1013904223;
  return *state >> 8;
}

/* Days on a random walk: sorted, some twice, some in both lists, on any weekday. */
static size_t random_days(Day *days, size_t cap, Day from, Day to, uint32_t *state) {
  size_t count = 0;
  for (int32_t n = from.n; n <= to.n && count < cap; n += (int32_t)(next_random(state) % 12))
    days[count++] = (Day){n};
  return count;
}

UNIT(against_plain) {
  uint32_t state = 2021;
  Day free_days[80];
  Day worked[80];
  for (int round = 0; round < 20; round++) {
    CelCalendar calendar = {.first = {18000 + (int32_t)(next_random(&state) % 1000)}};
    calendar.last = (Day){calendar.first.n + 400};
    calendar.holidays = free_days;
    calendar.holiday_count = random_days(free_days, 80, calendar.first, calendar.last, &state);
    calendar.workdays = worked;
    calendar.workday_count = random_days(worked, 80, calendar.first, calendar.last, &state);
    for (int i = 0; i < 60; i++) {
      Day a = {calendar.first.n - 1 + (int32_t)(next_random(&state) % 402)};
      Day b = {calendar.first.n - 1 + (int32_t)(next_random(&state) % 402)};
      EXPECT_INT(workdays(&calendar, a, b), plain_count(&calendar, a, b));
    }
  }
}

UNIT_MAIN(UNIT_CASE(autumn_2021), UNIT_CASE(coverage), UNIT_CASE(against_plain))
