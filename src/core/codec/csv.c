/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csv: the fast reader of .csv records.
 *
 * The text is looked at in blocks of 64 bytes. A block becomes two words: where delimiters
 * stand, and where quotes and line ends (SSE2 on x86-64, words of eight bytes elsewhere or with
 * CSV_PORTABLE). Delimiters before the first quote or line end are then cells without any look at
 * the bytes; a quote is looked at only to see whether it begins its field. Blocks begin wherever
 * the record begins, so a cursor has no state but its offset.
 *
 * The plain reader in csv_plain.c says in obvious code what this one must do; they are compared
 * on random texts by test/unit/codec/csv_test.c.
 */
#include "codec/csv_int.h"

#include <string.h>

#if defined(__SSE2__) && !defined(CSV_PORTABLE)
#define CSV_SSE2 1
#include <emmintrin.h>
#else
#define CSV_SSE2 0
#endif

/* ---- masks of a block ---- */

enum { CSV_BLOCK = 64 };

/* Bit i is byte i of the block. */
typedef struct Masks {
  uint64_t delimiter;
  uint64_t stop; /* quote, CR, LF: what needs a look */
} Masks;

#if CSV_SSE2

typedef struct Needles {
  __m128i delimiter, quote, cr, lf;
} Needles;

static inline Needles needles_of(CsvDialect dialect) {
  return (Needles){_mm_set1_epi8(dialect.delimiter), _mm_set1_epi8(dialect.quote),
                   _mm_set1_epi8('\r'), _mm_set1_epi8('\n')};
}

static inline uint64_t bits_of(__m128i equal) {
  return (uint32_t)_mm_movemask_epi8(equal);
}

static inline Masks masks_of(const uint8_t *block, const Needles *needles) {
  Masks masks = {0, 0};
  for (int i = 0; i < CSV_BLOCK; i += 16) {
    __m128i bytes = _mm_loadu_si128((const __m128i *)(const void *)(block + i));
    masks.delimiter |= bits_of(_mm_cmpeq_epi8(bytes, needles->delimiter)) << i;
    __m128i line =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, needles->cr), _mm_cmpeq_epi8(bytes, needles->lf));
    __m128i quote = _mm_cmpeq_epi8(bytes, needles->quote);
    masks.stop |= bits_of(_mm_or_si128(line, quote)) << i;
  }
  return masks;
}

#else

#define LOW_BITS  UINT64_C(0x0101010101010101)
#define HIGH_BITS UINT64_C(0x8080808080808080)

typedef struct Needles {
  uint64_t delimiter, quote, cr, lf;
} Needles;

static inline Needles needles_of(CsvDialect dialect) {
  return (Needles){LOW_BITS * (uint8_t)dialect.delimiter, LOW_BITS * (uint8_t)dialect.quote,
                   LOW_BITS * '\r', LOW_BITS * '\n'};
}

/* 0x80 in every byte of [word] that equals the needle's. No carry passes from byte to byte. */
static inline uint64_t equal_bytes(uint64_t word, uint64_t needle) {
  uint64_t differ = word ^ needle;
  return ~(((differ & ~HIGH_BITS) + ~HIGH_BITS) | differ) & HIGH_BITS;
}

/* The eight high bits as one byte, the first byte of the text lowest. */
static inline uint64_t bits_of(uint64_t high_bits) {
  return ((high_bits >> 7) * UINT64_C(0x0102040810204080)) >> 56;
}

