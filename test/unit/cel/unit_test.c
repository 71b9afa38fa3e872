/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit: lets (at most once, only where used), what is read, states that go from unit to unit,
 * limits at run time, and every strict function and operator of funcs.def with values, unknowns,
 * bounds and errors in every place, through both executors.
 */
#include "cel/cel_int.h"
#include "test/unit/unit.h"

enum { FIELD_N, FIELD_D, FIELD_T, FIELD_LIST, FIELD_SELF, FIELD_P, FIELDS };

typedef struct Bench {
  Arena *arena;
  CelState *state;
  Diag *diag;
  CelSchema schema;
  CelField fields[FIELDS];
  CelVar vars[4];
  CelValue values[4];
  CelEnv env;
  uint32_t reads[FIELDS]; /* how often the host was asked */
} Bench;

static void get(void *ctx, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  Bench *bench = ctx;
  (void)arena, (void)record;
  bench->reads[field->id]++;
  CHECK(field->id != FIELD_SELF); /* the same subject: no host is asked */
  *ret = field->id == FIELD_T ? cel_str(STR("12")) : cel_int(3);
  if (field->id != FIELD_LIST) return;
  CelList *list = arena_new_one(bench->arena, CelList);
  *list = (CelList){.count = 3, .first = {.schema = &bench->schema}};
  *ret = (CelValue){.state = CEL_KNOWN, .list = list};
}

static void raw(void *ctx, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  (void)ctx, (void)arena, (void)record, (void)field;
  *ret = cel_str(STR("raw"));
}

static void
param_at(void *ctx, Arena *arena, CelRecord record, const CelField *field, Day day, CelValue *ret) {
  (void)record;
  (void)ctx, (void)arena, (void)field;
  *ret = cel_int(day.n);
}

static const CelCause *place(void *ctx, Arena *arena, CelRecord record, const CelField *field) {
  (void)ctx, (void)arena, (void)record, (void)field;
  return NULL;
}

static const CelHost host = {get, raw, param_at, place};

static void add_var(Bench *bench, const char *name, const CelType *type, CelValue value) {
  bench->vars[bench->env.var_count] = (CelVar){str_from(name), type};
  bench->values[bench->env.var_count++] = value;
}

static void bench_open(Bench *bench, size_t limit) {
  *bench = (Bench){.arena = arena_new((size_t)1 << 26), .diag = diag_new()};
  Arena *arena = bench->arena;
  bench->state = cel_state_new(limit);
  const CelType *row = cel_type_record(arena, &bench->schema);
  const CelType *types[FIELDS] = {cel_type(CEL_INT),
                                  cel_type(CEL_DECIMAL),
                                  cel_type(CEL_STRING),
                                  cel_type_list(arena, row),
                                  row,
                                  cel_type(CEL_INT)};
  static const char *const names[FIELDS] = {"n", "d", "t", "list", "self", "p"};
  for (uint32_t i = 0; i < FIELDS; i++)
    bench->fields[i] = (CelField){.name = str_from(names[i]), .type = types[i], .id = i};
  bench->fields[FIELD_SELF].flags = CEL_FIELD_SAME;
  bench->fields[FIELD_P].flags = CEL_FIELD_PARAM;
  bench->schema = (CelSchema){.name = STR("x"), .fields = bench->fields, .count = FIELDS};
  cel_schema_index(&bench->schema, arena);
  bench->env = (CelEnv){.profile = CEL_PACK, .vars = bench->vars};
  CelRecord record = {.schema = &bench->schema};
  add_var(bench, "x", row, (CelValue){.state = CEL_KNOWN, .record = record});
}

static void bench_close(Bench *bench) {
  diag_free(bench->diag);
  cel_state_free(bench->state);
  arena_free(bench->arena);
}

static CelSource source_of(Str text) {
  return (CelSource){.text = text, .file_text = text, .line = 1, .column = 1, .indent = 1};
}

static void let(Bench *bench, CelUnit *unit, const char *name, const char *text) {
  EXPECT_INT(cel_unit_let(unit, str_from(name), source_of(str_from(text)), bench->diag), ERR_OK);
}

static uint32_t output(Bench *bench, CelUnit *unit, Str text) {
  uint32_t number = 0;
  Err err = cel_unit_output(unit, STR("is"), source_of(text), NULL, &number, bench->diag);
  EXPECT_INT(err, ERR_OK);
  if (err != ERR_OK) printf("refused: %.*s\n", STR_ARG(text));
  return number;
}

