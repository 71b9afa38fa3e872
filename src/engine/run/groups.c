/* SPDX-License-Identifier: Apache-2.0 */
/*
 * groups: what stands under one key in the whole county.
 *
 * In:        the placed rows of all sources, coverage.
 * Out:       per subject its key, per key its members and its lets, for every group that is read.
 * Order:     keys are numbered by their first member, members ascend: nothing depends on hashing
 *            or threads.
 * Cost:      each key and each let once; one hash table; so linear however many rows a key has.
 *
 * A subject whose key is unknown may belong to every group, so that then every list of the group
 * may hold more (`group G`): a known answer never depends on what is unknown.
 */
#include "run/run_int.h"

enum { CHUNK_SUBJECTS = 16384, CHUNK_KEYS = 4096, KEY_ROOM = 1024 };

/* ---- evaluating in chunks ---- */

typedef struct Work {
  RunState *run;
  RunGroup *it;
  CelValue *keys;   /* per subject */
  uint8_t *outside; /* per subject: `where` is false, or the key is empty */
  uint32_t views;
  Arena **arenas; /* per chunk */
} Work;

static void evaluate(const Work *work, CelState *state, uint32_t output, CelValue *ret) {
  if (work->run->input->executor == RULE_REFERENCE)
    cel_reference(state, output, ret);
  else
    cel_run(state, output, ret);
}

static void group_vars(const Work *work, uint32_t subject, CelValue *vars) {
  RunState *run = work->run;
  const PackGroup *group = work->it->group;
  switch (group->of) {
  case PACK_GROUP_PERSONS:
    run_subject_vars(run, PACK_PERSON, subject, vars);
    return;
  case PACK_GROUP_HOUSEHOLDS:
    run_subject_vars(run, PACK_HOUSE, subject, vars);
    return;
  case PACK_GROUP_ROWS:
    run_common_vars(run, vars);
    vars[PACK_VAR_DELIVERY + 1] = (CelValue){
        .state = CEL_KNOWN,
        .record = {group->dataset->schema, subject, run->table_count + group->dataset->index}};
    return;
  }
}

static void find_keys(void *ctx, size_t item, size_t worker) {
  Work *work = ctx;
  RunState *run = work->run;
  const PackGroup *group = work->it->group;
  CelState *state = run->worker[worker].state;
  RunHost host = run_new_host(run, worker);
  CelKeeper keeper = {.arena = work->arenas[item] = arena_new((size_t)1 << 30)};
  uint32_t from = (uint32_t)item * CHUNK_SUBJECTS;
  for (uint32_t i = from; i < from + CHUNK_SUBJECTS && i < work->it->subjects; i++) {
    CelValue vars[PACK_VAR_MAX], value;
    group_vars(work, i, vars);
    cel_state_begin(state, group->key_unit, run_cel_host(), &host, vars);
    if (group->where != PACK_NONE) {
      evaluate(work, state, group->where, &value);
      work->outside[i] = value.state == CEL_KNOWN && !value.i;
      if (work->outside[i]) continue;
      if (value.state != CEL_KNOWN) { /* whether it is in the group is unknown */
        work->keys[i] = cel_keep(&keeper, cel_type(CEL_BOOL), &value);
        continue;
      }
    }
    evaluate(work, state, group->key, &value);
    work->outside[i] = value.state == CEL_UNKNOWN && value.unknown->absence == CEL_IS_EMPTY;
    if (work->outside[i]) continue; /* known to hold nothing: shared with nobody */
    work->keys[i] = cel_keep(&keeper, group->key_type, &value);
  }
}

static CelRecord member_record(const RunState *run, const RunGroup *it, uint32_t subject) {
  switch (it->group->of) {
  case PACK_GROUP_PERSONS:
    return run_person_record(run, subject);
  case PACK_GROUP_HOUSEHOLDS:
    return run_household_record(run, subject);
  case PACK_GROUP_ROWS:
    break;
  }
  const PackDataset *dataset = it->group->dataset;
  return (CelRecord){dataset->schema, subject, run->table_count + dataset->index};
}

