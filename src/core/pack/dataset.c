/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dataset: what a department delivers: columns, grain, how its rows find their persons.
 *
 * A match level whose columns the dataset does not have could never match, so it is a mistake.
 * Birth needs no column: a valid ID number holds it.
 */
#include "pack/pack_int.h"

#include <stdlib.h>

/* ---- match levels ---- */

/* ORDER PACK KEY: the bits of PackKey. */
static const Str key_names[] = {
    STR_INIT("id"),      STR_INIT("masked_id"), STR_INIT("name"),     STR_INIT("birth"),
    STR_INIT("village"), STR_INIT("household"), STR_INIT("division"),
};
enum { KEYS = sizeof key_names / sizeof key_names[0] };

static bool has_key_column(const PackDataset *dataset, uint32_t key) {
  switch ((PackKey)key) {
  case PACK_KEY_ID:
  case PACK_KEY_MASKED:
    return dataset->id_column != PACK_NONE;
  case PACK_KEY_NAME:
    return dataset->name_column != PACK_NONE;
  case PACK_KEY_BIRTH:
    return dataset->birth_column != PACK_NONE || dataset->id_column != PACK_NONE;
  case PACK_KEY_VILLAGE:
    return dataset->village_column != PACK_NONE;
  case PACK_KEY_HOUSEHOLD:
    return dataset->household_column != PACK_NONE;
  case PACK_KEY_DIVISION:
    return dataset->division_column != PACK_NONE;
  }
  return false;
}

static Str key_column_type(uint32_t key) {
  switch ((PackKey)key) {
  case PACK_KEY_ID:
  case PACK_KEY_MASKED:
    return STR("idnumber");
  case PACK_KEY_NAME:
    return STR("name: name");
  case PACK_KEY_BIRTH:
    return STR("birth: date");
  case PACK_KEY_VILLAGE:
    return STR("village: division");
  case PACK_KEY_HOUSEHOLD:
    return STR("household: string");
  case PACK_KEY_DIVISION:
    return STR("division: division");
  }
  return STR_NONE;
}

static void
read_by(PackLoader *loader, const YamlNode *list, const PackDataset *dataset, PackLevel *level) {
  if (list->count == 0)
    pack_wrong(loader, ERR_PACK_KIND, list, STR("by"), ARG2("空列表", "an empty list"),
               pack_join_strs(loader->arena, key_names, KEYS));
  for (size_t i = 0; i < list->count; i++) {
    const YamlNode *node = list->items[i];
    size_t index;
    if (!pack_read_word(loader, node, STR("by"), key_names, KEYS, &index)) continue;
    uint32_t key = 1u << index;
    if (level->keys & key)
      pack_wrong(loader, ERR_PACK_REPEATED, node, node->text);
    else if (!has_key_column(dataset, key))
      pack_wrong(loader, ERR_PACK_LEVEL_COLUMN, node, level->name, node->text,
                 key_column_type(key));
    level->keys |= key;
  }
}

static void read_levels(PackLoader *loader, const YamlNode *list, PackDataset *dataset) {
  static const PackKeySpec specs[] = {{STR_INIT("name"), PACK_WANT_WORDS, true},
                                      {STR_INIT("by"), PACK_WANT_LIST, true},
                                      {STR_INIT("as"), PACK_WANT_ANY, true}};
  static const Str standings[] = {STR_INIT("sure"), STR_INIT("probable"), STR_INIT("hint")};
  PackLevel *levels = arena_new_array(loader->arena, PackLevel, list->count + 1);
  Map names = {0};
  if (list->count == 0)
    pack_wrong(loader, ERR_PACK_KIND, list, STR("match"), ARG2("空列表", "an empty list"),
               STR("{name, by, as}"));
  for (size_t i = 0; i < list->count; i++) {
    const YamlNode *v[3];
    size_t standing = PACK_SURE;
    if (!pack_read_keys(loader, list->items[i], ARG2("匹配级", "a level"), specs, 3, v)) continue;
    if (!pack_check_name(loader, v[0])) continue;
    PackLevel *level = &levels[dataset->level_count++];
    level->name = v[0]->text;
    if (!map_add(&names, loader->arena, level->name, 0))
      pack_wrong(loader, ERR_PACK_REPEATED, v[0], level->name);
    if (v[1]) read_by(loader, v[1], dataset, level);
    (void)pack_read_word(loader, v[2], STR("as"), standings, 3, &standing);
    level->as = (PackStanding)standing;
  }
  dataset->levels = levels;
}

