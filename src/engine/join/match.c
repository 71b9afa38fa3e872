/* SPDX-License-Identifier: Apache-2.0 */
/*
 * match: the levels of a dataset, tried on one row.
 *
 * Candidates are never stored: those that are left after levels A and B are the persons that
 * fulfil the keys of A and B together, so that the state is a set of keys, however many persons
 * there are. To find them the narrowest table is walked and each person tested for the others.
 */
#include "join/join_int.h"

/* A row, and what was found out of it: each only when a level asks. */
typedef struct JoinProbe {
  const JoinIndex *index;
  const JoinKeys *row;
  uint32_t asked; /* PackKey bits looked at */
  uint32_t has;   /* those of them that the row has */
  Day birth;
  uint32_t household; /* number, or JOIN_NOBODY if no household has the key */
  JoinName name;
  char *room; /* JOIN_NAME_MAX bytes for the normal form */
} JoinProbe;

/* ---- what the row has ---- */

static bool has_key(JoinProbe *probe, PackKey key) {
  const JoinKeys *row = probe->row;
  switch (key) {
  case PACK_KEY_ID:
    return row->id.key.n != 0;
  case PACK_KEY_MASKED:
    return row->id.form == ID_MASKED;
  case PACK_KEY_NAME:
    if (row->name.len == 0) return false;
    probe->name = join_name(join_normal(row->name, probe->room));
    return probe->name.len > 0;
  case PACK_KEY_BIRTH:
    probe->birth = row->birth;
    if (row->birth.n != DAY_MIN.n) return true;
    return row->id.valid && norm_id_birth(&row->id, &probe->birth);
  case PACK_KEY_VILLAGE:
    return row->village != JOIN_NOBODY;
  case PACK_KEY_HOUSEHOLD:
    probe->household = join_household(probe->index, row->household);
    return row->household.len > 0;
  case PACK_KEY_DIVISION:
    return row->division != JOIN_NOBODY;
  }
  return false;
}

static bool has_all(JoinProbe *probe, uint32_t keys) {
  for (uint32_t left = keys & ~probe->asked; left != 0; left &= left - 1) {
    uint32_t key = left & (0 - left);
    probe->asked |= key;
    if (has_key(probe, (PackKey)key)) probe->has |= key;
  }
  return (keys & ~probe->has) == 0;
}

/* ---- whether a person fulfils keys ---- */

static bool in_division(const JoinIndex *index, uint32_t village, uint32_t division) {
  if (village >= index->area_count) return false;
  return village == division || index->township_of[village] == division;
}

/* Persons in no household are not in that of a key which names none. */
static bool in_household(const JoinProbe *probe, const JoinPerson *person) {
  return probe->household != JOIN_NOBODY && person->household == probe->household;
}

static bool fits(const JoinProbe *probe, uint32_t keys, uint32_t number) {
  const JoinIndex *index = probe->index;
  const JoinKeys *row = probe->row;
  if ((keys & PACK_KEY_NAME) != 0 && !join_name_eq(&index->names[number], &probe->name))
    return false;
  if ((keys & ~(uint32_t)PACK_KEY_NAME) == 0) return true;

  const JoinPerson *person = &index->persons[number];
  if ((keys & PACK_KEY_ID) != 0 && person->id.n != row->id.key.n) return false;
  if ((keys & PACK_KEY_BIRTH) != 0 && person->birth.n != probe->birth.n) return false;
  if ((keys & PACK_KEY_VILLAGE) != 0 && person->village != row->village) return false;
  if ((keys & PACK_KEY_HOUSEHOLD) != 0 && !in_household(probe, person)) return false;
  if ((keys & PACK_KEY_DIVISION) != 0 && !in_division(index, person->village, row->division))
    return false;
  return (keys & PACK_KEY_MASKED) == 0 || norm_id_mask_fits(&row->id, person->id);
}

/* ---- where to look ---- */

/* Persons in ascending order; all up to [count] where there is no list. */
typedef struct JoinRange {
  const uint32_t *persons;
  uint32_t count;
} JoinRange;

static JoinRange range_of(const JoinBuckets *buckets, uint32_t bucket) {
  if (bucket >= buckets->count) return (JoinRange){buckets->persons, 0};
  uint32_t first = buckets->first[bucket];
  return (JoinRange){buckets->persons + first, buckets->first[bucket + 1] - first};
}

