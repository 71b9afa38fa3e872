/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_words: outcomes, causes and rules in the words of an office.
 */
#include "cli/explain_int.h"

Str explain_outcome(const ExplainRun *run, const PackRule *rule, Str outcome) {
  static const struct {
    Str word;
    const char *zh, *en;
  } words[] = {
      {STR_INIT("yes"), "成立", "yes"},
      {STR_INIT("confirm"), "待核实", "to be confirmed"},
      {STR_INIT("undecidable"), "缺数据，无法判断", "undecidable: data is missing"},
      {STR_INIT("error"), "规则出错", "the rule failed"},
  };
  const Cli *cli = run->cli;
  bool judged = rule != NULL && rule->confirm_at_most && str_eq(outcome, STR("confirm"));
  if (judged)
    return str_from(
        cli_text(cli, "待核实（这一条要由人判断）", "to be confirmed: people decide this"));
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (str_eq(words[i].word, outcome)) return str_from(cli_text(cli, words[i].zh, words[i].en));
  return outcome;
}

/* ---- the rule ---- */

static Str keep(const ExplainRun *run, Buf *buf) {
  Str text = arena_str(run->cli->arena, buf_view(buf));
  buf_free(buf);
  return text;
}

static Str output_words(const ExplainRun *run, const PackRule *rule, uint32_t output) {
  Buf text;
  buf_init(&text, 1 << 20);
  cel_unit_words(rule->unit, output, run->cli->lang == LANG_EN, &text);
  return keep(run, &text);
}

Str explain_words(const ExplainRun *run, const PackRule *rule) {
  return output_words(run, rule, rule->when);
}

/* What the names in it mean is said by the condition. */
static Str without_lets(const ExplainRun *run, Str words) {
  Str mark = str_from(cli_text(run->cli, "，其中：", ", where "));
  for (size_t i = 0; i + mark.len <= words.len; i++)
    if (str_starts(str_slice(words, i, words.len), mark)) return str_slice(words, 0, i);
  return words;
}

Str explain_meaning(const ExplainRun *run, const PackRule *rule, Str key) {
  for (size_t i = 0; i < rule->evidence_count; i++) {
    if (!str_eq(rule->evidence[i].key, key)) continue;
    Str words = without_lets(run, output_words(run, rule, rule->evidence[i].output));
    return str_eq(words, key) ? STR_NONE : words;
  }
  return STR_NONE;
}

