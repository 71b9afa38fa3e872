/* SPDX-License-Identifier: Apache-2.0 */
/*
 * format_put: the lines of a file in canonical layout.
 *
 * Lists and maps that are written in [ ] and { } stay so where they fit into a line of 100; else
 * they take a line for each item, and a list of scalars is folded. Maps that a spec knows (a
 * column, a value by date, a match level) and that hold only scalars go into { } where they fit.
 * Other block lists and maps stay block. A blank line that stands between items stays, one at
 * most.
 */
#include "pack/format_int.h"

typedef struct Put {
  const FormatSource *source;
  Buf *out;
  Buf line;  /* to measure in */
  bool kept; /* the last scalar keeps the blank lines behind it */
} Put;

void format_put_indent(size_t indent, Buf *out) {
  for (size_t i = 0; i < indent; i++)
    buf_char(out, ' ');
}

void format_put_behind(const YamlComment *comment, Buf *out) {
  buf_lit(out, "  ");
  buf_str(out, comment->text);
}

/* ---- in one line ---- */

static bool flows(const FormatShape *shape) {
  if (!format_is_collection(shape)) return format_scalar_flows(shape);
  if (shape->commented) return false;
  for (size_t i = 0; i < shape->count; i++)
    if (!flows(shape->items[i].value)) return false;
  return true;
}

static void put_flow(const FormatShape *shape, Buf *out) {
  if (!format_is_collection(shape)) {
    format_put_scalar(shape, true, out);
    return;
  }
  bool map = shape->node->kind == YAML_MAP;
  buf_char(out, map ? '{' : '[');
  for (size_t i = 0; i < shape->count; i++) {
    const FormatItem *item = &shape->items[i];
    if (i > 0) buf_lit(out, ", ");
    if (map) {
      format_put_key(item->key, true, out);
      buf_lit(out, ": ");
    }
    put_flow(item->value, out);
  }
  buf_char(out, map ? '}' : ']');
}

static bool fits(Put *put, const FormatShape *shape, size_t used) {
  buf_clear(&put->line);
  put_flow(shape, &put->line);
  return used + str_count_codes(buf_view(&put->line)) <= FORMAT_WIDTH;
}

static bool is_scalars(const FormatShape *shape) {
  for (size_t i = 0; i < shape->count; i++)
    if (format_is_collection(shape->items[i].value)) return false;
  return true;
}

/* A map that says one thing: of scalars, and lists of them. */
static bool is_small_record(const FormatShape *shape) {
  if (!shape->record || shape->entry) return false;
  for (size_t i = 0; i < shape->count; i++) {
    const FormatShape *value = shape->items[i].value;
    if (value->node->kind == YAML_MAP || !is_scalars(value)) return false;
  }
  return true;
}

/* [used]: of its line before it. */
static bool in_one_line(Put *put, const FormatShape *shape, size_t used) {
  if (shape->count == 0) return true;
  bool wanted = format_was_flow(shape) || is_small_record(shape);
  return wanted && flows(shape) && fits(put, shape, used);
}

/* As many items a line as fit; the lines behind the first are [indent] deep. */
static void put_folded(Put *put, const FormatShape *list, size_t used, size_t indent) {
  Buf *out = put->out;
  buf_char(out, '[');
  used++;
  for (size_t i = 0; i < list->count; i++) {
    buf_clear(&put->line);
    format_put_scalar(list->items[i].value, true, &put->line);
    size_t width = str_count_codes(buf_view(&put->line)) + 1; /* with comma or bracket */
    if (i > 0 && used + 1 + width > FORMAT_WIDTH) {
      buf_char(out, '\n');
      format_put_indent(indent, out);
      used = indent;
    } else if (i > 0) {
      buf_char(out, ' ');
      used++;
    }
    buf_str(out, buf_view(&put->line));
    buf_char(out, i + 1 < list->count ? ',' : ']');
    used += width;
  }
}

/* ---- comments above ---- */

static void put_blank(Put *put) {
  if (put->out->len > 0 && !put->kept) buf_char(put->out, '\n');
  put->kept = false;
}

static void put_comments(Put *put, const FormatComments *comments, size_t indent, bool first) {
  const YamlComment *const *comment;
  vec_each (comment, comments) {
    if ((*comment)->blank_before && !first) put_blank(put);
    first = false;
    format_put_indent(indent, put->out);
    buf_str(put->out, (*comment)->text);
    buf_char(put->out, '\n');
    put->kept = false;
  }
}

