/* SPDX-License-Identifier: Apache-2.0 */
/* words: expressions as an official would say them, in both languages. */
#include "cel/cel_int.h"
#include "unit.h"

/* A small world: a person with bills, a household with members, two parameters. */
typedef struct World {
  Arena *arena;
  Diag *diag;
  CelEnv env;
  CelUnit *unit;
} World;

static CelField field(const char *name, const CelType *type, const char *label) {
  return (CelField){.name = str_from(name), .type = type, .label = str_from(label)};
}

static CelSchema *schema(Arena *arena, const char *name, const CelField *fields, size_t count) {
  CelSchema *made = arena_new_one(arena, CelSchema);
  CelField *copy = arena_new_array(arena, CelField, count);
  memcpy(copy, fields, count * sizeof *fields);
  *made = (CelSchema){.name = str_from(name), .fields = copy, .count = count};
  cel_schema_index(made, arena);
  return made;
}

static const CelCode relation_codes[] = {{.code = STR_INIT("01"), .label = STR_INIT("户主")},
                                         {.code = STR_INIT("02"), .label = STR_INIT("配偶")}};

static const CelType *person_type(Arena *arena) {
  CelCodes *relation = arena_new_one(arena, CelCodes);
  *relation = (CelCodes){.id = STR_INIT("relation"), .codes = relation_codes, .count = 2};
  (void)cel_codes_index(relation, arena);
  const CelField bill[] = {field("settled", cel_type(CEL_DATE), "结算日期"),
                           field("self", cel_type(CEL_DECIMAL), "自付金额"),
                           field("fund", cel_type(CEL_DECIMAL), ""),
                           field("urgent", cel_type(CEL_BOOL), "是否急诊")};
  const CelType *bills =
      cel_type_list(arena, cel_type_record(arena, schema(arena, "med_settle", bill, 4)));
  const CelField dept[] = {field("med_settle", bills, "住院结算")};
  CelField fields[] = {
      field("name", cel_type(CEL_NAME), "姓名"),
      field("birth", cel_type(CEL_DATE), "出生日期"),
      field("relation", cel_type_code(arena, relation), "与户主关系"),
      field("disabled", cel_type(CEL_BOOL), "是否残疾"),
      field("income", cel_type(CEL_DECIMAL), "收入"),
      field("id", cel_type(CEL_IDNUMBER), "证件号码"),
      field("dept", cel_type_record(arena, schema(arena, "dept", dept, 1)), "部门数据")};
  fields[6].flags = CEL_FIELD_SAME;
  return cel_type_record(arena, schema(arena, "person", fields, 7));
}

static World world_new(void) {
  Arena *arena = arena_new(1 << 22);
  const CelType *person = person_type(arena);
  const CelField house[] = {field("members", cel_type_list(arena, person), "家庭成员"),
                            field("head", person, "户主")};
  CelField params[] = {
      field("line", cel_type(CEL_INT), "收入监测线"),
      field("from", cel_type(CEL_DATE), "预警起算日"),
      field("table", cel_type_map(arena, cel_type(CEL_STRING), cel_type(CEL_DECIMAL)), "标准表")};
  params[0].flags = CEL_FIELD_PARAM;
  CelVar *vars = arena_new_array(arena, CelVar, 4);
  vars[0] = (CelVar){STR("person"), person};
  vars[1] =
      (CelVar){STR("household"), cel_type_record(arena, schema(arena, "household", house, 2))};
  vars[2] = (CelVar){STR("param"), cel_type_record(arena, schema(arena, "param", params, 3))};
  vars[3] = (CelVar){STR("on"), cel_type(CEL_DATE)};
  return (World){.arena = arena, .diag = diag_new(), .env = {.vars = vars, .var_count = 4}};
}

static void world_free(World *world) {
  diag_free(world->diag);
  arena_free(world->arena);
}

static CelSource source(const char *text) {
  return (CelSource){.text = str_from(text), .file_text = str_from(text), .line = 1, .column = 1};
}

