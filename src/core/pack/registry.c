/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registry: the tables of the registry and who is who in them.
 *
 * A table's columns are the fields of the dictionary that are `of` it, in the dictionary's order;
 * registry.yaml adds the headers of this county's files. Columns of households may stand in the
 * table of persons, all of them where there is no table of households.
 */
#include "pack/pack_int.h"

#include <stdlib.h>

enum {
  T_TABLE,
  T_TITLE,
  T_FILE,
  T_OF,
  T_KEY,
  T_HOUSEHOLD,
  T_OPTIONAL,
  T_ID,
  T_NAME,
  T_BIRTH,
  T_VILLAGE,
  T_HEAD,
  T_BEGUN,
  T_ADULT,
  T_COLUMNS,
  T_COUNT
};
static const PackKeySpec table_keys[T_COUNT] = {
    [T_TABLE] = {STR_INIT("table"), PACK_WANT_WORDS, true},
    [T_TITLE] = {STR_INIT("title"), PACK_WANT_WORDS, false},
    [T_FILE] = {STR_INIT("file"), PACK_WANT_WORDS, true},
    [T_OF] = {STR_INIT("of"), PACK_WANT_WORDS, false},
    [T_KEY] = {STR_INIT("key"), PACK_WANT_WORDS, false},
    [T_HOUSEHOLD] = {STR_INIT("household"), PACK_WANT_WORDS, false},
    [T_OPTIONAL] = {STR_INIT("optional"), PACK_WANT_ANY, false},
    [T_ID] = {STR_INIT("id"), PACK_WANT_WORDS, false},
    [T_NAME] = {STR_INIT("name"), PACK_WANT_WORDS, false},
    [T_BIRTH] = {STR_INIT("birth"), PACK_WANT_WORDS, false},
    [T_VILLAGE] = {STR_INIT("village"), PACK_WANT_WORDS, false},
    [T_HEAD] = {STR_INIT("head"), PACK_WANT_MAP, false},
    [T_BEGUN] = {STR_INIT("begun"), PACK_WANT_WORDS, false},
    [T_ADULT] = {STR_INIT("adult"), PACK_WANT_ANY, false},
    [T_COLUMNS] = {STR_INIT("columns"), PACK_WANT_MAP, false},
};

/* A table while it is made: its entry, its columns, the header texts taken. */
typedef struct Draft {
  PackTable table;
  const PackFile *file;
  const YamlNode *node;
  const YamlNode *v[T_COUNT];
  VEC(PackColumn) columns;
  VEC(PackDictField *) sources;
  Map taken;
} Draft;

typedef struct PackDrafts {
  VEC(Draft) list;
  Draft *persons, *households, *villages; /* NULL: not there */
} PackDrafts;

/* ---- entries ---- */

static bool is_main(Str id) {
  return str_eq(id, STR("persons")) || str_eq(id, STR("households")) || str_eq(id, STR("villages"));
}

static void read_of(PackLoader *loader, Draft *draft) {
  static const Str words[] = {STR_INIT("person"), STR_INIT("household"), STR_INIT("village")};
  size_t of = 0;
  Str id = draft->table.id;
  PackTableOf last;
  if (is_main(id) || draft->table.last) {
    of = str_eq(id, STR("persons")) ? 0 : str_eq(id, STR("households")) ? 1 : 2;
    if (pack_table_is_last(id, &last)) of = last;
    if (draft->v[T_OF]) pack_wrong(loader, ERR_PACK_KEY_HERE, draft->v[T_OF], STR("of"), id);
  } else if (draft->v[T_OF] == NULL) {
    pack_wrong(loader, ERR_PACK_KEY_MISSING, draft->node, id, STR("of"));
  } else {
    (void)pack_read_word(loader, draft->v[T_OF], STR("of"), words, 3, &of);
  }
  draft->table.of = (PackTableOf)of;
}

