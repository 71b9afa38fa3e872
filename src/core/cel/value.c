/* SPDX-License-Identifier: Apache-2.0 */
/*
 * value: making values, comparing results, showing them as text and as JSON.
 *
 * Shown values are complete: integers and decimals with all digits, and a list that has possible
 * rows or may have more says so. Only the causes are cut, at CEL_CAUSES_SHOWN, with a count.
 */
#include "cel/cel_int.h"

CelValue cel_unknown(Arena *arena, const CelCauses *causes, CelAbsence absence) {
  CelUnknown *unknown = arena_new_one(arena, CelUnknown);
  unknown->causes = causes;
  unknown->absence = absence;
  return (CelValue){.state = CEL_UNKNOWN, .unknown = unknown};
}

/* The ends of int64 say nothing, so they are no bounds. */
CelValue cel_unknown_bounded(Arena *arena, const CelCauses *causes, int64_t min, int64_t max) {
  CelValue value = cel_unknown(arena, causes, CEL_ABSENT);
  value.unknown->has_min = min != INT64_MIN;
  value.unknown->has_max = max != INT64_MAX;
  value.unknown->min = value.unknown->has_min ? min : 0;
  value.unknown->max = value.unknown->has_max ? max : 0;
  return value;
}

CelValue cel_failed(CelErrorKind kind, uint32_t line, uint32_t column) {
  return (CelValue){.state = CEL_FAILED, .error = {.kind = kind, .line = line, .column = column}};
}

CelValue cel_list_item(const CelList *list, uint32_t index) {
  CHECK(index < list->count);
  if (list->items != NULL) return list->items[index];
  CelRecord record = list->first;
  record.index += index;
  return (CelValue){.state = CEL_KNOWN, .record = record};
}

static bool item_is_possible(const CelList *list, uint32_t index) {
  return list->standing != NULL && list->standing[index] == CEL_POSSIBLY;
}

static bool list_is_certain(const CelList *list) {
  if (list->more != NULL) return false;
  for (uint32_t i = 0; i < list->count; i++) {
    if (item_is_possible(list, i)) return false;
  }
  return true;
}

/* ---- errors ---- */

typedef struct ErrorWords {
  const char *name, *zh, *en;
} ErrorWords;

static const ErrorWords error_words[] = {
    [CEL_ERR_DIVISION] = {"division", "除数为零", "division by zero"},
    [CEL_ERR_OVERFLOW] = {"overflow", "数值超出范围", "the number is out of range"},
    [CEL_ERR_INDEX] = {"index", "序号超出列表", "the index is outside the list"},
    [CEL_ERR_KEY] = {"key", "没有这个键", "there is no such key"},
    [CEL_ERR_NOTHING] = {"nothing", "空列表没有最小值或最大值",
                         "an empty list has no smallest or largest value"},
    [CEL_ERR_ARGUMENT] = {"argument", "参数不在函数的取值范围内",
                          "the argument is outside the function's domain"},
    [CEL_ERR_LIMIT] = {"limit", "超出计算的内存或步数限制", "limit of memory or steps met"},
};

const char *cel_error_name(CelErrorKind kind) {
  return error_words[kind].name;
}

const char *cel_error_text(CelErrorKind kind, int english) {
  return english ? error_words[kind].en : error_words[kind].zh;
}

/* ---- the same ---- */

static bool causes_same(const CelCauses *a, const CelCauses *b) {
  uint32_t count = a == NULL ? 0 : a->count;
  if (count != (b == NULL ? 0 : b->count)) return false;
  for (uint32_t i = 0; i < count; i++) {
    if (cel_cause_cmp(a->items[i], b->items[i]) != 0) return false;
  }
  return true;
}

static bool unknown_same(const CelUnknown *a, const CelUnknown *b) {
  if (a->has_min != b->has_min || a->has_max != b->has_max) return false;
  if (a->has_min && a->min != b->min) return false;
  if (a->has_max && a->max != b->max) return false;
  return causes_same(a->causes, b->causes);
}

