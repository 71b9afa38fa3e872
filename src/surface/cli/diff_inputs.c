/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diff_inputs: what two manifests say of what was read: program, pack, day, parameters, files by
 * name. Places are left out: the same files elsewhere are the same files.
 */
#include "cli/diff_int.h"

static void add_input(Diff *diff, DiffInput input) {
  bool same = str_eq(input.values[0], input.values[1]) && str_eq(input.states[0], input.states[1]);
  if (!same) *vec_push(diff->cli->arena, &diff->inputs) = input;
}

/* ---- parameters ---- */

/* What was set in place of the pack's values; NULL: nothing. */
static const YamlNode *find_set(const DiffSide *side) {
  const YamlNode *options = codec_yaml_get(side->manifest, STR("options"));
  const YamlNode *set = options == NULL ? NULL : codec_yaml_get(options, STR("set"));
  return set != NULL && set->kind == YAML_MAP ? set : NULL;
}

static Str value_of(const YamlNode *set, Str name) {
  const YamlNode *value = set == NULL ? NULL : codec_yaml_get(set, name);
  return value != NULL && value->kind == YAML_SCALAR ? value->text : STR_NONE;
}

static void compare_params(Diff *diff) {
  const YamlNode *sets[2] = {find_set(&diff->sides[0]), find_set(&diff->sides[1])};
  for (size_t side = 0; side < 2; side++) {
    for (size_t i = 0; sets[side] != NULL && i < sets[side]->count; i++) {
      Str name = sets[side]->keys[i]->text;
      if (side == 1 && value_of(sets[0], name).len > 0) continue;
      add_input(diff, (DiffInput){.kind = DIFF_PARAM,
                                  .name = name,
                                  .values = {value_of(sets[0], name), value_of(sets[1], name)}});
    }
  }
}

/* ---- files ---- */

/* "civ_dibao full": how a file was taken. */
static Str state_of(const Diff *diff, const YamlNode *entry) {
  Str dataset = past_text(entry, "dataset");
  Str coverage = past_text(entry, "coverage");
  const char *replaced = str_eq(past_text(entry, "replaced"), STR("true")) ? " replaced" : "";
  const char *unused = str_eq(past_text(entry, "used"), STR("false")) ? " unused" : "";
  Str text = arena_printf(diff->cli->arena, "%.*s %.*s%s%s", STR_ARG(dataset), STR_ARG(coverage),
                          replaced, unused);
  return str_trim(text);
}

static void index_files(const Diff *diff, const YamlNode *list, Map *ret_index) {
  for (size_t i = 0; i < list->count; i++)
    (void)map_add(ret_index, diff->cli->arena, past_text(list->items[i], "file"), (uint32_t)i);
}

/* [index] of one side's list; NULL where the file is not there. */
static const YamlNode *find_file(const YamlNode *list, const Map *index, Str name) {
  uint32_t at = 0;
  return map_find(index, name, &at) ? list->items[at] : NULL;
}

/* Files of the first run in its order, then those of the second alone. A list may name a file
 * several times: its first entry stands for all. */
static void compare_files(Diff *diff, DiffInputKind kind, const char *key) {
  const YamlNode *lists[2];
  Map indexes[2] = {{0}, {0}};
  for (size_t side = 0; side < 2; side++) {
    lists[side] = past_list(diff->sides[side].manifest, key);
    index_files(diff, lists[side], &indexes[side]);
  }
  for (size_t side = 0; side < 2; side++) {
    for (size_t i = 0; i < lists[side]->count; i++) {
      Str name = past_text(lists[side]->items[i], "file");
      const YamlNode *entries[2];
      for (size_t k = 0; k < 2; k++)
        entries[k] = find_file(lists[k], &indexes[k], name);
      if (entries[side] != lists[side]->items[i] || (side == 1 && entries[0] != NULL)) continue;
      DiffInput input = {.kind = kind, .name = name};
      for (size_t k = 0; k < 2 && name.len > 0; k++) {
        if (entries[k] == NULL) continue;
        input.values[k] = past_text(entries[k], "hash");
        input.states[k] = state_of(diff, entries[k]);
      }
      add_input(diff, input);
    }
  }
}

/* ---- the whole ---- */

static void compare_text(Diff *diff, DiffInputKind kind, const YamlNode *maps[2], const char *key) {
  add_input(diff, (DiffInput){.kind = kind,
                              .values = {past_text(maps[0], key), past_text(maps[1], key)}});
}

void diff_inputs(Diff *diff) {
  const YamlNode *roots[2] = {diff->sides[0].manifest, diff->sides[1].manifest};
  const YamlNode *packs[2];
  bool listed = true;
  for (size_t i = 0; i < 2; i++) {
    packs[i] = codec_yaml_get(roots[i], STR("pack"));
    listed = listed && codec_yaml_get(roots[i], STR("lists")) != NULL;
  }
  compare_text(diff, DIFF_PROGRAM, roots, "program");
  compare_text(diff, DIFF_PACK, packs, "hash");
  compare_text(diff, DIFF_ON, roots, "on");
  compare_params(diff);
  compare_files(diff, DIFF_REGISTRY, "registry");
  compare_files(diff, DIFF_DELIVERY, "deliveries");
  /* Manifests before this key say nothing of lists. */
  if (listed) compare_files(diff, DIFF_LIST, "lists");
}
