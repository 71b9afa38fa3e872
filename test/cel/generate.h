/* SPDX-License-Identifier: Apache-2.0 */
/*
 * generate: random well-typed expressions over the worlds of host.h, as text.
 *
 * All operators, macros and forms, and every function of funcs.def, nested to a given depth. What
 * is written is a function of the chance alone. [total]: nothing that can be an error for some
 * values (but for overflow) is written; it is cleared where that could not be kept.
 */
#ifndef TEST_CEL_GENERATE_H
#define TEST_CEL_GENERATE_H

#include "base/buf.h"
#include "test/cel/host.h"

typedef enum GenKind {
  GEN_BOOL,
  GEN_INT,
  GEN_DECIMAL,
  GEN_DATE,
  GEN_MONTH,
  GEN_STRING,
  GEN_NAME,
  GEN_CODE,
  GEN_IDNUMBER,
  GEN_DIVISION,
  GEN_BILL,
  GEN_PERSON,
  GEN_LIST,
  GEN_MAP, /* map(string, int) */
  GEN_NONE
} GenKind;

typedef struct GenType {
  GenKind kind;
  GenKind elem; /* LIST */
} GenType;

typedef struct GenVar {
  char name[8];
  GenType type;
} GenVar;

enum { GEN_VARS = 64, GEN_TEXT = 6000 };

typedef struct Gen {
  Chance chance;
  Buf *out;
  bool total;
  bool sorts;         /* a sort was written */
  uint32_t var_count; /* lets and macro variables in scope */
  uint32_t named;     /* names given so far */
  GenVar vars[GEN_VARS];
} Gen;

static void gen(Gen *g, GenType type, int depth);

static GenType gen_type(GenKind kind) {
  return (GenType){kind, GEN_NONE};
}
static GenType gen_list_of(GenKind elem) {
  return (GenType){GEN_LIST, elem};
}
static uint32_t gen_pick(Gen *g, uint32_t count) {
  return chance_below(&g->chance, count);
}
static bool gen_maybe(Gen *g, uint32_t percent) {
  return chance_percent(&g->chance, percent);
}
static void gen_put(Gen *g, const char *text) {
  buf_lit(g->out, text);
}

static const char *gen_one_of(Gen *g, const char *const *texts) {
  uint32_t count = 0;
  while (texts[count] != NULL)
    count++;
  return texts[gen_pick(g, count)];
}

static GenKind gen_text_kind(Gen *g) {
  return (GenKind)(GEN_STRING + gen_pick(g, 5));
}

/* Of the elements of lists. */
static GenKind gen_elem_kind(Gen *g) {
  static const GenKind kinds[] = {GEN_INT,  GEN_DECIMAL, GEN_DATE, GEN_STRING, GEN_NAME,
                                  GEN_BOOL, GEN_CODE,    GEN_BILL, GEN_BILL,   GEN_INT};
  return kinds[gen_pick(g, 10)];
}

/* Ordered, so that min, max, sort and distinct take it. */
static GenKind gen_key_kind(Gen *g) {
  static const GenKind kinds[] = {GEN_INT,  GEN_DECIMAL, GEN_DATE, GEN_STRING,
                                  GEN_NAME, GEN_INT,     GEN_CODE, GEN_BOOL};
  return kinds[gen_pick(g, 8)];
}

/* ---- leaves ---- */

typedef struct GenField {
  GenKind of; /* BILL, PERSON; NONE: param; MAP: the namespace of a person */
  GenType type;
  const char *name;
} GenField;

