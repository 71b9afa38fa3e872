/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of a pack in canonical layout: what is written, and that it means the same however the
 * file was laid out before: comments and blank lines put anywhere, other line ends. Run from the
 * repository's root.
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "pack/pack.h"
#include "unit/unit.h"

#include <stdlib.h>
#include <unistd.h>

enum { WRITTEN_MAX = 64, LIMIT = 256 << 20 };

typedef struct Packs {
  Arena *arena;
  Diag *diag;
  char dir[32];
  Str written[WRITTEN_MAX];
  size_t count;
} Packs;

static Str path_of(Packs *packs, const char *name) {
  return file_join(packs->arena, str_from(packs->dir), str_from(name));
}

static void put(Packs *packs, const char *name, Str text) {
  Str path = path_of(packs, name);
  EXPECT_INT(file_make_dir(file_dir(path), NULL), ERR_OK);
  FILE *file = fopen(arena_cstr(packs->arena, path), "wb");
  EXPECT(file != NULL && packs->count < WRITTEN_MAX);
  if (file == NULL || packs->count == WRITTEN_MAX) return;
  EXPECT(fwrite(text.ptr, 1, text.len, file) == text.len);
  EXPECT(fclose(file) == 0);
  for (size_t i = 0; i < packs->count; i++)
    if (str_eq(packs->written[i], path)) return;
  packs->written[packs->count++] = path;
}

static Str text_of(Packs *packs, Str path) {
  FileMap map;
  EXPECT_INT(file_map(path, &map, NULL), ERR_OK);
  Str text = arena_str(packs->arena, (Str){(const char *)map.bytes.ptr, map.bytes.len});
  file_unmap(&map);
  return text;
}

static const char *const small_files[] = {
    "pack.yaml",         "params.yaml",    "codes/all.yaml", "fields/all.yaml", "registry.yaml",
    "datasets/all.yaml", "areas/all.yaml", "calendar.yaml",  "rules/all.yaml",
};
enum { SMALL_FILES = sizeof small_files / sizeof small_files[0] };

static void begin(Packs *packs) {
  *packs = (Packs){.arena = arena_new(LIMIT), .diag = diag_new(), .dir = "/tmp/shouwang-XXXXXX"};
  EXPECT(mkdtemp(packs->dir) != NULL);
  for (size_t i = 0; i < SMALL_FILES; i++) {
    Str from = file_join(packs->arena, STR("test/pack/small"), str_from(small_files[i]));
    put(packs, small_files[i], text_of(packs, from));
  }
  /* In canonical layout, so that what is put behind its entries can be told from them. */
  const PackFormatted *files;
  size_t count = 0;
  EXPECT_INT(pack_format(str_from(packs->dir), packs->arena, &files, &count, packs->diag), ERR_OK);
  for (size_t i = 0; i < count; i++) {
    Str name = str_slice(files[i].path, strlen(packs->dir) + 1, files[i].path.len);
    put(packs, arena_cstr(packs->arena, name), files[i].after);
  }
}

static void end(Packs *packs) {
  for (size_t i = 0; i < packs->count; i++) {
    Str path = packs->written[i];
    (void)unlink(arena_cstr(packs->arena, path));
    for (Str dir = file_dir(path); dir.len >= strlen(packs->dir); dir = file_dir(dir))
      (void)rmdir(arena_cstr(packs->arena, dir)); /* fails where it is not empty */
  }
  EXPECT(!file_exists(str_from(packs->dir)));
  diag_free(packs->diag);
  arena_free(packs->arena);
}

static Err format(Packs *packs, const PackFormatted **ret_files, size_t *ret_count) {
  diag_free(packs->diag);
  packs->diag = diag_new();
  return pack_format(str_from(packs->dir), packs->arena, ret_files, ret_count, packs->diag);
}

