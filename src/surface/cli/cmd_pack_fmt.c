/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pack fmt: the files of a layer in canonical layout.
 *
 * All texts are made and proved before the first file is replaced. Each is replaced at once or
 * not at all; a file that is a link is not replaced. --check writes nothing.
 */
#include "base/file.h"
#include "cli/county_int.h"

static bool is_changed(const PackFormatted *file) {
  return !str_eq(file->before, file->after);
}

static Err write_file(Cli *cli, const PackFormatted *file) {
  FileWriter *writer = NULL;
  TRY(file_writer_replace(file->path, &writer, cli->diag));
  file_writer_put(writer, file->after);
  return file_writer_commit(writer, cli->diag);
}

static Err write_files(Cli *cli, const PackFormatted *files, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (is_changed(&files[i])) TRY(file_check_replaceable(files[i].path, cli->diag));
  for (size_t i = 0; i < count; i++)
    if (is_changed(&files[i])) TRY(write_file(cli, &files[i]));
  return ERR_OK;
}

static void show_text(Cli *cli, const PackFormatted *files, size_t count, size_t changed) {
  for (size_t i = 0; i < count; i++)
    if (is_changed(&files[i])) say(cli, "{0}\n", "{0}\n", files[i].path);
  if (cli_has(cli, "check"))
    say(cli, "{0} 个文件，{1} 个不合规范格式\n", "{0} files, {1} not in canonical layout\n",
        cli_number(cli, count), cli_number(cli, changed));
  else
    say(cli, "{0} 个文件，改写 {1} 个\n", "{0} files, {1} rewritten\n", cli_number(cli, count),
        cli_number(cli, changed));
}

static void show_json(Cli *cli, const PackFormatted *files, size_t count, size_t changed) {
  Buf *out = cli_out(cli);
  bool first = true;
  buf_char(out, '{');
  cli_json_int(out, "files", count);
  buf_char(out, ',');
  cli_json_int(out, "changed", changed);
  buf_printf(out, ",\"written\":%s,\"names\":[", cli_has(cli, "check") ? "false" : "true");
  for (size_t i = 0; i < count; i++) {
    if (!is_changed(&files[i])) continue;
    buf_lit(out, first ? "\n  " : ",\n  ");
    first = false;
    codec_json_string(out, files[i].path);
  }
  buf_lit(out, "]}\n");
}

int cmd_pack_fmt(Cli *cli) {
  Str dir;
  const PackFormatted *files = NULL;
  size_t count = 0, changed = 0;
  Err err = pack_find(cli->args[0], cli->arena, &dir, cli->diag);
  if (err == ERR_OK) err = pack_format(dir, cli->arena, &files, &count, cli->diag);
  if (err == ERR_OK && !cli_has(cli, "check")) err = write_files(cli, files, count);
  if (err != ERR_OK) return cli_fail(cli, err);
  for (size_t i = 0; i < count; i++)
    changed += is_changed(&files[i]);
  if (cli->json)
    show_json(cli, files, count, changed);
  else
    show_text(cli, files, count, changed);
  return cli_has(cli, "check") && changed > 0 ? 1 : 0;
}
