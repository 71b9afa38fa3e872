/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csv: the two readers against written-out records, and against each other on random texts.
 *
 * Texts lie in blocks of exactly their length, so that a sanitizer sees every byte read too many.
 */
#include "codec/codec.h"

#include "unit.h"

enum { RECORDS_MAX = 4096, PARTS_MAX = 512 };

typedef CsvState Reader(CsvCursor *cursor, CsvRecord *ret_record);

static const CsvDialect comma = {',', '"'};

static uint64_t random_next(uint64_t *state) {
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return *state >> 33;
}

/* A copy in a block of its own; mem_free it. */
static Bytes copy_of(const void *text, size_t len) {
  uint8_t *block = mem_grow(NULL, len > 0 ? len : 1);
  if (len > 0) memcpy(block, text, len);
  return (Bytes){block, len};
}

static void forget(Bytes copy) {
  mem_free((void *)(uintptr_t)copy.ptr);
}

/* ---- what is read, written out ---- */

static void show_byte(Buf *buf, uint8_t byte) {
  if (byte == '\n') {
    buf_lit(buf, "\\n");
  } else if (byte == '\r') {
    buf_lit(buf, "\\r");
  } else if (byte >= ' ' && byte < 0x7F) {
    buf_char(buf, (char)byte);
  } else {
    buf_printf(buf, "\\x%02X", byte);
  }
}

static void show_bytes(Buf *buf, Bytes bytes) {
  for (size_t i = 0; i < bytes.len; i++)
    show_byte(buf, bytes.ptr[i]);
}

/*
 * Records as text: [a][b]; - quoted cells are ["..."], those with "" inside ["..."e], and of a bad
 * record only the kind and the line are shown: QUOTE(...); TAIL(...); COLUMNS(...);
 */
static void show_record(Buf *buf, CsvState state, const CsvRecord *record) {
  static const char *const kinds[] = {"", "QUOTE(", "TAIL(", "COLUMNS(", "END("};
  if (state != CSV_RECORD) {
    buf_lit(buf, kinds[state]);
    show_bytes(buf, record->line);
    buf_lit(buf, ");");
    return;
  }
  for (uint32_t i = 0; i < record->count; i++) {
    CsvCell cell = record->cells[i];
    buf_lit(buf, cell.quoted ? "[\"" : "[");
    show_bytes(buf, (Bytes){record->line.ptr + cell.from, cell.len});
    buf_lit(buf, cell.escaped ? "\"e]" : cell.quoted ? "\"]" : "]");
  }
  buf_char(buf, ';');
}

static void check_reader(Bytes text, CsvDialect dialect, Reader *reader, const char *want) {
  CsvCell cells[CSV_COLUMNS_MAX];
  CsvCursor cursor = {text, 0, dialect, cells};
  CsvRecord record = {.count = 77};
  Buf buf;
  buf_init(&buf, 1 << 20);
  for (;;) {
    size_t before = cursor.at;
    CsvState state = reader(&cursor, &record);
    if (state == CSV_END) break;
    EXPECT(cursor.at > before);
    EXPECT(record.line.ptr == text.ptr + before);
    EXPECT(state != CSV_RECORD || record.count >= 1);
    show_record(&buf, state, &record);
  }
  EXPECT_INT((int64_t)cursor.at, (int64_t)text.len);
  EXPECT_INT(reader(&cursor, &record), CSV_END); /* and stays there */
  EXPECT_STR(buf_view(&buf), want);
  buf_free(&buf);
}

static void check(const char *text, size_t len, CsvDialect dialect, const char *want) {
  Bytes copy = copy_of(text, len);
  check_reader(copy, dialect, codec_csv_next, want);
  check_reader(copy, dialect, codec_csv_next_plain, want);
  forget(copy);
}

#define READ(text, want) check((text), sizeof(text) - 1, comma, (want))

UNIT(records) {
  READ("", "");
  READ("\n", "[];");
  READ(",", "[][];");
  READ("a", "[a];");
  READ("a,b", "[a][b];");
  READ("a,b\n", "[a][b];");
  READ("a,b\nc,d", "[a][b];[c][d];");
  READ("a,\n,b\n", "[a][];[][b];");
  READ("a\n\nb\n\n", "[a];[];[b];[];");
  READ(" a , b \n", "[ a ][ b ];"); /* blanks belong to unquoted values */
  READ("a\0b,\0\nc", "[a\\x00b][\\x00];[c];");
  READ("\xB1\x5C,\xB1\x7C|\n", "[\\xB1\\][\\xB1||];"); /* trail bytes of GB18030 */
}