static void show(Packs *packs) {
  Buf buf;
  buf_init(&buf, 1 << 20);
  for (size_t i = 0; i < diag_count(packs->diag); i++)
    diag_render(diag_get(packs->diag, i), LANG_EN, &buf);
  printf("%.*s\n", STR_ARG(buf_view(&buf)));
  buf_free(&buf);
}

/* What the file [name] becomes; empty after a failure. */
static Str formatted(Packs *packs, const char *name) {
  const PackFormatted *files;
  size_t count;
  Err err = format(packs, &files, &count);
  EXPECT_INT(err, ERR_OK);
  if (err != ERR_OK) show(packs);
  for (size_t i = 0; err == ERR_OK && i < count; i++)
    if (str_eq(files[i].path, path_of(packs, name))) return files[i].after;
  return STR_NONE;
}

/* [text] behind the file's own entries becomes [wanted], and that stays as it is. */
static void expect_more(Packs *packs, const char *name, const char *text, const char *wanted) {
  Str kept = text_of(packs, path_of(packs, name));
  Str whole = arena_printf(packs->arena, "%.*s%s", STR_ARG(kept), wanted);
  put(packs, name, arena_printf(packs->arena, "%.*s%s", STR_ARG(kept), text));
  Str after = formatted(packs, name);
  EXPECT_STR(after, arena_cstr(packs->arena, whole));
  put(packs, name, after);
  EXPECT_STR(formatted(packs, name), arena_cstr(packs->arena, whole));
  put(packs, name, kept);
}

/* ---- what is written ---- */

UNIT(stays) { /* what was written once */
  Packs packs;
  begin(&packs);
  const PackFormatted *files;
  size_t count = 0;
  EXPECT_INT(format(&packs, &files, &count), ERR_OK);
  EXPECT_INT((int64_t)count, SMALL_FILES);
  for (size_t i = 0; i < count; i++)
    EXPECT(str_eq(files[i].before, files[i].after));
  end(&packs);
}

UNIT(keys) { /* in the order of their spec; a record in one line where it fits */
  Packs packs;
  begin(&packs);
  expect_more(&packs, "params.yaml",
              "- values:\n  - is: 6000\n    from: '2021-01-01'\n  type: decimal\n"
              "  title: \"新的\"\n  id: fresh\n",
              "- id: fresh\n  title: 新的\n  type: decimal\n  values:\n"
              "    - {from: '2021-01-01', is: 6000}\n");
  expect_more(&packs, "datasets/all.yaml",
              "- id: more\n  title: 另一\n  department: 水务\n  grain: person\n"
              "  population: all_rural\n  columns:\n    id:\n      type: idnumber\n"
              "      header:\n        - 身份证号\n  match: [{as: sure, by: [id], name: id}]\n",
              "- id: more\n  title: 另一\n  department: 水务\n  grain: person\n"
              "  population: all_rural\n  match: [{name: id, by: [id], as: sure}]\n  columns:\n"
              "    id: {header: [身份证号], type: idnumber}\n");
  end(&packs);
}

UNIT(names_keep_order) { /* lets, evidence: the pack's own names */
  Packs packs;
  begin(&packs);
  expect_more(&packs, "rules/all.yaml",
              "- evidence: {z: 'b', a: 'c'}\n  id: Z9\n  let: {c: '1', b: 'c + 1'}\n  owner: 水务\n"
              "  subject: person\n  kind: quality\n  clause: 一\n  title: 题\n"
              "  when: \"b > c\"\n",
              "- id: Z9\n  title: 题\n  clause: 一\n  kind: quality\n  subject: person\n"
              "  owner: 水务\n  let: {c: '1', b: 'c + 1'}\n  when: b > c\n"
              "  evidence: {z: 'b', a: 'c'}\n");
  end(&packs);
}

