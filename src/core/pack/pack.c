/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pack: loading from the first file to the hash, and looking up what was loaded.
 *
 * Where a file could not be parsed, what it would have said is missing everywhere else, so its
 * mistakes are reported alone.
 */
#include "pack/pack_int.h"

enum { PACK_ARENA_MAX = 1 << 30 };

static void load_parts(PackLoader *loader) {
  pack_merge_layers(loader);
  pack_load_head(loader);
  pack_load_codes(loader);
  pack_load_params(loader);
  pack_load_fields(loader);
  pack_load_areas(loader);
  pack_load_calendar(loader);
  pack_load_registry(loader);
  pack_load_datasets(loader);
  uint32_t persons;
  if (!map_find(&loader->ids[PACK_PART_TABLE], STR("persons"), &persons)) return;
  pack_read_links(loader);
  pack_read_groups(loader);
  pack_read_defs(loader);
  pack_build_env(loader);
  pack_load_links(loader);
  pack_load_forms(loader);
  pack_load_derived(loader);
  pack_make_rules(loader);
  pack_load_rules(loader);
  pack_load_exports(loader);
}

static bool all_parsed(const PackLoader *loader) {
  const PackFile *file;
  vec_each (file, &loader->inside->files)
    if (file->root == NULL) return false;
  return true;
}

Err pack_load(Str dir, Pack **ret_pack, Diag *diag) {
  const PackLoading usual = {0};
  return pack_load_as(dir, &usual, ret_pack, diag);
}

Err pack_load_as(Str dir, const PackLoading *loading, Pack **ret_pack, Diag *diag) {
  Arena *arena = arena_new(PACK_ARENA_MAX);
  Pack *pack = arena_new_one(arena, Pack);
  pack->inside = arena_new_one(arena, struct PackInside);
  pack->inside->arena = arena;
  pack->inside->empty = (CelUnknown){.absence = CEL_IS_EMPTY};
  pack->inside->unreadable = (CelUnknown){.absence = CEL_HAS_TEXT};
  pack->dir = arena_str(arena, dir);
  PackLoader *loader = arena_new_one(arena, PackLoader);
  loader->pack = pack;
  loader->inside = pack->inside;
  loader->arena = arena;
  loader->diag = diag;
  loader->loading = *loading;
  Err err = pack_read_layers(loader);
  pack_note(loader, err);
  if (err == ERR_OK && all_parsed(loader)) load_parts(loader);
  if (loader->first != ERR_OK) {
    err = loader->first;
    arena_free(arena);
    return err;
  }
  pack_seal(loader);
  pack->layers = loader->layers.items;
  pack->layer_count = loader->layers.count;
  *ret_pack = pack;
  return ERR_OK;
}

void pack_free(Pack *pack) {
  if (pack != NULL) arena_free(pack->inside->arena);
}

const PackDataset *pack_dataset(const Pack *pack, Str id) {
  size_t from = 0, to = pack->dataset_count;
  while (from < to) {
    size_t middle = from + (to - from) / 2;
    int order = str_cmp(pack->datasets[middle].id, id);
    if (order == 0) return &pack->datasets[middle];
    if (order < 0)
      from = middle + 1;
    else
      to = middle;
  }
  return NULL;
}

const PackRule *pack_rule(const Pack *pack, Str id) {
  size_t from = 0, to = pack->rule_count;
  while (from < to) {
    size_t middle = from + (to - from) / 2;
    int order = str_cmp(pack->rules[middle].id, id);
    if (order == 0) return &pack->rules[middle];
    if (order < 0)
      from = middle + 1;
    else
      to = middle;
  }
  return NULL;
}
