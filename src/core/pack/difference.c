/* SPDX-License-Identifier: Apache-2.0 */
/*
 * difference: two packs side by side, entry by entry.
 *
 * In:    two packs with their layers put over one another.
 * Out:   entries that only one of them has, and those of one id that say different things, with
 *        the paths at which they do.
 * Idea:  entries are compared by their canonical form, the one that is hashed, so a kind of entry
 *        that is added to the language is compared without anything being written here. Lists of
 *        maps are matched by the key that names their items, where one does.
 * Limit: paths go into maps and such lists; where lists cannot be matched they differ as a whole.
 */
#include "pack/pack_int.h"

#include <stdlib.h>
#include <string.h>

enum { CANONICAL_MAX = 64 << 20, STEPS_MAX = YAML_DEPTH_MAX };

typedef VEC(PackEntry) EntryList;
typedef VEC(PackDifference) DifferenceList;

typedef struct Comparing {
  Arena *arena;
  Buf forms[2];
  PackStep steps[STEPS_MAX];
  size_t depth;
  VEC(PackDetail) details;
} Comparing;

/* ---- the entries of a pack ---- */

static YamlNode *map_without(Arena *arena, const YamlNode *map, const Str *keys, size_t count) {
  YamlNode *copy = arena_new_one(arena, YamlNode);
  *copy = *map;
  copy->keys = arena_new_array(arena, YamlNode *, map->count + 1);
  copy->items = arena_new_array(arena, YamlNode *, map->count + 1);
  copy->count = 0;
  for (size_t i = 0; i < map->count; i++) {
    bool left_out = false;
    for (size_t k = 0; k < count; k++)
      left_out |= str_eq(keys[k], map->keys[i]->text);
    if (left_out) continue;
    copy->keys[copy->count] = map->keys[i];
    copy->items[copy->count++] = map->items[i];
  }
  return copy;
}

/* pack.yaml of the uppermost layer, with the county that counts. */
static PackEntry head_entry(const Pack *pack, Arena *arena, const PackFile *file) {
  static const Str left_out[] = {STR_INIT("id"), STR_INIT("title"), STR_INIT("extends"),
                                 STR_INIT("exports"), STR_INIT("county")};
  YamlNode *node = map_without(arena, file->root, left_out, sizeof left_out / sizeof left_out[0]);
  if (pack->county.len > 0) {
    YamlNode *pair = arena_new_array(arena, YamlNode, 2);
    pair[0] = (YamlNode){.kind = YAML_SCALAR, .text = STR("county"), .line = 1, .column = 1};
    pair[1] = (YamlNode){.kind = YAML_SCALAR, .text = pack->county, .line = 1, .column = 1};
    node->keys[node->count] = &pair[0];
    node->items[node->count++] = &pair[1];
  }
  return (PackEntry){PACK_PART_PACK, STR("pack.yaml"), file, node};
}

static int compare_entries(const void *a, const void *b) {
  const PackEntry *x = a, *y = b;
  if (x->part != y->part) return x->part < y->part ? -1 : 1;
  return str_cmp(x->id, y->id);
}

/* Ascending by part and id. */
static EntryList entries_of(const Pack *pack, Arena *arena) {
  static const Str reasons[] = {STR_INIT("because")};
  EntryList list = {0};
  const PackEntry *entry;
  const PackFile *file, *head = NULL, *calendar = NULL;
  vec_each (entry, &pack->inside->entries)
    *vec_push(arena, &list) = *entry;
  vec_each (file, &pack->inside->files) {
    if (file->part == PACK_PART_PACK) head = file;
    if (file->part == PACK_PART_CALENDAR && file->root->kind == YAML_MAP) calendar = file;
  }
  if (head) *vec_push(arena, &list) = head_entry(pack, arena, head);
  if (calendar)
    *vec_push(arena, &list) = (PackEntry){PACK_PART_CALENDAR, STR("calendar"), calendar,
                                          map_without(arena, calendar->root, reasons, 1)};
  if (list.count > 1) qsort(list.items, list.count, sizeof *list.items, compare_entries);
  return list;
}

/* ---- where two entries differ ---- */

static bool is_same(Comparing *comparing, const YamlNode *a, const YamlNode *b) {
  const YamlNode *nodes[2] = {a, b};
  for (size_t i = 0; i < 2; i++) {
    buf_clear(&comparing->forms[i]);
    pack_put_canonical(nodes[i], comparing->arena, &comparing->forms[i]);
    CHECK(!comparing->forms[i].overflow);
  }
  return str_eq(buf_view(&comparing->forms[0]), buf_view(&comparing->forms[1]));
}

static void add_detail(Comparing *comparing, const YamlNode *a, const YamlNode *b, bool order) {
  PackStep *steps = arena_new_array(comparing->arena, PackStep, comparing->depth + 1);
  if (comparing->depth > 0) memcpy(steps, comparing->steps, sizeof *steps * comparing->depth);
  *vec_push(comparing->arena, &comparing->details) =
      (PackDetail){steps, comparing->depth, a, b, order};
}

