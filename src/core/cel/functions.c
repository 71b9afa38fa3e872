/* SPDX-License-Identifier: Apache-2.0 */
/*
 * functions: the strict functions and operators on known values, for every executor.
 *
 * In:        arguments that are all known; the checker has made sure of their types.
 * Out:       a value, an unknown (a text that cannot be read, a day outside the calendar), or an
 *            error at the place of the call.
 * Memory:    texts and unknowns in call->arena. Sizes of texts come from input, so a text that
 *            does not fit is CEL_ERR_LIMIT.
 * Spec:      packs-and-rules.md 4.2; cel-spec langdef for int: overflow is an error, also of the
 *            remainder of the smallest int by -1.
 */
#include "cel/cel_int.h"

#include <string.h>

#include "norm/norm.h"

typedef CelValue Apply(const CelValue *args, const CelCall *call);

static CelValue failed(const CelCall *call, CelErrorKind kind) {
  return cel_failed(kind, call->line, call->column);
}

static CelValue int_or_overflow(const CelCall *call, bool ok, int64_t value) {
  return ok ? cel_int(value) : failed(call, CEL_ERR_OVERFLOW);
}

static CelValue dec_or_overflow(const CelCall *call, bool ok, Dec value) {
  return ok ? cel_int(value.u) : failed(call, CEL_ERR_OVERFLOW);
}

static CelValue bool_value(bool value) {
  return cel_int(value ? 1 : 0);
}

static Dec dec_of(const CelValue *value) {
  return (Dec){value->i};
}

static Day day_of(const CelValue *value) {
  CHECK(value->i >= DAY_MIN.n && value->i <= DAY_MAX.n);
  return (Day){(int32_t)value->i};
}

/* Room for a text; NULL if there is none left. */
static char *text_room(const CelCall *call, size_t size) {
  void *room;
  if (arena_try(call->arena, size > 0 ? size : 1, 1, &room, NULL) != ERR_OK) return NULL;
  return room;
}

static CelValue text_copy(const CelCall *call, const char *text, size_t len) {
  char *room = text_room(call, len);
  if (room == NULL) return failed(call, CEL_ERR_LIMIT);
  memcpy(room, text, len);
  return cel_str((Str){room, len});
}

static CelValue unreadable(const CelCall *call) {
  return cel_unknown(call->arena, call->cell, CEL_HAS_TEXT);
}

/* ---- arithmetic ---- */

static CelValue add_int(const CelValue *args, const CelCall *call) {
  int64_t sum = 0;
  bool ok = !__builtin_add_overflow(args[0].i, args[1].i, &sum);
  return int_or_overflow(call, ok, sum);
}

static CelValue sub_int(const CelValue *args, const CelCall *call) {
  int64_t rest = 0;
  bool ok = !__builtin_sub_overflow(args[0].i, args[1].i, &rest);
  return int_or_overflow(call, ok, rest);
}

static CelValue mul_int(const CelValue *args, const CelCall *call) {
  int64_t product = 0;
  bool ok = !__builtin_mul_overflow(args[0].i, args[1].i, &product);
  return int_or_overflow(call, ok, product);
}

static CelValue div_int(const CelValue *args, const CelCall *call) {
  if (args[1].i == 0) return failed(call, CEL_ERR_DIVISION);
  if (args[0].i == INT64_MIN && args[1].i == -1) return failed(call, CEL_ERR_OVERFLOW);
  return cel_int(args[0].i / args[1].i);
}

static CelValue mod_int(const CelValue *args, const CelCall *call) {
  if (args[1].i == 0) return failed(call, CEL_ERR_DIVISION);
  if (args[0].i == INT64_MIN && args[1].i == -1) return failed(call, CEL_ERR_OVERFLOW);
  return cel_int(args[0].i % args[1].i);
}

static CelValue neg_int(const CelValue *args, const CelCall *call) {
  int64_t value = 0;
  bool ok = !__builtin_sub_overflow((int64_t)0, args[0].i, &value);
  return int_or_overflow(call, ok, value);
}

static CelValue add_decimal(const CelValue *args, const CelCall *call) {
  Dec sum = {0};
  bool ok = dec_add(dec_of(&args[0]), dec_of(&args[1]), &sum);
  return dec_or_overflow(call, ok, sum);
}

static CelValue sub_decimal(const CelValue *args, const CelCall *call) {
  Dec rest = {0};
  bool ok = dec_sub(dec_of(&args[0]), dec_of(&args[1]), &rest);
  return dec_or_overflow(call, ok, rest);
}

