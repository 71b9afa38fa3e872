/* SPDX-License-Identifier: Apache-2.0 */
/*
 * read: cells as values of their column's type. Called millions of times a run: numbers, dates,
 * flags and codes take no memory, and what is empty or unreadable shares one unknown.
 */
#include "pack/pack_int.h"

#include <string.h>

typedef struct Cell {
  const Pack *pack;
  const PackColumn *column;
  Str text;
  Arena *arena;
  CelValue *ret;
} Cell;

static void set_empty(const Cell *cell) {
  if (cell->column->has_blank)
    *cell->ret = cell->column->blank;
  else
    *cell->ret = (CelValue){.state = CEL_UNKNOWN, .unknown = &cell->pack->inside->empty};
}

static void set_unreadable(const Cell *cell) {
  *cell->ret = (CelValue){.state = CEL_UNKNOWN, .unknown = &cell->pack->inside->unreadable};
}

static void set_number(const Cell *cell, NormState state, int64_t value) {
  const PackColumn *column = cell->column;
  switch (state) {
  case NORM_EMPTY:
    set_empty(cell);
    return;
  case NORM_VALUE:
    if ((column->has_min && value < column->min) || (column->has_max && value > column->max)) break;
    *cell->ret = cel_int(value);
    return;
  case NORM_UNREADABLE:
  case NORM_BOUNDED:
    break;
  }
  set_unreadable(cell);
}

/* In a column of 万元 a bare number is one of 万元 already, whether its header says so or not. */
static void read_decimal(const Cell *cell, int64_t factor) {
  Dec value = {0};
  int64_t unit = cell->column->unit;
  NormState state = norm_decimal(cell->text, unit > 1 ? unit : factor, &value);
  if (state == NORM_VALUE && unit > 1) {
    if (value.u % unit != 0) state = NORM_UNREADABLE;
    value.u /= unit;
  }
  set_number(cell, state, value.u);
}

static void read_date(const Cell *cell) {
  const PackColumn *column = cell->column;
  Day lo = {0}, hi = {0};
  NormState state = norm_date(cell->text, &lo, &hi);
  if (state != NORM_BOUNDED) {
    set_number(cell, state, lo.n);
    return;
  }
  if ((column->has_min && hi.n < column->min) || (column->has_max && lo.n > column->max)) {
    set_unreadable(cell);
    return;
  }
  CelUnknown *unknown = arena_new_one(cell->arena, CelUnknown);
  *unknown = (CelUnknown){
      .absence = CEL_HAS_TEXT, .has_min = true, .has_max = true, .min = lo.n, .max = hi.n};
  *cell->ret = (CelValue){.state = CEL_UNKNOWN, .unknown = unknown};
}

/* ---- texts ---- */

static void set_text(const Cell *cell, NormState state, Str text) {
  if (state == NORM_EMPTY)
    set_empty(cell);
  else if (state == NORM_VALUE)
    *cell->ret = cel_str(arena_str(cell->arena, text));
  else
    set_unreadable(cell);
}

static void read_text(const Cell *cell) {
  if (cell->text.len == 0) {
    set_empty(cell);
    return;
  }
  char *room = arena_new_array(cell->arena, char, cell->text.len);
  Str text = norm_strip(cell->text, room);
  if (text.len == 0) {
    set_empty(cell);
    return;
  }
  if (text.ptr < room || text.ptr >= room + cell->text.len) {
    memcpy(room, text.ptr, text.len);
    text.ptr = room;
  }
  *cell->ret = cel_str(text);
}

static void read_id(const Cell *cell) {
  NormId id;
  norm_id(cell->text, &id);
  switch (id.form) {
  case ID_NONE:
    set_empty(cell);
    return;
  case ID_DAMAGED: /* a text that is no number: whether it is valid is a question (id_valid) */
  case ID_18:
  case ID_15:
  case ID_CARD_20:
  case ID_CARD_22:
  case ID_MASKED:
  case ID_OTHER:
    break;
  }
  if (id.len > 0)
    set_text(cell, NORM_VALUE, (Str){id.text, id.len});
  else
    read_text(cell);
}

static void read_short(const Cell *cell) {
  char room[32];
  size_t len = 0;
  NormState state = NORM_UNREADABLE;
  CelKind kind = cell->column->type->kind;
  if (kind == CEL_PHONE) state = norm_phone(cell->text, room, &len);
  if (kind == CEL_BANKCARD) state = norm_bankcard(cell->text, room, &len);
  if (kind == CEL_PLATE) state = norm_plate(cell->text, room, &len);
  if (kind == CEL_USCC) {
    state = norm_uscc(cell->text, room);
    len = 18;
  }
  set_text(cell, state, (Str){room, len});
}

static void read_point(const Cell *cell) {
  NormPoint point = {0, 0};
  char room[NORM_POINT_MAX];
  NormState state = norm_point(cell->text, &point);
  set_text(cell, state, (Str){room, state == NORM_VALUE ? norm_point_text(point, 6, room) : 0});
}

static void read_division(const Cell *cell, Str township) {
  char code[12];
  bool upper = str_eq(cell->column->key, STR("township"));
  const PackArea *area = pack_area_find_at(cell->pack, cell->text, township, upper);
  if (area) {
    *cell->ret = cel_str(area->code);
    return;
  }
  NormState state = norm_division_code(cell->text, code);
  set_text(cell, state, (Str){code, sizeof code});
}

/* ---- codes ---- */

static const PackLookup *lookup_of(const Pack *pack, const CelCodes *codes) {
  return &pack->inside->lookups[codes - pack->codes];
}

