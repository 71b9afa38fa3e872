/* SPDX-License-Identifier: Apache-2.0 */
/*
 * def: defs.yaml: derived fields of persons, households, villages, the rows of a dataset, groups.
 *
 * Which defs there are is read before the environments are built, since they are fields of these;
 * until its expression is compiled (derive.c) a def is of any type, and while the environments are
 * built nobody can name it: a department filters by its columns.
 */
#include "pack/pack_int.h"

#include <stdlib.h>

enum { D_ID, D_OF, D_TITLE, D_CLAUSE, D_SOURCE, D_EXPLAIN, D_IS, D_COUNT };
static const PackKeySpec def_keys[D_COUNT] = {
    [D_ID] = {STR_INIT("id"), PACK_WANT_WORDS, true},
    [D_OF] = {STR_INIT("of"), PACK_WANT_WORDS, true},
    [D_TITLE] = {STR_INIT("title"), PACK_WANT_WORDS, false},
    [D_CLAUSE] = {STR_INIT("clause"), PACK_WANT_WORDS, false},
    [D_SOURCE] = {STR_INIT("source"), PACK_WANT_TEXT, false},
    [D_EXPLAIN] = {STR_INIT("explain"), PACK_WANT_TEXT, false},
    [D_IS] = {STR_INIT("is"), PACK_WANT_EXPR, true},
};

/* ---- which there are ---- */

static Str dataset_name(const void *items, size_t index) {
  return ((const PackDataset *)items)[index].id;
}

static Str group_name(const void *items, size_t index) {
  return ((const PackDraftGroup *)items)[index].group.id;
}

static const PackGroup *find_group(const PackLoader *loader, Str id) {
  const PackDraftGroup *draft;
  vec_each (draft, &loader->groups)
    if (str_eq(draft->group.id, id)) return &draft->group;
  return NULL;
}

static bool read_source_of(PackLoader *loader, const YamlNode *node, PackDef *def) {
  Str rest = node->text;
  Str head = str_cut(&rest, ':');
  const Pack *pack = loader->pack;
  if (str_eq(head, STR("dataset")) && rest.len > 0) {
    def->of = PACK_DEF_ROW;
    def->dataset = pack_dataset(pack, rest);
    if (def->dataset) return true;
    pack_wrong(loader, ERR_PACK_UNKNOWN, node, ARG2("数据集", "dataset"), pack_quote_limit(rest),
               pack_join(loader->arena, pack->datasets, pack->dataset_count, dataset_name));
    return false;
  }
  if (str_eq(head, STR("group")) && rest.len > 0) {
    def->of = PACK_DEF_GROUP;
    def->group = find_group(loader, rest);
    if (def->group) return true;
    pack_wrong(loader, ERR_PACK_UNKNOWN, node, ARG2("分组", "group"), pack_quote_limit(rest),
               pack_join(loader->arena, loader->groups.items, loader->groups.count, group_name));
    return false;
  }
  pack_wrong(loader, ERR_PACK_WORD, node, STR("of"), pack_quote_limit(node->text),
             STR("person, household, village, dataset:D, group:G"));
  return false;
}

static bool read_of(PackLoader *loader, const YamlNode *node, PackDef *def) {
  static const Str words[] = {STR_INIT("person"), STR_INIT("household"), STR_INIT("village")};
  if (node == NULL) return false;
  for (size_t i = 0; i < 3; i++) {
    if (!str_eq(node->text, words[i])) continue;
    def->of = (PackDefOf)i;
    return true;
  }
  return read_source_of(loader, node, def);
}

static void read_def(PackLoader *loader, const YamlNode *node) {
  const YamlNode *v[D_COUNT];
  if (!pack_read_keys(loader, node, ARG2("定义", "a definition"), def_keys, D_COUNT, v)) return;
  if (!pack_check_name(loader, v[D_ID])) return;
  if (!pack_enter(loader, PACK_PART_DEF, v[D_ID]->text, node, v[D_ID])) return;
  PackDef def = {.id = v[D_ID]->text,
                 .title = pack_text(v[D_TITLE]),
                 .clause = pack_text(v[D_CLAUSE]),
                 .type = cel_type(CEL_ANY),
                 .depth = 1,
                 .place = codec_yaml_place(loader->file->path, node)};
  if (!read_of(loader, v[D_OF], &def) || v[D_IS] == NULL) return;
  *vec_push(loader->arena, &loader->defs) =
      (PackDraftDef){.def = def, .file = loader->file, .id = v[D_ID], .is = v[D_IS]};
}

