/* SPDX-License-Identifier: Apache-2.0 */
/*
 * buf: a growing run of bytes with a ceiling.
 *
 * Growth doubles up to the ceiling. A write that does not fit is dropped whole, so that what
 * stands in the buffer is always whole pieces; later, smaller writes may still fit, but the
 * overflow stays on record until buf_clear.
 */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"

enum { FIRST = 256, ON_STACK = 512 };

void buf_init(Buf *buf, size_t max) {
  *buf = (Buf){.max = max};
}

void buf_free(Buf *buf) {
  mem_free(buf->ptr);
  *buf = (Buf){.max = buf->max};
}

void buf_clear(Buf *buf) {
  buf->len = 0;
  buf->overflow = false;
}

static void grow(Buf *buf, size_t need) {
  size_t cap = buf->cap < FIRST ? FIRST : buf->cap;
  while (cap < need)
    cap = cap > buf->max / 2 ? buf->max : cap * 2;
  if (cap > buf->max) cap = buf->max;
  buf->ptr = mem_grow(buf->ptr, cap);
  buf->cap = cap;
}

/* Where [len] further bytes go, or NULL if they do not fit. */
static inline char *room(Buf *buf, size_t len) {
  if (len > buf->max - buf->len) {
    buf->overflow = true;
    return NULL;
  }
  if (len > buf->cap - buf->len) grow(buf, buf->len + len);
  return buf->ptr + buf->len;
}

void buf_reserve(Buf *buf, size_t size) {
  if (size > buf->max) size = buf->max;
  if (size <= buf->cap) return;
  buf->ptr = mem_grow(buf->ptr, size);
  buf->cap = size;
}

char *buf_extend(Buf *buf, size_t len) {
  char *at = room(buf, len);
  if (at != NULL) buf->len += len;
  return at;
}

void buf_str(Buf *buf, Str s) {
  if (s.len == 0) return;
  char *at = room(buf, s.len);
  if (at == NULL) return;
  memcpy(at, s.ptr, s.len);
  buf->len += s.len;
}

void buf_lit(Buf *buf, const char *nul_terminated) {
  buf_str(buf, str_from(nul_terminated));
}

void buf_char(Buf *buf, char c) {
  char *at = room(buf, 1);
  if (at == NULL) return;
  *at = c;
  buf->len++;
}

void buf_code(Buf *buf, uint32_t code_point) {
  char out[4];
  size_t len = str_put_code(out, code_point);
  buf_str(buf, (Str){out, len});
}

void buf_int(Buf *buf, int64_t value) {
  char out[20]; /* -9223372036854775808 */
  size_t at = sizeof out;
  uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
  do {
    out[--at] = (char)('0' + left % 10);
    left /= 10;
  } while (left != 0);
  if (value < 0) out[--at] = '-';
  buf_str(buf, (Str){out + at, sizeof out - at});
}

void buf_dec(Buf *buf, Dec value) {
  char out[24];
  size_t len = dec_format(value, out);
  buf_str(buf, (Str){out, len});
}

void buf_day(Buf *buf, Day day) {
  char out[10];
  size_t len = day_format(day, out);
  buf_str(buf, (Str){out, len});
}

void buf_printf(Buf *buf, const char *fmt, ...) {
  char small[ON_STACK];
  va_list args;
  va_start(args, fmt);
  int made = vsnprintf(small, sizeof small, fmt, args);
  va_end(args);
  CHECK(made >= 0);
  size_t len = (size_t)made;
  if (len < sizeof small) {
    buf_str(buf, (Str){small, len});
    return;
  }
  /* vsnprintf ends its text with a NUL: it goes to a block of its own, one byte longer. */
  if (room(buf, len) == NULL) return;
  char *large = mem_grow(NULL, len + 1);
  va_start(args, fmt);
  vsnprintf(large, len + 1, fmt, args);
  va_end(args);
  buf_str(buf, (Str){large, len});
  mem_free(large);
}

Str buf_view(const Buf *buf) {
  return (Str){buf->ptr, buf->len};
}
