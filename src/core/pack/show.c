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
static Str source_of(const PackEntry *entry, const struct PackInside *of, Arena *arena) {
  const PackMade *made;
  vec_each (made, &of->made)
    if (made->rule != NULL && made->rule == entry->node) return made->text;
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
  if (from == NULL) return STR_NONE;
  return arena_printf(arena, "%.*s\n", (int)(to - from), from);
}

static bool is_same(const PackEntry *a, const PackEntry *b) {
  return a->part == b->part && str_eq(a->id, b->id) && a->file->layer == b->file->layer;
}

static const PackChange *change_of(const struct PackInside *inside, const PackEntry *above) {
  const PackChange *change;
  vec_each (change, &inside->changes)
    if (is_same(&change->above, above)) return change;
  return NULL;
}

static bool is_replaced(const struct PackInside *inside, const PackEntry *entry) {
  const PackChange *change;
  vec_each (change, &inside->changes)
    if (is_same(&change->below, entry)) return true;
  return false;
}

static void fill_shown(const Pack *pack, const PackEntry *entry, Arena *arena, PackShown *shown) {
  const PackChange *change = change_of(pack->inside, entry);
  *shown = (PackShown){
      .layer = &pack->layers[entry->file->layer],
      .id = entry->id,
      .file = entry->file->path,
      .line = entry->node->line,
      .text = source_of(entry, pack->inside, arena),
  };
  if (change == NULL) return;
  PackShown *below = arena_new_one(arena, PackShown);
  fill_shown(pack, &change->below, arena, below); /* at most as deep as there are layers */
  shown->because = change->because;
  shown->off = change->off;
  shown->below = below;
}

Err pack_show(const Pack *pack,
              Str id,
              Arena *arena,
              const PackShown **ret_shown,
              size_t *ret_count,
              Diag *diag) {
  const PackEntry *entry;
  const PackChange *change;
  VEC(PackShown) list = {0};
  vec_each (entry, &pack->inside->entries)
    if (is_named(entry, id)) fill_shown(pack, entry, arena, vec_push(arena, &list));
  vec_each (change, &pack->inside->changes) {
    /* No stage enters what was taken away, nor a calendar. */
    bool not_entered = change->off || change->above.part == PACK_PART_CALENDAR;
    if (not_entered && is_named(&change->above, id) && !is_replaced(pack->inside, &change->above))
      fill_shown(pack, &change->above, arena, vec_push(arena, &list));
  }
  if (list.count == 0)
    return fail(diag, ERR_PACK_NO_ENTRY, PLACE_FILE(pack->dir), pack_quote_limit(id));
  *ret_shown = list.items;
  *ret_count = list.count;
  return ERR_OK;
}

bool pack_rule_is_off(const Pack *pack, Str id) {
  const PackChange *change;
  if (pack_rule(pack, id) != NULL) return false; /* a layer above has it again */
  vec_each (change, &pack->inside->changes)
    if (change->off && change->above.part == PACK_PART_RULE && str_eq(change->above.id, id))
      return true;
  return false;
}

static const PackParam *param_of(const Pack *pack, const PackEntry *entry) {
  for (size_t i = 0; entry->part == PACK_PART_PARAM && i < pack->param_count; i++)
    if (str_eq(pack->params[i].id, entry->id)) return &pack->params[i];
  return NULL;
}

static Str scalar_text(const YamlNode *entry, Str key) {
  const YamlNode *value = codec_yaml_get(entry, key);
  return value && value->kind == YAML_SCALAR ? str_trim(value->text) : STR_NONE;
}

void pack_open_list(const Pack *pack, Arena *arena, const PackOpen **ret_list, size_t *ret_count) {
  VEC(PackOpen) list = {0};
  const PackEntry *entry;
  vec_each (entry, &pack->inside->entries) {
    const YamlNode *node = entry->node;
    PackOpen open = {
        .kind = pack_part_name(entry->part),
        .id = entry->id,
        .title = scalar_text(node, STR("title")),
        .question = scalar_text(node, STR("open")),
        .confirm = scalar_text(node, STR("confirm")),
        .clause = scalar_text(node, STR("clause")),
        .source = scalar_text(node, STR("source")),
        .param = param_of(pack, entry),
        .layer = &pack->layers[entry->file->layer],
        .file = entry->file->path,
        .line = node->line,
    };
    if (open.question.len == 0 && open.confirm.len == 0) continue;
    if (open.title.len == 0) open.title = scalar_text(node, STR("label"));
    *vec_push(arena, &list) = open;
  }
  *ret_list = list.items;
  *ret_count = list.count;
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
