/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check: test/cel/check.txt, expressions with their types or their mistakes; literals beside codes
 * in every form; the examples of docs/language.md; and what random changes to expressions do.
 *
 * PRINT=1 prints check.txt as the program would have it, to be looked at before it is kept.
 * N: number of changed expressions (20000), SEED: of the chance (1).
 * Run in the root of the repository.
 */
#include <stdlib.h>

#include "base/file.h"
#include "cel/cel_int.h"
#include "test/cel/host.h"
#include "test/unit/unit.h"

typedef struct Bench {
  Arena *arena;      /* shape, world, seeds */
  Arena *unit_arena; /* of one unit */
  HostShape *shape;
  World *worlds[2]; /* one, and how it may turn out */
  CelState *state;
  Diag *diag;
  Buf buf;
  bool seen[ERR_COUNT]; /* codes of mistakes */
} Bench;

static void bench_open(Bench *bench) {
  *bench = (Bench){.arena = arena_new((size_t)64 << 20), .unit_arena = arena_new((size_t)1 << 28)};
  bench->shape = host_shape_new(bench->arena);
  Chance chance = {7};
  bench->worlds[0] = host_world_new(bench->arena, bench->shape, &chance, 20, true);
  bench->worlds[1] = host_complete(bench->arena, bench->worlds[0], &chance, 70);
  bench->state = cel_state_new((size_t)4 << 20);
  bench->diag = diag_new();
  buf_init(&bench->buf, 1 << 20);
}

static void bench_close(Bench *bench) {
  buf_free(&bench->buf);
  diag_free(bench->diag);
  cel_state_free(bench->state);
  arena_free(bench->unit_arena);
  arena_free(bench->arena);
}

static CelSource source_of(Str text) {
  return (CelSource){.text = text, .file_text = text, .line = 1, .column = 1, .indent = 1};
}

/* ---- check.txt ---- */

/* What stands before the answer of a block. */
typedef struct Block {
  CelUnit *unit;
  VEC(Str) lines; /* of the expression */
  uint32_t line, column, indent;
  const CelType *want;
} Block;

/* A text at its place in a file: blanks stand before it. */
static CelSource place_text(Arena *arena, const Block *block, const Str *lines, size_t count) {
  Str text = lines[0], file = STR("");
  for (uint32_t i = 1; i < block->line; i++)
    file = arena_printf(arena, "%.*s# a line above\n", STR_ARG(file));
  file = arena_printf(arena, "%.*s%*s%.*s", STR_ARG(file), (int)block->column - 1, "",
                      STR_ARG(lines[0]));
  for (size_t i = 1; i < count; i++) {
    text = arena_printf(arena, "%.*s\n%.*s", STR_ARG(text), STR_ARG(lines[i]));
    file = arena_printf(arena, "%.*s\n%*s%.*s", STR_ARG(file), (int)block->indent - 1, "",
                        STR_ARG(lines[i]));
  }
  return (CelSource){text, STR("r.yaml"), file, block->line, block->column, block->indent};
}

static const CelType *type_named(Str name) {
  static const CelKind kinds[] = {CEL_BOOL, CEL_INT, CEL_DECIMAL, CEL_DATE, CEL_STRING, CEL_NAME};
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
    Arena *arena = arena_new(1 << 16);
    bool same = str_eq(cel_type_text(cel_type(kinds[i]), arena), name);
    arena_free(arena);
    if (same) return cel_type(kinds[i]);
  }
  EXPECT_STR(name, "a type");
  return NULL;
}

static void put_mistakes(Bench *bench, Buf *out) {
  for (size_t i = 0; i < diag_count(bench->diag); i++) {
    const DiagItem *item = diag_get(bench->diag, i);
    bench->seen[item->code] = true;
    buf_printf(out, "! %s\n", err_name(item->code));
    buf_clear(&bench->buf);
    diag_render(item, LANG_EN, &bench->buf);
    Str rest = buf_view(&bench->buf);
    while (rest.len > 0) {
      Str line = str_cut(&rest, '\n');
      buf_printf(out, "  %.*s\n", STR_ARG(line));
    }
    buf_clear(&bench->buf);
    diag_render(item, LANG_ZH, &bench->buf);
    EXPECT(!str_contains(buf_view(&bench->buf), STR("\x1f")));
  }
}

