/* SPDX-License-Identifier: Apache-2.0 */
/*
 * syntax_int: the untyped tree between parser and checker, both profiles.
 *
 * Grammar: cel-spec langdef. A node's place is an offset into the source text; syntax_place makes
 * a line and a column of it. Nodes live in the parser's arena and point into the source text,
 * except for strings with escapes, which are copied.
 */
#ifndef CEL_SYNTAX_INT_H
#define CEL_SYNTAX_INT_H

#include "cel/cel.h"

/* ORDER TOKEN: token_names in lex.c. */
typedef enum TokenKind {
  TOKEN_END,
  TOKEN_IDENT,
  TOKEN_INT,
  TOKEN_UINT,
  TOKEN_FLOAT,
  TOKEN_STRING,
  TOKEN_BYTES,
  TOKEN_TRUE,
  TOKEN_FALSE,
  TOKEN_NULL,
  TOKEN_IN,
  TOKEN_DOT,
  TOKEN_COMMA,
  TOKEN_COLON,
  TOKEN_QUESTION,
  TOKEN_LPAREN,
  TOKEN_RPAREN,
  TOKEN_LBRACKET,
  TOKEN_RBRACKET,
  TOKEN_LBRACE,
  TOKEN_RBRACE,
  TOKEN_PLUS,
  TOKEN_MINUS,
  TOKEN_STAR,
  TOKEN_SLASH,
  TOKEN_PERCENT,
  TOKEN_NOT,
  TOKEN_AND,
  TOKEN_OR,
  TOKEN_EQ,
  TOKEN_NE,
  TOKEN_LT,
  TOKEN_LE,
  TOKEN_GT,
  TOKEN_GE
} TokenKind;

typedef struct Token {
  TokenKind kind;
  uint32_t at; /* offset of its first byte */
  Str text;    /* as written; idents in backquotes without them */
  Str value;   /* strings and bytes: decoded */
  bool quoted; /* ident in backquotes */
} Token;

typedef struct Lexer {
  CelSource source;
  size_t at;
  Arena *arena;
  Diag *diag;
} Lexer;

/* The next token; on an error the code, after adding it to the diag. */
MUST_USE Err lex_next(Lexer *lexer, Token *ret_token);
const char *lex_token_name(TokenKind kind); /* "&&", "name", … */
int syntax_priority(TokenKind kind);        /* of a binary operator, higher binds tighter; else 0 */

typedef enum SyntaxKind {
  SYNTAX_INT, /* token text; a minus before it is folded into [negative] */
  SYNTAX_UINT,
  SYNTAX_FLOAT,
  SYNTAX_STRING, /* text */
  SYNTAX_BYTES,
  SYNTAX_TRUE,
  SYNTAX_FALSE,
  SYNTAX_NULL,
  SYNTAX_IDENT,  /* text; [rooted]: written .text, no variable of a macro */
  SYNTAX_SELECT, /* arg[0].text */
  SYNTAX_INDEX,  /* arg[0][arg[1]] */
  SYNTAX_CALL,   /* text(args) */
  SYNTAX_METHOD, /* arg[0].text(arg[1]…) */
  SYNTAX_UNARY,  /* op arg[0] */
  SYNTAX_BINARY, /* arg[0] op arg[1] */
  SYNTAX_COND,   /* arg[0] ? arg[1] : arg[2] */
  SYNTAX_LIST,
  SYNTAX_MAP /* key, value, key, value … */
} SyntaxKind;

typedef struct Syntax Syntax;
struct Syntax {
  SyntaxKind kind;
  TokenKind op;
  uint32_t at;    /* operators: of the operator; selects and methods: of the name */
  uint32_t start; /* of the first character of the whole */
  bool negative;
  bool rooted;
  Str text;
  Syntax **args;
  uint32_t count;
  uint32_t height; /* of the tree: limited, since the stages behind recurse */
};

enum { SYNTAX_HEIGHT_MAX = 400 };

MUST_USE Err syntax_parse(CelSource source, Arena *arena, Syntax **ret_root, Diag *diag);
/* Line and column (code points) of an offset. */
Place syntax_place(const CelSource *source, uint32_t at);
/* The source line of a place, for the caret. */
Str syntax_line(const CelSource *source, uint32_t line);

#define syntax_fail(diag, code, source, at, ...)                                                   \
  fail_source((diag), (code), syntax_place((source), (at)),                                        \
              syntax_line((source), syntax_place((source), (at)).line), __VA_ARGS__)

#endif
