/* SPDX-License-Identifier: Apache-2.0 */
/*
 * past: a directory is a run if its manifest can be read and its files have the hashes in it.
 */
#include "cli/past_int.h"

#include <string.h>

#include "cli/folder_int.h"
#include "seal/seal.h"

Str past_text(const YamlNode *map, const char *key) {
  const YamlNode *node = map == NULL ? NULL : codec_yaml_get(map, str_from(key));
  return node != NULL && node->kind == YAML_SCALAR ? node->text : STR_NONE;
}

const YamlNode *past_list(const YamlNode *manifest, const char *key) {
  static const YamlNode none = {.kind = YAML_LIST};
  const YamlNode *node = codec_yaml_get(manifest, str_from(key));
  return node != NULL && node->kind == YAML_LIST ? node : &none;
}

Err past_manifest(Cli *cli, Str file, Bytes text, const YamlNode **ret_manifest) {
  YamlNode *root = NULL;
  Diag *unseen = diag_new();
  Place at = PLACE_FILE(file);
  Err err = codec_json_parse(file, text, cli->arena, &root, unseen);
  if (err != ERR_OK && diag_count(unseen) > 0) {
    at.line = diag_get(unseen, 0)->at.line;
    at.column = diag_get(unseen, 0)->at.column;
  }
  diag_free(unseen);
  if (err != ERR_OK) return fail(cli->diag, ERR_RUN_MANIFEST, at, ARG2("不是 JSON", "not JSON"));
  if (root->kind != YAML_MAP || past_list(root, "outputs")->count == 0)
    return fail(cli->diag, ERR_RUN_MANIFEST, at,
                ARG2("没有写明有哪些输出（outputs）", "it names no outputs"));
  *ret_manifest = root;
  return ERR_OK;
}

/* A name that stands beside others: no path. */
static bool is_plain_name(Str name) {
  return name.len > 0 && name.ptr[0] != '.' && memchr(name.ptr, '/', name.len) == NULL;
}

static bool has_hash(Bytes bytes, Str hash) {
  char text[SEAL_TEXT_MAX];
  (void)seal_bytes(bytes, text);
  return str_eq(str_from(text), hash);
}

/* ---- outputs ---- */

static Err check_text(Cli *cli, Str path, Bytes bytes) {
  if (bytes_valid_utf8(bytes) == bytes.len) return ERR_OK;
  return fail(cli->diag, ERR_READ, PLACE_FILE(path), ARG2("不是 UTF-8", "not UTF-8"));
}

static Err open_output(Cli *cli, PastRun *run, const YamlNode *entry) {
  Str name = past_text(entry, "file");
  if (!is_plain_name(name))
    return fail(cli->diag, ERR_RUN_MANIFEST, PLACE_FILE(run->dir),
                ARG2("输出的文件名不对", "an output has no proper name"));
  Str path = file_join(cli->arena, run->dir, name);
  FileMap map;
  TRY(file_map(path, &map, cli->diag));
  Err err = ERR_OK;
  bool ndjson = str_eq(name, STR("findings.ndjson"));
  bool findings = ndjson || str_eq(name, STR("findings.tsv"));
  bool undecided = str_eq(name, STR("undecided.tsv"));
  if (!has_hash(map.bytes, past_text(entry, "hash")))
    err = fail(cli->diag, ERR_RUN_CHANGED, PLACE_FILE(path), STR_NONE);
  else if (findings || undecided)
    err = check_text(cli, path, map.bytes);
  FileMap *kept = findings ? &run->findings : &run->undecided;
  if (err != ERR_OK || !(findings || undecided) || kept->bytes.ptr != NULL) {
    file_unmap(&map);
    return err;
  }
  if (findings) run->ndjson = ndjson;
  *kept = map;
  return ERR_OK;
}

