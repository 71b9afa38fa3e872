/* SPDX-License-Identifier: Apache-2.0 */
/*
 * causes: why a result is unknown, as sorted sets.
 *
 * A set is an array of pointers in the order of cel_cause_cmp; sets are constant and shared, so
 * a union that adds nothing is one of its operands. Cost of a union: linear, and one array of
 * pointers if both sides add something.
 */
#include "cel/cel_int.h"

static int number_cmp(int64_t a, int64_t b) {
  return (a > b) - (a < b);
}

int cel_cause_cmp(const CelCause *a, const CelCause *b) {
  if (a == b) return 0;
  int order = number_cmp((int64_t)a->kind, (int64_t)b->kind);
  if (order == 0) order = str_cmp(a->a, b->a);
  if (order == 0) order = number_cmp(a->row, b->row);
  if (order == 0) order = str_cmp(a->b, b->b);
  return order;
}

const CelCauses *cel_causes_one(Arena *arena, const CelCause *cause) {
  const CelCause **items = arena_new_one(arena, const CelCause *);
  items[0] = cause;
  CelCauses *set = arena_new_one(arena, CelCauses);
  *set = (CelCauses){.count = 1, .items = items};
  return set;
}

/* Merges into [items], or only counts if that is NULL. */
static uint32_t merge(const CelCauses *a, const CelCauses *b, const CelCause **items) {
  uint32_t count = 0;
  uint32_t i = 0;
  uint32_t k = 0;
  while (i < a->count || k < b->count) {
    int order = i == a->count ? 1 : k == b->count ? -1 : cel_cause_cmp(a->items[i], b->items[k]);
    if (items != NULL) items[count] = order <= 0 ? a->items[i] : b->items[k];
    i += order <= 0;
    k += order >= 0;
    count++;
  }
  return count;
}

const CelCauses *cel_causes_union(Arena *arena, const CelCauses *a, const CelCauses *b) {
  if (b == NULL || b->count == 0 || a == b) return a;
  if (a == NULL || a->count == 0) return b;
  uint32_t count = merge(a, b, NULL);
  if (count == a->count) return a;
  if (count == b->count) return b;

  const CelCause **items = arena_new_array(arena, const CelCause *, count);
  merge(a, b, items);
  CelCauses *set = arena_new_one(arena, CelCauses);
  *set = (CelCauses){.count = count, .items = items};
  return set;
}

/* ---- text ---- */

static const char *const cause_names[] = {
    [CEL_NOT_DELIVERED] = "not_delivered ",
    [CEL_NOT_COVERED] = "not_covered ",
    [CEL_FILTERED] = "filtered ",
    [CEL_EMPTY] = "empty ",
    [CEL_NOT_COLLECTED] = "not_collected ",
    [CEL_UNREADABLE] = "unreadable ",
    [CEL_POSSIBLE] = "possible ",
    [CEL_IDENTITY] = "identity ",
    [CEL_PARAM] = "param ",
    [CEL_GROUP] = "group ",
    [CEL_CALENDAR] = "calendar ",
    [CEL_OUTLINE] = "outline ",
};

void cel_cause_text(const CelCause *cause, Buf *out) {
  buf_lit(out, cause_names[cause->kind]);
  buf_str(out, cause->a);
  switch (cause->kind) {
  case CEL_NOT_COVERED:
  case CEL_PARAM:
    if (cause->b.len > 0) buf_char(out, ' ');
    buf_str(out, cause->b);
    return;
  case CEL_UNREADABLE:
    buf_char(out, ':');
    buf_int(out, cause->row);
    buf_char(out, ':');
    buf_str(out, cause->b);
    return;
  case CEL_POSSIBLE:
    buf_char(out, ':');
    buf_int(out, cause->row);
    return;
  case CEL_NOT_DELIVERED:
  case CEL_FILTERED:
  case CEL_EMPTY:
  case CEL_NOT_COLLECTED:
  case CEL_IDENTITY:
  case CEL_GROUP:
  case CEL_CALENDAR:
  case CEL_OUTLINE:
    return;
  }
}