static bool list_same(const CelType *type, const CelList *a, const CelList *b) {
  if (a->count != b->count || (a->more == NULL) != (b->more == NULL)) return false;
  if (!causes_same(a->more, b->more)) return false;
  for (uint32_t i = 0; i < a->count; i++) {
    CelValue x = cel_list_item(a, i);
    CelValue y = cel_list_item(b, i);
    if (!cel_value_same(type->elem, &x, &y)) return false;
    bool possible = item_is_possible(a, i);
    if (possible != item_is_possible(b, i)) return false;
    if (!possible) continue;
    if (!causes_same(a->why == NULL ? NULL : a->why[i], b->why == NULL ? NULL : b->why[i]))
      return false;
  }
  return true;
}

static bool map_same(const CelType *type, const CelMap *a, const CelMap *b) {
  if (a->count != b->count) return false;
  for (uint32_t i = 0; i < a->count; i++) {
    const CelMapEntry *x = &a->entries[i];
    const CelMapEntry *y = &b->entries[i];
    if (!cel_value_same(type->key, &x->key, &y->key)) return false;
    if (!cel_value_same(type->elem, &x->value, &y->value)) return false;
  }
  return true;
}

static bool known_same(const CelType *type, const CelValue *a, const CelValue *b) {
  switch (type->kind) {
  case CEL_BOOL:
  case CEL_INT:
  case CEL_DECIMAL:
  case CEL_DATE:
  case CEL_MONTH:
  case CEL_UINT:
  case CEL_DOUBLE:
  case CEL_TIMESTAMP:
  case CEL_DURATION:
    return a->i == b->i;
  case CEL_STRING:
  case CEL_NAME:
  case CEL_CODE:
  case CEL_IDNUMBER:
  case CEL_PHONE:
  case CEL_BANKCARD:
  case CEL_USCC:
  case CEL_PLATE:
  case CEL_DIVISION:
  case CEL_POINT:
  case CEL_FILE:
  case CEL_SIGNATURE:
  case CEL_BYTES:
  case CEL_TYPE:
    return str_eq(a->s, b->s);
  case CEL_LIST:
    return list_same(type, a->list, b->list);
  case CEL_MAP:
    return map_same(type, a->map, b->map);
  case CEL_RECORD:
    return cel_compare_known(COMPARE_RECORD, a, b) == 0;
  case CEL_ANY:
  case CEL_CODELIST:
  case CEL_NULL:
  case CEL_DYN:
    return true; /* one value, or none */
  }
  return false;
}

bool cel_value_same(const CelType *type, const CelValue *a, const CelValue *b) {
  if (a->state != b->state) return false;
  switch (a->state) {
  case CEL_KNOWN:
    return known_same(type, a, b);
  case CEL_UNKNOWN:
    return unknown_same(a->unknown, b->unknown);
  case CEL_FAILED:
    return a->error.kind == b->error.kind;
  }
  return false;
}

/* ---- scalars, both forms ---- */

/* Bounds may lie outside of the calendar; then nothing is written. */
static bool put_day(int64_t n, Buf *out) {
  if (n < DAY_MIN.n || n > DAY_MAX.n) return false;
  buf_day(out, (Day){(int32_t)n});
  return true;
}

static bool put_month(int64_t n, Buf *out) {
  enum { FIRST = 12, LAST = 9999 * 12 + 11 };
  if (n < FIRST || n > LAST) return false;
  char text[7];
  size_t len = month_format((Month){(int32_t)n}, text);
  buf_str(out, (Str){text, len});
  return true;
}

/* ---- text ---- */

static void list_text(const CelType *type, const CelList *list, Buf *out) {
  buf_char(out, '[');
  for (uint32_t i = 0; i < list->count; i++) {
    if (i > 0) buf_lit(out, ", ");
    CelValue item = cel_list_item(list, i);
    cel_value_text(type->elem, &item, out);
    if (item_is_possible(list, i)) buf_char(out, '?');
  }
  if (list->more != NULL) buf_lit(out, list->count > 0 ? ", ..." : "...");
  buf_char(out, ']');
}

