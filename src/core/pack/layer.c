/* SPDX-License-Identifier: Apache-2.0 */
/*
 * layer: a pack and those that it extends, put over one another.
 *
 * In:    the directory of the uppermost layer; the others stand beside it under their ids.
 * Out:   the files of all layers, the lowest first; of each part the entries that count, each in
 *        the place of the one that it replaces, so that a replaced column or parameter stands
 *        where it stood. What was replaced or taken away is kept with its reason.
 * Rules: an entry of an id that a lower layer has replaces it and says why (`because`); one with
 *        `off: true` takes it away. Two entries of an id in one layer are a mistake that the
 *        stage of the part reports. A calendar is replaced as a whole.
 * Spec:  packs-and-rules.md 1; docs/decisions/0005-layers.md.
 */
#include "base/file.h"
#include "pack/pack_int.h"

#include <string.h>

/* ---- reading ---- */

static const YamlNode *head_value(const PackFile *head, Str key) {
  const YamlNode *value = head ? codec_yaml_get(head->root, key) : NULL;
  return value && value->kind == YAML_SCALAR && value->text.len > 0 ? value : NULL;
}

/* The pack.yaml of the layer read last; NULL if it has none that could be parsed. */
static const PackFile *last_head(const PackLoader *loader, uint32_t layer) {
  const PackFile *file;
  vec_each (file, &loader->inside->files)
    if (file->layer == layer && file->part == PACK_PART_PACK && file->root) return file;
  return NULL;
}

static bool is_plain_name(Str id) {
  for (size_t i = 0; i < id.len; i++) {
    char c = id.ptr[i];
    bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                c == '-' || c == '_' || (c == '.' && i > 0);
    if (!good) return false;
  }
  return id.len > 0 && id.len <= 64;
}

/* "packs/b" beside "packs/a", "packs/a/" and "a"; "../b" beside ".". */
static Str dir_beside(Arena *arena, Str dir, Str id) {
  while (dir.len > 1 && dir.ptr[dir.len - 1] == '/')
    dir.len--;
  Str name = file_name(dir);
  if (str_eq(name, STR(".")) || str_eq(name, STR("..")))
    return file_join(arena, dir, arena_printf(arena, "../%.*s", STR_ARG(id)));
  if (memchr(dir.ptr, '/', dir.len) == NULL) return arena_str(arena, id);
  return file_join(arena, file_dir(dir), id);
}

/* "a → b → a" */
static Str chain_text(const PackLoader *loader, Str id) {
  Buf buf;
  buf_init(&buf, 1 << 12);
  const PackLayer *layer;
  vec_each (layer, &loader->layers)
    buf_printf(&buf, "%.*s → ", STR_ARG(layer->id));
  buf_str(&buf, id);
  Str text = arena_str(loader->arena, buf_view(&buf));
  buf_free(&buf);
  return text;
}

/* The directory that `extends` means; empty after a mistake. */
static Str next_dir(PackLoader *loader, Str dir, const YamlNode *extends) {
  Str id = extends->text;
  const PackLayer *layer;
  vec_each (layer, &loader->layers) {
    if (!str_eq(layer->id, id)) continue;
    pack_wrong(loader, ERR_PACK_EXTENDS_CYCLE, extends, id, chain_text(loader, id));
    return STR_NONE;
  }
  if (loader->layers.count == PACK_LAYERS_MAX) {
    pack_wrong(loader, ERR_PACK_EXTENDS_DEPTH, extends, id,
               arena_printf(loader->arena, "%d", (int)PACK_LAYERS_MAX));
    return STR_NONE;
  }
  Str next = is_plain_name(id) ? dir_beside(loader->arena, dir, id) : id;
  if (is_plain_name(id) && file_is_dir(next)) return next;
  pack_wrong(loader, ERR_PACK_EXTENDS, extends, pack_quote_limit(id), pack_quote_limit(next));
  return STR_NONE;
}

/* Layers and files were read from the uppermost down; all that follows wants the lowest first. */
static void turn_around(PackLoader *loader) {
  uint32_t count = (uint32_t)loader->layers.count;
  size_t files = loader->inside->files.count, at = 0;
  PackLayer *layers = arena_new_array(loader->arena, PackLayer, count + 1);
  PackFile *turned = arena_new_array(loader->arena, PackFile, files + 1);
  for (uint32_t i = 0; i < count; i++) {
    layers[i] = loader->layers.items[count - 1 - i];
    for (size_t k = 0; k < files; k++) {
      if (loader->inside->files.items[k].layer != count - 1 - i) continue;
      turned[at] = loader->inside->files.items[k];
      turned[at++].layer = i;
    }
  }
  loader->layers.items = layers;
  loader->inside->files.items = turned;
  loader->inside->files.cap = files;
}

