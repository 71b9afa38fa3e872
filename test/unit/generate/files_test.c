/* SPDX-License-Identifier: Apache-2.0 */
/* generate: the files themselves, read back by the codec: totals, numbers, places, same bytes. */
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/map.h"
#include "codec/codec.h"
#include "county_test.h"
#include "generate/generate.h"
#include "norm/norm.h"
#include "unit/unit.h"

static const char *const parts[2] = {"registry", "deliveries"};

static Str make_place(char out[64]) {
  (void)snprintf(out, 64, "/tmp/shouwang-generate-test-XXXXXX");
  EXPECT(mkdtemp(out) != NULL);
  return str_from(out);
}

static void drop_place(Str dir) {
  Arena *arena = arena_new(1 << 20);
  for (size_t part = 0; part < 2; part++) {
    Str sub = file_join(arena, dir, str_from(parts[part])), *names = NULL;
    size_t count = 0;
    EXPECT_INT(file_list(sub, arena, &names, &count, NULL), ERR_OK);
    for (size_t i = 0; i < count; i++)
      EXPECT_INT(file_remove(file_join(arena, sub, names[i]), NULL), ERR_OK);
    EXPECT_INT(rmdir(arena_cstr(arena, sub)), 0);
  }
  EXPECT_INT(rmdir(arena_cstr(arena, dir)), 0);
  arena_free(arena);
}

/* One number for the names and bytes of all files. */
static uint64_t digest(Str dir, size_t *ret_files) {
  Arena *arena = arena_new(1 << 20);
  uint64_t sum = 0;
  *ret_files = 0;
  for (size_t part = 0; part < 2; part++) {
    Str sub = file_join(arena, dir, str_from(parts[part])), *names = NULL;
    size_t count = 0;
    EXPECT_INT(file_list(sub, arena, &names, &count, NULL), ERR_OK);
    for (size_t i = 0; i < count; i++) {
      FileMap map;
      Err err = file_map(file_join(arena, sub, names[i]), &map, NULL);
      EXPECT_INT(err, ERR_OK);
      if (err != ERR_OK) continue;
      sum = sum * 31 + str_hash(names[i]);
      sum = sum * 31 + str_hash((Str){(const char *)map.bytes.ptr, map.bytes.len});
      file_unmap(&map);
      (*ret_files)++;
    }
  }
  arena_free(arena);
  return sum;
}

static uint64_t digest_of(uint64_t seed, uint32_t households, size_t *ret_files) {
  char space[64];
  GenerateOptions options = test_options(seed, households);
  options.out = make_place(space);
  EXPECT_INT(generate_county(&options, NULL), ERR_OK);
  uint64_t sum = digest(options.out, ret_files);
  drop_place(options.out);
  return sum;
}

UNIT(same_bytes) {
  size_t files = 0;
  uint64_t first = digest_of(21, 250, &files);
  EXPECT_INT(files, 13 + 27 + 2 + 1); /* registry, departments, townships, deliveries.yaml */
  EXPECT(first == digest_of(21, 250, &files));
  /* The same with every compiler and on every machine; changes with what is generated. */
  EXPECT_INT((int64_t)first, INT64_C(-8046268042625580421));
  EXPECT(first != digest_of(22, 250, &files));
  EXPECT(first != digest_of(21, 251, &files));
}

/* ---- tables ---- */

typedef struct Table {
  FileMap map;
  char *text;
  CsvCursor cursor;
  CsvRecord record;
  CsvCell cells[CSV_COLUMNS_MAX];
} Table;

