/* SPDX-License-Identifier: Apache-2.0 */
/*
 * open: what a file is, and which of its columns is which of the pack's.
 *
 * The header is the row, among the first, that binds most columns. Titles, unit lines and blank
 * rows above it bind none; data below it do not look like headers. Nothing is decided by the
 * name of the file.
 *
 * Cost: the first READER_HEADER_ROWS rows, and what codec_sniff_encoding needs (one pass).
 */
#include "reader/reader_int.h"

#include <string.h>

/* ---- formats that are no .csv ---- */

typedef struct Magic {
  Str begins;
  Str name;
} Magic;

static const Magic MAGICS[] = {
    {STR_INIT("PK\x03\x04"), STR_INIT("Excel .xlsx / zip")},
    {STR_INIT("PK\x05\x06"), STR_INIT("zip")},
    {STR_INIT("\xD0\xCF\x11\xE0"), STR_INIT("Excel .xls")},
    {STR_INIT("\x09\x08\x10\x00"), STR_INIT("Excel .xls")},
    {STR_INIT("%PDF"), STR_INIT("PDF")},
    {STR_INIT("{\\rtf"), STR_INIT("RTF")},
    {STR_INIT("Rar!"), STR_INIT("rar")},
    {STR_INIT("7z\xBC\xAF"), STR_INIT("7z")},
    {STR_INIT("\x1F\x8B"), STR_INIT("gzip")},
    {STR_INIT("SQLite format 3"), STR_INIT("SQLite")},
    {STR_INIT("\xFF\xD8\xFF"), STR_INIT("JPEG")},
    {STR_INIT("\x89PNG"), STR_INIT("PNG")},
};

/* Systems export "Excel" files that are web pages. In lower case. */
static const Magic MARKUPS[] = {
    {STR_INIT("<!doctype"), STR_INIT("HTML")}, {STR_INIT("<html"), STR_INIT("HTML")},
    {STR_INIT("<table"), STR_INIT("HTML")},    {STR_INIT("<meta"), STR_INIT("HTML")},
    {STR_INIT("<?xml"), STR_INIT("XML")},
};

static bool begins_with(Bytes text, Str begin, bool any_case) {
  if (text.len < begin.len) return false;
  for (size_t i = 0; i < begin.len; i++) {
    uint8_t byte = text.ptr[i];
    if (any_case && byte >= 'A' && byte <= 'Z') byte = (uint8_t)(byte + ('a' - 'A'));
    if (byte != (uint8_t)begin.ptr[i]) return false;
  }
  return true;
}

static Str other_format(Bytes bytes) {
  for (size_t i = 0; i < sizeof MAGICS / sizeof MAGICS[0]; i++)
    if (begins_with(bytes, MAGICS[i].begins, false)) return MAGICS[i].name;
  return STR_NONE;
}

static Str markup(Bytes text) {
  while (text.len > 0 && text.ptr[0] <= ' ')
    text = (Bytes){text.ptr + 1, text.len - 1};
  for (size_t i = 0; i < sizeof MARKUPS / sizeof MARKUPS[0]; i++)
    if (begins_with(text, MARKUPS[i].begins, true)) return MARKUPS[i].name;
  return STR_NONE;
}

/* ---- form ---- */

static uint16_t unit_at(Bytes text, size_t at, bool big_endian) {
  unsigned first = text.ptr[at], second = text.ptr[at + 1];
  return (uint16_t)(big_endian ? first << 8 | second : second << 8 | first);
}

static bool is_surrogate(uint16_t unit, uint16_t from) {
  return (unit & 0xFC00) == from;
}

/* The offset of the first unit at or behind [at] that is half a character; an odd last byte is. */
static size_t lone_half(Bytes text, size_t at, bool big_endian) {
  for (; text.len - at >= 2; at += 2) {
    uint16_t unit = unit_at(text, at, big_endian);
    if (is_surrogate(unit, 0xDC00)) return at;
    if (!is_surrogate(unit, 0xD800)) continue;
    if (text.len - at < 4 || !is_surrogate(unit_at(text, at + 2, big_endian), 0xDC00)) return at;
    at += 2;
  }
  return at;
}

