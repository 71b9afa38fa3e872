/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words: an expression as an official would say it, in Chinese or English.
 *
 * In:        the typed tree, the labels of fields and codes, the templates of funcs.def.
 * Out:       one sentence; the lets that it uses follow, each once, with their meaning.
 *
 * Every phrase has a level, and a phrase that stands where only a tighter one is clear is put in
 * brackets; so no two expressions that differ read the same. A macro's variable is not named
 * where it can be left out ("结算日期" for r.settled inside of the list's own condition); where
 * an inner macro speaks of an outer variable, the outer one gets a letter: 甲, 乙 … or A, B ….
 */
#include "base/err.h"
#include "cel/words_int.h"

#include <string.h>

void words_say(Words *words, const char *zh, const char *en) {
  buf_lit(words->out, words->en ? en : zh);
}

/* ---- levels ---- */

typedef struct FnWords {
  const char *zh, *en;
} FnWords;

static const FnWords fn_words[FN_COUNT] = {
#define FN(id, spelling, style, result, arity, arg0, arg1, zh, en) [FN_##id] = {zh, en},
#include "cel/funcs.def"
#undef FN
};

static bool is_transparent(const CelNode *node) {
  return node->kind == NODE_CALL && strcmp(fn_words[node->fn].zh, "{0}") == 0;
}

static Level call_level(const CelNode *node) {
  CelFn fn = node->fn;
  if (fn == FN_NOT) {
    CelNodeKind inner = node->child[0]->kind;
    return inner == NODE_HAS || inner == NODE_IN ? LEVEL_TEST : LEVEL_NAME;
  }
  if (node->type->kind == CEL_BOOL) return LEVEL_TEST;
  if (fn >= FN_ADD_INT && fn <= FN_SUB_DECIMAL) return LEVEL_ADD;
  if (fn >= FN_MUL_INT && fn <= FN_DIV_DECIMAL) return LEVEL_MULTIPLY;
  return LEVEL_PHRASE;
}

static Level level_of(const CelNode *node) {
  switch (node->kind) {
  case NODE_CONST:
  case NODE_VAR:
  case NODE_SELECT:
  case NODE_RAW:
  case NODE_LIST:
  case NODE_MAP:
    return LEVEL_NAME;
  case NODE_MAP_GET:
  case NODE_AT:
  case NODE_INDEX:
    return LEVEL_PHRASE;
  case NODE_HAS:
  case NODE_COMPARE:
  case NODE_IN:
    return LEVEL_TEST;
  case NODE_AND:
    return LEVEL_AND;
  case NODE_OR:
    return LEVEL_OR;
  case NODE_COND:
    return LEVEL_OPEN;
  case NODE_CALL:
    return call_level(node);
  case NODE_MACRO:
    return words_macro_level(node->macro);
  }
  return LEVEL_OPEN;
}

/* ---- variables ---- */

void words_letter(Words *words, uint32_t letter) {
  static const char *const zh[] = {"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"};
  enum { LETTERS = sizeof zh / sizeof zh[0] };
  buf_lit(words->out, words->en ? (const char[2]){(char)('A' + (letter - 1) % LETTERS), 0}
                                : zh[(letter - 1) % LETTERS]);
  if (letter > LETTERS) buf_int(words->out, (letter - 1) / LETTERS + 1);
}

static const Frame *find_frame(const Words *words, uint32_t slot) {
  for (uint32_t i = words->frames; i-- > 0;) {
    if (words->frame[i].slot == slot) return &words->frame[i];
  }
  return NULL;
}

typedef struct VarWords {
  const char *name, *zh, *en;
} VarWords;

static void put_env_name(Words *words, Str name) {
  static const VarWords known[] = {
      {"person", "本人", "the person"},     {"household", "本户", "the household"},
      {"village", "本村", "the village"},   {"township", "本乡镇", "the township"},
      {"case", "本事项", "the case"},       {"on", "计算日期", "the evaluation date"},
      {"delivery", "交付", "the delivery"}, {"codes", "代码表", "the code lists"},
      {"param", "参数", "the parameters"},  {"r", "该行", "the row"},
      {"group", "该组", "the group"},
  };
  for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
    if (!str_eq(name, str_from(known[i].name))) continue;
    words_say(words, known[i].zh, known[i].en);
    return;
  }
  buf_str(words->out, name);
}

