/* SPDX-License-Identifier: Apache-2.0 */
/*
 * law: what a run says never depends on what is unknown (packs-and-rules.md 4.3), for groups over
 * the whole county, possible rows, coverage and parameters as of other dates.
 *
 * A random small county is run, then counties that it may turn out to be. A finding `yes` stays
 * one, with the same single values as evidence; each rule has its mirror, so that a known "no" is
 * watched as well. COUNTIES=n runs more of them (150), SEED=n others; a failed case says which.
 */
#include "small.h"

enum { COMPLETIONS = 4, SHOWN = 8 };

typedef struct Tally {
  uint64_t known, settled, older, shown;
} Tally;

static uint64_t number_from(const char *name, uint64_t otherwise) {
  int64_t value;
  const char *text = getenv(name);
  return text != NULL && str_to_int(str_from(text), &value) ? (uint64_t)value : otherwise;
}

/* findings.tsv: household person village rule as_of outcome tier evidence … */
enum { C_RULE = 3, C_AS_OF, C_OUTCOME, C_EVIDENCE = 7, C_COUNT = 10 };

static Str name_of(Arena *arena, const Str *cells) {
  return arena_printf(arena, "%.*s/%.*s/%.*s/%.*s", STR_ARG(cells[C_RULE]), STR_ARG(cells[0]),
                      STR_ARG(cells[1]), STR_ARG(cells[C_AS_OF]));
}

/* Findings `yes` by name -> index into [ret_evidence]. */
static void
read_yes(Arena *arena, Str table, Map *ret_index, Str *ret_evidence, uint32_t *ret_count) {
  Str cells[16];
  (void)str_cut(&table, '\n');
  while (table.len > 0) {
    EXPECT_INT((int64_t)county_cells(str_cut(&table, '\n'), cells, 16), C_COUNT);
    EXPECT(!str_eq(cells[C_OUTCOME], STR("error")));
    if (!str_eq(cells[C_OUTCOME], STR("yes"))) continue;
    ret_evidence[*ret_count] = cells[C_EVIDENCE];
    EXPECT(map_add(ret_index, arena, name_of(arena, cells), (*ret_count)++));
  }
}

/* Every single value that was known is the same: k=v;k=v, lists left out. */
static bool evidence_kept(Str before, Str after) {
  while (before.len > 0) {
    Str a = str_cut(&before, ';'), b = str_cut(&after, ';');
    bool open = str_contains(a, STR("?")) || str_contains(a, STR("~")) ||
                str_contains(a, STR("≥")) || str_contains(a, STR("≤")) || str_contains(a, STR("["));
    if (!open && !str_eq(a, b)) return false;
  }
  return true;
}

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
static bool is_of_older(const Small *small, const Str *cells) {
  int64_t house = 0;
  if (!str_to_int(str_slice(cells[0], 1, 3), &house)) return false;
  uint32_t month = small->house[house].applied.value;
  if (str_eq(cells[C_AS_OF], STR("application"))) return month < small->first;
  return str_eq(cells[C_AS_OF], STR("later")) && month + 3 < small->first;
}

/* [older]: only what is said as of days before those that its deliveries cover; NULL: all. */
static void check_completion(
    Arena *arena, Str before, Str after, const Small *older, Tally *tally, uint64_t county) {
  enum { MOST = 8192 };
  Map first = {0}, second = {0};
  Str *had = arena_new_array(arena, Str, MOST), *has = arena_new_array(arena, Str, MOST);
  uint32_t had_count = 0, has_count = 0, at;
  read_yes(arena, before, &first, had, &had_count);
  read_yes(arena, after, &second, has, &has_count);
  tally->known += had_count;
  tally->settled += has_count > had_count ? has_count - had_count : 0;
  Str cells[16], rest = before;
  (void)str_cut(&rest, '\n');
  for (uint32_t i = 0; rest.len > 0;) {
    Str line = str_cut(&rest, '\n');
    (void)county_cells(line, cells, 16);
    if (!str_eq(cells[C_OUTCOME], STR("yes"))) continue;
    bool kept = map_find(&second, name_of(arena, cells), &at) && evidence_kept(had[i], has[at]);
    i++;
    if (older && !is_of_older(older, cells)) continue;
    tally->older += older != NULL;
    unit_checks++;
    if (kept) continue;
    unit_failures++;
    if (tally->shown++ < SHOWN)
      printf("county %llu: not kept: %.*s\n", (unsigned long long)county, STR_ARG(line));
  }
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
      check_completion(arena, before, after, turn == TURN_OLDER ? &small : NULL, &tally, c);
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
