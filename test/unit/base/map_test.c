/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map: what is put in is found, once; room made at once is enough.
 */
#include "base/map.h"
#include "unit/unit.h"

static void expect_holds(const Map *map, const Str *keys, uint32_t count) {
  uint32_t value;
  for (uint32_t i = 0; i < count; i++) {
    EXPECT(map_find(map, keys[i], &value));
    EXPECT_INT(value, i);
  }
  EXPECT(!map_find(map, STR("none"), &value));
  EXPECT_INT((int64_t)map->count, count);
}

UNIT(adding) {
  enum { MANY = 1000 };
  Arena *arena = arena_new(1 << 20);
  Str keys[MANY];
  Map map = {0};
  expect_holds(&map, NULL, 0);
  for (uint32_t i = 0; i < MANY; i++) {
    keys[i] = arena_printf(arena, "key %u", i);
    EXPECT(map_add(&map, arena, keys[i], i));
    EXPECT(!map_add(&map, arena, keys[i / 2], MANY));
  }
  expect_holds(&map, keys, MANY);
  arena_free(arena);
}

/* Before the first key and among others, fewer and more than there are. */
UNIT(reserving) {
  static const size_t wanted[] = {0, 1, 11, 12, 13, 24, 25, 700};
  Arena *arena = arena_new(1 << 20);
  Str keys[700];
  for (uint32_t i = 0; i < 700; i++)
    keys[i] = arena_printf(arena, "%u", i);
  for (size_t w = 0; w < sizeof wanted / sizeof wanted[0]; w++) {
    for (uint32_t before = 0; before < 40; before += 13) {
      Map map = {0};
      uint32_t count = 0;
      while (count < before) {
        EXPECT(map_add(&map, arena, keys[count], count));
        count++;
      }
      map_reserve(&map, arena, wanted[w]);
      expect_holds(&map, keys, before);
      const MapSlot *slots = map.slots;
      for (; count < wanted[w]; count++)
        EXPECT(map_add(&map, arena, keys[count], count));
      EXPECT(map.slots == slots); /* it did not grow */
      expect_holds(&map, keys, count);
    }
  }
  arena_free(arena);
}

UNIT_MAIN(UNIT_CASE(adding), UNIT_CASE(reserving))