static const GenField gen_fields[] = {
    {GEN_PERSON, {GEN_INT, GEN_NONE}, "n"},          {GEN_PERSON, {GEN_INT, GEN_NONE}, "k"},
    {GEN_PERSON, {GEN_DECIMAL, GEN_NONE}, "income"}, {GEN_PERSON, {GEN_DECIMAL, GEN_NONE}, "debt"},
    {GEN_PERSON, {GEN_DATE, GEN_NONE}, "born"},      {GEN_PERSON, {GEN_MONTH, GEN_NONE}, "since"},
    {GEN_PERSON, {GEN_BOOL, GEN_NONE}, "ok"},        {GEN_PERSON, {GEN_NAME, GEN_NONE}, "name"},
    {GEN_PERSON, {GEN_CODE, GEN_NONE}, "kin"},       {GEN_PERSON, {GEN_STRING, GEN_NONE}, "text"},
    {GEN_PERSON, {GEN_IDNUMBER, GEN_NONE}, "idno"},  {GEN_PERSON, {GEN_DIVISION, GEN_NONE}, "area"},
    {GEN_PERSON, {GEN_LIST, GEN_BILL}, "bills"},     {GEN_PERSON, {GEN_LIST, GEN_BILL}, "med"},
    {GEN_PERSON, {GEN_LIST, GEN_INT}, "nums"},       {GEN_PERSON, {GEN_LIST, GEN_DECIMAL}, "decs"},
    {GEN_PERSON, {GEN_LIST, GEN_DATE}, "days"},      {GEN_PERSON, {GEN_LIST, GEN_STRING}, "texts"},
    {GEN_PERSON, {GEN_LIST, GEN_NAME}, "names"},     {GEN_PERSON, {GEN_LIST, GEN_BOOL}, "flags"},
    {GEN_PERSON, {GEN_LIST, GEN_CODE}, "kins"},      {GEN_PERSON, {GEN_PERSON, GEN_NONE}, "home"},
    {GEN_MAP, {GEN_LIST, GEN_BILL}, "claims"},       {GEN_MAP, {GEN_INT, GEN_NONE}, "score"},
    {GEN_BILL, {GEN_DECIMAL, GEN_NONE}, "amount"},   {GEN_BILL, {GEN_INT, GEN_NONE}, "qty"},
    {GEN_BILL, {GEN_INT, GEN_NONE}, "delta"},        {GEN_BILL, {GEN_BOOL, GEN_NONE}, "paid"},
    {GEN_BILL, {GEN_DATE, GEN_NONE}, "day"},         {GEN_BILL, {GEN_DATE, GEN_NONE}, "until"},
    {GEN_BILL, {GEN_NAME, GEN_NONE}, "who"},         {GEN_BILL, {GEN_STRING, GEN_NONE}, "note"},
    {GEN_BILL, {GEN_CODE, GEN_NONE}, "kind"},        {GEN_BILL, {GEN_PERSON, GEN_NONE}, "owner"},
    {GEN_BILL, {GEN_LIST, GEN_STRING}, "tags"},      {GEN_NONE, {GEN_DECIMAL, GEN_NONE}, "line"},
    {GEN_NONE, {GEN_INT, GEN_NONE}, "most"},         {GEN_NONE, {GEN_MAP, GEN_NONE}, "table"},
    {GEN_PERSON, {GEN_DECIMAL, GEN_NONE}, "net"},    {GEN_PERSON, {GEN_BOOL, GEN_NONE}, "richer"},
    {GEN_PERSON, {GEN_DECIMAL, GEN_NONE}, "spent"},  {GEN_BILL, {GEN_BOOL, GEN_NONE}, "dear"},
    {GEN_PERSON, {GEN_LIST, GEN_BILL}, "dears"},     {GEN_PERSON, {GEN_INT, GEN_NONE}, "years"},
};
enum { GEN_FIELDS = sizeof gen_fields / sizeof gen_fields[0] };

static bool gen_same(GenType a, GenType b) {
  return a.kind == b.kind && (a.kind != GEN_LIST || a.elem == b.elem);
}

/* A variable of the type; false if there is none in scope. */
static bool gen_var(Gen *g, GenType type) {
  uint32_t found[GEN_VARS], count = 0;
  for (uint32_t i = 0; i < g->var_count; i++) {
    if (gen_same(g->vars[i].type, type)) found[count++] = i;
  }
  if (count == 0) return false;
  gen_put(g, g->vars[found[gen_pick(g, count)]].name);
  return true;
}

