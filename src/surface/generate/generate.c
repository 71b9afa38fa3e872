/* SPDX-License-Identifier: Apache-2.0 */
/*
 * generate: the order of the work. First the whole county in memory, then one file after another;
 * streams of random numbers make the files independent of each other.
 */
#include "generate/generate.h"

#include <stdio.h>

#include "generate/sheet_int.h"
#include "norm/norm.h"

enum { BYTES_A_PERSON = 1024, BYTES_MORE = 64 << 20 };

static Err check_options(const GenerateOptions *options, uint32_t *ret_prefix, Diag *diag) {
  int64_t prefix;
  if (options->households < 1 || options->households > GENERATE_HOUSEHOLDS_MAX) {
    char text[16];
    int len = snprintf(text, sizeof text, "%u", (unsigned)options->households);
    return fail(diag, ERR_USAGE_VALUE, PLACE_NONE, STR("--households"), ((Str){text, (size_t)len}),
                STR("1..1000000"));
  }
  if (options->county.len != 6 || !str_to_int(options->county, &prefix) || prefix < 100000)
    return fail(diag, ERR_USAGE_VALUE, PLACE_NONE, STR("county"), options->county,
                STR("6 位区划代码 / a code of 6 digits"));
  if (options->division_count > GENERATE_DIVISIONS_MAX)
    return fail(diag, ERR_LIMIT, PLACE_NONE, STR("divisions"), STR("4096"));
  *ret_prefix = (uint32_t)prefix;
  return ERR_OK;
}

static Err make_people(County *county, Diag *diag) {
  TRY(generate_places(county, diag));
  county->household_count = county->options->households;
  county->resident_count = generate_persons_of(county->household_count);
  generate_people(county);
  generate_traits(county);
  generate_situations(county);
  generate_income(county);
  return ERR_OK;
}

static Err write_files(const County *county, Diag *diag) {
  Str dir = county->options->out;
  Output output = {.county = county, .dir = dir};
  size_t most = SHEET_COUNT + county->township_count;
  output.delivered = arena_new_array(county->arena, Delivered, most);
  output.total = (uint32_t)most - 1; /* the sheet of each township is one of the sheets */
  TRY(file_make_dir(file_join(county->arena, dir, STR("registry")), diag));
  TRY(file_make_dir(file_join(county->arena, dir, STR("deliveries")), diag));
  TRY(generate_registry(&output, diag));
  TRY(generate_police(&output, diag));
  TRY(generate_welfare(&output, diag));
  TRY(generate_schools(&output, diag));
  TRY(generate_finance(&output, diag));
  TRY(generate_insurance(&output, diag));
  TRY(generate_property(&output, diag));
  TRY(generate_students(&output, diag));
  TRY(generate_mishaps(&output, diag));
  TRY(generate_deliveries(&output, diag));
  if (county->options->progress)
    county->options->progress(county->options->progress_ctx, STR("deliveries.yaml"), output.done,
                              output.total);
  return ERR_OK;
}

Err generate_county(const GenerateOptions *options, Diag *diag) {
  uint32_t prefix;
  TRY(check_options(options, &prefix, diag));
  Arena *arena = arena_new((size_t)options->households * 4 * BYTES_A_PERSON + BYTES_MORE);
  County county = {.options = options, .arena = arena, .prefix = prefix};
  Err err = make_people(&county, diag);
  if (err == ERR_OK) err = write_files(&county, diag);
  arena_free(arena);
  return err;
}
