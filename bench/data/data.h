/* SPDX-License-Identifier: Apache-2.0 */
/*
 * data: a made-up registry and 19 department files for the benchmark.
 *
 * Everything is a function of seed and place, so that a fact (has this person a dibao, since
 * when) can be asked again wherever a file needs it, and the registry agrees with the departments
 * but for about one in a hundred.
 *
 * The files are clean on purpose: each number is valid and stands in the registry once, names are
 * different within a village, dates are ISO. A comparison by plain equality in SQL then says what
 * ours says. Numbers begin with 99, which no division has: they are nobody's.
 */
#ifndef BENCH_DATA_H
#define BENCH_DATA_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum {
  VILLAGES = 85, /* of a county */
  TOWNSHIPS = 6,
  A_TOWNSHIP = (VILLAGES + TOWNSHIPS - 1) / TOWNSHIPS, /* villages */
  MEMBERS_MAX = 6,
  SIDES = 64,      /* characters of a given name */
  OUTSIDER = 4096, /* names of people who are not in the registry begin here */
  DAY_ON = 44498,  /* 2021-10-30, in days since 1900-01-01 */
  DAY_STATE = 44468,
  DAY_SCHOOL = 44439,
  DAY_YEAR = 44196,
  DAY_INCOME = 44104,
  QUARTERS = 4 /* amounts are quarters of a yuan: exact in binary too */
};

typedef struct Person {
  uint32_t household, birth, name, sequence;
  uint16_t county;
  uint8_t village, sex, relation, at;
} Person;

typedef struct World {
  uint64_t seed;
  uint32_t counties, households, per_county, persons;
  uint32_t *first; /* of each household, and one behind the last */
  Person *people;
  const char *out;
} World;

typedef struct Fact { /* the person of a row: of the registry, or somebody else */
  uint32_t who;
  Person person;
  bool outside;
} Fact;

enum { /* what chance is asked about; a number of a row is added */
       A_SIZE = 1,
       A_AGE,
       A_SEX,
       A_DIBAO,
       A_DIBAO_FROM,
       A_DIBAO_TO,
       A_TEKUN,
       A_TEKUN_FROM,
       A_TEKUN_TO,
       A_CARD,
       A_CARD_KIND,
       A_CARD_GRADE,
       A_CARD_STATE,
       A_ROLL,
       A_INSURED,
       A_PENSION,
       A_JOB,
       A_DANGER,
       A_WATER,
       A_HUKOU,
       A_ERROR = 64, /* where the registry is wrong */
       A_MORE = 128,
       A_ROW = 1024
};

/* A number below n, true n times in 10,000: always the same for one [who] and [about]. */
uint32_t draw(const World *w, uint32_t who, uint32_t about);
uint32_t pick(const World *w, uint32_t who, uint32_t about, uint32_t n);
bool chance(const World *w, uint32_t who, uint32_t about, uint32_t of_10000);

/* ---- texts ---- */

typedef struct Ymd {
  uint32_t y, m, d;
} Ymd;

void put_name(FILE *f, uint32_t n);
Ymd to_ymd(uint32_t day);
void put_day(FILE *f, uint32_t day);
void put_money(FILE *f, uint32_t quarters);
void put_village(FILE *f, uint32_t county, uint32_t village);
void put_id(FILE *f, const Person *p, bool outside);
const char *one(const World *w, uint32_t who, uint32_t about, const char *const *of);
#define ONE(who, about, ...) one(w, who, about, (const char *const[]){__VA_ARGS__, NULL})

/* ---- people and facts ---- */

uint32_t name_at(uint32_t index, uint32_t village); /* names of a village, all different */
void make_people(World *w);
bool has_dibao(const World *w, uint32_t who);
uint32_t age_on(const Person *p, uint32_t day);
uint32_t dibao_from(const World *w, uint32_t who);
uint32_t dibao_to(const World *w, uint32_t who); /* 0: still running */
uint32_t dibao_month(const World *w, uint32_t who);
uint32_t dibao_payments(const World *w, uint32_t who);
uint32_t tekun_from(const World *w, uint32_t who);
uint32_t danger_fixed(const World *w, uint32_t household); /* 0: not yet */
bool dibao_holds(const World *w, uint32_t who, uint32_t day);
bool has_tekun(const World *w, const Person *p, uint32_t who);
bool has_card(const World *w, uint32_t who);
bool card_valid(const World *w, uint32_t who);
bool in_school(const World *w, const Person *p, uint32_t who);
bool is_insured(const World *w, uint32_t who);
bool insured_runs(const World *w, uint32_t who);
bool insured_resident(const World *w, uint32_t who);
bool draws_pension(const World *w, const Person *p, uint32_t who);
bool has_job(const World *w, const Person *p, uint32_t who);
const char *job_state(const World *w, uint32_t who);
bool is_danger(const World *w, uint32_t household);
const char *danger_grade(const World *w, uint32_t household);
bool water_bad(const World *w, uint32_t household);
bool wrong(const World *w, uint32_t who, uint32_t about, uint32_t of_10000);

/* ---- files ---- */

/* A .csv with that header; without one, just a file. */
FILE *begin(const World *w, const char *name, const char *header);
void finish(FILE *f);
void put_household(FILE *f, const World *w, uint32_t household);
void write_sheets(const World *w);

#endif
