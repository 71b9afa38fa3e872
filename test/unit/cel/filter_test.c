/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filter: which conditions hold a department's filter. Each case has a filter over columns and an
 * expression; asked is whether the list is read as the one that is complete under the filter.
 */
#include "cel/check_int.h"
#include "test/unit/unit.h"

enum { ROW, PERSON, PARAM, CODES, SCHEMAS };
enum { FIELDS = 12, VARS = 4 };
enum { PERSON_ROWS, PERSON_UNDER }; /* fields of a person */

typedef struct Bench {
  Arena *arena;
  Diag *diag;
  CelSchema schemas[SCHEMAS];
  CelField fields[SCHEMAS][FIELDS];
  CelCodes kinds;
  CelVar vars[VARS];
  CelEnv env, few; /* few: without the person, as packs check filters */
} Bench;

static CelField *add_field(Bench *bench, int schema, const char *name, const CelType *type) {
  CelSchema *to = &bench->schemas[schema];
  CelField *field = &bench->fields[schema][to->count];
  *field = (CelField){.name = str_from(name), .type = type, .id = (uint32_t)to->count++};
  return field;
}

static void add_fields(Bench *bench) {
  Arena *arena = bench->arena;
  const CelType *rows = cel_type_list(arena, cel_type_record(arena, &bench->schemas[ROW]));
  const CelType *person = cel_type_record(arena, &bench->schemas[PERSON]);
  add_field(bench, PERSON, "rows", rows)->under_filter = &bench->fields[PERSON][PERSON_UNDER];
  add_field(bench, PERSON, "rows_under", rows)->flags = CEL_FIELD_HIDDEN;
  add_field(bench, PERSON, "plain", rows);
  add_field(bench, PERSON, "home", person);
  add_field(bench, PERSON, "others", cel_type_list(arena, person));
  add_field(bench, ROW, "self", cel_type(CEL_DECIMAL));
  add_field(bench, ROW, "total", cel_type(CEL_DECIMAL));
  add_field(bench, ROW, "n", cel_type(CEL_INT));
  add_field(bench, ROW, "day", cel_type(CEL_DATE));
  add_field(bench, ROW, "kind", cel_type_code(arena, &bench->kinds));
  add_field(bench, ROW, "note", cel_type(CEL_STRING));
  add_field(bench, ROW, "who", cel_type(CEL_NAME));
  add_field(bench, ROW, "paid", cel_type(CEL_BOOL));
  add_field(bench, PARAM, "line", cel_type(CEL_DECIMAL))->flags = CEL_FIELD_PARAM;
  add_field(bench, PARAM, "other", cel_type(CEL_DECIMAL))->flags = CEL_FIELD_PARAM;
  add_field(bench, CODES, "kind", cel_type_codelist(arena, &bench->kinds));
}

static void bench_open(Bench *bench) {
  static const CelCode codes[] = {{STR_INIT("1"), STR_INIT("门诊"), NULL, 0},
                                  {STR_INIT("2"), STR_INIT("住院"), NULL, 0}};
  static const uint32_t members[] = {0, 1};
  static const CelCodeGroup groups[] = {{STR_INIT("all"), members, 2}};
  *bench = (Bench){.arena = arena_new(1 << 24), .diag = diag_new()};
  bench->kinds =
      (CelCodes){.id = STR("kind"), .codes = codes, .count = 2, .groups = groups, .group_count = 1};
  EXPECT_STR(cel_codes_index(&bench->kinds, bench->arena), "");
  for (int i = 0; i < SCHEMAS; i++)
    bench->schemas[i].fields = bench->fields[i];
  add_fields(bench);
  for (int i = 0; i < SCHEMAS; i++)
    cel_schema_index(&bench->schemas[i], bench->arena);
  bench->vars[0] = (CelVar){STR("on"), cel_type(CEL_DATE)};
  bench->vars[1] = (CelVar){STR("param"), cel_type_record(bench->arena, &bench->schemas[PARAM])};
  bench->vars[2] = (CelVar){STR("codes"), cel_type_record(bench->arena, &bench->schemas[CODES])};
  bench->vars[3] = (CelVar){STR("person"), cel_type_record(bench->arena, &bench->schemas[PERSON])};
  bench->env = (CelEnv){.profile = CEL_PACK, .vars = bench->vars, .var_count = VARS};
  bench->few = (CelEnv){.profile = CEL_PACK, .vars = bench->vars, .var_count = VARS - 1};
}

