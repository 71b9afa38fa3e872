/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pack_diff_int: what the parts of pack diff share.
 *
 *   cmd_pack_diff.c    both packs, the counts
 *   pack_diff_words.c  what a difference comes to: spans of values, expressions in words
 *   pack_diff_text.c   for people
 *   pack_diff_json.c   all of it
 */
#ifndef CLI_PACK_DIFF_INT_H
#define CLI_PACK_DIFF_INT_H

#include "cli/pack_words_int.h"

enum { PACK_CHANGES = PACK_CHANGED + 1 };

typedef struct PackDiff {
  Cli *cli;
  const Pack *packs[2];
  const PackDifference *items;
  size_t count;
  size_t counts[PACK_CHANGES];
} PackDiff;

/* Days on which a parameter has another value, or only one of two has any. */
typedef struct PackDiffSpan {
  Day from, to;
  const CelValue *values[2]; /* NULL: none */
} PackDiffSpan;

/* An expression of a rule that says something else. */
typedef struct PackDiffWords {
  Str key;      /* when, let, rows, evidence, as_of */
  Str name;     /* of let, evidence, as_of */
  Str words[2]; /* empty: not there */
} PackDiffWords;

typedef struct PackDiffMeaning {
  VEC(PackDiffSpan) spans;
  VEC(PackDiffWords) words;
} PackDiffMeaning;

/* Of a changed parameter or rule; empty of anything else. */
void pack_diff_meaning(const PackDiff *diff, const PackDifference *item, PackDiffMeaning *ret);
/* The detail is one of an expression of a rule. */
bool pack_diff_is_expression(const PackDifference *item, const PackDetail *detail);
/* What the detail says, the meaning says. */
bool pack_diff_is_meant(const PackDifference *item,
                        const PackDetail *detail,
                        const PackDiffMeaning *meaning);

Str pack_diff_change_word(PackChangeKind change);           /* added, removed, changed */
const YamlNode *pack_diff_node(const PackDifference *item); /* the later one, else the earlier */

void pack_diff_as_text(const PackDiff *diff);
void pack_diff_as_json(const PackDiff *diff);

#endif
