/* SPDX-License-Identifier: Apache-2.0 */
/*
 * finding: one finding as a line of findings.tsv or findings.ndjson.
 *
 * In:        who, which rule, which outcome, evidence as text, proof and causes.
 * Out:       the line, appended to a Buf. No ID number ever stands in it: keys are registry keys.
 * Spec:      packs-and-rules.md 4.4 and 5 (columns, order, escapes).
 */
#ifndef FINDING_FINDING_H
#define FINDING_FINDING_H

#include "cel/cel.h"
#include "pack/pack.h"

/* A row that a finding rests on; or with row 0 a delivery that says there is none. */
typedef struct FindingProof {
  Str dataset; /* id, or "registry" */
  Str file;    /* empty with row 0: `delivery:D` */
  Str sheet;   /* empty: '-' */
  uint32_t row;
} FindingProof;

typedef struct Finding {
  Str household, person; /* empty: '-' */
  Str village;           /* 12 digits; empty: '-' */
  const PackRule *rule;
  Str as_of;       /* empty: '-' */
  bool names_case; /* the table has the column `case`: packs with rules about cases */
  Str of_case;     /* empty: '-' */
  Str outcome;
  Str evidence; /* as rule_evidence_tsv or rule_evidence_json wrote it */
  const FindingProof *proof;
  size_t proof_count;
  const CelCauses *causes; /* own ones only */
  const CelError *error;   /* outcome error: shown in the place of causes; else NULL */
  Str say;                 /* NDJSON only */
} Finding;

/* The header line of findings.tsv. */
void finding_tsv_head(bool names_case, Buf *out);
void finding_tsv(const Finding *finding, Buf *out);
void finding_json(const Finding *finding, Buf *out);

/* "RULE/SUBJECT[/AS_OF]": a case, else a person, else a household, else a village. */
void finding_name(const Finding *finding, Buf *out);

#endif
