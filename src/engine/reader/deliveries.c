/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deliveries: deliveries.yaml, which says of every file what it is and how far to trust it.
 *
 * Every mistake is reported at its place and reading goes on, so that a clerk corrects all in one
 * go. What is wrong is left at its most cautious value (no area, open ends, partial); nothing is
 * returned unless all is right.
 */
#include "base/map.h"
#include "reader/reader_int.h"

#include <string.h>

/* ORDER KEY: as in packs-and-rules.md 6. */
typedef enum Key {
  KEY_FILE,
  KEY_DATASET,
  KEY_COVERS,
  KEY_STATE,
  KEY_COVERAGE,
  KEY_LIST,
  KEY_SENDER,
  KEY_REPLACES,
  KEY_ADDS,
  KEY_COVER_SHEET,
  KEY_COUNT
} Key;

static const Str KEYS[KEY_COUNT] = {
    STR_INIT("file"),     STR_INIT("dataset"),    STR_INIT("covers"), STR_INIT("state"),
    STR_INIT("coverage"), STR_INIT("list"),       STR_INIT("sender"), STR_INIT("replaces"),
    STR_INIT("adds"),     STR_INIT("cover_sheet")};

typedef enum CoverKey { COVER_FIRST, COVER_LAST, COVER_AREA, COVER_COUNT } CoverKey;

static const Str COVER_KEYS[COVER_COUNT] = {STR_INIT("first"), STR_INIT("last"), STR_INIT("area")};

typedef struct Entry {
  const YamlNode *node;
  const YamlNode *values[KEY_COUNT]; /* NULL: not there, or null */
} Entry;

typedef struct Reading {
  const Pack *pack;
  Str yaml_file;
  Bytes text;
  Arena *arena;
  Diag *diag;
  Err first;
  Map present; /* names in the directory */
  Map listed;  /* files of entries -> index */
  Map named;   /* lists and cover sheets */
  Entry *entries;
  ReaderDelivery *deliveries;
  size_t count;
} Reading;

/* ---- mistakes ---- */

static void
add_mistake(Reading *reading, Err code, const YamlNode *node, const Str *args, size_t count) {
  Err err = diag_add(reading->diag, code, codec_yaml_place(reading->yaml_file, node),
                     codec_source_line(reading->text, node->line), args, count);
  if (reading->first == ERR_OK) reading->first = err;
}

#define wrong(reading, code, node, ...)                                                            \
  add_mistake((reading), (code), (node), (const Str[]){__VA_ARGS__},                               \
              sizeof((const Str[]){__VA_ARGS__}) / sizeof(Str))

/* A node as a message shows it. */
static Str shown(const YamlNode *node) {
  switch (node->kind) {
  case YAML_NULL:
    return ARG2("空", "nothing");
  case YAML_SCALAR:
    return node->text.len == 0 ? ARG2("空文字", "an empty text") : node->text;
  case YAML_LIST:
    return ARG2("列表", "a list");
  case YAML_MAP:
    return ARG2("映射（键: 值）", "a map");
  }
  return STR_NONE;
}

static Str join(Arena *arena, const Str *words, size_t count) {
  enum { LONGEST = 1000 };
  Buf buf;
  buf_init(&buf, LONGEST * 2);
  for (size_t i = 0; i < count && buf.len < LONGEST; i++) {
    if (i > 0) buf_lit(&buf, ", ");
    buf_str(&buf, words[i]);
  }
  Str text = arena_str(arena, buf_view(&buf));
  buf_free(&buf);
  return text;
}

/* ---- what was meant ---- */

enum { NAME_MAX_BYTES = 64 };

/* How many letters must be changed, put in or taken out. */
static size_t distance(Str a, Str b) {
  size_t costs[NAME_MAX_BYTES + 1];
  if (a.len > NAME_MAX_BYTES || b.len > NAME_MAX_BYTES) return NAME_MAX_BYTES;
  for (size_t i = 0; i <= b.len; i++)
    costs[i] = i;
  for (size_t i = 0; i < a.len; i++) {
    size_t diagonal = costs[0];
    costs[0] = i + 1;
    for (size_t k = 0; k < b.len; k++) {
      size_t change = diagonal + (a.ptr[i] != b.ptr[k]);
      size_t step = (costs[k] < costs[k + 1] ? costs[k] : costs[k + 1]) + 1;
      diagonal = costs[k + 1];
      costs[k + 1] = change < step ? change : step;
    }
  }
  return costs[b.len];
}

