/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scalar: runs a unit's program for one subject, with causes, bounds and possible rows.
 *
 * The semantics is that of reference.c, whose head is the specification; every generated case is
 * run through both. Cost: one switch an instruction; records and lists are never copied.
 */
#include "cel/scalar_int.h"

/* ---- records ---- */

static void get(CelState *state, const CelInstr *instr, const CelValue *record, CelValue *ret) {
  if (record->state != CEL_KNOWN) {
    *ret = *record;
    if (record->state == CEL_UNKNOWN)
      *ret = cel_unknown(state->arena, record->unknown->causes, CEL_ABSENT);
    return;
  }
  state->host->get(state->ctx, state->arena, record->record, instr->node->field, ret);
  cel_error_here(instr->node, ret);
}

static void has(CelState *state, const CelInstr *instr, const CelValue *record, CelValue *ret) {
  CelValue value;
  const CelField *field = instr->node->field;
  if (record->state == CEL_KNOWN && field != NULL && (field->flags & CEL_FIELD_SAME) != 0)
    value = *record; /* the same subject */
  else
    get(state, instr, record, &value);
  *ret = value;
  if (value.state == CEL_KNOWN) {
    *ret = cel_int(1);
  } else if (value.state == CEL_UNKNOWN) {
    if (value.unknown->absence != CEL_ABSENT)
      *ret = cel_int(value.unknown->absence == CEL_HAS_TEXT);
    else
      *ret = cel_unknown(state->arena, value.unknown->causes, CEL_ABSENT);
  }
}

static void raw(CelState *state, const CelInstr *instr, const CelValue *record, CelValue *ret) {
  if (record->state != CEL_KNOWN) {
    get(state, instr, record, ret);
    return;
  }
  state->host->raw(state->ctx, state->arena, record->record, instr->node->field, ret);
}

/* The first failed one, else an unknown of both, else false: nothing to pass on. */
static bool strict_pair(CelState *state, const CelValue *a, const CelValue *b, CelValue *ret) {
  if (a->state == CEL_KNOWN && b->state == CEL_KNOWN) return false;
  if (a->state == CEL_FAILED || b->state == CEL_FAILED) {
    *ret = a->state == CEL_FAILED ? *a : *b;
    return true;
  }
  *ret = cel_unknown(
      state->arena, cel_causes_union(state->arena, scalar_causes(a), scalar_causes(b)), CEL_ABSENT);
  return true;
}

static void at_day(CelState *state,
                   const CelInstr *instr,
                   const CelValue *record,
                   const CelValue *day,
                   CelValue *ret) {
  if (strict_pair(state, record, day, ret)) return;
  state->host->at(state->ctx, state->arena, record->record, instr->node->field,
                  (Day){(int32_t)day->i}, ret);
}

/* ---- maps ---- */

