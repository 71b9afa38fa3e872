/* SPDX-License-Identifier: Apache-2.0 */
/*
 * env: the language of a pack: which names its rules can write and what each stands for.
 *
 * Schemas refer to one another (a person has a household, a household has members), so all are
 * allocated before any is filled. Columns come first in a schema and fields of structure behind
 * them; a column named like one of these is a mistake.
 */
#include "pack/pack_int.h"

#include <string.h>

typedef PackFields FieldList;

typedef struct EnvBuilder {
  PackLoader *loader;
  Arena *arena;
  CelSchema *person, *household, *village;
  CelSchema *dept[PACK_SUBJECTS]; /* a case has none */
  CelSchema *param, *codes, *delivery, *delivered;
  const CelType *person_type, *household_type, *village_type;
  PackKinds kinds;
} EnvBuilder;

static CelSchema *new_schema(EnvBuilder *env, Str name) {
  CelSchema *schema = arena_new_one(env->arena, CelSchema);
  schema->name = name;
  return schema;
}

static CelField *
add_field(EnvBuilder *env, FieldList *list, Str name, const CelType *type, uint32_t id, Str label) {
  CelField *field = vec_push(env->arena, list);
  *field = (CelField){.name = name, .type = type, .id = id, .label = label};
  return field;
}

static void add_structure(EnvBuilder *env,
                          FieldList *list,
                          const char *name,
                          const CelType *type,
                          PackFieldKind kind,
                          Str label) {
  (void)add_field(env, list, str_from(name), type, PACK_FIELD_ID(kind, 0), label);
}

static void keep_fields(EnvBuilder *env, CelSchema *schema, const FieldList *list) {
  for (size_t i = 0; i < list->count; i++)
    if (pack_field_kind(&list->items[i]) == PACK_GROUPS)
      *vec_push(env->arena, &env->loader->hidden_groups) = &list->items[i];
  pack_link_defs(env->loader, list->items, list->count);
  for (size_t i = 0; i < list->count; i++)
    if (pack_field_kind(&list->items[i]) == PACK_LINKS)
      *vec_push(env->arena, &env->loader->hidden_links) = &list->items[i];
  schema->fields = list->items;
  schema->count = list->count;
  cel_schema_index(schema, env->arena);
}

/* ---- columns ---- */

static const YamlNode *field_node(PackLoader *loader, Str key, Str schema) {
  const PackDictField *field;
  vec_each (field, &loader->fields) {
    if (!field->used || !str_eq(field->column.key, key)) continue;
    if (!str_starts(field->of, schema)) continue;
    loader->file = field->file;
    return codec_yaml_get(field->node, STR("key"));
  }
  return NULL;
}

/* Columns in [list] from [from] on that have the name of a field of structure behind them. */
static void check_clashes(EnvBuilder *env, const FieldList *list, size_t columns, Str schema) {
  for (size_t i = 0; i < columns; i++) {
    for (size_t k = columns; k < list->count; k++) {
      if (!str_eq(list->items[i].name, list->items[k].name)) continue;
      const YamlNode *node = field_node(env->loader, list->items[i].name, schema);
      if (node) pack_wrong(env->loader, ERR_PACK_CLASH, node, node->text, schema);
    }
  }
}

static void
add_columns(EnvBuilder *env, FieldList *list, const PackColumn *columns, size_t from, size_t to) {
  for (size_t i = from; i < to; i++)
    *vec_push(env->arena, list) = pack_column_field(&columns[i], (uint32_t)i);
}

/* The schema's fields from [from] on are those of columns [first..first + count). */
static void link_columns(PackColumn *columns, size_t first, size_t count, const CelSchema *schema) {
  for (size_t i = 0; i < count; i++)
    columns[first + i].field = cel_schema_find(schema, columns[first + i].key);
}

static void add_children(EnvBuilder *env, FieldList *list, PackTableOf of) {
  const PackRegistry *registry = &env->loader->pack->registry;
  for (uint32_t i = 0; i < registry->count; i++) {
    const PackTable *table = &registry->tables[i];
    if (table->main || table->last || table->of != of) continue;
    const CelType *row = cel_type_record(env->arena, table->schema);
    (void)add_field(env, list, table->id, cel_type_list(env->arena, row),
                    PACK_FIELD_ID(PACK_CHILDREN, i), table->title);
  }
}