static const FrameOrigin *
possible_origin(const RunState *run, const RunGroup *it, uint32_t subject) {
  if (it->group->of != PACK_GROUP_ROWS) return NULL;
  const Frame *frame = &run->sources[run->table_count + it->group->dataset->index].frame;
  return frame->origins[subject].standing == FRAME_SURE ? NULL : &frame->origins[subject];
}

/* The members of a key. A row that may be somebody else's is a possible one; of a key with many,
 * the group is the cause of all: sets of causes are merged one by one. */
static CelValue
members_list(const RunState *run, const RunGroup *it, uint32_t key, PackRows rows, Arena *arena) {
  uint32_t total = it->first[key + 1] - it->first[key], count = 0;
  bool some = false;
  CelList *list = arena_new_one(arena, CelList);
  CelValue *items = arena_new_array(arena, CelValue, (size_t)total + 1);
  uint8_t *standing = arena_new_array(arena, uint8_t, (size_t)total + 1);
  const CelCauses **why = arena_new_array(arena, const CelCauses *, (size_t)total + 1);
  for (uint32_t i = 0; i < total; i++) {
    uint32_t subject = it->members[it->first[key] + i];
    const FrameOrigin *origin = possible_origin(run, it, subject);
    if (origin && rows == PACK_ROWS_OUT) continue;
    bool possible = origin && rows == PACK_ROWS_AS_IS;
    some |= possible;
    items[count] = (CelValue){.state = CEL_KNOWN, .record = member_record(run, it, subject)};
    standing[count] = possible ? CEL_POSSIBLY : CEL_CERTAIN;
    if (possible)
      why[count] = total > PACK_GROUP_WALK ? it->cause : run_possible_cause(run, arena, origin);
    count++;
  }
  *list = (CelList){.count = count, .items = items, .more = it->more};
  if (some) {
    list->standing = standing;
    list->why = why;
  }
  return (CelValue){.state = CEL_KNOWN, .list = list};
}

static void find_lets(void *ctx, size_t item, size_t worker) {
  Work *work = ctx;
  RunState *run = work->run;
  RunGroup *it = work->it;
  const PackGroup *group = it->group;
  CelState *state = run->worker[worker].state;
  CelKeeper keeper = {.arena = work->arenas[item] = arena_new((size_t)4 << 30)};
  RunHost host = run_new_host(run, worker);
  Arena *scratch = run->worker[worker].scratch;
  uint32_t from = (uint32_t)item * CHUNK_KEYS;
  for (uint32_t view = 0; view < work->views; view++) {
    host.rows = (PackRows)view;
    for (uint32_t key = from; key < from + CHUNK_KEYS && key < it->keys; key++) {
      CelValue vars[PACK_VAR_MAX], value;
      arena_clear(scratch);
      run_common_vars(run, vars);
      vars[PACK_VAR_DELIVERY + 1] = members_list(run, it, key, (PackRows)view, scratch);
      cel_state_begin(state, group->let_unit, run_cel_host(), &host, vars);
      for (size_t i = 0; i < group->let_count; i++) {
        evaluate(work, state, group->lets[i].output, &value);
        it->lets[view][key * group->let_count + i] =
            cel_keep(&keeper, cel_unit_type(group->let_unit, group->lets[i].output), &value);
      }
    }
  }
  arena_clear(scratch);
}

static Err in_chunks(Work *work, uint32_t count, uint32_t size, ThreadWork *what) {
  RunState *run = work->run;
  RunGroup *it = work->it;
  size_t chunks = ((size_t)count + size - 1) / size;
  Arena **arenas = arena_new_array(run->arena, Arena *, it->arena_count + chunks + 1);
  for (size_t i = 0; i < it->arena_count; i++)
    arenas[i] = it->arenas[i];
  work->arenas = arenas + it->arena_count;
  it->arenas = arenas;
  it->arena_count += chunks;
  return thread_each(run->workers, chunks, what, work, run->diag);
}

