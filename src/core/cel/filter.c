/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filter: whether a condition holds the filter by which a department chose its rows.
 *
 * A list of a dataset with filtered_by is complete only under that filter, so a rule that asks
 * for less must be told that there may be more (packs-and-rules.md 3, filtered_by). Recognised are
 * the same expression, and the same comparison with the same or a stronger literal, either side
 * first; a let stands for what it says. What is not recognised only costs: the list then counts
 * as one that may have more.
 */
#include "cel/check_int.h"

/* Two expressions beside each other: a rule's, over the row in [slot], and the filter's. */
typedef struct Match {
  const CelUnit *unit; /* the rule's */
  uint32_t slot;
  uint32_t filter_slot;
} Match;

static bool same_constant(const CelNode *a, const CelNode *b) {
  if (!check_same_type(a->type, b->type)) return false;
  return cel_type_is_text(a->type->kind) ? str_eq(a->constant.s, b->constant.s)
                                         : a->constant.i == b->constant.i;
}

/* [a] of the rule, [b] of the filter. */
static bool same(const Match *match, CelNode *a, const CelNode *b) {
  a = check_behind_lets(match->unit, a);
  if (a->kind != b->kind || a->count != b->count || a->field != b->field || a->fn != b->fn ||
      a->rel != b->rel || a->compare != b->compare || a->dated != b->dated)
    return false;
  if (a->kind == NODE_MACRO) return false; /* variables would have to be renamed; not needed */
  if (a->kind == NODE_VAR)
    return b->slot == match->filter_slot ? a->slot == match->slot : a->slot == b->slot;
  if (a->kind == NODE_CONST) return same_constant(a, b);
  for (uint32_t i = 0; i < a->count; i++)
    if (!same(match, a->child[i], b->child[i])) return false;
  return true;
}

/* ---- comparisons ---- */

static CelRelation mirrored(CelRelation rel) {
  switch (rel) {
  case REL_EQ:
  case REL_NE:
    return rel;
  case REL_LT:
    return REL_GT;
  case REL_LE:
    return REL_GE;
  case REL_GT:
    return REL_LT;
  case REL_GE:
    return REL_LE;
  }
  return rel;
}

/* [what] rel [limit] */
typedef struct Bound {
  CelNode *what;
  CelRelation rel;
  CelNode *limit;
  CelCompare compare;
} Bound;

static Bound bound_of(const CelNode *node, bool flipped) {
  return (Bound){.what = node->child[flipped ? 1 : 0],
                 .rel = flipped ? mirrored(node->rel) : node->rel,
                 .limit = node->child[flipped ? 0 : 1],
                 .compare = node->compare};
}

static bool is_number(const CelNode *node) {
  return node->type->kind == CEL_INT || node->type->kind == CEL_DECIMAL;
}

/* The order of two limits, <0, 0, >0; false if it cannot be told before anything is read. */
static bool compare_limits(const Match *match, const Bound *have, const Bound *filter, int *ret) {
  CelNode *a = check_behind_lets(match->unit, have->limit);
  const CelNode *b = filter->limit;
  *ret = 0;
  if (same(match, a, b)) return true;
  if (a->kind != NODE_CONST || b->kind != NODE_CONST) return false;
  int64_t x = a->constant.i, y = b->constant.i;
  if (is_number(a) && is_number(b) && a->type->kind != b->type->kind) {
    *ret = a->type->kind == CEL_DECIMAL ? dec_cmp_int((Dec){x}, y) : -dec_cmp_int((Dec){y}, x);
    return true;
  }
  bool texts = have->compare == COMPARE_TEXT && filter->compare == COMPARE_TEXT;
  if (texts) *ret = str_cmp(a->constant.s, b->constant.s);
  if (texts || a->type->kind != b->type->kind || cel_type_is_text(a->type->kind)) return texts;
  *ret = (x > y) - (x < y);
  return true;
}

