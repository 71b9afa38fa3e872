/* SPDX-License-Identifier: Apache-2.0 */
/*
 * param: parameters: values by date, one or a table by the codes of a list.
 */
#include "pack/pack_int.h"

#include <stdlib.h>

const CelValue *pack_param_on(const PackParam *param, Day day) {
  const CelValue *found = NULL;
  for (size_t i = 0; i < param->count && day_cmp(param->values[i].from, day) <= 0; i++)
    found = &param->values[i].is;
  return found;
}

enum {
  P_ID,
  P_TITLE,
  P_TYPE,
  P_UNIT,
  P_BY,
  P_CODES,
  P_CLAUSE,
  P_SOURCE,
  P_EXPLAIN,
  P_OWNER,
  P_CONFIRM,
  P_OPEN,
  P_VALUES,
  P_COUNT
};
static const PackKeySpec param_keys[P_COUNT] = {
    [P_ID] = {STR_INIT("id"), PACK_WANT_WORDS, true},
    [P_TITLE] = {STR_INIT("title"), PACK_WANT_WORDS, true},
    [P_TYPE] = {STR_INIT("type"), PACK_WANT_WORDS, true},
    [P_UNIT] = {STR_INIT("unit"), PACK_WANT_WORDS, false},
    [P_BY] = {STR_INIT("by"), PACK_WANT_WORDS, false},
    [P_CODES] = {STR_INIT("codes"), PACK_WANT_WORDS, false},
    [P_CLAUSE] = {STR_INIT("clause"), PACK_WANT_TEXT, false},
    [P_SOURCE] = {STR_INIT("source"), PACK_WANT_TEXT, false},
    [P_EXPLAIN] = {STR_INIT("explain"), PACK_WANT_TEXT, false},
    [P_OWNER] = {STR_INIT("owner"), PACK_WANT_TEXT, false},
    [P_CONFIRM] = {STR_INIT("confirm"), PACK_WANT_WORDS, false},
    [P_OPEN] = {STR_INIT("open"), PACK_WANT_WORDS, false},
    [P_VALUES] = {STR_INIT("values"), PACK_WANT_LIST, false},
};

static int compare_entries(const void *a, const void *b) {
  return str_cmp(((const CelMapEntry *)a)->key.s, ((const CelMapEntry *)b)->key.s);
}

static bool
read_table(PackLoader *loader, const YamlNode *node, const CelType *type, CelValue *ret) {
  if (!pack_check_kind(loader, node, STR("is"), PACK_WANT_MAP)) return false;
  CelMapEntry *entries = arena_new_array(loader->arena, CelMapEntry, node->count + 1);
  const CelCodes *codes = type->key->codes;
  Map seen = {0};
  size_t count = 0;
  for (size_t i = 0; i < node->count; i++) {
    const YamlNode *key = node->keys[i];
    const CelCode *code = cel_codes_find(codes, key->text);
    if (code == NULL) {
      pack_wrong(loader, ERR_PACK_CODE_UNKNOWN, key, codes->id, pack_quote_limit(key->text));
      continue;
    }
    if (!map_add(&seen, loader->arena, code->code, 0)) {
      pack_wrong(loader, ERR_PACK_KEY_TWICE, key, key->text, code->code);
      continue;
    }
    entries[count].key = cel_str(code->code);
    if (pack_read_literal(loader, node->items[i], type->elem, &entries[count].value)) count++;
  }
  if (count > 1) qsort(entries, count, sizeof entries[0], compare_entries);
  CelMap *map = arena_new_one(loader->arena, CelMap);
  *map = (CelMap){.count = (uint32_t)count, .entries = entries};
  *ret = (CelValue){.state = CEL_KNOWN, .map = map};
  return true;
}