UNIT(quotes) {
  Packs packs;
  begin(&packs);
  expect_more(
      &packs, "codes/all.yaml",
      "- id: q\n  title: 引号\n  codes:\n"
      "    - {code: '01', alias: [\"plain\", '1', 'a: b', \"it's\", '- x', 'a#b', 2021-01-01]}\n"
      "    - {code: 'x', alias: [\"2021-01-02\", 'null', \"a\\\"b'\", 'true', '否', yes]}\n"
      "    - {code: y, alias: [\"-'\", 'persons*', '12x', \"t\\tb\"]}\n",
      "- id: q\n  title: 引号\n  codes:\n"
      "    - {code: '01', alias: [plain, '1', 'a: b', it's, '- x', 'a#b', '2021-01-01']}\n"
      "    - {code: x, alias: ['2021-01-02', 'null', a\"b', 'true', 否, yes]}\n"
      "    - {code: y, alias: [-', 'persons*', '12x', \"t\\tb\"]}\n");
  expect_more(&packs, "codes/all.yaml",
              "- id: r\n  title: \"'一'\"\n  codes: [{code: \"'\\\"\"}]\n",
              "- id: r\n  title: \"'一'\"\n  codes: [{code: '''\"'}]\n");
  end(&packs);
}

UNIT(comments) { /* above what follows, behind their line, closing what they stand as deep as */
  Packs packs;
  begin(&packs);
  expect_more(
      &packs, "params.yaml",
      "# of c1\n\n# of c1 too\n- type: int # of type\n  # of id\n  id: c1\n"
      "  title: 一   # of title\n  # of values\n  values:\n  # of the first\n"
      "  - is: 1\n    # closes the value\n\n  # closes the values\n# of c2\n- id: c2\n"
      "  title: 二\n  type: int\n  values: [ # of the list\n    {is: 2}, # of the item\n"
      "    ] # behind\n# the end\n",
      "# of c1\n\n# of c1 too\n# of id\n- id: c1\n  title: 一  # of title\n"
      "  type: int  # of type\n  # of values\n  values:\n    # of the first\n"
      "    - is: 1\n      # closes the value\n\n    # closes the values\n# of c2\n- id: c2\n"
      "  title: 二\n  type: int\n  values:  # behind\n    # of the list\n"
      "    - {is: 2}  # of the item\n# the end\n");
  end(&packs);
}

UNIT(width) { /* lists of scalars are folded, others take a line an item */
  Packs packs;
  begin(&packs);
  expect_more(
      &packs, "codes/all.yaml",
      "- id: w\n  title: 宽\n  codes: [{code: aaaaaaaaaaaaaaaaaaaa}, {code: "
      "bbbbbbbbbbbbbbbbbbbbbbbb}, "
      "{code: cccccccccccccccccccccc}]\n  groups: {all: [aaaaaaaaaaaaaaaaaaaa, "
      "bbbbbbbbbbbbbbbbbbbbbbbb, cccccccccccccccccccccc], one: [aaaaaaaaaaaaaaaaaaaa, "
      "bbbbbbbbbbbbbbbbbbbbbbbb, cccccccccccccccccccccc, aaaaaaaaaaaaaaaaaaaa]}\n",
      "- id: w\n  title: 宽\n  codes:\n    - {code: aaaaaaaaaaaaaaaaaaaa}\n"
      "    - {code: bbbbbbbbbbbbbbbbbbbbbbbb}\n    - {code: cccccccccccccccccccccc}\n  groups:\n"
      "    all: [aaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbbbb, cccccccccccccccccccccc]\n"
      "    one: [aaaaaaaaaaaaaaaaaaaa, bbbbbbbbbbbbbbbbbbbbbbbb, cccccccccccccccccccccc,\n"
      "      aaaaaaaaaaaaaaaaaaaa]\n");
  end(&packs);
}

