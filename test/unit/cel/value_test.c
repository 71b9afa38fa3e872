/* SPDX-License-Identifier: Apache-2.0 */
/* value: unknowns, lists, sameness, text and JSON. */
#include "cel/cel_int.h"
#include "unit.h"

static CelValue text(const char *s) {
  return cel_str(str_from(s));
}

static CelValue day(int year, int month, int of_month) {
  Day result = {0};
  EXPECT(day_from_ymd(year, month, of_month, &result));
  return cel_int(result.n);
}

static CelValue list_value(const CelList *list) {
  return (CelValue){.state = CEL_KNOWN, .list = list};
}

#define EXPECT_JSON(type, value, want)                                                             \
  do {                                                                                             \
    Buf json_;                                                                                     \
    buf_init(&json_, 1 << 16);                                                                     \
    CelValue value_ = (value);                                                                     \
    cel_value_json((type), &value_, 1, &json_);                                                    \
    EXPECT_STR(buf_view(&json_), want);                                                            \
    buf_free(&json_);                                                                              \
  } while (0)

#define EXPECT_PLAIN(type, value, want)                                                            \
  do {                                                                                             \
    Buf json_;                                                                                     \
    buf_init(&json_, 1 << 16);                                                                     \
    CelValue value_ = (value);                                                                     \
    cel_value_json_plain((type), &value_, &json_);                                                 \
    EXPECT_STR(buf_view(&json_), want);                                                            \
    buf_free(&json_);                                                                              \
  } while (0)

#define EXPECT_TEXT(type, value, want)                                                             \
  do {                                                                                             \
    Buf text_;                                                                                     \
    buf_init(&text_, 1 << 16);                                                                     \
    CelValue value_ = (value);                                                                     \
    cel_value_text((type), &value_, &text_);                                                       \
    EXPECT_STR(buf_view(&text_), want);                                                            \
    buf_free(&text_);                                                                              \
  } while (0)

static const CelCause empty_birth = {.kind = CEL_EMPTY, .a = STR_INIT("person.birth")};
static const CelCause bad_cell = {
    .kind = CEL_UNREADABLE, .a = STR_INIT("a\"b.csv"), .row = 2, .b = STR_INIT("金额")};
static const CelCause *const two_items[] = {&empty_birth, &bad_cell};
static const CelCauses one = {.count = 1, .items = two_items};
static const CelCauses two = {.count = 2, .items = two_items};

UNIT(scalars) {
  EXPECT_JSON(cel_type(CEL_INT), cel_int(3), "{\"type\":\"int\",\"value\":3}");
  EXPECT_JSON(cel_type(CEL_INT), cel_int(INT64_MIN),
              "{\"type\":\"int\",\"value\":-9223372036854775808}");
  EXPECT_JSON(cel_type(CEL_DECIMAL), cel_int(125000), "{\"type\":\"decimal\",\"value\":12.5}");
  EXPECT_JSON(cel_type(CEL_DECIMAL), cel_int(INT64_MAX),
              "{\"type\":\"decimal\",\"value\":922337203685477.5807}");
  EXPECT_JSON(cel_type(CEL_BOOL), cel_int(1), "{\"type\":\"bool\",\"value\":true}");
  EXPECT_JSON(cel_type(CEL_BOOL), cel_int(0), "{\"type\":\"bool\",\"value\":false}");
  EXPECT_JSON(cel_type(CEL_DATE), day(2021, 10, 30),
              "{\"type\":\"date\",\"value\":\"2021-10-30\"}");
  EXPECT_JSON(cel_type(CEL_MONTH), cel_int(2021 * 12 + 9),
              "{\"type\":\"month\",\"value\":\"2021-10\"}");
  EXPECT_JSON(cel_type(CEL_STRING), text("a\"b\\c\n\t\r\x01双"),
              "{\"type\":\"string\",\"value\":\"a\\\"b\\\\c\\n\\t\\r\\u0001双\"}");
  EXPECT_JSON(cel_type(CEL_STRING), cel_str(STR_NONE), "{\"type\":\"string\",\"value\":\"\"}");
  EXPECT_TEXT(cel_type(CEL_DECIMAL), cel_int(125000), "12.5");
  EXPECT_TEXT(cel_type(CEL_DATE), day(2021, 10, 30), "2021-10-30");
  EXPECT_TEXT(cel_type(CEL_MONTH), cel_int(2021 * 12 + 9), "2021-10");
  EXPECT_TEXT(cel_type(CEL_BOOL), cel_int(1), "true");
  EXPECT_TEXT(cel_type(CEL_STRING), text("a\"b"), "a\"b");
  EXPECT_PLAIN(cel_type(CEL_STRING), text("a\"b"), "\"a\\\"b\"");
  EXPECT_PLAIN(cel_type(CEL_DECIMAL), cel_int(-1), "-0.0001");
}

