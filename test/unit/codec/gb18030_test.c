/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gb18030: the table against iconv(3) of glibc, over every one-, two- and four-byte sequence and
 * every code point, and the reading of whole texts.
 *
 * Differences from iconv are listed with their reasons in src/core/codec/gb18030-iconv.txt. A
 * difference that is not listed fails, and so does a listed one that is none. The test runs in
 * the root of the source tree.
 */
#include "codec/codec.h"

#include <iconv.h>

#include "unit.h"

#define LIST "src/core/codec/gb18030-iconv.txt"

#define BAD UINT32_MAX

enum { LISTED_MAX = 256, CODES = 0x110000 };

/* A line of the list. Bytes are one number, the first byte highest; BAD stands for "-". */
typedef struct Listed {
  bool encode;
  uint32_t from, ours, theirs;
  bool seen;
} Listed;

typedef struct List {
  Listed items[LISTED_MAX];
  size_t count;
} List;

static uint32_t number(const char *text) {
  unsigned value = BAD;
  if (strcmp(text, "-") != 0) EXPECT_INT(sscanf(text, "%8X", &value), 1);
  return value;
}

static void list_read(List *list) {
  char line[256], word[5][32];
  FILE *file = fopen(LIST, "r");
  EXPECT(file != NULL);
  if (file == NULL) return;
  while (fgets(line, sizeof line, file) != NULL) {
    if (line[0] == '#' || line[0] == '\n') continue;
    int words =
        sscanf(line, "%31s %31s %31s %31s %31s", word[0], word[1], word[2], word[3], word[4]);
    EXPECT_INT(words, 5);
    EXPECT(list->count < LISTED_MAX);
    if (words != 5 || list->count == LISTED_MAX) break;
    bool encode = strcmp(word[0], "encode") == 0;
    EXPECT(encode || strcmp(word[0], "decode") == 0);
    list->items[list->count++] =
        (Listed){encode, number(word[1]), number(word[2]), number(word[3]), false};
  }
  fclose(file);
  EXPECT(list->count > 0);
}

/* A difference was found: it must be on the list, with these values. */
static void list_check(List *list, bool encode, uint32_t from, uint32_t ours, uint32_t theirs) {
  for (size_t i = 0; i < list->count; i++) {
    Listed *item = &list->items[i];
    if (item->encode != encode || item->from != from) continue;
    EXPECT(!item->seen);
    EXPECT_INT(ours, item->ours);
    EXPECT_INT(theirs, item->theirs);
    item->seen = true;
    return;
  }
  printf("%s %X: ours %X, iconv %X, not listed\n", encode ? "encode" : "decode", from, ours,
         theirs);
  const bool listed = false;
  EXPECT(listed);
}

static void list_check_all_seen(const List *list, bool encode) {
  for (size_t i = 0; i < list->count; i++) {
    if (list->items[i].encode != encode) continue;
    EXPECT(list->items[i].seen);
    if (!list->items[i].seen) printf("%X is listed, but is no difference\n", list->items[i].from);
  }
}

static uint32_t bytes_number(const uint8_t *bytes, size_t len) {
  uint32_t number = 0;
  for (size_t i = 0; i < len; i++)
    number = number << 8 | bytes[i];
  return number;
}

/* ---- against iconv ---- */

static uint32_t their_code(iconv_t from_gb, const uint8_t *bytes, size_t len) {
  char in[4], *next_in = in;
  uint32_t out[2] = {0, 0};
  char *next_out = (char *)out;
  size_t left_in = len, left_out = sizeof out;
  memcpy(in, bytes, len);
  (void)iconv(from_gb, NULL, NULL, NULL, NULL);
  size_t result = iconv(from_gb, &next_in, &left_in, &next_out, &left_out);
  if (result == (size_t)-1 || left_in != 0 || left_out != 4) return BAD;
  return out[0];
}

static void check_decode(List *list, iconv_t from_gb, const uint8_t *bytes, size_t len) {
  uint32_t ours = BAD;
  size_t used = codec_gb18030_decode_one((Bytes){bytes, len}, &ours);
  EXPECT(used == (ours == BAD ? 0 : len)); /* all or nothing */
  uint32_t theirs = their_code(from_gb, bytes, len);
  if (ours != theirs) list_check(list, false, bytes_number(bytes, len), ours, theirs);
}

