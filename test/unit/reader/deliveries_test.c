/* SPDX-License-Identifier: Apache-2.0 */
/* deliveries: deliveries.yaml read, and drafted. Run from the repository's root. */
#include "base/file.h"
#include "table.h"

/* ---- a pack by hand ---- */

static const PackLevel levels[] = {
    {STR_INIT("id"), PACK_KEY_ID | PACK_KEY_NAME, PACK_SURE},
    {STR_INIT("hint"), PACK_KEY_NAME | PACK_KEY_VILLAGE, PACK_HINT},
};

enum { NAME, ID, VILLAGE, OWN, MORE };

#define PERSON                                                                                     \
  [NAME] = {.key = STR_INIT("name"), ALIASES(STR_INIT("姓名"))},                                   \
  [ID] = {.key = STR_INIT("id"), ALIASES(STR_INIT("身份证号"))},                                   \
  [VILLAGE] = {.key = STR_INIT("village"), ALIASES(STR_INIT("行政村"))}

static const PackColumn dibao[] = {
    PERSON,
    [OWN] = {.key = STR_INIT("kind"), ALIASES(STR_INIT("保障类别")), .required = true},
    [MORE] = {.key = STR_INIT("from"), ALIASES(STR_INIT("纳入日期"))},
};
static const PackColumn insured[] = {
    PERSON,
    [OWN] = {.key = STR_INIT("kind"), ALIASES(STR_INIT("险种")), .required = true},
};
static const PackColumn settle[] = {
    PERSON,
    [OWN] = {.key = STR_INIT("self"), ALIASES(STR_INIT("自付费用")), .required = true},
};

#define KEYS                                                                                       \
  .levels = levels, .level_count = 2, .id_column = ID, .name_column = NAME,                        \
  .village_column = VILLAGE, .birth_column = PACK_NONE, .household_column = PACK_NONE,             \
  .division_column = PACK_NONE, .township_column = PACK_NONE

static const PackDataset datasets[] = {
    {.id = STR_INIT("civ_dibao"),
     .title = STR_INIT("最低生活保障"),
     .department = STR_INIT("民政"),
     .columns = dibao,
     .column_count = 5,
     KEYS},
    {.id = STR_INIT("med_insured"),
     .title = STR_INIT("基本医疗保险\n参保"),
     .department = STR_INIT("医疗: 保障"),
     .columns = insured,
     .column_count = 4,
     KEYS},
    {.id = STR_INIT("med_settle"),
     .title = STR_INIT("住院自付费用"),
     .department = STR_INIT("医疗保障"),
     .columns = settle,
     .column_count = 4,
     KEYS},
};

static const Pack pack = {.county = STR_INIT("530925"), .datasets = datasets, .dataset_count = 3};

/* ---- what came out, as text ---- */

static void put_day_or_dash(Buf *out, Day day) {
  if (day_cmp(day, DAY_MIN) == 0 || day_cmp(day, DAY_MAX) == 0) {
    buf_char(out, '-');
  } else {
    buf_day(out, day);
  }
  buf_char(out, ' ');
}

static void put_delivery(Buf *out, const ReaderDelivery *delivery) {
  static const char *const coverages[] = {"partial", "full", "answer"};
  EXPECT(delivery->of != NULL && str_eq(delivery->of->id, delivery->dataset));
  EXPECT(delivery->place.line > 0);
  buf_printf(out, "%.*s %.*s ", STR_ARG(delivery->file), STR_ARG(delivery->dataset));
  put_day_or_dash(out, delivery->first);
  put_day_or_dash(out, delivery->last);
  for (size_t i = 0; i < delivery->area_count; i++)
    buf_printf(out, "%s%.*s", i > 0 ? "," : "", STR_ARG(delivery->areas[i]));
  buf_lit(out, delivery->area_count > 0 ? " " : "- ");
  put_day_or_dash(out, delivery->state);
  buf_printf(out, "%s ", coverages[delivery->coverage]);
  buf_str(out, delivery->list.len > 0 ? delivery->list : STR("-"));
  buf_lit(out, delivery->replaced ? " yes\n" : " no\n");
}

