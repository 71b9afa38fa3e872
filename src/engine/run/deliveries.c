/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deliveries: whose each delivered row is, and the rows put where their people are.
 *
 * The ID number and the name decide nearly all rows; the other keys are read only where a level
 * that needs them could still matter. Rows of people outside a dataset's population are counted
 * and not kept.
 */
#include "run/run_int.h"

/* ---- keys of a row ---- */

static Str
key_text(const RunFileState *file, const CsvRecord *record, uint32_t column, Arena *scratch) {
  if (column == PACK_NONE || file->table.cell_of[column] == READER_NO_CELL) return STR_NONE;
  return reader_cell(&file->table, record, column, scratch);
}

/* The value of a key column as text or day; false if there is none to use. */
static bool key_value(const RunState *run,
                      const RunFileState *file,
                      const PackDataset *dataset,
                      const CsvRecord *record,
                      uint32_t column,
                      Arena *scratch,
                      CelValue *ret) {
  Str text = key_text(file, record, column, scratch);
  if (text.len == 0) return false;
  Str township = key_text(file, record, dataset->township_column, scratch);
  if (column == dataset->township_column) township = STR_NONE;
  pack_read_value(run->pack, &dataset->columns[column], text, file->table.factor_of[column],
                  township, scratch, ret);
  return ret->state == CEL_KNOWN;
}

static void first_keys(const RunFileState *file,
                       const PackDataset *dataset,
                       const CsvRecord *record,
                       Arena *scratch,
                       JoinKeys *keys) {
  *keys = (JoinKeys){.birth = DAY_MIN, .village = JOIN_NOBODY, .division = JOIN_NOBODY};
  norm_id(key_text(file, record, dataset->id_column, scratch), &keys->id);
  keys->name = str_trim(key_text(file, record, dataset->name_column, scratch));
}

static uint32_t area_number(const RunState *run, Str code) {
  uint32_t index;
  if (map_find(&run->village_index, code, &index)) return index;
  /* a township: the number of its first village, behind the villages */
  for (uint32_t v = 0; v < run->villages && str_ends(code, STR("000")); v++)
    if (str_eq(str_slice(run->village_codes[v], 0, 9), str_slice(code, 0, 9)))
      return run->villages + v;
  return JOIN_NOBODY;
}

static void other_keys(const RunState *run,
                       const RunFileState *file,
                       const PackDataset *dataset,
                       const CsvRecord *record,
                       Arena *scratch,
                       JoinKeys *keys) {
  CelValue value;
  if (dataset->birth_column != PACK_NONE &&
      key_value(run, file, dataset, record, dataset->birth_column, scratch, &value))
    keys->birth = (Day){(int32_t)value.i};
  else if (keys->id.valid)
    norm_id_birth(&keys->id, &keys->birth);
  if (key_value(run, file, dataset, record, dataset->village_column, scratch, &value))
    keys->village = area_number(run, value.s);
  if (key_value(run, file, dataset, record, dataset->division_column, scratch, &value))
    keys->division = area_number(run, value.s);
  if (key_value(run, file, dataset, record, dataset->household_column, scratch, &value))
    keys->household = value.s;
}

/* ---- one row ---- */

static void find_person(const RunState *run,
                        const RunFileState *file,
                        const PackDataset *dataset,
                        const CsvRecord *record,
                        Arena *scratch,
                        JoinKeys *keys,
                        JoinHit *hit) {
  first_keys(file, dataset, record, scratch, keys);
  if (file->first_other_level > 0) {
    join_match(run->index, dataset, file->usable_levels, keys, scratch, hit);
    if (hit->verdict == JOIN_MATCHED && hit->level < file->first_other_level) return;
    if (file->first_other_level == dataset->level_count) return; /* no level asks for more */
  }
  other_keys(run, file, dataset, record, scratch, keys);
  join_match(run->index, dataset, file->usable_levels, keys, scratch, hit);
}

static bool matched_by_id(const PackDataset *dataset, const JoinHit *hit) {
  return hit->verdict == JOIN_MATCHED &&
         (dataset->levels[hit->level].keys & (PACK_KEY_ID | PACK_KEY_MASKED)) != 0;
}

