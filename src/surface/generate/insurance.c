/* SPDX-License-Identifier: Apache-2.0 */
/*
 * insurance: medical and pension insurance, hospital bills, and who came home without work.
 *
 * The bills are a list that the department filtered: self-paid 6,000.00 or more. Planted: exactly
 * 6,000.00, several bills of one person, and a few rows below the line that should not be there.
 */
#include "generate/registry_int.h"

static bool listed(const Person *person) {
  return !(person->flags & (P_GONE | P_FAR));
}

/* ---- bills ---- */

static void put_bill(Sheet *sheet, uint32_t index, int64_t self) {
  static const Str hospitals[] = {STR_INIT("双江自治县人民医院"), STR_INIT("临沧市人民医院"),
                                  STR_INIT("昆明医科大学第一附属医院"), STR_INIT("临沧市中医医院")};
  static const Str diseases[] = {STR_INIT("脑梗死"),   STR_INIT("恶性肿瘤"), STR_INIT("慢性肾衰竭"),
                                 STR_INIT("股骨骨折"), STR_INIT("冠心病"),   STR_INIT("胆囊结石")};
  const Person *person = &sheet->county->persons[index];
  Random *random = &sheet->random;
  Day admitted = {day_of(2020, 12, 28).n + random_between(random, 0, 262)};
  Day discharged = {admitted.n + random_between(random, 3, 26)};
  int64_t paid = self * random_between(random, 90, 240) / 100;
  int64_t outside = self * random_between(random, 0, 60) / 100;
  generate_put_name(sheet, COL_SETTLE_NAME, person);
  generate_put_id(sheet, COL_SETTLE_ID, person);
  generate_put_village(sheet, COL_SETTLE_VILLAGE, generate_village(sheet->county, person));
  generate_put_day(sheet, COL_SETTLE_ADMITTED, admitted);
  generate_put_day(sheet, COL_SETTLE_DISCHARGED, discharged);
  generate_put_day(sheet, COL_SETTLE_SETTLED,
                   (Day){discharged.n + (random_chance(random, 8000) ? 0 : 6)});
  generate_put_format(sheet, COL_SETTLE_BILL_NO, "J%08u", (unsigned)(21000000 + sheet->rows));
  generate_put_money(sheet, COL_SETTLE_TOTAL, paid + self + outside);
  generate_put_money(sheet, COL_SETTLE_PAID, paid);
  generate_put_money(sheet, COL_SETTLE_SELF, self);
  generate_put(sheet, COL_SETTLE_HOSPITAL, hospitals[random_low(random, 4)]);
  generate_put(sheet, COL_SETTLE_DISEASE, diseases[random_below(random, 6)]);
}

static Err write_bills(Output *output, Diag *diag) {
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_SETTLE, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->person_count; i++) {
    const Person *person = &county->persons[i];
    if (!listed(person)) continue;
    bool stray =
        person->bill == 0 && (person->flags & P_CHRONIC) && random_chance(&sheet.random, 16);
    if (person->bill == 0 && !stray) continue;
    generate_township(&sheet, generate_village(county, person)->township);
    uint32_t more = stray ? 2 : random_chance(&sheet.random, 1200) ? 1 : 0;
    for (uint32_t n = 0; n <= more; n++) {
      int64_t self =
          n == 0 && !stray ? (int64_t)person->bill : random_between(&sheet.random, 180000, 590000);
      if (n > 0 && !stray) self += 600000;
      put_bill(&sheet, i, self);
      generate_row(&sheet);
    }
  }
  return generate_sheet_close(output, &sheet, diag);
}

/* ---- medical insurance ---- */

static void put_insured(Sheet *sheet, const Person *person, bool worker) {
  Random *random = &sheet->random;
  const Household *household =
      person->household == NOBODY ? NULL : &sheet->county->households[person->household];
  generate_put_name(sheet, COL_INSURED_NAME, person);
  generate_put_id(sheet, COL_INSURED_ID, person);
  generate_put_village(sheet, COL_INSURED_VILLAGE, generate_village(sheet->county, person));
  generate_put(sheet, COL_INSURED_KIND, worker ? STR("职工") : STR("城乡居民"));
  generate_put(sheet, COL_INSURED_STATE,
               random_chance(random, 40) ? STR("暂停缴费") : STR("正常参保"));
  generate_put_int(sheet, COL_INSURED_YEAR, 2021);
  generate_put_day(sheet, COL_INSURED_PAID_ON,
                   (Day){day_of(2020, 9, 10).n + random_between(random, 0, 160)});
  if (worker || household == NULL) return;
  if (person->flags & P_TEKUN)
    generate_put(sheet, COL_INSURED_AIDED_AS, STR("特困人员"));
  else if (person->flags & P_DIBAO)
    generate_put(sheet, COL_INSURED_AIDED_AS, STR("低保对象"));
  else if (household->flags & H_POOR)
    generate_put(sheet, COL_INSURED_AIDED_AS, STR("脱贫人口"));
}

