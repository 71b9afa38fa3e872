/* SPDX-License-Identifier: Apache-2.0 */
/* types: names of types, code lists, schemas. */
#include "cel/cel_int.h"
#include "unit.h"

static const CelCode relation_codes[] = {
    {.code = STR_INIT("01"), .label = STR_INIT("户主")},
    {.code = STR_INIT("02"),
     .label = STR_INIT("配偶"),
     .aliases = (const Str[]){STR_INIT("妻子"), STR_INIT("丈夫"), STR_INIT("03")},
     .alias_count = 3},
    {.code = STR_INIT("03"), .label = STR_INIT("03")},
    {.code = STR_INIT("04"), .label = STR_INIT("")},
};

UNIT(kinds) {
  Arena *arena = arena_new(1 << 20);
  for (int kind = CEL_ANY; kind <= CEL_DYN; kind++) {
    bool parts = kind == CEL_LIST || kind == CEL_MAP || kind == CEL_RECORD || kind == CEL_CODELIST;
    if (parts) continue;
    const CelType *type = cel_type((CelKind)kind);
    EXPECT_INT(type->kind, kind);
    EXPECT(type == cel_type((CelKind)kind));
    EXPECT(type->elem == NULL && type->key == NULL && type->schema == NULL && type->codes == NULL);
    EXPECT(cel_type_text(type, arena).len > 2);
  }
  arena_free(arena);
}

UNIT(text_kinds) {
  EXPECT(!cel_type_is_text(CEL_MONTH));
  EXPECT(cel_type_is_text(CEL_STRING));
  EXPECT(cel_type_is_text(CEL_CODE));
  EXPECT(cel_type_is_text(CEL_SIGNATURE));
  EXPECT(!cel_type_is_text(CEL_LIST));
  EXPECT(!cel_type_is_text(CEL_CODELIST));
  EXPECT(!cel_type_is_text(CEL_BYTES));
}

UNIT(texts) {
  Arena *arena = arena_new(1 << 20);
  CelSchema person = {.name = STR_INIT("person")};
  CelCodes relation = {.id = STR_INIT("relation")};
  const CelType *integer = cel_type(CEL_INT);
  EXPECT_STR(cel_type_text(integer, arena), "int");
  EXPECT_STR(cel_type_text(cel_type_list(arena, integer), arena), "list(int)");
  EXPECT_STR(cel_type_text(cel_type_list(arena, cel_type_list(arena, integer)), arena),
             "list(list(int))");
  EXPECT_STR(cel_type_text(cel_type_map(arena, cel_type(CEL_STRING), cel_type(CEL_DECIMAL)), arena),
             "map(string, decimal)");
  EXPECT_STR(cel_type_text(cel_type_code(arena, &relation), arena), "code(relation)");
  EXPECT_STR(cel_type_text(cel_type_codelist(arena, &relation), arena), "codelist(relation)");
  const CelType *record = cel_type_record(arena, &person);
  EXPECT_STR(cel_type_text(record, arena), "record(person)");
  EXPECT_STR(cel_type_text(cel_type_list(arena, record), arena), "list(record(person))");
  arena_free(arena);
}

UNIT(codes) {
  Arena *arena = arena_new(1 << 20);
  CelCodes codes = {.id = STR_INIT("relation"), .codes = relation_codes, .count = 4};
  /* the alias 03 of 02 must not hide the code 03 */
  EXPECT_STR(cel_codes_index(&codes, arena), "03");
  EXPECT(cel_codes_find(&codes, STR("01")) == &relation_codes[0]);
  EXPECT(cel_codes_find(&codes, STR("户主")) == &relation_codes[0]);
  EXPECT(cel_codes_find(&codes, STR("丈夫")) == &relation_codes[1]);
  EXPECT(cel_codes_find(&codes, STR("03")) == &relation_codes[2]);
  EXPECT(cel_codes_find(&codes, STR("04")) == &relation_codes[3]);
  EXPECT(cel_codes_find(&codes, STR("")) == NULL);
  EXPECT(cel_codes_find(&codes, STR("子女")) == NULL);

  CelCodes clean = {.id = STR_INIT("c"), .codes = relation_codes, .count = 1};
  EXPECT_INT((int64_t)cel_codes_index(&clean, arena).len, 0);
  CelCodes empty = {.id = STR_INIT("e")};
  EXPECT_INT((int64_t)cel_codes_index(&empty, arena).len, 0);
  EXPECT(cel_codes_find(&empty, STR("01")) == NULL);
  arena_free(arena);
}

UNIT(schemas) {
  Arena *arena = arena_new(1 << 20);
  const CelField fields[] = {{.name = STR_INIT("name"), .id = 1},
                             {.name = STR_INIT("birth"), .id = 2}};
  CelSchema schema = {.name = STR_INIT("person"), .fields = fields, .count = 2};
  cel_schema_index(&schema, arena);
  EXPECT(cel_schema_find(&schema, STR("birth")) == &fields[1]);
  EXPECT(cel_schema_find(&schema, STR("name")) == &fields[0]);
  EXPECT(cel_schema_find(&schema, STR("Name")) == NULL);
  EXPECT(cel_schema_find(&schema, STR("")) == NULL);
  arena_free(arena);
}

UNIT_MAIN(
    UNIT_CASE(kinds), UNIT_CASE(text_kinds), UNIT_CASE(texts), UNIT_CASE(codes), UNIT_CASE(schemas))
