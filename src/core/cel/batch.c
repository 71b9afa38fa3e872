/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch: walks the typed tree once for many subjects.
 *
 * An expression without a variable that differs is evaluated once, by the reference walk; one that
 * does not read a macro's variable, once for each lane around the macro. A let is evaluated once
 * for a batch.
 */
#include "cel/batch_int.h"

enum { ROWS_MAX = 1 << 18 }; /* of a batch */

/* ---- what can be done in columns ---- */

static bool is_let(const CelUnit *unit, uint32_t slot, uint32_t *ret_let) {
  size_t env = unit->env->var_count;
  if (slot < env || slot >= env + unit->lets.count) return false;
  *ret_let = slot - (uint32_t)env;
  return true;
}

/* The same for all subjects. */
static bool is_fixed(const CelBatch *batch, const CelNode *node) {
  uint32_t let;
  if (node->kind == NODE_VAR) {
    if (node->slot < batch->unit->env->var_count) return (batch->lanes >> node->slot & 1) == 0;
    if (!is_let(batch->unit, node->slot, &let)) return false; /* of a macro */
    return batch->fixed[let];
  }
  if (node->kind == NODE_MACRO) return false; /* its variable: not worth a closer look */
  for (uint32_t i = 0; i < node->count; i++)
    if (!is_fixed(batch, node->child[i])) return false;
  return true;
}

static bool is_plain(CelKind kind) {
  return kind != CEL_LIST && kind != CEL_MAP && kind != CEL_RECORD && kind != CEL_CODELIST &&
         kind != CEL_ANY;
}

static bool usable(CelBatch *batch, void *ctx, const CelNode *node);

static bool usable_children(CelBatch *batch, void *ctx, const CelNode *node) {
  for (uint32_t i = 0; i < node->count; i++)
    if (!usable(batch, ctx, node->child[i])) return false;
  return true;
}

static bool usable_select(CelBatch *batch, void *ctx, const CelNode *node) {
  const CelNode *over = node->child[0];
  if (over->type->kind != CEL_RECORD || !usable(batch, ctx, over)) return false;
  if ((node->field->flags & CEL_FIELD_SAME) != 0) return node->kind == NODE_SELECT;
  CelBatchKind kind = batch->host->kind(ctx, node->field);
  if (node->kind == NODE_HAS) return kind == CEL_BATCH_COLUMN && is_plain(node->field->type->kind);
  switch (kind) {
  case CEL_BATCH_NONE:
    return false;
  case CEL_BATCH_COLUMN:
    return is_plain(node->field->type->kind);
  case CEL_BATCH_RECORD:
    return node->field->type->kind == CEL_RECORD;
  case CEL_BATCH_ROWS:
    return node->field->type->kind == CEL_LIST && node->field->type->elem->kind == CEL_RECORD;
  }
  return false;
}

static bool usable_compare(const CelNode *node) {
  switch (node->compare) {
  case COMPARE_I64:
  case COMPARE_INT_DEC:
  case COMPARE_DEC_INT:
  case COMPARE_TEXT:
  case COMPARE_NAME:
    return node->count == 2;
  case COMPARE_LIST:
  case COMPARE_MAP:
  case COMPARE_RECORD:
  case COMPARE_RATIO:
    return false;
  }
  return false;
}

/* Over rows that differ from subject to subject. */
static bool usable_rows(CelBatch *batch, void *ctx, const CelNode *node) {
  const CelType *type = node->child[0]->type;
  return type->kind == CEL_LIST && type->elem->kind == CEL_RECORD &&
         !is_fixed(batch, node->child[0]) && usable_children(batch, ctx, node);
}

/* size(l.distinct(x, e)): the values themselves are not kept. */
static bool is_distinct_size(const CelNode *node) {
  return node->kind == NODE_CALL && node->fn == FN_SIZE_LIST &&
         node->child[0]->kind == NODE_MACRO && node->child[0]->macro == MACRO_DISTINCT &&
         is_plain(node->child[0]->child[1]->type->kind);
}

