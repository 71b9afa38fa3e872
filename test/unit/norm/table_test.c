/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables of test/norm: one line, one text, what it must become. Run from the repository's
 * root. A line that fails is printed with its number and what came out.
 */
#include "norm/norm.h"
#include "unit/unit.h"

enum { LINE_MAX_BYTES = 1024, FIELDS = 6 };

typedef struct Row {
  const char *file;
  int line;
  Str field[FIELDS];
  size_t fields;
} Row;

static const char *const state_names[] = {"value", "empty", "unreadable", "bounded"};

/* ---- reading tables ---- */

static uint32_t hex_value(char c) {
  if (c >= '0' && c <= '9') return (uint32_t)(c - '0');
  return (uint32_t)(c - 'A') + 10;
}

/* \t \n \r \u{hex} in place; the result is never longer. */
static size_t unescape(char *text, size_t len) {
  size_t out = 0;
  for (size_t i = 0; i < len;) {
    if (text[i] != '\\') {
      text[out++] = text[i++];
      continue;
    }
    char kind = text[i + 1];
    i += 2;
    if (kind == 't') text[out++] = '\t';
    if (kind == 'n') text[out++] = '\n';
    if (kind == 'r') text[out++] = '\r';
    if (kind != 'u') continue;
    uint32_t code = 0;
    for (i++; text[i] != '}'; i++)
      code = code * 16 + hex_value(text[i]);
    i++;
    char bytes[4];
    size_t count = str_put_code(bytes, code);
    memcpy(text + out, bytes, count);
    out += count;
  }
  return out;
}

static void each_row(const char *path, size_t fields, void (*check)(const Row *row)) {
  FILE *file = fopen(path, "r");
  EXPECT(file != NULL);
  if (file == NULL) return;
  char line[LINE_MAX_BYTES];
  Row row = {.file = path};
  while (fgets(line, sizeof line, file) != NULL) {
    row.line++;
    if (line[0] == '#') continue;
    Str rest = {line, strcspn(line, "\n")};
    row.fields = 0;
    for (size_t i = 0; i < FIELDS; i++)
      row.field[i] = STR_NONE;
    char *at = line;
    char *end = line + rest.len;
    while (row.fields < FIELDS) {
      char *tab = memchr(at, '\t', (size_t)(end - at));
      char *stop = tab != NULL ? tab : end;
      row.field[row.fields++] = (Str){at, unescape(at, (size_t)(stop - at))};
      if (tab == NULL) break;
      at = tab + 1;
    }
    unsigned long before = unit_failures;
    EXPECT_INT((int64_t)row.fields, (int64_t)fields);
    if (row.fields == fields) check(&row);
    if (unit_failures != before) printf("  at %s:%d\n", path, row.line);
  }
  fclose(file);
  EXPECT(row.line > 10);
}

static void expect_field(Str got, Str want, const Row *row) {
  unit_checks++;
  if (str_eq(got, want)) return;
  unit_failures++;
  printf("%s:%d: \"%.*s\" is \"%.*s\", expected \"%.*s\"\n", row->file, row->line,
         STR_ARG(row->field[0]), STR_ARG(got), STR_ARG(want));
}

/* ---- ID numbers, dates, numbers ---- */

static void check_id(const Row *row) {
  static const char *const forms[] = {"none",   "18",     "15",      "card20",
                                      "card22", "masked", "damaged", "other"};
  NormId id;
  norm_id(row->field[0], &id);
  expect_field(str_from(forms[id.form]), row->field[1], row);
  expect_field(id.valid ? STR("yes") : STR("no"), row->field[2], row);
  expect_field((Str){id.text, id.len}, row->field[3], row);
  Day birth;
  char day[10];
  bool has_birth = norm_id_birth(&id, &birth);
  expect_field(has_birth ? (Str){day, day_format(birth, day)} : STR("-"), row->field[4], row);
  char sex = (char)('0' + norm_id_sex(&id));
  expect_field((Str){&sex, 1}, row->field[5], row);
  bool has_key =
      id.form == ID_18 || id.form == ID_15 || id.form == ID_CARD_20 || id.form == ID_CARD_22;
  if (has_key) {
    EXPECT(norm_id_pack(id.text).n == id.key.n);
  } else {
    EXPECT(id.key.n == 0 && !id.valid);
  }
  bool is_card = id.form == ID_CARD_20 || id.form == ID_CARD_22;
  EXPECT_INT(id.card_category, is_card ? id.text[18] - '0' : 0);
  EXPECT_INT(id.card_grade, is_card ? id.text[19] - '0' : 0);
}

