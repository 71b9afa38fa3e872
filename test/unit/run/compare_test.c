/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compare: comparisons of ledgers, forms and places in whole runs: what must come out, the same
 * with any threads, partitions and executors; a row that may be of two hundred namesakes; a file
 * with very many issues of a kind.
 */
#include "county.h"

#define DIR "test/run/compare"

static void expect_outputs(const RunResult *result, const char *what) {
  static const char *const names[] = {"findings.tsv", "undecided.tsv", "issues.tsv"};
  Arena *arena = arena_new((size_t)1 << 28);
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    Bytes want = county_bytes(arena, STR(DIR "/expected"), str_from(names[i]));
    county_expect_same(county_output(result, names[i], arena),
                       (Str){(const char *)want.ptr, want.len}, what);
  }
  arena_free(arena);
}

UNIT(outcomes) {
  Pack *pack = county_pack(DIR "/pack");
  County county;
  county_read(&county, pack, DIR, "2021-10-30");
  RunInput input = county_input(&county);
  for (int i = 0; i < 8; i++) {
    input.threads = i & 1 ? 4 : 1;
    input.partition = i & 2 ? 1 : 0;
    input.executor = i & 4 ? RULE_REFERENCE : RULE_SCALAR;
    RunResult *result = county_run(&input);
    expect_outputs(result, arena_printf(county.arena, "way %d", i).ptr);
    run_free(result);
  }
  county_free(&county);
  pack_free(pack);
}

/* Rows of the datasets do not come in an order that means something. */
UNIT(order_of_rows) {
  Pack *pack = county_pack(DIR "/pack");
  County county;
  county_read(&county, pack, DIR, "2021-10-30");
  RunInput input = county_input(&county);
  RunResult *before = county_run(&input);
  for (size_t i = 0; i < county.delivery_count; i++) {
    Str rest = {(const char *)county.files[i].bytes.ptr, county.files[i].bytes.len}, lines[32];
    size_t count = 0;
    Buf turned;
    buf_init(&turned, 1 << 20);
    while (rest.len > 0 && count < 32)
      lines[count++] = str_cut(&rest, '\n');
    for (size_t k = 0; k < count; k++) {
      buf_str(&turned, lines[k == 0 ? 0 : count - k]);
      buf_char(&turned, '\n');
    }
    Str text = arena_str(county.arena, buf_view(&turned));
    county.files[i].bytes = (Bytes){(const uint8_t *)text.ptr, text.len};
    buf_free(&turned);
  }
  RunResult *after = county_run(&input);
  for (size_t i = 0; i < before->rule_count; i++) {
    EXPECT_INT((int64_t)before->rules[i].yes, (int64_t)after->rules[i].yes);
    EXPECT_INT((int64_t)before->rules[i].confirm, (int64_t)after->rules[i].confirm);
    EXPECT_INT((int64_t)before->rules[i].undecidable, (int64_t)after->rules[i].undecidable);
  }
  run_free(after);
  run_free(before);
  county_free(&county);
  pack_free(pack);
}

static void set_file(County *county, RunFile *file, Buf *text) {
  Str copy = arena_str(county->arena, buf_view(text));
  EXPECT(!text->overflow);
  file->bytes = (Bytes){(const uint8_t *)copy.ptr, copy.len};
  buf_free(text);
}

/* The file of persons, households or a dataset whose name begins so. */
static RunFile *file_of(County *county, const char *name) {
  for (size_t i = 0; i < county->registry_count; i++)
    if (str_starts(county->registry[i].name, str_from(name))) return &county->registry[i];
  for (size_t i = 0; i < county->delivery_count; i++)
    if (str_starts(county->files[i].name, str_from(name))) return &county->files[i];
  exit(1);
}

static const RunRuleCount *rule_count(const RunResult *result, const char *id) {
  for (size_t i = 0; i < result->rule_count; i++)
    if (result->rules[i].rule && str_eq(result->rules[i].rule->id, str_from(id)))
      return &result->rules[i];
  exit(1);
}

