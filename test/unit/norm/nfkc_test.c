/* SPDX-License-Identifier: Apache-2.0 */
/*
 * NFKC against all lines of Unicode's NormalizationTest.txt, of the package from which the tables
 * are made; and what norm_name does at its limits.
 */
#include <stdlib.h>

#include "norm/norm_int.h"
#include "unit/unit.h"

static const char open_test_file[] =
    "bzip2 -dc /usr/share/unicode/NormalizationTest.txt.bz2 2>/dev/null || "
    "cat /usr/share/unicode/NormalizationTest.txt";

enum { COLUMNS = 5, COLUMN_MAX = 256, CODES = 0x110000 };

typedef struct Column {
  char text[COLUMN_MAX];
  size_t len;
} Column;

/* "0044 0307" up to ';' */
static Column read_column(const char **at) {
  Column column = {.len = 0};
  while (**at != ';' && **at != '\0') {
    char *end;
    uint32_t code = (uint32_t)strtoul(*at, &end, 16);
    column.len += str_put_code(column.text + column.len, code);
    *at = end;
    while (**at == ' ')
      (*at)++;
  }
  if (**at == ';') (*at)++;
  return column;
}

static bool is_nfkc_of(const Column *from, const Column *want) {
  char out[COLUMN_MAX];
  size_t len = 0;
  if (!norm_nfkc((Str){from->text, from->len}, NFKC_PLAIN, out, sizeof out, &len)) return false;
  return len == want->len && memcmp(out, want->text, len) == 0;
}

/* A code point that part 1 does not name must stay as it is. */
static void check_unnamed(const uint8_t *named) {
  long wrong = 0;
  for (uint32_t code = 1; code < CODES; code++) {
    if (named[code] || (code >= 0xD800 && code < 0xE000)) continue;
    Column column = {.len = 0};
    column.len = str_put_code(column.text, code);
    wrong += !is_nfkc_of(&column, &column);
  }
  EXPECT_INT(wrong, 0);
}

UNIT(all_lines) {
  FILE *file = popen(open_test_file, "r");
  EXPECT(file != NULL);
  if (file == NULL) return;
  static uint8_t named[CODES];
  char line[2048];
  long lines = 0, wrong = 0;
  int part = -1;
  while (fgets(line, sizeof line, file) != NULL) {
    if (line[0] == '@') part++;
    if (line[0] == '@' || line[0] == '#' || line[0] == '\n') continue;
    if (part == 1) named[strtoul(line, NULL, 16)] = 1;
    const char *at = line;
    Column columns[COLUMNS];
    for (int i = 0; i < COLUMNS; i++)
      columns[i] = read_column(&at);
    bool ok = true;
    for (int i = 0; i < COLUMNS; i++)
      ok = ok && is_nfkc_of(&columns[i], &columns[3]);
    if (!ok && wrong++ < 5) printf("  %s", line);
    lines++;
  }
  pclose(file);
  EXPECT_INT(wrong, 0);
  EXPECT(lines > 18000);
  check_unnamed(named);
}

/* The quick test says of every code point, alone and behind a letter, what the long way does. */
UNIT(quick_agrees) {
  long wrong = 0;
  for (uint32_t code = 1; code < 0x30000; code++) {
    if (code >= 0xD800 && code < 0xE000) continue;
    char text[8], out[64];
    memcpy(text, "\xE5\xB2\xA9", 3);
    size_t len = 3 + str_put_code(text + 3, code);
    for (size_t from = 0; from <= 3; from += 3) {
      Str name = {text + from, len - from};
      bool same = str_eq(norm_name(name, out, sizeof out), name);
      if (norm_name_is_normal(name) != same && wrong++ < 5) printf("  U+%04X\n", code);
    }
  }
  EXPECT_INT(wrong, 0);
}

UNIT(joined_after_dropping) {
  char out[64];
  /* What stands together once the blank is gone is composed, so that it stays as it is. */
  EXPECT_STR(norm_name(STR("e \xCC\x81"), out, sizeof out), "\xC3\xA9");
  EXPECT_STR(norm_name(STR("\xE1\x84\x80 \xE1\x85\xA1"), out, sizeof out), "\xEA\xB0\x80");
}

UNIT(limits) {
  char out[64], text[400];
  EXPECT_INT((int64_t)norm_name(STR("岩嘎"), out, 5).len, 0);
  EXPECT_INT((int64_t)norm_name(STR("岩嘎"), out, 6).len, 6);
  EXPECT_INT((int64_t)norm_name(STR("岩嘎"), out, 0).len, 0);
  EXPECT_INT((int64_t)norm_header(STR("姓名"), out, 5).len, 0);
  EXPECT_INT((int64_t)norm_name(STR_NONE, out, sizeof out).len, 0);
  EXPECT(norm_name_is_normal(STR_NONE));

  /* One letter with many marks: kept up to 63, then nothing. */
  text[0] = 'a';
  for (size_t i = 0; i < 63; i++)
    memcpy(text + 1 + 2 * i, "\xCC\xA1", 2);
  char wide[400];
  EXPECT_INT((int64_t)norm_name((Str){text, 1 + 2 * 63}, wide, sizeof wide).len, 1 + 2 * 63);
  memcpy(text + 1 + 2 * 63, "\xCC\xA1", 2);
  EXPECT_INT((int64_t)norm_name((Str){text, 1 + 2 * 64}, wide, sizeof wide).len, 0);
  EXPECT(!norm_name_eq((Str){text, 1 + 2 * 64}, (Str){text, 1 + 2 * 64}));

  /* The longest of all decompositions. */
  EXPECT_INT((int64_t)norm_name(STR("\xEF\xB7\xBA"), out, sizeof out).len, 33 - 3);
  size_t len = 0;
  EXPECT(norm_nfkc(STR("\xEF\xB7\xBA"), NFKC_PLAIN, out, sizeof out, &len));
  EXPECT_INT((int64_t)len, 33);
}

UNIT(long_names) {
  static char a[6000], b[6000];
  for (size_t i = 0; i < sizeof a; i += 3)
    memcpy(a + i, "\xE5\xB2\xA9", 3);
  memcpy(b, a, sizeof a);
  EXPECT(norm_name_is_normal((Str){a, sizeof a}));
  EXPECT(norm_name_eq((Str){a, sizeof a}, (Str){b, sizeof b}));
  b[0] = ' ';
  b[1] = ' ';
  b[2] = ' ';
  EXPECT(!norm_name_is_normal((Str){b, sizeof b}));
  EXPECT(!norm_name_eq((Str){a, sizeof a}, (Str){b, sizeof b})); /* too long to be compared */
}

UNIT_MAIN(UNIT_CASE(all_lines),
          UNIT_CASE(quick_agrees),
          UNIT_CASE(joined_after_dropping),
          UNIT_CASE(limits),
          UNIT_CASE(long_names))
