/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csv_sniff: which delimiter a text has, and where it may be cut into parts.
 *
 * Both are guesses from the bytes alone, made so that a wrong one costs time or is seen, never
 * data: the dialect is shown to the user, and a reader of parts checks each seam.
 */
#include "codec/csv_int.h"

#include <string.h>

enum { SNIFF_BYTES = 65536 };

/* ---- dialect ---- */

/* On which number of delimiters most records agree, and their votes. */
typedef struct Evenness {
  size_t votes;
  size_t delimiters;
} Evenness;

/* A quote inside an unquoted field: it may have been torn out of its quotes by the wrong
 * delimiter (a,"x;y" read with ';'). */
static bool has_stray_quote(const CsvRecord *record) {
  for (uint32_t i = 0; i < record->count; i++) {
    CsvCell cell = record->cells[i];
    if (cell.quoted || cell.len == 0) continue;
    if (memchr(record->line.ptr + cell.from, '"', cell.len) != NULL) return true;
  }
  return false;
}

/* Records without the delimiter (titles, blank lines) and bad ones have no vote, those with a
 * stray quote half of one. */
static Evenness evenness_of(Bytes text, CsvDialect dialect) {
  CsvCell cells[CSV_COLUMNS_MAX];
  uint32_t votes[CSV_COLUMNS_MAX + 1] = {0};
  CsvCursor cursor = {text, 0, dialect, cells};
  CsvRecord record;
  for (;;) {
    CsvState state = codec_csv_next(&cursor, &record);
    if (state == CSV_END) break;
    if (state == CSV_RECORD) votes[record.count] += has_stray_quote(&record) ? 1 : 2;
  }
  Evenness best = {0, 0};
  for (size_t count = 2; count <= CSV_COLUMNS_MAX; count++)
    if (votes[count] > 0 && votes[count] >= best.votes) best = (Evenness){votes[count], count - 1};
  return best;
}

CsvDialect codec_csv_sniff(Bytes text, CodecEncoding encoding) {
  static const char delimiters[] = {',', '\t', ';', '|'};
  if (text.len > SNIFF_BYTES) { /* the last line may be cut: leave it out, unless it is the only */
    size_t len = SNIFF_BYTES;
    while (len > 0 && text.ptr[len - 1] != '\n' && text.ptr[len - 1] != '\r')
      len--;
    text.len = len > 0 ? len : SNIFF_BYTES;
  }
  CsvDialect best = {',', '"'};
  Evenness best_evenness = {0, 0};
  for (size_t i = 0; i < sizeof delimiters; i++) {
    /* 7C is the second byte of many characters of GB18030. */
    if (delimiters[i] == '|' && encoding == CODEC_GB18030) continue;
    CsvDialect dialect = {delimiters[i], '"'};
    Evenness evenness = evenness_of(text, dialect);
    bool better =
        evenness.votes > best_evenness.votes ||
        (evenness.votes == best_evenness.votes && evenness.delimiters > best_evenness.delimiters);
    if (!better) continue;
    best = dialect;
    best_evenness = evenness;
  }
  return best;
}

/* ---- parts ---- */

/* Whether the quotes in [from, to) are odd in number. Lanes of fixed number, for the compilers'
 * vectors: this is the one pass over a text that cannot be shared among cores. */
static bool odd_quotes(Bytes text, size_t from, size_t to, CsvDialect dialect) {
  enum { LANES = 64 };
  uint8_t odd[LANES] = {0};
  for (; to - from >= LANES; from += LANES)
    for (size_t i = 0; i < LANES; i++)
      odd[i] ^= text.ptr[from + i] == (uint8_t)dialect.quote;
  for (; from < to; from++)
    odd[0] ^= text.ptr[from] == (uint8_t)dialect.quote;
  for (size_t i = 1; i < LANES; i++)
    odd[0] ^= odd[i];
  return odd[0] != 0;
}

/*
 * The beginning of the first record behind [at], if [inside] says rightly whether [at] is inside
 * quotes. No value is longer than CSV_QUOTE_MAX: where no line ends outside quotes for so long,
 * the parity was wrong (a stray quote somewhere before) and the next line end is taken.
 */
static size_t next_beginning(Bytes text, size_t at, CsvDialect dialect, bool inside) {
  for (size_t from = at; at < text.len; at++) {
    uint8_t byte = text.ptr[at];
    if (byte == (uint8_t)dialect.quote) inside = !inside;
    bool line_end = byte == '\r' || byte == '\n';
    if (line_end && (!inside || at - from > CSV_QUOTE_MAX)) return csv_behind_line(text, at);
  }
  return text.len;
}

size_t
codec_csv_parts(Bytes text, CsvDialect dialect, size_t part_size, size_t *ret_from, size_t cap) {
  if (cap == 0) return 0;
  if (part_size == 0) part_size = 1;
  size_t count = 0, from = 0;
  ret_from[count++] = 0;
  while (count < cap && text.len - from > part_size) {
    size_t target = from + part_size;
    bool inside = odd_quotes(text, from, target, dialect);
    from = next_beginning(text, target, dialect, inside);
    if (from >= text.len) break;
    ret_from[count++] = from;
  }
  return count;
}