static void bench_close(Bench *bench) {
  diag_free(bench->diag);
  arena_free(bench->arena);
}

static CelSource source_of(const char *text) {
  return (CelSource){.text = str_from(text), .line = 1, .column = 1, .indent = 1};
}

/* Some node of the tree reads the list under its filter. */
static bool reads_under(const Bench *bench, const CelNode *node) {
  if (node->field == &bench->fields[PERSON][PERSON_UNDER]) return true;
  for (uint32_t i = 0; i < node->count; i++)
    if (reads_under(bench, node->child[i])) return true;
  return false;
}

static bool uses_field(const CelUnit *unit, const CelField *field) {
  size_t count;
  const CelUse *uses = cel_unit_uses(unit, &count);
  for (size_t i = 0; i < count; i++)
    if (uses[i].field == field) return true;
  return false;
}

typedef struct Case {
  const char *filter, *text;
  bool holds;
  const char *let; /* named x */
} Case;

static void expect_case(Bench *bench, const Case *of) {
  bench->schemas[ROW].filter = NULL;
  Err err = cel_schema_filter(&bench->schemas[ROW], &bench->few, source_of(of->filter),
                              bench->arena, bench->diag);
  CelUnit *unit = cel_unit_new(&bench->env, bench->arena);
  if (err == ERR_OK && of->let) err = cel_unit_let(unit, STR("x"), source_of(of->let), bench->diag);
  uint32_t output = 0;
  if (err == ERR_OK)
    err = cel_unit_output(unit, STR("is"), source_of(of->text), NULL, &output, bench->diag);
  bool holds = err == ERR_OK && reads_under(bench, unit->outputs.items[output].root);
  unit_checks++;
  if (err == ERR_OK && holds == of->holds &&
      uses_field(unit, &bench->fields[PERSON][PERSON_UNDER]) == holds)
    return;
  unit_failures++;
  printf("%s under %s: %s\n", of->text, of->filter, err == ERR_OK ? "otherwise" : err_name(err));
}

static void expect_cases(const Case *cases, size_t count) {
  Bench bench;
  bench_open(&bench);
  for (size_t i = 0; i < count; i++)
    expect_case(&bench, &cases[i]);
  bench_close(&bench);
}

#define EXPECT_CASES(cases) expect_cases((cases), sizeof(cases) / sizeof(cases)[0])

/* A condition of exists over the rows. */
#define ROWS(p) "person.rows.exists(r, " p ")"

