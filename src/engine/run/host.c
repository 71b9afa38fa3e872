/* SPDX-License-Identifier: Apache-2.0 */
/*
 * host: gives the rule language the run's records.
 *
 * Nothing is copied: the rows of a person or household are ranges of a frame. Lists with possible
 * rows, which are few, get their standings here. While tracing, what was read is noted: it is the
 * proof of a finding whose rule names no rows.
 */
#include "run/run_int.h"

/* ---- cells ---- */

static const CelCause *cell_cause(
    const RunState *run, Arena *arena, const RunSource *source, uint32_t row, uint32_t column) {
  const FrameOrigin *origin = &source->frame.origins[row];
  const RunFileState *file = &run->files[origin->file];
  uint16_t cell = file->table.cell_of ? file->table.cell_of[column] : READER_NO_CELL;
  CelCause *cause = arena_new_one(arena, CelCause);
  *cause = (CelCause){.kind = CEL_UNREADABLE,
                      .a = file->name,
                      .row = origin->row,
                      .b = cell == READER_NO_CELL ? source->columns[column].label
                                                  : file->table.headers[cell]};
  return cause;
}

const CelCauses *run_cell_causes(
    const RunState *run, Arena *arena, const RunSource *source, uint32_t row, uint32_t column) {
  return cel_causes_one(arena, cell_cause(run, arena, source, row, column));
}

/* A set of codes is kept as its text; it was readable when it was staged. */
static void
codes_value(const RunState *run, Arena *arena, const PackColumn *column, Str text, CelValue *ret) {
  pack_read_value(run->pack, column, text, 1, STR_NONE, arena, ret);
}

void run_cell_value(RunState *run,
                    Arena *arena,
                    const RunSource *source,
                    uint32_t row,
                    uint32_t index,
                    CelValue *ret) {
  const FrameColumn *column = &source->frame.columns[index];
  const PackColumn *bound = &source->columns[index];
  FrameState state = column->states ? (FrameState)column->states[row] : FRAME_ABSENT;
  switch (state) {
  case FRAME_VALUE: {
    uint64_t cell = column->cells[row];
    if (bound->type->kind == CEL_LIST)
      codes_value(run, arena, bound, frame_heap_get(run->heap, (FrameText){cell}), ret);
    else if (cel_type_is_text(bound->type->kind))
      *ret = cel_str(frame_heap_get(run->heap, (FrameText){cell}));
    else
      *ret = cel_int((int64_t)cell);
    return;
  }
  case FRAME_EMPTY:
    *ret = cel_unknown(arena, source->empty[index], CEL_IS_EMPTY);
    return;
  case FRAME_UNREADABLE:
    *ret = cel_unknown(arena, cel_causes_one(arena, cell_cause(run, arena, source, row, index)),
                       CEL_HAS_TEXT);
    return;
  case FRAME_BOUNDED: {
    uint64_t cell = column->cells[row];
    *ret = cel_unknown_bounded(
        arena, cel_causes_one(arena, cell_cause(run, arena, source, row, index)),
        (int64_t)(cell >> 32) + DAY_MIN.n, (int64_t)(uint32_t)cell + DAY_MIN.n);
    ret->unknown->absence = CEL_HAS_TEXT;
    return;
  }
  case FRAME_ABSENT:
    break;
  }
  bool no_row = source->frame.origins[row].row == 0;
  *ret = cel_unknown(arena, no_row ? source->lacking[index] : source->absent[index], CEL_ABSENT);
}

/* ---- lists ---- */

static const CelList empty_list;

const CelCauses *run_possible_cause(const RunState *run, Arena *arena, const FrameOrigin *origin) {
  CelCause *cause = arena_new_one(arena, CelCause);
  *cause = (CelCause){.kind = CEL_POSSIBLE, .a = run->files[origin->file].name, .row = origin->row};
  return cel_causes_one(arena, cause);
}

