/* SPDX-License-Identifier: Apache-2.0 */
/* sizes and random: totals that must be exact, draws that must never change. */
#include "generate/people_int.h"
#include "unit/unit.h"

static void expect_totals(uint32_t households) {
  uint32_t counts[SIZE_MAX_MEMBERS + 1], all = 0, people = 0;
  uint32_t persons = generate_persons_of(households);
  generate_sizes(households, persons, counts);
  for (uint32_t size = 1; size <= SIZE_MAX_MEMBERS; size++) {
    all += counts[size];
    people += counts[size] * size;
  }
  EXPECT_INT(counts[0], 0);
  EXPECT_INT(all, households);
  EXPECT_INT(people, persons);
}

UNIT(totals_are_exact) {
  for (uint32_t households = 1; households <= 1200; households++)
    expect_totals(households);
  expect_totals(49999);
  expect_totals(50000);
  expect_totals(50001);
  expect_totals(GENERATE_HOUSEHOLDS_MAX);
}

UNIT(full_county) {
  EXPECT_INT(generate_persons_of(50000), 170000);
  EXPECT_INT(generate_persons_of(1), 3);
  EXPECT_INT(generate_persons_of(2), 7);
  EXPECT_INT(generate_persons_of(GENERATE_HOUSEHOLDS_MAX), 3400000);
}

/* The shape stays: four is still the most frequent size, one and nine keep their order. */
UNIT(shape) {
  uint32_t counts[SIZE_MAX_MEMBERS + 1];
  generate_sizes(50000, 170000, counts);
  for (uint32_t size = 1; size <= SIZE_MAX_MEMBERS; size++) {
    EXPECT(counts[size] > 0);
    EXPECT(size == 4 || counts[size] < counts[4]);
  }
  EXPECT(counts[5] > counts[6] && counts[6] > counts[7] && counts[7] > counts[8]);
}

/* The numbers of xoshiro256** are fixed for ever: every file of the county follows from them. */
UNIT(draws_are_fixed) {
  Random random = {{1, 2, 3, 4}};
  EXPECT_INT((int64_t)generate_random_next(&random), 11520);
  EXPECT_INT((int64_t)generate_random_next(&random), 0);
  EXPECT_INT((int64_t)generate_random_next(&random), 1509978240);
  EXPECT_INT((int64_t)generate_random_next(&random), 1215971899390074240);
}

UNIT(streams_differ) {
  Random a = generate_random(7, 1), b = generate_random(7, 2), c = generate_random(8, 1);
  Random again = generate_random(7, 1);
  uint64_t first = generate_random_next(&a);
  EXPECT(first == generate_random_next(&again));
  EXPECT(first != generate_random_next(&b));
  EXPECT(first != generate_random_next(&c));
}

UNIT(draws_stay_inside) {
  static const uint16_t weights[] = {0, 3, 0, 1};
  Random random = generate_random(3, 3);
  uint32_t seen[4] = {0};
  for (int i = 0; i < 20000; i++) {
    int32_t n = random_between(&random, -2, 2);
    EXPECT(n >= -2 && n <= 2);
    EXPECT(random_low(&random, 5) < 5);
    EXPECT_INT(random_below(&random, 1), 0);
    seen[generate_random_weighted(&random, weights, 4)]++;
  }
  EXPECT_INT(seen[0] + seen[2], 0);
  EXPECT(seen[1] > 14000 && seen[1] < 16000);
}

UNIT_MAIN(UNIT_CASE(totals_are_exact),
          UNIT_CASE(full_county),
          UNIT_CASE(shape),
          UNIT_CASE(draws_are_fixed),
          UNIT_CASE(streams_differ),
          UNIT_CASE(draws_stay_inside))
