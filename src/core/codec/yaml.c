/* SPDX-License-Identifier: Apache-2.0 */
/*
 * yaml: the pack's profile of YAML 1.2, read from libyaml's events.
 *
 * In:        the bytes of a file. Characters are checked first, so that libyaml, which follows
 *            YAML 1.1, never sees one that it would take for a line break and 1.2 would not
 *            (U+0085, U+2028, U+2029), nor one that would end its input (NUL).
 * Out:       a tree of YamlNodes. What the profile refuses is recorded and reading goes on; an
 *            error of syntax ends it, because libyaml cannot go on.
 * Terms:     libyaml's messages become codes of err.def by the table SYNTAX.
 * Cost:      the 65 files (224 KB, 30,000 events) of a pack in 4.2 ms, of which libyaml takes 2.6
 *            and the first touch of 2.3 MB of memory about 0.7; no heap of ours.
 */
#include "codec/tree_int.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <yaml.h>

enum { BAD_CHARS_MAX = 100 }; /* more of them are not listed: it is no text */

static uint32_t mark_line(const yaml_mark_t *mark) {
  return (uint32_t)mark->line + 1;
}
static uint32_t mark_column(const yaml_mark_t *mark) {
  return (uint32_t)mark->column + 1;
}

/* ---- characters ---- */

static bool is_allowed(uint32_t code) {
  if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
  if (code >= 0x7F && code < 0xA0) return false;
  return code != 0x2028 && code != 0x2029 && code != 0xFEFF && code != 0xFFFE && code != 0xFFFF;
}

static void bad_char(Tree *tree, uint32_t code, uint32_t line, Str before) {
  char name[16];
  snprintf(name, sizeof name, "U+%04" PRIX32, code);
  uint32_t column = (uint32_t)str_count_codes(before) + 1;
  tree_error(tree, ERR_TEXT_CHAR, line, column, str_from(name), STR_NONE);
}

/* How many of the bytes from [at] are in words of eight with nothing but U+0020..U+007E. */
static size_t skip_plain(Str text, size_t at) {
  const uint64_t ones = UINT64_C(0x0101010101010101);
  const uint64_t high = ones << 7;
  size_t from = at;
  uint64_t word;
  for (; text.len - at >= sizeof word; at += sizeof word) {
    memcpy(&word, text.ptr + at, sizeof word);
    /* A byte below 0x20 borrows, 0x7F carries; either, or a byte above, shows in the high bits. */
    if ((((word - ones * 0x20) | (word + ones) | word) & high) != 0) break;
  }
  return at - from;
}

static void check_chars(Tree *tree) {
  Str text = {(const char *)tree->text.ptr, tree->text.len};
  uint32_t line = 1;
  size_t from = 0; /* of the line */
  size_t bad = 0;
  for (size_t at = 0; at < text.len;) {
    uint8_t byte = (uint8_t)text.ptr[at];
    if (byte >= 0x20 && byte < 0x7F) {
      size_t plain = skip_plain(text, at);
      at += plain > 0 ? plain : 1;
    } else if (byte >= 0xE3 && byte <= 0xEE) { /* U+3000..U+EFFF, most of Chinese */
      at += 3;
    } else {
      size_t start = at;
      uint32_t code = str_next_code(text, &at);
      if (code == '\n' || (code == '\r' && !(at < text.len && text.ptr[at] == '\n'))) {
        line++;
        from = at;
      } else if (!is_allowed(code)) {
        bad_char(tree, code, line, (Str){text.ptr + from, start - from});
        if (++bad == BAD_CHARS_MAX) return;
      }
    }
  }
}

/* ---- errors of syntax ---- */

typedef struct Syntax {
  const char *problem;
  const char *context; /* NULL: any */
  bool at_context;     /* the beginning of the thing tells more than where it went wrong */
  Err code;
} Syntax;

