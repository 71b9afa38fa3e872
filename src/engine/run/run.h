/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run: the comparison of a county as a pure function.
 *
 * In:        the registry's files, the deliveries' files, a pack, a date, all as bytes.
 * Out:       findings, accounting, issues and counts as the bytes of the output files: the same
 *            with any number of threads, compiler, day.
 * Lifetime:  the input must outlive the RunResult; the result owns its memory: run_free.
 * Purity:    no file, clock, environment. Hashes come by callback, threads by base/thread.
 * Spec:      packs-and-rules.md 3 to 5; docs/engine.md says how it is laid out.
 */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include "pack/pack.h"
#include "reader/reader.h"
#include "rule/rule.h"

typedef struct RunFile {
  Str name;     /* beside the others: no directory */
  Bytes bytes;  /* ptr NULL with len 0: empty */
  bool missing; /* could not be opened: an issue, and the run goes on without it */
} RunFile;

/* SHA-256 over blocks, as packs-and-rules.md 5 says; NULL callbacks: no hashes in the manifest. */
enum { RUN_HASH_BLOCK = 1 << 20, RUN_HASH_BYTES = 32, RUN_HASH_TEXT = 96 };
typedef struct RunHash {
  void (*block)(Bytes block, uint8_t out[RUN_HASH_BYTES]);
  /* Writes the text of the whole; returns its length. */
  size_t (*root)(const uint8_t *blocks, size_t count, char out[RUN_HASH_TEXT]);
} RunHash;

/* Another value of a parameter than the pack's: in place of the one in force on the day. */
typedef struct RunOverride {
  uint32_t param; /* in pack->params; each once */
  CelValue value; /* of its type */
  Str text;       /* as given, for the manifest */
} RunOverride;

typedef struct RunInput {
  const Pack *pack;
  Day on;
  const RunOverride *overrides;
  size_t override_count;
  const Pack *filtered_under; /* whose values the departments filtered by; NULL: those of the run */
  const RunFile *registry;
  size_t registry_count;
  const ReaderDelivery *deliveries; /* as deliveries.yaml lists them */
  const RunFile *delivery_files;    /* of the same number and order */
  const RunFile *lists;             /* of deliveries with coverage answer: the list; else empty */
  size_t delivery_count;
  RunFile delivery_list; /* deliveries.yaml itself, for the manifest; no name: none */
  bool ndjson;           /* findings.ndjson, else findings.tsv */
  bool english;          /* of `say` in NDJSON */
  size_t threads;        /* 0: all cores */
  RunHash hash;
  /* The bytes of an input are not needed for a while; NULL: nobody wants to know. */
  void (*release)(Bytes part);
  Str program;                      /* name and version, for the manifest */
  Str registry_dir, deliveries_dir; /* as given, for the manifest's options */
  RuleExecutor executor;            /* RULE_REFERENCE for tests: slow */
  uint32_t partition;               /* persons a partition; 0: the usual 4096 */
  uint32_t batch_least;             /* subjects that are worth a batch; 0: the usual 16 */
  uint64_t (*clock)(void);          /* ns: what each rule takes is measured; NULL: it is not */
  uint32_t block;                   /* rows matched together; 0: the usual 32 */
  void (*progress)(void *ctx, Str what, uint64_t done, uint64_t total); /* any thread 0 only */
  void *progress_ctx;
} RunInput;

typedef struct RunOutput {
  Str name; /* findings.tsv … */
  const Str *pieces;
  size_t piece_count;
} RunOutput;

typedef struct RunRuleCount {
  const PackRule *rule;
  bool looked_at; /* in force on the day */
  uint64_t subjects, no, yes, confirm, undecidable, common_undecidable, error;
  /* Of the subjects: those who were asked one by one, since neither drivers nor columns said no. */
  uint64_t evaluated;
  uint64_t ns; /* of all workers together; 0 without a clock */
} RunRuleCount;

typedef struct RunDefCount {
  const PackDef *def;
  uint64_t evaluated; /* proofs left out */
} RunDefCount;

typedef struct RunResult {
  const RunOutput *outputs; /* manifest.json last */
  size_t output_count;
  uint32_t persons, households, villages;
  uint64_t delivered_rows, matched_rows, out_of_population; /* the last were not kept */
  /* Per PackPopulation: at whom its rules did not look (M28). */
  uint32_t households_outside[PACK_POPULATIONS], persons_outside[PACK_POPULATIONS];
  uint64_t findings;
  const RunRuleCount *rules; /* in the pack's order */
  size_t rule_count;
  const RunDefCount *defs; /* in the pack's order */
  size_t def_count;
  uint32_t files_left_out; /* > 0: exit code 1 */
  uint64_t issues;
  struct RunState *state; /* private */
} RunResult;

/*
 * Errors are only of the whole: no persons table, a registry file that no table takes, a limit.
 * Everything about single files and rows is in the result.
 */
MUST_USE Err run_execute(const RunInput *input, RunResult **ret_result, Diag *diag);
void run_free(RunResult *result);

#endif
