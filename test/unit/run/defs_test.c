/* SPDX-License-Identifier: Apache-2.0 */
/*
 * defs: derived fields in whole runs: of persons, households, villages, rows and groups; through
 * one another and through groups; unknown, possible and failing; on other days; each evaluated
 * once for a subject, with any number of threads.
 */
#include "county.h"

#define DIR "test/defs"

typedef struct World {
  Pack *pack;
  County county;
  RunInput input;
} World;

static void world_open(World *world) {
  world->pack = county_pack(DIR "/pack");
  county_read(&world->county, world->pack, DIR, "2021-10-30");
  world->input = county_input(&world->county);
}

static void world_close(World *world) {
  county_free(&world->county);
  pack_free(world->pack);
}

/* The lines of a rule. */
static Str lines_of(Arena *arena, Str table, const char *rule) {
  Buf all;
  buf_init(&all, 1 << 20);
  while (table.len > 0) {
    Str line = str_cut(&table, '\n'), cells[10];
    if (county_cells(line, cells, 10) < 4 || !str_eq(cells[3], str_from(rule))) continue;
    buf_str(&all, line);
    buf_char(&all, '\n');
  }
  Str text = arena_str(arena, buf_view(&all));
  buf_free(&all);
  return text;
}

/* By both executors, one by one and in columns, with partitions of one household and of all. */
static void expect_rule(const char *rule, const char *want) {
  World world;
  world_open(&world);
  for (int i = 0; i < 8; i++) {
    world.input.executor = i & 1 ? RULE_REFERENCE : RULE_SCALAR;
    world.input.partition = i & 2 ? 1 : 0;
    world.input.batch_least = i & 4 ? 1 : UINT32_MAX;
    RunResult *result = county_run(&world.input);
    Str findings = county_output(result, "findings.tsv", world.county.arena);
    county_expect_same(lines_of(world.county.arena, findings, rule), str_from(want), rule);
    run_free(result);
  }
  world_close(&world);
}

/* Rows of persons are the proof, since `adult` read their births. P2 is 17; of P5 no birth is
 * known, so that his household has 0 or 1. */
UNIT(through_subjects) {
  expect_rule("A1", "H2\t-\t990101101202\tA1\t-\tyes\t-\tn=2\t"
                    "registry:persons.csv:-:4;registry:persons.csv:-:5\t-\n");
  expect_rule("A2", "H2\tP3\t990101101202\tA2\t-\tyes\t-\t-\t"
                    "registry:persons.csv:-:4;registry:persons.csv:-:5\t-\n"
                    "H2\tP4\t990101101202\tA2\t-\tyes\t-\t-\t"
                    "registry:persons.csv:-:4;registry:persons.csv:-:5\t-\n");
  World world;
  world_open(&world);
  RunResult *result = county_run(&world.input);
  EXPECT_STR(county_output(result, "homes.tsv", world.county.arena), "no\tadults\nH1\t1\nH2\t2\n");
  run_free(result);
  world_close(&world);
}

/* The bill of 1,200 may be another one's: with it P3 has paid 3,700. */
UNIT(possible_rows) {
  expect_rule("B1", "H1\tP1\t990101101201\tB1\t-\tyes\t-\t3500\t"
                    "med:med.csv:-:2;med:med.csv:-:3;med:med.csv:-:4\t-\n"
                    "H2\tP3\t990101101202\tB1\t-\tconfirm\t-\t3700\t"
                    "med:med.csv:-:5;med:med.csv:-:6;med:med.csv:-:7\tpossible med.csv:7\n"
                    "H3\tP5\t990101101201\tB1\t-\tundecidable\t-\t?\t-\tidentity P5\n");
  expect_rule("B2", "H1\t-\t990101101201\tB2\t-\tyes\t-\t-\tmed:med.csv:-:2;med:med.csv:-:3\t-\n"
                    "H2\t-\t990101101202\tB2\t-\tconfirm\t-\t-\t"
                    "med:med.csv:-:5;med:med.csv:-:7\tpossible med.csv:7\n"
                    "H3\t-\t990101101201\tB2\t-\tundecidable\t-\t-\t-\tidentity P5\n");
}

/* The upper village has 1 or 2, the lower one 2. */
UNIT(villages) {
  expect_rule("C1", "H1\t-\t990101101201\tC1\t-\tundecidable\t-\t≥1\tregistry:persons.csv:-:2;"
                    "registry:persons.csv:-:3;registry:persons.csv:-:6\tempty person.birth\n"
                    "H2\t-\t990101101202\tC1\t-\tyes\t-\t2\t"
                    "registry:persons.csv:-:4;registry:persons.csv:-:5\t-\n"
                    "H3\t-\t990101101201\tC1\t-\tundecidable\t-\t≥1\tregistry:persons.csv:-:2;"
                    "registry:persons.csv:-:3;registry:persons.csv:-:6\tempty person.birth\n");
}

