/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Subjects of a small county: townships, hamlets, cases, the year before, the episode of the day,
 * who belonged to a household on a day; and what a table that is missing does: nothing is found
 * that was not found before, and its cause is counted once for each rule.
 *
 * Two townships, three villages. H1: P1, P2 (joined 2021-06-01); somebody left it in 2021-05 for
 * H3. H2: P4, born 2021-08-01. H3: P5, of the number that left H1. H4 stands in no hamlet.
 */
#include "texts.h"

#define FIELD(key, of, label, type)                                                                \
  "- {key: " key ", of: " of ", label: " label ", type: " type "}\n"
#define RULE(id, subject, rest)                                                                    \
  "- id: " id "\n  title: 测试\n  clause: 测试\n  kind: quality\n  series: X\n  subject: " subject \
  "\n  owner: 甲\n" rest

static const TextsFile county_files[] = {
    {"pack/pack.yaml", "id: subjects\ntitle: 对象\ncounty: '990101'\nexports: []\n"},
    {"pack/codes/all.yaml",
     "- id: step\n  title: 环节\n  codes: [{code: 核查}, {code: 评议}, {code: 公示}, {code: "
     "录入}]\n"
     "  groups: {meetings: [评议], publicities: [公示], closing: [录入]}\n"
     "- id: procedure\n  title: 事项\n  codes: [{code: 识别}, {code: 消除}]\n"},
    {"pack/fields/all.yaml",
     FIELD("person_no", "person", "人编号", "string") FIELD("hh_no", "person", "户编号", "string")
         FIELD("name", "person", "姓名", "name") FIELD(
             "id_no", "person", "证件号码", "idnumber") FIELD("birth", "person", "出生日期", "date")
             FIELD("joined", "person", "加入日期", "date") FIELD(
                 "pay", "person", "工资", "decimal") FIELD("hh_no", "household", "户编号", "string")
                 FIELD("vill", "household", "村", "division") FIELD(
                     "group_name", "household", "组", "string") FIELD("income",
                                                                      "household",
                                                                      "收入",
                                                                      "decimal") FIELD("head_since",
                                                                                       "household",
                                                                                       "户主始于",
                                                                                       "date")
                     FIELD("code", "village", "代码", "division") FIELD(
                         "total",
                         "village",
                         "户数",
                         "int") FIELD("hh_no", "episode", "户编号", "string")
                         FIELD("begun", "episode", "识别日期", "date") FIELD(
                             "off",
                             "episode",
                             "消除",
                             "bool") FIELD("off_date", "episode", "消除日期", "date")
                             FIELD("hh_no", "left", "户编号", "string") FIELD(
                                 "id_no", "left", "证件号码", "idnumber") FIELD("date",
                                                                                "left",
                                                                                "减少日期",
                                                                                "date")
                                 FIELD("joined", "left", "加入日期", "date") FIELD(
                                     "hh_no", "helper", "户编号", "string")
                                     FIELD("from", "helper", "起", "date") FIELD(
                                         "hh_no",
                                         "measure",
                                         "户编号",
                                         "string") FIELD("amount", "measure", "金额", "decimal")
                                         FIELD("hh_no", "case_step", "户编号", "string") FIELD(
                                             "case",
                                             "case_step",
                                             "编号",
                                             "string") "- {key: procedure, of: case_step, label: "
                                                       "事项, type: code, codes: procedure}\n"
                                                       "- {key: kind, of: case_step, label: 环节, "
                                                       "type: code, codes: step}\n" FIELD(
                                                           "begun", "case_step", "开始", "date")
                                                           FIELD(
                                                               "done", "case_step", "完成", "date")
                                                               FIELD("by",
                                                                     "case_step",
                                                                     "办理人",
                                                                     "string")},
    {"pack/registry.yaml",
     "- {table: persons, file: 'persons*.csv', key: person_no, household: hh_no}\n"
     "- {table: households, file: 'households*.csv', key: hh_no, optional: true, village: vill}\n"
     "- {table: villages, file: 'villages*.csv', key: code, optional: true}\n"
     "- {table: episodes, file: 'episodes*.csv', of: household, optional: true, begun: begun}\n"
     "- {table: left, file: 'left*.csv', of: household, optional: true}\n"
     "- {table: helpers, file: 'helpers*.csv', of: household, optional: true}\n"
     "- {table: measures, file: 'measures*.csv', of: household, optional: true}\n"
     "- {table: case_steps, file: 'case_steps*.csv', of: household, optional: true}\n"
     "- {table: last_persons, file: 'last_persons*.csv', optional: true}\n"
     "- {table: last_households, file: 'last_households*.csv', optional: true}\n"
     "- {table: last_villages, file: 'last_villages*.csv', optional: true}\n"},
    {"pack/datasets/all.yaml",
     "- id: road\n  title: 路\n  department: 交通\n  grain: village\n  population: all_rural\n"
     "  match:\n    - {name: village, by: [village], as: sure}\n"
     "  columns:\n    village: {header: [村], type: division}\n"
     "    km: {header: [公里], type: decimal, min: 0}\n"},
    {"pack/areas/all.yaml",
     "- {code: '990101', name: 甲县, kind: 县}\n- {code: '990101101', name: 乙镇, kind: 镇}\n"
     "- {code: '990101101201', name: 上村, kind: 村}\n"
     "- {code: '990101101202', name: 下村, kind: 村}\n"
     "- {code: '990101102', name: 丙乡, kind: 乡}\n"
     "- {code: '990101102201', name: 远村, kind: 村}\n"},
    {"pack/rules/all.yaml",
     RULE("T1",
          "township",
          "  when: size(township.households) > 1\n"
          "  evidence:\n"
          "    code: township.code\n"
          "    name: township.name\n"
          "    villages: size(township.villages)\n"
          "    persons: size(township.persons)\n") RULE("T2",
                                                        "township",
                                                        "  when: township.dept.road.sum(r, r.km) > "
                                                        "5\n"
                                                        "  evidence: township.dept.road.sum(r, "
                                                        "r.km)\n")
         RULE("T3",
              "person",
              "  when: township.name == '丙乡' && village.township.code == "
              "township.code\n  evidence: size(township.households)\n")
             RULE("V1",
                  "village",
                  "  when: village.total != size(village.households)\n"
                  "  evidence: size(village.households)\n") RULE("V2",
                                                                 "village",
                                                                 "  when: size(village.hamlets) > "
                                                                 "1\n"
                                                                 "  evidence: "
                                                                 "village.hamlets.map(h, h.name)\n")
                 RULE("V3",
                      "village",
                      "  when: village.hamlets.exists(h, h.name == '一组' && "
                      "size(h.households) == 2)\n")
                     RULE("V4", "village", "  when: village.total > village.last.total\n") RULE(
                         "L1",
                         "household",
                         "  when: household.income > household.last.income * 1.5\n"
                         "  evidence:\n"
                         "    now: household.income\n"
                         "    before: household.last.income\n")
                         RULE("L2", "person", "  when: person.pay != person.last.pay\n") RULE(
                             "E1",
                             "household",
                             "  as_of:\n"
                             "    today: on\n"
                             "    july: date('2021-07-01')\n"
                             "  when: has(household.episode)\n"
                             "  evidence: household.episode.begun\n")
                             RULE("H1",
                                  "household",
                                  "  when: has(household.episode) && "
                                  "!household.helpers.exists(h, h.from <= on)\n")
                                 RULE("H2",
                                      "household",
                                      "  when: household.measures.sum(m, m.amount) > 100\n"
                                      "  evidence: household.measures.sum(m, m.amount)\n")
                                     RULE("H3",
                                          "household",
                                          "  when: household.head_since > date('2021-06-30')\n")
                                         RULE("M1",
                                              "household",
                                              "  when: "
                                              "size(household.members_at(date('2021-03-31'))) != "
                                              "size(household.members)\n"
                                              "  evidence: "
                                              "household.members_at(date('2021-03-31')).map(m, "
                                              "m.person_no)\n")
                                             RULE("M2",
                                                  "person",
                                                  "  when: person.household_at(date('2021-03-31')) "
                                                  "!= household\n"
                                                  "  evidence: "
                                                  "person.household_at(date('2021-03-31')).hh_no\n")
                                                 RULE("C1",
                                                      "case",
                                                      "  when: case.publicities.exists(s, "
                                                      "days_between(s.begun, s.done) < 5)\n"
                                                      "  evidence:\n"
                                                      "    id: case.id\n"
                                                      "    kind: case.kind\n"
                                                      "    hh: case.household.hh_no\n"
                                                      "    steps: size(case.steps)\n"
                                                      "    village: village.total\n")
                                                     RULE(
                                                         "C2",
                                                         "household",
                                                         "  when: has(household.case)\n  "
                                                         "evidence:\n"
                                                         "    id: household.case.id\n"
                                                         "    of: size(household.cases)\n"
                                                         "    met: size(household.case.meetings)\n")
                                                         RULE("C3",
                                                              "case",
                                                              "  population: monitored\n  as_of:\n"
                                                              "    b: on\n"
                                                              "    a: on\n  when: 1 == 1\n")},
    {"registry/persons.csv", "人编号,户编号,姓名,证件号码,出生日期,加入日期,工资\n"
                             "P1,H1,甲一,99010119700101001X,1970-01-01,,10\n"
                             "P2,H1,甲二,990101197201010030,1972-01-01,2021-06-01,20\n"
                             "P4,H2,乙一,,2021-08-01,,0\n"
                             "P5,H3,丙一,990101199001010019,1990-01-01,2021-05-01,30\n"
                             "P6,H4,丁一,,1960-01-01,,40\n"},
    {"registry/households.csv", "户编号,村,组,收入,户主始于\nH1,990101101201,一组,1000,2021-07-01\n"
                                "H2,990101101201,二组,2000,\nH3,990101101202,一组,3000,2020-01-01\n"
                                "H4,990101102201,,4000,\n"},
    {"registry/villages.csv", "代码,户数\n990101101201,2\n990101101202,3\n990101102201,1\n"},
    {"registry/episodes.csv", "户编号,识别日期,消除,消除日期\nH1,2021-02-01,否,\n"
                              "H2,2021-01-01,是,2021-08-01\nH3,2021-09-01,是,\n"},
    {"registry/left.csv", "户编号,证件号码,减少日期,加入日期\nH1,990101199001010019,2021-05-01,\n"
                          "H1,990101198001010014,2020-05-01,\n"
                          "H4,99010119810101002X,2021-06-01,\n"},
    {"registry/helpers.csv", "户编号,起\nH2,2021-01-01\n"},
    {"registry/measures.csv", "户编号,金额\nH1,60\nH1,50\nH2,100\n"},
    {"registry/case_steps.csv",
     "户编号,编号,事项,环节,开始,完成,办理人\nH1,S2,识别,核查,2021-01-05,2021-01-06,甲\n"
     "H1,S2,识别,公示,2021-01-10,2021-01-13,甲\nH1,S2,识别,录入,2021-02-01,2021-02-01,乙\n"
     "H1,S1,消除,评议,2021-10-01,2021-10-01,甲\nH1,S1,消除,公示,2021-10-10,,甲\n"
     "H2,S3,识别,公示,2020-12-01,2020-12-10,甲\nH2,S3,识别,录入,2021-01-01,2021-01-01,甲\n"
     "H2,,识别,录入,2021-01-01,2021-01-01,甲\n"},
    {"registry/last_persons.csv", "人编号,工资\nP1,10\nP2,10\n"},
    {"registry/last_households.csv", "户编号,收入\nH1,500\nH2,1500\nH3,3000\nH3,1\nH9,1\n"},
    {"registry/last_villages.csv", "代码,户数\n990101101201,2\n990101101202,2\n990101102201,1\n"},
    {"deliveries/road.csv", "村,公里\n上村,3\n下村,2.5\n远村,6\n"},
    {"deliveries/deliveries.yaml",
     "- file: road.csv\n  dataset: road\n  coverage: full\n"
     "  covers: {first: '2021-01-01', last: '2021-12-31', area: ['990101101']}\n"},
};
enum { FILES = sizeof county_files / sizeof county_files[0] };

