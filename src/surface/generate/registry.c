/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registry: persons, work and former members, as an export of the national system holds them.
 *
 * The registry is right where nothing was planted. Numbers are written as they are, but for the
 * few with a wrong check character, the doubles, and those of disability cards. Slips of clerks: a
 * sex that the number contradicts, brothers entered as sons, a spell of work entered twice.
 */
#include "generate/registry_int.h"

#include <string.h>

static const Str relations[] = {
#define RELATION(id, text, sex, register_word) STR_INIT(text),
#include "generate/people.def"
#undef RELATION
};
static const Str schools[] = {
#define SCHOOL(id, status, stage, grade) STR_INIT(status),
#include "generate/people.def"
#undef SCHOOL
};
static const Str levels[] = {
#define LEVEL(id, text) STR_INIT(text),
#include "generate/people.def"
#undef LEVEL
};
static const Str labors[] = {
#define LABOR(id, text) STR_INIT(text),
#include "generate/people.def"
#undef LABOR
};
static const Str posts[] = {STR_INIT(""),       STR_INIT("护林员"), STR_INIT("护路员"),
                            STR_INIT("护水员"), STR_INIT("保洁员"), STR_INIT("治安协管"),
                            STR_INIT("其他")};
static const Str disabilities[] = {STR_INIT(""),     STR_INIT("视力"), STR_INIT("听力"),
                                   STR_INIT("言语"), STR_INIT("肢体"), STR_INIT("智力"),
                                   STR_INIT("精神"), STR_INIT("多重")};
static const Str grades[] = {STR_INIT(""), STR_INIT("一级"), STR_INIT("二级"), STR_INIT("三级"),
                             STR_INIT("四级")};

void generate_put_household_no(Sheet *sheet, Column column, const Household *household) {
  generate_put_format(sheet, column, "H%08u", (unsigned)household->no);
}

void generate_put_person_no(Sheet *sheet, Column column, uint32_t index) {
  generate_put_format(sheet, column, "R%08u", (unsigned)(10000000 + index * 7));
}

/* ---- persons ---- */

static void put_number(Sheet *sheet, uint32_t index) {
  const Person *person = &sheet->county->persons[index];
  char text[24];
  size_t len = 18;
  memcpy(text, person->flags & P_ID_DOUBLE ? person[-1].id : person->id, 18);
  if (person->flags & P_ID_NONE) return;
  if (person->flags & P_ID_WRONG) text[17] = text[17] == '5' ? '6' : '5';
  if (person->flags & P_CARD_NUMBER) {
    text[18] = (char)('0' + person->dis_type);
    text[19] = (char)('0' + person->dis_level);
    len = 20;
    if (index % 11 == 0) {
      memcpy(text + 20, "B1", 2);
      len = 22;
    }
  }
  generate_put(sheet, COL_PERSONS_ID_NO, (Str){text, len});
}

static void put_identity(Sheet *sheet, uint32_t index) {
  const Person *person = &sheet->county->persons[index];
  Ymd birth = day_to_ymd(person->birth);
  generate_put_person_no(sheet, COL_PERSONS_PERSON_NO, index);
  generate_put_household_no(sheet, COL_PERSONS_HH_NO,
                            &sheet->county->households[person->household]);
  generate_put(sheet, COL_PERSONS_NAME, person->name);
  generate_put(sheet, COL_PERSONS_ID_TYPE,
               person->flags & P_ID_NONE       ? STR("无证件")
               : person->flags & P_CARD_NUMBER ? STR("残疾人证")
                                               : STR("居民身份证"));
  put_number(sheet, index);
  generate_put_int(sheet, COL_PERSONS_SEX, index % 4999 == 17 ? 3 - person->sex : person->sex);
  generate_put_int(sheet, COL_PERSONS_BIRTH, birth.year * 10000 + birth.month * 100 + birth.day);
  generate_put(sheet, COL_PERSONS_NATION, generate_nation_text(person->nation));
  /* a clerk took the word from the parents' register, where siblings are children */
  bool copied = person->relation == REL_SIBLING && index % 5 == 0;
  Relation relation = copied && person->sex == SEX_MALE ? REL_SON
                      : copied                          ? REL_DAUGHTER
                                                        : (Relation)person->relation;
  generate_put(sheet, COL_PERSONS_RELATION, relations[relation]);
  generate_put_digits(sheet, COL_PERSONS_PHONE, person->phone);
  int32_t age = age_on(person, DAY_STATE);
  bool member = age >= 20 && random_chance(&sheet->random, 600);
  bool youth = age >= 14 && age < 28 && random_chance(&sheet->random, 3500);
  generate_put(sheet, COL_PERSONS_POLITICS,
               member  ? STR("中共党员")
               : youth ? STR("共青团员")
                       : STR("群众"));
}

