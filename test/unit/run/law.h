/* SPDX-License-Identifier: Apache-2.0 */
/*
 * law: comparing what is said of a county with what is said of one that it may turn out to be. A
 * finding `yes` stays one, with the same single values as evidence (packs-and-rules.md 4.3).
 */
#ifndef TEST_UNIT_RUN_LAW_H
#define TEST_UNIT_RUN_LAW_H

#include "county.h"

enum { COMPLETIONS = 4, SHOWN = 8 };

typedef struct Tally {
  uint64_t known, settled, older, shown;
} Tally;

static inline uint64_t number_from(const char *name, uint64_t otherwise) {
  int64_t value;
  const char *text = getenv(name);
  return text != NULL && str_to_int(str_from(text), &value) ? (uint64_t)value : otherwise;
}

/* findings.tsv: household person village rule as_of outcome tier evidence … */
enum { C_RULE = 3, C_AS_OF, C_OUTCOME, C_EVIDENCE = 7, C_COUNT = 10 };

static inline Str name_of(Arena *arena, const Str *cells) {
  return arena_printf(arena, "%.*s/%.*s/%.*s/%.*s", STR_ARG(cells[C_RULE]), STR_ARG(cells[0]),
                      STR_ARG(cells[1]), STR_ARG(cells[C_AS_OF]));
}

/* Findings `yes` by name -> index into [ret_evidence]. */
static inline void
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
static inline bool evidence_kept(Str before, Str after) {
  while (before.len > 0) {
    Str a = str_cut(&before, ';'), b = str_cut(&after, ';');
    bool open = str_contains(a, STR("?")) || str_contains(a, STR("~")) ||
                str_contains(a, STR("≥")) || str_contains(a, STR("≤")) || str_contains(a, STR("["));
    if (!open && !str_eq(a, b)) return false;
  }
  return true;
}

/* Whether a finding is looked at; [of]: the county. */
typedef bool LawAsk(const void *of, const Str *cells);

/* [older]: only what is said as of such days; NULL: all. */
static inline void check_completion(Arena *arena,
                                    Str before,
                                    Str after,
                                    LawAsk *older,
                                    const void *of,
                                    Tally *tally,
                                    uint64_t county) {
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
    if (older && !older(of, cells)) continue;
    tally->older += older != NULL;
    unit_checks++;
    if (kept) continue;
    unit_failures++;
    if (tally->shown++ < SHOWN)
      printf("county %llu: not kept: %.*s\n", (unsigned long long)county, STR_ARG(line));
  }
}

#endif
