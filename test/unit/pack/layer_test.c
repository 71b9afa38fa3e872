/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Layers put over the small pack of test/pack/small: what upper layers add, replace and take away,
 * what is shown of it, the hash, the examples, and every mistake with the file of its layer. Run
 * from the repository's root.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "pack/pack.h"
#include "unit/unit.h"

#include <stdlib.h>
#include <unistd.h>

enum { WRITTEN_MAX = 64, LIMIT = 64 << 20 };

/* A directory of packs; what was written is removed at the end. */
typedef struct Packs {
  Arena *arena;
  Diag *diag;
  char dir[32];
  Str written[WRITTEN_MAX];
  size_t count;
} Packs;

static void put(Packs *packs, const char *name, const char *text) {
  Str path = file_join(packs->arena, str_from(packs->dir), str_from(name));
  EXPECT_INT(file_make_dir(file_dir(path), NULL), ERR_OK);
  FILE *file = fopen(arena_cstr(packs->arena, path), "wb");
  EXPECT(file != NULL && packs->count < WRITTEN_MAX);
  if (file == NULL || packs->count == WRITTEN_MAX) return;
  EXPECT(fputs(text, file) >= 0);
  EXPECT(fclose(file) == 0);
  packs->written[packs->count++] = path;
}

static void begin(Packs *packs) {
  static const char *const names[] = {
      "pack.yaml",         "params.yaml",    "codes/all.yaml", "fields/all.yaml", "registry.yaml",
      "datasets/all.yaml", "areas/all.yaml", "calendar.yaml",  "rules/all.yaml",
  };
  *packs = (Packs){.arena = arena_new(LIMIT), .diag = diag_new(), .dir = "/tmp/shouwang-XXXXXX"};
  EXPECT(mkdtemp(packs->dir) != NULL);
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    FileMap map;
    Str from = file_join(packs->arena, STR("test/pack/small"), str_from(names[i]));
    EXPECT_INT(file_map(from, &map, NULL), ERR_OK);
    Str text = arena_str(packs->arena, (Str){(const char *)map.bytes.ptr, map.bytes.len});
    file_unmap(&map);
    Str name = file_join(packs->arena, STR("small"), str_from(names[i]));
    put(packs, arena_cstr(packs->arena, name), arena_cstr(packs->arena, text));
  }
}

static void end(Packs *packs) {
  for (size_t i = 0; i < packs->count; i++) {
    Str path = packs->written[i];
    (void)unlink(arena_cstr(packs->arena, path)); /* some were written twice */
    for (Str dir = file_dir(path); dir.len >= strlen(packs->dir); dir = file_dir(dir))
      (void)rmdir(arena_cstr(packs->arena, dir)); /* fails where it is not empty */
  }
  EXPECT(!file_exists(str_from(packs->dir)));
  diag_free(packs->diag);
  arena_free(packs->arena);
}

static Err load(Packs *packs, const char *name, Pack **ret_pack) {
  diag_free(packs->diag);
  packs->diag = diag_new();
  *ret_pack = NULL;
  return pack_load(file_join(packs->arena, str_from(packs->dir), str_from(name)), ret_pack,
                   packs->diag);
}

static Str shown_item(Packs *packs, const DiagItem *item) {
  Buf buf;
  buf_init(&buf, 1 << 16);
  diag_render(item, LANG_EN, &buf);
  Str text = arena_str(packs->arena, buf_view(&buf));
  buf_free(&buf);
  return text;
}

static Pack *load_good(Packs *packs, const char *name) {
  Pack *pack = NULL;
  EXPECT_INT(load(packs, name, &pack), ERR_OK);
  for (size_t i = 0; i < diag_count(packs->diag); i++)
    printf("%.*s\n", STR_ARG(shown_item(packs, diag_get(packs->diag, i))));
  return pack;
}

/* [place]: "layer/file:line:column"; [text]: a part of the message in English. One mistake only. */
static void
expect_mistake(Packs *packs, const char *name, Err code, const char *place, const char *text) {
  Pack *pack = NULL;
  EXPECT_INT(load(packs, name, &pack), code);
  EXPECT(pack == NULL);
  EXPECT_INT((int64_t)diag_count(packs->diag), 1);
  for (size_t i = 0; i < diag_count(packs->diag); i++) {
    const DiagItem *item = diag_get(packs->diag, i);
    Str file = item->at.file;
    if (str_starts(file, str_from(packs->dir)))
      file = str_slice(file, strlen(packs->dir) + 1, file.len);
    EXPECT_STR(
        arena_printf(packs->arena, "%.*s:%u:%u", STR_ARG(file), item->at.line, item->at.column),
        place);
    Str message = shown_item(packs, item);
    bool said = str_contains(message, str_from(text));
    if (!said) printf("%.*s\n", STR_ARG(message));
    EXPECT(said);
  }
}

