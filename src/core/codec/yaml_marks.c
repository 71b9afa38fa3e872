/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yaml_marks: what the tree of a YAML text leaves out: its comments, and where its scalars and
 * flow collections end.
 *
 * In:    a text that codec_yaml_parse takes, with LF as its only line end.
 * Out:   spans and comments in the order of the text, in the arena given.
 * Idea:  libyaml drops comments but says from where to where every scalar reaches. In what lies
 *        between scalars there are blanks, marks and comments only, so every '#' there begins a
 *        comment. The head of a block scalar (`| # why`) may hold one too.
 */
#include "codec/tree_int.h"

#include <string.h>
#include <yaml.h>

typedef struct Marker {
  Str text;
  Str file;
  Arena *arena;
  Diag *diag;
  YamlMarks *marks;
  size_t span_cap, comment_cap;
  /* libyaml counts code points: where one of them stands in bytes. */
  size_t code, byte;
  uint32_t line;
  size_t line_from;
  size_t looked; /* bytes in which comments were looked for */
  size_t open[YAML_DEPTH_MAX];
  size_t depth;
} Marker;

/* Marks come in the order of the text, but the start of one may lie before the end of the last. */
static size_t byte_of(Marker *marker, size_t code) {
  if (code < marker->code) marker->code = marker->byte = 0;
  while (marker->code < code && marker->byte < marker->text.len) {
    (void)str_next_code(marker->text, &marker->byte);
    marker->code++;
  }
  return marker->byte;
}

/* ---- comments ---- */

static bool is_blank(Str text) {
  return str_trim(text).len == 0;
}

/* The line before that of [from] has nothing but blanks. */
static bool is_blank_before(Str text, size_t from) {
  if (from == 0) return false;
  size_t begin = from - 1;
  while (begin > 0 && text.ptr[begin - 1] != '\n')
    begin--;
  return is_blank(str_slice(text, begin, from - 1));
}

static void add_comment(Marker *marker, size_t from) {
  size_t to = from;
  while (to < marker->text.len && marker->text.ptr[to] != '\n')
    to++;
  vec_reserve(marker->arena, (void **)&marker->marks->comments, marker->marks->comment_count,
              &marker->comment_cap, 1, sizeof(YamlComment));
  Str before = str_slice(marker->text, marker->line_from, from);
  marker->marks->comments[marker->marks->comment_count++] = (YamlComment){
      .text = str_trim(str_slice(marker->text, from, to)),
      .from = from,
      .line = marker->line,
      .column = (uint32_t)str_count_codes(before) + 1,
      .alone = is_blank(before),
      .blank_before = is_blank(before) && is_blank_before(marker->text, marker->line_from),
  };
}

/* Walks on to [to], counting lines. [seek]: a '#' begins a comment. */
static void walk(Marker *marker, size_t to, bool seek) {
  const char *ptr = marker->text.ptr;
  for (; marker->looked < to; marker->looked++) {
    if (ptr[marker->looked] == '\n') {
      marker->line++;
      marker->line_from = marker->looked + 1;
    } else if (seek && ptr[marker->looked] == '#') {
      add_comment(marker, marker->looked);
      while (marker->looked + 1 < to && ptr[marker->looked + 1] != '\n')
        marker->looked++;
    }
  }
}

/* ---- spans ---- */

static size_t add_span(Marker *marker, const yaml_event_t *event, bool scalar) {
  size_t from = byte_of(marker, event->start_mark.index);
  if (scalar) walk(marker, from, true);
  size_t to = byte_of(marker, event->end_mark.index);
  vec_reserve(marker->arena, (void **)&marker->marks->spans, marker->marks->span_count,
              &marker->span_cap, 1, sizeof(YamlSpan));
  marker->marks->spans[marker->marks->span_count] = (YamlSpan){
      .line = (uint32_t)event->start_mark.line + 1,
      .column = (uint32_t)event->start_mark.column + 1,
      .from = from,
      .to = to,
      .last_line = (uint32_t)event->end_mark.line + 1,
      .flow = !scalar,
  };
  return marker->marks->span_count++;
}

