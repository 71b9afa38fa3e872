/* SPDX-License-Identifier: Apache-2.0 */
/*
 * plain: the definition of matching, read aloud.
 *
 * No table, no shortcut: every person is asked at every level. Slow, and so plain that it can be
 * compared with packs-and-rules.md 3 line by line; tests compare it with join_match.
 */
#include "join/join_int.h"

typedef struct Plain {
  const JoinIndex *index;
  const JoinKeys *row;
  Arena *arena;
  uint32_t kept[64]; /* keys of the levels that narrowed the choice, in order */
  size_t kept_count;
} Plain;

static bool plain_name_is_none(Str name) {
  return !norm_name_eq(name, name);
}

static bool plain_birth(const JoinKeys *row, Day *ret_day) {
  *ret_day = row->birth;
  if (day_cmp(row->birth, DAY_MIN) != 0) return true;
  if (!row->id.valid) return false;
  return norm_id_birth(&row->id, ret_day);
}

/* The number of the household with the row's key, or the count if there is none. */
static uint32_t plain_household(const Plain *plain) {
  uint32_t i = 0;
  while (i < plain->index->household_count &&
         !str_eq(plain->index->household_keys[i], plain->row->household))
    i++;
  return i;
}

static bool plain_lacks(const JoinKeys *row, PackKey key) {
  Day birth;
  switch (key) {
  case PACK_KEY_ID:
    return row->id.key.n == 0;
  case PACK_KEY_MASKED:
    return row->id.form != ID_MASKED;
  case PACK_KEY_NAME:
    return plain_name_is_none(row->name);
  case PACK_KEY_BIRTH:
    return !plain_birth(row, &birth);
  case PACK_KEY_VILLAGE:
    return row->village == JOIN_NOBODY;
  case PACK_KEY_HOUSEHOLD:
    return row->household.len == 0;
  case PACK_KEY_DIVISION:
    return row->division == JOIN_NOBODY;
  }
  return true;
}

static bool plain_agrees(const Plain *plain, const JoinPerson *person, PackKey key) {
  const JoinKeys *row = plain->row;
  Day birth;
  switch (key) {
  case PACK_KEY_ID:
    return person->id.n == row->id.key.n;
  case PACK_KEY_MASKED:
    return norm_id_mask_fits(&row->id, person->id);
  case PACK_KEY_NAME:
    return norm_name_eq(person->name, row->name);
  case PACK_KEY_BIRTH:
    return plain_birth(row, &birth) && day_cmp(person->birth, birth) == 0;
  case PACK_KEY_VILLAGE:
    return person->village == row->village;
  case PACK_KEY_HOUSEHOLD:
    return person->household < plain->index->household_count &&
           person->household == plain_household(plain);
  case PACK_KEY_DIVISION:
    if (person->village == JOIN_NOBODY) return false;
    if (person->village == row->division) return true;
    return plain->index->township_of[person->village] == row->division;
  }
  return false;
}

static const PackKey plain_keys[] = {PACK_KEY_ID,      PACK_KEY_MASKED,  PACK_KEY_NAME,
                                     PACK_KEY_BIRTH,   PACK_KEY_VILLAGE, PACK_KEY_HOUSEHOLD,
                                     PACK_KEY_DIVISION};
enum { PLAIN_KEY_COUNT = sizeof plain_keys / sizeof plain_keys[0] };

static bool plain_has_keys(const JoinKeys *row, uint32_t keys) {
  for (size_t i = 0; i < PLAIN_KEY_COUNT; i++) {
    if ((keys & plain_keys[i]) != 0 && plain_lacks(row, plain_keys[i])) return false;
  }
  return true;
}

static bool plain_agrees_in_all(const Plain *plain, const JoinPerson *person, uint32_t keys) {
  for (size_t i = 0; i < PLAIN_KEY_COUNT; i++) {
    if ((keys & plain_keys[i]) != 0 && !plain_agrees(plain, person, plain_keys[i])) return false;
  }
  return true;
}

static bool plain_is_candidate(const Plain *plain, const JoinPerson *person) {
  for (size_t i = 0; i < plain->kept_count; i++) {
    if (!plain_agrees_in_all(plain, person, plain->kept[i])) return false;
  }
  return true;
}

/* The candidates that agree with a level, into [persons]. */
static uint32_t
plain_find(const Plain *plain, uint32_t keys, uint32_t *ret_first, uint32_t *persons) {
  uint32_t total = 0;
  for (uint32_t i = 0; i < plain->index->count; i++) {
    const JoinPerson *person = &plain->index->persons[i];
    if (!plain_is_candidate(plain, person) || !plain_agrees_in_all(plain, person, keys)) continue;
    if (total == 0) *ret_first = i;
    if (persons != NULL) persons[total] = i;
    total++;
  }
  return total;
}

/* True if the level decided. */
static bool plain_level(Plain *plain, const PackLevel *level, uint32_t number, JoinHit *hit) {
  uint32_t first = JOIN_NOBODY;
  uint32_t total = plain_find(plain, level->keys, &first, NULL);
  bool whole = level->keys == PACK_KEY_HOUSEHOLD;
  if (whole && plain_household(plain) == plain->index->household_count) return false;
  if (whole && total == 0 && plain->kept_count > 0) return false;
  if (!whole && total == 0) return false;
  bool decides = whole || total == 1;
  if (decides || plain->kept_count == 0) {
    hit->level = number;
    hit->by_id = (level->keys & PACK_KEY_ID) != 0 || (level->keys & PACK_KEY_MASKED) != 0;
  }
  if (decides) {
    hit->verdict = JOIN_MATCHED;
    hit->person = whole ? JOIN_NOBODY : first;
    hit->household = whole ? plain_household(plain) : JOIN_NOBODY;
    hit->count = 0;
    hit->candidates = NULL;
    return true;
  }
  hit->verdict = JOIN_AMBIGUOUS;
  uint32_t *persons = arena_new_array(plain->arena, uint32_t, total);
  hit->count = plain_find(plain, level->keys, &first, persons);
  hit->candidates = persons;
  plain->kept[plain->kept_count++] = level->keys;
  return false;
}

void join_match_plain(const JoinIndex *index,
                      const PackDataset *dataset,
                      uint64_t usable,
                      const JoinKeys *keys,
                      Arena *scratch,
                      JoinHit *ret_hit) {
  Plain plain = {.index = index, .row = keys, .arena = scratch};
  *ret_hit = (JoinHit){
      .verdict = JOIN_NO_KEY,
      .person = JOIN_NOBODY,
      .household = JOIN_NOBODY,
  };
  for (uint32_t i = 0; i < dataset->level_count && i < 64; i++) {
    if ((usable & (UINT64_C(1) << i)) == 0) continue;
    if (!plain_has_keys(keys, dataset->levels[i].keys)) continue;
    if (ret_hit->verdict == JOIN_NO_KEY) ret_hit->verdict = JOIN_UNMATCHED;
    if (plain_level(&plain, &dataset->levels[i], i, ret_hit)) return;
  }
}
