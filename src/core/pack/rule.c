/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rule: rules and their expressions.
 *
 * The expressions of a rule are one unit of the language, which finds its own mistakes; here is
 * checked what the language does not know: that the proof is made of rows of datasets, that the
 * evidence can be written down, that `say` names evidence that is there.
 */
#include "pack/pack_int.h"

#include <stdlib.h>

/* ---- expressions ---- */

void pack_read_condition(
    PackLoader *loader, CelUnit *unit, const YamlNode *node, Str what, uint32_t *ret_output) {
  if (node == NULL) return;
  pack_note(loader, cel_unit_output(unit, what, pack_source(loader, node), cel_type(CEL_BOOL),
                                    ret_output, loader->diag));
}

static bool is_value(const CelType *type) {
  while (type->kind == CEL_LIST)
    type = type->elem;
  return type->kind != CEL_RECORD && type->kind != CEL_CODELIST;
}

/* The key is set in any case: it is there, whatever the expression is worth. */
static void read_output(PackLoader *loader,
                        CelUnit *unit,
                        const YamlNode *node,
                        Str key,
                        Str what,
                        PackEvidence *evidence) {
  evidence->key = key;
  if (!pack_check_kind(loader, node, key.len ? key : what, PACK_WANT_EXPR)) return;
  Err err = cel_unit_output(unit, key.len ? key : what, pack_source(loader, node), NULL,
                            &evidence->output, loader->diag);
  pack_note(loader, err);
  if (err != ERR_OK) return;
  const CelType *type = cel_unit_type(unit, evidence->output);
  if (!is_value(type))
    pack_wrong(loader, ERR_PACK_RESULT, node, what, cel_type_text(type, loader->arena),
               ARG2("可以写出的值，如 rows.map(r, r.name)", "a value, like rows.map(r, r.name)"));
}

void pack_read_outputs(PackLoader *loader,
                       CelUnit *unit,
                       const YamlNode *node,
                       Str what,
                       const PackEvidence **ret_items,
                       size_t *ret_count) {
  if (node == NULL) return;
  bool map = node->kind == YAML_MAP;
  PackEvidence *items = arena_new_array(loader->arena, PackEvidence, (map ? node->count : 0) + 1);
  size_t count = 0;
  if (!map) read_output(loader, unit, node, STR_NONE, what, &items[count++]);
  for (size_t i = 0; map && i < node->count; i++) {
    if (!pack_check_name(loader, node->keys[i])) continue;
    read_output(loader, unit, node->items[i], node->keys[i]->text, what, &items[count++]);
  }
  *ret_items = items;
  *ret_count = count;
}

static bool has_var(const CelEnv *env, Str name) {
  for (size_t i = 0; i < env->var_count; i++)
    if (str_eq(env->vars[i].name, name)) return true;
  return false;
}

/*
 * A unit in which the first lets of [map] are made again, and the one that has a
 * mistake is a variable of any type: what uses it reports nothing of its own.
 */
static CelUnit *without_let(PackLoader *loader,
                            const CelEnv *env,
                            const YamlNode *map,
                            size_t bad,
                            const CelEnv **ret_env) {
  CelEnv *wider = arena_new_one(loader->arena, CelEnv);
  CelVar *vars = arena_new_array(loader->arena, CelVar, env->var_count + 1);
  Str name = map->keys[bad]->text;
  *wider = *env;
  wider->vars = vars;
  for (size_t i = 0; i < env->var_count; i++)
    vars[i] = env->vars[i];
  if (!has_var(env, name)) vars[wider->var_count++] = (CelVar){name, cel_type(CEL_ANY)};
  CelUnit *unit = cel_unit_new(wider, loader->arena);
  for (size_t i = 0; i < bad; i++) {
    /* It has a mistake, or its name has. */
    if (has_var(wider, map->keys[i]->text) || map->items[i]->kind != YAML_SCALAR) continue;
    pack_note(loader,
              cel_unit_let(unit, map->keys[i]->text, pack_source(loader, map->items[i]), NULL));
  }
  *ret_env = wider;
  return unit;
}

CelUnit *pack_read_lets(PackLoader *loader, const CelEnv *env, const YamlNode *map) {
  CelUnit *unit = cel_unit_new(env, loader->arena);
  for (size_t i = 0; map && i < map->count; i++) {
    const YamlNode *node = map->items[i];
    if (!pack_check_name(loader, map->keys[i])) continue;
    bool good = pack_check_kind(loader, node, map->keys[i]->text, PACK_WANT_EXPR);
    if (good) {
      Err err = cel_unit_let(unit, map->keys[i]->text, pack_source(loader, node), loader->diag);
      pack_note(loader, err);
      good = err == ERR_OK;
    }
    if (!good) unit = without_let(loader, env, map, i, &env);
  }
  return unit;
}

