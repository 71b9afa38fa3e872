/* SPDX-License-Identifier: Apache-2.0 */
/*
 * households: the yearly household form, the village form, monitoring episodes, authorisations.
 *
 * Village numbers are sums over the households, so the two forms agree. Planted slips of the forms:
 * a member not counted, an income added wrongly, more land returned to forest than there is, fruit
 * land in hectares, a household counted twice in a village, the telephone of the collector written
 * for his neighbours.
 */
#include "generate/registry_int.h"

#include <stdio.h>

static const Str structs[] = {STR_INIT("土坯"), STR_INIT("砖木"), STR_INIT("砖混"),
                              STR_INIT("框架"), STR_INIT("竹木")};

const Village *generate_village(const County *county, const Person *person) {
  if (person->household != NOBODY)
    return &county->villages[county->households[person->household].village];
  return &county->villages[(uint32_t)person->birth.n % county->village_count];
}

Str generate_group_name(const County *county, const Household *household, char out[static 24]) {
  static const Str natural[] = {
      STR_INIT("大寨"), STR_INIT("小寨"), STR_INIT("上寨"), STR_INIT("下寨"), STR_INIT("新寨"),
      STR_INIT("老寨"), STR_INIT("南等"), STR_INIT("坡脚"), STR_INIT("箐头"), STR_INIT("田坝")};
  const Village *village = &county->villages[household->village];
  int len;
  if (village->first % 3 == 0) {
    Str name = natural[(household->group + household->village) % 10];
    len = snprintf(out, 24, "%.*s%d组", STR_ARG(name), household->group);
  } else {
    len = snprintf(out, 24, "%d组", household->group);
  }
  return (Str){out, (size_t)len};
}

/* ---- sums ---- */

typedef struct Sums {
  int32_t wage, business, property, transfer, cost, net;
} Sums;

static Sums sums_of(const Household *h) {
  Sums s = {.wage = h->wage + h->wage_post,
            .business = h->business,
            .property = h->dividend + h->rent,
            .transfer = h->family_planning + h->dibao + h->tekun + h->pension + h->eco + h->award +
                        h->other,
            .cost = h->cost};
  s.net = s.wage + s.business + s.property + s.transfer - s.cost;
  return s;
}

int64_t generate_net(const Household *household) {
  return sums_of(household).net;
}

/* ---- households ---- */

static void put_household_head(Sheet *sheet, const Household *household) {
  const County *county = sheet->county;
  char group[24];
  const Person *head = &county->persons[household->first];
  generate_put_household_no(sheet, COL_HOUSEHOLDS_HH_NO, household);
  generate_put_int(sheet, COL_HOUSEHOLDS_YEAR, 2021);
  generate_put(sheet, COL_HOUSEHOLDS_DIV_VILLAGE, county->villages[household->village].code);
  generate_put(sheet, COL_HOUSEHOLDS_GROUP_NAME, generate_group_name(county, household, group));
  const Village *village = &county->villages[household->village];
  bool lent = village->first % 11 == 4 && household->no % 9 == 2; /* the collector's telephone */
  const Household *lender = &county->households[village->first];
  generate_put_digits(sheet, COL_HOUSEHOLDS_HH_PHONE,
                      lent ? county->persons[lender->first].phone : head->phone);
  generate_put(sheet, COL_HOUSEHOLDS_HH_TYPE,
               household->flags & H_POOR ? STR("脱贫户") : STR("一般农户"));
  if (household->flags & H_POOR) {
    static const Str causes[] = {STR_INIT("缺技术"), STR_INIT("缺资金"),
                                 STR_INIT("缺劳力"), STR_INIT("因病"),
                                 STR_INIT("因学"),   STR_INIT("自身发展动力不足")};
    generate_put_int(sheet, COL_HOUSEHOLDS_POVERTY_EXIT_YEAR, household->exit_year);
    generate_put(sheet, COL_HOUSEHOLDS_IDENT_STANDARD, STR("国家"));
    generate_put(sheet, COL_HOUSEHOLDS_CAUSE_MAIN, causes[random_below(&sheet->random, 6)]);
  }
  generate_put_bool(sheet, COL_HOUSEHOLDS_IS_MARTYR_FAMILY, random_chance(&sheet->random, 40));
  generate_put(sheet, COL_HOUSEHOLDS_BANK_NAME, STR("双江农信社"));
  generate_put_int(sheet, COL_HOUSEHOLDS_BANK_CARD, (int64_t)household->bank_card);
  generate_put_int(sheet, COL_HOUSEHOLDS_POP_CURRENT,
                   household->count + (household->no % 997 == 3));
  generate_put_int(sheet, COL_HOUSEHOLDS_POP_YEAR, household->count);
  generate_put_bool(sheet, COL_HOUSEHOLDS_LABOR_NONE_BACKSTOP,
                    household->count == 1 && (head->flags & P_TEKUN));
  if (household->flags & H_MOVED) {
    generate_put(sheet, COL_HOUSEHOLDS_MOVE_TYPE, STR("集中"));
    generate_put(sheet, COL_HOUSEHOLDS_MOVE_SITE, STR("南勐河安置区"));
    generate_put_format(sheet, COL_HOUSEHOLDS_MOVE_ADDRESS, "南勐河安置区%u栋%u号",
                        household->no % 20 + 1, household->no / 20 % 40 + 101);
    generate_put_format(sheet, COL_HOUSEHOLDS_MOVE_DATE, "%d-%02d-01",
                        2017 + (int)(household->no % 3), (int)(household->no % 12) + 1);
    generate_put_bool(sheet, COL_HOUSEHOLDS_MOVE_LARGE_SITE, false);
  }
}

