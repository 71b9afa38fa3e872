/* SPDX-License-Identifier: Apache-2.0 */
/*
 * canonical: the hash of a pack: of what it says, not of how it is laid out.
 *
 * Every entry becomes a text of kinds and lengths: n (nothing), s<bytes>:<text>, l<count>[...],
 * m<count>{key value ...} with keys ascending; before it stand its part and, above the lowest
 * layer, the number of its layer. The entries of all files, those that upper layers replace too,
 * are put in order and hashed as one text. So comments, quotes, line breaks, the order of keys and
 * of entries, and the file of its directory that an entry stands in, change nothing.
 * Keys of `evidence`, and of `columns` of an export, keep their order: it is that of the output.
 */
#include "pack/pack_int.h"
#include "seal/seal.h"

#include <stdlib.h>

enum { CANONICAL_MAX = 64 << 20 };

typedef struct Member {
  Str key;
  const YamlNode *value;
} Member;

static int compare_members(const void *a, const void *b) {
  return str_cmp(((const Member *)a)->key, ((const Member *)b)->key);
}

static void put_text(Buf *out, Str text) {
  text = str_trim(text);
  buf_char(out, 's');
  buf_int(out, (int64_t)text.len);
  buf_char(out, ':');
  buf_str(out, text);
}

static void put_node(Buf *out, const YamlNode *node, bool keep_order, Arena *arena);

/* An export has `where`; a dataset and a table, whose columns are found by name, do not. */
bool pack_keeps_order(const YamlNode *map, Str key) {
  return str_eq(key, STR("evidence")) ||
         (str_eq(key, STR("columns")) && codec_yaml_get(map, STR("where")));
}

static void put_map(Buf *out, const YamlNode *map, bool keep_order, Arena *arena) {
  ArenaMark mark = arena_mark(arena);
  Member *members = arena_new_array(arena, Member, map->count + 1);
  for (size_t i = 0; i < map->count; i++)
    members[i] = (Member){map->keys[i]->text, map->items[i]};
  if (map->count > 1 && !keep_order) qsort(members, map->count, sizeof *members, compare_members);
  buf_char(out, 'm');
  buf_int(out, (int64_t)map->count);
  buf_char(out, '{');
  for (size_t i = 0; i < map->count; i++) {
    put_text(out, members[i].key);
    put_node(out, members[i].value, pack_keeps_order(map, members[i].key), arena);
  }
  buf_char(out, '}');
  arena_reset(arena, mark);
}

static void put_node(Buf *out, const YamlNode *node, bool keep_order, Arena *arena) {
  switch (node->kind) {
  case YAML_NULL:
    buf_char(out, 'n');
    return;
  case YAML_SCALAR:
    put_text(out, node->text);
    return;
  case YAML_LIST:
    buf_char(out, 'l');
    buf_int(out, (int64_t)node->count);
    buf_char(out, '[');
    for (size_t i = 0; i < node->count; i++)
      put_node(out, node->items[i], false, arena);
    buf_char(out, ']');
    return;
  case YAML_MAP:
    put_map(out, node, keep_order, arena);
    return;
  }
}

void pack_put_canonical(const YamlNode *node, Arena *arena, Buf *out) {
  put_node(out, node, false, arena);
}

typedef struct Piece {
  size_t from, len;
  const char *text; /* set once the buffer no longer grows */
} Piece;

static int compare_pieces(const void *a, const void *b) {
  const Piece *x = a, *y = b;
  return str_cmp((Str){x->text, x->len}, (Str){y->text, y->len});
}

static void
put_piece(Buf *out, const PackFile *file, const YamlNode *node, Piece *piece, Arena *arena) {
  piece->from = out->len;
  buf_int(out, (int64_t)file->part);
  if (file->layer > 0) buf_printf(out, ".%u", file->layer);
  put_node(out, node, false, arena);
  piece->len = out->len - piece->from;
}

void pack_seal(PackLoader *loader) {
  Arena *arena = loader->arena;
  size_t most = 0, count = 0;
  const PackFile *file;
  vec_each (file, &loader->inside->files)
    most += file->root->kind == YAML_LIST ? file->root->count : 1;
  Piece *pieces = arena_new_array(arena, Piece, most + 1);
  Buf all, sorted;
  buf_init(&all, CANONICAL_MAX);
  buf_init(&sorted, CANONICAL_MAX);
  vec_each (file, &loader->inside->files) {
    const YamlNode *root = file->root;
    if (root->kind == YAML_MAP) put_piece(&all, file, root, &pieces[count++], arena);
    for (size_t i = 0; root->kind == YAML_LIST && i < root->count; i++)
      put_piece(&all, file, root->items[i], &pieces[count++], arena);
  }
  CHECK(!all.overflow);
  for (size_t i = 0; i < count; i++)
    pieces[i].text = all.ptr + pieces[i].from;
  if (count > 1) qsort(pieces, count, sizeof pieces[0], compare_pieces);
  for (size_t i = 0; i < count; i++)
    buf_str(&sorted, (Str){pieces[i].text, pieces[i].len});
  CHECK(!sorted.overflow);
  char text[SEAL_TEXT_MAX];
  size_t len = seal_bytes((Bytes){(const uint8_t *)sorted.ptr, sorted.len}, text);
  loader->pack->hash = arena_str(arena, (Str){text, len});
  buf_free(&all);
  buf_free(&sorted);
}