/* What a layer that could not be found or read would have is not known. */
static void check_tables(PackLoader *loader) {
  const PackFile *file;
  vec_each (file, &loader->inside->files)
    if (file->part == PACK_PART_PACK && file->root == NULL) return;
  if (pack_file_of(loader, PACK_PART_TABLE)) return;
  pack_note(loader, fail(loader->diag, ERR_PACK_FILE_MISSING, PLACE_FILE(loader->pack->dir),
                         STR("registry.yaml")));
}

Err pack_read_layers(PackLoader *loader) {
  Str dir = loader->pack->dir;
  const YamlNode *extends = NULL;
  while (dir.len > 0) {
    uint32_t layer = (uint32_t)loader->layers.count;
    size_t from = loader->inside->files.count;
    TRY(pack_read_files(loader, dir));
    for (size_t i = from; i < loader->inside->files.count; i++)
      loader->inside->files.items[i].layer = layer;
    const PackFile *head = last_head(loader, layer);
    Str id = pack_text(head_value(head, STR("id")));
    /* [loader->file] is still the layer above, where `extends` stands. */
    if (extends && id.len > 0 && !str_eq(id, extends->text))
      pack_wrong(loader, ERR_PACK_EXTENDS_ID, extends, extends->text, pack_quote_limit(id));
    *vec_push(loader->arena, &loader->layers) =
        (PackLayer){extends ? extends->text : id, pack_text(head_value(head, STR("title"))), dir};
    extends = head_value(head, STR("extends"));
    if (extends == NULL) break;
    PackFile *above = arena_new_one(loader->arena, PackFile); /* the list moves as it grows */
    *above = *head;
    loader->file = above;
    dir = next_dir(loader, dir, extends);
  }
  turn_around(loader);
  if (extends == NULL) check_tables(loader);
  return ERR_OK;
}

/* ---- entries over one another ---- */

static const YamlNode *scalar_of(const YamlNode *node, const char *key) {
  const YamlNode *value = codec_yaml_get(node, str_from(key));
  return value && value->kind == YAML_SCALAR ? value : NULL;
}

/* The node that names an entry: where mistakes about its id are shown. */
static const YamlNode *id_node(PackPart part, const YamlNode *node) {
  switch (part) {
  case PACK_PART_FIELD:
    return scalar_of(node, "key");
  case PACK_PART_TABLE:
    return scalar_of(node, "table");
  case PACK_PART_AREA:
    return scalar_of(node, "code");
  case PACK_PART_PACK:
  case PACK_PART_CALENDAR:
    return NULL;
  case PACK_PART_PARAM:
  case PACK_PART_CODES:
  case PACK_PART_DATASET:
  case PACK_PART_RULE:
  case PACK_PART_EXPORT:
  case PACK_PART_GROUP:
  case PACK_PART_COMPARE:
  case PACK_PART_FORM:
  case PACK_PART_DEF:
  case PACK_PART_LINK:
  case PACK_PARTS:
    break;
  }
  return scalar_of(node, "id");
}

bool pack_entry_id(Arena *arena, PackPart part, const YamlNode *node, Str *ret_id) {
  const YamlNode *named = id_node(part, node);
  if (named == NULL) return false;
  *ret_id = named->text;
  if (part == PACK_PART_FIELD) {
    const YamlNode *of = scalar_of(node, "of");
    if (of == NULL) return false;
    *ret_id = arena_printf(arena, "%.*s.%.*s", STR_ARG(of->text), STR_ARG(named->text));
  } else if (part == PACK_PART_AREA) {
    char code[12];
    if (norm_division_code(named->text, code) == NORM_VALUE)
      *ret_id = arena_str(arena, (Str){code, sizeof code});
  }
  return true;
}

bool pack_is_reason(Str key) {
  return str_eq(key, STR("because")) || str_eq(key, STR("off"));
}

/* The entry without what only layers read. */
static const YamlNode *without_reason(Arena *arena, const YamlNode *node) {
  YamlNode *copy = arena_new_one(arena, YamlNode);
  *copy = *node;
  copy->keys = arena_new_array(arena, YamlNode *, node->count + 1);
  copy->items = arena_new_array(arena, YamlNode *, node->count + 1);
  copy->count = 0;
  for (size_t i = 0; i < node->count; i++) {
    if (pack_is_reason(node->keys[i]->text)) continue;
    copy->keys[copy->count] = node->keys[i];
    copy->items[copy->count++] = node->items[i];
  }
  return copy;
}

