/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lex: the text of an expression to tokens, by cel-spec langdef ("Syntax").
 *
 * Strings come decoded: all escapes of CEL, raw and triple-quoted forms. Everything here is
 * common to both profiles; what the pack profile does not take is refused by the checker.
 */
#include "cel/syntax_int.h"

#include <string.h>

static const char *const token_names[] = {
    "end", "name", "int", "uint", "decimal", "string", "bytes", "true", "false", "null", "in", ".",
    ",",   ":",    "?",   "(",    ")",       "[",      "]",     "{",    "}",     "+",    "-",  "*",
    "/",   "%",    "!",   "&&",   "||",      "==",     "!=",    "<",    "<=",    ">",    ">="};

const char *lex_token_name(TokenKind kind) {
  return token_names[kind];
}

/* ---- places ---- */

Place syntax_place(const CelSource *source, uint32_t at) {
  uint32_t line = source->line;
  uint32_t column = source->column;
  for (size_t i = 0; i < at && i < source->text.len; i++) {
    unsigned char c = (unsigned char)source->text.ptr[i];
    if (c == '\n') {
      line++;
      column = source->indent;
    } else if ((c & 0xC0) != 0x80) {
      column++;
    }
  }
  return (Place){.file = source->file, .line = line, .column = column};
}

Str syntax_line(const CelSource *source, uint32_t line) {
  Str rest = source->file_text;
  for (uint32_t n = 1; rest.len > 0; n++) {
    Str text = str_cut(&rest, '\n');
    if (n == line) return str_ends(text, STR("\r")) ? str_slice(text, 0, text.len - 1) : text;
  }
  return STR_NONE;
}

/* ---- characters ---- */