UNIT(numbers) {
  static const Case cases[] = {
      {"self >= 6000", ROWS("r.self >= 6000"), true, NULL},
      {"self >= 6000", ROWS("r.self >= 6000.0"), true, NULL},
      {"self >= 6000", ROWS("r.self >= 6000.0001"), true, NULL},
      {"self >= 6000", ROWS("r.self >= 5999.9999"), false, NULL},
      {"self >= 6000", ROWS("r.self > 6000"), true, NULL},
      {"self >= 6000", ROWS("r.self > 5999"), false, NULL},
      {"self >= 6000", ROWS("r.self == 6000"), true, NULL},
      {"self >= 6000", ROWS("r.self == 8000"), true, NULL},
      {"self >= 6000", ROWS("r.self == 5000"), false, NULL},
      {"self >= 6000", ROWS("r.self != 6000"), false, NULL},
      {"self >= 6000", ROWS("r.self <= 6000"), false, NULL},
      {"self >= 6000", ROWS("r.self < 8000"), false, NULL},
      {"self >= 6000", ROWS("6000 <= r.self"), true, NULL},
      {"self >= 6000", ROWS("8000 < r.self"), true, NULL},
      {"self >= 6000", ROWS("6000 >= r.self"), false, NULL},
      {"6000 <= self", ROWS("r.self >= 8000"), true, NULL},
      {"6000 <= self", ROWS("8000 <= r.self"), true, NULL},
      {"self > 6000", ROWS("r.self > 6000"), true, NULL},
      {"self > 6000", ROWS("r.self >= 6000"), false, NULL},
      {"self > 6000", ROWS("r.self == 6000"), false, NULL},
      {"self > 6000", ROWS("r.self >= 6000.0001"), true, NULL},
      {"self <= 100", ROWS("r.self <= 100"), true, NULL},
      {"self <= 100", ROWS("r.self < 100"), true, NULL},
      {"self <= 100", ROWS("r.self <= 50.5"), true, NULL},
      {"self <= 100", ROWS("r.self <= 101"), false, NULL},
      {"self <= 100", ROWS("r.self >= 50"), false, NULL},
      {"self < 100", ROWS("r.self <= 100"), false, NULL},
      {"self < 100", ROWS("r.self <= 99"), true, NULL},
      {"n >= -1", ROWS("r.n >= 0"), true, NULL},
      {"n >= -1", ROWS("r.n >= -2"), false, NULL},
      {"n >= 9223372036854775807", ROWS("r.n >= 9223372036854775807"), true, NULL},
      {"self >= 6000", ROWS("r.total >= 6000"), false, NULL},
      {"self >= 6000", ROWS("r.self + 1 >= 6001"), false, NULL},
      {"self + total >= 6000", ROWS("r.self + r.total >= 7000"), true, NULL},
      {"self + total >= 6000", ROWS("r.total + r.self >= 7000"), false, NULL},
      {"day >= date('2021-01-01')", ROWS("r.day >= date('2021-06-01')"), true, NULL},
      {"day >= date('2021-01-01')", ROWS("r.day >= date('2020-12-31')"), false, NULL},
      {"day <= on", ROWS("r.day <= on"), true, NULL},
      {"day <= on", ROWS("on >= r.day"), true, NULL},
      {"day <= on", ROWS("r.day < on"), true, NULL},
      {"day <= on", ROWS("r.day <= on.add_days(1)"), false, NULL},
      {"self / total >= 0.5", ROWS("r.self / r.total >= 0.5"), true, NULL},
      {"self / total >= 0.5", ROWS("r.self / r.total >= 0.6"), false, NULL}, /* not recognised */
  };
  EXPECT_CASES(cases);
}

UNIT(equality) {
  static const Case cases[] = {
      {"n == 1", ROWS("r.n == 1"), true, NULL},
      {"n == 1", ROWS("1 == r.n"), true, NULL},
      {"n == 1", ROWS("r.n == 2"), false, NULL},
      {"n == 1", ROWS("r.n >= 1"), false, NULL},
      {"n == 1", ROWS("r.n != 1"), false, NULL},
      {"n != 0", ROWS("r.n != 0"), true, NULL},
      {"n != 0", ROWS("0 != r.n"), true, NULL},
      {"n != 0", ROWS("r.n != 1"), false, NULL},
      {"n != 0", ROWS("r.n == 3"), true, NULL},
      {"n != 0", ROWS("r.n == 0"), false, NULL},
      {"n != 0", ROWS("r.n > 0"), true, NULL},
      {"n != 0", ROWS("r.n >= 0"), false, NULL},
      {"n != 0", ROWS("r.n >= 1"), true, NULL},
      {"n != 0", ROWS("r.n < 0"), true, NULL},
      {"n != 0", ROWS("r.n <= -1"), true, NULL},
      {"n != 0", ROWS("r.n < 1"), false, NULL},
      {"kind == '2'", ROWS("r.kind == '2'"), true, NULL},
      {"kind == '住院'", ROWS("r.kind == '2'"), true, NULL},
      {"kind == '2'", ROWS("'住院' == r.kind"), true, NULL},
      {"kind == '2'", ROWS("r.kind == '1'"), false, NULL},
      {"kind != '2'", ROWS("r.kind == '1'"), true, NULL},
      {"kind in ['1', '2']", ROWS("r.kind in ['1', '2']"), true, NULL},
      {"kind in ['1', '2']", ROWS("r.kind in ['门诊', '住院']"), true, NULL},
      {"kind in ['1']", ROWS("r.kind in ['1', '2']"), false, NULL},
      {"kind in codes.kind.group('all')", ROWS("r.kind in codes.kind.group('all')"), true, NULL},
      {"note == 'a'", ROWS("r.note == 'a'"), true, NULL},
      {"note != 'a'", ROWS("r.note == 'b'"), true, NULL},
      {"note >= 'b'", ROWS("r.note >= 'c'"), true, NULL},
      {"note >= 'b'", ROWS("r.note >= 'a'"), false, NULL},
      /* other spellings of a name may be the same name */
      {"who != '张三'", ROWS("r.who == '张 三'"), false, NULL},
      {"who == '张三'", ROWS("r.who == '张三'"), true, NULL},
      {"paid", ROWS("r.paid"), true, NULL},
      {"paid", ROWS("!r.paid"), false, NULL},
      {"!paid", ROWS("!r.paid"), true, NULL},
      {"has(note)", ROWS("has(r.note)"), true, NULL},
      {"has(note)", ROWS("has(r.who)"), false, NULL},
      {"note.startsWith('a')", ROWS("r.note.startsWith('a')"), true, NULL},
      {"note.startsWith('a')", ROWS("r.note.startsWith('ab')"), false, NULL},
  };
  EXPECT_CASES(cases);
}