UNIT(unknowns) {
  Arena *arena = arena_new(1 << 20);
  CelValue plain = cel_unknown(arena, &two, CEL_HAS_TEXT);
  EXPECT_INT(plain.state, CEL_UNKNOWN);
  EXPECT_INT(plain.unknown->absence, CEL_HAS_TEXT);
  EXPECT(!plain.unknown->has_min && !plain.unknown->has_max);
  EXPECT_JSON(cel_type(CEL_STRING), plain,
              "{\"unknown\":[\"empty person.birth\",\"unreadable a\\\"b.csv:2:金额\"],"
              "\"type\":\"string\"}");
  EXPECT_JSON(cel_type(CEL_INT), cel_unknown(arena, NULL, CEL_ABSENT),
              "{\"unknown\":[],\"type\":\"int\",\"min\":null,\"max\":null}");
  EXPECT_JSON(cel_type(CEL_INT), cel_unknown_bounded(arena, &one, 1, INT64_MAX),
              "{\"unknown\":[\"empty person.birth\"],\"type\":\"int\",\"min\":1,\"max\":null}");
  EXPECT_JSON(
      cel_type(CEL_DECIMAL), cel_unknown_bounded(arena, &one, INT64_MIN, 125000),
      "{\"unknown\":[\"empty person.birth\"],\"type\":\"decimal\",\"min\":null,\"max\":12.5}");
  EXPECT_JSON(cel_type(CEL_DATE),
              cel_unknown_bounded(arena, &one, day(2021, 2, 1).i, day(2021, 2, 28).i),
              "{\"unknown\":[\"empty person.birth\"],\"type\":\"date\",\"min\":\"2021-02-01\","
              "\"max\":\"2021-02-28\"}");
  EXPECT_JSON(cel_type(CEL_DATE), cel_unknown_bounded(arena, &one, -99999999, 99999999),
              "{\"unknown\":[\"empty person.birth\"],\"type\":\"date\",\"min\":null,\"max\":null}");
  EXPECT_JSON(cel_type(CEL_MONTH), cel_unknown_bounded(arena, NULL, 24250, 24251),
              "{\"unknown\":[],\"type\":\"month\",\"min\":\"2020-11\",\"max\":\"2020-12\"}");
  EXPECT_TEXT(cel_type(CEL_INT), plain, "?");
  EXPECT_PLAIN(cel_type(CEL_INT), cel_unknown(arena, &one, CEL_ABSENT),
               "{\"unknown\":[\"empty person.birth\"]}");
  arena_free(arena);
}