/* A record to read a field of; bills only where a variable is one. */
static bool gen_holder(Gen *g, GenKind of) {
  if (of == GEN_NONE) {
    gen_put(g, "param.");
    return true;
  }
  bool var = gen_maybe(g, 85) && gen_var(g, gen_type(of == GEN_MAP ? GEN_PERSON : of));
  if (!var && of == GEN_BILL) return false;
  if (!var) gen_put(g, gen_one_of(g, (const char *const[]){"person", "person", "other", NULL}));
  gen_put(g, of == GEN_MAP ? ".dept." : ".");
  return true;
}

/* holder.field of the type; false if no field has it. */
static bool gen_field(Gen *g, GenType type) {
  uint32_t found[GEN_FIELDS], count = 0;
  for (uint32_t i = 0; i < GEN_FIELDS; i++) {
    bool fits = gen_same(gen_fields[i].type, type);
    if (fits && (type.kind != GEN_PERSON || gen_maybe(g, 30))) found[count++] = i;
  }
  for (int tries = 0; count > 0 && tries < 4; tries++) {
    const GenField *field = &gen_fields[found[gen_pick(g, count)]];
    if (!gen_holder(g, field->of)) continue;
    gen_put(g, field->name);
    bool at = field->of == GEN_NONE && gen_maybe(g, 30);
    if (at) gen_put(g, gen_one_of(g, (const char *const[]){".at(on)", ".at(person.born)", NULL}));
    return true;
  }
  return false;
}

static void gen_constant(Gen *g, GenType type) {
  static const char *const ints[] = {"0", "1", "2", "3", "-1", "5", "100", "0x10", NULL};
  static const char *const decimals[] = {"0.0",  "1.5",   "100.0", "0.25",
                                         "-2.5", "99.99", "3.0",   NULL};
  static const char *const dates[] = {"on", "date('2021-09-30')", "date('2020-02-29')",
                                      "date('2021-10-02')", NULL};
  static const char *const texts[] = {
      "''", "'a'", "'12'", "'张三'", "'2021-09-28'", "'ab'", "'530999199001010019'", "'01'", NULL};
  static const char *const months[] = {"month('2021-09')", "month('2021-10')", NULL};
  static const char *const persons[] = {"person", "person", "other", "person.home", NULL};
  switch (type.kind) {
  case GEN_BOOL:
    gen_put(g, gen_maybe(g, 50) ? "true" : "false");
    return;
  case GEN_INT:
    gen_put(g, gen_one_of(g, ints));
    return;
  case GEN_DECIMAL:
    gen_put(g, gen_one_of(g, decimals));
    return;
  case GEN_DATE:
    gen_put(g, gen_one_of(g, dates));
    return;
  case GEN_MONTH:
    gen_put(g, gen_one_of(g, months));
    return;
  case GEN_STRING:
    gen_put(g, gen_one_of(g, texts));
    return;
  case GEN_NAME:
    gen_put(g, "person.name");
    return;
  case GEN_CODE:
    gen_put(g, "person.kin");
    return;
  case GEN_IDNUMBER:
    gen_put(g, "person.idno");
    return;
  case GEN_DIVISION:
    gen_put(g, "other.area");
    return;
  case GEN_BILL:
    g->total = false;
    gen_put(g, "person.bills[0]");
    return;
  case GEN_PERSON:
    gen_put(g, gen_one_of(g, persons));
    return;
  case GEN_MAP:
    gen_put(g, gen_maybe(g, 70) ? "param.table" : "{'a': 1, '01': person.k}");
    return;
  case GEN_LIST:
    if (type.elem == GEN_CODE && gen_maybe(g, 50)) {
      gen_put(g, gen_maybe(g, 70) ? "codes.kin.group('near')" : "codes.kin.group('none')");
      return;
    }
    gen_put(g, "[]");
    return;
  case GEN_NONE:
    return;
  }
}

static void gen_leaf(Gen *g, GenType type) {
  if (gen_maybe(g, 45) && gen_var(g, type)) return;
  if (gen_maybe(g, 75) && gen_field(g, type)) return;
  if (type.kind == GEN_BILL && gen_var(g, type)) return;
  gen_constant(g, type);
}

/* ---- macros ---- */

