/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The heap of texts: what is put comes back, from one thread and from several; sizes around those
 * at which a text gets a chunk or a place of its own.
 */
#include "base/thread.h"
#include "frame/frame.h"
#include "unit/unit.h"

UNIT(empty_texts) {
  FrameHeap *heap = frame_heap_new(0);
  FrameChunk chunk = {0};
  EXPECT_INT((int64_t)frame_heap_put(heap, &chunk, STR_NONE).packed, 0);
  EXPECT_INT((int64_t)chunk.end, 0);
  EXPECT_STR(frame_heap_get(heap, (FrameText){0}), "");
  EXPECT_STR(frame_heap_get(heap, frame_heap_put(heap, &chunk, STR("值"))), "值");
  frame_heap_free(heap);
  frame_heap_free(NULL);
}

UNIT(all_sizes) {
  static const size_t sizes[] = {1, 7, 8191, 8192, 8193, 65535, 65536, 65537, 1 << 20, 3};
  enum { SIZES = sizeof sizes / sizeof sizes[0], ROUNDS = 40 };
  Arena *arena = arena_new(4 << 20);
  char *source = arena_new_array(arena, char, 2 << 20);
  for (size_t i = 0; i < 2 << 20; i++)
    source[i] = (char)('a' + i * 7 % 26);
  size_t sum = 0;
  for (size_t i = 0; i < SIZES; i++)
    sum += sizes[i] * ROUNDS;
  FrameHeap *heap = frame_heap_new(sum);
  FrameChunk chunk = {0};
  FrameText texts[SIZES * ROUNDS];
  for (size_t i = 0; i < SIZES * ROUNDS; i++)
    texts[i] = frame_heap_put(heap, &chunk, (Str){source + i, sizes[i % SIZES]});
  bool same = true;
  for (size_t i = 0; i < SIZES * ROUNDS; i++)
    same = same && str_eq(frame_heap_get(heap, texts[i]), (Str){source + i, sizes[i % SIZES]});
  EXPECT(same);
  frame_heap_free(heap);
  arena_free(arena);
}

/* The worst for chunks: texts that just may share one. The limit holds all the same. */
UNIT(limit_is_kept) {
  enum { TEXTS = 1000, SIZE = 8192 - 1 };
  char text[SIZE];
  memset(text, 'z', sizeof text);
  FrameHeap *heap = frame_heap_new((size_t)TEXTS * SIZE);
  FrameChunk chunks[64] = {0};
  for (size_t i = 0; i < TEXTS; i++) {
    FrameText put = frame_heap_put(heap, &chunks[i % 64], (Str){text, SIZE});
    EXPECT_INT((int64_t)frame_heap_get(heap, put).len, SIZE);
  }
  frame_heap_free(heap);
}

UNIT(too_long) {
  enum { LEN = (16 << 20) + 10 };
  Arena *arena = arena_new(LEN + 64);
  char *text = arena_new_array(arena, char, LEN);
  /* Three bytes a character: 16 MiB less 1 is a multiple of 3, so a byte before shifts them. */
  text[0] = '!';
  for (size_t i = 1; i + 3 <= LEN; i += 3)
    memcpy(text + i, "村", 3);
  FrameHeap *heap = frame_heap_new(LEN);
  FrameChunk chunk = {0};
  Str got = frame_heap_get(heap, frame_heap_put(heap, &chunk, (Str){text, LEN}));
  EXPECT(got.len < 16 << 20 && got.len > (16 << 20) - 4);
  EXPECT_INT((int64_t)bytes_valid_utf8((Bytes){(const uint8_t *)got.ptr, got.len}),
             (int64_t)got.len);
  EXPECT(memcmp(got.ptr, text, got.len) == 0);
  frame_heap_free(heap);
  arena_free(arena);
}

enum { WORKERS = 4, ITEMS = 64, EACH = 500 };

typedef struct Shared {
  FrameHeap *heap;
  FrameChunk chunks[WORKERS];
  FrameText texts[ITEMS][EACH];
} Shared;

static size_t shared_text(size_t item, size_t i, char out[400]) {
  size_t len = 1 + (item * 31 + i * 17) % 399;
  memset(out, (int)('A' + (item + i) % 57), len);
  return len;
}

static void put_many(void *ctx, size_t item, size_t worker) {
  Shared *shared = ctx;
  char text[400];
  for (size_t i = 0; i < EACH; i++) {
    size_t len = shared_text(item, i, text);
    shared->texts[item][i] =
        frame_heap_put(shared->heap, &shared->chunks[worker], (Str){text, len});
  }
}

UNIT(several_threads) {
  Arena *arena = arena_new(8 << 20);
  Shared *shared = arena_new_one(arena, Shared);
  shared->heap = frame_heap_new((size_t)ITEMS * EACH * 400);
  EXPECT_INT(thread_each(WORKERS, ITEMS, put_many, shared, NULL), ERR_OK);
  bool same = true;
  for (size_t item = 0; item < ITEMS; item++) {
    for (size_t i = 0; i < EACH; i++) {
      char text[400];
      size_t len = shared_text(item, i, text);
      same = same && str_eq(frame_heap_get(shared->heap, shared->texts[item][i]), (Str){text, len});
    }
  }
  EXPECT(same);
  frame_heap_free(shared->heap);
  arena_free(arena);
}

UNIT_MAIN(UNIT_CASE(empty_texts),
          UNIT_CASE(all_sizes),
          UNIT_CASE(limit_is_kept),
          UNIT_CASE(too_long),
          UNIT_CASE(several_threads))
