/* SPDX-License-Identifier: Apache-2.0 */
/*
 * places: the caller's divisions as townships and villages, and how many households each has.
 *
 * Levels follow from the zeros of the code. Villages weigh between one and three; households are
 * handed out by largest remainders of the running sum, so every number of households comes out
 * exactly and villages are contiguous runs of households.
 */
#include <string.h>

#include "generate/people_int.h"
#include "norm/norm.h"

static Err bad_code(Str code, Diag *diag) {
  return fail(diag, ERR_USAGE_VALUE, PLACE_NONE, STR("divisions"), code,
              STR("区划代码 / a division code"));
}

static bool all_zero(const char *digits, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (digits[i] != '0') return false;
  }
  return true;
}

static uint32_t township_of(const County *county, const char code[12]) {
  for (uint32_t i = 0; i < county->township_count; i++) {
    if (memcmp(county->townships[i].code.ptr, code, 9) == 0) return i;
  }
  return NOBODY;
}

static Str village_name(Arena *arena, Str name) {
  if (str_ends(name, STR("社区")) || str_ends(name, STR("村"))) return name;
  return arena_printf(arena, "%.*s村", STR_ARG(name));
}

static void add_village(County *county, Str code, Str name) {
  Village *village = &county->villages[county->village_count++];
  village->code = code;
  village->bare = name;
  village->name = village_name(county->arena, name);
  village->township = township_of(county, code.ptr);
}

/* Townships and the county in the first pass, villages in the second. */
static Err sort_divisions(County *county, Diag *diag) {
  const GenerateOptions *options = county->options;
  for (int pass = 0; pass < 2; pass++) {
    for (size_t i = 0; i < options->division_count; i++) {
      const GenerateDivision *division = &options->divisions[i];
      char digits[12];
      if (norm_division_code(division->code, digits) != NORM_VALUE)
        return bad_code(division->code, diag);
      Str code = arena_str(county->arena, (Str){digits, 12});
      bool is_county = all_zero(digits + 6, 6), is_village = !all_zero(digits + 9, 3);
      if (pass == 0 && is_county) county->name = division->name;
      if (pass == 0 && !is_county && !is_village)
        county->townships[county->township_count++] = (Township){code, division->name};
      if (pass == 1 && is_village) {
        add_village(county, code, division->name);
        if (county->villages[county->village_count - 1].township == NOBODY)
          return bad_code(division->code, diag);
      }
    }
  }
  return ERR_OK;
}

Err generate_places(County *county, Diag *diag) {
  const GenerateOptions *options = county->options;
  county->townships = arena_new_array(county->arena, Township, options->division_count + 1);
  county->villages = arena_new_array(county->arena, Village, options->division_count + 1);
  county->name = options->county;
  TRY(sort_divisions(county, diag));
  if (county->village_count == 0)
    return fail(diag, ERR_USAGE_VALUE, PLACE_NONE, STR("divisions"), STR("0"),
                STR("至少一个村 / one village at least"));

  Random random = generate_random(options->seed, STREAM_PLACES);
  uint32_t *sums = arena_new_array(county->arena, uint32_t, county->village_count + 1);
  for (uint32_t i = 0; i < county->village_count; i++)
    sums[i + 1] = sums[i] + 50 + random_below(&random, 101);
  uint64_t total = sums[county->village_count];
  for (uint32_t i = 0; i < county->village_count; i++) {
    Village *village = &county->villages[i];
    uint64_t n = options->households;
    village->first = (uint32_t)(n * sums[i] / total);
    village->count = (uint32_t)(n * sums[i + 1] / total) - village->first;
    village->groups = (uint16_t)(4 + random_below(&random, 11));
    if (village->groups > village->count) village->groups = (uint16_t)village->count;
  }
  return ERR_OK;
}
