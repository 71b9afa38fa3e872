/* SPDX-License-Identifier: Apache-2.0 */
/*
 * driver: which rows a rule cannot do without.
 *
 * A condition is evaluated once for nobody in particular: lists of rows are empty and complete,
 * everything else of the subject is unknown. If it is false even so, then by the law (a known
 * result never depends on what is unknown, packs-and-rules.md 4.3) it is false for everybody whose
 * lists are empty and complete, whatever else is known of him. The lists that this needs are the
 * rule's drivers: nobody is looked at for whom all of them are empty and complete. An unknown list
 * has no bounds here, so that an error which its rows might raise is not overlooked.
 *
 * The reference executor looks at everybody: tests hold the two against each other.
 */
#include "run/run_int.h"

enum { SYMBOL_PERSON = 1, SYMBOL_HOUSEHOLD = 2 }; /* CelRecord.aux: the subject, his household */

typedef struct Guess {
  RunHost real; /* parameters, deliveries and codes are what they are */
  RunDriver lists[RUN_DRIVERS_MAX];
  bool empty[RUN_DRIVERS_MAX]; /* else unknown */
  size_t count;
  bool open, full; /* lists not met before are noted as empty; there were too many */
  CelValue *defs;  /* per def, of the subject or his household: each is evaluated once */
  bool *ready;
  CelValue nowhere; /* the village: unknown */
} Guess;

static const CelList no_rows;

static void
give_list(Guess *guess, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  bool household = record.aux == SYMBOL_HOUSEHOLD;
  size_t i = 0;
  while (i < guess->count &&
         (guess->lists[i].field != field || guess->lists[i].of_household != household))
    i++;
  if (i == guess->count && guess->open) {
    guess->full |= i == RUN_DRIVERS_MAX;
    if (i < RUN_DRIVERS_MAX) {
      guess->lists[i] = (RunDriver){field, household};
      guess->empty[i] = true;
      guess->count++;
    }
  }
  if (i < guess->count && guess->empty[i])
    *ret = (CelValue){.state = CEL_KNOWN, .list = &no_rows};
  else
    *ret = cel_unknown(arena, NULL, CEL_ABSENT);
}

static const CelHost *guess_host(void);

static void set_vars(const Guess *guess, CelValue *vars) {
  const Pack *pack = guess->real.run->pack;
  run_common_vars(guess->real.run, vars);
  vars[PACK_VAR_TOWNSHIP] = vars[PACK_VAR_VILLAGE] = guess->nowhere;
  vars[PACK_VAR_HOUSEHOLD] =
      (CelValue){.state = CEL_KNOWN, .record = {pack->household, 0, SYMBOL_HOUSEHOLD}};
  vars[PACK_VAR_PERSON] =
      (CelValue){.state = CEL_KNOWN, .record = {pack->person, 0, SYMBOL_PERSON}};
}

/* What a rule reads by a def rules out as many as what it reads itself. */
static void give_def(Guess *guess, const CelField *field, CelValue *ret) {
  RunState *run = guess->real.run;
  const PackDef *def = pack_def_of(run->pack, field);
  if (!guess->ready[def->index]) {
    CelValue vars[PACK_VAR_MAX];
    set_vars(guess, vars);
    CelValue value =
        run_evaluate_def(guess->real.defs, def, guess_host(), guess, vars, RULE_SCALAR);
    CelKeeper keeper = {.arena = cel_state_arena(run->worker[0].state)};
    guess->defs[def->index] = cel_keep(&keeper, def->type, &value);
    guess->ready[def->index] = true;
  }
  *ret = guess->defs[def->index];
}

static void
guess_get(void *ctx, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  Guess *guess = ctx;
  bool symbol = record.aux == SYMBOL_PERSON || record.aux == SYMBOL_HOUSEHOLD;
  switch ((int)pack_field_kind(field)) {
  case PACK_PARAM:
  case PACK_CODES:
  case PACK_DELIVERY:
  case PACK_DELIVERY_STATE:
  case PACK_DELIVERY_FIRST:
  case PACK_DELIVERY_LAST:
  case PACK_DELIVERY_COVERAGE:
    run_cel_host()->get(&guess->real, arena, record, field, ret);
    return;
  case PACK_DEPT:
    *ret = (CelValue){.state = CEL_KNOWN, .record = record};
    return;
  case PACK_HOUSEHOLD:
    if (!symbol) break;
    *ret = (CelValue){.state = CEL_KNOWN, .record = {field->type->schema, 0, SYMBOL_HOUSEHOLD}};
    return;
  case PACK_ROWS:
  case PACK_ROWS_FILTERED:
  case PACK_CHILDREN:
    if (!symbol) break;
    give_list(guess, arena, record, field, ret);
    return;
  case PACK_DEF:
    if (!symbol) break;
    give_def(guess, field, ret);
    return;
  default:
    break;
  }
  *ret = cel_unknown(arena, NULL, CEL_ABSENT);
}