static bool find_code(const Pack *pack, const CelCodes *codes, Str text, uint32_t *ret_index) {
  char room[PACK_CODE_TEXT_MAX];
  const PackLookup *lookup = lookup_of(pack, codes);
  if (text.len == 0 || text.len > PACK_CODE_TEXT_MAX) return false;
  if (map_find(&codes->index, text, ret_index)) return true;
  Str folded = pack_fold_code(text, room);
  return folded.len > 0 && map_find(&lookup->folded, folded, ret_index);
}

/* What is no code: nothing, or the words for nothing, which are those of numbers. */
static bool is_nothing(Str text) {
  int64_t value;
  return text.len == 0 || norm_int(text, &value) == NORM_EMPTY;
}

static void read_code(const Cell *cell) {
  const CelCodes *codes = cell->column->type->codes;
  uint32_t index;
  if (find_code(cell->pack, codes, cell->text, &index))
    *cell->ret = cel_str(codes->codes[index].code);
  else if (is_nothing(cell->text))
    set_empty(cell);
  else
    set_unreadable(cell);
}

static bool is_separator(uint32_t code) {
  return code == ',' || code == ';' || code == '/' || code <= ' ' || code == 0xFF0C ||
         code == 0xFF1B || code == 0xFF0F || code == 0x3001 || code == 0x3000 || code == 0xA0;
}

/* The next part of [rest] between separators; false at the end. */
static bool next_part(Str *rest, Str *ret_part) {
  size_t at = 0, from = 0;
  bool begun = false;
  while (at < rest->len) {
    size_t here = at;
    bool separator = is_separator(str_next_code(*rest, &at));
    if (separator && begun) {
      *ret_part = str_slice(*rest, from, here);
      *rest = str_slice(*rest, at, rest->len);
      return true;
    }
    if (!separator && !begun) from = here;
    begun = begun || !separator;
  }
  *ret_part = str_slice(*rest, from, rest->len);
  *rest = STR_NONE;
  return begun;
}

static void set_list(const Cell *cell, const CelList *list) {
  *cell->ret = (CelValue){.state = CEL_KNOWN, .list = list};
}

static void read_code_list(const Cell *cell) {
  enum { MOST = 64 };
  const CelCodes *codes = cell->column->type->elem->codes;
  const PackLookup *lookup = lookup_of(cell->pack, codes);
  uint32_t found[MOST], index;
  size_t count = 0;
  if (find_code(cell->pack, codes, cell->text, &index)) {
    set_list(cell, &lookup->singles[index]);
    return;
  }
  if (is_nothing(cell->text)) {
    set_empty(cell);
    return;
  }
  Str rest = cell->text, part;
  while (next_part(&rest, &part)) {
    if (!find_code(cell->pack, codes, part, &index) || count == MOST) {
      set_unreadable(cell);
      return;
    }
    bool there = false;
    for (size_t i = 0; i < count; i++)
      there = there || found[i] == index;
    if (!there) found[count++] = index;
  }
  if (count == 0) {
    set_empty(cell);
  } else if (count == 1) {
    set_list(cell, &lookup->singles[found[0]]);
  } else {
    CelList *list = arena_new_one(cell->arena, CelList);
    CelValue *items = arena_new_array(cell->arena, CelValue, count);
    for (size_t i = 0; i < count; i++)
      items[i] = cel_str(codes->codes[found[i]].code);
    *list = (CelList){.count = (uint32_t)count, .items = items};
    set_list(cell, list);
  }
}

/* ---- all ---- */

static void read_bool(const Cell *cell) {
  bool yes = false;
  NormState state = norm_bool(cell->text, &yes);
  set_number(cell, state, yes);
}

static void read_int(const Cell *cell) {
  int64_t value = 0;
  NormState state = norm_int(cell->text, &value);
  set_number(cell, state, value);
}

static void read_month(const Cell *cell) {
  Month month = {0};
  NormState state = norm_month(cell->text, &month);
  set_number(cell, state, month.n);
}

void pack_read_value(const Pack *pack,
                     const PackColumn *column,
                     Str text,
                     int64_t factor,
                     Str township,
                     Arena *arena,
                     CelValue *ret) {
  const Cell cell = {pack, column, text, arena, ret};
  switch (column->type->kind) {
  case CEL_BOOL:
    read_bool(&cell);
    return;
  case CEL_INT:
    read_int(&cell);
    return;
  case CEL_DECIMAL:
    read_decimal(&cell, factor);
    return;
  case CEL_DATE:
    read_date(&cell);
    return;
  case CEL_MONTH:
    read_month(&cell);
    return;
  case CEL_CODE:
    read_code(&cell);
    return;
  case CEL_LIST:
    read_code_list(&cell);
    return;
  case CEL_IDNUMBER:
    read_id(&cell);
    return;
  case CEL_PHONE:
  case CEL_BANKCARD:
  case CEL_USCC:
  case CEL_PLATE:
    read_short(&cell);
    return;
  case CEL_DIVISION:
    read_division(&cell, township);
    return;
  case CEL_POINT:
    read_point(&cell);
    return;
  case CEL_STRING:
  case CEL_NAME:
  case CEL_FILE:
  case CEL_SIGNATURE:
  case CEL_ANY:
    read_text(&cell);
    return;
  case CEL_MAP:
  case CEL_RECORD:
  case CEL_CODELIST:
  case CEL_UINT:
  case CEL_DOUBLE:
  case CEL_BYTES:
  case CEL_TIMESTAMP:
  case CEL_DURATION:
  case CEL_NULL:
  case CEL_TYPE:
  case CEL_DYN:
    break;
  }
  err_check_failed("the type is one of a column", __FILE__, __LINE__);
}
