/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lex: every token, literal and escape; places in code points; what is no token.
 */
#include "cel/syntax_int.h"
#include "test/unit/unit.h"

#include "base/buf.h"

typedef struct Bench {
  Arena *arena;
  Diag *diag;
  Buf out;
} Bench;

static void bench_open(Bench *bench) {
  bench->arena = arena_new(1 << 22);
  bench->diag = diag_new();
  buf_init(&bench->out, 1 << 16);
}

static void bench_close(Bench *bench) {
  buf_free(&bench->out);
  diag_free(bench->diag);
  arena_free(bench->arena);
}

static CelSource source_of(Str text) {
  return (CelSource){.text = text, .file_text = text, .line = 1, .column = 1, .indent = 1};
}

static Lexer lexer_of(Bench *bench, Str text) {
  diag_clear(bench->diag);
  return (Lexer){.source = source_of(text), .arena = bench->arena, .diag = bench->diag};
}

/* "int 1, + , name a", or "CODE line:column" behind what came before the mistake. */
static Str tokens_of(Bench *bench, Str text) {
  Lexer lexer = lexer_of(bench, text);
  buf_clear(&bench->out);
  for (;;) {
    Token token;
    Err err = lex_next(&lexer, &token);
    if (err == ERR_OK && token.kind == TOKEN_END) return buf_view(&bench->out);
    if (bench->out.len > 0) buf_char(&bench->out, ' ');
    if (err != ERR_OK) {
      Place at = diag_get(bench->diag, 0)->at;
      buf_printf(&bench->out, "%s %u:%u", err_name(err), at.line, at.column);
      return buf_view(&bench->out);
    }
    const char *name = lex_token_name(token.kind);
    buf_lit(&bench->out, name);
    if (!str_eq(token.text, str_from(name))) buf_printf(&bench->out, "(%.*s)", STR_ARG(token.text));
  }
}

typedef struct Lexed {
  const char *text, *tokens;
} Lexed;

static void expect_tokens(const Lexed *cases, size_t count) {
  Bench bench;
  bench_open(&bench);
  for (size_t i = 0; i < count; i++)
    EXPECT_STR(tokens_of(&bench, str_from(cases[i].text)), cases[i].tokens);
  bench_close(&bench);
}

#define EXPECT_TOKENS(cases) expect_tokens((cases), sizeof(cases) / sizeof(cases)[0])

UNIT(operators) {
  static const Lexed cases[] = {
      {"", ""},
      {" \t\r\n\f", ""},
      {"// all", ""},
      {"a//b\nc", "name(a) name(c)"},
      {"a/b", "name(a) / name(b)"},
      {". , : ? ( ) [ ] { } + - * / % !", ". , : ? ( ) [ ] { } + - * / % !"},
      {"&&||==!=<<=>>=", "&& || == != < <= > >="},
      {"a&&!b", "name(a) && ! name(b)"},
      {"<=<", "<= <"},
      {"&", "CEL_CHARACTER 1:1"},
      {"a & b", "name(a) CEL_CHARACTER 1:3"},
      {"a | b", "name(a) CEL_CHARACTER 1:3"},
      {"=", "CEL_CHARACTER 1:1"},
      {"a;", "name(a) CEL_CHARACTER 1:2"},
      {"'中文' ＋ 1", "string('中文') CEL_CHARACTER 1:6"},
      {"a\n 中", "name(a) CEL_CHARACTER 2:2"},
  };
  EXPECT_TOKENS(cases);
}

UNIT(names) {
  static const Lexed cases[] = {
      {"a _b A9 in inn true truex false null", "name(a) name(_b) name(A9) in name(inn) true "
                                               "name(truex) false null"},
      {"`a b`", "name(a b)"},
      {"`in`", "name(in)"},
      {"`住院-1.x`", "name(住院-1.x)"},
      {"``", "CEL_STRING 1:1"},
      {"`a", "CEL_STRING 1:1"},
      {"`a\nb`", "CEL_STRING 1:1"},
      {"rb", "name(rb)"},
      {"br", "name(br)"},
      {"b r", "name(b) name(r)"},
  };
  EXPECT_TOKENS(cases);
}

