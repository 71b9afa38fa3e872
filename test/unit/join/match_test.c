/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Matching: what each key and each order of levels means, by hand; then join_match against the
 * plain definition over random registries, rows and levels. All numbers are drawn.
 */
#include "join/join.h"
#include "unit/unit.h"

enum { AREAS = 9, PERSONS_MAX = 24, HOUSEHOLDS_MAX = 6, LEVELS_MAX = 6 };

/* Area 0 is the county, 1 and 2 are townships; 3, 4, 5 lie in 1, and 6, 7, 8 in 2. */
static const uint32_t township_of[AREAS] = {JOIN_NOBODY, JOIN_NOBODY, JOIN_NOBODY, 1, 1,
                                            1,           2,           2,           2};

/* ---- by hand ---- */

typedef struct Fixture {
  Arena *arena;
  JoinPerson persons[8];
  JoinIndex *index;
} Fixture;

static NormId id_of(const char *text) {
  NormId id;
  norm_id(str_from(text), &id);
  return id;
}

static JoinKeys nothing(void) {
  return (JoinKeys){
      .birth = DAY_MIN,
      .village = JOIN_NOBODY,
      .division = JOIN_NOBODY,
  };
}

static Day day_of(const char *text) {
  Day day = DAY_MIN;
  EXPECT(day_parse_iso(str_from(text), &day));
  return day;
}

/* 999999 is no division: nobody has these numbers. The second and third share one. */
static const char *const A = "999999197001010013", *const B = "999999198502030048",
                         *const C = "99999920111231002X";

static JoinPerson
person(const char *id, const char *name, const char *birth, uint32_t village, uint32_t household) {
  return (JoinPerson){
      .id = id == NULL ? (IdKey){0} : id_of(id).key,
      .name = str_from(name),
      .birth = birth == NULL ? DAY_MIN : day_of(birth),
      .village = village,
      .household = household,
  };
}

static void setup(Fixture *f) {
  static const Str keys[3] = {STR_INIT("H1"), STR_INIT("H2"), STR_INIT("H3")};
  f->arena = arena_new(1 << 20);
  f->persons[0] = person(A, "张 三", "1970-01-01", 3, 0);
  f->persons[1] = person(B, "李四", "1985-02-03", 3, 0);
  f->persons[2] = person(B, "王五", "1985-02-03", 4, 1);
  f->persons[3] = person(C, "李四", "2011-12-31", 6, 1);
  f->persons[4] = person(NULL, "买买提·吐尔逊", NULL, 7, 1);
  f->persons[5] = person(NULL, "李四", "1990-05-05", JOIN_NOBODY, JOIN_NOBODY);
  f->index = join_new(f->persons, 6, keys, 3, township_of, AREAS, f->arena);
}

static JoinHit match(const Fixture *f, const JoinKeys *row, const uint32_t *levels, size_t count) {
  PackLevel made[8] = {0};
  for (size_t i = 0; i < count; i++)
    made[i].keys = levels[i];
  PackDataset dataset = {.levels = made, .level_count = count};
  JoinHit hit, plain;
  join_match(f->index, &dataset, UINT64_MAX, row, f->arena, &hit);
  join_match_plain(f->index, &dataset, UINT64_MAX, row, f->arena, &plain);
  EXPECT_INT(hit.verdict, plain.verdict);
  EXPECT_INT(hit.person, plain.person);
  EXPECT_INT(hit.count, plain.count);
  return hit;
}

#define MATCH(f, row, ...)                                                                         \
  match((f), (row), (const uint32_t[]){__VA_ARGS__},                                               \
        sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))

static void expect_person(JoinHit hit, uint32_t level, uint32_t number, bool by_id) {
  EXPECT_INT(hit.verdict, JOIN_MATCHED);
  EXPECT_INT(hit.level, level);
  EXPECT_INT(hit.person, number);
  EXPECT_INT(hit.household, JOIN_NOBODY);
  EXPECT(hit.by_id == by_id);
}

