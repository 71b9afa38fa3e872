/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plain_links: the links of random small counties against a second implementation that goes by the
 * words of decision 0009: for each subject all rows and all people are looked at, from the model
 * of kin.h, not from the files. It shares nothing with the run: no join, no frame, no edges.
 *
 * The rules Y1 to Y3 of test/run/kin show whom each is linked with and how many rows of a dataset
 * are read of those. Some people here have the number of another, some rows name their own person.
 * COUNTIES=n compares more of them (400), SEED=n others.
 */
#include "kin.h"

/* Subjects: the registry's people, then those outside, by number: a number that the registry could
 * not read is of one outside, too. */
enum { OUTSIDE = KIN_PEOPLE, SUBJECTS = 2 * KIN_PEOPLE };

typedef struct Edge { /* on a list: of whom, and how surely */
  bool on, sure;
} Edge;

typedef struct List {
  Edge of[SUBJECTS];
  bool more;
} List;

/* Of a number that the registry lacks: whether some link leads to it, and from whom. */
typedef struct Outsider {
  bool linked; /* with anybody of the registry */
  bool against,
      against_sure; /* as child or spouse: so the register is read of him; by a row surely theirs */
  bool of_monitored, of_monitored_sure;
  bool has_village; /* a row of his own says where he lives */
} Outsider;

typedef struct World {
  const Kin *kin;
  Outsider outsider[KIN_PEOPLE];
} World;

typedef struct Owners {
  bool of[SUBJECTS];
  uint32_t count;
  bool sure;
} Owners;

/* ---- whom a number means ---- */

static bool has_number(const Kin *kin, uint32_t person, uint32_t number) {
  return kin->person[person].id == CELL_KNOWN && kin->person[person].number == number;
}

/* Of several who have it the one of the name, else each perhaps. */
static Owners by_number(const Kin *kin, uint32_t number) {
  Owners all = {0}, named = {0};
  for (uint32_t p = 0; p < kin->people; p++) {
    if (!has_number(kin, p, number)) continue;
    all.of[p] = true;
    all.count++;
    if (kin->person[p].name != kin->person[number].name) continue;
    named.of[p] = true;
    named.count++;
  }
  Owners found = named.count > 0 ? named : all;
  found.sure = found.count == 1;
  return found;
}

/* ---- whose a row is ---- */

static Owners by_place(const Kin *kin, const KinRow *row) {
  Owners found = {0};
  for (uint32_t p = 0; p < kin->people && row->by_village; p++) {
    if (kin->person[p].name != kin->person[row->person].name) continue;
    if (kin->person[p].village != kin->person[row->person].village) continue;
    found.of[p] = true;
    found.count++;
  }
  return found;
}

/* By number; those of its name and village, of several of one number among these alone. */
static Owners of_registry(const Kin *kin, const KinRow *row) {
  Owners found = {0}, there = by_place(kin, row), both = {0};
  if (row->by_id) found = by_number(kin, row->person);
  if (found.count == 0) return there;
  for (uint32_t p = 0; p < kin->people && !found.sure; p++) {
    both.of[p] = found.of[p] && there.of[p];
    both.count += both.of[p];
  }
  return both.count > 0 ? both : found;
}

/* One outside takes a row with his number before those of its name and village, if it is sure
 * that some link leads to him. */
static Owners owners(const World *world, const KinRow *row) {
  const Outsider *outsider = &world->outsider[row->person];
  Owners found = of_registry(world->kin, row);
  if (!row->by_id || !outsider->against || by_number(world->kin, row->person).count > 0)
    return found;
  if (found.count > 0 && !outsider->against_sure) return found;
  found = (Owners){.count = 1, .sure = outsider->against_sure};
  found.of[OUTSIDE + row->person] = true;
  return found;
}

/* ---- who is outside ---- */

static void lead(World *world, uint32_t number, const Owners *from, bool against) {
  const Kin *kin = world->kin;
  Outsider *it = &world->outsider[number];
  for (uint32_t p = 0; p < kin->people; p++) {
    if (!from->of[p]) continue;
    bool monitored = kin->house[kin->person[p].house].monitored;
    it->linked = true;
    it->against |= against;
    it->against_sure |= against && from->sure;
    it->of_monitored |= monitored;
    it->of_monitored_sure |= monitored && from->sure;
  }
}