/* A range with rows that may be somebody else's, shown as [rows] says. */
static void possible_list(const RunHost *host, Arena *arena, const Frame *frame, CelList *list) {
  const FrameOrigin *origins = &frame->origins[list->first.index];
  bool some = false;
  for (uint32_t i = 0; i < list->count; i++)
    some |= origins[i].standing != FRAME_SURE;
  if (!some || host->rows == PACK_ROWS_CERTAIN) return;
  CelValue *items = arena_new_array(arena, CelValue, list->count);
  uint8_t *standing = arena_new_array(arena, uint8_t, list->count);
  const CelCauses **why = arena_new_array(arena, const CelCauses *, list->count);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < list->count; i++) {
    bool sure = origins[i].standing == FRAME_SURE;
    if (!sure && host->rows == PACK_ROWS_OUT) continue;
    items[kept] = cel_list_item(list, i);
    standing[kept] = sure ? CEL_CERTAIN : CEL_POSSIBLY;
    why[kept++] = sure ? NULL : run_possible_cause(host->run, arena, &origins[i]);
  }
  list->count = kept;
  list->items = items;
  if (host->rows == PACK_ROWS_OUT) return;
  list->standing = standing;
  list->why = why;
}

static void rows_list(RunHost *host,
                      Arena *arena,
                      uint32_t source_index,
                      const CelSchema *schema,
                      uint32_t first_slot,
                      uint32_t end_slot,
                      const CelCauses *more,
                      CelValue *ret) {
  const RunSource *source = &host->run->sources[source_index];
  uint32_t first = source->frame.first ? source->frame.first[first_slot] : 0;
  uint32_t count = source->frame.first ? source->frame.first[end_slot] - first : 0;
  if (host->tracing && count > 0)
    *vec_push(host->trace_arena, &host->traces) = (RunTrace){source_index, first, count};
  if (host->tracing && count == 0 && more == NULL && source->dataset)
    *vec_push(host->trace_arena, &host->traces) = (RunTrace){RUN_NONE, source->dataset->index, 0};
  *ret = (CelValue){.state = CEL_KNOWN, .list = &empty_list};
  if (count == 0 && more == NULL) return;
  CelList *list = arena_new_one(arena, CelList);
  *list = (CelList){.count = count,
                    .first = {.schema = schema, .index = first, .aux = source_index},
                    .more = more};
  if (source->frame.has_possible) possible_list(host, arena, &source->frame, list);
  ret->list = list;
}

/* ---- completeness ---- */

bool run_has_identity(const RunState *run, const RunCoverage *coverage, uint32_t person) {
  uint32_t had = run->person_keys_had[person];
  for (uint32_t i = 0; i < coverage->identity; i++)
    if ((coverage->identities[i] & ~had) == 0) return true;
  return coverage->identity == 0;
}

static const CelCauses *identity_cause(const RunState *run, Arena *arena, uint32_t person) {
  CelCause *cause = arena_new_one(arena, CelCause);
  *cause = (CelCause){.kind = CEL_IDENTITY, .a = run->person_keys[person]};
  return cel_causes_one(arena, cause);
}

/* Rows of a person outside the dataset's population were not kept: of him nothing can be said. */
static const CelCauses *
unkept_cause(const RunState *run, Arena *arena, uint32_t dataset, uint32_t person) {
  CelCause *cause = arena_new_one(arena, CelCause);
  *cause = (CelCause){.kind = CEL_NOT_COVERED,
                      .a = run->pack->datasets[dataset].id,
                      .b = arena_printf(arena, "person %.*s", STR_ARG(run->person_keys[person]))};
  return cel_causes_one(arena, cause);
}

/* Why the list of [dataset] for the persons [from, end) of a household may hold more. */
const CelCauses *run_rows_more(const RunHost *host,
                               Arena *arena,
                               uint32_t dataset,
                               uint32_t household,
                               uint32_t from,
                               uint32_t end,
                               bool under_filter) {
  const RunState *run = host->run;
  const RunCoverage *coverage = &run->coverage[dataset];
  if (!coverage->delivered) return coverage->not_delivered;
  uint32_t village =
      run->village_of[household] == RUN_NONE ? run->villages : run->village_of[household];
  const CelCauses *more = under_filter ? coverage->moved : coverage->filtered;
  bool covered = run_covers(coverage, village, JOIN_NOBODY, host->day);
  for (uint32_t p = from; p < end; p++) {
    if (!covered && !run_covers(coverage, village, p, host->day))
      more = cel_causes_union(arena, more, run_not_covered(coverage, village, host->day));
    if (!run_has_identity(run, coverage, p))
      more = cel_causes_union(arena, more, identity_cause(run, arena, p));
    if (!run_in_population(run, run->pack->datasets[dataset].population, p, JOIN_NOBODY))
      more = cel_causes_union(arena, more, unkept_cause(run, arena, dataset, p));
  }
  if (from == end && !covered)
    more = cel_causes_union(arena, more, run_not_covered(coverage, village, host->day));
  return more;
}

