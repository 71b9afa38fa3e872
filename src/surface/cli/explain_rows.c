/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain_rows: rows as they stand in the files, and who a person or household is.
 *
 * Cells are shown decoded and otherwise as written, but for what names a person: columns of the
 * types idnumber, phone, bankcard and name, sealed columns, and in any other cell what looks like
 * such a number. Masks leave of ID numbers and cards the first 6 and last 2 characters, of phones
 * 3 and 2, of names the first character.
 */
#include "cli/explain_int.h"

#include <stdlib.h>
#include <string.h>

#define ISSUES_BYTES ((size_t)4 << 30) /* of address space */

/* ---- masks ---- */

static Str mask_name(Str name, Arena *arena) {
  size_t at = 0;
  if (name.len > 0) (void)str_next_code(name, &at);
  size_t hidden = str_count_codes(name) - (at > 0 ? 1 : 0);
  char *out = arena_new_array(arena, char, at + hidden + 1);
  if (at > 0) memcpy(out, name.ptr, at);
  memset(out + at, '*', hidden);
  return (Str){out, at + hidden};
}

static Str mask_number(Str text, Arena *arena) {
  char *out = arena_new_array(arena, char, text.len + 1);
  return (Str){out, norm_mask(text, out)};
}

/* Of eleven digits first 6 and last 2 would leave too few to guess. */
static Str mask_phone(Str text, Arena *arena) {
  size_t count = str_count_codes(text);
  char *out = arena_new_array(arena, char, text.len + 1);
  size_t len = 0;
  size_t place = 0;
  for (size_t at = 0; at < text.len; place++) {
    size_t from = at;
    (void)str_next_code(text, &at);
    if (count > 8 && (place < 3 || place + 2 >= count)) {
      memcpy(out + len, text.ptr + from, at - from);
      len += at - from;
    } else {
      out[len++] = '*';
    }
  }
  return (Str){out, len};
}

static Str mask_kind(Str value, CelKind kind, Arena *arena) {
  char *stripped = arena_new_array(arena, char, value.len + 1);
  value = norm_strip(value, stripped);
  if (kind == CEL_IDNUMBER || kind == CEL_BANKCARD) return mask_number(value, arena);
  if (kind == CEL_PHONE) return mask_phone(value, arena);
  if (kind == CEL_NAME) return mask_name(value, arena);
  return value;
}

static bool is_masked_kind(CelKind kind) {
  return kind == CEL_IDNUMBER || kind == CEL_BANKCARD || kind == CEL_PHONE || kind == CEL_NAME;
}

/* A birth date by its year: day and month would fill the gap of a masked ID number. */
static Str mask_birth(Str value, Arena *arena) {
  size_t digits = 0;
  while (digits < value.len && value.ptr[digits] >= '0' && value.ptr[digits] <= '9' && digits < 4)
    digits++;
  return digits == 4 ? arena_printf(arena, "%.4s****", value.ptr) : STR("***");
}

/* What the pack calls a division is one while it is no longer than a code: no number of a person.
 */
static bool is_division(const PackColumn *column, Str value) {
  return column->type->kind == CEL_DIVISION && value.len <= 12;
}

/* The value of cell [index] of [file] as it may be shown. */
static Str
masked_cell(const ExplainFile *file, size_t index, Str value, Arena *arena, bool *ret_bound) {
  CelKind kind = CEL_ANY;
  bool sealed = false, birth = false, division = false;
  for (size_t i = 0; i < file->column_count; i++) {
    if (file->reader.cell_of[i] != index) continue;
    birth = birth || i == file->birth;
    const PackColumn *column = &file->columns[i];
    *ret_bound = true;
    sealed = sealed || str_eq(column->sensitivity, STR("sealed"));
    division = division || is_division(column, value);
    if (is_masked_kind(column->type->kind)) kind = column->type->kind;
  }
  if (kind != CEL_ANY) return mask_kind(value, kind, arena);
  if (birth && value.len > 0) return mask_birth(value, arena);
  if (sealed && value.len > 0) return STR("***");
  return norm_looks_sensitive(value) && !division ? mask_number(value, arena) : value;
}

/* ---- one row ---- */