static bool is_letter(int c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
static bool is_digit(int c) {
  return c >= '0' && c <= '9';
}

static int hex_value(int c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/* The byte at an offset from the cursor, -1 behind the end. */
static int peek(const Lexer *lexer, size_t ahead) {
  size_t at = lexer->at + ahead;
  return at < lexer->source.text.len ? (unsigned char)lexer->source.text.ptr[at] : -1;
}

static void skip_blanks(Lexer *lexer) {
  for (;;) {
    int c = peek(lexer, 0);
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
      lexer->at++;
    } else if (c == '/' && peek(lexer, 1) == '/') {
      while (peek(lexer, 0) >= 0 && peek(lexer, 0) != '\n')
        lexer->at++;
    } else {
      return;
    }
  }
}

/* ---- strings ---- */

/* \123: octal, up to 377. */
static bool read_octal(Lexer *lexer, uint32_t *ret_code) {
  uint32_t code = 0;
  for (int i = 0; i < 3; i++) {
    int c = peek(lexer, (size_t)i);
    if (c < '0' || c > '7') return false;
    code = code * 8 + (uint32_t)(c - '0');
  }
  lexer->at += 3;
  *ret_code = code;
  return code <= 255;
}

static bool read_hex(Lexer *lexer, int digits, uint32_t *ret_code) {
  uint32_t code = 0;
  for (int i = 0; i < digits; i++) {
    int value = hex_value(peek(lexer, (size_t)i));
    if (value < 0) return false;
    code = code * 16 + (uint32_t)value;
  }
  lexer->at += (size_t)digits;
  *ret_code = code;
  return true;
}

/* Behind a backslash. [bytes]: \x and octal name bytes, and \u is not allowed. */
static bool read_escape(Lexer *lexer, bool bytes, char **out) {
  static const char plain[] = "abfnrtv\\?\"'`";
  static const char meant[] = "\a\b\f\n\r\t\v\\?\"'`";
  int c = peek(lexer, 0);
  const char *found = c > 0 ? strchr(plain, c) : NULL;
  if (found) {
    lexer->at++;
    *(*out)++ = meant[found - plain];
    return true;
  }
  uint32_t code = 0;
  if (c >= '0' && c <= '3') {
    if (!read_octal(lexer, &code)) return false;
  } else {
    int digits = c == 'x' || c == 'X' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    if (digits == 0 || (bytes && digits != 2)) return false;
    lexer->at++;
    if (!read_hex(lexer, digits, &code)) return false;
  }
  if (bytes) {
    *(*out)++ = (char)code;
    return true;
  }
  if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return false;
  *out += str_put_code(*out, code);
  return true;
}

/* The bytes up to the closing quote, or to the end. */
static size_t string_bound(const Lexer *lexer, int quote, bool triple, bool raw) {
  size_t i = 0;
  for (int c; (c = peek(lexer, i)) >= 0; i++) {
    bool closed =
        c == quote && (!triple || (peek(lexer, i + 1) == quote && peek(lexer, i + 2) == quote));
    if (closed) break;
    if (c == '\\' && !raw && peek(lexer, i + 1) >= 0) i++;
  }
  return i;
}

static Err read_string(Lexer *lexer, bool raw, bool bytes, Token *token) {
  int quote = peek(lexer, 0);
  bool triple = peek(lexer, 1) == quote && peek(lexer, 2) == quote;
  lexer->at += triple ? 3 : 1;
  /* An escape is never shorter than what it means. */
  size_t bound = string_bound(lexer, quote, triple, raw);
  char *start = arena_push(lexer->arena, bound + 4, 1);
  char *out = start;
  for (;;) {
    int c = peek(lexer, 0);
    if (c < 0 || (!triple && (c == '\n' || c == '\r')))
      return syntax_fail(lexer->diag, ERR_CEL_STRING, &lexer->source, token->at, STR_NONE);
    if (c == quote && (!triple || (peek(lexer, 1) == quote && peek(lexer, 2) == quote))) {
      lexer->at += triple ? 3 : 1;
      break;
    }
    uint32_t at = (uint32_t)lexer->at++;
    if (c != '\\' || raw) {
      *out++ = (char)c;
    } else if (!read_escape(lexer, bytes, &out)) {
      Str rest = str_slice(lexer->source.text, at, lexer->source.text.len);
      size_t end = 1; /* the backslash and one character, of however many bytes */
      if (rest.len > 1) str_next_code(rest, &end);
      Str shown = str_slice(rest, 0, end);
      return syntax_fail(lexer->diag, ERR_CEL_ESCAPE, &lexer->source, at, shown);
    }
  }
  token->kind = bytes ? TOKEN_BYTES : TOKEN_STRING;
  token->value = (Str){start, (size_t)(out - start)};
  return ERR_OK;
}

/* A string with its prefix r, b, br in any case; false if none begins here. */
static bool at_string(const Lexer *lexer, size_t *ret_prefix, bool *ret_raw, bool *ret_bytes) {
  size_t i = 0;
  *ret_bytes = peek(lexer, i) == 'b' || peek(lexer, i) == 'B';
  i += *ret_bytes;
  *ret_raw = peek(lexer, i) == 'r' || peek(lexer, i) == 'R';
  i += *ret_raw;
  *ret_prefix = i;
  int c = peek(lexer, i);
  return c == '"' || c == '\'';
}

/* ---- numbers and names ---- */

static Err read_number(Lexer *lexer, Token *token) {
  size_t from = lexer->at;
  bool hex = peek(lexer, 0) == '0' && (peek(lexer, 1) == 'x' || peek(lexer, 1) == 'X');
  token->kind = TOKEN_INT;
  if (hex && hex_value(peek(lexer, 2)) >= 0) {
    lexer->at += 2;
    while (hex_value(peek(lexer, 0)) >= 0)
      lexer->at++;
  } else {
    while (is_digit(peek(lexer, 0)))
      lexer->at++;
    if (peek(lexer, 0) == '.' && is_digit(peek(lexer, 1))) {
      token->kind = TOKEN_FLOAT;
      lexer->at++;
      while (is_digit(peek(lexer, 0)))
        lexer->at++;
    }
    int c = peek(lexer, 0);
    size_t sign = peek(lexer, 1) == '+' || peek(lexer, 1) == '-' ? 2 : 1;
    if ((c == 'e' || c == 'E') && is_digit(peek(lexer, sign))) {
      token->kind = TOKEN_FLOAT;
      lexer->at += sign;
      while (is_digit(peek(lexer, 0)))
        lexer->at++;
    }
  }
  if ((peek(lexer, 0) == 'u' || peek(lexer, 0) == 'U') && token->kind == TOKEN_INT) {
    token->kind = TOKEN_UINT;
    lexer->at++;
  }
  if (is_letter(peek(lexer, 0)) || is_digit(peek(lexer, 0))) {
    while (is_letter(peek(lexer, 0)) || is_digit(peek(lexer, 0)))
      lexer->at++;
    Str shown = str_slice(lexer->source.text, from, lexer->at);
    return syntax_fail(lexer->diag, ERR_CEL_NUMBER, &lexer->source, token->at, shown);
  }
  token->text = str_slice(lexer->source.text, from, lexer->at);
  return ERR_OK;
}

static void read_name(Lexer *lexer, Token *token) {
  size_t from = lexer->at;
  while (is_letter(peek(lexer, 0)) || is_digit(peek(lexer, 0)))
    lexer->at++;
  token->text = str_slice(lexer->source.text, from, lexer->at);
  token->kind = TOKEN_IDENT;
  if (str_eq(token->text, STR("true"))) token->kind = TOKEN_TRUE;
  if (str_eq(token->text, STR("false"))) token->kind = TOKEN_FALSE;
  if (str_eq(token->text, STR("null"))) token->kind = TOKEN_NULL;
  if (str_eq(token->text, STR("in"))) token->kind = TOKEN_IN;
}

/* `name with-any.characters` */
static Err read_quoted_name(Lexer *lexer, Token *token) {
  size_t from = ++lexer->at;
  while (peek(lexer, 0) >= 0 && peek(lexer, 0) != '`' && peek(lexer, 0) != '\n')
    lexer->at++;
  if (peek(lexer, 0) != '`' || lexer->at == from)
    return syntax_fail(lexer->diag, ERR_CEL_STRING, &lexer->source, token->at, STR_NONE);
  token->kind = TOKEN_IDENT;
  token->quoted = true;
  token->text = str_slice(lexer->source.text, from, lexer->at++);
  return ERR_OK;
}

/* ---- operators ---- */

static const struct {
  char text[3];
  TokenKind kind;
} operators[] = {/* longer ones first */
                 {"&&", TOKEN_AND},     {"||", TOKEN_OR},     {"==", TOKEN_EQ},
                 {"!=", TOKEN_NE},      {"<=", TOKEN_LE},     {">=", TOKEN_GE},
                 {"<", TOKEN_LT},       {">", TOKEN_GT},      {".", TOKEN_DOT},
                 {",", TOKEN_COMMA},    {":", TOKEN_COLON},   {"?", TOKEN_QUESTION},
                 {"(", TOKEN_LPAREN},   {")", TOKEN_RPAREN},  {"[", TOKEN_LBRACKET},
                 {"]", TOKEN_RBRACKET}, {"{", TOKEN_LBRACE},  {"}", TOKEN_RBRACE},
                 {"+", TOKEN_PLUS},     {"-", TOKEN_MINUS},   {"*", TOKEN_STAR},
                 {"/", TOKEN_SLASH},    {"%", TOKEN_PERCENT}, {"!", TOKEN_NOT}};

static Err read_operator(Lexer *lexer, Token *token) {
  Str rest = str_slice(lexer->source.text, lexer->at, lexer->source.text.len);
  for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
    Str text = str_from(operators[i].text);
    if (!str_starts(rest, text)) continue;
    token->kind = operators[i].kind;
    token->text = text;
    lexer->at += text.len;
    return ERR_OK;
  }
  size_t end = 0;
  str_next_code(rest, &end);
  return syntax_fail(lexer->diag, ERR_CEL_CHARACTER, &lexer->source, token->at,
                     str_slice(rest, 0, end));
}

Err lex_next(Lexer *lexer, Token *ret_token) {
  skip_blanks(lexer);
  Token token = {.kind = TOKEN_END, .at = (uint32_t)lexer->at};
  Err err = ERR_OK;
  int c = peek(lexer, 0);
  size_t prefix;
  bool raw, bytes;
  if (c < 0) {
    token.text = STR("");
  } else if (at_string(lexer, &prefix, &raw, &bytes)) {
    lexer->at += prefix;
    err = read_string(lexer, raw, bytes, &token);
    token.text = str_slice(lexer->source.text, token.at, lexer->at);
  } else if (is_digit(c) || (c == '.' && is_digit(peek(lexer, 1)))) {
    err = read_number(lexer, &token);
  } else if (is_letter(c)) {
    read_name(lexer, &token);
  } else if (c == '`') {
    err = read_quoted_name(lexer, &token);
  } else {
    err = read_operator(lexer, &token);
  }
  TRY(err);
  *ret_token = token;
  return ERR_OK;
}
