/* SPDX-License-Identifier: Apache-2.0 */
/* diff_text: a comparison on a few screens; what does not fit is counted. All is in the JSON. */
#include "cli/diff_int.h"

enum {
  LINES_MAX = 200, /* of households */
  UNDECIDED_MAX = 20,
  HASH_SHOWN = 12, /* digits of a hash, to tell two apart */
  ID_WIDTH = 8,
  VILLAGE_WIDTH = 14,
  NUMBER_WIDTH = 9,
  TITLE_MAX = 40
};

/* ---- words ---- */

static Str change_text(const Cli *cli, DiffChange change) {
  static const char *const zh[DIFF_CHANGES] = {[DIFF_NEW] = "新增",
                                               [DIFF_CHANGED] = "变化",
                                               [DIFF_GONE] = "消失",
                                               [DIFF_CONTINUED] = "不变"};
  return cli->lang == LANG_EN ? diff_change_word(change) : str_from(zh[change]);
}

static Str outcome_text(const Cli *cli, const DiffFinding *finding) {
  static const struct {
    Str word;
    const char *zh;
  } words[] = {{STR_INIT("yes"), "成立"},
               {STR_INIT("confirm"), "待核实"},
               {STR_INIT("undecidable"), "缺数据"},
               {STR_INIT("error"), "规则出错"}};
  for (size_t i = 0; cli->lang != LANG_EN && i < sizeof words / sizeof words[0]; i++)
    if (str_eq(words[i].word, finding->outcome)) return str_from(words[i].zh);
  return finding->outcome;
}

static Str or_dash(Str text) {
  return text.len > 0 ? text : STR("-");
}

/* ---- inputs ---- */

static Str kind_text(const Cli *cli, DiffInputKind kind) {
  static const struct {
    const char *zh, *en;
  } words[] = {[DIFF_PROGRAM] = {"程序", "program"},
               [DIFF_PACK] = {"规则包", "pack"},
               [DIFF_ON] = {"日期", "date"},
               [DIFF_PARAM] = {"参数", "parameter"},
               [DIFF_REGISTRY] = {"登记册", "registry"},
               [DIFF_DELIVERY] = {"部门数据", "delivery"},
               [DIFF_LIST] = {"清单", "list"}};
  return str_from(cli_text(cli, words[kind].zh, words[kind].en));
}

/* What the pack itself says, where both sides are of the one pack that is at hand. */
static Str packs_value(const Diff *diff, Str name, size_t side) {
  const Cli *cli = diff->cli;
  Str words = str_from(cli_text(cli, "规则包的值", "the pack's value"));
  const Pack *pack = diff->pack;
  Str hash[2];
  for (size_t i = 0; i < 2; i++)
    hash[i] = past_text(codec_yaml_get(diff->sides[i].manifest, STR("pack")), "hash");
  Day day;
  if (pack == NULL || !str_eq(hash[0], hash[1]) || !str_eq(hash[0], pack->hash) ||
      !day_parse_iso(past_text(diff->sides[side].manifest, "on"), &day))
    return words;
  for (size_t i = 0; i < pack->param_count; i++) {
    const CelValue *value = pack_param_on(&pack->params[i], day);
    if (!str_eq(pack->params[i].id, name) || value == NULL) continue;
    Buf text;
    buf_init(&text, 4 << 10);
    cel_value_text(pack->params[i].type, value, &text);
    words = arena_str(cli->arena, buf_view(&text));
    buf_free(&text);
  }
  return words;
}

