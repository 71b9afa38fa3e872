/* SPDX-License-Identifier: Apache-2.0 */
/*
 * defs: derived fields: evaluated when they are first read, once for each subject.
 *
 * In:        a record and the field of a def; the way of showing possible rows and the day of the
 *            host that asks.
 * Out:       the value, as evaluated by a state of its own and copied: whoever asks keeps none of
 *            the memory that it took.
 * Lifetime:  what was evaluated is kept until the worker turns to its next partition or chunk. Of
 *            villages, which every partition may ask for, all values are found before.
 * Order:     partitions do not depend on the number of threads, so neither does what is evaluated.
 * Memory:    at most MEMO_BYTES a worker; what does not fit is evaluated again.
 *
 * While a proof is traced a def is evaluated anew, once, so that the rows that it reads are noted.
 */
#include "run/run_int.h"

#include <string.h>

enum {
  DEF_STATE_BYTES = 64 << 20,
  MEMO_BYTES = 256 << 20,
  MEMO_RESERVE = 1 << 30,
  TABLE_FIRST = 1 << 10,
  VILLAGES_CHUNK = 8
};

/* ---- what was evaluated ---- */

static size_t hash_entry(const RunDefEntry *key) {
  uint64_t h = key->what * UINT64_C(0x9e3779b97f4a7c15);
  h ^= ((uint64_t)(uint32_t)key->day << 32 | key->subject) * UINT64_C(0xd6e8feb86659fd93);
  h ^= h >> 32;
  return (size_t)(h * UINT64_C(0xd6e8feb86659fd93));
}

/* The entry, or the free place where it belongs. The table has a free place. */
static RunDefEntry *find_place(const RunDefTable *table, const RunDefEntry *key) {
  size_t mask = table->cap - 1;
  for (size_t at = (hash_entry(key) >> 16) & mask;; at = (at + 1) & mask) {
    RunDefEntry *entry = &table->entries[at];
    bool same =
        entry->what == key->what && entry->subject == key->subject && entry->day == key->day;
    if (same || entry->what == 0) return entry;
  }
}

static const RunDefEntry *find_entry(const RunDefTable *table, const RunDefEntry *key) {
  if (table->cap == 0) return NULL;
  const RunDefEntry *entry = find_place(table, key);
  return entry->what ? entry : NULL;
}

static void grow(RunDefTable *table, Arena *arena) {
  RunDefTable wider = {.cap = table->cap ? table->cap * 2 : TABLE_FIRST, .count = table->count};
  wider.entries = arena_new_array(arena, RunDefEntry, wider.cap);
  for (size_t i = 0; i < table->cap; i++)
    if (table->entries[i].what) *find_place(&wider, &table->entries[i]) = table->entries[i];
  *table = wider;
}

/* Not there yet. */
static void add_entry(RunDefTable *table, Arena *arena, const RunDefEntry *entry) {
  if (table->count * 2 >= table->cap) grow(table, arena);
  *find_place(table, entry) = *entry;
  table->count++;
}

void run_make_defs(RunState *run, RunDefs *defs) {
  if (run->pack->def_count == 0) return;
  defs->arena = arena_new(MEMO_RESERVE);
  defs->evaluated = arena_new_array(run->arena, uint64_t, run->pack->def_count);
}

void run_free_defs(RunDefs *defs) {
  for (size_t i = 0; i < PACK_DEF_DEPTH; i++)
    cel_state_free(defs->states[i]);
  arena_free(defs->arena);
}

RunHost run_new_host(RunState *run, size_t worker) {
  RunDefs *defs = &run->worker[worker].defs;
  if (defs->arena) arena_clear(defs->arena);
  defs->table = (RunDefTable){0};
  defs->keeper = (CelKeeper){.arena = defs->arena};
  return (RunHost){.run = run, .day = run->input->on, .defs = defs};
}

/* ---- evaluating ---- */

