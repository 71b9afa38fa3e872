/* SPDX-License-Identifier: Apache-2.0 */
/*
 * given_subjects: what an example says of townships, hamlets, cases, the year before and the
 * episode of the day.
 *
 * What follows from what is given need not be given: the episode that holds from `episodes`, cases
 * from `case_steps`, the open case from `cases`, hamlets and persons from `households`. What is
 * given goes before what follows.
 */
#include "pack/given_int.h"

#include <stdlib.h>

static CelValue record_of(const CelSchema *schema, uint32_t index) {
  CelRecord record = {.schema = schema, .index = index};
  return (CelValue){.state = CEL_KNOWN, .record = record};
}

static const CelCauses *
missing(const PackGiven *given, Arena *arena, const GivenNode *node, Str key) {
  (void)given;
  Str name = arena_printf(arena, "%.*s.%.*s", STR_ARG(node->schema->name), STR_ARG(key));
  return given_cause(arena, CEL_NOT_COLLECTED, false, name, STR_NONE, 0);
}

/* ---- reading ---- */

/* The field's place among the node's own values. */
static size_t own_of(PackFieldKind kind) {
  return kind == PACK_CASE_KIND || kind == PACK_TOWNSHIP_NAME;
}

static void init_own(PackGiven *given, GivenNode *node) {
  for (size_t i = 0; i < node->schema->count; i++) {
    const CelField *field = &node->schema->fields[i];
    PackFieldKind kind = pack_field_kind(field);
    if (kind == PACK_CASE_ID || kind == PACK_CASE_KIND || kind == PACK_TOWNSHIP_CODE ||
        kind == PACK_TOWNSHIP_NAME || kind == PACK_HAMLET_NAME)
      given_absent(given, node, field->name, &node->own[own_of(kind)]);
  }
}

void given_init_others(PackGiven *given, PackSubject kind, GivenNode *node) {
  Arena *arena = given->arena;
  node->villages.more = missing(given, arena, node, STR("villages"));
  node->hamlets.more = missing(given, arena, node, STR("hamlets"));
  node->cases.more = missing(given, arena, node, STR("cases"));
  node->steps.more = missing(given, arena, node, STR("steps"));
  if (kind == PACK_TOWNSHIP_SUBJECT || kind == PACK_CASE_SUBJECT) init_own(given, node);
}

static void
read_own(PackGiven *given, GivenNode *node, const CelField *field, const YamlNode *value) {
  PackColumn column = {.key = field->name, .type = field->type};
  given_cell(given, node, &column, value, &node->own[own_of(pack_field_kind(field))]);
}

/* One row of a table, or `empty`. */
static void read_one_row(PackGiven *given,
                         uint32_t table,
                         uint32_t person,
                         GivenAround around,
                         const YamlNode *value,
                         uint32_t *ret_node) {
  if (given_is_word(value, "unknown")) return;
  if (given_is_word(value, "empty") || value->kind == YAML_NULL) {
    *ret_node = GIVEN_EMPTY;
    return;
  }
  YamlNode *one = arena_new_one(given->arena, YamlNode);
  *one = *value;
  YamlNode **items = arena_new_array(given->arena, YamlNode *, 1);
  items[0] = one;
  const YamlNode list = {
      .kind = YAML_LIST, .line = value->line, .column = value->column, .items = items, .count = 1};
  GivenRows rows = {0};
  given_table_rows(given, &given->pack->registry.tables[table], person, around, &list, &rows);
  if (rows.count == 1) *ret_node = rows.nodes[0];
}

static void
read_hamlet(PackGiven *given, GivenAround around, const YamlNode *map, uint32_t *ret_node) {
  const CelSchema *schema = given->pack->hamlet;
  *ret_node = given_new_node(given, schema);
  GivenNode *node = given_node(given, *ret_node);
  node->households.more = missing(given, given->arena, node, STR("households"));
  init_own(given, node);
  for (size_t i = 0; i < map->count; i++) {
    const CelField *field = cel_schema_find(schema, map->keys[i]->text);
    if (field == NULL)
      given_mistake(given, map->keys[i], "没有字段 {0}", "there is no field {0}",
                    arena_printf(given->arena, "hamlet.%.*s", STR_ARG(map->keys[i]->text)));
    else if (pack_field_kind(field) == PACK_HAMLET_NAME)
      read_own(given, node, field, map->items[i]);
    else
      given_people(given, PACK_HOUSE, around, field->name, map->items[i], &node->households);
  }
}

