/* SPDX-License-Identifier: Apache-2.0 */
/*
 * frame: rows of typed columns, and what was wrong with the cells they came from.
 *
 * A Frame holds the rows of one registry table or dataset: for each column that a rule reads an
 * array of 64-bit cells and one of states, for each row its origin. Columns that no rule reads
 * have no arrays. Rows hang on slots: the slot of a household itself comes before those of its
 * members, slots of a household are neighbours, so that the rows of a person and of a household
 * are ranges (architecture.md, "The layout of a run").
 *
 * Cells: BOOL, INT, DECIMAL, DATE, MONTH the CelValue payload; texts (and sets of codes) a
 * FrameText, of a CODE the same one wherever it stands; a date with bounds first day << 32 | last
 * day, each relative to DAY_MIN.
 *
 * Lifetime: arrays live in the arena given; texts in a FrameHeap, which outlives the frame.
 */
#ifndef FRAME_FRAME_H
#define FRAME_FRAME_H

#include "base/arena.h"
#include "base/vec.h"

/* ---- texts ---- */

/* offset << 24 | length: into the heap. Texts are at most 16 MiB, a heap at most 1 TiB. */
typedef struct FrameText {
  uint64_t packed;
} FrameText;

/* One growing area for all texts of a run; workers take chunks of it. */
typedef struct FrameHeap FrameHeap;
typedef struct FrameChunk { /* of one worker; zeroed to begin with */
  size_t at, end;
} FrameChunk;

/* [limit]: bytes of texts at most: known from the input (each byte gives at most two). */
FrameHeap *frame_heap_new(size_t limit);
void frame_heap_free(FrameHeap *heap);
/* Longer texts than 16 MiB are cut at a character. Many threads may put, each its own chunk. */
FrameText frame_heap_put(FrameHeap *heap, FrameChunk *chunk, Str text);
Str frame_heap_get(const FrameHeap *heap, FrameText text); /* valid as long as the heap */

/* ---- frames ---- */

typedef enum FrameState {
  FRAME_ABSENT, /* the delivery has no such column; the field was not collected */
  FRAME_VALUE,
  FRAME_EMPTY,
  FRAME_UNREADABLE,
  FRAME_BOUNDED /* dates */
} FrameState;

typedef enum FrameStanding { FRAME_SURE, FRAME_PROBABLE, FRAME_AMBIGUOUS } FrameStanding;

typedef struct FrameOrigin {
  uint32_t row;     /* in the file, from 1 */
  uint16_t file;    /* index of the run's files */
  uint8_t level;    /* index of the dataset's match levels; 0 for registry tables */
  uint8_t standing; /* FrameStanding */
} FrameOrigin;

typedef struct FrameColumn { /* NULL arrays: not decoded */
  uint64_t *cells;
  uint8_t *states;
  FrameText *raw; /* the text as it came; NULL unless a rule asks */
} FrameColumn;

typedef struct Frame {
  uint32_t rows;
  uint32_t column_count;
  FrameColumn *columns;
  FrameOrigin *origins;
  uint8_t *roles; /* which of the persons that a row names; NULL: it names one */
  /* slots + 1: rows of slot s are first[s] … first[s + 1] - 1; NULL: row = subject */
  uint32_t *first;
  bool has_possible; /* some row is not sure */
} Frame;

/* ---- issues ---- */

/* ISSUE(id, word in issues.tsv, zh, en) */
typedef enum FrameIssueKind {
#define ISSUE(id, word, zh, en) ISSUE_##id,
#include "frame/issues.def"
#undef ISSUE
  ISSUE_KIND_COUNT
} FrameIssueKind;

const char *frame_issue_word(FrameIssueKind kind);
const char *frame_issue_text(FrameIssueKind kind, bool english);

typedef struct FrameIssue {
  FrameIssueKind kind;
  uint16_t file;
  uint32_t row; /* 0: the whole file */
  Str column;   /* header or key; empty: the whole row */
  Str expected; /* type or key; empty: see the kind */
  Str shown;    /* the value, masked: no ID number, phone or card stands here */
} FrameIssue;

/*
 * The first issues of a file say what is wrong with it; a hundred thousand of one kind only hide
 * the others. [limited]: the list is of one file, and keeps the first of each kind; what it does
 * not keep is counted.
 */
enum { ISSUES_SHOWN = 1000 }; /* of a kind, in a file */

typedef struct FrameIssues { /* VEC(FrameIssue), and what was left out */
  FrameIssue *items;
  size_t count, cap;
  bool limited;
  uint64_t seen[ISSUE_KIND_COUNT]; /* only if limited */
} FrameIssues;

/* How many of a kind are not in the list. */
uint64_t frame_issues_left_out(const FrameIssues *issues, FrameIssueKind kind);
/* Empty again, limited or not as before. */
void frame_issues_forget(FrameIssues *issues);
/* Copies the texts into [arena]; masks and shortens [column] and [value] (at most 60 characters;
 * cut with an ellipsis): a run of 11 or more digits, blanks and dashes among them not counted and
 * an X behind them included, keeps its first 6 and last 2 characters. */
void frame_issue_add(FrameIssues *issues,
                     Arena *arena,
                     FrameIssueKind kind,
                     uint16_t file,
                     uint32_t row,
                     Str column,
                     Str expected,
                     Str value);

#endif
