/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_text: a finding as a page to read: who, what, why, on which rows.
 */
#include "cli/explain_int.h"

enum { LABEL_WIDTH = 10, HEADER_WIDTH = 36, ROWS_SHOWN = 50 };

static void put_label(Cli *cli, const char *zh, const char *en) {
  cli_put_wide(cli_out(cli), str_from(cli_text(cli, zh, en)), LABEL_WIDTH);
}

static void put_line(Cli *cli, const char *zh, const char *en, Str text) {
  if (text.len == 0) return;
  put_label(cli, zh, en);
  cli_put(cli_out(cli), text);
  buf_char(cli_out(cli), '\n');
}

/* ---- who ---- */

static void put_who(ExplainRun *run, const ExplainFinding *finding) {
  Cli *cli = run->cli;
  ExplainSubject subject;
  explain_subject(run, finding, &subject);
  if (finding->person.len > 0) {
    put_label(cli, "人员", "person");
    say(cli, "{0} {1} {2}\n", "{0} {1} {2}\n", finding->person, subject.name, subject.id);
  }
  if (finding->household.len > 0) {
    put_label(cli, "户", "household");
    say(cli, "{0}", "{0}", finding->household);
    if (subject.head.len > 0) say(cli, "，户主 {0}", ", head {0}", subject.head);
    buf_char(cli_out(cli), '\n');
  }
  put_line(cli, "事项", "case", finding->of_case);
  if (finding->village.len > 0) {
    bool township = str_ends(finding->village, STR("000"));
    put_label(cli, township ? "乡镇" : "村", township ? "township" : "village");
    say(cli, "{0} {1} {2}\n", "{0} {1} {2}\n", finding->village,
        subject.township == NULL ? STR_NONE : subject.township->name,
        subject.village == NULL || township ? STR_NONE : subject.village->name);
  }
}

/* ---- the rule ---- */

/* The entry of the pack as written, indented. */
static void put_entry(ExplainRun *run, const PackRule *rule) {
  const PackShown *shown = NULL;
  size_t count = 0;
  if (pack_show(run->pack, rule->id, run->cli->arena, &shown, &count, NULL) != ERR_OK) return;
  buf_lit(cli_out(run->cli), cli_text(run->cli, "规则原文\n", "the rule as written\n"));
  for (size_t i = 0; i < count; i++) {
    Str line = arena_printf(run->cli->arena, "%u", shown[i].line);
    say(run->cli, "    {0}:{1}\n", "    {0}:{1}\n", shown[i].file, line);
    for (Str text = shown[i].text; text.len > 0;)
      say(run->cli, "    {0}\n", "    {0}\n", str_cut(&text, '\n'));
  }
}

/* The condition, then what its names mean, each on a line of its own. */
static void put_condition(Cli *cli, Str words) {
  Str mark = str_from(cli_text(cli, "，其中：", ", where "));
  Str between = str_from(cli_text(cli, "；", "; "));
  Buf *out = cli_out(cli);
  put_label(cli, "条件", "condition");
  for (size_t i = 0; i < words.len;) {
    Str rest = str_slice(words, i, words.len);
    bool first = str_starts(rest, mark);
    if (first || str_starts(rest, between)) {
      buf_char(out, '\n');
      put_label(cli, first ? "  其中" : "", first ? "  where" : "");
      i += first ? mark.len : between.len;
    } else {
      size_t next = i;
      (void)str_next_code(words, &next);
      cli_put(out, str_slice(words, i, next));
      i = next;
    }
  }
  buf_char(out, '\n');
}

static void put_evidence(ExplainRun *run, const PackRule *rule, const ExplainFinding *finding) {
  Cli *cli = run->cli;
  if (finding->evidence.count == 0) return;
  buf_lit(cli_out(cli), cli_text(cli, "数值\n", "values\n"));
  for (size_t i = 0; i < finding->evidence.count; i++) {
    const ExplainPair *pair = &finding->evidence.items[i];
    Str words = rule == NULL ? STR_NONE : explain_meaning(run, rule, pair->key);
    Str equals = pair->key.len > 0 ? STR(" = ") : STR_NONE;
    say(cli, "    {0}{1}{2}", "    {0}{1}{2}", pair->key, equals, pair->value);
    if (words.len > 0) say(cli, "  （{0}）", "  ({0})", words);
    buf_char(cli_out(cli), '\n');
  }
}

