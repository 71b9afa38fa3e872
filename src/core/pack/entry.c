/* SPDX-License-Identifier: Apache-2.0 */
/*
 * entry: the entries of a pack's files: their keys, scalars and places.
 *
 * Every reader reports what it found and what it expected at the node where it stands, and says
 * by its result whether there is a value to go on with.
 */
#include "pack/pack_int.h"

#include <string.h>

/* ---- mistakes ---- */

void pack_add_mistake(
    PackLoader *loader, Err code, const YamlNode *node, const Str *args, size_t count) {
  Place at = codec_yaml_place(loader->file->path, node);
  Str source = STR_NONE; /* finding a line is a walk: only for mistakes that are kept */
  if (loader->diag && diag_count(loader->diag) < DIAG_MAX)
    source = codec_source_line(loader->file->text, node->line);
  pack_note(loader, diag_add(loader->diag, code, at, source, args, count));
}

void pack_note(PackLoader *loader, Err err) {
  if (loader->first == ERR_OK) loader->first = err;
}

Str pack_text(const YamlNode *node) {
  return node == NULL ? STR_NONE : node->text;
}

Str pack_quote_limit(Str text) {
  enum { SHOWN = 60 };
  if (text.len <= SHOWN) return text;
  size_t at = 0;
  for (size_t next = 0; next <= SHOWN; (void)str_next_code(text, &next))
    at = next;
  return str_slice(text, 0, at);
}

Str pack_place_text(PackLoader *loader, const PackEntry *entry) {
  return arena_printf(loader->arena, "%.*s:%u", STR_ARG(entry->file->path), entry->node->line);
}

static Str found_kind(const YamlNode *node) {
  switch (node->kind) {
  case YAML_NULL:
    return ARG2("空", "nothing");
  case YAML_SCALAR:
    return node->text.len == 0 ? ARG2("空文字", "an empty text") : pack_quote_limit(node->text);
  case YAML_LIST:
    return ARG2("列表", "a list");
  case YAML_MAP:
    return ARG2("映射（键: 值）", "a map");
  }
  return STR_NONE;
}

static Str wanted_kind(PackWant want) {
  switch (want) {
  case PACK_WANT_TEXT:
  case PACK_WANT_WORDS:
  case PACK_WANT_ANY:
  case PACK_WANT_LATER:
    return ARG2("文字", "a text");
  case PACK_WANT_EXPR:
    return ARG2("表达式", "an expression");
  case PACK_WANT_LIST:
    return ARG2("列表", "a list");
  case PACK_WANT_MAP:
    return ARG2("映射（键: 值）", "a map");
  }
  return STR_NONE;
}

/* ---- lists of names ---- */

Str pack_join(Arena *arena,
              const void *items,
              size_t count,
              Str (*name)(const void *items, size_t index)) {
  enum { SHOWN = 40, LONGEST = 1500 };
  Buf buf;
  if (count == 0) return ARG2("（没有）", "(none)");
  buf_init(&buf, LONGEST + 300);
  for (size_t i = 0; i < count; i++) {
    if (i == SHOWN || buf.len > LONGEST) {
      buf_lit(&buf, ", …");
      break;
    }
    if (i > 0) buf_lit(&buf, ", ");
    buf_str(&buf, pack_quote_limit(name(items, i)));
  }
  Str text = arena_str(arena, buf_view(&buf));
  buf_free(&buf);
  return text;
}

static Str str_name(const void *items, size_t index) {
  return ((const Str *)items)[index];
}

Str pack_join_strs(Arena *arena, const Str *items, size_t count) {
  return pack_join(arena, items, count, str_name);
}

/* ---- keys ---- */

bool pack_check_kind(PackLoader *loader, const YamlNode *node, Str what, PackWant want) {
  bool fits = false;
  PackLayout *layout = loader->loading.layout;
  if (layout && want == PACK_WANT_EXPR) *vec_push(loader->arena, &layout->exprs) = node;
  switch (want) {
  case PACK_WANT_TEXT:
    fits = node->kind == YAML_SCALAR;
    break;
  case PACK_WANT_WORDS:
  case PACK_WANT_EXPR:
    fits = node->kind == YAML_SCALAR && str_trim(node->text).len > 0;
    break;
  case PACK_WANT_LIST:
    fits = node->kind == YAML_LIST;
    break;
  case PACK_WANT_MAP:
    fits = node->kind == YAML_MAP;
    break;
  case PACK_WANT_ANY:
    fits = node->kind != YAML_NULL;
    break;
  case PACK_WANT_LATER:
    pack_wrong(loader, ERR_PACK_LATER, node, what);
    return false;
  }
  if (!fits) {
    pack_wrong(loader, ERR_PACK_KIND, node, what, found_kind(node), wanted_kind(want));
  } else if (want == PACK_WANT_EXPR && node->flow && node->plain) {
    pack_wrong(loader, ERR_PACK_FLOW, node, what);
    fits = false;
  }
  return fits;
}

