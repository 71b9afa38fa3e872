/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pack language: the reference of the rule language as Markdown, from its definitions; with a pack
 * also all that its rules can name.
 */
#include "cli/county_int.h"
#include "rule/rule.h"

/* No default: an outcome that is not told of does not compile. */
static const char *outcome_words(const Cli *cli, RuleOutcome outcome) {
  switch (outcome) {
  case RULE_NO:
    return cli_text(cli, "不成立，不写入结果", "the condition does not hold: not reported");
  case RULE_YES:
    return cli_text(cli, "成立，不论还缺什么数据都不会变", "it holds, whatever is still missing");
  case RULE_CONFIRM:
    return cli_text(cli, "待核实：取决于不能确定属于谁的行，或规则写明要由人判断",
                    "to be confirmed: it rests on rows that are only probably the subject's, or "
                    "people decide this rule");
  case RULE_UNDECIDABLE:
    return cli_text(cli, "缺数据，无法判断；列出原因", "data is missing; the causes are named");
  case RULE_ERROR:
    return cli_text(cli, "规则出错：除以零、溢出等", "the rule failed: division by zero, overflow");
  }
  return "";
}

static void put_outcomes(const Cli *cli, Buf *out) {
  buf_printf(out, "\n## %s\n\n%s", cli_text(cli, "结论", "Outcomes"),
             cli_text(cli, "| 结论 | 是 |\n|---|---|\n", "| outcome | is |\n|---|---|\n"));
  for (int i = RULE_NO; i <= RULE_ERROR; i++)
    buf_printf(out, "| `%s` | %s |\n", rule_outcome_name((RuleOutcome)i),
               outcome_words(cli, (RuleOutcome)i));
}

int cmd_pack_language(Cli *cli) {
  Pack *pack = NULL;
  Err err = cli->arg_count > 0 ? county_pack(cli, cli->args[0], &pack) : ERR_OK;
  if (err != ERR_OK) return cli_fail(cli, err);
  Buf page;
  buf_init(&page, 16 << 20);
  buf_printf(&page, "# %s\n\n%s\n", cli_text(cli, "规则语言参考", "Reference of the rule language"),
             cli_text(cli, "由程序按其定义生成（" CLI_PROGRAM "）；用法与例子见 docs/language.md。",
                      "Made by the program from its definitions (" CLI_PROGRAM
                      "); docs/language.md has explanations and examples."));
  cel_describe(cli->lang == LANG_EN, &page);
  put_outcomes(cli, &page);
  if (pack) pack_describe(pack, cli->lang == LANG_EN, &page);
  if (cli->json) {
    buf_char(cli_out(cli), '{');
    cli_json_str(cli_out(cli), "markdown", buf_view(&page));
    buf_lit(cli_out(cli), "}\n");
  } else {
    buf_str(cli_out(cli), buf_view(&page));
  }
  buf_free(&page);
  pack_free(pack);
  return cli_fail(cli, err);
}