static Err write_insured(Output *output, Diag *diag) {
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_INSURED, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->person_count; i++) {
    const Person *person = &county->persons[i];
    if (!listed(person) || (person->flags & (P_MI_NONE | P_ID_NONE))) continue;
    if (random_chance(&sheet.random, 25))
      continue; /* forgot to pay, and the registry says insured */
    bool worker = person->flags & P_MI_WORKER;
    put_insured(&sheet, person, worker);
    generate_row(&sheet);
    if (!(person->flags & P_MI_BOTH)) continue;
    put_insured(&sheet, person, !worker);
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

/* ---- pensions ---- */

static void put_pension(Sheet *sheet, const Person *person, int32_t age) {
  static const int32_t steps[] = {100, 100, 200, 300, 500, 900};
  Random *random = &sheet->random;
  bool staff = person->flags & (P_PAYROLL | P_PAYROLL_RETIRED),
       worker = person->flags & P_PEN_WORKER;
  generate_put_name(sheet, COL_PENSION_NAME, person);
  generate_put_id(sheet, COL_PENSION_ID, person);
  generate_put_village(sheet, COL_PENSION_VILLAGE, generate_village(sheet->county, person));
  generate_put(sheet, COL_PENSION_KIND,
               staff    ? STR("机关事业")
               : worker ? STR("企业职工")
                        : STR("城乡居民"));
  if (worker && !staff) generate_put(sheet, COL_PENSION_UNIT, STR("双江勐库茶叶有限公司"));
  generate_put_day(sheet, COL_PENSION_SINCE,
                   (Day){day_of(2010, 1, 1).n + random_between(random, 0, 3600)});
  generate_put(sheet, COL_PENSION_STATE,
               random_chance(random, 300) ? STR("暂停缴费") : STR("正常"));
  if (age < 60) {
    if (!worker) generate_put_int(sheet, COL_PENSION_GRADE, steps[random_low(random, 6)]);
    return;
  }
  generate_put_money(sheet, COL_PENSION_DRAWING,
                     worker ? random_between(random, 190000, 420000)
                            : random_between(random, 10800, 13500));
  generate_put_day(sheet, COL_PENSION_DRAW_FROM, (Day){person->birth.n + 60 * 365 + 15});
}

static Err write_pensions(Output *output, Diag *diag) {
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_PENSION, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->person_count; i++) {
    const Person *person = &county->persons[i];
    int32_t age = age_on(person, DAY_STATE);
    if (age < 16 || person->school != SCHOOL_NONE || !listed(person)) continue;
    if (!(person->flags & P_PEN_WORKER) && random_chance(&sheet.random, 700)) continue;
    put_pension(&sheet, person, age);
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

/* ---- work lost ---- */

static Err write_jobs(Output *output, Diag *diag) {
  static const Str causes[] = {STR_INIT("企业停工"), STR_INIT("疫情影响"), STR_INIT("照顾家人"),
                               STR_INIT("技能不足")};
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_JOB, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->resident_count; i++) {
    const Person *person = &county->persons[i];
    if (!(person->flags & (P_JOB_LOST | P_JOB_SHORT))) continue;
    Random *random = &sheet.random;
    bool lost = person->flags & P_JOB_LOST, working = !lost && random_chance(random, 5000);
    Day back = {DAY_EVALUATION.n -
                (lost ? random_between(random, 31, 110) : random_between(random, 16, 29))};
    if (lost && random_chance(random, 1000)) back = day_of(2021, 9, 30); /* a month to the day */
    generate_put_name(&sheet, COL_JOB_NAME, person);
    generate_put_id(&sheet, COL_JOB_ID, person);
    generate_put_village(&sheet, COL_JOB_VILLAGE, generate_village(county, person));
    generate_put_format(&sheet, COL_JOB_PLACE, "%.*s%.*s",
                        STR_ARG(generate_workplace_province(person)),
                        STR_ARG(generate_workplace_county(person)));
    generate_put(&sheet, COL_JOB_FIRM, STR("劳务公司"));
    generate_put_day(&sheet, COL_JOB_WENT, (Day){back.n - random_between(random, 60, 300)});
    generate_put_day(&sheet, COL_JOB_BACK, back);
    generate_put(&sheet, COL_JOB_STATE,
                 working                       ? STR("已复工")
                 : random_chance(random, 6000) ? STR("返乡未就业")
                                               : STR("未复工"));
    if (!working) generate_put(&sheet, COL_JOB_WHY, causes[random_below(random, 4)]);
    generate_put_digits(&sheet, COL_JOB_PHONE, person->phone);
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

Err generate_insurance(Output *output, Diag *diag) {
  TRY(write_bills(output, diag));
  TRY(write_insured(output, diag));
  TRY(write_pensions(output, diag));
  return write_jobs(output, diag);
}