static void gen_declare(Gen *g, GenType type, char name[8]) {
  CHECK(g->var_count < GEN_VARS);
  GenVar *var = &g->vars[g->var_count++];
  var->type = type;
  var->name[0] = 'q';
  var->name[1] = (char)('a' + g->named / 26 % 26);
  var->name[2] = (char)('a' + g->named % 26);
  var->name[3] = '\0';
  g->named++;
  for (int i = 0; i < 4; i++)
    name[i] = var->name[i];
}

/* list.macro(v, body [, body again for a filtered map]); with [vars] variables. */
static void gen_macro(Gen *g, const char *macro, GenKind elem, int vars, GenType body, int depth) {
  gen(g, gen_list_of(elem), depth - 1);
  buf_printf(g->out, ".%s(", macro);
  for (int i = 0; i < vars; i++) {
    char name[8];
    gen_declare(g, gen_type(elem), name);
    buf_printf(g->out, "%s, ", name);
  }
  gen(g, body, depth - 1);
  g->var_count -= (uint32_t)vars;
}

static void gen_quantifier(Gen *g, int depth) {
  static const char *const macros[] = {"exists", "exists", "all", "exists_one", "pairs", NULL};
  const char *macro = gen_one_of(g, macros);
  gen_macro(g, macro, gen_elem_kind(g), macro[0] == 'p' ? 2 : 1, gen_type(GEN_BOOL), depth);
  gen_put(g, ")");
}

static void gen_extreme(Gen *g, GenKind kind, int depth) {
  gen_macro(g, gen_maybe(g, 50) ? "min" : "max", gen_elem_kind(g), 1, gen_type(kind), depth);
  if (g->total || gen_maybe(g, 50)) {
    gen_put(g, ", ");
    gen(g, gen_type(kind), depth - 1);
  }
  gen_put(g, ")");
}

/* ---- functions of funcs.def ---- */

typedef enum GenClass {
  CLASS_BOOL,
  CLASS_INT,
  CLASS_DECIMAL,
  CLASS_DATE,
  CLASS_MONTH,
  CLASS_STRING,
  CLASS_IDNUMBER,
  CLASS_DIVISION,
  CLASS_TEXT,
  CLASS_LIST,
  CLASS_MAP,
  CLASS_SAME,
  CLASS_NONE
} GenClass;

typedef enum GenStyle { STYLE_OPERATOR, STYLE_FUNCTION, STYLE_METHOD, STYLE_BOTH } GenStyle;

typedef struct GenFn {
  const char *id, *spelling;
  GenStyle style;
  GenClass result;
  int arity;
  GenClass arg[2];
} GenFn;

static const GenFn gen_fns[] = {
#define FN(id, spelling, style, result, arity, arg0, arg1, zh, en)                                 \
  {#id, spelling, STYLE_##style, CLASS_##result, arity, {CLASS_##arg0, CLASS_##arg1}},
#include "cel/funcs.def"
#undef FN
};
enum { GEN_FNS = sizeof gen_fns / sizeof gen_fns[0] };

static GenType gen_class_type(Gen *g, GenClass class) {
  switch (class) {
  case CLASS_BOOL:
    return gen_type(GEN_BOOL);
  case CLASS_INT:
    return gen_type(GEN_INT);
  case CLASS_DECIMAL:
    return gen_type(GEN_DECIMAL);
  case CLASS_DATE:
    return gen_type(GEN_DATE);
  case CLASS_MONTH:
    return gen_type(GEN_MONTH);
  case CLASS_STRING:
    return gen_type(GEN_STRING);
  case CLASS_IDNUMBER:
    return gen_type(GEN_IDNUMBER);
  case CLASS_DIVISION:
    return gen_type(GEN_DIVISION);
  case CLASS_TEXT:
    return gen_type(gen_text_kind(g));
  case CLASS_LIST:
    return gen_list_of(gen_elem_kind(g));
  case CLASS_MAP:
    return gen_type(GEN_MAP);
  case CLASS_SAME:
  case CLASS_NONE:
    break;
  }
  return gen_type(GEN_NONE);
}

/* Functions that are errors for some of their arguments. */
static bool gen_partial(const GenFn *fn) {
  static const char *const ids[] = {"MUL_INT", "MUL_DECIMAL", "DIV_INT",  "DIV_DECIMAL", "MOD_INT",
                                    "RATIO",   "ADD_MONTHS",  "ADD_DAYS", "ID_CHECK",    "GEOKEY"};
  for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
    if (str_eq(str_from(fn->id), str_from(ids[i]))) return true;
  }
  return false;
}