static void find_outsiders(World *world) {
  const Kin *kin = world->kin;
  for (uint32_t i = 0; i < kin->rows; i++) {
    const KinRow *row = &kin->row[i];
    Owners own = of_registry(kin, row);
    const Cell *cells[] = {&row->father, &row->spouse};
    for (int k = 0; k < 2; k++) {
      if (cells[k]->state != CELL_KNOWN) continue;
      Owners target = by_number(kin, cells[k]->value);
      if (target.count == 0) lead(world, cells[k]->value, &own, k == 1);
      if (own.count == 0 && row->by_id) lead(world, row->person, &target, true);
    }
    if (own.count == 0 && row->by_id && row->by_village)
      world->outsider[row->person].has_village = true;
  }
}

/* ---- lists ---- */

static void put_edge(List *list, uint32_t whom, uint32_t self, bool sure) {
  if (whom == self) return; /* nobody is linked with himself */
  list->of[whom].on = true;
  list->of[whom].sure |= sure;
}

/* Those whom a cell means, as seen by [self]. */
static void put_targets(const World *world, List *list, uint32_t number, uint32_t self, bool sure) {
  Owners target = by_number(world->kin, number);
  for (uint32_t p = 0; p < world->kin->people; p++)
    if (target.of[p]) put_edge(list, p, self, sure && target.sure);
  if (target.count > 0) return;
  if (world->outsider[number].linked)
    put_edge(list, OUTSIDE + number, self, sure);
  else
    list->more = true;
}

static bool means(const World *world, Cell cell, uint32_t person, bool *ret_sure) {
  if (cell.state != CELL_KNOWN) return false;
  Owners target = by_number(world->kin, cell.value);
  *ret_sure = target.sure;
  return target.of[person];
}

typedef enum Held { HELD_NO, HELD_YES, HELD_PERHAPS } Held;

/* On 2021-10-15: months up to October, whose fifth is past. */
static Held is_held(const KinRow *row) {
  if (row->wed.state == CELL_KNOWN && row->wed.value > 9) return HELD_NO;
  if (row->parted.state == CELL_KNOWN && row->parted.value <= 9) return HELD_NO;
  return row->wed.state == CELL_KNOWN && row->parted.state != CELL_BAD ? HELD_YES : HELD_PERHAPS;
}

/* All of his rows are known to be there. */
static bool has_rows(const Kin *kin, uint32_t person, SmallCover cover) {
  return small_covers(cover, kin->person[person].village) && kin->person[person].id == CELL_KNOWN;
}

static List fathers(const World *world, uint32_t person) {
  List list = {0};
  bool closed = false;
  for (uint32_t i = 0; i < world->kin->rows; i++) {
    const KinRow *row = &world->kin->row[i];
    Owners own = owners(world, row);
    if (!own.of[person]) continue;
    list.more |= row->father.state == CELL_BAD;
    if (row->father.state != CELL_KNOWN) continue;
    closed |= own.sure;
    put_targets(world, &list, row->father.value, person, own.sure);
  }
  list.more |= !closed || !has_rows(world->kin, person, world->kin->rows_cover);
  return list;
}

static List children(const World *world, uint32_t person) {
  List list = {.more = true};
  for (uint32_t i = 0; i < world->kin->rows; i++) {
    const KinRow *row = &world->kin->row[i];
    bool sure;
    if (!means(world, row->father, person, &sure)) continue;
    Owners own = owners(world, row);
    for (uint32_t p = 0; p < SUBJECTS; p++)
      if (own.of[p]) put_edge(&list, p, person, own.sure && sure);
  }
  return list;
}

static List spouses(const World *world, uint32_t person) {
  List list = {0};
  bool closed = false, sure;
  for (uint32_t i = 0; i < world->kin->rows; i++) {
    const KinRow *row = &world->kin->row[i];
    Held held = is_held(row);
    Owners own = owners(world, row);
    if (own.of[person]) {
      closed |= own.sure && row->spouse.state != CELL_BLANK; /* if it cannot be read, too */
      list.more |= held != HELD_NO && row->spouse.state == CELL_BAD;
      if (held != HELD_NO && row->spouse.state == CELL_KNOWN)
        put_targets(world, &list, row->spouse.value, person, own.sure && held == HELD_YES);
    }
    if (held == HELD_NO || !means(world, row->spouse, person, &sure)) continue;
    for (uint32_t p = 0; p < SUBJECTS; p++) {
      if (!own.of[p] || p == person) continue;
      put_edge(&list, p, person, own.sure && sure && held == HELD_YES);
      list.more |= !own.sure; /* of somebody whom nobody knows, perhaps */
    }
  }
  list.more |= !closed || !has_rows(world->kin, person, world->kin->rows_cover);
  return list;
}

