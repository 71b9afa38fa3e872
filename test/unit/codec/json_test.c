/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json: RFC 8259, no more and no less; places; strings written and read back.
 */
#include "codec/codec.h"

#include "test/unit/unit.h"

#define EXPECT_COUNT(got, want) EXPECT_INT((int64_t)(got), (int64_t)(want))

typedef struct Fixture {
  Arena *arena;
  Diag *diag;
  YamlNode *root;
  Err err;
} Fixture;

static Fixture parse_bytes(const void *text, size_t len) {
  Fixture f = {.arena = arena_new((size_t)64 << 20), .diag = diag_new()};
  f.err = codec_json_parse(STR("a.json"), (Bytes){text, len}, f.arena, &f.root, f.diag);
  return f;
}

static Fixture parse(const char *text) {
  return parse_bytes(text, strlen(text));
}

static void done(Fixture *f) {
  arena_free(f->arena);
  diag_free(f->diag);
}

static void expect_error(const char *text, Err code, uint32_t line, uint32_t column) {
  Fixture f = parse(text);
  EXPECT_STR(str_from(err_name(f.err)), err_name(code));
  EXPECT(f.root == NULL);
  EXPECT_COUNT(diag_total(f.diag), 1);
  if (diag_count(f.diag) > 0) {
    const DiagItem *item = diag_get(f.diag, 0);
    EXPECT_INT(item->code, code);
    EXPECT_INT(item->at.line, line);
    EXPECT_INT(item->at.column, column);
    EXPECT_STR(item->at.file, "a.json");
  }
  EXPECT_INT(err_exit(f.err), 1);
  done(&f);
}

UNIT(tree) {
  Fixture f = parse("\xEF\xBB\xBF{\"户\": [1, -2.50e+3, \"x\",\r\n  true, false, null],\n"
                    " \"b\": {}, \"c\" : [ ] }\n");
  EXPECT_INT(f.err, ERR_OK);
  EXPECT_INT(f.root->kind, YAML_MAP);
  EXPECT_COUNT(f.root->count, 3);
  EXPECT_INT(f.root->line, 1);
  EXPECT_INT(f.root->column, 1);
  const YamlNode *list = codec_yaml_get(f.root, STR("户"));
  EXPECT_INT(list->kind, YAML_LIST);
  EXPECT_COUNT(list->count, 6);
  EXPECT_INT(list->column, 7);
  EXPECT(list->flow);
  EXPECT_STR(list->items[0]->text, "1");
  EXPECT(list->items[0]->plain);
  EXPECT_STR(list->items[1]->text, "-2.50e+3"); /* numbers keep their text */
  EXPECT_INT(list->items[1]->column, 11);
  EXPECT_STR(list->items[2]->text, "x");
  EXPECT(!list->items[2]->plain);
  EXPECT_INT(list->items[2]->column, 21);
  EXPECT_INT(list->items[2]->text_column, 22);
  EXPECT_STR(list->items[3]->text, "true");
  EXPECT_INT(list->items[3]->line, 2);
  EXPECT_INT(list->items[3]->column, 3);
  EXPECT(list->items[3]->plain && list->items[4]->plain);
  EXPECT_INT(list->items[5]->kind, YAML_NULL);
  EXPECT_INT(f.root->keys[1]->line, 3);
  EXPECT_INT(f.root->keys[1]->column, 2);
  EXPECT(!f.root->keys[1]->plain);
  EXPECT_INT(f.root->items[1]->kind, YAML_MAP);
  EXPECT_COUNT(f.root->items[1]->count, 0);
  EXPECT_COUNT(f.root->items[2]->count, 0);
  done(&f);
}

UNIT(scalars_alone) {
  const char *const good[] = {
      "0",    "-0",   "10",   "0.0",  "1e5",  "1E-05", "123456789012345678901",
      "true", "null", "\"\"", " 1\n", "-1.25"};
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
    Fixture f = parse(good[i]);
    EXPECT_INT(f.err, ERR_OK);
    EXPECT(f.root != NULL);
    done(&f);
  }
}

