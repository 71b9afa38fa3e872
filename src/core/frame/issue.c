/* SPDX-License-Identifier: Apache-2.0 */
/*
 * issue: what was wrong, fit to be shown.
 *
 * Issues are printed, sent and filed, so no number of a person may stand in them: every run of 11
 * digits or more is masked, whatever its type was meant to be. The mask is put on before the text
 * is cut: a cut number would no longer look like one.
 */
#include "frame/frame.h"

#include <string.h>

#include "norm/norm.h"

enum { SHOWN_MAX = 60, RUN_MIN = 11 };

static const Str words[ISSUE_KIND_COUNT] = {
#define ISSUE(id, word, zh, en) [ISSUE_##id] = STR_INIT(word),
#include "frame/issues.def"
#undef ISSUE
};

static const Str texts[ISSUE_KIND_COUNT][2] = {
#define ISSUE(id, word, zh, en) [ISSUE_##id] = {STR_INIT(zh), STR_INIT(en)},
#include "frame/issues.def"
#undef ISSUE
};

const char *frame_issue_word(FrameIssueKind kind) {
  return words[kind].ptr;
}

const char *frame_issue_text(FrameIssueKind kind, bool english) {
  return texts[kind][english ? 1 : 0].ptr;
}

/* ---- masking ---- */

static bool is_digit(uint32_t code) {
  return (code >= '0' && code <= '9') || (code >= 0xFF10 && code <= 0xFF19);
}

/* Blanks, dashes, and what cannot be seen: none of them ends a number. */
static bool is_gap(uint32_t code) {
  if (code < 0x7F) return code <= ' ' || code == '-';
  return code <= 0xA0 || code == 0xAD || code == 0x1680 || code == 0x180E ||
         (code >= 0x2000 && code <= 0x2015) || (code >= 0x2028 && code <= 0x202F) ||
         (code >= 0x205F && code <= 0x206F) || code == 0x2212 || code == 0x3000 || code == 0xFE58 ||
         code == 0xFE63 || code == 0xFEFF || code == 0xFF0D;
}

/* X and what is typed for it. */
static bool is_x(uint32_t code) {
  switch (code) {
  case 'X':
  case 'x':
  case 0x00D7: /* multiplication sign */
  case 0x03A7: /* Greek */
  case 0x03C7:
  case 0x0425: /* Cyrillic */
  case 0x0445:
  case 0x2169: /* Roman ten */
  case 0x2179:
  case 0xFF38: /* full-width */
  case 0xFF58:
    return true;
  default:
    return false;
  }
}

/* The end of the run of digits that begins at [from], an X behind it included. */
static size_t run_end(Str text, size_t from, size_t *ret_digits) {
  size_t end = from;
  *ret_digits = 0;
  for (size_t at = from; at < text.len;) {
    uint32_t code = str_next_code(text, &at);
    if (is_digit(code)) {
      ++*ret_digits;
      end = at;
    } else if (is_x(code)) {
      return at;
    } else if (!is_gap(code)) {
      return end;
    }
  }
  return end;
}

/* At most SHOWN_MAX + 1 are counted. */
static bool is_long(Str text) {
  size_t count = 0;
  for (size_t at = 0; at < text.len && count <= SHOWN_MAX; count++)
    (void)str_next_code(text, &at);
  return count > SHOWN_MAX;
}

static Str masked(Arena *arena, Str text) {
  bool cut = is_long(text);
  size_t room = cut ? SHOWN_MAX - 1 : SHOWN_MAX;
  char out[SHOWN_MAX * 4];
  size_t len = 0;
  for (size_t from = 0; from < text.len && room > 0;) {
    size_t to = from, digits = 0;
    if (is_digit(str_next_code(text, &to))) to = run_end(text, from, &digits);
    Str part = str_slice(text, from, to);
    size_t count = str_count_codes(part);
    for (size_t i = 0, at = 0; at < part.len && room > 0; i++, room--) {
      size_t begin = at;
      (void)str_next_code(part, &at);
      bool shown = digits < RUN_MIN || i < 6 || i + 2 >= count;
      if (shown) memcpy(out + len, part.ptr + begin, at - begin);
      if (!shown) out[len] = '*';
      len += shown ? at - begin : 1;
    }
    from = to;
  }
  if (cut) return arena_printf(arena, "%.*s…", (int)len, out);
  return arena_str(arena, (Str){out, len});
}

void frame_issue_add(FrameIssues *issues,
                     Arena *arena,
                     FrameIssueKind kind,
                     uint16_t file,
                     uint32_t row,
                     Str column,
                     Str expected,
                     Str value) {
  if (issues->limited && issues->seen[kind]++ >= ISSUES_SHOWN) return;
  FrameIssue issue = {
      .kind = kind,
      .file = file,
      .row = row,
      /* A header may be a row of data that was taken for one. */
      .column = masked(arena, column),
      .expected = arena_str(arena, expected),
      .shown = masked(arena, value),
  };
  *vec_push(arena, issues) = issue;
}

uint64_t frame_issues_left_out(const FrameIssues *issues, FrameIssueKind kind) {
  return issues->seen[kind] > ISSUES_SHOWN ? issues->seen[kind] - ISSUES_SHOWN : 0;
}

void frame_issues_forget(FrameIssues *issues) {
  issues->count = 0;
  memset(issues->seen, 0, sizeof issues->seen);
}
