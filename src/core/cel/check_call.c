/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_call: functions, operators and the forms that look like functions: has, raw, date, month,
 * .at, .get, .group, .holds. Overloads stand in funcs.def, the forms in forms.def; macros in
 * check_macro.c.
 */
#include "cel/check_macro_int.h"

#include <string.h>

/* ---- overloads ---- */

/* What an overload takes. Those of a kind's own name accept that kind. */
typedef enum ArgClass {
  ARG_NONE,
  ARG_BOOL,
  ARG_INT,
  ARG_DECIMAL,
  ARG_DATE,
  ARG_MONTH,
  ARG_TEXT,
  ARG_LIST,
  ARG_MAP
} ArgClass;

typedef enum FnStyle { STYLE_OPERATOR, STYLE_FUNCTION, STYLE_METHOD, STYLE_BOTH } FnStyle;

enum { CEL_SAME = -1 }; /* result: the type of the first argument */

typedef struct FnEntry {
  const char *spelling;
  FnStyle style;
  int result; /* CelKind or CEL_SAME */
  uint32_t arity;
  ArgClass args[2];
} FnEntry;

static const FnEntry functions[] = {
#define FN(id, spelling, style, result, arity, arg0, arg1, zh, en)                                 \
  {spelling, STYLE_##style, CEL_##result, arity, {ARG_##arg0, ARG_##arg1}},
#include "cel/funcs.def"
#undef FN
};

typedef enum ArgFit { FIT_NO, FIT_WIDEN, FIT_EXACT } ArgFit;

static ArgFit fit_arg(ArgClass want, const CelType *type) {
  if (type->kind == CEL_ANY) return FIT_EXACT;
  switch (want) {
  case ARG_NONE:
    return FIT_NO;
  case ARG_BOOL:
    return type->kind == CEL_BOOL ? FIT_EXACT : FIT_NO;
  case ARG_INT:
    return type->kind == CEL_INT ? FIT_EXACT : FIT_NO;
  case ARG_DECIMAL:
    return type->kind == CEL_DECIMAL ? FIT_EXACT : type->kind == CEL_INT ? FIT_WIDEN : FIT_NO;
  case ARG_DATE:
    return type->kind == CEL_DATE ? FIT_EXACT : FIT_NO;
  case ARG_MONTH:
    return type->kind == CEL_MONTH ? FIT_EXACT : FIT_NO;
  case ARG_TEXT:
    return cel_type_is_text(type->kind) ? FIT_EXACT : FIT_NO;
  case ARG_LIST:
    return type->kind == CEL_LIST ? FIT_EXACT : FIT_NO;
  case ARG_MAP:
    return type->kind == CEL_MAP ? FIT_EXACT : FIT_NO;
  }
  return FIT_NO;
}

static bool style_fits(FnStyle have, FnStyle used) {
  return have == used || (have == STYLE_BOTH && used != STYLE_OPERATOR);
}

/* How well an overload takes the arguments. */
static ArgFit fit_entry(const FnEntry *entry, CelNode *const *args, uint32_t count) {
  if (entry->arity != count) return FIT_NO;
  ArgFit worst = FIT_EXACT;
  for (uint32_t i = 0; i < count; i++) {
    ArgFit fit = fit_arg(entry->args[i], args[i]->type);
    if (fit < worst) worst = fit;
  }
  return worst;
}

static bool find_overload(Str name,
                          FnStyle style,
                          CelNode *const *args,
                          uint32_t count,
                          size_t *ret_index,
                          bool *ret_known) {
  ArgFit best = FIT_NO;
  *ret_known = false;
  for (size_t i = 0; i < FN_COUNT; i++) {
    const FnEntry *entry = &functions[i];
    if (!style_fits(entry->style, style) || !str_eq(str_from(entry->spelling), name)) continue;
    *ret_known = true;
    ArgFit fit = fit_entry(entry, args, count);
    if (fit > best) {
      best = fit;
      *ret_index = i;
    }
  }
  return best != FIT_NO;
}

/* ---- messages ---- */

static const char *const arg_names[] = {"",      "bool", "int",  "decimal", "date",
                                        "month", "text", "list", "map"};

static Str overload_text(Checker *checker, const FnEntry *entry) {
  return arena_printf(checker->arena, "(%s%s%s)", arg_names[entry->args[0]],
                      entry->arity == 2 ? ", " : "", arg_names[entry->args[1]]);
}

static CelNode *refuse_arguments(
    Checker *checker, const Syntax *syntax, Str name, CelNode *const *args, uint32_t count) {
  Str given = STR("");
  for (uint32_t i = 0; i < count; i++)
    given = arena_printf(checker->arena, "%.*s%s%.*s", STR_ARG(given), i ? ", " : "",
                         STR_ARG(cel_type_text(args[i]->type, checker->arena)));
  Str taken = STR("");
  for (size_t i = 0; i < FN_COUNT; i++) {
    if (!str_eq(str_from(functions[i].spelling), name)) continue;
    taken = arena_printf(checker->arena, "%.*s%s%.*s", STR_ARG(taken), taken.len ? " " : "",
                         STR_ARG(overload_text(checker, &functions[i])));
  }
  return check_fail(checker, ERR_CEL_ARGUMENTS, syntax->at, name, given, taken);
}

/* x.age(d) for age(x, d), contains(s, t) for s.contains(t), sum(l) for l.sum(x, e): said how. */
static CelNode *refuse_name(Checker *checker, const Syntax *syntax, Str name, FnStyle style) {
  for (size_t i = 0; i < FN_COUNT && style != STYLE_OPERATOR; i++) {
    const FnEntry *entry = &functions[i];
    if (entry->style == STYLE_OPERATOR || !str_eq(str_from(entry->spelling), name)) continue;
    const char *first = arg_names[entry->args[0]], *second = arg_names[entry->args[1]];
    Str shape = entry->style == STYLE_METHOD
                    ? arena_printf(checker->arena, "%s.%s(%s)", first, entry->spelling, second)
                    : arena_printf(checker->arena, "%s%s", entry->spelling,
                                   overload_text(checker, entry).ptr);
    return check_fail(checker, ERR_CEL_MACRO, syntax->at, name, shape);
  }
  const MacroForm *macro = macro_find(name);
  if (macro) return check_fail(checker, ERR_CEL_MACRO, syntax->at, name, str_from(macro->shape));
  return check_fail(checker, ERR_CEL_FUNCTION, syntax->at, name);
}

/* ---- strict calls ---- */

static bool call_nonneg(CelFn fn, CelNode *const *args) {
  switch ((int)fn) {
  case FN_ADD_INT:
  case FN_ADD_DECIMAL:
  case FN_MUL_INT:
  case FN_MUL_DECIMAL:
    return args[0]->nonneg && args[1]->nonneg;
  case FN_SIZE_TEXT:
  case FN_SIZE_LIST:
  case FN_SIZE_MAP:
    return true;
  case FN_FEN:
  case FN_WIDEN:
  case FN_DECIMAL_INT:
  case FN_DECIMAL_DECIMAL:
  case FN_INT_INT:
  case FN_INT_DECIMAL:
    return args[0]->nonneg;
  default:
    return false;
  }
}

static const CelType *call_type(Checker *checker, const FnEntry *entry, CelNode *const *args) {
  if (entry->result != CEL_SAME) return cel_type((CelKind)entry->result);
  const CelType *type = args[0]->type;
  for (uint32_t i = 1; type && i < entry->arity; i++)
    type = check_unify(checker, type, args[i]->type);
  return type;
}

static CelNode *strict_call(Checker *checker,
                            const Syntax *syntax,
                            Str name,
                            FnStyle style,
                            CelNode **args,
                            uint32_t count) {
  size_t index = 0;
  bool known;
  if (!find_overload(name, style, args, count, &index, &known)) {
    if (!known) return refuse_name(checker, syntax, name, style);
    return refuse_arguments(checker, syntax, name, args, count);
  }
  const FnEntry *entry = &functions[index];
  for (uint32_t i = 0; i < count; i++)
    if (entry->args[i] == ARG_DECIMAL) args[i] = check_fit(checker, args[i], cel_type(CEL_DECIMAL));
  const CelType *type = call_type(checker, entry, args);
  if (type == NULL) return refuse_arguments(checker, syntax, name, args, count);
  CelNode *node = check_node(checker, NODE_CALL, syntax, type);
  node->fn = (CelFn)index;
  node->nonneg = call_nonneg(node->fn, args);
  check_children(checker, node, args, count);
  return node;
}

CelNode *check_operator(
    Checker *checker, const Syntax *syntax, Str spelling, CelNode **args, uint32_t count) {
  return strict_call(checker, syntax, spelling, STYLE_OPERATOR, args, count);
}

/* ---- forms that look like functions ---- */

/* A field that comes from one cell of a table. */
static bool is_cell(const CelNode *node) {
  if (node->kind != NODE_SELECT || node->field == NULL || node->field->is) return false;
  const CelType *type = node->type->kind == CEL_LIST ? node->type->elem : node->type;
  bool whole = type->kind == CEL_RECORD || type->kind == CEL_MAP || type->kind == CEL_CODELIST ||
               type->kind == CEL_LIST || type->kind == CEL_ANY;
  return !whole && (node->field->flags & CEL_FIELD_PARAM) == 0;
}

/* has(x.f), raw(x.f) */
static CelNode *check_has(Checker *checker, const Syntax *syntax, bool raw) {
  const Syntax *select = syntax->count == 1 ? syntax->args[0] : NULL;
  /* filtered_by: a column stands by its name alone */
  bool column = select && select->kind == SYNTAX_IDENT && checker->row &&
                cel_schema_find(checker->row, select->text);
  if (select == NULL || (select->kind != SYNTAX_SELECT && !column))
    return check_fail(checker, ERR_CEL_MACRO, syntax->at, syntax->text,
                      raw ? STR("raw(x.field)") : STR("has(x.field)"));
  CelNode *inner = check_expr(checker, select);
  if (inner == NULL) return NULL;
  bool field = inner->kind == NODE_SELECT || inner->kind == NODE_MAP_GET;
  if (!field || (raw && !is_cell(inner)))
    return check_fail(checker, ERR_CEL_MACRO, syntax->at, syntax->text,
                      raw ? STR("raw(x.field)") : STR("has(x.field)"));
  const CelType *type = cel_type(raw ? CEL_STRING : CEL_BOOL);
  CelNode *node = check_node(checker, raw ? NODE_RAW : NODE_HAS, syntax, type);
  node->field = inner->field;
  check_children(checker, node, inner->child, inner->count);
  if (raw) check_use(checker, inner->child[0]->type->schema, inner->field, true);
  return node;
}

/* date('2021-09-30'), month('2021-09'): literals, settled now */
static CelNode *check_date(Checker *checker, const Syntax *syntax, bool month) {
  const Syntax *arg = syntax->count == 1 ? syntax->args[0] : NULL;
  if (arg == NULL || arg->kind != SYNTAX_STRING)
    return check_fail(checker, ERR_CEL_LITERAL, syntax->at, syntax->text);
  Day day;
  Str text = month ? arena_printf(checker->arena, "%.*s-01", STR_ARG(arg->text)) : arg->text;
  if (!day_parse_iso(text, &day)) return check_fail(checker, ERR_CEL_DATE, arg->at, arg->text);
  CelNode *node = check_node(checker, NODE_CONST, syntax, cel_type(month ? CEL_MONTH : CEL_DATE));
  node->constant = cel_int(month ? day_month(day).n : day.n);
  return node;
}

/* param.P.at(d) */
static CelNode *check_at(Checker *checker, const Syntax *syntax, CelNode *target) {
  CelNode *day = syntax->count == 2 ? check_expr(checker, syntax->args[1]) : NULL;
  bool param =
      target->kind == NODE_SELECT && target->field && (target->field->flags & CEL_FIELD_PARAM) != 0;
  if (syntax->count == 2 && day == NULL) return NULL;
  if (!param || day == NULL || !check_fit(checker, day, cel_type(CEL_DATE)))
    return check_fail(checker, ERR_CEL_MACRO, syntax->at, STR("at"), STR("param.P.at(date)"));
  CelNode *node = check_node(checker, NODE_AT, syntax, target->type);
  node->field = target->field;
  node->nonneg = target->nonneg;
  check_children(checker, node, (CelNode *[]){target->child[0], day}, 2);
  return node;
}

/* x.f(d) of a field that is asked of a day; NULL: there is none of the name. */
static const CelField *dated_field(const CelNode *target, Str name) {
  if (target->type->kind != CEL_RECORD) return NULL;
  const CelField *field = cel_schema_find(target->type->schema, name);
  return field && field->flags & CEL_FIELD_DATED ? field : NULL;
}

static CelNode *
check_dated(Checker *checker, const Syntax *syntax, CelNode *const *args, const CelField *field) {
  if (syntax->count != 2 || !check_fit(checker, args[1], cel_type(CEL_DATE)))
    return check_fail(checker, ERR_CEL_MACRO, syntax->at, field->name,
                      check_dated_form(checker, field));
  CelNode *node = check_node(checker, NODE_AT, syntax, field->type);
  node->field = field;
  check_children(checker, node, args, 2);
  check_use(checker, args[0]->type->schema, field, false);
  return node;
}

/* m.get(k): a missing key is unknown */
static CelNode *check_get(Checker *checker, const Syntax *syntax, CelNode *target) {
  CelNode *key = syntax->count == 2 ? check_expr(checker, syntax->args[1]) : NULL;
  if (syntax->count == 2 && key == NULL) return NULL;
  if (target->type->kind != CEL_MAP || key == NULL)
    return check_fail(checker, ERR_CEL_MACRO, syntax->at, STR("get"), STR("map.get(text)"));
  if (!check_key(checker, syntax->args[1], target, &key)) return NULL;
  CelNode *node = check_node(checker, NODE_MAP_GET, syntax, target->type->elem);
  node->dated = true;
  check_children(checker, node, (CelNode *[]){target, key}, 2);
  return node;
}

static Str group_name(const void *ctx, size_t i) {
  return ((const CelCodes *)ctx)->groups[i].name;
}

/* codes.L.group('g'): a constant list */
static CelNode *check_group(Checker *checker, const Syntax *syntax, CelNode *target) {
  const Syntax *arg = syntax->count == 2 ? syntax->args[1] : NULL;
  if (target->type->kind != CEL_CODELIST || arg == NULL || arg->kind != SYNTAX_STRING)
    return check_fail(checker, ERR_CEL_MACRO, syntax->at, STR("group"), STR("codes.L.group('g')"));
  const CelCodes *codes = target->type->codes;
  for (size_t i = 0; i < codes->group_count; i++) {
    const CelCodeGroup *group = &codes->groups[i];
    if (!str_eq(group->name, arg->text)) continue;
    const CelType *code = cel_type_code(checker->arena, codes);
    CelNode **items = arena_new_array(checker->arena, CelNode *, group->count + 1);
    for (size_t k = 0; k < group->count; k++) {
      items[k] = check_node(checker, NODE_CONST, syntax, code);
      items[k]->constant = cel_str(codes->codes[group->members[k]].code);
    }
    CelNode *node = check_node(checker, NODE_LIST, syntax, cel_type_list(checker->arena, code));
    check_children(checker, node, items, (uint32_t)group->count);
    return node;
  }
  return check_fail(checker, ERR_CEL_GROUP, arg->at, codes->id, arg->text,
                    check_names(checker, codes, codes->group_count, group_name));
}

static CelNode *
field_of(Checker *checker, const Syntax *syntax, CelNode *row, const CelField *field) {
  CelNode *node = check_node(checker, NODE_SELECT, syntax, field->type);
  node->field = field;
  check_children(checker, node, &row, 1);
  check_use(checker, row->type->schema, field, false);
  return node;
}

/* r.holds(d) = r.from <= d && (!has(r.to) || d < r.to): half-open, no end is running */
static CelNode *check_holds(Checker *checker, const Syntax *syntax, CelNode *row) {
  CelNode *day = syntax->count == 2 ? check_expr(checker, syntax->args[1]) : NULL;
  if (syntax->count == 2 && day == NULL) return NULL;
  /* The row is evaluated three times: a path costs nothing, anything else could grow without end.
   */
  if (row->type->kind != CEL_RECORD || day == NULL ||
      !check_fit(checker, day, cel_type(CEL_DATE)) || !cel_is_path(row) ||
      (!cel_is_path(day) && day->kind != NODE_CONST))
    return check_fail(checker, ERR_CEL_MACRO, syntax->at, STR("holds"),
                      ARG2("row.holds(date)，行与日期是变量或其字段（复杂的先写成 let）",
                           "row.holds(date) of a variable or its fields (make a let of others)"));
  const CelSchema *schema = row->type->schema;
  if (schema->spell_from == NULL || schema->spell_to == NULL)
    return check_fail(checker, ERR_CEL_SPELL, syntax->at, schema->name);
  const CelType *truth = cel_type(CEL_BOOL);
  CelNode *from = field_of(checker, syntax, row, schema->spell_from);
  CelNode *to = field_of(checker, syntax, row, schema->spell_to);
  CelNode *begun = check_node(checker, NODE_COMPARE, syntax, truth);
  begun->rel = REL_LE;
  check_children(checker, begun, (CelNode *[]){from, day}, 2);
  CelNode *has = check_node(checker, NODE_HAS, syntax, truth);
  has->field = to->field;
  check_children(checker, has, &row, 1);
  CelNode *endless = check_node(checker, NODE_CALL, syntax, truth);
  endless->fn = FN_NOT;
  check_children(checker, endless, &has, 1);
  CelNode *before = check_node(checker, NODE_COMPARE, syntax, truth);
  before->rel = REL_LT;
  check_children(checker, before, (CelNode *[]){day, to}, 2);
  CelNode *open = check_node(checker, NODE_OR, syntax, truth);
  check_children(checker, open, (CelNode *[]){endless, before}, 2);
  CelNode *node = check_node(checker, NODE_AND, syntax, truth);
  check_children(checker, node, (CelNode *[]){begun, open}, 2);
  return node;
}

/* ---- calls ---- */

static bool check_args(Checker *checker, const Syntax *syntax, CelNode **ret_args) {
  bool good = true;
  for (uint32_t i = 0; i < syntax->count; i++) {
    ret_args[i] = check_expr(checker, syntax->args[i]);
    good &= ret_args[i] != NULL;
  }
  return good;
}

static CelNode *check_method(Checker *checker, const Syntax *syntax) {
  const MacroForm *macro = macro_find(syntax->text);
  if (macro) return check_macro(checker, syntax, macro);
  static const struct {
    const char *name;
    CelNode *(*check)(Checker *, const Syntax *, CelNode *);
  } forms[] = {
#define FORM_METHOD(name, check, shape, zh, en) {name, check},
#include "cel/forms.def"
  };
  for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
    if (!str_eq(syntax->text, str_from(forms[i].name))) continue;
    CelNode *target = check_expr(checker, syntax->args[0]);
    return target ? forms[i].check(checker, syntax, target) : NULL;
  }
  CelNode **args = arena_new_array(checker->arena, CelNode *, syntax->count + 1);
  if (!check_args(checker, syntax, args)) return NULL;
  const CelField *dated = dated_field(args[0], syntax->text);
  if (dated) return check_dated(checker, syntax, args, dated);
  return strict_call(checker, syntax, syntax->text, STYLE_METHOD, args, syntax->count);
}

