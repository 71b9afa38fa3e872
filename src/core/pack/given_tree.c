/* SPDX-License-Identifier: Apache-2.0 */
/*
 * given_tree: persons, households, villages and rows of an example.
 *
 * Out:   a node for everything named, and for the household and village of everybody, so that
 *        every path of a rule leads somewhere: a record of which nothing is known.
 * Links: a subject that stands inside another belongs to it, and may not name it again.
 */
#include "pack/given_int.h"

GivenNode *given_node(PackGiven *given, uint32_t node) {
  return given->nodes.items[node];
}

uint32_t given_new_node(PackGiven *given, const CelSchema *schema) {
  GivenNode *node = arena_new_one(given->arena, GivenNode);
  *node = (GivenNode){.schema = schema,
                      .row = 1,
                      .person = GIVEN_NONE,
                      .household = GIVEN_NONE,
                      .village = GIVEN_NONE,
                      .head = GIVEN_NONE,
                      .township = GIVEN_NONE,
                      .last = GIVEN_NONE,
                      .episode = GIVEN_NONE,
                      .open_case = GIVEN_NONE,
                      .before = GIVEN_NONE};
  *vec_push(given->arena, &given->nodes) = node;
  return (uint32_t)(given->nodes.count - 1);
}

static void
set_columns(PackGiven *given, GivenNode *node, const PackColumn *columns, size_t count) {
  node->columns = columns;
  node->column_count = count;
  node->cells = arena_new_array(given->arena, GivenCell, count + 1);
  for (size_t i = 0; i < count; i++)
    given_absent(given, node, columns[i].key, &node->cells[i]);
}

static const CelField *find_field(PackGiven *given, const GivenNode *node, const YamlNode *key) {
  const CelField *field = cel_schema_find(node->schema, key->text);
  if (field && !(field->flags & CEL_FIELD_HIDDEN)) return field;
  Str what =
      arena_printf(given->arena, "%.*s.%.*s", STR_ARG(node->schema->name), STR_ARG(key->text));
  given_mistake(given, key, "没有字段 {0}", "there is no field {0}", what);
  return NULL;
}

static void
read_column(PackGiven *given, GivenNode *node, const CelField *field, const YamlNode *value) {
  uint32_t index = pack_field_index(field);
  if (index < node->column_count)
    given_cell(given, node, &node->columns[index], value, &node->cells[index]);
}

static void misplaced(PackGiven *given, const YamlNode *key) {
  given_mistake(given, key, "{0} 不能在这里给出", "{0} cannot be given here", key->text);
}

/* ---- rows ---- */

typedef struct RowsOf {
  Str id;                     /* of the dataset or table */
  const PackDataset *dataset; /* or */
  const PackTable *table;
  uint32_t person; /* whose rows; GIVEN_NONE */
  GivenAround around;
} RowsOf;

/* False: rules do not read the row. */
static bool read_match(PackGiven *given, GivenNode *row, const YamlNode *value) {
  const PackDataset *dataset = row->dataset;
  bool scalar = value->kind == YAML_SCALAR;
  const CelCauses *possible =
      given_cause(given->arena, CEL_POSSIBLE, false, dataset->id, STR_NONE, row->row);
  if (scalar && str_eq(value->text, STR("ambiguous"))) {
    row->match = value->text;
    row->possible = possible;
    return !dataset->ignore_ambiguous;
  }
  for (size_t i = 0; scalar && i < dataset->level_count; i++) {
    const PackLevel *level = &dataset->levels[i];
    if (!str_eq(level->name, value->text)) continue;
    row->match = level->name;
    row->possible = level->as == PACK_PROBABLE ? possible : NULL;
    return level->as != PACK_HINT;
  }
  given_mistake(given, value, "match 应是 {0} 的匹配层级或 ambiguous",
                "match must be a match level of {0}, or ambiguous", dataset->id);
  return true;
}