static CelValue mul_decimal(const CelValue *args, const CelCall *call) {
  Dec product = {0};
  bool ok = dec_mul(dec_of(&args[0]), dec_of(&args[1]), &product);
  return dec_or_overflow(call, ok, product);
}

static CelValue div_decimal(const CelValue *args, const CelCall *call) {
  if (args[1].i == 0) return failed(call, CEL_ERR_DIVISION);
  Dec quotient = {0};
  bool ok = dec_div(dec_of(&args[0]), dec_of(&args[1]), &quotient);
  return dec_or_overflow(call, ok, quotient);
}

static CelValue neg_decimal(const CelValue *args, const CelCall *call) {
  Dec value = {0};
  bool ok = dec_neg(dec_of(&args[0]), &value);
  return dec_or_overflow(call, ok, value);
}

static CelValue not_bool(const CelValue *args, const CelCall *call) {
  (void)call;
  return bool_value(args[0].i == 0);
}

static CelValue same(const CelValue *args, const CelCall *call) {
  (void)call;
  return args[0];
}

static CelValue widen(const CelValue *args, const CelCall *call) {
  Dec value = {0};
  bool ok = dec_from_int(args[0].i, &value);
  return dec_or_overflow(call, ok, value);
}

static CelValue int_decimal(const CelValue *args, const CelCall *call) {
  (void)call;
  return cel_int(args[0].i / DEC_ONE);
}

static CelValue fen(const CelValue *args, const CelCall *call) {
  (void)call;
  return cel_int(dec_fen(dec_of(&args[0])));
}

/* ---- text ---- */

static CelValue add_text(const CelValue *args, const CelCall *call) {
  Str a = args[0].s;
  Str b = args[1].s;
  if (a.len == 0) return args[1];
  if (b.len == 0) return args[0];
  size_t len;
  if (__builtin_add_overflow(a.len, b.len, &len)) return failed(call, CEL_ERR_LIMIT);
  char *room = text_room(call, len);
  if (room == NULL) return failed(call, CEL_ERR_LIMIT);
  memcpy(room, a.ptr, a.len);
  memcpy(room + a.len, b.ptr, b.len);
  return cel_str((Str){room, len});
}

static CelValue size_text(const CelValue *args, const CelCall *call) {
  (void)call;
  return cel_int((int64_t)str_count_codes(args[0].s));
}

static CelValue size_map(const CelValue *args, const CelCall *call) {
  (void)call;
  return cel_int(args[0].map->count);
}

/* Lists have standings and may have more: executors do them by the table of 4.3. */
static CelValue executors_own(const CelValue *args, const CelCall *call) {
  (void)args;
  CHECK(false);
  return failed(call, CEL_ERR_ARGUMENT);
}

static CelValue contains(const CelValue *args, const CelCall *call) {
  (void)call;
  return bool_value(str_contains(args[0].s, args[1].s));
}

static CelValue starts_with(const CelValue *args, const CelCall *call) {
  (void)call;
  return bool_value(str_starts(args[0].s, args[1].s));
}

static CelValue ends_with(const CelValue *args, const CelCall *call) {
  (void)call;
  return bool_value(str_ends(args[0].s, args[1].s));
}

static CelValue string_bool(const CelValue *args, const CelCall *call) {
  (void)call;
  return cel_str(args[0].i != 0 ? STR("true") : STR("false"));
}

static CelValue string_int(const CelValue *args, const CelCall *call) {
  enum { LONGEST = 20 };
  char text[LONGEST];
  size_t at = LONGEST;
  uint64_t left = args[0].i < 0 ? 0 - (uint64_t)args[0].i : (uint64_t)args[0].i;
  do {
    text[--at] = (char)('0' + left % 10);
    left /= 10;
  } while (left != 0);
  if (args[0].i < 0) text[--at] = '-';
  return text_copy(call, text + at, LONGEST - at);
}

static CelValue string_decimal(const CelValue *args, const CelCall *call) {
  char text[24];
  size_t len = dec_format(dec_of(&args[0]), text);
  return text_copy(call, text, len);
}

static CelValue string_date(const CelValue *args, const CelCall *call) {
  char text[10];
  size_t len = day_format(day_of(&args[0]), text);
  return text_copy(call, text, len);
}

static CelValue string_month(const CelValue *args, const CelCall *call) {
  char text[7];
  size_t len = month_format((Month){(int32_t)args[0].i}, text);
  return text_copy(call, text, len);
}

