/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outline: whether a point lies inside the outline of an area.
 *
 * Coordinates are whole millionths of a degree, below 2^29 in size after subtraction, so products
 * of two differences fit 64 bits with room for their sum: nothing is rounded.
 */
#include "cel/cel_int.h"

/* > 0: [point] lies to the left of the way from a to b; 0: on its line. */
static int64_t side_of(CelPoint a, CelPoint b, CelPoint point) {
  return ((int64_t)b.lon - a.lon) * ((int64_t)point.lat - a.lat) -
         ((int64_t)b.lat - a.lat) * ((int64_t)point.lon - a.lon);
}

static bool lies_between(int32_t a, int32_t b, int32_t n) {
  return a <= b ? a <= n && n <= b : b <= n && n <= a;
}

static bool is_on(CelPoint a, CelPoint b, CelPoint point) {
  return side_of(a, b, point) == 0 && lies_between(a.lon, b.lon, point.lon) &&
         lies_between(a.lat, b.lat, point.lat);
}

/* Whether the line from [point] to the east meets the edge: its lower end counts, its upper does
 * not, so that a corner is met once. */
static bool meets(CelPoint a, CelPoint b, CelPoint point) {
  if ((a.lat > point.lat) == (b.lat > point.lat)) return false;
  int64_t side = side_of(a, b, point);
  return b.lat > a.lat ? side > 0 : side < 0;
}

bool cel_outline_holds(const CelOutline *outline, CelPoint point) {
  bool odd = false;
  for (size_t r = 0; r < outline->count; r++) {
    const CelRing *ring = &outline->rings[r];
    for (size_t i = 0; i < ring->count; i++) {
      CelPoint a = ring->points[i], b = ring->points[i + 1 < ring->count ? i + 1 : 0];
      if (is_on(a, b, point)) return true;
      odd ^= meets(a, b, point);
    }
  }
  return odd;
}

const CelOutline *cel_outline_find(const CelEnv *env, Str code) {
  size_t from = 0, to = env->outline_count;
  while (from < to) {
    size_t middle = from + (to - from) / 2;
    int order = str_cmp(env->outlines[middle].code, code);
    if (order == 0) return &env->outlines[middle];
    if (order < 0)
      from = middle + 1;
    else
      to = middle;
  }
  return NULL;
}
