/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scalar_list: list macros, membership, indexing and comparison of lists, by the table of
 * packs-and-rules.md 4.3.
 *
 * A macro walks the rows once. What would make its result unknown is gathered on the way and
 * used only if nothing decides: most lists are complete, certain and short.
 */
#include "cel/scalar_int.h"

/* ---- walking ---- */

typedef struct Walk {
  CelState *state;
  const CelNode *node;
  const CelList *list;
  const CelCauses *causes; /* of what would make the result unknown */
  CelValue error;          /* the first of a certain row; state FAILED */
  uint32_t body;           /* block */
  uint32_t possible;       /* possible rows that matter */
  uint32_t unknown;        /* certain rows with an unknown value */
} Walk;

typedef struct Row {
  uint32_t index;
  bool possible;
  bool failed; /* the value was an error */
  const CelCauses *why;
  CelValue value; /* of p or e; an error of a possible row has become unknown */
} Row;

static void add_causes(Walk *walk, const CelCauses *causes) {
  walk->causes = cel_causes_union(walk->state->arena, walk->causes, causes);
}

static bool is_possible(const CelList *list, uint32_t index) {
  return list->standing && list->standing[index] == CEL_POSSIBLY;
}

static const CelCauses *why_of(const CelList *list, uint32_t index) {
  return list->why && is_possible(list, index) ? list->why[index] : NULL;
}

/* Evaluates the body for row [index]; false if the memory limit is met. */
static bool walk_row(Walk *walk, uint32_t index, Row *ret_row) {
  CelState *state = walk->state;
  if (scalar_is_full(state, 0)) {
    walk->error = scalar_limit(walk->node);
    return false;
  }
  state->slots[walk->node->slot] = cel_list_item(walk->list, index);
  *ret_row = (Row){.index = index,
                   .possible = is_possible(walk->list, index),
                   .why = why_of(walk->list, index),
                   .value = *scalar_block(state, walk->body)};
  if (ret_row->value.state != CEL_FAILED) return true;
  ret_row->failed = true;
  if (ret_row->possible)
    ret_row->value = cel_unknown(state->arena, ret_row->why, CEL_ABSENT);
  else if (walk->error.state != CEL_FAILED)
    walk->error = ret_row->value;
  return true;
}

/* A row that keeps the result from being known. */
static void note_row(Walk *walk, const Row *row) {
  if (row->possible)
    walk->possible++;
  else if (row->value.state == CEL_UNKNOWN)
    walk->unknown++;
  add_causes(walk, row->why);
  add_causes(walk, scalar_causes(&row->value));
}

static CelValue unknown_of(Walk *walk) {
  add_causes(walk, walk->list->more);
  return cel_unknown(walk->state->arena, walk->causes, CEL_ABSENT);
}

static bool is_open(const Walk *walk) {
  return walk->possible > 0 || walk->unknown > 0 || walk->list->more != NULL;
}

static bool is_true(const CelValue *value) {
  return value->state == CEL_KNOWN && value->i;
}
static bool is_false(const CelValue *value) {
  return value->state == CEL_KNOWN && !value->i;
}

/* [more] with a further reason; NULL would say that the list is complete, so a reason without a
 * cause to name is the empty set. */
static const CelCauses *
more_because(CelState *state, const CelCauses *more, const CelCauses *causes) {
  static const CelCauses nameless = {0, NULL};
  const CelCauses *all = cel_causes_union(state->arena, more, causes);
  return all ? all : &nameless;
}

/* ---- exists, all, exists_one, count ---- */

/* exists(p), or with [decides] = 0: whether some row is false, which all(p) negates. */
static CelValue macro_exists(Walk *walk, int64_t decides) {
  Row row;
  bool open = walk->list->more != NULL; /* it may yet be decided, whatever is in error */
  for (uint32_t i = 0; i < walk->list->count; i++) {
    if (!walk_row(walk, i, &row)) return walk->error;
    bool known = row.value.state == CEL_KNOWN;
    if (known && row.value.i == decides && !row.possible) return cel_int(decides);
    if (row.value.state == CEL_FAILED) continue;
    if (known && row.value.i != decides) continue;
    note_row(walk, &row);
    open |= !row.failed;
  }
  if (walk->error.state == CEL_FAILED && !open) return walk->error;
  return is_open(walk) ? unknown_of(walk) : cel_int(!decides);
}

