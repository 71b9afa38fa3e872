/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lines: rows of a table that are no data: blank ones, sums, signatures, repeated heads, notes.
 *
 * Two looks. The first, at every row, compares the first character of its first two cells with
 * those of the words in lines.def, of the header and of the titles; for nearly all rows it ends
 * there. The second reads the texts. A row that has an ID number is always data: to call a
 * person's row a sum would lose a person.
 */
#include "reader/reader_int.h"

#include <string.h>

typedef enum LineKind { LINE_SUBTOTAL, LINE_SIGNATURE, LINE_LABEL, LINE_NOTE, LINE_PAGE } LineKind;

typedef struct LineWord {
  LineKind kind;
  Str word;
} LineWord;

static const LineWord WORDS[] = {
#define LINE(kind, word) {LINE_##kind, STR_INIT(word)},
#include "reader/lines.def"
#undef LINE
};

enum { WORD_COUNT = sizeof WORDS / sizeof WORDS[0] };

/* ---- the first look ---- */

/* What tools put before a text to protect it; ASCII alone, the rest is a suspect character. */
static inline bool is_wrapping(uint8_t byte) {
  return byte <= ' ' || byte == '"' || byte == '=' || byte == '\'';
}

/* The first character as a number; of four bytes the first three (UTF-8) or two (GB18030). */
static inline uint32_t first_character(const uint8_t *at, size_t len, bool gb) {
  if (at[0] < 0x80 || len < 2) return at[0];
  uint32_t two = (uint32_t)at[0] << 8 | at[1];
  return gb || at[0] < 0xE0 || len < 3 ? two : two << 8 | at[2];
}

/* ASCII has bits of its own: digits begin most rows, and must not be taken for a word. */
static inline uint32_t bit_of(uint32_t character) {
  return character < 0x80 ? character : (character * UINT32_C(2654435761) >> 20) | 0x80;
}

_Static_assert(READER_LINE_BITS == 1 << 12, "bit_of keeps 12 bits");

static void suspect_bytes(ReaderLines *lines, Bytes text) {
  while (text.len > 0 && is_wrapping(text.ptr[0]))
    text = (Bytes){text.ptr + 1, text.len - 1};
  if (text.len == 0) return;
  bool gb = lines->table->encoding == CODEC_GB18030;
  uint32_t bit = bit_of(first_character(text.ptr, text.len, gb));
  lines->firsts[bit / 64] |= UINT64_C(1) << bit % 64;
}

static void suspect_text(ReaderLines *lines, Str text) {
  if (lines->table->encoding != CODEC_GB18030) {
    suspect_bytes(lines, (Bytes){(const uint8_t *)text.ptr, text.len});
    return;
  }
  uint8_t encoded[64]; /* words are short */
  CHECK(text.len * 2 + 4 <= sizeof encoded);
  size_t len = codec_utf8_to_gb18030(text, encoded);
  suspect_bytes(lines, (Bytes){encoded, len});
}

static void suspect_code(ReaderLines *lines, uint32_t code) {
  char text[4];
  suspect_text(lines, (Str){text, str_put_code(text, code)});
}

/* Blanks that are not ASCII, what cannot be seen, brackets and stars before a word. */
static void suspect_marks(ReaderLines *lines) {
  static const struct {
    uint16_t first, last;
  } marks[] = {{'(', '*'},       {'[', '['},       {0x7F, 0x7F},     {0xA0, 0xA0},
               {0xAD, 0xAD},     {0x1680, 0x1680}, {0x180E, 0x180E}, {0x2000, 0x200F},
               {0x2028, 0x202F}, {0x205F, 0x2069}, {0x3000, 0x3000}, {0x3010, 0x3010},
               {0x3014, 0x3014}, {0xFEFF, 0xFEFF}, {0xFF08, 0xFF0A}, {0xFF3B, 0xFF3B}};
  for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
    for (uint32_t code = marks[i].first; code <= marks[i].last; code++)
      suspect_code(lines, code);
}

/* A line without the empty cells at its end: a title has one or many of them. */
static Bytes without_tail(Bytes line, CsvDialect dialect) {
  while (line.len > 0 &&
         (line.ptr[line.len - 1] == (uint8_t)dialect.delimiter || line.ptr[line.len - 1] <= ' '))
    line.len--;
  return line;
}