/* ---- keys to numbers ---- */

/* The text by which keys are equal. */
static Str key_bytes(const CelType *type, const CelValue *value, Arena *arena) {
  if (!cel_type_is_text(type->kind))
    return arena_str(arena, (Str){(const char *)&value->i, sizeof value->i});
  if (type->kind != CEL_NAME || norm_name_is_normal(value->s)) return value->s;
  char room[KEY_ROOM];
  Str normal = norm_name(value->s, room, sizeof room);
  /* As everywhere, a name that is longer than any person's is its own key. */
  return normal.len == 0 && value->s.len > KEY_ROOM / 4 ? value->s : arena_str(arena, normal);
}

static void number_keys(const Work *work, Arena *arena) {
  RunGroup *it = work->it;
  Arena *kept = work->run->arena;
  const CelType *type = it->group->key_type;
  Map map = {0};
  VEC(CelValue) open = {0};
  it->key_values = arena_new_array(kept, CelValue, (size_t)it->subjects + 1);
  for (uint32_t i = 0; i < it->subjects; i++) {
    it->key_of[i] = RUN_NONE;
    if (work->outside[i]) continue;
    if (work->keys[i].state != CEL_KNOWN) {
      it->key_of[i] = RUN_GROUP_OPEN + (uint32_t)open.count;
      *vec_push(kept, &open) = work->keys[i];
      continue;
    }
    Str bytes = key_bytes(type, &work->keys[i], arena);
    if (map_add(&map, arena, bytes, it->keys)) {
      it->key_values[it->keys] = work->keys[i];
      it->key_of[i] = it->keys++;
    } else {
      bool found = map_find(&map, bytes, &it->key_of[i]);
      CHECK(found);
    }
  }
  it->open = open.items;
  it->open_count = (uint32_t)open.count;
}

static void sort_members(RunGroup *it, Arena *kept) {
  it->first = arena_new_array(kept, uint32_t, (size_t)it->keys + 2);
  it->members = arena_new_array(kept, uint32_t, (size_t)it->subjects + 1);
  for (uint32_t i = 0; i < it->subjects; i++)
    if (it->key_of[i] < it->keys) it->first[it->key_of[i] + 1]++;
  for (uint32_t k = 0; k < it->keys; k++)
    it->first[k + 1] += it->first[k];
  for (uint32_t i = it->subjects; i-- > 0;) /* from the end: first[k + 1] is counted down … */
    if (it->key_of[i] < it->keys) it->members[--it->first[it->key_of[i] + 1]] = i;
  for (uint32_t k = 0; k < it->keys; k++) /* … to where its own members begin */
    it->first[k] = it->first[k + 1];
  it->first[it->keys] = it->subjects;
  uint32_t inside = 0;
  for (uint32_t i = 0; i < it->subjects; i++)
    inside += it->key_of[i] < it->keys;
  it->first[it->keys] = inside;
}

/* ---- completeness ---- */

static const CelCauses *one_cause(RunState *run, CelCause cause) {
  CelCause *kept = arena_new_one(run->arena, CelCause);
  *kept = cause;
  return cel_causes_one(run->arena, kept);
}

/* A row that was kept for nobody may be of a person whose identity does not stand fast. */
static bool may_lack_rows(const RunState *run, const PackDataset *dataset) {
  const RunCoverage *coverage = &run->coverage[dataset->index];
  bool some = false;
  for (uint32_t i = run->registry_files; i < run->file_count && !some; i++) {
    const RunFileState *file = &run->files[i];
    if (!file->usable || file->delivery->of != dataset) continue;
    some = file->unmatched > 0;
    for (size_t k = 0; k < dataset->level_count; k++)
      some |= dataset->levels[k].as == PACK_HINT && file->matched[k] > 0;
  }
  for (uint32_t p = 0; p < run->persons && some; p++)
    if (!run_has_identity(run, coverage, p)) return true;
  return false;
}

