/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registry: numbers households and persons in the order of their keys and puts the registry's
 * rows where they belong.
 *
 * A household is a range of persons; everything downstream relies on that order. Rows that cannot
 * be placed (no key, a key that occurs twice, a child of nobody) are issues and are left out.
 */
#include "run/run_int.h"

#include <stdlib.h>
#include <string.h>

typedef struct Keyed { /* a row with its keys */
  Str household, person;
  RunRow *row;
} Keyed;

static Str
text_cell(const RunState *run, const RunSource *source, const RunRow *row, uint32_t column) {
  if (column == PACK_NONE || column >= source->column_count) return STR_NONE;
  uint32_t at = source->stage[column];
  if (at == RUN_NONE || row_states(source, row)[at] != FRAME_VALUE) return STR_NONE;
  return frame_heap_get(run->heap, (FrameText){row_cells(row)[at]});
}

static void note(RunState *run,
                 FrameIssueKind kind,
                 const RunRow *row,
                 const RunSource *source,
                 uint32_t column,
                 Str shown) {
  Str name = column == PACK_NONE || column >= source->column_count ? STR_NONE
                                                                   : source->columns[column].label;
  frame_issue_add(&run->issues, run->arena, kind, row->file, row->row, name, STR_NONE, shown);
}

/* ---- order ---- */

static int keyed_cmp(const Keyed *a, const Keyed *b) {
  int order = str_cmp(a->household, b->household);
  return order != 0 ? order : str_cmp(a->person, b->person);
}

/* The first row that is out of order, or the count. */
static size_t first_unsorted(const Keyed *items, size_t count) {
  size_t i = 1;
  while (i < count && keyed_cmp(&items[i - 1], &items[i]) <= 0)
    i++;
  return i < count ? i : count;
}

/* Stable merge sort. */
static void sort_keyed(Keyed *items, size_t count, Arena *arena) {
  if (first_unsorted(items, count) == count) return;
  Keyed *from = items, *to = arena_new_array(arena, Keyed, count + 1);
  for (size_t width = 1; width < count; width *= 2) {
    for (size_t begin = 0; begin < count; begin += 2 * width) {
      size_t middle = begin + width < count ? begin + width : count;
      size_t end = begin + 2 * width < count ? begin + 2 * width : count;
      size_t a = begin, b = middle;
      for (size_t k = begin; k < end; k++)
        to[k] =
            a < middle && (b == end || keyed_cmp(&from[a], &from[b]) <= 0) ? from[a++] : from[b++];
    }
    Keyed *swap = from;
    from = to;
    to = swap;
  }
  if (from != items) memcpy(items, from, count * sizeof *items);
}

/* Rows of a table with their keys; those without are issues. */
static Keyed *keyed_rows(RunState *run,
                         uint32_t table,
                         uint32_t household,
                         uint32_t person,
                         Arena *arena,
                         size_t *ret_count) {
  RunSource *source = &run->sources[table];
  uint32_t count;
  RunRow **rows = run_rows(run, table, arena, &count);
  Keyed *items = arena_new_array(arena, Keyed, (size_t)count + 1);
  size_t kept = 0;
  for (uint32_t i = 0; i < count; i++) {
    Keyed item = {text_cell(run, source, rows[i], household),
                  text_cell(run, source, rows[i], person), rows[i]};
    bool whole = item.household.len > 0 && (person == PACK_NONE || item.person.len > 0);
    if (whole)
      items[kept++] = item;
    else
      note(run, ISSUE_KEY_MISSING, rows[i], source, item.household.len ? person : household,
           STR_NONE);
  }
  *ret_count = kept;
  return items;
}

/* ---- persons and households ---- */

/* Second rows of a person key are left out; keys must be in order. */
static size_t drop_doubles(RunState *run, const RunSource *source, Keyed *items, size_t count) {
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    if (kept > 0 && keyed_cmp(&items[kept - 1], &items[i]) == 0)
      note(run, ISSUE_KEY_TWICE, items[i].row, source, source->table->key,
           items[i].person.len ? items[i].person : items[i].household);
    else
      items[kept++] = items[i];
  }
  return kept;
}