UNIT(strings) {
  Fixture f = parse("[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\", \"\\u4F4f\\u00e9A\", \"\\ud840\\udfb7\", "
                    "\"\\u0000x\", \"住\x7F\", \"\", \"a\\u2028\"]");
  EXPECT_INT(f.err, ERR_OK);
  EXPECT_STR(f.root->items[0]->text, "\"\\/\b\f\n\r\t");
  EXPECT_STR(f.root->items[1]->text, "住éA");
  EXPECT_STR(f.root->items[2]->text, "\xF0\xA0\x8E\xB7");
  EXPECT_COUNT(f.root->items[3]->text.len, 2);
  EXPECT(memcmp(f.root->items[3]->text.ptr, "\0x", 2) == 0);
  EXPECT_STR(f.root->items[4]->text, "住\x7F");
  EXPECT_STR(f.root->items[5]->text, "");
  EXPECT_INT(f.root->items[5]->kind, YAML_SCALAR);
  EXPECT_STR(f.root->items[6]->text, "a\xE2\x80\xA8");
  done(&f);

  expect_error("[\"住\\q\"]", ERR_JSON_ESCAPE, 1, 4);
  expect_error("\"\\u12g4\"", ERR_JSON_ESCAPE, 1, 2);
  expect_error("\"\\u12\"", ERR_JSON_ESCAPE, 1, 2);
  expect_error("\"\\U1234\"", ERR_JSON_ESCAPE, 1, 2);
  expect_error("\"\\ud840\"", ERR_JSON_SURROGATE, 1, 2);
  expect_error("\"\\ud840x\\udfb7\"", ERR_JSON_SURROGATE, 1, 2);
  expect_error("\"\\ud840\\u0041\"", ERR_JSON_SURROGATE, 1, 2);
  expect_error("\"\\ud840\\ud840\"", ERR_JSON_SURROGATE, 1, 2);
  expect_error("\"a\\udfb7\"", ERR_JSON_SURROGATE, 1, 3);
  expect_error("\"a\tb\"", ERR_JSON_CONTROL, 1, 3);
  expect_error("\"a\\\tb\"", ERR_JSON_ESCAPE, 1, 3);
  expect_error("\"ab", ERR_JSON_QUOTE, 1, 1);
  expect_error("[1, \"ab\n\"]", ERR_JSON_QUOTE, 1, 5);
  expect_error("\"ab\\\"", ERR_JSON_QUOTE, 1, 1);
  expect_error("\"ab\\", ERR_JSON_QUOTE, 1, 1);
  expect_error("'a'", ERR_JSON_VALUE, 1, 1);
}

UNIT(grammar) {
  expect_error("", ERR_JSON_END, 1, 1);
  expect_error(" \n ", ERR_JSON_END, 2, 2);
  expect_error("[", ERR_JSON_END, 1, 2);
  expect_error("[1", ERR_JSON_END, 1, 3);
  expect_error("[1,", ERR_JSON_END, 1, 4);
  expect_error("{\"a\"", ERR_JSON_END, 1, 5);
  expect_error("{\"a\":", ERR_JSON_END, 1, 6);
  expect_error("[1,]", ERR_JSON_VALUE, 1, 4);
  expect_error("[,1]", ERR_JSON_VALUE, 1, 2);
  expect_error("{\"a\": 1,}", ERR_JSON_KEY, 1, 9);
  expect_error("{,}", ERR_JSON_KEY, 1, 2);
  expect_error("{a: 1}", ERR_JSON_KEY, 1, 2);
  expect_error("{1: 1}", ERR_JSON_KEY, 1, 2);
  expect_error("{\"a\" 1}", ERR_JSON_COLON, 1, 6);
  expect_error("{\"a\": }", ERR_JSON_VALUE, 1, 7);
  expect_error("[1 2]", ERR_JSON_COMMA, 1, 4);
  expect_error("[1}", ERR_JSON_COMMA, 1, 3);
  expect_error("{\"a\": 1]", ERR_JSON_COMMA, 1, 8);
  expect_error("{\"a\": 1 \"b\": 2}", ERR_JSON_COMMA, 1, 9);
  expect_error("[]]", ERR_JSON_TAIL, 1, 3);
  expect_error("1 2", ERR_JSON_TAIL, 1, 3);
  expect_error("{}\n{}", ERR_JSON_TAIL, 2, 1);
  expect_error("]", ERR_JSON_VALUE, 1, 1);
  expect_error("// x\n1", ERR_JSON_VALUE, 1, 1);
  const char *const numbers[] = {"01",    "-",   "+1",       "1.",        ".5", "1e",
                                 "1e+",   "-01", "0x1",      "1.e1",      "1a", "--1",
                                 "1.2.3", "NaN", "Infinity", "-Infinity", "1_0"};
  for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
    char first = numbers[i][0];
    bool number = first == '-' || (first >= '0' && first <= '9');
    expect_error(numbers[i], number ? ERR_JSON_NUMBER : ERR_JSON_VALUE, 1, 1);
  }
  const char *const words[] = {"True", "nul", "nullx", "truefalse", "yes", "\xC2\xA0!", "\v1"};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    expect_error(words[i], ERR_JSON_VALUE, 1, 1);
  }
  expect_error("\xFF", ERR_TEXT_UTF8, 1, 1);
  Fixture f = parse_bytes("[\0]", 3);
  EXPECT_INT(f.err, ERR_JSON_VALUE);
  done(&f);
  f = parse_bytes("1\0", 2);
  EXPECT_INT(f.err, ERR_JSON_TAIL);
  done(&f);
  f = parse_bytes(NULL, 0);
  EXPECT_INT(f.err, ERR_JSON_END);
  done(&f);
}

