/* SPDX-License-Identifier: Apache-2.0 */
/* functions: every strict function, at its boundaries; comparisons of known values. */
#include "cel/cel_int.h"
#include "norm/norm.h"
#include "unit.h"

static const CelCause cell_cause = {
    .kind = CEL_UNREADABLE, .a = STR_INIT("f.csv"), .row = 17, .b = STR_INIT("金额")};
static const CelCause *const cell_items[] = {&cell_cause};
static const CelCauses cell = {.count = 1, .items = cell_items};

enum { LINE = 3, COLUMN = 14, NO_ERROR = -1 };

static CelCall call_in(Arena *arena) {
  return (CelCall){.arena = arena, .cell = &cell, .line = LINE, .column = COLUMN};
}

static CelValue apply(Arena *arena, CelFn fn, CelValue a, CelValue b) {
  CelCall call = call_in(arena);
  CelValue ret = {.state = CEL_UNKNOWN};
  cel_fn_apply(fn, (const CelValue[]){a, b}, &call, &ret);
  return ret;
}

static CelValue text(const char *s) {
  return cel_str(str_from(s));
}

static CelValue date(int year, int month, int of_month) {
  Day day = {0};
  EXPECT(day_from_ymd(year, month, of_month, &day));
  return cel_int(day.n);
}

static void expect_error(CelValue got, CelErrorKind kind) {
  EXPECT_INT(got.state, CEL_FAILED);
  if (got.state != CEL_FAILED) return;
  EXPECT_INT(got.error.kind, kind);
  EXPECT_INT(got.error.line, LINE);
  EXPECT_INT(got.error.column, COLUMN);
}

static void expect_unknown(CelValue got, CelAbsence absence) {
  EXPECT_INT(got.state, CEL_UNKNOWN);
  if (got.state != CEL_UNKNOWN) return;
  EXPECT(got.unknown->causes == &cell);
  EXPECT_INT(got.unknown->absence, absence);
  EXPECT(!got.unknown->has_min && !got.unknown->has_max);
}

#define EXPECT_KNOWN_INT(got, want) expect_known_int((got), (want), __LINE__)
static void expect_known_int(CelValue got, int64_t want, int line) {
  unit_expect_int(got.state, CEL_KNOWN, "state", __FILE__, line);
  if (got.state == CEL_KNOWN) unit_expect_int(got.i, want, "value", __FILE__, line);
}

#define EXPECT_KNOWN_TEXT(got, want) expect_known_text((got), (want), __LINE__)
static void expect_known_text(CelValue got, const char *want, int line) {
  unit_expect_int(got.state, CEL_KNOWN, "state", __FILE__, line);
  if (got.state == CEL_KNOWN) unit_expect_str(got.s, want, "value", __FILE__, line);
}

/* ---- numbers ---- */

typedef struct NumberCase {
  CelFn fn;
  int64_t a, b, want;
  int error;
} NumberCase;

