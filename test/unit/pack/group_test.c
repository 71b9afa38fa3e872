/* SPDX-License-Identifier: Apache-2.0 */
/*
 * group: the groups of a pack as its language shows them, and what examples say of them. Every
 * expression is evaluated by both executors, which must agree.
 */
#include "world.h"

static Err give(World *world, PackSubject subject, Str yaml) {
  return give_on(world, subject, yaml, day("2021-10-30"));
}

UNIT(schemas) {
  World world;
  world_open(&world, STR("test/run/groups/pack"));
  const Pack *pack = world.pack;
  EXPECT_INT((int64_t)pack->group_count, 7);
  for (uint32_t i = 0; i < pack->group_count; i++) {
    EXPECT_INT(pack->groups[i].index, i);
    EXPECT(i == 0 || str_cmp(pack->groups[i - 1].id, pack->groups[i].id) < 0);
  }
  const CelField *space = cel_schema_find(pack->household, STR("group"));
  EXPECT(space != NULL && space->flags == CEL_FIELD_SAME);
  const CelField *phone = cel_schema_find(space->type->schema, STR("phone"));
  EXPECT(phone != NULL && phone->flags == CEL_FIELD_SAME);
  EXPECT(cel_schema_find(phone->type->schema, STR("incomes")) == NULL); /* a list */
  const CelField *total = cel_schema_find(phone->type->schema, STR("total"));
  EXPECT(total != NULL && total->type->kind == CEL_DECIMAL);
  const PackGroup *group = pack_group_of(pack, total);
  EXPECT_STR(group->id, "phone");
  EXPECT_STR(group->lets[pack_group_let(total)].key, "total");
  EXPECT(cel_schema_find(pack->village, STR("group")) == NULL);
  EXPECT(cel_schema_find(space->type->schema, STR("name")) == NULL); /* of persons */
  world_close(&world);
}

UNIT(given) {
  World world;
  world_open(&world, STR("test/run/groups/pack"));
  EXPECT_INT(give(&world, PACK_HOUSE,
                  STR("household:\n  group:\n    phone: {n: 3, key: '555', total: empty,\n"
                      "            items: [{income: 5}, {income: 70000.5}]}\n")),
             ERR_OK);
  expect_eval(&world, "household.group.phone.n > 2", "{\"type\":\"bool\",\"value\":true}");
  expect_eval(&world, "household.group.phone.key", "{\"type\":\"string\",\"value\":\"555\"}");
  expect_eval(&world, "has(household.group.phone.total)", "{\"type\":\"bool\",\"value\":false}");
  expect_eval(&world, "household.group.phone.items.count(h, h.income > 6.0)",
              "{\"type\":\"int\",\"value\":1}");
  expect_eval(&world, "household.group.phone.villages",
              "{\"unknown\":[\"group phone\"],\"type\":\"int\",\"min\":null,\"max\":null}");
  expect_eval(&world, "household.group.income.n",
              "{\"unknown\":[\"group income\"],\"type\":\"int\",\"min\":null,\"max\":null}");
  EXPECT_INT(
      give(&world, PACK_HOUSE, STR("household: {group: {phone: {items: [{income: 5}, ...]}}}\n")),
      ERR_OK);
  expect_eval(&world, "size(household.group.phone.items) >= 1",
              "{\"type\":\"bool\",\"value\":true}");
  expect_eval(&world, "size(household.group.phone.items)",
              "{\"unknown\":[\"group phone\"],\"type\":\"int\",\"min\":1,\"max\":null}");
  EXPECT_INT(give(&world, PACK_HOUSE, STR("household: {income: 5}\n")), ERR_OK);
  expect_eval(&world, "household.group.phone.items.exists(h, h.income > 6.0)",
              "{\"unknown\":[\"group phone\"],\"type\":\"bool\"}");
  expect_eval(&world, "has(household.group.phone.key)",
              "{\"unknown\":[\"group phone\"],\"type\":\"bool\"}");
  world_close(&world);
}

UNIT(given_rows) {
  World world;
  world_open(&world, STR("test/run/groups/pack"));
  EXPECT_INT(give(&world, PACK_PERSON,
                  STR("person:\n  group: {name: {n: unknown}}\n  dept:\n    visit:\n"
                      "      - {day: '2021-03-01', group: {day: {n: 4, items: [{checker: 甲}]}}}\n"
                      "      - {day: '2021-03-02'}\n")),
             ERR_OK);
  expect_eval(&world, "person.dept.visit.exists(r, r.group.day.n >= 3)",
              "{\"type\":\"bool\",\"value\":true}");
  expect_eval(&world, "person.dept.visit[0].group.day.items[0].checker == '甲'",
              "{\"type\":\"bool\",\"value\":true}");
  expect_eval(&world, "person.dept.visit.all(r, r.group.day.n >= 3)",
              "{\"unknown\":[\"group day\"],\"type\":\"bool\"}");
  expect_eval(&world, "person.group.name.n == 1",
              "{\"unknown\":[\"group name\"],\"type\":\"bool\"}");
  world_close(&world);
}

/* Of 65 items a rule sees none, of 64 all: as in a run. */
UNIT(given_many) {
  World world;
  world_open(&world, STR("test/run/groups/pack"));
  for (int count = PACK_GROUP_WALK; count <= PACK_GROUP_WALK + 1; count++) {
    Buf text;
    buf_init(&text, 1 << 16);
    buf_lit(&text, "household: {group: {phone: {items: [{income: 1}");
    for (int i = 1; i < count; i++)
      buf_lit(&text, ", {income: 1}");
    buf_lit(&text, "]}}}\n");
    EXPECT_INT(give(&world, PACK_HOUSE, arena_str(world.arena, buf_view(&text))), ERR_OK);
    expect_eval(&world, "household.group.phone.items.exists(h, h.income == 1.0)",
                count == PACK_GROUP_WALK ? "{\"type\":\"bool\",\"value\":true}"
                                         : "{\"unknown\":[\"group phone\"],\"type\":\"bool\"}");
    buf_free(&text);
  }
  world_close(&world);
}

UNIT(given_mistakes) {
  World world;
  world_open(&world, STR("test/run/groups/pack"));
  static const char *const bad[][2] = {
      {"household: {group: {fone: {n: 1}}}\n", "there is no group fone"},
      {"household: {group: {phone: {m: 1}}}\n", "a group has no m"},
      {"household: {group: {phone: {incomes: [1]}}}\n", "a group has no incomes"},
      {"household: {group: {phone: 3}}\n", "phone must be a map"},
      {"household: {group: {phone: {items: 3}}}\n", "items must be a list"},
      {"household: {group: {phone: {items: [{income: 1, x: 2}]}}}\n", "no field household.x"},
      {"household: {group: {phone: {n: [1]}}}\n", "n (int) must be a value"},
  };
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
    EXPECT(give(&world, PACK_HOUSE, str_from(bad[i][0])) != ERR_OK);
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
          UNIT_CASE(given),
          UNIT_CASE(given_rows),
          UNIT_CASE(given_many),
          UNIT_CASE(given_mistakes))
