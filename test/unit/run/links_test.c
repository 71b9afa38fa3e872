/* SPDX-License-Identifier: Apache-2.0 */
/*
 * links: kin and splits in whole runs: what must come out, the same with any threads, partitions,
 * executors and order of deliveries; who is asked by name; one father of very many.
 *
 * The county of test/run/links: a head's son and daughter in town, a father whom no file knows, a
 * brother's household, a row that is only possibly somebody's, a number that is none, a number
 * that two persons have, a marriage that ended, one that has not begun, firms with several
 * shareholders a cell, a household split off.
 */
#include "county.h"

#define DIR "test/run/links"

static void expect_outputs(const RunResult *result, const char *what) {
  static const char *const names[] = {"findings.tsv", "undecided.tsv", "accounting.tsv",
                                      "issues.tsv"};
  Arena *arena = arena_new((size_t)1 << 28);
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    Bytes want = county_bytes(arena, STR(DIR "/expected"), str_from(names[i]));
    county_expect_same(county_output(result, names[i], arena),
                       (Str){(const char *)want.ptr, want.len}, what);
  }
  arena_free(arena);
}

UNIT(outcomes) {
  static const size_t threads[] = {1, 2, 8};
  Pack *pack = county_pack(DIR "/pack");
  County county;
  county_read(&county, pack, DIR, "2021-10-30");
  RunInput input = county_input(&county);
  for (int i = 0; i < 12; i++) {
    input.threads = threads[i % 3];
    input.partition = i & 4 ? 1 : 0;
    input.executor = i >= 6 ? RULE_REFERENCE : RULE_SCALAR;
    RunResult *result = county_run(&input);
    expect_outputs(result, arena_printf(county.arena, "way %d", i).ptr);
    run_free(result);
  }
  county_free(&county);
  pack_free(pack);
}

static void swap_files(County *county, size_t a, size_t b) {
  ReaderDelivery delivery = county->deliveries[a];
  RunFile file = county->files[a], list = county->lists[a];
  county->deliveries[a] = county->deliveries[b];
  county->files[a] = county->files[b];
  county->lists[a] = county->lists[b];
  county->deliveries[b] = delivery;
  county->files[b] = file;
  county->lists[b] = list;
}

/* Datasets in any order: those outside are known before any row is kept. */
UNIT(order_of_files) {
  Pack *pack = county_pack(DIR "/pack");
  County county;
  county_read(&county, pack, DIR, "2021-10-30");
  RunInput input = county_input(&county);
  RunResult *first = county_run(&input);
  Str want = county_output(first, "findings.tsv", county.arena);
  EXPECT(want.len > 1000);
  for (size_t i = 0; i + 1 < county.delivery_count; i++) {
    swap_files(&county, i, county.delivery_count - 1);
    RunResult *other = county_run(&input);
    county_expect_same(county_output(other, "findings.tsv", county.arena), want, "another order");
    run_free(other);
  }
  run_free(first);
  county_free(&county);
  pack_free(pack);
}

/* Nobody's number stands in an output; all of the made-up ones begin so. */
UNIT(no_numbers) {
  Pack *pack = county_pack(DIR "/pack");
  County county;
  county_read(&county, pack, DIR, "2021-10-30");
  RunInput input = county_input(&county);
  for (int i = 0; i < 2; i++) {
    input.ndjson = i == 1;
    RunResult *result = county_run(&input);
    for (size_t k = 0; k < result->output_count; k++) {
      const char *name = arena_cstr(county.arena, result->outputs[k].name);
      EXPECT(!str_contains(county_output(result, name, county.arena), STR("99000019")));
    }
    run_free(result);
  }
  county_free(&county);
  pack_free(pack);
}

static RunFile file_of(County *county, const char *name, Str text) {
  Str copy = arena_str(county->arena, text);
  return (RunFile){str_from(name), {(const uint8_t *)copy.ptr, copy.len}, false};
}

static Str line_of(County *county, const RunResult *result, const char *rule, const char *who) {
  Str text = county_output(result, "findings.tsv", county->arena);
  while (text.len > 0) {
    Str line = str_cut(&text, '\n'), rest = line;
    Str household = str_cut(&rest, '\t');
    (void)str_cut(&rest, '\t');
    (void)str_cut(&rest, '\t');
    if (str_eq(str_cut(&rest, '\t'), str_from(rule)) && str_eq(household, str_from(who)))
      return line;
  }
  return STR_NONE;
}

