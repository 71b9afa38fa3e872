/* SPDX-License-Identifier: Apache-2.0 */
/*
 * given_group: what an example says of groups: `group: {phone: {key: …, n: 3, items: […]}}`.
 *
 * A group needs the whole county, so what an example does not say of it is unknown, with the
 * cause `group G`: the same that entry and the phone see.
 */
#include "pack/given_int.h"

static const CelCauses *group_cause(Arena *arena, const PackGroup *group) {
  return given_cause(arena, CEL_GROUP, true, group->id, STR_NONE, 0);
}

static CelValue needs_county(Arena *arena, const PackGroup *group) {
  return cel_unknown(arena, group_cause(arena, group), CEL_ABSENT);
}

static void init_group(PackGiven *given, const PackGroup *group, GivenGroup *ret) {
  ret->key = needs_county(given->arena, group);
  ret->items.more = group_cause(given->arena, group);
  ret->lets = arena_new_array(given->arena, CelValue, group->let_count + 1);
  for (size_t i = 0; i < group->let_count; i++)
    ret->lets[i] = needs_county(given->arena, group);
}

static CelValue
read_value(PackGiven *given, const PackGroup *group, const CelField *field, const YamlNode *value) {
  GivenNode nowhere = {.row = 1, .owner = group->schema->name};
  PackColumn column = {.key = field->name, .type = field->type};
  GivenCell cell;
  if (given_is_word(value, "unknown")) return needs_county(given->arena, group);
  given_cell(given, &nowhere, &column, value, &cell);
  return cell.value;
}

static void
read_items(PackGiven *given, const PackGroup *group, const YamlNode *list, GivenRows *ret) {
  GivenAround nowhere = {GIVEN_NONE, GIVEN_NONE};
  switch (group->of) {
  case PACK_GROUP_PERSONS:
    given_people(given, PACK_PERSON, nowhere, STR("items"), list, ret);
    return;
  case PACK_GROUP_HOUSEHOLDS:
    given_people(given, PACK_HOUSE, nowhere, STR("items"), list, ret);
    return;
  case PACK_GROUP_ROWS:
    given_dataset_rows(given, group->dataset, list, ret);
    if (ret->given && ret->more) ret->more = group_cause(given->arena, group);
    return;
  }
}

static void read_group(PackGiven *given,
                       GivenNode *node,
                       const PackGroup *group,
                       const YamlNode *map,
                       GivenGroup *ret) {
  for (size_t i = 0; i < map->count; i++) {
    const YamlNode *key = map->keys[i], *value = map->items[i];
    const CelField *field = cel_schema_find(group->schema, key->text);
    if (field == NULL)
      given_mistake(given, key, "分组没有 {0}", "a group has no {0}", key->text);
    else if (pack_field_kind(field) == PACK_DEF)
      given_def(given, node, field, value);
    else if (pack_field_kind(field) == PACK_GROUP_ITEMS)
      read_items(given, group, value, &ret->items);
    else if (pack_field_kind(field) == PACK_GROUP_KEY)
      ret->key = read_value(given, group, field, value);
    else
      ret->lets[pack_group_let(field)] = read_value(given, group, field, value);
  }
}

void given_groups(PackGiven *given, GivenNode *node, const CelField *space, const YamlNode *map) {
  const Pack *pack = given->pack;
  if (given_is_word(map, "unknown") || !given_is_map(given, map, space->name)) return;
  node->groups = arena_new_array(given->arena, GivenGroup, pack->group_count + 1);
  for (size_t i = 0; i < pack->group_count; i++)
    init_group(given, &pack->groups[i], &node->groups[i]);
  for (size_t i = 0; i < map->count; i++) {
    const YamlNode *key = map->keys[i], *value = map->items[i];
    const CelField *field = cel_schema_find(space->type->schema, key->text);
    if (field == NULL)
      given_mistake(given, key, "没有分组 {0}", "there is no group {0}", key->text);
    else if (!given_is_word(value, "unknown") && given_is_map(given, value, key->text))
      read_group(given, node, &pack->groups[pack_field_index(field)], value,
                 &node->groups[pack_field_index(field)]);
  }
}

/* More items than a rule may walk are unknown here as they are in a run. */
CelValue given_group_value(const PackGiven *given,
                           Arena *arena,
                           const GivenNode *node,
                           const CelField *field) {
  const PackGroup *group = pack_group_of(given->pack, field);
  const GivenGroup *of = node->groups ? &node->groups[group->index] : NULL;
  PackFieldKind kind = pack_field_kind(field);
  if (of && kind == PACK_GROUP_KEY) return of->key;
  if (of && kind == PACK_GROUP_LET) return of->lets[pack_group_let(field)];
  if (of && of->items.given && of->items.count <= PACK_GROUP_WALK)
    return given_list(given, arena, &of->items, field->type->elem->schema, of->items.more);
  return needs_county(arena, group);
}
