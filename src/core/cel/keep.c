/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keep: values that outlive their evaluation.
 *
 * A copy shares nothing with the arena of the evaluation: texts, items, entries and causes are
 * copied. Records are the host's and need no copy.
 */
#include "cel/cel_int.h"

static const CelCauses *copy_causes(Arena *arena, const CelCauses *causes) {
  CelCauses *copy = arena_new_one(arena, CelCauses);
  const CelCause **items = arena_new_array(arena, const CelCause *, causes->count + 1u);
  for (uint32_t i = 0; i < causes->count; i++) {
    CelCause *cause = arena_new_one(arena, CelCause);
    *cause = *causes->items[i];
    cause->a = arena_str(arena, cause->a);
    cause->b = arena_str(arena, cause->b);
    items[i] = cause;
  }
  *copy = (CelCauses){causes->count, items};
  return copy;
}

static bool same_causes(const CelCauses *a, const CelCauses *b) {
  if (a == NULL || a->count != b->count) return false;
  for (uint32_t i = 0; i < a->count; i++) {
    const CelCause *x = a->items[i], *y = b->items[i];
    if (cel_cause_cmp(x, y) != 0 || x->common != y->common) return false;
  }
  return true;
}

/* The empty set stays apart from NULL: a list may have more for a reason without a name. */
static const CelCauses *keep_causes(CelKeeper *keeper, const CelCauses *causes) {
  if (causes == NULL) return NULL;
  if (!same_causes(keeper->last, causes)) keeper->last = copy_causes(keeper->arena, causes);
  return keeper->last;
}

static const CelList *keep_list(CelKeeper *keeper, const CelType *elem, const CelList *list) {
  Arena *arena = keeper->arena;
  CelList *copy = arena_new_one(arena, CelList);
  *copy = *list;
  copy->more = keep_causes(keeper, list->more);
  if (list->items) {
    CelValue *items = arena_new_array(arena, CelValue, (size_t)list->count + 1);
    for (uint32_t i = 0; i < list->count; i++)
      items[i] = cel_keep(keeper, elem, &list->items[i]);
    copy->items = items;
  }
  if (list->standing == NULL) return copy;
  uint8_t *standing = arena_new_array(arena, uint8_t, (size_t)list->count + 1);
  const CelCauses **why = arena_new_array(arena, const CelCauses *, (size_t)list->count + 1);
  for (uint32_t i = 0; i < list->count; i++) {
    standing[i] = list->standing[i];
    if (standing[i] == CEL_POSSIBLY) why[i] = keep_causes(keeper, list->why[i]);
  }
  copy->standing = standing;
  copy->why = why;
  return copy;
}

static const CelMap *keep_map(CelKeeper *keeper, const CelType *type, const CelMap *map) {
  CelMap *copy = arena_new_one(keeper->arena, CelMap);
  CelMapEntry *entries = arena_new_array(keeper->arena, CelMapEntry, (size_t)map->count + 1);
  for (uint32_t i = 0; i < map->count; i++) {
    entries[i].key = cel_keep(keeper, type->key, &map->entries[i].key);
    entries[i].value = cel_keep(keeper, type->elem, &map->entries[i].value);
  }
  *copy = (CelMap){map->count, entries};
  return copy;
}

CelValue cel_keep(CelKeeper *keeper, const CelType *type, const CelValue *value) {
  CelValue copy = *value;
  if (value->state == CEL_FAILED) return copy;
  if (value->state == CEL_UNKNOWN) {
    copy.unknown = arena_new_one(keeper->arena, CelUnknown);
    *copy.unknown = *value->unknown;
    copy.unknown->causes = keep_causes(keeper, value->unknown->causes);
  } else if (type->kind == CEL_LIST) {
    copy.list = keep_list(keeper, type->elem, value->list);
  } else if (type->kind == CEL_MAP) {
    copy.map = keep_map(keeper, type, value->map);
  } else if (cel_type_is_text(type->kind)) {
    copy.s = arena_str(keeper->arena, value->s);
  }
  return copy;
}