UNIT(by_id) {
  Fixture f;
  setup(&f);
  JoinKeys row = nothing();
  row.id = id_of(A);
  row.name = STR("张三");
  expect_person(MATCH(&f, &row, PACK_KEY_ID | PACK_KEY_NAME), 0, 0, true);
  row.name = STR("张叁");
  expect_person(MATCH(&f, &row, PACK_KEY_ID | PACK_KEY_NAME, PACK_KEY_ID), 1, 0, true);
  EXPECT_INT(MATCH(&f, &row, PACK_KEY_ID | PACK_KEY_NAME).verdict, JOIN_UNMATCHED);

  /* the number of 15 digits, and the card of 20 characters */
  row.id = id_of("999999700101001");
  EXPECT_INT(row.id.form, ID_15);
  JoinPerson upgraded = {.id = row.id.key, .birth = DAY_MIN, .village = 3, .household = 0};
  f.index = join_new(&upgraded, 1, NULL, 0, township_of, AREAS, f.arena);
  expect_person(MATCH(&f, &row, PACK_KEY_ID), 0, 0, true);
  char card[21];
  norm_id_unpack(row.id.key, card);
  memcpy(card + 18, "42", 3);
  row.id = id_of(card);
  EXPECT_INT(row.id.form, ID_CARD_20);
  expect_person(MATCH(&f, &row, PACK_KEY_ID), 0, 0, true);
  arena_free(f.arena);
}

UNIT(several_of_one_id) {
  Fixture f;
  setup(&f);
  JoinKeys row = nothing();
  row.id = id_of(B);
  JoinHit hit = MATCH(&f, &row, PACK_KEY_ID);
  EXPECT_INT(hit.verdict, JOIN_AMBIGUOUS);
  EXPECT_INT(hit.level, 0);
  EXPECT(hit.by_id);
  EXPECT_INT(hit.person, JOIN_NOBODY);
  EXPECT_INT(hit.count, 2);
  EXPECT_INT(hit.count, 2);
  EXPECT_INT(hit.candidates[0], 1);
  EXPECT_INT(hit.candidates[1], 2);
  /* The name chooses among the two, not among all who have it. */
  row.name = STR("李四");
  expect_person(MATCH(&f, &row, PACK_KEY_ID, PACK_KEY_NAME), 1, 1, false);
  /* A level that finds none of them changes nothing, and the first that narrowed is named. */
  row.name = STR("张三");
  hit = MATCH(&f, &row, PACK_KEY_VILLAGE, PACK_KEY_ID, PACK_KEY_NAME);
  EXPECT_INT(hit.verdict, JOIN_AMBIGUOUS);
  EXPECT_INT(hit.level, 1);
  EXPECT_INT(hit.count, 2);

  uint32_t same[2] = {JOIN_NOBODY, JOIN_NOBODY};
  EXPECT_INT(join_same_id(f.index, 1, same, 2), 1);
  EXPECT_INT(same[0], 2);
  EXPECT_INT(join_same_id(f.index, 2, same, 0), 1);
  EXPECT_INT(same[0], 2);
  EXPECT_INT(join_same_id(f.index, 0, same, 2), 0);
  EXPECT_INT(join_same_id(f.index, 4, same, 2), 0);
  EXPECT_INT(join_person_of_id(f.index, &row), 1); /* the first of the two */
  row.id = id_of("999999195001010017");
  EXPECT_INT(join_person_of_id(f.index, &row), JOIN_NOBODY);
  row.id = (NormId){0};
  EXPECT_INT(join_person_of_id(f.index, &row), JOIN_NOBODY);
  arena_free(f.arena);
}