/* A cell's text in UTF-8, as it stands; what is no character is cut off. */
static Str
cell_text(const ReaderTable *table, const CsvRecord *record, size_t index, Arena *arena) {
  const CsvCell *cell = &record->cells[index];
  Bytes bytes = {record->line.ptr + cell->from, cell->len};
  if (cell->escaped) {
    uint8_t *out = arena_new_array(arena, uint8_t, bytes.len + 1);
    bytes = codec_csv_unquote(bytes, out);
  }
  if (table->encoding == CODEC_GB18030) {
    size_t bad = 0;
    char *out = arena_new_array(arena, char, codec_gb18030_bound(bytes.len) + 1);
    return (Str){out, codec_gb18030_to_utf8(bytes, out, &bad)};
  }
  return arena_str(arena, (Str){(const char *)bytes.ptr, bytes_valid_utf8(bytes)});
}

typedef struct RowSearch {
  ExplainRun *run;
  const ExplainFile *file;
  ExplainRow **rows; /* of this file, ascending */
  size_t count;
  size_t at;
} RowSearch;

/* Columns of a kind: the first says whose row it is, others name his kin. */
static bool is_first_of(const ExplainFile *file, size_t column, CelKind kind) {
  size_t first = 0;
  while (first < column && file->columns[first].type->kind != kind)
    first++;
  return first == column && file->columns[column].type->kind == kind;
}

/* Whose row it is, or what the rule reads. */
static bool is_read(const ExplainRun *run, const ExplainFile *file, size_t index) {
  for (size_t i = 0; i < file->column_count; i++) {
    if (file->reader.cell_of[i] != index) continue;
    if (is_first_of(file, i, CEL_NAME) || is_first_of(file, i, CEL_IDNUMBER)) return true;
    for (size_t k = 0; k < run->reads.count; k++)
      if (run->reads.items[k] == file->columns[i].field) return true;
  }
  return false;
}

static void keep_cells(const RowSearch *search, const CsvRecord *record, ExplainRow *row) {
  const ExplainFile *file = search->file;
  Arena *arena = search->run->cli->arena;
  row->found = true;
  explain_note_numbers(search->run, file, record, row);
  for (uint32_t i = 0; i < record->count; i++) {
    ExplainCell cell = {.header = i < file->reader.cells ? file->reader.headers[i] : STR_NONE};
    Str value = cell_text(&file->reader, record, i, arena);
    Str masked = masked_cell(file, i, value, arena, &cell.bound);
    cell.value = search->run->reveal ? value : masked;
    cell.read = !search->run->brief || is_read(search->run, file, i);
    *vec_push(arena, &row->cells) = cell;
  }
}

/* Rows come in the order of the file. */
static void visit_row(void *ctx, const ReaderRow *row) {
  RowSearch *search = ctx;
  uint32_t number = search->file->reader.skipped + row->row + 1;
  while (search->at < search->count && search->rows[search->at]->proof.row < number)
    search->at++;
  for (; search->at < search->count && search->rows[search->at]->proof.row == number; search->at++)
    keep_cells(search, row->record, search->rows[search->at]);
}

void explain_scan(ExplainRun *run, const ExplainFile *file, ReaderRowFn *visit, void *ctx) {
  ReaderCounts counts;
  FrameIssues issues = {0};
  ArenaMark mark = arena_mark(run->scratch);
  Arena *of_issues = arena_new(ISSUES_BYTES);
  (void)reader_scan(&file->reader, file->reader.body, file->reader.text.len, 0, visit, ctx,
                    run->scratch, &issues, of_issues, &counts);
  arena_free(of_issues);
  arena_reset(run->scratch, mark);
}

static int row_order(const void *a, const void *b) {
  const ExplainRow *x = *(ExplainRow *const *)a;
  const ExplainRow *y = *(ExplainRow *const *)b;
  int order = str_cmp(x->proof.dataset, y->proof.dataset);
  if (order == 0) order = str_cmp(x->proof.file, y->proof.file);
  if (order != 0) return order;
  return x->proof.row < y->proof.row ? -1 : x->proof.row > y->proof.row;
}

static bool same_file(const ExplainRow *a, const ExplainRow *b) {
  return str_eq(a->proof.dataset, b->proof.dataset) && str_eq(a->proof.file, b->proof.file);
}

static void read_file_rows(ExplainRun *run, ExplainRow **rows, size_t count) {
  const ExplainFile *file = explain_file(run, rows[0]->proof.dataset, rows[0]->proof.file);
  for (size_t i = 0; i < count; i++) {
    rows[i]->state = file->state;
    rows[i]->path = file->path;
  }
  RowSearch search = {run, file, rows, count, 0};
  if (file->state == EXPLAIN_READY) explain_scan(run, file, visit_row, &search);
}

