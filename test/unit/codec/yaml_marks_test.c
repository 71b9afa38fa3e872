/* SPDX-License-Identifier: Apache-2.0 */
/* Comments of a YAML text and where its scalars and flow collections end. */
#include "base/arena.h"
#include "codec/codec.h"
#include "unit/unit.h"

static YamlMarks marks_of(Arena *arena, const char *text, YamlNode **ret_root) {
  YamlMarks marks = {0};
  Str str = str_from(text);
  Bytes bytes = {(const uint8_t *)str.ptr, str.len};
  EXPECT_INT(codec_yaml_parse(STR("t"), bytes, arena, ret_root, NULL), ERR_OK);
  EXPECT_INT(codec_yaml_marks(STR("t"), str, arena, &marks, NULL), ERR_OK);
  return marks;
}

static void expect_comments(const char *text, const char *wanted) {
  Arena *arena = arena_new(1 << 24);
  YamlNode *root = NULL;
  YamlMarks marks = marks_of(arena, text, &root);
  Buf buf;
  buf_init(&buf, 1 << 16);
  for (size_t i = 0; i < marks.comment_count; i++) {
    const YamlComment *comment = &marks.comments[i];
    buf_printf(&buf, "%u:%u%s%s %.*s|", comment->line, comment->column, comment->alone ? "a" : "",
               comment->blank_before ? "b" : "", STR_ARG(comment->text));
    EXPECT(comment->from < strlen(text) && text[comment->from] == '#');
  }
  EXPECT_STR(buf_view(&buf), wanted);
  buf_free(&buf);
  arena_free(arena);
}

UNIT(comments) {
  expect_comments("", "");
  expect_comments("# only", "1:1a # only|");
  expect_comments("\n# one\n\n  # two  \n", "2:1ab # one|4:3ab # two|");
  expect_comments("a: 1 # x\n# y\nb: 2\n", "1:6 # x|2:1a # y|");
  expect_comments("键: 值 # 尾\n", "1:6 # 尾|");
  expect_comments("- # c\n  a: 1\n", "1:3 # c|");
}

UNIT(no_comments) { /* a '#' in a scalar is text */
  expect_comments("a: b#c\nd: 'x # y'\ne: \"x # y\"\n", "");
  expect_comments("a: |\n  # text\n  b # text\nc: >\n  # text\n", "");
  expect_comments("'a # b': 1\n? c#d\n: 2\n", "");
  expect_comments("a: 'x\n  # y'\n", "");
  expect_comments("a: b\n  c#d\n", "");
}

UNIT(block_heads) {
  expect_comments("a: | # why\n  # text\n# after\nb: 1\n", "1:6 # why|3:1a # after|");
  expect_comments("a: |+\n  x\n\n# after\n", "4:1ab # after|");
}

UNIT(flow) {
  expect_comments("a: [b, # one\n  c # two\n  # three\n  ] # four\n",
                  "1:8 # one|2:5 # two|3:3a # three|4:5 # four|");
  expect_comments("a: {b: [1, 2], # one\n  c: d}\n", "1:16 # one|");
}

UNIT(spans) {
  static const char text[] = "甲: [x, {y: 'z w'}] # c\nb: one\n  two\nk: |\n  t\n\n- x: 1\n";
  static const char good[] = "甲: [x, {y: 'z w'}] # c\nb: one\n  two\nk: |\n  t\n\ne: [a: 1]\n";
  Arena *arena = arena_new(1 << 24);
  YamlNode *root = NULL;
  Str broken = str_from(text);
  EXPECT(codec_yaml_parse(STR("t"), (Bytes){(const uint8_t *)broken.ptr, broken.len}, arena, &root,
                          NULL) != ERR_OK);
  YamlMarks marks = marks_of(arena, good, &root);
  Str whole = str_from(good);
  const YamlNode *list = codec_yaml_get(root, STR("甲"));
  const YamlSpan *span = codec_yaml_span(&marks, list);
  EXPECT(span != NULL && span->flow);
  if (span) EXPECT_STR(str_slice(whole, span->from, span->to), "[x, {y: 'z w'}]");
  span = codec_yaml_span(&marks, list->items[1]);
  if (span) EXPECT_STR(str_slice(whole, span->from, span->to), "{y: 'z w'}");
  span = codec_yaml_span(&marks, list->items[1]->items[0]);
  if (span) EXPECT_STR(str_slice(whole, span->from, span->to), "'z w'");
  span = codec_yaml_span(&marks, codec_yaml_get(root, STR("b")));
  EXPECT(span != NULL && span->line == 2 && span->last_line == 3);
  if (span) EXPECT_STR(str_slice(whole, span->from, span->to), "one\n  two");
  span = codec_yaml_span(&marks, codec_yaml_get(root, STR("k")));
  if (span) EXPECT_STR(str_slice(whole, span->from, span->to), "|\n  t\n\n");
  const YamlNode *pair = codec_yaml_get(root, STR("e"))->items[0];
  span = codec_yaml_span(&marks, pair); /* begins where its key does */
  EXPECT(span != NULL && span->flow);
  span = codec_yaml_span(&marks, pair->keys[0]);
  EXPECT(span != NULL && !span->flow);
  EXPECT(codec_yaml_span(&marks, root) == NULL);
  arena_free(arena);
}

UNIT_MAIN(UNIT_CASE(comments),
          UNIT_CASE(no_comments),
          UNIT_CASE(block_heads),
          UNIT_CASE(flow),
          UNIT_CASE(spans))