static Day day(const char *text) {
  Day it = DAY_MIN;
  EXPECT(day_parse_iso(str_from(text), &it));
  return it;
}

/* The county with another text in the place of one file; NULL: without it. */
static bool open_changed(Texts *county, const char *path, const char *text) {
  TextsFile files[FILES];
  size_t count = 0;
  for (size_t i = 0; i < FILES; i++) {
    bool changed = path && str_eq(str_from(county_files[i].path), str_from(path));
    if (changed && text == NULL) continue;
    files[count] = county_files[i];
    if (changed) files[count].text = text;
    count++;
  }
  bool opened = texts_open(county, files, count);
  county->input.on = day("2021-10-30");
  return opened;
}

static void expect(const char *rule, const char *want, int line) {
  Texts county;
  if (open_changed(&county, NULL, NULL))
    texts_expect(&county, rule, day("2021-10-30"), want, __FILE__, line);
  texts_close(&county);
}
#define EXPECT_RULE(rule, want) expect((rule), (want), __LINE__)

/* Findings of a place name it by its code; what a full delivery of one township does not cover of
 * the other stays open. */
UNIT(townships) {
  EXPECT_RULE("T1", "-\t-\t990101101000\tT1\t-\tyes\t-\t"
                    "code=990101101000;name=乙镇;villages=2;persons=4\t-\t-\t-\n");
  EXPECT_RULE("T2", "-\t-\t990101101000\tT2\t-\tyes\t-\t5.5\troad:road.csv:-:2;"
                    "road:road.csv:-:3\t-\t-\n-\t-\t990101102000\tT2\t-\tyes\t-\t≥6\t"
                    "road:road.csv:-:4\t-\t-\n");
  EXPECT_RULE("T3", "H4\tP6\t990101102201\tT3\t-\tyes\t-\t1\t-\t-\t-\n");
  Texts county;
  if (open_changed(&county, NULL, NULL)) {
    Str villages = texts_output(&county, "villages.tsv");
    EXPECT_STR(texts_lines(&county, villages, 0, "990101101000"),
               "990101101000\t990101101000\tX\t2\t0\t0\t0\t0\n");
    EXPECT_STR(texts_lines(&county, villages, 0, "990101102000"),
               "990101102000\t990101102000\tX\t1\t0\t0\t0\t0\n");
  }
  texts_close(&county);
}