static bool usable_macro(CelBatch *batch, void *ctx, const CelNode *node) {
  switch (node->macro) {
  case MACRO_ALL:
  case MACRO_EXISTS:
  case MACRO_FILTER:
  case MACRO_COUNT:
  case MACRO_SUM:
    break;
  case MACRO_MIN:
  case MACRO_MAX:
    if (node->compare != COMPARE_I64) return false;
    break;
  case MACRO_EXISTS_ONE:
  case MACRO_MAP:
  case MACRO_DISTINCT:
  case MACRO_SORT:
  case MACRO_PAIRS:
    return false;
  }
  return usable_rows(batch, ctx, node);
}

/* A long function: one case a kind of node. */
static bool usable(CelBatch *batch, void *ctx, const CelNode *node) {
  uint32_t let;
  if (is_fixed(batch, node)) return true;
  switch (node->kind) {
  case NODE_CONST:
    return true;
  case NODE_VAR:
    if (!is_let(batch->unit, node->slot, &let)) return true;
    if (batch->usable[let] == 0) {
      const CelNode *root = batch->unit->lets.items[let].root;
      batch->usable[let] = root && usable(batch, ctx, root) ? 1 : 2;
    }
    return batch->usable[let] == 1;
  case NODE_SELECT:
  case NODE_HAS:
    return usable_select(batch, ctx, node);
  case NODE_CALL:
    if (is_distinct_size(node)) return usable_rows(batch, ctx, node->child[0]);
    if (node->fn == FN_ADD_LIST || node->fn == FN_SIZE_MAP) return false;
    return usable_children(batch, ctx, node);
  case NODE_COMPARE:
    return usable_compare(node) && usable_children(batch, ctx, node);
  case NODE_IN: /* in a list that is the same for all */
    return node->child[1]->type->kind == CEL_LIST && is_fixed(batch, node->child[1]) &&
           node->compare != COMPARE_RECORD && is_plain(node->child[0]->type->kind) &&
           usable(batch, ctx, node->child[0]);
  case NODE_AND:
  case NODE_OR:
    return usable_children(batch, ctx, node);
  case NODE_COND:
    return is_plain(node->type->kind) && usable_children(batch, ctx, node);
  case NODE_MACRO:
    return usable_macro(batch, ctx, node);
  case NODE_MAP_GET:
  case NODE_RAW:
  case NODE_AT:
  case NODE_INDEX:
  case NODE_LIST:
  case NODE_MAP:
    return false;
  }
  return false;
}

CelBatch *cel_batch_new(const CelUnit *unit,
                        uint32_t output,
                        uint32_t lanes,
                        const CelBatchHost *host,
                        void *ctx,
                        Arena *arena) {
  CelBatch *batch = arena_new_one(arena, CelBatch);
  *batch = (CelBatch){
      .unit = unit, .root = unit->outputs.items[output].root, .host = host, .lanes = lanes};
  for (size_t i = 0; i < unit->lets.count; i++) { /* a let sees those above it */
    const CelNode *let = unit->lets.items[i].root;
    batch->fixed[i] = let && is_fixed(batch, let);
  }
  if (is_fixed(batch, batch->root) || !usable(batch, ctx, batch->root)) return NULL;
  return batch;
}

/* ---- walking ---- */

bool cel_batch_mentions(const CelNode *node, uint32_t slot) {
  if (node->kind == NODE_VAR) return node->slot == slot;
  for (uint32_t i = 0; i < node->count; i++)
    if (cel_batch_mentions(node->child[i], slot)) return true;
  return false;
}

static Vec eval_fixed(Work *work, const CelNode *node) {
  Walk walk = {.state = work->state};
  Vec vec = {.fixed = true, .value = cel_ref_eval(&walk, node)};
  if (walk.over) vec.value = cel_failed(CEL_ERR_LIMIT, node->line, node->column);
  return vec;
}

static Vec eval_var(Work *work, const CelNode *node, const Space *space) {
  uint32_t let;
  if (is_let(work->batch->unit, node->slot, &let)) {
    if (!work->ready[let]) {
      work->lets[let] =
          cel_batch_eval(work, work->batch->unit->lets.items[let].root, work->subjects);
      work->ready[let] = true;
    }
    return work->lets[let];
  }
  if (space->outer) return (Vec){.of = space->of, .index = space->index}; /* the macro's */
  const CelBatchRecords *records = &work->vars[node->slot];
  return (Vec){.of = records->of, .index = records->index};
}

