/* SPDX-License-Identifier: Apache-2.0 */
/* idnumbers: right check characters, the prefix of the time, uniqueness up to the last number. */
#include <stdlib.h>

#include "generate/people_int.h"
#include "norm/norm.h"
#include "unit/unit.h"

static int compare_ids(const void *a, const void *b) {
  return memcmp(a, b, 18);
}

UNIT(valid_and_their_own) {
  Arena *arena = arena_new(1 << 20);
  Random random = generate_random(1, STREAM_NUMBERS);
  IdBook book;
  generate_idbook_init(&book, arena, 4000);
  for (int i = 0; i < 4000; i++) {
    Day birth = {day_of(1930, 1, 1).n + random_between(&random, 0, 33000)}, read;
    int sex = i % 2 == 0 ? SEX_MALE : SEX_FEMALE;
    char text[18];
    NormId id;
    uint32_t prefix = generate_prefix_at(530925, birth);
    generate_idnumber(&book, &random, prefix, birth, sex, text);
    norm_id((Str){text, 18}, &id);
    EXPECT(id.form == ID_18 && id.valid);
    EXPECT(norm_id_birth(&id, &read) && read.n == birth.n);
    EXPECT_INT(norm_id_sex(&id), sex);
    EXPECT(memcmp(text, birth.n < day_of(2004, 1, 1).n ? "533526" : "530925", 6) == 0);
    EXPECT(memcmp(text + 14, "000", 3) != 0);
  }
  arena_free(arena);
}

/* All 499 numbers of one day and sex can be given out, and no number twice. */
UNIT(a_full_day) {
  static char ids[499][18];
  Arena *arena = arena_new(1 << 20);
  Random random = generate_random(2, STREAM_NUMBERS);
  IdBook book;
  generate_idbook_init(&book, arena, 600);
  for (size_t i = 0; i < 499; i++)
    generate_idnumber(&book, &random, 530925, day_of(2012, 2, 29), SEX_FEMALE, ids[i]);
  qsort(ids, 499, 18, compare_ids);
  for (size_t i = 1; i < 499; i++)
    EXPECT(memcmp(ids[i - 1], ids[i], 18) != 0);
  EXPECT(memcmp(ids[0] + 14, "002", 3) == 0);
  EXPECT(memcmp(ids[498] + 14, "998", 3) == 0);
  arena_free(arena);
}

UNIT(prefixes) {
  Random random = generate_random(3, STREAM_NUMBERS);
  EXPECT_INT(generate_prefix_at(530925, day_of(2003, 12, 31)), 533526);
  EXPECT_INT(generate_prefix_at(530925, day_of(2004, 1, 1)), 530925);
  EXPECT_INT(generate_prefix_at(110101, day_of(1990, 1, 1)), 110101);
  for (int i = 0; i < 500; i++)
    EXPECT(generate_other_prefix(&random, 530902) != 530902);
}

UNIT_MAIN(UNIT_CASE(valid_and_their_own), UNIT_CASE(a_full_day), UNIT_CASE(prefixes))
