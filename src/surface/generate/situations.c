/* SPDX-License-Identifier: Apache-2.0 */
/*
 * situations: what the rules are there to find, and what looks like it and is not.
 *
 * Households first (poverty, danger, relief, monitoring), then persons. Rates are about those of
 * facts.md 8.9; every kind is planted at least once where the county is large enough for it.
 */
#include "generate/people_int.h"

static Day day_between(Random *random, Day first, Day last) {
  return (Day){random_between(random, first.n, last.n)};
}

/* ---- households ---- */

static void give_house(Random *random, Household *household) {
  static const uint16_t structs[] = {22, 20, 46, 8, 4};
  household->house_struct = (uint8_t)generate_random_weighted(random, structs, 5);
  household->house_area =
      (uint16_t)(random_between(random, 18, 42) * (int32_t)(household->count + 1));
  if (random_chance(random, 4500)) household->flags |= H_COOP;
  if (random_chance(random, 150)) household->flags |= H_SPLIT;
  if (random_chance(random, 2200)) {
    household->flags |= H_POOR;
    household->exit_year = (uint16_t)random_between(random, 2014, 2020);
    if (random_chance(random, 1300)) household->flags |= H_MOVED;
  }
  if (!(household->flags & H_MOVED) && random_chance(random, 40)) {
    household->flags |= random_chance(random, 3500) ? H_DANGER_D : H_DANGER_C;
    if (random_chance(random, 5000)) household->flags |= H_DANGER_SAID;
  }
  if (random_chance(random, 45)) {
    household->flags |= H_WATER_BAD;
    if (random_chance(random, 5000)) household->flags |= H_WATER_SAID;
  }
  for (size_t i = 0; i < 6; i++) {
    static const int32_t most[6] = {1800, 2600, 900, 1500, 300, 200};
    bool has = i < 2 || random_chance(random, i < 4 ? 4500 : 400);
    household->land[i] = has ? random_between(random, 10, most[i]) : 0;
  }
  if (household->land[2] > household->land[1] + household->land[4])
    household->land[2] = household->land[1] / 2; /* returned land is part of forest and grass */
}

static bool weak(const County *county, const Household *household) {
  for (uint32_t i = 0; i < household->count; i++) {
    const Person *person = &county->persons[household->first + i];
    if (person->labor == LABOR_PLAIN || person->labor == LABOR_SKILLED) return false;
  }
  return true;
}

static void give_relief(County *county, Random *random, Household *household) {
  Person *members = &county->persons[household->first];
  int32_t age = age_on(members, DAY_STATE);
  if (household->count == 1 && age >= 60 && random_chance(random, 2600)) {
    members->flags |= P_TEKUN;
    return;
  }
  uint32_t rate = household->flags & H_POOR ? 1500 : 350;
  if (weak(county, household)) rate += 1200;
  bool on = random_chance(random, rate);
  bool forgotten = random_chance(random, 450), invented = random_chance(random, 25);
  bool whole = random_chance(random, 6000), stopped = !on && random_chance(random, 40);
  if (on) household->flags |= H_DIBAO;
  if (stopped) household->flags |= H_DIBAO_STOPPED;
  for (uint32_t i = 0; i < household->count; i++) {
    if (!whole && i > 0 && random_chance(random, 4500)) continue;
    if (on || stopped) members[i].flags |= P_DIBAO;
    if ((on && !forgotten) || invented || (stopped && forgotten)) members[i].flags |= P_DIBAO_SAID;
  }
}

static void give_risks(County *county, Random *random, Household *household) {
  household->risk[0] = household->risk[1] = RISK_COUNT;
  uint8_t count = 0;
  for (uint32_t i = 0; i < household->count && count < 2; i++) {
    const Person *person = &county->persons[household->first + i];
    uint8_t risk = RISK_COUNT;
    if (person->flags & P_SERIOUS)
      risk = RISK_ILLNESS;
    else if (person->dis_level > 0)
      risk = RISK_DISABLED;
    else if (person->school >= SCHOOL_COLLEGE1)
      risk = RISK_SCHOOLING;
    if (risk != RISK_COUNT && (count == 0 || household->risk[0] != risk))
      household->risk[count++] = risk;
  }
  if (count == 0) {
    static const uint16_t weights[RISK_COUNT] = {34, 4, 8, 8, 7, 9, 14, 10, 3, 3};
    household->risk[0] = (uint8_t)generate_random_weighted(random, weights, RISK_COUNT);
  }
}

