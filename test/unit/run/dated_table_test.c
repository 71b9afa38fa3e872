/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dated_table: what holds of a household on days around 2021-05-10, case by case: who belonged to
 * it, where somebody was, its episode, its open case (docs/decisions/0010-subjects.md). Each line
 * of a table is a household (or a person of one), each column of it a day; what is expected was
 * written by hand. All of it is asked of the registry of 2021-10-30, by both executors.
 */
#include "texts.h"

enum { DAYS = 6 };
static const char *const day_names[DAYS] = {"april", "eve", "day", "end", "june", "today"};

/* ---- who belonged to it ---- */

/* 甲 is a member; 乙, of another household since June, left this one if [left] is not NULL. */
typedef struct Member {
  const char *birth, *joined, *left, *left_joined;
  bool stranger; /* who left is nobody of the registry */
  bool back;     /* it is 甲 who left, and came back */
  const char *members[DAYS];
  const char *at[DAYS]; /* where 甲 was; where 乙 was if it is he who left */
} Member;

static const Member members[] = {
    /* always a member; joined, or was born, that day */
    {"1970-01-01",
     "",
     NULL,
     "",
     false,
     false,
     {"[甲]", "[甲]", "[甲]", "[甲]", "[甲]", "[甲]"},
     {"H", "H", "H", "H", "H", "H"}},
    {"1970-01-01",
     "2021-05-10",
     NULL,
     "",
     false,
     false,
     {"[]", "[]", "[甲]", "[甲]", "[甲]", "[甲]"},
     {"?", "?", "H", "H", "H", "H"}},
    {"2021-05-10",
     "",
     NULL,
     "",
     false,
     false,
     {"[]", "[]", "[甲]", "[甲]", "[甲]", "[甲]"},
     {"?", "?", "H", "H", "H", "H"}},
    /* some day of May; some day; some day after birth */
    {"1970-01-01",
     "2021-05",
     NULL,
     "",
     false,
     false,
     {"[]", "[甲?]", "[甲?]", "[甲]", "[甲]", "[甲]"},
     {"?", "?", "?", "H", "H", "H"}},
    {"1970-01-01",
     "某天",
     NULL,
     "",
     false,
     false,
     {"[甲?]", "[甲?]", "[甲?]", "[甲?]", "[甲?]", "[甲]"},
     {"?", "?", "?", "?", "?", "H"}},
    {"2021-05-10",
     "某天",
     NULL,
     "",
     false,
     false,
     {"[]", "[]", "[甲?]", "[甲?]", "[甲?]", "[甲]"},
     {"?", "?", "?", "?", "?", "H"}},
    {"2021-05",
     "",
     NULL,
     "",
     false,
     false,
     {"[]", "[甲?]", "[甲?]", "[甲]", "[甲]", "[甲]"},
     {"?", "?", "?", "H", "H", "H"}},
    /* left that day: was a member until the eve */
    {"1970-01-01",
     "",
     "2021-05-10",
     "",
     false,
     false,
     {"[甲, 乙]", "[甲, 乙]", "[甲]", "[甲]", "[甲]", "[甲]"},
     {"H", "H", "?", "?", "G", "G"}},
    {"1970-01-01",
     "",
     "2021-05",
     "",
     false,
     false,
     {"[甲, 乙]", "[甲, 乙?]", "[甲, 乙?]", "[甲]", "[甲]", "[甲]"},
     {"H", "?", "?", "?", "G", "G"}},
    {"1970-01-01",
     "",
     "2021-06-01",
     "2021-05-10",
     false,
     false,
     {"[甲]", "[甲]", "[甲, 乙]", "[甲, 乙]", "[甲]", "[甲]"},
     {"?", "?", "H", "H", "G", "G"}},
    {"1970-01-01",
     "",
     "2021-06-01",
     "某天",
     false,
     false,
     {"[甲, 乙?]", "[甲, 乙?]", "[甲, 乙?]", "[甲, 乙?]", "[甲]", "[甲]"},
     {"?", "?", "?", "?", "G", "G"}},
    /* somebody left of whom there is no record */
    {"1970-01-01",
     "",
     "2021-05-10",
     "",
     true,
     false,
     {"[甲, ...]", "[甲, ...]", "[甲]", "[甲]", "[甲]", "[甲]"},
     {"?", "?", "?", "?", "G", "G"}},
    /* left and came back */
    {"1970-01-01",
     "2021-06-01",
     "2021-05-10",
     "",
     false,
     true,
     {"[甲]", "[甲]", "[]", "[]", "[甲]", "[甲]"},
     {"H", "H", "?", "?", "H", "H"}},
};

/* ---- its episode, its case ---- */

