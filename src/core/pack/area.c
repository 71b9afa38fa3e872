/* SPDX-License-Identifier: Apache-2.0 */
/*
 * area: the divisions of the county, found by code or by any name that offices give them.
 *
 * Names repeat and are written in many ways; a name that stays with more than one unit, after
 * its township and its full form were asked, is a name of none (facts.md 8.7).
 */
#include "pack/pack_int.h"

#include <stdlib.h>
#include <string.h>

enum { CODE = 12, TOWNSHIP = 9, NAME_MAX = 256, NESTING_MAX = 3 };

/* ---- loading ---- */

enum { A_CODE, A_NAME, A_KIND, A_ALIAS, A_OUTLINE, A_SOURCE, A_EXPLAIN, A_COUNT };
static const PackKeySpec area_keys[A_COUNT] = {
    [A_CODE] = {STR_INIT("code"), PACK_WANT_WORDS, true},
    [A_NAME] = {STR_INIT("name"), PACK_WANT_WORDS, true},
    [A_KIND] = {STR_INIT("kind"), PACK_WANT_WORDS, true},
    [A_ALIAS] = {STR_INIT("alias"), PACK_WANT_ANY, false},
    [A_OUTLINE] = {STR_INIT("outline"), PACK_WANT_LIST, false},
    [A_SOURCE] = {STR_INIT("source"), PACK_WANT_TEXT, false},
    [A_EXPLAIN] = {STR_INIT("explain"), PACK_WANT_TEXT, false},
};

static void read_area(PackLoader *loader, const YamlNode *node) {
  const YamlNode *v[A_COUNT];
  if (!pack_read_keys(loader, node, ARG2("区划", "a division"), area_keys, A_COUNT, v)) return;
  if (v[A_CODE] == NULL || v[A_NAME] == NULL || v[A_KIND] == NULL) return;
  char *code = arena_new_array(loader->arena, char, CODE);
  if (norm_division_code(v[A_CODE]->text, code) != NORM_VALUE) {
    pack_wrong(loader, ERR_PACK_VALUE, v[A_CODE], pack_quote_limit(v[A_CODE]->text),
               ARG2("6、9 或 12 位区划代码", "a division code of 6, 9 or 12 digits"));
    return;
  }
  Str county = loader->pack->county;
  if (county.len > 0 && !str_starts((Str){code, CODE}, county))
    pack_wrong(loader, ERR_PACK_COUNTY, v[A_CODE], v[A_CODE]->text, county);
  if (!pack_enter(loader, PACK_PART_AREA, (Str){code, CODE}, node, v[A_CODE])) return;
  PackDraftArea *draft = vec_push(loader->arena, &loader->areas);
  draft->area = (PackArea){{code, CODE}, v[A_NAME]->text, v[A_KIND]->text};
  draft->outline.code = draft->area.code;
  (void)pack_read_outline(loader, v[A_OUTLINE], &draft->outline);
  draft->names = pack_read_texts(loader, v[A_ALIAS], STR("alias"), &draft->name_count, NULL);
}

static int compare_drafts(const void *a, const void *b) {
  return str_cmp(((const PackDraftArea *)a)->area.code, ((const PackDraftArea *)b)->area.code);
}

static void add_place(PackLoader *loader, Str text, uint32_t area) {
  struct PackInside *inside = loader->inside;
  char room[NAME_MAX], other[NAME_MAX];
  Str folded = norm_place(text, room, sizeof room);
  Str normal = norm_name(text, other, sizeof other);
  if (folded.len == 0 || normal.len == 0) return;
  uint32_t at = (uint32_t)inside->places.count;
  uint32_t first = PACK_NONE;
  if (map_find(&inside->place_index, folded, &first)) {
    for (uint32_t i = first; i != PACK_NONE; i = inside->places.items[i].next)
      if (inside->places.items[i].area == area && str_eq(inside->places.items[i].normal, normal))
        return;
    folded = inside->places.items[first].folded;
  } else {
    folded = arena_str(loader->arena, folded);
    (void)map_add(&inside->place_index, loader->arena, folded, at);
  }
  normal = str_eq(normal, text) ? text : arena_str(loader->arena, normal);
  *vec_push(loader->arena, &inside->places) = (PackPlace){folded, normal, area, PACK_NONE};
  if (first == PACK_NONE) return;
  while (inside->places.items[first].next != PACK_NONE)
    first = inside->places.items[first].next;
  inside->places.items[first].next = at;
}