/* Half a character becomes a byte that is bad in UTF-8 too, so that its row is seen. */
static bool transcode(Bytes text, bool big_endian, Arena *arena, Bytes *ret_text) {
  size_t room;
  void *out;
  if (__builtin_mul_overflow(text.len, (size_t)2, &room)) return false;
  if (arena_try(arena, room + 4, 1, &out, NULL) != ERR_OK) return false;
  size_t len = 0, bad;
  for (size_t at = 0; at < text.len;) {
    size_t half = lone_half(text, at, big_endian);
    Bytes whole = {text.ptr + at, half - at};
    len += codec_utf16_to_utf8(whole, big_endian, (char *)out + len, &bad);
    if (half < text.len) ((uint8_t *)out)[len++] = 0xFF;
    at = half + 2 < text.len ? half + 2 : text.len;
  }
  *ret_text = (Bytes){out, len};
  return true;
}

static bool only_blanks(Bytes text) {
  size_t at = 0;
  while (at < text.len && text.ptr[at] <= ' ')
    at++;
  return at == text.len;
}

ReaderObstacle reader_form(Bytes bytes, Arena *arena, ReaderForm *ret_form) {
  ReaderForm form = {.text = bytes};
  if (only_blanks(bytes)) return (ReaderObstacle){true, ISSUE_FILE_EMPTY, STR_NONE};
  Str other = other_format(bytes);
  if (other.len > 0) return (ReaderObstacle){true, ISSUE_FORMAT, other};
  size_t bom;
  form.encoding = codec_sniff_encoding(bytes, &bom, &form.valid);
  form.text = (Bytes){bytes.ptr + bom, bytes.len - bom};
  if (form.encoding == CODEC_UTF16LE || form.encoding == CODEC_UTF16BE) {
    if (!transcode(form.text, form.encoding == CODEC_UTF16BE, arena, &form.text))
      return (ReaderObstacle){true, ISSUE_FILE_UNREADABLE, STR("UTF-16")};
    form.encoding = CODEC_UTF8;
  }
  if (only_blanks(form.text)) return (ReaderObstacle){true, ISSUE_FILE_EMPTY, STR_NONE};
  other = markup(form.text);
  if (other.len > 0) return (ReaderObstacle){true, ISSUE_FORMAT, other};
  form.dialect = codec_csv_sniff(form.text, form.encoding);
  *ret_form = form;
  return (ReaderObstacle){.met = false};
}

Bytes reader_beginning(Bytes bytes) {
  enum { ENOUGH = 256 << 10 };
  if (bytes.len <= ENOUGH) return bytes;
  size_t len = ENOUGH;
  while (len > 0 && bytes.ptr[len - 1] != '\n' && bytes.ptr[len - 1] != '\r')
    len--;
  /* Of UTF-16 the other half of the line end may be left over: a NUL in the last row. */
  bytes.len = len > 0 ? len : ENOUGH;
  return bytes;
}

/* ---- texts ---- */

Str reader_text(
    CodecEncoding encoding, Bytes cell, bool escaped, size_t limit, char room[READER_TEXT_ROOM]) {
  uint8_t plain[READER_TEXT_MAX];
  CHECK(limit <= READER_TEXT_MAX);
  if (cell.len > limit) cell.len = limit;
  if (escaped) cell = codec_csv_unquote(cell, plain);
  if (encoding == CODEC_GB18030) {
    size_t bad;
    return (Str){room, codec_gb18030_to_utf8(cell, room, &bad)};
  }
  cell.len = bytes_valid_utf8(cell);
  if (!escaped) return (Str){(const char *)cell.ptr, cell.len};
  if (cell.len > 0) memcpy(room, cell.ptr, cell.len);
  return (Str){room, cell.len};
}