/* ---- as_of ---- */

static int compare_as_of(const void *a, const void *b) {
  return str_cmp(((const PackAsOf *)a)->name, ((const PackAsOf *)b)->name);
}

static void read_as_of(PackLoader *loader, const YamlNode *map, PackRule *rule) {
  if (map == NULL) return;
  if (map->count == 0)
    pack_wrong(loader, ERR_PACK_KIND, map, STR("as_of"), ARG2("空的映射", "an empty map"),
               ARG2("日期的映射（名称: 表达式）", "a map of dates (name: expression)"));
  PackAsOf *items = arena_new_array(loader->arena, PackAsOf, map->count + 1);
  for (size_t i = 0; i < map->count; i++) {
    PackAsOf *item = &items[rule->as_of_count];
    item->name = map->keys[i]->text;
    if (!pack_check_name(loader, map->keys[i])) continue;
    if (!pack_check_kind(loader, map->items[i], item->name, PACK_WANT_EXPR)) continue;
    Err err = cel_unit_output(rule->unit, item->name, pack_source(loader, map->items[i]),
                              cel_type(CEL_DATE), &item->output, loader->diag);
    pack_note(loader, err);
    rule->as_of_count += err == ERR_OK;
  }
  if (rule->as_of_count > 1) qsort(items, rule->as_of_count, sizeof *items, compare_as_of);
  rule->as_of = items;
}

/* ---- rows ---- */

static bool is_rows(const Pack *pack, const CelType *type) {
  if (type->kind == CEL_ANY) return true;
  if (type->kind != CEL_LIST) return false;
  if (type->elem->kind == CEL_ANY) return true;
  if (type->elem->kind != CEL_RECORD) return false;
  for (size_t i = 0; i < pack->dataset_count; i++)
    if (pack->datasets[i].schema == type->elem->schema) return true;
  return false;
}

static void read_rows(PackLoader *loader, const YamlNode *node, PackRule *rule) {
  if (node == NULL) return;
  bool list = node->kind == YAML_LIST;
  size_t count = list ? node->count : 1;
  uint32_t *rows = arena_new_array(loader->arena, uint32_t, count + 1);
  rule->rows = rows;
  for (size_t i = 0; i < count; i++) {
    const YamlNode *item = list ? node->items[i] : node;
    if (!pack_check_kind(loader, item, STR("rows"), PACK_WANT_EXPR)) continue;
    Err err = cel_unit_output(rule->unit, STR("rows"), pack_source(loader, item), NULL,
                              &rows[rule->row_count], loader->diag);
    pack_note(loader, err);
    if (err != ERR_OK) continue;
    const CelType *type = cel_unit_type(rule->unit, rows[rule->row_count]);
    if (is_rows(loader->pack, type))
      rule->row_count++;
    else
      pack_wrong(loader, ERR_PACK_RESULT, item, STR("rows"), cel_type_text(type, loader->arena),
                 ARG2("数据集的行", "rows of a dataset"));
  }
}

/* ---- say ---- */

static Str evidence_name(const void *items, size_t index) {
  Str key = ((const PackEvidence *)items)[index].key;
  return key.len > 0 ? key : ARG2("一个没有名称的值", "one value without a name");
}

static bool has_evidence(const PackRule *rule, Str key) {
  for (size_t i = 0; i < rule->evidence_count; i++)
    if (key.len > 0 && str_eq(rule->evidence[i].key, key)) return true;
  return false;
}

/* The node at the character [at] of its text, where that can be told. */
static YamlNode node_at(const YamlNode *node, size_t at) {
  YamlNode moved = *node;
  Str before = str_slice(node->text, 0, at);
  if (node->block || str_contains(before, STR("\n"))) return moved;
  moved.line = node->text_line;
  moved.column = node->text_column + (uint32_t)str_count_codes(before);
  return moved;
}