static JoinRange shorter(JoinRange a, JoinRange b) {
  return b.count < a.count ? b : a;
}

/* The number that [count] characters of a masked text show; false if one is hidden. */
static bool shown(const NormId *id, size_t from, size_t count, uint64_t *ret_value) {
  uint64_t value = 0;
  for (size_t i = from; i < from + count; i++) {
    if (id->text[i] < '0' || id->text[i] > '9') return false;
    value = value * 10 + (uint64_t)(id->text[i] - '0');
  }
  *ret_value = value;
  return true;
}

/* By the last four characters or the birth date, whichever the mask shows. */
static JoinRange range_of_mask(const JoinIndex *index, const NormId *id) {
  JoinRange best = {NULL, index->count};
  uint64_t value;
  if (id->len == 18) {
    char last = id->text[17];
    if (last != '*' && shown(id, 14, 3, &value)) {
      value = value * 11 + (last == 'X' ? 10 : (uint64_t)(last - '0'));
      best = shorter(best, range_of(&index->tail, join_bucket(&index->tail, value)));
    }
    if (!shown(id, 6, 8, &value)) return best;
  } else {
    if (shown(id, 11, 4, &value))
      best = shorter(best, range_of(&index->tail_15, join_bucket(&index->tail_15, value)));
    if (!shown(id, 6, 6, &value)) return best;
    value += 19000000; /* numbers of 15 digits leave out the 19 */
  }
  return shorter(best, range_of(&index->id_birth, join_bucket(&index->id_birth, value)));
}

static JoinRange range_for(const JoinProbe *probe, uint32_t keys) {
  const JoinIndex *index = probe->index;
  if ((keys & PACK_KEY_HOUSEHOLD) != 0) return range_of(&index->household, probe->household);
  JoinRange best = {NULL, index->count};
  if ((keys & PACK_KEY_MASKED) != 0) best = range_of_mask(index, &probe->row->id);
  if ((keys & PACK_KEY_BIRTH) != 0) {
    uint32_t bucket = join_bucket(&index->birth, (uint32_t)probe->birth.n);
    best = shorter(best, range_of(&index->birth, bucket));
  }
  if ((keys & PACK_KEY_VILLAGE) != 0)
    best = shorter(best, range_of(&index->area, probe->row->village));
  if ((keys & PACK_KEY_DIVISION) != 0)
    best = shorter(best, range_of(&index->area, probe->row->division));
  return best;
}

/* ---- finding ---- */

enum { JOIN_FEW = 16 };

/* Most rows find one person: only what is more than a few takes memory. */
typedef struct JoinFound {
  Arena *arena;
  uint32_t total, room;
  uint32_t *persons; /* [few], or in the arena */
  uint32_t few[JOIN_FEW];
} JoinFound;

static void make_room(JoinFound *found) {
  uint32_t *wider = arena_new_array(found->arena, uint32_t, (size_t)found->room * 2);
  memcpy(wider, found->persons, found->total * sizeof *wider);
  found->persons = wider;
  found->room *= 2;
}

static inline void take(JoinFound *found, uint32_t person) {
  if (found->total == found->room) make_room(found);
  found->persons[found->total++] = person;
}

static void walk(
    const JoinProbe *probe, uint32_t keys, uint32_t first, const uint32_t *next, JoinFound *found) {
  for (uint32_t person = first; person != JOIN_NOBODY; person = next[person]) {
    if (fits(probe, keys, person)) take(found, person);
  }
}

/* By the number: the first who has it stands, with his name, where the number is. */
static void walk_id(const JoinProbe *probe, uint32_t keys, JoinFound *found) {
  const JoinIdSlot *slot = join_find_id(probe->index, probe->row->id.key);
  if (slot == NULL) return;
  bool named = (keys & PACK_KEY_NAME) == 0 || join_name_eq(&slot->name, &probe->name);
  if (named && fits(probe, keys & ~(uint32_t)PACK_KEY_NAME, slot->person))
    take(found, slot->person);
  walk(probe, keys, slot->next, probe->index->id_next, found);
}

