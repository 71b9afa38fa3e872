/* SPDX-License-Identifier: Apache-2.0 */
/*
 * point: longitude and latitude, as people, phones and survey sheets write them.
 *
 * In:        99.8273,23.4743 (longitude first); 99°49′38″ 23°28′27″; 东经99.8273度北纬23.4743度;
 *            N23.4743 E99.8273 (marked: in either order).
 * Out:       millionths of a degree, rounded half away from zero: about a decimetre.
 * Unread:    a latitude beyond 90 degrees, which is what an exchanged pair gives in China; and
 *            0,0, which devices write when they know nothing. Both are for people to look at.
 * Spec:      facts.md 8.8; docs/decisions/0012-compare-forms-places.md.
 */
#include "norm/norm_int.h"

#include <stdio.h>

__extension__ typedef __int128 Wide;

enum { POINT_ROOM = 160, DEGREE = 1000000, PLACES_MAX = 12 };
enum { LONGITUDE = 0x7ECF, LATITUDE = 0x7EAC, DEGREES = 0x5EA6 }; /* 经 纬 度 */

/* What the characters of a point become: digits and '.', D M S behind a number, E W N S, '-', and
 * ',' between the two. */
static char token_of(uint32_t code) {
  switch (norm_code_half_width(code)) {
  case 0xB0: /* degree sign */
  case 0xBA: /* ordinal, typed for it */
  case DEGREES:
    return 'd';
  case '\'':
  case 0x2019:
  case 0x2032: /* prime */
  case 0x5206: /* 分 */
    return 'm';
  case '"':
  case 0x201D:
  case 0x2033: /* double prime */
  case 0x79D2: /* 秒 */
    return 's';
  case 'E':
  case 'e':
  case 0x4E1C: /* 东 */
    return 'E';
  case 'W':
  case 'w':
  case 0x897F: /* 西 */
    return 'W';
  case 'N':
  case 'n':
  case 0x5317: /* 北 */
    return 'N';
  case 'S':
  case 's':
  case 0x5357: /* 南 */
    return 'S';
  case ',':
  case ';':
  case '/':
  case 0x3001: /* 、 */
    return ',';
  case '-':
  case 0x2212:
    return '-';
  case '.':
    return '.';
  case LONGITUDE: /* behind 东西南北 they say nothing more */
  case LATITUDE:
  case ':':
  case '+':
  case '(':
  case ')':
    return ' ';
  default:
    return norm_code_is_blank(code) || norm_code_is_hidden(code) ? ' ' : '?';
  }
}

/* 经度99.8273: the word is a mark; 东经99.8273 has one already. */
static bool take_label(Str cell, uint32_t code, size_t *at, char *ret_token) {
  size_t next = *at;
  if ((code != LONGITUDE && code != LATITUDE) || next == cell.len) return false;
  if (str_next_code(cell, &next) != DEGREES) return false;
  *at = next;
  *ret_token = code == LONGITUDE ? 'E' : 'N';
  return true;
}

/* False: too long, or a character that no point has. */
static bool tokens_of(Str cell, char *out, size_t *ret_len) {
  size_t len = 0;
  for (size_t at = 0; at < cell.len;) {
    uint32_t code = str_next_code(cell, &at);
    uint32_t half = norm_code_half_width(code);
    char token = half >= '0' && half <= '9' ? (char)half : token_of(code);
    (void)take_label(cell, code, &at, &token);
    if (token == '?' || len == POINT_ROOM) return false;
    out[len++] = token;
  }
  *ret_len = len;
  return true;
}

typedef struct Scan {
  const char *text;
  size_t len, at;
} Scan;

static void skip_blanks(Scan *scan) {
  while (scan->at < scan->len && scan->text[scan->at] == ' ')
    scan->at++;
}

static bool take(Scan *scan, char token) {
  skip_blanks(scan);
  if (scan->at == scan->len || scan->text[scan->at] != token) return false;
  scan->at++;
  return true;
}

/* The mark of seconds, or two of minutes typed for it. */
static bool take_seconds(Scan *scan) {
  if (take(scan, 's')) return true;
  return take(scan, 'm') && scan->at < scan->len && scan->text[scan->at++] == 'm';
}

/* A number in units of 10^-PLACES_MAX; digits behind that many places are let go. */
static bool take_number(Scan *scan, Wide *ret_value, bool *ret_whole) {
  enum { WHOLE_MAX = 3 };
  Wide value = 0;
  size_t whole = 0, places = 0;
  skip_blanks(scan);
  for (; scan->at < scan->len && norm_is_digit(scan->text[scan->at]); scan->at++, whole++)
    value = value * 10 + (scan->text[scan->at] - '0');
  if (whole == 0 || whole > WHOLE_MAX) return false;
  *ret_whole = scan->at == scan->len || scan->text[scan->at] != '.';
  if (!*ret_whole) scan->at++;
  for (; !*ret_whole && scan->at < scan->len && norm_is_digit(scan->text[scan->at]); scan->at++)
    if (places < PLACES_MAX) {
      value = value * 10 + (scan->text[scan->at] - '0');
      places++;
    }
  if (!*ret_whole && places == 0) return false;
  for (; places < PLACES_MAX; places++)
    value *= 10;
  *ret_value = value;
  return true;
}

