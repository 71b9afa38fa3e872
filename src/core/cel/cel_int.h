/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cel_int: what the stages of the language share: the typed tree, and the pure functions on known
 * values. The checker makes the tree; compile.c turns it into a program for the scalar executor;
 * reference.c walks it as it is.
 */
#ifndef CEL_CEL_INT_H
#define CEL_CEL_INT_H

#include "base/vec.h"
#include "cel/cel.h"

/* ---- the typed tree ---- */

typedef enum CelNodeKind {
  NODE_CONST,   /* constant */
  NODE_VAR,     /* slot: a variable of the environment, a let, or a macro's variable */
  NODE_SELECT,  /* child[0].field, of a record; child type ANY: unknown */
  NODE_MAP_GET, /* child[0][child[1]] or m.k or m.get(k), of a map; [dated]: .get, missing = unknown
                 */
  NODE_HAS,     /* has(child[0].field); of a map: whether the key child[1] is there */
  NODE_RAW,     /* raw(child[0].field) */
  NODE_AT,      /* child[0].field.at(child[1]), child[0].field(child[1]): on a day */
  NODE_INDEX,   /* child[0][child[1]], of a list */
  NODE_CALL,    /* fn(child…), strict */
  NODE_COMPARE, /* child[0] rel child[1], by [compare] */
  NODE_IN,      /* child[0] in child[1]: list or map; elements compared by [compare] */
  NODE_AND,     /* child[0] && child[1] */
  NODE_OR,
  NODE_COND, /* child[0] ? child[1] : child[2] */
  NODE_LIST, /* [child…] */
  NODE_MAP,  /* {child[0]: child[1], …}; constant string or code keys, sorted, distinct */
  NODE_MACRO /* child[0].macro(var, child[1] [, child[2]]) */
} CelNodeKind;

typedef enum CelRelation { REL_EQ, REL_NE, REL_LT, REL_LE, REL_GT, REL_GE } CelRelation;

/* How two values are compared; follows from their static types. */
typedef enum CelCompare {
  COMPARE_I64,     /* BOOL, INT, DATE, MONTH, or DECIMAL with DECIMAL: payload i */
  COMPARE_INT_DEC, /* INT with DECIMAL, exact */
  COMPARE_DEC_INT,
  COMPARE_TEXT,   /* bytewise */
  COMPARE_NAME,   /* norm_name of both */
  COMPARE_LIST,   /* elementwise by the compare of the element types (node->elem_compare) */
  COMPARE_MAP,    /* keys bytewise, values by elem_compare */
  COMPARE_RECORD, /* the same record: schema, index, aux */
  COMPARE_RATIO   /* exact quotients: children are 4: a, b, c, d of a/b rel c/d (b or d may be the
                     constant 1). If an operand's divisor is not > 0, that side's rounded quotient
                     is taken instead (division by zero is an error). */
} CelCompare;

typedef enum CelMacro {
  MACRO_ALL,
  MACRO_EXISTS,
  MACRO_EXISTS_ONE,
  MACRO_MAP,    /* x, e */
  MACRO_FILTER, /* x, p */
  MACRO_SUM,
  MACRO_MIN, /* x, e [, empty] : child[2] */
  MACRO_MAX,
  MACRO_COUNT,
  MACRO_DISTINCT,
  MACRO_SORT,
  MACRO_PAIRS /* a, b, p */
} CelMacro;

typedef enum CelFn {
#define FN(id, spelling, style, result, arity, arg0, arg1, zh, en) FN_##id,
#include "cel/funcs.def"
#undef FN
  FN_COUNT
} CelFn;