#define UPPER "id: upper\ntitle: 上层\nextends: small\n"

/* ---- what layers do ---- */

UNIT(merge) {
  Packs packs;
  begin(&packs);
  put(&packs, "upper/pack.yaml",
      UPPER "exports:\n"
            "  - {id: poor, off: true, because: 县里不出}\n"
            "  - {id: rich, file: poor.tsv, of: household, where: 'true', columns: {no: "
            "'household.hh_no'}}\n");
  put(&packs, "upper/params.yaml",
      "- id: line\n  title: 新线\n  type: decimal\n  because: 省里提高\n"
      "  values: [{is: 7000}]\n"
      "- id: extra\n  title: 另加\n  type: int\n  open: 多少\n");
  put(&packs, "upper/areas/all.yaml",
      "- {code: '530925101203', name: 闷乐社区, kind: 社区, because: 村改居}\n"
      "- {code: '530925101209', off: true, because: 并村}\n"
      "- {code: '530925101210', name: 新寨, kind: 村}\n");
  put(&packs, "upper/calendar.yaml",
      "covers: {first: '2021-01-01', last: '2022-12-31'}\nholidays: ['2021-10-01']\n"
      "workdays: []\nbecause: 补上下一年\n");
  put(&packs, "upper/rules/all.yaml", "- {id: A1, off: true, because: 不比对饮水}\n");
  put(&packs, "upper/fields/all.yaml",
      "- {key: birth, of: person, label: 出生年月日, type: date, because: 表头不同}\n");
  put(&packs, "upper/datasets/all.yaml", "- {id: roads, off: true, because: 县里没有}\n");
  Pack *pack = load_good(&packs, "upper");
  if (pack) {
    EXPECT_STR(pack->id, "upper");
    EXPECT_STR(pack->title, "上层");
    EXPECT_STR(pack->county, "530925");
    EXPECT_INT((int64_t)pack->layer_count, 2);
    EXPECT_STR(pack->layers[0].id, "small");
    EXPECT_STR(pack->layers[0].title, "小规则包");
    EXPECT(str_ends(pack->layers[0].dir, STR("/small")));
    EXPECT_STR(pack->layers[1].id, "upper");
    EXPECT_INT((int64_t)pack->param_count, 6);
    EXPECT_STR(pack->params[0].id, "line"); /* where it stood */
    EXPECT_INT((int64_t)pack->params[0].count, 1);
    EXPECT_INT(pack->params[0].values[0].is.i, 70000000);
    EXPECT(pack->params[0].confirm.len == 0);
    EXPECT_STR(pack->params[5].id, "extra");
    EXPECT_INT((int64_t)pack->area_count, 8);
    EXPECT_STR(pack_area_by_code(pack, STR("530925101203"))->name, "闷乐社区");
    EXPECT(pack_area_by_code(pack, STR("530925101209")) == NULL);
    EXPECT_INT((int64_t)pack->calendar->holiday_count, 1);
    EXPECT_INT((int64_t)pack->rule_count, 1);
    EXPECT(pack_rule(pack, STR("A1")) == NULL && pack_rule_is_off(pack, STR("A1")));
    EXPECT(pack_rule(pack, STR("W1")) != NULL && !pack_rule_is_off(pack, STR("W1")));
    EXPECT(pack_dataset(pack, STR("roads")) == NULL && pack_dataset(pack, STR("wells")) != NULL);
    EXPECT_INT((int64_t)pack->export_count, 1); /* a file of the export taken away is free */
    EXPECT_STR(pack->exports[0].id, "rich");
    const PackTable *persons = &pack->registry.tables[0];
    EXPECT_STR(persons->columns[pack->registry.birth].headers[0], "出生年月日");
  }
  pack_free(pack);
  end(&packs);
}

/* ---- comparisons ---- */