/* ---- finding the header ---- */

enum { ALIAS_MAX = 256 };

/* Numbers the rows: in every table, of no dataset. */
static bool is_row_number(Str norm) {
  return str_eq(norm, STR("序号")) || str_eq(norm, STR("行号"));
}

static void read_header_row(const ReaderForm *form,
                            const CsvRecord *record,
                            Arena *arena,
                            ReaderHeaderRow *row) {
  char room[READER_TEXT_ROOM], norm_room[READER_TEXT_ROOM];
  Str *norms = arena_new_array(arena, Str, record->count);
  for (uint32_t i = 0; i < record->count; i++) {
    Str text = reader_text(form->encoding, reader_cell_bytes(record, i), record->cells[i].escaped,
                           READER_TEXT_MAX, room);
    Str norm = norm_header(text, norm_room, sizeof norm_room);
    row->filled += norm.len > 0 && !is_row_number(norm);
    /* No column is called by a text so long: it is one of a title, or no text at all. */
    if (norm.len > 0 && norm.len <= ALIAS_MAX) norms[i] = arena_str(arena, norm);
  }
  row->cells = record->count;
  row->norms = norms;
}

size_t reader_header_rows(const ReaderForm *form,
                          Arena *arena,
                          ReaderHeaderRow ret_rows[READER_HEADER_LOOK]) {
  CsvCell cells[CSV_COLUMNS_MAX];
  CsvCursor cursor = {form->text, 0, form->dialect, cells};
  size_t count = 0;
  for (; count < READER_HEADER_LOOK; count++) {
    CsvRecord record;
    size_t from = cursor.at;
    CsvState state = codec_csv_next(&cursor, &record);
    if (state == CSV_END) break;
    ret_rows[count] = (ReaderHeaderRow){.from = from, .end = cursor.at};
    if (state == CSV_RECORD && record.line.len <= READER_ROW_MAX)
      read_header_row(form, &record, arena, &ret_rows[count]);
  }
  return count;
}

uint16_t
reader_header_cell(const Str *norms, uint32_t cells, const PackColumn *column, bool *ret_twice) {
  *ret_twice = false;
  for (size_t alias = 0; alias < column->header_count; alias++) {
    uint16_t found = READER_NO_CELL;
    for (uint32_t i = 0; i < cells; i++) {
      if (norms[i].len == 0 || !str_eq(norms[i], column->headers[alias])) continue;
      if (found == READER_NO_CELL) {
        found = (uint16_t)i;
      } else {
        *ret_twice = true;
      }
    }
    if (found != READER_NO_CELL) return found;
  }
  return READER_NO_CELL;
}

ReaderHeader reader_header_find(const ReaderHeaderRow *rows,
                                size_t count,
                                const PackColumn *columns,
                                size_t column_count) {
  ReaderHeader best = {0};
  for (size_t i = 0; i < count; i++) {
    uint32_t bound = 0;
    bool twice;
    for (size_t c = 0; c < column_count; c++)
      bound +=
          reader_header_cell(rows[i].norms, rows[i].cells, &columns[c], &twice) != READER_NO_CELL;
    bool is_header = bound >= 2 || (bound == 1 && rows[i].filled <= 2);
    if (!is_header || bound <= best.bound) continue;
    best = (ReaderHeader){(uint32_t)i + 1, rows[i].from, rows[i].end, rows[i].cells, bound};
  }
  return best;
}

uint32_t
reader_likeness(Bytes bytes, const PackColumn *columns, size_t column_count, Arena *arena) {
  ArenaMark mark = arena_mark(arena);
  ReaderForm form;
  ReaderHeaderRow rows[READER_HEADER_LOOK];
  uint32_t bound = 0;
  if (!reader_form(reader_beginning(bytes), arena, &form).met) {
    size_t count = reader_header_rows(&form, arena, rows);
    bound = reader_header_find(rows, count, columns, column_count).bound;
  }
  arena_reset(arena, mark);
  return bound;
}

