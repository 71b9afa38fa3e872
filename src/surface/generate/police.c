/* SPDX-License-Identifier: Apache-2.0 */
/*
 * police: the household register of the whole county, cancelled registers, vehicles.
 *
 * Planted: parents split off into a register of their own; peoples changed at the police; dead and
 * still active, and living people cancelled for another reason; family cars, and
 * beside them vans, pick-ups, cancelled and transferred cars, cars of dead owners, of people of
 * the same name. Grown-up children of heads, registered in town, are known by their parents'
 * numbers; some of them are paid by the county.
 */
#include "generate/registry_int.h"

static const Str register_words[] = {
#define RELATION(id, text, sex, register_word) STR_INIT(register_word),
#include "generate/people.def"
#undef RELATION
};

/* ---- household register ---- */

static void put_origin(Sheet *sheet, const Person *person, const Household *household) {
  Random *random = &sheet->random;
  bool grown = age_on(person, DAY_STATE) >= 20;
  generate_put(sheet, COL_HUKOU_MARRIAGE,
               person->spouse != NOBODY ? STR("已婚")
               : grown                  ? STR("其他")
                                        : STR("未婚"));
  if (person->flags & P_MARRIED_IN) {
    bool lately = random_chance(random, 700);
    Day in = {DAY_STATE.n - random_between(random, 30, lately ? 700 : 9000)};
    if (in.n < person->birth.n + 20 * 365) in.n = person->birth.n + 20 * 365;
    if (in.n > DAY_STATE.n) in = DAY_STATE;
    generate_put_day(sheet, COL_HUKOU_MOVED_IN, in);
    generate_put(sheet, COL_HUKOU_MOVED_WHY, STR("婚迁"));
  }
  if (household != NULL && (household->flags & H_SPLIT))
    generate_put_day(sheet, COL_HUKOU_SPLIT_ON,
                     (Day){DAY_STATE.n - (int32_t)(household->no % 330)});
}

/* As the register knows them: without the faults of the sheet, so that nothing else in it changes
 * by whom it names. */
static void put_kin(Sheet *sheet, uint32_t index, Column name, Column id) {
  if (index == NOBODY) return;
  const Person *person = &sheet->county->persons[index];
  generate_put(sheet, name, person->name);
  if (!(person->flags & P_ID_NONE)) generate_put(sheet, id, (Str){person->id, sizeof person->id});
}

static void put_register(Sheet *sheet, uint32_t index) {
  const County *county = sheet->county;
  const Person *person = &county->persons[index];
  const Household *household =
      person->household == NOBODY ? NULL : &county->households[person->household];
  const Village *village = generate_village(county, person);
  const Township *township = &county->townships[village->township];
  char group[24];
  uint32_t number = household != NULL ? household->no : 90000000 + index / 3;
  /* parents with a register of their own, who live in the household */
  bool apart = household != NULL && (household->flags & H_SPLIT) &&
               (person->relation == REL_FATHER || person->relation == REL_MOTHER);
  if (apart) number += 50000000;
  generate_put_format(sheet, COL_HUKOU_HUKOU_NO, "%09u", (unsigned)number);
  generate_put(sheet, COL_HUKOU_KIND, household != NULL ? STR("家庭户") : STR("非农业家庭户"));
  generate_put_name(sheet, COL_HUKOU_NAME, person);
  generate_put_id(sheet, COL_HUKOU_ID, person);
  bool wa = person->nation == NATION_WA && person->sex == SEX_MALE;
  if (wa && person->relation == REL_HEAD && random_chance(&sheet->random, 800)) {
    Person before = *person; /* a father takes a new name with his first child */
    before.surname = generate_surname(&sheet->random, NATION_WA);
    generate_put(sheet, COL_HUKOU_FORMER,
                 generate_name(county->arena, &sheet->random, &before, DAY_STATE));
  }
  generate_put(sheet, COL_HUKOU_SEX, person->sex == SEX_MALE ? STR("男") : STR("女"));
  uint8_t nation = person->nation; /* changed at the police, not in the registry */
  if (index % 1409 == 3) nation = nation == NATION_WA ? NATION_LAHU : NATION_WA;
  generate_put(sheet, COL_HUKOU_NATION, generate_nation_text(nation));
  generate_put_day(sheet, COL_HUKOU_BIRTH, person->birth);
  generate_put(sheet, COL_HUKOU_RELATION, register_words[person->relation]);
  generate_put(sheet, COL_HUKOU_VILLAGE, village->name);
  if (household != NULL) {
    generate_put_format(sheet, COL_HUKOU_ADDRESS, "%.*s%.*s%.*s%u号", STR_ARG(township->name),
                        STR_ARG(village->name),
                        STR_ARG(generate_group_name(county, household, group)),
                        household->no % 97 + 1);
  } else {
    generate_put_format(sheet, COL_HUKOU_ADDRESS, "%.*s建设路%u号,%u单元%u室",
                        STR_ARG(township->name), index % 120 + 1, index % 4 + 1,
                        index % 6 * 100 + 101);
  }
  put_origin(sheet, person, household);
  put_kin(sheet, person->father, COL_HUKOU_FATHER_NAME, COL_HUKOU_FATHER_ID);
  put_kin(sheet, person->mother, COL_HUKOU_MOTHER_NAME, COL_HUKOU_MOTHER_ID);
  put_kin(sheet, person->spouse, COL_HUKOU_SPOUSE_NAME, COL_HUKOU_SPOUSE_ID);
}

