/* SPDX-License-Identifier: Apache-2.0 */
/*
 * given_plain: data without a pack, for trying expressions.
 *
 * In:    a map; every key is a variable. Types follow from the values: plain numbers, true and
 *        false are those, other scalars texts, maps records; the items of a list must be of one
 *        type, where an int may be a decimal and records have the fields of all.
 * Out:   a PackGiven whose variables are the keys in their order. `on` is a date.
 * Steps: the type of the whole first, then the values by their types.
 */
#include "pack/given_int.h"

enum { FIELDS_MAX = 4096, NAME_MAX_SHOWN = 200 };

static Str short_name(Str name) {
  return name.len <= NAME_MAX_SHOWN ? name : STR("?");
}

/* ---- types ---- */

static size_t digits_at(Str text, size_t at) {
  size_t count = 0;
  while (at + count < text.len && text.ptr[at + count] >= '0' && text.ptr[at + count] <= '9')
    count++;
  return count;
}

typedef enum NumberForm { NUMBER_NONE, NUMBER_INT, NUMBER_POINT, NUMBER_OTHER } NumberForm;

/* The form of a number of JSON; OTHER has an exponent. */
static NumberForm number_form(Str text) {
  size_t at = text.len > 0 && text.ptr[0] == '-';
  size_t whole = digits_at(text, at);
  if (whole == 0 || (whole > 1 && text.ptr[at] == '0')) return NUMBER_NONE;
  at += whole;
  if (at == text.len) return NUMBER_INT;
  NumberForm form = NUMBER_POINT;
  if (text.ptr[at] == '.') {
    size_t places = digits_at(text, at + 1);
    if (places == 0) return NUMBER_NONE;
    at += places + 1;
  }
  if (at < text.len && (text.ptr[at] == 'e' || text.ptr[at] == 'E')) {
    form = NUMBER_OTHER;
    at++;
    if (at < text.len && (text.ptr[at] == '+' || text.ptr[at] == '-')) at++;
    size_t power = digits_at(text, at);
    if (power == 0) return NUMBER_NONE;
    at += power;
  }
  return at == text.len ? form : NUMBER_NONE;
}

static const CelType *number_type(PackGiven *given, const YamlNode *node) {
  int64_t whole;
  Dec decimal;
  switch (number_form(node->text)) {
  case NUMBER_NONE:
    return cel_type(CEL_STRING);
  case NUMBER_INT:
    if (str_to_int(node->text, &whole)) return cel_type(CEL_INT);
    break;
  case NUMBER_POINT:
    if (dec_parse(node->text, &decimal)) return cel_type(CEL_DECIMAL);
    break;
  case NUMBER_OTHER:
    break;
  }
  given_mistake(given, node, "数 {0} 太大，或小数超过四位，或写成了指数",
                "the number {0} is too big, or has more than 4 places, or an exponent", node->text);
  return cel_type(CEL_ANY);
}

static const CelType *scalar_type(PackGiven *given, const YamlNode *node) {
  if (!node->plain) return cel_type(CEL_STRING);
  if (given_is_word(node, "unknown") || given_is_word(node, "empty")) return cel_type(CEL_ANY);
  if (given_is_word(node, "true") || given_is_word(node, "false")) return cel_type(CEL_BOOL);
  return number_type(given, node);
}

static const CelType *unify(Arena *arena, const CelType *a, const CelType *b);

/* The place of a field; rows mostly have the same ones in the same order. */
static size_t find_at(const CelSchema *schema, Str name, size_t guess) {
  if (guess < schema->count && str_eq(schema->fields[guess].name, name)) return guess;
  for (size_t i = 0; i < schema->count; i++)
    if (str_eq(schema->fields[i].name, name)) return i;
  return schema->count;
}

/* [a] itself if it has all of [b] already. */
static const CelType *unify_records(Arena *arena, const CelType *a, const CelType *b) {
  const CelSchema *old = a->schema, *more = b->schema;
  CelField *fields = NULL;
  size_t count = old->count;
  for (size_t i = 0; i < more->count; i++) {
    const CelField *field = &more->fields[i];
    size_t at = find_at(old, field->name, i);
    const CelType *type = field->type;
    if (at < old->count) {
      type = unify(arena, old->fields[at].type, field->type);
      if (!type) return NULL;
      if (type == old->fields[at].type) continue;
    }
    if (!fields) {
      fields = arena_new_array(arena, CelField, old->count + more->count);
      for (size_t k = 0; k < old->count; k++)
        fields[k] = old->fields[k];
    }
    if (at == old->count) at = count++;
    fields[at] = *field;
    fields[at].type = type;
    fields[at].id = (uint32_t)at;
  }
  if (!fields) return a;
  CelSchema *schema = arena_new_one(arena, CelSchema);
  *schema = (CelSchema){.name = old->name, .fields = fields, .count = count};
  return cel_type_record(arena, schema);
}

