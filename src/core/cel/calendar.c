/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calendar: working days between two days.
 *
 * Monday to Friday are counted by a formula; the lists of the calendar then correct the count: a
 * holiday takes its day away if the formula counted it, a worked Saturday or Sunday adds one. A
 * day that stands in both lists is free. Cost: two binary searches a list, then the entries
 * between the two days (about 40 a year).
 */
#include "cel/cel_int.h"

/* Monday to Friday among the days up to [n], counted from a Monday before the year 1. */
static int64_t weekdays_until(int32_t n) {
  int64_t from_monday = (int64_t)n + 3 + 7 * 110000;
  int64_t in_week = from_monday % 7 + 1;
  return from_monday / 7 * 5 + (in_week < 5 ? in_week : 5);
}

/* The first index whose day is after [day]. */
static size_t first_after(const Day *days, size_t count, Day day) {
  size_t lo = 0;
  size_t hi = count;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    if (days[mid].n <= day.n)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo;
}

static bool listed(const Day *days, size_t count, Day day) {
  size_t after = first_after(days, count, day);
  return after > 0 && days[after - 1].n == day.n;
}

static bool is_weekend(Day day) {
  return day_weekday(day) >= 6;
}

/* a <= b, all days of (a, b] inside the calendar. */
static int64_t count_workdays(const CelCalendar *calendar, Day a, Day b) {
  int64_t count = weekdays_until(b.n) - weekdays_until(a.n);
  const Day *days = calendar->holidays;
  for (size_t i = first_after(days, calendar->holiday_count, a);
       i < calendar->holiday_count && days[i].n <= b.n; i++) {
    bool again = i > 0 && days[i - 1].n == days[i].n;
    if (!again && !is_weekend(days[i])) count--;
  }
  days = calendar->workdays;
  for (size_t i = first_after(days, calendar->workday_count, a);
       i < calendar->workday_count && days[i].n <= b.n; i++) {
    bool again = i > 0 && days[i - 1].n == days[i].n;
    if (!again && is_weekend(days[i]) &&
        !listed(calendar->holidays, calendar->holiday_count, days[i]))
      count++;
  }
  return count;
}

bool cel_workdays(
    const CelCalendar *calendar, Day a, Day b, int64_t *ret_count, int32_t *ret_year) {
  Day low = a.n <= b.n ? a : b;
  Day high = a.n <= b.n ? b : a;
  if (low.n == high.n) {
    *ret_count = 0;
    return true;
  }
  Day lacking = {low.n + 1};
  bool covered = calendar != NULL && lacking.n >= calendar->first.n && low.n < calendar->last.n;
  if (covered) {
    if (high.n <= calendar->last.n) {
      int64_t count = count_workdays(calendar, low, high);
      *ret_count = a.n <= b.n ? count : -count;
      return true;
    }
    lacking = (Day){calendar->last.n + 1};
  }
  *ret_year = day_to_ymd(lacking).year;
  return false;
}
