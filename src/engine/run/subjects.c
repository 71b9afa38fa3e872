/* SPDX-License-Identifier: Apache-2.0 */
/*
 * subjects: villages with their households, townships, hamlets, and the year before.
 *
 * Lists of a place are made once, one behind another in the order of villages, so that a rule over
 * a village or a township reads a slice of them: all of it is linear in the county.
 *
 * A household of which the village is not known may be of any village, one of which the hamlet is
 * not known of any hamlet of its village: such lists may hold more.
 */
#include "run/run_int.h"

#include <stdlib.h>

static CelValue known(CelRecord record) {
  return (CelValue){.state = CEL_KNOWN, .record = record};
}

/* ---- villages and townships ---- */

static void find_townships(RunState *run) {
  RunSubjects *it = &run->subjects;
  it->township_of = arena_new_array(run->arena, uint32_t, (size_t)run->villages + 1);
  it->township_first = arena_new_array(run->arena, uint32_t, (size_t)run->villages + 2);
  it->township_codes = arena_new_array(run->arena, Str, (size_t)run->villages + 1);
  for (uint32_t v = 0; v < run->villages; v++) {
    Str code = run->village_codes[v];
    bool begins =
        v == 0 || !str_eq(str_slice(code, 0, 9), str_slice(run->village_codes[v - 1], 0, 9));
    if (begins) {
      char text[12];
      if (code.len == sizeof text) norm_division_township(code.ptr, text);
      it->township_first[it->townships] = v;
      it->township_codes[it->townships++] =
          code.len == sizeof text ? arena_str(run->arena, (Str){text, sizeof text}) : code;
    }
    it->township_of[v] = it->townships - 1;
  }
  it->township_first[it->townships] = run->villages;
}

static void start_ranges(RunState *run, RunRanges *ranges, uint32_t owners, size_t items) {
  ranges->first = arena_new_array(run->arena, uint32_t, (size_t)owners + 2);
  ranges->items = arena_new_array(run->arena, CelValue, items + 1);
}

/* Households of each village, ascending: a counting sort. */
static void list_households(RunState *run) {
  RunSubjects *it = &run->subjects;
  RunRanges *ranges = &it->households;
  start_ranges(run, ranges, run->villages, run->households);
  uint32_t *first = ranges->first;
  for (uint32_t h = 0; h < run->households; h++) {
    if (run->village_of[h] != RUN_NONE)
      first[run->village_of[h] + 2]++;
    else if (it->more == NULL) {
      CelValue none;
      run_missing(run->arena, run->pack->household, STR("village"), true, &none);
      it->more = none.unknown->causes;
    }
  }
  for (uint32_t v = 0; v < run->villages; v++)
    first[v + 2] += first[v + 1];
  for (uint32_t h = 0; h < run->households; h++)
    if (run->village_of[h] != RUN_NONE)
      ranges->items[first[run->village_of[h] + 1]++] = known(run_household_record(run, h));
}

static void list_persons(RunState *run) {
  RunSubjects *it = &run->subjects;
  start_ranges(run, &it->persons, run->villages, run->persons);
  uint32_t at = 0;
  for (uint32_t v = 0; v < run->villages; v++) {
    it->persons.first[v] = at;
    for (uint32_t i = it->households.first[v]; i < it->households.first[v + 1]; i++) {
      uint32_t h = it->households.items[i].record.index;
      for (uint32_t p = run->person_first[h]; p < run->person_first[h + 1]; p++)
        it->persons.items[at++] = known(run_person_record(run, p));
    }
  }
  it->persons.first[run->villages] = at;
}

/* ---- hamlets ---- */

typedef struct Named {
  Str name;
  uint32_t household;
} Named;

static int named_cmp(const void *a, const void *b) {
  const Named *x = a, *y = b;
  int order = str_cmp(x->name, y->name);
  return order != 0 ? order : (x->household > y->household) - (x->household < y->household);
}

/* Households of one village with the names of their hamlets; why others may be of any. */
static uint32_t name_households(
    RunState *run, uint32_t village, Arena *arena, Named *items, const CelCauses **more) {
  RunSubjects *it = &run->subjects;
  const PackRegistry *registry = &run->pack->registry;
  const CelField *field = registry->tables[registry->households].columns[registry->hamlet].field;
  RunHost host = {.run = run, .day = run->input->on};
  uint32_t count = 0;
  for (uint32_t i = it->households.first[village]; i < it->households.first[village + 1]; i++) {
    CelValue name;
    CelRecord record = it->households.items[i].record;
    run_cel_host()->get(&host, arena, record, field, &name);
    if (name.state == CEL_KNOWN)
      items[count++] = (Named){name.s, record.index};
    else if (name.state == CEL_UNKNOWN && name.unknown->absence != CEL_IS_EMPTY)
      *more = cel_causes_union(run->arena, *more, name.unknown->causes);
  }
  qsort(items, count, sizeof *items, named_cmp);
  return count;
}

