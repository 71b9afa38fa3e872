/* SPDX-License-Identifier: Apache-2.0 */
/*
 * as_of: rules evaluated at other dates than the evaluation date: at the application of a
 * household, at its identification, today. Each finding says at which; parameters and coverage are
 * those of the date, populations those of the evaluation date.
 */
#include "texts.h"

static const TextsFile county_files[] = {
    {"pack/pack.yaml", "id: dates\ntitle: 日期\ncounty: '990101'\nexports: []\n"},
    {"pack/params.yaml",
     "- id: line\n  title: 线\n  type: decimal\n"
     "  values: [{from: '2020-01-01', is: 5000}, {from: '2021-01-01', is: 6000}]\n"},
    {"pack/fields/all.yaml", "- {key: person_no, of: person, label: 人编号, type: string}\n"
                             "- {key: hh_no, of: person, label: 户编号, type: string}\n"
                             "- {key: name, of: person, label: 姓名, type: name}\n"
                             "- {key: id_no, of: person, label: 证件号码, type: idnumber}\n"
                             "- {key: hh_no, of: household, label: 户编号, type: string}\n"
                             "- {key: vill, of: household, label: 村, type: division}\n"
                             "- {key: applied, of: household, label: 申请日期, type: date}\n"
                             "- {key: income, of: household, label: 收入, type: decimal}\n"
                             "- {key: hh_no, of: episode, label: 户编号, type: string}\n"
                             "- {key: begun, of: episode, label: 识别日期, type: date}\n"},
    {"pack/registry.yaml", "- {table: persons, file: 'persons*.csv', key: person_no, household: "
                           "hh_no}\n"
                           "- {table: households, file: 'households*.csv', key: hh_no, optional: "
                           "true, village: vill}\n"
                           "- {table: episodes, file: 'episodes*.csv', of: household, optional: "
                           "true, begun: begun}\n"},
    {"pack/datasets/all.yaml",
     "- id: car\n  title: 车\n  department: 公安\n  grain: household\n  population: all_rural\n"
     "  match:\n    - {name: no, by: [household], as: sure}\n"
     "  columns:\n    household: {header: [户编号], type: string}\n"
     "    got: {header: [取得日期], type: date}\n"},
    {"pack/areas/all.yaml", "- {code: '990101', name: 甲县, kind: 县}\n"
                            "- {code: '990101101', name: 乙镇, kind: 镇}\n"
                            "- {code: '990101101201', name: 上村, kind: 村}\n"},
    {"pack/rules/all.yaml",
     "- id: E1\n  title: 有车\n  clause: 测试\n  kind: exclusion\n  series: E\n"
     "  subject: household\n  owner: 公安\n"
     "  as_of:\n    today: on\n    application: household.applied\n"
     "  when: household.dept.car.exists(r, r.got <= on)\n"
     "  evidence:\n    on: on\n    n: household.dept.car.count(r, r.got <= on)\n"
     "- id: L1\n  title: 线\n  clause: 测试\n  kind: warning\n  series: W\n"
     "  subject: household\n  owner: 甲\n"
     "  let:\n    a_year: household.applied.add_months(12)\n"
     "  as_of: {later: 'a_year'}\n"
     "  when: household.income < param.line\n  evidence: param.line\n"
     "- id: M1\n  title: 只看监测\n  clause: 测试\n  kind: warning\n  series: W\n"
     "  population: monitored\n  subject: household\n  owner: 甲\n"
     "  as_of:\n    identified: household.episodes.min(e, e.begun)\n"
     "  when: household.income < param.line\n  evidence: on\n"
     "- id: X1\n  title: 出错的日期\n  clause: 测试\n  kind: quality\n"
     "  subject: household\n  owner: 甲\n"
     "  as_of:\n    wrong: on.add_days(1 / (1 - 1))\n    good: on\n"
     "  when: 1 == 1\n"},
    {"registry/persons.csv", "人编号,户编号,姓名\nP1,H1,甲一\nP2,H2,乙二\nP3,H3,丙三\n"},
    {"registry/households.csv", "户编号,村,申请日期,收入\nH1,990101101201,2020-06-01,5500\n"
                                "H2,990101101201,2021-06-01,5500\nH3,990101101201,,4000\n"},
    {"registry/episodes.csv", "户编号,识别日期\nH2,2020-03-01\nH3,2022-01-01\n"},
    {"deliveries/car.csv", "户编号,取得日期\nH1,2020-12-31\nH2,2021-06-01\n"},
    {"deliveries/deliveries.yaml",
     "- file: car.csv\n  dataset: car\n  coverage: full\n"
     "  covers: {first: '2021-01-01', last: '2021-12-31', area: ['990101']}\n"},
};
enum { FILES = sizeof county_files / sizeof county_files[0] };

