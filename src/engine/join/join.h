/* SPDX-License-Identifier: Apache-2.0 */
/*
 * join: whose is a row of a department's file.
 *
 * In:        the registry's persons with their keys, then one row's keys at a time.
 * Out:       the level that found exactly one person, or the several that stayed, or nobody.
 * Lifetime:  an index lives in the arena given to join_new; names given must outlive it. It is
 *            constant once finished: many threads may ask.
 * Order:     candidates come in person order: the result never depends on hashing or threads.
 * Cost:      ID table: 32 bytes a slot, 1.3 to 2.7 slots a person; a row whose number and name
 *            agree costs one cache miss, which join_prefetch hides.
 * Spec:      packs-and-rules.md 3 (match levels).
 */
#ifndef JOIN_JOIN_H
#define JOIN_JOIN_H

#include "base/arena.h"
#include "norm/norm.h"
#include "pack/pack.h"

typedef struct JoinIndex JoinIndex;

enum { JOIN_NOBODY = INT32_MAX };

/* What is known of a person of the registry. */
typedef struct JoinPerson {
  IdKey id;           /* 0: no number */
  Str name;           /* as it came */
  Day birth;          /* DAY_MIN: unknown */
  uint32_t village;   /* index of pack->areas; JOIN_NOBODY: unknown */
  uint32_t household; /* number of the household; JOIN_NOBODY: in none */
} JoinPerson;

/*
 * [persons] in person order; must outlive the index, as must what is given besides.
 * [household_keys] by household number; of equal keys the first counts. [township_of] by index of
 * pack->areas: the township above a village, JOIN_NOBODY for others; may be NULL if [area_count]
 * is 0. Takes at most 200 bytes a person, 200 a household and 8 an area of the arena, the normal
 * forms of names that are not normal, and 4 KiB.
 */
JoinIndex *join_new(const JoinPerson *persons,
                    uint32_t count,
                    const Str *household_keys,
                    uint32_t household_count,
                    const uint32_t *township_of,
                    uint32_t area_count,
                    Arena *arena);

/* What a row says of whom it is about. */
typedef struct JoinKeys {
  NormId id;         /* form ID_NONE: none */
  Str name;          /* empty: none */
  Day birth;         /* DAY_MIN: none; falls back to a valid ID number */
  uint32_t village;  /* index of pack->areas, JOIN_NOBODY: none */
  uint32_t division; /* the same, of a township or village; JOIN_NOBODY: none */
  Str household;     /* key; empty: none */
} JoinKeys;

typedef enum JoinVerdict {
  JOIN_MATCHED,
  JOIN_AMBIGUOUS,
  JOIN_UNMATCHED,
  JOIN_NO_KEY /* no level had all its keys: the row is rejected */
} JoinVerdict;

typedef struct JoinHit {
  JoinVerdict verdict;
  uint32_t level;     /* of the dataset: that matched, or that narrowed the choice first */
  bool by_id;         /* the level has the key id (or masked id) */
  uint32_t person;    /* matched; or JOIN_NOBODY where [household] is */
  uint32_t household; /* matched on the household itself (by: [household]), else JOIN_NOBODY */
  uint32_t count;     /* ambiguous: how many candidates */
  const uint32_t *candidates; /* all of them, in person order; in [scratch] */
} JoinHit;

/*
 * [usable]: bit i set if level i of the dataset can work on this file (the first 64 levels can).
 *
 * A level is left out if the row lacks one of its keys. One that finds exactly one person among
 * the candidates (at first: all persons) matches; one that finds several narrows the candidates
 * to them; one that finds none leaves them as they are.
 *   id         the row's number has a key (valid or not) and it is the person's
 *   masked_id  the row's number is masked and fits the person's; a person without one fits none
 *   name       norm_name_eq; a row's name of nothing but blanks is none
 *   birth      the same day; the row's falls back to its valid number
 *   village    the same area
 *   division   the row's is the person's village or the township above it
 *   household  the row's key is that of the person's household. A level of this key alone matches
 *              the household itself; once candidates were narrowed: if one of them is a member.
 */
void join_match(const JoinIndex *index,
                const PackDataset *dataset,
                uint64_t usable,
                const JoinKeys *keys,
                Arena *scratch,
                JoinHit *ret_hit);
/* The same by the plain definition, over all persons: the second implementation for tests. */
void join_match_plain(const JoinIndex *index,
                      const PackDataset *dataset,
                      uint64_t usable,
                      const JoinKeys *keys,
                      Arena *scratch,
                      JoinHit *ret_hit);

/* Fetches the place of the row's ID number into the cache: some rows ahead of join_match. */
void join_prefetch(const JoinIndex *index, const JoinKeys *keys);
/* The first who has the row's ID number, or JOIN_NOBODY: whose other data may soon be asked for. */
uint32_t join_person_of_id(const JoinIndex *index, const JoinKeys *keys);

/* The number of the household with this key, or JOIN_NOBODY. */
uint32_t join_household(const JoinIndex *index, Str key);

/* Persons with the same ID number as [person], itself left out: for issues. Returns how many
 * there are; the first [cap] are written. */
uint32_t join_same_id(const JoinIndex *index, uint32_t person, uint32_t *ret_persons, uint32_t cap);

#endif