static void put_schooling(Sheet *sheet, const Person *person) {
  generate_put(sheet, COL_PERSONS_EDU_LEVEL, levels[person->level]);
  generate_put(sheet, COL_PERSONS_SCHOOL_STATUS, schools[person->school]);
  if ((person->flags & P_DROPOUT) && person->school == SCHOOL_NONE)
    generate_put(sheet, COL_PERSONS_NOT_SCHOOL_REASON, STR("厌学"));
  if (person->school >= SCHOOL_PRIMARY1 && person->school <= SCHOOL_MIDDLE3) {
    const Village *village = generate_village(sheet->county, person);
    generate_put_format(sheet, COL_PERSONS_SCHOOL_NAME, "%.*s%s", STR_ARG(village->bare),
                        person->school < SCHOOL_MIDDLE1 ? "完小" : "中学");
  }
}

static void put_health(Sheet *sheet, const Person *person) {
  char text[128];
  size_t len = 0;
  const struct {
    bool is;
    Str word;
  } states[] = {{(person->flags & P_CHRONIC) != 0, STR_INIT("长期慢性病")},
                {(person->flags & P_SERIOUS) != 0, STR_INIT("患有大病")},
                {person->dis_type != 0, STR_INIT("残疾")}};
  for (size_t i = 0; i < 3; i++) {
    if (!states[i].is) continue;
    if (len > 0) text[len++] = ',';
    memcpy(text + len, states[i].word.ptr, states[i].word.len);
    len += states[i].word.len;
  }
  generate_put(sheet, COL_PERSONS_HEALTH, len == 0 ? STR("健康") : (Str){text, len});
  generate_put(sheet, COL_PERSONS_DIS_TYPE, disabilities[person->dis_type]);
  generate_put(sheet, COL_PERSONS_DIS_LEVEL, grades[person->dis_level]);
  if (person->dis_type != 0) {
    int32_t month = random_between(&sheet->random, 2012 * 12, 2020 * 12 + 11);
    generate_put_format(sheet, COL_PERSONS_DIS_CARD_DATE, "%d%02d", month / 12, month % 12 + 1);
  }
  generate_put(sheet, COL_PERSONS_LABOR, labors[person->labor]);
}

static void put_insurance(Sheet *sheet, const Person *person, const Household *household) {
  bool worker = person->flags & P_MI_WORKER, none = person->flags & P_MI_NONE;
  bool grown = age_on(person, DAY_STATE) >= 16 && person->school == SCHOOL_NONE;
  bool pension_worker = person->flags & P_PEN_WORKER;
  generate_put_bool(sheet, COL_PERSONS_MI_RESIDENT, !worker && !none);
  generate_put_bool(sheet, COL_PERSONS_MI_WORKER, worker);
  generate_put_bool(sheet, COL_PERSONS_MI_SERIOUS, !none);
  if (random_chance(&sheet->random, 300)) generate_put_bool(sheet, COL_PERSONS_MI_COMMERCIAL, true);
  generate_put_bool(sheet, COL_PERSONS_MED_AID, person->bill > 1500000);
  generate_put_bool(sheet, COL_PERSONS_PEN_RESIDENT,
                    grown && !pension_worker && random_chance(&sheet->random, 9600));
  generate_put_bool(sheet, COL_PERSONS_PEN_WORKER, pension_worker);
  if (household->flags & H_POOR) generate_put_bool(sheet, COL_PERSONS_ACC_INS_SUBSIDY, true);
}

static void put_relief(Sheet *sheet, const Person *person, const Household *household) {
  generate_put(sheet, COL_PERSONS_DIBAO,
               person->flags & P_DIBAO_SAID ? STR("农村低保") : STR("未享受"));
  generate_put(sheet, COL_PERSONS_TEKUN, person->flags & P_TEKUN ? STR("农村特困") : STR("不享受"));
  generate_put_bool(sheet, COL_PERSONS_MANDARIN, age_on(person, DAY_STATE) < 55);
  generate_put_bool(sheet, COL_PERSONS_MOVED_PERSON, (household->flags & H_MOVED) != 0);
  if (person->post > 0) {
    generate_put(sheet, COL_PERSONS_POST_TYPE, posts[person->post]);
    generate_put_int(sheet, COL_PERSONS_POST_MONTHS, person->months);
  }
}

