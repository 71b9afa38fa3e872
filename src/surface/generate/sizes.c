/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sizes: household sizes by the shares of facts.md 8.9, shifted until both totals are exact.
 *
 * The shares give about 3.65 a household, registers hold 3.4: what is too much is taken from all
 * sizes in proportion, one member from a household at a time, so the shape stays.
 */
#include "generate/people_int.h"

static const uint16_t shares[SIZE_MAX_MEMBERS + 1] = {0, 120, 160, 180, 240, 160, 90, 30, 14, 6};

uint32_t generate_persons_of(uint32_t households) {
  return (uint32_t)(((uint64_t)households * 34 + 5) / 10);
}

static uint32_t members(const uint32_t counts[SIZE_MAX_MEMBERS + 1]) {
  uint32_t sum = 0;
  for (uint32_t size = 1; size <= SIZE_MAX_MEMBERS; size++)
    sum += counts[size] * size;
  return sum;
}

/* Takes one member from [excess] households, in proportion to the sizes above 1. */
static void shrink(uint32_t counts[SIZE_MAX_MEMBERS + 1], uint32_t excess) {
  uint32_t able = 0, moved[SIZE_MAX_MEMBERS + 1] = {0}, done = 0;
  for (uint32_t size = 2; size <= SIZE_MAX_MEMBERS; size++)
    able += counts[size];
  if (able == 0) return;
  if (excess > able) excess = able;
  for (uint32_t size = 2; size <= SIZE_MAX_MEMBERS; size++) {
    moved[size] = (uint32_t)((uint64_t)excess * counts[size] / able);
    done += moved[size];
  }
  for (uint32_t size = SIZE_MAX_MEMBERS; done<excess; size = size> 2 ? size - 1 : 9) {
    if (moved[size] >= counts[size]) continue;
    moved[size]++;
    done++;
  }
  for (uint32_t size = 2; size <= SIZE_MAX_MEMBERS; size++) {
    counts[size] -= moved[size];
    counts[size - 1] += moved[size];
  }
}

void generate_sizes(uint32_t households, uint32_t persons, uint32_t counts[SIZE_MAX_MEMBERS + 1]) {
  uint32_t given = 0;
  counts[0] = 0;
  for (uint32_t size = 1; size <= SIZE_MAX_MEMBERS; size++) {
    counts[size] = (uint32_t)((uint64_t)households * shares[size] / 1000);
    given += counts[size];
  }
  counts[4] += households - given;
  while (members(counts) > persons)
    shrink(counts, members(counts) - persons);
  for (uint32_t size = 1; members(counts) < persons; size = size < 8 ? size + 1 : 1) {
    if (counts[size] == 0) continue;
    counts[size]--;
    counts[size + 1]++;
  }
}