static void check_say(PackLoader *loader, const YamlNode *node, const PackRule *rule) {
  Str text = node->text;
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] != '{' && text.ptr[i] != '}') continue;
    const YamlNode here = node_at(node, i);
    size_t from = i + 1;
    bool open = text.ptr[i] == '{';
    for (i = from; open && i < text.len && text.ptr[i] != '}' && text.ptr[i] != '{';)
      i++;
    if (!open || i == text.len || text.ptr[i] != '}') {
      pack_wrong(loader, ERR_PACK_SAY_BRACE, &here, open ? STR("{") : STR("}"));
      return;
    }
    Str key = str_slice(text, from, i);
    if (!has_evidence(rule, key))
      pack_wrong(loader, ERR_PACK_SAY, &here, key,
                 pack_join(loader->arena, rule->evidence, rule->evidence_count, evidence_name));
  }
}

static void read_say(PackLoader *loader, const YamlNode *node, PackRule *rule) {
  static const PackKeySpec specs[] = {{STR_INIT("zh"), PACK_WANT_WORDS, true},
                                      {STR_INIT("en"), PACK_WANT_WORDS, false}};
  const YamlNode *v[2] = {node, NULL};
  if (node == NULL) return;
  if (node->kind == YAML_MAP) {
    if (!pack_read_keys(loader, node, STR("say"), specs, 2, v)) return;
  } else if (!pack_check_kind(loader, node, STR("say"), PACK_WANT_WORDS)) {
    return;
  }
  rule->say = str_trim(pack_text(v[0]));
  rule->say_en = str_trim(pack_text(v[1]));
  for (int i = 0; i < 2; i++)
    if (v[i]) check_say(loader, v[i], rule);
}

/* ---- rules ---- */

enum {
  R_ID,
  R_TITLE,
  R_CLAUSE,
  R_SOURCE,
  R_EXPLAIN,
  R_KIND,
  R_SERIES,
  R_TIER,
  R_POPULATION,
  R_SUBJECT,
  R_OWNER,
  R_VALID,
  R_LET,
  R_AS_OF,
  R_WHEN,
  R_AT_MOST,
  R_EVIDENCE,
  R_ROWS,
  R_SAY,
  R_THEN,
  R_COUNT
};
static const PackKeySpec rule_keys[R_COUNT] = {
    [R_ID] = {STR_INIT("id"), PACK_WANT_WORDS, true},
    [R_TITLE] = {STR_INIT("title"), PACK_WANT_WORDS, true},
    [R_CLAUSE] = {STR_INIT("clause"), PACK_WANT_WORDS, true},
    [R_SOURCE] = {STR_INIT("source"), PACK_WANT_TEXT, false},
    [R_EXPLAIN] = {STR_INIT("explain"), PACK_WANT_TEXT, false},
    [R_KIND] = {STR_INIT("kind"), PACK_WANT_ANY, true},
    [R_SERIES] = {STR_INIT("series"), PACK_WANT_WORDS, false},
    [R_TIER] = {STR_INIT("tier"), PACK_WANT_ANY, false},
    [R_POPULATION] = {STR_INIT("population"), PACK_WANT_ANY, false},
    [R_SUBJECT] = {STR_INIT("subject"), PACK_WANT_ANY, true},
    [R_OWNER] = {STR_INIT("owner"), PACK_WANT_WORDS, true},
    [R_VALID] = {STR_INIT("valid"), PACK_WANT_MAP, false},
    [R_LET] = {STR_INIT("let"), PACK_WANT_MAP, false},
    [R_AS_OF] = {STR_INIT("as_of"), PACK_WANT_MAP, false},
    [R_WHEN] = {STR_INIT("when"), PACK_WANT_EXPR, true},
    [R_AT_MOST] = {STR_INIT("outcome_at_most"), PACK_WANT_ANY, false},
    [R_EVIDENCE] = {STR_INIT("evidence"), PACK_WANT_ANY, false},
    [R_ROWS] = {STR_INIT("rows"), PACK_WANT_ANY, false},
    [R_SAY] = {STR_INIT("say"), PACK_WANT_ANY, false},
    [R_THEN] = {STR_INIT("then"), PACK_WANT_MAP, false},
};

