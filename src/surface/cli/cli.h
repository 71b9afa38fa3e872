/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cli: the command line. One file a command (cmd_<name>.c), each a function of this shape; main.c
 * finds it in commands.def, reads the options by its usage, and prints what the command left in
 * the diag. Exit codes: packs-and-rules.md 5 (0 done, 1 found, 2 use, 3 input, 4 limit, 5 system).
 *
 * Commands write results to standard output through cli_out (one buffer, flushed at the end or by
 * cli_flush) and progress to standard error through cli_progress. With --json a command prints
 * one object: its result, or {"errors":[…]} where the diag holds anything.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#define CLI_VERSION "0.1.0"
#define CLI_PROGRAM "shouwang " CLI_VERSION

typedef struct CliOption { /* one that was given: --name VALUE, --name=VALUE, or --name */
  Str name;                /* without dashes */
  Str value;               /* empty for flags */
} CliOption;

typedef struct Cli {
  Lang lang;
  bool json;
  bool quiet;   /* --quiet, or standard error is no terminal: no progress */
  Arena *arena; /* of the process */
  Diag *diag;
  const Str *args; /* positional, behind the command's words */
  size_t arg_count;
  const CliOption *options;
  size_t option_count;
  Buf out;
  bool out_failed;      /* standard output took not everything: exit code 5 */
  uint64_t progress_ns; /* when progress was last shown; 0: no line of it stands there */
} Cli;

/* A command: returns an exit code; what it put into the diag is printed by main afterwards. */
typedef int CliCommand(Cli *cli);

#define CMD(function, words, zh, en, usage) CliCommand function;
#include "cli/commands.def"
#undef CMD

/* The value of an option; NULL slice if it was not given. A flag has an empty, non-NULL value. */
Str cli_option(const Cli *cli, const char *name);
bool cli_has(const Cli *cli, const char *name);
/* A whole number in [min, max]; left alone if the option was not given. */
MUST_USE Err
cli_option_int(const Cli *cli, const char *name, int64_t min, int64_t max, int64_t *value);
/* Text in the user's language. */
const char *cli_text(const Cli *cli, const char *zh, const char *en);
/* The part of a text made by ARG2 that is in the user's language. */
Str cli_in_language(const Cli *cli, Str text);
Buf *cli_out(Cli *cli);
void cli_flush(Cli *cli);
/* "读取登记册 3/18": replaces the line before on a terminal; nothing where quiet. A text made by
 * ARG2 is shown in the user's language. */
void cli_progress(Cli *cli, Str what, uint64_t done, uint64_t total);
/* The exit code for an error that is in the diag already. */
int cli_fail(const Cli *cli, Err err);

/* ---- showing ---- */

/*
 * A sentence in the user's language to standard output, {0}..{9} replaced by Strs:
 * say(cli, "读入 {0} 行\n", "{0} rows read\n", cli_number(cli, rows));
 */
#define say(cli, zh, en, ...)                                                                      \
  cli_say((cli), (zh), (en), (const Str[]){__VA_ARGS__},                                           \
          sizeof((const Str[]){__VA_ARGS__}) / sizeof(Str))
void cli_say(Cli *cli, const char *zh, const char *en, const Str *args, size_t count);
Str cli_number(const Cli *cli, uint64_t value); /* "50,000" */
/* Text from files: control characters and marks that turn the reading order become blanks. */
void cli_put(Buf *out, Str text);
size_t cli_width(Str text); /* columns of a terminal: CJK takes two */
/* The same, filled with blanks to [width] columns of a terminal. */
void cli_put_wide(Buf *out, Str text, size_t width);
void cli_put_number(Buf *out, uint64_t value, size_t width); /* to the right */
Str cli_seconds(const Cli *cli, uint64_t ns);                /* "1.25" */
/* "key":"value" */
void cli_json_str(Buf *out, const char *key, Str value);
void cli_json_int(Buf *out, const char *key, uint64_t value);
/* The same for errors: {"errors":[{code, message, file, sheet, line, column}]} */
void cli_json_errors(const Cli *cli, Buf *out);

#endif
