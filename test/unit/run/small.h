/* SPDX-License-Identifier: Apache-2.0 */
/*
 * small: random small counties for the pack test/run/small, as a model that tests can look into
 * and change: cells that are blank or cannot be read, columns that were not collected, deliveries
 * that are partial, of one township, or not there; rows that name somebody by ID number, by name
 * and village only, or a stranger.
 *
 * small_complete makes of a county one that it may turn out to be: cells that could not be read
 * get a value, what was not delivered comes, rows that were possibly somebody's become his,
 * another's or nobody's, persons without a number get theirs. All is a function of the seed.
 */
#ifndef TEST_UNIT_RUN_SMALL_H
#define TEST_UNIT_RUN_SMALL_H

#include "county.h"

#define SMALL_PACK "test/run/small"

enum { SMALL_HOUSES = 12, SMALL_PEOPLE = 24, SMALL_VISITS = 64, SMALL_CARS = 32 };
enum { SMALL_VILLAGES = 3, SMALL_NOBODY = 255 };

/* ---- chance ---- */

typedef struct Dice {
  uint64_t state;
} Dice;

static inline uint32_t dice_below(Dice *dice, uint32_t count) { /* splitmix64 */
  uint64_t z = (dice->state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return (uint32_t)((z ^ (z >> 31)) >> 33) % count;
}

static inline bool dice_percent(Dice *dice, uint32_t percent) {
  return dice_below(dice, 100) < percent;
}

/* ---- the model ---- */

typedef enum CellState { CELL_KNOWN, CELL_BLANK, CELL_BAD } CellState;

typedef struct Cell {
  CellState state;
  uint32_t value;
} Cell;

typedef struct SmallHouse {
  uint32_t village;
  Cell phone, income, applied; /* phone: text, never bad; applied: a month of 2021 */
} SmallHouse;

typedef struct SmallPerson {
  uint32_t house, name;
  bool has_id;
  Cell nick;
} SmallPerson;

typedef struct SmallVisit {
  uint32_t person;        /* whose it truly is; SMALL_NOBODY: of no one in the registry */
  bool by_id, by_village; /* the row has his number; the village */
  Cell day, checker, amount;
} SmallVisit;

typedef struct SmallCar {
  uint32_t house; /* SMALL_NOBODY: of no household of the registry */
  Cell got;
} SmallCar;

typedef enum SmallCover { COVER_NONE, COVER_PARTIAL, COVER_TOWNSHIP, COVER_COUNTY } SmallCover;

typedef struct Small {
  uint32_t houses, people, visits, cars;
  bool has_phone, has_income; /* the columns were collected */
  SmallHouse house[SMALL_HOUSES];
  SmallPerson person[SMALL_PEOPLE];
  SmallVisit visit[SMALL_VISITS];
  SmallCar car[SMALL_CARS];
  SmallCover visits_cover, cars_cover;
  uint32_t first, last; /* months of 2021 that the deliveries cover */
} Small;

enum { INCOMES = 5 };
static const char *const small_incomes[INCOMES] = {"20", "100", "100.0", "160", "350"};
static const uint32_t small_income_fen[INCOMES] = {2000, 10000, 10000, 16000, 35000};
enum { NICKS = 4 };
static const char *const small_nicks[NICKS] = {"岩 温", "岩温", "玉香", "尼章"};
static const uint32_t small_nick_key[NICKS] = {0, 0, 1, 2};
static const char *const small_villages[SMALL_VILLAGES] = {"530925101201", "530925101202",
                                                           "530925202201"};

/* [blank], [bad]: per cent of cells. */
static inline Cell small_cell(Dice *dice, uint32_t values, uint32_t blank, uint32_t bad) {
  Cell cell = {CELL_KNOWN, dice_below(dice, values)};
  if (dice_percent(dice, blank))
    cell.state = CELL_BLANK;
  else if (dice_percent(dice, bad))
    cell.state = CELL_BAD;
  return cell;
}

static inline SmallVisit small_visit(Dice *dice, uint32_t person, uint32_t trouble) {
  bool by_id = dice_percent(dice, 70);
  return (SmallVisit){.person = person,
                      .by_id = by_id,
                      .by_village = !by_id || dice_percent(dice, 50),
                      .day = small_cell(dice, 12, trouble, trouble),
                      .checker = small_cell(dice, NICKS, trouble, 0),
                      .amount = small_cell(dice, INCOMES, trouble, trouble)};
}

static inline bool small_covers(SmallCover cover, uint32_t village) {
  return cover == COVER_COUNTY || (cover == COVER_TOWNSHIP && village < 2);
}

static inline void small_make(Small *small, Dice *dice) {
  uint32_t trouble = dice_below(dice, 3) * 5;
  *small = (Small){.houses = 4 + dice_below(dice, SMALL_HOUSES - 3),
                   .has_phone = !dice_percent(dice, trouble),
                   .has_income = !dice_percent(dice, trouble),
                   .visits_cover = (SmallCover)dice_below(dice, 4),
                   .cars_cover = (SmallCover)dice_below(dice, 4),
                   .first = dice_below(dice, 6),
                   .last = 9 + dice_below(dice, 3)};
  if (trouble == 0) small->visits_cover = small->cars_cover = COVER_COUNTY;
  for (uint32_t h = 0; h < small->houses; h++) {
    small->house[h] = (SmallHouse){.village = dice_below(dice, SMALL_VILLAGES),
                                   .phone = small_cell(dice, 5, 10, 0),
                                   .income = small_cell(dice, INCOMES, trouble / 4, trouble / 4),
                                   .applied = small_cell(dice, 10, trouble, trouble)};
    for (uint32_t i = 0; i < 1 + h % 2; i++)
      small->person[small->people++] = (SmallPerson){.house = h,
                                                     .name = dice_below(dice, 8),
                                                     .has_id = !dice_percent(dice, trouble),
                                                     .nick = small_cell(dice, NICKS, trouble, 0)};
  }
  if (small->visits_cover != COVER_NONE)
    for (small->visits = 0; small->visits < small->people; small->visits++)
      small->visit[small->visits] =
          small_visit(dice, dice_percent(dice, 90) ? dice_below(dice, small->people) : SMALL_NOBODY,
                      trouble / 3);
  if (small->cars_cover != COVER_NONE)
    for (small->cars = 0; small->cars < small->houses; small->cars++)
      small->car[small->cars] =
          (SmallCar){dice_percent(dice, 90) ? dice_below(dice, small->houses) : SMALL_NOBODY,
                     small_cell(dice, 12, trouble / 2, trouble / 2)};
}

/* ---- completions ---- */

static inline void settle(Dice *dice, Cell *cell, uint32_t values) {
  if (cell->state == CELL_BAD && dice_percent(dice, 60))
    *cell = (Cell){CELL_KNOWN, dice_below(dice, values)};
}

static inline uint32_t small_village_of(const Small *small, uint32_t person) {
  return small->house[small->person[person].house].village;
}

/* Whose a row may be by the registry: by its number him alone, for sure; else all of its name in
 * its village. */
static inline uint32_t
small_candidates(const Small *small, const SmallVisit *visit, uint32_t *ret, bool *ret_sure) {
  uint32_t count = 0;
  *ret_sure = visit->by_id && visit->person != SMALL_NOBODY && small->person[visit->person].has_id;
  if (*ret_sure) ret[count++] = visit->person;
  if (*ret_sure || !visit->by_village || visit->person == SMALL_NOBODY) return count;
  for (uint32_t p = 0; p < small->people; p++)
    if (small->person[p].name == small->person[visit->person].name &&
        small_village_of(small, p) == small_village_of(small, visit->person))
      ret[count++] = p;
  return count;
}

/* A row that was possibly somebody's turns out to be one's, or nobody's: then false. */
static inline bool small_settle_row(Small *to, const Small *from, Dice *dice, SmallVisit *visit) {
  uint32_t candidates[SMALL_PEOPLE];
  bool sure;
  uint32_t count = small_candidates(from, visit, candidates, &sure);
  if (sure || count == 0 || visit->by_id || !dice_percent(dice, 50)) return true;
  visit->by_id = true;
  visit->by_village = false;
  visit->person = candidates[dice_below(dice, count)];
  return to->person[visit->person].has_id && dice_percent(dice, 70);
}

static inline void small_deliver_rest(Small *to, const Small *from, Dice *dice) {
  uint32_t rows = dice_below(dice, 12);
  to->visits_cover = COVER_COUNTY;
  for (uint32_t i = 0; i < rows && to->visits < SMALL_VISITS; i++) {
    uint32_t person = dice_below(dice, to->people);
    if (small_covers(from->visits_cover, small_village_of(to, person))) continue;
    to->visit[to->visits++] = small_visit(dice, person, 0);
  }
}

static inline void small_deliver_cars(Small *to, const Small *from, Dice *dice) {
  uint32_t rows = dice_below(dice, 8);
  to->cars_cover = COVER_COUNTY;
  for (uint32_t i = 0; i < rows && to->cars < SMALL_CARS; i++) {
    uint32_t house = dice_below(dice, to->houses);
    if (small_covers(from->cars_cover, to->house[house].village)) continue;
    to->car[to->cars++] = (SmallCar){house, small_cell(dice, 12, 0, 0)};
  }
}

/* A blank cell is known to hold nothing and stays so; one of a column that was not collected may
 * turn out to be anything. [numbers]: persons without an ID number may get theirs. */
static inline void small_complete(Small *to, const Small *from, Dice *dice, bool numbers) {
  *to = *from;
  if (dice_percent(dice, 50)) to->has_phone = true;
  if (dice_percent(dice, 50)) to->has_income = true;
  for (uint32_t h = 0; h < to->houses; h++) {
    settle(dice, &to->house[h].income, INCOMES);
    settle(dice, &to->house[h].applied, 10);
  }
  to->visits = 0;
  for (uint32_t i = 0; i < from->visits; i++) {
    SmallVisit visit = from->visit[i];
    settle(dice, &visit.day, 12);
    settle(dice, &visit.amount, INCOMES);
    if (small_settle_row(to, from, dice, &visit)) to->visit[to->visits++] = visit;
  }
  for (uint32_t i = 0; i < to->cars; i++)
    settle(dice, &to->car[i].got, 12);
  for (uint32_t p = 0; numbers && p < to->people; p++)
    to->person[p].has_id |= dice_percent(dice, 50);
  if (dice_percent(dice, 60)) small_deliver_rest(to, from, dice);
  if (dice_percent(dice, 60)) small_deliver_cars(to, from, dice);
  if (dice_percent(dice, 50)) to->first = 0;
  if (dice_percent(dice, 50)) to->last = 11;
}

/* What happened before the first day covered, and whatever else such rows say: as of a day covered
 * the lists are whole, as of an earlier one they are not. */
static inline void small_add_older(Small *to, const Small *from, Dice *dice) {
  *to = *from;
  if (from->first == 0) return;
  for (uint32_t i = 0; i < 8; i++) {
    Cell day = {CELL_KNOWN, dice_below(dice, from->first)};
    uint32_t person = dice_below(dice, to->people), house = dice_below(dice, to->houses);
    if (to->cars < SMALL_CARS) to->car[to->cars++] = (SmallCar){house, day};
    if (to->visits == SMALL_VISITS) continue;
    to->visit[to->visits] = small_visit(dice, person, 0);
    to->visit[to->visits++].day = day;
  }
  to->visits_cover = to->cars_cover = COVER_COUNTY;
  to->first = 0;
}

/* ---- files ---- */

/* A made-up number of a division that does not exist; the check character of GB 11643. */
static inline void put_number(Buf *out, uint32_t person) {
  static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  char text[24];
  int sum = 0;
  (void)snprintf(text, sizeof text, "99000019700101%03u", person);
  for (int i = 0; i < 17; i++)
    sum += weights[i] * (text[i] - '0');
  buf_printf(out, "%s%c", text, "10X98765432"[sum % 11]);
}

static inline void put_name(Buf *out, uint32_t name) {
  static const char *const names[] = {"一", "二", "三", "四", "五", "六", "七", "八"};
  buf_printf(out, "李%s", names[name]);
}

static inline void put_money(Buf *out, Cell cell) {
  if (cell.state == CELL_BAD) buf_lit(out, "多少");
  if (cell.state == CELL_KNOWN) buf_lit(out, small_incomes[cell.value]);
}

static inline void put_month(Buf *out, Cell cell) { /* the fifth of the month */
  if (cell.state == CELL_BAD) buf_lit(out, "某天");
  if (cell.state == CELL_KNOWN) buf_printf(out, "2021-%02u-05", cell.value + 1);
}

static inline RunFile small_file(Arena *arena, const char *name, Buf *text) {
  Str copy = arena_str(arena, buf_view(text));
  buf_free(text);
  return (RunFile){str_from(name), {(const uint8_t *)copy.ptr, copy.len}, false};
}

static inline RunFile small_households(Arena *arena, const Small *small) {
  Buf out;
  buf_init(&out, 1 << 16);
  buf_lit(&out, "户编号,行政村,申请日期");
  buf_lit(&out, small->has_phone ? ",联系电话" : "");
  buf_lit(&out, small->has_income ? ",收入\n" : "\n");
  for (uint32_t h = 0; h < small->houses; h++) {
    const SmallHouse *house = &small->house[h];
    buf_printf(&out, "H%02u,%s,", h, small_villages[house->village]);
    put_month(&out, house->applied);
    if (small->has_phone) buf_char(&out, ',');
    if (small->has_phone && house->phone.state == CELL_KNOWN)
      buf_printf(&out, "555-%u", house->phone.value);
    if (small->has_income) {
      buf_char(&out, ',');
      put_money(&out, house->income);
    }
    buf_char(&out, '\n');
  }
  return small_file(arena, "households.csv", &out);
}

static inline RunFile small_persons(Arena *arena, const Small *small) {
  Buf out;
  buf_init(&out, 1 << 16);
  buf_lit(&out, "人编号,户编号,姓名,证件号码,别名\n");
  for (uint32_t p = 0; p < small->people; p++) {
    const SmallPerson *person = &small->person[p];
    buf_printf(&out, "P%02u,H%02u,", p, person->house);
    put_name(&out, person->name);
    buf_char(&out, ',');
    if (person->has_id) put_number(&out, p);
    buf_char(&out, ',');
    if (person->nick.state == CELL_KNOWN) buf_lit(&out, small_nicks[person->nick.value]);
    buf_char(&out, '\n');
  }
  return small_file(arena, "persons.csv", &out);
}

static inline RunFile small_visits(Arena *arena, const Small *small) {
  Buf out;
  buf_init(&out, 1 << 16);
  buf_lit(&out, "身份证号,姓名,村,走访日期,走访人,金额\n");
  for (uint32_t i = 0; i < small->visits; i++) {
    const SmallVisit *visit = &small->visit[i];
    bool nobody = visit->person == SMALL_NOBODY;
    if (visit->by_id) put_number(&out, nobody ? 900 + i : visit->person);
    buf_char(&out, ',');
    if (nobody)
      buf_lit(&out, "外人");
    else
      put_name(&out, small->person[visit->person].name);
    buf_char(&out, ',');
    if (visit->by_village && !nobody)
      buf_lit(&out, small_villages[small->house[small->person[visit->person].house].village]);
    buf_char(&out, ',');
    put_month(&out, visit->day);
    buf_char(&out, ',');
    if (visit->checker.state == CELL_KNOWN) buf_lit(&out, small_nicks[visit->checker.value]);
    buf_char(&out, ',');
    put_money(&out, visit->amount);
    buf_char(&out, '\n');
  }
  return small_file(arena, "visit.csv", &out);
}

static inline RunFile small_cars(Arena *arena, const Small *small) {
  Buf out;
  buf_init(&out, 1 << 16);
  buf_lit(&out, "户编号,取得日期\n");
  for (uint32_t i = 0; i < small->cars; i++) {
    buf_printf(&out, "H%02u,", small->car[i].house == SMALL_NOBODY ? 99 : small->car[i].house);
    put_month(&out, small->car[i].got);
    buf_char(&out, '\n');
  }
  return small_file(arena, "car.csv", &out);
}

static inline void small_deliver(
    County *county, const Small *small, const char *dataset, SmallCover cover, RunFile file) {
  ReaderDelivery *it = &county->deliveries[county->delivery_count];
  Str *area = arena_new_one(county->arena, Str);
  if (cover == COVER_NONE) return;
  *area = cover == COVER_TOWNSHIP ? STR("530925101") : STR("530925");
  *it = (ReaderDelivery){.file = file.name,
                         .dataset = str_from(dataset),
                         .of = pack_dataset(county->pack, str_from(dataset)),
                         .areas = area,
                         .area_count = 1,
                         .coverage = cover == COVER_PARTIAL ? READER_PARTIAL : READER_FULL,
                         .place = {.line = (uint32_t)county->delivery_count + 1}};
  EXPECT(day_from_ymd(2021, (int)small->first + 1, 1, &it->first));
  EXPECT(day_from_ymd(2021, (int)small->last + 1, 28, &it->last));
  county->files[county->delivery_count++] = file;
}

/* The county's files; the evaluation date is 2021-10-15. */
static inline void
small_county(const Small *small, const Pack *pack, Arena *arena, County *county) {
  *county = (County){.arena = arena, .pack = pack};
  EXPECT(day_from_ymd(2021, 10, 15, &county->on));
  county->registry[county->registry_count++] = small_households(arena, small);
  county->registry[county->registry_count++] = small_persons(arena, small);
  small_deliver(county, small, "visit", small->visits_cover, small_visits(arena, small));
  small_deliver(county, small, "car", small->cars_cover, small_cars(arena, small));
}

#endif
