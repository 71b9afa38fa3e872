/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check: the untyped tree to the typed one, in the pack profile.
 *
 * Every name, field, function, code and type is settled here, before anything is read. The pack
 * profile is statically typed: what could only be known at run time is a mistake.
 */
#include "cel/check_int.h"

#include <string.h>

/* ---- parts for all ---- */

CelNode *check_failed(Checker *checker, Err err) {
  if (checker->err == ERR_OK) checker->err = err;
  return NULL;
}

CelNode *check_node(Checker *checker, CelNodeKind kind, const Syntax *at, const CelType *type) {
  CelNode *node = arena_new_one(checker->arena, CelNode);
  checker->unit->nodes++;
  Place place = syntax_place(&checker->source, at->at);
  *node = (CelNode){.kind = kind, .type = type, .line = place.line, .column = place.column};
  return node;
}

Place check_place(const Checker *checker, const CelNode *node) {
  return (Place){.file = checker->source.file, .line = node->line, .column = node->column};
}

bool cel_is_path(const CelNode *node) {
  while (node->kind == NODE_SELECT && node->count > 0)
    node = node->child[0];
  return node->kind == NODE_VAR;
}

void check_children(Checker *checker, CelNode *node, CelNode *const *children, uint32_t count) {
  node->child = arena_new_array(checker->arena, CelNode *, count + 1);
  for (uint32_t i = 0; i < count; i++)
    node->child[i] = children[i];
  node->count = count;
}

Str check_names(Checker *checker, const void *ctx, size_t count, CheckNameAt *at) {
  Str names = STR("");
  for (size_t i = 0; i < count; i++) {
    Str name = at(ctx, i);
    if (name.len == 0) continue;
    if (names.len + name.len > 200) return arena_printf(checker->arena, "%.*s, …", STR_ARG(names));
    names = arena_printf(checker->arena, "%.*s%s%.*s", STR_ARG(names), names.len > 0 ? ", " : "",
                         STR_ARG(name));
  }
  return names;
}

void check_use(Checker *checker, const CelSchema *schema, const CelField *field, bool raw) {
  CelUse *use;
  vec_each (use, &checker->unit->uses) {
    if (use->field == field && use->schema == schema) {
      use->raw |= raw;
      return;
    }
  }
  *vec_push(checker->arena, &checker->unit->uses) = (CelUse){schema, field, raw};
}

/* ---- types ---- */

bool check_same_type(const CelType *a, const CelType *b) {
  if (a == b) return true;
  if (a->kind == CEL_ANY || b->kind == CEL_ANY) return true;
  if (a->kind != b->kind) return false;
  switch ((int)a->kind) {
  case CEL_LIST:
    return check_same_type(a->elem, b->elem);
  case CEL_MAP:
    return check_same_type(a->elem, b->elem) && check_same_type(a->key, b->key);
  case CEL_RECORD:
    return a->schema == b->schema;
  case CEL_CODE:
  case CEL_CODELIST:
    return a->codes == b->codes;
  default:
    return true;
  }
}

const CelType *check_unify(Checker *checker, const CelType *a, const CelType *b) {
  if (a->kind == CEL_ANY) return b;
  if (b->kind == CEL_ANY) return a;
  if (check_same_type(a, b)) { /* [] and {} take the type of the other side */
    if (a->kind == CEL_LIST)
      return cel_type_list(checker->arena, check_unify(checker, a->elem, b->elem));
    if (a->kind == CEL_MAP)
      return cel_type_map(checker->arena, a->key, check_unify(checker, a->elem, b->elem));
    return a;
  }
  bool numbers = (a->kind == CEL_INT || a->kind == CEL_DECIMAL) &&
                 (b->kind == CEL_INT || b->kind == CEL_DECIMAL);
  if (numbers) return cel_type(CEL_DECIMAL);
  if (!cel_type_is_text(a->kind) || !cel_type_is_text(b->kind)) return NULL;
  bool name = (a->kind == CEL_NAME && b->kind == CEL_STRING) ||
              (a->kind == CEL_STRING && b->kind == CEL_NAME);
  return cel_type(name ? CEL_NAME : CEL_STRING); /* a text beside a name is one */
}

