/* SPDX-License-Identifier: Apache-2.0 */
/*
 * given: what an example gives, as the variables of a rule.
 *
 * In:    the map of an example: the subject and what stands around it, param, delivery.
 * Out:   a PackGiven whose variables are those of the subject's environment.
 * Spec:  packs-and-rules.md 4 and 6. What is not mentioned is unknown.
 */
#include "pack/given_int.h"

static bool has_day(const PackGiven *given) {
  return given->on.n != PACK_NO_DAY.n;
}

/* ---- parameters ---- */

static CelValue param_unknown(PackGiven *given, const PackParam *param, bool dated) {
  Str date = STR_NONE;
  if (dated && has_day(given)) {
    char text[10];
    date = arena_str(given->arena, (Str){text, day_format(given->on, text)});
  }
  const CelCauses *causes = given_cause(given->arena, CEL_PARAM, true, param->id, date, 0);
  return cel_unknown(given->arena, causes, CEL_ABSENT);
}

/* Without a day only what holds on every day is known. */
static const CelValue *value_on(const PackGiven *given, const PackParam *param) {
  if (has_day(given)) return pack_param_on(param, given->on);
  bool always = param->count == 1 && day_cmp(param->values[0].from, DAY_MIN) == 0;
  return always ? &param->values[0].is : NULL;
}

static CelValue
param_scalar(PackGiven *given, const PackParam *param, const CelType *type, const YamlNode *value) {
  GivenNode nowhere = {.row = 1};
  PackColumn column = {.key = param->id, .type = type};
  GivenCell cell;
  given_cell(given, &nowhere, &column, value, &cell);
  if (cell.value.state == CEL_UNKNOWN && cell.value.unknown->absence == CEL_HAS_TEXT)
    given_mistake(given, value, "读不成参数 {0} 的值", "this is no value of parameter {0}",
                  param->id);
  if (cell.value.state == CEL_UNKNOWN) return param_unknown(given, param, false);
  return cell.value;
}

static int entry_cmp(const CelMapEntry *a, const CelType *type, const CelMapEntry *b) {
  if (cel_type_is_text(type->kind)) return str_cmp(a->key.s, b->key.s);
  return (a->key.i > b->key.i) - (a->key.i < b->key.i);
}

/* Keeps the entries ascending. */
static void
insert_entry(CelMapEntry *entries, uint32_t *count, const CelType *type, CelMapEntry entry) {
  uint32_t at = (*count)++;
  while (at > 0 && entry_cmp(&entries[at - 1], type, &entry) > 0) {
    entries[at] = entries[at - 1];
    at--;
  }
  entries[at] = entry;
}

static CelValue param_table(PackGiven *given, const PackParam *param, const YamlNode *map) {
  if (!given_is_map(given, map, param->id)) return param_unknown(given, param, false);
  CelMapEntry *entries = arena_new_array(given->arena, CelMapEntry, map->count + 1);
  CelMap *table = arena_new_one(given->arena, CelMap);
  for (size_t i = 0; i < map->count; i++) {
    CelMapEntry entry = {.key = param_scalar(given, param, param->type->key, map->keys[i]),
                         .value = param_scalar(given, param, param->type->elem, map->items[i])};
    if (entry.key.state == CEL_KNOWN) insert_entry(entries, &table->count, param->type->key, entry);
  }
  table->entries = entries;
  return (CelValue){.state = CEL_KNOWN, .map = table};
}

static void read_params(PackGiven *given, const YamlNode *map) {
  const Pack *pack = given->pack;
  for (size_t i = 0; i < map->count; i++) {
    const YamlNode *key = map->keys[i], *value = map->items[i];
    size_t p = 0;
    while (p < pack->param_count && !str_eq(pack->params[p].id, key->text))
      p++;
    if (p == pack->param_count) {
      given_mistake(given, key, "没有参数 {0}", "there is no parameter {0}", key->text);
      continue;
    }
    const PackParam *param = &pack->params[p];
    given->param_given[p] = true;
    if (given_is_word(value, "unknown"))
      given->params[p] = param_unknown(given, param, false);
    else if (param->type->kind == CEL_MAP)
      given->params[p] = param_table(given, param, value);
    else
      given->params[p] = param_scalar(given, param, param->type, value);
  }
}