/* The same of rows about the villages [from, end). */
static const CelCauses *places_more(const RunHost *host,
                                    Arena *arena,
                                    uint32_t dataset,
                                    uint32_t from,
                                    uint32_t end,
                                    bool under_filter) {
  const RunCoverage *coverage = &host->run->coverage[dataset];
  if (!coverage->delivered) return coverage->not_delivered;
  const CelCauses *more = under_filter ? coverage->moved : coverage->filtered;
  for (uint32_t v = from; v < end; v++)
    if (!run_covers(coverage, v, JOIN_NOBODY, host->day))
      more = cel_causes_union(arena, more, run_not_covered(coverage, v, host->day));
  return more;
}

/* A person known only as target of a link: in no household, in no table. */
static bool is_outside(const RunState *run, CelRecord record) {
  return record.aux == run->pack->registry.persons && record.index >= run->persons;
}

static void
dept_rows(RunHost *host, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  const RunState *run = host->run;
  uint32_t dataset = pack_field_index(field);
  uint32_t source = run->table_count + dataset;
  const CelSchema *schema = run->pack->datasets[dataset].schema;
  bool under_filter = pack_field_kind(field) == PACK_ROWS_FILTERED;
  if (run->sources[source].of_village) {
    bool township = record.aux == AUX_TOWNSHIP; /* its villages follow one another */
    const uint32_t *first = run->subjects.township_first;
    uint32_t village = township ? first[record.index] : record.index;
    uint32_t behind = township ? first[record.index + 1] : record.index + 1;
    const CelCauses *why = places_more(host, arena, dataset, village, behind, under_filter);
    rows_list(host, arena, source, schema, village, behind, why, ret);
    return;
  }
  bool person = record.aux == run->pack->registry.persons;
  if (is_outside(run, record)) {
    uint32_t own = person_slot(run, record.index);
    rows_list(host, arena, source, schema, own, own + 1,
              run_outside_more(host, arena, dataset, record.index, under_filter), ret);
    return;
  }
  uint32_t household = person ? run->household_of[record.index] : record.index;
  uint32_t from = person ? record.index : run->person_first[household];
  uint32_t end = person ? record.index + 1 : run->person_first[household + 1];
  uint32_t slot = person ? person_slot(run, record.index) : household_slot(run, household);
  uint32_t end_slot = person ? slot + 1 : end + household + 1;
  const CelCauses *more = run_rows_more(host, arena, dataset, household, from, end, under_filter);
  rows_list(host, arena, source, schema, slot, end_slot, more, ret);
}

bool run_plain_rows(const RunHost *host,
                    CelRecord record,
                    const CelField *field,
                    uint32_t *ret_first,
                    uint32_t *ret_count) {
  const RunState *run = host->run;
  PackFieldKind kind = pack_field_kind(field);
  if (kind != PACK_ROWS && kind != PACK_ROWS_FILTERED) return false;
  uint32_t dataset = pack_field_index(field);
  const RunCoverage *coverage = &run->coverage[dataset];
  const RunSource *source = &run->sources[run->table_count + dataset];
  bool person = record.aux == run->pack->registry.persons && record.index < run->persons;
  if (!coverage->everywhere || source->of_village || source->frame.first == NULL ||
      source->frame.has_possible ||
      (kind == PACK_ROWS ? coverage->filtered : coverage->moved) != NULL ||
      run->pack->datasets[dataset].population != PACK_ALL_RURAL || host->tracing ||
      (!person && record.aux != AUX_HOUSEHOLD) || day_cmp(host->day, run->input->on) != 0)
    return false;
  uint32_t household = person ? run->household_of[record.index] : record.index;
  uint32_t from = person ? record.index : run->person_first[household];
  uint32_t end = person ? record.index + 1 : run->person_first[household + 1];
  for (uint32_t p = from; p < end; p++)
    if (!run_has_identity(run, coverage, p)) return false;
  uint32_t slot = person ? person_slot(run, record.index) : household_slot(run, household);
  *ret_first = source->frame.first[slot];
  *ret_count = source->frame.first[person ? slot + 1 : end + household + 1] - *ret_first;
  return true;
}

