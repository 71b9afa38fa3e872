/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outputs: the tables of a run (packs-and-rules.md 5) from what the partitions left.
 */
#include "run/run_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TABLE_MAX_BYTES = 1 << 30 };

Str run_keep(RunState *run, const Buf *buf) {
  run->overflow |= buf->overflow;
  return arena_str(run->arena, buf_view(buf));
}

void run_add_output(RunState *run, Str name, Str text) {
  Str *piece = arena_new_one(run->arena, Str);
  *piece = text;
  *vec_push(run->arena, &run->outputs) = (RunOutput){name, piece, 1};
}

static void finish(RunState *run, const char *name, Buf *buf) {
  run_add_output(run, str_from(name), run_keep(run, buf));
  buf_free(buf);
}

static void put_count(Buf *out, uint64_t n) {
  buf_char(out, '\t');
  buf_int(out, (int64_t)n);
}

/* ---- findings ---- */

static int line_before(const RunLine *a, const RunLine *b) {
  int order = str_cmp(a->household, b->household);
  if (order == 0) order = str_cmp(a->person, b->person);
  if (order == 0) order = str_cmp(a->village, b->village);
  if (order == 0) order = str_cmp(a->rule, b->rule);
  if (order == 0) order = str_cmp(a->as_of, b->as_of);
  return order != 0 ? order : str_cmp(a->of_case, b->of_case);
}

/*
 * Partitions are ranges of households, so their lines follow one another; only lines without a
 * household (villages, in the first partition) may belong elsewhere: where a partition's lines
 * begin before those of the last end, all lines are sorted.
 */
static bool in_order(const RunState *run) {
  const RunLine *last = NULL;
  for (size_t i = 0; i < run->partition_count; i++) {
    const RunPartition *partition = &run->partitions[i];
    if (partition->lines.count == 0) continue;
    if (last && line_before(last, &partition->lines.items[0]) > 0) return false;
    last = &partition->lines.items[partition->lines.count - 1];
  }
  return true;
}

typedef struct LineRef {
  const RunLine *line;
  const RunPartition *partition;
} LineRef;

static int ref_cmp(const void *a, const void *b) {
  const LineRef *x = a, *y = b;
  int order = line_before(x->line, y->line);
  if (order != 0) return order;
  if (x->partition != y->partition) return x->partition < y->partition ? -1 : 1;
  return (x->line > y->line) - (x->line < y->line);
}

static void write_findings(RunState *run) {
  size_t count = 0;
  for (size_t i = 0; i < run->partition_count; i++)
    count += run->partitions[i].lines.count;
  Str *pieces = arena_new_array(run->arena, Str, count + 2);
  LineRef *refs = arena_new_array(run->arena, LineRef, count + 1);
  size_t n = 0, at = 0;
  for (size_t i = 0; i < run->partition_count; i++)
    for (size_t k = 0; k < run->partitions[i].lines.count; k++)
      refs[n++] = (LineRef){&run->partitions[i].lines.items[k], &run->partitions[i]};
  if (!in_order(run)) qsort(refs, n, sizeof *refs, ref_cmp);
  Buf head;
  buf_init(&head, 4096);
  if (!run->input->ndjson) finding_tsv_head(run->has_cases, &head);
  pieces[at++] = run_keep(run, &head);
  buf_free(&head);
  for (size_t i = 0; i < n; i++)
    pieces[at++] = (Str){refs[i].partition->text.ptr + refs[i].line->at, refs[i].line->len};
  *vec_push(run->arena, &run->outputs) =
      (RunOutput){run->input->ndjson ? STR("findings.ndjson") : STR("findings.tsv"), pieces, at};
  run->result.findings = n;
}

/* ---- undecided ---- */

static int undecided_cmp(const void *a, const void *b) {
  const RunUndecided *x = a, *y = b;
  int order = str_cmp(x->rule->id, y->rule->id);
  if (order == 0) order = str_cmp(x->area, y->area);
  return order != 0 ? order : str_cmp(x->cause, y->cause);
}

static void write_undecided(RunState *run) {
  size_t count = 0, n = 0;
  for (size_t i = 0; i < run->partition_count; i++)
    count += run->partitions[i].undecided.count;
  RunUndecided *all = arena_new_array(run->arena, RunUndecided, count + 1);
  char code[12];
  Str county = run->pack->county;
  if (norm_division_code(county, code) == NORM_VALUE)
    county = arena_str(run->arena, (Str){code, 12});
  for (size_t i = 0; i < run->partition_count; i++)
    for (size_t k = 0; k < run->partitions[i].undecided.count; k++) {
      all[n] = run->partitions[i].undecided.items[k];
      if (all[n].area.len == 0) all[n].area = county;
      n++;
    }
  qsort(all, n, sizeof *all, undecided_cmp);
  Buf out;
  buf_init(&out, TABLE_MAX_BYTES);
  buf_lit(&out, "rule\tarea\tcause\tsubjects\n");
  for (size_t i = 0; i < n;) {
    uint64_t subjects = 0;
    size_t first = i;
    for (; i < n && undecided_cmp(&all[first], &all[i]) == 0; i++)
      subjects += all[i].subjects;
    codec_tsv_put(&out, all[first].rule->id);
    buf_char(&out, '\t');
    codec_tsv_put(&out, all[first].area);
    buf_char(&out, '\t');
    codec_tsv_put(&out, all[first].cause);
    put_count(&out, subjects);
    buf_char(&out, '\n');
  }
  finish(run, "undecided.tsv", &out);
}