static const CelExpr *find_let(const CelUnit *unit, uint32_t slot) {
  for (size_t i = 0; i < unit->lets.count; i++) {
    if (unit->lets.items[i].slot == slot) return &unit->lets.items[i];
  }
  return NULL;
}

static void put_var(Words *words, const CelNode *node) {
  const CelEnv *env = words->unit->env;
  const Frame *frame = find_frame(words, node->slot);
  if (frame != NULL) {
    if (frame->letter != 0)
      words_letter(words, frame->letter);
    else
      words_say(words, "该项", "it");
    return;
  }
  if (node->slot < env->var_count) {
    put_env_name(words, env->vars[node->slot].name);
    return;
  }
  const CelExpr *let = find_let(words->unit, node->slot);
  if (let == NULL) {
    words_say(words, "该项", "it");
    return;
  }
  size_t index = (size_t)(let - words->unit->lets.items);
  if (index < LETS_MAX) words->used[index / 64] |= UINT64_C(1) << (index % 64);
  buf_str(words->out, let->name);
}

/* ---- fields ---- */

static void put_label(Words *words, const CelField *field) {
  if (field == NULL) {
    words_say(words, "未知", "something unknown");
    return;
  }
  Str english = field->label; /* a field of structure has both */
  Str chinese = str_cut(&english, ARG2_MARK[0]);
  Str label = words->en && english.len > 0 ? english : chinese;
  buf_str(words->out, label.len > 0 ? label : field->name);
}

/* The owner goes without saying: a list's own row, the parameters. */
static bool is_implied(const Words *words, const CelNode *owner) {
  if (owner->kind == NODE_SELECT && owner->field != NULL && owner->field->flags & CEL_FIELD_SAME)
    return is_implied(words, owner->child[0]);
  if (owner->kind != NODE_VAR) return false;
  const Frame *frame = find_frame(words, owner->slot);
  if (frame != NULL) return frame->letter == 0;
  const CelEnv *env = words->unit->env;
  return owner->slot < env->var_count && str_eq(env->vars[owner->slot].name, STR("param"));
}

static void put_select(Words *words, const CelNode *node) {
  const CelNode *owner = node->child[0];
  bool same = node->field != NULL && node->field->flags & CEL_FIELD_SAME;
  if (same && !is_implied(words, owner)) {
    words_put(words, owner, LEVEL_NAME);
    return;
  }
  if (words->en) {
    put_label(words, node->field);
    if (is_implied(words, owner)) return;
    buf_lit(words->out, " of ");
    words_put(words, owner, LEVEL_NAME);
    return;
  }
  if (!is_implied(words, owner)) {
    words_put(words, owner, LEVEL_NAME);
    buf_lit(words->out, "的");
  }
  put_label(words, node->field);
}

static void put_has(Words *words, const CelNode *node, bool negated) {
  const CelNode *owner = node->child[0];
  bool key = node->field == NULL && node->count > 1;
  if (key || !is_implied(words, owner)) {
    words_put(words, owner, LEVEL_NAME);
    words_say(words, key ? "中" : "", " ");
  }
  if (negated)
    words_say(words, "没有", "has no ");
  else
    words_say(words, "有", "has ");
  if (key)
    words_put(words, node->child[1], LEVEL_NAME);
  else
    put_label(words, node->field);
}

/* ---- constants and literals ---- */

static void put_quoted(Words *words, Str text) {
  words_say(words, "「", "\"");
  buf_str(words->out, text);
  words_say(words, "」", "\"");
}

static void put_date(Words *words, const CelValue *value) {
  if (words->en || value->i < DAY_MIN.n || value->i > DAY_MAX.n) {
    cel_value_text(cel_type(CEL_DATE), value, words->out);
    return;
  }
  Ymd ymd = day_to_ymd((Day){(int32_t)value->i});
  buf_printf(words->out, "%d年%d月%d日", (int)ymd.year, (int)ymd.month, (int)ymd.day);
}

/* [codes]: of what it is compared with, where a literal has no list of its own. */
static void put_const(Words *words, const CelNode *node, const CelCodes *codes) {
  const CelType *type = node->type;
  const CelValue *value = &node->constant;
  if (value->state == CEL_UNKNOWN) {
    words_say(words, "未知", "unknown");
  } else if (value->state == CEL_KNOWN && type->kind == CEL_BOOL) {
    if (value->i != 0)
      words_say(words, "是", "yes");
    else
      words_say(words, "否", "no");
  } else if (value->state == CEL_KNOWN && type->kind == CEL_DATE) {
    put_date(words, value);
  } else if (value->state == CEL_KNOWN && cel_type_is_text(type->kind)) {
    const CelCodes *list = type->codes != NULL ? type->codes : codes;
    const CelCode *code = list == NULL ? NULL : cel_codes_find(list, value->s);
    put_quoted(words, code != NULL && code->label.len > 0 ? code->label : value->s);
  } else {
    cel_value_text(type, value, words->out);
  }
}