typedef struct Part {
  Wide value; /* seconds in units of 10^-PLACES_MAX */
  char side;  /* E W N S; 0: not said */
} Part;

static char take_side(Scan *scan) {
  static const char sides[] = "EWNS";
  for (size_t i = 0; i < 4; i++)
    if (take(scan, sides[i])) return sides[i];
  return 0;
}

/* [side] [-] degrees [d [minutes m [seconds s]]] [side]; only the last number may have places. */
static bool take_part(Scan *scan, Part *ret) {
  Wide unit = 1;
  for (int i = 0; i < PLACES_MAX; i++)
    unit *= 10;
  Wide value, number;
  bool whole;
  ret->side = take_side(scan);
  bool minus = take(scan, '-');
  if (!take_number(scan, &value, &whole)) return false;
  ret->value = value * 3600;
  if (take(scan, 'd') && whole) {
    size_t before = scan->at;
    if (take_number(scan, &number, &whole) && take(scan, 'm')) {
      if (number >= 60 * unit) return false;
      ret->value += number * 60;
      before = scan->at;
      if (whole && take_number(scan, &number, &whole) && take_seconds(scan)) {
        if (number >= 60 * unit) return false;
        ret->value += number;
        before = scan->at;
      }
    }
    scan->at = before; /* a number without its mark belongs to the second part */
  }
  if (ret->side == 0) ret->side = take_side(scan);
  if (minus && ret->side != 0) return false;
  if (minus || ret->side == 'W' || ret->side == 'S') ret->value = -ret->value;
  return true;
}

/* Millionths of a degree; half away from zero. */
static int32_t micro_of(Wide value) {
  Wide step = 3600; /* 10^-12 seconds in 10^-6 degrees: 3600 * 10^6 */
  for (int i = 0; i < PLACES_MAX - 6; i++)
    step *= 10;
  Wide half = value < 0 ? -step / 2 : step / 2;
  return (int32_t)((value + half) / step);
}

static bool is_latitude(char side) {
  return side == 'N' || side == 'S';
}

NormState norm_point(Str cell, NormPoint *ret_point) {
  char tokens[POINT_ROOM];
  Scan scan = {.text = tokens};
  NormCell short_cell;
  Part a, b;
  if (norm_cell(cell, &short_cell) && (short_cell.len == 0 || norm_cell_is_nothing(&short_cell)))
    return NORM_EMPTY;
  if (!tokens_of(cell, tokens, &scan.len) || !take_part(&scan, &a)) return NORM_UNREADABLE;
  (void)take(&scan, ',');
  if (!take_part(&scan, &b)) return NORM_UNREADABLE;
  skip_blanks(&scan);
  if (scan.at < scan.len || (a.side == 0) != (b.side == 0)) return NORM_UNREADABLE;
  if (a.side != 0 && is_latitude(a.side) == is_latitude(b.side)) return NORM_UNREADABLE;
  bool swapped = is_latitude(a.side);
  NormPoint point = {micro_of(swapped ? b.value : a.value), micro_of(swapped ? a.value : b.value)};
  bool on_earth = point.lon >= -180 * DEGREE && point.lon <= 180 * DEGREE &&
                  point.lat >= -90 * DEGREE && point.lat <= 90 * DEGREE;
  if (!on_earth || (point.lon == 0 && point.lat == 0)) return NORM_UNREADABLE;
  *ret_point = point;
  return NORM_VALUE;
}

/* ---- written ---- */

/* Cut towards zero: -0.05 to one place is 0.0. */
static size_t put_degrees(int32_t micro, int places, char *out) {
  int64_t size = micro < 0 ? -(int64_t)micro : micro, step = 1;
  for (int i = places; i < 6; i++)
    step *= 10;
  size /= step;
  bool minus = micro < 0 && size > 0;
  int64_t unit = DEGREE / step;
  int len = places == 0
                ? snprintf(out, NORM_POINT_MAX / 2, "%s%lld", minus ? "-" : "", (long long)size)
                : snprintf(out, NORM_POINT_MAX / 2, "%s%lld.%0*lld", minus ? "-" : "",
                           (long long)(size / unit), places, (long long)(size % unit));
  return (size_t)len;
}

size_t norm_point_text(NormPoint point, int places, char out[NORM_POINT_MAX]) {
  size_t len = put_degrees(point.lon, places, out);
  out[len++] = ',';
  return len + put_degrees(point.lat, places, out + len);
}
