/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registry_roles: which columns say what in the tables that only some counties keep: the year
 * before, the end of an episode, steps of cases, when members came and left, hamlets.
 *
 * Roles go by the keys of facts.md 7.1 to 7.4. A table of steps must have all of them: without
 * one no case could be told.
 */
#include "pack/pack_int.h"

bool pack_table_is_last(Str id, PackTableOf *ret_of) {
  static const Str ids[] = {STR_INIT("last_persons"), STR_INIT("last_households"),
                            STR_INIT("last_villages")};
  for (int i = 0; i < 3; i++) {
    if (!str_eq(id, ids[i])) continue;
    *ret_of = (PackTableOf)i;
    return true;
  }
  return false;
}

static uint32_t table_named(const PackRegistry *registry, Str id) {
  for (uint32_t i = 0; i < registry->count; i++)
    if (str_eq(registry->tables[i].id, id)) return i;
  return PACK_NONE;
}

/* The column of a key, if it is of the kind. */
static uint32_t
column_of(const PackRegistry *registry, uint32_t table, const char *key, CelKind kind) {
  if (table == PACK_NONE) return PACK_NONE;
  const PackTable *of = &registry->tables[table];
  uint32_t at = pack_column_find(of->columns, of->column_count, str_from(key));
  return at != PACK_NONE && of->columns[at].type->kind == kind ? at : PACK_NONE;
}

static const PackEntry *entry_of(PackLoader *loader, Str table) {
  uint32_t at;
  if (!map_find(&loader->ids[PACK_PART_TABLE], table, &at)) return NULL;
  return &loader->inside->entries.items[at];
}

/* A column that the table must have. */
static uint32_t
needed(PackLoader *loader, uint32_t table, const char *key, CelKind kind, const char *kind_name) {
  const PackRegistry *registry = &loader->pack->registry;
  uint32_t at = column_of(registry, table, key, kind);
  const PackEntry *entry = entry_of(loader, registry->tables[table].id);
  if (at != PACK_NONE || entry == NULL) return at;
  loader->file = entry->file;
  pack_wrong(loader, ERR_PACK_NO_COLUMN, entry->node, registry->tables[table].id,
             arena_printf(loader->arena, "%s (%s)", key, kind_name));
  return PACK_NONE;
}

/* These tables are about households. */
static bool is_of_household(PackLoader *loader, uint32_t table) {
  const PackTable *of = &loader->pack->registry.tables[table];
  const PackEntry *entry = entry_of(loader, of->id);
  if (of->of == PACK_OF_HOUSEHOLD) return true;
  const YamlNode *node = entry ? codec_yaml_get(entry->node, STR("of")) : NULL;
  if (node == NULL) return false; /* reported */
  loader->file = entry->file;
  pack_wrong(loader, ERR_PACK_WORD, node, STR("of"), node->text, STR("household"));
  return false;
}

static void find_steps(PackLoader *loader, PackRegistry *registry) {
  uint32_t table = table_named(registry, STR("case_steps"));
  if (table == PACK_NONE || !is_of_household(loader, table)) return;
  registry->case_id = needed(loader, table, "case", CEL_STRING, "string");
  registry->step_kind = needed(loader, table, "kind", CEL_CODE, "code");
  registry->step_begun = needed(loader, table, "begun", CEL_DATE, "date");
  registry->step_done = needed(loader, table, "done", CEL_DATE, "date");
  registry->case_kind = column_of(registry, table, "procedure", CEL_CODE);
  registry->closing = PACK_NONE;
  bool all = registry->case_id != PACK_NONE && registry->step_kind != PACK_NONE &&
             registry->step_begun != PACK_NONE && registry->step_done != PACK_NONE;
  if (!all) return;
  registry->case_steps = table;
  const CelCodes *kinds = registry->tables[table].columns[registry->step_kind].type->codes;
  for (uint32_t i = 0; i < kinds->group_count; i++)
    if (str_eq(kinds->groups[i].name, STR("closing"))) registry->closing = i;
}

void pack_find_roles(PackLoader *loader, PackRegistry *registry) {
  registry->joined = registry->hamlet = PACK_NONE;
  for (uint32_t i = 0; i < registry->count; i++)
    if (registry->tables[i].last) registry->last[registry->tables[i].of] = i;
  registry->episode_off = column_of(registry, registry->episodes, "off", CEL_BOOL);
  registry->episode_off_date = column_of(registry, registry->episodes, "off_date", CEL_DATE);
  find_steps(loader, registry);
  uint32_t left = table_named(registry, STR("left"));
  bool of_household = left != PACK_NONE && registry->tables[left].of == PACK_OF_HOUSEHOLD;
  registry->left = of_household ? left : PACK_NONE;
  registry->left_id = column_of(registry, registry->left, "id_no", CEL_IDNUMBER);
  registry->left_date = column_of(registry, registry->left, "date", CEL_DATE);
  registry->left_joined = column_of(registry, registry->left, "joined", CEL_DATE);
  if (registry->count == 0) return;
  registry->joined = column_of(registry, registry->persons, "joined", CEL_DATE);
  registry->hamlet = column_of(registry, registry->households, "group_name", CEL_STRING);
}
