/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dated: what holds on a day: which episode, which case is open, who belonged to a household.
 *
 * A run and an example decide it here by the same cells, so that an example says what a run will.
 * Everything is decided only as far as the fields that are there go: a member whose joining was
 * not collected belonged to the household perhaps, on any day but the registry's own.
 */
#include "pack/pack.h"

static PackTruth truth(bool is) {
  return (PackTruth){tri_of(is), NULL};
}

static const CelCauses *causes_of(const CelValue *value) {
  return value->state == CEL_UNKNOWN ? value->unknown->causes : NULL;
}

static PackTruth open_by(const CelCauses *causes) {
  return (PackTruth){TRI_UNKNOWN, causes};
}

static PackTruth both(Arena *arena, PackTruth a, PackTruth b) {
  PackTruth result = {tri_and(a.is, b.is), NULL};
  if (result.is == TRI_UNKNOWN) result.causes = cel_causes_union(arena, a.causes, b.causes);
  return result;
}

static PackTruth either(Arena *arena, PackTruth a, PackTruth b) {
  PackTruth result = {tri_or(a.is, b.is), NULL};
  if (result.is == TRI_UNKNOWN) result.causes = cel_causes_union(arena, a.causes, b.causes);
  return result;
}

static PackTruth denied(PackTruth a) {
  return (PackTruth){tri_not(a.is), a.causes};
}

static CelValue
cell(const PackCells *cells, Arena *arena, uint32_t row, uint32_t column, const char *name) {
  CelValue value;
  if (column != PACK_NONE) {
    cells->get(cells->ctx, arena, row, column, &value);
    return value;
  }
  CelCause *cause = arena_new_one(arena, CelCause); /* the pack itself has no such field */
  *cause = (CelCause){.kind = CEL_NOT_COLLECTED, .common = true, .a = str_from(name)};
  return cel_unknown(arena, cel_causes_one(arena, cause), CEL_ABSENT);
}

static bool is_empty(const CelValue *value) {
  return value->state == CEL_UNKNOWN && value->unknown->absence == CEL_IS_EMPTY;
}

/* A date or month lies on or before the day. */
static PackTruth is_by(const CelValue *value, CelKind kind, Day day) {
  int64_t limit = kind == CEL_MONTH ? day_month(day).n : day.n;
  if (value->state == CEL_KNOWN) return truth(value->i <= limit);
  if (value->state != CEL_UNKNOWN) return open_by(NULL);
  if (value->unknown->has_max && value->unknown->max <= limit) return truth(true);
  if (value->unknown->has_min && value->unknown->min > limit) return truth(false);
  return open_by(value->unknown->causes);
}

PackTruth pack_episode_holds(
    const Pack *pack, const PackCells *cells, Arena *arena, uint32_t row, Day day, Day on) {
  const PackRegistry *registry = &pack->registry;
  const PackTable *table = &registry->tables[registry->episodes];
  CelValue begun = cell(cells, arena, row, registry->episode_begun, "episodes.begun");
  PackTruth by = is_by(&begun, table->columns[registry->episode_begun].type->kind, day);
  CelValue off = cell(cells, arena, row, registry->episode_off, "episodes.off");
  if (off.state == CEL_UNKNOWN) return both(arena, by, open_by(off.unknown->causes));
  if (off.state == CEL_KNOWN && !off.i) return by;
  CelValue date = cell(cells, arena, row, registry->episode_off_date, "episodes.off_date");
  PackTruth over = is_by(&date, CEL_DATE, day);
  /* That it is over the registry says for its own day, whenever it ended. */
  if (over.is == TRI_UNKNOWN && day_cmp(day, on) >= 0) over = truth(true);
  return both(arena, by, denied(over));
}