static bool gen_yields(Gen *g, const GenFn *fn, GenType type) {
  if (fn->spelling[0] == '\0' || (g->total && gen_partial(fn))) return false;
  if (fn->result == CLASS_SAME) return type.kind == GEN_LIST;
  return type.kind != GEN_LIST && gen_class_type(g, fn->result).kind == type.kind;
}

/* An int may stand for a decimal, beside a decimal. */
static void gen_argument(Gen *g, const GenFn *fn, int at, GenType type, int depth) {
  bool lone = fn->arity == 1 || at == 0;
  if (type.kind == GEN_DECIMAL && !lone && gen_maybe(g, 15)) type = gen_type(GEN_INT);
  gen(g, type, depth - 1);
}

static bool gen_function(Gen *g, GenType type, int depth) {
  uint32_t found[GEN_FNS], count = 0;
  for (uint32_t i = 0; i < GEN_FNS; i++) {
    if (gen_yields(g, &gen_fns[i], type)) found[count++] = i;
  }
  if (count == 0) return false;
  const GenFn *fn = &gen_fns[found[gen_pick(g, count)]];
  GenType args[2];
  for (int i = 0; i < 2; i++) {
    args[i] = fn->result == CLASS_SAME ? type : gen_class_type(g, fn->arg[i]);
  }
  bool method = fn->style == STYLE_METHOD || (fn->style == STYLE_BOTH && gen_maybe(g, 50));
  bool infix = fn->style == STYLE_OPERATOR;
  bool before = infix && fn->arity == 1;
  if (before || (!infix && !method)) gen_put(g, fn->spelling);
  if (!method || infix) gen_put(g, "(");
  if (method) gen_put(g, "(");
  gen_argument(g, fn, 0, args[0], depth);
  if (method) buf_printf(g->out, ").%s(", fn->spelling);
  if (fn->arity == 2) {
    if (infix) buf_printf(g->out, " %s ", fn->spelling);
    if (!infix && !method) gen_put(g, ", ");
    gen_argument(g, fn, 1, args[1], depth);
  }
  gen_put(g, ")");
  return true;
}

/* ---- what any type may come from ---- */

static void gen_cond(Gen *g, GenType type, int depth) {
  gen_put(g, "(");
  gen(g, gen_type(GEN_BOOL), depth - 1);
  gen_put(g, " ? ");
  gen(g, type, depth - 1);
  gen_put(g, " : ");
  gen(g, type, depth - 1);
  gen_put(g, ")");
}

static void gen_index(Gen *g, GenType type, int depth) {
  gen(g, gen_list_of(type.kind), depth - 1);
  gen_put(g, "[");
  if (gen_maybe(g, 80)) {
    gen_put(g, gen_one_of(g, (const char *const[]){"0", "0", "1", "2", NULL}));
  } else {
    gen(g, gen_type(GEN_INT), depth - 1);
  }
  gen_put(g, "]");
}

static bool gen_has_list(GenKind kind) {
  return kind != GEN_MAP && kind != GEN_LIST && kind != GEN_MONTH && kind != GEN_IDNUMBER &&
         kind != GEN_DIVISION && kind != GEN_PERSON;
}

static bool gen_ordered(GenKind kind) {
  return kind == GEN_BOOL || kind == GEN_INT || kind == GEN_DECIMAL || kind == GEN_DATE ||
         kind == GEN_STRING || kind == GEN_NAME;
}

/* ---- bool ---- */

static void gen_relation(Gen *g, bool equality) {
  static const char *const all[] = {" == ", " != ", " < ", " <= ", " > ", " >= ", NULL};
  static const char *const equal[] = {" == ", " != ", NULL};
  gen_put(g, gen_one_of(g, equality ? equal : all));
}

