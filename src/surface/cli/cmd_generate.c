/* SPDX-License-Identifier: Apache-2.0 */
/*
 * generate: a made-up county, registry and department files, in a directory of its own.
 */
#include "base/file.h"
#include "cli/county_int.h"
#include "cli/folder_int.h"
#include "generate/generate.h"

static Err generate_all(Cli *cli, int64_t seed, int64_t households, Str dir) {
  TRY(cli_option_int(cli, "seed", 0, INT64_MAX, &seed));
  TRY(cli_option_int(cli, "households", 1, GENERATE_HOUSEHOLDS_MAX, &households));
  TRY(folder_must_be_free(cli, dir));
  Str name = cli_has(cli, "pack") ? cli_option(cli, "pack") : STR(COUNTY_PACK);
  Pack *pack;
  TRY(county_pack_for_run(cli, name, &pack));
  Err err = county_generate(cli, pack, (uint64_t)seed, (uint32_t)households, dir);
  pack_free(pack);
  return err;
}

static void say_made(Cli *cli, Str dir) {
  Buf *out = cli_out(cli);
  if (cli->json) {
    buf_char(out, '{');
    cli_json_str(out, "registry", file_join(cli->arena, dir, STR("registry")));
    buf_char(out, ',');
    cli_json_str(out, "deliveries", file_join(cli->arena, dir, STR("deliveries")));
    buf_lit(out, "}\n");
    return;
  }
  say(cli, "已生成登记册 {0}、部门文件 {1}\n", "made the registry {0} and the files {1}\n",
      file_join(cli->arena, dir, STR("registry")), file_join(cli->arena, dir, STR("deliveries")));
}

int cmd_generate(Cli *cli) {
  Str dir = cli_option(cli, "out");
  Err err = generate_all(cli, 1, 1, dir);
  if (err == ERR_OK) say_made(cli, dir);
  return cli_fail(cli, err);
}