typedef struct CelNode CelNode;
struct CelNode {
  CelNodeKind kind;
  const CelType *type;
  uint32_t line, column; /* of the operator or the first character, in the file */
  uint32_t count;        /* children */
  CelNode **child;
  CelValue constant;       /* CONST */
  uint32_t slot;           /* VAR; MACRO: its (first) variable */
  uint32_t slot2;          /* MACRO_PAIRS: the second variable */
  const CelField *field;   /* SELECT, HAS, RAW, AT */
  CelFn fn;                /* CALL */
  CelRelation rel;         /* COMPARE */
  CelCompare compare;      /* COMPARE, IN; DISTINCT, SORT, MIN, MAX: of e (I64, TEXT, NAME) */
  CelCompare elem_compare; /* COMPARE_LIST, COMPARE_MAP: of the elements */
  CelMacro macro;          /* MACRO */
  bool nonneg;             /* never below 0 by its form (see check.c): sums have a lower bound */
  bool dated;              /* MAP_GET written as .get(k) */
};

/* A variable, or fields of one: cheap to evaluate twice. */
bool cel_is_path(const CelNode *node);

/* Slots: the environment's variables, then room for CEL_LETS_MAX lets (let i has slot var_count +
 * i), then macro variables, each its own. */
enum { CEL_LETS_MAX = 64 };
typedef struct CelExpr {
  Str name;
  CelSource source;
  CelNode *root;
  uint32_t slot; /* lets only */
  bool written;  /* lets: may give a text that stands in the rule (check_code.c) */
} CelExpr;

struct CelUnit {
  const CelEnv *env;
  Arena *arena;
  VEC(CelExpr) lets;
  VEC(CelExpr) outputs;
  VEC(CelUse) uses;
  uint32_t slots;             /* all together */
  uint32_t nodes;             /* all together, for CEL_NODES_MAX */
  struct CelProgram *program; /* of the scalar executor: compile.c */
};

/* ---- strict functions on known values: shared by all executors ---- */

/* The cell that a text argument came from, for as_int …; may be NULL. */
typedef struct CelCall {
  Arena *arena;
  const CelEnv *env;     /* its calendar, its outlines */
  const CelCauses *cell; /* causes if the text cannot be read */
  uint32_t line, column;
} CelCall;

/* All args KNOWN. Lists: only ADD_LIST, SIZE_* of complete certain lists are not asked here:
 * executors do lists themselves. Sets *ret to a value, an unknown (as_…, id_…, calendar) or an
 * error. */
void cel_fn_apply(CelFn fn, const CelValue *args, const CelCall *call, CelValue *ret);
/* <0, 0, >0 for known scalar values; LIST, MAP, RATIO are the executors' own. */
/* Equal values have equal hashes. */
uint64_t cel_hash_known(CelCompare compare, const CelValue *value);
int cel_compare_known(CelCompare compare, const CelValue *a, const CelValue *b);
CelValue cel_failed(CelErrorKind kind, uint32_t line, uint32_t column);
/* An error in a derived field is the reader's: it gets the place of [node], which reads it. */
static inline void cel_error_here(const CelNode *node, CelValue *value) {
  if (value->state != CEL_FAILED || node->field == NULL || node->field->is == NULL) return;
  value->error.line = node->line;
  value->error.column = node->column;
}
/* Working days after [a] up to and including [b]; negative if b < a. False, with the first year
 * that the calendar (NULL: none) lacks, if one of these days is outside of it. */
bool cel_workdays(const CelCalendar *calendar, Day a, Day b, int64_t *ret_count, int32_t *ret_year);
/* NULL: the pack has none of this area. */
const CelOutline *cel_outline_find(const CelEnv *env, Str code);
void cel_type_put(const CelType *type, Buf *out); /* as cel_type_text */
const char *cel_kind_name(CelKind kind);

/* ---- reference ---- */

typedef struct CelReference CelReference; /* its memory between two begins */

struct CelState {
  Arena *arena;
  ArenaMark start;
  const CelUnit *unit;
  const CelHost *host;
  void *ctx;
  CelValue *slots;     /* of the scalar executor: env vars set by begin */
  uint8_t *ready;      /* per let: evaluated */
  CelValue *ref_slots; /* the reference's own */
  uint8_t *ref_ready;
  size_t limit;
  bool over; /* the limit was met: every result is CEL_ERR_LIMIT until the next begin */
};

#endif