static void expect_words(World *world, const char *text, int english, const char *want) {
  uint32_t output = 0;
  Err err = cel_unit_output(world->unit, STR("out"), source(text), NULL, &output, world->diag);
  EXPECT_INT(err, ERR_OK);
  if (err != ERR_OK) {
    printf("%s\n", text);
    return;
  }
  Buf out;
  buf_init(&out, 1 << 16);
  cel_unit_words(world->unit, output, english, &out);
  EXPECT_STR(buf_view(&out), want);
  buf_free(&out);
}

typedef struct WordsCase {
  const char *text, *zh, *en;
} WordsCase;

static void expect_cases(const WordsCase *cases, size_t count) {
  World world = world_new();
  world.unit = cel_unit_new(&world.env, world.arena);
  for (size_t i = 0; i < count; i++) {
    expect_words(&world, cases[i].text, 0, cases[i].zh);
    if (cases[i].en != NULL) expect_words(&world, cases[i].text, 1, cases[i].en);
  }
  world_free(&world);
}

#define EXPECT_CASES(cases) expect_cases((cases), sizeof(cases) / sizeof *(cases))

UNIT(relations) {
  static const WordsCase cases[] = {
      {"person.income > 6000", "本人的收入 大于 6000", "收入 of the person is more than 6000"},
      {"person.income <= 0.5", "本人的收入 不大于 0.5", "收入 of the person is at most 0.5"},
      {"person.birth < date('2003-09-01')", "本人的出生日期 早于 2003年9月1日",
       "出生日期 of the person is before 2003-09-01"},
      {"person.birth >= param.from", "本人的出生日期 不早于 预警起算日",
       "出生日期 of the person is not before 预警起算日"},
      {"person.name == '岩甲'", "本人的姓名 等于 「岩甲」", "姓名 of the person is \"岩甲\""},
      {"person.relation == '01'", "本人的与户主关系 等于 「户主」",
       "与户主关系 of the person is \"户主\""},
      {"person.relation in ['户主', '02']", "本人的与户主关系 是 「户主」、「配偶」 之一",
       "与户主关系 of the person is one of \"户主\", \"配偶\""},
      {"!(person.relation in ['01'])", "本人的与户主关系 不是 「户主」 之一",
       "与户主关系 of the person is none of \"户主\""},
      {"person.disabled", "本人的是否残疾为是", "是否残疾 of the person is yes"},
      {"!person.disabled", "非（本人的是否残疾为是）", "not (是否残疾 of the person is yes)"},
      {"has(person.birth)", "本人有出生日期", "the person has 出生日期"},
      {"!has(person.birth)", "本人没有出生日期", "the person has no 出生日期"},
      {"raw(person.income) == ''", "本人的收入原文 等于 「」",
       "the original text of 收入 of the person is \"\""},
      {"household.head.name == person.name", "本户的户主的姓名 等于 本人的姓名", NULL},
      {"person.income / 12 > ratio(person.income, 3)",
       "本人的收入 与 12 之比 大于 本人的收入 与 3 之比",
       "收入 of the person over 12 is more than 收入 of the person over 3"},
      {"ratio(person.income, 12) > 0.3", "本人的收入 与 12 之比 大于 0.3", NULL},
  };
  EXPECT_CASES(cases);
}