UNIT(numbers) {
  static const Lexed cases[] = {
      {"0 1 007 9223372036854775808", "int(0) int(1) int(007) int(9223372036854775808)"},
      {"0x0 0xAbC 0XF", "int(0x0) int(0xAbC) int(0XF)"},
      {"1u 0x1U", "uint(1u) uint(0x1U)"},
      {"1.5 .5 1.50", "decimal(1.5) decimal(.5) decimal(1.50)"},
      {"1e3 1.5E+2 .5e-1", "decimal(1e3) decimal(1.5E+2) decimal(.5e-1)"},
      {"1.size", "int(1) . name(size)"},
      {"1..5", "int(1) . decimal(.5)"},
      {"1.5.5", "decimal(1.5) decimal(.5)"},
      {"-1", "- int(1)"},
      {"0x", "CEL_NUMBER 1:1"},
      {"0xg", "CEL_NUMBER 1:1"},
      {"1x", "CEL_NUMBER 1:1"},
      {"1e", "CEL_NUMBER 1:1"},
      {"1e+", "CEL_NUMBER 1:1"},
      {"1.5u", "CEL_NUMBER 1:1"},
      {"1_0", "CEL_NUMBER 1:1"},
      {"1uu", "CEL_NUMBER 1:1"},
      {"1元", "int(1) CEL_CHARACTER 1:2"},
  };
  EXPECT_TOKENS(cases);
}

/* ---- strings ---- */

static void expect_value(Bench *bench, const char *text, const char *value, size_t len) {
  Lexer lexer = lexer_of(bench, str_from(text));
  Token token;
  Err err = lex_next(&lexer, &token);
  EXPECT_INT(err, ERR_OK);
  if (err != ERR_OK) {
    printf("refused: %s\n", text);
    return;
  }
  EXPECT(token.kind == TOKEN_STRING || token.kind == TOKEN_BYTES);
  unit_checks++;
  if (str_eq(token.value, (Str){value, len}) && lexer.at == strlen(text)) return;
  unit_failures++;
  printf("%s is \"%.*s\"\n", text, STR_ARG(token.value));
}

#define EXPECT_VALUE(bench, text, value) expect_value((bench), (text), (value), sizeof(value) - 1)

UNIT(strings) {
  Bench bench;
  bench_open(&bench);
  EXPECT_VALUE(&bench, "''", "");
  EXPECT_VALUE(&bench, "\"\"", "");
  EXPECT_VALUE(&bench, "''''''", "");
  EXPECT_VALUE(&bench, "'a\"b'", "a\"b");
  EXPECT_VALUE(&bench, "\"a'b\"", "a'b");
  EXPECT_VALUE(&bench, "'''a'b''c'''", "a'b''c");
  EXPECT_VALUE(&bench, "\"\"\"a\nb\"\"\"", "a\nb");
  EXPECT_VALUE(&bench, "'''\\''''", "'");
  EXPECT_VALUE(&bench, "'\\a\\b\\f\\n\\r\\t\\v'", "\a\b\f\n\r\t\v");
  EXPECT_VALUE(&bench, "'\\\\\\?\\\"\\'\\`'", "\\?\"'`");
  EXPECT_VALUE(&bench, "'\\x41\\X42'", "AB");
  EXPECT_VALUE(&bench, "'\\xff'", "\xC3\xBF"); /* a code point, not a byte */
  EXPECT_VALUE(&bench, "'\\101\\000\\377'", "A\0\xC3\xBF");
  EXPECT_VALUE(&bench, "'\\u4e2d\\U00020000'", "中\xF0\xA0\x80\x80");
  EXPECT_VALUE(&bench, "'\\ud7ff\\ue000\\U0010ffff'", "\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF");
  EXPECT_VALUE(&bench, "r'\\n\\'", "\\n\\");
  EXPECT_VALUE(&bench, "R\"\"\"a\\\"\"\"", "a\\");
  EXPECT_VALUE(&bench, "b'\\xff\\377'", "\xFF\xFF");
  EXPECT_VALUE(&bench, "BR'\\x'", "\\x");
  EXPECT_VALUE(&bench, "'住院'", "住院");
  bench_close(&bench);
}

