/* SPDX-License-Identifier: Apache-2.0 */
/*
 * former: who belonged to a household on a day: household.members_at(d), person.household_at(d).
 *
 * Present members by the day they joined; those who left by the table `left`. It names them by ID
 * number: one who is a person of the registry again (in another household) is that person, of any
 * other there is no record, so the list may hold more.
 */
#include "run/run_int.h"

/* ---- whose the rows of `left` are ---- */

static uint32_t find_person(const RunState *run, Str number) {
  static const PackLevel level = {.name = STR_INIT("id"), .keys = PACK_KEY_ID, .as = PACK_SURE};
  const PackDataset list = {.levels = &level, .level_count = 1};
  JoinKeys keys = {.birth = DAY_MIN, .village = JOIN_NOBODY, .division = JOIN_NOBODY};
  JoinHit hit;
  norm_id(number, &keys.id);
  if (!keys.id.valid) return RUN_NONE;
  Arena *scratch = run->worker[0].scratch;
  ArenaMark mark = arena_mark(scratch);
  join_match(run->index, &list, 1, &keys, scratch, &hit);
  arena_reset(scratch, mark);
  return hit.verdict == JOIN_MATCHED ? hit.person : RUN_NONE;
}

static void find_owners(RunState *run, const RunSource *source) {
  const PackRegistry *registry = &run->pack->registry;
  RunSubjects *it = &run->subjects;
  for (uint32_t h = 0; h < run->households; h++) {
    uint32_t slot = household_slot(run, h);
    for (uint32_t row = source->frame.first[slot]; row < source->frame.first[slot + 1]; row++) {
      it->left_household[row] = h;
      it->left_person[row] = RUN_NONE;
      if (registry->left_id == PACK_NONE) continue;
      const FrameColumn *ids = &source->frame.columns[registry->left_id];
      if (ids->states[row] == FRAME_VALUE)
        it->left_person[row] =
            find_person(run, frame_heap_get(run->heap, (FrameText){ids->cells[row]}));
    }
  }
}

void run_build_former(RunState *run) {
  const PackRegistry *registry = &run->pack->registry;
  RunSubjects *it = &run->subjects;
  if (!it->wants_former || registry->left == PACK_NONE) return;
  const RunSource *source = &run->sources[registry->left];
  if (!source->present) return;
  uint32_t rows = source->frame.rows;
  it->left_person = arena_new_array(run->arena, uint32_t, (size_t)rows + 1);
  it->left_household = arena_new_array(run->arena, uint32_t, (size_t)rows + 1);
  it->left_first = arena_new_array(run->arena, uint32_t, (size_t)run->persons + 2);
  it->left_rows = arena_new_array(run->arena, uint32_t, (size_t)rows + 1);
  find_owners(run, source);
  for (uint32_t row = 0; row < rows; row++)
    if (it->left_person[row] != RUN_NONE) it->left_first[it->left_person[row] + 2]++;
  for (uint32_t p = 0; p < run->persons; p++)
    it->left_first[p + 2] += it->left_first[p + 1];
  for (uint32_t row = 0; row < rows; row++)
    if (it->left_person[row] != RUN_NONE)
      it->left_rows[it->left_first[it->left_person[row] + 1]++] = row;
}

/* ---- on a day ---- */

typedef struct Members {
  CelValue *items;
  uint8_t *standing;
  const CelCauses **why;
  uint32_t count;
  const CelCauses *more;
} Members;

/* One who left and came back is named once, with the better standing. */
static void add_member(const RunState *run, Members *members, uint32_t person, PackTruth was) {
  uint32_t at = 0;
  while (at < members->count && members->items[at].record.index != person)
    at++;
  if (at < members->count && members->standing[at] == CEL_CERTAIN) return;
  if (at == members->count) members->count++;
  members->items[at] = (CelValue){.state = CEL_KNOWN, .record = run_person_record(run, person)};
  members->standing[at] = was.is == TRI_TRUE ? CEL_CERTAIN : CEL_POSSIBLY;
  members->why[at] = was.is == TRI_TRUE ? NULL : was.causes;
}

static void add_former(RunHost *host,
                       Arena *arena,
                       CelRecord record,
                       const CelField *field,
                       Day day,
                       Members *members) {
  RunState *run = host->run;
  const RunTable left = {run, run->pack->registry.left};
  const PackCells cells = {run_table_cell, &left};
  const RunSource *source = &run->sources[left.source];
  uint32_t slot = household_slot(run, record.index);
  uint32_t first = source->frame.first[slot], end = source->frame.first[slot + 1];
  run_trace(host, left.source, first, end - first);
  for (uint32_t row = first; row < end; row++) {
    PackTruth was = pack_not_left_by(run->pack, &cells, arena, row, day);
    if (was.is == TRI_FALSE) continue;
    if (run->subjects.left_person[row] != RUN_NONE) {
      add_member(run, members, run->subjects.left_person[row], was);
      continue;
    }
    CelValue none;
    run_missing(arena, record.schema, field->name, false, &none);
    members->more = cel_causes_union(arena, members->more, none.unknown->causes);
  }
}

