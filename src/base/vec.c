/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vec: growing arrays whose memory is an arena's.
 *
 * Items are copied on growth; the old block stays in the arena. The first block holds FIRST
 * items, so that small vectors grow once.
 */
#include "base/vec.h"

#include <string.h>

enum { FIRST = 8, ALIGN = _Alignof(max_align_t) };

void vec_reserve(Arena *arena, void **items, size_t count, size_t *cap, size_t more, size_t size) {
  size_t need;
  size_t bytes;
  CHECK(!__builtin_add_overflow(count, more, &need));
  if (need <= *cap) return;
  size_t grown = *cap == 0 ? FIRST : *cap;
  while (grown < need)
    CHECK(!__builtin_mul_overflow(grown, (size_t)2, &grown));
  CHECK(!__builtin_mul_overflow(grown, size, &bytes));
  void *block = arena_push(arena, bytes, ALIGN);
  if (count > 0) memcpy(block, *items, count * size);
  *items = block;
  *cap = grown;
}
