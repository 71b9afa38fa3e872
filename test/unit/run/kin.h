/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kin: random small counties with links, for the pack test/run/kin: a register of fathers and
 * spouses, a payroll, households split off another. A number in a row is that of one of all the
 * people there are: the registry's come first, then people of whom it knows nothing. Numbers of
 * the registry may be blank or broken, rows may have only name and village, cells may be blank or
 * broken, deliveries partial, of one township, or not there.
 *
 * kin_complete makes of a county one that it may turn out to be. A broken number of the registry
 * turns out to be the one that rows say, or another; a row that was possibly somebody's becomes
 * his, or nobody's; rows come of villages that no full delivery covered. Nothing contradicts what
 * was said for sure: full deliveries, and rows that close a list (docs/decisions/0009-links.md).
 */
#ifndef TEST_UNIT_RUN_KIN_H
#define TEST_UNIT_RUN_KIN_H

#include "small.h"

#define KIN_PACK "test/run/kin"

enum { KIN_HOUSES = 8, KIN_PEOPLE = 28, KIN_ROWS = 64, KIN_OTHER_NUMBER = 500 };

typedef struct KinHouse {
  uint32_t village;
  bool monitored;
  Cell from, applied; /* from: a house, or one that the registry lacks; never bad */
} KinHouse;

typedef struct KinPerson {
  uint32_t house; /* SMALL_NOBODY: not in the registry */
  uint32_t village, name, number;
  CellState id;
} KinPerson;

typedef struct KinRow { /* of the register; father and spouse: numbers */
  uint32_t person;
  bool by_id, by_village;
  Cell father, spouse, wed, parted;
} KinRow;

typedef struct KinPay {
  uint32_t person;
  Cell amount;
} KinPay;

typedef struct Kin {
  uint32_t houses, people, all, rows, pays;
  bool has_from; /* the column was collected */
  KinHouse house[KIN_HOUSES];
  KinPerson person[KIN_PEOPLE];
  KinRow row[KIN_ROWS];
  KinPay pay[KIN_ROWS];
  SmallCover rows_cover, pays_cover;
  uint32_t first, last; /* months of 2021 that the deliveries cover */
} Kin;

/* ---- making ---- */

/* Somebody else's number: of the registry, or of nobody there. */
static inline Cell kin_other(const Kin *kin, Dice *dice, uint32_t person, uint32_t trouble) {
  Cell cell = small_cell(dice, kin->all, 20, trouble);
  if (cell.state == CELL_KNOWN && cell.value == person) cell.state = CELL_BLANK;
  return cell;
}

static inline KinRow kin_row(const Kin *kin, Dice *dice, uint32_t person, uint32_t trouble) {
  bool by_id = dice_percent(dice, 85);
  KinRow row = {.person = person, .by_id = by_id, .by_village = !by_id || dice_percent(dice, 50)};
  row.father = kin_other(kin, dice, person, trouble);
  row.spouse = kin_other(kin, dice, person, trouble);
  row.wed = small_cell(dice, 11, trouble, trouble);
  row.parted = small_cell(dice, 12, 80, trouble);
  return row;
}

static inline KinPay kin_pay(Dice *dice, uint32_t person, uint32_t trouble) {
  return (KinPay){person, small_cell(dice, INCOMES, 0, trouble)};
}

static inline void kin_make_people(Kin *kin, Dice *dice, uint32_t trouble) {
  uint32_t outside = 2 + dice_below(dice, 8);
  for (uint32_t h = 0; h < kin->houses; h++) {
    kin->house[h] = (KinHouse){.village = dice_below(dice, SMALL_VILLAGES),
                               .monitored = dice_percent(dice, 70),
                               .from = small_cell(dice, kin->houses + 1, 40, 0),
                               .applied = small_cell(dice, 10, trouble, trouble)};
    for (uint32_t i = 0; i < 1 + h % 3; i++)
      kin->person[kin->people++] = (KinPerson){.house = h, .village = kin->house[h].village};
  }
  kin->all = kin->people + outside;
  for (uint32_t p = 0; p < kin->all; p++) {
    KinPerson *person = &kin->person[p];
    person->name = dice_below(dice, 8);
    person->number = p;
    if (p >= kin->people) {
      person->house = SMALL_NOBODY;
      person->village = dice_below(dice, SMALL_VILLAGES);
    } else if (dice_percent(dice, trouble)) {
      person->id = dice_percent(dice, 30) ? CELL_BLANK : CELL_BAD;
    }
  }
}

