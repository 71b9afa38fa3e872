/* SPDX-License-Identifier: Apache-2.0 */
/*
 * link: links.yaml: who is connected with whom by a row: kin, splits and mergers of households.
 *
 * An entry says which columns of which rows connect; the names that rules can write are those of
 * the entries and of their opposite directions (inverse_of), which several entries may share
 * (father and mother both make child). They are read before the environments are built, since
 * x.link is part of them; closed_if is compiled afterwards and reads nothing but the row.
 */
#include "pack/pack_int.h"

#include <stdlib.h>

enum {
  L_ID,
  L_TITLE,
  L_OF,
  L_FROM,
  L_TO,
  L_SYMMETRIC,
  L_INVERSE,
  L_INVERSE_TITLE,
  L_BETWEEN,
  L_SPELL,
  L_CLOSED,
  L_CLAUSE,
  L_SOURCE,
  L_EXPLAIN,
  L_COUNT
};
static const PackKeySpec link_keys[L_COUNT] = {
    [L_ID] = {STR_INIT("id"), PACK_WANT_WORDS, true},
    [L_TITLE] = {STR_INIT("title"), PACK_WANT_WORDS, false},
    [L_OF] = {STR_INIT("of"), PACK_WANT_WORDS, true},
    [L_FROM] = {STR_INIT("from"), PACK_WANT_ANY, true},
    [L_TO] = {STR_INIT("to"), PACK_WANT_ANY, true},
    [L_SYMMETRIC] = {STR_INIT("symmetric"), PACK_WANT_ANY, false},
    [L_INVERSE] = {STR_INIT("inverse_of"), PACK_WANT_WORDS, false},
    [L_INVERSE_TITLE] = {STR_INIT("inverse_title"), PACK_WANT_WORDS, false},
    [L_BETWEEN] = {STR_INIT("between"), PACK_WANT_ANY, false},
    [L_SPELL] = {STR_INIT("spell"), PACK_WANT_MAP, false},
    [L_CLOSED] = {STR_INIT("closed_if"), PACK_WANT_EXPR, false},
    [L_CLAUSE] = {STR_INIT("clause"), PACK_WANT_TEXT, false},
    [L_SOURCE] = {STR_INIT("source"), PACK_WANT_TEXT, false},
    [L_EXPLAIN] = {STR_INIT("explain"), PACK_WANT_TEXT, false},
};

/* ---- whose rows, which columns ---- */

typedef struct Columns {
  const PackColumn *items;
  size_t count;
} Columns;

static Columns columns_of(const PackLinkDef *def) {
  if (def->dataset) return (Columns){def->dataset->columns, def->dataset->column_count};
  return (Columns){def->table->columns, def->table->column_count};
}

/* A dataset, else a table whose rows are of persons or households. */
static bool read_of(PackLoader *loader, const YamlNode *node, PackLinkDef *def) {
  if (node == NULL) return false;
  def->dataset = pack_dataset(loader->pack, node->text);
  if (def->dataset && def->dataset->grain != PACK_GRAIN_VILLAGE) return true;
  VEC(Str) names = {0};
  const Pack *pack = loader->pack;
  for (size_t i = 0; i < pack->dataset_count; i++)
    if (pack->datasets[i].grain != PACK_GRAIN_VILLAGE)
      *vec_push(loader->arena, &names) = pack->datasets[i].id;
  for (size_t i = 0; i < pack->registry.count; i++) {
    const PackTable *table = &pack->registry.tables[i];
    if (table->of == PACK_OF_VILLAGE) continue;
    *vec_push(loader->arena, &names) = table->id;
    if (!def->dataset && str_eq(table->id, node->text)) def->table = table;
  }
  if (def->table) return true;
  pack_wrong(loader, ERR_PACK_UNKNOWN, node, ARG2("数据集或登记表", "dataset or table"),
             pack_quote_limit(node->text), pack_join_strs(loader->arena, names.items, names.count));
  return false;
}

static uint32_t find_column(PackLoader *loader, const PackLinkDef *def, const YamlNode *node) {
  Columns columns = columns_of(def);
  uint32_t at = pack_column_find(columns.items, columns.count, node->text);
  if (at < columns.count) return at;
  pack_wrong(loader, ERR_PACK_UNKNOWN, node, ARG2("列", "column"), pack_quote_limit(node->text),
             pack_join(loader->arena, columns.items, columns.count, pack_column_name));
  return PACK_NONE;
}

