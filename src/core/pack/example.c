/* SPDX-License-Identifier: Apache-2.0 */
/*
 * example: the examples of a rule, examples/RULE.yaml of every layer.
 *
 * In:    a list of {name, on, as_of, given, gives, evidence, missing}.
 * Out:   the examples in the order of the file, or every mistake of their form. What is given is
 *        read by whoever evaluates them.
 * Spec:  packs-and-rules.md 4 and 6.
 */
#include "base/file.h"
#include "pack/given_int.h"
#include "pack/pack_int.h"

typedef struct Reading {
  const PackRule *rule;
  Str file;
  Arena *arena;
  Diag *diag;
  Err err;
} Reading;

static void
mistake(Reading *reading, const YamlNode *at, const char *zh, const char *en, Str what) {
  PackGiven place = {.file = reading->file, .diag = reading->diag, .arena = reading->arena};
  given_mistake(&place, at, zh, en, what);
  if (reading->err == ERR_OK) reading->err = place.err;
}

static bool is_text(const YamlNode *node) {
  return node && node->kind == YAML_SCALAR;
}

/* What stands where a word of [key] should, behind what should. */
static void no_such_word(
    Reading *reading, const YamlNode *map, const char *key, const YamlNode *node, Str words) {
  Arena *arena = reading->arena;
  Str zh = is_text(node) ? node->text : node ? STR("列表或映射") : STR("空缺");
  Str en = is_text(node) ? node->text : node ? STR("a list or map") : STR("nothing");
  zh = arena_printf(arena, "%s 应是以下之一：{0}；这里是%s%.*s", key, is_text(node) ? " " : "",
                    STR_ARG(zh));
  en = arena_printf(arena, "%s must be one of {0}; found %.*s", key, STR_ARG(en));
  mistake(reading, node ? node : map, arena_cstr(arena, zh), arena_cstr(arena, en), words);
}

const Str pack_example_keys[] = {STR_INIT("name"),   STR_INIT("on"),    STR_INIT("as_of"),
                                 STR_INIT("given"),  STR_INIT("gives"), STR_INIT("evidence"),
                                 STR_INIT("missing")};
const size_t pack_example_key_count = sizeof pack_example_keys / sizeof pack_example_keys[0];

static void check_keys(Reading *reading, const YamlNode *map) {
  for (size_t i = 0; i < map->count; i++) {
    const YamlNode *key = map->keys[i];
    bool known = false;
    for (size_t k = 0; k < pack_example_key_count; k++)
      known |= str_eq(pack_example_keys[k], key->text);
    if (known) continue;
    mistake(reading, key, "例子没有 {0} 这个键；有 name on as_of given gives evidence missing",
            "an example has no key {0}; it has name, on, as_of, given, gives, evidence, missing",
            key->text);
  }
}

static Str read_name(Reading *reading, const YamlNode *map) {
  const YamlNode *name = codec_yaml_get(map, STR("name"));
  if (is_text(name) && name->text.len > 0) return name->text;
  mistake(reading, name ? name : map, "例子要有名称 name", "an example must have a name", STR_NONE);
  return STR_NONE;
}

static Day read_day(Reading *reading, const YamlNode *map) {
  const YamlNode *on = codec_yaml_get(map, STR("on"));
  Day day = PACK_NO_DAY;
  if (is_text(on) && day_parse_iso(on->text, &day)) return day;
  mistake(reading, on ? on : map, "例子要有评估日期 on，如 '2021-10-30'",
          "an example must have its date, on: '2021-10-30'", STR_NONE);
  return PACK_NO_DAY;
}

static Str as_of_name(const void *items, size_t index) {
  return ((const PackAsOf *)items)[index].name;
}

/* Which of the rule's dates the example is for: named unless there is only one. */
static const PackAsOf *read_as_of(Reading *reading, const YamlNode *map) {
  const PackRule *rule = reading->rule;
  const YamlNode *node = codec_yaml_get(map, STR("as_of"));
  if (rule->as_of_count == 0) {
    if (node) mistake(reading, node, "规则 {0} 没有 as_of", "rule {0} has no as_of", rule->id);
    return NULL;
  }
  if (node == NULL && rule->as_of_count == 1) return &rule->as_of[0];
  Str name = node && node->kind == YAML_SCALAR ? node->text : STR_NONE;
  for (size_t i = 0; i < rule->as_of_count; i++)
    if (str_eq(rule->as_of[i].name, name)) return &rule->as_of[i];
  no_such_word(reading, map, "as_of", node,
               pack_join(reading->arena, rule->as_of, rule->as_of_count, as_of_name));
  return NULL;
}

static Str read_gives(Reading *reading, const YamlNode *map) {
  static const Str words[] = {STR_INIT("yes"), STR_INIT("confirm"), STR_INIT("no"),
                              STR_INIT("undecidable"), STR_INIT("error")};
  const YamlNode *gives = codec_yaml_get(map, STR("gives"));
  for (size_t i = 0; is_text(gives) && i < sizeof words / sizeof words[0]; i++)
    if (str_eq(words[i], gives->text)) return words[i];
  no_such_word(reading, map, "gives", gives, STR("yes, confirm, no, undecidable, error"));
  return STR_NONE;
}

static bool has_evidence(const PackRule *rule, Str key) {
  for (size_t i = 0; i < rule->evidence_count; i++)
    if (str_eq(rule->evidence[i].key, key)) return true;
  return false;
}

