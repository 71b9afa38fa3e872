/* SPDX-License-Identifier: Apache-2.0 */
/* str: slices at their borders, UTF-8 of every kind of wrongness, numbers at the ends of int64. */
#include "base/str.h"

#include "unit/unit.h"

static size_t valid(const char *text, size_t len) {
  return bytes_valid_utf8((Bytes){(const uint8_t *)text, len});
}

UNIT(slice_is_clamped) {
  Str s = STR("户籍abc");
  EXPECT_STR(str_slice(s, 0, 6), "户籍");
  EXPECT_STR(str_slice(s, 6, SIZE_MAX), "abc");
  EXPECT_STR(str_slice(s, 100, 200), "");
  EXPECT_STR(str_slice(s, 5, 2), "");
  EXPECT_STR(str_slice(STR_NONE, 0, 3), "");
  EXPECT(str_slice(STR_NONE, 1, 3).ptr == NULL);
}

UNIT(compare) {
  EXPECT(str_eq(STR_NONE, STR("")));
  EXPECT(!str_eq(STR("a"), STR("b")));
  EXPECT(!str_eq(STR("a"), STR("a\0")));
  EXPECT(str_cmp(STR("a"), STR("ab")) < 0);
  EXPECT(str_cmp(STR("b"), STR("ab")) > 0);
  EXPECT(str_cmp(STR("\x7f"), STR("\xc3\xa9")) < 0);
  EXPECT_INT(str_cmp(STR_NONE, STR("")), 0);
  EXPECT(str_cmp(STR_NONE, STR("a")) < 0);
  EXPECT(str_starts(STR("abc"), STR("ab")) && str_starts(STR("abc"), STR_NONE));
  EXPECT(!str_starts(STR("ab"), STR("abc")) && !str_starts(STR_NONE, STR("a")));
  EXPECT(str_ends(STR("abc"), STR("bc")) && str_ends(STR_NONE, STR_NONE));
  EXPECT(!str_ends(STR("bc"), STR("abc")) && !str_ends(STR("abc"), STR("ab")));
  EXPECT(str_contains(STR("云南省双江县"), STR("双江")));
  EXPECT(str_contains(STR_NONE, STR_NONE) && !str_contains(STR_NONE, STR("a")));
  EXPECT(!str_contains(STR("abab"), STR("aa")));
}

UNIT(trim_and_cut) {
  EXPECT_STR(str_trim(STR(" \t\r\n a b \r\n")), "a b");
  EXPECT_STR(str_trim(STR(" \t ")), "");
  EXPECT_STR(str_trim(STR_NONE), "");
  EXPECT_STR(str_trim(STR("　a")), "　a");
  Str rest = STR("a,,b");
  EXPECT_STR(str_cut(&rest, ','), "a");
  EXPECT_STR(str_cut(&rest, ','), "");
  EXPECT_STR(rest, "b");
  EXPECT_STR(str_cut(&rest, ','), "b");
  EXPECT_STR(rest, "");
  EXPECT_STR(str_cut(&rest, ','), "");
  rest = STR("a,");
  EXPECT_STR(str_cut(&rest, ','), "a");
  EXPECT_STR(rest, "");
  rest = STR_NONE;
  EXPECT_STR(str_cut(&rest, ','), "");
}

/* The values are part of the contract: the same on every machine. */
UNIT(hash_is_fixed) {
  EXPECT(str_hash(STR_NONE) == str_hash(STR("")));
  EXPECT(str_hash(STR("a")) != str_hash(STR("a\0")));
  EXPECT(str_hash(STR("\0")) != str_hash(STR("\0\0")));
  EXPECT(str_hash(STR("12345678")) != str_hash(STR("12345678\0")));
  const char text[] = "xx123456789012345678";
  EXPECT(str_hash((Str){text + 2, 18}) == str_hash(STR("123456789012345678")));
  EXPECT_INT((int64_t)str_hash(STR("")), 4291612339040920267);
  EXPECT_INT((int64_t)str_hash(STR("守望 shouwang")), -2597036185391474229);
}

/* Sequential keys must spread over the low bits, which tables use. */
UNIT(hash_spreads) {
  static uint8_t low[65536], high[65536];
  size_t low_used = 0;
  size_t high_used = 0;
  for (int i = 0; i < 65536; i++) {
    char key[32];
    int len = snprintf(key, sizeof key, "5309%010d", i);
    uint64_t hash = str_hash((Str){key, (size_t)len});
    low_used += low[hash & 0xFFFF]++ == 0;
    high_used += high[hash >> 48]++ == 0;
  }
  /* A random function fills 1 - 1/e of the places: 41,427 of 65,536. */
  EXPECT(low_used > 41000 && low_used < 41900);
  EXPECT(high_used > 41000 && high_used < 41900);
}

