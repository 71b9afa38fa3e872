/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main: finds the command, runs it, says what went wrong, once, at the end.
 *
 * Errors go to standard error as text, or with --json to standard output in place of the result.
 */
#include <unistd.h>

#include "base/file.h"
#include "cli/args_int.h"

enum { OUT_MAX = 1 << 30 };
#define ARENA_BYTES ((size_t)8 << 30) /* of address space */

static void say_errors(Cli *cli) {
  size_t count = diag_count(cli->diag);
  if (count == 0) return;
  Buf text;
  buf_init(&text, OUT_MAX);
  if (cli->json) {
    cli_json_errors(cli, &text);
    file_print(buf_view(&text));
  } else {
    for (size_t i = 0; i < count; i++)
      diag_render(diag_get(cli->diag, i), cli->lang, &text);
    if (diag_total(cli->diag) > count) {
      buf_lit(&text, cli_text(cli, "没有列出的还有：", "not listed: "));
      buf_int(&text, (int64_t)(diag_total(cli->diag) - count));
      buf_char(&text, '\n');
    }
    file_print_error(buf_view(&text));
  }
  buf_free(&text);
}

static void say_version(Cli *cli) {
  buf_lit(cli_out(cli), cli->json ? "{\"program\":\"" CLI_PROGRAM "\"}\n" : CLI_PROGRAM "\n");
}

static int run_command(Cli *cli, const Str *words, size_t count) {
  const ArgsCommand *command = NULL;
  ArgsAsk ask = ARGS_RUN;
  Err err = args_read(cli, words, count, &command, &ask);
  if (err == ERR_USAGE_NO_COMMAND && !cli->json) {
    Buf help;
    buf_init(&help, OUT_MAX);
    args_help(cli, NULL, &help);
    file_print_error(buf_view(&help));
    buf_free(&help);
  }
  if (err != ERR_OK) return cli_fail(cli, err);
  switch (ask) {
  case ARGS_HELP:
    args_help(cli, command, cli_out(cli));
    return 0;
  case ARGS_VERSION:
    say_version(cli);
    return 0;
  case ARGS_RUN:
    return command->run(cli);
  }
  return 0;
}

/* The words as UTF-8; nothing below could show others. */
static Err read_argv(Cli *cli, int argc, char **argv, Str *words) {
  for (int i = 1; i < argc; i++) {
    Str word = str_from(argv[i]);
    Bytes bytes = {(const uint8_t *)word.ptr, word.len};
    if (bytes_valid_utf8(bytes) != word.len)
      return fail(cli->diag, ERR_USAGE_UTF8, PLACE_NONE, arena_printf(cli->arena, "%d", i));
    words[i - 1] = word;
  }
  return ERR_OK;
}

int main(int argc, char **argv) {
  Cli cli = {.lang = LANG_ZH, .quiet = isatty(STDERR_FILENO) == 0};
  cli.arena = arena_new(ARENA_BYTES);
  cli.diag = diag_new();
  buf_init(&cli.out, OUT_MAX);
  size_t count = argc > 1 ? (size_t)argc - 1 : 0;
  Str *words = arena_new_array(cli.arena, Str, count + 1);
  Err err = read_argv(&cli, argc, argv, words);
  int code = err == ERR_OK ? run_command(&cli, words, count) : cli_fail(&cli, err);
  if (cli.json && diag_count(cli.diag) > 0) buf_clear(&cli.out);
  cli_flush(&cli);
  if (cli.out_failed && code < 5)
    code =
        cli_fail(&cli, fail(cli.diag, ERR_WRITE, PLACE_NONE, ARG2("标准输出", "standard output")));
  say_errors(&cli);
  buf_free(&cli.out);
  diag_free(cli.diag);
  arena_free(cli.arena);
  return code;
}
