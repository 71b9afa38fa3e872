/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gb18030: GB 18030-2022 to and from UTF-8.
 *
 * The tables are made at build time from gb18030.txt, which also says which reading of the 2022
 * edition this is. One and two bytes are looked up directly; four bytes outside the linear part
 * take a binary search over about 200 ranges, and are rare in Chinese text.
 *
 * What is bad: a byte that begins no character becomes one U+FFFD and reading goes on at the next
 * byte, so that a delimiter or line break behind it survives. Four bytes of the right form that
 * stand for no character are bad as a whole (one U+FFFD), or their digits would turn up in the
 * text.
 *
 * Cost: about 3 ns a Chinese character each way, ASCII eight bytes at a time.
 */
#include "codec/codec.h"

#include <string.h>

#include "build/gen/codec_gb18030.h"

enum { REPLACEMENT = 0xFFFD, SURROGATES = 0xD800, SURROGATES_END = 0xE000, CODE_MAX = 0x10FFFF };

#define HIGH_BITS UINT64_C(0x8080808080808080)

static bool is_lead(uint8_t byte) {
  return byte >= 0x81 && byte <= 0xFE;
}
static bool is_digit(uint8_t byte) {
  return byte >= '0' && byte <= '9';
}

/* ---- one code point ---- */

static inline size_t decode_two(uint8_t lead, uint8_t trail, uint32_t *ret_code) {
  if (trail < 0x40 || trail == 0x7F || trail == 0xFF) return 0;
  uint32_t code = gb18030_two[lead - 0x81][trail - (trail < 0x7F ? 0x40 : 0x41)];
  if (code >= SURROGATES && code < SURROGATES_END) code = gb18030_far[code - SURROGATES].code;
  *ret_code = code;
  return 2;
}

static bool is_four(Bytes in) {
  return in.len >= 4 && is_lead(in.ptr[0]) && is_digit(in.ptr[1]) && is_lead(in.ptr[2]) &&
         is_digit(in.ptr[3]);
}

static __attribute__((noinline)) size_t decode_four(Bytes in, uint32_t *ret_code) {
  if (!is_four(in)) return 0;
  uint32_t place = in.ptr[0] - 0x81U;
  place = place * 10 + (in.ptr[1] - (uint32_t)'0');
  place = place * 126 + (in.ptr[2] - 0x81U);
  place = place * 10 + (in.ptr[3] - (uint32_t)'0');

  size_t low = 0, high = GB18030_RANGES; /* the answer is the last range that begins at or before */
  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;
    if (gb18030_by_place[middle].place <= place) {
      low = middle;
    } else {
      high = middle;
    }
  }
  const Gb18030Range *range = &gb18030_by_place[low];
  if (place < range->place || place - range->place >= range->count) return 0;
  *ret_code = range->code + (place - range->place);
  return 4;
}

static inline size_t decode_one(Bytes in, uint32_t *ret_code) {
  if (in.len == 0) return 0;
  if (in.ptr[0] < 0x80) {
    *ret_code = in.ptr[0];
    return 1;
  }
  if (in.len < 2 || !is_lead(in.ptr[0])) return 0;
  if (is_digit(in.ptr[1])) return decode_four(in, ret_code);
  return decode_two(in.ptr[0], in.ptr[1], ret_code);
}

size_t codec_gb18030_decode_one(Bytes in, uint32_t *ret_code) {
  return decode_one(in, ret_code);
}

static inline size_t put_two(uint32_t bytes, uint8_t out[4]) {
  out[0] = (uint8_t)(bytes >> 8);
  out[1] = (uint8_t)bytes;
  return 2;
}

static __attribute__((noinline)) size_t encode_four(uint32_t code, uint8_t out[4]) {
  size_t low = 0, high = GB18030_RANGES;
  while (high - low > 1) {
    size_t middle = low + (high - low) / 2;
    if (gb18030_by_code[middle].code <= code) {
      low = middle;
    } else {
      high = middle;
    }
  }
  const Gb18030Range *range = &gb18030_by_code[low];
  if (code < range->code || code - range->code >= range->count) return 0;
  uint32_t place = range->place + (code - range->code);
  out[3] = (uint8_t)('0' + place % 10);
  place /= 10;
  out[2] = (uint8_t)(0x81 + place % 126);
  place /= 126;
  out[1] = (uint8_t)('0' + place % 10);
  out[0] = (uint8_t)(0x81 + place / 10);
  return 4;
}

static inline size_t encode_one(uint32_t code, uint8_t out[4]) {
  if (code < 0x80) {
    out[0] = (uint8_t)code;
    return 1;
  }
  if (code > CODE_MAX) return 0;
  if (code <= 0xFFFF) {
    uint32_t bytes = gb18030_pages[gb18030_page[code >> 8]][code & 0xFF];
    return bytes != 0 ? put_two(bytes, out) : encode_four(code, out);
  }
  for (size_t i = 0; i < GB18030_FAR; i++)
    if (gb18030_far[i].code == code) return put_two(gb18030_far[i].bytes, out);
  return encode_four(code, out);
}

size_t codec_gb18030_encode_one(uint32_t code, uint8_t out[4]) {
  return encode_one(code, out);
}

/* ---- whole texts ---- */

size_t codec_gb18030_bound(size_t len) {
  size_t bound; /* no character grows by more than 1 to 3 */
  return __builtin_mul_overflow(len, (size_t)3, &bound) ? SIZE_MAX : bound;
}

/* Copies ASCII from [at] on, eight bytes at a time; returns how many. */
static size_t copy_ascii(const uint8_t *from, size_t len, char *to) {
  size_t at = 0;
  for (; len - at >= 8; at += 8) {
    uint64_t word;
    memcpy(&word, from + at, 8);
    if ((word & HIGH_BITS) != 0) break;
    memcpy(to + at, &word, 8);
  }
  for (; at < len && from[at] < 0x80; at++)
    to[at] = (char)from[at];
  return at;
}

size_t codec_gb18030_to_utf8(Bytes in, char *out, size_t *ret_bad) {
  size_t at = 0, written = 0, bad = 0;
  while (at < in.len) {
    if (in.ptr[at] < 0x80) {
      size_t ascii = copy_ascii(in.ptr + at, in.len - at, out + written);
      at += ascii;
      written += ascii;
      continue;
    }
    Bytes rest = {in.ptr + at, in.len - at};
    uint32_t code = REPLACEMENT;
    size_t used = decode_one(rest, &code);
    if (used == 0) {
      used = is_four(rest) ? 4 : 1;
      bad++;
    }
    at += used;
    written += str_put_code(out + written, code);
  }
  *ret_bad = bad;
  return written;
}

size_t codec_utf8_to_gb18030(Str in, uint8_t *out) {
  size_t at = 0, written = 0;
  while (at < in.len) {
    if ((uint8_t)in.ptr[at] < 0x80) {
      size_t ascii = copy_ascii((const uint8_t *)in.ptr + at, in.len - at, (char *)out + written);
      at += ascii;
      written += ascii;
      continue;
    }
    size_t used = encode_one(str_next_code(in, &at), out + written);
    if (used == 0) used = encode_one(REPLACEMENT, out + written);
    written += used;
  }
  return written;
}
