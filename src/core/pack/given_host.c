/* SPDX-License-Identifier: Apache-2.0 */
/*
 * given_host: the callbacks of the language over an example's data.
 *
 * Lists are made when they are asked for, in the way that possible rows are to be shown at that
 * moment. A list that its department filtered may hold more when it is read without that filter,
 * here as in a run.
 */
#include "pack/given_int.h"

static CelValue unknown_of(Arena *arena, CelCauseKind kind, bool common, Str a) {
  return cel_unknown(arena, given_cause(arena, kind, common, a, STR_NONE, 0), CEL_ABSENT);
}

static CelValue record_of(const CelSchema *schema, uint32_t index) {
  CelRecord record = {.schema = schema, .index = index};
  return (CelValue){.state = CEL_KNOWN, .record = record};
}

CelValue given_list(const PackGiven *given,
                    Arena *arena,
                    const GivenRows *rows,
                    const CelSchema *schema,
                    const CelCauses *more) {
  CelValue *items = arena_new_array(arena, CelValue, rows->count + 1);
  uint8_t *standing = arena_new_array(arena, uint8_t, rows->count + 1);
  const CelCauses **why = arena_new_array(arena, const CelCauses *, rows->count + 1);
  CelList *list = arena_new_one(arena, CelList);
  bool any = false;
  uint32_t count = 0;
  for (uint32_t i = 0; i < rows->count; i++) {
    const CelCauses *possible = given->nodes.items[rows->nodes[i]]->possible;
    if (possible && given->rows == PACK_ROWS_OUT) continue;
    if (given->rows != PACK_ROWS_AS_IS) possible = NULL;
    items[count] = record_of(schema, rows->nodes[i]);
    standing[count] = possible ? CEL_POSSIBLY : CEL_CERTAIN;
    why[count++] = possible;
    any |= possible != NULL;
  }
  *list = (CelList){.count = count, .items = items, .more = more};
  if (any) {
    list->standing = standing;
    list->why = why;
  }
  return (CelValue){.state = CEL_KNOWN, .list = list};
}

static CelValue
rows_value(const PackGiven *given, Arena *arena, const GivenNode *node, const CelField *field) {
  const PackDataset *dataset = &given->pack->datasets[pack_field_index(field)];
  const GivenRows *rows = &node->dept[dataset->index];
  const CelCauses *more = rows->more;
  if (pack_field_kind(field) == PACK_ROWS && rows->given && dataset->schema->filter)
    more = cel_causes_union(arena, more,
                            given_cause(arena, CEL_FILTERED, true, dataset->id, STR_NONE, 0));
  return given_list(given, arena, rows, dataset->schema, more);
}

static CelValue
people_value(const PackGiven *given, Arena *arena, const GivenRows *rows, const CelSchema *schema) {
  return given_list(given, arena, rows, schema, rows->more);
}

static CelValue
subject_value(Arena *arena, const CelSchema *schema, uint32_t node, const CelField *field) {
  if (node == GIVEN_NONE) return unknown_of(arena, CEL_NOT_COLLECTED, false, field->name);
  return record_of(schema, node);
}

static const GivenCell *
delivery_cell(const PackGiven *given, CelRecord record, const CelField *field) {
  uint32_t at = (uint32_t)pack_field_kind(field) - PACK_DELIVERY_STATE;
  return &given->deliveries[record.index].cells[at];
}

/* ---- with a pack ---- */

