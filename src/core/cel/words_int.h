/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words_int: what words.c and words_macro.c share: the sentence being written.
 *
 * A phrase has a level, and one that stands where only a tighter one is clear is put in brackets;
 * so no two expressions that differ in meaning read the same.
 */
#ifndef CEL_WORDS_INT_H
#define CEL_WORDS_INT_H

#include "cel/cel_int.h"

/* ORDER LEVEL: from loose to tight. */
typedef enum Level {
  LEVEL_OPEN, /* reaches as far as the sentence goes: exists, if */
  LEVEL_OR,
  LEVEL_AND,
  LEVEL_TEST, /* a relation */
  LEVEL_ADD,
  LEVEL_MULTIPLY,
  LEVEL_PHRASE, /* "x 到 y 的天数": ends clearly, but does not begin clearly */
  LEVEL_NAME
} Level;

enum { DEEPEST = 400, LETS_MAX = 1024 };

typedef struct Frame { /* a macro around the current place */
  uint32_t slot;
  uint32_t letter; /* from 1; 0: left out */
} Frame;

typedef struct Words {
  const CelUnit *unit;
  Buf *out;
  bool en;
  uint32_t depth;
  uint32_t frames;
  Frame frame[CEL_DEPTH_MAX * 2];
  uint32_t letters;
  uint64_t used[LETS_MAX / 64]; /* lets */
} Words;

void words_say(Words *words, const char *zh, const char *en);
void words_put(Words *words, const CelNode *node, Level tightest);
/* As words_put; a yes-or-no name that stands alone becomes "… is yes". */
void words_condition(Words *words, const CelNode *node, Level tightest);
void words_letter(Words *words, uint32_t letter);
void words_macro(Words *words, const CelNode *node);
Level words_macro_level(CelMacro macro);

#endif