UNIT(string_mistakes) {
  static const Lexed cases[] = {
      {"'", "CEL_STRING 1:1"},
      {"'a", "CEL_STRING 1:1"},
      {"1 + 'a\"", "int(1) + CEL_STRING 1:5"},
      {"'a\n'", "CEL_STRING 1:1"},
      {"'a\r'", "CEL_STRING 1:1"},
      {"'''a''", "CEL_STRING 1:1"},
      {"'a\\'", "CEL_STRING 1:1"},
      {"'a\\", "CEL_ESCAPE 1:3"},
      {"'中\\中'", "CEL_ESCAPE 1:3"},
      {"'\\q'", "CEL_ESCAPE 1:2"},
      {"'\\x4'", "CEL_ESCAPE 1:2"},
      {"'\\u12'", "CEL_ESCAPE 1:2"},
      {"'\\U0001F60'", "CEL_ESCAPE 1:2"},
      {"'\\ud800'", "CEL_ESCAPE 1:2"},
      {"'\\udfff'", "CEL_ESCAPE 1:2"},
      {"'\\U00110000'", "CEL_ESCAPE 1:2"},
      {"'\\UFFFFFFFF'", "CEL_ESCAPE 1:2"},
      {"'\\400'", "CEL_ESCAPE 1:2"},
      {"'\\08'", "CEL_ESCAPE 1:2"},
      {"'\\12'", "CEL_ESCAPE 1:2"},
      {"b'\\u0041'", "CEL_ESCAPE 1:3"},
      {"'''a\n中\\q'''", "CEL_ESCAPE 2:2"},
  };
  EXPECT_TOKENS(cases);
}

/* What a mistake shows of the text is whole characters. */
UNIT(shown) {
  Bench bench;
  bench_open(&bench);
  (void)tokens_of(&bench, STR("'\\中'"));
  EXPECT_STR(diag_get(bench.diag, 0)->args[0], "\\中");
  (void)tokens_of(&bench, STR("'\\"));
  EXPECT_STR(diag_get(bench.diag, 0)->args[0], "\\");
  (void)tokens_of(&bench, STR("1 ￥"));
  EXPECT_STR(diag_get(bench.diag, 0)->args[0], "￥");
  (void)tokens_of(&bench, STR("12ab_ + 1"));
  EXPECT_STR(diag_get(bench.diag, 0)->args[0], "12ab_");
  bench_close(&bench);
}

/* ---- places ---- */

static void expect_place(const CelSource *source, uint32_t at, uint32_t line, uint32_t column) {
  Place place = syntax_place(source, at);
  EXPECT_INT(place.line, line);
  EXPECT_INT(place.column, column);
}

UNIT(places) {
  Str file = STR("when: 'a中'\r\n   b\n");
  CelSource source = {STR("'a中'\n b\n"), STR("f"), file, 7, 10, 4};
  expect_place(&source, 0, 7, 10);
  expect_place(&source, 2, 7, 12);
  expect_place(&source, 5, 7, 13); /* behind three bytes of one character */
  expect_place(&source, 7, 8, 4);
  expect_place(&source, 8, 8, 5);
  expect_place(&source, 10, 9, 4);
  expect_place(&source, 1000, 9, 4); /* behind the end */
  EXPECT_STR(syntax_line(&source, 1), "when: 'a中'");
  EXPECT_STR(syntax_line(&source, 2), "   b");
  EXPECT_STR(syntax_line(&source, 3), "");
  EXPECT_STR(syntax_line(&source, 0), "");
}

UNIT_MAIN(UNIT_CASE(operators),
          UNIT_CASE(names),
          UNIT_CASE(numbers),
          UNIT_CASE(strings),
          UNIT_CASE(string_mistakes),
          UNIT_CASE(shown),
          UNIT_CASE(places))
