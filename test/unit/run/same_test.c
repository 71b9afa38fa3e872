/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run: what a result must not depend on: threads, partitions, parts of files, the executor, the
 * order of the registry, of the deliveries, the encoding and line ends of the files.
 */
#include "county.h"

#define PACK "packs/shuangjiang-2021"

/* ---- threads and partitions ---- */

static void expect_same_however_cut(const County *county, bool ndjson) {
  static const size_t threads[] = {1, 2, 3, 8};
  static const uint32_t partitions[] = {1, 7, 100, 4096};
  RunInput input = county_input(county);
  input.ndjson = ndjson;
  RunResult *want = county_run(&input);
  EXPECT(want->findings > 0);
  for (size_t t = 0; t < sizeof threads / sizeof threads[0]; t++) {
    for (size_t p = 0; p < sizeof partitions / sizeof partitions[0]; p++) {
      char what[64];
      (void)snprintf(what, sizeof what, "%zu threads, partitions of %u", threads[t], partitions[p]);
      input.threads = threads[t];
      input.partition = partitions[p];
      RunResult *got = county_run(&input);
      county_compare(got, want, NULL, what);
      EXPECT_INT((int64_t)got->findings, (int64_t)want->findings);
      EXPECT_INT((int64_t)got->issues, (int64_t)want->issues);
      run_free(got);
    }
  }
  run_free(want);
}

UNIT(threads_and_partitions) {
  Pack *pack = county_pack(PACK);
  County county;
  county_make(&county, pack, 1, 300);
  expect_same_however_cut(&county, false);
  county_free(&county);
  pack_free(pack);
}

UNIT(threads_and_partitions_ndjson) {
  Pack *pack = county_pack("test/run/outcomes/pack");
  County county;
  county_read(&county, pack, "test/run/outcomes", "2021-10-30");
  expect_same_however_cut(&county, true);
  county_free(&county);
  pack_free(pack);
}

/* ---- parts ---- */

/* A file of several MiB whose quoted cells hold line breaks and quotes, so that no cut of it into
 * parts is certain; and one row whose quote is closed only behind the next line. */
static Bytes bills_file(Arena *arena, size_t rows, bool breaks) {
  static const char *const texts[] = {"县医院", "\"上\n下\"", "\"引\"\"号\"\"\"", "\"\n\n,\"\"\n\"",
                                      "\"，\r\n\""};
  static const char *const flat[] = {"县医院", "上下", "引号", "空", "，"};
  Buf out;
  buf_init(&out, (size_t)1 << 26);
  buf_lit(&out, "身份证号,姓名,出生日期,村,结算日期,自付费用,医院\n");
  for (size_t i = 0; i < rows; i++)
    buf_printf(&out, "%s,%s,,,2021-%02zu-01,%zu.5,%s%s\n",
               i % 3 == 0 ? "990000196504040425" : "990000199909091001",
               i % 3 == 0 ? "玉香" : "某某", i % 12 + 1, i % 4000,
               breaks ? texts[i % 5] : flat[i % 5], breaks ? "" : ",,,,,,,,,,");
  EXPECT(!out.overflow);
  Str text = arena_str(arena, buf_view(&out));
  buf_free(&out);
  return (Bytes){(const uint8_t *)text.ptr, text.len};
}

static void expect_bills(const County *county, size_t rows) {
  RunInput input = county_input(county);
  RunResult *want = county_run(&input);
  Arena *arena = arena_new((size_t)1 << 30);
  Str accounting = county_output(want, "accounting.tsv", arena), cells[32];
  Str head = str_cut(&accounting, '\n'), line = str_cut(&accounting, '\n');
  (void)county_cells(line, cells, 32);
  int64_t total = 0, unmatched = 0, by_id = 0;
  NormId id;
  norm_id(STR("990000196504040425"), &id);
  EXPECT(str_to_int(cells[county_column(head, "rows")], &total));
  EXPECT(str_to_int(cells[county_column(head, "unmatched")], &unmatched));
  EXPECT(str_to_int(cells[county_column(head, "matched_id")], &by_id));
  EXPECT_INT(total, (int64_t)rows + 1);
  EXPECT_INT(by_id, (int64_t)(rows + 2) / 3);
  EXPECT_INT(unmatched, (int64_t)(rows - (rows + 2) / 3));
  for (size_t threads = 2; threads <= 8; threads += 3) {
    input.threads = threads;
    RunResult *got = county_run(&input);
    county_compare(got, want, NULL, "parts");
    run_free(got);
  }
  run_free(want);
  arena_free(arena);
}