/* ---- columns ---- */

enum {
  C_HEADER,
  C_LABEL,
  C_TYPE,
  C_CODES,
  C_UNIT,
  C_MIN,
  C_MAX,
  C_REQUIRED,
  C_EMPTY,
  C_EXPLAIN,
  C_SENSITIVITY,
  C_COUNT
};
static const PackKeySpec column_keys[C_COUNT] = {
    [C_HEADER] = {STR_INIT("header"), PACK_WANT_ANY, true},
    [C_LABEL] = {STR_INIT("label"), PACK_WANT_WORDS, false},
    [C_TYPE] = {STR_INIT("type"), PACK_WANT_WORDS, true},
    [C_CODES] = {STR_INIT("codes"), PACK_WANT_WORDS, false},
    [C_UNIT] = {STR_INIT("unit"), PACK_WANT_WORDS, false},
    [C_MIN] = {STR_INIT("min"), PACK_WANT_ANY, false},
    [C_MAX] = {STR_INIT("max"), PACK_WANT_ANY, false},
    [C_REQUIRED] = {STR_INIT("required"), PACK_WANT_ANY, false},
    [C_EMPTY] = {STR_INIT("empty"), PACK_WANT_ANY, false},
    [C_EXPLAIN] = {STR_INIT("explain"), PACK_WANT_TEXT, false},
    [C_SENSITIVITY] = {STR_INIT("sensitivity"), PACK_WANT_ANY, false},
};

static PackColumn *read_columns(PackLoader *loader, const YamlNode *map, PackDataset *dataset) {
  PackColumn *columns = arena_new_array(loader->arena, PackColumn, map->count + 1);
  uint32_t count = 0;
  Map taken = {0};
  for (size_t i = 0; i < map->count; i++) {
    const YamlNode *v[C_COUNT], **nodes;
    size_t texts_count;
    if (!pack_check_name(loader, map->keys[i])) continue;
    PackColumn *column = &columns[count];
    column->key = map->keys[i]->text;
    if (!pack_read_keys(loader, map->items[i], column->key, column_keys, C_COUNT, v)) continue;
    const PackColumnNodes parts = {
        .type = v[C_TYPE],
        .codes = v[C_CODES],
        .unit = v[C_UNIT],
        .required = v[C_REQUIRED],
        .min = v[C_MIN],
        .max = v[C_MAX],
        .empty = v[C_EMPTY],
        .sensitivity = v[C_SENSITIVITY],
    };
    pack_read_column(loader, &parts, column);
    Str *texts = pack_read_texts(loader, v[C_HEADER], STR("header"), &texts_count, &nodes);
    pack_add_headers(loader, &taken, columns, count, column, texts, texts_count, nodes);
    column->label = v[C_LABEL] ? v[C_LABEL]->text : texts_count > 0 ? texts[0] : column->key;
    count++;
  }
  dataset->columns = columns;
  dataset->column_count = count;
  return columns;
}

/* The column of a key, of one type; a column of that key and another type is none. */
static uint32_t key_column(const PackDataset *dataset, Str key, CelKind kind) {
  uint32_t at = pack_column_find(dataset->columns, dataset->column_count, key);
  if (at >= dataset->column_count) return PACK_NONE;
  CelKind have = dataset->columns[at].type->kind;
  return have == kind || have == CEL_ANY ? at : PACK_NONE;
}

/* `id`, else the first column of ID numbers. */
static uint32_t id_column(const PackDataset *dataset) {
  uint32_t at = key_column(dataset, STR("id"), CEL_IDNUMBER);
  for (uint32_t i = 0; at == PACK_NONE && i < dataset->column_count; i++)
    if (dataset->columns[i].type->kind == CEL_IDNUMBER) at = i;
  return at;
}

