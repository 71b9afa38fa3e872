/* SPDX-License-Identifier: Apache-2.0 */
/*
 * show: entries of a pack as they stand in its files, what is open in it, and where packs are.
 */
#include "base/file.h"
#include "pack/pack_int.h"

static bool is_named(const PackEntry *entry, Str id) {
  if (str_eq(entry->id, id)) return true;
  /* A field is asked for by its key too: name, or person.name. */
  if (entry->part != PACK_PART_FIELD || entry->id.len <= id.len) return false;
  size_t from = entry->id.len - id.len;
  return str_ends(entry->id, id) && entry->id.ptr[from - 1] == '.';
}

/* The first line behind the entry that begins on the left of what stands in it. */
static void put_source(const PackEntry *entry, Buf *out) {
  Str rest = {(const char *)entry->file->text.ptr, entry->file->text.len};
  for (uint32_t line = 1; line < entry->node->line; line++)
    (void)str_cut(&rest, '\n');
  /* In block style the entry's column is two behind its dash. */
  size_t indent = entry->node->column - 1;
  const char *from = rest.ptr, *to = rest.ptr;
  for (bool first = true; rest.len > 0; first = false) {
    Str line = str_cut(&rest, '\n');
    Str text = str_trim(line);
    bool inside = first;
    if (!inside && !entry->node->flow && text.len > 0)
      inside = (size_t)(text.ptr - line.ptr) >= indent;
    if (!inside && text.len > 0) break;
    if (text.len > 0) to = line.ptr + line.len;
  }
  if (from) buf_str(out, (Str){from, (size_t)(to - from)});
  buf_char(out, '\n');
}

Err pack_show(const Pack *pack, Str id, Buf *out, Diag *diag) {
  const PackEntry *entry;
  bool found = false;
  vec_each (entry, &pack->inside->entries) {
    if (!is_named(entry, id)) continue;
    found = true;
    buf_printf(out, "%.*s:%u\n", STR_ARG(entry->file->path), entry->node->line);
    put_source(entry, out);
  }
  if (found) return ERR_OK;
  return fail(diag, ERR_PACK_NO_ENTRY, PLACE_FILE(pack->dir), pack_quote_limit(id));
}

void pack_show_open(const Pack *pack, Buf *out) {
  const PackEntry *entry;
  size_t at = 0;
  vec_each (entry, &pack->inside->entries) {
    if (entry->part != PACK_PART_PARAM) continue;
    const PackParam *param = &pack->params[at++]; /* of the same order */
    if (param->open.len == 0 && param->confirm.len == 0) continue;
    buf_printf(out, "%.*s:%u: %.*s: ", STR_ARG(entry->file->path), entry->node->line,
               STR_ARG(param->id));
    if (param->open.len > 0)
      buf_str(out, param->open);
    else
      buf_printf(out, "%.*s (confirm: %.*s)", STR_ARG(param->title), STR_ARG(param->confirm));
    buf_char(out, '\n');
  }
}

Err pack_find(Str name, Arena *arena, Str *ret_dir, Diag *diag) {
  static const Str below[] = {STR_INIT("packs"), STR_INIT("../packs"), STR_INIT("../../packs")};
  if (file_is_dir(name)) {
    *ret_dir = arena_str(arena, name);
    return ERR_OK;
  }
  Str here = file_join(arena, below[0], name);
  Str program = file_program_dir(arena);
  bool plain = name.len > 0 && !str_contains(name, STR("/")) && !str_starts(name, STR("."));
  if (plain && file_is_dir(here)) {
    *ret_dir = here;
    return ERR_OK;
  }
  for (size_t i = 0; plain && program.len > 0 && i < sizeof below / sizeof below[0]; i++) {
    Str dir = file_join(arena, file_join(arena, program, below[i]), name);
    if (!file_is_dir(dir)) continue;
    *ret_dir = dir;
    return ERR_OK;
  }
  return fail(diag, ERR_OPEN, PLACE_FILE(name), ARG2("没有这个规则包", "no such pack"));
}
