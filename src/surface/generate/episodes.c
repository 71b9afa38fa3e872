/* SPDX-License-Identifier: Apache-2.0 */
/*
 * episodes: monitored households since when, why, of which type; and who has signed that his
 * property may be looked up.
 *
 * The type follows from the income at identification and the line of its year (facts.md section
 * 2), but for one in thirty, which is planted wrong. Planted too: removals before half a year,
 * and households identified again after their removal, or by mistake before it. Some adults of
 * monitored households never signed, some signatures are younger than the evaluation.
 */
#include "generate/registry_int.h"

static const Str risks[] = {
#define RISK(id, text) STR_INIT(text),
#include "generate/people.def"
#undef RISK
    STR_INIT("")};

static Str type_of(const Household *household, int32_t net_pc, bool wrong) {
  int32_t line = day_to_ymd(household->identified).year == 2020 ? 5000 : 6000;
  bool poor = household->flags & H_POOR;
  if ((net_pc >= line) != wrong) return STR("突发严重困难户");
  return poor ? STR("脱贫不稳定户") : STR("边缘易致贫户");
}

static void put_incomes(Sheet *sheet, const Household *household, int32_t net_pc) {
  int32_t people = (int32_t)household->count, net = net_pc * people;
  int32_t transfer = household->dibao + household->pension / 2;
  if (transfer > net) transfer = net;
  int32_t wage = (net - transfer) * 2 / 3, business = (net - transfer - wage) * 3 / 2;
  int32_t cost = wage + business + transfer - net;
  int32_t claim = 0, medical = household->medical;
  generate_put_int(sheet, COL_EPISODES_ID_WAGE, wage);
  generate_put_int(sheet, COL_EPISODES_ID_BIZ, business);
  generate_put_int(sheet, COL_EPISODES_ID_PROP, 0);
  generate_put_int(sheet, COL_EPISODES_ID_TRANS, transfer);
  generate_put_int(sheet, COL_EPISODES_ID_EXP, cost);
  generate_put_int(sheet, COL_EPISODES_ID_NET, net);
  generate_put_int(sheet, COL_EPISODES_ID_NET_PC, net_pc);
  generate_put_int(sheet, COL_EPISODES_ID_CLAIM, claim);
  generate_put_int(sheet, COL_EPISODES_ID_EXP_COMPLIANT, medical);
  generate_put_int(sheet, COL_EPISODES_ID_REF, net + claim - medical);
  generate_put_number(sheet, COL_EPISODES_ID_REF_PC,
                      (int64_t)(net + claim - medical) * 100 / people);
}

static void put_window(Sheet *sheet, Day identified) {
  Day to = {month_first(day_month(identified)).n - 1};
  Day from;
  CHECK(day_add_months((Day){to.n + 1}, -12, &from));
  generate_put_day(sheet, COL_EPISODES_WINDOW_FROM, from);
  generate_put_day(sheet, COL_EPISODES_WINDOW_TO, to);
}

static void put_month(Sheet *sheet, Column column, Day day) {
  Ymd ymd = day_to_ymd(day);
  generate_put_int(sheet, column, ymd.year * 100 + ymd.month);
}

static void put_end(Sheet *sheet, const Household *household) {
  bool removed = household->flags & H_REMOVED;
  bool backstop =
      household->count == 1 && (sheet->county->persons[household->first].flags & P_TEKUN);
  generate_put(sheet, COL_EPISODES_DEV_STATUS,
               backstop                                         ? STR("无需")
               : removed || random_chance(&sheet->random, 8500) ? STR("已实施")
                                                                : STR("尚未实施"));
  generate_put_bool(sheet, COL_EPISODES_OFF, removed);
  if (!removed) return;
  Day off = household->removed;
  if (household->no % 31 == 4) off.n = household->identified.n + 120; /* too early */
  put_month(sheet, COL_EPISODES_OFF_YM, off);
  generate_put_day(sheet, COL_EPISODES_OFF_DATE, off);
  generate_put(sheet, COL_EPISODES_OFF_WAY,
               random_chance(&sheet->random, 9300) ? STR("帮扶消除") : STR("自然消除"));
}

