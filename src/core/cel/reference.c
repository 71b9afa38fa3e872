/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reference: the reference executor, a walk over the typed tree in the plainest way.
 *
 * In:        a unit, a host, the values of the variables (CelState).
 * Out:       what every other executor must give for the same data, unknowns with causes and
 *            bounds, and errors, included.
 * Lifetime:  values live in the state's arena. Lets are kept in ref_slots between two begins.
 *
 * This is the specification where packs-and-rules.md 4.3 leaves room:
 *
 * Causes. An unknown carries the union over what made it unknown: of a strict operator, over all
 * unknown arguments; of && and ||, over the unknown sides (an error adds nothing); of a macro,
 * over the certain rows whose p or e is unknown, over the possible rows that mattered (their why
 * and the causes of their unknown p or e) and over [more] if there may be more. A possible row
 * matters where p is not false; for size, sum, min, max, pairs, l[i], == it always does. An error
 * on a possible row is an unknown of that row, with its why and nothing else.
 * What an operator makes unknown has the absence CEL_ABSENT and no bounds, except:
 *
 * Bounds. size, count: at least the certain, and without more at most certain and possible. sum:
 * at least the known certain terms, if no term can be below 0 and they do not overflow. max: at
 * least, min: at most, the greatest (least) known certain term, if there is one. unknown + known,
 * known + unknown, unknown - known, decimal() and the widening of an int, fen() keep bounds; one
 * that overflows is dropped. Lets, and ?: of a known condition, pass a value on as it is. In a
 * comparison an unknown side is the interval of its bounds, a known one a point; the answer is
 * known if it is the same for all pairs (== is true only if both are the same single point).
 *
 * Lists. A list may have unknown elements; in a literal an error is the literal's. filter: an
 * unknown p makes the row possible, its why joined by the causes of p. distinct: an unknown e is
 * a reason for more. A value met on a possible row and later on a certain one is certain, at its
 * first place; but if other values stand between, its place hangs on the possible row, which is
 * therefore a reason for more: the list must not pass for one whose order is known. Names are kept
 * as first met. A list may have more for a reason that has no cause to name: then [more] is the
 * empty set, not NULL. sort: unknown as a whole by an unknown key. l + m: both with their
 * standings. A map under a macro is the list of its keys.
 * An error among several: the first in the order of rows, the leftmost of arguments. It comes
 * before unknown, except where an unknown may still decide: exists, all, pairs, &&, ||.
 * == of lists and maps: lengths (keys) differ: false; a pair differs, by its bounds too: false;
 * else unknown if a pair is unknown; else true.
 * in: strict in x; then as the table: an unknown element is unknown, whatever its bounds. The
 * [empty] of min and max is evaluated only for a list without any row that is complete. min and
 * max keep the first among equals.
 *
 * Memory. When the values pass the state's limit between two rows, the whole result is
 * CEL_ERR_LIMIT, whatever stands around it.
 */
#include "cel/reference_int.h"

bool cel_ref_over(Walk *walk, size_t size) {
  const CelState *state = walk->state;
  if (arena_used(state->arena) - state->start.used + size > state->limit) walk->over = true;
  return walk->over;
}

CelValue cel_ref_unknown(Walk *walk, const CelCauses *causes) {
  return cel_unknown(walk->state->arena, causes, CEL_ABSENT);
}

const CelCauses *cel_ref_union(Walk *walk, const CelCauses *a, const CelCauses *b) {
  return cel_causes_union(walk->state->arena, a, b);
}

bool cel_ref_strict(Walk *walk, const CelValue *args, uint32_t count, CelValue *ret) {
  bool unknown = false;
  const CelCauses *causes = NULL;
  for (uint32_t i = 0; i < count; i++) {
    if (args[i].state == CEL_FAILED) {
      *ret = args[i];
      return true;
    }
    if (args[i].state == CEL_KNOWN) continue;
    unknown = true;
    causes = cel_ref_union(walk, causes, args[i].unknown->causes);
  }
  if (unknown) *ret = cel_ref_unknown(walk, causes);
  return unknown;
}

/* ---- variables ---- */

