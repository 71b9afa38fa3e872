/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cmd_eval: expressions tried out, one or a line each from standard input.
 *
 * In:    --given FILE, YAML or JSON in the form of an example's `given`, plus `on:`. Without
 *        --pack every key is a variable of the type of its value.
 * Out:   one JSON answer a line: a value, an unknown with its causes, or an error. Blank lines and
 *        lines that begin with # are answered by nothing. With --explain the expression in words
 *        follows, with --json as a member of the answer.
 * Exit:  1 if an answer was an error, of the expression or of its evaluation.
 * Values are shown as they are, ID numbers too: they are the user's own input.
 */
#include "base/file.h"
#include "cli/cli.h"
#include "pack/pack.h"

enum {
  EVAL_LINES_MAX = 64 << 20, /* bytes of standard input */
  EVAL_LIMIT = 256 << 20     /* bytes of values of one expression */
};
#define EVAL_GIVEN_MAX   ((size_t)4 << 30)
#define EVAL_EXPRESS_MAX ((size_t)256 << 20)

typedef struct Eval {
  Cli *cli;
  Pack *pack; /* NULL: none */
  PackGiven *given;
  Arena *arena; /* of what is given */
  bool english, explain, reference;
  bool failed; /* an answer was an error */
} Eval;

/* ---- options ---- */

static Err wrong_value(Cli *cli, Str option, Str value, Str expected) {
  return fail(cli->diag, ERR_USAGE_VALUE, PLACE_NONE, option, value, expected);
}

static Err read_profile(Cli *cli) {
  Str profile = cli_option(cli, "profile");
  if (!cli_has(cli, "profile") || str_eq(profile, STR("pack"))) return ERR_OK;
  if (!str_eq(profile, STR("standard")))
    return wrong_value(cli, STR("--profile"), profile, STR("pack, standard"));
  return fail(cli->diag, ERR_USAGE, PLACE_NONE,
              ARG2("还不能计算标准 CEL（--profile standard），只有 pack",
                   "standard CEL (--profile standard) is not there yet, only pack"));
}

static Err read_executor(Eval *eval) {
  Cli *cli = eval->cli;
  Str executor = cli_option(cli, "executor");
  if (!cli_has(cli, "executor")) return ERR_OK;
  eval->reference = str_eq(executor, STR("reference"));
  if (eval->reference || str_eq(executor, STR("scalar"))) return ERR_OK;
  return wrong_value(cli, STR("--executor"), executor, STR("scalar, reference"));
}

static Err read_subject(Cli *cli, PackSubject *ret_subject) {
  static const Str names[] = {STR_INIT("person"), STR_INIT("household"), STR_INIT("village"),
                              STR_INIT("township"), STR_INIT("case")};
  Str name = cli_option(cli, "subject");
  *ret_subject = PACK_PERSON;
  if (!cli_has(cli, "subject")) return ERR_OK;
  if (!cli_has(cli, "pack"))
    return fail(cli->diag, ERR_USAGE, PLACE_NONE,
                ARG2("--subject 要与 --pack 同用", "--subject needs --pack"));
  for (int i = 0; i < PACK_SUBJECTS; i++) {
    if (!str_eq(names[i], name)) continue;
    *ret_subject = (PackSubject)i;
    return ERR_OK;
  }
  return wrong_value(cli, STR("--subject"), name,
                     STR("person, household, village, township, case"));
}

/* ---- what is given ---- */

static Err read_file(Eval *eval, Str path, YamlNode **ret_root) {
  FileMap map;
  Diag *diag = eval->cli->diag;
  TRY(file_map(path, &map, diag));
  Err err = str_ends(path, STR(".json"))
                ? codec_json_parse(path, map.bytes, eval->arena, ret_root, diag)
                : codec_yaml_parse(path, map.bytes, eval->arena, ret_root, diag);
  file_unmap(&map);
  return err;
}