static void compare_nodes(Comparing *comparing, const YamlNode *a, const YamlNode *b, bool named);

static void compare_step(
    Comparing *comparing, Str text, bool name, const YamlNode *a, const YamlNode *b, bool inside) {
  if (comparing->depth == STEPS_MAX) {
    add_detail(comparing, a, b, false);
    return;
  }
  comparing->steps[comparing->depth++] = (PackStep){text, name};
  if (a == NULL || b == NULL)
    add_detail(comparing, a, b, false);
  else
    compare_nodes(comparing, a, b, inside);
  comparing->depth--;
}

/* Keys under these are names that the pack gives. */
static bool holds_names(Str key) {
  static const Str words[] = {STR_INIT("columns"), STR_INIT("let"),    STR_INIT("evidence"),
                              STR_INIT("as_of"),   STR_INIT("groups"), STR_INIT("is"),
                              STR_INIT("head"),    STR_INIT("roles")};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (str_eq(words[i], key)) return true;
  return false;
}

static bool same_order(const YamlNode *a, const YamlNode *b) {
  for (size_t i = 0, k = 0; i < a->count; i++) {
    if (codec_yaml_get(b, a->keys[i]->text) == NULL) continue;
    while (k < b->count && codec_yaml_get(a, b->keys[k]->text) == NULL)
      k++;
    if (k == b->count || !str_eq(a->keys[i]->text, b->keys[k++]->text)) return false;
  }
  return true;
}

static void compare_maps(Comparing *comparing, const YamlNode *a, const YamlNode *b, bool named) {
  for (size_t i = 0; i < a->count; i++) {
    Str key = a->keys[i]->text;
    const YamlNode *other = codec_yaml_get(b, key);
    compare_step(comparing, key, named, a->items[i], other, !named && holds_names(key));
    bool ordered = other && a->items[i]->kind == YAML_MAP && other->kind == YAML_MAP &&
                   pack_keeps_order(a, key) && !same_order(a->items[i], other);
    if (!ordered || comparing->depth == STEPS_MAX) continue;
    comparing->steps[comparing->depth++] = (PackStep){key, named};
    add_detail(comparing, a->items[i], other, true);
    comparing->depth--;
  }
  for (size_t i = 0; i < b->count; i++)
    if (codec_yaml_get(a, b->keys[i]->text) == NULL)
      compare_step(comparing, b->keys[i]->text, named, NULL, b->items[i], false);
}

static const YamlNode *name_of(const YamlNode *item, Str key) {
  const YamlNode *value = codec_yaml_get(item, key);
  return value && value->kind == YAML_SCALAR ? value : NULL;
}

static const YamlNode *find_item(const YamlNode *list, Str key, Str name) {
  for (size_t i = 0; i < list->count; i++) {
    const YamlNode *value = name_of(list->items[i], key);
    if (value && str_eq(value->text, name)) return list->items[i];
  }
  return NULL;
}

/* Every item has the key, and no two the same. */
static bool is_named_by(const YamlNode *list, Str key) {
  for (size_t i = 0; i < list->count; i++) {
    const YamlNode *value = name_of(list->items[i], key);
    if (value == NULL || find_item(list, key, value->text) != list->items[i]) return false;
  }
  return true;
}

/* The key that names the items of both lists; the empty slice if there is none. */
static Str naming_key(const YamlNode *a, const YamlNode *b) {
  static const Str keys[] = {STR_INIT("id"),   STR_INIT("key"),   STR_INIT("code"),
                             STR_INIT("name"), STR_INIT("field"), STR_INIT("from")};
  enum { LONGEST = 2000 }; /* items are looked up by walking */
  if (a->count > LONGEST || b->count > LONGEST) return STR_NONE;
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
    if (is_named_by(a, keys[i]) && is_named_by(b, keys[i])) return keys[i];
  return STR_NONE;
}

static void compare_lists(Comparing *comparing, const YamlNode *a, const YamlNode *b) {
  Str key = a->count > 0 && b->count > 0 ? naming_key(a, b) : STR_NONE;
  size_t before = comparing->details.count;
  if (key.len == 0) {
    add_detail(comparing, a, b, false);
    return;
  }
  for (size_t i = 0; i < a->count; i++) {
    Str name = pack_text(name_of(a->items[i], key));
    const YamlNode *other = find_item(b, key, name);
    if (other == NULL || !is_same(comparing, a->items[i], other))
      compare_step(comparing, name, true, a->items[i], other, false);
  }
  for (size_t i = 0; i < b->count; i++) {
    Str name = pack_text(name_of(b->items[i], key));
    if (find_item(a, key, name) == NULL)
      compare_step(comparing, name, true, NULL, b->items[i], false);
  }
  if (comparing->details.count == before) add_detail(comparing, a, b, true);
}

