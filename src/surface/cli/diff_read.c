/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diff_read: the tables of a run that a comparison needs, as arrays.
 *
 * The hashes have been checked, so a table that cannot be read is of another version: an error.
 */
#include "cli/diff_int.h"

#include <string.h>

#include "finding/finding.h"

static size_t count_lines(Str text) {
  size_t lines = 0;
  while (text.len > 0) {
    (void)str_cut(&text, '\n');
    lines++;
  }
  return lines;
}

/* Points into the text wherever nothing is escaped. */
static Str read_cell(Cli *cli, Str *line) {
  Str cell = str_cut(line, '\t');
  if (str_eq(cell, STR("-"))) return STR_NONE;
  bool escaped = cell.len > 0 && memchr(cell.ptr, '\\', cell.len) != NULL;
  return escaped ? codec_tsv_unescape(cell, cli->arena) : cell;
}

static Err fail_form(Cli *cli, const DiffSide *side, uint32_t line) {
  return fail(cli->diag, ERR_RUN_MANIFEST, ((Place){.file = side->name, .line = line}),
              ARG2("表的格式不是这一版的", "a table has the form of another version"));
}

/* ---- findings ---- */

/* With and without the column of cases. */
static bool is_known_head(Str text) {
  bool known = false;
  for (int i = 0; i < 2; i++) {
    Buf head;
    buf_init(&head, 4096);
    finding_tsv_head(i > 0, &head);
    known |= str_starts(text, buf_view(&head));
    buf_free(&head);
  }
  return known;
}

static Err read_tsv(Cli *cli, const DiffSide *side, DiffFindings *ret) {
  Str text = side->findings;
  if (!is_known_head(text)) return fail_form(cli, side, 1);
  (void)str_cut(&text, '\n');
  while (text.len > 0) {
    Str line = str_cut(&text, '\n');
    DiffFinding *finding = &ret->items[ret->count++];
    finding->household = read_cell(cli, &line);
    finding->person = read_cell(cli, &line);
    finding->village = read_cell(cli, &line);
    finding->rule = read_cell(cli, &line);
    finding->as_of = read_cell(cli, &line);
    finding->outcome = read_cell(cli, &line);
    for (int i = 0; i < 4; i++) /* tier, evidence, proof, causes */
      (void)str_cut(&line, '\t');
    finding->of_case = read_cell(cli, &line);
    if (finding->rule.len == 0 || finding->outcome.len == 0)
      return fail_form(cli, side, (uint32_t)ret->count + 1);
  }
  return ERR_OK;
}

/* A whole line lives only while it is read. */
static Err read_json_line(
    Cli *cli, const DiffSide *side, Arena *scratch, Str line, uint32_t number, DiffFinding *ret) {
  YamlNode *root = NULL;
  Bytes bytes = {(const uint8_t *)line.ptr, line.len};
  arena_clear(scratch);
  if (codec_json_parse(side->name, bytes, scratch, &root, NULL) != ERR_OK)
    return fail_form(cli, side, number);
  const struct {
    const char *key;
    Str *to;
  } members[] = {{"household", &ret->household}, {"person", &ret->person},
                 {"village", &ret->village},     {"rule", &ret->rule},
                 {"as_of", &ret->as_of},         {"outcome", &ret->outcome},
                 {"case", &ret->of_case}};
  for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
    Str text = past_text(root, members[i].key);
    *members[i].to = text.len > 0 ? arena_str(cli->arena, text) : STR_NONE;
  }
  return ret->rule.len > 0 && ret->outcome.len > 0 ? ERR_OK : fail_form(cli, side, number);
}

static Err read_ndjson(Cli *cli, const DiffSide *side, DiffFindings *ret) {
  Arena *scratch = arena_new((size_t)1 << 30);
  Str text = side->findings;
  Err err = ERR_OK;
  while (text.len > 0 && err == ERR_OK) {
    Str line = str_cut(&text, '\n');
    uint32_t number = (uint32_t)ret->count + 1;
    err = read_json_line(cli, side, scratch, line, number, &ret->items[ret->count++]);
  }
  arena_free(scratch);
  return err;
}

Err diff_read(Cli *cli, const DiffSide *side, DiffFindings *ret_findings) {
  size_t most = count_lines(side->findings);
  void *items = NULL;
  TRY(arena_try(cli->arena, (most + 1) * sizeof(DiffFinding), _Alignof(DiffFinding), &items,
                cli->diag));
  *ret_findings = (DiffFindings){.items = items};
  return side->ndjson ? read_ndjson(cli, side, ret_findings) : read_tsv(cli, side, ret_findings);
}

/* ---- undecided ---- */

Err diff_read_undecided(Cli *cli, const DiffSide *side, DiffUndecided **ret, size_t *ret_count) {
  Str text = side->undecided;
  *ret = arena_new_array(cli->arena, DiffUndecided, count_lines(text) + 1);
  *ret_count = 0;
  if (text.len == 0) return ERR_OK;
  if (!str_eq(str_cut(&text, '\n'), STR("rule\tarea\tcause\tsubjects")))
    return fail_form(cli, side, 1);
  while (text.len > 0) {
    Str line = str_cut(&text, '\n');
    DiffUndecided *entry = &(*ret)[(*ret_count)++];
    int64_t subjects = 0;
    entry->rule = read_cell(cli, &line);
    entry->area = read_cell(cli, &line);
    entry->cause = read_cell(cli, &line);
    if (!str_to_int(line, &subjects) || subjects < 0)
      return fail_form(cli, side, (uint32_t)*ret_count + 1);
    entry->subjects[0] = (uint64_t)subjects;
  }
  return ERR_OK;
}
