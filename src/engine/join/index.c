/* SPDX-License-Identifier: Apache-2.0 */
/*
 * index: the tables over the persons of a registry.
 *
 * Persons are put into chains from the last to the first, each before the others, so that chains
 * come out in person order; buckets are made by a counting sort, which keeps the order too.
 */
#include "join/join_int.h"

/* ---- ID numbers ---- */

enum { AHEAD = 16 }; /* persons whose slots are on their way while one is put into his */

/* A free slot, or the one of the number. */
static JoinIdSlot *id_slot(const JoinIndex *index, IdKey id) {
  size_t mask = ((size_t)1 << (64 - index->id_shift)) - 1;
  size_t at = join_id_slot(index, id);
  while (index->id_slots[at].key != 0 && index->id_slots[at].key != id.n)
    at = (at + 1) & mask;
  return &index->id_slots[at];
}

/* Half to three quarters of the slots are used where there are many. */
static uint32_t id_bits(uint32_t count) {
  uint32_t bits = 1;
  while (((uint64_t)3 << bits) / 4 < (uint64_t)count + 1)
    bits++;
  return bits;
}

static void build_ids(JoinIndex *index, Arena *arena) {
  uint32_t bits = id_bits(index->count);
  index->id_shift = 64 - bits;
  index->id_slots = arena_new_array(arena, JoinIdSlot, (size_t)1 << bits);
  index->id_twin = arena_new_array(arena, bool, index->count);
  for (uint32_t person = index->count; person-- > 0;) {
    IdKey id = index->persons[person].id;
    index->id_next[person] = JOIN_NOBODY;
    if (person >= AHEAD) {
      IdKey ahead = index->persons[person - AHEAD].id;
      __builtin_prefetch(&index->id_slots[join_id_slot(index, ahead)], 1);
    }
    if (id.n == 0) continue;
    JoinIdSlot *slot = id_slot(index, id);
    if (slot->key != 0) {
      index->id_next[person] = slot->person;
      index->id_twin[person] = index->id_twin[slot->person] = true;
    }
    *slot = (JoinIdSlot){id.n, index->names[person], person, index->id_next[person]};
  }
}

const JoinIdSlot *join_find_id(const JoinIndex *index, IdKey id) {
  if (id.n == 0) return NULL;
  const JoinIdSlot *slot = id_slot(index, id);
  return slot->key == 0 ? NULL : slot;
}

uint32_t
join_same_id(const JoinIndex *index, uint32_t person, uint32_t *ret_persons, uint32_t cap) {
  uint32_t found = 0;
  if (!index->id_twin[person]) return 0;
  uint32_t other = id_slot(index, index->persons[person].id)->person;
  for (; other != JOIN_NOBODY; other = index->id_next[other]) {
    if (other == person) continue;
    if (found < cap) ret_persons[found] = other;
    found++;
  }
  return found;
}

/* ---- names ---- */

/* Power of two, at most half of it used. */
static uint32_t slots_for(uint32_t count) {
  uint32_t bits = 1;
  while (((uint64_t)1 << bits) < (uint64_t)count * 2)
    bits++;
  return bits;
}

/* The slot of the name's chain, or the free one where it belongs. */
static JoinNameSlot *
name_slot(const JoinIndex *index, const JoinName *name, uint64_t hash, uint32_t *ret_tag) {
  uint32_t tag = (uint32_t)(hash >> 32);
  for (uint32_t at = (uint32_t)hash & index->name_mask;; at = (at + 1) & index->name_mask) {
    JoinNameSlot *slot = &index->name_slots[at];
    bool is_it = slot->first == 0 ||
                 (slot->tag == tag && join_name_eq(&index->names[slot->first - 1], name));
    if (!is_it) continue;
    *ret_tag = tag;
    return slot;
  }
}

/* The normal form of a person's name; a copy if it is not the name itself. */
static JoinName name_of(const JoinPerson *person, Arena *arena) {
  char room[JOIN_NAME_MAX];
  Str normal = join_normal(person->name, room);
  bool copied = normal.ptr == room && normal.len > sizeof(JoinName){0}.bytes;
  return join_name(copied ? arena_str(arena, normal) : normal);
}

static void put_name(JoinIndex *index, uint32_t person, uint64_t hash) {
  uint32_t tag;
  index->name_next[person] = JOIN_NOBODY;
  if (index->names[person].len == 0) return;
  JoinNameSlot *slot = name_slot(index, &index->names[person], hash, &tag);
  if (slot->first != 0) index->name_next[person] = slot->first - 1;
  *slot = (JoinNameSlot){tag, person + 1};
}

static void build_names(JoinIndex *index, Arena *arena) {
  index->names = arena_new_array(arena, JoinName, index->count);
  for (uint32_t person = 0; person < index->count; person++)
    index->names[person] = name_of(&index->persons[person], arena);

  size_t slots = (size_t)1 << slots_for(index->count);
  uint64_t ahead[AHEAD] = {0}; /* the hashes of the next persons' names */
  index->name_mask = (uint32_t)(slots - 1);
  index->name_slots = arena_new_array(arena, JoinNameSlot, slots);
  for (uint32_t i = 0; i < index->count + AHEAD; i++) {
    uint64_t hash = ahead[i % AHEAD];
    if (i < index->count) {
      ahead[i % AHEAD] = str_hash(join_name_text(&index->names[index->count - 1 - i]));
      __builtin_prefetch(&index->name_slots[(uint32_t)ahead[i % AHEAD] & index->name_mask], 1);
    }
    if (i >= AHEAD / 2 && i < index->count + AHEAD / 2) {
      const JoinNameSlot *slot =
          &index->name_slots[(uint32_t)ahead[(i - AHEAD / 2) % AHEAD] & index->name_mask];
      if (slot->first != 0) __builtin_prefetch(&index->names[slot->first - 1]);
    }
    if (i >= AHEAD) put_name(index, index->count - 1 - (i - AHEAD), hash);
  }
}

