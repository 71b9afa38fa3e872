/* SPDX-License-Identifier: Apache-2.0 */
/*
 * semantics: test/cel/semantics.txt, line by line, through both executors; and what does not fit
 * into its lines: has, raw, parameters, quotients, overflow, the memory limit.
 *
 * Run in the root of the repository.
 */
#include "cel/cel_int.h"
#include "test/unit/unit.h"

enum { ROWS = 8 };
enum { FIELD_B, FIELD_V, FIELD_W, FIELD_T, FIELDS };
enum { VAR_L, VAR_K, VAR_A, VAR_B, VAR_M, VAR_N, VAR_MAP, VARS };

/* One line's data, and what it takes to ask. */
typedef struct Bench {
  Arena *arena;      /* types; the units of the section */
  Arena *line_arena; /* values of the line */
  CelState *state;
  CelSchema schema;
  CelField fields[FIELDS];
  CelVar vars[VARS];
  CelEnv env;
  CelUnit *unit;
  uint32_t output;
  Diag *diag;
  CelValue rows[ROWS];
  CelValue values[VARS];
} Bench;

/* ---- host: the cells of row i are the value of row i ---- */

static void get(void *ctx, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  const Bench *bench = ctx;
  (void)arena;
  *ret = bench->rows[record.index];
  if (field->id == FIELD_T && ret->state == CEL_KNOWN) *ret = cel_str(STR("12"));
}

static void raw(void *ctx, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  (void)ctx, (void)arena, (void)record, (void)field;
  *ret = cel_str(STR("none"));
}

static void
param_at(void *ctx, Arena *arena, CelRecord record, const CelField *field, Day day, CelValue *ret) {
  (void)record;
  (void)ctx, (void)arena, (void)field;
  *ret = cel_int(day.n);
}

static const CelCause *place(void *ctx, Arena *arena, CelRecord record, const CelField *field) {
  (void)ctx, (void)field;
  CelCause *cause = arena_new_one(arena, CelCause);
  *cause = (CelCause){CEL_UNREADABLE, false, STR("cell"), STR_NONE, record.index};
  return cause;
}

static const CelHost host = {get, raw, param_at, place};

static void bench_open(Bench *bench) {
  *bench = (Bench){.arena = arena_new(64 << 20), .line_arena = arena_new(1 << 20)};
  Arena *arena = bench->arena;
  const CelType *whole = cel_type(CEL_INT), *truth = cel_type(CEL_BOOL);
  bench->state = cel_state_new(1 << 20);
  bench->diag = diag_new();
  bench->fields[FIELD_B] = (CelField){.name = STR("b"), .type = truth, .id = FIELD_B};
  bench->fields[FIELD_V] =
      (CelField){.name = STR("v"), .type = whole, .id = FIELD_V, .flags = CEL_FIELD_NONNEG};
  bench->fields[FIELD_W] =
      (CelField){.name = STR("w"), .type = whole, .id = FIELD_W, .flags = CEL_FIELD_PARAM};
  bench->fields[FIELD_T] =
      (CelField){.name = STR("t"), .type = cel_type(CEL_STRING), .id = FIELD_T};
  bench->schema = (CelSchema){.name = STR("row"), .fields = bench->fields, .count = FIELDS};
  cel_schema_index(&bench->schema, arena);
  const CelType *rows = cel_type_list(arena, cel_type_record(arena, &bench->schema));
  const CelType *map = cel_type_map(arena, cel_type(CEL_STRING), whole);
  bench->vars[VAR_L] = (CelVar){STR("l"), rows};
  bench->vars[VAR_K] = (CelVar){STR("k"), cel_type_list(arena, whole)};
  bench->vars[VAR_A] = (CelVar){STR("a"), truth};
  bench->vars[VAR_B] = (CelVar){STR("b"), truth};
  bench->vars[VAR_M] = (CelVar){STR("m"), whole};
  bench->vars[VAR_N] = (CelVar){STR("n"), whole};
  bench->vars[VAR_MAP] = (CelVar){STR("table"), map};
  bench->env = (CelEnv){.profile = CEL_PACK, .vars = bench->vars, .var_count = VARS};
}

static void bench_close(Bench *bench) {
  diag_free(bench->diag);
  cel_state_free(bench->state);
  arena_free(bench->line_arena);
  arena_free(bench->arena);
}