/* Titles and header: the rows above the body. */
static void suspect_heads(ReaderLines *lines) {
  const ReaderTable *table = lines->table;
  CsvCell cells[CSV_COLUMNS_MAX];
  CsvCursor cursor = {{table->text.ptr, table->body}, 0, table->dialect, cells};
  CsvRecord record;
  while (lines->head_count < READER_HEADER_LOOK && lines->head_count < table->header_row) {
    if (codec_csv_next(&cursor, &record) == CSV_END) break;
    lines->heads[lines->head_count++] = without_tail(record.line, table->dialect);
    if (record.count == 0) suspect_bytes(lines, record.line);
    for (uint32_t i = 0; i < record.count; i++) {
      if (cells[i].len == 0) continue;
      suspect_bytes(lines, reader_cell_bytes(&record, i));
      break;
    }
  }
}

void reader_lines_prepare(const ReaderTable *table, ReaderLines *ret_lines) {
  ReaderLines *lines = ret_lines;
  *lines = (ReaderLines){.table = table, .needed = table->cells};
  char room[READER_TEXT_ROOM];
  while (lines->needed > 0 && norm_strip(table->headers[lines->needed - 1], room).len == 0)
    lines->needed--;
  for (size_t i = 0; i < WORD_COUNT; i++)
    suspect_text(lines, WORDS[i].word);
  suspect_marks(lines);
  suspect_heads(lines);
  static const Str sum = STR_INIT("计");
  if (table->encoding == CODEC_GB18030) {
    lines->last_len = (uint32_t)codec_utf8_to_gb18030(sum, lines->last);
  } else {
    memcpy(lines->last, sum.ptr, sum.len);
    lines->last_len = (uint32_t)sum.len;
  }
}

bool reader_lines_suspect(const ReaderLines *lines, const CsvRecord *record) {
  if (record->count < lines->needed) return true;
  bool gb = lines->table->encoding == CODEC_GB18030;
  uint32_t filled = 0;
  for (uint32_t i = 0; i < record->count && filled < 2; i++) {
    const uint8_t *at = record->line.ptr + record->cells[i].from;
    const uint8_t *end = at + record->cells[i].len;
    while (at < end && is_wrapping(*at))
      at++;
    if (at == end) continue;
    uint32_t bit = bit_of(first_character(at, (size_t)(end - at), gb));
    if ((lines->firsts[bit / 64] >> bit % 64 & 1) != 0) return true;
    if (filled++ > 0) break;
    size_t len = (size_t)(end - at), last = lines->last_len;
    if (len > last && memcmp(end - last, lines->last, last) == 0) return true;
  }
  return filled < 2 && record->count > filled;
}

/* ---- the second look ---- */

/* The texts of a row's cells that are not blank; of all but the first two only what is asked. */
typedef struct Look {
  const ReaderLines *lines;
  const CsvRecord *record;
  uint32_t filled;
  uint32_t cell[2]; /* of the first two */
  Str text[2];      /* stripped */
  Str norm[2];      /* norm_header */
  char rooms[4][READER_TEXT_ROOM];
} Look;

enum { LOOK_MAX = 256 };

static Str cell_text(const Look *look, uint32_t cell, char room[READER_TEXT_ROOM]) {
  return reader_text(look->lines->table->encoding, reader_cell_bytes(look->record, cell),
                     look->record->cells[cell].escaped, LOOK_MAX, room);
}

/* A text that is long only in blanks and quotes counts as blank: LOOK_MAX bytes are looked at. */
static void look_at(Look *look) {
  char room[READER_TEXT_ROOM], strip_room[READER_TEXT_ROOM];
  for (uint32_t i = 0; i < look->record->count; i++) {
    if (look->record->cells[i].len == 0) continue;
    Str text = norm_strip(cell_text(look, i, room), strip_room);
    if (text.len == 0) continue;
    if (look->filled < 2) {
      uint32_t n = look->filled;
      look->cell[n] = i;
      memcpy(look->rooms[n], text.ptr, text.len);
      look->text[n] = (Str){look->rooms[n], text.len};
      look->norm[n] = norm_header(text, look->rooms[n + 2], READER_TEXT_ROOM);
    }
    look->filled++;
  }
}

static bool has_id(const Look *look) {
  char room[READER_TEXT_ROOM];
  for (uint32_t i = 0; i < look->record->count; i++) {
    if (look->record->cells[i].len < 15 || look->record->cells[i].len > LOOK_MAX) continue;
    NormId id;
    norm_id(cell_text(look, i, room), &id);
    switch (id.form) {
    case ID_18:
    case ID_15:
    case ID_CARD_20:
    case ID_CARD_22:
    case ID_MASKED:
      return true;
    case ID_NONE:
    case ID_DAMAGED:
    case ID_OTHER:
      break;
    }
  }
  return false;
}