UNIT(line_ends) {
  READ("a\r\nb\r\n", "[a];[b];");
  READ("a\rb\r", "[a];[b];");
  READ("a\r\rb", "[a];[];[b];");
  READ("a\n\rb", "[a];[];[b];");
  READ("a\r\n\r\nb\n\nc\r\rd", "[a];[];[b];[];[c];[];[d];");
  READ("a,\r", "[a][];");
  READ("a,\r\n", "[a][];");
  READ("\"a\"\r\"b\"\r\n\"c\"\n", "[\"a\"];[\"b\"];[\"c\"];");
}

UNIT(quotes) {
  READ("\"a\",\"b\"\n", "[\"a\"][\"b\"];");
  READ("\"\"", "[\"\"];");
  READ("\"\",\"\"\n\"\"\n", "[\"\"][\"\"];[\"\"];");
  READ("\"a,b\",c\n", "[\"a,b\"][c];");
  READ("\"a\nb\r\nc\",d\ne", "[\"a\\nb\\r\\nc\"][d];[e];");
  READ("\"a\"\"b\",c", "[\"a\"\"b\"e][c];");
  READ("\"\"\"\"", "[\"\"\"\"e];");
  READ("\"\"\"\"\"\",x", "[\"\"\"\"\"\"e][x];");
  READ("  \"a\",\t\"b\"", "[\"a\"][\"b\"];"); /* blanks before a quote */
  READ("a\"b,c\"d\"\n", "[a\"b][c\"d\"];");   /* a quote inside is a character */
  READ("=\"5309\",x\n", "[=\"5309\"][x];");
  READ("a \"b\"\n", "[a \"b\"];");
  READ("a\"\n\"b\"\n", "[a\"];[\"b\"];");
  READ("x,\"a\"", "[x][\"a\"];");
}

UNIT(bad_records) {
  READ("\"", "QUOTE(\");");
  READ("a,\"b\nc,d\n", "QUOTE(a,\"b);[c][d];");
  READ("a,\"b\r\nc\r\n", "QUOTE(a,\"b);[c];");
  READ("\"a\"\"", "QUOTE(\"a\"\");");
  READ("\"a\"\"\nb", "QUOTE(\"a\"\");[b];");
  /* only the first line is given up, though its first field had two */
  READ("\"a\nb\",\"c\nd", "QUOTE(\"a);QUOTE(b\",\"c);[d];");
  READ("\"a\"b,c\nd\n", "TAIL(\"a\"b,c);[d];");
  READ("\"a\" ,c\nd", "TAIL(\"a\" ,c);[d];"); /* a blank is text, too */
  READ("\"a\nb\"c\nd\n", "TAIL(\"a\\nb\"c);[d];");
  READ("\"a\"x\"\r\nd", "TAIL(\"a\"x\");[d];");
  READ("\"a\"x", "TAIL(\"a\"x);");
  READ("\"a\"\0", "TAIL(\"a\"\\x00);");
}

UNIT(dialects) {
  READ("a;b\tc", "[a;b\\x09c];");
  check("a;b,c", 5, (CsvDialect){';', '"'}, "[a][b,c];");
  check("a\t\"b\"\t c", 8, (CsvDialect){'\t', '"'}, "[a][\"b\"][ c];");
  check("\t\t\"b\"", 5, (CsvDialect){'\t', '"'}, "[][][\"b\"];"); /* no blanks but delimiters */
  check("a|b", 3, (CsvDialect){'|', '"'}, "[a][b];");
  check("'a,b',\"c", 8, (CsvDialect){',', '\''}, "[\"a,b\"][\"c];");
}

/* ---- limits ---- */

