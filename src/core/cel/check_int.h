/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_int: what the parts of the checker share. check.c walks the tree, check_call.c resolves
 * functions, check_macro.c macros, check_compare.c comparisons, check_code.c literals beside codes;
 * filter.c recognises filtered_by.
 *
 * A part that finds a mistake reports it and returns NULL; whoever gets NULL reports nothing
 * more, so one mistake is one message and all independent ones are found.
 */
#ifndef CEL_CHECK_INT_H
#define CEL_CHECK_INT_H

#include "cel/cel_int.h"
#include "cel/syntax_int.h"

typedef struct ScopeVar { /* a macro's variable */
  Str name;
  const CelType *type;
  uint32_t slot;
  bool written; /* may be a text that stands in the rule */
} ScopeVar;

typedef struct Checker {
  CelUnit *unit;
  CelSource source;
  Arena *arena;
  Diag *diag;
  Err err; /* of the first mistake */
  VEC(ScopeVar) scope;
  const CelSchema *row; /* filtered_by: columns are variables of the row in slot row_slot */
  uint32_t row_slot;
  bool full; /* more nodes than a rule may have: said once */
} Checker;

CelNode *check_expr(Checker *checker, const Syntax *syntax);
CelNode *check_call(Checker *checker, const Syntax *syntax);   /* SYNTAX_CALL, SYNTAX_METHOD */
CelNode *check_binary(Checker *checker, const Syntax *syntax); /* comparisons, in, arithmetic */
CelNode *check_operator(
    Checker *checker, const Syntax *syntax, Str spelling, CelNode **args, uint32_t count);

CelNode *check_node(Checker *checker, CelNodeKind kind, const Syntax *at, const CelType *type);
void check_children(Checker *checker, CelNode *node, CelNode *const *children, uint32_t count);
/* int as decimal where [type] is DECIMAL; the node itself if it fits; NULL (unreported) if not. */
CelNode *check_fit(Checker *checker, CelNode *node, const CelType *type);
/* The type that both fit; NULL if there is none. */
const CelType *check_unify(Checker *checker, const CelType *a, const CelType *b);
bool check_same_type(const CelType *a, const CelType *b);
CelCompare check_compare_class(const CelType *a, const CelType *b, bool *ret_fits);
/* How a field that is asked of a day is written. */
Str check_dated_form(Checker *checker, const CelField *field);
void check_use(Checker *checker, const CelSchema *schema, const CelField *field, bool raw);

Place check_place(const Checker *checker, const CelNode *node);

/* a == b of any two types that can be compared; NULL: reported. */
CelNode *check_equal(Checker *checker, const Syntax *syntax, CelNode *a, CelNode *b);
CelNode *check_same_values(Checker *checker, const Syntax *syntax, bool flag); /* check_form.c */

/* ---- check_code.c ---- */

/* Literal texts that *node may give become codes of the list; false (reported) if one is none. */
bool check_codes(Checker *checker, CelNode **node, const CelCodes *codes);
/* The same of all items, where one of them is a code or a list of codes. */
bool check_codes_among(Checker *checker, CelNode **items, uint32_t count);
/* Whether *key may be a key of the map; false: reported. */
bool check_key(Checker *checker, const Syntax *syntax, const CelNode *map, CelNode **key);
/* Whether a text of the value may be one that stands in the rule, not one that was delivered. */
bool check_is_written(const Checker *checker, const CelNode *node);
const CelExpr *check_let_of(const CelUnit *unit, const CelNode *node); /* NULL: not a let */
/* What a let, or a let of a let, says; other nodes as they are. */
CelNode *check_behind_lets(const CelUnit *unit, CelNode *node);

/* ---- check.c ---- */

/* "a, b, c" of at most 200 bytes. */
typedef Str CheckNameAt(const void *ctx, size_t index);
Str check_names(Checker *checker, const void *ctx, size_t count, CheckNameAt *at);

/* Reports a mistake; its value is NULL. */
#define check_fail(checker, code, offset, ...)                                                     \
  check_failed((checker),                                                                          \
               syntax_fail((checker)->diag, (code), &(checker)->source, (offset), __VA_ARGS__))
CelNode *check_failed(Checker *checker, Err err); /* NULL */

/* ---- filter.c ---- */

struct CelFilter {
  CelNode **conjuncts; /* over the row in slot [slot] */
  size_t count;
  uint32_t slot;
  CelUnit *unit; /* the whole as an output, with the row as the environment's last variable */
  uint32_t output;
};
/* Whether every conjunct of the filter, or a stronger comparison, is a conjunct of [body] said of
 * the row in [slot]. */
bool filter_holds(const struct CelFilter *filter,
                  const CelUnit *unit,
                  CelNode *body,
                  uint32_t slot);

#endif
