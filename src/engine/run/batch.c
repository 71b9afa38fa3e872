/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch: gives the batch executor the run's frames as columns, and asks it of whom a rule is not
 * true.
 *
 * Cells that frames hold as they are needed are copied from them; every other field is asked for
 * one record at a time, by the same callbacks as the scalar executor's.
 */
#include "run/run_int.h"

/* A def is asked for like a field that no frame holds. */
static CelBatchKind def_kind(const CelType *type) {
  if (type->kind == CEL_RECORD) return CEL_BATCH_RECORD;
  if (type->kind == CEL_LIST && type->elem->kind == CEL_RECORD) return CEL_BATCH_ROWS;
  return type->kind == CEL_LIST || type->kind == CEL_MAP ? CEL_BATCH_NONE : CEL_BATCH_COLUMN;
}

static CelBatchKind batch_kind(void *ctx, const CelField *field) {
  (void)ctx;
  switch ((int)pack_field_kind(field)) {
  case PACK_ROWS:
  case PACK_ROWS_FILTERED:
  case PACK_CHILDREN:
    return CEL_BATCH_ROWS;
  case PACK_MEMBERS:
    return field->type->elem == NULL ? CEL_BATCH_NONE : CEL_BATCH_ROWS;
  case PACK_HOUSEHOLD:
  case PACK_HEAD:
  case PACK_VILLAGE:
    return CEL_BATCH_RECORD;
  case PACK_COLUMN:
  case PACK_ROW_MATCH:
  case PACK_ROW_ROLE:
  case PACK_GROUP_KEY:
  case PACK_GROUP_LET:
    return CEL_BATCH_COLUMN;
  case PACK_DEF:
    return def_kind(field->type);
  default:
    return CEL_BATCH_NONE;
  }
}

/* The frame whose rows are the records themselves; NULL: there is none. */
static const RunSource *frame_of(const RunState *run, CelRecord of) {
  const PackRegistry *registry = &run->pack->registry;
  uint32_t source = of.aux;
  if (of.schema == run->pack->household) {
    source = registry->households;
    if (source == PACK_NONE || !run->sources[source].present) return NULL;
  }
  if (source >= run->source_count || !run->sources[source].present) return NULL;
  return &run->sources[source];
}

static void copy_cells(const RunState *run,
                       const RunSource *source,
                       uint32_t index,
                       const CelBatchRecords *records,
                       CelLanes *ret) {
  static const uint8_t lanes[] = {[FRAME_ABSENT] = CEL_LANE_OPEN,
                                  [FRAME_VALUE] = CEL_LANE_VALUE,
                                  [FRAME_EMPTY] = CEL_LANE_EMPTY,
                                  [FRAME_UNREADABLE] = CEL_LANE_TEXT,
                                  [FRAME_BOUNDED] = CEL_LANE_TEXT};
  const FrameColumn *column = &source->frame.columns[index];
  if (column->states == NULL) return;
  for (uint32_t k = 0; k < records->count; k++) {
    uint32_t row = records->index[k];
    if (row >= source->frame.rows) continue;
    ret->state[k] = lanes[column->states[row]];
    if (ret->state[k] != CEL_LANE_VALUE) continue;
    uint64_t cell = column->cells[row];
    if (ret->s)
      ret->s[k] = frame_heap_get(run->heap, (FrameText){cell});
    else
      ret->i[k] = (int64_t)cell;
  }
}

static void batch_column(
    void *ctx, Arena *arena, const CelBatchRecords *records, const CelField *field, CelLanes *ret) {
  RunHost *host = ctx;
  const RunState *run = host->run;
  const RunSource *source = frame_of(run, records->of);
  if (source && pack_field_kind(field) == PACK_COLUMN) {
    copy_cells(run, source, pack_field_index(field), records, ret);
    return;
  }
  for (uint32_t k = 0; k < records->count; k++) {
    CelValue value;
    CelRecord record = records->of;
    record.index = records->index[k];
    if (record.index == RUN_NONE) continue;
    run_cel_host()->get(host, arena, record, field, &value);
    if (value.state == CEL_FAILED) continue;
    if (value.state == CEL_UNKNOWN) {
      ret->state[k] = value.unknown->absence == CEL_IS_EMPTY   ? CEL_LANE_EMPTY
                      : value.unknown->absence == CEL_HAS_TEXT ? CEL_LANE_TEXT
                                                               : CEL_LANE_OPEN;
      continue;
    }
    ret->state[k] = CEL_LANE_VALUE;
    if (ret->s)
      ret->s[k] = value.s;
    else
      ret->i[k] = value.i;
  }
}

