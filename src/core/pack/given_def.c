/* SPDX-License-Identifier: Apache-2.0 */
/*
 * given_def: defs in an example: given like a field, else evaluated from what the example gives.
 *
 * Each is evaluated once for a subject or row, way of showing possible rows, day and executor, and
 * its value lives as long as the example.
 */
#include "pack/given_int.h"

static GivenDef *def_of(PackGiven *given, GivenNode *node, const CelField *field) {
  if (node->defs == NULL)
    node->defs = arena_new_array(given->arena, GivenDef, given->pack->def_count + 1);
  return &node->defs[pack_field_index(field)];
}

/* Rows and persons cannot be told apart from new ones: they are given where they stand. */
static bool is_writable(const CelType *type) {
  if (type->kind == CEL_LIST) return type->elem->kind == CEL_CODE;
  return type->kind != CEL_RECORD && type->kind != CEL_MAP && type->kind != CEL_ANY;
}

void given_def(PackGiven *given, GivenNode *node, const CelField *field, const YamlNode *value) {
  if (!is_writable(field->type)) {
    given_mistake(given, value, "{0} 不能直接给出，只能由其他数据算出",
                  "{0} cannot be given, it follows from other data", field->name);
    return;
  }
  const PackDef *def = pack_def_of(given->pack, field);
  GivenNode owner = *node;
  if (def->of == PACK_DEF_GROUP) owner = (GivenNode){.row = 1, .owner = def->group->schema->name};
  PackColumn column = {.key = field->name, .type = field->type};
  GivenDef *it = def_of(given, node, field);
  it->given = true;
  given_cell(given, &owner, &column, value, &it->cell);
}

/* ---- evaluating ---- */

static CelValue record_value(CelRecord record) {
  return (CelValue){.state = CEL_KNOWN, .record = record};
}

static void set_vars(const PackGiven *given, const PackDef *def, CelRecord record, CelValue *vars) {
  const Pack *pack = given->pack;
  const GivenNode *node = given->nodes.items[record.index];
  for (size_t i = 0; i <= PACK_VAR_DELIVERY; i++)
    vars[i] = given->vars[i];
  if (given->day.n != given->on.n) vars[PACK_VAR_ON] = cel_int(given->day.n);
  CelRecord village = {.schema = pack->village, .index = node->village};
  CelRecord household = {.schema = pack->household, .index = node->household};
  switch (def->of) {
  case PACK_DEF_PERSON:
    vars[PACK_VAR_PERSON] = record_value(record);
    break;
  case PACK_DEF_HOUSEHOLD:
    household = record;
    break;
  case PACK_DEF_VILLAGE:
    village = record;
    break;
  case PACK_DEF_ROW:
  case PACK_DEF_GROUP:
    vars[PACK_VAR_DELIVERY + 1] = record_value(record);
    return;
  }
  vars[PACK_VAR_VILLAGE] = record_value(village);
  vars[PACK_VAR_HOUSEHOLD] = record_value(household);
  if (def->of == PACK_DEF_PERSON && node->outside) given_outside_vars(given, node, vars);
}

static CelValue evaluate(PackGiven *given, const PackDef *def, CelRecord record) {
  enum { LIMIT = 64 << 20 };
  CelValue vars[PACK_VAR_MAX + 1] = {{0}}, value;
  if (given->depth == given->states.count)
    *vec_push(given->arena, &given->states) = cel_state_inside(given->arena);
  CelState *state = given->states.items[given->depth++];
  set_vars(given, def, record, vars);
  cel_state_begin_in(state, given->arena, LIMIT, def->unit, pack_given_host(), given, vars);
  if (given->reference)
    cel_reference(state, def->output, &value);
  else
    cel_run(state, def->output, &value);
  given->depth--;
  return value;
}

CelValue given_def_value(PackGiven *given, CelRecord record, const CelField *field) {
  GivenDef *it = def_of(given, given->nodes.items[record.index], field);
  if (it->given) return it->cell.value;
  bool ready = it->memo[given->reference][given->rows].ready &&
               day_cmp(it->memo[given->reference][given->rows].day, given->day) == 0;
  if (!ready) {
    CelValue value = evaluate(given, pack_def_of(given->pack, field), record);
    it->memo[given->reference][given->rows].value = value;
    it->memo[given->reference][given->rows].day = given->day;
    it->memo[given->reference][given->rows].ready = true;
  }
  return it->memo[given->reference][given->rows].value;
}
