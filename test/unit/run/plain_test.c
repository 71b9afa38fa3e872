/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plain: groups of random small counties against a second implementation that goes by the words of
 * decisions 0008 and 0014: for each subject all others are looked at (quadratic), from the model,
 * not from the files. It shares nothing with the run: no join, no frame, no hashing, no language.
 *
 * The rules Z1 to Z3 of test/run/small show what a household, a person and his rows see of their
 * groups. COUNTIES=n compares more of them (400), SEED=n others.
 */
#include "small.h"

/* ---- what is expected of one key ---- */

typedef enum In { IN_NO, IN_YES, IN_OPEN } In; /* in no group; in that of its key; key unknown */

/* [sure] to [sure] + [possible], or more. */
static void put_bounds(Buf *out, uint32_t sure, uint32_t possible, bool more) {
  if (!more && possible == 0)
    buf_printf(out, "%u", sure);
  else if (!more)
    buf_printf(out, "%u~%u", sure, sure + possible);
  else if (sure > 0)
    buf_printf(out, "≥%u", sure);
  else
    buf_char(out, '?');
}

static void put_fen(Buf *out, uint32_t fen) {
  buf_printf(out, "%u", fen / 100);
  EXPECT(fen % 100 == 0);
}

/* ---- households by telephone and by income ---- */

static Cell income_of(const Small *small, uint32_t house) {
  if (!small->has_income) return (Cell){CELL_BAD, 0};
  return small->house[house].income;
}

/* where: household.income > 50 */
static In by_phone(const Small *small, uint32_t house) {
  Cell income = income_of(small, house);
  if (income.state != CELL_KNOWN) return IN_OPEN;
  if (small_income_fen[income.value] <= 5000) return IN_NO;
  if (!small->has_phone) return IN_OPEN;
  return small->house[house].phone.state == CELL_KNOWN ? IN_YES : IN_NO;
}

static In by_income(const Small *small, uint32_t house) {
  Cell income = income_of(small, house);
  return income.state == CELL_KNOWN ? IN_YES : income.state == CELL_BLANK ? IN_NO : IN_OPEN;
}

static void expect_house(const Small *small, uint32_t house, Buf *out) {
  bool more = false, more_alike = false;
  uint32_t n = 0, total = 0, alike = 0;
  Buf items;
  buf_init(&items, 4096);
  for (uint32_t h = 0; h < small->houses; h++) {
    more |= by_phone(small, h) == IN_OPEN;
    more_alike |= by_income(small, h) == IN_OPEN;
    Cell income = income_of(small, h), mine = income_of(small, house);
    if (by_income(small, h) == IN_YES && mine.state == CELL_KNOWN)
      alike += small_income_fen[income.value] == small_income_fen[mine.value];
    if (by_phone(small, h) != IN_YES ||
        small->house[h].phone.value != small->house[house].phone.value)
      continue;
    buf_printf(&items, "%sH%02u", n++ > 0 ? ", " : "", h);
    total += small_income_fen[income.value];
  }
  if (by_phone(small, house) != IN_YES) {
    buf_lit(out, "key=?;n=?;total=?;items=?;alike=");
  } else {
    buf_printf(out, "key=555-%u;n=", small->house[house].phone.value);
    put_bounds(out, n, 0, more);
    buf_printf(out, ";total=%s", more ? "≥" : "");
    put_fen(out, total);
    buf_printf(out, ";items=[%.*s%s];alike=", STR_ARG(buf_view(&items)), more ? ", ..." : "");
  }
  if (by_income(small, house) == IN_YES)
    put_bounds(out, alike, 0, more_alike);
  else
    buf_char(out, '?');
  buf_free(&items);
}

/* ---- persons by the name they are called ---- */

static void expect_person(const Small *small, uint32_t person, Buf *out) {
  Cell mine = small->person[person].nick;
  if (mine.state != CELL_KNOWN) {
    buf_lit(out, "key=?;n=?;items=?");
    return;
  }
  uint32_t n = 0, first = SMALL_NOBODY;
  Buf items;
  buf_init(&items, 4096);
  for (uint32_t p = 0; p < small->people; p++) {
    Cell nick = small->person[p].nick;
    if (nick.state != CELL_KNOWN || small_nick_key[nick.value] != small_nick_key[mine.value])
      continue;
    if (first == SMALL_NOBODY) first = nick.value;
    buf_printf(&items, "%sP%02u", n++ > 0 ? ", " : "", p);
  }
  buf_printf(out, "key=%s;n=%u;items=[%.*s]", small_nicks[first], n, STR_ARG(buf_view(&items)));
  buf_free(&items);
}

/* ---- rows of visits by who went there ---- */

/* where: r.day >= 2021-01-01: so is every day that can be read */
static In by_checker(const SmallVisit *visit) {
  if (visit->day.state != CELL_KNOWN) return IN_OPEN;
  return visit->checker.state == CELL_KNOWN ? IN_YES : IN_NO;
}

/* Rows are not all known: the delivery is not full for the county; a row's group is unknown; or a
 * row is nobody's while somebody has no number by which it could be his. */
