/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cells as values of columns, and names of divisions, by the small pack and the county's.
 * Run from the repository's root.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "pack/pack.h"
#include "unit/unit.h"

static Pack *load(const char *dir) {
  Pack *pack = NULL;
  EXPECT_INT(pack_load(str_from(dir), &pack, NULL), ERR_OK);
  return pack;
}

static const PackColumn *column(const PackColumn *columns, size_t count, const char *key) {
  for (size_t i = 0; i < count; i++)
    if (str_eq(columns[i].key, str_from(key))) return &columns[i];
  EXPECT(false);
  return columns;
}

/* "= VALUE", "empty", "unreadable", "MIN..MAX". */
static Str read_as(const Pack *pack,
                   const PackColumn *c,
                   const char *text,
                   int64_t factor,
                   const char *township,
                   Arena *arena) {
  CelValue value;
  pack_read_value(pack, c, str_from(text), factor, str_from(township), arena, &value);
  if (value.state == CEL_UNKNOWN) {
    const CelUnknown *u = value.unknown;
    EXPECT(u->causes == NULL);
    if (u->has_min) return arena_printf(arena, "%lld..%lld", (long long)u->min, (long long)u->max);
    return u->absence == CEL_IS_EMPTY ? STR("empty") : STR("unreadable");
  }
  Buf buf;
  buf_init(&buf, 10000);
  buf_lit(&buf, "= ");
  cel_value_text(c->type, &value, &buf);
  Str shown = arena_str(arena, buf_view(&buf));
  buf_free(&buf);
  return shown;
}

typedef struct Cell {
  const char *key;
  const char *text;
  const char *want;
} Cell;

static void check_cells(const Pack *pack,
                        const PackColumn *columns,
                        size_t count,
                        const Cell *cells,
                        size_t cell_count) {
  Arena *arena = arena_new(1 << 24);
  for (size_t i = 0; i < cell_count; i++) {
    const PackColumn *c = column(columns, count, cells[i].key);
    Str got = read_as(pack, c, cells[i].text, 1, "", arena);
    if (!str_eq(got, str_from(cells[i].want))) printf("%s <- %s\n", cells[i].key, cells[i].text);
    EXPECT_STR(got, cells[i].want);
  }
  arena_free(arena);
}
#define CHECK_CELLS(pack, of, cells)                                                               \
  check_cells((pack), (of)->columns, (of)->column_count, (cells), sizeof(cells) / sizeof(cells)[0])

UNIT(persons) {
  Pack *pack = load("test/pack/small");
  static const Cell cells[] = {
      {"name", " 张 三 ", "= 张 三"},
      {"name", "\xE2\x80\x8B\xE5\xBC\xA0", "= 张"}, /* a zero-width blank is taken out */
      {"name", "   ", "empty"},
      {"name", "", "empty"},
      {"person_no", "'0012", "= 0012"},
      {"person_no", "=\"0012\"", "= 0012"},
      {"birth", "1980-02-29", "= 1980-02-29"},
      {"birth", "1981-02-29", "unreadable"},
      {"birth", "1980年2月", "3683..3711"},
      {"birth", "1899-12-31", "unreadable"}, /* min */
      {"birth", "1900-01-01", "= 1900-01-01"},
      {"birth", "1850年", "unreadable"}, /* all of it below min */
      {"birth", "-", "empty"},
      {"birth", "生于春天", "unreadable"},
      {"relation", "户主", "= 户主"},
      {"relation", "妻", "= 配偶"},
      {"relation", " 配 偶 ", "= 配偶"},
      {"relation", "邻居", "unreadable"},
      {"relation", "/", "empty"},
      {"relation", "", "empty"},
      {"id_no", "11010519491231002x", "= 11010519491231002X"}, /* the example of GB 11643 */
      {"id_no", "1101051949123100**", "= 1101051949123100**"},
      {"id_no", "1.10105E+17", "= 1.10105E+17"},
      {"id_no", "护照 E00000000", "= 护照 E00000000"},
      {"id_no", "无", "empty"},
  };
  CHECK_CELLS(pack, &pack->registry.tables[0], cells);
  pack_free(pack);
}

UNIT(households) {
  Pack *pack = load("test/pack/small");
  static const Cell cells[] = {
      {"income", "1,234.50", "= 1234.5"},
      {"income", "１２３", "= 123"},
      {"income", "1.2万", "= 12000"},
      {"income", "", "= 0"}, /* empty: 0 */
      {"income", "无", "= 0"},
      {"income", "-1", "unreadable"},
      {"income", "10000000", "= 10000000"},
      {"income", "10000000.0001", "unreadable"},
      {"income", "十元", "unreadable"},
      {"crops", "茶", "= [tea]"},
      {"crops", "茶、生猪", "= [tea, pig]"},
      {"crops", "茶，猪；稻（含陆稻）", "= [tea, pig, rice]"},
      {"crops", "tea/pig;tea, 猪", "= [tea, pig]"},
      {"crops", "茶 猪", "= [tea, pig]"},
      {"crops", "、，", "empty"},
      {"crops", "茶、咖啡", "unreadable"},
      {"crops", "稻(含陆稻)", "= [rice]"},
      {"crops", "无", "empty"},
      {"crops", "", "empty"},
      {"village_code", "530925101203", "= 530925101203"},
      {"village_code", "闷乐村委会", "= 530925101203"},
      {"village_code", "530926", "= 530926000000"}, /* of another county */
      {"village_code", "平掌", "unreadable"},       /* there are two */
      {"village_code", "不在此处", "unreadable"},
      {"village_code", "", "empty"},
  };
  CHECK_CELLS(pack, &pack->registry.tables[1], cells);
  pack_free(pack);
}