CelNode *check_call(Checker *checker, const Syntax *syntax) {
  if (syntax->kind == SYNTAX_METHOD) return check_method(checker, syntax);
  Str name = syntax->text;
  static const struct {
    const char *name;
    CelNode *(*check)(Checker *, const Syntax *, bool);
    bool flag;
  } forms[] = {
#define FORM_FUNCTION(name, check, flag, shape, zh, en) {name, check, flag},
#include "cel/forms.def"
  };
  for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
    if (str_eq(name, str_from(forms[i].name)))
      return forms[i].check(checker, syntax, forms[i].flag);
  }
  CelNode **args = arena_new_array(checker->arena, CelNode *, syntax->count + 1);
  if (!check_args(checker, syntax, args)) return NULL;
  bool text = syntax->count == 1 && cel_type_is_text(args[0]->type->kind);
  if (text && (str_eq(name, STR("int")) || str_eq(name, STR("decimal"))))
    return check_fail(checker, ERR_CEL_PROFILE, syntax->at, name,
                      str_eq(name, STR("int"))
                          ? ARG2("文字用 as_int()", "use as_int() for texts")
                          : ARG2("文字用 as_decimal()", "use as_decimal() for texts"));
  return strict_call(checker, syntax, name, STYLE_FUNCTION, args, syntax->count);
}