static void begin(Bench *bench, const CelUnit *unit) {
  cel_state_begin(bench->state, unit, &host, bench, bench->values);
}

typedef void Executor(CelState *state, uint32_t output, CelValue *ret);
static Executor *const executors[2] = {cel_run, cel_reference};

/* ---- lets ---- */

UNIT(lets_once) {
  Bench bench;
  CelValue value;
  bench_open(&bench, 1 << 20);
  CelUnit *unit = cel_unit_new(&bench.env, bench.arena);
  let(&bench, unit, "a", "x.n + 1");
  let(&bench, unit, "b", "x.d > 0.0");
  let(&bench, unit, "c", "a + a");
  uint32_t first = output(&bench, unit, STR("a + c + [1, 2, 3].sum(i, i * a)"));
  uint32_t second = output(&bench, unit, STR("true || b"));
  uint32_t third = output(&bench, unit, STR("c"));
  begin(&bench, unit);
  cel_run(bench.state, first, &value);
  EXPECT_INT(value.i, 4 + 8 + 24);
  EXPECT_INT(bench.reads[FIELD_N], 1);
  cel_run(bench.state, second, &value);
  cel_run(bench.state, third, &value);
  EXPECT_INT(value.i, 8);
  EXPECT_INT(bench.reads[FIELD_N], 1);
  EXPECT_INT(bench.reads[FIELD_D], 0); /* never asked for */
  begin(&bench, unit);
  cel_run(bench.state, third, &value);
  EXPECT_INT(bench.reads[FIELD_N], 2); /* a new subject */
  cel_reference(bench.state, first, &value);
  EXPECT_INT(value.i, 36);
  EXPECT_INT(bench.reads[FIELD_N], 3); /* its own lets */
  bench_close(&bench);
}

UNIT(lets_first_used_inside) {
  Bench bench;
  CelValue value;
  bench_open(&bench, 1 << 20);
  CelUnit *unit = cel_unit_new(&bench.env, bench.arena);
  let(&bench, unit, "a", "[1, 2].map(i, i * x.n)");
  let(&bench, unit, "b", "a.map(i, i + size(a))");
  uint32_t first = output(&bench, unit, STR("[7].map(i, b.sum(k, k + i))[0]"));
  uint32_t second = output(&bench, unit, STR("x.n > 100 && size(b) == 0 ? 1 : a[0]"));
  begin(&bench, unit);
  cel_run(bench.state, first, &value);
  EXPECT_INT(value.i, 5 + 8 + 14);
  EXPECT_INT(bench.reads[FIELD_N], 2);
  cel_run(bench.state, second, &value);
  EXPECT_INT(value.i, 3);
  cel_reference(bench.state, first, &value);
  EXPECT_INT(value.i, 27);
  bench_close(&bench);
}

UNIT(lets_too_many) {
  Bench bench;
  bench_open(&bench, 1 << 20);
  CelUnit *unit = cel_unit_new(&bench.env, bench.arena);
  for (uint32_t i = 0; i < CEL_LETS_MAX; i++)
    let(&bench, unit, arena_printf(bench.arena, "v%u", i).ptr,
        i == 0 ? "1" : arena_printf(bench.arena, "v%u + 1", i - 1).ptr);
  CelSource source = source_of(STR("1"));
  source.column = 5;
  EXPECT_INT(cel_unit_let(unit, STR("more"), source, bench.diag), ERR_LIMIT);
  EXPECT_INT(diag_get(bench.diag, 0)->at.column, 5);
  uint32_t last = output(&bench, unit, STR("v63"));
  CelValue value;
  begin(&bench, unit);
  cel_run(bench.state, last, &value);
  EXPECT_INT(value.i, 64);
  bench_close(&bench);
}

/* A let with a mistake is reported once; what uses it fails without a word of its own. */
UNIT(lets_with_mistakes) {
  Bench bench;
  uint32_t number = 77;
  bench_open(&bench, 1 << 20);
  CelUnit *unit = cel_unit_new(&bench.env, bench.arena);
  EXPECT(cel_unit_let(unit, STR("a"), source_of(STR("nobody + 1")), bench.diag) != ERR_OK);
  EXPECT(cel_unit_let(unit, STR("b"), source_of(STR("a + 1")), bench.diag) != ERR_OK);
  EXPECT_INT(cel_unit_let(unit, STR("a"), source_of(STR("1")), bench.diag), ERR_CEL_SHADOW);
  Err err = cel_unit_output(unit, STR("is"), source_of(STR("b > 1 || a == 2")), NULL, &number,
                            bench.diag);
  EXPECT(err != ERR_OK);
  EXPECT_INT(number, 77);
  EXPECT_INT((int64_t)diag_count(bench.diag), 2);
  EXPECT_INT(output(&bench, unit, STR("x.n")), 0); /* what is well can go on */
  bench_close(&bench);
}

