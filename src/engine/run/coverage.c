/* SPDX-License-Identifier: Apache-2.0 */
/*
 * coverage: what a missing row means.
 *
 * The list of a dataset is complete for a person only if a delivery says so: a full one whose
 * area holds his village and whose period holds the day, or an answer on whose list he stands.
 * Everywhere else there may be more, with a cause that is the same for everybody.
 */
#include "run/run_int.h"

static const CelCauses *common_cause(RunState *run, CelCauseKind kind, Str a, Str b) {
  CelCause *cause = arena_new_one(run->arena, CelCause);
  *cause = (CelCause){.kind = kind, .common = true, .a = a, .b = b};
  const CelCause **items = arena_new_one(run->arena, const CelCause *);
  items[0] = cause;
  CelCauses *causes = arena_new_one(run->arena, CelCauses);
  *causes = (CelCauses){1, items};
  return causes;
}

/* An area of 2 to 12 digits holds a village if its digits, without zeros behind, begin its code. */
static bool area_holds(Str area, Str village) {
  while (area.len > 2 && area.len % 2 == 0 && area.len <= 6 && str_ends(area, STR("00")))
    area.len -= 2;
  while (area.len > 6 && str_ends(area, STR("000")))
    area.len -= 3;
  return str_starts(village, area);
}

static bool holds(const RunCover *cover, Day day) {
  return day_cmp(cover->first, day) <= 0 && day_cmp(day, cover->last) <= 0;
}

bool run_covers(const RunCoverage *coverage, uint32_t village, uint32_t person, Day day) {
  const RunCover *cover;
  vec_each (cover, &coverage->covers) {
    if (!holds(cover, day)) continue;
    if (cover->villages && cover->villages[village]) return true;
    if (cover->asked && person != JOIN_NOBODY && cover->asked[person]) return true;
  }
  return false;
}

const CelCauses *run_not_covered(const RunCoverage *coverage, uint32_t village, Day day) {
  const RunCover *cover;
  vec_each (cover, &coverage->covers)
    if (holds(cover, day)) return coverage->not_covered_township[village];
  return coverage->not_covered_whole;
}

static RunCover *
new_cover(const RunState *run, RunCoverage *coverage, const ReaderDelivery *delivery) {
  RunCover *cover = vec_push(run->arena, &coverage->covers);
  *cover = (RunCover){.first = delivery->first, .last = delivery->last};
  return cover;
}

/* A delivery whose area holds nobody of the registry covers nobody. */
static void cover_villages(RunState *run, RunCoverage *coverage, const ReaderDelivery *delivery) {
  uint8_t *villages = arena_new_array(run->arena, uint8_t, (size_t)run->villages + 2);
  bool any = false;
  for (uint32_t v = 0; v < run->villages; v++) {
    bool held = delivery->area_count == 0;
    for (size_t i = 0; i < delivery->area_count && !held; i++)
      held = area_holds(delivery->areas[i], run->village_codes[v]);
    villages[v] = held;
    any |= held;
  }
  /* A household whose village is unknown is covered where the whole county is. */
  bool county = delivery->area_count == 0;
  for (size_t i = 0; i < delivery->area_count && !county; i++)
    county = area_holds(delivery->areas[i], run->pack->county);
  villages[run->villages] = county;
  villages[run->villages + 1] = delivery->area_count == 0; /* who lives elsewhere */
  if (any || county) new_cover(run, coverage, delivery)->villages = villages;
}

/* ---- answers ---- */

typedef struct ListScan {
  RunState *run;
  uint8_t *asked;
  const ReaderTable *table;
  const PackDataset *dataset;
  Arena *scratch;
} ListScan;

