/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outside: persons whom the registry does not have, known only as targets of links.
 *
 * Before rows are kept, the rows that connect are read once: whoever a household is linked with
 * by a valid ID number that nobody of the registry has becomes a person outside. He is found by
 * his number alone (with the name, where the row gives one), for the datasets that a rule reads
 * through such a link and whose population holds a household that links to him. Whether he is one
 * of whom rows are kept is in doubt where only a row that may be somebody else's says so.
 *
 * Order:  they are numbered by their ID numbers, whatever the files' order.
 * Cost:   the files of datasets that connect are parsed twice; one sort of what was found.
 */
#include "run/run_int.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_ROOM = 1024 };

/* ---- what is found ---- */

typedef struct Found { /* staged like rows, in the part */
  uint64_t id;
  uint64_t links;     /* 0: only where he lives is said */
  uint32_t household; /* that links to him */
  uint32_t village;   /* RUN_NONE: not said */
  bool sure;          /* the row is surely of that household's person */
  Str name;
} Found;

static void put(RunPart *part, const Found *found) {
  buf_str(&part->stage, (Str){(const char *)found, sizeof *found});
}

/* ---- the ends of a row ---- */

typedef struct EndPerson {
  uint32_t person;
  bool sure;
} EndPerson;

typedef struct End {
  VEC(EndPerson) persons; /* of the registry */
  VEC(Found) outside;     /* id and name */
  bool known;
} End;

typedef struct Row {
  RunState *run;
  RunWorker *worker;
  const RunFileState *file;
  const CsvRecord *record;
} Row;

void run_by_number(const JoinIndex *index, const JoinKeys *keys, Arena *scratch, JoinHit *ret_hit) {
  static const PackLevel levels[] = {
      {STR_INIT("id"), PACK_KEY_ID | PACK_KEY_NAME, PACK_SURE},
      {STR_INIT("id_only"), PACK_KEY_ID, PACK_SURE},
  };
  static const PackDataset numbers = {.levels = levels, .level_count = 2};
  join_match(index, &numbers, 3, keys, scratch, ret_hit);
}

static void add_person(Arena *arena, End *end, uint32_t person, bool sure) {
  *vec_push(arena, &end->persons) = (EndPerson){person, sure};
}

static void take_end(const Row *row, const PackDataset *dataset, RunNamed named, End *end) {
  RunState *run = row->run;
  Arena *scratch = row->worker->scratch;
  RunSlots slots = {0};
  JoinKeys keys;
  JoinHit hit;
  run_find_person(run, row->file, dataset, row->record, named.id, named.name, scratch, &keys, &hit);
  RunFate fate = run_take_hit(run, dataset, &hit, 0, scratch, &slots);
  bool hint = fate >= RUN_AMBIGUOUS && dataset->levels[hit.level].as == PACK_HINT;
  if (slots.count > 0 && hit.verdict == JOIN_MATCHED && hit.person != JOIN_NOBODY)
    add_person(scratch, end, hit.person, dataset->levels[hit.level].as == PACK_SURE);
  for (uint32_t i = 0; slots.count > 0 && hit.verdict == JOIN_AMBIGUOUS && i < hit.count; i++)
    add_person(scratch, end, hit.candidates[i], false);
  if ((fate > RUN_UNMATCHED && !hint) || !keys.id.valid) return;
  run_by_number(run->index, &keys, scratch, &hit);
  if (hit.verdict == JOIN_UNMATCHED) /* not one of the registry under another name */
    *vec_push(scratch, &end->outside) =
        (Found){.id = keys.id.key.n, .village = RUN_NONE, .name = keys.name};
}

/* A number beside the row's own person. */
static void take_number(const Row *row, RunNamed named, End *end) {
  Arena *scratch = row->worker->scratch;
  JoinKeys keys = {.birth = DAY_MIN, .village = JOIN_NOBODY, .division = JOIN_NOBODY};
  JoinHit hit;
  norm_id(named.id, &keys.id);
  keys.name = str_trim(named.name);
  if (!keys.id.valid) return;
  run_by_number(row->run->index, &keys, scratch, &hit);
  if (hit.verdict == JOIN_MATCHED) add_person(scratch, end, hit.person, true);
  for (uint32_t i = 0; hit.verdict == JOIN_AMBIGUOUS && i < hit.count; i++)
    add_person(scratch, end, hit.candidates[i], false);
  if (hit.verdict == JOIN_UNMATCHED)
    *vec_push(scratch, &end->outside) =
        (Found){.id = keys.id.key.n, .village = RUN_NONE, .name = keys.name};
}