static const NumberCase number_cases[] = {
    {FN_ADD_INT, 2, 3, 5, NO_ERROR},
    {FN_ADD_INT, INT64_MAX, 0, INT64_MAX, NO_ERROR},
    {FN_ADD_INT, INT64_MAX, 1, 0, CEL_ERR_OVERFLOW},
    {FN_ADD_INT, INT64_MIN, -1, 0, CEL_ERR_OVERFLOW},
    {FN_SUB_INT, 2, 3, -1, NO_ERROR},
    {FN_SUB_INT, INT64_MIN, 1, 0, CEL_ERR_OVERFLOW},
    {FN_SUB_INT, 0, INT64_MIN, 0, CEL_ERR_OVERFLOW},
    {FN_SUB_INT, -1, INT64_MIN, INT64_MAX, NO_ERROR},
    {FN_MUL_INT, -4, 5, -20, NO_ERROR},
    {FN_MUL_INT, INT64_MAX, 2, 0, CEL_ERR_OVERFLOW},
    {FN_MUL_INT, INT64_MIN, -1, 0, CEL_ERR_OVERFLOW},
    {FN_DIV_INT, 7, 2, 3, NO_ERROR},
    {FN_DIV_INT, -7, 2, -3, NO_ERROR},
    {FN_DIV_INT, 7, -2, -3, NO_ERROR},
    {FN_DIV_INT, 7, 0, 0, CEL_ERR_DIVISION},
    {FN_DIV_INT, 0, 0, 0, CEL_ERR_DIVISION},
    {FN_DIV_INT, INT64_MIN, -1, 0, CEL_ERR_OVERFLOW},
    {FN_DIV_INT, INT64_MIN, 1, INT64_MIN, NO_ERROR},
    {FN_MOD_INT, 7, 3, 1, NO_ERROR},
    {FN_MOD_INT, -7, 3, -1, NO_ERROR},
    {FN_MOD_INT, 7, -3, 1, NO_ERROR},
    {FN_MOD_INT, 7, 0, 0, CEL_ERR_DIVISION},
    {FN_MOD_INT, INT64_MIN, -1, 0, CEL_ERR_OVERFLOW},
    {FN_MOD_INT, INT64_MIN, INT64_MAX, -1, NO_ERROR},
    {FN_NEG_INT, 5, 0, -5, NO_ERROR},
    {FN_NEG_INT, INT64_MAX, 0, -INT64_MAX, NO_ERROR},
    {FN_NEG_INT, INT64_MIN, 0, 0, CEL_ERR_OVERFLOW},
    {FN_ADD_DECIMAL, 15000, 5000, 20000, NO_ERROR},
    {FN_ADD_DECIMAL, INT64_MAX, 1, 0, CEL_ERR_OVERFLOW},
    {FN_SUB_DECIMAL, 15000, 5000, 10000, NO_ERROR},
    {FN_SUB_DECIMAL, -INT64_MAX, 2, 0, CEL_ERR_OVERFLOW},
    {FN_MUL_DECIMAL, 15000, 15000, 22500, NO_ERROR},
    {FN_MUL_DECIMAL, 1, 5000, 1, NO_ERROR}, /* 0.0001 * 0.5: half away from zero */
    {FN_MUL_DECIMAL, -1, 5000, -1, NO_ERROR},
    {FN_MUL_DECIMAL, 1, 4999, 0, NO_ERROR},
    {FN_MUL_DECIMAL, INT64_MAX, 20000, 0, CEL_ERR_OVERFLOW},
    {FN_DIV_DECIMAL, 10000, 30000, 3333, NO_ERROR},
    {FN_DIV_DECIMAL, 20000, 30000, 6667, NO_ERROR},
    {FN_DIV_DECIMAL, -20000, 30000, -6667, NO_ERROR},
    {FN_DIV_DECIMAL, 10000, 0, 0, CEL_ERR_DIVISION},
    {FN_DIV_DECIMAL, INT64_MAX, 1, 0, CEL_ERR_OVERFLOW},
    {FN_RATIO, 20000, 30000, 6667, NO_ERROR},
    {FN_RATIO, 0, 0, 0, CEL_ERR_DIVISION},
    {FN_NEG_DECIMAL, 125000, 0, -125000, NO_ERROR},
    {FN_NOT, 0, 0, 1, NO_ERROR},
    {FN_NOT, 1, 0, 0, NO_ERROR},
    {FN_INT_INT, INT64_MIN, 0, INT64_MIN, NO_ERROR},
    {FN_INT_DECIMAL, 19999, 0, 1, NO_ERROR},
    {FN_INT_DECIMAL, -19999, 0, -1, NO_ERROR},
    {FN_INT_DECIMAL, -9999, 0, 0, NO_ERROR},
    {FN_DECIMAL_INT, 6000, 0, 60000000, NO_ERROR},
    {FN_DECIMAL_INT, INT64_MAX / 10000 + 1, 0, 0, CEL_ERR_OVERFLOW},
    {FN_DECIMAL_INT, INT64_MAX / 10000, 0, 9223372036854770000, NO_ERROR},
    {FN_DECIMAL_DECIMAL, 5, 0, 5, NO_ERROR},
    {FN_WIDEN, -3, 0, -30000, NO_ERROR},
    {FN_WIDEN, INT64_MIN, 0, 0, CEL_ERR_OVERFLOW},
    {FN_FEN, 123450, 0, 1235, NO_ERROR}, /* 12.345 */
    {FN_FEN, 123449, 0, 1234, NO_ERROR},
    {FN_FEN, -123450, 0, -1235, NO_ERROR},
    {FN_FEN, INT64_MAX, 0, 92233720368547758, NO_ERROR},
};