/* ---- subjects ---- */

CelRecord run_household_record(const RunState *run, uint32_t household) {
  return (CelRecord){run->pack->household, household, AUX_HOUSEHOLD};
}

CelRecord run_village_record(const RunState *run, uint32_t village) {
  return (CelRecord){run->pack->village, village, AUX_VILLAGE};
}

CelRecord run_township_record(const RunState *run, uint32_t township) {
  return (CelRecord){run->pack->township, township, AUX_TOWNSHIP};
}

CelRecord run_person_record(const RunState *run, uint32_t person) {
  return (CelRecord){run->pack->person, person, run->pack->registry.persons};
}

void run_missing(Arena *arena, const CelSchema *schema, Str field, bool common, CelValue *ret) {
  CelCause *cause = arena_new_one(arena, CelCause);
  *cause = (CelCause){.kind = CEL_NOT_COLLECTED,
                      .common = common,
                      .a = arena_printf(arena, "%.*s.%.*s", STR_ARG(schema->name), STR_ARG(field))};
  *ret = cel_unknown(arena, cel_causes_one(arena, cause), CEL_ABSENT);
}

void run_trace(RunHost *host, uint32_t source, uint32_t first, uint32_t count) {
  if (host->tracing && count > 0)
    *vec_push(host->trace_arena, &host->traces) = (RunTrace){source, first, count};
}

static void missing(
    RunState *run, Arena *arena, const CelSchema *schema, const CelField *field, CelValue *ret) {
  (void)run;
  run_missing(arena, schema, field->name, false, ret);
}

static void village_value(RunState *run,
                          Arena *arena,
                          CelRecord record,
                          const CelField *field,
                          uint32_t household,
                          CelValue *ret) {
  uint32_t village = run->village_of[household];
  if (village == RUN_NONE)
    run_missing(arena, record.schema, field->name, run->subjects.no_villages, ret);
  else
    *ret = (CelValue){.state = CEL_KNOWN, .record = {run->pack->village, village, AUX_VILLAGE}};
}

/* The member whose row holds a household's column: the first that has a value. */
static uint32_t member_with(const RunState *run, uint32_t household, uint32_t column) {
  const RunSource *persons = &run->sources[run->pack->registry.persons];
  const uint8_t *states = persons->frame.columns[column].states;
  uint32_t from = run->person_first[household];
  for (uint32_t p = from; states && p < run->person_first[household + 1]; p++)
    if (states[p] == FRAME_VALUE) return p;
  return from;
}

/* Which source, row and column hold a field of a record; false where no table was given. */
static bool locate(const RunState *run,
                   CelRecord record,
                   const CelField *field,
                   uint32_t *ret_source,
                   uint32_t *ret_row,
                   uint32_t *ret_column) {
  const PackRegistry *registry = &run->pack->registry;
  *ret_source = record.aux;
  *ret_row = record.index;
  *ret_column = pack_field_index(field);
  if (record.aux == AUX_HOUSEHOLD) {
    *ret_source = registry->households != PACK_NONE ? registry->households : registry->persons;
    bool repeated = run->repeated && !run->sources[*ret_source].present;
    if (repeated) {
      *ret_source = registry->persons;
      *ret_column = run->repeated[*ret_column];
      if (*ret_column == RUN_NONE) return false;
    }
    if (*ret_source == registry->persons) {
      if (run->person_first[record.index] == run->person_first[record.index + 1]) return false;
      *ret_row = member_with(run, record.index, *ret_column);
    }
  } else if (record.aux == AUX_VILLAGE) {
    *ret_source = registry->villages;
    if (registry->villages == PACK_NONE) return false;
  }
  const RunSource *source = &run->sources[*ret_source];
  return source->present && *ret_row < source->frame.rows;
}

