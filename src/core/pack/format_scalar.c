/* SPDX-License-Identifier: Apache-2.0 */
/*
 * format_scalar: scalars as the pack writes them.
 *
 * Quoted is what would be something else without quotes: a number, true, null, a date (for other
 * programs), `empty`, `unknown` and `...` (for examples), what YAML would cut or misread, and an
 * expression in { } or [ ]; and what was quoted and looks like a number or has marks of YAML in
 * it: a code, a pattern of file names. What stands without quotes stays so, a date excepted.
 * Single quotes, but double ones around text with single quotes in it and nothing to escape.
 * Scalars of several lines keep their lines.
 */
#include "pack/format_int.h"

#include <string.h>

/* ---- what a plain scalar would be ---- */

static size_t skip_digits(Str text, size_t at) {
  while (at < text.len && text.ptr[at] >= '0' && text.ptr[at] <= '9')
    at++;
  return at;
}

static bool is_number(Str text) {
  size_t at = text.len > 0 && (text.ptr[0] == '-' || text.ptr[0] == '+');
  if (str_starts(text, STR("0x")) || str_starts(text, STR("0o"))) return true;
  size_t whole = skip_digits(text, at) - at, places = 0;
  at += whole;
  if (at < text.len && text.ptr[at] == '.') {
    places = skip_digits(text, at + 1) - at - 1;
    at += 1 + places;
  }
  if (whole + places == 0) return false;
  if (at < text.len && (text.ptr[at] == 'e' || text.ptr[at] == 'E')) {
    at++;
    if (at < text.len && (text.ptr[at] == '-' || text.ptr[at] == '+')) at++;
    if (skip_digits(text, at) == at) return false;
    at = skip_digits(text, at);
  }
  return at == text.len;
}

/* Not a text in YAML 1.2 core, or a word that examples know only without quotes. */
static bool is_word(Str text) {
  static const Str words[] = {
      STR_INIT("true"),  STR_INIT("True"),  STR_INIT("TRUE"),    STR_INIT("false"),
      STR_INIT("False"), STR_INIT("FALSE"), STR_INIT("null"),    STR_INIT("Null"),
      STR_INIT("NULL"),  STR_INIT("~"),     STR_INIT(".inf"),    STR_INIT("-.inf"),
      STR_INIT("+.inf"), STR_INIT(".nan"),  STR_INIT(".Inf"),    STR_INIT("-.Inf"),
      STR_INIT(".NaN"),  STR_INIT("empty"), STR_INIT("unknown"), STR_INIT("..."),
  };
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (str_eq(words[i], text)) return true;
  return is_number(text);
}

static bool is_date(Str text) {
  Day day;
  return day_parse_iso(text, &day);
}

/* 53010019x: digits and letters that somebody might take for a number. */
static bool is_code(Str text) {
  if (text.len == 0 || text.ptr[0] < '0' || text.ptr[0] > '9') return false;
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && (c < '0' || c > '9') && c != '.' && c != '-') return false;
  }
  return true;
}

/* Marks of YAML somewhere in it: nothing hangs on them, but who quoted it was right to. */
static bool has_mark(Str text) {
  for (size_t i = 0; i < text.len; i++)
    if (strchr("*&!%@`#", text.ptr[i])) return true;
  return false;
}

static bool is_control(char c) {
  return (uint8_t)c < 0x20;
}

static bool has_control(Str text) {
  for (size_t i = 0; i < text.len; i++)
    if (is_control(text.ptr[i])) return true;
  return false;
}

/* It can be written without quotes and is read as it was. */
static bool fits_plain(Str text, bool flow) {
  if (text.len == 0 || has_control(text) || str_trim(text).len != text.len) return false;
  char first = text.ptr[0], second = text.len > 1 ? text.ptr[1] : ' ';
  if (strchr(",[]{}#&*!|>'\"%@`", first)) return false;
  if (strchr("-?:", first) && (second == ' ' || (flow && first != '-'))) return false;
  if (str_starts(text, STR("---")) || (str_starts(text, STR("...")) && text.len > 3)) return false;
  if (text.ptr[text.len - 1] == ':') return false;
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[i];
    bool blank_after = i + 1 < text.len && text.ptr[i + 1] == ' ';
    if (c == ':' && (blank_after || flow)) return false;
    if (c == '#' && i > 0 && text.ptr[i - 1] == ' ') return false;
    if (flow && strchr(",[]{}", c)) return false;
  }
  return true;
}

static bool needs_quotes(const YamlNode *node, bool expr, bool flow) {
  if (expr && flow) return true;
  if (!fits_plain(node->text, flow) && !(node->plain && str_eq(node->text, STR("..."))))
    return true;
  if (node->plain) return is_date(node->text) && !expr;
  return is_word(node->text) || is_date(node->text) || is_code(node->text) || has_mark(node->text);
}

bool format_scalar_same(const YamlNode *a, const YamlNode *b) {
  if (!str_eq(a->text, b->text)) return false;
  bool special = is_word(a->text);
  return !special || a->plain == b->plain;
}

/* ---- one line ---- */

