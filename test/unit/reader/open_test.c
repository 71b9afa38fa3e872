/* SPDX-License-Identifier: Apache-2.0 */
/* open: encodings, formats, where the header is and which cell is which column. */
#include "table.h"

#define HEADER "序号,姓名,身份证号,行政村,住院日期,自付费用\n"
#define ROW    "1,李某,999999190001010018,公弄村,2021-09-01,6000\n"

static void expect_issue(const Opened *opened, size_t index, FrameIssueKind kind) {
  EXPECT(index < opened->issues.count);
  if (index >= opened->issues.count) return;
  EXPECT_STR(str_from(frame_issue_word(opened->issues.items[index].kind)), frame_issue_word(kind));
  EXPECT_INT(opened->issues.items[index].file, 7);
}

static void expect_unusable(Bytes bytes, FrameIssueKind kind) {
  Opened opened;
  open_bytes(&opened, bytes);
  EXPECT_INT(opened.verdict, READER_UNUSABLE);
  EXPECT_INT((int64_t)opened.issues.count, 1);
  expect_issue(&opened, 0, kind);
  close_table(&opened);
}

#define BYTES(lit) ((Bytes){(const uint8_t *)(lit), sizeof(lit) - 1})

/* The header and one row, whatever the encoding. */
static void expect_usual(Bytes bytes, CodecEncoding encoding) {
  Opened opened;
  Rows rows;
  open_bytes(&opened, bytes);
  EXPECT_INT(opened.verdict, READER_OK);
  EXPECT_INT(opened.table.encoding, encoding);
  EXPECT_INT(opened.table.header_row, 1);
  EXPECT_INT(opened.table.cells, 6);
  EXPECT_STR(opened.table.headers[5], "自付费用");
  EXPECT_INT((int64_t)opened.issues.count, 0);
  rows_begin(&rows, &opened);
  ReaderCounts counts = scan_all(&rows);
  EXPECT_INT(counts.data, 1);
  EXPECT_STR(buf_view(&rows.text), "1:李某|999999190001010018|公弄村|2021-09-01|6000|\n");
  rows_end(&rows);
  close_table(&opened);
}

UNIT(encodings) {
  static const Str text = STR_INIT(HEADER ROW);
  uint8_t other[1024];
  expect_usual((Bytes){(const uint8_t *)text.ptr, text.len}, CODEC_UTF8);
  expect_usual(BYTES("\xEF\xBB\xBF" HEADER ROW), CODEC_UTF8);
  size_t len = codec_utf8_to_gb18030(text, other);
  expect_usual((Bytes){other, len}, CODEC_GB18030);
  memcpy(other, "\x84\x31\x95\x33", 4);
  len = 4 + codec_utf8_to_gb18030(text, other + 4);
  expect_usual((Bytes){other, len}, CODEC_GB18030);
  for (unsigned big = 0; big < 2; big++) {
    for (unsigned bom = 0; bom < 2; bom++) {
      len = 0;
      if (bom == 1) {
        other[len++] = big ? 0xFE : 0xFF;
        other[len++] = big ? 0xFF : 0xFE;
      }
      for (size_t at = 0; at < text.len; len += 2) {
        uint32_t code = str_next_code(text, &at);
        other[len + (big ? 1 : 0)] = (uint8_t)code;
        other[len + (big ? 0 : 1)] = (uint8_t)(code >> 8);
      }
      expect_usual((Bytes){other, len}, CODEC_UTF8);
    }
  }
}

UNIT(nothing_to_read) {
  static uint8_t nuls[100000];
  expect_unusable((Bytes){NULL, 0}, ISSUE_FILE_EMPTY);
  expect_unusable(BYTES("\xEF\xBB\xBF"), ISSUE_FILE_EMPTY);
  expect_unusable(BYTES("\xFF\xFE"), ISSUE_FILE_EMPTY);
  expect_unusable(BYTES("\xEF\xBB\xBF\r\n \t\r\n"), ISSUE_FILE_EMPTY);
  expect_unusable((Bytes){nuls, sizeof nuls}, ISSUE_FILE_EMPTY);
  expect_unusable(BYTES("x"), ISSUE_NO_HEADER);
  expect_unusable(BYTES("\"\n\"\n\""), ISSUE_NO_HEADER);
  expect_unusable(BYTES("县医保住院名单\n填报单位：医保局,,单位：元\n"), ISSUE_NO_HEADER);
  expect_unusable(BYTES(ROW ROW ROW), ISSUE_NO_HEADER);
  expect_unusable(BYTES("甲,乙,丙,村\n1,2,3,4\n"), ISSUE_NO_HEADER); /* one of four is chance */
}

UNIT(no_header_says_what_stands_there) {
  Opened opened;
  open_text(&opened, "\n" ROW);
  expect_issue(&opened, 0, ISSUE_NO_HEADER);
  EXPECT_STR(opened.issues.items[0].expected, "姓名、身份证号、行政村、住院日期、自付费用");
  EXPECT(str_contains(opened.issues.items[0].shown, STR("李某")));
  EXPECT(!str_contains(opened.issues.items[0].shown, STR("19000101"))); /* masked */
  close_table(&opened);
}

