/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run: the stages of a comparison, one after another.
 */
#include "run/run_int.h"

#include <string.h>

enum { WORKER_STATE_BYTES = 64 << 20 };

static size_t gigabytes(size_t n) {
  return n << 30;
}

/* ---- files to sources ---- */

static Err add_registry_files(RunState *run) {
  const RunInput *input = run->input;
  Err err = ERR_OK;
  bool persons = false;
  for (size_t i = 0; i < input->registry_count; i++) {
    const RunFile *file = &input->registry[i];
    const PackTable *of = pack_table_of(run->pack, file->name);
    uint32_t table = of ? (uint32_t)(of - run->pack->registry.tables) : RUN_NONE;
    if (of == NULL)
      err = fail(run->diag, ERR_RUN_REGISTRY_FILE, PLACE_FILE(file->name), file->name);
    persons |= table == run->pack->registry.persons;
    run->files[run->file_count++] =
        (RunFileState){.name = file->name, .bytes = file->bytes, .source = table};
  }
  run->registry_files = run->file_count;
  if (!persons)
    err = fail(run->diag, ERR_RUN_NO_PERSONS, PLACE_FILE(input->registry_dir),
               run->pack->registry.tables[run->pack->registry.persons].pattern);
  return err;
}

static void add_delivery_files(RunState *run) {
  const RunInput *input = run->input;
  for (size_t i = 0; i < input->delivery_count; i++) {
    const ReaderDelivery *delivery = &input->deliveries[i];
    RunFileState *file = &run->files[run->file_count++];
    *file = (RunFileState){.name = delivery->file,
                           .bytes = input->delivery_files[i].bytes,
                           .source = run->table_count + delivery->of->index,
                           .delivery = delivery};
  }
}

static void note_missing(RunState *run) {
  for (uint32_t i = 0; i < run->file_count; i++) {
    RunFileState *file = &run->files[i];
    const RunFile *given = i < run->registry_files
                               ? &run->input->registry[i]
                               : &run->input->delivery_files[i - run->registry_files];
    if (!given->missing) continue;
    file->issues.count = 0; /* it is not empty: nobody saw it */
    frame_issue_add(&run->issues, run->arena, ISSUE_FILE_UNREADABLE, (uint16_t)i, 0, STR_NONE,
                    STR_NONE, file->name);
  }
}

/* "身份证号+姓名 / 姓名+村": what the levels of a dataset go by. */
static Str level_columns(RunState *run, const PackDataset *dataset) {
  const struct {
    uint32_t keys, column;
  } parts[] = {{PACK_KEY_ID | PACK_KEY_MASKED, dataset->id_column},
               {PACK_KEY_NAME, dataset->name_column},
               {PACK_KEY_BIRTH, dataset->birth_column},
               {PACK_KEY_VILLAGE, dataset->village_column},
               {PACK_KEY_HOUSEHOLD, dataset->household_column},
               {PACK_KEY_DIVISION, dataset->division_column}};
  Buf text;
  buf_init(&text, 1 << 16);
  for (size_t i = 0; i < dataset->level_count; i++) {
    if (dataset->levels[i].as == PACK_HINT) continue;
    if (text.len > 0) buf_lit(&text, " / ");
    bool first = true;
    for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++) {
      if ((dataset->levels[i].keys & parts[k].keys) == 0 || parts[k].column == PACK_NONE) continue;
      if (!first) buf_char(&text, '+');
      buf_str(&text, dataset->columns[parts[k].column].label);
      first = false;
    }
  }
  Str kept = run_keep(run, &text);
  buf_free(&text);
  return kept;
}

/* Files that could be opened, but whose columns give no level its keys. */
static void note_unmatchable(RunState *run) {
  for (uint32_t i = run->registry_files; i < run->file_count; i++) {
    RunFileState *file = &run->files[i];
    if (file->usable || file->table.cell_of == NULL) continue;
    bool said = false;
    for (size_t k = 0; k < file->issues.count; k++)
      said |= file->issues.items[k].kind == ISSUE_COLUMN_MISSING;
    if (said) continue;
    Buf have;
    buf_init(&have, 1 << 20);
    for (uint32_t k = 0; k < file->table.cells; k++) {
      if (k > 0) buf_lit(&have, "、");
      buf_str(&have, file->table.headers[k]);
    }
    frame_issue_add(&file->issues, file->arena, ISSUE_COLUMN_MISSING, (uint16_t)i, 0, STR_NONE,
                    level_columns(run, file->delivery->of), buf_view(&have));
    buf_free(&have);
  }
}

