/* SPDX-License-Identifier: Apache-2.0 */
/*
 * group: groups.yaml: persons, households or rows of a dataset under a key over the whole county.
 *
 * Which groups there are is read before the environments are built, since x.group is part of
 * them; the expressions are compiled afterwards (derive.c), while x.group is hidden: a group reads
 * another one only by a def.
 */
#include "pack/pack_int.h"

#include <stdlib.h>

enum { G_ID, G_TITLE, G_OF, G_KEY, G_WHERE, G_LET, G_SOURCE, G_EXPLAIN, G_COUNT };
static const PackKeySpec group_keys[G_COUNT] = {
    [G_ID] = {STR_INIT("id"), PACK_WANT_WORDS, true},
    [G_TITLE] = {STR_INIT("title"), PACK_WANT_WORDS, false},
    [G_OF] = {STR_INIT("of"), PACK_WANT_WORDS, true},
    [G_KEY] = {STR_INIT("key"), PACK_WANT_EXPR, true},
    [G_WHERE] = {STR_INIT("where"), PACK_WANT_EXPR, false},
    [G_LET] = {STR_INIT("let"), PACK_WANT_MAP, false},
    [G_SOURCE] = {STR_INIT("source"), PACK_WANT_TEXT, false},
    [G_EXPLAIN] = {STR_INIT("explain"), PACK_WANT_TEXT, false},
};

/* ---- which there are ---- */

static Str dataset_name(const void *items, size_t index) {
  return ((const PackDataset *)items)[index].id;
}

static bool read_of(PackLoader *loader, const YamlNode *node, PackGroup *group) {
  if (node == NULL) return false;
  if (str_eq(node->text, STR("person"))) return true;
  if (str_eq(node->text, STR("household"))) {
    group->of = PACK_GROUP_HOUSEHOLDS;
    return true;
  }
  Str rest = node->text;
  Str head = str_cut(&rest, ':');
  if (!str_eq(head, STR("dataset")) || rest.len == 0) {
    pack_wrong(loader, ERR_PACK_WORD, node, STR("of"), pack_quote_limit(node->text),
               STR("person, household, dataset:D"));
    return false;
  }
  group->of = PACK_GROUP_ROWS;
  group->dataset = pack_dataset(loader->pack, rest);
  if (group->dataset) return true;
  pack_wrong(
      loader, ERR_PACK_UNKNOWN, node, ARG2("数据集", "dataset"), pack_quote_limit(rest),
      pack_join(loader->arena, loader->pack->datasets, loader->pack->dataset_count, dataset_name));
  return false;
}

static void read_group(PackLoader *loader, const YamlNode *node) {
  const YamlNode *v[G_COUNT];
  if (!pack_read_keys(loader, node, ARG2("分组", "a group"), group_keys, G_COUNT, v)) return;
  if (!pack_check_name(loader, v[G_ID])) return;
  if (!pack_enter(loader, PACK_PART_GROUP, v[G_ID]->text, node, v[G_ID])) return;
  PackGroup group = {.id = v[G_ID]->text, .title = pack_text(v[G_TITLE])};
  if (!read_of(loader, v[G_OF], &group) || v[G_KEY] == NULL) return;
  *vec_push(loader->arena, &loader->groups) = (PackDraftGroup){
      .group = group,
      .file = loader->file,
      .node = node,
      .key = v[G_KEY],
      .where = v[G_WHERE],
      .let = v[G_LET],
  };
}

static int compare_groups(const void *a, const void *b) {
  return str_cmp(((const PackDraftGroup *)a)->group.id, ((const PackDraftGroup *)b)->group.id);
}