/* A long function: one case a kind of field. */
static CelValue
of_node(const PackGiven *given, Arena *arena, uint32_t index_of, const CelField *field) {
  const GivenNode *node = given->nodes.items[index_of];
  const Pack *pack = given->pack;
  uint32_t index = pack_field_index(field);
  switch (pack_field_kind(field)) {
  case PACK_COLUMN:
    if (index < node->column_count) return node->cells[index].value;
    break;
  case PACK_ROW_MATCH:
    if (node->match.len > 0) return cel_str(node->match);
    break;
  case PACK_ROW_ROLE:
    if (node->role.len > 0) return cel_str(node->role);
    break;
  case PACK_ROW_PERSON:
    return subject_value(arena, pack->person, node->person, field);
  case PACK_ROWS:
  case PACK_ROWS_FILTERED:
    return rows_value(given, arena, node, field);
  case PACK_CHILDREN:
    return given_list(given, arena, &node->children[index], pack->registry.tables[index].schema,
                      node->children[index].more);
  case PACK_LINK:
    return given_link_value(given, arena, node, field);
  case PACK_HOUSEHOLD:
    if (node->outside)
      return cel_unknown(arena,
                         given_cause(arena, CEL_EMPTY, false, STR("person.household"), STR_NONE, 0),
                         CEL_IS_EMPTY);
    return subject_value(arena, pack->household, node->household, field);
  case PACK_VILLAGE:
    return subject_value(arena, pack->village, node->village, field);
  case PACK_MEMBERS:
    return people_value(given, arena, &node->members, pack->person);
  case PACK_HEAD:
    return subject_value(arena, pack->person, node->head, field);
  case PACK_HOUSEHOLDS:
    return people_value(given, arena, &node->households, pack->household);
  case PACK_GROUP_KEY:
  case PACK_GROUP_ITEMS:
  case PACK_GROUP_LET:
    return given_group_value(given, arena, node, field);
  case PACK_LAST:
  case PACK_EPISODE:
  case PACK_CASES:
  case PACK_CASE:
  case PACK_CASE_ID:
  case PACK_CASE_KIND:
  case PACK_STEPS:
  case PACK_STEPS_OF:
  case PACK_HAMLETS:
  case PACK_HAMLET_NAME:
  case PACK_TOWNSHIP:
  case PACK_TOWNSHIP_CODE:
  case PACK_TOWNSHIP_NAME:
  case PACK_VILLAGES:
    return given_other_value(given, arena, index_of, field);
  case PACK_DEF:        /* asked before */
  case PACK_MEMBERS_AT: /* asked of a day */
  case PACK_HOUSEHOLD_AT:
  case PACK_DEPT: /* the others are asked of no node */
  case PACK_LINKS:
  case PACK_GROUPS:
  case PACK_GROUP:
  case PACK_PARAM:
  case PACK_CODES:
  case PACK_DELIVERY:
  case PACK_DELIVERY_STATE:
  case PACK_DELIVERY_FIRST:
  case PACK_DELIVERY_LAST:
  case PACK_DELIVERY_COVERAGE:
    break;
  }
  return unknown_of(arena, CEL_NOT_COLLECTED, false, field->name);
}

/* As given, else of [day]. */
static void
param_on(const PackGiven *given, Arena *arena, const CelField *field, Day day, CelValue *ret) {
  uint32_t index = pack_field_index(field);
  const PackParam *param = &given->pack->params[index];
  const CelValue *value = given->param_given[index] ? NULL : pack_param_on(param, day);
  if (value || given->param_given[index]) {
    *ret = value ? *value : given->params[index];
    return;
  }
  char text[10];
  Str date = {text, day_format(day, text)};
  const CelCauses *causes =
      given_cause(arena, CEL_PARAM, true, param->id, arena_str(arena, date), 0);
  *ret = cel_unknown(arena, causes, CEL_ABSENT);
}