static void put_mistakes(Buf *out, const Diag *diag) {
  for (size_t i = 0; i < diag_count(diag); i++) {
    const DiagItem *item = diag_get(diag, i);
    bool word = !str_contains(item->args[0], STR(ARG2_MARK));
    buf_printf(out, "%s %u:%u %.*s\n", err_name(item->code), item->at.line, item->at.column,
               STR_ARG(word ? item->args[0] : STR_NONE));
  }
}

/* Reads [text] beside [files]; true if all is right. */
static bool read_text(Str text, const Str *files, size_t count, Buf *out) {
  Arena *arena = arena_new((size_t)64 << 20);
  Diag *diag = diag_new();
  ReaderDelivery *deliveries = NULL;
  size_t delivery_count = 12345;
  Err err = reader_deliveries(&pack, STR("dir/deliveries.yaml"),
                              (Bytes){(const uint8_t *)text.ptr, text.len}, files, count, arena,
                              &deliveries, &delivery_count, diag);
  EXPECT((err == ERR_OK) == (diag_total(diag) == 0));
  if (err == ERR_OK) {
    for (size_t i = 0; i < delivery_count; i++)
      put_delivery(out, &deliveries[i]);
  } else {
    EXPECT_INT(err, diag_get(diag, 0)->code);
    EXPECT(deliveries == NULL && delivery_count == 12345);
    put_mistakes(out, diag);
  }
  diag_free(diag);
  arena_free(arena);
  return err == ERR_OK;
}

/* ---- the file of cases ---- */

enum { FILES_MAX = 16 };

/* Everything up to a line that is [mark] or begins with it. */
static Str cut_at(Str *rest, const char *mark) {
  Str all = *rest;
  while (rest->len > 0) {
    Str here = *rest, line = str_cut(rest, '\n');
    if (str_starts(line, str_from(mark))) {
      if (strcmp(mark, "===") == 0) *rest = here;
      return (Str){all.ptr, (size_t)(line.ptr - all.ptr)};
    }
  }
  return all;
}

static void check_case(Str name, Str names, Str text, Str want) {
  unsigned long before = unit_failures;
  Str files[FILES_MAX] = {STR("deliveries.yaml"), STR(".hidden"), STR("README.md")};
  size_t count = 3;
  names = str_trim(names);
  while (names.len > 0 && count < FILES_MAX)
    files[count++] = str_cut(&names, ' ');
  Buf out;
  buf_init(&out, 1 << 16);
  (void)read_text(text, files, count, &out);
  EXPECT(str_eq(buf_view(&out), want));
  if (unit_failures != before) printf("  case %.*s:\n%.*s", STR_ARG(name), STR_ARG(buf_view(&out)));
  buf_free(&out);
}

UNIT(cases) {
  FileMap map;
  EXPECT_INT(file_map(STR("test/reader/deliveries.txt"), &map, NULL), ERR_OK);
  Str rest = {(const char *)map.bytes.ptr, map.bytes.len};
  (void)cut_at(&rest, "===");
  int checked = 0;
  while (rest.len > 0) {
    Str head = str_cut(&rest, '\n');
    Str names = cut_at(&rest, "---"), text = cut_at(&rest, "---"), want = cut_at(&rest, "===");
    check_case(str_slice(head, 4, head.len), names, text, want);
    checked++;
  }
  EXPECT_INT(checked, 12);
  file_unmap(&map);
}

UNIT(near_datasets) {
  static const struct {
    const char *word, *near;
  } words[] = {
      {"med_setle", "med_insured, med_settle"},
      {"dibao", "civ_dibao"},
      {"住院", "med_settle"},
      {"civ_tekun", "civ_dibao"},
      {"x", "civ_dibao, med_insured, med_settle"},
  };
  static const Str file = STR_INIT("a.csv");
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    char text[128];
    int len = snprintf(text, sizeof text, "- {file: a.csv, dataset: %s}\n", words[i].word);
    Arena *arena = arena_new((size_t)1 << 20);
    Diag *diag = diag_new();
    ReaderDelivery *deliveries;
    size_t count;
    EXPECT_INT(reader_deliveries(&pack, STR("d.yaml"), (Bytes){(const uint8_t *)text, (size_t)len},
                                 &file, 1, arena, &deliveries, &count, diag),
               ERR_DELIVERY_DATASET);
    EXPECT_STR(diag_get(diag, 0)->args[1], words[i].near);
    EXPECT(diag_get(diag, 0)->source.len > 0);
    diag_free(diag);
    arena_free(arena);
  }
}

