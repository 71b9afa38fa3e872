/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rule: from a three-valued truth to an outcome, by both executors, over what is given.
 *
 * The rules are those of test/run/outcomes/pack.
 */
#include "rule/rule.h"

#include <stdlib.h>

#include "unit/unit.h"

typedef struct World {
  Pack *pack;
  Arena *arena;
  CelState *state;
} World;

static void world_open(World *world) {
  Diag *diag = diag_new();
  world->pack = NULL;
  EXPECT_INT(pack_load(STR("test/run/outcomes/pack"), &world->pack, diag), ERR_OK);
  diag_free(diag);
  if (world->pack == NULL) exit(1);
  world->arena = arena_new((size_t)256 << 20);
  world->state = cel_state_new(16 << 20);
}

static void world_close(World *world) {
  cel_state_free(world->state);
  arena_free(world->arena);
  pack_free(world->pack);
}

static Day day(const char *text) {
  Day on = DAY_MIN;
  EXPECT(day_parse_iso(str_from(text), &on));
  return on;
}

static void set_rows(void *ctx, PackRows rows) {
  pack_given_rows(ctx, rows);
}

static void set_day(void *ctx, Day day_of) {
  pack_given_day(ctx, day_of);
}

typedef struct Case {
  const char *rule, *given, *outcome, *evidence, *causes;
} Case;

/* The place of a possible row is the example's own: only its kind is shown. */
static void put_causes(const RuleResult *result, Buf *out) {
  buf_clear(out);
  for (uint32_t i = 0; result->causes && i < result->causes->count; i++) {
    if (i > 0) buf_char(out, ';');
    if (result->causes->items[i]->kind == CEL_POSSIBLE)
      buf_lit(out, "possible");
    else
      cel_cause_text(result->causes->items[i], out);
  }
}

static void expect_case(const World *world, const Case *test, RuleExecutor executor) {
  const PackRule *rule = pack_rule(world->pack, str_from(test->rule));
  YamlNode *node = NULL;
  PackGiven *given = NULL;
  Str yaml = str_from(test->given);
  EXPECT_INT(codec_yaml_parse(STR("given"), (Bytes){(const uint8_t *)yaml.ptr, yaml.len},
                              world->arena, &node, NULL),
             ERR_OK);
  Err err = pack_given_new(world->pack, rule->subject, node, STR("given"), day("2021-10-30"),
                           world->arena, &given, NULL);
  EXPECT_INT(err, ERR_OK);
  if (err != ERR_OK) {
    printf("  %s: %s\n", test->rule, test->given);
    return;
  }
  RuleHost host = {pack_given_host(), given, set_rows, set_day};
  RuleResult result;
  rule_evaluate(world->state, rule, NULL, &host, pack_given_vars(given), executor, &result);
  unsigned long before = unit_failures;
  EXPECT_STR(str_from(rule_outcome_name(result.outcome)), test->outcome);
  Buf text;
  buf_init(&text, 1 << 20);
  put_causes(&result, &text);
  EXPECT_STR(buf_view(&text), test->causes ? test->causes : "");
  buf_clear(&text);
  if (test->evidence) {
    rule_evidence_tsv(world->state, rule, executor, &text);
    EXPECT_STR(buf_view(&text), test->evidence);
  }
  buf_free(&text);
  rule_done(&host, day("2021-10-30"));
  if (unit_failures > before) printf("  %s: %s\n", test->rule, test->given);
}

#define BILLS(rows)  "person: {dept: {med: [" rows "]}}"
#define BILL(amount) "{settled: '2021-02-01', self: " amount ", hospital: a}"
#define MAYBE(level, amount)                                                                       \
  "{match: " level ", settled: '2021-02-01', self: " amount ", hospital: b}"