static const Syntax SYNTAX[] = {
    {"could not find expected ':'", NULL, true, ERR_YAML_COLON},
    {"mapping values are not allowed in this context", NULL, false, ERR_YAML_COLON_HERE},
    {"found unexpected ':'", NULL, false, ERR_YAML_COLON_HERE},
    {"block sequence entries are not allowed in this context", NULL, false, ERR_YAML_DASH_HERE},
    {"mapping keys are not allowed in this context", NULL, false, ERR_YAML_KEY_HERE},
    {"found character that cannot start any token", NULL, false, ERR_YAML_FIRST},
    {"found a tab character where an indentation space is expected", NULL, false, ERR_YAML_TAB},
    {"found a tab character that violates indentation", NULL, false, ERR_YAML_TAB},
    {"found an indentation indicator equal to 0", NULL, false, ERR_YAML_BLOCK_HEAD},
    {"did not find expected comment or line break", "while scanning a block scalar", false,
     ERR_YAML_BLOCK_HEAD},
    {"found unexpected end of stream", NULL, true, ERR_YAML_QUOTE},
    {"found unexpected document indicator", NULL, true, ERR_YAML_QUOTE},
    {"found unknown escape character", NULL, false, ERR_YAML_ESCAPE},
    {"did not find expected hexdecimal number", NULL, false, ERR_YAML_ESCAPE},
    {"found invalid Unicode character escape code", NULL, false, ERR_YAML_ESCAPE},
    {"did not find expected key", NULL, false, ERR_YAML_INDENT_KEY},
    {"did not find expected '-' indicator", NULL, false, ERR_YAML_INDENT_DASH},
    {"did not find expected ',' or ']'", NULL, false, ERR_YAML_LIST_END},
    {"did not find expected ',' or '}'", NULL, false, ERR_YAML_MAP_END},
    {"did not find expected node content", NULL, false, ERR_YAML_VALUE},
    {"did not find expected <document start>", NULL, false, ERR_YAML_EXTRA},
    {"found undefined tag handle", NULL, true, ERR_YAML_TAG},
    {NULL, "while scanning an anchor", true, ERR_YAML_ANCHOR},
    {NULL, "while scanning an alias", true, ERR_YAML_ALIAS},
    {NULL, "while scanning a tag", true, ERR_YAML_TAG},
    {NULL, "while parsing a tag", true, ERR_YAML_TAG},
    {NULL, "while scanning a directive", true, ERR_YAML_DIRECTIVE},
    {NULL, "while scanning a %YAML directive", true, ERR_YAML_DIRECTIVE},
    {NULL, "while scanning a %TAG directive", true, ERR_YAML_DIRECTIVE},
    {NULL, "while parsing a %TAG directive", true, ERR_YAML_DIRECTIVE},
    {"found duplicate %YAML directive", NULL, false, ERR_YAML_DIRECTIVE},
    {"found duplicate %TAG directive", NULL, false, ERR_YAML_DIRECTIVE},
    {"found incompatible YAML document", NULL, false, ERR_YAML_DIRECTIVE},
};

static const Syntax *find_syntax(const yaml_parser_t *parser) {
  for (size_t i = 0; i < sizeof SYNTAX / sizeof SYNTAX[0]; i++) {
    const Syntax *it = &SYNTAX[i];
    if (it->problem && strcmp(it->problem, parser->problem) != 0) continue;
    if (it->context && (!parser->context || strcmp(it->context, parser->context) != 0)) continue;
    return it;
  }
  return NULL;
}

/* The character that a place points to, empty at a line's end. */
static Str char_at(Tree *tree, uint32_t line, uint32_t column) {
  Str source;
  if (!tree_line(tree, line, &source)) return STR_NONE;
  size_t at = 0;
  for (uint32_t i = 1; i < column && at < source.len; i++) {
    (void)str_next_code(source, &at);
  }
  size_t from = at;
  if (at < source.len) (void)str_next_code(source, &at);
  return str_slice(source, from, at);
}

/* True if nothing but blank lines follows: what is missing is named by where it begins. */
static bool is_end(Tree *tree, uint32_t line) {
  Str source;
  for (; tree_line(tree, line, &source); line++) {
    if (str_trim(source).len > 0) return false;
  }
  return true;
}

static Err syntax_error(Tree *tree, const yaml_parser_t *parser) {
  if (parser->error == YAML_MEMORY_ERROR || !parser->problem) {
    return fail(tree->diag, ERR_SYSTEM, PLACE_FILE(tree->file), STR("libyaml"));
  }
  const Syntax *syntax = find_syntax(parser);
  bool at_context = parser->context && ((syntax && syntax->at_context) ||
                                        is_end(tree, mark_line(&parser->problem_mark)));
  const yaml_mark_t *mark = at_context ? &parser->context_mark : &parser->problem_mark;
  uint32_t line = mark_line(mark);
  uint32_t column = mark_column(mark);
  if (!syntax) {
    return tree_error(tree, ERR_YAML_SYNTAX, line, column, str_from(parser->problem), STR_NONE);
  }
  Err code = syntax->code;
  Str arg0 = char_at(tree, line, column);
  if (code == ERR_YAML_FIRST && str_eq(arg0, STR("\t"))) code = ERR_YAML_TAB;
  if (code == ERR_YAML_ANCHOR || code == ERR_YAML_ALIAS) arg0 = STR_NONE; /* it has no name */
  char digits[16];
  snprintf(digits, sizeof digits, "%" PRIu32, mark_line(&parser->context_mark));
  return tree_error(tree, code, line, column, arg0, str_from(digits));
}

/* ---- the profile ---- */

static Str to_str(const yaml_char_t *text) {
  return str_from((const char *)text);
}