static inline Masks masks_of(const uint8_t *block, const Needles *needles) {
  Masks masks = {0, 0};
  for (int i = 0; i < CSV_BLOCK; i += 8) {
    uint64_t word;
    memcpy(&word, block + i, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    masks.delimiter |= bits_of(equal_bytes(word, needles->delimiter)) << i;
    masks.stop |= bits_of(equal_bytes(word, needles->cr) | equal_bytes(word, needles->lf) |
                          equal_bytes(word, needles->quote))
                  << i;
  }
  return masks;
}

#endif

/* The last block of a text, which has fewer than CSV_BLOCK bytes. */
static __attribute__((noinline)) Masks masks_of_tail(Bytes tail, const Needles *needles) {
  uint8_t block[CSV_BLOCK] = {0};
  if (tail.len > 0) memcpy(block, tail.ptr, tail.len);
  Masks masks = masks_of(block, needles);
  uint64_t inside = (UINT64_C(1) << tail.len) - 1;
  return (Masks){masks.delimiter & inside, masks.stop & inside};
}

/* ---- walking over blocks ---- */

typedef struct Scan {
  Bytes text;
  Needles needles;
  size_t block; /* offset of the block that the masks are of */
  Masks masks;
} Scan;

static inline void scan_load(Scan *scan, size_t at) {
  scan->block = at;
  if (scan->text.len - at >= CSV_BLOCK) {
    scan->masks = masks_of(scan->text.ptr + at, &scan->needles);
  } else {
    scan->masks = masks_of_tail((Bytes){scan->text.ptr + at, scan->text.len - at}, &scan->needles);
  }
}

/* Makes the block hold the byte [at], at most the end of the text. Returns a word with the bits
 * at and behind it set. */
static inline uint64_t scan_from(Scan *scan, size_t at) {
  if (at - scan->block >= CSV_BLOCK) scan_load(scan, at);
  return ~UINT64_C(0) << (at - scan->block);
}

static inline size_t bit_index(uint64_t bits) {
  return (size_t)__builtin_ctzll(bits);
}

/*
 * The closing quote of the value that begins at [from]; false if there is none within
 * CSV_QUOTE_MAX bytes.
 */
static inline bool
find_close(Scan *scan, size_t from, uint8_t quote, size_t *ret_close, bool *ret_escaped) {
  const uint8_t *text = scan->text.ptr;
  bool escaped = false;
  size_t at = from;
  while (at < scan->text.len && at - from <= CSV_QUOTE_MAX) {
    uint64_t live = scan_from(scan, at);
    uint64_t stops = scan->masks.stop & live;
    if (stops == 0) {
      at = scan->block + CSV_BLOCK;
      continue;
    }
    at = scan->block + bit_index(stops);
    if (text[at] != quote) { /* a line break inside the value */
      at++;
      continue;
    }
    if (at + 1 < scan->text.len && text[at + 1] == quote) {
      escaped = true;
      at += 2;
      continue;
    }
    *ret_close = at;
    *ret_escaped = escaped;
    return at - from <= CSV_QUOTE_MAX;
  }
  return false;
}

/* ---- records ---- */

/* The cells of the record so far. Offsets count from the record's first byte. */
typedef struct Cells {
  CsvCell *items;
  size_t count; /* goes on behind CSV_COLUMNS_MAX, without storing */
  size_t field; /* where the field begins that is being read */
} Cells;

static inline void put_cell(Cells *cells, CsvCell cell) {
  if (cells->count < CSV_COLUMNS_MAX) cells->items[cells->count] = cell;
  cells->count++;
}

/* Ends a field at every delimiter whose bit is set; [base] is the offset of the block. */
static inline void put_plain_cells(Cells *cells, size_t base, uint64_t delimiters) {
  if (cells->count > CSV_COLUMNS_MAX - CSV_BLOCK) {
    for (; delimiters != 0; delimiters &= delimiters - 1) {
      size_t end = base + bit_index(delimiters);
      put_cell(cells, (CsvCell){(uint32_t)cells->field, (uint32_t)(end - cells->field), 0, 0});
      cells->field = end + 1;
    }
    return;
  }
  CsvCell *next = cells->items + cells->count; /* without a check: a block has at most 64 */
  size_t field = cells->field;
  for (; delimiters != 0; delimiters &= delimiters - 1) {
    size_t end = base + bit_index(delimiters);
    *next++ = (CsvCell){(uint32_t)field, (uint32_t)(end - field), false, false};
    field = end + 1;
  }
  cells->count = (size_t)(next - cells->items);
  cells->field = field;
}

static bool only_blanks(Bytes text, size_t from, size_t to, CsvDialect dialect) {
  while (from < to && csv_is_blank(text.ptr[from], dialect))
    from++;
  return from == to;
}

/*
 * Reads the quoted field whose opening quote stands at [*at], and moves [*at] behind its closing
 * quote. CSV_RECORD if all is well so far.
 */
static inline CsvState
read_quoted(Scan *scan, Cells *cells, size_t start, size_t *at, CsvDialect dialect) {
  size_t from = *at + 1, close = 0;
  bool escaped = false;
  if (!find_close(scan, from, (uint8_t)dialect.quote, &close, &escaped)) return CSV_BAD_QUOTE;
  put_cell(cells, (CsvCell){(uint32_t)(from - start), (uint32_t)(close - from), true, escaped});
  *at = close + 1;
  if (*at == scan->text.len) return CSV_RECORD;
  uint8_t next = scan->text.ptr[*at];
  bool ends = next == (uint8_t)dialect.delimiter || next == '\r' || next == '\n';
  return ends ? CSV_RECORD : CSV_BAD_TAIL;
}

CsvState codec_csv_next(CsvCursor *cursor, CsvRecord *ret_record) {
  Bytes text = cursor->text;
  CsvDialect dialect = cursor->dialect;
  size_t start = cursor->at, at = start;
  if (start >= text.len) return CSV_END;

  Scan scan = {.text = text, .needles = needles_of(dialect)};
  scan_load(&scan, start);
  Cells cells = {cursor->cells, 0, 0};
  size_t literal = SIZE_MAX; /* the field that has a quote in it without being quoted */
  while (at < text.len) {
    uint64_t live = scan_from(&scan, at);
    uint64_t stops = scan.masks.stop & live;
    uint64_t before = ~stops & (stops - 1); /* all ones if there is no stop */
    put_plain_cells(&cells, scan.block - start, scan.masks.delimiter & live & before);
    if (stops == 0) {
      at = scan.block + CSV_BLOCK;
      continue;
    }
    at = scan.block + bit_index(stops);
    if (text.ptr[at] != (uint8_t)dialect.quote) break;
    if (literal == cells.field || !only_blanks(text, start + cells.field, at, dialect)) {
      literal = cells.field;
      at++;
      continue;
    }
    switch (read_quoted(&scan, &cells, start, &at, dialect)) {
    case CSV_BAD_QUOTE:
      return csv_give_up(cursor, csv_line_end(text, start), CSV_BAD_QUOTE, ret_record);
    case CSV_BAD_TAIL:
      return csv_give_up(cursor, csv_line_end(text, at), CSV_BAD_TAIL, ret_record);
    case CSV_RECORD:
    case CSV_BAD_COLUMNS:
    case CSV_END:
      break;
    }
    if (at == text.len || text.ptr[at] != (uint8_t)dialect.delimiter)
      return csv_hand_out(cursor, at, cells.count, ret_record);
    at++;
    cells.field = at - start;
  }
  if (at > text.len) at = text.len;
  put_cell(&cells, (CsvCell){(uint32_t)cells.field, (uint32_t)(at - start - cells.field), 0, 0});
  return csv_hand_out(cursor, at, cells.count, ret_record);
}
