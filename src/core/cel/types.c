/* SPDX-License-Identifier: Apache-2.0 */
/*
 * types: the types of the language, code lists and schemas.
 *
 * Types without parts are constants of the program, so that most comparisons of types are of
 * kinds. Indexes are made once, when a pack is loaded; afterwards everything here is read only.
 */
#include "cel/cel_int.h"

static const char *const kind_names[] = {
    [CEL_ANY] = "any",           [CEL_BOOL] = "bool",
    [CEL_INT] = "int",           [CEL_DECIMAL] = "decimal",
    [CEL_DATE] = "date",         [CEL_MONTH] = "month",
    [CEL_STRING] = "string",     [CEL_NAME] = "name",
    [CEL_CODE] = "code",         [CEL_IDNUMBER] = "idnumber",
    [CEL_PHONE] = "phone",       [CEL_BANKCARD] = "bankcard",
    [CEL_USCC] = "uscc",         [CEL_PLATE] = "plate",
    [CEL_DIVISION] = "division", [CEL_POINT] = "point",
    [CEL_FILE] = "file",         [CEL_SIGNATURE] = "signature",
    [CEL_LIST] = "list",         [CEL_MAP] = "map",
    [CEL_RECORD] = "record",     [CEL_CODELIST] = "codelist",
    [CEL_UINT] = "uint",         [CEL_DOUBLE] = "double",
    [CEL_BYTES] = "bytes",       [CEL_TIMESTAMP] = "timestamp",
    [CEL_DURATION] = "duration", [CEL_NULL] = "null_type",
    [CEL_TYPE] = "type",         [CEL_DYN] = "dyn",
};

static const CelType plain_types[] = {
    [CEL_ANY] = {.kind = CEL_ANY},           [CEL_BOOL] = {.kind = CEL_BOOL},
    [CEL_INT] = {.kind = CEL_INT},           [CEL_DECIMAL] = {.kind = CEL_DECIMAL},
    [CEL_DATE] = {.kind = CEL_DATE},         [CEL_MONTH] = {.kind = CEL_MONTH},
    [CEL_STRING] = {.kind = CEL_STRING},     [CEL_NAME] = {.kind = CEL_NAME},
    [CEL_CODE] = {.kind = CEL_CODE},         [CEL_IDNUMBER] = {.kind = CEL_IDNUMBER},
    [CEL_PHONE] = {.kind = CEL_PHONE},       [CEL_BANKCARD] = {.kind = CEL_BANKCARD},
    [CEL_USCC] = {.kind = CEL_USCC},         [CEL_PLATE] = {.kind = CEL_PLATE},
    [CEL_DIVISION] = {.kind = CEL_DIVISION}, [CEL_POINT] = {.kind = CEL_POINT},
    [CEL_FILE] = {.kind = CEL_FILE},         [CEL_SIGNATURE] = {.kind = CEL_SIGNATURE},
    [CEL_UINT] = {.kind = CEL_UINT},         [CEL_DOUBLE] = {.kind = CEL_DOUBLE},
    [CEL_BYTES] = {.kind = CEL_BYTES},       [CEL_TIMESTAMP] = {.kind = CEL_TIMESTAMP},
    [CEL_DURATION] = {.kind = CEL_DURATION}, [CEL_NULL] = {.kind = CEL_NULL},
    [CEL_TYPE] = {.kind = CEL_TYPE},         [CEL_DYN] = {.kind = CEL_DYN},
};

const CelType *cel_type(CelKind kind) {
  CHECK(plain_types[kind].kind == kind);
  return &plain_types[kind];
}

const char *cel_kind_name(CelKind kind) {
  return kind_names[kind];
}

static CelType *new_type(Arena *arena, CelKind kind) {
  CelType *type = arena_new_one(arena, CelType);
  type->kind = kind;
  return type;
}

const CelType *cel_type_list(Arena *arena, const CelType *elem) {
  CelType *type = new_type(arena, CEL_LIST);
  type->elem = elem;
  return type;
}

const CelType *cel_type_map(Arena *arena, const CelType *key, const CelType *value) {
  CelType *type = new_type(arena, CEL_MAP);
  type->key = key;
  type->elem = value;
  return type;
}

const CelType *cel_type_record(Arena *arena, const CelSchema *schema) {
  CelType *type = new_type(arena, CEL_RECORD);
  type->schema = schema;
  return type;
}

const CelType *cel_type_code(Arena *arena, const CelCodes *codes) {
  CelType *type = new_type(arena, CEL_CODE);
  type->codes = codes;
  return type;
}

const CelType *cel_type_codelist(Arena *arena, const CelCodes *codes) {
  CelType *type = new_type(arena, CEL_CODELIST);
  type->codes = codes;
  return type;
}

bool cel_type_is_text(CelKind kind) {
  return kind >= CEL_STRING && kind <= CEL_SIGNATURE;
}

void cel_type_put(const CelType *type, Buf *out) {
  buf_lit(out, kind_names[type->kind]);
  if (type->kind == CEL_MAP) {
    buf_char(out, '(');
    cel_type_put(type->key, out);
    buf_lit(out, ", ");
    cel_type_put(type->elem, out);
    buf_char(out, ')');
  } else if (type->kind == CEL_LIST) {
    buf_char(out, '(');
    cel_type_put(type->elem, out);
    buf_char(out, ')');
  } else if (type->schema != NULL || type->codes != NULL) {
    buf_char(out, '(');
    buf_str(out, type->schema != NULL ? type->schema->name : type->codes->id);
    buf_char(out, ')');
  }
}

Str cel_type_text(const CelType *type, Arena *arena) {
  enum { LONGEST = 4096 };
  Buf buf;
  buf_init(&buf, LONGEST);
  cel_type_put(type, &buf);
  Str text = arena_str(arena, buf_view(&buf));
  buf_free(&buf);
  return text;
}

/* ---- code lists ---- */

/* Keeps the first text that came to have two meanings. */
static void add_meaning(CelCodes *codes, Arena *arena, Str text, size_t index, Str *clash) {
  if (text.len == 0 || map_add(&codes->index, arena, text, (uint32_t)index)) return;
  uint32_t other = 0;
  bool found = map_find(&codes->index, text, &other);
  if (found && other != index && clash->len == 0) *clash = text;
}

/* Codes go first, then labels, then aliases: an alias of one code must never hide another code. */
Str cel_codes_index(CelCodes *codes, Arena *arena) {
  Str clash = STR_NONE;
  for (size_t i = 0; i < codes->count; i++)
    add_meaning(codes, arena, codes->codes[i].code, i, &clash);
  for (size_t i = 0; i < codes->count; i++)
    add_meaning(codes, arena, codes->codes[i].label, i, &clash);
  for (size_t i = 0; i < codes->count; i++) {
    const CelCode *code = &codes->codes[i];
    for (size_t k = 0; k < code->alias_count; k++)
      add_meaning(codes, arena, code->aliases[k], i, &clash);
  }
  return clash;
}

const CelCode *cel_codes_find(const CelCodes *codes, Str text) {
  uint32_t index;
  if (!map_find(&codes->index, text, &index)) return NULL;
  return &codes->codes[index];
}

/* ---- schemas ---- */

void cel_schema_index(CelSchema *schema, Arena *arena) {
  for (size_t i = 0; i < schema->count; i++)
    (void)map_add(&schema->index, arena, schema->fields[i].name, (uint32_t)i);
}

const CelField *cel_schema_find(const CelSchema *schema, Str name) {
  uint32_t index;
  if (!map_find(&schema->index, name, &index)) return NULL;
  return &schema->fields[index];
}
