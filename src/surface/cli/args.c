/* SPDX-License-Identifier: Apache-2.0 */
/*
 * args: what the words of a command line mean.
 *
 * In:    the words, as UTF-8; commands.def.
 * Out:   the command, its arguments and options, or what is wrong with them: unknown names with
 *        the nearest known ones, what is missing with the usage.
 * Form:  --name VALUE, --name=VALUE, --name; behind -- everything is an argument. A value that
 *        itself begins with -- must be written --name=--value.
 */
#include "cli/args_int.h"

#include <string.h>

#include "base/vec.h"

static const ArgsCommand commands[] = {
#define CMD(function, words, zh, en, usage) {function, words, zh, en, usage},
#include "cli/commands.def"
#undef CMD
};

enum {
  COMMANDS = sizeof commands / sizeof commands[0],
  WORDS_MAX = 2, /* of a command */
  NAME_MAX_LEN = 32,
  NEAR = 2, /* letters by which a name may differ to be proposed */
  NEAR_SHOWN = 3
};

/* What all commands take. */
static const char common_usage[] = "[--json] [--lang zh|en] [--quiet] [--help] [--version]";

/* ---- usage ---- */

typedef struct UsageItem {
  Str name;   /* "--out" or "FILE" */
  bool value; /* of an option: takes one */
  bool must;
  bool many;
} UsageItem;

static bool take_mark(Str *text, Str mark) {
  if (!str_ends(*text, mark)) return false;
  text->len -= mark.len;
  return true;
}

/* Cuts the next item off a usage; false at its end. */
static bool next_item(Str *usage, UsageItem *ret) {
  *usage = str_trim(*usage);
  if (usage->len == 0) return false;
  Str word = str_cut(usage, ' ');
  bool opened = str_starts(word, STR("["));
  *ret = (UsageItem){.must = !opened};
  if (opened) word = str_slice(word, 1, word.len);
  bool closed = take_mark(&word, STR("]"));
  if (str_starts(word, STR("--"))) {
    ret->value = usage->len > 0 && !closed && !str_starts(*usage, STR("--")) &&
                 !str_starts(*usage, STR("["));
    Str value = ret->value ? str_cut(usage, ' ') : STR_NONE;
    (void)take_mark(&value, STR("]"));
    ret->many = take_mark(&value, STR("…"));
  } else {
    ret->many = take_mark(&word, STR("…"));
  }
  ret->name = word;
  return true;
}

static bool find_in_usage(const char *text, Str name, UsageItem *ret) {
  Str usage = str_from(text);
  UsageItem item;
  while (next_item(&usage, &item)) {
    if (!str_eq(item.name, name)) continue;
    *ret = item;
    return true;
  }
  return false;
}

/* [command] may be NULL. */
static bool find_option(const ArgsCommand *command, Str name, UsageItem *ret) {
  return (command != NULL && find_in_usage(command->usage, name, ret)) ||
         find_in_usage(common_usage, name, ret);
}

/* ---- near names ---- */

/* Levenshtein distance of short ASCII names; NAME_MAX_LEN for others. */
static size_t name_distance(Str a, Str b) {
  if (a.len >= NAME_MAX_LEN || b.len >= NAME_MAX_LEN) return NAME_MAX_LEN;
  size_t row[NAME_MAX_LEN];
  for (size_t j = 0; j <= b.len; j++)
    row[j] = j;
  for (size_t i = 1; i <= a.len; i++) {
    size_t corner = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.len; j++) {
      size_t change = corner + (a.ptr[i - 1] == b.ptr[j - 1] ? 0 : 1);
      size_t least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
      corner = row[j];
      row[j] = change < least ? change : least;
    }
  }
  return row[b.len];
}

static bool is_near(Str given, Str known) {
  return name_distance(given, known) <= NEAR ||
         (given.len >= 3 && (str_starts(known, given) || str_starts(given, known)));
}

