/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree: what the YAML and the JSON reader share: building YamlNodes and naming places.
 *
 * In:        the events of a reader, in the order of the text, with places counted from 1.
 * Out:       a tree of YamlNodes in the arena, or at least one item in the Diag.
 * Lifetime:  a Tree lives on the stack of one call; only nodes and texts outlive it.
 * Errors:    tree_error records and goes on. The Err that the building functions return is for
 *            what cannot be gone on after (depth, the arena's limit); `first` is the answer.
 * Cost:      one arena call per slab, about 70 bytes a node; the lines of the source are walked
 *            once as long as places are asked in their order.
 */
#ifndef CODEC_TREE_INT_H
#define CODEC_TREE_INT_H

#include "codec/codec.h"

typedef struct TreeEntry TreeEntry;
struct TreeEntry {
  YamlNode node;
  TreeEntry *next; /* the next child of the same parent */
};

typedef struct TreeFrame { /* an open list or map */
  TreeEntry *owner;
  TreeEntry *first, *last;
  size_t count;      /* children so far; in a map keys and values take turns */
  bool flow;         /* what stands in it stands inside { } or [ ] */
  TreeEntry **slots; /* keys by hash, once there are many */
  size_t slot_cap;
} TreeFrame;

typedef struct Tree {
  Str file;
  Bytes text; /* without BOM */
  Arena *arena;
  Diag *diag;
  Err first; /* the first error recorded */
  TreeEntry *root;

  char *front, *back; /* free room of the slab: nodes from the front, texts from the back */

  size_t line_at; /* where the line number `line` begins */
  uint32_t line;
  bool has_cr;

  size_t depth;
  TreeFrame frames[YAML_DEPTH_MAX];
} Tree;

/* Checks size and UTF-8, drops a BOM. After an error the tree must not be used. */
MUST_USE Err tree_begin(Tree *tree, Str file, Bytes text, Arena *arena, Diag *diag);

/* Records an error at a place, with its source line. Returns the code. */
Err tree_error(Tree *tree, Err code, uint32_t line, uint32_t column, Str arg0, Str arg1);

/* Cut for a message: at most about 60 bytes, whole characters. */
Str tree_shorten(Str text);

/* A copy of [text] in the arena, or room for [len] bytes of it. */
MUST_USE Err tree_copy(Tree *tree, Str text, Str *ret_copy);
MUST_USE Err tree_room(Tree *tree, size_t len, char **ret_room);

/* True if the next child is a key of the map that is open. */
bool tree_wants_key(const Tree *tree);

/* Adds a scalar or null whose text is in the arena already; [node].flow is set here. A key that
 * the map has already is recorded as an error. */
MUST_USE Err tree_add(Tree *tree, const YamlNode *node);
MUST_USE Err tree_open(Tree *tree, YamlKind kind, bool flow, uint32_t line, uint32_t column);
MUST_USE Err tree_close(Tree *tree);

/* A line of the source without its end; false if there is no such line. */
bool tree_line(Tree *tree, uint32_t line, Str *ret_line);

#endif
