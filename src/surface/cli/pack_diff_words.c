/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pack_diff_words: what a difference of parameters and rules comes to.
 *
 * Values are compared day by day, not line by line: a value written with another `from` that is
 * in force on the same days is the same. Expressions are compared by their words, each let by
 * itself: one that ten expressions use is shown once.
 */
#include "cli/pack_diff_int.h"

Str pack_diff_change_word(PackChangeKind change) {
  static const Str words[PACK_CHANGES] = {[PACK_ADDED] = STR_INIT("added"),
                                          [PACK_REMOVED] = STR_INIT("removed"),
                                          [PACK_CHANGED] = STR_INIT("changed")};
  return words[change];
}

const YamlNode *pack_diff_node(const PackDifference *item) {
  return item->change == PACK_REMOVED ? item->sides[0].node : item->sides[1].node;
}

/* ---- values by day ---- */

/* The first day after [day] on which one of them begins a value; DAY_MAX: none does. */
static Day next_begin(const PackParam *const params[2], Day day) {
  Day next = DAY_MAX;
  for (size_t side = 0; side < 2; side++)
    for (size_t i = 0; i < params[side]->count; i++) {
      Day from = params[side]->values[i].from;
      if (day_cmp(from, day) > 0 && day_cmp(from, next) < 0) next = from;
    }
  return next;
}

static bool same_value(const PackDiff *diff, const PackParam *const params[2], PackDiffSpan *span) {
  if (span->values[0] == NULL || span->values[1] == NULL) return span->values[0] == span->values[1];
  Str texts[2];
  for (size_t i = 0; i < 2; i++)
    texts[i] = pack_words_value(diff->cli, params[i], span->values[i]);
  return str_eq(texts[0], texts[1]);
}

static void
find_spans(const PackDiff *diff, const PackParam *const params[2], PackDiffMeaning *meaning) {
  bool more = true;
  for (Day from = DAY_MIN, to; more; from = to) {
    to = next_begin(params, from);
    more = day_cmp(to, DAY_MAX) < 0;
    PackDiffSpan span = {
        from, to, {pack_param_on(params[0], from), pack_param_on(params[1], from)}};
    if (same_value(diff, params, &span)) continue;
    size_t count = meaning->spans.count;
    PackDiffSpan *last = count > 0 ? &meaning->spans.items[count - 1] : NULL;
    bool goes_on = last && day_cmp(last->to, from) == 0 && last->values[0] == span.values[0] &&
                   last->values[1] == span.values[1];
    if (goes_on)
      last->to = to;
    else
      *vec_push(diff->cli->arena, &meaning->spans) = span;
  }
}

/* ---- expressions ---- */

static void add_words(const PackDiff *diff,
                      PackDiffMeaning *meaning,
                      const char *key,
                      Str name,
                      Str before,
                      Str after) {
  if (str_eq(before, after)) return;
  *vec_push(diff->cli->arena, &meaning->words) =
      (PackDiffWords){str_from(key), name, {before, after}};
}

static const PackEvidence *find_evidence(const PackRule *rule, Str key) {
  for (size_t i = 0; i < rule->evidence_count; i++)
    if (str_eq(rule->evidence[i].key, key)) return &rule->evidence[i];
  return NULL;
}

static const PackAsOf *find_as_of(const PackRule *rule, Str name) {
  for (size_t i = 0; i < rule->as_of_count; i++)
    if (str_eq(rule->as_of[i].name, name)) return &rule->as_of[i];
  return NULL;
}

/* Without what their names mean: a let that differs is named by itself. */
static void add_output(const PackDiff *diff,
                       PackDiffMeaning *meaning,
                       const PackRule *const rules[2],
                       const char *key,
                       Str name,
                       const uint32_t *const outputs[2]) {
  Str words[2] = {STR_NONE, STR_NONE};
  for (size_t i = 0; i < 2; i++)
    if (outputs[i])
      words[i] = pack_words_short(diff->cli, pack_words_output(diff->cli, rules[i], *outputs[i]));
  add_words(diff, meaning, key, name, words[0], words[1]);
}

/* What a let means; the empty slice if there is none of the name. */
static Str let_words(const PackDiff *diff, const PackRule *rule, Str name) {
  size_t count = cel_unit_let_count(rule->unit);
  for (size_t i = 0; i < count; i++) {
    if (!str_eq(cel_unit_let_name(rule->unit, i), name)) continue;
    Buf text;
    buf_init(&text, 1 << 20);
    cel_unit_let_words(rule->unit, i, diff->cli->lang == LANG_EN, &text);
    Str words = arena_str(diff->cli->arena, buf_view(&text));
    buf_free(&text);
    return words;
  }
  return STR_NONE;
}

