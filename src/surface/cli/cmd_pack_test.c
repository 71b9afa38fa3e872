/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_pack_test: the rules of a pack against their examples, by both executors.
 *
 * In:    a pack's directory; --rule ID: that rule alone.
 * Out:   every difference with its place: rule, example, found, expected; then what the examples
 *        leave out (findings); then a line that sums up.
 * Exit:  1 if an example failed or could not be read; findings alone do not fail.
 * Compared: the outcome; the evidence named, as values of its type; `missing` as a set, where the
 *        beginning of a cause up to a word's end stands for it, and a field of the registry may
 *        be named with its subject: `empty person.birth`.
 */
#include "base/file.h"
#include "cli/cli.h"
#include "rule/rule.h"

enum { TEXT_MAX = 1 << 20, TEST_LIMIT = 256 << 20 };
#define TEST_ARENA ((size_t)1 << 30)

typedef struct Test {
  Cli *cli;
  const Pack *pack;
  Arena *arena; /* of the rule at hand */
  CelState *states[2];
  Buf failures; /* text or JSON, as asked for */
  Buf findings;
  Buf found, expected;
  size_t rules, examples, failed, finding_count;
  Err err; /* the first mistake in files of examples */
} Test;

typedef struct Failure { /* one thing that differs */
  const char *zh, *en;   /* what */
  Str key;               /* of evidence */
} Failure;

typedef struct Run { /* one example by one executor */
  Test *test;
  const PackRule *rule;
  const PackExample *example;
  PackGiven *given;
  RuleExecutor executor;
  Buf *out; /* failures */
} Run;

static void test_open(Test *test, Cli *cli) {
  *test = (Test){.cli = cli, .arena = arena_new(TEST_ARENA)};
  for (int i = 0; i < 2; i++)
    test->states[i] = cel_state_new(TEST_LIMIT);
  Buf *bufs[] = {&test->failures, &test->findings, &test->found, &test->expected};
  for (int i = 0; i < 4; i++)
    buf_init(bufs[i], (size_t)TEXT_MAX * 16);
}

static void test_close(Test *test) {
  Buf *bufs[] = {&test->failures, &test->findings, &test->found, &test->expected};
  for (int i = 0; i < 4; i++)
    buf_free(bufs[i]);
  for (int i = 0; i < 2; i++)
    cel_state_free(test->states[i]);
  arena_free(test->arena);
}

/* ---- a failure ---- */

static void put_json_pair(Buf *out, const char *key, Str value) {
  codec_json_string(out, str_from(key));
  buf_char(out, ':');
  codec_json_string(out, value);
}

/* {executor} is left open: the two are compared without it. */
static void put_failure(const Run *run, const Failure *failure) {
  Test *test = run->test;
  const Cli *cli = test->cli;
  const PackExample *example = run->example;
  Str what = str_from(cli_text(cli, failure->zh, failure->en));
  Str found = buf_view(&test->found), expected = buf_view(&test->expected);
  if (cli->json) {
    buf_char(run->out, '{');
    put_json_pair(run->out, "file", example->file);
    buf_printf(run->out, ",\"line\":%u,", (unsigned)example->place.line);
    put_json_pair(run->out, "rule", run->rule->id);
    buf_char(run->out, ',');
    put_json_pair(run->out, "example", example->name);
    buf_char(run->out, ',');
    put_json_pair(run->out, "what", str_from(failure->en));
    if (failure->key.len > 0) {
      buf_char(run->out, ',');
      put_json_pair(run->out, "key", failure->key);
    }
    buf_char(run->out, ',');
    put_json_pair(run->out, "found", found);
    buf_char(run->out, ',');
    put_json_pair(run->out, "expected", expected);
    buf_lit(run->out, "}\n");
    return;
  }
  buf_printf(run->out, "%.*s:%u: %.*s %.*s: %.*s", STR_ARG(example->file),
             (unsigned)example->place.line, STR_ARG(run->rule->id), STR_ARG(example->name),
             STR_ARG(what));
  if (failure->key.len > 0) buf_printf(run->out, " %.*s", STR_ARG(failure->key));
  buf_lit(run->out, cli_text(cli, "：得 ", ": found "));
  buf_str(run->out, found);
  buf_lit(run->out, cli_text(cli, "，应为 ", ", expected "));
  buf_str(run->out, expected);
  buf_char(run->out, '\n');
}

