/* SPDX-License-Identifier: Apache-2.0 */
/*
 * make_data: writes the registry and the department files (see data.h).
 *
 *   make_data SEED COUNTIES HOUSEHOLDS OUT
 *
 * HOUSEHOLDS is the number in a county; several counties are one county with as many times the
 * people and villages. OUT has the folders registry, deliveries and areas.
 */
#include "data.h"

#include <stdlib.h>

/* ---- the registry ---- */

static void put_yes(FILE *f, bool yes) {
  fputs(yes ? ",是" : ",否", f);
}

static void person_welfare(FILE *f, const World *w, const Person *p, uint32_t who) {
  bool disabled = (has_card(w, who) && card_valid(w, who)) != wrong(w, who, A_CARD, 60);
  put_yes(f, disabled);
  if (disabled)
    fprintf(f, ",%s,%s", ONE(who, A_CARD_KIND, "肢体", "肢体", "视力", "听力", "智力", "精神"),
            wrong(w, who, A_CARD_GRADE, 200)
                ? "一级"
                : ONE(who, A_CARD_GRADE, "一级", "二级", "三级", "四级"));
  else
    fputs(",,", f);
  uint32_t age = age_on(p, DAY_ON);
  bool strong = age >= 16 && (age < 60 || (age >= 80 && chance(w, who, A_MORE + 1, 200)));
  fprintf(f, ",%s",
          !strong                           ? "无劳动力"
          : chance(w, who, A_MORE + 2, 900) ? "技能劳动力"
                                            : "普通劳动力");
  bool resident = is_insured(w, who) && insured_runs(w, who) && insured_resident(w, who);
  put_yes(f, resident != wrong(w, who, A_INSURED, 90));
  put_yes(f, age >= 16 && chance(w, who, A_MORE + 3, 8800));
  put_yes(f, dibao_holds(w, who, DAY_STATE) != wrong(w, who, A_DIBAO, 80));
  bool kept = has_tekun(w, p, who) && tekun_from(w, who) <= DAY_STATE;
  put_yes(f, kept != wrong(w, who, A_TEKUN, 10));
  put_yes(f, chance(w, who, A_MORE + 4, 9000));
}

static void write_persons(const World *w) {
  static const char *const relations[] = {"户主", "配偶", "之子", "之女", "之父", "之母"};
  FILE *f = begin(w, "registry/persons",
                  "人口编号,户编号,姓名,证件类型,证件号码,性别,出生日期,民族,联系电话,与户主关系,"
                  "文化程度,在校生状况,健康状况,是否残疾,残疾类别,残疾等级,劳动能力,"
                  "参加城乡居民医保,参加城乡居民养老,享受低保,特困供养,会讲普通话");
  for (uint32_t who = 0; who < w->persons; who++) {
    const Person *p = &w->people[who];
    put_household(f, w, p->household);
    fprintf(f, "%02u,", p->at + 1U);
    put_household(f, w, p->household);
    fputc(',', f);
    put_name(f, p->name);
    fputs(",居民身份证,", f);
    put_id(f, p, false);
    fprintf(f, ",%s,", p->sex ? "男" : "女");
    put_day(f, wrong(w, who, A_AGE, 50) ? p->birth - 30 : p->birth);
    fprintf(f, ",%s,", ONE(who, A_MORE + 5, "拉祜族", "佤族", "汉族", "汉族", "布朗族", "傣族"));
    if (p->at < 2) fprintf(f, "1990000%04u", draw(w, who, A_MORE + 6) % 10000);
    fprintf(f, ",%s,%s,", relations[p->relation],
            ONE(who, A_MORE + 7, "小学", "初中", "文盲或半文盲", "高中"));
    if (in_school(w, p, who) != wrong(w, who, A_ROLL, 30)) {
      uint32_t age = age_on(p, DAY_SCHOOL);
      fputs(age < 12 ? "小学" : age < 15 ? "初中" : "高中", f);
    }
    fprintf(f, ",%s", chance(w, who, A_MORE + 8, 9000) ? "健康" : "长期慢性病");
    person_welfare(f, w, p, who);
    fputc('\n', f);
  }
  finish(f);
}

typedef struct Incomes {
  uint32_t wage, biz, prop, trans, dibao, pension, spent, net;
} Incomes;

static Incomes incomes_of(const World *w, uint32_t household) {
  Incomes in = {0};
  bool drawn = false;
  for (uint32_t who = w->first[household]; who < w->first[household + 1]; who++) {
    const Person *p = &w->people[who];
    if (has_job(w, p, who)) in.wage += (8000 + pick(w, who, A_JOB + A_MORE, 30000)) * QUARTERS;
    in.dibao += dibao_payments(w, who) * dibao_month(w, who);
    drawn |= draws_pension(w, p, who);
  }
  if (wrong(w, household, A_JOB, 100)) in.wage = 0;
  if (in.dibao > 0 && wrong(w, household, A_DIBAO, 500)) in.dibao += in.dibao + 400;
  if (drawn && !wrong(w, household, A_PENSION, 150)) in.pension = 1500 * QUARTERS;
  in.biz =
      (2000 + pick(w, household, A_MORE + 9, 20000)) * QUARTERS + pick(w, household, A_MORE, 4);
  in.prop = chance(w, household, A_MORE + 10, 3000) ? 800 : 0;
  in.trans = in.dibao + in.pension + 1200 * QUARTERS;
  in.spent = in.biz / 3;
  in.net = in.wage + in.biz + in.prop + in.trans - in.spent;
  if (wrong(w, household, A_MORE, 70)) in.net += 400;
  return in;
}

