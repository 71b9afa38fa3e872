/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evaluate: every rule over every subject, partition by partition.
 *
 * A partition is a range of households of about 4,096 persons; partitions do not touch each other
 * and write their own lines, so threads share nothing but what is constant. Within a partition the
 * rule is the outer loop: one program stays in the cache.
 */
#include "run/run_int.h"

#include <stdlib.h>
#include <string.h>

enum {
  PARTITION_PERSONS = 4096,
  BATCH_LEAST = 16, /* fewer are faster one by one */
  LINE_MAX_BYTES = 256 << 20,
  PARTITION_MAX_BYTES = 1 << 30
};

typedef struct Evaluator {
  RunState *run;
  RunPartition *partition;
  CelState *state;
  RunHost host;
  RuleHost rule_host;
  RunLinkReads link_reads; /* of one subject */
  Buf evidence, say;
  Arena *scratch; /* of one finding */
} Evaluator;

/* ---- who ---- */

typedef struct Who {
  uint32_t household;    /* RUN_NONE: a village or township */
  uint32_t person;       /* RUN_NONE: not a person */
  uint32_t village;      /* run->villages: unknown; behind it the townships */
  uint32_t of_case;      /* RUN_NONE: none */
  const PackAsOf *as_of; /* NULL: the evaluation date */
} Who;

static Who who_of(const RunState *run, PackSubject subject, uint32_t index) {
  Who who = {RUN_NONE, RUN_NONE, index, RUN_NONE, NULL};
  if (subject == PACK_VILLAGE_SUBJECT) return who;
  if (subject == PACK_TOWNSHIP_SUBJECT) {
    who.village = run->villages + 1 + index;
    return who;
  }
  who.household = subject == PACK_PERSON         ? run->household_of[index]
                  : subject == PACK_CASE_SUBJECT ? run->subjects.case_household[index]
                                                 : index;
  if (subject == PACK_PERSON) who.person = index;
  if (subject == PACK_CASE_SUBJECT) who.of_case = index;
  who.village =
      run->village_of[who.household] == RUN_NONE ? run->villages : run->village_of[who.household];
  return who;
}

/* ---- proof ---- */

static Str source_name(const RunSource *source) {
  return source->dataset ? source->dataset->id : STR("registry");
}

typedef struct ProofList {
  VEC(FindingProof) items;
  VEC(uint64_t) keys; /* file << 32 | row of the file: each row once, of however many it may be */
} ProofList;

static void add_row(Evaluator *ev, ProofList *list, uint32_t source_index, uint32_t row) {
  const RunState *run = ev->run;
  const RunSource *source = &run->sources[source_index];
  if (row >= source->frame.rows || source->frame.origins[row].row == 0) return;
  const FrameOrigin *origin = &source->frame.origins[row];
  uint64_t key = (uint64_t)origin->file << 32 | origin->row;
  for (size_t i = 0; i < list->keys.count; i++)
    if (list->keys.items[i] == key) return;
  *vec_push(ev->scratch, &list->keys) = key;
  *vec_push(ev->scratch, &list->items) =
      (FindingProof){source_name(source), run->files[origin->file].name, STR_NONE, origin->row};
}

static void add_delivery(Evaluator *ev, ProofList *list, uint32_t dataset) {
  uint64_t key = (uint64_t)RUN_NONE << 32 | dataset;
  for (size_t i = 0; i < list->keys.count; i++)
    if (list->keys.items[i] == key) return;
  *vec_push(ev->scratch, &list->keys) = key;
  *vec_push(ev->scratch, &list->items) =
      (FindingProof){.dataset = ev->run->pack->datasets[dataset].id};
}

/* The rows by which [person] was reached. */
static void add_links(Evaluator *ev, ProofList *list, uint32_t person) {
  const RunLinkRead *read;
  vec_each (read, &ev->link_reads)
    if (read->target == person) add_row(ev, list, read->source, read->row);
}

