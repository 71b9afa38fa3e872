/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outline: the outline of a division, written beside its name in areas/.
 *
 * In:   `outline: [[99.80, 23.45], …]`, one ring of points, longitude first; or a list of rings
 *       (holes and exclaves are rings like others, as in GeoJSON). A point is [longitude,
 *       latitude], or a text that a cell could be. A ring that ends where it begins is the same
 *       as one that does not.
 */
#include "pack/pack_int.h"

static bool read_point(PackLoader *loader, const YamlNode *node, CelPoint *ret) {
  Str text = node->kind == YAML_SCALAR ? node->text : STR_NONE;
  bool pair = node->kind == YAML_LIST && node->count == 2 && node->items[0]->kind == YAML_SCALAR &&
              node->items[1]->kind == YAML_SCALAR;
  if (pair)
    text = arena_printf(loader->arena, "%.*s,%.*s", STR_ARG(node->items[0]->text),
                        STR_ARG(node->items[1]->text));
  NormPoint point;
  if (norm_point(text, &point) == NORM_VALUE) {
    *ret = (CelPoint){point.lon, point.lat};
    return true;
  }
  pack_wrong(loader, ERR_PACK_VALUE, node,
             text.len > 0 ? pack_quote_limit(text) : ARG2("这里", "this"),
             ARG2("经度在前的点，如 [99.8273, 23.4743]",
                  "a point, longitude first, like [99.8273, 23.4743]"));
  return false;
}

static bool read_ring(PackLoader *loader, const YamlNode *list, CelRing *ret) {
  enum { LEAST = 3 };
  if (!pack_check_kind(loader, list, STR("outline"), PACK_WANT_LIST)) return false;
  CelPoint *points = arena_new_array(loader->arena, CelPoint, list->count + 1);
  size_t count = 0;
  for (size_t i = 0; i < list->count; i++) {
    if (!read_point(loader, list->items[i], &points[count])) return false;
    count++;
  }
  bool closed =
      count > 1 && points[0].lon == points[count - 1].lon && points[0].lat == points[count - 1].lat;
  if (closed) count--;
  if (count < LEAST) {
    pack_wrong(loader, ERR_PACK_OUTLINE, list, STR("outline"));
    return false;
  }
  *ret = (CelRing){points, count};
  return true;
}

/* One ring: its first item is a point, which holds no lists. */
static bool is_ring(const YamlNode *list) {
  const YamlNode *first = list->count > 0 ? list->items[0] : NULL;
  return first == NULL || first->kind != YAML_LIST || first->count == 0 ||
         first->items[0]->kind != YAML_LIST;
}

bool pack_read_outline(PackLoader *loader, const YamlNode *node, CelOutline *ret) {
  if (node == NULL) return false;
  bool one = is_ring(node);
  size_t count = one ? 1 : node->count;
  CelRing *rings = arena_new_array(loader->arena, CelRing, count);
  for (size_t i = 0; i < count; i++)
    if (!read_ring(loader, one ? node : node->items[i], &rings[i])) return false;
  ret->rings = rings;
  ret->count = count;
  return true;
}
