/* SPDX-License-Identifier: Apache-2.0 */
/*
 * records: what a county keeps beside the yearly forms: helpers, measures, the steps of
 * procedures, the year before; and who came into a household when.
 *
 * Everything is as the procedure wants it but for what is planted, by the digits of the household's
 * number: so the other files do not depend on it.
 */
#include "generate/registry_int.h"

static const Str labors[] = {
#define LABOR(id, text) STR_INIT(text),
#include "generate/people.def"
#undef LABOR
};
static const Str risks[] = {
#define RISK(id, text) STR_INIT(text),
#include "generate/people.def"
#undef RISK
    STR_INIT("")};

static bool planted(const Household *household, uint32_t every, uint32_t which) {
  return household->no % every == which;
}

static Day after(Day day, int32_t days) {
  return (Day){day.n + days};
}

/* ---- who came when ---- */

/* The last member of some households is a later one. */
static bool came_later(const County *county, uint32_t index) {
  const Person *person = &county->persons[index];
  const Household *household = &county->households[person->household];
  const uint32_t odd = P_ID_NONE | P_ID_WRONG | P_ID_DOUBLE | P_CARD_NUMBER;
  return household->count >= 2 && index == household->first + household->count - 1 &&
         age_on(person, day_of(2019, 1, 1)) >= 18 && !(person->flags & odd);
}

bool generate_moved(const County *county, uint32_t index) {
  const Household *household = &county->households[county->persons[index].household];
  return (household->flags & H_MONITORED) && came_later(county, index) && planted(household, 23, 5);
}

Day generate_joined(const County *county, uint32_t index) {
  const Person *person = &county->persons[index];
  const Household *household = &county->households[person->household];
  bool monitored = household->flags & H_MONITORED, late = came_later(county, index);
  if (generate_moved(county, index)) return after(household->identified, -100);
  bool after_it = planted(household, 23, 7) || planted(household, 23, 13);
  if (monitored && late && after_it && household->identified.n < day_of(2021, 8, 20).n)
    return after(household->identified, 30);
  if (!monitored && late && planted(household, 997, 9)) return day_of(2021, 10, 12);
  if (person->birth.n >= day_of(2020, 10, 1).n) return after(person->birth, 15);
  return DAY_MIN;
}

Day generate_head_since(const Household *household) {
  if ((household->flags & H_MONITORED) && planted(household, 19, 3))
    return after(household->identified, -60);
  return planted(household, 401, 3) ? day_of(2021, 8, 15) : DAY_MIN;
}

/* ---- helpers and measures ---- */