/* An operand, whose literals may be codes of [codes]. */
static void put_operand(Words *words, const CelNode *node, Level tightest, const CelCodes *codes) {
  if (node->kind == NODE_CONST)
    put_const(words, node, codes);
  else
    words_put(words, node, tightest);
}

static void put_items(Words *words, const CelNode *node, const CelCodes *codes) {
  for (uint32_t i = 0; i < node->count; i++) {
    if (i > 0) words_say(words, "、", ", ");
    put_operand(words, node->child[i], LEVEL_PHRASE, codes);
  }
}

static void put_list(Words *words, const CelNode *node) {
  if (node->count == 0) {
    words_say(words, "空列表", "the empty list");
    return;
  }
  buf_lit(words->out, "[");
  put_items(words, node, node->type->elem == NULL ? NULL : node->type->elem->codes);
  buf_lit(words->out, "]");
}

static void put_map(Words *words, const CelNode *node) {
  buf_lit(words->out, "{");
  for (uint32_t i = 0; i + 1 < node->count; i += 2) {
    if (i > 0) words_say(words, "，", ", ");
    words_put(words, node->child[i], LEVEL_NAME);
    words_say(words, "：", ": ");
    words_put(words, node->child[i + 1], LEVEL_PHRASE);
  }
  buf_lit(words->out, "}");
}

/* ---- relations and logic ---- */

static const CelCodes *codes_of(const CelType *type) {
  if (type->kind == CEL_LIST && type->elem != NULL) return type->elem->codes;
  if (type->kind == CEL_MAP && type->key != NULL) return type->key->codes;
  return type->codes;
}

static void put_relation(Words *words, CelRelation rel, CelKind kind) {
  static const char *const zh[] = {"等于", "不等于", "小于", "不大于", "大于", "不小于"};
  static const char *const en[] = {"is",         "is not",       "is less than",
                                   "is at most", "is more than", "is at least"};
  static const char *const zh_day[] = {"等于", "不等于", "早于", "不晚于", "晚于", "不早于"};
  static const char *const en_day[] = {"is",           "is not",   "is before",
                                       "is not after", "is after", "is not before"};
  bool day = kind == CEL_DATE || kind == CEL_MONTH;
  buf_char(words->out, ' ');
  words_say(words, day ? zh_day[rel] : zh[rel], day ? en_day[rel] : en[rel]);
  buf_char(words->out, ' ');
}

static bool is_one(const CelNode *node) {
  int64_t one = node->type->kind == CEL_DECIMAL ? DEC_ONE : 1;
  return node->kind == NODE_CONST && node->constant.state == CEL_KNOWN && node->constant.i == one;
}

static void put_template(Words *words, const char *text, CelNode *const *args, const Level *levels);

static void put_quotient(Words *words, CelNode *const *parts) {
  if (is_one(parts[1])) {
    words_put(words, parts[0], LEVEL_ADD);
    return;
  }
  const FnWords *ratio = &fn_words[FN_RATIO];
  put_template(words, words->en ? ratio->en : ratio->zh, parts,
               (const Level[]){LEVEL_NAME, LEVEL_NAME});
}

static void put_compare(Words *words, const CelNode *node) {
  if (node->compare == COMPARE_RATIO && node->count == 4) {
    put_quotient(words, &node->child[0]);
    put_relation(words, node->rel, CEL_DECIMAL);
    put_quotient(words, &node->child[2]);
    return;
  }
  const CelNode *a = node->child[0];
  const CelNode *b = node->child[1];
  put_operand(words, a, LEVEL_ADD, codes_of(b->type));
  put_relation(words, node->rel, a->type->kind);
  put_operand(words, b, LEVEL_ADD, codes_of(a->type));
}