static void put_living(Sheet *sheet, const Household *household) {
  static const Str fuels[] = {STR_INIT("柴草"), STR_INIT("清洁能源"), STR_INIT("清洁能源")};
  static const Str roads[] = {STR_INIT("水泥路"), STR_INIT("水泥路"), STR_INIT("砂石路"),
                              STR_INIT("泥土路")};
  Random *random = &sheet->random;
  for (uint32_t i = 0; i < 6; i++)
    generate_put_number(sheet, (Column)(COL_HOUSEHOLDS_LAND_ARABLE + i),
                        household->land[i] + (i == 2 && household->no % 1201 == 8 ? 5000 : 0));
  generate_put_bool(sheet, COL_HOUSEHOLDS_IN_COOP, (household->flags & H_COOP) != 0);
  generate_put_bool(sheet, COL_HOUSEHOLDS_LEADER_FIRM, random_chance(random, 3500));
  generate_put_bool(sheet, COL_HOUSEHOLDS_LEADER_PERSON, random_chance(random, 2500));
  generate_put_bool(sheet, COL_HOUSEHOLDS_ELEC_LIFE, true);
  generate_put_bool(sheet, COL_HOUSEHOLDS_ELEC_PROD, random_chance(random, 9000));
  generate_put_bool(sheet, COL_HOUSEHOLDS_TV, random_chance(random, 9950));
  generate_put(sheet, COL_HOUSEHOLDS_FUEL, fuels[random_below(random, 3)]);
  bool dry = household->flags & H_WATER_SAID;
  generate_put_bool(sheet, COL_HOUSEHOLDS_WATER_SAFE, !dry);
  if (dry) generate_put(sheet, COL_HOUSEHOLDS_WATER_PROBLEM, STR("水量"));
  generate_put_bool(sheet, COL_HOUSEHOLDS_TOILET, random_chance(random, 8600));
  generate_put(sheet, COL_HOUSEHOLDS_ROAD_TYPE, roads[random_low(random, 4)]);
  generate_put_number(sheet, COL_HOUSEHOLDS_ROAD_DIST, random_low(random, 300));
  generate_put_int(sheet, COL_HOUSEHOLDS_HOUSE_AREA, household->house_area);
  generate_put(sheet, COL_HOUSEHOLDS_HOUSE_STRUCT, structs[household->house_struct]);
  bool danger = household->flags & H_DANGER_SAID;
  generate_put_bool(sheet, COL_HOUSEHOLDS_HOUSE_DANGER, danger);
  if (danger)
    generate_put(sheet, COL_HOUSEHOLDS_HOUSE_LEVEL,
                 household->flags & H_DANGER_D ? STR("D") : STR("C"));
  if ((household->flags & H_POOR) && !danger && random_chance(random, 2500))
    generate_put_int(sheet, COL_HOUSEHOLDS_HOUSE_FIX_YEAR, random_between(random, 2014, 2020));
  if (household->flags & H_POOR)
    generate_put(sheet, COL_HOUSEHOLDS_INDUSTRY_HELP, STR("发展产业,技术指导"));
}

static void put_money(Sheet *sheet, Column column, int32_t yuan) {
  generate_put_int(sheet, column, yuan);
}