static CelValue macro_exists_one(Walk *walk) {
  Row row;
  uint32_t certain = 0;
  bool possible_error = false;
  for (uint32_t i = 0; i < walk->list->count; i++) {
    if (!walk_row(walk, i, &row)) return walk->error;
    if (row.value.state == CEL_FAILED || is_false(&row.value)) continue;
    possible_error |= row.failed;
    if (is_true(&row.value) && !row.possible)
      certain++;
    else
      note_row(walk, &row);
  }
  if (walk->error.state == CEL_FAILED) return walk->error;
  if (possible_error) return unknown_of(walk);
  if (certain >= 2) return cel_int(0);
  return is_open(walk) ? unknown_of(walk) : cel_int(certain == 1);
}

static CelValue counted(Walk *walk, uint32_t certain) {
  if (!is_open(walk)) return cel_int(certain);
  bool complete = walk->list->more == NULL;
  CelValue value = unknown_of(walk);
  value.unknown->has_min = true;
  value.unknown->min = certain;
  value.unknown->has_max = complete;
  value.unknown->max = complete ? (int64_t)certain + walk->possible + walk->unknown : 0;
  return value;
}

static CelValue macro_count(Walk *walk) {
  Row row;
  uint32_t certain = 0;
  for (uint32_t i = 0; i < walk->list->count; i++) {
    if (!walk_row(walk, i, &row)) return walk->error;
    if (row.value.state == CEL_FAILED || is_false(&row.value)) continue;
    if (is_true(&row.value) && !row.possible)
      certain++;
    else
      note_row(walk, &row);
  }
  return walk->error.state == CEL_FAILED ? walk->error : counted(walk, certain);
}

void scalar_size(CelState *state, const CelNode *node, const CelList *list, CelValue *ret) {
  Walk walk = {.state = state, .node = node, .list = list};
  for (uint32_t i = 0; list->standing && i < list->count; i++) {
    if (!is_possible(list, i)) continue;
    if (scalar_is_full(state, 0)) break; /* each set of causes is longer than the last */
    walk.possible++;
    add_causes(&walk, list->why[i]);
  }
  *ret = counted(&walk, list->count - walk.possible);
}

/* ---- building lists ---- */

typedef struct Builder {
  Arena *arena;
  CelValue *items;
  uint8_t *standing;
  const CelCauses **why;
  uint32_t count;
  bool possible; /* some item is */
} Builder;

enum { BUILDER_ITEM = sizeof(CelValue) + sizeof(uint8_t) + sizeof(CelCauses *) };

static Builder builder_of(Arena *arena, uint32_t most) {
  return (Builder){.arena = arena,
                   .items = arena_new_array(arena, CelValue, most + 1),
                   .standing = arena_new_array(arena, uint8_t, most + 1),
                   .why = arena_new_array(arena, const CelCauses *, most + 1)};
}

static void builder_add(Builder *builder, CelValue item, bool possible, const CelCauses *why) {
  builder->items[builder->count] = item;
  builder->standing[builder->count] = possible ? CEL_POSSIBLY : CEL_CERTAIN;
  builder->why[builder->count++] = possible ? why : NULL;
  builder->possible |= possible;
}

static CelValue builder_list(const Builder *builder, const CelCauses *more) {
  CelList *list = arena_new_one(builder->arena, CelList);
  *list = (CelList){.count = builder->count, .items = builder->items, .more = more};
  if (builder->possible) {
    list->standing = builder->standing;
    list->why = builder->why;
  }
  return (CelValue){.state = CEL_KNOWN, .list = list};
}

/* ---- filter, map, distinct, sort ---- */

static CelValue list_value(const CelList *list) {
  return (CelValue){.state = CEL_KNOWN, .list = list};
}

static CelValue macro_filter(Walk *walk) {
  if (walk->list->count == 0) return list_value(walk->list);
  Builder builder = builder_of(walk->state->arena, walk->list->count);
  Row row;
  for (uint32_t i = 0; i < walk->list->count; i++) {
    if (!walk_row(walk, i, &row)) return walk->error;
    if (row.value.state == CEL_FAILED || is_false(&row.value)) continue;
    bool certain = is_true(&row.value) && !row.possible;
    const CelCauses *why =
        certain ? NULL : cel_causes_union(walk->state->arena, row.why, scalar_causes(&row.value));
    builder_add(&builder, cel_list_item(walk->list, i), !certain, why);
  }
  if (walk->error.state == CEL_FAILED) return walk->error;
  return builder_list(&builder, walk->list->more);
}