UNIT(many_causes) {
  Arena *arena = arena_new(1 << 20);
  enum { COUNT = CEL_CAUSES_SHOWN + 3 };
  static CelCause causes[COUNT];
  static const CelCause *items[COUNT];
  for (uint32_t i = 0; i < COUNT; i++) {
    causes[i] = (CelCause){.kind = CEL_POSSIBLE, .a = STR("f"), .row = i};
    items[i] = &causes[i];
  }
  CelCauses set = {.count = COUNT, .items = items};
  CelValue value = cel_unknown(arena, &set, CEL_ABSENT);
  Buf out;
  buf_init(&out, 1 << 16);
  cel_value_json(cel_type(CEL_BOOL), &value, 0, &out);
  EXPECT(str_ends(buf_view(&out), STR("\"possible f:31\"],\"more\":3,\"type\":\"bool\"}")));
  set.count = CEL_CAUSES_SHOWN;
  buf_clear(&out);
  cel_value_json(cel_type(CEL_BOOL), &value, 0, &out);
  EXPECT(str_ends(buf_view(&out), STR("\"possible f:31\"],\"type\":\"bool\"}")));
  buf_free(&out);
  arena_free(arena);
}

UNIT(errors) {
  static const char *const names[] = {"division", "overflow", "index", "key",
                                      "nothing",  "argument", "limit"};
  for (int kind = CEL_ERR_DIVISION; kind <= CEL_ERR_LIMIT; kind++) {
    EXPECT_STR(str_from(cel_error_name((CelErrorKind)kind)), names[kind]);
    EXPECT(strlen(cel_error_text((CelErrorKind)kind, 0)) > 5);
    EXPECT(strlen(cel_error_text((CelErrorKind)kind, 1)) > 5);
  }
  CelValue error = cel_failed(CEL_ERR_DIVISION, 1, 3);
  EXPECT_JSON(cel_type(CEL_INT), error,
              "{\"error\":{\"kind\":\"division\",\"message\":\"division by zero\",\"line\":1,"
              "\"column\":3}}");
  Buf out;
  buf_init(&out, 1000);
  cel_value_json(cel_type(CEL_INT), &error, 0, &out);
  EXPECT_STR(buf_view(&out), "{\"error\":{\"kind\":\"division\",\"message\":\"除数为零\","
                             "\"line\":1,\"column\":3}}");
  buf_free(&out);
  EXPECT_TEXT(cel_type(CEL_INT), error, "!division");
}

UNIT(lists) {
  Arena *arena = arena_new(1 << 20);
  const CelType *ints = cel_type_list(arena, cel_type(CEL_INT));
  CelValue items[] = {cel_int(4), cel_unknown(arena, &one, CEL_ABSENT), cel_int(5)};
  static const uint8_t standing[] = {CEL_POSSIBLY, CEL_CERTAIN, CEL_POSSIBLY};
  CelList list = {.count = 3, .items = items};
  EXPECT_JSON(ints, list_value(&list),
              "{\"type\":\"list(int)\",\"value\":[4,{\"unknown\":[\"empty person.birth\"]},5]}");
  EXPECT_TEXT(ints, list_value(&list), "[4, ?, 5]");
  list.standing = standing;
  list.more = &two;
  EXPECT_JSON(ints, list_value(&list),
              "{\"type\":\"list(int)\",\"value\":[4,{\"unknown\":[\"empty person.birth\"]},5],"
              "\"possible\":[0,2],\"more\":[\"empty person.birth\","
              "\"unreadable a\\\"b.csv:2:金额\"]}");
  EXPECT_TEXT(ints, list_value(&list), "[4?, ?, 5?, ...]");
  list.count = 1;
  EXPECT_PLAIN(ints, list_value(&list),
               "{\"value\":[4],\"possible\":[0],\"more\":[\"empty person.birth\","
               "\"unreadable a\\\"b.csv:2:金额\"]}");

  CelList none = {0};
  EXPECT_JSON(ints, list_value(&none), "{\"type\":\"list(int)\",\"value\":[]}");
  EXPECT_TEXT(ints, list_value(&none), "[]");
  static const CelCauses no_causes = {0};
  none.more = &no_causes;
  EXPECT_JSON(ints, list_value(&none), "{\"type\":\"list(int)\",\"value\":[],\"more\":[]}");
  EXPECT_TEXT(ints, list_value(&none), "[...]");
  EXPECT_PLAIN(cel_type_list(arena, cel_type(CEL_ANY)), list_value(&(CelList){0}), "[]");
  arena_free(arena);
}

