/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reference_list: the macros of the reference executor, one function each, as the head of
 * reference.c tells them. Every macro walks the rows in order; what a row says is a Term.
 */
#include "cel/reference_int.h"

/* ---- lists ---- */

bool cel_ref_possible(const CelList *list, uint32_t index) {
  return list->standing != NULL && list->standing[index] == CEL_POSSIBLY;
}

const CelCauses *cel_ref_why(const CelList *list, uint32_t index) {
  if (!cel_ref_possible(list, index) || list->why == NULL) return NULL;
  return list->why[index];
}

bool cel_ref_plain(Walk *walk, const CelList *list, const CelCauses **ret_causes) {
  const CelCauses *causes = list->more;
  bool plain = list->more == NULL;
  for (uint32_t i = 0; i < list->count; i++) {
    if (!cel_ref_possible(list, i)) continue;
    plain = false;
    causes = cel_ref_union(walk, causes, cel_ref_why(list, i));
  }
  *ret_causes = causes;
  return plain;
}

const CelCauses *cel_ref_more(Walk *walk, const CelCauses *more, const CelCauses *causes) {
  /* NULL would say that the list is complete; an unknown may have no cause to name. */
  static const CelCauses nameless = {0, NULL};
  const CelCauses *all = cel_ref_union(walk, more, causes);
  return all == NULL ? &nameless : all;
}

bool cel_ref_out_new(Walk *walk, uint32_t capacity, ListOut *ret) {
  size_t size = capacity * (sizeof(CelValue) + sizeof(uint8_t) + sizeof(CelCauses *));
  if (cel_ref_over(walk, size)) return false;
  Arena *arena = walk->state->arena;
  *ret = (ListOut){
      .items = arena_new_array(arena, CelValue, capacity),
      .standing = arena_new_array(arena, uint8_t, capacity),
      .why = arena_new_array(arena, const CelCauses *, capacity),
  };
  return true;
}

void cel_ref_out_add(ListOut *out, CelValue item, bool possible, const CelCauses *why) {
  out->items[out->count] = item;
  out->standing[out->count] = possible ? CEL_POSSIBLY : CEL_CERTAIN;
  out->why[out->count] = possible ? why : NULL;
  out->possible |= possible;
  out->count++;
}

CelValue cel_ref_out_value(Walk *walk, const ListOut *out, const CelCauses *more) {
  CelList *list = arena_new_one(walk->state->arena, CelList);
  *list = (CelList){.count = out->count, .items = out->items, .more = more};
  if (out->possible) {
    list->standing = out->standing;
    list->why = out->why;
  }
  return (CelValue){.state = CEL_KNOWN, .list = list};
}

CelValue cel_ref_number(
    Walk *walk, uint32_t certain, uint32_t possible, bool more, const CelCauses *causes) {
  if (!more && possible == 0) return cel_int(certain);
  CelValue number = cel_ref_unknown(walk, causes);
  number.unknown->has_min = true;
  number.unknown->min = certain;
  number.unknown->has_max = !more;
  number.unknown->max = more ? 0 : (int64_t)certain + possible;
  return number;
}

/* ---- rows ---- */

/* What one row of the list says. */
typedef struct Term {
  CelValue item;
  CelValue value; /* of the macro's expression */
  bool possible;
  const CelCauses *why;    /* it is only possible */
  const CelCauses *causes; /* the result is unknown, should this row make it so */
} Term;

/* False if the walk is over. */
static bool term_at(Walk *walk, const CelNode *node, const CelList *list, uint32_t i, Term *ret) {
  if (cel_ref_over(walk, 0)) return false;
  ret->item = cel_list_item(list, i);
  ret->possible = cel_ref_possible(list, i);
  ret->why = cel_ref_why(list, i);
  walk->state->ref_slots[node->slot] = ret->item;
  ret->value = cel_ref_eval(walk, node->child[1]);
  ret->causes = ret->why;
  if (ret->value.state == CEL_UNKNOWN) {
    ret->causes = cel_ref_union(walk, ret->why, ret->value.unknown->causes);
  }
  return !walk->over;
}

static CelValue limit(const CelNode *node) {
  return cel_failed(CEL_ERR_LIMIT, node->line, node->column);
}

static bool is_true(const CelValue *value) {
  return value->state == CEL_KNOWN && value->i != 0;
}

static bool is_false(const CelValue *value) {
  return value->state == CEL_KNOWN && value->i == 0;
}

