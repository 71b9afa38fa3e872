/* SPDX-License-Identifier: Apache-2.0 */
/*
 * what-if: a run computed anew from what it was made from, with other values of parameters or
 * another pack, against the run as it stands. Nothing is written.
 *
 * What was read must be what it was: otherwise a change would be blamed on the parameter that
 * came from a file.
 */
#include "base/thread.h"
#include "cli/county_int.h"
#include "cli/diff_int.h"
#include "cli/run_input_int.h"

typedef struct WhatIf {
  Cli *cli;
  PastRun past;
  Pack *pack;
  Pack *then; /* the run's own, where [pack] is another; else NULL */
  Day on;
  Str registry, deliveries;
  VEC(RunOverride) overrides;
} WhatIf;

/* ---- --set ---- */

/* Each with its title: who asks may not know the ids. */
static Str param_names(const Cli *cli, const Pack *pack) {
  Buf names;
  buf_init(&names, 16 << 10);
  for (size_t i = 0; i < pack->param_count; i++) {
    if (i > 0) buf_char(&names, ' ');
    buf_str(&names, pack->params[i].id);
    buf_printf(&names, "（%.*s）", STR_ARG(pack->params[i].title));
  }
  Str text = arena_str(cli->arena, buf_view(&names));
  buf_free(&names);
  return text;
}

static Err fail_set(const Cli *cli, Str option, Str zh, Str en, Str detail) {
  Str text = arena_printf(cli->arena, "%.*s%.*s%s%.*s%.*s", STR_ARG(zh), STR_ARG(detail), ARG2_MARK,
                          STR_ARG(en), STR_ARG(detail));
  return fail(cli->diag, ERR_PARAM_SET, PLACE_NONE, option, text);
}

/* What a value of the parameter looks like, in the words of people. */
static void expected(const Cli *cli, const PackParam *param, Str *ret_zh, Str *ret_en) {
  static const struct {
    CelKind kind;
    const char *zh, *en;
  } words[] = {
      {CEL_INT, "整数", "a whole number"},
      {CEL_DECIMAL, "数，至多 4 位小数", "a number of at most 4 decimals"},
      {CEL_DATE, "日期，如 2021-10-30", "a date such as 2021-10-30"},
      {CEL_MONTH, "月份，如 2021-10", "a month such as 2021-10"},
      {CEL_BOOL, "true 或 false", "true or false"},
  };
  bool table = param->type->kind == CEL_MAP;
  CelKind kind = table ? param->type->elem->kind : param->type->kind;
  Str type = cel_type_text(param->type, cli->arena);
  Str zh = type;
  Str en = type;
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    if (words[i].kind != kind) continue;
    zh = str_from(words[i].zh);
    en = str_from(words[i].en);
  }
  if (table) {
    zh = arena_printf(cli->arena, "表 {代码: 值, …}，值是%.*s", STR_ARG(zh));
    en = arena_printf(cli->arena, "a table {code: value, …}, each value %.*s", STR_ARG(en));
  }
  *ret_zh = zh;
  *ret_en = en;
}

static Err read_set(WhatIf *what, Str option) {
  Cli *cli = what->cli;
  const Pack *pack = what->pack;
  Str value = option;
  Str name = str_trim(str_cut(&value, '='));
  if (name.len == option.len || name.len == 0)
    return fail_set(cli, option, STR("应为 参数=值"), STR("expected PARAMETER=VALUE"), STR_NONE);
  size_t index = 0;
  while (index < pack->param_count && !str_eq(pack->params[index].id, name))
    index++;
  if (index == pack->param_count)
    return fail_set(cli, option, STR("规则包没有这个参数；有 "),
                    STR("the pack has no such parameter; it has "), param_names(cli, pack));
  const RunOverride *earlier;
  vec_each (earlier, &what->overrides) {
    if (earlier->param == index)
      return fail_set(cli, option, STR("这个参数给了两次"), STR("the parameter is given twice"),
                      STR_NONE);
  }
  RunOverride made = {.param = (uint32_t)index, .text = str_trim(value)};
  Diag *unseen = diag_new();
  Err err = made.text.len == 0 ? ERR_PARAM_SET
                               : pack_param_read(&pack->params[index], STR("--set"), made.text,
                                                 cli->arena, &made.value, unseen);
  diag_free(unseen);
  if (err != ERR_OK) {
    Str zh, en;
    expected(cli, &pack->params[index], &zh, &en);
    return fail_set(cli, option, arena_printf(cli->arena, "值不对，应为%.*s", STR_ARG(zh)),
                    arena_printf(cli->arena, "wrong value, expected %.*s", STR_ARG(en)), STR_NONE);
  }
  *vec_push(cli->arena, &what->overrides) = made;
  return ERR_OK;
}

static Err read_sets(WhatIf *what) {
  Err first = ERR_OK;
  for (size_t i = 0; i < what->cli->option_count; i++) {
    const CliOption *option = &what->cli->options[i];
    if (!str_eq(option->name, STR("set"))) continue;
    Err err = read_set(what, option->value);
    if (first == ERR_OK) first = err;
  }
  return first;
}

/* ---- what the run was made from ---- */

