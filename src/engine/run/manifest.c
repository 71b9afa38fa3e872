/* SPDX-License-Identifier: Apache-2.0 */
/*
 * manifest: manifest.json, which says from what and with what a run was made, so that it can be
 * repeated and its outputs checked years later (M23).
 */
#include "run/run_int.h"

#include <string.h>

enum { MANIFEST_MAX_BYTES = 64 << 20 };

static void put_member(Buf *out, const char *key, Str value) {
  buf_printf(out, "\"%s\": ", key);
  codec_json_string(out, value);
}

static void put_root(RunState *run, Buf *out, const uint8_t *blocks, size_t count) {
  char text[RUN_HASH_TEXT];
  buf_lit(out, "\"hash\": ");
  if (run->input->hash.root == NULL) {
    buf_lit(out, "null");
    return;
  }
  size_t len = run->input->hash.root(blocks, count, text);
  codec_json_string(out, (Str){text, len});
}

/* The hash of a text in pieces: block by block of the whole. */
static void put_pieces_hash(RunState *run, Buf *out, const RunOutput *output) {
  if (run->input->hash.block == NULL) {
    put_root(run, out, NULL, 0);
    return;
  }
  size_t total = 0;
  for (size_t i = 0; i < output->piece_count; i++)
    total += output->pieces[i].len;
  size_t count = (total + RUN_HASH_BLOCK - 1) / RUN_HASH_BLOCK;
  uint8_t *hashes = arena_new_array(run->arena, uint8_t, count * RUN_HASH_BYTES + 1);
  uint8_t *block = arena_new_array(run->arena, uint8_t, RUN_HASH_BLOCK);
  size_t fill = 0, done = 0;
  for (size_t i = 0; i < output->piece_count; i++) {
    Str piece = output->pieces[i];
    while (piece.len > 0) {
      size_t take = RUN_HASH_BLOCK - fill < piece.len ? RUN_HASH_BLOCK - fill : piece.len;
      memcpy(block + fill, piece.ptr, take);
      fill += take;
      piece = str_slice(piece, take, piece.len);
      if (fill < RUN_HASH_BLOCK) continue;
      run->input->hash.block((Bytes){block, fill}, hashes + done++ * RUN_HASH_BYTES);
      fill = 0;
    }
  }
  if (fill > 0) run->input->hash.block((Bytes){block, fill}, hashes + done++ * RUN_HASH_BYTES);
  put_root(run, out, hashes, done);
}

static void put_file(RunState *run, Buf *out, const RunFileState *file) {
  static const Str words[] = {STR_INIT("partial"), STR_INIT("full"), STR_INIT("answer")};
  buf_lit(out, "    {");
  put_member(out, "file", file->name);
  if (file->delivery) {
    buf_lit(out, ", ");
    put_member(out, "dataset", file->delivery->dataset);
    buf_lit(out, ", ");
    put_member(out, "coverage", words[file->delivery->coverage]);
    if (file->delivery->replaced) buf_lit(out, ", \"replaced\": true");
  } else if (file->source != RUN_NONE) {
    buf_lit(out, ", ");
    put_member(out, "table", run->sources[file->source].id);
  }
  buf_printf(out, ", \"used\": %s, \"bytes\": %zu, ", file->usable ? "true" : "false",
             file->bytes.len);
  put_root(run, out, file->hashes, file->hash_blocks);
  buf_char(out, '}');
}

static void put_files(RunState *run, Buf *out, const char *key, uint32_t from, uint32_t end) {
  buf_printf(out, "  \"%s\": [", key);
  for (uint32_t i = from; i < end; i++) {
    buf_lit(out, i > from ? ",\n" : "\n");
    put_file(run, out, &run->files[i]);
  }
  buf_lit(out, end > from ? "\n  ],\n" : "],\n");
}

/* deliveries.yaml and the lists of those asked: small, hashed here. */
static void put_list(RunState *run, Buf *out, const RunFile *file, bool first) {
  buf_lit(out, first ? "\n    {" : ",\n    {");
  put_member(out, "file", file->name);
  buf_printf(out, ", \"bytes\": %zu, ", file->bytes.len);
  size_t count = (file->bytes.len + RUN_HASH_BLOCK - 1) / RUN_HASH_BLOCK;
  uint8_t *hashes = arena_new_array(run->arena, uint8_t, count * RUN_HASH_BYTES + 1);
  for (size_t i = 0; run->input->hash.block && i < count; i++) {
    size_t from = i * RUN_HASH_BLOCK;
    size_t rest = file->bytes.len - from;
    run->input->hash.block(
        (Bytes){file->bytes.ptr + from, rest < RUN_HASH_BLOCK ? rest : RUN_HASH_BLOCK},
        hashes + i * RUN_HASH_BYTES);
  }
  put_root(run, out, hashes, count);
  buf_char(out, '}');
}

