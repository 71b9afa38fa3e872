/* SPDX-License-Identifier: Apache-2.0 */
/*
 * schools: the roll of all pupils, and the list of those who dropped out.
 *
 * Planted: dropouts that the registry takes for pupils, and the returned, who are on both lists;
 * pupils without a row (at school elsewhere). The small dropout list also holds rows that no
 * program should trust: too short, too long, a quote never closed, bytes of no encoding.
 */
#include "generate/registry_int.h"

static const struct {
  Str stage, grade;
} stages[] = {
#define SCHOOL(id, status, stage, grade) {STR_INIT(stage), STR_INIT(grade)},
#include "generate/people.def"
#undef SCHOOL
};

void generate_put_school(Sheet *sheet, Column column, const Person *person) {
  const Village *village = generate_village(sheet->county, person);
  const Township *township = &sheet->county->townships[village->township];
  School school = (School)person->school;
  if (school <= SCHOOL_KINDER) {
    generate_put_format(sheet, column, "%.*s幼儿园", STR_ARG(village->bare));
  } else if (school <= SCHOOL_PRIMARY6) {
    generate_put_format(sheet, column, "%.*s%.*s完小", STR_ARG(township->name),
                        STR_ARG(village->bare));
  } else if (school <= SCHOOL_MIDDLE3) {
    generate_put_format(sheet, column, "%.*s中学", STR_ARG(township->name));
  } else if (school <= SCHOOL_HIGH3) {
    generate_put(sheet, column, STR("双江自治县第一完全中学"));
  } else if (school <= SCHOOL_TRADE3) {
    generate_put(sheet, column, STR("双江自治县职业高级中学"));
  } else {
    generate_put(sheet, column, STR("滇西科技师范学院"));
  }
}

static void put_pupil(Sheet *sheet, uint32_t index) {
  const County *county = sheet->county;
  const Person *person = &county->persons[index];
  const Village *village = generate_village(county, person);
  Random *random = &sheet->random;
  bool boards = person->school >= SCHOOL_PRIMARY4 && random_chance(random, 7000);
  bool repeats = person->school >= SCHOOL_PRIMARY1 && person->school < SCHOOL_MIDDLE3 &&
                 random_chance(random, 120); /* one class off from the registry */
  size_t school = (size_t)person->school + (repeats ? 1 : 0);
  generate_put(sheet, COL_ROLL_TOWNSHIP, county->townships[village->township].name);
  generate_put_village(sheet, COL_ROLL_VILLAGE, village);
  generate_put_name(sheet, COL_ROLL_NAME, person);
  generate_put_id(sheet, COL_ROLL_ID, person);
  generate_put_school(sheet, COL_ROLL_SCHOOL, person);
  generate_put(sheet, COL_ROLL_STAGE, stages[school].stage);
  generate_put(sheet, COL_ROLL_GRADE, stages[school].grade);
  generate_put_format(sheet, COL_ROLL_CLASS, "%u班", random_below(random, 6) + 1);
  generate_put_format(sheet, COL_ROLL_ROLL_NO, "L%09u", (unsigned)(200000000 + index * 3));
  generate_put(sheet, COL_ROLL_WAY, boards ? STR("住校") : STR("走读"));
  generate_put_bool(sheet, COL_ROLL_DISABLED, person->dis_type != 0);
  generate_put(sheet, COL_ROLL_TERM, STR("2021-2022学年上学期"));
}

static Err write_roll(Output *output, Diag *diag) {
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_ROLL, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->person_count; i++) {
    const Person *person = &county->persons[i];
    if (person->school < SCHOOL_KINDER || (person->flags & (P_GONE | P_FAR))) continue;
    if ((person->flags & P_DROPOUT) && !(person->flags & P_DROPOUT_BACK)) continue;
    if (random_chance(&sheet.random, 60)) continue; /* at school in another province */
    put_pupil(&sheet, i);
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

/* ---- dropouts ---- */

static void put_dropout(Sheet *sheet, uint32_t index) {
  static const Str reasons[] = {STR_INIT("厌学"), STR_INIT("外出务工"), STR_INIT("家庭原因"),
                                STR_INIT("因病")};
  static const Str open[] = {STR_INIT("未劝返"), STR_INIT("劝返中"), STR_INIT("送教上门")};
  const County *county = sheet->county;
  const Person *person = &county->persons[index];
  Random *random = &sheet->random;
  bool back = person->flags & P_DROPOUT_BACK;
  Day since = {day_of(2021, 2, 25).n + random_between(random, 0, 190)};
  generate_put_name(sheet, COL_DROPOUT_NAME, person);
  generate_put_id(sheet, COL_DROPOUT_ID, person);
  generate_put_village(sheet, COL_DROPOUT_VILLAGE, generate_village(county, person));
  generate_put_format(sheet, COL_DROPOUT_ROLL_NO, "L%09u", (unsigned)(200000000 + index * 3));
  generate_put_format(sheet, COL_DROPOUT_SCHOOL, "%.*s中学",
                      STR_ARG(county->townships[generate_village(county, person)->township].name));
  generate_put_day(sheet, COL_DROPOUT_SINCE, since);
  generate_put(sheet, COL_DROPOUT_REASON, reasons[random_low(random, 4)]);
  generate_put(sheet, COL_DROPOUT_STATE, back ? STR("已劝返") : open[random_low(random, 3)]);
  if (back)
    generate_put_day(sheet, COL_DROPOUT_RETURNED, (Day){since.n + random_between(random, 5, 40)});
  uint32_t guardian = person->father != NOBODY ? person->father : person->mother;
  if (guardian == NOBODY) return;
  generate_put(sheet, COL_DROPOUT_GUARDIAN, county->persons[guardian].name);
  generate_put_digits(sheet, COL_DROPOUT_GUARDIAN_PHONE, county->persons[guardian].phone);
}

static void put_nonsense(Sheet *sheet) {
  static const uint8_t bytes[] =
      "97,\"\xFF\xFE\x80\xC3(,x\n98,only two\n"
      "99,a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t\n"
      "100,\"\xE6\x9C\xAA\xE5\xB0\x81\xE9\x97\xAD,533526,\xE6\x9F\x90\xE6\x9D\x91\n";
  generate_bytes(sheet, (Bytes){bytes, sizeof bytes - 1});
}

static Err write_dropouts(Output *output, Diag *diag) {
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_DROPOUT, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->resident_count; i++) {
    if (!(county->persons[i].flags & P_DROPOUT)) continue;
    put_dropout(&sheet, i);
    generate_row(&sheet);
    if (sheet.rows == 3) put_nonsense(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

Err generate_schools(Output *output, Diag *diag) {
  TRY(write_roll(output, diag));
  return write_dropouts(output, diag);
}
