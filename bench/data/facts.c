/* SPDX-License-Identifier: Apache-2.0 */
/*
 * facts: chance, texts, the people of the registry, and what is true of them.
 */
#include "data.h"

#include <stdlib.h>
#include <string.h>

/* ---- chance: a function of what it is about ---- */

static uint64_t mix(uint64_t x) {
  x ^= x >> 30, x *= UINT64_C(0xBF58476D1CE4E5B9);
  x ^= x >> 27, x *= UINT64_C(0x94D049BB133111EB);
  return x ^ (x >> 31);
}

uint32_t draw(const World *w, uint32_t who, uint32_t about) {
  return (uint32_t)(mix(w->seed * UINT64_C(0x9E3779B97F4A7C15) + ((uint64_t)who << 16) + about) >>
                    32);
}

uint32_t pick(const World *w, uint32_t who, uint32_t about, uint32_t n) {
  return (uint32_t)(((uint64_t)draw(w, who, about) * n) >> 32);
}

bool chance(const World *w, uint32_t who, uint32_t about, uint32_t of_10000) {
  return pick(w, who, about, 10000) < of_10000;
}

/* ---- texts ---- */

static const char SURNAMES[] =
    "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁"
    "魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖";
static const char GIVEN[] =
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉萍红建文春梅凤云志国庆林生金福贵荣昌宏宁安"
    "康乐欣佳思雨晨阳光辉东南西北山海江河";

void put_name(FILE *f, uint32_t n) {
  uint32_t surname = n % SIDES, a = n / SIDES % SIDES, b = n / SIDES / SIDES % SIDES;
  fprintf(f, "%.3s%.3s%.3s", SURNAMES + 3 * surname, GIVEN + 3 * a, GIVEN + 3 * b);
}

Ymd to_ymd(uint32_t day) {
  uint32_t z = day + 693901, era = z / 146097, doe = z % 146097; /* days since 0000-03-01 */
  uint32_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  uint32_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
  uint32_t m = mp < 10 ? mp + 3 : mp - 9;
  return (Ymd){yoe + era * 400 + (m <= 2), m, doy - (153 * mp + 2) / 5 + 1};
}

void put_day(FILE *f, uint32_t day) {
  Ymd v = to_ymd(day);
  char text[10] = {(char)('0' + v.y / 1000),
                   (char)('0' + v.y / 100 % 10),
                   (char)('0' + v.y / 10 % 10),
                   (char)('0' + v.y % 10),
                   '-',
                   (char)('0' + v.m / 10),
                   (char)('0' + v.m % 10),
                   '-',
                   (char)('0' + v.d / 10 % 10),
                   (char)('0' + v.d % 10)};
  fwrite(text, 1, sizeof text, f);
}

void put_money(FILE *f, uint32_t quarters) {
  fprintf(f, "%u.%02u", quarters / QUARTERS, quarters % QUARTERS * 25);
}

void put_village(FILE *f, uint32_t county, uint32_t village) {
  uint32_t township = county * TOWNSHIPS + village / A_TOWNSHIP;
  fprintf(f, "990101%03u%03u", 101 + township, 201 + village % A_TOWNSHIP);
}

/* GB 11643: 17 digits and a check character. */
void put_id(FILE *f, const Person *p, bool outside) {
  static const uint8_t weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  char text[32];
  Ymd v = to_ymd(p->birth);
  snprintf(text, sizeof text, "99%02u%02u%04u%02u%02u%03u", outside ? 9 : 1,
           (unsigned)p->county + 1, v.y, v.m, v.d, p->sequence);
  uint32_t sum = 0;
  for (size_t i = 0; i < 17; i++)
    sum += (uint32_t)(text[i] - '0') * weights[i];
  text[17] = "10X98765432"[sum % 11];
  fwrite(text, 1, 18, f);
}

const char *one(const World *w, uint32_t who, uint32_t about, const char *const *of) {
  uint32_t n = 0;
  while (of[n])
    n++;
  return of[pick(w, who, about, n)];
}

/* ---- people ---- */