/* The rows that the rule names; of whomever a link led to, also those of the link. */
static void rows_proof(Evaluator *ev, const PackRule *rule, ProofList *list) {
  for (size_t i = 0; i < rule->row_count; i++) {
    CelValue value;
    rule_value(ev->state, rule->rows[i], ev->run->input->executor, &value);
    if (value.state != CEL_KNOWN) continue;
    for (uint32_t k = 0; k < value.list->count; k++) {
      CelValue item = cel_list_item(value.list, k);
      if (item.state != CEL_KNOWN || item.record.aux >= ev->run->source_count) continue;
      add_row(ev, list, item.record.aux, item.record.index);
      if (ev->link_reads.count > 0 && !ev->run->sources[item.record.aux].of_village)
        add_links(ev, list, run_row_person(ev->run, item.record.aux, item.record.index));
    }
  }
}

/* A row of the registry that is not about a village. */
static bool is_of_others(const RunState *run, uint64_t key) {
  uint32_t source = (uint32_t)(key >> 32);
  return source < run->table_count && run->sources[source].table->of != PACK_OF_VILLAGE;
}

static int key_cmp(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

/* A village or township reads all that live there: beyond as many registry rows of others as a
 * group may be walked, only its own row, the deliveries and their rows are shown. */
static size_t
leave_out_many(const RunState *run, const PackRule *rule, uint64_t *keys, size_t count) {
  bool place = rule->subject == PACK_VILLAGE_SUBJECT || rule->subject == PACK_TOWNSHIP_SUBJECT;
  size_t of_others = 0, kept = 0;
  for (size_t i = 0; place && i < count; i++)
    of_others += is_of_others(run, keys[i]) && (i == 0 || keys[i] != keys[i - 1]);
  if (of_others <= PACK_GROUP_WALK) return count;
  for (size_t i = 0; i < count; i++)
    if (!is_of_others(run, keys[i])) keys[kept++] = keys[i];
  return kept;
}

/* Without named rows: every row of the lists that `when` read, for an empty complete list the
 * delivery that says so, for registry fields their row (4.4); with as_of what its date read, too.
 * In the order of sources and rows. */
static void traced_proof(Evaluator *ev,
                         const PackRule *rule,
                         const PackAsOf *as_of,
                         const CelValue *vars,
                         ProofList *list) {
  ev->host.tracing = true;
  ev->host.trace_arena = ev->scratch;
  memset(&ev->host.traces, 0, sizeof ev->host.traces);
  ev->host.traced = (RunDefTable){0};
  rule_again(ev->state, rule, as_of, &ev->rule_host, vars, ev->run->input->executor, ev->host.rows);
  ev->host.tracing = false;
  size_t count = 0;
  for (size_t i = 0; i < ev->host.traces.count; i++) {
    uint32_t n = ev->host.traces.items[i].count;
    count += n > 0 ? n : 1;
  }
  uint64_t *keys = arena_new_array(ev->scratch, uint64_t, count + 1);
  size_t at = 0;
  for (size_t i = 0; i < ev->host.traces.count; i++) {
    const RunTrace *trace = &ev->host.traces.items[i];
    if (trace->source == RUN_NONE) keys[at++] = (uint64_t)RUN_NONE << 32 | trace->first;
    for (uint32_t k = 0; trace->source != RUN_NONE && k < trace->count; k++)
      keys[at++] = (uint64_t)trace->source << 32 | (trace->first + k);
  }
  qsort(keys, at, sizeof *keys, key_cmp);
  at = leave_out_many(ev->run, rule, keys, at);
  for (size_t i = 0; i < at; i++) {
    if (i > 0 && keys[i] == keys[i - 1]) continue;
    if (keys[i] >> 32 == RUN_NONE)
      add_delivery(ev, list, (uint32_t)keys[i]);
    else
      add_row(ev, list, (uint32_t)(keys[i] >> 32), (uint32_t)keys[i]);
  }
}

/* ---- lines ---- */

/* Copies: tracing the proof evaluates the rule again, in the arena in which they stand. */
static const CelCauses *own_causes(Arena *arena, const CelCauses *causes) {
  size_t count = causes ? causes->count : 0;
  const CelCause **items = arena_new_array(arena, const CelCause *, count + 1);
  CelCauses *own = arena_new_one(arena, CelCauses);
  for (size_t i = 0; i < count; i++) {
    if (causes->items[i]->common) continue;
    CelCause *copy = arena_new_one(arena, CelCause);
    *copy = *causes->items[i];
    copy->a = arena_str(arena, copy->a);
    copy->b = arena_str(arena, copy->b);
    items[own->count++] = copy;
  }
  own->items = items;
  return own;
}

static void write_line(Evaluator *ev,
                       const PackRule *rule,
                       const Who *who,
                       const RuleResult *result,
                       const CelValue *vars) {
  const RunState *run = ev->run;
  const RunInput *input = run->input;
  RunPartition *partition = ev->partition;
  Finding finding = {.rule = rule,
                     .outcome = str_from(rule_outcome_name(result->outcome)),
                     .error = result->outcome == RULE_ERROR ? &result->error : NULL};
  if (who->household != RUN_NONE) finding.household = run->household_keys[who->household];
  if (who->person != RUN_NONE) finding.person = run->person_keys[who->person];
  if (who->village < run->villages) finding.village = run->village_codes[who->village];
  if (who->village > run->villages)
    finding.village = run->subjects.township_codes[who->village - run->villages - 1];
  finding.names_case = run->has_cases;
  if (who->of_case != RUN_NONE) finding.of_case = run->subjects.case_ids[who->of_case];
  if (who->as_of) finding.as_of = who->as_of->name;
  finding.causes = own_causes(ev->scratch, result->causes);
  buf_clear(&ev->evidence);
  buf_clear(&ev->say);
  ProofList proof = {0};
  bool evidence = result->outcome != RULE_ERROR && !result->no_date;
  if (!evidence) buf_lit(&ev->evidence, input->ndjson ? "null" : "-");
  if (evidence) {
    if (input->ndjson) {
      rule_evidence_json(ev->state, rule, input->executor, &ev->evidence);
      rule_say(ev->state, rule, input->executor, input->english, &ev->say);
    } else {
      rule_evidence_tsv(ev->state, rule, input->executor, &ev->evidence);
    }
    if (rule->row_count > 0) rows_proof(ev, rule, &proof);
  }
  if (result->outcome != RULE_ERROR && (rule->row_count == 0 || result->no_date))
    traced_proof(ev, rule, who->as_of, vars, &proof);
  finding.evidence = buf_view(&ev->evidence);
  finding.say = buf_view(&ev->say);
  finding.proof = proof.items.items;
  finding.proof_count = proof.items.count;
  size_t at = partition->text.len;
  if (input->ndjson)
    finding_json(&finding, &partition->text);
  else
    finding_tsv(&finding, &partition->text);
  partition->text.overflow |= ev->evidence.overflow || ev->say.overflow; /* asked at the end */
  *vec_push(partition->arena, &partition->lines) =
      (RunLine){finding.household.len ? finding.household : STR("-"),
                finding.person.len ? finding.person : STR("-"),
                finding.village.len ? finding.village : STR("-"),
                rule->id,
                finding.as_of,
                finding.of_case,
                at,
                partition->text.len - at};
}

/* ---- counting ---- */

/* A subject counts once for a cause, at however many dates. */
static void
count_common(Evaluator *ev, const PackRule *rule, const CelCauses *causes, uint32_t subject) {
  RunPartition *partition = ev->partition;
  Buf text;
  buf_init(&text, 1 << 16);
  for (uint32_t i = 0; i < causes->count; i++) {
    const CelCause *cause = causes->items[i];
    if (!cause->common) continue;
    buf_clear(&text);
    cel_cause_text(cause, &text);
    Str shown = buf_view(&text);
    Str area = cause->kind == CEL_NOT_COVERED ? cause->b : STR_NONE;
    RunUndecided *entry = NULL;
    for (size_t k = partition->undecided.count; k-- > 0 && entry == NULL;) {
      RunUndecided *other = &partition->undecided.items[k];
      if (other->rule != rule) break; /* rules come one after another */
      if (str_eq(other->cause, shown)) entry = other;
    }
    if (entry == NULL) {
      entry = vec_push(partition->arena, &partition->undecided);
      *entry = (RunUndecided){rule, arena_str(partition->arena, area),
                              arena_str(partition->arena, shown), 0, 0};
    }
    if (entry->last_subject != subject + 1) entry->subjects++;
    entry->last_subject = subject + 1;
  }
  buf_free(&text);
}

static size_t series_index(const RunState *run, const PackRule *rule) {
  for (size_t i = 0; i < run->series_count; i++)
    if (str_eq(run->series[i], rule->series)) return i;
  return run->series_count;
}

static void tally(Evaluator *ev, const Who *who, size_t series, RuleOutcome outcome) {
  const RunState *run = ev->run;
  if (series == run->series_count) return;
  RunTally *entry = &ev->partition->tallies[who->village * run->series_count + series];
  entry->yes += outcome == RULE_YES;
  entry->confirm += outcome == RULE_CONFIRM;
  entry->undecidable += outcome == RULE_UNDECIDABLE;
  entry->error += outcome == RULE_ERROR;
}

static bool all_common(const CelCauses *causes) {
  if (causes == NULL || causes->count == 0) return false;
  for (uint32_t i = 0; i < causes->count; i++)
    if (!causes->items[i]->common) return false;
  return true;
}

static bool some_common(const CelCauses *causes) {
  for (uint32_t i = 0; causes && i < causes->count; i++)
    if (causes->items[i]->common) return true;
  return false;
}

/* ---- rules ---- */

static void judge_as_of(Evaluator *ev,
                        const PackRule *rule,
                        const PackAsOf *as_of,
                        RunRuleCount *counts,
                        size_t series,
                        uint32_t index,
                        const CelValue *vars) {
  RuleResult result;
  ev->link_reads.count = 0;
  rule_evaluate(ev->state, rule, as_of, &ev->rule_host, vars, ev->run->input->executor, &result);
  if (result.outcome == RULE_NO) {
    counts->no++;
    return;
  }
  Who who = who_of(ev->run, rule->subject, index);
  who.as_of = as_of;
  if (result.outcome == RULE_UNDECIDABLE && some_common(result.causes)) {
    count_common(ev, rule, result.causes, index);
    if (all_common(result.causes)) { /* the same for everybody: only counted */
      counts->common_undecidable++;
      return;
    }
  }
  counts->yes += result.outcome == RULE_YES;
  counts->confirm += result.outcome == RULE_CONFIRM;
  counts->undecidable += result.outcome == RULE_UNDECIDABLE;
  counts->error += result.outcome == RULE_ERROR;
  tally(ev, &who, series, result.outcome);
  write_line(ev, rule, &who, &result, vars);
  arena_clear(ev->scratch);
}

static void
judge(Evaluator *ev, const PackRule *rule, RunRuleCount *counts, size_t series, uint32_t index) {
  CelValue vars[PACK_VAR_MAX];
  run_subject_vars(ev->run, rule->subject, index, vars);
  counts->subjects++;
  counts->evaluated++;
  size_t dates = rule->as_of_count > 0 ? rule->as_of_count : 1;
  for (size_t i = 0; i < dates; i++)
    judge_as_of(ev, rule, rule->as_of_count > 0 ? &rule->as_of[i] : NULL, counts, series, index,
                vars);
  rule_done(&ev->rule_host, ev->run->input->on);
}

/* The subjects of a partition. Places belong to the first. */
static void find_range(const RunState *run,
                       const RunPartition *partition,
                       PackSubject subject,
                       uint32_t *ret_from,
                       uint32_t *ret_end) {
  const uint32_t *first = NULL;
  bool places = partition->first == 0;
  *ret_from = 0;
  switch (subject) {
  case PACK_PERSON:
    first = run->person_first;
    break;
  case PACK_CASE_SUBJECT:
    first = run->subjects.case_first;
    break;
  case PACK_HOUSE:
    break;
  case PACK_VILLAGE_SUBJECT:
    *ret_end = places ? run->villages : 0;
    return;
  case PACK_TOWNSHIP_SUBJECT:
    *ret_end = places ? run->subjects.townships : 0;
    return;
  }
  *ret_from = first ? first[partition->first] : partition->first;
  *ret_end = first ? first[partition->last] : partition->last;
}

/* In the rule's population: a person, a household, the household of a case. */
static bool is_looked_at(const RunState *run, const PackRule *rule, uint32_t index) {
  switch (rule->subject) {
  case PACK_PERSON:
    return run_in_population(run, rule->population, index, JOIN_NOBODY);
  case PACK_HOUSE:
    return run_in_population(run, rule->population, JOIN_NOBODY, index);
  case PACK_CASE_SUBJECT:
    return run_in_population(run, rule->population, JOIN_NOBODY,
                             run->subjects.case_household[index]);
  case PACK_VILLAGE_SUBJECT:
  case PACK_TOWNSHIP_SUBJECT:
    return true;
  }
  return false;
}

/* The next subjects of whom the rule may be anything but false: [from] moves on. */
static uint32_t next_subjects(Evaluator *ev,
                              const PackRule *rule,
                              size_t index,
                              uint32_t *from,
                              uint32_t end,
                              uint32_t subjects[CEL_BATCH_LANES]) {
  const RunState *run = ev->run;
  RunRuleCount *counts = &ev->partition->counts[index];
  bool person = rule->subject == PACK_PERSON, driven = person || rule->subject == PACK_HOUSE;
  uint32_t count = 0;
  for (; *from < end && count < CEL_BATCH_LANES; (*from)++) {
    uint32_t i = *from;
    if (!is_looked_at(run, rule, i)) continue;
    if (!driven || run_driven(&ev->host, ev->scratch, &run->drivers[index], person, i)) {
      subjects[count++] = i;
      continue;
    }
    counts->subjects++;
    counts->no++;
  }
  return count;
}

/* The subjects of a range, batch by batch: those of whom columns do not say no, one by one. */
static void judge_range(
    Evaluator *ev, const PackRule *rule, size_t index, size_t series, uint32_t from, uint32_t end) {
  RunRuleCount *counts = &ev->partition->counts[index];
  const CelBatch *batch = ev->run->batches[index];
  uint32_t least = ev->run->input->batch_least > 0 ? ev->run->input->batch_least : BATCH_LEAST;
  while (from < end) {
    uint32_t subjects[CEL_BATCH_LANES], said = 0;
    uint8_t says[CEL_BATCH_LANES] = {CEL_BATCH_OPEN};
    uint32_t count = next_subjects(ev, rule, index, &from, end, subjects);
    if (batch && count >= least)
      run_batch(&ev->host, ev->state, rule, batch, subjects, count, ev->scratch, says);
    for (uint32_t k = 0; k < count; k++) {
      bool no = says[k] == CEL_BATCH_FALSE;
      said += no;
      counts->subjects += no;
      counts->no += no;
      if (!no) judge(ev, rule, counts, series, subjects[k]);
    }
    if (said == 0) batch = NULL; /* nothing is plain here: the rest of the range is no better */
  }
}

static void evaluate_rule(Evaluator *ev, size_t index) {
  const RunState *run = ev->run;
  const PackRule *rule = &run->pack->rules[index];
  RunRuleCount *counts = &ev->partition->counts[index];
  counts->rule = rule;
  if (!rule_in_force(rule, run->input->on)) return;
  counts->looked_at = true;
  size_t series = series_index(run, rule);
  uint32_t from, end;
  find_range(run, ev->partition, rule->subject, &from, &end);
  uint64_t (*now)(void) = run->input->clock;
  uint64_t began = now ? now() : 0;
  judge_range(ev, rule, index, series, from, end);
  if (now) counts->ns += now() - began;
}

/* ---- order ---- */

static int line_cmp(const void *a, const void *b) {
  const RunLine *x = a, *y = b;
  int order = str_cmp(x->household, y->household);
  if (order == 0) order = str_cmp(x->person, y->person);
  if (order == 0) order = str_cmp(x->village, y->village);
  if (order == 0) order = str_cmp(x->rule, y->rule);
  if (order == 0) order = str_cmp(x->as_of, y->as_of);
  if (order == 0) order = str_cmp(x->of_case, y->of_case);
  return order != 0 ? order : (x->at > y->at) - (x->at < y->at);
}

/* Households of each series, each once: lines are sorted by household. */
static void count_households(const RunState *run, RunPartition *partition) {
  for (size_t i = 0; i < partition->lines.count; i++) {
    const RunLine *line = &partition->lines.items[i];
    uint32_t village;
    if (str_eq(line->household, STR("-"))) continue;
    if (!map_find(&run->village_index, line->village, &village)) village = run->villages;
    const PackRule *rule = pack_rule(run->pack, line->rule);
    size_t series = series_index(run, rule);
    if (series == run->series_count) continue;
    bool again = false;
    for (size_t k = i; k-- > 0 && str_eq(partition->lines.items[k].household, line->household);)
      again |= str_eq(pack_rule(run->pack, partition->lines.items[k].rule)->series, rule->series);
    if (!again) partition->tallies[village * run->series_count + series].households++;
  }
}

static void evaluate_partition(void *ctx, size_t item, size_t worker) {
  RunState *run = ctx;
  RunPartition *partition = &run->partitions[item];
  Evaluator ev = {.run = run, .partition = partition, .state = run->worker[worker].state};
  ev.host = run_new_host(run, worker);
  ev.host.link_reads = &ev.link_reads;
  ev.host.link_arena = partition->arena;
  ev.rule_host = (RuleHost){run_cel_host(), &ev.host, run_host_rows, run_host_day};
  ev.scratch = run->worker[worker].scratch;
  arena_clear(ev.scratch);
  buf_init(&ev.evidence, LINE_MAX_BYTES);
  buf_init(&ev.say, LINE_MAX_BYTES);
  buf_init(&partition->text, PARTITION_MAX_BYTES);
  for (size_t i = 0; i < run->pack->rule_count; i++)
    evaluate_rule(&ev, i);
  if (partition->lines.count > 0)
    qsort(partition->lines.items, partition->lines.count, sizeof(RunLine), line_cmp);
  count_households(run, partition);
  buf_free(&ev.evidence);
  buf_free(&ev.say);
  if (worker == 0 && run->input->progress)
    run->input->progress(run->input->progress_ctx, ARG2("比对规则", "rules"), item + 1,
                         run->partition_count);
}

/* ---- partitions ---- */

static int str_qsort_cmp(const void *a, const void *b) {
  return str_cmp(*(const Str *)a, *(const Str *)b);
}

static void find_series(RunState *run) {
  Str *series = arena_new_array(run->arena, Str, run->pack->rule_count + 1);
  size_t count = 0;
  for (size_t i = 0; i < run->pack->rule_count; i++) {
    Str letter = run->pack->rules[i].series;
    size_t k = 0;
    while (k < count && !str_eq(series[k], letter))
      k++;
    if (k == count && letter.len > 0) series[count++] = letter;
  }
  qsort(series, count, sizeof *series, str_qsort_cmp);
  run->series = series;
  run->series_count = count;
}

static void find_case_rules(RunState *run) {
  for (size_t i = 0; i < run->pack->rule_count; i++)
    run->has_cases |= run->pack->rules[i].subject == PACK_CASE_SUBJECT;
}

static void cut_partitions(RunState *run) {
  uint32_t size = run->input->partition > 0 ? run->input->partition : PARTITION_PERSONS;
  /* Two neighbours together reach the size. */
  size_t cap = 2 * (((size_t)run->persons + run->households) / size) + 3;
  run->partitions = arena_new_array(run->arena, RunPartition, cap);
  uint32_t first = 0;
  do {
    uint32_t last = first;
    while (last < run->households &&
           run->person_first[last + 1] - run->person_first[first] + (last - first) < size)
      last++;
    if (last == first && first < run->households) last++;
    RunPartition *partition = &run->partitions[run->partition_count++];
    CHECK(run->partition_count <= cap);
    *partition = (RunPartition){.first = first, .last = last};
    first = last;
  } while (first < run->households);
}

static void prepare_partition(RunState *run, RunPartition *partition) {
  size_t places = (size_t)run->villages + 1 + run->subjects.townships;
  partition->arena = arena_new((size_t)2 << 30);
  partition->tallies = arena_new_array(partition->arena, RunTally, places * run->series_count + 1);
  partition->counts = arena_new_array(partition->arena, RunRuleCount, run->pack->rule_count + 1);
}

Err run_evaluate(RunState *run) {
  find_series(run);
  run_find_drivers(run);
  run_find_batches(run);
  find_case_rules(run);
  cut_partitions(run);
  for (size_t i = 0; i < run->partition_count; i++)
    prepare_partition(run, &run->partitions[i]);
  TRY(thread_each(run->workers, run->partition_count, evaluate_partition, run, run->diag));
  for (size_t i = 0; i < run->partition_count; i++)
    if (run->partitions[i].text.overflow)
      return fail(run->diag, ERR_LIMIT, PLACE_NONE,
                  ARG2("一个分区的发现", "findings of a partition"), STR("1 GiB"));
  return ERR_OK;
}