static bool troubled(const County *county, const Household *household) {
  for (uint32_t i = 0; i < household->count; i++) {
    const Person *person = &county->persons[household->first + i];
    bool severe = person->dis_level == 1 || person->dis_level == 2;
    if (severe || person->bill > 0 || (person->flags & P_SERIOUS)) return true;
  }
  return (household->flags & (H_DANGER_SAID | H_WATER_SAID)) != 0;
}

static void give_monitoring(County *county, Random *random, Household *household) {
  bool poor = household->flags & H_POOR;
  uint32_t rate = troubled(county, household) ? (poor ? 1850 : 540) : (poor ? 530 : 98);
  if (random_chance(random, rate)) {
    household->flags |= H_MONITORED;
    household->identified = day_between(random, day_of(2020, 1, 10), day_of(2021, 9, 28));
    give_risks(county, random, household);
    if (household->identified.n < day_of(2021, 3, 20).n && random_chance(random, 7400)) {
      Day first = {household->identified.n + 184};
      household->flags |= H_REMOVED;
      household->removed = day_between(random, first, (Day){first.n + 10});
      if (random_chance(random, 6000) && first.n < day_of(2021, 8, 1).n)
        household->removed = day_between(random, first, day_of(2021, 9, 25));
    }
  } else if (random_chance(random, 60)) {
    household->flags |= H_APPLIED;
    household->applied = day_between(random, day_of(2021, 10, 8), day_of(2021, 10, 25));
  }
}

/* ---- persons ---- */

static void give_bill(Random *random, Person *person) {
  uint32_t rate = person->flags & P_SERIOUS ? 3500 : person->flags & P_CHRONIC ? 220 : 40;
  if (!random_chance(random, rate)) return;
  if (random_chance(random, 250)) {
    person->flags |= P_BILL_EXACT;
    person->bill = 600000;
    return;
  }
  person->flags |= P_BILL_BIG;
  person->bill = 600001 + random_low(random, random_chance(random, 800) ? 9000000 : 1800000);
}

static void give_trouble(Random *random, Person *person, int32_t age) {
  bool compulsory = person->school >= SCHOOL_PRIMARY4 && person->school <= SCHOOL_MIDDLE3;
  if (compulsory && random_chance(random, 45)) {
    person->flags |= P_DROPOUT;
    if (random_chance(random, 4500)) {
      person->flags |= P_DROPOUT_BACK;
    } else if (random_chance(random, 6500)) {
      person->school = SCHOOL_NONE; /* the registry knows; else it still says: at school */
      person->level = LEVEL_NONE;
    }
  }
  if ((person->flags & P_AWAY) && random_chance(random, 260))
    person->flags |= random_chance(random, 5500) ? P_JOB_LOST : P_JOB_SHORT;
  if (random_chance(random, age >= 70 ? 90 : age >= 50 ? 20 : 2)) person->flags |= P_DEAD;
}

static void give_standing(Random *random, Person *person, int32_t age) {
  if (age < 22 || person->school != SCHOOL_NONE) return;
  bool town = person->household == NOBODY;
  if (random_chance(random, town ? 1800 : 60)) {
    person->flags |= age >= 60 ? P_PAYROLL_RETIRED : P_PAYROLL;
    person->flags |= P_MI_WORKER | P_PEN_WORKER;
    person->flags &= ~(uint32_t)P_MI_NONE;
  }
  if (!(person->flags & P_MI_WORKER) && random_chance(random, 45)) person->flags |= P_MI_BOTH;
}