static int compare_defs(const void *a, const void *b) {
  return str_cmp(((const PackDraftDef *)a)->def.id, ((const PackDraftDef *)b)->def.id);
}

void pack_read_defs(PackLoader *loader) {
  pack_each_entry(loader, PACK_PART_DEF, read_def);
  size_t count = loader->defs.count;
  if (count > PACK_DEFS_MAX) {
    pack_note(loader, fail(loader->diag, ERR_LIMIT, PLACE_FILE(loader->pack->dir),
                           ARG2("定义的数目", "number of definitions"), STR("1000")));
    loader->defs.count = count = PACK_DEFS_MAX;
  }
  if (count > 1) qsort(loader->defs.items, count, sizeof(PackDraftDef), compare_defs);
  for (size_t i = 0; i < count; i++)
    loader->defs.items[i].def.index = (uint32_t)i;
}

/* ---- as fields ---- */

static bool is_taken(const PackFields *fields, Str name) {
  for (size_t i = 0; i < fields->count; i++)
    if (str_eq(fields->items[i].name, name)) return true;
  return false;
}

/* A group's schema is filled a second time, once it is loaded: what a def is by then stays. */
static CelField new_field(const PackDraftDef *draft) {
  if (draft->field) return *draft->field;
  return (CelField){.name = draft->def.id,
                    .type = cel_type(CEL_ANY),
                    .id = PACK_FIELD_ID(PACK_DEF, draft->def.index),
                    .flags = draft->def.of == PACK_DEF_GROUP ? 0 : CEL_FIELD_HIDDEN,
                    .label = draft->def.title};
}

void pack_add_defs(PackLoader *loader,
                   PackDefOf of,
                   const PackDataset *dataset,
                   const PackGroup *group,
                   Str schema,
                   PackFields *fields) {
  const PackDraftDef *draft;
  vec_each (draft, &loader->defs) {
    const PackDef *def = &draft->def;
    if (def->of != of || def->dataset != dataset || def->group != group || draft->clash) continue;
    if (!is_taken(fields, def->id)) {
      *vec_push(loader->arena, fields) = new_field(draft);
      continue;
    }
    loader->file = draft->file;
    pack_wrong(loader, ERR_PACK_CLASH, draft->id, def->id, schema);
    loader->defs.items[def->index].clash = true;
  }
}

void pack_link_defs(PackLoader *loader, CelField *fields, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (pack_field_kind(&fields[i]) == PACK_DEF)
      loader->defs.items[pack_field_index(&fields[i])].field = &fields[i];
}

/* ---- expressions ---- */

static const CelEnv *env_of(PackLoader *loader, const PackDef *def) {
  const Pack *pack = loader->pack;
  Arena *arena = loader->arena;
  switch (def->of) {
  case PACK_DEF_PERSON:
    return &pack->envs[PACK_PERSON];
  case PACK_DEF_HOUSEHOLD:
    return &pack->envs[PACK_HOUSE];
  case PACK_DEF_VILLAGE:
    return &pack->envs[PACK_VILLAGE_SUBJECT];
  case PACK_DEF_ROW:
    return pack_env_with(loader, "r", cel_type_record(arena, def->dataset->schema));
  case PACK_DEF_GROUP:
    break;
  }
  return pack_env_with(loader, "group", cel_type_record(arena, def->group->schema));
}

Err pack_compile_def(PackLoader *loader, PackDraftDef *draft) {
  PackDef *def = &draft->def;
  loader->file = draft->file;
  CelUnit *unit = cel_unit_new(env_of(loader, def), loader->arena);
  def->unit = unit;
  Err err = cel_unit_output(unit, def->id, pack_source(loader, draft->is), NULL, &def->output,
                            loader->diag);
  pack_note(loader, err);
  if (err != ERR_OK) return err;
  def->type = cel_unit_type(unit, def->output);
  if (def->type->kind != CEL_CODELIST) return ERR_OK;
  pack_wrong(loader, ERR_PACK_RESULT, draft->is, STR("is"), cel_type_text(def->type, loader->arena),
             ARG2("值、列表或记录", "a value, a list or a record"));
  return ERR_PACK_RESULT;
}