UNIT(records_and_maps) {
  Arena *arena = arena_new(1 << 20);
  CelSchema schema = {.name = STR_INIT("med_settle")};
  const CelType *rows = cel_type_list(arena, cel_type_record(arena, &schema));
  CelList range = {.count = 2, .first = {&schema, 40, 7}};
  CelValue second = cel_list_item(&range, 1);
  EXPECT_INT(second.state, CEL_KNOWN);
  EXPECT(second.record.schema == &schema);
  EXPECT_INT(second.record.index, 41);
  EXPECT_INT(second.record.aux, 7);
  EXPECT_JSON(rows, list_value(&range),
              "{\"type\":\"list(record(med_settle))\",\"value\":[{\"record\":\"med_settle\"},"
              "{\"record\":\"med_settle\"}]}");

  CelValue list = list_value(&(CelList){.count = 1, .items = (CelValue[]){cel_int(5)}});
  CelMapEntry entries[] = {{text("a"), list}, {text("b"), cel_unknown(arena, &one, CEL_ABSENT)}};
  CelMap map = {.count = 2, .entries = entries};
  CelValue value = {.state = CEL_KNOWN, .map = &map};
  const CelType *type =
      cel_type_map(arena, cel_type(CEL_STRING), cel_type_list(arena, cel_type(CEL_DECIMAL)));
  EXPECT_JSON(type, value,
              "{\"type\":\"map(string, list(decimal))\",\"value\":[[\"a\",[0.0005]],"
              "[\"b\",{\"unknown\":[\"empty person.birth\"]}]]}");
  EXPECT_TEXT(type, value, "{a: [0.0005], b: ?}");
  map.count = 0;
  EXPECT_PLAIN(type, value, "[]");
  EXPECT_TEXT(type, value, "{}");
  arena_free(arena);
}

/* ---- sameness ---- */

static bool same(const CelType *type, CelValue a, CelValue b) {
  bool forth = cel_value_same(type, &a, &b);
  EXPECT(forth == cel_value_same(type, &b, &a));
  return forth;
}

UNIT(same_scalars) {
  Arena *arena = arena_new(1 << 20);
  const CelType *type = cel_type(CEL_INT);
  EXPECT(same(type, cel_int(1), cel_int(1)));
  EXPECT(!same(type, cel_int(1), cel_int(2)));
  EXPECT(same(cel_type(CEL_NAME), text("甲"), text("甲")));
  EXPECT(!same(cel_type(CEL_NAME), text("甲"), text("甲 ")));
  EXPECT(!same(type, cel_int(1), cel_unknown(arena, NULL, CEL_ABSENT)));
  EXPECT(!same(type, cel_int(1), cel_failed(CEL_ERR_KEY, 1, 1)));
  EXPECT(same(type, cel_failed(CEL_ERR_KEY, 1, 1), cel_failed(CEL_ERR_KEY, 2, 2)));
  EXPECT(!same(type, cel_failed(CEL_ERR_KEY, 1, 1), cel_failed(CEL_ERR_INDEX, 1, 1)));
  CelCause copy = empty_birth;
  const CelCause *const copy_items[] = {&copy};
  CelCauses copies = {.count = 1, .items = copy_items};
  EXPECT(same(type, cel_unknown(arena, &one, CEL_ABSENT), cel_unknown(arena, &copies, CEL_ABSENT)));
  EXPECT(!same(type, cel_unknown(arena, &one, CEL_ABSENT), cel_unknown(arena, &two, CEL_ABSENT)));
  EXPECT(!same(type, cel_unknown(arena, &one, CEL_ABSENT), cel_unknown(arena, NULL, CEL_ABSENT)));
  CelValue bounded = cel_unknown_bounded(arena, &one, 1, 2);
  EXPECT(same(type, bounded, cel_unknown_bounded(arena, &one, 1, 2)));
  EXPECT(!same(type, bounded, cel_unknown_bounded(arena, &one, 1, 3)));
  EXPECT(!same(type, bounded, cel_unknown_bounded(arena, &one, 0, 2)));
  EXPECT(!same(type, bounded, cel_unknown_bounded(arena, &one, 1, INT64_MAX)));
  EXPECT(!same(type, bounded, cel_unknown(arena, &one, CEL_ABSENT)));
  arena_free(arena);
}