/* Whether x [have] l makes x [filter] m true, l against m being of [order]. */
static bool implies(CelRelation have, int order, CelRelation filter) {
  bool above = have == REL_GT || (have == REL_GE && order > 0) || (have == REL_EQ && order > 0);
  bool below = have == REL_LT || (have == REL_LE && order < 0) || (have == REL_EQ && order < 0);
  switch (filter) {
  case REL_EQ:
    return have == REL_EQ && order == 0;
  case REL_NE:
    return (have == REL_NE && order == 0) || (above && order >= 0) || (below && order <= 0);
  case REL_GT:
    return above && order >= 0;
  case REL_GE:
    return (above || have == REL_GE || have == REL_EQ) && order >= 0;
  case REL_LT:
    return below && order <= 0;
  case REL_LE:
    return (below || have == REL_LE || have == REL_EQ) && order <= 0;
  }
  return false;
}

/* x > 8000 is stronger than x >= 6000. */
static bool stronger(const Match *match, const CelNode *have, const CelNode *filter) {
  if (have->kind != NODE_COMPARE || have->compare == COMPARE_RATIO) return false;
  if (filter->kind != NODE_COMPARE || filter->compare == COMPARE_RATIO) return false;
  Bound f = bound_of(filter, filter->child[0]->kind == NODE_CONST);
  for (int flipped = 0; flipped < 2; flipped++) {
    Bound h = bound_of(have, flipped != 0);
    int order;
    if (same(match, h.what, f.what) && compare_limits(match, &h, &f, &order))
      return implies(h.rel, order, f.rel);
  }
  return false;
}

static bool conjunct_among(const Match *match, const CelNode *filter, CelNode *body) {
  if (body->kind == NODE_AND)
    return conjunct_among(match, filter, body->child[0]) ||
           conjunct_among(match, filter, body->child[1]);
  return same(match, body, filter) || stronger(match, body, filter);
}

bool filter_holds(const struct CelFilter *filter,
                  const CelUnit *unit,
                  CelNode *body,
                  uint32_t slot) {
  const Match match = {unit, slot, filter->slot};
  for (size_t i = 0; i < filter->count; i++)
    if (!conjunct_among(&match, filter->conjuncts[i], body)) return false;
  return true;
}

/* ---- parameters ---- */

static bool mentions(const CelNode *node, const CelField *param) {
  if (node->field == param) return true;
  for (uint32_t i = 0; i < node->count; i++)
    if (mentions(node->child[i], param)) return true;
  return false;
}

static CelFilterBy conjunct_by(const CelNode *node, const CelField *param) {
  if (!mentions(node, param)) return CEL_FILTER_APART;
  if (node->kind != NODE_COMPARE || node->compare == COMPARE_RATIO) return CEL_FILTER_OTHER;
  Bound bound = bound_of(node, mentions(node->child[0], param));
  const CelNode *limit = bound.limit;
  while (limit->kind == NODE_CALL && limit->fn == FN_WIDEN)
    limit = limit->child[0];
  if (limit->kind != NODE_SELECT || limit->field != param || mentions(bound.what, param))
    return CEL_FILTER_OTHER;
  if (bound.rel == REL_GE || bound.rel == REL_GT) return CEL_FILTER_ABOVE;
  if (bound.rel == REL_LE || bound.rel == REL_LT) return CEL_FILTER_BELOW;
  return CEL_FILTER_OTHER;
}

CelFilterBy cel_schema_filter_by(const CelSchema *schema, const CelField *param) {
  CelFilterBy all = CEL_FILTER_APART;
  for (size_t i = 0; schema->filter && i < schema->filter->count; i++) {
    CelFilterBy by = conjunct_by(schema->filter->conjuncts[i], param);
    if (by == CEL_FILTER_APART || by == all) continue;
    all = all == CEL_FILTER_APART ? by : CEL_FILTER_OTHER;
  }
  return all;
}
