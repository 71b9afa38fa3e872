/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kin: the members of one household, with ages that fit each other.
 *
 * Two plans: the head is the middle generation (parents above, children below), or the head is
 * old (a married child and grandchildren below). Whoever does not fit in by age is replaced by a
 * sibling or a nephew, so that every household gets exactly the members it was promised.
 * Head and spouse always differ in sex and every relation fits the sex of the person.
 */
#include "generate/people_int.h"

typedef struct Kin {
  County *county;
  Random *random;
  Household *household;
  uint32_t index;  /* of the household */
  uint32_t wanted; /* members still missing */
} Kin;

enum { DAYS_A_YEAR = 365 };

static Day shifted(Kin *kin, Day base, int32_t years_lo, int32_t years_hi) {
  return (Day){base.n + random_between(kin->random, years_lo * DAYS_A_YEAR,
                                       years_hi * DAYS_A_YEAR + DAYS_A_YEAR - 1)};
}

static Person *member(Kin *kin, uint32_t index) {
  return &kin->county->persons[index];
}

static int sex_of(Kin *kin, Relation relation) {
  static const uint8_t sexes[] = {
#define RELATION(id, text, sex, register_word) sex,
#include "generate/people.def"
#undef RELATION
  };
  if (sexes[relation] != 0) return sexes[relation];
  return random_chance(kin->random, 5150) ? SEX_MALE : SEX_FEMALE;
}

/* Adds a member born on [birth], or NOBODY: not wanted, not yet born, or too old. */
static uint32_t add(Kin *kin, Relation relation, int sex, Day birth) {
  if (kin->wanted == 0 || birth.n > DAY_STATE.n || birth.n < day_of(1924, 1, 1).n) return NOBODY;
  uint32_t index = kin->household->first + kin->household->count;
  Person *person = member(kin, index);
  *person = (Person){.household = kin->index,
                     .father = NOBODY,
                     .mother = NOBODY,
                     .spouse = NOBODY,
                     .birth = birth,
                     .sex = (uint8_t)sex,
                     .relation = (uint8_t)relation,
                     .nation = kin->household->nation};
  kin->household->count++;
  kin->wanted--;
  return index;
}

static void marry(Kin *kin, uint32_t native, uint32_t other) {
  if (native == NOBODY || other == NOBODY) return;
  member(kin, native)->spouse = other;
  member(kin, other)->spouse = native;
}

static void marry_in(Kin *kin, uint32_t native, uint32_t other) {
  marry(kin, native, other);
  if (native == NOBODY || other == NOBODY) return;
  Person *person = member(kin, other);
  person->flags |= P_MARRIED_IN;
  if (random_chance(kin->random, 2500)) /* marriages across groups */
    person->nation = (uint8_t)random_below(kin->random, NATION_COUNT);
}

static void set_parents(Kin *kin, uint32_t child, uint32_t one, uint32_t other) {
  if (child == NOBODY) return;
  const uint32_t parents[2] = {one, other};
  for (size_t i = 0; i < 2; i++) {
    if (parents[i] == NOBODY) continue;
    if (member(kin, parents[i])->sex == SEX_MALE) member(kin, child)->father = parents[i];
    if (member(kin, parents[i])->sex == SEX_FEMALE) member(kin, child)->mother = parents[i];
  }
}

static uint32_t add_head(Kin *kin, Day birth, int sex) {
  return add(kin, REL_HEAD, sex, birth);
}

static uint32_t add_spouse(Kin *kin, uint32_t of, Relation relation) {
  if (of == NOBODY) return NOBODY;
  int sex = member(kin, of)->sex == SEX_MALE ? SEX_FEMALE : SEX_MALE;
  Day birth = shifted(kin, member(kin, of)->birth, sex == SEX_FEMALE ? -1 : -5, 4);
  if (day_age(birth, DAY_STATE) < 18) birth = shifted(kin, DAY_STATE, -22, -20);
  uint32_t spouse = add(kin, relation, sex, birth);
  marry_in(kin, of, spouse);
  return spouse;
}

/* Children are counted from the younger parent, so that neither is too young for them. */
static Day younger_of(Kin *kin, uint32_t one, uint32_t other) {
  Day birth = member(kin, one)->birth;
  if (other != NOBODY && member(kin, other)->birth.n > birth.n) birth = member(kin, other)->birth;
  return birth;
}

/* Children of a couple, eldest first, while they can be born before the mother is 44. */
static void add_children(
    Kin *kin, uint32_t one, uint32_t other, uint32_t count, Relation son, Relation daughter) {
  Day eldest = shifted(kin, younger_of(kin, one, other), 20, 26);
  Day limit = (Day){member(kin, one)->birth.n + 44 * DAYS_A_YEAR};
  for (uint32_t i = 0; i < count; i++) {
    if (eldest.n > limit.n) return;
    bool male = random_chance(kin->random, 5200);
    uint32_t child = add(kin, male ? son : daughter, male ? SEX_MALE : SEX_FEMALE, eldest);
    if (child == NOBODY) return;
    set_parents(kin, child, one, other);
    eldest = shifted(kin, eldest, 1, 4);
  }
}

