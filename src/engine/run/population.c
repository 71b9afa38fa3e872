/* SPDX-License-Identifier: Apache-2.0 */
/*
 * population: whose rows may be kept, and at whom rules may look (packs-and-rules.md 3,
 * "Populations"; M28).
 */
#include "run/run_int.h"

#include <string.h>

/* A date or month column that lies on or before a day. Unknown is no. */
static bool
begun_by(RunState *run, const RunSource *source, uint32_t row, uint32_t column, Day on) {
  CelValue value;
  run_cell_value(run, run->worker[0].scratch, source, row, column, &value);
  bool month = source->columns[column].type->kind == CEL_MONTH;
  if (value.state == CEL_KNOWN) return value.i <= (month ? day_month(on).n : on.n);
  return value.state == CEL_UNKNOWN && value.unknown->has_max && value.unknown->max <= on.n;
}

static void mark_monitored(RunState *run) {
  const PackRegistry *registry = &run->pack->registry;
  run->monitored = arena_new_array(run->arena, uint8_t, (size_t)run->households + 1);
  if (registry->episodes == PACK_NONE || registry->episode_begun == PACK_NONE) return;
  const RunSource *source = &run->sources[registry->episodes];
  if (!source->present || source->frame.first == NULL) return;
  for (uint32_t h = 0; h < run->households; h++) {
    uint32_t slot = household_slot(run, h);
    for (uint32_t row = source->frame.first[slot]; row < source->frame.first[slot + 1]; row++)
      run->monitored[h] |= begun_by(run, source, row, registry->episode_begun, run->input->on);
    arena_clear(run->worker[0].scratch);
  }
}

/* An adult signs for himself; for a minor the guardian does. */
static bool
signature_counts(RunState *run, const RunSource *source, uint32_t row, uint32_t person) {
  const PackRegistry *registry = &run->pack->registry;
  CelValue signed_on, guardian;
  Arena *scratch = run->worker[0].scratch;
  run_cell_value(run, scratch, source, row, registry->signed_on, &signed_on);
  if (signed_on.state != CEL_KNOWN || signed_on.i > run->input->on.n) return false;
  if (registry->signed_guardian == PACK_NONE) return true;
  run_cell_value(run, scratch, source, row, registry->signed_guardian, &guardian);
  Day birth = run->people[person].birth;
  bool adult = birth.n == DAY_MIN.n || registry->adult_age == 0 ||
               day_age(birth, (Day){(int32_t)signed_on.i}) >= (int32_t)registry->adult_age;
  bool by_guardian = guardian.state == CEL_KNOWN && guardian.i != 0;
  return adult ? !by_guardian : by_guardian;
}

/* At how many nobody looks: a run says so. */
static void count_outside(RunState *run, PackPopulation population) {
  for (uint32_t p = 0; p < run->persons; p++)
    run->result.persons_outside[population] += !run_in_population(run, population, p, JOIN_NOBODY);
  for (uint32_t h = 0; h < run->households; h++)
    run->result.households_outside[population] +=
        !run_in_population(run, population, JOIN_NOBODY, h);
}

void run_populations(RunState *run) {
  const PackRegistry *registry = &run->pack->registry;
  mark_monitored(run);
  run->authorised = arena_new_array(run->arena, uint8_t, (size_t)run->persons + 1);
  const RunSource *source =
      registry->authorisations != PACK_NONE ? &run->sources[registry->authorisations] : NULL;
  bool have = source && source->present && source->frame.first && registry->signed_on != PACK_NONE;
  for (uint32_t p = 0; p < run->persons; p++) {
    run->authorised[p] = run->monitored[run->household_of[p]];
    uint32_t slot = person_slot(run, p);
    for (uint32_t row = have ? source->frame.first[slot] : 0;
         have && row < source->frame.first[slot + 1]; row++)
      run->authorised[p] |= signature_counts(run, source, row, p);
    arena_clear(run->worker[0].scratch);
  }
  count_outside(run, PACK_MONITORED);
  count_outside(run, PACK_AUTHORISED);
}

bool run_in_population(const RunState *run,
                       PackPopulation population,
                       uint32_t person,
                       uint32_t household) {
  if (person != JOIN_NOBODY && person >= run->persons) return true; /* outside: asked already */
  if (person != JOIN_NOBODY) household = run->household_of[person];
  switch (population) {
  case PACK_ALL_RURAL:
    return true;
  case PACK_MONITORED:
    return run->monitored[household];
  case PACK_AUTHORISED:
    if (run->monitored[household]) return true;
    if (person != JOIN_NOBODY) return run->authorised[person];
    for (uint32_t p = run->person_first[household]; p < run->person_first[household + 1]; p++)
      if (run->authorised[p]) return true; /* the household: somebody of it signed */
    return false;
  }
  return false;
}