static void refuse_anchor(Tree *tree, const yaml_char_t *anchor, const yaml_mark_t *mark) {
  if (!anchor) return;
  tree_error(tree, ERR_YAML_ANCHOR, mark_line(mark), mark_column(mark),
             tree_shorten(to_str(anchor)), STR_NONE);
}

static void refuse_tag(Tree *tree, const yaml_char_t *tag, const yaml_mark_t *mark) {
  if (!tag) return;
  static const Str core = STR_INIT("tag:yaml.org,2002:");
  Str name = to_str(tag);
  char text[64];
  if (str_starts(name, core)) { /* as it was written: !!str */
    Str rest = tree_shorten(str_slice(name, core.len, name.len));
    snprintf(text, sizeof text, "!!%.*s", STR_ARG(rest));
    name = str_from(text);
  }
  tree_error(tree, ERR_YAML_TAG, mark_line(mark), mark_column(mark), tree_shorten(name), STR_NONE);
}

static void refuse_collection_key(Tree *tree, const yaml_mark_t *mark) {
  if (!tree_wants_key(tree)) return;
  tree_error(tree, ERR_YAML_KEY_KIND, mark_line(mark), mark_column(mark), STR_NONE, STR_NONE);
}

static bool is_null(Str text) {
  switch (text.len) {
  case 0:
    return true;
  case 1:
    return text.ptr[0] == '~';
  case 4:
    return memcmp(text.ptr, "null", 4) == 0 || memcmp(text.ptr, "Null", 4) == 0 ||
           memcmp(text.ptr, "NULL", 4) == 0;
  default:
    return false;
  }
}

static void check_key_text(Tree *tree, const YamlNode *node) {
  Err code = ERR_OK;
  if (node->kind == YAML_NULL)
    code = ERR_YAML_KEY_NONE;
  else if (node->plain && str_eq(node->text, STR("<<")))
    code = ERR_YAML_MERGE;
  if (code != ERR_OK) tree_error(tree, code, node->line, node->column, STR_NONE, STR_NONE);
}

/*
 * The column where the text of a block scalar begins. What libyaml takes away from each line is
 * the blanks that the source line has and the text has not, seen on the first line that has
 * anything else. 0 if there is no such line.
 */
static uint32_t block_column(Tree *tree, Str text, uint32_t header) {
  size_t kept = 0;
  size_t at = 0;
  for (; at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\n'); at++) {
    kept = text.ptr[at] == '\n' ? 0 : kept + 1;
  }
  if (at == text.len) return 0;
  Str source;
  for (uint32_t line = header + 1; tree_line(tree, line, &source); line++) {
    size_t blanks = 0;
    while (blanks < source.len && source.ptr[blanks] == ' ') {
      blanks++;
    }
    if (blanks < source.len) return (uint32_t)(blanks - kept) + 1;
  }
  return 0;
}

static void place_text(Tree *tree, YamlNode *node) {
  node->text_line = node->line;
  node->text_column = node->column;
  if (node->block) {
    uint32_t column = block_column(tree, node->text, node->line);
    if (column == 0) return;
    node->text_line = node->line + 1;
    node->text_column = column;
  } else if (!node->plain) {
    node->text_column++; /* behind the quote */
  }
}

/* ---- events ---- */

static Err take_scalar(Tree *tree, const yaml_event_t *event) {
  refuse_anchor(tree, event->data.scalar.anchor, &event->start_mark);
  refuse_tag(tree, event->data.scalar.tag, &event->start_mark);
  yaml_scalar_style_t style = event->data.scalar.style;
  Str text = {(const char *)event->data.scalar.value, event->data.scalar.length};
  YamlNode node = {
      .kind = YAML_SCALAR,
      .plain = style == YAML_PLAIN_SCALAR_STYLE,
      .block = style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE,
      .line = mark_line(&event->start_mark),
      .column = mark_column(&event->start_mark),
  };
  if (node.plain && is_null(text)) node.kind = YAML_NULL;
  TRY(tree_copy(tree, text, &node.text));
  place_text(tree, &node);
  if (tree_wants_key(tree)) check_key_text(tree, &node);
  return tree_add(tree, &node);
}

/* An alias is refused, and a word stands in its place so that reading can go on. */
static Err take_alias(Tree *tree, const yaml_event_t *event) {
  const yaml_mark_t *mark = &event->start_mark;
  tree_error(tree, ERR_YAML_ALIAS, mark_line(mark), mark_column(mark),
             tree_shorten(to_str(event->data.alias.anchor)), STR_NONE);
  YamlNode node = {.kind = YAML_SCALAR, .line = mark_line(mark), .column = mark_column(mark)};
  TRY(tree_copy(tree, to_str(event->data.alias.anchor), &node.text));
  return tree_add(tree, &node);
}

