/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arena: memory by lifetime.
 *
 * An arena reserves address space up to its limit and commits it as it is used; everything in it
 * dies together, by arena_reset or arena_free. Unused space is poisoned for ASan. Memory from an
 * arena is zeroed. One thread uses an arena at a time.
 *
 * Two calls: arena_push for sizes that the program chose (meeting the limit is a bug and ends the
 * process), arena_try for sizes that come from input (meeting the limit is ERR_LIMIT).
 * The heap is reached only here: mem_grow / mem_free, for owners named in their headers.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/err.h"
#include "base/str.h"

typedef struct Arena Arena;

/* Opaque position for temporary use: everything pushed after it is undone by arena_reset. */
typedef struct ArenaMark {
  size_t used;
} ArenaMark;

Arena *arena_new(size_t limit); /* bytes; ends the process if address space cannot be had */
void arena_free(Arena *arena);  /* NULL is fine */

void *arena_push(Arena *arena, size_t size, size_t align);
MUST_USE Err arena_try(Arena *arena, size_t size, size_t align, void **ret_ptr, Diag *diag);

ArenaMark arena_mark(const Arena *arena);
void arena_reset(Arena *arena, ArenaMark mark); /* memory pushed since is poisoned and reused */
void arena_clear(Arena *arena);                 /* to the very beginning */
size_t arena_used(const Arena *arena);

#define arena_new_array(arena, T, n)                                                               \
  ((T *)arena_push((arena), sizeof(T) * (size_t)(n), _Alignof(T)))
#define arena_new_one(arena, T) arena_new_array(arena, T, 1)

Str arena_str(Arena *arena, Str s); /* a copy, NUL-terminated behind its length */
Str arena_printf(Arena *arena, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *arena_cstr(Arena *arena, Str s); /* NUL-terminated copy for the OS border */

/* Heap: grows (or makes, from NULL) a block; contents are kept. Ends the process if exhausted. */
void *mem_grow(void *ptr, size_t size);
void mem_free(void *ptr);

#endif
