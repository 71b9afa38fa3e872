/* SPDX-License-Identifier: Apache-2.0 */
/*
 * driver: of whom a rule is asked at all: those who have a row of a list that it cannot do without,
 * or of whom more rows may exist. What is said is the same as by the reference, which asks of all.
 */
#include "texts.h"

#define RULE(id, subject, when)                                                                    \
  "- id: " id "\n  title: t\n  clause: 测试\n  kind: warning\n  series: W\n  subject: " subject    \
  "\n  owner: 甲\n  when: " when "\n"

static const TextsFile county_files[] = {
    {"pack/pack.yaml", "id: drivers\ntitle: t\ncounty: '990101'\nexports: []\n"},
    {"pack/params.yaml", "- id: line\n  title: 线\n  type: decimal\n"
                         "  values: [{from: '2021-01-01', is: 5}]\n"},
    {"pack/fields/all.yaml", "- {key: person_no, of: person, label: 人编号, type: string}\n"
                             "- {key: hh_no, of: person, label: 户编号, type: string}\n"
                             "- {key: name, of: person, label: 姓名, type: name}\n"
                             "- {key: id_no, of: person, label: 证件号码, type: idnumber}\n"
                             "- {key: healthy, of: person, label: 健康, type: bool}\n"
                             "- {key: hh_no, of: household, label: 户编号, type: string}\n"
                             "- {key: vill, of: household, label: 村, type: division}\n"},
    {"pack/registry.yaml", "- {table: persons, file: 'persons*.csv', key: person_no, household: "
                           "hh_no}\n"
                           "- {table: households, file: 'households*.csv', key: hh_no, optional: "
                           "true, village: vill}\n"},
    {"pack/datasets/all.yaml",
     "- id: car\n  title: 车\n  department: 公安\n  grain: household\n  population: all_rural\n"
     "  match:\n    - {name: no, by: [household], as: sure}\n"
     "  columns:\n    household: {header: [户编号], type: string}\n"
     "    price: {header: [价], type: decimal, min: 0}\n"
     "- id: bill\n  title: 账\n  department: 医保\n  grain: household\n  population: all_rural\n"
     "  match:\n    - {name: no, by: [household], as: sure}\n"
     "  columns:\n    household: {header: [户编号], type: string}\n"
     "    sum: {header: [额], type: decimal, min: 0}\n"},
    {"pack/areas/all.yaml", "- {code: '990101', name: 甲县, kind: 县}\n"
                            "- {code: '990101101', name: 乙镇, kind: 镇}\n"
                            "- {code: '990101101201', name: 上村, kind: 村}\n"
                            "- {code: '990101102', name: 丙镇, kind: 镇}\n"
                            "- {code: '990101102201', name: 下村, kind: 村}\n"},
    {"pack/rules/all.yaml",
     RULE("W01", "household", "household.dept.car.exists(r, r.price > param.line)") RULE(
         "W02",
         "household",
         "size(household.dept.car) == 0") RULE("W03",
                                               "household",
                                               "household.dept.car.sum(r, r.price) + "
                                               "household.dept.bill.sum(r, r.sum) > 7.0")
         RULE("W04",
              "household",
              "household.dept.car.exists(r, r.price > 1.0) && "
              "household.dept.bill.exists(r, r.sum > 1.0)")
             RULE("W05", "person", "person.healthy && person.household.dept.car.count(r, true) > 0")
                 RULE("W06", "person", "person.healthy") RULE(
                     "W07", "household", "household.dept.car.all(r, r.price / 0.0 > 1.0) == false")
                     RULE("W08",
                          "household",
                          "household.dept.car.count(r, r.price > 1.0) >= size(household.members)")
                         RULE("W09", "household", "'!household.dept.car.all(r, r.price < 3.0)'")
                             RULE("W10", "household", "household.dear")
                                 RULE("W11", "person", "person.healthy && household.dear")},
    {"pack/defs.yaml", "- {id: dear, of: household, is: \"household.costly.exists(r, true)\"}\n"
                       "- id: costly\n  of: household\n"
                       "  is: household.dept.car.filter(r, r.price > param.line)\n"},
    {"registry/persons.csv",
     "人编号,户编号,姓名,健康\nP1,H1,甲一,是\nP2,H2,乙二,否\nP3,H2,乙三,是\n"
     "P4,H3,丙三,是\nP5,H4,丁四,是\n"},
    {"registry/households.csv", "户编号,村\nH1,990101101201\nH2,990101101201\nH3,990101101201\n"
                                "H4,990101102201\n"},
    {"deliveries/deliveries.yaml",
     "- {file: car.csv, dataset: car, covers: {first: '2021-01-01', last: '2021-12-31', area: "
     "['990101101']}, state: '2021-10-18', coverage: full, list: null, sender: 公安}\n"
     "- {file: bill.csv, dataset: bill, covers: {first: '2021-01-01', last: '2021-12-31', area: "
     "['990101']}, state: '2021-10-18', coverage: full, list: null, sender: 医保}\n"},
    {"deliveries/car.csv", "户编号,价\nH2,6\n"},
    {"deliveries/bill.csv", "户编号,额\nH1,9\nH3,2\n"},
};