/* Keys that only some tables have. */
static void check_keys_of(PackLoader *loader, const Draft *draft) {
  static const struct {
    int key;
    Str table;
  } only[] = {
      {T_HOUSEHOLD, STR_INIT("persons")},    {T_ID, STR_INIT("persons")},
      {T_NAME, STR_INIT("persons")},         {T_BIRTH, STR_INIT("persons")},
      {T_HEAD, STR_INIT("persons")},         {T_BEGUN, STR_INIT("episodes")},
      {T_ADULT, STR_INIT("authorisations")},
  };
  Str id = draft->table.id;
  for (size_t i = 0; i < sizeof only / sizeof only[0]; i++)
    if (draft->v[only[i].key] && !str_eq(only[i].table, id))
      pack_wrong(loader, ERR_PACK_KEY_HERE, draft->v[only[i].key], table_keys[only[i].key].key, id);
  if (draft->v[T_VILLAGE] && !str_eq(id, STR("persons")) && !str_eq(id, STR("households")))
    pack_wrong(loader, ERR_PACK_KEY_HERE, draft->v[T_VILLAGE], STR("village"), id);
  if (draft->v[T_KEY] && !draft->table.main)
    pack_wrong(loader, ERR_PACK_KEY_HERE, draft->v[T_KEY], STR("key"), id);
  if (draft->v[T_COLUMNS] && draft->table.last)
    pack_wrong(loader, ERR_PACK_KEY_HERE, draft->v[T_COLUMNS], STR("columns"), id);
  if (draft->v[T_KEY] == NULL && draft->table.main)
    pack_wrong(loader, ERR_PACK_KEY_MISSING, draft->node, id, STR("key"));
  if (draft->v[T_HOUSEHOLD] == NULL && str_eq(id, STR("persons")))
    pack_wrong(loader, ERR_PACK_KEY_MISSING, draft->node, id, STR("household"));
}

/* Subjects have these by themselves. */
static void check_child_id(PackLoader *loader, const YamlNode *node) {
  static const Str taken[] = {
      STR_INIT("person"),   STR_INIT("household"),  STR_INIT("village"),     STR_INIT("dept"),
      STR_INIT("members"),  STR_INIT("head"),       STR_INIT("last"),        STR_INIT("episode"),
      STR_INIT("cases"),    STR_INIT("case"),       STR_INIT("group"),       STR_INIT("hamlets"),
      STR_INIT("township"), STR_INIT("households"), STR_INIT("persons"),     STR_INIT("members_at"),
      STR_INIT("villages"), STR_INIT("hamlet"),     STR_INIT("household_at")};
  for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
    if (str_eq(taken[i], node->text))
      pack_wrong(loader, ERR_PACK_CLASH, node, node->text, STR("registry.yaml"));
}

static void read_table(PackLoader *loader, const YamlNode *node) {
  Draft draft = {.node = node, .file = loader->file};
  if (!pack_read_keys(loader, node, ARG2("登记表", "a table"), table_keys, T_COUNT, draft.v))
    return;
  if (!pack_check_name(loader, draft.v[T_TABLE])) return;
  PackTable *table = &draft.table;
  table->id = draft.v[T_TABLE]->text;
  table->title = pack_text(draft.v[T_TITLE]);
  if (!pack_enter(loader, PACK_PART_TABLE, table->id, node, draft.v[T_TABLE])) return;
  PackTableOf last;
  table->main = is_main(table->id);
  table->last = pack_table_is_last(table->id, &last);
  if (!table->main) check_child_id(loader, draft.v[T_TABLE]);
  table->pattern = pack_text(draft.v[T_FILE]);
  if (str_contains(table->pattern, STR("/")))
    pack_wrong(loader, ERR_PACK_VALUE, draft.v[T_FILE], table->pattern,
               ARG2("文件名（不含 /）", "the name of a file, without /"));
  (void)pack_read_flag(loader, draft.v[T_OPTIONAL], &table->optional);
  read_of(loader, &draft);
  check_keys_of(loader, &draft);
  *vec_push(loader->arena, &loader->drafts->list) = draft;
}

/* persons, households, villages, then the others by name. */
static int draft_rank(const Draft *draft) {
  return draft->table.main ? (int)draft->table.of : 3;
}

static int compare_drafts(const void *a, const void *b) {
  int x = draft_rank(a), y = draft_rank(b);
  return x != y ? x - y : str_cmp(((const Draft *)a)->table.id, ((const Draft *)b)->table.id);
}

