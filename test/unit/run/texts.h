/* SPDX-License-Identifier: Apache-2.0 */
/*
 * texts: a made-up county for tests of runs: files of a pack, of the registry and of deliveries,
 * as texts in memory; and what a run says of them, by both executors, with partitions of one
 * household and of all. The program's own tables are compared whole, so a test shows what they say.
 *
 * Paths: "pack/…", "registry/…", "deliveries/…".
 */
#ifndef TEST_UNIT_RUN_TEXTS_H
#define TEST_UNIT_RUN_TEXTS_H

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "pack/pack.h"
#include "run/run.h"
#include "unit/unit.h"

typedef struct TextsFile {
  const char *path, *text;
} TextsFile;

typedef struct Texts {
  Arena *arena;
  Diag *diag;
  char dir[32];
  Pack *pack;
  RunInput input;
} Texts;

static inline void texts_write(Texts *county, Str name, Str text) {
  Str path = file_join(county->arena, str_from(county->dir), name);
  EXPECT(file_make_dir(file_dir(path), NULL) == ERR_OK);
  FILE *file = fopen(arena_cstr(county->arena, path), "wb");
  EXPECT(file != NULL);
  if (file == NULL) return;
  EXPECT_INT(fwrite(text.ptr, 1, text.len, file), text.len);
  EXPECT(fclose(file) == 0);
}

static inline void texts_remove(const Texts *county, Str path) {
  Str *names;
  size_t count;
  if (file_list(path, county->arena, &names, &count, NULL) != ERR_OK) return;
  for (size_t i = 0; i < count; i++) {
    Str inner = file_join(county->arena, path, names[i]);
    if (file_is_dir(inner))
      texts_remove(county, inner);
    else
      EXPECT(file_remove(inner, NULL) == ERR_OK);
  }
  EXPECT(rmdir(arena_cstr(county->arena, path)) == 0);
}

static inline void texts_show(const Texts *county) {
  Buf text;
  buf_init(&text, 1 << 20);
  for (size_t i = 0; i < diag_count(county->diag); i++)
    diag_render(diag_get(county->diag, i), LANG_EN, &text);
  printf("%.*s\n", STR_ARG(buf_view(&text)));
  buf_free(&text);
}

static inline RunFile texts_file(Str name, Str text) {
  return (RunFile){.name = name, .bytes = {(const uint8_t *)text.ptr, text.len}};
}

static inline Str texts_find(const TextsFile *files, size_t count, Str dir, Str name) {
  for (size_t i = 0; i < count; i++) {
    Str path = str_from(files[i].path);
    if (str_starts(path, dir) && str_eq(str_slice(path, dir.len, path.len), name))
      return str_from(files[i].text);
  }
  return STR_NONE;
}

/* Splits [files] into the run's input; the pack is written to a directory and loaded. */
static inline bool texts_open(Texts *county, const TextsFile *files, size_t count) {
  *county = (Texts){.arena = arena_new((size_t)1 << 30), .diag = diag_new()};
  memcpy(county->dir, "/tmp/texts_test.XXXXXX", 23);
  if (!mkdtemp(county->dir)) return false;
  Str registry = STR("registry/"), deliveries = STR("deliveries/"), pack = STR("pack/");
  RunFile *tables = arena_new_array(county->arena, RunFile, count + 1);
  Str *names = arena_new_array(county->arena, Str, count + 1);
  size_t name_count = 0;
  for (size_t i = 0; i < count; i++) {
    Str path = str_from(files[i].path), text = str_from(files[i].text);
    if (str_starts(path, pack)) {
      texts_write(county, str_slice(path, pack.len, path.len), text);
    } else if (str_starts(path, registry)) {
      tables[county->input.registry_count++] =
          texts_file(str_slice(path, registry.len, path.len), text);
    } else if (!str_eq(path, STR("deliveries/deliveries.yaml"))) {
      names[name_count++] = str_slice(path, deliveries.len, path.len);
    }
  }
  bool good = pack_load(str_from(county->dir), &county->pack, county->diag) == ERR_OK;
  Str yaml = texts_find(files, count, deliveries, STR("deliveries.yaml"));
  ReaderDelivery *listed = NULL;
  good = good && reader_deliveries(county->pack, STR("deliveries.yaml"),
                                   (Bytes){(const uint8_t *)yaml.ptr, yaml.len}, names, name_count,
                                   county->arena, &listed, &county->input.delivery_count,
                                   county->diag) == ERR_OK;
  EXPECT(good);
  if (!good) {
    texts_show(county);
    return false;
  }
  RunFile *bodies = arena_new_array(county->arena, RunFile, county->input.delivery_count + 1);
  RunFile *lists = arena_new_array(county->arena, RunFile, county->input.delivery_count + 1);
  for (size_t i = 0; i < county->input.delivery_count; i++) {
    bodies[i] = texts_file(listed[i].file, texts_find(files, count, deliveries, listed[i].file));
    if (listed[i].list.len > 0)
      lists[i] = texts_file(listed[i].list, texts_find(files, count, deliveries, listed[i].list));
  }
  county->input.pack = county->pack;
  county->input.registry = tables;
  county->input.deliveries = listed;
  county->input.delivery_files = bodies;
  county->input.lists = lists;
  county->input.threads = 1;
  return true;
}