/* H4's cars are not covered: there may be more. Of the four households and five persons: */
static const struct {
  const char *rule;
  uint64_t subjects, evaluated;
} expected[] = {
    {"W01", 4, 2}, /* H2 has a car, H4 may */
    {"W02", 4, 4}, /* true without rows */
    {"W03", 4, 4}, /* cars or bills: H1, H2, H3 have, H4 may */
    {"W04", 4, 2}, /* one list is enough to say no: which one is the first that must be there */
    {"W05", 5, 3}, /* persons of H2 and H4 */
    {"W06", 5, 5}, /* no list at all */
    {"W07", 4, 2}, /* an error, where there is a row */
    {"W08", 4, 4}, /* members are not known beforehand */
    {"W09", 4, 2}, {"W10", 4, 2}, /* by a def */
    {"W11", 5, 3},
};

UNIT(only_those_with_rows_are_asked) {
  Texts county;
  if (!texts_open(&county, county_files, sizeof county_files / sizeof county_files[0])) return;
  EXPECT(day_from_ymd(2021, 10, 30, &county.input.on));
  for (int reference = 0; reference < 2; reference++) {
    RunResult *result = NULL;
    county.input.executor = reference ? RULE_REFERENCE : RULE_SCALAR;
    EXPECT(run_execute(&county.input, &result, county.diag) == ERR_OK);
    if (result == NULL) break;
    EXPECT_INT(result->rule_count, sizeof expected / sizeof expected[0]);
    for (size_t i = 0; i < result->rule_count; i++) {
      const RunRuleCount *count = &result->rules[i];
      EXPECT_STR(count->rule->id, expected[i].rule);
      EXPECT_INT(count->subjects, expected[i].subjects);
      EXPECT_INT(count->evaluated, reference ? expected[i].subjects : expected[i].evaluated);
      EXPECT_INT(count->no + count->yes + count->confirm + count->undecidable +
                     count->common_undecidable + count->error,
                 count->subjects);
    }
    run_free(result);
  }
  county.input.executor = RULE_SCALAR;
  Str scalar = texts_output(&county, "findings.tsv");
  Str scalar_undecided = texts_output(&county, "undecided.tsv");
  county.input.executor = RULE_REFERENCE;
  EXPECT(str_eq(scalar, texts_output(&county, "findings.tsv")));
  EXPECT(str_eq(scalar_undecided, texts_output(&county, "undecided.tsv")));
  TEXTS_EXPECT(&county, "W01", county.input.on,
               "H2\t-\t990101101201\tW01\t-\tyes\t-\t-\tcar:car.csv:-:2\t-\n");
  TEXTS_EXPECT(&county, "W07", county.input.on,
               "H2\t-\t990101101201\tW07\t-\terror\t-\t-\t-\terror division 56:49\n");
  texts_close(&county);
}

UNIT_MAIN(UNIT_CASE(only_those_with_rows_are_asked))