static void find_key_columns(PackDataset *dataset) {
  dataset->id_column = id_column(dataset);
  dataset->name_column = key_column(dataset, STR("name"), CEL_NAME);
  dataset->birth_column = key_column(dataset, STR("birth"), CEL_DATE);
  dataset->village_column = key_column(dataset, STR("village"), CEL_DIVISION);
  dataset->household_column = key_column(dataset, STR("household"), CEL_STRING);
  dataset->division_column = key_column(dataset, STR("division"), CEL_DIVISION);
  dataset->township_column = key_column(dataset, STR("township"), CEL_DIVISION);
}

static uint32_t spell_column(PackLoader *loader, const PackDataset *dataset, const YamlNode *node) {
  if (node == NULL) return PACK_NONE;
  uint32_t at = pack_column_find(dataset->columns, dataset->column_count, node->text);
  if (at >= dataset->column_count) {
    pack_wrong(loader, ERR_PACK_UNKNOWN, node, ARG2("列", "column"), node->text,
               pack_join(loader->arena, dataset->columns, dataset->column_count, pack_column_name));
    return PACK_NONE;
  }
  const CelType *type = dataset->columns[at].type;
  if (type->kind == CEL_DATE || type->kind == CEL_ANY) return at;
  pack_wrong(loader, ERR_PACK_COLUMN_TYPE, node, node->text, cel_type_text(type, loader->arena),
             STR("date"));
  return PACK_NONE;
}

static void read_spell(PackLoader *loader, const YamlNode *map, PackDataset *dataset) {
  static const PackKeySpec specs[] = {{STR_INIT("from"), PACK_WANT_WORDS, true},
                                      {STR_INIT("to"), PACK_WANT_WORDS, true}};
  const YamlNode *v[2];
  if (!pack_read_keys(loader, map, STR("spell"), specs, 2, v)) return;
  dataset->spell_from = spell_column(loader, dataset, v[0]);
  dataset->spell_to = spell_column(loader, dataset, v[1]);
}

/* ---- entries ---- */

enum {
  D_ID,
  D_TITLE,
  D_DEPARTMENT,
  D_CLAUSE,
  D_SOURCE,
  D_GRAIN,
  D_DIRECTION,
  D_POPULATION,
  D_FILTER,
  D_SHARE,
  D_RETENTION,
  D_SPELL,
  D_MATCH,
  D_AMBIGUOUS,
  D_COLUMNS,
  D_EXPLAIN,
  D_ROLES,
  D_COUNT
};
static const PackKeySpec dataset_keys[D_COUNT] = {
    [D_ID] = {STR_INIT("id"), PACK_WANT_WORDS, true},
    [D_TITLE] = {STR_INIT("title"), PACK_WANT_WORDS, true},
    [D_DEPARTMENT] = {STR_INIT("department"), PACK_WANT_WORDS, true},
    [D_CLAUSE] = {STR_INIT("clause"), PACK_WANT_TEXT, false},
    [D_SOURCE] = {STR_INIT("source"), PACK_WANT_TEXT, false},
    [D_GRAIN] = {STR_INIT("grain"), PACK_WANT_ANY, true},
    [D_DIRECTION] = {STR_INIT("direction"), PACK_WANT_ANY, false},
    [D_POPULATION] = {STR_INIT("population"), PACK_WANT_ANY, true},
    [D_FILTER] = {STR_INIT("filtered_by"), PACK_WANT_EXPR, false},
    [D_SHARE] = {STR_INIT("share_to"), PACK_WANT_TEXT, false},
    [D_RETENTION] = {STR_INIT("retention"), PACK_WANT_TEXT, false},
    [D_SPELL] = {STR_INIT("spell"), PACK_WANT_MAP, false},
    [D_MATCH] = {STR_INIT("match"), PACK_WANT_LIST, true},
    [D_AMBIGUOUS] = {STR_INIT("ambiguous"), PACK_WANT_ANY, false},
    [D_COLUMNS] = {STR_INIT("columns"), PACK_WANT_MAP, true},
    [D_EXPLAIN] = {STR_INIT("explain"), PACK_WANT_TEXT, false},
    [D_ROLES] = {STR_INIT("roles"), PACK_WANT_MAP, false},
};

