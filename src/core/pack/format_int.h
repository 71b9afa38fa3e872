/* SPDX-License-Identifier: Apache-2.0 */
/*
 * format_int: what the parts of formatting share: the tree of a file with its comments.
 *
 *   format.c         files in, files out, and the proof that they mean the same
 *   format_tree.c    the tree, keys in order, comments where they belong
 *   format_scalar.c  quotes, and scalars of several lines
 *   format_put.c     lines
 */
#ifndef PACK_FORMAT_INT_H
#define PACK_FORMAT_INT_H

#include "pack/pack_int.h"

enum { FORMAT_WIDTH = 100, FORMAT_STEP = 2, FORMAT_BYTES_MAX = 64 << 20 };

typedef VEC(const YamlComment *) FormatComments;

typedef struct FormatShape FormatShape;

typedef struct FormatItem { /* of a list or map */
  const YamlNode *key;      /* NULL: of a list */
  FormatShape *value;
  FormatComments above;      /* on lines of their own */
  const YamlComment *behind; /* at the end of its line; NULL: none */
  bool blank_before;         /* a blank line stands before it */
  uint32_t rank;
} FormatItem;

struct FormatShape {
  const YamlNode *node;
  const YamlSpan *span; /* NULL: an empty scalar, a block collection */
  FormatItem *items;
  size_t count;
  FormatComments below; /* behind the last item, as deep as the items */
  bool commented;       /* a comment stands anywhere in it */
  bool expr;            /* a scalar that is an expression */
  bool record;          /* a map whose keys its spec names */
  bool entry;           /* of the list that a file is */
};

static inline bool format_is_collection(const FormatShape *shape) {
  return shape->node->kind == YAML_LIST || shape->node->kind == YAML_MAP;
}
static inline bool format_was_flow(const FormatShape *shape) {
  return format_is_collection(shape) && shape->span != NULL;
}

/* ---- format_tree.c ---- */

typedef struct FormatSource {
  Str file, text; /* LF only, no BOM */
  const YamlNode *root;
  const PackLayout *layout; /* ascending by address; NULL: a file of examples */
  Arena *arena;
} FormatSource;

/* The order of PackLayout. */
int format_compare_keys(const void *a, const void *b);
int format_compare_nodes(const void *a, const void *b);

/* The file as one item without a key. */
MUST_USE Err format_tree(const FormatSource *source, FormatItem *ret_file, Diag *diag);

/* ---- format_scalar.c ---- */

/* In one line: quoted if it must be. */
void format_put_scalar(const FormatShape *scalar, bool flow, Buf *out);
void format_put_key(const YamlNode *key, bool flow, Buf *out);
/* It may stand in { } or [ ] and needs no line of its own. */
bool format_scalar_flows(const FormatShape *scalar);
/* The same scalar for whoever reads it: text, and whether it is a number, a bool, a word of
 * examples or a text. */
bool format_scalar_same(const YamlNode *a, const YamlNode *b);
/* True: of several lines in the source; written behind a key at [indent]. */
bool format_put_lines(const FormatSource *source,
                      const FormatShape *scalar,
                      size_t indent,
                      const YamlComment *behind,
                      Buf *out);
/* A block scalar that keeps the blank lines behind it. */
bool format_keeps_blanks(const FormatSource *source, const FormatShape *scalar);

/* ---- format_put.c ---- */

void format_put_file(const FormatSource *source, const FormatItem *file, Buf *out);
void format_put_behind(const YamlComment *comment, Buf *out);
void format_put_indent(size_t indent, Buf *out);

#endif