static void find_hamlets(RunState *run) {
  RunSubjects *it = &run->subjects;
  Arena *arena = arena_new((size_t)1 << 30);
  Named *items = arena_new_array(arena, Named, (size_t)run->households + 1);
  it->hamlet_first = arena_new_array(run->arena, uint32_t, (size_t)run->villages + 2);
  it->hamlet_more = arena_new_array(run->arena, const CelCauses *, (size_t)run->villages + 1);
  it->hamlet_names = arena_new_array(run->arena, Str, (size_t)run->households + 1);
  it->village_of_hamlet = arena_new_array(run->arena, uint32_t, (size_t)run->households + 1);
  start_ranges(run, &it->hamlet_households, run->households, run->households);
  uint32_t at = 0;
  for (uint32_t v = 0; v < run->villages; v++) {
    it->hamlet_first[v] = it->hamlets;
    it->hamlet_more[v] = it->more;
    uint32_t count = name_households(run, v, run->arena, items, &it->hamlet_more[v]);
    for (uint32_t i = 0; i < count; i++) {
      if (i == 0 || !str_eq(items[i].name, items[i - 1].name)) {
        it->hamlet_households.first[it->hamlets] = at;
        it->village_of_hamlet[it->hamlets] = v;
        it->hamlet_names[it->hamlets++] = items[i].name;
      }
      it->hamlet_households.items[at++] = known(run_household_record(run, items[i].household));
    }
  }
  it->hamlet_first[run->villages] = it->hamlets;
  it->hamlet_households.first[it->hamlets] = at;
  arena_free(arena);
}

void run_build_subjects(RunState *run) {
  const PackRegistry *registry = &run->pack->registry;
  find_townships(run);
  list_households(run);
  run->subjects.no_villages =
      run->households > 0 && run->subjects.households.first[run->villages] == 0;
  run_missing(run->arena, run->pack->household, STR("village"), run->subjects.no_villages,
              &run->no_village);
  if (run->subjects.wants_persons) list_persons(run);
  if (run->subjects.wants_hamlets && registry->households != PACK_NONE &&
      registry->hamlet != PACK_NONE)
    find_hamlets(run);
}

/* ---- values ---- */

static void give_list(Arena *arena,
                      const RunRanges *ranges,
                      uint32_t from,
                      uint32_t end,
                      const CelCauses *more,
                      CelValue *ret) {
  CelList *list = arena_new_one(arena, CelList);
  uint32_t first = ranges->first[from];
  *list =
      (CelList){.count = ranges->first[end] - first, .items = ranges->items + first, .more = more};
  *ret = (CelValue){.state = CEL_KNOWN, .list = list};
}

/* Records that follow one another. */
static void
give_range(Arena *arena, CelRecord first, uint32_t count, const CelCauses *more, CelValue *ret) {
  CelList *list = arena_new_one(arena, CelList);
  *list = (CelList){.count = count, .first = first, .more = more};
  *ret = (CelValue){.state = CEL_KNOWN, .list = list};
}

/* Households or persons of a village, township or hamlet. */
static void give_people(
    const RunState *run, Arena *arena, CelRecord record, const RunRanges *ranges, CelValue *ret) {
  const RunSubjects *it = &run->subjects;
  uint32_t index = record.index;
  if (record.aux == AUX_HAMLET)
    give_list(arena, &it->hamlet_households, index, index + 1,
              it->hamlet_more[it->village_of_hamlet[index]], ret);
  else if (record.aux == AUX_TOWNSHIP)
    give_list(arena, ranges, it->township_first[index], it->township_first[index + 1], it->more,
              ret);
  else
    give_list(arena, ranges, index, index + 1, it->more, ret);
}

/* The row of the year before; a table that is there and has none says that there is none. */
static void
last_value(RunHost *host, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  const RunState *run = host->run;
  uint32_t table = pack_field_index(field);
  const RunSource *source = &run->sources[table];
  if (!source->present) {
    run_missing(arena, record.schema, field->name, true, ret);
    return;
  }
  uint32_t slot = record.index;
  if (record.aux == AUX_HOUSEHOLD) slot = household_slot(run, record.index);
  if (record.aux == run->pack->registry.persons) slot = person_slot(run, record.index);
  uint32_t first = source->frame.first[slot];
  if (source->frame.first[slot + 1] == first) {
    run_missing(arena, record.schema, field->name, false, ret);
    CelCause *cause = arena_new_one(arena, CelCause);
    *cause = *ret->unknown->causes->items[0];
    cause->kind = CEL_EMPTY;
    *ret = cel_unknown(arena, cel_causes_one(arena, cause), CEL_IS_EMPTY);
    return;
  }
  *ret = known((CelRecord){field->type->schema, first, table});
}

static void township_name(
    const RunState *run, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  const PackArea *area = pack_area_by_code(run->pack, run->subjects.township_codes[record.index]);
  if (area)
    *ret = cel_str(area->name);
  else
    run_missing(arena, record.schema, field->name, false, ret);
}

void run_subject_value(
    RunHost *host, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  const RunState *run = host->run;
  const RunSubjects *it = &run->subjects;
  uint32_t index = record.index;
  switch ((int)pack_field_kind(field)) {
  case PACK_HOUSEHOLDS:
    give_people(run, arena, record, &it->households, ret);
    return;
  case PACK_MEMBERS:
    give_people(run, arena, record, &it->persons, ret);
    return;
  case PACK_LAST:
    last_value(host, arena, record, field, ret);
    return;
  case PACK_TOWNSHIP:
    *ret = known((CelRecord){run->pack->township, it->township_of[index], AUX_TOWNSHIP});
    return;
  case PACK_TOWNSHIP_CODE:
    *ret = cel_str(it->township_codes[index]);
    return;
  case PACK_TOWNSHIP_NAME:
    township_name(run, arena, record, field, ret);
    return;
  case PACK_VILLAGES:
    give_range(arena, (CelRecord){run->pack->village, it->township_first[index], AUX_VILLAGE},
               it->township_first[index + 1] - it->township_first[index], NULL, ret);
    return;
  case PACK_HAMLET_NAME:
    *ret = cel_str(it->hamlet_names[index]);
    return;
  default: /* PACK_HAMLETS */
    give_range(arena, (CelRecord){run->pack->hamlet, it->hamlet_first[index], AUX_HAMLET},
               it->hamlet_first[index + 1] - it->hamlet_first[index], it->hamlet_more[index], ret);
    return;
  }
}
