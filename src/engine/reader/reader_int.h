/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reader_int: what opening, scanning and drafting share.
 */
#ifndef READER_READER_INT_H
#define READER_READER_INT_H

#include "reader/reader.h"

/* ---- form: a file's bytes before any column is known ---- */

typedef struct ReaderForm {
  Bytes text; /* UTF-8 or GB18030 without BOM */
  CodecEncoding encoding;
  bool valid; /* no bad bytes, as far as is known */
  CsvDialect dialect;
} ReaderForm;

/* What stands in the way of reading a file as a table. */
typedef struct ReaderObstacle {
  bool met;
  FrameIssueKind kind;
  Str found; /* FORMAT: what the file is */
} ReaderObstacle;

/* UTF-16 is transcoded into [arena]. */
ReaderObstacle reader_form(Bytes bytes, Arena *arena, ReaderForm *ret_form);

/* The beginning of a file, to its last whole line: enough to recognise it. */
Bytes reader_beginning(Bytes bytes);

/* ---- header ---- */

typedef struct ReaderHeader {
  uint32_t row; /* from 1; 0: none found */
  size_t from;  /* offsets of its record and of the one behind */
  size_t end;
  uint32_t cells;
  uint32_t bound; /* columns that it binds */
} ReaderHeader;

typedef struct ReaderHeaderRow {
  size_t from, end;
  uint32_t cells; /* 0: blank or unreadable */
  uint32_t filled;
  const Str *norms; /* of each cell its norm_header text */
} ReaderHeaderRow;

enum { READER_HEADER_LOOK = READER_HEADER_ROWS + 1 };

/* The rows among which the header is; returns how many. */
size_t reader_header_rows(const ReaderForm *form,
                          Arena *arena,
                          ReaderHeaderRow ret_rows[READER_HEADER_LOOK]);
ReaderHeader reader_header_find(const ReaderHeaderRow *rows,
                                size_t count,
                                const PackColumn *columns,
                                size_t column_count);
/* The cell whose text is the first alias of [column] that any cell has, or READER_NO_CELL. */
uint16_t
reader_header_cell(const Str *norms, uint32_t cells, const PackColumn *column, bool *ret_twice);

/* ---- texts ---- */

/* Texts of headers and of lines that are no data are looked at up to here; their UTF-8 takes
 * READER_TEXT_ROOM at most. */
enum { READER_TEXT_MAX = 1024, READER_TEXT_ROOM = READER_TEXT_MAX * 3 };

/* The beginning of a cell as UTF-8: in [room], or as it stands. What cannot be decoded ends a
 * UTF-8 text and is U+FFFD in GB18030. */
Str reader_text(
    CodecEncoding encoding, Bytes cell, bool escaped, size_t limit, char room[READER_TEXT_ROOM]);

static inline Bytes reader_cell_bytes(const CsvRecord *record, size_t cell) {
  return (Bytes){record->line.ptr + record->cells[cell].from, record->cells[cell].len};
}

/* ---- lines that are no data ---- */

enum { READER_LINE_BITS = 4096 };

/* What the lines of a table can be told from ordinary rows by, at a glance: a set of first
 * characters, hashed, and the last character of a sum's name. */
typedef struct ReaderLines {
  const ReaderTable *table;
  uint32_t needed;                 /* cells up to the last header that is not blank */
  Bytes heads[READER_HEADER_LOOK]; /* titles and header, as they stand */
  size_t head_count;
  uint64_t firsts[READER_LINE_BITS / 64];
  uint8_t last[4];
  uint32_t last_len;
} ReaderLines;

void reader_lines_prepare(const ReaderTable *table, ReaderLines *ret_lines);
/* The full look at a row: READER_SKIPPED, or READER_DATA for what may be data. */
ReaderRowKind reader_lines_classify(const ReaderLines *lines, const CsvRecord *record);
/* Whether a row needs the full look; nearly all do not. */
bool reader_lines_suspect(const ReaderLines *lines, const CsvRecord *record);

/* ---- names ---- */

/* Files beside deliveries.yaml that are no deliveries: itself, README and hidden ones. */
bool reader_is_aside(Str name, Str yaml_file);

#endif
