/* SPDX-License-Identifier: Apache-2.0 */
/*
 * export: pack.yaml: what the pack is, and the lists that a run writes beside its findings.
 */
#include "pack/pack_int.h"

enum { E_ID, E_TITLE, E_FILE, E_OF, E_WHERE, E_COLUMNS, E_ORDER, E_COUNT };
static const PackKeySpec export_keys[E_COUNT] = {
    [E_ID] = {STR_INIT("id"), PACK_WANT_WORDS, true},
    [E_TITLE] = {STR_INIT("title"), PACK_WANT_TEXT, false},
    [E_FILE] = {STR_INIT("file"), PACK_WANT_WORDS, true},
    [E_OF] = {STR_INIT("of"), PACK_WANT_ANY, true},
    [E_WHERE] = {STR_INIT("where"), PACK_WANT_EXPR, true},
    [E_COLUMNS] = {STR_INIT("columns"), PACK_WANT_MAP, true},
    [E_ORDER] = {STR_INIT("order"), PACK_WANT_LIST, false},
};

static Str column_name(const void *items, size_t index) {
  return ((const PackEvidence *)items)[index].key;
}

static void read_order(PackLoader *loader, const YamlNode *node, PackExport *export) {
  size_t count;
  const YamlNode **nodes;
  Str *texts = pack_read_texts(loader, node, STR("order"), &count, &nodes);
  uint32_t *order = arena_new_array(loader->arena, uint32_t, count + 1);
  export->order = order;
  for (size_t i = 0; i < count; i++) {
    size_t at = 0;
    while (at < export->column_count && !str_eq(export->columns[at].key, texts[i]))
      at++;
    if (at < export->column_count)
      order[export->order_count++] = (uint32_t)at;
    else
      pack_wrong(loader, ERR_PACK_UNKNOWN, nodes[i], ARG2("列", "column"), texts[i],
                 pack_join(loader->arena, export->columns, export->column_count, column_name));
  }
}

/* Names of the files that a run writes itself are not for exports. */
static void check_file(PackLoader *loader, const YamlNode *node, Map *files) {
  static const Str own[] = {STR_INIT("findings.tsv"), STR_INIT("undecided.tsv"),
                            STR_INIT("villages.tsv"), STR_INIT("issues.tsv"),
                            STR_INIT("accounting.tsv")};
  if (node == NULL) return;
  bool good = str_ends(node->text, STR(".tsv")) && !str_contains(node->text, STR("/")) &&
              !str_starts(node->text, STR("."));
  for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
    good = good && !str_eq(own[i], node->text);
  if (!good)
    pack_wrong(loader, ERR_PACK_VALUE, node, pack_quote_limit(node->text),
               ARG2("文件名，以 .tsv 结尾，不含 /，不与运行结果同名",
                    "a file name that ends in .tsv, has no /, and is none of a run's own"));
  else if (!map_add(files, loader->arena, node->text, 0))
    pack_wrong(loader, ERR_PACK_REPEATED, node, node->text);
}

static void read_export(PackLoader *loader, const YamlNode *node, Map *files, PackExport *export) {
  static const Str subjects[] = {STR_INIT("person"), STR_INIT("household"), STR_INIT("village")};
  const YamlNode *v[E_COUNT];
  size_t of = 0;
  if (!pack_read_keys(loader, node, ARG2("导出", "an export"), export_keys, E_COUNT, v)) return;
  if (pack_check_name(loader, v[E_ID]))
    (void)pack_enter(loader, PACK_PART_EXPORT, v[E_ID]->text, node, v[E_ID]);
  check_file(loader, v[E_FILE], files);
  (void)pack_read_word(loader, v[E_OF], STR("of"), subjects, 3, &of);
  export->id = pack_text(v[E_ID]);
  export->file = pack_text(v[E_FILE]);
  export->of = (PackSubject)of;
  export->unit = cel_unit_new(&loader->pack->envs[of], loader->arena);
  pack_read_condition(loader, export->unit, v[E_WHERE], STR("where"), &export->where);
  pack_read_outputs(loader, export->unit, v[E_COLUMNS], STR("columns"), &export->columns,
                    &export->column_count);
  if (v[E_ORDER]) read_order(loader, v[E_ORDER], export);
}

enum { K_ID, K_TITLE, K_COUNTY, K_EXPORTS, K_SOURCE, K_EXPLAIN, K_EXTENDS, K_COUNT };
static const PackKeySpec pack_keys[K_COUNT] = {
    [K_ID] = {STR_INIT("id"), PACK_WANT_WORDS, true},
    [K_TITLE] = {STR_INIT("title"), PACK_WANT_WORDS, true},
    [K_COUNTY] = {STR_INIT("county"), PACK_WANT_WORDS, false},
    [K_EXPORTS] = {STR_INIT("exports"), PACK_WANT_LIST, false},
    [K_SOURCE] = {STR_INIT("source"), PACK_WANT_TEXT, false},
    [K_EXPLAIN] = {STR_INIT("explain"), PACK_WANT_TEXT, false},
    [K_EXTENDS] = {STR_INIT("extends"), PACK_WANT_WORDS, false},
};

static void read_county(PackLoader *loader, const YamlNode *node) {
  Pack *pack = loader->pack;
  char code[12];
  pack->county = node->text;
  if (pack->county.len == 6 && norm_division_code(pack->county, code) == NORM_VALUE) return;
  pack_wrong(loader, ERR_PACK_VALUE, node, pack_quote_limit(pack->county),
             ARG2("6 位县代码", "the code of a county, 6 digits"));
  pack->county = STR_NONE;
}

/* From the lowest layer to the uppermost: what is said last counts. */
void pack_load_head(PackLoader *loader) {
  const YamlNode *v[K_COUNT];
  Pack *pack = loader->pack;
  const PackFile *file;
  vec_each (file, &loader->inside->files) {
    if (file->part != PACK_PART_PACK) continue;
    loader->file = file;
    if (!pack_read_keys(loader, file->root, STR("pack.yaml"), pack_keys, K_COUNT, v)) continue;
    pack->id = pack_text(v[K_ID]);
    pack->title = pack_text(v[K_TITLE]);
    if (v[K_COUNTY]) read_county(loader, v[K_COUNTY]);
  }
  /* Its divisions could not be checked; without divisions it may be a layer of many counties. */
  file = pack_file_of(loader, PACK_PART_PACK);
  if (file == NULL || loader->first != ERR_OK || pack->county.len > 0) return;
  if (loader->merged[PACK_PART_AREA].count == 0) return;
  loader->file = file;
  pack_wrong(loader, ERR_PACK_KEY_MISSING, file->root, STR("pack.yaml"), STR("county"));
}

void pack_load_exports(PackLoader *loader) {
  const PackMerged *entry;
  Map files = {0};
  size_t most = loader->merged[PACK_PART_EXPORT].count;
  PackExport *exports = arena_new_array(loader->arena, PackExport, most + 1);
  size_t count = 0;
  vec_each (entry, &loader->merged[PACK_PART_EXPORT]) {
    if (entry->off) continue;
    loader->file = entry->file;
    read_export(loader, entry->node, &files, &exports[count++]);
  }
  loader->pack->exports = exports;
  loader->pack->export_count = count;
}