static CelValue macro_map(Walk *walk) {
  if (walk->list->count == 0) return list_value(walk->list);
  Builder builder = builder_of(walk->state->arena, walk->list->count);
  Row row;
  for (uint32_t i = 0; i < walk->list->count; i++) {
    if (!walk_row(walk, i, &row)) return walk->error;
    builder_add(&builder, row.value, row.possible, row.why);
  }
  if (walk->error.state == CEL_FAILED) return walk->error;
  return builder_list(&builder, walk->list->more);
}

/* Where the values of a builder stand, by their hashes: so that distinct is linear. */
typedef struct Seen {
  uint32_t *slots; /* place in the builder + 1; NULL: a short list is searched */
  size_t mask;
} Seen;

static Seen seen_of(Arena *arena, uint32_t count) {
  enum { SHORT = 16 };
  if (count <= SHORT) return (Seen){0};
  size_t size = 32;
  while (size < (size_t)count * 2)
    size *= 2;
  return (Seen){arena_new_array(arena, uint32_t, size), size - 1};
}

/* The place of the value in the builder, or the place behind its last, which is then taken. */
static uint32_t
find_seen(const Walk *walk, const Builder *builder, const Seen *seen, const CelValue *value) {
  CelCompare compare = walk->node->compare;
  uint32_t k = 0;
  if (seen->slots == NULL) {
    while (k < builder->count && cel_compare_known(compare, &builder->items[k], value) != 0)
      k++;
    return k;
  }
  size_t at = (size_t)cel_hash_known(compare, value) & seen->mask;
  for (; seen->slots[at] != 0; at = (at + 1) & seen->mask) {
    k = seen->slots[at] - 1;
    if (cel_compare_known(compare, &builder->items[k], value) == 0) return k;
  }
  seen->slots[at] = builder->count + 1;
  return builder->count;
}

static CelValue macro_distinct(Walk *walk) {
  Builder builder = builder_of(walk->state->arena, walk->list->count);
  Seen seen = seen_of(walk->state->arena, walk->list->count);
  const CelCauses *more = walk->list->more;
  Row row;
  for (uint32_t i = 0; i < walk->list->count; i++) {
    if (!walk_row(walk, i, &row)) return walk->error;
    if (row.value.state == CEL_FAILED) continue;
    if (row.value.state == CEL_UNKNOWN) {
      more = more_because(walk->state, more, row.why);
      more = more_because(walk->state, more, scalar_causes(&row.value));
      continue;
    }
    uint32_t k = find_seen(walk, &builder, &seen, &row.value);
    if (k == builder.count) {
      builder_add(&builder, row.value, row.possible, row.why);
    } else if (!row.possible && builder.standing[k] == CEL_POSSIBLY) {
      /* its place hangs on the possible row if others stand between */
      if (k + 1 < builder.count) more = more_because(walk->state, more, builder.why[k]);
      builder.standing[k] = CEL_CERTAIN;
      builder.why[k] = NULL;
    } else if (builder.standing[k] == CEL_POSSIBLY) {
      builder.why[k] = cel_causes_union(walk->state->arena, builder.why[k], row.why);
    }
  }
  if (walk->error.state == CEL_FAILED) return walk->error;
  builder.possible = false;
  for (uint32_t k = 0; k < builder.count; k++)
    builder.possible |= builder.standing[k] == CEL_POSSIBLY;
  return builder_list(&builder, more);
}

/* Merge sort of row indices by key: stable. */
static void sort_rows(
    const Walk *walk, const CelValue *keys, uint32_t *rows, uint32_t *scratch, uint32_t count) {
  for (uint32_t width = 1; width < count; width *= 2) {
    for (uint32_t from = 0; from < count; from += 2 * width) {
      uint32_t a = from, middle = from + width < count ? from + width : count;
      uint32_t b = middle, end = from + 2 * width < count ? from + 2 * width : count;
      for (uint32_t to = from; to < end; to++) {
        bool left =
            a < middle && (b == end || scalar_relation(walk->node->compare, REL_LE, &keys[rows[a]],
                                                       &keys[rows[b]]) == TRI_TRUE);
        scratch[to] = left ? rows[a++] : rows[b++];
      }
    }
    for (uint32_t i = 0; i < count; i++)
      rows[i] = scratch[i];
  }
}

