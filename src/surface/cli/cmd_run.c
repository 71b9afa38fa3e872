/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run: maps the files, compares, writes the results, says in short what was found.
 *
 * Nothing stands under its final name in the output directory before all is computed, and the
 * manifest comes last: a directory with a manifest.json is a whole run.
 */
#include "base/clock.h"
#include "base/thread.h"
#include "cli/county_int.h"
#include "cli/folder_int.h"
#include "cli/run_input_int.h"

static Err read_options(Cli *cli, Day *ret_on, RunInput *ret) {
  Str on = cli_option(cli, "on");
  if (!day_parse_iso(on, ret_on))
    return fail(cli->diag, ERR_USAGE_VALUE, PLACE_NONE, STR("--on"), on,
                ARG2(" 2021-10-30 这样的日期", "a date like 2021-10-30"));
  Str format = cli_has(cli, "format") ? cli_option(cli, "format") : STR("tsv");
  ret->ndjson = str_eq(format, STR("ndjson"));
  if (!ret->ndjson && !str_eq(format, STR("tsv")))
    return fail(cli->diag, ERR_USAGE_VALUE, PLACE_NONE, STR("--format"), format,
                ARG2(" tsv | ndjson", "tsv | ndjson"));
  ret->english = cli->lang == LANG_EN;
  int64_t threads = 0;
  TRY(cli_option_int(cli, "threads", 1, THREAD_MAX, &threads));
  ret->threads = (size_t)threads;
  return folder_must_be_free(cli, cli_option(cli, "out"));
}

static void
say_summary(Cli *cli, const RunFiles *files, const RunResult *result, RunStages *stages, Str dir) {
  uint64_t ns = run_stages_end(stages);
  if (cli->json) {
    run_summary_json(cli, files, result, stages, dir);
    return;
  }
  run_summary_counts(cli, files, result);
  run_summary_populations(cli, result);
  run_summary_left_out(cli, result);
  buf_char(cli_out(cli), '\n');
  run_summary_rules(cli, result);
  say(cli, "\n结果在 {0}，用时 {1} 秒\n", "\nthe results are in {0}; {1} s\n", dir,
      cli_seconds(cli, ns));
  if (!cli_has(cli, "profile")) return;
  run_summary_stages(cli, stages);
  run_summary_costs(cli, result);
}

static Err run_pack(Cli *cli,
                    const Pack *pack,
                    Day on,
                    const RunInput *options,
                    RunStages *stages,
                    uint32_t *ret_left_out) {
  Str dir = cli_option(cli, "out");
  RunFiles files;
  RunResult *result = NULL;
  run_stages_next(stages, ARG2("打开文件", "opening the files"));
  Err err = run_files_open(cli, pack, cli_option(cli, "registry"), cli_option(cli, "deliveries"),
                           on, &files);
  files.input.ndjson = options->ndjson;
  if (cli_has(cli, "profile")) files.input.clock = clock_monotonic_ns;
  files.input.english = options->english;
  files.input.threads = options->threads;
  if (err == ERR_OK) err = run_files_execute(&files, stages, &result, cli->diag);
  if (err == ERR_OK) run_stages_next(stages, ARG2("写结果", "writing the results"));
  if (err == ERR_OK) err = run_result_write(cli, result, dir);
  if (err == ERR_OK) say_summary(cli, &files, result, stages, dir);
  if (err == ERR_OK) *ret_left_out = result->files_left_out;
  if (result != NULL) run_free(result);
  run_files_close(&files);
  return err;
}

int cmd_run(Cli *cli) {
  Day on = DAY_MIN;
  RunInput options = {0};
  Err err = read_options(cli, &on, &options);
  if (err != ERR_OK) return cli_fail(cli, err);
  RunStages stages;
  run_stages_begin(&stages, cli);
  run_stages_next(&stages, ARG2("读规则包", "reading the pack"));
  Pack *pack = NULL;
  uint32_t left_out = 0;
  err = county_pack_for_run(cli, cli_option(cli, "pack"), &pack);
  if (err == ERR_OK) err = run_pack(cli, pack, on, &options, &stages, &left_out);
  if (pack != NULL) pack_free(pack);
  return err == ERR_OK && left_out > 0 ? 1 : cli_fail(cli, err);
}