static CelValue eval_var(Walk *walk, const CelNode *node) {
  CelState *state = walk->state;
  const CelUnit *unit = state->unit;
  /* Nothing is kept any more: without this, lets of lets would be evaluated without end. */
  if (walk->over) return cel_failed(CEL_ERR_LIMIT, node->line, node->column);
  if (node->slot < unit->env->var_count) return state->slots[node->slot];
  for (size_t i = 0; i < unit->lets.count; i++) {
    const CelExpr *let = &unit->lets.items[i];
    if (let->slot != node->slot) continue;
    if (state->ref_ready[i]) return state->ref_slots[node->slot];
    CelValue value = cel_ref_eval(walk, let->root);
    if (walk->over) return value;
    state->ref_slots[node->slot] = value;
    state->ref_ready[i] = 1;
    return value;
  }
  return state->ref_slots[node->slot];
}

/* ---- records ---- */

/* child.field, [over] being the value of the child. */
static CelValue select_of(Walk *walk, const CelNode *node, const CelValue *over) {
  const CelState *state = walk->state;
  const CelField *field = node->field;
  CelValue value;
  if (cel_ref_strict(walk, over, 1, &value)) return value;
  if (node->child[0]->type->kind != CEL_RECORD) return cel_ref_unknown(walk, NULL);
  if ((field->flags & CEL_FIELD_SAME) != 0) {
    CelRecord same = over->record;
    same.schema = field->type->schema;
    return (CelValue){.state = CEL_KNOWN, .record = same};
  }
  state->host->get(state->ctx, state->arena, over->record, field, &value);
  cel_error_here(node, &value);
  return value;
}

static CelValue raw_of(Walk *walk, const CelNode *node, const CelValue *over) {
  const CelState *state = walk->state;
  CelValue value;
  if (cel_ref_strict(walk, over, 1, &value)) return value;
  if (node->child[0]->type->kind != CEL_RECORD) return cel_ref_unknown(walk, NULL);
  state->host->raw(state->ctx, state->arena, over->record, node->field, &value);
  return value;
}

static CelValue eval_at(Walk *walk, const CelNode *node) {
  const CelState *state = walk->state;
  const CelValue args[2] = {
      cel_ref_eval(walk, node->child[0]),
      cel_ref_eval(walk, node->child[1]),
  };
  CelValue value;
  if (cel_ref_strict(walk, args, 2, &value)) return value;
  Day day = {(int32_t)args[1].i};
  state->host->at(state->ctx, state->arena, args[0].record, node->field, day, &value);
  return value;
}

/* ---- maps ---- */

bool cel_ref_same_key(const CelType *type, const CelValue *a, const CelValue *b) {
  return cel_type_is_text(type->kind) ? str_eq(a->s, b->s) : a->i == b->i;
}

const CelValue *cel_ref_entry(const CelMap *map, const CelType *type, const CelValue *key) {
  for (uint32_t i = 0; i < map->count; i++) {
    if (cel_ref_same_key(type, &map->entries[i].key, key)) return &map->entries[i].value;
  }
  return NULL;
}

/* A parameter table without the entry: its value is not given yet. */
static CelValue no_entry(Walk *walk, const CelNode *node, const CelValue *key) {
  Arena *arena = walk->state->arena;
  Buf text;
  buf_init(&text, 256);
  cel_value_text(node->child[0]->type->key, key, &text);
  CelCause *cause = arena_new_one(arena, CelCause);
  *cause = (CelCause){.kind = CEL_PARAM, .common = true, .b = arena_str(arena, buf_view(&text))};
  if (node->child[0]->kind == NODE_SELECT) cause->a = node->child[0]->field->name;
  buf_free(&text);
  return cel_ref_unknown(walk, cel_causes_one(arena, cause));
}

static CelValue eval_map_get(Walk *walk, const CelNode *node) {
  const CelValue args[2] = {
      cel_ref_eval(walk, node->child[0]),
      cel_ref_eval(walk, node->child[1]),
  };
  CelValue value;
  if (cel_ref_strict(walk, args, 2, &value)) return value;
  const CelValue *found = cel_ref_entry(args[0].map, node->child[0]->type->key, &args[1]);
  if (found != NULL) return *found;
  if (node->dated) return no_entry(walk, node, &args[1]);
  return cel_failed(CEL_ERR_KEY, node->line, node->column);
}