static void
guess_at(void *ctx, Arena *arena, CelRecord record, const CelField *field, Day day, CelValue *ret) {
  if (pack_field_kind(field) == PACK_PARAM)
    run_cel_host()->at(&((Guess *)ctx)->real, arena, record, field, day, ret);
  else
    *ret = cel_unknown(arena, NULL, CEL_ABSENT);
}

/* What a cell says is never known here. */
static const CelCause *
guess_cell(void *ctx, Arena *arena, CelRecord record, const CelField *field) {
  (void)ctx, (void)arena, (void)record, (void)field;
  static const CelCause none = {.kind = CEL_NOT_COLLECTED};
  return &none;
}

static const CelHost *guess_host(void) {
  static const CelHost host = {guess_get, guess_get, guess_at, guess_cell};
  return &host;
}

static bool surely_false(RunState *run, const PackRule *rule, Guess *guess) {
  CelState *state = run->worker[0].state;
  CelValue vars[PACK_VAR_MAX], value;
  set_vars(guess, vars);
  for (size_t i = 0; i < run->pack->def_count; i++)
    guess->ready[i] = false;
  cel_state_begin(state, rule->unit, guess_host(), guess, vars);
  cel_run(state, rule->when, &value);
  return value.state == CEL_KNOWN && value.i == 0;
}

/* Leaves out each list without which it is false all the same: the fewer, the fewer are visited. */
static void
find_drivers(RunState *run, const PackRule *rule, const Guess *start, RunDrivers *ret_drivers) {
  Guess guess = *start;
  *ret_drivers = (RunDrivers){0};
  bool person = rule->subject == PACK_PERSON;
  if ((!person && rule->subject != PACK_HOUSE) || rule->as_of_count > 0) return;
  if (!surely_false(run, rule, &guess) || guess.full) return;
  guess.open = false;
  for (size_t i = 0; i < guess.count; i++) {
    guess.empty[i] = false;
    guess.empty[i] = !surely_false(run, rule, &guess);
  }
  for (size_t i = 0; i < guess.count; i++)
    if (guess.empty[i]) ret_drivers->lists[ret_drivers->count++] = guess.lists[i];
}

void run_find_drivers(RunState *run) {
  run->drivers = arena_new_array(run->arena, RunDrivers, run->pack->rule_count + 1);
  if (run->input->executor == RULE_REFERENCE) return;
  Guess start = {.real = run_new_host(run, 0),
                 .open = true,
                 .defs = arena_new_array(run->arena, CelValue, run->pack->def_count + 1),
                 .ready = arena_new_array(run->arena, bool, run->pack->def_count + 1),
                 .nowhere = cel_unknown(run->arena, NULL, CEL_ABSENT)};
  for (size_t i = 0; i < run->pack->rule_count; i++)
    if (rule_in_force(&run->pack->rules[i], run->input->on))
      find_drivers(run, &run->pack->rules[i], &start, &run->drivers[i]);
}

bool run_driven(
    RunHost *host, Arena *arena, const RunDrivers *drivers, bool person, uint32_t index) {
  const RunState *run = host->run;
  for (size_t i = 0; i < drivers->count; i++) {
    const RunDriver *driver = &drivers->lists[i];
    CelRecord record = !person                ? run_household_record(run, index)
                       : driver->of_household ? run_household_record(run, run->household_of[index])
                                              : run_person_record(run, index);
    CelValue value;
    uint32_t first, count;
    if (run_plain_rows(host, record, driver->field, &first, &count)) {
      if (count > 0) return true;
      continue;
    }
    run_cel_host()->get(host, arena, record, driver->field, &value);
    if (value.state != CEL_KNOWN || value.list->count > 0 || value.list->more != NULL) return true;
  }
  return drivers->count == 0;
}