static Str default_match(const PackDataset *dataset) {
  for (size_t i = 0; i < dataset->level_count; i++)
    if (dataset->levels[i].as == PACK_SURE) return dataset->levels[i].name;
  return dataset->level_count > 0 ? dataset->levels[0].name : STR_NONE;
}

/* One of the dataset's roles. */
static void read_role(PackGiven *given, GivenNode *row, const YamlNode *value) {
  const PackDataset *dataset = row->dataset;
  for (size_t i = 0; value->kind == YAML_SCALAR && i < dataset->role_count; i++)
    if (str_eq(dataset->roles[i].name, value->text)) row->role = value->text;
  if (row->role.len == 0 && !given_is_word(value, "unknown"))
    given_mistake(given, value, "没有角色 {0}", "there is no role {0}",
                  value->kind == YAML_SCALAR ? value->text : STR("role"));
}

static bool row_field(PackGiven *given,
                      GivenNode *row,
                      const RowsOf *of,
                      const YamlNode *key,
                      const YamlNode *value) {
  const CelField *field = find_field(given, row, key);
  if (!field) return true;
  PackFieldKind kind = pack_field_kind(field);
  if (kind == PACK_COLUMN) {
    read_column(given, row, field, value);
  } else if (kind == PACK_ROW_MATCH && row->dataset) {
    return read_match(given, row, value);
  } else if (kind == PACK_ROW_ROLE && row->dataset) {
    read_role(given, row, value);
  } else if (kind == PACK_GROUPS) {
    given_groups(given, row, field, value);
  } else if (kind == PACK_DEF) {
    given_def(given, row, field, value);
  } else if (kind == PACK_ROW_PERSON && of->person == GIVEN_NONE) {
    if (!given_is_word(value, "unknown") && given_is_map(given, value, key->text))
      row->person = given_subject(given, PACK_PERSON, value, of->around, 1);
  } else {
    misplaced(given, key);
  }
  return true;
}

/* False: the row is left out. */
static bool read_row(
    PackGiven *given, const RowsOf *of, const YamlNode *map, uint32_t number, uint32_t *ret_node) {
  *ret_node = given_new_node(given, of->dataset ? of->dataset->schema : of->table->schema);
  GivenNode *row = given_node(given, *ret_node);
  row->row = number;
  row->dataset = of->dataset;
  row->owner = of->id;
  row->person = of->person;
  if (of->dataset) {
    row->match = default_match(of->dataset);
    set_columns(given, row, of->dataset->columns, of->dataset->column_count);
  } else {
    set_columns(given, row, of->table->columns, of->table->column_count);
  }
  bool read = true;
  for (size_t i = 0; i < map->count; i++)
    read &= row_field(given, row, of, map->keys[i], map->items[i]);
  return read;
}

static const CelCauses *rows_missing(PackGiven *given, bool dataset, Str id) {
  CelCauseKind kind = dataset ? CEL_NOT_DELIVERED : CEL_NOT_COLLECTED;
  return given_cause(given->arena, kind, dataset, id, STR_NONE, 0);
}

/* The county as a run names it: 12 digits. */
Str given_county(const PackGiven *given) {
  char *code = arena_new_array(given->arena, char, 12);
  Str county = given->pack->county;
  return norm_division_code(county, code) == NORM_VALUE ? (Str){code, 12} : county;
}

static const CelCauses *rows_more(PackGiven *given, const RowsOf *of) {
  if (!of->dataset) return rows_missing(given, false, of->id);
  return given_cause(given->arena, CEL_NOT_COVERED, true, of->id, given_county(given), 0);
}

static void read_rows(PackGiven *given, const RowsOf *of, const YamlNode *list, GivenRows *ret) {
  size_t count = 0;
  bool more = false;
  if (given_is_word(list, "unknown")) return;
  if (!given_is_list(given, list, of->id, &count, &more)) return;
  *ret = (GivenRows){.given = true, .more = more ? rows_more(given, of) : NULL};
  ret->nodes = arena_new_array(given->arena, uint32_t, count + 1);
  for (size_t i = 0; i < count; i++) {
    const YamlNode *item = list->items[i];
    if (given_is_word(item, "...") || !given_is_map(given, item, of->id)) continue;
    uint32_t node;
    if (read_row(given, of, item, (uint32_t)(i + 1), &node)) ret->nodes[ret->count++] = node;
  }
}