static void read_hamlets(PackGiven *given,
                         GivenAround around,
                         const CelField *field,
                         const YamlNode *list,
                         GivenRows *ret) {
  size_t count = 0;
  bool more = false;
  if (given_is_word(list, "unknown")) return;
  if (!given_is_list(given, list, field->name, &count, &more)) return;
  ret->given = true;
  if (!more) ret->more = NULL;
  ret->nodes = arena_new_array(given->arena, uint32_t, count + 1);
  for (size_t i = 0; i < count; i++)
    if (given_is_map(given, list->items[i], field->name))
      read_hamlet(given, around, list->items[i], &ret->nodes[ret->count++]);
}

/* A subject of its own, or `empty`. */
static void read_subject(PackGiven *given,
                         PackSubject kind,
                         GivenAround around,
                         const CelField *field,
                         const YamlNode *value,
                         uint32_t *ret_node) {
  if (given_is_word(value, "unknown")) return;
  if (given_is_word(value, "empty") || value->kind == YAML_NULL)
    *ret_node = GIVEN_EMPTY;
  else if (given_is_map(given, value, field->name))
    *ret_node = given_subject(given, kind, value, around, 1);
}

bool given_other_field(PackGiven *given,
                       PackSubject kind,
                       uint32_t index,
                       GivenAround inside,
                       const CelField *field,
                       const YamlNode *key,
                       const YamlNode *value) {
  GivenNode *node = given_node(given, index);
  const PackRegistry *registry = &given->pack->registry;
  uint32_t person = kind == PACK_PERSON ? index : GIVEN_NONE;
  (void)key;
  switch ((int)pack_field_kind(field)) {
  case PACK_LAST:
    read_one_row(given, pack_field_index(field), person, inside, value, &node->last);
    return true;
  case PACK_EPISODE:
    read_one_row(given, registry->episodes, person, inside, value, &node->episode);
    return true;
  case PACK_CASES:
    given_people(given, PACK_CASE_SUBJECT, inside, field->name, value, &node->cases);
    return true;
  case PACK_CASE:
    read_subject(given, PACK_CASE_SUBJECT, inside, field, value, &node->open_case);
    return true;
  case PACK_HOUSEHOLD_AT: /* of any day before he joined */
    read_subject(given, PACK_HOUSE, (GivenAround){GIVEN_NONE, GIVEN_NONE}, field, value,
                 &node->before);
    return true;
  case PACK_STEPS:
    given_table_rows(given, &registry->tables[registry->case_steps], GIVEN_NONE, inside, value,
                     &node->steps);
    return true;
  case PACK_HAMLETS:
    read_hamlets(given, inside, field, value, &node->hamlets);
    return true;
  case PACK_VILLAGES:
    given_people(given, PACK_VILLAGE_SUBJECT, inside, field->name, value, &node->villages);
    return true;
  case PACK_TOWNSHIP:
    read_subject(given, PACK_TOWNSHIP_SUBJECT, inside, field, value, &node->township);
    return true;
  case PACK_CASE_ID:
  case PACK_CASE_KIND:
  case PACK_TOWNSHIP_CODE:
  case PACK_TOWNSHIP_NAME:
    read_own(given, node, field, value);
    return true;
  default:
    return false;
  }
}

/* ---- what follows ---- */

/* A list of as many as [most]. */
static void begin_rows(PackGiven *given, GivenRows *rows, size_t most, const CelCauses *more) {
  *rows = (GivenRows){.given = true, .more = more};
  rows->nodes = arena_new_array(given->arena, uint32_t, most + 1);
}

static int compare_nodes(const void *a, const void *b, void *ctx) {
  const PackGiven *given = ctx;
  const GivenNode *x = given->nodes.items[*(const uint32_t *)a];
  const GivenNode *y = given->nodes.items[*(const uint32_t *)b];
  return str_cmp(x->own[0].value.s, y->own[0].value.s);
}