static bool table_open(Table *table, Arena *arena, Str dir, Str name) {
  size_t bom = 0, bad = 0;
  bool valid;
  Str path = file_join(arena, file_join(arena, dir, STR("registry")), name);
  if (file_map(path, &table->map, NULL) != ERR_OK) return false;
  Bytes bytes = table->map.bytes;
  if (codec_sniff_encoding(bytes, &bom, &valid) == CODEC_GB18030) {
    table->text = arena_new_array(arena, char, codec_gb18030_bound(bytes.len));
    size_t len = codec_gb18030_to_utf8(bytes, table->text, &bad);
    EXPECT_INT(bad, 0);
    bytes = (Bytes){(const uint8_t *)table->text, len};
  } else {
    EXPECT_INT(bytes_valid_utf8(bytes), bytes.len);
    bytes = (Bytes){bytes.ptr + bom, bytes.len - bom};
  }
  table->cursor = (CsvCursor){.text = bytes, .dialect = {',', '"'}, .cells = table->cells};
  return true;
}

static bool table_next(Table *table) {
  return codec_csv_next(&table->cursor, &table->record) == CSV_RECORD;
}

static Str table_cell(const Table *table, uint32_t column) {
  CsvCell cell = table->record.cells[column];
  return (Str){(const char *)table->record.line.ptr + cell.from, cell.len};
}

static uint32_t table_column(const Table *table, const char *header) {
  for (uint32_t i = 0; i < table->record.count; i++) {
    if (str_eq(table_cell(table, i), str_from(header))) return i;
  }
  EXPECT(!header);
  return 0;
}

typedef struct Tally {
  uint32_t rows, without, wrong, twice, heads, cards;
} Tally;

static void
tally_person(Table *table, Arena *arena, Map *seen, const uint32_t columns[3], Tally *tally) {
  NormId id;
  norm_id(table_cell(table, columns[0]), &id);
  tally->rows++;
  tally->heads += str_eq(table_cell(table, columns[1]), STR("户主"));
  tally->cards += id.form == ID_CARD_20 || id.form == ID_CARD_22;
  tally->without += id.form == ID_NONE;
  if (id.form == ID_NONE) return;
  tally->wrong += !id.valid;
  Day birth;
  char text[10];
  EXPECT(norm_id_birth(&id, &birth));
  (void)day_format(birth, text);
  Str cell = table_cell(table, columns[2]);
  bool born = memcmp(cell.ptr, text, 4) == 0 && memcmp(cell.ptr + 4, text + 5, 2) == 0;
  bool fresh = map_add(seen, arena, arena_str(arena, (Str){id.text, 18}), 1);
  EXPECT(born || !fresh); /* a planted double is another person's number */
  tally->twice += !fresh;
}

UNIT(persons) {
  char space[64];
  GenerateOptions options = test_options(33, 2000);
  options.out = make_place(space);
  EXPECT_INT(generate_county(&options, NULL), ERR_OK);
  Arena *arena = arena_new(128 << 20);
  Table *table = arena_new_one(arena, Table);
  Map seen = {0};
  Tally tally = {0};
  EXPECT(table_open(table, arena, options.out, STR("persons.csv")) && table_next(table));
  uint32_t columns[3] = {table_column(table, "证件号码"), table_column(table, "与户主关系"),
                         table_column(table, "出生日期")};
  while (table_next(table))
    tally_person(table, arena, &seen, columns, &tally);
  EXPECT_INT(tally.rows, 6800);
  EXPECT_INT(tally.heads, 2000);
  EXPECT_INT(tally.twice, 1);
  EXPECT(tally.wrong > 0 && tally.wrong < 20);
  EXPECT(tally.without > 0 && tally.without < 30);
  EXPECT(tally.cards > 40);
  file_unmap(&table->map);
  drop_place(options.out);
  arena_free(arena);
}