static bool is_near(const PackDataset *dataset, Str word) {
  if (distance(dataset->id, word) <= word.len / 3) return true;
  if (word.len >= 3 && (str_contains(dataset->id, word) || str_contains(dataset->title, word)))
    return true;
  Str rest = word, head = str_cut(&rest, '_');
  return rest.len > 0 && str_starts(dataset->id, head) && dataset->id.len > head.len &&
         dataset->id.ptr[head.len] == '_';
}

/* The datasets that [word] may mean; all if none is near. */
static Str near_datasets(const Reading *reading, Str word) {
  const Pack *pack = reading->pack;
  Str *ids = arena_new_array(reading->arena, Str, pack->dataset_count);
  size_t count = 0;
  for (size_t i = 0; i < pack->dataset_count; i++)
    if (is_near(&pack->datasets[i], word)) ids[count++] = pack->datasets[i].id;
  for (size_t i = 0; count == 0 && i < pack->dataset_count; i++)
    ids[i] = pack->datasets[i].id;
  return join(reading->arena, ids, count > 0 ? count : pack->dataset_count);
}

/* ---- keys and scalars ---- */

static void read_keys(Reading *reading,
                      const YamlNode *map,
                      const Str *keys,
                      size_t count,
                      const YamlNode **ret_values) {
  for (size_t i = 0; i < map->count; i++) {
    size_t at = 0;
    while (at < count && !str_eq(keys[at], map->keys[i]->text))
      at++;
    if (at == count) {
      wrong(reading, ERR_DELIVERY_KEY, map->keys[i], map->keys[i]->text,
            join(reading->arena, keys, count));
    } else if (map->items[i]->kind != YAML_NULL) {
      ret_values[at] = map->items[i];
    }
  }
}

static Str read_text(Reading *reading, const Entry *entry, Key key) {
  const YamlNode *node = entry->values[key];
  if (node == NULL) return STR_NONE;
  if (node->kind == YAML_SCALAR && node->text.len > 0) return node->text;
  wrong(reading, ERR_DELIVERY_TEXT, node, KEYS[key], shown(node));
  return STR_NONE;
}

/* The name of a file that must be there. */
static Str read_file(Reading *reading, const Entry *entry, Key key) {
  Str name = read_text(reading, entry, key);
  uint32_t index;
  if (name.len > 0 && !map_find(&reading->present, name, &index))
    wrong(reading, ERR_DELIVERY_ABSENT, entry->values[key], name);
  return name;
}

static Day read_day(Reading *reading, const YamlNode *node, Str key, Day none) {
  Day day = none;
  if (node == NULL) return none;
  if (node->kind != YAML_SCALAR || !day_parse_iso(node->text, &day))
    wrong(reading, ERR_DELIVERY_DATE, node, key, shown(node));
  return day;
}

/* ---- covers ---- */

static bool is_area(Str code) {
  bool good = code.len >= 2 && code.len <= 12;
  for (size_t i = 0; good && i < code.len; i++)
    good = code.ptr[i] >= '0' && code.ptr[i] <= '9';
  return good;
}

/* 530925000000 is all of 530925: zeros that fill a code up to 12 digits name no place. */
static Str without_filling(Str code) {
  static const uint8_t lengths[] = {9, 6, 4, 2};
  for (size_t i = 0; i < sizeof lengths && code.len > lengths[i]; i++) {
    Str rest = str_slice(code, lengths[i], code.len);
    for (size_t k = 0; k < rest.len; k++)
      if (rest.ptr[k] != '0') return code;
    code = str_slice(code, 0, lengths[i]);
  }
  return code;
}

static void read_areas(Reading *reading, const YamlNode *node, ReaderDelivery *delivery) {
  bool list = node->kind == YAML_LIST;
  size_t count = list ? node->count : 1;
  Str *areas = arena_new_array(reading->arena, Str, count);
  for (size_t i = 0; i < count; i++) {
    const YamlNode *item = list ? node->items[i] : node;
    if (item->kind == YAML_SCALAR && is_area(item->text)) {
      areas[delivery->area_count++] = without_filling(item->text);
    } else {
      wrong(reading, ERR_DELIVERY_AREA, item, shown(item));
    }
  }
  delivery->areas = areas;
}