static void mark_asked(void *ctx, const ReaderRow *row) {
  const ListScan *scan = ctx;
  ArenaMark mark = arena_mark(scan->scratch);
  JoinKeys keys = {.birth = DAY_MIN, .village = JOIN_NOBODY, .division = JOIN_NOBODY};
  JoinHit hit;
  norm_id(reader_cell(scan->table, row->record, scan->dataset->id_column, scan->scratch), &keys.id);
  static const PackLevel level = {.name = STR_INIT("id"), .keys = PACK_KEY_ID, .as = PACK_SURE};
  PackDataset list = {.levels = &level, .level_count = 1};
  join_match(scan->run->index, &list, 1, &keys, scan->scratch, &hit);
  if (hit.verdict == JOIN_MATCHED) scan->asked[hit.person] = 1;
  if (hit.verdict == JOIN_UNMATCHED && scan->run->outside > 0) {
    join_match(scan->run->outside_index, &list, 1, &keys, scan->scratch, &hit);
    if (hit.verdict == JOIN_MATCHED) scan->asked[scan->run->persons + hit.person] = 1;
  }
  arena_reset(scan->scratch, mark);
}

/*
 * The columns of a list of persons asked: those of the dataset, none of them required, and the
 * number under the name that lists have (packs-and-rules.md 6).
 */
static PackColumn *list_columns(RunState *run, const PackDataset *dataset) {
  PackColumn *columns = arena_new_array(run->arena, PackColumn, dataset->column_count + 1);
  for (size_t i = 0; i < dataset->column_count; i++) {
    columns[i] = dataset->columns[i];
    columns[i].required = false;
  }
  PackColumn *id = &columns[dataset->id_column];
  Str *headers = arena_new_array(run->arena, Str, id->header_count + 1);
  for (size_t i = 0; i < id->header_count; i++)
    headers[i] = id->headers[i];
  headers[id->header_count++] = STR("身份证号");
  id->headers = headers;
  id->shown_headers = headers;
  return columns;
}

/* Without its list nobody was asked: everybody's rows stay incomplete. */
static void cover_answer(RunState *run,
                         RunCoverage *coverage,
                         const PackDataset *dataset,
                         uint32_t file,
                         const RunFile *list) {
  const ReaderDelivery *delivery = run->files[file].delivery;
  if (dataset->id_column == PACK_NONE) return;
  ReaderTable table;
  ReaderCounts counts;
  FrameIssues issues = {0};
  bool usable = reader_open(list->bytes, list_columns(run, dataset), dataset->column_count, 0,
                            run->arena, &table, &issues) == READER_OK;
  if (!usable || table.cell_of[dataset->id_column] == READER_NO_CELL) {
    frame_issue_add(&run->issues, run->arena, ISSUE_FILE_UNREADABLE, (uint16_t)file, 0, STR("list"),
                    STR("身份证号"), delivery->list);
    return;
  }
  uint8_t *asked = arena_new_array(run->arena, uint8_t, (size_t)run->persons + run->outside + 1);
  new_cover(run, coverage, delivery)->asked = asked;
  ListScan scan = {run, asked, &table, dataset, run->worker[0].scratch};
  reader_scan(&table, table.body, table.text.len, 0, mark_asked, &scan, run->worker[0].scratch,
              &issues, run->arena, &counts);
}

/* ---- identities ---- */

/* A person whose keys fit no sure level (no probable one, where there is no sure one) cannot be
 * told from the list. */
static void note_identities(RunCoverage *coverage, const PackDataset *dataset) {
  PackStanding best = PACK_PROBABLE;
  for (size_t i = 0; i < dataset->level_count; i++)
    if (dataset->levels[i].as == PACK_SURE) best = PACK_SURE;
  for (size_t i = 0; i < dataset->level_count && coverage->identity < 64; i++)
    if (dataset->levels[i].as == best)
      coverage->identities[coverage->identity++] = dataset->levels[i].keys;
}

static Str township_of(RunState *run, uint32_t village) {
  if (village == run->villages) return STR("-");
  char code[12];
  Str whole = run->village_codes[village];
  if (whole.len != 12) return whole;
  norm_division_township(whole.ptr, code);
  return arena_str(run->arena, (Str){code, 12});
}

static Str county_of(RunState *run) {
  char code[12];
  if (norm_division_code(run->pack->county, code) != NORM_VALUE) return run->pack->county;
  return arena_str(run->arena, (Str){code, 12});
}