static CelValue eval_has(Walk *walk, const CelNode *node) {
  CelValue over = cel_ref_eval(walk, node->child[0]);
  if (over.state == CEL_KNOWN && node->child[0]->type->kind == CEL_MAP) {
    CelValue key = cel_ref_eval(walk, node->child[1]), value;
    if (cel_ref_strict(walk, &key, 1, &value)) return value;
    return cel_int(cel_ref_entry(over.map, node->child[0]->type->key, &key) != NULL);
  }
  CelValue cell = select_of(walk, node, &over);
  if (over.state != CEL_KNOWN || cell.state == CEL_FAILED) return cell;
  if (cell.state == CEL_KNOWN) return cel_int(1);
  switch (cell.unknown->absence) {
  case CEL_HAS_TEXT:
    return cel_int(1);
  case CEL_IS_EMPTY:
    return cel_int(0);
  case CEL_ABSENT:
    break;
  }
  return cel_ref_unknown(walk, cell.unknown->causes);
}

/* ---- literals, lists ---- */

static CelValue eval_list(Walk *walk, const CelNode *node) {
  ListOut out;
  if (!cel_ref_out_new(walk, node->count, &out)) return cel_failed(CEL_ERR_LIMIT, 0, 0);
  for (uint32_t i = 0; i < node->count; i++) {
    CelValue item = cel_ref_eval(walk, node->child[i]);
    if (item.state == CEL_FAILED) return item;
    cel_ref_out_add(&out, item, false, NULL);
  }
  return cel_ref_out_value(walk, &out, NULL);
}

static CelValue eval_map(Walk *walk, const CelNode *node) {
  Arena *arena = walk->state->arena;
  uint32_t count = node->count / 2;
  CelMapEntry *entries = arena_new_array(arena, CelMapEntry, count);
  for (uint32_t i = 0; i < count; i++) {
    entries[i].key = cel_ref_eval(walk, node->child[2 * i]);
    entries[i].value = cel_ref_eval(walk, node->child[2 * i + 1]);
    if (entries[i].value.state == CEL_FAILED) return entries[i].value;
  }
  CelMap *map = arena_new_one(arena, CelMap);
  *map = (CelMap){.count = count, .entries = entries};
  return (CelValue){.state = CEL_KNOWN, .map = map};
}

static CelValue eval_index(Walk *walk, const CelNode *node) {
  const CelValue args[2] = {
      cel_ref_eval(walk, node->child[0]),
      cel_ref_eval(walk, node->child[1]),
  };
  CelValue value;
  if (cel_ref_strict(walk, args, 2, &value)) return value;
  const CelList *list = args[0].list;
  const CelCauses *causes;
  if (!cel_ref_plain(walk, list, &causes)) return cel_ref_unknown(walk, causes);
  if (args[1].i < 0 || args[1].i >= list->count) {
    return cel_failed(CEL_ERR_INDEX, node->line, node->column);
  }
  return cel_list_item(list, (uint32_t)args[1].i);
}

static CelValue add_lists(Walk *walk, const CelList *a, const CelList *b) {
  uint32_t count;
  ListOut out;
  if (__builtin_add_overflow(a->count, b->count, &count)) walk->over = true;
  if (walk->over || !cel_ref_out_new(walk, count, &out)) return cel_failed(CEL_ERR_LIMIT, 0, 0);
  for (uint32_t i = 0; i < a->count; i++) {
    cel_ref_out_add(&out, cel_list_item(a, i), cel_ref_possible(a, i), cel_ref_why(a, i));
  }
  for (uint32_t i = 0; i < b->count; i++) {
    cel_ref_out_add(&out, cel_list_item(b, i), cel_ref_possible(b, i), cel_ref_why(b, i));
  }
  bool more = a->more != NULL || b->more != NULL;
  return cel_ref_out_value(walk, &out, more ? cel_ref_more(walk, a->more, b->more) : NULL);
}

