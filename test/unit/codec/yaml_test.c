/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yaml: the pack's profile. Places are checked to the column, because carets hang on them.
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
  f.err = codec_yaml_parse(STR("a.yaml"), (Bytes){text, len}, f.arena, &f.root, f.diag);
  return f;
}

static Fixture parse(const char *text) {
  return parse_bytes(text, strlen(text));
}

static void done(Fixture *f) {
  arena_free(f->arena);
  diag_free(f->diag);
}

static void expect_place(const YamlNode *node, uint32_t line, uint32_t column) {
  EXPECT(node != NULL);
  if (!node) return;
  EXPECT_INT(node->line, line);
  EXPECT_INT(node->column, column);
}

/* The item [index] of the Diag: code, place, source line. */
static void expect_item(
    const Fixture *f, size_t index, Err code, uint32_t line, uint32_t column, const char *source) {
  EXPECT(diag_count(f->diag) > index);
  if (diag_count(f->diag) <= index) return;
  const DiagItem *item = diag_get(f->diag, index);
  EXPECT_STR(str_from(err_name(item->code)), err_name(code));
  EXPECT_INT(item->at.line, line);
  EXPECT_INT(item->at.column, column);
  EXPECT_STR(item->at.file, "a.yaml");
  EXPECT_STR(item->source, source);
}

/* [text] has exactly one error. */
static void
expect_error(const char *text, Err code, uint32_t line, uint32_t column, const char *source) {
  Fixture f = parse(text);
  EXPECT_INT(f.err, code);
  EXPECT(f.root == NULL);
  EXPECT_COUNT(diag_total(f.diag), 1);
  expect_item(&f, 0, code, line, column, source);
  EXPECT_INT(err_exit(f.err), 1);
  done(&f);
}

UNIT(tree) {
  Fixture f = parse("# 规则\n"
                    "- id: W16\n"
                    "  住房: {a: 1, 'b': [x, \"y\", ~]}\n"
                    "  yes: no\n"
                    "-\n"
                    "- - 一\n"
                    "  - 二\n");
  EXPECT_INT(f.err, ERR_OK);
  EXPECT_INT(f.root->kind, YAML_LIST);
  EXPECT_COUNT(f.root->count, 3);
  EXPECT(f.root->keys == NULL);
  expect_place(f.root, 2, 1);
  const YamlNode *rule = f.root->items[0];
  EXPECT_INT(rule->kind, YAML_MAP);
  EXPECT_COUNT(rule->count, 3);
  expect_place(rule, 2, 3);
  EXPECT_STR(codec_yaml_get(rule, STR("id"))->text, "W16");
  expect_place(codec_yaml_get(rule, STR("id")), 2, 7);
  EXPECT_STR(rule->keys[1]->text, "住房");
  expect_place(rule->keys[1], 3, 3);
  const YamlNode *house = rule->items[1];
  expect_place(house, 3, 7); /* in characters, not bytes */
  EXPECT(!house->flow);
  EXPECT(house->keys[0]->flow && house->items[0]->flow);
  EXPECT(house->keys[0]->plain && !house->keys[1]->plain);
  const YamlNode *list = codec_yaml_get(house, STR("b"));
  EXPECT_INT(list->kind, YAML_LIST);
  EXPECT(list->flow && list->items[0]->flow);
  EXPECT_STR(list->items[1]->text, "y");
  EXPECT(!list->items[1]->plain);
  EXPECT_INT(list->items[2]->kind, YAML_NULL);
  const YamlNode *word = codec_yaml_get(rule, STR("yes"));
  EXPECT_INT(word->kind, YAML_SCALAR);
  EXPECT_STR(word->text, "no");
  EXPECT(word->plain && !word->flow);
  EXPECT_INT(f.root->items[1]->kind, YAML_NULL);
  EXPECT_STR(f.root->items[2]->items[1]->text, "二");
  expect_place(f.root->items[2]->items[1], 7, 5);
  EXPECT(codec_yaml_get(rule, STR("none")) == NULL);
  EXPECT(codec_yaml_get(f.root, STR("id")) == NULL);
  EXPECT(codec_yaml_get(NULL, STR("id")) == NULL);
  Place place = codec_yaml_place(STR("b.yaml"), list->items[1]);
  EXPECT_INT(place.line, 3);
  EXPECT_INT(place.column, 23);
  EXPECT_STR(place.file, "b.yaml");
  done(&f);
}