static void take_scalar(Marker *marker, const yaml_event_t *event) {
  if (event->end_mark.index == event->start_mark.index) return; /* nothing stands there */
  yaml_scalar_style_t style = event->data.scalar.style;
  size_t index = add_span(marker, event, true); /* the list may move */
  const YamlSpan *span = &marker->marks->spans[index];
  size_t head = span->from;
  bool block = style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE;
  while (block && head < span->to && marker->text.ptr[head] != '\n')
    head++;
  walk(marker, head, true);
  walk(marker, span->to, false);
}

static void close_flow(Marker *marker, const yaml_event_t *event) {
  size_t index = marker->open[--marker->depth];
  if (index == SIZE_MAX) return;
  CHECK(index < marker->marks->span_count && marker->marks->spans != NULL);
  YamlSpan *span = &marker->marks->spans[index];
  span->to = byte_of(marker, event->end_mark.index);
  span->last_line = (uint32_t)event->end_mark.line + 1;
}

static void take_event(Marker *marker, const yaml_event_t *event) {
  bool list = event->type == YAML_SEQUENCE_START_EVENT;
  if (event->type == YAML_SCALAR_EVENT) take_scalar(marker, event);
  if (list || event->type == YAML_MAPPING_START_EVENT) {
    bool flow = list ? event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
                     : event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
    CHECK(marker->depth < YAML_DEPTH_MAX); /* the tree was read before */
    marker->open[marker->depth++] = flow ? add_span(marker, event, false) : SIZE_MAX;
  }
  if (event->type == YAML_SEQUENCE_END_EVENT || event->type == YAML_MAPPING_END_EVENT)
    close_flow(marker, event);
}

static Err read_marks(Marker *marker, yaml_parser_t *parser) {
  for (bool more = true; more;) {
    yaml_event_t event;
    if (!yaml_parser_parse(parser, &event))
      return fail(marker->diag, ERR_SYSTEM, PLACE_FILE(marker->file), STR("libyaml"));
    more = event.type != YAML_STREAM_END_EVENT;
    take_event(marker, &event);
    yaml_event_delete(&event);
  }
  walk(marker, marker->text.len, true);
  return ERR_OK;
}

Err codec_yaml_marks(Str file, Str text, Arena *arena, YamlMarks *ret_marks, Diag *diag) {
  YamlMarks marks = {0};
  Marker marker = {
      .text = text, .file = file, .arena = arena, .diag = diag, .marks = &marks, .line = 1};
  yaml_parser_t parser;
  if (!yaml_parser_initialize(&parser))
    return fail(diag, ERR_SYSTEM, PLACE_FILE(file), STR("libyaml"));
  yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
  const void *input = text.len > 0 ? text.ptr : "";
  yaml_parser_set_input_string(&parser, input, text.len);
  Err err = read_marks(&marker, &parser);
  yaml_parser_delete(&parser);
  TRY(err);
  *ret_marks = marks;
  return ERR_OK;
}

const YamlSpan *codec_yaml_span(const YamlMarks *marks, const YamlNode *node) {
  size_t from = 0, to = marks->span_count;
  while (from < to) {
    size_t middle = from + (to - from) / 2;
    const YamlSpan *span = &marks->spans[middle];
    bool before =
        span->line < node->line || (span->line == node->line && span->column < node->column);
    if (before)
      from = middle + 1;
    else
      to = middle;
  }
  /* In `[a: 1]` the map begins where its key does. */
  bool flow = node->kind == YAML_LIST || node->kind == YAML_MAP;
  for (; from < marks->span_count; from++) {
    const YamlSpan *span = &marks->spans[from];
    if (span->line != node->line || span->column != node->column) break;
    if (span->flow == flow) return span;
  }
  return NULL;
}