static void build_children(EnvBuilder *env) {
  PackLoader *loader = env->loader;
  for (size_t i = 0; i < loader->pack->registry.count; i++) {
    PackTable *table = &loader->tables[i];
    if (table->main) continue;
    FieldList list = {0};
    static const Str last[] = {STR_INIT("person.last"), STR_INIT("household.last"),
                               STR_INIT("village.last")};
    table->schema = new_schema(env, table->last ? last[table->of] : table->id);
    PackColumn *columns = loader->table_columns[i];
    add_columns(env, &list, columns, 0, table->column_count);
    keep_fields(env, table->schema, &list);
    link_columns(columns, 0, table->column_count, table->schema);
  }
}

/* ---- subjects ---- */

static void add_dept(EnvBuilder *env, FieldList *list, PackSubject subject) {
  CelField *field =
      add_field(env, list, STR("dept"), cel_type_record(env->arena, env->dept[subject]),
                PACK_FIELD_ID(PACK_DEPT, 0), ARG2("部门数据", "department data"));
  field->flags = CEL_FIELD_SAME;
}

/* Hidden until closed_if is compiled: no link reads a link. */
static void add_links(EnvBuilder *env, FieldList *list, bool household) {
  const CelSchema *space =
      pack_link_space(env->loader, household, env->person_type, env->household_type, env->arena);
  if (space == NULL) return;
  CelField *field = add_field(env, list, STR("link"), cel_type_record(env->arena, space),
                              PACK_FIELD_ID(PACK_LINKS, 0), ARG2("关联", "links"));
  field->flags = CEL_FIELD_SAME | CEL_FIELD_HIDDEN;
}

/* Hidden until the groups themselves are compiled: no group reads a group. */
static bool
add_groups(EnvBuilder *env, FieldList *list, PackGroupOf of, const PackDataset *dataset) {
  const CelSchema *space = pack_group_space(env->loader, of, dataset, env->arena);
  if (space == NULL) return false;
  CelField *field = add_field(env, list, STR("group"), cel_type_record(env->arena, space),
                              PACK_FIELD_ID(PACK_GROUPS, 0), ARG2("分组", "groups"));
  field->flags = CEL_FIELD_SAME | CEL_FIELD_HIDDEN;
  return true;
}

static void build_person(EnvBuilder *env) {
  PackLoader *loader = env->loader;
  PackTable *persons = &loader->tables[loader->pack->registry.persons];
  PackColumn *columns = loader->table_columns[loader->pack->registry.persons];
  FieldList list = {0};
  add_columns(env, &list, columns, 0, loader->persons_own);
  add_structure(env, &list, "household", env->household_type, PACK_HOUSEHOLD,
                ARG2("户", "household"));
  add_structure(env, &list, "village", env->village_type, PACK_VILLAGE, ARG2("村", "village"));
  add_dept(env, &list, PACK_PERSON);
  add_links(env, &list, false);
  add_groups(env, &list, PACK_GROUP_PERSONS, NULL);
  add_children(env, &list, PACK_OF_PERSON);
  pack_add_person_fields(loader, &env->kinds, &list);
  check_clashes(env, &list, loader->persons_own, STR("person"));
  pack_add_defs(loader, PACK_DEF_PERSON, NULL, NULL, env->person->name, &list);
  keep_fields(env, env->person, &list);
  persons->schema = env->person;
  link_columns(columns, 0, loader->persons_own, env->person);
}

/* Without a table of their own, households are what persons say of them. */
static void build_household(EnvBuilder *env) {
  PackLoader *loader = env->loader;
  const PackRegistry *registry = &loader->pack->registry;
  PackTable *persons = &loader->tables[registry->persons];
  PackColumn *of_persons = loader->table_columns[registry->persons];
  size_t extra = persons->column_count - loader->persons_own;
  FieldList list = {0};
  if (registry->households != PACK_NONE) {
    PackTable *table = &loader->tables[registry->households];
    add_columns(env, &list, loader->table_columns[registry->households], 0, table->column_count);
    table->schema = env->household;
  } else {
    /* The key first: it is a column that persons have of their own. */
    if (persons->household != PACK_NONE)
      add_columns(env, &list, of_persons, persons->household, persons->household + 1);
    add_columns(env, &list, of_persons, loader->persons_own, persons->column_count);
  }
  size_t columns = list.count;
  const CelType *people = cel_type_list(env->arena, env->person_type);
  add_structure(env, &list, "members", people, PACK_MEMBERS, ARG2("家庭成员", "members"));
  add_structure(env, &list, "head", env->person_type, PACK_HEAD, ARG2("户主", "head"));
  add_structure(env, &list, "village", env->village_type, PACK_VILLAGE, ARG2("村", "village"));
  add_dept(env, &list, PACK_HOUSE);
  add_links(env, &list, true);
  add_groups(env, &list, PACK_GROUP_HOUSEHOLDS, NULL);
  add_children(env, &list, PACK_OF_HOUSEHOLD);
  pack_add_household_fields(loader, &env->kinds, &list);
  check_clashes(env, &list, columns, STR("household"));
  pack_add_defs(loader, PACK_DEF_HOUSEHOLD, NULL, NULL, env->household->name, &list);
  keep_fields(env, env->household, &list);
  if (registry->households != PACK_NONE)
    link_columns(loader->table_columns[registry->households], 0, columns, env->household);
  link_columns(of_persons, loader->persons_own, extra, env->household);
}