UNIT(numbers) {
  Arena *arena = arena_new(1 << 20);
  for (size_t i = 0; i < sizeof number_cases / sizeof number_cases[0]; i++) {
    const NumberCase *c = &number_cases[i];
    CelValue got = apply(arena, c->fn, cel_int(c->a), cel_int(c->b));
    if (c->error == NO_ERROR)
      EXPECT_KNOWN_INT(got, c->want);
    else
      expect_error(got, (CelErrorKind)c->error);
  }
  arena_free(arena);
}

/* ---- text ---- */

UNIT(texts) {
  Arena *arena = arena_new(1 << 20);
  CelValue none = cel_str(STR_NONE);
  EXPECT_KNOWN_TEXT(apply(arena, FN_ADD_TEXT, text("双"), text("江")), "双江");
  EXPECT_KNOWN_TEXT(apply(arena, FN_ADD_TEXT, none, text("江")), "江");
  EXPECT_KNOWN_TEXT(apply(arena, FN_ADD_TEXT, text("双"), none), "双");
  EXPECT_KNOWN_TEXT(apply(arena, FN_ADD_TEXT, none, none), "");
  EXPECT_KNOWN_INT(apply(arena, FN_SIZE_TEXT, text("a双𠂇"), none), 3);
  EXPECT_KNOWN_INT(apply(arena, FN_SIZE_TEXT, none, none), 0);
  EXPECT_KNOWN_INT(apply(arena, FN_CONTAINS, text("勐勐镇"), text("勐镇")), 1);
  EXPECT_KNOWN_INT(apply(arena, FN_CONTAINS, text("勐勐镇"), none), 1);
  EXPECT_KNOWN_INT(apply(arena, FN_CONTAINS, none, text("镇")), 0);
  EXPECT_KNOWN_INT(apply(arena, FN_STARTS_WITH, text("勐勐镇"), text("勐勐")), 1);
  EXPECT_KNOWN_INT(apply(arena, FN_STARTS_WITH, text("勐"), text("勐勐")), 0);
  EXPECT_KNOWN_INT(apply(arena, FN_ENDS_WITH, text("勐勐镇"), text("镇")), 1);
  EXPECT_KNOWN_INT(apply(arena, FN_ENDS_WITH, text("勐勐镇"), text("乡")), 0);
  EXPECT_KNOWN_TEXT(apply(arena, FN_STRING_TEXT, text("原样"), none), "原样");
  EXPECT_KNOWN_TEXT(apply(arena, FN_STRING_BOOL, cel_int(1), none), "true");
  EXPECT_KNOWN_TEXT(apply(arena, FN_STRING_BOOL, cel_int(0), none), "false");
  EXPECT_KNOWN_TEXT(apply(arena, FN_STRING_INT, cel_int(0), none), "0");
  EXPECT_KNOWN_TEXT(apply(arena, FN_STRING_INT, cel_int(INT64_MIN), none), "-9223372036854775808");
  EXPECT_KNOWN_TEXT(apply(arena, FN_STRING_INT, cel_int(INT64_MAX), none), "9223372036854775807");
  EXPECT_KNOWN_TEXT(apply(arena, FN_STRING_DECIMAL, cel_int(125000), none), "12.5");
  EXPECT_KNOWN_TEXT(apply(arena, FN_STRING_DECIMAL, cel_int(60000000), none), "6000");
  EXPECT_KNOWN_TEXT(apply(arena, FN_STRING_DECIMAL, cel_int(-1), none), "-0.0001");
  EXPECT_KNOWN_TEXT(apply(arena, FN_STRING_DATE, date(2021, 9, 1), none), "2021-09-01");
  Month month = {0};
  EXPECT(month_from_ym(2021, 9, &month));
  EXPECT_KNOWN_TEXT(apply(arena, FN_STRING_MONTH, cel_int(month.n), none), "2021-09");
  EXPECT_KNOWN_TEXT(apply(arena, FN_NORMAL, text("岩甲"), none), "岩甲");
  EXPECT_KNOWN_TEXT(apply(arena, FN_NORMAL, text(" 艾合 买提·甲 "), none), "艾合买提甲");
  EXPECT_KNOWN_TEXT(apply(arena, FN_NORMAL, none, none), "");
  CelMap map = {.count = 4};
  EXPECT_KNOWN_INT(apply(arena, FN_SIZE_MAP, (CelValue){.state = CEL_KNOWN, .map = &map}, none), 4);
  arena_free(arena);
}