static bool check_rule_id(PackLoader *loader, const YamlNode *node) {
  if (node == NULL) return false;
  bool good = node->text.len <= 64;
  for (size_t i = 0; i < node->text.len; i++) {
    char c = node->text.ptr[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    bool other = (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
    good = good && (letter || (i > 0 && other));
  }
  if (!good)
    pack_wrong(loader, ERR_PACK_VALUE, node, pack_quote_limit(node->text),
               ARG2("规则编号：英文字母开头，只有英文字母、数字和 _ - .，至多 64 个",
                    "the id of a rule: a letter, then letters, digits and _ - ., at most 64"));
  return good;
}

static void read_subject(PackLoader *loader, const YamlNode *node, PackRule *rule) {
  static const Str words[] = {STR_INIT("person"), STR_INIT("household"), STR_INIT("village"),
                              STR_INIT("township"), STR_INIT("case")};
  size_t at;
  if (!pack_read_word(loader, node, STR("subject"), words, PACK_SUBJECTS, &at)) return;
  rule->subject = (PackSubject)at;
  if (rule->subject == PACK_CASE_SUBJECT && loader->pack->registry.case_steps == PACK_NONE)
    pack_wrong(loader, ERR_PACK_NO_TABLE, node, STR("case_steps"));
}

/* Villages and townships are looked at whole: nobody of them is left out. */
static void check_population(PackLoader *loader, const YamlNode *node, const PackRule *rule) {
  bool place = rule->subject == PACK_VILLAGE_SUBJECT || rule->subject == PACK_TOWNSHIP_SUBJECT;
  if (place && rule->population != PACK_ALL_RURAL)
    pack_wrong(loader, ERR_PACK_WORD, node, STR("population"), node->text, STR("all_rural"));
}

static void read_words(PackLoader *loader, const YamlNode *const *v, PackRule *rule) {
  static const Str kinds[] = {STR_INIT("exclusion"), STR_INIT("warning"),   STR_INIT("consistency"),
                              STR_INIT("quality"),   STR_INIT("procedure"), STR_INIT("adjustment")};
  static const Str populations[] = {STR_INIT("all_rural"), STR_INIT("monitored"),
                                    STR_INIT("authorised")};
  static const Str outcomes[] = {STR_INIT("confirm")};
  size_t at;
  int64_t tier;
  if (pack_read_word(loader, v[R_KIND], STR("kind"), kinds, 6, &at)) rule->kind = kinds[at];
  if (pack_read_word(loader, v[R_POPULATION], STR("population"), populations, 3, &at))
    rule->population = (PackPopulation)at;
  if (pack_read_word(loader, v[R_AT_MOST], STR("outcome_at_most"), outcomes, 1, &at))
    rule->confirm_at_most = true;
  if (pack_read_int(loader, v[R_TIER], 1, 9, &tier)) rule->tier = (uint32_t)tier;
  read_subject(loader, v[R_SUBJECT], rule);
  check_population(loader, v[R_POPULATION], rule);
  pack_read_valid(loader, v[R_VALID], &rule->valid_from, &rule->valid_to);
}

static void read_rule(PackLoader *loader, const YamlNode *entry) {
  const YamlNode *v[R_COUNT], *node = pack_made_rule(loader, entry);
  if (node == NULL) return;
  if (!pack_read_keys(loader, node, ARG2("规则", "a rule"), rule_keys, R_COUNT, v)) return;
  if (!check_rule_id(loader, v[R_ID])) return;
  if (!pack_enter(loader, PACK_PART_RULE, v[R_ID]->text, node, v[R_ID])) return;
  PackRule *rule = vec_push(loader->arena, &loader->rules);
  *rule = (PackRule){
      .id = v[R_ID]->text,
      .title = pack_text(v[R_TITLE]),
      .clause = pack_text(v[R_CLAUSE]),
      .series = pack_text(v[R_SERIES]),
      .owner = pack_text(v[R_OWNER]),
      .when_text = str_trim(pack_text(v[R_WHEN])),
      .place = codec_yaml_place(loader->file->path, node),
  };
  read_words(loader, v, rule);
  rule->unit = pack_read_lets(loader, &loader->pack->envs[rule->subject], v[R_LET]);
  read_as_of(loader, v[R_AS_OF], rule);
  pack_read_condition(loader, rule->unit, v[R_WHEN], STR("when"), &rule->when);
  pack_read_outputs(loader, rule->unit, v[R_EVIDENCE], STR("evidence"), &rule->evidence,
                    &rule->evidence_count);
  read_rows(loader, v[R_ROWS], rule);
  read_say(loader, v[R_SAY], rule);
}

static int compare_rules(const void *a, const void *b) {
  return str_cmp(((const PackRule *)a)->id, ((const PackRule *)b)->id);
}

void pack_load_rules(PackLoader *loader) {
  pack_each_entry(loader, PACK_PART_RULE, read_rule);
  if (loader->rules.count > 1)
    qsort(loader->rules.items, loader->rules.count, sizeof loader->rules.items[0], compare_rules);
  loader->pack->rules = loader->rules.items;
  loader->pack->rule_count = loader->rules.count;
}