static inline void kin_make(Kin *kin, Dice *dice) {
  uint32_t trouble = dice_below(dice, 4) * 6;
  *kin = (Kin){.houses = 3 + dice_below(dice, KIN_HOUSES - 2),
               .has_from = !dice_percent(dice, trouble),
               .rows_cover = (SmallCover)dice_below(dice, 4),
               .pays_cover = (SmallCover)dice_below(dice, 4),
               .first = dice_below(dice, 6),
               .last = 9 + dice_below(dice, 3)};
  if (trouble == 0) kin->rows_cover = kin->pays_cover = COVER_COUNTY;
  kin_make_people(kin, dice, trouble);
  for (uint32_t p = 0; p < kin->all && kin->rows_cover != COVER_NONE; p++)
    for (uint32_t i = dice_below(dice, 10); i < 9; i += 7) /* none, one or two */
      kin->row[kin->rows++] = kin_row(kin, dice, p, trouble / 3);
  for (uint32_t p = 0; p < kin->all && kin->pays_cover != COVER_NONE; p++)
    for (uint32_t i = dice_below(dice, 3); i == 0; i++)
      kin->pay[kin->pays++] = kin_pay(dice, p, trouble);
}

/* ---- whose a row is ---- */

/* Who of the registry has the number; SMALL_NOBODY: none, by what can be read. */
static inline uint32_t kin_holder(const Kin *kin, uint32_t number) {
  if (number >= kin->people || kin->person[number].id != CELL_KNOWN) return SMALL_NOBODY;
  return kin->person[number].number == number ? number : SMALL_NOBODY;
}

/* Of its number, for sure; else possibly of all of its name in its village. */
static inline uint32_t
kin_candidates(const Kin *kin, const KinRow *row, uint32_t *ret, bool *ret_sure) {
  uint32_t holder = row->by_id ? kin_holder(kin, row->person) : SMALL_NOBODY, count = 0;
  const KinPerson *whose = &kin->person[row->person];
  *ret_sure = holder != SMALL_NOBODY;
  if (*ret_sure) ret[count++] = holder;
  for (uint32_t p = 0; p < kin->people && !*ret_sure && row->by_village; p++)
    if (kin->person[p].name == whose->name && kin->person[p].village == whose->village)
      ret[count++] = p;
  return count;
}

/* ---- completions ---- */

/* Some row of his own says for sure, readable or not, who his spouses are, and when they were. */
static inline bool kin_is_closed(const Kin *kin, uint32_t person) {
  for (uint32_t i = 0; i < kin->rows; i++) {
    const KinRow *row = &kin->row[i];
    if (row->by_id && row->person == person && row->spouse.state != CELL_BLANK) return true;
  }
  return false;
}

static inline void kin_settle_row(const Kin *from, Dice *dice, KinRow *row) {
  Cell father = row->father, spouse = row->spouse;
  settle(dice, &father, from->all);
  settle(dice, &spouse, from->all);
  if (father.value != row->person) row->father = father;
  if (spouse.value != row->person && !kin_is_closed(from, spouse.value)) row->spouse = spouse;
  settle(dice, &row->wed, 11);
  settle(dice, &row->parted, 12);
}

