/* SPDX-License-Identifier: Apache-2.0 */
/* encoding: what a file's bytes say about its encoding, and UTF-16. */
#include "codec/codec.h"

#include "unit.h"

#define BYTES(lit) ((Bytes){(const uint8_t *)(lit), sizeof(lit) - 1})

static void check_sniff(Bytes bytes, CodecEncoding want, size_t want_bom) {
  size_t bom = 99;
  bool valid;
  CodecEncoding got = codec_sniff_encoding(bytes, &bom, &valid);
  EXPECT_STR(str_from(codec_encoding_name(got)), codec_encoding_name(want));
  EXPECT_INT((int64_t)bom, (int64_t)want_bom);
  /* Without a mark it is known whether every byte is good. */
  EXPECT(valid == (want == CODEC_UTF8 && want_bom == 0 && bytes_valid_utf8(bytes) == bytes.len));
}

UNIT(byte_order_marks) {
  check_sniff(BYTES("\xEF\xBB\xBF\xCA\xD8"), CODEC_UTF8, 3); /* even if what follows is not */
  check_sniff(BYTES("\xFF\xFE"
                    "a\0"),
              CODEC_UTF16LE, 2);
  check_sniff(BYTES("\xFE\xFF"
                    "\0a"),
              CODEC_UTF16BE, 2);
  check_sniff(BYTES("\xFF\xFE"), CODEC_UTF16LE, 2);
  check_sniff(BYTES("\x84\x31\x95\x33"
                    "a"),
              CODEC_GB18030, 4);
  check_sniff(BYTES("\xEF\xBB"), CODEC_GB18030, 0);
}

UNIT(without_a_mark) {
  check_sniff((Bytes){NULL, 0}, CODEC_UTF8, 0);
  check_sniff(BYTES("a"), CODEC_UTF8, 0);
  check_sniff(BYTES("name,id\r\n"), CODEC_UTF8, 0);
  check_sniff(BYTES("\xE5\xAE\x88\xE6\x9C\x9B"), CODEC_UTF8, 0);
  check_sniff(BYTES("\xCA\xD8\xCD\xFB,1\n"), CODEC_GB18030, 0);
  check_sniff(BYTES("\xE5\xAE\x88\xE6\x9C"), CODEC_GB18030, 0);
  check_sniff(BYTES("a\0,\0"
                    "1\0\r\0\n\0"),
              CODEC_UTF16LE, 0);
  check_sniff(BYTES("\0a\0,\0"
                    "1\0\r\0\n"),
              CODEC_UTF16BE, 0);
  /* a name, U+4E00, and digits: 5B88 4E00 , 1 2 LF */
  check_sniff(BYTES("\x88\x5B\x00\x4E,\0"
                    "1\0"
                    "2\0"
                    "3\0"
                    "4\0\n\0"),
              CODEC_UTF16LE, 0);
  check_sniff(BYTES("\x5B\x88\x4E\x00\0,\0"
                    "1\0"
                    "2\0"
                    "3\0"
                    "4\0\n"),
              CODEC_UTF16BE, 0);
  /* NULs as padding are no UTF-16 */
  check_sniff(BYTES("abcd\0\0\0\0\0\0\0\0efgh\0\0\0\0\0\0\0\0"), CODEC_UTF8, 0);
  check_sniff(BYTES("one NUL only in quite a long text: \0."), CODEC_UTF8, 0);
}

UNIT(validity_is_of_the_whole) {
  static uint8_t text[200000];
  memset(text, 'a', sizeof text);
  check_sniff((Bytes){text, sizeof text}, CODEC_UTF8, 0);
  text[sizeof text - 1] = 0xCA;
  check_sniff((Bytes){text, sizeof text}, CODEC_GB18030, 0);
}