/* NULL if the types do not fit. */
static const CelType *unify(Arena *arena, const CelType *a, const CelType *b) {
  if (a == b || b->kind == CEL_ANY) return a;
  if (a->kind == CEL_ANY) return b;
  if (a->kind == CEL_INT && b->kind == CEL_DECIMAL) return b;
  if (a->kind == CEL_DECIMAL && b->kind == CEL_INT) return a;
  if (a->kind != b->kind) return NULL;
  if (a->kind == CEL_RECORD) return unify_records(arena, a, b);
  if (a->kind != CEL_LIST) return a;
  const CelType *elem = unify(arena, a->elem, b->elem);
  if (!elem) return NULL;
  return elem == a->elem ? a : cel_type_list(arena, elem);
}

static const CelType *type_of(PackGiven *given, const YamlNode *node, Str name);

static const CelType *list_type(PackGiven *given, const YamlNode *list, Str name) {
  const CelType *elem = cel_type(CEL_ANY);
  size_t count = 0;
  bool more = false;
  (void)given_is_list(given, list, name, &count, &more);
  for (size_t i = 0; i < count; i++) {
    const CelType *type = type_of(given, list->items[i], name);
    const CelType *both = unify(given->arena, elem, type);
    if (!both) {
      Str what = arena_printf(given->arena, "%.*s, %.*s",
                              STR_ARG(short_name(cel_type_text(elem, given->arena))),
                              STR_ARG(short_name(cel_type_text(type, given->arena))));
      given_mistake(given, list->items[i], "列表的各项类型不同：{0}",
                    "the items of a list are of different types: {0}", what);
      continue;
    }
    elem = both;
  }
  return cel_type_list(given->arena, elem);
}

static const CelType *record_type(PackGiven *given, const YamlNode *map, Str name) {
  size_t count = map->count;
  if (count > FIELDS_MAX) {
    given_mistake(given, map, "{0} 的字段太多", "{0} has too many fields", name);
    count = 0;
  }
  CelField *fields = arena_new_array(given->arena, CelField, count + 1);
  CelSchema *schema = arena_new_one(given->arena, CelSchema);
  for (size_t i = 0; i < count; i++) {
    Str key = map->keys[i]->text;
    fields[i] = (CelField){
        .name = key, .type = type_of(given, map->items[i], key), .id = (uint32_t)i, .label = key};
  }
  *schema = (CelSchema){.name = name, .fields = fields, .count = count};
  return cel_type_record(given->arena, schema);
}

static const CelType *type_of(PackGiven *given, const YamlNode *node, Str name) {
  switch (node->kind) {
  case YAML_NULL:
    return cel_type(CEL_ANY);
  case YAML_SCALAR:
    return scalar_type(given, node);
  case YAML_LIST:
    return list_type(given, node, name);
  case YAML_MAP:
    return record_type(given, node, name);
  }
  return cel_type(CEL_ANY);
}

/* The same type, its fields to be found by name. */
static const CelType *finished(PackGiven *given, const CelType *type) {
  Arena *arena = given->arena;
  if (type->kind == CEL_LIST) return cel_type_list(arena, finished(given, type->elem));
  if (type->kind != CEL_RECORD) return type;
  const CelSchema *draft = type->schema;
  CelField *fields = arena_new_array(arena, CelField, draft->count + 1);
  for (size_t i = 0; i < draft->count; i++) {
    fields[i] = draft->fields[i];
    fields[i].type = finished(given, fields[i].type);
  }
  CelSchema *schema = arena_new_one(arena, CelSchema);
  *schema = (CelSchema){.name = draft->name, .fields = fields, .count = draft->count};
  cel_schema_index(schema, arena);
  return cel_type_record(arena, schema);
}

/* ---- values ---- */

static void value_of(PackGiven *given,
                     const CelType *type,
                     const YamlNode *node,
                     Str name,
                     uint32_t row,
                     GivenCell *ret);

static CelValue no_value(PackGiven *given, CelCauseKind kind, Str name, CelAbsence absence) {
  const CelCauses *causes = given_cause(given->arena, kind, false, name, STR_NONE, 0);
  return cel_unknown(given->arena, causes, absence);
}

static CelValue number_value(PackGiven *given, const CelType *type, const YamlNode *node) {
  int64_t whole = 0;
  Dec decimal = {0};
  bool ok =
      type->kind == CEL_INT ? str_to_int(node->text, &whole) : dec_parse(node->text, &decimal);
  if (!ok) given_mistake(given, node, "数 {0} 太大", "the number {0} is too big", node->text);
  return cel_int(type->kind == CEL_INT ? whole : decimal.u);
}

static CelValue list_value(PackGiven *given, const CelType *type, const YamlNode *node, Str name) {
  bool more = node->count > 0 && given_is_word(node->items[node->count - 1], "...");
  size_t count = node->count - more;
  CelValue *items = arena_new_array(given->arena, CelValue, count + 1);
  CelList *list = arena_new_one(given->arena, CelList);
  for (size_t i = 0; i < count; i++) {
    GivenCell cell;
    value_of(given, type->elem, node->items[i], name, (uint32_t)(i + 1), &cell);
    items[i] = cell.value;
  }
  *list = (CelList){.count = (uint32_t)count, .items = items};
  if (more) list->more = given_cause(given->arena, CEL_NOT_COVERED, false, name, STR("-"), 0);
  return (CelValue){.state = CEL_KNOWN, .list = list};
}