typedef struct Spell {
  const char *rows[3];      /* episodes: begun, off, off_date; cases: case, kind, begun, done */
  const char *expect[DAYS]; /* when it began, or the case's number; -: none; ?: unknown */
} Spell;

static const Spell episodes[] = {
    {{NULL}, {"-", "-", "-", "-", "-", "-"}},
    {{"2021-05-10,否,"}, {"-", "-", "2021-05-10", "2021-05-10", "2021-05-10", "2021-05-10"}},
    {{"2021-05-10,是,2021-06-01"}, {"-", "-", "2021-05-10", "2021-05-10", "-", "-"}},
    {{"2021-05-10,是,2021-05-10"}, {"-", "-", "-", "-", "-", "-"}},
    /* over, nobody knows when; it is on the registry's own day */
    {{"2021-01-01,是,"}, {"?", "?", "?", "?", "?", "-"}},
    {{"2021-05-10,是,某天"}, {"-", "-", "?", "?", "?", "-"}},
    {{"2021-01-01,是,2021-05"}, {"2021-01-01", "?", "?", "-", "-", "-"}},
    {{"2021-05-10,也许,"}, {"-", "-", "?", "?", "?", "?"}},
    {{",否,"}, {"?", "?", "?", "?", "?", "?"}},
    /* one follows the other that day; two at once */
    {{"2021-01-01,是,2021-05-10", "2021-05-10,否,"},
     {"2021-01-01", "2021-01-01", "2021-05-10", "2021-05-10", "2021-05-10", "2021-05-10"}},
    {{"2021-01-01,否,", "2021-05-10,否,"}, {"2021-01-01", "2021-01-01", "?", "?", "?", "?"}},
    {{"2021-01-01,是,2021-05-10", "2021-06-01,否,"},
     {"2021-01-01", "2021-01-01", "-", "-", "2021-06-01", "2021-06-01"}},
};

static const Spell case_rows[] = {
    {{NULL}, {"-", "-", "-", "-", "-", "-"}},
    {{"甲号,核查,2021-05-10,2021-05-10"}, {"-", "-", "甲号", "甲号", "甲号", "甲号"}},
    {{"甲号,核查,2021-01-01,", "甲号,录入,2021-05-01,2021-05-10"},
     {"甲号", "甲号", "-", "-", "-", "-"}},
    {{"甲号,核查,2021-01-01,", "甲号,录入,2021-05-01,"},
     {"甲号", "甲号", "甲号", "甲号", "甲号", "甲号"}},
    {{"甲号,录入,2021-05-10,2021-05-10"}, {"-", "-", "-", "-", "-", "-"}},
    {{"甲号,核查,,"}, {"-", "-", "-", "-", "-", "-"}},
    {{"甲号,核查,2021-05,"}, {"-", "?", "?", "甲号", "甲号", "甲号"}},
    {{"甲号,核查,2021-01-01,", "甲号,录入,2021-01-01,2021-05"}, {"甲号", "?", "?", "-", "-", "-"}},
    /* a step of unknown kind may be the one that closes; done, nobody knows when */
    {{"甲号,别的,2021-01-01,2021-05-10"}, {"甲号", "甲号", "?", "?", "?", "?"}},
    {{"甲号,核查,2021-01-01,", "甲号,录入,2021-01-01,某天"}, {"?", "?", "?", "?", "?", "?"}},
    {{"甲号,核查,2021-01-01,", "乙号,核查,2021-05-10,", "甲号,录入,2021-05-10,2021-05-10"},
     {"甲号", "甲号", "乙号", "乙号", "乙号", "乙号"}},
    {{"甲号,核查,2021-01-01,", "乙号,核查,2021-05-10,"}, {"甲号", "甲号", "?", "?", "?", "?"}},
    {{",核查,2021-01-01,"}, {"-", "-", "-", "-", "-", "-"}},
};

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* ---- the county ---- */

#define FIELD(key, of, label, type)                                                                \
  "- {key: " key ", of: " of ", label: " label ", type: " type "}\n"
#define RULE(id, subject, evidence)                                                                \
  "- id: " id "\n  title: 测试\n  clause: 测试\n  kind: quality\n  series: X\n  subject: " subject \
  "\n  owner: 甲\n  as_of:\n    april: date('2021-04-30')\n    eve: date('2021-05-09')\n"         \
  "    day: date('2021-05-10')\n    end: date('2021-05-31')\n    june: date('2021-06-01')\n"       \
  "    today: on\n  when: 1 == 1\n  evidence: \"" evidence "\"\n"

