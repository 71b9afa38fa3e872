/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run_input: what a run reads and writes, as files.
 *
 * Maps live as long as the RunFiles: a run's result points into them. Only names that stand in a
 * directory are ever opened, so that a deliveries.yaml cannot lead out of it.
 */
#include "cli/run_input_int.h"

#include <string.h>

#include "base/clock.h"
#include "cli/folder_int.h"
#include "seal/seal.h"

/* ---- stages ---- */

void run_stages_begin(RunStages *stages, Cli *cli) {
  *stages = (RunStages){.cli = cli, .began = clock_monotonic_ns()};
  stages->last = stages->began;
}

static void close_stage(RunStages *stages) {
  uint64_t now = clock_monotonic_ns();
  if (stages->count > 0) stages->items[stages->count - 1].ns += now - stages->last;
  stages->last = now;
}

void run_stages_next(RunStages *stages, Str what) {
  close_stage(stages);
  if (stages->count == RUN_STAGES_MAX) return;
  stages->items[stages->count++] = (RunStage){arena_str(stages->cli->arena, what), 0};
}

uint64_t run_stages_end(RunStages *stages) {
  close_stage(stages);
  return stages->last - stages->began;
}

Str run_stage_name(const Cli *cli, Str what) {
  Str english = what;
  Str chinese = str_cut(&english, ARG2_MARK[0]);
  return chinese.len < what.len && cli->lang == LANG_EN ? english : chinese;
}

static void show_stage(void *ctx, Str what, uint64_t done, uint64_t total) {
  RunStages *stages = ctx;
  if (stages->count == 0 || !str_eq(stages->items[stages->count - 1].what, what))
    run_stages_next(stages, what);
  cli_progress(stages->cli, what, done, total);
}

/* ---- hashes ---- */

static void hash_block(Bytes block, uint8_t out[RUN_HASH_BYTES]) {
  SealBlock hash = seal_block(block);
  memcpy(out, hash.hash, RUN_HASH_BYTES);
}

static size_t hash_root(const uint8_t *blocks, size_t count, char out[RUN_HASH_TEXT]) {
  _Static_assert(sizeof(SealBlock) == RUN_HASH_BYTES, "blocks stand side by side");
  _Static_assert((int)SEAL_TEXT_MAX <= (int)RUN_HASH_TEXT &&
                     (int)SEAL_BLOCK_BYTES == (int)RUN_HASH_BLOCK,
                 "the same");
  return seal_root((const SealBlock *)(const void *)blocks, count, out);
}

/* ---- input ---- */

static Err map_registry(Cli *cli, Str dir, RunFiles *files, const Str *names, size_t count) {
  RunFile *list = arena_new_array(cli->arena, RunFile, count + 1);
  Err first = ERR_OK;
  for (size_t i = 0; i < count; i++) {
    FileMap *map = &files->maps[files->map_count];
    Err err = file_map(file_join(cli->arena, dir, names[i]), map, cli->diag);
    if (err == ERR_OK) files->map_count++;
    if (first == ERR_OK) first = err;
    list[i] = (RunFile){.name = names[i], .bytes = map->bytes};
  }
  files->input.registry = list;
  files->input.registry_count = count;
  return first;
}

/* A file of the deliveries; missing if it is not among [names] or cannot be opened. */
static RunFile
map_delivered(Cli *cli, Str dir, RunFiles *files, Str name, const Str *names, size_t count) {
  RunFile file = {.name = name, .missing = true};
  for (size_t i = 0; i < count; i++) {
    if (!str_eq(names[i], name)) continue;
    FileMap *map = &files->maps[files->map_count];
    if (file_map(file_join(cli->arena, dir, name), map, NULL) != ERR_OK) break;
    files->map_count++;
    file.bytes = map->bytes;
    file.missing = false;
    break;
  }
  return file;
}

static Err read_deliveries(
    Cli *cli, const Pack *pack, Str dir, const Str *names, size_t count, RunFiles *files) {
  Str *listed = arena_new_array(cli->arena, Str, count + 1);
  size_t listed_count = 0;
  for (size_t i = 0; i < count; i++)
    if (!str_eq(names[i], STR("deliveries.yaml"))) listed[listed_count++] = names[i];
  Str yaml = file_join(cli->arena, dir, STR("deliveries.yaml"));
  FileMap *map = &files->maps[files->map_count];
  TRY(file_map(yaml, map, cli->diag));
  files->map_count++;
  ReaderDelivery *deliveries = NULL;
  TRY(reader_deliveries(pack, yaml, map->bytes, listed, listed_count, cli->arena, &deliveries,
                        &files->input.delivery_count, cli->diag));
  files->input.deliveries = deliveries;
  files->input.delivery_list = (RunFile){.name = STR("deliveries.yaml"), .bytes = map->bytes};
  return ERR_OK;
}

