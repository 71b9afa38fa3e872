/* SPDX-License-Identifier: Apache-2.0 */
/*
 * roles: delivered rows that name several persons, each in a role.
 *
 * Each person of each role is looked for by the same levels; he gets the row, with his role. The
 * row of the file is counted once, under the best that came out of it.
 */
#include "run/run_int.h"

/* ---- cells of several persons ---- */

static bool is_one_of(Str split, Str text, size_t at, size_t *ret_next) {
  size_t next = at;
  uint32_t code = str_next_code(text, &next);
  *ret_next = next;
  for (size_t i = 0; i < split.len;)
    if (str_next_code(split, &i) == code) return true;
  return false;
}

uint32_t run_split(Str text, Str split, Arena *arena, Str **ret_parts) {
  VEC(Str) parts = {0};
  size_t from = 0, next;
  for (size_t i = 0; split.len > 0 && i < text.len; i = next) {
    if (!is_one_of(split, text, i, &next)) continue;
    *vec_push(arena, &parts) = str_trim(str_slice(text, from, i));
    from = next;
  }
  *vec_push(arena, &parts) = str_trim(str_slice(text, from, text.len));
  *ret_parts = parts.items;
  return (uint32_t)parts.count;
}

uint32_t run_named(Str ids, Str names, Str split, Arena *arena, RunNamed **ret_named) {
  Str *id = NULL, *name = NULL;
  uint32_t id_count = run_split(ids, split, arena, &id);
  uint32_t name_count = run_split(names, split, arena, &name);
  if (str_trim(ids).len == 0) id_count = 0;
  if (str_trim(names).len == 0) name_count = 0;
  uint32_t count = id_count > 0 ? id_count : name_count;
  RunNamed *named = arena_new_array(arena, RunNamed, (size_t)count + 1);
  for (uint32_t i = 0; i < count; i++)
    named[i] =
        (RunNamed){id_count > 0 ? id[i] : STR_NONE, name_count == count ? name[i] : STR_NONE};
  *ret_named = named;
  return count;
}

/* ---- a row ---- */

typedef struct Best {
  RunFate fate;
  uint32_t level;
  bool by_id, bad_id;
} Best;

static void better(Best *best, RunFate fate, const JoinHit *hit, const JoinKeys *keys) {
  best->bad_id |= keys->id.form != ID_NONE && !keys->id.valid;
  if (fate < best->fate) return;
  if (fate == best->fate && hit->level >= best->level) return;
  best->fate = fate;
  best->level = hit->level;
  best->by_id = hit->verdict == JOIN_MATCHED && hit->by_id;
}

/* The same person twice in a role is once in it: as surely as he was found. */
static void drop_doubles(RunSlots *slots) {
  size_t kept = 0;
  for (size_t i = 0; i < slots->count; i++) {
    RunSlot slot = slots->items[i];
    size_t k = 0;
    while (k < kept && (slots->items[k].slot != slot.slot || slots->items[k].role != slot.role))
      k++;
    if (k == kept)
      slots->items[kept++] = slot;
    else if (slot.standing < slots->items[k].standing)
      slots->items[k] = slot;
  }
  slots->count = kept;
}

void run_match_roles(RunState *run,
                     RunWorker *worker,
                     RunPart *part,
                     const CsvRecord *record,
                     uint32_t row,
                     RunSlots *ret_slots) {
  const RunFileState *file = &run->files[part->file];
  const PackDataset *dataset = run->sources[file->source].dataset;
  Arena *scratch = worker->scratch;
  Best best = {.fate = RUN_NO_KEY, .level = UINT32_MAX};
  for (uint32_t i = 0; i < dataset->role_count; i++) {
    const PackRole *role = &dataset->roles[i];
    RunNamed *named = NULL;
    uint32_t count = run_named(run_cell_text(file, record, role->id_column, scratch),
                               run_cell_text(file, record, role->name_column, scratch), role->split,
                               scratch, &named);
    for (uint32_t k = 0; k < count; k++) {
      JoinKeys keys;
      JoinHit hit;
      run_find_person(run, file, role->view, record, named[k].id, named[k].name, scratch, &keys,
                      &hit);
      better(&best, run_take_hit(run, dataset, &hit, i, scratch, ret_slots), &hit, &keys);
    }
  }
  drop_doubles(ret_slots);
  part->bad_ids += best.bad_id && !best.by_id;
  run_count_fate(part, best.fate, best.level);
  if (best.fate == RUN_NO_KEY) run_reject_row(worker, part, file, record, row, dataset);
}
