/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run_summary: a run in one screen. What stands in full in the files is only counted here.
 */
#include "cli/run_input_int.h"

#include <stdlib.h>
#include <string.h>

enum { ID_WIDTH = 6, NUMBER_WIDTH = 9, STAGE_WIDTH = 24 };

/* ---- sums ---- */

typedef struct Sums {
  uint64_t yes, confirm, undecidable, common, error;
} Sums;

static Sums add_up(const RunResult *result) {
  Sums sums = {0};
  for (size_t i = 0; i < result->rule_count; i++) {
    const RunRuleCount *count = &result->rules[i];
    sums.yes += count->yes;
    sums.confirm += count->confirm;
    sums.undecidable += count->undecidable;
    sums.common += count->common_undecidable;
    sums.error += count->error;
  }
  return sums;
}

void run_summary_counts(Cli *cli, const RunFiles *files, const RunResult *result) {
  Sums sums = add_up(result);
  say(cli, "登记册：{0} 户，{1} 人，{2} 个村\n",
      "registry: {0} households, {1} persons, {2} villages\n", cli_number(cli, result->households),
      cli_number(cli, result->persons), cli_number(cli, result->villages));
  say(cli, "部门数据：{0} 份，{1} 行，对上登记册的 {2} 行\n",
      "department data: {0} deliveries, {1} rows, {2} matched with the registry\n",
      cli_number(cli, files->input.delivery_count), cli_number(cli, result->delivered_rows),
      cli_number(cli, result->matched_rows));
  say(cli, "发现：{0} 条（成立 {1}，待核实 {2}，缺数据 {3}，规则出错 {4}）\n",
      "findings: {0} (yes {1}, to be confirmed {2}, undecidable {3}, rule errors {4})\n",
      cli_number(cli, result->findings), cli_number(cli, sums.yes), cli_number(cli, sums.confirm),
      cli_number(cli, sums.undecidable), cli_number(cli, sums.error));
  say(cli, "普遍缺数据而无法判断：{0} 次（undecided.tsv）；文件中的问题：{1} 处（issues.tsv）\n",
      "undecidable for want of a whole list: {0} times (undecided.tsv); problems in files: {1} "
      "(issues.tsv)\n",
      cli_number(cli, sums.common), cli_number(cli, result->issues));
}

static size_t rules_of(const RunResult *result, PackPopulation population) {
  size_t count = 0;
  for (size_t i = 0; i < result->rule_count; i++)
    count += result->rules[i].looked_at && result->rules[i].rule->population == population;
  return count;
}

/* Who was not looked at, and what was not kept of them (M28). */
void run_summary_populations(Cli *cli, const RunResult *result) {
  static const PackPopulation some[] = {PACK_MONITORED, PACK_AUTHORISED};
  for (size_t i = 0; i < sizeof some / sizeof some[0]; i++) {
    PackPopulation p = some[i];
    size_t rules = rules_of(result, p);
    if (rules == 0) continue;
    Str whom = p == PACK_MONITORED ? str_from(cli_text(cli, "监测对象", "monitored"))
                                   : str_from(cli_text(cli, "监测对象和已授权的人", "authorised"));
    say(cli, "只查{0}的规则 {1} 条：另外 {2} 户、{3} 人没有查看\n",
        "rules for the {0} only: {1}; not looked at: {2} households, {3} persons\n", whom,
        cli_number(cli, rules), cli_number(cli, result->households_outside[p]),
        cli_number(cli, result->persons_outside[p]));
  }
  if (result->out_of_population > 0)
    say(cli, "不在范围内的人的部门数据 {0} 行没有保留\n",
        "{0} rows of persons outside a dataset's population were not kept\n",
        cli_number(cli, result->out_of_population));
}

/* ---- the table of rules ---- */

static void put_right(Buf *out, Str text, size_t width) {
  for (size_t used = cli_width(text); used < width; used++)
    buf_char(out, ' ');
  buf_str(out, text);
}

static void put_number(Buf *out, uint64_t value) {
  if (value > 0)
    cli_put_number(out, value, NUMBER_WIDTH);
  else
    put_right(out, STR("·"), NUMBER_WIDTH);
}

static void put_heads(Cli *cli, size_t id_width, size_t title_width) {
  static const Str zh[] = {STR_INIT("成立"), STR_INIT("待核实"), STR_INIT("缺数据"),
                           STR_INIT("出错")};
  static const Str en[] = {STR_INIT("yes"), STR_INIT("confirm"), STR_INIT("undecid."),
                           STR_INIT("error")};
  Buf *out = cli_out(cli);
  bool english = cli->lang == LANG_EN;
  cli_put_wide(out, english ? STR("rule") : STR("规则"), id_width);
  cli_put_wide(out, english ? STR("title") : STR("名称"), title_width);
  for (size_t i = 0; i < sizeof zh / sizeof zh[0]; i++)
    put_right(out, english ? en[i] : zh[i], NUMBER_WIDTH);
  buf_lit(out, english ? "  clause\n" : "  条款\n");
}

