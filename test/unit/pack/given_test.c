/* SPDX-License-Identifier: Apache-2.0 */
/*
 * given: a host over the data of an example, with a small pack and without one; examples files.
 * Every expression is evaluated by both executors, which must agree.
 */
#include "pack/pack.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "unit.h"

/* ---- a pack ---- */

static const char *const pack_files[][2] = {
    {"pack.yaml", "id: small-2021\ntitle: 小县\ncounty: '530925'\nexports: []\n"},
    {"params.yaml", "- {id: line, title: 线, type: decimal, unit: 元, clause: x,\n"
                    "   values: [{from: '2021-01-01', is: 6000}, {from: '2022-01-01', is: 7000}]}\n"
                    "- {id: always, title: 常数, type: int, clause: x, values: [{is: 3}]}\n"
                    "- {id: scale, title: 规模, type: decimal, by: crop, clause: x,\n"
                    "   values: [{from: '2021-01-01', is: {猪: 500, 粮: 50}}]}\n"},
    {"codes/all.yaml",
     "- {id: sex, title: 性别, source: x, codes: [{code: 男}, {code: 女}]}\n"
     "- id: relation\n  title: 关系\n  source: x\n"
     "  codes: [{code: 户主, alias: [本人]}, {code: 配偶}, {code: 之子}]\n"
     "- {id: crop, title: 产业, source: x, codes: [{code: 猪}, {code: 粮}]}\n"
     "- {id: state, title: 状态, source: x, codes: [{code: 正常}, {code: 转出}]}\n"},
    {"fields/all.yaml",
     "- {key: person_no, of: person, label: 人编号, type: string, sensitivity: personal}\n"
     "- {key: hh_no, of: person, label: 户编号, type: string, sensitivity: personal}\n"
     "- {key: name, of: person, label: 姓名, type: name, sensitivity: personal}\n"
     "- {key: id_no, of: person, label: 证件号码, type: idnumber, sensitivity: sealed}\n"
     "- {key: birth, of: person, label: 出生日期, type: date, sensitivity: personal}\n"
     "- {key: sex, of: person, label: 性别, type: code, codes: sex, sensitivity: open}\n"
     "- {key: relation, of: person, label: 关系, type: code, codes: relation, sensitivity: open}\n"
     "- {key: insured, of: person, label: 参保, type: bool, sensitivity: open}\n"
     "- {key: hh_no, of: household, label: 户编号, type: string, sensitivity: personal}\n"
     "- {key: div_village, of: household, label: 村, type: division, sensitivity: open}\n"
     "- {key: house_area, of: household, label: 住房面积, type: decimal, sensitivity: open}\n"
     "- {key: pop, of: household, label: 人口, type: int, min: 0, sensitivity: open}\n"
     "- {key: code, of: village, label: 村代码, type: division, sensitivity: open}\n"
     "- {key: hh_total, of: village, label: 总户数, type: int, sensitivity: open}\n"
     "- {key: hh_no, of: episode, label: 户编号, type: string, sensitivity: personal}\n"
     "- {key: begun, of: episode, label: 识别日期, type: date, sensitivity: open}\n"
     "- {key: off, of: episode, label: 已消除, type: bool, sensitivity: open}\n"},
    {"registry.yaml",
     "- {table: persons, file: 'persons*.csv', key: person_no, household: hh_no,\n"
     "   head: {relation: 户主}, columns: {person_no: {header: [人编号]}, hh_no: {header: "
     "[户编号]},\n"
     "   name: {header: [姓名]}, id_no: {header: [证件号码]}, birth: {header: [出生日期]},\n"
     "   sex: {header: [性别]}, relation: {header: [关系]}, insured: {header: [参保]}}}\n"
     "- {table: households, file: 'households*.csv', key: hh_no, optional: true,\n"
     "   columns: {hh_no: {header: [户编号]}, div_village: {header: [村]},\n"
     "   house_area: {header: [住房面积]}, pop: {header: [人口]}}}\n"
     "- {table: villages, file: 'villages*.csv', key: code, optional: true,\n"
     "   columns: {code: {header: [村代码]}, hh_total: {header: [总户数]}}}\n"
     "- {table: episodes, file: 'episodes*.csv', of: household, optional: true, begun: begun,\n"
     "   columns: {hh_no: {header: [户编号]}, begun: {header: [识别日期]},\n"
     "   off: {header: [已消除], empty: false}}}\n"},
    {"datasets/all.yaml",
     "- id: med\n  title: 住院\n  department: 医保\n  clause: x\n  grain: person\n"
     "  direction: delivered\n  population: all_rural\n  filtered_by: self >= param.line\n"
     "  match: [{name: id, by: [id, name], as: sure}, {name: triple, by: [name], as: probable},\n"
     "          {name: hint, by: [name], as: hint}]\n"
     "  columns:\n    id: {header: [身份证号], type: idnumber}\n"
     "    name: {header: [姓名], type: name}\n    settled: {header: [结算日期], type: date}\n"
     "    self: {header: [自付], type: decimal, min: 0}\n"
     "- id: car\n  title: 车\n  department: 公安\n  clause: x\n  grain: person\n"
     "  direction: delivered\n  population: all_rural\n  ambiguous: ignore\n"
     "  match: [{name: id, by: [id], as: sure}, {name: masked, by: [masked_id, name], as: "
     "probable}]\n"
     "  columns:\n    id: {header: [身份证号], type: idnumber}\n"
     "    name: {header: [姓名], type: name}\n"
     "    kind: {header: [车型], type: string}\n"
     "    state: {header: [状态], type: codes, codes: state}\n"
     "- id: house\n  title: 危房\n  department: 住建\n  clause: x\n  grain: household\n"
     "  direction: delivered\n  population: all_rural\n"
     "  match: [{name: id, by: [id], as: sure}]\n"
     "  columns:\n    id: {header: [身份证号], type: idnumber}\n"
     "    grade: {header: [等级], type: string}\n"},
    {"areas/divisions.yaml", "- {code: '530925000000', name: 双江县, kind: 县}\n"
                             "- {code: '530925101000', name: 勐勐镇, kind: 镇}\n"
                             "- {code: '530925101201', name: 千蚌, kind: 村}\n"},
    {"calendar.yaml",
     "covers: {first: '2021-01-01', last: '2021-12-31'}\nholidays: []\nworkdays: []\n"},
    {"rules/all.yaml",
     "- id: R1\n  title: 住院\n  clause: x\n  kind: warning\n  series: W\n  tier: 1\n"
     "  population: all_rural\n  subject: person\n  owner: 医保\n"
     "  let: {bills: 'person.dept.med.filter(r, r.self >= param.line)'}\n"
     "  when: size(bills) > 0\n  evidence: {n: 'size(bills)', total: 'bills.sum(r, r.self)'}\n"
     "  rows: bills\n  say: 住院 {n} 次\n"
     "- id: R2\n  title: 单值\n  clause: x\n  kind: quality\n  series: X\n"
     "  population: all_rural\n  subject: person\n  owner: x\n  when: person.insured\n"
     "  evidence: person.name\n  say: 参保\n"
     "- id: R3\n  title: 两个日期\n  clause: x\n  kind: quality\n  subject: household\n"
     "  owner: x\n  as_of: {today: 'on', begun: 'household.episodes.min(e, e.begun)'}\n"
     "  when: param.line > 6000.0\n"
     "- id: R4\n  title: 一个日期\n  clause: x\n  kind: quality\n  subject: household\n"
     "  owner: x\n  as_of: {begun: 'household.episodes.min(e, e.begun)'}\n"
     "  when: param.line > 6000.0\n"},
};

