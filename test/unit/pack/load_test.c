/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The small pack of test/pack/small and the county's pack, loaded: what hosts find in them, the
 * hash, what is shown. Run from the repository's root.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "pack/pack.h"
#include "unit/unit.h"

#include <stdlib.h>
#include <unistd.h>

static Pack *load(const char *dir) {
  Diag *diag = diag_new();
  Pack *pack = NULL;
  EXPECT_INT(pack_load(str_from(dir), &pack, diag), ERR_OK);
  EXPECT_INT((int64_t)diag_total(diag), 0);
  for (size_t i = 0; i < diag_count(diag); i++)
    printf("%s %u\n", err_name(diag_get(diag, i)->code), diag_get(diag, i)->at.line);
  diag_free(diag);
  return pack;
}

static const CelField *field(const CelSchema *schema, const char *name) {
  const CelField *found = cel_schema_find(schema, str_from(name));
  EXPECT(found != NULL);
  return found;
}

static void expect_field(const CelField *f, PackFieldKind kind, uint32_t index, const char *type) {
  Arena *arena = arena_new(1 << 20);
  EXPECT_INT(pack_field_kind(f), kind);
  EXPECT_INT(pack_field_index(f), index);
  EXPECT_STR(cel_type_text(f->type, arena), type);
  arena_free(arena);
}

/* ---- parts ---- */

static int64_t value_on(const PackParam *param, int32_t year, int32_t month, int32_t day) {
  Day on = {0};
  EXPECT(day_from_ymd(year, month, day, &on));
  const CelValue *value = pack_param_on(param, on);
  return value ? value->i : -1;
}

UNIT(params) {
  Pack *pack = load("test/pack/small");
  const PackParam *line = &pack->params[0];
  EXPECT_STR(line->confirm, "county");
  EXPECT_INT(value_on(line, 2019, 12, 31), -1);
  EXPECT_INT(value_on(line, 2020, 1, 1), 60000000);
  EXPECT_INT(value_on(line, 2020, 12, 31), 60000000);
  EXPECT_INT(value_on(line, 2021, 1, 1), 65005000);
  const PackParam *scale = &pack->params[1];
  EXPECT_INT(scale->type->kind, CEL_MAP);
  EXPECT_INT(scale->values[0].from.n, DAY_MIN.n);
  const CelMap *map = scale->values[0].is.map;
  EXPECT_INT(map->count, 2);
  EXPECT_STR(map->entries[0].key.s, "pig"); /* ascending, not as written */
  EXPECT_INT(map->entries[1].value.i, 500000);
  EXPECT(pack_param_on(&pack->params[2], DAY_MAX) == NULL);
  EXPECT_STR(pack->params[2].open, "是否按周岁");
  const CelList *kinds = pack->params[4].values[0].is.list;
  EXPECT_INT(kinds->count, 2);
  EXPECT_STR(kinds->items[1].s, "pig"); /* written by its label */
  pack_free(pack);
}

UNIT(codes) {
  Pack *pack = load("test/pack/small");
  EXPECT_INT((int64_t)pack->codes_count, 2);
  EXPECT_STR(pack->code_titles[0], "种养");
  const CelCodes *crop = &pack->codes[0];
  EXPECT_STR(cel_codes_find(crop, STR("育肥猪"))->code, "pig");
  EXPECT_INT((int64_t)crop->group_count, 1);
  EXPECT_INT((int64_t)crop->groups[0].count, 2);
  EXPECT_INT(crop->groups[0].members[1], 2);
  pack_free(pack);
}