static CelValue list_size(Walk *walk, const CelList *list) {
  uint32_t possible = 0;
  for (uint32_t i = 0; i < list->count; i++)
    possible += cel_ref_possible(list, i);
  const CelCauses *causes;
  cel_ref_plain(walk, list, &causes);
  return cel_ref_number(walk, list->count - possible, possible, list->more != NULL, causes);
}

/* ---- strict functions ---- */

/* Where an unreadable text leads to the cell that it came from. */
static bool wants_cell(CelFn fn) {
  return fn == FN_AS_INT || fn == FN_AS_DECIMAL || fn == FN_AS_DATE || fn == FN_ID_BIRTH ||
         fn == FN_ID_SEX || fn == FN_ID18 || fn == FN_TOWNSHIP || fn == FN_COUNTY ||
         fn == FN_INSIDE || fn == FN_GEOKEY;
}

/* The text argument, and its cell if it is one. */
static CelValue eval_text(Walk *walk, const CelNode *node, const CelCauses **ret_cell) {
  const CelState *state = walk->state;
  *ret_cell = NULL;
  if (node->kind != NODE_SELECT && node->kind != NODE_RAW) return cel_ref_eval(walk, node);
  CelValue over = cel_ref_eval(walk, node->child[0]);
  if (over.state == CEL_KNOWN && node->child[0]->type->kind == CEL_RECORD) {
    const CelCause *cause = state->host->cell(state->ctx, state->arena, over.record, node->field);
    if (cause != NULL) *ret_cell = cel_causes_one(state->arena, cause);
  }
  return node->kind == NODE_RAW ? raw_of(walk, node, &over) : select_of(walk, node, &over);
}

/* A bound moved as its value is moved by [fn] with the known [other]. False: it cannot be kept. */
static bool move_bound(CelFn fn, int64_t *bound, int64_t other) {
  if (fn == FN_ADD_INT || fn == FN_ADD_DECIMAL) {
    return !__builtin_add_overflow(*bound, other, bound);
  }
  if (fn == FN_SUB_INT || fn == FN_SUB_DECIMAL) {
    return !__builtin_sub_overflow(*bound, other, bound);
  }
  if (fn == FN_WIDEN || fn == FN_DECIMAL_INT) {
    return !__builtin_mul_overflow(*bound, (int64_t)DEC_ONE, bound);
  }
  if (fn == FN_FEN) *bound = dec_fen((Dec){*bound});
  return fn == FN_FEN || fn == FN_DECIMAL_DECIMAL;
}

/* The unknown result of a strict function; its causes are in [result] already. */
static void keep_bounds(CelFn fn, const CelValue *args, uint32_t count, CelUnknown *result) {
  bool subtraction = fn == FN_SUB_INT || fn == FN_SUB_DECIMAL;
  const CelValue *from = &args[0];
  int64_t other = 0;
  if (count == 2) {
    bool first_known = args[0].state == CEL_KNOWN;
    if (first_known == (args[1].state == CEL_KNOWN)) return; /* two unknowns */
    if (first_known && subtraction) return;
    from = first_known ? &args[1] : &args[0];
    const CelValue *known = first_known ? &args[0] : &args[1];
    bool addition = fn == FN_ADD_INT || fn == FN_ADD_DECIMAL;
    if (!subtraction && !addition) return;
    other = known->i;
  }
  *result = (CelUnknown){
      .causes = result->causes,
      .absence = result->absence,
      .has_min = from->unknown->has_min,
      .has_max = from->unknown->has_max,
      .min = from->unknown->min,
      .max = from->unknown->max,
  };
  result->has_min = result->has_min && move_bound(fn, &result->min, other);
  result->has_max = result->has_max && move_bound(fn, &result->max, other);
  if (!result->has_min) result->min = 0;
  if (!result->has_max) result->max = 0;
}

