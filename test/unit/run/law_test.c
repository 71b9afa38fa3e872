/* SPDX-License-Identifier: Apache-2.0 */
/*
 * law: what a run says never depends on what is unknown (packs-and-rules.md 4.3), for groups over
 * the whole county, possible rows, coverage and parameters as of other dates.
 *
 * A random small county is run, then counties that it may turn out to be. A finding `yes` stays
 * one, with the same single values as evidence; each rule has its mirror, so that a known "no" is
 * watched as well. COUNTIES=n runs more of them (150), SEED=n others; a failed case says which.
 */
#include "law.h"
#include "small.h"

static Str findings_of(const Small *small, const Pack *pack, Arena *arena, uint64_t way) {
  County county;
  small_county(small, pack, arena, &county);
  RunInput input = county_input(&county);
  input.executor = way % 3 == 1 ? RULE_REFERENCE : RULE_SCALAR;
  input.batch_least = way % 3 == 2 ? 1 : 0; /* in columns */
  RunResult *result = county_run(&input);
  Str text = county_output(result, "findings.tsv", arena);
  run_free(result);
  return text;
}

/* As of a day before the first that is covered: application, and later, three months on. */
static bool is_of_older(const void *of, const Str *cells) {
  const Small *small = of;
  int64_t house = 0;
  if (!str_to_int(str_slice(cells[0], 1, 3), &house)) return false;
  uint32_t month = small->house[house].applied.value;
  if (str_eq(cells[C_AS_OF], STR("application"))) return month < small->first;
  return str_eq(cells[C_AS_OF], STR("later")) && month + 3 < small->first;
}

/* What becomes known: small.h. */
typedef enum Turn { TURN_ANY, TURN_NUMBERS, TURN_OLDER } Turn;

static void check_counties(Turn turn) {
  uint64_t counties = number_from("COUNTIES", 150), seed = number_from("SEED", 1);
  Pack *pack = county_pack(SMALL_PACK);
  Arena *arena = arena_new((size_t)1 << 28);
  Tally tally = {0};
  for (uint64_t c = 0; c < counties; c++) {
    Dice dice = {seed * 1000003 + c};
    Small small, whole;
    arena_clear(arena);
    small_make(&small, &dice);
    Str before = findings_of(&small, pack, arena, c);
    for (uint32_t i = 0; i < COMPLETIONS; i++) {
      if (turn == TURN_OLDER)
        small_add_older(&whole, &small, &dice);
      else
        small_complete(&whole, &small, &dice, turn == TURN_NUMBERS);
      Str after = findings_of(&whole, pack, arena, c);
      check_completion(arena, before, after, turn == TURN_OLDER ? is_of_older : NULL, &small,
                       &tally, c);
    }
  }
  printf("  %llu known, %llu settled, %llu as of earlier days\n", (unsigned long long)tally.known,
         (unsigned long long)tally.settled, (unsigned long long)tally.older);
  EXPECT(tally.known > counties * 100 && tally.settled > counties * 20);
  EXPECT(turn != TURN_OLDER || tally.older > counties * 4);
  arena_free(arena);
  pack_free(pack);
}

UNIT(law_holds) {
  check_counties(TURN_ANY);
}
UNIT(law_holds_with_numbers) {
  check_counties(TURN_NUMBERS);
}
UNIT(law_holds_as_of) {
  check_counties(TURN_OLDER);
}

UNIT_MAIN(UNIT_CASE(law_holds), UNIT_CASE(law_holds_with_numbers), UNIT_CASE(law_holds_as_of))