/* Where person keys ascend over all households none can occur twice: nothing need be looked up. */
static bool persons_ascend(const Keyed *items, size_t count) {
  size_t i = 1;
  while (i < count && str_cmp(items[i - 1].person, items[i].person) < 0)
    i++;
  return i >= count;
}

/* A person key in two households: the first in order stays. */
static size_t
drop_wanderers(RunState *run, const RunSource *source, Keyed *items, size_t count, Arena *arena) {
  if (persons_ascend(items, count)) return count;
  Map seen = {0};
  size_t kept = 0;
  map_reserve(&seen, arena, count);
  for (size_t i = 0; i < count; i++) {
    if (map_add(&seen, arena, items[i].person, (uint32_t)i))
      items[kept++] = items[i];
    else
      note(run, ISSUE_KEY_TWICE, items[i].row, source, source->table->key, items[i].person);
  }
  return kept;
}

/* All household keys, of persons and of the households' own table, ascending, each once. */
static void number_households(
    RunState *run, const Keyed *persons, size_t person_count, const Keyed *own, size_t own_count) {
  run->household_keys = arena_new_array(run->arena, Str, person_count + own_count + 1);
  run->household_of = arena_new_array(run->arena, uint32_t, person_count + 1);
  run->person_first = arena_new_array(run->arena, uint32_t, person_count + own_count + 2);
  size_t p = 0, h = 0;
  uint32_t n = 0;
  while (p < person_count || h < own_count) {
    Str key =
        h == own_count || (p < person_count && str_cmp(persons[p].household, own[h].household) < 0)
            ? persons[p].household
            : own[h].household;
    run->household_keys[n] = key;
    run->person_first[n] = (uint32_t)p;
    for (; p < person_count && str_eq(persons[p].household, key); p++)
      run->household_of[p] = n;
    while (h < own_count && str_eq(own[h].household, key))
      h++;
    n++;
  }
  run->person_first[n] = (uint32_t)person_count;
  run->households = n;
  run->persons = (uint32_t)person_count;
}

static void fill_households(RunState *run, const Keyed *own, size_t own_count, Arena *arena) {
  RunRow **rows = arena_new_array(arena, RunRow *, (size_t)run->households + 1);
  size_t h = 0;
  for (uint32_t i = 0; i < run->households; i++)
    if (h < own_count && str_eq(own[h].household, run->household_keys[i])) rows[i] = own[h++].row;
  run_fill(&run->sources[run->pack->registry.households], rows, run->households);
}

static void build_persons(RunState *run, Arena *arena) {
  const PackRegistry *registry = &run->pack->registry;
  RunSource *source = &run->sources[registry->persons];
  size_t count, own_count = 0;
  Keyed *persons = keyed_rows(run, registry->persons, source->table->household, source->table->key,
                              arena, &count);
  size_t unsorted = first_unsorted(persons, count);
  if (unsorted < count)
    note(run, ISSUE_UNSORTED, persons[unsorted].row, source, PACK_NONE, STR_NONE);
  sort_keyed(persons, count, arena);
  count = drop_doubles(run, source, persons, count);
  count = drop_wanderers(run, source, persons, count, arena);
  Keyed *own = NULL;
  if (registry->households != PACK_NONE) {
    const RunSource *table = &run->sources[registry->households];
    own = keyed_rows(run, registry->households, table->table->key, PACK_NONE, arena, &own_count);
    sort_keyed(own, own_count, arena);
    own_count = drop_doubles(run, table, own, own_count);
  }
  number_households(run, persons, count, own, own_count);
  RunRow **rows = arena_new_array(arena, RunRow *, count + 1);
  run->person_keys = arena_new_array(run->arena, Str, count + 1);
  for (size_t i = 0; i < count; i++) {
    rows[i] = persons[i].row;
    run->person_keys[i] = persons[i].person;
  }
  run_fill(source, rows, (uint32_t)count);
  if (own) fill_households(run, own, own_count, arena);
}

