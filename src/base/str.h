/* SPDX-License-Identifier: Apache-2.0 */
/*
 * str: slices of text and of bytes.
 *
 * Str is valid UTF-8, Bytes is anything; only codec turns Bytes into Str. Both are passed by
 * value and own nothing: a slice lives as long as what it points into. A slice of length 0 may
 * have a NULL pointer.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Str {
  const char *ptr;
  size_t len;
} Str;

typedef struct Bytes {
  const uint8_t *ptr;
  size_t len;
} Bytes;

/* A literal as a slice: usable in initialisers (STR_INIT) and in expressions (STR). */
#define STR_INIT(lit)                                                                              \
  { "" lit, sizeof(lit) - 1 }
#define STR(lit) ((Str)STR_INIT(lit))
#define STR_NONE ((Str){NULL, 0})

/* For printf: printf("%.*s", STR_ARG(s)). */
#define STR_ARG(s) (int)(s).len, (s).ptr

Str str_from(const char *nul_terminated);     /* NULL gives the empty slice */
Str str_slice(Str s, size_t from, size_t to); /* clamped to the length */
bool str_eq(Str a, Str b);
int str_cmp(Str a, Str b); /* bytewise: <0, 0, >0 */
bool str_starts(Str s, Str prefix);
bool str_ends(Str s, Str suffix);
bool str_contains(Str s, Str needle);
Str str_trim(Str s);      /* ASCII blanks, tabs, CR, LF at both ends */
uint64_t str_hash(Str s); /* fixed function of the bytes: the same on every machine */

/* Cuts [rest] at the first [sep]: the part before is returned, [rest] moves behind it. */
Str str_cut(Str *rest, char sep);

/* Decodes the code point at s.ptr[*at] and moves *at behind it. s must be valid UTF-8. */
uint32_t str_next_code(Str s, size_t *at);

/* Writes a code point as UTF-8 into [out]; returns 1..4. */
size_t str_put_code(char out[4], uint32_t code);

size_t str_count_codes(Str s);

/* The length of the longest prefix of [b] that is valid UTF-8 (no surrogates, no overlong). */
size_t bytes_valid_utf8(Bytes b);

/* The whole text as a number: optional '-', digits only; false on anything else or overflow. */
bool str_to_int(Str s, int64_t *ret_value);

#endif