UNIT(brackets) {
  static const WordsCase cases[] = {
      {"person.disabled && (person.income > 1 || person.income < 0)",
       "本人的是否残疾为是 且 （本人的收入 大于 1 或 本人的收入 小于 0）",
       "是否残疾 of the person is yes and (收入 of the person is more than 1 or 收入 of the person "
       "is less than 0)"},
      {"person.disabled && true || false", "本人的是否残疾为是 且 是 或 否", NULL},
      {"param.line - (param.line - 1) == 1", "收入监测线 减 （收入监测线 减 1） 等于 1", NULL},
      {"param.line - param.line - 1 == 1", "收入监测线 减 收入监测线 减 1 等于 1", NULL},
      {"(param.line + 1) * 2 == 1", "（收入监测线 加 1） 乘 2 等于 1",
       "(收入监测线 plus 1) times 2 is 1"},
      {"param.line + param.line * 2 == 1", "收入监测线 加 （收入监测线 乘 2） 等于 1", NULL},
      {"-(param.line + 1) == 1", "负 （收入监测线 加 1） 等于 1", "minus (收入监测线 plus 1) is 1"},
      {"days_between(person.birth, on.add_days(3)) > 30",
       "本人的出生日期 到 （计算日期 后 3 天） 的天数 大于 30",
       "the days from 出生日期 of the person to (3 days after the evaluation date) is more than "
       "30"},
      {"(person.income > 1) == person.disabled", "（本人的收入 大于 1） 等于 本人的是否残疾", NULL},
      {"(person.disabled ? 1 : 2) == 1", "（若 本人的是否残疾为是，则为 1，否则为 2） 等于 1",
       "(if 是否残疾 of the person is yes, then 1, otherwise 2) is 1"},
      {"decimal(param.line) > person.income", "收入监测线 大于 本人的收入", NULL},
      {"age(person.birth, on) >= 60", "本人的出生日期 出生者在 计算日期 的周岁 不小于 60",
       "the age on the evaluation date of one born 出生日期 of the person is at least 60"},
      {"id_valid(person.id)", "本人的证件号码 是有效的证件号码", NULL},
      {"!id_valid(person.id)", "非（本人的证件号码 是有效的证件号码）", NULL},
  };
  EXPECT_CASES(cases);
}

UNIT(macros) {
  static const WordsCase cases[] = {
      {"person.dept.med_settle.exists(r, r.self > 6000)",
       "存在 本人的住院结算，使得 自付金额 大于 6000",
       "at least one of 住院结算 of the person satisfies: 自付金额 is more than 6000"},
      {"person.disabled && person.dept.med_settle.exists(r, r.urgent)",
       "本人的是否残疾为是 且 （存在 本人的住院结算，使得 是否急诊为是）", NULL},
      {"person.dept.med_settle.all(r, r.self > r.fund)",
       "每一 本人的住院结算 都满足 自付金额 大于 fund", NULL},
      {"person.dept.med_settle.exists_one(r, r.urgent)",
       "恰有一项 本人的住院结算，使得 是否急诊为是", NULL},
      {"size(person.dept.med_settle.filter(r, r.settled >= param.from && r.self >= 6000)) > 0",
       "本人的住院结算（其中 结算日期 不早于 预警起算日 且 自付金额 不小于 6000 的） 的个数 大于 0",
       "the number of 住院结算 of the person (those with: 结算日期 is not before 预警起算日 and "
       "自付金额 is at least 6000) is more than 0"},
      {"person.dept.med_settle.count(r, r.urgent) > 1",
       "本人的住院结算（其中 是否急诊为是 的）的个数 大于 1", NULL},
      {"person.dept.med_settle.sum(r, r.self) > 1", "本人的住院结算的自付金额的合计 大于 1",
       "the total of 自付金额 of 住院结算 of the person is more than 1"},
      {"person.dept.med_settle.sum(r, r.self + r.fund) > 1",
       "本人的住院结算的（自付金额 加 fund）的合计 大于 1",
       "the total of (自付金额 plus fund) of 住院结算 of the person is more than 1"},
      {"person.dept.med_settle.max(r, r.self, 0) > 1",
       "本人的住院结算的自付金额的最大值（没有时为 0） 大于 1",
       "the largest 自付金额 of 住院结算 of the person (if there is none: 0) is more than 1"},
      {"person.dept.med_settle.min(r, r.settled) > on",
       "本人的住院结算的结算日期的最小值 晚于 计算日期", NULL},
      {"person.dept.med_settle.map(r, r.self).sum(x, x) > 1",
       "（本人的住院结算的自付金额）的合计 大于 1", NULL},
      {"size(person.dept.med_settle.distinct(r, r.settled)) > 1",
       "（本人的住院结算的不同结算日期） 的个数 大于 1", NULL},
      {"person.dept.med_settle.sort(r, r.settled)[0].self > 1",
       "（本人的住院结算（按 结算日期 排列）的第 1 项）的自付金额 大于 1", NULL},
      {"person.dept.med_settle.pairs(a, b, days_between(a.settled, b.settled) < 3)",
       "存在 本人的住院结算 中相邻的两项（甲）（乙），使得 甲的结算日期 到 乙的结算日期 的天数 "
       "小于 3",
       "two neighbours in 住院结算 of the person (A) (B) satisfies: the days from 结算日期 of A to "
       "结算日期 of B is less than 3"},
      {"household.members.exists(m, m.dept.med_settle.exists(r, r.self > m.income))",
       "存在 本户的家庭成员（甲），使得 存在 甲的住院结算，使得 自付金额 大于 甲的收入", NULL},
      {"household.members.exists(m, m.dept.med_settle.exists(r, r.self > 5))",
       "存在 本户的家庭成员，使得 存在 住院结算，使得 自付金额 大于 5", NULL},
  };
  EXPECT_CASES(cases);
}

