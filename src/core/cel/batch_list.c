/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_list: macros over the rows of many subjects: the expression for all rows at once, then a
 * fold over the rows of each. A list that is not whole leaves its subject open.
 */
#include "cel/batch_int.h"

/* How a row takes part. */
typedef enum Part { PART_OUT, PART_IN, PART_OPEN } Part;

static Part part_of(const Rows *rows, uint32_t row) {
  if (rows->state == NULL) return PART_IN;
  if (rows->state[row] != CEL_LANE_VALUE) return PART_OPEN;
  return rows->in[row] != 0 ? PART_IN : PART_OUT;
}

/* The rows that are left, and those of which it is not known. */
static Vec filter(Work *work, const Rows *rows, const Vec *term) {
  uint8_t *state = arena_new_array(work->arena, uint8_t, (size_t)rows->count + 1);
  int64_t *in = arena_new_array(work->arena, int64_t, (size_t)rows->count + 1);
  for (uint32_t i = 0; i < rows->count; i++) {
    Part part = part_of(rows, i);
    bool known = part == PART_OUT || (part == PART_IN && cel_batch_known(term, i));
    if (!known) continue;
    state[i] = CEL_LANE_VALUE;
    in[i] = part == PART_IN && cel_batch_value(term, i).i != 0;
  }
  Rows *left = arena_new_one(work->arena, Rows);
  *left = *rows;
  left->state = state;
  left->in = in;
  return (Vec){.rows = left};
}

typedef struct Fold {
  bool open, found;
  int64_t value;
} Fold;

static void add_term(Fold *fold, CelMacro macro, int64_t value) {
  switch (macro) {
  case MACRO_COUNT:
    fold->value += value != 0;
    return;
  case MACRO_SUM:
    fold->open |= __builtin_add_overflow(fold->value, value, &fold->value);
    return;
  case MACRO_MIN:
    if (!fold->found || value < fold->value) fold->value = value;
    return;
  case MACRO_MAX:
    if (!fold->found || value > fold->value) fold->value = value;
    return;
  case MACRO_EXISTS:
    fold->value |= value != 0;
    return;
  case MACRO_ALL: /* counts those for whom it is not so */
    fold->value |= value == 0;
    return;
  case MACRO_EXISTS_ONE:
  case MACRO_MAP:
  case MACRO_FILTER:
  case MACRO_DISTINCT:
  case MACRO_SORT:
  case MACRO_PAIRS:
    break;
  }
  fold->open = true;
}

/* exists, all: one row decides, whatever the others are. */
static bool decides(CelMacro macro, const Fold *fold) {
  return (macro == MACRO_EXISTS || macro == MACRO_ALL) && fold->value != 0;
}

static Fold fold_rows(const CelNode *node, const Rows *rows, const Vec *term, uint32_t lane) {
  Fold fold = {.open = rows->whole[lane] == 0};
  for (uint32_t i = rows->first[lane]; i < rows->first[lane + 1] && !fold.open; i++) {
    Part part = part_of(rows, i);
    if (part == PART_OUT) continue;
    if (part == PART_OPEN || !cel_batch_known(term, i)) {
      fold.open = true;
      break;
    }
    add_term(&fold, node->macro, cel_batch_value(term, i).i);
    fold.found = true;
    if (decides(node->macro, &fold)) break;
  }
  return fold;
}

static Space rows_space(const Rows *rows, uint32_t slot, const Space *outer) {
  return (Space){.outer = outer,
                 .parent = rows->parent,
                 .count = rows->count,
                 .slot = slot,
                 .of = rows->of,
                 .index = rows->index};
}

Vec cel_batch_macro(Work *work, const CelNode *node, const Space *space) {
  Vec over = cel_batch_eval(work, node->child[0], space);
  Vec vec = cel_batch_lanes(work, node->type, space->count);
  if (over.rows == NULL) return vec;
  const Rows *rows = over.rows;
  Space inner = rows_space(rows, node->slot, space);
  Vec term = cel_batch_eval(work, node->child[1], &inner);
  if (node->macro == MACRO_FILTER) return filter(work, rows, &term);
  bool extreme = node->macro == MACRO_MIN || node->macro == MACRO_MAX;
  Vec otherwise = {0};
  if (extreme && node->count > 2) otherwise = cel_batch_eval(work, node->child[2], space);
  for (uint32_t k = 0; k < space->count; k++) {
    Fold fold = fold_rows(node, rows, &term, k);
    if (fold.open) continue;
    if (extreme && !fold.found) {
      if (node->count < 3 || !cel_batch_known(&otherwise, k)) continue;
      fold.value = cel_batch_value(&otherwise, k).i;
    }
    vec.state[k] = CEL_LANE_VALUE;
    vec.i[k] = node->macro == MACRO_ALL ? fold.value == 0 : fold.value;
  }
  return vec;
}

/* ---- distinct ---- */

/* How many different values; false if that is not plain. */
static bool count_distinct(
    const CelNode *node, const Rows *rows, const Vec *term, uint32_t lane, int64_t *ret) {
  enum { ROWS_MAX = 64 }; /* each is compared with each */
  CelValue seen[ROWS_MAX];
  uint32_t count = 0, first = rows->first[lane], end = rows->first[lane + 1];
  if (rows->whole[lane] == 0 || end - first > ROWS_MAX) return false;
  for (uint32_t i = first; i < end; i++) {
    Part part = part_of(rows, i);
    if (part == PART_OUT) continue;
    if (part == PART_OPEN || !cel_batch_known(term, i)) return false;
    CelValue value = cel_batch_value(term, i);
    uint32_t at = 0;
    while (at < count && cel_compare_known(node->compare, &seen[at], &value) != 0)
      at++;
    if (at == count) seen[count++] = value;
  }
  *ret = count;
  return true;
}

Vec cel_batch_distinct(Work *work, const CelNode *node, const Space *space) {
  Vec over = cel_batch_eval(work, node->child[0], space);
  Vec vec = cel_batch_lanes(work, cel_type(CEL_INT), space->count);
  if (over.rows == NULL) return vec;
  Space inner = rows_space(over.rows, node->slot, space);
  Vec term = cel_batch_eval(work, node->child[1], &inner);
  for (uint32_t k = 0; k < space->count; k++)
    if (count_distinct(node, over.rows, &term, k, &vec.i[k])) vec.state[k] = CEL_LANE_VALUE;
  return vec;
}