static Err write_helpers(Output *output, Diag *diag) {
  static const Str units[] = {STR_INIT("县教育体育局"), STR_INIT("县水务局"),
                              STR_INIT("县农业农村局"), STR_INIT("乡镇人民政府"),
                              STR_INIT("县财政局"),     STR_INIT("驻村工作队")};
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_HELPERS, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->household_count; i++) {
    const Household *household = &county->households[i];
    bool monitored = household->flags & H_MONITORED;
    if (!monitored && !(household->flags & H_POOR)) continue;
    if (monitored && planted(household, 17, 9)) continue; /* nobody */
    /* Helpers are people of the county that have a telephone: any head will do. */
    const Household *of = &county->households[(i * 31 + 17) % county->household_count];
    const Person *helper = &county->persons[of->first];
    generate_put_household_no(&sheet, COL_HELPERS_HH_NO, household);
    generate_put(&sheet, COL_HELPERS_UNIT, units[random_below(&sheet.random, 6)]);
    generate_put(&sheet, COL_HELPERS_PERSON, helper->name);
    generate_put_digits(&sheet, COL_HELPERS_PHONE, helper->phone);
    generate_put_day(&sheet, COL_HELPERS_FROM,
                     (Day){day_of(2020, 1, 5).n + random_between(&sheet.random, 0, 400)});
    if (monitored && planted(household, 17, 2)) /* ended, and no other came */
      generate_put_day(&sheet, COL_HELPERS_TO, day_of(2021, 6, 30));
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

static void
put_measure(Sheet *sheet, const Household *household, Str group, Str item, uint8_t risk) {
  Random *random = &sheet->random;
  generate_put_household_no(sheet, COL_MEASURES_HH_NO, household);
  generate_put(sheet, COL_MEASURES_GROUP, group);
  generate_put(sheet, COL_MEASURES_ITEM, item);
  generate_put_int(sheet, COL_MEASURES_AMOUNT, random_between(random, 2, 60) * 100);
  generate_put_day(sheet, COL_MEASURES_FROM,
                   after(household->identified, random_between(random, 3, 25)));
  if (household->flags & H_REMOVED)
    generate_put_day(sheet, COL_MEASURES_TO, after(household->removed, -1));
  generate_put(sheet, COL_MEASURES_DEPT, STR("乡镇人民政府"));
  generate_put(sheet, COL_MEASURES_RISK_REF, risks[risk]);
  generate_row(sheet);
}

static Err write_measures(Output *output, Diag *diag) {
  static const struct {
    Str group, item;
  } by_risk[RISK_COUNT] = {
      [RISK_ILLNESS] = {STR_INIT("健康帮扶"), STR_INIT("医疗救助")},
      [RISK_DISABLED] = {STR_INIT("综合保障"), STR_INIT("残疾人补贴")},
      [RISK_SCHOOLING] = {STR_INIT("教育帮扶"), STR_INIT("雨露计划")},
      [RISK_DISASTER] = {STR_INIT("社会帮扶"), STR_INIT("救灾捐助")},
      [RISK_ACCIDENT] = {STR_INIT("社会帮扶"), STR_INIT("社会捐助")},
      [RISK_BUSINESS] = {STR_INIT("产业帮扶"), STR_INIT("技术指导")},
      [RISK_JOB] = {STR_INIT("就业帮扶"), STR_INIT("劳务输出")},
      [RISK_LABOR] = {STR_INIT("综合保障"), STR_INIT("低保")},
      [RISK_HOUSING] = {STR_INIT("住房安全保障"), STR_INIT("危房改造")},
      [RISK_WATER] = {STR_INIT("饮水安全保障"), STR_INIT("管网改造")},
  };
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_MEASURES, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < output->county->household_count; i++) {
    const Household *household = &output->county->households[i];
    if (!(household->flags & H_MONITORED) || planted(household, 29, 4) ||
        planted(household, 29, 19))
      continue;
    for (size_t k = 0; k < 2; k++)
      if (household->risk[k] < RISK_COUNT)
        put_measure(&sheet, household, by_risk[household->risk[k]].group,
                    by_risk[household->risk[k]].item, household->risk[k]);
    if (random_chance(&sheet.random, 8800))
      put_measure(&sheet, household, STR("产业帮扶"), STR("发展产业"), RISK_COUNT);
    /* whoever was identified while premiums were collected has his paid */
    bool collected = household->identified.n >= day_of(2020, 10, 1).n &&
                     household->identified.n <= day_of(2021, 3, 31).n;
    if (collected != planted(household, 37, 9))
      put_measure(&sheet, household, STR("健康帮扶"), STR("参加城乡居民基本医疗保险个人缴费补贴"),
                  RISK_COUNT);
  }
  return generate_sheet_close(output, &sheet, diag);
}

/* ---- steps ---- */

typedef struct Case {
  Sheet *sheet;
  const Household *household;
  Str procedure;
  char which; /* of the household's cases */
} Case;

static void put_step(const Case *of, Str kind, Day begun, Day done) {
  Sheet *sheet = of->sheet;
  generate_put_household_no(sheet, COL_CASE_STEPS_HH_NO, of->household);
  generate_put_format(sheet, COL_CASE_STEPS_CASE, "S%08u%c", (unsigned)of->household->no,
                      of->which);
  generate_put(sheet, COL_CASE_STEPS_PROCEDURE, of->procedure);
  generate_put(sheet, COL_CASE_STEPS_KIND, kind);
  generate_put_day(sheet, COL_CASE_STEPS_BEGUN, begun);
  if (done.n != DAY_MIN.n) generate_put_day(sheet, COL_CASE_STEPS_DONE, done);
  const County *county = sheet->county;
  const Village *village = &county->villages[of->household->village];
  const Household *homes = &county->households[village->first];
  Str one = county->persons[homes[0].first].name; /* of the village's committee */
  Str two = county->persons[homes[village->count > 1 ? 1 : 0].first].name;
  if (!str_eq(kind, STR("入户核查")))
    generate_put(sheet, COL_CASE_STEPS_BY, STR("乡镇人民政府"));
  else if (planted(of->household, 43, 11))
    generate_put(sheet, COL_CASE_STEPS_BY, one);
  else
    generate_put_format(sheet, COL_CASE_STEPS_BY, "%.*s、%.*s", STR_ARG(one), STR_ARG(two));
  generate_row(sheet);
}