/* Rows of the whole county are known only where full deliveries cover all of it on the day. */
static const CelCauses *rows_more(RunState *run, const PackDataset *dataset) {
  const RunCoverage *coverage = &run->coverage[dataset->index];
  if (!coverage->delivered) return coverage->not_delivered;
  bool all = true;
  for (uint32_t v = 0; v < run->villages; v++)
    all = all && run_covers(coverage, v, JOIN_NOBODY, run->input->on);
  if (all) return coverage->filtered;
  char code[12];
  Str county = run->pack->county;
  if (norm_division_code(county, code) == NORM_VALUE) county = (Str){code, sizeof code};
  CelCause cause = {.kind = CEL_NOT_COVERED,
                    .common = true,
                    .a = dataset->id,
                    .b = arena_str(run->arena, county)};
  return cel_causes_union(run->arena, one_cause(run, cause), coverage->filtered);
}

static void find_more(RunState *run, RunGroup *it) {
  bool rows = it->group->of == PACK_GROUP_ROWS;
  if (it->open_count > 0 || (rows && may_lack_rows(run, it->group->dataset))) it->more = it->cause;
  if (rows) it->more = cel_causes_union(run->arena, it->more, rows_more(run, it->group->dataset));
}

static uint32_t count_views(const RunState *run, const PackGroup *group) {
  if (group->of == PACK_GROUP_ROWS)
    if (run->sources[run->table_count + group->dataset->index].frame.has_possible) return RUN_VIEWS;
  return run_count_views(run, group->let_unit);
}

/* ---- the whole ---- */

/* Rows of persons known only by links stand behind all others: they are in no group. */
static uint32_t registry_rows(const RunState *run, const PackDataset *dataset) {
  const RunSource *source = &run->sources[run->table_count + dataset->index];
  if (source->of_village || source->frame.first == NULL) return source->frame.rows;
  return source->frame.first[run->persons + run->households];
}

static Err build_group(RunState *run, RunGroup *it, Arena *arena) {
  const PackGroup *group = it->group;
  it->subjects = group->of == PACK_GROUP_PERSONS      ? run->persons
                 : group->of == PACK_GROUP_HOUSEHOLDS ? run->households
                                                      : registry_rows(run, group->dataset);
  Work work = {.run = run,
               .it = it,
               .keys = arena_new_array(arena, CelValue, (size_t)it->subjects + 1),
               .outside = arena_new_array(arena, uint8_t, (size_t)it->subjects + 1),
               .views = count_views(run, group)};
  it->key_of = arena_new_array(run->arena, uint32_t, (size_t)it->subjects + 1);
  TRY(in_chunks(&work, it->subjects, CHUNK_SUBJECTS, find_keys));
  number_keys(&work, arena);
  sort_members(it, run->arena);
  find_more(run, it);
  for (uint32_t view = 0; view < RUN_VIEWS; view++)
    it->lets[view] = view < work.views
                         ? arena_new_array(run->arena, CelValue, it->keys * group->let_count + 1)
                         : it->lets[0];
  if (group->let_count > 0) TRY(in_chunks(&work, it->keys, CHUNK_KEYS, find_lets));
  it->built = true;
  return ERR_OK;
}

static Err build_read(RunState *run, const CelUnit *unit, bool *seen);

/* Those that it reads by defs first; there are no circles. */
static Err build_after(RunState *run, RunGroup *it, bool *seen) {
  if (it->built) return ERR_OK;
  TRY(build_read(run, it->group->key_unit, seen));
  TRY(build_read(run, it->group->let_unit, seen));
  Arena *arena = arena_new((size_t)8 << 30);
  Err err = build_group(run, it, arena);
  arena_free(arena);
  return err;
}

/* The groups that an expression reads. [seen]: defs whose groups are built already. */
static Err build_read(RunState *run, const CelUnit *unit, bool *seen) {
  size_t count;
  const CelUse *uses = cel_unit_uses(unit, &count);
  for (size_t i = 0; i < count; i++) {
    uint32_t index = pack_field_index(uses[i].field);
    switch ((int)pack_field_kind(uses[i].field)) {
    case PACK_DEF:
      if (seen[index]) break;
      TRY(build_read(run, run->pack->defs[index].unit, seen));
      seen[index] = true;
      break;
    case PACK_GROUP_KEY:
    case PACK_GROUP_ITEMS:
    case PACK_GROUP_LET:
      TRY(build_after(run, &run->groups[pack_group_of(run->pack, uses[i].field)->index], seen));
      break;
    default:
      break;
    }
  }
  return ERR_OK;
}