static const PackShown *shown_one(Packs *packs, const Pack *pack, const char *id) {
  const PackShown *shown = NULL;
  size_t count = 0;
  EXPECT_INT(pack_show(pack, str_from(id), packs->arena, &shown, &count, NULL), ERR_OK);
  EXPECT_INT((int64_t)count, 1);
  return count == 1 ? shown : NULL;
}

#define COMPARISON                                                                                 \
  "- id: C1\n  ledger: person\n  with: bills\n  owner: 甲\n  clause: 一\n  fields:\n"            \
  "    - {field: name, column: name}\n    - {field: birth, column: admitted, tolerance: 3}\n"      \
  "    - {field: hh_no, column: name}\n"

/* A comparison below; one of its rules is taken away, one is written by hand. */
static void put_comparison(Packs *packs) {
  put(packs, "small/compare.yaml", COMPARISON);
  put(packs, "upper/pack.yaml", UPPER);
  put(packs, "upper/rules/all.yaml",
      "- {id: C1.name, off: true, because: 姓名另比}\n"
      "- {id: C1.birth, title: 手写, clause: 二, kind: consistency, subject: person, owner: 乙,\n"
      "   when: 'has(person.birth)', because: 另有口径}\n");
}

UNIT(comparisons) {
  Packs packs;
  begin(&packs);
  put_comparison(&packs);
  Pack *small = load_good(&packs, "small");
  if (small) {
    EXPECT_INT((int64_t)small->rule_count, 5);
    const PackRule *rule = pack_rule(small, STR("C1.birth"));
    EXPECT(rule != NULL);
    if (rule) {
      EXPECT_STR(rule->title, "登记与住院：出生日期不一致");
      EXPECT_STR(rule->kind, "consistency");
      EXPECT_STR(rule->owner, "甲");
      EXPECT_STR(rule->say, "登记的出生日期是 {registry}，住院是 {department}");
      EXPECT_INT(rule->place.line, 8); /* where its field stands */
      EXPECT(str_ends(rule->place.file, STR("small/compare.yaml")));
    }
    const PackShown *shown = shown_one(&packs, small, "C1.name");
    if (shown) {
      EXPECT_INT(shown->line, 7);
      EXPECT(str_starts(shown->text, STR("- id: C1.name\n")));
      EXPECT(str_contains(shown->text, STR("\n    same: rows.map(r, r.name == person.name)\n")));
    }
    shown = shown_one(&packs, small, "C1");
    if (shown) EXPECT(str_starts(shown->text, STR("- id: C1\n  ledger: person\n")));
  }
  pack_free(small);
  Pack *upper = load_good(&packs, "upper");
  if (upper) {
    EXPECT_INT((int64_t)upper->rule_count, 4);
    EXPECT(pack_rule(upper, STR("C1.name")) == NULL && pack_rule_is_off(upper, STR("C1.name")));
    EXPECT_STR(pack_rule(upper, STR("C1.birth"))->title, "手写");
    EXPECT_STR(pack_rule(upper, STR("C1.hh_no"))->title, "登记与住院：户编号不一致");
    const PackShown *shown = shown_one(&packs, upper, "C1.birth");
    if (shown) {
      EXPECT_STR(shown->because, "另有口径");
      EXPECT(shown->below && shown->below->line == 8 &&
             str_contains(shown->below->text, STR("{field: birth, column: admitted")));
    }
  }
  pack_free(upper);
  end(&packs);
}

