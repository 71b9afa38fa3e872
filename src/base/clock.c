/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clock: the only door to time.
 *
 * China keeps one time zone, UTC+8 without summer time, so no zone files are read and the host's
 * setting does not matter.
 */
#include "base/clock.h"

#include <stdio.h>
#include <time.h>

#include "base/err.h"

enum { DAY_SECONDS = 86400, CHINA_OFFSET = 8 * 3600, STAMP = 25 };

uint64_t clock_monotonic_ns(void) {
  struct timespec now;
  CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
  return (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec;
}

/* Seconds since 1970-01-01 on a clock in China; a clock set before 1970 counts as 1970. */
static int64_t china_seconds(void) {
  struct timespec now;
  CHECK(clock_gettime(CLOCK_REALTIME, &now) == 0);
  return now.tv_sec < 0 ? 0 : (int64_t)now.tv_sec + CHINA_OFFSET;
}

static Day day_of(int64_t seconds) {
  Day day = {0};
  return day_add(day, seconds / DAY_SECONDS, &day) ? day : DAY_MAX;
}

Day clock_today(void) {
  return day_of(china_seconds());
}

size_t clock_stamp(char out[25]) {
  int64_t seconds = china_seconds();
  int in_day = (int)(seconds % DAY_SECONDS);
  Ymd ymd = day_to_ymd(day_of(seconds));
  char text[64];
  int len = snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d+08:00", (int)ymd.year,
                     (int)ymd.month, (int)ymd.day, in_day / 3600, in_day / 60 % 60, in_day % 60);
  CHECK(len == STAMP);
  for (size_t i = 0; i < STAMP; i++)
    out[i] = text[i];
  return STAMP;
}
