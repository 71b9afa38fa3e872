/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch: random conditions over random worlds. What columns say known is what the scalar executor
 * says; and they say it often enough to be of use.
 *
 * Number of cases: environment variable N (40000); seed: SEED (1). CASE=n runs that one alone.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "test/cel/generate.h"
#include "test/unit/unit.h"

enum { WORLDS = 12, LANES = 6, LETS = 2, SHOWN = 8 };

typedef struct Bench {
  Arena *arena, *unit_arena, *scratch;
  CelState *state;
  const HostShape *shape;
  World *worlds[WORLDS];
  Diag *diag;
  Buf buf;
  uint32_t shown;
  uint64_t conditions, in_columns, with_rows, lanes, known, plain, plain_known;
} Bench;

/* ---- the world in columns ---- */

static CelBatchKind kind_of(void *ctx, const CelField *field) {
  (void)ctx;
  switch ((int)field->type->kind) {
  case CEL_LIST:
    return field->type->elem->kind == CEL_RECORD ? CEL_BATCH_ROWS : CEL_BATCH_NONE;
  case CEL_RECORD:
    return CEL_BATCH_RECORD;
  case CEL_MAP:
  case CEL_CODELIST:
    return CEL_BATCH_NONE;
  default:
    return CEL_BATCH_COLUMN;
  }
}

static bool get(void *ctx,
                Arena *arena,
                const CelBatchRecords *records,
                uint32_t lane,
                const CelField *field,
                CelValue *ret) {
  CelRecord record = records->of;
  record.index = records->index[lane];
  if (record.index == UINT32_MAX) return false;
  host_get(ctx, arena, record, field, ret);
  return true;
}

static void column(
    void *ctx, Arena *arena, const CelBatchRecords *records, const CelField *field, CelLanes *ret) {
  static const uint8_t lanes[] = {[CEL_ABSENT] = CEL_LANE_OPEN,
                                  [CEL_IS_EMPTY] = CEL_LANE_EMPTY,
                                  [CEL_HAS_TEXT] = CEL_LANE_TEXT};
  for (uint32_t k = 0; k < records->count; k++) {
    CelValue value;
    if (!get(ctx, arena, records, k, field, &value) || value.state == CEL_FAILED) continue;
    if (value.state == CEL_UNKNOWN) {
      ret->state[k] = lanes[value.unknown->absence];
      continue;
    }
    ret->state[k] = CEL_LANE_VALUE;
    if (ret->s)
      ret->s[k] = value.s;
    else
      ret->i[k] = value.i;
  }
}

static void record(void *ctx,
                   Arena *arena,
                   const CelBatchRecords *records,
                   const CelField *field,
                   CelRecord *ret_of,
                   uint32_t *ret_index) {
  *ret_of = (CelRecord){.schema = field->type->schema};
  for (uint32_t k = 0; k < records->count; k++) {
    CelValue value;
    ret_index[k] = UINT32_MAX;
    if (get(ctx, arena, records, k, field, &value) && value.state == CEL_KNOWN)
      ret_index[k] = value.record.index;
  }
}

/* Whole are lists of neighbouring records that are certain and complete. */
static void rows(void *ctx,
                 Arena *arena,
                 const CelBatchRecords *records,
                 const CelField *field,
                 CelRecord *ret_of,
                 uint32_t *ret_first,
                 uint32_t *ret_count,
                 uint8_t *ret_whole) {
  *ret_of = (CelRecord){.schema = field->type->elem->schema};
  for (uint32_t k = 0; k < records->count; k++) {
    CelValue value;
    if (!get(ctx, arena, records, k, field, &value) || value.state != CEL_KNOWN) continue;
    const CelList *list = value.list;
    bool whole = list->more == NULL && list->standing == NULL;
    for (uint32_t i = 0; i < list->count && whole; i++) {
      CelValue item = cel_list_item(list, i);
      whole = item.state == CEL_KNOWN;
      if (whole && i == 0) ret_first[k] = item.record.index;
      whole = whole && item.record.index == ret_first[k] + i;
    }
    ret_whole[k] = whole;
    ret_count[k] = list->count;
  }
}

static const CelBatchHost batch_host = {kind_of, column, record, rows};

/* ---- cases ---- */

static uint64_t number_from(const char *name, uint64_t otherwise) {
  int64_t value;
  const char *text = getenv(name);
  return text != NULL && str_to_int(str_from(text), &value) ? (uint64_t)value : otherwise;
}

static CelSource source_of(Str text) {
  return (CelSource){.text = text, .file_text = text, .line = 1, .column = 1};
}

static Str write_text(Bench *bench, Gen *g, GenType type, int depth) {
  buf_clear(&bench->buf);
  gen(g, type, depth);
  return arena_str(bench->unit_arena, buf_view(&bench->buf));
}

static bool unit_of(Bench *bench, uint64_t seed, CelUnit **ret_unit, Str *ret_text) {
  static const Str names[LETS] = {STR_INIT("x"), STR_INIT("y")};
  arena_clear(bench->unit_arena);
  diag_clear(bench->diag);
  Gen g = {.chance = {seed}, .out = &bench->buf};
  CelUnit *unit = cel_unit_new(&bench->shape->env, bench->unit_arena);
  uint32_t lets = chance_below(&g.chance, LETS + 1), output;
  for (uint32_t i = 0; i < lets; i++) {
    GenType type = gen_root_type(&g);
    Str text = write_text(bench, &g, type, 2);
    if (cel_unit_let(unit, names[i], source_of(text), bench->diag) != ERR_OK) return false;
    GenVar *var = &g.vars[g.var_count++];
    *var = (GenVar){.name = {(char)('x' + i)}, .type = type};
  }
  *ret_unit = unit;
  *ret_text = write_text(bench, &g, gen_type(GEN_BOOL), 1 + (int)(seed % 4));
  return cel_unit_output(unit, STR("is"), source_of(*ret_text), cel_type(CEL_BOOL), &output,
                         bench->diag) == ERR_OK;
}