/* The node of [list] whose first own value is [name], or a new one. */
static uint32_t node_named(PackGiven *given, GivenRows *list, const CelSchema *schema, Str name) {
  for (uint32_t i = 0; i < list->count; i++)
    if (str_eq(given_node(given, list->nodes[i])->own[0].value.s, name)) return list->nodes[i];
  uint32_t index = given_new_node(given, schema);
  init_own(given, given_node(given, index));
  given_node(given, index)->own[0] = (GivenCell){cel_str(name), name, true};
  list->nodes[list->count++] = index;
  return index;
}

static void
add_row(PackGiven *given, GivenRows *rows, size_t most, uint32_t node, const CelCauses *more) {
  if (!rows->given) begin_rows(given, rows, most, more);
  rows->nodes[rows->count++] = node;
}

static CelCauses const *
spread_causes(PackGiven *given, const CelValue *unknown, const CelCauses *more) {
  return cel_causes_union(given->arena, more, unknown->unknown->causes);
}

/* Hamlets from the households of a village. One of which the hamlet is unknown may be in any. */
static void hamlets_from_households(PackGiven *given, GivenNode *village) {
  const PackRegistry *registry = &given->pack->registry;
  const GivenRows *houses = &village->households;
  if (registry->hamlet == PACK_NONE || village->hamlets.given || !houses->given) return;
  const CelCauses *more = houses->more;
  for (uint32_t i = 0; i < houses->count; i++) {
    const CelValue *name = &given_node(given, houses->nodes[i])->cells[registry->hamlet].value;
    if (name->state == CEL_UNKNOWN && name->unknown->absence != CEL_IS_EMPTY)
      more = spread_causes(given, name, more);
  }
  begin_rows(given, &village->hamlets, houses->count, more);
  for (uint32_t i = 0; i < houses->count; i++) {
    const CelValue *name = &given_node(given, houses->nodes[i])->cells[registry->hamlet].value;
    if (name->state != CEL_KNOWN) continue;
    uint32_t hamlet = node_named(given, &village->hamlets, given->pack->hamlet, name->s);
    add_row(given, &given_node(given, hamlet)->households, houses->count, houses->nodes[i], more);
  }
  if (village->hamlets.count > 1)
    qsort_r(village->hamlets.nodes, village->hamlets.count, sizeof(uint32_t), compare_nodes, given);
}

/* Cases from the steps of a household. */
static void cases_from_steps(PackGiven *given, uint32_t index) {
  const PackRegistry *registry = &given->pack->registry;
  GivenNode *household = given_node(given, index);
  if (registry->case_steps == PACK_NONE || household->cases.given) return;
  const GivenRows *steps = &household->children[registry->case_steps];
  if (!steps->given) return;
  begin_rows(given, &household->cases, steps->count, steps->more);
  for (uint32_t i = 0; i < steps->count; i++) {
    const GivenCell *cells = given_node(given, steps->nodes[i])->cells;
    const CelValue *id = &cells[registry->case_id].value;
    if (id->state != CEL_KNOWN) continue; /* of no case, as in a run */
    uint32_t at = node_named(given, &household->cases, given->pack->case_, id->s);
    GivenNode *of = given_node(given, at);
    of->household = index;
    add_row(given, &of->steps, steps->count, steps->nodes[i], steps->more);
    if (registry->case_kind != PACK_NONE && of->own[1].value.state != CEL_KNOWN)
      of->own[1] = cells[registry->case_kind];
  }
  if (household->cases.count > 1)
    qsort_r(household->cases.nodes, household->cases.count, sizeof(uint32_t), compare_nodes, given);
}

static void households_from_villages(PackGiven *given, GivenNode *township) {
  if (township->households.given || !township->villages.given) return;
  GivenRows rows = {.given = true, .more = township->villages.more};
  for (uint32_t i = 0; i < township->villages.count; i++)
    given_append(given, &rows, &given_node(given, township->villages.nodes[i])->households);
  township->households = rows;
}

void given_finish_others(PackGiven *given, uint32_t index) {
  const Pack *pack = given->pack;
  GivenNode *node = given_node(given, index);
  if (node->schema == pack->township) households_from_villages(given, node);
  if (node->schema == pack->household) cases_from_steps(given, index);
  if (node->schema != pack->village) return;
  if (node->township == GIVEN_NONE || node->township == GIVEN_EMPTY)
    node->township = given->township;
  hamlets_from_households(given, node);
}

/* ---- values ---- */