/* ---- what is read ---- */

static void expect_use(const CelUse *use, const CelField *field, bool is_raw) {
  EXPECT(use->field == field);
  EXPECT_INT(use->raw, is_raw);
}

UNIT(uses) {
  Bench bench;
  size_t count;
  bench_open(&bench, 1 << 20);
  CelUnit *unit = cel_unit_new(&bench.env, bench.arena);
  let(&bench, unit, "a", "x.list.map(r, r.t)");
  let(&bench, unit, "unused", "x.d");
  uint32_t first = output(&bench, unit, STR("has(x.n) && x.n > 1 && raw(x.n) == '3'"));
  uint32_t second = output(&bench, unit, STR("size(a) > 0 && size(a) < 9"));
  const CelUse *all = cel_unit_uses(unit, &count);
  EXPECT_INT((int64_t)count, 4);
  for (size_t i = 0; i < count; i++)
    EXPECT_INT(all[i].raw, all[i].field == &bench.fields[FIELD_N]);
  const CelUse *uses = cel_unit_output_uses(unit, first, bench.arena, &count);
  EXPECT_INT((int64_t)count, 1);
  expect_use(&uses[0], &bench.fields[FIELD_N], true); /* the text too, though asked for last */
  uses = cel_unit_output_uses(unit, second, bench.arena, &count);
  EXPECT_INT((int64_t)count, 2);
  expect_use(&uses[0], &bench.fields[FIELD_LIST], false);
  expect_use(&uses[1], &bench.fields[FIELD_T], false);
  bench_close(&bench);
}

/* ---- states ---- */

/* Units of the same form, made one after the other at the same address. */
UNIT(state_takes_new_constants) {
  Bench bench;
  bench_open(&bench, 1 << 20);
  ArenaMark mark = arena_mark(bench.arena);
  for (int64_t i = 1; i < 5; i++) {
    arena_reset(bench.arena, mark);
    CelUnit *unit = cel_unit_new(&bench.env, bench.arena);
    char text[] = "10 + 0";
    text[5] = (char)('0' + i);
    uint32_t number = output(&bench, unit, str_from(text));
    CelValue value;
    begin(&bench, unit);
    cel_run(bench.state, number, &value);
    EXPECT_INT(value.i, 10 + i);
  }
  bench_close(&bench);
}

/* Doubling by lets: 2^40 elements, or bytes, are an error and not the end of the program. */
UNIT(memory) {
  static const char *const first[] = {"[1, 2, 3, 4]", "'0123456789'"};
  for (int kind = 0; kind < 2; kind++) {
    Bench bench;
    CelValue value;
    bench_open(&bench, 1 << 16);
    CelUnit *unit = cel_unit_new(&bench.env, bench.arena);
    let(&bench, unit, "v0", first[kind]);
    for (uint32_t i = 1; i < 40; i++)
      let(&bench, unit, arena_printf(bench.arena, "v%u", i).ptr,
          arena_printf(bench.arena, "v%u + v%u", i - 1, i - 1).ptr);
    uint32_t number = output(&bench, unit, STR("size(v39)"));
    begin(&bench, unit);
    cel_run(bench.state, number, &value);
    EXPECT_INT(value.state, CEL_FAILED);
    EXPECT_INT(value.error.kind, CEL_ERR_LIMIT);
    bench_close(&bench);
  }
}

/* The limit is the whole result, whatever stands around it, until the next subject. */
UNIT(limit_is_final) {
  Bench bench;
  CelValue value;
  bench_open(&bench, 4096);
  CelUnit *unit = cel_unit_new(&bench.env, bench.arena);
  let(&bench, unit, "l", "[1, 2, 3, 4, 5, 6, 7, 8]");
  uint32_t big = output(
      &bench, unit, STR("l.exists(i, size(l.map(j, l.map(k, string(i + j + k)))) < 0) || true"));
  uint32_t small = output(&bench, unit, STR("1 + 1"));
  for (int i = 0; i < 2; i++) {
    begin(&bench, unit);
    executors[i](bench.state, big, &value);
    EXPECT_INT(value.state, CEL_FAILED);
    EXPECT_INT(value.error.kind, CEL_ERR_LIMIT);
  }
  begin(&bench, unit);
  cel_run(bench.state, small, &value);
  EXPECT_INT(value.state, CEL_KNOWN);
  EXPECT_INT(value.i, 2);
  bench_close(&bench);
}

