/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tree: building YamlNodes for the YAML and the JSON reader; see tree_int.h.
 *
 * Children are chained while their parent is open, because their number is not known, and become
 * arrays of the right size when it is closed. Keys are compared one by one while they are few;
 * a map with more than KEYS_FEW of them gets a hash table, so that no input is quadratic.
 */
#include "codec/tree_int.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
  SLAB_MIN = 4 << 10,
  SLAB_MAX = 128 << 10,
  KEYS_FEW = 16,
  ARG_BYTES_MAX = 60,
  CARET_BYTES_MAX = 2048 /* longer lines are not shown: a Diag holds many items */
};

/* ---- memory ---- */

static size_t slab_left(const Tree *tree) {
  return tree->front ? (size_t)(tree->back - tree->front) : 0;
}

static Err new_slab(Tree *tree, size_t need) {
  /* Texts, nodes and arrays come to five to seven times the source of a usual pack. */
  size_t size = tree->text.len * 2;
  if (size < SLAB_MIN) size = SLAB_MIN;
  if (size > SLAB_MAX) size = SLAB_MAX;
  if (size < need) size = need;
  void *slab;
  TRY(arena_try(tree->arena, size, _Alignof(TreeEntry), &slab, tree->diag));
  tree->front = slab;
  tree->back = tree->front + size;
  return ERR_OK;
}

/* Zeroed room of a size that is a multiple of a pointer's. */
static Err new_block(Tree *tree, size_t size, void **ret_block) {
  if (slab_left(tree) < size) TRY(new_slab(tree, size));
  *ret_block = tree->front;
  tree->front += size;
  return ERR_OK;
}

Err tree_room(Tree *tree, size_t len, char **ret_room) {
  if (slab_left(tree) < len) TRY(new_slab(tree, len));
  tree->back -= len;
  *ret_room = tree->back;
  return ERR_OK;
}

Err tree_copy(Tree *tree, Str text, Str *ret_copy) {
  char *room = NULL;
  if (text.len > 0) {
    TRY(tree_room(tree, text.len, &room));
    memcpy(room, text.ptr, text.len);
  }
  *ret_copy = (Str){room, text.len};
  return ERR_OK;
}

/* ---- lines and errors ---- */

static size_t line_end(const Tree *tree, size_t at) {
  const uint8_t *ptr = tree->text.ptr;
  size_t len = tree->text.len;
  if (at >= len) return len;
  if (!tree->has_cr) {
    const uint8_t *end = memchr(ptr + at, '\n', len - at);
    return end ? (size_t)(end - ptr) : len;
  }
  while (at < len && ptr[at] != '\n' && ptr[at] != '\r') {
    at++;
  }
  return at;
}

bool tree_line(Tree *tree, uint32_t line, Str *ret_line) {
  if (line == 0) return false;
  if (line < tree->line) {
    tree->line = 1;
    tree->line_at = 0;
  }
  const uint8_t *ptr = tree->text.ptr;
  size_t len = tree->text.len;
  while (tree->line < line) {
    size_t end = line_end(tree, tree->line_at);
    if (end == len) return false;
    if (ptr[end] == '\r' && end + 1 < len && ptr[end + 1] == '\n') end++;
    tree->line_at = end + 1;
    tree->line++;
  }
  if (len == 0) {
    *ret_line = STR_NONE;
    return true;
  }
  size_t end = line_end(tree, tree->line_at);
  *ret_line = (Str){(const char *)ptr + tree->line_at, end - tree->line_at};
  return true;
}

Err tree_error(Tree *tree, Err code, uint32_t line, uint32_t column, Str arg0, Str arg1) {
  Str source = STR_NONE;
  if (!tree_line(tree, line, &source) || source.len > CARET_BYTES_MAX) source = STR_NONE;
  Place at = {.file = tree->file, .line = line, .column = column};
  const Str args[] = {arg0, arg1};
  diag_add(tree->diag, code, at, source, args, 2);
  if (tree->first == ERR_OK) tree->first = code;
  return code;
}

Str tree_shorten(Str text) {
  if (text.len <= ARG_BYTES_MAX) return text;
  size_t len = ARG_BYTES_MAX;
  while (len > 0 && ((uint8_t)text.ptr[len] & 0xC0) == 0x80) {
    len--;
  }
  return str_slice(text, 0, len);
}

/* Says where the text stops being UTF-8; the source line is shown up to there. */
static Err bad_utf8(const Tree *tree, size_t bad) {
  static const char digits[] = "0123456789ABCDEF";
  const uint8_t *ptr = tree->text.ptr;
  Place at = {.file = tree->file, .line = 1};
  size_t from = 0;
  for (size_t i = 0; i < bad; i++) {
    if (ptr[i] != '\n' && ptr[i] != '\r') continue;
    if (ptr[i] == '\r' && i + 1 < bad && ptr[i + 1] == '\n') i++;
    at.line++;
    from = i + 1;
  }
  Str before = {(const char *)ptr + from, bad - from};
  at.column = (uint32_t)str_count_codes(before) + 1;
  if (before.len > CARET_BYTES_MAX) before = STR_NONE;
  const char hex[] = {digits[ptr[bad] >> 4], digits[ptr[bad] & 15]};
  const Str args[] = {{hex, sizeof hex}};
  return diag_add(tree->diag, ERR_TEXT_UTF8, at, before, args, 1);
}

