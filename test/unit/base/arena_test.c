/* SPDX-License-Identifier: Apache-2.0 */
/* arena: zeroed memory at every age, limits, marks; and vec, buf, map, which stand on it. */
#include "base/arena.h"

#include <sys/resource.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/vec.h"
#include "unit/unit.h"

static bool all_zero(const char *ptr, size_t size) {
  for (size_t i = 0; i < size; i++) {
    if (ptr[i] != 0) return false;
  }
  return true;
}

UNIT(aligned_and_zeroed) {
  Arena *arena = arena_new(1 << 20);
  for (size_t align = 1; align <= 64; align *= 2) {
    char *ptr = arena_push(arena, 3, align);
    EXPECT((uintptr_t)ptr % align == 0);
    EXPECT(all_zero(ptr, 3));
    memset(ptr, 0xEE, 3);
  }
  EXPECT(arena_push(arena, 0, 1) != NULL);
  arena_free(arena);
  arena_free(NULL);
}

UNIT(zeroed_again_after_reset) {
  Arena *arena = arena_new(1 << 20);
  (void)arena_push(arena, 5, 1);
  ArenaMark mark = arena_mark(arena);
  for (size_t size = 1; size < 300000; size = size * 3 + 1) {
    char *ptr = arena_push(arena, size, 8);
    EXPECT(all_zero(ptr, size));
    memset(ptr, 0xEE, size);
    arena_reset(arena, mark);
    EXPECT_INT((int64_t)arena_used(arena), 5);
  }
  /* Old bytes end in the middle of the new block. */
  char *ptr = arena_push(arena, 800000, 8);
  EXPECT(all_zero(ptr, 800000));
  memset(ptr, 0xEE, 800000);
  arena_clear(arena);
  EXPECT_INT((int64_t)arena_used(arena), 0);
  ptr = arena_push(arena, 1 << 20, 1);
  EXPECT(all_zero(ptr, 1 << 20));
  arena_free(arena);
}

static long resident_kib(void) {
  FILE *file = fopen("/proc/self/statm", "re");
  long total = 0;
  long resident = 0;
  if (file == NULL) return -1;
  if (fscanf(file, "%ld %ld", &total, &resident) != 2) resident = -1;
  fclose(file);
  return resident * 4;
}

UNIT(large_memory_is_given_back) {
  enum { LARGE = 200 << 20 };
  Arena *arena = arena_new((size_t)1 << 40);
  char *ptr = arena_push(arena, LARGE, 8);
  memset(ptr, 0xEE, LARGE);
  long full = resident_kib();
  arena_clear(arena);
  EXPECT(resident_kib() < full - (LARGE >> 10) + (8 << 10));
  ptr = arena_push(arena, LARGE, 8);
  EXPECT(all_zero(ptr, LARGE));
  memset(ptr, 0xEE, LARGE);
  arena_reset(arena, (ArenaMark){0});
  EXPECT(resident_kib() < full - (100 << 10));
  ptr = arena_push(arena, LARGE, 8);
  EXPECT(all_zero(ptr, LARGE));
  arena_free(arena);
}

UNIT(limit_is_an_error_for_input) {
  Arena *arena = arena_new(1000);
  Diag *diag = diag_new();
  void *ptr = NULL;
  EXPECT_INT(arena_try(arena, 1000, 1, &ptr, diag), ERR_OK);
  EXPECT(ptr != NULL);
  void *kept = ptr;
  EXPECT_INT(arena_try(arena, 1, 1, &ptr, diag), ERR_LIMIT);
  EXPECT_INT(arena_try(arena, SIZE_MAX, 1, &ptr, diag), ERR_LIMIT);
  EXPECT_INT(arena_try(arena, SIZE_MAX - 1000, 8, &ptr, NULL), ERR_LIMIT);
  EXPECT(ptr == kept);
  EXPECT_INT((int64_t)diag_count(diag), 2);
  EXPECT_STR(diag_get(diag, 0)->args[1], "1000");
  diag_free(diag);
  arena_free(arena);
}

UNIT(texts) {
  Arena *arena = arena_new(1 << 20);
  Str copy = arena_str(arena, STR("守望"));
  EXPECT_STR(copy, "守望");
  EXPECT_INT(copy.ptr[copy.len], 0);
  EXPECT_STR(arena_str(arena, STR_NONE), "");
  EXPECT_STR(arena_printf(arena, "%s-%d", "村", 7), "村-7");
  EXPECT_STR(str_from(arena_cstr(arena, STR("abc"))), "abc");
  EXPECT_INT((int64_t)arena_printf(arena, "%5000d", 1).len, 5000);
  arena_free(arena);
}