typedef struct World {
  char dir[64];
  Arena *arena;
  Diag *diag;
  Pack *pack;
  CelState *state;
  PackGiven *given;
} World;

static void write_file(const World *world, Str name, Str text) {
  Str path = file_join(world->arena, str_from(world->dir), name);
  FileWriter *writer;
  EXPECT(file_make_dir(file_dir(arena_str(world->arena, path)), NULL) == ERR_OK);
  EXPECT(file_writer_open(path, &writer, NULL) == ERR_OK);
  file_writer_put(writer, text);
  EXPECT(file_writer_commit(writer, NULL) == ERR_OK);
}

static void show_diag(const Diag *diag) {
  Buf buf;
  buf_init(&buf, 1 << 16);
  for (size_t i = 0; i < diag_count(diag); i++)
    diag_render(diag_get(diag, i), LANG_EN, &buf);
  printf("%.*s", STR_ARG(buf_view(&buf)));
  buf_free(&buf);
}

static void world_plain(World *world) {
  *world = (World){.arena = arena_new((size_t)1 << 30), .diag = diag_new()};
  world->state = cel_state_new((size_t)16 << 20);
}

static bool world_open(World *world) {
  world_plain(world);
  memcpy(world->dir, "/tmp/given_test.XXXXXX", 23);
  if (!mkdtemp(world->dir)) return false;
  for (size_t i = 0; i < sizeof pack_files / sizeof pack_files[0]; i++)
    write_file(world, str_from(pack_files[i][0]), str_from(pack_files[i][1]));
  Err err = pack_load(str_from(world->dir), &world->pack, world->diag);
  EXPECT(err == ERR_OK);
  if (err != ERR_OK) show_diag(world->diag);
  return err == ERR_OK;
}

static void remove_dir(const World *world, Str path) {
  Str *names;
  size_t count;
  if (file_list(path, world->arena, &names, &count, NULL) != ERR_OK) return;
  for (size_t i = 0; i < count; i++) {
    Str inner = file_join(world->arena, path, names[i]);
    if (file_is_dir(inner)) {
      remove_dir(world, inner);
    } else {
      EXPECT(file_remove(inner, NULL) == ERR_OK);
    }
  }
  EXPECT(rmdir(arena_cstr(world->arena, path)) == 0);
}