void given_dataset_rows(PackGiven *given,
                        const PackDataset *dataset,
                        const YamlNode *list,
                        GivenRows *ret) {
  RowsOf of = {.id = dataset->id,
               .dataset = dataset,
               .person = GIVEN_NONE,
               .around = {GIVEN_NONE, GIVEN_NONE}};
  read_rows(given, &of, list, ret);
}

void given_table_rows(PackGiven *given,
                      const PackTable *table,
                      uint32_t person,
                      GivenAround around,
                      const YamlNode *list,
                      GivenRows *ret) {
  Str id = table->last ? table->schema->name : table->id;
  RowsOf of = {.id = id, .table = table, .person = person, .around = around};
  read_rows(given, &of, list, ret);
}

/* ---- subjects ---- */

static const CelSchema *schema_of(const Pack *pack, PackSubject kind) {
  switch (kind) {
  case PACK_PERSON:
    return pack->person;
  case PACK_HOUSE:
    return pack->household;
  case PACK_VILLAGE_SUBJECT:
    return pack->village;
  case PACK_TOWNSHIP_SUBJECT:
    return pack->township;
  case PACK_CASE_SUBJECT:
    return pack->case_;
  }
  return pack->person;
}

/* Household columns stand in the table of persons if households have none. */
static const PackTable *table_of(const Pack *pack, PackSubject kind) {
  static const PackTable none = {0};
  const PackRegistry *registry = &pack->registry;
  uint32_t table = registry->persons;
  if (kind == PACK_HOUSE && registry->households != PACK_NONE) table = registry->households;
  if (kind == PACK_VILLAGE_SUBJECT) table = registry->villages;
  if (kind == PACK_TOWNSHIP_SUBJECT || kind == PACK_CASE_SUBJECT) table = PACK_NONE;
  return table == PACK_NONE ? &none : &registry->tables[table];
}

static void init_subject(PackGiven *given, PackSubject kind, GivenNode *node) {
  const Pack *pack = given->pack;
  const PackTable *table = table_of(pack, kind);
  set_columns(given, node, table->columns, table->column_count);
  node->dept = arena_new_array(given->arena, GivenRows, pack->dataset_count + 1);
  node->children = arena_new_array(given->arena, GivenRows, pack->registry.count + 1);
  given_init_links(given, node);
  for (size_t i = 0; i < pack->dataset_count; i++)
    node->dept[i].more = rows_missing(given, true, pack->datasets[i].id);
  for (size_t i = 0; i < pack->registry.count; i++)
    node->children[i].more = rows_missing(given, false, pack->registry.tables[i].id);
  bool house = kind == PACK_HOUSE;
  Str people = house ? STR("members") : STR("persons");
  node->members.more = given_cause(given->arena, CEL_NOT_COLLECTED, false, people, STR_NONE, 0);
  node->households.more =
      given_cause(given->arena, CEL_NOT_COLLECTED, false, STR("households"), STR_NONE, 0);
  given_init_others(given, kind, node);
}

typedef struct Subject { /* one that is being read */
  PackSubject kind;
  uint32_t index;
  GivenNode *node;
  GivenAround around;
} Subject;

static GivenAround inside(const Subject *subject) {
  GivenAround around = {GIVEN_NONE, subject->node->village};
  if (subject->kind == PACK_HOUSE) around.household = subject->index;
  if (subject->kind == PACK_VILLAGE_SUBJECT) around.village = subject->index;
  return around;
}