/* No table has the field, for nobody: counted once, not told of each. */
static bool is_missing_whole(const RunState *run, CelRecord record, uint32_t column) {
  const PackRegistry *registry = &run->pack->registry;
  if (record.aux == AUX_HOUSEHOLD)
    return run->repeated && !run->sources[registry->households].present &&
           run->repeated[column] == RUN_NONE;
  if (record.aux == AUX_VILLAGE)
    return registry->villages == PACK_NONE || !run->sources[registry->villages].present;
  return record.aux < run->source_count && !run->sources[record.aux].present;
}

/* Of a person outside the registry: his name, where the rows that link to him give one. */
static bool outside_value(const RunState *run, CelRecord record, uint32_t column, CelValue *ret) {
  if (!is_outside(run, record) || column != run->pack->registry.name) return false;
  Str name = run->outside_people[record.index - run->persons].name;
  *ret = cel_str(name);
  return name.len > 0;
}

static void
column_value(RunHost *host, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  uint32_t source_index, row, column;
  RunState *run = host->run;
  if (outside_value(run, record, pack_field_index(field), ret)) return;
  if (!locate(run, record, field, &source_index, &row, &column)) {
    run_missing(arena, record.schema, field->name,
                is_missing_whole(run, record, pack_field_index(field)), ret);
    return;
  }
  const RunSource *source = &run->sources[source_index];
  if (host->tracing && source->table && source->frame.origins[row].row > 0)
    *vec_push(host->trace_arena, &host->traces) = (RunTrace){source_index, row, 1};
  run_cell_value(run, arena, source, row, column, ret);
}

static void
persons_list(RunHost *host, Arena *arena, uint32_t from, uint32_t count, CelValue *ret) {
  CelList *list = arena_new_one(arena, CelList);
  *list = (CelList){.count = count, .first = run_person_record(host->run, from)};
  *ret = (CelValue){.state = CEL_KNOWN, .list = list};
}

/* Registry rows that hang on a person or household. */
static void
children_list(RunHost *host, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  RunState *run = host->run;
  uint32_t table = pack_field_index(field);
  const RunSource *source = &run->sources[table];
  const CelCauses *more = NULL;
  if (!source->present || is_outside(run, record)) {
    CelValue none;
    run_missing(arena, record.schema, field->name, true, &none);
    more = none.unknown->causes;
  }
  if (record.aux == AUX_VILLAGE) {
    rows_list(host, arena, table, source->table->schema, record.index, record.index + 1, more, ret);
    return;
  }
  if (is_outside(run, record)) {
    rows_list(host, arena, table, source->table->schema, 0, 0, more, ret);
    return;
  }
  bool person = record.aux == run->pack->registry.persons;
  uint32_t household = person ? run->household_of[record.index] : record.index;
  uint32_t slot = person ? person_slot(run, record.index) : household_slot(run, household);
  uint32_t end = person ? slot + 1 : run->person_first[household + 1] + household + 1;
  rows_list(host, arena, table, source->table->schema, slot, end, more, ret);
}

/* ---- rows ---- */

uint32_t run_row_person(const RunState *run, uint32_t source, uint32_t row) {
  const Frame *frame = &run->sources[source].frame;
  uint32_t low = 0, high = slot_count(run); /* the slot of the row */
  while (low + 1 < high) {
    uint32_t middle = low + (high - low) / 2;
    if (frame->first[middle] <= row)
      low = middle;
    else
      high = middle;
  }
  if (low >= run->persons + run->households) return low - run->households; /* outside */
  uint32_t from = 0, to = run->households; /* the household of the slot */
  while (from + 1 < to) {
    uint32_t middle = from + (to - from) / 2;
    if (household_slot(run, middle) <= low)
      from = middle;
    else
      to = middle;
  }
  return household_slot(run, from) == low ? RUN_NONE : low - from - 1;
}