/* What the checker says of the block's expression, in the form of the file. */
static void put_answer(Bench *bench, Block *block, Buf *out) {
  uint32_t output;
  CelSource source = place_text(bench->unit_arena, block, block->lines.items, block->lines.count);
  Err err =
      cel_unit_output(block->unit, STR("the value "), source, block->want, &output, bench->diag);
  if (err == ERR_OK && diag_count(bench->diag) == 0) {
    Str type = cel_type_text(cel_unit_type(block->unit, output), bench->unit_arena);
    buf_printf(out, "= %.*s\n", STR_ARG(type));
    return;
  }
  put_mistakes(bench, out);
  if (diag_count(bench->diag) == 0) buf_lit(out, "! none of its own\n");
}

/* let NAME: TEXT; at LINE COLUMN INDENT; want TYPE; % TEXT */
static void read_line(Bench *bench, Block *block, Str line) {
  Str rest = line, word = str_cut(&rest, ' ');
  if (block->unit == NULL) {
    arena_clear(bench->unit_arena);
    diag_clear(bench->diag);
    *block = (Block){.line = 1, .column = 1, .indent = 1};
    block->unit = cel_unit_new(&bench->shape->env, bench->unit_arena);
  }
  if (str_eq(word, STR("let"))) {
    Str name = str_cut(&rest, ':');
    Str text = str_trim(rest);
    CelSource source = place_text(bench->unit_arena, block, &text, 1);
    (void)!cel_unit_let(block->unit, name, source, bench->diag);
  } else if (str_eq(word, STR("at"))) {
    int64_t numbers[3] = {1, 1, 1};
    for (int i = 0; i < 3; i++)
      EXPECT(str_to_int(str_cut(&rest, ' '), &numbers[i]));
    block->line = (uint32_t)numbers[0];
    block->column = (uint32_t)numbers[1];
    block->indent = (uint32_t)numbers[2];
  } else if (str_eq(word, STR("want"))) {
    block->want = type_named(rest);
  } else {
    EXPECT_STR(word, "%");
    *vec_push(bench->unit_arena, &block->lines) = arena_str(bench->unit_arena, rest);
  }
}

static bool is_answer(Str line) {
  return str_starts(line, STR("= ")) || str_starts(line, STR("! ")) || str_starts(line, STR("  "));
}

static void compare_answers(const Buf *got, const Buf *expected, uint32_t number, bool print) {
  unit_checks++;
  if (print) printf("%.*s", STR_ARG(buf_view(got)));
  if (str_eq(buf_view(got), buf_view(expected)) || print) return;
  unit_failures++;
  printf("check.txt:%u: expected\n%.*sgot\n%.*s", number, STR_ARG(buf_view(expected)),
         STR_ARG(buf_view(got)));
}

/* Reads blocks until the end; returns their number. */
static uint32_t read_blocks(Bench *bench, Str text) {
  bool print = getenv("PRINT") != NULL;
  Block block = {0};
  Buf got, expected;
  buf_init(&got, 1 << 20);
  buf_init(&expected, 1 << 20);
  uint32_t number = 0, blocks = 0;
  while (text.len > 0) {
    Str line = str_cut(&text, '\n');
    number++;
    bool answer = is_answer(line);
    if (!answer && print) printf("%.*s\n", STR_ARG(line));
    if (line.len > 0 && line.ptr[0] != '#' && !answer) read_line(bench, &block, line);
    if (answer) buf_printf(&expected, "%.*s\n", STR_ARG(line));
    bool over = block.unit != NULL && block.lines.count > 0 && !is_answer(text) &&
                (answer || !str_starts(text, STR("% ")));
    if (!over) continue;
    put_answer(bench, &block, &got);
    compare_answers(&got, &expected, number, print);
    buf_clear(&got);
    buf_clear(&expected);
    block.unit = NULL;
    blocks++;
  }
  buf_free(&got);
  buf_free(&expected);
  return blocks;
}

UNIT(expressions) {
  Bench bench;
  FileMap file;
  bench_open(&bench);
  Err err = file_map(STR("test/cel/check.txt"), &file, NULL);
  EXPECT(err == ERR_OK);
  if (err == ERR_OK) {
    Str text = {(const char *)file.bytes.ptr, file.bytes.len};
    EXPECT(read_blocks(&bench, text) > 200);
    file_unmap(&file);
  }
  for (int code = 1; code < ERR_COUNT; code++) { /* every kind of mistake has a case */
    Str name = str_from(err_name((Err)code));
    if (!str_starts(name, STR("CEL_")) || bench.seen[code]) continue;
    unit_failures++;
    printf("no case of %.*s\n", STR_ARG(name));
  }
  bench_close(&bench);
}

/* ---- limits: each is an error with a place ---- */

