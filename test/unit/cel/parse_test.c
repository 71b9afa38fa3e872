/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parse: trees, printed with all their brackets: priorities, associativity, what binds to what;
 * where a node says that it stands.
 */
#include "base/buf.h"
#include "cel/syntax_int.h"
#include "test/unit/unit.h"

typedef struct Bench {
  Arena *arena;
  Diag *diag;
  Buf out;
} Bench;

static void bench_open(Bench *bench) {
  bench->arena = arena_new(1 << 24);
  bench->diag = diag_new();
  buf_init(&bench->out, 1 << 16);
}

static void bench_close(Bench *bench) {
  buf_free(&bench->out);
  diag_free(bench->diag);
  arena_free(bench->arena);
}

/* ---- printing ---- */

static void put_tree(const Syntax *node, Buf *out);

static void put_args(const Syntax *node, uint32_t from, Buf *out) {
  for (uint32_t i = from; i < node->count; i++) {
    if (i > from) buf_char(out, ' ');
    put_tree(node->args[i], out);
  }
}

/* (op a b), a.b as (.b a), a.f(x) as (.f() a x), f(x) as (f() x), a[b] as ([] a b). */
static void put_head(const Syntax *node, Buf *out) {
  switch ((int)node->kind) {
  case SYNTAX_SELECT:
    buf_printf(out, ".%.*s", STR_ARG(node->text));
    break;
  case SYNTAX_METHOD:
    buf_printf(out, ".%.*s()", STR_ARG(node->text));
    break;
  case SYNTAX_CALL:
    buf_printf(out, "%.*s()", STR_ARG(node->text));
    break;
  case SYNTAX_INDEX:
    buf_lit(out, "[]");
    break;
  case SYNTAX_COND:
    buf_lit(out, "?:");
    break;
  case SYNTAX_LIST:
    buf_lit(out, "list");
    break;
  case SYNTAX_MAP:
    buf_lit(out, "map");
    break;
  default:
    buf_lit(out, lex_token_name(node->op));
    break;
  }
}

static void put_tree(const Syntax *node, Buf *out) {
  switch ((int)node->kind) {
  case SYNTAX_STRING:
    buf_printf(out, "'%.*s'", STR_ARG(node->text));
    return;
  case SYNTAX_INT:
  case SYNTAX_FLOAT:
  case SYNTAX_UINT:
    buf_printf(out, "%s%.*s", node->negative ? "-" : "", STR_ARG(node->text));
    return;
  case SYNTAX_BYTES:
    buf_lit(out, "bytes");
    return;
  case SYNTAX_TRUE:
  case SYNTAX_FALSE:
  case SYNTAX_NULL:
    buf_str(out, node->text);
    return;
  case SYNTAX_IDENT:
    buf_printf(out, "%s%.*s", node->rooted ? "." : "", STR_ARG(node->text));
    return;
  default:
    buf_char(out, '(');
    put_head(node, out);
    if (node->count > 0) buf_char(out, ' ');
    put_args(node, 0, out);
    buf_char(out, ')');
  }
}

static Syntax *parse(Bench *bench, Str text) {
  Syntax *root = NULL;
  CelSource source = {.text = text, .file_text = text, .line = 1, .column = 1, .indent = 1};
  arena_clear(bench->arena);
  diag_clear(bench->diag);
  return syntax_parse(source, bench->arena, &root, bench->diag) == ERR_OK ? root : NULL;
}

typedef struct Parsed {
  const char *text, *tree;
} Parsed;

static void expect_trees(const Parsed *cases, size_t count) {
  Bench bench;
  bench_open(&bench);
  for (size_t i = 0; i < count; i++) {
    const Syntax *root = parse(&bench, str_from(cases[i].text));
    buf_clear(&bench.out);
    if (root) put_tree(root, &bench.out);
    EXPECT_STR(buf_view(&bench.out), cases[i].tree);
  }
  bench_close(&bench);
}

#define EXPECT_TREES(cases) expect_trees((cases), sizeof(cases) / sizeof(cases)[0])

/* ---- cases ---- */

UNIT(priorities) {
  static const Parsed cases[] = {
      {"a || b && c", "(|| a (&& b c))"},
      {"a && b || c", "(|| (&& a b) c)"},
      {"a && b == c", "(&& a (== b c))"},
      {"a == b + c", "(== a (+ b c))"},
      {"a in b + c", "(in a (+ b c))"},
      {"a + b * c", "(+ a (* b c))"},
      {"a * b + c", "(+ (* a b) c)"},
      {"a + b % c / d", "(+ a (/ (% b c) d))"},
      {"!a && b", "(&& (! a) b)"},
      {"!a.b", "(! (.b a))"},
      {"-a * b", "(* (- a) b)"},
      {"-a.b", "(- (.b a))"},
      {"-a[0]", "(- ([] a 0))"},
      {"(a || b) && c", "(&& (|| a b) c)"},
      {"a ? b : c || d", "(?: a b (|| c d))"},
      {"a || b ? c : d", "(?: (|| a b) c d)"},
      {"a < b == c >= d", "(>= (== (< a b) c) d)"},
      {"!!a", "(! (! a))"},
      {"!a == b", "(== (! a) b)"},
  };
  EXPECT_TREES(cases);
}