/* ---- drafts ---- */

#define FILE_OF(file_name, lit)                                                                    \
  {                                                                                                \
    STR_INIT(file_name), {                                                                         \
      (const uint8_t *)(lit), sizeof(lit) - 1                                                      \
    }                                                                                              \
  }

UNIT(draft) {
  static const ReaderDraftFile files[] = {
      FILE_OF(".hidden", "x"),
      FILE_OF("deliveries.yaml", "x"),
      FILE_OF("README.txt", "x"),
      FILE_OF("低保.csv", "名单\n姓名,身份证号,行政村,保障类别,纳入日期\n"),
      FILE_OF("2021: \"住院\"\\\n.csv", "姓名,身份证号,自付费用\n李某,1,2\n"),
      FILE_OF("参保.csv", "姓名,身份证号,险种\n"),
      FILE_OF("两样.csv", "姓名,身份证号,险种,自付费用\n"),
      FILE_OF("无证.csv", "姓名,行政村,险种\n"),
      FILE_OF("别的.csv", "a,b\n1,2\n"),
      FILE_OF("表.xlsx", "PK\x03\x04"),
      FILE_OF("空.csv", ""),
  };
  Buf out;
  buf_init(&out, 1 << 16);
  reader_draft(&pack, files, sizeof files / sizeof files[0], &out);
  Str text = buf_view(&out);
  EXPECT(str_contains(text, STR("- file: 低保.csv\n  dataset: civ_dibao\n"
                                "  covers: {first: null, last: null, area: ['530925']}\n"
                                "  state: null\n  coverage: partial\n  list: null\n"
                                "  sender: 民政\n  replaces: null\n  cover_sheet: null\n")));
  EXPECT(str_contains(text, STR("- file: \"2021: \\\"住院\\\"\\\\\\u000A.csv\"\n"
                                "  dataset: med_settle\n")));
  EXPECT(str_contains(text, STR("  sender: \"医疗: 保障\"\n")));
  EXPECT(
      str_contains(text, STR("# 同样像这几种数据，请选定一种：med_insured 基本医疗保险 参保 3/4、"
                             "med_settle 住院自付费用 3/4\n- file: 两样.csv\n"
                             "  dataset: null\n")));
  EXPECT(str_contains(text, STR("3/4、"))); /* 无证: no level works, so nothing is chosen */
  EXPECT(str_contains(text, STR("- file: 无证.csv\n  dataset: null\n")));
  EXPECT(str_contains(text, STR("# 认不出是哪种数据\n- file: 别的.csv\n  dataset: null\n")));
  EXPECT(str_contains(text, STR("Excel .xlsx")));
  EXPECT(str_contains(text, STR("# 空文件\n- file: 空.csv\n")));
  EXPECT(!str_contains(text, STR("hidden")) && !str_contains(text, STR("README")));

  /* The draft is read back: only what it could not tell is left to do. */
  Str names[sizeof files / sizeof files[0]];
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
    names[i] = files[i].name;
  Buf mistakes;
  buf_init(&mistakes, 1 << 16);
  EXPECT(!read_text(text, names, sizeof names / sizeof names[0], &mistakes));
  size_t left = 0;
  for (Str rest = buf_view(&mistakes); rest.len > 0; left++)
    EXPECT(str_starts(str_cut(&rest, '\n'), STR("DELIVERY_NO_DATASET ")));
  EXPECT_INT((int64_t)left, 5);
  buf_free(&mistakes);
  buf_free(&out);
}

UNIT_MAIN(UNIT_CASE(cases), UNIT_CASE(near_datasets), UNIT_CASE(draft))