static const CelMapEntry *map_entry(const CelMap *map, Str key) {
  uint32_t low = 0, high = map->count;
  while (low < high) {
    uint32_t middle = low + (high - low) / 2;
    if (str_cmp(map->entries[middle].key.s, key) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low < map->count && str_eq(map->entries[low].key.s, key) ? &map->entries[low] : NULL;
}

static void map_get(CelState *state,
                    const CelInstr *instr,
                    const CelValue *map,
                    const CelValue *key,
                    CelValue *ret) {
  const CelNode *node = instr->node;
  if (strict_pair(state, map, key, ret)) return;
  const CelMapEntry *entry = map_entry(map->map, key->s);
  if (entry) {
    *ret = entry->value;
  } else if (node->dated) {
    CelCause *cause = arena_new_one(state->arena, CelCause);
    const CelNode *target = node->child[0];
    *cause = (CelCause){.kind = CEL_PARAM, .common = true, .b = key->s};
    if (target->kind == NODE_SELECT && target->field) cause->a = target->field->name;
    *ret = cel_unknown(state->arena, cel_causes_one(state->arena, cause), CEL_ABSENT);
  } else {
    *ret = cel_failed(CEL_ERR_KEY, node->line, node->column);
  }
}

static void has_key(CelState *state, const CelValue *map, const CelValue *key, CelValue *ret) {
  if (strict_pair(state, map, key, ret)) return;
  *ret = cel_int(map_entry(map->map, key->s) != NULL);
}

static void
make_map(CelState *state, const CelInstr *instr, const CelValue *values, CelValue *ret) {
  CelMapEntry *entries = arena_new_array(state->arena, CelMapEntry, instr->b + 1u);
  for (uint32_t i = 0; i < instr->b; i++) {
    if (values[i].state == CEL_FAILED) {
      *ret = values[i];
      return;
    }
    entries[i] = (CelMapEntry){instr->node->child[2 * i]->constant, values[i]};
  }
  CelMap *map = arena_new_one(state->arena, CelMap);
  *map = (CelMap){instr->b, entries};
  *ret = (CelValue){.state = CEL_KNOWN, .map = map};
}

static void
make_list(CelState *state, const CelInstr *instr, const CelValue *values, CelValue *ret) {
  CelValue *items = arena_new_array(state->arena, CelValue, instr->b + 1u);
  for (uint32_t i = 0; i < instr->b; i++) {
    if (values[i].state == CEL_FAILED) {
      *ret = values[i];
      return;
    }
    items[i] = values[i];
  }
  CelList *list = arena_new_one(state->arena, CelList);
  *list = (CelList){.count = instr->b, .items = items};
  *ret = (CelValue){.state = CEL_KNOWN, .list = list};
}

/* ---- logic ---- */

/* [decides]: the truth that decides: false for &&, true for ||. */
static void join_logic(CelState *state, CelValue *left, const CelValue *right, int64_t decides) {
  if (right->state == CEL_KNOWN && right->i == decides) {
    *left = *right;
    return;
  }
  if (left->state == CEL_UNKNOWN || right->state == CEL_UNKNOWN) {
    *left = cel_unknown(state->arena,
                        cel_causes_union(state->arena, scalar_causes(left), scalar_causes(right)),
                        CEL_ABSENT);
  } else if (left->state == CEL_KNOWN) {
    *left = *right; /* neutral on the left */
  }
}

/* ---- instructions ---- */

static void let(CelState *state, uint32_t index, CelValue *slot) {
  if (state->ready[index]) return;
  *slot = *scalar_block(state, state->unit->program->let_block[index]);
  state->ready[index] = 1;
}

/* Where a condition leads: the next instruction to run. */
static uint32_t condition(
    CelState *state, const CelInstr *instr, const CelValue *cond, uint32_t next, CelValue *ret) {
  if (cond->state == CEL_KNOWN) return cond->i ? next : instr->jump;
  *ret = *cond;
  if (cond->state == CEL_UNKNOWN)
    *ret = cel_unknown(state->arena, cond->unknown->causes, CEL_ABSENT);
  return instr->end;
}

/* Beside the one operand of a unary function: known, so that it adds nothing. */
static const CelValue no_operand = {.state = CEL_KNOWN, .i = 0};

/* long function: the dispatch loop, one line or two an instruction. */
const CelValue *scalar_block(CelState *state, uint32_t block) {
  const CelProgram *program = state->unit->program;
  const CelInstr *code = program->code.items;
  CelValue *reg = state->slots;
  uint32_t at = program->blocks.items[block].start;
  for (;;) {
    const CelInstr *instr = &code[at++];
    CelValue *dst = &reg[instr->dst];
    const CelValue *a = &reg[instr->a];
    switch ((CelOp)instr->op) {
    case OP_END:
      return &reg[program->blocks.items[block].result];
    case OP_LET:
      let(state, instr->a, dst);
      break;
    case OP_SAME:
      *dst = *a;
      if (a->state == CEL_KNOWN) dst->record.schema = instr->node->type->schema;
      break;
    case OP_GET:
      get(state, instr, a, dst);
      break;
    case OP_HAS:
      has(state, instr, a, dst);
      break;
    case OP_RAW:
      raw(state, instr, a, dst);
      break;
    case OP_AT:
      at_day(state, instr, a, &reg[instr->b], dst);
      break;
    case OP_HAS_KEY:
      has_key(state, a, &reg[instr->b], dst);
      break;
    case OP_MAP_GET:
      map_get(state, instr, a, &reg[instr->b], dst);
      break;
    case OP_INDEX:
      scalar_index(state, instr->node, a, &reg[instr->b], dst);
      break;
    case OP_CALL:
      scalar_call(state, instr, a, instr->b == NO_REGISTER ? &no_operand : &reg[instr->b], dst);
      break;
    case OP_COMPARE:
      scalar_compare(state, instr->node, a, &reg[instr->b], dst);
      break;
    case OP_RATIO:
      scalar_ratio(state, instr, dst);
      break;
    case OP_IN:
      scalar_in(state, instr->node, a, &reg[instr->b], dst);
      break;
    case OP_AND_TEST:
      if (dst->state == CEL_KNOWN && !dst->i) at = instr->jump;
      break;
    case OP_OR_TEST:
      if (dst->state == CEL_KNOWN && dst->i) at = instr->jump;
      break;
    case OP_AND:
      join_logic(state, dst, a, 0);
      break;
    case OP_OR:
      join_logic(state, dst, a, 1);
      break;
    case OP_COND:
      at = condition(state, instr, a, at, dst);
      break;
    case OP_MOVE:
      *dst = *a;
      break;
    case OP_JUMP:
      at = instr->jump;
      break;
    case OP_LIST:
      make_list(state, instr, a, dst);
      break;
    case OP_MAP:
      make_map(state, instr, a, dst);
      break;
    case OP_MACRO:
      scalar_macro(state, instr, dst);
      break;
    }
  }
}

void cel_run(CelState *state, uint32_t output, CelValue *ret) {
  CHECK(output < state->unit->outputs.count);
  *ret = *scalar_block(state, state->unit->program->output_block.items[output]);
  const CelNode *root = state->unit->outputs.items[output].root;
  if (state->over) *ret = cel_failed(CEL_ERR_LIMIT, root->line, root->column);
}
