/* SPDX-License-Identifier: Apache-2.0 */
/* run_input: from directories to a RunInput, and from a RunResult to files; for run and demo. */
#ifndef CLI_RUN_INPUT_INT_H
#define CLI_RUN_INPUT_INT_H

#include "base/file.h"
#include "cli/cli.h"
#include "run/run.h"

enum { RUN_STAGES_MAX = 32 };

typedef struct RunStage {
  Str what; /* as ARG2 */
  uint64_t ns;
} RunStage;

/* How long each part of the work took. */
typedef struct RunStages {
  Cli *cli;
  RunStage items[RUN_STAGES_MAX];
  size_t count;
  uint64_t began; /* of all */
  uint64_t last;  /* of the present one */
} RunStages;

void run_stages_begin(RunStages *stages, Cli *cli);
void run_stages_next(RunStages *stages, Str what); /* the one before ends */
uint64_t run_stages_end(RunStages *stages);        /* time of all */
Str run_stage_name(const Cli *cli, Str what);

/* The mapped files of a run. */
typedef struct RunFiles {
  RunInput input; /* whole but for threads, format, progress */
  FileMap *maps;
  size_t map_count;
} RunFiles;

/*
 * Maps the files of both directories, reads deliveries.yaml. A registry file that cannot be opened
 * is an error, a delivery's is left to the run. Close it whether or not this fails.
 */
MUST_USE Err
run_files_open(Cli *cli, const Pack *pack, Str registry, Str deliveries, Day on, RunFiles *files);
void run_files_close(RunFiles *files);

/* Runs with stages and progress. */
MUST_USE Err run_files_execute(RunFiles *files,
                               RunStages *stages,
                               RunResult **ret_result,
                               Diag *diag);
MUST_USE Err run_result_write(Cli *cli, const RunResult *result, Str dir);
/* An output as one text; empty if there is none of the name. */
Str run_result_text(Cli *cli, const RunResult *result, const char *name);

/* ---- run_summary.c ---- */

void run_summary_counts(Cli *cli, const RunFiles *files, const RunResult *result);
void run_summary_populations(Cli *cli, const RunResult *result);
void run_summary_rules(Cli *cli, const RunResult *result); /* the table of rules with findings */
void run_summary_left_out(Cli *cli, const RunResult *result);
void run_summary_stages(Cli *cli, const RunStages *stages);
void run_summary_costs(Cli *cli, const RunResult *result);
void run_summary_json(
    Cli *cli, const RunFiles *files, const RunResult *result, const RunStages *stages, Str out_dir);

#endif