/* ---- the words of a line ---- */

static const CelCauses *cause_named(Arena *arena, CelCauseKind kind, Str name) {
  CelCause *cause = arena_new_one(arena, CelCause);
  *cause = (CelCause){.kind = kind, .a = arena_str(arena, name)};
  return cel_causes_one(arena, cause);
}

/* U, U2..5, U2.., U..5 */
static CelValue unknown_from(Arena *arena, Str word, Str name) {
  CelValue value = cel_unknown(arena, cause_named(arena, CEL_EMPTY, name), CEL_ABSENT);
  Str rest = str_slice(word, 1, word.len), min = str_cut(&rest, '.');
  Str max = rest.len > 0 ? str_slice(rest, 1, rest.len) : rest;
  value.unknown->has_min = str_to_int(min, &value.unknown->min);
  value.unknown->has_max = str_to_int(max, &value.unknown->max);
  return value;
}

static CelValue value_from(Arena *arena, Str word, Str name) {
  int64_t number = 0;
  if (str_starts(word, STR("U"))) return unknown_from(arena, word, name);
  if (str_eq(word, STR("E"))) return cel_failed(CEL_ERR_DIVISION, 1, 1);
  if (str_eq(word, STR("T"))) return cel_int(1);
  if (str_eq(word, STR("F"))) return cel_int(0);
  EXPECT(str_to_int(word, &number));
  return cel_int(number);
}

static CelValue list_of(Arena *arena,
                        const CelValue *items,
                        const uint8_t *standing,
                        const CelCauses *const *why,
                        uint32_t count,
                        bool more) {
  CelList *list = arena_new_one(arena, CelList);
  *list = (CelList){.count = count, .items = items, .standing = standing, .why = why};
  if (more) list->more = cause_named(arena, CEL_NOT_COVERED, STR("more"));
  return (CelValue){.state = CEL_KNOWN, .list = list};
}

/* The words before the first bar: l, k and their rows, or a, b, m, n. */
static void read_words(Bench *bench, Str words, bool more) {
  arena_clear(bench->line_arena);
  Arena *arena = bench->line_arena;
  CelValue *records = arena_new_array(arena, CelValue, ROWS);
  CelValue *items = arena_new_array(arena, CelValue, ROWS);
  uint8_t *standing = arena_new_array(arena, uint8_t, ROWS);
  const CelCauses **why = arena_new_array(arena, const CelCauses *, ROWS);
  static const Str names[2][2] = {{STR_INIT("a"), STR_INIT("b")}, {STR_INIT("m"), STR_INIT("n")}};
  uint32_t count = 0;
  words = str_trim(words);
  while (words.len > 0) {
    Str word = str_cut(&words, ' ');
    bool possible = str_ends(word, STR("?"));
    if (possible) word.len--;
    CHECK(count < ROWS);
    Str name = arena_printf(arena, "r%u", count + 1);
    bench->rows[count] = value_from(arena, word, name);
    items[count] = bench->rows[count];
    records[count] =
        (CelValue){.state = CEL_KNOWN, .record = {.schema = &bench->schema, .index = count}};
    standing[count] = possible ? CEL_POSSIBLY : CEL_CERTAIN;
    Str there = arena_printf(arena, "p%u", count + 1);
    why[count] = possible ? cause_named(arena, CEL_POSSIBLE, there) : NULL;
    for (int kind = 0; kind < 2 && count < 2; kind++) {
      bench->values[(kind == 0 ? VAR_A : VAR_M) + count] =
          value_from(arena, word, names[kind][count]);
    }
    count++;
  }
  bench->values[VAR_L] = list_of(arena, records, standing, why, count, more);
  bench->values[VAR_K] = list_of(arena, items, standing, why, count, more);
}

/* ---- results as text ---- */

static void put_causes(const CelCauses *causes, Buf *out) {
  buf_char(out, '{');
  for (uint32_t i = 0; causes != NULL && i < causes->count; i++) {
    if (i > 0) buf_char(out, ',');
    buf_str(out, causes->items[i]->a);
  }
  buf_char(out, '}');
}

static void put_value(const CelType *type, const CelValue *value, Buf *out);