static bool find_spec(const PackKeySpec *specs, size_t count, Str key, size_t *ret_index) {
  for (size_t i = 0; i < count; i++) {
    if (!str_eq(specs[i].key, key)) continue;
    *ret_index = i;
    return true;
  }
  return false;
}

static void unknown_key(
    PackLoader *loader, const YamlNode *key, Str what, const PackKeySpec *specs, size_t count) {
  Str known[PACK_KEYS_MAX];
  size_t known_count = 0;
  for (size_t i = 0; i < count; i++)
    if (specs[i].want != PACK_WANT_LATER) known[known_count++] = specs[i].key;
  pack_wrong(loader, ERR_PACK_KEY_UNKNOWN, key, what, key->text,
             pack_join_strs(loader->arena, known, known_count));
}

bool pack_read_keys(PackLoader *loader,
                    const YamlNode *map,
                    Str what,
                    const PackKeySpec *specs,
                    size_t count,
                    const YamlNode **ret_values) {
  CHECK(count <= PACK_KEYS_MAX);
  bool present[PACK_KEYS_MAX] = {false};
  for (size_t i = 0; i < count; i++)
    ret_values[i] = NULL;
  if (map->kind != YAML_MAP) {
    pack_wrong(loader, ERR_PACK_KIND, map, what, found_kind(map), wanted_kind(PACK_WANT_MAP));
    return false;
  }
  for (size_t i = 0; i < map->count; i++) {
    size_t at;
    const YamlNode *key = map->keys[i];
    if (!find_spec(specs, count, key->text, &at)) {
      unknown_key(loader, key, what, specs, count);
      continue;
    }
    present[at] = true;
    PackLayout *layout = loader->loading.layout;
    if (layout) *vec_push(loader->arena, &layout->keys) = (PackKeyRank){key, (uint32_t)at};
    bool later = specs[at].want == PACK_WANT_LATER;
    if (pack_check_kind(loader, later ? key : map->items[i], key->text, specs[at].want))
      ret_values[at] = map->items[i];
  }
  for (size_t i = 0; i < count; i++) {
    if (specs[i].required && !present[i])
      pack_wrong(loader, ERR_PACK_KEY_MISSING, map, what, specs[i].key);
  }
  return true;
}

/* ---- scalars ---- */

static bool wrong_value(PackLoader *loader, const YamlNode *node, Str expected) {
  pack_wrong(loader, ERR_PACK_VALUE, node, found_kind(node), expected);
  return false;
}

bool pack_read_day(PackLoader *loader, const YamlNode *node, Day *ret_day) {
  if (node == NULL) return false;
  if (node->kind == YAML_SCALAR && day_parse_iso(node->text, ret_day)) return true;
  return wrong_value(loader, node, ARG2("日期，如 2021-09-30", "a date like 2021-09-30"));
}

bool pack_read_int(
    PackLoader *loader, const YamlNode *node, int64_t min, int64_t max, int64_t *ret_value) {
  int64_t value;
  if (node == NULL) return false;
  if (node->kind == YAML_SCALAR && str_to_int(node->text, &value) && value >= min && value <= max) {
    *ret_value = value;
    return true;
  }
  Buf buf;
  buf_init(&buf, 200);
  buf_printf(&buf, "%lld 到 %lld 的整数%sa whole number from %lld to %lld", (long long)min,
             (long long)max, ARG2_MARK, (long long)min, (long long)max);
  wrong_value(loader, node, buf_view(&buf));
  buf_free(&buf);
  return false;
}

bool pack_read_flag(PackLoader *loader, const YamlNode *node, bool *ret_value) {
  if (node == NULL) return false;
  bool yes = str_eq(node->text, STR("true"));
  if (node->kind == YAML_SCALAR && (yes || str_eq(node->text, STR("false")))) {
    *ret_value = yes;
    return true;
  }
  return wrong_value(loader, node, ARG2("true 或 false", "true or false"));
}

bool pack_read_word(PackLoader *loader,
                    const YamlNode *node,
                    Str what,
                    const Str *words,
                    size_t count,
                    size_t *ret_index) {
  if (node == NULL) return false;
  for (size_t i = 0; i < count; i++) {
    if (node->kind != YAML_SCALAR || !str_eq(words[i], node->text)) continue;
    *ret_index = i;
    return true;
  }
  pack_wrong(loader, ERR_PACK_WORD, node, what, found_kind(node),
             pack_join_strs(loader->arena, words, count));
  return false;
}