UNIT(masked) {
  Fixture f;
  setup(&f);
  JoinKeys row = nothing();
  row.id = id_of("999999********0013");
  EXPECT_INT(row.id.form, ID_MASKED);
  expect_person(MATCH(&f, &row, PACK_KEY_ID, PACK_KEY_MASKED), 1, 0, true);
  row.id = id_of("99999920111231****");
  expect_person(MATCH(&f, &row, PACK_KEY_MASKED), 0, 3, true);
  row.id = id_of("*****************X");
  expect_person(MATCH(&f, &row, PACK_KEY_MASKED), 0, 3, true);
  row.id = id_of("999999******001");
  expect_person(MATCH(&f, &row, PACK_KEY_MASKED), 0, 0, true);
  row.id = id_of("9*****************");
  JoinHit hit = MATCH(&f, &row, PACK_KEY_MASKED);
  EXPECT_INT(hit.verdict, JOIN_AMBIGUOUS);
  EXPECT_INT(hit.count, 4); /* who has no number fits no mask */
  row.name = STR("李四");
  hit = MATCH(&f, &row, PACK_KEY_MASKED | PACK_KEY_NAME);
  EXPECT_INT(hit.count, 2);
  arena_free(f.arena);
}

UNIT(names_and_places) {
  Fixture f;
  setup(&f);
  JoinKeys row = nothing();
  row.name = STR("买买提•吐尔逊"); /* another dot */
  expect_person(MATCH(&f, &row, PACK_KEY_NAME), 0, 4, false);
  row.name = STR("李四");
  EXPECT_INT(MATCH(&f, &row, PACK_KEY_NAME).count, 3);
  row.village = 6;
  expect_person(MATCH(&f, &row, PACK_KEY_NAME | PACK_KEY_VILLAGE), 0, 3, false);
  row.division = 1;
  expect_person(MATCH(&f, &row, PACK_KEY_NAME | PACK_KEY_DIVISION), 0, 1, false);
  row.division = 6;
  expect_person(MATCH(&f, &row, PACK_KEY_NAME | PACK_KEY_DIVISION), 0, 3, false);
  row.division = 0; /* the county: of nobody */
  EXPECT_INT(MATCH(&f, &row, PACK_KEY_NAME | PACK_KEY_DIVISION).verdict, JOIN_UNMATCHED);
  row.birth = day_of("1990-05-05");
  expect_person(MATCH(&f, &row, PACK_KEY_NAME | PACK_KEY_BIRTH), 0, 5, false);
  /* The birth of a valid number serves, that of a wrong one does not. */
  row.birth = DAY_MIN;
  char right[19] = "99999919900505123?";
  right[17] = norm_id_check(right);
  row.id = id_of(right);
  EXPECT(row.id.valid);
  expect_person(MATCH(&f, &row, PACK_KEY_NAME | PACK_KEY_BIRTH), 0, 5, false);
  right[17] = right[17] == '0' ? '1' : '0';
  row.id = id_of(right);
  EXPECT_INT(MATCH(&f, &row, PACK_KEY_NAME | PACK_KEY_BIRTH).verdict, JOIN_NO_KEY);
  arena_free(f.arena);
}

UNIT(households) {
  Fixture f;
  setup(&f);
  JoinKeys row = nothing();
  row.household = STR("H3"); /* without members */
  JoinHit hit = MATCH(&f, &row, PACK_KEY_HOUSEHOLD);
  EXPECT_INT(hit.verdict, JOIN_MATCHED);
  EXPECT_INT(hit.person, JOIN_NOBODY);
  EXPECT_INT(hit.household, 2);
  EXPECT(!hit.by_id);
  EXPECT_INT(join_household(f.index, STR("H3")), 2);
  EXPECT_INT(join_household(f.index, STR("H9")), JOIN_NOBODY);
  EXPECT_INT(join_household(f.index, STR_NONE), JOIN_NOBODY);
  row.household = STR("H9");
  EXPECT_INT(MATCH(&f, &row, PACK_KEY_HOUSEHOLD).verdict, JOIN_UNMATCHED);
  row.household = STR("H2");
  row.name = STR("李四");
  expect_person(MATCH(&f, &row, PACK_KEY_HOUSEHOLD | PACK_KEY_NAME, PACK_KEY_HOUSEHOLD), 0, 3,
                false);
  /* Once there are candidates the household must be that of one of them. */
  hit = MATCH(&f, &row, PACK_KEY_NAME, PACK_KEY_HOUSEHOLD);
  EXPECT_INT(hit.verdict, JOIN_MATCHED);
  EXPECT_INT(hit.household, 1);
  row.household = STR("H3");
  hit = MATCH(&f, &row, PACK_KEY_NAME, PACK_KEY_HOUSEHOLD);
  EXPECT_INT(hit.verdict, JOIN_AMBIGUOUS);
  EXPECT_INT(hit.household, JOIN_NOBODY);
  EXPECT_INT(hit.count, 3);
  arena_free(f.arena);
}

