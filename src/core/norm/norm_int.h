/* SPDX-License-Identifier: Apache-2.0 */
/*
 * norm_int: what the files of norm share and nobody else sees.
 *
 * Kinds of characters (strip.c), the cell as a short line of ASCII and the rest as it came
 * (strip.c), numbers before their type is known (number.c), NFKC (nfkc.c).
 */
#ifndef NORM_NORM_INT_H
#define NORM_NORM_INT_H

#include "norm/norm.h"

/* White space of any kind, and control characters. */
bool norm_code_is_blank(uint32_t code);
/* Takes no room and means nothing: zero-width, direction marks, BOM, soft hyphen. */
bool norm_code_is_hidden(uint32_t code);
/* A full-width form as ASCII, anything else as it is. */
uint32_t norm_code_half_width(uint32_t code);

/*
 * A short cell, cleaned: norm_strip, full-width forms folded, hidden characters taken out, each
 * blank a ' '. None of the typed texts (dates, amounts, numbers, phones) is longer than the room.
 */
enum { NORM_CELL_MAX = 96 };

typedef struct NormCell {
  char text[NORM_CELL_MAX];
  size_t len;
} NormCell;

bool norm_cell(Str cell, NormCell *ret_cell); /* false: too long to be one of them */
Str norm_cell_view(const NormCell *cell);
/* What people write where there is nothing: - / 无 空 and dashes. */
bool norm_cell_is_nothing(const NormCell *cell);
/* Takes out every blank and every one of [marks] (ASCII). */
void norm_cell_squeeze(NormCell *cell, const char *marks);
/* Latin letters in upper case. */
void norm_cell_upper(NormCell *cell);
bool norm_all_digits(Str text);

static inline bool norm_is_digit(char c) {
  return c >= '0' && c <= '9';
}
static inline bool norm_is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}

enum NormNfkc {
  NFKC_PLAIN, /* NFKC and nothing else */
  NFKC_NAME,  /* and private-use points folded, blanks, hidden characters and dots taken out */
  NFKC_HEADER /* and private-use points folded, blanks and hidden characters taken out */
};

/*
 * Writes the NFKC of [text]. Returns false, with what was written so far being of no use, if it
 * does not fit [cap] or holds a letter with more marks than any language has (63).
 */
bool norm_nfkc(Str text, enum NormNfkc mode, char *out, size_t cap, size_t *ret_len);
/* Whether NFKC leaves the code point alone wherever it stands: it has no decomposition, is no
 * mark, and joins nothing before it. */
bool norm_code_is_inert(uint32_t code);
/* One of the middle dots of facts.md 8.5 */
bool norm_code_is_dot(uint32_t code);
/* Private-use points that GB 18030 has moved to characters, as those; others as they are. */
uint32_t norm_code_fold_private(uint32_t code);

#endif
