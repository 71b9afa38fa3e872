/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run: a row that is only probably somebody's never turns yes into no or no into yes.
 *
 * The same county is run three times: with probable rows as they are, with none of them read, and
 * with all of them sure. What the first run knows, the others must know too.
 */
#include "county.h"

#include "base/map.h"

#define PACK "packs/shuangjiang-2021"

/* A pack whose probable levels are of another standing, where a dataset has sure ones besides. */
static Pack other_pack(const Pack *pack, PackStanding standing, Arena *arena) {
  Pack copy = *pack;
  PackDataset *datasets = arena_new_array(arena, PackDataset, pack->dataset_count);
  for (size_t i = 0; i < pack->dataset_count; i++) {
    datasets[i] = pack->datasets[i];
    size_t count = datasets[i].level_count;
    PackLevel *levels = arena_new_array(arena, PackLevel, count);
    bool sure = false;
    for (size_t k = 0; k < count; k++) {
      levels[k] = pack->datasets[i].levels[k];
      sure |= levels[k].as == PACK_SURE;
    }
    for (size_t k = 0; k < count; k++)
      if (sure && levels[k].as == PACK_PROBABLE) levels[k].as = standing;
    datasets[i].levels = levels;
  }
  copy.datasets = datasets;
  return copy;
}

static RunResult *run_with(County *county, const Pack *pack) {
  RunInput input = county_input(county);
  input.pack = pack;
  for (size_t i = 0; i < county->delivery_count; i++)
    county->deliveries[i].of = &pack->datasets[county->deliveries[i].of->index];
  return county_run(&input);
}

/* RULE, household, person, village, date and case. */
static Str key_of(Arena *arena, const Str cells[static 11]) {
  return arena_printf(arena, "%.*s/%.*s/%.*s/%.*s/%.*s/%.*s", STR_ARG(cells[3]), STR_ARG(cells[0]),
                      STR_ARG(cells[1]), STR_ARG(cells[2]), STR_ARG(cells[4]), STR_ARG(cells[10]));
}

/* Such a key -> 1 for yes, 2 for other outcomes. */
static void read_findings(Str text, Arena *arena, Map *ret) {
  (void)str_cut(&text, '\n');
  while (text.len > 0) {
    Str cells[11] = {0};
    (void)county_cells(str_cut(&text, '\n'), cells, 11);
    Str key = key_of(arena, cells);
    EXPECT(map_add(ret, arena, key, str_eq(cells[5], STR("yes")) ? 1 : 2));
  }
}

/* Whether nothing of the rule is only counted. */
static bool all_listed(const RunResult *result, Str rule) {
  for (size_t i = 0; i < result->rule_count; i++)
    if (str_eq(result->rules[i].rule->id, rule)) return result->rules[i].common_undecidable == 0;
  return false;
}

static void expect_never_turns(const RunResult *first, const RunResult *other, const char *what) {
  Arena *arena = arena_new((size_t)1 << 30);
  Map mine = {0}, theirs = {0};
  Str text = county_output(first, "findings.tsv", arena);
  read_findings(text, arena, &mine);
  read_findings(county_output(other, "findings.tsv", arena), arena, &theirs);
  Str lines[2] = {text, county_output(other, "findings.tsv", arena)};
  for (int side = 0; side < 2; side++) {
    (void)str_cut(&lines[side], '\n');
    while (lines[side].len > 0) {
      Str cells[11] = {0}, line = str_cut(&lines[side], '\n');
      (void)county_cells(line, cells, 11);
      if (!str_eq(cells[5], STR("yes"))) continue;
      Str key = key_of(arena, cells);
      uint32_t outcome = 0;
      bool found = map_find(side == 0 ? &theirs : &mine, key, &outcome);
      bool kept = side == 0 ? outcome == 1 : found || !all_listed(first, cells[3]);
      EXPECT(kept);
      if (!kept) printf("  %s: %.*s\n", what, STR_ARG(line));
    }
  }
  arena_free(arena);
}

static void expect_counts_grow(const RunResult *first, const RunResult *other) {
  for (size_t i = 0; i < first->rule_count; i++) {
    const RunRuleCount *a = &first->rules[i], *b = &other->rules[i];
    EXPECT(a->subjects == b->subjects);
    EXPECT(b->yes >= a->yes && b->no >= a->no);
    EXPECT(b->confirm <= a->confirm);
  }
}

static uint64_t confirmed(const RunResult *result) {
  uint64_t sum = 0;
  for (size_t i = 0; i < result->rule_count; i++)
    sum += result->rules[i].confirm;
  return sum;
}

UNIT(never_turns) {
  Pack *pack = county_pack(PACK);
  for (uint64_t seed = 51; seed <= 53; seed++) {
    County county;
    county_make(&county, pack, seed, 600);
    Pack none = other_pack(pack, PACK_HINT, county.arena);
    Pack sure = other_pack(pack, PACK_SURE, county.arena);
    RunResult *first = run_with(&county, pack);
    RunResult *without = run_with(&county, &none);
    RunResult *with = run_with(&county, &sure);
    EXPECT(confirmed(first) > confirmed(without)); /* probable rows matter in this county */
    expect_never_turns(first, without, "without");
    expect_never_turns(first, with, "all sure");
    expect_counts_grow(first, without);
    expect_counts_grow(first, with);
    run_free(first);
    run_free(without);
    run_free(with);
    county_free(&county);
  }
  pack_free(pack);
}

UNIT_MAIN(UNIT_CASE(never_turns))