UNIT(registry) {
  Pack *pack = load("test/pack/small");
  const PackRegistry *r = &pack->registry;
  EXPECT_INT((int64_t)r->count, 4);
  EXPECT_INT(r->persons, 0);
  EXPECT_INT(r->households, 1);
  EXPECT_INT(r->villages, PACK_NONE);
  EXPECT_STR(r->tables[2].id, "authorisations"); /* by name */
  EXPECT_STR(r->tables[3].id, "episodes");
  const PackTable *persons = &r->tables[0];
  EXPECT_STR(persons->columns[persons->key].key, "person_no");
  EXPECT_STR(persons->columns[persons->household].key, "hh_no");
  EXPECT_STR(persons->columns[r->id].key, "id_no");
  EXPECT_STR(persons->columns[r->name].key, "name");
  EXPECT_STR(persons->columns[r->birth].key, "birth");
  EXPECT_STR(persons->columns[r->head].key, "relation");
  EXPECT_STR(r->head_code, "户主");
  EXPECT(!r->village_of_person);
  EXPECT_STR(r->tables[1].columns[r->village].key, "village_code");
  EXPECT_STR(r->tables[r->episodes].columns[r->episode_begun].key, "begun");
  EXPECT_STR(r->tables[r->authorisations].columns[r->signed_on].key, "signed_on");
  EXPECT_STR(r->tables[r->authorisations].columns[r->signed_guardian].key, "guardian");
  EXPECT_INT(r->adult_age, 18);
  EXPECT(r->tables[3].of == PACK_OF_HOUSEHOLD && !r->tables[3].main && r->tables[3].optional);
  EXPECT_STR(r->tables[3].columns[r->tables[3].key].key, "hh_no");
  pack_free(pack);
}

UNIT(columns) {
  Pack *pack = load("test/pack/small");
  const PackTable *persons = &pack->registry.tables[0];
  const PackColumn *id = &persons->columns[pack->registry.id];
  EXPECT_INT((int64_t)id->header_count, 3); /* of the registry first, then the label */
  EXPECT_STR(id->headers[0], "身份证号");
  EXPECT_STR(id->headers[2], "证件号码");
  EXPECT_STR(id->sensitivity, "sealed");
  const PackColumn *income = &pack->registry.tables[1].columns[2];
  EXPECT_STR(income->headers[1], "家庭收入"); /* without its unit in brackets */
  EXPECT_STR(income->shown_headers[1], "家庭收入（元）");
  EXPECT(income->has_blank && income->blank.i == 0 && income->has_min && income->min == 0);
  EXPECT(income->has_max && income->max == INT64_C(100000000000));
  EXPECT_INT(income->field->flags, CEL_FIELD_NONNEG);
  EXPECT(income->field == cel_schema_find(pack->household, STR("income")));
  pack_free(pack);
}

UNIT(datasets) {
  Pack *pack = load("test/pack/small");
  EXPECT_INT((int64_t)pack->dataset_count, 3);
  const PackDataset *bills = pack_dataset(pack, STR("bills"));
  const PackDataset *wells = pack_dataset(pack, STR("wells"));
  const PackDataset *roads = pack_dataset(pack, STR("roads"));
  EXPECT(pack_dataset(pack, STR("none")) == NULL);
  EXPECT(bills->index == 0 && roads->index == 1 && wells->index == 2);
  EXPECT(wells->answered && wells->ignore_ambiguous && wells->population == PACK_MONITORED);
  EXPECT_INT(bills->levels[1].keys, PACK_KEY_NAME | PACK_KEY_BIRTH | PACK_KEY_VILLAGE);
  EXPECT_INT(bills->levels[1].as, PACK_PROBABLE);
  EXPECT_INT(bills->birth_column, PACK_NONE);
  EXPECT_INT(bills->id_column, 0);
  EXPECT_INT(bills->village_column, 2);
  EXPECT_INT(bills->spell_from, 3);
  EXPECT_INT(roads->division_column, 0);
  EXPECT(bills->schema->filter != NULL && wells->schema->filter == NULL);
  EXPECT(bills->schema->spell_to == bills->columns[4].field);
  EXPECT(bills->columns[5].required && bills->columns[5].unit == 1);
  EXPECT_INT(wells->columns[3].unit, 10000);
  EXPECT_INT((int64_t)pack->level_name_count, 4);
  EXPECT_STR(pack->level_names[0], "code");
  EXPECT_STR(pack->level_names[3], "triple");
  pack_free(pack);
}

