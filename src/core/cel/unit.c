/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit: the expressions of one rule, from text to typed tree and program.
 */
#include "cel/check_int.h"
#include "cel/compile_int.h"

CelUnit *cel_unit_new(const CelEnv *env, Arena *arena) {
  CelUnit *unit = arena_new_one(arena, CelUnit);
  unit->env = env;
  unit->arena = arena;
  unit->slots = (uint32_t)env->var_count + CEL_LETS_MAX;
  return unit;
}

/* The typed tree of a source. */
static Err check_source(
    CelUnit *unit, CelSource source, const CelSchema *row, CelNode **ret_root, Diag *diag) {
  Syntax *syntax;
  TRY(syntax_parse(source, unit->arena, &syntax, diag));
  Checker checker = {.unit = unit,
                     .source = source,
                     .arena = unit->arena,
                     .diag = diag,
                     .row = row,
                     .row_slot = (uint32_t)unit->env->var_count - 1};
  CelNode *root = check_expr(&checker, syntax);
  if (unit->nodes > CEL_NODES_MAX && !checker.full) {
    Place at = {.file = source.file, .line = source.line, .column = source.column};
    return fail_source(diag, ERR_LIMIT, at, syntax_line(&source, source.line),
                       ARG2("一条规则的表达式节点数", "nodes of a rule's expressions"),
                       STR("8000"));
  }
  if (checker.err != ERR_OK) return checker.err;
  if (root == NULL) return ERR_CEL_VARIABLE; /* of a let that failed: said there */
  *ret_root = root;
  return ERR_OK;
}

static bool is_taken(const CelUnit *unit, Str name) {
  for (size_t i = 0; i < unit->env->var_count; i++)
    if (str_eq(unit->env->vars[i].name, name)) return true;
  for (size_t i = 0; i < unit->lets.count; i++)
    if (str_eq(unit->lets.items[i].name, name)) return true;
  return false;
}

Err cel_unit_let(CelUnit *unit, Str name, CelSource source, Diag *diag) {
  Err err = ERR_OK;
  Place at = {.file = source.file, .line = source.line, .column = source.column};
  Str line = syntax_line(&source, source.line);
  if (unit->lets.count == CEL_LETS_MAX)
    return fail_source(diag, ERR_LIMIT, at, line, ARG2("let 的个数", "lets"), STR("64"));
  if (is_taken(unit, name)) err = fail_source(diag, ERR_CEL_SHADOW, at, line, name);
  CelNode *root = NULL;
  Err checked = check_source(unit, source, NULL, &root, diag);
  if (err == ERR_OK) err = checked;
  if (err != ERR_OK) root = NULL;
  const Checker checker = {.unit = unit};
  uint32_t slot = (uint32_t)(unit->env->var_count + unit->lets.count);
  bool written = root != NULL && check_is_written(&checker, root);
  /* A let with a mistake keeps its name, so that those that use it report nothing of their own. */
  *vec_push(unit->arena, &unit->lets) = (CelExpr){name, source, root, slot, written};
  if (err == ERR_OK) compile_let(unit, (uint32_t)unit->lets.count - 1);
  return err;
}

Err cel_unit_output(CelUnit *unit,
                    Str name,
                    CelSource source,
                    const CelType *want,
                    uint32_t *ret_output,
                    Diag *diag) {
  CelNode *root = NULL;
  TRY(check_source(unit, source, NULL, &root, diag));
  if (want) {
    Checker checker = {.unit = unit, .source = source, .arena = unit->arena, .diag = diag};
    CelNode *fitted = check_fit(&checker, root, want);
    if (fitted == NULL) {
      Place at = {.file = source.file, .line = source.line, .column = source.column};
      return fail_source(diag, ERR_CEL_TYPE, at, syntax_line(&source, source.line), name,
                         cel_type_text(root->type, unit->arena), cel_type_text(want, unit->arena));
    }
    root = fitted;
  }
  *vec_push(unit->arena, &unit->outputs) = (CelExpr){.name = name, .source = source, .root = root};
  *ret_output = (uint32_t)unit->outputs.count - 1;
  compile_output(unit, *ret_output);
  return ERR_OK;
}

const CelType *cel_unit_type(const CelUnit *unit, uint32_t output) {
  CHECK(output < unit->outputs.count);
  return unit->outputs.items[output].root->type;
}