/* A row that was possibly somebody's turns out to be one's, or nobody's: then false. */
static inline bool kin_settle_owner(const Kin *to, const Kin *from, Dice *dice, KinRow *row) {
  uint32_t candidates[KIN_PEOPLE];
  bool sure;
  uint32_t count = kin_candidates(from, row, candidates, &sure);
  if (sure || count == 0 || row->by_id || !dice_percent(dice, 50)) return true;
  uint32_t person = candidates[dice_below(dice, count)];
  bool himself = row->father.value == person || row->spouse.value == person;
  bool closed = row->spouse.state == CELL_KNOWN && kin_is_closed(from, row->spouse.value);
  if (himself || closed || kin_holder(to, person) == SMALL_NOBODY) return dice_percent(dice, 70);
  row->by_id = true;
  row->person = person;
  return dice_percent(dice, 70);
}

static inline void kin_deliver_rest(Kin *to, const Kin *from, Dice *dice) {
  to->rows_cover = COVER_COUNTY;
  for (uint32_t i = dice_below(dice, 12); i > 0 && to->rows < KIN_ROWS; i--) {
    uint32_t person = dice_below(dice, to->all);
    if (small_covers(from->rows_cover, to->person[person].village)) continue;
    KinRow row = kin_row(to, dice, person, 0);
    if (kin_is_closed(to, row.spouse.value)) row.spouse.state = CELL_BLANK;
    to->row[to->rows++] = row;
  }
}

static inline void kin_deliver_pays(Kin *to, const Kin *from, Dice *dice) {
  to->pays_cover = COVER_COUNTY;
  for (uint32_t i = dice_below(dice, 12); i > 0 && to->pays < KIN_ROWS; i--) {
    uint32_t person = dice_below(dice, to->all);
    if (small_covers(from->pays_cover, to->person[person].village)) continue;
    to->pay[to->pays++] = kin_pay(dice, person, 0);
  }
}

/* [numbers]: numbers of the registry that could not be read can be. */
static inline void kin_complete(Kin *to, const Kin *from, Dice *dice, bool numbers) {
  *to = *from;
  if (dice_percent(dice, 50)) to->has_from = true;
  for (uint32_t h = 0; h < to->houses; h++)
    settle(dice, &to->house[h].applied, 10);
  for (uint32_t p = 0; p < to->people; p++) {
    KinPerson *person = &to->person[p];
    if (!numbers || person->id != CELL_BAD || !dice_percent(dice, 70)) continue;
    person->id = CELL_KNOWN;
    if (dice_percent(dice, 40)) person->number += KIN_OTHER_NUMBER;
  }
  to->rows = 0;
  for (uint32_t i = 0; i < from->rows; i++) {
    KinRow row = from->row[i];
    kin_settle_row(from, dice, &row);
    if (kin_settle_owner(to, from, dice, &row)) to->row[to->rows++] = row;
  }
  for (uint32_t i = 0; i < to->pays; i++)
    settle(dice, &to->pay[i].amount, INCOMES);
  if (dice_percent(dice, 60)) kin_deliver_rest(to, from, dice);
  if (dice_percent(dice, 60)) kin_deliver_pays(to, from, dice);
  if (dice_percent(dice, 50)) to->first = 0;
  if (dice_percent(dice, 50)) to->last = 11;
}

/* ---- files ---- */

static inline void kin_put_number(Buf *out, CellState state, uint32_t number) {
  Buf text;
  buf_init(&text, 64);
  put_number(&text, number);
  Str whole = buf_view(&text);
  if (state == CELL_KNOWN) buf_str(out, whole);
  if (state == CELL_BAD) /* the check character is another's */
    buf_printf(out, "%.*s%c", (int)whole.len - 1, whole.ptr,
               whole.ptr[whole.len - 1] == '0' ? '1' : '0');
  buf_free(&text);
}

static inline RunFile kin_households(Arena *arena, const Kin *kin) {
  Buf out;
  buf_init(&out, 1 << 16);
  buf_lit(&out, kin->has_from ? "户编号,行政村,申请日期,原户编号\n" : "户编号,行政村,申请日期\n");
  for (uint32_t h = 0; h < kin->houses; h++) {
    const KinHouse *house = &kin->house[h];
    buf_printf(&out, "H%02u,%s,", h, small_villages[house->village]);
    put_month(&out, house->applied);
    if (kin->has_from) buf_char(&out, ',');
    if (kin->has_from && house->from.state == CELL_KNOWN)
      buf_printf(&out, "H%02u", house->from.value);
    buf_char(&out, '\n');
  }
  return small_file(arena, "households.csv", &out);
}