UNIT(elements) {
  static const WordsCase cases[] = {
      {"param.table.get('甲类') > 1", "标准表中 「甲类」 的值 大于 1",
       "the entry of \"甲类\" in 标准表 is more than 1"},
      {"param.line.at(on) > 1", "计算日期的收入监测线 大于 1",
       "收入监测线 on the evaluation date is more than 1"},
      {"[1, 2][param.line] == 1", "[1、2]中序号（从 0 起）为 收入监测线 的项 等于 1", NULL},
      {"{'b': 1, 'a': 2}", "{「a」：2，「b」：1}", "{\"a\": 2, \"b\": 1}"},
  };
  EXPECT_CASES(cases);
}

UNIT(lets) {
  World world = world_new();
  world.unit = cel_unit_new(&world.env, world.arena);
  CelUnit *unit = world.unit;
  const char *const lets[][2] = {
      {"bills", "person.dept.med_settle.filter(r, r.self > 6000)"},
      {"unused", "person.income"},
      {"total", "bills.sum(r, r.self)"},
      {"poor", "person.income < 1"},
  };
  for (size_t i = 0; i < 4; i++)
    EXPECT_INT(cel_unit_let(unit, str_from(lets[i][0]), source(lets[i][1]), world.diag), ERR_OK);
  expect_words(&world, "poor && total > 1", 0,
               "poor为是 且 total 大于 1，其中：poor 指 本人的收入 小于 1；total 指 "
               "bills的自付金额的合计；bills 指 本人的住院结算（其中 自付金额 大于 6000 的）");
  expect_words(
      &world, "size(bills) > 0", 1,
      "the number of bills is more than 0, where bills means 住院结算 of the person (those "
      "with: 自付金额 is more than 6000)");
  expect_words(&world, "on > param.from", 0, "计算日期 晚于 预警起算日");
  world_free(&world);
}

/* Long chains are cut, not followed to the end of the stack. */
UNIT(long_chain) {
  World world = world_new();
  world.unit = cel_unit_new(&world.env, world.arena);
  enum { TERMS = 3000 };
  Buf text;
  buf_init(&text, 1 << 16);
  buf_lit(&text, "1 == 1");
  for (int i = 0; i < TERMS; i++)
    buf_lit(&text, " || person.disabled");
  uint32_t output = 0;
  CelSource long_source = {.text = buf_view(&text), .line = 1, .column = 1};
  Err err = cel_unit_output(world.unit, STR("x"), long_source, NULL, &output, world.diag);
  EXPECT(err == ERR_OK || diag_count(world.diag) > 0);
  if (err == ERR_OK) {
    Buf out;
    buf_init(&out, 1 << 20);
    cel_unit_words(world.unit, output, 0, &out);
    EXPECT(out.len > 100 && !out.overflow);
    EXPECT(str_ends(buf_view(&out), STR("本人的是否残疾为是")));
    buf_free(&out);
  }
  buf_free(&text);
  world_free(&world);
}

UNIT_MAIN(UNIT_CASE(relations),
          UNIT_CASE(brackets),
          UNIT_CASE(macros),
          UNIT_CASE(elements),
          UNIT_CASE(lets),
          UNIT_CASE(long_chain))
