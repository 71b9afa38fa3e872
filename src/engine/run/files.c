/* SPDX-License-Identifier: Apache-2.0 */
/*
 * files: opening the files of a run and scanning them in parallel.
 *
 * A file is cut into parts of about a mebibyte at guessed record boundaries. Parts are scanned in
 * any order; afterwards the chain is checked: a part that began where no record begins is scanned
 * again from the right place, so the rows are those of one pass from the beginning.
 */
#include "run/run_int.h"

#include <string.h>

enum { PART_BYTES = 1 << 20, STAGE_MAX_BYTES = 1 << 30 };

/* ---- opening ---- */

static void open_registry_file(RunState *run, RunFileState *file) {
  RunSource *source = &run->sources[file->source];
  ReaderVerdict verdict =
      reader_open(file->bytes, source->columns, source->column_count, (uint16_t)(file - run->files),
                  file->arena, &file->table, &file->issues);
  file->usable = verdict == READER_OK;
}

/* Levels that can work on the file; at least one sure or probable one is needed. */
static void find_levels(RunFileState *file, const PackDataset *dataset) {
  bool works = false;
  file->first_other_level = (uint32_t)dataset->level_count;
  for (uint32_t i = 0; i < dataset->level_count && i < 64; i++) {
    const PackLevel *level = &dataset->levels[i];
    if (!reader_level_usable(&file->table, dataset, i)) continue;
    file->usable_levels |= (uint64_t)1 << i;
    works |= level->as != PACK_HINT;
    bool other = (level->keys & ~(uint32_t)(PACK_KEY_ID | PACK_KEY_NAME)) != 0;
    if (other && i < file->first_other_level) file->first_other_level = i;
  }
  file->usable &= works || dataset->grain == PACK_GRAIN_VILLAGE;
}

static void open_file(void *ctx, size_t item, size_t worker) {
  (void)worker;
  RunState *run = ctx;
  RunFileState *file = &run->files[item];
  if (file->source == RUN_NONE || (file->delivery && file->delivery->replaced)) return;
  open_registry_file(run, file);
  const PackDataset *dataset = run->sources[file->source].dataset;
  if (dataset && file->usable) find_levels(file, dataset);
  run_release(run, file->bytes);
}

static void cut_file(RunState *run, uint32_t index) {
  RunFileState *file = &run->files[index];
  const ReaderTable *table = &file->table;
  Bytes body = {table->text.ptr + table->body, table->text.len - table->body};
  size_t cap = body.len / PART_BYTES + 2;
  size_t *from = arena_new_array(file->arena, size_t, cap);
  size_t count = codec_csv_parts(body, table->dialect, PART_BYTES, from, cap);
  file->first_part = (uint32_t)run->parts.count;
  file->part_count = (uint32_t)count;
  for (size_t i = 0; i < count; i++) {
    RunPart *part = vec_push(run->arena, &run->parts);
    *part = (RunPart){.file = index,
                      .issues = {.limited = true},
                      .from = table->body + from[i],
                      .to = i + 1 < count ? table->body + from[i + 1] : table->text.len};
    const PackDataset *dataset = run->sources[file->source].dataset;
    part->matched = arena_new_array(run->arena, uint64_t, (dataset ? dataset->level_count : 0) + 1);
    buf_init(&part->stage, STAGE_MAX_BYTES);
  }
}

Err run_open_files(RunState *run) {
  TRY(thread_each(run->workers, run->file_count, open_file, run, run->diag));
  for (uint32_t i = 0; i < run->file_count; i++) {
    RunFileState *file = &run->files[i];
    if (!file->usable) continue;
    run->sources[file->source].present = true;
    cut_file(run, i);
  }
  return ERR_OK;
}

/* ---- scanning ---- */

typedef struct Scan {
  RunState *run;
  uint32_t first_part;
  Str what;
  uint64_t total;
} Scan;

typedef struct ScanRow {
  RunState *run;
  RunWorker *worker;
  RunPart *part;
  const RunSource *source;
  const RunFileState *file;
  RunBlock *block; /* NULL: row by row */
} ScanRow;

