/* SPDX-License-Identifier: Apache-2.0 */
/*
 * names: personal names by custom (facts.md 8.5, 8.9).
 *
 * Most people of all groups bear Han-style names; about one in six of the four titular groups has
 * a traditional one, drawn from small pools, so that same names are as frequent as they are there.
 */
#include <string.h>

#include "generate/people_int.h"

static const Str surnames[] = {
#define SURNAME(text, ...) STR_INIT(text),
#include "generate/names.def"
#undef SURNAME
};

enum { SURNAMES = sizeof surnames / sizeof surnames[0] };

static const uint16_t surname_weights[SURNAMES][NATION_COUNT] = {
#define SURNAME(text, ...) {__VA_ARGS__},
#include "generate/names.def"
#undef SURNAME
};

enum { GIVEN_MALE, GIVEN_FEMALE, GIVEN_CHILD };

static const Str givens[] = {
#define GIVEN(id, characters) [GIVEN_##id] = STR_INIT(characters),
#include "generate/names.def"
#undef GIVEN
};

static const struct {
  uint8_t nation, sex;
  Str first, second; /* words with blanks between */
} customs[] = {
#define CUSTOM(nation, sex, first, second)                                                         \
  {NATION_##nation, sex, STR_INIT(first), STR_INIT(second)},
#include "generate/names.def"
#undef CUSTOM
};

static const struct {
  uint8_t sex;
  Str name;
} fars[] = {
#define FAR(sex, name) {sex, STR_INIT(name)},
#include "generate/names.def"
#undef FAR
};

static const struct {
  Str right, wrong;
} alikes[] = {
#define ALIKE(right, wrong) {STR_INIT(right), STR_INIT(wrong)},
#include "generate/names.def"
#undef ALIKE
};

static const Str nations[] = {
#define NATION(id, text, weight) STR_INIT(text),
#include "generate/names.def"
#undef NATION
};

Str generate_nation_text(uint8_t nation) {
  return nations[nation];
}

Str generate_surname_text(uint8_t surname) {
  return surnames[surname];
}

uint8_t generate_surname(Random *random, Nation nation) {
  uint16_t weights[SURNAMES];
  for (size_t i = 0; i < SURNAMES; i++)
    weights[i] = surname_weights[i][nation];
  return (uint8_t)generate_random_weighted(random, weights, SURNAMES);
}

static Str word_of(Str words, Random *random) {
  uint32_t count = 1;
  for (size_t i = 0; i < words.len; i++)
    count += words.ptr[i] == ' ';
  uint32_t skip = random_below(random, count);
  Str word = str_cut(&words, ' ');
  while (skip-- > 0)
    word = str_cut(&words, ' ');
  return word;
}

static Str character_of(Str pool, Random *random) {
  uint32_t at = random_below(random, (uint32_t)(pool.len / 3)) * 3;
  return str_slice(pool, at, at + 3);
}

static Str join(Arena *arena, Str a, Str b, Str c) {
  char *text = arena_new_array(arena, char, a.len + b.len + c.len);
  memcpy(text, a.ptr, a.len);
  memcpy(text + a.len, b.ptr, b.len);
  if (c.len > 0) memcpy(text + a.len + b.len, c.ptr, c.len);
  return (Str){text, a.len + b.len + c.len};
}

static Str custom_name(Arena *arena, Random *random, const Person *person) {
  for (size_t i = 0; i < sizeof customs / sizeof customs[0]; i++) {
    if (customs[i].nation != person->nation || customs[i].sex != person->sex) continue;
    Str first = word_of(customs[i].first, random);
    Str second = word_of(customs[i].second, random);
    if (!random_chance(random, 150)) return join(arena, first, second, STR_NONE);
    return join(arena, first, STR("·"), second); /* clerks transcribe with a dot now and then */
  }
  return STR_NONE;
}

Str generate_name(Arena *arena, Random *random, const Person *person, Day on) {
  if ((person->flags & P_MARRIED_IN) && random_chance(random, 60)) {
    for (;;) {
      size_t at = random_below(random, sizeof fars / sizeof fars[0]);
      if (fars[at].sex == person->sex) return fars[at].name;
    }
  }
  int32_t age = day_age(person->birth, on);
  if (random_chance(random, age > 45 ? 2200 : age > 20 ? 1500 : 900)) {
    Str name = custom_name(arena, random, person);
    if (name.len > 0) return name;
  }
  Str pool = givens[person->sex == SEX_MALE ? GIVEN_MALE : GIVEN_FEMALE];
  if (age < 16 && random_chance(random, 6000)) pool = givens[GIVEN_CHILD];
  Str first = character_of(pool, random);
  Str second = random_chance(random, 2600) ? STR_NONE : character_of(pool, random);
  return join(arena, surnames[person->surname], first, second);
}

Str generate_alike(Str character, Random *random) {
  for (size_t i = 0; i < sizeof alikes / sizeof alikes[0]; i++) {
    if (str_eq(alikes[i].right, character)) return alikes[i].wrong;
  }
  return character_of(givens[random_below(random, 2)], random);
}