/* `off` must be true, and stands with nothing but id and reason. */
static bool read_off(PackLoader *loader, PackPart part, const YamlNode *node) {
  bool off = false;
  const YamlNode *flag = codec_yaml_get(node, STR("off"));
  if (!pack_read_flag(loader, flag, &off)) return false;
  if (!off) {
    pack_wrong(loader, ERR_PACK_VALUE, flag, STR("off: false"), STR("off: true"));
    return false;
  }
  for (size_t i = 0; i < node->count; i++) {
    const YamlNode *key = node->keys[i];
    bool known = pack_is_reason(key->text) ||
                 (part == PACK_PART_FIELD && str_eq(key->text, STR("of"))) ||
                 node->items[i] == id_node(part, node);
    if (!known)
      pack_wrong(loader, ERR_PACK_KEY_UNKNOWN, key, STR("off"), key->text, STR("id, off, because"));
  }
  return true;
}

static void note_change(PackLoader *loader,
                        PackPart part,
                        Str id,
                        const PackMerged *below,
                        const YamlNode *node,
                        bool off) {
  *vec_push(loader->arena, &loader->inside->changes) = (PackChange){
      .below = {part, id, below->file, below->node},
      .above = {part, id, loader->file, node},
      .off = off,
      .because = pack_text(codec_yaml_get(node, STR("because"))),
  };
}

/* [slot]: the entry below; NULL: there is none. False: the entry is not to be read. */
static bool check_reason(PackLoader *loader,
                         PackPart part,
                         Str id,
                         const PackMerged *slot,
                         const YamlNode *node,
                         const YamlNode *at,
                         bool off) {
  const YamlNode *because = codec_yaml_get(node, STR("because"));
  if (because) (void)pack_check_kind(loader, because, STR("because"), PACK_WANT_WORDS);
  if (slot && because == NULL) {
    PackEntry below = {part, id, slot->file, slot->node};
    pack_wrong(loader, ERR_PACK_REPLACES, at, pack_part_name(part), id,
               pack_place_text(loader, &below));
  }
  if (slot == NULL && (because || off)) {
    Str what = off ? STR("off") : STR("because");
    pack_wrong(loader, ERR_PACK_REPLACES_NONE, at, pack_part_name(part), id, what);
    return !off;
  }
  return true;
}

static void merge_entry(PackLoader *loader, PackPart part, Map *ids, const YamlNode *node) {
  Str id;
  uint32_t index;
  PackMerged merged = {loader->file, node, false};
  PackMerged *slot = NULL;
  if (!pack_entry_id(loader->arena, part, node, &id)) { /* the stage of the part says what lacks */
    *vec_push(loader->arena, &loader->merged[part]) = merged;
    return;
  }
  bool off = read_off(loader, part, node);
  if (map_find(ids, id, &index)) slot = &loader->merged[part].items[index];
  if (slot && slot->file->layer == loader->file->layer) {
    if (!off && !slot->off) { /* reported where entries are entered */
      merged.node = without_reason(loader->arena, node);
      *vec_push(loader->arena, &loader->merged[part]) = merged;
      return;
    }
    PackEntry first = {part, id, slot->file, slot->node};
    pack_wrong(loader, ERR_PACK_TWICE, id_node(part, node), pack_part_name(part), id,
               pack_place_text(loader, &first));
    return;
  }
  const PackMerged *below = slot && !slot->off ? slot : NULL;
  if (!check_reason(loader, part, id, below, node, id_node(part, node), off)) return;
  if (below) note_change(loader, part, id, below, node, off);
  merged.node = without_reason(loader->arena, node);
  merged.off = off;
  if (slot) {
    *slot = merged;
    return;
  }
  (void)map_add(ids, loader->arena, id, (uint32_t)loader->merged[part].count);
  *vec_push(loader->arena, &loader->merged[part]) = merged;
}

/* ---- comparisons, which are made into rules ---- */

static bool is_made(const PackLoader *loader, Str id) {
  const PackMade *made;
  vec_each (made, &loader->inside->made)
    if (str_eq(made->id, id)) return true;
  return false;
}

