/* SPDX-License-Identifier: Apache-2.0 */
/*
 * describe: the reference of the language, in Markdown, from the tables that the checker itself
 * goes by: funcs.def, forms.def, the priorities of the parser, the kinds of types and causes.
 * What has no table there is a switch over its enum here, so that a new kind does not compile until
 * it is told of.
 */
#include "cel/cel_int.h"
#include "cel/syntax_int.h"

#include <string.h>

typedef struct Telling {
  Buf *out;
  bool english;
} Telling;

static void tell(Telling *to, const char *zh, const char *en) {
  buf_lit(to->out, to->english ? en : zh);
}

/* A heading and, where [columns] are given, the head of a table. */
static void begin(Telling *to, const char *zh, const char *en, const char *columns) {
  buf_lit(to->out, "\n## ");
  tell(to, zh, en);
  buf_lit(to->out, "\n\n");
  if (columns == NULL) return;
  buf_printf(to->out, "%s\n", columns);
  for (const char *at = columns; *at; at++)
    if (*at == '|') buf_lit(to->out, at[1] ? "|---" : "|");
  buf_char(to->out, '\n');
}

static const char *columns(const Telling *to, const char *zh, const char *en) {
  return to->english ? en : zh;
}

/* As code in a cell of a table, where a bar would end the cell. */
static void put_code(Buf *out, const char *text) {
  buf_char(out, '`');
  for (; *text; text++) {
    if (*text == '|') buf_char(out, '\\');
    buf_char(out, *text);
  }
  buf_char(out, '`');
}

/* ---- strict operators and functions: funcs.def ---- */

typedef enum Style { STYLE_OPERATOR, STYLE_FUNCTION, STYLE_METHOD, STYLE_BOTH } Style;

typedef struct Fn {
  const char *spelling;
  Style style;
  int arity;
  const char *result, *args[2]; /* as funcs.def names them: INT, TEXT, SAME */
  const char *zh, *en;
} Fn;

static const Fn functions[] = {
#define FN(id, spelling, style, result, arity, arg0, arg1, zh, en)                                 \
  {spelling, STYLE_##style, arity, #result, {#arg0, #arg1}, zh, en},
#include "cel/funcs.def"
#undef FN
};

static void put_class(Buf *out, const Fn *fn, const char *class) {
  if (strcmp(class, "SAME") == 0) class = fn->args[0];
  for (; *class; class ++)
    buf_char(out, *class == '_' ? ' ' : (char)(*class | 0x20));
}

static void put_types(Buf *out, const Fn *fn) {
  for (int i = 0; i < fn->arity; i++) {
    if (i > 0) buf_lit(out, ", ");
    put_class(out, fn, fn->args[i]);
  }
  buf_lit(out, " | ");
  put_class(out, fn, fn->result);
}

/* {0}, {1} as a, b. */
static void put_words(Buf *out, const char *words) {
  for (; *words; words++) {
    bool hole = words[0] == '{' && (words[1] == '0' || words[1] == '1') && words[2] == '}';
    buf_char(out, !hole ? *words : words[1] == '0' ? 'a' : 'b');
    if (hole) words += 2;
  }
}

static void put_function(Telling *to, const Fn *fn) {
  const char *more = fn->arity == 2 ? ", b" : "", *second = fn->arity == 2 ? "b" : "";
  buf_lit(to->out, "| ");
  if (fn->style != STYLE_METHOD) buf_printf(to->out, "`%s(a%s)`", fn->spelling, more);
  if (fn->style == STYLE_BOTH) buf_lit(to->out, ", ");
  if (fn->style != STYLE_FUNCTION) buf_printf(to->out, "`a.%s(%s)`", fn->spelling, second);
  buf_lit(to->out, " | ");
  put_types(to->out, fn);
  buf_lit(to->out, " | ");
  put_words(to->out, to->english ? fn->en : fn->zh);
  buf_lit(to->out, " |\n");
}

static void tell_functions(Telling *to) {
  begin(to, "函数", "Functions",
        columns(to, "| 写法 | 参数 | 得出 | 含义 |", "| written | takes | gives | meaning |"));
  for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
    if (functions[i].style != STYLE_OPERATOR) put_function(to, &functions[i]);
#define FORM_FUNCTION(name, check, flag, shape, zh, en)                                            \
  buf_printf(to->out, "| `%s` | | | %s |\n", shape, to->english ? en : zh);
#define FORM_METHOD(name, check, shape, zh, en) FORM_FUNCTION(name, check, 0, shape, zh, en)
#include "cel/forms.def"
}

static void tell_macros(Telling *to) {
  begin(to, "列表宏", "Macros over lists", columns(to, "| 写法 | 得出 |", "| written | gives |"));
#define MACRO(name, id, shape, variables, least, most, zh, en)                                     \
  buf_printf(to->out, "| `%s` | %s |\n", shape, to->english ? en : zh);
#include "cel/forms.def"
}

/* ---- operators ---- */

/* Of operators that have no line in funcs.def: they may decide though a side is unknown. */
static void tell_relation(Telling *to, TokenKind kind) {
  const char *zh, *en, *takes = to->english ? "equal types" : "同类";
  switch ((int)kind) {
  case TOKEN_OR:
    zh = "a 或 b；一边成立即成立", en = "a or b: true if one side is", takes = "bool, bool";
    break;
  case TOKEN_AND:
    zh = "a 且 b；一边不成立即不成立", en = "a and b: false if one side is", takes = "bool, bool";
    break;
  case TOKEN_IN:
    zh = "a 是列表 b 的元素，或表 b 的键", en = "a is an element of list b, or a key of map b";
    takes = to->english ? "element, list or map" : "元素，列表或表";
    break;
  default:
    zh = "比较", en = "comparison";
  }
  buf_lit(to->out, "| ");
  put_code(to->out, lex_token_name(kind));
  buf_printf(to->out, " | %s | bool | %s |\n", takes, to->english ? en : zh);
}

static void tell_overloads(Telling *to, const char *spelling, int arity) {
  for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
    const Fn *fn = &functions[i];
    if (fn->style != STYLE_OPERATOR || fn->arity != arity || strcmp(fn->spelling, spelling) != 0)
      continue;
    buf_lit(to->out, "| ");
    put_code(to->out, spelling);
    buf_lit(to->out, " | ");
    put_types(to->out, fn);
    buf_lit(to->out, " | ");
    put_words(to->out, to->english ? fn->en : fn->zh);
    buf_lit(to->out, " |\n");
  }
}