static void put_episode(Sheet *sheet, const Household *household) {
  static const Str ways[] = {STR_INIT("干部排查"), STR_INIT("自主申报"), STR_INIT("部门预警"),
                             STR_INIT("关联监测")};
  Random *random = &sheet->random;
  bool sudden = random_chance(random, 3000);
  int32_t net_pc =
      sudden ? random_between(random, 6200, 11000) : random_between(random, 3100, 5900);
  bool danger = household->risk[0] == RISK_HOUSING, dry = household->risk[0] == RISK_WATER;
  const Person *head = &sheet->county->persons[household->first];
  generate_put_household_no(sheet, COL_EPISODES_HH_NO, household);
  generate_put(sheet, COL_EPISODES_MON_TYPE,
               type_of(household, net_pc, random_chance(random, 330)));
  put_month(sheet, COL_EPISODES_IDENT_YM, household->identified);
  generate_put_day(sheet, COL_EPISODES_IDENT_DATE, household->identified);
  generate_put(sheet, COL_EPISODES_FOUND_BY, ways[random_low(random, 4)]);
  generate_put_day(sheet, COL_EPISODES_APPLY_DATE,
                   (Day){household->identified.n - random_between(random, 12, 40)});
  generate_put(sheet, COL_EPISODES_RISK1, risks[household->risk[0]]);
  generate_put(sheet, COL_EPISODES_RISK2, risks[household->risk[1]]);
  if (household->risk[0] == RISK_DISASTER)
    generate_put(sheet, COL_EPISODES_RISK_DISASTER_SUB,
                 random_chance(random, 5000) ? STR("洪涝") : STR("地质"));
  put_window(sheet, household->identified);
  put_incomes(sheet, household, net_pc);
  generate_put_bool(sheet, COL_EPISODES_ID_HOUSE, danger);
  generate_put_bool(sheet, COL_EPISODES_ID_DROPOUT, false);
  generate_put_bool(sheet, COL_EPISODES_ID_WATER, dry);
  generate_put_bool(sheet, COL_EPISODES_ID_UNINSURED, random_chance(random, 150));
  generate_put(sheet, COL_EPISODES_CONTACT, head->name);
  generate_put_digits(sheet, COL_EPISODES_CONTACT_PHONE, head->phone);
  put_end(sheet, household);
}

/* A new trouble after the removal; one in four was dated before it. */
static void put_again(Sheet *sheet, const Household *household) {
  Household again = *household;
  again.flags &= ~(uint32_t)H_REMOVED;
  again.identified.n = household->removed.n + (household->no % 4 == 0 ? -20 : 12);
  if (again.identified.n > DAY_STATE.n) again.identified = DAY_STATE;
  put_episode(sheet, &again);
}

static Err write_episodes(Output *output, Diag *diag) {
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_EPISODES, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < output->county->household_count; i++) {
    const Household *household = &output->county->households[i];
    if (!(household->flags & H_MONITORED)) continue;
    put_episode(&sheet, household);
    generate_row(&sheet);
    if (!(household->flags & H_REMOVED) || household->no % 7 != 2) continue;
    put_again(&sheet, household);
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

/* ---- authorisations ---- */

static void put_signatures(Sheet *sheet, const Household *household) {
  const County *county = sheet->county;
  bool monitored = household->flags & H_MONITORED;
  Day signed_on = monitored ? household->identified : household->applied;
  const Person *head = &county->persons[household->first];
  for (uint32_t i = 0; i < household->count; i++) {
    const Person *person = head + i;
    if (random_chance(&sheet->random, 400)) continue; /* never signed */
    bool minor = age_on(person, signed_on) < 18;
    int32_t before = random_between(&sheet->random, 10, 40);
    if (random_chance(&sheet->random, 150)) before = -before;
    generate_put_person_no(sheet, COL_AUTHORISATIONS_PERSON_NO, household->first + i);
    generate_put_day(sheet, COL_AUTHORISATIONS_SIGNED_ON,
                     (Day){signed_on.n - (monitored ? before : 0)});
    generate_put(sheet, COL_AUTHORISATIONS_BY, minor ? head->name : person->name);
    generate_put_bool(sheet, COL_AUTHORISATIONS_GUARDIAN, minor);
    generate_row(sheet);
  }
}

static Err write_authorisations(Output *output, Diag *diag) {
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_AUTHORISATIONS, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < output->county->household_count; i++) {
    const Household *household = &output->county->households[i];
    if (household->flags & (H_MONITORED | H_APPLIED)) put_signatures(&sheet, household);
  }
  return generate_sheet_close(output, &sheet, diag);
}

Err generate_episodes(Output *output, Diag *diag) {
  TRY(write_episodes(output, diag));
  return write_authorisations(output, diag);
}
