/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run: a small county with a rule of every shape, all outputs compared as whole texts.
 *
 * The county stands in test/run/outcomes: nine persons, one dataset for each way in which rows
 * find their people and each way in which a list is complete or not.
 */
#include "county.h"

#define PLACE "test/run/outcomes"

static const char *const tables[] = {"findings.tsv", "undecided.tsv",  "villages.tsv",
                                     "issues.tsv",   "accounting.tsv", "poor.tsv",
                                     "billed.tsv",   "places.tsv"};
enum { TABLES = sizeof tables / sizeof tables[0] };

typedef struct Outcomes {
  Pack *pack;
  County county;
  RunResult *result;
  Arena *arena;
} Outcomes;

static void open_outcomes(Outcomes *outcomes) {
  outcomes->pack = county_pack(PLACE "/pack");
  county_read(&outcomes->county, outcomes->pack, PLACE, "2021-10-30");
  outcomes->arena = outcomes->county.arena;
}

static void close_outcomes(Outcomes *outcomes) {
  run_free(outcomes->result);
  county_free(&outcomes->county);
  pack_free(outcomes->pack);
}

static void expect_tables(const Outcomes *outcomes) {
  for (size_t i = 0; i < TABLES; i++) {
    Bytes want = county_bytes(outcomes->arena, STR(PLACE "/expected"), str_from(tables[i]));
    county_expect_same(county_output(outcomes->result, tables[i], outcomes->arena),
                       (Str){(const char *)want.ptr, want.len}, tables[i]);
  }
}

UNIT(every_table) {
  Outcomes outcomes;
  open_outcomes(&outcomes);
  RunInput input = county_input(&outcomes.county);
  outcomes.result = county_run(&input);
  expect_tables(&outcomes);
  EXPECT_INT(outcomes.result->persons, 9);
  EXPECT_INT(outcomes.result->households, 6);
  EXPECT_INT(outcomes.result->villages, 3);
  EXPECT_INT((int64_t)outcomes.result->delivered_rows, 45);
  EXPECT_INT((int64_t)outcomes.result->matched_rows, 23);
  EXPECT_INT((int64_t)outcomes.result->findings, 63);
  EXPECT_INT((int64_t)outcomes.result->issues, 15);
  EXPECT_INT(outcomes.result->files_left_out, 0);
  EXPECT_STR(outcomes.result->outputs[outcomes.result->output_count - 1].name, "manifest.json");
  close_outcomes(&outcomes);
}

/* The specification of both executors says the same, however the county is cut. */
UNIT(reference) {
  Outcomes outcomes;
  open_outcomes(&outcomes);
  RunInput input = county_input(&outcomes.county);
  input.executor = RULE_REFERENCE;
  input.threads = 3;
  input.partition = 1;
  outcomes.result = county_run(&input);
  expect_tables(&outcomes);
  close_outcomes(&outcomes);
}

/* ---- counts of rules ---- */

static const RunRuleCount *count_of(const RunResult *result, const char *rule) {
  for (size_t i = 0; i < result->rule_count; i++)
    if (str_eq(result->rules[i].rule->id, str_from(rule))) return &result->rules[i];
  printf("no rule %s\n", rule);
  exit(1);
}

static void expect_counts(const RunResult *result, const char *rule, const uint64_t want[7]) {
  const RunRuleCount *count = count_of(result, rule);
  const uint64_t got[7] = {count->subjects, count->no,          count->yes,
                           count->confirm,  count->undecidable, count->common_undecidable,
                           count->error};
  for (size_t i = 0; i < 7; i++) {
    if (got[i] != want[i]) printf("%s, count %zu\n", rule, i);
    EXPECT_INT((int64_t)got[i], (int64_t)want[i]);
  }
}

UNIT(rule_counts) {
  Outcomes outcomes;
  open_outcomes(&outcomes);
  RunInput input = county_input(&outcomes.county);
  outcomes.result = county_run(&input);
  const RunResult *result = outcomes.result;
  /* subjects, no, yes, confirm, undecidable, the same for everybody, error */
  expect_counts(result, "C1", (const uint64_t[7]){9, 4, 1, 2, 2, 0, 0});
  expect_counts(result, "E1", (const uint64_t[7]){2, 1, 1, 0, 0, 0, 0});
  expect_counts(result, "E2", (const uint64_t[7]){5, 0, 3, 0, 0, 2, 0});
  expect_counts(result, "E3", (const uint64_t[7]){0, 0, 0, 0, 0, 0, 0});
  expect_counts(result, "E4", (const uint64_t[7]){1, 0, 1, 0, 0, 0, 0});
  expect_counts(result, "Q1", (const uint64_t[7]){6, 0, 0, 0, 2, 4, 0});
  expect_counts(result, "Q2", (const uint64_t[7]){6, 0, 2, 0, 3, 0, 1});
  expect_counts(result, "V1", (const uint64_t[7]){3, 0, 2, 0, 1, 0, 0});
  expect_counts(result, "W6", (const uint64_t[7]){6, 2, 0, 3, 1, 0, 0});
  expect_counts(result, "W8", (const uint64_t[7]){9, 0, 0, 0, 0, 9, 0});
  EXPECT(!count_of(result, "E3")->looked_at && count_of(result, "W8")->looked_at);
  for (size_t i = 0; i < result->rule_count; i++) {
    const RunRuleCount *count = &result->rules[i];
    EXPECT_INT((int64_t)count->subjects,
               (int64_t)(count->no + count->yes + count->confirm + count->undecidable +
                         count->common_undecidable + count->error));
  }
  close_outcomes(&outcomes);
}