static CelValue normal(const CelValue *args, const CelCall *call) {
  Str name = args[0].s;
  if (norm_name_is_normal(name)) return args[0];
  size_t cap;
  if (__builtin_mul_overflow(name.len, (size_t)4, &cap) || __builtin_add_overflow(cap, 16, &cap))
    return failed(call, CEL_ERR_LIMIT);
  char *room = text_room(call, cap);
  if (room == NULL) return failed(call, CEL_ERR_LIMIT);
  return cel_str(norm_name(name, room, cap));
}

/* ---- delivered text read as something ---- */

/* What norm found, as a value: [value] counts only for NORM_VALUE. */
static CelValue read_value(const CelCall *call, NormState state, int64_t value) {
  switch (state) {
  case NORM_VALUE:
    return cel_int(value);
  case NORM_EMPTY:
    return cel_unknown(call->arena, call->cell, CEL_IS_EMPTY);
  case NORM_UNREADABLE:
  case NORM_BOUNDED:
    break;
  }
  return unreadable(call);
}

static CelValue as_int(const CelValue *args, const CelCall *call) {
  int64_t value = 0;
  NormState state = norm_int(args[0].s, &value);
  return read_value(call, state, value);
}

static CelValue as_decimal(const CelValue *args, const CelCall *call) {
  Dec value = {0};
  NormState state = norm_decimal(args[0].s, 1, &value);
  return read_value(call, state, value.u);
}

static CelValue as_date(const CelValue *args, const CelCall *call) {
  Day low = {0};
  Day high = {0};
  NormState state = norm_date(args[0].s, &low, &high);
  if (state != NORM_BOUNDED) return read_value(call, state, low.n);
  CelValue value = cel_unknown_bounded(call->arena, call->cell, low.n, high.n);
  value.unknown->absence = CEL_HAS_TEXT;
  return value;
}

/* ---- ID numbers, cards, divisions ---- */

static CelValue id_valid(const CelValue *args, const CelCall *call) {
  (void)call;
  NormId id;
  norm_id(args[0].s, &id);
  return bool_value(id.valid);
}

static CelValue id_birth(const CelValue *args, const CelCall *call) {
  NormId id;
  Day birth;
  norm_id(args[0].s, &id);
  return norm_id_birth(&id, &birth) ? cel_int(birth.n) : unreadable(call);
}

static CelValue id_sex(const CelValue *args, const CelCall *call) {
  NormId id;
  norm_id(args[0].s, &id);
  int sex = norm_id_sex(&id);
  return sex != 0 ? cel_int(sex) : unreadable(call);
}

static CelValue id_check(const CelValue *args, const CelCall *call) {
  enum { DIGITS = 17 };
  Str text = args[0].s;
  bool ok = text.len == DIGITS;
  for (size_t i = 0; ok && i < DIGITS; i++)
    ok = text.ptr[i] >= '0' && text.ptr[i] <= '9';
  if (!ok) return failed(call, CEL_ERR_ARGUMENT);
  char check = norm_id_check(text.ptr);
  return text_copy(call, &check, 1);
}

static CelValue id18(const CelValue *args, const CelCall *call) {
  NormId id;
  norm_id(args[0].s, &id);
  if (id.key.n == 0) return unreadable(call);
  char text[18];
  norm_id_unpack(id.key, text);
  return text_copy(call, text, sizeof text);
}

static CelValue luhn(const CelValue *args, const CelCall *call) {
  (void)call;
  return bool_value(norm_luhn(args[0].s));
}

typedef void DivisionPart(const char code[12], char out[12]);

static CelValue division_part(Str text, DivisionPart *part, const CelCall *call) {
  char code[12];
  char out[12];
  NormState state = norm_division_code(text, code);
  if (state != NORM_VALUE) return read_value(call, state, 0);
  part(code, out);
  return text_copy(call, out, sizeof out);
}

static CelValue township(const CelValue *args, const CelCall *call) {
  return division_part(args[0].s, norm_division_township, call);
}

static CelValue county(const CelValue *args, const CelCall *call) {
  return division_part(args[0].s, norm_division_county, call);
}

/* ---- places ---- */

/* What a run cannot say of anybody in the area: common. */
static CelValue no_outline(const CelCall *call, Str area) {
  CelCause *cause = arena_new_one(call->arena, CelCause);
  *cause = (CelCause){.kind = CEL_OUTLINE, .common = true, .a = area};
  return cel_unknown(call->arena, cel_causes_one(call->arena, cause), CEL_ABSENT);
}