UNIT(without_keys) {
  Fixture f;
  setup(&f);
  JoinKeys row = nothing();
  EXPECT_INT(MATCH(&f, &row, PACK_KEY_ID, PACK_KEY_NAME).verdict, JOIN_NO_KEY);
  row.name = STR(" · ");
  EXPECT_INT(MATCH(&f, &row, PACK_KEY_ID, PACK_KEY_NAME).verdict, JOIN_NO_KEY);
  row.name = STR("赵六");
  EXPECT_INT(MATCH(&f, &row, PACK_KEY_ID, PACK_KEY_NAME).verdict, JOIN_UNMATCHED);
  row.id = id_of("G12345678");
  EXPECT_INT(MATCH(&f, &row, PACK_KEY_ID).verdict, JOIN_NO_KEY);
  row.id = id_of("000000000000000000"); /* packs to none, as those without a number have it */
  EXPECT_INT(MATCH(&f, &row, PACK_KEY_ID).verdict, JOIN_NO_KEY);

  PackLevel level = {.keys = PACK_KEY_NAME};
  PackDataset dataset = {.levels = &level, .level_count = 1};
  row.name = STR("张三");
  JoinHit hit;
  join_match(f.index, &dataset, 0, &row, f.arena, &hit);
  EXPECT_INT(hit.verdict, JOIN_NO_KEY);

  f.index = join_new(NULL, 0, NULL, 0, NULL, 0, f.arena);
  row.id = id_of(A);
  row.village = row.division = 3;
  row.household = STR("H1");
  row.birth = day_of("1970-01-01");
  join_prefetch(f.index, &row);
  EXPECT_INT(MATCH(&f, &row, PACK_KEY_ID, PACK_KEY_NAME, PACK_KEY_BIRTH, PACK_KEY_VILLAGE,
                   PACK_KEY_DIVISION, PACK_KEY_HOUSEHOLD)
                 .verdict,
             JOIN_UNMATCHED);
  arena_free(f.arena);
}

UNIT(many_namesakes) {
  enum { MANY = 200 };
  Fixture f = {.arena = arena_new(1 << 20)};
  JoinPerson persons[MANY];
  for (uint32_t i = 0; i < MANY; i++) {
    persons[i] = person(NULL, "王伟", "1970-01-01", 3 + i % 2, JOIN_NOBODY);
    persons[i].birth.n += (int32_t)(i / 100); /* the first hundred and the second */
  }
  persons[MANY - 1].village = 8;
  f.index = join_new(persons, MANY, NULL, 0, township_of, AREAS, f.arena);
  JoinKeys row = nothing();
  row.name = STR("王伟");
  JoinHit hit = MATCH(&f, &row, PACK_KEY_NAME);
  EXPECT_INT(hit.count, MANY);
  for (uint32_t i = 0; i < hit.count; i++)
    EXPECT_INT(hit.candidates[i], i);
  /* The last of them is found by a further key. */
  row.village = 8;
  expect_person(MATCH(&f, &row, PACK_KEY_NAME, PACK_KEY_VILLAGE), 1, MANY - 1, false);
  row.village = 4;
  row.birth = persons[MANY - 1].birth;
  hit = MATCH(&f, &row, PACK_KEY_NAME, PACK_KEY_BIRTH, PACK_KEY_VILLAGE);
  EXPECT_INT(hit.level, 0);
  EXPECT_INT(hit.count, 49);
  EXPECT_INT(hit.candidates[0], 101);
  arena_free(f.arena);
}

