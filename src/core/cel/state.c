/* SPDX-License-Identifier: Apache-2.0 */
/*
 * state: what one thread needs to evaluate units: registers, and an arena that is reset at every
 * subject. Register memory is reserved once; a subject touches only what its unit uses.
 */
#include "cel/scalar_int.h"

#include <string.h>

enum { STATE_RESERVE = 64 << 20 }; /* room for what a limit check between rows lets through */

CelState *cel_state_inside(Arena *arena) {
  CelState *state = arena_new_one(arena, CelState);
  state->slots = arena_new_array(arena, CelValue, REGISTERS_MAX);
  state->ready = arena_new_array(arena, uint8_t, CEL_LETS_MAX);
  state->ref_slots = arena_new_array(arena, CelValue, CONSTANT_BASE);
  state->ref_ready = arena_new_array(arena, uint8_t, CEL_LETS_MAX);
  return state;
}

CelState *cel_state_new(size_t limit) {
  Arena *arena = arena_new(limit + STATE_RESERVE);
  CelState *state = cel_state_inside(arena);
  state->arena = arena;
  state->limit = limit;
  state->start = arena_mark(arena);
  return state;
}

void cel_state_free(CelState *state) {
  if (state) arena_free(state->arena);
}

Arena *cel_state_arena(CelState *state) {
  return state->arena;
}

static void
begin(CelState *state, const CelUnit *unit, const CelHost *host, void *ctx, const CelValue *vars) {
  const CelProgram *program = unit->program;
  /* Always anew: a new unit may stand at the address of an old one, and there are few. */
  if (program && program->constants.count > 0)
    memcpy(&state->slots[CONSTANT_BASE], program->constants.items,
           program->constants.count * sizeof(CelValue));
  state->unit = unit;
  state->over = false;
  state->host = host;
  state->ctx = ctx;
  memcpy(state->slots, vars, unit->env->var_count * sizeof(CelValue));
  memcpy(state->ref_slots, vars, unit->env->var_count * sizeof(CelValue));
  memset(state->ready, 0, unit->lets.count);
  memset(state->ref_ready, 0, unit->lets.count);
}

void cel_state_begin(
    CelState *state, const CelUnit *unit, const CelHost *host, void *ctx, const CelValue *vars) {
  arena_reset(state->arena, state->start);
  begin(state, unit, host, ctx, vars);
}

void cel_state_begin_in(CelState *state,
                        Arena *values,
                        size_t limit,
                        const CelUnit *unit,
                        const CelHost *host,
                        void *ctx,
                        const CelValue *vars) {
  state->arena = values;
  state->limit = limit;
  state->start = arena_mark(values);
  begin(state, unit, host, ctx, vars);
}

void cel_state_set(CelState *state, uint32_t var, CelValue value) {
  CHECK(var < state->unit->env->var_count);
  state->slots[var] = value;
  state->ref_slots[var] = value;
  memset(state->ready, 0, state->unit->lets.count);
  memset(state->ref_ready, 0, state->unit->lets.count);
}
