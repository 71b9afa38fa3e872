/* SPDX-License-Identifier: Apache-2.0 */
/*
 * generate: a synthetic county, registry and department files, for demonstrations and benchmarks.
 *
 * In:        a seed, a number of households, the divisions of a county.
 * Out:       DIR/registry/NAME.csv, DIR/deliveries/NAME.csv and DIR/deliveries/deliveries.yaml.
 * Promise:   the same options give the same bytes on every machine and with every compiler: own
 *            random numbers, integers only, no clock. Nobody in these files exists; the ID numbers
 *            have right check digits and are drawn at random.
 * Size:      3.4 persons a household, rounded; 50,000 households are 170,000 persons and about
 *            100 MB. About 250 bytes of memory a person.
 * Spec:      facts.md section 8.9 (distributions), 6.1 (what department files look like).
 */
#ifndef GENERATE_GENERATE_H
#define GENERATE_GENERATE_H

#include "base/err.h"

/* A county, township or village. The level follows from the code: 6, 9 or 12 digits, or 12 with
 * zeros behind. [kind] is not read. */
typedef struct GenerateDivision {
  Str code;
  Str name;
  Str kind;
} GenerateDivision;

typedef struct GenerateOptions {
  uint64_t seed;
  uint32_t households; /* 1..GENERATE_HOUSEHOLDS_MAX */
  Str out;             /* made with its parents; files of the same names are replaced */
  const GenerateDivision *divisions;
  size_t division_count;
  Str county; /* 6 digits */
  /* Called as files are written, at their beginning and end; may be NULL. */
  void (*progress)(void *ctx, Str what, uint32_t done, uint32_t total);
  void *progress_ctx;
} GenerateOptions;

enum { GENERATE_HOUSEHOLDS_MAX = 1000000, GENERATE_DIVISIONS_MAX = 4096 };

/*
 * Writes the whole county. ERR_USAGE_VALUE if a number of households is out of range, a division
 * code is no code, or no village is among the divisions.
 */
MUST_USE Err generate_county(const GenerateOptions *options, Diag *diag);

#endif