/* ---- memory ---- */

static size_t input_bytes(const RunInput *input) {
  size_t total = 0;
  for (size_t i = 0; i < input->registry_count; i++)
    total += input->registry[i].bytes.len;
  for (size_t i = 0; i < input->delivery_count; i++)
    total += input->delivery_files[i].bytes.len;
  return total;
}

static size_t longer(size_t most, const PackColumn *columns, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const PackColumn *column = &columns[i];
    bool text = cel_type_is_text(column->type->kind);
    if (column->has_blank && text && column->blank.s.len > most) most = column->blank.s.len;
  }
  return most;
}

/*
 * Texts of a run at most: a cell of one byte may mean a code, a village or a blank with a long
 * text, and is kept a second time where a rule asks for it as it came. Address space only.
 */
static size_t text_bytes(const RunInput *input) {
  enum { NUMBER = 22 };
  const Pack *pack = input->pack;
  size_t most = NUMBER;
  for (size_t i = 0; i < pack->codes_count; i++)
    for (size_t k = 0; k < pack->codes[i].count; k++)
      if (pack->codes[i].codes[k].code.len > most) most = pack->codes[i].codes[k].code.len;
  for (size_t i = 0; i < pack->registry.count; i++)
    most = longer(most, pack->registry.tables[i].columns, pack->registry.tables[i].column_count);
  for (size_t i = 0; i < pack->dataset_count; i++)
    most = longer(most, pack->datasets[i].columns, pack->datasets[i].column_count);
  size_t limit;
  bool fits = !__builtin_mul_overflow(input_bytes(input), most + 2, &limit);
  if (!fits || limit > gigabytes(512)) limit = gigabytes(512);
  return limit + ((size_t)THREAD_MAX << 20);
}

static void make_workers(RunState *run) {
  run->workers = run->input->threads > 0 ? run->input->threads : thread_cores();
  if (run->workers > THREAD_MAX) run->workers = THREAD_MAX;
  run->worker = arena_new_array(run->arena, RunWorker, run->workers);
  for (size_t i = 0; i < run->workers; i++) {
    run->worker[i].scratch = arena_new(gigabytes(1));
    run->worker[i].keep = arena_new(gigabytes(2));
    run->worker[i].state = cel_state_new(WORKER_STATE_BYTES);
    run_make_defs(run, &run->worker[i].defs);
  }
}

/* An override stands for the value of the pack that is in force on the day of the run, on all the
 * days of that value. */
const CelValue *run_param_on(const RunState *run, uint32_t param, Day day) {
  const RunInput *input = run->input;
  const PackParam *of = &run->pack->params[param];
  const CelValue *value = pack_param_on(of, day);
  for (size_t i = 0; i < input->override_count; i++)
    if (input->overrides[i].param == param && value == pack_param_on(of, input->on))
      return &input->overrides[i].value;
  return value;
}

static void find_params(RunState *run) {
  const Pack *pack = run->pack;
  run->params = arena_new_array(run->arena, CelValue, pack->param_count + 1);
  char text[10];
  Str on = arena_str(run->arena, (Str){text, day_format(run->input->on, text)});
  for (size_t i = 0; i < pack->param_count; i++) {
    const CelValue *value = run_param_on(run, (uint32_t)i, run->input->on);
    if (value) {
      run->params[i] = *value;
      continue;
    }
    CelCause *cause = arena_new_one(run->arena, CelCause);
    *cause = (CelCause){.kind = CEL_PARAM, .common = true, .a = pack->params[i].id, .b = on};
    run->params[i] = cel_unknown(run->arena, cel_causes_one(run->arena, cause), CEL_ABSENT);
  }
}

/* ---- stages ---- */