UNIT(lines) { /* scalars of several lines keep their lines; expressions are not folded */
  Packs packs;
  begin(&packs);
  expect_more(&packs, "rules/all.yaml",
              "- id: L1\n  title: 题\n  clause: 一\n  kind: quality\n  subject: person\n"
              "  owner: 水务\n  explain: |2-\n        two\n      lines # no comment\n\n\n"
              "  when: has(person.name) &&\n          has(person.birth)\n  # closes\n",
              "- id: L1\n  title: 题\n  clause: 一\n  explain: |2-\n        two\n"
              "      lines # no comment\n  kind: quality\n  subject: person\n  owner: 水务\n\n"
              "  when: has(person.name) &&\n    has(person.birth)\n  # closes\n");
  expect_more(
      &packs, "rules/all.yaml",
      "- id: L2\n  title: 题\n  clause: 一\n  kind: quality\n  subject: person\n"
      "  owner: 水务\n  when: >- # why\n     has(person.name)\n\n     && has(person.birth)\n",
      "- id: L2\n  title: 题\n  clause: 一\n  kind: quality\n  subject: person\n"
      "  owner: 水务\n  when: >-  # why\n    has(person.name)\n\n"
      "    && has(person.birth)\n");
  end(&packs);
}

UNIT(line_ends) {
  Packs packs;
  begin(&packs);
  Str kept = text_of(&packs, path_of(&packs, "rules/all.yaml"));
  Buf buf;
  buf_init(&buf, 1 << 20);
  buf_lit(&buf, "\xEF\xBB\xBF");
  for (size_t i = 0; i < kept.len; i++) {
    if (kept.ptr[i] == '\n') buf_char(&buf, '\r');
    buf_char(&buf, kept.ptr[i]);
  }
  put(&packs, "rules/all.yaml", buf_view(&buf));
  EXPECT_STR(formatted(&packs, "rules/all.yaml"), arena_cstr(packs.arena, kept));
  buf_free(&buf);
  end(&packs);
}

UNIT(examples) { /* keys in order; `empty` in quotes is not empty */
  Packs packs;
  begin(&packs);
  put(&packs, "examples/W1.yaml",
      STR("- gives: no\n  name: \"一\"\n  given: {person: {name: 'empty', dept: {bills: [...]}}}\n"
          "  on: 2021-10-30\n"));
  EXPECT_STR(formatted(&packs, "examples/W1.yaml"),
             "- name: 一\n  on: '2021-10-30'\n"
             "  given: {person: {name: 'empty', dept: {bills: [...]}}}\n  gives: no\n");
  end(&packs);
}

UNIT(layers) { /* reasons stand last; the layer below is not written */
  Packs packs;
  begin(&packs);
  for (size_t i = 0; i < SMALL_FILES; i++) {
    Str name = file_join(packs.arena, STR("small"), str_from(small_files[i]));
    put(&packs, arena_cstr(packs.arena, name), text_of(&packs, path_of(&packs, small_files[i])));
  }
  put(&packs, "upper/pack.yaml", STR("extends: small\nid: upper\ntitle: 上\n"));
  put(&packs, "upper/params.yaml",
      STR("- id: adult\n  because: 省里定了\n  title: 成年\n  type: int\n  values: [{is: 18}]\n"
          "- {id: kinds, off: true, because: 不用}\n"));
  const PackFormatted *files;
  size_t count = 0;
  EXPECT_INT(pack_format(path_of(&packs, "upper"), packs.arena, &files, &count, packs.diag),
             ERR_OK);
  EXPECT_INT((int64_t)count, 2);
  if (count == 2) {
    EXPECT_STR(files[0].after, "id: upper\ntitle: 上\nextends: small\n");
    EXPECT_STR(files[1].after, "- id: adult\n  title: 成年\n  type: int\n  values: [{is: 18}]\n"
                               "  because: 省里定了\n- {id: kinds, off: true, because: 不用}\n");
  }
  end(&packs);
}

