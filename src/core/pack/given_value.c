/* SPDX-License-Identifier: Apache-2.0 */
/*
 * given_value: single values of an example, read by the type of their column as a cell of a file
 * would be, and the causes of what is not there.
 *
 * Plain true and false are bools whatever words the county writes; plain `unknown` and `empty`
 * are those; null, which only JSON has, is empty. A list is a set of codes, read as one text.
 */
#include "pack/given_int.h"

/* ---- mistakes ---- */

static void put_template(Buf *out, Str text, Str what) {
  while (text.len > 0) {
    bool is_arg = str_starts(text, STR("{0}"));
    if (is_arg)
      buf_str(out, what);
    else
      buf_char(out, text.ptr[0]);
    text = str_slice(text, is_arg ? 3 : 1, text.len);
  }
}

void given_mistake(PackGiven *given, const YamlNode *at, const char *zh, const char *en, Str what) {
  enum { LONGEST = 1 << 16, SHOWN = 100 };
  size_t len = what.len < SHOWN ? what.len : SHOWN;
  while (len < what.len && len > 0 && ((uint8_t)what.ptr[len] & 0xC0) == 0x80)
    len--;
  what = str_slice(what, 0, len);
  Buf text;
  buf_init(&text, LONGEST);
  put_template(&text, str_from(zh), what);
  buf_lit(&text, ARG2_MARK);
  put_template(&text, str_from(en), what);
  Err err = fail(given->diag, ERR_FOUND, codec_yaml_place(given->file, at), buf_view(&text));
  if (given->err == ERR_OK) given->err = err;
  buf_free(&text);
}

bool given_is_word(const YamlNode *node, const char *word) {
  return node->kind == YAML_SCALAR && node->plain && str_eq(node->text, str_from(word));
}

bool given_is_map(PackGiven *given, const YamlNode *node, Str what) {
  if (node->kind == YAML_MAP) return true;
  given_mistake(given, node, "{0} 应是映射（键: 值）", "{0} must be a map (key: value)", what);
  return false;
}

bool given_is_list(
    PackGiven *given, const YamlNode *node, Str what, size_t *ret_count, bool *ret_more) {
  if (node->kind != YAML_LIST) {
    given_mistake(given, node, "{0} 应是列表", "{0} must be a list", what);
    return false;
  }
  bool more = node->count > 0 && given_is_word(node->items[node->count - 1], "...");
  *ret_more = more;
  *ret_count = node->count - more;
  for (size_t i = 0; i < *ret_count; i++)
    if (given_is_word(node->items[i], "..."))
      given_mistake(given, node->items[i], "... 只能是列表的最后一项",
                    "... can only be the last item of a list", STR_NONE);
  return true;
}

/* ---- causes ---- */

const CelCauses *
given_cause(Arena *arena, CelCauseKind kind, bool common, Str a, Str b, uint32_t row) {
  CelCause *cause = arena_new_one(arena, CelCause);
  *cause = (CelCause){.kind = kind, .common = common, .a = a, .b = b, .row = row};
  return cel_causes_one(arena, cause);
}

Str given_key(PackGiven *given, const GivenNode *node, Str key) {
  Str owner = node->owner.len > 0 || node->schema == NULL ? node->owner : node->schema->name;
  if (owner.len == 0) return key;
  return arena_printf(given->arena, "%.*s.%.*s", STR_ARG(owner), STR_ARG(key));
}

static GivenCell no_value(PackGiven *given, CelCauseKind kind, Str key, CelAbsence absence) {
  const CelCauses *causes = given_cause(given->arena, kind, false, key, STR_NONE, 0);
  return (GivenCell){.value = cel_unknown(given->arena, causes, absence)};
}

void given_absent(PackGiven *given, const GivenNode *node, Str key, GivenCell *ret) {
  CelCauseKind kind = node->dataset ? CEL_NOT_DELIVERED : CEL_NOT_COLLECTED;
  *ret = no_value(given, kind, given_key(given, node, key), CEL_ABSENT);
}

/* ---- values ---- */

/* A set of codes as one text, as files have it. */
static bool join_codes(PackGiven *given, const YamlNode *list, Str *ret_text) {
  enum { LONGEST = 1 << 20 };
  Buf text;
  buf_init(&text, LONGEST);
  bool ok = true;
  for (size_t i = 0; i < list->count; i++) {
    const YamlNode *item = list->items[i];
    if (item->kind != YAML_SCALAR || given_is_word(item, "...")) {
      given_mistake(given, item, "这里应是一个代码", "expected a code", STR_NONE);
      ok = false;
      continue;
    }
    if (text.len > 0) buf_lit(&text, "、");
    buf_str(&text, item->text);
  }
  *ret_text = arena_str(given->arena, buf_view(&text));
  buf_free(&text);
  return ok;
}

static bool
text_of(PackGiven *given, const PackColumn *column, const YamlNode *value, Str *ret_text) {
  switch (value->kind) {
  case YAML_SCALAR:
    if (given_is_word(value, "...")) break;
    *ret_text = value->text;
    return true;
  case YAML_LIST:
    if (column->type->kind != CEL_LIST) break;
    return join_codes(given, value, ret_text);
  case YAML_NULL:
  case YAML_MAP:
    break;
  }
  Str what = arena_printf(given->arena, "%.*s (%.*s)", STR_ARG(column->key),
                          STR_ARG(cel_type_text(column->type, given->arena)));
  given_mistake(given, value, "{0} 应是一个值", "{0} must be a value", what);
  return false;
}

static void
add_causes(PackGiven *given, const GivenNode *node, const PackColumn *column, CelUnknown *unknown) {
  bool is_empty = unknown->absence == CEL_IS_EMPTY;
  unknown->causes = is_empty ? given_cause(given->arena, CEL_EMPTY, false,
                                           given_key(given, node, column->key), STR_NONE, 0)
                             : given_cause(given->arena, CEL_UNREADABLE, false, STR("given"),
                                           column->key, node->row);
}

void given_cell(PackGiven *given,
                const GivenNode *node,
                const PackColumn *column,
                const YamlNode *value,
                GivenCell *ret) {
  if (given_is_word(value, "unknown")) {
    given_absent(given, node, column->key, ret);
    return;
  }
  if (value->kind == YAML_NULL || given_is_word(value, "empty")) {
    *ret = no_value(given, CEL_EMPTY, given_key(given, node, column->key), CEL_IS_EMPTY);
    return;
  }
  Str text;
  if (!text_of(given, column, value, &text)) {
    given_absent(given, node, column->key, ret);
    return;
  }
  *ret = (GivenCell){.raw = text, .has_raw = true};
  bool is_true = given_is_word(value, "true");
  if (column->type->kind == CEL_BOOL && (is_true || given_is_word(value, "false"))) {
    ret->value = cel_int(is_true);
    return;
  }
  pack_read_value(given->pack, column, text, 1, STR_NONE, given->arena, &ret->value);
  if (ret->value.state != CEL_UNKNOWN) return;
  if (ret->value.unknown->absence == CEL_ABSENT) ret->value.unknown->absence = CEL_HAS_TEXT;
  ret->has_raw = ret->value.unknown->absence == CEL_HAS_TEXT;
  add_causes(given, node, column, ret->value.unknown);
}
