/* SPDX-License-Identifier: Apache-2.0 */
/* pack_diff_text: a comparison of packs for people; what does not fit is counted. */
#include "cli/pack_diff_int.h"

enum { SIMPLE_MAX = 40, ITEMS_MAX = 30 };

/* ---- pieces ---- */

static void put(const PackDiff *diff, const char *zh, const char *en) {
  buf_lit(cli_out(diff->cli), cli_text(diff->cli, zh, en));
}

static Str change_text(const Cli *cli, PackChangeKind change) {
  static const char *const zh[PACK_CHANGES] = {
      [PACK_ADDED] = "新增", [PACK_REMOVED] = "取消", [PACK_CHANGED] = "修改"};
  return cli->lang == LANG_EN ? pack_diff_change_word(change) : str_from(zh[change]);
}

/* "条款：附件1" */
static void put_line(const PackDiff *diff, Str key, Str text) {
  if (text.len > 0) say(diff->cli, "    {0}：{1}\n", "    {0}: {1}\n", key, text);
}

static Str line_text(const PackDiff *diff, uint32_t line) {
  return arena_printf(diff->cli->arena, "%u", line);
}

/* An entry that only one pack has and that is said in a line. */
static bool is_simple(const PackDifference *item) {
  return item->change != PACK_CHANGED && !item->rules[0] && !item->rules[1];
}

/* Layer and place, and why. */
static void put_origin(const PackDiff *diff, const PackDifference *item) {
  Cli *cli = diff->cli;
  const PackOrigin *origin = &item->sides[item->change == PACK_REMOVED ? 0 : 1];
  const PackOrigin *after = &item->sides[1];
  if (item->change == PACK_REMOVED && after->off) origin = after;
  if (origin->layer == NULL) return;
  if (is_simple(item))
    put(diff, origin->off ? "；停用：" : "；", origin->off ? "; taken away by: " : "; ");
  else if (origin->off)
    put(diff, "    停用：", "    taken away by: ");
  else
    put(diff, "    出自：", "    layer: ");
  say(cli, "{0}（{1}:{2}）", "{0} ({1}:{2})", origin->layer->id, origin->file,
      line_text(diff, origin->line));
  if (origin->because.len > 0) say(cli, "；理由：{0}", "; because: {0}", origin->because);
  buf_char(cli_out(cli), '\n');
}

static void put_head(const PackDiff *diff, const PackDifference *item) {
  Cli *cli = diff->cli;
  Str title = pack_words_title(pack_diff_node(item));
  say(cli, "  {0} {1}", "  {0} {1}", change_text(cli, item->change), item->id);
  if (title.len > 0) say(cli, " {0}", " {0}", title);
}

/* ---- lists of texts ---- */

static bool is_texts(const YamlNode *node) {
  if (node == NULL || node->kind != YAML_LIST) return false;
  for (size_t i = 0; i < node->count; i++)
    if (node->items[i]->kind != YAML_SCALAR) return false;
  return true;
}

/* How often a text stands in a list up to its item [end]. */
static size_t count_text(const YamlNode *list, Str text, size_t end) {
  size_t count = 0;
  for (size_t i = 0; i < end; i++)
    count += str_eq(list->items[i]->text, text);
  return count;
}

/* Items of [list] that [other] has not, or not so often. */
static size_t
put_missing(const PackDiff *diff, Str key, const YamlNode *list, const YamlNode *other) {
  size_t count = 0;
  for (size_t i = 0; i < list->count; i++) {
    Str text = list->items[i]->text;
    if (count_text(list, text, i) < count_text(other, text, other->count)) continue;
    if (count++ >= ITEMS_MAX) continue;
    if (count > 1) put(diff, "、", ", ");
    cli_put(cli_out(diff->cli), pack_words_node(diff->cli, key, list->items[i]));
  }
  if (count > ITEMS_MAX)
    say(diff->cli, " 等 {0} 项", " and more, {0} in all", cli_number(diff->cli, count));
  return count;
}

static bool has_missing(const YamlNode *list, const YamlNode *other) {
  for (size_t i = 0; i < list->count; i++) {
    Str text = list->items[i]->text;
    if (count_text(list, text, i) >= count_text(other, text, other->count)) return true;
  }
  return false;
}

