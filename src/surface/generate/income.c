/* SPDX-License-Identifier: Apache-2.0 */
/*
 * income: what a household earned from 2020-10-01 to 2021-09-30, in whole yuan by item.
 *
 * Items follow from the members (work, pension, relief) and the land, so they fit what the
 * departments pay.
 */
#include "generate/people_int.h"

static void earn(Random *random, Household *household, const Person *person) {
  bool able = person->labor == LABOR_PLAIN || person->labor == LABOR_SKILLED;
  int32_t share = household->flags & H_MONITORED ? 55 : household->flags & H_POOR ? 85 : 100;
  if (person->flags & P_AWAY) {
    household->wage += person->months * random_between(random, 2200, 4300) * share / 100;
  } else if (person->post > 0) {
    household->wage_post += person->months * 800;
  } else if (able) {
    household->wage += random_between(random, 0, 6000) * share / 100;
  }
  if (able) household->business += random_between(random, 5500, 17000) * share / 100;
  if (person->labor == LABOR_WEAK) household->business += random_between(random, 1500, 5000);
}

static void receive(Random *random, Household *household, const Person *person) {
  int32_t age = age_on(person, DAY_STATE);
  if (age >= 60 && (person->flags & P_PEN_WORKER)) {
    household->pension += 12 * random_between(random, 1900, 4200);
  } else if (age >= 60) {
    household->pension += 12 * random_between(random, 108, 135);
  }
  if ((person->flags & P_DIBAO) && (household->flags & H_DIBAO))
    household->dibao += 12 * random_between(random, 230, 390);
  if (person->flags & P_TEKUN) household->tekun += 12 * 832;
  if (age >= 80) household->other += 600;
  if (person->dis_level == 1 || person->dis_level == 2) household->other += 960;
  if (person->bill > 0) household->medical += (int32_t)(person->bill / 100);
}

/* A card number of 19 digits whose last one makes the Luhn sum right. */
static uint64_t card_number(Random *random) {
  uint64_t high = random_below(random, 1000000), low = random_below(random, 1000000);
  uint64_t number = 623190 * UINT64_C(1000000000000) + high * 1000000 + low;
  uint32_t sum = 0, doubled = 1;
  for (uint64_t rest = number; rest > 0; rest /= 10, doubled ^= 1) {
    uint32_t digit = (uint32_t)(rest % 10) << doubled;
    sum += digit > 9 ? digit - 9 : digit;
  }
  return number * 10 + (10 - sum % 10) % 10;
}

/* Few households that nobody watches are below the line: their children send money home. */
static void lift(Random *random, Household *household) {
  if ((household->flags & H_MONITORED) || random_chance(random, 120)) return;
  int32_t net = household->wage + household->wage_post + household->business - household->cost +
                household->dividend + household->rent + household->family_planning +
                household->dibao + household->tekun + household->pension + household->eco +
                household->award + household->other;
  int32_t wanted = random_between(random, 6400, 9200) * (int32_t)household->count;
  if (net < wanted - 2000) household->other += wanted - net;
}

void generate_income(County *county) {
  Random random = generate_random(county->options->seed, STREAM_INCOME);
  for (uint32_t i = 0; i < county->household_count; i++) {
    Household *household = &county->households[i];
    for (uint32_t m = 0; m < household->count; m++) {
      const Person *person = &county->persons[household->first + m];
      earn(&random, household, person);
      receive(&random, household, person);
    }
    household->business += household->land[0] * random_between(&random, 2, 6);
    household->cost = household->business * random_between(&random, 25, 45) / 100;
    if (household->flags & H_POOR) household->dividend = random_between(&random, 1, 12) * 100;
    if (random_chance(&random, 1500)) household->rent = random_between(&random, 300, 5000);
    if (random_chance(&random, 250)) household->family_planning = 960;
    household->eco = household->land[1] / 10 + household->land[2] * 3 / 10;
    if ((household->flags & H_POOR) && random_chance(&random, 3000)) household->award = 1000;
    household->other += household->land[0] * 64 / 100;
    if (household->medical > 0 && random_chance(&random, 1500))
      household->claim = random_between(&random, 1000, 9000);
    lift(&random, household);
    household->bank_card = card_number(&random);
  }
}
