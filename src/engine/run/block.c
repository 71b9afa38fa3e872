/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block: delivered rows, held back until what they will be compared with is in the cache.
 *
 * Where a number stands in the index is anybody's guess, and so each row by itself waits for
 * memory. Rows of a block ask first, all of them, and are matched afterwards in their order; so
 * what comes out is that of one row after another. Only the places of cells are copied: the bytes
 * stay where the file is mapped. Issues of rows that were not held back may come before those of
 * the block: they are put in the order of rows where they are written.
 *
 * Files that are not matched by number and name, and those whose rows name several persons, go
 * row by row.
 */
#include "run/run_int.h"

#include <string.h>

enum { BLOCK_ROWS = 32 };

static bool goes_by_number(const RunState *run, const RunFileState *file) {
  const PackDataset *dataset = run->sources[file->source].dataset;
  if (run->collecting || dataset == NULL || dataset->grain == PACK_GRAIN_VILLAGE) return false;
  if (dataset->role_count > 0 || file->first_other_level == 0) return false;
  uint32_t id = dataset->id_column;
  return id != PACK_NONE && file->table.cell_of[id] != READER_NO_CELL;
}

RunBlock *run_block_new(const RunState *run, const RunFileState *file, Arena *arena) {
  if (!goes_by_number(run, file)) return NULL;
  RunBlock *block = arena_new_one(arena, RunBlock);
  block->room = run->input->block > 0 ? run->input->block : BLOCK_ROWS;
  block->each = file->table.cells;
  block->rows = arena_new_array(arena, RunHeld, block->room);
  block->cells = arena_new_array(arena, CsvCell, (size_t)block->room * block->each);
  return block;
}

/* Cells behind those of the header are blank and are columns of nothing. */
bool run_block_hold(RunBlock *block, const ReaderRow *row) {
  RunHeld *held = &block->rows[block->count];
  CsvCell *cells = block->cells + (size_t)block->count * block->each;
  held->row = row->row;
  held->record = *row->record;
  held->record.cells = cells;
  if (held->record.count > block->each) held->record.count = block->each;
  memcpy(cells, row->record->cells, held->record.count * sizeof *cells);
  block->count++;
  return block->count == block->room;
}

void run_block_fetch(const RunState *run,
                     const RunFileState *file,
                     RunBlock *block,
                     Arena *scratch) {
  const PackDataset *dataset = run->sources[file->source].dataset;
  for (uint32_t i = 0; i < block->count; i++) {
    RunHeld *held = &block->rows[i];
    run_read_keys(file, dataset, &held->record, scratch, &held->keys);
    join_prefetch(run->index, &held->keys);
  }
  for (uint32_t i = 0; i < block->count; i++) {
    uint32_t person = join_person_of_id(run->index, &block->rows[i].keys);
    if (person != JOIN_NOBODY) __builtin_prefetch(&run->household_of[person]);
  }
}