/* ---- asking ---- */

/* exists with [wanted] = true; all(x, p) is !exists(x, !p), so with [wanted] = false. */
static CelValue macro_exists(Walk *walk, const CelNode *node, const CelList *list, bool wanted) {
  CelValue error = {0};
  bool failed = false;
  bool open = list->more != NULL; /* it may yet come out as wanted, whatever is in error */
  bool unknown = open;
  const CelCauses *causes = list->more;
  for (uint32_t i = 0; i < list->count; i++) {
    Term term;
    if (!term_at(walk, node, list, i, &term)) return limit(node);
    if (wanted ? is_false(&term.value) : is_true(&term.value)) continue;
    if (!term.possible && term.value.state == CEL_KNOWN) return cel_int(wanted);
    if (!term.possible && term.value.state == CEL_FAILED) {
      if (!failed) error = term.value;
      failed = true;
      continue;
    }
    unknown = true;
    causes = cel_ref_union(walk, causes, term.causes);
    if (term.value.state != CEL_FAILED) open = true;
  }
  if (failed && !open) return error;
  if (unknown) return cel_ref_unknown(walk, causes);
  return cel_int(!wanted);
}

static CelValue macro_exists_one(Walk *walk, const CelNode *node, const CelList *list) {
  bool unknown = list->more != NULL;
  bool possible_error = false;
  const CelCauses *causes = list->more;
  uint32_t certain = 0;
  for (uint32_t i = 0; i < list->count; i++) {
    Term term;
    if (!term_at(walk, node, list, i, &term)) return limit(node);
    if (is_false(&term.value)) continue;
    if (!term.possible && term.value.state == CEL_FAILED) return term.value;
    if (!term.possible && term.value.state == CEL_KNOWN) {
      certain++;
      continue;
    }
    unknown = true;
    causes = cel_ref_union(walk, causes, term.causes);
    if (term.value.state == CEL_FAILED) possible_error = true;
  }
  if (possible_error) return cel_ref_unknown(walk, causes);
  if (certain >= 2) return cel_int(0);
  if (unknown) return cel_ref_unknown(walk, causes);
  return cel_int(certain == 1);
}

static CelValue macro_count(Walk *walk, const CelNode *node, const CelList *list) {
  const CelCauses *causes = list->more;
  uint32_t certain = 0, possible = 0;
  for (uint32_t i = 0; i < list->count; i++) {
    Term term;
    if (!term_at(walk, node, list, i, &term)) return limit(node);
    if (is_false(&term.value)) continue;
    if (!term.possible && term.value.state == CEL_FAILED) return term.value;
    if (!term.possible && term.value.state == CEL_KNOWN) {
      certain++;
      continue;
    }
    possible++;
    causes = cel_ref_union(walk, causes, term.causes);
  }
  return cel_ref_number(walk, certain, possible, list->more != NULL, causes);
}

static CelValue macro_pairs(Walk *walk, const CelNode *node, const CelList *list) {
  const CelCauses *causes;
  if (!cel_ref_plain(walk, list, &causes)) return cel_ref_unknown(walk, causes);
  CelValue error = {0};
  bool failed = false, unknown = false;
  for (uint32_t i = 1; i < list->count; i++) {
    if (cel_ref_over(walk, 0)) return limit(node);
    walk->state->ref_slots[node->slot] = cel_list_item(list, i - 1);
    walk->state->ref_slots[node->slot2] = cel_list_item(list, i);
    CelValue value = cel_ref_eval(walk, node->child[1]);
    if (walk->over) return limit(node);
    if (is_true(&value)) return cel_int(1);
    if (value.state == CEL_FAILED && !failed) {
      error = value;
      failed = true;
    }
    if (value.state == CEL_UNKNOWN) {
      unknown = true;
      causes = cel_ref_union(walk, causes, value.unknown->causes);
    }
  }
  if (unknown) return cel_ref_unknown(walk, causes);
  if (failed) return error;
  return cel_int(0);
}

/* ---- making lists ---- */

static CelValue macro_filter(Walk *walk, const CelNode *node, const CelList *list) {
  ListOut out;
  if (!cel_ref_out_new(walk, list->count, &out)) return limit(node);
  for (uint32_t i = 0; i < list->count; i++) {
    Term term;
    if (!term_at(walk, node, list, i, &term)) return limit(node);
    if (is_false(&term.value)) continue;
    if (!term.possible && term.value.state == CEL_FAILED) return term.value;
    bool possible = term.possible || term.value.state == CEL_UNKNOWN;
    cel_ref_out_add(&out, term.item, possible, term.causes);
  }
  return cel_ref_out_value(walk, &out, list->more);
}