static void put_in(Words *words, const CelNode *node, bool negated) {
  const CelNode *list = node->child[1];
  put_operand(words, node->child[0], LEVEL_ADD, codes_of(list->type));
  if (list->kind == NODE_LIST && list->count > 0) {
    if (negated)
      words_say(words, " 不是 ", " is none of ");
    else
      words_say(words, " 是 ", " is one of ");
    put_items(words, list, codes_of(node->child[0]->type));
    words_say(words, " 之一", "");
    return;
  }
  if (negated)
    words_say(words, " 不属于 ", " is not in ");
  else
    words_say(words, " 属于 ", " is in ");
  words_put(words, list, LEVEL_PHRASE);
  if (list->type->kind == CEL_MAP) words_say(words, " 的键", " as a key");
}

/* A yes-or-no field standing alone as a condition. */
static bool is_bare_answer(const CelNode *node) {
  bool name = node->kind == NODE_SELECT || node->kind == NODE_VAR || node->kind == NODE_MAP_GET ||
              node->kind == NODE_AT || node->kind == NODE_INDEX;
  return name && node->type->kind == CEL_BOOL;
}

void words_condition(Words *words, const CelNode *node, Level tightest) {
  if (!is_bare_answer(node)) {
    words_put(words, node, tightest);
    return;
  }
  words_put(words, node, LEVEL_PHRASE);
  words_say(words, "为是", " is yes");
}

static void put_logic(Words *words, const CelNode *node, Level level) {
  words_condition(words, node->child[0], level);
  if (level == LEVEL_AND)
    words_say(words, " 且 ", " and ");
  else
    words_say(words, " 或 ", " or ");
  words_condition(words, node->child[1], level);
}

static void put_cond(Words *words, const CelNode *node) {
  words_say(words, "若 ", "if ");
  words_condition(words, node->child[0], LEVEL_OR);
  words_say(words, "，则为 ", ", then ");
  words_put(words, node->child[1], LEVEL_OR);
  words_say(words, "，否则为 ", ", otherwise ");
  words_put(words, node->child[2], LEVEL_OPEN);
}

/* ---- functions ---- */

static void
put_template(Words *words, const char *text, CelNode *const *args, const Level *levels) {
  for (const char *at = text; *at != '\0'; at++) {
    if (at[0] == '{' && (at[1] == '0' || at[1] == '1') && at[2] == '}') {
      words_put(words, args[at[1] - '0'], levels[at[1] - '0']);
      at += 2;
    } else {
      buf_char(words->out, *at);
    }
  }
}

static void put_not(Words *words, const CelNode *inner) {
  if (inner->kind == NODE_HAS) {
    put_has(words, inner, true);
  } else if (inner->kind == NODE_IN) {
    put_in(words, inner, true);
  } else {
    words_say(words, "非（", "not (");
    words_condition(words, inner, LEVEL_OPEN);
    words_say(words, "）", ")");
  }
}

static void put_call(Words *words, const CelNode *node) {
  if (node->fn == FN_NOT) {
    put_not(words, node->child[0]);
    return;
  }
  Level levels[2] = {LEVEL_NAME, LEVEL_NAME};
  Level level = call_level(node);
  if (level == LEVEL_ADD || level == LEVEL_MULTIPLY) levels[0] = level;
  if (level == LEVEL_TEST) levels[0] = LEVEL_PHRASE;
  const FnWords *template = &fn_words[node->fn];
  put_template(words, words->en ? template->en : template->zh, node->child, levels);
}

/* household.members_at(d) */
static void put_dated(Words *words, const CelNode *node) {
  if (words->en) {
    put_label(words, node->field);
    buf_lit(words->out, " of ");
    words_put(words, node->child[0], LEVEL_NAME);
    buf_lit(words->out, " on ");
    words_put(words, node->child[1], LEVEL_NAME);
    return;
  }
  words_put(words, node->child[0], LEVEL_NAME);
  buf_lit(words->out, "在 ");
  words_put(words, node->child[1], LEVEL_NAME);
  buf_lit(words->out, " 时的");
  put_label(words, node->field);
}

static void put_at(Words *words, const CelNode *node) {
  if (node->field->flags & CEL_FIELD_DATED) {
    put_dated(words, node);
    return;
  }
  if (words->en) {
    put_label(words, node->field);
    buf_lit(words->out, " on ");
    words_put(words, node->child[1], LEVEL_NAME);
    return;
  }
  words_put(words, node->child[1], LEVEL_NAME);
  buf_lit(words->out, "的");
  put_label(words, node->field);
}

