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

Str run_cell_text(const RunFileState *file,
                  const CsvRecord *record,
                  uint32_t column,
                  Arena *scratch) {
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
  Str text = run_cell_text(file, record, column, scratch);
  if (text.len == 0) return false;
  Str township = run_cell_text(file, record, dataset->township_column, scratch);
  if (column == dataset->township_column) township = STR_NONE;
  pack_read_value(run->pack, &dataset->columns[column], text, file->table.factor_of[column],
                  township, scratch, ret);
  return ret->state == CEL_KNOWN;
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

/* The levels that go by the number, and by the name with it. */
static uint64_t id_levels(const PackDataset *dataset) {
  uint64_t levels = 0;
  for (uint32_t i = 0; i < dataset->level_count && i < 64; i++) {
    uint32_t keys = dataset->levels[i].keys;
    bool by_id = (keys & PACK_KEY_ID) != 0;
    if (by_id && (keys & ~(uint32_t)(PACK_KEY_ID | PACK_KEY_NAME)) == 0) levels |= (uint64_t)1 << i;
  }
  return levels;
}

/* One whom only a link names: if an earlier level did not find somebody of the registry. Who may
 * not be there at all takes no row from somebody of the registry. */
static void find_outside(const RunState *run,
                         const RunFileState *file,
                         const PackDataset *dataset,
                         const JoinKeys *keys,
                         Arena *scratch,
                         JoinHit *hit) {
  JoinHit other;
  if (run->outside == 0 || run->link_reads[dataset->index] == 0 || !keys->id.valid) return;
  join_match(run->outside_index, dataset, file->usable_levels & id_levels(dataset), keys, scratch,
             &other);
  if (other.verdict != JOIN_MATCHED) return;
  Tri kept = run_keeps_outside(run, dataset->index, other.person);
  bool found = hit->verdict == JOIN_MATCHED || hit->verdict == JOIN_AMBIGUOUS;
  if (kept == TRI_FALSE || (found && (hit->level <= other.level || kept == TRI_UNKNOWN))) return;
  *hit = other;
  hit->person += run->persons;
}

static void set_keys(Str id, Str name, JoinKeys *keys) {
  *keys = (JoinKeys){.birth = DAY_MIN, .village = JOIN_NOBODY, .division = JOIN_NOBODY};
  norm_id(id, &keys->id);
  keys->name = str_trim(name);
}

/* By number and name, which [keys] has; the others are read if a level may need them. */
static void find_by_keys(const RunState *run,
                         const RunFileState *file,
                         const PackDataset *dataset,
                         const CsvRecord *record,
                         Arena *scratch,
                         JoinKeys *keys,
                         JoinHit *hit) {
  bool more = true; /* some level asks for more, and may matter */
  if (file->first_other_level > 0) {
    join_match(run->index, dataset, file->usable_levels, keys, scratch, hit);
    more = hit->verdict != JOIN_MATCHED || hit->level >= file->first_other_level;
    if (file->first_other_level == dataset->level_count) more = false;
  }
  if (more) {
    other_keys(run, file, dataset, record, scratch, keys);
    join_match(run->index, dataset, file->usable_levels, keys, scratch, hit);
  }
  find_outside(run, file, dataset, keys, scratch, hit);
}

void run_find_person(const RunState *run,
                     const RunFileState *file,
                     const PackDataset *dataset,
                     const CsvRecord *record,
                     Str id,
                     Str name,
                     Arena *scratch,
                     JoinKeys *keys,
                     JoinHit *hit) {
  set_keys(id, name, keys);
  find_by_keys(run, file, dataset, record, scratch, keys, hit);
}

void run_read_keys(const RunFileState *file,
                   const PackDataset *dataset,
                   const CsvRecord *record,
                   Arena *scratch,
                   JoinKeys *keys) {
  set_keys(run_cell_text(file, record, dataset->id_column, scratch),
           run_cell_text(file, record, dataset->name_column, scratch), keys);
}

static bool matched_by_id(const PackDataset *dataset, const JoinHit *hit) {
  return hit->verdict == JOIN_MATCHED &&
         (dataset->levels[hit->level].keys & (PACK_KEY_ID | PACK_KEY_MASKED)) != 0;
}

void run_reject_row(RunWorker *worker,
                    RunPart *part,
                    const RunFileState *file,
                    const CsvRecord *record,
                    uint32_t row,
                    const PackDataset *dataset) {
  const uint32_t columns[] = {dataset->id_column, dataset->name_column, dataset->division_column,
                              dataset->village_column};
  Str shown = STR_NONE;
  for (size_t i = 0; i < sizeof columns / sizeof columns[0] && shown.len == 0; i++)
    shown = run_cell_text(file, record, columns[i], worker->scratch);
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
static void match_village(RunState *run,
                          RunWorker *worker,
                          RunPart *part,
                          const CsvRecord *record,
                          uint32_t row,
                          RunSlots *slots) {
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
    if (level->as == PACK_HINT) return;
    *vec_push(worker->scratch, slots) =
        (RunSlot){village, (uint8_t)i, level->as == PACK_SURE ? FRAME_SURE : FRAME_PROBABLE, 0};
    return;
  }
  if (keyed)
    part->unmatched++;
  else
    run_reject_row(worker, part, file, record, row, dataset);
}

static void add_slot(RunSlots *slots,
                     Arena *arena,
                     uint32_t slot,
                     uint32_t level,
                     uint32_t standing,
                     uint32_t role) {
  *vec_push(arena, slots) = (RunSlot){slot, (uint8_t)level, (uint8_t)standing, (uint8_t)role};
}

static FrameStanding
standing_of(const RunState *run, const PackDataset *dataset, const JoinHit *hit) {
  if (dataset->levels[hit->level].as != PACK_SURE) return FRAME_PROBABLE;
  if (hit->person == JOIN_NOBODY || hit->person < run->persons) return FRAME_SURE;
  Tri kept = run_keeps_outside(run, dataset->index, hit->person - run->persons);
  return kept == TRI_TRUE ? FRAME_SURE : FRAME_PROBABLE;
}

RunFate run_take_hit(const RunState *run,
                     const PackDataset *dataset,
                     const JoinHit *hit,
                     uint32_t role,
                     Arena *arena,
                     RunSlots *slots) {
  const PackLevel *level = &dataset->levels[hit->level];
  bool kept = false;
  switch (hit->verdict) {
  case JOIN_NO_KEY:
    return RUN_NO_KEY;
  case JOIN_UNMATCHED:
    return RUN_UNMATCHED;
  case JOIN_MATCHED:
    if (!run_in_population(run, dataset->population, hit->person, hit->household)) return RUN_OUT;
    if (level->as == PACK_HINT) return RUN_MATCHED;
    add_slot(slots, arena,
             hit->person != JOIN_NOBODY ? person_slot(run, hit->person)
                                        : household_slot(run, hit->household),
             hit->level, standing_of(run, dataset, hit), role);
    return RUN_MATCHED;
  case JOIN_AMBIGUOUS:
    for (uint32_t i = 0; i < hit->count; i++) {
      if (!run_in_population(run, dataset->population, hit->candidates[i], JOIN_NOBODY)) continue;
      kept = true;
      if (dataset->ignore_ambiguous || level->as == PACK_HINT) break;
      add_slot(slots, arena, person_slot(run, hit->candidates[i]), hit->level, FRAME_AMBIGUOUS,
               role);
    }
    return kept ? RUN_AMBIGUOUS : RUN_OUT;
  }
  return RUN_NO_KEY;
}

void run_count_fate(RunPart *part, RunFate fate, uint32_t level) {
  switch (fate) {
  case RUN_NO_KEY: /* rejected: with its reason */
    return;
  case RUN_UNMATCHED:
    part->unmatched++;
    return;
  case RUN_OUT:
    part->out_of_population++;
    return;
  case RUN_AMBIGUOUS:
    part->ambiguous++;
    return;
  case RUN_MATCHED:
    part->matched[level]++;
    return;
  }
}

void run_match_row(RunState *run,
                   RunWorker *worker,
                   RunPart *part,
                   const CsvRecord *record,
                   uint32_t row,
                   JoinKeys *keys,
                   RunSlots *ret_slots) {
  const RunFileState *file = &run->files[part->file];
  const PackDataset *dataset = run->sources[file->source].dataset;
  Arena *scratch = worker->scratch;
  if (dataset->grain == PACK_GRAIN_VILLAGE) {
    match_village(run, worker, part, record, row, ret_slots);
    return;
  }
  if (dataset->role_count > 0) {
    run_match_roles(run, worker, part, record, row, ret_slots);
    return;
  }
  JoinKeys own;
  JoinHit hit;
  uint32_t id = dataset->id_column;
  if (keys == NULL) {
    run_read_keys(file, dataset, record, scratch, &own);
    keys = &own;
  }
  find_by_keys(run, file, dataset, record, scratch, keys, &hit);
  bool has_id = keys->id.form != ID_NONE;
  if (has_id && !keys->id.valid && !matched_by_id(dataset, &hit)) part->bad_ids++;
  run_count_fate(part, run_take_hit(run, dataset, &hit, 0, scratch, ret_slots), hit.level);
  /* A cell that is kept is listed where it is kept. */
  if (keys->id.form == ID_DAMAGED && !(ret_slots->count > 0 && run->sources[file->source].used[id]))
    frame_issue_add(&part->issues, worker->keep, ISSUE_DAMAGED_ID, (uint16_t)part->file, row + 1,
                    file->table.headers[file->table.cell_of[id]], STR_NONE,
                    run_cell_text(file, record, id, scratch));
  if (hit.verdict == JOIN_NO_KEY) run_reject_row(worker, part, file, record, row, dataset);
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