UNIT(villages_and_hamlets) {
  EXPECT_RULE("V1", "-\t-\t990101101202\tV1\t-\tyes\t-\t1\tregistry:villages.csv:-:3\t-\t-\n");
  EXPECT_RULE("V2", "-\t-\t990101101201\tV2\t-\tyes\t-\t[一组, 二组]\t-\t-\t-\n");
  EXPECT_RULE("V3", "");
  EXPECT_RULE("V4", "-\t-\t990101101202\tV4\t-\tyes\t-\t-\tregistry:villages.csv:-:3;"
                    "registry:last_villages.csv:-:3\t-\t-\n");
}

/* H5 is of no known village, so it may be of any: more than 1 is known, how many is not. */
UNIT(unknown_village) {
  Texts county;
  if (open_changed(&county, "registry/persons.csv",
                   "人编号,户编号,姓名\nP1,H1,甲一\nP2,H2,甲二\nP7,H5,戊一\n")) {
    TEXTS_EXPECT(&county, "T1", day("2021-10-30"),
                 "-\t-\t990101101000\tT1\t-\tyes\t-\t"
                 "code=990101101000;name=乙镇;villages=2;persons=≥2\t-\t-\t-\n");
    TEXTS_EXPECT(&county, "V1", day("2021-10-30"), "");
    TEXTS_EXPECT(&county, "T3", day("2021-10-30"),
                 "H5\tP7\t-\tT3\t-\tundecidable\t-\t?\t-\tnot_collected household.village\t-\n");
    Str undecided = texts_output(&county, "undecided.tsv");
    EXPECT_STR(texts_lines(&county, undecided, 0, "V1"),
               "V1\t990101000000\tnot_collected household.village\t3\n");
    EXPECT_STR(texts_lines(&county, undecided, 0, "V2"),
               "V2\t990101000000\tnot_collected household.village\t2\n");
  }
  texts_close(&county);
}