/* ---- opening ---- */

/* Where issues go that concern the whole file. */
typedef struct Opening {
  uint16_t file;
  Arena *arena;
  FrameIssues *issues;
} Opening;

static Str column_name(const PackColumn *column) {
  if (column->shown_headers != NULL && column->header_count > 0) return column->shown_headers[0];
  return column->label.len > 0 ? column->label : column->key;
}

static Str join_words(Arena *arena, const Str *words, size_t count) {
  enum { LONGEST = 2000 };
  Buf buf;
  buf_init(&buf, LONGEST + READER_TEXT_ROOM + 8);
  for (size_t i = 0; i < count && buf.len < LONGEST; i++) {
    if (words[i].len == 0) continue;
    if (buf.len > 0) buf_lit(&buf, "、");
    buf_str(&buf, words[i]);
  }
  Str text = arena_str(arena, buf_view(&buf));
  buf_free(&buf);
  return text;
}

/* First names of all columns: what a header would look like. */
static Str wanted_headers(Arena *arena, const PackColumn *columns, size_t count) {
  ArenaMark mark = arena_mark(arena);
  Str *names = arena_new_array(arena, Str, count);
  for (size_t i = 0; i < count; i++)
    names[i] = column_name(&columns[i]);
  Str text = join_words(arena, names, count);
  char copy[4096];
  size_t len = text.len < sizeof copy ? text.len : 0;
  if (len > 0) memcpy(copy, text.ptr, len);
  arena_reset(arena, mark);
  return arena_str(arena, (Str){copy, len});
}

static void report_obstacle(const Opening *opening, ReaderObstacle obstacle) {
  Str expected =
      obstacle.kind == ISSUE_FORMAT ? STR("请另存为 CSV (.csv) / save it as CSV (.csv)") : STR_NONE;
  frame_issue_add(opening->issues, opening->arena, obstacle.kind, opening->file, 0, STR_NONE,
                  expected, obstacle.found);
}

static void report_no_header(const Opening *opening,
                             const ReaderForm *form,
                             const PackColumn *columns,
                             size_t column_count) {
  CsvCell cells[CSV_COLUMNS_MAX];
  CsvCursor cursor = {form->text, 0, form->dialect, cells};
  CsvRecord record;
  char room[READER_TEXT_ROOM];
  Str first = STR_NONE; /* the first line that says anything */
  for (int i = 0; i < READER_HEADER_LOOK && str_trim(first).len == 0; i++) {
    if (codec_csv_next(&cursor, &record) == CSV_END) break;
    first = reader_text(form->encoding, record.line, false, READER_TEXT_MAX, room);
  }
  frame_issue_add(opening->issues, opening->arena, ISSUE_NO_HEADER, opening->file, 0, STR_NONE,
                  wanted_headers(opening->arena, columns, column_count), first);
}

/* The header's texts as they stand. */
static Str *read_headers(const ReaderForm *form, const ReaderHeader *header, Arena *arena) {
  CsvCell cells[CSV_COLUMNS_MAX];
  CsvCursor cursor = {form->text, header->from, form->dialect, cells};
  CsvRecord record;
  char room[READER_TEXT_ROOM];
  CsvState state = codec_csv_next(&cursor, &record);
  CHECK(state == CSV_RECORD && record.count == header->cells);
  Str *headers = arena_new_array(arena, Str, header->cells);
  for (uint32_t i = 0; i < header->cells; i++)
    headers[i] = arena_str(arena, reader_text(form->encoding, reader_cell_bytes(&record, i),
                                              cells[i].escaped, READER_TEXT_MAX, room));
  return headers;
}

