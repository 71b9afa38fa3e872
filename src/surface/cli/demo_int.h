/* SPDX-License-Identifier: Apache-2.0 */
/* demo_int: parts of the demonstration's report. */
#ifndef CLI_DEMO_INT_H
#define CLI_DEMO_INT_H

#include "cli/run_input_int.h"

/* demo_rules.c: by kind of rule, with the rules that found most. */
void demo_say_rules(Cli *cli, const RunResult *result);

#endif