static void read_end(const Row *row, const PackLinkDef *def, const PackLinkSide *side, End *end) {
  Arena *scratch = row->worker->scratch;
  RunNamed *named = NULL;
  uint32_t count = run_named(run_cell_text(row->file, row->record, side->id, scratch),
                             run_cell_text(row->file, row->record, side->name, scratch),
                             side->split, scratch, &named);
  const PackDataset *dataset = def->dataset;
  if (side->role != PACK_NONE) dataset = dataset->roles[side->role].view;
  bool own = side->self || side->role != PACK_NONE;
  if (side->self && count == 0) { /* found by other keys than number and name */
    take_end(row, dataset, (RunNamed){STR_NONE, STR_NONE}, end);
    return;
  }
  for (uint32_t i = 0; i < count; i++) {
    if (own)
      take_end(row, dataset, named[i], end);
    else
      take_number(row, named[i], end);
  }
}

/* Whoever of [targets] is outside is linked with the households of [persons]. */
static void put_found(
    const RunState *run, RunPart *part, const End *persons, const End *targets, uint64_t links) {
  for (size_t i = 0; links != 0 && i < targets->outside.count; i++)
    for (size_t k = 0; k < persons->persons.count; k++) {
      Found found = targets->outside.items[i];
      found.links = links;
      found.household = run->household_of[persons->persons.items[k].person];
      found.sure = persons->persons.items[k].sure;
      put(part, &found);
    }
}

static void
put_village(const Row *row, const PackDataset *dataset, const End *self, RunPart *part) {
  Arena *scratch = row->worker->scratch;
  uint32_t column = dataset->village_column, village;
  if (column == PACK_NONE || self->outside.count != 1) return;
  Str text = run_cell_text(row->file, row->record, column, scratch);
  Str township = run_cell_text(row->file, row->record, dataset->township_column, scratch);
  if (text.len == 0) return;
  CelValue value;
  pack_read_value(row->run->pack, &dataset->columns[column], text, 1,
                  column == dataset->township_column ? STR_NONE : township, scratch, &value);
  if (value.state != CEL_KNOWN || !map_find(&row->run->village_index, value.s, &village)) return;
  Found found = {.id = self->outside.items[0].id, .village = village};
  put(part, &found);
}

static void keep_names(End *end, Arena *keep) {
  for (size_t i = 0; i < end->outside.count; i++)
    end->outside.items[i].name = arena_str(keep, end->outside.items[i].name);
}

/* One end of a row; its own person is looked for once for all links. */
static End end_of(const Row *row, const PackLinkDef *def, const PackLinkSide *side, End *self) {
  End end = {0};
  if (side->self && self->known) return *self;
  read_end(row, def, side, &end);
  end.known = true;
  if (side->self) *self = end;
  return end;
}

void run_collect_row(RunState *run, RunWorker *worker, RunPart *part, const CsvRecord *record) {
  const RunFileState *file = &run->files[part->file];
  const PackDataset *dataset = run->sources[file->source].dataset;
  Row row = {run, worker, file, record};
  End self = {0};
  for (size_t i = 0; i < run->pack->link_def_count; i++) {
    const RunLinkDef *it = &run->link_defs[i];
    if (it->source != file->source || (it->forward | it->backward) == 0) continue;
    if (it->def->households) continue;
    End from = end_of(&row, it->def, &it->def->from, &self);
    End to = end_of(&row, it->def, &it->def->to, &self);
    if (it->forward != 0 && from.persons.count > 0) keep_names(&to, worker->keep);
    if (it->backward != 0 && to.persons.count > 0) keep_names(&from, worker->keep);
    put_found(run, part, &from, &to, it->forward);
    put_found(run, part, &to, &from, it->backward);
  }
  if (self.known) put_village(&row, dataset, &self, part);
}

/* ---- the registry's own rows ---- */

static Str cell_text(const RunState *run, const RunSource *source, uint32_t row, uint32_t column) {
  if (column == PACK_NONE || source->frame.columns[column].states == NULL) return STR_NONE;
  if (source->frame.columns[column].states[row] != FRAME_VALUE) return STR_NONE;
  return frame_heap_get(run->heap, (FrameText){source->frame.columns[column].cells[row]});
}

/* Of a row that hangs on [person]; of registry tables one end is self. */
static void
collect_cell(RunState *run, const RunLinkDef *it, uint32_t row, uint32_t person, RunPart *part) {
  const RunSource *source = &run->sources[it->source];
  bool self_first = it->def->from.self;
  const PackLinkSide *side = self_first ? &it->def->to : &it->def->from;
  if (source->columns[side->id].type->kind != CEL_IDNUMBER) return; /* a key of the registry */
  Row at = {run, &run->worker[0], NULL, NULL};
  End self = {0}, other = {0};
  take_number(
      &at,
      (RunNamed){cell_text(run, source, row, side->id), cell_text(run, source, row, side->name)},
      &other);
  add_person(run->worker[0].scratch, &self, person, true);
  put_found(run, part, &self, &other, self_first ? it->forward : it->backward);
}