typedef struct Near {
  Buf names;
  size_t count;
} Near;

static void propose(Near *near, Str given, Str known) {
  if (near->count == NEAR_SHOWN || !is_near(given, known)) return;
  if (near->count++ > 0) buf_char(&near->names, ' ');
  buf_str(&near->names, known);
}

/* "；是不是 --out？" in both languages, or nothing. */
static Str near_text(const Cli *cli, Near *near) {
  Str names = buf_view(&near->names);
  Str text = near->count == 0 ? STR_NONE
                              : arena_printf(cli->arena, "；是不是 %.*s？%s; did you mean %.*s?",
                                             STR_ARG(names), ARG2_MARK, STR_ARG(names));
  buf_free(&near->names);
  return text;
}

static Err fail_option(const Cli *cli, const ArgsCommand *command, Str name) {
  Near near = {.count = 0};
  buf_init(&near.names, 1024);
  const char *usages[] = {command == NULL ? "" : command->usage, common_usage};
  for (size_t i = 0; i < 2; i++) {
    Str usage = str_from(usages[i]);
    UsageItem item;
    while (next_item(&usage, &item))
      if (str_starts(item.name, STR("--"))) propose(&near, name, item.name);
  }
  return fail(cli->diag, ERR_USAGE_OPTION, PLACE_NONE, name, near_text(cli, &near));
}

/* ---- the command ---- */

static Err fail_command(const Cli *cli, const Str *words, size_t count) {
  Near near = {.count = 0};
  buf_init(&near.names, 1024);
  Str both = count > 1 ? arena_printf(cli->arena, "%.*s %.*s", STR_ARG(words[0]), STR_ARG(words[1]))
                       : words[0];
  bool group = false;
  for (size_t i = 0; i < COMMANDS; i++) {
    Str known = str_from(commands[i].words);
    Str rest = known;
    Str first = str_cut(&rest, ' ');
    group = group || (rest.len > 0 && str_eq(first, words[0]));
    propose(&near, rest.len > 0 ? both : words[0], known);
  }
  return fail(cli->diag, ERR_USAGE_COMMAND, PLACE_NONE, group ? both : words[0],
              near_text(cli, &near));
}

/* The command whose words [words] begin with, the longest first; [ret_used]: how many they are. */
static const ArgsCommand *find_command(const Str *words, size_t count, size_t *ret_used) {
  for (size_t used = count < WORDS_MAX ? count : WORDS_MAX; used > 0; used--) {
    for (size_t i = 0; i < COMMANDS; i++) {
      Str rest = str_from(commands[i].words);
      size_t same = 0;
      while (same < used && rest.len > 0 && str_eq(str_cut(&rest, ' '), words[same]))
        same++;
      if (same != used || rest.len > 0) continue;
      *ret_used = used;
      return &commands[i];
    }
  }
  return NULL;
}

/* ---- words to options ---- */

typedef struct Reading {
  Cli *cli;
  const ArgsCommand *command;
  const Str *words;
  size_t count;
  size_t at;
  VEC(Str) args;
  VEC(CliOption) options;
  ArgsAsk ask;
} Reading;

static Err fail_usage(const Reading *reading, Err code, Str what) {
  const ArgsCommand *command = reading->command;
  Str usage = command == NULL ? STR("shouwang --help")
                              : arena_printf(reading->cli->arena, "shouwang %s %s", command->words,
                                             command->usage);
  return diag_add(reading->cli->diag, code, PLACE_NONE, STR_NONE, (const Str[]){what, usage}, 2);
}

