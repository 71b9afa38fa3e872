/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map: from text to a number, in an arena.
 *
 * Open addressing over str_hash; keys are not copied and must outlive the map. There is no
 * iteration: order never comes from hashing.
 */
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/arena.h"

typedef struct MapSlot {
  Str key;
  uint64_t hash;
  uint32_t value;
  bool used;
} MapSlot;

typedef struct Map { /* zeroed to begin with */
  MapSlot *slots;
  size_t cap; /* power of two, or 0 */
  size_t count;
} Map;

/* Makes room for [count] keys in all, so that adding them does not grow the map. */
void map_reserve(Map *map, Arena *arena, size_t count);
/* Adds. Returns false, and leaves the map alone, if the key was there. */
bool map_add(Map *map, Arena *arena, Str key, uint32_t value);
bool map_find(const Map *map, Str key, uint32_t *ret_value);

#endif