static uint64_t stored(const RunRuleCount *count) {
  return count->yes + count->confirm + count->undecidable + count->error;
}

static void put_rule(Cli *cli, const RunRuleCount *count, size_t id_width, size_t title_width) {
  Buf *out = cli_out(cli);
  cli_put_wide(out, count->rule->id, id_width);
  cli_put_wide(out, count->rule->title, title_width);
  put_number(out, count->yes);
  put_number(out, count->confirm);
  put_number(out, count->undecidable);
  put_number(out, count->error);
  buf_lit(out, "  ");
  cli_put(out, count->rule->clause);
  buf_char(out, '\n');
}

void run_summary_rules(Cli *cli, const RunResult *result) {
  size_t width = 0;
  size_t id_width = ID_WIDTH;
  size_t silent = 0;
  size_t waiting = 0;
  for (size_t i = 0; i < result->rule_count; i++) {
    const RunRuleCount *count = &result->rules[i];
    waiting += !count->looked_at;
    silent += count->looked_at && stored(count) == 0;
    size_t title = cli_width(count->rule->title);
    if (stored(count) > 0 && title > width) width = title;
    if (stored(count) > 0 && count->rule->id.len + 1 > id_width) id_width = count->rule->id.len + 1;
  }
  if (width > 0) put_heads(cli, id_width, width);
  for (size_t i = 0; i < result->rule_count; i++)
    if (stored(&result->rules[i]) > 0) put_rule(cli, &result->rules[i], id_width, width);
  if (silent > 0)
    say(cli, "另有 {0} 条规则没有发现\n", "{0} more rules found nothing\n",
        cli_number(cli, silent));
  if (waiting > 0)
    say(cli, "另有 {0} 条规则当日不生效\n", "{0} more rules are not in force on the day\n",
        cli_number(cli, waiting));
}

/* ---- files left out ---- */

/* Kinds of issues for which a whole file is left out. */
static bool leaves_out(Str word) {
  static const FrameIssueKind kinds[] = {ISSUE_FILE_UNREADABLE, ISSUE_FILE_EMPTY, ISSUE_NO_HEADER,
                                         ISSUE_COLUMN_MISSING, ISSUE_FORMAT};
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (str_eq(word, str_from(frame_issue_word(kinds[i])))) return true;
  return false;
}

static const char *kind_text(const Cli *cli, Str word) {
  for (int kind = 0; kind < ISSUE_KIND_COUNT; kind++)
    if (str_eq(word, str_from(frame_issue_word((FrameIssueKind)kind))))
      return frame_issue_text((FrameIssueKind)kind, cli->lang == LANG_EN);
  return "";
}

typedef struct LeftOut {
  Str file, column, kind;
} LeftOut;

/* The next line of issues.tsv that tells of a file left out; false at the end. */
static bool next_left_out(Cli *cli, Str *issues, LeftOut *ret) {
  while (issues->len > 0) {
    Str line = str_cut(issues, '\n');
    Str file = str_cut(&line, '\t');
    (void)str_cut(&line, '\t'); /* sheet */
    (void)str_cut(&line, '\t'); /* row: the header's, or none */
    Str column = str_cut(&line, '\t');
    Str kind = str_cut(&line, '\t');
    if (!leaves_out(kind)) continue;
    *ret = (LeftOut){codec_tsv_unescape(file, cli->arena), codec_tsv_unescape(column, cli->arena),
                     kind};
    return true;
  }
  return false;
}

void run_summary_left_out(Cli *cli, const RunResult *result) {
  if (result->files_left_out == 0) return;
  say(cli, "没有用上的文件：{0} 个\n", "files left out: {0}\n",
      cli_number(cli, result->files_left_out));
  Str issues = run_result_text(cli, result, "issues.tsv");
  LeftOut item;
  while (next_left_out(cli, &issues, &item)) {
    Str column = str_eq(item.column, STR("-")) ? STR_NONE : item.column;
    say(cli, "  {0}：{1} {2}\n", "  {0}: {1} {2}\n", item.file, str_from(kind_text(cli, item.kind)),
        column);
  }
}

void run_summary_stages(Cli *cli, const RunStages *stages) {
  for (size_t i = 0; i < stages->count; i++) {
    Buf *out = cli_out(cli);
    buf_lit(out, "  ");
    cli_put_wide(out, run_stage_name(cli, stages->items[i].what), STAGE_WIDTH);
    say(cli, "{0} 秒\n", "{0} s\n", cli_seconds(cli, stages->items[i].ns));
  }
}

static int costly_cmp(const void *a, const void *b) {
  const RunRuleCount *x = *(const RunRuleCount *const *)a, *y = *(const RunRuleCount *const *)b;
  if (x->ns != y->ns) return x->ns < y->ns ? 1 : -1;
  return str_cmp(x->rule->id, y->rule->id);
}