/* Fills cell_of and factor_of; returns whether all required columns are there. */
static bool bind(const Opening *opening,
                 const Str *norms,
                 const PackColumn *columns,
                 size_t column_count,
                 ReaderTable *table) {
  Arena *arena = opening->arena;
  uint16_t *cell_of = arena_new_array(arena, uint16_t, column_count);
  int64_t *factor_of = arena_new_array(arena, int64_t, column_count);
  bool complete = true;
  for (size_t i = 0; i < column_count; i++) {
    const PackColumn *column = &columns[i];
    bool twice;
    uint16_t cell = reader_header_cell(norms, table->cells, column, &twice);
    cell_of[i] = cell;
    factor_of[i] = cell == READER_NO_CELL ? 1 : norm_header_factor(table->headers[cell]);
    if (twice)
      frame_issue_add(opening->issues, arena, ISSUE_COLUMN_TWICE, opening->file, table->header_row,
                      column_name(column), STR_NONE, table->headers[cell]);
    if (cell != READER_NO_CELL || !column->required) continue;
    complete = false;
    const Str *aliases = column->shown_headers != NULL ? column->shown_headers : column->headers;
    frame_issue_add(opening->issues, arena, ISSUE_COLUMN_MISSING, opening->file, 0,
                    column_name(column), join_words(arena, aliases, column->header_count),
                    join_words(arena, table->headers, table->cells));
  }
  table->cell_of = cell_of;
  table->factor_of = factor_of;
  return complete;
}

ReaderVerdict reader_open(Bytes bytes,
                          const PackColumn *columns,
                          size_t column_count,
                          uint16_t file,
                          Arena *arena,
                          ReaderTable *ret_table,
                          FrameIssues *issues) {
  Opening opening = {file, arena, issues};
  ReaderForm form;
  ReaderObstacle obstacle = reader_form(bytes, arena, &form);
  if (obstacle.met) {
    report_obstacle(&opening, obstacle);
    return READER_UNUSABLE;
  }
  ReaderHeaderRow rows[READER_HEADER_LOOK];
  size_t count = reader_header_rows(&form, arena, rows);
  ReaderHeader header = reader_header_find(rows, count, columns, column_count);
  if (header.row == 0) {
    report_no_header(&opening, &form, columns, column_count);
    return READER_UNUSABLE;
  }
  ReaderTable table = {
      .text = form.text,
      .encoding = form.encoding,
      .valid = form.valid,
      .dialect = form.dialect,
      .body = header.end,
      .header_row = header.row,
      .cells = header.cells,
      .headers = read_headers(&form, &header, arena),
      .skipped = header.row,
  };
  bool complete = bind(&opening, rows[header.row - 1].norms, columns, column_count, &table);
  *ret_table = table;
  return complete ? READER_OK : READER_UNUSABLE;
}

/* ---- levels ---- */

static bool has_column(const ReaderTable *table, uint32_t column) {
  return column != PACK_NONE && table->cell_of[column] != READER_NO_CELL;
}

static bool level_usable(const ReaderTable *table, const PackDataset *dataset, size_t level) {
  uint32_t keys = dataset->levels[level].keys;
  bool id = has_column(table, dataset->id_column);
  if ((keys & (PACK_KEY_ID | PACK_KEY_MASKED)) != 0 && !id) return false;
  if ((keys & PACK_KEY_NAME) != 0 && !has_column(table, dataset->name_column)) return false;
  if ((keys & PACK_KEY_BIRTH) != 0 && !id && !has_column(table, dataset->birth_column))
    return false;
  if ((keys & PACK_KEY_VILLAGE) != 0 && !has_column(table, dataset->village_column)) return false;
  if ((keys & PACK_KEY_HOUSEHOLD) != 0 && !has_column(table, dataset->household_column))
    return false;
  return (keys & PACK_KEY_DIVISION) == 0 || has_column(table, dataset->division_column);
}

/* Of a row that names several persons: for one of them. */
bool reader_level_usable(const ReaderTable *table, const PackDataset *dataset, size_t level) {
  if (dataset->role_count == 0) return level_usable(table, dataset, level);
  for (size_t i = 0; i < dataset->role_count; i++)
    if (level_usable(table, dataset->roles[i].view, level)) return true;
  return false;
}
