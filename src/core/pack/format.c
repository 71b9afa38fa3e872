/* SPDX-License-Identifier: Apache-2.0 */
/*
 * format: the files of a layer in canonical layout.
 *
 * In:    the directory of a layer whose pack has no mistake: the layer, those below it, and its
 *        examples. Line ends of any kind; a BOM is dropped.
 * Out:   for each of its .yaml files the text before and after; nothing is written here.
 * Proof: what is to be written is read again. Trees and comments of each file must be the same,
 *        and the pack loaded from the new texts must have the same hash; else there is an error
 *        and no result.
 * Spec:  packs-and-rules.md 6; docs/decisions/0011-fmt-and-pack-diff.md.
 */
#include "pack/format_int.h"

#include "base/file.h"

#include <stdlib.h>
#include <string.h>

typedef VEC(PackFormatted) FormattedList;

/* ---- the text to start from ---- */

/* LF for CRLF and CR, no BOM. */
static Str plain_text(Arena *arena, Bytes bytes) {
  size_t from = bytes.len >= 3 && memcmp(bytes.ptr, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  char *text = arena_new_array(arena, char, bytes.len + 1);
  size_t len = 0;
  for (size_t i = from; i < bytes.len; i++) {
    char c = (char)bytes.ptr[i];
    if (c == '\r' && i + 1 < bytes.len && bytes.ptr[i + 1] == '\n') continue;
    text[len++] = c == '\r' ? '\n' : c;
  }
  return (Str){text, len};
}

/* ---- the same? ---- */

static bool same_tree(const YamlNode *a, const YamlNode *b) {
  if (a->kind != b->kind) return false;
  if (a->kind == YAML_NULL) return true;
  if (a->kind == YAML_SCALAR) return format_scalar_same(a, b);
  if (a->count != b->count) return false;
  for (size_t i = 0; i < a->count; i++) {
    const YamlNode *other = b->items[i];
    if (a->kind == YAML_MAP) other = codec_yaml_get(b, a->keys[i]->text);
    if (other == NULL || !same_tree(a->items[i], other)) return false;
  }
  return true;
}

static int compare_comments(const void *a, const void *b) {
  return str_cmp(((const YamlComment *)a)->text, ((const YamlComment *)b)->text);
}

/* Each comment as often, wherever it stands. */
static bool same_comments(YamlMarks *a, YamlMarks *b) {
  if (a->comment_count != b->comment_count) return false;
  if (a->comment_count == 0) return true;
  qsort(a->comments, a->comment_count, sizeof *a->comments, compare_comments);
  qsort(b->comments, b->comment_count, sizeof *b->comments, compare_comments);
  for (size_t i = 0; i < a->comment_count; i++)
    if (!str_eq(a->comments[i].text, b->comments[i].text)) return false;
  return true;
}

static bool is_same(const FormatSource *source, Str after) {
  YamlNode *root = NULL;
  YamlMarks marks[2];
  Bytes bytes = {(const uint8_t *)after.ptr, after.len};
  if (codec_yaml_parse(source->file, bytes, source->arena, &root, NULL) != ERR_OK) return false;
  if (!same_tree(source->root, root)) return false;
  if (codec_yaml_marks(source->file, source->text, source->arena, &marks[0], NULL) != ERR_OK)
    return false;
  if (codec_yaml_marks(source->file, after, source->arena, &marks[1], NULL) != ERR_OK) return false;
  return same_comments(&marks[0], &marks[1]);
}

/* ---- one file ---- */

static Err
format_file(const FormatSource *source, Bytes before, PackFormatted *ret_formatted, Diag *diag) {
  FormatItem file;
  TRY(format_tree(source, &file, diag));
  Buf out;
  buf_init(&out, FORMAT_BYTES_MAX);
  format_put_file(source, &file, &out);
  bool whole = !out.overflow;
  Str after = arena_str(source->arena, buf_view(&out));
  buf_free(&out);
  if (!whole || !is_same(source, after))
    return fail(diag, ERR_PACK_FORMAT, PLACE_FILE(source->file), STR_NONE);
  *ret_formatted = (PackFormatted){
      .path = arena_str(source->arena, source->file),
      .before = arena_str(source->arena, (Str){(const char *)before.ptr, before.len}),
      .after = after,
  };
  return ERR_OK;
}

static Err
format_files(const Pack *pack, PackLayout *layout, Arena *arena, FormattedList *list, Diag *diag) {
  if (layout->keys.count > 1)
    qsort(layout->keys.items, layout->keys.count, sizeof *layout->keys.items, format_compare_keys);
  if (layout->exprs.count > 1)
    qsort(layout->exprs.items, layout->exprs.count, sizeof *layout->exprs.items,
          format_compare_nodes);
  const PackFile *file;
  vec_each (file, &pack->inside->files) {
    if (file->layer + 1 != pack->layer_count) continue;
    FormatSource source = {.file = file->path,
                           .text = plain_text(arena, file->text),
                           .root = file->root,
                           .layout = layout,
                           .arena = arena};
    TRY(format_file(&source, file->text, vec_push(arena, list), diag));
  }
  return ERR_OK;
}

/* ---- examples ---- */

static Err check_examples(const Pack *pack, Arena *arena, Diag *diag) {
  Err first = ERR_OK;
  for (size_t i = 0; i < pack->rule_count; i++) {
    const PackExample *examples;
    size_t count;
    Err err = pack_examples(pack, &pack->rules[i], arena, &examples, &count, diag);
    if (first == ERR_OK) first = err;
  }
  return first;
}

static Err format_example(Str path, Arena *arena, FormattedList *list, Diag *diag) {
  FileMap map;
  TRY(file_map(path, &map, diag));
  Str before = arena_str(arena, (Str){(const char *)map.bytes.ptr, map.bytes.len});
  file_unmap(&map);
  Bytes bytes = {(const uint8_t *)before.ptr, before.len};
  YamlNode *root = NULL;
  TRY(codec_yaml_parse(path, bytes, arena, &root, diag));
  FormatSource source = {
      .file = path, .text = plain_text(arena, bytes), .root = root, .arena = arena};
  return format_file(&source, bytes, vec_push(arena, list), diag);
}

static Err format_examples(const Pack *pack, Arena *arena, FormattedList *list, Diag *diag) {
  Str dir = file_join(arena, pack->layers[pack->layer_count - 1].dir, STR("examples"));
  Str *names;
  size_t count;
  Err first = ERR_OK;
  if (!file_is_dir(dir)) return ERR_OK;
  TRY(file_list(dir, arena, &names, &count, diag));
  for (size_t i = 0; i < count; i++) {
    if (!str_ends(names[i], STR(".yaml")) || str_starts(names[i], STR("."))) continue;
    Err err = format_example(file_join(arena, dir, names[i]), arena, list, diag);
    if (first == ERR_OK) first = err;
  }
  return first;
}

/* ---- the whole ---- */

static Err same_pack(const Pack *pack, const FormattedList *list, Diag *diag) {
  const PackLoading loading = {.texts = list->items, .text_count = list->count};
  Pack *again = NULL;
  Err err = pack_load_as(pack->dir, &loading, &again, NULL);
  bool same = err == ERR_OK && str_eq(again->hash, pack->hash);
  pack_free(again);
  return same ? ERR_OK : fail(diag, ERR_PACK_FORMAT, PLACE_FILE(pack->dir), STR_NONE);
}

Err pack_format(
    Str dir, Arena *arena, const PackFormatted **ret_files, size_t *ret_count, Diag *diag) {
  PackLayout layout = {0};
  const PackLoading loading = {.layout = &layout};
  FormattedList list = {0};
  Pack *pack = NULL;
  TRY(pack_load_as(dir, &loading, &pack, diag));
  Err err = check_examples(pack, arena, diag);
  if (err == ERR_OK) err = format_files(pack, &layout, arena, &list, diag);
  if (err == ERR_OK) err = format_examples(pack, arena, &list, diag);
  if (err == ERR_OK) err = same_pack(pack, &list, diag);
  pack_free(pack);
  if (err != ERR_OK) return err;
  *ret_files = list.items;
  *ret_count = list.count;
  return ERR_OK;
}