/* What a layer made of the rules of a comparison goes with the comparison. */
UNIT(comparison_replaced) {
  Packs packs;
  begin(&packs);
  put_comparison(&packs);
  put(&packs, "top/pack.yaml", "id: top\ntitle: 顶层\nextends: upper\n");
  put(&packs, "top/compare.yaml",
      "- id: C1\n  ledger: person\n  with: bills\n  owner: 丙\n  clause: 三\n  because: 重写\n"
      "  fields: [{field: name, column: name}, {field: relation, column: kind, map: {tea: "
      "户主}}]\n");
  Pack *top = load_good(&packs, "top");
  if (top) {
    EXPECT_INT((int64_t)top->rule_count, 4);
    EXPECT_STR(pack_rule(top, STR("C1.name"))->owner, "丙");
    EXPECT(!pack_rule_is_off(top, STR("C1.name")));
    EXPECT(pack_rule(top, STR("C1.relation")) != NULL);
    EXPECT(pack_rule(top, STR("C1.birth")) == NULL && pack_rule_is_off(top, STR("C1.birth")));
    EXPECT(pack_rule(top, STR("C1.hh_no")) == NULL && pack_rule_is_off(top, STR("C1.hh_no")));
    const PackShown *shown = shown_one(&packs, top, "C1.birth");
    if (shown) EXPECT(shown->off && str_eq(shown->because, STR("重写")) && shown->below != NULL);
  }
  pack_free(top);
  put(&packs, "top/compare.yaml", "- {id: C1, off: true, because: 不比}\n");
  top = load_good(&packs, "top");
  if (top) {
    EXPECT_INT((int64_t)top->rule_count, 2);
    EXPECT(pack_rule_is_off(top, STR("C1.birth")) && pack_rule_is_off(top, STR("C1.name")));
  }
  pack_free(top);
  put(&packs, "top/compare.yaml",
      "- {id: C1, ledger: person, with: bills, owner: 丙, clause: 三, fields: [{field: name, "
      "column: name}]}\n");
  expect_mistake(&packs, "top", ERR_PACK_REPLACES, "top/compare.yaml:1:8",
                 "the comparison C1 replaces");
  put(&packs, "top/compare.yaml", "[]\n");
  put(&packs, "top/rules/all.yaml", "- {id: C1.income, off: true, because: 没有}\n");
  expect_mistake(&packs, "top", ERR_PACK_REPLACES_NONE, "top/rules/all.yaml:1:8", "C1.income");
  end(&packs);
}

/* An entry replaced in each of three layers, shown whole. */
UNIT(show) {
  Packs packs;
  begin(&packs);
  put(&packs, "middle/pack.yaml", "id: middle\ntitle: 中层\nextends: small\n");
  put(&packs, "middle/params.yaml",
      "- {id: adult, title: 成年, type: int, because: 省里定了,\n"
      "   confirm: county, values: [{is: 18}]}\n");
  put(&packs, "upper/pack.yaml", "id: upper\ntitle: 上层\nextends: middle\n");
  put(&packs, "upper/params.yaml",
      "# 县里的\n- {id: adult, title: 成年, type: int, because: 县里定了, values: [{is: 16}]}\n");
  put(&packs, "upper/rules/all.yaml", "- {id: A1, off: true, because: 不比对}\n");
  Pack *pack = load_good(&packs, "upper");
  const PackShown *shown = NULL;
  size_t count = 0;
  if (pack) {
    EXPECT_INT((int64_t)pack->layer_count, 3);
    EXPECT_INT(pack_show(pack, STR("adult"), packs.arena, &shown, &count, packs.diag), ERR_OK);
    EXPECT_INT((int64_t)count, 1);
    EXPECT_STR(shown->layer->id, "upper");
    EXPECT(str_ends(shown->file, STR("/upper/params.yaml")) && shown->line == 2);
    EXPECT_STR(shown->because, "县里定了");
    EXPECT(!shown->off && str_contains(shown->text, STR("{is: 16}")));
    const PackShown *below = shown->below;
    EXPECT(below != NULL && str_eq(below->layer->id, STR("middle")) && below->line == 1);
    EXPECT_STR(below->because, "省里定了");
    below = below->below;
    EXPECT(below != NULL && str_eq(below->layer->id, STR("small")) && below->line == 12);
    EXPECT(below->below == NULL && str_contains(below->text, STR("open: 是否按周岁")));
    EXPECT_INT(pack_show(pack, STR("A1"), packs.arena, &shown, &count, packs.diag), ERR_OK);
    EXPECT(count == 1 && shown->off && str_eq(shown->because, STR("不比对")));
    EXPECT(shown->below != NULL && str_contains(shown->below->text, STR("household.dept.wells")));
    const PackOpen *open;
    pack_open_list(pack, packs.arena, &open, &count);
    EXPECT_INT((int64_t)count, 1); /* `adult` is settled by the uppermost */
    EXPECT(count == 1 && str_eq(open[0].id, STR("line")) &&
           str_eq(open[0].layer->id, STR("small")));
  }
  pack_free(pack);
  end(&packs);
}

static Str hash_of(Packs *packs, const char *name) {
  Pack *pack = load_good(packs, name);
  Str hash = pack ? arena_str(packs->arena, pack->hash) : STR_NONE;
  pack_free(pack);
  return hash;
}

