/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reference_compare: == != < <= > >= and in of the reference executor, as the head of reference.c
 * tells them: known values, unknown ones within their bounds, quotients, lists and maps.
 */
#include "cel/reference_int.h"

/* ---- scalars ---- */

static bool relation_holds(CelRelation rel, int order) {
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
  CHECK(false);
  return false;
}

/* What a side of a comparison may be. */
typedef struct Interval {
  bool has_min, has_max;
  CelValue min, max;
} Interval;

static Interval interval_of(const CelValue *value) {
  if (value->state == CEL_KNOWN) return (Interval){true, true, *value, *value};
  const CelUnknown *unknown = value->unknown;
  return (Interval){
      .has_min = unknown->has_min,
      .has_max = unknown->has_max,
      .min = cel_int(unknown->min),
      .max = cel_int(unknown->max),
  };
}

/* True if [rel] has the same answer, *ret_holds, for all pairs of the two intervals. */
static bool bounds_decide(
    CelRelation rel, CelCompare compare, const Interval *a, const Interval *b, bool *ret_holds) {
  bool above = a->has_max && b->has_min; /* so that a's greatest and b's least can be asked */
  bool below = a->has_min && b->has_max;
  int high = above ? cel_compare_known(compare, &a->max, &b->min) : 1;
  int low = below ? cel_compare_known(compare, &a->min, &b->max) : -1;
  /* low <= the order of any pair <= high, and both are met. */
  if (high < 0) *ret_holds = relation_holds(rel, -1);
  if (low > 0) *ret_holds = relation_holds(rel, 1);
  if (high < 0 || low > 0) return true;
  if (high == 0 && low == 0) {
    *ret_holds = relation_holds(rel, 0);
    return true;
  }
  bool never_more = high == 0, never_less = low == 0;
  *ret_holds = never_more ? rel == REL_LE : rel == REL_GE;
  if (never_more) return rel == REL_LE || rel == REL_GT;
  if (never_less) return rel == REL_GE || rel == REL_LT;
  return false;
}

static CelValue
compare_scalars(Walk *walk, CelRelation rel, CelCompare compare, const CelValue args[2]) {
  CelValue value;
  if (!cel_ref_strict(walk, args, 2, &value)) {
    return cel_int(relation_holds(rel, cel_compare_known(compare, &args[0], &args[1])));
  }
  bool bounded = compare == COMPARE_I64 || compare == COMPARE_INT_DEC || compare == COMPARE_DEC_INT;
  if (value.state == CEL_FAILED || !bounded) return value;
  Interval a = interval_of(&args[0]), b = interval_of(&args[1]);
  bool holds;
  if (bounds_decide(rel, compare, &a, &b, &holds)) return cel_int(holds);
  return value;
}

/* ---- lists and maps ---- */

static CelCompare compare_of(const CelType *a, const CelType *b) {
  if (a->kind == CEL_LIST) return COMPARE_LIST;
  if (a->kind == CEL_MAP) return COMPARE_MAP;
  if (a->kind == CEL_RECORD) return COMPARE_RECORD;
  if (a->kind == CEL_INT && b->kind == CEL_DECIMAL) return COMPARE_INT_DEC;
  if (a->kind == CEL_DECIMAL && b->kind == CEL_INT) return COMPARE_DEC_INT;
  if (a->kind == CEL_NAME || b->kind == CEL_NAME) return COMPARE_NAME;
  return cel_type_is_text(a->kind) ? COMPARE_TEXT : COMPARE_I64;
}

static CelValue equal(Walk *walk,
                      CelCompare compare,
                      const CelType *type_a,
                      const CelType *type_b,
                      const CelValue *a,
                      const CelValue *b);

/* [so_far] and one further pair: false decides, then unknown. */
static CelValue and_equal(Walk *walk, CelValue so_far, CelValue pair) {
  if (so_far.state == CEL_KNOWN && so_far.i == 0) return so_far;
  if (pair.state == CEL_KNOWN && pair.i == 0) return pair;
  const CelValue both[2] = {so_far, pair};
  CelValue unknown;
  return cel_ref_strict(walk, both, 2, &unknown) ? unknown : cel_int(1);
}

static CelValue equal_lists(
    Walk *walk, const CelType *type_a, const CelType *type_b, const CelList *a, const CelList *b) {
  const CelCauses *causes_a, *causes_b;
  bool plain_a = cel_ref_plain(walk, a, &causes_a);
  bool plain_b = cel_ref_plain(walk, b, &causes_b);
  if (!plain_a || !plain_b) return cel_ref_unknown(walk, cel_ref_union(walk, causes_a, causes_b));
  if (a->count != b->count) return cel_int(0);
  CelValue all = cel_int(1);
  for (uint32_t i = 0; i < a->count; i++) {
    const CelValue x = cel_list_item(a, i), y = cel_list_item(b, i);
    CelCompare compare = compare_of(type_a->elem, type_b->elem);
    all = and_equal(walk, all, equal(walk, compare, type_a->elem, type_b->elem, &x, &y));
  }
  return all;
}