UNIT(other_formats) {
  expect_unusable(BYTES("PK\x03\x04\x14\0\0\0\x08\0"), ISSUE_FORMAT);
  expect_unusable(BYTES("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0"), ISSUE_FORMAT);
  expect_unusable(BYTES("%PDF-1.4\n"), ISSUE_FORMAT);
  expect_unusable(BYTES("\n <HTML><table><tr><td>姓名</td>"), ISSUE_FORMAT);
  expect_unusable(BYTES("\xEF\xBB\xBF<?xml version=\"1.0\"?><Workbook>"), ISSUE_FORMAT);
  Opened opened;
  open_text(&opened, "PK\x03\x04 and so on");
  EXPECT_STR(opened.issues.items[0].shown, "Excel .xlsx / zip");
  EXPECT(str_contains(opened.issues.items[0].expected, STR("CSV")));
  close_table(&opened);
}

static void expect_header(const char *text, uint32_t row, const int cells[COL_COUNT]) {
  Opened opened;
  open_text(&opened, text);
  EXPECT_INT(opened.verdict, READER_OK);
  EXPECT_INT(opened.table.header_row, row);
  EXPECT_INT(opened.table.skipped, row);
  for (size_t i = 0; opened.verdict == READER_OK && i < COL_COUNT; i++)
    EXPECT_INT(opened.table.cell_of[i], cells[i] < 0 ? READER_NO_CELL : cells[i]);
  close_table(&opened);
}

UNIT(where_the_header_is) {
  static const int usual[] = {1, 2, 3, 4, 5};
  static const int few[] = {0, -1, -1, -1, 1};
  expect_header(HEADER, 1, usual);
  expect_header(HEADER ROW, 1, usual);
  expect_header("县医保住院名单,,,,,\n填报单位：医保局,,,,单位：元,\n\n" HEADER ROW, 4, usual);
  expect_header("姓名\n" HEADER ROW HEADER, 2, usual); /* the best, then the first */
  expect_header("\"名单\n（一）\",,,,,\n" HEADER, 2, usual);
  expect_header("序号;姓名;身份证号;行政村;住院日期;自付费用\n", 1, usual);
  expect_header("序号\t姓名\t身份证号\t行政村\t住院日期\t自付费用\n", 1, usual);
  expect_header("序号|姓名|身份证号|行政村|住院日期|自付费用\r\n1|2|3|4|5|6\r\n", 1, usual);
  expect_header("序号,姓名,身份证号,行政村,住院日期,自付费用\r1,2,3,4,5,6\r", 1, usual);
  expect_header("序号, 姓　名 ,身份证号（必填）*,行政村：,\"住院\n日期\",自付费用(元)\n", 1, usual);
  expect_header("姓名,自付费用,甲,乙,丙,丁,戊,己\n", 1, few);
  char text[4096];
  size_t len = 0;
  for (int i = 0; i < READER_HEADER_ROWS; i++, len += 4)
    memcpy(text + len, "题\n", 4);
  memcpy(text + len, HEADER, sizeof HEADER);
  expect_header(text, READER_HEADER_ROWS + 1, usual);
  memmove(text + 4, text, strlen(text) + 1);
  memcpy(text, "题\n", 4);
  expect_unusable((Bytes){(const uint8_t *)text, strlen(text)}, ISSUE_NO_HEADER);
}

UNIT(aliases) {
  static const int first[] = {1, -1, -1, -1, 2}, second[] = {0, -1, -1, -1, 1};
  expect_header("患者姓名,姓名,自付费用\n", 1,
                first); /* the first alias wins, wherever it stands */
  expect_header("患者姓名,自付费用\n", 1, second);
}

UNIT(columns_twice) {
  Opened opened;
  open_text(&opened, "名单\n姓名,姓名（户主）,自付费用,自付费用(万元)\n");
  EXPECT_INT(opened.verdict, READER_OK);
  EXPECT_INT((int64_t)opened.issues.count, 2);
  expect_issue(&opened, 0, ISSUE_COLUMN_TWICE);
  expect_issue(&opened, 1, ISSUE_COLUMN_TWICE);
  EXPECT_STR(opened.issues.items[1].column, "自付费用");
  EXPECT_INT(opened.issues.items[1].row, 2);
  EXPECT_INT(opened.table.cell_of[COL_NAME], 0);
  EXPECT_INT(opened.table.cell_of[COL_SELF], 2);
  EXPECT_INT(opened.table.factor_of[COL_SELF], 1);
  close_table(&opened);
}

UNIT(columns_missing) {
  Opened opened;
  open_text(&opened, "序号,姓名,身份证号,费用\n");
  EXPECT_INT(opened.verdict, READER_UNUSABLE);
  EXPECT_INT((int64_t)opened.issues.count, 1);
  expect_issue(&opened, 0, ISSUE_COLUMN_MISSING);
  EXPECT_INT(opened.issues.items[0].row, 0);
  EXPECT_STR(opened.issues.items[0].column, "自付费用");
  EXPECT_STR(opened.issues.items[0].expected, "自付费用");
  EXPECT_STR(opened.issues.items[0].shown, "序号、姓名、身份证号、费用");
  close_table(&opened);
}

