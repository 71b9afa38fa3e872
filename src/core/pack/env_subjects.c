/* SPDX-License-Identifier: Apache-2.0 */
/*
 * env_subjects: fields of structure that follow from the optional tables of the registry: the year
 * before, the episode of the day, cases and their steps, who belonged to whom on a day; and of the
 * records that are no table: townships, hamlets, cases.
 *
 * A field stands there only where the pack's registry can answer it, so that a rule that asks for
 * more is refused when it is loaded.
 */
#include "pack/pack_int.h"

static CelField *
add(PackLoader *loader, PackFields *list, Str name, const CelType *type, uint32_t id, Str label) {
  CelField *field = vec_push(loader->arena, list);
  *field = (CelField){.name = name, .type = type, .id = id, .label = label};
  return field;
}

static const CelType *rows_of(PackLoader *loader, uint32_t table) {
  const CelType *row = cel_type_record(loader->arena, loader->pack->registry.tables[table].schema);
  return cel_type_list(loader->arena, row);
}

static void add_last(PackLoader *loader, PackTableOf of, PackFields *list) {
  uint32_t table = loader->pack->registry.last[of];
  if (table == PACK_NONE) return;
  add(loader, list, STR("last"),
      cel_type_record(loader->arena, loader->pack->registry.tables[table].schema),
      PACK_FIELD_ID(PACK_LAST, table), ARG2("上年", "the year before"));
}

void pack_add_person_fields(PackLoader *loader, const PackKinds *kinds, PackFields *list) {
  add_last(loader, PACK_OF_PERSON, list);
  add(loader, list, STR("household_at"), kinds->household_type, PACK_FIELD_ID(PACK_HOUSEHOLD_AT, 0),
      ARG2("所在户", "the household"))
      ->flags = CEL_FIELD_DATED;
}

void pack_add_household_fields(PackLoader *loader, const PackKinds *kinds, PackFields *list) {
  const PackRegistry *registry = &loader->pack->registry;
  add_last(loader, PACK_OF_HOUSEHOLD, list);
  add(loader, list, STR("members_at"), cel_type_list(loader->arena, kinds->person_type),
      PACK_FIELD_ID(PACK_MEMBERS_AT, 0), ARG2("家庭成员", "members"))
      ->flags = CEL_FIELD_DATED;
  if (registry->episodes != PACK_NONE && registry->episode_begun != PACK_NONE &&
      registry->episode_off != PACK_NONE)
    add(loader, list, STR("episode"),
        cel_type_record(loader->arena, registry->tables[registry->episodes].schema),
        PACK_FIELD_ID(PACK_EPISODE, 0), ARG2("未消除的监测", "the episode that holds"));
  if (registry->case_steps == PACK_NONE) return;
  add(loader, list, STR("cases"), cel_type_list(loader->arena, kinds->case_type),
      PACK_FIELD_ID(PACK_CASES, 0), ARG2("办理事项", "cases"));
  if (registry->closing != PACK_NONE)
    add(loader, list, STR("case"), kinds->case_type, PACK_FIELD_ID(PACK_CASE, 0),
        ARG2("正在办理的事项", "the open case"));
}

void pack_add_village_fields(PackLoader *loader, const PackKinds *kinds, PackFields *list) {
  add_last(loader, PACK_OF_VILLAGE, list);
  add(loader, list, STR("township"), kinds->township_type, PACK_FIELD_ID(PACK_TOWNSHIP, 0),
      ARG2("乡镇", "township"));
  if (loader->pack->registry.hamlet == PACK_NONE) return;
  const CelType *hamlet = cel_type_record(loader->arena, kinds->hamlet);
  add(loader, list, STR("hamlets"), cel_type_list(loader->arena, hamlet),
      PACK_FIELD_ID(PACK_HAMLETS, 0), ARG2("村民小组", "hamlets"));
}

static void add_households(PackLoader *loader, const PackKinds *kinds, PackFields *list) {
  add(loader, list, STR("households"), cel_type_list(loader->arena, kinds->household_type),
      PACK_FIELD_ID(PACK_HOUSEHOLDS, 0), ARG2("各户", "households"));
}

void pack_add_township_fields(PackLoader *loader, const PackKinds *kinds, PackFields *list) {
  add(loader, list, STR("code"), cel_type(CEL_DIVISION), PACK_FIELD_ID(PACK_TOWNSHIP_CODE, 0),
      ARG2("区划代码", "code"));
  add(loader, list, STR("name"), cel_type(CEL_STRING), PACK_FIELD_ID(PACK_TOWNSHIP_NAME, 0),
      ARG2("名称", "name"));
  add(loader, list, STR("villages"), cel_type_list(loader->arena, kinds->village_type),
      PACK_FIELD_ID(PACK_VILLAGES, 0), ARG2("各村", "villages"));
  add_households(loader, kinds, list);
  add(loader, list, STR("persons"), cel_type_list(loader->arena, kinds->person_type),
      PACK_FIELD_ID(PACK_MEMBERS, 0), ARG2("村民", "persons"));
}

void pack_add_hamlet_fields(PackLoader *loader, const PackKinds *kinds, PackFields *list) {
  add(loader, list, STR("name"), cel_type(CEL_STRING), PACK_FIELD_ID(PACK_HAMLET_NAME, 0),
      ARG2("名称", "name"));
  add_households(loader, kinds, list);
}

/* The groups of the list of kinds of steps that a case has a list of. */
static void add_step_lists(PackLoader *loader, const CelCodes *kinds, PackFields *list) {
  static const struct {
    Str name;
    const char *label;
  } lists[] = {{STR_INIT("meetings"), "会议" ARG2_MARK "meetings"},
               {STR_INIT("publicities"), "公示" ARG2_MARK "publicities"},
               {STR_INIT("documents"), "材料" ARG2_MARK "documents"}};
  for (size_t k = 0; k < sizeof lists / sizeof lists[0]; k++)
    for (uint32_t i = 0; i < kinds->group_count; i++)
      if (str_eq(kinds->groups[i].name, lists[k].name))
        add(loader, list, lists[k].name, rows_of(loader, loader->pack->registry.case_steps),
            PACK_FIELD_ID(PACK_STEPS_OF, i), str_from(lists[k].label));
}

void pack_add_case_fields(PackLoader *loader, const PackKinds *kinds, PackFields *list) {
  const PackRegistry *registry = &loader->pack->registry;
  if (registry->case_steps == PACK_NONE) return;
  const PackTable *steps = &registry->tables[registry->case_steps];
  add(loader, list, STR("id"), cel_type(CEL_STRING), PACK_FIELD_ID(PACK_CASE_ID, 0),
      ARG2("编号", "id"));
  if (registry->case_kind != PACK_NONE)
    add(loader, list, STR("kind"), steps->columns[registry->case_kind].type,
        PACK_FIELD_ID(PACK_CASE_KIND, 0), steps->columns[registry->case_kind].label);
  add(loader, list, STR("household"), kinds->household_type, PACK_FIELD_ID(PACK_HOUSEHOLD, 0),
      ARG2("户", "household"));
  add(loader, list, STR("steps"), rows_of(loader, registry->case_steps),
      PACK_FIELD_ID(PACK_STEPS, 0), ARG2("环节", "steps"));
  add_step_lists(loader, steps->columns[registry->step_kind].type->codes, list);
}