UNIT(parts) {
  enum { ROWS = 60000 };
  Pack *pack = county_pack("test/run/outcomes/pack");
  County county;
  county_read(&county, pack, "test/run/outcomes", "2021-10-30");
  for (int breaks = 0; breaks < 2; breaks++) {
    county.files[0].bytes = bills_file(county.arena, ROWS, breaks == 1);
    EXPECT(county.files[0].bytes.len > (size_t)3 << 20);
    expect_bills(&county, ROWS);
  }
  county_free(&county);
  pack_free(pack);
}

/* ---- blocks ---- */

/* Rows with every kind of issue, of the reader and of matching, one among the other: some too
 * short, some without a key or with a damaged number or day, titles, quotes in number and name;
 * and runs of bad ones longer than a block. */
static Bytes mixed_file(Arena *arena, size_t rows, uint64_t seed) {
  static const char *const heads[] = {"990000196504040425,玉香,,,",
                                      "990000199909091001,某某,,,",
                                      "\"990000196504040425\",\"玉香\",,,",
                                      "\"9900001965\"\"04040425\",\"玉\"\"香\",,,",
                                      "9.90000E+17,玉香,,,",
                                      ",玉香,1965-04-04,,",
                                      ",,,,",
                                      "990000196504040425,玉香,,,第",
                                      "990000"};
  static const char *const tails[] = {"县医院", "\"一\n二\"", "", "县医院,,,", "县医院,多"};
  enum { HEADS = sizeof heads / sizeof heads[0], TAILS = sizeof tails / sizeof tails[0] };
  Buf out;
  buf_init(&out, (size_t)1 << 26);
  buf_lit(&out, "身份证号,姓名,出生日期,村,结算日期,自付费用,医院\n");
  for (size_t i = 0; i < rows; i++) {
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    size_t head = (size_t)(seed >> 33) % HEADS, tail = (size_t)(seed >> 50) % TAILS;
    if (i / 50 % 7 == 3) head = HEADS - 1;
    if (i / 50 % 7 == 5) head = 6;
    buf_printf(&out, "%s2021-%02zu-01,%zu.5,%s\n", heads[head], i % 12 + 1, i % 4000, tails[tail]);
  }
  EXPECT(!out.overflow);
  Str text = arena_str(arena, buf_view(&out));
  buf_free(&out);
  return (Bytes){(const uint8_t *)text.ptr, text.len};
}

/* A block of one row is the plain definition: row after row. */
UNIT(blocks) {
  static const uint32_t sizes[] = {2, 3, 7, 31, 32, 33, 64, 5000};
  static const size_t rows[] = {1, 2, 32, 33, 700, 2000};
  Pack *pack = county_pack("test/run/outcomes/pack");
  County county;
  county_read(&county, pack, "test/run/outcomes", "2021-10-30");
  size_t issues = 0;
  for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
    county.files[0].bytes = mixed_file(county.arena, rows[r], 17 + r);
    RunInput input = county_input(&county);
    input.block = 1;
    RunResult *want = county_run(&input);
    issues += want->issues;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
      char what[64];
      (void)snprintf(what, sizeof what, "%zu rows, blocks of %u", rows[r], sizes[i]);
      input.block = sizes[i];
      input.threads = 1 + i % 2;
      RunResult *got = county_run(&input);
      county_compare(got, want, NULL, what);
      EXPECT_INT((int64_t)got->issues, (int64_t)want->issues);
      run_free(got);
    }
    run_free(want);
  }
  EXPECT(issues > 1000);
  county_free(&county);
  pack_free(pack);
}