static Err check_persons(RunState *run) {
  for (uint32_t i = 0; i < run->registry_files; i++)
    if (run->files[i].source == run->pack->registry.persons && run->files[i].usable) return ERR_OK;
  Err err = ERR_OK;
  for (uint32_t i = 0; i < run->registry_files; i++) {
    const RunFileState *file = &run->files[i];
    if (file->source != run->pack->registry.persons) continue;
    for (size_t k = 0; k < file->issues.count; k++) {
      const FrameIssue *issue = &file->issues.items[k];
      err = fail(run->diag, ERR_RUN_PERSONS_UNUSABLE, PLACE_FILE(file->name),
                 str_from(frame_issue_text(issue->kind, run->input->english)), issue->expected,
                 issue->shown);
    }
    if (err == ERR_OK)
      err = fail(run->diag, ERR_RUN_PERSONS_UNUSABLE, PLACE_FILE(file->name), file->name, STR_NONE,
                 STR_NONE);
  }
  return err;
}

static void count_left_out(RunState *run) {
  for (uint32_t i = 0; i < run->file_count; i++) {
    const RunFileState *file = &run->files[i];
    bool replaced = file->delivery && file->delivery->replaced;
    run->result.files_left_out += !file->usable && !replaced;
  }
}

static Err run_stages(RunState *run) {
  const RunInput *input = run->input;
  run_make_sources(run);
  run_make_cells(run);
  run->files =
      arena_new_array(run->arena, RunFileState, input->registry_count + input->delivery_count + 1);
  TRY(add_registry_files(run));
  add_delivery_files(run);
  for (uint32_t i = 0; i < run->source_count; i++)
    run->sources[i].arena = arena_new(gigabytes(16));
  for (uint32_t i = 0; i < run->file_count; i++)
    run->files[i].arena = arena_new(2 * run->files[i].bytes.len + gigabytes(1));
  find_params(run);
  TRY(run_open_files(run));
  note_missing(run);
  note_unmatchable(run);
  TRY(check_persons(run));
  TRY(run_hash_files(run));
  TRY(run_scan(run, 0, run->registry_files, ARG2("读取登记册", "registry")));
  run_build_registry(run);
  run_pass_stages(run);
  run_populations(run);
  TRY(run_find_outside(run));
  TRY(run_scan(run, run->registry_files, run->file_count, ARG2("读取部门数据", "deliveries")));
  TRY(run_build_deliveries(run));
  run_cover(run);
  TRY(run_links(run));
  TRY(run_groups(run));
  TRY(run_village_defs(run));
  TRY(run_evaluate(run));
  count_left_out(run);
  run_write(run);
  TRY(run_exports(run));
  run_count_defs(run);
  run_manifest(run);
  if (run->overflow)
    return fail(run->diag, ERR_LIMIT, PLACE_NONE, ARG2("一个输出文件", "an output file"),
                STR("1 GiB"));
  return ERR_OK;
}

Err run_execute(const RunInput *input, RunResult **ret_result, Diag *diag) {
  Arena *arena = arena_new(gigabytes(16));
  RunState *run = arena_new_one(arena, RunState);
  run->input = input;
  run->pack = input->pack;
  run->arena = arena;
  run->diag = diag;
  run->heap = frame_heap_new(text_bytes(input));
  make_workers(run);
  run->result.state = run;
  Err err = run_stages(run);
  if (err != ERR_OK) {
    run_free(&run->result);
    return err;
  }
  run->result.outputs = run->outputs.items;
  run->result.output_count = run->outputs.count;
  *ret_result = &run->result;
  return ERR_OK;
}

void run_free(RunResult *result) {
  if (result == NULL) return;
  RunState *run = result->state;
  for (size_t i = 0; i < run->parts.count; i++)
    buf_free(&run->parts.items[i].stage);
  for (size_t i = 0; i < run->partition_count; i++) {
    buf_free(&run->partitions[i].text);
    arena_free(run->partitions[i].arena);
  }
  for (size_t i = 0; i < run->workers; i++) {
    arena_free(run->worker[i].scratch);
    arena_free(run->worker[i].keep);
    cel_state_free(run->worker[i].state);
    run_free_defs(&run->worker[i].defs);
  }
  run_free_groups(run);
  for (uint32_t i = 0; run->sources && i < run->source_count; i++)
    arena_free(run->sources[i].arena);
  for (uint32_t i = 0; run->files && i < run->file_count; i++)
    arena_free(run->files[i].arena);
  frame_heap_free(run->heap);
  arena_free(run->arena);
}
