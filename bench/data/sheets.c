/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sheets: the department files. Rows come in a random order, and one in thirteen is about
 * somebody who is not in the registry.
 */
#include "data.h"

#include <stdlib.h>

/* ---- how many rows a person has in a file, and what stands in one ---- */

typedef struct Sheet {
  const char *name, *header;
  uint32_t (*rows)(const World *w, const Person *p, uint32_t who);
  void (*put)(FILE *f, const World *w, const Fact *fact, uint32_t row);
} Sheet;

static void put_who(FILE *f, const World *w, const Fact *fact, uint32_t row) {
  bool other = !fact->outside && chance(w, fact->who, A_HUKOU + A_ROW + row, 40);
  put_name(f, other ? fact->person.name + 1 : fact->person.name);
  fputc(',', f);
  put_id(f, &fact->person, fact->outside);
}

static void put_date(FILE *f, uint32_t day) { /* 0: none */
  fputc(',', f);
  if (day != 0) put_day(f, day);
}

static void put_sum(FILE *f, uint32_t quarters) {
  fputc(',', f);
  put_money(f, quarters);
}

/* A sum of yuan and quarters from [least] on. */
static uint32_t amount(const World *w, uint32_t who, uint32_t about, uint32_t least, uint32_t n) {
  return least * 4 + pick(w, who, about, n * 4);
}

/* ---- police ---- */

static uint32_t hukou_rows(const World *w, const Person *p, uint32_t who) {
  (void)p;
  return !chance(w, who, A_HUKOU, 90);
}
static void hukou_put(FILE *f, const World *w, const Fact *fact, uint32_t row) {
  const Person *p = &fact->person;
  uint32_t who = fact->who;
  put_who(f, w, fact, row);
  fprintf(f, ",%s", (p->sex != 0) != chance(w, who, A_ROW, 30) ? "男" : "女");
  put_date(f, chance(w, who, A_ROW + 1, 60) ? p->birth + 1 : p->birth);
  const char *comma = chance(w, who, A_ROW + 2, 200) ? "\"" : "";
  fprintf(f, ",农业,%s甲县%s%u组%s%u号%s,%s,%s", comma,
          ONE(who, A_ROW + 3, "上寨村", "下寨村", "大田村"), pick(w, who, A_ROW + 4, 12) + 1,
          *comma ? "," : "", pick(w, who, A_ROW + 5, 300) + 1, comma,
          ONE(who, A_ROW + 6, "户主", "配偶", "子", "女"),
          chance(w, p->household, A_ROW + 7, 60) ? "迁出" : "正常");
  put_date(f, DAY_ON - pick(w, who, A_ROW + 8, 9000));
}

static uint32_t death_rows(const World *w, const Person *p, uint32_t who) {
  return age_on(p, DAY_ON) >= 40 && chance(w, who, A_MORE, 60);
}
static void death_put(FILE *f, const World *w, const Fact *fact, uint32_t row) {
  put_who(f, w, fact, row);
  put_date(f, DAY_ON - 30 - pick(w, fact->who, A_ROW, 300));
  put_date(f, DAY_ON - pick(w, fact->who, A_ROW + 1, 30));
  fprintf(f, ",%s", ONE(fact->who, A_ROW + 2, "死亡", "病故", "意外"));
}

static uint32_t vehicle_rows(const World *w, const Person *p, uint32_t who) {
  uint32_t age = age_on(p, DAY_ON), n = pick(w, who, A_MORE + 30, 1000);
  return age < 18 || age > 70 ? 0 : n < 15 ? 3 : n < 50 ? 2 : n < 160 ? 1 : 0;
}
static void vehicle_put(FILE *f, const World *w, const Fact *fact, uint32_t row) {
  uint32_t who = fact->who, about = A_ROW + 16 * row;
  put_who(f, w, fact, row);
  fprintf(f, ",云Z%05u,%s,%s", draw(w, who, about) % 100000,
          ONE(who, about + 1, "摩托车", "摩托车", "摩托车", "轻型货车", "拖拉机", "小型轿车",
              "小型普通客车"),
          ONE(who, about + 2, "五菱", "长安", "本田", "豪爵", "东风"));
  put_sum(f, amount(w, who, about + 3, 3000, 60000));
  uint32_t got = DAY_ON - 40 - pick(w, who, about + 4, 4000);
  put_date(f, got);
  put_date(f, chance(w, who, about + 5, 2500) ? got + 30 : 0);
}