/* ---- executors ---- */

UNIT(executors) {
  Pack *pack = county_pack(PACK);
  for (uint64_t seed = 11; seed <= 13; seed++) {
    County county;
    county_make(&county, pack, seed, 300);
    RunInput input = county_input(&county);
    RunResult *scalar = county_run(&input);
    input.executor = RULE_REFERENCE;
    RunResult *reference = county_run(&input);
    county_compare(scalar, reference, NULL, "executors");
    uint64_t yes = 0, confirm = 0, undecidable = 0;
    for (size_t i = 0; i < scalar->rule_count; i++) {
      yes += scalar->rules[i].yes;
      confirm += scalar->rules[i].confirm;
      undecidable += scalar->rules[i].undecidable + scalar->rules[i].common_undecidable;
      EXPECT_INT((int64_t)scalar->rules[i].error, 0);
    }
    EXPECT(yes > 0 && confirm > 0 && undecidable > 0);
    run_free(scalar);
    run_free(reference);
    county_free(&county);
  }
  pack_free(pack);
}

/* ---- accounting ---- */

/* matched to skipped add up to the rows; bad numbers are not more than the rows. */
static void expect_adds_up(Str head, Str line) {
  Str cells[64];
  size_t count = county_cells(line, cells, 64), from = county_column(head, "rows");
  EXPECT_INT((int64_t)count, (int64_t)county_column(head, "bad_ids") + 1);
  int64_t rows = 0, sum = 0, n = 0;
  EXPECT(str_to_int(cells[from], &rows));
  for (size_t i = from + 1; i + 1 < count; i++) {
    EXPECT(str_to_int(cells[i], &n) && n >= 0);
    sum += n;
  }
  EXPECT_INT(sum, rows);
  EXPECT(rows > 0);
  EXPECT(str_to_int(cells[count - 1], &n) && n >= 0 && n <= rows);
}

UNIT(accounting) {
  static const uint64_t seeds[] = {11, 12, 13, 14};
  Pack *pack = county_pack(PACK);
  for (size_t s = 0; s < sizeof seeds / sizeof seeds[0]; s++) {
    County county;
    county_make(&county, pack, seeds[s], 300);
    RunInput input = county_input(&county);
    RunResult *result = county_run(&input);
    Str text = county_output(result, "accounting.tsv", county.arena);
    Str head = str_cut(&text, '\n');
    size_t files = 0;
    for (; text.len > 0; files++)
      expect_adds_up(head, str_cut(&text, '\n'));
    EXPECT_INT((int64_t)files, (int64_t)county.delivery_count);
    run_free(result);
    county_free(&county);
  }
  pack_free(pack);
}

/* ---- the order of the registry ---- */

enum { ROWS_MAX = 4096 };

/* Turns the rows behind the header round; [ret_was] says where each row stood. */
static Bytes reverse_rows(Arena *arena, Bytes bytes, uint32_t *ret_was, uint32_t *ret_count) {
  Str rest = {(const char *)bytes.ptr, bytes.len}, lines[ROWS_MAX];
  uint32_t count = 0;
  for (; rest.len > 0 && count < ROWS_MAX; count++)
    lines[count] = str_cut(&rest, '\n');
  EXPECT_INT((int64_t)rest.len, 0);
  Buf out;
  buf_init(&out, (size_t)1 << 24);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t from = i == 0 ? 0 : count - i;
    buf_str(&out, lines[from]);
    buf_char(&out, '\n');
    ret_was[i + 1] = from + 1;
  }
  *ret_count = count;
  Str text = arena_str(arena, buf_view(&out));
  buf_free(&out);
  return (Bytes){(const uint8_t *)text.ptr, text.len};
}

