/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ID numbers against a second, plain implementation: the check character by the sum modulo 11 of
 * the standard, birth dates by counting days one after the other. All numbers are drawn.
 */
#include "norm/norm.h"
#include "unit/unit.h"

enum { DRAWS = 200000 };

static uint64_t draw(uint64_t *seed) {
  *seed ^= *seed << 13;
  *seed ^= *seed >> 7;
  *seed ^= *seed << 17;
  return *seed;
}

/* ---- the plain implementation ---- */

/* ISO 7064 MOD 11-2 as it is written: weights are powers of 2, the whole sum is 1 modulo 11. */
static char plain_check(const char *digits) {
  int sum = 0;
  for (int i = 0; i < 17; i++) {
    int weight = 1;
    for (int k = 0; k < 17 - i; k++)
      weight = weight * 2 % 11;
    sum += (digits[i] - '0') * weight;
  }
  for (int check = 0; check <= 10; check++) {
    if ((sum + check) % 11 == 1) return check == 10 ? 'X' : (char)('0' + check);
  }
  return '?';
}

static int plain_days_in(int year, int month) {
  if (month == 4 || month == 6 || month == 9 || month == 11) return 30;
  if (month != 2) return 31;
  if (year % 400 == 0) return 29;
  if (year % 100 == 0) return 28;
  return year % 4 == 0 ? 29 : 28;
}

static int plain_number(const char *digits, int count) {
  int value = 0;
  for (int i = 0; i < count; i++)
    value = value * 10 + (digits[i] - '0');
  return value;
}

/* Days since 1970-01-01 of a real date from 1900 on, or INT32_MIN. */
static int32_t plain_birth(const char *text) {
  int year = plain_number(text + 6, 4), month = plain_number(text + 10, 2);
  int day = plain_number(text + 12, 2);
  if (year < 1900 || month < 1 || month > 12) return INT32_MIN;
  if (day < 1 || day > plain_days_in(year, month)) return INT32_MIN;
  int32_t days = -25567; /* 1900-01-01 */
  for (int y = 1900; y < year; y++)
    days += plain_days_in(y, 2) == 29 ? 366 : 365;
  for (int m = 1; m < month; m++)
    days += plain_days_in(year, m);
  return days + day - 1;
}

/* ---- drawn numbers ---- */

static void put_digits(char *out, int count, int value) {
  for (int i = count; i-- > 0; value /= 10)
    out[i] = (char)('0' + value % 10);
}

/* Mostly right; some with impossible dates, some with a wrong check character. */
static void draw_number(uint64_t *seed, char out[18]) {
  put_digits(out, 6, draw(seed) % 2 == 0 ? 533526 : 530925);
  put_digits(out + 6, 4, (int)(1880 + draw(seed) % 150));
  put_digits(out + 10, 2, (int)(draw(seed) % 20 == 0 ? draw(seed) % 100 : 1 + draw(seed) % 12));
  put_digits(out + 12, 2, (int)(draw(seed) % 20 == 0 ? draw(seed) % 100 : 1 + draw(seed) % 31));
  put_digits(out + 14, 3, (int)(draw(seed) % 1000));
  out[17] = draw(seed) % 4 == 0 ? "0123456789X"[draw(seed) % 11] : plain_check(out);
}

UNIT(plain_agrees) {
  uint64_t seed = 20211030;
  long valid = 0, invalid = 0, wrong = 0;
  for (int i = 0; i < DRAWS; i++) {
    char text[18], back[18];
    draw_number(&seed, text);
    NormId id;
    norm_id((Str){text, 18}, &id);
    int32_t birth = plain_birth(text);
    bool want = birth != INT32_MIN && plain_check(text) == text[17];
    Day day = {0};
    bool has_birth = norm_id_birth(&id, &day);
    norm_id_unpack(id.key, back);
    bool ok = id.form == ID_18 && id.valid == want && norm_id_check(text) == plain_check(text) &&
              has_birth == (birth != INT32_MIN) && (!has_birth || day.n == birth) &&
              norm_id_sex(&id) == ((text[16] - '0') % 2 == 1 ? 1 : 2) &&
              memcmp(back, text, 18) == 0 && norm_id_pack(text).n == id.key.n;
    if (!ok && wrong++ < 5) printf("  %.18s\n", text);
    valid += want;
    invalid += !want;
  }
  EXPECT_INT(wrong, 0);
  EXPECT(valid > DRAWS / 4 && invalid > DRAWS / 4);
}

/* The long way (here through a blank) says the same as the short one; so does a 15-digit form. */
UNIT(ways_agree) {
  uint64_t seed = 530925;
  long wrong = 0, upgraded = 0;
  for (int i = 0; i < DRAWS / 10; i++) {
    char text[18], spaced[19], old[15];
    draw_number(&seed, text);
    memcpy(spaced, text, 6);
    spaced[6] = ' ';
    memcpy(spaced + 7, text + 6, 12);
    NormId id, slow;
    norm_id((Str){text, 18}, &id);
    norm_id((Str){spaced, 19}, &slow);
    wrong += memcmp(&id, &slow, sizeof id) != 0;
    if (memcmp(text + 6, "19", 2) != 0 || memcmp(text + 14, "996", 3) >= 0) continue;
    memcpy(old, text, 6);
    memcpy(old + 6, text + 8, 9);
    text[17] = plain_check(text);
    norm_id((Str){old, 15}, &slow);
    wrong += slow.form != ID_15 || slow.key.n != norm_id_pack(text).n;
    wrong += slow.valid != (plain_birth(text) != INT32_MIN);
    upgraded++;
  }
  EXPECT_INT(wrong, 0);
  EXPECT(upgraded > 1000);
}