/* Every operator is left-associative; ?: is right. */
UNIT(associativity) {
  static const Parsed cases[] = {
      {"a || b || c", "(|| (|| a b) c)"},
      {"a && b && c", "(&& (&& a b) c)"},
      {"a == b != c", "(!= (== a b) c)"},
      {"a < b > c", "(> (< a b) c)"},
      {"a <= b in c", "(in (<= a b) c)"},
      {"a - b - c", "(- (- a b) c)"},
      {"a - b + c", "(+ (- a b) c)"},
      {"a / b / c", "(/ (/ a b) c)"},
      {"a % b * c", "(* (% a b) c)"},
      {"a ? b : c ? d : e", "(?: a b (?: c d e))"},
      {"a ? (b ? c : d) : e", "(?: a (?: b c d) e)"},
      {"a ? b ? c : d : e", ""},
      {"a - (b - c)", "(- a (- b c))"},
      {"a.b.c[d].e(f)", "(.e() ([] (.c (.b a)) d) f)"},
  };
  EXPECT_TREES(cases);
}

UNIT(literals) {
  static const Parsed cases[] = {
      {"-1", "-1"},
      {"- 1", "-1"},
      {"-1.5", "-1.5"},
      {"--1", "(- -1)"},
      {"a -1", "(- a 1)"},
      {"a - -1", "(- a -1)"},
      {"-1.size()", "(.size() -1)"},
      {"-(1)", "(- 1)"},
      {"- a", "(- a)"},
      {"1u", "1u"},
      {"[]", "(list)"},
      {"[a]", "(list a)"},
      {"[a, [b,],]", "(list a (list b))"},
      {"{}", "(map)"},
      {"{'a': 1, b: c ? d : e,}", "(map 'a' 1 b (?: c d e))"},
      {"'a' 'b'", ""},
      {"true && false || null", "(|| (&& true false) null)"},
      {"r'\\'", "'\\'"},
  };
  EXPECT_TREES(cases);
}

UNIT(names) {
  static const Parsed cases[] = {
      {".a", ".a"},
      {".a.b", "(.b .a)"},
      {".a(b)", "(a() b)"},
      {"a.`b c`.d", "(.d (.b c a))"},
      {"`a b`", "a b"},
      {"a.in", "(.in a)"},
      {"a.if", "(.if a)"},
      {"`if`", "if"},
      {"if", ""},
      {"a.true", ""},
      {"in", ""},
      {"a(b, c,)", "(a() b c)"},
      {"a()", "(a())"},
      {"a.b()", "(.b() a)"},
      {"`a`(b)", ""},
      {"a.`b`(c)", ""},
      {"l.exists(x, x > 1 && x < 2)", "(.exists() l x (&& (> x 1) (< x 2)))"},
  };
  EXPECT_TREES(cases);
}

UNIT(mistakes) {
  static const Parsed cases[] = {
      {"", ""},        {"a b", ""},   {"a ==", ""},       {"== a", ""},    {"a ? b", ""},
      {"a ? : c", ""}, {"(a", ""},    {"a)", ""},         {"[a", ""},      {"a]", ""},
      {"{a}", ""},     {"{a:}", ""},  {"{a: b", ""},      {"a.", ""},      {"a..b", ""},
      {"a[]", ""},     {"f(,)", ""},  {"[,]", ""},        {"a{b: c}", ""}, {"+a", ""},
      {"a += 1", ""},  {"a ! b", ""}, {"a not in b", ""},
  };
  EXPECT_TREES(cases);
}

/* Operators stand at their sign, members at their name; the whole begins at its first character. */
UNIT(places) {
  static const struct {
    const char *text;
    uint32_t at, start;
  } cases[] = {
      {"a + b", 2, 0},   {"  a", 2, 2},         {"a.b", 2, 0},     {"a . b(c)", 4, 0},
      {"a[b]", 1, 0},    {"(a + b)", 3, 0},     {"(a) + b", 4, 0}, {"!a", 0, 0},
      {"- 1", 0, 0},     {"a ? b : c", 2, 0},   {" [a]", 1, 1},    {"f(a)", 0, 0},
      {"((a)).b", 6, 0}, {"a && b || c", 7, 0}, {".a", 1, 1},
  };
  Bench bench;
  bench_open(&bench);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    const Syntax *root = parse(&bench, str_from(cases[i].text));
    EXPECT(root != NULL);
    if (root == NULL) continue;
    EXPECT_INT(root->at, cases[i].at);
    EXPECT_INT(root->start, cases[i].start);
  }
  bench_close(&bench);
}

UNIT_MAIN(UNIT_CASE(priorities),
          UNIT_CASE(associativity),
          UNIT_CASE(literals),
          UNIT_CASE(names),
          UNIT_CASE(mistakes),
          UNIT_CASE(places))