/* ---- columns ---- */

/* person is persons, work is work. */
static bool is_of(Str of, Str table) {
  if (str_eq(of, table)) return true;
  if (of.len + 1 == table.len) return str_starts(table, of) && table.ptr[of.len] == 's';
  return of.len == table.len + 1 && str_starts(of, table) && of.ptr[table.len] == 's';
}

static void add_column(PackLoader *loader, Draft *draft, PackDictField *field) {
  *vec_push(loader->arena, &draft->columns) = field->column;
  *vec_push(loader->arena, &draft->sources) = field;
  field->used = true;
}

static bool has_column(const Draft *draft, Str key) {
  return pack_column_find(draft->columns.items, draft->columns.count, key) != PACK_NONE;
}

static void add_own_columns(PackLoader *loader, Draft *draft) {
  static const Str of[] = {STR_INIT("persons"), STR_INIT("households"), STR_INIT("villages")};
  Str id = draft->table.last ? of[draft->table.of] : draft->table.id;
  PackDictField *field;
  vec_each (field, &loader->fields) {
    if (!is_of(field->of, id)) continue;
    if (!has_column(draft, field->column.key)) {
      add_column(loader, draft, field);
      continue;
    }
    if (draft->table.last) continue; /* reported for the main table */
    loader->file = field->file;      /* of: person and of: persons */
    pack_wrong(loader, ERR_PACK_TWICE, codec_yaml_get(field->node, STR("key")),
               ARG2("字段", "the field"), field->column.key, draft->table.id);
  }
}

/* Columns of households may be repeated on the rows of persons. */
static void add_household_columns(PackLoader *loader, Draft *persons) {
  PackDictField *field;
  loader->persons_own = (uint32_t)persons->columns.count;
  vec_each (field, &loader->fields) {
    if (is_of(field->of, STR("households")) && !has_column(persons, field->column.key))
      add_column(loader, persons, field);
  }
}

/* Whose a row of a child table is: by the key of its subject's main table. */
static const YamlNode *subject_key(const PackDrafts *drafts, const Draft *draft) {
  switch (draft->table.of) {
  case PACK_OF_PERSON:
    return drafts->persons ? drafts->persons->v[T_KEY] : NULL;
  case PACK_OF_HOUSEHOLD:
    if (drafts->households) return drafts->households->v[T_KEY];
    return drafts->persons ? drafts->persons->v[T_HOUSEHOLD] : NULL;
  case PACK_OF_VILLAGE:
    return drafts->villages ? drafts->villages->v[T_KEY] : NULL;
  }
  return NULL;
}

/* A child table need not repeat its subject's key in the dictionary. */
static void add_subject_key(PackLoader *loader, const PackDrafts *drafts, Draft *draft) {
  static const Str of[] = {STR_INIT("persons"), STR_INIT("households"), STR_INIT("villages")};
  const YamlNode *key = draft->table.main ? NULL : subject_key(drafts, draft);
  if (key == NULL || has_column(draft, key->text)) return;
  PackDictField *field;
  vec_each (field, &loader->fields) {
    if (!is_of(field->of, of[draft->table.of]) || !str_eq(field->column.key, key->text)) continue;
    add_column(loader, draft, field);
    return;
  }
}

static void read_headers(PackLoader *loader, Draft *draft) {
  static const PackKeySpec keys[] = {{STR_INIT("header"), PACK_WANT_ANY, false},
                                     {STR_INIT("empty"), PACK_WANT_ANY, false}};
  const YamlNode *map = draft->v[T_COLUMNS];
  PackColumn *columns = draft->columns.items;
  size_t count = draft->columns.count;
  loader->file = draft->file;
  for (size_t i = 0; map && i < map->count; i++) {
    const YamlNode *v[2], **nodes;
    uint32_t at = pack_column_find(columns, count, map->keys[i]->text);
    if (at == PACK_NONE) {
      pack_wrong(loader, ERR_PACK_UNKNOWN, map->keys[i], ARG2("字段", "field"), map->keys[i]->text,
                 pack_join(loader->arena, columns, count, pack_column_name));
      continue;
    }
    if (!pack_read_keys(loader, map->items[i], map->keys[i]->text, keys, 2, v)) continue;
    size_t texts_count;
    Str *texts = pack_read_texts(loader, v[0], STR("header"), &texts_count, &nodes);
    pack_add_headers(loader, &draft->taken, columns, at, &columns[at], texts, texts_count, nodes);
    if (v[1])
      columns[at].has_blank = pack_read_literal(loader, v[1], columns[at].type, &columns[at].blank);
  }
  for (uint32_t i = 0; i < count; i++) {
    const PackDictField *source = draft->sources.items[i];
    pack_add_headers(loader, &draft->taken, columns, i, &columns[i], source->names,
                     source->name_count, NULL);
  }
}

