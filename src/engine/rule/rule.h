/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rule: what one rule says of one subject.
 *
 * In:        a rule of a pack, a host that gives the subject's records, an executor.
 * Out:       the outcome of packs-and-rules.md 4.1, with its causes; evidence and proof rows only
 *            for reported outcomes, evaluated by the same state.
 * Lifetime:  results live in the state's arena until its next subject.
 */
#ifndef RULE_RULE_H
#define RULE_RULE_H

#include "cel/cel.h"
#include "pack/pack.h"

/* ORDER OUTCOME: rule_outcome_name. */
typedef enum RuleOutcome {
  RULE_NO,
  RULE_YES,
  RULE_CONFIRM,
  RULE_UNDECIDABLE,
  RULE_ERROR
} RuleOutcome;

const char *rule_outcome_name(RuleOutcome outcome); /* "yes" */

/* Which executor: every test runs both. */
typedef enum RuleExecutor { RULE_SCALAR, RULE_REFERENCE } RuleExecutor;

/* A host that can show probable and ambiguous rows in three ways, and parameters and coverage as
 * of another day. */
typedef struct RuleHost {
  const CelHost *cel;
  void *ctx;
  void (*set_rows)(void *ctx, PackRows rows);
  void (*set_day)(void *ctx, Day day);
} RuleHost;

typedef struct RuleResult {
  RuleOutcome outcome;
  const CelCauses *causes; /* of undecidable, and of confirm (which rows); else NULL */
  CelError error;          /* of error */
  bool no_date; /* the date of as_of is unknown or an error: nothing else was evaluated */
} RuleResult;

/*
 * Evaluates [rule], as of the date [as_of], with `on`, parameters and coverage of that date; NULL:
 * on the evaluation date. Afterwards the state stands at the way of showing rows that decided: for
 * yes and undecidable as they are; for confirm with all probable rows as certain if that made it
 * true, else without them. rule_value may then be asked; rule_done sets the host back to the rows
 * as they are and to [on].
 */
void rule_evaluate(CelState *state,
                   const PackRule *rule,
                   const PackAsOf *as_of,
                   const RuleHost *host,
                   const CelValue *vars,
                   RuleExecutor executor,
                   RuleResult *ret_result);
/* Evaluates the condition once more, showing rows as [rows]: for a host that traces it. */
void rule_again(CelState *state,
                const PackRule *rule,
                const PackAsOf *as_of,
                const RuleHost *host,
                const CelValue *vars,
                RuleExecutor executor,
                PackRows rows);
void rule_value(CelState *state, uint32_t output, RuleExecutor executor, CelValue *ret_value);
void rule_done(const RuleHost *host, Day on);

/* The rule is in force on the day (valid: half-open). */
bool rule_in_force(const PackRule *rule, Day on);

/* Evidence as in 4.4: TSV `k=v;k=v`, a single expression bare, '-' for none; JSON the object or
 * the value. Evaluates the outputs. */
void rule_evidence_tsv(CelState *state, const PackRule *rule, RuleExecutor executor, Buf *out);
void rule_evidence_json(CelState *state, const PackRule *rule, RuleExecutor executor, Buf *out);
/* The rule's sentence with {key} replaced by evidence. */
void rule_say(CelState *state, const PackRule *rule, RuleExecutor executor, bool english, Buf *out);

#endif
