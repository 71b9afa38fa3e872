/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_rules: what the rules found, by kind of rule, with those that found most. The table of all
 * rules is what `run` prints; here it would push everything else off the screen.
 */
#include "cli/demo_int.h"
#include "cli/pack_words_int.h"

#include <stdlib.h>

enum { TOP = 3, TITLE_WIDTH = 52, ID_WIDTH = 18 };

typedef struct Kind {
  Str kind;
  uint64_t rules, yes, confirm, undecidable;
} Kind;

static uint64_t stored(const RunRuleCount *count) {
  return count->yes + count->confirm + count->undecidable + count->error;
}

/* Most certain findings first; the order of ids decides between equals. */
static int rule_order(const void *a, const void *b) {
  const RunRuleCount *x = *(const RunRuleCount *const *)a;
  const RunRuleCount *y = *(const RunRuleCount *const *)b;
  if (x->yes != y->yes) return x->yes > y->yes ? -1 : 1;
  if (x->confirm != y->confirm) return x->confirm > y->confirm ? -1 : 1;
  return str_cmp(x->rule->id, y->rule->id);
}

/* Kinds in the order in which the pack's rules have them. */
static size_t sum_kinds(const RunResult *result, Kind *kinds) {
  size_t count = 0;
  for (size_t i = 0; i < result->rule_count; i++) {
    const RunRuleCount *rule = &result->rules[i];
    if (stored(rule) == 0) continue;
    size_t at = 0;
    while (at < count && !str_eq(kinds[at].kind, rule->rule->kind))
      at++;
    if (at == count) kinds[count++] = (Kind){.kind = rule->rule->kind};
    kinds[at].rules++;
    kinds[at].yes += rule->yes;
    kinds[at].confirm += rule->confirm;
    kinds[at].undecidable += rule->undecidable;
  }
  return count;
}

static Str kind_title(Cli *cli, Str kind) {
  const YamlNode node = {.kind = YAML_SCALAR, .text = kind};
  return pack_words_node(cli, STR("kind"), &node);
}

static void put_numbers(Cli *cli, uint64_t yes, uint64_t confirm, uint64_t undecidable) {
  say(cli, "成立 {0}，待核实 {1}，缺数据 {2}\n", "yes {0}, to be confirmed {1}, undecidable {2}\n",
      cli_number(cli, yes), cli_number(cli, confirm), cli_number(cli, undecidable));
}

static void
put_kind(Cli *cli, const Kind *kind, const RunRuleCount *const *rules, size_t rule_count) {
  Buf *out = cli_out(cli);
  say(cli, "{0}：{1} 条规则有发现；", "{0}: {1} rules found something; ",
      kind_title(cli, kind->kind), cli_number(cli, kind->rules));
  put_numbers(cli, kind->yes, kind->confirm, kind->undecidable);
  size_t shown = 0;
  for (size_t i = 0; i < rule_count && shown < TOP; i++) {
    if (stored(rules[i]) == 0 || !str_eq(rules[i]->rule->kind, kind->kind)) continue;
    shown++;
    buf_lit(out, "  ");
    cli_put_wide(out, rules[i]->rule->id, ID_WIDTH);
    cli_put_wide(out, rules[i]->rule->title, TITLE_WIDTH);
    buf_char(out, ' ');
    put_numbers(cli, rules[i]->yes, rules[i]->confirm, rules[i]->undecidable);
  }
}

void demo_say_rules(Cli *cli, const RunResult *result) {
  Kind *kinds = arena_new_array(cli->arena, Kind, result->rule_count + 1);
  const RunRuleCount **rules =
      arena_new_array(cli->arena, const RunRuleCount *, result->rule_count + 1);
  for (size_t i = 0; i < result->rule_count; i++)
    rules[i] = &result->rules[i];
  size_t count = sum_kinds(result, kinds);
  qsort(rules, result->rule_count, sizeof *rules, rule_order);
  uint64_t found = 0;
  for (size_t i = 0; i < count; i++) {
    found += kinds[i].rules;
    put_kind(cli, &kinds[i], rules, result->rule_count);
  }
  say(cli, "规则 {0} 条，{1} 条有发现，每类列出最多的 {2} 条；各条的数目由 shouwang run 列出\n",
      "{0} rules, {1} found something, of each kind the {2} with most; shouwang run lists all\n",
      cli_number(cli, result->rule_count), cli_number(cli, found), cli_number(cli, TOP));
}