/* H3 has two rows of last year, the first counts; who has none is told of by name. */
UNIT(year_before) {
  EXPECT_RULE("L1", "H1\t-\t990101101201\tL1\t-\tyes\t-\tnow=1000;before=500\t"
                    "registry:households.csv:-:2;registry:last_households.csv:-:2\t-\t-\n"
                    "H4\t-\t990101102201\tL1\t-\tundecidable\t-\tnow=4000;before=?\t"
                    "registry:households.csv:-:5\tempty household.last\t-\n");
  EXPECT_RULE("L2", "H1\tP2\t990101101201\tL2\t-\tyes\t-\t-\tregistry:persons.csv:-:3;"
                    "registry:last_persons.csv:-:3\t-\t-\n"
                    "H2\tP4\t990101101201\tL2\t-\tundecidable\t-\t-\tregistry:persons.csv:-:4\t"
                    "empty person.last\t-\n"
                    "H3\tP5\t990101101202\tL2\t-\tundecidable\t-\t-\tregistry:persons.csv:-:5\t"
                    "empty person.last\t-\n"
                    "H4\tP6\t990101102201\tL2\t-\tundecidable\t-\t-\tregistry:persons.csv:-:6\t"
                    "empty person.last\t-\n");
}

/* H2's ended in August: it held in July. H3's is over, whenever that was. */
UNIT(episode_of_the_day) {
  EXPECT_RULE("E1", "H1\t-\t990101101201\tE1\tjuly\tyes\t-\t2021-02-01\t"
                    "registry:episodes.csv:-:2\t-\t-\n"
                    "H1\t-\t990101101201\tE1\ttoday\tyes\t-\t2021-02-01\t"
                    "registry:episodes.csv:-:2\t-\t-\n"
                    "H2\t-\t990101101201\tE1\tjuly\tyes\t-\t2021-01-01\t"
                    "registry:episodes.csv:-:3\t-\t-\n");
  Texts county; /* two at once: which of them is not known; one of no known beginning: perhaps */
  if (open_changed(&county, "registry/episodes.csv",
                   "户编号,识别日期,消除,消除日期\nH1,2021-02-01,否,\nH1,2021-03-01,否,\n"
                   "H2,2021年,否,\nH3,,否,\n"))
    TEXTS_EXPECT(&county, "E1", day("2021-10-30"),
                 "H1\t-\t990101101201\tE1\tjuly\tundecidable\t-\t?\t"
                 "registry:episodes.csv:-:2;registry:episodes.csv:-:3\t"
                 "not_collected household.episode\t-\n"
                 "H1\t-\t990101101201\tE1\ttoday\tundecidable\t-\t?\t"
                 "registry:episodes.csv:-:2;registry:episodes.csv:-:3\t"
                 "not_collected household.episode\t-\n"
                 "H2\t-\t990101101201\tE1\tjuly\tundecidable\t-\t?\tregistry:episodes.csv:-:4\t"
                 "unreadable episodes.csv:4:识别日期\t-\n"
                 "H2\t-\t990101101201\tE1\ttoday\tundecidable\t-\t?\tregistry:episodes.csv:-:4\t"
                 "unreadable episodes.csv:4:识别日期\t-\n"
                 "H3\t-\t990101101202\tE1\tjuly\tundecidable\t-\t?\tregistry:episodes.csv:-:5\t"
                 "empty episodes.begun\t-\n"
                 "H3\t-\t990101101202\tE1\ttoday\tundecidable\t-\t?\tregistry:episodes.csv:-:5\t"
                 "empty episodes.begun\t-\n");
  texts_close(&county);
}