void pack_load_areas(PackLoader *loader) {
  Pack *pack = loader->pack;
  pack_each_entry(loader, PACK_PART_AREA, read_area);
  size_t count = loader->areas.count;
  if (count > 1) qsort(loader->areas.items, count, sizeof loader->areas.items[0], compare_drafts);
  PackArea *areas = arena_new_array(loader->arena, PackArea, count + 1);
  CelOutline *outlines = arena_new_array(loader->arena, CelOutline, count + 1);
  for (size_t i = 0; i < count; i++) {
    const PackDraftArea *draft = &loader->areas.items[i];
    areas[i] = draft->area;
    if (draft->outline.count > 0) outlines[pack->outline_count++] = draft->outline;
    add_place(loader, draft->area.name, (uint32_t)i);
    for (size_t k = 0; k < draft->name_count; k++)
      add_place(loader, draft->names[k], (uint32_t)i);
  }
  pack->areas = areas;
  pack->outlines = outlines;
  pack->area_count = count;
}

/* ---- finding ---- */

const PackArea *pack_area_by_code(const Pack *pack, Str code) {
  size_t from = 0, to = pack->area_count;
  while (from < to) {
    size_t middle = from + (to - from) / 2;
    int order = str_cmp(pack->areas[middle].code, code);
    if (order == 0) return &pack->areas[middle];
    if (order < 0)
      from = middle + 1;
    else
      to = middle;
  }
  return NULL;
}

static bool lies_in(const PackArea *area, Str township) {
  return township.len < TOWNSHIP ||
         str_eq(str_slice(area->code, 0, TOWNSHIP), str_slice(township, 0, TOWNSHIP));
}

static bool is_village(const PackArea *area) {
  return !str_ends(area->code, STR("000"));
}

static bool is_meant(const PackArea *area, Str township, bool upper) {
  return lies_in(area, township) && !(upper && is_village(area));
}

/*
 * The only area of the chain that lies in the township. Of a village and a township of one folded
 * name (沙河村, 沙河乡) it is the one that bears the very name; two villages are never told apart
 * so, for offices leave 村 out as they like.
 */
static const PackArea *
only_one(const Pack *pack, uint32_t first, Str township, Str normal, bool upper) {
  const PackArea *named = NULL, *other = NULL;
  const PackPlace *places = pack->inside->places.items;
  for (uint32_t i = first; i != PACK_NONE; i = places[i].next) {
    const PackArea *area = &pack->areas[places[i].area];
    if (!is_meant(area, township, upper) || !str_eq(places[i].normal, normal)) continue;
    if (named != NULL && named != area) return NULL;
    named = area;
  }
  for (uint32_t i = first; i != PACK_NONE; i = places[i].next) {
    const PackArea *area = &pack->areas[places[i].area];
    if (!is_meant(area, township, upper) || area == named || area == other) continue;
    if (other != NULL) return NULL;
    if (named == NULL)
      other = area;
    else if (is_village(area) == is_village(named))
      return NULL;
  }
  return named != NULL ? named : other;
}

/* 勐勐镇千蚌村: the longest name of a township or county that the text begins with. */
static const PackArea *leading_area(const Pack *pack, Str normal, Str *ret_rest) {
  const PackArea *found = NULL;
  size_t longest = 0;
  const PackPlace *place;
  vec_each (place, &pack->inside->places) {
    const PackArea *area = &pack->areas[place->area];
    if (is_village(area) || place->normal.len <= longest || place->normal.len >= normal.len)
      continue;
    if (!str_starts(normal, place->normal)) continue;
    longest = place->normal.len;
    found = area;
  }
  *ret_rest = str_slice(normal, longest, normal.len);
  return found;
}

const PackArea *pack_area_find_at(const Pack *pack, Str text, Str township, bool upper) {
  char code[CODE], room[NAME_MAX], other[NAME_MAX];
  if (text.len > NAME_MAX) return NULL;
  if (text.len >= 6 && norm_division_code(text, code) == NORM_VALUE)
    return pack_area_by_code(pack, (Str){code, CODE});
  Str normal = norm_name(text, other, sizeof other);
  for (int depth = 0; depth < NESTING_MAX && normal.len > 0; depth++) {
    uint32_t first;
    Str folded = norm_place(normal, room, sizeof room), rest;
    if (map_find(&pack->inside->place_index, folded, &first))
      return only_one(pack, first, township, normal, upper);
    const PackArea *above = leading_area(pack, normal, &rest);
    if (above == NULL) return NULL;
    if (!str_ends(above->code, STR("000000"))) {
      if (!lies_in(above, township)) return NULL;
      township = above->code;
    }
    normal = rest;
  }
  return NULL;
}

const PackArea *pack_area_find(const Pack *pack, Str text, Str township) {
  return pack_area_find_at(pack, text, township, false);
}
