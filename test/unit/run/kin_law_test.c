/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kin_law: what a run says of kin, and of rows that it reads through them, never depends on what
 * is unknown (packs-and-rules.md 4.3). As law_test does it for groups, with the counties of kin.h:
 * people known only as targets, lists that a row closes, spells, datasets of the monitored alone.
 * COUNTIES=n runs more of them (150), SEED=n others; a failed case says which.
 */
#include "kin.h"
#include "law.h"

static Str findings_of(const Kin *kin, const Pack *pack, Arena *arena, uint64_t way) {
  County county;
  kin_county(kin, pack, arena, &county);
  RunInput input = county_input(&county);
  input.executor = way % 3 == 1 ? RULE_REFERENCE : RULE_SCALAR;
  input.batch_least = way % 3 == 2 ? 1 : 0; /* in columns */
  RunResult *result = county_run(&input);
  Str text = county_output(result, "findings.tsv", arena);
  run_free(result);
  return text;
}

static void check_counties(bool numbers) {
  uint64_t counties = number_from("COUNTIES", 150), seed = number_from("SEED", 1);
  Pack *pack = county_pack(KIN_PACK);
  Arena *arena = arena_new((size_t)1 << 28);
  Tally tally = {0};
  for (uint64_t c = 0; c < counties; c++) {
    Dice dice = {seed * 4000037 + c};
    Kin kin, whole;
    arena_clear(arena);
    kin_make(&kin, &dice);
    Str before = findings_of(&kin, pack, arena, c);
    for (uint32_t i = 0; i < COMPLETIONS; i++) {
      kin_complete(&whole, &kin, &dice, numbers);
      Str after = findings_of(&whole, pack, arena, c);
      check_completion(arena, before, after, NULL, NULL, &tally, c);
    }
  }
  printf("  %llu known, %llu settled\n", (unsigned long long)tally.known,
         (unsigned long long)tally.settled);
  EXPECT(tally.known > counties * 200 && tally.settled > counties * 20);
  arena_free(arena);
  pack_free(pack);
}

UNIT(law_holds) {
  check_counties(false);
}

/* Whom the registry lacks may turn out to be one of its people. */
UNIT(law_holds_with_numbers) {
  check_counties(true);
}

UNIT_MAIN(UNIT_CASE(law_holds), UNIT_CASE(law_holds_with_numbers))
