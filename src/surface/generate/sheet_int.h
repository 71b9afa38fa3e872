/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A sheet: one file in the making, row by row, with the faults that such files have.
 *
 * Cells are put in any order and written in the order of sheets.def by generate_row; a cell that
 * was not put is empty. How dates and amounts look, how ID numbers are protected or hidden and
 * how much is wrong belongs to the sheet, so that the departments' code only says what is true.
 */
#ifndef GENERATE_SHEET_INT_H
#define GENERATE_SHEET_INT_H

#include "base/buf.h"
#include "base/file.h"
#include "generate/people_int.h"

enum {                /* the look of a file */
       S_GB = 1 << 0, /* GB18030, else UTF-8 */
       S_BOM = 1 << 1,
       S_CRLF = 1 << 2,
       S_TITLE = 1 << 3,
       S_UNIT = 1 << 4, /* 填报单位, 填报时间, 单位：元 above the header */
       S_TOTAL = 1 << 5,
       S_SUBTOTAL = 1 << 6, /* one line after each township */
       S_SIGN = 1 << 7,     /* 填表人 … 审核人 at the end */
       S_EXCEL_ID = 1 << 8, /* ="5335…" */
       S_APOSTROPHE = 1 << 9,
       S_MASKED = 1 << 10,
       S_PAD_NAME = 1 << 11, /* two-character names padded to three */
       S_DOTS = 1 << 12,     /* 2021.9.1 */
       S_SLASH = 1 << 13,
       S_CN_DATE = 1 << 14,
       S_COMPACT = 1 << 15,
       S_YUAN = 1 << 16,      /* ￥1,234.50 */
       S_UNIT_YUAN = 1 << 17, /* 1234.50元 */
       S_COMMAS = 1 << 18,
       S_SPLIT = 1 << 19 /* a file for each township */
};

typedef enum SheetId {
#define SHEET(id, ...) SHEET_##id,
#include "generate/sheets.def"
  SHEET_COUNT
} SheetId;

typedef enum Column {
#define COLUMN(sheet, key, header) COL_##sheet##_##key,
#include "generate/sheets.def"
  COL_COUNT
} Column;

enum { SHEET_COLUMNS_MAX = 96 };

typedef struct Cell {
  uint32_t from;
  uint32_t len;
  bool raw; /* written without quotes whatever it holds */
} Cell;

/* What is wrong with the next row; drawn anew for every row. */
typedef struct RowDirt {
  uint32_t id;   /* 0..9999 */
  uint32_t name; /* 0..9999 */
  uint32_t twice;
} RowDirt;

typedef struct Sheet {
  const County *county;
  SheetId id;
  uint32_t flags;
  uint32_t dirt_rate;
  Column first; /* of its columns */
  uint32_t columns;
  uint32_t rows; /* of data, as in the column 序号 */
  bool numbered; /* the first column is 序号 */
  FileWriter *writer;
  Buf text; /* of the row's cells */
  Buf out;  /* rows not yet written */
  uint8_t *encoded;
  Cell cells[SHEET_COLUMNS_MAX];
  int64_t sums[SHEET_COLUMNS_MAX]; /* since the last subtotal */
  int64_t totals[SHEET_COLUMNS_MAX];
  RowDirt dirt;
  Random faults;     /* what is wrong */
  Random random;     /* what is true: for the department's code */
  uint32_t township; /* of the last row, for subtotals; NOBODY at first */
} Sheet;

/* What has been written for deliveries.yaml. */
typedef struct Delivered {
  SheetId sheet;
  Str file;
  Str area; /* division code */
} Delivered;

typedef struct Output {
  const County *county;
  Str dir;
  Delivered *delivered;
  size_t delivered_count;
  uint32_t done, total; /* for progress */
} Output;

/* [township] = NOBODY for a file of the whole county. Opens DIR/registry/... or DIR/deliveries/...
 */
MUST_USE Err
generate_sheet_open(Output *output, SheetId id, uint32_t township, Sheet *sheet, Diag *diag);
MUST_USE Err generate_sheet_close(Output *output, Sheet *sheet, Diag *diag);
void generate_sheet_abandon(Sheet *sheet);

void generate_put(Sheet *sheet, Column column, Str text);
void generate_put_int(Sheet *sheet, Column column, int64_t value);
void generate_put_number(Sheet *sheet, Column column, int64_t hundredths); /* areas: 12.5 */
void generate_put_money(Sheet *sheet, Column column, int64_t fen); /* in the sheet's look; summed */
void generate_put_day(Sheet *sheet, Column column, Day day);
void generate_put_bool(Sheet *sheet, Column column, bool value); /* 是 or 否 */
void generate_put_name(Sheet *sheet, Column column, const Person *person);
void generate_put_id(Sheet *sheet, Column column, const Person *person);
/* As offices write it: 大文, 大文村, 大文村委会. */
void generate_put_village(Sheet *sheet, Column column, const Village *village);
void generate_put_digits(Sheet *sheet, Column column, uint64_t digits);
/* The written words, like printf. */
void generate_put_format(Sheet *sheet, Column column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void generate_put_raw(Sheet *sheet, Column column, Str text); /* no quotes, no faults */

/* Before the cells of a row of that township: writes the subtotal of the one before. */
void generate_township(Sheet *sheet, uint32_t township);
void generate_row(Sheet *sheet); /* ends the row */
/* Bytes as they are, between rows: what no honest program writes. */
void generate_bytes(Sheet *sheet, Bytes bytes);

/* dirt.c: the text of a number or name as this sheet shows it. */
void generate_dirty_id(Sheet *sheet, Column column, const Person *person);
void generate_dirty_name(Sheet *sheet, Column column, const Person *person);

/* registry.c, deliveries.c and the departments */
MUST_USE Err generate_registry(Output *output, Diag *diag);
MUST_USE Err generate_police(Output *output, Diag *diag);
MUST_USE Err generate_welfare(Output *output, Diag *diag);
MUST_USE Err generate_schools(Output *output, Diag *diag);
MUST_USE Err generate_finance(Output *output, Diag *diag);
MUST_USE Err generate_insurance(Output *output, Diag *diag);
MUST_USE Err generate_property(Output *output, Diag *diag);
MUST_USE Err generate_students(Output *output, Diag *diag);
MUST_USE Err generate_mishaps(Output *output, Diag *diag);
MUST_USE Err generate_deliveries(Output *output, Diag *diag);

#endif