/* The year before has the columns and headers of this one. */
static void read_last_headers(const PackDrafts *drafts, Draft *draft) {
  const Draft *of[] = {drafts->persons, drafts->households, drafts->villages};
  const Draft *main = of[draft->table.of];
  for (size_t i = 0; main && i < draft->columns.count && i < main->columns.count; i++)
    draft->columns.items[i] = main->columns.items[i];
}

/* ---- who is who ---- */

/* The column that [node] names, of one of two kinds; PACK_NONE and a mistake if there is none. */
static uint32_t named_column(
    PackLoader *loader, const Draft *draft, const YamlNode *node, CelKind kind, CelKind or_kind) {
  uint32_t at = pack_column_find(draft->columns.items, draft->columns.count, node->text);
  loader->file = draft->file;
  if (at == PACK_NONE) {
    pack_wrong(
        loader, ERR_PACK_UNKNOWN, node, ARG2("字段", "field"), node->text,
        pack_join(loader->arena, draft->columns.items, draft->columns.count, pack_column_name));
    return PACK_NONE;
  }
  const CelType *type = draft->columns.items[at].type;
  if (type->kind == kind || type->kind == or_kind || type->kind == CEL_ANY) return at;
  Str want = kind == or_kind
                 ? cel_type_text(&(CelType){.kind = kind}, loader->arena)
                 : arena_printf(loader->arena, "%.*s, %.*s",
                                STR_ARG(cel_type_text(&(CelType){.kind = kind}, loader->arena)),
                                STR_ARG(cel_type_text(&(CelType){.kind = or_kind}, loader->arena)));
  pack_wrong(loader, ERR_PACK_COLUMN_TYPE, node, node->text, cel_type_text(type, loader->arena),
             want);
  return PACK_NONE;
}

/* The first column of a kind, or the one of a key. */
static uint32_t first_column(const Draft *draft, CelKind kind, Str key) {
  for (uint32_t i = 0; i < draft->columns.count; i++) {
    const PackColumn *column = &draft->columns.items[i];
    if (column->type->kind == kind && (key.len == 0 || str_eq(column->key, key))) return i;
  }
  return PACK_NONE;
}

static uint32_t
named_or_first(PackLoader *loader, const Draft *draft, int entry, CelKind kind, Str key) {
  if (draft->v[entry]) return named_column(loader, draft, draft->v[entry], kind, kind);
  return first_column(draft, kind, key);
}

static void read_head(PackLoader *loader, const Draft *persons, PackRegistry *registry) {
  const YamlNode *head = persons->v[T_HEAD];
  if (head == NULL) return;
  loader->file = persons->file;
  if (head->count != 1) {
    pack_wrong(loader, ERR_PACK_KIND, head, STR("head"), ARG2("映射", "a map"),
               ARG2("一个“字段: 代码”", "one `field: code`"));
    return;
  }
  uint32_t at = named_column(loader, persons, head->keys[0], CEL_CODE, CEL_CODE);
  CelValue value;
  if (at == PACK_NONE) return;
  if (!pack_read_literal(loader, head->items[0], persons->columns.items[at].type, &value)) return;
  registry->head = at;
  registry->head_code = value.s;
}