/* What the rule reads that the pack defines. */
static void put_defs(ExplainRun *run, const PackRule *rule, const ExplainFinding *finding) {
  Cli *cli = run->cli;
  size_t count;
  const ExplainDef *defs = explain_defs(run, rule, finding, &count);
  if (count > 0) buf_lit(cli_out(cli), cli_text(cli, "定义\n", "definitions\n"));
  for (size_t i = 0; i < count; i++) {
    const PackDef *def = defs[i].def;
    say(cli, "    {0}", "    {0}", def->id);
    if (def->title.len > 0) say(cli, " {0}", " {0}", def->title);
    if (defs[i].has_value) say(cli, " = {0}", " = {0}", defs[i].value);
    say(cli, "：{0}", ": {0}", defs[i].words);
    if (def->clause.len > 0) say(cli, "  （{0}）", "  ({0})", def->clause);
    say(cli, "  {0}:{1}\n", "  {0}:{1}\n", def->place.file, cli_number(cli, def->place.line));
  }
}

static void put_causes(ExplainRun *run, const ExplainFinding *finding) {
  Cli *cli = run->cli;
  if (finding->causes.count == 0) return;
  buf_lit(cli_out(cli),
          cli_text(cli, "缺什么，谁能补\n", "what is missing, and who can supply it\n"));
  const Str *cause;
  vec_each (cause, &finding->causes) {
    Str text;
    Str supplier;
    explain_cause(run, *cause, &text, &supplier);
    say(cli, "    {0}", "    {0}", text);
    if (supplier.len > 0) say(cli, "  → {0}", "  -> {0}", supplier);
    buf_char(cli_out(cli), '\n');
  }
}

static void put_rule(ExplainRun *run, const ExplainFinding *finding) {
  Cli *cli = run->cli;
  const PackRule *rule = run->pack == NULL ? NULL : pack_rule(run->pack, finding->rule);
  put_label(cli, "规则", "rule");
  say(cli, "{0} {1}\n", "{0} {1}\n", finding->rule, rule == NULL ? STR_NONE : rule->title);
  if (rule != NULL) {
    put_line(cli, "条款", "clause", rule->clause);
    put_line(cli, "主管", "owner", rule->owner);
  }
  put_line(cli, "结论", "outcome", explain_outcome(run, rule, finding->outcome));
  put_line(cli, "按日期", "as of", explain_as_of(run, rule, finding->as_of));
  if (rule != NULL) {
    put_line(cli, "说明", "says", explain_say(run, rule, finding));
    put_condition(cli, explain_words(run, rule));
  }
  put_evidence(run, rule, finding);
  if (rule != NULL) put_defs(run, rule, finding);
  put_causes(run, finding);
  if (rule != NULL && !run->brief) put_entry(run, rule);
}

/* ---- rows ---- */

/* Blank cells are named together; cells that the rule does not read are counted, where brief. */
static void put_cells(Cli *cli, const ExplainRow *row) {
  Buf *out = cli_out(cli);
  size_t width = 0;
  size_t blank = 0;
  size_t unread = 0;
  const ExplainCell *cell;
  vec_each (cell, &row->cells) {
    size_t header = cli_width(cell->header);
    unread += !cell->read;
    blank += cell->read && cell->value.len == 0;
    if (cell->read && cell->value.len > 0 && header > width) width = header;
  }
  if (width > HEADER_WIDTH) width = HEADER_WIDTH;
  vec_each (cell, &row->cells) {
    if (!cell->read || cell->value.len == 0) continue;
    buf_lit(out, "      ");
    cli_put_wide(out, cell->header, width);
    buf_lit(out, "  ");
    cli_put(out, cell->value);
    buf_char(out, '\n');
  }
  if (unread > 0)
    say(cli, "      （这条规则不看的 {0} 列从略）\n",
        "      ({0} columns that the rule does not read are left out)\n", cli_number(cli, unread));
  if (blank == 0 || unread > 0) return;
  buf_lit(out, cli_text(cli, "      （空白：", "      (blank: "));
  bool first = true;
  vec_each (cell, &row->cells) {
    if (!cell->read || cell->value.len > 0) continue;
    buf_lit(out, first ? "" : cli_text(cli, "、", ", "));
    cli_put(out, cell->header);
    first = false;
  }
  buf_lit(out, cli_text(cli, "）\n", ")\n"));
}

/* Whose it is, where a link led to him: by the link and the row that says so. */
static void put_link(Cli *cli, const ExplainRow *row) {
  if (row->link != NULL && row->via == row)
    say(cli, "：{0}，这一行把他们连起来", ": {0}, by this row", row->link->title);
  else if (row->link != NULL)
    say(cli, "：{0}（{1} 第 {2} 行）", ": {0} ({1} row {2})", row->link->title,
        row->via->proof.file, cli_number(cli, row->via->proof.row));
  buf_char(cli_out(cli), '\n');
}