static void set_vars(const RunHost *host, const PackDef *def, CelRecord record, CelValue *vars) {
  switch (def->of) {
  case PACK_DEF_PERSON:
    run_subject_vars(host->run, PACK_PERSON, record.index, vars);
    break;
  case PACK_DEF_HOUSEHOLD:
    run_subject_vars(host->run, PACK_HOUSE, record.index, vars);
    break;
  case PACK_DEF_VILLAGE:
    run_subject_vars(host->run, PACK_VILLAGE_SUBJECT, record.index, vars);
    break;
  case PACK_DEF_ROW:
  case PACK_DEF_GROUP:
    run_common_vars(host->run, vars);
    vars[PACK_VAR_DELIVERY + 1] = (CelValue){.state = CEL_KNOWN, .record = record};
    break;
  }
  vars[PACK_VAR_ON] = cel_int(host->day.n);
}

CelValue run_evaluate_def(RunDefs *defs,
                          const PackDef *def,
                          const CelHost *host,
                          void *ctx,
                          const CelValue *vars,
                          RuleExecutor executor) {
  CelValue value;
  CHECK(defs->depth < PACK_DEF_DEPTH);
  if (defs->states[defs->depth] == NULL) defs->states[defs->depth] = cel_state_new(DEF_STATE_BYTES);
  CelState *state = defs->states[defs->depth++];
  cel_state_begin(state, def->unit, host, ctx, vars);
  rule_value(state, def->output, executor, &value);
  defs->depth--;
  return value;
}

static CelValue evaluate(RunHost *host, const PackDef *def, CelRecord record) {
  CelValue vars[PACK_VAR_MAX];
  set_vars(host, def, record, vars);
  if (!host->tracing) host->defs->evaluated[def->index]++;
  return run_evaluate_def(host->defs, def, run_cel_host(), host, vars, host->run->input->executor);
}

static CelValue keep_in(Arena *arena, const PackDef *def, const CelValue *value) {
  CelKeeper keeper = {.arena = arena};
  return cel_keep(&keeper, def->type, value);
}

/* The first time in a proof. */
static bool must_trace(RunHost *host, const RunDefEntry *key) {
  if (!host->tracing || find_entry(&host->traced, key)) return false;
  add_entry(&host->traced, host->trace_arena, key);
  return true;
}

/* All of a key's members have the same def of their group: it is evaluated for the first. */
static CelRecord first_of_group(const RunHost *host, const PackDef *def, CelRecord record) {
  if (def->of != PACK_DEF_GROUP || host->tracing) return record;
  const RunGroup *it = &host->run->groups[def->group->index];
  if (!it->built || record.index >= it->subjects) return record;
  uint32_t key = it->key_of[record.index];
  if (key < it->keys) record.index = it->members[it->first[key]];
  return record;
}

static const CelValue *of_village(const RunHost *host, const PackDef *def, uint32_t village) {
  const RunState *run = host->run;
  bool other_day = day_cmp(host->day, run->input->on) != 0;
  if (def->of != PACK_DEF_VILLAGE || host->tracing || other_day) return NULL;
  const CelValue *values = run->of_villages[def->index * RUN_VIEWS + host->rows];
  return values ? &values[village] : NULL;
}

void run_def_value(
    RunHost *host, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  const PackDef *def = pack_def_of(host->run->pack, field);
  RunDefs *defs = host->defs;
  const CelValue *known = of_village(host, def, record.index);
  if (known) {
    *ret = *known;
    return;
  }
  record = first_of_group(host, def, record);
  RunDefEntry entry = {.what = (uint64_t)def->index * RUN_VIEWS + host->rows + 1,
                       .subject = record.index,
                       .day = host->day.n};
  bool trace = must_trace(host, &entry);
  const RunDefEntry *kept = trace ? NULL : find_entry(&defs->table, &entry);
  if (kept) {
    *ret = kept->value;
    return;
  }
  CelValue value = evaluate(host, def, record);
  bool room = arena_used(defs->arena) < MEMO_BYTES;
  if (room && !find_entry(&defs->table, &entry)) {
    entry.value = cel_keep(&defs->keeper, def->type, &value);
    add_entry(&defs->table, defs->arena, &entry);
    *ret = entry.value;
  } else {
    *ret = keep_in(arena, def, &value);
  }
}

/* ---- ways of showing possible rows ---- */