static CelValue macro_sort(Walk *walk) {
  uint32_t count = walk->list->count;
  Arena *arena = walk->state->arena;
  CelValue *keys = arena_new_array(arena, CelValue, count + 1);
  uint32_t *rows = arena_new_array(arena, uint32_t, count + 1);
  uint32_t *scratch = arena_new_array(arena, uint32_t, count + 1);
  bool unknown = false;
  Row row;
  for (uint32_t i = 0; i < count; i++) {
    if (!walk_row(walk, i, &row)) return walk->error;
    keys[i] = row.value;
    rows[i] = i;
    if (row.value.state != CEL_UNKNOWN) continue;
    unknown = true;
    add_causes(walk, row.why);
    add_causes(walk, scalar_causes(&row.value));
  }
  if (walk->error.state == CEL_FAILED) return walk->error;
  if (unknown) return cel_unknown(arena, walk->causes, CEL_ABSENT);
  sort_rows(walk, keys, rows, scratch, count);
  Builder builder = builder_of(arena, count);
  for (uint32_t i = 0; i < count; i++)
    builder_add(&builder, cel_list_item(walk->list, rows[i]), is_possible(walk->list, rows[i]),
                why_of(walk->list, rows[i]));
  return builder_list(&builder, walk->list->more);
}

/* ---- sum, min, max ---- */

static CelValue macro_sum(Walk *walk) {
  Row row;
  int64_t total = 0;
  bool overflow = false;
  for (uint32_t i = 0; i < walk->list->count; i++) {
    if (!walk_row(walk, i, &row)) return walk->error;
    if (row.value.state == CEL_FAILED) continue;
    if (row.possible || row.value.state == CEL_UNKNOWN)
      note_row(walk, &row);
    else
      overflow |= __builtin_add_overflow(total, row.value.i, &total);
  }
  if (walk->error.state == CEL_FAILED) return walk->error;
  if (!is_open(walk))
    return overflow ? cel_failed(CEL_ERR_OVERFLOW, walk->node->line, walk->node->column)
                    : cel_int(total);
  CelValue value = unknown_of(walk);
  value.unknown->has_min = walk->node->child[1]->nonneg && !overflow;
  value.unknown->min = value.unknown->has_min ? total : 0;
  return value;
}

/* Bounds stand in the payload's integer: texts have none. */
static bool has_bounds(const CelNode *node) {
  return node->compare == COMPARE_I64;
}

static CelValue macro_extreme(Walk *walk, uint32_t empty) {
  bool max = walk->node->macro == MACRO_MAX;
  CelValue best = {.state = CEL_UNKNOWN};
  Row row;
  for (uint32_t i = 0; i < walk->list->count; i++) {
    if (!walk_row(walk, i, &row)) return walk->error;
    if (row.value.state == CEL_FAILED) continue;
    if (row.possible || row.value.state == CEL_UNKNOWN) {
      note_row(walk, &row);
    } else if (best.state != CEL_KNOWN ||
               scalar_relation(walk->node->compare, max ? REL_GT : REL_LT, &row.value, &best) ==
                   TRI_TRUE) {
      best = row.value;
    }
  }
  if (walk->error.state == CEL_FAILED) return walk->error;
  if (!is_open(walk)) {
    if (best.state == CEL_KNOWN) return best;
    if (empty != NO_BLOCK) return *scalar_block(walk->state, empty);
    return cel_failed(CEL_ERR_NOTHING, walk->node->line, walk->node->column);
  }
  CelValue value = unknown_of(walk);
  if (best.state != CEL_KNOWN || !has_bounds(walk->node)) return value;
  value.unknown->has_min = max;
  value.unknown->has_max = !max;
  *(max ? &value.unknown->min : &value.unknown->max) = best.i;
  return value;
}

/* ---- lists that must be whole ---- */

/* Whether a list is complete and without possible rows; else its causes are added to [causes]. */
static bool is_whole(CelState *state, const CelList *list, const CelCauses **causes) {
  bool whole = list->more == NULL;
  *causes = cel_causes_union(state->arena, *causes, list->more);
  for (uint32_t i = 0; list->standing && i < list->count; i++) {
    if (!is_possible(list, i)) continue;
    whole = false;
    if (scalar_is_full(state, 0)) break;
    *causes = cel_causes_union(state->arena, *causes, list->why[i]);
  }
  return whole;
}

