/* SPDX-License-Identifier: Apache-2.0 */
/*
 * random: see random_int.h. Integer arithmetic modulo 2^64 only, so no platform can differ.
 */
#include "generate/random_int.h"

static uint64_t splitmix(uint64_t *state) {
  uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
  z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
  return z ^ (z >> 31);
}

static uint64_t rotate(uint64_t x, unsigned by) {
  return (x << by) | (x >> (64 - by));
}

Random generate_random(uint64_t seed, uint64_t stream) {
  uint64_t state = seed;
  uint64_t mixed = splitmix(&state) ^ (stream * UINT64_C(0xD1342543DE82EF95));
  Random random;
  for (size_t i = 0; i < 4; i++)
    random.s[i] = splitmix(&mixed);
  return random;
}

uint64_t generate_random_next(Random *random) {
  uint64_t *s = random->s;
  uint64_t result = rotate(s[1] * 5, 7) * 9;
  uint64_t shifted = s[1] << 17;
  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= shifted;
  s[3] = rotate(s[3], 45);
  return result;
}

size_t generate_random_weighted(Random *random, const uint16_t *weights, size_t count) {
  uint32_t total = 0;
  for (size_t i = 0; i < count; i++)
    total += weights[i];
  uint32_t at = random_below(random, total);
  for (size_t i = 0; i + 1 < count; i++) {
    if (at < weights[i]) return i;
    at -= weights[i];
  }
  return count - 1;
}
