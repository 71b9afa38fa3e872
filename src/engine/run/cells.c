/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cells: the cells of a row, read and staged until all rows of its source are there.
 *
 * A row is staged once for everybody on whom it hangs. What cannot be read is listed with the file.
 *
 * Most columns have few different texts: each worker remembers, per column of the file it is in,
 * what the bytes of a cell were read as. Only what gave no issue is remembered, so a cell that
 * cannot be read is listed each time. Equal codes are one text in the heap.
 */
#include "run/run_int.h"

#include <endian.h>
#include <string.h>

/* ---- memory of a column ---- */

enum { MEMORY_BITS = 8, MEMORY_MAX = 22, MEMORY_TRIAL = 1000 };

/* A cell of at most MEMORY_MAX bytes as 22 bytes and a length; what it was read as. [rest]: the
 * last six bytes, the length + 1, then the FrameState; 0: free. */
typedef struct Known {
  uint64_t first, second, rest;
  uint64_t cell;
} Known;

enum { REST_LENGTH = 48, REST_STATE = 56 };
static const uint64_t REST_KEY = ((uint64_t)1 << REST_STATE) - 1;

typedef struct Memory {
  bool off; /* hardly any cell was known */
  uint32_t asked, met;
  Known known[1 << MEMORY_BITS];
} Memory;

static inline uint64_t load_8(const uint8_t *at) {
  uint64_t word;
  memcpy(&word, at, sizeof word);
  return le64toh(word);
}

static inline uint64_t load_4(const uint8_t *at) {
  uint32_t word;
  memcpy(&word, at, sizeof word);
  return le32toh(word);
}

/* Different bytes give different keys: within a length each byte has its place. */
static inline Known key_of(Bytes bytes) {
  const uint8_t *at = bytes.ptr;
  size_t len = bytes.len;
  Known key = {.rest = (uint64_t)(len + 1) << REST_LENGTH};
  if (len >= 16) {
    key.first = load_8(at);
    key.second = load_8(at + 8);
    key.rest |= load_8(at + len - 8) >> 16;
  } else if (len >= 8) {
    key.first = load_8(at);
    key.second = load_8(at + len - 8);
  } else if (len >= 4) {
    key.first = load_4(at) | load_4(at + len - 4) << 32;
  } else if (len > 0) {
    key.first = (uint64_t)at[0] | (uint64_t)at[len / 2] << 8 | (uint64_t)at[len - 1] << 16;
  }
  return key;
}

static inline Known *place_of(Memory *memory, const Known *key) {
  uint64_t hash = key->first * UINT64_C(0x9E3779B97F4A7C15);
  hash = (hash ^ hash >> 32 ^ key->second) * UINT64_C(0xC2B2AE3D27D4EB4F);
  hash = (hash ^ hash >> 32 ^ key->rest) * UINT64_C(0x9E3779B97F4A7C15);
  return &memory->known[hash >> (64 - MEMORY_BITS)];
}

static inline bool is_known(const Known *place, const Known *key) {
  return place->first == key->first && place->second == key->second &&
         (place->rest & REST_KEY) == key->rest;
}

/* A column most of whose cells are new is only slowed down. */
static void count_asked(Memory *memory, bool met) {
  memory->met += met;
  if (++memory->asked < MEMORY_TRIAL) return;
  memory->off = memory->met < MEMORY_TRIAL / 4;
  memory->asked = memory->met = 0;
}

/* ---- the columns of a file ---- */

typedef struct Column {
  uint32_t column;
  uint16_t cell;
  bool in_township;    /* what its text means depends on another cell */
  uint32_t at, raw_at; /* places in the staged row; RUN_NONE: the text is not kept */
  Memory *memory;      /* NULL: none */
} Column;

struct RunCells {
  uint32_t file; /* whose the columns are; RUN_NONE: of none yet */
  bool whole;    /* every used column is there */
  uint32_t count;
  Column *columns;
  Memory *memories;
};

/* Kinds whose texts are few enough to be met again. */
static bool is_repeated(CelKind kind) {
  switch ((int)kind) {
  case CEL_BOOL:
  case CEL_INT:
  case CEL_DECIMAL:
  case CEL_DATE:
  case CEL_MONTH:
  case CEL_CODE:
  case CEL_LIST:
  case CEL_DIVISION:
  case CEL_STRING:
    return true;
  default:
    return false;
  }
}

static bool needs_township(const RunSource *source, uint32_t column) {
  const PackDataset *dataset = source->dataset;
  return source->columns[column].type->kind == CEL_DIVISION && dataset &&
         dataset->township_column != PACK_NONE && dataset->township_column != column;
}

