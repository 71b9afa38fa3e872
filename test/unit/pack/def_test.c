/* SPDX-License-Identifier: Apache-2.0 */
/*
 * def: the defs of a pack as its language shows them, and what examples say of them. Every
 * expression is evaluated by both executors, which must agree.
 */
#include "world.h"

static void give(World *world, PackSubject subject, const char *yaml) {
  EXPECT_INT(give_on(world, subject, str_from(yaml), day("2021-10-30")), ERR_OK);
}

static void expect_type(const CelSchema *schema, const char *name, const char *want, Arena *arena) {
  const CelField *field = cel_schema_find(schema, str_from(name));
  EXPECT(field != NULL);
  if (field == NULL) return;
  EXPECT_INT(pack_field_kind(field), PACK_DEF);
  EXPECT(field->is != NULL);
  EXPECT_STR(cel_type_text(field->type, arena), want);
}

/* The type of a def is that of its expression; what is known of its form goes with it. */
UNIT(schemas) {
  World world;
  world_open(&world, STR("test/defs/pack"));
  const Pack *pack = world.pack;
  EXPECT_INT((int64_t)pack->def_count, 15);
  for (uint32_t i = 0; i < pack->def_count; i++) {
    EXPECT_INT(pack->defs[i].index, i);
    EXPECT(i == 0 || str_cmp(pack->defs[i - 1].id, pack->defs[i].id) < 0);
  }
  expect_type(pack->household, "adults", "int", world.arena);
  expect_type(pack->household, "grown", "list(record(person))", world.arena);
  expect_type(pack->household, "head_role", "code(relation)", world.arena);
  expect_type(pack->household, "limits", "map(string, int)", world.arena);
  expect_type(pack->person, "big_bills", "list(record(med))", world.arena);
  expect_type(pack->village, "grown_here", "int", world.arena);
  expect_type(pack_dataset(pack, STR("med"))->schema, "big", "bool", world.arena);
  const CelField *adults = cel_schema_find(pack->household, STR("adults"));
  EXPECT_INT(adults->flags, CEL_FIELD_NONNEG);
  EXPECT_STR(adults->label, "成年人数");
  const PackDef *def = pack_def_of(pack, adults);
  EXPECT_STR(def->id, "adults");
  EXPECT_STR(def->clause, "附件一");
  EXPECT_INT(def->depth, 3); /* grown, adult */
  EXPECT_INT(def->place.line, 2);
  EXPECT(cel_schema_find(pack->person, STR("adults")) == NULL);
  for (size_t i = 0; i < pack->group_count; i++) {
    const CelField *common = cel_schema_find(pack->groups[i].schema, STR("common"));
    EXPECT((common != NULL) == str_eq(pack->groups[i].id, STR("phone")));
    EXPECT(pack->groups[i].key_type->kind != CEL_ANY);
  }
  world_close(&world);
}

UNIT(evaluated) {
  World world;
  world_open(&world, STR("test/defs/pack"));
  give(&world, PACK_PERSON,
       "person:\n  birth: '2003-10-30'\n"
       "  household:\n    phone: '555'\n"
       "    members: [{birth: '1970-01-01', relation: 户主}, {birth: '2010-01-01', relation: "
       "子}]\n");
  expect_eval(&world, "person.adult", "{\"type\":\"bool\",\"value\":true}");
  expect_eval(&world, "person.household.adults", "{\"type\":\"int\",\"value\":1}");
  expect_eval(&world, "household.members.map(m, m.adult)",
              "{\"type\":\"list(bool)\",\"value\":[true,false]}");
  expect_eval(&world, "household.members[1].household.adults", "{\"type\":\"int\",\"value\":1}");
  expect_eval(&world, "household.head_role == '户主'", "{\"type\":\"bool\",\"value\":true}");
  expect_eval(&world, "household.limits['adult'] + household.limits.adult",
              "{\"type\":\"int\",\"value\":36}");
  expect_eval(&world, "'子' in household.roles", "{\"type\":\"bool\",\"value\":true}");
  expect_eval(&world, "has(household.last_phone)", "{\"type\":\"bool\",\"value\":true}");
  give(&world, PACK_VILLAGE_SUBJECT,
       "village: {households: [{members: [{birth: '1970-01-01'}]}, {adults: 3}]}\n");
  expect_eval(&world, "village.grown_twice", "{\"type\":\"int\",\"value\":8}");
  /* how it is unknown, and within which bounds, goes on */
  give(&world, PACK_HOUSE,
       "household: {phone: empty, members: [{birth: '1970-01-01'}, {birth: empty}]}\n");
  expect_eval(&world, "household.adults",
              "{\"unknown\":[\"empty person.birth\"],\"type\":\"int\",\"min\":1,\"max\":2}");
  expect_eval(&world, "household.adults < 3", "{\"type\":\"bool\",\"value\":true}");
  expect_eval(&world, "has(household.last_phone)", "{\"type\":\"bool\",\"value\":false}");
  expect_eval(&world, "has(household.head_role)",
              "{\"unknown\":[\"not_collected head\"],\"type\":\"bool\"}");
  give(&world, PACK_HOUSE, "household: {income: 0}\n");
  expect_eval(&world, "1.0 == household.each",
              "{\"error\":{\"kind\":\"division\",\"message\":\"division by zero\",\"line\":1,"
              "\"column\":18}}");
  world_close(&world);
}