/* The rows of lists, one behind the other. Lanes with very many rows are left open. */
static const Rows *make_rows(Work *work,
                             CelRecord of,
                             const uint32_t *from,
                             const uint32_t *counts,
                             uint8_t *whole,
                             uint32_t lanes) {
  uint32_t *first = arena_new_array(work->arena, uint32_t, (size_t)lanes + 1);
  uint32_t count = 0;
  for (uint32_t k = 0; k < lanes; k++) {
    first[k] = count;
    whole[k] = whole[k] && counts[k] <= ROWS_MAX - count;
    if (whole[k]) count += counts[k]; /* of the others nothing will be known anyhow */
  }
  first[lanes] = count;
  uint32_t *index = arena_new_array(work->arena, uint32_t, (size_t)count + 1);
  uint32_t *parent = arena_new_array(work->arena, uint32_t, (size_t)count + 1);
  for (uint32_t k = 0; k < lanes; k++) {
    for (uint32_t i = first[k]; i < first[k + 1]; i++) {
      index[i] = from[k] + (i - first[k]);
      parent[i] = k;
    }
  }
  Rows *rows = arena_new_one(work->arena, Rows);
  *rows = (Rows){
      .of = of, .count = count, .index = index, .parent = parent, .first = first, .whole = whole};
  return rows;
}

static Vec eval_select(Work *work, const CelNode *node, const Space *space) {
  const CelField *field = node->field;
  const CelBatchHost *host = work->batch->host;
  Vec over = cel_batch_eval(work, node->child[0], space);
  if ((field->flags & CEL_FIELD_SAME) != 0) {
    over.of.schema = field->type->schema;
    return over;
  }
  CelBatchRecords records = {over.of, over.index, space->count};
  size_t size = (size_t)space->count + 1;
  switch (host->kind(work->ctx, field)) {
  case CEL_BATCH_COLUMN: {
    Vec vec = cel_batch_lanes(work, field->type, space->count);
    CelLanes lanes = {vec.state, vec.i, vec.s};
    host->column(work->ctx, work->arena, &records, field, &lanes);
    return vec;
  }
  case CEL_BATCH_RECORD: {
    Vec vec = {0};
    uint32_t *index = arena_new_array(work->arena, uint32_t, size);
    host->record(work->ctx, work->arena, &records, field, &vec.of, index);
    vec.index = index;
    return vec;
  }
  case CEL_BATCH_ROWS: {
    CelRecord of;
    uint32_t *from = arena_new_array(work->arena, uint32_t, size);
    uint32_t *counts = arena_new_array(work->arena, uint32_t, size);
    uint8_t *whole = arena_new_array(work->arena, uint8_t, size);
    host->rows(work->ctx, work->arena, &records, field, &of, from, counts, whole);
    return (Vec){.rows = make_rows(work, of, from, counts, whole, space->count)};
  }
  case CEL_BATCH_NONE:
    break;
  }
  return cel_batch_lanes(work, node->type, space->count);
}

static Vec eval_has(Work *work, const CelNode *node, const Space *space) {
  Vec cells = eval_select(work, node, space);
  Vec vec = cel_batch_lanes(work, node->type, space->count);
  if (cells.state == NULL) return vec; /* no column: open */
  for (uint32_t k = 0; k < space->count; k++) {
    if (cells.state[k] == CEL_LANE_OPEN) continue;
    vec.state[k] = CEL_LANE_VALUE;
    vec.i[k] = cells.state[k] != CEL_LANE_EMPTY;
  }
  return vec;
}

/* How many elements a list has, where that is known. */
static Vec list_size(Work *work, const CelNode *node, const Rows *rows, uint32_t lanes) {
  Vec vec = cel_batch_lanes(work, node->type, lanes);
  for (uint32_t k = 0; k < lanes && rows; k++) {
    bool known = rows->whole[k] != 0;
    int64_t count = 0;
    for (uint32_t i = rows->first[k]; i < rows->first[k + 1] && rows->state; i++) {
      known = known && rows->state[i] == CEL_LANE_VALUE;
      count += rows->in[i] != 0;
    }
    if (!known) continue;
    vec.state[k] = CEL_LANE_VALUE;
    vec.i[k] = rows->state ? count : (int64_t)rows->first[k + 1] - rows->first[k];
  }
  return vec;
}