/* ---- against the plain definition ---- */

static uint64_t draw(uint64_t *seed) {
  *seed ^= *seed << 13;
  *seed ^= *seed >> 7;
  *seed ^= *seed << 17;
  return *seed;
}

static uint32_t below(uint64_t *seed, uint32_t limit) {
  return (uint32_t)((draw(seed) >> 20) % limit);
}

enum { NUMBERS = 12, NAMES = 16 };

/* Few of each, so that equal ones meet often. */
typedef struct Pool {
  char numbers[NUMBERS][19];
  Str names[NAMES];
  char longest[2000];
} Pool;

static void fill_pool(Pool *pool, uint64_t *seed) {
  static const Str names[NAMES - 1] = {
      STR_INIT("张三"),          STR_INIT("张 三"),          STR_INIT("张　三"),
      STR_INIT("李四"),          STR_INIT("欧阳修文"),       STR_INIT("买买提·吐尔逊"),
      STR_INIT("买买提.吐尔逊"), STR_INIT("买买提吐尔逊"),   STR_INIT("买买提吐尔洪"),
      STR_INIT("Ｊｏｈｎ"),      STR_INIT("John"),           STR_INIT("\xEE\xA0\x96"),
      STR_INIT(" · "),           STR_INIT("阿卜杜拉江阿布"), STR_INIT("")};
  memcpy(pool->names, names, sizeof names);
  /* Longer than a normal form may be, once it is not normal itself. */
  memset(pool->longest, 'a', sizeof pool->longest);
  pool->longest[1500] = ' ';
  pool->names[NAMES - 1] = (Str){pool->longest, sizeof pool->longest};
  for (size_t i = 0; i < NUMBERS; i++) {
    int year = below(seed, 4) == 0 ? 2001 : 1950 + (int)below(seed, 2);
    snprintf(pool->numbers[i], sizeof pool->numbers[i], "99999%u%04d%02u%02u%03u0", below(seed, 2),
             year, 1 + below(seed, 2), 1 + below(seed, 2), below(seed, 2));
    bool right = below(seed, 4) != 0;
    pool->numbers[i][17] = right ? norm_id_check(pool->numbers[i]) : (char)('0' + below(seed, 10));
  }
}

static NormId draw_id(const Pool *pool, uint64_t *seed) {
  NormId id = {0};
  char text[23];
  memcpy(text, pool->numbers[below(seed, NUMBERS)], 19);
  switch (below(seed, 8)) {
  case 0:
    return id;
  case 1: /* the number of 15 digits */
    memmove(text + 6, text + 8, 9);
    text[15] = '\0';
    break;
  case 2: { /* a mask over a part */
    uint32_t from = below(seed, 18), to = from + 1 + below(seed, 18 - from);
    memset(text + from, '*', to - from);
    break;
  }
  case 3: { /* the same of 15 digits */
    memmove(text + 6, text + 8, 9);
    uint32_t from = below(seed, 15), to = from + 1 + below(seed, 15 - from);
    memset(text + from, '*', to - from);
    text[15] = '\0';
    break;
  }
  case 4:
    memcpy(text + 18, "11", 3);
    break;
  case 5:
    memcpy(text, below(seed, 2) == 0 ? "000000000000000000" : "G1234567", 9);
    break;
  default:
    break;
  }
  norm_id(str_from(text), &id);
  return id;
}

