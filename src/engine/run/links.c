/* SPDX-License-Identifier: Apache-2.0 */
/*
 * links: who is connected with whom, and what x.link.L gives.
 *
 * In:     the placed rows of the sources that connect; the persons outside.
 * Out:    per entry of links.yaml that is read the connections of each subject, both ways, each
 *         with its row; closed_if of each row.
 * Order:  a list has the persons of the registry in their order, then those outside by number,
 *         each once: nothing depends on files or threads.
 * Law:    a list is complete only where full deliveries cover him and a row of his is closed;
 *         a number that cannot be read always leaves it open (docs/decisions/0009-links.md).
 */
#include "run/run_int.h"

#include <stdlib.h>

/* ---- building: the ends of a row ---- */

typedef struct Edge {
  uint32_t from, to, row;
  uint8_t flags;
} Edge;

typedef struct Build {
  RunState *run;
  RunLinkDef *it;
  Arena *arena; /* of the edges */
  Map keys;     /* registry keys to numbers; empty: no column holds any */
  VEC(Edge) edges;
} Build;

typedef struct End {
  uint32_t subject; /* RUN_NONE: none, [flags] says why */
  uint8_t flags;
} End;
typedef VEC(End) Ends;

static void add_end(Arena *arena, Ends *ends, uint32_t subject, uint32_t flags) {
  *vec_push(arena, ends) = (End){subject, (uint8_t)flags};
}

/* The subject of a link that a person is: himself, or his household. */
static uint32_t subject_of(const Build *build, uint32_t person) {
  if (!build->it->def->households) return person;
  return person < build->run->persons ? build->run->household_of[person] : RUN_NONE;
}

static void add_number(const Build *build, RunNamed named, Arena *arena, Ends *ends) {
  const RunState *run = build->run;
  JoinKeys keys = {.birth = DAY_MIN, .village = JOIN_NOBODY, .division = JOIN_NOBODY};
  JoinHit hit;
  norm_id(named.id, &keys.id);
  keys.name = str_trim(named.name);
  if (!keys.id.valid) {
    add_end(arena, ends, RUN_NONE, keys.id.form == ID_NONE ? RUN_EDGE_NONE : RUN_EDGE_BROKEN);
    return;
  }
  run_by_number(run->index, &keys, arena, &hit);
  if (hit.verdict == JOIN_AMBIGUOUS) {
    for (uint32_t i = 0; i < hit.count; i++)
      add_end(arena, ends, subject_of(build, hit.candidates[i]), RUN_EDGE_DOUBT);
    return;
  }
  uint32_t person = hit.verdict == JOIN_MATCHED ? hit.person : RUN_NONE;
  if (person == RUN_NONE && run->outside > 0) {
    run_by_number(run->outside_index, &keys, arena, &hit);
    if (hit.verdict == JOIN_MATCHED) person = run->persons + hit.person;
  }
  uint32_t subject = person == RUN_NONE ? RUN_NONE : subject_of(build, person);
  add_end(arena, ends, subject, subject == RUN_NONE ? RUN_EDGE_OPEN : 0);
}

static void add_key(const Build *build, Str key, Arena *arena, Ends *ends) {
  uint32_t at = RUN_NONE;
  uint32_t flags = map_find(&build->keys, key, &at) ? 0 : RUN_EDGE_OPEN;
  add_end(arena, ends, flags == 0 ? at : RUN_NONE, flags);
}

static FrameState cell_state(const RunSource *source, uint32_t row, uint32_t column) {
  const uint8_t *states = source->frame.columns[column].states;
  return states ? (FrameState)states[row] : FRAME_ABSENT;
}

static Str cell_text(const RunState *run, const RunSource *source, uint32_t row, uint32_t column) {
  if (column == PACK_NONE || cell_state(source, row, column) != FRAME_VALUE) return STR_NONE;
  return frame_heap_get(run->heap, (FrameText){source->frame.columns[column].cells[row]});
}

/* Those whose numbers stand in a cell. */
static void
read_cell(const Build *build, const PackLinkSide *side, uint32_t row, Arena *arena, Ends *ends) {
  const RunState *run = build->run;
  const RunSource *source = &run->sources[build->it->source];
  switch (cell_state(source, row, side->id)) {
  case FRAME_VALUE:
    break;
  case FRAME_EMPTY:
    add_end(arena, ends, RUN_NONE, RUN_EDGE_NONE);
    return;
  case FRAME_UNREADABLE:
  case FRAME_BOUNDED:
    add_end(arena, ends, RUN_NONE, RUN_EDGE_BROKEN);
    return;
  case FRAME_ABSENT:
    add_end(arena, ends, RUN_NONE, RUN_EDGE_ABSENT);
    return;
  }
  Str text = cell_text(run, source, row, side->id);
  bool keyed = source->columns[side->id].type->kind != CEL_IDNUMBER && side->role == PACK_NONE;
  if (keyed) {
    add_key(build, text, arena, ends);
    return;
  }
  RunNamed *named = NULL;
  uint32_t count =
      run_named(text, cell_text(run, source, row, side->name), side->split, arena, &named);
  for (uint32_t i = 0; i < count; i++)
    add_number(build, named[i], arena, ends);
  if (count == 0) add_end(arena, ends, RUN_NONE, RUN_EDGE_NONE);
}

