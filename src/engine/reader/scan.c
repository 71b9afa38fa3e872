/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scan: row after row, what it is; and the cells of those that are data.
 *
 * A part is read from where it is told to begin; nothing is remembered from row to row, so that
 * the same rows come out however a file is cut. Each row is looked at for what it is before its
 * cells are counted: a signature has fewer cells than the header and is no mistake.
 *
 * A row given out has no bad bytes, so its cells are text without a further look.
 */
#include "reader/reader_int.h"

#include <endian.h>
#include <stdio.h>
#include <string.h>

/* ---- bytes ---- */

#define HIGH_BITS UINT64_C(0x8080808080808080)

/* The offset of the first byte at or behind [at] that is not ASCII, or the length. */
static inline size_t next_high(Bytes text, size_t at) {
  uint64_t word;
  for (; text.len - at >= sizeof word; at += sizeof word) {
    memcpy(&word, text.ptr + at, sizeof word);
    word = le64toh(word) & HIGH_BITS;
    if (word != 0) return at + (size_t)__builtin_ctzll(word) / 8;
  }
  while (at < text.len && text.ptr[at] < 0x80)
    at++;
  return at;
}

/* Where the first bad byte stands, or the length. All two-byte codes of the right form are
 * characters. */
static size_t valid_gb18030(Bytes text) {
  for (size_t at = next_high(text, 0); at < text.len; at = next_high(text, at)) {
    while (text.len - at >= 2 && text.ptr[at] > 0x80) {
      uint8_t lead = text.ptr[at], trail = text.ptr[at + 1];
      if (lead == 0xFF || trail < 0x40 || trail == 0x7F || trail == 0xFF) break;
      at += 2;
    }
    if (at == text.len || text.ptr[at] < 0x80) continue;
    uint32_t code;
    size_t used = codec_gb18030_decode_one((Bytes){text.ptr + at, text.len - at}, &code);
    if (used == 0) return at;
    at += used;
  }
  return text.len;
}

/* Characters of three bytes, but those that begin with E0 and ED, have no further conditions. */
static inline bool is_usual_lead(uint8_t byte) {
  return byte >= 0xE1 && byte <= 0xEF && byte != 0xED;
}

/* Where the first bad byte stands, or the length. Chinese text is characters of three bytes. */
static size_t valid_utf8(Bytes text) {
  for (size_t at = next_high(text, 0); at < text.len; at = next_high(text, at)) {
    while (text.len - at >= 3 && is_usual_lead(text.ptr[at]) &&
           ((text.ptr[at + 1] & 0xC0) | (text.ptr[at + 2] & 0xC0) << 8) == 0x8080)
      at += 3;
    if (at == text.len || text.ptr[at] < 0x80) continue;
    Bytes rest = {text.ptr + at, text.len - at < 4 ? text.len - at : 4};
    size_t len = text.ptr[at] >= 0xF0 ? 4 : text.ptr[at] >= 0xE0 ? 3 : 2;
    if (bytes_valid_utf8(rest) < len) return at;
    at += len;
  }
  return text.len;
}

static size_t valid_bytes(CodecEncoding encoding, Bytes text) {
  return encoding == CODEC_GB18030 ? valid_gb18030(text) : valid_utf8(text);
}

/* ---- cells ---- */

Str reader_cell(const ReaderTable *table, const CsvRecord *record, size_t column, Arena *scratch) {
  uint16_t cell = table->cell_of[column];
  if (cell >= record->count) return STR_NONE; /* READER_NO_CELL is more than any count */
  Bytes bytes = reader_cell_bytes(record, cell);
  if (record->cells[cell].escaped)
    bytes = codec_csv_unquote(bytes, arena_new_array(scratch, uint8_t, bytes.len));
  if (table->encoding != CODEC_GB18030 || next_high(bytes, 0) == bytes.len)
    return (Str){(const char *)bytes.ptr, bytes.len};
  size_t bad;
  char *text = arena_new_array(scratch, char, codec_gb18030_bound(bytes.len));
  return (Str){text, codec_gb18030_to_utf8(bytes, text, &bad)};
}

_Static_assert((int)READER_NO_CELL > (int)CSV_COLUMNS_MAX, "no record has such a cell");

/* ---- rows ---- */

typedef struct Scan {
  const ReaderTable *table;
  ReaderLines lines;
  uint16_t file;
  FrameIssues *issues;
  Arena *issue_arena;
  uint32_t row; /* from 0 */
} Scan;

static void reject(Scan *scan, FrameIssueKind kind, Str column, Str expected, Str shown) {
  frame_issue_add(scan->issues, scan->issue_arena, kind, scan->file, scan->row + 1, column,
                  expected, shown);
}