UNIT(hash) {
  Packs packs;
  begin(&packs);
  put(&packs, "upper/pack.yaml", UPPER);
  Str small = hash_of(&packs, "small"), bare = hash_of(&packs, "upper");
  EXPECT(bare.len > 0 && !str_eq(small, bare));
  put(&packs, "upper/params.yaml",
      "- {id: adult, title: 成年, type: int, open: 问, because: 一}\n");
  Str one = hash_of(&packs, "upper");
  put(&packs, "upper/params.yaml",
      "- {id: adult, title: 成年, type: int, open: 问, because: 二}\n");
  EXPECT(!str_eq(one, bare) && !str_eq(one, hash_of(&packs, "upper")));
  /* What is replaced counts too: it is shown with the reason. */
  put(&packs, "upper/params.yaml",
      "- {id: line, title: 线, type: decimal, open: 问, because: 三}\n");
  one = hash_of(&packs, "upper");
  put(&packs, "small/params.yaml",
      "- {id: line, title: 旧线, type: decimal, open: 问}\n- {id: scale, title: 规模, type: "
      "decimal, open: 问}\n");
  put(&packs, "small/rules/all.yaml", "[]\n");
  EXPECT(!str_eq(one, hash_of(&packs, "upper")));
  end(&packs);
}

UNIT(examples) {
  Packs packs;
  begin(&packs);
  put(&packs, "upper/pack.yaml", UPPER);
  put(&packs, "small/examples/W1.yaml",
      "- {name: 甲, on: '2021-06-01', given: {}, gives: no}\n"
      "- {name: 乙, on: '2021-06-01', given: {}, gives: no}\n");
  put(&packs, "upper/examples/W1.yaml",
      "- {name: 乙, on: '2021-07-01', given: {}, gives: yes}\n"
      "- {name: 丙, on: '2021-08-01', given: {}, gives: undecidable}\n");
  Pack *pack = load_good(&packs, "upper");
  const PackExample *examples = NULL;
  size_t count = 0;
  if (pack) {
    const PackRule *rule = pack_rule(pack, STR("W1"));
    EXPECT_INT(pack_examples(pack, rule, packs.arena, &examples, &count, packs.diag), ERR_OK);
    EXPECT_INT((int64_t)count, 3);
    EXPECT_STR(examples[0].name, "甲");
    EXPECT_STR(examples[1].name, "乙");
    EXPECT_STR(examples[1].gives, "yes");
    EXPECT_STR(examples[2].name, "丙");
  }
  pack_free(pack);
  end(&packs);
}

/* ---- mistakes ---- */

UNIT(reasons) {
  Packs packs;
  begin(&packs);
  put(&packs, "upper/pack.yaml", UPPER);
  put(&packs, "upper/params.yaml", "- {id: adult, title: 成年, type: int, open: 问}\n");
  expect_mistake(&packs, "upper", ERR_PACK_REPLACES, "upper/params.yaml:1:8",
                 "the parameter adult replaces that of a lower layer (");
  put(&packs, "upper/params.yaml",
      "- {id: adults, title: 成年, type: int, open: 问, because: 改}\n");
  expect_mistake(&packs, "upper", ERR_PACK_REPLACES_NONE, "upper/params.yaml:1:8",
                 "because: no lower layer has the parameter adults");
  put(&packs, "upper/params.yaml", "- {id: adults, off: true, because: 改}\n");
  expect_mistake(&packs, "upper", ERR_PACK_REPLACES_NONE, "upper/params.yaml:1:8", "off: no lower");
  put(&packs, "upper/params.yaml", "- {id: adult, off: true}\n");
  expect_mistake(&packs, "upper", ERR_PACK_REPLACES, "upper/params.yaml:1:8", "because must say");
  put(&packs, "upper/params.yaml", "- {id: adult, off: true, because: ''}\n");
  expect_mistake(&packs, "upper", ERR_PACK_KIND, "upper/params.yaml:1:35", "because must be");
  put(&packs, "upper/params.yaml", "- {id: adult, off: true, because: 改, title: 成年}\n");
  expect_mistake(&packs, "upper", ERR_PACK_KEY_UNKNOWN, "upper/params.yaml:1:38", "title");
  put(&packs, "upper/params.yaml",
      "- {id: adult, off: true, because: 改}\n- {id: adult, title: 成年, type: int, open: 问}\n");
  expect_mistake(&packs, "upper", ERR_PACK_TWICE, "upper/params.yaml:2:8", "adult is there");
  put(&packs, "upper/params.yaml", "[]\n");
  put(&packs, "upper/calendar.yaml",
      "covers: {first: '2021-01-01', last: '2021-12-31'}\nholidays: []\nworkdays: []\n");
  expect_mistake(&packs, "upper", ERR_PACK_REPLACES, "upper/calendar.yaml:1:1", "calendar");
  end(&packs);
}