static CelValue macro_map(Walk *walk, const CelNode *node, const CelList *list) {
  ListOut out;
  if (!cel_ref_out_new(walk, list->count, &out)) return limit(node);
  for (uint32_t i = 0; i < list->count; i++) {
    Term term;
    if (!term_at(walk, node, list, i, &term)) return limit(node);
    CelValue item = term.value;
    if (item.state == CEL_FAILED) {
      if (!term.possible) return item;
      item = cel_ref_unknown(walk, term.why);
    }
    cel_ref_out_add(&out, item, term.possible, term.why);
  }
  return cel_ref_out_value(walk, &out, list->more);
}

/* The value of this row was met before, at [at], on possible rows only. */
static void
meet_again(Walk *walk, ListOut *out, uint32_t at, const Term *term, const CelCauses **more) {
  const CelCauses *why = out->why[at];
  if (term->possible) {
    out->why[at] = cel_ref_union(walk, why, term->why);
    return;
  }
  out->standing[at] = CEL_CERTAIN;
  out->why[at] = NULL;
  /* Without the possible rows it would stand further back: so its place is not sure, and the
   * list must not pass for one whose order is known. */
  if (at + 1 < out->count) *more = cel_ref_more(walk, *more, why);
}

static CelValue macro_distinct(Walk *walk, const CelNode *node, const CelList *list) {
  ListOut out;
  if (!cel_ref_out_new(walk, list->count, &out)) return limit(node);
  const CelCauses *more = list->more;
  for (uint32_t i = 0; i < list->count; i++) {
    Term term;
    if (!term_at(walk, node, list, i, &term)) return limit(node);
    if (!term.possible && term.value.state == CEL_FAILED) return term.value;
    if (term.value.state != CEL_KNOWN) {
      more = cel_ref_more(walk, more, term.causes);
      continue;
    }
    uint32_t at = 0;
    while (at < out.count && cel_compare_known(node->compare, &out.items[at], &term.value) != 0) {
      at++;
    }
    if (at == out.count) {
      cel_ref_out_add(&out, term.value, term.possible, term.why);
    } else if (out.standing[at] == CEL_POSSIBLY) {
      meet_again(walk, &out, at, &term, &more);
    }
  }
  out.possible = false;
  for (uint32_t i = 0; i < out.count; i++)
    out.possible |= out.standing[i] == CEL_POSSIBLY;
  return cel_ref_out_value(walk, &out, more);
}

/* Puts the last row of [out], whose key is the last of [keys], behind all that are not greater. */
static void sink(ListOut *out, CelValue *keys, CelCompare compare) {
  for (uint32_t i = out->count - 1; i > 0; i--) {
    if (cel_compare_known(compare, &keys[i - 1], &keys[i]) <= 0) return;
    CelValue key = keys[i], item = out->items[i];
    uint8_t standing = out->standing[i];
    const CelCauses *why = out->why[i];
    keys[i] = keys[i - 1];
    out->items[i] = out->items[i - 1];
    out->standing[i] = out->standing[i - 1];
    out->why[i] = out->why[i - 1];
    keys[i - 1] = key;
    out->items[i - 1] = item;
    out->standing[i - 1] = standing;
    out->why[i - 1] = why;
  }
}

static CelValue macro_sort(Walk *walk, const CelNode *node, const CelList *list) {
  ListOut out, keys;
  if (!cel_ref_out_new(walk, list->count, &out)) return limit(node);
  if (!cel_ref_out_new(walk, list->count, &keys)) return limit(node);
  bool unknown = false;
  const CelCauses *causes = NULL;
  for (uint32_t i = 0; i < list->count; i++) {
    Term term;
    if (!term_at(walk, node, list, i, &term)) return limit(node);
    if (!term.possible && term.value.state == CEL_FAILED) return term.value;
    if (term.value.state != CEL_KNOWN) {
      unknown = true;
      causes = cel_ref_union(walk, causes, term.causes);
      continue;
    }
    cel_ref_out_add(&keys, term.value, false, NULL);
    cel_ref_out_add(&out, term.item, term.possible, term.why);
    sink(&out, keys.items, node->compare);
  }
  if (unknown) return cel_ref_unknown(walk, causes);
  return cel_ref_out_value(walk, &out, list->more);
}

