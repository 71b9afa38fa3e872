/* SPDX-License-Identifier: Apache-2.0 */
/* args: what the words of a command line mean, by commands.def alone. */
#ifndef CLI_ARGS_INT_H
#define CLI_ARGS_INT_H

#include "cli/cli.h"

typedef struct ArgsCommand {
  CliCommand *run;
  const char *words; /* "pack check" */
  const char *zh, *en;
  const char *usage;
} ArgsCommand;

typedef enum ArgsAsk { ARGS_RUN, ARGS_HELP, ARGS_VERSION } ArgsAsk;

/*
 * Fills args, options, lang, json, quiet of [cli]. [ret_command] is NULL where help of all is
 * asked. lang and json are set even if the rest is wrong, so that errors are shown as asked.
 * [words] must outlive the Cli.
 */
MUST_USE Err args_read(
    Cli *cli, const Str *words, size_t count, const ArgsCommand **ret_command, ArgsAsk *ret_ask);

void args_help(const Cli *cli, const ArgsCommand *command, Buf *out); /* NULL: of all */

#endif