static uint32_t
typed_column(PackLoader *loader, const PackLinkDef *def, const YamlNode *node, CelKind kind) {
  if (node == NULL || !pack_check_kind(loader, node, STR("to"), PACK_WANT_WORDS)) return PACK_NONE;
  uint32_t at = find_column(loader, def, node);
  if (at == PACK_NONE) return PACK_NONE;
  const CelType *type = columns_of(def).items[at].type;
  if (type->kind == kind || type->kind == CEL_ANY) return at;
  pack_wrong(loader, ERR_PACK_COLUMN_TYPE, node, node->text, cel_type_text(type, loader->arena),
             cel_type_text(cel_type(kind), loader->arena));
  return PACK_NONE;
}

/* An ID number; of the registry, and between households, also a text with a registry key. */
static uint32_t id_column(PackLoader *loader, const PackLinkDef *def, const YamlNode *node) {
  if (node == NULL || !pack_check_kind(loader, node, STR("to"), PACK_WANT_WORDS)) return PACK_NONE;
  uint32_t at = find_column(loader, def, node);
  if (at == PACK_NONE) return PACK_NONE;
  const CelType *type = columns_of(def).items[at].type;
  bool keyed = def->table != NULL || def->households;
  if (type->kind == CEL_IDNUMBER || type->kind == CEL_ANY) return at;
  if (keyed && type->kind == CEL_STRING) return at;
  pack_wrong(loader, ERR_PACK_COLUMN_TYPE, node, node->text, cel_type_text(type, loader->arena),
             keyed ? STR("idnumber, string") : STR("idnumber"));
  return PACK_NONE;
}

static bool find_role(const PackLinkDef *def, Str name, PackLinkSide *side) {
  for (uint32_t i = 0; def->dataset && i < def->dataset->role_count; i++) {
    const PackRole *role = &def->dataset->roles[i];
    if (!str_eq(role->name, name)) continue;
    side->role = i;
    side->id = role->id_column;
    side->name = role->name_column;
    side->split = role->split;
    return true;
  }
  return false;
}

/* `self`, a role, a column, or {id: column, name: column}. */
static void
read_side(PackLoader *loader, const YamlNode *node, const PackLinkDef *def, PackLinkSide *side) {
  static const PackKeySpec specs[] = {{STR_INIT("id"), PACK_WANT_WORDS, true},
                                      {STR_INIT("name"), PACK_WANT_WORDS, false}};
  const YamlNode *v[2] = {node, NULL};
  *side = (PackLinkSide){.role = PACK_NONE, .id = PACK_NONE, .name = PACK_NONE};
  if (node == NULL) return;
  if (node->kind == YAML_SCALAR && str_eq(node->text, STR("self"))) {
    side->self = true;
    if (def->dataset && def->dataset->role_count > 0)
      pack_wrong(loader, ERR_PACK_WORD, node, STR("self"), def->dataset->id,
                 pack_join_strs(loader->arena, &def->dataset->roles[0].name, 1));
    if (def->dataset) {
      side->id = def->dataset->id_column;
      side->name = def->dataset->name_column;
    }
    return;
  }
  if (node->kind == YAML_SCALAR && find_role(def, node->text, side)) return;
  if (node->kind == YAML_MAP &&
      !pack_read_keys(loader, node, ARG2("关联的一端", "an end of a link"), specs, 2, v))
    return;
  side->id = id_column(loader, def, v[0]);
  side->name = typed_column(loader, def, v[1], CEL_NAME);
}

/* One end is whose the row is: nobody else's row is kept. */
static void check_sides(PackLoader *loader, const YamlNode *to, const PackLinkDef *def) {
  bool from = def->from.self || def->from.role != PACK_NONE;
  bool own = def->to.self || def->to.role != PACK_NONE;
  if (to == NULL) return;
  if (def->from.self && def->to.self)
    pack_wrong(loader, ERR_PACK_WORD, to, STR("to"), STR("self"), ARG2("另一列", "another column"));
  else if (!from && !own)
    pack_wrong(loader, ERR_PACK_WORD, to, STR("to"),
               to->kind == YAML_SCALAR ? pack_quote_limit(to->text) : STR("{ }"),
               ARG2("self 或角色（from 与 to 至少一个）", "self or a role, here or in from"));
}