UNIT(decode_like_iconv) {
  List list = {.count = 0};
  list_read(&list);
  iconv_t from_gb = iconv_open("UTF-32LE", "GB18030");
  EXPECT(from_gb != (iconv_t)-1);
  for (unsigned lead = 0; lead < 256; lead++) {
    check_decode(&list, from_gb, (const uint8_t[]){(uint8_t)lead}, 1);
    if (lead < 0x80) continue;
    for (unsigned trail = 0; trail < 256; trail++)
      check_decode(&list, from_gb, (const uint8_t[]){(uint8_t)lead, (uint8_t)trail}, 2);
  }
  for (unsigned place = 0; place < 126 * 10 * 126 * 10; place++) {
    uint8_t bytes[4] = {(uint8_t)(0x81 + place / 12600), (uint8_t)(0x30 + place / 1260 % 10),
                        (uint8_t)(0x81 + place / 10 % 126), (uint8_t)(0x30 + place % 10)};
    check_decode(&list, from_gb, bytes, 4);
  }
  iconv_close(from_gb);
  list_check_all_seen(&list, false);
}

UNIT(encode_like_iconv) {
  List list = {.count = 0};
  list_read(&list);
  iconv_t to_gb = iconv_open("GB18030", "UTF-32LE");
  EXPECT(to_gb != (iconv_t)-1);
  for (uint32_t code = 0; code < CODES; code++) {
    char in[4], out[4], *next_in = in, *next_out = out;
    size_t left_in = 4, left_out = 4;
    memcpy(in, &code, 4);
    (void)iconv(to_gb, NULL, NULL, NULL, NULL);
    size_t result = iconv(to_gb, &next_in, &left_in, &next_out, &left_out);
    bool good = result != (size_t)-1 && left_in == 0;
    uint32_t theirs = good ? bytes_number((const uint8_t *)out, 4 - left_out) : BAD;

    uint8_t bytes[4];
    size_t len = codec_gb18030_encode_one(code, bytes);
    uint32_t ours = len == 0 ? BAD : bytes_number(bytes, len);
    if (ours != theirs) list_check(&list, true, code, ours, theirs);
    bool surrogate = code >= 0xD800 && code < 0xE000;
    EXPECT((len == 0) == surrogate);
  }
  iconv_close(to_gb);
  list_check_all_seen(&list, true);
}

/* ---- the table by itself ---- */

UNIT(round_trip) {
  unsigned one_way = 0;
  for (uint32_t code = 0; code < CODES; code++) {
    uint8_t bytes[4];
    size_t len = codec_gb18030_encode_one(code, bytes);
    uint32_t back = BAD;
    if (len == 0) continue;
    EXPECT(codec_gb18030_decode_one((Bytes){bytes, len}, &back) == len);
    if (back == code) continue;
    one_way++;
    EXPECT(code >= 0xE000 && code <= 0xF8FF);
  }
  EXPECT_INT(one_way, 24);
}

typedef struct Known {
  const char *bytes;
  uint32_t code;
} Known;

UNIT(known_places) {
  static const Known known[] = {
      {"\x81\x40", 0x4E02},           {"\xCA\xD8", 0x5B88},
      {"\xFE\xFE", 0xE4C5},           {"\xA1\xA4", 0xB7},
      {"\xA1\xAA", 0x2014},           {"\xA2\xE3", 0x20AC},
      {"\xA6\xD9", 0xFE10},           {"\xA6\xF3", 0xFE19},
      {"\xFE\x59", 0x9FB4},           {"\xFE\xA0", 0x9FBB},
      {"\xFE\x51", 0x20087},          {"\xFE\x91", 0x241FE},
      {"\xA8\xBC", 0x1E3F},           {"\x81\x35\xF4\x37", 0xE7C7},
      {"\x81\x30\x81\x30", 0x80},     {"\x84\x31\xA4\x37", 0xFFFD},
      {"\x84\x31\xA4\x39", 0xFFFF},   {"\x90\x30\x81\x30", 0x10000},
      {"\xE3\x32\x9A\x35", 0x10FFFF},
  };
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    size_t len = strlen(known[i].bytes);
    uint32_t code = BAD;
    uint8_t bytes[4];
    Bytes in = {(const uint8_t *)known[i].bytes, len};
    EXPECT_INT((int64_t)codec_gb18030_decode_one(in, &code), (int64_t)len);
    EXPECT_INT(code, known[i].code);
    EXPECT_INT((int64_t)codec_gb18030_encode_one(known[i].code, bytes), (int64_t)len);
    EXPECT(memcmp(bytes, known[i].bytes, len) == 0);
  }
  uint8_t bytes[4];
  EXPECT_INT((int64_t)codec_gb18030_encode_one(CODES, bytes), 0);
  EXPECT_INT((int64_t)codec_gb18030_encode_one(UINT32_MAX, bytes), 0);
  uint32_t code = 7;
  EXPECT_INT((int64_t)codec_gb18030_decode_one((Bytes){NULL, 0}, &code), 0);
  EXPECT_INT(code, 7);
}

/* ---- whole texts ---- */