/* What refers to an entry taken away is a mistake where it stands; what is wrong with an entry is
 * shown in the file of its layer. */
UNIT(places) {
  Packs packs;
  begin(&packs);
  put(&packs, "upper/pack.yaml", UPPER);
  put(&packs, "upper/datasets/all.yaml", "- {id: wells, off: true, because: 没有}\n");
  Pack *pack = NULL;
  EXPECT(load(&packs, "upper", &pack) != ERR_OK && pack == NULL);
  EXPECT(diag_count(packs.diag) > 0);
  for (size_t i = 0; i < diag_count(packs.diag); i++) {
    const DiagItem *item = diag_get(packs.diag, i);
    EXPECT(str_ends(item->at.file, STR("/small/rules/all.yaml")) && item->at.line > 19);
    EXPECT(str_contains(shown_item(&packs, item), STR("wells")));
  }
  put(&packs, "upper/datasets/all.yaml", "[]\n");
  put(&packs, "upper/params.yaml",
      "- {id: adult, title: 成年, type: number, open: 问, because: 改}\n");
  expect_mistake(&packs, "upper", ERR_PACK_WORD, "upper/params.yaml:1:32", "type: number");
  put(&packs, "upper/params.yaml", "- {id: a, title: 甲, type: int\n");
  EXPECT(load(&packs, "upper", &pack) != ERR_OK && pack == NULL);
  EXPECT(str_ends(diag_get(packs.diag, 0)->at.file, STR("/upper/params.yaml")));
  end(&packs);
}

UNIT(chains) {
  Packs packs;
  begin(&packs);
  put(&packs, "a/pack.yaml", "id: a\ntitle: 甲\nextends: b\n");
  put(&packs, "b/pack.yaml", "id: b\ntitle: 乙\nextends: a\n");
  expect_mistake(&packs, "a", ERR_PACK_EXTENDS_CYCLE, "b/pack.yaml:3:10", "a → b → a");
  put(&packs, "b/pack.yaml", "id: other\ntitle: 乙\nextends: small\n");
  expect_mistake(&packs, "a", ERR_PACK_EXTENDS_ID, "a/pack.yaml:3:10", "other");
  put(&packs, "b/pack.yaml", "id: b\ntitle: 乙\nextends: none\n");
  expect_mistake(&packs, "a", ERR_PACK_EXTENDS, "b/pack.yaml:3:10", "extends: none");
  put(&packs, "b/pack.yaml", "id: b\ntitle: 乙\nextends: ../small\n");
  expect_mistake(&packs, "a", ERR_PACK_EXTENDS, "b/pack.yaml:3:10", "../small");
  end(&packs);
}

/* Eight layers load, nine do not. */
UNIT(depth) {
  Packs packs;
  begin(&packs);
  for (int i = 1; i <= PACK_LAYERS_MAX; i++) {
    Str below = i == 1 ? STR("small") : arena_printf(packs.arena, "l%d", i - 1);
    Str name = arena_printf(packs.arena, "l%d/pack.yaml", i);
    Str text = arena_printf(packs.arena, "id: l%d\ntitle: 层\nextends: %.*s\n", i, STR_ARG(below));
    put(&packs, arena_cstr(packs.arena, name), arena_cstr(packs.arena, text));
  }
  Pack *pack = load_good(&packs, "l7");
  EXPECT(pack != NULL && pack->layer_count == 8 && pack->rule_count == 2);
  pack_free(pack);
  expect_mistake(&packs, "l8", ERR_PACK_EXTENDS_DEPTH, "l1/pack.yaml:3:10", "8 layers");
  end(&packs);
}

UNIT_MAIN(UNIT_CASE(merge),
          UNIT_CASE(comparisons),
          UNIT_CASE(comparison_replaced),
          UNIT_CASE(show),
          UNIT_CASE(hash),
          UNIT_CASE(examples),
          UNIT_CASE(reasons),
          UNIT_CASE(places),
          UNIT_CASE(chains),
          UNIT_CASE(depth))