static void spoil_number(County *county, Random *random, uint32_t index) {
  Person *person = &county->persons[index];
  bool new_born = person->birth.n > day_of(2021, 7, 1).n;
  bool foreign = (person->flags & P_MARRIED_IN) && person->sex == SEX_FEMALE;
  if ((new_born && random_chance(random, 2500)) || (foreign && random_chance(random, 60))) {
    person->flags |= P_ID_NONE;
  } else if (random_chance(random, 10)) {
    person->flags |= P_ID_WRONG;
  } else if (person->dis_level > 0 && random_chance(random, 3500)) {
    person->flags |= P_CARD_NUMBER;
  }
}

/* The committee of each village and the heads of its groups, of their own village. */
static void appoint(County *county, Random *random, const Village *village) {
  if (village->count == 0) return;
  uint32_t wanted = 7u + village->groups / 2u, most = village->count / 20 + 1;
  if (wanted > most) wanted = most;
  for (uint32_t tries = 0; wanted > 0 && tries < 400; tries++) {
    uint32_t at = village->first + random_below(random, village->count);
    const Household *household = &county->households[at];
    Person *person = &county->persons[household->first];
    int32_t age = age_on(person, DAY_STATE);
    if (age < 28 || age > 60 || (person->flags & (P_CADRE | P_CADRE_FORMER | P_DEAD))) continue;
    person->flags |= random_chance(random, 8300) ? P_CADRE : P_CADRE_FORMER;
    wanted--;
  }
}

static void plant_doubles(County *county, Random *random) {
  uint32_t wanted = county->household_count / 10000 + (county->household_count >= 50);
  while (wanted > 0) {
    uint32_t at = random_below(random, county->resident_count);
    const uint32_t other = P_ID_NONE | P_ID_WRONG | P_CARD_NUMBER | P_ID_DOUBLE;
    if (at == 0 || ((county->persons[at].flags | county->persons[at - 1].flags) & other)) continue;
    county->persons[at].flags |= P_ID_DOUBLE;
    wanted--;
  }
}

/* Staff of the county who are registered in town, as children of heads whose households are
 * monitored: whoever looks only at the members does not find them. Drawn from numbers of its own,
 * so that nothing else changes. */
static void plant_kin(County *county) {
  Random random = generate_random(county->options->seed, STREAM_KIN);
  uint32_t wanted = county->household_count / 5000 + 1;
  uint32_t first = county->resident_count, count = county->person_count - first;
  for (uint32_t tries = 0; wanted > 0 && tries < 200 * county->household_count; tries++) {
    const Household *household =
        &county->households[random_below(&random, county->household_count)];
    Person *person = &county->persons[first + random_below(&random, count)];
    const Person *head = &county->persons[household->first];
    int32_t apart = (person->birth.n - head->birth.n) / 365;
    const uint32_t other = P_FAR | P_GONE | P_DEAD;
    if (!(household->flags & H_MONITORED) || !(person->flags & P_PAYROLL)) continue;
    if ((person->flags & other) || apart < 20 || apart > 40) continue;
    if (person->father != NOBODY || person->mother != NOBODY) continue;
    if (head->sex == SEX_MALE) person->father = household->first;
    if (head->sex == SEX_FEMALE) person->mother = household->first;
    wanted--;
  }
}

void generate_situations(County *county) {
  Random random = generate_random(county->options->seed, STREAM_SITUATIONS);
  for (uint32_t i = 0; i < county->person_count; i++) {
    Person *person = &county->persons[i];
    int32_t age = age_on(person, DAY_STATE);
    give_bill(&random, person);
    give_trouble(&random, person, age);
    give_standing(&random, person, age);
    if (person->household != NOBODY) spoil_number(county, &random, i);
  }
  for (uint32_t i = 0; i < county->household_count; i++) {
    Household *household = &county->households[i];
    give_house(&random, household);
    give_relief(county, &random, household);
    give_monitoring(county, &random, household);
  }
  for (uint32_t i = 0; i < county->village_count; i++)
    appoint(county, &random, &county->villages[i]);
  plant_doubles(county, &random);
  plant_kin(county);
}
