/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_compare: comparisons, `in` and arithmetic: which way two types are compared, what a
 * literal means beside a code, and which quotients are compared exactly.
 */
#include "cel/check_int.h"

#include <string.h>

static Str code_name(const void *ctx, size_t i) {
  const CelCodes *codes = ctx;
  return codes->codes[i].code;
}

bool check_code_literal(Checker *checker, CelNode *node, const CelCodes *codes) {
  const CelCode *code = cel_codes_find(codes, node->constant.s);
  bool named =
      code && (str_eq(code->code, node->constant.s) || str_eq(code->label, node->constant.s));
  if (!named) { /* an alias is for delivered texts, not for rules */
    Place place = {.file = checker->source.file, .line = node->line, .column = node->column};
    check_failed(checker,
                 fail_source(checker->diag, ERR_CEL_CODE, place,
                             syntax_line(&checker->source, node->line), codes->id, node->constant.s,
                             check_names(checker, codes, codes->count, code_name)));
    return false;
  }
  node->constant.s = code->code;
  return true;
}

/* ---- ways of comparing ---- */

CelCompare check_compare_class(const CelType *a, const CelType *b, bool *ret_fits) {
  CelKind left = a->kind == CEL_ANY ? b->kind : a->kind;
  CelKind right = b->kind == CEL_ANY ? a->kind : b->kind;
  *ret_fits = true;
  if (left == CEL_INT && right == CEL_DECIMAL) return COMPARE_INT_DEC;
  if (left == CEL_DECIMAL && right == CEL_INT) return COMPARE_DEC_INT;
  if (cel_type_is_text(left) && cel_type_is_text(right)) {
    bool codes = left == CEL_CODE && right == CEL_CODE && a->kind == b->kind;
    *ret_fits = !codes || a->codes == b->codes;
    return left == CEL_NAME || right == CEL_NAME ? COMPARE_NAME : COMPARE_TEXT;
  }
  *ret_fits = left == right;
  switch ((int)left) {
  case CEL_LIST:
    return COMPARE_LIST;
  case CEL_MAP:
    return COMPARE_MAP;
  case CEL_RECORD:
    *ret_fits = left == right && (a->kind != b->kind || a->schema == b->schema);
    return COMPARE_RECORD;
  case CEL_CODELIST:
    *ret_fits = false;
    return COMPARE_RECORD;
  default:
    return COMPARE_I64;
  }
}

/* The class of lists and maps needs that of their elements too; of one level only. */
static bool settle(CelNode *node, const CelType *a, const CelType *b, bool ordered) {
  bool fits;
  node->compare = check_compare_class(a, b, &fits);
  bool nested = node->compare == COMPARE_LIST || node->compare == COMPARE_MAP;
  if (!fits || (ordered && (nested || node->compare == COMPARE_RECORD))) return false;
  if (!nested) return true;
  const CelType *any = cel_type(CEL_ANY);
  const CelType *x = a->kind == CEL_ANY ? any : a->elem;
  const CelType *y = b->kind == CEL_ANY ? any : b->elem;
  node->elem_compare = check_compare_class(x, y, &fits);
  return fits && node->elem_compare != COMPARE_LIST && node->elem_compare != COMPARE_MAP;
}

/* A literal text beside a code is one of the list's codes. */
static bool settle_codes(Checker *checker, CelNode *a, CelNode *b) {
  CelNode *pair[2] = {a, b};
  for (int i = 0; i < 2; i++) {
    CelNode *literal = pair[i];
    const CelType *type = pair[1 - i]->type;
    bool list = type->kind == CEL_LIST && literal->kind == NODE_LIST;
    if (list) type = type->elem;
    if (type->kind != CEL_CODE) continue;
    CelNode **items = list || literal->kind == NODE_LIST ? literal->child : &literal;
    uint32_t count = literal->kind == NODE_LIST ? literal->count : 1;
    for (uint32_t k = 0; k < count; k++) {
      bool text = items[k]->kind == NODE_CONST && items[k]->type->kind == CEL_STRING;
      if (text && !check_code_literal(checker, items[k], type->codes)) return false;
    }
  }
  return true;
}