static CelValue by_pack(PackGiven *given, Arena *arena, CelRecord record, const CelField *field) {
  switch (pack_field_kind(field)) {
  case PACK_DEF:
    return given_def_value(given, record, field);
  case PACK_PARAM: {
    CelValue value = given->params[pack_field_index(field)];
    if (given->day.n != given->on.n) param_on(given, arena, field, given->day, &value);
    return value;
  }
  case PACK_CODES: {
    CelValue codes = record_of(NULL, pack_field_index(field));
    return codes;
  }
  case PACK_DEPT:
  case PACK_LINKS:
  case PACK_GROUPS:
  case PACK_GROUP:
    return record_of(field->type->schema, record.index);
  case PACK_DELIVERY:
    return record_of(field->type->schema, pack_field_index(field));
  case PACK_DELIVERY_STATE:
  case PACK_DELIVERY_FIRST:
  case PACK_DELIVERY_LAST:
  case PACK_DELIVERY_COVERAGE:
    return delivery_cell(given, record, field)->value;
  case PACK_COLUMN:
  case PACK_ROW_MATCH:
  case PACK_ROW_ROLE:
  case PACK_ROW_PERSON:
  case PACK_LINK:
  case PACK_ROWS:
  case PACK_ROWS_FILTERED:
  case PACK_CHILDREN:
  case PACK_HOUSEHOLD:
  case PACK_VILLAGE:
  case PACK_MEMBERS:
  case PACK_HEAD:
  case PACK_HOUSEHOLDS:
  case PACK_LAST:
  case PACK_EPISODE:
  case PACK_CASES:
  case PACK_CASE:
  case PACK_CASE_ID:
  case PACK_CASE_KIND:
  case PACK_STEPS:
  case PACK_STEPS_OF:
  case PACK_MEMBERS_AT:
  case PACK_HOUSEHOLD_AT:
  case PACK_HAMLETS:
  case PACK_HAMLET_NAME:
  case PACK_TOWNSHIP:
  case PACK_TOWNSHIP_CODE:
  case PACK_TOWNSHIP_NAME:
  case PACK_VILLAGES:
  case PACK_GROUP_KEY:
  case PACK_GROUP_ITEMS:
  case PACK_GROUP_LET:
    break;
  }
  return of_node(given, arena, record.index, field);
}

/* The cell of a column; NULL if the field is none. */
static const GivenCell *cell_of(const PackGiven *given, CelRecord record, const CelField *field) {
  bool column = !given->pack || pack_field_kind(field) == PACK_COLUMN;
  if (!column) {
    bool delivery = pack_field_kind(field) >= PACK_DELIVERY_STATE;
    return delivery ? delivery_cell(given, record, field) : NULL;
  }
  const GivenNode *node = given->nodes.items[record.index];
  uint32_t index = given->pack ? pack_field_index(field) : field->id;
  return index < node->column_count ? &node->cells[index] : NULL;
}

/* ---- callbacks ---- */

static void
host_get(void *ctx, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  PackGiven *given = ctx;
  if (given->pack)
    *ret = by_pack(given, arena, record, field);
  else
    *ret = given->nodes.items[record.index]->cells[field->id].value;
}

static void
host_raw(void *ctx, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  const PackGiven *given = ctx;
  const GivenCell *cell = cell_of(given, record, field);
  host_get(ctx, arena, record, field, ret);
  if (cell && cell->has_raw)
    *ret = cel_str(cell->raw);
  else if (ret->state == CEL_KNOWN && !cel_type_is_text(field->type->kind))
    *ret = unknown_of(arena, CEL_NOT_COLLECTED, false, field->name); /* there is no text */
}

static void
host_at(void *ctx, Arena *arena, CelRecord record, const CelField *field, Day day, CelValue *ret) {
  if (pack_field_kind(field) == PACK_PARAM)
    param_on(ctx, arena, field, day, ret);
  else
    *ret = given_dated_value(ctx, arena, record.index, field, day);
}

static const CelCause *host_cell(void *ctx, Arena *arena, CelRecord record, const CelField *field) {
  const PackGiven *given = ctx;
  CelCause *cause = arena_new_one(arena, CelCause);
  bool of_a_node = !given->pack || pack_field_kind(field) == PACK_COLUMN;
  *cause = (CelCause){.kind = CEL_UNREADABLE, .a = STR("given"), .b = field->name, .row = 1};
  if (of_a_node) cause->row = given->nodes.items[record.index]->row;
  return cause;
}

const CelHost *pack_given_host(void) {
  static const CelHost host = {host_get, host_raw, host_at, host_cell};
  return &host;
}

const CelEnv *pack_given_env(const PackGiven *given) {
  return &given->env;
}

const CelValue *pack_given_vars(const PackGiven *given) {
  return given->vars;
}

void pack_given_day(PackGiven *given, Day day) {
  given->day = day;
}

void pack_given_rows(PackGiven *given, PackRows rows) {
  given->rows = rows;
}

void pack_given_reference(PackGiven *given, bool reference) {
  given->reference = reference;
}
