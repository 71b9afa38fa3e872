/* SPDX-License-Identifier: Apache-2.0 */
/*
 * people: everybody in the county, household by household, and the outsiders behind them.
 *
 * Sizes are dealt out in a random order; then kin, names and numbers, each from a stream of its
 * own. Outsiders are town people and people of other counties; some of them are the grown-up
 * children of heads of households, who matter to the rules on kin.
 */
#include "generate/people_int.h"

enum { OUTSIDERS_PERCENT = 7 };

static const uint16_t nation_weights[NATION_COUNT] = {
#define NATION(id, text, weight) weight,
#include "generate/names.def"
#undef NATION
};

/* The sizes of all households, shuffled. */
static void deal_sizes(County *county, Random *random) {
  uint32_t counts[SIZE_MAX_MEMBERS + 1];
  generate_sizes(county->household_count, county->resident_count, counts);
  uint32_t at = 0;
  for (uint32_t size = 1; size <= SIZE_MAX_MEMBERS; size++) {
    for (uint32_t i = 0; i < counts[size]; i++)
      county->households[at++].count = size;
  }
  for (uint32_t i = county->household_count; i > 1; i--) {
    uint32_t other = random_below(random, i), size = county->households[i - 1].count;
    county->households[i - 1].count = county->households[other].count;
    county->households[other].count = size;
  }
}

static void settle(County *county, Random *random) {
  uint32_t first = 0;
  for (uint32_t v = 0; v < county->village_count; v++) {
    const Village *village = &county->villages[v];
    size_t usual = generate_random_weighted(random, nation_weights, NATION_COUNT);
    for (uint32_t i = 0; i < village->count; i++) {
      uint32_t index = village->first + i;
      Household *household = &county->households[index];
      size_t nation = generate_random_weighted(random, nation_weights, NATION_COUNT);
      household->first = first;
      household->village = v;
      household->group = (uint16_t)((uint64_t)i * village->groups / village->count + 1);
      household->no = 10000000 + index * 9 + random_below(random, 9);
      household->nation = (uint8_t)(random_chance(random, 4500) ? usual : nation);
      first += household->count;
    }
  }
}

/* The line of the father gives the surname; who is not a child of the house brings another. */
static void give_surnames(County *county, Random *random, const Household *household) {
  uint8_t line = generate_surname(random, household->nation);
  for (uint32_t i = 0; i < household->count; i++) {
    Person *person = &county->persons[household->first + i];
    bool stranger = (person->flags & P_MARRIED_IN) || person->relation == REL_MOTHER ||
                    person->relation == REL_GRANDMOTHER;
    person->surname = stranger ? generate_surname(random, person->nation) : line;
  }
  for (uint32_t i = 0; i < household->count;
       i++) { /* husbands who married in, and their children */
    Person *person = &county->persons[household->first + i];
    if (person->father == NOBODY || person->relation == REL_HEAD) continue;
    person->surname = county->persons[person->father].surname;
  }
}

static void give_number(County *county, IdBook *book, Random *random, Person *person) {
  uint32_t prefix = county->prefix;
  if ((person->flags & P_MARRIED_IN) && random_chance(random, 2800))
    prefix = generate_other_prefix(random, prefix);
  generate_idnumber(book, random, generate_prefix_at(prefix, person->birth), person->birth,
                    person->sex, person->id);
}

static uint64_t phone(Random *random) {
  static const uint16_t starts[] = {138, 139, 150, 151, 152, 158, 159,
                                    182, 183, 187, 188, 130, 133, 189};
  uint64_t start = starts[random_below(random, sizeof starts / sizeof starts[0])];
  return start * 100000000 + random_below(random, 100000000);
}

void generate_people(County *county) {
  uint64_t seed = county->options->seed;
  Random people = generate_random(seed, STREAM_PEOPLE);
  Random names = generate_random(seed, STREAM_NAMES);
  Random numbers = generate_random(seed, STREAM_NUMBERS);
  IdBook book;
  uint32_t outsiders = county->resident_count * OUTSIDERS_PERCENT / 100 + 20;
  county->left_count = county->resident_count / 200 + 2;
  county->person_count = county->resident_count + outsiders;
  county->persons = arena_new_array(county->arena, Person, county->person_count);
  county->households = arena_new_array(county->arena, Household, county->household_count);
  generate_idbook_init(&book, county->arena, county->person_count);
  deal_sizes(county, &people);
  settle(county, &people);
  for (uint32_t h = 0; h < county->household_count; h++) {
    generate_kin(county, &people, h);
    give_surnames(county, &names, &county->households[h]);
  }
  for (uint32_t i = 0; i < county->resident_count; i++) {
    Person *person = &county->persons[i];
    person->name = generate_name(county->arena, &names, person, DAY_STATE);
    give_number(county, &book, &numbers, person);
    int32_t age = age_on(person, DAY_STATE);
    if (age >= 15 && age < 78 && random_chance(&numbers, 7800)) person->phone = phone(&numbers);
  }
  generate_outsiders(county, &book);
}

/* A grown-up child of some head, registered in town. */
static void make_child_of(County *county, Random *random, Person *person) {
  uint32_t household = random_below(random, county->household_count);
  uint32_t head = county->households[household].first;
  const Person *parent = &county->persons[head];
  int32_t age = age_on(parent, DAY_STATE);
  if (age < 46) return;
  person->birth = (Day){parent->birth.n + random_between(random, 20 * 365, (age - 23) * 365)};
  person->nation = parent->nation;
  person->surname = parent->surname;
  if (parent->sex == SEX_MALE) person->father = head;
  if (parent->sex == SEX_FEMALE) person->mother = head;
}

void generate_outsiders(County *county, IdBook *book) {
  Random random = generate_random(county->options->seed, STREAM_OUTSIDERS);
  for (uint32_t i = county->resident_count; i < county->person_count; i++) {
    Person *person = &county->persons[i];
    int32_t days = random_between(&random, 6 * 365, 81 * 365);
    int sex = random_chance(&random, 5100) ? SEX_MALE : SEX_FEMALE;
    size_t nation = generate_random_weighted(&random, nation_weights, NATION_COUNT);
    *person = (Person){.household = NOBODY,
                       .father = NOBODY,
                       .mother = NOBODY,
                       .spouse = NOBODY,
                       .birth = {DAY_STATE.n - days},
                       .sex = (uint8_t)sex,
                       .relation = REL_HEAD,
                       .nation = (uint8_t)nation};
    person->surname = generate_surname(&random, (Nation)nation);
    if (random_chance(&random, 2000)) make_child_of(county, &random, person);
    person->name = generate_name(county->arena, &random, person, DAY_STATE);
    if (random_chance(&random, 300)) /* another person of the same name */
      person->name = county->persons[random_below(&random, county->resident_count)].name;
    bool elsewhere = random_chance(&random, 1500);
    uint32_t prefix = elsewhere ? generate_other_prefix(&random, county->prefix) : county->prefix;
    if (elsewhere) person->flags |= P_FAR;
    generate_idnumber(book, &random, generate_prefix_at(prefix, person->birth), person->birth,
                      person->sex, person->id);
    person->phone = phone(&random);
    if (i >= county->person_count - county->left_count)
      person->flags |= random_chance(&random, 5500) ? P_GONE | P_DEAD : P_GONE;
  }
}