static void collect_registry(RunState *run, RunPart *part) {
  for (size_t i = 0; i < run->pack->link_def_count; i++) {
    const RunLinkDef *it = &run->link_defs[i];
    const RunSource *source = &run->sources[it->source];
    if (it->def->dataset || (it->forward | it->backward) == 0 || it->def->households) continue;
    if (!source->present) continue;
    for (uint32_t p = 0; p < run->persons; p++) {
      bool main = source->frame.first == NULL;
      if (main && it->source != run->pack->registry.persons) break;
      uint32_t from = main ? p : source->frame.first[person_slot(run, p)];
      uint32_t end = main ? p + 1 : source->frame.first[person_slot(run, p) + 1];
      for (uint32_t row = from; row < end; row++)
        collect_cell(run, it, row, p, part);
      arena_clear(run->worker[0].scratch);
    }
  }
}

/* ---- persons ---- */

static int found_cmp(const void *a, const void *b) {
  const Found *x = a, *y = b;
  if (x->id != y->id) return x->id < y->id ? -1 : 1;
  return str_cmp(x->name, y->name);
}

/* All that was found, of people to whom some link leads, in the order of numbers. */
static Found *gather(RunState *run, const Buf *own, Arena *arena, size_t *ret_count) {
  size_t count = own->len / sizeof(Found), at = 0;
  for (size_t i = 0; i < run->parts.count; i++)
    if (run->files[run->parts.items[i].file].delivery)
      count += run->parts.items[i].stage.len / sizeof(Found);
  Found *all = arena_new_array(arena, Found, count + 1);
  if (own->len > 0) memcpy(all, own->ptr, own->len);
  at += own->len / sizeof(Found);
  for (size_t i = 0; i < run->parts.count; i++) {
    const RunPart *part = &run->parts.items[i];
    if (!run->files[part->file].delivery || part->stage.len == 0) continue;
    memcpy(all + at, part->stage.ptr, part->stage.len);
    at += part->stage.len / sizeof(Found);
  }
  if (at > 1) qsort(all, at, sizeof *all, found_cmp);
  *ret_count = at;
  return all;
}

/* What all rows say of one number; false: no link leads to it. */
static bool describe(
    const RunState *run, const Found *found, size_t count, RunOutside *ret, JoinPerson *person) {
  bool two_names = false, two_villages = false;
  *ret = (RunOutside){.village = RUN_NONE};
  *person = (JoinPerson){
      .id = {found->id}, .birth = DAY_MIN, .village = JOIN_NOBODY, .household = JOIN_NOBODY};
  for (size_t i = 0; i < count; i++) {
    const Found *it = &found[i];
    ret->links |= it->links;
    for (size_t k = 0; it->links != 0 && k < RUN_POPULATIONS; k++) {
      if (!run_in_population(run, (PackPopulation)k, JOIN_NOBODY, it->household)) continue;
      ret->maybe[k] |= it->links;
      ret->sure[k] |= it->sure ? it->links : 0;
    }
    if (it->village != RUN_NONE) {
      two_villages |= ret->village != RUN_NONE && ret->village != it->village;
      ret->village = it->village;
    }
    if (it->name.len == 0) continue;
    two_names |= person->name.len > 0 && !norm_name_eq(person->name, it->name);
    person->name = it->name;
  }
  if (two_names) person->name = STR_NONE;
  if (two_villages || ret->village == RUN_NONE) ret->village = run->villages + 1;
  return ret->links != 0;
}

static void make_persons(RunState *run, const Found *all, size_t count) {
  JoinPerson *people = arena_new_array(run->arena, JoinPerson, count + 1);
  run->outsiders = arena_new_array(run->arena, RunOutside, count + 1);
  for (size_t from = 0, to; from < count; from = to) {
    to = from + 1;
    while (to < count && all[to].id == all[from].id)
      to++;
    if (describe(run, &all[from], to - from, &run->outsiders[run->outside], &people[run->outside]))
      run->outside++;
  }
  if (run->outside == 0) return;
  run->outside_people = people;
  run->outside_index = join_new(people, run->outside, NULL, 0, NULL, 0, run->arena);
}

/* Those of the registry who have one name and a number that is none. */
typedef struct Namesakes {
  uint32_t first;            /* RUN_NONE: nobody */
  bool out[RUN_POPULATIONS]; /* somebody is in no household of it */
} Namesakes;

static void add_namesake(const RunState *run, uint32_t person, Namesakes *to) {
  if (to->first > person) to->first = person;
  for (size_t k = 0; k < RUN_POPULATIONS; k++)
    to->out[k] |= !run_in_population(run, (PackPopulation)k, person, JOIN_NOBODY);
}

/* Whether he may be one of them: then it is unknown whether he is in a household, and if one of
 * them stands in no population then it is unknown whether he stands in it. */