/* ---- money ---- */

static uint32_t payroll_rows(const World *w, const Person *p, uint32_t who) {
  uint32_t age = age_on(p, DAY_ON);
  return age >= 22 && age < 75 && chance(w, who, A_MORE + 31, 200);
}
static void payroll_put(FILE *f, const World *w, const Fact *fact, uint32_t row) {
  uint32_t who = fact->who;
  put_who(f, w, fact, row);
  fprintf(f, ",%s,%s,%s,2021",
          ONE(who, A_ROW, "甲县第一中学", "甲县人民医院", "甲镇人民政府", "甲县林业局"),
          ONE(who, A_ROW + 1, "在职", "退休", "退休", "调离"), ONE(who, A_ROW + 2, "行政", "事业"));
  put_sum(f, amount(w, who, A_ROW + 3, 3000, 6000));
}

/* Every head's subsidies, two rows of each head and more of others, and a row a month of dibao. */
static uint32_t yikatong_rows(const World *w, const Person *p, uint32_t who) {
  uint32_t plain = p->at == 0 ? 2 : chance(w, who, A_MORE + 32, 1500);
  return plain + dibao_payments(w, who);
}
static void yikatong_put(FILE *f, const World *w, const Fact *fact, uint32_t row) {
  const Person *p = &fact->person;
  uint32_t who = fact->who, about = A_ROW + 16 * row;
  uint32_t plain = fact->outside ? 9 : p->at == 0 ? 2 : chance(w, who, A_MORE + 32, 1500);
  put_who(f, w, fact, row);
  fputc(',', f);
  put_village(f, fact->outside ? 0 : p->county, p->village);
  if (row >= plain)
    fprintf(f, ",农村低保金");
  else if (row == 0 && p->at == 0 && !chance(w, who, A_MORE + 33, 200))
    fprintf(f, ",耕地地力保护补贴");
  else
    fprintf(f, ",%s",
            ONE(who, about, "生态护林员补助", "退耕还林补助", "临时补贴", "城乡居民养老金"));
  put_sum(f, amount(w, who, about + 1, 20, 100));
  fprintf(f, ",%u", 1 + pick(w, who, about + 2, 20));
  put_sum(f, row >= plain ? dibao_month(w, who) : amount(w, who, about + 3, 50, 2000));
  put_date(f, row >= plain ? DAY_STATE - 15 - 30 * (row - plain)
                           : DAY_STATE - pick(w, who, about + 4, 300));
  fprintf(f, ",农村信用合作社,62000%014u",
          draw(w, who, A_MORE + 34) % 100000 + (chance(w, who, about + 5, 600) ? row + 1 : 0));
}

static uint32_t dibao_rows(const World *w, const Person *p, uint32_t who) {
  (void)p;
  return has_dibao(w, who);
}
static void dibao_put(FILE *f, const World *w, const Fact *fact, uint32_t row) {
  uint32_t who = fact->who;
  put_who(f, w, fact, row);
  fprintf(f, ",%s", ONE(who, A_ROW, "A类", "B类", "C类"));
  put_sum(f, dibao_month(w, who));
  put_date(f, dibao_from(w, who));
  put_date(f, dibao_to(w, who));
  fprintf(f, ",DB%08u", draw(w, who, A_ROW + 1) % 100000000);
}

static void tekun_put(FILE *f, const World *w, const Fact *fact, uint32_t row) {
  uint32_t who = fact->who;
  put_who(f, w, fact, row);
  fprintf(f, ",%s", ONE(who, A_ROW, "分散供养", "集中供养"));
  put_sum(f, amount(w, who, A_ROW + 1, 800, 300));
  put_date(f, tekun_from(w, who));
  put_date(f, 0);
}
static uint32_t tekun_rows(const World *w, const Person *p, uint32_t who) {
  return has_tekun(w, p, who);
}