/* Where a household stands: its first member's row, or its own if it has none. */
static RunRow household_place(const RunState *run, uint32_t household) {
  const PackRegistry *registry = &run->pack->registry;
  uint32_t person = run->person_first[household];
  bool has_members = person < run->person_first[household + 1];
  const RunSource *source = &run->sources[has_members ? registry->persons : registry->households];
  const FrameOrigin *origin = &source->frame.origins[has_members ? person : household];
  return (RunRow){.row = origin->row, .file = origin->file};
}

/* ---- villages ---- */

static uint32_t village_number(const RunState *run, Str code) {
  uint32_t index;
  return map_find(&run->village_index, code, &index) ? index : RUN_NONE;
}

static Str cell_text(const RunState *run, const RunSource *source, uint32_t row, uint32_t column) {
  if (column == PACK_NONE || source->frame.columns[column].states[row] != FRAME_VALUE)
    return STR_NONE;
  return frame_heap_get(run->heap, (FrameText){source->frame.columns[column].cells[row]});
}

static int code_cmp(const void *a, const void *b) {
  return str_cmp(*(const Str *)a, *(const Str *)b);
}

static bool is_village(Str code) {
  return code.len == 12 && !str_ends(code, STR("000"));
}

/* The village named for each household: its own row's, or the first that a member names. */
static Str *household_villages(RunState *run, Arena *arena) {
  const PackRegistry *registry = &run->pack->registry;
  bool of_person = registry->village_of_person || registry->households == PACK_NONE;
  uint32_t column = registry->village;
  if (!of_person && !run->sources[registry->households].present && column != PACK_NONE) {
    of_person = true;
    column = run->repeated[column] == RUN_NONE ? PACK_NONE : run->repeated[column];
  }
  const RunSource *source = &run->sources[of_person ? registry->persons : registry->households];
  Str *codes = arena_new_array(arena, Str, (size_t)run->households + 1);
  for (uint32_t h = 0; h < run->households && column != PACK_NONE; h++) {
    uint32_t from = of_person ? run->person_first[h] : h;
    uint32_t end = of_person ? run->person_first[h + 1] : h + 1;
    for (uint32_t row = from; row < end; row++) {
      Str code = cell_text(run, source, row, column);
      if (code.len == 0) continue;
      if (codes[h].len == 0) codes[h] = code;
      if (str_eq(code, codes[h])) continue;
      RunRow at = {.row = source->frame.origins[row].row, .file = source->frame.origins[row].file};
      note(run, ISSUE_TWO_VILLAGES, &at, source, column, run->household_keys[h]);
    }
  }
  return codes;
}

/* Villages of the pack and those that the registry names, ascending by code. */
static void number_villages(RunState *run, const Str *codes, Arena *arena) {
  const Pack *pack = run->pack;
  Str *all = arena_new_array(run->arena, Str, pack->area_count + run->households + 1);
  size_t count = 0;
  Map seen = {0};
  for (size_t i = 0; i < pack->area_count; i++)
    if (is_village(pack->areas[i].code) && map_add(&seen, arena, pack->areas[i].code, 0))
      all[count++] = pack->areas[i].code;
  for (uint32_t h = 0; h < run->households; h++)
    if (codes[h].len > 0 && map_add(&seen, arena, codes[h], 0)) all[count++] = codes[h];
  qsort(all, count, sizeof *all, code_cmp);
  run->village_codes = all;
  run->villages = (uint32_t)count;
  for (uint32_t i = 0; i < count; i++)
    map_add(&run->village_index, run->arena, all[i], i);
}

static void build_villages(RunState *run, Arena *arena) {
  const PackRegistry *registry = &run->pack->registry;
  Str *codes = household_villages(run, arena);
  number_villages(run, codes, arena);
  run->village_of = arena_new_array(run->arena, uint32_t, (size_t)run->households + 1);
  for (uint32_t h = 0; h < run->households; h++) {
    run->village_of[h] = codes[h].len > 0 ? village_number(run, codes[h]) : RUN_NONE;
    if (run->village_of[h] != RUN_NONE) continue;
    RunRow at = household_place(run, h);
    note(run, ISSUE_NO_VILLAGE, &at, &run->sources[registry->persons], PACK_NONE,
         run->household_keys[h]);
  }
  if (registry->villages == PACK_NONE) return;
  RunSource *source = &run->sources[registry->villages];
  uint32_t count;
  RunRow **rows = run_rows(run, registry->villages, arena, &count);
  RunRow **placed = arena_new_array(arena, RunRow *, (size_t)run->villages + 1);
  for (uint32_t i = 0; i < count; i++) {
    Str code = text_cell(run, source, rows[i], source->table->key);
    uint32_t village = village_number(run, code);
    FrameIssueKind kind = code.len == 0         ? ISSUE_KEY_MISSING
                          : village == RUN_NONE ? ISSUE_NO_PARENT
                                                : ISSUE_KEY_TWICE;
    if (village != RUN_NONE && placed[village] == NULL)
      placed[village] = rows[i];
    else
      note(run, kind, rows[i], source, source->table->key, code);
  }
  run_fill(source, placed, run->villages);
}