static void world_close(World *world) {
  if (world->dir[0]) remove_dir(world, str_from(world->dir));
  pack_free(world->pack);
  cel_state_free(world->state);
  diag_free(world->diag);
  arena_free(world->arena);
}

static YamlNode *yaml(World *world, const char *text) {
  YamlNode *root = NULL;
  Bytes bytes = {(const uint8_t *)text, strlen(text)};
  EXPECT(codec_yaml_parse(STR("g.yaml"), bytes, world->arena, &root, world->diag) == ERR_OK);
  return root;
}

static Day day_of(const char *text) {
  Day day = {0};
  EXPECT(day_parse_iso(str_from(text), &day));
  return day;
}

static void give_on(World *world, PackSubject subject, const char *text, Day on) {
  world->given = NULL;
  Err err = pack_given_new(world->pack, subject, yaml(world, text), STR("g.yaml"), on, world->arena,
                           &world->given, world->diag);
  EXPECT(err == ERR_OK);
  if (err != ERR_OK) show_diag(world->diag);
}

static void give(World *world, PackSubject subject, const char *text) {
  give_on(world, subject, text, day_of("2021-10-30"));
}

static void give_plain(World *world, const char *text) {
  world->given = NULL;
  Err err =
      pack_given_plain(yaml(world, text), STR("g.yaml"), world->arena, &world->given, world->diag);
  EXPECT(err == ERR_OK);
  if (err != ERR_OK) show_diag(world->diag);
}

/* The answer of both executors, without its type. */
static void
check(World *world, const char *expression, const char *want, const char *file, int line) {
  if (!world->given) return;
  CelUnit *unit = cel_unit_new(pack_given_env(world->given), world->arena);
  CelSource source = {.text = str_from(expression), .line = 1, .column = 1, .indent = 1};
  uint32_t output;
  diag_clear(world->diag);
  Err err = cel_unit_output(unit, STR("is"), source, NULL, &output, world->diag);
  unit_expect(err == ERR_OK, expression, file, line);
  if (err != ERR_OK) {
    show_diag(world->diag);
    return;
  }
  const CelType *type = cel_unit_type(unit, output);
  CelValue scalar, reference;
  cel_state_begin(world->state, unit, pack_given_host(), world->given,
                  pack_given_vars(world->given));
  cel_run(world->state, output, &scalar);
  cel_reference(world->state, output, &reference);
  unit_expect(cel_value_same(type, &scalar, &reference), expression, file, line);
  Buf buf;
  buf_init(&buf, 1 << 16);
  cel_value_json(type, &scalar, 1, &buf);
  unit_expect_str(buf_view(&buf), want, expression, file, line);
  buf_free(&buf);
}
#define CHECK_EVAL(expression, want) check(&world, expression, want, __FILE__, __LINE__)
#define BOOL(v)                      "{\"type\":\"bool\",\"value\":" v "}"
#define INT(v)                       "{\"type\":\"int\",\"value\":" v "}"
#define TEXT(v)                      "{\"type\":\"string\",\"value\":\"" v "\"}"
#define UNKNOWN_BOOL(c)              "{\"unknown\":[" c "],\"type\":\"bool\"}"
#define UNKNOWN_INT(c, min, max)                                                                   \
  "{\"unknown\":[" c "],\"type\":\"int\",\"min\":" min ",\"max\":" max "}"
#define UNKNOWN_DECIMAL(c) "{\"unknown\":[" c "],\"type\":\"decimal\",\"min\":null,\"max\":null}"
#define UNKNOWN_TEXT(c)    "{\"unknown\":[" c "],\"type\":\"string\"}"

/* How many mistakes, and where the first is; 0:0 beyond. */
static void expect_mistakes(const World *world, size_t count, uint32_t line, uint32_t column) {
  EXPECT_INT((int64_t)diag_count(world->diag), (int64_t)count);
  if (diag_count(world->diag) != count) show_diag(world->diag);
  if (diag_count(world->diag) == 0) return;
  const DiagItem *item = diag_get(world->diag, 0);
  EXPECT_INT(item->at.line, line);
  EXPECT_INT(item->at.column, column);
  EXPECT_STR(item->at.file, "g.yaml");
}

/* ---- without a pack ---- */

UNIT(plain_types) {
  World world;
  world_plain(&world);
  give_plain(&world, "a: 3\nb: 2.50\nc: true\nd: '3'\ne: 2021-10-30\nf: {g: {h: -7}}\n"
                     "l: [1, 2.5]\nempty_list: []\non: 2021-10-30\nz: 007\nw: 词\nq: \"true\"\n");
  CHECK_EVAL("a + 1", INT("4"));
  CHECK_EVAL("b", "{\"type\":\"decimal\",\"value\":2.5}");
  CHECK_EVAL("!c", BOOL("false"));
  CHECK_EVAL("d", TEXT("3"));
  CHECK_EVAL("e", TEXT("2021-10-30"));
  CHECK_EVAL("f.g.h", INT("-7"));
  CHECK_EVAL("l", "{\"type\":\"list(decimal)\",\"value\":[1,2.5]}");
  CHECK_EVAL("size(empty_list)", INT("0"));
  CHECK_EVAL("on.add_days(2)", "{\"type\":\"date\",\"value\":\"2021-11-01\"}");
  CHECK_EVAL("z", TEXT("007"));
  CHECK_EVAL("w + q", TEXT("词true"));
  CHECK_EVAL("raw(f.g.h)", TEXT("-7"));
  world_close(&world);
}

