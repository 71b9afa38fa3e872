/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sheet: rows to bytes, see sheet_int.h.
 *
 * Rows gather as UTF-8 and leave in blocks, turned into GB18030 where the sheet says so. The
 * file_writer takes any bytes; handing it GB18030 as a Str is the one place where a Str is not
 * valid UTF-8.
 */
#include "generate/sheet_int.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "codec/codec.h"

enum { FLUSH_AT = 1 << 17, OUT_MAX = 1 << 20, TEXT_MAX = 1 << 16 };

typedef struct SheetInfo {
  Str file, dataset, title, sender;
  uint32_t dirt, flags;
} SheetInfo;

static const SheetInfo infos[] = {
#define SHEET(id, file, dataset, title, sender, dirt, flags, first, last, state, coverage)         \
  {STR_INIT(file), STR_INIT(dataset), STR_INIT(title), STR_INIT(sender), dirt, flags},
#include "generate/sheets.def"
};

static const struct {
  SheetId sheet;
  Str header;
} columns[] = {
#define COLUMN(sheet, key, header) {SHEET_##sheet, STR_INIT(header)},
#include "generate/sheets.def"
};

/* ---- bytes ---- */

static void flush(Sheet *sheet) {
  CHECK(!sheet->out.overflow);
  Str text = buf_view(&sheet->out);
  if (sheet->flags & S_GB) {
    size_t len = codec_utf8_to_gb18030(text, sheet->encoded);
    text = (Str){(const char *)sheet->encoded, len};
  }
  file_writer_put(sheet->writer, text);
  buf_clear(&sheet->out);
}

static void end_line(Sheet *sheet) {
  buf_str(&sheet->out, sheet->flags & S_CRLF ? STR("\r\n") : STR("\n"));
  if (sheet->out.len >= FLUSH_AT) flush(sheet);
}

void generate_bytes(Sheet *sheet, Bytes bytes) {
  flush(sheet);
  file_writer_put(sheet->writer, (Str){(const char *)bytes.ptr, bytes.len});
}

static void put_field(Sheet *sheet, Str text) {
  /* Almost no cell needs quotes; codec_csv_put decides for those that might. */
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[i];
    if (c != ',' && c != '"' && c != '\n' && c != '\r') continue;
    codec_csv_put(&sheet->out, text, ',');
    return;
  }
  buf_str(&sheet->out, text);
}

/* A line of one text alone; files saved by a spreadsheet have all the commas behind it. */
static void put_line(Sheet *sheet, Str text) {
  put_field(sheet, text);
  if (sheet->flags & S_CRLF) {
    for (uint32_t i = 1; i < sheet->columns; i++)
      buf_char(&sheet->out, ',');
  }
  end_line(sheet);
}

/* ---- the row ---- */

static void next_dirt(Sheet *sheet) {
  uint64_t bits = generate_random_next(&sheet->faults);
  sheet->dirt.id = (uint32_t)((bits & 0xFFFFF) * 10000 >> 20);
  sheet->dirt.name = (uint32_t)(((bits >> 20) & 0xFFFFF) * 10000 >> 20);
  sheet->dirt.twice = (uint32_t)(((bits >> 40) & 0xFFFFF) * 10000 >> 20);
}

static Cell *begin_cell(Sheet *sheet, Column column) {
  CHECK(column >= sheet->first && column < sheet->first + sheet->columns);
  Cell *cell = &sheet->cells[column - sheet->first];
  cell->from = (uint32_t)sheet->text.len;
  return cell;
}

static void end_cell(Sheet *sheet, Cell *cell) {
  cell->len = (uint32_t)sheet->text.len - cell->from;
}

void generate_put(Sheet *sheet, Column column, Str text) {
  Cell *cell = begin_cell(sheet, column);
  buf_str(&sheet->text, text);
  end_cell(sheet, cell);
}

void generate_put_raw(Sheet *sheet, Column column, Str text) {
  generate_put(sheet, column, text);
  sheet->cells[column - sheet->first].raw = true;
}

void generate_put_int(Sheet *sheet, Column column, int64_t value) {
  Cell *cell = begin_cell(sheet, column);
  buf_int(&sheet->text, value);
  end_cell(sheet, cell);
}

void generate_put_digits(Sheet *sheet, Column column, uint64_t digits) {
  if (digits != 0) generate_put_int(sheet, column, (int64_t)digits);
}

void generate_put_format(Sheet *sheet, Column column, const char *format, ...) {
  char text[512];
  va_list args;
  va_start(args, format);
  int len = vsnprintf(text, sizeof text, format, args);
  va_end(args);
  CHECK(len >= 0 && (size_t)len < sizeof text);
  generate_put(sheet, column, (Str){text, (size_t)len});
}

void generate_put_bool(Sheet *sheet, Column column, bool value) {
  generate_put(sheet, column, value ? STR("是") : STR("否"));
}

