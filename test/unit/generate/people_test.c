/* SPDX-License-Identifier: Apache-2.0 */
/* people: everybody lives in one household of one village, with relatives who could be his. */
#include "generate/people_int.h"

#include "county_test.h"
#include "unit/unit.h"

static County make(const GenerateOptions *options) {
  County county = {.options = options, .arena = arena_new(256 << 20), .prefix = 530925};
  EXPECT_INT(generate_places(&county, NULL), ERR_OK);
  county.household_count = options->households;
  county.resident_count = generate_persons_of(options->households);
  generate_people(&county);
  generate_traits(&county);
  generate_situations(&county);
  generate_income(&county);
  return county;
}

UNIT(places) {
  GenerateOptions options = test_options(1, 1003);
  County county = make(&options);
  EXPECT_INT(county.village_count, TEST_VILLAGES);
  EXPECT_INT(county.township_count, 2);
  EXPECT_STR(county.townships[1].code, "530925202000");
  EXPECT_STR(county.villages[0].name, "千蚌村");
  EXPECT_STR(county.villages[1].name, "公很社区");
  uint32_t next = 0;
  for (uint32_t v = 0; v < county.village_count; v++) {
    EXPECT_INT(county.villages[v].first, next);
    EXPECT(county.villages[v].count > 50);
    next += county.villages[v].count;
  }
  EXPECT_INT(next, 1003);
  arena_free(county.arena);
}

static void expect_household(const County *county, uint32_t index, uint32_t *next) {
  const Household *household = &county->households[index];
  const Person *head = &county->persons[household->first];
  uint32_t heads = 0, spouses = 0;
  EXPECT_INT(household->first, *next);
  EXPECT(household->count >= 1 && household->count <= SIZE_MAX_MEMBERS);
  const Village *village = &county->villages[household->village];
  EXPECT(index >= village->first && index - village->first < village->count);
  EXPECT(household->group >= 1 && household->group <= village->groups);
  EXPECT_INT(head->relation, REL_HEAD);
  for (uint32_t i = 0; i < household->count; i++) {
    const Person *person = head + i;
    heads += person->relation == REL_HEAD;
    spouses += person->relation == REL_SPOUSE;
    EXPECT_INT(person->household, index);
    EXPECT(person->birth.n <= DAY_STATE.n);
    EXPECT(person->name.len >= 4);
    if (person->relation == REL_SPOUSE) EXPECT(person->sex != head->sex);
  }
  EXPECT_INT(heads, 1);
  EXPECT(spouses <= 1);
  *next += household->count;
}

UNIT(households) {
  static const uint32_t sizes[] = {1, 2, 3, 5, 10, 31, 100, 700};
  for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
    GenerateOptions options = test_options(i, sizes[i]);
    County county = make(&options);
    uint32_t next = 0;
    for (uint32_t h = 0; h < county.household_count; h++)
      expect_household(&county, h, &next);
    EXPECT_INT(next, county.resident_count);
    arena_free(county.arena);
  }
}

UNIT(kin_fits) {
  static const uint8_t sexes[] = {
#define RELATION(id, text, sex, register_word) sex,
#include "generate/people.def"
#undef RELATION
  };
  GenerateOptions options = test_options(11, 3000);
  County county = make(&options);
  for (uint32_t i = 0; i < county.resident_count; i++) {
    const Person *person = &county.persons[i];
    if (sexes[person->relation] != 0) EXPECT_INT(person->sex, sexes[person->relation]);
    const uint32_t parents[2] = {person->father, person->mother};
    for (size_t n = 0; n < 2; n++) {
      if (parents[n] == NOBODY) continue;
      const Person *parent = &county.persons[parents[n]];
      EXPECT_INT(parent->sex, n == 0 ? SEX_MALE : SEX_FEMALE);
      EXPECT_INT(parent->household, person->household);
      EXPECT(day_age(parent->birth, person->birth) >= 15);
    }
    if (person->spouse != NOBODY) EXPECT_INT(county.persons[person->spouse].spouse, i);
  }
  arena_free(county.arena);
}

UNIT(traits_fit_the_age) {
  GenerateOptions options = test_options(12, 3000);
  County county = make(&options);
  for (uint32_t i = 0; i < county.resident_count; i++) {
    const Person *person = &county.persons[i];
    int32_t age = age_on(person, DAY_SCHOOL);
    if (person->school >= SCHOOL_PRIMARY1 && person->school <= SCHOOL_PRIMARY6)
      EXPECT(age >= 6 && age <= 14);
    if (person->school >= SCHOOL_MIDDLE1 && person->school <= SCHOOL_MIDDLE3)
      EXPECT(age >= 12 && age <= 17);
    if (person->school >= SCHOOL_COLLEGE1) EXPECT(age >= 18);
    if (age_on(person, DAY_STATE) < 16) EXPECT_INT(person->labor, LABOR_NONE);
    EXPECT((person->school == SCHOOL_NONE) || (person->level == LEVEL_NONE));
    EXPECT((person->dis_type == 0) == (person->dis_level == 0));
    EXPECT((person->flags & (P_MI_NONE | P_MI_WORKER)) != (P_MI_NONE | P_MI_WORKER));
  }
  arena_free(county.arena);
}

UNIT(monitoring) {
  GenerateOptions options = test_options(13, 20000);
  County county = make(&options);
  uint32_t monitored = 0, removed = 0, doubles = 0;
  for (uint32_t h = 0; h < county.household_count; h++) {
    const Household *household = &county.households[h];
    if (!(household->flags & H_MONITORED)) continue;
    monitored++;
    EXPECT(household->risk[0] < RISK_COUNT && household->risk[1] != household->risk[0]);
    EXPECT(household->identified.n < DAY_STATE.n);
    if (!(household->flags & H_REMOVED)) continue;
    removed++;
    EXPECT(day_months_between(household->identified, household->removed) >= 6);
    EXPECT(household->removed.n <= DAY_STATE.n);
  }
  for (uint32_t i = 0; i < county.resident_count; i++)
    doubles += (county.persons[i].flags & P_ID_DOUBLE) != 0;
  EXPECT(monitored > 400 && monitored < 600);
  EXPECT(removed * 10 > monitored * 4 && removed * 10 < monitored * 6);
  EXPECT_INT(doubles, 3);
  arena_free(county.arena);
}

UNIT(same_seed_same_people) {
  GenerateOptions options = test_options(5, 400), other = test_options(6, 400);
  County a = make(&options), b = make(&options), c = make(&other);
  uint32_t differ = 0;
  for (uint32_t i = 0; i < a.person_count; i++) {
    EXPECT(memcmp(a.persons[i].id, b.persons[i].id, 18) == 0);
    EXPECT(str_eq(a.persons[i].name, b.persons[i].name));
    differ += memcmp(a.persons[i].id, c.persons[i].id, 18) != 0;
  }
  EXPECT(differ > a.person_count * 9 / 10);
  arena_free(a.arena);
  arena_free(b.arena);
  arena_free(c.arena);
}

UNIT_MAIN(UNIT_CASE(places),
          UNIT_CASE(households),
          UNIT_CASE(kin_fits),
          UNIT_CASE(traits_fit_the_age),
          UNIT_CASE(monitoring),
          UNIT_CASE(same_seed_same_people))