UNIT(plain_unknown) {
  World world;
  world_plain(&world);
  give_plain(&world, "u: unknown\nn: empty\nt: 'unknown'\nr: {a: unknown, b: empty, c: ~}\n"
                     "bills: [{n: 1, x: 2.5}, {n: 2, note: y}, ...]\nl: [1, unknown]\n");
  CHECK_EVAL("u == 1", UNKNOWN_BOOL("\"not_collected u\""));
  CHECK_EVAL("n == 1", UNKNOWN_BOOL("\"empty n\""));
  CHECK_EVAL("t", TEXT("unknown"));
  CHECK_EVAL("has(r.a)", UNKNOWN_BOOL("\"not_collected a\""));
  CHECK_EVAL("has(r.b)", BOOL("false"));
  CHECK_EVAL("has(r.c)", BOOL("false"));
  CHECK_EVAL("size(bills)", UNKNOWN_INT("\"not_covered bills -\"", "2", "null"));
  CHECK_EVAL("bills.exists(b, b.n == 2)", BOOL("true"));
  CHECK_EVAL("bills.exists(b, b.note == 'z')",
             UNKNOWN_BOOL("\"not_covered bills -\",\"not_collected note\""));
  CHECK_EVAL("bills.map(b, b.x)[0]", UNKNOWN_DECIMAL("\"not_covered bills -\""));
  CHECK_EVAL("l.exists(i, i == 1)", BOOL("true"));
  CHECK_EVAL("l.exists(i, i == 5)", UNKNOWN_BOOL("\"not_collected l\""));
  world_close(&world);
}

UNIT(plain_numbers) {
  World world;
  world_plain(&world);
  give_plain(&world, "a: 9223372036854775807\nb: -0\nc: 1.0000\nd: 1.\ne: .5\nf: 1_000\ng: +1\n"
                     "l: [{x: 1}, {x: 2.5}]\n");
  CHECK_EVAL("a", INT("9223372036854775807"));
  CHECK_EVAL("b", INT("0"));
  CHECK_EVAL("c", "{\"type\":\"decimal\",\"value\":1}");
  CHECK_EVAL("d + e + f + g", TEXT("1..51_000+1"));
  CHECK_EVAL("l.sum(r, r.x)", "{\"type\":\"decimal\",\"value\":3.5}");
  world_close(&world);
}

UNIT(plain_mistakes) {
  World world;
  world_plain(&world);
  PackGiven *given = NULL;
  Str file = STR("g.yaml");
  const YamlNode *bad = yaml(&world, "a: [1, x, true]\nb: 9223372036854775808\nc: 1.00001\n"
                                     "d: 1e3\non: 30.10.2021\ne: [..., 1]\n");
  EXPECT(pack_given_plain(bad, file, world.arena, &given, world.diag) == ERR_FOUND);
  EXPECT(given == NULL);
  expect_mistakes(&world, 8, 1, 8);
  diag_clear(world.diag);
  EXPECT(pack_given_plain(yaml(&world, "[1]"), file, world.arena, &given, world.diag) == ERR_FOUND);
  expect_mistakes(&world, 1, 1, 1);
  diag_clear(world.diag);
  /* fits as an int, not as a decimal */
  bad = yaml(&world, "a: [9223372036854775807, 2.5]\n");
  EXPECT(pack_given_plain(bad, file, world.arena, &given, world.diag) == ERR_FOUND);
  expect_mistakes(&world, 1, 1, 5);
  EXPECT(given == NULL);
  EXPECT(pack_given_plain(NULL, file, world.arena, &given, world.diag) == ERR_OK);
  EXPECT(given != NULL);
  world_close(&world);
}

UNIT(plain_json) {
  World world;
  world_plain(&world);
  static const char text[] = "{\"a\": 1, \"b\": null, \"c\": \"unknown\", \"d\": [{\"e\": true}]}";
  YamlNode *root = NULL;
  Bytes bytes = {(const uint8_t *)text, sizeof text - 1};
  EXPECT(codec_json_parse(STR("g.json"), bytes, world.arena, &root, world.diag) == ERR_OK);
  EXPECT(pack_given_plain(root, STR("g.json"), world.arena, &world.given, world.diag) == ERR_OK);
  CHECK_EVAL("a", INT("1"));
  CHECK_EVAL("b == 2", UNKNOWN_BOOL("\"empty b\""));
  CHECK_EVAL("c", TEXT("unknown"));
  CHECK_EVAL("d[0].e", BOOL("true"));
  world_close(&world);
}