/* Children of one subject keep the order of the file: only the tables of subjects are turned. */
UNIT(registry_order) {
  Pack *pack = county_pack(PACK);
  County county;
  county_make(&county, pack, 31, 300);
  RunInput input = county_input(&county);
  RunResult *want = county_run(&input);
  Str names[2] = {STR("persons.csv"), STR("households.csv")};
  uint32_t was[2][ROWS_MAX + 1], counts[2] = {0, 0};
  for (size_t i = 0; i < county.registry_count; i++)
    for (size_t k = 0; k < 2; k++)
      if (str_eq(county.registry[i].name, names[k]))
        county.registry[i].bytes =
            reverse_rows(county.arena, county.registry[i].bytes, was[k], &counts[k]);
  EXPECT(counts[0] > 1000 && counts[1] > 300);
  RunResult *got = county_run(&input);
  Str findings = county_output(got, "findings.tsv", county.arena);
  for (size_t k = 0; k < 2; k++)
    findings = county_rows_as_they_were(county.arena, findings, names[k], was[k], counts[k]);
  county_expect_same(findings, county_output(want, "findings.tsv", county.arena), "findings");
  county_compare(got, want, "findings.tsv issues.tsv manifest.json", "order");
  Str issues = county_output(got, "issues.tsv", county.arena);
  EXPECT(str_contains(issues, STR("\tunsorted\t")));
  EXPECT(!str_contains(county_output(want, "issues.tsv", county.arena), STR("\tunsorted\t")));
  run_free(got);
  run_free(want);
  county_free(&county);
  pack_free(pack);
}

/* ---- the order of the deliveries ---- */

static int by_dataset_backwards(const void *a, const void *b) {
  const ReaderDelivery *x = a, *y = b;
  int order = str_cmp(y->dataset, x->dataset);
  return order != 0 ? order : (x->place.line > y->place.line) - (x->place.line < y->place.line);
}

static void expect_same_lines(Str got, Str want, Arena *arena) {
  Map lines = {0};
  size_t count = 0;
  for (; want.len > 0; count++)
    (void)map_add(&lines, arena, str_cut(&want, '\n'), 1);
  for (; got.len > 0; count--) {
    uint32_t found;
    Str line = str_cut(&got, '\n');
    bool known = map_find(&lines, line, &found);
    EXPECT(known);
    if (!known) printf("  %.*s\n", STR_ARG(line));
  }
  EXPECT_INT((int64_t)count, 0);
}

UNIT(delivery_order) {
  Pack *pack = county_pack(PACK);
  County county;
  county_make(&county, pack, 32, 300);
  RunInput input = county_input(&county);
  RunResult *want = county_run(&input);
  RunFile files[COUNTY_FILES];
  qsort(county.deliveries, county.delivery_count, sizeof county.deliveries[0],
        by_dataset_backwards);
  for (size_t i = 0; i < county.delivery_count; i++)
    for (size_t k = 0; k < county.delivery_count; k++)
      if (str_eq(county.files[k].name, county.deliveries[i].file)) files[i] = county.files[k];
  EXPECT(!str_eq(files[0].name, county.files[0].name));
  memcpy(county.files, files, county.delivery_count * sizeof files[0]);
  RunResult *got = county_run(&input);
  county_compare(got, want, "issues.tsv accounting.tsv manifest.json", "order of deliveries");
  expect_same_lines(county_output(got, "accounting.tsv", county.arena),
                    county_output(want, "accounting.tsv", county.arena), county.arena);
  expect_same_lines(county_output(got, "issues.tsv", county.arena),
                    county_output(want, "issues.tsv", county.arena), county.arena);
  run_free(got);
  run_free(want);
  county_free(&county);
  pack_free(pack);
}

/* ---- encodings and line ends ---- */

typedef enum Form { FORM_UTF8, FORM_BOM, FORM_GB18030, FORM_UTF16 } Form;

static Str as_utf8(Arena *arena, Bytes bytes) {
  size_t bom = 0, bad = 0;
  bool valid;
  CodecEncoding encoding = codec_sniff_encoding(bytes, &bom, &valid);
  bytes = (Bytes){bytes.ptr + bom, bytes.len - bom};
  if (encoding != CODEC_GB18030) return (Str){(const char *)bytes.ptr, bytes.len};
  char *text = arena_new_array(arena, char, codec_gb18030_bound(bytes.len));
  Str utf8 = {text, codec_gb18030_to_utf8(bytes, text, &bad)};
  EXPECT_INT((int64_t)bad, 0);
  return utf8;
}

