/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash: the hash of files as manifests name them, to compare a delivery with what a run read.
 *
 * A file that cannot be read is an error at the end; the others are hashed all the same. Blocks
 * are hashed by all cores.
 */
#include "base/file.h"
#include "base/thread.h"
#include "cli/cli.h"
#include "seal/seal.h"

typedef struct HashWork {
  Bytes bytes;
  SealBlock *blocks;
} HashWork;

static void hash_block(void *ctx, size_t item, size_t worker) {
  const HashWork *work = ctx;
  (void)worker;
  work->blocks[item] = seal_block(seal_block_of(work->bytes, item));
}

static Err hash_file(Cli *cli, Str path, char text[SEAL_TEXT_MAX], uint64_t *ret_bytes) {
  FileMap map;
  TRY(file_map(path, &map, cli->diag));
  ArenaMark mark = arena_mark(cli->arena);
  size_t count = seal_block_count(map.bytes.len);
  HashWork work = {map.bytes, arena_new_array(cli->arena, SealBlock, count + 1)};
  size_t workers = count < thread_cores() ? count : thread_cores();
  Err err = thread_each(workers == 0 ? 1 : workers, count, hash_block, &work, cli->diag);
  if (err == ERR_OK) (void)seal_root(work.blocks, count, text);
  *ret_bytes = map.bytes.len;
  arena_reset(cli->arena, mark);
  file_unmap(&map);
  return err;
}

static void say_hash(Cli *cli, Str path, const char *text, uint64_t bytes, bool first) {
  Buf *out = cli_out(cli);
  if (!cli->json) {
    buf_lit(out, text);
    buf_lit(out, "  ");
    cli_put(out, path);
    buf_char(out, '\n');
    return;
  }
  buf_lit(out, first ? "" : ",\n ");
  buf_char(out, '{');
  cli_json_str(out, "file", path);
  buf_char(out, ',');
  cli_json_int(out, "bytes", bytes);
  buf_char(out, ',');
  cli_json_str(out, "hash", str_from(text));
  buf_char(out, '}');
}

int cmd_hash(Cli *cli) {
  Err first = ERR_OK;
  bool any = false;
  if (cli->json) buf_lit(cli_out(cli), "{\"files\":[");
  for (size_t i = 0; i < cli->arg_count; i++) {
    char text[SEAL_TEXT_MAX];
    uint64_t bytes = 0;
    cli_progress(cli, cli->args[i], i + 1, cli->arg_count);
    Err err = hash_file(cli, cli->args[i], text, &bytes);
    if (err == ERR_OK) say_hash(cli, cli->args[i], text, bytes, !any);
    any = any || err == ERR_OK;
    if (first == ERR_OK) first = err;
  }
  if (cli->json) buf_lit(cli_out(cli), "]}\n");
  return cli_fail(cli, first);
}