UNIT(schemas) {
  Pack *pack = load("test/pack/small");
  const CelSchema *dept = field(pack->person, "dept")->type->schema;
  expect_field(field(pack->person, "name"), PACK_COLUMN, 2, "name");
  expect_field(field(pack->person, "household"), PACK_HOUSEHOLD, 0, "record(household)");
  expect_field(field(pack->person, "authorisations"), PACK_CHILDREN, 2,
               "list(record(authorisations))");
  expect_field(field(pack->household, "members"), PACK_MEMBERS, 0, "list(record(person))");
  expect_field(field(pack->household, "head"), PACK_HEAD, 0, "record(person)");
  expect_field(field(pack->household, "crops"), PACK_COLUMN, 3, "list(code(crop))");
  expect_field(field(pack->household, "episodes"), PACK_CHILDREN, 3, "list(record(episodes))");
  expect_field(field(pack->village, "persons"), PACK_MEMBERS, 0, "list(record(person))");
  expect_field(field(dept, "bills"), PACK_ROWS, 0, "list(record(bills))");
  EXPECT_INT(field(pack->person, "dept")->flags, CEL_FIELD_SAME);
  const CelField *under = field(dept, "bills")->under_filter;
  EXPECT(under != NULL && under->flags == CEL_FIELD_HIDDEN);
  EXPECT_INT(pack_field_kind(under), PACK_ROWS_FILTERED);
  EXPECT(cel_schema_find(dept, STR("roads")) == NULL);
  const CelSchema *village_dept = field(pack->village, "dept")->type->schema;
  expect_field(field(village_dept, "roads"), PACK_ROWS, 1, "list(record(roads))");
  EXPECT(cel_schema_find(village_dept, STR("bills")) == NULL);
  const CelSchema *rows = pack_dataset(pack, STR("bills"))->schema;
  expect_field(field(rows, "match"), PACK_ROW_MATCH, 0, "string");
  expect_field(field(rows, "person"), PACK_ROW_PERSON, 0, "record(person)");
  EXPECT(cel_schema_find(pack_dataset(pack, STR("roads"))->schema, STR("person")) == NULL);
  expect_field(field(pack->param_record.schema, "scale"), PACK_PARAM, 1,
               "map(code(crop), decimal)");
  expect_field(field(pack->codes_record.schema, "relation"), PACK_CODES, 1, "codelist(relation)");
  const CelField *delivered = field(pack->delivery_record.schema, "wells");
  EXPECT_INT(pack_field_index(delivered), 2);
  expect_field(field(delivered->type->schema, "state"), PACK_DELIVERY_STATE, 0, "date");
  EXPECT_INT((int64_t)pack->envs[PACK_PERSON].var_count, PACK_VAR_MAX);
  EXPECT_INT((int64_t)pack->envs[PACK_VILLAGE_SUBJECT].var_count, PACK_VAR_VILLAGE + 1);
  EXPECT_STR(pack->envs[PACK_HOUSE].vars[PACK_VAR_HOUSEHOLD].name, "household");
  pack_free(pack);
}

UNIT(rules) {
  Pack *pack = load("test/pack/small");
  EXPECT_INT((int64_t)pack->rule_count, 2);
  const PackRule *a = pack_rule(pack, STR("A1")), *w = pack_rule(pack, STR("W1"));
  EXPECT(a == &pack->rules[0] && w == &pack->rules[1]);
  EXPECT(pack_rule(pack, STR("W2")) == NULL);
  EXPECT(a->subject == PACK_HOUSE && a->confirm_at_most && a->tier == 0);
  EXPECT_INT(a->valid_from.n, DAY_MIN.n);
  EXPECT_INT((int64_t)a->row_count, 2);
  EXPECT_INT((int64_t)a->evidence_count, 1);
  EXPECT_INT((int64_t)a->evidence[0].key.len, 0);
  EXPECT_STR(a->say_en, "water");
  EXPECT_STR(a->when_text, "household.dept.wells.exists(w, !w.good) &&\n"
                           "  household.income < param.line");
  EXPECT_STR(w->evidence[1].key, "total");
  EXPECT_INT(w->place.line, 1);
  EXPECT_STR(w->when_text, "size(rows_in) > 0");
  EXPECT_INT(cel_unit_type(w->unit, w->when)->kind, CEL_BOOL);
  EXPECT_INT(w->valid_to.n - w->valid_from.n, 365);
  size_t count;
  bool filtered = false;
  const CelUse *uses = cel_unit_uses(w->unit, &count);
  for (size_t i = 0; i < count; i++)
    filtered = filtered || pack_field_kind(uses[i].field) == PACK_ROWS_FILTERED;
  EXPECT(filtered); /* the condition holds the filter of the department */
  pack_free(pack);
}