static void gen_code_comparison(Gen *g, int depth) {
  static const char *const codes[] = {"'01'", "'02'", "'子女'", NULL};
  gen(g, gen_type(GEN_CODE), depth - 1);
  gen_relation(g, true);
  if (gen_maybe(g, 60)) {
    gen_put(g, gen_one_of(g, codes));
  } else {
    gen(g, gen_type(GEN_CODE), depth - 1);
  }
}

static void gen_comparison(Gen *g, int depth) {
  static const GenKind kinds[] = {GEN_INT,  GEN_INT,  GEN_DECIMAL, GEN_DECIMAL, GEN_DATE,
                                  GEN_DATE, GEN_NAME, GEN_STRING,  GEN_MONTH,   GEN_BOOL,
                                  GEN_CODE, GEN_LIST, GEN_BILL,    GEN_PERSON,  GEN_MAP};
  GenType type = gen_type(kinds[gen_pick(g, 15)]);
  bool number = type.kind == GEN_INT || type.kind == GEN_DECIMAL;
  if (type.kind == GEN_LIST) type.elem = gen_elem_kind(g);
  gen_put(g, "(");
  if (type.kind == GEN_CODE) {
    gen_code_comparison(g, depth);
  } else {
    gen(g, type, depth - 1);
    gen_relation(g, type.kind >= GEN_BILL);
    if (number && gen_maybe(g, 25)) type.kind = type.kind == GEN_INT ? GEN_DECIMAL : GEN_INT;
    if (type.kind == GEN_NAME && gen_maybe(g, 25)) type.kind = GEN_STRING;
    gen(g, type, depth - 1);
  }
  gen_put(g, ")");
}

static void gen_in(Gen *g, int depth) {
  GenKind kind = gen_elem_kind(g);
  bool map = gen_maybe(g, 15);
  gen_put(g, "(");
  gen(g, gen_type(map ? GEN_STRING : kind), depth - 1);
  gen_put(g, " in ");
  gen(g, map ? gen_type(GEN_MAP) : gen_list_of(kind), depth - 1);
  gen_put(g, ")");
}

static void gen_has(Gen *g) {
  for (;;) {
    const GenField *field = &gen_fields[gen_pick(g, GEN_FIELDS)];
    bool bill = false;
    for (uint32_t i = 0; i < g->var_count; i++)
      bill |= g->vars[i].type.kind == GEN_BILL;
    if (field->of == GEN_BILL && !bill) continue;
    gen_put(g, "has(");
    if (gen_maybe(g, 15)) {
      gen_put(g, gen_maybe(g, 50) ? "param.table.a)" : "param.table.b)");
      return;
    }
    while (!gen_holder(g, field->of))
      continue;
    buf_printf(g->out, "%s)", field->name);
    return;
  }
}

/* The condition by which the department filtered, or a stronger or weaker one. */
static void gen_filtered(Gen *g, int depth) {
  static const char *const before[] = {"", "", "150.0 <= ", "", "", ""};
  static const char *const after[] = {" >= 100.0", " > 100.0", "",
                                      " >= 99.0",  " == 100",  " >= 100"};
  static const char *const macros[] = {"exists", "count", "filter", "exists_one", "all"};
  uint32_t macro = gen_pick(g, 5);
  char name[8];
  bool number = macro == 1, list = macro == 2;
  gen_put(g, list ? "(size(" : "(");
  buf_printf(g->out, "%s.med.%s(", gen_maybe(g, 70) ? "person" : "other", macros[macro]);
  gen_declare(g, gen_type(GEN_BILL), name);
  buf_printf(g->out, "%s, ", name);
  uint32_t condition = gen_pick(g, 6);
  buf_printf(g->out, "%s%s.amount%s", before[condition], name, after[condition]);
  if (gen_maybe(g, 50)) {
    gen_put(g, " && ");
    gen(g, gen_type(GEN_BOOL), depth - 1);
  }
  g->var_count--;
  gen_put(g, list ? "))" : ")");
  if (number || list) buf_printf(g->out, " %s %u", gen_maybe(g, 50) ? ">=" : "<", gen_pick(g, 4));
  gen_put(g, ")");
}