/* An error has the place where the rule reads the def. */
UNIT(errors) {
  expect_rule("D1", "H1\t-\t990101101201\tD1\t-\tyes\t-\t-\tregistry:households.csv:-:2\t-\n"
                    "H2\t-\t990101101202\tD1\t-\terror\t-\t-\t-\terror division 47:19\n"
                    "H3\t-\t990101101201\tD1\t-\tundecidable\t-\t-\t"
                    "registry:households.csv:-:4\tempty household.income\n");
}

/* `alike` reads `sharing`, which reads `phone`, which reads `adults`: built in that order. Whether
 * H3 shares a telephone is unknown. */
UNIT(groups) {
  expect_rule("E1", "H1\t-\t990101101201\tE1\t-\tyes\t-\t≥2\t"
                    "registry:households.csv:-:2;registry:households.csv:-:3\t-\n"
                    "H2\t-\t990101101202\tE1\t-\tyes\t-\t≥2\t"
                    "registry:households.csv:-:2;registry:households.csv:-:3\t-\n"
                    "H3\t-\t990101101201\tE1\t-\tundecidable\t-\t?\t-\tempty person.birth\n");
}

/* At the application of H1 P2 was 16, and 16 was of age. */
UNIT(other_days) {
  expect_rule("F1", "H1\t-\t990101101201\tF1\tapplication\tyes\t-\t2\tregistry:persons.csv:-:2;"
                    "registry:persons.csv:-:3;registry:households.csv:-:2\t-\n"
                    "H1\t-\t990101101201\tF1\ttoday\tyes\t-\t1\t"
                    "registry:persons.csv:-:2;registry:persons.csv:-:3\t-\n"
                    "H2\t-\t990101101202\tF1\tapplication\tyes\t-\t2\tregistry:persons.csv:-:4;"
                    "registry:persons.csv:-:5;registry:households.csv:-:3\t-\n"
                    "H2\t-\t990101101202\tF1\ttoday\tyes\t-\t2\t"
                    "registry:persons.csv:-:4;registry:persons.csv:-:5\t-\n"
                    "H3\t-\t990101101201\tF1\tapplication\tundecidable\t-\t-\t"
                    "registry:households.csv:-:4\tempty household.applied\n"
                    "H3\t-\t990101101201\tF1\ttoday\tundecidable\t-\t0~1\t"
                    "registry:persons.csv:-:6\tempty person.birth\n");
}

static int64_t evaluated(const RunResult *result, const char *id) {
  for (size_t i = 0; i < result->def_count; i++)
    if (str_eq(result->defs[i].def->id, str_from(id))) return (int64_t)result->defs[i].evaluated;
  return -1;
}

/*
 * Once for each subject in each stage, however many rules ask; a stage is the groups, the villages,
 * the rules, the exports. Of 5 persons, 3 households, 2 villages:
 */
UNIT(once) {
  World world;
  world_open(&world);
  RunResult *first = county_run(&world.input);
  for (int i = 0; i < 4; i++) {
    world.input.partition = i & 1 ? 1 : 0;
    world.input.threads = i & 2 ? 4 : 1;
    world.input.batch_least = UINT32_MAX;
    RunResult *result = county_run(&world.input);
    EXPECT_INT(evaluated(result, "each"), 3);
    EXPECT_INT(evaluated(result, "grown_here"), 2);
    EXPECT_INT(evaluated(result, "grown_twice"), 2);
    /* groups 3, villages 3, rules 3 and 2 on the days of their applications, exports 3 */
    EXPECT_INT(evaluated(result, "adults"), 3 + 3 + 3 + 2 + 3);
    EXPECT_INT(evaluated(result, "adult"), 5 + 5 + 5 + 4 + 5);
    /* B1 looks at those of whom there are or may be bills: P1, P5, and P3 a second time with his
     * rows as certain; B2 asks for P4 besides. */
    EXPECT_INT(evaluated(result, "paid"), 3 + 1 + 1);
    /* H1 and H2 have one telephone, H3 another, of which it is unknown whether it counts: found
     * by the groups; then asked by the rules, with a partition each or with one for all */
    EXPECT_INT(evaluated(result, "common"), i & 1 ? 2 + 3 : 2 + 2);
    EXPECT_INT(evaluated(result, "roles"), 0);
    county_compare(result, first, NULL, "once");
    run_free(result);
    world.input.batch_least = 1; /* in columns, too */
    result = county_run(&world.input);
    EXPECT_INT(evaluated(result, "each"), 3);
    EXPECT_INT(evaluated(result, "grown_twice"), 2);
    EXPECT_INT(evaluated(result, "paid"), 5 + 1);
    county_compare(result, first, NULL, "in columns");
    run_free(result);
  }
  run_free(first);
  world_close(&world);
}

UNIT_MAIN(UNIT_CASE(through_subjects),
          UNIT_CASE(possible_rows),
          UNIT_CASE(villages),
          UNIT_CASE(errors),
          UNIT_CASE(groups),
          UNIT_CASE(other_days),
          UNIT_CASE(once))