UNIT(exports_and_calendar) {
  Pack *pack = load("test/pack/small");
  EXPECT_INT((int64_t)pack->export_count, 1);
  const PackExport *export = &pack->exports[0];
  EXPECT(export->of == PACK_HOUSE && export->column_count == 2 && export->order_count == 2);
  EXPECT_INT(export->order[0], 1);
  EXPECT_INT((int64_t)pack->calendar->holiday_count, 2);
  EXPECT_INT((int64_t)pack->calendar->workday_count, 2);
  EXPECT(pack->envs[0].calendar == pack->calendar);
  pack_free(pack);
}

/* ---- showing ---- */

UNIT(show) {
  Pack *pack = load("test/pack/small");
  Arena *arena = arena_new(1 << 20);
  Diag *diag = diag_new();
  const PackShown *shown = NULL;
  size_t count = 0;
  EXPECT_INT(pack_show(pack, STR("adult"), arena, &shown, &count, diag), ERR_OK);
  EXPECT_INT((int64_t)count, 1);
  EXPECT_STR(shown[0].file, "test/pack/small/params.yaml");
  EXPECT_INT(shown[0].line, 12);
  EXPECT_STR(shown[0].text, "- id: adult\n  title: 成年\n  type: int\n  open: 是否按周岁\n");
  EXPECT_STR(shown[0].layer->id, "small");
  EXPECT(shown[0].below == NULL && shown[0].because.len == 0 && !shown[0].off);
  EXPECT_INT(pack_show(pack, STR("530925101203"), arena, &shown, &count, diag), ERR_OK);
  EXPECT_STR(shown[0].file, "test/pack/small/areas/all.yaml");
  EXPECT_INT(shown[0].line, 4);
  EXPECT_STR(shown[0].text, "- {code: '530925101203', name: 闷乐, kind: 村, alias: [闷乐村]}\n");
  EXPECT_INT(pack_show(pack, STR("hh_no"), arena, &shown, &count, diag), ERR_OK);
  EXPECT_INT((int64_t)count, 3);
  EXPECT(str_contains(shown[0].text, STR("of: person")));
  EXPECT(str_contains(shown[2].text, STR("of: episode")));
  EXPECT_INT(pack_show(pack, STR("h_no"), arena, &shown, &count, diag), ERR_PACK_NO_ENTRY);
  const PackOpen *open = NULL;
  pack_open_list(pack, arena, &open, &count);
  EXPECT_INT((int64_t)count, 2);
  EXPECT_STR(open[0].id, "line");
  EXPECT_STR(open[0].title, "收入线");
  EXPECT_STR(open[0].confirm, "county");
  EXPECT(open[0].question.len == 0 && open[0].param == &pack->params[0]);
  EXPECT_STR(open[0].file, "test/pack/small/params.yaml");
  EXPECT_INT(open[0].line, 1);
  EXPECT_STR(open[0].layer->id, "small");
  EXPECT_STR(open[1].id, "adult");
  EXPECT_STR(open[1].question, "是否按周岁");
  EXPECT_INT(open[1].line, 12);
  diag_free(diag);
  arena_free(arena);
  pack_free(pack);
}

UNIT(find) {
  Arena *arena = arena_new(1 << 20);
  Diag *diag = diag_new();
  Str dir;
  EXPECT_INT(pack_find(STR("test/pack/small"), arena, &dir, diag), ERR_OK);
  EXPECT_STR(dir, "test/pack/small");
  EXPECT_INT(pack_find(STR("shuangjiang-2021"), arena, &dir, diag), ERR_OK);
  EXPECT_STR(dir, "packs/shuangjiang-2021");
  EXPECT_INT(pack_find(STR("nowhere"), arena, &dir, diag), ERR_OPEN);
  EXPECT_INT(pack_find(STR(""), arena, &dir, diag), ERR_OPEN);
  /* not packs/../test/pack/small */
  EXPECT_INT(pack_find(STR("../test/pack/small"), arena, &dir, diag), ERR_OPEN);
  Pack *pack = NULL;
  EXPECT(pack_load(STR("nowhere"), &pack, diag) != ERR_OK && pack == NULL);
  diag_free(diag);
  arena_free(arena);
}

/* ---- the hash ---- */