/* "sha256-1m:0123…" -> its first digits */
static Str value_text(const Diff *diff, const DiffInput *input, size_t side) {
  const Cli *cli = diff->cli;
  Str value = input->values[side];
  bool hashed = input->kind == DIFF_PACK || input->kind >= DIFF_REGISTRY;
  if (value.len == 0 && input->kind == DIFF_PARAM) return packs_value(diff, input->name, side);
  if (value.len == 0) return str_from(cli_text(cli, "无", "none"));
  if (!hashed) return value;
  Str digits = value;
  (void)str_cut(&digits, ':');
  if (digits.len == 0) digits = value;
  Str state = input->states[side];
  bool taken = state.len > 0 && !str_eq(input->states[0], input->states[1]);
  return arena_printf(cli->arena, "%.*s%s%.*s%s", STR_ARG(str_slice(digits, 0, HASH_SHOWN)),
                      taken ? " (" : "", STR_ARG(taken ? state : STR_NONE), taken ? ")" : "");
}

static void put_inputs(const Diff *diff) {
  Cli *cli = diff->cli;
  say(cli, "前：{0}\n后：{1}\n", "before: {0}\nafter:  {1}\n", diff->sides[0].name,
      diff->sides[1].name);
  if (diff->inputs.count == 0) say(cli, "读入的都相同\n", "the inputs are the same\n", STR_NONE);
  const DiffInput *input;
  vec_each (input, &diff->inputs) {
    Str blank = input->name.len > 0 ? STR(" ") : STR_NONE;
    say(cli, "读入不同：{0}{1}{2}：{3} → {4}\n", "input differs: {0}{1}{2}: {3} → {4}\n",
        kind_text(cli, input->kind), blank, input->name, value_text(diff, input, 0),
        value_text(diff, input, 1));
  }
}

/* ---- counts ---- */

static void put_right(Buf *out, Str text) {
  for (size_t used = cli_width(text); used < NUMBER_WIDTH; used++)
    buf_char(out, ' ');
  buf_str(out, text);
}

static void
put_heads(Cli *cli, const char *key, const char *title, size_t key_width, size_t width) {
  Buf *out = cli_out(cli);
  buf_char(out, '\n');
  cli_put_wide(out, str_from(key), key_width);
  cli_put_wide(out, str_from(title), width);
  for (int change = 0; change < DIFF_CHANGES; change++)
    put_right(out, change_text(cli, (DiffChange)change));
  buf_char(out, '\n');
}

static void put_numbers(Buf *out, const uint64_t counts[DIFF_CHANGES]) {
  for (int change = 0; change < DIFF_CHANGES; change++) {
    if (counts[change] > 0)
      cli_put_number(out, counts[change], NUMBER_WIDTH);
    else
      put_right(out, STR("·"));
  }
  buf_char(out, '\n');
}

static bool has_change(const DiffGroup *group) {
  return group->counts[DIFF_NEW] + group->counts[DIFF_CHANGED] + group->counts[DIFF_GONE] > 0;
}

/* Groups where something changed. [title] gives the name of a key. */
static void put_groups(const Diff *diff,
                       const DiffGroups *groups,
                       const char *key,
                       const char *head,
                       size_t key_width,
                       Str (*title)(const Diff *diff, Str key)) {
  size_t width = 0, same = 0;
  const DiffGroup *group;
  vec_each (group, &groups->groups) {
    size_t needed = cli_width(title(diff, group->key)) + 1;
    same += !has_change(group);
    if (has_change(group) && group->key.len + 1 > key_width) key_width = group->key.len + 1;
    if (has_change(group) && needed > width) width = needed < TITLE_MAX ? needed : TITLE_MAX;
  }
  if (same == groups->groups.count) return;
  Buf *out = cli_out(diff->cli);
  put_heads(diff->cli, key, head, key_width, width);
  vec_each (group, &groups->groups) {
    if (!has_change(group)) continue;
    cli_put_wide(out, or_dash(group->key), key_width);
    cli_put_wide(out, title(diff, group->key), width);
    put_numbers(out, group->counts);
  }
  if (same > 0)
    say(diff->cli, "另有 {0} 个没有变化\n", "{0} more without change\n",
        cli_number(diff->cli, same));
}

