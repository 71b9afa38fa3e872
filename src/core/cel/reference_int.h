/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reference_int: what the parts of the reference executor share. reference.c walks the tree and
 * holds the specification; reference_compare.c has the comparisons, reference_list.c the macros.
 */
#ifndef CEL_REFERENCE_INT_H
#define CEL_REFERENCE_INT_H

#include "cel/cel_int.h"

/* One evaluation of one output. */
typedef struct Walk {
  CelState *state;
  bool over; /* the memory limit was met: whatever comes out, the result is CEL_ERR_LIMIT */
} Walk;

/* A list that is being made. */
typedef struct ListOut {
  CelValue *items;
  uint8_t *standing;
  const CelCauses **why;
  uint32_t count;
  bool possible; /* an item is only possible */
} ListOut;

CelValue cel_ref_eval(Walk *walk, const CelNode *node);
CelValue cel_ref_macro(Walk *walk, const CelNode *node);
CelValue cel_ref_compare(Walk *walk, const CelNode *node);
CelValue cel_ref_in(Walk *walk, const CelNode *node);

/* What strict arguments have in common. True if one of them is an error or unknown: then *ret is
 * the leftmost error, or an unknown with the union of their causes. */
bool cel_ref_strict(Walk *walk, const CelValue *args, uint32_t count, CelValue *ret);
/* NULL: the map does not have the key. */
const CelValue *cel_ref_entry(const CelMap *map, const CelType *key_type, const CelValue *key);
bool cel_ref_same_key(const CelType *key_type, const CelValue *a, const CelValue *b);

CelValue cel_ref_unknown(Walk *walk, const CelCauses *causes);
const CelCauses *cel_ref_union(Walk *walk, const CelCauses *a, const CelCauses *b);
/* Why a list may have more, one reason being [causes], which may be the empty set. */
const CelCauses *cel_ref_more(Walk *walk, const CelCauses *more, const CelCauses *causes);

/* Whether [size] more bytes would pass the limit; then the walk is over. */
bool cel_ref_over(Walk *walk, size_t size);

bool cel_ref_possible(const CelList *list, uint32_t index);
/* The causes of a possible item; of a certain one the empty set. */
const CelCauses *cel_ref_why(const CelList *list, uint32_t index);
/* Complete and without possible items. If not, *ret_causes says why. */
bool cel_ref_plain(Walk *walk, const CelList *list, const CelCauses **ret_causes);

bool cel_ref_out_new(Walk *walk, uint32_t capacity, ListOut *ret); /* false: over */
void cel_ref_out_add(ListOut *out, CelValue item, bool possible, const CelCauses *why);
CelValue cel_ref_out_value(Walk *walk, const ListOut *out, const CelCauses *more);

/* size and count: so many certain, so many possible, and the list's mark. */
CelValue
cel_ref_number(Walk *walk, uint32_t certain, uint32_t possible, bool more, const CelCauses *causes);

#endif