static void read_words(PackLoader *loader, const YamlNode *const *v, PackDataset *dataset) {
  static const Str grains[] = {STR_INIT("person"), STR_INIT("household"), STR_INIT("village")};
  static const Str directions[] = {STR_INIT("delivered"), STR_INIT("answered")};
  static const Str populations[] = {STR_INIT("all_rural"), STR_INIT("monitored"),
                                    STR_INIT("authorised")};
  static const Str ambiguities[] = {STR_INIT("possible"), STR_INIT("ignore")};
  size_t at;
  if (pack_read_word(loader, v[D_GRAIN], STR("grain"), grains, 3, &at))
    dataset->grain = (PackGrain)at;
  if (pack_read_word(loader, v[D_DIRECTION], STR("direction"), directions, 2, &at))
    dataset->answered = at == 1;
  if (pack_read_word(loader, v[D_POPULATION], STR("population"), populations, 3, &at))
    dataset->population = (PackPopulation)at;
  if (pack_read_word(loader, v[D_AMBIGUOUS], STR("ambiguous"), ambiguities, 2, &at))
    dataset->ignore_ambiguous = at == 1;
}

static void read_dataset(PackLoader *loader, const YamlNode *node) {
  const YamlNode *v[D_COUNT];
  if (!pack_read_keys(loader, node, ARG2("数据集", "a dataset"), dataset_keys, D_COUNT, v)) return;
  if (!pack_check_name(loader, v[D_ID])) return;
  if (!pack_enter(loader, PACK_PART_DATASET, v[D_ID]->text, node, v[D_ID])) return;
  PackDataset dataset = {
      .id = v[D_ID]->text,
      .title = pack_text(v[D_TITLE]),
      .department = pack_text(v[D_DEPARTMENT]),
      .clause = pack_text(v[D_CLAUSE]),
      .spell_from = PACK_NONE,
      .spell_to = PACK_NONE,
  };
  read_words(loader, v, &dataset);
  PackColumn *columns = v[D_COLUMNS] ? read_columns(loader, v[D_COLUMNS], &dataset) : NULL;
  find_key_columns(&dataset);
  if (v[D_ROLES]) pack_read_roles(loader, v[D_ROLES], &dataset);
  if (v[D_SPELL]) read_spell(loader, v[D_SPELL], &dataset);
  if (v[D_MATCH]) read_levels(loader, v[D_MATCH], &dataset);
  *vec_push(loader->arena, &loader->datasets) =
      (PackDraftDataset){dataset, loader->file, v[D_FILTER], v[D_SPELL], v[D_COLUMNS], columns};
}

static int compare_drafts(const void *a, const void *b) {
  return str_cmp(((const PackDraftDataset *)a)->dataset.id,
                 ((const PackDraftDataset *)b)->dataset.id);
}

static int compare_strs(const void *a, const void *b) {
  return str_cmp(*(const Str *)a, *(const Str *)b);
}

static void list_level_names(PackLoader *loader) {
  size_t most = 0, kept = 0;
  Pack *pack = loader->pack;
  for (size_t i = 0; i < pack->dataset_count; i++)
    most += pack->datasets[i].level_count;
  Str *names = arena_new_array(loader->arena, Str, most + 1);
  size_t count = 0;
  for (size_t i = 0; i < pack->dataset_count; i++)
    for (size_t k = 0; k < pack->datasets[i].level_count; k++)
      names[count++] = pack->datasets[i].levels[k].name;
  if (count > 1) qsort(names, count, sizeof names[0], compare_strs);
  for (size_t i = 0; i < count; i++)
    if (kept == 0 || !str_eq(names[kept - 1], names[i])) names[kept++] = names[i];
  pack->level_names = names;
  pack->level_name_count = kept;
}

void pack_load_datasets(PackLoader *loader) {
  pack_each_entry(loader, PACK_PART_DATASET, read_dataset);
  size_t count = loader->datasets.count;
  PackDraftDataset *drafts = loader->datasets.items;
  if (count > 1) qsort(drafts, count, sizeof drafts[0], compare_drafts);
  loader->made = arena_new_array(loader->arena, PackDataset, count + 1);
  for (size_t i = 0; i < count; i++) {
    loader->made[i] = drafts[i].dataset;
    loader->made[i].index = (uint32_t)i;
    pack_view_roles(loader, &loader->made[i]);
  }
  loader->pack->datasets = loader->made;
  loader->pack->dataset_count = count;
  list_level_names(loader);
}