static Str
repeated(Arena *arena, const char *head, const char *part, uint32_t count, const char *tail) {
  size_t one = strlen(part), before = strlen(head);
  char *text = arena_push(arena, before + one * count + strlen(tail), 1);
  memcpy(text, head, before);
  for (uint32_t i = 0; i < count; i++)
    memcpy(text + before + one * i, part, one);
  memcpy(text + before + one * count, tail, strlen(tail));
  return (Str){text, before + one * count + strlen(tail)};
}

static Err check_text(Bench *bench, Str text) {
  uint32_t output;
  diag_clear(bench->diag);
  CelUnit *unit = cel_unit_new(&bench->shape->env, bench->unit_arena);
  return cel_unit_output(unit, STR("is"), source_of(text), NULL, &output, bench->diag);
}

static void expect_limit(Bench *bench, Str text, uint32_t column) {
  EXPECT_INT(check_text(bench, text), ERR_LIMIT);
  EXPECT_INT((int64_t)diag_count(bench->diag), 1);
  if (diag_count(bench->diag) == 0) return;
  EXPECT_INT(diag_get(bench->diag, 0)->at.line, 1);
  EXPECT_INT(diag_get(bench->diag, 0)->at.column, column);
}

UNIT(limits) {
  static const char closing[] = "))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))";
  Bench bench;
  bench_open(&bench);
  Arena *arena = bench.unit_arena;
  EXPECT_INT(check_text(&bench, repeated(arena, "", "(", 63, "1")), ERR_CEL_EXPECTED);
  EXPECT_INT(
      check_text(&bench, repeated(arena, "", "(", 63, arena_printf(arena, "1%s", closing + 1).ptr)),
      ERR_OK);
  expect_limit(&bench, repeated(arena, "", "(", 64, arena_printf(arena, "1%s", closing).ptr), 65);
  expect_limit(&bench, repeated(arena, "", "(", 60000, ""), 65);
  expect_limit(&bench, repeated(arena, "", "[", 60000, ""), 65);
  expect_limit(&bench, repeated(arena, "", "{'a': ", 10000, ""), 63 * 6 + 2);
  expect_limit(&bench, repeated(arena, "", "!", 60000, "true"), 64);
  expect_limit(&bench, repeated(arena, "", "size(", 10000, ""), 64 * 5 + 1);
  expect_limit(&bench, repeated(arena, "", "true ? 1 : ", 5000, "1"), 64 * 11 + 1);
  expect_limit(&bench, repeated(arena, "", "[1].exists(x, ", 4000, "x"), 63 * 14 + 2);
  EXPECT_INT(check_text(&bench, repeated(arena, "1", "+1", 400, "")), ERR_OK);
  expect_limit(&bench, repeated(arena, "1", "+1", 401, ""), 2 * 401);
  expect_limit(&bench, repeated(arena, "person", ".home", 401, ".n"), 5 * 401 + 3);
  expect_limit(&bench, repeated(arena, "[[1]]", "[0]", 401, ""), 400 * 3);
  EXPECT_INT(check_text(&bench, repeated(arena, "[", "1,", 7999, "]")), ERR_OK);
  expect_limit(&bench, repeated(arena, "[", "1,", 8000, "]"), 8000 * 2);
  EXPECT_INT(check_text(&bench, repeated(arena, "1", " ", CEL_TEXT_MAX - 1, "")), ERR_OK);
  expect_limit(&bench, repeated(arena, "1", " ", CEL_TEXT_MAX, ""), 1);
  /* groups and holds make many nodes of few */
  expect_limit(&bench, repeated(arena, "[", "codes.kin.group('near'), ", 1900, "]"), 1601 * 25 + 2);
  arena_clear(bench.unit_arena);
  bench_close(&bench);
}

UNIT(not_utf8) {
  static const char *const texts[] = {"'\xE4\xBD'", "\xFF", "1 + \x80", "'a\xF0\x9F\x98'",
                                      "\\\xE4"};
  Bench bench;
  bench_open(&bench);
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    EXPECT_INT(check_text(&bench, str_from(texts[i])), ERR_TEXT_UTF8);
  }
  EXPECT_INT(check_text(&bench, (Str){"'a\0b'", 5}), ERR_OK);
  EXPECT_INT(check_text(&bench, (Str){"1\0", 2}), ERR_CEL_CHARACTER);
  bench_close(&bench);
}

/* ---- examples of the documentation ---- */

/* "expression  →  result", in indented or fenced lines; the result as cel_value_text shows it, or
 * "error KIND", "unknown", "refused CODE". */