/* ---- heads, people, children ---- */

static void find_heads(RunState *run) {
  const PackRegistry *registry = &run->pack->registry;
  const RunSource *source = &run->sources[registry->persons];
  run->head_of = arena_new_array(run->arena, uint32_t, (size_t)run->households + 1);
  for (uint32_t h = 0; h < run->households; h++) {
    uint32_t heads = 0;
    run->head_of[h] = RUN_NONE;
    for (uint32_t p = run->person_first[h]; p < run->person_first[h + 1]; p++) {
      CelValue value;
      if (registry->head == PACK_NONE) continue;
      run_cell_value(run, run->worker[0].scratch, source, p, registry->head, &value);
      if (value.state != CEL_KNOWN || !str_eq(value.s, registry->head_code)) continue;
      if (heads++ == 0) run->head_of[h] = p;
    }
    arena_clear(run->worker[0].scratch);
    if (heads == 1 || registry->head == PACK_NONE) continue;
    run->head_of[h] = RUN_NONE;
    RunRow at = household_place(run, h);
    note(run, heads == 0 ? ISSUE_NO_HEAD : ISSUE_TWO_HEADS, &at, source, registry->head,
         run->household_keys[h]);
  }
}

static Day day_cell(const RunSource *source, uint32_t row, uint32_t column) {
  if (column == PACK_NONE || source->frame.columns[column].states[row] != FRAME_VALUE)
    return DAY_MIN;
  return (Day){(int32_t)source->frame.columns[column].cells[row]};
}

/* What matching needs of a person. */
static void describe_people(RunState *run) {
  const PackRegistry *registry = &run->pack->registry;
  const RunSource *source = &run->sources[registry->persons];
  run->people = arena_new_array(run->arena, JoinPerson, (size_t)run->persons + 1);
  run->person_keys_had = arena_new_array(run->arena, uint32_t, (size_t)run->persons + 1);
  for (uint32_t p = 0; p < run->persons; p++) {
    NormId id;
    norm_id(cell_text(run, source, p, registry->id), &id);
    uint32_t h = run->household_of[p];
    JoinPerson person = {.id = id.key,
                         .name = cell_text(run, source, p, registry->name),
                         .birth = day_cell(source, p, registry->birth),
                         .village =
                             run->village_of[h] == RUN_NONE ? JOIN_NOBODY : run->village_of[h],
                         .household = h};
    if (person.birth.n == DAY_MIN.n && id.valid) norm_id_birth(&id, &person.birth);
    uint32_t had = PACK_KEY_HOUSEHOLD;
    if (id.valid) had |= PACK_KEY_ID | PACK_KEY_MASKED;
    if (person.name.len > 0) had |= PACK_KEY_NAME;
    if (person.birth.n != DAY_MIN.n) had |= PACK_KEY_BIRTH;
    if (person.village != JOIN_NOBODY) had |= PACK_KEY_VILLAGE | PACK_KEY_DIVISION;
    run->people[p] = person;
    run->person_keys_had[p] = had;
  }
}

