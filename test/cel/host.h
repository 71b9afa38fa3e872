/* SPDX-License-Identifier: Apache-2.0 */
/*
 * host: small worlds for tests of the language: a few persons, bills and parameters in memory.
 *
 * A shape is the schemas, types, codes and variables. A world fills the cells: a cell is a value
 * or an unknown of any absence, with or without bounds; a list has certain and possible rows and
 * may have more. host_complete makes of a world one that it may turn out to be: what was unknown
 * gets a value, possible rows come in or drop out, lists that may have more get some. All is a
 * function of the seed.
 */
#ifndef TEST_CEL_HOST_H
#define TEST_CEL_HOST_H

#include <string.h>

#include "cel/cel.h"

/* ---- chance ---- */

typedef struct Chance {
  uint64_t state;
} Chance;

static inline uint64_t chance_next(Chance *chance) { /* splitmix64 */
  uint64_t z = (chance->state += 0x9e3779b97f4a7c15u);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

static inline uint32_t chance_below(Chance *chance, uint32_t count) {
  return (uint32_t)(chance_next(chance) >> 33) % count;
}

static inline bool chance_percent(Chance *chance, uint32_t percent) {
  return chance_below(chance, 100) < percent;
}

/* ---- shape ---- */

enum { HOST_PERSON, HOST_BILL, HOST_PLACE, HOST_PARAM, HOST_CODES, HOST_SCHEMAS };
enum { HOST_FIELDS = 32 };
enum { HOST_MED, HOST_MED_FILTERED }; /* the first fields of a person */
enum { HOST_AMOUNT };                 /* the first of a bill */
enum { HOST_FILTER_FROM = 100 * DEC_ONE };
enum { HOST_VARS = 5, HOST_DEPTH = 4 };

/* The states of derived fields that are being evaluated, each within the one before. */
typedef struct HostNested {
  CelState *states[HOST_DEPTH];
  uint32_t depth;
  bool reference; /* by which executor */
} HostNested;

typedef struct HostShape {
  Arena *arena;
  CelSchema schemas[HOST_SCHEMAS];
  CelField fields[HOST_SCHEMAS][HOST_FIELDS];
  CelCodes codes;
  CelVar vars[HOST_VARS];
  CelCalendar calendar;
  CelRing rings[2];
  CelOutline outlines[2];
  const CelField *form_fields[3][10];
  CelForm forms[3];
  CelEnv env;
  CelVar bill_vars[2]; /* r, param */
  CelEnv bill_env;
  HostNested *nested;
} HostShape;

static void
host_field(HostShape *shape, int schema, const char *name, const CelType *type, uint32_t flags) {
  CelSchema *to = &shape->schemas[schema];
  CHECK(to->count < HOST_FIELDS);
  shape->fields[schema][to->count] = (CelField){
      .name = str_from(name),
      .type = type,
      .id = (uint32_t)to->count,
      .flags = flags,
      .label = str_from(name),
  };
  to->count++;
}

static void host_codes(HostShape *shape) {
  static const CelCode codes[] = {
      {STR_INIT("01"), STR_INIT("本人"), NULL, 0},
      {STR_INIT("02"), STR_INIT("配偶"), NULL, 0},
      {STR_INIT("03"), STR_INIT("子女"), NULL, 0},
  };
  static const uint32_t near[] = {0, 1}, far[] = {2};
  static const CelCodeGroup groups[] = {
      {STR_INIT("near"), near, 2},
      {STR_INIT("far"), far, 1},
      {STR_INIT("none"), NULL, 0},
  };
  shape->codes = (CelCodes){
      .id = STR("kin"),
      .codes = codes,
      .count = 3,
      .groups = groups,
      .group_count = 3,
  };
  Str twice = cel_codes_index(&shape->codes, shape->arena);
  CHECK(twice.len == 0);
}

static void host_person_fields(HostShape *shape) {
  Arena *arena = shape->arena;
  const CelType *bills = cel_type_list(arena, cel_type_record(arena, &shape->schemas[HOST_BILL]));
  const CelType *person = cel_type_record(arena, &shape->schemas[HOST_PERSON]);
  const CelType *place = cel_type_record(arena, &shape->schemas[HOST_PLACE]);
  const CelType *kin = cel_type_code(arena, &shape->codes);
  int to = HOST_PERSON;
  host_field(shape, to, "med", bills, 0);
  host_field(shape, to, "med_filtered", bills, CEL_FIELD_HIDDEN);
  host_field(shape, to, "n", cel_type(CEL_INT), CEL_FIELD_NONNEG);
  host_field(shape, to, "k", cel_type(CEL_INT), 0);
  host_field(shape, to, "income", cel_type(CEL_DECIMAL), CEL_FIELD_NONNEG);
  host_field(shape, to, "debt", cel_type(CEL_DECIMAL), 0);
  host_field(shape, to, "born", cel_type(CEL_DATE), 0);
  host_field(shape, to, "since", cel_type(CEL_MONTH), 0);
  host_field(shape, to, "ok", cel_type(CEL_BOOL), 0);
  host_field(shape, to, "name", cel_type(CEL_NAME), 0);
  host_field(shape, to, "kin", kin, 0);
  host_field(shape, to, "text", cel_type(CEL_STRING), 0);
  host_field(shape, to, "idno", cel_type(CEL_IDNUMBER), 0);
  host_field(shape, to, "area", cel_type(CEL_DIVISION), 0);
  host_field(shape, to, "bills", bills, 0);
  host_field(shape, to, "nums", cel_type_list(arena, cel_type(CEL_INT)), 0);
  host_field(shape, to, "decs", cel_type_list(arena, cel_type(CEL_DECIMAL)), 0);
  host_field(shape, to, "days", cel_type_list(arena, cel_type(CEL_DATE)), 0);
  host_field(shape, to, "texts", cel_type_list(arena, cel_type(CEL_STRING)), 0);
  host_field(shape, to, "names", cel_type_list(arena, cel_type(CEL_NAME)), 0);
  host_field(shape, to, "flags", cel_type_list(arena, cel_type(CEL_BOOL)), 0);
  host_field(shape, to, "kins", cel_type_list(arena, kin), 0);
  host_field(shape, to, "home", person, 0);
  host_field(shape, to, "dept", place, CEL_FIELD_SAME);
  host_field(shape, to, "net", cel_type(CEL_DECIMAL), 0);
  host_field(shape, to, "richer", cel_type(CEL_BOOL), 0);
  host_field(shape, to, "dears", bills, 0);
  host_field(shape, to, "years", cel_type(CEL_INT), 0);
  host_field(shape, to, "spent", cel_type(CEL_DECIMAL), 0);
  shape->fields[to][HOST_MED].under_filter = &shape->fields[to][HOST_MED_FILTERED];
  host_field(shape, HOST_PLACE, "claims", bills, 0);
  host_field(shape, HOST_PLACE, "score", cel_type(CEL_INT), 0);
}

static void host_other_fields(HostShape *shape) {
  Arena *arena = shape->arena;
  const CelType *text = cel_type(CEL_STRING), *whole = cel_type(CEL_INT);
  const CelType *kin = cel_type_code(arena, &shape->codes);
  int to = HOST_BILL;
  host_field(shape, to, "amount", cel_type(CEL_DECIMAL), CEL_FIELD_NONNEG);
  host_field(shape, to, "qty", whole, CEL_FIELD_NONNEG);
  host_field(shape, to, "delta", whole, 0);
  host_field(shape, to, "paid", cel_type(CEL_BOOL), 0);
  host_field(shape, to, "day", cel_type(CEL_DATE), 0);
  host_field(shape, to, "until", cel_type(CEL_DATE), 0);
  host_field(shape, to, "who", cel_type(CEL_NAME), 0);
  host_field(shape, to, "note", text, 0);
  host_field(shape, to, "kind", kin, 0);
  host_field(shape, to, "owner", cel_type_record(arena, &shape->schemas[HOST_PERSON]), 0);
  host_field(shape, to, "tags", cel_type_list(arena, text), 0);
  host_field(shape, to, "dear", cel_type(CEL_BOOL), 0);
  shape->schemas[to].spell_from = &shape->fields[to][4];
  shape->schemas[to].spell_to = &shape->fields[to][5];
  host_field(shape, HOST_PARAM, "line", cel_type(CEL_DECIMAL), CEL_FIELD_PARAM);
  host_field(shape, HOST_PARAM, "most", whole, CEL_FIELD_PARAM | CEL_FIELD_NONNEG);
  host_field(shape, HOST_PARAM, "table", cel_type_map(arena, text, whole), CEL_FIELD_PARAM);
  host_field(shape, HOST_CODES, "kin", cel_type_codelist(arena, &shape->codes), 0);
}

/* Outlines: a square with a hole, and a triangle; forms: a few fields of a person. */
static void host_places(HostShape *shape) {
  static const CelPoint square[] = {
      {99000000, 23000000}, {100000000, 23000000}, {100000000, 24000000}, {99000000, 24000000}};
  static const CelPoint hole[] = {
      {99400000, 23400000}, {99600000, 23400000}, {99600000, 23600000}, {99400000, 23600000}};
  static const char *const names[3][10] = {
      {"n", "name", "born"},
      {"k", "income", "since", "ok", "kin", "text", "idno", "area", "flags", "kins"},
      {"debt"}};
  static const char *const ids[] = {"few", "many", "one"};
  shape->rings[0] = (CelRing){square, 4};
  shape->rings[1] = (CelRing){hole, 4};
  shape->outlines[0] = (CelOutline){STR("530999000000"), shape->rings, 2};
  shape->outlines[1] = (CelOutline){STR("530999101200"), &shape->rings[1], 1};
  for (int i = 0; i < 3; i++) {
    CelForm *form = &shape->forms[i];
    *form = (CelForm){str_from(ids[i]), &shape->schemas[HOST_PERSON], shape->form_fields[i], 0};
    for (; form->count < 10 && names[i][form->count]; form->count++)
      shape->form_fields[i][form->count] =
          cel_schema_find(form->schema, str_from(names[i][form->count]));
  }
  shape->env.outlines = shape->outlines;
  shape->env.outline_count = 2;
  shape->env.forms = shape->forms;
  shape->env.form_count = 3;
}

/* Derived fields: of persons and bills, through one another and through another person. */
static void host_derive(HostShape *shape) {
  static const struct {
    int schema;
    Str name, is;
  } defs[] = {
      {HOST_BILL, STR_INIT("dear"), STR_INIT("r.amount > param.line || r.paid")},
      {HOST_PERSON, STR_INIT("net"), STR_INIT("person.income - person.debt")},
      {HOST_PERSON, STR_INIT("richer"), STR_INIT("person.net > person.home.net")},
      {HOST_PERSON, STR_INIT("dears"), STR_INIT("person.bills.filter(r, r.dear)")},
      {HOST_PERSON, STR_INIT("years"), STR_INIT("age(person.born, on)")},
      {HOST_PERSON, STR_INIT("spent"), STR_INIT("person.dears.sum(r, r.amount)")},
  };
  shape->bill_vars[0] =
      (CelVar){STR("r"), cel_type_record(shape->arena, &shape->schemas[HOST_BILL])};
  shape->bill_vars[1] = shape->vars[1];
  shape->bill_env = (CelEnv){
      .profile = CEL_PACK, .vars = shape->bill_vars, .var_count = 2, .calendar = &shape->calendar};
  shape->nested = arena_new_one(shape->arena, HostNested);
  for (int i = 0; i < HOST_DEPTH; i++)
    shape->nested->states[i] = cel_state_inside(shape->arena);
  for (size_t i = 0; i < sizeof defs / sizeof defs[0]; i++) {
    bool bill = defs[i].schema == HOST_BILL;
    CelUnit *unit = cel_unit_new(bill ? &shape->bill_env : &shape->env, shape->arena);
    CelSource source = {.text = defs[i].is, .file_text = defs[i].is, .line = 1, .column = 1};
    uint32_t output = 0;
    Err err = cel_unit_output(unit, defs[i].name, source, NULL, &output, NULL);
    CHECK(err == ERR_OK);
    const CelField *field = cel_schema_find(&shape->schemas[defs[i].schema], defs[i].name);
    CelField *made = &shape->fields[defs[i].schema][field->id];
    cel_field_derive(made, unit, output);
  }
}

static HostShape *host_shape_new(Arena *arena) {
  static const char *const names[HOST_SCHEMAS] = {"person", "bill", "place", "param", "codes"};
  static const Day holidays[] = {{18901}, {18902}}, workdays[] = {{18896}};
  HostShape *shape = arena_new_one(arena, HostShape);
  shape->arena = arena;
  host_codes(shape);
  for (int i = 0; i < HOST_SCHEMAS; i++) {
    shape->schemas[i].name = str_from(names[i]);
    shape->schemas[i].fields = shape->fields[i];
  }
  host_person_fields(shape);
  host_other_fields(shape);
  for (int i = 0; i < HOST_SCHEMAS; i++)
    cel_schema_index(&shape->schemas[i], arena);
  const CelType *person = cel_type_record(arena, &shape->schemas[HOST_PERSON]);
  shape->vars[0] = (CelVar){STR("person"), person};
  shape->vars[1] = (CelVar){STR("param"), cel_type_record(arena, &shape->schemas[HOST_PARAM])};
  shape->vars[2] = (CelVar){STR("codes"), cel_type_record(arena, &shape->schemas[HOST_CODES])};
  shape->vars[3] = (CelVar){STR("on"), cel_type(CEL_DATE)};
  shape->vars[4] = (CelVar){STR("other"), person};
  shape->calendar = (CelCalendar){
      .first = {18871}, /* 2021-09-01 */
      .last = {18930},
      .holidays = holidays,
      .holiday_count = 2,
      .workdays = workdays,
      .workday_count = 1,
  };
  shape->env = (CelEnv){.profile = CEL_PACK,
                        .vars = shape->vars,
                        .var_count = HOST_VARS,
                        .calendar = &shape->calendar};
  host_places(shape);
  CelSource filter = {.text = STR("amount >= 100.0"), .line = 1, .column = 1};
  Err err = cel_schema_filter(&shape->schemas[HOST_BILL], &shape->env, filter, arena, NULL);
  CHECK(err == ERR_OK);
  host_derive(shape);
  return shape;
}

/* ---- worlds ---- */

enum { HOST_PERSONS = 3, HOST_BILLS = 8, HOST_EXTRA = 4 };
enum { HOST_ROWS = HOST_BILLS + 2 * HOST_EXTRA }; /* extra rows: any; then below the filter */
enum { HOST_ITEMS = 4 };

typedef struct World World;
struct World {
  const HostShape *shape;
  const World *origin; /* of a completion: what came is there, whatever it turned out to mean */
  Arena *arena;
  uint32_t trouble;           /* per cent of cells that are unknown */
  bool spellings;             /* the same name may be written in several ways */
  bool partial[HOST_PERSONS]; /* med may have more even under its filter */
  CelValue cells[HOST_SCHEMAS][HOST_ROWS][HOST_FIELDS];
  CelValue vars[HOST_VARS];
};

static const CelCauses *host_cause(World *world, CelCauseKind kind, Str a, Str b, uint32_t row) {
  CelCause *cause = arena_new_one(world->arena, CelCause);
  *cause =
      (CelCause){.kind = kind, .common = kind == CEL_NOT_DELIVERED, .a = a, .b = b, .row = row};
  return cel_causes_one(world->arena, cause);
}

static Str host_text(const World *world, Chance *chance, CelKind kind) {
  /* ID numbers: made up, some valid by form only */
  static const Str ids[] = {STR_INIT("530999199001010019"), STR_INIT("530999900101001"),
                            STR_INIT("53099919900101001X"), STR_INIT("5309")};
  static const Str areas[] = {STR_INIT("530999101200"), STR_INIT("530999000000"), STR_INIT("x")};
  static const Str names[] = {STR_INIT("张 三"), STR_INIT("李四"), STR_INIT("阿依·古丽"),
                              STR_INIT("张三")};
  static const Str kins[] = {STR_INIT("01"), STR_INIT("02"), STR_INIT("03")};
  static const Str texts[] = {STR_INIT("a"),         STR_INIT(""),         STR_INIT("ab"),
                              STR_INIT("12"),        STR_INIT("2.5"),      STR_INIT("2021-09"),
                              STR_INIT("01"),        STR_INIT("张三"),     STR_INIT("2021-09-30"),
                              STR_INIT("99.5,23.5"), STR_INIT("99.1,23.1")};
  if (kind == CEL_IDNUMBER) return ids[chance_below(chance, 4)];
  if (kind == CEL_DIVISION) return areas[chance_below(chance, 3)];
  if (kind == CEL_NAME) return names[chance_below(chance, world->spellings ? 4 : 3)];
  if (kind == CEL_CODE) return kins[chance_below(chance, 3)];
  return texts[chance_below(chance, 11)];
}

static int64_t host_number(Chance *chance, CelKind kind, bool nonneg) {
  static const int64_t decimals[] = {0,     5000,   10000,   22500,  1000000, 999900,
                                     15000, -10000, 1500000, -25001, 1000001, 30000};
  if (kind == CEL_BOOL) return chance_below(chance, 2);
  if (kind == CEL_DATE) return 18895 + (int64_t)chance_below(chance, 12);
  if (kind == CEL_MONTH) return 24260 + (int64_t)chance_below(chance, 4);
  int64_t number = kind == CEL_DECIMAL ? decimals[chance_below(chance, 12)]
                                       : (int64_t)chance_below(chance, 8) - 3;
  return nonneg && number < 0 ? -number : number;
}

static CelValue host_map(World *world, Chance *chance) {
  static const Str keys[] = {STR_INIT("01"), STR_INIT("a"), STR_INIT("ab")};
  CelMapEntry *entries = arena_new_array(world->arena, CelMapEntry, 3);
  CelMap *map = arena_new_one(world->arena, CelMap);
  map->entries = entries;
  for (int i = 0; i < 3; i++) {
    if (!chance_percent(chance, 70)) continue;
    CelValue value = cel_int(host_number(chance, CEL_INT, false));
    if (chance_percent(chance, world->trouble)) {
      value = cel_unknown(world->arena, host_cause(world, CEL_PARAM, STR("table"), keys[i], 0),
                          CEL_ABSENT);
    }
    entries[map->count++] = (CelMapEntry){cel_str(keys[i]), value};
  }
  return (CelValue){.state = CEL_KNOWN, .map = map};
}

/* A known value; of lists only in a completion, then certain and complete. */
static CelValue host_value(World *world, Chance *chance, const CelType *type, bool nonneg) {
  if (cel_type_is_text(type->kind)) return cel_str(host_text(world, chance, type->kind));
  if (type->kind == CEL_MAP) return host_map(world, chance);
  if (type->kind == CEL_RECORD) {
    CelRecord record = {type->schema, 1 + chance_below(chance, HOST_PERSONS - 1), 0};
    return (CelValue){.state = CEL_KNOWN, .record = record};
  }
  return cel_int(host_number(chance, type->kind, nonneg));
}

/* Some bounds that hold for at least one value. */
static void host_bounds(World *world, Chance *chance, const CelField *field, CelUnknown *unknown) {
  CelKind kind = field->type->kind;
  bool ordered = kind == CEL_INT || kind == CEL_DECIMAL || kind == CEL_DATE || kind == CEL_MONTH;
  if (!ordered || !chance_percent(chance, 50)) return;
  int64_t min = host_number(chance, kind, true);
  (void)world;
  unknown->has_min = chance_percent(chance, 75);
  unknown->has_max = chance_percent(chance, 75);
  unknown->min = unknown->has_min ? min : 0;
  unknown->max = unknown->has_max ? min + chance_below(chance, 4) * 5000 : 0;
  if (unknown->has_max && kind != CEL_DECIMAL) unknown->max = min + chance_below(chance, 4);
}

static CelValue host_unknown(World *world, Chance *chance, const CelField *field, uint32_t row) {
  static const CelAbsence absences[] = {CEL_ABSENT, CEL_IS_EMPTY, CEL_HAS_TEXT};
  CelAbsence absence = absences[chance_below(chance, 3)];
  CelKind kind = field->type->kind;
  if (kind == CEL_LIST || kind == CEL_RECORD || kind == CEL_MAP) absence = CEL_ABSENT;
  CelCauseKind cause = absence == CEL_IS_EMPTY   ? CEL_EMPTY
                       : absence == CEL_HAS_TEXT ? CEL_UNREADABLE
                       : row % 2 == 0            ? CEL_NOT_COLLECTED
                                                 : CEL_NOT_DELIVERED;
  bool at_cell = cause == CEL_UNREADABLE;
  const CelCauses *causes = at_cell ? host_cause(world, cause, STR("f.csv"), field->name, row)
                                    : host_cause(world, cause, field->name, STR_NONE, 0);
  CelValue value = cel_unknown(world->arena, causes, absence);
  if (absence != CEL_IS_EMPTY) host_bounds(world, chance, field, value.unknown);
  return value;
}

/* ---- lists ---- */

typedef struct HostList {
  uint32_t count;
  CelValue items[2 * HOST_ITEMS];
  uint8_t standing[2 * HOST_ITEMS];
  const CelCauses *why[2 * HOST_ITEMS];
} HostList;

static CelValue host_list_value(World *world, const HostList *from, const CelCauses *more) {
  Arena *arena = world->arena;
  CelList *list = arena_new_one(arena, CelList);
  CelValue *items = arena_new_array(arena, CelValue, from->count + 1);
  uint8_t *standing = arena_new_array(arena, uint8_t, from->count + 1);
  const CelCauses **why = arena_new_array(arena, const CelCauses *, from->count + 1);
  bool possible = false, range = from->count > 0;
  for (uint32_t i = 0; i < from->count; i++) {
    items[i] = from->items[i];
    standing[i] = from->standing[i];
    why[i] = from->why[i];
    possible |= standing[i] == CEL_POSSIBLY;
    const CelRecord *first = &items[0].record, *here = &items[i].record;
    range = range && items[i].state == CEL_KNOWN && here->schema == first->schema &&
            here->index == first->index + i;
  }
  *list = (CelList){.count = from->count, .items = items, .more = more};
  bool records = range && items[0].record.schema == &world->shape->schemas[HOST_BILL];
  if (records) {
    list->items = NULL;
    list->first = items[0].record;
  }
  if (possible) {
    list->standing = standing;
    list->why = why;
  }
  return (CelValue){.state = CEL_KNOWN, .list = list};
}

static CelValue host_bill(const World *world, uint32_t index) {
  CelRecord record = {&world->shape->schemas[HOST_BILL], index, 7};
  return (CelValue){.state = CEL_KNOWN, .record = record};
}

static void host_items(World *world, Chance *chance, const CelField *field, HostList *list) {
  const CelType *elem = field->type->elem;
  uint32_t row = chance_below(chance, 3);
  *list = (HostList){.count = chance_below(chance, HOST_ITEMS + 1)};
  for (uint32_t i = 0; i < list->count; i++) {
    bool record = elem->kind == CEL_RECORD;
    list->items[i] = record ? host_bill(world, row) : host_value(world, chance, elem, false);
    row = (row + 1 + (chance_percent(chance, 30) ? 1 : 0)) % HOST_BILLS;
    if (!record && chance_percent(chance, world->trouble / 2)) {
      list->items[i] =
          cel_unknown(world->arena, host_cause(world, CEL_EMPTY, field->name, STR_NONE, 0),
                      chance_percent(chance, 50) ? CEL_IS_EMPTY : CEL_ABSENT);
    }
    if (!chance_percent(chance, world->trouble)) continue;
    list->standing[i] = CEL_POSSIBLY;
    list->why[i] = host_cause(world, CEL_POSSIBLE, STR("g.csv"), STR_NONE, 10 + i);
  }
}

static CelValue host_list(World *world, Chance *chance, const CelField *field) {
  HostList list;
  host_items(world, chance, field, &list);
  bool more = chance_percent(chance, world->trouble);
  const CelCauses *causes =
      more ? host_cause(world, CEL_NOT_COVERED, field->name, STR("530999101"), 0) : NULL;
  return host_list_value(world, &list, causes);
}

/* The dataset that came filtered, as it is under its filter and without it. */
static void host_med(World *world, Chance *chance, uint32_t person) {
  const HostShape *shape = world->shape;
  CelValue *cells = world->cells[HOST_PERSON][person];
  HostList list;
  host_items(world, chance, &shape->fields[HOST_PERSON][HOST_MED], &list);
  world->partial[person] = chance_percent(chance, world->trouble);
  const CelCauses *partial =
      world->partial[person] ? host_cause(world, CEL_NOT_DELIVERED, STR("med"), STR_NONE, 0) : NULL;
  const CelCauses *filtered = host_cause(world, CEL_FILTERED, STR("med"), STR_NONE, 0);
  cells[HOST_MED_FILTERED] = host_list_value(world, &list, partial);
  cells[HOST_MED] =
      host_list_value(world, &list, cel_causes_union(world->arena, partial, filtered));
}

static CelValue host_cell(World *world, Chance *chance, const CelField *field, uint32_t row) {
  if (chance_percent(chance, world->trouble)) return host_unknown(world, chance, field, row);
  if (field->type->kind == CEL_LIST) return host_list(world, chance, field);
  return host_value(world, chance, field->type, (field->flags & CEL_FIELD_NONNEG) != 0);
}

static CelValue host_record(const HostShape *shape, int schema, uint32_t index) {
  CelRecord record = {&shape->schemas[schema], index, 0};
  return (CelValue){.state = CEL_KNOWN, .record = record};
}

static uint32_t host_rows(int schema) {
  static const uint32_t rows[HOST_SCHEMAS] = {HOST_PERSONS, HOST_ROWS, HOST_PERSONS, 2, 1};
  return rows[schema];
}

static World *host_world_new(
    Arena *arena, const HostShape *shape, Chance *chance, uint32_t trouble, bool spellings) {
  World *world = arena_new_one(arena, World);
  world->shape = shape;
  world->arena = arena;
  world->spellings = spellings;
  for (int s = 0; s < HOST_CODES; s++) {
    for (uint32_t row = 0; row < host_rows(s); row++) {
      bool extra = s == HOST_BILL && row >= HOST_BILLS;
      world->trouble = extra ? 0 : trouble; /* rows that are not there yet come whole */
      for (uint32_t f = 0; f < shape->schemas[s].count; f++) {
        world->cells[s][row][f] = host_cell(world, chance, &shape->fields[s][f], row);
      }
      if (s == HOST_PERSON) host_med(world, chance, row);
      bool below = s == HOST_BILL && row >= HOST_BILLS + HOST_EXTRA;
      if (below) world->cells[s][row][HOST_AMOUNT] = cel_int(chance_below(chance, 100) * DEC_ONE);
    }
  }
  world->trouble = trouble;
  CelRecord codes = {.index = 0};
  world->cells[HOST_CODES][0][0] = (CelValue){.state = CEL_KNOWN, .record = codes};
  world->vars[0] = host_record(shape, HOST_PERSON, 0);
  world->vars[1] = host_record(shape, HOST_PARAM, 0);
  world->vars[2] = host_record(shape, HOST_CODES, 0);
  world->vars[3] = cel_int(18900);
  world->vars[4] = host_record(shape, HOST_PERSON, 1);
  if (!chance_percent(chance, trouble)) return world;
  const CelCauses *causes = host_cause(world, CEL_IDENTITY, STR("other"), STR_NONE, 0);
  world->vars[4] = cel_unknown(arena, causes, CEL_ABSENT);
  return world;
}

/* ---- completions ---- */

/* A value that the unknown may turn out to be; one that is known to be empty stays so. */
static CelValue
host_known(World *world, Chance *chance, const CelType *type, bool nonneg, const CelValue *cell) {
  const CelUnknown *unknown = cell->unknown;
  if (unknown->absence == CEL_IS_EMPTY) return *cell;
  bool free = !unknown->has_min && !unknown->has_max;
  if (free && unknown->absence == CEL_ABSENT && chance_percent(chance, 15)) {
    return cel_unknown(world->arena, unknown->causes, CEL_IS_EMPTY);
  }
  if (free) return host_value(world, chance, type, nonneg);
  int64_t step = chance_below(chance, 4);
  if (unknown->has_min && unknown->has_max) {
    int64_t span = unknown->max - unknown->min;
    return cel_int(unknown->min + (step == 3 ? span : span * step / 3));
  }
  int64_t value = unknown->has_min ? unknown->min + step : unknown->max - step;
  return cel_int(nonneg && value < 0 ? 0 : value);
}

/* Some further rows, or elements, anywhere among those that are there. */
static void
host_add(World *world, Chance *chance, const CelType *elem, bool below, HostList *list) {
  uint32_t count = chance_below(chance, 3);
  for (uint32_t i = 0; i < count; i++) {
    uint32_t at = chance_below(chance, list->count + 1);
    for (uint32_t k = list->count; k > at; k--) {
      list->items[k] = list->items[k - 1];
      list->standing[k] = list->standing[k - 1];
      list->why[k] = list->why[k - 1];
    }
    uint32_t from = below ? HOST_BILLS + HOST_EXTRA : HOST_BILLS;
    list->items[at] = elem->kind == CEL_RECORD
                          ? host_bill(world, from + chance_below(chance, HOST_EXTRA))
                          : host_value(world, chance, elem, false);
    list->standing[at] = CEL_CERTAIN;
    list->why[at] = NULL;
    list->count++;
  }
}

static void host_settle(World *world,
                        Chance *chance,
                        uint32_t percent,
                        const CelType *elem,
                        const CelList *from,
                        HostList *ret) {
  *ret = (HostList){0};
  for (uint32_t i = 0; i < from->count; i++) {
    bool possible = from->standing != NULL && from->standing[i] == CEL_POSSIBLY;
    bool settled = chance_percent(chance, percent);
    if (possible && settled && chance_percent(chance, 50)) continue;
    CelValue item = cel_list_item(from, i);
    if (item.state == CEL_UNKNOWN && settled) item = host_known(world, chance, elem, false, &item);
    ret->items[ret->count] = item;
    ret->standing[ret->count] = possible && !settled ? CEL_POSSIBLY : CEL_CERTAIN;
    ret->why[ret->count] = possible && !settled ? from->why[i] : NULL;
    ret->count++;
  }
}

static CelValue host_complete_list(
    World *world, Chance *chance, uint32_t percent, const CelType *type, const CelValue *cell) {
  HostList list;
  host_settle(world, chance, percent, type->elem, cell->list, &list);
  const CelCauses *more = cell->list->more;
  if (more != NULL && chance_percent(chance, percent)) {
    host_add(world, chance, type->elem, false, &list);
    more = NULL;
  }
  return host_list_value(world, &list, more);
}

static void host_complete_med(World *world, Chance *chance, uint32_t percent, uint32_t person) {
  CelValue *cells = world->cells[HOST_PERSON][person];
  const CelType *elem = world->shape->fields[HOST_PERSON][HOST_MED].type->elem;
  HostList list;
  host_settle(world, chance, percent, elem, cells[HOST_MED].list, &list);
  const CelCauses *more = cells[HOST_MED].list->more;
  const CelCauses *partial = cells[HOST_MED_FILTERED].list->more;
  if (chance_percent(chance, percent)) {
    host_add(world, chance, elem, !world->partial[person], &list);
    more = partial = NULL;
  }
  cells[HOST_MED] = host_list_value(world, &list, more);
  cells[HOST_MED_FILTERED] = host_list_value(world, &list, partial);
}

static CelValue host_complete_map(World *world, Chance *chance, const CelValue *cell) {
  CelMap *map = arena_new_one(world->arena, CelMap);
  CelMapEntry *entries = arena_new_array(world->arena, CelMapEntry, cell->map->count + 1);
  *map = (CelMap){cell->map->count, entries};
  for (uint32_t i = 0; i < map->count; i++) {
    entries[i] = cell->map->entries[i];
    if (entries[i].value.state == CEL_KNOWN) continue;
    entries[i].value = cel_int(host_number(chance, CEL_INT, false));
  }
  return (CelValue){.state = CEL_KNOWN, .map = map};
}

static CelValue host_complete_cell(
    World *world, Chance *chance, uint32_t percent, const CelField *field, const CelValue *cell) {
  const CelType *type = field->type;
  if (cell->state == CEL_KNOWN && type->kind == CEL_LIST) {
    return host_complete_list(world, chance, percent, type, cell);
  }
  if (!chance_percent(chance, percent)) return *cell;
  if (cell->state == CEL_KNOWN && type->kind == CEL_MAP) {
    return host_complete_map(world, chance, cell);
  }
  if (cell->state == CEL_KNOWN) return *cell;
  if (type->kind == CEL_LIST) {
    uint32_t trouble = world->trouble;
    world->trouble = 0;
    CelValue list = host_list(world, chance, field);
    world->trouble = trouble;
    return list;
  }
  bool nonneg = (field->flags & CEL_FIELD_NONNEG) != 0;
  return host_known(world, chance, type, nonneg, cell);
}

/* [percent] of what is not known is settled. */
static World *host_complete(Arena *arena, const World *from, Chance *chance, uint32_t percent) {
  World *world = arena_new_one(arena, World);
  *world = *from;
  world->arena = arena;
  world->origin = from;
  for (int s = 0; s < HOST_CODES; s++) {
    for (uint32_t row = 0; row < host_rows(s); row++) {
      for (uint32_t f = 0; f < world->shape->schemas[s].count; f++) {
        if (s == HOST_PERSON && f <= HOST_MED_FILTERED) continue;
        const CelField *field = &world->shape->fields[s][f];
        CelValue *cell = &world->cells[s][row][f];
        *cell = host_complete_cell(world, chance, percent, field, cell);
      }
      if (s == HOST_PERSON) host_complete_med(world, chance, percent, row);
    }
  }
  if (world->vars[4].state == CEL_UNKNOWN) {
    world->vars[4] = host_record(world->shape, HOST_PERSON, 1 + chance_below(chance, 2));
  }
  return world;
}

/* ---- the callbacks ---- */

static const CelValue *host_find(const World *world, CelRecord record, const CelField *field) {
  int schema = (int)(record.schema - world->shape->schemas);
  CHECK(schema >= 0 && schema < HOST_SCHEMAS && record.index < host_rows(schema));
  CHECK(field == &world->shape->fields[schema][field->id]);
  return &world->cells[schema][record.index][field->id];
}

static const CelHost host_callbacks;

static void
host_evaluate(World *world, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  HostNested *nested = world->shape->nested;
  CelValue vars[HOST_VARS];
  memcpy(vars, world->vars, sizeof vars);
  vars[0] = (CelValue){.state = CEL_KNOWN, .record = record};
  CHECK(nested->depth < HOST_DEPTH);
  CelState *state = nested->states[nested->depth++];
  cel_state_begin_in(state, arena, (size_t)64 << 20, field->is, &host_callbacks, world, vars);
  if (nested->reference)
    cel_reference(state, field->is_output, ret);
  else
    cel_run(state, field->is_output, ret);
  nested->depth--;
}

static void
host_get(void *ctx, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  if (field->is)
    host_evaluate(ctx, arena, record, field, ret);
  else
    *ret = *host_find(ctx, record, field);
}

static void
host_raw(void *ctx, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  const World *world = ctx;
  const CelValue *cell = host_find(world, record, field);
  const CelValue *came = world->origin == NULL ? cell : host_find(world->origin, record, field);
  *ret = cel_str(STR("坏值"));
  if (came->state == CEL_UNKNOWN && came->unknown->absence == CEL_HAS_TEXT) return;
  *ret = *cell;
  if (cell->state != CEL_KNOWN) {
    *ret = cel_unknown(arena, cell->unknown->causes, cell->unknown->absence);
    return;
  }
  Buf text;
  buf_init(&text, 1 << 16);
  cel_value_text(field->type, cell, &text);
  *ret = cel_str(arena_str(arena, buf_view(&text)));
  buf_free(&text);
}

static void host_param_at(
    void *ctx, Arena *arena, CelRecord record, const CelField *field, Day day, CelValue *ret) {
  (void)record;
  (void)arena;
  const World *world = ctx;
  *ret = world->cells[HOST_PARAM][day.n % 2 == 0 ? 0 : 1][field->id];
}

static const CelCause *
host_place(void *ctx, Arena *arena, CelRecord record, const CelField *field) {
  (void)ctx;
  CelCause *cause = arena_new_one(arena, CelCause);
  *cause = (CelCause){CEL_UNREADABLE, false, STR("f.csv"), field->name, record.index};
  return cause;
}

static const CelHost host_callbacks = {host_get, host_raw, host_param_at, host_place};

#endif