UNIT(helpers_measures_head) {
  EXPECT_RULE("H1", "H1\t-\t990101101201\tH1\t-\tyes\t-\t-\tregistry:episodes.csv:-:2\t-\t-\n");
  EXPECT_RULE("H2", "H1\t-\t990101101201\tH2\t-\tyes\t-\t110\tregistry:measures.csv:-:2;"
                    "registry:measures.csv:-:3\t-\t-\n");
  EXPECT_RULE("H3", "H1\t-\t990101101201\tH3\t-\tyes\t-\t-\tregistry:households.csv:-:2\t-\t-\n"
                    "H2\t-\t990101101201\tH3\t-\tundecidable\t-\t-\tregistry:households.csv:-:3\t"
                    "empty household.head_since\t-\n"
                    "H4\t-\t990101102201\tH3\t-\tundecidable\t-\t-\tregistry:households.csv:-:5\t"
                    "empty household.head_since\t-\n");
}

/* H1 had P1 and P5, whom it names by number. Of H4 somebody left who is nobody of the registry. P4
 * was not born; where P2 was before is not known. */
UNIT(members_of_a_day) {
  EXPECT_RULE("M1", "H2\t-\t990101101201\tM1\t-\tyes\t-\t[]\tregistry:persons.csv:-:4\t-\t-\n"
                    "H3\t-\t990101101202\tM1\t-\tyes\t-\t[]\tregistry:persons.csv:-:5\t-\t-\n"
                    "H4\t-\t990101102201\tM1\t-\tundecidable\t-\t[P6, ...]\t"
                    "registry:persons.csv:-:6;registry:left.csv:-:4\t"
                    "not_collected household.members_at\t-\n");
  EXPECT_RULE("M2", "H1\tP2\t990101101201\tM2\t-\tundecidable\t-\t?\tregistry:persons.csv:-:3\t"
                    "not_collected person.household_at\t-\n"
                    "H2\tP4\t990101101201\tM2\t-\tundecidable\t-\t?\tregistry:persons.csv:-:4\t"
                    "empty person.household_at\t-\n"
                    "H3\tP5\t990101101202\tM2\t-\tyes\t-\tH1\tregistry:persons.csv:-:5;"
                    "registry:left.csv:-:2\t-\t-\n");
  Texts county; /* who joined when was not collected: anybody but on the day itself, perhaps */
  if (open_changed(&county, "registry/persons.csv",
                   "人编号,户编号,姓名\nP1,H1,甲一\nP4,H2,乙一\nP6,H4,丁一\n")) {
    TEXTS_EXPECT(&county, "M1", day("2021-10-30"),
                 "H1\t-\t990101101201\tM1\t-\tundecidable\t-\t[P1?, ...]\t"
                 "registry:persons.csv:-:2;registry:left.csv:-:2;registry:left.csv:-:3\t"
                 "not_collected household.members_at\t-\n"
                 "H4\t-\t990101102201\tM1\t-\tundecidable\t-\t[P6?, ...]\t"
                 "registry:persons.csv:-:4;registry:left.csv:-:4\t"
                 "not_collected household.members_at\t-\n");
    county.input.on = day("2021-10-30");
    Str undecided = texts_output(&county, "undecided.tsv");
    EXPECT_STR(texts_lines(&county, undecided, 0, "M1"),
               "M1\t990101000000\tnot_collected person.birth\t3\n"
               "M1\t990101000000\tnot_collected person.joined\t3\n");
  }
  texts_close(&county);
}

