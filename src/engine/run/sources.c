/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sources: the registry's tables and the datasets, and which of their columns anybody reads.
 *
 * A column that no rule, export or registry role reads is never decoded; a dataset that no rule
 * reads is still matched and accounted for, with no column at all.
 */
#include "run/run_int.h"

#include <string.h>

static CelCauses *cause_of(RunState *run, CelCauseKind kind, bool common, Str a, Str b) {
  CelCause *cause = arena_new_one(run->arena, CelCause);
  *cause = (CelCause){.kind = kind, .common = common, .a = a, .b = b};
  const CelCause **items = arena_new_one(run->arena, const CelCause *);
  items[0] = cause;
  CelCauses *causes = arena_new_one(run->arena, CelCauses);
  *causes = (CelCauses){1, items};
  return causes;
}

static void start_source(RunState *run, RunSource *source, const CelSchema *schema) {
  uint32_t n = source->column_count;
  source->used = arena_new_array(run->arena, bool, n + 1);
  source->raw = arena_new_array(run->arena, bool, n + 1);
  source->stage = arena_new_array(run->arena, uint32_t, n + 1);
  source->raw_stage = arena_new_array(run->arena, uint32_t, n + 1);
  source->empty = arena_new_array(run->arena, const CelCauses *, n + 1);
  source->absent = arena_new_array(run->arena, const CelCauses *, n + 1);
  source->lacking = arena_new_array(run->arena, const CelCauses *, n + 1);
  for (uint32_t i = 0; i < n; i++) {
    Str name = arena_printf(run->arena, "%.*s.%.*s", STR_ARG(schema->name),
                            STR_ARG(source->columns[i].key));
    source->empty[i] = cause_of(run, CEL_EMPTY, false, name, STR_NONE);
    bool delivered = source->dataset != NULL;
    source->absent[i] =
        cause_of(run, delivered ? CEL_NOT_DELIVERED : CEL_NOT_COLLECTED, true, name, STR_NONE);
    source->lacking[i] = cause_of(run, CEL_NOT_COLLECTED, false, name, STR_NONE);
  }
}

/* ---- who reads what ---- */

static RunSource *source_of_schema(RunState *run, const CelSchema *schema) {
  const PackRegistry *registry = &run->pack->registry;
  if (schema == run->pack->person) return &run->sources[registry->persons];
  if (schema == run->pack->household)
    return &run->sources[registry->households != PACK_NONE ? registry->households
                                                           : registry->persons];
  if (schema == run->pack->village)
    return registry->villages != PACK_NONE ? &run->sources[registry->villages] : NULL;
  for (uint32_t i = 0; i < run->table_count; i++)
    if (run->sources[i].table->schema == schema) return &run->sources[i];
  for (uint32_t i = run->table_count; i < run->source_count; i++)
    if (run->sources[i].dataset->schema == schema) return &run->sources[i];
  return NULL;
}

static void mark(RunSource *source, uint32_t column) {
  if (source == NULL || column >= source->column_count) return;
  source->used[column] = true;
  source->read = true;
}

static void mark_unit(RunState *run, const CelUnit *unit);

static void mark_hamlet(RunState *run) {
  const PackRegistry *registry = &run->pack->registry;
  if (registry->households != PACK_NONE)
    mark(&run->sources[registry->households], registry->hamlet);
}

static void mark_group(RunState *run, const PackGroup *group) {
  RunGroup *it = &run->groups[group->index];
  if (it->read) return;
  it->read = true;
  if (group->of == PACK_GROUP_ROWS)
    run->sources[run->table_count + group->dataset->index].read = true;
  mark_unit(run, group->key_unit);
  mark_unit(run, group->let_unit);
}

static void mark_def(RunState *run, const PackDef *def) {
  if (run->def_read[def->index]) return;
  run->def_read[def->index] = true;
  mark_unit(run, def->unit);
}

static void mark_link(RunState *run, uint32_t link);

typedef struct Through { /* what a unit reads, itself or by defs */
  RunState *run;
  uint64_t links;
  bool *datasets, *defs;
} Through;

static void gather_through(Through *through, const CelUnit *unit) {
  const Pack *pack = through->run->pack;
  const CelField *dept = cel_schema_find(pack->person, STR("dept"));
  size_t count;
  const CelUse *uses = cel_unit_uses(unit, &count);
  for (size_t i = 0; i < count; i++) {
    uint32_t index = pack_field_index(uses[i].field);
    PackFieldKind kind = pack_field_kind(uses[i].field);
    bool rows = kind == PACK_ROWS || kind == PACK_ROWS_FILTERED;
    if (rows && uses[i].schema == dept->type->schema) through->datasets[index] = true;
    if (kind == PACK_LINK) through->links |= (uint64_t)1 << index;
    if (kind != PACK_DEF || through->defs[index]) continue;
    through->defs[index] = true;
    gather_through(through, pack->defs[index].unit);
  }
}

