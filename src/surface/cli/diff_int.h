/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diff: the findings of two runs, side by side.
 *
 * In:        two sides: manifest, findings (TSV or NDJSON), undecided.tsv, as texts.
 * Out:       what differs in the inputs; findings that are new, changed (another outcome), gone,
 *            continued, counted by rule and village; households with what changed.
 * Identity:  a finding is RULE/SUBJECT[/AS_OF]; what is equal in name and outcome goes on.
 * Order:     by bytes of rules, codes and keys: the same texts give the same answer.
 * Lifetime:  everything lives in the process arena or points into the texts of the sides.
 */
#ifndef CLI_DIFF_INT_H
#define CLI_DIFF_INT_H

#include "base/vec.h"
#include "cli/cli.h"
#include "cli/past_int.h"
#include "pack/pack.h"

typedef struct DiffSide {
  Str name; /* the run's directory; what stands for it */
  const YamlNode *manifest;
  Str findings, undecided;
  bool ndjson;
} DiffSide;

/* Points into the run. */
static inline DiffSide past_side(const PastRun *run) {
  Bytes findings = run->findings.bytes, undecided = run->undecided.bytes;
  return (DiffSide){.name = run->dir,
                    .manifest = run->manifest,
                    .findings = {(const char *)findings.ptr, findings.len},
                    .undecided = {(const char *)undecided.ptr, undecided.len},
                    .ndjson = run->ndjson};
}

typedef struct DiffFilter {
  Str rule;    /* empty: all */
  Str village; /* digits that the village's code begins with */
} DiffFilter;

typedef enum DiffChange {
  DIFF_NEW,
  DIFF_CHANGED,
  DIFF_GONE,
  DIFF_CONTINUED,
  DIFF_CHANGES
} DiffChange;

typedef struct DiffFinding {
  Str household, person, village, rule, as_of, outcome, of_case; /* empty: none */
} DiffFinding;

typedef struct DiffItem {
  DiffChange change;                 /* never DIFF_CONTINUED */
  const DiffFinding *before, *after; /* NULL: not there */
} DiffItem;

typedef struct DiffGroup { /* of a rule or village */
  Str key;                 /* empty: no village */
  uint64_t counts[DIFF_CHANGES];
  uint64_t undecided[2]; /* of rules: subjects that lack what everybody lacks */
} DiffGroup;

typedef struct DiffGroups { /* ascending by key */
  VEC(DiffGroup) groups;
  Map index; /* while they are made */
} DiffGroups;

typedef struct DiffUndecided { /* a line of undecided.tsv whose number differs */
  Str rule, area, cause;
  uint64_t subjects[2];
} DiffUndecided;

typedef enum DiffInputKind {
  DIFF_PROGRAM,
  DIFF_PACK,
  DIFF_ON,
  DIFF_PARAM,
  DIFF_REGISTRY,
  DIFF_DELIVERY,
  DIFF_LIST
} DiffInputKind;

typedef struct DiffInput {
  DiffInputKind kind;
  Str name;      /* of the file or parameter; empty */
  Str values[2]; /* hash, day, value; empty: not there */
  Str states[2]; /* of files: dataset, coverage, whether replaced or unused */
} DiffInput;

typedef struct Diff {
  Cli *cli;
  const DiffSide *sides; /* two: before, after */
  DiffFilter filter;
  const Pack *pack; /* of names; NULL */
  uint64_t counts[DIFF_CHANGES];
  DiffGroups rules, villages;
  VEC(DiffItem) items; /* by village, household, finding */
  VEC(DiffUndecided) undecided;
  VEC(DiffInput) inputs;
  size_t households; /* with items; a village's own findings count as one */
  bool has_rule;     /* some entry is of the filter's rule */
  bool differ;       /* some finding, or the number of undecided */
} Diff;

/* Reads both sides and compares them. [pack] may be NULL. */
MUST_USE Err
diff_make(Cli *cli, const DiffSide sides[2], DiffFilter filter, const Pack *pack, Diff *ret_diff);
/* --rule, --village. [pack] may be NULL. */
MUST_USE Err diff_options(Cli *cli, const Pack *pack, DiffFilter *ret_filter);
/* Shows it as the command asks; the exit code. */
int diff_show(const Diff *diff);

/* ---- between the parts ---- */

typedef struct DiffFindings {
  DiffFinding *items;
  size_t count;
} DiffFindings;

MUST_USE Err diff_read(Cli *cli, const DiffSide *side, DiffFindings *ret_findings);
MUST_USE Err diff_read_undecided(Cli *cli,
                                 const DiffSide *side,
                                 DiffUndecided **ret,
                                 size_t *ret_count);
void diff_inputs(Diff *diff);

/* The group of a key, made if it is new. */
DiffGroup *diff_group(Arena *arena, DiffGroups *groups, Str key);
Str diff_subject(const DiffFinding *finding);
Str diff_name(Arena *arena, const DiffFinding *finding); /* RULE/SUBJECT[/AS_OF] */
static inline const DiffFinding *diff_of(const DiffItem *item) {
  return item->after != NULL ? item->after : item->before;
}
/* Items from [first] on that are of one household, or of one village without a household. */
size_t diff_household_end(const Diff *diff, size_t first);
void diff_as_text(const Diff *diff);
void diff_as_json(const Diff *diff);
/* "new", "changed", "resolved", "continued" */
Str diff_change_word(DiffChange change);
Str diff_area_name(const Diff *diff, Str code); /* empty: unknown */
Str diff_rule_title(const Diff *diff, Str rule);

#endif