/* Of the year before everybody has one row: the first. */
static void drop_second_rows(
    RunState *run, const RunSource *source, RunRow *const *rows, uint32_t count, Arena *arena) {
  uint8_t *seen = arena_new_array(arena, uint8_t, (size_t)slot_count(run) + run->villages + 1);
  for (uint32_t i = 0; i < count; i++) {
    if (rows[i]->slot == RUN_NONE) continue;
    if (seen[rows[i]->slot]++ == 0) continue;
    seen[rows[i]->slot] = 1;
    note(run, ISSUE_KEY_TWICE, rows[i], source, source->table->key,
         text_cell(run, source, rows[i], source->table->key));
    rows[i]->slot = RUN_NONE;
  }
}

static bool find_parent(
    const RunState *run, PackTableOf of, const Map *persons, Str key, uint32_t *ret_number) {
  if (of == PACK_OF_PERSON) return map_find(persons, key, ret_number);
  if (of != PACK_OF_HOUSEHOLD) return map_find(&run->village_index, key, ret_number);
  *ret_number = join_household(run->index, key);
  return *ret_number != JOIN_NOBODY;
}

/* Rows of a table that hang on persons, households or villages by their key. */
static void build_children(RunState *run, uint32_t table, const Map *persons, Arena *arena) {
  RunSource *source = &run->sources[table];
  uint32_t count;
  RunRow **rows = run_rows(run, table, arena, &count);
  for (uint32_t i = 0; i < count; i++) {
    Str key = text_cell(run, source, rows[i], source->table->key);
    uint32_t at;
    if (key.len == 0 || !find_parent(run, source->table->of, persons, key, &at)) {
      note(run, key.len == 0 ? ISSUE_KEY_MISSING : ISSUE_NO_PARENT, rows[i], source,
           source->table->key, key);
      continue;
    }
    rows[i]->slot = source->table->of == PACK_OF_PERSON      ? person_slot(run, at)
                    : source->table->of == PACK_OF_HOUSEHOLD ? household_slot(run, at)
                                                             : at;
  }
  if (source->table->last) drop_second_rows(run, source, rows, count, arena);
  run_place(source, rows, count, source->of_village ? run->villages : slot_count(run));
}

static void note_same_ids(RunState *run) {
  const PackRegistry *registry = &run->pack->registry;
  const RunSource *source = &run->sources[registry->persons];
  for (uint32_t p = 0; p < run->persons; p++) {
    uint32_t other[2];
    if (run->people[p].id.n == 0 || join_same_id(run->index, p, other, 2) == 0) continue;
    RunRow at = {.row = source->frame.origins[p].row, .file = source->frame.origins[p].file};
    note(run, ISSUE_ID_TWICE, &at, source, registry->id, run->person_keys[p]);
  }
}

/* Areas: the villages, then for each the number that stands for its township: that of the
 * township's first village (villages are in the order of their codes). */
static void build_index(RunState *run) {
  uint32_t *township_of = arena_new_array(run->arena, uint32_t, 2 * (size_t)run->villages + 1);
  uint32_t first = 0;
  for (uint32_t v = 0; v < run->villages; v++) {
    if (!str_eq(str_slice(run->village_codes[v], 0, 9), str_slice(run->village_codes[first], 0, 9)))
      first = v;
    township_of[v] = run->villages + first;
    township_of[run->villages + v] = run->villages + v;
  }
  run->index = join_new(run->people, run->persons, run->household_keys, run->households,
                        township_of, 2 * run->villages, run->arena);
}

void run_build_registry(RunState *run) {
  Arena *arena = arena_new((size_t)8 << 30);
  build_persons(run, arena);
  build_villages(run, arena);
  find_heads(run);
  describe_people(run);
  build_index(run);
  note_same_ids(run);
  Map persons = {0};
  bool of_person = false;
  for (uint32_t i = 0; i < run->table_count; i++) {
    const RunSource *source = &run->sources[i];
    of_person |= !source->table->main && source->present && source->table->of == PACK_OF_PERSON;
  }
  if (of_person) map_reserve(&persons, arena, run->persons);
  for (uint32_t p = 0; of_person && p < run->persons; p++)
    map_add(&persons, arena, run->person_keys[p], p);
  for (uint32_t i = 0; i < run->table_count; i++)
    if (!run->sources[i].table->main && run->sources[i].present)
      build_children(run, i, &persons, arena);
  run_build_subjects(run);
  run_build_cases(run);
  run_build_former(run);
  arena_free(arena);
}