static void
put_texts(const PackDiff *diff, Str key, const YamlNode *before, const YamlNode *after) {
  bool less = has_missing(before, after), more = has_missing(after, before);
  if (more) {
    put(diff, "加 ", "adds ");
    (void)put_missing(diff, key, after, before);
  }
  if (more && less) put(diff, "；", "; ");
  if (less) {
    put(diff, "减 ", "drops ");
    (void)put_missing(diff, key, before, after);
  }
  if (!more && !less) put(diff, "次序不同", "in another order");
}

/* ---- details ---- */

/* "列 self / 表头" */
static void put_path(const PackDiff *diff, const PackDetail *detail) {
  Buf *out = cli_out(diff->cli);
  for (size_t i = 0; i < detail->step_count; i++) {
    const PackStep *step = &detail->steps[i];
    if (i > 0) buf_lit(out, step->name ? " " : " / ");
    cli_put(out, step->name ? step->text : pack_words_key(diff->cli, step->text));
  }
}

/* The key that the last step is under. */
static Str detail_key(const PackDetail *detail) {
  for (size_t i = detail->step_count; i > 0; i--)
    if (!detail->steps[i - 1].name) return detail->steps[i - 1].text;
  return STR_NONE;
}

static void put_detail(const PackDiff *diff, const PackDetail *detail) {
  Cli *cli = diff->cli;
  Str key = detail_key(detail);
  put(diff, "    ", "    ");
  put_path(diff, detail);
  put(diff, "：", ": ");
  if (detail->order) {
    put(diff, "次序不同", "in another order");
  } else if (detail->before == NULL) {
    say(cli, "新增 {0}", "added {0}", pack_words_node(cli, key, detail->after));
  } else if (detail->after == NULL) {
    say(cli, "取消（原为 {0}）", "removed (was {0})", pack_words_node(cli, key, detail->before));
  } else if (is_texts(detail->before) && is_texts(detail->after)) {
    put_texts(diff, key, detail->before, detail->after);
  } else {
    say(cli, "{0} → {1}", "{0} → {1}", pack_words_node(cli, key, detail->before),
        pack_words_node(cli, key, detail->after));
  }
  buf_char(cli_out(cli), '\n');
}

/* ---- parameters ---- */

static const CelMapEntry *find_entry(const CelMap *map, Str key) {
  for (uint32_t i = 0; i < map->count; i++)
    if (str_eq(map->entries[i].key.s, key)) return &map->entries[i];
  return NULL;
}

static Str or_none(const PackDiff *diff, Str text) {
  return text.len > 0 ? text : str_from(cli_text(diff->cli, "没有", "none"));
}

/* "猪 500 头"; empty: the table has no such entry. */
static Str entry_text(const PackDiff *diff, const PackParam *param, const CelMapEntry *entry) {
  if (entry == NULL) return STR_NONE;
  const CelMap map = {.count = 1, .entries = entry};
  const CelValue value = {.state = CEL_KNOWN, .map = &map};
  return pack_words_value(diff->cli, param, &value);
}

/* "猪 500 → 猪 600；茶 50 → 没有": the codes whose values differ. */
static void put_table(const PackDiff *diff, const PackDifference *item, const PackDiffSpan *span) {
  bool first = true;
  for (size_t side = 0; side < 2; side++) {
    const CelMap *map = span->values[side]->map, *other = span->values[1 - side]->map;
    for (uint32_t i = 0; i < map->count; i++) {
      const CelMapEntry *pair[2] = {NULL, NULL};
      pair[side] = &map->entries[i];
      pair[1 - side] = find_entry(other, map->entries[i].key.s);
      if (side == 1 && pair[0]) continue; /* compared from the other side */
      Str texts[2];
      for (size_t k = 0; k < 2; k++)
        texts[k] = entry_text(diff, item->params[k], pair[k]);
      if (str_eq(texts[0], texts[1])) continue;
      if (!first) put(diff, "；", "; ");
      first = false;
      say(diff->cli, "{0} → {1}", "{0} → {1}", or_none(diff, texts[0]), or_none(diff, texts[1]));
    }
  }
}

