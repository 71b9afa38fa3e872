/* SPDX-License-Identifier: Apache-2.0 */
/*
 * table: columns made by hand, and a table opened and scanned in one go.
 */
#ifndef TEST_UNIT_READER_TABLE_H
#define TEST_UNIT_READER_TABLE_H

#include "reader/reader.h"
#include "unit/unit.h"

#define ALIASES(...)                                                                               \
  .headers = (const Str[]){__VA_ARGS__}, .shown_headers = (const Str[]){__VA_ARGS__},              \
  .header_count = sizeof((const Str[]){__VA_ARGS__}) / sizeof(Str)

enum { COL_NAME, COL_ID, COL_VILLAGE, COL_ADMITTED, COL_SELF, COL_COUNT };

static const PackColumn columns[COL_COUNT] = {
    {.key = STR_INIT("name"), ALIASES(STR_INIT("姓名"), STR_INIT("患者姓名"))},
    {.key = STR_INIT("id"), ALIASES(STR_INIT("身份证号"), STR_INIT("证件号码"))},
    {.key = STR_INIT("village"), ALIASES(STR_INIT("行政村"), STR_INIT("村"))},
    {.key = STR_INIT("admitted"), ALIASES(STR_INIT("住院日期"))},
    {.key = STR_INIT("self"), ALIASES(STR_INIT("自付费用")), .required = true},
};

typedef struct Opened {
  Arena *arena;
  ReaderTable table;
  ReaderVerdict verdict;
  FrameIssues issues;
} Opened;

static inline void open_bytes(Opened *opened, Bytes bytes) {
  memset(opened, 0, sizeof *opened);
  opened->arena = arena_new((size_t)1 << 30);
  opened->verdict =
      reader_open(bytes, columns, COL_COUNT, 7, opened->arena, &opened->table, &opened->issues);
}

static inline void open_text(Opened *opened, const char *text) {
  open_bytes(opened, (Bytes){(const uint8_t *)text, strlen(text)});
}

static inline void close_table(Opened *opened) {
  arena_free(opened->arena);
}

/* Rows as one text: number, then cells by column, each ended by '|'. */
typedef struct Rows {
  Opened *opened;
  Buf text;
  uint32_t count, base;
  Arena *scratch;
} Rows;

static inline void put_row(void *ctx, const ReaderRow *row) {
  Rows *rows = ctx;
  rows->count++;
  buf_printf(&rows->text, "%u:", rows->base + row->row + 1);
  for (size_t i = 0; i < COL_COUNT; i++) {
    Str cell = reader_cell(&rows->opened->table, row->record, i, rows->scratch);
    unit_expect(bytes_valid_utf8((Bytes){(const uint8_t *)cell.ptr, cell.len}) == cell.len,
                "a cell is valid UTF-8", __FILE__, __LINE__);
    buf_str(&rows->text, cell);
    buf_char(&rows->text, '|');
  }
  buf_char(&rows->text, '\n');
  arena_clear(rows->scratch);
}

static inline void rows_begin(Rows *rows, Opened *opened) {
  *rows = (Rows){.opened = opened, .scratch = arena_new((size_t)8 << 20)};
  buf_init(&rows->text, (size_t)1 << 30);
}

static inline void rows_end(Rows *rows) {
  buf_free(&rows->text);
  arena_free(rows->scratch);
}

static inline size_t
scan_part(Rows *rows, size_t from, size_t to, FrameIssues *issues, ReaderCounts *ret_counts) {
  Opened *opened = rows->opened;
  size_t end = reader_scan(&opened->table, from, to, 7, put_row, rows, rows->scratch, issues,
                           opened->arena, ret_counts);
  unit_expect(end >= to || end == opened->table.text.len, "a part is read to its end", __FILE__,
              __LINE__);
  unit_expect_int(ret_counts->rows, ret_counts->data + ret_counts->skipped + ret_counts->rejected,
                  "rows add up", __FILE__, __LINE__);
  return end;
}

static inline ReaderCounts scan_all(Rows *rows) {
  Opened *opened = rows->opened;
  ReaderCounts counts;
  (void)scan_part(rows, opened->table.body, opened->table.text.len, &opened->issues, &counts);
  return counts;
}

#endif
