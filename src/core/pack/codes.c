/* SPDX-License-Identifier: Apache-2.0 */
/*
 * codes: code lists: codes, labels, aliases, groups, and how cells are looked up in them.
 *
 * A text that would name two codes of a list is a mistake. Beside the exact texts each list has
 * them in half width and without blanks, because that is how offices differ in writing them.
 */
#include "pack/pack_int.h"

#include <stdlib.h>

static Str codes_name(const void *items, size_t index) {
  return ((const CelCodes *)items)[index].id;
}

const PackLookup *pack_find_codes(PackLoader *loader, const YamlNode *node) {
  const Pack *pack = loader->pack;
  for (size_t i = 0; i < pack->codes_count; i++)
    if (str_eq(pack->codes[i].id, node->text)) return &loader->inside->lookups[i];
  pack_wrong(loader, ERR_PACK_UNKNOWN, node, ARG2("代码表", "code list"), node->text,
             pack_join(loader->arena, pack->codes, pack->codes_count, codes_name));
  return NULL;
}

Str pack_fold_code(Str text, char *out) {
  char room[PACK_CODE_TEXT_MAX];
  if (text.len > PACK_CODE_TEXT_MAX) return STR_NONE;
  Str half = norm_half_width(norm_strip(text, room), out);
  size_t len = 0;
  for (size_t i = 0; i < half.len; i++) {
    char c = half.ptr[i];
    if (c != ' ' && c != '\t' && c != '\r' && c != '\n') out[len++] = c;
  }
  return (Str){out, len};
}

/* ---- one list ---- */

static void
add_text(PackLoader *loader, CelCodes *codes, Map *seen, const YamlNode *node, size_t index) {
  uint32_t other = (uint32_t)index;
  if (map_add(seen, loader->arena, node->text, other)) return;
  bool found = map_find(seen, node->text, &other);
  if (found && other != index)
    pack_wrong(loader, ERR_PACK_CODE_TWICE, node, node->text, codes->codes[other].code,
               codes->codes[index].code);
}

enum { C_CODE, C_LABEL, C_ALIAS, C_EXPLAIN, C_COUNT };
static const PackKeySpec code_keys[C_COUNT] = {
    [C_CODE] = {STR_INIT("code"), PACK_WANT_WORDS, true},
    [C_LABEL] = {STR_INIT("label"), PACK_WANT_WORDS, false},
    [C_ALIAS] = {STR_INIT("alias"), PACK_WANT_ANY, false},
    [C_EXPLAIN] = {STR_INIT("explain"), PACK_WANT_TEXT, false},
};

/* Codes first, then labels, then aliases: the order of cel_codes_index. */
static void read_codes(PackLoader *loader, const YamlNode *list, CelCodes *codes) {
  typedef const YamlNode *Values[C_COUNT];
  CelCode *items = arena_new_array(loader->arena, CelCode, list->count + 1);
  Values *values = arena_new_array(loader->arena, Values, list->count + 1);
  Map seen = {0};
  codes->codes = items;
  for (size_t i = 0; i < list->count; i++) {
    const YamlNode **value = values[codes->count];
    Str what = ARG2("代码", "a code");
    if (!pack_read_keys(loader, list->items[i], what, code_keys, C_COUNT, value)) continue;
    if (value[C_CODE] == NULL) continue;
    uint32_t other;
    if (map_find(&seen, value[C_CODE]->text, &other)) {
      pack_wrong(loader, ERR_PACK_REPEATED, value[C_CODE], value[C_CODE]->text);
      continue;
    }
    items[codes->count].code = value[C_CODE]->text;
    add_text(loader, codes, &seen, value[C_CODE], codes->count);
    codes->count++;
  }
  for (size_t i = 0; i < codes->count; i++) {
    items[i].label = values[i][C_LABEL] ? values[i][C_LABEL]->text : items[i].code;
    if (values[i][C_LABEL]) add_text(loader, codes, &seen, values[i][C_LABEL], i);
  }
  for (size_t i = 0; i < codes->count; i++) {
    const YamlNode **nodes;
    items[i].aliases =
        pack_read_texts(loader, values[i][C_ALIAS], STR("alias"), &items[i].alias_count, &nodes);
    for (size_t k = 0; k < items[i].alias_count; k++)
      add_text(loader, codes, &seen, nodes[k], i);
  }
}

static int compare_index(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}

static void
read_group(PackLoader *loader, const CelCodes *codes, const YamlNode *node, CelCodeGroup *group) {
  size_t count;
  const YamlNode **nodes;
  Str *texts = pack_read_texts(loader, node, group->name, &count, &nodes);
  uint32_t *members = arena_new_array(loader->arena, uint32_t, count + 1);
  for (size_t i = 0; i < count; i++) {
    const CelCode *code = cel_codes_find(codes, texts[i]);
    if (code == NULL) {
      pack_wrong(loader, ERR_PACK_CODE_UNKNOWN, nodes[i], codes->id, texts[i]);
      continue;
    }
    members[group->count++] = (uint32_t)(code - codes->codes);
  }
  if (group->count > 1) qsort(members, group->count, sizeof members[0], compare_index);
  size_t kept = group->count > 0 ? 1 : 0;
  for (size_t i = 1; i < group->count; i++)
    if (members[i] != members[kept - 1]) members[kept++] = members[i];
  group->count = kept;
  group->members = members;
}