static void gen_holds(Gen *g, int depth) {
  if (!gen_var(g, gen_type(GEN_BILL))) {
    gen_comparison(g, depth);
    return;
  }
  gen_put(g, ".holds(");
  gen(g, gen_type(GEN_DATE), depth - 1);
  gen_put(g, ")");
}

/* Places and areas, and the fields of a form. */
static void gen_place(Gen *g) {
  static const char *const points[] = {"person.text", "other.text",  "'99.4,23.5'",
                                       "'99.5,23.5'", "'100.5, 23'", NULL};
  static const char *const areas[] = {"person.area",    "other.area", "'530999'",
                                      "'530999101200'", "'530998'",   NULL};
  static const char *const forms[] = {"few", "many", "one", NULL};
  if (gen_maybe(g, 50)) {
    const char *point = gen_one_of(g, points);
    buf_printf(g->out, "inside(%s, %s)", point, gen_one_of(g, areas));
    return;
  }
  gen_put(g, "same_values(");
  gen_put(g, gen_maybe(g, 70) ? "person, " : "other, ");
  gen_put(g, gen_one_of(g, (const char *const[]){"other", "person.home", "other.home", NULL}));
  buf_printf(g->out, ", '%s')", gen_one_of(g, forms));
}

static void gen_logic(Gen *g, int depth) {
  gen_put(g, "(");
  gen(g, gen_type(GEN_BOOL), depth - 1);
  gen_put(g, gen_maybe(g, 50) ? " && " : " || ");
  gen(g, gen_type(GEN_BOOL), depth - 1);
  gen_put(g, ")");
}

static void gen_bool(Gen *g, int depth) {
  uint32_t way = gen_pick(g, 100);
  if (way < 30)
    gen_comparison(g, depth);
  else if (way < 52)
    gen_quantifier(g, depth);
  else if (way < 66)
    gen_logic(g, depth);
  else if (way < 74)
    gen_in(g, depth);
  else if (way < 80)
    gen_has(g);
  else if (way < 85)
    gen_filtered(g, depth);
  else if (way < 88)
    gen_holds(g, depth);
  else if (way < 91)
    gen_cond(g, gen_type(GEN_BOOL), depth);
  else if (way < 94)
    gen_place(g);
  else
    gen_function(g, gen_type(GEN_BOOL), depth);
}

/* ---- lists, maps, the rest ---- */

static void gen_literal_list(Gen *g, GenKind elem, int depth) {
  uint32_t count = gen_pick(g, 4);
  gen_put(g, "[");
  for (uint32_t i = 0; i < count; i++) {
    if (i > 0) gen_put(g, ", ");
    gen(g, gen_type(elem), depth - 1);
  }
  gen_put(g, "]");
}

static void gen_list(Gen *g, GenType type, int depth) {
  uint32_t way = gen_pick(g, 100);
  if (way < 28) {
    gen_macro(g, "filter", type.elem, 1, gen_type(GEN_BOOL), depth);
  } else if (way < 48 && type.elem != GEN_BILL) {
    gen_macro(g, "map", gen_elem_kind(g), 1, gen_type(type.elem), depth);
  } else if (way < 60) {
    g->sorts = true;
    gen_macro(g, "sort", type.elem, 1, gen_type(gen_key_kind(g)), depth);
  } else if (way < 72 && type.elem != GEN_CODE) {
    gen_macro(g, "distinct", gen_elem_kind(g), 1, gen_type(type.elem), depth);
  } else if (way < 82) {
    gen_function(g, type, depth);
    return;
  } else if (way < 88) {
    gen_cond(g, type, depth);
    return;
  } else if (way < 92 && type.elem == GEN_STRING) {
    gen(g, gen_type(GEN_MAP), depth - 1); /* a map stands for its keys */
    gen_put(g, ".filter(qkey, qkey != 'a'");
  } else {
    gen_literal_list(g, type.elem, depth);
    return;
  }
  gen_put(g, ")");
}