/* Nothing but what is asked for changes: the day, then the way of showing possible rows. */
UNIT(days_and_rows) {
  World world;
  world_open(&world, STR("test/defs/pack"));
  give(&world, PACK_PERSON,
       "person: {birth: '2004-05-01', dept: {med: [{self: 2000}, {self: 1500, match: place}]}}\n");
  expect_eval(&world, "person.adult", "{\"type\":\"bool\",\"value\":false}");
  pack_given_day(world.given, day("2020-06-01"));
  expect_eval(&world, "person.adult", "{\"type\":\"bool\",\"value\":true}");
  pack_given_day(world.given, day("2021-10-30"));
  expect_eval(&world, "person.adult", "{\"type\":\"bool\",\"value\":false}");
  expect_eval(&world, "person.paid",
              "{\"unknown\":[\"possible med:2\"],\"type\":\"decimal\",\"min\":2000,\"max\":null}");
  pack_given_rows(world.given, PACK_ROWS_CERTAIN);
  expect_eval(&world, "person.paid", "{\"type\":\"decimal\",\"value\":3500}");
  pack_given_rows(world.given, PACK_ROWS_OUT);
  expect_eval(&world, "person.paid", "{\"type\":\"decimal\",\"value\":2000}");
  pack_given_rows(world.given, PACK_ROWS_AS_IS);
  expect_eval(&world, "size(person.big_bills)",
              "{\"unknown\":[\"possible med:2\"],\"type\":\"int\",\"min\":1,\"max\":2}");
  /* without a day nothing that depends on it is known */
  EXPECT_INT(give_on(&world, PACK_PERSON, STR("person: {birth: '2004-05-01'}\n"), PACK_NO_DAY),
             ERR_OK);
  expect_eval(&world, "person.adult",
              "{\"unknown\":[\"not_collected on\",\"param adult\"],\"type\":\"bool\"}");
  world_close(&world);
}

UNIT(given) {
  World world;
  world_open(&world, STR("test/defs/pack"));
  give(&world, PACK_PERSON,
       "person:\n  adult: false\n  birth: '1970-01-01'\n  paid: empty\n"
       "  household: {adults: unknown, members: [], head_role: 子, roles: [户主, 子]}\n"
       "  dept: {med: [{self: 5, big: true}]}\n");
  expect_eval(&world, "person.adult", "{\"type\":\"bool\",\"value\":false}");
  expect_eval(&world, "has(person.paid)", "{\"type\":\"bool\",\"value\":false}");
  expect_eval(&world, "person.paid",
              "{\"unknown\":[\"empty person.paid\"],\"type\":\"decimal\",\"min\":null,"
              "\"max\":null}");
  expect_eval(&world, "household.adults",
              "{\"unknown\":[\"not_collected household.adults\"],\"type\":\"int\",\"min\":null,"
              "\"max\":null}");
  expect_eval(&world, "household.head_role", "{\"type\":\"code(relation)\",\"value\":\"子\"}");
  expect_eval(&world, "size(household.roles)", "{\"type\":\"int\",\"value\":2}");
  expect_eval(&world, "size(person.big_bills)", "{\"type\":\"int\",\"value\":1}");
  give(&world, PACK_HOUSE, "household: {group: {phone: {key: '9', n: 2}}}\n");
  expect_eval(&world, "household.sharing", "{\"type\":\"bool\",\"value\":false}");
  give(&world, PACK_HOUSE, "household: {group: {phone: {key: '9', n: 2, common: true}}}\n");
  expect_eval(&world, "household.sharing", "{\"type\":\"bool\",\"value\":true}");
  give(&world, PACK_HOUSE, "household: {phone: '9'}\n");
  expect_eval(&world, "household.sharing", "{\"unknown\":[\"group phone\"],\"type\":\"bool\"}");
  world_close(&world);
}

UNIT(given_mistakes) {
  World world;
  world_open(&world, STR("test/defs/pack"));
  static const char *const bad[][2] = {
      {"household: {grown: []}\n", "grown cannot be given, it follows from other data"},
      {"household: {limits: {adult: 3}}\n", "limits cannot be given"},
      {"household: {adults: [3]}\n", "adults (int) must be a value"},
      {"household: {adult: true}\n", "no field household.adult"},
      {"household: {group: {alike: {common: true}}}\n", "a group has no common"},
  };
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    EXPECT(give_on(&world, PACK_HOUSE, str_from(bad[i][0]), day("2021-10-30")) != ERR_OK);
    EXPECT_INT((int64_t)diag_count(world.diag), 1);
    Buf text;
    buf_init(&text, 1 << 16);
    if (diag_count(world.diag) > 0) diag_render(diag_get(world.diag, 0), LANG_EN, &text);
    EXPECT(str_contains(buf_view(&text), str_from(bad[i][1])));
    if (!str_contains(buf_view(&text), str_from(bad[i][1])))
      printf("%.*s", STR_ARG(buf_view(&text)));
    buf_free(&text);
    diag_clear(world.diag);
  }
  world_close(&world);
}

UNIT_MAIN(UNIT_CASE(schemas),
          UNIT_CASE(evaluated),
          UNIT_CASE(days_and_rows),
          UNIT_CASE(given),
          UNIT_CASE(given_mistakes))