static void read_groups(PackLoader *loader, const YamlNode *map, CelCodes *codes) {
  if (map == NULL) return;
  CelCodeGroup *groups = arena_new_array(loader->arena, CelCodeGroup, map->count + 1);
  for (size_t i = 0; i < map->count; i++) {
    CelCodeGroup *group = &groups[codes->group_count];
    if (!pack_check_name(loader, map->keys[i])) continue;
    group->name = map->keys[i]->text;
    read_group(loader, codes, map->items[i], group);
    codes->group_count++;
  }
  codes->groups = groups;
}

/* ---- look-up ---- */

static void fold_text(PackLoader *loader, PackLookup *lookup, Str text, size_t index) {
  char room[PACK_CODE_TEXT_MAX];
  Str folded = pack_fold_code(text, room);
  uint32_t other;
  if (folded.len == 0 || map_find(&lookup->folded, folded, &other)) return;
  if (!str_eq(folded, text)) text = arena_str(loader->arena, folded);
  (void)map_add(&lookup->folded, loader->arena, text, (uint32_t)index);
}

static void build_lookup(PackLoader *loader, const CelCodes *codes, PackLookup *lookup) {
  for (size_t i = 0; i < codes->count; i++)
    fold_text(loader, lookup, codes->codes[i].code, i);
  for (size_t i = 0; i < codes->count; i++)
    fold_text(loader, lookup, codes->codes[i].label, i);
  CelList *singles = arena_new_array(loader->arena, CelList, codes->count + 1);
  CelValue *items = arena_new_array(loader->arena, CelValue, codes->count + 1);
  for (size_t i = 0; i < codes->count; i++) {
    const CelCode *code = &codes->codes[i];
    for (size_t k = 0; k < code->alias_count; k++)
      fold_text(loader, lookup, code->aliases[k], i);
    items[i] = cel_str(code->code);
    singles[i] = (CelList){.count = 1, .items = &items[i]};
  }
  lookup->singles = singles;
  lookup->code = cel_type_code(loader->arena, codes);
  lookup->codes = cel_type_list(loader->arena, lookup->code);
}

/* ---- the part ---- */

enum { L_ID, L_TITLE, L_SOURCE, L_CLAUSE, L_EXPLAIN, L_CODES, L_GROUPS, L_COUNT };
static const PackKeySpec list_keys[L_COUNT] = {
    [L_ID] = {STR_INIT("id"), PACK_WANT_WORDS, true},
    [L_TITLE] = {STR_INIT("title"), PACK_WANT_WORDS, true},
    [L_SOURCE] = {STR_INIT("source"), PACK_WANT_TEXT, false},
    [L_CLAUSE] = {STR_INIT("clause"), PACK_WANT_TEXT, false},
    [L_EXPLAIN] = {STR_INIT("explain"), PACK_WANT_TEXT, false},
    [L_CODES] = {STR_INIT("codes"), PACK_WANT_LIST, true},
    [L_GROUPS] = {STR_INIT("groups"), PACK_WANT_MAP, false},
};

/* Lists are read in place: other parts hold pointers to them. */
static void read_list(PackLoader *loader, const YamlNode *node) {
  const YamlNode *values[L_COUNT];
  Pack *pack = loader->pack;
  if (!pack_read_keys(loader, node, ARG2("代码表", "a code list"), list_keys, L_COUNT, values))
    return;
  if (!pack_check_name(loader, values[L_ID])) return;
  if (!pack_enter(loader, PACK_PART_CODES, values[L_ID]->text, node, values[L_ID])) return;
  CelCodes *codes = &loader->codes[pack->codes_count];
  codes->id = values[L_ID]->text;
  if (values[L_CODES]) read_codes(loader, values[L_CODES], codes);
  (void)cel_codes_index(codes, loader->arena); /* clashes are reported with their places */
  read_groups(loader, values[L_GROUPS], codes);
  build_lookup(loader, codes, &loader->inside->lookups[pack->codes_count]);
  loader->code_titles[pack->codes_count] = pack_text(values[L_TITLE]);
  pack->codes_count++;
}

void pack_load_codes(PackLoader *loader) {
  size_t most = loader->merged[PACK_PART_CODES].count;
  loader->codes = arena_new_array(loader->arena, CelCodes, most + 1);
  loader->inside->lookups = arena_new_array(loader->arena, PackLookup, most + 1);
  loader->pack->codes = loader->codes;
  loader->code_titles = arena_new_array(loader->arena, Str, most + 1);
  loader->pack->code_titles = loader->code_titles;
  pack_each_entry(loader, PACK_PART_CODES, read_list);
}
