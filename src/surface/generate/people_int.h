/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The county in memory: who lives where, with whom, and what is true of them.
 *
 * Persons stand in the order of their households, head first; behind them the outsiders (town
 * people and people of other counties), whom only departments know. What the files say may differ
 * from what stands here: the dirt is added in writing.
 */
#ifndef GENERATE_PEOPLE_INT_H
#define GENERATE_PEOPLE_INT_H

#include "base/arena.h"
#include "base/day.h"
#include "generate/generate.h"
#include "generate/random_int.h"

enum { SEX_MALE = 1, SEX_FEMALE = 2 };
#define NOBODY UINT32_MAX

typedef enum Nation {
#define NATION(id, text, weight) NATION_##id,
#include "generate/names.def"
#undef NATION
  NATION_COUNT
} Nation;

typedef enum Relation {
#define RELATION(id, text, sex, register_word) REL_##id,
#include "generate/people.def"
#undef RELATION
  REL_COUNT
} Relation;

typedef enum School {
#define SCHOOL(id, status, stage, grade) SCHOOL_##id,
#include "generate/people.def"
#undef SCHOOL
  SCHOOL_COUNT
} School;

typedef enum Level {
#define LEVEL(id, text) LEVEL_##id,
#include "generate/people.def"
#undef LEVEL
  LEVEL_COUNT
} Level;

typedef enum Labor {
#define LABOR(id, text) LABOR_##id,
#include "generate/people.def"
#undef LABOR
  LABOR_COUNT
} Labor;

typedef enum Risk {
#define RISK(id, text) RISK_##id,
#include "generate/people.def"
#undef RISK
  RISK_COUNT
} Risk;

/* What is true of a person, as bits: traits first, then the planted situations. */
typedef enum PersonFlag {
  P_MARRIED_IN = 1 << 0,
  P_CHRONIC = 1 << 1,
  P_SERIOUS = 1 << 2,
  P_MI_WORKER = 1 << 3,  /* insured as an employee */
  P_MI_NONE = 1 << 4,    /* insured nowhere */
  P_MI_BOTH = 1 << 5,    /* insured twice, according to the department */
  P_PEN_WORKER = 1 << 6, /* employees' pension insurance */
  P_DIBAO = 1 << 7,      /* low income support, according to the department */
  P_DIBAO_SAID = 1 << 8, /* the same, according to the registry */
  P_TEKUN = 1 << 9,
  P_AWAY = 1 << 10, /* works away */
  P_DEAD = 1 << 11, /* died, and is still in the registry */
  P_DROPOUT = 1 << 12,
  P_DROPOUT_BACK = 1 << 13, /* dropped out and is at school again */
  P_JOB_LOST = 1 << 14,     /* back for a month or more, without work */
  P_JOB_SHORT = 1 << 15,    /* back for days only, or working again */
  P_CADRE = 1 << 16,
  P_CADRE_FORMER = 1 << 17,
  P_PAYROLL = 1 << 18,
  P_PAYROLL_RETIRED = 1 << 19,
  P_BILL_BIG = 1 << 20,    /* one hospital bill of 6,000 or more */
  P_BILL_EXACT = 1 << 21,  /* exactly 6,000.00 */
  P_ID_NONE = 1 << 22,     /* has no number at all: newly born, or a foreign spouse */
  P_ID_WRONG = 1 << 23,    /* the registry holds a number with a wrong check character */
  P_ID_DOUBLE = 1 << 24,   /* the registry holds the number of the person before */
  P_CARD_NUMBER = 1 << 25, /* the registry holds the number of the disability card */
  P_GONE = 1 << 26,        /* was a member and left the household */
  P_FAR = 1 << 27          /* an outsider of another county */
} PersonFlag;

typedef struct Person {
  Str name;
  uint64_t phone; /* 0 = none */
  uint32_t flags;
  uint32_t household; /* NOBODY for outsiders */
  uint32_t father;    /* index of a person, or NOBODY */
  uint32_t mother;
  uint32_t spouse;
  uint32_t bill; /* the largest hospital bill of the year, fen */
  Day birth;
  char id[18];
  uint8_t sex;
  uint8_t relation;
  uint8_t nation;
  uint8_t surname;
  uint8_t school;
  uint8_t level;
  uint8_t labor;
  uint8_t dis_type;  /* 1..7, or 0 */
  uint8_t dis_level; /* 1..4, or 0 */
  uint8_t post;      /* 1..: public-welfare post, or 0 */
  uint8_t months;    /* away at work, or in the post */
  uint8_t workplace;
} Person;