static void read_values(PackLoader *loader, const YamlNode *list, PackParam *param) {
  static const PackKeySpec keys[] = {{STR_INIT("from"), PACK_WANT_ANY, false},
                                     {STR_INIT("is"), PACK_WANT_ANY, true}};
  PackParamValue *values = arena_new_array(loader->arena, PackParamValue, list->count + 1);
  for (size_t i = 0; i < list->count; i++) {
    const YamlNode *v[2];
    if (!pack_read_keys(loader, list->items[i], ARG2("一个值", "a value"), keys, 2, v)) continue;
    PackParamValue *value = &values[param->count];
    value->from = DAY_MIN;
    if (v[0] && !pack_read_day(loader, v[0], &value->from)) continue;
    if (v[1] == NULL || param->type->kind == CEL_ANY) continue;
    bool good = param->type->kind == CEL_MAP
                    ? read_table(loader, v[1], param->type, &value->is)
                    : pack_read_literal(loader, v[1], param->type, &value->is);
    if (!good) continue;
    if (param->count > 0 && day_cmp(values[param->count - 1].from, value->from) >= 0) {
      pack_wrong(loader, ERR_PACK_ORDER, v[0] ? v[0] : list->items[i], pack_text(v[0]));
      continue;
    }
    param->count++;
  }
  param->values = values;
}

static const CelType *read_param_type(PackLoader *loader, const YamlNode *const *v) {
  const CelType *type = pack_read_type(loader, v[P_TYPE], v[P_CODES], true);
  if (v[P_BY] == NULL || type->kind == CEL_ANY) return type;
  const PackLookup *lookup = pack_find_codes(loader, v[P_BY]);
  if (lookup == NULL) return cel_type(CEL_ANY);
  return cel_type_map(loader->arena, lookup->code, type);
}

static void read_param(PackLoader *loader, const YamlNode *node) {
  const YamlNode *v[P_COUNT];
  Pack *pack = loader->pack;
  if (!pack_read_keys(loader, node, ARG2("参数", "a parameter"), param_keys, P_COUNT, v)) return;
  if (!pack_check_name(loader, v[P_ID])) return;
  if (!pack_enter(loader, PACK_PART_PARAM, v[P_ID]->text, node, v[P_ID])) return;
  PackParam *param = &loader->params[pack->param_count++];
  param->id = v[P_ID]->text;
  param->title = pack_text(v[P_TITLE]);
  param->unit = pack_text(v[P_UNIT]);
  param->clause = pack_text(v[P_CLAUSE]);
  param->open = pack_text(v[P_OPEN]);
  param->confirm = pack_text(v[P_CONFIRM]);
  param->type = read_param_type(loader, v);
  if (v[P_VALUES]) read_values(loader, v[P_VALUES], param);
  if (v[P_VALUES] == NULL && v[P_OPEN] == NULL && codec_yaml_get(node, STR("values")) == NULL)
    pack_wrong(loader, ERR_PACK_KEY_MISSING, node, ARG2("参数", "a parameter"), STR("values"));
}

void pack_load_params(PackLoader *loader) {
  size_t most = loader->merged[PACK_PART_PARAM].count;
  loader->params = arena_new_array(loader->arena, PackParam, most + 1);
  loader->pack->params = loader->params;
  pack_each_entry(loader, PACK_PART_PARAM, read_param);
}

/* ---- values from elsewhere ---- */

Err pack_param_read(
    const PackParam *param, Str file, Str text, Arena *arena, CelValue *ret_value, Diag *diag) {
  PackFile source = {.path = file, .text = {(const uint8_t *)text.ptr, text.len}};
  YamlNode *node = NULL;
  TRY(codec_yaml_parse(file, source.text, arena, &node, diag));
  PackLoader *loader = arena_new_one(arena, PackLoader);
  *loader = (PackLoader){.arena = arena, .diag = diag, .file = &source};
  CelValue value;
  bool good = param->type->kind == CEL_MAP ? read_table(loader, node, param->type, &value)
                                           : pack_read_literal(loader, node, param->type, &value);
  if (loader->first != ERR_OK) return loader->first;
  CHECK(good);
  *ret_value = value;
  return ERR_OK;
}
