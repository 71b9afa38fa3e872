/* SPDX-License-Identifier: Apache-2.0 */
/* deliveries: deliveries.yaml, which says of every file what it covers and how far to trust it. */
#include "generate/sheet_int.h"

static const struct {
  Str dataset, sender, first, last, state, coverage;
} covers[] = {
#define SHEET(id, file, dataset, title, sender, dirt, flags, first, last, state, coverage)         \
  {STR_INIT(dataset), STR_INIT(sender), STR_INIT(first),                                           \
   STR_INIT(last),    STR_INIT(state),  STR_INIT(coverage)},
#include "generate/sheets.def"
};

enum { YAML_MAX = 1 << 20 };

static void put_entry(Buf *buf, const Delivered *delivered) {
  SheetId id = delivered->sheet;
  buf_printf(buf, "- file: %.*s\n", STR_ARG(delivered->file));
  buf_printf(buf, "  dataset: %.*s\n", STR_ARG(covers[id].dataset));
  buf_printf(buf, "  covers: {first: '%.*s', last: '%.*s', area: ['%.*s']}\n",
             STR_ARG(covers[id].first), STR_ARG(covers[id].last), STR_ARG(delivered->area));
  buf_printf(buf, "  state: '%.*s'\n", STR_ARG(covers[id].state));
  buf_printf(buf, "  coverage: %.*s\n", STR_ARG(covers[id].coverage));
  buf_printf(buf, "  list: null\n  sender: %.*s\n", STR_ARG(covers[id].sender));
  buf_printf(buf, "  replaces: null\n  cover_sheet: null\n");
}

Err generate_deliveries(Output *output, Diag *diag) {
  FileWriter *writer;
  Arena *arena = output->county->arena;
  Str dir = file_join(arena, output->dir, STR("deliveries"));
  TRY(file_writer_open(file_join(arena, dir, STR("deliveries.yaml")), &writer, diag));
  Buf buf;
  buf_init(&buf, YAML_MAX);
  for (size_t i = 0; i < output->delivered_count; i++)
    put_entry(&buf, &output->delivered[i]);
  CHECK(!buf.overflow);
  file_writer_put(writer, buf_view(&buf));
  buf_free(&buf);
  return file_writer_commit(writer, diag);
}
