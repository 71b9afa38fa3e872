/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derived: fields that an expression defines.
 *
 * To whoever reads one it is a field like any other: the host evaluates the expression. What the
 * checker knows of an expression by its form is passed on by the field: that a number is never
 * below 0, that a text may be one that stands in the expression.
 */
#include "cel/check_int.h"

void cel_field_derive(CelField *field, CelUnit *unit, uint32_t output) {
  CHECK(output < unit->outputs.count);
  const CelNode *root = unit->outputs.items[output].root;
  const Checker checker = {.unit = unit};
  field->type = root->type;
  field->is = unit;
  field->is_output = output;
  if (root->nonneg) field->flags |= CEL_FIELD_NONNEG;
  if (check_is_written(&checker, root)) field->flags |= CEL_FIELD_WRITTEN;
}

const CelField *cel_unit_output_field(const CelUnit *unit, uint32_t output) {
  CHECK(output < unit->outputs.count);
  const CelNode *root = check_behind_lets(unit, unit->outputs.items[output].root);
  if (root->kind != NODE_SELECT || root->field == NULL) return NULL;
  const CelNode *owner = root->child[0];
  return owner->kind == NODE_VAR && owner->slot < unit->env->var_count ? root->field : NULL;
}