static void put_cost(Cli *cli, const RunRuleCount *count) {
  Buf *out = cli_out(cli);
  buf_lit(out, "    ");
  cli_put_wide(out, count->rule->id, STAGE_WIDTH - 2);
  uint64_t each = count->subjects > 0 ? count->ns / count->subjects : 0;
  say(cli, "{0} 毫秒，{1} 个对象，每个 {2} 纳秒，逐个计算 {3} 个\n",
      "{0} ms, {1} subjects, {2} ns each, {3} asked one by one\n",
      cli_number(cli, count->ns / 1000000), cli_number(cli, count->subjects), cli_number(cli, each),
      cli_number(cli, count->evaluated));
}

/* The rules that took longest, all threads together. */
void run_summary_costs(Cli *cli, const RunResult *result) {
  enum { SHOWN = 12 };
  const RunRuleCount **rules =
      arena_new_array(cli->arena, const RunRuleCount *, result->rule_count + 1);
  for (size_t i = 0; i < result->rule_count; i++)
    rules[i] = &result->rules[i];
  if (result->rule_count > 0) qsort(rules, result->rule_count, sizeof *rules, costly_cmp);
  say(cli, "  其中最费时的规则（各线程合计）\n", "  the rules that took longest, all threads\n",
      STR_NONE);
  for (size_t i = 0; i < result->rule_count && i < SHOWN && rules[i]->ns > 0; i++)
    put_cost(cli, rules[i]);
}

/* ---- JSON ---- */

static void json_numbers(Buf *out, const char *const *keys, const uint64_t *values, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (i > 0) buf_char(out, ',');
    cli_json_int(out, keys[i], values[i]);
  }
}

static void json_rules(Buf *out, const RunResult *result) {
  static const char *const keys[] = {"subjects", "no",          "yes",
                                     "confirm",  "undecidable", "common_undecidable",
                                     "error",    "evaluated",   "ns"};
  for (size_t i = 0; i < result->rule_count; i++) {
    const RunRuleCount *count = &result->rules[i];
    buf_lit(out, i == 0 ? "\n  {" : ",\n  {");
    cli_json_str(out, "rule", count->rule->id);
    buf_char(out, ',');
    cli_json_str(out, "title", count->rule->title);
    buf_lit(out, count->looked_at ? ",\"in_force\":true," : ",\"in_force\":false,");
    const uint64_t values[] = {count->subjects, count->no,          count->yes,
                               count->confirm,  count->undecidable, count->common_undecidable,
                               count->error,    count->evaluated,   count->ns};
    json_numbers(out, keys, values, sizeof values / sizeof values[0]);
    buf_char(out, '}');
  }
}

static void json_left_out(Cli *cli, const RunResult *result) {
  Buf *out = cli_out(cli);
  Str issues = run_result_text(cli, result, "issues.tsv");
  LeftOut item;
  for (size_t i = 0; result->files_left_out > 0 && next_left_out(cli, &issues, &item); i++) {
    buf_lit(out, i == 0 ? "{" : ",{");
    cli_json_str(out, "file", item.file);
    buf_char(out, ',');
    cli_json_str(out, "kind", item.kind);
    buf_char(out, '}');
  }
}

void run_summary_json(Cli *cli,
                      const RunFiles *files,
                      const RunResult *result,
                      const RunStages *stages,
                      Str out_dir) {
  static const char *const keys[] = {
      "households",        "persons",       "villages",       "deliveries", "rows",  "matched_rows",
      "out_of_population", "not_monitored", "not_authorised", "findings",   "issues"};
  const uint64_t values[] = {result->households,
                             result->persons,
                             result->villages,
                             files->input.delivery_count,
                             result->delivered_rows,
                             result->matched_rows,
                             result->out_of_population,
                             result->persons_outside[PACK_MONITORED],
                             result->persons_outside[PACK_AUTHORISED],
                             result->findings,
                             result->issues};
  Buf *out = cli_out(cli);
  buf_char(out, '{');
  cli_json_str(out, "out", out_dir);
  buf_lit(out, ",\"counts\":{");
  json_numbers(out, keys, values, sizeof values / sizeof values[0]);
  buf_lit(out, "},\n \"rules\":[");
  json_rules(out, result);
  buf_lit(out, "],\n \"files_left_out\":[");
  json_left_out(cli, result);
  buf_lit(out, "],\n \"stages\":[");
  for (size_t i = 0; i < stages->count; i++) {
    buf_lit(out, i == 0 ? "{" : ",{");
    cli_json_str(out, "stage", run_stage_name(cli, stages->items[i].what));
    buf_char(out, ',');
    cli_json_int(out, "ms", stages->items[i].ns / 1000000);
    buf_char(out, '}');
  }
  buf_lit(out, "]}\n");
}