static CelValue
record_value(PackGiven *given, const CelType *type, const YamlNode *map, uint32_t row) {
  const CelSchema *schema = type->schema;
  uint32_t index = given_new_node(given, schema);
  GivenNode *node = given_node(given, index);
  node->row = row;
  node->column_count = schema->count;
  node->cells = arena_new_array(given->arena, GivenCell, schema->count + 1);
  for (size_t i = 0; i < schema->count; i++)
    node->cells[i].value = no_value(given, CEL_NOT_COLLECTED, schema->fields[i].name, CEL_ABSENT);
  for (size_t i = 0; i < map->count; i++) {
    const CelField *field = cel_schema_find(schema, map->keys[i]->text);
    if (field)
      value_of(given, field->type, map->items[i], field->name, row, &node->cells[field->id]);
  }
  CelRecord record = {.schema = schema, .index = index};
  return (CelValue){.state = CEL_KNOWN, .record = record};
}

/* [type]: of all that stand in the node's place, so it fits. */
static void value_of(PackGiven *given,
                     const CelType *type,
                     const YamlNode *node,
                     Str name,
                     uint32_t row,
                     GivenCell *ret) {
  *ret = (GivenCell){0};
  if (node->kind == YAML_NULL || given_is_word(node, "empty")) {
    ret->value = no_value(given, CEL_EMPTY, name, CEL_IS_EMPTY);
  } else if (given_is_word(node, "unknown") || type->kind == CEL_ANY) {
    ret->value = no_value(given, CEL_NOT_COLLECTED, name, CEL_ABSENT);
  } else if (type->kind == CEL_LIST) {
    ret->value = list_value(given, type, node, name);
  } else if (type->kind == CEL_RECORD) {
    ret->value = record_value(given, type, node, row);
  } else {
    *ret = (GivenCell){.raw = node->text, .has_raw = true};
    if (type->kind == CEL_BOOL)
      ret->value = cel_int(given_is_word(node, "true"));
    else if (type->kind == CEL_INT || type->kind == CEL_DECIMAL)
      ret->value = number_value(given, type, node);
    else
      ret->value = cel_str(node->text);
  }
}

/* ---- variables ---- */

static CelValue date_value(PackGiven *given, const YamlNode *node) {
  Day day;
  if (given_is_word(node, "unknown"))
    return no_value(given, CEL_NOT_COLLECTED, STR("on"), CEL_ABSENT);
  if (node->kind == YAML_SCALAR && day_parse_iso(node->text, &day)) return cel_int(day.n);
  given_mistake(given, node, "on 应是 2021-10-30 这样的日期", "on must be a date like 2021-10-30",
                STR_NONE);
  return no_value(given, CEL_EMPTY, STR("on"), CEL_IS_EMPTY);
}

static void read_vars(PackGiven *given, const YamlNode *map) {
  CelVar *vars = arena_new_array(given->arena, CelVar, map->count + 1);
  given->vars = arena_new_array(given->arena, CelValue, map->count + 1);
  given->env = (CelEnv){.profile = CEL_PACK, .vars = vars, .var_count = map->count};
  for (size_t i = 0; i < map->count; i++) {
    Str name = map->keys[i]->text;
    bool on = str_eq(name, STR("on"));
    vars[i] = (CelVar){name, on ? cel_type(CEL_DATE) : type_of(given, map->items[i], name)};
    if (on) given->vars[i] = date_value(given, map->items[i]);
  }
  if (given->err != ERR_OK) return;
  for (size_t i = 0; i < map->count; i++) {
    GivenCell cell;
    if (str_eq(vars[i].name, STR("on"))) continue;
    vars[i].type = finished(given, vars[i].type);
    value_of(given, vars[i].type, map->items[i], vars[i].name, 1, &cell);
    given->vars[i] = cell.value;
  }
}

Err pack_given_plain(
    const YamlNode *given, Str file, Arena *arena, PackGiven **ret_given, Diag *diag) {
  enum { VARS_MAX = 256 };
  static const YamlNode nothing = {.kind = YAML_MAP};
  PackGiven *made = arena_new_one(arena, PackGiven);
  *made = (PackGiven){.file = file, .on = PACK_NO_DAY, .arena = arena, .diag = diag};
  bool is_nothing = !given || given->kind == YAML_NULL;
  if (is_nothing || !given_is_map(made, given, STR("given"))) given = &nothing;
  if (given->count > VARS_MAX)
    given_mistake(made, given, "变量太多", "too many variables", STR_NONE);
  else
    read_vars(made, given);
  made->diag = NULL;
  if (made->err != ERR_OK) return made->err;
  *ret_given = made;
  return ERR_OK;
}