static void map_text(const CelType *type, const CelMap *map, Buf *out) {
  buf_char(out, '{');
  for (uint32_t i = 0; i < map->count; i++) {
    if (i > 0) buf_lit(out, ", ");
    cel_value_text(type->key, &map->entries[i].key, out);
    buf_lit(out, ": ");
    cel_value_text(type->elem, &map->entries[i].value, out);
  }
  buf_char(out, '}');
}

static void known_text(const CelType *type, const CelValue *value, Buf *out) {
  switch (type->kind) {
  case CEL_BOOL:
    buf_lit(out, value->i != 0 ? "true" : "false");
    return;
  case CEL_INT:
  case CEL_DOUBLE:
  case CEL_TIMESTAMP:
  case CEL_DURATION:
    buf_int(out, value->i);
    return;
  case CEL_UINT:
    buf_printf(out, "%llu", (unsigned long long)value->i);
    return;
  case CEL_DECIMAL:
    buf_dec(out, (Dec){value->i});
    return;
  case CEL_DATE:
    (void)put_day(value->i, out);
    return;
  case CEL_MONTH:
    (void)put_month(value->i, out);
    return;
  case CEL_STRING:
  case CEL_NAME:
  case CEL_CODE:
  case CEL_IDNUMBER:
  case CEL_PHONE:
  case CEL_BANKCARD:
  case CEL_USCC:
  case CEL_PLATE:
  case CEL_DIVISION:
  case CEL_POINT:
  case CEL_FILE:
  case CEL_SIGNATURE:
  case CEL_BYTES:
  case CEL_TYPE:
    buf_str(out, value->s);
    return;
  case CEL_LIST:
    list_text(type, value->list, out);
    return;
  case CEL_MAP:
    map_text(type, value->map, out);
    return;
  case CEL_RECORD:
    if (value->record.schema != NULL) buf_str(out, value->record.schema->name);
    return;
  case CEL_CODELIST:
    if (type->codes != NULL) buf_str(out, type->codes->id);
    return;
  case CEL_ANY:
  case CEL_NULL:
  case CEL_DYN:
    buf_lit(out, "null");
    return;
  }
}

/* What is known of an unknown: ≥1, ≤3, 1~3, or nothing; that a number is not below 0 is nothing. */
static void unknown_text(const CelType *type, const CelUnknown *unknown, Buf *out) {
  CelValue min = cel_int(unknown->min), max = cel_int(unknown->max);
  if (unknown->has_min && unknown->has_max) {
    known_text(type, &min, out);
    buf_char(out, '~');
    known_text(type, &max, out);
  } else if (unknown->has_min && (unknown->min != 0 || type->kind == CEL_DATE)) {
    buf_lit(out, "≥");
    known_text(type, &min, out);
  } else if (unknown->has_max) {
    buf_lit(out, "≤");
    known_text(type, &max, out);
  } else {
    buf_char(out, '?');
  }
}

void cel_value_text(const CelType *type, const CelValue *value, Buf *out) {
  switch (value->state) {
  case CEL_KNOWN:
    known_text(type, value, out);
    return;
  case CEL_UNKNOWN:
    unknown_text(type, value->unknown, out);
    return;
  case CEL_FAILED:
    buf_char(out, '!');
    buf_lit(out, cel_error_name(value->error.kind));
    return;
  }
}

/* ---- JSON ---- */