/* The key of a main table, or the column by which a child table names its subject. */
static void read_keys(PackLoader *loader, PackDrafts *drafts, Draft *draft) {
  PackTable *table = &draft->table;
  table->key = table->household = PACK_NONE;
  if (table->main) {
    if (draft->v[T_KEY])
      table->key = named_column(loader, draft, draft->v[T_KEY], CEL_STRING, CEL_DIVISION);
    if (draft->v[T_HOUSEHOLD])
      table->household = named_column(loader, draft, draft->v[T_HOUSEHOLD], CEL_STRING, CEL_STRING);
    return;
  }
  const YamlNode *key = subject_key(drafts, draft);
  if (key == NULL) return; /* reported where it is missing */
  table->key = pack_column_find(draft->columns.items, draft->columns.count, key->text);
  loader->file = draft->file;
  if (table->key == PACK_NONE)
    pack_wrong(loader, ERR_PACK_TABLE_KEY, draft->v[T_TABLE], table->id, key->text);
}

static void find_people(PackLoader *loader, const PackDrafts *drafts, PackRegistry *registry) {
  const Draft *persons = drafts->persons;
  registry->id = named_or_first(loader, persons, T_ID, CEL_IDNUMBER, STR_NONE);
  registry->name = named_or_first(loader, persons, T_NAME, CEL_NAME, STR_NONE);
  registry->birth = named_or_first(loader, persons, T_BIRTH, CEL_DATE, STR("birth"));
  loader->file = persons->file;
  if (registry->id == PACK_NONE && persons->v[T_ID] == NULL)
    pack_wrong(loader, ERR_PACK_NO_COLUMN, persons->node, persons->table.id, STR("idnumber"));
  if (registry->name == PACK_NONE && persons->v[T_NAME] == NULL)
    pack_wrong(loader, ERR_PACK_NO_COLUMN, persons->node, persons->table.id, STR("name"));
  read_head(loader, persons, registry);
  const Draft *at = drafts->households ? drafts->households : persons;
  if (drafts->households && drafts->households->v[T_VILLAGE] == NULL && persons->v[T_VILLAGE])
    at = persons;
  registry->village_of_person = at == persons;
  registry->village = named_or_first(loader, at, T_VILLAGE, CEL_DIVISION, STR_NONE);
}

static void find_tables(PackLoader *loader, const PackDrafts *drafts, PackRegistry *registry) {
  for (uint32_t i = 0; i < drafts->list.count; i++) {
    const Draft *draft = &drafts->list.items[i];
    Str id = draft->table.id;
    if (str_eq(id, STR("persons"))) registry->persons = i;
    if (str_eq(id, STR("households"))) registry->households = i;
    if (str_eq(id, STR("villages"))) registry->villages = i;
    if (str_eq(id, STR("episodes"))) {
      registry->episodes = i;
      if (draft->v[T_BEGUN])
        registry->episode_begun =
            named_column(loader, draft, draft->v[T_BEGUN], CEL_DATE, CEL_MONTH);
    }
    if (str_eq(id, STR("authorisations"))) {
      int64_t adult = 0;
      registry->authorisations = i;
      registry->signed_on = first_column(draft, CEL_DATE, STR("signed_on"));
      registry->signed_guardian = first_column(draft, CEL_BOOL, STR("guardian"));
      loader->file = draft->file;
      if (registry->signed_on == PACK_NONE)
        pack_wrong(loader, ERR_PACK_NO_COLUMN, draft->node, id, STR("signed_on (date)"));
      if (pack_read_int(loader, draft->v[T_ADULT], 0, 150, &adult))
        registry->adult_age = (uint32_t)adult;
    }
  }
}

/* ---- the whole ---- */

static bool is_known_entity(const PackDrafts *drafts, Str of) {
  static const Str later[] = {
      STR_INIT("person"),  STR_INIT("household"), STR_INIT("village"),   STR_INIT("township"),
      STR_INIT("episode"), STR_INIT("work"),      STR_INIT("left"),      STR_INIT("authorisation"),
      STR_INIT("measure"), STR_INIT("helper"),    STR_INIT("case_step"), STR_INIT("last"),
      STR_INIT("case"),
  };
  for (size_t i = 0; i < sizeof later / sizeof later[0]; i++)
    if (is_of(later[i], of)) return true;
  for (size_t i = 0; i < drafts->list.count; i++)
    if (is_of(of, drafts->list.items[i].table.id)) return true;
  return false;
}