/* Two texts that do not fit the memory of a subject are its limit, not the end of the process. */
UNIT(text_limit) {
  Arena *arena = arena_new(1 << 16);
  CelValue value = text("0123456789abcdef");
  int rounds = 0;
  while (value.state == CEL_KNOWN && rounds++ < 64)
    value = apply(arena, FN_ADD_TEXT, value, value);
  expect_error(value, CEL_ERR_LIMIT);
  arena_free(arena);
}

/* ---- delivered text ---- */

UNIT(readings) {
  Arena *arena = arena_new(1 << 20);
  CelValue none = cel_str(STR_NONE);
  EXPECT_KNOWN_INT(apply(arena, FN_AS_INT, text(" 1,234 "), none), 1234);
  EXPECT_KNOWN_INT(apply(arena, FN_AS_INT, text("3.0"), none), 3);
  expect_unknown(apply(arena, FN_AS_INT, text("3.5"), none), CEL_HAS_TEXT);
  expect_unknown(apply(arena, FN_AS_INT, text("三"), none), CEL_HAS_TEXT);
  expect_unknown(apply(arena, FN_AS_INT, none, none), CEL_IS_EMPTY);
  EXPECT_KNOWN_INT(apply(arena, FN_AS_DECIMAL, text("￥12.50元"), none), 125000);
  expect_unknown(apply(arena, FN_AS_DECIMAL, text("12.50001"), none), CEL_HAS_TEXT);
  expect_unknown(apply(arena, FN_AS_DECIMAL, text("  "), none), CEL_IS_EMPTY);
  EXPECT_KNOWN_INT(apply(arena, FN_AS_DATE, text("2021年9月1日"), none), date(2021, 9, 1).i);
  expect_unknown(apply(arena, FN_AS_DATE, text("2021-02-30"), none), CEL_HAS_TEXT);
  expect_unknown(apply(arena, FN_AS_DATE, text(""), none), CEL_IS_EMPTY);

  CelValue month = apply(arena, FN_AS_DATE, text("2021年2月"), none);
  EXPECT_INT(month.state, CEL_UNKNOWN);
  EXPECT(month.unknown->causes == &cell);
  EXPECT_INT(month.unknown->absence, CEL_HAS_TEXT);
  EXPECT(month.unknown->has_min && month.unknown->has_max);
  EXPECT_INT(month.unknown->min, date(2021, 2, 1).i);
  EXPECT_INT(month.unknown->max, date(2021, 2, 28).i);

  CelCall call = {.arena = arena};
  CelValue ret;
  cel_fn_apply(FN_AS_INT, (const CelValue[]){text("?")}, &call, &ret);
  EXPECT(ret.state == CEL_UNKNOWN && ret.unknown->causes == NULL);
  arena_free(arena);
}

static void make_id(const char *digits, char ret_id[19]) {
  memcpy(ret_id, digits, 17);
  ret_id[17] = norm_id_check(digits);
  ret_id[18] = '\0';
}