/* ---- villages ---- */

static RunTally sum_of(const RunState *run, size_t place, size_t series) {
  RunTally sum = {0};
  for (size_t i = 0; i < run->partition_count; i++) {
    const RunTally *tally = &run->partitions[i].tallies[place * run->series_count + series];
    sum.yes += tally->yes;
    sum.confirm += tally->confirm;
    sum.undecidable += tally->undecidable;
    sum.error += tally->error;
    sum.households += tally->households;
  }
  return sum;
}

/* One line a series; [always]: those of nothing, too. */
static void
write_place(const RunState *run, size_t place, Str code, Str township, bool always, Buf *out) {
  for (size_t s = 0; s < run->series_count; s++) {
    RunTally sum = sum_of(run, place, s);
    uint64_t any = sum.yes + sum.confirm + sum.undecidable + sum.error;
    if (!always && any == 0) continue;
    codec_tsv_put(out, code);
    buf_char(out, '\t');
    codec_tsv_put(out, township);
    buf_char(out, '\t');
    codec_tsv_put(out, run->series[s]);
    put_count(out, sum.yes);
    put_count(out, sum.confirm);
    put_count(out, sum.undecidable);
    put_count(out, sum.error);
    put_count(out, sum.households);
    buf_char(out, '\n');
  }
}

/* Every village with every series; townships, and households without a village, where something
 * was found. By code. */
static void write_villages(RunState *run) {
  const RunSubjects *subjects = &run->subjects;
  Buf out;
  buf_init(&out, TABLE_MAX_BYTES);
  buf_lit(&out, "village\ttownship\tseries\tyes\tconfirm\tundecidable\terror\thouseholds\n");
  for (uint32_t t = 0; t < subjects->townships; t++) {
    Str township = subjects->township_codes[t];
    write_place(run, (size_t)run->villages + 1 + t, township, township, false, &out);
    for (uint32_t v = subjects->township_first[t]; v < subjects->township_first[t + 1]; v++)
      write_place(run, v, run->village_codes[v],
                  run->village_codes[v].len == 12 ? township : STR_NONE, true, &out);
  }
  write_place(run, run->villages, STR_NONE, STR_NONE, false, &out);
  finish(run, "villages.tsv", &out);
}

/* ---- issues ---- */

typedef struct IssueRef {
  const FrameIssue *issue;
  size_t order; /* where it was found, for equal places */
} IssueRef;

static int issue_cmp(const void *a, const void *b) {
  const IssueRef *x = a, *y = b;
  if (x->issue->file != y->issue->file) return x->issue->file < y->issue->file ? -1 : 1;
  if (x->issue->row != y->issue->row) return x->issue->row < y->issue->row ? -1 : 1;
  return (x->order > y->order) - (x->order < y->order);
}

static void write_issue(RunState *run, const FrameIssue *issue, Buf *out) {
  codec_tsv_put(out, issue->file < run->file_count ? run->files[issue->file].name : STR_NONE);
  buf_lit(out, "\t-\t");
  if (issue->row > 0)
    buf_int(out, issue->row);
  else
    buf_char(out, '-');
  buf_char(out, '\t');
  codec_tsv_put(out, issue->column);
  buf_char(out, '\t');
  codec_tsv_put(out, str_from(frame_issue_word(issue->kind)));
  buf_char(out, '\t');
  codec_tsv_put(out, issue->expected);
  buf_char(out, '\t');
  codec_tsv_put(out, issue->shown);
  buf_char(out, '\n');
}

typedef VEC(IssueRef) IssueRefs;

static void take_issues(IssueRefs *refs, Arena *arena, const FrameIssues *issues) {
  for (size_t i = 0; i < issues->count; i++) {
    size_t order = refs->count;
    *vec_push(arena, refs) = (IssueRef){&issues->items[i], order};
  }
}

/* How many of a file's issues were not kept when they were found. */
static uint64_t left_out(const RunState *run, uint32_t file, FrameIssueKind kind) {
  uint64_t count = 0;
  if (file >= run->file_count) return 0;
  for (uint32_t i = 0; i < run->files[file].part_count; i++)
    count += frame_issues_left_out(&run->parts.items[run->files[file].first_part + i].issues, kind);
  return count;
}