/* "登记册·识别记录": which table of the registry it is. */
static Str registry_title(ExplainRun *run, const ExplainRow *row) {
  Cli *cli = run->cli;
  Str registry = str_from(cli_text(cli, "登记册", "registry"));
  const PackTable *table = explain_file(run, row->proof.dataset, row->proof.file)->table;
  if (table == NULL || table->title.len == 0) return registry;
  return arena_printf(cli->arena, "%.*s%s%.*s", STR_ARG(registry), cli_text(cli, "·", ": "),
                      STR_ARG(table->title));
}

static void put_row(ExplainRun *run, const ExplainRow *row) {
  Cli *cli = run->cli;
  const PackDataset *dataset = pack_dataset(run->pack, row->proof.dataset);
  Str title = dataset == NULL ? registry_title(run, row) : dataset->title;
  if (row->proof.row == 0) {
    say(cli, "    {0}：交付的名单是完整的，其中没有这个对象\n",
        "    {0}: the list delivered is complete, and this subject is not on it\n", title);
    return;
  }
  say(cli, "    {0}，{1} 第 {2} 行", "    {0}, {1} row {2}", title, row->proof.file,
      cli_number(cli, row->proof.row));
  put_link(cli, row);
  switch (row->state) {
  case EXPLAIN_READY:
    if (!row->found)
      say(cli, "      （找不到这一行）\n", "      (there is no such row)\n", STR_NONE);
    put_cells(cli, row);
    return;
  case EXPLAIN_GONE:
    say(cli, "      （打不开 {0}）\n", "      (cannot open {0})\n", row->path);
    return;
  case EXPLAIN_CHANGED:
    say(cli, "      （{0} 已不是运行时的文件，不显示）\n",
        "      ({0} is not the file of the run any more; not shown)\n", row->path);
    return;
  case EXPLAIN_UNKNOWN:
    say(cli, "      （规则包不认识 {0}）\n", "      (the pack knows no such file: {0})\n",
        row->path);
    return;
  }
}

static void put_rows(ExplainRun *run, const ExplainFinding *finding) {
  Cli *cli = run->cli;
  size_t count = finding->proof.count;
  if (count == 0) return;
  buf_lit(cli_out(cli), cli_text(cli, "依据的行\n", "rows it rests on\n"));
  const PackRule *rule = pack_rule(run->pack, finding->rule);
  if (run->brief && rule != NULL) explain_note_reads(run, rule, finding);
  const ExplainRow *rows = explain_rows(run, finding);
  for (size_t i = 0; i < count && i < ROWS_SHOWN; i++)
    put_row(run, &rows[i]);
  if (count > ROWS_SHOWN)
    say(cli, "    另有 {0} 行，--json 列出全部\n", "    {0} more rows; --json lists all\n",
        cli_number(cli, count - ROWS_SHOWN));
  if (!run->reveal && !run->brief)
    buf_lit(cli_out(cli),
            cli_text(cli, "    （姓名和号码已遮盖；--reveal 理由 可显示，并记入 reveals.tsv）\n",
                     "    (names and numbers are masked; --reveal REASON shows them "
                     "and is recorded in reveals.tsv)\n"));
}

/* Without the pack nothing can be said but what the run wrote down. */
static void put_stored_proof(Cli *cli, const ExplainFinding *finding) {
  if (finding->proof.count == 0) return;
  buf_lit(cli_out(cli), cli_text(cli, "依据的行\n", "rows it rests on\n"));
  const ExplainProof *proof;
  vec_each (proof, &finding->proof)
    say(cli, "    {0} {1} 第 {2} 行\n", "    {0} {1} row {2}\n", proof->dataset, proof->file,
        arena_printf(cli->arena, "%u", proof->row));
}

static void put_pack_state(ExplainRun *run) {
  Cli *cli = run->cli;
  if (run->pack != NULL) return;
  if (run->pack_state == EXPLAIN_CHANGED)
    say(cli, "规则包 {0} 在运行之后改过，只显示运行时记下的内容\n",
        "the pack {0} was changed after the run; shown is only what the run wrote down\n",
        run->pack_dir);
  else
    say(cli, "规则包 {0} 打不开，只显示运行时记下的内容；可用 --pack 指定\n",
        "the pack {0} cannot be loaded; shown is only what the run wrote down; name it by --pack\n",
        run->pack_dir);
}

void explain_as_text(ExplainRun *run, const ExplainFinding *finding) {
  say(run->cli, "【{0}】\n", "[{0}]\n", finding->name);
  put_pack_state(run);
  put_who(run, finding);
  put_rule(run, finding);
  if (run->pack != NULL)
    put_rows(run, finding);
  else
    put_stored_proof(run->cli, finding);
}
