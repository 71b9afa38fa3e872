/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive: defs and groups, each compiled once all that it reads has its type.
 *
 * A def reads defs and groups, a group reads defs: so in rounds. What waits is a field of any type,
 * with which every expression that has no mistake of its own compiles and tells what it reads; it
 * is tried again when that is there. What is left when a round brings nothing reads itself in the
 * end: each such cycle is one mistake. Its members, and a def with a mistake, stay of any type, so
 * that what reads them reports nothing of its own.
 */
#include "pack/pack_int.h"

typedef struct Need { /* a def, or behind them a group */
  bool done;
  VEC(uint32_t) on; /* what it waits for, by the last try */
} Need;

typedef struct Derive {
  PackLoader *loader;
  size_t defs, count;
  Need *needs;
} Derive;

static void hide_groups(const PackLoader *loader, bool hidden) {
  for (size_t i = 0; i < loader->hidden_groups.count; i++)
    loader->hidden_groups.items[i]->flags = CEL_FIELD_SAME | (hidden ? CEL_FIELD_HIDDEN : 0u);
}

/* ---- what an expression reads ---- */

/* The number of what a field comes from; [count]: nothing derived. */
static size_t need_of(const Derive *derive, const CelField *field) {
  uint32_t index = pack_field_index(field);
  switch ((int)pack_field_kind(field)) {
  case PACK_DEF:
    return index;
  case PACK_GROUP_KEY:
  case PACK_GROUP_ITEMS:
    return derive->defs + index;
  case PACK_GROUP_LET:
    return derive->defs + (index >> PACK_LET_BITS);
  default:
    return derive->count;
  }
}

static void add_waits(Derive *derive, Need *need, const CelUnit *unit) {
  size_t count = 0;
  const CelUse *uses = unit ? cel_unit_uses(unit, &count) : NULL;
  for (size_t i = 0; i < count; i++) {
    size_t on = need_of(derive, uses[i].field);
    if (on < derive->count && !derive->needs[on].done)
      *vec_push(derive->loader->arena, &need->on) = (uint32_t)on;
  }
}

static bool waits(const Derive *derive, const Need *need) {
  for (size_t i = 0; i < need->on.count; i++)
    if (!derive->needs[need->on.items[i]].done) return true;
  return false;
}

/* ---- compiling ---- */

/* A def that reads defs that read defs …: each is evaluated within the one that reads it. */
static void find_depth(Derive *derive, PackDraftDef *draft) {
  PackLoader *loader = derive->loader;
  size_t count;
  const CelUse *uses = cel_unit_uses(draft->def.unit, &count);
  uint32_t depth = 1;
  for (size_t i = 0; i < count; i++) {
    if (pack_field_kind(uses[i].field) != PACK_DEF) continue;
    uint32_t below = loader->defs.items[pack_field_index(uses[i].field)].def.depth;
    if (depth < below + 1) depth = below + 1;
  }
  draft->def.depth = depth;
  if (depth != PACK_DEF_DEPTH + 1) return; /* those above are as deep because of this one */
  loader->file = draft->file;
  pack_wrong(loader, ERR_LIMIT, draft->id, ARG2("定义套定义的层数", "defs that read defs"),
             STR("32"));
}

static void settle_def(Derive *derive, PackDraftDef *draft, Err tried) {
  Err err = tried == ERR_OK ? ERR_OK : pack_compile_def(derive->loader, draft);
  find_depth(derive, draft);
  if (err == ERR_OK && draft->field)
    cel_field_derive(draft->field, draft->def.unit, draft->def.output);
}

/* Tries without reporting; true: it waits for nothing any more, and is settled. */
static bool try_one(Derive *derive, size_t index) {
  PackLoader *loader = derive->loader;
  Need *need = &derive->needs[index];
  Diag *diag = loader->diag;
  Err first = loader->first, err = ERR_OK;
  bool is_def = index < derive->defs;
  PackDraftDef *def = is_def ? &loader->defs.items[index] : NULL;
  PackDraftGroup *group = is_def ? NULL : &loader->groups.items[index - derive->defs];
  need->on.count = 0;
  loader->diag = NULL;
  hide_groups(loader, !is_def);
  if (is_def) {
    err = pack_compile_def(loader, def);
    add_waits(derive, need, def->def.unit);
  } else {
    PackDraftGroup trial = *group;
    pack_compile_group(loader, &trial);
    add_waits(derive, need, trial.group.key_unit);
    add_waits(derive, need, trial.group.let_unit);
  }
  loader->diag = diag;
  loader->first = first;
  if (need->on.count > 0) return false;
  if (is_def) {
    settle_def(derive, def, err);
  } else {
    pack_compile_group(loader, group);
    pack_settle_group(loader, group);
  }
  need->done = true;
  return true;
}

