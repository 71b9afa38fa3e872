/* SPDX-License-Identifier: Apache-2.0 */
/*
 * law: random expressions over random worlds. Both executors give the same, and what they know
 * never depends on what is unknown (packs-and-rules.md 4.3).
 *
 * Number of cases: environment variable N (100000); seed: SEED (1). A failed case is printed with
 * all that is needed to see it; CASE=n runs that one alone. REFUSED=1 shows what the checker
 * refused.
 */
#include <stdlib.h>

#include "test/cel/generate.h"
#include "test/unit/unit.h"

enum { WORLDS = 48, COMPLETIONS = 8, LETS = 2, SHOWN = 12 };

typedef struct Case {
  CelUnit *unit;
  uint32_t output, mirror; /* mirror: !(output), where that is a bool */
  const CelType *type;
  bool total, sorts;
  Str text, let_text[LETS];
} Case;

typedef struct Bench {
  Arena *arena; /* of worlds */
  Arena *unit_arena;
  CelState *state;
  CelState *other;
  const HostShape *shape;
  World *worlds[WORLDS];
  World *complete[WORLDS][COMPLETIONS];
  Diag *diag;
  Buf buf;
  uint32_t shown;
  uint64_t refused, known, unknown, failed, checked, left_out;
} Bench;

static uint64_t number_from(const char *name, uint64_t otherwise) {
  int64_t value;
  const char *text = getenv(name);
  return text != NULL && str_to_int(str_from(text), &value) ? (uint64_t)value : otherwise;
}

static void bench_open(Bench *bench, uint64_t seed, bool law) {
  *bench = (Bench){.arena = arena_new((size_t)1 << 30), .unit_arena = arena_new((size_t)1 << 28)};
  bench->state = cel_state_new((size_t)64 << 20);
  bench->other = cel_state_new((size_t)64 << 20);
  bench->shape = host_shape_new(bench->arena);
  bench->diag = diag_new();
  buf_init(&bench->buf, 1 << 16);
  Chance chance = {seed};
  for (uint32_t w = 0; w < WORLDS; w++) {
    static const uint32_t troubles[] = {0, 5, 12, 20, 30, 45};
    bench->worlds[w] = host_world_new(bench->arena, bench->shape, &chance, troubles[w % 6], !law);
    for (uint32_t i = 0; i < COMPLETIONS; i++) {
      bench->complete[w][i] =
          host_complete(bench->arena, bench->worlds[w], &chance, i < 3 ? 50 : 100);
    }
  }
}

static void bench_close(Bench *bench) {
  printf("  %" PRIu64 " known, %" PRIu64 " unknown, %" PRIu64 " errors, %" PRIu64
         " refused; %" PRIu64 " completions, %" PRIu64 " of them left out\n",
         bench->known, bench->unknown, bench->failed, bench->refused, bench->checked,
         bench->left_out);
  buf_free(&bench->buf);
  diag_free(bench->diag);
  cel_state_free(bench->other);
  cel_state_free(bench->state);
  arena_free(bench->unit_arena);
  arena_free(bench->arena);
}

/* ---- cases ---- */

static Str write_text(Bench *bench, Gen *g, GenType type, int depth) {
  buf_clear(&bench->buf);
  gen(g, type, depth);
  return arena_str(bench->unit_arena, buf_view(&bench->buf));
}

static CelSource source_of(Str text) {
  return (CelSource){.text = text, .file_text = text, .line = 1, .column = 1};
}

/* False: the checker refused it; that is counted, and must be rare. */
static bool case_new(Bench *bench, uint64_t seed, uint64_t number, bool total, Case *ret) {
  static const Str names[LETS] = {STR_INIT("x"), STR_INIT("y")};
  arena_clear(bench->unit_arena);
  /* A state takes a unit at the address of the one before for the same. */
  arena_push(bench->unit_arena, 16 * (number % 64), 16);
  diag_clear(bench->diag);
  Gen g = {.chance = {seed * 1000003u + number}, .out = &bench->buf, .total = total};
  *ret = (Case){.unit = cel_unit_new(&bench->shape->env, bench->unit_arena)};
  int depth = 1 + (int)(number % 5);
  uint32_t lets = chance_below(&g.chance, LETS + 1);
  for (uint32_t i = 0; i < lets; i++) {
    GenType type = gen_root_type(&g);
    ret->let_text[i] = write_text(bench, &g, type, depth - 1);
    if (cel_unit_let(ret->unit, names[i], source_of(ret->let_text[i]), bench->diag) != ERR_OK) {
      return false;
    }
    GenVar *var = &g.vars[g.var_count++];
    *var = (GenVar){.name = {(char)('x' + i)}, .type = type};
  }
  GenType type = gen_root_type(&g);
  ret->text = write_text(bench, &g, type, depth);
  ret->total = g.total;
  ret->sorts = g.sorts;
  CelSource source = source_of(ret->text);
  Err err = cel_unit_output(ret->unit, STR("is"), source, NULL, &ret->output, bench->diag);
  if (err != ERR_OK) return false;
  ret->type = cel_unit_type(ret->unit, ret->output);
  ret->mirror = ret->output;
  if (ret->type->kind != CEL_BOOL) return true;
  Str mirror = arena_printf(bench->unit_arena, "!(%.*s)", STR_ARG(ret->text));
  err = cel_unit_output(ret->unit, STR("not"), source_of(mirror), NULL, &ret->mirror, bench->diag);
  EXPECT(err == ERR_OK);
  return true;
}

