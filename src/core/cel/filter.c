/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filter: whether a condition holds the filter by which a department chose its rows.
 *
 * A list of a dataset with filtered_by is complete only under that filter, so a rule that asks
 * for less must be told that there may be more (packs-and-rules.md 3, filtered_by). Recognised are
 * the same expression, and the same comparison with a stronger literal.
 */
#include "cel/check_int.h"

static bool same(const CelNode *a, uint32_t slot_a, const CelNode *b, uint32_t slot_b) {
  if (a->kind != b->kind || a->count != b->count || a->field != b->field || a->fn != b->fn ||
      a->rel != b->rel || a->compare != b->compare || a->macro != b->macro || a->dated != b->dated)
    return false;
  if (a->kind == NODE_MACRO) return false; /* variables would have to be renamed; not needed */
  if (a->kind == NODE_VAR) return b->slot == slot_b ? a->slot == slot_a : a->slot == b->slot;
  if (a->kind == NODE_CONST)
    return check_same_type(a->type, b->type) &&
           (cel_type_is_text(a->type->kind) ? str_eq(a->constant.s, b->constant.s)
                                            : a->constant.i == b->constant.i);
  for (uint32_t i = 0; i < a->count; i++)
    if (!same(a->child[i], slot_a, b->child[i], slot_b)) return false;
  return true;
}

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

/* A comparison with the constant or parameter on the right. */
typedef struct Bound {
  const CelNode *what;
  CelRelation rel;
  const CelNode *limit;
} Bound;

static bool as_bound(const CelNode *node, Bound *ret) {
  if (node->kind != NODE_COMPARE || node->compare == COMPARE_RATIO) return false;
  bool flipped = node->child[0]->kind == NODE_CONST;
  ret->what = node->child[flipped ? 1 : 0];
  ret->limit = node->child[flipped ? 0 : 1];
  ret->rel = flipped ? mirrored(node->rel) : node->rel;
  return true;
}

static int compare_limits(const CelNode *a, const CelNode *b) {
  bool dec_a = a->type->kind == CEL_DECIMAL, dec_b = b->type->kind == CEL_DECIMAL;
  if (dec_a == dec_b) return a->constant.i < b->constant.i ? -1 : a->constant.i > b->constant.i;
  return dec_a ? dec_cmp_int((Dec){a->constant.i}, b->constant.i)
               : -dec_cmp_int((Dec){b->constant.i}, a->constant.i);
}

/* x > 8000 is stronger than x >= 6000. */
static bool
stronger(const CelNode *have, uint32_t have_slot, const CelNode *filter, uint32_t filter_slot) {
  Bound h, f;
  if (!as_bound(have, &h) || !as_bound(filter, &f)) return false;
  if (!same(h.what, have_slot, f.what, filter_slot)) return false;
  bool constants = h.limit->kind == NODE_CONST && f.limit->kind == NODE_CONST &&
                   !cel_type_is_text(h.limit->type->kind);
  int order = 0; /* of the limits: that of [have] against that of the filter */
  if (constants) {
    order = compare_limits(h.limit, f.limit);
  } else if (!same(h.limit, have_slot, f.limit, filter_slot)) {
    return false;
  }
  bool lower = f.rel == REL_GE || f.rel == REL_GT;
  bool upper = f.rel == REL_LE || f.rel == REL_LT;
  bool strict = f.rel == REL_GT || f.rel == REL_LT;
  bool have_lower = h.rel == REL_GE || h.rel == REL_GT || h.rel == REL_EQ;
  bool have_upper = h.rel == REL_LE || h.rel == REL_LT || h.rel == REL_EQ;
  bool have_strict = h.rel == REL_GT || h.rel == REL_LT;
  if (lower && have_lower) return order > 0 || (order == 0 && (!strict || have_strict));
  if (upper && have_upper) return order < 0 || (order == 0 && (!strict || have_strict));
  return false;
}

static bool
conjunct_among(const CelNode *filter, uint32_t filter_slot, const CelNode *body, uint32_t slot) {
  if (body->kind == NODE_AND)
    return conjunct_among(filter, filter_slot, body->child[0], slot) ||
           conjunct_among(filter, filter_slot, body->child[1], slot);
  return same(body, slot, filter, filter_slot) || stronger(body, slot, filter, filter_slot);
}

bool filter_holds(const struct CelFilter *filter, const CelNode *body, uint32_t slot) {
  for (size_t i = 0; i < filter->count; i++)
    if (!conjunct_among(filter->conjuncts[i], filter->slot, body, slot)) return false;
  return true;
}