static CelNode *widen(Checker *checker, CelNode *node) {
  if (node->kind == NODE_CONST) { /* a literal: settled now, if it fits */
    Dec value;
    if (dec_from_int(node->constant.i, &value)) {
      node->constant.i = value.u;
      node->type = cel_type(CEL_DECIMAL);
      return node;
    }
  }
  CelNode *outer = arena_new_one(checker->arena, CelNode);
  *outer = (CelNode){.kind = NODE_CALL,
                     .type = cel_type(CEL_DECIMAL),
                     .line = node->line,
                     .column = node->column,
                     .fn = FN_WIDEN,
                     .nonneg = node->nonneg};
  check_children(checker, outer, &node, 1);
  return outer;
}

CelNode *check_fit(Checker *checker, CelNode *node, const CelType *type) {
  if (check_same_type(node->type, type)) return node;
  if (node->type->kind == CEL_INT && type->kind == CEL_DECIMAL) return widen(checker, node);
  if (type->kind == CEL_STRING && cel_type_is_text(node->type->kind)) return node;
  if (type->kind == CEL_NAME && cel_type_is_text(node->type->kind)) return node;
  return NULL;
}

/* ---- literals ---- */

static CelNode *check_int(Checker *checker, const Syntax *syntax) {
  CelNode *node = check_node(checker, NODE_CONST, syntax, cel_type(CEL_INT));
  Str text = syntax->text;
  bool hex = text.len > 2 && (text.ptr[1] == 'x' || text.ptr[1] == 'X');
  uint64_t value = 0;
  bool fits = true;
  for (size_t i = hex ? 2 : 0; i < text.len && fits; i++) {
    unsigned c = (unsigned char)text.ptr[i];
    uint64_t digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10u;
    fits = !__builtin_mul_overflow(value, hex ? 16u : 10u, &value) &&
           !__builtin_add_overflow(value, digit, &value);
  }
  uint64_t most = (uint64_t)INT64_MAX + (syntax->negative ? 1 : 0);
  if (!fits || value > most) return check_fail(checker, ERR_CEL_RANGE, syntax->at, text);
  node->constant = cel_int(syntax->negative ? (int64_t)(0 - value) : (int64_t)value);
  node->nonneg = node->constant.i >= 0;
  return node;
}

/* Too many places, or an exponent; else what dec_parse refuses is too big. */
static bool is_too_fine(Str text) {
  Str places = text;
  (void)str_cut(&places, '.');
  for (size_t i = 4; i < places.len; i++)
    if (places.ptr[i] != '0') return true;
  return str_contains(text, STR("e")) || str_contains(text, STR("E"));
}

static CelNode *check_decimal(Checker *checker, const Syntax *syntax) {
  CelNode *node = check_node(checker, NODE_CONST, syntax, cel_type(CEL_DECIMAL));
  const char *zero = syntax->text.ptr[0] == '.' ? "0" : "";
  Str text = arena_printf(checker->arena, "%s%s%.*s", syntax->negative ? "-" : "", zero,
                          STR_ARG(syntax->text));
  Dec value;
  if (!dec_parse(text, &value))
    return check_fail(checker, is_too_fine(syntax->text) ? ERR_CEL_DECIMAL : ERR_CEL_RANGE,
                      syntax->at, syntax->text);
  node->constant = cel_int(value.u);
  node->nonneg = value.u >= 0;
  return node;
}

static CelNode *refuse(Checker *checker, const Syntax *syntax, Str what, Str instead) {
  return check_fail(checker, ERR_CEL_PROFILE, syntax->at, what, instead);
}

static CelNode *check_literal(Checker *checker, const Syntax *syntax) {
  CelNode *node;
  switch ((int)syntax->kind) {
  case SYNTAX_INT:
    return check_int(checker, syntax);
  case SYNTAX_FLOAT:
    return check_decimal(checker, syntax);
  case SYNTAX_STRING:
    node = check_node(checker, NODE_CONST, syntax, cel_type(CEL_STRING));
    node->constant = cel_str(syntax->text);
    return node;
  case SYNTAX_TRUE:
  case SYNTAX_FALSE:
    node = check_node(checker, NODE_CONST, syntax, cel_type(CEL_BOOL));
    node->constant = cel_int(syntax->kind == SYNTAX_TRUE);
    return node;
  case SYNTAX_NULL:
    return refuse(checker, syntax, STR("null"),
                  ARG2("是否有值用 has()", "ask for a value by has()"));
  case SYNTAX_UINT:
    return refuse(checker, syntax, STR("uint"), ARG2("去掉 u", "leave out the u"));
  default:
    return refuse(checker, syntax, STR("bytes"), ARG2("去掉 b", "leave out the b"));
  }
}