/* ---- exact quotients ---- */

static bool is_quotient(const CelNode *node) {
  return node->kind == NODE_CALL && (node->fn == FN_RATIO || node->fn == FN_DIV_DECIMAL);
}

/* a/b rel c/d by multiplication, where at least one side is a quotient (4.2, "Numbers"). */
static CelNode *compare_quotients(Checker *checker, const Syntax *syntax, CelNode *node) {
  CelNode *parts[4];
  for (uint32_t i = 0; i < 2; i++) {
    CelNode *side = node->child[i];
    if (is_quotient(side)) {
      parts[2 * i] = side->child[0];
      parts[2 * i + 1] = side->child[1];
      continue;
    }
    CelNode *one = check_node(checker, NODE_CONST, syntax, cel_type(CEL_DECIMAL));
    one->constant = cel_int(DEC_ONE);
    parts[2 * i] = check_fit(checker, side, cel_type(CEL_DECIMAL));
    parts[2 * i + 1] = one;
  }
  node->compare = COMPARE_RATIO;
  check_children(checker, node, parts, 4);
  return node;
}

static CelNode *check_comparison(Checker *checker, const Syntax *syntax, CelNode *a, CelNode *b) {
  static const TokenKind tokens[] = {TOKEN_EQ, TOKEN_NE, TOKEN_LT, TOKEN_LE, TOKEN_GT, TOKEN_GE};
  CelNode *node = check_node(checker, NODE_COMPARE, syntax, cel_type(CEL_BOOL));
  while (tokens[node->rel] != syntax->op)
    node->rel++;
  if (!settle(node, a->type, b->type, node->rel >= REL_LT))
    return check_fail(checker, ERR_CEL_COMPARE, syntax->at, cel_type_text(a->type, checker->arena),
                      cel_type_text(b->type, checker->arena), str_from(lex_token_name(syntax->op)));
  if (!settle_codes(checker, a, b)) return NULL;
  check_children(checker, node, (CelNode *[]){a, b}, 2);
  return is_quotient(a) || is_quotient(b) ? compare_quotients(checker, syntax, node) : node;
}

static CelNode *check_in(Checker *checker, const Syntax *syntax, CelNode *item, CelNode *list) {
  const CelType *type = list->type;
  const CelType *elem = type->kind == CEL_LIST  ? type->elem
                        : type->kind == CEL_MAP ? type->key
                                                : type;
  CelNode *node = check_node(checker, NODE_IN, syntax, cel_type(CEL_BOOL));
  bool container = type->kind == CEL_LIST || type->kind == CEL_MAP || type->kind == CEL_ANY;
  if (!container || !settle(node, item->type, elem, false) || node->compare == COMPARE_LIST ||
      node->compare == COMPARE_MAP)
    return check_fail(checker, ERR_CEL_COMPARE, syntax->at,
                      cel_type_text(item->type, checker->arena),
                      cel_type_text(type, checker->arena), STR("in"));
  if (elem->kind == CEL_CODE && item->kind == NODE_CONST && item->type->kind == CEL_STRING &&
      !check_code_literal(checker, item, elem->codes))
    return NULL;
  if (item->type->kind == CEL_CODE && !settle_codes(checker, item, list)) return NULL;
  check_children(checker, node, (CelNode *[]){item, list}, 2);
  return node;
}

CelNode *check_binary(Checker *checker, const Syntax *syntax) {
  CelNode *a = check_expr(checker, syntax->args[0]);
  CelNode *b = check_expr(checker, syntax->args[1]);
  if (a == NULL || b == NULL) return NULL;
  switch ((int)syntax->op) {
  case TOKEN_IN:
    return check_in(checker, syntax, a, b);
  case TOKEN_PLUS:
  case TOKEN_MINUS:
  case TOKEN_STAR:
  case TOKEN_SLASH:
  case TOKEN_PERCENT:
    return check_operator(checker, syntax, str_from(lex_token_name(syntax->op)),
                          (CelNode *[]){a, b}, 2);
  default:
    return check_comparison(checker, syntax, a, b);
  }
}