UNIT(nulls) {
  Fixture f = parse("[~, null, Null, NULL, nULL, '~', \"null\", '', nil, '', n]");
  EXPECT_INT(f.err, ERR_OK);
  const char kinds[] = "NNNNSSSSSSS";
  EXPECT_COUNT(f.root->count, strlen(kinds));
  for (size_t i = 0; i < f.root->count; i++) {
    EXPECT_INT(f.root->items[i]->kind, kinds[i] == 'N' ? YAML_NULL : YAML_SCALAR);
  }
  EXPECT_STR(f.root->items[2]->text, "Null");
  done(&f);

  f = parse("a:\nb: |\nc: ''\n");
  EXPECT_INT(f.err, ERR_OK);
  EXPECT_INT(f.root->items[0]->kind, YAML_NULL);
  EXPECT_STR(f.root->items[0]->text, "");
  EXPECT_INT(f.root->items[1]->kind, YAML_SCALAR); /* an empty block is a text */
  EXPECT_INT(f.root->items[2]->kind, YAML_SCALAR);
  done(&f);

  const char *const empty[] = {"", "\n\n", "# nothing\n", "---\n", "\xEF\xBB\xBF", "~"};
  for (size_t i = 0; i < sizeof empty / sizeof empty[0]; i++) {
    f = parse(empty[i]);
    EXPECT_INT(f.err, ERR_OK);
    EXPECT_INT(f.root->kind, YAML_NULL);
    EXPECT(f.root->line >= 1 && f.root->column >= 1);
    done(&f);
  }
  f = parse_bytes(NULL, 0);
  EXPECT_INT(f.err, ERR_OK);
  EXPECT_INT(f.root->kind, YAML_NULL);
  done(&f);
}

UNIT(words_stay_text) {
  Fixture f = parse("[yes, no, on, off, true, 0o17, 1_000, 2021-10-30, 12:30, 0x1F, .5, 住院]");
  EXPECT_INT(f.err, ERR_OK);
  const char *const words[] = {"yes",   "no",         "on",    "off",  "true", "0o17",
                               "1_000", "2021-10-30", "12:30", "0x1F", ".5",   "住院"};
  EXPECT_COUNT(f.root->count, sizeof words / sizeof words[0]);
  for (size_t i = 0; i < f.root->count; i++) {
    EXPECT_INT(f.root->items[i]->kind, YAML_SCALAR);
    EXPECT(f.root->items[i]->plain);
    EXPECT_STR(f.root->items[i]->text, words[i]);
  }
  done(&f);
}

static void expect_text(const char *text, const char *want, uint32_t line, uint32_t column) {
  Fixture f = parse(text);
  EXPECT_INT(f.err, ERR_OK);
  const YamlNode *node = codec_yaml_get(f.root, STR("when"));
  EXPECT(node != NULL);
  if (node) {
    EXPECT_STR(node->text, want);
    EXPECT_INT(node->text_line, line);
    EXPECT_INT(node->text_column, column);
  }
  done(&f);
}