static void check_columns(size_t columns, bool quoted, CsvState want) {
  Buf buf;
  buf_init(&buf, 1 << 20);
  for (size_t i = 0; i < columns; i++)
    buf_lit(&buf, quoted ? (i == 0 ? "\"a\n\"" : ",\"\"") : (i == 0 ? "" : ","));
  buf_lit(&buf, "\r\nnext");
  Str text = buf_view(&buf);
  Bytes copy = copy_of(text.ptr, text.len);
  static Reader *const readers[] = {codec_csv_next, codec_csv_next_plain};
  for (size_t i = 0; i < 2; i++) {
    CsvCell cells[CSV_COLUMNS_MAX];
    CsvCursor cursor = {copy, 0, comma, cells};
    CsvRecord record;
    EXPECT_INT(readers[i](&cursor, &record), want);
    EXPECT_INT(record.count, want == CSV_RECORD ? (int64_t)columns : 0);
    EXPECT_INT((int64_t)record.line.len, (int64_t)text.len - 6);
    EXPECT_INT(readers[i](&cursor, &record), CSV_RECORD);
    EXPECT_INT(record.count, 1);
    EXPECT_INT((int64_t)record.line.len, 4);
  }
  forget(copy);
  buf_free(&buf);
}

UNIT(many_columns) {
  for (int quoted = 0; quoted < 2; quoted++) {
    check_columns(CSV_COLUMNS_MAX - 64, quoted, CSV_RECORD);
    check_columns(CSV_COLUMNS_MAX - 1, quoted, CSV_RECORD);
    check_columns(CSV_COLUMNS_MAX, quoted, CSV_RECORD);
    check_columns(CSV_COLUMNS_MAX + 1, quoted, CSV_BAD_COLUMNS);
    check_columns(CSV_COLUMNS_MAX + 200, quoted, CSV_BAD_COLUMNS);
  }
}

static void check_long_quote(size_t len, bool pairs, CsvState want) {
  static uint8_t text[CSV_QUOTE_MAX + 64];
  size_t at = 0;
  text[at++] = '"';
  while (at <= len)
    text[at++] = pairs ? '"' : 'x';
  text[10] = pairs ? '"' : '\n';
  text[at++] = '"';
  text[at++] = '\n';
  Bytes copy = copy_of(text, at);
  static Reader *const readers[] = {codec_csv_next, codec_csv_next_plain};
  for (size_t i = 0; i < 2; i++) {
    CsvCell cells[CSV_COLUMNS_MAX];
    CsvCursor cursor = {copy, 0, comma, cells};
    CsvRecord record;
    EXPECT_INT(readers[i](&cursor, &record), want);
    if (want == CSV_RECORD) EXPECT_INT(record.cells[0].len, (int64_t)len);
    if (want == CSV_BAD_QUOTE) EXPECT_INT((int64_t)record.line.len, pairs ? (int64_t)at - 1 : 10);
  }
  forget(copy);
}

UNIT(long_quotes) {
  check_long_quote(CSV_QUOTE_MAX - 2, false, CSV_RECORD);
  check_long_quote(CSV_QUOTE_MAX, false, CSV_RECORD);
  check_long_quote(CSV_QUOTE_MAX + 1, false, CSV_BAD_QUOTE);
  check_long_quote(CSV_QUOTE_MAX + 50, false, CSV_BAD_QUOTE);
  check_long_quote(CSV_QUOTE_MAX, true, CSV_RECORD);
  check_long_quote(CSV_QUOTE_MAX + 2, true, CSV_BAD_QUOTE);
}

/* Blanks, a letter and a great many quotes: each quote must not look at the blanks again. */
UNIT(no_quadratic_time) {
  enum { HALF = 2000000 };
  static uint8_t text[2 * HALF];
  memset(text, ' ', HALF);
  memset(text + HALF, '"', HALF);
  text[HALF - 1] = 'x';
  Bytes copy = copy_of(text, sizeof text);
  CsvCell cells[CSV_COLUMNS_MAX];
  CsvCursor cursor = {copy, 0, comma, cells};
  CsvRecord record;
  EXPECT_INT(codec_csv_next(&cursor, &record), CSV_RECORD);
  EXPECT_INT(record.count, 1);
  EXPECT_INT(record.cells[0].len, sizeof text);
  forget(copy);
}

/* ---- fast against plain ---- */

static bool same_record(CsvState state, const CsvRecord *a, const CsvRecord *b) {
  if (a->line.ptr != b->line.ptr || a->line.len != b->line.len || a->count != b->count)
    return false;
  if (state != CSV_RECORD && a->count != 0) return false;
  for (uint32_t i = 0; i < a->count; i++) {
    CsvCell x = a->cells[i], y = b->cells[i];
    if (x.from != y.from || x.len != y.len || x.quoted != y.quoted || x.escaped != y.escaped)
      return false;
  }
  return true;
}

