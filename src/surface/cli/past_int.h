/* SPDX-License-Identifier: Apache-2.0 */
/*
 * past: the output directory of a run that was made before.
 *
 * Promise:   nothing of a directory is used whose files are not those that its manifest.json
 *            names by hash: every failure here is an error of input (exit code 3).
 * Lifetime:  texts live in the process arena, findings and undecided until past_close.
 */
#ifndef CLI_PAST_INT_H
#define CLI_PAST_INT_H

#include "base/file.h"
#include "cli/cli.h"
#include "codec/codec.h"

typedef struct PastRun {
  Str dir;
  const YamlNode *manifest;
  bool ndjson; /* form of the findings */
  FileMap findings, undecided;
} PastRun;

/* Reads the manifest, checks every output. Close it whether or not this fails. */
MUST_USE Err past_open(Cli *cli, Str dir, PastRun *ret_run);
void past_close(PastRun *run);

/* The text under a key; empty if there is none. [map] may be NULL. */
Str past_text(const YamlNode *map, const char *key);
/* The list under a key of the manifest; an empty node if there is none. */
const YamlNode *past_list(const YamlNode *manifest, const char *key);
/* A manifest as a run just made it. */
MUST_USE Err past_manifest(Cli *cli, Str file, Bytes text, const YamlNode **ret_manifest);

/* Both directories hold the files that the run read; the registry no other. */
MUST_USE Err past_check_inputs(Cli *cli, const PastRun *run, Str registry, Str deliveries);

#endif
