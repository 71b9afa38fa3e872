/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_run: what the manifest of a run says, the pack and the files that it names.
 */
#include "cli/county_int.h"
#include "cli/explain_int.h"

#include "seal/seal.h"

#define SCRATCH_BYTES ((size_t)4 << 30)

static Str text_of(const YamlNode *map, const char *key) {
  const YamlNode *node = map == NULL ? NULL : codec_yaml_get(map, str_from(key));
  return node != NULL && node->kind == YAML_SCALAR ? node->text : STR_NONE;
}

/* What the command names, else what the run was given. */
static Str place_of(const Cli *cli, const YamlNode *options, const char *name) {
  return cli_has(cli, name) ? cli_option(cli, name) : text_of(options, name);
}

/* A pack that cannot be loaded, or is another by now, is left out: the finding itself is shown. */
static void load_pack(ExplainRun *run) {
  Cli *cli = run->cli;
  Str dir;
  Diag *unseen = diag_new();
  run->pack_state = EXPLAIN_GONE;
  if (pack_find(run->pack_dir, cli->arena, &dir, unseen) == ERR_OK &&
      pack_load(dir, &run->pack, unseen) == ERR_OK)
    run->pack_state = EXPLAIN_READY;
  diag_free(unseen);
  if (run->pack == NULL) return;
  if (str_eq(run->pack->hash, text_of(codec_yaml_get(run->manifest, STR("pack")), "hash"))) return;
  pack_free(run->pack);
  run->pack = NULL;
  run->pack_state = EXPLAIN_CHANGED;
}

Err explain_open(Cli *cli, Str dir, ExplainRun *ret_run) {
  Str path = file_join(cli->arena, dir, STR("manifest.json"));
  FileMap map;
  if (file_is_dir(dir) && !file_exists(path))
    return fail(cli->diag, ERR_NOT_A_RUN, PLACE_FILE(dir), STR_NONE);
  TRY(file_map(path, &map, cli->diag));
  YamlNode *root = NULL;
  Err err = codec_json_parse(path, map.bytes, cli->arena, &root, cli->diag);
  file_unmap(&map);
  TRY(err);
  const YamlNode *options = codec_yaml_get(root, STR("options"));
  *ret_run = (ExplainRun){
      .cli = cli,
      .dir = dir,
      .manifest = root,
      .on = text_of(root, "on"),
      .pack_dir = place_of(cli, options, "pack"),
      .registry_dir = place_of(cli, options, "registry"),
      .deliveries_dir = place_of(cli, options, "deliveries"),
      .scratch = arena_new(SCRATCH_BYTES),
  };
  load_pack(ret_run);
  return ERR_OK;
}

void explain_close(ExplainRun *run) {
  ExplainFile *file;
  vec_each (file, &run->files)
    file_unmap(&file->map);
  file_unmap(&run->findings);
  if (run->pack != NULL) pack_free(run->pack);
  arena_free(run->scratch);
}

/* ---- files ---- */

static void find_columns(const Pack *pack, ExplainFile *file) {
  file->birth = PACK_NONE;
  if (file->dataset != NULL) {
    file->columns = file->dataset->columns;
    file->column_count = file->dataset->column_count;
    file->birth = file->dataset->birth_column;
    return;
  }
  file->table = pack_table_of(pack, file->name);
  if (file->table == NULL) return;
  file->columns = file->table->columns;
  file->column_count = file->table->column_count;
  if (file->table == &pack->registry.tables[pack->registry.persons])
    file->birth = pack->registry.birth;
}

/* The file's entry in the manifest; NULL if it is not named there. */
static const YamlNode *find_entry(const ExplainRun *run, bool registry, Str name) {
  const YamlNode *list =
      codec_yaml_get(run->manifest, registry ? STR("registry") : STR("deliveries"));
  for (size_t i = 0; list != NULL && list->kind == YAML_LIST && i < list->count; i++)
    if (str_eq(text_of(list->items[i], "file"), name)) return list->items[i];
  return NULL;
}

Str explain_source(const ExplainRun *run, Str file) {
  const YamlNode *delivered = find_entry(run, false, file);
  if (delivered != NULL) return text_of(delivered, "dataset");
  return find_entry(run, true, file) != NULL ? STR("registry") : STR_NONE;
}

static ExplainState open_file(ExplainRun *run, ExplainFile *file) {
  bool registry = file->dataset == NULL;
  Str expected = text_of(find_entry(run, registry, file->name), "hash");
  if (expected.len == 0) return EXPLAIN_GONE;
  if (file_map(file->path, &file->map, NULL) != ERR_OK) return EXPLAIN_GONE;
  char hash[SEAL_TEXT_MAX];
  (void)seal_bytes(file->map.bytes, hash);
  if (!str_eq(expected, str_from(hash))) return EXPLAIN_CHANGED;
  find_columns(run->pack, file);
  FrameIssues issues = {0};
  if (file->columns == NULL || reader_open(file->map.bytes, file->columns, file->column_count, 0,
                                           run->cli->arena, &file->reader, &issues) != READER_OK)
    return EXPLAIN_UNKNOWN;
  return EXPLAIN_READY;
}

const ExplainFile *explain_file(ExplainRun *run, Str source, Str name) {
  CHECK(run->pack != NULL);
  ExplainFile *known;
  vec_each (known, &run->files) {
    if (str_eq(known->source, source) && str_eq(known->name, name)) return known;
  }
  bool registry = str_eq(source, STR("registry"));
  ExplainFile file = {.source = source, .name = name};
  file.dataset = registry ? NULL : pack_dataset(run->pack, source);
  file.path = file_join(run->cli->arena, registry ? run->registry_dir : run->deliveries_dir, name);
  file.state = EXPLAIN_UNKNOWN;
  if (registry || file.dataset != NULL) file.state = open_file(run, &file);
  *vec_push(run->cli->arena, &run->files) = file;
  return &run->files.items[run->files.count - 1];
}
