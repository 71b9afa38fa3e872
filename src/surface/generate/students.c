/* SPDX-License-Identifier: Apache-2.0 */
/*
 * students: who studies at private or coastal colleges at what price, and what aid pupils and
 * students got in the province.
 *
 * Planted: inland public colleges, which the plan does not name; fees on both sides of the line,
 * some brought under it by aid; aid of the school year before, which is no help now.
 */
#include "generate/registry_int.h"

typedef struct College {
  Str name, province, nature;
  int32_t tuition; /* yuan a school year */
} College;

static const College colleges[] = {
    {STR_INIT("昆明某民办职业学院"), STR_INIT("云南省"), STR_INIT("民办"), 13800},
    {STR_INIT("云南某民办工商学院"), STR_INIT("云南省"), STR_INIT("民办"), 19500},
    {STR_INIT("广东某公办学院"), STR_INIT("广东省"), STR_INIT("公办"), 6500},
    {STR_INIT("浙江某公办学院"), STR_INIT("浙江"), STR_INIT("公办"), 6800},
    {STR_INIT("四川某公办学院"), STR_INIT("四川省"), STR_INIT("公办"), 5600}};
static const uint16_t college_weights[] = {34, 14, 22, 16, 14};

static bool studies_there(const Person *person) {
  return person->school >= SCHOOL_COLLEGE1 && !(person->flags & (P_GONE | P_FAR)) &&
         person->household != NOBODY;
}

static void put_student(Sheet *sheet, const Person *person) {
  Random *random = &sheet->random;
  const College *college = &colleges[generate_random_weighted(random, college_weights, 5)];
  bool bachelor = person->school >= SCHOOL_BACHELOR1;
  int year = person->school - (bachelor ? SCHOOL_BACHELOR1 : SCHOOL_COLLEGE1) + 1;
  generate_put_name(sheet, COL_OUTSIDE_NAME, person);
  generate_put_id(sheet, COL_OUTSIDE_ID, person);
  generate_put_village(sheet, COL_OUTSIDE_VILLAGE, generate_village(sheet->county, person));
  generate_put(sheet, COL_OUTSIDE_SCHOOL, college->name);
  generate_put(sheet, COL_OUTSIDE_PROVINCE, college->province);
  generate_put(sheet, COL_OUTSIDE_NATURE, college->nature);
  generate_put(sheet, COL_OUTSIDE_LEVEL, bachelor ? STR("本科") : STR("专科"));
  generate_put_format(sheet, COL_OUTSIDE_GRADE, "%d年级", year);
  generate_put_money(sheet, COL_OUTSIDE_TUITION, college->tuition * 100);
  if (!random_chance(random, 800))
    generate_put_money(sheet, COL_OUTSIDE_LODGING, random_between(random, 8, 16) * 10000);
}

static Err write_outside(Output *output, Diag *diag) {
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_OUTSIDE, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->resident_count; i++) {
    const Person *person = &county->persons[i];
    if (!studies_there(person) || !random_chance(&sheet.random, 3000)) continue;
    put_student(&sheet, person);
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

/* ---- aid ---- */

static void put_aid(Sheet *sheet, const Person *person, bool autumn) {
  Random *random = &sheet->random;
  bool trade = person->school >= SCHOOL_TRADE1 && person->school <= SCHOOL_COLLEGE3;
  bool college = person->school >= SCHOOL_COLLEGE1;
  generate_put_name(sheet, COL_AID_NAME, person);
  generate_put_id(sheet, COL_AID_ID, person);
  generate_put_village(sheet, COL_AID_VILLAGE, generate_village(sheet->county, person));
  generate_put_school(sheet, COL_AID_SCHOOL, person);
  generate_put(sheet, COL_AID_ITEM, trade ? STR("雨露计划") : STR("国家助学金"));
  generate_put_money(sheet, COL_AID_AMOUNT,
                     college ? random_between(random, 15, 40) * 10000
                             : random_between(random, 5, 15) * 10000);
  generate_put(sheet, COL_AID_TERM,
               autumn ? STR("2021-2022学年上学期") : STR("2020-2021学年下学期"));
  generate_put_day(sheet, COL_AID_PAID_ON,
                   (Day){day_of(2021, autumn ? 9 : 4, 12).n + random_between(random, 0, 20)});
}

static Err write_aid(Output *output, Diag *diag) {
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_AID, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->resident_count; i++) {
    const Person *person = &county->persons[i];
    if (person->school < SCHOOL_HIGH1 || (person->flags & P_FAR)) continue;
    const Household *household = &county->households[person->household];
    uint32_t rate = household->flags & (H_POOR | H_MONITORED) ? 7500 : 900;
    for (int term = 0; term < 2; term++) {
      if (!random_chance(&sheet.random, rate)) continue;
      put_aid(&sheet, person, term == 1);
      generate_row(&sheet);
    }
  }
  return generate_sheet_close(output, &sheet, diag);
}

Err generate_students(Output *output, Diag *diag) {
  TRY(write_outside(output, diag));
  return write_aid(output, diag);
}
