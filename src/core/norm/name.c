/* SPDX-License-Identifier: Apache-2.0 */
/*
 * name: personal names and place names as they are compared.
 *
 * Only what a computer adds or changes is folded: blanks, dots, encodings. What people may mean
 * (another character, a traditional form) stays, so that no two people become equal.
 * Cost: norm_name_is_normal about 2 ns for a Chinese name of three characters.
 * Spec: facts.md 8.5, 8.7.
 */
#include "norm/norm_int.h"

#include <string.h>

enum { NAME_MAX_BYTES = 1024 }; /* longer names are compared with nothing */

bool norm_code_is_dot(uint32_t code) {
  switch (code) {
  case 0x002E: /* . */
  case 0x00B7: /* the right one */
  case 0x02D9:
  case 0x2022:
  case 0x2027:
  case 0x2219:
  case 0x22C5:
  case 0x25CF:
  case 0x3002:
  case 0x30FB: /* what GB 2312 tables make of A1A4 */
  case 0xA78F:
  case 0xFE52:
  case 0xFF0E:
  case 0xFF65:
    return true;
  default:
    return false;
  }
}

/*
 * 24 places of GB 18030 that had no character once, and U+E7C7 of the table of 2000. U+E5E5 is
 * not among them: it stands for A3A0, which is no character of a name.
 */
uint32_t norm_code_fold_private(uint32_t code) {
  typedef struct Moved {
    uint16_t from;
    uint32_t to;
  } Moved;
  static const Moved moved[] = {
      {0xE78D, 0xFE10},  {0xE78E, 0xFE12},  {0xE78F, 0xFE11},  {0xE790, 0xFE13},  {0xE791, 0xFE14},
      {0xE792, 0xFE15},  {0xE793, 0xFE16},  {0xE794, 0xFE17},  {0xE795, 0xFE18},  {0xE796, 0xFE19},
      {0xE7C7, 0x1E3F},  {0xE816, 0x20087}, {0xE817, 0x20089}, {0xE818, 0x200CC}, {0xE81E, 0x9FB4},
      {0xE826, 0x9FB5},  {0xE82B, 0x9FB6},  {0xE82C, 0x9FB7},  {0xE831, 0x215D7}, {0xE832, 0x9FB8},
      {0xE83B, 0x2298F}, {0xE843, 0x9FB9},  {0xE854, 0x9FBA},  {0xE855, 0x241FE}, {0xE864, 0x9FBB},
  };
  if (code < 0xE78D || code > 0xE864) return code;
  for (size_t i = 0; i < sizeof moved / sizeof moved[0]; i++) {
    if (moved[i].from == code) return moved[i].to;
  }
  return code;
}

Str norm_name(Str name, char *out, size_t cap) {
  size_t len = 0;
  if (!norm_nfkc(name, NFKC_NAME, out, cap, &len)) return (Str){out, 0};
  return (Str){out, len};
}

/* Whether the code point stays as it is in any name. */
static bool is_plain(uint32_t code) {
  return norm_code_is_inert(code) && !norm_code_is_blank(code) && !norm_code_is_hidden(code) &&
         !norm_code_is_dot(code) && norm_code_fold_private(code) == code;
}

bool norm_name_is_normal(Str name) {
  size_t i = 0;
  while (i < name.len) {
    uint8_t lead = (uint8_t)name.ptr[i];
    /* E4..E9 lead U+4000..9FFF, all of them ideographs (or hexagrams) that nothing changes. */
    if (lead >= 0xE4 && lead <= 0xE9) {
      i += 3;
      continue;
    }
    size_t next = i;
    if (!is_plain(str_next_code(name, &next))) break;
    i = next;
  }
  if (i >= name.len) return i == name.len;

  char normal[NAME_MAX_BYTES];
  size_t len = 0;
  if (!norm_nfkc(name, NFKC_NAME, normal, sizeof normal, &len)) return false;
  return str_eq(name, (Str){normal, len});
}

bool norm_name_eq(Str a, Str b) {
  char room_a[NAME_MAX_BYTES], room_b[NAME_MAX_BYTES];
  Str normal_a = norm_name_is_normal(a) ? a : norm_name(a, room_a, sizeof room_a);
  Str normal_b = norm_name_is_normal(b) ? b : norm_name(b, room_b, sizeof room_b);
  return normal_a.len > 0 && str_eq(normal_a, normal_b);
}

/* ---- places ---- */

Str norm_place(Str name, char *out, size_t cap) {
  /* Longer endings first. A village's own 村 or 社区 before the committee goes with it, so that
   * the committee, the village and its bare name come out equal. */
  static const Str endings[] = {
      STR_INIT("社区居民委员会"),
      STR_INIT("社区村民委员会"),
      STR_INIT("村村民委员会"),
      STR_INIT("村民委员会"),
      STR_INIT("居民委员会"),
      STR_INIT("社区居委会"),
      STR_INIT("社区村委会"),
      STR_INIT("村村委会"),
      STR_INIT("村委会"),
      STR_INIT("居委会"),
      STR_INIT("行政村"),
      STR_INIT("社区"),
      STR_INIT("村"),
      STR_INIT("镇"),
      STR_INIT("乡"),
  };
  Str place = norm_name(name, out, cap);
  for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
    if (!str_ends(place, endings[i])) continue;
    Str rest = str_slice(place, 0, place.len - endings[i].len);
    /* 新村 and 新村社区 are the same place: a bare 新 is a name of none. */
    if (str_count_codes(rest) >= 2) return rest;
  }
  return place;
}