static void try_all(Derive *derive) {
  for (bool progress = true; progress;) {
    progress = false;
    for (size_t i = 0; i < derive->count; i++)
      if (!derive->needs[i].done && !waits(derive, &derive->needs[i]))
        progress |= try_one(derive, i);
  }
}

/* ---- cycles ---- */

static void put_name(const Derive *derive, uint32_t index, Buf *out) {
  const PackLoader *loader = derive->loader;
  bool is_def = index < derive->defs;
  const PackDraftDef *def = is_def ? &loader->defs.items[index] : NULL;
  const PackDraftGroup *group = is_def ? NULL : &loader->groups.items[index - derive->defs];
  Str id = is_def ? def->def.id : group->group.id;
  uint32_t line = is_def ? def->id->line : group->node->line;
  buf_printf(out, "%s%.*s (%.*s:%u)", is_def ? "" : "group:", STR_ARG(id),
             STR_ARG(is_def ? def->file->path : group->file->path), line);
}

/* The shortest way from [start] back to it: to each node the one that waits for it. */
static bool find_cycle(const Derive *derive, uint32_t start, uint32_t *from) {
  VEC(uint32_t) queue = {0};
  Arena *arena = derive->loader->arena;
  for (size_t i = 0; i < derive->count; i++)
    from[i] = PACK_NONE;
  *vec_push(arena, &queue) = start;
  for (size_t at = 0; at < queue.count; at++) {
    const Need *need = &derive->needs[queue.items[at]];
    for (size_t i = 0; i < need->on.count; i++) {
      uint32_t next = need->on.items[i];
      if (derive->needs[next].done || from[next] != PACK_NONE) continue;
      from[next] = queue.items[at];
      if (next == start) return true;
      *vec_push(arena, &queue) = next;
    }
  }
  return false;
}

/* "a (defs.yaml:1) → b (defs.yaml:5) → a (defs.yaml:1)"; its members are done with. */
static void report_cycle(Derive *derive, uint32_t start, const uint32_t *from) {
  PackLoader *loader = derive->loader;
  uint32_t *path = arena_new_array(loader->arena, uint32_t, derive->count + 1);
  size_t count = 0;
  uint32_t at = start;
  do {
    path[count++] = at;
    at = from[at];
  } while (at != start);
  Buf text;
  buf_init(&text, 1 << 20);
  put_name(derive, start, &text);
  while (count-- > 0) {
    buf_lit(&text, " → ");
    put_name(derive, path[count], &text);
    derive->needs[path[count]].done = true;
  }
  bool is_def = start < derive->defs;
  const PackDraftGroup *group = is_def ? NULL : &loader->groups.items[start - derive->defs];
  loader->file = is_def ? loader->defs.items[start].file : group->file;
  pack_wrong(loader, ERR_PACK_CYCLE, is_def ? loader->defs.items[start].id : group->node,
             arena_str(loader->arena, buf_view(&text)));
  buf_free(&text);
}

/* False: nothing waits. */
static bool break_cycle(Derive *derive) {
  uint32_t *from = arena_new_array(derive->loader->arena, uint32_t, derive->count + 1);
  for (uint32_t i = 0; i < derive->count; i++) {
    if (derive->needs[i].done || !find_cycle(derive, i, from)) continue;
    report_cycle(derive, i, from);
    return true;
  }
  return false;
}

/* ---- the whole ---- */

static void keep_all(PackLoader *loader) {
  Pack *pack = loader->pack;
  PackGroup *groups = arena_new_array(loader->arena, PackGroup, loader->groups.count + 1);
  PackDef *defs = arena_new_array(loader->arena, PackDef, loader->defs.count + 1);
  for (size_t i = 0; i < loader->groups.count; i++)
    groups[i] = loader->groups.items[i].group;
  for (size_t i = 0; i < loader->defs.count; i++) {
    defs[i] = loader->defs.items[i].def;
    if (defs[i].group) defs[i].group = &groups[defs[i].group->index];
  }
  pack->groups = groups;
  pack->group_count = loader->groups.count;
  pack->defs = defs;
  pack->def_count = loader->defs.count;
}

void pack_load_derived(PackLoader *loader) {
  Derive derive = {.loader = loader, .defs = loader->defs.count};
  derive.count = derive.defs + loader->groups.count;
  derive.needs = arena_new_array(loader->arena, Need, derive.count + 1);
  pack_draft_groups(loader);
  for (size_t i = 0; i < loader->defs.count; i++)
    if (loader->defs.items[i].field)
      loader->defs.items[i].field->flags &= ~(uint32_t)CEL_FIELD_HIDDEN;
  do
    try_all(&derive);
  while (break_cycle(&derive));
  hide_groups(loader, false);
  keep_all(loader);
}
