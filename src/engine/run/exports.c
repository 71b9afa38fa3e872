/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exports: the tables that a pack asks for beside the findings (`exports:` in pack.yaml).
 *
 * One row a subject for which `where` is true, in the order asked, then in the order of subjects.
 * Unknown values are `-`.
 */
#include "run/run_int.h"

#include <stdlib.h>

typedef struct ExportRow {
  Str line;
  const CelValue *order; /* copies: integers and kept texts */
  uint32_t index;
} ExportRow;

static int value_cmp(const CelType *type, const CelValue *a, const CelValue *b) {
  if (a->state != CEL_KNOWN || b->state != CEL_KNOWN)
    return (a->state != CEL_KNOWN) - (b->state != CEL_KNOWN); /* unknown last */
  if (cel_type_is_text(type->kind)) return str_cmp(a->s, b->s);
  return (a->i > b->i) - (a->i < b->i);
}

typedef struct Exporter {
  RunState *run;
  const PackExport *what;
  CelState *state;
  RunHost host;
  Arena *arena;
  VEC(ExportRow) rows;
} Exporter;

static int row_cmp(const void *a, const void *b, void *ctx) {
  const PackExport *what = ((const Exporter *)ctx)->what;
  const ExportRow *x = a, *y = b;
  for (size_t i = 0; i < what->order_count; i++) {
    const CelType *type = cel_unit_type(what->unit, what->columns[what->order[i]].output);
    int order = value_cmp(type, &x->order[i], &y->order[i]);
    if (order != 0) return order;
  }
  return (x->index > y->index) - (x->index < y->index);
}

static void export_subject(Exporter *exporter, uint32_t index) {
  const PackExport *what = exporter->what;
  RunState *run = exporter->run;
  CelValue vars[PACK_VAR_MAX], value;
  run_subject_vars(run, what->of, index, vars);
  cel_state_begin(exporter->state, what->unit, run_cel_host(), &exporter->host, vars);
  rule_value(exporter->state, what->where, run->input->executor, &value);
  if (value.state != CEL_KNOWN || !value.i) return;
  Buf line, cell;
  buf_init(&line, 256 << 20);
  buf_init(&cell, 256 << 20);
  CelValue *order = arena_new_array(exporter->arena, CelValue, what->order_count + 1);
  for (size_t i = 0; i < what->column_count; i++) {
    const CelType *type = cel_unit_type(what->unit, what->columns[i].output);
    rule_value(exporter->state, what->columns[i].output, run->input->executor, &value);
    if (i > 0) buf_char(&line, '\t');
    buf_clear(&cell);
    if (value.state == CEL_KNOWN) cel_value_text(type, &value, &cell);
    codec_tsv_put(&line, buf_view(&cell));
    for (size_t k = 0; k < what->order_count; k++) {
      if (what->order[k] != i) continue;
      order[k] = (CelValue){.state = value.state, .i = 0};
      if (value.state != CEL_KNOWN) continue;
      if (cel_type_is_text(type->kind))
        order[k].s = arena_str(exporter->arena, value.s);
      else
        order[k].i = value.i;
    }
  }
  buf_char(&line, '\n');
  *vec_push(exporter->arena, &exporter->rows) =
      (ExportRow){arena_str(exporter->arena, buf_view(&line)), order, index};
  buf_free(&line);
  buf_free(&cell);
}

static void export_table(RunState *run, const PackExport *what) {
  Exporter exporter = {.run = run,
                       .what = what,
                       .state = run->worker[0].state,
                       .host = run_new_host(run, 0),
                       .arena = arena_new((size_t)4 << 30)};
  uint32_t count = what->of == PACK_PERSON  ? run->persons
                   : what->of == PACK_HOUSE ? run->households
                                            : run->villages;
  for (uint32_t i = 0; i < count; i++)
    export_subject(&exporter, i);
  if (exporter.rows.count > 0)
    qsort_r(exporter.rows.items, exporter.rows.count, sizeof(ExportRow), row_cmp, &exporter);
  Buf out;
  buf_init(&out, (size_t)1 << 32);
  for (size_t i = 0; i < what->column_count; i++) {
    if (i > 0) buf_char(&out, '\t');
    codec_tsv_put(&out, what->columns[i].key);
  }
  buf_char(&out, '\n');
  for (size_t i = 0; i < exporter.rows.count; i++)
    buf_str(&out, exporter.rows.items[i].line);
  run_add_output(run, what->file, run_keep(run, &out));
  buf_free(&out);
  arena_free(exporter.arena);
}

Err run_exports(RunState *run) {
  for (size_t i = 0; i < run->pack->export_count; i++)
    export_table(run, &run->pack->exports[i]);
  return ERR_OK;
}