/* Twice as many maps as deliveries at most: each file and its list. */
static void map_deliveries(Cli *cli, Str dir, const Str *names, size_t count, RunFiles *files) {
  size_t number = files->input.delivery_count;
  FileMap *maps = arena_new_array(cli->arena, FileMap, files->map_count + 2 * number + 1);
  memcpy(maps, files->maps, files->map_count * sizeof *maps);
  files->maps = maps;
  RunFile *list = arena_new_array(cli->arena, RunFile, number + 1);
  RunFile *asked = arena_new_array(cli->arena, RunFile, number + 1);
  for (size_t i = 0; i < number; i++) {
    const ReaderDelivery *delivery = &files->input.deliveries[i];
    list[i] = map_delivered(cli, dir, files, delivery->file, names, count);
    if (delivery->list.len > 0)
      asked[i] = map_delivered(cli, dir, files, delivery->list, names, count);
  }
  files->input.delivery_files = list;
  files->input.lists = asked;
}

Err run_files_open(
    Cli *cli, const Pack *pack, Str registry, Str deliveries, Day on, RunFiles *files) {
  *files = (RunFiles){.input = {.pack = pack,
                                .on = on,
                                .hash = {hash_block, hash_root},
                                .release = file_release,
                                .program = STR(CLI_PROGRAM),
                                .registry_dir = registry,
                                .deliveries_dir = deliveries,
                                .executor = RULE_SCALAR}};
  Str *tables = NULL;
  Str *names = NULL;
  size_t table_count = 0;
  size_t name_count = 0;
  Err err = folder_names(cli, registry, &tables, &table_count);
  Err other = folder_names(cli, deliveries, &names, &name_count);
  if (err != ERR_OK || other != ERR_OK) return err != ERR_OK ? err : other;
  files->maps = arena_new_array(cli->arena, FileMap, table_count + 1);
  err = map_registry(cli, registry, files, tables, table_count);
  other = read_deliveries(cli, pack, deliveries, names, name_count, files);
  if (err != ERR_OK || other != ERR_OK) return err != ERR_OK ? err : other;
  map_deliveries(cli, deliveries, names, name_count, files);
  return ERR_OK;
}

void run_files_close(RunFiles *files) {
  for (size_t i = 0; i < files->map_count; i++)
    file_unmap(&files->maps[i]);
  files->map_count = 0;
}

Err run_files_execute(RunFiles *files, RunStages *stages, RunResult **ret_result, Diag *diag) {
  files->input.progress = show_stage;
  files->input.progress_ctx = stages;
  return run_execute(&files->input, ret_result, diag);
}

/* ---- output ---- */

Err run_result_write(Cli *cli, const RunResult *result, Str dir) {
  FolderFile *files = arena_new_array(cli->arena, FolderFile, result->output_count + 1);
  for (size_t i = 0; i < result->output_count; i++) {
    const RunOutput *output = &result->outputs[i];
    files[i] = (FolderFile){output->name, output->pieces, output->piece_count};
  }
  return folder_write(cli, dir, files, result->output_count);
}

Str run_result_text(Cli *cli, const RunResult *result, const char *name) {
  for (size_t i = 0; i < result->output_count; i++) {
    const RunOutput *output = &result->outputs[i];
    if (!str_eq(output->name, str_from(name))) continue;
    if (output->piece_count == 1) return output->pieces[0];
    size_t len = 0;
    for (size_t k = 0; k < output->piece_count; k++)
      len += output->pieces[k].len;
    char *text = arena_new_array(cli->arena, char, len + 1);
    len = 0;
    for (size_t k = 0; k < output->piece_count; k++) {
      if (output->pieces[k].len > 0)
        memcpy(text + len, output->pieces[k].ptr, output->pieces[k].len);
      len += output->pieces[k].len;
    }
    return (Str){text, len};
  }
  return STR_NONE;
}
