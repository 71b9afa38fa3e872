/* SPDX-License-Identifier: Apache-2.0 */
/*
 * batch_int: what the parts of the batch executor share. batch.c says what can be done in columns
 * and walks the tree; batch_list.c has the macros, batch_value.c the values of lanes.
 */
#ifndef CEL_BATCH_INT_H
#define CEL_BATCH_INT_H

#include "cel/cel.h"
#include "cel/reference_int.h"

struct CelBatch {
  const CelUnit *unit;
  const CelNode *root;
  const CelBatchHost *host;
  uint32_t lanes;               /* bits of variables that differ */
  bool fixed[CEL_LETS_MAX];     /* per let: the same for all */
  uint8_t usable[CEL_LETS_MAX]; /* per let: 1 in columns, 2 not */
};

/* The subjects, or the rows of a macro, at which an expression is evaluated. */
typedef struct Space {
  const struct Space *outer; /* NULL: the subjects */
  const uint32_t *parent;    /* of each lane: its lane in [outer] */
  uint32_t count;
  uint32_t slot; /* the macro's variable */
  CelRecord of;
  const uint32_t *index; /* the rows */
} Space;

/* Lists, one for each lane of a space. */
typedef struct Rows {
  CelRecord of;
  uint32_t count;        /* rows of all lanes */
  const uint32_t *index; /* rows, by lane */
  const uint32_t *parent;
  const uint32_t *first; /* per lane, and one behind */
  const uint8_t *whole;  /* per lane */
  const uint8_t *state;  /* per row: CelLane; NULL: every row is an element */
  const int64_t *in;     /* per row with a state VALUE: whether it is an element */
} Rows;

typedef struct Vec {
  bool fixed; /* the same for all lanes: [value] */
  CelValue value;
  uint8_t *state; /* CelLane; of records: index UINT32_MAX is open */
  int64_t *i;
  Str *s;
  CelRecord of; /* records */
  const uint32_t *index;
  const Rows *rows; /* lists */
} Vec;

typedef struct Work {
  const CelBatch *batch;
  CelState *state; /* of what is the same for all */
  void *ctx;
  const CelBatchRecords *vars;
  Arena *arena;
  Vec lets[CEL_LETS_MAX];
  bool ready[CEL_LETS_MAX];
  const Space *subjects;
} Work;

Vec cel_batch_eval(Work *work, const CelNode *node, const Space *space);
Vec cel_batch_distinct(Work *work, const CelNode *node, const Space *space); /* how many */
Vec cel_batch_macro(Work *work, const CelNode *node, const Space *space);
/* Whether the variable stands in the expression; lets have none of a macro. */
bool cel_batch_mentions(const CelNode *node, uint32_t slot);

/* Lanes of a type, all open. */
Vec cel_batch_lanes(Work *work, const CelType *type, uint32_t count);
bool cel_batch_known(const Vec *vec, uint32_t lane);
CelValue cel_batch_value(const Vec *vec, uint32_t lane); /* of a lane with a value */
/* Sets a lane from what is known; unknowns and errors leave it open. */
void cel_batch_set(Vec *vec, uint32_t lane, const CelValue *value);
/* The value of lane parent[k] in lane k. */
Vec cel_batch_gather(Work *work, const CelType *type, const Vec *vec, const Space *space);

#endif
