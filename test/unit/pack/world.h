/* SPDX-License-Identifier: Apache-2.0 */
/*
 * world: a pack and what an example gives of it, for tests of what its language shows. Expressions
 * are evaluated by both executors, which must agree.
 */
#ifndef TEST_UNIT_PACK_WORLD_H
#define TEST_UNIT_PACK_WORLD_H

#include "pack/pack.h"
#include "unit/unit.h"

#include <stdlib.h>

typedef struct World {
  Arena *arena;
  Diag *diag;
  Pack *pack;
  CelState *state;
  PackGiven *given;
} World;

static inline void world_open(World *world, Str dir) {
  *world = (World){.arena = arena_new((size_t)1 << 28),
                   .diag = diag_new(),
                   .state = cel_state_new((size_t)16 << 20)};
  EXPECT_INT(pack_load(dir, &world->pack, world->diag), ERR_OK);
  if (world->pack == NULL) exit(1);
}

static inline void world_close(World *world) {
  pack_free(world->pack);
  cel_state_free(world->state);
  diag_free(world->diag);
  arena_free(world->arena);
}

static inline Day day(const char *text) {
  Day it = DAY_MIN;
  EXPECT(day_parse_iso(str_from(text), &it));
  return it;
}

static inline Err give_on(World *world, PackSubject subject, Str yaml, Day on) {
  YamlNode *node = NULL;
  EXPECT_INT(codec_yaml_parse(STR("given"), (Bytes){(const uint8_t *)yaml.ptr, yaml.len},
                              world->arena, &node, NULL),
             ERR_OK);
  if (node == NULL) exit(1);
  return pack_given_new(world->pack, subject, node, STR("given"), on, world->arena, &world->given,
                        world->diag);
}

static inline void expect_eval(World *world, const char *text, const char *want) {
  CelUnit *unit = cel_unit_new(pack_given_env(world->given), world->arena);
  CelSource source = {.text = str_from(text), .file = STR("-"), .line = 1, .column = 1};
  uint32_t output = 0;
  EXPECT_INT(cel_unit_output(unit, STR("x"), source, NULL, &output, NULL), ERR_OK);
  for (int executor = 0; executor < 2; executor++) {
    CelValue value;
    Buf out;
    buf_init(&out, 1 << 16);
    pack_given_reference(world->given, executor == 1);
    cel_state_begin(world->state, unit, pack_given_host(), world->given,
                    pack_given_vars(world->given));
    if (executor == 0)
      cel_run(world->state, output, &value);
    else
      cel_reference(world->state, output, &value);
    cel_value_json(cel_unit_type(unit, output), &value, 1, &out);
    EXPECT_STR(buf_view(&out), want);
    buf_free(&out);
  }
}

#endif
