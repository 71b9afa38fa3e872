/* SPDX-License-Identifier: Apache-2.0 */
/*
 * county: the files of a county in memory, so that a test can change, turn and cut them before
 * a run, and look at what comes out.
 *
 * Everything lives in the arena of the County; a RunResult is freed by whoever made the run.
 */
#ifndef TEST_UNIT_RUN_COUNTY_H
#define TEST_UNIT_RUN_COUNTY_H

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/map.h"
#include "generate/generate.h"
#include "run/run.h"
#include "unit/unit.h"

enum { COUNTY_FILES = 64 };

typedef struct County {
  Arena *arena;
  const Pack *pack;
  Day on;
  RunFile registry[COUNTY_FILES];
  size_t registry_count;
  ReaderDelivery deliveries[COUNTY_FILES];
  RunFile files[COUNTY_FILES], lists[COUNTY_FILES];
  size_t delivery_count;
} County;

/* ---- packs and files ---- */

static inline Pack *county_pack(const char *dir) {
  Diag *diag = diag_new();
  Pack *pack = NULL;
  EXPECT_INT(pack_load(str_from(dir), &pack, diag), ERR_OK);
  for (size_t i = 0; i < diag_count(diag); i++) {
    Buf text;
    buf_init(&text, 1 << 16);
    diag_render(diag_get(diag, i), LANG_EN, &text);
    printf("%.*s", STR_ARG(buf_view(&text)));
    buf_free(&text);
  }
  diag_free(diag);
  if (pack == NULL) exit(1);
  return pack;
}

static inline Bytes county_bytes(Arena *arena, Str dir, Str name) {
  FileMap map;
  Bytes bytes = {NULL, 0};
  Err err = file_map(file_join(arena, dir, name), &map, NULL);
  EXPECT_INT(err, ERR_OK);
  if (err != ERR_OK) return bytes;
  Str copy = arena_str(arena, (Str){(const char *)map.bytes.ptr, map.bytes.len});
  file_unmap(&map);
  return (Bytes){(const uint8_t *)copy.ptr, copy.len};
}

static inline void county_deliveries(County *county, Str dir, const Str *names, size_t count) {
  Str yaml = STR("deliveries.yaml"), listed[COUNTY_FILES];
  size_t others = 0;
  for (size_t i = 0; i < count; i++)
    if (!str_eq(names[i], yaml)) listed[others++] = names[i];
  ReaderDelivery *deliveries = NULL;
  Err err = reader_deliveries(county->pack, yaml, county_bytes(county->arena, dir, yaml), listed,
                              others, county->arena, &deliveries, &county->delivery_count, NULL);
  EXPECT_INT(err, ERR_OK);
  if (err != ERR_OK) exit(1);
  for (size_t i = 0; i < county->delivery_count; i++) {
    county->deliveries[i] = deliveries[i];
    Str file = deliveries[i].file, list = deliveries[i].list;
    county->files[i] = (RunFile){file, county_bytes(county->arena, dir, file), false};
    if (list.len > 0)
      county->lists[i] = (RunFile){list, county_bytes(county->arena, dir, list), false};
  }
}

/* [dir] has registry/ and deliveries/. */
static inline void county_read(County *county, const Pack *pack, const char *dir, const char *on) {
  *county = (County){.arena = arena_new((size_t)1 << 30), .pack = pack};
  EXPECT(day_parse_iso(str_from(on), &county->on));
  Str registry = file_join(county->arena, str_from(dir), STR("registry"));
  Str deliveries = file_join(county->arena, str_from(dir), STR("deliveries"));
  Str *names = NULL;
  size_t count = 0;
  EXPECT_INT(file_list(registry, county->arena, &names, &count, NULL), ERR_OK);
  CHECK(count <= COUNTY_FILES);
  for (size_t i = 0; i < count; i++)
    county->registry[county->registry_count++] =
        (RunFile){names[i], county_bytes(county->arena, registry, names[i]), false};
  EXPECT_INT(file_list(deliveries, county->arena, &names, &count, NULL), ERR_OK);
  CHECK(count <= COUNTY_FILES);
  county_deliveries(county, deliveries, names, count);
}

static inline void county_free(County *county) {
  arena_free(county->arena);
}

static inline void county_remove(Arena *arena, Str dir) {
  Str *names = NULL;
  size_t count = 0;
  EXPECT_INT(file_list(dir, arena, &names, &count, NULL), ERR_OK);
  for (size_t i = 0; i < count; i++)
    EXPECT_INT(file_remove(file_join(arena, dir, names[i]), NULL), ERR_OK);
  EXPECT_INT(rmdir(arena_cstr(arena, dir)), 0);
}

/* A made-up county of [households], by the divisions of the pack. */
static inline void
county_make(County *county, const Pack *pack, uint64_t seed, uint32_t households) {
  char dir[64] = "/tmp/shouwang-run-test-XXXXXX";
  EXPECT(mkdtemp(dir) != NULL);
  Arena *arena = arena_new(1 << 20);
  GenerateDivision *divisions = arena_new_array(arena, GenerateDivision, pack->area_count);
  for (size_t i = 0; i < pack->area_count; i++)
    divisions[i] =
        (GenerateDivision){pack->areas[i].code, pack->areas[i].name, pack->areas[i].kind};
  GenerateOptions options = {.seed = seed,
                             .households = households,
                             .out = str_from(dir),
                             .divisions = divisions,
                             .division_count = pack->area_count,
                             .county = pack->county};
  EXPECT_INT(generate_county(&options, NULL), ERR_OK);
  county_read(county, pack, dir, "2021-10-30");
  county_remove(arena, file_join(arena, str_from(dir), STR("registry")));
  county_remove(arena, file_join(arena, str_from(dir), STR("deliveries")));
  EXPECT_INT(rmdir(dir), 0);
  arena_free(arena);
}

