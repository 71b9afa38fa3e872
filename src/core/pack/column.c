/* SPDX-License-Identifier: Apache-2.0 */
/*
 * column: types, values written in a pack, columns with their headers, the field dictionary.
 *
 * Columns of datasets and fields of the dictionary are described by the same keys and become the
 * same PackColumn.
 */
#include "pack/pack_int.h"

#include <string.h>

/* ---- types ---- */

typedef struct TypeName {
  Str name;
  CelKind kind;
  bool param; /* parameters may have it */
} TypeName;

static const TypeName type_names[] = {
    {STR_INIT("bool"), CEL_BOOL, true},          {STR_INIT("int"), CEL_INT, true},
    {STR_INIT("decimal"), CEL_DECIMAL, true},    {STR_INIT("string"), CEL_STRING, true},
    {STR_INIT("date"), CEL_DATE, true},          {STR_INIT("month"), CEL_MONTH, true},
    {STR_INIT("code"), CEL_CODE, true},          {STR_INIT("codes"), CEL_LIST, true},
    {STR_INIT("division"), CEL_DIVISION, true},  {STR_INIT("name"), CEL_NAME, false},
    {STR_INIT("idnumber"), CEL_IDNUMBER, false}, {STR_INIT("phone"), CEL_PHONE, false},
    {STR_INIT("bankcard"), CEL_BANKCARD, false}, {STR_INIT("uscc"), CEL_USCC, false},
    {STR_INIT("plate"), CEL_PLATE, false},       {STR_INIT("point"), CEL_POINT, false},
    {STR_INIT("file"), CEL_FILE, false},         {STR_INIT("signature"), CEL_SIGNATURE, false},
};
enum { TYPES = sizeof type_names / sizeof type_names[0], PARAM_TYPES = 9 };

static Str type_name(const void *items, size_t index) {
  return ((const TypeName *)items)[index].name;
}

static const CelType *
code_type(PackLoader *loader, CelKind kind, const YamlNode *type, const YamlNode *codes) {
  if (codes == NULL) {
    pack_wrong(loader, ERR_PACK_KEY_MISSING, type,
               arena_printf(loader->arena, "type: %.*s", STR_ARG(type->text)), STR("codes"));
    return cel_type(CEL_ANY);
  }
  const PackLookup *lookup = pack_find_codes(loader, codes);
  if (lookup == NULL) return cel_type(CEL_ANY);
  return kind == CEL_CODE ? lookup->code : lookup->codes;
}

const CelType *
pack_read_type(PackLoader *loader, const YamlNode *type, const YamlNode *codes, bool params) {
  size_t count = params ? PARAM_TYPES : TYPES;
  if (type == NULL) return cel_type(CEL_ANY);
  for (size_t i = 0; i < count; i++) {
    if (!str_eq(type_names[i].name, type->text)) continue;
    CelKind kind = type_names[i].kind;
    if (kind == CEL_CODE || kind == CEL_LIST) return code_type(loader, kind, type, codes);
    if (codes) pack_wrong(loader, ERR_PACK_CODES_UNUSED, codes, type->text);
    return cel_type(kind);
  }
  pack_wrong(loader, ERR_PACK_WORD, type, STR("type"), pack_quote_limit(type->text),
             pack_join(loader->arena, type_names, count, type_name));
  return cel_type(CEL_ANY);
}

/* ---- values written in the pack ---- */

static bool read_month(Str text, int64_t *ret) {
  char room[10];
  Day day;
  if (text.len != 7) return false;
  memcpy(room, text.ptr, 7);
  memcpy(room + 7, "-01", 3);
  if (!day_parse_iso((Str){room, sizeof room}, &day)) return false;
  *ret = day_month(day).n;
  return true;
}