UNIT(same_subject) {
  Bench bench;
  CelValue value;
  bench_open(&bench, 1 << 20);
  CelUnit *unit = cel_unit_new(&bench.env, bench.arena);
  uint32_t number = output(&bench, unit, STR("has(x.self) && x.self == x && x.self.n == 3"));
  for (int i = 0; i < 2; i++) {
    begin(&bench, unit);
    executors[i](bench.state, number, &value);
    EXPECT_INT(value.state, CEL_KNOWN);
    EXPECT_INT(value.i, 1);
  }
  bench_close(&bench);
}

/* ---- strict functions: every line of funcs.def ---- */

typedef enum Class {
  CLASS_NONE,
  CLASS_BOOL,
  CLASS_INT,
  CLASS_DECIMAL,
  CLASS_DATE,
  CLASS_MONTH,
  CLASS_TEXT,
  CLASS_LIST,
  CLASS_MAP,
  CLASSES
} Class;

typedef enum Style { OPERATOR, FUNCTION, METHOD, BOTH } Style;

typedef struct Function {
  CelFn fn;
  const char *spelling;
  Style style;
  uint32_t arity;
  Class args[2];
} Function;

static const Function functions[] = {
#define FN(id, spelling, style, result, arity, arg0, arg1, zh, en)                                 \
  {FN_##id, spelling, style, arity, {CLASS_##arg0, CLASS_##arg1}},
#include "cel/funcs.def"
#undef FN
};

enum { OPERANDS = 4 };
typedef enum Operand { KNOWN, UNKNOWN, BOUNDED, FAILED } Operand;

static CelValue known_of(Bench *bench, Class class) {
  CelValue value = cel_int(class == CLASS_DATE ? 18900 : class == CLASS_DECIMAL ? 25000 : 1);
  if (class == CLASS_TEXT) return cel_str(STR("12"));
  if (class == CLASS_LIST) value.list = arena_new_one(bench->arena, CelList);
  if (class == CLASS_MAP) value.map = arena_new_one(bench->arena, CelMap);
  return value;
}

static CelValue operand_of(Bench *bench, Class class, Operand operand, uint32_t which) {
  static const CelCause causes[2] = {{.kind = CEL_EMPTY, .a = STR_INIT("first")},
                                     {.kind = CEL_EMPTY, .a = STR_INIT("second")}};
  const CelCauses *why = cel_causes_one(bench->arena, &causes[which]);
  switch (operand) {
  case KNOWN:
    return known_of(bench, class);
  case UNKNOWN:
    return cel_unknown(bench->arena, why, CEL_IS_EMPTY);
  case BOUNDED:
    return cel_unknown_bounded(bench->arena, why, 10000, 20000);
  case FAILED:
    return cel_failed(which == 0 ? CEL_ERR_DIVISION : CEL_ERR_INDEX, 1, 1);
  }
  return cel_int(0);
}

static Str call_text(Bench *bench, const Function *fn, bool method) {
  const char *name = fn->spelling;
  if (fn->style == OPERATOR && fn->arity == 1) return arena_printf(bench->arena, "%sa", name);
  if (fn->style == OPERATOR) return arena_printf(bench->arena, "a %s b", name);
  const char *more = fn->arity == 2 ? "b" : "";
  if (method) return arena_printf(bench->arena, "a.%s(%s)", name, more);
  return arena_printf(bench->arena, "%s(a%s%s)", name, fn->arity == 2 ? ", " : "", more);
}

/* Which functions keep bounds: adding what is known, decimal(), fen() (4.3). */
static bool keeps(CelFn fn, const Operand operands[2], uint32_t arity) {
  switch ((int)fn) {
  case FN_ADD_INT:
  case FN_ADD_DECIMAL:
    return arity == 1 || operands[0] == KNOWN || operands[1] == KNOWN;
  case FN_SUB_INT:
  case FN_SUB_DECIMAL:
    return operands[1] == KNOWN;
  case FN_DECIMAL_INT:
  case FN_DECIMAL_DECIMAL:
  case FN_FEN:
    return true;
  default:
    return false;
  }
}

/* What is wrong with the answer, NULL if nothing; values are functions_test's. */
static const char *mistake_of(const Function *fn, const Operand operands[2], const CelValue *got) {
  uint32_t unknown = 0, bounded = 0;
  for (uint32_t i = 0; i < fn->arity; i++) {
    unknown += operands[i] == UNKNOWN || operands[i] == BOUNDED;
    bounded += operands[i] == BOUNDED;
    if (operands[i] != FAILED) continue;
    CelErrorKind kind = i == 0 ? CEL_ERR_DIVISION : CEL_ERR_INDEX;
    return got->state == CEL_FAILED && got->error.kind == kind ? NULL : "the leftmost error";
  }
  if (unknown == 0) return NULL;
  if (got->state != CEL_UNKNOWN) return "unknown";
  if (got->unknown->causes == NULL || got->unknown->causes->count != unknown) return "all causes";
  if (got->unknown->absence != CEL_ABSENT) return "absent";
  bool bounds = bounded > 0 && keeps(fn->fn, operands, fn->arity);
  return got->unknown->has_min == bounds && got->unknown->has_max == bounds ? NULL : "bounds";
}

static void try_operands(Bench *bench,
                         const Function *fn,
                         const CelUnit *unit,
                         uint32_t number,
                         const Operand operands[2],
                         Str text) {
  CelValue scalar, reference;
  for (uint32_t i = 0; i < fn->arity; i++)
    bench->values[1 + i] = operand_of(bench, fn->args[i], operands[i], i);
  begin(bench, unit);
  cel_run(bench->state, number, &scalar);
  cel_reference(bench->state, number, &reference);
  const char *mistake = mistake_of(fn, operands, &scalar);
  if (!cel_value_same(cel_unit_type(unit, number), &scalar, &reference)) mistake = "the same";
  unit_checks++;
  if (mistake == NULL) return;
  unit_failures++;
  printf("%.*s of %u, %u: expected %s\n", STR_ARG(text), (unsigned)operands[0],
         (unsigned)operands[1], mistake);
}

static void try_function(Bench *bench, const Function *fn, bool method) {
  const CelType *whole = cel_type(CEL_INT);
  const CelType *types[CLASSES] = {whole,
                                   cel_type(CEL_BOOL),
                                   whole,
                                   cel_type(CEL_DECIMAL),
                                   cel_type(CEL_DATE),
                                   cel_type(CEL_MONTH),
                                   cel_type(CEL_STRING),
                                   cel_type_list(bench->arena, whole),
                                   cel_type_map(bench->arena, cel_type(CEL_STRING), whole)};
  bench->env.var_count = 1;
  add_var(bench, "a", types[fn->args[0]], cel_int(0));
  add_var(bench, "b", types[fn->args[1]], cel_int(0));
  CelUnit *unit = cel_unit_new(&bench->env, bench->arena);
  Str text = call_text(bench, fn, method);
  uint32_t number = output(bench, unit, text);
  const CelNode *root = unit->outputs.items[number].root;
  EXPECT_INT(root->kind, NODE_CALL);
  EXPECT_INT(root->fn, fn->fn);
  for (uint32_t i = 0; i < OPERANDS * OPERANDS; i++) {
    const Operand operands[2] = {(Operand)(i % OPERANDS), (Operand)(i / OPERANDS)};
    if (fn->arity == 1 && operands[1] != KNOWN) continue;
    try_operands(bench, fn, unit, number, operands, text);
  }
}

UNIT(strict_functions) {
  Bench bench;
  bench_open(&bench, 1 << 20);
  ArenaMark mark = arena_mark(bench.arena);
  for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
    const Function *fn = &functions[i];
    if (fn->spelling[0] == '\0') continue; /* made by the checker */
    arena_reset(bench.arena, mark);
    if (fn->style != METHOD) try_function(&bench, fn, false);
    if (fn->style == METHOD || fn->style == BOTH) try_function(&bench, fn, true);
  }
  bench_close(&bench);
}