static void build_village(EnvBuilder *env) {
  PackLoader *loader = env->loader;
  const PackRegistry *registry = &loader->pack->registry;
  FieldList list = {0};
  if (registry->villages != PACK_NONE) {
    PackTable *table = &loader->tables[registry->villages];
    add_columns(env, &list, loader->table_columns[registry->villages], 0, table->column_count);
    table->schema = env->village;
  }
  size_t columns = list.count;
  add_structure(env, &list, "households", cel_type_list(env->arena, env->household_type),
                PACK_HOUSEHOLDS, ARG2("各户", "households"));
  add_structure(env, &list, "persons", cel_type_list(env->arena, env->person_type), PACK_MEMBERS,
                ARG2("村民", "persons"));
  add_dept(env, &list, PACK_VILLAGE_SUBJECT);
  add_children(env, &list, PACK_OF_VILLAGE);
  pack_add_village_fields(loader, &env->kinds, &list);
  check_clashes(env, &list, columns, STR("village"));
  pack_add_defs(loader, PACK_DEF_VILLAGE, NULL, NULL, env->village->name, &list);
  keep_fields(env, env->village, &list);
  if (registry->villages != PACK_NONE)
    link_columns(loader->table_columns[registry->villages], 0, columns, env->village);
}

/* What is no table: it follows from villages and from steps. */
static void build_others(EnvBuilder *env) {
  FieldList township = {0}, hamlet = {0}, of_case = {0};
  pack_add_township_fields(env->loader, &env->kinds, &township);
  add_dept(env, &township, PACK_TOWNSHIP_SUBJECT);
  keep_fields(env, env->kinds.township, &township);
  pack_add_hamlet_fields(env->loader, &env->kinds, &hamlet);
  keep_fields(env, env->kinds.hamlet, &hamlet);
  pack_add_case_fields(env->loader, &env->kinds, &of_case);
  keep_fields(env, env->kinds.case_, &of_case);
}

/* ---- datasets ---- */

static void check_row_clash(EnvBuilder *env, const PackDraftDataset *draft, const char *name) {
  for (size_t i = 0; draft->columns && i < draft->columns->count; i++) {
    const YamlNode *key = draft->columns->keys[i];
    if (!str_eq(key->text, str_from(name))) continue;
    env->loader->file = draft->file;
    pack_wrong(env->loader, ERR_PACK_CLASH, key, key->text, draft->dataset.id);
  }
}

static void build_rows(EnvBuilder *env, size_t index) {
  PackDataset *dataset = &env->loader->made[index];
  PackColumn *columns = env->loader->datasets.items[index].column_items;
  FieldList list = {0};
  dataset->schema = new_schema(env, dataset->id);
  add_columns(env, &list, columns, 0, dataset->column_count);
  add_structure(env, &list, "match", cel_type(CEL_STRING), PACK_ROW_MATCH,
                ARG2("匹配方式", "match level"));
  check_row_clash(env, &env->loader->datasets.items[index], "match");
  if (dataset->role_count > 0) {
    add_structure(env, &list, "role", cel_type(CEL_STRING), PACK_ROW_ROLE, ARG2("角色", "role"));
    check_row_clash(env, &env->loader->datasets.items[index], "role");
  }
  if (dataset->grain != PACK_GRAIN_VILLAGE) {
    add_structure(env, &list, "person", env->person_type, PACK_ROW_PERSON, ARG2("本人", "person"));
    check_row_clash(env, &env->loader->datasets.items[index], "person");
  }
  if (add_groups(env, &list, PACK_GROUP_ROWS, dataset))
    check_row_clash(env, &env->loader->datasets.items[index], "group");
  pack_add_defs(env->loader, PACK_DEF_ROW, dataset, NULL, dataset->id, &list);
  keep_fields(env, dataset->schema, &list);
  link_columns(columns, 0, dataset->column_count, dataset->schema);
  if (dataset->spell_from != PACK_NONE && dataset->spell_to != PACK_NONE) {
    dataset->schema->spell_from = columns[dataset->spell_from].field;
    dataset->schema->spell_to = columns[dataset->spell_to].field;
  } else if (env->loader->datasets.items[index].spell) { /* its mistake is reported */
    CelField *any = arena_new_one(env->arena, CelField);
    *any = (CelField){.name = STR("spell"), .type = cel_type(CEL_ANY)};
    dataset->schema->spell_from = dataset->schema->spell_to = any;
  }
}

