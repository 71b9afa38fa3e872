/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csv: what the csv files of codec share.
 *
 * Not for other modules: how a line ends, how a record is handed out, for both readers.
 */
#ifndef CODEC_CSV_INT_H
#define CODEC_CSV_INT_H

#include "codec/codec.h"

/* Blanks may stand between a delimiter and an opening quote. */
static inline bool csv_is_blank(uint8_t byte, CsvDialect dialect) {
  return byte == ' ' || (byte == '\t' && dialect.delimiter != '\t');
}

/* The offset behind the line end that stands at [at]; [at] itself at the end of the text. */
static inline size_t csv_behind_line(Bytes text, size_t at) {
  if (at >= text.len) return at;
  return text.ptr[at] == '\r' && at + 1 < text.len && text.ptr[at + 1] == '\n' ? at + 2 : at + 1;
}

/* The offset of the first CR or LF at or behind [at], or the end of the text. */
size_t csv_line_end(Bytes text, size_t at);

/* Gives up the record at the cursor: it is [start, end) without cells, and the cursor moves
 * behind the line end at [end]. */
CsvState csv_give_up(CsvCursor *cursor, size_t end, CsvState state, CsvRecord *ret_record);

/* Hands out the record at the cursor, which ends at [end] and has [count] fields, of which the
 * first CSV_COLUMNS_MAX stand in the cursor's cells. */
CsvState csv_hand_out(CsvCursor *cursor, size_t end, size_t count, CsvRecord *ret_record);

#endif