/* The options of all commands act at once. */
static Err take_common(Reading *reading, Str name, Str value) {
  Cli *cli = reading->cli;
  if (str_eq(name, STR("help"))) reading->ask = ARGS_HELP;
  if (str_eq(name, STR("version")) && reading->ask == ARGS_RUN) reading->ask = ARGS_VERSION;
  if (str_eq(name, STR("json"))) cli->json = true;
  if (str_eq(name, STR("quiet"))) cli->quiet = true;
  if (!str_eq(name, STR("lang"))) return ERR_OK;
  if (!str_eq(value, STR("zh")) && !str_eq(value, STR("en")))
    return fail(cli->diag, ERR_USAGE_VALUE, PLACE_NONE, STR("--lang"), value,
                ARG2(" zh | en", "zh | en"));
  cli->lang = str_eq(value, STR("en")) ? LANG_EN : LANG_ZH;
  return ERR_OK;
}

/* The option that begins at the present word. */
static Err take_option(Reading *reading) {
  Str rest = reading->words[reading->at++];
  bool joined = memchr(rest.ptr, '=', rest.len) != NULL;
  Str name = str_cut(&rest, '=');
  UsageItem item;
  if (!find_option(reading->command, name, &item))
    return fail_option(reading->cli, reading->command, name);
  Str value = STR("");
  if (!item.value && joined) return fail_usage(reading, ERR_USAGE_FLAG, name);
  if (item.value && joined) value = rest.len > 0 ? rest : STR("");
  if (item.value && !joined) {
    if (reading->at == reading->count || str_starts(reading->words[reading->at], STR("--")))
      return fail_usage(reading, ERR_USAGE_NO_VALUE, name);
    value = reading->words[reading->at++];
  }
  CliOption option = {str_slice(name, 2, name.len), value};
  bool twice = false;
  for (size_t i = 0; i < reading->options.count; i++)
    twice = twice || str_eq(reading->options.items[i].name, option.name);
  if (twice && !item.many) return fail_usage(reading, ERR_USAGE_TWICE, name);
  *vec_push(reading->cli->arena, &reading->options) = option;
  return take_common(reading, option.name, value);
}

/* The first mistake is in the diag; reading goes on, so that --json and --lang behind it count. */
static Err read_words(Reading *reading, bool until_command) {
  Err first = ERR_OK;
  bool only_args = false;
  while (reading->at < reading->count) {
    Str word = reading->words[reading->at];
    Err err = ERR_OK;
    if (only_args || !str_starts(word, STR("-")) || word.len == 1) {
      if (until_command) return first;
      *vec_push(reading->cli->arena, &reading->args) = word;
      reading->at++;
    } else if (str_eq(word, STR("--"))) {
      only_args = true;
      reading->at++;
    } else if (str_eq(word, STR("-h"))) {
      reading->ask = ARGS_HELP;
      reading->at++;
    } else {
      err = take_option(reading);
    }
    if (first == ERR_OK) first = err;
  }
  return first;
}

static bool is_given(const Reading *reading, const UsageItem *item, size_t *arg) {
  if (!str_starts(item->name, STR("--"))) return (*arg)++ < reading->args.count;
  for (size_t i = 0; i < reading->options.count; i++)
    if (str_eq(reading->options.items[i].name, str_slice(item->name, 2, SIZE_MAX))) return true;
  return false;
}

/* Everything that must be given is there, and no more arguments than the usage names. */
static Err check_given(const Reading *reading) {
  Str usage = str_from(reading->command->usage);
  UsageItem item;
  size_t arg = 0;
  bool many = false;
  Buf missing;
  buf_init(&missing, 1024);
  while (next_item(&usage, &item)) {
    bool given = is_given(reading, &item, &arg);
    many = many || item.many;
    if (given || !item.must) continue;
    if (missing.len > 0) buf_char(&missing, ' ');
    buf_str(&missing, item.name);
  }
  Err err = ERR_OK;
  if (missing.len > 0) err = fail_usage(reading, ERR_USAGE_MISSING, buf_view(&missing));
  buf_free(&missing);
  if (!many && reading->args.count > arg)
    return fail_usage(reading, ERR_USAGE_EXTRA, reading->args.items[arg]);
  return err;
}