static void
read_dept(PackGiven *given, const Subject *subject, const CelField *dept, const YamlNode *map) {
  if (given_is_word(map, "unknown") || !given_is_map(given, map, dept->name)) return;
  RowsOf of = {.person = GIVEN_NONE, .around = inside(subject)};
  if (subject->kind == PACK_PERSON) of.person = subject->index;
  for (size_t i = 0; i < map->count; i++) {
    const CelField *field = cel_schema_find(dept->type->schema, map->keys[i]->text);
    if (!field || field->flags & CEL_FIELD_HIDDEN || pack_field_kind(field) != PACK_ROWS) {
      given_mistake(given, map->keys[i], "dept 没有数据集 {0}", "dept has no dataset {0}",
                    map->keys[i]->text);
      continue;
    }
    uint32_t index = pack_field_index(field);
    of.dataset = &given->pack->datasets[index];
    of.id = of.dataset->id;
    read_rows(given, &of, map->items[i], &subject->node->dept[index]);
  }
}

void given_people(PackGiven *given,
                  PackSubject kind,
                  GivenAround around,
                  Str name,
                  const YamlNode *list,
                  GivenRows *ret) {
  size_t count = 0;
  bool more = false;
  if (given_is_word(list, "unknown")) return;
  if (!given_is_list(given, list, name, &count, &more)) return;
  ret->given = true;
  if (!more) ret->more = NULL;
  ret->nodes = arena_new_array(given->arena, uint32_t, count + 1);
  for (size_t i = 0; i < count; i++) {
    const YamlNode *item = list->items[i];
    if (given_is_word(item, "...") || !given_is_map(given, item, name)) continue;
    ret->nodes[ret->count++] = given_subject(given, kind, item, around, (uint32_t)(i + 1));
  }
}

/* The record that [subject] belongs to: named here, or what it stands in. */
static void read_owner(PackGiven *given,
                       const YamlNode *key,
                       const YamlNode *value,
                       bool inside_it,
                       PackSubject kind,
                       GivenAround around,
                       uint32_t *ret_node) {
  if (inside_it)
    given_mistake(given, key, "{0} 已由外层给出", "{0} is given already by what stands around",
                  key->text);
  else if (!given_is_word(value, "unknown") && given_is_map(given, value, key->text))
    *ret_node = given_subject(given, kind, value, around, 1);
}

/* `household: empty`: a person known only as target of a link. */
static bool is_outside(const YamlNode *map) {
  const YamlNode *value = codec_yaml_get(map, STR("household"));
  return value && given_is_word(value, "empty");
}

static void
read_owners(PackGiven *given, const Subject *subject, const YamlNode *map, PackFieldKind kind) {
  GivenNode *node = subject->node;
  for (size_t i = 0; i < map->count; i++) {
    const CelField *field = cel_schema_find(node->schema, map->keys[i]->text);
    if (!field || pack_field_kind(field) != kind) continue;
    if (kind == PACK_VILLAGE)
      read_owner(given, map->keys[i], map->items[i], subject->around.village != GIVEN_NONE,
                 PACK_VILLAGE_SUBJECT, (GivenAround){GIVEN_NONE, GIVEN_NONE}, &node->village);
    else
      read_owner(given, map->keys[i], map->items[i], subject->around.household != GIVEN_NONE,
                 PACK_HOUSE, (GivenAround){GIVEN_NONE, node->village}, &node->household);
  }
}