static void read_spell(PackLoader *loader, const YamlNode *map, PackLinkDef *def) {
  static const PackKeySpec specs[] = {{STR_INIT("from"), PACK_WANT_WORDS, true},
                                      {STR_INIT("to"), PACK_WANT_WORDS, true}};
  const YamlNode *v[2];
  def->spell_from = def->spell_to = PACK_NONE;
  if (map == NULL || !pack_read_keys(loader, map, STR("spell"), specs, 2, v)) return;
  def->spell_from = typed_column(loader, def, v[0], CEL_DATE);
  def->spell_to = typed_column(loader, def, v[1], CEL_DATE);
}

/* ---- names ---- */

typedef struct DraftName {
  PackLink link;
  VEC(PackLinkPart) parts;
} DraftName;

typedef VEC(DraftName) DraftNames;

/* The name in its place; another entry may have it already. */
static DraftName *name_of(PackLoader *loader, DraftNames *names, Str id, Str title, bool house) {
  DraftName *name;
  vec_each (name, names)
    if (str_eq(name->link.id, id)) {
      if (name->link.title.len == 0) name->link.title = title;
      return name;
    }
  name = vec_push(loader->arena, names);
  *name = (DraftName){.link = {.id = id, .title = title, .households = house}};
  return name;
}

static void add_part(PackLoader *loader,
                     DraftNames *names,
                     const YamlNode *node,
                     Str id,
                     Str title,
                     const PackDraftLink *draft,
                     PackLinkPart part) {
  DraftName *name = name_of(loader, names, id, title, draft->def.households);
  if (name->link.households != draft->def.households)
    pack_wrong(loader, ERR_PACK_WORD, node, id, STR("between"),
               name->link.households ? STR("household") : STR("person"));
  else
    *vec_push(loader->arena, &name->parts) = part;
}

static void read_link(PackLoader *loader, const YamlNode *node) {
  static const Str betweens[] = {STR_INIT("person"), STR_INIT("household")};
  const YamlNode *v[L_COUNT];
  bool symmetric = false;
  size_t between = 0;
  if (!pack_read_keys(loader, node, ARG2("关联", "a link"), link_keys, L_COUNT, v)) return;
  if (!pack_check_name(loader, v[L_ID])) return;
  if (!pack_enter(loader, PACK_PART_LINK, v[L_ID]->text, node, v[L_ID])) return;
  PackLinkDef def = {.id = v[L_ID]->text, .title = pack_text(v[L_TITLE]), .closed = PACK_NONE};
  (void)pack_read_word(loader, v[L_BETWEEN], STR("between"), betweens, 2, &between);
  def.households = between == 1;
  if (!read_of(loader, v[L_OF], &def)) return;
  read_side(loader, v[L_FROM], &def, &def.from);
  read_side(loader, v[L_TO], &def, &def.to);
  check_sides(loader, v[L_TO], &def);
  read_spell(loader, v[L_SPELL], &def);
  (void)pack_read_flag(loader, v[L_SYMMETRIC], &symmetric);
  const YamlNode *inverse = v[L_INVERSE];
  if (inverse && !pack_check_name(loader, inverse)) inverse = NULL;
  if (inverse && (symmetric || str_eq(inverse->text, def.id)))
    pack_wrong(loader, ERR_PACK_WORD, inverse, STR("inverse_of"), inverse->text,
               ARG2("另一个名称；双向的用 symmetric: true",
                    "another name; for both directions symmetric: true"));
  *vec_push(loader->arena, &loader->links) = (PackDraftLink){
      .def = def,
      .file = loader->file,
      .node = node,
      .inverse = inverse,
      .inverse_title = pack_text(v[L_INVERSE_TITLE]),
      .symmetric = symmetric,
      .closed = v[L_CLOSED],
  };
}

static int compare_names(const void *a, const void *b) {
  return str_cmp(((const PackLink *)a)->id, ((const PackLink *)b)->id);
}

static void keep_names(PackLoader *loader, DraftNames *names) {
  PackLink *links = arena_new_array(loader->arena, PackLink, names->count + 1);
  for (size_t i = 0; i < names->count; i++) {
    links[i] = names->items[i].link;
    if (links[i].title.len == 0) links[i].title = links[i].id;
    links[i].parts = names->items[i].parts.items;
    links[i].part_count = names->items[i].parts.count;
  }
  if (names->count > 1) qsort(links, names->count, sizeof *links, compare_names);
  loader->pack->links = links;
  loader->pack->link_count = names->count;
  if (names->count <= PACK_LINKS_MAX) return;
  pack_note(loader, fail(loader->diag, ERR_LIMIT, PLACE_FILE(loader->pack->dir),
                         ARG2("关联的数目", "number of links"), STR("64")));
  loader->pack->link_count = PACK_LINKS_MAX;
}