static CelValue eval_call(Walk *walk, const CelNode *node) {
  const CelState *state = walk->state;
  const CelCauses *cell = NULL;
  CelValue args[2] = {{0}, {0}}, value;
  CHECK(node->count >= 1 && node->count <= 2);
  args[0] = wants_cell(node->fn) ? eval_text(walk, node->child[0], &cell)
                                 : cel_ref_eval(walk, node->child[0]);
  if (node->count == 2) args[1] = cel_ref_eval(walk, node->child[1]);
  if (cel_ref_strict(walk, args, node->count, &value)) {
    if (value.state == CEL_UNKNOWN) keep_bounds(node->fn, args, node->count, value.unknown);
    return value;
  }
  if (node->fn == FN_ADD_LIST) return add_lists(walk, args[0].list, args[1].list);
  if (node->fn == FN_SIZE_LIST) return list_size(walk, args[0].list);
  if (node->fn == FN_SIZE_MAP) return cel_int(args[0].map->count);
  CelCall call = {
      .arena = state->arena,
      .env = state->unit->env,
      .cell = cell,
      .line = node->line,
      .column = node->column,
  };
  cel_fn_apply(node->fn, args, &call, &value);
  return value;
}

/* ---- && || ?: ---- */

/* [decides]: false of &&, true of ||. */
static CelValue eval_logic(Walk *walk, const CelNode *node, bool decides) {
  CelValue side[2];
  for (uint32_t i = 0; i < 2; i++) {
    side[i] = cel_ref_eval(walk, node->child[i]);
    if (side[i].state == CEL_KNOWN && (side[i].i != 0) == decides) return side[i];
  }
  bool unknown = false;
  const CelCauses *causes = NULL;
  for (uint32_t i = 0; i < 2; i++) {
    if (side[i].state != CEL_UNKNOWN) continue;
    unknown = true;
    causes = cel_ref_union(walk, causes, side[i].unknown->causes);
  }
  if (unknown) return cel_ref_unknown(walk, causes);
  if (side[0].state == CEL_FAILED) return side[0];
  return side[1]; /* an error, or the side that does not decide */
}

static CelValue eval_cond(Walk *walk, const CelNode *node) {
  CelValue condition = cel_ref_eval(walk, node->child[0]), value;
  if (cel_ref_strict(walk, &condition, 1, &value)) return value;
  return cel_ref_eval(walk, node->child[condition.i != 0 ? 1 : 2]);
}

CelValue cel_ref_eval(Walk *walk, const CelNode *node) {
  switch (node->kind) {
  case NODE_CONST:
    return node->constant;
  case NODE_VAR:
    return eval_var(walk, node);
  case NODE_SELECT: {
    CelValue over = cel_ref_eval(walk, node->child[0]);
    return select_of(walk, node, &over);
  }
  case NODE_MAP_GET:
    return eval_map_get(walk, node);
  case NODE_HAS:
    return eval_has(walk, node);
  case NODE_RAW: {
    CelValue over = cel_ref_eval(walk, node->child[0]);
    return raw_of(walk, node, &over);
  }
  case NODE_AT:
    return eval_at(walk, node);
  case NODE_INDEX:
    return eval_index(walk, node);
  case NODE_CALL:
    return eval_call(walk, node);
  case NODE_COMPARE:
    return cel_ref_compare(walk, node);
  case NODE_IN:
    return cel_ref_in(walk, node);
  case NODE_AND:
    return eval_logic(walk, node, false);
  case NODE_OR:
    return eval_logic(walk, node, true);
  case NODE_COND:
    return eval_cond(walk, node);
  case NODE_LIST:
    return eval_list(walk, node);
  case NODE_MAP:
    return eval_map(walk, node);
  case NODE_MACRO:
    return cel_ref_macro(walk, node);
  }
  CHECK(false);
  return node->constant;
}

void cel_reference(CelState *state, uint32_t output, CelValue *ret) {
  CHECK(output < state->unit->outputs.count);
  Walk walk = {.state = state};
  const CelNode *root = state->unit->outputs.items[output].root;
  CelValue value = cel_ref_eval(&walk, root);
  if (walk.over) value = cel_failed(CEL_ERR_LIMIT, root->line, root->column);
  *ret = value;
}