static Str place_of(const WhatIf *what, const char *name) {
  if (cli_has(what->cli, name)) return cli_option(what->cli, name);
  return past_text(codec_yaml_get(what->past.manifest, STR("options")), name);
}

/* The run's own pack, as it was. */
static Err open_own(WhatIf *what, Str name, Str hash, Pack **ret_pack) {
  Cli *cli = what->cli;
  Str dir;
  Diag *unseen = diag_new();
  Err found = pack_find(name, cli->arena, &dir, unseen);
  diag_free(unseen);
  if (found != ERR_OK)
    return fail(cli->diag, ERR_INPUT_GONE, PLACE_FILE(name), ARG2("规则包", "the pack"),
                STR("--pack"));
  TRY(pack_load(dir, ret_pack, cli->diag));
  if (str_eq((*ret_pack)->hash, hash)) return ERR_OK;
  return fail(cli->diag, ERR_INPUT_CHANGED, PLACE_FILE(dir), ARG2("规则包", "the pack"));
}

/* --pack names another, or where the run's own is now. Of another the run's own is needed, too:
 * departments filtered their lists by its values. */
static Err open_pack(WhatIf *what) {
  Cli *cli = what->cli;
  const YamlNode *options = codec_yaml_get(what->past.manifest, STR("options"));
  Str own = past_text(options, "pack");
  Str hash = past_text(codec_yaml_get(what->past.manifest, STR("pack")), "hash");
  if (!cli_has(cli, "pack")) return open_own(what, own, hash, &what->pack);
  TRY(county_pack(cli, cli_option(cli, "pack"), &what->pack));
  if (str_eq(what->pack->hash, hash)) return ERR_OK;
  return open_own(what, own, hash, &what->then);
}

static Err open_past(WhatIf *what) {
  Cli *cli = what->cli;
  TRY(past_open(cli, cli->args[0], &what->past));
  if (!day_parse_iso(past_text(what->past.manifest, "on"), &what->on))
    return fail(cli->diag, ERR_RUN_MANIFEST, PLACE_FILE(what->past.dir),
                ARG2("没有日期（on）", "it has no date (on)"));
  TRY(open_pack(what));
  TRY(read_sets(what));
  what->registry = place_of(what, "registry");
  what->deliveries = place_of(what, "deliveries");
  return past_check_inputs(cli, &what->past, what->registry, what->deliveries);
}

/* ---- the whole ---- */

static Err compare(WhatIf *what, const RunResult *result, DiffFilter filter, int *ret_code) {
  Cli *cli = what->cli;
  DiffSide sides[2] = {past_side(&what->past),
                       {.name = str_from(cli_text(cli, "按新的设定重算", "computed anew")),
                        .ndjson = what->past.ndjson}};
  const char *findings = what->past.ndjson ? "findings.ndjson" : "findings.tsv";
  sides[1].findings = run_result_text(cli, result, findings);
  sides[1].undecided = run_result_text(cli, result, "undecided.tsv");
  Str manifest = run_result_text(cli, result, "manifest.json");
  Bytes bytes = {(const uint8_t *)manifest.ptr, manifest.len};
  TRY(past_manifest(cli, sides[1].name, bytes, &sides[1].manifest));
  Diff diff;
  TRY(diff_make(cli, sides, filter, what->pack, &diff));
  *ret_code = diff_show(&diff);
  return ERR_OK;
}

static Err run_anew(WhatIf *what, DiffFilter filter, int64_t threads, int *ret_code) {
  Cli *cli = what->cli;
  RunFiles files;
  RunResult *result = NULL;
  RunStages stages;
  run_stages_begin(&stages, cli);
  Err err = run_files_open(cli, what->pack, what->registry, what->deliveries, what->on, &files);
  files.input.overrides = what->overrides.items;
  files.input.override_count = what->overrides.count;
  files.input.filtered_under = what->then ? what->then : what->pack;
  files.input.ndjson = what->past.ndjson;
  files.input.english = cli->lang == LANG_EN;
  files.input.threads = (size_t)threads;
  if (err == ERR_OK) err = run_files_execute(&files, &stages, &result, cli->diag);
  if (err == ERR_OK) err = compare(what, result, filter, ret_code);
  if (result != NULL) run_free(result);
  run_files_close(&files);
  return err;
}

int cmd_what_if(Cli *cli) {
  WhatIf what = {.cli = cli};
  DiffFilter filter;
  int64_t threads = 0;
  int code = 0;
  Err err = cli_option_int(cli, "threads", 1, THREAD_MAX, &threads);
  if (err == ERR_OK && !cli_has(cli, "set") && !cli_has(cli, "pack"))
    err = fail(cli->diag, ERR_WHAT_IF_NOTHING, PLACE_NONE, STR_NONE);
  if (err != ERR_OK) return cli_fail(cli, err);
  err = open_past(&what);
  if (err == ERR_OK) err = diff_options(cli, what.pack, &filter);
  if (err == ERR_OK) err = run_anew(&what, filter, threads, &code);
  past_close(&what.past);
  if (what.pack != NULL) pack_free(what.pack);
  if (what.then != NULL) pack_free(what.then);
  return err == ERR_OK ? code : cli_fail(cli, err);
}