static CelValue inside(const CelValue *args, const CelCall *call) {
  NormPoint point;
  NormState state = norm_point(args[0].s, &point);
  if (state != NORM_VALUE) return read_value(call, state, 0);
  Str area = args[1].s;
  char code[12];
  if (norm_division_code(area, code) == NORM_VALUE) area = (Str){code, sizeof code};
  const CelOutline *outline = cel_outline_find(call->env, area);
  if (outline == NULL) return no_outline(call, arena_str(call->arena, area));
  return bool_value(cel_outline_holds(outline, (CelPoint){point.lon, point.lat}));
}

static CelValue geokey(const CelValue *args, const CelCall *call) {
  enum { PLACES_MAX = 6 };
  NormPoint point;
  char text[NORM_POINT_MAX];
  if (args[1].i < 0 || args[1].i > PLACES_MAX) return failed(call, CEL_ERR_ARGUMENT);
  NormState state = norm_point(args[0].s, &point);
  if (state != NORM_VALUE) return read_value(call, state, 0);
  return text_copy(call, text, norm_point_text(point, (int)args[1].i, text));
}

/* ---- days ---- */

static CelValue ymd(const CelValue *args, const CelCall *call) {
  (void)call;
  Ymd parts = day_to_ymd(day_of(&args[0]));
  return cel_int((int64_t)parts.year * 10000 + parts.month * 100 + parts.day);
}

static CelValue add_days(const CelValue *args, const CelCall *call) {
  Day day;
  if (!day_add(day_of(&args[0]), args[1].i, &day)) return failed(call, CEL_ERR_ARGUMENT);
  return cel_int(day.n);
}

static CelValue add_months(const CelValue *args, const CelCall *call) {
  Day day;
  if (!day_add_months(day_of(&args[0]), args[1].i, &day)) return failed(call, CEL_ERR_ARGUMENT);
  return cel_int(day.n);
}

static CelValue days_between(const CelValue *args, const CelCall *call) {
  (void)call;
  return cel_int((int64_t)day_of(&args[1]).n - day_of(&args[0]).n);
}

static CelValue months_between(const CelValue *args, const CelCall *call) {
  (void)call;
  return cel_int(day_months_between(day_of(&args[0]), day_of(&args[1])));
}

static CelValue age(const CelValue *args, const CelCall *call) {
  (void)call;
  return cel_int(day_age(day_of(&args[0]), day_of(&args[1])));
}

static CelValue workdays_between(const CelValue *args, const CelCall *call) {
  int64_t count;
  int32_t year = 0;
  if (cel_workdays(call->env->calendar, day_of(&args[0]), day_of(&args[1]), &count, &year))
    return cel_int(count);
  CelCause *cause = arena_new_one(call->arena, CelCause);
  cause->kind = CEL_CALENDAR;
  cause->common = true;
  cause->a = arena_printf(call->arena, "%04d", (int)year);
  return cel_unknown(call->arena, cel_causes_one(call->arena, cause), CEL_ABSENT);
}

/* ---- all of them ---- */