/* By household, rule, date, then case; a step without an end is not known to have been short. */
UNIT(cases) {
  EXPECT_RULE("C1", "H1\t-\t990101101201\tC1\t-\tundecidable\t-\t"
                    "id=S1;kind=消除;hh=H1;steps=2;village=2\tregistry:case_steps.csv:-:5;"
                    "registry:case_steps.csv:-:6\tempty case_steps.done\tS1\n"
                    "H1\t-\t990101101201\tC1\t-\tyes\t-\t"
                    "id=S2;kind=识别;hh=H1;steps=3;village=2\tregistry:case_steps.csv:-:2;"
                    "registry:case_steps.csv:-:3;registry:case_steps.csv:-:4\t-\tS2\n");
  EXPECT_RULE("C2", "H1\t-\t990101101201\tC2\t-\tyes\t-\tid=S1;of=2;met=1\t"
                    "registry:case_steps.csv:-:2;registry:case_steps.csv:-:3;"
                    "registry:case_steps.csv:-:4;registry:case_steps.csv:-:5;"
                    "registry:case_steps.csv:-:6\t-\t-\n");
  EXPECT_RULE("C3", "H1\t-\t990101101201\tC3\ta\tyes\t-\t-\t-\t-\tS1\n"
                    "H1\t-\t990101101201\tC3\ta\tyes\t-\t-\t-\t-\tS2\n"
                    "H1\t-\t990101101201\tC3\tb\tyes\t-\t-\t-\t-\tS1\n"
                    "H1\t-\t990101101201\tC3\tb\tyes\t-\t-\t-\t-\tS2\n"
                    "H2\t-\t990101101201\tC3\ta\tyes\t-\t-\t-\t-\tS3\n"
                    "H2\t-\t990101101201\tC3\tb\tyes\t-\t-\t-\t-\tS3\n");
  Texts county; /* a kind that cannot be read may be any: a publicity, a closing step */
  if (open_changed(&county, "registry/case_steps.csv",
                   "户编号,编号,事项,环节,开始,完成\nH1,S2,识别,核查,2021-01-05,2021-01-06\n"
                   "H1,S2,消除,别的,2021-01-10,2021-01-13\nH2,S2,识别,评议,2021-01-10,\n")) {
    TEXTS_EXPECT(&county, "C1", day("2021-10-30"),
                 "H1\t-\t990101101201\tC1\t-\tundecidable\t-\t"
                 "id=S2;kind=?;hh=H1;steps=2;village=2\tregistry:case_steps.csv:-:2;"
                 "registry:case_steps.csv:-:3\tunreadable case_steps.csv:3:环节\tS2\n");
    TEXTS_EXPECT(&county, "C2", day("2021-10-30"),
                 "H1\t-\t990101101201\tC2\t-\tundecidable\t-\tid=?;of=1;met=?\t"
                 "registry:case_steps.csv:-:2;registry:case_steps.csv:-:3\t"
                 "unreadable case_steps.csv:3:环节\t-\n"
                 "H2\t-\t990101101201\tC2\t-\tyes\t-\tid=S2;of=1;met=1\t"
                 "registry:case_steps.csv:-:4\t-\t-\n");
    Str issues = texts_output(&county, "issues.tsv");
    EXPECT_STR(texts_lines(&county, issues, 6, "S2"),
               "case_steps.csv\t-\t4\t编号\tkey_twice\t-\tS2\n");
  }
  texts_close(&county);
}

