/* SPDX-License-Identifier: Apache-2.0 */
/*
 * role: datasets whose rows name several persons: a marriage, the shareholders of a firm.
 *
 * A role has the columns of its person's number and name in place of the dataset's one `id` and
 * `name`; a cell of several persons says by `split` what stands between them. The other key
 * columns (village, division, household) are those of the row; a birth date comes of the number.
 */
#include "pack/pack_int.h"

enum { ROLES_MAX = 64 };

/* A column of [kind], or of texts where a cell holds several. */
static uint32_t role_column(
    PackLoader *loader, const PackDataset *dataset, const YamlNode *node, CelKind kind, bool text) {
  if (node == NULL) return PACK_NONE;
  uint32_t at = pack_column_find(dataset->columns, dataset->column_count, node->text);
  if (at >= dataset->column_count) {
    pack_wrong(loader, ERR_PACK_UNKNOWN, node, ARG2("列", "column"), pack_quote_limit(node->text),
               pack_join(loader->arena, dataset->columns, dataset->column_count, pack_column_name));
    return PACK_NONE;
  }
  const CelType *type = dataset->columns[at].type;
  if (type->kind == kind || type->kind == CEL_ANY) return at;
  if (text && type->kind == CEL_STRING) return at;
  const CelType *want = cel_type(text ? CEL_STRING : kind);
  pack_wrong(loader, ERR_PACK_COLUMN_TYPE, node, node->text, cel_type_text(type, loader->arena),
             cel_type_text(want, loader->arena));
  return PACK_NONE;
}

/* False: it has a mistake. */
static bool read_role(PackLoader *loader,
                      const YamlNode *key,
                      const YamlNode *map,
                      PackDataset *dataset,
                      PackRole *role) {
  static const PackKeySpec specs[] = {{STR_INIT("id"), PACK_WANT_WORDS, true},
                                      {STR_INIT("name"), PACK_WANT_WORDS, false},
                                      {STR_INIT("split"), PACK_WANT_TEXT, false}};
  const YamlNode *v[3];
  *role = (PackRole){.name = key->text, .id_column = PACK_NONE, .name_column = PACK_NONE};
  if (!pack_read_keys(loader, map, ARG2("角色", "a role"), specs, 3, v)) return false;
  role->split = pack_text(v[2]);
  bool several = role->split.len > 0;
  role->id_column = role_column(loader, dataset, v[0], CEL_IDNUMBER, several);
  role->name_column = role_column(loader, dataset, v[1], CEL_NAME, several);
  return role->id_column != PACK_NONE && (v[1] == NULL || role->name_column != PACK_NONE);
}

void pack_read_roles(PackLoader *loader, const YamlNode *map, PackDataset *dataset) {
  if (dataset->grain != PACK_GRAIN_PERSON) {
    pack_wrong(loader, ERR_PACK_KIND, map, STR("grain"),
               dataset->grain == PACK_GRAIN_HOUSEHOLD ? STR("household") : STR("village"),
               ARG2("person（行有角色时）", "person, where rows have roles"));
    return;
  }
  if (map->count == 0 || map->count > ROLES_MAX) {
    pack_wrong(loader, ERR_PACK_KIND, map, STR("roles"),
               arena_printf(loader->arena, "%u", (unsigned)map->count),
               ARG2("1 至 64 个角色", "1 to 64 roles"));
    return;
  }
  PackRole *roles = arena_new_array(loader->arena, PackRole, map->count);
  bool good = true;
  for (size_t i = 0; i < map->count; i++) {
    if (!pack_check_name(loader, map->keys[i])) continue;
    if (str_eq(map->keys[i]->text, STR("self"))) {
      pack_wrong(loader, ERR_PACK_CLASH, map->keys[i], STR("self"), STR("links"));
      continue;
    }
    good &= read_role(loader, map->keys[i], map->items[i], dataset, &roles[dataset->role_count++]);
  }
  dataset->roles = roles;
  if (!good || dataset->role_count == 0) return; /* the levels would have mistakes of their own */
  dataset->id_column = roles[0].id_column;
  dataset->name_column = PACK_NONE;
  for (size_t i = 0; i < dataset->role_count && dataset->name_column == PACK_NONE; i++)
    dataset->name_column = roles[i].name_column;
  dataset->birth_column = PACK_NONE;
}

void pack_view_roles(PackLoader *loader, PackDataset *dataset) {
  PackRole *roles = arena_new_array(loader->arena, PackRole, dataset->role_count + 1);
  for (size_t i = 0; i < dataset->role_count; i++) {
    PackDataset *view = arena_new_one(loader->arena, PackDataset);
    roles[i] = dataset->roles[i];
    *view = *dataset;
    view->roles = NULL;
    view->role_count = 0;
    view->id_column = roles[i].id_column;
    view->name_column = roles[i].name_column;
    roles[i].view = view;
  }
  dataset->roles = roles;
}