UNIT(text_places) {
  expect_text("when: |\n  a\n  && b\n", "a\n&& b\n", 2, 3);
  expect_text("id: x\nwhen: |-\n      a\n       && b\nto: y\n", "a\n && b", 3, 7);
  expect_text("when: | # 说明\n  a\n", "a\n", 2, 3);
  expect_text("when: >-\n    住院\n    自付\n", "住院 自付", 2, 5);
  expect_text("when: |2\n     a\n   b\n", "   a\n b\n", 2, 3); /* the rest of the blanks is text */
  expect_text("when: >1-\n   a\n", "  a", 2, 2);
  expect_text("when: |\n\n\n  a\n", "\n\na\n", 2, 3); /* the first line of text is a blank one */
  expect_text("when: |\n \n   a\n", "\na\n", 2, 4);
  expect_text("when: |1\n   \n  a\n", "  \n a\n", 2, 2);
  expect_text("when: |\r\n  a\r\n  b\r\n", "a\nb\n", 2, 3);
  expect_text("when: |\r  a\r  b\r", "a\nb\n", 2, 3);
  expect_text("\xEF\xBB\xBFwhen: |\n  a", "a", 2, 3);
  expect_text("when: |\n  # no comment\n  a\n", "# no comment\na\n", 2, 3);
  expect_text("when: |2\n  \tx\n", "\tx\n", 2, 3);
  expect_text("when: |\n", "", 1, 7); /* no text: the mark itself */
  expect_text("when: |+\n\n\n", "\n\n", 1, 7);
  expect_text("when: a && b\n", "a && b", 1, 7);
  expect_text("when: 'a && b'\n", "a && b", 1, 8); /* behind the quote */
  expect_text("{x: 1, when: \"a\"}\n", "a", 1, 15);
  expect_text("when: a\n  && b\n", "a && b", 1, 7);
  expect_text("住: 房\nwhen:\n  a\n", "a", 3, 3);

  Fixture f = parse("- when: |\n    a\n- when: |\n      b\n- - - |\n     c\n");
  EXPECT_INT(f.err, ERR_OK);
  EXPECT_INT(f.root->items[0]->items[0]->text_column, 5);
  EXPECT_INT(f.root->items[1]->items[0]->text_line, 4);
  EXPECT_INT(f.root->items[1]->items[0]->text_column, 7);
  EXPECT_INT(f.root->items[2]->items[0]->items[0]->text_column, 6);
  EXPECT(f.root->items[0]->items[0]->block && !f.root->items[0]->items[0]->plain);
  done(&f);
}

UNIT(quotes) {
  Fixture f = parse("- \"\\u4f4f\\x41\\t\\n\\\\\\\"\"\n- 'it''s'\n- \"\\L\\P\"\n- \"a\n  b\"\n");
  EXPECT_INT(f.err, ERR_OK);
  EXPECT_STR(f.root->items[0]->text, "住A\t\n\\\"");
  EXPECT_STR(f.root->items[1]->text, "it's");
  EXPECT_STR(f.root->items[2]->text, "\xE2\x80\xA8\xE2\x80\xA9");
  EXPECT_STR(f.root->items[3]->text, "a b");
  done(&f);
}

UNIT(line_ends_and_tabs) {
  Fixture f = parse("a:\t1\t# tab\r\nb:\t\t'x'\rc: 3\n");
  EXPECT_INT(f.err, ERR_OK);
  EXPECT_COUNT(f.root->count, 3);
  EXPECT_STR(f.root->items[0]->text, "1");
  expect_place(f.root->items[0], 1, 4);
  expect_place(f.root->items[1], 2, 5);
  expect_place(f.root->items[2], 3, 4);
  done(&f);
  expect_error("a: 1\r\n\tb: 2\r\n", ERR_YAML_TAB, 2, 1, "\tb: 2");
  expect_error("a:\n\tb: 2\n", ERR_YAML_TAB, 2, 1, "\tb: 2");
  expect_error("a: |\n\tb\n", ERR_YAML_TAB, 2, 1, "\tb");
}