static Err write_register(Output *output, Diag *diag) {
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_HUKOU, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < output->county->person_count; i++) {
    const Person *person = &output->county->persons[i];
    if (person->flags & (P_FAR | P_GONE)) continue;
    if ((person->flags & P_DEAD) && i % 3 != 0) continue; /* cancelled; a third comes later */
    if ((person->flags & P_ID_NONE) && (person->flags & P_MARRIED_IN)) continue;
    put_register(&sheet, i);
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

/* ---- cancelled ---- */

static Err write_deaths(Output *output, Diag *diag) {
  static const Str reasons[] = {STR_INIT("重复户口"), STR_INIT("参军"), STR_INIT("出国")};
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_DEATH, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->person_count; i++) {
    const Person *person = &county->persons[i];
    bool dead = person->flags & P_DEAD, other = !dead && random_chance(&sheet.random, 5);
    if (!dead && !other) continue;
    Day died = {day_of(2021, 1, 4).n + random_between(&sheet.random, 0, 275)};
    Day cancelled = {died.n + random_between(&sheet.random, 2, 24)};
    generate_put_name(&sheet, COL_DEATH_NAME, person);
    generate_put_id(&sheet, COL_DEATH_ID, person);
    if (dead) generate_put_day(&sheet, COL_DEATH_DIED, died);
    generate_put_day(&sheet, COL_DEATH_CANCELLED, cancelled);
    generate_put(&sheet, COL_DEATH_REASON,
                 dead ? STR("死亡") : reasons[random_below(&sheet.random, 3)]);
    generate_put_village(&sheet, COL_DEATH_VILLAGE, generate_village(county, person));
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

/* ---- vehicles ---- */

typedef struct VehicleKind {
  Str kind, plate_kind, brand, model;
} VehicleKind;

static const VehicleKind kinds[] = {
#define VEHICLE(kind, plate_kind, brand, model, weight)                                            \
  {STR_INIT(kind), STR_INIT(plate_kind), STR_INIT(brand), STR_INIT(model)},
#include "generate/vehicles.def"
#undef VEHICLE
};

static const uint16_t kind_weights[] = {
#define VEHICLE(kind, plate_kind, brand, model, weight) weight,
#include "generate/vehicles.def"
#undef VEHICLE
};

static void put_plate(Sheet *sheet) {
  static const char letters[] = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789";
  char text[6] = {0};
  for (size_t i = 0; i < 5; i++) {
    uint32_t from = i < 1 ? 0 : 24, span = i < 1 ? 24 : 10;
    text[i] = letters[from + random_below(&sheet->random, span)];
  }
  uint32_t look = random_below(&sheet->random, 20);
  generate_put_format(sheet, COL_VEHICLE_PLATE, "%s%s",
                      look == 0   ? "S"
                      : look == 1 ? "云S·"
                                  : "云S",
                      text);
}

static void put_vehicle_state(Sheet *sheet, Day first) {
  static const Str states[] = {
      STR_INIT("正常"),         STR_INIT("注销"),       STR_INIT("转出"),    STR_INIT("逾期未检验"),
      STR_INIT("达到报废标准"), STR_INIT("违法未处理"), STR_INIT("强制注销")};
  static const uint16_t weights[] = {800, 45, 35, 60, 25, 25, 10};
  size_t state = generate_random_weighted(&sheet->random, weights, 7);
  generate_put(sheet, COL_VEHICLE_STATE, states[state]);
  int32_t years = (DAY_EVALUATION.n - first.n) / 365 + (state == 3 ? 0 : 1);
  generate_put_day(sheet, COL_VEHICLE_VALID_TO, (Day){first.n + years * 365});
  generate_put_day(sheet, COL_VEHICLE_SCRAP_ON, (Day){first.n + 15 * 365});
}

static void put_vehicle(Sheet *sheet, const Person *owner, size_t kind) {
  Random *random = &sheet->random;
  Day first = {DAY_EVALUATION.n -
               random_between(random, 20, random_chance(random, 2500) ? 5400 : 2600)};
  Day acquired = first;
  if (random_chance(random, 3000)) /* second hand */
    acquired.n += random_between(random, 0, DAY_EVALUATION.n - 10 - first.n);
  generate_put_format(sheet, COL_VEHICLE_NO, "5309%07u", (unsigned)(1000000 + sheet->rows * 3));
  generate_put(sheet, COL_VEHICLE_PLATE_KIND, kinds[kind].plate_kind);
  put_plate(sheet);
  generate_put(sheet, COL_VEHICLE_BRAND, kinds[kind].brand);
  generate_put(sheet, COL_VEHICLE_MODEL, kinds[kind].model);
  generate_put(sheet, COL_VEHICLE_KIND, kinds[kind].kind);
  generate_put(sheet, COL_VEHICLE_USE, random_chance(random, 9700) ? STR("非营运") : STR("货运"));
  generate_put_name(sheet, COL_VEHICLE_NAME, owner);
  generate_put_id(sheet, COL_VEHICLE_ID, owner);
  uint32_t body = random_below(random, 100000), serial = random_below(random, 100000000);
  generate_put_format(sheet, COL_VEHICLE_VIN, "LSY%05uA%08u", (unsigned)body, (unsigned)serial);
  generate_put_day(sheet, COL_VEHICLE_FIRST_REG, first);
  if (!random_chance(random, 1500)) generate_put_day(sheet, COL_VEHICLE_ACQUIRED, acquired);
  put_vehicle_state(sheet, first);
}

static Err write_vehicles(Output *output, Diag *diag) {
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_VEHICLE, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->person_count; i++) {
    const Person *person = &county->persons[i];
    int32_t age = age_on(person, DAY_STATE);
    if (age < 20 || age > 72 || (person->flags & P_GONE)) continue;
    const Household *household =
        person->household == NOBODY ? NULL : &county->households[person->household];
    uint32_t rate = household == NULL                  ? 5200
                    : (household->flags & H_MONITORED) ? 700
                    : (household->flags & H_POOR)      ? 1500
                                                       : 2500;
    if (!random_chance(&sheet.random, rate)) continue;
    size_t kind = generate_random_weighted(&sheet.random, kind_weights,
                                           sizeof kind_weights / sizeof kind_weights[0]);
    put_vehicle(&sheet, person, kind);
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

Err generate_police(Output *output, Diag *diag) {
  TRY(write_register(output, diag));
  TRY(write_deaths(output, diag));
  return write_vehicles(output, diag);
}
