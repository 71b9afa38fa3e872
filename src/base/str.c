/* SPDX-License-Identifier: Apache-2.0 */
/*
 * str: slices of text and of bytes.
 *
 * In:    slices; text that came through bytes_valid_utf8 is trusted to be UTF-8 afterwards.
 * Out:   slices into the same memory; nothing is allocated here.
 * NULL:  an empty slice may have no pointer, so no C function sees a pointer before its length.
 * Cost:  str_hash takes 8 bytes a step; ASCII is checked 8 bytes a step.
 */
#include "base/str.h"

#include <endian.h>
#include <string.h>

Str str_from(const char *nul_terminated) {
  if (nul_terminated == NULL) return STR_NONE;
  return (Str){nul_terminated, strlen(nul_terminated)};
}

Str str_slice(Str s, size_t from, size_t to) {
  if (s.len == 0) return s;
  if (to > s.len) to = s.len;
  if (from > to) from = to;
  return (Str){s.ptr + from, to - from};
}

bool str_eq(Str a, Str b) {
  if (a.len != b.len) return false;
  return a.len == 0 || a.ptr == b.ptr || memcmp(a.ptr, b.ptr, a.len) == 0;
}

int str_cmp(Str a, Str b) {
  size_t n = a.len < b.len ? a.len : b.len;
  int order = n == 0 ? 0 : memcmp(a.ptr, b.ptr, n);
  if (order != 0) return order;
  return (a.len > b.len) - (a.len < b.len);
}

bool str_starts(Str s, Str prefix) {
  return str_eq(str_slice(s, 0, prefix.len), prefix);
}

bool str_ends(Str s, Str suffix) {
  return suffix.len <= s.len && str_eq(str_slice(s, s.len - suffix.len, s.len), suffix);
}

bool str_contains(Str s, Str needle) {
  if (needle.len == 0) return true;
  if (needle.len > s.len) return false;
  return memmem(s.ptr, s.len, needle.ptr, needle.len) != NULL;
}

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

Str str_trim(Str s) {
  size_t from = 0;
  size_t to = s.len;
  while (from < to && is_blank(s.ptr[from]))
    from++;
  while (to > from && is_blank(s.ptr[to - 1]))
    to--;
  return str_slice(s, from, to);
}

Str str_cut(Str *rest, char sep) {
  Str whole = *rest;
  const char *at = whole.len == 0 ? NULL : memchr(whole.ptr, sep, whole.len);
  if (at == NULL) {
    *rest = str_slice(whole, whole.len, whole.len);
    return whole;
  }
  size_t before = (size_t)(at - whole.ptr);
  *rest = (Str){at + 1, whole.len - before - 1};
  return (Str){whole.ptr, before};
}

/* ---- hash ---- */

/* Odd constants without a pattern in their bits. */
#define HASH_SEED UINT64_C(0x6a5d39eae116586d)
#define HASH_WORD UINT64_C(0xd1b54a32d192ed03)
#define HASH_STEP UINT64_C(0x9fb21c651e98df25)

static uint64_t load_word(const char *at) {
  uint64_t word;
  memcpy(&word, at, sizeof word);
  return le64toh(word);
}

static uint64_t hash_step(uint64_t hash, uint64_t word) {
  word *= HASH_WORD;
  word ^= word >> 32;
  hash = (hash ^ word) * HASH_STEP;
  return hash ^ (hash >> 29);
}

uint64_t str_hash(Str s) {
  uint64_t hash = HASH_SEED ^ (s.len * HASH_STEP);
  size_t at = 0;
  for (; s.len - at >= 8; at += 8)
    hash = hash_step(hash, load_word(s.ptr + at));
  if (at < s.len) {
    uint64_t tail = 0;
    for (size_t i = 0; at + i < s.len; i++)
      tail |= (uint64_t)(uint8_t)s.ptr[at + i] << (8 * i);
    hash = hash_step(hash, tail);
  }
  hash ^= hash >> 32;
  hash *= HASH_WORD;
  return hash ^ (hash >> 31);
}

/* ---- UTF-8 ---- */