static void put_list(const CelType *type, const CelList *list, Buf *out) {
  buf_char(out, '[');
  for (uint32_t i = 0; i < list->count; i++) {
    CelValue item = cel_list_item(list, i);
    if (i > 0) buf_char(out, ' ');
    put_value(type->elem, &item, out);
    if (list->standing == NULL || list->standing[i] == CEL_CERTAIN) continue;
    buf_char(out, '?');
    put_causes(list->why[i], out);
  }
  buf_char(out, ']');
  if (list->more == NULL) return;
  buf_char(out, '+');
  put_causes(list->more, out);
}

static void put_unknown(const CelUnknown *unknown, Buf *out) {
  buf_char(out, 'U');
  put_causes(unknown->causes, out);
  if (!unknown->has_min && !unknown->has_max) return;
  buf_char(out, ' ');
  if (unknown->has_min) buf_int(out, unknown->min);
  buf_lit(out, "..");
  if (unknown->has_max) buf_int(out, unknown->max);
}

static void put_value(const CelType *type, const CelValue *value, Buf *out) {
  if (value->state == CEL_UNKNOWN) {
    put_unknown(value->unknown, out);
  } else if (value->state == CEL_FAILED) {
    buf_printf(out, "E:%s", cel_error_name(value->error.kind));
  } else if (type->kind == CEL_BOOL) {
    buf_char(out, value->i != 0 ? 'T' : 'F');
  } else if (type->kind == CEL_LIST) {
    put_list(type, value->list, out);
  } else if (type->kind == CEL_RECORD) {
    buf_printf(out, "#%u", value->record.index + 1);
  } else {
    cel_value_text(type, value, out);
  }
}

/* ---- asking ---- */

typedef void Executor(CelState *state, uint32_t output, CelValue *ret);

static void ask(Bench *bench, Executor *executor, const char *name, Str expected, Str about) {
  Buf out;
  CelValue value;
  buf_init(&out, 4096);
  cel_state_begin(bench->state, bench->unit, &host, bench, bench->values);
  executor(bench->state, bench->output, &value);
  put_value(cel_unit_type(bench->unit, bench->output), &value, &out);
  Str got = buf_view(&out);
  unit_checks++;
  if (!str_eq(got, expected)) {
    unit_failures++;
    printf("%.*s: %s gives %.*s, expected %.*s\n", STR_ARG(about), name, STR_ARG(got),
           STR_ARG(expected));
  }
  buf_free(&out);
}

static void ask_both(Bench *bench, Str expected, Str about) {
  ask(bench, cel_run, "scalar", expected, about);
  ask(bench, cel_reference, "reference", expected, about);
}

static bool compile(Bench *bench, Str text) {
  CelSource source = {.text = text, .file_text = text, .line = 1, .column = 1};
  bench->unit = cel_unit_new(&bench->env, bench->arena);
  Err err = cel_unit_output(bench->unit, STR("is"), source, NULL, &bench->output, bench->diag);
  EXPECT(err == ERR_OK);
  if (err != ERR_OK) printf("refused: %.*s\n", STR_ARG(text));
  return err == ERR_OK;
}

static void ask_line(Bench *bench, Str line, uint32_t number) {
  Str rest = line, words = str_cut(&rest, '|'), complete = str_cut(&rest, '|');
  Str about = arena_printf(bench->arena, "semantics.txt:%u", number);
  read_words(bench, words, false);
  ask_both(bench, str_trim(complete), about);
  if (rest.len == 0) return;
  read_words(bench, words, true);
  ask_both(bench, str_trim(rest), about);
}

UNIT(table) {
  Bench bench;
  bench_open(&bench);
  FILE *file = fopen("test/cel/semantics.txt", "r");
  EXPECT(file != NULL);
  char line[512];
  uint32_t number = 0, asked = 0;
  bool compiled = false;
  while (file != NULL && fgets(line, sizeof line, file) != NULL) {
    number++;
    Str text = str_from(line);
    if (text.len > 0 && text.ptr[text.len - 1] == '\n') text.len--;
    if (text.len == 0 || text.ptr[0] == '#') continue;
    if (text.ptr[0] == '%') {
      compiled = compile(&bench, arena_str(bench.arena, str_trim(str_slice(text, 1, text.len))));
    } else if (compiled) {
      ask_line(&bench, text, number);
      asked++;
    }
  }
  if (file != NULL) fclose(file);
  EXPECT(asked > 2000);
  bench_close(&bench);
}