static bool
read_scalar(PackLoader *loader, Str text, const CelType *type, CelValue *ret, Str *ret_expected) {
  Day day;
  Dec dec;
  switch (type->kind) {
  case CEL_BOOL:
    *ret_expected = ARG2("true 或 false", "true or false");
    ret->i = str_eq(text, STR("true"));
    return ret->i || str_eq(text, STR("false"));
  case CEL_INT:
    *ret_expected = ARG2("整数", "a whole number");
    return str_to_int(text, &ret->i);
  case CEL_DECIMAL:
    *ret_expected = ARG2("数，至多 4 位小数", "a number with at most 4 places");
    if (!dec_parse(text, &dec)) return false;
    ret->i = dec.u;
    return true;
  case CEL_DATE:
    *ret_expected = ARG2("日期，如 2021-09-30", "a date like 2021-09-30");
    if (!day_parse_iso(text, &day)) return false;
    ret->i = day.n;
    return true;
  case CEL_MONTH:
    *ret_expected = ARG2("月份，如 2021-09", "a month like 2021-09");
    return read_month(text, &ret->i);
  case CEL_DIVISION: {
    char *code = arena_new_array(loader->arena, char, 12);
    *ret_expected = ARG2("6、9 或 12 位区划代码", "a division code of 6, 9 or 12 digits");
    ret->s = (Str){code, 12};
    return norm_division_code(text, code) == NORM_VALUE;
  }
  case CEL_STRING:
  case CEL_NAME:
  case CEL_IDNUMBER:
  case CEL_PHONE:
  case CEL_BANKCARD:
  case CEL_USCC:
  case CEL_PLATE:
  case CEL_POINT:
  case CEL_FILE:
  case CEL_SIGNATURE:
  case CEL_ANY:
    ret->s = text;
    return true;
  case CEL_CODE:
  case CEL_LIST:
  case CEL_MAP:
  case CEL_RECORD:
  case CEL_CODELIST:
  case CEL_UINT:
  case CEL_DOUBLE:
  case CEL_BYTES:
  case CEL_TIMESTAMP:
  case CEL_DURATION:
  case CEL_NULL:
  case CEL_TYPE:
  case CEL_DYN:
    break;
  }
  return false;
}

static bool
read_code(PackLoader *loader, const YamlNode *node, const CelType *type, CelValue *ret) {
  const CelCode *code = node->kind == YAML_SCALAR ? cel_codes_find(type->codes, node->text) : NULL;
  if (code == NULL) {
    pack_wrong(loader, ERR_PACK_CODE_UNKNOWN, node, type->codes->id, pack_quote_limit(node->text));
    return false;
  }
  ret->s = code->code;
  return true;
}

static bool
read_code_list(PackLoader *loader, const YamlNode *node, const CelType *type, CelValue *ret) {
  if (!pack_check_kind(loader, node, STR("codes"), PACK_WANT_LIST)) return false;
  CelList *list = arena_new_one(loader->arena, CelList);
  CelValue *items = arena_new_array(loader->arena, CelValue, node->count + 1);
  bool good = true;
  for (size_t i = 0; i < node->count; i++)
    good &= read_code(loader, node->items[i], type->elem, &items[i]);
  list->count = (uint32_t)node->count;
  list->items = items;
  ret->list = list;
  return good;
}

bool pack_read_literal(PackLoader *loader,
                       const YamlNode *node,
                       const CelType *type,
                       CelValue *ret) {
  CelValue value = cel_int(0);
  if (node == NULL) return false;
  bool good;
  if (type->kind == CEL_LIST) {
    good = read_code_list(loader, node, type, &value);
  } else if (type->kind == CEL_CODE) {
    good = read_code(loader, node, type, &value);
  } else if (node->kind != YAML_SCALAR) {
    good = pack_check_kind(loader, node, ARG2("值", "the value"), PACK_WANT_TEXT);
  } else {
    Str expected = STR_NONE;
    good = read_scalar(loader, node->text, type, &value, &expected);
    if (!good)
      pack_wrong(loader, ERR_PACK_VALUE, node,
                 node->text.len ? pack_quote_limit(node->text) : STR("''"), expected);
  }
  if (good) *ret = value;
  return good;
}

/* ---- columns ---- */

