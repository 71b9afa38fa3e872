/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_link: whose a row of the proof is, where a link led to him.
 *
 * A person outside the household is named by the link and the row that connects ("子女, 公安.csv
 * row 17"), never by his number: numbers are compared here and not kept in any text.
 */
#include "cli/explain_int.h"

/* ---- numbers of a row ---- */

static Str
column_text(const ExplainFile *file, const CsvRecord *record, uint32_t at, Arena *arena) {
  if (at >= file->column_count) return STR_NONE; /* PACK_NONE too */
  return reader_cell(&file->reader, record, at, arena);
}

typedef struct Keys {
  VEC(uint64_t) items;
} Keys;

static bool is_between(Str split, Str text, size_t at, size_t *ret_next) {
  *ret_next = at;
  uint32_t code = str_next_code(text, ret_next);
  for (size_t i = 0; i < split.len;)
    if (str_next_code(split, &i) == code) return true;
  return false;
}

static void add_key(Keys *keys, Str text, Arena *arena) {
  NormId id;
  norm_id(text, &id);
  if (id.valid) *vec_push(arena, &keys->items) = id.key.n;
}

static void add_keys(Keys *keys, Str text, Str split, Arena *arena) {
  size_t from = 0, next;
  for (size_t i = 0; i < text.len; i = next) {
    if (!is_between(split, text, i, &next)) continue;
    add_key(keys, str_slice(text, from, i), arena);
    from = next;
  }
  add_key(keys, str_slice(text, from, text.len), arena);
}

static Keys side_keys(const ExplainFile *file,
                      const CsvRecord *record,
                      const PackLinkSide *side,
                      Arena *arena) {
  Keys keys = {0};
  add_keys(&keys, column_text(file, record, side->id, arena), side->split, arena);
  return keys;
}

void explain_note_numbers(ExplainRun *run,
                          const ExplainFile *file,
                          const CsvRecord *record,
                          ExplainRow *row) {
  const Pack *pack = run->pack;
  const PackDataset *dataset = file->dataset;
  Arena *arena = run->cli->arena;
  if (dataset == NULL || pack->link_def_count == 0) return;
  Keys own = {0};
  for (size_t i = 0; i < dataset->role_count; i++)
    add_keys(&own, column_text(file, record, dataset->roles[i].id_column, arena),
             dataset->roles[i].split, arena);
  if (dataset->role_count == 0)
    add_key(&own, column_text(file, record, dataset->id_column, arena), arena);
  row->own = own.items.items;
  row->own_count = own.items.count;
  for (uint32_t i = 0; i < pack->link_def_count; i++) {
    const PackLinkDef *def = &pack->link_defs[i];
    if (def->dataset != dataset || def->households) continue;
    Keys from = side_keys(file, record, &def->from, arena);
    Keys to = side_keys(file, record, &def->to, arena);
    for (size_t a = 0; a < from.items.count; a++)
      for (size_t b = 0; b < to.items.count; b++)
        *vec_push(arena, &row->ends) = (ExplainEnds){i, from.items.items[a], to.items.items[b]};
  }
}

/* ---- the household's own ---- */

typedef struct Members {
  ExplainRun *run;
  const ExplainFile *file;
  Str household;
  Keys keys;
} Members;

static void visit_member(void *ctx, const ReaderRow *row) {
  Members *members = ctx;
  const PackRegistry *registry = &members->run->pack->registry;
  Arena *arena = members->run->cli->arena;
  ArenaMark mark = arena_mark(members->run->scratch);
  Str household = column_text(members->file, row->record,
                              registry->tables[registry->persons].household, members->run->scratch);
  bool is_it = str_eq(household, members->household);
  Str number = column_text(members->file, row->record, registry->id, members->run->scratch);
  if (is_it) add_key(&members->keys, number, arena);
  arena_reset(members->run->scratch, mark);
}

static Keys find_members(ExplainRun *run, Str household) {
  const PackRegistry *registry = &run->pack->registry;
  const YamlNode *list = codec_yaml_get(run->manifest, STR("registry"));
  Members members = {.run = run, .household = household};
  for (size_t i = 0; list != NULL && list->kind == YAML_LIST && i < list->count; i++) {
    const YamlNode *name = codec_yaml_get(list->items[i], STR("file"));
    if (name == NULL || name->kind != YAML_SCALAR) continue;
    members.file = explain_file(run, STR("registry"), name->text);
    if (members.file->state == EXPLAIN_READY &&
        members.file->table == &registry->tables[registry->persons])
      explain_scan(run, members.file, visit_member, &members);
  }
  return members.keys;
}

static bool has_key(const Keys *keys, uint64_t key) {
  for (size_t i = 0; i < keys->items.count; i++)
    if (keys->items.items[i] == key) return true;
  return false;
}

/* ---- names ---- */

/* [via] says that [key] is the link's of a member. */
static bool
leads_to(const PackLink *link, const ExplainRow *via, const Keys *members, uint64_t key) {
  for (size_t i = 0; i < via->ends.count; i++) {
    const ExplainEnds *ends = &via->ends.items[i];
    for (size_t k = 0; k < link->part_count; k++) {
      const PackLinkPart *part = &link->parts[k];
      if (part->def != ends->def) continue;
      if (part->forward && ends->to == key && has_key(members, ends->from)) return true;
      if (part->backward && ends->from == key && has_key(members, ends->to)) return true;
    }
  }
  return false;
}

static bool reads_link(const PackRule *rule, uint32_t link) {
  size_t count;
  const CelUse *uses = cel_unit_uses(rule->unit, &count);
  for (size_t i = 0; i < count; i++)
    if (pack_field_kind(uses[i].field) == PACK_LINK && pack_field_index(uses[i].field) == link)
      return true;
  return false;
}

static void name_row(const Pack *pack,
                     const PackRule *rule,
                     const Keys *members,
                     ExplainRow *rows,
                     size_t count,
                     ExplainRow *row) {
  for (uint32_t link = 0; link < pack->link_count; link++) {
    if (pack->links[link].households || !reads_link(rule, link)) continue;
    for (size_t k = 0; k < row->own_count; k++) {
      if (has_key(members, row->own[k])) continue;
      for (size_t i = 0; i < count; i++)
        if (leads_to(&pack->links[link], &rows[i], members, row->own[k])) {
          row->link = &pack->links[link];
          row->via = &rows[i];
          return;
        }
    }
  }
}

void explain_name_links(ExplainRun *run, const ExplainFinding *finding, ExplainRow *rows) {
  const PackRule *rule = pack_rule(run->pack, finding->rule);
  size_t count = finding->proof.count;
  bool some = false;
  for (size_t i = 0; i < count; i++)
    some |= rows[i].ends.count > 0;
  if (!some || rule == NULL || finding->household.len == 0) return;
  Keys members = find_members(run, finding->household);
  for (size_t i = 0; i < count; i++)
    name_row(run->pack, rule, &members, rows, count, &rows[i]);
}