UNIT(id_numbers) {
  Arena *arena = arena_new(1 << 20);
  CelValue none = cel_str(STR_NONE);
  char man[19];
  char woman[19];
  make_id("99999919900228001", man);
  make_id("99999920000229002", woman);
  char wrong[19];
  memcpy(wrong, man, sizeof wrong);
  wrong[17] = wrong[17] == '0' ? '1' : '0';

  EXPECT_KNOWN_INT(apply(arena, FN_ID_VALID, text(man), none), 1);
  EXPECT_KNOWN_INT(apply(arena, FN_ID_VALID, text(wrong), none), 0);
  EXPECT_KNOWN_INT(apply(arena, FN_ID_VALID, none, none), 0);
  EXPECT_KNOWN_INT(apply(arena, FN_ID_VALID, text("无"), none), 0);
  EXPECT_KNOWN_INT(apply(arena, FN_ID_BIRTH, text(man), none), date(1990, 2, 28).i);
  EXPECT_KNOWN_INT(apply(arena, FN_ID_BIRTH, text(woman), none), date(2000, 2, 29).i);
  EXPECT_KNOWN_INT(apply(arena, FN_ID_SEX, text(man), none), 1);
  EXPECT_KNOWN_INT(apply(arena, FN_ID_SEX, text(woman), none), 2);
  EXPECT_KNOWN_TEXT(apply(arena, FN_ID18, text(man), none), man);
  expect_unknown(apply(arena, FN_ID_BIRTH, text("护照"), none), CEL_HAS_TEXT);
  expect_unknown(apply(arena, FN_ID_SEX, none, none), CEL_HAS_TEXT);
  expect_unknown(apply(arena, FN_ID18, text("999999********0012"), none), CEL_HAS_TEXT);

  char card[22];
  memcpy(card, man, 18);
  memcpy(card + 18, "43", 3);
  EXPECT_KNOWN_TEXT(apply(arena, FN_ID18, text(card), none), man);
  char old[16] = "999999900228001";
  EXPECT_KNOWN_TEXT(apply(arena, FN_ID18, text(old), none), man);

  char check[2] = {man[17], '\0'};
  EXPECT_KNOWN_TEXT(apply(arena, FN_ID_CHECK, text("99999919900228001"), none), check);
  expect_error(apply(arena, FN_ID_CHECK, text("9999991990022800"), none), CEL_ERR_ARGUMENT);
  expect_error(apply(arena, FN_ID_CHECK, text(man), none), CEL_ERR_ARGUMENT);
  expect_error(apply(arena, FN_ID_CHECK, text("9999991990022800X"), none), CEL_ERR_ARGUMENT);
  expect_error(apply(arena, FN_ID_CHECK, none, none), CEL_ERR_ARGUMENT);
  arena_free(arena);
}

UNIT(cards_and_divisions) {
  Arena *arena = arena_new(1 << 20);
  CelValue none = cel_str(STR_NONE);
  EXPECT_KNOWN_INT(apply(arena, FN_LUHN, text("79927398713"), none), 1);
  EXPECT_KNOWN_INT(apply(arena, FN_LUHN, text("79927398710"), none), 0);
  EXPECT_KNOWN_INT(apply(arena, FN_LUHN, text("7992739871x"), none), 0);
  EXPECT_KNOWN_INT(apply(arena, FN_LUHN, none, none), 0);
  EXPECT_KNOWN_TEXT(apply(arena, FN_TOWNSHIP, text("530925101205"), none), "530925101000");
  EXPECT_KNOWN_TEXT(apply(arena, FN_COUNTY, text("530925101205"), none), "530925000000");
  EXPECT_KNOWN_TEXT(apply(arena, FN_COUNTY, text("530925"), none), "530925000000");
  expect_unknown(apply(arena, FN_TOWNSHIP, text("勐勐镇"), none), CEL_HAS_TEXT);
  expect_unknown(apply(arena, FN_COUNTY, text("53092"), none), CEL_HAS_TEXT);
  arena_free(arena);
}

/* ---- days ---- */