static void show(Bench *bench, uint64_t number, Str text, uint32_t world, uint32_t lane) {
  if (bench->shown++ >= SHOWN) return;
  printf("CASE=%" PRIu64 " world %" PRIu32 " lane %" PRIu32 "\n  %.*s\n", number, world, lane,
         STR_ARG(text));
}

static void expect_world(Bench *bench,
                         const CelUnit *unit,
                         const CelBatch *batch,
                         uint64_t number,
                         Str text,
                         uint32_t w) {
  World *world = bench->worlds[w];
  uint32_t persons[LANES], others[LANES];
  uint8_t says[LANES];
  CelBatchRecords vars[HOST_VARS] = {{{0}, NULL, 0}};
  CelRecord person = {.schema = &bench->shape->schemas[HOST_PERSON]};
  for (uint32_t k = 0; k < LANES; k++) {
    persons[k] = k % HOST_PERSONS;
    others[k] = (k + k / HOST_PERSONS) % HOST_PERSONS;
  }
  vars[0] = (CelBatchRecords){person, persons, LANES};
  vars[4] = (CelBatchRecords){person, others, LANES};
  cel_state_begin(bench->state, unit, &host_callbacks, world, world->vars);
  arena_clear(bench->scratch);
  cel_batch_run(batch, bench->state, world, vars, LANES, bench->scratch, says);
  for (uint32_t k = 0; k < LANES; k++) {
    CelValue values[HOST_VARS], value;
    memcpy(values, world->vars, sizeof values);
    values[0] = host_record(bench->shape, HOST_PERSON, persons[k]);
    values[4] = host_record(bench->shape, HOST_PERSON, others[k]);
    cel_state_begin(bench->state, unit, &host_callbacks, world, values);
    cel_run(bench->state, 0, &value);
    bool known = value.state == CEL_KNOWN;
    bench->lanes++;
    bench->known += says[k] != CEL_BATCH_OPEN;
    bench->plain += world->trouble == 0 && known;
    bench->plain_known += world->trouble == 0 && says[k] != CEL_BATCH_OPEN;
    bool right =
        says[k] == CEL_BATCH_OPEN || (known && (value.i != 0) == (says[k] == CEL_BATCH_TRUE));
    EXPECT(right);
    if (!right) show(bench, number, text, w, k);
  }
}

static bool has_macro(Str text) {
  return str_contains(text, STR(".exists(")) || str_contains(text, STR(".count(")) ||
         str_contains(text, STR(".filter(")) || str_contains(text, STR(".sum(")) ||
         str_contains(text, STR(".distinct("));
}

static void expect_case(Bench *bench, uint64_t seed, uint64_t number) {
  CelUnit *unit;
  Str text;
  if (!unit_of(bench, seed * 1000003u + number, &unit, &text)) return;
  bench->conditions++;
  uint32_t lanes = 1U << 0 | 1U << 4;
  CelBatch *batch = cel_batch_new(unit, 0, lanes, &batch_host, bench->worlds[0], bench->unit_arena);
  if (batch == NULL) return;
  bench->in_columns++;
  bench->with_rows += has_macro(text);
  for (uint32_t w = 0; w < WORLDS; w++)
    expect_world(bench, unit, batch, number, text, w);
}

UNIT(columns_agree_with_the_scalar_executor) {
  Bench bench = {.arena = arena_new((size_t)1 << 30),
                 .unit_arena = arena_new((size_t)1 << 28),
                 .scratch = arena_new((size_t)1 << 28)};
  uint64_t seed = number_from("SEED", 1), cases = number_from("N", 40000);
  bench.state = cel_state_new((size_t)64 << 20);
  bench.shape = host_shape_new(bench.arena);
  bench.diag = diag_new();
  buf_init(&bench.buf, 1 << 16);
  Chance chance = {seed};
  for (uint32_t w = 0; w < WORLDS; w++) {
    static const uint32_t troubles[] = {0, 0, 5, 15, 30, 45};
    bench.worlds[w] = host_world_new(bench.arena, bench.shape, &chance, troubles[w % 6], false);
    if (w >= WORLDS / 2) /* as it may turn out to be: then little is unknown */
      bench.worlds[w] = host_complete(bench.arena, bench.worlds[w], &chance, 100);
  }
  uint64_t one = number_from("CASE", UINT64_MAX);
  for (uint64_t i = one == UINT64_MAX ? 0 : one; i < (one == UINT64_MAX ? cases : one + 1); i++)
    expect_case(&bench, seed, i);
  printf("  %" PRIu64 " conditions, %" PRIu64 " in columns (%" PRIu64 " with macros); of %" PRIu64
         " lanes %" PRIu64 " known; where nothing is unknown %" PRIu64 " of %" PRIu64 "\n",
         bench.conditions, bench.in_columns, bench.with_rows, bench.lanes, bench.known,
         bench.plain_known, bench.plain);
  if (one == UINT64_MAX) { /* it must be of use */
    EXPECT(bench.in_columns * 8 > bench.conditions);
    EXPECT(bench.with_rows * 200 > bench.in_columns);
    EXPECT(bench.known * 4 > bench.lanes);
    EXPECT(bench.plain_known * 2 > bench.plain);
  }
  buf_free(&bench.buf);
  diag_free(bench.diag);
  cel_state_free(bench.state);
  arena_free(bench.scratch);
  arena_free(bench.unit_arena);
  arena_free(bench.arena);
}

UNIT_MAIN(UNIT_CASE(columns_agree_with_the_scalar_executor))