/* [owner]: the subject on whom the row hangs. */
static Ends
read_end(const Build *build, const PackLinkSide *side, uint32_t row, uint32_t owner, Arena *arena) {
  const RunSource *source = &build->run->sources[build->it->source];
  Ends ends = {0};
  bool own = side->self || (side->role != PACK_NONE && source->frame.roles[row] == side->role);
  if (own)
    add_end(arena, &ends, owner, 0);
  else
    read_cell(build, side, row, arena, &ends);
  return ends;
}

static void read_row(Build *build, uint32_t row, uint32_t owner, Arena *scratch) {
  const PackLinkDef *def = build->it->def;
  Ends from = read_end(build, &def->from, row, owner, scratch);
  Ends to = read_end(build, &def->to, row, owner, scratch);
  for (size_t i = 0; i < from.count; i++)
    for (size_t k = 0; k < to.count; k++) {
      uint32_t a = from.items[i].subject, b = to.items[k].subject;
      if (a == RUN_NONE && b == RUN_NONE) continue;
      uint32_t flags = from.items[i].flags | to.items[k].flags;
      if (a == b) { /* not linked with himself; but the row is there */
        b = RUN_NONE;
        flags = RUN_EDGE_NONE;
      }
      *vec_push(build->arena, &build->edges) = (Edge){a, b, row, (uint8_t)flags};
    }
}

/* ---- building: all rows ---- */

static void read_slot(Build *build, uint32_t slot, uint32_t owner, Arena *scratch) {
  const Frame *frame = &build->run->sources[build->it->source].frame;
  for (uint32_t row = frame->first[slot]; row < frame->first[slot + 1]; row++) {
    read_row(build, row, owner, scratch);
    arena_clear(scratch);
  }
}

static void read_rows(Build *build, Arena *scratch) {
  const RunState *run = build->run;
  const PackRegistry *registry = &run->pack->registry;
  const RunSource *source = &run->sources[build->it->source];
  bool house = build->it->def->households;
  if (source->frame.first == NULL) { /* a main table: a row is a subject */
    for (uint32_t row = 0; row < source->frame.rows; row++) {
      bool persons = build->it->source == registry->persons;
      if (source->frame.origins[row].row == 0 || (!persons && !house)) continue;
      read_row(build, row, persons ? subject_of(build, row) : row, scratch);
      arena_clear(scratch);
    }
    return;
  }
  for (uint32_t h = 0; h < run->households; h++) {
    if (house) read_slot(build, household_slot(run, h), h, scratch);
    for (uint32_t p = run->person_first[h]; p < run->person_first[h + 1]; p++)
      read_slot(build, person_slot(run, p), subject_of(build, p), scratch);
  }
  if (source->dataset == NULL || house) return;
  for (uint32_t i = 0; i < run->outside; i++)
    read_slot(build, person_slot(run, run->persons + i), run->persons + i, scratch);
}

static bool counts(const Edge *edge, bool back, uint32_t *ret_at) {
  *ret_at = back ? edge->to : edge->from;
  return *ret_at != RUN_NONE;
}

/* By subject, in the order of rows. */
static void sort_edges(const Build *build, uint32_t subjects, bool back, RunEdges *ret) {
  Arena *kept = build->run->arena;
  uint32_t *next = arena_new_array(build->arena, uint32_t, (size_t)subjects + 1);
  uint32_t total = 0, at;
  const Edge *edge;
  vec_each (edge, &build->edges)
    if (counts(edge, back, &at)) next[at]++;
  ret->first = arena_new_array(kept, uint32_t, (size_t)subjects + 1);
  for (uint32_t i = 0; i < subjects; i++) {
    ret->first[i] = total;
    total += next[i];
    next[i] = ret->first[i];
  }
  ret->first[subjects] = total;
  ret->other = arena_new_array(kept, uint32_t, (size_t)total + 1);
  ret->row = arena_new_array(kept, uint32_t, (size_t)total + 1);
  ret->flags = arena_new_array(kept, uint8_t, (size_t)total + 1);
  vec_each (edge, &build->edges) {
    if (!counts(edge, back, &at)) continue;
    uint32_t to = next[at]++;
    ret->other[to] = back ? edge->from : edge->to;
    ret->row[to] = edge->row;
    ret->flags[to] = edge->flags;
  }
}

