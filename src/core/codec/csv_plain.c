/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csv_plain: the plain reader of .csv records, byte by byte.
 *
 * This is the definition of how records are read; csv.c does the same faster. Also what both
 * share: how a record ends, how a bad one is given up, how a value leaves its quotes.
 *
 * A record of more than UINT32_MAX bytes, which cells could not point into, counts as one of too
 * many columns. An unclosed quote weighs most, then text behind a quote, then the columns.
 */
#include "codec/csv_int.h"

size_t csv_line_end(Bytes text, size_t at) {
  while (at < text.len && text.ptr[at] != '\r' && text.ptr[at] != '\n')
    at++;
  return at;
}

CsvState csv_give_up(CsvCursor *cursor, size_t end, CsvState state, CsvRecord *ret_record) {
  size_t start = cursor->at;
  *ret_record = (CsvRecord){{cursor->text.ptr + start, end - start}, cursor->cells, 0};
  cursor->at = csv_behind_line(cursor->text, end);
  return state;
}

CsvState csv_hand_out(CsvCursor *cursor, size_t end, size_t count, CsvRecord *ret_record) {
  size_t start = cursor->at;
  if (count > CSV_COLUMNS_MAX || end - start > UINT32_MAX)
    return csv_give_up(cursor, end, CSV_BAD_COLUMNS, ret_record);
  *ret_record =
      (CsvRecord){{cursor->text.ptr + start, end - start}, cursor->cells, (uint32_t)count};
  cursor->at = csv_behind_line(cursor->text, end);
  return CSV_RECORD;
}

/* ---- one field ---- */

typedef struct Field {
  size_t from, to; /* the value */
  size_t end;      /* where reading goes on: delimiter, line end, end of the text, or a mistake */
  bool quoted, escaped;
  bool closed; /* false: no closing quote */
} Field;

static bool ends_field(Bytes text, size_t at, CsvDialect dialect) {
  if (at == text.len) return true;
  uint8_t byte = text.ptr[at];
  return byte == (uint8_t)dialect.delimiter || byte == '\r' || byte == '\n';
}

static Field read_quoted(Bytes text, size_t from, CsvDialect dialect) {
  Field field = {.from = from, .quoted = true};
  for (size_t at = from; at < text.len && at - from <= CSV_QUOTE_MAX; at++) {
    if (text.ptr[at] != (uint8_t)dialect.quote) continue;
    if (at + 1 < text.len && text.ptr[at + 1] == (uint8_t)dialect.quote) {
      field.escaped = true;
      at++;
      continue;
    }
    field.to = at;
    field.end = at + 1;
    field.closed = true;
    return field;
  }
  return field;
}

static Field read_field(Bytes text, size_t from, CsvDialect dialect) {
  size_t at = from;
  while (at < text.len && csv_is_blank(text.ptr[at], dialect))
    at++;
  if (at < text.len && text.ptr[at] == (uint8_t)dialect.quote)
    return read_quoted(text, at + 1, dialect);
  while (!ends_field(text, at, dialect))
    at++;
  return (Field){.from = from, .to = at, .end = at, .closed = true};
}

/* ---- records ---- */

CsvState codec_csv_next_plain(CsvCursor *cursor, CsvRecord *ret_record) {
  Bytes text = cursor->text;
  size_t start = cursor->at, at = start, count = 0;
  if (start >= text.len) return CSV_END;
  for (;;) {
    Field field = read_field(text, at, cursor->dialect);
    if (!field.closed)
      return csv_give_up(cursor, csv_line_end(text, start), CSV_BAD_QUOTE, ret_record);
    if (!ends_field(text, field.end, cursor->dialect))
      return csv_give_up(cursor, csv_line_end(text, field.end), CSV_BAD_TAIL, ret_record);
    if (count < CSV_COLUMNS_MAX)
      cursor->cells[count] =
          (CsvCell){(uint32_t)(field.from - start), (uint32_t)(field.to - field.from), field.quoted,
                    field.escaped};
    count++;
    at = field.end;
    if (at == text.len || text.ptr[at] != (uint8_t)cursor->dialect.delimiter)
      return csv_hand_out(cursor, at, count, ret_record);
    at++;
  }
}

/* ---- values ---- */

Bytes codec_csv_unquote(Bytes cell, uint8_t *out) {
  size_t written = 0;
  for (size_t at = 0; at < cell.len; at++) {
    out[written++] = cell.ptr[at];
    if (cell.ptr[at] == '"' && at + 1 < cell.len && cell.ptr[at + 1] == '"') at++;
  }
  return (Bytes){out, written};
}

/* More than this reader asks for: a quote in the middle and blanks at the ends are read back as
 * they are, but other programs stumble over them. */
static bool needs_quotes(Str value, char delimiter) {
  for (size_t i = 0; i < value.len; i++) {
    char c = value.ptr[i];
    if (c == delimiter || c == '"' || c == '\r' || c == '\n') return true;
  }
  return value.len > 0 && (value.ptr[0] == ' ' || value.ptr[value.len - 1] == ' ');
}

void codec_csv_put(Buf *buf, Str value, char delimiter) {
  if (!needs_quotes(value, delimiter)) {
    buf_str(buf, value);
    return;
  }
  buf_char(buf, '"');
  for (size_t i = 0; i < value.len; i++) {
    if (value.ptr[i] == '"') buf_char(buf, '"');
    buf_char(buf, value.ptr[i]);
  }
  buf_char(buf, '"');
}