/* The datasets that a rule reads of persons are read through the links that it reads. */
static void mark_read_through(RunState *run, const CelUnit *unit) {
  Arena *arena = run->worker[0].scratch;
  const Pack *pack = run->pack;
  if (pack->link_count == 0) return;
  ArenaMark mark = arena_mark(arena);
  Through through = {.run = run,
                     .datasets = arena_new_array(arena, bool, pack->dataset_count + 1),
                     .defs = arena_new_array(arena, bool, pack->def_count + 1)};
  gather_through(&through, unit);
  for (size_t i = 0; i < pack->dataset_count; i++)
    if (through.datasets[i]) run->link_reads[i] |= through.links;
  arena_reset(arena, mark);
}

static void mark_unit(RunState *run, const CelUnit *unit) {
  size_t count;
  const CelUse *uses = cel_unit_uses(unit, &count);
  mark_read_through(run, unit);
  for (size_t i = 0; i < count; i++) {
    uint32_t index = pack_field_index(uses[i].field);
    switch ((int)pack_field_kind(uses[i].field)) {
    case PACK_COLUMN: {
      RunSource *source = source_of_schema(run, uses[i].schema);
      mark(source, index);
      if (source && uses[i].raw) source->raw[index] = true;
      break;
    }
    case PACK_ROWS:
    case PACK_ROWS_FILTERED:
      run->sources[run->table_count + index].read = true;
      break;
    case PACK_CHILDREN:
    case PACK_LAST:
      run->sources[index].read = true;
      break;
    case PACK_MEMBERS:
      run->subjects.wants_persons |= uses[i].schema != run->pack->household;
      break;
    case PACK_HAMLETS:
      run->subjects.wants_hamlets = true;
      mark_hamlet(run);
      break;
    case PACK_MEMBERS_AT:
    case PACK_HOUSEHOLD_AT:
      run->subjects.wants_former = true;
      break;
    case PACK_LINK:
      mark_link(run, index);
      break;
    case PACK_GROUP_KEY:
    case PACK_GROUP_ITEMS:
    case PACK_GROUP_LET:
      mark_group(run, pack_group_of(run->pack, uses[i].field));
      break;
    case PACK_DEF:
      mark_def(run, &run->pack->defs[index]);
      break;
    default:
      break;
    }
  }
}

/* The row of a target is what connects, where the link goes against the row. */
static void mark_link(RunState *run, uint32_t link) {
  const PackLink *it = &run->pack->links[link];
  uint64_t bit = (uint64_t)1 << link;
  for (size_t i = 0; i < it->part_count; i++) {
    RunLinkDef *def = &run->link_defs[it->parts[i].def];
    RunSource *source = &run->sources[def->source];
    bool marked = (def->forward | def->backward) != 0;
    if (it->parts[i].forward) def->forward |= bit;
    if (it->parts[i].backward) def->backward |= bit;
    if (it->parts[i].backward && def->def->dataset && !def->def->households)
      run->link_reads[def->def->dataset->index] |= bit;
    if (marked) continue;
    const uint32_t columns[] = {def->def->from.id, def->def->from.name,  def->def->to.id,
                                def->def->to.name, def->def->spell_from, def->def->spell_to};
    source->read = true;
    for (size_t k = 0; k < sizeof columns / sizeof columns[0]; k++)
      mark(source, columns[k]);
    if (def->def->unit) mark_unit(run, def->def->unit);
  }
}

static void make_links(RunState *run) {
  const Pack *pack = run->pack;
  run->link_reads = arena_new_array(run->arena, uint64_t, pack->dataset_count + 1);
  run->link_defs = arena_new_array(run->arena, RunLinkDef, pack->link_def_count + 1);
  for (size_t i = 0; i < pack->link_def_count; i++) {
    const PackLinkDef *def = &pack->link_defs[i];
    uint32_t source = def->dataset ? run->table_count + def->dataset->index
                                   : (uint32_t)(def->table - pack->registry.tables);
    run->link_defs[i] = (RunLinkDef){.def = def, .source = source};
  }
}