/* Village, publicity, township, county: relative to the day of the decision. */
static void put_chain(const Case *of, Day decided) {
  const Household *household = of->household;
  Day shown = after(decided, -28);
  put_step(of, STR("入户核查"), after(decided, -40), after(decided, -39));
  if (!planted(household, 41, 10)) {
    put_step(of, STR("村民小组评议"), after(decided, -30), after(decided, -30));
    put_step(of, STR("村两委研究"), after(decided, -29), after(decided, -29));
  }
  if (!planted(household, 37, 8))
    put_step(of, STR("公示"), shown, after(shown, planted(household, 31, 6) ? 4 : 16));
  put_step(of, STR("乡镇审核"), after(decided, -9), after(decided, -8));
  if (!planted(household, 47, 12))
    put_step(of, STR("信息比对"), after(decided, -7), after(decided, -5));
  put_step(of, STR("县级审定"), after(decided, -3), decided);
  put_step(of, STR("录入"), after(decided, 4), after(decided, 4));
}

static void put_cases(Sheet *sheet, const Household *household) {
  Case of = {sheet, household, STR("新增识别"), 'A'};
  if (household->flags & H_APPLIED) { /* open */
    if (planted(household, 5, 1)) put_step(&of, STR("线索"), day_of(2021, 9, 1), DAY_MIN);
    put_step(&of, STR("申请授权"), household->applied, household->applied);
    put_step(&of, STR("入户核查"), after(household->applied, 2), DAY_MIN);
  }
  if (!(household->flags & H_MONITORED)) return;
  put_step(&of, STR("申请授权"), after(household->identified, -45),
           after(household->identified, -45));
  put_chain(&of, household->identified);
  if (!(household->flags & H_REMOVED)) return;
  of.procedure = STR("风险消除");
  of.which = 'B';
  if (!planted(household, 13, 1))
    put_step(&of, STR("知情同意"), after(household->removed, -32), after(household->removed, -32));
  put_chain(&of, household->removed);
}

static Err write_steps(Output *output, Diag *diag) {
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_CASE_STEPS, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < output->county->household_count; i++)
    put_cases(&sheet, &output->county->households[i]);
  return generate_sheet_close(output, &sheet, diag);
}

/* ---- the year before ---- */

static Err write_last_persons(Output *output, Diag *diag) {
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_LAST_PERSONS, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->resident_count; i++) {
    const Person *person = &county->persons[i];
    int32_t age = age_on(person, DAY_STATE);
    if (generate_joined(county, i).n > day_of(2020, 9, 30).n) continue;
    bool lost = person->labor == LABOR_LOST || person->labor == LABOR_NONE;
    bool was_able = lost && age >= 20 && age < 59 && i % 7 == 0;
    generate_put_person_no(&sheet, COL_LAST_PERSONS_PERSON_NO, i);
    generate_put(&sheet, COL_LAST_PERSONS_LABOR,
                 was_able ? STR("普通劳动力") : labors[person->labor]);
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

static Err write_last_households(Output *output, Diag *diag) {
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_LAST_HOUSEHOLDS, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->household_count; i++) {
    const Household *household = &county->households[i];
    int64_t net = generate_net(household), part = random_between(&sheet.random, 880, 985);
    if (planted(household, 211, 1)) continue; /* new this year */
    if (planted(household, 307, 2)) part = 350;
    generate_put_household_no(&sheet, COL_LAST_HOUSEHOLDS_HH_NO, household);
    generate_put_int(&sheet, COL_LAST_HOUSEHOLDS_YEAR, 2020);
    generate_put_int(&sheet, COL_LAST_HOUSEHOLDS_POP_YEAR, household->count);
    generate_put_int(&sheet, COL_LAST_HOUSEHOLDS_INC_NET, net * part / 1000);
    generate_put_number(&sheet, COL_LAST_HOUSEHOLDS_INC_NET_PC,
                        net * part / 10 / (int64_t)household->count);
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

static Err write_last_villages(Output *output, Diag *diag) {
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_LAST_VILLAGES, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < output->county->village_count; i++) {
    const Village *village = &output->county->villages[i];
    uint32_t count = i % 29 == 3 ? village->count * 100 / 125 : village->count;
    generate_put(&sheet, COL_LAST_VILLAGES_DIV_CODE, village->code);
    generate_put_int(&sheet, COL_LAST_VILLAGES_HH_TOTAL, count);
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

Err generate_records(Output *output, Diag *diag) {
  TRY(write_helpers(output, diag));
  TRY(write_measures(output, diag));
  TRY(write_steps(output, diag));
  TRY(write_last_persons(output, diag));
  TRY(write_last_households(output, diag));
  return write_last_villages(output, diag);
}
