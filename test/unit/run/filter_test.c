/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filter: rows that contradict the filter of their department, where the filter names a parameter
 * that has a value only from a day on: they are listed as a question.
 */
#include "texts.h"

static const TextsFile county_files[] = {
    {"pack/pack.yaml", "id: filter\ntitle: t\ncounty: '990101'\nexports: []\n"},
    {"pack/params.yaml", "- id: line\n  title: 线\n  type: decimal\n"
                         "  values: [{from: '2021-01-01', is: 1000}]\n"},
    {"pack/fields/all.yaml", "- {key: person_no, of: person, label: 人编号, type: string}\n"
                             "- {key: hh_no, of: person, label: 户编号, type: string}\n"
                             "- {key: name, of: person, label: 姓名, type: name}\n"
                             "- {key: id_no, of: person, label: 证件号码, type: idnumber}\n"
                             "- {key: hh_no, of: household, label: 户编号, type: string}\n"},
    {"pack/registry.yaml",
     "- {table: persons, file: 'persons*.csv', key: person_no, household: hh_no}\n"
     "- {table: households, file: 'households*.csv', key: hh_no, optional: true}\n"},
    {"pack/datasets/all.yaml",
     "- id: bill\n  title: 账\n  department: 医保\n  grain: household\n  population: all_rural\n"
     "  filtered_by: sum >= param.line\n"
     "  match:\n    - {name: no, by: [household], as: sure}\n"
     "  columns:\n    household: {header: [户编号], type: string}\n"
     "    sum: {header: [额], type: decimal, min: 0}\n"},
    {"pack/areas/all.yaml", "- {code: '990101', name: 甲县, kind: 县}\n"},
    {"pack/rules/all.yaml",
     "- {id: W1, title: t, clause: 测试, kind: warning, subject: household, owner: 甲,\n"
     "   when: 'household.dept.bill.exists(r, r.sum >= param.line)'}\n"},
    {"registry/persons.csv", "人编号,户编号,姓名\nP1,H1,甲一\n"},
    {"registry/households.csv", "户编号\nH1\n"},
    {"deliveries/bill.csv", "户编号,额\nH1,1000\nH1,999\n"},
    {"deliveries/deliveries.yaml", "- file: bill.csv\n  dataset: bill\n  coverage: partial\n"},
};

UNIT(question_on_the_day) {
  Texts county;
  if (texts_open(&county, county_files, sizeof county_files / sizeof county_files[0])) {
    EXPECT(day_from_ymd(2021, 10, 30, &county.input.on));
    Str issues = texts_output(&county, "issues.tsv");
    Str lines = texts_lines(&county, issues, 0, "bill.csv");
    EXPECT(str_contains(lines, STR("bill.csv\t-\t3\t")));
    EXPECT(!str_contains(lines, STR("bill.csv\t-\t2\t")));
  }
  texts_close(&county);
}

UNIT_MAIN(UNIT_CASE(question_on_the_day))