static void may_be(RunState *run, const Namesakes *them, RunOutside *outside) {
  bool maybe = them->first != RUN_NONE;
  CelCause *cause = arena_new_one(run->arena, CelCause);
  *cause = maybe ? (CelCause){.kind = CEL_IDENTITY, .a = run->person_keys[them->first]}
                 : (CelCause){.kind = CEL_EMPTY, .a = STR("person.household")};
  outside->namesake = maybe ? cel_causes_one(run->arena, cause) : NULL;
  outside->household =
      cel_unknown(run->arena, cel_causes_one(run->arena, cause), maybe ? CEL_ABSENT : CEL_IS_EMPTY);
  memcpy(outside->stands_out, them->out, sizeof them->out);
}

/* Those who have one of the names that rows give the number; it may be anybody's if none does. */
static Namesakes
namesakes_of(const Map *names, const Namesakes *of_name, const Namesakes *all, const Found *found) {
  Namesakes them = {.first = RUN_NONE};
  bool named = false;
  char room[NAME_ROOM];
  for (uint64_t id = found->id; found->id == id; found++) { /* number 0 stands behind the last */
    uint32_t at;
    if (found->name.len == 0) continue;
    named = true;
    if (!map_find(names, norm_name(found->name, room, sizeof room), &at)) continue;
    if (them.first > of_name[at].first) them.first = of_name[at].first;
    for (size_t k = 0; k < RUN_POPULATIONS; k++)
      them.out[k] |= of_name[at].out[k];
  }
  return named ? them : *all;
}

/* Whoever of the registry has a number that is none may have this one. Names tell them apart; who
 * has no number at all has not this one. [found]: all, in the order of numbers. */
static void find_namesakes(RunState *run, const Found *found, Arena *arena) {
  const PackRegistry *registry = &run->pack->registry;
  const RunSource *persons = &run->sources[registry->persons];
  const uint8_t *states =
      registry->id == PACK_NONE ? NULL : persons->frame.columns[registry->id].states;
  Namesakes *of_name = arena_new_array(arena, Namesakes, (size_t)run->persons + 1);
  Namesakes all = {.first = RUN_NONE}, none = {.first = RUN_NONE};
  Map names = {0};
  uint32_t count = 0, at;
  char room[NAME_ROOM];
  for (uint32_t p = 0; p < run->persons && run->outside > 0; p++) {
    bool empty = states && states[p] == FRAME_EMPTY;
    if (empty || (run->person_keys_had[p] & PACK_KEY_ID) != 0) continue;
    Str name = norm_name(run->people[p].name, room, sizeof room);
    if (map_find(&names, name, &at)) {
      add_namesake(run, p, &of_name[at]);
    } else {
      of_name[count] = none;
      add_namesake(run, p, &of_name[count]);
      (void)map_add(&names, arena, arena_str(arena, name), count++);
    }
    add_namesake(run, p, &all);
  }
  for (uint32_t i = 0; i < run->outside; i++) {
    while (found->id != run->outside_people[i].id.n)
      found++;
    Namesakes them = namesakes_of(&names, of_name, &all, found);
    may_be(run, &them, &run->outsiders[i]);
  }
}

Tri run_keeps_outside(const RunState *run, uint32_t dataset, uint32_t outside) {
  const RunOutside *it = &run->outsiders[outside];
  PackPopulation population = run->pack->datasets[dataset].population;
  if ((it->maybe[population] & run->link_reads[dataset]) == 0) return TRI_FALSE;
  bool sure = (it->sure[population] & run->link_reads[dataset]) != 0;
  return sure && !it->stands_out[population] ? TRI_TRUE : TRI_UNKNOWN;
}

Err run_find_outside(RunState *run) {
  bool some = false;
  for (size_t i = 0; i < run->pack->link_def_count; i++) {
    const RunLinkDef *it = &run->link_defs[i];
    some |= !it->def->households && (it->forward | it->backward) != 0;
  }
  if (!some) return ERR_OK;
  Arena *arena = arena_new((size_t)16 << 30);
  RunPart own = {0};
  buf_init(&own.stage, (size_t)4 << 30);
  collect_registry(run, &own);
  run->collecting = true;
  Err err = run_scan(run, run->registry_files, run->file_count, ARG2("读取关联", "links"));
  run->collecting = false;
  if (err == ERR_OK && own.stage.overflow)
    err = fail(run->diag, ERR_LIMIT, PLACE_NONE, ARG2("关联", "links"), STR("4 GiB"));
  if (err == ERR_OK) {
    size_t count;
    const Found *all = gather(run, &own.stage, arena, &count);
    make_persons(run, all, count);
    find_namesakes(run, all, arena);
    run_forget_scan(run, run->registry_files, run->file_count);
  }
  buf_free(&own.stage);
  arena_free(arena);
  return err;
}