static const TextsFile pack_files[] = {
    {"pack/pack.yaml", "id: dated\ntitle: 某天\ncounty: '990101'\nexports: []\n"},
    {"pack/codes/all.yaml", "- id: step\n  title: 环节\n  codes: [{code: 核查}, {code: 录入}]\n"
                            "  groups: {closing: [录入]}\n"},
    {"pack/areas/all.yaml", "- {code: '990101', name: 甲县, kind: 县}\n"},
    {"pack/registry.yaml",
     "- {table: persons, file: 'persons*.csv', key: person_no, household: hh_no}\n"
     "- {table: households, file: 'households*.csv', key: hh_no}\n"
     "- {table: episodes, file: 'episodes*.csv', of: household, begun: begun}\n"
     "- {table: left, file: 'left*.csv', of: household}\n"
     "- {table: case_steps, file: 'case_steps*.csv', of: household, optional: true}\n"},
    {"pack/fields/persons.yaml",
     FIELD("person_no", "person", "人编号", "string") FIELD("hh_no", "person", "户编号", "string")
         FIELD("name", "person", "姓名", "name") FIELD("id_no", "person", "证件号码", "idnumber")
             FIELD("birth", "person", "出生日期", "date")
                 FIELD("joined", "person", "加入日期", "date")},
    {"pack/fields/households.yaml",
     FIELD("hh_no", "household", "户编号", "string") FIELD("mark", "household", "记号", "string")
         FIELD("hh_no", "episode", "户编号", "string") FIELD("begun", "episode", "识别日期", "date")
             FIELD("off", "episode", "消除", "bool")
                 FIELD("off_date", "episode", "消除日期", "date")},
    {"pack/fields/left.yaml",
     FIELD("hh_no", "left", "户编号", "string") FIELD("id_no", "left", "证件号码", "idnumber")
         FIELD("date", "left", "减少日期", "date") FIELD("joined", "left", "加入日期", "date")},
    {"pack/fields/steps.yaml",
     FIELD("hh_no", "case_step", "户编号", "string") FIELD(
         "case", "case_step", "编号", "string") "- {key: kind, of: case_step, label: 环节, "
                                                "type: code, codes: step}\n" FIELD(
                                                    "begun", "case_step", "开始", "date")
                                                    FIELD("done", "case_step", "完成", "date")},
    {"pack/rules/all.yaml",
     RULE("M", "household", "household.members_at(on).map(m, m.name)")
         RULE("L", "household", "household.members_at(date('2021-10-31')).map(m, m.name)")
             RULE("A", "person", "person.household_at(on).mark") RULE(
                 "E", "household", "has(household.episode) ? string(household.episode.begun) : '-'")
                 RULE("C", "household", "has(household.case) ? household.case.id : '-'")},
};