UNIT(profile) {
  expect_error("a: &x 1\n", ERR_YAML_ANCHOR, 1, 4, "a: &x 1");
  expect_error("- &甲 [1]\n", ERR_YAML_ANCHOR, 1, 3, "- &甲 [1]");
  expect_error("a:\n  &x b: 1\n", ERR_YAML_ANCHOR, 2, 3, "  &x b: 1");
  expect_error("住房: *x\n", ERR_YAML_ALIAS, 1, 5, "住房: *x");
  expect_error("a: !!str 1\n", ERR_YAML_TAG, 1, 4, "a: !!str 1");
  expect_error("a: !has(x)\n", ERR_YAML_TAG, 1, 4, "a: !has(x)");
  expect_error("a: ! x\n", ERR_YAML_TAG, 1, 4, "a: ! x");
  expect_error("!t {a: 1}\n", ERR_YAML_TAG, 1, 1, "!t {a: 1}");
  expect_error("a: !t [1]\n", ERR_YAML_TAG, 1, 4, "a: !t [1]");
  expect_error("<<: {a: 1}\n", ERR_YAML_MERGE, 1, 1, "<<: {a: 1}");
  expect_error("a: 1\n? [x]\n: 2\n", ERR_YAML_KEY_KIND, 2, 3, "? [x]");
  expect_error("{x: 1}: 2\n", ERR_YAML_KEY_KIND, 1, 1, "{x: 1}: 2");
  expect_error("null: 2\n", ERR_YAML_KEY_NONE, 1, 1, "null: 2");
  expect_error("{~: 2}\n", ERR_YAML_KEY_NONE, 1, 2, "{~: 2}");
  expect_error("a: 1\n---\nb: 2\n", ERR_YAML_DOCUMENTS, 2, 1, "---");
  expect_error("---\n---\n", ERR_YAML_DOCUMENTS, 2, 1, "---");
  expect_error("a: 1\n...\nb: 2\n", ERR_YAML_EXTRA, 3, 1, "b: 2");
  expect_error("%YAML 1.1\n---\na: 1\n", ERR_YAML_DIRECTIVE, 1, 1, "%YAML 1.1");
  expect_error("%TAG ! tag:x,2021:\n---\na: 1\n", ERR_YAML_DIRECTIVE, 1, 1, "%TAG ! tag:x,2021:");
  expect_error("%YAML 2.0\n---\na: 1\n", ERR_YAML_DIRECTIVE, 1, 1, "%YAML 2.0");

  Fixture f = parse("'<<': 1\n'null': 2\n'~': 3\n'': 4\n'&a': '*b'\n'!c': \"!d\"\n");
  EXPECT_INT(f.err, ERR_OK);
  EXPECT_COUNT(f.root->count, 6);
  done(&f);
  f = parse("%YAML 1.2\n---\na: 1\n...\n");
  EXPECT_INT(f.err, ERR_OK);
  done(&f);
}

UNIT(duplicate_keys) {
  Fixture f = parse("a: 1\nb: 2\na: 3\n'b': 4\nc: {d: 1, d: 2}\n");
  EXPECT_INT(f.err, ERR_TEXT_KEY_TWICE);
  EXPECT_COUNT(diag_total(f.diag), 3);
  expect_item(&f, 0, ERR_TEXT_KEY_TWICE, 3, 1, "a: 3");
  expect_item(&f, 1, ERR_TEXT_KEY_TWICE, 4, 1, "'b': 4");
  expect_item(&f, 2, ERR_TEXT_KEY_TWICE, 5, 11, "c: {d: 1, d: 2}");
  EXPECT_STR(diag_get(f.diag, 1)->args[0], "b");
  EXPECT_STR(diag_get(f.diag, 1)->args[1], "2");
  done(&f);

  /* Around the number of keys from which on they are hashed. */
  static char text[20000];
  for (int count = 1; count <= 300; count += count < 40 ? 1 : 37) {
    size_t len = 0;
    for (int i = 0; i < count; i++) {
      len += (size_t)snprintf(text + len, sizeof text - len, "key%d: %d\n", i, i);
    }
    f = parse_bytes(text, len);
    EXPECT_INT(f.err, ERR_OK);
    EXPECT_COUNT(f.root->count, count);
    char last[16];
    snprintf(last, sizeof last, "%d", count - 1);
    EXPECT_STR(f.root->items[count - 1]->text, last);
    done(&f);
    snprintf(text + len, sizeof text - len, "key%d: x\nkey0: y\n", count - 1);
    f = parse(text);
    EXPECT_INT(f.err, ERR_TEXT_KEY_TWICE);
    EXPECT_COUNT(diag_total(f.diag), 2);
    EXPECT_INT(diag_get(f.diag, 0)->at.line, count + 1);
    EXPECT_INT(diag_get(f.diag, 1)->at.line, count + 2);
    EXPECT_STR(diag_get(f.diag, 1)->args[1], "1");
    done(&f);
  }
}

