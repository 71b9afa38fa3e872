/* SPDX-License-Identifier: Apache-2.0 */
/*
 * err: what went wrong, where, in the reader's language.
 *
 * Functions that can fail return Err; ERR_OK is 0. Codes and their Chinese and English texts
 * stand in err.def and nowhere else. A failure adds one item to the caller's Diag; a loader that
 * finds all mistakes at once adds many and returns the first code. Low floors never print: cli
 * and api render a Diag once, at the edge.
 *
 * Texts in err.def take their arguments as {0}..{3}.
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/str.h"

#define MUST_USE __attribute__((warn_unused_result))

/* A check that stays on in release builds; for cheap ones only. A failed one is a bug. */
#define CHECK(cond) ((cond) ? (void)0 : err_check_failed(#cond, __FILE__, __LINE__))
_Noreturn void err_check_failed(const char *cond, const char *file, int line);

typedef enum Err {
#define ERR(id, zh, en) ERR_##id,
#include "base/err.def"
#undef ERR
  ERR_COUNT
} Err;

typedef enum Lang { LANG_ZH, LANG_EN } Lang;

typedef struct Place { /* all parts optional; numbers count from 1, 0 = none */
  Str file;
  Str sheet;
  uint32_t line;   /* line of a pack file, row of a table */
  uint32_t column; /* in code points */
} Place;

enum { DIAG_ARGS = 4 };

typedef struct DiagItem {
  Err code;
  Place at;
  Str args[DIAG_ARGS];
  Str source; /* the line that [at] points into, for the caret; empty if there is none */
} DiagItem;

/* Collects items; texts are copied into its own memory. Owner: whoever called diag_new. */
typedef struct Diag Diag;

Diag *diag_new(void);
void diag_free(Diag *diag);
void diag_clear(Diag *diag);
size_t diag_count(const Diag *diag); /* items kept: at most DIAG_MAX */
size_t diag_total(const Diag *diag); /* items reported, kept or not */
const DiagItem *diag_get(const Diag *diag, size_t index);
enum { DIAG_MAX = 1000 };

/* Adds an item and returns its code. [diag] may be NULL. */
Err diag_add(Diag *diag, Err code, Place at, Str source, const Str *args, size_t arg_count);

/*
 * fail(diag, ERR_X, place, args...) adds an item and its value is the code. A macro, so that the
 * compiler sees the constant. Arguments are Str.
 */
#define fail(diag, code, at, ...) fail_source(diag, code, at, STR_NONE, __VA_ARGS__)
#define fail_source(diag, code, at, source, ...)                                                   \
  ((void)diag_add((diag), (code), (at), (source), (const Str[]){__VA_ARGS__},                      \
                  sizeof((const Str[]){__VA_ARGS__}) / sizeof(Str)),                               \
   (code))
/* An argument that is words itself: ARG2("名称", "a name"). */
#define ARG2_MARK     "\x1f"
#define ARG2(zh, en)  STR(zh ARG2_MARK en)
#define PLACE_NONE    ((Place){0})
#define PLACE_FILE(f) ((Place){.file = (f)})

/* Passes an error on. */
#define TRY(expr)                                                                                  \
  do {                                                                                             \
    Err try_err_ = (expr);                                                                         \
    if (try_err_ != ERR_OK) return try_err_;                                                       \
  } while (0)

const char *err_name(Err code);            /* "PACK_KEY" */
const char *err_text(Err code, Lang lang); /* the template of err.def */
/* The exit code of packs-and-rules.md section 5: 1 found, 2 use, 3 input, 4 limit, 5 system.
 * It follows from the section of err.def in which the code stands. */
int err_exit(Err code);

struct Buf;
/* "file:line:column: text" and, where there is a source line, the line and a caret under the
 * column (wide characters count two). Each line ends with a newline; control characters and marks
 * that turn the reading order are shown as blanks. */
void diag_render(const DiagItem *item, Lang lang, struct Buf *out);

#endif