/* After this a person has a household and a village, a household has a village. */
static void find_owners(PackGiven *given, Subject *subject, const YamlNode *map) {
  static const YamlNode nothing = {.kind = YAML_MAP};
  GivenNode *node = subject->node;
  GivenAround nowhere = {GIVEN_NONE, GIVEN_NONE};
  if (!map) map = &nothing;
  node->household = subject->around.household;
  node->village = subject->around.village;
  if (node->village == GIVEN_NONE && node->household != GIVEN_NONE) {
    node->village = given_node(given, node->household)->village;
    subject->around.village = node->village;
  }
  if (subject->kind == PACK_VILLAGE_SUBJECT || subject->kind == PACK_TOWNSHIP_SUBJECT) return;
  if (subject->kind == PACK_CASE_SUBJECT) return;
  read_owners(given, subject, map, PACK_VILLAGE);
  if (subject->kind == PACK_PERSON && subject->around.household == GIVEN_NONE && is_outside(map)) {
    node->outside = true;
  } else if (subject->kind == PACK_PERSON) {
    read_owners(given, subject, map, PACK_HOUSEHOLD);
    if (node->household == GIVEN_NONE)
      node->household =
          given_subject(given, PACK_HOUSE, NULL, (GivenAround){GIVEN_NONE, node->village}, 1);
    node->village = given_node(given, node->household)->village;
  } else if (node->village == GIVEN_NONE) {
    node->village = given_subject(given, PACK_VILLAGE_SUBJECT, NULL, nowhere, 1);
  }
}

static void
read_head(PackGiven *given, const Subject *subject, const YamlNode *key, const YamlNode *value) {
  if (!given_is_word(value, "unknown") && given_is_map(given, value, key->text))
    subject->node->head = given_subject(given, PACK_PERSON, value, inside(subject), 1);
}

/* A long function: one case a kind of field. */
static void subject_field(PackGiven *given,
                          const Subject *subject,
                          const YamlNode *key,
                          const YamlNode *value) {
  GivenNode *node = subject->node;
  const CelField *field = find_field(given, node, key);
  if (!field) return;
  uint32_t index = pack_field_index(field);
  switch (pack_field_kind(field)) {
  case PACK_COLUMN:
    read_column(given, node, field, value);
    return;
  case PACK_DEPT:
    read_dept(given, subject, field, value);
    return;
  case PACK_CHILDREN: {
    uint32_t person = subject->kind == PACK_PERSON ? subject->index : GIVEN_NONE;
    given_table_rows(given, &given->pack->registry.tables[index], person, inside(subject), value,
                     &node->children[index]);
    return;
  }
  case PACK_MEMBERS:
    given_people(given, PACK_PERSON, inside(subject), field->name, value, &node->members);
    return;
  case PACK_HOUSEHOLDS:
    given_people(given, PACK_HOUSE, inside(subject), field->name, value, &node->households);
    return;
  case PACK_HEAD:
    read_head(given, subject, key, value);
    return;
  case PACK_HOUSEHOLD: /* by find_owners */
  case PACK_VILLAGE:
    return;
  case PACK_LINKS:
    given_links(given, node, field, value);
    return;
  case PACK_GROUPS:
    given_groups(given, node, field, value);
    return;
  case PACK_DEF:
    given_def(given, node, field, value);
    return;
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
    if (!given_other_field(given, subject->kind, subject->index, inside(subject), field, key,
                           value))
      misplaced(given, key);
    return;
  case PACK_LINK:
  case PACK_GROUP:
  case PACK_GROUP_KEY:
  case PACK_GROUP_ITEMS:
  case PACK_GROUP_LET:
  case PACK_ROW_MATCH:
  case PACK_ROW_ROLE:
  case PACK_ROW_PERSON:
  case PACK_ROWS:
  case PACK_ROWS_FILTERED:
  case PACK_PARAM:
  case PACK_CODES:
  case PACK_DELIVERY:
  case PACK_DELIVERY_STATE:
  case PACK_DELIVERY_FIRST:
  case PACK_DELIVERY_LAST:
  case PACK_DELIVERY_COVERAGE:
    misplaced(given, key);
    return;
  }
}

uint32_t given_subject(
    PackGiven *given, PackSubject kind, const YamlNode *map, GivenAround around, uint32_t row) {
  Subject subject = {.kind = kind, .around = around};
  subject.index = given_new_node(given, schema_of(given->pack, kind));
  subject.node = given_node(given, subject.index);
  subject.node->row = row;
  init_subject(given, kind, subject.node);
  find_owners(given, &subject, map);
  for (size_t i = 0; map && i < map->count; i++)
    subject_field(given, &subject, map->keys[i], map->items[i]);
  return subject.index;
}

