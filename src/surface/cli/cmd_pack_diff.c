/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pack diff: what a change of policy is, in words, before anybody runs it.
 *
 * Both packs are loaded with their layers; what differs are the entries that count. Exit code:
 * 0 nothing differs, 1 something does.
 */
#include "cli/county_int.h"
#include "cli/pack_diff_int.h"

static void show(Cli *cli, const Pack *before, const Pack *after, int *ret_code) {
  PackDiff diff = {.cli = cli, .packs = {before, after}};
  pack_difference(before, after, cli->arena, &diff.items, &diff.count);
  for (size_t i = 0; i < diff.count; i++)
    diff.counts[diff.items[i].change]++;
  if (cli->json)
    pack_diff_as_json(&diff);
  else
    pack_diff_as_text(&diff);
  *ret_code = diff.count > 0 ? 1 : 0;
}

int cmd_pack_diff(Cli *cli) {
  Pack *packs[2] = {NULL, NULL};
  int code = 0;
  Err first = ERR_OK;
  for (size_t i = 0; i < 2; i++) { /* the mistakes of both */
    Err err = county_pack(cli, cli->args[i], &packs[i]);
    if (first == ERR_OK) first = err;
  }
  if (first == ERR_OK) show(cli, packs[0], packs[1], &code);
  for (size_t i = 0; i < 2; i++)
    pack_free(packs[i]);
  return first == ERR_OK ? code : cli_fail(cli, first);
}