static void reject_row(RunWorker *worker,
                       RunPart *part,
                       const RunFileState *file,
                       const CsvRecord *record,
                       uint32_t row,
                       const PackDataset *dataset,
                       Arena *scratch) {
  const uint32_t columns[] = {dataset->id_column, dataset->name_column, dataset->division_column,
                              dataset->village_column};
  Str shown = STR_NONE;
  for (size_t i = 0; i < sizeof columns / sizeof columns[0] && shown.len == 0; i++)
    shown = key_text(file, record, columns[i], scratch);
  frame_issue_add(&part->issues, worker->keep, ISSUE_NO_KEY, (uint16_t)part->file, row + 1,
                  STR_NONE, STR_NONE, shown);
  part->no_key++;
}

/* The village that a level's column names; JOIN_NOBODY: none of the registry. False: the row has
 * nothing to go by. */
static bool level_village(const RunState *run,
                          const RunFileState *file,
                          const PackDataset *dataset,
                          const PackLevel *level,
                          const CsvRecord *record,
                          Arena *scratch,
                          uint32_t *ret_village) {
  bool by_village = (level->keys & PACK_KEY_VILLAGE) != 0;
  uint32_t column = by_village ? dataset->village_column : dataset->division_column;
  CelValue value;
  if (!key_value(run, file, dataset, record, column, scratch, &value)) return false;
  uint32_t village = area_number(run, value.s);
  *ret_village = village < run->villages ? village : JOIN_NOBODY;
  return true;
}

/* A row of a village: by its village or division. */
static uint32_t match_village(RunState *run,
                              RunWorker *worker,
                              RunPart *part,
                              const CsvRecord *record,
                              uint32_t row,
                              RunRow *ret_row,
                              uint32_t *slots) {
  const RunFileState *file = &run->files[part->file];
  const PackDataset *dataset = run->sources[file->source].dataset;
  bool keyed = false;
  for (uint32_t i = 0; i < dataset->level_count; i++) {
    const PackLevel *level = &dataset->levels[i];
    uint32_t village;
    if (i >= 64 || (file->usable_levels >> i & 1) == 0) continue;
    if (!level_village(run, file, dataset, level, record, worker->scratch, &village)) continue;
    keyed = true;
    if (village == JOIN_NOBODY) continue;
    part->matched[i]++;
    ret_row->level = (uint8_t)i;
    ret_row->standing = level->as == PACK_SURE ? FRAME_SURE : FRAME_PROBABLE;
    slots[0] = village;
    return level->as == PACK_HINT ? 0 : 1;
  }
  if (keyed)
    part->unmatched++;
  else
    reject_row(worker, part, file, record, row, dataset, worker->scratch);
  return 0;
}

/* Counts a row and says on which slots it hangs. */
static uint32_t keep_row(const RunState *run,
                         RunPart *part,
                         const PackDataset *dataset,
                         const JoinHit *hit,
                         RunRow *ret_row,
                         uint32_t *slots) {
  uint32_t count = 0;
  switch (hit->verdict) {
  case JOIN_NO_KEY:
    return 0;
  case JOIN_UNMATCHED:
    part->unmatched++;
    return 0;
  case JOIN_MATCHED:
    if (!run_in_population(run, dataset->population, hit->person, hit->household)) {
      part->out_of_population++;
      return 0;
    }
    part->matched[hit->level]++;
    if (dataset->levels[hit->level].as == PACK_HINT) return 0;
    ret_row->level = (uint8_t)hit->level;
    ret_row->standing = dataset->levels[hit->level].as == PACK_SURE ? FRAME_SURE : FRAME_PROBABLE;
    slots[0] = hit->person != JOIN_NOBODY ? person_slot(run, hit->person)
                                          : household_slot(run, hit->household);
    return 1;
  case JOIN_AMBIGUOUS:
    for (uint32_t i = 0; i < hit->count; i++)
      if (run_in_population(run, dataset->population, hit->candidates[i], JOIN_NOBODY))
        slots[count++] = person_slot(run, hit->candidates[i]);
    if (count == 0) {
      part->out_of_population++;
      return 0;
    }
    part->ambiguous++;
    ret_row->level = (uint8_t)hit->level;
    ret_row->standing = FRAME_AMBIGUOUS;
    return dataset->ignore_ambiguous || dataset->levels[hit->level].as == PACK_HINT ? 0 : count;
  }
  return 0;
}

