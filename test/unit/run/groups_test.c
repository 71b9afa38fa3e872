/* SPDX-License-Identifier: Apache-2.0 */
/*
 * groups: what stands under one key in the whole county, in whole runs: what must come out, the
 * same with any threads, partitions and executors, and one key with very many households.
 */
#include "county.h"

#define DIR "test/run/groups"

static void expect_outputs(const RunResult *result, const char *what) {
  static const char *const names[] = {"findings.tsv", "undecided.tsv", "phones.tsv"};
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

/* Households 0 … share a telephone, all of different villages' names and incomes. */
static void many(County *county, uint32_t shared, uint32_t others) {
  Buf persons, households;
  buf_init(&persons, (size_t)1 << 26);
  buf_init(&households, (size_t)1 << 26);
  buf_lit(&persons, "人编号,户编号,姓名,证件号码,与户主关系\n");
  buf_lit(&households, "户编号,行政村,联系电话,收入\n");
  for (uint32_t i = 0; i < shared + others; i++) {
    buf_printf(&persons, "P%06u,H%06u,岩%u,,户主\n", i, i, i % 10000);
    buf_printf(&households, "H%06u,530925101201,%u,%u\n", i, i < shared ? 555 : 10000 + i, i);
  }
  for (size_t i = 0; i < county->registry_count; i++) {
    bool is_persons = str_starts(county->registry[i].name, STR("persons"));
    Str text = arena_str(county->arena, buf_view(is_persons ? &persons : &households));
    county->registry[i].bytes = (Bytes){(const uint8_t *)text.ptr, text.len};
  }
  buf_free(&persons);
  buf_free(&households);
}

static const RunRuleCount *rule_count(const RunResult *result, const char *id) {
  for (size_t i = 0; i < result->rule_count; i++)
    if (result->rules[i].rule && str_eq(result->rules[i].rule->id, str_from(id)))
      return &result->rules[i];
  exit(1);
}

UNIT(one_key) {
  enum { OTHERS = 100 };
  static const uint32_t sizes[] = {63, 64, 65, 20000};
  Pack *pack = county_pack(DIR "/pack");
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    uint32_t shared = sizes[i];
    County county;
    county_read(&county, pack, DIR, "2021-10-30");
    many(&county, shared, OTHERS);
    RunInput input = county_input(&county);
    input.delivery_count = 0;
    RunResult *one = county_run(&input);
    EXPECT_INT((int64_t)rule_count(one, "A1")->yes, shared);
    EXPECT_INT((int64_t)rule_count(one, "A2")->yes, OTHERS);
    /* Nobody may walk more than 64 items: then it is unknown, once and for all of them. */
    bool walked = shared <= PACK_GROUP_WALK;
    EXPECT_INT((int64_t)rule_count(one, "A3")->common_undecidable, walked ? 0 : shared);
    Str text = county_output(one, "findings.tsv", county.arena);
    Str want = arena_printf(county.arena, "n=%u;total=%llu;v=1", shared,
                            (unsigned long long)shared * (shared - 1) / 2);
    EXPECT(str_contains(text, want));
    input.threads = 4;
    RunResult *four = county_run(&input);
    county_compare(four, one, NULL, "one key");
    run_free(four);
    run_free(one);
    county_free(&county);
  }
  pack_free(pack);
}

/* What a group's rows need is the whole county: of a part of it nothing is known to be all. */
UNIT(partial) {
  Pack *pack = county_pack(DIR "/pack");
  County county;
  county_read(&county, pack, DIR, "2021-10-30");
  RunInput input = county_input(&county);
  for (size_t i = 0; i < county.delivery_count; i++)
    if (str_eq(county.deliveries[i].of->id, STR("visit")))
      county.deliveries[i].coverage = READER_PARTIAL;
  RunResult *result = county_run(&input);
  EXPECT_INT((int64_t)rule_count(result, "C1")->yes, 3); /* three are three */
  EXPECT_INT((int64_t)rule_count(result, "C2")->yes, 0); /* one may be more */
  EXPECT_INT((int64_t)rule_count(result, "C2")->confirm, 0);
  EXPECT(str_contains(county_output(result, "undecided.tsv", county.arena),
                      STR("C2\t530925000000\tnot_covered visit 530925000000\t")));
  run_free(result);
  county_free(&county);
  pack_free(pack);
}

UNIT_MAIN(UNIT_CASE(outcomes), UNIT_CASE(one_key), UNIT_CASE(partial))