static void show_value(Bench *bench, const char *what, const CelType *type, const CelValue *value) {
  buf_clear(&bench->buf);
  cel_value_json(type, value, 1, &bench->buf);
  printf("  %s: %.*s\n", what, STR_ARG(buf_view(&bench->buf)));
}

static void show_case(const Case *of, uint64_t number, const char *why) {
  printf("CASE=%" PRIu64 ": %s\n", number, why);
  for (uint32_t i = 0; i < LETS; i++) {
    if (of->let_text[i].len > 0) printf("  %c: %.*s\n", 'x' + (int)i, STR_ARG(of->let_text[i]));
  }
  printf("  %.*s\n", STR_ARG(of->text));
}

static void show_refused(Bench *bench, const Case *of, uint64_t number) {
  show_case(of, number, "refused");
  if (diag_count(bench->diag) == 0) return;
  buf_clear(&bench->buf);
  diag_render(diag_get(bench->diag, 0), LANG_EN, &bench->buf);
  printf("%.*s\n", STR_ARG(buf_view(&bench->buf)));
}

static bool report(Bench *bench, const Case *of, uint64_t number, const char *why) {
  unit_checks++;
  unit_failures++;
  if (bench->shown++ >= SHOWN) return false;
  show_case(of, number, why);
  return true;
}

typedef void Executor(CelState *state, uint32_t output, CelValue *ret);

static CelValue run_in(CelState *state, const Case *of, World *world, Executor *executor) {
  CelValue value;
  cel_state_begin(state, of->unit, &host_callbacks, world, world->vars);
  executor(state, of->output, &value);
  return value;
}

/* ---- executors agree ---- */

static void check_agreement(Bench *bench, const Case *of, uint64_t number, World *world) {
  cel_state_begin(bench->state, of->unit, &host_callbacks, world, world->vars);
  CelValue scalar, reference, mirror;
  cel_run(bench->state, of->output, &scalar);
  bench->shape->nested->reference = true;
  cel_reference(bench->state, of->output, &reference);
  bench->shape->nested->reference = false;
  unit_checks++;
  bench->known += scalar.state == CEL_KNOWN;
  bench->unknown += scalar.state == CEL_UNKNOWN;
  bench->failed += scalar.state == CEL_FAILED;
  if (!cel_value_same(of->type, &scalar, &reference)) {
    if (!report(bench, of, number, "the executors differ")) return;
    show_value(bench, "scalar   ", of->type, &scalar);
    show_value(bench, "reference", of->type, &reference);
    return;
  }
  if (of->mirror == of->output) return;
  cel_run(bench->state, of->mirror, &mirror);
  unit_checks++;
  CelValue expected = scalar;
  if (scalar.state == CEL_KNOWN) expected.i = !scalar.i;
  if (cel_value_same(of->type, &mirror, &expected)) return;
  if (!report(bench, of, number, "! does not mirror it")) return;
  show_value(bench, "is ", of->type, &scalar);
  show_value(bench, "not", of->type, &mirror);
}

/* ---- the law ---- */

static bool item_is(const CelList *list, uint32_t index, CelStanding standing) {
  CelStanding have = list->standing == NULL ? CEL_CERTAIN : (CelStanding)list->standing[index];
  return have == standing;
}

static uint32_t times(const CelType *type,
                      const CelList *in,
                      const CelValue *item,
                      bool certain_only,
                      bool unknown_too) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < in->count; i++) {
    if (certain_only && !item_is(in, i, CEL_CERTAIN)) continue;
    CelValue here = cel_list_item(in, i);
    bool unknown = here.state != CEL_KNOWN;
    count += unknown ? unknown_too : cel_value_same(type, item, &here);
  }
  return count;
}

/* Every certain item is still there, and nothing has come that could not. */
static bool list_kept(const CelType *type, const CelList *before, const CelList *after) {
  uint32_t certain = 0;
  for (uint32_t i = 0; i < before->count; i++) {
    if (!item_is(before, i, CEL_CERTAIN)) continue;
    certain++;
    CelValue item = cel_list_item(before, i);
    if (item.state != CEL_KNOWN) continue;
    uint32_t had = times(type->elem, before, &item, true, false);
    uint32_t has = times(type->elem, after, &item, true, false);
    if (has < had) return false;
  }
  if (after->count < certain) return false;
  if (before->more != NULL) return true;
  if (after->more != NULL || after->count > before->count) return false;
  for (uint32_t i = 0; i < after->count; i++) {
    CelValue item = cel_list_item(after, i);
    if (item.state != CEL_KNOWN) continue;
    uint32_t had = times(type->elem, before, &item, false, true);
    uint32_t has = times(type->elem, after, &item, false, false);
    if (has > had) return false;
  }
  return true;
}