static void init_params(PackGiven *given) {
  const Pack *pack = given->pack;
  given->params = arena_new_array(given->arena, CelValue, pack->param_count + 1);
  given->param_given = arena_new_array(given->arena, bool, pack->param_count + 1);
  for (size_t i = 0; i < pack->param_count; i++) {
    const CelValue *value = value_on(given, &pack->params[i]);
    given->params[i] = value ? *value : param_unknown(given, &pack->params[i], true);
  }
}

/* ---- deliveries ---- */

static void read_delivery(PackGiven *given, const CelField *dataset, const YamlNode *map) {
  if (given_is_word(map, "unknown") || !given_is_map(given, map, dataset->name)) return;
  GivenDelivery *delivery = &given->deliveries[pack_field_index(dataset)];
  const CelSchema *schema = dataset->type->schema;
  GivenNode owner = {.row = 1};
  owner.owner = arena_printf(given->arena, "delivery.%.*s", STR_ARG(dataset->name));
  for (size_t i = 0; i < schema->count; i++) {
    const CelField *field = &schema->fields[i];
    uint32_t at = (uint32_t)pack_field_kind(field) - PACK_DELIVERY_STATE;
    if (at < GIVEN_DELIVERY_FIELDS) given_absent(given, &owner, field->name, &delivery->cells[at]);
  }
  for (size_t i = 0; i < map->count; i++) {
    const CelField *field = cel_schema_find(schema, map->keys[i]->text);
    if (!field) {
      given_mistake(given, map->keys[i], "交付没有 {0}", "a delivery has no {0}",
                    map->keys[i]->text);
      continue;
    }
    PackColumn column = {.key = field->name, .type = field->type};
    uint32_t at = (uint32_t)pack_field_kind(field) - PACK_DELIVERY_STATE;
    if (at < GIVEN_DELIVERY_FIELDS)
      given_cell(given, &owner, &column, map->items[i], &delivery->cells[at]);
  }
}

static void read_deliveries(PackGiven *given, const YamlNode *map) {
  const CelSchema *schema = given->pack->delivery_record.schema;
  for (size_t i = 0; i < map->count; i++) {
    const CelField *field = cel_schema_find(schema, map->keys[i]->text);
    if (field && pack_field_kind(field) == PACK_DELIVERY)
      read_delivery(given, field, map->items[i]);
    else
      given_mistake(given, map->keys[i], "没有数据集 {0}", "there is no dataset {0}",
                    map->keys[i]->text);
  }
}

static void init_deliveries(PackGiven *given) {
  const Pack *pack = given->pack;
  given->deliveries = arena_new_array(given->arena, GivenDelivery, pack->dataset_count + 1);
  for (size_t i = 0; i < pack->dataset_count; i++) {
    const CelCauses *causes =
        given_cause(given->arena, CEL_NOT_DELIVERED, true, pack->datasets[i].id, STR_NONE, 0);
    for (size_t k = 0; k < GIVEN_DELIVERY_FIELDS; k++)
      given->deliveries[i].cells[k].value = cel_unknown(given->arena, causes, CEL_ABSENT);
  }
}

/* ---- the whole ---- */

/* What the map says of the subject and of what stands around it; NULL: nothing. */
typedef struct GivenTop {
  const YamlNode *person, *household, *village, *township, *of_case, *param, *delivery;
} GivenTop;

static void
set_top(PackGiven *given, const YamlNode *key, const YamlNode *value, const YamlNode **ret) {
  if (!given_is_word(value, "unknown") && given_is_map(given, value, key->text)) *ret = value;
}

static GivenTop read_top(PackGiven *given, PackSubject subject, const YamlNode *map) {
  GivenTop top = {0};
  for (size_t i = 0; i < map->count; i++) {
    const YamlNode *key = map->keys[i], *value = map->items[i];
    if (str_eq(key->text, STR("param")))
      set_top(given, key, value, &top.param);
    else if (str_eq(key->text, STR("delivery")))
      set_top(given, key, value, &top.delivery);
    else if (str_eq(key->text, STR("township")))
      set_top(given, key, value, &top.township);
    else if (str_eq(key->text, STR("case")) && subject == PACK_CASE_SUBJECT)
      set_top(given, key, value, &top.of_case);
    else if (str_eq(key->text, STR("village")) && subject != PACK_TOWNSHIP_SUBJECT)
      set_top(given, key, value, &top.village);
    else if (str_eq(key->text, STR("household")) && subject != PACK_VILLAGE_SUBJECT &&
             subject != PACK_TOWNSHIP_SUBJECT)
      set_top(given, key, value, &top.household);
    else if (str_eq(key->text, STR("person")) && subject == PACK_PERSON)
      set_top(given, key, value, &top.person);
    else
      given_mistake(given, key, "given 里没有 {0}；有 param、delivery 和规则的对象",
                    "given has no {0}; it has param, delivery and the rule's subject", key->text);
  }
  return top;
}

