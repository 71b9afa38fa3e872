/* SPDX-License-Identifier: Apache-2.0 */
/* err: the list, collecting beyond its limits, and what a person sees. */
#include "base/err.h"

#include "base/arena.h"
#include "base/buf.h"
#include "unit/unit.h"

UNIT(every_code) {
  for (int i = 0; i < ERR_COUNT; i++) {
    Err code = (Err)i;
    EXPECT(strlen(err_name(code)) > 0);
    EXPECT(strlen(err_text(code, LANG_ZH)) > 0 && strlen(err_text(code, LANG_EN)) > 0);
    EXPECT(err_exit(code) >= 0 && err_exit(code) <= 5);
    /* Both languages use the same arguments. */
    for (char arg = '0'; arg <= '9'; arg++) {
      char place[] = {'{', arg, '}', '\0'};
      bool in_zh = strstr(err_text(code, LANG_ZH), place) != NULL;
      EXPECT(in_zh == (strstr(err_text(code, LANG_EN), place) != NULL));
      EXPECT(!in_zh || arg < '0' + DIAG_ARGS);
    }
  }
  EXPECT_STR(str_from(err_name(ERR_OK)), "OK");
  EXPECT_STR(str_from(err_text(ERR_NOT_A_DIR, LANG_EN)), "not a directory");
}

UNIT(exit_codes) {
  EXPECT_INT(ERR_OK, 0);
  EXPECT_INT(err_exit(ERR_OK), 0);
  EXPECT_INT(err_exit(ERR_FOUND), 1);
  EXPECT_INT(err_exit(ERR_USAGE), 2);
  EXPECT_INT(err_exit(ERR_OPEN), 3);
  EXPECT_INT(err_exit(ERR_LIMIT), 4);
  EXPECT_INT(err_exit(ERR_WRITE), 5);
}

static Err inner(bool bad, Diag *diag) {
  if (bad) return fail(diag, ERR_LIMIT, PLACE_NONE, STR("a"), STR("b"));
  return ERR_OK;
}

static Err outer(bool bad, Diag *diag) {
  TRY(inner(bad, diag));
  return ERR_OK;
}

UNIT(collecting) {
  Diag *diag = diag_new();
  EXPECT_INT(outer(false, diag), ERR_OK);
  EXPECT_INT(outer(true, diag), ERR_LIMIT);
  EXPECT_INT(outer(true, NULL), ERR_LIMIT);
  EXPECT_INT((int64_t)diag_count(diag), 1);
  EXPECT_STR(diag_get(diag, 0)->args[1], "b");
  for (int i = 0; i < 2 * DIAG_MAX; i++) {
    char text[8];
    (void)snprintf(text, sizeof text, "%d", i);
    (void)fail(diag, ERR_OPEN, PLACE_FILE(str_from(text)), str_from(text));
  }
  EXPECT_INT((int64_t)diag_count(diag), DIAG_MAX);
  EXPECT_INT((int64_t)diag_total(diag), 2 * DIAG_MAX + 1);
  EXPECT_STR(diag_get(diag, 999)->args[0], "998"); /* a copy, not the array */
  diag_clear(diag);
  EXPECT(diag_count(diag) == 0 && diag_total(diag) == 0);
  diag_free(diag);
  diag_free(NULL);
}

/* The worst that input can do: every item full of texts that are far too long. */
UNIT(long_texts_are_cut_at_characters) {
  enum { LONG = 100000 };
  static char text[3 * LONG];
  for (size_t i = 0; i < LONG; i++)
    memcpy(text + 3 * i, "户", 3);
  Str s = {text, sizeof text};
  Diag *diag = diag_new();
  Place at = {.file = s, .sheet = s, .line = UINT32_MAX, .column = UINT32_MAX};
  for (int i = 0; i < DIAG_MAX; i++)
    (void)fail_source(diag, ERR_OPEN, at, s, s, s, s, s);
  EXPECT_INT((int64_t)diag_count(diag), DIAG_MAX);
  Str kept = diag_get(diag, DIAG_MAX - 1)->args[3];
  EXPECT_INT((int64_t)kept.len, 2046);
  EXPECT_INT((int64_t)bytes_valid_utf8((Bytes){(const uint8_t *)kept.ptr, kept.len}), 2046);
  diag_free(diag);
}