/* ---- runs ---- */

static inline RunInput county_input(const County *county) {
  return (RunInput){.pack = county->pack,
                    .on = county->on,
                    .registry = county->registry,
                    .registry_count = county->registry_count,
                    .deliveries = county->deliveries,
                    .delivery_files = county->files,
                    .lists = county->lists,
                    .delivery_count = county->delivery_count,
                    .threads = 1,
                    .program = STR("test"),
                    .registry_dir = STR("registry"),
                    .deliveries_dir = STR("deliveries"),
                    .executor = RULE_SCALAR};
}

/* NULL if it failed, which is a failed check. */
static inline RunResult *county_run(const RunInput *input) {
  RunResult *result = NULL;
  EXPECT_INT(run_execute(input, &result, NULL), ERR_OK);
  return result;
}

/* An output as one text; empty if there is none of the name. */
static inline Str county_output(const RunResult *result, const char *name, Arena *arena) {
  for (size_t i = 0; i < result->output_count; i++) {
    const RunOutput *output = &result->outputs[i];
    if (!str_eq(output->name, str_from(name))) continue;
    Buf text;
    buf_init(&text, 1 << 30);
    for (size_t k = 0; k < output->piece_count; k++)
      buf_str(&text, output->pieces[k]);
    EXPECT(!text.overflow);
    Str copy = arena_str(arena, buf_view(&text));
    buf_free(&text);
    return copy;
  }
  return STR_NONE;
}

/* The first line that differs is shown. */
static inline void county_expect_same(Str got, Str want, const char *what) {
  EXPECT(str_eq(got, want));
  for (int line = 1; !str_eq(got, want); line++) {
    Str a = str_cut(&got, '\n'), b = str_cut(&want, '\n');
    if (str_eq(a, b) && got.len + want.len > 0) continue;
    printf("  %s, line %d:\n  got      %.*s\n  expected %.*s\n", what, line, STR_ARG(a),
           STR_ARG(b));
    return;
  }
}

/* Every output of two runs, but those named [except] (NULL: none). */
static inline void
county_compare(const RunResult *got, const RunResult *want, const char *except, const char *what) {
  Arena *arena = arena_new((size_t)1 << 30);
  EXPECT_INT((int64_t)got->output_count, (int64_t)want->output_count);
  EXPECT(want->output_count >= 6);
  for (size_t i = 0; i < want->output_count; i++) {
    const char *name = arena_cstr(arena, want->outputs[i].name);
    if (except && str_contains(str_from(except), want->outputs[i].name)) continue;
    Str a = county_output(got, name, arena), b = county_output(want, name, arena);
    EXPECT(b.len > 0);
    county_expect_same(a, b, arena_printf(arena, "%s: %s", what, name).ptr);
  }
  arena_free(arena);
}

/* ---- rows ---- */

/* FILE:-:ROW and FILE:ROW:COLUMN with the rows as they were before. */
static inline Str
county_rows_as_they_were(Arena *arena, Str text, Str file, const uint32_t *was, uint32_t count) {
  Buf out;
  buf_init(&out, (size_t)1 << 26);
  for (size_t at = 0; at < text.len;) {
    Str rest = str_slice(text, at, text.len);
    bool other = at > 0 && text.ptr[at - 1] == '_'; /* last_persons.csv */
    if (other || !str_starts(rest, file)) {
      buf_char(&out, text.ptr[at++]);
      continue;
    }
    size_t digits =
        file.len + (str_starts(str_slice(rest, file.len, rest.len), STR(":-:")) ? 3 : 1);
    size_t end = digits;
    int64_t row = 0;
    while (end < rest.len && rest.ptr[end] >= '0' && rest.ptr[end] <= '9')
      end++;
    bool known = str_to_int(str_slice(rest, digits, end), &row) && row > 0 && row <= count;
    EXPECT(known);
    buf_str(&out, str_slice(rest, 0, digits));
    if (known) buf_int(&out, was[row]);
    at += end;
  }
  Str copy = arena_str(arena, buf_view(&out));
  buf_free(&out);
  return copy;
}

/* ---- tables ---- */

/* The cells of a line of a .tsv, as they stand; returns how many. */
static inline size_t county_cells(Str line, Str *cells, size_t cap) {
  size_t count = 0;
  while (count < cap) {
    cells[count] = str_cut(&line, '\t');
    count++;
    if (line.len == 0) break;
  }
  return count;
}

static inline size_t county_column(Str head, const char *name) {
  Str cells[64];
  size_t count = county_cells(head, cells, 64);
  for (size_t i = 0; i < count; i++)
    if (str_eq(cells[i], str_from(name))) return i;
  printf("no column %s\n", name);
  exit(1);
}

#endif