/* ---- NDJSON ---- */

static Str member(const YamlNode *line, const char *key) {
  const YamlNode *node = codec_yaml_get(line, str_from(key));
  if (node == NULL) {
    EXPECT(node != NULL);
    return STR_NONE;
  }
  return node->kind == YAML_NULL ? STR("-") : node->text;
}

static void put_list(const YamlNode *list, Buf *out) {
  if (list->count == 0) buf_char(out, '-');
  for (size_t i = 0; i < list->count; i++) {
    if (i > 0) buf_char(out, ';');
    codec_tsv_put_pair(out, list->items[i]->text);
  }
}

static void put_proof(const YamlNode *list, Buf *out) {
  if (list->count == 0) buf_char(out, '-');
  for (size_t i = 0; i < list->count; i++) {
    const YamlNode *row = list->items[i];
    if (i > 0) buf_char(out, ';');
    bool delivery = codec_yaml_get(row, STR("row"))->kind == YAML_NULL;
    buf_printf(out, delivery ? "delivery:%.*s" : "%.*s", STR_ARG(member(row, "dataset")));
    if (!delivery)
      buf_printf(out, ":%.*s:-:%.*s", STR_ARG(member(row, "file")), STR_ARG(member(row, "row")));
  }
}

/* A line of findings.ndjson is the line of findings.tsv but for the evidence. */
static void expect_line(const YamlNode *json, Str tsv) {
  static const char *const keys[] = {"household", "person",  "village", "rule",
                                     "as_of",     "outcome", "tier"};
  static const char *const order[] = {"household", "person",  "village", "rule",
                                      "as_of",     "outcome", "tier",    "evidence",
                                      "proof",     "causes",  "say"};
  Str cells[10];
  EXPECT_INT((int64_t)county_cells(tsv, cells, 10), 10);
  EXPECT_INT((int64_t)json->count, 11);
  for (size_t i = 0; i < json->count && i < 11; i++)
    EXPECT_STR(json->keys[i]->text, order[i]);
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
    EXPECT(str_eq(member(json, keys[i]), cells[i]));
  Buf text;
  buf_init(&text, 1 << 20);
  put_proof(codec_yaml_get(json, STR("proof")), &text);
  EXPECT(str_eq(buf_view(&text), cells[8]));
  buf_clear(&text);
  put_list(codec_yaml_get(json, STR("causes")), &text);
  EXPECT(str_eq(buf_view(&text), cells[9]));
  buf_free(&text);
}

UNIT(ndjson) {
  Outcomes outcomes;
  open_outcomes(&outcomes);
  RunInput input = county_input(&outcomes.county);
  input.ndjson = true;
  input.english = true;
  outcomes.result = county_run(&input);
  Arena *arena = outcomes.arena;
  Str text = county_output(outcomes.result, "findings.ndjson", arena);
  Bytes want = county_bytes(arena, STR(PLACE "/expected"), STR("findings.ndjson"));
  county_expect_same(text, (Str){(const char *)want.ptr, want.len}, "findings.ndjson");
  EXPECT_INT((int64_t)county_output(outcomes.result, "findings.tsv", arena).len, 0);
  Bytes table = county_bytes(arena, STR(PLACE "/expected"), STR("findings.tsv"));
  Str lines = {(const char *)table.ptr, table.len};
  (void)str_cut(&lines, '\n');
  size_t count = 0;
  for (; text.len > 0; count++) {
    Str line = str_cut(&text, '\n');
    YamlNode *json = NULL;
    Err err = codec_json_parse(STR("findings.ndjson"), (Bytes){(const uint8_t *)line.ptr, line.len},
                               arena, &json, NULL);
    EXPECT_INT(err, ERR_OK);
    if (err == ERR_OK) expect_line(json, str_cut(&lines, '\n'));
  }
  EXPECT_INT((int64_t)count, 63);
  EXPECT_INT((int64_t)lines.len, 0);
  close_outcomes(&outcomes);
}