static void check_entities(PackLoader *loader, const PackDrafts *drafts) {
  const PackDictField *field;
  vec_each (field, &loader->fields) {
    const YamlNode *of = codec_yaml_get(field->node, STR("of"));
    if (is_known_entity(drafts, field->of)) continue;
    loader->file = field->file;
    pack_wrong(loader, ERR_PACK_ENTITY, of, field->of);
  }
}

static void find_main(PackDrafts *drafts) {
  Draft *draft;
  vec_each (draft, &drafts->list) {
    if (!draft->table.main) continue;
    if (draft->table.of == PACK_OF_PERSON) drafts->persons = draft;
    if (draft->table.of == PACK_OF_HOUSEHOLD) drafts->households = draft;
    if (draft->table.of == PACK_OF_VILLAGE) drafts->villages = draft;
  }
}

/* `required` in the dictionary is of forms: that a field must not be left empty. A file of the
 * registry needs only the columns that say whose its rows are. */
static void require_keys(Draft *draft) {
  for (uint32_t i = 0; i < draft->columns.count; i++)
    draft->columns.items[i].required = i == draft->table.key || i == draft->table.household;
}

static void keep_tables(PackLoader *loader, PackDrafts *drafts) {
  PackTable *tables = arena_new_array(loader->arena, PackTable, drafts->list.count + 1);
  loader->table_columns = arena_new_array(loader->arena, PackColumn *, drafts->list.count + 1);
  for (size_t i = 0; i < drafts->list.count; i++) {
    Draft *draft = &drafts->list.items[i];
    require_keys(draft);
    tables[i] = draft->table;
    tables[i].columns = draft->columns.items;
    loader->table_columns[i] = draft->columns.items;
    tables[i].column_count = draft->columns.count;
  }
  loader->tables = tables;
  loader->pack->registry.tables = tables;
  loader->pack->registry.count = drafts->list.count;
}

void pack_load_registry(PackLoader *loader) {
  PackRegistry *registry = &loader->pack->registry;
  PackDrafts drafts = {0};
  loader->drafts = &drafts;
  *registry = (PackRegistry){
      .households = PACK_NONE,
      .villages = PACK_NONE,
      .id = PACK_NONE,
      .name = PACK_NONE,
      .birth = PACK_NONE,
      .village = PACK_NONE,
      .head = PACK_NONE,
      .episodes = PACK_NONE,
      .episode_begun = PACK_NONE,
      .signed_on = PACK_NONE,
      .authorisations = PACK_NONE,
      .signed_guardian = PACK_NONE,
      .last = {PACK_NONE, PACK_NONE, PACK_NONE},
      .case_steps = PACK_NONE,
      .left = PACK_NONE,
  };
  pack_each_entry(loader, PACK_PART_TABLE, read_table);
  if (drafts.list.count > 1)
    qsort(drafts.list.items, drafts.list.count, sizeof drafts.list.items[0], compare_drafts);
  find_main(&drafts);
  Draft *draft;
  vec_each (draft, &drafts.list)
    add_own_columns(loader, draft);
  if (drafts.persons) add_household_columns(loader, drafts.persons);
  vec_each (draft, &drafts.list)
    add_subject_key(loader, &drafts, draft);
  vec_each (draft, &drafts.list) { /* main tables come first */
    read_headers(loader, draft);
    if (draft->table.last) read_last_headers(&drafts, draft);
  }
  vec_each (draft, &drafts.list)
    read_keys(loader, &drafts, draft);
  const PackFile *file = pack_file_of(loader, PACK_PART_TABLE);
  if (drafts.persons)
    find_people(loader, &drafts, registry);
  else if (file)
    pack_note(loader,
              fail(loader->diag, ERR_PACK_NO_TABLE, PLACE_FILE(file->path), STR("persons")));
  find_tables(loader, &drafts, registry);
  check_entities(loader, &drafts);
  keep_tables(loader, &drafts);
  pack_find_roles(loader, registry);
  loader->drafts = NULL;
}