static void start_file(RunCells *cells, const RunSource *source, const RunFileState *file) {
  const ReaderTable *table = &file->table;
  cells->count = 0;
  for (uint32_t i = 0; i < source->column_count; i++) {
    if (!source->used[i] || table->cell_of[i] == READER_NO_CELL) continue;
    Column *column = &cells->columns[cells->count];
    *column = (Column){.column = i,
                       .cell = table->cell_of[i],
                       .in_township = needs_township(source, i),
                       .at = source->stage[i],
                       .raw_at = RUN_NONE};
    if (source->raw[i]) column->raw_at = source->used_count + source->raw_stage[i];
    if (is_repeated(source->columns[i].type->kind) && !column->in_township && !source->raw[i]) {
      column->memory = &cells->memories[cells->count];
      memset(column->memory, 0, sizeof *column->memory);
    }
    cells->count++;
  }
  cells->whole = cells->count == source->used_count;
}

/* The texts of the codes that columns in use may have. */
static void keep_codes(RunState *run, const RunSource *source) {
  for (uint32_t i = 0; i < source->column_count; i++) {
    if (!source->used[i] || source->columns[i].type->kind != CEL_CODE) continue;
    const CelCodes *codes = source->columns[i].type->codes;
    FrameText **texts = &run->code_texts[codes - run->pack->codes];
    if (*texts != NULL) continue;
    *texts = arena_new_array(run->arena, FrameText, codes->count + 1);
    for (size_t k = 0; k < codes->count; k++)
      (*texts)[k] = frame_heap_put(run->heap, &run->worker[0].chunk, codes->codes[k].code);
  }
}

void run_make_cells(RunState *run) {
  uint32_t most = 0;
  run->code_texts = arena_new_array(run->arena, FrameText *, run->pack->codes_count + 1);
  for (uint32_t i = 0; i < run->source_count; i++) {
    keep_codes(run, &run->sources[i]);
    if (run->sources[i].used_count > most) most = run->sources[i].used_count;
  }
  for (size_t i = 0; i < run->workers; i++) {
    RunCells *cells = arena_new_one(run->worker[i].keep, RunCells);
    cells->file = RUN_NONE;
    cells->columns = arena_new_array(run->worker[i].keep, Column, (size_t)most + 1);
    cells->memories = arena_new_array(run->worker[i].keep, Memory, (size_t)most + 1);
    run->worker[i].cells = cells;
  }
}

/* ---- one row ---- */

typedef struct StageRow {
  RunState *run;
  RunWorker *worker;
  RunPart *part;
  const RunSource *source;
  const RunFileState *file;
} StageRow;

static FrameText keep_text(const StageRow *scan, const CelType *type, Str text) {
  if (type->kind == CEL_CODE) {
    const CelCode *code = cel_codes_find(type->codes, text);
    if (code)
      return scan->run->code_texts[type->codes - scan->run->pack->codes][code - type->codes->codes];
  }
  return frame_heap_put(scan->run->heap, &scan->worker->chunk, text);
}

static void stage_value(const StageRow *scan,
                        const CelType *type,
                        const CelValue *value,
                        uint64_t *cell,
                        uint8_t *state) {
  *cell = 0;
  if (value->state == CEL_KNOWN) {
    bool text = cel_type_is_text(type->kind) || type->kind == CEL_LIST;
    *state = FRAME_VALUE;
    *cell = text ? keep_text(scan, type, value->s).packed : (uint64_t)value->i;
    return;
  }
  const CelUnknown *unknown = value->unknown;
  *state = unknown->absence == CEL_IS_EMPTY ? FRAME_EMPTY : FRAME_UNREADABLE;
  if (*state == FRAME_UNREADABLE && unknown->has_min && unknown->has_max) {
    *state = FRAME_BOUNDED;
    *cell =
        (uint64_t)(uint32_t)(unknown->min - DAY_MIN.n) << 32 | (uint32_t)(unknown->max - DAY_MIN.n);
  }
}

static void note_unreadable(const StageRow *scan, uint32_t row, uint32_t column, Str text) {
  const PackColumn *bound = &scan->source->columns[column];
  FrameIssueKind kind = bound->type->kind == CEL_IDNUMBER ? ISSUE_DAMAGED_ID : ISSUE_UNREADABLE;
  if (bound->type->kind == CEL_CODE || bound->type->kind == CEL_LIST) kind = ISSUE_UNKNOWN_CODE;
  Arena *scratch = scan->worker->scratch;
  frame_issue_add(&scan->part->issues, scan->worker->keep, kind, (uint16_t)scan->part->file,
                  row + 1, scan->file->table.headers[scan->file->table.cell_of[column]],
                  cel_type_text(bound->type, scratch), text);
}

/* A number that a spreadsheet rounded is kept as the text it is, and listed. */
static bool is_damaged(const PackColumn *column, Str text) {
  NormId id;
  if (column->type->kind != CEL_IDNUMBER) return false;
  norm_id(text, &id);
  return id.form == ID_DAMAGED;
}

static uint64_t *stage_of(RunRow *staged) {
  return (uint64_t *)(staged + 1);
}

static uint8_t *states_of(const RunSource *source, RunRow *staged) {
  return (uint8_t *)(stage_of(staged) + source->used_count + source->raw_count);
}