static bool rows_lack(const Small *small) {
  bool open = small->visits_cover != COVER_COUNTY, nobody = false, numberless = false;
  for (uint32_t i = 0; i < small->visits; i++) {
    uint32_t candidates[SMALL_PEOPLE];
    bool sure;
    uint32_t count = small_candidates(small, &small->visit[i], candidates, &sure);
    nobody |= count == 0 && small->visit[i].by_id; /* else it says of nobody whose it is */
    open |= count > 0 && by_checker(&small->visit[i]) == IN_OPEN;
  }
  for (uint32_t p = 0; p < small->people; p++)
    numberless |= !small->person[p].has_id;
  return open || (nobody && numberless);
}

static void put_row(const Small *small, const SmallVisit *row, bool more, Buf *out) {
  if (by_checker(row) != IN_YES) {
    buf_char(out, '?');
    return;
  }
  uint32_t sure_count = 0, possible = 0;
  for (uint32_t i = 0; i < small->visits; i++) {
    const SmallVisit *visit = &small->visit[i];
    uint32_t candidates[SMALL_PEOPLE];
    bool sure;
    if (by_checker(visit) != IN_YES ||
        small_nick_key[visit->checker.value] != small_nick_key[row->checker.value])
      continue;
    uint32_t count = small_candidates(small, visit, candidates, &sure);
    sure_count += sure ? count : 0;
    possible += sure ? 0 : count;
  }
  put_bounds(out, sure_count, possible, more);
}

static void expect_rows(const Small *small, uint32_t person, Buf *out) {
  bool covered = small_covers(small->visits_cover, small_village_of(small, person));
  bool more = rows_lack(small), any = false;
  buf_char(out, '[');
  for (uint32_t i = 0; i < small->visits; i++) {
    uint32_t candidates[SMALL_PEOPLE];
    bool sure, his = false;
    uint32_t count = small_candidates(small, &small->visit[i], candidates, &sure);
    for (uint32_t k = 0; k < count; k++)
      his |= candidates[k] == person;
    if (!his) continue;
    if (any) buf_lit(out, ", ");
    any = true;
    put_row(small, &small->visit[i], more, out);
    if (!sure) buf_char(out, '?');
  }
  bool open = !covered || !small->person[person].has_id;
  buf_printf(out, "%s%s]", open && any ? ", " : "", open ? "..." : "");
}

/* ---- comparing ---- */

static uint64_t shown;

static void compare(Str got, const Buf *want, uint64_t county, Str line) {
  unit_checks++;
  if (str_eq(got, buf_view(want))) return;
  unit_failures++;
  if (shown++ < 8)
    printf("county %llu: %.*s\n  expected %.*s\n", (unsigned long long)county, STR_ARG(line),
           STR_ARG(buf_view(want)));
}

static void compare_findings(const Small *small, Str table, uint64_t county, uint32_t *compared) {
  Buf want;
  buf_init(&want, 1 << 16);
  while (table.len > 0) {
    Str line = str_cut(&table, '\n'), cells[16];
    int64_t number = 0;
    if (county_cells(line, cells, 16) < 10 || !str_starts(cells[3], STR("Z"))) continue;
    bool of_house = str_eq(cells[3], STR("Z1"));
    Str key = of_house ? cells[0] : cells[1];
    EXPECT(str_eq(cells[5], STR("yes")) && str_to_int(str_slice(key, 1, 3), &number));
    buf_clear(&want);
    if (of_house)
      expect_house(small, (uint32_t)number, &want);
    else if (str_eq(cells[3], STR("Z2")))
      expect_person(small, (uint32_t)number, &want);
    else
      expect_rows(small, (uint32_t)number, &want);
    compare(cells[7], &want, county, line);
    (*compared)++;
  }
  buf_free(&want);
}

UNIT(groups) {
  const char *counties_text = getenv("COUNTIES"), *seed_text = getenv("SEED");
  int64_t counties = 400, seed = 1;
  if (counties_text) EXPECT(str_to_int(str_from(counties_text), &counties));
  if (seed_text) EXPECT(str_to_int(str_from(seed_text), &seed));
  Pack *pack = county_pack(SMALL_PACK);
  Arena *arena = arena_new((size_t)1 << 28);
  for (int64_t c = 0; c < counties; c++) {
    Dice dice = {(uint64_t)(seed * 2000003 + c)};
    Small small;
    County county;
    uint32_t compared = 0;
    arena_clear(arena);
    small_make(&small, &dice);
    small_county(&small, pack, arena, &county);
    RunInput input = county_input(&county);
    input.executor = c % 2 == 1 ? RULE_REFERENCE : RULE_SCALAR;
    input.partition = c % 3 == 1 ? 1 : 0;
    input.batch_least = c % 4 == 2 ? 1 : 0;
    RunResult *result = county_run(&input);
    compare_findings(&small, county_output(result, "findings.tsv", arena), (uint64_t)c, &compared);
    EXPECT_INT(compared, small.houses + 2 * small.people);
    run_free(result);
  }
  arena_free(arena);
  pack_free(pack);
}

UNIT_MAIN(UNIT_CASE(groups))