static void
row_person(RunState *run, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  uint32_t person = run_row_person(run, record.aux, record.index);
  if (person == RUN_NONE)
    missing(run, arena, record.schema, field, ret);
  else
    *ret = (CelValue){.state = CEL_KNOWN, .record = run_person_record(run, person)};
}

static void row_role(const RunState *run, CelRecord record, CelValue *ret) {
  const RunSource *source = &run->sources[record.aux];
  *ret = cel_str(source->dataset->roles[source->frame.roles[record.index]].name);
}

static void person_household(const RunState *run, CelRecord record, CelValue *ret) {
  if (is_outside(run, record))
    *ret = run->outsiders[record.index - run->persons].household;
  else
    *ret = (CelValue){.state = CEL_KNOWN,
                      .record = run_household_record(run, run->household_of[record.index])};
}

static void row_match(RunState *run, CelRecord record, CelValue *ret) {
  const RunSource *source = &run->sources[record.aux];
  const FrameOrigin *origin = &source->frame.origins[record.index];
  *ret = cel_str(origin->standing == FRAME_AMBIGUOUS ? STR("ambiguous")
                                                     : source->dataset->levels[origin->level].name);
}

/* ---- deliveries ---- */

static void delivery_value(
    RunState *run, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  static const Str words[] = {STR_INIT("partial"), STR_INIT("full"), STR_INIT("answer")};
  const RunCoverage *coverage = &run->coverage[record.index];
  const ReaderDelivery *delivery = coverage->latest;
  Day day;
  if (delivery == NULL) {
    *ret = cel_unknown(arena, coverage->not_delivered, CEL_ABSENT);
    return;
  }
  switch ((int)pack_field_kind(field)) {
  case PACK_DELIVERY_COVERAGE:
    *ret = cel_str(words[delivery->coverage]);
    return;
  case PACK_DELIVERY_STATE:
    day = delivery->state;
    break;
  case PACK_DELIVERY_FIRST:
    day = delivery->first;
    break;
  default:
    day = day_cmp(delivery->last, DAY_MAX) == 0 ? DAY_MIN : delivery->last;
    break;
  }
  if (day.n == DAY_MIN.n)
    missing(run, arena, record.schema, field, ret);
  else
    *ret = cel_int(day.n);
}

/* ---- callbacks ---- */

static void
param_at(const RunHost *host, Arena *arena, const CelField *field, Day day, CelValue *ret) {
  const PackParam *param = &host->run->pack->params[pack_field_index(field)];
  const CelValue *value = run_param_on(host->run, pack_field_index(field), day);
  if (value) {
    *ret = *value;
    return;
  }
  CelCause *cause = arena_new_one(arena, CelCause);
  char text[10];
  *cause = (CelCause){.kind = CEL_PARAM, .common = true, .a = param->id};
  cause->b = arena_str(arena, (Str){text, day_format(day, text)});
  *ret = cel_unknown(arena, cel_causes_one(arena, cause), CEL_ABSENT);
}

static void
host_at(void *ctx, Arena *arena, CelRecord record, const CelField *field, Day day, CelValue *ret) {
  RunHost *host = ctx;
  if (pack_field_kind(field) == PACK_PARAM)
    param_at(ctx, arena, field, day, ret);
  else if (is_outside(host->run, record))
    run_missing(arena, record.schema, field->name, true, ret);
  else
    run_dated_value(ctx, arena, record, field, day, ret);
}

