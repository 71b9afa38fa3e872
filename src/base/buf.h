/* SPDX-License-Identifier: Apache-2.0 */
/*
 * buf: a growing run of bytes with a ceiling.
 *
 * The heap block belongs to the Buf and is freed by buf_free. Every Buf is born with a maximum;
 * a write that would pass it is dropped whole and [overflow] is set, to be asked once at the end.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/day.h"
#include "base/decimal.h"
#include "base/str.h"

typedef struct Buf {
  char *ptr;
  size_t len;
  size_t cap;
  size_t max;
  bool overflow;
} Buf;

void buf_init(Buf *buf, size_t max);
void buf_free(Buf *buf);
void buf_clear(Buf *buf); /* forgets the text and the overflow, keeps the block */

/* Room for [size] bytes in all, as far as the maximum goes: to grow once, not often. */
void buf_reserve(Buf *buf, size_t size);
/* [len] further bytes, for the caller to write; NULL if they do not fit. Until the next write. */
char *buf_extend(Buf *buf, size_t len);

void buf_str(Buf *buf, Str s);
void buf_lit(Buf *buf, const char *nul_terminated);
void buf_char(Buf *buf, char c);
void buf_code(Buf *buf, uint32_t code_point); /* as UTF-8 */
void buf_int(Buf *buf, int64_t value);
void buf_dec(Buf *buf, Dec value); /* no trailing zeros: 12, 12.5, -0.0001 */
void buf_day(Buf *buf, Day day);   /* 2021-10-30 */
void buf_printf(Buf *buf, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
Str buf_view(const Buf *buf); /* valid until the next write */

#endif