static void json_text(Str s, Buf *out) {
  buf_char(out, '"');
  size_t from = 0;
  for (size_t i = 0; i < s.len; i++) {
    unsigned char c = (unsigned char)s.ptr[i];
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    buf_str(out, str_slice(s, from, i));
    from = i + 1;
    if (c >= 0x20) {
      buf_char(out, '\\');
      buf_char(out, (char)c);
    } else if (c == '\n') {
      buf_lit(out, "\\n");
    } else if (c == '\t') {
      buf_lit(out, "\\t");
    } else if (c == '\r') {
      buf_lit(out, "\\r");
    } else {
      buf_printf(out, "\\u%04x", c);
    }
  }
  buf_str(out, str_slice(s, from, s.len));
  buf_char(out, '"');
}

/* The list, and the member [rest] with the number of those that were cut off. */
static void json_causes(const CelCauses *causes, const char *rest, Buf *out) {
  uint32_t count = causes == NULL ? 0 : causes->count;
  uint32_t shown = count < CEL_CAUSES_SHOWN ? count : CEL_CAUSES_SHOWN;
  enum { LONGEST = 64 * 1024 };
  Buf text;
  buf_init(&text, LONGEST);
  buf_char(out, '[');
  for (uint32_t i = 0; i < shown; i++) {
    if (i > 0) buf_char(out, ',');
    buf_clear(&text);
    cel_cause_text(causes->items[i], &text);
    json_text(buf_view(&text), out);
  }
  buf_char(out, ']');
  buf_free(&text);
  if (count > shown) buf_printf(out, ",\"%s\":%u", rest, (unsigned)(count - shown));
}

static void json_error(const CelError *error, int english, Buf *out) {
  buf_printf(out, "{\"error\":{\"kind\":\"%s\",\"message\":", cel_error_name(error->kind));
  json_text(str_from(cel_error_text(error->kind, english)), out);
  buf_printf(out, ",\"line\":%u,\"column\":%u}}", (unsigned)error->line, (unsigned)error->column);
}

static void json_bound(const CelType *type, bool has, int64_t bound, Buf *out) {
  Buf text;
  buf_init(&text, 32);
  if (has && type->kind == CEL_INT)
    buf_int(&text, bound);
  else if (has && type->kind == CEL_DECIMAL)
    buf_dec(&text, (Dec){bound});
  else if (has)
    (void)(type->kind == CEL_DATE ? put_day(bound, &text) : put_month(bound, &text));

  if (text.len == 0)
    buf_lit(out, "null");
  else if (type->kind == CEL_DATE || type->kind == CEL_MONTH)
    json_text(buf_view(&text), out);
  else
    buf_str(out, buf_view(&text));
  buf_free(&text);
}

static void json_known(const CelType *type, const CelValue *value, Buf *out);

static void json_item(const CelType *type, const CelValue *value, Buf *out) {
  switch (value->state) {
  case CEL_KNOWN:
    json_known(type, value, out);
    return;
  case CEL_UNKNOWN:
    buf_lit(out, "{\"unknown\":");
    json_causes(value->unknown->causes, "more", out);
    buf_char(out, '}');
    return;
  case CEL_FAILED:
    json_error(&value->error, 0, out);
    return;
  }
}

static void json_array(const CelType *type, const CelList *list, Buf *out) {
  buf_char(out, '[');
  for (uint32_t i = 0; i < list->count; i++) {
    if (i > 0) buf_char(out, ',');
    CelValue item = cel_list_item(list, i);
    json_item(type->elem, &item, out);
  }
  buf_char(out, ']');
}

/* "value":[…] and, only where they apply, "possible" and "more". */
static void json_list_members(const CelType *type, const CelList *list, Buf *out) {
  buf_lit(out, "\"value\":");
  json_array(type, list, out);
  bool any = false;
  for (uint32_t i = 0; i < list->count; i++) {
    if (!item_is_possible(list, i)) continue;
    buf_lit(out, any ? "," : ",\"possible\":[");
    buf_int(out, i);
    any = true;
  }
  if (any) buf_char(out, ']');
  if (list->more == NULL) return;
  buf_lit(out, ",\"more\":");
  json_causes(list->more, "more_cut", out);
}

/* A list inside something, where there is no room for further members, is an object of its own
 * if it is not certain. */