void pack_read_groups(PackLoader *loader) {
  pack_each_entry(loader, PACK_PART_GROUP, read_group);
  size_t count = loader->groups.count;
  if (count > PACK_GROUPS_MAX) {
    pack_note(loader, fail(loader->diag, ERR_LIMIT, PLACE_FILE(loader->pack->dir),
                           ARG2("分组的数目", "number of groups"), STR("1000")));
    loader->groups.count = count = PACK_GROUPS_MAX;
  }
  if (count > 1) qsort(loader->groups.items, count, sizeof(PackDraftGroup), compare_groups);
  for (size_t i = 0; i < count; i++) {
    PackGroup *group = &loader->groups.items[i].group;
    group->index = (uint32_t)i;
    group->schema = arena_new_one(loader->arena, CelSchema);
    group->schema->name = arena_printf(loader->arena, "group %.*s", STR_ARG(group->id));
  }
}

const CelSchema *
pack_group_space(PackLoader *loader, PackGroupOf of, const PackDataset *dataset, Arena *arena) {
  VEC(CelField) fields = {0};
  for (size_t i = 0; i < loader->groups.count; i++) {
    const PackGroup *group = &loader->groups.items[i].group;
    if (group->of != of || group->dataset != dataset) continue;
    *vec_push(arena, &fields) = (CelField){.name = group->id,
                                           .type = cel_type_record(arena, group->schema),
                                           .id = PACK_FIELD_ID(PACK_GROUP, i),
                                           .flags = CEL_FIELD_SAME,
                                           .label = group->title};
  }
  if (fields.count == 0) return NULL;
  CelSchema *space = arena_new_one(arena, CelSchema);
  *space = (CelSchema){.name = STR("group"), .fields = fields.items, .count = fields.count};
  cel_schema_index(space, arena);
  return space;
}

/* ---- expressions ---- */

const CelEnv *pack_env_with(PackLoader *loader, const char *name, const CelType *type) {
  const CelEnv *whole = &loader->pack->envs[PACK_PERSON];
  CelVar *vars = arena_new_array(loader->arena, CelVar, PACK_VAR_DELIVERY + 2);
  for (size_t i = 0; i <= PACK_VAR_DELIVERY; i++)
    vars[i] = whole->vars[i];
  vars[PACK_VAR_DELIVERY + 1] = (CelVar){str_from(name), type};
  CelEnv *env = arena_new_one(loader->arena, CelEnv);
  *env = *whole;
  env->vars = vars;
  env->var_count = PACK_VAR_DELIVERY + 2;
  return env;
}

static bool is_single(const CelType *type) {
  return type->kind != CEL_LIST && type->kind != CEL_MAP && type->kind != CEL_RECORD &&
         type->kind != CEL_CODELIST;
}

static void read_key(PackLoader *loader, const PackDraftGroup *draft, PackGroup *group) {
  group->key_type = cel_type(CEL_ANY);
  Err err = cel_unit_output(group->key_unit, STR("key"), pack_source(loader, draft->key), NULL,
                            &group->key, loader->diag);
  pack_note(loader, err);
  if (err != ERR_OK) return;
  const CelType *type = cel_unit_type(group->key_unit, group->key);
  if (is_single(type))
    group->key_type = type;
  else
    pack_wrong(loader, ERR_PACK_RESULT, draft->key, STR("key"), cel_type_text(type, loader->arena),
               ARG2("单个值", "a single value"));
}

/* Each let once more as an output, by its name; those with mistakes are of any type. */
static void read_group_lets(PackLoader *loader, const PackDraftGroup *draft, PackGroup *group) {
  const YamlNode *map = draft->let;
  PackEvidence *lets = arena_new_array(loader->arena, PackEvidence, (map ? map->count : 0) + 1);
  group->lets = lets;
  for (size_t i = 0; map && i < map->count; i++) {
    const YamlNode *key = map->keys[i];
    CelSource source = pack_source(loader, key);
    if (str_eq(key->text, STR("key"))) {
      pack_wrong(loader, ERR_PACK_CLASH, key, key->text, group->schema->name);
      continue;
    }
    PackEvidence *let = &lets[group->let_count];
    let->key = key->text;
    if (cel_unit_output(group->let_unit, key->text, source, NULL, &let->output, NULL) != ERR_OK)
      continue; /* its mistake is reported */
    const CelType *type = cel_unit_type(group->let_unit, let->output);
    if (is_single(type)) group->let_count++;
  }
}