ExplainRow *explain_rows(ExplainRun *run, const ExplainFinding *finding) {
  size_t count = finding->proof.count;
  ExplainRow *rows = arena_new_array(run->cli->arena, ExplainRow, count + 1);
  ExplainRow **order = arena_new_array(run->cli->arena, ExplainRow *, count + 1);
  size_t in_files = 0;
  for (size_t i = 0; i < count; i++) {
    rows[i].proof = finding->proof.items[i];
    if (rows[i].proof.row > 0) order[in_files++] = &rows[i];
  }
  qsort(order, in_files, sizeof *order, row_order);
  for (size_t from = 0; from < in_files;) {
    size_t to = from + 1;
    while (to < in_files && same_file(order[from], order[to]))
      to++;
    read_file_rows(run, order + from, to - from);
    from = to;
  }
  explain_name_links(run, finding, rows);
  return rows;
}

/* ---- who ---- */

typedef struct PersonSearch {
  ExplainRun *run;
  const ExplainFile *file;
  const ExplainFinding *finding;
  ExplainSubject *subject;
} PersonSearch;

static Str column_text(const PersonSearch *search, const CsvRecord *record, uint32_t column) {
  if (column == PACK_NONE || column >= search->file->column_count) return STR_NONE;
  return reader_cell(&search->file->reader, record, column, search->run->scratch);
}

static Str shown_as(const PersonSearch *search, Str text, CelKind kind) {
  Arena *arena = search->run->cli->arena;
  Str copy = arena_str(arena, text);
  return search->run->reveal ? copy : mask_kind(copy, kind, arena);
}

static bool is_head(const PersonSearch *search, const CsvRecord *record) {
  const PackRegistry *registry = &search->run->pack->registry;
  if (registry->head == PACK_NONE) return false;
  const CelCodes *codes = search->file->columns[registry->head].type->codes;
  Str text = column_text(search, record, registry->head);
  const CelCode *code = codes == NULL ? NULL : cel_codes_find(codes, text);
  return str_eq(code == NULL ? text : code->code, registry->head_code);
}

static void visit_person(void *ctx, const ReaderRow *row) {
  const PersonSearch *search = ctx;
  const PackRegistry *registry = &search->run->pack->registry;
  const PackTable *table = &registry->tables[registry->persons];
  ArenaMark mark = arena_mark(search->run->scratch);
  Str household = column_text(search, row->record, table->household);
  if (search->finding->household.len > 0 && str_eq(household, search->finding->household)) {
    Str name = column_text(search, row->record, registry->name);
    Str key = column_text(search, row->record, table->key);
    if (is_head(search, row->record)) search->subject->head = shown_as(search, name, CEL_NAME);
    if (search->finding->person.len > 0 && str_eq(key, search->finding->person)) {
      search->subject->name = shown_as(search, name, CEL_NAME);
      Str id = column_text(search, row->record, registry->id);
      search->subject->id = shown_as(search, id, CEL_IDNUMBER);
    }
  }
  arena_reset(search->run->scratch, mark);
}

static void find_person(ExplainRun *run, const ExplainFinding *finding, ExplainSubject *subject) {
  const PackRegistry *registry = &run->pack->registry;
  const YamlNode *list = codec_yaml_get(run->manifest, STR("registry"));
  for (size_t i = 0; list != NULL && list->kind == YAML_LIST && i < list->count; i++) {
    const YamlNode *name = codec_yaml_get(list->items[i], STR("file"));
    if (name == NULL || name->kind != YAML_SCALAR) continue;
    const ExplainFile *file = explain_file(run, STR("registry"), name->text);
    if (file->state != EXPLAIN_READY || file->table != &registry->tables[registry->persons])
      continue;
    PersonSearch search = {run, file, finding, subject};
    explain_scan(run, file, visit_person, &search);
  }
}

void explain_subject(ExplainRun *run, const ExplainFinding *finding, ExplainSubject *ret_subject) {
  *ret_subject = (ExplainSubject){0};
  if (run->pack == NULL) return;
  if (finding->village.len == 12) {
    char township[12];
    norm_division_township(finding->village.ptr, township);
    ret_subject->village = pack_area_by_code(run->pack, finding->village);
    ret_subject->township = pack_area_by_code(run->pack, (Str){township, sizeof township});
  }
  if (finding->household.len > 0) find_person(run, finding, ret_subject);
}
