/* SPDX-License-Identifier: Apache-2.0 */
/*
 * link: the links of a pack as its language shows them, and what examples say of them and of
 * roles. Every expression is evaluated by both executors, which must agree.
 */
#include "world.h"

static Err give(World *world, PackSubject subject, Str yaml) {
  return give_on(world, subject, yaml, day("2021-10-30"));
}

static void expect_mistake(World *world, PackSubject subject, const char *yaml, const char *want) {
  diag_free(world->diag);
  world->diag = diag_new();
  EXPECT(give(world, subject, str_from(yaml)) != ERR_OK);
  Buf text;
  buf_init(&text, 1 << 16);
  for (size_t i = 0; i < diag_count(world->diag); i++)
    diag_render(diag_get(world->diag, i), LANG_EN, &text);
  EXPECT(str_contains(buf_view(&text), str_from(want)));
  buf_free(&text);
}

/* child is the opposite of two entries; spouse goes both ways; split_from is of households. */
UNIT(schemas) {
  World world;
  world_open(&world, STR("test/run/links/pack"));
  const Pack *pack = world.pack;
  static const char *const ids[] = {"child",   "father",     "married",  "mother",
                                    "partner", "split_from", "split_to", "spouse"};
  EXPECT_INT((int64_t)pack->link_count, 8);
  for (size_t i = 0; i < pack->link_count; i++)
    EXPECT_STR(pack->links[i].id, ids[i]);
  const PackLink *child = &pack->links[0], *father = &pack->links[1], *spouse = &pack->links[7];
  EXPECT_STR(child->title, "子女");
  EXPECT_INT((int64_t)child->part_count, 2);
  EXPECT(child->parts[0].backward && !child->parts[0].forward);
  EXPECT(father->part_count == 1 && father->parts[0].forward && !father->parts[0].backward);
  EXPECT(spouse->parts[0].forward && spouse->parts[0].backward);
  const CelField *of_person = cel_schema_find(pack->person, STR("link"));
  const CelField *of_household = cel_schema_find(pack->household, STR("link"));
  EXPECT(of_person && of_person->flags == CEL_FIELD_SAME);
  EXPECT(cel_schema_find(of_person->type->schema, STR("split_from")) == NULL);
  const CelField *split = cel_schema_find(of_household->type->schema, STR("split_from"));
  EXPECT(split && split->type->elem->schema == pack->household);
  const CelField *kin = cel_schema_find(of_household->type->schema, STR("child"));
  EXPECT(kin && kin->type->elem->schema == pack->person);
  EXPECT(cel_schema_find(pack->village, STR("link")) == NULL);
  world_close(&world);
}

UNIT(given) {
  World world;
  world_open(&world, STR("test/run/links/pack"));
  EXPECT_INT(give(&world, PACK_PERSON,
                  STR("person:\n  link:\n    father: [{dept: {pay: [{state: 在职}]}}]\n"
                      "    child: [{household: empty, name: 岩城}, ...]\n    mother: []\n")),
             ERR_OK);
  expect_eval(&world, "person.link.father.exists(f, f.dept.pay.exists(r, r.state == '在职'))",
              "{\"type\":\"bool\",\"value\":true}");
  expect_eval(&world, "size(person.link.mother)", "{\"type\":\"int\",\"value\":0}");
  expect_eval(&world, "person.link.child.all(c, !has(c.household))",
              "{\"unknown\":[\"not_covered hukou.child 530925000000\"],\"type\":\"bool\"}");
  expect_eval(&world, "person.link.child.exists(c, !has(c.household) && c.name == '岩城')",
              "{\"type\":\"bool\",\"value\":true}");
  expect_eval(&world, "size(person.link.child)",
              "{\"unknown\":[\"not_covered hukou.child 530925000000\"],\"type\":\"int\",\"min\":1,"
              "\"max\":null}");
  expect_eval(&world, "size(person.link.spouse) == 0",
              "{\"unknown\":[\"not_delivered hukou\"],\"type\":\"bool\"}");
  /* Whose household is not said may be anybody's: only `empty` says that there is none. */
  expect_eval(&world, "person.link.father.exists(f, has(f.household))",
              "{\"type\":\"bool\",\"value\":true}");
  world_close(&world);
}

/* What is linked with the members is linked with the household; households are given as such. */
UNIT(households) {
  World world;
  world_open(&world, STR("test/run/links/pack"));
  EXPECT_INT(give(&world, PACK_HOUSE,
                  STR("household:\n  members: [{link: {child: [{}, {}]}}, {link: {child: []}}]\n"
                      "  link: {split_from: [{hh_no: H7}, ...]}\n")),
             ERR_OK);
  expect_eval(&world, "size(household.link.child)", "{\"type\":\"int\",\"value\":2}");
  expect_eval(&world, "household.link.split_from.exists(h, h.hh_no == 'H7')",
              "{\"type\":\"bool\",\"value\":true}");
  expect_eval(&world, "household.link.split_from.exists(h, h.hh_no == 'H8')",
              "{\"unknown\":[\"not_collected household.link.split_from\"],\"type\":\"bool\"}");
  EXPECT_INT(give(&world, PACK_HOUSE, STR("household: {members: [{link: {child: []}}, {}]}\n")),
             ERR_OK);
  expect_eval(&world, "size(household.link.child)",
              "{\"unknown\":[\"not_delivered hukou\"],\"type\":\"int\",\"min\":0,\"max\":null}");
  world_close(&world);
}

UNIT(roles) {
  World world;
  world_open(&world, STR("test/run/links/pack"));
  EXPECT_INT(give(&world, PACK_PERSON,
                  STR("person: {dept: {firm: [{firm: 甲社, role: legal}, {firm: 乙社}]}}\n")),
             ERR_OK);
  expect_eval(&world, "person.dept.firm.exists(r, r.role == 'legal')",
              "{\"type\":\"bool\",\"value\":true}");
  expect_eval(&world, "person.dept.firm.exists(r, r.role == 'investor')",
              "{\"unknown\":[\"not_collected role\"],\"type\":\"bool\"}");
  expect_mistake(&world, PACK_PERSON, "person: {dept: {firm: [{role: owner}]}}\n",
                 "there is no role owner");
  expect_mistake(&world, PACK_PERSON, "person: {dept: {pay: [{role: legal}]}}\n",
                 "there is no field pay.role");
  expect_mistake(&world, PACK_PERSON, "person: {link: {uncle: []}}\n", "there is no link uncle");
  expect_mistake(&world, PACK_PERSON, "person: {link: {split_from: []}}\n",
                 "there is no link split_from");
  expect_mistake(&world, PACK_PERSON, "person: {link: {father: {name: 岩一}}}\n", "father");
  world_close(&world);
}

UNIT_MAIN(UNIT_CASE(schemas), UNIT_CASE(given), UNIT_CASE(households), UNIT_CASE(roles))