static CelValue macro_pairs(Walk *walk) {
  CelState *state = walk->state;
  if (!is_whole(state, walk->list, &walk->causes))
    return cel_unknown(state->arena, walk->causes, CEL_ABSENT);
  for (uint32_t i = 0; i + 1 < walk->list->count; i++) {
    if (scalar_is_full(state, 0)) return scalar_limit(walk->node);
    state->slots[walk->node->slot] = cel_list_item(walk->list, i);
    state->slots[walk->node->slot2] = cel_list_item(walk->list, i + 1);
    CelValue value = *scalar_block(state, walk->body);
    if (is_true(&value)) return value;
    if (value.state == CEL_FAILED && walk->error.state != CEL_FAILED) walk->error = value;
    if (value.state == CEL_UNKNOWN) {
      walk->unknown++;
      add_causes(walk, value.unknown->causes);
    }
  }
  if (walk->unknown) return cel_unknown(state->arena, walk->causes, CEL_ABSENT);
  return walk->error.state == CEL_FAILED ? walk->error : cel_int(0);
}

void scalar_index(CelState *state,
                  const CelNode *node,
                  const CelValue *list,
                  const CelValue *index,
                  CelValue *ret) {
  if (list->state == CEL_FAILED || index->state == CEL_FAILED) {
    *ret = list->state == CEL_FAILED ? *list : *index;
    return;
  }
  const CelCauses *causes =
      cel_causes_union(state->arena, scalar_causes(list), scalar_causes(index));
  bool known = list->state == CEL_KNOWN && index->state == CEL_KNOWN;
  if (!known || !is_whole(state, list->list, &causes))
    *ret = cel_unknown(state->arena, causes, CEL_ABSENT);
  else if (index->i < 0 || index->i >= list->list->count)
    *ret = cel_failed(CEL_ERR_INDEX, node->line, node->column);
  else
    *ret = cel_list_item(list->list, (uint32_t)index->i);
}

/* ---- comparing and joining ---- */

/* == of item pairs: false decides; [ret_causes] grows by those of unknown pairs. */
static Tri compare_pair(CelState *state,
                        const CelNode *node,
                        const CelValue *x,
                        const CelValue *y,
                        const CelCauses **ret_causes) {
  Tri truth = scalar_relation(node->elem_compare, REL_EQ, x, y);
  if (truth == TRI_UNKNOWN) {
    *ret_causes = cel_causes_union(state->arena, *ret_causes, scalar_causes(x));
    *ret_causes = cel_causes_union(state->arena, *ret_causes, scalar_causes(y));
  }
  return truth;
}

static void finish_equality(
    CelState *state, const CelNode *node, Tri truth, const CelCauses *causes, CelValue *ret) {
  if (truth == TRI_UNKNOWN)
    *ret = cel_unknown(state->arena, causes, CEL_ABSENT);
  else
    *ret = cel_int((truth == TRI_TRUE) == (node->rel == REL_EQ));
}

void scalar_compare_lists(
    CelState *state, const CelNode *node, const CelValue *a, const CelValue *b, CelValue *ret) {
  const CelCauses *causes = NULL;
  bool whole_a = is_whole(state, a->list, &causes);
  bool whole_b = is_whole(state, b->list, &causes);
  Tri truth = whole_a && whole_b ? TRI_TRUE : TRI_UNKNOWN;
  if (truth == TRI_TRUE && a->list->count != b->list->count) truth = TRI_FALSE;
  for (uint32_t i = 0; whole_a && whole_b && truth != TRI_FALSE && i < a->list->count; i++) {
    CelValue x = cel_list_item(a->list, i), y = cel_list_item(b->list, i);
    truth = tri_and(truth, compare_pair(state, node, &x, &y, &causes));
  }
  finish_equality(state, node, truth, causes, ret);
}

void scalar_compare_maps(
    CelState *state, const CelNode *node, const CelValue *a, const CelValue *b, CelValue *ret) {
  const CelMap *x = a->map, *y = b->map;
  const CelCauses *causes = NULL;
  Tri truth = tri_of(x->count == y->count);
  for (uint32_t i = 0; truth != TRI_FALSE && i < x->count; i++)
    truth = tri_of(str_eq(x->entries[i].key.s, y->entries[i].key.s));
  for (uint32_t i = 0; truth != TRI_FALSE && i < x->count; i++)
    truth = tri_and(truth,
                    compare_pair(state, node, &x->entries[i].value, &y->entries[i].value, &causes));
  finish_equality(state, node, truth, causes, ret);
}