static void begin_texts(Test *test) {
  buf_clear(&test->found);
  buf_clear(&test->expected);
}

/* ---- evidence ---- */

static void put_expected(const Test *test, const CelType *type, const YamlNode *node, Buf *out);

static void put_items(const Test *test, const CelType *type, const YamlNode *node, Buf *out) {
  bool map = node->kind == YAML_MAP;
  buf_char(out, map ? '{' : '[');
  for (size_t i = 0; i < node->count; i++) {
    if (i > 0) buf_lit(out, ", ");
    if (map) {
      buf_str(out, node->keys[i]->text);
      buf_lit(out, ": ");
    }
    put_expected(test, type, node->items[i], out);
  }
  buf_char(out, map ? '}' : ']');
}

/* As cel_value_text shows the value that is meant. */
static void put_expected(const Test *test, const CelType *type, const YamlNode *node, Buf *out) {
  bool parts = node->kind == YAML_LIST || node->kind == YAML_MAP;
  if (parts) {
    put_items(test, type->elem ? type->elem : type, node, out);
    return;
  }
  bool word =
      node->plain && (str_eq(node->text, STR("unknown")) || str_eq(node->text, STR("empty")));
  if (node->kind == YAML_NULL || word) {
    buf_char(out, '?');
    return;
  }
  bool read = type->kind != CEL_BOOL && type->kind != CEL_LIST && type->kind != CEL_MAP &&
              type->kind != CEL_RECORD && type->kind != CEL_ANY && type->kind != CEL_CODELIST;
  CelValue value = {.state = CEL_UNKNOWN};
  PackColumn column = {.key = STR("evidence"), .type = type, .unit = 1};
  if (read) pack_read_value(test->pack, &column, node->text, 1, STR_NONE, test->arena, &value);
  if (value.state == CEL_KNOWN)
    cel_value_text(type, &value, out);
  else
    buf_str(out, node->text);
}

static void check_one(const Run *run, const PackEvidence *evidence, const YamlNode *node) {
  Test *test = run->test;
  const CelType *type = cel_unit_type(run->rule->unit, evidence->output);
  CelValue value;
  Dec a, b;
  begin_texts(test);
  rule_value(test->states[run->executor], evidence->output, run->executor, &value);
  cel_value_text(type, &value, &test->found);
  put_expected(test, type, node, &test->expected);
  Str found = buf_view(&test->found), expected = buf_view(&test->expected);
  bool number = type->kind == CEL_INT || type->kind == CEL_DECIMAL;
  bool same = number && dec_parse(found, &a) && dec_parse(expected, &b) ? dec_cmp(a, b) == 0
                                                                        : str_eq(found, expected);
  if (!same) put_failure(run, &(Failure){"依据", "evidence", evidence->key});
}

/* Where the date is not known nothing is evaluated. */
static void check_no_evidence(const Run *run) {
  Test *test = run->test;
  const YamlNode *node = run->example->evidence;
  if (!node) return;
  begin_texts(test);
  buf_char(&test->found, '-');
  put_expected(test, cel_type(CEL_ANY), node, &test->expected);
  put_failure(run, &(Failure){"依据", "evidence", STR_NONE});
}

static void check_evidence(const Run *run) {
  const YamlNode *node = run->example->evidence;
  for (size_t i = 0; node && i < run->rule->evidence_count; i++) {
    const PackEvidence *evidence = &run->rule->evidence[i];
    bool single = evidence->key.len == 0;
    const YamlNode *expected = single ? node : codec_yaml_get(node, evidence->key);
    if (expected) check_one(run, evidence, expected);
  }
}

/* ---- missing ---- */

static bool begins(Str cause, Str listed) {
  if (!str_starts(cause, listed)) return false;
  if (cause.len == listed.len) return true;
  return cause.ptr[listed.len] == ' ' || cause.ptr[listed.len] == ':';
}