static Vec eval_call(Work *work, const CelNode *node, const Space *space) {
  if (is_distinct_size(node)) return cel_batch_distinct(work, node->child[0], space);
  Vec args[2] = {{0}, {0}};
  for (uint32_t i = 0; i < node->count; i++)
    args[i] = cel_batch_eval(work, node->child[i], space);
  if (node->fn == FN_SIZE_LIST) return list_size(work, node, args[0].rows, space->count);
  Vec vec = cel_batch_lanes(work, node->type, space->count);
  CelCall call = {.arena = work->arena,
                  .env = work->batch->unit->env,
                  .line = node->line,
                  .column = node->column};
  for (uint32_t k = 0; k < space->count; k++) {
    CelValue values[2], result;
    bool known = true;
    for (uint32_t i = 0; i < node->count && known; i++) {
      known = cel_batch_known(&args[i], k);
      if (known) values[i] = cel_batch_value(&args[i], k);
    }
    if (!known) continue;
    cel_fn_apply(node->fn, values, &call, &result);
    cel_batch_set(&vec, k, &result);
  }
  return vec;
}

/* ---- comparisons ---- */

static bool holds(CelRelation rel, int order) {
  switch (rel) {
  case REL_EQ:
    return order == 0;
  case REL_NE:
    return order != 0;
  case REL_LT:
    return order < 0;
  case REL_LE:
    return order <= 0;
  case REL_GT:
    return order > 0;
  case REL_GE:
    return order >= 0;
  }
  return false;
}

static int order_of(CelCompare compare, const CelValue *a, const CelValue *b) {
  __extension__ typedef __int128 Wide;
  if (compare == COMPARE_INT_DEC || compare == COMPARE_DEC_INT) {
    Wide x = compare == COMPARE_INT_DEC ? (Wide)a->i * DEC_ONE : a->i;
    Wide y = compare == COMPARE_DEC_INT ? (Wide)b->i * DEC_ONE : b->i;
    return (x > y) - (x < y);
  }
  if (compare == COMPARE_I64) return (a->i > b->i) - (a->i < b->i);
  return cel_compare_known(compare, a, b);
}

/* Most texts differ in length already: which is less is asked only where it matters. */
static bool relates(CelCompare compare, CelRelation rel, const CelValue *a, const CelValue *b) {
  if (compare == COMPARE_TEXT && (rel == REL_EQ || rel == REL_NE))
    return str_eq(a->s, b->s) == (rel == REL_EQ);
  return holds(rel, order_of(compare, a, b));
}

static Vec eval_compare(Work *work, const CelNode *node, const Space *space) {
  Vec a = cel_batch_eval(work, node->child[0], space);
  Vec b = cel_batch_eval(work, node->child[1], space);
  Vec vec = cel_batch_lanes(work, node->type, space->count);
  for (uint32_t k = 0; k < space->count; k++) {
    if (!cel_batch_known(&a, k) || !cel_batch_known(&b, k)) continue;
    CelValue x = cel_batch_value(&a, k), y = cel_batch_value(&b, k);
    vec.state[k] = CEL_LANE_VALUE;
    vec.i[k] = relates(node->compare, node->rel, &x, &y);
  }
  return vec;
}

/* In a complete list of known values; any other leaves all open. */
static Vec eval_in(Work *work, const CelNode *node, const Space *space) {
  Vec x = cel_batch_eval(work, node->child[0], space);
  Vec vec = cel_batch_lanes(work, node->type, space->count);
  Vec over = eval_fixed(work, node->child[1]);
  if (over.value.state != CEL_KNOWN) return vec;
  const CelList *list = over.value.list;
  bool plain = list->more == NULL && list->standing == NULL;
  CelValue *items = arena_new_array(work->arena, CelValue, (size_t)list->count + 1);
  for (uint32_t i = 0; i < list->count && plain; i++) {
    items[i] = cel_list_item(list, i);
    plain = items[i].state == CEL_KNOWN;
  }
  for (uint32_t k = 0; k < space->count && plain; k++) {
    if (!cel_batch_known(&x, k)) continue;
    CelValue value = cel_batch_value(&x, k);
    bool found = false;
    for (uint32_t i = 0; i < list->count && !found; i++)
      found = relates(node->compare, REL_EQ, &value, &items[i]);
    vec.state[k] = CEL_LANE_VALUE;
    vec.i[k] = found;
  }
  return vec;
}

