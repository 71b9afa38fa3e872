/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vec: growing arrays whose memory is an arena's.
 *
 * A vector of T is any struct with members {T *items; size_t count; size_t cap;}, zeroed to
 * begin with; VEC(T) names such a struct. Growth doubles and leaves the old block in the arena
 * until the arena dies, so pointers into a vector are valid only until the next push.
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base/arena.h"

#define VEC(T)                                                                                     \
  struct {                                                                                         \
    T *items;                                                                                      \
    size_t count;                                                                                  \
    size_t cap;                                                                                    \
  }

/* A new zeroed item at the end: *vec_push(arena, &v) = x; */
#define vec_push(arena, v)                                                                         \
  (vec_reserve((arena), (void **)&(v)->items, (v)->count, &(v)->cap, 1, sizeof(*(v)->items)),      \
   &(v)->items[(v)->count++])

/* An empty vector has no items: nothing is added to NULL. */
#define vec_each(it, v) for (it = (v)->items; (v)->count > 0 && it < (v)->items + (v)->count; it++)

/* Makes room for [more] further items of [size] bytes. */
void vec_reserve(Arena *arena, void **items, size_t count, size_t *cap, size_t more, size_t size);

#endif