static void
compare_lets(const PackDiff *diff, const PackRule *const rules[2], PackDiffMeaning *meaning) {
  for (size_t side = 0; side < 2; side++) {
    size_t count = cel_unit_let_count(rules[side]->unit);
    for (size_t i = 0; i < count; i++) {
      Str name = cel_unit_let_name(rules[side]->unit, i);
      Str words[2] = {let_words(diff, rules[0], name), let_words(diff, rules[1], name)};
      if (side == 1 && words[0].len > 0) continue; /* compared from the other side */
      add_words(diff, meaning, "let", name, words[0], words[1]);
    }
  }
}

static void
compare_evidence(const PackDiff *diff, const PackRule *const rules[2], PackDiffMeaning *meaning) {
  for (size_t side = 0; side < 2; side++)
    for (size_t i = 0; i < rules[side]->evidence_count; i++) {
      const PackEvidence *one = &rules[side]->evidence[i];
      const PackEvidence *other = find_evidence(rules[1 - side], one->key);
      if (side == 1 && other != NULL) continue; /* compared from the other side */
      const uint32_t *outputs[2] = {NULL, NULL};
      outputs[side] = &one->output;
      if (other) outputs[1 - side] = &other->output;
      add_output(diff, meaning, rules, "evidence", one->key, outputs);
    }
}

static void
compare_as_of(const PackDiff *diff, const PackRule *const rules[2], PackDiffMeaning *meaning) {
  for (size_t side = 0; side < 2; side++)
    for (size_t i = 0; i < rules[side]->as_of_count; i++) {
      const PackAsOf *one = &rules[side]->as_of[i];
      const PackAsOf *other = find_as_of(rules[1 - side], one->name);
      if (side == 1 && other != NULL) continue;
      const uint32_t *outputs[2] = {NULL, NULL};
      outputs[side] = &one->output;
      if (other) outputs[1 - side] = &other->output;
      add_output(diff, meaning, rules, "as_of", one->name, outputs);
    }
}

static Str rows_words(const PackDiff *diff, const PackRule *rule) {
  Buf text;
  buf_init(&text, 1 << 20);
  for (size_t i = 0; i < rule->row_count; i++) {
    if (i > 0) buf_lit(&text, cli_text(diff->cli, "；", "; "));
    buf_str(&text, pack_words_short(diff->cli, pack_words_output(diff->cli, rule, rule->rows[i])));
  }
  Str words = arena_str(diff->cli->arena, buf_view(&text));
  buf_free(&text);
  return words;
}

static void
compare_rules(const PackDiff *diff, const PackRule *const rules[2], PackDiffMeaning *meaning) {
  Str words[2];
  bool told = false; /* without what its names mean */
  for (size_t i = 0; i < 2; i++)
    words[i] = pack_words_output(diff->cli, rules[i], rules[i]->when);
  told = !str_eq(pack_words_short(diff->cli, words[0]), pack_words_short(diff->cli, words[1]));
  if (told) add_words(diff, meaning, "when", STR_NONE, words[0], words[1]);
  compare_lets(diff, rules, meaning);
  compare_as_of(diff, rules, meaning);
  compare_evidence(diff, rules, meaning);
  add_words(diff, meaning, "rows", STR_NONE, rows_words(diff, rules[0]),
            rows_words(diff, rules[1]));
}

/* ---- the whole ---- */

bool pack_diff_is_expression(const PackDifference *item, const PackDetail *detail) {
  static const Str keys[] = {STR_INIT("when"), STR_INIT("let"), STR_INIT("evidence"),
                             STR_INIT("rows"), STR_INIT("as_of")};
  if (!item->rules[0] || !item->rules[1] || detail->order || detail->step_count == 0) return false;
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
    if (str_eq(detail->steps[0].text, keys[i])) return true;
  return false;
}

bool pack_diff_is_meant(const PackDifference *item,
                        const PackDetail *detail,
                        const PackDiffMeaning *meaning) {
  if (detail->step_count == 0) return false;
  Str key = detail->steps[0].text;
  if (item->params[0] && item->params[1])
    return str_eq(key, STR("values")) && meaning->spans.count > 0;
  if (!pack_diff_is_expression(item, detail)) return false;
  for (size_t i = 0; i < meaning->words.count; i++) {
    const PackDiffWords *words = &meaning->words.items[i];
    bool whole = detail->step_count < 2 || words->name.len == 0;
    if (str_eq(words->key, key) && (whole || str_eq(words->name, detail->steps[1].text)))
      return true;
  }
  return false;
}

void pack_diff_meaning(const PackDiff *diff, const PackDifference *item, PackDiffMeaning *ret) {
  *ret = (PackDiffMeaning){0};
  if (item->params[0] && item->params[1]) find_spans(diff, item->params, ret);
  if (item->rules[0] && item->rules[1]) {
    bool touched = false;
    for (size_t i = 0; i < item->detail_count; i++)
      touched |= pack_diff_is_expression(item, &item->details[i]);
    if (touched) compare_rules(diff, item->rules, ret);
  }
}