/* --on stands for an `on` of the file. */
static void take_on(Eval *eval, YamlNode *root, YamlNode **ret_on) {
  *ret_on = NULL;
  if (root && root->kind == YAML_MAP) {
    size_t kept = 0;
    for (size_t i = 0; i < root->count; i++) {
      if (str_eq(root->keys[i]->text, STR("on"))) {
        *ret_on = root->items[i];
        continue;
      }
      root->keys[kept] = root->keys[i];
      root->items[kept++] = root->items[i];
    }
    root->count = kept;
  }
  if (!cli_has(eval->cli, "on")) return;
  *ret_on = arena_new_one(eval->arena, YamlNode);
  **ret_on = (YamlNode){.kind = YAML_SCALAR, .text = cli_option(eval->cli, "on")};
}

static Err read_day(Eval *eval, Str file, const YamlNode *on, Day *ret_day) {
  *ret_day = PACK_NO_DAY;
  if (!on || (on->plain && str_eq(on->text, STR("unknown")))) return ERR_OK;
  if (on->kind == YAML_SCALAR && day_parse_iso(on->text, ret_day)) return ERR_OK;
  if (on->line == 0)
    return wrong_value(eval->cli, STR("--on"), on->text,
                       ARG2("日期，如 2021-10-30", "a date like 2021-10-30"));
  return fail(eval->cli->diag, ERR_FOUND, codec_yaml_place(file, on),
              ARG2("on 应是 2021-10-30 这样的日期", "on must be a date like 2021-10-30"));
}

/* The map again, with `on` as its last key. */
static YamlNode *put_on(Arena *arena, YamlNode *root, YamlNode *on) {
  if (!on) return root;
  size_t count = root && root->kind == YAML_MAP ? root->count : 0;
  YamlNode *map = arena_new_one(arena, YamlNode), *key = arena_new_one(arena, YamlNode);
  *key = (YamlNode){.kind = YAML_SCALAR, .text = STR("on")};
  *map = (YamlNode){.kind = YAML_MAP, .count = count + 1};
  map->keys = arena_new_array(arena, YamlNode *, count + 1);
  map->items = arena_new_array(arena, YamlNode *, count + 1);
  for (size_t i = 0; i < count; i++) {
    map->keys[i] = root->keys[i];
    map->items[i] = root->items[i];
  }
  map->keys[count] = key;
  map->items[count] = on;
  return map;
}

static Err read_given(Eval *eval, PackSubject subject) {
  Cli *cli = eval->cli;
  Str path = cli_option(cli, "given");
  YamlNode *root = NULL, *on = NULL;
  Day day;
  if (cli_has(cli, "given")) TRY(read_file(eval, path, &root));
  bool is_map = !root || root->kind == YAML_MAP || root->kind == YAML_NULL;
  if (is_map) take_on(eval, root, &on);
  TRY(read_day(eval, path, on, &day));
  if (eval->pack)
    return pack_given_new(eval->pack, subject, root, path, day, eval->arena, &eval->given,
                          cli->diag);
  if (is_map) root = put_on(eval->arena, root, on);
  return pack_given_plain(root, path, eval->arena, &eval->given, cli->diag);
}

static Err read_pack(Eval *eval) {
  Cli *cli = eval->cli;
  Str dir;
  if (!cli_has(cli, "pack")) return ERR_OK;
  TRY(pack_find(cli_option(cli, "pack"), cli->arena, &dir, cli->diag));
  return pack_load(dir, &eval->pack, cli->diag);
}

/* ---- answers ---- */

static const char *mistake_kind(Err code) {
  static const Err syntax[] = {ERR_CEL_CHARACTER, ERR_CEL_STRING,   ERR_CEL_ESCAPE,
                               ERR_CEL_NUMBER,    ERR_CEL_EXPECTED, ERR_CEL_RESERVED};
  if (code == ERR_LIMIT) return "limit";
  for (size_t i = 0; i < sizeof syntax / sizeof syntax[0]; i++)
    if (code == syntax[i]) return "syntax";
  return "type";
}