/* Whether the table of those who left is there; else why nothing is known of them. */
static bool has_left(const RunState *run, Arena *arena, const CelCauses **ret_causes) {
  uint32_t left = run->pack->registry.left;
  if (left != PACK_NONE && run->sources[left].present) return true;
  CelValue none;
  run_missing(arena, run->pack->household, STR("left"), true, &none);
  *ret_causes = none.unknown->causes;
  return false;
}

static void members_at(
    RunHost *host, Arena *arena, CelRecord record, const CelField *field, Day day, CelValue *ret) {
  RunState *run = host->run;
  const RunTable persons = {run, run->pack->registry.persons};
  const PackCells cells = {run_table_cell, &persons};
  uint32_t first = run->person_first[record.index], end = run->person_first[record.index + 1];
  uint32_t most = end - first;
  const CelCauses *unknown = NULL;
  bool know_left = has_left(run, arena, &unknown);
  if (know_left) {
    const uint32_t *slots = run->sources[run->pack->registry.left].frame.first;
    uint32_t slot = household_slot(run, record.index);
    most += slots[slot + 1] - slots[slot];
  }
  Members members = {.items = arena_new_array(arena, CelValue, (size_t)most + 1),
                     .standing = arena_new_array(arena, uint8_t, (size_t)most + 1),
                     .why = arena_new_array(arena, const CelCauses *, (size_t)most + 1)};
  run_trace(host, persons.source, first, end - first);
  for (uint32_t p = first; p < end; p++) {
    PackTruth was = pack_joined_by(run->pack, &cells, arena, p, day, run->input->on);
    if (was.is != TRI_FALSE) add_member(run, &members, p, was);
  }
  if (know_left)
    add_former(host, arena, record, field, day, &members);
  else if (day_cmp(day, run->input->on) != 0)
    members.more = unknown;
  if (day_cmp(day, run->input->on) > 0) { /* who will come nobody knows */
    CelValue none;
    run_missing(arena, record.schema, field->name, false, &none);
    members.more = cel_causes_union(arena, members.more, none.unknown->causes);
  }
  CelList *list = arena_new_one(arena, CelList);
  *list = (CelList){.count = members.count,
                    .items = members.items,
                    .standing = members.standing,
                    .why = members.why,
                    .more = members.more};
  *ret = (CelValue){.state = CEL_KNOWN, .list = list};
}

/* Where somebody was before he joined: a household that he left after the day. */
static void household_before(
    RunHost *host, Arena *arena, CelRecord record, const CelField *field, Day day, CelValue *ret) {
  RunState *run = host->run;
  const RunSubjects *it = &run->subjects;
  const RunTable left = {run, run->pack->registry.left};
  const PackCells cells = {run_table_cell, &left};
  PackOnly only = {0};
  const CelCauses *unknown = NULL;
  if (!has_left(run, arena, &unknown)) {
    *ret = cel_unknown(arena, unknown, CEL_ABSENT);
    return;
  }
  for (uint32_t i = it->left_first[record.index]; i < it->left_first[record.index + 1]; i++) {
    run_trace(host, left.source, it->left_rows[i], 1);
    pack_only_add(&only, arena, it->left_rows[i],
                  pack_not_left_by(run->pack, &cells, arena, it->left_rows[i], day));
  }
  if (only.open > 0)
    *ret = cel_unknown(arena, only.causes, CEL_ABSENT);
  else if (only.yes == 1)
    *ret = (CelValue){.state = CEL_KNOWN,
                      .record = run_household_record(run, it->left_household[only.at])};
  else
    run_missing(arena, record.schema, field->name, false, ret);
}

static void household_at(
    RunHost *host, Arena *arena, CelRecord record, const CelField *field, Day day, CelValue *ret) {
  RunState *run = host->run;
  const RunTable persons = {run, run->pack->registry.persons};
  const PackCells cells = {run_table_cell, &persons};
  run_trace(host, persons.source, record.index, 1);
  PackTruth was = pack_joined_by(run->pack, &cells, arena, record.index, day, run->input->on);
  switch (was.is) {
  case TRI_TRUE:
    *ret = (CelValue){.state = CEL_KNOWN,
                      .record = run_household_record(run, run->household_of[record.index])};
    return;
  case TRI_UNKNOWN:
    *ret = cel_unknown(arena, was.causes, CEL_ABSENT);
    return;
  case TRI_FALSE:
    break;
  }
  if (!pack_born_after(run->pack, &cells, arena, record.index, day)) {
    household_before(host, arena, record, field, day, ret);
    return;
  }
  CelCause *cause = arena_new_one(arena, CelCause);
  run_missing(arena, record.schema, field->name, false, ret);
  *cause = *ret->unknown->causes->items[0];
  cause->kind = CEL_EMPTY;
  *ret = cel_unknown(arena, cel_causes_one(arena, cause), CEL_IS_EMPTY);
}

void run_dated_value(
    RunHost *host, Arena *arena, CelRecord record, const CelField *field, Day day, CelValue *ret) {
  if (pack_field_kind(field) == PACK_HOUSEHOLD_AT)
    household_at(host, arena, record, field, day, ret);
  else
    members_at(host, arena, record, field, day, ret);
}