PackTruth pack_step_is_in(
    const Pack *pack, const PackCells *cells, Arena *arena, uint32_t row, uint32_t group) {
  const PackRegistry *registry = &pack->registry;
  const CelCodes *kinds =
      registry->tables[registry->case_steps].columns[registry->step_kind].type->codes;
  CelValue kind = cell(cells, arena, row, registry->step_kind, "case_steps.kind");
  if (kind.state != CEL_KNOWN) return open_by(causes_of(&kind));
  const CelCodeGroup *members = &kinds->groups[group];
  for (size_t i = 0; i < members->count; i++)
    if (str_eq(kinds->codes[members->members[i]].code, kind.s)) return truth(true);
  return truth(false);
}

/* A step that has no date was not begun, or is not done. */
static PackTruth step_by(const PackCells *cells,
                         Arena *arena,
                         uint32_t row,
                         uint32_t column,
                         const char *name,
                         Day day) {
  CelValue date = cell(cells, arena, row, column, name);
  return is_empty(&date) ? truth(false) : is_by(&date, CEL_DATE, day);
}

PackTruth pack_case_is_open(const Pack *pack,
                            const PackCells *cells,
                            Arena *arena,
                            const uint32_t *rows,
                            uint32_t count,
                            Day day) {
  const PackRegistry *registry = &pack->registry;
  PackTruth begun = truth(false), closed = truth(false);
  for (uint32_t i = 0; i < count; i++) {
    begun = either(arena, begun,
                   step_by(cells, arena, rows[i], registry->step_begun, "case_steps.begun", day));
    PackTruth closes = pack_step_is_in(pack, cells, arena, rows[i], registry->closing);
    if (closes.is == TRI_FALSE) continue;
    PackTruth done = step_by(cells, arena, rows[i], registry->step_done, "case_steps.done", day);
    closed = either(arena, closed, both(arena, closes, done));
  }
  return both(arena, begun, denied(closed));
}

PackTruth pack_joined_by(
    const Pack *pack, const PackCells *cells, Arena *arena, uint32_t row, Day day, Day on) {
  const PackRegistry *registry = &pack->registry;
  if (day_cmp(day, on) == 0) return truth(true);
  if (day_cmp(day, on) > 0) { /* nobody knows who will come and go */
    CelValue none = cell(cells, arena, row, PACK_NONE, "household.members_at");
    return open_by(none.unknown->causes);
  }
  CelValue joined = cell(cells, arena, row, registry->joined, "person.joined");
  PackTruth by = is_empty(&joined) ? truth(true) : is_by(&joined, CEL_DATE, day);
  if (joined.state == CEL_KNOWN || registry->birth == PACK_NONE) return by;
  CelValue birth = cell(cells, arena, row, registry->birth, "person.birth");
  return both(arena, by, is_by(&birth, CEL_DATE, day));
}

bool pack_born_after(
    const Pack *pack, const PackCells *cells, Arena *arena, uint32_t row, Day day) {
  if (pack->registry.birth == PACK_NONE) return false;
  CelValue birth = cell(cells, arena, row, pack->registry.birth, "person.birth");
  return is_by(&birth, CEL_DATE, day).is == TRI_FALSE;
}

PackTruth
pack_not_left_by(const Pack *pack, const PackCells *cells, Arena *arena, uint32_t row, Day day) {
  const PackRegistry *registry = &pack->registry;
  CelValue date = cell(cells, arena, row, registry->left_date, "left.date");
  PackTruth there = denied(is_by(&date, CEL_DATE, day));
  if (there.is == TRI_FALSE) return there;
  CelValue joined = cell(cells, arena, row, registry->left_joined, "left.joined");
  PackTruth by = is_empty(&joined) ? truth(true) : is_by(&joined, CEL_DATE, day);
  return both(arena, there, by);
}

void pack_only_add(PackOnly *only, Arena *arena, uint32_t at, PackTruth truth_of) {
  switch (truth_of.is) {
  case TRI_FALSE:
    return;
  case TRI_TRUE:
    if (only->yes++ == 0) only->at = at;
    return;
  case TRI_UNKNOWN:
    only->open++;
    only->causes = cel_causes_union(arena, only->causes, truth_of.causes);
    return;
  }
}
