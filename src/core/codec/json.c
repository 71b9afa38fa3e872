/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json: RFC 8259 to the letter, into the nodes of YAML; and strings written.
 *
 * In:        UTF-8 text; a BOM before it is passed over, as the RFC allows.
 * Out:       a tree of YamlNodes. Reading ends at the first error of syntax; duplicate keys
 *            (compared after the escapes are undone) are recorded and reading goes on.
 * Numbers keep their text: what they mean is for the caller, who knows the type.
 * Nesting is kept in Tree's frames, not on the C stack.
 */
#include "codec/tree_int.h"

#include <string.h>

typedef struct Json {
  Tree tree;
  const char *ptr;
  size_t len;
  size_t at;
  /* A place already counted to: places are asked in the order of the text. */
  size_t mark;
  uint32_t line, column;
} Json;

static Place place_of(Json *json, size_t at) {
  for (; json->mark < at; json->mark++) {
    char c = json->ptr[json->mark];
    bool more = json->mark + 1 < json->len;
    if (c == '\n' || (c == '\r' && !(more && json->ptr[json->mark + 1] == '\n'))) {
      json->line++;
      json->column = 1;
    } else if (((uint8_t)c & 0xC0) != 0x80) {
      json->column++;
    }
  }
  return (Place){.line = json->line, .column = json->column};
}

static Err json_error(Json *json, Err code, size_t at, Str arg) {
  Place place = place_of(json, at);
  if (at >= json->len && code != ERR_JSON_QUOTE) code = ERR_JSON_END;
  return tree_error(&json->tree, code, place.line, place.column, arg, STR_NONE);
}

/* The next byte, or 0 at the end (a NUL in the text is no token either). */
static char peek(const Json *json) {
  return json->at < json->len ? json->ptr[json->at] : '\0';
}