UNIT(all_at_once) {
  Fixture f = parse("- &a x\n- *a\n- {k: 1, k: !!int 2}\n- ? [q]\n  : &b {<<: *a}\n- 'open\n");
  EXPECT_INT(f.err, ERR_YAML_ANCHOR); /* the first */
  EXPECT(f.root == NULL);
  EXPECT_COUNT(diag_total(f.diag), 9);
  expect_item(&f, 0, ERR_YAML_ANCHOR, 1, 3, "- &a x");
  expect_item(&f, 1, ERR_YAML_ALIAS, 2, 3, "- *a");
  expect_item(&f, 2, ERR_TEXT_KEY_TWICE, 3, 10, "- {k: 1, k: !!int 2}");
  expect_item(&f, 3, ERR_YAML_TAG, 3, 13, "- {k: 1, k: !!int 2}");
  expect_item(&f, 4, ERR_YAML_KEY_KIND, 4, 5, "- ? [q]");
  expect_item(&f, 5, ERR_YAML_ANCHOR, 5, 5, "  : &b {<<: *a}");
  expect_item(&f, 6, ERR_YAML_MERGE, 5, 9, "  : &b {<<: *a}");
  expect_item(&f, 7, ERR_YAML_ALIAS, 5, 13, "  : &b {<<: *a}");
  expect_item(&f, 8, ERR_YAML_QUOTE, 6, 3, "- 'open"); /* and then libyaml's own */
  EXPECT_STR(diag_get(f.diag, 3)->args[0], "!!int");
  done(&f);
}

UNIT(syntax) {
  expect_error("a: 1\nb\nc: 2\n", ERR_YAML_COLON, 2, 1, "b");
  expect_error("a: b: c\n", ERR_YAML_COLON_HERE, 1, 5, "a: b: c");
  expect_error("标题: - x\n", ERR_YAML_DASH_HERE, 1, 5, "标题: - x");
  expect_error("a: @x\n", ERR_YAML_FIRST, 1, 4, "a: @x");
  expect_error("a: `x`\n", ERR_YAML_FIRST, 1, 4, "a: `x`");
  expect_error("a: |x\n  b\n", ERR_YAML_BLOCK_HEAD, 1, 5, "a: |x");
  expect_error("a: |0\n  b\n", ERR_YAML_BLOCK_HEAD, 1, 5, "a: |0");
  expect_error("a: \"住\nb: 1\n", ERR_YAML_QUOTE, 1, 4, "a: \"住");
  expect_error("a: 'x\n---\n'\n", ERR_YAML_QUOTE, 1, 4, "a: 'x");
  expect_error("a: \"\\q\"\n", ERR_YAML_ESCAPE, 1, 5, "a: \"\\q\"");
  expect_error("a: \"\\ud800\"\n", ERR_YAML_ESCAPE, 1, 7, "a: \"\\ud800\"");
  expect_error("a:\n  b: 1\n c: 2\n", ERR_YAML_INDENT_KEY, 3, 2, " c: 2");
  expect_error("- a\n b: 1\n", ERR_YAML_COLON_HERE, 2, 3, " b: 1");
  expect_error("- a\nb: 1\n", ERR_YAML_INDENT_DASH, 2, 1, "b: 1");
  expect_error("a: [1, 2\nb: 3\n", ERR_YAML_LIST_END, 2, 2, "b: 3");
  expect_error("a: {x: 1\nb: 3\n", ERR_YAML_MAP_END, 2, 2, "b: 3");
  expect_error("a: [1, 2", ERR_YAML_LIST_END, 1, 4, "a: [1, 2"); /* at the end: where it begins */
  expect_error("a: {x: 1\n\n", ERR_YAML_MAP_END, 1, 4, "a: {x: 1");
  expect_error("a: ]\n", ERR_YAML_VALUE, 1, 4, "a: ]");
  expect_error("'a' 'b'\n", ERR_YAML_EXTRA, 1, 5, "'a' 'b'");
  expect_error("a: && b\n", ERR_YAML_ANCHOR, 1, 4, "a: && b");
  expect_error("a: * 2\n", ERR_YAML_ALIAS, 1, 4, "a: * 2");
  expect_error("a: !<x\n", ERR_YAML_TAG, 1, 4, "a: !<x");
  expect_error("a: !e!x 1\n", ERR_YAML_TAG, 1, 4, "a: !e!x 1");
  expect_error("%FOO\n---\na\n", ERR_YAML_DIRECTIVE, 1, 1, "%FOO");
  expect_error("a: %x\n", ERR_YAML_FIRST, 1, 4, "a: %x");
}