bool pack_check_name(PackLoader *loader, const YamlNode *node) {
  static const Str reserved[] = {STR_INIT("true"), STR_INIT("false"), STR_INIT("null"),
                                 STR_INIT("in")};
  if (node == NULL) return false;
  Str text = node->text;
  bool good = node->kind == YAML_SCALAR && text.len > 0 && text.len <= 64;
  for (size_t i = 0; good && i < text.len; i++) {
    char c = text.ptr[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    good = letter || (i > 0 && c >= '0' && c <= '9');
  }
  for (size_t i = 0; good && i < sizeof reserved / sizeof reserved[0]; i++)
    good = !str_eq(text, reserved[i]);
  if (good) return true;
  return wrong_value(loader, node,
                     ARG2("名称：英文字母开头，只有英文字母、数字和下划线，至多 64 个",
                          "a name: a letter, then letters, digits and _, at most 64"));
}

Str *pack_read_texts(PackLoader *loader,
                     const YamlNode *node,
                     Str what,
                     size_t *ret_count,
                     const YamlNode ***ret_nodes) {
  *ret_count = 0;
  if (ret_nodes) *ret_nodes = NULL;
  if (node == NULL) return NULL;
  bool list = node->kind == YAML_LIST;
  size_t room = list ? node->count : 1;
  Str *texts = arena_new_array(loader->arena, Str, room);
  const YamlNode **nodes = arena_new_array(loader->arena, const YamlNode *, room);
  for (size_t i = 0; i < room; i++) {
    const YamlNode *item = list ? node->items[i] : node;
    if (!pack_check_kind(loader, item, what, PACK_WANT_WORDS)) continue;
    nodes[*ret_count] = item;
    texts[(*ret_count)++] = item->text;
  }
  if (ret_nodes) *ret_nodes = nodes;
  return texts;
}

void pack_read_valid(PackLoader *loader, const YamlNode *node, Day *ret_from, Day *ret_to) {
  static const PackKeySpec specs[] = {{STR_INIT("from"), PACK_WANT_ANY, false},
                                      {STR_INIT("to"), PACK_WANT_ANY, false}};
  const YamlNode *values[2];
  *ret_from = DAY_MIN;
  *ret_to = DAY_MAX;
  if (node == NULL || !pack_read_keys(loader, node, STR("valid"), specs, 2, values)) return;
  (void)pack_read_day(loader, values[0], ret_from);
  if (pack_read_day(loader, values[1], ret_to) && day_cmp(*ret_from, *ret_to) >= 0)
    pack_wrong(loader, ERR_PACK_PERIOD, values[1], pack_text(values[0]), values[1]->text);
}

/* ---- entries ---- */

Str pack_part_name(PackPart part) {
  switch (part) {
  case PACK_PART_PACK:
    return STR("pack");
  case PACK_PART_PARAM:
    return ARG2("参数", "the parameter");
  case PACK_PART_CODES:
    return ARG2("代码表", "the code list");
  case PACK_PART_FIELD:
    return ARG2("字段", "the field");
  case PACK_PART_TABLE:
    return ARG2("登记表", "the table");
  case PACK_PART_DATASET:
    return ARG2("数据集", "the dataset");
  case PACK_PART_AREA:
    return ARG2("区划", "the division");
  case PACK_PART_CALENDAR:
    return STR("calendar");
  case PACK_PART_RULE:
    return ARG2("规则", "the rule");
  case PACK_PART_EXPORT:
    return ARG2("导出", "the export");
  case PACK_PART_GROUP:
    return ARG2("分组", "the group");
  case PACK_PART_COMPARE:
    return ARG2("对照", "the comparison");
  case PACK_PART_FORM:
    return ARG2("表单", "the form");
  case PACK_PART_DEF:
    return ARG2("定义", "the definition");
  case PACK_PART_LINK:
    return ARG2("关联", "the link");
  case PACK_PARTS:
    break;
  }
  return STR_NONE;
}

bool pack_enter(
    PackLoader *loader, PackPart part, Str id, const YamlNode *node, const YamlNode *id_node) {
  struct PackInside *inside = loader->inside;
  uint32_t index = (uint32_t)inside->entries.count;
  if (map_add(&loader->ids[part], loader->arena, id, index)) {
    *vec_push(loader->arena, &inside->entries) = (PackEntry){part, id, loader->file, node};
    return true;
  }
  bool found = map_find(&loader->ids[part], id, &index);
  CHECK(found);
  pack_wrong(loader, ERR_PACK_TWICE, id_node, pack_part_name(part), id,
             pack_place_text(loader, &inside->entries.items[index]));
  return false;
}

void pack_each_entry(PackLoader *loader,
                     PackPart part,
                     void (*read)(PackLoader *loader, const YamlNode *node)) {
  const PackMerged *entry;
  vec_each (entry, &loader->merged[part]) {
    if (entry->off) continue;
    loader->file = entry->file;
    read(loader, entry->node);
  }
}

const PackFile *pack_file_of(const PackLoader *loader, PackPart part) {
  const PackFile *file, *found = NULL;
  vec_each (file, &loader->inside->files)
    if (file->part == part) found = file;
  return found;
}

CelSource pack_source(const PackLoader *loader, const YamlNode *node) {
  Bytes text = loader->file->text;
  return (CelSource){
      .text = node->text,
      .file = loader->file->path,
      .file_text = {(const char *)text.ptr, text.len},
      .line = node->text_line,
      .column = node->text_column,
      .indent = node->text_column,
  };
}
