/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scalar_int: the parts of the scalar executor. scalar.c runs instructions; scalar_strict.c is
 * calls and comparisons of unknowns; scalar_list.c lists and macros.
 */
#ifndef CEL_SCALAR_INT_H
#define CEL_SCALAR_INT_H

#include "base/tri.h"
#include "cel/compile_int.h"

/* Runs the block; its value is in the block's result register. */
const CelValue *scalar_block(CelState *state, uint32_t block);

void scalar_call(
    CelState *state, const CelInstr *instr, const CelValue *a, const CelValue *b, CelValue *ret);
void scalar_compare(
    CelState *state, const CelNode *node, const CelValue *a, const CelValue *b, CelValue *ret);
void scalar_ratio(CelState *state, const CelInstr *instr, CelValue *ret);
/* true, false or unknown of two known scalars or of unknowns, by bounds: no lists. */
Tri scalar_relation(CelCompare compare, CelRelation rel, const CelValue *a, const CelValue *b);

void scalar_macro(CelState *state, const CelInstr *instr, CelValue *ret);
void scalar_in(CelState *state,
               const CelNode *node,
               const CelValue *item,
               const CelValue *range,
               CelValue *ret);
void scalar_index(CelState *state,
                  const CelNode *node,
                  const CelValue *list,
                  const CelValue *index,
                  CelValue *ret);
void scalar_compare_lists(
    CelState *state, const CelNode *node, const CelValue *a, const CelValue *b, CelValue *ret);
void scalar_compare_maps(
    CelState *state, const CelNode *node, const CelValue *a, const CelValue *b, CelValue *ret);
void scalar_join(
    CelState *state, const CelNode *node, const CelList *a, const CelList *b, CelValue *ret);
void scalar_size(CelState *state, const CelNode *node, const CelList *list, CelValue *ret);

static inline const CelCauses *scalar_causes(const CelValue *value) {
  return value->state == CEL_UNKNOWN ? value->unknown->causes : NULL;
}

/* Whether the values of this subject, and [size] bytes more, pass the limit. */
static inline bool scalar_is_full(CelState *state, size_t size) {
  state->over |= arena_used(state->arena) - state->start.used + size > state->limit;
  return state->over;
}

static inline CelValue scalar_limit(const CelNode *node) {
  return cel_failed(CEL_ERR_LIMIT, node->line, node->column);
}

#endif