UNIT(same_lists_and_maps) {
  Arena *arena = arena_new(1 << 20);
  const CelType *ints = cel_type_list(arena, cel_type(CEL_INT));
  CelValue items[] = {cel_int(4), cel_int(5)};
  CelValue others[] = {cel_int(4), cel_int(6)};
  static const uint8_t certain[] = {CEL_CERTAIN, CEL_CERTAIN};
  static const uint8_t possible[] = {CEL_CERTAIN, CEL_POSSIBLY};
  static const CelCauses *const why_one[] = {NULL, &one};
  static const CelCauses *const why_two[] = {NULL, &two};
  CelList a = {.count = 2, .items = items};
  CelList b = a;
  EXPECT(same(ints, list_value(&a), list_value(&b)));
  b.standing = certain;
  EXPECT(same(ints, list_value(&a), list_value(&b)));
  b.standing = possible;
  b.why = why_one;
  EXPECT(!same(ints, list_value(&a), list_value(&b)));
  a = b;
  EXPECT(same(ints, list_value(&a), list_value(&b)));
  b.why = why_two;
  EXPECT(!same(ints, list_value(&a), list_value(&b)));
  b = a;
  b.more = &one;
  EXPECT(!same(ints, list_value(&a), list_value(&b)));
  b = a;
  b.items = others;
  EXPECT(!same(ints, list_value(&a), list_value(&b)));
  b = a;
  b.count = 1;
  EXPECT(!same(ints, list_value(&a), list_value(&b)));

  CelSchema schema = {.name = STR_INIT("row")};
  const CelType *rows = cel_type_list(arena, cel_type_record(arena, &schema));
  CelValue explicit_rows[] = {{.state = CEL_KNOWN, .record = {&schema, 3, 0}},
                              {.state = CEL_KNOWN, .record = {&schema, 4, 0}}};
  CelList range = {.count = 2, .first = {&schema, 3, 0}};
  CelList listed = {.count = 2, .items = explicit_rows};
  EXPECT(same(rows, list_value(&range), list_value(&listed)));
  explicit_rows[1].record.aux = 1;
  EXPECT(!same(rows, list_value(&range), list_value(&listed)));

  const CelType *type = cel_type_map(arena, cel_type(CEL_STRING), cel_type(CEL_INT));
  CelMapEntry x[] = {{text("a"), cel_int(1)}};
  CelMapEntry y[] = {{text("a"), cel_int(2)}};
  CelMapEntry z[] = {{text("b"), cel_int(1)}};
  CelValue mx = {.state = CEL_KNOWN, .map = &(CelMap){1, x}};
  CelValue my = {.state = CEL_KNOWN, .map = &(CelMap){1, y}};
  CelValue mz = {.state = CEL_KNOWN, .map = &(CelMap){1, z}};
  CelValue none = {.state = CEL_KNOWN, .map = &(CelMap){0, NULL}};
  EXPECT(same(type, mx, mx));
  EXPECT(!same(type, mx, my));
  EXPECT(!same(type, mx, mz));
  EXPECT(!same(type, mx, none));
  arena_free(arena);
}

UNIT_MAIN(UNIT_CASE(scalars),
          UNIT_CASE(unknowns),
          UNIT_CASE(many_causes),
          UNIT_CASE(errors),
          UNIT_CASE(lists),
          UNIT_CASE(records_and_maps),
          UNIT_CASE(same_scalars),
          UNIT_CASE(same_lists_and_maps))