/* ---- closed_if ---- */

static void find_closed(RunState *run, RunLinkDef *it) {
  const PackLinkDef *def = it->def;
  const RunSource *source = &run->sources[it->source];
  CelState *state = run->worker[0].state;
  RunHost host = {.run = run, .day = run->input->on};
  if (def->closed == PACK_NONE) return;
  const CelSchema *schema = def->dataset ? def->dataset->schema : def->table->schema;
  bool persons = it->source == run->pack->registry.persons;
  it->closed = arena_new_array(run->arena, uint8_t, (size_t)source->frame.rows + 1);
  for (uint32_t row = 0; row < source->frame.rows; row++) {
    CelValue value, vars[2];
    vars[0] = (CelValue){.state = CEL_KNOWN, .record = run->pack->codes_record};
    vars[1] = (CelValue){.state = CEL_KNOWN, .record = {schema, row, it->source}};
    if (persons) vars[1].record = run_person_record(run, row);
    if (it->source == run->pack->registry.households)
      vars[1].record = run_household_record(run, row);
    cel_state_begin(state, def->unit, run_cel_host(), &host, vars);
    if (run->input->executor == RULE_REFERENCE)
      cel_reference(state, def->closed, &value);
    else
      cel_run(state, def->closed, &value);
    it->closed[row] = value.state == CEL_KNOWN && value.i;
  }
}

/* ---- what stands for a person outside ---- */

/* His link, and the row: the first by the file's name. Never his number. */
static void
note_place(RunState *run, const PackLink *link, const RunLinkDef *it, const RunEdges *edges) {
  const RunSource *source = &run->sources[it->source];
  for (uint32_t i = 0; i < run->outside; i++) {
    uint32_t person = run->persons + i;
    const FrameOrigin *best = NULL;
    for (uint32_t e = edges->first[person]; e < edges->first[person + 1]; e++) {
      const FrameOrigin *origin = &source->frame.origins[edges->row[e]];
      int order = best ? str_cmp(run->files[origin->file].name, run->files[best->file].name) : -1;
      if (order < 0 || (order == 0 && origin->row < best->row)) best = origin;
    }
    if (best == NULL || run->outsiders[i].place.len > 0) continue;
    run->outsiders[i].place =
        arena_printf(run->arena, "%.*s %.*s:%u", STR_ARG(link->id),
                     STR_ARG(run->files[best->file].name), (unsigned)best->row);
  }
}

/* A target of `forward` is reached from the other end: his own edges are those back. */
static void note_places(RunState *run) {
  for (size_t i = 0; i < run->pack->link_count; i++) {
    const PackLink *link = &run->pack->links[i];
    for (size_t k = 0; k < link->part_count && !link->households; k++) {
      const PackLinkPart *part = &link->parts[k];
      const RunLinkDef *it = &run->link_defs[part->def];
      if (part->forward && it->back.first) note_place(run, link, it, &it->back);
      if (part->backward && it->to.first) note_place(run, link, it, &it->to);
    }
  }
  for (uint32_t i = 0; i < run->outside; i++)
    if (run->outsiders[i].place.len == 0) run->outsiders[i].place = STR("link");
}

/* ---- the whole ---- */

static void number_keys(Build *build) {
  const RunState *run = build->run;
  const PackLinkDef *def = build->it->def;
  const PackColumn *columns = run->sources[build->it->source].columns;
  bool keyed = false;
  const PackLinkSide *sides[] = {&def->from, &def->to};
  for (size_t i = 0; i < 2; i++)
    keyed |= !sides[i]->self && sides[i]->role == PACK_NONE &&
             columns[sides[i]->id].type->kind != CEL_IDNUMBER;
  uint32_t count = def->households ? run->households : run->persons;
  for (uint32_t i = 0; keyed && i < count; i++)
    map_add(&build->keys, build->arena,
            def->households ? run->household_keys[i] : run->person_keys[i], i);
}

static void build_link(RunState *run, RunLinkDef *it) {
  Build build = {.run = run, .it = it, .arena = arena_new((size_t)8 << 30)};
  uint32_t subjects = it->def->households ? run->households : run->persons + run->outside;
  number_keys(&build);
  read_rows(&build, run->worker[0].scratch);
  sort_edges(&build, subjects, false, &it->to);
  sort_edges(&build, subjects, true, &it->back);
  find_closed(run, it);
  arena_free(build.arena);
}

Err run_links(RunState *run) {
  for (size_t i = 0; i < run->pack->link_def_count; i++)
    if ((run->link_defs[i].forward | run->link_defs[i].backward) != 0)
      build_link(run, &run->link_defs[i]);
  if (run->outside > 0) note_places(run);
  return ERR_OK;
}
