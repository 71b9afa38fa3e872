/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Issues show what was wrong and no number of a person. All numbers are drawn.
 */
#include "frame/frame.h"
#include "norm/norm.h"
#include "unit/unit.h"

/* What an issue shows of a value; the issue lives in [arena]. */
static Str shown_of(Arena *arena, Str value) {
  FrameIssues issues = {0};
  frame_issue_add(&issues, arena, ISSUE_UNREADABLE, 1, 2, STR_NONE, STR_NONE, value);
  return issues.items[0].shown;
}

UNIT(words) {
  EXPECT_STR(str_from(frame_issue_word(ISSUE_UNREADABLE)), "unreadable");
  EXPECT_STR(str_from(frame_issue_text(ISSUE_KEY_TWICE, false)), "编号重复");
  EXPECT_STR(str_from(frame_issue_text(ISSUE_KEY_TWICE, true)), "key occurs twice");
  for (int i = 0; i < ISSUE_KIND_COUNT; i++) {
    EXPECT(strlen(frame_issue_word((FrameIssueKind)i)) > 0);
    EXPECT(strlen(frame_issue_text((FrameIssueKind)i, false)) > 0);
    EXPECT(strlen(frame_issue_text((FrameIssueKind)i, true)) > 0);
    for (int k = 0; k < i; k++)
      EXPECT(strcmp(frame_issue_word((FrameIssueKind)i), frame_issue_word((FrameIssueKind)k)) != 0);
  }
}

UNIT(masks) {
  static const struct {
    const char *value, *shown;
  } cases[] = {
      {"", ""},
      {"张三", "张三"},
      {"1234567890", "1234567890"},
      {"12345678901", "123456***01"},
      {"999999197001010013", "999999**********13"},
      {"99999919700101001X", "999999**********1X"},
      {"99999919700101001x", "999999**********1x"},
      {"99999919700101001\xC3\x97", "999999**********1\xC3\x97"},
      {"电话:13800138000。", "电话:138001***00。"},
      {"138-0013-8000", "138-00*****00"},
      {"138 0013 8000 ", "138 00*****00 "},
      {"138\xE2\x80\x93"
       "0013\xE2\x80\x93"
       "8000",
       "138\xE2\x80\x93"
       "00*****00"},
      {"138  0013 -- 8000", "138  0*********00"},
      {"１３８００１３８０００", "１３８００１***００"},
      {"1380013\xE2\x80\x8B"
       "8000",
       "138001****00"},
      {"6222 0000 1111 2222, 13800138000", "6222 0***********22, 138001***00"},
      {"12345-67890", "12345-67890"},
      {"12345X67890", "12345X67890"},
      {"999999********0013", "999999********0013"},
      {"5.33526E+17", "5.33526E+17"},
      {"1,234,567,890.12", "1,234,567,890.12"},
      {"-", "-"},
  };
  Arena *arena = arena_new(1 << 20);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    EXPECT_STR(shown_of(arena, str_from(cases[i].value)), cases[i].shown);
  arena_free(arena);
}

UNIT(shortens) {
  Arena *arena = arena_new(8 << 20);
  char text[61 * 3 + 1] = "";
  for (size_t i = 0; i < 61; i++)
    memcpy(text + 3 * i, "村", 4);
  Str sixty = shown_of(arena, (Str){text, 60 * 3});
  EXPECT_INT((int64_t)sixty.len, 60 * 3);
  Str more = shown_of(arena, (Str){text, 61 * 3});
  EXPECT_INT((int64_t)str_count_codes(more), 60);
  EXPECT(str_ends(more, STR("村…")));

  /* A number across the cut is masked as a whole, so the cut shows no part of it. */
  char number[70];
  memset(number, 'a', sizeof number);
  memcpy(number + 50, "13800138000", 11);
  EXPECT(str_ends(shown_of(arena, (Str){number, sizeof number}), STR("aa138001***…")));
  memset(number, '7', sizeof number);
  EXPECT_INT((int64_t)str_count_codes(shown_of(arena, (Str){number, sizeof number})), 60);
  EXPECT(str_starts(shown_of(arena, (Str){number, sizeof number}), STR("777777***")));

  /* Four bytes each, and a text of a megabyte. */
  char wide[61 * 4 + 1] = "";
  for (size_t i = 0; i < 61; i++)
    memcpy(wide + 4 * i, "𠮷", 5);
  EXPECT_INT((int64_t)shown_of(arena, (Str){wide, 60 * 4}).len, 240);
  EXPECT_INT((int64_t)str_count_codes(shown_of(arena, (Str){wide, 61 * 4})), 60);
  char *huge = arena_new_array(arena, char, 1 << 20);
  memset(huge, ' ', 1 << 20);
  huge[0] = huge[(1 << 20) - 1] = '1';
  EXPECT_INT((int64_t)str_count_codes(shown_of(arena, (Str){huge, 1 << 20})), 60);
  arena_free(arena);
}