/* Rules that the comparison below made, or what a layer put in their place, go with it. */
static void take_made_away(PackLoader *loader, Str id, const YamlNode *entry) {
  Str prefix = arena_printf(loader->arena, "%.*s.", STR_ARG(id));
  PackMerged *slot;
  vec_each (slot, &loader->merged[PACK_PART_RULE]) {
    Str rule = STR_NONE;
    if (slot->off || slot->file->layer == loader->file->layer) continue;
    if (!pack_entry_id(loader->arena, PACK_PART_RULE, slot->node, &rule)) {
      const PackMade *made;
      vec_each (made, &loader->inside->made)
        if (made->item == slot->node) rule = made->id;
    }
    if (!str_starts(rule, prefix) || !is_made(loader, rule)) continue;
    note_change(loader, PACK_PART_RULE, rule, slot, entry, true);
    slot->off = true;
  }
}

/* The rule of a field takes the place of the one of the same id that went away. */
static void put_made(PackLoader *loader, Map *ids, Str id, const YamlNode *item) {
  uint32_t index;
  PackMerged merged = {loader->file, item, false};
  *vec_push(loader->arena, &loader->inside->made) =
      (PackMade){.id = id, .file = loader->file, .item = item};
  PackChange *change;
  vec_each (change, &loader->inside->changes) {
    bool same = change->above.part == PACK_PART_RULE && str_eq(change->above.id, id) &&
                change->above.file->layer == loader->file->layer;
    if (!same) continue;
    change->off = false;
    change->above.node = item;
  }
  if (map_find(ids, id, &index)) {
    PackMerged *slot = &loader->merged[PACK_PART_RULE].items[index];
    if (slot->off) {
      *slot = merged;
      return;
    }
  } else {
    (void)map_add(ids, loader->arena, id, (uint32_t)loader->merged[PACK_PART_RULE].count);
  }
  *vec_push(loader->arena, &loader->merged[PACK_PART_RULE]) = merged;
}

static void merge_comparison(PackLoader *loader, Map ids[PACK_PARTS], const YamlNode *entry) {
  Str id;
  uint32_t index;
  bool named = pack_entry_id(loader->arena, PACK_PART_COMPARE, entry, &id);
  bool below = named && map_find(&ids[PACK_PART_COMPARE], id, &index);
  bool twice =
      below && loader->merged[PACK_PART_COMPARE].items[index].file->layer == loader->file->layer;
  merge_entry(loader, PACK_PART_COMPARE, &ids[PACK_PART_COMPARE], entry);
  if (!named || twice) return;
  if (below) take_made_away(loader, id, entry);
  const YamlNode *fields = codec_yaml_get(entry, STR("fields"));
  for (size_t i = 0; fields && fields->kind == YAML_LIST && i < fields->count; i++) {
    const YamlNode *field = scalar_of(fields->items[i], "field");
    if (field == NULL) continue; /* reported where the comparison is read */
    Str rule = arena_printf(loader->arena, "%.*s.%.*s", STR_ARG(id), STR_ARG(field->text));
    put_made(loader, &ids[PACK_PART_RULE], rule, fields->items[i]);
  }
}

static void merge_list(PackLoader *loader, PackPart part, Map *ids, const YamlNode *list) {
  for (size_t i = 0; i < list->count; i++) {
    if (part == PACK_PART_COMPARE)
      merge_comparison(loader, ids, list->items[i]);
    else
      merge_entry(loader, part, &ids[part], list->items[i]);
  }
}

static void merge_calendar(PackLoader *loader, const PackFile **below) {
  const PackFile *file = loader->file;
  PackMerged slot = {*below, *below ? (*below)->root : NULL, false};
  if (file->root->kind != YAML_MAP) return;
  const YamlNode *because = codec_yaml_get(file->root, STR("because"));
  (void)check_reason(loader, PACK_PART_CALENDAR, STR("calendar.yaml"), *below ? &slot : NULL,
                     file->root, because ? because : file->root, false);
  if (*below) note_change(loader, PACK_PART_CALENDAR, STR("calendar"), &slot, file->root, false);
  *below = file;
}

void pack_merge_layers(PackLoader *loader) {
  Map ids[PACK_PARTS] = {{0}};
  const PackFile *calendar = NULL, *file;
  vec_each (file, &loader->inside->files) {
    const YamlNode *list = file->root;
    PackPart part = file->part;
    loader->file = file;
    if (part == PACK_PART_CALENDAR) {
      merge_calendar(loader, &calendar);
      continue;
    }
    if (part == PACK_PART_PACK) {
      list = codec_yaml_get(file->root, STR("exports"));
      part = PACK_PART_EXPORT;
      if (list == NULL || list->kind != YAML_LIST) continue; /* reported by pack_load_head */
    }
    if (list->kind == YAML_NULL) continue;
    if (pack_check_kind(loader, list, ARG2("文件", "the file"), PACK_WANT_LIST))
      merge_list(loader, part, ids, list);
  }
}
