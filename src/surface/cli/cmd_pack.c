/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pack check, pack show: a pack as its author sees it.
 *
 * check reports all mistakes and, of a good pack, what the plan leaves open: that is no mistake
 * and does not change the exit code. Examples are checked too; whether they give what they say is
 * found by pack test.
 */
#include "cli/county_int.h"
#include "cli/pack_words_int.h"

/* ---- check ---- */

typedef struct Check {
  const Pack *pack;
  size_t examples;
  const PackOpen *open;
  size_t open_count;
} Check;

/* Of two lists: what the plan leaves open, and what the county must confirm. */
static bool is_listed(const PackOpen *open, bool confirm) {
  return confirm ? open->confirm.len > 0 : open->question.len > 0;
}

static size_t count_listed(const Check *check, bool confirm) {
  size_t count = 0;
  for (size_t i = 0; i < check->open_count; i++)
    count += is_listed(&check->open[i], confirm);
  return count;
}

static void say_open(Cli *cli, const PackOpen *open, bool confirm) {
  Str line = arena_printf(cli->arena, "%u", open->line);
  say(cli, "  {0} {1}", "  {0} {1}", open->id, open->title);
  if (!confirm) say(cli, "：{0}", ": {0}", open->question);
  if (confirm && open->param) say(cli, "：{0}", ": {0}", pack_words_values(cli, open->param));
  if (confirm && !str_eq(open->confirm, STR("county")))
    say(cli, "（{0}）", " ({0})", open->confirm);
  if (open->clause.len > 0) say(cli, "；条款：{0}", "; clause: {0}", open->clause);
  if (open->source.len > 0) say(cli, "；来源：{0}", "; source: {0}", open->source);
  say(cli, "；{0}:{1} [{2}]\n", "; {0}:{1} [{2}]\n", open->file, line, open->layer->id);
}

static void say_list(Cli *cli, const Check *check, bool confirm) {
  size_t count = count_listed(check, confirm);
  if (count == 0) return;
  if (confirm)
    say(cli, "待县里确认，{0} 处：\n", "The county must confirm, {0}:\n", cli_number(cli, count));
  else
    say(cli, "计划未定，{0} 处：\n", "The plan leaves open, {0}:\n", cli_number(cli, count));
  for (size_t i = 0; i < check->open_count; i++)
    if (is_listed(&check->open[i], confirm)) say_open(cli, &check->open[i], confirm);
}

static void say_summary(Cli *cli, const Check *check) {
  const Pack *pack = check->pack;
  say(cli, "{0}  {1}\n{2}\n", "{0}  {1}\n{2}\n", pack->id, pack->title, pack->hash);
  for (size_t i = pack->layer_count - 1; i > 0; i--)
    say(cli, "继承 {0}  {1}\n", "extends {0}  {1}\n", pack->layers[i - 1].id,
        pack->layers[i - 1].title);
  say(cli, "规则 {0} 条，例子 {1} 个，数据集 {2} 个，参数 {3} 个，代码表 {4} 张，行政区划 {5} 个\n",
      "{0} rules, {1} examples, {2} datasets, {3} parameters, {4} code lists, {5} divisions\n",
      cli_number(cli, pack->rule_count), cli_number(cli, check->examples),
      cli_number(cli, pack->dataset_count), cli_number(cli, pack->param_count),
      cli_number(cli, pack->codes_count), cli_number(cli, pack->area_count));
  say_list(cli, check, false);
  say_list(cli, check, true);
}

static void json_text(Buf *out, const char *key, Str value) {
  buf_char(out, ',');
  if (value.len > 0)
    cli_json_str(out, key, value);
  else
    buf_printf(out, "\"%s\":null", key);
}

static void json_open(Cli *cli, const PackOpen *open, bool confirm) {
  Buf *out = cli_out(cli);
  cli_json_str(out, "kind", pack_words_kind_name(open->kind));
  json_text(out, "id", open->id);
  json_text(out, "title", open->title);
  json_text(out, confirm ? "by" : "question", confirm ? open->confirm : open->question);
  json_text(out, "clause", open->clause);
  json_text(out, "source", open->source);
  json_text(out, "layer", open->layer->id);
  json_text(out, "file", open->file);
  buf_char(out, ',');
  cli_json_int(out, "line", open->line);
}

static void json_list(Cli *cli, const Check *check, bool confirm) {
  Buf *out = cli_out(cli);
  bool first = true;
  buf_lit(out, confirm ? ",\n\"confirm\":[" : ",\n\"open\":[");
  for (size_t i = 0; i < check->open_count; i++) {
    if (!is_listed(&check->open[i], confirm)) continue;
    buf_lit(out, first ? "\n  {" : ",\n  {");
    first = false;
    json_open(cli, &check->open[i], confirm);
    buf_char(out, '}');
  }
  buf_char(out, ']');
}