static void gen_map(Gen *g, int depth) {
  gen_put(g, "{'ab': ");
  gen(g, gen_type(GEN_INT), depth - 1);
  gen_put(g, ", 'a': ");
  gen(g, gen_type(GEN_INT), depth - 1);
  gen_put(g, "}");
}

static void gen_int(Gen *g, int depth) {
  uint32_t way = gen_pick(g, 100);
  if (way < 14) {
    gen_macro(g, "sum", gen_elem_kind(g), 1, gen_type(GEN_INT), depth);
    gen_put(g, ")");
  } else if (way < 28) {
    gen_macro(g, "count", gen_elem_kind(g), 1, gen_type(GEN_BOOL), depth);
    gen_put(g, ")");
  } else if (way < 36) {
    gen(g, gen_type(GEN_MAP), depth - 1);
    static const char *const gets[] = {".get('a')", ".get('zz')", ".get(person.text)", NULL};
    static const char *const all[] = {".a",        "['a']",      "['01']", "[person.text]",
                                      ".get('a')", ".get('zz')", NULL};
    gen_put(g, gen_one_of(g, g->total ? gets : all));
  } else if (way < 46) {
    gen_extreme(g, GEN_INT, depth);
  } else if (way < 58) {
    gen_put(g, "size(");
    gen(g, gen_list_of(gen_elem_kind(g)), depth - 1);
    gen_put(g, ")");
  } else {
    gen_function(g, gen_type(GEN_INT), depth);
  }
}

static void gen_scalar(Gen *g, GenType type, int depth) {
  uint32_t way = gen_pick(g, 100);
  if (way < 15 && !g->total && gen_has_list(type.kind)) {
    gen_index(g, type, depth);
  } else if (way < 25) {
    gen_cond(g, type, depth);
  } else if (way < 40 && gen_ordered(type.kind)) {
    gen_extreme(g, type.kind, depth);
  } else if (way < 55 && type.kind == GEN_DECIMAL) {
    gen_macro(g, "sum", gen_elem_kind(g), 1, type, depth);
    gen_put(g, ")");
  } else if (way < 48 && type.kind == GEN_STRING) {
    gen_put(g, gen_one_of(g, (const char *const[]){"raw(person.k)", "raw(person.born)",
                                                   "raw(other.text)", "raw(person.income)", NULL}));
  } else if (!gen_function(g, type, depth)) {
    gen_leaf(g, type);
  }
}

/* An expression of the type. */
static void gen(Gen *g, GenType type, int depth) {
  if (depth <= 0 || g->out->len > GEN_TEXT || gen_maybe(g, 8)) {
    gen_leaf(g, type);
    return;
  }
  switch (type.kind) {
  case GEN_BOOL:
    gen_bool(g, depth);
    return;
  case GEN_LIST:
    gen_list(g, type, depth);
    return;
  case GEN_MAP:
    if (gen_maybe(g, 60))
      gen_leaf(g, type);
    else
      gen_map(g, depth);
    return;
  case GEN_INT:
    if (gen_maybe(g, 75))
      gen_int(g, depth);
    else
      gen_scalar(g, type, depth);
    return;
  case GEN_DECIMAL:
  case GEN_DATE:
  case GEN_MONTH:
  case GEN_STRING:
  case GEN_NAME:
  case GEN_CODE:
  case GEN_IDNUMBER:
  case GEN_DIVISION:
  case GEN_BILL:
  case GEN_PERSON:
    gen_scalar(g, type, depth);
    return;
  case GEN_NONE:
    return;
  }
}

/* Of a whole expression. */
static GenType gen_root_type(Gen *g) {
  uint32_t way = gen_pick(g, 100);
  if (way < 45) return gen_type(GEN_BOOL);
  if (way < 60) return gen_type(GEN_INT);
  if (way < 68) return gen_type(GEN_DECIMAL);
  if (way < 85) return gen_list_of(gen_elem_kind(g));
  return gen_type((GenKind)gen_pick(g, GEN_LIST));
}

#endif
