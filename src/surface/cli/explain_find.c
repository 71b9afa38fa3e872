/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_find: findings by name, in findings.tsv or findings.ndjson.
 */
#include "cli/explain_int.h"

#include <string.h>

static Str or_empty(Str text) {
  return str_eq(text, STR("-")) ? STR_NONE : text;
}

static void make_name(const ExplainRun *run, ExplainFinding *finding) {
  Str subject = finding->of_case.len > 0     ? finding->of_case
                : finding->person.len > 0    ? finding->person
                : finding->household.len > 0 ? finding->household
                                             : finding->village;
  Str slash = finding->as_of.len > 0 ? STR("/") : STR_NONE;
  finding->name = arena_printf(run->cli->arena, "%.*s/%.*s%.*s%.*s", STR_ARG(finding->rule),
                               STR_ARG(subject), STR_ARG(slash), STR_ARG(finding->as_of));
}

/* The name itself, or all but its date. */
static bool has_name(const ExplainFinding *finding, Str name) {
  if (str_eq(finding->name, name)) return true;
  return finding->as_of.len > 0 && str_starts(finding->name, name) &&
         finding->name.len == name.len + 1 + finding->as_of.len;
}

/* ---- TSV ---- */

/* Cuts at a ';' that no backslash stands before. */
static Str cut_item(Str *rest) {
  size_t i = 0;
  while (i < rest->len && rest->ptr[i] != ';')
    i += rest->ptr[i] == '\\' ? 2 : 1;
  if (i > rest->len) i = rest->len;
  Str item = str_slice(*rest, 0, i);
  *rest = str_slice(*rest, i + 1, rest->len);
  return item;
}

/* A value without a key may hold '='. */
static bool evidence_has_keys(const ExplainRun *run, Str rule_id, Str text) {
  const PackRule *rule = run->pack == NULL ? NULL : pack_rule(run->pack, rule_id);
  if (rule != NULL) return rule->evidence_count > 0 && rule->evidence[0].key.len > 0;
  return memchr(text.ptr, '=', text.len) != NULL;
}

static void read_evidence(ExplainRun *run, Str text, ExplainFinding *finding) {
  Arena *arena = run->cli->arena;
  if (text.len == 0 || str_eq(text, STR("-"))) return;
  bool keys = evidence_has_keys(run, finding->rule, text);
  while (text.len > 0) {
    Str value = cut_item(&text);
    Str key = keys ? str_cut(&value, '=') : STR_NONE;
    *vec_push(arena, &finding->evidence) = (ExplainPair){
        codec_tsv_unescape(key, arena),
        codec_tsv_unescape(value, arena),
    };
  }
}

/* "dataset:file:sheet:row"; the file's name may hold colons. */
static ExplainProof read_proof(Str text) {
  ExplainProof proof = {0};
  Str parts[2]; /* row, sheet: from behind */
  Str rest = text;
  proof.dataset = str_cut(&rest, ':');
  for (size_t i = 0; i < 2; i++) {
    const char *colon = rest.len == 0 ? NULL : memrchr(rest.ptr, ':', rest.len);
    size_t at = colon == NULL ? 0 : (size_t)(colon - rest.ptr) + 1;
    parts[i] = str_slice(rest, at, rest.len);
    rest = str_slice(rest, 0, at == 0 ? 0 : at - 1);
  }
  int64_t row = 0;
  if (str_eq(proof.dataset, STR("delivery"))) {
    proof.dataset = str_slice(text, STR("delivery:").len, text.len);
  } else if (str_to_int(parts[0], &row) && row > 0 && row <= UINT32_MAX) {
    proof.file = rest;
    proof.sheet = or_empty(parts[1]);
    proof.row = (uint32_t)row;
  }
  return proof;
}

void explain_read_line(ExplainRun *run, Str line, ExplainFinding *ret_finding) {
  Arena *arena = run->cli->arena;
  ExplainFinding finding = {0};
  Str *const columns[] = {&finding.household, &finding.person,  &finding.village, &finding.rule,
                          &finding.as_of,     &finding.outcome, &finding.tier};
  for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
    *columns[i] = or_empty(codec_tsv_unescape(str_cut(&line, '\t'), arena));
  Str evidence = str_cut(&line, '\t');
  Str proof = or_empty(str_cut(&line, '\t'));
  Str causes = or_empty(str_cut(&line, '\t'));
  finding.of_case = or_empty(codec_tsv_unescape(line, arena));
  make_name(run, &finding);
  read_evidence(run, evidence, &finding);
  while (proof.len > 0)
    *vec_push(arena, &finding.proof) = read_proof(codec_tsv_unescape(cut_item(&proof), arena));
  while (causes.len > 0)
    *vec_push(arena, &finding.causes) = codec_tsv_unescape(cut_item(&causes), arena);
  *ret_finding = finding;
}

/* Lines that cannot be meant are not taken apart. */
static void find_in_tsv(ExplainRun *run, Str text, Str name, ExplainFindings *found) {
  Str rule = name;
  rule = str_cut(&rule, '/');
  (void)str_cut(&text, '\n');
  while (text.len > 0) {
    Str line = str_cut(&text, '\n');
    Str rest = line;
    for (size_t i = 0; i < 3; i++)
      (void)str_cut(&rest, '\t');
    if (!str_eq(str_cut(&rest, '\t'), rule)) continue;
    ExplainFinding finding;
    ArenaMark mark = arena_mark(run->cli->arena);
    explain_read_line(run, line, &finding);
    if (has_name(&finding, name))
      *vec_push(run->cli->arena, found) = finding;
    else
      arena_reset(run->cli->arena, mark);
  }
}

/* ---- NDJSON ---- */