/* ---- with a pack ---- */

UNIT(fields) {
  World world;
  if (world_open(&world)) {
    give(&world, PACK_PERSON,
         "person: {name: 李 明, birth: '1990-05', sex: 男人, insured: true, id_no: empty,\n"
         "         household: {house_area: unknown, pop: '３', div_village: 千蚌}}\n");
    CHECK_EVAL("person.name == '李明'", BOOL("true"));
    CHECK_EVAL("person.birth < date('1991-01-01')", BOOL("true"));
    CHECK_EVAL("person.birth < date('1990-05-20')", UNKNOWN_BOOL("\"unreadable given:1:birth\""));
    CHECK_EVAL("has(person.birth)", BOOL("true"));
    CHECK_EVAL("raw(person.birth)", TEXT("1990-05"));
    CHECK_EVAL("person.sex == '女'", UNKNOWN_BOOL("\"unreadable given:1:sex\""));
    CHECK_EVAL("has(person.sex)", BOOL("true"));
    CHECK_EVAL("raw(person.sex)", TEXT("男人"));
    CHECK_EVAL("person.insured", BOOL("true"));
    CHECK_EVAL("has(person.id_no)", BOOL("false"));
    CHECK_EVAL("id_valid(person.id_no)", UNKNOWN_BOOL("\"empty person.id_no\""));
    CHECK_EVAL("person.household.house_area > 1.0",
               UNKNOWN_BOOL("\"not_collected household.house_area\""));
    CHECK_EVAL("household.pop", INT("3"));
    CHECK_EVAL("household.div_village == '530925101201'", BOOL("true"));
    CHECK_EVAL("has(person.relation)", UNKNOWN_BOOL("\"not_collected person.relation\""));
    CHECK_EVAL("on", "{\"type\":\"date\",\"value\":\"2021-10-30\"}");
  }
  world_close(&world);
}

UNIT(rows) {
  World world;
  if (world_open(&world)) {
    give(&world, PACK_PERSON,
         "person: {dept: {med: [{self: 6000, settled: '2021-10-08'}, {self: 7000, match: triple},\n"
         "  {self: 9000, match: hint}, {self: empty, match: ambiguous}],\n"
         "  car: [{kind: 车, state: [正常, 转出]}, {match: ambiguous}, ...]}}\n");
    CHECK_EVAL("person.dept.med.filter(r, r.self >= param.line).map(r, r.self)",
               "{\"type\":\"list(decimal)\",\"value\":[6000,7000,{\"unknown\":[\"empty "
               "med.self\"]}],\"possible\":[1,2]}");
    CHECK_EVAL("person.dept.med.exists(r, r.self > 8000.0 && r.self >= param.line)",
               UNKNOWN_BOOL("\"empty med.self\",\"possible med:4\""));
    CHECK_EVAL("person.dept.med.exists(r, r.self == 7000.0)",
               UNKNOWN_BOOL("\"filtered med\",\"empty med.self\",\"possible med:2\","
                            "\"possible med:4\""));
    CHECK_EVAL("size(person.dept.car)",
               UNKNOWN_INT("\"not_covered car 530925000000\"", "1", "null"));
    CHECK_EVAL("person.dept.car.exists(r, '转出' in r.state)", BOOL("true"));
    CHECK_EVAL("person.dept.car.map(r, r.match)",
               "{\"type\":\"list(string)\",\"value\":[\"id\"],\"more\":[\"not_covered car "
               "530925000000\"]}");
    CHECK_EVAL("person.dept.car.exists(r, has(r.name))",
               UNKNOWN_BOOL("\"not_delivered car.name\",\"not_covered car 530925000000\""));
    CHECK_EVAL("size(person.dept.car.filter(r, r.person == person)) >= 1", BOOL("true"));
    CHECK_EVAL("size(household.dept.house)", UNKNOWN_INT("\"not_delivered house\"", "0", "null"));
  }
  world_close(&world);
}

UNIT(ways_of_rows) {
  World world;
  if (world_open(&world)) {
    give(&world, PACK_PERSON,
         "person: {dept: {med: [{self: 6500}, {self: 7000, match: triple}]}}\n");
    const char *size = "size(person.dept.med.filter(r, r.self >= param.line))";
    CHECK_EVAL(size, UNKNOWN_INT("\"possible med:2\"", "1", "2"));
    pack_given_rows(world.given, PACK_ROWS_CERTAIN);
    CHECK_EVAL(size, INT("2"));
    pack_given_rows(world.given, PACK_ROWS_OUT);
    CHECK_EVAL(size, INT("1"));
    pack_given_rows(world.given, PACK_ROWS_AS_IS);
    CHECK_EVAL(size, UNKNOWN_INT("\"possible med:2\"", "1", "2"));
  }
  world_close(&world);
}

