/* SPDX-License-Identifier: Apache-2.0 */
/* county: a made-up county with the divisions of a pack; for generate and demo. */
#ifndef CLI_COUNTY_INT_H
#define CLI_COUNTY_INT_H

#include "cli/cli.h"
#include "pack/pack.h"

#define COUNTY_PACK "shuangjiang-2021"

/* Loads a pack by its directory or name. The caller frees it. */
MUST_USE Err county_pack(Cli *cli, Str name, Pack **ret_pack);
/* The same; refuses a layer that names no county. */
MUST_USE Err county_pack_for_run(Cli *cli, Str name, Pack **ret_pack);
/* Writes DIR/registry and DIR/deliveries. */
MUST_USE Err
county_generate(Cli *cli, const Pack *pack, uint64_t seed, uint32_t households, Str dir);

#endif
