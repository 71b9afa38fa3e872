/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arena: memory by lifetime, and the only door to the heap.
 *
 * An arena is one mapping: its own header, then the memory that it gives out. The whole limit is
 * reserved without access (no memory, no commit charge) and opened in growing steps. What was
 * never used is zero by the kernel; what was used up to [dirty] is zeroed again when it is given
 * out again, so a reset costs nothing and a push costs the bytes asked for.
 *
 * Large arenas give their pages back to the system: arena_clear keeps KEEP_CLEAR bytes,
 * arena_reset keeps KEEP_RESET bytes above the mark (a reset is often one of thousands, and
 * getting pages back costs more than zeroing them).
 *
 * Under ASan unused memory is poisoned and a gap stands behind every block.
 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
enum { GAP = 16 };
#else
#define ASAN_POISON_MEMORY_REGION(ptr, size)   ((void)(ptr), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(ptr, size) ((void)(ptr), (void)(size))
enum { GAP = 0 };
#endif

struct Arena {
  char *base;    /* what is given out begins here, 64 bytes into the mapping */
  size_t used;   /* given out, from base */
  size_t open;   /* accessible, from base */
  size_t dirty;  /* may be non-zero, from base; never less than used after a reset */
  size_t limit;  /* from base */
  size_t mapped; /* the whole mapping, header included */
};

enum { HEADER = 64, STEP_MIN = 64 << 10, STEP_MAX = 32 << 20 };
enum { KEEP_CLEAR = 1 << 20, KEEP_RESET = 64 << 20 };
_Static_assert(sizeof(Arena) <= HEADER, "the header fits");

/* Nothing can be built without memory: says so and ends, with the exit code of the system. */
static _Noreturn void exhausted(void) {
  static const char text[] = "shouwang: 内存不足 / out of memory\n";
  ssize_t written = write(STDERR_FILENO, text, sizeof text - 1);
  (void)written;
  _exit(5);
}

static size_t page_up(size_t size) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  size_t up;
  if (__builtin_add_overflow(size, page - 1, &up)) exhausted();
  return up & ~(page - 1);
}

Arena *arena_new(size_t limit) {
  size_t mapped;
  if (__builtin_add_overflow(limit, (size_t)HEADER, &mapped)) exhausted();
  mapped = page_up(mapped);
  size_t open = mapped < STEP_MIN ? mapped : STEP_MIN;
  void *map = mmap(NULL, mapped, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (map == MAP_FAILED) exhausted();
  if (mprotect(map, open, PROT_READ | PROT_WRITE) != 0) exhausted();
  Arena *arena = map;
  *arena = (Arena){
      .base = (char *)map + HEADER,
      .open = open - HEADER,
      .limit = limit,
      .mapped = mapped,
  };
  ASAN_POISON_MEMORY_REGION(arena->base, arena->open);
  return arena;
}

void arena_free(Arena *arena) {
  if (arena == NULL) return;
  ASAN_UNPOISON_MEMORY_REGION(arena->base, arena->open);
  munmap(arena, arena->mapped);
}

/* Opens at least up to [end], in steps that grow with what is open. */
static void open_to(Arena *arena, size_t end) {
  size_t step = arena->open < STEP_MAX ? arena->open : STEP_MAX;
  size_t goal = end > arena->open + step ? end : arena->open + step;
  size_t from = arena->open + HEADER;
  size_t to = page_up(goal + HEADER);
  if (to > arena->mapped) to = arena->mapped;
  if (mprotect((char *)arena + from, to - from, PROT_READ | PROT_WRITE) != 0) exhausted();
  ASAN_POISON_MEMORY_REGION((char *)arena + from, to - from);
  arena->open = to - HEADER;
}

/* NULL if the limit would be passed. */
static inline void *take(Arena *arena, size_t size, size_t align) {
  size_t gap = GAP * (size_t)(arena->used != 0);
  size_t at = (arena->used + gap + (align - 1)) & ~(align - 1);
  size_t end;
  if (__builtin_add_overflow(at, size, &end) || end > arena->limit) return NULL;
  if (end > arena->open) open_to(arena, end);
  char *ptr = arena->base + at;
  ASAN_UNPOISON_MEMORY_REGION(ptr, size);
  if (at < arena->dirty) {
    size_t old = arena->dirty - at;
    memset(ptr, 0, old < size ? old : size);
  }
  arena->used = end;
  return ptr;
}

/* Alignments are powers of two up to that of the header, 64. */
void *arena_push(Arena *arena, size_t size, size_t align) {
  void *ptr = take(arena, size, align);
  CHECK(ptr != NULL && "the arena's limit holds what the program asks for");
  return ptr;
}

Err arena_try(Arena *arena, size_t size, size_t align, void **ret_ptr, Diag *diag) {
  void *ptr = take(arena, size, align);
  if (ptr == NULL) {
    char limit[32];
    int len = snprintf(limit, sizeof limit, "%zu", arena->limit);
    return fail(diag, ERR_LIMIT, PLACE_NONE, ARG2("内存字节数", "bytes of memory"),
                (Str){limit, (size_t)len});
  }
  *ret_ptr = ptr;
  return ERR_OK;
}

ArenaMark arena_mark(const Arena *arena) {
  return (ArenaMark){arena->used};
}

/* Gives the pages above [keep] back; they read as zeros afterwards. */
static void release(Arena *arena, size_t keep) {
  size_t from = page_up(keep + HEADER);
  size_t to = page_up(arena->dirty + HEADER);
  if (from >= to) return;
  if (madvise((char *)arena + from, to - from, MADV_DONTNEED) == 0) arena->dirty = from - HEADER;
}

static void reset_to(Arena *arena, size_t used, size_t keep) {
  if (arena->used > arena->dirty) arena->dirty = arena->used;
  ASAN_POISON_MEMORY_REGION(arena->base + used, arena->used - used);
  arena->used = used;
  if (arena->dirty - used > keep) release(arena, used + keep);
}

void arena_reset(Arena *arena, ArenaMark mark) {
  CHECK(mark.used <= arena->used);
  reset_to(arena, mark.used, KEEP_RESET);
}

void arena_clear(Arena *arena) {
  reset_to(arena, 0, KEEP_CLEAR);
}

size_t arena_used(const Arena *arena) {
  return arena->used;
}

/* ---- text ---- */

char *arena_cstr(Arena *arena, Str s) {
  char *copy = arena_push(arena, s.len + 1, 1);
  if (s.len > 0) memcpy(copy, s.ptr, s.len);
  return copy;
}

Str arena_str(Arena *arena, Str s) {
  return (Str){arena_cstr(arena, s), s.len};
}

Str arena_printf(Arena *arena, const char *fmt, ...) {
  va_list args;
  va_start(args, fmt);
  int len = vsnprintf(NULL, 0, fmt, args);
  va_end(args);
  CHECK(len >= 0);
  size_t size = (size_t)len + 1;
  char *text = arena_push(arena, size, 1);
  va_start(args, fmt);
  vsnprintf(text, size, fmt, args);
  va_end(args);
  return (Str){text, size - 1};
}

/* ---- heap ---- */

void *mem_grow(void *ptr, size_t size) {
  void *block = realloc(ptr, size == 0 ? 1 : size);
  if (block == NULL) exhausted();
  return block;
}

void mem_free(void *ptr) {
  free(ptr);
}