static void json_summary(Cli *cli, const Check *check) {
  const Pack *pack = check->pack;
  Buf *out = cli_out(cli);
  buf_char(out, '{');
  cli_json_str(out, "id", pack->id);
  json_text(out, "title", pack->title);
  json_text(out, "hash", pack->hash);
  buf_lit(out, ",\"layers\":[");
  for (size_t i = 0; i < pack->layer_count; i++) {
    if (i > 0) buf_char(out, ',');
    codec_json_string(out, pack->layers[i].id);
  }
  buf_char(out, ']');
  const struct {
    const char *key;
    size_t count;
  } counts[] = {{"rules", pack->rule_count},       {"examples", check->examples},
                {"datasets", pack->dataset_count}, {"params", pack->param_count},
                {"codes", pack->codes_count},      {"areas", pack->area_count}};
  for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
    buf_char(out, ',');
    cli_json_int(out, counts[i].key, counts[i].count);
  }
  json_list(cli, check, false);
  json_list(cli, check, true);
  buf_lit(out, "}\n");
}

/* Counts the examples of all rules; all mistakes in them are reported. */
static Err read_examples(Cli *cli, const Pack *pack, size_t *ret_count) {
  Err first = ERR_OK;
  size_t total = 0;
  for (size_t i = 0; i < pack->rule_count; i++) {
    const PackExample *examples = NULL;
    size_t count = 0;
    Err err = pack_examples(pack, &pack->rules[i], cli->arena, &examples, &count, cli->diag);
    if (first == ERR_OK) first = err;
    if (err == ERR_OK) total += count;
  }
  *ret_count = total;
  return first;
}

int cmd_pack_check(Cli *cli) {
  Pack *pack = NULL;
  Err err = county_pack(cli, cli->args[0], &pack);
  if (err != ERR_OK) return cli_fail(cli, err);
  Check check = {.pack = pack};
  err = read_examples(cli, pack, &check.examples);
  pack_open_list(pack, cli->arena, &check.open, &check.open_count);
  if (err == ERR_OK && cli->json) json_summary(cli, &check);
  if (err == ERR_OK && !cli->json) say_summary(cli, &check);
  pack_free(pack);
  return cli_fail(cli, err);
}

/* ---- show ---- */

/* Each line behind [indent]. */
static void put_lines(Buf *out, Str text, const char *indent) {
  while (text.len > 0) {
    buf_lit(out, indent);
    cli_put(out, str_cut(&text, '\n'));
    buf_char(out, '\n');
  }
}

static void say_entry(Cli *cli, const PackShown *shown, bool below) {
  const char *indent = below ? "    " : "";
  buf_lit(cli_out(cli), indent);
  Str line = arena_printf(cli->arena, "%u", shown->line);
  say(cli, "{0}:{1}  [{2}]\n", "{0}:{1}  [{2}]\n", shown->file, line, shown->layer->id);
  put_lines(cli_out(cli), shown->text, indent);
  if (shown->below == NULL) return;
  buf_lit(cli_out(cli), indent);
  if (shown->off)
    say(cli, "停用，理由：{0}；原为\n", "takes away, because: {0}; it was\n", shown->because);
  else
    say(cli, "改写，理由：{0}；原为\n", "replaces, because: {0}; it was\n", shown->because);
  say_entry(cli, shown->below, true);
}

static void json_entry(Buf *out, const PackShown *shown) {
  buf_char(out, '{');
  cli_json_str(out, "id", shown->id);
  buf_char(out, ',');
  cli_json_str(out, "layer", shown->layer->id);
  buf_char(out, ',');
  cli_json_str(out, "file", shown->file);
  buf_char(out, ',');
  cli_json_int(out, "line", shown->line);
  buf_char(out, ',');
  cli_json_str(out, "text", shown->text);
  if (shown->below) {
    buf_printf(out, ",\"off\":%s,", shown->off ? "true" : "false");
    cli_json_str(out, "because", shown->because);
    buf_lit(out, ",\"replaces\":");
    json_entry(out, shown->below);
  }
  buf_char(out, '}');
}

static void show_all(Cli *cli, const PackShown *shown, size_t count) {
  Buf *out = cli_out(cli);
  if (!cli->json) {
    for (size_t i = 0; i < count; i++)
      say_entry(cli, &shown[i], false);
    return;
  }
  buf_char(out, '{');
  cli_json_str(out, "id", cli->args[0]);
  buf_lit(out, ",\"entries\":[");
  for (size_t i = 0; i < count; i++) {
    buf_lit(out, i > 0 ? ",\n " : "");
    json_entry(out, &shown[i]);
  }
  buf_lit(out, "]}\n");
}

int cmd_pack_show(Cli *cli) {
  Pack *pack = NULL;
  Err err = county_pack(cli, cli_option(cli, "pack"), &pack);
  if (err != ERR_OK) return cli_fail(cli, err);
  const PackShown *shown = NULL;
  size_t count = 0;
  err = pack_show(pack, cli->args[0], cli->arena, &shown, &count, cli->diag);
  if (err == ERR_OK) show_all(cli, shown, count);
  pack_free(pack);
  return cli_fail(cli, err);
}
