/* SPDX-License-Identifier: Apache-2.0 */
/* folder: what stands in a directory, and results that are there whole or not at all. */
#include "cli/folder_int.h"

#include <string.h>

#include "base/file.h"

Err folder_must_be_free(Cli *cli, Str dir) {
  if (dir.len > 0 && !file_exists(dir)) return ERR_OK;
  Str *names = NULL;
  size_t count = 0;
  TRY(file_list(dir, cli->arena, &names, &count, cli->diag));
  return count == 0 ? ERR_OK : fail(cli->diag, ERR_OUT_EXISTS, PLACE_NONE, dir);
}

Err folder_names(Cli *cli, Str dir, Str **ret_names, size_t *ret_count) {
  Str *names = NULL;
  size_t count = 0;
  TRY(file_list(dir, cli->arena, &names, &count, cli->diag));
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    if (!str_starts(names[i], STR("."))) names[kept++] = names[i];
  *ret_names = names;
  *ret_count = kept;
  return ERR_OK;
}

static Err write_file(Cli *cli, Str path, const FolderFile *file) {
  FileWriter *writer = NULL;
  TRY(file_writer_open(path, &writer, cli->diag));
  for (size_t i = 0; i < file->piece_count; i++)
    file_writer_put(writer, file->pieces[i]);
  return file_writer_commit(writer, cli->diag);
}

Err folder_write(Cli *cli, Str dir, const FolderFile *files, size_t count) {
  TRY(file_make_dir(dir, cli->diag));
  Err err = ERR_OK;
  size_t done = 0;
  for (; done < count && err == ERR_OK; done++) {
    Str name = files[done].name;
    CHECK(name.len > 0 && memchr(name.ptr, '/', name.len) == NULL);
    err = write_file(cli, file_join(cli->arena, dir, name), &files[done]);
  }
  for (size_t i = 0; err != ERR_OK && i < done; i++) {
    Str path = file_join(cli->arena, dir, files[i].name);
    if (file_exists(path) && file_remove(path, NULL) != ERR_OK) break;
  }
  return err;
}
