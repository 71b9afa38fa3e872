/* SPDX-License-Identifier: Apache-2.0 */
/*
 * parse: tokens to the untyped tree.
 *
 * Recursive descent; binary operators by one table of priorities. Nesting and the number of nodes
 * are limited, so that no input can exhaust the stack. The first mistake ends the parse: what
 * stands behind it would only be guessed.
 */
#include "base/vec.h"
#include "cel/syntax_int.h"

typedef struct Parser {
  Lexer lexer;
  Token token; /* the one to be read next */
  uint32_t depth;
  uint32_t nodes;
} Parser;

typedef VEC(Syntax *) SyntaxList;

/* Comparisons do not chain to the right; all are left. */
int syntax_priority(TokenKind kind) {
  switch ((int)kind) {
  case TOKEN_OR:
    return 1;
  case TOKEN_AND:
    return 2;
  case TOKEN_EQ:
  case TOKEN_NE:
  case TOKEN_LT:
  case TOKEN_LE:
  case TOKEN_GT:
  case TOKEN_GE:
  case TOKEN_IN:
    return 3;
  case TOKEN_PLUS:
  case TOKEN_MINUS:
    return 4;
  case TOKEN_STAR:
  case TOKEN_SLASH:
  case TOKEN_PERCENT:
    return 5;
  default:
    return 0;
  }
}

static Err parse_expr(Parser *parser, Syntax **ret);

static Err advance(Parser *parser) {
  return lex_next(&parser->lexer, &parser->token);
}

static Err expected(Parser *parser, Str what) {
  Str found = parser->token.kind == TOKEN_END ? ARG2("结尾", "the end") : parser->token.text;
  return syntax_fail(parser->lexer.diag, ERR_CEL_EXPECTED, &parser->lexer.source, parser->token.at,
                     found, what);
}

static Err expect(Parser *parser, TokenKind kind) {
  if (parser->token.kind != kind) return expected(parser, str_from(lex_token_name(kind)));
  return advance(parser);
}

static Err new_node(Parser *parser, SyntaxKind kind, uint32_t at, Syntax **ret) {
  if (++parser->nodes > CEL_NODES_MAX)
    return syntax_fail(parser->lexer.diag, ERR_LIMIT, &parser->lexer.source, at,
                       ARG2("表达式的节点数", "nodes of an expression"), STR("8000"));
  Syntax *node = arena_new_one(parser->lexer.arena, Syntax);
  node->kind = kind;
  node->at = node->start = at;
  *ret = node;
  return ERR_OK;
}

static Err set_args(Parser *parser, Syntax *node, Syntax *const *args, size_t count) {
  node->args = arena_new_array(parser->lexer.arena, Syntax *, count + 1);
  for (size_t i = 0; i < count; i++) {
    node->args[i] = args[i];
    if (args[i]->height >= node->height) node->height = args[i]->height + 1;
  }
  node->count = (uint32_t)count;
  if (node->height <= SYNTAX_HEIGHT_MAX) return ERR_OK;
  return syntax_fail(parser->lexer.diag, ERR_LIMIT, &parser->lexer.source, node->at,
                     ARG2("表达式的层数", "height of an expression"), STR("400"));
}

/* list = [expr {"," expr} [","]] closing */
static Err parse_list(Parser *parser, TokenKind closing, SyntaxList *list) {
  while (parser->token.kind != closing) {
    Syntax *item;
    TRY(parse_expr(parser, &item));
    *vec_push(parser->lexer.arena, list) = item;
    if (parser->token.kind != TOKEN_COMMA) break;
    TRY(advance(parser));
  }
  if (parser->token.kind != closing) {
    return expected(parser, closing == TOKEN_RPAREN ? ARG2("逗号或 )", "a comma or )")
                                                    : ARG2("逗号或 ]", "a comma or ]"));
  }
  return advance(parser);
}

/* map = [expr ":" expr {"," expr ":" expr} [","]] "}" */
static Err parse_map(Parser *parser, SyntaxList *list) {
  while (parser->token.kind != TOKEN_RBRACE) {
    Syntax *key, *value;
    TRY(parse_expr(parser, &key));
    TRY(expect(parser, TOKEN_COLON));
    TRY(parse_expr(parser, &value));
    *vec_push(parser->lexer.arena, list) = key;
    *vec_push(parser->lexer.arena, list) = value;
    if (parser->token.kind != TOKEN_COMMA) break;
    TRY(advance(parser));
  }
  if (parser->token.kind != TOKEN_RBRACE) return expected(parser, ARG2("逗号或 }", "a comma or }"));
  return advance(parser);
}

static bool is_reserved(Str name) {
  static const Str reserved[] = {STR_INIT("as"),        STR_INIT("break"),  STR_INIT("const"),
                                 STR_INIT("continue"),  STR_INIT("else"),   STR_INIT("for"),
                                 STR_INIT("function"),  STR_INIT("if"),     STR_INIT("import"),
                                 STR_INIT("let"),       STR_INIT("loop"),   STR_INIT("package"),
                                 STR_INIT("namespace"), STR_INIT("return"), STR_INIT("var"),
                                 STR_INIT("void"),      STR_INIT("while")};
  for (size_t i = 0; i < sizeof reserved / sizeof reserved[0]; i++)
    if (str_eq(name, reserved[i])) return true;
  return false;
}

