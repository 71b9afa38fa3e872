/* SPDX-License-Identifier: Apache-2.0 */
/* causes: order, union, text. */
#include "cel/cel_int.h"
#include "unit.h"

enum { SAMPLES = 12 };

/* In the order of cel_cause_cmp. */
static const CelCause sample[SAMPLES] = {
    {.kind = CEL_NOT_DELIVERED, .common = true, .a = STR_INIT("med_settle.self")},
    {.kind = CEL_NOT_COVERED, .a = STR_INIT("med_settle"), .b = STR_INIT("530925101000")},
    {.kind = CEL_FILTERED, .a = STR_INIT("cars")},
    {.kind = CEL_EMPTY, .a = STR_INIT("person.birth")},
    {.kind = CEL_NOT_COLLECTED, .a = STR_INIT("person.birth")},
    {.kind = CEL_UNREADABLE, .a = STR_INIT("f.csv"), .row = 9, .b = STR_INIT("金额")},
    {.kind = CEL_UNREADABLE, .a = STR_INIT("f.csv"), .row = 17, .b = STR_INIT("金额")},
    {.kind = CEL_POSSIBLE, .a = STR_INIT("f.csv"), .row = 3},
    {.kind = CEL_IDENTITY, .a = STR_INIT("P7")},
    {.kind = CEL_PARAM, .a = STR_INIT("line"), .b = STR_INIT("2021-10-30")},
    {.kind = CEL_GROUP, .a = STR_INIT("phones")},
    {.kind = CEL_CALENDAR, .common = true, .a = STR_INIT("2022")},
};

static const char *const sample_text[SAMPLES] = {
    "not_delivered med_settle.self",
    "not_covered med_settle 530925101000",
    "filtered cars",
    "empty person.birth",
    "not_collected person.birth",
    "unreadable f.csv:9:金额",
    "unreadable f.csv:17:金额",
    "possible f.csv:3",
    "identity P7",
    "param line 2021-10-30",
    "group phones",
    "calendar 2022",
};

UNIT(order) {
  for (int i = 0; i < SAMPLES; i++) {
    for (int k = 0; k < SAMPLES; k++) {
      int order = cel_cause_cmp(&sample[i], &sample[k]);
      EXPECT_INT((order > 0) - (order < 0), (i > k) - (i < k));
    }
    CelCause copy = sample[i];
    EXPECT_INT(cel_cause_cmp(&copy, &sample[i]), 0);
  }
  CelCause low = {.kind = CEL_UNREADABLE, .a = STR_INIT("f"), .row = 1, .b = STR_INIT("z")};
  CelCause high = {
      .kind = CEL_UNREADABLE, .a = STR_INIT("f"), .row = UINT32_MAX, .b = STR_INIT("a")};
  EXPECT(cel_cause_cmp(&low, &high) < 0);
  EXPECT(cel_cause_cmp(&high, &low) > 0);
}

UNIT(text) {
  Buf out;
  buf_init(&out, 200);
  for (int i = 0; i < SAMPLES; i++) {
    buf_clear(&out);
    cel_cause_text(&sample[i], &out);
    EXPECT_STR(buf_view(&out), sample_text[i]);
  }
  buf_free(&out);
}

static const CelCauses *set_of(Arena *arena, unsigned bits) {
  const CelCauses *set = NULL;
  for (int i = SAMPLES - 1; i >= 0; i--) {
    if ((bits >> i & 1) == 0) continue;
    set = cel_causes_union(arena, set, cel_causes_one(arena, &sample[i]));
  }
  return set;
}

static void expect_set(const CelCauses *set, unsigned bits) {
  uint32_t at = 0;
  for (int i = 0; i < SAMPLES; i++) {
    if ((bits >> i & 1) == 0) continue;
    EXPECT(set != NULL && at < set->count && cel_cause_cmp(set->items[at], &sample[i]) == 0);
    at++;
  }
  EXPECT_INT(set == NULL ? 0 : set->count, at);
}

UNIT(unions) {
  Arena *arena = arena_new(1 << 24);
  uint32_t random = 12345;
  for (int round = 0; round < 300; round++) {
    random = random * 1664525 + 1013904223;
    unsigned a = random >> 20;
    random = random * 1664525 + 1013904223;
    unsigned b = random >> 20;
    expect_set(cel_causes_union(arena, set_of(arena, a), set_of(arena, b)), a | b);
  }
  arena_free(arena);
}

UNIT(unions_without_memory) {
  Arena *arena = arena_new(1 << 16);
  const CelCauses *a = set_of(arena, 0x15);
  const CelCauses *part = set_of(arena, 0x11);
  static const CelCauses none = {0};
  size_t used = arena_used(arena);
  EXPECT(cel_causes_union(arena, NULL, NULL) == NULL);
  EXPECT(cel_causes_union(arena, a, NULL) == a);
  EXPECT(cel_causes_union(arena, NULL, a) == a);
  EXPECT(cel_causes_union(arena, a, a) == a);
  EXPECT(cel_causes_union(arena, a, part) == a);
  EXPECT(cel_causes_union(arena, part, a) == a);
  EXPECT(cel_causes_union(arena, a, &none) == a);
  EXPECT(cel_causes_union(arena, &none, a) == a);
  EXPECT(arena_used(arena) == used);
  arena_free(arena);
}

UNIT_MAIN(UNIT_CASE(order), UNIT_CASE(text), UNIT_CASE(unions), UNIT_CASE(unions_without_memory))