static void check_same(Bytes text, size_t from) {
  CsvCell cells[2][CSV_COLUMNS_MAX];
  CsvCursor fast = {text, from, comma, cells[0]}, plain = {text, from, comma, cells[1]};
  for (;;) {
    CsvRecord a = {.count = 0}, b = {.count = 0};
    CsvState state = codec_csv_next(&fast, &a);
    CsvState plain_state = codec_csv_next_plain(&plain, &b);
    bool same = state == plain_state && fast.at == plain.at && same_record(state, &a, &b);
    EXPECT(same);
    if (!same || state == CSV_END) return;
  }
}

/* Bytes of a small alphabet, so that everything meets everything; [fill] of ten are letters. */
static Bytes random_text(uint64_t *random, size_t max, unsigned fill) {
  static const uint8_t alphabet[] = {'a', ',', ';', '"', '\n', '\r', 0xB1, 0x5C, ' ', '"'};
  size_t len = random_next(random) % (max + 1);
  uint8_t *block = mem_grow(NULL, len > 0 ? len : 1);
  for (size_t i = 0; i < len; i++) {
    bool letter = random_next(random) % 10 < fill;
    block[i] = letter ? 'a' : alphabet[random_next(random) % sizeof alphabet];
  }
  return (Bytes){block, len};
}

UNIT(fast_is_plain) {
  uint64_t random = 1;
  for (int round = 0; round < 300000; round++) {
    bool is_long = round % 8 == 0;
    Bytes text = random_text(&random, is_long ? 300 : 24, is_long ? (unsigned)round % 10 : 0);
    check_same(text, 0);
    if (text.len > 0) check_same(text, random_next(&random) % text.len); /* resumes anywhere */
    forget(text);
  }
}

/* Records around CSV_COLUMNS_MAX, with an odd quote or line break in them. */
UNIT(fast_is_plain_in_wide_records) {
  static uint8_t text[6000];
  uint64_t random = 5;
  for (int round = 0; round < 500; round++) {
    memset(text, ',', sizeof text);
    for (uint64_t changes = random_next(&random) % 30; changes > 0; changes--)
      text[random_next(&random) % sizeof text] = (uint8_t)("\"\"a \n\r"[random_next(&random) % 6]);
    Bytes copy = copy_of(text, sizeof text - random_next(&random) % 200);
    check_same(copy, random_next(&random) % 100);
    forget(copy);
  }
}

/* ---- parts ---- */

typedef struct Seen {
  size_t at[RECORDS_MAX]; /* of every record read; its state is in the low bits of [what] */
  uint64_t what[RECORDS_MAX];
  size_t count;
} Seen;

/* Reads the records that begin in [from, to); returns where the next one begins. */
static size_t read_records(Bytes text, size_t from, size_t to, Seen *seen) {
  CsvCell cells[CSV_COLUMNS_MAX];
  CsvCursor cursor = {text, from, comma, cells};
  while (cursor.at < to) {
    CsvRecord record;
    size_t at = cursor.at;
    CsvState state = codec_csv_next(&cursor, &record);
    if (state == CSV_END || seen->count == RECORDS_MAX) break;
    seen->at[seen->count] = at;
    seen->what[seen->count++] = (uint64_t)record.line.len << 32 | record.count << 3 | state;
  }
  return cursor.at;
}

/* As the readers of parts do: each from its guess, and again from the real place if the guess
 * was wrong. Returns how many were. */
static size_t read_in_parts(Bytes text, size_t part_size, Seen *seen) {
  size_t from[PARTS_MAX], real = 0, wrong = 0;
  size_t count = codec_csv_parts(text, comma, part_size, from, PARTS_MAX);
  EXPECT(count >= 1 && from[0] == 0);
  for (size_t i = 0; i < count; i++) {
    size_t to = i + 1 < count ? from[i + 1] : text.len;
    EXPECT(to > from[i] || text.len == 0);
    if (real != from[i]) wrong++;
    if (real < to) real = read_records(text, real, to, seen);
  }
  EXPECT_INT((int64_t)real, (int64_t)text.len);
  return wrong;
}

static bool same_seen(const Seen *a, const Seen *b) {
  return a->count == b->count && memcmp(a->at, b->at, a->count * sizeof a->at[0]) == 0 &&
         memcmp(a->what, b->what, a->count * sizeof a->what[0]) == 0;
}