void pack_read_links(PackLoader *loader) {
  pack_each_entry(loader, PACK_PART_LINK, read_link);
  DraftNames names = {0};
  for (uint32_t i = 0; i < loader->links.count; i++) {
    const PackDraftLink *draft = &loader->links.items[i];
    loader->file = draft->file;
    PackLinkPart part = {i, true, draft->symmetric};
    add_part(loader, &names, draft->node, draft->def.id, draft->def.title, draft, part);
    if (draft->inverse)
      add_part(loader, &names, draft->inverse, draft->inverse->text, draft->inverse_title, draft,
               (PackLinkPart){i, false, true});
  }
  keep_names(loader, &names);
}

const CelSchema *pack_link_space(
    PackLoader *loader, bool household, const CelType *person, const CelType *house, Arena *arena) {
  const Pack *pack = loader->pack;
  VEC(CelField) fields = {0};
  for (size_t i = 0; i < pack->link_count; i++) {
    const PackLink *link = &pack->links[i];
    if (link->households && !household) continue;
    *vec_push(arena, &fields) =
        (CelField){.name = link->id,
                   .type = cel_type_list(arena, link->households ? house : person),
                   .id = PACK_FIELD_ID(PACK_LINK, i),
                   .label = link->title};
  }
  if (fields.count == 0) return NULL;
  CelSchema *space = arena_new_one(arena, CelSchema);
  *space = (CelSchema){.name = STR("link"), .fields = fields.items, .count = fields.count};
  cel_schema_index(space, arena);
  return space;
}

/* ---- closed_if ---- */

/* codes, and the row: what a row says is the same on every day. */
static const CelEnv *row_env(PackLoader *loader, const CelSchema *row) {
  const CelEnv *whole = &loader->pack->envs[PACK_PERSON];
  CelVar *vars = arena_new_array(loader->arena, CelVar, 2);
  vars[0] = whole->vars[PACK_VAR_CODES];
  vars[1] = (CelVar){STR("r"), cel_type_record(loader->arena, row)};
  CelEnv *env = arena_new_one(loader->arena, CelEnv);
  *env = *whole;
  env->vars = vars;
  env->var_count = 2;
  return env;
}

static void check_uses(PackLoader *loader, const YamlNode *node, const PackLinkDef *def) {
  size_t count;
  const CelUse *uses = cel_unit_uses(def->unit, &count);
  for (size_t i = 0; i < count; i++) {
    PackFieldKind kind = pack_field_kind(uses[i].field);
    if (kind == PACK_COLUMN || kind == PACK_CODES || kind == PACK_ROW_MATCH ||
        kind == PACK_ROW_ROLE)
      continue;
    pack_wrong(loader, ERR_PACK_WORD, node, STR("closed_if"), uses[i].field->name,
               ARG2("这一行自己的列", "columns of the row itself"));
    return;
  }
}

static void load_link(PackLoader *loader, const PackDraftLink *draft, PackLinkDef *def) {
  *def = draft->def;
  if (draft->closed == NULL) return;
  loader->file = draft->file;
  const CelSchema *row = def->dataset ? def->dataset->schema : def->table->schema;
  if (row == NULL) return;
  def->unit = cel_unit_new(row_env(loader, row), loader->arena);
  Err err = cel_unit_output(def->unit, STR("closed_if"), pack_source(loader, draft->closed),
                            cel_type(CEL_BOOL), &def->closed, loader->diag);
  pack_note(loader, err);
  if (err == ERR_OK) check_uses(loader, draft->closed, def);
}

void pack_load_links(PackLoader *loader) {
  size_t count = loader->links.count;
  PackLinkDef *defs = arena_new_array(loader->arena, PackLinkDef, count + 1);
  for (size_t i = 0; i < count; i++)
    load_link(loader, &loader->links.items[i], &defs[i]);
  loader->pack->link_defs = defs;
  loader->pack->link_def_count = count;
  for (size_t i = 0; i < loader->hidden_links.count; i++)
    loader->hidden_links.items[i]->flags = CEL_FIELD_SAME;
}
