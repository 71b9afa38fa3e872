/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rule: from a three-valued truth to an outcome (packs-and-rules.md 4.1).
 */
#include "rule/rule.h"

const char *rule_outcome_name(RuleOutcome outcome) {
  static const char *const names[] = {"no", "yes", "confirm", "undecidable", "error"};
  return names[outcome];
}

bool rule_in_force(const PackRule *rule, Day on) {
  return day_cmp(rule->valid_from, on) <= 0 && day_cmp(on, rule->valid_to) < 0;
}

void rule_value(CelState *state, uint32_t output, RuleExecutor executor, CelValue *ret_value) {
  if (executor == RULE_REFERENCE)
    cel_reference(state, output, ret_value);
  else
    cel_run(state, output, ret_value);
}

void rule_done(const RuleHost *host, Day on) {
  host->set_rows(host->ctx, PACK_ROWS_AS_IS);
  host->set_day(host->ctx, on);
}

static bool has_possible(const CelCauses *causes) {
  for (uint32_t i = 0; causes && i < causes->count; i++)
    if (causes->items[i]->kind == CEL_POSSIBLE) return true;
  return false;
}

typedef struct Evaluation {
  CelState *state;
  const PackRule *rule;
  const PackAsOf *as_of; /* NULL: on the evaluation date */
  const RuleHost *host;
  const CelValue *vars;
  RuleExecutor executor;
  bool no_date; /* the last date was unknown or an error: it stands for the condition */
} Evaluation;

static CelValue when_with(Evaluation *evaluation, PackRows rows) {
  CelState *state = evaluation->state;
  const RuleHost *host = evaluation->host;
  CelValue value;
  host->set_rows(host->ctx, rows);
  cel_state_begin(state, evaluation->rule->unit, host->cel, host->ctx, evaluation->vars);
  if (evaluation->as_of) {
    const CelValue *on = &evaluation->vars[PACK_VAR_ON];
    host->set_day(host->ctx, on->state == CEL_KNOWN ? (Day){(int32_t)on->i} : PACK_NO_DAY);
    rule_value(state, evaluation->as_of->output, evaluation->executor, &value);
    evaluation->no_date = value.state != CEL_KNOWN;
    if (evaluation->no_date) return value;
    host->set_day(host->ctx, (Day){(int32_t)value.i});
    cel_state_set(state, PACK_VAR_ON, value);
  }
  rule_value(state, evaluation->rule->when, evaluation->executor, &value);
  return value;
}

static bool is_true(const CelValue *value) {
  return value->state == CEL_KNOWN && value->i != 0;
}

void rule_again(CelState *state,
                const PackRule *rule,
                const PackAsOf *as_of,
                const RuleHost *host,
                const CelValue *vars,
                RuleExecutor executor,
                PackRows rows) {
  Evaluation evaluation = {state, rule, as_of, host, vars, executor, false};
  (void)when_with(&evaluation, rows);
}

/* The possible rows that an unknown rests on; they must outlive the evaluations to come. */
typedef struct KeptCauses {
  CelCauses causes;
  const CelCause *items[CEL_CAUSES_SHOWN];
  CelCause copies[CEL_CAUSES_SHOWN];
} KeptCauses;

static void keep_possible(const CelCauses *causes, KeptCauses *kept) {
  kept->causes = (CelCauses){0, kept->items};
  for (uint32_t i = 0; i < causes->count && kept->causes.count < CEL_CAUSES_SHOWN; i++) {
    if (causes->items[i]->kind != CEL_POSSIBLE) continue;
    uint32_t at = kept->causes.count++;
    kept->copies[at] = *causes->items[i];
    kept->items[at] = &kept->copies[at];
  }
}

static const CelCauses *restore(Arena *arena, const KeptCauses *kept) {
  const CelCauses *causes = NULL;
  for (uint32_t i = 0; i < kept->causes.count; i++) {
    CelCause *copy = arena_new_one(arena, CelCause);
    *copy = kept->copies[i];
    causes = cel_causes_union(arena, causes, cel_causes_one(arena, copy));
  }
  return causes;
}