static bool has_colon(Str text, size_t codes) {
  for (size_t at = 0; at < text.len && codes > 0; codes--) {
    uint32_t code = str_next_code(text, &at);
    if (code == ':' || code == 0xFF1A || code == 0xFE55 || code == 0x2236) return true;
  }
  return false;
}

static bool has_blank(Str text) {
  return str_contains(text, STR(" ")) || str_contains(text, STR("\xE3\x80\x80"));
}

/* A few cells, as under a signature, not a row of values; a narrow table has no such rows. */
static bool is_sparse(const Look *look) {
  return look->lines->needed >= 4 && look->filled <= look->lines->needed / 2 + 1;
}

static bool word_fits(const Look *look, LineWord word) {
  enum { NOTE_COLON_WITHIN = 8 };
  Str norm = look->norm[0], text = look->text[0];
  if (!str_starts(norm, word.word)) return false;
  switch (word.kind) {
  case LINE_SUBTOTAL:
    return true;
  case LINE_SIGNATURE:
    return has_colon(text, LOOK_MAX) ||
           (is_sparse(look) && (norm.len == word.word.len || has_blank(text)));
  case LINE_LABEL:
    return has_colon(text, LOOK_MAX);
  case LINE_NOTE:
    return has_colon(text, NOTE_COLON_WITHIN);
  case LINE_PAGE:
    return look->filled <= 2 && str_contains(norm, STR("页"));
  }
  return false;
}

/* 勐库镇小计: not a name, which would have three characters at most. */
static bool ends_as_sum(Str norm) {
  static const Str sums[] = {STR_INIT("小计"), STR_INIT("合计"), STR_INIT("总计"), STR_INIT("累计"),
                             STR_INIT("共计")};
  if (str_count_codes(norm) < 4) return false;
  for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++)
    if (str_ends(norm, sums[i])) return true;
  return false;
}

/* The date of signing may stand before the names. */
static bool is_dated_signature(const Look *look) {
  Day lo, hi;
  NormState state = norm_date(look->text[0], &lo, &hi);
  if (state != NORM_VALUE && state != NORM_BOUNDED) return false;
  for (size_t i = 0; i < WORD_COUNT; i++) {
    bool signature = WORDS[i].kind == LINE_SIGNATURE || WORDS[i].kind == LINE_LABEL;
    if (signature && str_starts(look->norm[1], WORDS[i].word)) return has_colon(look->text[1], 12);
  }
  return false;
}

static bool is_no_data(const Look *look) {
  for (size_t i = 0; i < WORD_COUNT; i++) {
    if (word_fits(look, WORDS[i])) return true;
    if (look->filled > 1 && WORDS[i].kind == LINE_SUBTOTAL &&
        str_starts(look->norm[1], WORDS[i].word))
      return true;
  }
  return ends_as_sum(look->norm[0]) || (look->filled > 1 && is_dated_signature(look));
}

/* The header again, each of its texts in its place, or a title again. */
static bool is_repeated_head(const Look *look) {
  const ReaderTable *table = look->lines->table;
  const CsvRecord *record = look->record;
  Bytes line = without_tail(record->line, table->dialect);
  for (size_t i = 0; i < look->lines->head_count; i++) {
    Bytes head = look->lines->heads[i];
    if (head.len > 0 && head.len == line.len && memcmp(head.ptr, line.ptr, head.len) == 0)
      return true;
  }
  if (record->count < look->lines->needed) return false;
  char room[READER_TEXT_ROOM], got_room[READER_TEXT_ROOM], want_room[READER_TEXT_ROOM];
  for (uint32_t i = 0; i < record->count; i++) {
    Str got = norm_header(cell_text(look, i, room), got_room, sizeof got_room);
    Str header = i < table->cells ? str_slice(table->headers[i], 0, LOOK_MAX) : STR_NONE;
    if (header.len == LOOK_MAX) header.len = 0; /* cut, perhaps within a character */
    if (!str_eq(got, norm_header(header, want_room, sizeof want_room))) return false;
  }
  return true;
}

ReaderRowKind reader_lines_classify(const ReaderLines *lines, const CsvRecord *record) {
  Look look;
  look.lines = lines;
  look.record = record;
  look.filled = 0;
  look.text[0] = look.text[1] = look.norm[0] = look.norm[1] = STR_NONE;
  look_at(&look);
  if (look.filled == 0 || is_repeated_head(&look)) return READER_SKIPPED;
  return is_no_data(&look) && !has_id(&look) ? READER_SKIPPED : READER_DATA;
}
