/* SPDX-License-Identifier: Apache-2.0 */
/*
 * err: what went wrong, where, in the reader's language.
 *
 * In:        codes of err.def, places and arguments from every floor above.
 * Out:       a Diag, and its items as text.
 * Lifetime:  a Diag owns an arena; its texts live until diag_clear or diag_free.
 * Limits:    DIAG_MAX items; a text longer than TEXT_MAX is kept up to there, so that hostile
 *            input (a line of a gigabyte) cannot fill the memory through its own error message.
 * Safety:    control and direction characters in a rendered text become blanks: no file name and
 *            no cell can move the terminal's cursor or turn the reading order round.
 */
#include "base/err.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/buf.h"

enum { TEXT_MAX = 2048, TEXTS = DIAG_ARGS + 3 };

_Noreturn void err_check_failed(const char *cond, const char *file, int line) {
  fprintf(stderr, "%s:%d: check failed: %s\n", file, line, cond);
  abort();
}

/* ---- the list ---- */

typedef struct ErrEntry {
  const char *name; /* NULL for a section */
  const char *zh;
  const char *en;
  int exit_code; /* of a section */
} ErrEntry;

static const ErrEntry entries[] = {
#undef ERR_SECTION
#define ERR_SECTION(code) {NULL, NULL, NULL, code},
#define ERR(id, zh, en)   {#id, zh, en, 0},
#include "base/err.def"
#undef ERR
#undef ERR_SECTION
};

/* The entry of [code], and in [ret_exit] the exit code of its section. */
static const ErrEntry *find_entry(Err code, int *ret_exit) {
  size_t at = 0;
  for (size_t i = 0; i < sizeof entries / sizeof entries[0]; i++) {
    if (entries[i].name == NULL) {
      *ret_exit = entries[i].exit_code;
    } else if (at++ == (size_t)code) {
      return &entries[i];
    }
  }
  err_check_failed("the code is one of err.def", __FILE__, __LINE__);
}

const char *err_name(Err code) {
  int exit_code;
  return find_entry(code, &exit_code)->name;
}

const char *err_text(Err code, Lang lang) {
  int exit_code;
  const ErrEntry *entry = find_entry(code, &exit_code);
  return lang == LANG_ZH ? entry->zh : entry->en;
}

int err_exit(Err code) {
  int exit_code = 0;
  (void)find_entry(code, &exit_code);
  return exit_code;
}

/* ---- collecting ---- */

struct Diag {
  Arena *arena;
  ArenaMark empty;
  DiagItem *items; /* DIAG_MAX of them; memory is used only where an item stands */
  size_t count;
  size_t total;
};

Diag *diag_new(void) {
  Arena *arena =
      arena_new(sizeof(Diag) + DIAG_MAX * (sizeof(DiagItem) + (size_t)TEXTS * (TEXT_MAX + 32)));
  Diag *diag = arena_new_one(arena, Diag);
  diag->arena = arena;
  diag->items = arena_new_array(arena, DiagItem, DIAG_MAX);
  diag->empty = arena_mark(arena);
  return diag;
}

void diag_free(Diag *diag) {
  if (diag != NULL) arena_free(diag->arena);
}

void diag_clear(Diag *diag) {
  arena_reset(diag->arena, diag->empty);
  diag->count = 0;
  diag->total = 0;
}

size_t diag_count(const Diag *diag) {
  return diag->count;
}
size_t diag_total(const Diag *diag) {
  return diag->total;
}

const DiagItem *diag_get(const Diag *diag, size_t index) {
  CHECK(index < diag->count);
  return &diag->items[index];
}

/* Cuts between two characters. */
static Str keep_text(Arena *arena, Str s) {
  size_t len = s.len;
  if (len > TEXT_MAX) {
    len = TEXT_MAX;
    while (len > 0 && ((uint8_t)s.ptr[len] & 0xC0) == 0x80)
      len--;
  }
  return len == 0 ? STR_NONE : arena_str(arena, str_slice(s, 0, len));
}

Err diag_add(Diag *diag, Err code, Place at, Str source, const Str *args, size_t arg_count) {
  CHECK(arg_count <= DIAG_ARGS);
  if (diag == NULL) return code;
  diag->total++;
  if (diag->count == DIAG_MAX) return code;
  DiagItem *item = &diag->items[diag->count++];
  *item = (DiagItem){.code = code, .at = at};
  item->at.file = keep_text(diag->arena, at.file);
  item->at.sheet = keep_text(diag->arena, at.sheet);
  item->source = keep_text(diag->arena, source);
  for (size_t i = 0; i < arg_count; i++)
    item->args[i] = keep_text(diag->arena, args[i]);
  return code;
}