static uint32_t temp_rows(const World *w, const Person *p, uint32_t who) {
  (void)p;
  uint32_t n = pick(w, who, A_MORE + 35, 1000);
  return n < 5 ? 2 : n < 40 ? 1 : 0;
}
static void temp_put(FILE *f, const World *w, const Fact *fact, uint32_t row) {
  uint32_t who = fact->who, about = A_ROW + 16 * row;
  put_who(f, w, fact, row);
  fprintf(f, ",%s", ONE(who, about, "因病支出过大", "火灾", "自然灾害", "子女就学"));
  put_sum(f, amount(w, who, about + 1, 500, 3000));
  put_date(f, DAY_ON - pick(w, who, about + 2, 600));
}

/* ---- people ---- */

static uint32_t card_rows(const World *w, const Person *p, uint32_t who) {
  (void)p;
  return has_card(w, who);
}
static void card_put(FILE *f, const World *w, const Fact *fact, uint32_t row) {
  uint32_t who = fact->who;
  put_who(f, w, fact, row);
  fprintf(f, ",CJ%010u,%s,%s", draw(w, who, A_ROW),
          ONE(who, A_CARD_KIND, "肢体", "肢体", "视力", "听力", "智力", "精神"),
          ONE(who, A_CARD_GRADE, "一级", "二级", "三级", "四级"));
  put_date(f, DAY_ON - 60 - pick(w, who, A_ROW + 1, 3000));
  fprintf(f, ",%s", card_valid(w, who) ? "有效" : "注销");
}

static uint32_t roll_rows(const World *w, const Person *p, uint32_t who) {
  return in_school(w, p, who);
}
static void roll_put(FILE *f, const World *w, const Fact *fact, uint32_t row) {
  uint32_t who = fact->who, age = age_on(&fact->person, DAY_SCHOOL),
           n = age < 12   ? 0
               : age < 15 ? 1
                          : 2;
  static const char *const stages[] = {"小学", "初中", "高中"};
  fprintf(f, "甲县%s%s,%s,%u年级,%u班,", ONE(who, A_ROW, "第一", "第二", "民族", "中心"), stages[n],
          stages[n], 1 + pick(w, who, A_ROW + 1, 6), 1 + pick(w, who, A_ROW + 2, 9));
  put_who(f, w, fact, row);
  fprintf(f, ",G9%017u,%s", draw(w, who, A_ROW + 3), ONE(who, A_ROW + 4, "寄宿", "走读"));
}

static uint32_t dropout_rows(const World *w, const Person *p, uint32_t who) {
  uint32_t age = age_on(p, DAY_SCHOOL);
  return age >= 6 && age < 17 && chance(w, who, A_MORE + 36, 150);
}
static void dropout_put(FILE *f, const World *w, const Fact *fact, uint32_t row) {
  uint32_t who = fact->who;
  put_who(f, w, fact, row);
  fprintf(f, ",甲县%s", ONE(who, A_ROW, "第一中学", "第二中学", "民族小学"));
  put_date(f, DAY_SCHOOL - pick(w, who, A_ROW + 1, 400));
  fprintf(f, ",%s,%s", ONE(who, A_ROW + 2, "厌学", "因病", "外出务工"),
          ONE(who, A_ROW + 3, "未返校", "已返校"));
}

static uint32_t med_rows(const World *w, const Person *p, uint32_t who) {
  (void)p;
  uint32_t n = pick(w, who, A_MORE + 37, 1000);
  return n < 15 ? 3 : n < 60 ? 2 : n < 200 ? 1 : 0;
}
static void med_put(FILE *f, const World *w, const Fact *fact, uint32_t row) {
  uint32_t who = fact->who, about = A_ROW + 16 * row, day = DAY_ON - 20 - pick(w, who, about, 500);
  put_who(f, w, fact, row);
  put_date(f, day);
  put_date(f, day + 9);
  put_date(f, day + 10);
  uint32_t size = pick(w, who, about + 1, 100), self = amount(w, who, about + 2, 200, 3000);
  if (size < 4) self = amount(w, who, about + 2, 6000, 40000);
  put_sum(f, self * 3);
  put_sum(f, self * 2);
  put_sum(f, self);
  fprintf(f, ",%s,%s",
          ONE(who, about + 3, "甲县人民医院", "甲县中医院", "甲镇卫生院", "市第一人民医院"),
          ONE(who, about + 4, "肺炎", "高血压", "骨折", "糖尿病", "阑尾炎", "胃炎"));
}