_Static_assert(FN_COUNT == 54, "a new function of funcs.def needs its line in the table");
static Apply *const table[FN_COUNT] = {
    [FN_ADD_INT] = add_int,
    [FN_ADD_DECIMAL] = add_decimal,
    [FN_ADD_TEXT] = add_text,
    [FN_ADD_LIST] = executors_own,
    [FN_SUB_INT] = sub_int,
    [FN_SUB_DECIMAL] = sub_decimal,
    [FN_MUL_INT] = mul_int,
    [FN_MUL_DECIMAL] = mul_decimal,
    [FN_DIV_INT] = div_int,
    [FN_DIV_DECIMAL] = div_decimal,
    [FN_MOD_INT] = mod_int,
    [FN_NEG_INT] = neg_int,
    [FN_NEG_DECIMAL] = neg_decimal,
    [FN_NOT] = not_bool,
    [FN_SIZE_TEXT] = size_text,
    [FN_SIZE_LIST] = executors_own,
    [FN_SIZE_MAP] = size_map,
    [FN_CONTAINS] = contains,
    [FN_STARTS_WITH] = starts_with,
    [FN_ENDS_WITH] = ends_with,
    [FN_STRING_BOOL] = string_bool,
    [FN_STRING_INT] = string_int,
    [FN_STRING_DECIMAL] = string_decimal,
    [FN_STRING_DATE] = string_date,
    [FN_STRING_MONTH] = string_month,
    [FN_STRING_TEXT] = same,
    [FN_INT_INT] = same,
    [FN_INT_DECIMAL] = int_decimal,
    [FN_DECIMAL_INT] = widen,
    [FN_DECIMAL_DECIMAL] = same,
    [FN_AS_INT] = as_int,
    [FN_AS_DECIMAL] = as_decimal,
    [FN_AS_DATE] = as_date,
    [FN_FEN] = fen,
    [FN_RATIO] = div_decimal,
    [FN_YMD] = ymd,
    [FN_ADD_DAYS] = add_days,
    [FN_ADD_MONTHS] = add_months,
    [FN_DAYS_BETWEEN] = days_between,
    [FN_MONTHS_BETWEEN] = months_between,
    [FN_WORKDAYS_BETWEEN] = workdays_between,
    [FN_AGE] = age,
    [FN_ID_VALID] = id_valid,
    [FN_ID_BIRTH] = id_birth,
    [FN_ID_SEX] = id_sex,
    [FN_ID_CHECK] = id_check,
    [FN_ID18] = id18,
    [FN_LUHN] = luhn,
    [FN_NORMAL] = normal,
    [FN_TOWNSHIP] = township,
    [FN_COUNTY] = county,
    [FN_INSIDE] = inside,
    [FN_GEOKEY] = geokey,
    [FN_WIDEN] = widen,
};

void cel_fn_apply(CelFn fn, const CelValue *args, const CelCall *call, CelValue *ret) {
  *ret = table[fn](args, call);
}

/* ---- comparing ---- */

static int number_cmp(int64_t a, int64_t b) {
  return (a > b) - (a < b);
}

/* The key by which a name is compared; a name longer than any person's is its own key. */
enum { NAME_ROOM = 1024 };
static Str name_key(Str name, char room[static NAME_ROOM]) {
  if (norm_name_is_normal(name)) return name;
  Str key = norm_name(name, room, NAME_ROOM);
  return key.len == 0 && name.len > NAME_ROOM / 4 ? name : key;
}

static int name_cmp(Str a, Str b) {
  char room_a[NAME_ROOM];
  char room_b[NAME_ROOM];
  return str_cmp(name_key(a, room_a), name_key(b, room_b));
}

/* Schemas are few and told apart by name, so that no order follows from addresses. */
static int record_cmp(const CelRecord *a, const CelRecord *b) {
  int order = 0;
  if (a->schema != b->schema)
    order = str_cmp(a->schema == NULL ? STR_NONE : a->schema->name,
                    b->schema == NULL ? STR_NONE : b->schema->name);
  if (order == 0) order = number_cmp(a->index, b->index);
  if (order == 0) order = number_cmp(a->aux, b->aux);
  return order;
}

static uint64_t mix(uint64_t n) {
  n = (n ^ n >> 32) * UINT64_C(0x9E3779B97F4A7C15);
  return n ^ n >> 29;
}

uint64_t cel_hash_known(CelCompare compare, const CelValue *value) {
  char room[NAME_ROOM];
  switch (compare) {
  case COMPARE_I64:
    return mix((uint64_t)value->i);
  case COMPARE_TEXT:
    return str_hash(value->s);
  case COMPARE_NAME:
    return str_hash(name_key(value->s, room));
  case COMPARE_RECORD:
    return mix((uint64_t)value->record.index << 32 | value->record.aux);
  case COMPARE_INT_DEC:
  case COMPARE_DEC_INT:
  case COMPARE_LIST:
  case COMPARE_MAP:
  case COMPARE_RATIO:
    break;
  }
  return 0;
}

int cel_compare_known(CelCompare compare, const CelValue *a, const CelValue *b) {
  switch (compare) {
  case COMPARE_I64:
    return number_cmp(a->i, b->i);
  case COMPARE_INT_DEC:
    return -dec_cmp_int(dec_of(b), a->i);
  case COMPARE_DEC_INT:
    return dec_cmp_int(dec_of(a), b->i);
  case COMPARE_TEXT:
    return str_cmp(a->s, b->s);
  case COMPARE_NAME:
    return name_cmp(a->s, b->s);
  case COMPARE_RECORD:
    return record_cmp(&a->record, &b->record);
  case COMPARE_LIST:
  case COMPARE_MAP:
  case COMPARE_RATIO:
    break; /* executors' own */
  }
  CHECK(false);
  return 0;
}
