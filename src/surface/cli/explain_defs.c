/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_defs: the derived fields that a rule reads: what each is, and its value where the
 * evidence of the finding shows it.
 */
#include "cli/explain_int.h"

typedef struct DefList {
  const ExplainRun *run;
  VEC(ExplainDef) items;
} DefList;

static bool is_listed(const DefList *list, const PackDef *def) {
  const ExplainDef *item;
  vec_each (item, &list->items)
    if (item->def == def) return true;
  return false;
}

static Str words_of(const ExplainRun *run, const PackDef *def) {
  Buf text;
  buf_init(&text, 1 << 20);
  cel_unit_words(def->unit, def->output, run->cli->lang == LANG_EN, &text);
  Str words = arena_str(run->cli->arena, buf_view(&text));
  buf_free(&text);
  return words;
}

static void add_read(DefList *list, const CelUnit *unit) {
  const Pack *pack = list->run->pack;
  size_t count;
  const CelUse *uses = cel_unit_uses(unit, &count);
  for (size_t i = 0; i < count; i++) {
    if (pack_field_kind(uses[i].field) != PACK_DEF) continue;
    const PackDef *def = pack_def_of(pack, uses[i].field);
    if (!is_listed(list, def))
      *vec_push(list->run->cli->arena, &list->items) =
          (ExplainDef){.def = def, .words = words_of(list->run, def)};
  }
}

/* An evidence that is the def as it stands, of the subject or what it belongs to. */
static void
find_value(const PackRule *rule, const ExplainFinding *finding, const Pack *pack, ExplainDef *it) {
  for (size_t i = 0; i < rule->evidence_count; i++) {
    const PackEvidence *evidence = &rule->evidence[i];
    const CelField *field = cel_unit_output_field(rule->unit, evidence->output);
    if (field == NULL || pack_field_kind(field) != PACK_DEF) continue;
    if (pack_def_of(pack, field) != it->def) continue;
    const ExplainPair *pair;
    vec_each (pair, &finding->evidence) {
      if (!str_eq(pair->key, evidence->key)) continue;
      it->has_value = true;
      it->value = pair->value;
      return;
    }
  }
}

const ExplainDef *explain_defs(const ExplainRun *run,
                               const PackRule *rule,
                               const ExplainFinding *finding,
                               size_t *ret_count) {
  DefList list = {.run = run};
  add_read(&list, rule->unit);
  for (size_t i = 0; i < list.items.count; i++) {
    add_read(&list, list.items.items[i].def->unit);
    find_value(rule, finding, run->pack, &list.items.items[i]);
  }
  *ret_count = list.items.count;
  return list.items.items;
}

static void note_unit(ExplainRun *run, const CelUnit *unit) {
  size_t count;
  const CelUse *uses = cel_unit_uses(unit, &count);
  for (size_t i = 0; i < count; i++)
    *vec_push(run->cli->arena, &run->reads) = uses[i].field;
}

void explain_note_reads(ExplainRun *run, const PackRule *rule, const ExplainFinding *finding) {
  run->reads.count = 0;
  note_unit(run, rule->unit);
  size_t count;
  const ExplainDef *defs = explain_defs(run, rule, finding, &count);
  for (size_t i = 0; i < count; i++)
    note_unit(run, defs[i].def->unit);
}