static void
reject_count(Scan *scan, FrameIssueKind kind, const char *more, uint32_t count, uint32_t wanted) {
  Buf buf;
  buf_init(&buf, 64);
  buf_int(&buf, wanted);
  size_t split = buf.len;
  buf_printf(&buf, "%s%u/%u", more, count, wanted);
  Str text = buf_view(&buf);
  reject(scan, kind, STR_NONE, str_slice(text, 0, split), str_slice(text, split, text.len));
  buf_free(&buf);
}

static void reject_bytes(Scan *scan, const CsvRecord *record, size_t at) {
  Str column = STR_NONE;
  for (uint32_t i = 0; i < record->count && i < scan->table->cells; i++)
    if (record->cells[i].from <= at) column = scan->table->headers[i];
  char shown[16];
  int len = snprintf(shown, sizeof shown, "%02X", record->line.ptr[at]);
  reject(scan, ISSUE_BAD_BYTES, column, STR(""), (Str){shown, (size_t)len});
}

static bool is_too_long(const Scan *scan, const CsvRecord *record) {
  char room[READER_TEXT_ROOM], strip_room[READER_TEXT_ROOM];
  for (uint32_t i = scan->table->cells; i < record->count; i++) {
    if (record->cells[i].len == 0) continue;
    Str text = reader_text(scan->table->encoding, reader_cell_bytes(record, i),
                           record->cells[i].escaped, READER_TEXT_MAX, room);
    if (norm_strip(text, strip_room).len > 0) return true;
  }
  return false;
}

/* A record that could be split. */
static ReaderRowKind kind_of(Scan *scan, const CsvRecord *record) {
  const ReaderLines *lines = &scan->lines;
  if (reader_lines_suspect(lines, record) && reader_lines_classify(lines, record) == READER_SKIPPED)
    return READER_SKIPPED;
  if (record->count < lines->needed) {
    reject_count(scan, ISSUE_ROW_SHORT, "", record->count, lines->needed);
    return READER_REJECTED;
  }
  if (record->count > scan->table->cells && is_too_long(scan, record)) {
    reject_count(scan, ISSUE_ROW_LONG, "", record->count, scan->table->cells);
    return READER_REJECTED;
  }
  if (record->line.len > READER_ROW_MAX) {
    reject(scan, ISSUE_ROW_LONG, STR_NONE, STR("1 MiB"), STR_NONE);
    return READER_REJECTED;
  }
  if (scan->table->valid) return READER_DATA;
  size_t valid = valid_bytes(scan->table->encoding, record->line);
  if (valid == record->line.len) return READER_DATA;
  reject_bytes(scan, record, valid);
  return READER_REJECTED;
}

static ReaderRowKind kind_of_bad(Scan *scan, CsvState state) {
  switch (state) {
  case CSV_BAD_QUOTE:
    reject(scan, ISSUE_BAD_QUOTE, STR_NONE, STR_NONE, STR_NONE);
    break;
  case CSV_BAD_TAIL:
    reject(scan, ISSUE_BAD_TAIL, STR_NONE, STR_NONE, STR_NONE);
    break;
  case CSV_BAD_COLUMNS:
    reject_count(scan, ISSUE_ROW_LONG, ">", CSV_COLUMNS_MAX, scan->table->cells);
    break;
  case CSV_RECORD:
  case CSV_END:
    break;
  }
  return READER_REJECTED;
}

size_t reader_scan(const ReaderTable *table,
                   size_t from,
                   size_t to,
                   uint16_t file,
                   ReaderRowFn *row,
                   void *ctx,
                   Arena *scratch,
                   FrameIssues *issues,
                   Arena *issue_arena,
                   ReaderCounts *ret_counts) {
  (void)scratch;
  CsvCell cells[CSV_COLUMNS_MAX];
  CsvCursor cursor = {table->text, from, table->dialect, cells};
  Scan scan = {.table = table, .file = file, .issues = issues, .issue_arena = issue_arena};
  ReaderCounts counts = {0};
  reader_lines_prepare(table, &scan.lines);
  for (; cursor.at < to; scan.row++) {
    CsvRecord record;
    CsvState state = codec_csv_next(&cursor, &record);
    if (state == CSV_END) break;
    ReaderRowKind kind = state == CSV_RECORD ? kind_of(&scan, &record) : kind_of_bad(&scan, state);
    counts.rows++;
    switch (kind) {
    case READER_DATA:
      counts.data++;
      row(ctx, &(ReaderRow){scan.row, &record});
      break;
    case READER_SKIPPED:
      counts.skipped++;
      break;
    case READER_REJECTED:
      counts.rejected++;
      break;
    }
  }
  *ret_counts = counts;
  return cursor.at;
}
