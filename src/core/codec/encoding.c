/* SPDX-License-Identifier: Apache-2.0 */
/*
 * encoding: which encoding a file is in, from its bytes alone.
 *
 * A byte order mark decides. Without one: NULs in every other place are UTF-16 (asked first, for
 * ASCII in UTF-16 is valid UTF-8 too); then what is UTF-8 but for a few bytes is UTF-8 - GB18030
 * text of more than a few characters never looks so; everything else is GB18030, which county
 * departments' exports are in.
 */
#include "codec/codec.h"

#include <string.h>

enum { UTF16_LOOK_MAX = 65536 };

/* Of a text with bad bytes: so many good characters for one bad sequence make it UTF-8. Text in
 * GB18030 read as UTF-8 has about one good for ten bad. */
enum { GOOD_FOR_BAD = 4, BAD_ENOUGH = 1000 };

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

/* Characters of more than one byte, and places where no character begins. */
typedef struct Tally {
  size_t good, bad;
} Tally;

/*
 * One bad sequence is a lead byte with those of its continuation bytes that are there, or a
 * single byte. Stops where the answer is clear: text in GB18030 is not read to its end.
 */
static Tally tally_utf8(Bytes bytes) {
  Tally tally = {0, 0};
  for (size_t at = 0; at < bytes.len;) {
    size_t valid = bytes_valid_utf8((Bytes){bytes.ptr + at, bytes.len - at});
    for (size_t end = at + valid; at < end; at++)
      tally.good += bytes.ptr[at] >= 0xC0;
    if (at == bytes.len) break;
    tally.bad++;
    if (tally.bad > BAD_ENOUGH && tally.bad > tally.good) break;
    size_t follow = bytes.ptr[at] >= 0xF0 ? 3 : bytes.ptr[at] >= 0xE0 ? 2 : 1;
    if (bytes.ptr[at++] < 0xC0) continue;
    for (; follow > 1 && at < bytes.len && (bytes.ptr[at] & 0xC0) == 0x80; follow--)
      at++;
  }
  return tally;
}

static Tally tally_gb18030(Bytes bytes, size_t enough) {
  Tally tally = {0, 0};
  for (size_t at = 0; at < bytes.len && tally.bad < enough;) {
    uint32_t code;
    size_t used = codec_gb18030_decode_one((Bytes){bytes.ptr + at, bytes.len - at}, &code);
    tally.good += used > 1;
    tally.bad += used == 0;
    at += used == 0 ? 1 : used;
  }
  return tally;
}

/* [bytes] is not valid UTF-8: is it nevertheless meant to be? Where UTF-8 is neither clearly right
 * nor clearly wrong, the reading with fewer bad places is. */
static bool meant_as_utf8(Bytes bytes) {
  Tally utf8 = tally_utf8(bytes);
  if (utf8.good / GOOD_FOR_BAD >= utf8.bad) return true;
  if (utf8.bad > utf8.good) return false;
  return tally_gb18030(bytes, utf8.bad + 1).bad > utf8.bad;
}

CodecEncoding codec_sniff_encoding(Bytes bytes, size_t *ret_bom, bool *ret_valid) {
  *ret_valid = false;
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
  *ret_valid = bytes_valid_utf8(bytes) == bytes.len;
  if (*ret_valid || meant_as_utf8(bytes)) return CODEC_UTF8;
  return CODEC_GB18030;
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