Err past_open(Cli *cli, Str dir, PastRun *ret_run) {
  *ret_run = (PastRun){.dir = dir};
  Str path = file_join(cli->arena, dir, STR("manifest.json"));
  if (file_is_dir(dir) && !file_exists(path))
    return fail(cli->diag, ERR_NOT_A_RUN, PLACE_FILE(dir), STR_NONE);
  FileMap map;
  TRY(file_map(path, &map, cli->diag));
  Err err = past_manifest(cli, path, map.bytes, &ret_run->manifest);
  file_unmap(&map);
  TRY(err);
  const YamlNode *outputs = past_list(ret_run->manifest, "outputs");
  bool found = false;
  for (size_t i = 0; i < outputs->count; i++) {
    Err other = open_output(cli, ret_run, outputs->items[i]);
    if (err == ERR_OK) err = other;
    Str name = past_text(outputs->items[i], "file");
    found |= str_eq(name, STR("findings.tsv")) || str_eq(name, STR("findings.ndjson"));
  }
  if (err == ERR_OK && !found)
    return fail(cli->diag, ERR_RUN_MANIFEST, PLACE_FILE(path),
                ARG2("没有发现表", "it names no table of findings"));
  return err;
}

void past_close(PastRun *run) {
  file_unmap(&run->findings);
  file_unmap(&run->undecided);
}

/* ---- inputs ---- */

static Err check_input(Cli *cli, Str dir, const YamlNode *entry) {
  Str name = past_text(entry, "file");
  if (!is_plain_name(name))
    return fail(cli->diag, ERR_RUN_MANIFEST, PLACE_FILE(dir),
                ARG2("读入的文件名不对", "an input has no proper name"));
  Str path = file_join(cli->arena, dir, name);
  FileMap map;
  /* A delivery may be listed that never came: it stands there as an empty file. */
  if (!file_exists(path) && str_eq(past_text(entry, "bytes"), STR("0"))) return ERR_OK;
  TRY(file_map(path, &map, cli->diag));
  bool same = has_hash(map.bytes, past_text(entry, "hash"));
  file_unmap(&map);
  if (same) return ERR_OK;
  return fail(cli->diag, ERR_INPUT_CHANGED, PLACE_FILE(path), ARG2("文件", "the file"));
}

static bool is_named(const YamlNode *list, Str name) {
  for (size_t i = 0; i < list->count; i++)
    if (str_eq(past_text(list->items[i], "file"), name)) return true;
  return false;
}

/* The first failure is returned, all are reported. */
static Err check_files(Cli *cli, Str dir, const YamlNode *files) {
  Err first = ERR_OK;
  for (size_t i = 0; i < files->count; i++) {
    Err err = check_input(cli, dir, files->items[i]);
    if (first == ERR_OK) first = err;
  }
  return first;
}

/* The registry is all that stands in its directory; deliveries are what deliveries.yaml lists. */
static Err check_no_other(Cli *cli, Str dir, const YamlNode *files) {
  Str *names = NULL;
  size_t count = 0;
  TRY(folder_names(cli, dir, &names, &count));
  for (size_t i = 0; i < count; i++)
    if (!is_named(files, names[i]))
      return fail(cli->diag, ERR_INPUT_OTHER, PLACE_FILE(file_join(cli->arena, dir, names[i])),
                  STR_NONE);
  return ERR_OK;
}

static Err check_dir(Cli *cli, Str dir, Str what, Str option) {
  if (file_is_dir(dir)) return ERR_OK;
  return fail(cli->diag, ERR_INPUT_GONE, PLACE_FILE(dir), what, option);
}

Err past_check_inputs(Cli *cli, const PastRun *run, Str registry, Str deliveries) {
  const YamlNode *tables = past_list(run->manifest, "registry");
  const YamlNode *lists = past_list(run->manifest, "lists");
  if (!is_named(lists, STR("deliveries.yaml")))
    return fail(cli->diag, ERR_RUN_MANIFEST, PLACE_FILE(run->dir),
                ARG2("没有 deliveries.yaml 的指纹，请重新运行",
                     "it has no hash of deliveries.yaml; run anew"));
  Err errs[] = {
      check_dir(cli, registry, ARG2("登记册目录", "the registry"), STR("--registry")),
      check_dir(cli, deliveries, ARG2("部门数据目录", "the directory of deliveries"),
                STR("--deliveries")),
  };
  if (errs[0] == ERR_OK) errs[0] = check_files(cli, registry, tables);
  if (errs[0] == ERR_OK) errs[0] = check_no_other(cli, registry, tables);
  if (errs[1] == ERR_OK)
    errs[1] = check_files(cli, deliveries, past_list(run->manifest, "deliveries"));
  if (errs[1] == ERR_OK) errs[1] = check_files(cli, deliveries, lists);
  return errs[0] != ERR_OK ? errs[0] : errs[1];
}
