/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_macro: x.exists(v, p) and its kin. The variable is a slot of its own; a map stands for the
 * list of its keys. Where the condition holds the dataset's own filter, the list is read as
 * complete under it (packs-and-rules.md 3).
 */
#include "cel/check_macro_int.h"

static const MacroForm forms[] = {
#define MACRO(name, id, shape, variables, least, most, zh, en)                                     \
  {name, MACRO_##id, shape, variables, least, most},
#include "cel/forms.def"
};

const MacroForm *macro_find(Str name) {
  for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
    if (str_eq(name, str_from(forms[i].name))) return &forms[i];
  return NULL;
}

/* ---- pieces ---- */

static CelNode *
type_mistake(Checker *checker, const Syntax *at, Str what, const CelType *found, Str want) {
  return check_fail(checker, ERR_CEL_TYPE, at->start, what, cel_type_text(found, checker->arena),
                    want);
}

/* The range as a list; a map is the list of its keys. */
static CelNode *check_range(Checker *checker, const Syntax *syntax, const CelType **ret_elem) {
  CelNode *range = check_expr(checker, syntax);
  if (range == NULL) return NULL;
  if (range->type->kind == CEL_ANY) {
    *ret_elem = range->type;
    return range;
  }
  *ret_elem = range->type->kind == CEL_MAP ? range->type->key : range->type->elem;
  if (range->type->kind == CEL_LIST || range->type->kind == CEL_MAP) return range;
  return type_mistake(checker, syntax, ARG2("点号左边", "the left side"), range->type,
                      STR("list, map"));
}

/* A variable over the elements of [range]. */
static uint32_t declare(Checker *checker, Str name, const CelType *type, const CelNode *range) {
  uint32_t slot = checker->unit->slots++;
  *vec_push(checker->arena, &checker->scope) =
      (ScopeVar){name, type, slot, check_is_written(checker, range)};
  return slot;
}

static bool wants_condition(CelMacro macro) {
  switch (macro) {
  case MACRO_ALL:
  case MACRO_EXISTS:
  case MACRO_EXISTS_ONE:
  case MACRO_FILTER:
  case MACRO_COUNT:
  case MACRO_PAIRS:
    return true;
  case MACRO_MAP:
  case MACRO_SUM:
  case MACRO_MIN:
  case MACRO_MAX:
  case MACRO_DISTINCT:
  case MACRO_SORT:
    return false;
  }
  return false;
}

/* sum: numbers; min, max, sort, distinct: what can be ordered or told apart. */
static bool body_fits(CelNode *node, const CelNode *body) {
  bool fits;
  CelKind kind = body->type->kind;
  if (wants_condition(node->macro)) return kind == CEL_BOOL || kind == CEL_ANY;
  if (node->macro == MACRO_MAP) return true;
  if (node->macro == MACRO_SUM) return kind == CEL_INT || kind == CEL_DECIMAL || kind == CEL_ANY;
  node->compare = check_compare_class(body->type, body->type, &fits);
  bool scalar = node->compare == COMPARE_I64 || node->compare == COMPARE_TEXT ||
                node->compare == COMPARE_NAME;
  return fits && (scalar || (node->macro == MACRO_DISTINCT && node->compare == COMPARE_RECORD));
}

static const CelType *macro_type(Checker *checker,
                                 CelMacro macro,
                                 const CelType *range,
                                 const CelType *elem,
                                 const CelType *body) {
  switch (macro) {
  case MACRO_ALL:
  case MACRO_EXISTS:
  case MACRO_EXISTS_ONE:
  case MACRO_PAIRS:
    return cel_type(CEL_BOOL);
  case MACRO_COUNT:
    return cel_type(CEL_INT);
  case MACRO_SUM:
    return body->kind == CEL_ANY ? cel_type(CEL_INT) : body; /* of [] it is 0 */
  case MACRO_MIN:
  case MACRO_MAX:
    return body;
  case MACRO_MAP:
  case MACRO_DISTINCT:
    return cel_type_list(checker->arena, body);
  case MACRO_FILTER:
  case MACRO_SORT:
    return range->kind == CEL_LIST ? range : cel_type_list(checker->arena, elem);
  }
  return NULL;
}

/* Reads a dataset that was filtered by its department under that filter. */
static CelNode *
under_filter(Checker *checker, CelNode *range, CelNode *body, CelMacro macro, uint32_t slot) {
  bool asked = macro == MACRO_FILTER || macro == MACRO_EXISTS || macro == MACRO_COUNT;
  CelNode *list = check_behind_lets(checker->unit, range);
  if (list != range && !cel_is_path(list)) return range; /* would be evaluated again */
  if (!asked || list->kind != NODE_SELECT || list->field == NULL) return range;
  const CelField *field = list->field->under_filter;
  bool rows = list->type->kind == CEL_LIST && list->type->elem->kind == CEL_RECORD;
  const struct CelFilter *filter = rows ? list->type->elem->schema->filter : NULL;
  if (field == NULL || filter == NULL) return range;
  if (!filter_holds(filter, checker->unit, body, slot)) return range;
  CelNode *node = arena_new_one(checker->arena, CelNode);
  *node = *list;
  node->field = field;
  checker->unit->nodes++;
  check_use(checker, list->child[0]->type->schema, field, false);
  return node;
}

/* The third argument of min and max: what to say of nothing. */
static CelNode *check_empty(Checker *checker, const Syntax *syntax, CelNode **body) {
  CelNode *empty = check_expr(checker, syntax);
  if (empty == NULL) return NULL;
  CelNode *both[2] = {*body, empty};
  if (!check_codes_among(checker, both, 2)) return NULL;
  *body = both[0];
  empty = both[1];
  const CelType *type = check_unify(checker, (*body)->type, empty->type);
  if (type == NULL)
    return type_mistake(checker, syntax, ARG2("第三个参数", "the third argument"), empty->type,
                        cel_type_text((*body)->type, checker->arena));
  *body = check_fit(checker, *body, type);
  return check_fit(checker, empty, type);
}

/* ---- the macro ---- */

/* list.map(x, p, e) is list.filter(x, p).map(x, e). */
static CelNode *filter_first(
    Checker *checker, const Syntax *syntax, CelNode *range, const CelType *elem, Str name) {
  uint32_t slot = declare(checker, name, elem, range);
  CelNode *body = check_expr(checker, syntax->args[2]);
  checker->scope.count--;
  if (body == NULL) return NULL;
  CelNode *node = check_node(checker, NODE_MACRO, syntax, NULL);
  node->macro = MACRO_FILTER;
  node->slot = slot;
  if (!body_fits(node, body))
    return type_mistake(checker, syntax->args[2], ARG2("条件", "the condition"), body->type,
                        STR("bool"));
  node->type = macro_type(checker, MACRO_FILTER, range->type, elem, body->type);
  range = under_filter(checker, range, body, MACRO_FILTER, slot);
  check_children(checker, node, (CelNode *[]){range, body}, 2);
  return node;
}

static bool shape_fits(const Syntax *syntax, const MacroForm *form) {
  if (syntax->count - 1 < form->least || syntax->count - 1 > form->most) return false;
  for (uint32_t i = 1; i <= form->vars; i++)
    if (syntax->args[i]->kind != SYNTAX_IDENT || syntax->args[i]->rooted) return false;
  return form->vars < 2 || !str_eq(syntax->args[1]->text, syntax->args[2]->text);
}

CelNode *check_macro(Checker *checker, const Syntax *syntax, const MacroForm *form) {
  if (!shape_fits(syntax, form))
    return check_fail(checker, ERR_CEL_MACRO, syntax->at, syntax->text, str_from(form->shape));
  const CelType *elem;
  CelNode *range = check_range(checker, syntax->args[0], &elem);
  if (range == NULL) return NULL;
  bool filtered_map = form->macro == MACRO_MAP && syntax->count == 4;
  if (filtered_map) range = filter_first(checker, syntax, range, elem, syntax->args[1]->text);
  if (range == NULL) return NULL;
  CelNode *node = check_node(checker, NODE_MACRO, syntax, NULL);
  node->macro = form->macro;
  node->slot = declare(checker, syntax->args[1]->text, elem, range);
  if (form->vars == 2) node->slot2 = declare(checker, syntax->args[2]->text, elem, range);
  const Syntax *at = syntax->args[filtered_map ? 3 : form->vars + 1u];
  CelNode *body = check_expr(checker, at);
  checker->scope.count -= form->vars;
  if (body == NULL) return NULL;
  if (!body_fits(node, body))
    return type_mistake(checker, at, ARG2("宏的表达式", "the expression of the macro"), body->type,
                        wants_condition(form->macro) ? STR("bool")
                        : form->macro == MACRO_SUM   ? STR("int, decimal")
                                                     : STR("int, decimal, date, text"));
  CelNode *empty = NULL;
  bool has_empty = (form->macro == MACRO_MIN || form->macro == MACRO_MAX) && syntax->count == 4;
  if (has_empty && (empty = check_empty(checker, syntax->args[3], &body)) == NULL) return NULL;
  node->type = macro_type(checker, form->macro, range->type, elem, body->type);
  node->nonneg = form->macro == MACRO_COUNT || (form->macro == MACRO_SUM && body->nonneg);
  range = under_filter(checker, range, body, form->macro, node->slot);
  check_children(checker, node, (CelNode *[]){range, body, empty}, has_empty ? 3 : 2);
  return node;
}
