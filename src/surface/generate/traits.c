/* SPDX-License-Identifier: Apache-2.0 */
/*
 * traits: school, education, health, labour, insurance and work, plausible for the age.
 *
 * They agree with the quality rules of facts.md section 5 (a pupil's age fits his class, a child
 * is no labourer), so that what the rules find is what was planted.
 */
#include "generate/people_int.h"

static School school_at(Random *random, int32_t age) {
  if (age < 3) return SCHOOL_TOO_YOUNG;
  if (age < 6) return random_chance(random, 8600) ? SCHOOL_KINDER : SCHOOL_TOO_YOUNG;
  if (age < 12) return (School)((int)SCHOOL_PRIMARY1 + age - 6);
  if (age < 15) return (School)((int)SCHOOL_MIDDLE1 + age - 12);
  if (age < 18) {
    uint32_t draw = random_below(random, 100);
    if (draw < 52) return (School)((int)SCHOOL_HIGH1 + age - 15);
    if (draw < 88) return (School)((int)SCHOOL_TRADE1 + age - 15);
  } else if (age < 22) {
    uint32_t draw = random_below(random, 100);
    if (draw < 16 && age < 21) return (School)((int)SCHOOL_COLLEGE1 + age - 18);
    if (draw < 30) return (School)((int)SCHOOL_BACHELOR1 + age - 18);
  }
  return SCHOOL_NONE;
}

static Level level_at(Random *random, int32_t age) {
  static const uint16_t old[LEVEL_COUNT] = {0, 42, 46, 9, 2, 1, 0};
  static const uint16_t middle[LEVEL_COUNT] = {0, 12, 52, 29, 5, 2, 0};
  static const uint16_t young[LEVEL_COUNT] = {0, 1, 9, 64, 14, 8, 4};
  const uint16_t *weights = age >= 62 ? old : age >= 40 ? middle : young;
  return (Level)generate_random_weighted(random, weights, LEVEL_COUNT);
}

static void give_health(Random *random, Person *person, int32_t age) {
  static const uint16_t types[] = {0, 14, 12, 3, 48, 10, 9, 4};
  static const uint16_t levels[] = {0, 12, 26, 34, 28};
  if (random_chance(random, age >= 60 ? 2600 : age >= 40 ? 900 : 60)) person->flags |= P_CHRONIC;
  if (random_chance(random, age >= 50 ? 160 : 45)) person->flags |= P_SERIOUS;
  if (random_chance(random, age >= 60 ? 900 : age >= 16 ? 320 : 90)) {
    person->dis_type = (uint8_t)generate_random_weighted(random, types, 8);
    person->dis_level = (uint8_t)generate_random_weighted(random, levels, 5);
  }
}

static Labor labor_of(Random *random, const Person *person, int32_t age) {
  if (age < 16 || person->school != SCHOOL_NONE) return LABOR_NONE;
  if (person->dis_level == 1 || (person->dis_level == 2 && random_chance(random, 6000)))
    return LABOR_LOST;
  if (age >= 78) return LABOR_NONE;
  if (age >= 65) return random_chance(random, 6500) ? LABOR_WEAK : LABOR_NONE;
  if (person->dis_level > 0 || (person->flags & P_SERIOUS)) return LABOR_WEAK;
  if (age >= 60) return random_chance(random, 5000) ? LABOR_WEAK : LABOR_PLAIN;
  return random_chance(random, 1300) ? LABOR_SKILLED : LABOR_PLAIN;
}

static void give_insurance(Random *random, Person *person, int32_t age) {
  uint32_t draw = random_below(random, 1000);
  bool grown = age >= 20 && age < 62 && person->school == SCHOOL_NONE;
  if (draw < 32 && grown) person->flags |= P_MI_WORKER | P_PEN_WORKER;
  if (draw >= 992) person->flags |= P_MI_NONE;
}

static void give_work(Random *random, Person *person, int32_t age) {
  static const uint16_t weights[] = {
#define WORKPLACE(province, city, county, weight) weight,
#include "generate/people.def"
#undef WORKPLACE
  };
  bool able = person->labor == LABOR_PLAIN || person->labor == LABOR_SKILLED;
  if (!able) return;
  if (random_chance(random, age < 45 ? 4600 : 2200)) {
    size_t place = generate_random_weighted(random, weights, sizeof weights / sizeof weights[0]);
    person->flags |= P_AWAY;
    person->workplace = (uint8_t)place;
    person->months = (uint8_t)random_between(random, 3, 12);
  } else if (random_chance(random, 260)) {
    person->post = (uint8_t)(1 + random_low(random, 6));
    person->months = (uint8_t)random_between(random, 6, 12);
  }
}

void generate_traits(County *county) {
  Random random = generate_random(county->options->seed, STREAM_TRAITS);
  for (uint32_t i = 0; i < county->person_count; i++) {
    Person *person = &county->persons[i];
    int32_t age = age_on(person, DAY_STATE);
    person->school = (uint8_t)school_at(&random, age_on(person, DAY_SCHOOL));
    if (person->school >= SCHOOL_HIGH1 && person->spouse != NOBODY) person->school = SCHOOL_NONE;
    if (person->school == SCHOOL_NONE) person->level = (uint8_t)level_at(&random, age);
    give_health(&random, person, age);
    person->labor = (uint8_t)labor_of(&random, person, age);
    give_insurance(&random, person, age);
    if (person->household != NOBODY) give_work(&random, person, age);
  }
}