/* [named]: the keys of the maps are names. */
static void compare_nodes(Comparing *comparing, const YamlNode *a, const YamlNode *b, bool named) {
  if (a->kind == YAML_MAP && b->kind == YAML_MAP)
    compare_maps(comparing, a, b, named);
  else if (!is_same(comparing, a, b)) {
    if (a->kind == YAML_LIST && b->kind == YAML_LIST)
      compare_lists(comparing, a, b);
    else
      add_detail(comparing, a, b, false);
  }
}

/* ---- where entries come from ---- */

static bool is_entry(const PackEntry *entry, PackPart part, Str id) {
  return entry->part == part && str_eq(entry->id, id);
}

static void fill_change(const Pack *pack, PackPart part, Str id, PackOrigin *origin) {
  const PackChange *change;
  vec_each (change, &pack->inside->changes) {
    if (!is_entry(&change->above, part, id)) continue;
    bool here = origin->layer == &pack->layers[change->above.file->layer];
    if (!change->off && !here) continue;
    if (change->off && origin->node != NULL) continue; /* an upper layer has it again */
    *origin = (PackOrigin){.node = origin->node,
                           .layer = &pack->layers[change->above.file->layer],
                           .file = change->above.file->path,
                           .line = change->above.node->line,
                           .because = change->because,
                           .off = change->off};
  }
}

static PackOrigin origin_of(const Pack *pack, const PackEntry *entry, PackPart part, Str id) {
  PackOrigin origin = {0};
  if (entry) {
    origin = (PackOrigin){.node = entry->node,
                          .layer = &pack->layers[entry->file->layer],
                          .file = entry->file->path,
                          .line = entry->node->line};
  }
  fill_change(pack, part, id, &origin);
  return origin;
}

static const PackParam *param_of(const Pack *pack, const PackEntry *entry) {
  for (size_t i = 0; entry && entry->part == PACK_PART_PARAM && i < pack->param_count; i++)
    if (str_eq(pack->params[i].id, entry->id)) return &pack->params[i];
  return NULL;
}

/* ---- the whole ---- */

/* One of [pair] may be NULL. */
static void add_difference(Comparing *comparing,
                           const Pack *const packs[2],
                           const PackEntry *const pair[2],
                           DifferenceList *list) {
  const PackEntry *any = pair[0] ? pair[0] : pair[1];
  CHECK(any != NULL);
  comparing->details.items = NULL;
  comparing->details.count = comparing->details.cap = 0;
  if (pair[0] && pair[1]) {
    if (is_same(comparing, pair[0]->node, pair[1]->node)) return;
    compare_nodes(comparing, pair[0]->node, pair[1]->node, false);
    if (comparing->details.count == 0) add_detail(comparing, pair[0]->node, pair[1]->node, false);
  }
  PackDifference *difference = vec_push(comparing->arena, list);
  *difference = (PackDifference){
      .change = pair[0] == NULL   ? PACK_ADDED
                : pair[1] == NULL ? PACK_REMOVED
                                  : PACK_CHANGED,
      .kind = pack_part_name(any->part),
      .id = any->id,
      .details = comparing->details.items,
      .detail_count = comparing->details.count,
  };
  for (size_t i = 0; i < 2; i++) {
    difference->sides[i] = origin_of(packs[i], pair[i], any->part, any->id);
    difference->params[i] = param_of(packs[i], pair[i]);
    if (pair[i] && any->part == PACK_PART_RULE) difference->rules[i] = pack_rule(packs[i], any->id);
  }
}

void pack_difference(const Pack *before,
                     const Pack *after,
                     Arena *arena,
                     const PackDifference **ret_list,
                     size_t *ret_count) {
  const Pack *const packs[2] = {before, after};
  EntryList lists[2] = {entries_of(before, arena), entries_of(after, arena)};
  DifferenceList list = {0};
  Comparing *comparing = arena_new_one(arena, Comparing);
  comparing->arena = arena;
  for (size_t i = 0; i < 2; i++)
    buf_init(&comparing->forms[i], CANONICAL_MAX);
  for (size_t at[2] = {0, 0}; at[0] < lists[0].count || at[1] < lists[1].count;) {
    const PackEntry *pair[2] = {NULL, NULL};
    for (size_t i = 0; i < 2; i++)
      if (at[i] < lists[i].count) pair[i] = &lists[i].items[at[i]];
    int order = pair[0] && pair[1] ? compare_entries(pair[0], pair[1]) : pair[0] ? -1 : 1;
    if (order < 0) pair[1] = NULL;
    if (order > 0) pair[0] = NULL;
    for (size_t i = 0; i < 2; i++)
      at[i] += pair[i] != NULL;
    add_difference(comparing, packs, pair, &list);
  }
  for (size_t i = 0; i < 2; i++)
    buf_free(&comparing->forms[i]);
  *ret_list = list.items;
  *ret_count = list.count;
}