static void take_row(const ScanRow *scan, const CsvRecord *record, uint32_t row, JoinKeys *keys) {
  ArenaMark mark = arena_mark(scan->worker->scratch);
  RunSlots slots = {0};
  if (scan->run->collecting)
    run_collect_row(scan->run, scan->worker, scan->part, record);
  else if (scan->source->dataset)
    run_match_row(scan->run, scan->worker, scan->part, record, row, keys, &slots);
  else
    *vec_push(scan->worker->scratch, &slots) = (RunSlot){.slot = RUN_NONE};
  if (scan->source->read) run_stage(scan->run, scan->worker, scan->part, record, row, &slots);
  arena_reset(scan->worker->scratch, mark);
}

static void take_block(const ScanRow *scan) {
  RunBlock *block = scan->block;
  Arena *scratch = scan->worker->scratch;
  ArenaMark mark = arena_mark(scratch);
  run_block_fetch(scan->run, scan->file, block, scratch);
  for (uint32_t i = 0; i < block->count; i++) {
    RunHeld *held = &block->rows[i];
    take_row(scan, &held->record, held->row, &held->keys);
  }
  block->count = 0;
  arena_reset(scratch, mark);
}

static void scan_row(void *ctx, const ReaderRow *row) {
  const ScanRow *scan = ctx;
  if (scan->block == NULL)
    take_row(scan, row->record, row->row, NULL);
  else if (run_block_hold(scan->block, row))
    take_block(scan);
}

static void scan_part(RunState *run, RunPart *part, RunWorker *worker) {
  const RunFileState *file = &run->files[part->file];
  ArenaMark mark = arena_mark(worker->scratch);
  RunBlock *block = run_block_new(run, file, worker->scratch);
  ScanRow scan = {run, worker, part, &run->sources[file->source], file, block};
  part->end = reader_scan(&file->table, part->from, part->to, (uint16_t)part->file, scan_row, &scan,
                          worker->scratch, &part->issues, worker->keep, &part->counts);
  if (block != NULL && block->count > 0) take_block(&scan);
  arena_reset(worker->scratch, mark);
  if (part->end > part->from)
    run_release(run, (Bytes){file->table.text.ptr + part->from, part->end - part->from});
}

/* Persons known only by links are looked for in the rows that connect, and nowhere else. */
static bool is_wanted(const RunState *run, const RunFileState *file) {
  if (!file->usable) return false;
  for (size_t i = 0; run->collecting && i < run->pack->link_def_count; i++) {
    const RunLinkDef *def = &run->link_defs[i];
    if (def->source == file->source && (def->forward | def->backward) != 0) return true;
  }
  return !run->collecting;
}

static void scan_item(void *ctx, size_t item, size_t worker) {
  const Scan *scan = ctx;
  RunState *run = scan->run;
  if (!is_wanted(run, &run->files[run->parts.items[scan->first_part + item].file])) return;
  scan_part(run, &run->parts.items[scan->first_part + item], &run->worker[worker]);
  if (worker == 0 && run->input->progress)
    run->input->progress(run->input->progress_ctx, scan->what, item + 1, scan->total);
}

static void forget_part(RunPart *part, size_t levels) {
  buf_clear(&part->stage);
  frame_issues_forget(&part->issues);
  part->counts = (ReaderCounts){0};
  memset(part->matched, 0, levels * sizeof *part->matched);
  part->ambiguous = part->unmatched = part->out_of_population = part->bad_ids = part->no_key = 0;
}

/* Reads parts again whose guessed beginning was wrong, and adds the parts up. */
static void check_chain(RunState *run, RunFileState *file) {
  const PackDataset *dataset = run->sources[file->source].dataset;
  size_t levels = dataset ? dataset->level_count : 0;
  size_t at = file->table.body;
  uint32_t row = file->table.skipped;
  file->matched = arena_new_array(run->arena, uint64_t, levels + 1);
  for (uint32_t i = 0; i < file->part_count; i++) {
    RunPart *part = &run->parts.items[file->first_part + i];
    if (part->from != at) {
      forget_part(part, levels);
      part->from = at;
      part->end = at;
      if (at < part->to) scan_part(run, part, &run->worker[0]);
    }
    at = part->end;
    part->row_base = row;
    row += part->counts.rows;
    file->skipped += part->counts.skipped;
    file->rejected += part->counts.rejected + (uint32_t)part->no_key;
    for (size_t k = 0; k < levels; k++)
      file->matched[k] += part->matched[k];
    file->ambiguous += part->ambiguous;
    file->unmatched += part->unmatched;
    file->out_of_population += part->out_of_population;
    file->bad_ids += part->bad_ids;
    for (size_t k = 0; k < part->issues.count; k++)
      if (part->issues.items[k].row > 0) part->issues.items[k].row += part->row_base;
  }
  file->rows = row;
  file->skipped += file->table.skipped;
}