/* ---- adding up ---- */

static CelValue macro_sum(Walk *walk, const CelNode *node, const CelList *list) {
  bool unknown = list->more != NULL, overflow = false;
  const CelCauses *causes = list->more;
  int64_t sum = 0; /* of the known certain terms */
  for (uint32_t i = 0; i < list->count; i++) {
    Term term;
    if (!term_at(walk, node, list, i, &term)) return limit(node);
    if (!term.possible && term.value.state == CEL_FAILED) return term.value;
    if (term.possible || term.value.state != CEL_KNOWN) {
      unknown = true;
      causes = cel_ref_union(walk, causes, term.causes);
      continue;
    }
    if (!overflow) overflow = __builtin_add_overflow(sum, term.value.i, &sum);
  }
  if (unknown) {
    CelValue value = cel_ref_unknown(walk, causes);
    value.unknown->has_min = node->child[1]->nonneg && !overflow;
    value.unknown->min = value.unknown->has_min ? sum : 0;
    return value;
  }
  if (overflow) return cel_failed(CEL_ERR_OVERFLOW, node->line, node->column);
  return cel_int(sum);
}

/* [sign]: 1 for max, -1 for min. */
static CelValue macro_extreme(Walk *walk, const CelNode *node, const CelList *list, int sign) {
  bool unknown = list->more != NULL, found = false;
  const CelCauses *causes = list->more;
  CelValue best = {0}; /* of the known certain terms; the first among equals */
  for (uint32_t i = 0; i < list->count; i++) {
    Term term;
    if (!term_at(walk, node, list, i, &term)) return limit(node);
    if (!term.possible && term.value.state == CEL_FAILED) return term.value;
    if (term.possible || term.value.state != CEL_KNOWN) {
      unknown = true;
      causes = cel_ref_union(walk, causes, term.causes);
      continue;
    }
    if (!found || sign * cel_compare_known(node->compare, &term.value, &best) > 0) {
      best = term.value;
    }
    found = true;
  }
  if (unknown) {
    CelValue value = cel_ref_unknown(walk, causes);
    if (found && node->compare == COMPARE_I64) {
      value.unknown->has_min = sign > 0;
      value.unknown->has_max = sign < 0;
      *(sign > 0 ? &value.unknown->min : &value.unknown->max) = best.i;
    }
    return value;
  }
  if (found) return best;
  if (node->count > 2) return cel_ref_eval(walk, node->child[2]);
  return cel_failed(CEL_ERR_NOTHING, node->line, node->column);
}

/* A map stands for the list of its keys. */
static CelValue keys_of(Walk *walk, const CelNode *node, const CelMap *map) {
  ListOut out;
  if (!cel_ref_out_new(walk, map->count, &out)) return limit(node);
  for (uint32_t i = 0; i < map->count; i++) {
    cel_ref_out_add(&out, map->entries[i].key, false, NULL);
  }
  return cel_ref_out_value(walk, &out, NULL);
}

CelValue cel_ref_macro(Walk *walk, const CelNode *node) {
  CelValue over = cel_ref_eval(walk, node->child[0]), value;
  if (cel_ref_strict(walk, &over, 1, &value)) return value;
  if (node->child[0]->type->kind == CEL_MAP) over = keys_of(walk, node, over.map);
  if (walk->over) return limit(node);
  const CelList *list = over.list;
  switch (node->macro) {
  case MACRO_ALL:
    return macro_exists(walk, node, list, false);
  case MACRO_EXISTS:
    return macro_exists(walk, node, list, true);
  case MACRO_EXISTS_ONE:
    return macro_exists_one(walk, node, list);
  case MACRO_MAP:
    return macro_map(walk, node, list);
  case MACRO_FILTER:
    return macro_filter(walk, node, list);
  case MACRO_SUM:
    return macro_sum(walk, node, list);
  case MACRO_MIN:
    return macro_extreme(walk, node, list, -1);
  case MACRO_MAX:
    return macro_extreme(walk, node, list, 1);
  case MACRO_COUNT:
    return macro_count(walk, node, list);
  case MACRO_DISTINCT:
    return macro_distinct(walk, node, list);
  case MACRO_SORT:
    return macro_sort(walk, node, list);
  case MACRO_PAIRS:
    return macro_pairs(walk, node, list);
  }
  CHECK(false);
  return limit(node);
}
