/* SPDX-License-Identifier: Apache-2.0 */
/* clock: the only door to time; used by the surface, never below it. */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "base/day.h"

uint64_t clock_monotonic_ns(void);
Day clock_today(void);            /* in China: UTC+8 */
size_t clock_stamp(char out[25]); /* 2021-10-30T08:15:00+08:00, returns 25 */

#endif