void scalar_join(
    CelState *state, const CelNode *node, const CelList *a, const CelList *b, CelValue *ret) {
  uint32_t count;
  bool fits = !__builtin_add_overflow(a->count, b->count, &count);
  if (!fits || scalar_is_full(state, (size_t)count * BUILDER_ITEM)) {
    state->over = true;
    *ret = scalar_limit(node);
    return;
  }
  Builder builder = builder_of(state->arena, count);
  for (uint32_t i = 0; i < a->count; i++)
    builder_add(&builder, cel_list_item(a, i), is_possible(a, i), why_of(a, i));
  for (uint32_t i = 0; i < b->count; i++)
    builder_add(&builder, cel_list_item(b, i), is_possible(b, i), why_of(b, i));
  bool more = a->more || b->more;
  *ret = builder_list(&builder, more ? more_because(state, a->more, b->more) : NULL);
}

/* The keys of a map as a list, for macros and `in`. */
static const CelList *keys_of(CelState *state, const CelMap *map) {
  CelValue *items = arena_new_array(state->arena, CelValue, map->count + 1);
  for (uint32_t i = 0; i < map->count; i++)
    items[i] = map->entries[i].key;
  CelList *list = arena_new_one(state->arena, CelList);
  *list = (CelList){.count = map->count, .items = items};
  return list;
}

void scalar_in(CelState *state,
               const CelNode *node,
               const CelValue *item,
               const CelValue *range,
               CelValue *ret) {
  if (item->state != CEL_KNOWN || range->state != CEL_KNOWN) {
    if (item->state == CEL_FAILED || range->state == CEL_FAILED)
      *ret = item->state == CEL_FAILED ? *item : *range;
    else
      *ret = cel_unknown(state->arena,
                         cel_causes_union(state->arena, scalar_causes(item), scalar_causes(range)),
                         CEL_ABSENT);
    return;
  }
  bool map = node->child[1]->type->kind == CEL_MAP;
  Walk walk = {
      .state = state, .node = node, .list = map ? keys_of(state, range->map) : range->list};
  for (uint32_t i = 0; i < walk.list->count; i++) {
    CelValue elem = cel_list_item(walk.list, i);
    Tri truth =
        elem.state == CEL_KNOWN ? scalar_relation(node->compare, REL_EQ, item, &elem) : TRI_UNKNOWN;
    bool possible = is_possible(walk.list, i);
    if (truth == TRI_TRUE && !possible) {
      *ret = cel_int(1);
      return;
    }
    if (truth == TRI_FALSE) continue;
    Row row = {.possible = possible, .why = why_of(walk.list, i), .value = elem};
    note_row(&walk, &row);
  }
  *ret = is_open(&walk) ? unknown_of(&walk) : cel_int(0);
}

/* ---- dispatch ---- */

static bool makes_list(CelMacro macro) {
  return macro == MACRO_FILTER || macro == MACRO_MAP || macro == MACRO_DISTINCT ||
         macro == MACRO_SORT;
}

static CelValue run_macro(Walk *walk, const CelInstr *instr) {
  switch (walk->node->macro) {
  case MACRO_ALL:
    return macro_exists(walk, 0);
  case MACRO_EXISTS:
    return macro_exists(walk, 1);
  case MACRO_EXISTS_ONE:
    return macro_exists_one(walk);
  case MACRO_MAP:
    return macro_map(walk);
  case MACRO_FILTER:
    return macro_filter(walk);
  case MACRO_SUM:
    return macro_sum(walk);
  case MACRO_MIN:
  case MACRO_MAX:
    return macro_extreme(walk, instr->end);
  case MACRO_COUNT:
    return macro_count(walk);
  case MACRO_DISTINCT:
    return macro_distinct(walk);
  case MACRO_SORT:
    return macro_sort(walk);
  case MACRO_PAIRS:
    return macro_pairs(walk);
  }
  CHECK(false);
}

void scalar_macro(CelState *state, const CelInstr *instr, CelValue *ret) {
  CelValue range = state->slots[instr->a];
  if (range.state != CEL_KNOWN) {
    *ret = range;
    if (range.state == CEL_UNKNOWN)
      *ret = cel_unknown(state->arena, range.unknown->causes, CEL_ABSENT);
    return;
  }
  Walk walk = {.state = state, .node = instr->node, .body = instr->jump};
  bool map = instr->node->child[0]->type->kind == CEL_MAP;
  walk.list = map ? keys_of(state, range.map) : range.list;
  /* room for a list of as many, and the keys to sort by */
  size_t room = makes_list(walk.node->macro) ? (size_t)walk.list->count * (2 * BUILDER_ITEM) : 0;
  *ret = scalar_is_full(state, room) ? scalar_limit(walk.node) : run_macro(&walk, instr);
}