/* ident = ["."] NAME ["(" list] */
static Err parse_name(Parser *parser, Syntax **ret) {
  bool rooted = parser->token.kind == TOKEN_DOT;
  if (rooted) TRY(advance(parser));
  Token name = parser->token;
  if (name.kind != TOKEN_IDENT) return expected(parser, ARG2("名称", "a name"));
  if (!name.quoted && is_reserved(name.text))
    return syntax_fail(parser->lexer.diag, ERR_CEL_RESERVED, &parser->lexer.source, name.at,
                       name.text);
  TRY(advance(parser));
  if (parser->token.kind != TOKEN_LPAREN || name.quoted) {
    TRY(new_node(parser, SYNTAX_IDENT, name.at, ret));
    (*ret)->text = name.text;
    (*ret)->rooted = rooted;
    return ERR_OK;
  }
  TRY(advance(parser));
  TRY(new_node(parser, SYNTAX_CALL, name.at, ret));
  (*ret)->text = name.text;
  SyntaxList args = {0};
  TRY(parse_list(parser, TOKEN_RPAREN, &args));
  TRY(set_args(parser, *ret, args.items, args.count));
  return ERR_OK;
}

static Err parse_literal(Parser *parser, SyntaxKind kind, Syntax **ret) {
  TRY(new_node(parser, kind, parser->token.at, ret));
  (*ret)->text =
      kind == SYNTAX_STRING || kind == SYNTAX_BYTES ? parser->token.value : parser->token.text;
  return advance(parser);
}

/* primary = literal | ident | "(" expr ")" | "[" list | "{" map */
static Err parse_primary(Parser *parser, Syntax **ret) {
  uint32_t at = parser->token.at;
  SyntaxList items = {0};
  switch ((int)parser->token.kind) {
  case TOKEN_INT:
    return parse_literal(parser, SYNTAX_INT, ret);
  case TOKEN_UINT:
    return parse_literal(parser, SYNTAX_UINT, ret);
  case TOKEN_FLOAT:
    return parse_literal(parser, SYNTAX_FLOAT, ret);
  case TOKEN_STRING:
    return parse_literal(parser, SYNTAX_STRING, ret);
  case TOKEN_BYTES:
    return parse_literal(parser, SYNTAX_BYTES, ret);
  case TOKEN_TRUE:
    return parse_literal(parser, SYNTAX_TRUE, ret);
  case TOKEN_FALSE:
    return parse_literal(parser, SYNTAX_FALSE, ret);
  case TOKEN_NULL:
    return parse_literal(parser, SYNTAX_NULL, ret);
  case TOKEN_IDENT:
  case TOKEN_DOT:
    return parse_name(parser, ret);
  case TOKEN_LPAREN:
    TRY(advance(parser));
    TRY(parse_expr(parser, ret));
    (*ret)->start = at;
    return expect(parser, TOKEN_RPAREN);
  case TOKEN_LBRACKET:
    TRY(advance(parser));
    TRY(new_node(parser, SYNTAX_LIST, at, ret));
    TRY(parse_list(parser, TOKEN_RBRACKET, &items));
    break;
  case TOKEN_LBRACE:
    TRY(advance(parser));
    TRY(new_node(parser, SYNTAX_MAP, at, ret));
    TRY(parse_map(parser, &items));
    break;
  default:
    return expected(parser, ARG2("值、名称或 (", "a value, a name or ("));
  }
  TRY(set_args(parser, *ret, items.items, items.count));
  return ERR_OK;
}

/* .name | .name(list */
static Err parse_member(Parser *parser, Syntax **node) {
  Token name = parser->token;
  /* behind a dot `in` cannot be anything else */
  if (name.kind != TOKEN_IDENT && name.kind != TOKEN_IN)
    return expected(parser, ARG2("字段名", "a field name"));
  TRY(advance(parser));
  Syntax *outer;
  bool call = parser->token.kind == TOKEN_LPAREN && !name.quoted;
  TRY(new_node(parser, call ? SYNTAX_METHOD : SYNTAX_SELECT, name.at, &outer));
  outer->text = name.text;
  outer->start = (*node)->start;
  SyntaxList args = {0};
  *vec_push(parser->lexer.arena, &args) = *node;
  if (call) {
    TRY(advance(parser));
    TRY(parse_list(parser, TOKEN_RPAREN, &args));
  }
  TRY(set_args(parser, outer, args.items, args.count));
  *node = outer;
  return ERR_OK;
}