UNIT(mistake) { /* a pack with a mistake is left alone */
  Packs packs;
  begin(&packs);
  const PackFormatted *files = NULL;
  size_t count = 0;
  put(&packs, "params.yaml", STR("- id: line\n  nosuch: 1\n"));
  EXPECT(format(&packs, &files, &count) != ERR_OK);
  EXPECT(files == NULL && count == 0 && diag_count(packs.diag) > 0);
  EXPECT(str_ends(diag_get(packs.diag, 0)->at.file, STR("params.yaml")));
  EXPECT(diag_get(packs.diag, 0)->at.line > 0);
  put(&packs, "params.yaml", STR("- id: line\n  title: [\n"));
  EXPECT(format(&packs, &files, &count) != ERR_OK);
  EXPECT(files == NULL && diag_count(packs.diag) == 1);
  end(&packs);
}

/* ---- however it was laid out ---- */

static uint32_t next_random(uint64_t *state) {
  *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)(*state >> 33);
}

/* Comments, blank lines and CRs put anywhere: in a block scalar they are text. */
static Str disturbed(Packs *packs, Str text, uint64_t *state) {
  Buf buf;
  buf_init(&buf, 1 << 24);
  uint32_t number = 0;
  while (text.len > 0) {
    Str line = str_cut(&text, '\n');
    uint32_t what = next_random(state) % 16;
    if (what == 0) buf_lit(&buf, "\n");
    if (what == 1 || what == 2)
      buf_printf(&buf, "%*s# c%u\n", (int)(next_random(state) % 9), "", number++);
    buf_str(&buf, line);
    if (what == 3 || what == 4) buf_printf(&buf, " # e%u: 'x' [", number++);
    if (what == 5) buf_lit(&buf, "   ");
    buf_lit(&buf, what == 6 ? "\r\n" : "\n");
  }
  Str after = arena_str(packs->arena, buf_view(&buf));
  buf_free(&buf);
  return after;
}

static void expect_stays(Packs *packs, const PackFormatted *files, size_t count) {
  for (size_t i = 0; i < count; i++) {
    Str name = str_slice(files[i].path, strlen(packs->dir) + 1, files[i].path.len);
    put(packs, arena_cstr(packs->arena, name), files[i].after);
  }
  const PackFormatted *again;
  size_t more = 0;
  EXPECT_INT(format(packs, &again, &more), ERR_OK);
  EXPECT_INT((int64_t)more, (int64_t)count);
  for (size_t i = 0; i < more; i++)
    if (!str_eq(again[i].before, again[i].after))
      EXPECT_STR(again[i].after, arena_cstr(packs->arena, again[i].before));
}

/* All files of the pack disturbed: they are formatted, or have a mistake; never is a meaning
 * changed, and what was formatted stays. */
static void disturb(Packs *packs, uint64_t seed, size_t *good) {
  Str kept[SMALL_FILES];
  uint64_t state = seed;
  const PackFormatted *files = NULL;
  size_t count = 0;
  for (size_t i = 0; i < SMALL_FILES; i++) {
    kept[i] = text_of(packs, path_of(packs, small_files[i]));
    put(packs, small_files[i], disturbed(packs, kept[i], &state));
  }
  Err err = format(packs, &files, &count);
  EXPECT(err != ERR_PACK_FORMAT);
  if (err == ERR_PACK_FORMAT) show(packs);
  if (err == ERR_OK) expect_stays(packs, files, count);
  *good += err == ERR_OK;
  for (size_t i = 0; i < SMALL_FILES; i++)
    put(packs, small_files[i], kept[i]);
}

UNIT(disturbed) {
  enum { TIMES = 60 };
  Packs packs;
  size_t good = 0;
  begin(&packs);
  for (uint64_t seed = 1; seed <= TIMES; seed++)
    disturb(&packs, seed, &good);
  EXPECT(good > TIMES / 4);
  end(&packs);
}

UNIT_MAIN(UNIT_CASE(stays),
          UNIT_CASE(keys),
          UNIT_CASE(names_keep_order),
          UNIT_CASE(quotes),
          UNIT_CASE(comments),
          UNIT_CASE(width),
          UNIT_CASE(lines),
          UNIT_CASE(line_ends),
          UNIT_CASE(examples),
          UNIT_CASE(layers),
          UNIT_CASE(mistake),
          UNIT_CASE(disturbed))