Err run_groups(RunState *run) {
  bool seen[PACK_DEFS_MAX] = {false};
  for (size_t i = 0; i < run->pack->group_count; i++) {
    RunGroup *it = &run->groups[i];
    it->cause = one_cause(run, (CelCause){.kind = CEL_GROUP, .common = true, .a = it->group->id});
    it->outside = one_cause(run, (CelCause){.kind = CEL_EMPTY, .a = it->group->schema->name});
  }
  for (size_t i = 0; i < run->pack->group_count; i++)
    if (run->groups[i].read) TRY(build_after(run, &run->groups[i], seen));
  return ERR_OK;
}

void run_free_groups(RunState *run) {
  for (size_t i = 0; run->groups && i < run->pack->group_count; i++)
    for (size_t k = 0; k < run->groups[i].arena_count; k++)
      arena_free(run->groups[i].arenas[k]);
}

/* ---- for rules ---- */

static void trace_member(RunHost *host, const RunGroup *it, uint32_t subject) {
  const RunState *run = host->run;
  const PackRegistry *registry = &run->pack->registry;
  RunTrace trace = {registry->persons, subject, 1};
  if (it->group->of == PACK_GROUP_ROWS) {
    trace.source = run->table_count + it->group->dataset->index;
  } else if (it->group->of == PACK_GROUP_HOUSEHOLDS) {
    bool own = registry->households != PACK_NONE && run->sources[registry->households].present;
    if (own)
      trace.source = registry->households;
    else
      trace.first = run->person_first[subject];
    if (!own && trace.first == run->person_first[subject + 1]) return;
  }
  *vec_push(host->trace_arena, &host->traces) = trace;
}

/* The proof of what a group says is its members; of very many, the one that asks. */
static void trace_group(RunHost *host, const RunGroup *it, uint32_t key, uint32_t subject) {
  uint32_t count = it->first[key + 1] - it->first[key];
  if (count > PACK_GROUP_WALK) {
    trace_member(host, it, subject);
    return;
  }
  for (uint32_t i = it->first[key]; i < it->first[key + 1]; i++)
    trace_member(host, it, it->members[i]);
}

void run_group_value(
    RunHost *host, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  const RunState *run = host->run;
  const PackGroup *group = pack_group_of(run->pack, field);
  const RunGroup *it = &run->groups[group->index];
  *ret = cel_unknown(arena, it->cause, CEL_ABSENT);
  if (!it->built || record.index >= it->subjects) return;
  if (day_cmp(host->day, run->input->on) != 0) return; /* computed for the run's day only */
  uint32_t key = it->key_of[record.index];
  if (key == RUN_NONE) {
    *ret = cel_unknown(arena, it->outside, CEL_IS_EMPTY);
    return;
  }
  if (key >= RUN_GROUP_OPEN) {
    *ret = it->open[key - RUN_GROUP_OPEN];
    if (ret->state == CEL_UNKNOWN) /* what bounds the key bounds nothing else */
      *ret = cel_unknown(arena, ret->unknown->causes, CEL_ABSENT);
    return;
  }
  if (host->tracing) trace_group(host, it, key, record.index);
  switch ((int)pack_field_kind(field)) {
  case PACK_GROUP_KEY:
    *ret = it->key_values[key];
    return;
  case PACK_GROUP_LET:
    *ret = it->lets[host->rows][key * group->let_count + pack_group_let(field)];
    return;
  default:
    if (it->first[key + 1] - it->first[key] <= PACK_GROUP_WALK)
      *ret = members_list(run, it, key, host->rows, arena);
    return;
  }
}
