/* SPDX-License-Identifier: Apache-2.0 */
/*
 * idnumbers: ID numbers of GB 11643-1999 that are nobody's, unique in the county.
 *
 * The sequence number is skewed low, as registration offices count up from 001; where a number is
 * taken the next one of the same sex follows. The numbers given out are remembered as their first
 * 17 digits in an open-addressed set.
 */
#include "generate/people_int.h"
#include "norm/norm.h"

void generate_idbook_init(IdBook *book, Arena *arena, size_t numbers) {
  size_t cap = 1024;
  while (cap < numbers * 2)
    cap *= 2;
  book->slots = arena_new_array(arena, uint64_t, cap);
  book->cap = cap;
}

static bool book_add(IdBook *book, uint64_t number) {
  size_t at = (size_t)((number * UINT64_C(0x9E3779B97F4A7C15)) >> 20) & (book->cap - 1);
  while (book->slots[at] != 0) {
    if (book->slots[at] == number) return false;
    at = (at + 1) & (book->cap - 1);
  }
  book->slots[at] = number;
  return true;
}

static void put_digits(char *out, uint32_t value, size_t width) {
  for (size_t i = width; i-- > 0; value /= 10)
    out[i] = (char)('0' + value % 10);
}

void generate_idnumber(
    IdBook *book, Random *random, uint32_t prefix, Day birth, int sex, char out[static 18]) {
  Ymd ymd = day_to_ymd(birth);
  uint32_t date = (uint32_t)(ymd.year * 10000 + ymd.month * 100 + ymd.day);
  uint32_t odd = sex == SEX_MALE ? 1 : 0;
  uint32_t step = random_low(random, random_chance(random, 7000) ? 30 : 240);
  for (uint32_t tries = 0; tries < 499; tries++, step++) {
    uint32_t sequence = (step % 499) * 2 + (odd ? 1 : 2); /* 1..997 odd, 2..998 even */
    uint64_t first17 = ((uint64_t)prefix * 100000000 + date) * 1000 + sequence;
    if (!book_add(book, first17)) continue;
    put_digits(out, prefix, 6);
    put_digits(out + 6, date, 8);
    put_digits(out + 14, sequence, 3);
    out[17] = norm_id_check(out);
    return;
  }
  bool day_full = true; /* more people than a day of one district has numbers */
  CHECK(!day_full);
}

uint32_t generate_prefix_at(uint32_t prefix, Day birth) {
  static const struct {
    uint32_t now, before;
  } renamed[] = {
#define PREFIX(now, before, weight) {now, before},
#include "generate/prefixes.def"
#undef PREFIX
  };
  if (day_to_ymd(birth).year >= 2004) return prefix;
  for (size_t i = 0; i < sizeof renamed / sizeof renamed[0]; i++) {
    if (renamed[i].now == prefix) return renamed[i].before;
  }
  return prefix;
}

uint32_t generate_other_prefix(Random *random, uint32_t own) {
  static const uint32_t codes[] = {
#define PREFIX(now, before, weight) now,
#include "generate/prefixes.def"
#undef PREFIX
  };
  static const uint16_t weights[] = {
#define PREFIX(now, before, weight) weight,
#include "generate/prefixes.def"
#undef PREFIX
  };
  uint32_t prefix;
  do {
    prefix = codes[generate_random_weighted(random, weights, sizeof weights / sizeof weights[0])];
  } while (prefix == own);
  return prefix;
}