enum { FILES = 9 };
static const char *const files[FILES] = {
    "pack.yaml",         "params.yaml",    "codes/all.yaml", "fields/all.yaml", "registry.yaml",
    "datasets/all.yaml", "areas/all.yaml", "calendar.yaml",  "rules/all.yaml",
};

static void write_file(Arena *arena, Str path, Str text) {
  EXPECT_INT(file_make_dir(file_dir(path), NULL), ERR_OK);
  FILE *file = fopen(arena_cstr(arena, path), "wb");
  EXPECT(file != NULL);
  if (file == NULL) return;
  EXPECT_INT((int64_t)fwrite(text.ptr, 1, text.len, file), (int64_t)text.len);
  EXPECT(fclose(file) == 0);
}

static Str read_file(Arena *arena, const char *dir, const char *name) {
  FileMap map;
  Str path = file_join(arena, str_from(dir), str_from(name));
  if (file_map(path, &map, NULL) != ERR_OK) return STR_NONE;
  Str text = arena_str(arena, (Str){(const char *)map.bytes.ptr, map.bytes.len});
  file_unmap(&map);
  return text;
}

/* The hash of the small pack with [old] of file [name] put as [new]. */
static Str
hash_with(Arena *arena, const char *dir, const char *name, const char *old, const char *new) {
  Str text = read_file(arena, "test/pack/small", name);
  Str want = str_from(old);
  size_t at = 0;
  while (at < text.len && !str_starts(str_slice(text, at, text.len), want))
    at++;
  EXPECT(at < text.len);
  Str changed = arena_printf(arena, "%.*s%s%.*s", (int)at, text.ptr, new,
                             STR_ARG(str_slice(text, at + want.len, text.len)));
  Str path = file_join(arena, str_from(dir), str_from(name));
  write_file(arena, path, changed);
  Pack *pack = load(dir);
  Str hash = pack ? arena_str(arena, pack->hash) : STR_NONE;
  pack_free(pack);
  write_file(arena, path, text);
  return hash;
}

/* A copy of the small pack below [dir], whose Xs are filled in. */
static void make_copy(Arena *arena, char *dir) {
  EXPECT(mkdtemp(dir) != NULL);
  for (int i = 0; i < FILES; i++)
    write_file(arena, file_join(arena, str_from(dir), str_from(files[i])),
               read_file(arena, "test/pack/small", files[i]));
}

static void remove_copy(Arena *arena, const char *dir) {
  for (int i = 0; i < FILES; i++) {
    Str path = file_join(arena, str_from(dir), str_from(files[i]));
    (void)unlink(arena_cstr(arena, path));
    (void)rmdir(arena_cstr(arena, file_dir(path)));
  }
  EXPECT(rmdir(dir) == 0);
}