static void get_cell(const void *ctx, Arena *arena, uint32_t row, uint32_t column, CelValue *ret) {
  (void)arena;
  *ret = ((const PackGiven *)ctx)->nodes.items[row]->cells[column].value;
}

static PackCells cells_of(const PackGiven *given) {
  return (PackCells){get_cell, given};
}

static CelValue ref_value(const PackGiven *given,
                          Arena *arena,
                          const GivenNode *node,
                          const CelField *field,
                          uint32_t ref) {
  Str name = arena_printf(arena, "%.*s.%.*s", STR_ARG(node->schema->name), STR_ARG(field->name));
  if (ref == GIVEN_EMPTY)
    return cel_unknown(arena, given_cause(arena, CEL_EMPTY, false, name, STR_NONE, 0),
                       CEL_IS_EMPTY);
  if (ref == GIVEN_NONE)
    return cel_unknown(arena, missing(given, arena, node, field->name), CEL_ABSENT);
  return record_of(field->type->schema, ref);
}

/* The one that is true, if the list is complete. */
static CelValue only_value(const PackGiven *given,
                           Arena *arena,
                           const GivenNode *node,
                           const CelField *field,
                           const GivenRows *rows,
                           const PackOnly *only) {
  const CelCauses *causes = cel_causes_union(arena, only->causes, rows->more);
  if (only->open > 0 || rows->more) return cel_unknown(arena, causes, CEL_ABSENT);
  uint32_t ref = only->yes == 0 ? GIVEN_EMPTY : only->yes == 1 ? only->at : GIVEN_NONE;
  return ref_value(given, arena, node, field, ref);
}

static CelValue
episode_value(const PackGiven *given, Arena *arena, const GivenNode *node, const CelField *field) {
  const GivenRows *rows = &node->children[given->pack->registry.episodes];
  PackCells cells = cells_of(given);
  PackOnly only = {0};
  if (node->episode != GIVEN_NONE) return ref_value(given, arena, node, field, node->episode);
  for (uint32_t i = 0; i < rows->count; i++)
    pack_only_add(
        &only, arena, rows->nodes[i],
        pack_episode_holds(given->pack, &cells, arena, rows->nodes[i], given->day, given->on));
  return only_value(given, arena, node, field, rows, &only);
}

static CelValue
case_value(const PackGiven *given, Arena *arena, const GivenNode *node, const CelField *field) {
  PackCells cells = cells_of(given);
  PackOnly only = {0};
  if (node->open_case != GIVEN_NONE) return ref_value(given, arena, node, field, node->open_case);
  for (uint32_t i = 0; i < node->cases.count; i++) {
    const GivenRows *steps = &given->nodes.items[node->cases.nodes[i]]->steps;
    PackTruth open =
        pack_case_is_open(given->pack, &cells, arena, steps->nodes, steps->count, given->day);
    if (steps->more) open = (PackTruth){TRI_UNKNOWN, steps->more}; /* one may close it */
    pack_only_add(&only, arena, node->cases.nodes[i], open);
  }
  return only_value(given, arena, node, field, &node->cases, &only);
}

static CelValue list_value(Arena *arena,
                           CelValue *items,
                           uint8_t *standing,
                           const CelCauses **why,
                           uint32_t count,
                           const CelCauses *more) {
  CelList *list = arena_new_one(arena, CelList);
  *list = (CelList){.count = count, .items = items, .standing = standing, .why = why, .more = more};
  return (CelValue){.state = CEL_KNOWN, .list = list};
}

/* Rows of [rows] that are in the group; whose kind is unknown are possible. */
static CelValue
steps_of(const PackGiven *given, Arena *arena, const GivenRows *rows, const CelField *field) {
  PackCells cells = cells_of(given);
  CelValue *items = arena_new_array(arena, CelValue, rows->count + 1);
  uint8_t *standing = arena_new_array(arena, uint8_t, rows->count + 1);
  const CelCauses **why = arena_new_array(arena, const CelCauses *, rows->count + 1);
  uint32_t count = 0;
  for (uint32_t i = 0; i < rows->count; i++) {
    PackTruth in =
        pack_step_is_in(given->pack, &cells, arena, rows->nodes[i], pack_field_index(field));
    if (in.is == TRI_FALSE) continue;
    items[count] = record_of(field->type->elem->schema, rows->nodes[i]);
    standing[count] = in.is == TRI_TRUE ? CEL_CERTAIN : CEL_POSSIBLY;
    why[count++] = in.causes;
  }
  return list_value(arena, items, standing, why, count, rows->more);
}

