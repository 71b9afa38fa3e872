/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shuffle: random small counties, with the registry's files and rows and the deliveries in another
 * order, by other threads, partitions and executors: the findings are the same bytes, but for the
 * numbers of the registry's rows, which are put back. same_test does it to large counties, by
 * turning them round. Counties of kin.h say the same of links. COUNTIES=n (60), SEED=n.
 */
#include "kin.h"

enum { ROWS_MAX = 64, SHUFFLES = 4, TABLES = 3 };

static void swap_lines(Str *lines, uint32_t *was, uint32_t a, uint32_t b) {
  Str line = lines[a];
  uint32_t row = was[a];
  lines[a] = lines[b];
  was[a] = was[b];
  lines[b] = line;
  was[b] = row;
}

/* Rows behind the header in another order; ret_was[row] is the row that stood there before. */
static RunFile
shuffle_rows(Arena *arena, RunFile file, Dice *dice, uint32_t *ret_was, uint32_t *ret_rows) {
  Str rest = {(const char *)file.bytes.ptr, file.bytes.len}, lines[ROWS_MAX];
  uint32_t was[ROWS_MAX], count = 0;
  for (; rest.len > 0 && count < ROWS_MAX; count++) {
    lines[count] = str_cut(&rest, '\n');
    was[count] = count + 1;
  }
  EXPECT_INT((int64_t)rest.len, 0);
  for (uint32_t i = count - 1; i > 1; i--)
    swap_lines(lines, was, i, 1 + dice_below(dice, i));
  Buf out;
  buf_init(&out, 1 << 16);
  for (uint32_t i = 0; i < count; i++) {
    buf_printf(&out, "%.*s\n", STR_ARG(lines[i]));
    ret_was[i + 1] = was[i];
  }
  *ret_rows = count;
  return small_file(arena, arena_cstr(arena, file.name), &out);
}

static void swap_deliveries(County *county) {
  if (county->delivery_count != 2) return;
  ReaderDelivery delivery = county->deliveries[0];
  RunFile file = county->files[0];
  county->deliveries[0] = county->deliveries[1];
  county->files[0] = county->files[1];
  county->deliveries[1] = delivery;
  county->files[1] = file;
}

/* [what] differs by bits: the order of deliveries, of files of the registry, of its rows. */
static uint32_t compare_shuffled(
    const County *county, const RunResult *want, Dice *dice, uint32_t what, const char *which) {
  Arena *arena = arena_new((size_t)1 << 28);
  County other = *county;
  uint32_t was[TABLES][ROWS_MAX + 1], rows[TABLES] = {0}, moved = 0;
  CHECK(county->registry_count <= TABLES);
  if (what & 1) swap_deliveries(&other);
  for (size_t i = 0; i < county->registry_count && (what & 4); i++)
    other.registry[i] = shuffle_rows(arena, county->registry[i], dice, was[i], &rows[i]);
  if (what & 2) {
    RunFile first = other.registry[0];
    other.registry[0] = other.registry[1];
    other.registry[1] = first;
  }
  RunInput input = county_input(&other);
  input.threads = 1 + dice_below(dice, 4);
  input.partition = dice_below(dice, 8);
  input.executor = dice_below(dice, 2) ? RULE_REFERENCE : RULE_SCALAR;
  input.batch_least = dice_below(dice, 2);
  RunResult *got = county_run(&input);
  Str findings = county_output(got, "findings.tsv", arena);
  for (size_t i = 0; i < county->registry_count && (what & 4); i++) {
    findings = county_rows_as_they_were(arena, findings, county->registry[i].name, was[i], rows[i]);
    for (uint32_t r = 1; r <= rows[i]; r++)
      moved += was[i][r] != r;
  }
  county_expect_same(findings, county_output(want, "findings.tsv", arena), which);
  county_compare(got, want, "findings.tsv issues.tsv accounting.tsv manifest.json", which);
  EXPECT_INT((int64_t)got->findings, (int64_t)want->findings);
  run_free(got);
  arena_free(arena);
  return moved;
}

static void check_orders(const char *dir, bool links) {
  const char *counties_text = getenv("COUNTIES"), *seed_text = getenv("SEED");
  int64_t counties = 60, seed = 1;
  if (counties_text) EXPECT(str_to_int(str_from(counties_text), &counties));
  if (seed_text) EXPECT(str_to_int(str_from(seed_text), &seed));
  Pack *pack = county_pack(dir);
  Arena *arena = arena_new((size_t)1 << 28);
  uint32_t moved = 0, both = 0;
  for (int64_t c = 0; c < counties; c++) {
    Dice dice = {(uint64_t)(seed * 3000017 + c)};
    Small small;
    Kin kin;
    County county;
    arena_clear(arena);
    if (links) {
      kin_make(&kin, &dice);
      kin_county(&kin, pack, arena, &county);
    } else {
      small_make(&small, &dice);
      small_county(&small, pack, arena, &county);
    }
    both += county.delivery_count == 2;
    RunInput input = county_input(&county);
    RunResult *want = county_run(&input);
    for (uint32_t i = 0; i < SHUFFLES; i++) {
      uint32_t what = i == 0 ? 7 : 1 + dice_below(&dice, 7);
      const char *which = arena_printf(arena, "county %d, order %u", (int)c, what).ptr;
      moved += compare_shuffled(&county, want, &dice, what, which);
    }
    run_free(want);
  }
  EXPECT(moved > counties * 20 && both > counties / 4);
  arena_free(arena);
  pack_free(pack);
}

UNIT(orders) {
  check_orders(SMALL_PACK, false);
}

UNIT(orders_with_links) {
  check_orders(KIN_PACK, true);
}

UNIT_MAIN(UNIT_CASE(orders), UNIT_CASE(orders_with_links))