static Err write_persons(Output *output, Diag *diag) {
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_PERSONS, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < output->county->resident_count; i++) {
    const Person *person = &output->county->persons[i];
    const Household *household = &output->county->households[person->household];
    put_identity(&sheet, i);
    put_schooling(&sheet, person);
    put_health(&sheet, person);
    put_insurance(&sheet, person, household);
    put_relief(&sheet, person, household);
    Day joined = generate_joined(output->county, i);
    if (joined.n != DAY_MIN.n) generate_put_day(&sheet, COL_PERSONS_JOINED, joined);
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

/* ---- work ---- */

static const struct {
  Str province, city, county;
} workplaces[] = {
#define WORKPLACE(province, city, county, weight)                                                  \
  {STR_INIT(province), STR_INIT(city), STR_INIT(county)},
#include "generate/people.def"
#undef WORKPLACE
};

Str generate_workplace_county(const Person *person) {
  return workplaces[person->workplace].county;
}
Str generate_workplace_province(const Person *person) {
  return workplaces[person->workplace].province;
}

static void put_work(Sheet *sheet, const Person *person) {
  static const Str firms[] = {STR_INIT("建筑劳务"), STR_INIT("电子厂"),   STR_INIT("制衣厂"),
                              STR_INIT("餐饮店"),   STR_INIT("物流公司"), STR_INIT("茶厂")};
  static const Str trades[] = {STR_INIT("建筑业"),     STR_INIT("制造业"),
                               STR_INIT("制造业"),     STR_INIT("住宿和餐饮业"),
                               STR_INIT("交通运输业"), STR_INIT("农产品加工")};
  Random *random = &sheet->random;
  uint32_t kind = random_below(random, 6);
  int32_t start = random_between(random, 1, 12 - person->months < 1 ? 1 : 12 - person->months);
  bool ended = person->flags & (P_JOB_LOST | P_JOB_SHORT);
  generate_put(sheet, COL_WORK_STARTED, STR("是"));
  generate_put_format(sheet, COL_WORK_FROM, "%d-%02d-%02d", person->months > 9 ? 2020 : 2021, start,
                      random_between(random, 1, 28));
  if (ended) generate_put_format(sheet, COL_WORK_TO, "2021-%02d-10", random_between(random, 7, 8));
  generate_put(sheet, COL_WORK_PROV, workplaces[person->workplace].province);
  generate_put(sheet, COL_WORK_CITY, workplaces[person->workplace].city);
  generate_put(sheet, COL_WORK_COUNTY, workplaces[person->workplace].county);
  generate_put_int(sheet, COL_WORK_INCOME_MONTH, random_between(random, 22, 52) * 100);
  generate_put(sheet, COL_WORK_FIRM, firms[kind]);
  generate_put(sheet, COL_WORK_INDUSTRY, trades[kind]);
  generate_put(sheet, COL_WORK_CHANNEL,
               random_chance(random, 7000) ? STR("自主就业") : STR("劳务输出"));
  generate_put_bool(sheet, COL_WORK_P2P, random_chance(random, 600));
  if (random_chance(random, 1200)) generate_put_int(sheet, COL_WORK_TRAFFIC_AID, 1000);
}

static Err write_work(Output *output, Diag *diag) {
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_WORK, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < output->county->resident_count; i++) {
    const Person *person = &output->county->persons[i];
    if (!(person->flags & P_AWAY)) continue;
    generate_put_person_no(&sheet, COL_WORK_PERSON_NO, i);
    put_work(&sheet, person);
    generate_row(&sheet);
    if (i % 701 != 5) continue;
    generate_put_person_no(&sheet, COL_WORK_PERSON_NO, i); /* entered twice: the spells overlap */
    put_work(&sheet, person);
    generate_row(&sheet);
  }
  return generate_sheet_close(output, &sheet, diag);
}

/* ---- former members ---- */

/* Left one household for another of the county. */
static void put_moved(Sheet *sheet, uint32_t index) {
  const County *county = sheet->county;
  const Person *person = &county->persons[index];
  uint32_t from = (person->household + 7) % county->household_count;
  generate_put_household_no(sheet, COL_LEFT_HH_NO, &county->households[from]);
  generate_put(sheet, COL_LEFT_NAME, person->name);
  generate_put(sheet, COL_LEFT_ID_NO, (Str){person->id, sizeof person->id});
  generate_put(sheet, COL_LEFT_REASON, STR("婚出"));
  generate_put_day(sheet, COL_LEFT_DATE, generate_joined(county, index));
  generate_row(sheet);
}

static Err write_left(Output *output, Diag *diag) {
  static const Str reasons[] = {STR_INIT("婚出"), STR_INIT("户籍迁出"), STR_INIT("拆户"),
                                STR_INIT("服刑")};
  static const uint16_t weights[] = {52, 32, 12, 4};
  const County *county = output->county;
  Sheet sheet;
  TRY(generate_sheet_open(output, SHEET_LEFT, NOBODY, &sheet, diag));
  for (uint32_t i = 0; i < county->left_count; i++) {
    const Person *person = &county->persons[county->person_count - county->left_count + i];
    size_t reason = generate_random_weighted(&sheet.random, weights, 4);
    uint32_t household = random_below(&sheet.random, county->household_count);
    generate_put_household_no(&sheet, COL_LEFT_HH_NO, &county->households[household]);
    generate_put(&sheet, COL_LEFT_NAME, person->name);
    generate_put_id(&sheet, COL_LEFT_ID_NO, person);
    generate_put(&sheet, COL_LEFT_REASON, person->flags & P_DEAD ? STR("死亡") : reasons[reason]);
    generate_put_day(&sheet, COL_LEFT_DATE,
                     (Day){day_of(2020, 10, 1).n + random_between(&sheet.random, 0, 360)});
    generate_row(&sheet);
  }
  for (uint32_t i = 0; i < county->resident_count; i++)
    if (generate_moved(county, i)) put_moved(&sheet, i);
  return generate_sheet_close(output, &sheet, diag);
}

Err generate_registry(Output *output, Diag *diag) {
  TRY(write_persons(output, diag));
  TRY(generate_households(output, diag));
  TRY(write_work(output, diag));
  TRY(write_left(output, diag));
  return generate_records(output, diag);
}