UNIT(ids) {
  each_row("test/norm/id.tsv", 6, check_id);
}

static void check_date(const Row *row) {
  Day lo, hi;
  Month month;
  char text[10];
  NormState state = norm_date(row->field[0], &lo, &hi);
  expect_field(str_from(state_names[state]), row->field[1], row);
  if (state == NORM_VALUE || state == NORM_BOUNDED) {
    expect_field((Str){text, day_format(lo, text)}, row->field[2], row);
    expect_field((Str){text, day_format(hi, text)}, row->field[3], row);
  }
  NormState as_month = norm_month(row->field[0], &month);
  if (as_month == NORM_VALUE) {
    expect_field((Str){text, month_format(month, text)}, row->field[4], row);
  } else if (as_month == NORM_EMPTY) {
    EXPECT(state == NORM_EMPTY);
  } else {
    EXPECT(state == NORM_UNREADABLE || str_eq(row->field[4], STR("unreadable")));
  }
}

UNIT(dates) {
  each_row("test/norm/date.tsv", 5, check_date);
}

static void check_number(const Row *row) {
  int64_t factor = 0, whole = 0;
  EXPECT(str_to_int(row->field[1], &factor));
  Dec dec;
  char text[24];
  NormState state = norm_decimal(row->field[0], factor, &dec);
  expect_field(str_from(state_names[state]), row->field[2], row);
  if (state == NORM_VALUE) expect_field((Str){text, dec_format(dec, text)}, row->field[3], row);
  NormState as_int = norm_int(row->field[0], &whole);
  if (as_int == NORM_VALUE) {
    int len = snprintf(text, sizeof text, "%" PRId64, whole);
    expect_field((Str){text, (size_t)len}, row->field[4], row);
  } else {
    expect_field(str_from(state_names[as_int]), row->field[4], row);
  }
}

UNIT(numbers) {
  each_row("test/norm/number.tsv", 5, check_number);
}

/* ---- one text in, one out ---- */

static Str of_state(NormState state, const char *out, size_t len) {
  return state == NORM_VALUE ? (Str){out, len} : str_from(state_names[state]);
}

static Str call_flag(Str cell, char *out) {
  (void)out;
  bool value = false;
  NormState state = norm_bool(cell, &value);
  return state == NORM_VALUE ? str_from(value ? "true" : "false") : str_from(state_names[state]);
}

static Str call_phone(Str cell, char *out) {
  size_t len = 0;
  NormState state = norm_phone(cell, out, &len);
  return of_state(state, out, len);
}

static Str call_bankcard(Str cell, char *out) {
  size_t len = 0;
  NormState state = norm_bankcard(cell, out, &len);
  return of_state(state, out, len);
}

static Str call_uscc(Str cell, char *out) {
  NormState state = norm_uscc(cell, out);
  if (state != NORM_VALUE) return of_state(state, out, 18);
  bool valid = norm_uscc_valid(out);
  memcpy(out + 18, " valid", 6);
  return (Str){out, valid ? 24 : 18};
}

static Str call_plate(Str cell, char *out) {
  size_t len = 0;
  NormState state = norm_plate(cell, out, &len);
  return of_state(state, out, len);
}