/* Fields of datasets first, then the same under their filters, which have no name of their own. */
static void build_dept(EnvBuilder *env, PackSubject subject) {
  PackLoader *loader = env->loader;
  size_t count = loader->pack->dataset_count;
  CelField *fields = arena_new_array(env->arena, CelField, 2 * count + 1);
  const PackDataset **of = arena_new_array(env->arena, const PackDataset *, count + 1);
  size_t used = 0;
  for (size_t i = 0; i < count; i++) {
    const PackDataset *dataset = &loader->made[i];
    bool village = dataset->grain == PACK_GRAIN_VILLAGE;
    if (village != (subject == PACK_VILLAGE_SUBJECT || subject == PACK_TOWNSHIP_SUBJECT)) continue;
    const CelType *row = cel_type_record(env->arena, dataset->schema);
    of[used] = dataset;
    fields[used++] = (CelField){.name = dataset->id,
                                .type = cel_type_list(env->arena, row),
                                .id = PACK_FIELD_ID(PACK_ROWS, i),
                                .label = dataset->title};
  }
  size_t visible = used;
  for (size_t i = 0; i < visible; i++) {
    if (loader->datasets.items[of[i]->index].filter == NULL) continue;
    fields[used] = fields[i];
    fields[used].id = PACK_FIELD_ID(PACK_ROWS_FILTERED, of[i]->index);
    fields[used].flags = CEL_FIELD_HIDDEN;
    fields[i].under_filter = &fields[used++];
  }
  env->dept[subject]->fields = fields;
  env->dept[subject]->count = used;
  cel_schema_index(env->dept[subject], env->arena);
}

/* ---- namespaces ---- */

static void build_param(EnvBuilder *env) {
  const Pack *pack = env->loader->pack;
  FieldList list = {0};
  for (size_t i = 0; i < pack->param_count; i++) {
    const PackParam *param = &pack->params[i];
    CelField *field =
        add_field(env, &list, param->id, param->type, PACK_FIELD_ID(PACK_PARAM, i), param->title);
    field->flags = CEL_FIELD_PARAM;
  }
  keep_fields(env, env->param, &list);
}

static void build_codes(EnvBuilder *env) {
  const Pack *pack = env->loader->pack;
  FieldList list = {0};
  for (size_t i = 0; i < pack->codes_count; i++)
    (void)add_field(env, &list, pack->codes[i].id, cel_type_codelist(env->arena, &pack->codes[i]),
                    PACK_FIELD_ID(PACK_CODES, i), pack->code_titles[i]);
  keep_fields(env, env->codes, &list);
}

static void build_delivery(EnvBuilder *env) {
  const Pack *pack = env->loader->pack;
  FieldList one = {0}, all = {0};
  const CelType *date = cel_type(CEL_DATE);
  add_structure(env, &one, "state", date, PACK_DELIVERY_STATE, ARG2("数据截止日", "state"));
  add_structure(env, &one, "first", date, PACK_DELIVERY_FIRST, ARG2("起始日", "first day"));
  add_structure(env, &one, "last", date, PACK_DELIVERY_LAST, ARG2("截止日", "last day"));
  add_structure(env, &one, "coverage", cel_type(CEL_STRING), PACK_DELIVERY_COVERAGE,
                ARG2("覆盖", "coverage"));
  keep_fields(env, env->delivered, &one);
  const CelType *delivered = cel_type_record(env->arena, env->delivered);
  for (size_t i = 0; i < pack->dataset_count; i++)
    (void)add_field(env, &all, pack->datasets[i].id, delivered, PACK_FIELD_ID(PACK_DELIVERY, i),
                    pack->datasets[i].title);
  keep_fields(env, env->delivery, &all);
}

/* ---- the whole ---- */