UNIT(datasets) {
  Pack *pack = load("test/pack/small");
  static const Cell cells[] = {
      {"good", "是", "= true"},
      {"good", "", "= false"}, /* empty: false */
      {"good", "不清楚", "unreadable"},
      {"capital", "12.5", "= 12.5"}, /* the column is one of 万元 */
      {"capital", "12.5万元", "= 12.5"},
      {"capital", "5000元", "= 0.5"},
      {"capital", "0.5元", "unreadable"},
  };
  CHECK_CELLS(pack, pack_dataset(pack, STR("wells")), cells);
  const PackDataset *bills = pack_dataset(pack, STR("bills"));
  const PackDataset *wells = pack_dataset(pack, STR("wells"));
  Arena *arena = arena_new(1 << 20);
  const PackColumn *self = column(bills->columns, bills->column_count, "self");
  EXPECT_STR(read_as(pack, self, "1.5", 10000, "", arena), "= 15000");
  EXPECT_STR(read_as(pack, self, "1.5元", 10000, "", arena), "= 1.5");
  const PackColumn *capital = column(wells->columns, wells->column_count, "capital");
  EXPECT_STR(read_as(pack, capital, "1.5", 10000, "", arena), "= 1.5");
  const PackColumn *village = column(bills->columns, bills->column_count, "village");
  EXPECT_STR(read_as(pack, village, "平掌", 1, "530925201000", arena), "= 530925201202");
  arena_free(arena);
  pack_free(pack);
}

/* Long and strange texts are unreadable or come back as they are; nothing is written past. */
UNIT(hostile) {
  Pack *pack = load("test/pack/small");
  enum { LONG = 100000 };
  Arena *arena = arena_new(64 << 20);
  char *text = arena_new_array(arena, char, LONG + 1);
  static const char fills[] = {'9', ' ', ',', 'A', '=', '\''};
  for (size_t f = 0; f < sizeof fills; f++) {
    memset(text, fills[f], LONG);
    for (size_t t = 0; t < pack->registry.count; t++) {
      const PackTable *table = &pack->registry.tables[t];
      for (size_t i = 0; i < table->column_count; i++) {
        CelValue value = {0};
        pack_read_value(pack, &table->columns[i], (Str){text, LONG}, 1, STR_NONE, arena, &value);
        EXPECT(value.state == CEL_KNOWN || value.unknown->absence != CEL_ABSENT);
      }
    }
  }
  arena_free(arena);
  pack_free(pack);
}

/* ---- divisions ---- */

static void
expect_area(const Pack *pack, const char *text, const char *township, const char *code) {
  const PackArea *area = pack_area_find(pack, str_from(text), str_from(township));
  if (area == NULL ? code[0] != '\0' : !str_eq(area->code, str_from(code)))
    printf("%s in %s\n", text, township);
  EXPECT_STR(area ? area->code : STR_NONE, code);
}

UNIT(areas) {
  Pack *pack = load("test/pack/small");
  expect_area(pack, "530925", "", "530925000000");
  expect_area(pack, "530925101", "", "530925101000");
  expect_area(pack, "530925101203", "", "530925101203");
  expect_area(pack, "530925101299", "", "");
  expect_area(pack, "闷乐", "", "530925101203");
  expect_area(pack, " 闷 乐 村民委员会", "", "530925101203");
  expect_area(pack, "闷乐", "530925101000", "530925101203");
  expect_area(pack, "闷乐", "530925201000", ""); /* it lies in another township */
  expect_area(pack, "新村", "", "530925101002");
  expect_area(pack, "新村社区居委会", "", "530925101002");
  expect_area(pack, "平掌", "", "");
  expect_area(pack, "平掌", "530925201000", "530925201202");
  expect_area(pack, "平掌", "530925101000", "530925101209");
  expect_area(pack, "沙河乡", "", "530925201000");
  expect_area(pack, "沙河村", "", "530925201201");
  expect_area(pack, "沙河", "", "530925201201"); /* the very name of the village alone */
  expect_area(pack, "猛猛镇", "", "530925101000");
  expect_area(pack, "勐勐镇平掌村", "", "530925101209");
  expect_area(pack, "双江县沙河乡平掌村委会", "", "530925201202");
  expect_area(pack, "双江县", "", "530925000000");
  expect_area(pack, "沙河乡平掌村", "530925101000", "");
  expect_area(pack, "沙河乡不在村", "", "");
  expect_area(pack, "", "", "");
  expect_area(pack, "村", "", "");
  EXPECT(pack_area_by_code(pack, STR("530925")) == NULL);
  pack_free(pack);
}

UNIT(county_areas) {
  Pack *pack = load("packs/shuangjiang-2021");
  expect_area(pack, "勐勐镇", "", "530925101000");
  expect_area(pack, "千蚌村委会", "", "530925101201");
  expect_area(pack, "双江自治县勐勐镇千蚌村", "", "530925101201");
  for (size_t i = 0; i < pack->area_count; i++) {
    /* Every unit is found by its own name in its own township. */
    const PackArea *area = &pack->areas[i];
    EXPECT(pack_area_find(pack, area->name, area->code) == area);
    EXPECT(pack_area_by_code(pack, area->code) == area);
  }
  pack_free(pack);
}

UNIT_MAIN(UNIT_CASE(persons),
          UNIT_CASE(households),
          UNIT_CASE(datasets),
          UNIT_CASE(hostile),
          UNIT_CASE(areas),
          UNIT_CASE(county_areas))