typedef enum HouseholdFlag {
  H_POOR = 1 << 0,  /* 脱贫户 */
  H_MOVED = 1 << 1, /* lives on a resettlement site */
  H_DANGER_C = 1 << 2,
  H_DANGER_D = 1 << 3,
  H_DANGER_SAID = 1 << 4, /* the registry knows of the danger */
  H_WATER_BAD = 1 << 5,
  H_WATER_SAID = 1 << 6,
  H_DIBAO = 1 << 7,
  H_DIBAO_STOPPED = 1 << 8,
  H_MONITORED = 1 << 9,
  H_REMOVED = 1 << 10, /* the risk is gone */
  H_APPLIED = 1 << 11,
  H_SPLIT = 1 << 12, /* the register was split off within a year */
  H_COOP = 1 << 13
} HouseholdFlag;

typedef struct Household {
  uint32_t first; /* member */
  uint32_t count;
  uint32_t no; /* digits of the national key */
  uint32_t flags;
  uint32_t village;
  uint16_t group; /* from 1 */
  uint8_t nation;
  uint8_t risk[2]; /* Risk; RISK_COUNT = none */
  uint8_t house_struct;
  uint16_t exit_year; /* 脱贫年度, or 0 */
  uint16_t house_area;
  uint64_t bank_card;
  int32_t land[6]; /* hundredths of a mu: arable forest return fruit grass water */
  /* yuan a year */
  int32_t wage_post, wage, business, cost, dividend, rent, family_planning, dibao, tekun, pension;
  int32_t eco, award, other, claim, medical;
  Day identified, removed, applied;
} Household;

typedef struct Village {
  Str code; /* 12 digits */
  Str name; /* with its ending */
  Str bare; /* without 村 */
  uint32_t township;
  uint32_t first; /* household */
  uint32_t count;
  uint16_t groups;
} Village;

typedef struct Township {
  Str code;
  Str name;
} Township;

typedef struct County {
  const GenerateOptions *options;
  Arena *arena;
  uint32_t prefix; /* of ID numbers, today's */
  Str name;
  Township *townships;
  uint32_t township_count;
  Village *villages;
  uint32_t village_count;
  Household *households;
  uint32_t household_count;
  Person *persons;
  uint32_t resident_count;
  uint32_t person_count; /* with the outsiders */
  uint32_t left_count;   /* the last of the outsiders: former members of households */
} County;

typedef struct IdBook {
  uint64_t *slots;
  size_t cap;
} IdBook;

/* The streams of random numbers, one a concept. */
typedef enum Stream {
  STREAM_PLACES = 1,
  STREAM_PEOPLE,
  STREAM_NAMES,
  STREAM_NUMBERS,
  STREAM_TRAITS,
  STREAM_INCOME,
  STREAM_SITUATIONS,
  STREAM_OUTSIDERS,
  STREAM_KIN,
  STREAM_REGISTRY = 100,
  STREAM_SHEETS = 200
} Stream;

static inline Day day_of(int32_t year, int32_t month, int32_t day) {
  Day result;
  CHECK(day_from_ymd(year, month, day, &result));
  return result;
}

static inline int32_t age_on(const Person *p, Day on) {
  return day_age(p->birth, on);
}

/* The dates of the demonstration: the registry's state and the evaluation. */
#define DAY_STATE      day_of(2021, 9, 30)
#define DAY_SCHOOL     day_of(2021, 9, 1)
#define DAY_EVALUATION day_of(2021, 10, 30)

/* idnumbers.c */
void generate_idbook_init(IdBook *book, Arena *arena, size_t numbers);
void generate_idnumber(
    IdBook *book, Random *random, uint32_t prefix, Day birth, int sex, char out[static 18]);
uint32_t generate_prefix_at(uint32_t prefix, Day birth); /* the code valid at birth */
uint32_t generate_other_prefix(Random *random, uint32_t own);

/* names.c */
uint8_t generate_surname(Random *random, Nation nation);
Str generate_name(Arena *arena, Random *random, const Person *person, Day on);
Str generate_surname_text(uint8_t surname);
Str generate_alike(Str character, Random *random); /* what a clerk might write instead */
Str generate_nation_text(uint8_t nation);

/* places.c: divisions to villages, and households into them. */
MUST_USE Err generate_places(County *county, Diag *diag);

/* sizes.c: how many households have 1, 2, ... members; both totals exact. */
enum { SIZE_MAX_MEMBERS = 9 };
void generate_sizes(uint32_t households, uint32_t persons, uint32_t counts[SIZE_MAX_MEMBERS + 1]);
uint32_t generate_persons_of(uint32_t households);

/* kin.c: fills the members of one household. */
void generate_kin(County *county, Random *random, uint32_t household);

/* people.c: everybody, with names and numbers. */
void generate_people(County *county);
void generate_outsiders(County *county, IdBook *book);

/* traits.c, income.c, situations.c */
void generate_traits(County *county);
void generate_situations(County *county);
void generate_income(County *county);

#endif