/* `empty person.birth` means `empty birth`. */
static Str without_subject(Str listed, Arena *arena) {
  static const Str kinds[] = {STR_INIT("empty "), STR_INIT("not_collected ")};
  static const Str subjects[] = {STR_INIT("person."), STR_INIT("household."), STR_INIT("village.")};
  for (size_t k = 0; k < 2; k++) {
    if (!str_starts(listed, kinds[k])) continue;
    Str rest = str_slice(listed, kinds[k].len, listed.len);
    for (size_t s = 0; s < 3; s++)
      if (str_starts(rest, subjects[s]))
        return arena_printf(arena, "%.*s%.*s", STR_ARG(kinds[k]),
                            STR_ARG(str_slice(rest, subjects[s].len, rest.len)));
  }
  return listed;
}

static bool cause_matches(const CelCause *cause, Str listed, Arena *arena) {
  Buf text;
  buf_init(&text, TEXT_MAX);
  cel_cause_text(cause, &text);
  Str whole = buf_view(&text);
  bool matches = begins(whole, listed) || begins(whole, without_subject(listed, arena));
  buf_free(&text);
  return matches;
}

static bool missing_same(const Test *test, const CelCauses *causes, const YamlNode *listed) {
  uint32_t count = causes ? causes->count : 0;
  for (size_t i = 0; i < listed->count; i++) {
    bool any = false;
    for (uint32_t k = 0; k < count && !any; k++)
      any = cause_matches(causes->items[k], listed->items[i]->text, test->arena);
    if (!any) return false;
  }
  for (uint32_t k = 0; k < count; k++) {
    bool any = false;
    for (size_t i = 0; i < listed->count && !any; i++)
      any = cause_matches(causes->items[k], listed->items[i]->text, test->arena);
    if (!any) return false;
  }
  return true;
}

static void check_missing(const Run *run, const CelCauses *causes) {
  Test *test = run->test;
  const YamlNode *listed = run->example->missing;
  if (!listed || missing_same(test, causes, listed)) return;
  begin_texts(test);
  buf_char(&test->found, '[');
  for (uint32_t i = 0; causes && i < causes->count; i++) {
    if (i > 0) buf_lit(&test->found, ", ");
    cel_cause_text(causes->items[i], &test->found);
  }
  buf_char(&test->found, ']');
  put_items(test, cel_type(CEL_ANY), listed, &test->expected);
  put_failure(run, &(Failure){"缺少的信息", "missing", STR_NONE});
}

/* ---- examples ---- */

static void set_rows(void *ctx, PackRows rows) {
  pack_given_rows(ctx, rows);
}

static void set_day(void *ctx, Day day) {
  pack_given_day(ctx, day);
}

static bool check_outcome(const Run *run, const RuleResult *result) {
  Test *test = run->test;
  begin_texts(test);
  buf_lit(&test->found, rule_outcome_name(result->outcome));
  if (str_eq(buf_view(&test->found), run->example->gives)) return true;
  if (result->outcome == RULE_ERROR)
    buf_printf(&test->found, " (%s %u:%u)", cel_error_name(result->error.kind),
               (unsigned)result->error.line, (unsigned)result->error.column);
  for (uint32_t i = 0; result->causes && i < result->causes->count; i++) {
    buf_lit(&test->found, i > 0 ? ", " : " (");
    cel_cause_text(result->causes->items[i], &test->found);
  }
  if (result->causes && result->causes->count > 0) buf_char(&test->found, ')');
  buf_str(&test->expected, run->example->gives);
  put_failure(run, &(Failure){"结果", "outcome", STR_NONE});
  return false;
}

/* A rule that is not in force says nothing. */
static void run_one(const Run *run) {
  RuleHost host = {pack_given_host(), run->given, set_rows, set_day};
  RuleResult result = {.outcome = RULE_NO};
  pack_given_reference(run->given, run->executor == RULE_REFERENCE);
  if (!rule_in_force(run->rule, run->example->on)) {
    (void)check_outcome(run, &result);
    return;
  }
  rule_evaluate(run->test->states[run->executor], run->rule, run->example->as_of, &host,
                pack_given_vars(run->given), run->executor, &result);
  if (check_outcome(run, &result)) {
    check_missing(run, result.causes);
    if (result.no_date)
      check_no_evidence(run);
    else
      check_evidence(run);
  }
  rule_done(&host, run->example->on);
}