static uint32_t insured_rows(const World *w, const Person *p, uint32_t who) {
  (void)p;
  return !is_insured(w, who) ? 0 : chance(w, who, A_MORE + 38, 60) ? 2 : 1;
}
static void insured_put(FILE *f, const World *w, const Fact *fact, uint32_t row) {
  uint32_t who = fact->who;
  bool resident = insured_resident(w, who) == (row == 0);
  put_who(f, w, fact, row);
  fprintf(f, ",%s", resident ? "城乡居民" : "城镇职工");
  put_date(f, DAY_YEAR - pick(w, who, A_ROW, 120));
  put_sum(f, (resident ? 280 : 3200) * QUARTERS);
  fprintf(f, ",%s", insured_runs(w, who) ? "正常参保" : "暂停");
}

/* ---- things ---- */

static uint32_t pension_rows(const World *w, const Person *p, uint32_t who) {
  return draws_pension(w, p, who);
}
static void pension_put(FILE *f, const World *w, const Fact *fact, uint32_t row) {
  uint32_t who = fact->who;
  put_who(f, w, fact, row);
  put_sum(f, chance(w, who, A_ROW, 200) ? amount(w, who, A_ROW + 1, 60, 30)
                                        : amount(w, who, A_ROW + 1, 110, 80));
  put_date(f, DAY_STATE - pick(w, who, A_ROW + 2, 2000));
  fprintf(f, ",城乡居民");
}

static uint32_t job_rows(const World *w, const Person *p, uint32_t who) {
  return has_job(w, p, who);
}
static void job_put(FILE *f, const World *w, const Fact *fact, uint32_t row) {
  uint32_t who = fact->who;
  const char *state = job_state(w, who), *working = "在岗";
  put_who(f, w, fact, row);
  fprintf(f, ",%s", state);
  put_date(f, state[0] == working[0] && state[1] == working[1] && state[2] == working[2]
                  ? 0
                  : DAY_ON - pick(w, who, A_ROW, 90));
  fprintf(f, ",%s,%s,%s", ONE(who, A_ROW + 1, "云南", "广东", "浙江", "江苏"),
          ONE(who, A_ROW + 2, "昆明", "深圳", "杭州", "苏州", "东莞"),
          ONE(who, A_ROW + 3, "某电子有限公司", "某制衣厂", "某建筑劳务公司", "个体经营"));
  put_sum(f, amount(w, who, A_ROW + 4, 1500, 5000));
}

static uint32_t firm_rows(const World *w, const Person *p, uint32_t who) {
  return age_on(p, DAY_ON) >= 18 && chance(w, who, A_MORE + 39, 250);
}
static void firm_put(FILE *f, const World *w, const Fact *fact, uint32_t row) {
  uint32_t who = fact->who;
  fprintf(f, "甲县%s%s,91990100MA%08u,", ONE(who, A_ROW, "兴旺", "丰收", "绿源", "春晖"),
          ONE(who, A_ROW + 1, "茶叶有限公司", "养殖场", "商贸有限公司"),
          draw(w, who, A_ROW + 2) % 100000000);
  put_who(f, w, fact, row);
  fprintf(f, ",%s", ONE(who, A_ROW + 3, "法定代表人", "股东", "监事"));
  put_sum(f, 20000 * QUARTERS * (1 + pick(w, who, A_ROW + 4, 20)));
  put_date(f, DAY_ON - pick(w, who, A_ROW + 5, 4000));
  fprintf(f, ",%s", ONE(who, A_ROW + 6, "存续", "存续", "注销", "吊销"));
}