static void buf_fixed(Buf *buf, int64_t hundredths) {
  if (hundredths < 0) buf_char(buf, '-');
  uint64_t n = hundredths < 0 ? (uint64_t)-hundredths : (uint64_t)hundredths;
  buf_int(buf, (int64_t)(n / 100));
  if (n % 100 == 0) return;
  buf_char(buf, '.');
  buf_char(buf, (char)('0' + n % 100 / 10));
  if (n % 10 != 0) buf_char(buf, (char)('0' + n % 10));
}

void generate_put_number(Sheet *sheet, Column column, int64_t hundredths) {
  Cell *cell = begin_cell(sheet, column);
  buf_fixed(&sheet->text, hundredths);
  end_cell(sheet, cell);
}

static void buf_grouped(Buf *buf, uint64_t n) {
  if (n >= 1000) {
    buf_grouped(buf, n / 1000);
    buf_char(buf, ',');
    buf_char(buf, (char)('0' + n / 100 % 10));
    buf_char(buf, (char)('0' + n / 10 % 10));
    buf_char(buf, (char)('0' + n % 10));
  } else {
    buf_int(buf, (int64_t)n);
  }
}

static void put_amount(Sheet *sheet, Column column, int64_t fen) {
  Cell *cell = begin_cell(sheet, column);
  Buf *text = &sheet->text;
  uint64_t n = fen < 0 ? (uint64_t)-fen : (uint64_t)fen;
  if (sheet->flags & S_YUAN) buf_str(text, STR("￥"));
  if (fen < 0) buf_char(text, '-');
  if (sheet->flags & (S_YUAN | S_COMMAS)) {
    buf_grouped(text, n / 100);
  } else {
    buf_int(text, (int64_t)(n / 100));
  }
  buf_char(text, '.');
  buf_char(text, (char)('0' + n % 100 / 10));
  buf_char(text, (char)('0' + n % 10));
  if (sheet->flags & S_UNIT_YUAN) buf_str(text, STR("元"));
  end_cell(sheet, cell);
}

void generate_put_money(Sheet *sheet, Column column, int64_t fen) {
  put_amount(sheet, column, fen);
  sheet->sums[column - sheet->first] += fen;
  sheet->totals[column - sheet->first] += fen;
}

static void put_two(Buf *buf, int32_t value) {
  buf_char(buf, (char)('0' + value / 10));
  buf_char(buf, (char)('0' + value % 10));
}

void generate_put_day(Sheet *sheet, Column column, Day day) {
  Cell *cell = begin_cell(sheet, column);
  Ymd ymd = day_to_ymd(day);
  uint32_t look = sheet->flags & (S_DOTS | S_SLASH | S_CN_DATE | S_COMPACT);
  /* Some clerk always types dates in his own way. */
  if (look != 0 && sheet->dirt.name % 100 == 7) look = look == S_DOTS ? S_SLASH : S_DOTS;
  buf_int(&sheet->text, ymd.year);
  if (look == S_CN_DATE) {
    buf_str(&sheet->text, STR("年"));
    buf_int(&sheet->text, ymd.month);
    buf_str(&sheet->text, STR("月"));
    buf_int(&sheet->text, ymd.day);
    buf_str(&sheet->text, STR("日"));
  } else if (look == S_DOTS || look == S_SLASH) {
    buf_char(&sheet->text, look == S_DOTS ? '.' : '/');
    buf_int(&sheet->text, ymd.month);
    buf_char(&sheet->text, look == S_DOTS ? '.' : '/');
    buf_int(&sheet->text, ymd.day);
  } else {
    if (look == 0) buf_char(&sheet->text, '-');
    put_two(&sheet->text, ymd.month);
    if (look == 0) buf_char(&sheet->text, '-');
    put_two(&sheet->text, ymd.day);
  }
  end_cell(sheet, cell);
}

void generate_put_name(Sheet *sheet, Column column, const Person *person) {
  generate_dirty_name(sheet, column, person);
}

void generate_put_id(Sheet *sheet, Column column, const Person *person) {
  generate_dirty_id(sheet, column, person);
}

static void emit(Sheet *sheet) {
  for (uint32_t i = 0; i < sheet->columns; i++) {
    if (i > 0) buf_char(&sheet->out, ',');
    Cell cell = sheet->cells[i];
    Str text = {sheet->text.ptr + cell.from, cell.len};
    if (cell.len == 0) continue;
    if (cell.raw) {
      buf_str(&sheet->out, text);
    } else {
      put_field(sheet, text);
    }
  }
  end_line(sheet);
}

static void clear_row(Sheet *sheet) {
  CHECK(!sheet->text.overflow);
  memset(sheet->cells, 0, sheet->columns * sizeof sheet->cells[0]);
  buf_clear(&sheet->text);
}

/* A line of sums: the word in the first column, amounts where there are any. */
static void put_sums(Sheet *sheet, Str word, int64_t *sums) {
  generate_put(sheet, sheet->first, word);
  for (uint32_t i = 1; i < sheet->columns; i++) {
    if (sums[i] != 0) put_amount(sheet, (Column)(sheet->first + i), sums[i]);
  }
  emit(sheet);
  clear_row(sheet);
  memset(sums, 0, sheet->columns * sizeof sums[0]);
}