/* ---- what is not in the table ---- */

typedef struct Asked {
  const char *text, *words, *expected;
} Asked;

static void ask_all(Bench *bench, const Asked *asked, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (!compile(bench, str_from(asked[i].text))) continue;
    read_words(bench, str_from(asked[i].words), false);
    ask_both(bench, str_from(asked[i].expected), str_from(asked[i].text));
  }
}

#define ASK_ALL(bench, asked) ask_all((bench), (asked), sizeof(asked) / sizeof(asked)[0])

UNIT(has_and_raw) {
  static const CelAbsence absences[] = {CEL_ABSENT, CEL_IS_EMPTY, CEL_HAS_TEXT};
  static const char *const expected[] = {"U{r1}", "F", "T"};
  Bench bench;
  bench_open(&bench);
  for (int i = 0; i < 3; i++) {
    if (!compile(&bench, STR("has(l[0].v)"))) break;
    read_words(&bench, STR("U2..5"), false);
    bench.rows[0].unknown->absence = absences[i];
    ask_both(&bench, str_from(expected[i]), STR("has"));
  }
  static const Asked asked[] = {
      {"has(l[0].v)", "3", "T"},
      {"has(l[0].v)", "E", "E:division"},
      {"has(l[1].v)", "3", "E:index"},
      {"has(l[0].v)", "3?", "U{p1}"},
      {"l[0].v", "3?", "U{p1}"},
      {"l[0].v", "U2..5", "U{r1} 2..5"},
      {"raw(l[0].v)", "U", "none"},
      {"raw(l[0].v)", "3?", "U{p1}"},
      {"as_int(raw(l[0].v))", "3", "U{cell}"},
      {"as_int(l[0].t)", "3", "12"},
      {"as_int(l[0].t)", "U", "U{r1}"},
      {"as_int(l[0].t + 'x')", "3", "U{}"},
      {"l[0].w.at(date('1970-01-11'))", "3", "10"},
      {"l[0].w.at(date('1970-01-11'))", "3?", "U{p1}"},
      {"l.distinct(r, as_int(r.t + 'x'))", "3", "[]+{}"},
      {"l.distinct(r, as_int(r.t + 'x')).exists(v, v == 1)", "3", "U{}"},
      {"l.distinct(r, as_int(r.t + 'x'))[0]", "3", "U{}"},
      {"size(l.distinct(r, as_int(r.t + 'x')) + [1])", "3", "U{} 1.."},
  };
  ASK_ALL(&bench, asked);
  bench_close(&bench);
}

UNIT(maps) {
  static const Asked asked[] = {
      {"{'x': m, 'y': n}.x", "U2..5 1", "U{m} 2..5"},
      {"{'x': m}.y", "1 1", "E:key"},
      {"{'x': m}.get('y')", "1 1", "U{}"},
      {"{'x': m}.get('x')", "1 1", "1"},
      {"'y' in {'x': m, 'y': n}", "U U", "T"},
      {"'z' in {'x': m, 'y': n}", "U U", "F"},
      {"has({'x': m}.x)", "U 1", "T"},
      {"has({'x': m}.y)", "U 1", "F"},
      {"has({'x': 1 / m}.x)", "0 1", "E:division"},
      {"{'x': m}.exists(key, key == 'x')", "U 1", "T"},
      {"size({'x': m, 'y': n}.filter(key, key > 'x'))", "U 1", "1"},
      {"{'x': m} == {'x': n}", "U2..3 5", "F"},
      {"{'x': m} != {'y': n}", "U 5", "T"},
      {"{'x': m} == {'x': n}", "U2..5 5", "U{m}"},
      {"[m, 1] == [n, 2]", "U 5", "F"},
      {"[m] == [n]", "U2..3 5", "F"},
      {"m in [n]", "5 U2..3", "U{n}"},
      {"m in [n, 5]", "5 U2..3", "T"},
      {"m in [n, 1]", "U5..5 5", "U{m}"},
  };
  Bench bench;
  bench_open(&bench);
  ASK_ALL(&bench, asked);
  bench_close(&bench);
}

