/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frames: staged rows to typed columns, in the order of their slots.
 *
 * A counting sort by slot keeps the order of files and rows within a slot. Sources do not touch
 * each other, so they are placed in parallel.
 */
#include "run/run_int.h"

#include <string.h>

/* The staged rows of a source, in the order of its files and of the rows in them. */
RunRow **run_rows(RunState *run, uint32_t source, Arena *arena, uint32_t *ret_count) {
  size_t stride = run->sources[source].stride;
  size_t count = 0;
  for (size_t i = 0; i < run->parts.count; i++)
    if (run->files[run->parts.items[i].file].source == source)
      count += run->parts.items[i].stage.len / stride;
  RunRow **rows = arena_new_array(arena, RunRow *, count + 1);
  size_t at = 0;
  for (size_t i = 0; i < run->parts.count; i++) {
    RunPart *part = &run->parts.items[i];
    if (run->files[part->file].source != source) continue;
    for (size_t offset = 0; offset < part->stage.len; offset += stride) {
      rows[at] = (RunRow *)(void *)(part->stage.ptr + offset);
      rows[at++]->row += part->row_base + 1;
    }
  }
  *ret_count = (uint32_t)at;
  return rows;
}

static void allocate(RunSource *source, uint32_t count) {
  Frame *frame = &source->frame;
  frame->rows = count;
  frame->column_count = source->column_count;
  frame->columns = arena_new_array(source->arena, FrameColumn, source->column_count + 1);
  frame->origins = arena_new_array(source->arena, FrameOrigin, (size_t)count + 1);
  if (source->dataset && source->dataset->role_count > 0)
    frame->roles = arena_new_array(source->arena, uint8_t, (size_t)count + 1);
  for (uint32_t i = 0; i < source->column_count; i++) {
    if (!source->used[i]) continue;
    frame->columns[i].cells = arena_new_array(source->arena, uint64_t, (size_t)count + 1);
    frame->columns[i].states = arena_new_array(source->arena, uint8_t, (size_t)count + 1);
    if (source->raw[i])
      frame->columns[i].raw = arena_new_array(source->arena, FrameText, (size_t)count + 1);
  }
}

static void put_row(RunSource *source, const RunRow *row, uint32_t at) {
  Frame *frame = &source->frame;
  const uint64_t *cells = row_cells(row);
  const uint8_t *states = row_states(source, row);
  frame->origins[at] = (FrameOrigin){row->row, row->file, row->level, row->standing};
  frame->has_possible |= row->standing != FRAME_SURE;
  if (frame->roles) frame->roles[at] = (uint8_t)row->role;
  for (uint32_t i = 0; i < source->column_count; i++) {
    if (!source->used[i]) continue;
    frame->columns[i].cells[at] = cells[source->stage[i]];
    frame->columns[i].states[at] = states[source->stage[i]];
    if (source->raw[i])
      frame->columns[i].raw[at].packed = cells[source->used_count + source->raw_stage[i]];
  }
}

/* Main tables: rows[i] is the row of subject i, or NULL. */
void run_fill(RunSource *source, RunRow *const *rows, uint32_t count) {
  allocate(source, count);
  for (uint32_t i = 0; i < count; i++)
    if (rows[i]) put_row(source, rows[i], i);
}

/* Rows that hang on slots; those without one are left out. */
void run_place(RunSource *source, RunRow *const *rows, uint32_t count, uint32_t slots) {
  uint32_t *first = arena_new_array(source->arena, uint32_t, (size_t)slots + 2);
  for (uint32_t i = 0; i < count; i++)
    if (rows[i]->slot != RUN_NONE) first[rows[i]->slot + 2]++;
  uint32_t total = 0;
  for (uint32_t slot = 0; slot < slots; slot++) {
    total += first[slot + 2];
    first[slot + 2] = total;
  }
  allocate(source, total);
  for (uint32_t i = 0; i < count; i++)
    if (rows[i]->slot != RUN_NONE) put_row(source, rows[i], first[rows[i]->slot + 1]++);
  source->frame.first = first;
}