/* [a, b]: elements of one type. */
static CelNode *check_list(Checker *checker, const Syntax *syntax) {
  CelNode **items = arena_new_array(checker->arena, CelNode *, syntax->count + 1);
  const CelType *elem = cel_type(CEL_ANY);
  bool good = true;
  for (uint32_t i = 0; i < syntax->count; i++) {
    items[i] = check_expr(checker, syntax->args[i]);
    good &= items[i] != NULL;
  }
  good = good && check_codes_among(checker, items, syntax->count);
  if (!good) return NULL;
  for (uint32_t i = 0; i < syntax->count; i++) {
    const CelType *both = check_unify(checker, elem, items[i]->type);
    if (both == NULL) {
      check_fail(checker, ERR_CEL_TYPE, syntax->args[i]->start,
                 ARG2("列表的这一项", "this element of the list"),
                 cel_type_text(items[i]->type, checker->arena),
                 cel_type_text(elem, checker->arena));
      good = false;
    } else {
      elem = both;
    }
  }
  if (!good) return NULL;
  for (uint32_t i = 0; i < syntax->count; i++)
    items[i] = check_fit(checker, items[i], elem);
  CelNode *node = check_node(checker, NODE_LIST, syntax, cel_type_list(checker->arena, elem));
  check_children(checker, node, items, syntax->count);
  return node;
}

/* Puts a pair among the [count] nodes that are there, by key; false: the key is there already. */
static bool insert_pair(CelNode **items, uint32_t count, CelNode *key, CelNode *item) {
  uint32_t at = count; /* insertion keeps the keys ascending; maps in rules are small */
  while (at > 0 && str_cmp(items[at - 2]->constant.s, key->constant.s) > 0)
    at -= 2;
  if (at > 0 && str_eq(items[at - 2]->constant.s, key->constant.s)) return false;
  memmove(&items[at + 2], &items[at], (count - at) * sizeof *items);
  items[at] = key;
  items[at + 1] = item;
  return true;
}

/* {'k': v}: keys are literal texts, each once. */
static CelNode *check_map(Checker *checker, const Syntax *syntax) {
  CelNode **items = arena_new_array(checker->arena, CelNode *, syntax->count + 1);
  const CelType *value = cel_type(CEL_ANY);
  uint32_t count = 0;
  bool good = true;
  for (uint32_t i = 0; i < syntax->count; i += 2) {
    const Syntax *at = syntax->args[i];
    CelNode *key = check_expr(checker, at);
    CelNode *item = check_expr(checker, syntax->args[i + 1]);
    const CelType *both = item ? check_unify(checker, value, item->type) : NULL;
    good &= key != NULL && both != NULL;
    if (item && both == NULL)
      check_fail(checker, ERR_CEL_TYPE, syntax->args[i + 1]->start,
                 ARG2("映射的这个值", "this value of the map"),
                 cel_type_text(item->type, checker->arena), cel_type_text(value, checker->arena));
    if (both) value = both;
    if (key && (at->kind != SYNTAX_STRING || !insert_pair(items, count, key, item))) {
      check_fail(checker, ERR_CEL_KEY, at->start, STR_NONE);
      good = false;
    } else if (key) {
      count += 2;
    }
  }
  if (!good) return NULL;
  for (uint32_t i = 1; i < count; i += 2)
    items[i] = check_fit(checker, items[i], value);
  CelNode *node = check_node(checker, NODE_MAP, syntax,
                             cel_type_map(checker->arena, cel_type(CEL_STRING), value));
  check_children(checker, node, items, count);
  return node;
}

/* ---- names and fields ---- */

static Str variable_name(const void *ctx, size_t i) {
  const CelUnit *unit = ctx;
  size_t env = unit->env->var_count;
  return i < env ? unit->env->vars[i].name : unit->lets.items[i - env].name;
}

static CelNode *check_select_of(Checker *checker, const Syntax *syntax, CelNode *target);

static CelNode *
var_node(Checker *checker, const Syntax *syntax, const CelType *type, uint32_t slot) {
  CelNode *node = check_node(checker, NODE_VAR, syntax, type);
  node->slot = slot;
  return node;
}