/* Adds the lines, each with the executor if only one of them says so. */
static void add_failures(Test *test, Str lines, const char *executor) {
  while (lines.len > 0) {
    Str line = str_cut(&lines, '\n');
    bool json = test->cli->json;
    if (json && test->failures.len > 0) buf_char(&test->failures, ',');
    buf_str(&test->failures, json && executor ? str_slice(line, 0, line.len - 1) : line);
    if (executor && json)
      buf_printf(&test->failures, ",\"executor\":\"%s\"}", executor);
    else if (executor)
      buf_printf(&test->failures, " [%s]", executor);
    if (!json) buf_char(&test->failures, '\n');
  }
}

static void run_example(Test *test, const PackRule *rule, const PackExample *example) {
  Run run = {.test = test, .rule = rule, .example = example};
  Buf outs[2];
  test->examples++;
  Err err = pack_given_new(test->pack, rule->subject, example->given, example->file, example->on,
                           test->arena, &run.given, test->cli->diag);
  if (err != ERR_OK) {
    test->failed++;
    if (test->err == ERR_OK) test->err = err;
    return;
  }
  for (int i = 0; i < 2; i++) {
    buf_init(&outs[i], TEXT_MAX);
    run.executor = i == 0 ? RULE_SCALAR : RULE_REFERENCE;
    run.out = &outs[i];
    run_one(&run);
  }
  test->failed += outs[0].len > 0 || outs[1].len > 0;
  if (str_eq(buf_view(&outs[0]), buf_view(&outs[1]))) {
    add_failures(test, buf_view(&outs[0]), NULL);
  } else {
    add_failures(test, buf_view(&outs[0]), "scalar");
    add_failures(test, buf_view(&outs[1]), "reference");
  }
  for (int i = 0; i < 2; i++)
    buf_free(&outs[i]);
}

/* ---- findings ---- */

static void add_finding(Test *test, Str id, const char *zh, const char *en) {
  Buf *out = &test->findings;
  test->finding_count++;
  if (test->cli->json) {
    buf_lit(out, out->len > 0 ? ",{" : "{");
    put_json_pair(out, "rule", id);
    buf_char(out, ',');
    put_json_pair(out, "what", str_from(cli_text(test->cli, zh, en)));
    buf_char(out, '}');
  } else {
    buf_printf(out, "%.*s: %s\n", STR_ARG(id), cli_text(test->cli, zh, en));
  }
}

static bool gives(const PackExample *examples, size_t count, const char *word) {
  for (size_t i = 0; i < count; i++)
    if (str_eq(examples[i].gives, str_from(word))) return true;
  return false;
}

static void find_gaps(Test *test, const PackRule *rule, const PackExample *examples, size_t count) {
  if (count == 0) {
    add_finding(test, rule->id, "没有例子", "has no examples");
    return;
  }
  bool confirm = rule->confirm_at_most;
  if (!gives(examples, count, confirm ? "confirm" : "yes")) {
    if (confirm)
      add_finding(test, rule->id, "没有 confirm 的例子", "has no example that gives confirm");
    else
      add_finding(test, rule->id, "没有 yes 的例子", "has no example that gives yes");
  }
  if (!gives(examples, count, "no"))
    add_finding(test, rule->id, "没有 no 的例子", "has no example that gives no");
  if (!gives(examples, count, "undecidable"))
    add_finding(test, rule->id, "没有 undecidable 的例子", "has no example that gives undecidable");
}