UNIT(days) {
  Arena *arena = arena_new(1 << 20);
  CelValue sep30 = date(2021, 9, 30);
  CelValue oct30 = date(2021, 10, 30);
  CelValue first = cel_int(DAY_MIN.n);
  CelValue last = cel_int(DAY_MAX.n);
  EXPECT_KNOWN_INT(apply(arena, FN_YMD, sep30, first), 20210930);
  EXPECT_KNOWN_INT(apply(arena, FN_YMD, first, first), 10101);
  EXPECT_KNOWN_INT(apply(arena, FN_YMD, last, first), 99991231);
  EXPECT_KNOWN_INT(apply(arena, FN_ADD_DAYS, sep30, cel_int(30)), oct30.i);
  EXPECT_KNOWN_INT(apply(arena, FN_ADD_DAYS, oct30, cel_int(-30)), sep30.i);
  expect_error(apply(arena, FN_ADD_DAYS, last, cel_int(1)), CEL_ERR_ARGUMENT);
  expect_error(apply(arena, FN_ADD_DAYS, first, cel_int(-1)), CEL_ERR_ARGUMENT);
  expect_error(apply(arena, FN_ADD_DAYS, last, cel_int(INT64_MAX)), CEL_ERR_ARGUMENT);
  expect_error(apply(arena, FN_ADD_DAYS, first, cel_int(INT64_MIN)), CEL_ERR_ARGUMENT);
  EXPECT_KNOWN_INT(apply(arena, FN_ADD_MONTHS, date(2021, 1, 31), cel_int(1)), date(2021, 2, 28).i);
  EXPECT_KNOWN_INT(apply(arena, FN_ADD_MONTHS, date(2020, 2, 29), cel_int(-12)),
                   date(2019, 2, 28).i);
  expect_error(apply(arena, FN_ADD_MONTHS, last, cel_int(1)), CEL_ERR_ARGUMENT);
  expect_error(apply(arena, FN_ADD_MONTHS, first, cel_int(INT64_MIN)), CEL_ERR_ARGUMENT);
  expect_error(apply(arena, FN_ADD_MONTHS, first, cel_int(INT64_MAX)), CEL_ERR_ARGUMENT);
  EXPECT_KNOWN_INT(apply(arena, FN_DAYS_BETWEEN, sep30, oct30), 30);
  EXPECT_KNOWN_INT(apply(arena, FN_DAYS_BETWEEN, oct30, sep30), -30);
  EXPECT_KNOWN_INT(apply(arena, FN_DAYS_BETWEEN, first, last), 3652058);
  EXPECT_KNOWN_INT(apply(arena, FN_MONTHS_BETWEEN, sep30, oct30), 1);
  EXPECT_KNOWN_INT(apply(arena, FN_MONTHS_BETWEEN, sep30, date(2021, 10, 29)), 0);
  EXPECT_KNOWN_INT(apply(arena, FN_MONTHS_BETWEEN, oct30, sep30), -1);
  EXPECT_KNOWN_INT(apply(arena, FN_MONTHS_BETWEEN, date(2021, 1, 31), date(2021, 2, 28)), 1);
  EXPECT_KNOWN_INT(apply(arena, FN_AGE, date(2003, 10, 30), oct30), 18);
  EXPECT_KNOWN_INT(apply(arena, FN_AGE, date(2003, 10, 31), oct30), 17);
  EXPECT_KNOWN_INT(apply(arena, FN_AGE, date(2004, 2, 29), date(2021, 2, 28)), 16);
  EXPECT_KNOWN_INT(apply(arena, FN_AGE, date(2004, 2, 29), date(2021, 3, 1)), 17);
  arena_free(arena);
}

UNIT(working_days) {
  Arena *arena = arena_new(1 << 20);
  Day holidays[] = {{(int32_t)date(2021, 10, 1).i}};
  CelCalendar calendar = {.first = {(int32_t)date(2021, 1, 1).i},
                          .last = {(int32_t)date(2021, 12, 31).i},
                          .holidays = holidays,
                          .holiday_count = 1};
  CelCall call = call_in(arena);
  CelEnv env = {.calendar = &calendar};
  call.env = &env;
  CelValue args[2] = {date(2021, 9, 29), date(2021, 10, 4)};
  CelValue ret;
  cel_fn_apply(FN_WORKDAYS_BETWEEN, args, &call, &ret);
  EXPECT_KNOWN_INT(ret, 2);
  CelValue back[2] = {args[1], args[0]};
  cel_fn_apply(FN_WORKDAYS_BETWEEN, back, &call, &ret);
  EXPECT_KNOWN_INT(ret, -2);

  args[1] = date(2022, 1, 4);
  cel_fn_apply(FN_WORKDAYS_BETWEEN, args, &call, &ret);
  EXPECT_INT(ret.state, CEL_UNKNOWN);
  EXPECT_INT(ret.unknown->causes->count, 1);
  const CelCause *cause = ret.unknown->causes->items[0];
  EXPECT_INT(cause->kind, CEL_CALENDAR);
  EXPECT(cause->common);
  EXPECT_STR(cause->a, "2022");
  env.calendar = NULL;
  cel_fn_apply(FN_WORKDAYS_BETWEEN, args, &call, &ret);
  EXPECT_INT(ret.state, CEL_UNKNOWN);
  EXPECT_STR(ret.unknown->causes->items[0]->a, "2021");
  arena_free(arena);
}