/* The first six cells of each line without its village: who, which rule, which outcome. */
static Str heads(Texts *county, Str table) {
  Buf all;
  buf_init(&all, 1 << 24);
  while (table.len > 0) {
    Str line = str_cut(&table, '\n');
    for (int i = 0; i < 6; i++) {
      Str cell = str_cut(&line, '\t');
      if (i != 2) buf_str(&all, cell);
      buf_char(&all, i < 5 ? '\t' : '\n');
    }
  }
  Str text = arena_str(county->arena, buf_view(&all));
  buf_free(&all);
  return text;
}

/* Lines of [some] that [all] does not have. */
static void expect_within(Texts *county, Str some, Str all, const char *without) {
  some = heads(county, some);
  while (some.len > 0) {
    Str line = str_cut(&some, '\n');
    bool there = str_contains(all, line);
    EXPECT(there);
    if (!there) printf("  without %s: %.*s\n", without, STR_ARG(line));
  }
}

/* Each table that may be missing left out: every finding was one before, and the cause stands once
 * for each rule that reads it. */
UNIT(missing_tables) {
  static const struct {
    const char *path, *rules; /* one for each line of undecided.tsv that comes */
  } tables[] = {
      {"registry/villages.csv", "V1 990101000000 not_collected village.total 3;"},
      {"registry/episodes.csv", "E1 990101000000 not_collected household.episodes 4;"
                                "H1 990101000000 not_collected household.episodes 3;"},
      {"registry/left.csv", "M1 990101000000 not_collected household.left 4;"
                            "M2 990101000000 not_collected household.left 2;"},
      {"registry/helpers.csv", "H1 990101000000 not_collected household.helpers 1;"},
      {"registry/measures.csv", "H2 990101000000 not_collected household.measures 4;"},
      {"registry/case_steps.csv", "C2 990101000000 not_collected household.case_steps 4;"},
      {"registry/last_persons.csv", "L2 990101000000 not_collected person.last 5;"},
      {"registry/last_households.csv", "L1 990101000000 not_collected household.last 4;"},
      {"registry/last_villages.csv", "V4 990101000000 not_collected village.last 3;"},
      {"registry/households.csv", "H3 990101000000 not_collected person.head_since 4;"
                                  "T3 990101000000 not_collected household.village 5;"},
  };
  Texts whole;
  if (!open_changed(&whole, NULL, NULL)) return;
  Str all = heads(&whole, texts_output(&whole, "findings.tsv"));
  for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
    Texts county;
    if (open_changed(&county, tables[i].path, NULL)) {
      expect_within(&county, texts_output(&county, "findings.tsv"), all, tables[i].path);
      Str undecided = texts_output(&county, "undecided.tsv"), rest = str_from(tables[i].rules);
      while (rest.len > 0) {
        Str want = arena_str(county.arena, str_cut(&rest, ';'));
        Buf line;
        buf_init(&line, 4096);
        for (int cell = 0; cell < 2; cell++) {
          buf_str(&line, str_cut(&want, ' '));
          buf_char(&line, '\t');
        }
        buf_str(&line, str_cut(&want, ' '));
        buf_char(&line, ' ');
        buf_str(&line, str_cut(&want, ' '));
        buf_char(&line, '\t');
        buf_str(&line, want);
        buf_char(&line, '\n');
        bool there = str_contains(undecided, buf_view(&line));
        EXPECT(there);
        if (!there)
          printf("  without %s: no %.*s  in\n%.*s", tables[i].path, STR_ARG(buf_view(&line)),
                 STR_ARG(undecided));
        buf_free(&line);
      }
    }
    texts_close(&county);
  }
  texts_close(&whole);
}

