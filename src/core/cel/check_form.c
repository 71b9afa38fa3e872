/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_form: same_values(a, b, 'form'): all fields of a form are equal.
 *
 * It becomes the conjunction of the comparisons of its fields, so that a field that differs
 * decides whatever else is unknown, and every executor has it without knowing of it.
 */
#include "cel/check_int.h"

static CelNode *field_of(Checker *checker, const Syntax *at, CelNode *record, const CelField *f) {
  CelNode *node = check_node(checker, NODE_SELECT, at, f->type);
  node->field = f;
  check_children(checker, node, &record, 1);
  check_use(checker, record->type->schema, f, false);
  return node;
}

static const CelForm *find_form(const CelEnv *env, Str id) {
  for (size_t i = 0; i < env->form_count; i++)
    if (str_eq(env->forms[i].id, id)) return &env->forms[i];
  return NULL;
}

static Str form_name(const void *ctx, size_t i) {
  return ((const CelForm *)ctx)[i].id;
}

/* Halves, so that a long form does not become a deep tree. */
static CelNode *all_equal(Checker *checker,
                          const Syntax *at,
                          CelNode *const sides[2],
                          const CelForm *form,
                          size_t from,
                          size_t to) {
  if (to - from == 1) {
    const CelField *field = form->fields[from];
    return check_equal(checker, at, field_of(checker, at, sides[0], field),
                       field_of(checker, at, sides[1], field));
  }
  size_t middle = from + (to - from) / 2;
  CelNode *left = all_equal(checker, at, sides, form, from, middle);
  CelNode *right = all_equal(checker, at, sides, form, middle, to);
  if (left == NULL || right == NULL) return NULL;
  CelNode *node = check_node(checker, NODE_AND, at, cel_type(CEL_BOOL));
  check_children(checker, node, (CelNode *[]){left, right}, 2);
  return node;
}

CelNode *check_same_values(Checker *checker, const Syntax *syntax, bool flag) {
  (void)flag; /* as all forms of forms.def */
  const Syntax *name = syntax->count == 3 ? syntax->args[2] : NULL;
  if (name == NULL || name->kind != SYNTAX_STRING)
    return check_fail(checker, ERR_CEL_MACRO, syntax->at, syntax->text,
                      STR("same_values(a, b, 'form')"));
  CelNode *sides[2];
  bool good = true;
  for (int i = 0; i < 2; i++) {
    sides[i] = check_expr(checker, syntax->args[i]);
    good &= sides[i] != NULL;
  }
  if (!good) return NULL;
  const CelEnv *env = checker->unit->env;
  const CelForm *form = find_form(env, name->text);
  if (form == NULL)
    return check_fail(checker, ERR_CEL_FORM, name->at, name->text,
                      check_names(checker, env->forms, env->form_count, form_name));
  for (int i = 0; i < 2; i++) {
    /* Each side is evaluated once a field: a path costs nothing, anything else could. */
    if (sides[i]->type->kind != CEL_RECORD || sides[i]->type->schema != form->schema ||
        !cel_is_path(sides[i]))
      return check_fail(checker, ERR_CEL_FORM_SIDE, syntax->args[i]->at, form->id,
                        form->schema->name, cel_type_text(sides[i]->type, checker->arena));
  }
  return all_equal(checker, syntax, sides, form, 0, form->count);
}