static void put_counts(const Diff *diff) {
  Cli *cli = diff->cli;
  say(cli, "\n发现：新增 {0}，变化 {1}，消失 {2}，不变 {3}；涉及 {4} 户\n",
      "\nfindings: {0} new, {1} changed, {2} resolved, {3} continued; households: {4}\n",
      cli_number(cli, diff->counts[DIFF_NEW]), cli_number(cli, diff->counts[DIFF_CHANGED]),
      cli_number(cli, diff->counts[DIFF_GONE]), cli_number(cli, diff->counts[DIFF_CONTINUED]),
      cli_number(cli, diff->households));
  put_groups(diff, &diff->rules, cli_text(cli, "规则", "rule"), cli_text(cli, "名称", "title"),
             ID_WIDTH, diff_rule_title);
  put_groups(diff, &diff->villages, cli_text(cli, "村", "village"), cli_text(cli, "名称", "name"),
             VILLAGE_WIDTH, diff_area_name);
}

/* ---- undecided ---- */

static void put_undecided(const Diff *diff) {
  Cli *cli = diff->cli;
  size_t count = diff->undecided.count;
  if (count == 0) return;
  say(cli, "\n普遍缺数据而无法判断的次数有变（undecided.tsv）：\n",
      "\nundecidable for want of a whole list, changed (undecided.tsv):\n", STR_NONE);
  for (size_t i = 0; i < count && i < UNDECIDED_MAX; i++) {
    const DiffUndecided *entry = &diff->undecided.items[i];
    say(cli, "  {0} {1} {2}：{3} → {4}\n", "  {0} {1} {2}: {3} → {4}\n", entry->rule, entry->area,
        entry->cause, cli_number(cli, entry->subjects[0]), cli_number(cli, entry->subjects[1]));
  }
  if (count > UNDECIDED_MAX)
    say(cli, "  另有 {0} 处\n", "  {0} more\n", cli_number(cli, count - UNDECIDED_MAX));
}

/* ---- households ---- */

static void put_item(const Diff *diff, const DiffItem *item) {
  Cli *cli = diff->cli;
  const DiffFinding *of = diff_of(item);
  Buf *out = cli_out(cli);
  buf_lit(out, "  ");
  cli_put(out, or_dash(of->village));
  buf_char(out, ' ');
  cli_put(out, or_dash(of->household));
  say(cli, "  {0} {1}  {2}", "  {0} {1}  {2}", change_text(cli, item->change),
      diff_name(cli->arena, of), outcome_text(cli, item->before ? item->before : item->after));
  if (item->change == DIFF_CHANGED) say(cli, " → {0}", " → {0}", outcome_text(cli, item->after));
  Str title = diff_rule_title(diff, of->rule);
  if (title.len > 0) say(cli, "  {0}", "  {0}", title);
  buf_char(out, '\n');
}

static void put_households(const Diff *diff) {
  Cli *cli = diff->cli;
  size_t count = diff->items.count;
  if (count == 0) return;
  say(cli, "\n有变化的户（村、户、发现）：\n", "\nhouseholds (village, household, finding):\n",
      STR_NONE);
  size_t shown = count < LINES_MAX ? count : LINES_MAX;
  for (size_t i = 0; i < shown; i++)
    put_item(diff, &diff->items.items[i]);
  if (shown == count) return;
  size_t more = 0;
  for (size_t at = 0; at < count; at = diff_household_end(diff, at))
    more += diff_household_end(diff, at) > shown;
  say(cli, "  另有 {0} 条没有列出，涉及 {1} 户；--json 列出全部，--rule、--village 缩小范围\n",
      "  {0} more findings of {1} households are not shown; --json shows all, --rule and "
      "--village narrow\n",
      cli_number(cli, count - shown), cli_number(cli, more));
}

void diff_as_text(const Diff *diff) {
  put_inputs(diff);
  put_counts(diff);
  put_undecided(diff);
  put_households(diff);
}