static void tell_operators(Telling *to) {
  begin(to, "运算符", "Operators", NULL);
  tell(to, "从最松到最紧；int 遇 decimal 按 decimal 算。\n\n",
       "Loosest first. An int meets a decimal as a decimal.\n\n");
  buf_lit(to->out, columns(to, "| 运算符 | 两边 | 得出 | 含义 |\n|---|---|---|---|\n",
                           "| operator | takes | gives | meaning |\n|---|---|---|---|\n"));
  buf_lit(to->out, columns(to, "| `p ? a : b` | bool, 同类, 同类 | 同类 | p 成立为 a，否则为 b |\n",
                           "| `p ? a : b` | bool, equal types | that type | a if p, else b |\n"));
  for (int priority = 1; priority <= 5; priority++) {
    for (int kind = 0; kind <= TOKEN_GE; kind++) {
      if (syntax_priority((TokenKind)kind) != priority) continue;
      if (priority <= syntax_priority(TOKEN_IN))
        tell_relation(to, (TokenKind)kind);
      else
        tell_overloads(to, lex_token_name((TokenKind)kind), 2);
    }
  }
  tell_overloads(to, "!", 1);
  tell_overloads(to, "-", 1);
  buf_lit(to->out,
          columns(to,
                  "| `l[i]`, `m[k]` | list, int; map, text | 元素 | 第 i 个（从 0 起），k 的值 |\n",
                  "| `l[i]`, `m[k]` | list, int; map, text | element | the i-th from 0, the value "
                  "of k |\n"));
}

/* ---- types ---- */

/* Only of the standard profile: NULL. */
static const char *type_words(CelKind kind, bool en) {
  switch (kind) {
  case CEL_ANY:
  case CEL_UINT:
  case CEL_DOUBLE:
  case CEL_BYTES:
  case CEL_TIMESTAMP:
  case CEL_DURATION:
  case CEL_NULL:
  case CEL_TYPE:
  case CEL_DYN:
    return NULL;
  case CEL_BOOL:
    return en ? "`true`, `false`" : "`true`（是）、`false`（否）";
  case CEL_INT:
    return en ? "whole numbers of 64 bits" : "64 位整数";
  case CEL_DECIMAL:
    return en ? "decimals of four places, exact" : "四位小数，精确";
  case CEL_DATE:
    return en ? "days" : "日期";
  case CEL_MONTH:
    return en ? "months" : "月份";
  case CEL_STRING:
    return en ? "texts" : "文字";
  case CEL_NAME:
    return en ? "names of people: equal in normal form" : "姓名：按规范写法相等";
  case CEL_CODE:
    return en ? "a code of a list; written as code or label" : "代码表中的一个；写代码或名称";
  case CEL_IDNUMBER:
    return en ? "ID numbers" : "证件号码";
  case CEL_PHONE:
    return en ? "telephone numbers" : "电话";
  case CEL_BANKCARD:
    return en ? "bank cards and accounts" : "银行卡、账号";
  case CEL_USCC:
    return en ? "unified social credit codes" : "统一社会信用代码";
  case CEL_PLATE:
    return en ? "number plates" : "车牌";
  case CEL_DIVISION:
    return en ? "division codes of 12 digits" : "12 位区划代码";
  case CEL_POINT:
    return en ? "places on the map" : "坐标";
  case CEL_FILE:
    return en ? "files, photos" : "文件、照片";
  case CEL_SIGNATURE:
    return en ? "signatures" : "签名";
  case CEL_LIST:
    return en ? "lists: `list(int)`" : "列表：`list(int)`";
  case CEL_MAP:
    return en ? "tables: `map(string, decimal)`" : "表：`map(string, decimal)`";
  case CEL_RECORD:
    return en ? "subjects and rows: `record(person)`" : "对象与行：`record(person)`";
  case CEL_CODELIST:
    return en ? "a whole code list" : "整张代码表";
  }
  return NULL;
}