static void read_bound(PackLoader *loader,
                       const YamlNode *node,
                       Str key,
                       const CelType *type,
                       bool *ret_has,
                       int64_t *ret_bound) {
  CelValue value;
  if (node == NULL || type->kind == CEL_ANY) return;
  if (type->kind != CEL_INT && type->kind != CEL_DECIMAL && type->kind != CEL_DATE &&
      type->kind != CEL_MONTH) {
    pack_wrong(loader, ERR_PACK_NO_BOUND, node, key, cel_type_text(type, loader->arena));
    return;
  }
  if (!pack_read_literal(loader, node, type, &value)) return;
  *ret_has = true;
  *ret_bound = value.i;
}

static bool is_wan(Str unit) {
  return str_eq(unit, STR("万元")) || str_eq(unit, STR("万"));
}

void pack_read_column(PackLoader *loader, const PackColumnNodes *nodes, PackColumn *column) {
  static const Str sensitivities[] = {STR_INIT("open"), STR_INIT("personal"), STR_INIT("sealed")};
  size_t sensitivity = 0;
  column->type = pack_read_type(loader, nodes->type, nodes->codes, false);
  read_bound(loader, nodes->min, STR("min"), column->type, &column->has_min, &column->min);
  read_bound(loader, nodes->max, STR("max"), column->type, &column->has_max, &column->max);
  if (column->has_min && column->has_max && column->min > column->max)
    pack_wrong(loader, ERR_PACK_MIN_MAX, nodes->min, nodes->min->text, nodes->max->text);
  column->unit = is_wan(pack_text(nodes->unit)) ? 10000 : 1;
  (void)pack_read_flag(loader, nodes->required, &column->required);
  if (nodes->empty)
    column->has_blank = pack_read_literal(loader, nodes->empty, column->type, &column->blank);
  (void)pack_read_word(loader, nodes->sensitivity, STR("sensitivity"), sensitivities, 3,
                       &sensitivity);
  column->sensitivity = sensitivities[sensitivity];
}

void pack_add_headers(PackLoader *loader,
                      Map *taken,
                      const PackColumn *columns,
                      uint32_t index,
                      PackColumn *column,
                      const Str *texts,
                      size_t count,
                      const YamlNode **nodes) {
  enum { LONGEST = 1024 };
  Str *headers = arena_new_array(loader->arena, Str, column->header_count + count + 1);
  Str *shown = arena_new_array(loader->arena, Str, column->header_count + count + 1);
  size_t have = column->header_count;
  for (size_t i = 0; i < have; i++) {
    headers[i] = column->headers[i];
    shown[i] = column->shown_headers[i];
  }
  for (size_t i = 0; i < count; i++) {
    char room[LONGEST];
    Str header = norm_header(texts[i], room, sizeof room);
    if (header.len == 0) {
      if (nodes) pack_wrong(loader, ERR_PACK_HEADER, nodes[i], pack_quote_limit(texts[i]));
      continue;
    }
    header = str_eq(header, texts[i]) ? texts[i] : arena_str(loader->arena, header);
    uint32_t other = index;
    if (!map_add(taken, loader->arena, header, index)) {
      bool found = map_find(taken, header, &other);
      if (found && other != index && nodes)
        pack_wrong(loader, ERR_PACK_HEADER_TWICE, nodes[i], texts[i], columns[other].key);
      continue;
    }
    headers[have] = header;
    shown[have++] = texts[i];
  }
  column->headers = headers;
  column->shown_headers = shown;
  column->header_count = have;
}

uint32_t pack_column_find(const PackColumn *columns, size_t count, Str key) {
  for (size_t i = 0; i < count; i++)
    if (str_eq(columns[i].key, key)) return (uint32_t)i;
  return PACK_NONE;
}

Str pack_column_name(const void *columns, size_t index) {
  return ((const PackColumn *)columns)[index].key;
}

CelField pack_column_field(const PackColumn *column, uint32_t index) {
  bool number = column->type->kind == CEL_INT || column->type->kind == CEL_DECIMAL;
  return (CelField){
      .name = column->key,
      .type = column->type,
      .id = PACK_FIELD_ID(PACK_COLUMN, index),
      .flags = number && column->has_min && column->min >= 0 ? CEL_FIELD_NONNEG : 0,
      .label = column->label,
  };
}

