/* SPDX-License-Identifier: Apache-2.0 */
/*
 * heap: all texts of a run in one area, filled by many workers at once.
 *
 * The area is one block of an arena of its own: address space, which the system fills with memory
 * as it is written to. A worker takes CHUNK bytes at a time with one atomic addition and fills
 * them alone, so no lock is needed; a text of more than BIG bytes gets a place of its own, so at
 * most BIG bytes of a chunk stay unused. Where a text lies depends on the threads; what is read
 * back does not.
 */
#include "frame/frame.h"

#include <string.h>

enum { CHUNK = 64 << 10, BIG = 8 << 10, WORKERS = 64, LENGTH_BITS = 24 };
static const size_t LENGTH_MAX = ((size_t)1 << LENGTH_BITS) - 1;
static const size_t HEAP_MAX = (size_t)1 << 40;

struct FrameHeap {
  Arena *arena; /* holds this struct too */
  char *texts;
  size_t size; /* of texts */
  size_t used; /* taken; atomic */
};

FrameHeap *frame_heap_new(size_t limit) {
  /* Each chunk may lose its last BIG bytes, and each worker leaves one half-used. */
  size_t size;
  bool fits = !__builtin_add_overflow(limit, limit / (CHUNK / BIG - 1), &size) &&
              !__builtin_add_overflow(size, (size_t)WORKERS * CHUNK, &size) && size <= HEAP_MAX;
  CHECK(fits && "a heap of texts holds 1 TiB");
  Arena *arena = arena_new(size + (4 << 10));
  FrameHeap *heap = arena_new_one(arena, FrameHeap);
  heap->arena = arena;
  heap->size = size;
  heap->texts = arena_push(arena, size, 64);
  return heap;
}

void frame_heap_free(FrameHeap *heap) {
  if (heap != NULL) arena_free(heap->arena);
}

/* The offset of [size] bytes that are the caller's alone. */
static size_t take(FrameHeap *heap, size_t size) {
  size_t at = __atomic_fetch_add(&heap->used, size, __ATOMIC_RELAXED);
  CHECK(at <= heap->size && size <= heap->size - at && "the limit named holds all texts");
  return at;
}

/* A text that is too long ends before the character that would not fit. */
static Str shorten(Str text) {
  if (text.len <= LENGTH_MAX) return text;
  size_t len = LENGTH_MAX;
  while (len > 0 && ((uint8_t)text.ptr[len] & 0xC0) == 0x80)
    len--;
  return (Str){text.ptr, len};
}

FrameText frame_heap_put(FrameHeap *heap, FrameChunk *chunk, Str text) {
  if (text.len == 0) return (FrameText){0};
  text = shorten(text);
  size_t at;
  if (text.len <= chunk->end - chunk->at) {
    at = chunk->at;
    chunk->at += text.len;
  } else if (text.len > BIG) {
    at = take(heap, text.len);
  } else {
    at = take(heap, CHUNK);
    *chunk = (FrameChunk){at + text.len, at + CHUNK};
  }
  memcpy(heap->texts + at, text.ptr, text.len);
  return (FrameText){(uint64_t)at << LENGTH_BITS | text.len};
}

Str frame_heap_get(const FrameHeap *heap, FrameText text) {
  return (Str){heap->texts + (text.packed >> LENGTH_BITS), text.packed & LENGTH_MAX};
}
