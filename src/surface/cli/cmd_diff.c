/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diff: two runs side by side. The pack only gives names; a run is compared without it.
 */
#include "cli/county_int.h"
#include "cli/diff_int.h"

int diff_show(const Diff *diff) {
  if (diff->cli->json)
    diff_as_json(diff);
  else
    diff_as_text(diff);
  return diff->differ ? 1 : 0;
}

/* The pack of the run as it was then, for titles and names of villages; NULL: none. */
static Pack *find_pack(Cli *cli, const PastRun *run) {
  const YamlNode *options = codec_yaml_get(run->manifest, STR("options"));
  const YamlNode *named = codec_yaml_get(run->manifest, STR("pack"));
  Diag *unseen = diag_new();
  Pack *pack = NULL;
  Str dir;
  if (pack_find(past_text(options, "pack"), cli->arena, &dir, unseen) != ERR_OK ||
      pack_load(dir, &pack, unseen) != ERR_OK)
    pack = NULL;
  diag_free(unseen);
  if (pack == NULL || str_eq(pack->hash, past_text(named, "hash"))) return pack;
  pack_free(pack);
  return NULL;
}

static Err compare(Cli *cli, const PastRun runs[2], int *ret_code) {
  DiffSide sides[2];
  for (size_t i = 0; i < 2; i++)
    sides[i] = past_side(&runs[i]);
  Pack *pack = find_pack(cli, &runs[1]);
  if (pack == NULL) pack = find_pack(cli, &runs[0]);
  DiffFilter filter;
  Diff diff;
  Err err = diff_options(cli, pack, &filter);
  if (err == ERR_OK) err = diff_make(cli, sides, filter, pack, &diff);
  if (err == ERR_OK) *ret_code = diff_show(&diff);
  if (pack != NULL) pack_free(pack);
  return err;
}

int cmd_diff(Cli *cli) {
  PastRun runs[2];
  Err errs[2];
  int code = 0;
  for (size_t i = 0; i < 2; i++)
    errs[i] = past_open(cli, cli->args[i], &runs[i]);
  Err err = errs[0] != ERR_OK ? errs[0] : errs[1];
  if (err == ERR_OK) err = compare(cli, runs, &code);
  for (size_t i = 0; i < 2; i++)
    past_close(&runs[i]);
  return err == ERR_OK ? code : cli_fail(cli, err);
}
