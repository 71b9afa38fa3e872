/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scalar_strict: strict functions and comparisons, with what they do to unknowns and bounds.
 */
#include "cel/scalar_int.h"

/* ---- bounds ---- */

__extension__ typedef __int128 Wide;

/* An interval with open ends; a known value is a point. Wide enough for an int as a decimal. */
typedef struct Interval {
  bool has_min, has_max;
  Wide min, max;
} Interval;

static Interval interval_of(const CelValue *value, int64_t factor) {
  if (value->state == CEL_KNOWN)
    return (Interval){true, true, (Wide)value->i * factor, (Wide)value->i * factor};
  const CelUnknown *unknown = value->unknown;
  return (Interval){unknown->has_min, unknown->has_max, (Wide)unknown->min * factor,
                    (Wide)unknown->max * factor};
}

static Tri interval_less(const Interval *a, const Interval *b) {
  if (a->has_max && b->has_min && a->max < b->min) return TRI_TRUE;
  if (a->has_min && b->has_max && a->min >= b->max) return TRI_FALSE;
  return TRI_UNKNOWN;
}

static Tri interval_equal(const Interval *a, const Interval *b) {
  bool apart = (a->has_max && b->has_min && a->max < b->min) ||
               (b->has_max && a->has_min && b->max < a->min);
  if (apart) return TRI_FALSE;
  bool points = a->has_min && a->has_max && b->has_min && b->has_max && a->min == a->max &&
                b->min == b->max && a->min == b->min;
  return points ? TRI_TRUE : TRI_UNKNOWN;
}

static Tri interval_relation(CelRelation rel, const Interval *a, const Interval *b) {
  switch (rel) {
  case REL_EQ:
    return interval_equal(a, b);
  case REL_NE:
    return tri_not(interval_equal(a, b));
  case REL_LT:
    return interval_less(a, b);
  case REL_GE:
    return tri_not(interval_less(a, b));
  case REL_GT:
    return interval_less(b, a);
  case REL_LE:
    return tri_not(interval_less(b, a));
  }
  return TRI_UNKNOWN;
}

/* ---- comparisons ---- */