UNIT(characters) {
  Fixture f = parse_bytes("a: 1\n住: \xC4\xE3\n", 13);
  EXPECT_INT(f.err, ERR_TEXT_UTF8); /* GBK */
  EXPECT_COUNT(diag_total(f.diag), 1);
  expect_item(&f, 0, ERR_TEXT_UTF8, 2, 4, "住: ");
  EXPECT_STR(diag_get(f.diag, 0)->args[0], "C4");
  done(&f);
  const char *const bad[] = {"\xFF\xFEz",        "\xC0\xAF", "\xED\xA0\x80",
                             "\xF4\x90\x80\x80", "\xE4\xBD", "\x80"};
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    expect_error(bad[i], ERR_TEXT_UTF8, 1, 1, "");
  }

  f = parse_bytes("a: \0x\nb: \x7F\xC2\x85\r\n\xE4\xBD\x8F\xE2\x80\xA8\xEF\xBB\xBF\xEF\xBF\xBE\x1B",
                  27);
  EXPECT_INT(f.err, ERR_TEXT_CHAR);
  EXPECT_COUNT(diag_total(f.diag), 7);
  const uint32_t places[][2] = {{1, 4}, {2, 4}, {2, 5}, {3, 2}, {3, 3}, {3, 4}, {3, 5}};
  const char *const names[] = {"U+0000", "U+007F", "U+0085", "U+2028",
                               "U+FEFF", "U+FFFE", "U+001B"};
  for (size_t i = 0; i < 7 && i < diag_count(f.diag); i++) {
    EXPECT_INT(diag_get(f.diag, i)->at.line, places[i][0]);
    EXPECT_INT(diag_get(f.diag, i)->at.column, places[i][1]);
    EXPECT_STR(diag_get(f.diag, i)->args[0], names[i]);
  }
  done(&f);

  static char noise[50000];
  memset(noise, 1, sizeof noise);
  f = parse_bytes(noise, sizeof noise);
  EXPECT_INT(f.err, ERR_TEXT_CHAR);
  EXPECT(diag_total(f.diag) <= 100);
  EXPECT_STR(diag_get(f.diag, 0)->source, ""); /* a line as long as that is not shown */
  done(&f);

  f = parse("- \xF0\xA0\xAE\xB7x\n- \xEE\x80\x80: \xC2\xA0\n"); /* plane 2, private use, nbsp */
  EXPECT_INT(f.err, ERR_OK);
  EXPECT_STR(f.root->items[0]->text, "\xF0\xA0\xAE\xB7x");
  expect_place(f.root->items[1]->items[0], 2, 6);
  done(&f);
}

UNIT(limits) {
  static char text[4 * YAML_DEPTH_MAX];
  for (size_t depth = YAML_DEPTH_MAX - 1; depth <= YAML_DEPTH_MAX + 1; depth++) {
    memset(text, '[', depth);
    memset(text + depth, ']', depth);
    Fixture f = parse_bytes(text, 2 * depth);
    EXPECT_INT(f.err, depth <= YAML_DEPTH_MAX ? ERR_OK : ERR_TEXT_DEPTH);
    if (f.err != ERR_OK) EXPECT_INT(diag_get(f.diag, 0)->at.column, YAML_DEPTH_MAX + 1);
    done(&f);
  }
  size_t size = (size_t)YAML_BYTES_MAX + 1;
  Arena *arena = arena_new(size + 4096);
  char *big = arena_new_array(arena, char, size);
  memset(big, '#', size);
  Fixture f = parse_bytes(big, size);
  EXPECT_INT(f.err, ERR_TEXT_SIZE);
  EXPECT_INT(err_exit(f.err), 4);
  done(&f);
  f = parse_bytes(big, size - 1); /* one comment */
  EXPECT_INT(f.err, ERR_OK);
  done(&f);
  memset(big, '[', size);
  f = parse_bytes(big, size - 1);
  EXPECT_INT(f.err, ERR_TEXT_DEPTH);
  EXPECT_COUNT(diag_total(f.diag), 1);
  done(&f);
  memset(big, 'x', size);
  memcpy(big, "- ", 2);
  f = parse_bytes(big, (size_t)1 << 20); /* a text bigger than a slab */
  EXPECT_INT(f.err, ERR_OK);
  EXPECT_COUNT(f.root->items[0]->text.len, ((size_t)1 << 20) - 2);
  done(&f);
  arena_free(arena);
}