static void add_parents(Kin *kin, uint32_t head, uint32_t count) {
  bool father_first = random_chance(kin->random, 4200);
  uint32_t added[2] = {NOBODY, NOBODY};
  for (uint32_t i = 0; i < count && i < 2; i++) {
    bool male = (i == 0) == father_first;
    Day birth = shifted(kin, member(kin, head)->birth, -31, -20);
    added[i] = add(kin, male ? REL_FATHER : REL_MOTHER, male ? SEX_MALE : SEX_FEMALE, birth);
    set_parents(kin, head, added[i], NOBODY);
  }
  marry(kin, added[0], added[1]);
}

static Day head_birth(Kin *kin, int32_t youngest, int32_t oldest) {
  int32_t age = random_between(kin->random, youngest, oldest);
  return shifted(kin, DAY_STATE, -age - 1, -age - 1);
}

static void plan_single(Kin *kin) {
  bool old = random_chance(kin->random, 4800);
  Day birth = old ? head_birth(kin, 60, 88) : head_birth(kin, 22, 59);
  add_head(kin, birth, random_chance(kin->random, old ? 5200 : 7800) ? SEX_MALE : SEX_FEMALE);
}

static void plan_middle(Kin *kin) {
  Random *random = kin->random;
  bool small = kin->wanted == 2;
  Day birth = head_birth(kin, 42, 58);
  if (small && random_chance(random, 6000)) {
    birth = head_birth(kin, 48, 76);
  } else if (random_chance(random, 5600)) {
    birth = head_birth(kin, 25, 41);
  }
  uint32_t head = add_head(kin, birth, random_chance(random, 8600) ? SEX_MALE : SEX_FEMALE);
  uint32_t spouse = NOBODY;
  if (random_chance(random, small ? 6800 : 9000)) spouse = add_spouse(kin, head, REL_SPOUSE);
  int32_t age = day_age(birth, DAY_STATE);
  uint32_t parents = 0;
  if (kin->wanted >= 2 && age < 60 && random_chance(random, 4500)) parents = 1;
  if (parents == 1 && kin->wanted >= 3 && random_chance(random, 5500)) parents = 2;
  uint32_t children = kin->wanted - parents;
  if (children > 4) children = 4;
  add_children(kin, head, spouse, children, REL_SON, REL_DAUGHTER);
  if (kin->wanted > 0 && parents == 0 && age < 62) parents = kin->wanted;
  add_parents(kin, head, parents);
}

static void plan_old(Kin *kin) {
  Random *random = kin->random;
  Day head_born = head_birth(kin, 48, 78);
  uint32_t head = add_head(kin, head_born, random_chance(random, 8200) ? SEX_MALE : SEX_FEMALE);
  uint32_t spouse = NOBODY;
  if (random_chance(random, 7500)) spouse = add_spouse(kin, head, REL_SPOUSE);
  bool son = random_chance(random, 7500);
  Day birth = shifted(kin, younger_of(kin, head, spouse), 19, 25);
  uint32_t heir = add(kin, son ? REL_SON : REL_DAUGHTER, son ? SEX_MALE : SEX_FEMALE, birth);
  set_parents(kin, heir, head, spouse);
  if (heir == NOBODY || kin->wanted == 0) return;
  uint32_t partner = NOBODY;
  if (random_chance(random, 8500))
    partner = add_spouse(kin, heir, son ? REL_SON_WIFE : REL_DAUGHTER_HUSBAND);
  uint32_t grandchildren = kin->wanted > 3 ? 3 : kin->wanted;
  add_children(kin, heir, partner, grandchildren, son ? REL_GRANDSON : REL_DAUGHTER_SON,
               son ? REL_GRANDDAUGHTER : REL_DAUGHTER_DAUGHTER);
  if (kin->wanted == 0) return;
  uint32_t another = add(kin, REL_DAUGHTER, SEX_FEMALE, shifted(kin, birth, 2, 6));
  set_parents(kin, another, head, spouse);
}

/* Whoever is still missing. Siblings and nephews always fit in. */
static void fill(Kin *kin) {
  Day head = member(kin, kin->household->first)->birth;
  while (kin->wanted > 0) {
    int32_t age = day_age(head, DAY_STATE);
    uint32_t kind = random_below(kin->random, 10);
    if (kind == 0 && age < 45) {
      add(kin, REL_GRANDMOTHER, SEX_FEMALE, shifted(kin, head, -52, -44));
    } else if (kind < 5 && age > 24) {
      Relation relation = random_chance(kin->random, 5200) ? REL_NEPHEW : REL_NIECE;
      Day birth = shifted(kin, head, 21, 36);
      add(kin, relation, sex_of(kin, relation), birth);
    } else {
      Day birth = shifted(kin, head, -7, 7);
      add(kin, REL_SIBLING, sex_of(kin, REL_SIBLING), birth);
    }
  }
}

void generate_kin(County *county, Random *random, uint32_t household) {
  Kin kin = {.county = county,
             .random = random,
             .household = &county->households[household],
             .index = household,
             .wanted = county->households[household].count};
  kin.household->count = 0;
  if (kin.wanted == 1) {
    plan_single(&kin);
  } else if (kin.wanted >= 3 && random_chance(random, 4200)) {
    plan_old(&kin);
  } else {
    plan_middle(&kin);
  }
  fill(&kin);
}
