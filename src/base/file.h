/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file: the only door to the file system.
 *
 * Reading maps a file; the mapping belongs to the FileMap and is undone by file_unmap, and a
 * slice of it lives until then. Writing goes to a temporary name in the same directory and
 * becomes visible under its own name only by file_writer_commit (fsync, rename); a writer that
 * is freed without commit leaves nothing behind.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/arena.h"

typedef struct FileMap {
  Bytes bytes;
  void *base; /* private */
} FileMap;

MUST_USE Err file_map(Str path, FileMap *ret_map, Diag *diag);
void file_unmap(FileMap *map);
/* A part of a mapped file that is not needed for a while: its pages no longer count as memory of
 * the process, and come back when they are read again. Whole pages only. */
void file_release(Bytes part);

/* The names (not paths) in a directory, sorted bytewise, without "." and "..". */
MUST_USE Err file_list(Str dir, Arena *arena, Str **ret_names, size_t *ret_count, Diag *diag);
bool file_exists(Str path);
bool file_is_dir(Str path);
MUST_USE Err file_make_dir(Str path, Diag *diag); /* with parents; fine if it is there */
MUST_USE Err file_remove(Str path, Diag *diag);
Str file_join(Arena *arena, Str dir, Str name);
Str file_name(Str path); /* the part behind the last '/' */
Str file_dir(Str path);  /* the part before the last '/', "." if there is none */
/* The directory of the running program, "" if unknown. */
Str file_program_dir(Arena *arena);

typedef struct FileWriter FileWriter;
MUST_USE Err file_writer_open(Str path, FileWriter **ret_writer, Diag *diag);
/* Buffered; an error is kept and returned by commit. */
void file_writer_put(FileWriter *writer, Str text);
MUST_USE Err file_writer_commit(FileWriter *writer, Diag *diag); /* frees the writer */
void file_writer_free(FileWriter *writer);                       /* gives up; NULL is fine */

/* A regular file, no link, that may be written to. */
MUST_USE Err file_check_replaceable(Str path, Diag *diag);
/* The same as open for a file that is there and replaceable: its permissions stay. */
MUST_USE Err file_writer_replace(Str path, FileWriter **ret_writer, Diag *diag);

/* Appends one line to a file by a single write (the run's reveals.tsv). */
MUST_USE Err file_append(Str path, Str line, Diag *diag);

/* Standard input whole, at most [max] bytes; fd 1 and 2 in one write each. */
MUST_USE Err file_read_stdin(Arena *arena, size_t max, Str *ret_text, Diag *diag);
bool file_print(Str text);       /* standard output; false: not all could be written */
void file_print_error(Str text); /* standard error; who cannot be reached cannot be told */

#endif