static void try_example(Bench *bench, Str line, uint32_t number) {
  static const char arrow[] = "  \xE2\x86\x92  ";
  size_t at = 0;
  while (at + sizeof arrow - 1 < line.len && memcmp(line.ptr + at, arrow, sizeof arrow - 1) != 0)
    at++;
  Str text = str_trim(str_slice(line, 0, at));
  Str expected = str_trim(str_slice(line, at + sizeof arrow - 1, line.len));
  arena_clear(bench->unit_arena);
  diag_clear(bench->diag);
  buf_clear(&bench->buf);
  CelUnit *unit = cel_unit_new(&bench->shape->env, bench->unit_arena);
  uint32_t output;
  CelValue value;
  Err err = cel_unit_output(unit, STR("is"), source_of(text), NULL, &output, bench->diag);
  if (err != ERR_OK) {
    buf_printf(&bench->buf, "refused %s", err_name(err));
  } else {
    cel_state_begin(bench->state, unit, &host_callbacks, bench->worlds[1], bench->worlds[1]->vars);
    cel_run(bench->state, output, &value);
    if (value.state == CEL_FAILED)
      buf_printf(&bench->buf, "error %s", cel_error_name(value.error.kind));
    else if (value.state == CEL_UNKNOWN)
      buf_lit(&bench->buf, "unknown");
    else
      cel_value_text(cel_unit_type(unit, output), &value, &bench->buf);
  }
  unit_checks++;
  if (str_eq(buf_view(&bench->buf), expected)) return;
  unit_failures++;
  printf("docs/language.md:%u: gives %.*s\n", number, STR_ARG(buf_view(&bench->buf)));
}

/* Every function and macro is told of, as `name(` or `.name(` or an operator in backquotes. */
static void expect_named(Str page, const char *name) {
  char word[64];
  bool letter = (name[0] | 0x20) >= 'a' && (name[0] | 0x20) <= 'z';
  (void)snprintf(word, sizeof word, letter ? "%s(" : "`%s`", name);
  unit_checks++;
  if (str_contains(page, str_from(word))) return;
  unit_failures++;
  printf("docs/language.md does not tell of %s\n", name);
}

UNIT(language_page) {
  static const char *const names[] = {
#define FN(id, spelling, style, result, arity, arg0, arg1, zh, en) spelling,
#include "cel/funcs.def"
#undef FN
#define MACRO(name, id, shape, variables, least, most, zh, en) name,
#define FORM_FUNCTION(name, check, flag, shape, zh, en)        name,
#define FORM_METHOD(name, check, shape, zh, en)                name,
#include "cel/forms.def"
      "&&", "||", "==", "!=", "<", "<=", ">", ">=", "in"};
  Bench bench;
  FileMap file;
  bench_open(&bench);
  Err err = file_map(STR("docs/language.md"), &file, NULL);
  EXPECT(err == ERR_OK);
  if (err == ERR_OK) {
    Str page = {(const char *)file.bytes.ptr, file.bytes.len}, rest = page;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
      if (names[i][0] != '\0') expect_named(page, names[i]);
    uint32_t number = 0, examples = 0;
    bool code = false;
    while (rest.len > 0) {
      Str line = str_cut(&rest, '\n');
      number++;
      if (str_starts(line, STR("```"))) code = !code;
      if (!code || !str_contains(line, STR("  \xE2\x86\x92  "))) continue;
      try_example(&bench, line, number);
      examples++;
    }
    EXPECT(examples > 60);
    file_unmap(&file);
  }
  bench_close(&bench);
}

/* ---- changed expressions: whatever comes, no crash, and both executors agree ---- */

enum { SEEDS_MAX = 512 };

typedef struct Seeds {
  Str items[SEEDS_MAX];
  uint32_t count;
} Seeds;

static void read_seeds(Bench *bench, Seeds *seeds) {
  FileMap file;
  *seeds = (Seeds){0};
  if (file_map(STR("test/cel/check.txt"), &file, NULL) != ERR_OK) return;
  Str text = arena_str(bench->arena, (Str){(const char *)file.bytes.ptr, file.bytes.len});
  while (text.len > 0 && seeds->count < SEEDS_MAX) {
    Str line = str_cut(&text, '\n');
    if (str_starts(line, STR("% "))) seeds->items[seeds->count++] = str_slice(line, 2, line.len);
  }
  file_unmap(&file);
}