static void json_list(const CelType *type, const CelList *list, Buf *out) {
  if (list_is_certain(list)) {
    json_array(type, list, out);
    return;
  }
  buf_char(out, '{');
  json_list_members(type, list, out);
  buf_char(out, '}');
}

static void json_map(const CelType *type, const CelMap *map, Buf *out) {
  buf_char(out, '[');
  for (uint32_t i = 0; i < map->count; i++) {
    buf_lit(out, i > 0 ? ",[" : "[");
    json_item(type->key, &map->entries[i].key, out);
    buf_char(out, ',');
    json_item(type->elem, &map->entries[i].value, out);
    buf_char(out, ']');
  }
  buf_char(out, ']');
}

static void json_quoted(const CelType *type, const CelValue *value, Buf *out) {
  Buf text;
  buf_init(&text, out->max);
  known_text(type, value, &text);
  json_text(buf_view(&text), out);
  buf_free(&text);
}

static void json_known(const CelType *type, const CelValue *value, Buf *out) {
  switch (type->kind) {
  case CEL_BOOL:
  case CEL_INT:
  case CEL_DECIMAL:
  case CEL_UINT:
  case CEL_DOUBLE:
  case CEL_TIMESTAMP:
  case CEL_DURATION:
  case CEL_ANY:
  case CEL_NULL:
  case CEL_DYN:
    known_text(type, value, out);
    return;
  case CEL_DATE:
  case CEL_MONTH:
  case CEL_CODELIST:
    json_quoted(type, value, out);
    return;
  case CEL_STRING:
  case CEL_NAME:
  case CEL_CODE:
  case CEL_IDNUMBER:
  case CEL_PHONE:
  case CEL_BANKCARD:
  case CEL_USCC:
  case CEL_PLATE:
  case CEL_DIVISION:
  case CEL_POINT:
  case CEL_FILE:
  case CEL_SIGNATURE:
  case CEL_BYTES:
  case CEL_TYPE:
    json_text(value->s, out);
    return;
  case CEL_LIST:
    json_list(type, value->list, out);
    return;
  case CEL_MAP:
    json_map(type, value->map, out);
    return;
  case CEL_RECORD:
    buf_lit(out, "{\"record\":");
    json_quoted(type, value, out);
    buf_char(out, '}');
    return;
  }
}

static void json_type(const CelType *type, Buf *out) {
  Buf text;
  buf_init(&text, out->max);
  cel_type_put(type, &text);
  buf_lit(out, "\"type\":");
  json_text(buf_view(&text), out);
  buf_free(&text);
}

static bool has_order(CelKind kind) {
  return kind == CEL_INT || kind == CEL_DECIMAL || kind == CEL_DATE || kind == CEL_MONTH;
}

void cel_value_json(const CelType *type, const CelValue *value, int english, Buf *out) {
  switch (value->state) {
  case CEL_KNOWN:
    buf_char(out, '{');
    json_type(type, out);
    buf_char(out, ',');
    if (type->kind == CEL_LIST) {
      json_list_members(type, value->list, out);
    } else {
      buf_lit(out, "\"value\":");
      json_known(type, value, out);
    }
    buf_char(out, '}');
    return;
  case CEL_UNKNOWN:
    buf_lit(out, "{\"unknown\":");
    json_causes(value->unknown->causes, "more", out);
    buf_char(out, ',');
    json_type(type, out);
    if (has_order(type->kind)) {
      buf_lit(out, ",\"min\":");
      json_bound(type, value->unknown->has_min, value->unknown->min, out);
      buf_lit(out, ",\"max\":");
      json_bound(type, value->unknown->has_max, value->unknown->max, out);
    }
    buf_char(out, '}');
    return;
  case CEL_FAILED:
    json_error(&value->error, english, out);
    return;
  }
}

void cel_value_json_plain(const CelType *type, const CelValue *value, Buf *out) {
  json_item(type, value, out);
}