UNIT(duplicate_keys) {
  Fixture f = parse("{\"a\": 1, \"\\u0061\": 2,\n \"b\": {\"a\": 1}, \"b\": 3, \"\": 1, \"\": 2}");
  EXPECT_INT(f.err, ERR_TEXT_KEY_TWICE);
  EXPECT(f.root == NULL);
  EXPECT_COUNT(diag_total(f.diag), 3);
  EXPECT_INT(diag_get(f.diag, 0)->at.column, 10);
  EXPECT_INT(diag_get(f.diag, 1)->at.line, 2);
  EXPECT_INT(diag_get(f.diag, 1)->at.column, 17);
  EXPECT_STR(diag_get(f.diag, 1)->args[0], "b");
  EXPECT_STR(diag_get(f.diag, 1)->args[1], "2");
  done(&f);
}

UNIT(depth) {
  static char text[4 * YAML_DEPTH_MAX];
  for (size_t depth = YAML_DEPTH_MAX; depth <= YAML_DEPTH_MAX + 1; depth++) {
    memset(text, '[', depth);
    memset(text + depth, ']', depth);
    Fixture f = parse_bytes(text, 2 * depth);
    EXPECT_INT(f.err, depth == YAML_DEPTH_MAX ? ERR_OK : ERR_TEXT_DEPTH);
    if (f.err != ERR_OK) EXPECT_INT(diag_get(f.diag, 0)->at.column, YAML_DEPTH_MAX + 1);
    done(&f);
  }
}

UNIT(broken_files) {
  const char text[] = "{\"a\": [1.5e3, \"\\ud840\\udfb7\\n\"], \"户\": {\"b\": null, \"c\": true}}";
  const char bytes[] = "\"\\{}[]:,0-.eEu \n\x01\x80\xE4n";
  char copy[sizeof text];
  Arena *arena = arena_new(1 << 22);
  Diag *diag = diag_new();
  for (size_t at = 0; at < sizeof text - 1; at++) {
    for (size_t i = 0; i < sizeof bytes; i++) { /* the last one cuts the file off */
      bool cut = i == sizeof bytes - 1;
      memcpy(copy, text, sizeof text);
      copy[at] = bytes[i];
      YamlNode *root = NULL;
      Bytes input = {(const uint8_t *)copy, cut ? at : sizeof text - 1};
      Err err = codec_json_parse(STR("a.json"), input, arena, &root, diag);
      EXPECT((err == ERR_OK) == (root != NULL));
      EXPECT((err == ERR_OK) == (diag_total(diag) == 0));
      if (cut) EXPECT(err != ERR_OK);
      arena_clear(arena);
      diag_clear(diag);
    }
  }
  arena_free(arena);
  diag_free(diag);
}

UNIT(writing) {
  Buf buf;
  buf_init(&buf, 10000);
  codec_json_string(&buf, STR_NONE);
  EXPECT_STR(buf_view(&buf), "\"\"");
  buf_clear(&buf);
  codec_json_string(&buf, STR("住\"\\/\b\f\n\r\t\x01\x1F\x7F\xE2\x80\xA8"));
  EXPECT_STR(buf_view(&buf), "\"住\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7F\xE2\x80\xA8\"");
  buf_clear(&buf);
  codec_json_string(&buf, (Str){"\0a", 2});
  EXPECT_STR(buf_view(&buf), "\"\\u0000a\"");

  char all[0x80];
  for (size_t i = 0; i < sizeof all; i++) {
    all[i] = (char)i;
  }
  buf_clear(&buf);
  codec_json_string(&buf, (Str){all, sizeof all});
  Fixture f = parse_bytes(buf.ptr, buf.len);
  EXPECT_INT(f.err, ERR_OK);
  EXPECT(f.root && str_eq(f.root->text, (Str){all, sizeof all}));
  done(&f);
  buf_free(&buf);
}

UNIT_MAIN(UNIT_CASE(tree),
          UNIT_CASE(scalars_alone),
          UNIT_CASE(strings),
          UNIT_CASE(grammar),
          UNIT_CASE(duplicate_keys),
          UNIT_CASE(depth),
          UNIT_CASE(broken_files),
          UNIT_CASE(writing))
