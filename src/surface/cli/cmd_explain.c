/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain: findings of a run by their name.
 *
 * With --reveal REASON names and numbers are shown as they stand; that it was done, when and why
 * is written to the run's reveals.tsv before anything is shown. If that cannot be written,
 * nothing is revealed.
 */
#include "base/clock.h"
#include "cli/explain_int.h"

static Err put_header(Cli *cli, Str path) {
  return file_exists(path) ? ERR_OK : file_append(path, STR("time\tfinding\treason"), cli->diag);
}

static Err record_reveal(Cli *cli, Str dir, const ExplainFindings *findings) {
  Str reason = str_trim(cli_option(cli, "reveal"));
  if (reason.len == 0)
    return fail(cli->diag, ERR_USAGE_VALUE, PLACE_NONE, STR("--reveal"), STR("''"),
                ARG2("查看的理由", "the reason for looking"));
  Str path = file_join(cli->arena, dir, STR("reveals.tsv"));
  TRY(put_header(cli, path));
  char stamp[25];
  Str time = {stamp, clock_stamp(stamp)};
  Err err = ERR_OK;
  Buf line;
  buf_init(&line, 1 << 20);
  for (size_t i = 0; i < findings->count && err == ERR_OK; i++) {
    buf_clear(&line);
    codec_tsv_put(&line, time);
    buf_char(&line, '\t');
    codec_tsv_put(&line, findings->items[i].name);
    buf_char(&line, '\t');
    codec_tsv_put(&line, reason);
    err = file_append(path, buf_view(&line), cli->diag);
  }
  buf_free(&line);
  return err;
}

static void say_all(ExplainRun *run, const ExplainFindings *findings) {
  Cli *cli = run->cli;
  if (cli->json) buf_lit(cli_out(cli), "{\"findings\":[\n");
  for (size_t i = 0; i < findings->count; i++) {
    if (i > 0) buf_lit(cli_out(cli), cli->json ? ",\n" : "\n");
    if (cli->json)
      explain_as_json(run, &findings->items[i]);
    else
      explain_as_text(run, &findings->items[i]);
  }
  if (cli->json) buf_lit(cli_out(cli), "]}\n");
}

int cmd_explain(Cli *cli) {
  Str dir = cli_option(cli, "run");
  ExplainRun run;
  Err err = explain_open(cli, dir, &run);
  if (err != ERR_OK) return cli_fail(cli, err);
  ExplainFindings findings = {0};
  err = explain_find(&run, cli->args[0], &findings);
  run.reveal = cli_has(cli, "reveal");
  if (err == ERR_OK && run.reveal) err = record_reveal(cli, dir, &findings);
  if (err == ERR_OK) say_all(&run, &findings);
  explain_close(&run);
  return cli_fail(cli, err);
}