static void expect_render(const DiagItem *item, Lang lang, const char *want) {
  Buf buf;
  buf_init(&buf, 1 << 16);
  diag_render(item, lang, &buf);
  EXPECT_STR(buf_view(&buf), want);
  buf_free(&buf);
}

UNIT(rendering_places) {
  DiagItem item = {.code = ERR_NOT_A_FILE};
  expect_render(&item, LANG_EN, "not a regular file\n");
  item.at.file = STR("a/b.csv");
  expect_render(&item, LANG_ZH, "a/b.csv: 不是普通文件\n");
  item.at.line = 12;
  expect_render(&item, LANG_EN, "a/b.csv:12: not a regular file\n");
  item.at.column = 3;
  expect_render(&item, LANG_EN, "a/b.csv:12:3: not a regular file\n");
  item.at.sheet = STR("表1");
  expect_render(&item, LANG_EN, "a/b.csv[表1]:12:3: not a regular file\n");
  item.at.file = STR_NONE;
  expect_render(&item, LANG_EN, "[表1]:12:3: not a regular file\n");
  item.at = (Place){.line = 4};
  expect_render(&item, LANG_EN, "4: not a regular file\n");
}

UNIT(rendering_arguments) {
  DiagItem item = {.code = ERR_USAGE_VALUE, .args = {STR("-x"), STR("{0}"), STR("a\n\x1b[2Jb")}};
  expect_render(&item, LANG_EN, "option -x has the value {0}, expected a  [2Jb\n");
  expect_render(&item, LANG_ZH, "选项 -x 的值 {0} 不对，应为a  [2Jb\n");
  item = (DiagItem){.code = ERR_OPEN, .at = {.file = STR("a\xE2\x80\xAEgpj")}};
  expect_render(&item, LANG_EN, "a gpj: cannot be opened: \n");
}

UNIT(rendering_both_languages) {
  DiagItem item = {.code = ERR_OPEN, .args = {ARG2("没有", "none")}};
  expect_render(&item, LANG_ZH, "打不开：没有\n");
  expect_render(&item, LANG_EN, "cannot be opened: none\n");
}

UNIT(rendering_carets) {
  DiagItem item = {
      .code = ERR_NOT_A_FILE, .at = {.line = 1, .column = 1}, .source = STR("户：x\ty")};
  expect_render(&item, LANG_EN, "1:1: not a regular file\n户：x y\n^\n");
  item.at.column = 3;
  expect_render(&item, LANG_EN, "1:3: not a regular file\n户：x y\n    ^\n");
  item.at.column = 5;
  expect_render(&item, LANG_EN, "1:5: not a regular file\n户：x y\n      ^\n");
  item.at.column = 6; /* behind the end: something is missing */
  expect_render(&item, LANG_EN, "1:6: not a regular file\n户：x y\n       ^\n");
  item.at.column = 7;
  expect_render(&item, LANG_EN, "1:7: not a regular file\n户：x y\n");
  item.at.column = 0;
  expect_render(&item, LANG_EN, "1: not a regular file\n户：x y\n");
  item.source = STR("e\xCC\x81𠀀!"); /* a combining mark, a character beyond the BMP */
  item.at.column = 4;
  expect_render(&item, LANG_EN, "1:4: not a regular file\ne\xCC\x81𠀀!\n   ^\n");
}

UNIT_MAIN(UNIT_CASE(every_code),
          UNIT_CASE(exit_codes),
          UNIT_CASE(collecting),
          UNIT_CASE(long_texts_are_cut_at_characters),
          UNIT_CASE(rendering_places),
          UNIT_CASE(rendering_arguments),
          UNIT_CASE(rendering_both_languages),
          UNIT_CASE(rendering_carets))