static void put_mistake(const Eval *eval, const Diag *diag, Buf *out) {
  enum { LONGEST = 1 << 16 };
  const DiagItem *item = diag_get(diag, 0);
  DiagItem words = *item;
  words.at = PLACE_NONE;
  words.source = STR_NONE;
  Buf text;
  buf_init(&text, LONGEST);
  diag_render(&words, eval->cli->lang, &text);
  buf_printf(out, "{\"error\":{\"kind\":\"%s\",\"message\":", mistake_kind(item->code));
  codec_json_string(out, str_trim(buf_view(&text)));
  buf_printf(out, ",\"line\":%u,\"column\":%u}}", (unsigned)item->at.line,
             (unsigned)item->at.column);
  buf_free(&text);
}

static void put_words(const Eval *eval, const CelUnit *unit, uint32_t output, Buf *out) {
  Buf words;
  buf_init(&words, CEL_TEXT_MAX * 16);
  cel_unit_words(unit, output, eval->english, &words);
  if (!eval->cli->json) {
    buf_char(out, '\n');
    buf_str(out, buf_view(&words));
  } else {
    out->len--; /* the brace that closes the answer */
    buf_lit(out, ",\"words\":");
    codec_json_string(out, buf_view(&words));
    buf_char(out, '}');
  }
  buf_free(&words);
}

static void put_answer(Eval *eval, const CelUnit *unit, uint32_t output, Buf *out) {
  /* A state of its own: it would take a unit that came to stand where an old one was for that. */
  CelState *state = cel_state_new(EVAL_LIMIT);
  CelValue value;
  pack_given_reference(eval->given, eval->reference);
  cel_state_begin(state, unit, pack_given_host(), eval->given, pack_given_vars(eval->given));
  if (eval->reference)
    cel_reference(state, output, &value);
  else
    cel_run(state, output, &value);
  eval->failed |= value.state == CEL_FAILED;
  cel_value_json(cel_unit_type(unit, output), &value, eval->english, out);
  cel_state_free(state);
}

static void answer(Eval *eval, Str expression) {
  Arena *arena = arena_new(EVAL_EXPRESS_MAX);
  Diag *diag = diag_new();
  Buf *out = cli_out(eval->cli);
  CelUnit *unit = cel_unit_new(pack_given_env(eval->given), arena);
  CelSource source = {
      .text = expression, .file_text = expression, .line = 1, .column = 1, .indent = 1};
  uint32_t output;
  if (cel_unit_output(unit, STR("answer"), source, NULL, &output, diag) != ERR_OK) {
    eval->failed = true;
    put_mistake(eval, diag, out);
  } else {
    put_answer(eval, unit, output, out);
    if (eval->explain) put_words(eval, unit, output, out);
  }
  buf_char(out, '\n');
  cli_flush(eval->cli);
  diag_free(diag);
  arena_free(arena);
}

static Err answer_lines(Eval *eval) {
  Str rest;
  TRY(file_read_stdin(eval->cli->arena, EVAL_LINES_MAX, &rest, eval->cli->diag));
  while (rest.len > 0) {
    Str line = str_trim(str_cut(&rest, '\n'));
    if (line.len > 0 && line.ptr[0] != '#') answer(eval, line);
  }
  return ERR_OK;
}

static Err evaluate(Eval *eval) {
  Cli *cli = eval->cli;
  PackSubject subject;
  if (cli->arg_count > 1)
    return fail(cli->diag, ERR_USAGE, PLACE_NONE,
                ARG2("只能有一个表达式；有空格时请加引号",
                     "one expression only; quote it if it has blanks"));
  TRY(read_profile(cli));
  TRY(read_executor(eval));
  TRY(read_subject(cli, &subject));
  TRY(read_pack(eval));
  TRY(read_given(eval, subject));
  if (cli->arg_count == 0) return answer_lines(eval);
  answer(eval, cli->args[0]);
  return ERR_OK;
}

int cmd_eval(Cli *cli) {
  Eval eval = {.cli = cli,
               .arena = arena_new(EVAL_GIVEN_MAX),
               .english = cli->lang == LANG_EN,
               .explain = cli_has(cli, "explain")};
  Err err = evaluate(&eval);
  pack_free(eval.pack);
  arena_free(eval.arena);
  if (err != ERR_OK) return cli_fail(cli, err);
  return eval.failed ? 1 : 0;
}
