/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reader: a file's bytes as the rows of a table whose columns a pack describes.
 *
 * In:        the bytes of a .csv file as an office wrote it, the columns of a dataset or registry
 *            table.
 * Out:       where the header stands, which cell is which column, and row after row what it is:
 *            data, or skipped or rejected with the reason. Nothing is dropped silently: rows up
 *            to the last add up.
 * Lifetime:  a ReaderTable points into the bytes (or into a transcoded copy in the arena), which
 *            must outlive it. Rows given to the callback live during the call.
 * Purity:    no file, clock, thread: the run maps the files and hands out the parts.
 * Spec:      packs-and-rules.md 3; facts.md 6.1.
 */
#ifndef READER_READER_H
#define READER_READER_H

#include "codec/codec.h"
#include "frame/frame.h"
#include "pack/pack.h"

/* ---- opening ---- */

enum { READER_NO_CELL = UINT16_MAX, READER_HEADER_ROWS = 30, READER_ROW_MAX = 1 << 20 };

typedef struct ReaderTable {
  Bytes text;             /* the body and header; UTF-8 or GB18030 without BOM */
  CodecEncoding encoding; /* CODEC_UTF8 or CODEC_GB18030 */
  bool valid;             /* every byte of the text is good: rows need not be looked at for it */
  CsvDialect dialect;
  size_t body;              /* offset of the first record behind the header */
  uint32_t header_row;      /* row number of the header, from 1 */
  uint32_t cells;           /* of the header */
  const uint16_t *cell_of;  /* per pack column: index of its cell, or READER_NO_CELL */
  const int64_t *factor_of; /* per pack column: 10000 where the header says 万, else 1 */
  const Str *headers;       /* the header's texts, as they stand (UTF-8) */
  uint32_t skipped;         /* rows up to and including the header */
} ReaderTable;

typedef enum ReaderVerdict {
  READER_OK,
  READER_UNUSABLE /* empty, no header, a required column or every level's key is missing: issues say
                   */
} ReaderVerdict;

/*
 * Finds encoding, dialect and header (by the texts of [columns]' headers, below at most
 * READER_HEADER_ROWS rows of titles, in the row that binds most columns; at least half of its
 * non-blank cells or two columns must bind) and binds columns: by norm_header text, the first
 * alias that fits wins over later ones; two cells that fit a column equally are an issue
 * COLUMN_TWICE and the first is taken. Missing columns that are `required` are issues
 * COLUMN_MISSING that say what the file has instead. Transcodes UTF-16 into [arena]. [ret_table] is
 * filled if there is a header, even if a required column is missing.
 */
ReaderVerdict reader_open(Bytes bytes,
                          const PackColumn *columns,
                          size_t column_count,
                          uint16_t file,
                          Arena *arena,
                          ReaderTable *ret_table,
                          FrameIssues *issues);

/* How many of [columns] the best header row of the file binds: to recognise a file. */
uint32_t reader_likeness(Bytes bytes, const PackColumn *columns, size_t column_count, Arena *arena);

/* Whether a level of [dataset] can work on the file: all its key columns are there. */
bool reader_level_usable(const ReaderTable *table, const PackDataset *dataset, size_t level);

/* ---- rows ---- */

typedef enum ReaderRowKind {
  READER_DATA,
  READER_SKIPPED, /* blank, subtotal, signature, repeated header or title */
  READER_REJECTED /* too short, too long, bad quote, bad bytes: an issue was added */
} ReaderRowKind;

typedef struct ReaderRow {
  uint32_t row; /* counted from 0 at the part's beginning; the caller adds the part's first row */
  const CsvRecord *record;
} ReaderRow;

/* The cell of a pack column as UTF-8 (decoded, unquoted where needed into [scratch], which holds
 * codec_gb18030_bound(cell) bytes; no row given out is longer than READER_ROW_MAX bytes); empty if
 * the file has no such column. */
Str reader_cell(const ReaderTable *table, const CsvRecord *record, size_t column, Arena *scratch);

typedef struct ReaderCounts {
  uint32_t rows, data, skipped, rejected;
} ReaderCounts;

/*
 * Reads the records that begin in [from, to): calls [row] for every READER_DATA row and counts
 * all. Issues get row numbers relative to the part, as ReaderRow.row does (+1). Returns the
 * offset behind the last record read: >= to, and = the next part's beginning if that was guessed
 * right (else the caller reads on from here).
 */
typedef void ReaderRowFn(void *ctx, const ReaderRow *row);
size_t reader_scan(const ReaderTable *table,
                   size_t from,
                   size_t to,
                   uint16_t file,
                   ReaderRowFn *row,
                   void *ctx,
                   Arena *scratch,
                   FrameIssues *issues,
                   Arena *issue_arena,
                   ReaderCounts *ret_counts);

/* ---- deliveries.yaml ---- */

typedef enum ReaderCoverage { READER_PARTIAL, READER_FULL, READER_ANSWER } ReaderCoverage;

typedef struct ReaderDelivery {
  Str file;    /* name beside deliveries.yaml */
  Str dataset; /* id */
  const PackDataset *of;
  Day first, last;  /* covers; DAY_MIN, DAY_MAX where open */
  const Str *areas; /* division codes of 2..12 digits, without zeros that fill them up */
  size_t area_count;
  Day state; /* DAY_MIN: none named */
  ReaderCoverage coverage;
  Str list; /* coverage answer: file of those asked */
  Str sender, replaces, adds, cover_sheet;
  bool replaced; /* a delivery below replaces it: not used */
  Place place;
} ReaderDelivery;

/* [text]: of deliveries.yaml; [files]: the names in its directory (without it), each of which
 * must be listed (a file that is not listed is an error; names beginning with '.' or README, lists
 * and cover sheets are not). Coverage `full` must name its area. What an entry replaces or adds to
 * stands above it and is of the same dataset. All mistakes at once. */
MUST_USE Err reader_deliveries(const Pack *pack,
                               Str yaml_file,
                               Bytes text,
                               const Str *files,
                               size_t file_count,
                               Arena *arena,
                               ReaderDelivery **ret_deliveries,
                               size_t *ret_count,
                               Diag *diag);

/* A draft for files whose bytes are given: what dataset each looks like, coverage partial.
 * Files that look like nothing, or like two datasets, get a comment that says so. */
typedef struct ReaderDraftFile {
  Str name;
  Bytes bytes;
} ReaderDraftFile;
void reader_draft(const Pack *pack, const ReaderDraftFile *files, size_t count, Buf *out);

#endif
