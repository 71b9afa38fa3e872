/* SPDX-License-Identifier: Apache-2.0 */
/* scan: what every row is, cells, and parts against the whole. Run from the repository's root. */
#include "table.h"

#define TITLE  "县医保住院名单,,,,,\n"
#define HEADER "序号,姓名,身份证号,行政村,住院日期,自付费用\n"

static uint64_t next_random(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

typedef enum As { AS_UTF8, AS_GB18030, AS_UTF16, AS_COUNT } As;

static size_t encode(Str text, As as, uint8_t *out) {
  switch (as) {
  case AS_GB18030:
    return codec_utf8_to_gb18030(text, out);
  case AS_UTF16: {
    size_t len = 2;
    memcpy(out, "\xFF\xFE", 2);
    for (size_t at = 0; at < text.len; len += 2) {
      uint32_t code = str_next_code(text, &at);
      out[len] = (uint8_t)code;
      out[len + 1] = (uint8_t)(code >> 8);
    }
    return len;
  }
  case AS_UTF8:
  case AS_COUNT:
    break;
  }
  memcpy(out, text.ptr, text.len);
  return text.len;
}

/* ---- the table of lines ---- */

static void check_line(Str want, Str row, int line) {
  unsigned long before = unit_failures;
  for (As as = AS_UTF8; as < AS_COUNT; as++) {
    Buf text;
    Opened opened;
    Rows rows;
    uint8_t encoded[8192];
    buf_init(&text, 2048);
    buf_lit(&text, TITLE HEADER);
    buf_str(&text, row);
    buf_char(&text, '\n');
    open_bytes(&opened, (Bytes){encoded, encode(buf_view(&text), as, encoded)});
    EXPECT_INT(opened.verdict, READER_OK);
    rows_begin(&rows, &opened);
    ReaderCounts counts = scan_all(&rows);
    EXPECT_INT(counts.rows, 1);
    EXPECT_INT(counts.data, str_eq(want, STR("data")));
    EXPECT_INT(counts.skipped, str_eq(want, STR("skipped")));
    EXPECT_INT((int64_t)opened.issues.count, counts.rejected);
    if (opened.issues.count > 0) {
      char word[64] = "";
      memcpy(word, want.ptr, want.len < sizeof word ? want.len : 0);
      EXPECT_STR(str_from(frame_issue_word(opened.issues.items[0].kind)), word);
      EXPECT_INT(opened.issues.items[0].row, 1);
    }
    rows_end(&rows);
    close_table(&opened);
    buf_free(&text);
  }
  if (unit_failures != before) printf("  at test/reader/lines.tsv:%d\n", line);
}

UNIT(lines) {
  FILE *file = fopen("test/reader/lines.tsv", "r");
  EXPECT(file != NULL);
  if (file == NULL) return;
  char line[1024];
  int number = 0, checked = 0;
  while (fgets(line, sizeof line, file) != NULL) {
    number++;
    if (line[0] == '#') continue;
    char *tab = strchr(line, '\t');
    EXPECT(tab != NULL);
    if (tab == NULL) continue;
    char row[1024];
    size_t len = 0;
    for (const char *at = tab + 1; *at != '\0' && *at != '\n'; at++) {
      bool line_break = at[0] == '\\' && at[1] == 'n';
      row[len++] = line_break ? '\n' : *at;
      at += line_break;
    }
    check_line((Str){line, (size_t)(tab - line)}, (Str){row, len}, number);
    checked++;
  }
  EXPECT(checked > 80);
  fclose(file);
}

/* ---- cells ---- */

static void expect_rows(Bytes bytes, const char *want, uint32_t skipped, uint32_t rejected) {
  Opened opened;
  Rows rows;
  open_bytes(&opened, bytes);
  EXPECT_INT(opened.verdict, READER_OK);
  if (opened.verdict == READER_OK) {
    rows_begin(&rows, &opened);
    ReaderCounts counts = scan_all(&rows);
    EXPECT_STR(buf_view(&rows.text), want);
    EXPECT_INT(counts.skipped, skipped);
    EXPECT_INT(counts.rejected, rejected);
    rows_end(&rows);
  }
  close_table(&opened);
}

#define BYTES(lit) ((Bytes){(const uint8_t *)(lit), sizeof(lit) - 1})

UNIT(cells) {
  expect_rows(BYTES("姓名,自付费用,村\n"), "", 0, 0);
  expect_rows(BYTES("姓名,自付费用,村\n\"李\"\"某\"\"\", 6 ,=\"公弄\"\n"),
              "1:李\"某\"||=\"公弄\"|| 6 |\n", 0, 0);
  expect_rows(BYTES("姓名,自付费用,,\n李某,6\n李某,6,,\n李某,6,x,y\n李某,6,x,y,z\n"),
              "1:李某||||6|\n2:李某||||6|\n3:李某||||6|\n", 0, 1);
  expect_rows(BYTES("姓名,自付费用\r李某,6\r\r王某,7"), "1:李某||||6|\n3:王某||||7|\n", 1, 0);
  expect_rows(BYTES("姓名,自付费用\n\0\0,\0\nA,6\n\x1A"), "2:A||||6|\n", 2, 0);
}

UNIT(cells_without_copy) {
  static const Str text = STR_INIT("姓名,自付费用\n李某,6\n\"王某\",7\n");
  Opened opened;
  Rows rows;
  open_bytes(&opened, (Bytes){(const uint8_t *)text.ptr, text.len});
  rows_begin(&rows, &opened);
  CsvCell cells[] = {{0, 6, false, false}, {7, 1, false, false}};
  CsvRecord record = {{(const uint8_t *)text.ptr + opened.table.body, 8}, cells, 2};
  Str name = reader_cell(&opened.table, &record, COL_NAME, rows.scratch);
  EXPECT(name.ptr == text.ptr + opened.table.body);
  EXPECT_INT((int64_t)arena_used(rows.scratch), 0);
  EXPECT_INT((int64_t)reader_cell(&opened.table, &record, COL_ID, rows.scratch).len, 0);
  rows_end(&rows);
  close_table(&opened);
}

/* ---- bad bytes ---- */

/* Only the row with the bad bytes is lost, in whatever encoding. */
static void expect_bad_row(Bytes bytes, const char *want, const char *column, const char *shown) {
  Opened opened;
  Rows rows;
  open_bytes(&opened, bytes);
  EXPECT_INT(opened.verdict, READER_OK);
  rows_begin(&rows, &opened);
  ReaderCounts counts = scan_all(&rows);
  EXPECT_STR(buf_view(&rows.text), want);
  EXPECT_INT(counts.rejected, 1);
  EXPECT_INT((int64_t)opened.issues.count, 1);
  if (opened.issues.count == 1) {
    const FrameIssue *issue = &opened.issues.items[0];
    EXPECT_INT(issue->kind, ISSUE_BAD_BYTES);
    EXPECT_INT(issue->row, 2);
    EXPECT_STR(issue->column, column);
    EXPECT_STR(issue->shown, shown);
  }
  rows_end(&rows);
  close_table(&opened);
}

#define GB_HEADER                                                                                  \
  "\xD0\xD5\xC3\xFB,\xD7\xD4\xB8\xB6\xB7\xD1\xD3\xC3,\xB4\xE5\n" /* 姓名,自付费用,村 */
#define GB_NAME "\xC0\xEE\xC4\xB3"

UNIT(bad_bytes) {
  static const char good[] = "1:李某||公弄||6|\n3:李某||公弄||7|\n";
  expect_bad_row(BYTES("姓名,自付费用,村\n李某,6,公弄\n李\xFF某,1,公弄\n李某,7,公弄\n"), good,
                 "姓名", "FF");
  expect_bad_row(BYTES("姓名,自付费用,村\n李某,6,公弄\n李某,1,公\xE5\xBC\n李某,7,公弄\n"), good,
                 "村", "E5");
  expect_bad_row(BYTES("姓名,自付费用,村\n李某,6,公弄\n李某,1,\xED\xA0\x80\n李某,7,公弄\n"), good,
                 "村", "ED");
  expect_bad_row(BYTES("\xEF\xBB\xBF姓名,自付费用,村\n李某,6,公弄\n李某,1,\xC0\x80\n李某,7,公弄\n"),
                 good, "村", "C0");
#define GB_ROWS(bad)                                                                               \
  BYTES(GB_HEADER GB_NAME ",6,\xB9\xAB\xC5\xAA\n" GB_NAME bad GB_NAME ",7,\xB9\xAB\xC5\xAA\n")
  expect_bad_row(GB_ROWS("\xFF,1,\xB9\xAB\n"), good, "姓名", "FF");
  expect_bad_row(GB_ROWS(",1,\xB9\xAB\xC5\n"), good, "村", "C5");
  expect_bad_row(GB_ROWS(",1,\xB9\x20\n"), good, "村", "B9");
  expect_bad_row(GB_ROWS(",1,\xB9\x7F\n"), good, "村", "B9");
  expect_bad_row(GB_ROWS(",1,\x81\x30\x81\n"), good, "村", "81");
  expect_bad_row(GB_ROWS(",1,\xFE\x39\xFE\x39\n"), good, "村",
                 "FE"); /* of the form, no character */
}

/* Just the bytes that the decoders call bad, in texts of characters, parts of them and chance. */
UNIT(bad_bytes_as_decoders_see_them) {
  static const Str parts[] = {STR_INIT("李"),
                              STR_INIT("1"),
                              STR_INIT("12345678"),
                              STR_INIT("\xC2\xB7"),
                              STR_INIT("\xF0\xA0\x82\x87"),
                              STR_INIT("\xE0\xA0"),
                              STR_INIT("\x80"),
                              STR_INIT("\xED\x9F\xBF"),
                              STR_INIT("\xEE\x80\x80"),
                              STR_INIT("\xF4\x8F\xBF"),
                              STR_INIT("\x81\x30"),
                              STR_INIT("\x81\x30\x84\x32"),
                              STR_INIT("\xFE"),
                              STR_INIT("\xC4\xE3"),
                              STR_INIT("\xA1@")};
  uint64_t random = 7;
  size_t good = 0, bad_rows = 0;
  for (int i = 0; i < 20000; i++) {
    Buf text;
    Opened opened;
    Rows rows;
    bool gb = i % 2 == 0;
    char out[1024];
    buf_init(&text, 1024);
    buf_lit(&text, gb ? "\x84\x31\x95\x33" GB_HEADER : "\xEF\xBB\xBF姓名,自付费用,村\n");
    size_t from = text.len, bad = 0;
    for (size_t k = next_random(&random) % 6 + 1; k > 0; k--)
      buf_str(&text, parts[next_random(&random) % (sizeof parts / sizeof parts[0])]);
    Bytes cell = {(const uint8_t *)text.ptr + from, text.len - from};
    bool is_bad = bytes_valid_utf8(cell) != cell.len;
    if (gb) {
      (void)codec_gb18030_to_utf8(cell, out, &bad);
      is_bad = bad > 0;
    }
    buf_lit(&text, ",1,x\n");
    open_bytes(&opened, (Bytes){(const uint8_t *)text.ptr, text.len});
    rows_begin(&rows, &opened);
    ReaderCounts counts = scan_all(&rows);
    EXPECT_INT(counts.rejected, is_bad);
    EXPECT_INT(counts.data, !is_bad);
    good += !is_bad;
    bad_rows += is_bad;
    rows_end(&rows);
    close_table(&opened);
    buf_free(&text);
  }
  EXPECT(good > 1000 && bad_rows > 1000);
}

/* A lead byte before a delimiter or a line end takes nothing with it. */
UNIT(cut_characters) {
  expect_rows(BYTES(GB_HEADER "\xC0,1,\xB4\xE5\n" GB_NAME ",2,\xB4\xE5\n"), "2:李某||村||2|\n", 0,
              1);
  expect_rows(BYTES(GB_HEADER GB_NAME ",1,\xB4\n" GB_NAME ",2,\xB4\xE5\n"), "2:李某||村||2|\n", 0,
              1);
  /* half of a surrogate pair */
  expect_rows(BYTES("\xFF\xFE\xD3\x59\x0D\x54,\0\xEA\x81\xD8\x4E\x39\x8D\x28\x75\n\0"
                    "A\0\x00\xD8,\0"
                    "1\0\n\0"
                    "B\0,\0"
                    "2\0\n\0"),
              "2:B||||2|\n", 0, 1);
}

/* ---- hostile rows ---- */

UNIT(hostile_rows) {
  enum { SIZE = 3 << 20 };
  uint8_t *text = mem_grow(NULL, SIZE);
  static const char head[] = "姓名,自付费用\nA,1\n";
  size_t len = sizeof head - 1;
  memset(text, 'x', SIZE);
  memcpy(text, head, len);
  memcpy(text + SIZE - 6, ",2\nB,3", 6);
  expect_rows((Bytes){text, SIZE}, "1:A||||1|\n3:B||||3|\n", 0, 1); /* one huge cell */
  memset(text + len, ' ', SIZE - len - 6);
  expect_rows((Bytes){text, SIZE}, "1:A||||1|\n3:B||||3|\n", 0, 1);
  for (size_t i = len; i < len + 4000; i++)
    text[i] = i % 2 == 0 ? ',' : 'y'; /* 2000 columns */
  memcpy(text + len + 4000, "\nB,3", 4);
  expect_rows((Bytes){text, len + 4004}, "1:A||||1|\n3:B||||3|\n", 0, 1);
  for (size_t i = len; i < len + 4000; i++)
    text[i] = ',';
  expect_rows((Bytes){text, len + 4004}, "1:A||||1|\n3:B||||3|\n", 0, 1);
  mem_free(text);
  expect_rows(BYTES("姓名,自付费用\nA,1\n\"B,2"), "1:A||||1|\n", 0, 1);
  expect_rows(BYTES("姓名,自付费用\n\"A\"x,1\nB,2\n"), "2:B||||2|\n", 0, 1);
}

UNIT(issue_texts) {
  Opened opened;
  Rows rows;
  open_text(&opened, "姓名,自付费用,村\n\"李某,6\n李某\n李某,1,2,3\n");
  rows_begin(&rows, &opened);
  ReaderCounts counts = scan_all(&rows);
  EXPECT_INT(counts.rejected, 3);
  EXPECT_INT((int64_t)opened.issues.count, 3);
  if (opened.issues.count == 3) {
    EXPECT_INT(opened.issues.items[0].kind, ISSUE_BAD_QUOTE);
    EXPECT_INT(opened.issues.items[0].row, 1);
    EXPECT_INT(opened.issues.items[1].kind, ISSUE_ROW_SHORT);
    EXPECT_STR(opened.issues.items[1].expected, "3");
    EXPECT_STR(opened.issues.items[1].shown, "1/3");
    EXPECT_INT(opened.issues.items[2].kind, ISSUE_ROW_LONG);
    EXPECT_STR(opened.issues.items[2].shown, "4/3");
    EXPECT_INT(opened.issues.items[2].row, 3);
  }
  rows_end(&rows);
  close_table(&opened);
}

/* ---- parts against the whole ---- */

/* Pieces of which dirty files are made; many of them open or close quotes wrongly. */
static const Str PIECES[] = {
    STR_INIT("1,李某,999999190001010018,公弄村,2021-09-01,6000\n"),
    STR_INIT("2,\"王\n某\",999999190001010018,\"公,弄\",2021-09-01,\"6,000\"\r\n"),
    STR_INIT("3,\"张\"\"某\",,,,\n"),
    STR_INIT("小计,,,,,1\n"),
    STR_INIT("\n"),
    STR_INIT("\r"),
    STR_INIT(",,,,,\r\n"),
    STR_INIT("填表人：李某,,审核人：张某\n"),
    STR_INIT(HEADER),
    STR_INIT(TITLE),
    STR_INIT("4,李\xFF某,,,,\n"),
    STR_INIT("5,\"李某,,,,\n"),
    STR_INIT("\""),
    STR_INIT("\"\""),
    STR_INIT(","),
    STR_INIT("李"),
    STR_INIT("\xE6\x9D"),
    STR_INIT("6,\"李某\"x,,,,\n"),
    STR_INIT("7,李某\n"),
    STR_INIT("8,李某,,,,,,9\n"),
    STR_INIT("\0"),
};

static void make_dirty(uint64_t *random, Buf *text) {
  buf_lit(text, TITLE HEADER);
  size_t pieces = next_random(random) % 60;
  for (size_t i = 0; i < pieces; i++)
    buf_str(text, PIECES[next_random(random) % (sizeof PIECES / sizeof PIECES[0])]);
}

static void shift_issues(FrameIssues *issues, size_t from, uint32_t base) {
  for (size_t i = from; i < issues->count; i++)
    issues->items[i].row += base;
}

/* As the run does it: each part from where the one before it ended. */
static ReaderCounts
scan_in_parts(Rows *rows, FrameIssues *issues, const size_t *cuts, size_t count) {
  const ReaderTable *table = &rows->opened->table;
  ReaderCounts sum = {0};
  size_t at = table->body;
  for (size_t i = 0; i <= count; i++) {
    size_t to = i < count ? cuts[i] : table->text.len;
    if (to <= at && to < table->text.len) continue;
    size_t before = issues->count;
    ReaderCounts counts;
    rows->base = sum.rows;
    at = scan_part(rows, at, to, issues, &counts);
    shift_issues(issues, before, sum.rows);
    sum.rows += counts.rows;
    sum.data += counts.data;
    sum.skipped += counts.skipped;
    sum.rejected += counts.rejected;
  }
  EXPECT_INT((int64_t)at, (int64_t)table->text.len);
  return sum;
}

static bool same_issue(const FrameIssue *a, const FrameIssue *b) {
  return a->kind == b->kind && a->file == b->file && a->row == b->row &&
         str_eq(a->column, b->column) && str_eq(a->expected, b->expected) &&
         str_eq(a->shown, b->shown);
}

static void compare_parts(Opened *opened, uint64_t *random) {
  enum { CUTS = 8 };
  Rows whole, parts;
  FrameIssues issues = {0};
  size_t cuts[CUTS], count = next_random(random) % CUTS, len = opened->table.text.len;
  if (next_random(random) % 2 == 0) {
    Bytes body = {opened->table.text.ptr + opened->table.body, len - opened->table.body};
    count = codec_csv_parts(body, opened->table.dialect, 1 + body.len / 5, cuts, CUTS);
    for (size_t i = 0; i < count; i++)
      cuts[i] += opened->table.body;
  } else {
    for (size_t i = 0; i < count; i++)
      cuts[i] = next_random(random) % (len + 1);
    for (size_t i = 1; i < count; i++)
      if (cuts[i] < cuts[i - 1]) cuts[i] = cuts[i - 1];
  }
  size_t opening = opened->issues.count;
  rows_begin(&whole, opened);
  rows_begin(&parts, opened);
  ReaderCounts one = scan_all(&whole);
  ReaderCounts many = scan_in_parts(&parts, &issues, cuts, count);
  EXPECT_INT(many.rows, one.rows);
  EXPECT_INT(many.data, one.data);
  EXPECT_INT(many.skipped, one.skipped);
  EXPECT_INT(many.rejected, one.rejected);
  EXPECT(str_eq(buf_view(&whole.text), buf_view(&parts.text)));
  EXPECT_INT(whole.count, one.data);
  EXPECT_INT((int64_t)(opened->issues.count - opening), one.rejected);
  EXPECT_INT((int64_t)issues.count, many.rejected);
  for (size_t i = 0; i < issues.count && opening + i < opened->issues.count; i++)
    EXPECT(same_issue(&issues.items[i], &opened->issues.items[opening + i]));
  rows_end(&whole);
  rows_end(&parts);
}

UNIT(parts_equal_the_whole) {
  uint64_t random = 20211030;
  size_t read = 0;
  for (int i = 0; i < 1500; i++) {
    Buf text;
    Opened opened;
    buf_init(&text, 1 << 16);
    make_dirty(&random, &text);
    open_bytes(&opened, (Bytes){(const uint8_t *)text.ptr, text.len});
    if (opened.verdict == READER_OK) {
      compare_parts(&opened, &random);
      read++;
    }
    close_table(&opened);
    buf_free(&text);
  }
  EXPECT(read > 1000);
}

/* Any bytes at all: nothing to assert but that rows add up and cells are UTF-8. */
UNIT(any_bytes) {
  static const uint8_t bytes[] = {',',  '"',  '\n', '\r', ' ',  '1',  'x',  0,    0x81, 0x30,
                                  0xE5, 0xB0, 0x8F, 0xE8, 0xAE, 0xA1, 0xFF, 0xB9, 0xC0, '='};
  uint64_t random = 42;
  for (int i = 0; i < 1500; i++) {
    Buf text;
    Opened opened;
    buf_init(&text, 1 << 16);
    if (next_random(&random) % 2 == 0)
      buf_lit(&text, "姓名,自付费用,村,身份证号,住院日期,姓名姓名姓名姓名姓名姓名姓名姓名姓名\n");
    else
      buf_lit(&text, GB_HEADER);
    size_t count = next_random(&random) % 200;
    for (size_t k = 0; k < count; k++)
      buf_char(&text, (char)bytes[next_random(&random) % sizeof bytes]);
    open_bytes(&opened, (Bytes){(const uint8_t *)text.ptr, text.len});
    EXPECT(opened.verdict == READER_OK || opened.issues.count > 0);
    if (opened.verdict == READER_OK) compare_parts(&opened, &random);
    close_table(&opened);
    buf_free(&text);
  }
}

UNIT_MAIN(UNIT_CASE(lines),
          UNIT_CASE(cells),
          UNIT_CASE(cells_without_copy),
          UNIT_CASE(bad_bytes),
          UNIT_CASE(bad_bytes_as_decoders_see_them),
          UNIT_CASE(cut_characters),
          UNIT_CASE(hostile_rows),
          UNIT_CASE(issue_texts),
          UNIT_CASE(parts_equal_the_whole),
          UNIT_CASE(any_bytes))