static void read_covers(Reading *reading, const YamlNode *node, ReaderDelivery *delivery) {
  const YamlNode *values[COVER_COUNT] = {NULL};
  delivery->first = DAY_MIN;
  delivery->last = DAY_MAX;
  if (node == NULL) return;
  if (node->kind != YAML_MAP) {
    wrong(reading, ERR_DELIVERY_MAP, node, KEYS[KEY_COVERS], shown(node));
    return;
  }
  read_keys(reading, node, COVER_KEYS, COVER_COUNT, values);
  delivery->first = read_day(reading, values[COVER_FIRST], COVER_KEYS[COVER_FIRST], DAY_MIN);
  delivery->last = read_day(reading, values[COVER_LAST], COVER_KEYS[COVER_LAST], DAY_MAX);
  bool closed = values[COVER_FIRST] != NULL && values[COVER_LAST] != NULL;
  if (closed && day_cmp(delivery->first, delivery->last) > 0)
    wrong(reading, ERR_DELIVERY_PERIOD, values[COVER_FIRST], values[COVER_FIRST]->text,
          values[COVER_LAST]->text);
  if (values[COVER_AREA] != NULL) read_areas(reading, values[COVER_AREA], delivery);
}

/* ---- one entry ---- */

static void read_dataset(Reading *reading, const Entry *entry, ReaderDelivery *delivery) {
  const YamlNode *node = entry->values[KEY_DATASET];
  if (node == NULL) {
    const YamlNode *given = codec_yaml_get(entry->node, KEYS[KEY_DATASET]);
    wrong(reading, ERR_DELIVERY_NO_DATASET, given != NULL ? given : entry->node, delivery->file);
    return;
  }
  delivery->dataset = read_text(reading, entry, KEY_DATASET);
  if (delivery->dataset.len == 0) return;
  delivery->of = pack_dataset(reading->pack, delivery->dataset);
  if (delivery->of == NULL)
    wrong(reading, ERR_DELIVERY_DATASET, node, delivery->dataset,
          near_datasets(reading, delivery->dataset));
}

static void read_coverage(Reading *reading, const Entry *entry, ReaderDelivery *delivery) {
  static const Str words[] = {STR_INIT("partial"), STR_INIT("full"), STR_INIT("answer")};
  const YamlNode *node = entry->values[KEY_COVERAGE];
  delivery->coverage = READER_PARTIAL;
  if (node == NULL) return;
  size_t word = 0;
  while (word < 3 && !(node->kind == YAML_SCALAR && str_eq(words[word], node->text)))
    word++;
  if (word == 3) {
    wrong(reading, ERR_DELIVERY_COVERAGE, node, shown(node));
    return;
  }
  delivery->coverage = (ReaderCoverage)word;
  if (delivery->coverage == READER_ANSWER && entry->values[KEY_LIST] == NULL)
    wrong(reading, ERR_DELIVERY_NO_LIST, node, delivery->file);
  const YamlNode *covers = entry->values[KEY_COVERS];
  bool has_area = covers != NULL && codec_yaml_get(covers, COVER_KEYS[COVER_AREA]) != NULL &&
                  codec_yaml_get(covers, COVER_KEYS[COVER_AREA])->kind != YAML_NULL;
  if (delivery->coverage == READER_FULL && !has_area)
    wrong(reading, ERR_DELIVERY_NO_AREA, node, delivery->file);
}

static void note_name(Reading *reading, Str name) {
  if (name.len > 0) (void)map_add(&reading->named, reading->arena, name, 0);
}

/* The file that the entry is about: each has one entry. */
static void read_own_file(Reading *reading, size_t index) {
  const Entry *entry = &reading->entries[index];
  const YamlNode *node = entry->values[KEY_FILE];
  uint32_t other = 0;
  if (node == NULL) {
    wrong(reading, ERR_DELIVERY_NO_FILE, entry->node, STR_NONE);
    return;
  }
  Str name = read_file(reading, entry, KEY_FILE);
  reading->deliveries[index].file = name;
  if (name.len == 0 || map_add(&reading->listed, reading->arena, name, (uint32_t)index)) return;
  (void)map_find(&reading->listed, name, &other);
  wrong(reading, ERR_DELIVERY_TWICE, node, name,
        arena_printf(reading->arena, "%u", reading->entries[other].node->line));
}

static void read_entry(Reading *reading, size_t index) {
  Entry *entry = &reading->entries[index];
  ReaderDelivery *delivery = &reading->deliveries[index];
  delivery->place = codec_yaml_place(reading->yaml_file, entry->node);
  delivery->first = delivery->state = DAY_MIN;
  delivery->last = DAY_MAX;
  if (entry->node->kind != YAML_MAP) {
    wrong(reading, ERR_DELIVERY_ENTRY, entry->node, shown(entry->node));
    return;
  }
  read_keys(reading, entry->node, KEYS, KEY_COUNT, entry->values);
  read_own_file(reading, index);
  read_dataset(reading, entry, delivery);
  read_covers(reading, entry->values[KEY_COVERS], delivery);
  delivery->state = read_day(reading, entry->values[KEY_STATE], KEYS[KEY_STATE], DAY_MIN);
  read_coverage(reading, entry, delivery);
  delivery->list = read_file(reading, entry, KEY_LIST);
  delivery->sender = read_text(reading, entry, KEY_SENDER);
  delivery->replaces = read_text(reading, entry, KEY_REPLACES);
  delivery->adds = read_text(reading, entry, KEY_ADDS);
  delivery->cover_sheet = read_file(reading, entry, KEY_COVER_SHEET);
  note_name(reading, delivery->list);
  note_name(reading, delivery->cover_sheet);
}