static bool group_has_possible(const RunState *run, const PackGroup *group) {
  if (group->of != PACK_GROUP_ROWS) return false;
  return run->sources[run->table_count + group->dataset->index].frame.has_possible;
}

/* Defs and groups do not go round in circles; each def is looked at once. */
static bool has_possible(const RunState *run, const CelUnit *unit, bool *seen) {
  size_t count;
  const CelUse *uses = cel_unit_uses(unit, &count);
  for (size_t i = 0; i < count; i++) {
    uint32_t index = pack_field_index(uses[i].field);
    switch ((int)pack_field_kind(uses[i].field)) {
    case PACK_ROWS:
    case PACK_ROWS_FILTERED:
      if (run->sources[run->table_count + index].frame.has_possible) return true;
      break;
    case PACK_LINK: /* a number may be of several persons */
      return true;
    case PACK_DEF:
      if (seen[index]) break;
      seen[index] = true;
      if (has_possible(run, run->pack->defs[index].unit, seen)) return true;
      break;
    case PACK_GROUP_ITEMS:
    case PACK_GROUP_LET: {
      const PackGroup *group = pack_group_of(run->pack, uses[i].field);
      if (group_has_possible(run, group) || has_possible(run, group->let_unit, seen)) return true;
      break;
    }
    default:
      break;
    }
  }
  return false;
}

uint32_t run_count_views(const RunState *run, const CelUnit *unit) {
  bool seen[PACK_DEFS_MAX] = {false};
  return has_possible(run, unit, seen) ? RUN_VIEWS : 1;
}

/* ---- villages ---- */

typedef struct VillageWork {
  RunState *run;
  const PackDef *def;
  uint32_t views;
} VillageWork;

static void find_villages(void *ctx, size_t item, size_t worker) {
  const VillageWork *work = ctx;
  RunState *run = work->run;
  const PackDef *def = work->def;
  CelKeeper keeper = {.arena = run->worker[worker].keep};
  RunHost host = run_new_host(run, worker);
  CelValue *const *values = &run->of_villages[def->index * RUN_VIEWS];
  uint32_t from = (uint32_t)item * VILLAGES_CHUNK;
  for (uint32_t v = from; v < from + VILLAGES_CHUNK && v < run->villages; v++) {
    for (uint32_t view = 0; view < work->views; view++) {
      host.rows = (PackRows)view;
      CelValue value = evaluate(&host, def, run_village_record(run, v));
      values[view][v] = cel_keep(&keeper, def->type, &value);
    }
  }
}

/* One after another: those that read no other def of villages before those that do. */
Err run_village_defs(RunState *run) {
  const Pack *pack = run->pack;
  run->of_villages = arena_new_array(run->arena, CelValue *, pack->def_count * RUN_VIEWS + 1);
  for (uint32_t depth = 1; depth <= PACK_DEF_DEPTH; depth++) {
    for (size_t i = 0; i < pack->def_count; i++) {
      const PackDef *def = &pack->defs[i];
      if (def->of != PACK_DEF_VILLAGE || def->depth != depth || !run->def_read[i]) continue;
      VillageWork work = {run, def, run_count_views(run, def->unit)};
      CelValue **values = &run->of_villages[i * RUN_VIEWS];
      for (uint32_t view = 0; view < RUN_VIEWS; view++)
        values[view] = view < work.views
                           ? arena_new_array(run->arena, CelValue, (size_t)run->villages + 1)
                           : values[0];
      size_t chunks = ((size_t)run->villages + VILLAGES_CHUNK - 1) / VILLAGES_CHUNK;
      TRY(thread_each(run->workers, chunks, find_villages, &work, run->diag));
    }
  }
  return ERR_OK;
}

/* ---- counting ---- */

void run_count_defs(RunState *run) {
  size_t count = run->pack->def_count;
  RunDefCount *counts = arena_new_array(run->arena, RunDefCount, count + 1);
  for (size_t i = 0; i < count; i++) {
    counts[i].def = &run->pack->defs[i];
    for (size_t w = 0; w < run->workers; w++)
      counts[i].evaluated += run->worker[w].defs.evaluated[i];
  }
  run->result.defs = counts;
  run->result.def_count = count;
}