static CelValue subject_var(const CelSchema *schema, uint32_t node) {
  CelRecord record = {.schema = schema, .index = node};
  return (CelValue){.state = CEL_KNOWN, .record = record};
}

static void set_vars(PackGiven *given, PackSubject subject, uint32_t node) {
  const Pack *pack = given->pack;
  const GivenNode *of = given_node(given, node);
  CelValue *vars = arena_new_array(given->arena, CelValue, PACK_VAR_MAX);
  bool place = subject == PACK_VILLAGE_SUBJECT || subject == PACK_TOWNSHIP_SUBJECT;
  uint32_t household = subject == PACK_HOUSE ? node : of->household;
  uint32_t village = place ? node : given_node(given, household)->village;
  uint32_t township =
      subject == PACK_TOWNSHIP_SUBJECT ? node : given_node(given, village)->township;
  vars[PACK_VAR_ON] = cel_int(given->on.n);
  if (!has_day(given))
    vars[PACK_VAR_ON] = cel_unknown(
        given->arena, given_cause(given->arena, CEL_NOT_COLLECTED, true, STR("on"), STR_NONE, 0),
        CEL_ABSENT);
  vars[PACK_VAR_PARAM] = (CelValue){.state = CEL_KNOWN, .record = pack->param_record};
  vars[PACK_VAR_CODES] = (CelValue){.state = CEL_KNOWN, .record = pack->codes_record};
  vars[PACK_VAR_DELIVERY] = (CelValue){.state = CEL_KNOWN, .record = pack->delivery_record};
  vars[PACK_VAR_TOWNSHIP] = subject_var(pack->township, township);
  vars[PACK_VAR_VILLAGE] = subject_var(pack->village, village);
  vars[PACK_VAR_HOUSEHOLD] = subject_var(pack->household, household);
  vars[PACK_VAR_PERSON] =
      subject_var(subject == PACK_CASE_SUBJECT ? pack->case_ : pack->person, node);
  given->vars = vars;
}

static uint32_t read_subjects(PackGiven *given, PackSubject subject, const GivenTop *top) {
  GivenAround around = {GIVEN_NONE, GIVEN_NONE};
  given->township = given_subject(given, PACK_TOWNSHIP_SUBJECT, top->township, around, 1);
  if (subject == PACK_TOWNSHIP_SUBJECT) return given->township;
  if (subject == PACK_VILLAGE_SUBJECT)
    return given_subject(given, subject, top->village, around, 1);
  if (top->village)
    around.village = given_subject(given, PACK_VILLAGE_SUBJECT, top->village, around, 1);
  if (subject == PACK_HOUSE) return given_subject(given, subject, top->household, around, 1);
  if (top->household || subject == PACK_CASE_SUBJECT)
    around.household = given_subject(given, PACK_HOUSE, top->household, around, 1);
  if (subject == PACK_CASE_SUBJECT) return given_subject(given, subject, top->of_case, around, 1);
  return given_subject(given, PACK_PERSON, top->person, around, 1);
}

Err pack_given_new(const Pack *pack,
                   PackSubject subject,
                   const YamlNode *given,
                   Str file,
                   Day on,
                   Arena *arena,
                   PackGiven **ret_given,
                   Diag *diag) {
  static const YamlNode nothing = {.kind = YAML_MAP};
  PackGiven *made = arena_new_one(arena, PackGiven);
  *made =
      (PackGiven){.pack = pack, .file = file, .on = on, .day = on, .arena = arena, .diag = diag};
  made->env = pack->envs[subject];
  bool is_nothing = !given || given->kind == YAML_NULL;
  init_params(made);
  init_deliveries(made);
  if (is_nothing || !given_is_map(made, given, STR("given"))) given = &nothing;
  GivenTop top = read_top(made, subject, given);
  uint32_t node = read_subjects(made, subject, &top);
  if (top.param) read_params(made, top.param);
  if (top.delivery) read_deliveries(made, top.delivery);
  given_finish(made);
  set_vars(made, subject, node);
  made->diag = NULL;
  if (made->err != ERR_OK) return made->err;
  *ret_given = made;
  return ERR_OK;
}