Err tree_begin(Tree *tree, Str file, Bytes text, Arena *arena, Diag *diag) {
  *tree = (Tree){.file = file, .text = text, .arena = arena, .diag = diag, .line = 1};
  if (text.len > YAML_BYTES_MAX) return fail(diag, ERR_TEXT_SIZE, PLACE_FILE(file), STR("16"));
  if (text.len >= 3 && memcmp(text.ptr, "\xEF\xBB\xBF", 3) == 0) {
    tree->text = (Bytes){text.ptr + 3, text.len - 3};
  }
  if (tree->text.len == 0) return ERR_OK;
  tree->has_cr = memchr(tree->text.ptr, '\r', tree->text.len) != NULL;
  size_t valid = bytes_valid_utf8(tree->text);
  return valid == tree->text.len ? ERR_OK : bad_utf8(tree, valid);
}

/* ---- keys ---- */

/* The slot where a key of this text is, or would be put. Each text is there once. */
static TreeEntry **find_slot(const TreeFrame *frame, Str text) {
  size_t mask = frame->slot_cap - 1;
  size_t slot = (size_t)str_hash(text) & mask;
  while (frame->slots[slot] && !str_eq(frame->slots[slot]->node.text, text)) {
    slot = (slot + 1) & mask;
  }
  return &frame->slots[slot];
}

/* Makes or doubles the table and fills it with the keys before the one to be added. */
static Err grow_slots(Tree *tree, TreeFrame *frame) {
  size_t cap = frame->slot_cap ? frame->slot_cap * 2 : (size_t)KEYS_FEW * 4;
  void *slots;
  TRY(new_block(tree, cap * sizeof(TreeEntry *), &slots));
  frame->slots = slots;
  frame->slot_cap = cap;
  for (TreeEntry *key = frame->first; key; key = key->next ? key->next->next : NULL) {
    TreeEntry **slot = find_slot(frame, key->node.text);
    if (!*slot) *slot = key;
  }
  return ERR_OK;
}

/* Looks for the key's text among the keys before it; [key] is not chained yet. */
static Err find_key(Tree *tree, TreeFrame *frame, TreeEntry *key, const TreeEntry **ret_found) {
  *ret_found = NULL;
  size_t count = frame->count / 2;
  if (count < KEYS_FEW) {
    for (const TreeEntry *it = frame->first; it; it = it->next->next) {
      if (!str_eq(it->node.text, key->node.text)) continue;
      *ret_found = it;
      break;
    }
    return ERR_OK;
  }
  if ((count + 1) * 2 > frame->slot_cap) TRY(grow_slots(tree, frame));
  TreeEntry **slot = find_slot(frame, key->node.text);
  *ret_found = *slot;
  if (!*slot) *slot = key;
  return ERR_OK;
}

static Err check_key(Tree *tree, TreeFrame *frame, TreeEntry *key) {
  const TreeEntry *found;
  TRY(find_key(tree, frame, key, &found));
  if (!found) return ERR_OK;
  char digits[16];
  snprintf(digits, sizeof digits, "%" PRIu32, found->node.line);
  tree_error(tree, ERR_TEXT_KEY_TWICE, key->node.line, key->node.column,
             tree_shorten(key->node.text), str_from(digits));
  return ERR_OK;
}

/* ---- nodes ---- */

bool tree_wants_key(const Tree *tree) {
  if (tree->depth == 0) return false;
  const TreeFrame *frame = &tree->frames[tree->depth - 1];
  return frame->owner->node.kind == YAML_MAP && frame->count % 2 == 0;
}

static Err add_entry(Tree *tree, const YamlNode *node, TreeEntry **ret_entry) {
  void *block;
  TRY(new_block(tree, sizeof(TreeEntry), &block));
  TreeEntry *entry = block;
  entry->node = *node;
  *ret_entry = entry;
  if (tree->depth == 0) {
    tree->root = entry;
    return ERR_OK;
  }
  TreeFrame *frame = &tree->frames[tree->depth - 1];
  entry->node.flow = frame->flow;
  if (tree_wants_key(tree) && node->kind == YAML_SCALAR) TRY(check_key(tree, frame, entry));
  if (frame->last)
    frame->last->next = entry;
  else
    frame->first = entry;
  frame->last = entry;
  frame->count++;
  return ERR_OK;
}

Err tree_add(Tree *tree, const YamlNode *node) {
  TreeEntry *entry;
  return add_entry(tree, node, &entry);
}

Err tree_open(Tree *tree, YamlKind kind, bool flow, uint32_t line, uint32_t column) {
  if (tree->depth == YAML_DEPTH_MAX) {
    return tree_error(tree, ERR_TEXT_DEPTH, line, column, STR("64"), STR_NONE);
  }
  bool inside = tree->depth > 0 && tree->frames[tree->depth - 1].flow;
  YamlNode node = {.kind = kind, .line = line, .column = column};
  TreeEntry *owner;
  TRY(add_entry(tree, &node, &owner));
  tree->frames[tree->depth++] = (TreeFrame){.owner = owner, .flow = flow || inside};
  return ERR_OK;
}

Err tree_close(Tree *tree) {
  TreeFrame *frame = &tree->frames[--tree->depth];
  YamlNode *node = &frame->owner->node;
  bool map = node->kind == YAML_MAP;
  node->count = map ? frame->count / 2 : frame->count;
  if (frame->count == 0) return ERR_OK;
  void *block;
  TRY(new_block(tree, frame->count * sizeof(YamlNode *), &block));
  YamlNode **keys = block;
  YamlNode **items = map ? keys + node->count : keys;
  size_t i = 0;
  for (TreeEntry *it = frame->first; it; it = it->next, i++) {
    if (!map)
      items[i] = &it->node;
    else if (i % 2 == 0)
      keys[i / 2] = &it->node;
    else
      items[i / 2] = &it->node;
  }
  node->keys = map ? keys : NULL;
  node->items = items;
  return ERR_OK;
}