static void write_households(const World *w) {
  FILE *f = begin(
      w, "registry/households",
      "户编号,行政村,村民小组,户联系电话,户类型,主要致贫原因,家庭人口数,耕地面积,林地面积,"
      "住房面积,住房结构,是否危房户,危房等级,饮水安全,工资性收入,生产经营性收入,财产性收入,"
      "转移性收入,低保金,养老金,生产经营性支出,家庭纯收入,开户银行,银行卡号,信息采集人,采集时间");
  for (uint32_t h = 0; h < w->households; h++) {
    const Person *head = &w->people[w->first[h]];
    Incomes in = incomes_of(w, h);
    put_household(f, w, h);
    fputc(',', f);
    put_village(f, head->county, head->village);
    fprintf(f, ",第%u村民小组,1990000%04u,%s,%s,%u,%u.%u,%u,%u,%s", pick(w, h, A_MORE + 11, 12) + 1,
            draw(w, h, A_MORE + 12) % 10000, ONE(h, A_MORE + 13, "一般农户", "一般农户", "脱贫户"),
            ONE(h, A_MORE + 14, "因病", "因学", "缺技术", "缺劳力", "缺资金"),
            w->first[h + 1] - w->first[h] + wrong(w, h, A_SIZE, 80), pick(w, h, A_MORE + 15, 20),
            pick(w, h, A_MORE + 16, 10), pick(w, h, A_MORE + 17, 30),
            40 + pick(w, h, A_MORE + 18, 120), ONE(h, A_MORE + 19, "砖混", "砖木", "土木"));
    bool open = is_danger(w, h) && danger_fixed(w, h) == 0 && *danger_grade(w, h) != 'B';
    bool said = open != wrong(w, h, A_DANGER, 30);
    put_yes(f, said);
    fprintf(f, ",%s",
            !said                                      ? "A"
            : open && !wrong(w, h, A_DANGER + 1, 1000) ? danger_grade(w, h)
                                                       : "D");
    put_yes(f, water_bad(w, h) == wrong(w, h, A_WATER, 50));
    const uint32_t amounts[] = {in.wage,  in.biz,     in.prop,  in.trans,
                                in.dibao, in.pension, in.spent, in.net};
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++) {
      fputc(',', f);
      put_money(f, amounts[i]);
    }
    fprintf(f, ",农村信用合作社,9990%015u,", draw(w, h, A_MORE + 20));
    put_name(f, pick(w, head->village, A_MORE + 21, OUTSIDER));
    fputc(',', f);
    put_day(f, DAY_STATE - pick(w, h, A_MORE + 22, 25));
    fputc('\n', f);
  }
  finish(f);
}

static void write_episodes(const World *w) {
  FILE *f =
      begin(w, "registry/episodes", "户编号,监测对象类别,识别日期,返贫致贫风险,风险是否已消除");
  for (uint32_t h = 0; h < w->households; h++) {
    if (!chance(w, h, A_MORE + 23, 400)) continue;
    put_household(f, w, h);
    fprintf(f, ",%s,", ONE(h, A_MORE + 24, "脱贫不稳定户", "边缘易致贫户", "突发严重困难户"));
    put_day(f, DAY_YEAR + pick(w, h, A_MORE + 25, 200));
    fprintf(f, ",%s", ONE(h, A_MORE + 26, "因病", "因残", "因务工不稳", "因产业失败"));
    put_yes(f, chance(w, h, A_MORE + 27, 3000));
    fputc('\n', f);
  }
  finish(f);
}

static void write_divisions(const World *w) {
  FILE *f = begin(w, "areas/divisions.yaml", NULL);
  fprintf(f, "- {code: '990101000000', name: 甲县, kind: 县}\n");
  for (uint32_t c = 0; c < w->counties; c++) {
    for (uint32_t t = c * TOWNSHIPS; t < (c + 1) * TOWNSHIPS; t++)
      fprintf(f, "- {code: '990101%03u000', name: %u镇, kind: 镇}\n", 101 + t, t + 1);
    for (uint32_t v = 0; v < VILLAGES; v++) {
      fprintf(f, "- {code: '");
      put_village(f, c, v);
      fprintf(f, "', name: %u村, kind: 村}\n", c * VILLAGES + v + 1);
    }
  }
  finish(f);
}

int main(int argc, char **argv) {
  if (argc != 5) {
    fprintf(stderr, "usage: make_data SEED COUNTIES HOUSEHOLDS OUT\n");
    return 2;
  }
  World w = {.seed = strtoull(argv[1], NULL, 10),
             .counties = (uint32_t)strtoul(argv[2], NULL, 10),
             .per_county = (uint32_t)strtoul(argv[3], NULL, 10),
             .out = argv[4]};
  if (w.counties < 1 || w.counties > 98 || w.per_county < 1 || w.per_county > 200000) return 2;
  w.households = w.counties * w.per_county;
  make_people(&w);
  write_persons(&w);
  write_households(&w);
  write_episodes(&w);
  write_sheets(&w);
  write_divisions(&w);
  free(w.first);
  free(w.people);
  return 0;
}
