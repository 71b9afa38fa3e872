/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_value: the values of lanes, and strict operators over them.
 */
#include "cel/batch_int.h"

Vec cel_batch_lanes(Work *work, const CelType *type, uint32_t count) {
  Vec vec = {.state = arena_new_array(work->arena, uint8_t, (size_t)count + 1)};
  if (cel_type_is_text(type->kind))
    vec.s = arena_new_array(work->arena, Str, (size_t)count + 1);
  else
    vec.i = arena_new_array(work->arena, int64_t, (size_t)count + 1);
  return vec;
}

bool cel_batch_known(const Vec *vec, uint32_t lane) {
  return vec->fixed ? vec->value.state == CEL_KNOWN : vec->state[lane] == CEL_LANE_VALUE;
}

CelValue cel_batch_value(const Vec *vec, uint32_t lane) {
  if (vec->fixed) return vec->value;
  return vec->s ? cel_str(vec->s[lane]) : cel_int(vec->i[lane]);
}

void cel_batch_set(Vec *vec, uint32_t lane, const CelValue *value) {
  if (value->state != CEL_KNOWN) return;
  vec->state[lane] = CEL_LANE_VALUE;
  if (vec->s)
    vec->s[lane] = value->s;
  else
    vec->i[lane] = value->i;
}

Vec cel_batch_gather(Work *work, const CelType *type, const Vec *vec, const Space *space) {
  if (vec->fixed) return *vec;
  if (type->kind == CEL_RECORD) {
    uint32_t *index = arena_new_array(work->arena, uint32_t, (size_t)space->count + 1);
    for (uint32_t k = 0; k < space->count; k++)
      index[k] = vec->index[space->parent[k]];
    return (Vec){.of = vec->of, .index = index};
  }
  Vec out = cel_batch_lanes(work, type, space->count);
  if (type->kind == CEL_LIST) return out; /* every row would need the whole list: open */
  if (out.s ? vec->s == NULL : vec->i == NULL) return out;
  for (uint32_t k = 0; k < space->count; k++)
    out.state[k] = vec->state[space->parent[k]];
  for (uint32_t k = 0; k < space->count && out.s; k++)
    out.s[k] = vec->s[space->parent[k]];
  for (uint32_t k = 0; k < space->count && out.i; k++)
    out.i[k] = vec->i[space->parent[k]];
  return out;
}