enum { HEAD, SPOUSE, SON, DAUGHTER, FATHER, MOTHER };

static uint32_t per_village(const World *w) {
  return (w->per_county + VILLAGES - 1) / VILLAGES;
}

/* Different in a village: a walk through all names by a step that has no factor in common. */
uint32_t name_at(uint32_t index, uint32_t village) {
  return (uint32_t)(((uint64_t)index * 100003 + village * 7919U) % (SIDES * SIDES * SIDES));
}

static uint32_t years_of(const World *w, uint32_t household, uint32_t at) {
  uint32_t about = A_AGE + 8 * at, head = 30 + pick(w, household, A_AGE, 40);
  switch (at) {
  case 0:
    return head;
  case 1:
    return head - 4 + pick(w, household, about, 8);
  case 2:
  case 3:
    return pick(w, household, about, head > 24 ? head - 22 : 3);
  default:
    return head + 20 + pick(w, household, about, 12);
  }
}

static void
make_person(const World *w, uint32_t household, uint32_t at, uint16_t *days, Person *p) {
  uint32_t county = household / w->per_county, in_county = household % w->per_county;
  uint32_t head_sex = pick(w, household, A_SEX, 10) < 8;
  p->household = household;
  p->county = (uint16_t)county;
  p->village = (uint8_t)(in_county / per_village(w));
  p->at = (uint8_t)at;
  p->sex = (uint8_t)(at == 0   ? head_sex
                     : at == 1 ? !head_sex
                               : pick(w, household, A_SEX + 8 * at, 2));
  p->relation = (uint8_t)(at == 0   ? HEAD
                          : at == 1 ? SPOUSE
                          : at <= 3 ? (p->sex ? SON : DAUGHTER)
                                    : (p->sex ? FATHER : MOTHER));
  uint32_t years = years_of(w, household, at);
  p->birth = DAY_ON - years * 365 - years / 4 - pick(w, household, A_MORE + at, 365);
  p->name = name_at(in_county % per_village(w) * MEMBERS_MAX + at, p->village);
  uint16_t *next = &days[2 * p->birth + p->sex];
  p->sequence = (uint32_t)(*next)++ * 2 + (p->sex ? 1 : 2);
  if (p->sequence > 999) {
    fprintf(stderr, "make_data: more people of one birthday than a division has numbers\n");
    exit(1);
  }
}

void make_people(World *w) {
  w->first = malloc((w->households + 1) * sizeof *w->first);
  w->people = malloc((size_t)w->households * MEMBERS_MAX * sizeof *w->people);
  uint16_t *days = malloc((DAY_ON + 1) * 2 * sizeof *days);
  if (!w->first || !w->people || !days) exit(5);
  static const uint8_t sizes[] = {1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 4, 5, 5, 6};
  for (uint32_t h = 0; h < w->households; h++) {
    if (h % w->per_county == 0) memset(days, 0, (DAY_ON + 1) * 2 * sizeof *days);
    w->first[h] = w->persons;
    uint32_t size = sizes[pick(w, h, A_SIZE, sizeof sizes)];
    for (uint32_t at = 0; at < size; at++)
      make_person(w, h, at, days, &w->people[w->persons++]);
  }
  w->first[w->households] = w->persons;
  free(days);
}

uint32_t age_on(const Person *p, uint32_t day) {
  Ymd b = to_ymd(p->birth), d = to_ymd(day);
  if (p->birth > day) return 0;
  return d.y - b.y - (d.m * 100 + d.d < b.m * 100 + b.d);
}

/* ---- facts that several files agree on ---- */

