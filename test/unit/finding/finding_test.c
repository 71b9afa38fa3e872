/* SPDX-License-Identifier: Apache-2.0 */
/* finding: the lines of both formats: order, '-' and null, escapes, causes cut, errors, names. */
#include "finding/finding.h"

#include "unit/unit.h"

static const PackRule rule = {.id = STR_INIT("W1"), .tier = 2};
static const PackRule bare_rule = {.id = STR_INIT("Q;1")};

static void expect_line(const Finding *finding, bool json, const char *want) {
  Buf out;
  buf_init(&out, 1 << 20);
  if (json)
    finding_json(finding, &out);
  else
    finding_tsv(finding, &out);
  EXPECT_STR(buf_view(&out), want);
  buf_free(&out);
}

static const FindingProof proof[] = {
    {STR_INIT("med"), STR_INIT("a b;c.csv"), STR_INIT("表\t1"), 7},
    {STR_INIT("registry"), STR_INIT("p.csv"), {NULL, 0}, 4294967295},
    {STR_INIT("land"), {NULL, 0}, {NULL, 0}, 0}};
static const CelCause causes_items[] = {
    {.kind = CEL_EMPTY, .a = STR_INIT("person.birth")},
    {.kind = CEL_UNREADABLE, .a = STR_INIT("f\\;.csv"), .row = 3, .b = STR_INIT("金\n额")}};
static const CelCause *const causes_list[] = {&causes_items[0], &causes_items[1]};
static const CelCauses causes = {2, causes_list};

UNIT(head) {
  Buf out;
  buf_init(&out, 1024);
  finding_tsv_head(false, &out);
  EXPECT_STR(buf_view(&out), "household\tperson\tvillage\trule\tas_of\toutcome\ttier\tevidence\t"
                             "proof\tcauses\n");
  buf_free(&out);
}

UNIT(whole) {
  const Finding finding = {.household = STR("H\t1"),
                           .person = STR("P1"),
                           .village = STR("530925101201"),
                           .rule = &rule,
                           .as_of = STR("apply"),
                           .outcome = STR("yes"),
                           .evidence = STR("n=1;t=a\\;b"),
                           .proof = proof,
                           .proof_count = 3,
                           .causes = &causes,
                           .say = STR("说\"好\"\n")};
  expect_line(&finding, false,
              "H\\t1\tP1\t530925101201\tW1\tapply\tyes\t2\tn=1;t=a\\;b\t"
              "med:a b\\;c.csv:表\\t1:7;registry:p.csv:-:4294967295;delivery:land\t"
              "empty person.birth;unreadable f\\\\\\;.csv:3:金\\n额\n");
  Finding json = finding;
  json.evidence = STR("{\"n\":1}");
  expect_line(&json, true,
              "{\"household\":\"H\\t1\",\"person\":\"P1\",\"village\":\"530925101201\","
              "\"rule\":\"W1\",\"as_of\":\"apply\",\"outcome\":\"yes\",\"tier\":2,"
              "\"evidence\":{\"n\":1},\"proof\":[{\"dataset\":\"med\",\"file\":\"a b;c.csv\","
              "\"sheet\":\"表\\t1\",\"row\":7},{\"dataset\":\"registry\",\"file\":\"p.csv\","
              "\"sheet\":null,\"row\":4294967295},{\"dataset\":\"land\",\"file\":null,"
              "\"sheet\":null,\"row\":null}],\"causes\":[\"empty person.birth\","
              "\"unreadable f\\\\;.csv:3:金\\n额\"],\"say\":\"说\\\"好\\\"\\n\"}\n");
}

UNIT(bare) {
  const Finding finding = {.rule = &bare_rule, .outcome = STR("undecidable"), .evidence = STR("-")};
  expect_line(&finding, false, "-\t-\t-\tQ\\;1\t-\tundecidable\t-\t-\t-\t-\n");
  Finding json = finding;
  json.evidence = STR("null");
  expect_line(&json, true,
              "{\"household\":null,\"person\":null,\"village\":null,\"rule\":\"Q;1\","
              "\"as_of\":null,\"outcome\":\"undecidable\",\"tier\":null,\"evidence\":null,"
              "\"proof\":[],\"causes\":[],\"say\":\"\"}\n");
}

UNIT(error) {
  const CelError failed = {CEL_ERR_DIVISION, 12, 7};
  const Finding finding = {.village = STR("530925101201"),
                           .rule = &rule,
                           .outcome = STR("error"),
                           .evidence = STR("-"),
                           .error = &failed};
  expect_line(&finding, false, "-\t-\t530925101201\tW1\t-\terror\t2\t-\t-\terror division 12:7\n");
  Finding json = finding;
  json.evidence = STR("null");
  Buf out;
  buf_init(&out, 1 << 16);
  finding_json(&json, &out);
  EXPECT(str_contains(buf_view(&out), STR("\"causes\":[\"error division 12:7\"]")));
  buf_free(&out);
}

/* ---- many causes ---- */

static size_t count_of(Str text, Str needle) {
  size_t count = 0;
  for (size_t i = 0; i + needle.len <= text.len; i++)
    count += str_eq(str_slice(text, i, i + needle.len), needle);
  return count;
}

static void expect_cut(uint32_t count, size_t shown, const char *end, const char *json_end) {
  CelCause items[40];
  const CelCause *list[40];
  for (uint32_t i = 0; i < count; i++) {
    items[i] = (CelCause){.kind = CEL_POSSIBLE, .a = STR("f.csv"), .row = i + 100};
    list[i] = &items[i];
  }
  const CelCauses many = {count, list};
  const Finding finding = {
      .rule = &rule, .outcome = STR("confirm"), .evidence = STR("null"), .causes = &many};
  Buf out;
  buf_init(&out, 1 << 16);
  finding_tsv(&finding, &out);
  EXPECT_INT((int64_t)count_of(buf_view(&out), STR("possible f.csv:")), (int64_t)shown);
  EXPECT(str_ends(buf_view(&out), str_from(end)));
  buf_clear(&out);
  finding_json(&finding, &out);
  EXPECT_INT((int64_t)count_of(buf_view(&out), STR("possible f.csv:")), (int64_t)shown);
  EXPECT(str_contains(buf_view(&out), str_from(json_end)));
  buf_free(&out);
}

UNIT(causes_cut) {
  expect_cut(31, 31, "possible f.csv:130\n", "possible f.csv:130\"]");
  expect_cut(32, 32, "possible f.csv:131\n", "possible f.csv:131\"]");
  expect_cut(33, 32, "possible f.csv:131;+1\n", "possible f.csv:131\",\"+1\"]");
  expect_cut(40, 32, "possible f.csv:131;+8\n", "possible f.csv:131\",\"+8\"]");
}

static void expect_name(const Finding *finding, const char *want) {
  Buf out;
  buf_init(&out, 1024);
  finding_name(finding, &out);
  EXPECT_STR(buf_view(&out), want);
  buf_free(&out);
}

UNIT(name) {
  Finding finding = {.rule = &rule, .village = STR("530925101201")};
  expect_name(&finding, "W1/530925101201");
  finding.household = STR("H1");
  expect_name(&finding, "W1/H1");
  finding.person = STR("P1");
  expect_name(&finding, "W1/P1");
  finding.as_of = STR("today");
  expect_name(&finding, "W1/P1/today");
}

UNIT_MAIN(UNIT_CASE(head),
          UNIT_CASE(whole),
          UNIT_CASE(bare),
          UNIT_CASE(error),
          UNIT_CASE(causes_cut),
          UNIT_CASE(name))