UNIT(params_and_lets) {
  static const Case cases[] = {
      {"self >= param.line", ROWS("r.self >= param.line"), true, NULL},
      {"self >= param.line", ROWS("r.self > param.line"), true, NULL},
      {"self >= param.line", ROWS("r.self == param.line"), true, NULL},
      {"self >= param.line", ROWS("param.line <= r.self"), true, NULL},
      {"self >= param.line", ROWS("param.line < r.self"), true, NULL},
      {"self >= param.line", ROWS("param.line >= r.self"), false, NULL},
      {"param.line <= self", ROWS("r.self >= param.line"), true, NULL},
      {"self >= param.line", ROWS("r.self >= param.other"), false, NULL},
      {"self >= param.line", ROWS("r.self >= param.line.at(on)"), false, NULL},
      {"self >= param.line", ROWS("r.self >= 6000"), false, NULL},
      {"self >= 6000", ROWS("r.self >= param.line"), false, NULL},
      {"self >= param.line", ROWS("r.self >= param.line * 2"), false, NULL},
      {"self >= param.line", ROWS("r.self >= x"), true, "param.line"},
      {"self >= param.line", ROWS("x <= r.self"), true, "param.line"},
      {"self >= param.line", ROWS("r.self >= x"), false, "param.other"},
      {"self >= 6000", ROWS("r.self >= x"), true, "8000"},
      {"self >= 6000", ROWS("r.self >= x"), false, "5000"},
      {"self >= 6000", "x.exists(r, r.self >= 6000)", true, "person.rows"},
      {"self >= 6000", "x.exists(r, r.self >= 6000)", true, "person.home.rows"},
      {"self >= 6000", "x.exists(r, r.self >= 6000)", false, "person.rows + person.plain"},
      {"self >= 6000", "x.exists(r, r.self >= 6000)", false, "person.others[0].rows"},
      {"self >= 6000", "person.others[0].rows.exists(r, r.self >= 6000)", true, NULL},
  };
  EXPECT_CASES(cases);
}

UNIT(conjunctions) {
  static const char both[] = "self >= 6000 && day <= on";
  static const Case cases[] = {
      {"self >= 6000", ROWS("r.n > 1 && r.self >= 6000"), true, NULL},
      {"self >= 6000", ROWS("r.self >= 7000 && r.n > 1 && r.paid"), true, NULL},
      {"self >= 6000", ROWS("r.n > 1 && (r.paid && r.self >= 6000)"), true, NULL},
      {"self >= 6000", ROWS("r.self >= 6000 || r.paid"), false, NULL},
      {"self >= 6000", ROWS("(r.self >= 6000 || r.paid) && r.n > 1"), false, NULL},
      {"self >= 6000", ROWS("!(r.self >= 6000)"), false, NULL},
      {"self >= 6000", ROWS("!(r.self < 6000)"), false, NULL}, /* not recognised */
      {"self >= 6000", ROWS("r.paid ? r.self >= 6000 : false"), false, NULL},
      {"self >= 6000", ROWS("true"), false, NULL},
      {both, ROWS("r.self >= 6000"), false, NULL},
      {both, ROWS("r.day <= on && r.self > 6000"), true, NULL},
      {both, ROWS("r.self >= 6000 && r.day <= on && r.day >= on"), true, NULL},
      {"self >= 1 && self <= 9", ROWS("r.self >= 2 && r.self <= 8"), true, NULL},
      {"self >= 1 && self <= 9", ROWS("r.self == 5"), true, NULL},
      {"self >= 1 && self <= 9", ROWS("r.self >= 2"), false, NULL},
      {"self >= 1 || paid", ROWS("r.self >= 1 || r.paid"), true, NULL},
      {"self >= 1 || paid", ROWS("r.self >= 1"), false, NULL},
  };
  EXPECT_CASES(cases);
}

