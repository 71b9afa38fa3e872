/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Random numbers that are the same everywhere: xoshiro256** (Blackman, Vigna), seeded by
 * splitmix64. Every concept draws from a stream of its own, so that a change in one file leaves
 * the others as they were. Not for secrets.
 *
 * One draw a full expression: C leaves open in which order arguments and operands are evaluated,
 * and compilers differ.
 */
#ifndef GENERATE_RANDOM_INT_H
#define GENERATE_RANDOM_INT_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Random {
  uint64_t s[4];
} Random;

/* The stream number [stream] of a seed. */
Random generate_random(uint64_t seed, uint64_t stream);
uint64_t generate_random_next(Random *random);

/* 0..n-1; n > 0. The bias of the multiplication is below n / 2^32 and does not matter here. */
static inline uint32_t random_below(Random *random, uint32_t n) {
  assert(n > 0);
  return (uint32_t)(((generate_random_next(random) >> 32) * n) >> 32);
}

static inline int32_t random_between(Random *random, int32_t lo, int32_t hi) { /* both included */
  return lo + (int32_t)random_below(random, (uint32_t)(hi - lo + 1));
}

static inline bool random_chance(Random *random, uint32_t per_10000) {
  return random_below(random, 10000) < per_10000;
}

static inline uint32_t random_low(Random *random, uint32_t n) { /* 0..n-1, small ones more often */
  uint32_t a = random_below(random, n), b = random_below(random, n);
  return a < b ? a : b;
}

/* An index, each as often as its weight; the weights must not all be zero. */
size_t generate_random_weighted(Random *random, const uint16_t *weights, size_t count);

#endif