static void put_income(Sheet *sheet, const Household *h) {
  Sums s = sums_of(h);
  put_money(sheet, COL_HOUSEHOLDS_INC_WAGE, s.wage);
  put_money(sheet, COL_HOUSEHOLDS_INC_WAGE_POST, h->wage_post);
  put_money(sheet, COL_HOUSEHOLDS_INC_WAGE_OTHER, h->wage);
  put_money(sheet, COL_HOUSEHOLDS_INC_BIZ, s.business);
  put_money(sheet, COL_HOUSEHOLDS_INC_PROP, s.property);
  put_money(sheet, COL_HOUSEHOLDS_INC_PROP_DIVIDEND, h->dividend);
  put_money(sheet, COL_HOUSEHOLDS_INC_PROP_OTHER, h->rent);
  put_money(sheet, COL_HOUSEHOLDS_INC_TRANS, s.transfer);
  put_money(sheet, COL_HOUSEHOLDS_INC_FP, h->family_planning);
  put_money(sheet, COL_HOUSEHOLDS_INC_DIBAO, h->dibao);
  put_money(sheet, COL_HOUSEHOLDS_INC_TEKUN, h->tekun);
  put_money(sheet, COL_HOUSEHOLDS_INC_PENSION, h->pension);
  put_money(sheet, COL_HOUSEHOLDS_INC_ECO, h->eco);
  put_money(sheet, COL_HOUSEHOLDS_INC_AWARD, h->award);
  put_money(sheet, COL_HOUSEHOLDS_INC_TRANS_OTHER, h->other);
  put_money(sheet, COL_HOUSEHOLDS_EXP_BIZ, s.cost);
  put_money(sheet, COL_HOUSEHOLDS_EXP_BIZ_SUBSIDY, 0);
  int32_t people = (int32_t)h->count, reference = s.net + h->claim - h->medical;
  put_money(sheet, COL_HOUSEHOLDS_INC_NET, s.net + (h->no % 1499 == 6 ? 1000 : 0));
  generate_put_number(sheet, COL_HOUSEHOLDS_INC_NET_PC, (int64_t)s.net * 100 / people);
  put_money(sheet, COL_HOUSEHOLDS_INC_CLAIM, h->claim);
  put_money(sheet, COL_HOUSEHOLDS_EXP_COMPLIANT, h->medical);
  put_money(sheet, COL_HOUSEHOLDS_REF_INCOME, reference);
  generate_put_number(sheet, COL_HOUSEHOLDS_REF_INCOME_PC, (int64_t)reference * 100 / people);
}

static void put_collector(Sheet *sheet, const Household *household) {
  /* The collectors of a village are its first heads of households: three, or more in a large one.
   */
  const County *county = sheet->county;
  const Village *village = &county->villages[household->village];
  uint32_t collectors = village->count / 100 + 3;
  uint32_t which = random_below(&sheet->random, collectors) % village->count;
  const Household *first = &county->households[village->first + which];
  const Person *collector = &county->persons[first->first];
  generate_put(sheet, COL_HOUSEHOLDS_COLLECTOR, collector->name);
  generate_put_digits(sheet, COL_HOUSEHOLDS_COLLECTOR_PHONE, collector->phone);
  generate_put_format(sheet, COL_HOUSEHOLDS_COLLECT_DATE, "2021-10-%02u",
                      8 + random_below(&sheet->random, 20));
  generate_put(sheet, COL_HOUSEHOLDS_FILLER, collector->name);
  Day since = generate_head_since(household);
  if (since.n != DAY_MIN.n) generate_put_day(sheet, COL_HOUSEHOLDS_HEAD_SINCE, since);
}