static void put_double(Str text, Buf *out) {
  buf_char(out, '"');
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[i];
    if (c == '"' || c == '\\') buf_char(out, '\\');
    if (c == '\n')
      buf_lit(out, "\\n");
    else if (c == '\t')
      buf_lit(out, "\\t");
    else if (is_control(c))
      buf_printf(out, "\\x%02X", (unsigned)(uint8_t)c);
    else
      buf_char(out, c);
  }
  buf_char(out, '"');
}

static void put_quoted(Str text, Buf *out) {
  bool single = str_contains(text, STR("'"));
  bool awkward = str_contains(text, STR("\"")) || str_contains(text, STR("\\"));
  if (has_control(text) || (single && !awkward)) {
    put_double(text, out);
    return;
  }
  buf_char(out, '\'');
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] == '\'') buf_char(out, '\'');
    buf_char(out, text.ptr[i]);
  }
  buf_char(out, '\'');
}

static void put_text(const YamlNode *node, bool expr, bool flow, Buf *out) {
  if (needs_quotes(node, expr, flow))
    put_quoted(node->text, out);
  else
    buf_str(out, node->text);
}

void format_put_key(const YamlNode *key, bool flow, Buf *out) {
  put_text(key, false, flow, out);
}

void format_put_scalar(const FormatShape *scalar, bool flow, Buf *out) {
  if (scalar->node->kind == YAML_NULL)
    buf_lit(out, "null");
  else
    put_text(scalar->node, scalar->expr, flow, out);
}

bool format_scalar_flows(const FormatShape *scalar) {
  const YamlNode *node = scalar->node;
  if (node->kind == YAML_NULL || node->flow) return true;
  bool one_line = scalar->span == NULL || scalar->span->last_line == node->line;
  return !node->block && !scalar->expr && one_line;
}

/* ---- several lines ---- */

static size_t count_blanks(Str line) {
  size_t count = 0;
  while (count < line.len && line.ptr[count] == ' ')
    count++;
  return count;
}

/* The head, `|` `>` with what belongs to it; [ret_body] what follows its line. */
static Str block_head(const FormatSource *source, const FormatShape *scalar, Str *ret_body) {
  *ret_body = str_slice(source->text, scalar->span->from, scalar->span->to);
  Str head = str_cut(ret_body, '\n');
  return str_trim(str_cut(&head, '#'));
}

bool format_keeps_blanks(const FormatSource *source, const FormatShape *scalar) {
  Str body;
  return scalar->node->block && str_contains(block_head(source, scalar, &body), STR("+"));
}

/* The first line that has anything but blanks. */
static Str first_line(Str body) {
  while (body.len > 0) {
    Str line = str_cut(&body, '\n');
    if (str_trim(line).len > 0) return line;
  }
  return STR_NONE;
}

/* Without the lines at its end that say nothing: blank, and no deeper than the text. */
static Str without_blank_end(Str body, size_t cut) {
  for (;;) {
    size_t from = body.len;
    while (from > 0 && body.ptr[from - 1] == ' ')
      from--;
    if (from == 0 || body.ptr[from - 1] != '\n' || body.len - from > cut) return body;
    body.len = from - 1;
  }
}

static void put_block(const FormatSource *source,
                      const FormatShape *scalar,
                      size_t indent,
                      const YamlComment *behind,
                      Buf *out) {
  Str body;
  Str head = block_head(source, scalar, &body);
  size_t cut = scalar->node->text_column - 1;
  if (str_ends(body, STR("\n"))) body.len--;
  if (!str_contains(head, STR("+"))) body = without_blank_end(body, cut);
  buf_char(out, head.ptr[0]);
  if (count_blanks(first_line(body)) > cut) buf_char(out, '0' + FORMAT_STEP);
  if (str_contains(head, STR("+"))) buf_char(out, '+');
  if (str_contains(head, STR("-"))) buf_char(out, '-');
  if (behind) format_put_behind(behind, out);
  buf_char(out, '\n');
  for (bool more = true; more;) {
    more = memchr(body.ptr, '\n', body.len) != NULL;
    Str line = str_cut(&body, '\n');
    size_t blanks = count_blanks(line);
    line = str_slice(line, blanks < cut ? blanks : cut, line.len);
    if (line.len > 0) format_put_indent(indent + FORMAT_STEP, out);
    buf_str(out, line);
    buf_char(out, '\n');
  }
}

bool format_put_lines(const FormatSource *source,
                      const FormatShape *scalar,
                      size_t indent,
                      const YamlComment *behind,
                      Buf *out) {
  const YamlNode *node = scalar->node;
  if (node->kind != YAML_SCALAR || scalar->span == NULL) return false;
  if (node->block && str_trim(node->text).len > 0) {
    put_block(source, scalar, indent, behind, out);
    return true;
  }
  if (node->block || node->flow || scalar->span->last_line == node->line) return false;
  Str rest = str_slice(source->text, scalar->span->from, scalar->span->to);
  for (bool first = true; rest.len > 0; first = false) {
    Str line = str_trim(str_cut(&rest, '\n'));
    if (!first) buf_char(out, '\n');
    if (!first && line.len > 0) format_put_indent(indent + FORMAT_STEP, out);
    buf_str(out, line);
  }
  if (behind) format_put_behind(behind, out);
  buf_char(out, '\n');
  return true;
}
