/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_compare: comparisons, `in` and arithmetic: which way two types are compared, and which
 * quotients are compared exactly.
 */
#include "cel/check_int.h"

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
  CelNode *sides[2] = {a, b};
  if (!check_codes_among(checker, sides, 2)) return NULL;
  a = sides[0];
  b = sides[1];
  CelNode *node = check_node(checker, NODE_COMPARE, syntax, cel_type(CEL_BOOL));
  while (tokens[node->rel] != syntax->op)
    node->rel++;
  if (!settle(node, a->type, b->type, node->rel >= REL_LT))
    return check_fail(checker, ERR_CEL_COMPARE, syntax->at, cel_type_text(a->type, checker->arena),
                      cel_type_text(b->type, checker->arena), str_from(lex_token_name(syntax->op)));
  check_children(checker, node, sides, 2);
  return is_quotient(a) || is_quotient(b) ? compare_quotients(checker, syntax, node) : node;
}

CelNode *check_equal(Checker *checker, const Syntax *syntax, CelNode *a, CelNode *b) {
  CelNode *node = check_node(checker, NODE_COMPARE, syntax, cel_type(CEL_BOOL));
  node->rel = REL_EQ;
  if (!settle(node, a->type, b->type, false))
    return check_fail(checker, ERR_CEL_COMPARE, syntax->at, cel_type_text(a->type, checker->arena),
                      cel_type_text(b->type, checker->arena), STR("=="));
  check_children(checker, node, (CelNode *[]){a, b}, 2);
  return node;
}

/* `in` a map: whether it has the key. */
static CelNode *check_in_map(Checker *checker, const Syntax *syntax, CelNode *key, CelNode *map) {
  if (!check_key(checker, syntax->args[0], map, &key)) return NULL;
  CelNode *node = check_node(checker, NODE_IN, syntax, cel_type(CEL_BOOL));
  node->compare = COMPARE_TEXT;
  check_children(checker, node, (CelNode *[]){key, map}, 2);
  return node;
}

static CelNode *check_in(Checker *checker, const Syntax *syntax, CelNode *item, CelNode *list) {
  if (list->type->kind == CEL_MAP) return check_in_map(checker, syntax, item, list);
  CelNode *sides[2] = {item, list};
  if (!check_codes_among(checker, sides, 2)) return NULL;
  item = sides[0];
  list = sides[1];
  const CelType *type = list->type;
  const CelType *elem = type->kind == CEL_LIST ? type->elem : type;
  CelNode *node = check_node(checker, NODE_IN, syntax, cel_type(CEL_BOOL));
  bool container = type->kind == CEL_LIST || type->kind == CEL_ANY;
  if (!container || !settle(node, item->type, elem, false) || node->compare == COMPARE_LIST ||
      node->compare == COMPARE_MAP)
    return check_fail(checker, ERR_CEL_COMPARE, syntax->at,
                      cel_type_text(item->type, checker->arena),
                      cel_type_text(type, checker->arena), STR("in"));
  check_children(checker, node, sides, 2);
  return node;
}

CelNode *check_binary(Checker *checker, const Syntax *syntax) {
  CelNode *a = check_expr(checker, syntax->args[0]);
  CelNode *b = check_expr(checker, syntax->args[1]);
  if (a == NULL || b == NULL) return NULL;
  CelNode *sides[2] = {a, b};
  switch ((int)syntax->op) {
  case TOKEN_IN:
    return check_in(checker, syntax, a, b);
  case TOKEN_PLUS:
    if (a->type->kind == CEL_LIST && !check_codes_among(checker, sides, 2)) return NULL;
    return check_operator(checker, syntax, STR("+"), sides, 2);
  case TOKEN_MINUS:
  case TOKEN_STAR:
  case TOKEN_SLASH:
  case TOKEN_PERCENT:
    return check_operator(checker, syntax, str_from(lex_token_name(syntax->op)), sides, 2);
  default:
    return check_comparison(checker, syntax, a, b);
  }
}
