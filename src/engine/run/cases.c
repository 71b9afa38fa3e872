/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cases: procedures of households from the rows of their steps, and the episode that holds.
 *
 * A case is what bears one number in one household; its steps keep the order of the files. Cases
 * are numbered by household, then by their number, bytewise.
 */
#include "run/run_int.h"

#include <stdlib.h>

typedef struct StepRef {
  Str id;
  uint32_t row;
} StepRef;

static int step_cmp(const void *a, const void *b) {
  const StepRef *x = a, *y = b;
  int order = str_cmp(x->id, y->id);
  return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

static void
note_step(RunState *run, const RunSource *source, uint32_t row, FrameIssueKind kind, Str id) {
  const FrameOrigin *origin = &source->frame.origins[row];
  frame_issue_add(&run->issues, run->arena, kind, origin->file, origin->row,
                  source->columns[run->pack->registry.case_id].label, STR_NONE, id);
}

/* The steps of one household, in the order of their cases; those of none are issues. */
static uint32_t
take_steps(RunState *run, const RunSource *source, uint32_t from, uint32_t end, StepRef *refs) {
  const FrameColumn *ids = &source->frame.columns[run->pack->registry.case_id];
  uint32_t count = 0;
  for (uint32_t row = from; row < end; row++) {
    if (ids->states[row] == FRAME_VALUE)
      refs[count++] = (StepRef){frame_heap_get(run->heap, (FrameText){ids->cells[row]}), row};
    else
      note_step(run, source, row, ISSUE_KEY_MISSING, STR_NONE);
  }
  qsort(refs, count, sizeof *refs, step_cmp);
  return count;
}

void run_build_cases(RunState *run) {
  const PackRegistry *registry = &run->pack->registry;
  RunSubjects *it = &run->subjects;
  it->case_first = arena_new_array(run->arena, uint32_t, (size_t)run->households + 2);
  if (registry->case_steps == PACK_NONE || !run->sources[registry->case_steps].present) return;
  const RunSource *source = &run->sources[registry->case_steps];
  uint32_t rows = source->frame.rows, at = 0;
  Arena *arena = arena_new((size_t)2 << 30);
  StepRef *refs = arena_new_array(arena, StepRef, (size_t)rows + 1);
  Map seen = {0};
  it->case_household = arena_new_array(run->arena, uint32_t, (size_t)rows + 1);
  it->case_ids = arena_new_array(run->arena, Str, (size_t)rows + 1);
  it->step_first = arena_new_array(run->arena, uint32_t, (size_t)rows + 2);
  it->steps = arena_new_array(run->arena, uint32_t, (size_t)rows + 1);
  for (uint32_t h = 0; h < run->households; h++) {
    uint32_t slot = household_slot(run, h);
    it->case_first[h] = it->cases;
    uint32_t count =
        take_steps(run, source, source->frame.first[slot], source->frame.first[slot + 1], refs);
    for (uint32_t i = 0; i < count; i++) {
      if (i == 0 || !str_eq(refs[i].id, refs[i - 1].id)) {
        if (!map_add(&seen, arena, refs[i].id, h)) /* another household has this number, too */
          note_step(run, source, refs[i].row, ISSUE_KEY_TWICE, refs[i].id);
        it->case_household[it->cases] = h;
        it->step_first[it->cases] = at;
        it->case_ids[it->cases++] = refs[i].id;
      }
      it->steps[at++] = refs[i].row;
    }
  }
  it->case_first[run->households] = it->cases;
  it->step_first[it->cases] = at;
  arena_free(arena);
}

/* ---- cells ---- */

void run_table_cell(const void *ctx, Arena *arena, uint32_t row, uint32_t column, CelValue *ret) {
  const RunTable *table = ctx;
  run_cell_value(table->run, arena, &table->run->sources[table->source], row, column, ret);
}

static CelValue row_value(const RunState *run, uint32_t source, uint32_t row) {
  return (CelValue){.state = CEL_KNOWN,
                    .record = {run->pack->registry.tables[source].schema, row, source}};
}

/* ---- what holds on the day ---- */

/* The record that is the only true one; none: empty; several, or it is not known which: unknown. */
static void only_value(Arena *arena,
                       CelRecord record,
                       const CelField *field,
                       const PackOnly *only,
                       CelValue found,
                       CelValue *ret) {
  if (only->open > 0) {
    *ret = cel_unknown(arena, only->causes, CEL_ABSENT);
  } else if (only->yes == 1) {
    *ret = found;
  } else {
    CelCause *cause = arena_new_one(arena, CelCause);
    run_missing(arena, record.schema, field->name, false, ret);
    *cause = *ret->unknown->causes->items[0];
    if (only->yes == 0) cause->kind = CEL_EMPTY;
    *ret = cel_unknown(arena, cel_causes_one(arena, cause),
                       only->yes == 0 ? CEL_IS_EMPTY : CEL_ABSENT);
  }
}

static void
episode_value(RunHost *host, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  RunState *run = host->run;
  uint32_t table = run->pack->registry.episodes;
  const RunSource *source = &run->sources[table];
  if (!source->present) {
    run_missing(arena, record.schema, source->id, true, ret);
    return;
  }
  const RunTable of = {run, table};
  const PackCells cells = {run_table_cell, &of};
  PackOnly only = {0};
  uint32_t slot = household_slot(run, record.index);
  uint32_t first = source->frame.first[slot], end = source->frame.first[slot + 1];
  run_trace(host, table, first, end - first);
  for (uint32_t row = first; row < end; row++)
    pack_only_add(&only, arena, row,
                  pack_episode_holds(run->pack, &cells, arena, row, host->day, run->input->on));
  only_value(arena, record, field, &only, row_value(run, table, only.at), ret);
}

static void
open_case(RunHost *host, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  RunState *run = host->run;
  const RunSubjects *it = &run->subjects;
  const RunTable of = {run, run->pack->registry.case_steps};
  const PackCells cells = {run_table_cell, &of};
  PackOnly only = {0};
  for (uint32_t c = it->case_first[record.index]; c < it->case_first[record.index + 1]; c++) {
    const uint32_t *steps = it->steps + it->step_first[c];
    uint32_t count = it->step_first[c + 1] - it->step_first[c];
    for (uint32_t i = 0; i < count; i++)
      run_trace(host, of.source, steps[i], 1);
    pack_only_add(&only, arena, c,
                  pack_case_is_open(run->pack, &cells, arena, steps, count, host->day));
  }
  CelValue found = {.state = CEL_KNOWN, .record = {run->pack->case_, only.at, AUX_CASE}};
  only_value(arena, record, field, &only, found, ret);
}

/* ---- cases ---- */

/* All steps, or those of a group of kinds; a step of no known kind is a possible one. */
static void
steps_list(RunHost *host, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  RunState *run = host->run;
  const RunSubjects *it = &run->subjects;
  const RunTable of = {run, run->pack->registry.case_steps};
  const PackCells cells = {run_table_cell, &of};
  uint32_t first = it->step_first[record.index], total = it->step_first[record.index + 1] - first;
  CelValue *items = arena_new_array(arena, CelValue, (size_t)total + 1);
  uint8_t *standing = arena_new_array(arena, uint8_t, (size_t)total + 1);
  const CelCauses **why = arena_new_array(arena, const CelCauses *, (size_t)total + 1);
  uint32_t count = 0;
  for (uint32_t i = 0; i < total; i++) {
    uint32_t row = it->steps[first + i];
    PackTruth in = {TRI_TRUE, NULL};
    run_trace(host, of.source, row, 1);
    if (pack_field_kind(field) == PACK_STEPS_OF)
      in = pack_step_is_in(run->pack, &cells, arena, row, pack_field_index(field));
    if (in.is == TRI_FALSE) continue;
    items[count] = row_value(run, of.source, row);
    standing[count] = in.is == TRI_TRUE ? CEL_CERTAIN : CEL_POSSIBLY;
    why[count++] = in.causes;
  }
  CelList *list = arena_new_one(arena, CelList);
  *list = (CelList){.count = count, .items = items, .standing = standing, .why = why};
  *ret = (CelValue){.state = CEL_KNOWN, .list = list};
}

/* What its steps say; unknown where they disagree. */
static void
kind_value(RunHost *host, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  RunState *run = host->run;
  const RunSubjects *it = &run->subjects;
  const PackRegistry *registry = &run->pack->registry;
  const RunSource *source = &run->sources[registry->case_steps];
  bool any = false;
  for (uint32_t i = it->step_first[record.index]; i < it->step_first[record.index + 1]; i++) {
    CelValue value;
    run_cell_value(run, arena, source, it->steps[i], registry->case_kind, &value);
    if (any && value.state != CEL_KNOWN) continue;
    if (any && !str_eq(value.s, ret->s)) {
      run_missing(arena, record.schema, field->name, false, ret);
      return;
    }
    any = value.state == CEL_KNOWN;
    *ret = value;
  }
}

static void
cases_list(RunHost *host, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  const RunState *run = host->run;
  const RunSubjects *it = &run->subjects;
  const RunSource *source = &run->sources[run->pack->registry.case_steps];
  CelList *list = arena_new_one(arena, CelList);
  if (!source->present) {
    run_missing(arena, record.schema, source->id, true, ret);
    list->more = ret->unknown->causes;
  } else {
    uint32_t first = it->case_first[record.index];
    *list = (CelList){.count = it->case_first[record.index + 1] - first,
                      .first = {run->pack->case_, first, AUX_CASE}};
  }
  (void)field;
  *ret = (CelValue){.state = CEL_KNOWN, .list = list};
}

void run_case_value(
    RunHost *host, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  RunState *run = host->run;
  const PackRegistry *registry = &run->pack->registry;
  switch ((int)pack_field_kind(field)) {
  case PACK_EPISODE:
    episode_value(host, arena, record, field, ret);
    return;
  case PACK_CASES:
    cases_list(host, arena, record, field, ret);
    return;
  case PACK_CASE:
    if (run->sources[registry->case_steps].present)
      open_case(host, arena, record, field, ret);
    else
      run_missing(arena, record.schema, run->sources[registry->case_steps].id, true, ret);
    return;
  case PACK_CASE_ID:
    *ret = cel_str(run->subjects.case_ids[record.index]);
    return;
  case PACK_CASE_KIND:
    kind_value(host, arena, record, field, ret);
    return;
  case PACK_HOUSEHOLD:
    *ret =
        (CelValue){.state = CEL_KNOWN,
                   .record = run_household_record(run, run->subjects.case_household[record.index])};
    return;
  default: /* PACK_STEPS, PACK_STEPS_OF */
    steps_list(host, arena, record, field, ret);
    return;
  }
}
