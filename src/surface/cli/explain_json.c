/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_json: a finding for programs. Members that are not known are null or left empty.
 */
#include "cli/explain_int.h"

static void member(Buf *out, const char *key, Str value, bool more) {
  if (value.len > 0)
    cli_json_str(out, key, value);
  else
    buf_printf(out, "\"%s\":null", key);
  if (more) buf_char(out, ',');
}

static const char *state_word(ExplainState state) {
  switch (state) {
  case EXPLAIN_READY:
    return "same";
  case EXPLAIN_GONE:
    return "gone";
  case EXPLAIN_CHANGED:
    return "changed";
  case EXPLAIN_UNKNOWN:
    return "unknown";
  }
  return "";
}

static void put_who(ExplainRun *run, const ExplainFinding *finding, Buf *out) {
  ExplainSubject subject;
  explain_subject(run, finding, &subject);
  if (finding->of_case.len > 0) member(out, "case", finding->of_case, true);
  member(out, "person", finding->person, true);
  member(out, "person_name", subject.name, true);
  member(out, "person_id", subject.id, true);
  member(out, "household", finding->household, true);
  member(out, "head_name", subject.head, true);
  member(out, "village", finding->village, true);
  member(out, "village_name", subject.village == NULL ? STR_NONE : subject.village->name, true);
  member(out, "township_name", subject.township == NULL ? STR_NONE : subject.township->name, true);
}

static void put_rule(ExplainRun *run, const ExplainFinding *finding, Buf *out) {
  const PackRule *rule = run->pack == NULL ? NULL : pack_rule(run->pack, finding->rule);
  buf_lit(out, " \"rule\":{");
  member(out, "id", finding->rule, rule != NULL);
  if (rule != NULL) {
    member(out, "title", rule->title, true);
    member(out, "clause", rule->clause, true);
    member(out, "owner", rule->owner, true);
    member(out, "words", explain_words(run, rule), true);
    member(out, "written", rule->when_text, false);
  }
  buf_lit(out, "},\n ");
  member(out, "outcome", finding->outcome, true);
  member(out, "as_of", finding->as_of, true);
  if (finding->as_of.len > 0)
    member(out, "as_of_words", explain_as_of(run, rule, finding->as_of), true);
  member(out, "tier", finding->tier, true);
  member(out, "say", rule == NULL ? STR_NONE : explain_say(run, rule, finding), true);
  buf_lit(out, "\n \"evidence\":[");
  for (size_t i = 0; i < finding->evidence.count; i++) {
    const ExplainPair *pair = &finding->evidence.items[i];
    Str words = rule == NULL ? STR_NONE : explain_meaning(run, rule, pair->key);
    buf_lit(out, i == 0 ? "{" : ",{");
    member(out, "key", pair->key, true);
    member(out, "value", pair->value, true);
    member(out, "words", words, false);
    buf_char(out, '}');
  }
  buf_lit(out, "],\n");
}

static void put_defs(ExplainRun *run, const ExplainFinding *finding, Buf *out) {
  const PackRule *rule = run->pack == NULL ? NULL : pack_rule(run->pack, finding->rule);
  size_t count = 0;
  const ExplainDef *defs = rule == NULL ? NULL : explain_defs(run, rule, finding, &count);
  buf_lit(out, " \"defs\":[");
  for (size_t i = 0; i < count; i++) {
    const PackDef *def = defs[i].def;
    buf_lit(out, i == 0 ? "{" : ",{");
    member(out, "id", def->id, true);
    member(out, "title", def->title, true);
    member(out, "clause", def->clause, true);
    if (defs[i].has_value) cli_json_str(out, "value", defs[i].value);
    if (!defs[i].has_value) buf_lit(out, "\"value\":null");
    buf_char(out, ',');
    member(out, "words", defs[i].words, true);
    member(out, "file", def->place.file, true);
    cli_json_int(out, "line", def->place.line);
    buf_char(out, '}');
  }
  buf_lit(out, "],\n");
}

static void put_causes(ExplainRun *run, const ExplainFinding *finding, Buf *out) {
  buf_lit(out, " \"causes\":[");
  for (size_t i = 0; i < finding->causes.count; i++) {
    Str text;
    Str supplier;
    explain_cause(run, finding->causes.items[i], &text, &supplier);
    buf_lit(out, i == 0 ? "{" : ",{");
    member(out, "cause", finding->causes.items[i], true);
    member(out, "text", text, true);
    member(out, "supplier", supplier, false);
    buf_char(out, '}');
  }
  buf_lit(out, "],\n");
}

static void put_row(ExplainRun *run, const ExplainRow *row, Buf *out) {
  const ExplainProof *proof = &row->proof;
  const PackDataset *dataset = run->pack == NULL ? NULL : pack_dataset(run->pack, proof->dataset);
  bool read = run->pack != NULL && proof->row > 0;
  member(out, "dataset", proof->dataset, true);
  member(out, "title", dataset == NULL ? STR_NONE : dataset->title, true);
  member(out, "file", proof->file, true);
  member(out, "sheet", proof->sheet, true);
  if (proof->row > 0)
    cli_json_int(out, "row", proof->row);
  else
    buf_lit(out, "\"row\":null");
  buf_char(out, ',');
  member(out, "file_is", read ? str_from(state_word(row->state)) : STR_NONE, true);
  if (row->link != NULL) {
    member(out, "link", row->link->id, true);
    member(out, "link_title", row->link->title, true);
    member(out, "link_file", row->via->proof.file, true);
    cli_json_int(out, "link_row", row->via->proof.row);
    buf_char(out, ',');
  }
  buf_lit(out, "\"cells\":[");
  for (size_t i = 0; i < row->cells.count; i++) {
    buf_lit(out, i == 0 ? "{" : ",{");
    cli_json_str(out, "header", row->cells.items[i].header);
    buf_char(out, ',');
    cli_json_str(out, "value", row->cells.items[i].value);
    buf_char(out, '}');
  }
  buf_char(out, ']');
}

static void put_rows(ExplainRun *run, const ExplainFinding *finding, Buf *out) {
  const ExplainRow *rows = run->pack == NULL ? NULL : explain_rows(run, finding);
  for (size_t i = 0; i < finding->proof.count; i++) {
    ExplainRow stored = {.proof = finding->proof.items[i]};
    buf_lit(out, i == 0 ? "\n  {" : ",\n  {");
    put_row(run, rows == NULL ? &stored : &rows[i], out);
    buf_char(out, '}');
  }
}

void explain_as_json(ExplainRun *run, const ExplainFinding *finding) {
  Buf *out = cli_out(run->cli);
  buf_char(out, '{');
  member(out, "finding", finding->name, true);
  member(out, "pack_is", str_from(state_word(run->pack_state)), true);
  buf_lit(out, run->reveal ? "\"revealed\":true," : "\"revealed\":false,");
  put_who(run, finding, out);
  buf_char(out, '\n');
  put_rule(run, finding, out);
  put_defs(run, finding, out);
  put_causes(run, finding, out);
  buf_lit(out, " \"rows\":[");
  put_rows(run, finding, out);
  buf_lit(out, "]}");
}