static const CelType *item_type(PackLoader *loader, const PackGroup *group) {
  const Pack *pack = loader->pack;
  const CelSchema *item = group->of == PACK_GROUP_PERSONS      ? pack->person
                          : group->of == PACK_GROUP_HOUSEHOLDS ? pack->household
                                                               : group->dataset->schema;
  return cel_type_record(loader->arena, item);
}

/* [draft]: the lets are of any type, and may turn out to be none that can be read. */
static void fill_schema(PackLoader *loader, PackGroup *group, bool draft) {
  Arena *arena = loader->arena;
  PackFields list = {0};
  *vec_push(arena, &list) = (CelField){.name = STR("key"),
                                       .type = group->key_type,
                                       .id = PACK_FIELD_ID(PACK_GROUP_KEY, group->index),
                                       .label = ARG2("键", "key")};
  *vec_push(arena, &list) = (CelField){.name = STR("items"),
                                       .type = cel_type_list(arena, item_type(loader, group)),
                                       .id = PACK_FIELD_ID(PACK_GROUP_ITEMS, group->index),
                                       .label = ARG2("同组各项", "items")};
  for (size_t i = 0; i < group->let_count; i++)
    *vec_push(arena, &list) = (CelField){
        .name = group->lets[i].key,
        .type = draft ? cel_type(CEL_ANY) : cel_unit_type(group->let_unit, group->lets[i].output),
        .id = PACK_FIELD_ID(PACK_GROUP_LET, group->index << PACK_LET_BITS | (uint32_t)i)};
  pack_add_defs(loader, PACK_DEF_GROUP, NULL, group, group->schema->name, &list);
  pack_link_defs(loader, list.items, list.count);
  group->schema->fields = list.items;
  group->schema->count = list.count;
  group->schema->index = (Map){0};
  cel_schema_index(group->schema, arena);
  group->key_field = &list.items[0];
  group->items_field = &list.items[1];
}

void pack_draft_groups(PackLoader *loader) {
  PackDraftGroup *draft;
  vec_each (draft, &loader->groups) {
    PackGroup *group = &draft->group;
    size_t count = draft->let ? draft->let->count : 0;
    PackEvidence *lets = arena_new_array(loader->arena, PackEvidence, count + 1);
    for (size_t i = 0; i < count; i++)
      lets[i].key = draft->let->keys[i]->text;
    group->lets = lets;
    group->let_count = count;
    group->key_type = cel_type(CEL_ANY);
    loader->file = draft->file;
    fill_schema(loader, group, true);
  }
}

void pack_compile_group(PackLoader *loader, PackDraftGroup *draft) {
  const Pack *pack = loader->pack;
  PackGroup *group = &draft->group;
  const CelType *type = item_type(loader, group);
  const CelEnv *env = group->of == PACK_GROUP_PERSONS      ? &pack->envs[PACK_PERSON]
                      : group->of == PACK_GROUP_HOUSEHOLDS ? &pack->envs[PACK_HOUSE]
                                                           : pack_env_with(loader, "r", type);
  loader->file = draft->file;
  group->key_unit = cel_unit_new(env, loader->arena);
  group->where = PACK_NONE;
  group->let_count = 0;
  read_key(loader, draft, group);
  if (draft->where)
    pack_read_condition(loader, group->key_unit, draft->where, STR("where"), &group->where);
  const CelEnv *lets = pack_env_with(loader, "items", cel_type_list(loader->arena, type));
  group->let_unit = pack_read_lets(loader, lets, draft->let);
  read_group_lets(loader, draft, group);
}

void pack_settle_group(PackLoader *loader, PackDraftGroup *draft) {
  loader->file = draft->file;
  fill_schema(loader, &draft->group, false);
}