/* Of another row, or of a row in another's condition. */
UNIT(whose) {
  static const Case cases[] = {
      {"self >= 6000", "person.plain.exists(s, person.rows.exists(r, s.self >= 6000))", false,
       NULL},
      {"self >= 6000", "person.plain.exists(s, person.rows.exists(r, r.self >= 6000))", true, NULL},
      {"self >= 6000", "person.plain.exists(r, person.rows.exists(r, r.self >= 6000))", true, NULL},
      {"self >= total", ROWS("r.self >= r.total"), true, NULL},
      {"self >= total", "person.plain.exists(s, person.rows.exists(r, r.self >= s.total))", false,
       NULL},
      {"self >= 6000", "person.plain.exists(r, r.self >= 6000)", false, NULL},
  };
  EXPECT_CASES(cases);
}

/* Only where the rows that the condition leaves out do not matter. */
UNIT(macros) {
  static const Case cases[] = {
      {"paid", "person.rows.filter(r, r.paid)", true, NULL},
      {"paid", "person.rows.count(r, r.paid)", true, NULL},
      {"paid", "person.rows.exists(r, r.paid)", true, NULL},
      {"paid", "person.rows.map(r, r.paid, r.self)", true, NULL},
      {"paid", "size(person.rows.filter(r, r.paid))", true, NULL},
      {"paid", "person.rows.filter(r, r.paid).sum(r, r.self)", true, NULL},
      {"paid", "person.rows.filter(r, r.n > 1).filter(r, r.paid)", false, NULL},
      {"paid", "person.rows.all(r, r.paid)", false, NULL},
      {"paid", "person.rows.exists_one(r, r.paid)", false, NULL},
      {"paid", "size(person.rows)", false, NULL},
      {"paid", "person.rows.sum(r, r.self)", false, NULL},
      {"paid", "person.rows.map(r, r.paid)", false, NULL},
      {"paid", "person.rows.sort(r, r.paid)", false, NULL},
      {"paid", "person.rows.pairs(a, b, a.paid)", false, NULL},
      {"paid", "person.rows[0].paid", false, NULL},
      {"paid", "(person.rows).filter(r, r.paid)", true, NULL},
      {"paid", "(person.rows + person.rows).filter(r, r.paid)", false, NULL},
      {"paid", "person.rows.sort(r, r.day).filter(r, r.paid)", false, NULL},
  };
  Bench bench;
  bench_open(&bench);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    expect_case(&bench, &cases[i]);
  /* a variable of a macro hides the column */
  EXPECT_INT(cel_schema_filter(&bench.schemas[ROW], &bench.few,
                               source_of("[true].exists(paid, has(paid))"), bench.arena,
                               bench.diag),
             ERR_CEL_MACRO);
  /* the filter sees columns and its own few variables */
  EXPECT_INT(cel_schema_filter(&bench.schemas[ROW], &bench.few, source_of("person.plain == []"),
                               bench.arena, bench.diag),
             ERR_CEL_VARIABLE);
  EXPECT_INT(cel_schema_filter(&bench.schemas[ROW], &bench.few, source_of("self"), bench.arena,
                               bench.diag),
             ERR_CEL_TYPE);
  bench_close(&bench);
}

UNIT_MAIN(UNIT_CASE(numbers),
          UNIT_CASE(equality),
          UNIT_CASE(params_and_lets),
          UNIT_CASE(conjunctions),
          UNIT_CASE(whose),
          UNIT_CASE(macros))
