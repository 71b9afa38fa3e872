/* SPDX-License-Identifier: Apache-2.0 */
/* folder: directories that a command reads from or writes its results to. */
#ifndef CLI_FOLDER_INT_H
#define CLI_FOLDER_INT_H

#include "cli/cli.h"

typedef struct FolderFile {
  Str name;
  const Str *pieces;
  size_t piece_count;
} FolderFile;

/* [dir] is not there, or an empty directory; else ERR_OUT_EXISTS. */
MUST_USE Err folder_must_be_free(Cli *cli, Str dir);
/* Names in [dir] that do not begin with '.': those are of systems and editors. */
MUST_USE Err folder_names(Cli *cli, Str dir, Str **ret_names, size_t *ret_count);
/*
 * Writes files in order, each whole under its name or not at all. The last one is the sign that
 * all are there. If one cannot be written, those before are removed.
 */
MUST_USE Err folder_write(Cli *cli, Str dir, const FolderFile *files, size_t count);

#endif