/* m[k] and l[i]; l[0] is the first. */
static void put_element(Words *words, const CelNode *node) {
  const CelNode *list = node->child[0];
  const CelNode *key = node->child[1];
  bool place = node->kind == NODE_INDEX;
  bool literal = place && key->kind == NODE_CONST && key->constant.state == CEL_KNOWN &&
                 key->constant.i >= 0 && key->constant.i < INT64_MAX;
  if (!words->en) {
    words_put(words, list, LEVEL_NAME);
    buf_lit(words->out, literal ? "的第 " : place ? "中序号（从 0 起）为 " : "中 ");
  } else {
    buf_lit(words->out, literal ? "item " : place ? "item (from 0) " : "the entry of ");
  }
  if (literal)
    buf_int(words->out, key->constant.i + 1);
  else
    put_operand(words, key, LEVEL_NAME, codes_of(list->type));
  if (words->en) {
    buf_lit(words->out, place ? " of " : " in ");
    words_put(words, list, LEVEL_NAME);
  } else {
    buf_lit(words->out, literal ? " 项" : place ? " 的项" : " 的值");
  }
}

/* ---- all of it ---- */

static void put_bare(Words *words, const CelNode *node) {
  switch (node->kind) {
  case NODE_CONST:
    put_const(words, node, NULL);
    return;
  case NODE_VAR:
    put_var(words, node);
    return;
  case NODE_SELECT:
    put_select(words, node);
    return;
  case NODE_RAW:
    if (words->en) buf_lit(words->out, "the original text of ");
    put_select(words, node);
    if (!words->en) buf_lit(words->out, "原文");
    return;
  case NODE_MAP_GET:
  case NODE_INDEX:
    put_element(words, node);
    return;
  case NODE_HAS:
    put_has(words, node, false);
    return;
  case NODE_AT:
    put_at(words, node);
    return;
  case NODE_CALL:
    put_call(words, node);
    return;
  case NODE_COMPARE:
    put_compare(words, node);
    return;
  case NODE_IN:
    put_in(words, node, false);
    return;
  case NODE_AND:
    put_logic(words, node, LEVEL_AND);
    return;
  case NODE_OR:
    put_logic(words, node, LEVEL_OR);
    return;
  case NODE_COND:
    put_cond(words, node);
    return;
  case NODE_LIST:
    put_list(words, node);
    return;
  case NODE_MAP:
    put_map(words, node);
    return;
  case NODE_MACRO:
    words_macro(words, node);
    return;
  }
}

void words_put(Words *words, const CelNode *node, Level tightest) {
  while (is_transparent(node))
    node = node->child[0];
  if (words->depth >= DEEPEST) {
    words_say(words, "……", "...");
    return;
  }
  words->depth++;
  bool bracket = level_of(node) < tightest;
  if (bracket) words_say(words, "（", "(");
  put_bare(words, node);
  if (bracket) words_say(words, "）", ")");
  words->depth--;
}

static bool is_used(const Words *words, size_t let) {
  return let >= LETS_MAX || (words->used[let / 64] >> (let % 64) & 1) != 0;
}

/* A let sees only those above it, so going down from the last one, each is known to be used or
 * not before it is reached. The meanings are written in that order: what is explained first is
 * nearest to the sentence. */
void cel_unit_words(const CelUnit *unit, uint32_t output, int english, Buf *out) {
  Words words = {.unit = unit, .out = out, .en = english != 0};
  words_condition(&words, unit->outputs.items[output].root, LEVEL_OPEN);
  bool any = false;
  for (size_t i = unit->lets.count; i-- > 0;) {
    const CelExpr *let = &unit->lets.items[i];
    if (!is_used(&words, i) || let->root == NULL) continue;
    if (any)
      words_say(&words, "；", "; ");
    else
      words_say(&words, "，其中：", ", where ");
    any = true;
    buf_str(out, let->name);
    words_say(&words, " 指 ", " means ");
    words_condition(&words, let->root, LEVEL_OPEN);
  }
}

size_t cel_unit_let_count(const CelUnit *unit) {
  return unit->lets.count;
}

Str cel_unit_let_name(const CelUnit *unit, size_t let) {
  return unit->lets.items[let].name;
}

void cel_unit_let_words(const CelUnit *unit, size_t let, int english, Buf *out) {
  Words words = {.unit = unit, .out = out, .en = english != 0};
  if (unit->lets.items[let].root) words_condition(&words, unit->lets.items[let].root, LEVEL_OPEN);
}