static CelNode *check_name(Checker *checker, const Syntax *syntax) {
  for (size_t i = syntax->rooted ? 0 : checker->scope.count; i-- > 0;) {
    const ScopeVar *var = &checker->scope.items[i];
    if (str_eq(var->name, syntax->text)) return var_node(checker, syntax, var->type, var->slot);
  }
  if (checker->row && cel_schema_find(checker->row, syntax->text)) {
    const CelType *row = cel_type_record(checker->arena, checker->row);
    return check_select_of(checker, syntax, var_node(checker, syntax, row, checker->row_slot));
  }
  const CelUnit *unit = checker->unit;
  for (size_t i = 0; i < unit->lets.count; i++) {
    const CelExpr *let = &unit->lets.items[i];
    if (!str_eq(let->name, syntax->text)) continue;
    if (let->root == NULL) return NULL; /* its own mistake is reported already */
    CelNode *node = var_node(checker, syntax, let->root->type, let->slot);
    node->nonneg = let->root->nonneg;
    return node;
  }
  for (size_t i = 0; i < unit->env->var_count; i++) {
    const CelVar *var = &unit->env->vars[i];
    if (str_eq(var->name, syntax->text)) return var_node(checker, syntax, var->type, (uint32_t)i);
  }
  return check_fail(
      checker, ERR_CEL_VARIABLE, syntax->at, syntax->text,
      check_names(checker, unit, unit->env->var_count + unit->lets.count, variable_name));
}

static Str field_name(const void *ctx, size_t i) {
  const CelField *field = &((const CelSchema *)ctx)->fields[i];
  return field->flags & CEL_FIELD_HIDDEN ? STR_NONE : field->name;
}

Str check_dated_form(Checker *checker, const CelField *field) {
  return arena_printf(checker->arena, "x.%.*s(date)", STR_ARG(field->name));
}

static CelNode *check_select_of(Checker *checker, const Syntax *syntax, CelNode *target) {
  const CelType *type = target->type;
  if (type->kind == CEL_MAP) {
    CelNode *key = check_node(checker, NODE_CONST, syntax, cel_type(CEL_STRING));
    key->constant = cel_str(syntax->text);
    if (!check_key(checker, syntax, target, &key)) return NULL;
    CelNode *node = check_node(checker, NODE_MAP_GET, syntax, type->elem);
    check_children(checker, node, (CelNode *[]){target, key}, 2);
    return node;
  }
  if (type->kind == CEL_ANY) {
    CelNode *node = check_node(checker, NODE_SELECT, syntax, type);
    check_children(checker, node, &target, 1);
    return node;
  }
  if (type->kind != CEL_RECORD)
    return check_fail(checker, ERR_CEL_NO_FIELDS, syntax->at, ARG2("左边", "the left side"),
                      cel_type_text(type, checker->arena));
  const CelField *field = cel_schema_find(type->schema, syntax->text);
  if (field == NULL || field->flags & CEL_FIELD_HIDDEN)
    return check_fail(checker, ERR_CEL_FIELD, syntax->at, type->schema->name, syntax->text,
                      check_names(checker, type->schema, type->schema->count, field_name));
  if (field->flags & CEL_FIELD_DATED)
    return check_fail(checker, ERR_CEL_MACRO, syntax->at, field->name,
                      check_dated_form(checker, field));
  CelNode *node = check_node(checker, NODE_SELECT, syntax, field->type);
  node->field = field;
  node->nonneg = (field->flags & CEL_FIELD_NONNEG) != 0;
  check_children(checker, node, &target, 1);
  check_use(checker, type->schema, field, false);
  return node;
}

static CelNode *check_index(Checker *checker, const Syntax *syntax) {
  CelNode *target = check_expr(checker, syntax->args[0]);
  CelNode *index = check_expr(checker, syntax->args[1]);
  if (target == NULL || index == NULL) return NULL;
  bool map = target->type->kind == CEL_MAP;
  bool any = target->type->kind == CEL_ANY;
  if (!map && !any && target->type->kind != CEL_LIST)
    return check_fail(checker, ERR_CEL_TYPE, syntax->args[0]->start,
                      ARG2("方括号左边", "what is indexed"),
                      cel_type_text(target->type, checker->arena), STR("list, map"));
  if (map && !check_key(checker, syntax->args[1], target, &index)) return NULL;
  if (!map && !check_fit(checker, index, cel_type(CEL_INT)))
    return check_fail(checker, ERR_CEL_TYPE, syntax->args[1]->start, ARG2("下标", "the index"),
                      cel_type_text(index->type, checker->arena), STR("int"));
  CelNode *node = check_node(checker, map ? NODE_MAP_GET : NODE_INDEX, syntax,
                             any ? target->type : target->type->elem);
  check_children(checker, node, (CelNode *[]){target, index}, 2);
  return node;
}