static Str member(const YamlNode *map, const char *key) {
  const YamlNode *node = codec_yaml_get(map, str_from(key));
  return node != NULL && node->kind == YAML_SCALAR ? node->text : STR_NONE;
}

/* A JSON value as TSV evidence would show it. */
static void put_value(const YamlNode *node, Buf *out) {
  switch (node->kind) {
  case YAML_NULL:
    buf_char(out, '?');
    return;
  case YAML_SCALAR:
    buf_str(out, node->text);
    return;
  case YAML_LIST:
  case YAML_MAP:
    break;
  }
  bool map = node->kind == YAML_MAP;
  buf_char(out, map ? '{' : '[');
  for (size_t i = 0; i < node->count; i++) {
    if (i > 0) buf_lit(out, ", ");
    if (map) buf_str(out, node->keys[i]->text);
    if (map) buf_lit(out, ": ");
    put_value(node->items[i], out);
  }
  buf_char(out, map ? '}' : ']');
}

static void
add_json_value(ExplainRun *run, Str key, const YamlNode *node, ExplainFinding *finding) {
  Buf text;
  buf_init(&text, 1 << 20);
  put_value(node, &text);
  *vec_push(run->cli->arena, &finding->evidence) =
      (ExplainPair){key, arena_str(run->cli->arena, buf_view(&text))};
  buf_free(&text);
}

static void read_json(ExplainRun *run, const YamlNode *root, ExplainFinding *ret_finding) {
  Arena *arena = run->cli->arena;
  ExplainFinding finding = {.household = member(root, "household"),
                            .person = member(root, "person"),
                            .village = member(root, "village"),
                            .rule = member(root, "rule"),
                            .as_of = member(root, "as_of"),
                            .outcome = member(root, "outcome"),
                            .tier = member(root, "tier"),
                            .of_case = member(root, "case")};
  make_name(run, &finding);
  const YamlNode *evidence = codec_yaml_get(root, STR("evidence"));
  bool map = evidence != NULL && evidence->kind == YAML_MAP;
  for (size_t i = 0; map && i < evidence->count; i++)
    add_json_value(run, evidence->keys[i]->text, evidence->items[i], &finding);
  if (evidence != NULL && !map && evidence->kind != YAML_NULL)
    add_json_value(run, STR_NONE, evidence, &finding);
  const YamlNode *proof = codec_yaml_get(root, STR("proof"));
  for (size_t i = 0; proof != NULL && i < proof->count; i++) {
    int64_t row = 0;
    (void)str_to_int(member(proof->items[i], "row"), &row);
    *vec_push(arena, &finding.proof) = (ExplainProof){
        member(proof->items[i], "dataset"),
        member(proof->items[i], "file"),
        member(proof->items[i], "sheet"),
        row > 0 && row <= UINT32_MAX ? (uint32_t)row : 0,
    };
  }
  const YamlNode *causes = codec_yaml_get(root, STR("causes"));
  for (size_t i = 0; causes != NULL && i < causes->count; i++)
    *vec_push(arena, &finding.causes) = causes->items[i]->text;
  *ret_finding = finding;
}

static Err find_in_json(ExplainRun *run, Str path, Str text, Str name, ExplainFindings *found) {
  Str subject = name;
  Str rule = str_cut(&subject, '/');
  subject = str_cut(&subject, '/');
  while (text.len > 0) {
    Str line = str_cut(&text, '\n');
    if (!str_contains(line, subject) || !str_contains(line, rule)) continue;
    YamlNode *root = NULL;
    ArenaMark mark = arena_mark(run->cli->arena);
    Bytes bytes = {(const uint8_t *)line.ptr, line.len};
    TRY(codec_json_parse(path, bytes, run->cli->arena, &root, run->cli->diag));
    ExplainFinding finding;
    read_json(run, root, &finding);
    if (has_name(&finding, name))
      *vec_push(run->cli->arena, found) = finding;
    else
      arena_reset(run->cli->arena, mark);
  }
  return ERR_OK;
}

/* ---- both ---- */

/* "No" is counted, not stored, and so is what is missing for everybody. */
static Str why_none(const ExplainRun *run, Str rule) {
  if (run->pack != NULL && pack_rule(run->pack, rule) == NULL)
    return ARG2("规则包没有这条规则", "the pack has no such rule");
  return ARG2(
      "这条规则对他不成立，或普遍缺数据（见 undecided.tsv），或登记册没有他",
      "the rule says no of this subject, or lacks data of everybody (undecided.tsv), or the "
      "registry does not have the subject");
}

Err explain_find(ExplainRun *run, Str name, ExplainFindings *ret_findings) {
  Cli *cli = run->cli;
  Str subject = name;
  Str rule = str_cut(&subject, '/');
  if (rule.len == 0 || subject.len == 0) return fail(cli->diag, ERR_FINDING_NAME, PLACE_NONE, name);
  Str path = file_join(cli->arena, run->dir, STR("findings.tsv"));
  bool tsv = file_exists(path);
  if (!tsv) path = file_join(cli->arena, run->dir, STR("findings.ndjson"));
  TRY(file_map(path, &run->findings, cli->diag));
  Bytes bytes = run->findings.bytes;
  if (bytes_valid_utf8(bytes) != bytes.len)
    return fail(cli->diag, ERR_READ, PLACE_FILE(path), ARG2("不是 UTF-8", "not UTF-8"));
  Str text = {(const char *)bytes.ptr, bytes.len};
  ExplainFindings found = {0};
  if (tsv)
    find_in_tsv(run, text, name, &found);
  else
    TRY(find_in_json(run, path, text, name, &found));
  if (found.count == 0)
    return fail(cli->diag, ERR_FINDING_NONE, PLACE_FILE(run->dir), name, why_none(run, rule));
  *ret_findings = found;
  return ERR_OK;
}
