/* SPDX-License-Identifier: Apache-2.0 */
/* diff_json: a comparison in full as one JSON object. docs/diff.md names its keys. */
#include "cli/diff_int.h"

enum { FLUSH_BYTES = 1 << 20 };

Str diff_change_word(DiffChange change) {
  static const Str words[DIFF_CHANGES] = {
      [DIFF_NEW] = STR_INIT("new"),
      [DIFF_CHANGED] = STR_INIT("changed"),
      [DIFF_GONE] = STR_INIT("resolved"),
      [DIFF_CONTINUED] = STR_INIT("continued"),
  };
  return words[change];
}

static void put_text(Buf *out, const char *key, Str value) {
  if (value.len > 0)
    cli_json_str(out, key, value);
  else
    buf_printf(out, "\"%s\":null", key);
}

static void put_counts(Buf *out, const uint64_t counts[DIFF_CHANGES]) {
  for (int change = 0; change < DIFF_CHANGES; change++)
    buf_printf(out, "%s\"%s\":%llu", change == 0 ? "" : ",",
               diff_change_word((DiffChange)change).ptr, (unsigned long long)counts[change]);
}

/* ---- inputs ---- */

static void put_inputs(const Diff *diff, Buf *out) {
  static const char *const kinds[] = {"program",  "pack",     "on",  "parameter",
                                      "registry", "delivery", "list"};
  for (size_t i = 0; i < diff->inputs.count; i++) {
    const DiffInput *input = &diff->inputs.items[i];
    buf_lit(out, i == 0 ? "\n  {" : ",\n  {");
    cli_json_str(out, "kind", str_from(kinds[input->kind]));
    buf_char(out, ',');
    put_text(out, "name", input->name);
    buf_char(out, ',');
    put_text(out, "before", input->values[0]);
    buf_char(out, ',');
    put_text(out, "after", input->values[1]);
    if (!str_eq(input->states[0], input->states[1])) {
      buf_char(out, ',');
      put_text(out, "taken_before", input->states[0]);
      buf_char(out, ',');
      put_text(out, "taken_after", input->states[1]);
    }
    buf_char(out, '}');
  }
}

/* ---- counts ---- */

static void put_rules(const Diff *diff, Buf *out) {
  for (size_t i = 0; i < diff->rules.groups.count; i++) {
    const DiffGroup *group = &diff->rules.groups.items[i];
    buf_lit(out, i == 0 ? "\n  {" : ",\n  {");
    cli_json_str(out, "rule", group->key);
    buf_char(out, ',');
    put_text(out, "title", diff_rule_title(diff, group->key));
    buf_char(out, ',');
    put_counts(out, group->counts);
    buf_char(out, ',');
    cli_json_int(out, "common_undecidable_before", group->undecided[0]);
    buf_char(out, ',');
    cli_json_int(out, "common_undecidable_after", group->undecided[1]);
    buf_char(out, '}');
  }
}

static void put_villages(const Diff *diff, Buf *out) {
  for (size_t i = 0; i < diff->villages.groups.count; i++) {
    const DiffGroup *group = &diff->villages.groups.items[i];
    buf_lit(out, i == 0 ? "\n  {" : ",\n  {");
    put_text(out, "village", group->key);
    buf_char(out, ',');
    put_text(out, "name", diff_area_name(diff, group->key));
    buf_char(out, ',');
    put_counts(out, group->counts);
    buf_char(out, '}');
  }
}

static void put_undecided(const Diff *diff, Buf *out) {
  for (size_t i = 0; i < diff->undecided.count; i++) {
    const DiffUndecided *entry = &diff->undecided.items[i];
    buf_lit(out, i == 0 ? "\n  {" : ",\n  {");
    cli_json_str(out, "rule", entry->rule);
    buf_char(out, ',');
    put_text(out, "area", entry->area);
    buf_char(out, ',');
    cli_json_str(out, "cause", entry->cause);
    buf_char(out, ',');
    cli_json_int(out, "before", entry->subjects[0]);
    buf_char(out, ',');
    cli_json_int(out, "after", entry->subjects[1]);
    buf_char(out, '}');
  }
}

/* ---- households ---- */

static void put_item(const Diff *diff, const DiffItem *item, Buf *out) {
  const DiffFinding *of = diff_of(item);
  buf_char(out, '{');
  cli_json_str(out, "finding", diff_name(diff->cli->arena, of));
  buf_char(out, ',');
  cli_json_str(out, "change", diff_change_word(item->change));
  buf_char(out, ',');
  put_text(out, "person", of->person);
  if (of->of_case.len > 0) {
    buf_char(out, ',');
    put_text(out, "case", of->of_case);
  }
  buf_char(out, ',');
  put_text(out, "before", item->before == NULL ? STR_NONE : item->before->outcome);
  buf_char(out, ',');
  put_text(out, "after", item->after == NULL ? STR_NONE : item->after->outcome);
  buf_char(out, '}');
}

static void put_households(const Diff *diff, Buf *out) {
  for (size_t at = 0; at < diff->items.count;) {
    const DiffFinding *of = diff_of(&diff->items.items[at]);
    size_t end = diff_household_end(diff, at);
    buf_lit(out, at == 0 ? "\n  {" : ",\n  {");
    put_text(out, "village", of->village);
    buf_char(out, ',');
    put_text(out, "household", of->household);
    buf_lit(out, ",\"findings\":[");
    for (size_t i = at; i < end; i++) {
      if (i > at) buf_char(out, ',');
      put_item(diff, &diff->items.items[i], out);
    }
    buf_lit(out, "]}");
    at = end;
    if (out->len >= FLUSH_BYTES) cli_flush(diff->cli);
  }
}

void diff_as_json(const Diff *diff) {
  Buf *out = cli_out(diff->cli);
  buf_char(out, '{');
  cli_json_str(out, "before", diff->sides[0].name);
  buf_char(out, ',');
  cli_json_str(out, "after", diff->sides[1].name);
  buf_printf(out, ",\"differ\":%s,\n \"inputs\":[", diff->differ ? "true" : "false");
  put_inputs(diff, out);
  buf_lit(out, "],\n \"counts\":{");
  put_counts(out, diff->counts);
  buf_lit(out, "},\n \"rules\":[");
  put_rules(diff, out);
  buf_lit(out, "],\n \"villages\":[");
  put_villages(diff, out);
  buf_lit(out, "],\n \"undecided\":[");
  put_undecided(diff, out);
  buf_lit(out, "],\n \"households\":[");
  put_households(diff, out);
  buf_lit(out, "]}\n");
}