/* Chinese is the language if none is asked for. */
UNIT(say) {
  Outcomes outcomes;
  open_outcomes(&outcomes);
  RunInput input = county_input(&outcomes.county);
  input.ndjson = true;
  outcomes.result = county_run(&input);
  Str text = county_output(outcomes.result, "findings.ndjson", outcomes.arena);
  EXPECT(str_contains(text, STR("\"say\":\"住院 2 次，自付 6500.5 元\"")));
  EXPECT(!str_contains(text, STR("yuan")));
  close_outcomes(&outcomes);
}

/* ---- privacy ---- */

/* No ID number stands in any output, whatever form it had in the files. */
UNIT(no_numbers) {
  Outcomes outcomes;
  open_outcomes(&outcomes);
  RunInput input = county_input(&outcomes.county);
  outcomes.result = county_run(&input);
  for (size_t i = 0; i < outcomes.result->output_count; i++) {
    Str text =
        county_output(outcomes.result, arena_cstr(outcomes.arena, outcomes.result->outputs[i].name),
                      outcomes.arena);
    EXPECT(text.len > 0);
    EXPECT(!str_contains(text, STR("990000")));
  }
  close_outcomes(&outcomes);
}

/* ---- populations ---- */

static void replace_file(RunFile *files, size_t count, Str name, Bytes bytes) {
  for (size_t i = 0; i < count; i++)
    if (str_eq(files[i].name, name)) files[i].bytes = bytes;
}

/* P11 signed, P12 did not: his car is not kept, so whether the household has one is not known. */
UNIT(unsigned_member) {
  static const char signatures[] = "人编号,签署日期,监护人代签\nP11,2021-10-01,否\n";
  static const char cars[] = "身份证号,姓名,价值\n990000197202020626,李平,80000\n";
  Outcomes outcomes;
  open_outcomes(&outcomes);
  County *county = &outcomes.county;
  replace_file(county->registry, county->registry_count, STR("authorisations.csv"),
               (Bytes){(const uint8_t *)signatures, sizeof signatures - 1});
  replace_file(county->files, county->delivery_count, STR("car.csv"),
               (Bytes){(const uint8_t *)cars, sizeof cars - 1});
  RunInput input = county_input(county);
  outcomes.result = county_run(&input);
  Str got = county_output(outcomes.result, "findings.tsv", outcomes.arena);
  EXPECT(str_contains(got, STR("H2\t-\t530925101201\tE1\t-\tundecidable\t")));
  EXPECT(str_contains(got, STR("not_covered car person P12")));
  close_outcomes(&outcomes);
}

/* ---- long texts ---- */

/* Evidence of more than a MiB is written whole. */
static void expect_long(bool ndjson) {
  enum { LONG = 700 * 1000 };
  Outcomes outcomes;
  open_outcomes(&outcomes);
  Arena *arena = outcomes.arena;
  Str med = {(const char *)outcomes.county.files[0].bytes.ptr, outcomes.county.files[0].bytes.len};
  Buf text;
  buf_init(&text, (size_t)1 << 24);
  buf_str(&text, med);
  char *fill = arena_new_array(arena, char, LONG);
  for (char letter = 'a'; letter <= 'b'; letter++) {
    memset(fill, letter, LONG);
    buf_lit(&text, "990000197001010114,岩一,,,2021-03-01,1,");
    buf_str(&text, (Str){fill, LONG});
    buf_lit(&text, "\r\n");
  }
  EXPECT(str_contains(med, STR("990000197001010114,岩一")));
  outcomes.county.files[0].bytes = (Bytes){(const uint8_t *)text.ptr, text.len};
  RunInput input = county_input(&outcomes.county);
  input.ndjson = ndjson;
  outcomes.result = county_run(&input);
  Str got = county_output(outcomes.result, ndjson ? "findings.ndjson" : "findings.tsv", arena);
  size_t whole = 0, others = 0;
  while (got.len > 0) {
    Str line = str_cut(&got, '\n');
    bool both = str_contains(line, STR("aaaa")) && str_contains(line, STR("bbbb"));
    whole += both && line.len > 2 * (size_t)LONG;
    others += !both && line.len > LONG;
  }
  EXPECT_INT((int64_t)whole, 2); /* W1 of P01, W4 of H1 */
  EXPECT_INT((int64_t)others, 0);
  close_outcomes(&outcomes);
  buf_free(&text);
}

UNIT(long_evidence) {
  expect_long(false);
  expect_long(true);
}

UNIT_MAIN(UNIT_CASE(every_table),
          UNIT_CASE(reference),
          UNIT_CASE(rule_counts),
          UNIT_CASE(ndjson),
          UNIT_CASE(say),
          UNIT_CASE(no_numbers),
          UNIT_CASE(unsigned_member),
          UNIT_CASE(long_evidence))