static void batch_record(void *ctx,
                         Arena *arena,
                         const CelBatchRecords *records,
                         const CelField *field,
                         CelRecord *ret_of,
                         uint32_t *ret_index) {
  RunHost *host = ctx;
  *ret_of = (CelRecord){.schema = field->type->schema};
  for (uint32_t k = 0; k < records->count; k++) {
    CelValue value;
    CelRecord record = records->of;
    record.index = records->index[k];
    ret_index[k] = RUN_NONE;
    if (record.index == RUN_NONE) continue;
    run_cel_host()->get(host, arena, record, field, &value);
    if (value.state != CEL_KNOWN) continue;
    *ret_of = value.record; /* schema and aux are those of the field */
    ret_index[k] = value.record.index;
  }
}

/* What a def's filter leaves may be neighbours. */
static bool is_range(const CelList *list) {
  for (uint32_t i = 0; list->items && i < list->count; i++) {
    const CelRecord *first = &list->items[0].record, *item = &list->items[i].record;
    if (list->items[i].state != CEL_KNOWN || item->index != first->index + i ||
        item->aux != first->aux)
      return false;
  }
  return true;
}

static void batch_rows(void *ctx,
                       Arena *arena,
                       const CelBatchRecords *records,
                       const CelField *field,
                       CelRecord *ret_of,
                       uint32_t *ret_first,
                       uint32_t *ret_count,
                       uint8_t *ret_whole) {
  RunHost *host = ctx;
  *ret_of = (CelRecord){.schema = field->type->elem->schema};
  for (uint32_t k = 0; k < records->count; k++) {
    CelValue value;
    CelRecord record = records->of;
    record.index = records->index[k];
    if (record.index == RUN_NONE) continue;
    if (run_plain_rows(host, record, field, &ret_first[k], &ret_count[k])) {
      ret_whole[k] = 1;
      ret_of->aux = host->run->table_count + pack_field_index(field);
      continue;
    }
    run_cel_host()->get(host, arena, record, field, &value);
    if (value.state != CEL_KNOWN) continue;
    const CelList *list = value.list;
    ret_whole[k] = list->more == NULL && list->standing == NULL && is_range(list);
    ret_count[k] = list->count;
    if (list->count == 0) continue;
    CelRecord first = list->items ? list->items[0].record : list->first;
    ret_first[k] = first.index;
    if (ret_whole[k]) *ret_of = first;
  }
}

static const CelBatchHost batch_host = {batch_kind, batch_column, batch_record, batch_rows};

void run_find_batches(RunState *run) {
  run->batches = arena_new_array(run->arena, CelBatch *, run->pack->rule_count + 1);
  if (run->input->executor == RULE_REFERENCE) return;
  for (size_t i = 0; i < run->pack->rule_count; i++) {
    const PackRule *rule = &run->pack->rules[i];
    bool lanes = rule->subject == PACK_PERSON || rule->subject == PACK_HOUSE;
    if (!lanes || rule->as_of_count > 0) continue;
    uint32_t vars = 1U << PACK_VAR_HOUSEHOLD | 1U << PACK_VAR_VILLAGE | 1U << PACK_VAR_TOWNSHIP;
    if (rule->subject == PACK_PERSON) vars |= 1U << PACK_VAR_PERSON;
    run->batches[i] = cel_batch_new(rule->unit, rule->when, vars, &batch_host, NULL, run->arena);
  }
}

void run_batch(RunHost *host,
               CelState *state,
               const PackRule *rule,
               const CelBatch *batch,
               const uint32_t *subjects,
               uint32_t count,
               Arena *arena,
               uint8_t *ret_says) {
  RunState *run = host->run;
  CelValue common[PACK_VAR_MAX];
  CelBatchRecords vars[PACK_VAR_MAX] = {{{0}, NULL, 0}};
  ArenaMark mark = arena_mark(arena);
  uint32_t *households = arena_new_array(arena, uint32_t, (size_t)count + 1);
  uint32_t *villages = arena_new_array(arena, uint32_t, (size_t)count + 1);
  uint32_t *townships = arena_new_array(arena, uint32_t, (size_t)count + 1);
  bool person = rule->subject == PACK_PERSON;
  for (uint32_t k = 0; k < count; k++) {
    households[k] = person ? run->household_of[subjects[k]] : subjects[k];
    villages[k] = run->village_of[households[k]]; /* RUN_NONE: no record */
    townships[k] = villages[k] == RUN_NONE ? RUN_NONE : run->subjects.township_of[villages[k]];
  }
  run_subject_vars(run, rule->subject, subjects[0], common);
  vars[PACK_VAR_HOUSEHOLD] = (CelBatchRecords){run_household_record(run, 0), households, count};
  vars[PACK_VAR_VILLAGE] = (CelBatchRecords){run_village_record(run, 0), villages, count};
  vars[PACK_VAR_TOWNSHIP] = (CelBatchRecords){run_township_record(run, 0), townships, count};
  if (person) vars[PACK_VAR_PERSON] = (CelBatchRecords){run_person_record(run, 0), subjects, count};
  cel_state_begin(state, rule->unit, run_cel_host(), host, common);
  cel_batch_run(batch, state, host, vars, count, arena, ret_says);
  arena_reset(arena, mark);
}