static Str random_token(Chance *chance) {
  static const char *const tokens[] = {
      "(",       ")",       "[",          "]",     "{",       "}",      ".",           ",",
      ":",       "?",       "!",          "-",     "+",       "*",      "/",           "%",
      "==",      "!=",      "<",          ">=",    "&&",      "||",     " in ",        "'",
      "\"",      "'''",     "\\",         "`",     "//",      "\n",     "0x",          "1e9",
      "1.00005", "r'\\'",   "b''",        "1u",    "x",       "person", ".med",        ".kin",
      ".names",  ".bills",  ".map(x,",    ".sum(", ".group(", "on",     "param.",      ".table",
      ".get(",   ".at(on)", ".holds(on)", "has(",  "raw(",    "date(",  "as",          "null",
      "'配偶'",  "'01'",    "[]",         "{}",    "ratio(",  "size()", "99999999999", "\xE4",
      "\xFF",    "配"};
  return str_from(tokens[chance_below(chance, sizeof tokens / sizeof tokens[0])]);
}

/* One change: a piece is taken out, doubled, or replaced by a token or a piece of another. */
static Str changed(Arena *arena, Chance *chance, Str text, const Seeds *seeds) {
  size_t from = chance_below(chance, (uint32_t)text.len + 1);
  size_t to = from + chance_below(chance, chance_percent(chance, 80) ? 4 : 40);
  Str head = str_slice(text, 0, from), tail = str_slice(text, to, text.len);
  Str other = seeds->items[chance_below(chance, seeds->count)];
  size_t at = chance_below(chance, (uint32_t)other.len + 1);
  Str between = STR("");
  switch (chance_below(chance, 5)) {
  case 0:
    break;
  case 1:
    between = str_slice(text, from > 8 ? from - 8 : 0, to);
    break;
  case 2:
    between = str_slice(other, at, at + 1 + chance_below(chance, 30));
    break;
  default:
    between = random_token(chance);
    break;
  }
  return arena_printf(arena, "%.*s%.*s%.*s", STR_ARG(head), STR_ARG(between), STR_ARG(tail));
}

static void
run_changed(Bench *bench, World *world, const CelUnit *unit, uint32_t output, Str text) {
  CelValue scalar, reference;
  cel_state_begin(bench->state, unit, &host_callbacks, world, world->vars);
  cel_run(bench->state, output, &scalar);
  cel_reference(bench->state, output, &reference);
  unit_checks++;
  if (cel_value_same(cel_unit_type(unit, output), &scalar, &reference)) return;
  unit_failures++;
  printf("the executors differ: %.*s\n", STR_ARG(text));
}

static uint64_t number_from(const char *name, uint64_t otherwise) {
  int64_t value;
  const char *text = getenv(name);
  return text != NULL && str_to_int(str_from(text), &value) ? (uint64_t)value : otherwise;
}

UNIT(changed_expressions) {
  Bench bench;
  Seeds seeds;
  bench_open(&bench);
  read_seeds(&bench, &seeds);
  EXPECT(seeds.count > 200);
  Chance chance = {number_from("SEED", 1)};
  uint64_t count = number_from("N", 20000), accepted = 0;
  Str let = STR("person.med.filter(r, r.amount >= 200.0)");
  for (uint64_t i = 0; i < count && seeds.count > 0; i++) {
    arena_clear(bench.unit_arena);
    diag_clear(bench.diag);
    Str text = seeds.items[chance_below(&chance, seeds.count)];
    uint32_t changes = 1 + chance_below(&chance, 4);
    for (uint32_t k = 0; k < changes; k++)
      text = changed(bench.unit_arena, &chance, text, &seeds);
    CelUnit *unit = cel_unit_new(&bench.shape->env, bench.unit_arena);
    uint32_t output;
    Err err = cel_unit_let(unit, STR("x"), source_of(i % 2 == 0 ? let : text), bench.diag);
    err = cel_unit_output(unit, STR("is"), source_of(text), NULL, &output, bench.diag);
    if (err == ERR_OK) {
      accepted++;
      run_changed(&bench, bench.worlds[i % 2], unit, output, text);
      continue;
    }
    bool said = diag_count(bench.diag) > 0;
    EXPECT(said);
    for (size_t k = 0; k < diag_count(bench.diag); k++) {
      buf_clear(&bench.buf);
      diag_render(diag_get(bench.diag, k), k % 2 == 0 ? LANG_ZH : LANG_EN, &bench.buf);
    }
  }
  EXPECT(accepted * 50 >= count);
  bench_close(&bench);
}

UNIT_MAIN(UNIT_CASE(expressions),
          UNIT_CASE(limits),
          UNIT_CASE(not_utf8),
          UNIT_CASE(language_page),
          UNIT_CASE(changed_expressions))