UNIT(households) {
  char space[64];
  GenerateOptions options = test_options(34, 333);
  options.out = make_place(space);
  EXPECT_INT(generate_county(&options, NULL), ERR_OK);
  Arena *arena = arena_new(64 << 20);
  Table *table = arena_new_one(arena, Table);
  Map seen = {0};
  uint32_t rows = 0;
  int64_t people = 0, members;
  EXPECT(table_open(table, arena, options.out, STR("households.csv")) && table_next(table));
  uint32_t no = table_column(table, "户编号"), village = table_column(table, "行政村");
  uint32_t count = table_column(table, "家庭人口数"), card = table_column(table, "银行卡号");
  while (table_next(table)) {
    rows++;
    EXPECT(map_add(&seen, arena, table_cell(table, no), rows));
    bool known = false;
    for (size_t i = 0; i < TEST_DIVISIONS; i++)
      known = known || str_eq(test_divisions[i].code, table_cell(table, village));
    EXPECT(known && table_cell(table, village).len == 12);
    EXPECT(str_to_int(table_cell(table, count), &members));
    EXPECT(norm_luhn(table_cell(table, card)));
    people += members;
  }
  EXPECT_INT(rows, 333);
  EXPECT_INT(people, 1132);
  file_unmap(&table->map);
  drop_place(options.out);
  arena_free(arena);
}

/* Every file is listed, every entry has its file, full ones cover the day of evaluation. */
UNIT(deliveries) {
  char space[64];
  GenerateOptions options = test_options(35, 120);
  options.out = make_place(space);
  EXPECT_INT(generate_county(&options, NULL), ERR_OK);
  Arena *arena = arena_new(16 << 20);
  Str dir = file_join(arena, options.out, STR("deliveries")), *names = NULL;
  size_t count = 0, full = 0;
  FileMap map;
  YamlNode *root = NULL;
  EXPECT_INT(file_list(dir, arena, &names, &count, NULL), ERR_OK);
  EXPECT_INT(file_map(file_join(arena, dir, STR("deliveries.yaml")), &map, NULL), ERR_OK);
  EXPECT_INT(codec_yaml_parse(STR("deliveries.yaml"), map.bytes, arena, &root, NULL), ERR_OK);
  EXPECT_INT(root->count, count - 1);
  for (size_t i = 0; i < root->count; i++) {
    YamlNode *entry = root->items[i], *covers = codec_yaml_get(entry, STR("covers"));
    Day first, last;
    EXPECT(file_exists(file_join(arena, dir, codec_yaml_get(entry, STR("file"))->text)));
    EXPECT(day_parse_iso(codec_yaml_get(covers, STR("first"))->text, &first));
    EXPECT(day_parse_iso(codec_yaml_get(covers, STR("last"))->text, &last));
    Day on;
    EXPECT(day_parse_iso(STR("2021-10-30"), &on));
    if (!str_eq(codec_yaml_get(entry, STR("coverage"))->text, STR("full"))) continue;
    full++;
    EXPECT(first.n <= on.n && on.n <= last.n);
  }
  EXPECT_INT(root->count - full, 2);
  file_unmap(&map);
  drop_place(options.out);
  arena_free(arena);
}

static void expect_refused(GenerateOptions options) {
  Diag *diag = diag_new();
  EXPECT_INT(generate_county(&options, diag), ERR_USAGE_VALUE);
  EXPECT_INT(diag_count(diag), 1);
  EXPECT(!file_exists(options.out));
  diag_free(diag);
}

UNIT(refused) {
  GenerateOptions options = test_options(1, 0);
  options.out = STR("/tmp/shouwang-generate-never-made");
  expect_refused(options);
  options.households = GENERATE_HOUSEHOLDS_MAX + 1;
  expect_refused(options);
  options.households = 10;
  options.county = STR("53092x");
  expect_refused(options);
  options.county = STR("530925");
  options.division_count = 0;
  expect_refused(options);
  GenerateDivision orphan = {STR("530925999201"), STR("无乡"), STR("村")};
  options.divisions = &orphan;
  options.division_count = 1;
  expect_refused(options);
  orphan.code = STR("双江");
  expect_refused(options);
}

UNIT(cannot_write) {
  GenerateOptions options = test_options(1, 3);
  options.out = STR("/dev/null/county");
  EXPECT(generate_county(&options, NULL) != ERR_OK);
}

UNIT_MAIN(UNIT_CASE(same_bytes),
          UNIT_CASE(persons),
          UNIT_CASE(households),
          UNIT_CASE(deliveries),
          UNIT_CASE(refused),
          UNIT_CASE(cannot_write))