/* ---- rows of the payroll of those on a list ---- */

static uint32_t pays_of(const Kin *kin, uint32_t number) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < kin->pays; i++)
    count += kin->pay[i].person == number;
  return count;
}

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

static void put_pays_inside(const Kin *kin, uint32_t person, Buf *out) {
  uint32_t sure = 0, possible = 0;
  if (!kin->house[kin->person[person].house].monitored) {
    buf_char(out, '?');
    return;
  }
  for (uint32_t n = 0; n < kin->all; n++) {
    Owners of = by_number(kin, n);
    if (!of.of[person]) continue;
    *(of.sure ? &sure : &possible) += pays_of(kin, n);
  }
  put_bounds(out, sure, possible, !has_rows(kin, person, kin->pays_cover));
}

/* Who of the registry has a number that cannot be read, and his name, may be this one. */
static void put_pays_outside(const World *world, uint32_t number, Buf *out) {
  const Kin *kin = world->kin;
  const Outsider *it = &world->outsider[number];
  bool namesake = false, elsewhere = false;
  for (uint32_t p = 0; p < kin->people; p++) {
    if (kin->person[p].id != CELL_BAD || kin->person[p].name != kin->person[number].name) continue;
    namesake = true;
    elsewhere |= !kin->house[kin->person[p].house].monitored;
  }
  bool kept = it->of_monitored_sure && !elsewhere;
  bool covered = it->has_village && small_covers(kin->pays_cover, kin->person[number].village);
  uint32_t rows = it->of_monitored ? pays_of(kin, number) : 0;
  put_bounds(out, kept ? rows : 0, kept ? 0 : rows, !covered || namesake || !kept);
}

/* ---- showing ---- */

typedef enum Show { SHOW_KEY, SHOW_NAME, SHOW_PAYS } Show;

static void put_list(const World *world, const char *name, const List *list, Show show, Buf *out) {
  const Kin *kin = world->kin;
  bool any = false;
  buf_printf(out, "%s%s=[", out->len > 0 ? ";" : "", name);
  for (uint32_t p = 0; p < SUBJECTS; p++) {
    if (!list->of[p].on) continue;
    if (any) buf_lit(out, ", ");
    any = true;
    if (show == SHOW_NAME)
      put_name(out, kin->person[p < OUTSIDE ? p : p - OUTSIDE].name);
    else if (show == SHOW_PAYS && p < OUTSIDE)
      put_pays_inside(kin, p, out);
    else if (show == SHOW_PAYS)
      put_pays_outside(world, p - OUTSIDE, out);
    else if (p < OUTSIDE)
      buf_printf(out, "P%02u", p);
    else
      buf_char(out, '?'); /* of those outside only the name is known */
    if (!list->of[p].sure) buf_char(out, '?');
  }
  buf_printf(out, "%s%s]", any && list->more ? ", " : "", list->more ? "..." : "");
}

static void expect_person(const World *world, uint32_t person, bool pays, Buf *out) {
  const char *names[] = {"father", "child", "spouse"};
  const char *pay_names[] = {"father_pay", "child_pay", "spouse_pay"};
  List lists[] = {fathers(world, person), children(world, person), spouses(world, person)};
  for (int i = 0; i < 3; i++) {
    put_list(world, names[i], &lists[i], pays ? SHOW_NAME : SHOW_KEY, out);
    if (pays) put_list(world, pay_names[i], &lists[i], SHOW_PAYS, out);
  }
}

static void expect_house(const World *world, uint32_t house, Buf *out) {
  const Kin *kin = world->kin;
  Cell from = kin->house[house].from;
  bool known = kin->has_from && from.state == CELL_KNOWN, any = false;
  List all = {0};
  if (known && from.value < kin->houses && from.value != house)
    buf_printf(out, "split_from=[H%02u];split_to=[", from.value);
  else
    buf_printf(out, "split_from=[%s];split_to=[", known && from.value == house ? "" : "...");
  for (uint32_t h = 0; h < kin->houses && kin->has_from; h++) {
    const Cell *of = &kin->house[h].from;
    if (h == house || of->state != CELL_KNOWN || of->value != house) continue;
    buf_printf(out, "H%02u, ", h);
  }
  buf_lit(out, "...]");
  for (uint32_t p = 0; p < kin->people; p++) {
    if (kin->person[p].house != house) continue;
    List list = fathers(world, p);
    any |= list.more;
    for (uint32_t k = 0; k < SUBJECTS; k++)
      if (list.of[k].on) put_edge(&all, k, SMALL_NOBODY, list.of[k].sure);
  }
  all.more = any;
  put_list(world, "father", &all, SHOW_NAME, out);
}