static bool order_relation(CelRelation rel, int order) {
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

Tri scalar_relation(CelCompare compare, CelRelation rel, const CelValue *a, const CelValue *b) {
  if (a->state == CEL_KNOWN && b->state == CEL_KNOWN) {
    if (compare == COMPARE_I64) return tri_of(order_relation(rel, (a->i > b->i) - (a->i < b->i)));
    if (compare == COMPARE_TEXT && (rel == REL_EQ || rel == REL_NE))
      return tri_of(str_eq(a->s, b->s) == (rel == REL_EQ));
    return tri_of(order_relation(rel, cel_compare_known(compare, a, b)));
  }
  bool bounded = compare == COMPARE_I64 || compare == COMPARE_INT_DEC || compare == COMPARE_DEC_INT;
  if (!bounded) return TRI_UNKNOWN;
  Interval x = interval_of(a, compare == COMPARE_INT_DEC ? DEC_ONE : 1);
  Interval y = interval_of(b, compare == COMPARE_DEC_INT ? DEC_ONE : 1);
  return interval_relation(rel, &x, &y);
}

void scalar_compare(
    CelState *state, const CelNode *node, const CelValue *a, const CelValue *b, CelValue *ret) {
  if (a->state == CEL_FAILED || b->state == CEL_FAILED) {
    *ret = a->state == CEL_FAILED ? *a : *b;
    return;
  }
  bool known = a->state == CEL_KNOWN && b->state == CEL_KNOWN;
  if (known && node->compare == COMPARE_LIST) {
    scalar_compare_lists(state, node, a, b, ret);
    return;
  }
  if (known && node->compare == COMPARE_MAP) {
    scalar_compare_maps(state, node, a, b, ret);
    return;
  }
  Tri truth = scalar_relation(node->compare, node->rel, a, b);
  if (truth != TRI_UNKNOWN) {
    *ret = cel_int(truth == TRI_TRUE);
    return;
  }
  *ret = cel_unknown(
      state->arena, cel_causes_union(state->arena, scalar_causes(a), scalar_causes(b)), CEL_ABSENT);
}

/* A quotient whose divisor is not above 0 is the rounded one over 1. */
static bool
rounded_side(CelValue *dividend, CelValue *divisor, const CelNode *node, CelValue *ret) {
  if (divisor->i > 0) return true;
  Dec quotient;
  if (divisor->i == 0) {
    *ret = cel_failed(CEL_ERR_DIVISION, node->line, node->column);
    return false;
  }
  if (!dec_div((Dec){dividend->i}, (Dec){divisor->i}, &quotient)) {
    *ret = cel_failed(CEL_ERR_OVERFLOW, node->line, node->column);
    return false;
  }
  dividend->i = quotient.u;
  divisor->i = DEC_ONE;
  return true;
}

void scalar_ratio(CelState *state, const CelInstr *instr, CelValue *ret) {
  const uint16_t regs[4] = {instr->a, instr->b, instr->c, instr->d};
  CelValue part[4];
  const CelCauses *causes = NULL;
  bool unknown = false;
  for (int i = 0; i < 4; i++) {
    part[i] = state->slots[regs[i]];
    if (part[i].state == CEL_FAILED) {
      *ret = part[i];
      return;
    }
    unknown |= part[i].state == CEL_UNKNOWN;
    causes = cel_causes_union(state->arena, causes, scalar_causes(&part[i]));
  }
  if (unknown) {
    *ret = cel_unknown(state->arena, causes, CEL_ABSENT);
    return;
  }
  if (!rounded_side(&part[0], &part[1], instr->node, ret)) return;
  if (!rounded_side(&part[2], &part[3], instr->node, ret)) return;
  int order = dec_cmp_ratio((Dec){part[0].i}, (Dec){part[1].i}, (Dec){part[2].i}, (Dec){part[3].i});
  *ret = cel_int(order_relation(instr->node->rel, order));
}

/* ---- calls ---- */

/* One end of an interval through a function that keeps order; false: it leaves the range. */
static bool move_end(CelFn fn, int64_t end, int64_t by, int64_t *ret) {
  switch ((int)fn) {
  case FN_ADD_INT:
  case FN_ADD_DECIMAL:
    return !__builtin_add_overflow(end, by, ret);
  case FN_SUB_INT:
  case FN_SUB_DECIMAL:
    return !__builtin_sub_overflow(end, by, ret);
  case FN_WIDEN:
  case FN_DECIMAL_INT:
    return !__builtin_mul_overflow(end, (int64_t)DEC_ONE, ret);
  case FN_FEN:
    *ret = dec_fen((Dec){end});
    return true;
  default:
    *ret = end;
    return true;
  }
}

/* Adding a known value, decimal(), fen() keep bounds (4.3). */
static bool keeps_bounds(CelFn fn, const CelValue *a, const CelValue *b) {
  switch ((int)fn) {
  case FN_ADD_INT:
  case FN_ADD_DECIMAL:
    return a->state == CEL_KNOWN || b->state == CEL_KNOWN;
  case FN_SUB_INT:
  case FN_SUB_DECIMAL:
    return b->state == CEL_KNOWN;
  case FN_WIDEN:
  case FN_DECIMAL_INT:
  case FN_DECIMAL_DECIMAL:
  case FN_FEN:
    return true;
  default:
    return false;
  }
}

static void
unknown_call(CelState *state, CelFn fn, const CelValue *a, const CelValue *b, CelValue *ret) {
  const CelCauses *causes = scalar_causes(a);
  causes = cel_causes_union(state->arena, causes, scalar_causes(b));
  *ret = cel_unknown(state->arena, causes, CEL_ABSENT);
  if (!keeps_bounds(fn, a, b)) return;
  const CelUnknown *from = a->state == CEL_UNKNOWN ? a->unknown : b->unknown;
  const CelValue *other = a->state == CEL_UNKNOWN ? b : a;
  int64_t by = other->state == CEL_KNOWN ? other->i : 0;
  CelUnknown *to = ret->unknown;
  to->has_min = from->has_min && move_end(fn, from->min, by, &to->min);
  to->has_max = from->has_max && move_end(fn, from->max, by, &to->max);
}

/* The functions that stand in most rules, without the call. */
static bool quick_call(const CelNode *node, const CelValue *a, const CelValue *b, CelValue *ret) {
  int64_t i;
  switch ((int)node->fn) {
  case FN_NOT:
    *ret = cel_int(!a->i);
    return true;
  case FN_ADD_INT:
  case FN_ADD_DECIMAL:
    if (__builtin_add_overflow(a->i, b->i, &i)) return false;
    break;
  case FN_SUB_INT:
  case FN_SUB_DECIMAL:
    if (__builtin_sub_overflow(a->i, b->i, &i)) return false;
    break;
  case FN_WIDEN:
    if (__builtin_mul_overflow(a->i, (int64_t)DEC_ONE, &i)) return false;
    break;
  default:
    return false;
  }
  *ret = cel_int(i);
  return true;
}

void scalar_call(
    CelState *state, const CelInstr *instr, const CelValue *a, const CelValue *b, CelValue *ret) {
  const CelNode *node = instr->node;
  if (a->state == CEL_FAILED || b->state == CEL_FAILED) {
    *ret = a->state == CEL_FAILED ? *a : *b;
    return;
  }
  if (a->state == CEL_UNKNOWN || b->state == CEL_UNKNOWN) {
    unknown_call(state, node->fn, a, b, ret);
    return;
  }
  if (quick_call(node, a, b, ret)) return;
  if (node->fn == FN_SIZE_LIST) {
    scalar_size(state, node, a->list, ret);
    return;
  }
  if (node->fn == FN_ADD_LIST) {
    scalar_join(state, node, a->list, b->list, ret);
    return;
  }
  const CelValue args[2] = {*a, *b};
  CelCall call = {
      .arena = state->arena, .env = state->unit->env, .line = node->line, .column = node->column};
  if (instr->c != NO_REGISTER && state->slots[instr->c].state == CEL_KNOWN) {
    const CelField *field = node->child[0]->field;
    const CelCause *cell =
        state->host->cell(state->ctx, state->arena, state->slots[instr->c].record, field);
    if (cell) call.cell = cel_causes_one(state->arena, cell);
  }
  cel_fn_apply(node->fn, args, &call, ret);
}
