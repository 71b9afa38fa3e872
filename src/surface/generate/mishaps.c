/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mishaps: short lists of what befell people or where they moved: traffic accidents, victims of
 * crimes, prisoners, flats bought but not yet registered, relocation.
 *
 * Planted: accidents without harm, and old ones; prisoners who are the only labour of their
 * household, and people under correction who live at home; contracts that were cancelled.
 */
#include "generate/registry_int.h"

static bool grown(const Person *person) {
  int32_t age = age_on(person, DAY_STATE);
  return age >= 18 && age < 60 && !(person->flags & P_GONE);
}

static bool able(const Person *person) {
  return person->labor == LABOR_PLAIN || person->labor == LABOR_SKILLED;
}

/* ---- accidents and crimes ---- */

static Err write_accidents(Output *output, Diag *diag) {
  static const Str harms[] = {STR_INIT("轻伤"), STR_INIT("重伤"), STR_INIT("致残"),
                              STR_INIT("死亡"), STR_INIT("无伤亡")};
  static const uint16_t weights[] = {46, 20, 9, 7, 18};
  const County *county = output->county;
  Sheet sheet;
  Random *random = &sheet.random;
  TRY(generate_sheet_open(output, SHEET_ACCIDENT, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->person_count; i++) {
    const Person *person = &county->persons[i];
    if (!grown(person) || !random_chance(random, 12)) continue;
    size_t harm = generate_random_weighted(random, weights, 5);
    if (harm == 3 && !(person->flags & P_DEAD)) harm = 1;
    generate_put_format(&sheet, COL_ACCIDENT_CASE_NO, "5309252021%05u", (unsigned)sheet.rows + 1);
    generate_put_day(&sheet, COL_ACCIDENT_ON_DATE,
                     (Day){DAY_EVALUATION.n - random_between(random, 15, 430)});
    generate_put_name(&sheet, COL_ACCIDENT_NAME, person);
    generate_put_id(&sheet, COL_ACCIDENT_ID, person);
    generate_put_village(&sheet, COL_ACCIDENT_VILLAGE, generate_village(county, person));
    generate_put(&sheet, COL_ACCIDENT_HARM, harms[harm]);
    generate_put(&sheet, COL_ACCIDENT_BLAME,
                 random_chance(random, 5000) ? STR("次要责任") : STR("主要责任"));
    if (random_chance(random, 6000))
      generate_put_money(&sheet, COL_ACCIDENT_PAID, random_between(random, 2, 90) * 100000);
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

static Err write_crimes(Output *output, Diag *diag) {
  static const Str harms[] = {STR_INIT("轻伤"), STR_INIT("重伤"), STR_INIT("致残")};
  const County *county = output->county;
  Sheet sheet;
  Random *random = &sheet.random;
  TRY(generate_sheet_open(output, SHEET_CRIME, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->resident_count; i++) {
    const Person *person = &county->persons[i];
    if (!grown(person) || !able(person) || !random_chance(random, 2)) continue;
    generate_put_format(&sheet, COL_CRIME_CASE_NO, "XJ%06u", (unsigned)sheet.rows * 7 + 100001);
    generate_put_day(&sheet, COL_CRIME_ON_DATE,
                     (Day){DAY_EVALUATION.n - random_between(random, 30, 420)});
    generate_put_name(&sheet, COL_CRIME_NAME, person);
    generate_put_id(&sheet, COL_CRIME_ID, person);
    generate_put_village(&sheet, COL_CRIME_VILLAGE, generate_village(county, person));
    generate_put(&sheet, COL_CRIME_HARM, harms[random_below(random, 3)]);
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

static Err write_prisoners(Output *output, Diag *diag) {
  const County *county = output->county;
  Sheet sheet;
  Random *random = &sheet.random;
  TRY(generate_sheet_open(output, SHEET_PRISON, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->resident_count; i++) {
    const Person *person = &county->persons[i];
    if (!grown(person) || !random_chance(random, person->sex == SEX_MALE ? 22 : 3)) continue;
    Day from = {DAY_EVALUATION.n - random_between(random, 60, 1500)};
    generate_put_name(&sheet, COL_PRISON_NAME, person);
    generate_put_id(&sheet, COL_PRISON_ID, person);
    generate_put_village(&sheet, COL_PRISON_VILLAGE, generate_village(county, person));
    generate_put(&sheet, COL_PRISON_KIND,
                 random_chance(random, 3500) ? STR("社区矫正") : STR("监禁"));
    generate_put_day(&sheet, COL_PRISON_FROM, from);
    generate_put_day(&sheet, COL_PRISON_TO, (Day){from.n + random_between(random, 180, 2900)});
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

/* ---- flats and relocation ---- */

static Err write_contracts(Output *output, Diag *diag) {
  static const Str states[] = {STR_INIT("有效"), STR_INIT("已办证"), STR_INIT("撤销")};
  static const uint16_t weights[] = {55, 30, 15};
  const County *county = output->county;
  Sheet sheet;
  Random *random = &sheet.random;
  TRY(generate_sheet_open(output, SHEET_PRESALE, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->person_count; i++) {
    const Person *person = &county->persons[i];
    if (!grown(person) || !random_chance(random, person->household == NOBODY ? 320 : 45)) continue;
    generate_put_name(&sheet, COL_PRESALE_NAME, person);
    generate_put_id(&sheet, COL_PRESALE_ID, person);
    /* One after the other: arguments are evaluated in any order. */
    uint32_t building = random_below(random, 18) + 1;
    int32_t floor = random_between(random, 1, 17);
    generate_put_format(&sheet, COL_PRESALE_ADDRESS, "双江自治县勐勐镇拉祜小镇,%u栋%d室", building,
                        floor * 100 + 2);
    generate_put_number(&sheet, COL_PRESALE_AREA, random_between(random, 7800, 13900));
    generate_put_day(&sheet, COL_PRESALE_ACQUIRED,
                     (Day){DAY_EVALUATION.n - random_between(random, 10, 1100)});
    generate_put(&sheet, COL_PRESALE_STATE, states[generate_random_weighted(random, weights, 3)]);
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

static Err write_relocation(Output *output, Diag *diag) {
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_MOVE, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->household_count; i++) {
    const Household *household = &county->households[i];
    if (!(household->flags & H_MOVED)) continue;
    generate_township(&sheet, county->villages[household->village].township);
    generate_put_name(&sheet, COL_MOVE_NAME, &county->persons[household->first]);
    generate_put_id(&sheet, COL_MOVE_ID, &county->persons[household->first]);
    generate_put_village(&sheet, COL_MOVE_VILLAGE, &county->villages[household->village]);
    generate_put_format(&sheet, COL_MOVE_SITE, "南勐河安置区%u栋%u号", household->no % 20 + 1,
                        household->no / 20 % 40 + 101);
    generate_put_day(&sheet, COL_MOVE_MOVED,
                     day_of(2017 + (int)(household->no % 3), (int)(household->no % 12) + 1, 1));
    generate_put_bool(&sheet, COL_MOVE_LARGE, false);
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

Err generate_mishaps(Output *output, Diag *diag) {
  TRY(write_accidents(output, diag));
  TRY(write_crimes(output, diag));
  TRY(write_prisoners(output, diag));
  TRY(write_contracts(output, diag));
  return write_relocation(output, diag);
}