uint32_t run_match_row(RunState *run,
                       RunWorker *worker,
                       RunPart *part,
                       const CsvRecord *record,
                       uint32_t row,
                       RunRow *ret_row,
                       const uint32_t **ret_slots) {
  const RunFileState *file = &run->files[part->file];
  const PackDataset *dataset = run->sources[file->source].dataset;
  Arena *scratch = worker->scratch;
  if (dataset->grain == PACK_GRAIN_VILLAGE) {
    uint32_t *slot = arena_new_one(scratch, uint32_t);
    *ret_slots = slot;
    return match_village(run, worker, part, record, row, ret_row, slot);
  }
  JoinKeys keys;
  JoinHit hit;
  find_person(run, file, dataset, record, scratch, &keys, &hit);
  bool has_id = keys.id.form != ID_NONE;
  if (has_id && !keys.id.valid && !matched_by_id(dataset, &hit)) part->bad_ids++;
  uint32_t *slots = arena_new_array(scratch, uint32_t, hit.count + 1);
  *ret_slots = slots;
  uint32_t count = keep_row(run, part, dataset, &hit, ret_row, slots);
  /* A cell that is kept is listed where it is kept. */
  uint32_t id = dataset->id_column;
  if (keys.id.form == ID_DAMAGED && !(count > 0 && run->sources[file->source].used[id]))
    frame_issue_add(&part->issues, worker->keep, ISSUE_DAMAGED_ID, (uint16_t)part->file, row + 1,
                    file->table.headers[file->table.cell_of[id]], STR_NONE,
                    key_text(file, record, id, scratch));
  if (hit.verdict == JOIN_NO_KEY) reject_row(worker, part, file, record, row, dataset, scratch);
  return count;
}

/* ---- all rows ---- */

/* A row that may be of several persons stands in the frame once for each: told once. */
static bool told(const FrameOrigin *origin, Map *seen, Arena *arena) {
  if (origin->standing != FRAME_AMBIGUOUS) return false;
  Str key = arena_printf(arena, "%u:%u", (unsigned)origin->file, origin->row);
  return !map_add(seen, arena, key, 0);
}

/* Rows that contradict the filter by which their department says that it chose them: they are
 * kept and used, and listed as a question to it (packs-and-rules.md 3). */
static void question_rows(RunState *run, RunSource *source, uint32_t index, CelState *state) {
  uint32_t output;
  const CelUnit *unit = cel_schema_filter_unit(source->dataset->schema, &output);
  RunHost host = {.run = run, .day = run->input->on};
  CelValue vars[PACK_VAR_MAX];
  Map seen = {0};
  for (uint32_t row = 0; unit && row < source->frame.rows; row++) {
    CelValue value;
    run_common_vars(run, vars);
    vars[PACK_VAR_DELIVERY + 1] =
        (CelValue){.state = CEL_KNOWN, .record = {source->dataset->schema, row, index}};
    cel_state_begin(state, unit, run_cel_host(), &host, vars);
    cel_run(state, output, &value);
    const FrameOrigin *origin = &source->frame.origins[row];
    if (value.state == CEL_KNOWN && !value.i && !told(origin, &seen, source->arena))
      frame_issue_add(&source->issues, source->arena, ISSUE_CONTRADICTS_FILTER, origin->file,
                      origin->row, STR_NONE, source->dataset->id, STR_NONE);
  }
}

static void place_dataset(void *ctx, size_t item, size_t worker) {
  RunState *run = ctx;
  uint32_t index = run->table_count + (uint32_t)item;
  RunSource *source = &run->sources[index];
  if (!source->present || !source->read) return;
  Arena *arena = arena_new((size_t)4 << 30);
  uint32_t count;
  RunRow **rows = run_rows(run, index, arena, &count);
  run_place(source, rows, count, source->of_village ? run->villages : slot_count(run));
  arena_free(arena);
  question_rows(run, source, index, run->worker[worker].state);
}

Err run_build_deliveries(RunState *run) {
  TRY(thread_each(run->workers, run->source_count - run->table_count, place_dataset, run,
                  run->diag));
  for (size_t i = 0; i < run->parts.count; i++)
    buf_free(&run->parts.items[i].stage);
  return ERR_OK;
}