UNIT(units_of_the_header) {
  Opened opened;
  open_text(&opened, "姓名,自付费用（万元）\n");
  EXPECT_INT(opened.table.factor_of[COL_NAME], 1);
  EXPECT_INT(opened.table.factor_of[COL_ID], 1); /* no such column */
  EXPECT_INT(opened.table.factor_of[COL_SELF], 10000);
  close_table(&opened);
}

UNIT(levels) {
  static const PackLevel all[] = {
      {STR_INIT("id"), PACK_KEY_ID | PACK_KEY_NAME, PACK_SURE},
      {STR_INIT("masked"), PACK_KEY_MASKED, PACK_PROBABLE},
      {STR_INIT("triple"), PACK_KEY_NAME | PACK_KEY_BIRTH | PACK_KEY_VILLAGE, PACK_PROBABLE},
      {STR_INIT("house"), PACK_KEY_HOUSEHOLD, PACK_SURE},
      {STR_INIT("hint"), PACK_KEY_NAME | PACK_KEY_VILLAGE, PACK_HINT},
      {STR_INIT("place"), PACK_KEY_DIVISION, PACK_SURE},
  };
  static const PackDataset dataset = {.levels = all,
                                      .level_count = 6,
                                      .columns = columns,
                                      .column_count = COL_COUNT,
                                      .id_column = COL_ID,
                                      .name_column = COL_NAME,
                                      .village_column = COL_VILLAGE,
                                      .birth_column = PACK_NONE,
                                      .household_column = PACK_NONE,
                                      .division_column = COL_VILLAGE,
                                      .township_column = PACK_NONE};
  static const struct {
    const char *header;
    bool usable[6];
  } cases[] = {
      {"姓名,身份证号,村,自付费用\n", {true, true, true, false, true, true}},
      {"姓名,村,自付费用\n", {false, false, false, false, true, true}},
      {"身份证号,自付费用\n", {false, true, false, false, false, false}},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    Opened opened;
    open_text(&opened, cases[i].header);
    for (size_t level = 0; level < 6; level++)
      EXPECT_INT(reader_level_usable(&opened.table, &dataset, level), cases[i].usable[level]);
    close_table(&opened);
  }
}

UNIT(likeness) {
  Arena *arena = arena_new((size_t)64 << 20);
  size_t used = arena_used(arena);
  EXPECT_INT(reader_likeness(BYTES(HEADER ROW), columns, COL_COUNT, arena), 5);
  EXPECT_INT(reader_likeness(BYTES("名单\n姓名,村,甲,乙\n"), columns, COL_COUNT, arena), 2);
  EXPECT_INT(reader_likeness(BYTES(ROW), columns, COL_COUNT, arena), 0);
  EXPECT_INT(reader_likeness(BYTES("PK\x03\x04"), columns, COL_COUNT, arena), 0);
  EXPECT_INT(reader_likeness((Bytes){NULL, 0}, columns, COL_COUNT, arena), 0);
  EXPECT_INT((int64_t)arena_used(arena), (int64_t)used);
  arena_free(arena);
}

/* Wide, long and cut beginnings must cost little and hurt nothing. */
UNIT(hostile_beginnings) {
  enum { SIZE = 8 << 20 };
  uint8_t *text = mem_grow(NULL, SIZE);
  memset(text, 'x', SIZE);
  expect_unusable((Bytes){text, SIZE}, ISSUE_NO_HEADER); /* one line */
  memset(text, ',', SIZE);
  expect_unusable((Bytes){text, SIZE}, ISSUE_NO_HEADER); /* too many columns */
  memset(text, '"', SIZE);
  expect_unusable((Bytes){text, SIZE}, ISSUE_NO_HEADER);
  for (size_t i = 0; i < 100000; i += 20) /* rows of wide cells, 31 of them of 1024 columns */
    memcpy(text + i, "姓名姓名姓名,", 20 - 1);
  for (size_t i = 19; i < 100000; i += 20)
    text[i] = ',';
  for (size_t i = 19 + 20 * 1000; i < 100000; i += 20 * 1000)
    text[i] = '\n';
  expect_unusable((Bytes){text, 100000}, ISSUE_NO_HEADER);
  mem_free(text);
}

UNIT_MAIN(UNIT_CASE(encodings),
          UNIT_CASE(nothing_to_read),
          UNIT_CASE(no_header_says_what_stands_there),
          UNIT_CASE(other_formats),
          UNIT_CASE(where_the_header_is),
          UNIT_CASE(aliases),
          UNIT_CASE(columns_twice),
          UNIT_CASE(columns_missing),
          UNIT_CASE(units_of_the_header),
          UNIT_CASE(levels),
          UNIT_CASE(likeness),
          UNIT_CASE(hostile_beginnings))