Str explain_as_of(const ExplainRun *run, const PackRule *rule, Str as_of) {
  for (size_t i = 0; rule != NULL && i < rule->as_of_count; i++) {
    if (!str_eq(rule->as_of[i].name, as_of)) continue;
    Str words = output_words(run, rule, rule->as_of[i].output);
    return arena_printf(run->cli->arena, "%.*s%s%.*s", STR_ARG(as_of),
                        cli_text(run->cli, "：", ": "), STR_ARG(words));
  }
  return as_of;
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

typedef enum CauseSupplier {
  CAUSE_DATASET,
  CAUSE_FILE,
  CAUSE_REGISTRY,
  CAUSE_PACK,
  CAUSE_AREA
} CauseSupplier;

typedef struct CauseWords {
  Str kind;
  const char *zh, *en;
  CauseSupplier supplier;
} CauseWords;

/* {0} the dataset, {1} its column or the field, {2} the rest as it stands. */
static const CauseWords cause_words[] = {
    {STR_INIT("not_delivered"), "没有收到“{0}”{1}", "\"{0}\"{1} was not delivered", CAUSE_DATASET},
    {STR_INIT("not_covered"), "“{0}”在{2}没有完整的名单：名单上没有，不等于没有",
     "no complete list of \"{0}\" for {2}: not being on it means nothing", CAUSE_DATASET},
    {STR_INIT("filtered"), "“{0}”是部门筛选过的名单，筛掉的看不到",
     "\"{0}\" was filtered by its department, what is filtered out is not seen", CAUSE_DATASET},
    {STR_INIT("empty"), "“{0}”{1}是空的", "\"{0}\"{1} is empty", CAUSE_DATASET},
    {STR_INIT("not_collected"), "“{0}”{1}没有采集", "\"{0}\"{1} was not collected", CAUSE_DATASET},
    {STR_INIT("unreadable"), "读不懂的值：{2}", "a value cannot be read: {2}", CAUSE_FILE},
    {STR_INIT("possible"), "不能肯定是不是他的行：{2}", "a row that may or may not be his: {2}",
     CAUSE_FILE},
    {STR_INIT("identity"), "人员 {2} 的身份信息不足以在名单里找到他",
     "the identity of person {2} is not enough to find him on the list", CAUSE_REGISTRY},
    {STR_INIT("param"), "参数没有值：{2}", "a parameter has no value: {2}", CAUSE_PACK},
    {STR_INIT("group"), "需要全县数据：{2}", "needs the whole county: {2}", CAUSE_REGISTRY},
    {STR_INIT("calendar"), "工作日历没有 {2} 年", "the calendar lacks {2}", CAUSE_PACK},
    {STR_INIT("outline"), "规则包没有 {2} 的界线", "the pack has no outline of {2}", CAUSE_AREA},
    {STR_INIT("error"), "规则出错：{2}", "the rule failed: {2}", CAUSE_PACK},
};

/* `not_covered D person KEY`: he is outside the dataset's population. */
static const CauseWords unkept_words = {
    STR_INIT("not_covered"), "“{0}”不能查{2}（没有授权），他的行没有保留",
    "\"{0}\" may not be searched for {2} (no authorisation): his rows were not kept",
    CAUSE_DATASET};

/* `not_covered D.L area`: whom the rows of D connect is never all that there are. */
static const CauseWords link_words = {
    STR_INIT("not_covered"), "“{0}”在{2}说不全{1}：没有登记，不等于没有",
    "\"{0}\" does not say all of{1} for {2}: not being registered means nothing", CAUSE_DATASET};

typedef struct CauseParts {
  Str dataset, department, column, rest;
} CauseParts;

static void name_column(Str key, const PackColumn *columns, size_t count, CauseParts *parts) {
  for (size_t i = 0; i < count; i++)
    if (str_eq(columns[i].key, key))
      parts->column = columns[i].label.len > 0 ? columns[i].label : key;
}

static Str registry_name(const ExplainRun *run) {
  return str_from(cli_text(run->cli, "登记册", "registry"));
}

static Str chinese_of(Str both) {
  return str_cut(&both, ARG2_MARK[0]);
}

static Str english_of(Str both) {
  Str chinese = str_cut(&both, ARG2_MARK[0]);
  return both.len > 0 ? both : chinese;
}

/* A field that is no column: household.episodes, household.last. */
static void
name_structure(const ExplainRun *run, Str key, const CelSchema *schema, CauseParts *parts) {
  const CelField *field = cel_schema_find(schema, key);
  if (field != NULL && pack_field_kind(field) != PACK_COLUMN && field->label.len > 0)
    parts->column = run->cli->lang == LANG_EN ? english_of(field->label) : chinese_of(field->label);
}

/* What stands before the last point: D, household, household.last. */
static Str cut_source(Str *key) {
  size_t at = key->len;
  while (at > 0 && key->ptr[at - 1] != '.')
    at--;
  Str source = at == 0 ? *key : str_slice(*key, 0, at - 1);
  *key = at == 0 ? STR_NONE : str_slice(*key, at, key->len);
  return source;
}

/* The link of that name. */
static const PackLink *find_link(const ExplainRun *run, Str id) {
  for (size_t i = 0; run->pack != NULL && i < run->pack->link_count; i++)
    if (str_eq(run->pack->links[i].id, id)) return &run->pack->links[i];
  return NULL;
}

/* "outside": whose home the registry does not know. "father file.csv:17": a person by his link. */
static void name_outside(const ExplainRun *run, CauseParts *parts) {
  Str rest = parts->rest;
  Arena *arena = run->cli->arena;
  const PackLink *link = find_link(run, str_cut(&rest, ' '));
  if (str_eq(parts->rest, STR("outside")))
    parts->rest = str_from(cli_text(run->cli, "登记册以外", "people outside the registry"));
  else if (link != NULL && rest.len > 0)
    parts->rest =
        arena_printf(arena, "%.*s%s%.*s%s", STR_ARG(link->title), cli_text(run->cli, "（", " ("),
                     STR_ARG(rest), cli_text(run->cli, "）", ")"));
}

/* "D", "D.c", "D area", "person.field": by the names that people know. */
static void read_parts(const ExplainRun *run, Str text, CauseParts *parts) {
  const Pack *pack = run->pack;
  Str rest = text;
  Str key = str_cut(&rest, ' ');
  Str source = cut_source(&key);
  *parts = (CauseParts){.dataset = source, .column = key, .rest = rest};
  if (pack == NULL) return;
  const PackArea *area = pack_area_by_code(pack, rest);
  if (area != NULL) parts->rest = area->name;
  if (area == NULL) name_outside(run, parts);
  const PackDataset *dataset = pack_dataset(pack, source);
  if (dataset != NULL) {
    parts->dataset = dataset->title;
    parts->department = dataset->department;
    name_column(key, dataset->columns, dataset->column_count, parts);
    return;
  }
  for (size_t i = 0; i < pack->registry.count; i++) {
    const PackTable *table = &pack->registry.tables[i];
    if (!str_eq(table->schema->name, source)) continue;
    parts->dataset = registry_name(run);
    parts->department = parts->dataset;
    name_column(key, table->columns, table->column_count, parts);
    name_structure(run, key, table->schema, parts);
    return;
  }
}

/* Of "file:row" and "file:row:column": whoever sent the file. */
static Str file_supplier(const ExplainRun *run, Str place) {
  for (size_t i = place.len; i > 0; i--) {
    if (place.ptr[i - 1] != ':') continue;
    Str source = explain_source(run, str_slice(place, 0, i - 1));
    if (str_eq(source, STR("registry"))) return registry_name(run);
    const PackDataset *dataset = run->pack == NULL ? NULL : pack_dataset(run->pack, source);
    if (dataset != NULL) return dataset->department;
  }
  return STR_NONE;
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

static void name_area(const ExplainRun *run, Str *code) {
  const PackArea *area = run->pack == NULL ? NULL : pack_area_by_code(run->pack, *code);
  if (area != NULL) *code = area->name;
}

static bool is_unkept(const ExplainRun *run, Str kind, CauseParts *parts) {
  Str rest = parts->rest;
  if (!str_eq(kind, unkept_words.kind) || !str_eq(str_cut(&rest, ' '), STR("person"))) return false;
  parts->rest =
      arena_printf(run->cli->arena, "%s %.*s", cli_text(run->cli, "人员", "person"), STR_ARG(rest));
  parts->department = registry_name(run); /* where his signature would stand */
  return true;
}

static bool is_link(const ExplainRun *run, Str kind, Str text, CauseParts *parts) {
  Str key = str_cut(&text, ' ');
  (void)str_cut(&key, '.');
  const PackLink *link = find_link(run, key);
  if (!str_eq(kind, link_words.kind) || link == NULL) return false;
  parts->column = link->title;
  return true;
}

static Str supplier_of(const ExplainRun *run, const CauseWords *words, const CauseParts *parts) {
  switch (words->supplier) {
  case CAUSE_DATASET:
    return parts->department;
  case CAUSE_FILE:
    return file_supplier(run, parts->rest);
  case CAUSE_REGISTRY:
    return registry_name(run);
  case CAUSE_PACK:
  case CAUSE_AREA:
    return str_from(cli_text(run->cli, "规则包", "the pack"));
  }
  return STR_NONE;
}

void explain_cause(const ExplainRun *run, Str cause, Str *ret_text, Str *ret_supplier) {
  Str rest = cause;
  Str kind = str_cut(&rest, ' ');
  *ret_text = cause;
  *ret_supplier = STR_NONE;
  for (size_t i = 0; i < sizeof cause_words / sizeof cause_words[0]; i++) {
    const CauseWords *words = &cause_words[i];
    if (!str_eq(words->kind, kind)) continue;
    CauseParts parts = {.rest = rest};
    if (words->supplier == CAUSE_DATASET) read_parts(run, rest, &parts);
    if (words->supplier == CAUSE_AREA) name_area(run, &parts.rest);
    if (words->supplier == CAUSE_REGISTRY) name_outside(run, &parts);
    if (is_unkept(run, kind, &parts)) words = &unkept_words;
    if (is_link(run, kind, rest, &parts)) words = &link_words;
    *ret_text = fill(run, cli_text(run->cli, words->zh, words->en), &parts);
    *ret_supplier = supplier_of(run, words, &parts);
    return;
  }
}