/* ---- logic ---- */

static CelNode *check_bool(Checker *checker, const Syntax *syntax, Str what) {
  CelNode *node = check_expr(checker, syntax);
  if (node && !check_fit(checker, node, cel_type(CEL_BOOL)))
    return check_fail(checker, ERR_CEL_TYPE, syntax->start, what,
                      cel_type_text(node->type, checker->arena), STR("bool"));
  return node;
}

static CelNode *check_logic(Checker *checker, const Syntax *syntax) {
  Str what = syntax->op == TOKEN_AND ? ARG2("&& 的一边", "a side of &&")
                                     : ARG2("|| 的一边", "a side of ||");
  CelNode *left = check_bool(checker, syntax->args[0], what);
  CelNode *right = check_bool(checker, syntax->args[1], what);
  if (left == NULL || right == NULL) return NULL;
  CelNode *node =
      check_node(checker, syntax->op == TOKEN_AND ? NODE_AND : NODE_OR, syntax, cel_type(CEL_BOOL));
  check_children(checker, node, (CelNode *[]){left, right}, 2);
  return node;
}

static CelNode *check_cond(Checker *checker, const Syntax *syntax) {
  CelNode *cond = check_bool(checker, syntax->args[0], ARG2("? 的条件", "the condition of ?"));
  CelNode *yes = check_expr(checker, syntax->args[1]);
  CelNode *no = check_expr(checker, syntax->args[2]);
  if (cond == NULL || yes == NULL || no == NULL) return NULL;
  CelNode *branches[2] = {yes, no};
  if (!check_codes_among(checker, branches, 2)) return NULL;
  yes = branches[0];
  no = branches[1];
  const CelType *type = check_unify(checker, yes->type, no->type);
  if (type == NULL)
    return check_fail(checker, ERR_CEL_TYPE, syntax->args[2]->start,
                      ARG2("冒号右边", "the part behind the colon"),
                      cel_type_text(no->type, checker->arena),
                      cel_type_text(yes->type, checker->arena));
  CelNode *node = check_node(checker, NODE_COND, syntax, type);
  node->nonneg = yes->nonneg && no->nonneg;
  check_children(checker, node,
                 (CelNode *[]){cond, check_fit(checker, yes, type), check_fit(checker, no, type)},
                 3);
  return node;
}

CelNode *check_expr(Checker *checker, const Syntax *syntax) {
  CelNode *target;
  if (checker->unit->nodes > CEL_NODES_MAX) { /* groups and the like make many of one */
    if (checker->full) return NULL;
    checker->full = true;
    return check_fail(checker, ERR_LIMIT, syntax->start,
                      ARG2("一条规则的表达式节点数", "nodes of a rule's expressions"), STR("8000"));
  }
  switch (syntax->kind) {
  case SYNTAX_INT:
  case SYNTAX_UINT:
  case SYNTAX_FLOAT:
  case SYNTAX_STRING:
  case SYNTAX_BYTES:
  case SYNTAX_TRUE:
  case SYNTAX_FALSE:
  case SYNTAX_NULL:
    return check_literal(checker, syntax);
  case SYNTAX_IDENT:
    return check_name(checker, syntax);
  case SYNTAX_SELECT:
    target = check_expr(checker, syntax->args[0]);
    return target ? check_select_of(checker, syntax, target) : NULL;
  case SYNTAX_INDEX:
    return check_index(checker, syntax);
  case SYNTAX_CALL:
  case SYNTAX_METHOD:
    return check_call(checker, syntax);
  case SYNTAX_UNARY:
    target = check_expr(checker, syntax->args[0]);
    return target ? check_operator(checker, syntax, syntax->op == TOKEN_NOT ? STR("!") : STR("-"),
                                   &target, 1)
                  : NULL;
  case SYNTAX_BINARY:
    return syntax->op == TOKEN_AND || syntax->op == TOKEN_OR ? check_logic(checker, syntax)
                                                             : check_binary(checker, syntax);
  case SYNTAX_COND:
    return check_cond(checker, syntax);
  case SYNTAX_LIST:
    return check_list(checker, syntax);
  case SYNTAX_MAP:
    return check_map(checker, syntax);
  }
  CHECK(false);
}