/* ---- comparing ---- */

static int sign(int order) {
  return (order > 0) - (order < 0);
}

static void expect_order(CelCompare compare, CelValue a, CelValue b, int want) {
  EXPECT_INT(sign(cel_compare_known(compare, &a, &b)), want);
}

UNIT(comparing) {
  expect_order(COMPARE_I64, cel_int(INT64_MIN), cel_int(INT64_MAX), -1);
  expect_order(COMPARE_I64, cel_int(5), cel_int(5), 0);
  expect_order(COMPARE_INT_DEC, cel_int(3), cel_int(30000), 0);
  expect_order(COMPARE_INT_DEC, cel_int(3), cel_int(30001), -1);
  expect_order(COMPARE_INT_DEC, cel_int(INT64_MAX), cel_int(INT64_MAX), 1);
  expect_order(COMPARE_INT_DEC, cel_int(INT64_MIN), cel_int(-INT64_MAX), -1);
  expect_order(COMPARE_DEC_INT, cel_int(30001), cel_int(3), 1);
  expect_order(COMPARE_DEC_INT, cel_int(-INT64_MAX), cel_int(INT64_MIN), 1);
  expect_order(COMPARE_TEXT, text("a"), text("ab"), -1);
  expect_order(COMPARE_TEXT, text("b"), text("ab"), 1);
  expect_order(COMPARE_TEXT, cel_str(STR_NONE), text(""), 0);
  expect_order(COMPARE_NAME, text("艾合 买提·甲"), text("艾合买提甲"), 0);
  expect_order(COMPARE_NAME, text("Ａ"), text("A"), 0);
  expect_order(COMPARE_NAME, text("甲"), text("乙"), sign(strcmp("甲", "乙")));
  expect_order(COMPARE_NAME, text(" "), text(""), 0);

  CelSchema person = {.name = STR_INIT("person")};
  CelSchema car = {.name = STR_INIT("car")};
  CelValue a = {.state = CEL_KNOWN, .record = {&person, 4, 1}};
  CelValue b = {.state = CEL_KNOWN, .record = {&person, 5, 0}};
  CelValue c = {.state = CEL_KNOWN, .record = {&car, 9, 0}};
  CelValue d = {.state = CEL_KNOWN, .record = {&person, 4, 2}};
  expect_order(COMPARE_RECORD, a, a, 0);
  expect_order(COMPARE_RECORD, a, b, -1);
  expect_order(COMPARE_RECORD, a, c, 1);
  expect_order(COMPARE_RECORD, d, a, 1);
}

/* Longer than the room for normal forms: still an order, and equal to itself. */
UNIT(comparing_long_names) {
  enum { LONG = 6000 };
  static char a[LONG];
  static char b[LONG];
  memset(a, 'x', LONG);
  memset(b, 'x', LONG);
  a[0] = ' ';
  b[0] = ' ';
  CelValue va = cel_str((Str){a, LONG});
  CelValue vb = cel_str((Str){b, LONG});
  expect_order(COMPARE_NAME, va, vb, 0);
  b[LONG - 1] = 'y';
  expect_order(COMPARE_NAME, va, vb, -1);
  expect_order(COMPARE_NAME, vb, va, 1);
}

UNIT_MAIN(UNIT_CASE(numbers),
          UNIT_CASE(texts),
          UNIT_CASE(text_limit),
          UNIT_CASE(readings),
          UNIT_CASE(id_numbers),
          UNIT_CASE(cards_and_divisions),
          UNIT_CASE(days),
          UNIT_CASE(working_days),
          UNIT_CASE(comparing),
          UNIT_CASE(comparing_long_names))