static Err read_command(Reading *reading) {
  Err first = read_words(reading, true);
  const Str *words = reading->words + reading->at;
  size_t left = reading->count - reading->at;
  bool help = left > 0 && str_eq(words[0], STR("help"));
  if (help) {
    reading->ask = ARGS_HELP;
    reading->at++;
    words++;
    left--;
  }
  if (left == 0) {
    if (first != ERR_OK || reading->ask != ARGS_RUN) return first;
    return fail(reading->cli->diag, ERR_USAGE_NO_COMMAND, PLACE_NONE, STR_NONE);
  }
  size_t used = 1;
  reading->command = find_command(words, left, &used);
  if (reading->command == NULL) {
    Err err = fail_command(reading->cli, words, left);
    return first == ERR_OK ? err : first;
  }
  reading->at += used;
  Err err = read_words(reading, false);
  if (first == ERR_OK) first = err;
  if (first == ERR_OK && reading->ask == ARGS_RUN) first = check_given(reading);
  return first;
}

/* Before anything is understood: in what form and language to say that it is not. */
static void look_for_form(Cli *cli, const Str *words, size_t count) {
  for (size_t i = 0; i < count && !str_eq(words[i], STR("--")); i++) {
    cli->json = cli->json || str_eq(words[i], STR("--json"));
    bool behind = i > 0 && str_eq(words[i - 1], STR("--lang")) && str_eq(words[i], STR("en"));
    if (behind || str_eq(words[i], STR("--lang=en"))) cli->lang = LANG_EN;
  }
}

Err args_read(
    Cli *cli, const Str *words, size_t count, const ArgsCommand **ret_command, ArgsAsk *ret_ask) {
  look_for_form(cli, words, count);
  Reading reading = {.cli = cli, .words = words, .count = count, .ask = ARGS_RUN};
  TRY(read_command(&reading));
  cli->args = reading.args.items;
  cli->arg_count = reading.args.count;
  cli->options = reading.options.items;
  cli->option_count = reading.options.count;
  *ret_command = reading.command;
  *ret_ask = reading.ask;
  return ERR_OK;
}

/* ---- help ---- */

static void help_of_all(const Cli *cli, Buf *out) {
  buf_lit(out, CLI_PROGRAM "  ");
  buf_lit(out, cli_text(cli, "守望：用规则包比对县里的登记册与部门数据\n\n",
                        "compares a county's registry with department files by rules\n\n"));
  for (size_t i = 0; i < COMMANDS; i++) {
    buf_lit(out, "  shouwang ");
    cli_put_wide(out, str_from(commands[i].words), 17);
    buf_lit(out, cli_text(cli, commands[i].zh, commands[i].en));
    buf_char(out, '\n');
  }
  buf_lit(out, cli_text(cli, "\n每个命令的用法：shouwang 命令 --help\n所有命令都可以加：",
                        "\nUsage of a command: shouwang COMMAND --help\nAll commands take: "));
  buf_lit(out, common_usage);
  buf_lit(out, cli_text(cli,
                        "\n退出码：0 完成，1 完成但有需要查看的问题，2 用法不对，3 读不了输入，"
                        "4 超出限制，5 系统出错\n",
                        "\nExit codes: 0 done, 1 done and something must be looked at, 2 wrong "
                        "use, 3 input cannot be read, 4 limit met, 5 the system failed\n"));
}

void args_help(const Cli *cli, const ArgsCommand *command, Buf *out) {
  if (command == NULL) {
    help_of_all(cli, out);
    return;
  }
  buf_lit(out, cli_text(cli, command->zh, command->en));
  buf_lit(out, cli_text(cli, "\n\n用法：shouwang ", "\n\nUsage: shouwang "));
  buf_lit(out, command->words);
  buf_char(out, ' ');
  buf_lit(out, command->usage);
  buf_lit(out, cli_text(cli, "\n另有：", "\nBesides: "));
  buf_lit(out, common_usage);
  buf_char(out, '\n');
}
