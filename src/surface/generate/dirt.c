/* SPDX-License-Identifier: Apache-2.0 */
/*
 * dirt: ID numbers and names as departments write them (facts.md 6.1, 8.1, 8.5, 8.9).
 *
 * Of 10,000 rows the sheet's rate is without a number or with a damaged one; 100 have the old 15
 * digits, 60 a look-alike of X, 50 full-width digits, 50 invisible characters around the number;
 * 200 have another name. Sheets with rate 0 write numbers as they are, or masked.
 */
#include <string.h>

#include "generate/sheet_int.h"

static void put_text(Sheet *sheet, Column column, const char *text, size_t len) {
  generate_put(sheet, column, (Str){text, len});
}

/* The number as a spreadsheet left it: 15 digits and zeros, its power form, cut, or mistyped. */
static void put_damaged(Sheet *sheet, Column column, const char id[18]) {
  char text[18];
  memcpy(text, id, 18);
  switch (random_below(&sheet->faults, 4)) {
  case 0:
    memcpy(text + 15, "000", 3);
    put_text(sheet, column, text, 18);
    return;
  case 1:
    generate_put_format(sheet, column, "%c.%.5sE+17", text[0], text + 1);
    return;
  case 2:
    put_text(sheet, column, text, 17);
    return;
  default: {
    size_t at = 14 + random_below(&sheet->faults, 3);
    text[at] = (char)('0' + (text[at] - '0' + 1) % 10); /* the check no longer fits */
    put_text(sheet, column, text, 18);
    return;
  }
  }
}

static void put_masked(Sheet *sheet, Column column, const char id[18]) {
  char text[18];
  memcpy(text, id, 18);
  memset(text + 6, '*', 8);
  put_text(sheet, column, text, 18);
}

static void put_look_alike(Sheet *sheet, Column column, const char id[18]) {
  static const Str forms[] = {STR_INIT("x"), STR_INIT("Ｘ"), STR_INIT("Х"), STR_INIT("×"),
                              STR_INIT("*")};
  Str form = forms[random_below(&sheet->faults, sizeof forms / sizeof forms[0])];
  generate_put_format(sheet, column, "%.17s%.*s", id, STR_ARG(form));
}

static void put_full_width(Sheet *sheet, Column column, const char id[18]) {
  char text[18 * 3];
  size_t len = 0;
  for (size_t i = 0; i < 18; i++)
    len += str_put_code(text + len, 0xFF00u + (uint32_t)id[i] - 0x20u);
  put_text(sheet, column, text, len);
}

static void put_protected(Sheet *sheet, Column column, const char id[18]) {
  if (sheet->flags & S_EXCEL_ID) {
    char text[24];
    memcpy(text, "=\"", 2);
    memcpy(text + 2, id, 18);
    text[20] = '"';
    generate_put_raw(sheet, column, (Str){text, 21});
  } else if (sheet->flags & S_APOSTROPHE) {
    char text[20] = "'";
    memcpy(text + 1, id, 18);
    put_text(sheet, column, text, 19);
  } else {
    put_text(sheet, column, id, 18);
  }
}

void generate_dirty_id(Sheet *sheet, Column column, const Person *person) {
  if (person->flags & P_ID_NONE) return;
  const char *id = person->id;
  if (sheet->flags & S_MASKED) {
    put_masked(sheet, column, id);
    return;
  }
  uint32_t at = sheet->dirt.id, rate = sheet->dirt_rate;
  if (rate == 0 || at >= rate + 260) {
    put_protected(sheet, column, id);
  } else if (at < rate / 2) {
    return;
  } else if (at < rate) {
    put_damaged(sheet, column, id);
  } else if (at < rate + 100) {
    char old[15];
    bool born_19 = id[6] == '1';
    memcpy(old, id, 6);
    memcpy(old + 6, id + 8, 9);
    put_text(sheet, column, born_19 ? old : id, born_19 ? 15 : 18);
  } else if (at < rate + 160) {
    if (id[17] == 'X') {
      put_look_alike(sheet, column, id);
    } else {
      put_protected(sheet, column, id);
    }
  } else if (at < rate + 210) {
    put_full_width(sheet, column, id);
  } else {
    generate_put_format(sheet, column, " %.18s\xE2\x80\x8B ", id); /* a zero-width space */
  }
}

/* The name with its last character, or its dot, written in another way. */
static void put_other_name(Sheet *sheet, Column column, Str name) {
  static const Str dots[] = {STR_INIT("•"), STR_INIT("・"), STR_INIT("."), STR_INIT("")};
  size_t last = 0;
  for (size_t at = 0; at < name.len;) {
    size_t from = at;
    uint32_t code = str_next_code(name, &at);
    if (code == 0xB7) { /* middle dot */
      Str dot = dots[random_below(&sheet->faults, sizeof dots / sizeof dots[0])];
      generate_put_format(sheet, column, "%.*s%.*s%.*s", (int)from, name.ptr, STR_ARG(dot),
                          (int)(name.len - at), name.ptr + at);
      return;
    }
    last = from;
  }
  Str other = generate_alike(str_slice(name, last, name.len), &sheet->faults);
  generate_put_format(sheet, column, "%.*s%.*s", (int)last, name.ptr, STR_ARG(other));
}

void generate_dirty_name(Sheet *sheet, Column column, const Person *person) {
  Str name = person->name;
  if (sheet->dirt_rate > 0 && sheet->dirt.name < 200) {
    put_other_name(sheet, column, name);
  } else if ((sheet->flags & S_PAD_NAME) && str_count_codes(name) == 2) {
    size_t at = 0;
    (void)str_next_code(name, &at);
    generate_put_format(sheet, column, "%.*s　%.*s", (int)at, name.ptr, (int)(name.len - at),
                        name.ptr + at);
  } else {
    generate_put(sheet, column, name);
  }
}

void generate_put_village(Sheet *sheet, Column column, const Village *village) {
  uint32_t draw = sheet->dirt.twice % 20;
  bool committee = draw == 0 && !str_ends(village->bare, STR("社区"));
  if (committee) {
    generate_put_format(sheet, column, "%.*s委会", STR_ARG(village->name));
  } else {
    generate_put(sheet, column, draw < 5 ? village->bare : village->name);
  }
}