/* ---- between entries ---- */

/* What an entry replaces or adds to stands above it: so no two replace each other. */
static void check_other(Reading *reading, size_t index, Key key, Str name) {
  const YamlNode *node = reading->entries[index].values[key];
  uint32_t other;
  if (name.len == 0) return;
  if (!map_find(&reading->listed, name, &other)) {
    wrong(reading, ERR_DELIVERY_OTHER, node, KEYS[key], name);
    return;
  }
  ReaderDelivery *earlier = &reading->deliveries[other];
  const ReaderDelivery *delivery = &reading->deliveries[index];
  if (other >= index) {
    wrong(reading, ERR_DELIVERY_LATER, node, KEYS[key], name);
  } else if (earlier->of != NULL && delivery->of != NULL && earlier->of != delivery->of) {
    wrong(reading, ERR_DELIVERY_UNLIKE, node, name, earlier->dataset, delivery->dataset);
  } else if (key == KEY_REPLACES) {
    earlier->replaced = true;
  }
}

static void check_others(Reading *reading) {
  for (size_t i = 0; i < reading->count; i++) {
    const ReaderDelivery *delivery = &reading->deliveries[i];
    check_other(reading, i, KEY_REPLACES, delivery->replaces);
    check_other(reading, i, KEY_ADDS, delivery->adds);
    if (delivery->replaces.len > 0 && delivery->adds.len > 0)
      wrong(reading, ERR_DELIVERY_BOTH, reading->entries[i].values[KEY_ADDS], delivery->file);
  }
}

bool reader_is_aside(Str name, Str yaml_file) {
  return str_starts(name, STR(".")) || str_starts(name, STR("README")) || str_eq(name, yaml_file) ||
         str_eq(name, STR("deliveries.yaml"));
}

static Str name_of(Str path) {
  size_t from = path.len;
  while (from > 0 && path.ptr[from - 1] != '/')
    from--;
  return str_slice(path, from, path.len);
}

static void check_files(Reading *reading, const Str *files, size_t file_count) {
  for (size_t i = 0; i < file_count; i++) {
    uint32_t index;
    if (reader_is_aside(files[i], name_of(reading->yaml_file))) continue;
    if (map_find(&reading->listed, files[i], &index)) continue;
    if (map_find(&reading->named, files[i], &index)) continue;
    Err err = fail(reading->diag, ERR_DELIVERY_UNLISTED, PLACE_FILE(reading->yaml_file), files[i]);
    if (reading->first == ERR_OK) reading->first = err;
  }
}

Err reader_deliveries(const Pack *pack,
                      Str yaml_file,
                      Bytes text,
                      const Str *files,
                      size_t file_count,
                      Arena *arena,
                      ReaderDelivery **ret_deliveries,
                      size_t *ret_count,
                      Diag *diag) {
  Reading reading = {
      .pack = pack, .yaml_file = yaml_file, .text = text, .arena = arena, .diag = diag};
  YamlNode *root;
  TRY(codec_yaml_parse(yaml_file, text, arena, &root, diag));
  for (size_t i = 0; i < file_count; i++)
    (void)map_add(&reading.present, arena, files[i], 0);
  if (root->kind == YAML_LIST) {
    reading.count = root->count;
  } else if (root->kind != YAML_NULL) {
    wrong(&reading, ERR_DELIVERY_LIST, root, shown(root));
    return reading.first;
  }
  reading.entries = arena_new_array(arena, Entry, reading.count);
  reading.deliveries = arena_new_array(arena, ReaderDelivery, reading.count);
  for (size_t i = 0; i < reading.count; i++) {
    reading.entries[i].node = root->items[i];
    read_entry(&reading, i);
  }
  check_others(&reading);
  check_files(&reading, files, file_count);
  if (reading.first != ERR_OK) return reading.first;
  *ret_deliveries = reading.deliveries;
  *ret_count = reading.count;
  return ERR_OK;
}