/* ---- && || ?: ---- */

/* [decides]: false of &&, true of ||. */
static Vec eval_logic(Work *work, const CelNode *node, const Space *space, bool decides) {
  Vec a = cel_batch_eval(work, node->child[0], space);
  Vec vec = cel_batch_lanes(work, node->type, space->count);
  bool all = true;
  for (uint32_t k = 0; k < space->count && all; k++)
    all = cel_batch_known(&a, k) && (cel_batch_value(&a, k).i != 0) == decides;
  Vec b = all ? a : cel_batch_eval(work, node->child[1], space);
  for (uint32_t k = 0; k < space->count; k++) {
    bool known[2] = {cel_batch_known(&a, k), cel_batch_known(&b, k)};
    bool value[2] = {known[0] && cel_batch_value(&a, k).i != 0,
                     known[1] && cel_batch_value(&b, k).i != 0};
    bool decided = (known[0] && value[0] == decides) || (known[1] && value[1] == decides);
    if (!decided && !(known[0] && known[1])) continue;
    vec.state[k] = CEL_LANE_VALUE;
    vec.i[k] = decided ? decides : !decides;
  }
  return vec;
}

static Vec eval_cond(Work *work, const CelNode *node, const Space *space) {
  Vec condition = cel_batch_eval(work, node->child[0], space);
  Vec sides[2] = {cel_batch_eval(work, node->child[1], space),
                  cel_batch_eval(work, node->child[2], space)};
  Vec vec = cel_batch_lanes(work, node->type, space->count);
  for (uint32_t k = 0; k < space->count; k++) {
    if (!cel_batch_known(&condition, k)) continue;
    const Vec *side = &sides[cel_batch_value(&condition, k).i != 0 ? 0 : 1];
    if (!cel_batch_known(side, k)) continue;
    CelValue value = cel_batch_value(side, k);
    cel_batch_set(&vec, k, &value);
  }
  return vec;
}

/* ---- the whole ---- */

static Vec eval_here(Work *work, const CelNode *node, const Space *space) {
  switch (node->kind) {
  case NODE_CONST:
    return (Vec){.fixed = true, .value = node->constant};
  case NODE_VAR:
    return eval_var(work, node, space);
  case NODE_SELECT:
    return eval_select(work, node, space);
  case NODE_HAS:
    return eval_has(work, node, space);
  case NODE_CALL:
    return eval_call(work, node, space);
  case NODE_COMPARE:
    return eval_compare(work, node, space);
  case NODE_IN:
    return eval_in(work, node, space);
  case NODE_AND:
    return eval_logic(work, node, space, false);
  case NODE_OR:
    return eval_logic(work, node, space, true);
  case NODE_COND:
    return eval_cond(work, node, space);
  case NODE_MACRO:
    return cel_batch_macro(work, node, space);
  case NODE_MAP_GET:
  case NODE_RAW:
  case NODE_AT:
  case NODE_INDEX:
  case NODE_LIST:
  case NODE_MAP:
    break;
  }
  return cel_batch_lanes(work, node->type, space->count);
}

Vec cel_batch_eval(Work *work, const CelNode *node, const Space *space) {
  if (is_fixed(work->batch, node)) return eval_fixed(work, node);
  if (space->outer == NULL || cel_batch_mentions(node, space->slot))
    return eval_here(work, node, space);
  Vec around = cel_batch_eval(work, node, space->outer);
  return cel_batch_gather(work, node->type, &around, space);
}

void cel_batch_run(const CelBatch *batch,
                   CelState *state,
                   void *ctx,
                   const CelBatchRecords *vars,
                   uint32_t count,
                   Arena *arena,
                   uint8_t *ret_says) {
  Space subjects = {.count = count};
  Work work = {.batch = batch,
               .state = state,
               .ctx = ctx,
               .vars = vars,
               .arena = arena,
               .subjects = &subjects};
  Vec vec = cel_batch_eval(&work, batch->root, &subjects);
  for (uint32_t k = 0; k < count; k++)
    ret_says[k] = !cel_batch_known(&vec, k)         ? CEL_BATCH_OPEN
                  : cel_batch_value(&vec, k).i == 0 ? CEL_BATCH_FALSE
                                                    : CEL_BATCH_TRUE;
}