static void check_text(const char *in, size_t len, const char *want, size_t want_bad) {
  char out[256];
  size_t bad = 99;
  EXPECT(codec_gb18030_bound(len) <= sizeof out);
  size_t written = codec_gb18030_to_utf8((Bytes){(const uint8_t *)in, len}, out, &bad);
  EXPECT(written <= codec_gb18030_bound(len));
  EXPECT_STR(((Str){out, written}), want);
  EXPECT_INT((int64_t)bad, (int64_t)want_bad);
}

#define CHECK_TEXT(in, want, bad) check_text((in), sizeof(in) - 1, (want), (bad))
#define FFFD                      "\xEF\xBF\xBD"

UNIT(texts) {
  CHECK_TEXT("", "", 0);
  CHECK_TEXT("plain ascii, longer than a word", "plain ascii, longer than a word", 0);
  CHECK_TEXT("\xCA\xD8\xCD\xFB,12345678901", "\xE5\xAE\x88\xE6\x9C\x9B,12345678901", 0);
  CHECK_TEXT("a\x95\x32\x90\x31z", "a\xF0\xA0\x82\x87z", 0);
  CHECK_TEXT("\x80", FFFD, 1);
  CHECK_TEXT("\xFF\xFF", FFFD FFFD, 2);
  CHECK_TEXT("a\xCA", "a" FFFD, 1);                       /* cut in the middle */
  CHECK_TEXT("\xCA\n\xCA\xD8", FFFD "\n\xE5\xAE\x88", 1); /* a line break is never swallowed */
  CHECK_TEXT("\xCA,\xCA\"\xCA\r", FFFD "," FFFD "\"" FFFD "\r", 3);
  CHECK_TEXT("\xCA\x7F\xCA\xFF", FFFD "\x7F" FFFD FFFD, 3);
  CHECK_TEXT("\x81\x30", FFFD "0", 1);
  CHECK_TEXT("\x81\x30\x81", FFFD "0" FFFD, 2);
  CHECK_TEXT("\x81\x30x9", FFFD "0x9", 1);
  CHECK_TEXT("\x84\x31\xA5\x30!", FFFD "!", 1); /* of the right form, but no character */
  CHECK_TEXT("\xFE\x39\xFE\x39", FFFD, 1);
}

UNIT(back_to_gb18030) {
  uint8_t out[256];
  Str in = STR("\xE5\xAE\x88\xE6\x9C\x9B,12345678901 \xC2\x80\xF0\xA0\x82\x87\xEE\xA0\x9E");
  static const char want[] = "\xCA\xD8\xCD\xFB,12345678901 \x81\x30\x81\x30\xFE\x51\xFE\x59";
  size_t written = codec_utf8_to_gb18030(in, out);
  EXPECT_INT((int64_t)written, (int64_t)(sizeof want - 1));
  EXPECT(memcmp(out, want, sizeof want - 1) == 0);
  EXPECT_INT((int64_t)codec_utf8_to_gb18030(STR_NONE, out), 0);
}

/* Any bytes give valid UTF-8 within the bound, and no delimiter, quote or line break is made or
 * lost: what lets csv be split before it is decoded. */
UNIT(random_bytes) {
  static const uint8_t alphabet[] = {0x81, 0x30, 0x39, 0xB1, 0x5C, 0xFE, 0xFF, 0x80,
                                     ',',  '"',  '\n', '\t', ';',  0x40, 0x7F, 0x84};
  uint64_t random = 20220719;
  for (int round = 0; round < 100000; round++) {
    uint8_t in[24];
    char out[72];
    size_t len = 0, bad = 0, marks = 0;
    for (; len < (size_t)round % 25; len++) {
      random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
      in[len] = alphabet[random >> 60];
      marks += strchr(",\"\n\t;", in[len]) != NULL;
    }
    size_t written = codec_gb18030_to_utf8((Bytes){in, len}, out, &bad);
    EXPECT(written <= codec_gb18030_bound(len));
    EXPECT(bytes_valid_utf8((Bytes){(const uint8_t *)out, written}) == written);
    for (size_t i = 0; i < written; i++)
      marks -= strchr(",\"\n\t;", out[i]) != NULL;
    EXPECT(marks == 0);
  }
}

UNIT(bound) {
  EXPECT_INT((int64_t)codec_gb18030_bound(0), 0);
  EXPECT_INT((int64_t)codec_gb18030_bound(5), 15);
  EXPECT(codec_gb18030_bound(SIZE_MAX / 2) == SIZE_MAX);
}

UNIT_MAIN(UNIT_CASE(decode_like_iconv),
          UNIT_CASE(encode_like_iconv),
          UNIT_CASE(round_trip),
          UNIT_CASE(known_places),
          UNIT_CASE(texts),
          UNIT_CASE(back_to_gb18030),
          UNIT_CASE(random_bytes),
          UNIT_CASE(bound))