UNIT(numbers) {
  static const Asked asked[] = {
      {"ratio(m, 3) == ratio(1, 3)", "1 0", "T"},
      {"ratio(m, 3) > 0.3333", "1 0", "T"},
      {"ratio(m, 3.0) * 3.0 == 1.0", "1 0", "F"},
      {"ratio(m, n) > 0.3333", "1 0", "E:division"},
      {"ratio(m, n) < 0.0", "1 -3", "T"},
      {"ratio(m, n) == -0.3333", "1 -3", "T"},
      {"ratio(m, n) < 1.0", "U -3", "U{m}"},
      {"ratio(m, n) < ratio(n, m)", "1 2", "T"},
      {"9223372036854775807 + m", "1 0", "E:overflow"},
      {"9223372036854775807 + m", "U0..5 0", "U{m} 9223372036854775807.."},
      {"9223372036854775807 + m > 0", "U0..5 0", "T"},
      {"-9223372036854775807 + m", "U-5..0 0", "U{m} ..-9223372036854775807"},
      {"decimal(m) > 1.0", "U2..9223372036854775807 0", "T"},
      {"decimal(m)", "U2..9223372036854775807 0", "U{m} 20000.."},
      {"9223372036854775807 > 922337203685477.5", "0 0", "T"},
      {"m < 922337203685477.5", "9223372036854775807 0", "F"},
      {"m < 922337203685477.5", "U9223372036854775806.. 0", "F"},
      {"[9223372036854775807, m].sum(v, v)", "1 0", "E:overflow"},
      {"[9223372036854775807, m, n].sum(v, v)", "1 U", "U{n}"},
      {"[size(k), 3, m].sum(v, v)", "1 U", "6"},
      {"fen(decimal(m))", "U1..2 0", "U{m} 100..200"},
      {"m * 2", "U1..2 0", "U{m}"},
      {"5 - m", "U1..2 0", "U{m}"},
      {"m + n", "U1..2 U1..2", "U{m,n}"},
  };
  Bench bench;
  bench_open(&bench);
  ASK_ALL(&bench, asked);
  bench_close(&bench);
}

/* Longer lists are looked up by hashes: the first of each value stays, in the order of the list. */
UNIT(long_lists) {
#define TWENTY "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, m]"
  static const Asked asked[] = {
      {TWENTY ".distinct(v, v)", "1 0", "[1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19]"},
      {TWENTY ".distinct(v, v)", "20 0", "[1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20]"},
      {TWENTY ".distinct(v, v % 3)", "1 0", "[1 2 0]"},
      {"size(" TWENTY ".distinct(v, string(v % 5)))", "1 0", "5"},
      {"size(" TWENTY ".distinct(v, v > 7))", "1 0", "2"},
      {"size(" TWENTY ".distinct(v, v))", "U 0", "U{m} 19.."},
      {"size(" TWENTY ".distinct(v, v / m))", "0 0", "E:division"},
  };
#undef TWENTY
  Bench bench;
  bench_open(&bench);
  ASK_ALL(&bench, asked);
  bench_close(&bench);
}

/* A walk that would take more memory than allowed ends in an error, whatever stands around it. */
UNIT(limit) {
  Bench bench;
  bench_open(&bench);
  Str text = STR("true || k.exists(w, k.map(x, k.map(y, k.map(z, k.map(u, k.map(v, string(v + "
                 "x)))))).size() < 0)");
  Str other = STR("k.exists(w, k.map(x, k.map(y, k.map(z, k.map(u, k.map(v, string(v + x)))))"
                  ").size() < 0) || true");
  if (compile(&bench, text)) {
    read_words(&bench, STR("1 2 3 4 5 6 7 8"), false);
    ask_both(&bench, STR("T"), STR("not evaluated"));
  }
  Str most = str_slice(other, 0, other.len - 8);
  if (compile(&bench, most)) {
    read_words(&bench, STR("1 2 3 4 5 6 7 8"), false);
    ask_both(&bench, STR("E:limit"), STR("limit"));
  }
  bench_close(&bench);
}

UNIT_MAIN(UNIT_CASE(table),
          UNIT_CASE(has_and_raw),
          UNIT_CASE(maps),
          UNIT_CASE(numbers),
          UNIT_CASE(long_lists),
          UNIT_CASE(limit))