void generate_township(Sheet *sheet, uint32_t township) {
  if (!(sheet->flags & S_SUBTOTAL) || township == sheet->township) return;
  if (sheet->township != NOBODY) put_sums(sheet, STR("小计"), sheet->sums);
  sheet->township = township;
}

void generate_row(Sheet *sheet) {
  sheet->rows++;
  if (sheet->numbered) generate_put_int(sheet, sheet->first, sheet->rows);
  emit(sheet);
  if (sheet->dirt_rate > 0 && sheet->dirt.twice < 50) emit(sheet);
  clear_row(sheet);
  next_dirt(sheet);
}

/* ---- the file ---- */

static void put_head(Sheet *sheet) {
  const SheetInfo *info = &infos[sheet->id];
  if (sheet->flags & S_TITLE) put_line(sheet, info->title);
  if (sheet->flags & S_UNIT) {
    buf_printf(&sheet->out, "填报单位：%.*s,,填报时间：2021年10月30日,,单位：元",
               STR_ARG(info->sender));
    end_line(sheet);
  }
  for (uint32_t i = 0; i < sheet->columns; i++) {
    if (i > 0) buf_char(&sheet->out, ',');
    put_field(sheet, columns[sheet->first + i].header);
  }
  end_line(sheet);
}

static void find_columns(Sheet *sheet) {
  for (size_t i = 0; i < COL_COUNT; i++) {
    if (columns[i].sheet != sheet->id) continue;
    if (sheet->columns == 0) sheet->first = (Column)i;
    sheet->columns++;
  }
  sheet->numbered = str_eq(columns[sheet->first].header, STR("序号"));
  CHECK(sheet->columns > 0 && sheet->columns <= SHEET_COLUMNS_MAX);
}

static void remember(Output *output, SheetId id, uint32_t township, Str file) {
  const County *county = output->county;
  Str area = township == NOBODY ? county->options->county : county->townships[township].code;
  output->delivered[output->delivered_count++] = (Delivered){id, file, area};
}

Err generate_sheet_open(Output *output, SheetId id, uint32_t township, Sheet *sheet, Diag *diag) {
  const SheetInfo *info = &infos[id];
  const County *county = output->county;
  bool delivery = info->dataset.len > 0;
  Str file = arena_printf(county->arena, "%.*s.csv", STR_ARG(info->file));
  if (township != NOBODY)
    file = arena_printf(county->arena, "%.*s_%.*s.csv", STR_ARG(info->file),
                        STR_ARG(county->townships[township].name));
  Str dir = file_join(county->arena, output->dir, delivery ? STR("deliveries") : STR("registry"));
  uint64_t stream = STREAM_SHEETS + (uint64_t)id * 1000 + (township == NOBODY ? 0 : township + 1);
  *sheet = (Sheet){.county = county,
                   .id = id,
                   .flags = info->flags,
                   .dirt_rate = info->dirt,
                   .township = NOBODY,
                   .faults = generate_random(county->options->seed, stream * 2),
                   .random = generate_random(county->options->seed, stream * 2 + 1)};
  if (township != NOBODY && township % 2 == 1) sheet->flags ^= S_GB | S_CRLF;
  find_columns(sheet);
  TRY(file_writer_open(file_join(county->arena, dir, file), &sheet->writer, diag));
  buf_init(&sheet->text, TEXT_MAX);
  buf_init(&sheet->out, OUT_MAX);
  sheet->encoded = mem_grow(NULL, (FLUSH_AT + TEXT_MAX) * 2 + 4);
  if (delivery) remember(output, id, township, file);
  if (county->options->progress)
    county->options->progress(county->options->progress_ctx, file, output->done, output->total);
  if (sheet->flags & S_BOM) buf_str(&sheet->out, STR("\xEF\xBB\xBF"));
  put_head(sheet);
  next_dirt(sheet);
  return ERR_OK;
}

void generate_sheet_abandon(Sheet *sheet) {
  file_writer_free(sheet->writer);
  buf_free(&sheet->text);
  buf_free(&sheet->out);
  mem_free(sheet->encoded);
}

Err generate_sheet_close(Output *output, Sheet *sheet, Diag *diag) {
  if (sheet->flags & S_SUBTOTAL) put_sums(sheet, STR("小计"), sheet->sums);
  if (sheet->flags & S_TOTAL) put_sums(sheet, STR("合计"), sheet->totals);
  if (sheet->flags & S_SIGN) {
    buf_str(&sheet->out, STR("填表人：李某,,审核人：张某,,单位负责人（签字）：,,2021年10月30日"));
    end_line(sheet);
  }
  flush(sheet);
  Err err = file_writer_commit(sheet->writer, diag);
  sheet->writer = NULL;
  generate_sheet_abandon(sheet);
  output->done++;
  return err;
}