/* What numbering, matching and populations need. */
static void mark_roles(RunState *run) {
  const PackRegistry *r = &run->pack->registry;
  RunSource *persons = &run->sources[r->persons];
  const uint32_t columns[] = {
      persons->table->key, persons->table->household, r->id, r->name, r->birth, r->head};
  for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
    mark(persons, columns[i]);
  mark(r->village_of_person || r->households == PACK_NONE ? persons : &run->sources[r->households],
       r->village);
  for (uint32_t i = 0; i < run->table_count; i++)
    mark(&run->sources[i], run->sources[i].table->key);
  if (r->episodes != PACK_NONE) {
    mark(&run->sources[r->episodes], r->episode_begun);
    mark(&run->sources[r->episodes], r->episode_off);
    mark(&run->sources[r->episodes], r->episode_off_date);
  }
  if (r->case_steps != PACK_NONE) {
    const uint32_t of_steps[] = {r->case_id, r->case_kind, r->step_kind, r->step_begun,
                                 r->step_done};
    for (size_t i = 0; i < sizeof of_steps / sizeof of_steps[0]; i++)
      mark(&run->sources[r->case_steps], of_steps[i]);
  }
  if (run->subjects.wants_former) {
    mark(persons, r->joined);
    if (r->left != PACK_NONE) {
      mark(&run->sources[r->left], r->left_id);
      mark(&run->sources[r->left], r->left_date);
      mark(&run->sources[r->left], r->left_joined);
    }
  }
  if (r->authorisations != PACK_NONE) {
    mark(&run->sources[r->authorisations], r->signed_on);
    mark(&run->sources[r->authorisations], r->signed_guardian);
  }
}

/* "Household columns may be repeated on persons": whoever reads one reads the other too. */
static void find_repeated(RunState *run) {
  const PackRegistry *registry = &run->pack->registry;
  if (registry->households == PACK_NONE) return;
  RunSource *persons = &run->sources[registry->persons];
  const RunSource *households = &run->sources[registry->households];
  run->repeated = arena_new_array(run->arena, uint32_t, households->column_count + 1);
  for (uint32_t i = 0; i < households->column_count; i++) {
    run->repeated[i] = RUN_NONE;
    for (uint32_t k = 0; k < persons->column_count; k++)
      if (str_eq(households->columns[i].key, persons->columns[k].key) &&
          k != persons->table->household && k != persons->table->key)
        run->repeated[i] = k;
    if (households->used[i] && run->repeated[i] != RUN_NONE) mark(persons, run->repeated[i]);
  }
}

static void finish_source(RunSource *source) {
  for (uint32_t i = 0; i < source->column_count; i++) {
    source->stage[i] = source->used[i] ? source->used_count++ : RUN_NONE;
    source->raw_stage[i] = source->raw[i] ? source->raw_count++ : RUN_NONE;
  }
  size_t bytes =
      sizeof(RunRow) + 8u * (source->used_count + source->raw_count) + source->used_count;
  source->stride = (bytes + 7) & ~(size_t)7;
}

void run_make_sources(RunState *run) {
  const Pack *pack = run->pack;
  run->table_count = (uint32_t)pack->registry.count;
  run->source_count = run->table_count + (uint32_t)pack->dataset_count;
  run->sources = arena_new_array(run->arena, RunSource, run->source_count);
  for (uint32_t i = 0; i < run->source_count; i++) {
    RunSource *source = &run->sources[i];
    if (i < run->table_count) {
      source->table = &pack->registry.tables[i];
      source->id = source->table->id;
      source->columns = source->table->columns;
      source->column_count = (uint32_t)source->table->column_count;
      source->of_village = source->table->of == PACK_OF_VILLAGE;
      start_source(run, source, source->table->schema);
    } else {
      source->dataset = &pack->datasets[i - run->table_count];
      source->id = source->dataset->id;
      source->columns = source->dataset->columns;
      source->column_count = (uint32_t)source->dataset->column_count;
      source->of_village = source->dataset->grain == PACK_GRAIN_VILLAGE;
      start_source(run, source, source->dataset->schema);
    }
  }
  run->groups = arena_new_array(run->arena, RunGroup, pack->group_count + 1);
  for (size_t i = 0; i < pack->group_count; i++)
    run->groups[i].group = &pack->groups[i];
  run->def_read = arena_new_array(run->arena, bool, pack->def_count + 1);
  make_links(run);
  for (size_t i = 0; i < pack->rule_count; i++)
    if (rule_in_force(&pack->rules[i], run->input->on)) mark_unit(run, pack->rules[i].unit);
  for (size_t i = 0; i < pack->export_count; i++)
    mark_unit(run, pack->exports[i].unit);
  for (uint32_t i = run->table_count; i < run->source_count; i++) {
    uint32_t output;
    const CelUnit *filter = cel_schema_filter_unit(run->sources[i].dataset->schema, &output);
    if (filter && run->sources[i].read) mark_unit(run, filter);
  }
  mark_roles(run);
  find_repeated(run);
  for (uint32_t i = 0; i < run->source_count; i++)
    finish_source(&run->sources[i]);
}
