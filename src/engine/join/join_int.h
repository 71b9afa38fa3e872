/* SPDX-License-Identifier: Apache-2.0 */
/*
 * join_int: the tables of an index.
 *
 * Each table gives, for one key of a row, the persons that may have it, in person order: chains
 * (ID, name) by next[], buckets by a range of a list. Buckets that are hashed hold others as
 * well, so what a bucket gives is always tested.
 */
#ifndef JOIN_JOIN_INT_H
#define JOIN_JOIN_INT_H

#include <string.h>

#include "base/map.h"
#include "join/join.h"

enum { JOIN_NAME_MAX = 1024 }; /* bytes of a normal form, as in norm_name_eq */

/*
 * A name in normal form, in 16 bytes: almost all stand in these bytes whole, so that comparing
 * two names touches nothing else. Longer ones: the first 4 bytes, then a pointer to all.
 */
typedef struct JoinName {
  uint32_t len; /* 0: no name; equals none */
  char bytes[12];
} JoinName;

/* Persons by a number: bucket b holds persons[first[b]] … persons[first[b + 1] - 1]. */
typedef struct JoinBuckets {
  uint32_t *first;
  uint32_t *persons;
  uint32_t count;
} JoinBuckets;

/*
 * A number with all that a row asks of who has it: one look at memory tells whether number and
 * name agree. Half a cache line, and never in two.
 */
typedef struct JoinIdSlot {
  _Alignas(32) uint64_t key; /* 0: free */
  JoinName name;             /* of [person] */
  uint32_t person;           /* the first of the chain */
  uint32_t next;             /* the one behind him, as in id_next */
} JoinIdSlot;
_Static_assert(sizeof(JoinIdSlot) == 32, "two in a cache line");

typedef struct JoinNameSlot {
  uint32_t tag;   /* upper half of the hash */
  uint32_t first; /* person of the chain, plus 1; 0: free */
} JoinNameSlot;

struct JoinIndex {
  const JoinPerson *persons;
  uint32_t count;
  const Str *household_keys;
  uint32_t household_count;
  const uint32_t *township_of;
  uint32_t area_count;

  JoinIdSlot *id_slots;
  uint32_t *id_next; /* by person; JOIN_NOBODY ends it */
  bool *id_twin;     /* by person: another has his number */
  uint32_t id_shift; /* slots = 2^(64 - id_shift) */

  JoinName *names; /* by person */
  JoinNameSlot *name_slots;
  uint32_t *name_next;
  uint32_t name_mask;

  Map households;        /* key: number */
  JoinBuckets household; /* members, by number */
  JoinBuckets area;      /* by village, and by the township of the village */
  JoinBuckets birth;     /* hashed: day */
  JoinBuckets tail;      /* hashed: last 4 characters of the number */
  JoinBuckets tail_15;   /* hashed: last 4 of the number of 15 digits */
  JoinBuckets id_birth;  /* hashed: characters 7..14 of the number */
};

/* ---- places in tables ---- */

/* Numbers of one county differ in few digits; two steps spread them over all bits. */
static inline uint64_t join_mix(uint64_t n) {
  n *= UINT64_C(0x9E3779B97F4A7C15);
  n ^= n >> 32;
  return n * UINT64_C(0xD6E8FEB86659FD93);
}

static inline size_t join_id_slot(const JoinIndex *index, IdKey id) {
  return (size_t)(join_mix(id.n) >> index->id_shift);
}

static inline uint32_t join_bucket(const JoinBuckets *buckets, uint64_t n) {
  return (uint32_t)(join_mix(n) >> 32) & (buckets->count - 1);
}

/* ---- parts of a number, as the buckets use them ---- */

static inline uint64_t join_tail(IdKey id) {
  return id.n % 11000;
}
static inline uint64_t join_tail_15(IdKey id) {
  return id.n / 11 % 10000;
}
static inline uint64_t join_id_birth(IdKey id) {
  return id.n / 11000 % 100000000;
}

/* ---- names ---- */

JoinName join_name(Str normal); /* points into it if it is long */
Str join_name_text(const JoinName *name);
bool join_name_eq_long(const JoinName *a, const JoinName *b);

static inline bool join_name_eq(const JoinName *a, const JoinName *b) {
  if (a->len != b->len || a->len == 0) return false;
  if (a->len > sizeof a->bytes) return join_name_eq_long(a, b);
  return memcmp(a->bytes, b->bytes, sizeof a->bytes) == 0;
}

/* The normal form of a name, itself or in [room]; empty if it equals no name. */
static inline Str join_normal(Str name, char room[JOIN_NAME_MAX]) {
  return norm_name_is_normal(name) ? name : norm_name(name, room, JOIN_NAME_MAX);
}

/* The slot of a number; NULL: nobody has it. */
const JoinIdSlot *join_find_id(const JoinIndex *index, IdKey id);
/* The first person of the chain, or JOIN_NOBODY. */
uint32_t join_first_of_name(const JoinIndex *index, const JoinName *name);

#endif