static void put_span(const PackDiff *diff, const PackDifference *item, const PackDiffSpan *span) {
  Cli *cli = diff->cli;
  const PackParam *const *params = item->params;
  CHECK(params[0] && params[1]); /* spans are of a parameter that both have */
  bool tables = span->values[0] && span->values[1] && params[0]->type->kind == CEL_MAP &&
                params[1]->type->kind == CEL_MAP;
  if (tables)
    put_table(diff, item, span);
  else
    say(cli, "{0} → {1}", "{0} → {1}", pack_words_value(cli, params[0], span->values[0]),
        pack_words_value(cli, params[1], span->values[1]));
  cli_put(cli_out(cli), pack_words_period(cli, span->from, span->to));
}

/* "住院自付费用：6000 元 → 8000 元，自 2021-01-01 起；条款：附件1" */
static void
put_param(const PackDiff *diff, const PackDifference *item, const PackDiffMeaning *meaning) {
  Cli *cli = diff->cli;
  const PackParam *any = item->params[1] ? item->params[1] : item->params[0];
  put_head(diff, item);
  bool changed = item->change == PACK_CHANGED;
  if (!changed || meaning->spans.count > 0) put(diff, "：", ": ");
  if (!changed) cli_put(cli_out(cli), pack_words_values(cli, any));
  for (size_t i = 0; i < meaning->spans.count; i++) {
    if (i > 0) put(diff, "；", "; ");
    put_span(diff, item, &meaning->spans.items[i]);
  }
  if (any->clause.len > 0) say(cli, "；条款：{0}", "; clause: {0}", any->clause);
  if (changed) buf_char(cli_out(cli), '\n');
}

/* ---- rules ---- */

static void put_rule_words(const PackDiff *diff, const PackRule *rule) {
  put_line(diff, pack_words_key(diff->cli, STR("when")),
           pack_words_output(diff->cli, rule, rule->when));
  bool english = diff->cli->lang == LANG_EN && rule->say_en.len > 0;
  put_line(diff, pack_words_key(diff->cli, STR("say")), english ? rule->say_en : rule->say);
}

/* What a rule that only one has is about. */
static void put_rule(const PackDiff *diff, const PackDifference *item) {
  static const char *const keys[] = {"kind",  "subject", "population",
                                     "owner", "tier",    "outcome_at_most",
                                     "valid", "as_of",   "then"};
  Cli *cli = diff->cli;
  bool first = true;
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
    Str key = str_from(keys[i]);
    const YamlNode *value = codec_yaml_get(pack_diff_node(item), key);
    if (value == NULL) continue;
    put(diff, first ? "    " : "；", first ? "    " : "; ");
    say(cli, "{0}：{1}", "{0}: {1}", pack_words_key(cli, key), pack_words_node(cli, key, value));
    first = false;
  }
  if (!first) buf_char(cli_out(cli), '\n');
  put_rule_words(diff, item->rules[1] ? item->rules[1] : item->rules[0]);
}

static void put_words(const PackDiff *diff, const PackDiffWords *words) {
  Cli *cli = diff->cli;
  bool english = cli->lang == LANG_EN, let = str_eq(words->key, STR("let"));
  Str key = let ? str_from(cli_text(cli, "其中", "where")) : pack_words_key(cli, words->key);
  if (words->name.len > 0)
    key = arena_printf(cli->arena, "%.*s %.*s%s", STR_ARG(key), STR_ARG(words->name),
                       english ? "" : " ");
  say(cli, "    {0}原{1}：{2}\n    {0}改{1}：{3}\n", "    {0} was: {2}\n    {0} is:  {3}\n", key,
      let ? STR("指") : STR("为"), or_none(diff, words->words[0]), or_none(diff, words->words[1]));
}

/* What uses the lets that differ is the same: shown, that one sees what they are for. */
static void
put_condition(const PackDiff *diff, const PackDifference *item, const PackDiffMeaning *meaning) {
  bool lets = false;
  for (size_t i = 0; i < meaning->words.count; i++) {
    if (str_eq(meaning->words.items[i].key, STR("when"))) return;
    lets |= str_eq(meaning->words.items[i].key, STR("let"));
  }
  if (!lets) return;
  Cli *cli = diff->cli;
  Str words = pack_words_output(cli, item->rules[1], item->rules[1]->when);
  say(cli, "    条件不变：{0}\n", "    condition, unchanged: {0}\n", pack_words_short(cli, words));
}