static const Case table[] = {
    /* the line itself counts; a ten-thousandth less does not */
    {"W1", BILLS(BILL("6000")), "yes", "n=1;total=6000;where=[a]", NULL},
    {"W1", BILLS(BILL("5999.9999")), "no", NULL, NULL},
    {"W1", BILLS(BILL("5999.9999") ", " BILL("0.0001")), "yes", "n=2;total=6000;where=[a, a]",
     NULL},
    {"W1", BILLS(""), "no", NULL, NULL},
    /* a probable row makes of no a confirm, never a yes; of yes it makes nothing */
    {"W1", BILLS(MAYBE("masked", "6000")), "confirm", "n=1;total=6000;where=[b]", "possible"},
    {"W1", BILLS(BILL("5000") ", " MAYBE("triple", "1000")), "confirm",
     "n=2;total=6000;where=[a, b]", "possible"},
    {"W1", BILLS(BILL("6000") ", " MAYBE("triple", "1000")), "yes", NULL, NULL},
    /* a sum has no upper bound: not even all of its rows make it true, still it is not known */
    {"W1", BILLS(BILL("5000") ", " MAYBE("triple", "999.9999")), "undecidable",
     "n=1~2;total=≥5000;where=[a, b?]", "possible"},
    /* an incomplete list: certain rows may be enough for yes, never for no */
    {"W1", BILLS(BILL("6000") ", ..."), "yes", NULL, NULL},
    {"W1", BILLS(BILL("5999") ", ..."), "undecidable", NULL, "not_covered med 530925000000"},
    {"W1", "person: {dept: {}}", "undecidable", NULL, "not_delivered med"},
    /* confirm by leaving the rows out */
    {"C1", "person: {insured: true, dept: {med: [" MAYBE("masked", "1") "]}}", "confirm",
     "registry=true;bills=0", "possible"},
    {"C1", "person: {insured: false, dept: {med: [" MAYBE("masked", "1") "]}}", "confirm",
     "registry=false;bills=1", "possible"},
    {"C1", "person: {insured: true, dept: {med: []}}", "yes", "registry=true;bills=0", NULL},
    {"C1", "person: {insured: false, dept: {med: [" BILL("1") "]}}", "yes",
     "registry=false;bills=1", NULL},
    {"C1", "person: {insured: false, dept: {med: []}}", "no", NULL, NULL},
    {"C1", "person: {insured: empty, dept: {med: []}}", "undecidable", NULL,
     "empty person.insured"},
    /* not-exists */
    {"W5", "household: {dept: {land: []}}", "yes", "0", NULL},
    {"W5", "household: {dept: {land: [{area: 0}]}}", "yes", "1", NULL},
    {"W5", "household: {dept: {land: [{area: 0.1}]}}", "no", NULL, NULL},
    {"W5", "household: {dept: {land: [{area: 0.1}, ...]}}", "no", NULL, NULL},
    {"W5", "household: {dept: {land: [...]}}", "undecidable", NULL,
     "not_covered land 530925000000"},
    /* only by name: never yes, never no */
    {"W6", "household: {dept: {water: [{match: who, ok: false}]}}", "confirm", "-", "possible"},
    {"W6", "household: {dept: {water: [{match: who, ok: true}]}}", "no", NULL, NULL},
    {"W6", "household: {dept: {water: []}}", "no", NULL, NULL},
    /* at most confirm */
    {"Q3", "household: {danger: true, note: n}", "confirm", "n", NULL},
    {"Q3", "household: {danger: false}", "no", NULL, NULL},
    {"Q3", "household: {danger: unknown}", "undecidable", NULL, "not_collected household.danger"},
    /* the rule failed; what decides before it does not */
    {"Q2", "household: {danger: false, income: 0}", "error", NULL, NULL},
    {"Q2", "household: {danger: true, income: 0}", "yes", NULL, NULL},
    {"Q2", "household: {danger: false, income: 4999}", "yes", NULL, NULL},
    {"Q2", "household: {danger: false, income: 5000}", "no", NULL, NULL},
    /* a parameter without a value */
    {"Q1", "household: {income: 1}", "undecidable", NULL, "param later 2021-10-30"},
};

static void expect_cases(RuleExecutor executor) {
  World world;
  world_open(&world);
  for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
    expect_case(&world, &table[i], executor);
  world_close(&world);
}

UNIT(scalar) {
  expect_cases(RULE_SCALAR);
}

UNIT(reference) {
  expect_cases(RULE_REFERENCE);
}

UNIT(in_force) {
  World world;
  world_open(&world);
  const PackRule *rule = pack_rule(world.pack, STR("E3")); /* from 2021-01-01 to 2021-10-30 */
  EXPECT(!rule_in_force(rule, day("2020-12-31")));
  EXPECT(rule_in_force(rule, day("2021-01-01")));
  EXPECT(rule_in_force(rule, day("2021-10-29")));
  EXPECT(!rule_in_force(rule, day("2021-10-30")));
  const PackRule *always = pack_rule(world.pack, STR("W1"));
  EXPECT(rule_in_force(always, DAY_MIN) && rule_in_force(always, day("2021-10-30")));
  world_close(&world);
}

UNIT(names) {
  static const char *const want[] = {"no", "yes", "confirm", "undecidable", "error"};
  for (int i = RULE_NO; i <= RULE_ERROR; i++)
    EXPECT_STR(str_from(rule_outcome_name((RuleOutcome)i)), want[i]);
}

/* ---- say, JSON ---- */

UNIT(say_and_json) {
  World world;
  world_open(&world);
  const PackRule *rule = pack_rule(world.pack, STR("W1"));
  Str yaml = STR(BILLS(BILL("6000.5")));
  YamlNode *node = NULL;
  PackGiven *given = NULL;
  EXPECT_INT(codec_yaml_parse(STR("given"), (Bytes){(const uint8_t *)yaml.ptr, yaml.len},
                              world.arena, &node, NULL),
             ERR_OK);
  EXPECT_INT(pack_given_new(world.pack, rule->subject, node, STR("given"), day("2021-10-30"),
                            world.arena, &given, NULL),
             ERR_OK);
  RuleHost host = {pack_given_host(), given, set_rows, set_day};
  RuleResult result;
  Buf text;
  buf_init(&text, 1 << 16);
  rule_evaluate(world.state, rule, NULL, &host, pack_given_vars(given), RULE_SCALAR, &result);
  rule_say(world.state, rule, RULE_SCALAR, false, &text);
  EXPECT_STR(buf_view(&text), "住院 1 次，自付 6000.5 元");
  buf_clear(&text);
  rule_say(world.state, rule, RULE_REFERENCE, true, &text);
  EXPECT_STR(buf_view(&text), "1 bills, 6000.5 yuan");
  buf_clear(&text);
  rule_evidence_json(world.state, rule, RULE_SCALAR, &text);
  EXPECT_STR(buf_view(&text), "{\"n\":1,\"total\":6000.5,\"where\":[\"a\"]}");
  buf_clear(&text);
  rule_evidence_json(world.state, pack_rule(world.pack, STR("Q1")), RULE_SCALAR, &text);
  EXPECT_STR(buf_view(&text), "null");
  buf_free(&text);
  world_close(&world);
}

UNIT_MAIN(UNIT_CASE(scalar),
          UNIT_CASE(reference),
          UNIT_CASE(in_force),
          UNIT_CASE(names),
          UNIT_CASE(say_and_json))
