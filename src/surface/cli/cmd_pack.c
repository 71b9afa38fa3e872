/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pack check, pack show: a pack as its author sees it.
 *
 * check reports all mistakes and, of a good pack, what the plan leaves open: that is no mistake
 * and does not change the exit code. Examples are checked too; whether they give what they say is
 * found by pack test.
 */
#include "cli/county_int.h"

/* ---- check ---- */

static void say_summary(Cli *cli, const Pack *pack, size_t examples, Str open) {
  say(cli, "{0}  {1}\n{2}\n", "{0}  {1}\n{2}\n", pack->id, pack->title, pack->hash);
  for (size_t i = pack->layer_count - 1; i > 0; i--)
    say(cli, "继承 {0}  {1}\n", "extends {0}  {1}\n", pack->layers[i - 1].id,
        pack->layers[i - 1].title);
  say(cli, "规则 {0} 条，例子 {1} 个，数据集 {2} 个，参数 {3} 个，代码表 {4} 张，行政区划 {5} 个\n",
      "{0} rules, {1} examples, {2} datasets, {3} parameters, {4} code lists, {5} divisions\n",
      cli_number(cli, pack->rule_count), cli_number(cli, examples),
      cli_number(cli, pack->dataset_count), cli_number(cli, pack->param_count),
      cli_number(cli, pack->codes_count), cli_number(cli, pack->area_count));
  if (open.len == 0) return;
  buf_lit(cli_out(cli), cli_text(cli, "计划未定之处：\n", "What the plan leaves open:\n"));
  buf_str(cli_out(cli), open);
}

/* The lines of pack_show_open as a list. */
static void json_lines(Buf *out, Str text) {
  bool first = true;
  while (text.len > 0) {
    Str line = str_cut(&text, '\n');
    if (!first) buf_char(out, ',');
    first = false;
    buf_lit(out, "\n  ");
    codec_json_string(out, line);
  }
}

static void json_summary(Cli *cli, const Pack *pack, size_t examples, Str open) {
  Buf *out = cli_out(cli);
  buf_char(out, '{');
  cli_json_str(out, "id", pack->id);
  buf_char(out, ',');
  cli_json_str(out, "title", pack->title);
  buf_char(out, ',');
  cli_json_str(out, "hash", pack->hash);
  buf_lit(out, ",\"layers\":[");
  for (size_t i = 0; i < pack->layer_count; i++) {
    if (i > 0) buf_char(out, ',');
    codec_json_string(out, pack->layers[i].id);
  }
  buf_char(out, ']');
  const struct {
    const char *key;
    size_t count;
  } counts[] = {{"rules", pack->rule_count},       {"examples", examples},
                {"datasets", pack->dataset_count}, {"params", pack->param_count},
                {"codes", pack->codes_count},      {"areas", pack->area_count}};
  for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
    buf_char(out, ',');
    cli_json_int(out, counts[i].key, counts[i].count);
  }
  buf_lit(out, ",\"open\":[");
  json_lines(out, open);
  buf_lit(out, "]}\n");
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
  size_t examples = 0;
  err = read_examples(cli, pack, &examples);
  Buf open;
  buf_init(&open, 16 << 20);
  pack_show_open(pack, &open);
  if (err == ERR_OK && cli->json) json_summary(cli, pack, examples, buf_view(&open));
  if (err == ERR_OK && !cli->json) say_summary(cli, pack, examples, buf_view(&open));
  buf_free(&open);
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