UNIT(arena_limit) {
  static char text[60000];
  for (size_t i = 0; i + 4 <= sizeof text; i += 4) {
    memcpy(text + i, "- a\n", 4);
  }
  Arena *arena = arena_new(1 << 16);
  Diag *diag = diag_new();
  YamlNode *root = NULL;
  Bytes bytes = {(const uint8_t *)text, sizeof text};
  EXPECT_INT(codec_yaml_parse(STR("a.yaml"), bytes, arena, &root, diag), ERR_LIMIT);
  EXPECT(root == NULL);
  EXPECT_COUNT(diag_total(diag), 1);
  arena_free(arena);
  diag_free(diag);
}

/* Whatever a file is cut off to, or whatever byte is put into it, there is an answer. */
UNIT(broken_files) {
  const char text[] = "- id: W1 # x\n  when: |\n    a\n  k: {a: [1, \"q\\n\", 'w'], ? b : c}\n"
                      "- >-\n  住\n- &a !t x\n- *a\n---\n";
  char copy[sizeof text];
  const char bytes[] = "\t\n\r -:?[]{},#&*!|>'\"%@`\\\x01\x80\xE4~<";
  for (size_t len = 0; len < sizeof text; len++) {
    Fixture f = parse_bytes(text, len);
    EXPECT((f.err == ERR_OK) == (f.root != NULL));
    EXPECT((f.err == ERR_OK) == (diag_total(f.diag) == 0));
    done(&f);
  }
  Arena *arena = arena_new(1 << 22);
  Diag *diag = diag_new();
  for (size_t at = 0; at < sizeof text - 1; at++) {
    for (size_t i = 0; i < sizeof bytes - 1; i++) {
      memcpy(copy, text, sizeof text);
      copy[at] = bytes[i];
      YamlNode *root = NULL;
      Bytes input = {(const uint8_t *)copy, sizeof text - 1};
      Err err = codec_yaml_parse(STR("a.yaml"), input, arena, &root, diag);
      EXPECT((err == ERR_OK) == (root != NULL));
      EXPECT((err == ERR_OK) == (diag_total(diag) == 0));
      if (err != ERR_OK) EXPECT_INT(diag_get(diag, 0)->code, err);
      arena_clear(arena);
      diag_clear(diag);
    }
  }
  arena_free(arena);
  diag_free(diag);
}

UNIT(source_lines) {
  const char text[] = "\xEF\xBB\xBF一\r\n二\r三\n\n五";
  Bytes bytes = {(const uint8_t *)text, sizeof text - 1};
  EXPECT_STR(codec_source_line(bytes, 0), "");
  EXPECT_STR(codec_source_line(bytes, 1), "一");
  EXPECT_STR(codec_source_line(bytes, 2), "二");
  EXPECT_STR(codec_source_line(bytes, 3), "三");
  EXPECT_STR(codec_source_line(bytes, 4), "");
  EXPECT_STR(codec_source_line(bytes, 5), "五");
  EXPECT_STR(codec_source_line(bytes, 6), "");
  EXPECT_STR(codec_source_line((Bytes){NULL, 0}, 1), "");
  EXPECT_STR(codec_source_line((Bytes){(const uint8_t *)"a\n", 2}, 2), "");
  EXPECT_STR(codec_source_line((Bytes){(const uint8_t *)"ab\xFF"
                                                        "c",
                                       4},
                               1),
             "ab");
}

UNIT_MAIN(UNIT_CASE(tree),
          UNIT_CASE(nulls),
          UNIT_CASE(words_stay_text),
          UNIT_CASE(text_places),
          UNIT_CASE(quotes),
          UNIT_CASE(line_ends_and_tabs),
          UNIT_CASE(profile),
          UNIT_CASE(duplicate_keys),
          UNIT_CASE(all_at_once),
          UNIT_CASE(syntax),
          UNIT_CASE(characters),
          UNIT_CASE(limits),
          UNIT_CASE(arena_limit),
          UNIT_CASE(broken_files),
          UNIT_CASE(source_lines))