static Str with_line_ends(Arena *arena, Str text, const char *end) {
  Buf out;
  buf_init(&out, (size_t)1 << 26);
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] == '\r' && i + 1 < text.len && text.ptr[i + 1] == '\n') continue;
    if (text.ptr[i] == '\n')
      buf_lit(&out, end);
    else
      buf_char(&out, text.ptr[i]);
  }
  Str copy = arena_str(arena, buf_view(&out));
  buf_free(&out);
  return copy;
}

static Bytes as_form(Arena *arena, Str text, Form form) {
  Buf out;
  buf_init(&out, (size_t)1 << 26);
  if (form == FORM_BOM) buf_lit(&out, "\xEF\xBB\xBF");
  if (form == FORM_UTF16) buf_str(&out, (Str){"\xFF\xFE", 2});
  for (size_t at = 0; form == FORM_UTF16 && at < text.len;) {
    uint32_t code = str_next_code(text, &at);
    EXPECT(code < 0x10000);
    buf_char(&out, (char)(code & 0xFF));
    buf_char(&out, (char)(code >> 8));
  }
  if (form == FORM_UTF8 || form == FORM_BOM) buf_str(&out, text);
  Str made = arena_str(arena, buf_view(&out));
  buf_free(&out);
  if (form != FORM_GB18030) return (Bytes){(const uint8_t *)made.ptr, made.len};
  uint8_t *bytes = arena_new_array(arena, uint8_t, 2 * text.len + 4);
  return (Bytes){bytes, codec_utf8_to_gb18030(text, bytes)};
}

static void reform(RunFile *file, Arena *arena, Form form, const char *end) {
  if (file->bytes.len == 0) return;
  file->bytes = as_form(arena, with_line_ends(arena, as_utf8(arena, file->bytes), end), form);
}

UNIT(encodings) {
  static const struct {
    Form form;
    const char *end, *what;
  } forms[] = {{FORM_UTF8, "\r\n", "UTF-8, CRLF"},
               {FORM_BOM, "\n", "UTF-8 with BOM, LF"},
               {FORM_GB18030, "\n", "GB18030, LF"},
               {FORM_GB18030, "\r\n", "GB18030, CRLF"},
               {FORM_UTF16, "\r\n", "UTF-16, CRLF"}};
  Pack *pack = county_pack(PACK);
  County county;
  county_make(&county, pack, 33, 300);
  RunInput input = county_input(&county);
  for (size_t i = 0; i < county.registry_count; i++)
    reform(&county.registry[i], county.arena, FORM_UTF8, "\n");
  for (size_t i = 0; i < county.delivery_count; i++)
    reform(&county.files[i], county.arena, FORM_UTF8, "\n");
  RunResult *want = county_run(&input);
  EXPECT(want->findings > 100);
  for (size_t f = 0; f < sizeof forms / sizeof forms[0]; f++) {
    for (size_t i = 0; i < county.registry_count; i++)
      reform(&county.registry[i], county.arena, forms[f].form, forms[f].end);
    for (size_t i = 0; i < county.delivery_count; i++)
      reform(&county.files[i], county.arena, forms[f].form, forms[f].end);
    RunResult *got = county_run(&input);
    county_compare(got, want, "manifest.json", forms[f].what);
    run_free(got);
    for (size_t i = 0; forms[f].form == FORM_UTF16 && i < county.registry_count; i++)
      EXPECT_INT(county.registry[i].bytes.ptr[0], 0xFF);
  }
  run_free(want);
  county_free(&county);
  pack_free(pack);
}

UNIT_MAIN(UNIT_CASE(threads_and_partitions),
          UNIT_CASE(threads_and_partitions_ndjson),
          UNIT_CASE(parts),
          UNIT_CASE(blocks),
          UNIT_CASE(executors),
          UNIT_CASE(accounting),
          UNIT_CASE(registry_order),
          UNIT_CASE(delivery_order),
          UNIT_CASE(encodings))
