/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outline: what is inside, against a count by quotients over all places of small outlines, at
 * corners and on edges, and at the ends of the globe.
 */
#include "cel/cel.h"
#include "unit/unit.h"

static uint64_t draw(uint64_t *seed) { /* splitmix64 */
  uint64_t z = (*seed += UINT64_C(0x9e3779b97f4a7c15));
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

/* The plain definition: on an edge if the point is a mean of its ends; else the edges that cross
 * the half line to the east, moved up by half a step so that it meets no corner. */
static bool plain_holds(const CelPoint *points, size_t count, CelPoint p) {
  bool odd = false;
  for (size_t i = 0; i < count; i++) {
    CelPoint a = points[i], b = points[(i + 1) % count];
    int32_t west = a.lon < b.lon ? a.lon : b.lon, east = a.lon < b.lon ? b.lon : a.lon;
    int32_t south = a.lat < b.lat ? a.lat : b.lat, north = a.lat < b.lat ? b.lat : a.lat;
    bool in_box = west <= p.lon && p.lon <= east && south <= p.lat && p.lat <= north;
    int64_t rise = b.lat - a.lat, run = b.lon - a.lon;
    if (in_box && rise * (p.lon - a.lon) == run * (p.lat - a.lat)) return true;
    if (rise == 0) continue;
    /* at latitude p.lat + 1/2 the edge lies at a.lon + run * (p.lat + 1/2 - a.lat) / rise; the
     * point is moved the same way, so only edges that leave its row upwards count */
    if (!(south <= p.lat && p.lat + 1 <= north)) continue;
    double at = a.lon + (double)run * (p.lat - a.lat) / (double)rise;
    odd ^= at > p.lon;
  }
  return odd;
}

UNIT(against_the_plain_count) {
  enum { ROUNDS = 4000, SIZE = 7, CORNERS = 9 };
  uint64_t seed = UINT64_C(0x0071E5);
  uint32_t held = 0, all = 0;
  for (int round = 0; round < ROUNDS; round++) {
    CelPoint points[CORNERS];
    size_t count = 3 + draw(&seed) % (CORNERS - 2);
    for (size_t i = 0; i < count; i++)
      points[i] = (CelPoint){(int32_t)(draw(&seed) % SIZE), (int32_t)(draw(&seed) % SIZE)};
    CelRing ring = {points, count};
    CelOutline outline = {STR_INIT("x"), &ring, 1};
    for (int32_t lon = -1; lon <= SIZE; lon++) {
      for (int32_t lat = -1; lat <= SIZE; lat++) {
        CelPoint p = {lon, lat};
        bool want = plain_holds(points, count, p);
        if (cel_outline_holds(&outline, p) != want)
          printf("round %d: %d,%d of %zu corners\n", round, (int)lon, (int)lat, count);
        EXPECT(cel_outline_holds(&outline, p) == want);
        held += want;
        all++;
      }
    }
  }
  EXPECT(held > all / 10 && held < all - all / 10);
}

static bool holds(const CelRing *rings, size_t count, int32_t lon, int32_t lat) {
  CelOutline outline = {STR_INIT("x"), rings, count};
  return cel_outline_holds(&outline, (CelPoint){lon, lat});
}

UNIT(holes_and_exclaves) {
  static const CelPoint outer[] = {{0, 0}, {10, 0}, {10, 10}, {0, 10}};
  static const CelPoint hole[] = {{4, 4}, {6, 4}, {6, 6}, {4, 6}};
  static const CelPoint away[] = {{20, 0}, {22, 0}, {21, 2}};
  const CelRing rings[] = {{outer, 4}, {hole, 4}, {away, 3}};
  EXPECT(holds(rings, 3, 1, 1));
  EXPECT(!holds(rings, 3, 5, 5));
  EXPECT(holds(rings, 3, 4, 5)); /* the edge of the hole */
  EXPECT(holds(rings, 3, 21, 1));
  EXPECT(!holds(rings, 3, 15, 1));
  EXPECT(holds(rings, 1, 5, 5));
  EXPECT(!holds(rings, 0, 5, 5));
}

/* Differences of 360 degrees: products must not leave 64 bits. */
UNIT(whole_globe) {
  enum { EAST = 180000000, NORTH = 90000000 };
  static const CelPoint globe[] = {{-EAST, -NORTH}, {EAST, -NORTH}, {EAST, NORTH}, {-EAST, NORTH}};
  static const CelPoint half[] = {{-EAST, -NORTH}, {EAST, -NORTH}, {EAST, NORTH}};
  const CelRing all = {globe, 4}, lower = {half, 3};
  EXPECT(holds(&all, 1, 0, 0));
  EXPECT(holds(&all, 1, EAST, NORTH));
  EXPECT(holds(&lower, 1, 2, 1)); /* on the diagonal */
  EXPECT(holds(&lower, 1, 3, 1));
  EXPECT(!holds(&lower, 1, 1, 1));
  EXPECT(!holds(&lower, 1, EAST - 1, NORTH));
}

UNIT_MAIN(UNIT_CASE(against_the_plain_count), UNIT_CASE(holes_and_exclaves), UNIT_CASE(whole_globe))