/* One bad byte must not turn a whole file into another encoding. */
UNIT(bad_bytes_in_utf8) {
  check_sniff(BYTES("\xE5\xA7\x93\xE5\x90\x8D,\xE6\x9D\x91\n\xE5\xB2\xA9\xFF,1\n"), CODEC_UTF8, 0);
  check_sniff(BYTES("\xE5\xA7\x93\xE5\x90\x8D,\xE6\x9D\x91\n\xE5\xB2\xA9\xE5\xB2,1\n"), CODEC_UTF8,
              0);
  /* three good, one bad; in GB18030 one bad too */
  check_sniff(BYTES("\xE5\xA7\x93\xE5\x90\x8D\xE6\x9D\xFF"), CODEC_GB18030, 0);
  /* ASCII and one byte: nothing speaks for UTF-8 */
  check_sniff(BYTES("id,name\n1,\xFF\n"), CODEC_GB18030, 0);
  /* GB18030 with a bad byte stays what it is */
  check_sniff(BYTES("\xD0\xD5\xC3\xFB,\xB4\xE5\n\xD1\xD2\xFF,1\n"), CODEC_GB18030, 0);

  static uint8_t text[300000]; /* a cut character in every tenth row */
  size_t len = 0, rows = 0;
  while (len + 40 < sizeof text) {
    static const char row[] = "\xE6\x9D\x8E\xE6\x9F\x90\xE6\x9F\x90,\xE5\x8B\x90\xE5\xBA\x93,12\n";
    size_t cut = rows++ % 10 == 0 ? 1 : 0;
    memcpy(text + len, row + cut, sizeof row - 1 - cut);
    len += sizeof row - 1 - cut;
  }
  check_sniff((Bytes){text, len}, CODEC_UTF8, 0);
}

static void check_utf16(Bytes in, bool big_endian, const char *want, size_t want_bad) {
  char out[128];
  size_t bad = 99;
  size_t written = codec_utf16_to_utf8(in, big_endian, out, &bad);
  EXPECT(written <= in.len * 2 + 4);
  EXPECT_STR(((Str){out, written}), want);
  EXPECT_INT((int64_t)bad, (int64_t)want_bad);
}

#define FFFD "\xEF\xBF\xBD"

UNIT(utf16) {
  check_utf16((Bytes){NULL, 0}, false, "", 0);
  check_utf16(BYTES("a\0\x88\x5B"), false, "a\xE5\xAE\x88", 0);
  check_utf16(BYTES("\0a\x5B\x88"), true, "a\xE5\xAE\x88", 0);
  check_utf16(BYTES("\x40\xD8\x87\xDC"), false, "\xF0\xA0\x82\x87", 0); /* U+20087 */
  check_utf16(BYTES("\xD8\x40\xDC\x87z"), true, "\xF0\xA0\x82\x87" FFFD, 1);
  check_utf16(BYTES("\xDB\xFF\xDF\xFF"), true, "\xF4\x8F\xBF\xBF", 0);
  check_utf16(BYTES("a"), false, FFFD, 1);
  check_utf16(BYTES("\x40\xD8"
                    "a\0"),
              false, FFFD "a", 1); /* high without low */
  check_utf16(BYTES("\x87\xDC"
                    "a\0"),
              false, FFFD "a", 1); /* low without high */
  check_utf16(BYTES("\x40\xD8\x40\xD8\x87\xDC"), false, FFFD "\xF0\xA0\x82\x87", 1);
  check_utf16(BYTES("\x40\xD8"), false, FFFD, 1);
  check_utf16(BYTES("\x40\xD8\x87"), false, FFFD FFFD, 2);
  check_utf16(BYTES("\xFF\xFE"), false, "\xEF\xBB\xBF", 0); /* U+FEFF inside is a character */
}

/* Every code point there and back. */
UNIT(utf16_all) {
  for (uint32_t code = 0; code < 0x110000; code++) {
    if (code >= 0xD800 && code < 0xE000) continue;
    uint8_t in[4];
    char out[12], want[4];
    size_t units = code < 0x10000 ? 1 : 2, bad = 0;
    uint32_t first = units == 1 ? code : 0xD800 + ((code - 0x10000) >> 10);
    uint32_t second = 0xDC00 + (code & 0x3FF);
    in[0] = (uint8_t)(first >> 8);
    in[1] = (uint8_t)first;
    in[2] = (uint8_t)(second >> 8);
    in[3] = (uint8_t)second;
    size_t len = codec_utf16_to_utf8((Bytes){in, units * 2}, true, out, &bad);
    bool same = bad == 0 && len == str_put_code(want, code) && memcmp(out, want, len) == 0;
    EXPECT(same);
  }
}

UNIT_MAIN(UNIT_CASE(byte_order_marks),
          UNIT_CASE(without_a_mark),
          UNIT_CASE(validity_is_of_the_whole),
          UNIT_CASE(bad_bytes_in_utf8),
          UNIT_CASE(utf16),
          UNIT_CASE(utf16_all))