bool has_dibao(const World *w, uint32_t who) {
  return chance(w, who, A_DIBAO, 700);
}
uint32_t dibao_from(const World *w, uint32_t who) {
  return DAY_ON - 5 - pick(w, who, A_DIBAO_FROM, 1400);
}
uint32_t dibao_to(const World *w, uint32_t who) { /* 0: still running */
  return chance(w, who, A_DIBAO_TO, 1500) ? dibao_from(w, who) + 3 : 0;
}
bool dibao_holds(const World *w, uint32_t who, uint32_t day) {
  if (!has_dibao(w, who)) return false;
  return dibao_from(w, who) <= day && (dibao_to(w, who) == 0 || day < dibao_to(w, who));
}
uint32_t dibao_month(const World *w, uint32_t who) {
  return (200 + pick(w, who, A_DIBAO_FROM + A_ROW, 200)) * QUARTERS + pick(w, who, A_DIBAO_TO, 4);
}
bool has_tekun(const World *w, const Person *p, uint32_t who) {
  return age_on(p, DAY_ON) >= 60 && chance(w, who, A_TEKUN, 500);
}
uint32_t tekun_from(const World *w, uint32_t who) {
  return DAY_ON - 5 - pick(w, who, A_TEKUN_FROM, 2000);
}
bool has_card(const World *w, uint32_t who) {
  return chance(w, who, A_CARD, 500);
}
bool card_valid(const World *w, uint32_t who) {
  return !chance(w, who, A_CARD_STATE, 600);
}
bool in_school(const World *w, const Person *p, uint32_t who) {
  uint32_t age = age_on(p, DAY_SCHOOL);
  return age >= 6 && age < 18 && !chance(w, who, A_ROLL, 200);
}
bool is_insured(const World *w, uint32_t who) {
  return chance(w, who, A_INSURED, 9300);
}
bool insured_runs(const World *w, uint32_t who) {
  return !chance(w, who, A_INSURED + A_ROW, 100);
}
bool insured_resident(const World *w, uint32_t who) {
  return !chance(w, who, A_INSURED + A_MORE, 500);
}
bool draws_pension(const World *w, const Person *p, uint32_t who) {
  return age_on(p, DAY_ON) >= 60 && chance(w, who, A_PENSION, 8000);
}
bool has_job(const World *w, const Person *p, uint32_t who) {
  uint32_t age = age_on(p, DAY_ON);
  return age >= 18 && age < 60 && chance(w, who, A_JOB, 5500);
}
const char *job_state(const World *w, uint32_t who) {
  uint32_t n = pick(w, who, A_JOB + A_ROW, 1000);
  return n < 960 ? "在岗" : n < 975 ? "未复工" : n < 990 ? "返乡未就业" : "就业不稳定";
}
bool is_danger(const World *w, uint32_t household) {
  return chance(w, household, A_DANGER, 500);
}
uint32_t danger_fixed(const World *w, uint32_t household) { /* 0: not yet */
  return chance(w, household, A_DANGER + A_ROW, 8500) ? DAY_STATE - 200 : 0;
}
const char *danger_grade(const World *w, uint32_t household) {
  return ONE(household, A_DANGER + A_MORE, "B", "C", "C", "D");
}
bool water_bad(const World *w, uint32_t household) {
  return chance(w, household, A_WATER, 80);
}
bool wrong(const World *w, uint32_t who, uint32_t about, uint32_t of_10000) {
  return chance(w, who, A_ERROR + about, of_10000);
}

/* Months of the income period in which a dibao was paid, if it ran. */
uint32_t dibao_payments(const World *w, uint32_t who) {
  return dibao_holds(w, who, DAY_STATE) ? 1 + pick(w, who, A_DIBAO + A_ROW, 12) : 0;
}

/* ---- files ---- */

FILE *begin(const World *w, const char *name, const char *header) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%s%s", w->out, name, header ? ".csv" : "");
  FILE *f = fopen(path, "w");
  if (!f) {
    perror(path);
    exit(5);
  }
  setvbuf(f, NULL, _IOFBF, 1 << 20);
  if (header) fprintf(f, "%s\n", header);
  return f;
}

void finish(FILE *f) {
  if (ferror(f) | fclose(f)) {
    perror("make_data");
    exit(5);
  }
}

void put_household(FILE *f, const World *w, uint32_t household) {
  const Person *p = &w->people[w->first[household]];
  put_village(f, p->county, p->village);
  fprintf(f, "%04u", household % w->per_county % per_village(w) + 1);
}