UNIT(hash) {
  Arena *arena = arena_new(16 << 20);
  char dir[] = "/tmp/shouwang-pack-XXXXXX";
  make_copy(arena, dir);
  Pack *pack = load("test/pack/small");
  Str hash = arena_str(arena, pack->hash);
  pack_free(pack);
  EXPECT(str_starts(hash, STR("sha256-1m:")) && hash.len == 74);
  static const struct {
    const char *file, *old, *new;
    bool same;
  } cases[] = {
      {"params.yaml", "  type: int\n  open: 是否按周岁\n",
       "  open: '是否按周岁' # 待定\n  type: \"int\"\n", true},
      {"areas/all.yaml", "- {code: '530925', name: 双江县, kind: 县}\n",
       "- kind: 县\n  name: 双江县\n  code: 530925\n", true},
      {"rules/all.yaml", "  when: size(rows_in) > 0\n", "  when: |\n    size(rows_in) > 0\n", true},
      {"rules/all.yaml", "tier: 1", "tier: 2", false},
      {"rules/all.yaml", "    n: size(rows_in)\n    total: total\n",
       "    total: total\n    n: size(rows_in)\n", false},
      {"pack.yaml", "      no: household.hh_no\n      income: household.income\n",
       "      income: household.income\n      no: household.hh_no\n", false},
      {"pack.yaml", "order: [income, no]", "order: [no, income]", false},
      {"params.yaml", "is: 6000}", "is: '6000'}", true},
      {"params.yaml", "is: 6000}", "is: 6001}", false},
      {"codes/all.yaml", "[生猪, 育肥猪]", "[生猪育肥猪]", false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    Str other = hash_with(arena, dir, cases[i].file, cases[i].old, cases[i].new);
    EXPECT(str_eq(other, hash) == cases[i].same);
  }
  /* An entry in another file of the same directory is the same entry. */
  Str areas = read_file(arena, "test/pack/small", "areas/all.yaml");
  Str first = str_cut(&areas, '\n');
  Str extra = file_join(arena, str_from(dir), STR("areas/other.yaml"));
  write_file(arena, file_join(arena, str_from(dir), STR("areas/all.yaml")), areas);
  write_file(arena, extra, first);
  pack = load(dir);
  EXPECT(pack != NULL && str_eq(pack->hash, hash));
  pack_free(pack);
  (void)unlink(arena_cstr(arena, extra));
  remove_copy(arena, dir);
  arena_free(arena);
}

/* Without a table of households their fields are columns of persons. */
UNIT(no_households) {
  Arena *arena = arena_new(16 << 20);
  char dir[] = "/tmp/shouwang-pack-XXXXXX";
  make_copy(arena, dir);
  Str text = read_file(arena, "test/pack/small", "registry.yaml");
  Buf changed;
  buf_init(&changed, 1 << 20);
  bool skip = false;
  while (text.len > 0) {
    Str line = str_cut(&text, '\n');
    if (str_starts(line, STR("- table: "))) skip = str_ends(line, STR("households"));
    if (skip) continue;
    buf_str(&changed, line);
    buf_char(&changed, '\n');
  }
  write_file(arena, file_join(arena, str_from(dir), STR("registry.yaml")), buf_view(&changed));
  Pack *pack = load(dir);
  EXPECT(pack != NULL);
  if (pack) {
    const PackRegistry *r = &pack->registry;
    const PackTable *persons = &r->tables[0];
    EXPECT_INT(r->households, PACK_NONE);
    EXPECT_INT((int64_t)persons->column_count, 9); /* 6, and 3 of households */
    EXPECT(r->village_of_person);
    EXPECT_STR(persons->columns[r->village].key, "village_code");
    expect_field(field(pack->household, "income"), PACK_COLUMN, 7, "decimal");
    EXPECT(persons->columns[7].field == cel_schema_find(pack->household, STR("income")));
    EXPECT(cel_schema_find(pack->person, STR("income")) == NULL);
    EXPECT_STR(r->tables[2].columns[r->tables[2].key].key, "hh_no"); /* episodes */
  }
  pack_free(pack);
  buf_free(&changed);
  remove_copy(arena, dir);
  arena_free(arena);
}

UNIT(county) {
  Pack *pack = load("packs/shuangjiang-2021");
  EXPECT(pack->rule_count >= 30 && pack->dataset_count >= 20 && pack->area_count == 85);
  EXPECT(pack_rule(pack, STR("W16")) != NULL);
  EXPECT(pack->registry.head != PACK_NONE);
  EXPECT_INT((int64_t)pack->layer_count, 3);
  EXPECT_STR(pack->layers[0].id, "national-2021");
  pack_free(pack);
}

/* Each layer is whole without those above it. */
UNIT(lower_layers) {
  static const char *const dirs[] = {"packs/national-2021", "packs/yunnan-2021"};
  for (size_t i = 0; i < 2; i++) {
    Pack *pack = load(dirs[i]);
    EXPECT(pack != NULL && pack->county.len == 0 && pack->area_count == 0);
    EXPECT(pack != NULL && pack->layer_count == i + 1 && pack_rule(pack, STR("X01")) != NULL);
    EXPECT(pack != NULL && pack_rule(pack, STR("W16")) == NULL);
    pack_free(pack);
  }
}

UNIT_MAIN(UNIT_CASE(params),
          UNIT_CASE(codes),
          UNIT_CASE(registry),
          UNIT_CASE(columns),
          UNIT_CASE(datasets),
          UNIT_CASE(schemas),
          UNIT_CASE(rules),
          UNIT_CASE(exports_and_calendar),
          UNIT_CASE(show),
          UNIT_CASE(find),
          UNIT_CASE(hash),
          UNIT_CASE(no_households),
          UNIT_CASE(county),
          UNIT_CASE(lower_layers))
