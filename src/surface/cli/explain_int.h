/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain: a finding of a run with everything it rests on.
 *
 * In:        a run's directory; the pack and the files that its manifest names.
 * Out:       the finding with its rule, values, causes and rows, as text or JSON.
 * Promise:   a file or pack that is no longer the one of the run is never shown, it is said so.
 *            ID numbers, telephones, bank cards and names are masked unless revealed.
 * Lifetime:  everything lives in the process arena; maps until explain_close.
 */
#ifndef CLI_EXPLAIN_INT_H
#define CLI_EXPLAIN_INT_H

#include "base/file.h"
#include "base/vec.h"
#include "cli/cli.h"
#include "pack/pack.h"
#include "reader/reader.h"

/* ---- a finding as it stands in the run ---- */

typedef struct ExplainProof {
  Str dataset; /* id, or "registry" */
  Str file, sheet;
  uint32_t row; /* 0: the delivery says that there is none */
} ExplainProof;

typedef struct ExplainPair {
  Str key; /* empty: a single value */
  Str value;
} ExplainPair;

typedef struct ExplainFinding {
  Str household, person, village, rule, as_of, outcome, tier, of_case; /* empty: none */
  Str name;                                                            /* RULE/SUBJECT[/AS_OF] */
  VEC(ExplainPair) evidence;
  VEC(ExplainProof) proof;
  VEC(Str) causes;
} ExplainFinding;

typedef VEC(ExplainFinding) ExplainFindings;

/* ---- the run ---- */

typedef enum ExplainState {
  EXPLAIN_READY,
  EXPLAIN_GONE,    /* cannot be opened, or not named by the manifest */
  EXPLAIN_CHANGED, /* not what the run read */
  EXPLAIN_UNKNOWN  /* no table of the pack takes it any more */
} ExplainState;

typedef struct ExplainFile {
  Str source; /* dataset id, or "registry" */
  Str name;
  Str path;
  ExplainState state;
  FileMap map;
  const PackColumn *columns;
  size_t column_count;
  const PackTable *table;     /* NULL: of a dataset */
  const PackDataset *dataset; /* NULL: of the registry */
  uint32_t birth; /* column of birth dates, shown by year: with them masks could be guessed */
  ReaderTable reader;
} ExplainFile;

typedef struct ExplainRun {
  Cli *cli;
  Str dir;
  const YamlNode *manifest;
  Str on;
  Str pack_dir, registry_dir, deliveries_dir;
  Pack *pack; /* NULL: see pack_state */
  ExplainState pack_state;
  FileMap findings;
  bool reveal;
  bool brief;                  /* without the rule as written, and of rows what the rule reads */
  VEC(const CelField *) reads; /* of the finding that is shown; only where brief */
  VEC(ExplainFile) files;
  Arena *scratch; /* of reading rows */
} ExplainRun;

/* [dir] is a run's; options --pack, --registry, --deliveries go before what its manifest says. */
MUST_USE Err explain_open(Cli *cli, Str dir, ExplainRun *ret_run);
void explain_close(ExplainRun *run);

/* Findings of the name; without /AS_OF those of all dates. None is ERR_FINDING_NONE. */
MUST_USE Err explain_find(ExplainRun *run, Str name, ExplainFindings *ret_findings);
/* One line of findings.tsv, without its line end. */
void explain_read_line(ExplainRun *run, Str line, ExplainFinding *ret_finding);

/* ---- rows ---- */

typedef struct ExplainCell {
  Str header;
  Str value;  /* masked already */
  bool bound; /* the pack knows the column */
  bool read;  /* it names whose row it is, or the rule or a def of it reads it */
} ExplainCell;

typedef struct ExplainEnds { /* whom a row connects: numbers, never shown */
  uint32_t def;
  uint64_t from, to;
} ExplainEnds;

typedef struct ExplainRow {
  ExplainProof proof;
  ExplainState state;
  Str path;
  bool found;
  VEC(ExplainCell) cells;
  const uint64_t *own; /* the numbers of those whose row it is; never shown */
  size_t own_count;
  VEC(ExplainEnds) ends;
  const PackLink *link;         /* he is the household's by this link; NULL: one of its own */
  const struct ExplainRow *via; /* the row that says so */
} ExplainRow;

/* Needs the pack. Valid until the next call. */
const ExplainFile *explain_file(ExplainRun *run, Str source, Str name);
/* Whose file it is by the manifest: a dataset's id, "registry", or empty. */
Str explain_source(const ExplainRun *run, Str file);
/* The rows of the finding's proof, in its order; every file is read once. Needs the pack. */
ExplainRow *explain_rows(ExplainRun *run, const ExplainFinding *finding);

void explain_scan(ExplainRun *run, const ExplainFile *file, ReaderRowFn *visit, void *ctx);
/* explain_link.c: of a row that is read; of all rows, once they are. */
void explain_note_numbers(ExplainRun *run,
                          const ExplainFile *file,
                          const CsvRecord *record,
                          ExplainRow *row);
void explain_name_links(ExplainRun *run, const ExplainFinding *finding, ExplainRow *rows);

/* Who the finding is about, from the registry. */
typedef struct ExplainSubject {
  Str name, id, head;                 /* masked; empty: not found */
  const PackArea *village, *township; /* NULL: unknown */
} ExplainSubject;

void explain_subject(ExplainRun *run, const ExplainFinding *finding, ExplainSubject *ret_subject);

/* ---- words ---- */

/* A cause for people: what is missing, and who can supply it (empty: nobody in particular). */
void explain_cause(const ExplainRun *run, Str cause, Str *ret_text, Str *ret_supplier);
Str explain_outcome(const ExplainRun *run, const PackRule *rule, Str outcome);
/* The rule's sentence with the finding's values. */
Str explain_say(const ExplainRun *run, const PackRule *rule, const ExplainFinding *finding);
/* The condition in words, with what its names mean. */
Str explain_words(const ExplainRun *run, const PackRule *rule);
/* The name of the date with what it means. */
Str explain_as_of(const ExplainRun *run, const PackRule *rule, Str as_of);
/* What a value of the evidence is, in words; empty if there is nothing to add. */
Str explain_meaning(const ExplainRun *run, const PackRule *rule, Str key);

typedef struct ExplainDef {
  const PackDef *def;
  Str words;      /* how it comes about */
  bool has_value; /* of the finding's own subject: the evidence shows it */
  Str value;
} ExplainDef;
/* The defs that the rule reads, then those that they read, each once. */
const ExplainDef *explain_defs(const ExplainRun *run,
                               const PackRule *rule,
                               const ExplainFinding *finding,
                               size_t *ret_count);

/* Of the rule, and of the defs that it reads. */
void explain_note_reads(ExplainRun *run, const PackRule *rule, const ExplainFinding *finding);

void explain_as_text(ExplainRun *run, const ExplainFinding *finding);
void explain_as_json(ExplainRun *run, const ExplainFinding *finding);

#endif