/* An unknown that rests on possible rows: true with all of them, or with none? */
static bool confirms(Evaluation *evaluation, const CelValue *unknown, RuleResult *ret) {
  KeptCauses kept;
  keep_possible(unknown->unknown->causes, &kept);
  CelValue value = when_with(evaluation, PACK_ROWS_CERTAIN);
  if (!is_true(&value)) value = when_with(evaluation, PACK_ROWS_OUT);
  if (!is_true(&value)) return false;
  *ret = (RuleResult){.outcome = RULE_CONFIRM,
                      .causes = restore(cel_state_arena(evaluation->state), &kept)};
  return true;
}

void rule_evaluate(CelState *state,
                   const PackRule *rule,
                   const PackAsOf *as_of,
                   const RuleHost *host,
                   const CelValue *vars,
                   RuleExecutor executor,
                   RuleResult *ret_result) {
  Evaluation evaluation = {state, rule, as_of, host, vars, executor, false};
  CelValue value = when_with(&evaluation, PACK_ROWS_AS_IS);
  *ret_result = (RuleResult){.outcome = RULE_NO};
  switch (value.state) {
  case CEL_KNOWN:
    if (value.i) ret_result->outcome = rule->confirm_at_most ? RULE_CONFIRM : RULE_YES;
    return;
  case CEL_FAILED:
    ret_result->outcome = RULE_ERROR;
    ret_result->error = value.error;
    ret_result->no_date = evaluation.no_date;
    return;
  case CEL_UNKNOWN:
    break;
  }
  if (has_possible(value.unknown->causes)) {
    if (confirms(&evaluation, &value, ret_result)) return;
    value = when_with(&evaluation, PACK_ROWS_AS_IS); /* the first value went with its arena */
  }
  ret_result->outcome = RULE_UNDECIDABLE;
  ret_result->causes = value.unknown->causes;
  ret_result->no_date = evaluation.no_date;
}

/* ---- evidence ---- */

static void evidence_text(CelState *state,
                          const PackRule *rule,
                          const PackEvidence *evidence,
                          RuleExecutor executor,
                          Buf *out) {
  CelValue value;
  rule_value(state, evidence->output, executor, &value);
  cel_value_text(cel_unit_type(rule->unit, evidence->output), &value, out);
}

void rule_evidence_tsv(CelState *state, const PackRule *rule, RuleExecutor executor, Buf *out) {
  Buf text;
  buf_init(&text, 256 << 20);
  for (size_t i = 0; i < rule->evidence_count; i++) {
    const PackEvidence *evidence = &rule->evidence[i];
    if (i > 0) buf_char(out, ';');
    if (evidence->key.len > 0) {
      codec_tsv_put_pair(out, evidence->key);
      buf_char(out, '=');
    }
    buf_clear(&text);
    evidence_text(state, rule, evidence, executor, &text);
    codec_tsv_put_pair(out, buf_view(&text));
  }
  if (rule->evidence_count == 0) buf_char(out, '-');
  buf_free(&text);
}

void rule_evidence_json(CelState *state, const PackRule *rule, RuleExecutor executor, Buf *out) {
  bool map = rule->evidence_count > 0 && rule->evidence[0].key.len > 0;
  if (rule->evidence_count == 0) buf_lit(out, "null");
  if (map) buf_char(out, '{');
  for (size_t i = 0; i < rule->evidence_count; i++) {
    const PackEvidence *evidence = &rule->evidence[i];
    if (i > 0) buf_char(out, ',');
    if (map) {
      codec_json_string(out, evidence->key);
      buf_char(out, ':');
    }
    CelValue value;
    rule_value(state, evidence->output, executor, &value);
    cel_value_json_plain(cel_unit_type(rule->unit, evidence->output), &value, out);
  }
  if (map) buf_char(out, '}');
}

static const PackEvidence *find_evidence(const PackRule *rule, Str key) {
  for (size_t i = 0; i < rule->evidence_count; i++)
    if (str_eq(rule->evidence[i].key, key)) return &rule->evidence[i];
  return NULL;
}

void rule_say(
    CelState *state, const PackRule *rule, RuleExecutor executor, bool english, Buf *out) {
  Str rest = english && rule->say_en.len > 0 ? rule->say_en : rule->say;
  while (rest.len > 0) {
    Str before = str_cut(&rest, '{');
    buf_str(out, before);
    if (rest.len == 0) break;
    const PackEvidence *evidence = find_evidence(rule, str_cut(&rest, '}'));
    if (evidence) evidence_text(state, rule, evidence, executor, out);
  }
}