UNIT(vec_grows) {
  Arena *arena = arena_new(1 << 20);
  VEC(int) v = {0};
  for (int i = 0; i < 1000; i++)
    *vec_push(arena, &v) = i;
  EXPECT_INT((int64_t)v.count, 1000);
  const int *it;
  int64_t sum = 0;
  vec_each (it, &v)
    sum += *it;
  EXPECT_INT(sum, 499500);
  vec_reserve(arena, (void **)&v.items, v.count, &v.cap, 5000, sizeof(int));
  EXPECT(v.cap >= 6000);
  EXPECT_INT(v.items[999], 999);
  EXPECT_INT(*vec_push(arena, &v), 0);
  arena_free(arena);
}

UNIT(map_finds_all) {
  Arena *arena = arena_new(8 << 20);
  Map map = {0};
  uint32_t value = 99;
  EXPECT(!map_find(&map, STR("a"), &value));
  for (uint32_t i = 0; i < 5000; i++) {
    EXPECT(map_add(&map, arena, arena_printf(arena, "key%u", i), i));
  }
  EXPECT(!map_add(&map, arena, STR("key17"), 1));
  bool found = true;
  for (uint32_t i = 0; i < 5000; i++) {
    found = found && map_find(&map, arena_printf(arena, "key%u", i), &value) && value == i;
  }
  EXPECT(found);
  EXPECT(!map_find(&map, STR("key5000"), &value));
  EXPECT(map_add(&map, arena, STR_NONE, 7));
  EXPECT(map_find(&map, STR(""), &value));
  EXPECT_INT(value, 7);
  EXPECT_INT((int64_t)map.count, 5001);
  arena_free(arena);
}

UNIT(buf_writes) {
  Buf buf;
  buf_init(&buf, 1 << 20);
  EXPECT_STR(buf_view(&buf), "");
  buf_lit(&buf, "户");
  buf_char(&buf, ' ');
  buf_code(&buf, 0x20000);
  buf_int(&buf, INT64_MIN);
  buf_char(&buf, ' ');
  buf_int(&buf, 0);
  buf_char(&buf, ' ');
  buf_dec(&buf, (Dec){-125000});
  buf_char(&buf, ' ');
  buf_day(&buf, (Day){0});
  buf_printf(&buf, " %03d", 7);
  EXPECT_STR(buf_view(&buf), "户 𠀀-9223372036854775808 0 -12.5 1970-01-01 007");
  buf_clear(&buf);
  buf_printf(&buf, "%600d", 1);
  EXPECT_INT((int64_t)buf.len, 600);
  EXPECT(!buf.overflow);
  buf_free(&buf);
  EXPECT(buf.ptr == NULL && buf.len == 0);
}

UNIT(buf_has_a_ceiling) {
  Buf buf;
  buf_init(&buf, 700);
  for (int i = 0; i < 699; i++)
    buf_char(&buf, 'x');
  buf_str(&buf, STR("ab"));
  EXPECT(buf.overflow);
  EXPECT_INT((int64_t)buf.len, 699);
  buf_char(&buf, 'y');
  EXPECT_INT((int64_t)buf.len, 700);
  buf_char(&buf, 'z');
  EXPECT(buf.overflow && buf.len == 700 && buf.cap <= 700);
  buf_clear(&buf);
  EXPECT(!buf.overflow);
  buf_printf(&buf, "%700d", 1);
  EXPECT_INT((int64_t)buf.len, 700);
  buf_clear(&buf);
  buf_printf(&buf, "%701d", 1);
  EXPECT(buf.overflow && buf.len == 0);
  buf_free(&buf);
  buf_init(&buf, 0);
  buf_lit(&buf, "");
  EXPECT(!buf.overflow);
  buf_char(&buf, 'x');
  EXPECT(buf.overflow);
  buf_free(&buf);
}

UNIT_MAIN(UNIT_CASE(aligned_and_zeroed),
          UNIT_CASE(zeroed_again_after_reset),
          UNIT_CASE(large_memory_is_given_back),
          UNIT_CASE(limit_is_an_error_for_input),
          UNIT_CASE(texts),
          UNIT_CASE(vec_grows),
          UNIT_CASE(map_finds_all),
          UNIT_CASE(buf_writes),
          UNIT_CASE(buf_has_a_ceiling))