/* A made-up number of a division that does not exist; the check character of GB 11643. */
static void put_number(Buf *out, size_t serial) {
  static const int weights[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  char text[40];
  int sum = 0;
  (void)snprintf(text, sizeof text, "99000019700101%03u", (unsigned)serial % 1000);
  for (int i = 0; i < 17; i++)
    sum += weights[i] * (text[i] - '0');
  buf_printf(out, "%s%c", text, "10X98765432"[sum % 11]);
}

static void put_rows(Buf *out, char letter, size_t house, const Spell *spell) {
  for (size_t i = 0; i < 3 && spell->rows[i]; i++)
    buf_printf(out, "%c%02zu,%s\n", letter, house, spell->rows[i]);
}

typedef struct Tables {
  Buf persons, households, left, episodes, steps;
} Tables;

/* 甲 has the number 2i, 乙 2i + 1. */
static void put_member(Tables *to, size_t i) {
  const Member *it = &members[i];
  buf_printf(&to->households, "M%02zu,H\nG%02zu,G\n", i, i);
  buf_printf(&to->persons, "P%02zu,M%02zu,甲,", i, i);
  put_number(&to->persons, 2 * i);
  buf_printf(&to->persons, ",%s,%s\nQ%02zu,G%02zu,乙,", it->birth, it->joined, i, i);
  put_number(&to->persons, 2 * i + 1);
  buf_lit(&to->persons, ",1980-01-01,2021-06-01\n");
  if (it->left == NULL) return;
  buf_printf(&to->left, "M%02zu,", i);
  put_number(&to->left, it->stranger ? 900 + i : it->back ? 2 * i : 2 * i + 1);
  buf_printf(&to->left, ",%s,%s\n", it->left, it->left_joined);
}

static void put_spells(Tables *to) {
  for (size_t i = 0; i < COUNT(episodes); i++) {
    buf_printf(&to->households, "E%02zu,E\n", i);
    buf_printf(&to->persons, "E%02zu,E%02zu,丙,,,\n", i, i);
    put_rows(&to->episodes, 'E', i, &episodes[i]);
  }
  for (size_t i = 0; i < COUNT(case_rows); i++) {
    buf_printf(&to->households, "C%02zu,C\n", i);
    buf_printf(&to->persons, "C%02zu,C%02zu,丙,,,\n", i, i);
    put_rows(&to->steps, 'C', i, &case_rows[i]);
  }
}

static bool open_county(Texts *county, Tables *tables) {
  TextsFile files[COUNT(pack_files) + 8];
  size_t count = COUNT(pack_files);
  memcpy(files, pack_files, sizeof pack_files);
  const struct {
    Buf *buf;
    const char *path, *head;
  } made[] = {
      {&tables->persons, "registry/persons.csv", "人编号,户编号,姓名,证件号码,出生日期,加入日期\n"},
      {&tables->households, "registry/households.csv", "户编号,记号\n"},
      {&tables->left, "registry/left.csv", "户编号,证件号码,减少日期,加入日期\n"},
      {&tables->episodes, "registry/episodes.csv", "户编号,识别日期,消除,消除日期\n"},
      {&tables->steps, "registry/case_steps.csv", "户编号,编号,环节,开始,完成\n"},
  };
  for (size_t i = 0; i < COUNT(made); i++) {
    buf_init(made[i].buf, 1 << 16);
    buf_lit(made[i].buf, made[i].head);
  }
  for (size_t i = 0; i < COUNT(members); i++)
    put_member(tables, i);
  put_spells(tables);
  for (size_t i = 0; i < COUNT(made); i++) {
    buf_char(made[i].buf, '\0');
    files[count++] = (TextsFile){made[i].path, buf_view(made[i].buf).ptr};
  }
  files[count++] = (TextsFile){"deliveries/deliveries.yaml", "[]\n"};
  return texts_open(county, files, count);
}

/* ---- comparing ---- */

/* What a rule shows of somebody as of a day; [column]: where the key stands. */
static Str shown(Str table, const char *rule, int column, const char *key, const char *as_of) {
  while (table.len > 0) {
    Str line = str_cut(&table, '\n'), cells[8];
    for (int i = 0; i < 8; i++)
      cells[i] = str_cut(&line, '\t');
    if (str_eq(cells[3], str_from(rule)) && str_eq(cells[column], str_from(key)) &&
        str_eq(cells[4], str_from(as_of)))
      return cells[7];
  }
  return STR("(no finding)");
}

static void
compare(Str table, const char *rule, char letter, size_t number, const char *const *expected) {
  char key[16];
  (void)snprintf(key, sizeof key, "%c%02zu", letter, number);
  for (int d = 0; d < DAYS; d++) {
    Str got = shown(table, rule, str_eq(str_from(rule), STR("A")) ? 1 : 0, key, day_names[d]);
    EXPECT_STR(got, expected[d]);
    if (!str_eq(got, str_from(expected[d]))) printf("  %s %s, %s\n", rule, key, day_names[d]);
  }
}

/* On a day after the registry's own: who will go, and who will come, nobody knows. */
static void compare_all(Str table) {
  static const char *const later[DAYS] = {"[甲?, ...]", "[甲?, ...]", "[甲?, ...]",
                                          "[甲?, ...]", "[甲?, ...]", "[甲?, ...]"};
  for (size_t i = 0; i < COUNT(members); i++) {
    bool moved = members[i].left && !members[i].back;
    compare(table, "M", 'M', i, members[i].members);
    compare(table, "A", moved ? 'Q' : 'P', i, members[i].at);
    compare(table, "L", 'M', i, later);
  }
  for (size_t i = 0; i < COUNT(episodes); i++)
    compare(table, "E", 'E', i, episodes[i].expect);
  for (size_t i = 0; i < COUNT(case_rows); i++)
    compare(table, "C", 'C', i, case_rows[i].expect);
}

UNIT(days) {
  Texts county;
  Tables tables;
  bool opened = open_county(&county, &tables);
  EXPECT(opened && day_from_ymd(2021, 10, 30, &county.input.on));
  for (int i = 0; opened && i < 8; i++) {
    county.input.executor = i & 1 ? RULE_REFERENCE : RULE_SCALAR;
    county.input.partition = i & 2 ? 1 : 0;
    county.input.batch_least = i & 4 ? 1 : UINT32_MAX; /* in columns, or one by one */
    compare_all(texts_output(&county, "findings.tsv"));
  }
  texts_close(&county);
  Buf *made[] = {&tables.persons, &tables.households, &tables.left, &tables.episodes,
                 &tables.steps};
  for (size_t i = 0; i < COUNT(made); i++)
    buf_free(made[i]);
}

UNIT_MAIN(UNIT_CASE(days))
