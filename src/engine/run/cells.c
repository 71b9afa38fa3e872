/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cells: the cells of a row, read and staged until all rows of its source are there.
 *
 * A row is staged once for everybody on whom it hangs. What cannot be read is listed with the file.
 */
#include "run/run_int.h"

#include <string.h>

typedef struct StageRow {
  RunState *run;
  RunWorker *worker;
  RunPart *part;
  const RunSource *source;
  const RunFileState *file;
} StageRow;

static void stage_value(
    const StageRow *scan, uint32_t column, const CelValue *value, uint64_t *cell, uint8_t *state) {
  const CelType *type = scan->source->columns[column].type;
  bool text = cel_type_is_text(type->kind) || type->kind == CEL_LIST;
  if (value->state == CEL_KNOWN) {
    *state = FRAME_VALUE;
    if (text) {
      FrameText kept = frame_heap_put(scan->run->heap, &scan->worker->chunk, value->s);
      *cell = kept.packed;
    } else {
      *cell = (uint64_t)value->i;
    }
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

/* Sets of codes are kept as their text: they are taken apart where a rule reads them. */
static void
stage_cells(const StageRow *scan, const CsvRecord *record, uint32_t row, RunRow *staged) {
  const RunSource *source = scan->source;
  const ReaderTable *table = &scan->file->table;
  uint64_t *cells = (uint64_t *)(staged + 1);
  uint8_t *states = (uint8_t *)(cells + source->used_count + source->raw_count);
  Arena *scratch = scan->worker->scratch;
  for (uint32_t i = 0; i < source->column_count; i++) {
    if (!source->used[i] || table->cell_of[i] == READER_NO_CELL) continue;
    Str text = reader_cell(table, record, i, scratch);
    const PackColumn *column = &source->columns[i];
    uint32_t at = source->stage[i];
    if (source->raw[i])
      cells[source->used_count + source->raw_stage[i]] =
          frame_heap_put(scan->run->heap, &scan->worker->chunk, text).packed;
    Str township = STR_NONE;
    if (column->type->kind == CEL_DIVISION && source->dataset &&
        source->dataset->township_column != PACK_NONE && source->dataset->township_column != i)
      township = reader_cell(table, record, source->dataset->township_column, scratch);
    CelValue value;
    pack_read_value(scan->run->pack, column, text, table->factor_of[i], township, scratch, &value);
    if (column->type->kind == CEL_LIST && value.state == CEL_KNOWN) value = cel_str(text);
    stage_value(scan, i, &value, &cells[at], &states[at]);
    if (states[at] == FRAME_UNREADABLE || is_damaged(column, text))
      note_unreadable(scan, row, i, text);
  }
}

/* Appends a zeroed row; the pointer lives until the next. */
static RunRow *stage_row(RunPart *part, size_t stride) {
  static const char zeros[4096];
  for (size_t left = stride; left > 0;) {
    size_t piece = left < sizeof zeros ? left : sizeof zeros;
    buf_str(&part->stage, (Str){zeros, piece});
    left -= piece;
  }
  return part->stage.overflow ? NULL
                              : (RunRow *)(void *)(part->stage.ptr + part->stage.len - stride);
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
  for (size_t i = 0; i < slots->count; i++) {
    const RunSlot *slot = &slots->items[i];
    RunRow *staged = stage_row(part, stride);
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
