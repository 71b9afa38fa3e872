/* SPDX-License-Identifier: Apache-2.0 */
/*
 * given_link: what an example says of links: `link: {father: [{dept: {…}}]}`.
 *
 * A list given is complete unless it ends in `...`; what is not given is unknown, with the cause
 * that a run has where the rows that connect were not delivered. The persons of a household's
 * members are those of the household, as in a run.
 */
#include "pack/given_int.h"

/* [part]: why a list may hold more: nothing came (no list given), or not everything did. */
static const CelCauses *
part_cause(const PackGiven *given, const PackLink *link, const PackLinkPart *part, bool some) {
  const PackLinkDef *def = &given->pack->link_defs[part->def];
  Arena *arena = given->arena;
  if (!def->dataset) {
    Str what = arena_printf(arena, "%s.link.%.*s", link->households ? "household" : "person",
                            STR_ARG(link->id));
    return given_cause(arena, CEL_NOT_COLLECTED, true, what, STR_NONE, 0);
  }
  if (!some) return given_cause(arena, CEL_NOT_DELIVERED, true, def->dataset->id, STR_NONE, 0);
  Str what = arena_printf(arena, "%.*s.%.*s", STR_ARG(def->dataset->id), STR_ARG(link->id));
  return given_cause(arena, CEL_NOT_COVERED, true, what, given_county(given), 0);
}

static const CelCauses *more_of(const PackGiven *given, const PackLink *link, bool some) {
  const CelCauses *causes = NULL;
  for (size_t i = 0; i < link->part_count; i++)
    causes = cel_causes_union(given->arena, causes, part_cause(given, link, &link->parts[i], some));
  return causes;
}

void given_init_links(PackGiven *given, GivenNode *node) {
  const Pack *pack = given->pack;
  node->links = arena_new_array(given->arena, GivenRows, pack->link_count + 1);
  for (size_t i = 0; i < pack->link_count; i++)
    node->links[i].more = more_of(given, &pack->links[i], false);
}

void given_links(PackGiven *given, GivenNode *node, const CelField *space, const YamlNode *map) {
  const Pack *pack = given->pack;
  GivenAround nowhere = {GIVEN_NONE, GIVEN_NONE};
  if (given_is_word(map, "unknown") || !given_is_map(given, map, space->name)) return;
  for (size_t i = 0; i < map->count; i++) {
    const YamlNode *key = map->keys[i];
    const CelField *field = cel_schema_find(space->type->schema, key->text);
    if (field == NULL) {
      given_mistake(given, key, "没有关联 {0}", "there is no link {0}", key->text);
      continue;
    }
    const PackLink *link = &pack->links[pack_field_index(field)];
    GivenRows *rows = &node->links[pack_field_index(field)];
    rows->more = more_of(given, link, true);
    given_people(given, link->households ? PACK_HOUSE : PACK_PERSON, nowhere, key->text,
                 map->items[i], rows);
    if (!rows->given) rows->more = more_of(given, link, false);
  }
}

void given_outside_vars(const PackGiven *given, const GivenNode *node, CelValue *vars) {
  Arena *arena = given->arena;
  vars[PACK_VAR_HOUSEHOLD] =
      cel_unknown(arena, given_cause(arena, CEL_EMPTY, false, STR("person.household"), STR_NONE, 0),
                  CEL_IS_EMPTY);
  if (node->village == GIVEN_NONE)
    vars[PACK_VAR_VILLAGE] = cel_unknown(
        arena, given_cause(arena, CEL_NOT_COLLECTED, false, STR("village"), STR_NONE, 0),
        CEL_ABSENT);
}

CelValue given_link_value(const PackGiven *given,
                          Arena *arena,
                          const GivenNode *node,
                          const CelField *field) {
  const GivenRows *rows = &node->links[pack_field_index(field)];
  return given_list(given, arena, rows, field->type->elem->schema, rows->more);
}