/* Every other character than a digit, wherever it stands, makes that no number of 18 digits. */
UNIT(every_position) {
  uint64_t seed = 990101;
  for (int at = 0; at < 18; at++) {
    for (int c = 1; c < 0x80; c++) {
      char text[18];
      draw_number(&seed, text);
      text[at] = (char)c;
      NormId id;
      norm_id((Str){text, 18}, &id);
      bool digit = c >= '0' && c <= '9';
      if (at == 17 && (c == 'x' || c == '*')) text[17] = 'X';
      EXPECT_INT((int64_t)id.key.n, (int64_t)norm_id_pack(text).n);
      EXPECT((id.key.n != 0) == (digit || (at == 17 && text[17] == 'X')));
    }
    if (at == 17) continue;
    char text[18];
    draw_number(&seed, text);
    memcpy(text + at, "\xC2\xB5", 2);
    NormId id;
    norm_id((Str){text, 18}, &id);
    EXPECT_INT((int64_t)id.key.n, 0);
  }
}

UNIT(keys) {
  /* Two numbers with one key would be one person. */
  EXPECT(norm_id_pack("533526197803124517").n != norm_id_pack("533526197803124518").n);
  EXPECT(norm_id_pack("999999999999999999").n < (uint64_t)1 << 61);
  EXPECT(norm_id_pack("99999999999999999X").n == UINT64_C(99999999999999999) * 11 + 10);
  EXPECT_INT((int64_t)norm_id_pack("53352619780312451x").n, 0);
  EXPECT_INT((int64_t)norm_id_pack("5335261978031245X7").n, 0);
  EXPECT_INT((int64_t)norm_id_pack("53352619780312451:").n, 0);
  EXPECT_INT((int64_t)norm_id_pack("53352619780312451/").n, 0);
  EXPECT_INT((int64_t)norm_id_pack("\xB5"
                                   "33526197803124517")
                 .n,
             0);
}

static bool mask_fits(const char *mask, const char *number) {
  NormId id;
  norm_id(str_from(mask), &id);
  return norm_id_mask_fits(&id, norm_id_pack(number));
}

UNIT(masks) {
  EXPECT(mask_fits("533526********4517", "533526197803124517"));
  EXPECT(mask_fits("5335261978****4517", "533526197803124517"));
  EXPECT(mask_fits("***************517", "533526197803124517"));
  EXPECT(mask_fits("533526********001x", "53352619880808001X"));
  EXPECT(!mask_fits("533526********4518", "533526197803124517"));
  EXPECT(!mask_fits("530925********4517", "533526197803124517"));
  EXPECT(!mask_fits("533526********0010", "53352619880808001X"));
  EXPECT(mask_fits("533526******451", "533526197803124517"));
  EXPECT(!mask_fits("533526******452", "533526197803124517"));
  EXPECT(!mask_fits("533526******451", "533526207803124517"));
  EXPECT(!mask_fits("533526******451", "533526297803124517"));
  EXPECT(!mask_fits("533526******451", "533526187803124517"));
  EXPECT(!mask_fits("533526197803124517", "533526197803124517")); /* hides nothing */
  EXPECT(!mask_fits("******************", "533526197803124517")); /* shows nothing */
  NormId id;
  norm_id(STR("533526********4517"), &id);
  EXPECT(!norm_id_mask_fits(&id, (IdKey){0}));
}

/* Cells of any length and kind: nothing is written past the value, and nothing is read as one. */
UNIT(hostile) {
  char text[5000];
  static const char *const pieces[] = {"9", " ", "*", "X", "Ｘ", "　", "\xE2\x80\x8B", "'", "=\""};
  NormId id;
  for (size_t p = 0; p < sizeof pieces / sizeof pieces[0]; p++) {
    size_t len = 0, piece = strlen(pieces[p]);
    for (int count = 1; count <= 300; count++) {
      memcpy(text + len, pieces[p], piece);
      len += piece;
      norm_id((Str){text, len}, &id);
      EXPECT(id.len <= sizeof id.text && !id.valid);
    }
  }
  uint64_t seed = 7;
  for (int i = 0; i < 20000; i++) {
    static const char some[] = "0123456789Xx* .E+'=\"B-";
    size_t len = draw(&seed) % 26;
    for (size_t k = 0; k < len; k++)
      text[k] = some[draw(&seed) % (sizeof some - 1)];
    norm_id((Str){text, len}, &id);
    if (id.len > sizeof id.text || (id.key.n != 0 && id.len < 18)) EXPECT(false);
  }
}

UNIT_MAIN(UNIT_CASE(plain_agrees),
          UNIT_CASE(ways_agree),
          UNIT_CASE(every_position),
          UNIT_CASE(keys),
          UNIT_CASE(masks),
          UNIT_CASE(hostile))