/* The issues of one file: of each kind the first, then how many more there were. */
static size_t write_file_issues(RunState *run, const IssueRefs *refs, size_t from, Buf *out) {
  uint16_t file = refs->items[from].issue->file;
  uint64_t seen[ISSUE_KIND_COUNT] = {0};
  size_t at = from;
  for (; at < refs->count && refs->items[at].issue->file == file; at++)
    if (seen[refs->items[at].issue->kind]++ < ISSUES_SHOWN)
      write_issue(run, refs->items[at].issue, out);
  for (int kind = 0; kind < ISSUE_KIND_COUNT; kind++) {
    uint64_t all = seen[kind] + left_out(run, file, (FrameIssueKind)kind);
    run->result.issues += all;
    if (all <= ISSUES_SHOWN) continue;
    char count[24];
    int len = snprintf(count, sizeof count, "%llu", (unsigned long long)(all - ISSUES_SHOWN));
    FrameIssue more = {.kind = ISSUE_MORE,
                       .file = file,
                       .expected = str_from(frame_issue_word((FrameIssueKind)kind)),
                       .shown = {count, (size_t)len}};
    write_issue(run, &more, out);
  }
  return at;
}

static void write_issues(RunState *run) {
  IssueRefs refs = {0};
  for (uint32_t i = 0; i < run->file_count; i++)
    take_issues(&refs, run->arena, &run->files[i].issues);
  for (size_t i = 0; i < run->parts.count; i++)
    take_issues(&refs, run->arena, &run->parts.items[i].issues);
  for (uint32_t i = 0; i < run->source_count; i++)
    take_issues(&refs, run->arena, &run->sources[i].issues);
  take_issues(&refs, run->arena, &run->issues);
  if (refs.count > 0) qsort(refs.items, refs.count, sizeof *refs.items, issue_cmp);
  Buf out;
  buf_init(&out, TABLE_MAX_BYTES);
  buf_lit(&out, "file\tsheet\trow\tcolumn\tkind\texpected\tshown\n");
  for (size_t i = 0; i < refs.count;)
    i = write_file_issues(run, &refs, i, &out);
  finish(run, "issues.tsv", &out);
}

/* ---- accounting ---- */

static void write_accounting(RunState *run) {
  const Pack *pack = run->pack;
  Buf out;
  buf_init(&out, TABLE_MAX_BYTES);
  buf_lit(&out, "file\tsheet\tdataset\trows");
  for (size_t i = 0; i < pack->level_name_count; i++)
    buf_printf(&out, "\tmatched_%.*s", STR_ARG(pack->level_names[i]));
  buf_lit(&out, "\tambiguous\tunmatched\trejected\tout_of_population\tskipped\tbad_ids\n");
  for (uint32_t i = run->registry_files; i < run->file_count; i++) {
    const RunFileState *file = &run->files[i];
    if (file->source == RUN_NONE) continue;
    const PackDataset *dataset = run->sources[file->source].dataset;
    codec_tsv_put(&out, file->name);
    buf_lit(&out, "\t-\t");
    codec_tsv_put(&out, dataset->id);
    put_count(&out, file->rows);
    run->result.delivered_rows += file->rows;
    for (size_t n = 0; n < pack->level_name_count; n++) {
      uint64_t matched = 0;
      for (size_t k = 0; file->matched && k < dataset->level_count; k++)
        if (str_eq(dataset->levels[k].name, pack->level_names[n])) matched += file->matched[k];
      put_count(&out, matched);
      run->result.matched_rows += matched;
    }
    put_count(&out, file->ambiguous);
    put_count(&out, file->unmatched);
    put_count(&out, file->rejected);
    put_count(&out, file->out_of_population);
    run->result.out_of_population += file->out_of_population;
    put_count(&out, file->skipped);
    put_count(&out, file->bad_ids);
    buf_char(&out, '\n');
  }
  finish(run, "accounting.tsv", &out);
}

/* ---- counts ---- */

static void add_counts(RunState *run) {
  RunRuleCount *rules = arena_new_array(run->arena, RunRuleCount, run->pack->rule_count + 1);
  for (size_t r = 0; r < run->pack->rule_count; r++) {
    rules[r].rule = &run->pack->rules[r];
    for (size_t i = 0; i < run->partition_count; i++) {
      const RunRuleCount *part = &run->partitions[i].counts[r];
      rules[r].looked_at |= part->looked_at;
      rules[r].subjects += part->subjects;
      rules[r].no += part->no;
      rules[r].yes += part->yes;
      rules[r].confirm += part->confirm;
      rules[r].undecidable += part->undecidable;
      rules[r].common_undecidable += part->common_undecidable;
      rules[r].evaluated += part->evaluated;
      rules[r].ns += part->ns;
      rules[r].error += part->error;
    }
  }
  run->result.rules = rules;
  run->result.rule_count = run->pack->rule_count;
  run->result.persons = run->persons;
  run->result.households = run->households;
  run->result.villages = run->villages;
}

void run_write(RunState *run) {
  add_counts(run);
  write_findings(run);
  write_undecided(run);
  write_villages(run);
  write_issues(run);
  write_accounting(run);
}