/* ---- what follows ---- */

void given_append(PackGiven *given, GivenRows *to, const GivenRows *from) {
  uint32_t *nodes = arena_new_array(given->arena, uint32_t, to->count + from->count + 1);
  for (uint32_t i = 0; i < to->count; i++)
    nodes[i] = to->nodes[i];
  for (uint32_t i = 0; i < from->count; i++)
    nodes[to->count + i] = from->nodes[i];
  to->nodes = nodes;
  to->count += from->count;
  to->more = cel_causes_union(given->arena, to->more, from->more);
}

static bool member_has(PackGiven *given, const GivenNode *household, size_t dataset) {
  for (uint32_t i = 0; i < household->members.count; i++)
    if (given_node(given, household->members.nodes[i])->dept[dataset].given) return true;
  return false;
}

/* The rows of a household are those of its members. What stands on the household itself is not
 * known so, hence only for datasets about persons. */
static void rows_from_members(PackGiven *given, GivenNode *household) {
  const Pack *pack = given->pack;
  for (size_t d = 0; d < pack->dataset_count; d++) {
    if (household->dept[d].given || pack->datasets[d].grain != PACK_GRAIN_PERSON) continue;
    if (!member_has(given, household, d)) continue;
    GivenRows rows = {.given = true, .more = household->members.more};
    for (uint32_t i = 0; i < household->members.count; i++)
      given_append(given, &rows, &given_node(given, household->members.nodes[i])->dept[d]);
    household->dept[d] = rows;
  }
}

/* The persons linked with a household are those of its members. */
static void links_from_members(PackGiven *given, GivenNode *household) {
  for (size_t k = 0; k < given->pack->link_count; k++) {
    bool some = false;
    if (household->links[k].given || given->pack->links[k].households) continue;
    for (uint32_t i = 0; i < household->members.count; i++)
      some |= given_node(given, household->members.nodes[i])->links[k].given;
    if (!some) continue;
    GivenRows rows = {.given = true, .more = household->members.more};
    for (uint32_t i = 0; i < household->members.count; i++)
      given_append(given, &rows, &given_node(given, household->members.nodes[i])->links[k]);
    household->links[k] = rows;
  }
}

static uint32_t head_of(PackGiven *given, const GivenNode *household) {
  const PackRegistry *registry = &given->pack->registry;
  uint32_t head = GIVEN_NONE;
  if (registry->head == PACK_NONE) return GIVEN_NONE;
  for (uint32_t i = 0; i < household->members.count; i++) {
    uint32_t index = household->members.nodes[i];
    const GivenNode *member = given_node(given, index);
    if (registry->head >= member->column_count) return GIVEN_NONE;
    const CelValue *value = &member->cells[registry->head].value;
    if (value->state != CEL_KNOWN || !str_eq(value->s, registry->head_code)) continue;
    if (head != GIVEN_NONE) return GIVEN_NONE;
    head = index;
  }
  return head;
}

static void persons_from_households(PackGiven *given, GivenNode *village) {
  if (village->members.given || !village->households.given) return;
  GivenRows rows = {.given = true, .more = village->households.more};
  for (uint32_t i = 0; i < village->households.count; i++)
    given_append(given, &rows, &given_node(given, village->households.nodes[i])->members);
  village->members = rows;
}

void given_finish(PackGiven *given) {
  for (size_t i = 0; i < given->nodes.count; i++) {
    GivenNode *node = given->nodes.items[i];
    given_finish_others(given, (uint32_t)i);
    if (node->schema == given->pack->village || node->schema == given->pack->township)
      persons_from_households(given, node);
    if (node->schema != given->pack->household) continue;
    rows_from_members(given, node);
    links_from_members(given, node);
    if (node->head == GIVEN_NONE) node->head = head_of(given, node);
  }
}