/* The daughter whose village nobody says is covered by no area, but by an answer that names her. */
UNIT(asked) {
  Pack *pack = county_pack(DIR "/pack");
  County county;
  county_read(&county, pack, DIR, "2021-10-30");
  RunInput input = county_input(&county);
  RunResult *result = county_run(&input);
  EXPECT(str_contains(line_of(&county, result, "K7", "H1"), STR("玉小, 玉远?, ...]")));
  run_free(result);
  Str hukou = STR_NONE;
  size_t pay = 0;
  for (size_t i = 0; i < county.delivery_count; i++) {
    if (str_eq(county.deliveries[i].of->id, STR("hukou")))
      hukou = (Str){(const char *)county.files[i].bytes.ptr, county.files[i].bytes.len};
    if (str_eq(county.deliveries[i].of->id, STR("pay"))) pay = i;
  }
  Str rest = hukou, number = STR_NONE;
  while (rest.len > 0) {
    Str line = str_cut(&rest, '\n'), cells = line;
    Str id = str_cut(&cells, ',');
    if (str_starts(cells, STR("玉远,"))) number = id;
  }
  EXPECT_INT((int64_t)number.len, 18);
  county.deliveries[pay].coverage = READER_ANSWER;
  county.deliveries[pay].list = STR("asked.csv");
  county.lists[pay] =
      file_of(&county, "asked.csv",
              arena_printf(county.arena, "姓名,身份证号\n玉远,%.*s\n", STR_ARG(number)));
  result = county_run(&input);
  EXPECT(str_contains(line_of(&county, result, "K7", "H1"), STR("玉小?, 玉远, ...]")));
  run_free(result);
  county_free(&county);
  pack_free(pack);
}

/* Without the rows that connect nobody outside is known, and nothing about them is said. */
UNIT(not_delivered) {
  Pack *pack = county_pack(DIR "/pack");
  County county;
  county_read(&county, pack, DIR, "2021-10-30");
  size_t at = 0;
  while (!str_eq(county.deliveries[at].of->id, STR("hukou")))
    at++;
  swap_files(&county, at, county.delivery_count - 1);
  RunInput input = county_input(&county);
  input.delivery_count--;
  RunResult *result = county_run(&input);
  for (const char *const *rule = (const char *const[]){"K1", "K2", "K3", "K5", "K6", "K7", NULL};
       *rule; rule++)
    for (const char *const *who = (const char *const[]){"H1", "H3", "H6", NULL}; *who; who++)
      EXPECT_STR(line_of(&county, result, *rule, *who), "");
  EXPECT(str_contains(county_output(result, "undecided.tsv", county.arena),
                      STR("K2\t530925000000\tnot_delivered hukou\t")));
  Str accounting = county_output(result, "accounting.tsv", county.arena);
  EXPECT(str_contains(accounting, STR("pay.csv\t-\tpay\t9\t0\t0\t0\t0\t6\t0\t2\t1\t0\n")));
  run_free(result);
  county_free(&county);
  pack_free(pack);
}

/* ---- the law ---- */

static uint32_t draw(uint64_t *seed, uint32_t below) {
  *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)(*seed >> 33) % below;
}

/* A delivery that lost rows, and says that it is not all. */
static void lose_rows(County *county, size_t at, uint64_t *seed) {
  Str text = {(const char *)county->files[at].bytes.ptr, county->files[at].bytes.len};
  Buf left;
  buf_init(&left, 1 << 20);
  for (bool header = true; text.len > 0; header = false) {
    Str line = str_cut(&text, '\n');
    if (!header && draw(seed, 3) == 0) continue;
    buf_str(&left, line);
    buf_char(&left, '\n');
  }
  county->files[at] = file_of(county, "x", buf_view(&left));
  county->files[at].name = county->deliveries[at].file;
  county->deliveries[at].coverage = READER_PARTIAL;
  buf_free(&left);
}

/* Each finding of [outcome] by subject, rule and date: a line begins with household, person,
 * village, rule, date. */
static Str heads_of(Arena *arena, Str text, const char *outcome) {
  Buf heads;
  buf_init(&heads, 1 << 20);
  while (text.len > 0) {
    Str line = str_cut(&text, '\n'), rest = line;
    for (int i = 0; i < 5; i++)
      (void)str_cut(&rest, '\t');
    if (!str_starts(rest, arena_printf(arena, "%s\t", outcome))) continue;
    buf_str(&heads, str_slice(line, 0, (size_t)(rest.ptr - line.ptr)));
    buf_char(&heads, '\n');
  }
  Str kept = arena_str(arena, buf_view(&heads));
  buf_free(&heads);
  return kept;
}

/* What is known of a part is known of the whole: all rows are one of the ways in which those of
 * the part may go on. */