/* ---- values, by both executors ---- */

typedef struct Valued {
  const char *text;
  int64_t value;
} Valued;

static void expect_values(const Valued *cases, size_t count) {
  Bench bench;
  bench_open(&bench, 1 << 20);
  for (size_t i = 0; i < count; i++) {
    CelUnit *unit = cel_unit_new(&bench.env, bench.arena);
    uint32_t number = output(&bench, unit, str_from(cases[i].text));
    for (int k = 0; k < 2; k++) {
      CelValue value;
      begin(&bench, unit);
      executors[k](bench.state, number, &value);
      unit_checks++;
      if (value.state == CEL_KNOWN && value.i == cases[i].value) continue;
      unit_failures++;
      printf("%s by executor %d\n", cases[i].text, k);
    }
  }
  bench_close(&bench);
}

#define EXPECT_VALUES(cases) expect_values((cases), sizeof(cases) / sizeof(cases)[0])

UNIT(edges_of_numbers) {
  static const Valued cases[] = {
      {"9223372036854775807 > 922337203685477.5807", true},
      {"9223372036854775807 == 922337203685477.5807", false},
      {"-9223372036854775808 < -922337203685477.5807", true},
      {"922337203685477 < 922337203685477.5807", true},
      {"922337203685477 == 922337203685477.0", true},
      {"922337203685478 > 922337203685477.5807", true},
      {"-922337203685477 > -922337203685477.5807", true},
      {"922337203685477.5807 >= 922337203685477.5807", true},
      {"0 == 0.0", true},
      {"0 < 0.0001", true},
      {"-0.0 == 0", true},
      {"1 in [1.0]", true},
      {"9223372036854775807 in [1.5, 922337203685477.5807]", false},
      {"[1] == [1.0]", true},
      {"[9223372036854775807] == [1.0]", false},
      {"{'a': 1} == {'a': 1.0}", true},
      {"[1, 2.5].max(x, x) == 2.5", true},
      {"[1, 2].max(x, x, 0.5) == 2.0", true},
      {"[].max(x, 1, 0.5) == 0.5", true},
      {"(true ? 1 : 2.5) == 1.0", true},
      {"{'a': 1, 'b': 2.5}.a == 1.0", true},
      {"[1, 2.5].distinct(x, x) == [1.0, 2.5]", true},
      {"1 / 2 == 0", true}, /* ints are never widened */
      {"1 / 2 * 2.0 == 0.0", true},
  };
  EXPECT_VALUES(cases);
}