static void put_lists(RunState *run, Buf *out) {
  const RunInput *input = run->input;
  bool first = true;
  buf_lit(out, "  \"lists\": [");
  if (input->delivery_list.name.len > 0) {
    put_list(run, out, &input->delivery_list, first);
    first = false;
  }
  for (size_t i = 0; i < input->delivery_count; i++) {
    if (input->deliveries[i].list.len == 0) continue;
    put_list(run, out, &input->lists[i], first);
    first = false;
  }
  buf_lit(out, first ? "],\n" : "\n  ],\n");
}

static void put_overrides(RunState *run, Buf *out) {
  const RunInput *input = run->input;
  if (input->override_count == 0) return;
  buf_lit(out, ", \"set\": {");
  for (size_t i = 0; i < input->override_count; i++) {
    if (i > 0) buf_lit(out, ", ");
    codec_json_string(out, run->pack->params[input->overrides[i].param].id);
    buf_lit(out, ": ");
    codec_json_string(out, input->overrides[i].text);
  }
  buf_char(out, '}');
}

static void put_options(RunState *run, Buf *out) {
  buf_lit(out, "  \"options\": {");
  put_member(out, "pack", run->pack->dir);
  buf_lit(out, ", ");
  put_member(out, "registry", run->input->registry_dir);
  buf_lit(out, ", ");
  put_member(out, "deliveries", run->input->deliveries_dir);
  buf_lit(out, ", ");
  put_member(out, "format", run->input->ndjson ? STR("ndjson") : STR("tsv"));
  put_overrides(run, out);
  buf_lit(out, "},\n");
}

static void put_counts(RunState *run, Buf *out) {
  const RunResult *result = &run->result;
  uint64_t yes = 0, confirm = 0, undecidable = 0, common = 0, error = 0;
  for (size_t i = 0; i < result->rule_count; i++) {
    yes += result->rules[i].yes;
    confirm += result->rules[i].confirm;
    undecidable += result->rules[i].undecidable;
    common += result->rules[i].common_undecidable;
    error += result->rules[i].error;
  }
  uint64_t registry_rows = 0, registry_rejected = 0, registry_skipped = 0;
  for (uint32_t i = 0; i < run->registry_files; i++) {
    registry_rows += run->files[i].rows;
    registry_rejected += run->files[i].rejected;
    registry_skipped += run->files[i].skipped;
  }
  buf_printf(
      out,
      "  \"counts\": {\"persons\": %u, \"households\": %u, \"villages\": %u,\n"
      "    \"registry_rows\": %llu, \"registry_rejected\": %llu, \"registry_skipped\": %llu,\n"
      "    \"delivered_rows\": %llu, \"matched_rows\": %llu, \"out_of_population\": %llu,\n"
      "    \"findings\": %llu,\n"
      "    \"yes\": %llu, \"confirm\": %llu, \"undecidable\": %llu, "
      "\"common_undecidable\": %llu, \"error\": %llu,\n"
      "    \"issues\": %llu, \"files_left_out\": %u},\n",
      run->persons, run->households, run->villages, (unsigned long long)registry_rows,
      (unsigned long long)registry_rejected, (unsigned long long)registry_skipped,
      (unsigned long long)result->delivered_rows, (unsigned long long)result->matched_rows,
      (unsigned long long)result->out_of_population, (unsigned long long)result->findings,
      (unsigned long long)yes, (unsigned long long)confirm, (unsigned long long)undecidable,
      (unsigned long long)common, (unsigned long long)error, (unsigned long long)result->issues,
      result->files_left_out);
}

void run_manifest(RunState *run) {
  Buf out;
  char day[10];
  buf_init(&out, MANIFEST_MAX_BYTES);
  buf_lit(&out, "{\n  ");
  put_member(&out, "program", run->input->program);
  buf_lit(&out, ",\n  \"pack\": {\"ids\": [");
  for (size_t i = 0; i < run->pack->layer_count; i++) {
    if (i > 0) buf_lit(&out, ", ");
    codec_json_string(&out, run->pack->layers[i].id);
  }
  buf_lit(&out, "], ");
  put_member(&out, "hash", run->pack->hash);
  buf_lit(&out, "},\n  ");
  put_member(&out, "on", (Str){day, day_format(run->input->on, day)});
  buf_lit(&out, ",\n");
  put_files(run, &out, "registry", 0, run->registry_files);
  put_files(run, &out, "deliveries", run->registry_files, run->file_count);
  put_lists(run, &out);
  put_options(run, &out);
  put_counts(run, &out);
  buf_lit(&out, "  \"outputs\": [");
  for (size_t i = 0; i < run->outputs.count; i++) {
    buf_lit(&out, i > 0 ? ",\n    {" : "\n    {");
    put_member(&out, "file", run->outputs.items[i].name);
    buf_lit(&out, ", ");
    put_pieces_hash(run, &out, &run->outputs.items[i]);
    buf_char(&out, '}');
  }
  buf_lit(&out, "\n  ]\n}\n");
  run_add_output(run, STR("manifest.json"), run_keep(run, &out));
  buf_free(&out);
}