UNIT(law) {
  enum { CASES = 150 };
  Pack *pack = county_pack(DIR "/pack");
  County county;
  county_read(&county, pack, DIR, "2021-10-30");
  RunInput input = county_input(&county);
  RunResult *whole = county_run(&input);
  Str yes = heads_of(county.arena, county_output(whole, "findings.tsv", county.arena), "yes");
  uint64_t seed = 20211030, known = 0;
  for (int i = 0; i < CASES; i++) {
    County part;
    county_read(&part, pack, DIR, "2021-10-30");
    for (size_t k = 0; k < part.delivery_count; k++)
      if (draw(&seed, 2) == 0) lose_rows(&part, k, &seed);
    RunInput some = county_input(&part);
    some.executor = i & 1 ? RULE_REFERENCE : RULE_SCALAR;
    RunResult *result = county_run(&some);
    Str heads = heads_of(part.arena, county_output(result, "findings.tsv", part.arena), "yes");
    while (heads.len > 0) {
      Str head = str_cut(&heads, '\n');
      EXPECT(str_contains(yes, head));
      if (!str_contains(yes, head)) printf("  case %d: %.*s\n", i, STR_ARG(head));
      known++;
    }
    for (size_t k = 0; k < result->rule_count; k++)
      EXPECT(result->rules[k].no <= whole->rules[k].no);
    run_free(result);
    county_free(&part);
  }
  EXPECT(known > CASES * 10);
  run_free(whole);
  county_free(&county);
  pack_free(pack);
}

/* An ID number of the made-up prefix. */
static void number(uint32_t n, char out[19]) {
  snprintf(out, 19, "990000%04u%02u%02u%03u", (unsigned)(1950 + n / 20000), (unsigned)(n % 12 + 1),
           (unsigned)(n / 12 % 28 + 1), (unsigned)(n / 336 % 1000));
  out[17] = norm_id_check(out);
  out[18] = '\0';
}

/* One man outside is the father of all: each finds him, and his children are each other's. */
UNIT(one_father) {
  enum { CHILDREN = 20000 };
  Pack *pack = county_pack(DIR "/pack");
  County county;
  county_read(&county, pack, DIR, "2021-10-30");
  Buf persons, households, hukou;
  buf_init(&persons, (size_t)1 << 26);
  buf_init(&households, (size_t)1 << 26);
  buf_init(&hukou, (size_t)1 << 26);
  buf_lit(&persons, "人编号,户编号,姓名,证件号码,与户主关系\n");
  buf_lit(&households, "户编号,行政村,原户编号\n");
  buf_lit(&hukou, "公民身份号码,姓名,行政村,父亲姓名,父亲证号,母亲证号,配偶证号\n");
  char father[19], id[19];
  number(400000, father);
  for (uint32_t i = 0; i < CHILDREN; i++) {
    number(i, id);
    buf_printf(&persons, "P%06u,H%06u,岩%u,%s,户主\n", i, i, i, id);
    buf_printf(&households, "H%06u,530925101201,\n", i);
    buf_printf(&hukou, "%s,岩%u,530925101201,岩老,%s,,\n", id, i, father);
  }
  for (size_t i = 0; i < county.registry_count; i++) {
    Str name = county.registry[i].name;
    if (str_starts(name, STR("persons")))
      county.registry[i] = file_of(&county, "persons.csv", buf_view(&persons));
    if (str_starts(name, STR("households")))
      county.registry[i] = file_of(&county, "households.csv", buf_view(&households));
  }
  for (size_t i = 0; i < county.delivery_count; i++)
    if (str_eq(county.deliveries[i].of->id, STR("hukou")))
      county.files[i] = file_of(&county, "hukou.csv", buf_view(&hukou));
  RunInput input = county_input(&county);
  RunResult *one = county_run(&input);
  uint64_t found = 0;
  for (size_t i = 0; i < one->rule_count; i++)
    if (one->rules[i].rule && str_eq(one->rules[i].rule->id, STR("K3"))) found = one->rules[i].yes;
  EXPECT_INT((int64_t)found, CHILDREN);
  EXPECT(str_contains(line_of(&county, one, "K3", "H000007"), STR("n=1;home=0")));
  input.threads = 4;
  RunResult *four = county_run(&input);
  county_compare(four, one, NULL, "one father");
  run_free(four);
  run_free(one);
  buf_free(&persons);
  buf_free(&households);
  buf_free(&hukou);
  county_free(&county);
  pack_free(pack);
}

UNIT_MAIN(UNIT_CASE(outcomes),
          UNIT_CASE(order_of_files),
          UNIT_CASE(no_numbers),
          UNIT_CASE(asked),
          UNIT_CASE(not_delivered),
          UNIT_CASE(one_father),
          UNIT_CASE(law))