/* ---- showing ---- */

typedef struct CodeRange {
  uint32_t first;
  uint32_t last;
} CodeRange;

static bool in_ranges(uint32_t code, const CodeRange *ranges, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (code >= ranges[i].first && code <= ranges[i].last) return true;
  }
  return false;
}

/* Columns on a terminal: CJK, full-width forms and pictographs take two, marks that join the
 * character before them none. Blocks, not single characters: a caret needs no more. */
static unsigned code_width(uint32_t code) {
  static const CodeRange none[] = {{0x300, 0x36F}, {0x200B, 0x200D}, {0xFE00, 0xFE0F}};
  static const CodeRange wide[] = {
      {0x1100, 0x115F}, {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xA960, 0xA97F},
      {0xAC00, 0xD7A3}, {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},
      {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
  };
  if (code < 0x300) return 1;
  if (in_ranges(code, none, sizeof none / sizeof none[0])) return 0;
  return in_ranges(code, wide, sizeof wide / sizeof wide[0]) ? 2 : 1;
}

/* Control characters, line and paragraph separators, and marks that turn the reading order. */
static bool is_control(uint32_t code) {
  static const CodeRange controls[] = {
      {0, 0x1F},        {0x7F, 0x9F},     {0x200E, 0x200F},
      {0x2028, 0x202E}, {0x2066, 0x2069}, {0xFEFF, 0xFEFF},
  };
  return in_ranges(code, controls, sizeof controls / sizeof controls[0]);
}

static void put_visible(Buf *out, Str text) {
  for (size_t at = 0; at < text.len;) {
    uint32_t code = str_next_code(text, &at);
    buf_code(out, is_control(code) ? ' ' : code);
  }
}

static void put_place(Buf *out, const Place *at) {
  size_t start = out->len;
  put_visible(out, at->file);
  if (at->sheet.len > 0) {
    buf_char(out, '[');
    put_visible(out, at->sheet);
    buf_char(out, ']');
  }
  const uint32_t numbers[] = {at->line, at->column};
  for (size_t i = 0; i < 2; i++) {
    if (numbers[i] == 0) continue;
    if (out->len > start) buf_char(out, ':');
    buf_int(out, numbers[i]);
  }
  if (out->len > start) buf_lit(out, ": ");
}

/* An argument made by ARG2 holds both languages. */
static Str in_language(Str arg, Lang lang) {
  Str english = arg;
  Str chinese = str_cut(&english, ARG2_MARK[0]);
  bool both = chinese.len < arg.len;
  return both && lang == LANG_EN ? english : chinese;
}

static void put_message(Buf *out, const DiagItem *item, Lang lang) {
  Str text = str_from(err_text(item->code, lang));
  while (text.len > 0) {
    bool is_arg = text.len >= 3 && text.ptr[0] == '{' && text.ptr[2] == '}' && text.ptr[1] >= '0' &&
                  text.ptr[1] < '0' + DIAG_ARGS;
    if (is_arg) {
      put_visible(out, in_language(item->args[text.ptr[1] - '0'], lang));
    } else {
      buf_char(out, text.ptr[0]);
    }
    text = str_slice(text, is_arg ? 3 : 1, text.len);
  }
  buf_char(out, '\n');
}

/* The column behind the last character is a place too: "something is missing here". */
static void put_caret(Buf *out, const DiagItem *item) {
  if (item->at.column == 0 || item->at.column - 1 > str_count_codes(item->source)) return;
  size_t at = 0;
  for (uint32_t column = 1; column < item->at.column; column++) {
    uint32_t code = str_next_code(item->source, &at);
    for (unsigned i = is_control(code) ? 1 : code_width(code); i > 0; i--)
      buf_char(out, ' ');
  }
  buf_lit(out, "^\n");
}

void diag_render(const DiagItem *item, Lang lang, Buf *out) {
  put_place(out, &item->at);
  put_message(out, item, lang);
  if (item->source.len == 0) return;
  put_visible(out, item->source);
  buf_char(out, '\n');
  put_caret(out, item);
}