/* ---- filtered_by ---- */

/* With [items] NULL only counts. */
static void collect_conjuncts(CelNode *node, CelNode **items, size_t *count) {
  if (node->kind == NODE_AND) {
    collect_conjuncts(node->child[0], items, count);
    collect_conjuncts(node->child[1], items, count);
    return;
  }
  if (items) items[*count] = node;
  (*count)++;
}

/* The environment with the row behind its variables; the row has no name. */
static const CelEnv *row_env(const CelEnv *env, const CelSchema *schema, Arena *arena) {
  CelVar *vars = arena_new_array(arena, CelVar, env->var_count + 1);
  for (size_t i = 0; i < env->var_count; i++)
    vars[i] = env->vars[i];
  vars[env->var_count] = (CelVar){STR_NONE, cel_type_record(arena, schema)};
  CelEnv *with_row = arena_new_one(arena, CelEnv);
  *with_row = *env;
  with_row->vars = vars;
  with_row->var_count++;
  return with_row;
}

Err cel_schema_filter(
    CelSchema *schema, const CelEnv *env, CelSource source, Arena *arena, Diag *diag) {
  CelUnit *unit = cel_unit_new(row_env(env, schema, arena), arena);
  CelNode *root = NULL;
  TRY(check_source(unit, source, schema, &root, diag));
  if (root->type->kind != CEL_BOOL) {
    Place at = {.file = source.file, .line = source.line, .column = source.column};
    return fail_source(diag, ERR_CEL_TYPE, at, syntax_line(&source, source.line),
                       STR("filtered_by"), cel_type_text(root->type, arena), STR("bool"));
  }
  struct CelFilter *filter = arena_new_one(arena, struct CelFilter);
  filter->slot = (uint32_t)env->var_count;
  size_t conjuncts = 0;
  collect_conjuncts(root, NULL, &conjuncts);
  filter->conjuncts = arena_new_array(arena, CelNode *, conjuncts);
  collect_conjuncts(root, filter->conjuncts, &filter->count);
  *vec_push(arena, &unit->outputs) =
      (CelExpr){.name = STR("filtered_by"), .source = source, .root = root};
  compile_output(unit, 0);
  filter->unit = unit;
  schema->filter = filter;
  return ERR_OK;
}

const CelUnit *cel_schema_filter_unit(const CelSchema *schema, uint32_t *ret_output) {
  if (schema->filter == NULL) return NULL;
  *ret_output = schema->filter->output;
  return schema->filter->unit;
}

/* ---- what is read ---- */

const CelUse *cel_unit_uses(const CelUnit *unit, size_t *ret_count) {
  *ret_count = unit->uses.count;
  return unit->uses.items;
}

typedef struct UseWalk {
  const CelUnit *unit;
  Arena *arena;
  VEC(CelUse) uses;
  bool let_seen[CEL_LETS_MAX];
} UseWalk;

static void walk_uses(UseWalk *walk, const CelNode *node) {
  for (uint32_t i = 0; i < node->count; i++)
    walk_uses(walk, node->child[i]);
  size_t env = walk->unit->env->var_count;
  if (node->kind == NODE_VAR && node->slot >= env && node->slot < env + walk->unit->lets.count) {
    size_t let = node->slot - env;
    if (walk->let_seen[let]) return;
    walk->let_seen[let] = true;
    if (walk->unit->lets.items[let].root) walk_uses(walk, walk->unit->lets.items[let].root);
    return;
  }
  if (node->field == NULL) return;
  const CelUse use = {node->child[0]->type->schema, node->field, node->kind == NODE_RAW};
  CelUse *seen;
  vec_each (seen, &walk->uses) {
    if (seen->field != use.field || seen->schema != use.schema) continue;
    seen->raw |= use.raw;
    return;
  }
  *vec_push(walk->arena, &walk->uses) = use;
}

const CelUse *
cel_unit_output_uses(const CelUnit *unit, uint32_t output, Arena *arena, size_t *ret_count) {
  UseWalk *walk = arena_new_one(arena, UseWalk);
  walk->unit = unit;
  walk->arena = arena;
  walk_uses(walk, unit->outputs.items[output].root);
  *ret_count = walk->uses.count;
  return walk->uses.items;
}