/* Exact for a divisor above 0, else the rounded quotient. */
UNIT(quotients) {
  static const Valued cases[] = {
      {"ratio(1, 3) > 0.3333", true},
      {"ratio(1, 3) < 0.3334", true},
      {"ratio(1, -3) == -0.3333", true},
      {"ratio(-1, -3) == 0.3333", true},
      {"ratio(1, 3) == ratio(2, 6)", true},
      {"ratio(1, 3) == ratio(-2, -6)", false},
      {"1 / 3.0 == 2 / 6.0", true},
      {"1.0 / 3 > 1.0 / 3.0001", true},
      {"0.0 / 5 == 0", true},
      {"ratio(922337203685477.5807, 0.0001) > 1", true},
      {"ratio(922337203685477.5807, 0.0001) > ratio(922337203685477.5806, 0.0001)", true},
      {"ratio(-922337203685477.5807, 0.0001) < ratio(0.0001, 922337203685477.5807)", true},
  };
  EXPECT_VALUES(cases);
}

UNIT(variables_of_macros) {
  static const Valued cases[] = {
      {"[1, 2].map(x, [10].map(x, x + 1)[0] + x).sum(x, x)", 25},
      {"[[1, 2], [3]].map(x, x.sum(x, x)).sum(x, x)", 6},
      {"[1, 2].sum(x, [x].sum(y, [y].sum(x, x) + x))", 6},
      {"[5].map(x, x + .x.n)[0]", 8},
      {"[1, 2, 3].filter(x, x > 1).sum(x, x) + [7].sum(x, x)", 12},
      {"[1, 3].exists(x, [2].exists(x, x == 2) && x == 3) ? x.n : 0", 3},
      {"[1, 2].map(x, x > 1, x * 10).max(x, x, x.n)", 20},
      {"[].max(y, 1, x.n)", 3},
      {"size([1, 2, 4].pairs(x, y, y - x == 2) ? 'a' : '')", 1},
  };
  EXPECT_VALUES(cases);
}

UNIT_MAIN(UNIT_CASE(lets_once),
          UNIT_CASE(lets_first_used_inside),
          UNIT_CASE(lets_too_many),
          UNIT_CASE(lets_with_mistakes),
          UNIT_CASE(uses),
          UNIT_CASE(state_takes_new_constants),
          UNIT_CASE(memory),
          UNIT_CASE(limit_is_final),
          UNIT_CASE(same_subject),
          UNIT_CASE(strict_functions),
          UNIT_CASE(edges_of_numbers),
          UNIT_CASE(quotients),
          UNIT_CASE(variables_of_macros))