/* ---- comparing ---- */

typedef struct Seen { /* how much of each kind was compared */
  uint32_t shown, lists, whole, outside, perhaps;
} Seen;

static void compare(Str got, const Buf *want, uint64_t county, Str line, Seen *seen) {
  unit_checks++;
  Str text = buf_view(want);
  seen->lists++;
  seen->whole += !str_contains(text, STR("...];child"));
  seen->outside += str_contains(text, STR("[?"));
  seen->perhaps += str_contains(text, STR("?,"));
  if (str_eq(got, text)) return;
  unit_failures++;
  if (seen->shown++ < 8)
    printf("county %llu: %.*s\n  expected %.*s\n", (unsigned long long)county, STR_ARG(line),
           STR_ARG(text));
}

static void compare_findings(const Kin *kin, Str table, uint64_t county, Seen *seen) {
  World world = {.kin = kin};
  uint32_t compared = 0, expected = kin->people + kin->houses;
  Buf want;
  buf_init(&want, 1 << 16);
  find_outsiders(&world);
  for (uint32_t p = 0; p < kin->people; p++)
    expected += kin->house[kin->person[p].house].monitored;
  while (table.len > 0) {
    Str line = str_cut(&table, '\n'), cells[16];
    int64_t number = 0;
    if (county_cells(line, cells, 16) < 10 || !str_starts(cells[3], STR("Y"))) continue;
    bool of_house = str_eq(cells[3], STR("Y3"));
    Str key = of_house ? cells[0] : cells[1];
    EXPECT(str_eq(cells[5], STR("yes")) && str_to_int(str_slice(key, 1, 3), &number));
    buf_clear(&want);
    if (of_house)
      expect_house(&world, (uint32_t)number, &want);
    else
      expect_person(&world, (uint32_t)number, str_eq(cells[3], STR("Y1")), &want);
    compare(cells[7], &want, county, line, seen);
    compared++;
  }
  EXPECT_INT(compared, expected);
  buf_free(&want);
}

/* Some have the number of another, half of them his name too; some rows name their own person. */
static void add_oddities(Kin *kin, Dice *dice) {
  for (uint32_t p = 0; p < kin->people; p++) {
    uint32_t other = dice_below(dice, kin->people);
    if (other == p || !dice_percent(dice, 8)) continue;
    kin->person[p].number = other;
    if (dice_percent(dice, 50)) kin->person[p].name = kin->person[other].name;
  }
  for (uint32_t i = 0; i < kin->rows; i++) {
    if (dice_percent(dice, 5)) kin->row[i].father = (Cell){CELL_KNOWN, kin->row[i].person};
    if (dice_percent(dice, 5)) kin->row[i].spouse = (Cell){CELL_KNOWN, kin->row[i].person};
  }
}

UNIT(links) {
  const char *counties_text = getenv("COUNTIES"), *seed_text = getenv("SEED");
  int64_t counties = 400, seed = 1;
  if (counties_text) EXPECT(str_to_int(str_from(counties_text), &counties));
  if (seed_text) EXPECT(str_to_int(str_from(seed_text), &seed));
  Pack *pack = county_pack(KIN_PACK);
  Arena *arena = arena_new((size_t)1 << 28);
  Seen seen = {0};
  for (int64_t c = 0; c < counties; c++) {
    Dice dice = {(uint64_t)(seed * 3000017 + c)};
    Kin kin;
    County county;
    arena_clear(arena);
    kin_make(&kin, &dice);
    if (c % 2 == 1) add_oddities(&kin, &dice);
    kin_county(&kin, pack, arena, &county);
    RunInput input = county_input(&county);
    input.executor = c % 4 >= 2 ? RULE_REFERENCE : RULE_SCALAR;
    input.partition = c % 3 == 1 ? 1 : 0;
    input.batch_least = c % 5 == 2 ? 1 : 0;
    RunResult *result = county_run(&input);
    compare_findings(&kin, county_output(result, "findings.tsv", arena), (uint64_t)c, &seen);
    run_free(result);
  }
  printf("  %u compared; %u with a doubtful one, %u with one outside, %u whole\n", seen.lists,
         seen.perhaps, seen.outside, seen.whole);
  EXPECT(seen.outside > counties && seen.perhaps > counties / 4);
  arena_free(arena);
  pack_free(pack);
}

UNIT_MAIN(UNIT_CASE(links))
