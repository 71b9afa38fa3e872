/* SPDX-License-Identifier: Apache-2.0 */
/* county: from a pack's divisions to a made-up county. */
#include "cli/county_int.h"

#include "generate/generate.h"

Err county_pack(Cli *cli, Str name, Pack **ret_pack) {
  Str dir;
  TRY(pack_find(name, cli->arena, &dir, cli->diag));
  return pack_load(dir, ret_pack, cli->diag);
}

Err county_pack_for_run(Cli *cli, Str name, Pack **ret_pack) {
  Pack *pack = NULL;
  TRY(county_pack(cli, name, &pack));
  if (pack->county.len > 0) {
    *ret_pack = pack;
    return ERR_OK;
  }
  Err err = fail(cli->diag, ERR_PACK_NO_COUNTY, PLACE_FILE(pack->dir), pack->id);
  pack_free(pack);
  return err;
}

static void show_progress(void *ctx, Str what, uint32_t done, uint32_t total) {
  Cli *cli = ctx;
  Str text = arena_printf(cli->arena, "%s %.*s", cli_text(cli, "生成", "making"), STR_ARG(what));
  cli_progress(cli, text, done, total);
}

Err county_generate(Cli *cli, const Pack *pack, uint64_t seed, uint32_t households, Str dir) {
  GenerateDivision *divisions = arena_new_array(cli->arena, GenerateDivision, pack->area_count + 1);
  for (size_t i = 0; i < pack->area_count; i++) {
    const PackArea *area = &pack->areas[i];
    divisions[i] = (GenerateDivision){area->code, area->name, area->kind};
  }
  GenerateOptions options = {
      .seed = seed,
      .households = households,
      .out = dir,
      .divisions = divisions,
      .division_count = pack->area_count,
      .county = pack->county,
      .progress = show_progress,
      .progress_ctx = cli,
  };
  return generate_county(&options, cli->diag);
}