/* Each changed bit of the input changes about half of the output. */
UNIT(hash_avalanches) {
  char key[24] = "abcdefghijklmnopqrstuvwx";
  int least = 64;
  for (size_t bit = 0; bit < 8 * sizeof key; bit++) {
    uint64_t before = str_hash((Str){key, sizeof key});
    key[bit / 8] = (char)(key[bit / 8] ^ (1 << bit % 8));
    int changed = __builtin_popcountll(before ^ str_hash((Str){key, sizeof key}));
    if (changed < least) least = changed;
  }
  EXPECT(least >= 14);
}

UNIT(codes_round_trip) {
  bool same = true;
  for (uint32_t code = 0; code <= 0x10FFFF; code++) {
    if (code == 0xD800) code = 0xE000;
    char out[4];
    size_t at = 0;
    size_t len = str_put_code(out, code);
    same = same && valid(out, len) == len && str_next_code((Str){out, len}, &at) == code;
    same = same && at == len && str_count_codes((Str){out, len}) == 1;
  }
  EXPECT(same);
  char out[4];
  EXPECT_STR(((Str){out, str_put_code(out, 0xD800)}), "\xEF\xBF\xBD");
  EXPECT_STR(((Str){out, str_put_code(out, 0xDFFF)}), "\xEF\xBF\xBD");
  EXPECT_STR(((Str){out, str_put_code(out, 0x110000)}), "\xEF\xBF\xBD");
  EXPECT_STR(((Str){out, str_put_code(out, UINT32_MAX)}), "\xEF\xBF\xBD");
  EXPECT_INT((int64_t)str_count_codes(STR("a户𠀀")), 3);
  EXPECT_INT((int64_t)str_count_codes(STR_NONE), 0);
}

UNIT(utf8_validity) {
  static const struct {
    const char *text;
    size_t len;
    size_t valid;
  } cases[] = {
      {"", 0, 0},
      {"abc", 3, 3},
      {"12345678户", 11, 11},
      {"户籍", 6, 6},
      {"户籍", 5, 3},             /* cut short */
      {"\xF0\xA0\x80\x80", 4, 4}, /* U+20000 */
      {"\xF0\xA0\x80\x80", 3, 0}, /* cut short */
      {"\xC0\x80", 2, 0},         /* overlong NUL */
      {"\xC1\xBF", 2, 0},         /* overlong */
      {"\xE0\x9F\xBF", 3, 0},     /* overlong */
      {"\xE0\xA0\x80", 3, 3},     /* U+0800 */
      {"\xED\x9F\xBF", 3, 3},     /* U+D7FF */
      {"\xED\xA0\x80", 3, 0},     /* surrogate */
      {"\xF0\x8F\xBF\xBF", 4, 0}, /* overlong */
      {"\xF4\x8F\xBF\xBF", 4, 4}, /* U+10FFFF */
      {"\xF4\x90\x80\x80", 4, 0}, /* beyond */
      {"\xF5\x80\x80\x80", 4, 0}, /* beyond */
      {"a\x80", 2, 1},            /* lone continuation */
      {"12345678\xFF", 9, 8},     /* behind a whole word */
      {"1234567\xC4\xE3"
       "abc",
       12, 7} /* GB18030 across a word's end */
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    EXPECT_INT((int64_t)valid(cases[i].text, cases[i].len), (int64_t)cases[i].valid);
  }
  EXPECT_INT((int64_t)bytes_valid_utf8((Bytes){NULL, 0}), 0);
}

static bool number_is(Str text, int64_t want) {
  int64_t value = ~want;
  return str_to_int(text, &value) && value == want;
}

UNIT(numbers) {
  EXPECT(number_is(STR("0"), 0) && number_is(STR("-0"), 0) && number_is(STR("007"), 7));
  EXPECT(number_is(STR("9223372036854775807"), INT64_MAX));
  int64_t value = 77;
  EXPECT(str_to_int(STR("-9223372036854775808"), &value) && value == INT64_MIN);
  value = 77;
  EXPECT(!str_to_int(STR("9223372036854775808"), &value));
  EXPECT(!str_to_int(STR("-9223372036854775809"), &value));
  EXPECT(!str_to_int(STR("99999999999999999999999"), &value));
  EXPECT(!str_to_int(STR(""), &value) && !str_to_int(STR_NONE, &value));
  EXPECT(!str_to_int(STR("-"), &value) && !str_to_int(STR("--1"), &value));
  EXPECT(!str_to_int(STR("+1"), &value) && !str_to_int(STR(" 1"), &value));
  EXPECT(!str_to_int(STR("1 "), &value) && !str_to_int(STR("1.0"), &value));
  EXPECT(!str_to_int(STR("1\0"), &value) && !str_to_int(STR("１"), &value));
  EXPECT_INT(value, 77);
  EXPECT_INT((int64_t)str_from(NULL).len, 0);
  EXPECT_STR(str_from("abc"), "abc");
}

UNIT_MAIN(UNIT_CASE(slice_is_clamped),
          UNIT_CASE(compare),
          UNIT_CASE(trim_and_cut),
          UNIT_CASE(hash_is_fixed),
          UNIT_CASE(hash_spreads),
          UNIT_CASE(hash_avalanches),
          UNIT_CASE(codes_round_trip),
          UNIT_CASE(utf8_validity),
          UNIT_CASE(numbers))
