/* SPDX-License-Identifier: Apache-2.0 */
/*
 * map: from text to a number, in an arena.
 *
 * Open addressing with linear steps, at most three quarters full; growth doubles and leaves the
 * old slots in the arena. The hash is kept beside the key, so growth hashes nothing again and a
 * probe compares keys only where the hashes agree.
 */
#include "base/map.h"

enum { FIRST = 16 };

/* The slot that holds [key], or the free one where it belongs. Needs a free slot. */
static MapSlot *probe(MapSlot *slots, size_t cap, Str key, uint64_t hash) {
  for (size_t at = (size_t)hash & (cap - 1);; at = (at + 1) & (cap - 1)) {
    MapSlot *slot = &slots[at];
    if (!slot->used || (slot->hash == hash && str_eq(slot->key, key))) return slot;
  }
}

static void grow(Map *map, Arena *arena, size_t cap) {
  MapSlot *slots = arena_new_array(arena, MapSlot, cap);
  for (size_t i = 0; i < map->cap; i++) {
    const MapSlot *old = &map->slots[i];
    if (!old->used) continue;
    size_t at = (size_t)old->hash & (cap - 1);
    while (slots[at].used)
      at = (at + 1) & (cap - 1);
    slots[at] = *old;
  }
  map->slots = slots;
  map->cap = cap;
}

void map_reserve(Map *map, Arena *arena, size_t count) {
  size_t cap = FIRST;
  while (count > cap / 4 * 3)
    CHECK(!__builtin_mul_overflow(cap, (size_t)2, &cap));
  if (cap > map->cap) grow(map, arena, cap);
}

bool map_add(Map *map, Arena *arena, Str key, uint32_t value) {
  uint64_t hash = str_hash(key);
  if (map->cap > 0 && probe(map->slots, map->cap, key, hash)->used) return false;
  if (map->count >= map->cap / 4 * 3) grow(map, arena, map->cap == 0 ? FIRST : map->cap * 2);
  *probe(map->slots, map->cap, key, hash) = (MapSlot){key, hash, value, true};
  map->count++;
  return true;
}

bool map_find(const Map *map, Str key, uint32_t *ret_value) {
  if (map->cap == 0) return false;
  const MapSlot *slot = probe(map->slots, map->cap, key, str_hash(key));
  if (!slot->used) return false;
  *ret_value = slot->value;
  return true;
}