void run_forget_scan(RunState *run, uint32_t first_file, uint32_t end_file) {
  for (uint32_t i = first_file; i < end_file; i++) {
    RunFileState *file = &run->files[i];
    const PackDataset *dataset = run->sources[file->source].dataset;
    if (!file->usable) continue;
    for (uint32_t k = 0; k < file->part_count; k++)
      forget_part(&run->parts.items[file->first_part + k], dataset ? dataset->level_count : 0);
    file->rows = file->skipped = file->rejected = 0;
    file->ambiguous = file->unmatched = file->out_of_population = file->bad_ids = 0;
  }
}

/* Fresh memory costs more than what is written into it. */
void run_pass_stages(RunState *run) {
  size_t next = 0;
  while (next < run->parts.count && run->parts.items[next].file < run->registry_files)
    next++;
  for (size_t i = 0; i < run->parts.count; i++) {
    RunPart *part = &run->parts.items[i];
    if (part->file >= run->registry_files) return;
    if (part->stage.cap > 0 && next < run->parts.count) {
      Buf *to = &run->parts.items[next++].stage;
      *to = part->stage;
      buf_clear(to);
      buf_init(&part->stage, STAGE_MAX_BYTES);
    }
    buf_free(&part->stage);
  }
}

Err run_scan(RunState *run, uint32_t first_file, uint32_t end_file, Str what) {
  uint32_t first_part = 0, end_part = 0;
  bool some = false;
  for (uint32_t i = first_file; i < end_file; i++) {
    const RunFileState *file = &run->files[i];
    if (!file->usable) continue;
    if (!some) first_part = file->first_part;
    end_part = file->first_part + file->part_count;
    some = true;
  }
  Scan scan = {run, first_part, what, end_part - first_part};
  TRY(thread_each(run->workers, end_part - first_part, scan_item, &scan, run->diag));
  for (uint32_t i = first_file; i < end_file; i++)
    if (is_wanted(run, &run->files[i])) check_chain(run, &run->files[i]);
  for (uint32_t i = first_part; i < end_part; i++)
    if (run->parts.items[i].stage.overflow)
      return fail(run->diag, ERR_LIMIT, PLACE_FILE(run->files[run->parts.items[i].file].name),
                  ARG2("一部分文件的行所占内存", "memory of the rows of a part"), STR("1 GiB"));
  return ERR_OK;
}

/* ---- hashes ---- */

typedef struct HashItem {
  RunFileState *file;
  size_t block;
} HashItem;

typedef struct HashWork {
  RunState *run;
  const HashItem *items;
} HashWork;

static void hash_block(void *ctx, size_t item, size_t worker) {
  (void)worker;
  const HashWork *work = ctx;
  const HashItem *at = &work->items[item];
  size_t from = at->block * RUN_HASH_BLOCK;
  size_t len =
      at->file->bytes.len - from < RUN_HASH_BLOCK ? at->file->bytes.len - from : RUN_HASH_BLOCK;
  Bytes block = {at->file->bytes.ptr + from, len};
  work->run->input->hash.block(block, at->file->hashes + at->block * RUN_HASH_BYTES);
  run_release(work->run, block);
}

Err run_hash_files(RunState *run) {
  if (run->input->hash.block == NULL) return ERR_OK;
  size_t count = 0;
  for (uint32_t i = 0; i < run->file_count; i++) {
    RunFileState *file = &run->files[i];
    file->hash_blocks = (file->bytes.len + RUN_HASH_BLOCK - 1) / RUN_HASH_BLOCK;
    file->hashes = arena_new_array(run->arena, uint8_t, file->hash_blocks * RUN_HASH_BYTES + 1);
    count += file->hash_blocks;
  }
  HashItem *items = arena_new_array(run->arena, HashItem, count + 1);
  size_t at = 0;
  for (uint32_t i = 0; i < run->file_count; i++)
    for (size_t block = 0; block < run->files[i].hash_blocks; block++)
      items[at++] = (HashItem){&run->files[i], block};
  HashWork work = {run, items};
  return thread_each(run->workers, count, hash_block, &work, run->diag);
}
