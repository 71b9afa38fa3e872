/* SPDX-License-Identifier: Apache-2.0 */
/*
 * draft: a first deliveries.yaml, from what files look like.
 *
 * A file looks like a dataset if it has the columns without which the dataset could not use it:
 * the required ones and those of a sure or probable match level. Of several the one that explains
 * more of the file's columns wins. What cannot be decided is left to the person who knows the
 * file: `dataset: null`, which reader_deliveries does not accept, and a comment with the choices.
 */
#include "reader/reader_int.h"

#include <string.h>

enum { CHOICES_MAX = 5, DRAFT_ROOM = 256 << 20 };

typedef struct Choice {
  const PackDataset *dataset;
  bool usable;
  uint32_t bound;
} Choice;

/* ---- likeness ---- */

static bool
level_works(const PackDataset *dataset, const PackLevel *level, const uint16_t *cell_of) {
  if (level->as == PACK_HINT) return false;
  ReaderTable table = {.cell_of = cell_of};
  return reader_level_usable(&table, dataset, (size_t)(level - dataset->levels));
}

static Choice
choice_of(const PackDataset *dataset, const ReaderHeaderRow *rows, size_t count, Arena *arena) {
  Choice choice = {dataset, false, 0};
  ReaderHeader header = reader_header_find(rows, count, dataset->columns, dataset->column_count);
  choice.bound = header.bound;
  if (header.row == 0) return choice;
  const ReaderHeaderRow *row = &rows[header.row - 1];
  uint16_t *cell_of = arena_new_array(arena, uint16_t, dataset->column_count);
  bool complete = true, twice;
  for (size_t i = 0; i < dataset->column_count; i++) {
    cell_of[i] = reader_header_cell(row->norms, row->cells, &dataset->columns[i], &twice);
    if (dataset->columns[i].required && cell_of[i] == READER_NO_CELL) complete = false;
  }
  bool works = dataset->level_count == 0;
  for (size_t i = 0; i < dataset->level_count; i++)
    works = works || level_works(dataset, &dataset->levels[i], cell_of);
  choice.usable = complete && works;
  return choice;
}

/* Usable ones first, then by columns, then by the share of the dataset's columns. 0: alike. */
static int compare(const Choice *a, const Choice *b) {
  if (a->usable != b->usable) return a->usable ? -1 : 1;
  if (a->bound != b->bound) return a->bound > b->bound ? -1 : 1;
  if (a->dataset->column_count == b->dataset->column_count) return 0;
  return a->dataset->column_count < b->dataset->column_count ? -1 : 1;
}

/* Keeps the best CHOICES_MAX, in order; equal ones in the order of the pack. */
static void keep(Choice *choices, size_t *count, Choice choice) {
  size_t at = *count;
  while (at > 0 && compare(&choice, &choices[at - 1]) < 0)
    at--;
  if (at == CHOICES_MAX) return;
  size_t kept = *count < CHOICES_MAX ? *count : CHOICES_MAX - 1;
  memmove(choices + at + 1, choices + at, (kept - at) * sizeof choice);
  choices[at] = choice;
  *count = kept + 1;
}

/* ---- writing ---- */

/* True for what YAML reads back as this text without quotes: letters, digits inside, Chinese. */
static bool is_plain(Str text) {
  static const Str words[] = {STR_INIT("null"), STR_INIT("true"), STR_INIT("false"),
                              STR_INIT("Null"), STR_INIT("True"), STR_INIT("False"),
                              STR_INIT("NULL"), STR_INIT("TRUE"), STR_INIT("FALSE")};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
    if (str_eq(text, words[i])) return false;
  for (size_t at = 0; at < text.len;) {
    bool first = at == 0;
    uint32_t code = str_next_code(text, &at);
    bool letter = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') ||
                  (code >= 0x4E00 && code <= 0x9FFF);
    bool inner = (code >= '0' && code <= '9') || code == '_' || code == '-' || code == '.';
    if (!letter && (first || !inner)) return false;
  }
  return text.len > 0;
}

static bool is_control(uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x2028 || code == 0x2029 ||
         code == 0xFEFF;
}

