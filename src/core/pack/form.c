/* SPDX-License-Identifier: Apache-2.0 */
/*
 * form: forms/: fields that belong together, which rules compare by same_values(a, b, 'form').
 *
 * In:   {id, title, of, fields}; `of`: person, household, village, another table of the registry,
 *       or dataset:D. Fields are columns of these, each once.
 */
#include "pack/pack_int.h"

enum { F_ID, F_TITLE, F_OF, F_FIELDS, F_CLAUSE, F_SOURCE, F_EXPLAIN, F_COUNT };
static const PackKeySpec form_keys[F_COUNT] = {
    [F_ID] = {STR_INIT("id"), PACK_WANT_WORDS, true},
    [F_TITLE] = {STR_INIT("title"), PACK_WANT_WORDS, true},
    [F_OF] = {STR_INIT("of"), PACK_WANT_WORDS, true},
    [F_FIELDS] = {STR_INIT("fields"), PACK_WANT_LIST, true},
    [F_CLAUSE] = {STR_INIT("clause"), PACK_WANT_TEXT, false},
    [F_SOURCE] = {STR_INIT("source"), PACK_WANT_TEXT, false},
    [F_EXPLAIN] = {STR_INIT("explain"), PACK_WANT_TEXT, false},
};

static const CelSchema *schema_of(const Pack *pack, Str of) {
  const CelSchema *subjects[] = {pack->person, pack->household, pack->village};
  for (size_t i = 0; i < 3; i++)
    if (str_eq(subjects[i]->name, of)) return subjects[i];
  for (size_t i = 0; i < pack->registry.count; i++)
    if (!pack->registry.tables[i].main && str_eq(pack->registry.tables[i].id, of))
      return pack->registry.tables[i].schema;
  Str dataset = of;
  if (!str_eq(str_cut(&dataset, ':'), STR("dataset"))) return NULL;
  const PackDataset *found = pack_dataset(pack, dataset);
  return found ? found->schema : NULL;
}

static Str column_name(const void *items, size_t index) {
  return ((const CelField *const *)items)[index]->name;
}

/* The columns of a schema: what structure adds to it is no value that could be compared. */
static size_t columns_of(const CelSchema *schema, Arena *arena, const CelField ***ret) {
  const CelField **columns = arena_new_array(arena, const CelField *, schema->count + 1);
  size_t count = 0;
  for (size_t i = 0; i < schema->count; i++)
    if (pack_field_kind(&schema->fields[i]) == PACK_COLUMN) columns[count++] = &schema->fields[i];
  *ret = columns;
  return count;
}

static void read_fields(PackLoader *loader, const YamlNode *list, CelForm *form) {
  const CelField **columns;
  size_t known = columns_of(form->schema, loader->arena, &columns), count;
  const YamlNode **nodes;
  Str *names = pack_read_texts(loader, list, STR("fields"), &count, &nodes);
  const CelField **fields = arena_new_array(loader->arena, const CelField *, count + 1);
  for (size_t i = 0; i < count; i++) {
    const CelField *field = NULL;
    for (size_t k = 0; k < known; k++)
      if (str_eq(columns[k]->name, names[i])) field = columns[k];
    bool twice = false;
    for (size_t k = 0; k < form->count; k++)
      twice = twice || fields[k] == field;
    if (field == NULL)
      pack_wrong(loader, ERR_PACK_UNKNOWN, nodes[i], ARG2("字段", "field"), names[i],
                 pack_join(loader->arena, columns, known, column_name));
    else if (twice)
      pack_wrong(loader, ERR_PACK_REPEATED, nodes[i], names[i]);
    else
      fields[form->count++] = field;
  }
  form->fields = fields;
  if (list->count == 0)
    pack_wrong(loader, ERR_PACK_KIND, list, STR("fields"), ARG2("空的列表", "an empty list"),
               ARG2("字段的列表", "a list of fields"));
}

static void read_form(PackLoader *loader, const YamlNode *node) {
  const YamlNode *v[F_COUNT];
  if (!pack_read_keys(loader, node, ARG2("表单", "a form"), form_keys, F_COUNT, v)) return;
  if (!pack_check_name(loader, v[F_ID])) return;
  if (!pack_enter(loader, PACK_PART_FORM, v[F_ID]->text, node, v[F_ID])) return;
  if (v[F_OF] == NULL || v[F_FIELDS] == NULL) return;
  CelForm form = {.id = v[F_ID]->text, .schema = schema_of(loader->pack, v[F_OF]->text)};
  if (form.schema == NULL) {
    pack_wrong(loader, ERR_PACK_ENTITY, v[F_OF], pack_quote_limit(v[F_OF]->text));
    return;
  }
  read_fields(loader, v[F_FIELDS], &form);
  /* A mistake among them is said; the form is there all the same for what reads it. */
  if (form.count > 0) *vec_push(loader->arena, &loader->forms) = form;
}

void pack_load_forms(PackLoader *loader) {
  Pack *pack = loader->pack;
  pack_each_entry(loader, PACK_PART_FORM, read_form);
  pack->forms = loader->forms.items;
  pack->form_count = loader->forms.count;
  for (size_t i = 0; i < sizeof pack->envs / sizeof pack->envs[0]; i++) {
    pack->envs[i].forms = pack->forms;
    pack->envs[i].form_count = pack->form_count;
  }
}