static void new_schemas(EnvBuilder *env) {
  env->person = new_schema(env, STR("person"));
  env->household = new_schema(env, STR("household"));
  env->village = new_schema(env, STR("village"));
  env->dept[PACK_PERSON] = new_schema(env, STR("person.dept"));
  env->dept[PACK_HOUSE] = new_schema(env, STR("household.dept"));
  env->dept[PACK_VILLAGE_SUBJECT] = new_schema(env, STR("village.dept"));
  env->dept[PACK_TOWNSHIP_SUBJECT] = new_schema(env, STR("township.dept"));
  env->param = new_schema(env, STR("param"));
  env->codes = new_schema(env, STR("codes"));
  env->delivery = new_schema(env, STR("delivery"));
  env->delivered = new_schema(env, STR("delivery of a dataset"));
  env->person_type = cel_type_record(env->arena, env->person);
  env->household_type = cel_type_record(env->arena, env->household);
  env->village_type = cel_type_record(env->arena, env->village);
  env->kinds = (PackKinds){
      .person = env->person,
      .household = env->household,
      .village = env->village,
      .township = new_schema(env, STR("township")),
      .case_ = new_schema(env, STR("case")),
      .hamlet = new_schema(env, STR("hamlet")),
      .person_type = env->person_type,
      .household_type = env->household_type,
      .village_type = env->village_type,
  };
  env->kinds.township_type = cel_type_record(env->arena, env->kinds.township);
  env->kinds.case_type = cel_type_record(env->arena, env->kinds.case_);
}

static void make_envs(EnvBuilder *env) {
  Pack *pack = env->loader->pack;
  CelVar *vars = arena_new_array(env->arena, CelVar, PACK_VAR_MAX);
  vars[PACK_VAR_ON] = (CelVar){STR("on"), cel_type(CEL_DATE)};
  vars[PACK_VAR_PARAM] = (CelVar){STR("param"), cel_type_record(env->arena, env->param)};
  vars[PACK_VAR_CODES] = (CelVar){STR("codes"), cel_type_record(env->arena, env->codes)};
  vars[PACK_VAR_DELIVERY] = (CelVar){STR("delivery"), cel_type_record(env->arena, env->delivery)};
  vars[PACK_VAR_VILLAGE] = (CelVar){STR("village"), env->village_type};
  vars[PACK_VAR_HOUSEHOLD] = (CelVar){STR("household"), env->household_type};
  vars[PACK_VAR_PERSON] = (CelVar){STR("person"), env->person_type};
  vars[PACK_VAR_TOWNSHIP] = (CelVar){STR("township"), env->kinds.township_type};
  CelVar *of_case = arena_new_array(env->arena, CelVar, PACK_VAR_MAX);
  for (int i = 0; i < PACK_VAR_MAX; i++)
    of_case[i] = vars[i];
  of_case[PACK_VAR_CASE] = (CelVar){STR("case"), env->kinds.case_type};
  for (int i = 0; i < PACK_SUBJECTS; i++)
    pack->envs[i] = (CelEnv){.profile = CEL_PACK,
                             .vars = i == PACK_CASE_SUBJECT ? of_case : vars,
                             .var_count = pack_var_count((PackSubject)i),
                             .calendar = pack->calendar,
                             .outlines = pack->outlines,
                             .outline_count = pack->outline_count};
  pack->param_record = (CelRecord){.schema = env->param};
  pack->codes_record = (CelRecord){.schema = env->codes};
  pack->delivery_record = (CelRecord){.schema = env->delivery};
  pack->person = env->person;
  pack->household = env->household;
  pack->village = env->village;
  pack->township = env->kinds.township;
  pack->case_ = env->kinds.case_;
  pack->hamlet = env->kinds.hamlet;
}

static void read_filters(EnvBuilder *env) {
  PackLoader *loader = env->loader;
  CelEnv *few = arena_new_one(env->arena, CelEnv);
  *few = loader->pack->envs[PACK_VILLAGE_SUBJECT];
  few->var_count = PACK_VAR_DELIVERY + 1;
  for (size_t i = 0; i < loader->datasets.count; i++) {
    const PackDraftDataset *draft = &loader->datasets.items[i];
    if (draft->filter == NULL) continue;
    loader->file = draft->file;
    pack_note(loader,
              cel_schema_filter(loader->made[i].schema, few, pack_source(loader, draft->filter),
                                env->arena, loader->diag));
  }
}

void pack_build_env(PackLoader *loader) {
  EnvBuilder env = {.loader = loader, .arena = loader->arena};
  new_schemas(&env);
  build_children(&env);
  for (size_t i = 0; i < loader->pack->dataset_count; i++)
    build_rows(&env, i);
  build_person(&env);
  build_household(&env);
  build_village(&env);
  build_others(&env);
  for (int i = PACK_PERSON; i <= PACK_TOWNSHIP_SUBJECT; i++)
    build_dept(&env, (PackSubject)i);
  build_param(&env);
  build_codes(&env);
  build_delivery(&env);
  make_envs(&env);
  read_filters(&env);
}