static Day draw_birth(uint64_t *seed) {
  Day day = DAY_MIN;
  if (below(seed, 3) != 0) {
    (void)day_from_ymd(1950 + (int32_t)below(seed, 2), 1 + (int32_t)below(seed, 2),
                       1 + (int32_t)below(seed, 2), &day);
  }
  return day;
}

static uint32_t draw_area(uint64_t *seed) {
  return below(seed, 6) == 0 ? (uint32_t)JOIN_NOBODY : below(seed, AREAS);
}

static void draw_persons(
    const Pool *pool, JoinPerson *persons, uint32_t count, uint32_t households, uint64_t *seed) {
  for (uint32_t i = 0; i < count; i++) {
    bool homeless = households == 0 || below(seed, 8) == 0;
    persons[i] = (JoinPerson){
        .id = draw_id(pool, seed).key,
        .name = pool->names[below(seed, NAMES)],
        .birth = draw_birth(seed),
        .village = draw_area(seed),
        .household = homeless ? (uint32_t)JOIN_NOBODY : below(seed, households),
    };
  }
}

static const Str keys_pool[] = {STR_INIT("A"), STR_INIT("B"), STR_INIT("C"),
                                STR_INIT("D"), STR_INIT("E"), STR_INIT("")};
enum { KEYS = sizeof keys_pool / sizeof keys_pool[0] };

static JoinKeys draw_row(const Pool *pool, uint64_t *seed) {
  return (JoinKeys){
      .id = draw_id(pool, seed),
      .name = pool->names[below(seed, NAMES)],
      .birth = draw_birth(seed),
      .village = draw_area(seed),
      .division = draw_area(seed),
      .household = keys_pool[below(seed, KEYS)],
  };
}

static bool same_hit(const JoinHit *a, const JoinHit *b) {
  return a->verdict == b->verdict && a->level == b->level && a->by_id == b->by_id &&
         a->person == b->person && a->household == b->household && a->count == b->count &&
         (a->count == 0 ||
          memcmp(a->candidates, b->candidates, a->count * sizeof a->candidates[0]) == 0);
}

UNIT(equals_plain) {
  enum { REGISTRIES = 20000, ROWS = 4 };
  uint64_t seed = UINT64_C(0x5EED0F70174BE11);
  Arena *arena = arena_new(1 << 20);
  uint32_t verdicts[JOIN_NO_KEY + 1] = {0};
  uint32_t of_households = 0, narrowed_first = 0;
  for (size_t round = 0; round < REGISTRIES; round++) {
    Pool pool;
    fill_pool(&pool, &seed);
    JoinPerson persons[PERSONS_MAX];
    Str keys[HOUSEHOLDS_MAX];
    uint32_t count = below(&seed, PERSONS_MAX + 1), households = below(&seed, HOUSEHOLDS_MAX + 1);
    for (uint32_t i = 0; i < households; i++)
      keys[i] = keys_pool[below(&seed, KEYS)]; /* some twice, some empty */
    draw_persons(&pool, persons, count, households, &seed);
    JoinIndex *index = join_new(persons, count, keys, households, township_of, AREAS, arena);
    for (size_t r = 0; r < ROWS; r++) {
      PackLevel levels[LEVELS_MAX] = {0};
      size_t level_count = 1 + below(&seed, LEVELS_MAX);
      for (size_t i = 0; i < level_count; i++) {
        /* two keys on the average; the household alone now and then */
        uint32_t of = (uint32_t)(draw(&seed) & draw(&seed) & 127);
        levels[i].keys = of == 0 ? PACK_KEY_HOUSEHOLD : of;
      }
      PackDataset dataset = {.levels = levels, .level_count = level_count};
      uint64_t usable = draw(&seed) | draw(&seed);
      JoinKeys row = draw_row(&pool, &seed);
      JoinHit hit, plain;
      join_match(index, &dataset, usable, &row, arena, &hit);
      join_match_plain(index, &dataset, usable, &row, arena, &plain);
      EXPECT(same_hit(&hit, &plain));
      verdicts[plain.verdict]++;
      of_households += plain.household != JOIN_NOBODY;
      narrowed_first += plain.verdict == JOIN_AMBIGUOUS && plain.level > 0;
    }
    arena_clear(arena);
  }
  /* The draw reaches every end often. */
  for (size_t i = 0; i <= JOIN_NO_KEY; i++)
    EXPECT(verdicts[i] > 1000);
  EXPECT(of_households > 1000);
  EXPECT(narrowed_first > 1000);
  arena_free(arena);
}