UNIT(children) {
  World world;
  if (world_open(&world)) {
    give(&world, PACK_HOUSE, "household: {episodes: [{begun: '2021-06-15', off: ''}, {off: x}]}\n");
    CHECK_EVAL("household.episodes.exists(e, !e.off)", BOOL("true"));
    CHECK_EVAL("household.episodes[1].off", UNKNOWN_BOOL("\"unreadable given:2:off\""));
    CHECK_EVAL("household.episodes[1].begun > on",
               UNKNOWN_BOOL("\"not_collected episodes.begun\""));
    give(&world, PACK_HOUSE, "household: {}\n");
    CHECK_EVAL("size(household.episodes)", UNKNOWN_INT("\"not_collected episodes\"", "0", "null"));
    give(&world, PACK_HOUSE, "household: {episodes: [...]}\n");
    CHECK_EVAL("size(household.episodes)", UNKNOWN_INT("\"not_collected episodes\"", "0", "null"));
  }
  world_close(&world);
}

UNIT(household) {
  World world;
  if (world_open(&world)) {
    give(&world, PACK_HOUSE,
         "household:\n  members:\n"
         "    - {name: 甲, relation: 本人, dept: {med: [{self: 6000}], car: []}}\n"
         "    - {name: 乙, relation: 配偶, dept: {med: [{self: 8000}, {self: 7000}]}}\n");
    CHECK_EVAL("household.head.name", "{\"type\":\"name\",\"value\":\"甲\"}");
    CHECK_EVAL("household.dept.med.filter(r, r.self >= param.line).map(r, r.self)",
               "{\"type\":\"list(decimal)\",\"value\":[6000,8000,7000]}");
    CHECK_EVAL("household.dept.med.filter(r, r.self >= param.line)[1].person.name",
               "{\"type\":\"name\",\"value\":\"乙\"}");
    CHECK_EVAL("size(household.dept.car)", UNKNOWN_INT("\"not_delivered car\"", "0", "null"));
    CHECK_EVAL("size(household.dept.house)", UNKNOWN_INT("\"not_delivered house\"", "0", "null"));
    CHECK_EVAL("household.members.all(m, m.household == household)", BOOL("true"));
    CHECK_EVAL("household.members[1].household.head == household.members[0]", BOOL("true"));
    give(&world, PACK_HOUSE,
         "household: {members: [{relation: 户主}, {relation: 户主}, ...], dept: {med: []}}\n");
    CHECK_EVAL("household.head.name == '甲'", UNKNOWN_BOOL("\"not_collected head\""));
    CHECK_EVAL("size(household.members)", UNKNOWN_INT("\"not_collected members\"", "2", "null"));
    CHECK_EVAL("size(household.dept.med.filter(r, r.self >= param.line))", INT("0"));
    give(&world, PACK_HOUSE, "household: {head: {name: 丙}}\n");
    CHECK_EVAL("household.head.name", "{\"type\":\"name\",\"value\":\"丙\"}");
    CHECK_EVAL("household.head.household == household", BOOL("true"));
  }
  world_close(&world);
}

UNIT(navigation) {
  World world;
  if (world_open(&world)) {
    give(&world, PACK_PERSON, "{}");
    CHECK_EVAL("person.household.head.name == '甲'", UNKNOWN_BOOL("\"not_collected head\""));
    CHECK_EVAL("person.household.div_village == '1'",
               UNKNOWN_BOOL("\"not_collected household.div_village\""));
    CHECK_EVAL("size(village.households)",
               UNKNOWN_INT("\"not_collected households\"", "0", "null"));
    CHECK_EVAL("person.household == household", BOOL("true"));
    give(&world, PACK_PERSON, "{person: {name: 甲}, household: {pop: 2}, village: {hh_total: 9}}");
    CHECK_EVAL("person.household.pop + village.hh_total + person.village.hh_total", INT("20"));
    give(&world, PACK_VILLAGE_SUBJECT,
         "village: {hh_total: 2, households: [{pop: 1, members: [{name: 甲}]}, {members: []}]}");
    CHECK_EVAL("village.persons.map(p, p.name)", "{\"type\":\"list(name)\",\"value\":[\"甲\"]}");
    CHECK_EVAL("village.persons[0].village == village", BOOL("true"));
  }
  world_close(&world);
}