/* The first item of a list or map that begins behind a dash. */
static const FormatItem *first_behind_dash(Put *put, const FormatItem *item, size_t used) {
  const FormatShape *value = item->value;
  if (item->key || !format_is_collection(value) || in_one_line(put, value, used)) return NULL;
  bool folded =
      format_was_flow(value) && flows(value) && is_scalars(value) && value->node->kind == YAML_LIST;
  return folded ? NULL : &value->items[0];
}

/* What stands before the line of an item; behind a dash there is no room for comments. */
static void put_above(Put *put, const FormatItem *item, size_t indent, bool first) {
  put_comments(put, &item->above, indent, first);
  bool commented = item->above.count > 0;
  size_t used = indent + FORMAT_STEP;
  for (const FormatItem *in = first_behind_dash(put, item, used); in;
       in = first_behind_dash(put, item, used)) {
    const FormatComments behind = {.items = (const YamlComment *[]){item->behind},
                                   .count = item->behind != NULL};
    put_comments(put, &behind, indent, true);
    put_comments(put, &in->above, indent, true);
    item = in;
    used += FORMAT_STEP;
  }
  if (item->blank_before && !(first && !commented)) put_blank(put);
  put->kept = false;
}

/* ---- lines ---- */

static void put_items(Put *put, const FormatShape *shape, size_t indent, bool behind_dash);

static void end_line(Put *put, const FormatItem *item) {
  if (item->behind) format_put_behind(item->behind, put->out);
  buf_char(put->out, '\n');
}

/* Behind the key or dash of an item that stands at [indent]; [used]: of its line so far. */
static void put_value(Put *put, const FormatItem *item, size_t indent, size_t used) {
  const FormatShape *value = item->value;
  Buf *out = put->out;
  if (value->node->kind == YAML_NULL && value->node->text.len == 0) {
    end_line(put, item);
    return;
  }
  if (format_is_collection(value) && !in_one_line(put, value, used + 1)) {
    bool list = value->node->kind == YAML_LIST;
    if (list && format_was_flow(value) && flows(value) && is_scalars(value)) {
      buf_char(out, ' ');
      put_folded(put, value, used + 1, indent + FORMAT_STEP);
      end_line(put, item);
      return;
    }
    if (item->key)
      end_line(put, item);
    else
      buf_char(out, ' ');
    put_items(put, value, indent + FORMAT_STEP, item->key == NULL);
    return;
  }
  buf_char(out, ' ');
  if (format_is_collection(value)) {
    put_flow(value, out);
  } else if (format_put_lines(put->source, value, indent, item->behind, out)) {
    put->kept = format_keeps_blanks(put->source, value);
    return;
  } else {
    format_put_scalar(value, false, out);
  }
  end_line(put, item);
}

static void put_items(Put *put, const FormatShape *shape, size_t indent, bool behind_dash) {
  Buf *out = put->out;
  for (size_t i = 0; i < shape->count; i++) {
    const FormatItem *item = &shape->items[i];
    size_t used = indent + 1;
    if (i > 0 || !behind_dash) {
      put_above(put, item, indent, i == 0);
      format_put_indent(indent, out);
    }
    if (item->key) {
      size_t from = out->len;
      format_put_key(item->key, false, out);
      used += str_count_codes(str_slice(buf_view(out), from, out->len));
      buf_char(out, ':');
    } else {
      buf_char(out, '-');
    }
    put_value(put, item, indent, used);
  }
  put_comments(put, &shape->below, indent, false);
}

void format_put_file(const FormatSource *source, const FormatItem *file, Buf *out) {
  Put put = {.source = source, .out = out};
  const FormatShape *root = file->value;
  buf_init(&put.line, FORMAT_BYTES_MAX);
  put_comments(&put, &file->above, 0, true);
  if (file->behind) {
    const FormatComments behind = {.items = (const YamlComment *[]){file->behind}, .count = 1};
    put_comments(&put, &behind, 0, true);
  }
  if (format_is_collection(root) && root->count > 0) {
    put_items(&put, root, 0, false);
  } else {
    if (format_is_collection(root) || root->node->text.len > 0) {
      put_flow(root, out);
      buf_char(out, '\n');
    }
    put_comments(&put, &root->below, 0, false);
  }
  buf_free(&put.line);
}