/* ---- the dictionary ---- */

enum {
  F_KEY,
  F_OF,
  F_LABEL,
  F_TYPE,
  F_UNIT,
  F_CODES,
  F_REQUIRED,
  F_MIN,
  F_MAX,
  F_NATIONAL,
  F_EXPLAIN,
  F_SENSITIVITY,
  F_OWNER,
  F_CLAUSE,
  F_SOURCE,
  F_EMPTY,
  F_COUNT
};
static const PackKeySpec field_keys[F_COUNT] = {
    [F_KEY] = {STR_INIT("key"), PACK_WANT_WORDS, true},
    [F_OF] = {STR_INIT("of"), PACK_WANT_WORDS, true},
    [F_LABEL] = {STR_INIT("label"), PACK_WANT_WORDS, true},
    [F_TYPE] = {STR_INIT("type"), PACK_WANT_WORDS, true},
    [F_UNIT] = {STR_INIT("unit"), PACK_WANT_WORDS, false},
    [F_CODES] = {STR_INIT("codes"), PACK_WANT_WORDS, false},
    [F_REQUIRED] = {STR_INIT("required"), PACK_WANT_ANY, false},
    [F_MIN] = {STR_INIT("min"), PACK_WANT_ANY, false},
    [F_MAX] = {STR_INIT("max"), PACK_WANT_ANY, false},
    [F_NATIONAL] = {STR_INIT("national"), PACK_WANT_ANY, false},
    [F_EXPLAIN] = {STR_INIT("explain"), PACK_WANT_TEXT, false},
    [F_SENSITIVITY] = {STR_INIT("sensitivity"), PACK_WANT_ANY, false},
    [F_OWNER] = {STR_INIT("owner"), PACK_WANT_TEXT, false},
    [F_CLAUSE] = {STR_INIT("clause"), PACK_WANT_TEXT, false},
    [F_SOURCE] = {STR_INIT("source"), PACK_WANT_TEXT, false},
    [F_EMPTY] = {STR_INIT("empty"), PACK_WANT_ANY, false},
};

static void read_names(PackLoader *loader,
                       const YamlNode *label,
                       const YamlNode *national,
                       PackDictField *field) {
  size_t count;
  Str *texts = pack_read_texts(loader, national, STR("national"), &count, NULL);
  field->names = arena_new_array(loader->arena, Str, count + 1);
  if (label) field->names[field->name_count++] = label->text;
  for (size_t i = 0; i < count; i++)
    field->names[field->name_count++] = texts[i];
}

static void read_field(PackLoader *loader, const YamlNode *node) {
  const YamlNode *v[F_COUNT];
  if (!pack_read_keys(loader, node, ARG2("字段", "a field"), field_keys, F_COUNT, v)) return;
  if (!pack_check_name(loader, v[F_KEY]) || v[F_OF] == NULL) return;
  Str id =
      arena_printf(loader->arena, "%.*s.%.*s", STR_ARG(v[F_OF]->text), STR_ARG(v[F_KEY]->text));
  if (!pack_enter(loader, PACK_PART_FIELD, id, node, v[F_KEY])) return;
  PackDictField field = {.of = v[F_OF]->text, .file = loader->file, .node = node};
  field.column.key = v[F_KEY]->text;
  field.column.label = pack_text(v[F_LABEL]);
  const PackColumnNodes nodes = {
      .type = v[F_TYPE],
      .codes = v[F_CODES],
      .unit = v[F_UNIT],
      .required = v[F_REQUIRED],
      .min = v[F_MIN],
      .max = v[F_MAX],
      .empty = v[F_EMPTY],
      .sensitivity = v[F_SENSITIVITY],
  };
  pack_read_column(loader, &nodes, &field.column);
  read_names(loader, v[F_LABEL], v[F_NATIONAL], &field);
  *vec_push(loader->arena, &loader->fields) = field;
}

void pack_load_fields(PackLoader *loader) {
  pack_each_entry(loader, PACK_PART_FIELD, read_field);
}