static Err take_document(Tree *tree, const yaml_event_t *event) {
  const yaml_mark_t *mark = &event->start_mark;
  if (tree->root) {
    return tree_error(tree, ERR_YAML_DOCUMENTS, mark_line(mark), mark_column(mark), STR_NONE,
                      STR_NONE);
  }
  const yaml_version_directive_t *version = event->data.document_start.version_directive;
  bool other = version && !(version->major == 1 && version->minor == 2);
  bool tags = event->data.document_start.tag_directives.start !=
              event->data.document_start.tag_directives.end;
  if (other || tags) {
    tree_error(tree, ERR_YAML_DIRECTIVE, mark_line(mark), mark_column(mark), STR_NONE, STR_NONE);
  }
  return ERR_OK;
}

static Err take_event(Tree *tree, const yaml_event_t *event) {
  const yaml_mark_t *mark = &event->start_mark;
  switch (event->type) {
  case YAML_NO_EVENT:
  case YAML_STREAM_START_EVENT:
  case YAML_STREAM_END_EVENT:
  case YAML_DOCUMENT_END_EVENT:
    return ERR_OK;
  case YAML_DOCUMENT_START_EVENT:
    return take_document(tree, event);
  case YAML_ALIAS_EVENT:
    return take_alias(tree, event);
  case YAML_SCALAR_EVENT:
    return take_scalar(tree, event);
  case YAML_SEQUENCE_START_EVENT:
    refuse_anchor(tree, event->data.sequence_start.anchor, mark);
    refuse_tag(tree, event->data.sequence_start.tag, mark);
    refuse_collection_key(tree, mark);
    return tree_open(tree, YAML_LIST, event->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE,
                     mark_line(mark), mark_column(mark));
  case YAML_MAPPING_START_EVENT:
    refuse_anchor(tree, event->data.mapping_start.anchor, mark);
    refuse_tag(tree, event->data.mapping_start.tag, mark);
    refuse_collection_key(tree, mark);
    return tree_open(tree, YAML_MAP, event->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE,
                     mark_line(mark), mark_column(mark));
  case YAML_SEQUENCE_END_EVENT:
  case YAML_MAPPING_END_EVENT:
    return tree_close(tree);
  }
  return ERR_OK;
}

static Err read_events(Tree *tree, yaml_parser_t *parser) {
  for (bool more = true; more;) {
    yaml_event_t event;
    if (!yaml_parser_parse(parser, &event)) return syntax_error(tree, parser);
    more = event.type != YAML_STREAM_END_EVENT;
    Err err = take_event(tree, &event);
    yaml_event_delete(&event);
    TRY(err);
  }
  return ERR_OK;
}

Err codec_yaml_parse(Str file, Bytes text, Arena *arena, YamlNode **ret_root, Diag *diag) {
  Tree tree;
  TRY(tree_begin(&tree, file, text, arena, diag));
  check_chars(&tree);
  if (tree.first != ERR_OK) return tree.first;

  yaml_parser_t parser;
  if (!yaml_parser_initialize(&parser)) {
    return fail(diag, ERR_SYSTEM, PLACE_FILE(file), STR("libyaml"));
  }
  yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
  const uint8_t *input = tree.text.len > 0 ? tree.text.ptr : (const uint8_t *)"";
  yaml_parser_set_input_string(&parser, input, tree.text.len);
  Err err = read_events(&tree, &parser);
  yaml_parser_delete(&parser);
  if (tree.first != ERR_OK) return tree.first;
  TRY(err);

  if (!tree.root) { /* nothing but comments */
    const YamlNode none = {.plain = true, .line = 1, .column = 1, .text_line = 1, .text_column = 1};
    TRY(tree_add(&tree, &none));
  }
  *ret_root = &tree.root->node;
  return ERR_OK;
}

/* ---- reading a tree ---- */

YamlNode *codec_yaml_get(const YamlNode *map, Str key) {
  if (!map || map->kind != YAML_MAP) return NULL;
  for (size_t i = 0; i < map->count; i++) {
    if (str_eq(map->keys[i]->text, key)) return map->items[i];
  }
  return NULL;
}

Place codec_yaml_place(Str file, const YamlNode *node) {
  return (Place){.file = file, .line = node->line, .column = node->column};
}

Str codec_source_line(Bytes text, uint32_t line) {
  if (text.len == 0) return STR_NONE;
  size_t skip = text.len >= 3 && memcmp(text.ptr, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  Tree tree = {.text = {text.ptr + skip, text.len - skip}, .line = 1};
  tree.has_cr = memchr(text.ptr, '\r', text.len) != NULL;
  Str source;
  if (!tree_line(&tree, line, &source)) return STR_NONE;
  return str_slice(source, 0, bytes_valid_utf8((Bytes){(const uint8_t *)source.ptr, source.len}));
}