static const YamlNode *read_evidence(Reading *reading, const YamlNode *map) {
  const PackRule *rule = reading->rule;
  const YamlNode *evidence = codec_yaml_get(map, STR("evidence"));
  if (!evidence) return NULL;
  if (rule->evidence_count == 0) {
    mistake(reading, evidence, "规则 {0} 没有 evidence", "rule {0} has no evidence", rule->id);
    return NULL;
  }
  if (rule->evidence[0].key.len == 0) return evidence;
  if (evidence->kind != YAML_MAP) {
    mistake(reading, evidence, "evidence 应是映射（键: 值）", "evidence must be a map (key: value)",
            STR_NONE);
    return NULL;
  }
  for (size_t i = 0; i < evidence->count; i++)
    if (!has_evidence(rule, evidence->keys[i]->text))
      mistake(reading, evidence->keys[i], "规则的 evidence 没有 {0}",
              "the rule's evidence has no {0}", evidence->keys[i]->text);
  return evidence;
}

static const YamlNode *read_missing(Reading *reading, const YamlNode *map) {
  const YamlNode *missing = codec_yaml_get(map, STR("missing"));
  if (!missing) return NULL;
  bool ok = missing->kind == YAML_LIST;
  for (size_t i = 0; ok && i < missing->count; i++)
    ok = is_text(missing->items[i]) && missing->items[i]->text.len > 0;
  if (ok) return missing;
  mistake(reading, missing, "missing 应是原因的列表，如 [not_delivered med_settle]",
          "missing must be a list of causes, as [not_delivered med_settle]", STR_NONE);
  return NULL;
}

static void read_example(Reading *reading, const YamlNode *map, PackExample *ret) {
  if (map->kind != YAML_MAP) {
    mistake(reading, map, "例子应是映射", "an example must be a map", STR_NONE);
    return;
  }
  check_keys(reading, map);
  *ret = (PackExample){.name = read_name(reading, map),
                       .on = read_day(reading, map),
                       .as_of = read_as_of(reading, map),
                       .given = codec_yaml_get(map, STR("given")),
                       .gives = read_gives(reading, map),
                       .evidence = read_evidence(reading, map),
                       .missing = read_missing(reading, map),
                       .file = reading->file,
                       .place = codec_yaml_place(reading->file, map)};
}

static void check_names(Reading *reading, const YamlNode *list, const PackExample *examples) {
  Map names = {0};
  for (size_t i = 0; i < list->count; i++) {
    if (examples[i].name.len == 0) continue;
    if (!map_add(&names, reading->arena, examples[i].name, (uint32_t)i))
      mistake(reading, list->items[i], "有两个例子都叫 {0}", "two examples are called {0}",
              examples[i].name);
  }
}

static Err read_list(Reading *reading,
                     const YamlNode *list,
                     const PackExample **ret_examples,
                     size_t *ret_count) {
  bool none = list->kind == YAML_NULL;
  size_t count = list->kind == YAML_LIST ? list->count : 0;
  PackExample *examples = arena_new_array(reading->arena, PackExample, count + 1);
  if (!none && list->kind != YAML_LIST)
    mistake(reading, list, "例子文件应是列表", "a file of examples must be a list", STR_NONE);
  for (size_t i = 0; i < count; i++)
    read_example(reading, list->items[i], &examples[i]);
  if (count > 0) check_names(reading, list, examples);
  if (reading->err != ERR_OK) return reading->err;
  *ret_examples = examples;
  *ret_count = count;
  return ERR_OK;
}

/* The examples of one layer; none if it has no file of the rule. */
static Err read_layer(const PackLayer *layer,
                      const PackRule *rule,
                      Arena *arena,
                      const PackExample **ret_examples,
                      size_t *ret_count,
                      Diag *diag) {
  Str name = arena_printf(arena, "%.*s.yaml", STR_ARG(rule->id));
  Str path = file_join(arena, file_join(arena, layer->dir, STR("examples")), name);
  *ret_examples = NULL;
  *ret_count = 0;
  if (!file_exists(path)) return ERR_OK;
  FileMap map;
  TRY(file_map(path, &map, diag));
  YamlNode *root;
  Err err = codec_yaml_parse(path, map.bytes, arena, &root, diag);
  file_unmap(&map);
  if (err != ERR_OK) return err;
  Reading reading = {.rule = rule, .file = path, .arena = arena, .diag = diag};
  return read_list(&reading, root, ret_examples, ret_count);
}

typedef VEC(PackExample) ExampleList;

static void put_over(ExampleList *list, const PackExample *example, size_t below, Arena *arena) {
  for (size_t i = 0; i < below; i++) {
    if (!str_eq(list->items[i].name, example->name)) continue;
    list->items[i] = *example;
    return;
  }
  *vec_push(arena, list) = *example;
}

Err pack_examples(const Pack *pack,
                  const PackRule *rule,
                  Arena *arena,
                  const PackExample **ret_examples,
                  size_t *ret_count,
                  Diag *diag) {
  ExampleList list = {0};
  Err first = ERR_OK;
  for (size_t i = 0; i < pack->layer_count; i++) {
    const PackExample *examples;
    size_t count, below = list.count;
    Err err = read_layer(&pack->layers[i], rule, arena, &examples, &count, diag);
    if (first == ERR_OK) first = err;
    for (size_t k = 0; err == ERR_OK && k < count; k++)
      put_over(&list, &examples[k], below, arena);
  }
  if (first != ERR_OK) return first;
  *ret_examples = list.items;
  *ret_count = list.count;
  return ERR_OK;
}
