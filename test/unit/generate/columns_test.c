/* SPDX-License-Identifier: Apache-2.0 */
/* sheets.def against the pack: every header is the first name that the pack gives the column.
 * Run in the root of the repository. */
#include "base/file.h"
#include "codec/codec.h"
#include "generate/sheet_int.h"
#include "unit/unit.h"

static const Str layers[] = {STR_INIT("packs/national-2021"), STR_INIT("packs/shuangjiang-2021")};
enum { LAYERS = sizeof layers / sizeof layers[0] };

typedef struct SheetName {
  Str table, dataset;
} SheetName;

static const SheetName sheets[] = {
#define SHEET(id, file, dataset, ...) {STR_INIT(file), STR_INIT(dataset)},
#include "generate/sheets.def"
};

static const struct {
  SheetId sheet;
  Str key; /* upper case */
  Str header;
} columns[] = {
#define COLUMN(sheet, key, header) {SHEET_##sheet, STR_INIT(#key), STR_INIT(header)},
#include "generate/sheets.def"
};

/* The columns of a table or dataset among the entries of a file. */
static const YamlNode *columns_in(const YamlNode *root, const char *key, Str id) {
  for (size_t i = 0; i < root->count; i++) {
    const YamlNode *name = codec_yaml_get(root->items[i], str_from(key));
    if (name != NULL && str_eq(name->text, id)) {
      return codec_yaml_get(root->items[i], STR("columns"));
    }
  }
  return NULL;
}

static YamlNode *parse(Arena *arena, Str path) {
  FileMap map;
  YamlNode *root = NULL;
  Err err = file_map(path, &map, NULL);
  EXPECT_INT(err, ERR_OK);
  if (err != ERR_OK) return NULL;
  EXPECT_INT(codec_yaml_parse(path, map.bytes, arena, &root, NULL), ERR_OK);
  file_unmap(&map);
  return root;
}

static const YamlNode *dataset_of(Arena *arena, Str layer, const SheetName *sheet) {
  Str *names = NULL;
  size_t count = 0;
  Str dir = file_join(arena, layer, STR("datasets"));
  EXPECT_INT(file_list(dir, arena, &names, &count, NULL), ERR_OK);
  for (size_t i = 0; i < count; i++) {
    YamlNode *root = parse(arena, file_join(arena, dir, names[i]));
    const YamlNode *found = root == NULL ? NULL : columns_in(root, "id", sheet->dataset);
    if (found != NULL) return found;
  }
  return NULL;
}

/* The year before has the columns of its main table, as many as the sheet writes. */
static bool is_last(Str table) {
  return str_starts(table, STR("last_"));
}

static Str main_table(Str table) {
  return is_last(table) ? str_slice(table, 5, table.len) : table;
}

static const YamlNode *columns_of(Arena *arena, const SheetName *sheet) {
  if (sheet->dataset.len == 0) {
    YamlNode *root = parse(arena, file_join(arena, layers[0], STR("registry.yaml")));
    return root == NULL ? NULL : columns_in(root, "table", main_table(sheet->table));
  }
  const YamlNode *found = NULL;
  for (size_t i = 0; found == NULL && i < LAYERS; i++)
    found = dataset_of(arena, layers[i], sheet);
  return found;
}

static bool key_is(Str key, Str upper) {
  if (key.len != upper.len) return false;
  for (size_t i = 0; i < key.len; i++) {
    char c = key.ptr[i];
    if ((c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c) != upper.ptr[i]) return false;
  }
  return true;
}

UNIT(headers) {
  Arena *arena = arena_new(64 << 20);
  for (size_t s = 0; s < SHEET_COUNT; s++) {
    const YamlNode *pack = columns_of(arena, &sheets[s]);
    EXPECT(pack != NULL);
    if (pack == NULL) continue;
    for (size_t k = 0; k < pack->count; k++) {
      const YamlNode *header = codec_yaml_get(pack->items[k], STR("header"));
      bool found = false;
      for (size_t c = 0; c < COL_COUNT; c++) {
        if (columns[c].sheet != (SheetId)s || !key_is(pack->keys[k]->text, columns[c].key))
          continue;
        EXPECT(str_eq(header->items[0]->text, columns[c].header));
        found = true;
      }
      found |= is_last(sheets[s].table);
      if (!found) printf("no column for %.*s\n", STR_ARG(pack->keys[k]->text));
      EXPECT(found);
    }
  }
  arena_free(arena);
}

UNIT_MAIN(UNIT_CASE(headers))