UNIT(parts_are_the_whole) {
  static Seen whole, parts;
  uint64_t random = 2;
  for (int round = 0; round < 50000; round++) {
    Bytes text = random_text(&random, 300, (unsigned)round % 10);
    whole.count = parts.count = 0;
    EXPECT_INT((int64_t)read_records(text, 0, text.len, &whole), (int64_t)text.len);
    (void)read_in_parts(text, random_next(&random) % 80, &parts);
    EXPECT(same_seen(&whole, &parts));
    forget(text);
  }
}

/* Of well-formed texts the guess is always right, whatever stands inside the quotes. */
UNIT(parts_of_good_texts) {
  static const char *const values[] = {"a", "", "b,c", "d\ne", "f\r\ng", "h\"i", "\"\n\"", "jj"};
  static Seen parts;
  uint64_t random = 3;
  Buf buf;
  buf_init(&buf, 1 << 20);
  for (int round = 0; round < 2000; round++) {
    buf_clear(&buf);
    for (size_t row = random_next(&random) % 40; row > 0; row--) {
      for (int column = 0; column < 4; column++) {
        if (column > 0) buf_char(&buf, ',');
        codec_csv_put(&buf, str_from(values[random_next(&random) % 8]), ',');
      }
      buf_lit(&buf, round % 3 == 0 ? "\r\n" : round % 3 == 1 ? "\n" : "\r");
    }
    Str text = buf_view(&buf);
    Bytes copy = copy_of(text.ptr, text.len);
    parts.count = 0;
    EXPECT_INT((int64_t)read_in_parts(copy, 1 + random_next(&random) % 200, &parts), 0);
    for (size_t i = 0; i < parts.count; i++)
      EXPECT_INT((int64_t)(parts.what[i] & 0xFFFFFFFF), 4 << 3 | CSV_RECORD);
    forget(copy);
  }
  buf_free(&buf);
}

/* One stray quote at the beginning turns the parity of everything behind it round: within
 * CSV_QUOTE_MAX bytes the cut finds the lines again. */
UNIT(parts_after_a_stray_quote) {
  enum { LEN = 1000000, PART = 100000 };
  static uint8_t text[LEN];
  for (size_t i = 0; i < LEN; i++)
    text[i] = i % 10 == 9 ? '\n' : i % 10 == 4 ? ',' : 'a';
  text[2] = '"';
  size_t from[PARTS_MAX];
  size_t count = codec_csv_parts((Bytes){text, LEN}, comma, PART, from, PARTS_MAX);
  EXPECT(count >= 6);
  for (size_t i = 0; i < count; i++)
    EXPECT_INT((int64_t)(from[i] % 10), 0);

  EXPECT_INT((int64_t)codec_csv_parts((Bytes){text, LEN}, comma, PART, from, 3), 3);
  EXPECT_INT((int64_t)codec_csv_parts((Bytes){text, LEN}, comma, PART, from, 0), 0);
  EXPECT_INT((int64_t)codec_csv_parts((Bytes){text, LEN}, comma, SIZE_MAX, from, 3), 1);
  EXPECT_INT((int64_t)codec_csv_parts((Bytes){NULL, 0}, comma, PART, from, 3), 1);
}

/* ---- sniffing ---- */

static void check_sniff(const char *text, CodecEncoding encoding, char want) {
  CsvDialect dialect = codec_csv_sniff((Bytes){(const uint8_t *)text, strlen(text)}, encoding);
  EXPECT_INT(dialect.delimiter, want);
  EXPECT_INT(dialect.quote, '"');
}

UNIT(sniff) {
  check_sniff("", CODEC_UTF8, ',');
  check_sniff("one column\nonly\n", CODEC_UTF8, ',');
  check_sniff("a,b\nc,d\n", CODEC_UTF8, ',');
  check_sniff("a;b\nc;d\n", CODEC_UTF8, ';');
  check_sniff("a\tb\nc\td\n", CODEC_UTF8, '\t');
  check_sniff("a|b\nc|d\n", CODEC_UTF8, '|');
  check_sniff("a|b\nc|d\n", CODEC_GB18030, ',');
  check_sniff("a\t1,5\nb\t2\nc\t3,1,1\n", CODEC_UTF8, '\t'); /* uneven commas */
  check_sniff("a;1,5;x\nb;2,0;y\n", CODEC_UTF8, ';');        /* even ones, but fewer */
  check_sniff("title\nunit: x; date: y\n\na,b,c\nd,e,f\ng,h,i\n", CODEC_UTF8, ',');
  check_sniff("a,\"x;y;z\"\nb,\"x;y;z\"\n", CODEC_UTF8, ',');
  check_sniff("=\"1\";b\n=\"2\";d\n", CODEC_UTF8, ';');
  check_sniff("\"a\n;;\",b\n\"c\n;\",d\n", CODEC_UTF8, ',');
}