static uint32_t house_rows(const World *w, const Person *p, uint32_t who) {
  return p->at < 2 ? (uint32_t)chance(w, who, A_MORE + 40, 500) * (1 + pick(w, who, A_MORE + 41, 2))
                   : 0;
}
static void house_put(FILE *f, const World *w, const Fact *fact, uint32_t row) {
  uint32_t who = fact->who, about = A_ROW + 16 * row;
  put_who(f, w, fact, row);
  fprintf(f, ",9901%014uF,甲县城区某路%u号%u室", draw(w, who, about),
          1 + pick(w, who, about + 1, 300), 101 + pick(w, who, about + 2, 900));
  put_sum(f, amount(w, who, about + 3, 40, 120));
  fprintf(f, ",%s", ONE(who, about + 4, "成套住宅", "住宅", "商业服务"));
  put_date(f, DAY_ON - 10 - pick(w, who, about + 5, 4000));
  fprintf(f, ",%s", ONE(who, about + 6, "现势", "现势", "现势", "历史"));
}

/* ---- of households ---- */

static uint32_t danger_rows(const World *w, const Person *p, uint32_t who) {
  (void)who;
  return p->at == 0 && is_danger(w, p->household);
}
static void danger_put(FILE *f, const World *w, const Fact *fact, uint32_t row) {
  uint32_t h = fact->person.household;
  (void)row;
  if (fact->outside)
    fprintf(f, "9909%013u", draw(w, fact->who, A_ROW));
  else
    put_household(f, w, h);
  fprintf(f, ",2021,%s", danger_grade(w, h));
  put_date(f, DAY_STATE - 210 - pick(w, h, A_ROW + 1, 200));
  fprintf(f, ",某鉴定公司");
  put_date(f, danger_fixed(w, h));
  put_sum(f, 14000 * QUARTERS);
}

static uint32_t water_rows(const World *w, const Person *p, uint32_t who) {
  (void)w, (void)who;
  return p->at == 0;
}
static void water_put(FILE *f, const World *w, const Fact *fact, uint32_t row) {
  const Person *p = &fact->person;
  bool bad = !fact->outside && water_bad(w, p->household);
  uint32_t least = chance(w, fact->who, A_ROW + row, 150) ? 1 : 0;
  put_name(f, p->name);
  fputc(',', f);
  put_village(f, fact->outside ? 0 : p->county, p->village);
  fprintf(f, ",%s,%s,%s,%s,%s", bad && (p->household & 1) ? "不达标" : "达标",
          bad && !(p->household & 1) ? "不达标" : "达标", least ? "不达标" : "基本达标",
          ONE(fact->who, A_ROW + 1, "达标", "基本达标"),
          ONE(fact->who, A_ROW + 2, "集中供水", "分散供水"));
}

static const Sheet sheets[] = {
    {"deliveries/hukou", "姓名,身份证号,性别,出生日期,户口性质,住址,与户主关系,户籍状态,登记日期",
     hukou_rows, hukou_put},
    {"deliveries/death", "姓名,身份证号,死亡日期,注销日期,注销原因", death_rows, death_put},
    {"deliveries/vehicle", "姓名,身份证号,号牌号码,车辆类型,品牌,购置价格,取得日期,转出日期",
     vehicle_rows, vehicle_put},
    {"deliveries/payroll", "姓名,身份证号,工作单位,人员状态,人员性质,年度,工资额", payroll_rows,
     payroll_put},
    {"deliveries/yikatong",
     "姓名,身份证号,行政村,补贴项目,补贴标准,数量,发放金额,发放日期,开户行,账号", yikatong_rows,
     yikatong_put},
    {"deliveries/dibao", "姓名,身份证号,保障类别,保障金额,纳入日期,停发日期,救助证编号", dibao_rows,
     dibao_put},
    {"deliveries/tekun", "姓名,身份证号,供养方式,供养金额,纳入日期,停发日期", tekun_rows,
     tekun_put},
    {"deliveries/temp", "姓名,身份证号,申请原因,救助金额,救助日期", temp_rows, temp_put},
    {"deliveries/card", "姓名,身份证号,证号,残疾类别,残疾等级,发证日期,证件状态", card_rows,
     card_put},
    {"deliveries/roll", "学校,学段,年级,班级,姓名,身份证号,学籍号,就读方式", roll_rows, roll_put},
    {"deliveries/dropout", "姓名,身份证号,原就读学校,失学时间,失学原因,劝返情况", dropout_rows,
     dropout_put},
    {"deliveries/med",
     "姓名,身份证号,入院日期,出院日期,结算日期,总费用,报销金额,自付费用,医疗机构,诊断", med_rows,
     med_put},
    {"deliveries/insured", "姓名,身份证号,险种,缴费日期,缴费金额,参保状态", insured_rows,
     insured_put},
    {"deliveries/pension", "姓名,身份证号,月领金额,起领日期,险种", pension_rows, pension_put},
    {"deliveries/job", "姓名,身份证号,务工状态,返乡日期,省,市,单位,月收入", job_rows, job_put},
    {"deliveries/firm", "企业名称,统一社会信用代码,姓名,身份证号,职务,注册资本,成立日期,企业状态",
     firm_rows, firm_put},
    {"deliveries/house", "姓名,身份证号,不动产单元号,坐落,建筑面积,规划用途,取得日期,权属状态",
     house_rows, house_put},
    {"deliveries/danger", "户编号,年度,鉴定等级,鉴定日期,鉴定单位,竣工日期,补助金额", danger_rows,
     danger_put},
    {"deliveries/water", "户主姓名,行政村,水量,水质,用水方便,供水保证率,供水工程", water_rows,
     water_put},
};

