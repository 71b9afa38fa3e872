/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_code: literal texts beside codes.
 *
 * A value of type code is a code, and a rule may write a code or its label; what it writes must be
 * in the list (packs-and-rules.md 2). So every literal that meets a code is looked up here, and a
 * label becomes its code: in a comparison, a list, the branches of ?:, a constant let. A literal
 * that comes by a longer way (the variable of a macro over texts, a map, a let with a condition)
 * cannot be looked up and would silently never be equal to a code: that is a mistake too.
 *
 * Nothing is changed in place: nodes may belong to a let that is used elsewhere as well.
 */
#include "cel/check_int.h"

/* ---- where literals come from ---- */

const CelExpr *check_let_of(const CelUnit *unit, const CelNode *node) {
  size_t env = unit->env->var_count;
  bool let = node->kind == NODE_VAR && node->slot >= env && node->slot < env + unit->lets.count;
  return let ? &unit->lets.items[node->slot - env] : NULL;
}

CelNode *check_behind_lets(const CelUnit *unit, CelNode *node) {
  const CelExpr *let;
  while ((let = check_let_of(unit, node)) != NULL && let->root != NULL)
    node = let->root;
  return node;
}

static bool var_is_written(const Checker *checker, const CelNode *node) {
  const CelExpr *let = check_let_of(checker->unit, node);
  if (let != NULL) return let->written;
  const ScopeVar *var;
  vec_each (var, &checker->scope) {
    if (var->slot == node->slot) return var->written;
  }
  return false;
}

static bool any_is_written(const Checker *checker, const CelNode *node, uint32_t from) {
  for (uint32_t i = from; i < node->count; i++)
    if (check_is_written(checker, node->child[i])) return true;
  return false;
}

bool check_is_written(const Checker *checker, const CelNode *node) {
  switch (node->kind) {
  case NODE_CONST:
    return node->type->kind == CEL_STRING;
  case NODE_VAR:
    return var_is_written(checker, node);
  case NODE_COND:
    return any_is_written(checker, node, 1);
  case NODE_LIST:
  case NODE_MAP: /* its keys are literals */
  case NODE_MACRO:
    return any_is_written(checker, node, 0);
  case NODE_INDEX:
  case NODE_MAP_GET:
    return check_is_written(checker, node->child[0]);
  case NODE_CALL:
    return node->fn == FN_ADD_LIST && any_is_written(checker, node, 0);
  case NODE_SELECT:
    return node->field != NULL && (node->field->flags & CEL_FIELD_WRITTEN) != 0;
  case NODE_HAS:
  case NODE_RAW:
  case NODE_AT:
  case NODE_COMPARE:
  case NODE_IN:
  case NODE_AND:
  case NODE_OR:
    return false;
  }
  return false;
}

/* ---- literals to codes ---- */

static Str code_name(const void *ctx, size_t i) {
  const CelCodes *codes = ctx;
  return codes->codes[i].code;
}

/* The list of a code, or of lists of codes; NULL: something else. */
static const CelCodes *codes_in(const CelType *type) {
  while (type->kind == CEL_LIST)
    type = type->elem;
  return type->kind == CEL_CODE ? type->codes : NULL;
}

static bool is_string(const CelType *type) {
  while (type->kind == CEL_LIST)
    type = type->elem;
  return type->kind == CEL_STRING;
}

/* A constant text, or a list of them. */
static bool is_literal(const CelNode *node) {
  bool all = node->kind == NODE_CONST || node->kind == NODE_LIST;
  for (uint32_t i = 0; node->kind == NODE_LIST && i < node->count; i++)
    all &= node->child[i]->kind == NODE_CONST;
  return all;
}

/* [at]: the node whose place a mistake has. */
typedef struct Spell {
  Checker *checker;
  const CelCodes *codes;
  const CelNode *at;
} Spell;

static bool spell(const Spell *by, CelNode **node);

#define spell_fail(by, code, at, ...)                                                              \
  (check_failed((by)->checker,                                                                     \
                fail_source((by)->checker->diag, (code), check_place((by)->checker, (at)),         \
                            syntax_line(&(by)->checker->source, (at)->line), __VA_ARGS__)),        \
   false)