UNIT(whole_issue) {
  Arena *arena = arena_new(1 << 20);
  FrameIssues issues = {0};
  char column[] = "99999919700101001X", expected[] = "date", value[] = "abc";
  for (uint32_t i = 0; i < 100; i++) {
    frame_issue_add(&issues, arena, ISSUE_OUT_OF_RANGE, 7, i, str_from(column), str_from(expected),
                    str_from(value));
  }
  memset(column, 'x', 3), memset(expected, 'x', 3), memset(value, 'x', 3); /* texts are copies */
  EXPECT_INT((int64_t)issues.count, 100);
  const FrameIssue *issue = &issues.items[99];
  EXPECT_INT(issue->kind, ISSUE_OUT_OF_RANGE);
  EXPECT_INT(issue->file, 7);
  EXPECT_INT(issue->row, 99);
  EXPECT_STR(issue->column, "999999**********1X"); /* a row that was taken for a header */
  EXPECT_STR(issue->expected, "date");
  EXPECT_STR(issue->shown, "abc");
  arena_free(arena);
}

static uint64_t draw(uint64_t *seed) {
  *seed ^= *seed << 13;
  *seed ^= *seed >> 7;
  *seed ^= *seed << 17;
  return *seed;
}

/* Whatever comes, what is shown does not look like a number of a person. */
UNIT(never_shows_a_number) {
  static const char *const parts[] = {"1",  "23", "456", "78901",        "0", "9",  "５", " ", "-",
                                      "\t", "X",  "　",  "\xE2\x80\x8B", "a", "张", "*",  "."};
  enum { PARTS = sizeof parts / sizeof parts[0] };
  Arena *arena = arena_new(1 << 20);
  uint64_t seed = UINT64_C(0x1550E5);
  size_t sensitive = 0;
  for (size_t round = 0; round < 50000; round++) {
    char text[256];
    size_t len = 0;
    size_t count = draw(&seed) % 40;
    for (size_t i = 0; i < count; i++) {
      /* mostly digits */
      size_t which = (draw(&seed) >> 20) % (draw(&seed) % 3 == 0 ? PARTS : 7);
      size_t part = strlen(parts[which]);
      memcpy(text + len, parts[which], part);
      len += part;
    }
    Str value = {text, len};
    Str shown = shown_of(arena, value);
    size_t codes = str_count_codes(value);
    EXPECT(!norm_looks_sensitive(shown));
    EXPECT_INT((int64_t)str_count_codes(shown), (int64_t)(codes > 60 ? 60 : codes));
    sensitive += norm_looks_sensitive(value);
    if (!norm_looks_sensitive(value) && codes <= 60 && !str_contains(value, STR(" ")) &&
        !str_contains(value, STR("-")) && !str_contains(value, STR("\t")) &&
        !str_contains(value, STR("　")))
      EXPECT(str_eq(shown, value));
    arena_clear(arena);
  }
  EXPECT(sensitive > 10000 && sensitive < 49000);
  arena_free(arena);
}

UNIT_MAIN(UNIT_CASE(words),
          UNIT_CASE(masks),
          UNIT_CASE(shortens),
          UNIT_CASE(whole_issue),
          UNIT_CASE(never_shows_a_number))