/* ---- writing ---- */

typedef struct Entry {
  uint32_t who, row;
} Entry;

/*
 * Somebody else: of another division. The names are those that the walk through all names reaches
 * when a village has more than 10,000 people, so nobody of the registry has one.
 */
static Fact fact_of(const World *w, uint32_t who) {
  if (who < w->persons) return (Fact){who, w->people[who], false};
  Person p = {.birth = DAY_ON - 20 * 365 - pick(w, who, A_AGE, 18000)};
  p.sex = (uint8_t)pick(w, who, A_SEX, 2);
  p.village = (uint8_t)(who % VILLAGES);
  p.name = name_at(10000 + who % 200000, p.village);
  p.sequence = who % 499 * 2 + (p.sex ? 1 : 2);
  p.county = (uint16_t)(who / 499 % 90);
  return (Fact){who, p, true};
}

typedef struct Entries {
  Entry *items;
  size_t count, cap;
} Entries;

static void add(Entries *list, uint32_t who, uint32_t row) {
  if (list->count == list->cap) {
    list->cap = list->cap ? list->cap * 2 : 1 << 16;
    list->items = realloc(list->items, list->cap * sizeof *list->items);
    if (!list->items) exit(5);
  }
  list->items[list->count++] = (Entry){who, row};
}

static void shuffle(const World *w, Entries *list) {
  for (size_t i = list->count; i > 1; i--) {
    size_t k = draw(w, (uint32_t)i, A_ROW - 1) % i;
    Entry swap = list->items[k];
    list->items[k] = list->items[i - 1];
    list->items[i - 1] = swap;
  }
}

static void write_sheet(const World *w, const Sheet *sheet) {
  Entries list = {0};
  uint32_t outsiders = 0;
  for (uint32_t who = 0; who < w->persons; who++) {
    uint32_t rows = sheet->rows(w, &w->people[who], who);
    for (uint32_t row = 0; row < rows; row++)
      add(&list, who, row);
    if (list.count / 13 > outsiders) add(&list, w->persons + outsiders++, 0);
  }
  shuffle(w, &list);
  FILE *f = begin(w, sheet->name, sheet->header);
  for (size_t i = 0; i < list.count; i++) {
    Fact fact = fact_of(w, list.items[i].who);
    sheet->put(f, w, &fact, list.items[i].row);
    fputc('\n', f);
  }
  finish(f);
  free(list.items);
}

static void write_list(const World *w) {
  FILE *f = begin(w, "deliveries/deliveries.yaml", NULL);
  for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++) {
    const char *id = sheets[i].name + sizeof "deliveries/" - 1;
    fprintf(f,
            "- file: %s.csv\n  dataset: %s\n  covers: {first: '2000-01-01', last: '2021-12-31', "
            "area: ['990101']}\n"
            "  coverage: full\n",
            id, id);
  }
  finish(f);
}

void write_sheets(const World *w) {
  write_list(w);
  for (size_t i = 0; i < sizeof sheets / sizeof *sheets; i++)
    write_sheet(w, &sheets[i]);
}