uint32_t join_first_of_name(const JoinIndex *index, const JoinName *name) {
  if (name->len == 0) return JOIN_NOBODY;
  uint32_t tag;
  const JoinNameSlot *slot = name_slot(index, name, str_hash(join_name_text(name)), &tag);
  return slot->first == 0 ? JOIN_NOBODY : slot->first - 1;
}

/* ---- buckets ---- */

/* [bucket_of]: of each person [each] buckets, JOIN_NOBODY where there is none. */
static void
sort(JoinBuckets *buckets, const uint32_t *bucket_of, size_t persons, size_t each, Arena *arena) {
  /* The beginning of bucket b is counted up at first[b + 1] while it fills: it ends as the
   * beginning of the next. */
  uint32_t *first = arena_new_array(arena, uint32_t, (size_t)buckets->count + 2);
  for (size_t i = 0; i < persons * each; i++) {
    if (bucket_of[i] != JOIN_NOBODY) first[bucket_of[i] + 2]++;
  }
  for (size_t i = 2; i < (size_t)buckets->count + 2; i++)
    first[i] += first[i - 1];
  buckets->persons = arena_new_array(arena, uint32_t, first[buckets->count + 1]);
  for (size_t i = 0; i < persons * each; i++) {
    if (bucket_of[i] != JOIN_NOBODY)
      buckets->persons[first[bucket_of[i] + 1]++] = (uint32_t)(i / each);
  }
  buckets->first = first;
}

static void build_households(JoinIndex *index, uint32_t *room, Arena *arena) {
  map_reserve(&index->households, arena, index->household_count);
  for (uint32_t i = 0; i < index->household_count; i++) {
    Str key = index->household_keys[i];
    if (key.len > 0) (void)map_add(&index->households, arena, key, i);
  }
  for (uint32_t i = 0; i < index->count; i++) {
    uint32_t household = index->persons[i].household;
    room[i] = household < index->household_count ? household : JOIN_NOBODY;
  }
  index->household.count = index->household_count;
  sort(&index->household, room, index->count, 1, arena);
}

uint32_t join_household(const JoinIndex *index, Str key) {
  uint32_t household = JOIN_NOBODY;
  (void)map_find(&index->households, key, &household);
  return household;
}

/* Each person stands in the bucket of the village and in that of its township. */
static void build_areas(JoinIndex *index, uint32_t *room, Arena *arena) {
  for (uint32_t i = 0; i < index->count; i++) {
    uint32_t village = index->persons[i].village;
    uint32_t township = JOIN_NOBODY;
    if (village >= index->area_count) village = JOIN_NOBODY;
    if (village != JOIN_NOBODY) township = index->township_of[village];
    if (township >= index->area_count || township == village) township = JOIN_NOBODY;
    room[2 * (size_t)i] = village;
    room[2 * (size_t)i + 1] = township;
  }
  index->area.count = index->area_count;
  sort(&index->area, room, index->count, 2, arena);
}

typedef enum HashedBy { BY_BIRTH, BY_TAIL, BY_TAIL_15, BY_ID_BIRTH } HashedBy;

static uint32_t hashed(const JoinBuckets *buckets, const JoinPerson *person, HashedBy by) {
  if (by == BY_BIRTH) {
    if (person->birth.n == DAY_MIN.n) return JOIN_NOBODY;
    return join_bucket(buckets, (uint32_t)person->birth.n);
  }
  IdKey id = person->id;
  if (id.n == 0) return JOIN_NOBODY;
  if (by == BY_TAIL) return join_bucket(buckets, join_tail(id));
  if (by == BY_TAIL_15) return join_bucket(buckets, join_tail_15(id));
  return join_bucket(buckets, join_id_birth(id));
}

static void
build_hashed(JoinIndex *index, JoinBuckets *buckets, HashedBy by, uint32_t *room, Arena *arena) {
  /* Four persons a bucket and more: there are 11,000 tails and some 36,000 birthdays. */
  uint32_t bits = 0;
  while (bits < 15 && index->count >> bits > 4)
    bits++;
  buckets->count = (uint32_t)1 << bits;
  for (uint32_t i = 0; i < index->count; i++)
    room[i] = hashed(buckets, &index->persons[i], by);
  sort(buckets, room, index->count, 1, arena);
}

/* ---- the whole ---- */

JoinIndex *join_new(const JoinPerson *persons,
                    uint32_t count,
                    const Str *household_keys,
                    uint32_t household_count,
                    const uint32_t *township_of,
                    uint32_t area_count,
                    Arena *arena) {
  CHECK(count < JOIN_NOBODY && household_count < JOIN_NOBODY && area_count < JOIN_NOBODY);
  JoinIndex *index = arena_new_one(arena, JoinIndex);
  index->persons = persons;
  index->count = count;
  index->household_keys = household_keys;
  index->household_count = household_count;
  index->township_of = township_of;
  index->area_count = area_count;

  /* Two numbers a person: at first for the buckets of each, then for the chains. */
  uint32_t *room = arena_new_array(arena, uint32_t, (size_t)count * 2);
  build_households(index, room, arena);
  build_areas(index, room, arena);
  build_hashed(index, &index->birth, BY_BIRTH, room, arena);
  build_hashed(index, &index->tail, BY_TAIL, room, arena);
  build_hashed(index, &index->tail_15, BY_TAIL_15, room, arena);
  build_hashed(index, &index->id_birth, BY_ID_BIRTH, room, arena);
  index->id_next = room;
  index->name_next = room + count;
  build_names(index, arena);
  build_ids(index, arena); /* holds the names */
  return index;
}