static CelValue equal_maps(
    Walk *walk, const CelType *type_a, const CelType *type_b, const CelMap *a, const CelMap *b) {
  if (a->count != b->count) return cel_int(0);
  CelValue all = cel_int(1);
  for (uint32_t i = 0; i < a->count; i++) {
    const CelMapEntry *x = &a->entries[i], *y = &b->entries[i]; /* ascending by key */
    if (!cel_ref_same_key(type_a->key, &x->key, &y->key)) return cel_int(0);
    CelCompare compare = compare_of(type_a->elem, type_b->elem);
    CelValue pair = equal(walk, compare, type_a->elem, type_b->elem, &x->value, &y->value);
    all = and_equal(walk, all, pair);
  }
  return all;
}

/* Known true or false, or unknown. */
static CelValue equal(Walk *walk,
                      CelCompare compare,
                      const CelType *type_a,
                      const CelType *type_b,
                      const CelValue *a,
                      const CelValue *b) {
  const CelValue both[2] = {*a, *b};
  CelValue value;
  if (compare != COMPARE_LIST && compare != COMPARE_MAP) {
    return compare_scalars(walk, REL_EQ, compare, both);
  }
  if (cel_ref_strict(walk, both, 2, &value)) return value;
  if (compare == COMPARE_LIST) return equal_lists(walk, type_a, type_b, a->list, b->list);
  return equal_maps(walk, type_a, type_b, a->map, b->map);
}

/* ---- quotients ---- */

/* A side of a comparison of quotients. False: *ret_error. */
static bool quotient(const CelNode *node, Dec *a, Dec *b, CelValue *ret_error) {
  if (b->u > 0) return true;
  CelErrorKind kind = b->u == 0 ? CEL_ERR_DIVISION : CEL_ERR_OVERFLOW;
  if (dec_div(*a, *b, a)) {
    *b = (Dec){DEC_ONE};
    return true;
  }
  *ret_error = cel_failed(kind, node->line, node->column);
  return false;
}

static CelValue compare_ratios(Walk *walk, const CelNode *node) {
  CelValue args[4], value;
  CHECK(node->count == 4);
  for (uint32_t i = 0; i < 4; i++)
    args[i] = cel_ref_eval(walk, node->child[i]);
  if (cel_ref_strict(walk, args, 4, &value)) return value;
  Dec side[4];
  for (uint32_t i = 0; i < 4; i++) {
    side[i].u = args[i].i;
    bool whole = node->child[i]->type->kind == CEL_INT;
    if (whole && !dec_from_int(args[i].i, &side[i])) {
      return cel_failed(CEL_ERR_OVERFLOW, node->line, node->column);
    }
  }
  if (!quotient(node, &side[0], &side[1], &value)) return value;
  if (!quotient(node, &side[2], &side[3], &value)) return value;
  return cel_int(relation_holds(node->rel, dec_cmp_ratio(side[0], side[1], side[2], side[3])));
}

/* ---- nodes ---- */

CelValue cel_ref_compare(Walk *walk, const CelNode *node) {
  if (node->compare == COMPARE_RATIO) return compare_ratios(walk, node);
  const CelValue args[2] = {
      cel_ref_eval(walk, node->child[0]),
      cel_ref_eval(walk, node->child[1]),
  };
  if (node->compare != COMPARE_LIST && node->compare != COMPARE_MAP) {
    return compare_scalars(walk, node->rel, node->compare, args);
  }
  const CelType *type_a = node->child[0]->type, *type_b = node->child[1]->type;
  CelValue same = equal(walk, node->compare, type_a, type_b, &args[0], &args[1]);
  if (same.state != CEL_KNOWN) return same;
  return cel_int(relation_holds(node->rel, same.i != 0 ? 0 : 1));
}

CelValue cel_ref_in(Walk *walk, const CelNode *node) {
  const CelValue args[2] = {
      cel_ref_eval(walk, node->child[0]),
      cel_ref_eval(walk, node->child[1]),
  };
  CelValue value;
  if (cel_ref_strict(walk, args, 2, &value)) return value;
  const CelType *type = node->child[1]->type;
  if (type->kind == CEL_MAP)
    return cel_int(cel_ref_entry(args[1].map, type->key, &args[0]) != NULL);
  const CelList *list = args[1].list;
  bool unknown = list->more != NULL;
  const CelCauses *causes = list->more;
  for (uint32_t i = 0; i < list->count; i++) {
    CelValue item = cel_list_item(list, i), same = item;
    if (item.state == CEL_KNOWN) {
      const CelType *item_type = node->child[0]->type;
      same = equal(walk, node->compare, item_type, type->elem, &args[0], &item);
    }
    if (same.state == CEL_KNOWN && same.i == 0) continue;
    if (same.state == CEL_KNOWN && !cel_ref_possible(list, i)) return same;
    unknown = true;
    causes = cel_ref_union(walk, causes, cel_ref_why(list, i));
    if (same.state == CEL_UNKNOWN) causes = cel_ref_union(walk, causes, same.unknown->causes);
  }
  return unknown ? cel_ref_unknown(walk, causes) : cel_int(0);
}