static Str call_division(Str cell, char *out) {
  NormState state = norm_division_code(cell, out);
  if (state != NORM_VALUE) return of_state(state, out, 12);
  norm_division_township(out, out + 13);
  norm_division_county(out, out + 26);
  out[12] = ' ';
  out[25] = ' ';
  return (Str){out, 38};
}

static Str call_point(Str cell, char *out) {
  NormPoint point = {0, 0};
  NormState state = norm_point(cell, &point);
  return of_state(state, out, state == NORM_VALUE ? norm_point_text(point, 6, out) : 0);
}

/* The point, cut to 0..6 places. */
static Str call_cut(Str cell, char *out) {
  NormPoint point = {0, 0};
  size_t len = 0;
  if (norm_point(cell, &point) != NORM_VALUE) return STR("unreadable");
  for (int places = 0; places <= 6; places++) {
    if (places > 0) out[len++] = ' ';
    len += norm_point_text(point, places, out + len);
  }
  return (Str){out, len};
}

static Str call_luhn(Str cell, char *out) {
  (void)out;
  return norm_luhn(cell) ? STR("yes") : STR("no");
}

static Str call_sensitive(Str cell, char *out) {
  (void)out;
  return norm_looks_sensitive(cell) ? STR("yes") : STR("no");
}

static Str call_place(Str cell, char *out) {
  return norm_place(cell, out, 512);
}
static Str call_header(Str cell, char *out) {
  return norm_header(cell, out, 512);
}
static Str call_strip(Str cell, char *out) {
  return norm_strip(cell, out);
}
static Str call_half(Str cell, char *out) {
  return norm_half_width(cell, out);
}
static Str call_mask(Str cell, char *out) {
  return (Str){out, norm_mask(cell, out)};
}

static Str call_factor(Str cell, char *out) {
  int len = snprintf(out, 24, "%" PRId64, norm_header_factor(cell));
  return (Str){out, (size_t)len};
}

static void check_text(const Row *row) {
  static const struct {
    const char *name;
    Str (*call)(Str cell, char *out);
  } functions[] = {
      {"bool", call_flag},         {"phone", call_phone},         {"bankcard", call_bankcard},
      {"luhn", call_luhn},         {"uscc", call_uscc},           {"plate", call_plate},
      {"place", call_place},       {"header", call_header},       {"factor", call_factor},
      {"strip", call_strip},       {"half", call_half},           {"mask", call_mask},
      {"division", call_division}, {"sensitive", call_sensitive}, {"point", call_point},
      {"cut", call_cut},
  };
  char out[LINE_MAX_BYTES];
  bool found = false;
  for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
    if (!str_eq(row->field[0], str_from(functions[i].name))) continue;
    found = true;
    expect_field(functions[i].call(row->field[1], out), row->field[2], row);
  }
  EXPECT(found);
}

UNIT(texts) {
  each_row("test/norm/text.tsv", 3, check_text);
}

/* ---- names ---- */

static void check_name(const Row *row) {
  bool want = str_eq(row->field[0], STR("eq"));
  char a[512], b[512], again[512];
  EXPECT(norm_name_eq(row->field[1], row->field[2]) == want);
  EXPECT(norm_name_eq(row->field[2], row->field[1]) == want);
  Str name_a = norm_name(row->field[1], a, sizeof a);
  Str name_b = norm_name(row->field[2], b, sizeof b);
  EXPECT((str_eq(name_a, name_b) && name_a.len > 0) == want);
  EXPECT(norm_name_is_normal(name_a) && norm_name_is_normal(name_b));
  EXPECT(norm_name_is_normal(row->field[1]) == str_eq(name_a, row->field[1]));
  EXPECT(str_eq(norm_name(name_a, again, sizeof again), name_a));
}

UNIT(names) {
  each_row("test/norm/name.tsv", 3, check_name);
}

UNIT_MAIN(UNIT_CASE(ids), UNIT_CASE(dates), UNIT_CASE(numbers), UNIT_CASE(texts), UNIT_CASE(names))