/* postfix = primary {"." member | "[" expr "]"} */
static Err parse_postfix(Parser *parser, Syntax **ret) {
  TRY(parse_primary(parser, ret));
  for (;;) {
    uint32_t at = parser->token.at;
    if (parser->token.kind == TOKEN_DOT) {
      TRY(advance(parser));
      TRY(parse_member(parser, ret));
    } else if (parser->token.kind == TOKEN_LBRACKET) {
      TRY(advance(parser));
      Syntax *index, *outer;
      TRY(parse_expr(parser, &index));
      TRY(expect(parser, TOKEN_RBRACKET));
      TRY(new_node(parser, SYNTAX_INDEX, at, &outer));
      outer->start = (*ret)->start;
      TRY(set_args(parser, outer, (Syntax *[]){*ret, index}, 2));
      *ret = outer;
    } else {
      return ERR_OK;
    }
  }
}

/* unary = {"!"} postfix | {"-"} postfix; a minus before a number belongs to it */
static Err parse_unary(Parser *parser, Syntax **ret) {
  TokenKind op = parser->token.kind;
  if (op != TOKEN_NOT && op != TOKEN_MINUS) return parse_postfix(parser, ret);
  if (++parser->depth > CEL_DEPTH_MAX)
    return syntax_fail(parser->lexer.diag, ERR_LIMIT, &parser->lexer.source, parser->token.at,
                       ARG2("嵌套层数", "nesting"), STR("64"));
  uint32_t at = parser->token.at;
  TRY(advance(parser));
  bool number = parser->token.kind == TOKEN_INT || parser->token.kind == TOKEN_FLOAT;
  if (op == TOKEN_MINUS && number) {
    TRY(parse_primary(parser, ret));
    (*ret)->negative = true;
    (*ret)->start = (*ret)->at = at;
    parser->depth--;
    /* what follows the number (a method call) binds to the signed number, as in cel-go */
    while (parser->token.kind == TOKEN_DOT) {
      TRY(advance(parser));
      TRY(parse_member(parser, ret));
    }
    return ERR_OK;
  }
  Syntax *operand, *node;
  TRY(parse_unary(parser, &operand));
  TRY(new_node(parser, SYNTAX_UNARY, at, &node));
  node->op = op;
  TRY(set_args(parser, node, &operand, 1));
  *ret = node;
  parser->depth--;
  return ERR_OK;
}

/* binary(p) = unary {op binary(priority(op) + 1)} while priority(op) >= p */
static Err parse_binary(Parser *parser, int least, Syntax **ret) {
  TRY(parse_unary(parser, ret));
  for (;;) {
    Token op = parser->token;
    int priority = syntax_priority(op.kind);
    if (priority == 0 || priority < least) return ERR_OK;
    TRY(advance(parser));
    Syntax *right, *node;
    TRY(parse_binary(parser, priority + 1, &right));
    TRY(new_node(parser, SYNTAX_BINARY, op.at, &node));
    node->op = op.kind;
    node->start = (*ret)->start;
    TRY(set_args(parser, node, (Syntax *[]){*ret, right}, 2));
    *ret = node;
  }
}

/* expr = binary ["?" binary ":" expr] */
static Err parse_expr(Parser *parser, Syntax **ret) {
  if (++parser->depth > CEL_DEPTH_MAX)
    return syntax_fail(parser->lexer.diag, ERR_LIMIT, &parser->lexer.source, parser->token.at,
                       ARG2("嵌套层数", "nesting"), STR("64"));
  TRY(parse_binary(parser, 1, ret));
  if (parser->token.kind == TOKEN_QUESTION) {
    Syntax *cond = *ret, *yes, *no, *node;
    uint32_t at = parser->token.at;
    TRY(advance(parser));
    TRY(parse_binary(parser, 1, &yes));
    TRY(expect(parser, TOKEN_COLON));
    TRY(parse_expr(parser, &no));
    TRY(new_node(parser, SYNTAX_COND, at, &node));
    node->start = cond->start;
    TRY(set_args(parser, node, (Syntax *[]){cond, yes, no}, 3));
    *ret = node;
  }
  parser->depth--;
  return ERR_OK;
}

Err syntax_parse(CelSource source, Arena *arena, Syntax **ret_root, Diag *diag) {
  if (source.text.len > CEL_TEXT_MAX)
    return syntax_fail(diag, ERR_LIMIT, &source, 0,
                       ARG2("表达式的字节数", "bytes of an expression"), STR("65536"));
  size_t valid = bytes_valid_utf8((Bytes){(const uint8_t *)source.text.ptr, source.text.len});
  if (valid < source.text.len) {
    Str byte = arena_printf(arena, "0x%02X", (unsigned)(uint8_t)source.text.ptr[valid]);
    return fail(diag, ERR_TEXT_UTF8, syntax_place(&source, (uint32_t)valid), byte);
  }
  Parser parser = {.lexer = {.source = source, .arena = arena, .diag = diag}};
  TRY(advance(&parser));
  Syntax *root;
  TRY(parse_expr(&parser, &root));
  if (parser.token.kind != TOKEN_END)
    return expected(&parser, ARG2("运算符或结尾", "an operator or the end"));
  *ret_root = root;
  return ERR_OK;
}