/* ---- the whole ---- */

static void put_item(const PackDiff *diff, const PackDifference *item) {
  Cli *cli = diff->cli;
  PackDiffMeaning meaning;
  pack_diff_meaning(diff, item, &meaning);
  if (item->params[0] || item->params[1]) {
    put_param(diff, item, &meaning);
  } else {
    Str clause = pack_words_scalar(pack_diff_node(item), "clause");
    put_head(diff, item);
    if (clause.len > 0) say(cli, "；条款：{0}", "; clause: {0}", clause);
    if (!is_simple(item)) buf_char(cli_out(cli), '\n');
  }
  if (item->change != PACK_CHANGED && (item->rules[0] || item->rules[1])) put_rule(diff, item);
  put_condition(diff, item, &meaning);
  for (size_t i = 0; i < meaning.words.count; i++)
    put_words(diff, &meaning.words.items[i]);
  for (size_t i = 0; i < item->detail_count; i++) {
    const PackDetail *detail = &item->details[i];
    if (pack_diff_is_meant(item, detail, &meaning)) continue;
    put_detail(diff, detail);
    if (pack_diff_is_expression(item, detail))
      put(diff, "      （原文不同，写成文字相同）\n",
          "      (written otherwise, in words the same)\n");
  }
  put_origin(diff, item);
}

static size_t kind_end(const PackDiff *diff, size_t first) {
  size_t end = first + 1;
  while (end < diff->count && str_eq(diff->items[end].kind, diff->items[first].kind))
    end++;
  return end;
}

static void put_kind(const PackDiff *diff, size_t first, size_t end) {
  Cli *cli = diff->cli;
  size_t counts[PACK_CHANGES] = {0}, simple = 0;
  for (size_t i = first; i < end; i++)
    counts[diff->items[i].change]++;
  say(cli, "\n{0}：新增 {1}，取消 {2}，修改 {3}\n", "\n{0}: {1} added, {2} removed, {3} changed\n",
      pack_words_kind(cli, diff->items[first].kind), cli_number(cli, counts[PACK_ADDED]),
      cli_number(cli, counts[PACK_REMOVED]), cli_number(cli, counts[PACK_CHANGED]));
  for (size_t i = first; i < end; i++) {
    if (is_simple(&diff->items[i]) && simple++ >= SIMPLE_MAX) continue;
    put_item(diff, &diff->items[i]);
  }
  if (simple > SIMPLE_MAX)
    say(cli, "  另有 {0} 项新增或取消没有列出；--json 列出全部\n",
        "  {0} more, added or removed, are not shown; --json shows all\n",
        cli_number(cli, simple - SIMPLE_MAX));
}

static void put_pack(const PackDiff *diff, const char *zh, const char *en, const Pack *pack) {
  Cli *cli = diff->cli;
  put(diff, zh, en);
  say(cli, "{0}  {1}  {2}\n", "{0}  {1}  {2}\n", pack->id, pack->title, pack->hash);
}

void pack_diff_as_text(const PackDiff *diff) {
  Cli *cli = diff->cli;
  put_pack(diff, "前：", "before: ", diff->packs[0]);
  put_pack(diff, "后：", "after:  ", diff->packs[1]);
  for (size_t at = 0, end; at < diff->count; at = end) {
    end = kind_end(diff, at);
    put_kind(diff, at, end);
  }
  if (diff->count == 0)
    say(cli, "内容没有差别\n", "nothing differs\n", STR_NONE);
  else
    say(cli, "\n合计：新增 {0}，取消 {1}，修改 {2}\n",
        "\nin all: {0} added, {1} removed, {2} changed\n",
        cli_number(cli, diff->counts[PACK_ADDED]), cli_number(cli, diff->counts[PACK_REMOVED]),
        cli_number(cli, diff->counts[PACK_CHANGED]));
}