static Day day(const char *text) {
  Day it = DAY_MIN;
  EXPECT(day_parse_iso(str_from(text), &it));
  return it;
}

/* H1 had no car at its application, but no delivery covers that day; H3's date is not known. */
UNIT(names_and_coverage) {
  Texts county;
  if (texts_open(&county, county_files, FILES)) {
    TEXTS_EXPECT(&county, "E1", day("2021-10-30"),
                 "H1\t-\t990101101201\tE1\ttoday\tyes\t-\ton=2021-10-30;n=1\tcar:car.csv:-:2\t-\n"
                 "H2\t-\t990101101201\tE1\tapplication\tyes\t-\ton=2021-06-01;n=1\t"
                 "registry:households.csv:-:3;car:car.csv:-:3\t-\n"
                 "H2\t-\t990101101201\tE1\ttoday\tyes\t-\ton=2021-10-30;n=1\tcar:car.csv:-:3\t-\n"
                 "H3\t-\t990101101201\tE1\tapplication\tundecidable\t-\t-\t"
                 "registry:households.csv:-:4\tempty household.applied\n");
    /* The date is not covered: the same for everybody, counted once a subject. */
    Str undecided = texts_output(&county, "undecided.tsv");
    EXPECT_STR(texts_lines(&county, undecided, 0, "E1"),
               "E1\t990101000000\tnot_covered car 990101000000\t1\n");
  }
  texts_close(&county);
}

/* Where the delivery covers neither date, a household counts once. */
UNIT(common_causes_once) {
  Texts county;
  if (texts_open(&county, county_files, FILES)) {
    county.input.on = day("2020-11-30");
    Str undecided = texts_output(&county, "undecided.tsv");
    EXPECT_STR(texts_lines(&county, undecided, 0, "E1"),
               "E1\t990101000000\tnot_covered car 990101000000\t3\n");
  }
  texts_close(&county);
}

/* H1: 2021-06-01, line 6000. H2: 2022-06-01. Lets may make dates. */
UNIT(parameters_of_the_date) {
  Texts county;
  if (texts_open(&county, county_files, FILES)) {
    TEXTS_EXPECT(&county, "L1", day("2020-02-01"),
                 "H1\t-\t990101101201\tL1\tlater\tyes\t-\t6000\tregistry:households.csv:-:2\t-\n"
                 "H2\t-\t990101101201\tL1\tlater\tyes\t-\t6000\tregistry:households.csv:-:3\t-\n"
                 "H3\t-\t990101101201\tL1\tlater\tundecidable\t-\t-\t"
                 "registry:households.csv:-:4\tempty household.applied\n");
  }
  texts_close(&county);
}

/* H3 is not monitored by the first day. At H2's identification the line was 5000: no. */
UNIT(population_of_the_evaluation_date) {
  Texts county;
  if (texts_open(&county, county_files, FILES)) {
    TEXTS_EXPECT(&county, "M1", day("2021-10-30"), "");
    TEXTS_EXPECT(&county, "M1", day("2022-10-30"),
                 "H3\t-\t990101101201\tM1\tidentified\tyes\t-\t2022-01-01\t"
                 "registry:households.csv:-:4;registry:episodes.csv:-:3\t-\n");
  }
  texts_close(&county);
}

UNIT(errors_of_a_date) {
  Texts county;
  if (texts_open(&county, county_files, FILES)) {
    TEXTS_EXPECT(&county, "X1", day("2021-10-30"),
                 "H1\t-\t990101101201\tX1\tgood\tyes\t-\t-\t-\t-\n"
                 "H1\t-\t990101101201\tX1\twrong\terror\t-\t-\t-\terror division 46:26\n"
                 "H2\t-\t990101101201\tX1\tgood\tyes\t-\t-\t-\t-\n"
                 "H2\t-\t990101101201\tX1\twrong\terror\t-\t-\t-\terror division 46:26\n"
                 "H3\t-\t990101101201\tX1\tgood\tyes\t-\t-\t-\t-\n"
                 "H3\t-\t990101101201\tX1\twrong\terror\t-\t-\t-\terror division 46:26\n");
    county.input.ndjson = true;
    Str lines = texts_output(&county, "findings.ndjson");
    EXPECT(str_contains(lines, STR("\"rule\":\"E1\",\"as_of\":\"application\",\"outcome\":"
                                   "\"undecidable\",\"tier\":null,\"evidence\":null")));
  }
  texts_close(&county);
}

UNIT_MAIN(UNIT_CASE(names_and_coverage),
          UNIT_CASE(common_causes_once),
          UNIT_CASE(parameters_of_the_date),
          UNIT_CASE(population_of_the_evaluation_date),
          UNIT_CASE(errors_of_a_date))
