/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tsv: escapes of packs-and-rules.md section 4.4, there and back.
 */
#include "codec/codec.h"

#include "test/unit/unit.h"

static void expect_put(Str value, const char *cell, const char *pair) {
  Buf buf;
  buf_init(&buf, 1000);
  codec_tsv_put(&buf, value);
  EXPECT_STR(buf_view(&buf), cell);
  buf_clear(&buf);
  codec_tsv_put_pair(&buf, value);
  EXPECT_STR(buf_view(&buf), pair);
  buf_free(&buf);
}

UNIT(put) {
  expect_put(STR_NONE, "-", "");
  expect_put(STR("住院"), "住院", "住院");
  expect_put(STR("a\tb\rc\nd;e\\f=g"), "a\\tb\\rc\\nd\\;e\\\\f=g", "a\\tb\\rc\\nd\\;e\\\\f=g");
  expect_put(STR("\t"), "\\t", "\\t");
  expect_put(STR(";;"), "\\;\\;", "\\;\\;");
  expect_put(STR("\"q\" 'x'"), "\"q\" 'x'", "\"q\" 'x'");
}

UNIT(unescape) {
  Arena *arena = arena_new(1 << 20);
  EXPECT_STR(codec_tsv_unescape(STR("-"), arena), "");
  EXPECT_STR(codec_tsv_unescape(STR_NONE, arena), "");
  EXPECT_STR(codec_tsv_unescape(STR("--"), arena), "--");
  EXPECT_STR(codec_tsv_unescape(STR("a\\tb\\rc\\nd\\;e\\\\f=g"), arena), "a\tb\rc\nd;e\\f=g");
  EXPECT_STR(codec_tsv_unescape(STR("\\\\t"), arena), "\\t");
  EXPECT_STR(codec_tsv_unescape(STR("\\\\\\t"), arena), "\\\t");
  EXPECT_STR(codec_tsv_unescape(STR("x\\"), arena), "x\\"); /* not written by us: left alone */
  EXPECT_STR(codec_tsv_unescape(STR("\\x\\-"), arena), "\\x\\-");
  arena_free(arena);
}

UNIT(there_and_back) {
  Arena *arena = arena_new(1 << 24);
  Buf buf;
  buf_init(&buf, 1000);
  const char letters[] = "\t\r\n;\\tn-";
  enum { LETTERS = sizeof letters - 1 };
  for (int i = 0; i < LETTERS * LETTERS * LETTERS * LETTERS; i++) {
    const char value[] = {letters[i % LETTERS], letters[i / LETTERS % LETTERS],
                          letters[i / LETTERS / LETTERS % LETTERS],
                          letters[i / LETTERS / LETTERS / LETTERS], '\0'};
    buf_clear(&buf);
    codec_tsv_put(&buf, str_from(value));
    EXPECT(!str_contains(buf_view(&buf), STR("\t")));
    EXPECT(!str_contains(buf_view(&buf), STR("\n")));
    EXPECT_STR(codec_tsv_unescape(buf_view(&buf), arena), value);
    arena_clear(arena);
  }
  buf_free(&buf);
  arena_free(arena);
}

UNIT_MAIN(UNIT_CASE(put), UNIT_CASE(unescape), UNIT_CASE(there_and_back))