UNIT(params) {
  World world;
  if (world_open(&world)) {
    give(&world, PACK_PERSON, "{}");
    CHECK_EVAL("param.line", "{\"type\":\"decimal\",\"value\":6000}");
    CHECK_EVAL("param.line.at(date('2022-05-01'))", "{\"type\":\"decimal\",\"value\":7000}");
    CHECK_EVAL("param.line.at(date('2020-05-01'))", UNKNOWN_DECIMAL("\"param line 2020-05-01\""));
    CHECK_EVAL("param.scale.get('猪')", "{\"type\":\"decimal\",\"value\":500}");
    give_on(&world, PACK_PERSON, "{}", day_of("2020-12-31"));
    CHECK_EVAL("param.line", UNKNOWN_DECIMAL("\"param line 2020-12-31\""));
    give(&world, PACK_PERSON, "param: {line: 10.5, scale: {粮: 1}, always: unknown}");
    CHECK_EVAL("param.line.at(date('2020-05-01'))", "{\"type\":\"decimal\",\"value\":10.5}");
    CHECK_EVAL("param.scale.get('粮')", "{\"type\":\"decimal\",\"value\":1}");
    CHECK_EVAL("param.always", UNKNOWN_INT("\"param always\"", "null", "null"));
    give_on(&world, PACK_PERSON, "{}", PACK_NO_DAY);
    CHECK_EVAL("param.always", INT("3"));
    CHECK_EVAL("param.line", UNKNOWN_DECIMAL("\"param line\""));
    CHECK_EVAL("on > date('2021-01-01')", UNKNOWN_BOOL("\"not_collected on\""));
  }
  world_close(&world);
}

UNIT(deliveries) {
  World world;
  if (world_open(&world)) {
    give(&world, PACK_PERSON, "delivery: {med: {state: '2021-10-18', coverage: full}}");
    CHECK_EVAL("delivery.med.state < on", BOOL("true"));
    CHECK_EVAL("delivery.med.coverage == 'full'", BOOL("true"));
    CHECK_EVAL("has(delivery.med.first)", UNKNOWN_BOOL("\"not_collected delivery.med.first\""));
    CHECK_EVAL("delivery.car.state < on", UNKNOWN_BOOL("\"not_delivered car\""));
  }
  world_close(&world);
}

UNIT(mistakes) {
  World world;
  if (world_open(&world)) {
    PackGiven *given = NULL;
    const YamlNode *bad = yaml(&world, "work: {}\n" /* cannot be given */
                                       "person:\n"
                                       "  nosuch: 1\n"     /* no field */
                                       "  name: [a]\n"     /* a list */
                                       "  birth: {a: 1}\n" /* a map */
                                       "  dept:\n"
                                       "    nosuch: []\n" /* no dataset */
                                       "    med: 3\n"     /* no list */
                                       "    car: [1, ..., {match: x, colour: 红}]\n" /* 4 */
                                       "param: {nosuch: 1, line: x}\n"               /* 2 */
                                       "delivery: {nosuch: {}, med: {size: 1}}\n" /* 2 */);
    Err err = pack_given_new(world.pack, PACK_PERSON, bad, STR("g.yaml"), day_of("2021-10-30"),
                             world.arena, &given, world.diag);
    EXPECT(err == ERR_FOUND);
    EXPECT(given == NULL);
    expect_mistakes(&world, 14, 1, 1);
    diag_clear(world.diag);
    bad = yaml(&world, "person: {household: {members: [{household: {}}]}}\nvillage: {}\n"
                       "household: {}\n");
    err = pack_given_new(world.pack, PACK_PERSON, bad, STR("g.yaml"), day_of("2021-10-30"),
                         world.arena, &given, world.diag);
    EXPECT(err == ERR_FOUND);
    expect_mistakes(&world, 1, 1, 10);
    diag_clear(world.diag);
    bad = yaml(&world, "person: {household: {members: [{household: {}}]}}\n");
    err = pack_given_new(world.pack, PACK_PERSON, bad, STR("g.yaml"), day_of("2021-10-30"),
                         world.arena, &given, world.diag);
    EXPECT(err == ERR_FOUND);
    expect_mistakes(&world, 1, 1, 33);
    diag_clear(world.diag);
    bad = yaml(&world, "person: {}\n");
    err = pack_given_new(world.pack, PACK_HOUSE, bad, STR("g.yaml"), day_of("2021-10-30"),
                         world.arena, &given, world.diag);
    EXPECT(err == ERR_FOUND);
    expect_mistakes(&world, 1, 1, 1);
  }
  world_close(&world);
}

/* Parameters of another day; what an example gives stays. */
UNIT(another_day) {
  World world;
  if (world_open(&world)) {
    give(&world, PACK_PERSON, "{}");
    pack_given_day(world.given, day_of("2022-05-01"));
    CHECK_EVAL("param.line", "{\"type\":\"decimal\",\"value\":7000}");
    CHECK_EVAL("param.line.at(on)", "{\"type\":\"decimal\",\"value\":6000}");
    pack_given_day(world.given, day_of("2020-05-01"));
    CHECK_EVAL("param.line", UNKNOWN_DECIMAL("\"param line 2020-05-01\""));
    pack_given_day(world.given, day_of("2021-10-30"));
    CHECK_EVAL("param.line", "{\"type\":\"decimal\",\"value\":6000}");
    give(&world, PACK_PERSON, "param: {line: 1}");
    pack_given_day(world.given, day_of("2022-05-01"));
    CHECK_EVAL("param.line", "{\"type\":\"decimal\",\"value\":1}");
  }
  world_close(&world);
}

/* ---- examples ---- */