static Err write_households(Output *output, Diag *diag) {
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_HOUSEHOLDS, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < output->county->household_count; i++) {
    const Household *household = &output->county->households[i];
    put_household_head(&sheet, household);
    put_living(&sheet, household);
    put_income(&sheet, household);
    put_collector(&sheet, household);
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

/* ---- villages ---- */

typedef struct VillageSums {
  int32_t people, labor, away, poor, poor_people, watched, watched_people, dibao, dibao_people,
      tekun;
  int32_t disabled, dry, danger, pension;
  int64_t net;
  int64_t land[6];
} VillageSums;

static void add_person(VillageSums *sums, const Person *person, bool *dibao) {
  sums->people++;
  sums->labor += person->labor == LABOR_PLAIN || person->labor == LABOR_SKILLED;
  sums->away += (person->flags & P_AWAY) != 0;
  sums->dibao_people += (person->flags & P_DIBAO_SAID) != 0;
  sums->tekun += (person->flags & P_TEKUN) != 0;
  sums->disabled += person->dis_type != 0;
  sums->pension += person->labor >= LABOR_WEAK && !(person->flags & P_PEN_WORKER);
  *dibao = *dibao || (person->flags & P_DIBAO_SAID);
}

static VillageSums village_sums(const County *county, const Village *village) {
  VillageSums sums = {0};
  for (uint32_t i = 0; i < village->count; i++) {
    const Household *household = &county->households[village->first + i];
    bool dibao = false, poor = household->flags & H_POOR;
    bool watched = household->flags & H_MONITORED;
    for (uint32_t m = 0; m < household->count; m++)
      add_person(&sums, &county->persons[household->first + m], &dibao);
    sums.poor += poor;
    sums.poor_people += poor ? (int32_t)household->count : 0;
    sums.watched += watched;
    sums.watched_people += watched ? (int32_t)household->count : 0;
    sums.dibao += dibao;
    sums.dry += (household->flags & H_WATER_SAID) != 0;
    sums.danger += (household->flags & H_DANGER_SAID) != 0;
    sums.net += sums_of(household).net;
    for (size_t k = 0; k < 6; k++)
      sums.land[k] += household->land[k];
  }
  return sums;
}

static void put_village(Sheet *sheet, const Village *village) {
  VillageSums sums = village_sums(sheet->county, village);
  Random *random = &sheet->random;
  bool exited = random_chance(random, 6500);
  generate_put(sheet, COL_VILLAGES_DIV_CODE, village->code);
  generate_put(sheet, COL_VILLAGES_NAME, village->name);
  generate_put_bool(sheet, COL_VILLAGES_VILLAGE_KIND, exited);
  if (exited) generate_put_int(sheet, COL_VILLAGES_EXIT_YEAR, random_between(random, 2016, 2019));
  generate_put(sheet, COL_VILLAGES_TERRAIN, STR("山区"));
  generate_put_int(sheet, COL_VILLAGES_HH_TOTAL, village->count);
  generate_put_int(sheet, COL_VILLAGES_POP_TOTAL, sums.people);
  generate_put_int(sheet, COL_VILLAGES_HH_RESIDENT, village->count - village->count / 12);
  generate_put_int(sheet, COL_VILLAGES_POP_LABOR, sums.labor);
  generate_put_int(sheet, COL_VILLAGES_POP_AWAY, sums.away);
  /* One village of many miscounts its hamlets, one its monitored households. */
  uint32_t index = (uint32_t)(village - sheet->county->villages);
  generate_put_int(sheet, COL_VILLAGES_GROUPS, village->groups + (index % 31 == 5));
  generate_put_int(sheet, COL_VILLAGES_HH_POVEXIT, sums.poor + (village->code.ptr[11] == '9'));
  generate_put_int(sheet, COL_VILLAGES_POP_POVEXIT, sums.poor_people);
  generate_put_int(sheet, COL_VILLAGES_HH_MON, sums.watched + (index % 64 == 20));
  generate_put_int(sheet, COL_VILLAGES_POP_MON, sums.watched_people);
  generate_put_int(sheet, COL_VILLAGES_HH_DIBAO, sums.dibao);
  generate_put_int(sheet, COL_VILLAGES_POP_DIBAO, sums.dibao_people);
  generate_put_int(sheet, COL_VILLAGES_POP_TEKUN, sums.tekun);
  generate_put_int(sheet, COL_VILLAGES_POP_DISABLED, sums.disabled);
  if (sums.people > 0)
    generate_put_number(sheet, COL_VILLAGES_INC_PC, sums.net * 100 / sums.people);
  generate_put_number(sheet, COL_VILLAGES_COLL_INCOME, random_between(random, 200, 6000));
  generate_put_bool(sheet, COL_VILLAGES_ROAD_HARD, true);
  generate_put_bool(sheet, COL_VILLAGES_BUS, random_chance(random, 8500));
  generate_put_int(sheet, COL_VILLAGES_PRIMARY_SCHOOLS, random_between(random, 0, 2));
  generate_put_int(sheet, COL_VILLAGES_CLINIC, 1);
  generate_put_int(sheet, COL_VILLAGES_DOCTORS, random_between(random, 1, 3));
  generate_put_int(sheet, COL_VILLAGES_HH_WATER_OPEN, sums.dry);
  generate_put_int(sheet, COL_VILLAGES_HH_DANGER, sums.danger);
  generate_put_int(sheet, COL_VILLAGES_PEN_INSURED, sums.pension);
  /* a few villages wrote its fruit land in hectares */
  if (village->code.ptr[11] == '7' && village->code.ptr[10] == '0') sums.land[3] /= 15;
  for (uint32_t k = 0; k < 6; k++)
    generate_put_number(sheet, (Column)(COL_VILLAGES_LAND_ARABLE + k), sums.land[k]);
}

static Err write_villages(Output *output, Diag *diag) {
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_VILLAGES, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < output->county->village_count; i++) {
    put_village(&sheet, &output->county->villages[i]);
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

Err generate_households(Output *output, Diag *diag) {
  TRY(write_households(output, diag));
  TRY(write_villages(output, diag));
  return generate_episodes(output, diag);
}
