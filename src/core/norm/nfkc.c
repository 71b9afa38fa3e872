/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nfkc: Unicode's compatibility normal form, as a stream.
 *
 * One segment is held at a time: a starter and the marks behind it. Marks are put in order as
 * they come; when the next starter comes, they are composed and the segment is written. Taking
 * out blanks and dots happens between decomposing and composing, so that the result is in normal
 * form whatever was taken out.
 * Spec: UAX #15; tables from tools/gen-unicode; about 65 KB of constants.
 */
#include "norm/norm_int.h"

#include "build/gen/norm_unicode.h"

#include <string.h>

enum { SEGMENT_MAX = 64 };

/* Hangul: the arithmetic of the Unicode Standard, 3.12. */
enum {
  HANGUL_S = 0xAC00,
  HANGUL_L = 0x1100,
  HANGUL_V = 0x1161,
  HANGUL_T = 0x11A7,
  HANGUL_L_COUNT = 19,
  HANGUL_V_COUNT = 21,
  HANGUL_T_COUNT = 28,
  HANGUL_S_COUNT = HANGUL_L_COUNT * HANGUL_V_COUNT * HANGUL_T_COUNT
};

typedef struct Stream {
  enum NormNfkc mode;
  uint32_t code[SEGMENT_MAX];
  uint8_t class[SEGMENT_MAX];
  size_t count;
  char *out;
  size_t cap;
  size_t len;
  bool failed;
} Stream;

/* 0, a combining class up to 255, or 256 + the place of a decomposition. */
static uint32_t value_of(uint32_t code) {
  uint32_t page = code >> 7;
  if (page >= UNI_PAGES) return 0;
  return uni_value[(uint32_t)uni_page[page] * 128 + (code & 127)];
}

/* The place of [code] in the list of what may stand second in a composition, or UNI_SECONDS. */
static size_t find_second(uint32_t code) {
  size_t from = 0, to = UNI_SECONDS;
  while (from < to) {
    size_t middle = (from + to) / 2;
    if (uni_second[middle] == code) return middle;
    if (uni_second[middle] < code) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return UNI_SECONDS;
}

static bool is_hangul_second(uint32_t code) {
  return (code >= HANGUL_V && code < HANGUL_V + HANGUL_V_COUNT) ||
         (code > HANGUL_T && code < HANGUL_T + HANGUL_T_COUNT);
}

/* Nothing in these blocks is ever second: kana behind U+3099, ideographs, private use. */
static bool is_never_second(uint32_t code) {
  return code < 0x300 || (code >= 0x30A0 && code < 0x11000);
}

/* The composition of two code points, 0 if there is none. */
static uint32_t compose(uint32_t first, uint32_t second) {
  if (is_never_second(second)) return 0;
  if (is_hangul_second(second)) {
    uint32_t s = first - HANGUL_S, l = first - HANGUL_L, v = second - HANGUL_V;
    if (l < HANGUL_L_COUNT && v < HANGUL_V_COUNT) {
      return HANGUL_S + (l * HANGUL_V_COUNT + v) * HANGUL_T_COUNT;
    }
    if (s < HANGUL_S_COUNT && s % HANGUL_T_COUNT == 0 && second > HANGUL_T) {
      return first + (second - HANGUL_T);
    }
    return 0;
  }
  size_t at = find_second(second);
  if (at == UNI_SECONDS) return 0;
  size_t from = uni_second_start[at], to = uni_second_start[at + 1];
  while (from < to) {
    size_t middle = (from + to) / 2;
    if (uni_first[middle] == first) return uni_composed[middle];
    if (uni_first[middle] < first) {
      from = middle + 1;
    } else {
      to = middle;
    }
  }
  return 0;
}

/* ---- the segment ---- */

/* Composes the marks into the starter; those that stay move together. */
static void compose_segment(Stream *s) {
  if (s->count < 2 || s->class[0] != 0) return;
  size_t kept = 1;
  for (size_t i = 1; i < s->count; i++) {
    /* A mark is blocked by one of its own class that stays before it. */
    bool blocked = kept > 1 && s->class[kept - 1] >= s->class[i];
    uint32_t composed = blocked ? 0 : compose(s->code[0], s->code[i]);
    if (composed != 0) {
      s->code[0] = composed;
    } else {
      s->code[kept] = s->code[i];
      s->class[kept] = s->class[i];
      kept++;
    }
  }
  s->count = kept;
}

static void write_segment(Stream *s) {
  for (size_t i = 0; i < s->count; i++) {
    char bytes[4];
    size_t count = str_put_code(bytes, s->code[i]);
    if (count > s->cap - s->len) {
      s->failed = true;
      break;
    }
    memcpy(s->out + s->len, bytes, count);
    s->len += count;
  }
  s->count = 0;
}

/* Takes one code point that has no decomposition. */
static void push(Stream *s, uint32_t code, uint8_t class) {
  if (class == 0) {
    compose_segment(s);
    if (s->count == 1 && s->class[0] == 0) {
      uint32_t composed = compose(s->code[0], code);
      if (composed != 0) {
        s->code[0] = composed;
        return;
      }
    }
    write_segment(s);
    s->code[0] = code;
    s->class[0] = 0;
    s->count = 1;
    return;
  }
  if (s->count == SEGMENT_MAX) {
    s->failed = true;
    return;
  }
  size_t at = s->count++;
  for (; at > 0 && s->class[at - 1] > class; at--) {
    s->code[at] = s->code[at - 1];
    s->class[at] = s->class[at - 1];
  }
  s->code[at] = code;
  s->class[at] = class;
}

static bool is_dropped(enum NormNfkc mode, uint32_t code) {
  if (mode == NFKC_PLAIN) return false;
  if (norm_code_is_blank(code) || norm_code_is_hidden(code)) return true;
  return mode == NFKC_NAME && norm_code_is_dot(code);
}

static void push_decomposed(Stream *s, uint32_t code) {
  if (is_dropped(s->mode, code)) return;
  if (code - HANGUL_S < HANGUL_S_COUNT) {
    push(s, code, 0); /* it is composed already; a T behind it still joins */
    return;
  }
  push(s, code, (uint8_t)value_of(code));
}

bool norm_nfkc(Str text, enum NormNfkc mode, char *out, size_t cap, size_t *ret_len) {
  Stream s;
  s.mode = mode;
  s.count = 0;
  s.out = out;
  s.cap = cap;
  s.len = 0;
  s.failed = false;
  for (size_t i = 0; i < text.len && !s.failed;) {
    uint32_t code = str_next_code(text, &i);
    if (mode != NFKC_PLAIN) code = norm_code_fold_private(code);
    /* Before decomposing too: U+02D9 would become a blank and a mark. */
    if (is_dropped(mode, code)) continue;
    uint32_t value = value_of(code);
    if (value < 256) {
      push_decomposed(&s, code);
      continue;
    }
    const uint16_t *word = uni_decomposition + (value - 256);
    const uint16_t *end = word + 1 + *word;
    for (word++; word < end; word++) {
      uint32_t part = *word;
      if (part >= 0xD800 && part < 0xDC00) {
        word++;
        part = 0x10000 + ((part - 0xD800) << 10) + ((uint32_t)*word - 0xDC00);
      }
      push_decomposed(&s, part);
    }
  }
  compose_segment(&s);
  write_segment(&s);
  *ret_len = s.len;
  return !s.failed;
}

bool norm_code_is_inert(uint32_t code) {
  if (value_of(code) != 0) return false;
  return is_never_second(code) || (!is_hangul_second(code) && find_second(code) == UNI_SECONDS);
}