/* A long function: one case a kind of field. */
static void
host_get(void *ctx, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  RunHost *host = ctx;
  RunState *run = host->run;
  switch (pack_field_kind(field)) {
  case PACK_COLUMN:
    column_value(host, arena, record, field, ret);
    return;
  case PACK_ROW_MATCH:
    row_match(run, record, ret);
    return;
  case PACK_ROW_ROLE:
    row_role(run, record, ret);
    return;
  case PACK_ROW_PERSON:
    row_person(run, arena, record, field, ret);
    return;
  case PACK_ROWS:
  case PACK_ROWS_FILTERED:
    dept_rows(host, arena, record, field, ret);
    return;
  case PACK_CHILDREN:
    children_list(host, arena, record, field, ret);
    return;
  case PACK_LAST:
    if (is_outside(run, record)) {
      run_missing(arena, record.schema, field->name, true, ret);
      return;
    }
    run_subject_value(host, arena, record, field, ret);
    return;
  case PACK_HAMLETS:
  case PACK_HAMLET_NAME:
  case PACK_TOWNSHIP:
  case PACK_TOWNSHIP_CODE:
  case PACK_TOWNSHIP_NAME:
  case PACK_VILLAGES:
  case PACK_HOUSEHOLDS:
    run_subject_value(host, arena, record, field, ret);
    return;
  case PACK_EPISODE:
  case PACK_CASES:
  case PACK_CASE:
  case PACK_CASE_ID:
  case PACK_CASE_KIND:
  case PACK_STEPS:
  case PACK_STEPS_OF:
    run_case_value(host, arena, record, field, ret);
    return;
  case PACK_HOUSEHOLD:
    if (record.aux == AUX_CASE)
      run_case_value(host, arena, record, field, ret);
    else
      person_household(run, record, ret);
    return;
  case PACK_LINK:
    run_link_value(host, arena, record, field, ret);
    return;
  case PACK_VILLAGE:
    if (is_outside(run, record)) {
      missing(run, arena, record.schema, field, ret);
      return;
    }
    village_value(run, arena, record, field,
                  record.aux == AUX_HOUSEHOLD ? record.index : run->household_of[record.index],
                  ret);
    return;
  case PACK_MEMBERS:
    if (record.aux == AUX_VILLAGE || record.aux == AUX_TOWNSHIP)
      run_subject_value(host, arena, record, field, ret);
    else
      persons_list(host, arena, run->person_first[record.index],
                   run->person_first[record.index + 1] - run->person_first[record.index], ret);
    return;
  case PACK_HEAD:
    if (run->head_of[record.index] == RUN_NONE)
      missing(run, arena, record.schema, field, ret);
    else
      *ret = (CelValue){.state = CEL_KNOWN,
                        .record = run_person_record(run, run->head_of[record.index])};
    return;
  case PACK_GROUP_KEY:
  case PACK_GROUP_ITEMS:
  case PACK_GROUP_LET:
    run_group_value(host, arena, record, field, ret);
    return;
  case PACK_DEF:
    run_def_value(host, arena, record, field, ret);
    return;
  case PACK_PARAM:
    *ret = run->params[pack_field_index(field)];
    if (day_cmp(host->day, run->input->on) != 0) param_at(host, arena, field, host->day, ret);
    return;
  case PACK_DELIVERY:
    *ret =
        (CelValue){.state = CEL_KNOWN, .record = {field->type->schema, pack_field_index(field), 0}};
    return;
  case PACK_DELIVERY_STATE:
  case PACK_DELIVERY_FIRST:
  case PACK_DELIVERY_LAST:
  case PACK_DELIVERY_COVERAGE:
    delivery_value(run, arena, record, field, ret);
    return;
  case PACK_MEMBERS_AT: /* asked of a day: host_at */
  case PACK_HOUSEHOLD_AT:
  case PACK_DEPT:
  case PACK_LINKS:
  case PACK_GROUPS:
  case PACK_GROUP:
  case PACK_CODES:
    break;
  }
  *ret = (CelValue){.state = CEL_KNOWN, .record = record};
}

/* A value that came from no cell, as the text that people write. */
static void as_text(Arena *arena, const CelField *field, CelValue *value) {
  Buf text;
  if (value->state != CEL_KNOWN || cel_type_is_text(field->type->kind)) return;
  buf_init(&text, 1 << 16);
  cel_value_text(field->type, value, &text);
  *value = cel_str(arena_str(arena, buf_view(&text)));
  buf_free(&text);
}

static void
host_raw(void *ctx, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  RunHost *host = ctx;
  host_get(ctx, arena, record, field, ret);
  uint32_t source_index, row, column;
  if (pack_field_kind(field) != PACK_COLUMN) {
    as_text(arena, field, ret);
    return;
  }
  if (!locate(host->run, record, field, &source_index, &row, &column)) return;
  const FrameColumn *cells = &host->run->sources[source_index].frame.columns[column];
  bool has_text = ret->state == CEL_KNOWN ||
                  (ret->state == CEL_UNKNOWN && ret->unknown->absence == CEL_HAS_TEXT);
  if (has_text && cells->raw) *ret = cel_str(frame_heap_get(host->run->heap, cells->raw[row]));
}

