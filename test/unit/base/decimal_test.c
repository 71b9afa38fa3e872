/* SPDX-License-Identifier: Apache-2.0 */
/* decimal: rounding half away from zero, both ends of the range, texts; and tri's truth table. */
#include "base/decimal.h"

#include "base/tri.h"
#include "unit/unit.h"

static const Dec most = {INT64_MAX};
static const Dec least = {-INT64_MAX};

static Dec dec(const char *text) {
  Dec value = {0};
  EXPECT(dec_parse(str_from(text), &value));
  return value;
}

UNIT(sums) {
  Dec sum = {42};
  EXPECT(dec_add(dec("1.5"), dec("-0.0001"), &sum) && sum.u == 14999);
  EXPECT(dec_sub(dec("1.5"), dec("2"), &sum) && sum.u == -5000);
  EXPECT(dec_neg(least, &sum) && sum.u == INT64_MAX);
  sum.u = 42;
  EXPECT(!dec_add(most, (Dec){1}, &sum) && !dec_add(least, (Dec){-1}, &sum));
  EXPECT(!dec_sub(least, (Dec){1}, &sum) && !dec_sub(most, least, &sum));
  EXPECT(!dec_from_int(INT64_MAX, &sum) && !dec_from_int(922337203685478, &sum));
  EXPECT_INT(sum.u, 42);
  EXPECT(dec_from_int(-922337203685477, &sum) && sum.u == -9223372036854770000);
}

UNIT(products) {
  Dec got = {42};
  EXPECT(dec_mul(dec("0.01"), dec("0.005"), &got) && got.u == 1); /* 0.00005 -> 0.0001 */
  EXPECT(dec_mul(dec("-0.01"), dec("0.005"), &got) && got.u == -1);
  EXPECT(dec_mul(dec("0.0001"), dec("0.4999"), &got) && got.u == 0);
  EXPECT(dec_mul(most, dec("1"), &got) && got.u == INT64_MAX);
  EXPECT(dec_mul(least, dec("-1"), &got) && got.u == INT64_MAX);
  EXPECT(dec_mul(dec("3.5"), dec("1200.25"), &got) && got.u == 42008750);
  got.u = 42;
  EXPECT(!dec_mul(most, dec("1.0001"), &got) && !dec_mul(most, most, &got));
  EXPECT(!dec_mul(least, most, &got));
  EXPECT_INT(got.u, 42);
}

UNIT(quotients) {
  Dec got = {42};
  EXPECT(dec_div(dec("1"), dec("3"), &got) && got.u == 3333);
  EXPECT(dec_div(dec("2"), dec("3"), &got) && got.u == 6667);
  EXPECT(dec_div(dec("-2"), dec("3"), &got) && got.u == -6667);
  EXPECT(dec_div(dec("2"), dec("-3"), &got) && got.u == -6667);
  EXPECT(dec_div(dec("1"), dec("20000"), &got) && got.u == 1); /* 0.00005 */
  EXPECT(dec_div(dec("-1"), dec("20000"), &got) && got.u == -1);
  EXPECT(dec_div(dec("1"), dec("20001"), &got) && got.u == 0);
  EXPECT(dec_div(most, most, &got) && got.u == DEC_ONE);
  got.u = 42;
  EXPECT(!dec_div(dec("1"), dec("0"), &got) && !dec_div(most, dec("0.5"), &got));
  EXPECT_INT(got.u, 42);
}

UNIT(comparisons) {
  EXPECT_INT(dec_cmp(dec("1.1"), dec("1.10")), 0);
  EXPECT_INT(dec_cmp(least, most), -1);
  EXPECT_INT(dec_cmp_int(dec("7.0001"), 7), 1);
  EXPECT_INT(dec_cmp_int(dec("7"), 7), 0);
  EXPECT_INT(dec_cmp_int(most, INT64_MAX), -1);
  EXPECT_INT(dec_cmp_int(least, INT64_MIN), 1);
  EXPECT_INT(dec_cmp_ratio(dec("1"), dec("3"), dec("2"), dec("6")), 0);
  EXPECT_INT(dec_cmp_ratio(dec("1"), dec("3"), dec("0.3333"), dec("1")), 1);
  EXPECT_INT(dec_cmp_ratio(most, (Dec){1}, least, (Dec){1}), 1);
  EXPECT_INT(dec_cmp_ratio(most, most, most, most), 0);
}

UNIT(fen) {
  EXPECT_INT(dec_fen(dec("1.005")), 101);
  EXPECT_INT(dec_fen(dec("-1.005")), -101);
  EXPECT_INT(dec_fen(dec("1.0049")), 100);
  EXPECT_INT(dec_fen(dec("0")), 0);
  EXPECT_INT(dec_fen(most), 92233720368547758);
}

UNIT(parsing) {
  EXPECT_INT(dec("12").u, 120000);
  EXPECT_INT(dec("-0").u, 0);
  EXPECT_INT(dec("007.50").u, 75000);
  EXPECT_INT(dec("0.12340000000").u, 1234);
  EXPECT_INT(dec("922337203685477.5807").u, INT64_MAX);
  EXPECT_INT(dec("-922337203685477.5807").u, -INT64_MAX);
  static const Str wrong[] = {
      STR_INIT(""),        STR_INIT("-"),
      STR_INIT("."),       STR_INIT("1."),
      STR_INIT(".5"),      STR_INIT("-.5"),
      STR_INIT("1.2.3"),   STR_INIT("+1"),
      STR_INIT("1,000"),   STR_INIT("1e3"),
      STR_INIT(" 1"),      STR_INIT("1 "),
      STR_INIT("--1"),     STR_INIT("1.-5"),
      STR_INIT("0.12345"), STR_INIT("12万"),
      STR_INIT("1\0"),     STR_INIT("922337203685477.5808"),
      STR_INIT("0.0000x"), STR_INIT("99999999999999999999"),
      {NULL, 0},
  };
  Dec value = {42};
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
    EXPECT(!dec_parse(wrong[i], &value));
  }
  EXPECT_INT(value.u, 42);
}

static Str show(Dec value, char out[24]) {
  return (Str){out, dec_format(value, out)};
}

UNIT(formatting) {
  char out[24];
  EXPECT_STR(show((Dec){0}, out), "0");
  EXPECT_STR(show((Dec){120000}, out), "12");
  EXPECT_STR(show((Dec){125000}, out), "12.5");
  EXPECT_STR(show((Dec){-1}, out), "-0.0001");
  EXPECT_STR(show((Dec){10200}, out), "1.02");
  EXPECT_STR(show(most, out), "922337203685477.5807");
  EXPECT_STR(show(least, out), "-922337203685477.5807");
}

UNIT(tri_table) {
  for (int a = TRI_FALSE; a <= TRI_TRUE; a++) {
    for (int b = TRI_FALSE; b <= TRI_TRUE; b++) {
      EXPECT_INT(tri_and((Tri)a, (Tri)b), a < b ? a : b);
      EXPECT_INT(tri_or((Tri)a, (Tri)b), a > b ? a : b);
    }
  }
  EXPECT_INT(tri_not(TRI_UNKNOWN), TRI_UNKNOWN);
  EXPECT_INT(tri_not(TRI_TRUE), TRI_FALSE);
  EXPECT_INT(tri_of(true), TRI_TRUE);
}

UNIT_MAIN(UNIT_CASE(sums),
          UNIT_CASE(products),
          UNIT_CASE(quotients),
          UNIT_CASE(comparisons),
          UNIT_CASE(fen),
          UNIT_CASE(parsing),
          UNIT_CASE(formatting),
          UNIT_CASE(tri_table))