UNIT(examples_as_of) {
  World world;
  if (world_open(&world)) {
    const PackExample *examples;
    size_t count = 0;
    const PackRule *rule = pack_rule(world.pack, STR("R3"));
    write_file(&world, STR("examples/R3.yaml"),
               STR("- {name: 一, on: 2021-10-30, as_of: today, gives: no}\n"
                   "- {name: 二, on: 2021-10-30, as_of: begun, gives: no}\n"));
    Err err = pack_examples(world.pack, rule, world.arena, &examples, &count, world.diag);
    EXPECT(err == ERR_OK);
    EXPECT_INT((int64_t)count, 2);
    if (count == 2) {
      EXPECT_STR(examples[0].as_of->name, "today");
      EXPECT_STR(examples[1].as_of->name, "begun");
    }
    write_file(&world, STR("examples/R3.yaml"),
               STR("- {name: 一, on: 2021-10-30, as_of: later, gives: no}\n"
                   "- {name: 二, on: 2021-10-30, gives: no}\n"));
    err = pack_examples(world.pack, rule, world.arena, &examples, &count, world.diag);
    EXPECT(err == ERR_FOUND);
    EXPECT_INT((int64_t)diag_count(world.diag), 2);
    EXPECT(str_contains(diag_get(world.diag, 0)->args[0], STR("begun, today")));
    diag_clear(world.diag);
    write_file(&world, STR("examples/R4.yaml"), STR("- {name: 一, on: 2021-10-30, gives: no}\n"));
    err = pack_examples(world.pack, pack_rule(world.pack, STR("R4")), world.arena, &examples,
                        &count, world.diag);
    EXPECT(err == ERR_OK);
    EXPECT_STR(examples[0].as_of->name, "begun");
  }
  world_close(&world);
}

UNIT(examples) {
  World world;
  if (world_open(&world)) {
    const PackExample *examples;
    size_t count = 9;
    const PackRule *rule = pack_rule(world.pack, STR("R1"));
    EXPECT(rule != NULL);
    Err err = pack_examples(world.pack, rule, world.arena, &examples, &count, world.diag);
    EXPECT(err == ERR_OK);
    EXPECT_INT((int64_t)count, 0);
    write_file(&world, STR("examples/R1.yaml"),
               STR("- name: 一\n  on: '2021-10-30'\n  given: {person: {}}\n  gives: yes\n"
                   "  evidence: {n: 1}\n  missing: [not_delivered med]\n"
                   "- {name: 二, on: 2021-10-31, gives: no}\n"));
    err = pack_examples(world.pack, rule, world.arena, &examples, &count, world.diag);
    EXPECT(err == ERR_OK);
    EXPECT_INT((int64_t)count, 2);
    EXPECT_STR(examples[0].name, "一");
    EXPECT_STR(examples[0].gives, "yes");
    EXPECT_INT(examples[1].on.n, day_of("2021-10-31").n);
    EXPECT_INT(examples[1].place.line, 7);
    EXPECT(examples[0].evidence && examples[0].missing && !examples[1].evidence);
    write_file(&world, STR("examples/R1.yaml"),
               STR("- {name: 一, on: x, gives: maybe, as_of: {}, evidence: {q: 1}, missing: x}\n"
                   "- {name: 一, gives: error, on: 2021-10-30, colour: 1, evidence: 3}\n"
                   "- 3\n"));
    err = pack_examples(world.pack, rule, world.arena, &examples, &count, world.diag);
    EXPECT(err == ERR_FOUND);
    EXPECT_INT((int64_t)diag_count(world.diag), 9);
    if (diag_count(world.diag) != 9) show_diag(world.diag);
    diag_clear(world.diag);
    write_file(&world, STR("examples/R2.yaml"),
               STR("- {name: 一, on: 2021-10-30, gives: yes, evidence: 李明}\n"));
    rule = pack_rule(world.pack, STR("R2"));
    err = pack_examples(world.pack, rule, world.arena, &examples, &count, world.diag);
    EXPECT(err == ERR_OK);
    EXPECT_INT((int64_t)count, 1);
    write_file(&world, STR("examples/R2.yaml"), STR("a: 1\n"));
    err = pack_examples(world.pack, rule, world.arena, &examples, &count, world.diag);
    EXPECT(err == ERR_FOUND);
  }
  world_close(&world);
}

UNIT_MAIN(UNIT_CASE(plain_types),
          UNIT_CASE(plain_unknown),
          UNIT_CASE(plain_numbers),
          UNIT_CASE(plain_mistakes),
          UNIT_CASE(plain_json),
          UNIT_CASE(fields),
          UNIT_CASE(rows),
          UNIT_CASE(ways_of_rows),
          UNIT_CASE(children),
          UNIT_CASE(household),
          UNIT_CASE(navigation),
          UNIT_CASE(params),
          UNIT_CASE(deliveries),
          UNIT_CASE(mistakes),
          UNIT_CASE(another_day),
          UNIT_CASE(examples_as_of),
          UNIT_CASE(examples))