static bool spell_const(const Spell *by, const CelNode *from, CelNode *node) {
  const CelCodes *codes = by->codes;
  const CelCode *code = cel_codes_find(codes, node->constant.s);
  bool named =
      code && (str_eq(code->code, node->constant.s) || str_eq(code->label, node->constant.s));
  if (!named) /* an alias is for delivered texts, not for rules */
    return spell_fail(by, ERR_CEL_CODE, by->at ? by->at : from, codes->id, node->constant.s,
                      check_names(by->checker, codes, codes->count, code_name));
  node->constant.s = code->code;
  node->type = cel_type_code(by->checker->arena, codes);
  return true;
}

/* What is made of several: each, then the type anew. */
static bool spell_children(const Spell *by, CelNode *node) {
  Checker *checker = by->checker;
  bool good = true;
  uint32_t from = node->kind == NODE_COND ? 1 : 0;
  check_children(checker, node, node->child, node->count);
  for (uint32_t i = from; i < node->count; i++)
    good &= spell(by, &node->child[i]);
  const CelType *type = cel_type(CEL_ANY);
  for (uint32_t i = from; type && i < node->count; i++)
    type = check_unify(checker, type, node->child[i]->type);
  if (type && node->kind == NODE_LIST) type = cel_type_list(checker->arena, type);
  if (type) node->type = type;
  return good;
}

static bool spell(const Spell *by, CelNode **node) {
  Checker *checker = by->checker;
  CelNode *from = *node;
  if (!is_string(from->type)) return true;
  CelNode *said = check_behind_lets(checker->unit, from);
  if (said != from && is_literal(said)) {
    const Spell there = {checker, by->codes, by->at ? by->at : from};
    *node = said;
    return spell(&there, node);
  }
  bool several = from->kind == NODE_LIST || from->kind == NODE_COND ||
                 (from->kind == NODE_CALL && from->fn == FN_ADD_LIST);
  if (from->kind == NODE_CONST || several) {
    *node = arena_new_one(checker->arena, CelNode);
    **node = *from;
    checker->unit->nodes++;
    return several ? spell_children(by, *node) : spell_const(by, from, *node);
  }
  if (!check_is_written(checker, from)) return true;
  return spell_fail(by, ERR_CEL_CODE_FAR, by->at ? by->at : from, by->codes->id);
}

bool check_codes(Checker *checker, CelNode **node, const CelCodes *codes) {
  const Spell by = {checker, codes, NULL};
  return spell(&by, node);
}

bool check_codes_among(Checker *checker, CelNode **items, uint32_t count) {
  const CelCodes *codes = NULL;
  for (uint32_t i = 0; i < count && codes == NULL; i++)
    codes = codes_in(items[i]->type);
  bool good = true;
  for (uint32_t i = 0; i < count && codes != NULL; i++)
    good &= check_codes(checker, &items[i], codes);
  return good;
}

/* ---- keys of maps ---- */

bool check_key(Checker *checker, const Syntax *syntax, const CelNode *map, CelNode **key) {
  const CelType *want = map->type->key;
  const CelType *have = (*key)->type;
  if (want->kind == CEL_CODE) {
    if (!check_codes(checker, key, want->codes)) return false;
    have = (*key)->type;
  }
  bool fits = check_same_type(want, have) || (want->kind == CEL_CODE && have->kind == CEL_STRING);
  /* keys are compared bytewise: a name has first to be brought to its normal form */
  bool text = want->kind == CEL_STRING && cel_type_is_text(have->kind) && have->kind != CEL_NAME;
  if (!fits && !text) {
    check_fail(checker, ERR_CEL_TYPE, syntax->start, ARG2("键", "the key"),
               cel_type_text(have, checker->arena), cel_type_text(want, checker->arena));
    return false;
  }
  if (have->kind != CEL_CODE || !text || !check_is_written(checker, map)) return true;
  check_fail(checker, ERR_CEL_CODE_FAR, syntax->start, have->codes->id);
  return false;
}