static void put_text(Buf *out, Str text) {
  if (text.len == 0) {
    buf_lit(out, "null");
    return;
  }
  if (is_plain(text)) {
    buf_str(out, text);
    return;
  }
  buf_char(out, '"');
  for (size_t at = 0; at < text.len;) {
    uint32_t code = str_next_code(text, &at);
    if (is_control(code)) {
      buf_printf(out, "\\u%04X", (unsigned)code);
      continue;
    }
    if (code == '"' || code == '\\') buf_char(out, '\\');
    buf_code(out, code);
  }
  buf_char(out, '"');
}

/* In a comment, which ends with the line. */
static void put_comment(Buf *out, Str text) {
  for (size_t at = 0; at < text.len;) {
    uint32_t code = str_next_code(text, &at);
    buf_code(out, is_control(code) ? ' ' : code);
  }
}

static void put_choices(Buf *out, const Choice *choices, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const PackDataset *dataset = choices[i].dataset;
    buf_printf(out, "%s%.*s ", i > 0 ? "、" : "", STR_ARG(dataset->id));
    put_comment(out, dataset->title);
    buf_printf(out, " %u/%zu", choices[i].bound, dataset->column_count);
  }
  buf_char(out, '\n');
}

static const PackDataset *
put_verdict(Buf *out, ReaderObstacle obstacle, const Choice *choices, size_t count) {
  if (obstacle.met) {
    buf_printf(out, "# %s", frame_issue_text(obstacle.kind, false));
    if (obstacle.found.len > 0) buf_printf(out, "（%.*s）", STR_ARG(obstacle.found));
    buf_lit(out, obstacle.kind == ISSUE_FORMAT ? "，请另存为 CSV (.csv)\n" : "\n");
    return NULL;
  }
  size_t alike = 0;
  while (alike < count && choices[alike].usable && compare(&choices[0], &choices[alike]) == 0)
    alike++;
  if (alike == 1) return choices[0].dataset;
  if (alike > 1) {
    buf_lit(out, "# 同样像这几种数据，请选定一种：");
    put_choices(out, choices, alike);
  } else if (count > 0) {
    buf_lit(out, "# 认不出是哪种数据；列名最接近的（认出的列/全部列）：");
    put_choices(out, choices, count);
  } else {
    buf_lit(out, "# 认不出是哪种数据\n");
  }
  return NULL;
}

static void put_entry(Buf *out, const Pack *pack, Str file, const PackDataset *dataset) {
  buf_lit(out, "- file: ");
  put_text(out, file);
  buf_lit(out, "\n  dataset: ");
  put_text(out, dataset != NULL ? dataset->id : STR_NONE);
  buf_printf(out, "\n  covers: {first: null, last: null, area: ['%.*s']}\n", STR_ARG(pack->county));
  buf_lit(out, "  state: null\n  coverage: partial\n  list: null\n  sender: ");
  put_text(out, dataset != NULL ? dataset->department : STR_NONE);
  buf_lit(out, "\n  replaces: null\n  cover_sheet: null\n");
}

static void draft_file(const Pack *pack, const ReaderDraftFile *file, Arena *arena, Buf *out) {
  Choice choices[CHOICES_MAX];
  size_t count = 0;
  ReaderForm form;
  ReaderObstacle obstacle = reader_form(reader_beginning(file->bytes), arena, &form);
  if (!obstacle.met) {
    ReaderHeaderRow rows[READER_HEADER_LOOK];
    size_t row_count = reader_header_rows(&form, arena, rows);
    for (size_t i = 0; i < pack->dataset_count; i++) {
      Choice choice = choice_of(&pack->datasets[i], rows, row_count, arena);
      if (choice.bound > 0) keep(choices, &count, choice);
    }
  }
  put_entry(out, pack, file->name, put_verdict(out, obstacle, choices, count));
}

void reader_draft(const Pack *pack, const ReaderDraftFile *files, size_t count, Buf *out) {
  Arena *arena = arena_new(DRAFT_ROOM);
  buf_lit(out,
          "# 送来的文件，一个文件一条。请逐条核对：是哪种数据、包含的日期和地区、截止状态日期。\n"
          "# coverage：partial 只是一部分（没有列出的人不算没有）；full 该地区该时段的全部；\n"
          "# answer 对 list 名单逐人的答复。日期为 null 表示不限。\n");
  for (size_t i = 0; i < count; i++) {
    if (reader_is_aside(files[i].name, STR_NONE)) continue;
    draft_file(pack, &files[i], arena, out);
    arena_clear(arena);
  }
  arena_free(arena);
}