static void tell_types(Telling *to) {
  begin(to, "类型", "Types", columns(to, "| 类型 | 是 |", "| type | is |"));
  for (int kind = CEL_ANY; kind <= CEL_DYN; kind++) {
    const char *words = type_words((CelKind)kind, to->english);
    if (words == NULL) continue;
    buf_lit(to->out, "| ");
    put_code(to->out, cel_kind_name((CelKind)kind));
    buf_printf(to->out, " | %s |\n", words);
  }
}

/* ---- causes and errors ---- */

static const char *cause_words(CelCauseKind kind, bool en) {
  switch (kind) {
  case CEL_NOT_DELIVERED:
    return en ? "dataset, or dataset.column: its department delivered none"
              : "数据集或 数据集.列：部门没有交";
  case CEL_NOT_COVERED:
    return en ? "dataset, area: what was delivered does not cover it"
              : "数据集、区域：交来的数据没有覆盖";
  case CEL_FILTERED:
    return en ? "dataset: its department filtered it" : "数据集：部门已筛选过";
  case CEL_EMPTY:
    return en ? "field: the cell holds nothing" : "字段：没有填";
  case CEL_NOT_COLLECTED:
    return en ? "field: the registry does not have it" : "字段：登记册没有采集";
  case CEL_UNREADABLE:
    return en ? "file:row:column: a text that cannot be read" : "文件:行:列：读不懂的文字";
  case CEL_POSSIBLE:
    return en ? "file:row: a row that is only possibly this subject's"
              : "文件:行：不能确定是不是这一位的行";
  case CEL_IDENTITY:
    return en ? "person: who it is does not stand fast" : "人：身份不能确定";
  case CEL_PARAM:
    return en ? "parameter, day: it has no value on the day" : "参数、日期：这一天没有值";
  case CEL_GROUP:
    return en ? "group: its items are not all known, or too many to walk"
              : "分组：成员不全知道，或多得不能逐一看";
  case CEL_CALENDAR:
    return en ? "year: the calendar of working days does not reach it" : "年份：工作日历没有这一年";
  case CEL_OUTLINE:
    return en ? "area: the pack has no outline of it" : "区划：规则包没有它的界线";
  }
  return "";
}

static void tell_causes(Telling *to) {
  begin(to, "未知的原因", "Causes of the unknown",
        columns(to, "| 原因 | 指什么 |", "| cause | names |"));
  Buf text;
  buf_init(&text, 256);
  for (int kind = CEL_NOT_DELIVERED; kind <= CEL_OUTLINE; kind++) {
    buf_clear(&text);
    cel_cause_text(&(CelCause){.kind = (CelCauseKind)kind}, &text);
    Str rest = buf_view(&text);
    Str name = str_cut(&rest, ' ');
    buf_printf(to->out, "| `%.*s` | %s |\n", STR_ARG(name),
               cause_words((CelCauseKind)kind, to->english));
  }
  buf_free(&text);

  begin(to, "错误", "Errors", columns(to, "| 错误 | 是 |", "| error | is |"));
  for (int kind = CEL_ERR_DIVISION; kind <= CEL_ERR_LIMIT; kind++)
    buf_printf(to->out, "| `%s` | %s |\n", cel_error_name((CelErrorKind)kind),
               cel_error_text((CelErrorKind)kind, to->english));
}

void cel_describe(int english, Buf *out) {
  Telling to = {out, english != 0};
  tell_operators(&to);
  tell_functions(&to);
  tell_macros(&to);
  tell_types(&to);
  tell_causes(&to);
}
