/* SPDX-License-Identifier: Apache-2.0 */
/*
 * utf16: UTF-16 of either byte order to UTF-8 (Excel's "Unicode text").
 *
 * A surrogate without its partner, and an odd byte at the end, become U+FFFD each and are
 * counted; the unit behind a lone high surrogate is read on its own. A byte order mark is the
 * caller's business (codec_sniff_encoding): one inside the text is U+FEFF like any other.
 */
#include "codec/codec.h"

enum {
  REPLACEMENT = 0xFFFD,
  HIGH_SURROGATES = 0xD800,
  LOW_SURROGATES = 0xDC00,
  SURROGATES_END = 0xE000
};

static uint32_t unit_at(Bytes in, size_t at, bool big_endian) {
  uint32_t first = in.ptr[at], second = in.ptr[at + 1];
  return big_endian ? first << 8 | second : second << 8 | first;
}

size_t codec_utf16_to_utf8(Bytes in, bool big_endian, char *out, size_t *ret_bad) {
  size_t at = 0, written = 0, bad = 0;
  while (in.len - at >= 2) {
    uint32_t code = unit_at(in, at, big_endian);
    at += 2;
    if (code >= HIGH_SURROGATES && code < SURROGATES_END) {
      uint32_t low = in.len - at >= 2 ? unit_at(in, at, big_endian) : 0;
      if (code < LOW_SURROGATES && low >= LOW_SURROGATES && low < SURROGATES_END) {
        code = 0x10000 + ((code - HIGH_SURROGATES) << 10) + (low - LOW_SURROGATES);
        at += 2;
      } else {
        code = REPLACEMENT;
        bad++;
      }
    }
    written += str_put_code(out + written, code);
  }
  if (at < in.len) {
    written += str_put_code(out + written, REPLACEMENT);
    bad++;
  }
  *ret_bad = bad;
  return written;
}