/* All persons that fulfil [keys], all of which the row has. */
static void find(const JoinProbe *probe, uint32_t keys, JoinFound *found) {
  const JoinIndex *index = probe->index;
  found->total = 0;
  if ((keys & PACK_KEY_ID) != 0) {
    walk_id(probe, keys & ~(uint32_t)PACK_KEY_ID, found);
    return;
  }
  if ((keys & (PACK_KEY_NAME | PACK_KEY_HOUSEHOLD)) == PACK_KEY_NAME) {
    uint32_t first = join_first_of_name(index, &probe->name);
    walk(probe, keys & ~(uint32_t)PACK_KEY_NAME, first, index->name_next, found);
    return;
  }
  JoinRange range = range_for(probe, keys);
  for (uint32_t i = 0; i < range.count; i++) {
    uint32_t person = range.persons == NULL ? i : range.persons[i];
    if (fits(probe, keys, person)) take(found, person);
  }
}

/* ---- levels ---- */

static void matched(JoinHit *hit, const PackLevel *level, uint32_t number) {
  hit->verdict = JOIN_MATCHED;
  hit->level = number;
  hit->by_id = (level->keys & (PACK_KEY_ID | PACK_KEY_MASKED)) != 0;
  hit->count = 0;
}

static void
narrowed(JoinHit *hit, const PackLevel *level, uint32_t number, const JoinFound *found) {
  if (hit->verdict != JOIN_AMBIGUOUS) matched(hit, level, number);
  hit->verdict = JOIN_AMBIGUOUS;
  hit->count = found->total;
  uint32_t *candidates = arena_new_array(found->arena, uint32_t, found->total);
  memcpy(candidates, found->persons, found->total * sizeof *candidates);
  hit->candidates = candidates;
}

/* Whether the household itself is meant: candidates, if there are any, must be among it. */
static bool is_household(const JoinProbe *probe, uint32_t narrowed_by, JoinFound *found) {
  if (probe->household == JOIN_NOBODY) return false;
  if (narrowed_by == 0) return true;
  find(probe, narrowed_by | PACK_KEY_HOUSEHOLD, found);
  return found->total > 0;
}

void join_match(const JoinIndex *index,
                const PackDataset *dataset,
                uint64_t usable,
                const JoinKeys *keys,
                Arena *scratch,
                JoinHit *ret_hit) {
  char room[JOIN_NAME_MAX];
  JoinProbe probe = {.index = index, .row = keys, .room = room};
  JoinFound found;
  found.arena = scratch;
  found.room = JOIN_FEW;
  found.persons = found.few;
  uint32_t narrowed_by = 0; /* the candidates are those that fulfil these keys */
  ret_hit->verdict = JOIN_NO_KEY;
  ret_hit->level = 0;
  ret_hit->by_id = false;
  ret_hit->person = ret_hit->household = JOIN_NOBODY;
  ret_hit->count = 0;
  ret_hit->candidates = NULL;
  for (uint32_t i = 0; i < dataset->level_count && i < 64; i++) {
    const PackLevel *level = &dataset->levels[i];
    if ((usable >> i & 1) == 0 || !has_all(&probe, level->keys)) continue;
    if (ret_hit->verdict == JOIN_NO_KEY) ret_hit->verdict = JOIN_UNMATCHED;

    if (level->keys == PACK_KEY_HOUSEHOLD) {
      if (!is_household(&probe, narrowed_by, &found)) continue;
      matched(ret_hit, level, i);
      ret_hit->household = probe.household;
      return;
    }
    find(&probe, narrowed_by | level->keys, &found);
    if (found.total == 0) continue;
    if (found.total == 1) {
      matched(ret_hit, level, i);
      ret_hit->person = found.persons[0];
      return;
    }
    narrowed(ret_hit, level, i, &found);
    narrowed_by |= level->keys;
  }
}

void join_prefetch(const JoinIndex *index, const JoinKeys *keys) {
  __builtin_prefetch(&index->id_slots[join_id_slot(index, keys->id.key)]);
}

uint32_t join_person_of_id(const JoinIndex *index, const JoinKeys *keys) {
  const JoinIdSlot *slot = join_find_id(index, keys->id.key);
  return slot == NULL ? (uint32_t)JOIN_NOBODY : slot->person;
}