static inline RunFile kin_persons(Arena *arena, const Kin *kin) {
  Buf out;
  buf_init(&out, 1 << 16);
  buf_lit(&out, "人编号,户编号,姓名,证件号码\n");
  for (uint32_t p = 0; p < kin->people; p++) {
    const KinPerson *person = &kin->person[p];
    buf_printf(&out, "P%02u,H%02u,", p, person->house);
    put_name(&out, person->name);
    buf_char(&out, ',');
    kin_put_number(&out, person->id, person->number);
    buf_char(&out, '\n');
  }
  return small_file(arena, "persons.csv", &out);
}

static inline RunFile kin_episodes(Arena *arena, const Kin *kin) {
  Buf out;
  buf_init(&out, 1 << 16);
  buf_lit(&out, "户编号,识别日期\n");
  for (uint32_t h = 0; h < kin->houses; h++)
    if (kin->house[h].monitored) buf_printf(&out, "H%02u,2020-06-01\n", h);
  return small_file(arena, "episodes.csv", &out);
}

static inline void kin_put_other(Buf *out, const Kin *kin, Cell other) {
  if (other.state == CELL_KNOWN) put_name(out, kin->person[other.value].name);
  buf_char(out, ',');
  kin_put_number(out, other.state, other.value);
  buf_char(out, ',');
}

static inline RunFile kin_rows(Arena *arena, const Kin *kin) {
  Buf out;
  buf_init(&out, 1 << 16);
  buf_lit(&out, "公民身份号码,姓名,行政村,父亲姓名,父亲证号,配偶姓名,配偶证号,登记日期,离婚日期\n");
  for (uint32_t i = 0; i < kin->rows; i++) {
    const KinRow *row = &kin->row[i];
    const KinPerson *person = &kin->person[row->person];
    kin_put_number(&out, row->by_id ? CELL_KNOWN : CELL_BLANK, row->person);
    buf_char(&out, ',');
    put_name(&out, person->name);
    buf_printf(&out, ",%s,", row->by_village ? small_villages[person->village] : "");
    kin_put_other(&out, kin, row->father);
    kin_put_other(&out, kin, row->spouse);
    put_month(&out, row->wed);
    buf_char(&out, ',');
    put_month(&out, row->parted);
    buf_char(&out, '\n');
  }
  return small_file(arena, "hukou.csv", &out);
}

static inline RunFile kin_pays(Arena *arena, const Kin *kin) {
  Buf out;
  buf_init(&out, 1 << 16);
  buf_lit(&out, "身份证号,姓名,金额\n");
  for (uint32_t i = 0; i < kin->pays; i++) {
    kin_put_number(&out, CELL_KNOWN, kin->pay[i].person);
    buf_char(&out, ',');
    put_name(&out, kin->person[kin->pay[i].person].name);
    buf_char(&out, ',');
    put_money(&out, kin->pay[i].amount);
    buf_char(&out, '\n');
  }
  return small_file(arena, "pay.csv", &out);
}

/* The county's files; the evaluation date is 2021-10-15. */
static inline void kin_county(const Kin *kin, const Pack *pack, Arena *arena, County *county) {
  Small days = {.first = kin->first, .last = kin->last};
  *county = (County){.arena = arena, .pack = pack};
  EXPECT(day_from_ymd(2021, 10, 15, &county->on));
  county->registry[county->registry_count++] = kin_households(arena, kin);
  county->registry[county->registry_count++] = kin_persons(arena, kin);
  county->registry[county->registry_count++] = kin_episodes(arena, kin);
  small_deliver(county, &days, "hukou", kin->rows_cover, kin_rows(arena, kin));
  small_deliver(county, &days, "pay", kin->pays_cover, kin_pays(arena, kin));
}

#endif