/* ---- tables of a size at which they collide ---- */

UNIT(many_numbers) {
  enum { MANY = 5000 };
  Arena *arena = arena_new(8 << 20);
  JoinPerson *persons = arena_new_array(arena, JoinPerson, MANY);
  for (uint32_t i = 0; i < MANY; i++) {
    /* neighbours in every table; each number of the last thousand is one of the first */
    uint32_t n = i < MANY - 1000 ? i : i - (MANY - 1000);
    persons[i] = (JoinPerson){
        .id = {UINT64_C(9999991970010100) * 110 + n * UINT64_C(11)},
        .name = arena_printf(arena, "人%u", n % 700),
        .birth = {(int32_t)(n % 90)},
        .village = 3 + n % 6,
        .household = i / 4,
    };
  }
  Str *keys = arena_new_array(arena, Str, MANY / 4);
  for (uint32_t i = 0; i < MANY / 4; i++)
    keys[i] = arena_printf(arena, "户%05u", i);
  size_t before = arena_used(arena);
  JoinIndex *index = join_new(persons, MANY, keys, MANY / 4, township_of, AREAS, arena);
  EXPECT(arena_used(arena) - before <= 200 * MANY + 200 * MANY / 4 + 8 * AREAS + 4096);
  static const uint32_t sets[] = {PACK_KEY_ID,
                                  PACK_KEY_NAME,
                                  PACK_KEY_NAME | PACK_KEY_BIRTH,
                                  PACK_KEY_BIRTH | PACK_KEY_VILLAGE,
                                  PACK_KEY_HOUSEHOLD | PACK_KEY_VILLAGE,
                                  PACK_KEY_HOUSEHOLD};
  for (uint32_t i = 0; i < MANY; i += 97) {
    JoinKeys row = nothing();
    row.id.form = ID_18;
    row.id.key = persons[i].id;
    row.name = persons[i].name;
    row.birth = persons[i].birth;
    row.village = persons[i].village;
    row.household = keys[i / 4];
    for (size_t s = 0; s < sizeof sets / sizeof sets[0]; s++) {
      PackLevel level = {.keys = sets[s]};
      PackDataset dataset = {.levels = &level, .level_count = 1};
      JoinHit hit, plain;
      join_match(index, &dataset, 1, &row, arena, &hit);
      join_match_plain(index, &dataset, 1, &row, arena, &plain);
      EXPECT(same_hit(&hit, &plain));
      EXPECT(hit.verdict == JOIN_MATCHED || hit.verdict == JOIN_AMBIGUOUS);
    }
    uint32_t other;
    uint32_t twins = join_same_id(index, i, &other, 1);
    EXPECT_INT(twins, i < 1000 || i >= MANY - 1000 ? 1 : 0);
    if (twins == 1) EXPECT_INT(other, i < 1000 ? i + MANY - 1000 : i - (MANY - 1000));
  }
  arena_free(arena);
}

UNIT_MAIN(UNIT_CASE(by_id),
          UNIT_CASE(several_of_one_id),
          UNIT_CASE(masked),
          UNIT_CASE(names_and_places),
          UNIT_CASE(households),
          UNIT_CASE(without_keys),
          UNIT_CASE(many_namesakes),
          UNIT_CASE(equals_plain),
          UNIT_CASE(many_numbers))