/* What is complete and certain keeps its order. */
static bool order_kept(const CelType *type, const CelList *before, const CelList *after) {
  bool plain = before->more == NULL;
  for (uint32_t i = 0; i < before->count; i++)
    plain &= item_is(before, i, CEL_CERTAIN);
  if (!plain) return true;
  if (before->count != after->count) return false;
  for (uint32_t i = 0; i < before->count; i++) {
    CelValue a = cel_list_item(before, i), b = cel_list_item(after, i);
    if (a.state == CEL_KNOWN && !cel_value_same(type->elem, &a, &b)) return false;
  }
  return true;
}

static bool bounds_kept(const CelUnknown *before, const CelValue *after) {
  if (after->state == CEL_FAILED) return true;
  int64_t min = after->i, max = after->i;
  if (after->state == CEL_UNKNOWN) {
    const CelUnknown *unknown = after->unknown;
    if (before->has_min && unknown->has_max && unknown->max < before->min) return false;
    return !before->has_max || !unknown->has_min || unknown->min <= before->max;
  }
  return (!before->has_min || min >= before->min) && (!before->has_max || max <= before->max);
}

static bool is_kept(const CelType *type, const CelValue *before, const CelValue *after) {
  if (before->state == CEL_UNKNOWN) return bounds_kept(before->unknown, after);
  if (before->state == CEL_FAILED) return after->state == CEL_FAILED;
  if (type->kind == CEL_LIST && after->state == CEL_KNOWN) {
    return list_kept(type, before->list, after->list) &&
           order_kept(type, before->list, after->list);
  }
  if (type->kind == CEL_MAP) return after->state == CEL_KNOWN;
  return cel_value_same(type, before, after);
}

/*
 * Left out is a completion in which something is an error that was not there, or was unknown,
 * before: sum(x, 1 / x.n) of a row whose n turns out to be 0. A known result may become an error
 * by that, or unknown where an unknown may decide over an error; never another known result. And
 * one in which what was not there has no key to sort by. Where the expression has nothing
 * that can be an error and does not sort, nothing is left out.
 */
static bool is_left_out(const Case *of, const CelValue *before, const CelValue *after) {
  if (before->state == CEL_FAILED || after->state == CEL_KNOWN) return false;
  if (after->state == CEL_FAILED && after->error.kind == CEL_ERR_OVERFLOW) return true;
  return !of->total || (after->state == CEL_UNKNOWN && of->sorts);
}

static void check_law(Bench *bench, const Case *of, uint64_t number, uint32_t w) {
  Executor *executor = number / 2 % 2 == 0 ? cel_run : cel_reference;
  CelValue before = run_in(bench->state, of, bench->worlds[w], executor);
  for (uint32_t i = 0; i < COMPLETIONS; i++) {
    CelValue after = run_in(bench->other, of, bench->complete[w][i], executor);
    bench->checked++;
    unit_checks++;
    if (is_left_out(of, &before, &after)) {
      bench->left_out++;
      continue;
    }
    if (is_kept(of->type, &before, &after)) continue;
    if (!report(bench, of, number, "what was known depends on what was not")) return;
    show_value(bench, "before", of->type, &before);
    show_value(bench, "after ", of->type, &after);
    return;
  }
}

/* ---- the runs ---- */

static void run_cases(uint64_t base, bool law) {
  uint64_t seed = number_from("SEED", 1), count = number_from("N", 100000);
  uint64_t only = number_from("CASE", UINT64_MAX);
  if (law) count /= 2;
  Bench bench;
  bench_open(&bench, seed, law);
  for (uint64_t i = 0; i < count; i++) {
    uint64_t number = base + i;
    if (only != UINT64_MAX && only != number) continue;
    Case of;
    if (!case_new(&bench, seed, number, law && number % 2 == 0, &of)) {
      bool show = bench.refused++ < SHOWN && getenv("REFUSED") != NULL;
      if (show) show_refused(&bench, &of, number);
      continue;
    }
    uint32_t w = (uint32_t)(number / 7 % WORLDS);
    if (law) {
      check_law(&bench, &of, number, w);
    } else {
      check_agreement(&bench, &of, number, bench.worlds[w]);
    }
  }
  EXPECT(bench.refused * 20 <= count);
  bench_close(&bench);
}

UNIT(executors_agree) {
  run_cases(0, false);
}
UNIT(law_holds) {
  run_cases((uint64_t)1 << 32, true);
}

UNIT_MAIN(UNIT_CASE(executors_agree), UNIT_CASE(law_holds))