static void skip_blanks(Json *json) {
  while (json->at < json->len) {
    char c = json->ptr[json->at];
    if (c != ' ' && c != '\t' && c != '\n' && c != '\r') return;
    json->at++;
  }
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/* What may not follow a number or a word without something between. */
static bool is_wordy(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' ||
         c == '+' || c == '-';
}

/* ---- strings ---- */

static bool read_hex(const Json *json, size_t at, uint32_t *ret_code) {
  if (json->len - at < 4) return false;
  uint32_t code = 0;
  for (size_t i = at; i < at + 4; i++) {
    char c = json->ptr[i];
    uint32_t digit;
    if (is_digit(c))
      digit = (uint32_t)(c - '0');
    else if (c >= 'a' && c <= 'f')
      digit = (uint32_t)(c - 'a') + 10;
    else if (c >= 'A' && c <= 'F')
      digit = (uint32_t)(c - 'A') + 10;
    else
      return false;
    code = code << 4 | digit;
  }
  *ret_code = code;
  return true;
}

/* Behind \u, at the digits: one code point, made of two escapes if it is a pair. */
static Err read_unicode(Json *json, size_t start, uint32_t *ret_code) {
  uint32_t code;
  if (!read_hex(json, json->at, &code)) return json_error(json, ERR_JSON_ESCAPE, start, STR_NONE);
  json->at += 4;
  if (code >= 0xD800 && code < 0xDC00) {
    uint32_t low;
    if (json->len - json->at < 6 || memcmp(json->ptr + json->at, "\\u", 2) != 0 ||
        !read_hex(json, json->at + 2, &low) || low < 0xDC00 || low > 0xDFFF) {
      return json_error(json, ERR_JSON_SURROGATE, start, STR_NONE);
    }
    json->at += 6;
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
  } else if (code >= 0xDC00 && code <= 0xDFFF) {
    return json_error(json, ERR_JSON_SURROGATE, start, STR_NONE);
  }
  *ret_code = code;
  return ERR_OK;
}

/* At a backslash: one code point. */
static Err read_escape(Json *json, uint32_t *ret_code) {
  static const char letters[] = "\"\\/bfnrt";
  static const char values[] = "\"\\/\b\f\n\r\t";
  size_t start = json->at++;
  char c = peek(json);
  if (json->at < json->len) json->at++;
  if (c == 'u') return read_unicode(json, start, ret_code);
  const char *found = c ? strchr(letters, c) : NULL;
  if (!found) return json_error(json, ERR_JSON_ESCAPE, start, STR_NONE);
  *ret_code = (uint32_t)values[found - letters];
  return ERR_OK;
}

/* The offset of the closing quote, or an error if there is none. */
static Err find_quote(Json *json, size_t from, size_t *ret_end, bool *ret_escaped) {
  *ret_escaped = false;
  for (size_t at = from; at < json->len; at++) {
    uint8_t c = (uint8_t)json->ptr[at];
    if (c == '"') {
      *ret_end = at;
      return ERR_OK;
    }
    if (c == '\n' || c == '\r') break;
    if (c < 0x20) return json_error(json, ERR_JSON_CONTROL, at, STR_NONE);
    if (c == '\\') {
      *ret_escaped = true;
      at++;
    }
  }
  return json_error(json, ERR_JSON_QUOTE, from - 1, STR_NONE);
}

/* At the opening quote. */
static Err read_string(Json *json, Str *ret_text) {
  size_t from = json->at + 1;
  size_t end = from;
  bool escaped;
  TRY(find_quote(json, from, &end, &escaped));
  if (!escaped) {
    TRY(tree_copy(&json->tree, (Str){json->ptr + from, end - from}, ret_text));
    json->at = end + 1;
    return ERR_OK;
  }
  char *out; /* an escape is never shorter than what it stands for */
  TRY(tree_room(&json->tree, end - from, &out));
  size_t len = 0;
  for (json->at = from; json->at < end;) {
    char c = json->ptr[json->at];
    if (c != '\\') {
      out[len++] = c;
      json->at++;
      continue;
    }
    uint32_t code = 0;
    TRY(read_escape(json, &code));
    len += str_put_code(out + len, code);
  }
  json->at = end + 1;
  *ret_text = (Str){out, len};
  return ERR_OK;
}

/* ---- values ---- */

/* Moves behind a number; false if it breaks the grammar. */
static bool skip_number(Json *json) {
  if (peek(json) == '-') json->at++;
  if (peek(json) == '0') {
    json->at++;
  } else {
    if (!is_digit(peek(json))) return false;
    while (is_digit(peek(json))) {
      json->at++;
    }
  }
  if (peek(json) == '.') {
    json->at++;
    if (!is_digit(peek(json))) return false;
    while (is_digit(peek(json))) {
      json->at++;
    }
  }
  if (peek(json) == 'e' || peek(json) == 'E') {
    json->at++;
    if (peek(json) == '+' || peek(json) == '-') json->at++;
    if (!is_digit(peek(json))) return false;
    while (is_digit(peek(json))) {
      json->at++;
    }
  }
  return !is_wordy(peek(json));
}

static Err read_plain(Json *json, YamlNode *node) {
  size_t from = json->at;
  char c = peek(json);
  if (c == '-' || is_digit(c)) {
    if (!skip_number(json)) return json_error(json, ERR_JSON_NUMBER, from, STR_NONE);
  } else {
    while (is_wordy(peek(json))) {
      json->at++;
    }
  }
  Str word = {json->ptr + from, json->at - from};
  if (str_eq(word, STR("null"))) {
    node->kind = YAML_NULL;
  } else if (!(c == '-' || is_digit(c)) && !str_eq(word, STR("true")) &&
             !str_eq(word, STR("false"))) {
    return json_error(json, ERR_JSON_VALUE, from, STR_NONE);
  }
  node->plain = true;
  node->text_column = node->column;
  return tree_copy(&json->tree, word, &node->text);
}

/* A string, number or word; a key has been seen to begin with a quote. */
static Err read_scalar(Json *json) {
  Place place = place_of(json, json->at);
  YamlNode node = {
      .kind = YAML_SCALAR,
      .line = place.line,
      .column = place.column,
      .text_line = place.line,
      .text_column = place.column + 1,
  };
  if (peek(json) == '"')
    TRY(read_string(json, &node.text));
  else
    TRY(read_plain(json, &node));
  return tree_add(&json->tree, &node);
}

static Err open_frame(Json *json, YamlKind kind) {
  Place place = place_of(json, json->at++);
  return tree_open(&json->tree, kind, true, place.line, place.column);
}

static Err read_key(Json *json) {
  if (peek(json) != '"') return json_error(json, ERR_JSON_KEY, json->at, STR_NONE);
  TRY(read_scalar(json));
  skip_blanks(json);
  if (peek(json) != ':') return json_error(json, ERR_JSON_COLON, json->at, STR_NONE);
  json->at++;
  return ERR_OK;
}

/* What the grammar asks for next. */
typedef enum JsonWant {
  WANT_VALUE,
  WANT_VALUE_OR_END,
  WANT_KEY,
  WANT_KEY_OR_END,
  WANT_NEXT
} JsonWant;

static Err take_value(Json *json, JsonWant *want) {
  switch (peek(json)) {
  case '{':
    *want = WANT_KEY_OR_END;
    return open_frame(json, YAML_MAP);
  case '[':
    *want = WANT_VALUE_OR_END;
    return open_frame(json, YAML_LIST);
  default:
    *want = WANT_NEXT;
    return read_scalar(json);
  }
}

/* Behind a value inside a list or map: a comma or its end. */
static Err take_next(Json *json, bool map, JsonWant *want) {
  char c = peek(json);
  if (c == ',') {
    *want = map ? WANT_KEY : WANT_VALUE;
    json->at++;
    return ERR_OK;
  }
  if (c != (map ? '}' : ']')) {
    return json_error(json, ERR_JSON_COMMA, json->at, map ? STR("}") : STR("]"));
  }
  json->at++;
  return tree_close(&json->tree);
}

static Err read_all(Json *json) {
  const Tree *tree = &json->tree;
  JsonWant want = WANT_VALUE;
  do {
    skip_blanks(json);
    bool map = tree->depth > 0 && tree->frames[tree->depth - 1].owner->node.kind == YAML_MAP;
    bool ends = tree->depth > 0 && peek(json) == (map ? '}' : ']');
    if (ends && (want == WANT_VALUE_OR_END || want == WANT_KEY_OR_END)) want = WANT_NEXT;
    switch (want) {
    case WANT_VALUE:
    case WANT_VALUE_OR_END:
      TRY(take_value(json, &want));
      break;
    case WANT_KEY:
    case WANT_KEY_OR_END:
      TRY(read_key(json));
      want = WANT_VALUE;
      break;
    case WANT_NEXT:
      TRY(take_next(json, map, &want));
      break;
    }
  } while (tree->depth > 0);
  skip_blanks(json);
  if (json->at < json->len) return json_error(json, ERR_JSON_TAIL, json->at, STR_NONE);
  return ERR_OK;
}

Err codec_json_parse(Str file, Bytes text, Arena *arena, YamlNode **ret_root, Diag *diag) {
  Json json = {.line = 1, .column = 1};
  TRY(tree_begin(&json.tree, file, text, arena, diag));
  json.ptr = json.tree.text.len > 0 ? (const char *)json.tree.text.ptr : "";
  json.len = json.tree.text.len;
  Err err = read_all(&json);
  if (json.tree.first != ERR_OK) return json.tree.first;
  TRY(err);
  *ret_root = &json.tree.root->node;
  return ERR_OK;
}

/* ---- writing ---- */

static void put_escape(Buf *buf, char c) {
  static const char letters[] = "\"\\bfnrt";
  static const char values[] = "\"\\\b\f\n\r\t";
  const char *found = c ? strchr(values, c) : NULL;
  if (found) {
    const char pair[] = {'\\', letters[found - values]};
    buf_str(buf, (Str){pair, sizeof pair});
  } else {
    buf_printf(buf, "\\u%04x", (unsigned)(uint8_t)c);
  }
}

void codec_json_string(Buf *buf, Str value) {
  buf_char(buf, '"');
  size_t from = 0;
  for (size_t at = 0; at < value.len; at++) {
    char c = value.ptr[at];
    if ((uint8_t)c >= 0x20 && c != '"' && c != '\\') continue;
    buf_str(buf, str_slice(value, from, at));
    put_escape(buf, c);
    from = at + 1;
  }
  buf_str(buf, str_slice(value, from, value.len));
  buf_char(buf, '"');
}