/* [count] persons of one name in one village, each the head of his household. */
static void namesakes(County *county, uint32_t count) {
  Buf persons, households, hukou;
  buf_init(&persons, 1 << 22);
  buf_init(&households, 1 << 22);
  buf_init(&hukou, 1 << 22);
  buf_lit(&persons, "人编号,户编号,姓名,与户主关系,出生日期\n");
  buf_lit(&households, "户编号,行政村\n");
  for (uint32_t i = 0; i < count; i++) {
    buf_printf(&persons, "P%04u,H%04u,扎体,户主,19%02u-01-01\n", i, i, 10 + i % 80);
    buf_printf(&households, "H%04u,530925101201\n", i);
  }
  buf_lit(&hukou, "身份证号,姓名,村,出生日期\n,扎体,530925101201,2001-01-01\n");
  set_file(county, file_of(county, "persons"), &persons);
  set_file(county, file_of(county, "households"), &households);
  set_file(county, file_of(county, "hukou"), &hukou);
}

/* A row that may be of any of them is a possible row of every one, the last as the first. */
UNIT(many_namesakes) {
  static const uint32_t sizes[] = {2, 15, 16, 17, 63, 64, 65, 200};
  Pack *pack = county_pack(DIR "/pack");
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    County county;
    county_read(&county, pack, DIR, "2021-10-30");
    namesakes(&county, sizes[i]);
    RunInput input = county_input(&county);
    RunResult *one = county_run(&input);
    const RunRuleCount *birth = rule_count(one, "P.birth");
    EXPECT_INT((int64_t)(birth->confirm + birth->undecidable), sizes[i]);
    EXPECT_INT((int64_t)(birth->yes + birth->error), 0);
    Str text = county_output(one, "findings.tsv", county.arena);
    Str last = arena_printf(county.arena, "H%04u\tP%04u\t530925101201\tP.birth\t-\t", sizes[i] - 1,
                            sizes[i] - 1);
    EXPECT(str_contains(text, last));
    input.threads = 4;
    RunResult *four = county_run(&input);
    county_compare(four, one, NULL, "namesakes");
    run_free(four);
    run_free(one);
    county_free(&county);
  }
  pack_free(pack);
}

static size_t count_lines(Str text, const char *part) {
  size_t count = 0;
  while (text.len > 0)
    count += str_contains(str_cut(&text, '\n'), str_from(part));
  return count;
}

/* The first thousand of a kind in a file are listed, then how many more there were. */
UNIT(many_issues) {
  static const uint32_t sizes[] = {999, 1000, 1001, 60000};
  Pack *pack = county_pack(DIR "/pack");
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    County county;
    county_read(&county, pack, DIR, "2021-10-30");
    Buf hukou;
    buf_init(&hukou, 1 << 24);
    buf_lit(&hukou, "身份证号,姓名,村,民族,出生日期\n");
    /* 60000 rows are more than two parts; every hundredth has a second mistake of another kind */
    for (uint32_t k = 0; k < sizes[i]; k++)
      buf_printf(&hukou, "990000197001010114,岩一,530925101201,第%u族,%s\n", k,
                 k % 100 == 0 ? "某日" : "1970-01-01");
    set_file(&county, file_of(&county, "hukou"), &hukou);
    RunInput input = county_input(&county);
    RunResult *one = county_run(&input);
    Str text = county_output(one, "issues.tsv", county.arena);
    bool more = sizes[i] > 1000;
    EXPECT_INT((int64_t)count_lines(text, "\tunknown_code\tcode(ethnic)\t"),
               more ? 1000 : sizes[i]);
    EXPECT_INT((int64_t)count_lines(text, "\tmore\tunknown_code\t"), more ? 1 : 0);
    if (more)
      EXPECT(str_contains(text,
                          arena_printf(county.arena, "hukou.csv\t-\t-\t-\tmore\tunknown_code\t%u\n",
                                       sizes[i] - 1000)));
    EXPECT_INT((int64_t)count_lines(text, "\tunreadable\tdate\t"), (sizes[i] + 99) / 100);
    EXPECT(str_contains(text, STR("第999族")) == (sizes[i] > 999));
    EXPECT(!str_contains(text, STR("第1000族")));
    /* one more in the households' file */
    EXPECT_INT((int64_t)one->issues, sizes[i] + (sizes[i] + 99) / 100 + 1);
    input.threads = 4;
    RunResult *four = county_run(&input);
    county_compare(four, one, NULL, "issues");
    run_free(four);
    run_free(one);
    county_free(&county);
  }
  pack_free(pack);
}

UNIT_MAIN(UNIT_CASE(outcomes),
          UNIT_CASE(order_of_rows),
          UNIT_CASE(many_namesakes),
          UNIT_CASE(many_issues))
