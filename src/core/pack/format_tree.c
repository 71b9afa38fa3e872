/* SPDX-License-Identifier: Apache-2.0 */
/*
 * format_tree: the tree of a file with its comments, keys in the order of their specs.
 *
 * A comment at the end of a line belongs to what ends or begins there. One on a line of its own
 * belongs to the entry or key that follows, unless it stands deeper than that: then it closes the
 * list or map whose items stand as deep as it does. No comment is lost: whatever has no better
 * place stands above what follows.
 *
 * The order of keys is what reading the pack has recorded (PackLayout): the order of the specs
 * that the loader checks them by. Keys without a spec (columns, lets, codes of a table) keep
 * theirs.
 */
#include "pack/format_int.h"

#include <stdlib.h>
#include <string.h>

typedef struct Builder {
  const FormatSource *source;
  Arena *arena;
  YamlMarks marks;
  size_t next;   /* comment */
  size_t *lines; /* where each begins */
  size_t line_count;
} Builder;

enum { RANK_NONE = 1000, RANK_REASON, DEEPEST_WALK = YAML_DEPTH_MAX };

/* ---- places ---- */

static void find_lines(Builder *builder) {
  Str text = builder->source->text;
  VEC(size_t) lines = {0};
  *vec_push(builder->arena, &lines) = 0;
  for (size_t i = 0; i < text.len; i++)
    if (text.ptr[i] == '\n') *vec_push(builder->arena, &lines) = i + 1;
  builder->lines = lines.items;
  builder->line_count = lines.count;
}

static size_t offset_of(const Builder *builder, const YamlNode *node) {
  if (node->line == 0 || node->line > builder->line_count) return builder->source->text.len;
  size_t at = builder->lines[node->line - 1];
  for (uint32_t i = 1; i < node->column && at < builder->source->text.len; i++)
    (void)str_next_code(builder->source->text, &at);
  return at;
}

static bool is_blank_before(const Builder *builder, uint32_t line) {
  if (line < 2 || line > builder->line_count) return false;
  Str before = str_slice(builder->source->text, builder->lines[line - 2], builder->lines[line - 1]);
  return str_trim(before).len == 0;
}

/* ---- what reading has recorded ---- */

int format_compare_keys(const void *a, const void *b) {
  uintptr_t x = (uintptr_t)((const PackKeyRank *)a)->key;
  uintptr_t y = (uintptr_t)((const PackKeyRank *)b)->key;
  return x < y ? -1 : x > y;
}

int format_compare_nodes(const void *a, const void *b) {
  uintptr_t x = (uintptr_t) * (const YamlNode *const *)a;
  uintptr_t y = (uintptr_t) * (const YamlNode *const *)b;
  return x < y ? -1 : x > y;
}

static bool is_expr(const Builder *builder, const YamlNode *node) {
  const PackLayout *layout = builder->source->layout;
  return layout && layout->exprs.count > 0 &&
         bsearch(&node, layout->exprs.items, layout->exprs.count, sizeof node,
                 format_compare_nodes);
}

static bool spec_rank(const Builder *builder, const YamlNode *key, bool entry, uint32_t *ret_rank) {
  const PackLayout *layout = builder->source->layout;
  if (layout == NULL) {
    for (size_t i = 0; entry && i < pack_example_key_count; i++) {
      if (!str_eq(pack_example_keys[i], key->text)) continue;
      *ret_rank = (uint32_t)i;
      return true;
    }
    return false;
  }
  const PackKeyRank wanted = {key, 0};
  const PackKeyRank *found = layout->keys.count == 0
                                 ? NULL
                                 : bsearch(&wanted, layout->keys.items, layout->keys.count,
                                           sizeof wanted, format_compare_keys);
  if (found) *ret_rank = found->rank;
  return found != NULL;
}

static void rank_keys(Builder *builder, FormatShape *shape) {
  for (size_t i = 0; i < shape->count; i++) {
    FormatItem *item = &shape->items[i];
    item->rank = RANK_NONE;
    shape->record |= spec_rank(builder, item->key, shape->entry, &item->rank);
    bool reason = shape->entry && builder->source->layout && pack_is_reason(item->key->text);
    if (reason && item->rank == RANK_NONE) item->rank = RANK_REASON;
  }
  /* An entry that is taken away has no spec: its id stands first, then `off`. */
  if (!shape->record) return;
  for (size_t i = 1; i < shape->count; i++) {
    FormatItem moved = shape->items[i];
    size_t to = i;
    for (; to > 0 && shape->items[to - 1].rank > moved.rank; to--)
      shape->items[to] = shape->items[to - 1];
    shape->items[to] = moved;
  }
}

/* ---- comments ---- */

static const YamlComment *next_comment(const Builder *builder) {
  return builder->next < builder->marks.comment_count ? &builder->marks.comments[builder->next]
                                                      : NULL;
}

static void add_comment(Builder *builder, FormatComments *list, const YamlComment *comment) {
  *vec_push(builder->arena, list) = comment;
  builder->next++;
}

