/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_words: outcomes, causes and rules in the words of an office.
 */
#include "cli/explain_int.h"

Str explain_outcome(const ExplainRun *run, Str outcome) {
  static const struct {
    Str word, zh;
  } words[] = {
      {STR_INIT("yes"), STR_INIT("成立")},
      {STR_INIT("confirm"), STR_INIT("待核实（要看下列行是不是他的）")},
      {STR_INIT("undecidable"), STR_INIT("缺数据，无法判断")},
      {STR_INIT("error"), STR_INIT("规则出错")},
  };
  for (size_t i = 0; run->cli->lang == LANG_ZH && i < sizeof words / sizeof words[0]; i++)
    if (str_eq(words[i].word, outcome)) return words[i].zh;
  return outcome;
}

/* ---- the rule ---- */

static Str keep(const ExplainRun *run, Buf *buf) {
  Str text = arena_str(run->cli->arena, buf_view(buf));
  buf_free(buf);
  return text;
}

Str explain_words(const ExplainRun *run, const PackRule *rule, uint32_t output) {
  Buf text;
  buf_init(&text, 1 << 20);
  cel_unit_words(rule->unit, output, run->cli->lang == LANG_EN, &text);
  return keep(run, &text);
}

static Str evidence_value(const ExplainFinding *finding, Str key) {
  const ExplainPair *pair;
  vec_each (pair, &finding->evidence) {
    if (str_eq(pair->key, key)) return pair->value;
  }
  return STR_NONE;
}

Str explain_say(const ExplainRun *run, const PackRule *rule, const ExplainFinding *finding) {
  bool english = run->cli->lang == LANG_EN && rule->say_en.len > 0;
  Str rest = english ? rule->say_en : rule->say;
  Buf text;
  buf_init(&text, 1 << 20);
  while (rest.len > 0) {
    buf_str(&text, str_cut(&rest, '{'));
    if (rest.len > 0) buf_str(&text, evidence_value(finding, str_cut(&rest, '}')));
  }
  return keep(run, &text);
}

/* ---- causes ---- */

typedef struct CauseWords {
  Str kind;
  const char *zh, *en;
  bool department; /* the dataset's department supplies it, else nobody in particular */
} CauseWords;

/* {0} the dataset, {1} the column or field, {2} the rest as it stands. */
static const CauseWords cause_words[] = {
    {STR_INIT("not_delivered"), "没有收到“{0}”{1}", "\"{0}\"{1} was not delivered", true},
    {STR_INIT("not_covered"), "“{0}”在{2}没有完整的名单：名单上没有，不等于没有",
     "no complete list of \"{0}\" for {2}: not being on it means nothing", true},
    {STR_INIT("filtered"), "“{0}”是部门筛选过的名单，筛掉的看不到",
     "\"{0}\" was filtered by its department, what is filtered out is not seen", true},
    {STR_INIT("empty"), "“{0}”{1}是空的", "\"{0}\"{1} is empty", true},
    {STR_INIT("not_collected"), "“{0}”{1}没有采集", "\"{0}\"{1} was not collected", true},
    {STR_INIT("unreadable"), "读不懂的值：{2}", "a value cannot be read: {2}", false},
    {STR_INIT("possible"), "可能是他的一行，需要核实：{2}",
     "a row that may be his, to be confirmed: {2}", false},
    {STR_INIT("identity"), "人员 {2} 的身份信息不足以在名单里找到他",
     "the identity of person {2} is not enough to find him on the list", false},
    {STR_INIT("param"), "参数没有值：{2}", "a parameter has no value: {2}", false},
    {STR_INIT("group"), "需要全县数据：{2}", "needs the whole county: {2}", false},
    {STR_INIT("calendar"), "工作日历没有 {2} 年", "the calendar lacks {2}", false},
    {STR_INIT("error"), "规则出错：{2}", "the rule failed: {2}", false},
};

typedef struct CauseParts {
  Str dataset, department, column, rest;
} CauseParts;

static void
name_column(const Pack *pack, Str key, const PackColumn *columns, size_t count, CauseParts *parts) {
  (void)pack;
  for (size_t i = 0; i < count; i++)
    if (str_eq(columns[i].key, key))
      parts->column = columns[i].label.len > 0 ? columns[i].label : key;
}

/* "D", "D.c", "D area", "person.field": by the names that people know. */
static void read_parts(const ExplainRun *run, Str text, CauseParts *parts) {
  const Pack *pack = run->pack;
  Str rest = text;
  Str key = str_cut(&rest, ' ');
  Str source = str_cut(&key, '.');
  *parts = (CauseParts){.dataset = source, .column = key, .rest = text};
  if (pack == NULL) return;
  const PackArea *area = pack_area_by_code(pack, rest);
  if (rest.len > 0) parts->rest = area == NULL ? rest : area->name;
  const PackDataset *dataset = pack_dataset(pack, source);
  if (dataset != NULL) {
    parts->dataset = dataset->title;
    parts->department = dataset->department;
    name_column(pack, key, dataset->columns, dataset->column_count, parts);
    return;
  }
  for (size_t i = 0; i < pack->registry.count; i++) {
    const PackTable *table = &pack->registry.tables[i];
    if (!str_eq(table->schema->name, source)) continue;
    parts->dataset = run->cli->lang == LANG_EN ? STR("registry") : STR("登记册");
    parts->department = parts->dataset;
    name_column(pack, key, table->columns, table->column_count, parts);
    return;
  }
}

static Str fill(const ExplainRun *run, const char *words, const CauseParts *parts) {
  Buf text;
  buf_init(&text, 64 << 10);
  for (const char *at = words; *at != '\0'; at++) {
    if (at[0] != '{' || at[1] < '0' || at[1] > '2') {
      buf_char(&text, *at);
      continue;
    }
    if (at[1] == '0') buf_str(&text, parts->dataset);
    if (at[1] == '2') buf_str(&text, parts->rest);
    if (at[1] == '1' && parts->column.len > 0) {
      buf_lit(&text, cli_text(run->cli, "的“", " \""));
      buf_str(&text, parts->column);
      buf_lit(&text, cli_text(run->cli, "”", "\""));
    }
    at += 2;
  }
  return keep(run, &text);
}

void explain_cause(const ExplainRun *run, Str cause, Str *ret_text, Str *ret_supplier) {
  Str rest = cause;
  Str kind = str_cut(&rest, ' ');
  CauseParts parts;
  read_parts(run, rest, &parts);
  for (size_t i = 0; i < sizeof cause_words / sizeof cause_words[0]; i++) {
    const CauseWords *words = &cause_words[i];
    if (!str_eq(words->kind, kind)) continue;
    if (!words->department) parts.rest = rest;
    *ret_text = fill(run, cli_text(run->cli, words->zh, words->en), &parts);
    *ret_supplier = words->department ? parts.department : STR_NONE;
    return;
  }
  *ret_text = cause;
  *ret_supplier = STR_NONE;
}