UNIT(sniff_long) {
  static uint8_t text[200000];
  for (size_t i = 0; i < sizeof text; i++)
    text[i] = i % 10 == 9 ? '\n' : i % 5 == 2 ? ';' : 'a';
  EXPECT_INT(codec_csv_sniff((Bytes){text, sizeof text}, CODEC_UTF8).delimiter, ';');
  memset(text, ',', sizeof text); /* a line without an end */
  EXPECT_INT(codec_csv_sniff((Bytes){text, sizeof text}, CODEC_UTF8).delimiter, ',');
}

/* ---- values ---- */

static void check_put(Str value, const char *want) {
  Buf buf;
  buf_init(&buf, 4096);
  codec_csv_put(&buf, value, ',');
  EXPECT_STR(buf_view(&buf), want);
  buf_free(&buf);
}

UNIT(put) {
  check_put(STR_NONE, "");
  check_put(STR("abc"), "abc");
  check_put(STR("a;b"), "a;b");
  check_put(STR("a,b"), "\"a,b\"");
  check_put(STR("a\"b"), "\"a\"\"b\"");
  check_put(STR("a\nb"), "\"a\nb\"");
  check_put(STR("a\r"), "\"a\r\"");
  check_put(STR(" a"), "\" a\"");
  check_put(STR("\""), "\"\"\"\"");
}

UNIT(unquote) {
  uint8_t out[16];
  Bytes got = codec_csv_unquote((Bytes){(const uint8_t *)"a\"\"b\"\"\"\"", 8}, out);
  EXPECT_STR(((Str){(const char *)got.ptr, got.len}), "a\"b\"\"");
  EXPECT_INT((int64_t)codec_csv_unquote((Bytes){NULL, 0}, out).len, 0);
}

/* What is put comes back. */
UNIT(put_and_read) {
  static const uint8_t alphabet[] = {'a', ',', '"', '\n', '\r', ' ', 0xB1, '\t'};
  uint64_t random = 4;
  Buf buf;
  buf_init(&buf, 4096);
  for (int round = 0; round < 50000; round++) {
    char values[3][8];
    size_t lens[3];
    buf_clear(&buf);
    for (size_t i = 0; i < 3; i++) {
      lens[i] = random_next(&random) % 9;
      for (size_t k = 0; k < lens[i]; k++)
        values[i][k] = (char)alphabet[random_next(&random) % 8];
      if (i > 0) buf_char(&buf, ',');
      codec_csv_put(&buf, (Str){values[i], lens[i]}, ',');
    }
    Str text = buf_view(&buf);
    CsvCell cells[CSV_COLUMNS_MAX];
    CsvCursor cursor = {{(const uint8_t *)text.ptr, text.len}, 0, comma, cells};
    CsvRecord record;
    EXPECT_INT(codec_csv_next(&cursor, &record), CSV_RECORD);
    EXPECT_INT(record.count, 3);
    for (size_t i = 0; i < 3 && record.count == 3; i++) {
      uint8_t out[32];
      Bytes value = {record.line.ptr + cells[i].from, cells[i].len};
      EXPECT(value.len <= sizeof out);
      if (cells[i].escaped) value = codec_csv_unquote(value, out);
      EXPECT(value.len == lens[i] && memcmp(value.ptr, values[i], lens[i]) == 0);
    }
  }
  buf_free(&buf);
}

UNIT_MAIN(UNIT_CASE(records),
          UNIT_CASE(line_ends),
          UNIT_CASE(quotes),
          UNIT_CASE(bad_records),
          UNIT_CASE(dialects),
          UNIT_CASE(many_columns),
          UNIT_CASE(long_quotes),
          UNIT_CASE(no_quadratic_time),
          UNIT_CASE(fast_is_plain),
          UNIT_CASE(fast_is_plain_in_wide_records),
          UNIT_CASE(parts_are_the_whole),
          UNIT_CASE(parts_of_good_texts),
          UNIT_CASE(parts_after_a_stray_quote),
          UNIT_CASE(sniff),
          UNIT_CASE(sniff_long),
          UNIT_CASE(put),
          UNIT_CASE(unquote),
          UNIT_CASE(put_and_read))
