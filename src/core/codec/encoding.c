/* SPDX-License-Identifier: Apache-2.0 */
/*
 * encoding: which encoding a file is in, from its bytes alone.
 *
 * A byte order mark decides. Without one: NULs in every other place are UTF-16 (asked first, for
 * ASCII in UTF-16 is valid UTF-8 too); then valid UTF-8 is UTF-8 - GB18030 text of more than a
 * few characters practically never is; everything else is GB18030, which county departments'
 * exports are in.
 */
#include "codec/codec.h"

#include <string.h>

enum { UTF16_LOOK_MAX = 65536 };

typedef struct Bom {
  uint8_t bytes[4];
  uint8_t len;
  uint8_t encoding;
} Bom;

static const Bom boms[] = {
    {{0xEF, 0xBB, 0xBF}, 3, CODEC_UTF8},
    {{0xFF, 0xFE}, 2, CODEC_UTF16LE},
    {{0xFE, 0xFF}, 2, CODEC_UTF16BE},
    {{0x84, 0x31, 0x95, 0x33}, 4, CODEC_GB18030},
};

/*
 * Chinese in UTF-16 has NULs only in its digits, delimiters and line ends: from an eighth of the
 * units on this looks like a table. In the other place stands a NUL only in characters like U+4E00
 * (the numeral one), of which there are fewer; runs of NULs fill both places alike.
 */
static bool looks_utf16(size_t units, size_t nul_high, size_t nul_low) {
  return nul_high > 0 && nul_high >= units / 8 && nul_low <= nul_high / 4;
}

CodecEncoding codec_sniff_encoding(Bytes bytes, size_t *ret_bom) {
  for (size_t i = 0; i < sizeof boms / sizeof boms[0]; i++) {
    if (bytes.len < boms[i].len || memcmp(bytes.ptr, boms[i].bytes, boms[i].len) != 0) continue;
    *ret_bom = boms[i].len;
    return (CodecEncoding)boms[i].encoding;
  }
  *ret_bom = 0;

  size_t look = bytes.len < UTF16_LOOK_MAX ? bytes.len : UTF16_LOOK_MAX;
  size_t units = look / 2, even = 0, odd = 0;
  for (size_t i = 0; i < units; i++) {
    even += bytes.ptr[2 * i] == 0;
    odd += bytes.ptr[2 * i + 1] == 0;
  }
  if (looks_utf16(units, odd, even)) return CODEC_UTF16LE;
  if (looks_utf16(units, even, odd)) return CODEC_UTF16BE;
  return bytes_valid_utf8(bytes) == bytes.len ? CODEC_UTF8 : CODEC_GB18030;
}

const char *codec_encoding_name(CodecEncoding encoding) {
  switch (encoding) {
  case CODEC_UTF8:
    return "UTF-8";
  case CODEC_GB18030:
    return "GB18030";
  case CODEC_UTF16LE:
    return "UTF-16LE";
  case CODEC_UTF16BE:
    return "UTF-16BE";
  }
  return "?";
}