static void cover_dataset(RunState *run, uint32_t index) {
  RunCoverage *coverage = &run->coverage[index];
  const PackDataset *dataset = &run->pack->datasets[index];
  coverage->not_covered_township =
      arena_new_array(run->arena, const CelCauses *, (size_t)run->villages + 2);
  coverage->not_delivered = common_cause(run, CEL_NOT_DELIVERED, dataset->id, STR_NONE);
  for (uint32_t i = run->registry_files; i < run->file_count; i++) {
    const RunFileState *file = &run->files[i];
    if (!file->usable || file->delivery->of != dataset) continue;
    coverage->delivered = true;
    coverage->latest = file->delivery;
    if (file->delivery->coverage == READER_FULL) cover_villages(run, coverage, file->delivery);
    if (file->delivery->coverage == READER_ANSWER)
      cover_answer(run, coverage, dataset, i, &run->input->lists[i - run->registry_files]);
  }
  Str county = county_of(run);
  coverage->not_covered_whole = common_cause(run, CEL_NOT_COVERED, dataset->id, county);
  for (uint32_t v = 0; v <= run->villages; v++)
    coverage->not_covered_township[v] =
        common_cause(run, CEL_NOT_COVERED, dataset->id, township_of(run, v));
  coverage->not_covered_township[run->villages + 1] =
      common_cause(run, CEL_NOT_COVERED, dataset->id, STR("outside"));
  if (dataset->schema->filter)
    coverage->filtered = common_cause(run, CEL_FILTERED, dataset->id, STR_NONE);
  note_identities(coverage, dataset);
}

/* ---- filters by other values ---- */

static const CelValue *value_then(const RunState *run, const PackParam *param) {
  const Pack *then = run->input->filtered_under;
  for (size_t i = 0; i < then->param_count; i++)
    if (str_eq(then->params[i].id, param->id))
      return pack_param_on(&then->params[i], run->input->on);
  return NULL;
}

/* Rows that the run's filter asks for were left out by the department, who filtered by another
 * value of the parameter. */
static bool has_moved(const RunState *run, const CelSchema *schema, uint32_t index) {
  const PackParam *param = &run->pack->params[index];
  const CelField *field = cel_schema_find(run->pack->param_record.schema, param->id);
  CelFilterBy by = field ? cel_schema_filter_by(schema, field) : CEL_FILTER_APART;
  if (by == CEL_FILTER_APART) return false;
  const CelValue *now = run_param_on(run, index, run->input->on), *then = value_then(run, param);
  if (now == NULL || then == NULL) return now != then;
  if (cel_value_same(param->type, now, then)) return false;
  if (cel_type_is_text(param->type->kind) || param->type->kind == CEL_MAP) return true;
  return by == CEL_FILTER_ABOVE   ? now->i < then->i
         : by == CEL_FILTER_BELOW ? now->i > then->i
                                  : true;
}

static bool moved(const RunState *run, uint32_t dataset) {
  const Pack *pack = run->pack;
  for (uint32_t i = 0; run->input->filtered_under && i < pack->param_count; i++)
    if (has_moved(run, pack->datasets[dataset].schema, i)) return true;
  return false;
}

static bool covers_everywhere(const RunState *run, const RunCoverage *coverage) {
  bool all = coverage->delivered;
  for (uint32_t v = 0; v <= run->villages && all; v++)
    all = run_covers(coverage, v, JOIN_NOBODY, run->input->on);
  return all;
}

void run_cover(RunState *run) {
  run->coverage = arena_new_array(run->arena, RunCoverage, run->pack->dataset_count + 1);
  for (uint32_t i = 0; i < run->pack->dataset_count; i++)
    cover_dataset(run, i);
  for (uint32_t i = 0; i < run->pack->dataset_count; i++)
    if (moved(run, i)) run->coverage[i].moved = run->coverage[i].filtered;
  for (uint32_t i = 0; i < run->pack->dataset_count; i++)
    run->coverage[i].everywhere = covers_everywhere(run, &run->coverage[i]);
}