static inline void texts_close(Texts *county) {
  if (county->dir[0]) texts_remove(county, str_from(county->dir));
  pack_free(county->pack);
  diag_free(county->diag);
  arena_free(county->arena);
}

/* An output of a run; the empty text if it failed. */
static inline Str texts_output(Texts *county, const char *name) {
  RunResult *result = NULL;
  Str text = STR_NONE;
  Err err = run_execute(&county->input, &result, county->diag);
  EXPECT(err == ERR_OK);
  if (err != ERR_OK) {
    texts_show(county);
    return text;
  }
  Buf all;
  buf_init(&all, 1 << 24);
  for (size_t i = 0; i < result->output_count; i++) {
    const RunOutput *output = &result->outputs[i];
    if (!str_eq(output->name, str_from(name))) continue;
    for (size_t k = 0; k < output->piece_count; k++)
      buf_str(&all, output->pieces[k]);
  }
  text = arena_str(county->arena, buf_view(&all));
  buf_free(&all);
  run_free(result);
  return text;
}

/* The lines of a table whose column [column] (from 0) is [value], joined. */
static inline Str texts_lines(Texts *county, Str table, int column, const char *value) {
  Buf all;
  buf_init(&all, 1 << 24);
  while (table.len > 0) {
    Str line = str_cut(&table, '\n'), rest = line;
    for (int i = 0; i < column; i++)
      (void)str_cut(&rest, '\t');
    if (!str_eq(str_cut(&rest, '\t'), str_from(value))) continue;
    buf_str(&all, line);
    buf_char(&all, '\n');
  }
  Str text = arena_str(county->arena, buf_view(&all));
  buf_free(&all);
  return text;
}

static inline void texts_diff(Str got, const char *want, const char *file, int line) {
  bool same = str_eq(got, str_from(want));
  unit_expect(same, "the table is as expected", file, line);
  if (!same) printf("--- got\n%.*s--- expected\n%s---\n", STR_ARG(got), want);
}

/* The findings of a rule on a day, by both executors, with small partitions and large. */
static inline void texts_expect(
    Texts *county, const char *rule, Day on, const char *want, const char *file, int line) {
  county->input.on = on;
  for (int i = 0; i < 8; i++) {
    county->input.executor = i & 1 ? RULE_REFERENCE : RULE_SCALAR;
    county->input.partition = i & 2 ? 1 : 0;
    county->input.batch_least = i & 4 ? 1 : UINT32_MAX; /* in columns, or one by one */
    Str all = texts_output(county, "findings.tsv");
    texts_diff(texts_lines(county, all, 3, rule), want, file, line);
  }
  county->input.executor = RULE_SCALAR;
  county->input.partition = 0;
  county->input.batch_least = 0;
}
#define TEXTS_EXPECT(county, rule, on, want)                                                       \
  texts_expect((county), (rule), (on), (want), __FILE__, __LINE__)

#endif