/* The list or map, ending with [shape]'s end, whose items stand as deep as the comment or less. */
static FormatShape *closed_by(FormatShape *shape, const YamlComment *comment) {
  FormatShape *found = NULL;
  while (format_is_collection(shape) && !format_was_flow(shape) && shape->count > 0) {
    if (shape->node->column > comment->column) break;
    found = shape;
    shape = shape->items[shape->count - 1].value;
  }
  return found;
}

/* Comments before [offset], where [item] begins. [previous]: the item before it in a block list
 * or map whose items begin at [column]. */
static void take_above(
    Builder *builder, size_t offset, FormatItem *item, FormatItem *previous, uint32_t column) {
  const YamlComment *comment;
  while ((comment = next_comment(builder)) != NULL && comment->from < offset) {
    FormatShape *closed = NULL;
    bool deeper = comment->alone && previous && comment->column > column;
    if (deeper && item->above.count == 0) closed = closed_by(previous->value, comment);
    add_comment(builder, closed ? &closed->below : &item->above, comment);
  }
}

/* One at the end of [line], before [limit]. */
static void take_behind(Builder *builder, FormatItem *item, uint32_t line, size_t limit) {
  const YamlComment *comment = next_comment(builder);
  if (comment == NULL || comment->alone || comment->line != line || comment->from >= limit) return;
  item->behind = comment;
  builder->next++;
}

/* ---- building ---- */

static void build(Builder *builder, FormatItem *item, size_t limit);

static void build_items(Builder *builder, FormatShape *shape, size_t limit) {
  const YamlNode *node = shape->node;
  bool flow = format_was_flow(shape);
  shape->items = arena_new_array(builder->arena, FormatItem, node->count + 1);
  shape->count = 0; /* grows: what is built so far can be closed by a comment */
  for (size_t i = 0; i < node->count; i++) {
    FormatItem *item = &shape->items[i];
    item->key = node->kind == YAML_MAP ? node->keys[i] : NULL;
    const YamlNode *first = item->key ? item->key : node->items[i];
    FormatItem *previous = i > 0 && !flow ? &shape->items[i - 1] : NULL;
    take_above(builder, offset_of(builder, first), item, previous, node->column);
    item->blank_before =
        !flow && (i > 0 || item->above.count > 0) && is_blank_before(builder, first->line);
    item->value = arena_new_one(builder->arena, FormatShape);
    item->value->node = node->items[i];
    build(builder, item, limit);
    shape->count++;
  }
}

static void build_flow(Builder *builder, FormatItem *item, size_t limit) {
  FormatShape *shape = item->value;
  const YamlComment *comment;
  build_items(builder, shape, shape->span->to);
  while ((comment = next_comment(builder)) != NULL && comment->from < shape->span->to)
    add_comment(builder, shape->count > 0 ? &shape->below : &item->above, comment);
  take_behind(builder, item, shape->span->last_line, limit);
}

static void build_block(Builder *builder, FormatItem *item, size_t limit) {
  FormatShape *shape = item->value;
  const YamlNode *first = shape->node->kind == YAML_MAP ? shape->node->keys[0] : shape->node;
  const YamlComment *comment = next_comment(builder);
  if (item->key && first->line > item->key->line && comment && comment->line == item->key->line)
    take_behind(builder, item, item->key->line, limit);
  build_items(builder, shape, limit);
}

/* [limit]: where the flow collection around it ends. */
static void build(Builder *builder, FormatItem *item, size_t limit) {
  FormatShape *shape = item->value;
  shape->span = codec_yaml_span(&builder->marks, shape->node);
  if (!format_is_collection(shape)) {
    shape->expr = is_expr(builder, shape->node);
    bool lines = shape->span && !shape->node->block;
    take_behind(builder, item, lines ? shape->span->last_line : shape->node->line, limit);
  } else if (shape->span) {
    build_flow(builder, item, limit);
  } else {
    build_block(builder, item, limit);
  }
}

/* From the leaves up: which have comments in them; keys in order, entries last. */
static void finish(Builder *builder, FormatShape *shape) {
  shape->commented = shape->below.count > 0;
  for (size_t i = 0; i < shape->count; i++) {
    FormatItem *item = &shape->items[i];
    finish(builder, item->value);
    shape->commented |= item->above.count > 0 || item->behind || item->value->commented;
  }
  if (shape->node->kind == YAML_MAP) rank_keys(builder, shape);
}

Err format_tree(const FormatSource *source, FormatItem *ret_file, Diag *diag) {
  Builder builder = {.source = source, .arena = source->arena};
  TRY(codec_yaml_marks(source->file, source->text, source->arena, &builder.marks, diag));
  find_lines(&builder);
  FormatItem file = {.value = arena_new_one(source->arena, FormatShape)};
  file.value->node = source->root;
  build(&builder, &file, SIZE_MAX);
  const YamlComment *comment;
  while ((comment = next_comment(&builder)) != NULL) {
    FormatShape *closed = comment->alone ? closed_by(file.value, comment) : NULL;
    add_comment(&builder, closed ? &closed->below : &file.value->below, comment);
  }
  for (size_t i = 0; source->root->kind == YAML_LIST && i < file.value->count; i++)
    file.value->items[i].value->entry = true;
  finish(&builder, file.value);
  *ret_file = file;
  return ERR_OK;
}