/* Threads, small partitions, NDJSON: the same. */
UNIT(same_bytes) {
  Texts county;
  if (open_changed(&county, NULL, NULL)) {
    Str one = texts_output(&county, "findings.tsv"),
        villages = texts_output(&county, "villages.tsv");
    county.input.threads = 3;
    county.input.partition = 1;
    EXPECT(str_eq(texts_output(&county, "findings.tsv"), one));
    EXPECT(str_eq(texts_output(&county, "villages.tsv"), villages));
    county.input.ndjson = true;
    Str json = texts_output(&county, "findings.ndjson");
    EXPECT(str_contains(json, STR("\"rule\":\"C1\"")) &&
           str_contains(json, STR("\"case\":\"S2\"")));
    EXPECT(str_contains(json, STR("\"rule\":\"T1\"")) && str_contains(json, STR("\"case\":null")));
  }
  texts_close(&county);
}

UNIT_MAIN(UNIT_CASE(townships),
          UNIT_CASE(villages_and_hamlets),
          UNIT_CASE(unknown_village),
          UNIT_CASE(year_before),
          UNIT_CASE(episode_of_the_day),
          UNIT_CASE(helpers_measures_head),
          UNIT_CASE(members_of_a_day),
          UNIT_CASE(cases),
          UNIT_CASE(missing_tables),
          UNIT_CASE(same_bytes))