/* Sets of codes are kept as their text: they are taken apart where a rule reads them. Says
 * whether there was nothing to list. */
static bool read_cell(
    const StageRow *scan, const Column *at, const CsvRecord *record, uint32_t row, RunRow *staged) {
  const RunSource *source = scan->source;
  const ReaderTable *table = &scan->file->table;
  const PackColumn *column = &source->columns[at->column];
  uint64_t *cells = stage_of(staged);
  uint8_t *state = states_of(source, staged) + at->at;
  Arena *scratch = scan->worker->scratch;
  Str text = reader_cell(table, record, at->column, scratch);
  if (at->raw_at != RUN_NONE)
    cells[at->raw_at] = frame_heap_put(scan->run->heap, &scan->worker->chunk, text).packed;
  Str township = STR_NONE;
  if (at->in_township)
    township = reader_cell(table, record, source->dataset->township_column, scratch);
  CelValue value;
  pack_read_value(scan->run->pack, column, text, table->factor_of[at->column], township, scratch,
                  &value);
  if (column->type->kind == CEL_LIST && value.state == CEL_KNOWN) value = cel_str(text);
  stage_value(scan, column->type, &value, &cells[at->at], state);
  if (*state != FRAME_UNREADABLE && !is_damaged(column, text)) return true;
  note_unreadable(scan, row, at->column, text);
  return false;
}

static void remember_cell(
    const StageRow *scan, const Column *at, const CsvRecord *record, uint32_t row, RunRow *staged) {
  Memory *memory = at->memory;
  Bytes bytes = {NULL, 0};
  if (at->cell < record->count) {
    const CsvCell *cell = &record->cells[at->cell];
    bytes = (Bytes){record->line.ptr + cell->from, cell->len};
    if (cell->escaped || bytes.len > MEMORY_MAX) {
      (void)read_cell(scan, at, record, row, staged);
      return;
    }
  }
  Known key = key_of(bytes), *place = place_of(memory, &key);
  uint64_t *cell = stage_of(staged) + at->at;
  uint8_t *state = states_of(scan->source, staged) + at->at;
  bool met = is_known(place, &key);
  count_asked(memory, met);
  if (met) {
    *cell = place->cell;
    *state = (uint8_t)(place->rest >> REST_STATE);
  } else if (read_cell(scan, at, record, row, staged)) {
    *place = key;
    place->rest |= (uint64_t)*state << REST_STATE;
    place->cell = *cell;
  }
}

static void
stage_cells(const StageRow *scan, const CsvRecord *record, uint32_t row, RunRow *staged) {
  const RunCells *cells = scan->worker->cells;
  if (!cells->whole) memset(staged + 1, 0, scan->source->stride - sizeof *staged);
  for (uint32_t i = 0; i < cells->count; i++) {
    const Column *column = &cells->columns[i];
    if (column->memory && !column->memory->off)
      remember_cell(scan, column, record, row, staged);
    else
      (void)read_cell(scan, column, record, row, staged);
  }
}

/* ---- the stage ---- */

/* A place for a row; the pointer lives until the next. Where there is none, the part's rows so far
 * tell how many it will have. */
static RunRow *stage_row(const StageRow *scan, const CsvRecord *record) {
  enum { FIRST_ROWS = 64 };
  RunPart *part = scan->part;
  size_t stride = scan->source->stride;
  if (part->stage.cap - part->stage.len < stride) {
    size_t want = FIRST_ROWS * stride;
    if (part->stage.len > 0) {
      size_t done = (size_t)(record->line.ptr - scan->file->table.text.ptr) - part->from;
      double share = (double)(part->to - part->from) / (double)(done + 1);
      want += (size_t)((double)part->stage.len * (share < 1 ? 1 : share) * 1.05);
    }
    buf_reserve(&part->stage, want);
  }
  return (RunRow *)(void *)buf_extend(&part->stage, stride);
}

void run_stage(RunState *run,
               RunWorker *worker,
               RunPart *part,
               const CsvRecord *record,
               uint32_t row,
               const RunSlots *slots) {
  const RunFileState *file = &run->files[part->file];
  const StageRow scan = {run, worker, part, &run->sources[file->source], file};
  size_t stride = scan.source->stride;
  size_t first = part->stage.len;
  if (worker->cells->file != part->file) start_file(worker->cells, scan.source, file);
  worker->cells->file = part->file;
  for (size_t i = 0; i < slots->count; i++) {
    const RunSlot *slot = &slots->items[i];
    RunRow *staged = stage_row(&scan, record);
    if (staged == NULL) return;
    if (i > 0) memcpy(staged, part->stage.ptr + first, stride);
    *staged = (RunRow){.row = row,
                       .slot = slot->slot,
                       .file = (uint16_t)part->file,
                       .level = slot->level,
                       .standing = slot->standing,
                       .role = slot->role};
    if (i == 0) stage_cells(&scan, record, row, staged);
  }
}