static Err find_strays(Test *test, const PackLayer *layer) {
  Cli *cli = test->cli;
  Str dir = file_join(cli->arena, layer->dir, STR("examples"));
  Str *names;
  size_t count;
  if (!file_is_dir(dir)) return ERR_OK;
  TRY(file_list(dir, cli->arena, &names, &count, cli->diag));
  for (size_t i = 0; i < count; i++) {
    Str suffix = STR(".yaml");
    if (names[i].ptr[0] == '.') continue;
    Str id = str_slice(names[i], 0, names[i].len - suffix.len);
    if (!str_ends(names[i], suffix))
      add_finding(test, names[i], "不是 .yaml 文件", "is no .yaml file");
    else if (!pack_rule(test->pack, id) && !pack_rule_is_off(test->pack, id))
      add_finding(test, names[i], "没有这条规则", "there is no such rule");
  }
  return ERR_OK;
}

/* ---- the whole ---- */

static void test_rule(Test *test, const PackRule *rule) {
  const PackExample *examples;
  size_t count;
  arena_clear(test->arena);
  Err err = pack_examples(test->pack, rule, test->arena, &examples, &count, test->cli->diag);
  test->rules++;
  if (err != ERR_OK) {
    if (test->err == ERR_OK) test->err = err;
    return;
  }
  find_gaps(test, rule, examples, count);
  for (size_t i = 0; i < count; i++)
    run_example(test, rule, &examples[i]);
}

static Err test_rules(Test *test) {
  Cli *cli = test->cli;
  Str id = cli_option(cli, "rule");
  if (cli_has(cli, "rule")) {
    const PackRule *rule = pack_rule(test->pack, id);
    if (!rule)
      return fail(cli->diag, ERR_USAGE_VALUE, PLACE_NONE, STR("--rule"), id,
                  ARG2("规则包中的规则", "a rule of the pack"));
    test_rule(test, rule);
    return ERR_OK;
  }
  for (size_t i = 0; i < test->pack->rule_count; i++) {
    cli_progress(cli, ARG2("检验规则", "testing rules"), i, test->pack->rule_count);
    test_rule(test, &test->pack->rules[i]);
  }
  for (size_t i = 0; i < test->pack->layer_count; i++)
    TRY(find_strays(test, &test->pack->layers[i]));
  return ERR_OK;
}

static void report(Test *test) {
  Buf *out = cli_out(test->cli);
  size_t passed = test->examples - test->failed;
  if (test->cli->json) {
    buf_printf(out, "{\"rules\":%zu,\"examples\":%zu,\"passed\":%zu,\"failed\":%zu,\"failures\":[",
               test->rules, test->examples, passed, test->failed);
    buf_str(out, buf_view(&test->failures));
    buf_lit(out, "],\"findings\":[");
    buf_str(out, buf_view(&test->findings));
    buf_lit(out, "]}\n");
    return;
  }
  buf_str(out, buf_view(&test->failures));
  buf_str(out, buf_view(&test->findings));
  if (test->cli->lang == LANG_EN)
    buf_printf(out, "%zu rules, %zu examples: %zu passed, %zu failed\n", test->rules,
               test->examples, passed, test->failed);
  else
    buf_printf(out, "规则 %zu 条，例子 %zu 个：通过 %zu，不符 %zu\n", test->rules, test->examples,
               passed, test->failed);
}

static Err test_pack(Test *test, Pack **ret_pack) {
  Cli *cli = test->cli;
  Str dir;
  if (cli->arg_count != 1)
    return fail(cli->diag, ERR_USAGE, PLACE_NONE,
                ARG2("pack test 要一个规则包的目录", "pack test takes the directory of a pack"));
  TRY(pack_find(cli->args[0], cli->arena, &dir, cli->diag));
  TRY(pack_load(dir, ret_pack, cli->diag));
  test->pack = *ret_pack;
  return test_rules(test);
}

int cmd_pack_test(Cli *cli) {
  Test test;
  Pack *pack = NULL;
  test_open(&test, cli);
  Err err = test_pack(&test, &pack);
  /* With --json one object is printed: the mistakes instead, if there are any. */
  bool mistakes = test.err != ERR_OK;
  if (err == ERR_OK && !(cli->json && mistakes)) report(&test);
  bool failed = test.failed > 0 || mistakes;
  test_close(&test);
  pack_free(pack);
  if (err != ERR_OK) return cli_fail(cli, err);
  return failed ? 1 : 0;
}