uint32_t str_next_code(Str s, size_t *at) {
  const uint8_t *p = (const uint8_t *)s.ptr + *at;
  uint32_t lead = p[0];
  if (lead < 0x80) {
    *at += 1;
    return lead;
  }
  if (lead < 0xE0) {
    *at += 2;
    return (lead & 0x1FU) << 6 | (p[1] & 0x3FU);
  }
  if (lead < 0xF0) {
    *at += 3;
    return (lead & 0x0FU) << 12 | (p[1] & 0x3FU) << 6 | (p[2] & 0x3FU);
  }
  *at += 4;
  return (lead & 0x07U) << 18 | (p[1] & 0x3FU) << 12 | (p[2] & 0x3FU) << 6 | (p[3] & 0x3FU);
}

/* What is no character (a surrogate, or beyond Unicode) becomes U+FFFD: a Str stays valid. */
size_t str_put_code(char out[4], uint32_t code) {
  if (code < 0x80) {
    out[0] = (char)code;
    return 1;
  }
  if (code < 0x800) {
    out[0] = (char)(0xC0 | code >> 6);
    out[1] = (char)(0x80 | (code & 0x3F));
    return 2;
  }
  if ((code >= 0xD800 && code < 0xE000) || code > 0x10FFFF) code = 0xFFFD;
  if (code < 0x10000) {
    out[0] = (char)(0xE0 | code >> 12);
    out[1] = (char)(0x80 | (code >> 6 & 0x3F));
    out[2] = (char)(0x80 | (code & 0x3F));
    return 3;
  }
  out[0] = (char)(0xF0 | code >> 18);
  out[1] = (char)(0x80 | (code >> 12 & 0x3F));
  out[2] = (char)(0x80 | (code >> 6 & 0x3F));
  out[3] = (char)(0x80 | (code & 0x3F));
  return 4;
}

size_t str_count_codes(Str s) {
  size_t count = 0;
  for (size_t i = 0; i < s.len; i++)
    count += ((uint8_t)s.ptr[i] & 0xC0) != 0x80;
  return count;
}

/* The length of the valid sequence at [p], 0 if there is none within [left] bytes. The second
 * byte's range excludes overlong forms, surrogates and what lies beyond U+10FFFF. */
static size_t sequence_len(const uint8_t *p, size_t left) {
  uint8_t lead = p[0];
  uint8_t low = 0x80;
  uint8_t high = 0xBF;
  size_t len;
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) {
    len = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    len = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    len = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return 0;
  }
  if (left < len || p[1] < low || p[1] > high) return 0;
  for (size_t i = 2; i < len; i++) {
    if ((p[i] & 0xC0) != 0x80) return 0;
  }
  return len;
}

size_t bytes_valid_utf8(Bytes b) {
  size_t at = 0;
  while (at < b.len) {
    uint64_t word;
    while (b.len - at >= sizeof word) {
      memcpy(&word, b.ptr + at, sizeof word);
      if ((word & UINT64_C(0x8080808080808080)) != 0) break;
      at += sizeof word;
    }
    /* Chinese text: three bytes, with no further condition but behind E0 and ED. */
    while (b.len - at >= 3 && b.ptr[at] >= 0xE1 && b.ptr[at] <= 0xEF && b.ptr[at] != 0xED &&
           ((b.ptr[at + 1] & 0xC0) | (b.ptr[at + 2] & 0xC0) << 8) == 0x8080)
      at += 3;
    if (at == b.len) break;
    if (b.ptr[at] < 0x80) {
      at++;
      continue;
    }
    size_t len = sequence_len(b.ptr + at, b.len - at);
    if (len == 0) break;
    at += len;
  }
  return at;
}

/* ---- numbers ---- */

/* Collected as a negative number, whose range holds every int64_t. */
bool str_to_int(Str s, int64_t *ret_value) {
  bool negative = s.len > 0 && s.ptr[0] == '-';
  size_t at = negative ? 1 : 0;
  if (at == s.len) return false;
  int64_t value = 0;
  for (; at < s.len; at++) {
    if (s.ptr[at] < '0' || s.ptr[at] > '9') return false;
    if (__builtin_mul_overflow(value, 10, &value)) return false;
    if (__builtin_sub_overflow(value, s.ptr[at] - '0', &value)) return false;
  }
  if (!negative && __builtin_sub_overflow((int64_t)0, value, &value)) return false;
  *ret_value = value;
  return true;
}