CelValue
given_other_value(const PackGiven *given, Arena *arena, uint32_t index, const CelField *field) {
  const GivenNode *node = given->nodes.items[index];
  const Pack *pack = given->pack;
  PackFieldKind kind = pack_field_kind(field);
  switch ((int)kind) {
  case PACK_LAST:
    return ref_value(given, arena, node, field, node->last);
  case PACK_EPISODE:
    return episode_value(given, arena, node, field);
  case PACK_CASES:
    return given_list(given, arena, &node->cases, pack->case_, node->cases.more);
  case PACK_CASE:
    return case_value(given, arena, node, field);
  case PACK_STEPS:
    return given_list(given, arena, &node->steps, field->type->elem->schema, node->steps.more);
  case PACK_STEPS_OF:
    return steps_of(given, arena, &node->steps, field);
  case PACK_HAMLETS:
    return given_list(given, arena, &node->hamlets, pack->hamlet, node->hamlets.more);
  case PACK_VILLAGES:
    return given_list(given, arena, &node->villages, pack->village, node->villages.more);
  case PACK_TOWNSHIP:
    return ref_value(given, arena, node, field, node->township);
  default:
    return node->own[own_of(kind)].value;
  }
}

/* ---- on a day ---- */

static CelValue members_at(const PackGiven *given, Arena *arena, const GivenNode *node, Day day) {
  const PackRegistry *registry = &given->pack->registry;
  PackCells cells = cells_of(given);
  const GivenRows *members = &node->members;
  const CelCauses *more = members->more;
  if (day_cmp(day, given->on) > 0) /* who will come nobody knows */
    more = cel_causes_union(arena, more, missing(given, arena, node, STR("members_at")));
  CelValue *items = arena_new_array(arena, CelValue, members->count + 1);
  uint8_t *standing = arena_new_array(arena, uint8_t, members->count + 1);
  const CelCauses **why = arena_new_array(arena, const CelCauses *, members->count + 1);
  uint32_t count = 0;
  for (uint32_t i = 0; i < members->count; i++) {
    PackTruth was = pack_joined_by(given->pack, &cells, arena, members->nodes[i], day, given->on);
    if (was.is == TRI_FALSE) continue;
    items[count] = record_of(given->pack->person, members->nodes[i]);
    standing[count] = was.is == TRI_TRUE ? CEL_CERTAIN : CEL_POSSIBLY;
    why[count++] = was.causes;
  }
  if (registry->left == PACK_NONE)
    return list_value(arena, items, standing, why, count,
                      cel_causes_union(arena, more, missing(given, arena, node, STR("left"))));
  const GivenRows *left = &node->children[registry->left];
  more = cel_causes_union(arena, more, left->more);
  for (uint32_t i = 0; i < left->count; i++) /* of whom an example has no record */
    if (pack_not_left_by(given->pack, &cells, arena, left->nodes[i], day).is != TRI_FALSE)
      more = cel_causes_union(arena, more, missing(given, arena, node, STR("left")));
  return list_value(arena, items, standing, why, count, more);
}

static CelValue
household_at(const PackGiven *given, Arena *arena, uint32_t index, const CelField *field, Day day) {
  const GivenNode *node = given->nodes.items[index];
  PackCells cells = cells_of(given);
  PackTruth was = pack_joined_by(given->pack, &cells, arena, index, day, given->on);
  switch (was.is) {
  case TRI_TRUE:
    return ref_value(given, arena, node, field, node->household);
  case TRI_UNKNOWN:
    return cel_unknown(arena, was.causes, CEL_ABSENT);
  case TRI_FALSE:
    break;
  }
  bool unborn = pack_born_after(given->pack, &cells, arena, index, day);
  return ref_value(given, arena, node, field, unborn ? GIVEN_EMPTY : node->before);
}

CelValue given_dated_value(
    const PackGiven *given, Arena *arena, uint32_t index, const CelField *field, Day day) {
  if (pack_field_kind(field) == PACK_HOUSEHOLD_AT)
    return household_at(given, arena, index, field, day);
  return members_at(given, arena, given->nodes.items[index], day);
}