static const CelCause *host_cell(void *ctx, Arena *arena, CelRecord record, const CelField *field) {
  RunHost *host = ctx;
  uint32_t source_index, row, column;
  if (pack_field_kind(field) == PACK_COLUMN &&
      locate(host->run, record, field, &source_index, &row, &column) &&
      host->run->sources[source_index].frame.origins[row].row > 0)
    return cell_cause(host->run, arena, &host->run->sources[source_index], row, column);
  CelValue none;
  missing(host->run, arena, record.schema, field, &none);
  return none.unknown->causes->items[0];
}

const CelHost *run_cel_host(void) {
  static const CelHost host = {host_get, host_raw, host_at, host_cell};
  return &host;
}

void run_host_rows(void *ctx, PackRows rows) {
  ((RunHost *)ctx)->rows = rows;
}

void run_host_day(void *ctx, Day day) {
  ((RunHost *)ctx)->day = day;
}

void run_common_vars(RunState *run, CelValue *vars) {
  vars[PACK_VAR_ON] = cel_int(run->input->on.n);
  vars[PACK_VAR_PARAM] = (CelValue){.state = CEL_KNOWN, .record = run->pack->param_record};
  vars[PACK_VAR_CODES] = (CelValue){.state = CEL_KNOWN, .record = run->pack->codes_record};
  vars[PACK_VAR_DELIVERY] = (CelValue){.state = CEL_KNOWN, .record = run->pack->delivery_record};
}

static void set_township(const RunState *run, uint32_t township, CelValue *vars) {
  vars[PACK_VAR_TOWNSHIP] =
      (CelValue){.state = CEL_KNOWN, .record = run_township_record(run, township)};
}

void run_subject_vars(RunState *run, PackSubject subject, uint32_t index, CelValue *vars) {
  run_common_vars(run, vars);
  if (subject == PACK_TOWNSHIP_SUBJECT) {
    set_township(run, index, vars);
    return;
  }
  if (subject == PACK_VILLAGE_SUBJECT) {
    set_township(run, run->subjects.township_of[index], vars);
    vars[PACK_VAR_VILLAGE] =
        (CelValue){.state = CEL_KNOWN, .record = {run->pack->village, index, AUX_VILLAGE}};
    return;
  }
  if (subject == PACK_PERSON && index >= run->persons) { /* of a def: known only by a link */
    vars[PACK_VAR_HOUSEHOLD] = run->outsiders[index - run->persons].household;
    vars[PACK_VAR_VILLAGE] = run->no_village;
    vars[PACK_VAR_PERSON] = (CelValue){.state = CEL_KNOWN, .record = run_person_record(run, index)};
    return;
  }
  uint32_t household = subject == PACK_PERSON         ? run->household_of[index]
                       : subject == PACK_CASE_SUBJECT ? run->subjects.case_household[index]
                                                      : index;
  vars[PACK_VAR_HOUSEHOLD] =
      (CelValue){.state = CEL_KNOWN, .record = run_household_record(run, household)};
  uint32_t village = run->village_of[household];
  vars[PACK_VAR_TOWNSHIP] = run->no_village;
  if (village != RUN_NONE) set_township(run, run->subjects.township_of[village], vars);
  vars[PACK_VAR_VILLAGE] =
      village == RUN_NONE
          ? run->no_village
          : (CelValue){.state = CEL_KNOWN, .record = {run->pack->village, village, AUX_VILLAGE}};
  if (subject == PACK_PERSON)
    vars[PACK_VAR_PERSON] = (CelValue){.state = CEL_KNOWN, .record = run_person_record(run, index)};
  if (subject == PACK_CASE_SUBJECT)
    vars[PACK_VAR_CASE] =
        (CelValue){.state = CEL_KNOWN, .record = {run->pack->case_, index, AUX_CASE}};
}
