/* SPDX-License-Identifier: Apache-2.0 */
/* file and thread: what the system may refuse, what may be left behind, what every core sees. */
#include "base/file.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/thread.h"
#include "unit/unit.h"

/* A directory of the case's own; its name is in [out]. */
static Str make_place(char out[64]) {
  (void)snprintf(out, 64, "/tmp/shouwang-file-test-XXXXXX");
  EXPECT(mkdtemp(out) != NULL);
  return str_from(out);
}

static void drop_place(Str dir) {
  Arena *arena = arena_new(1 << 20);
  Str *names = NULL;
  size_t count = 0;
  EXPECT_INT(file_list(dir, arena, &names, &count, NULL), ERR_OK);
  for (size_t i = 0; i < count; i++) {
    EXPECT_INT(file_remove(file_join(arena, dir, names[i]), NULL), ERR_OK);
  }
  EXPECT_INT(rmdir(arena_cstr(arena, dir)), 0);
  arena_free(arena);
}

static size_t count_names(Str dir) {
  Arena *arena = arena_new(1 << 20);
  Str *names = NULL;
  size_t count = 0;
  EXPECT_INT(file_list(dir, arena, &names, &count, NULL), ERR_OK);
  arena_free(arena);
  return count;
}

static void expect_content(Str path, const char *want) {
  FileMap map;
  Err err = file_map(path, &map, NULL);
  EXPECT_INT(err, ERR_OK);
  if (err != ERR_OK) return;
  EXPECT_STR(((Str){(const char *)map.bytes.ptr, map.bytes.len}), want);
  file_unmap(&map);
  EXPECT(map.bytes.ptr == NULL);
}

UNIT(write_and_map) {
  char space[64];
  Str dir = make_place(space);
  Arena *arena = arena_new(1 << 20);
  Str path = file_join(arena, dir, STR("结果.txt"));
  FileWriter *writer = NULL;
  EXPECT_INT(file_writer_open(path, &writer, NULL), ERR_OK);
  file_writer_put(writer, STR("一\n"));
  file_writer_put(writer, STR_NONE);
  file_writer_put(writer, STR("二\n"));
  EXPECT(!file_exists(path));
  EXPECT_INT((int64_t)count_names(dir), 1);
  EXPECT_INT(file_writer_commit(writer, NULL), ERR_OK);
  expect_content(path, "一\n二\n");
  struct stat info;
  EXPECT(stat(arena_cstr(arena, path), &info) == 0 && (info.st_mode & 0777) == 0600);

  /* Given up: the old content stays, and nothing else. */
  EXPECT_INT(file_writer_open(path, &writer, NULL), ERR_OK);
  file_writer_put(writer, STR("three"));
  file_writer_free(writer);
  file_writer_free(NULL);
  expect_content(path, "一\n二\n");
  EXPECT_INT((int64_t)count_names(dir), 1);

  /* Two writers of one name; the last to commit wins; an empty file is a file. */
  FileWriter *other = NULL;
  EXPECT_INT(file_writer_open(path, &writer, NULL), ERR_OK);
  EXPECT_INT(file_writer_open(path, &other, NULL), ERR_OK);
  file_writer_put(writer, STR("four"));
  EXPECT_INT(file_writer_commit(writer, NULL), ERR_OK);
  expect_content(path, "four");
  EXPECT_INT(file_writer_commit(other, NULL), ERR_OK);
  expect_content(path, "");
  arena_free(arena);
  drop_place(dir);
}

UNIT(large_files) {
  enum { BLOCK = 100003, BLOCKS = 21 };
  char space[64];
  static char block[BLOCK];
  Str dir = make_place(space);
  Arena *arena = arena_new(1 << 20);
  Str path = file_join(arena, dir, STR("large"));
  FileWriter *writer = NULL;
  EXPECT_INT(file_writer_open(path, &writer, NULL), ERR_OK);
  for (size_t i = 0; i < BLOCKS; i++) {
    memset(block, 'a' + (int)i, BLOCK);
    file_writer_put(writer, (Str){block, BLOCK});
  }
  EXPECT_INT(file_writer_commit(writer, NULL), ERR_OK);
  FileMap map = {0};
  EXPECT_INT(file_map(path, &map, NULL), ERR_OK);
  EXPECT_INT((int64_t)map.bytes.len, (int64_t)BLOCK * BLOCKS);
  bool same = map.bytes.len == (size_t)BLOCK * BLOCKS;
  for (size_t i = 0; same && i < map.bytes.len; i++)
    same = map.bytes.ptr[i] == 'a' + i / BLOCK;
  EXPECT(same);
  file_unmap(&map);
  arena_free(arena);
  drop_place(dir);
}

UNIT(refused_files) {
  char space[64];
  Str dir = make_place(space);
  Arena *arena = arena_new(1 << 20);
  Diag *diag = diag_new();
  FileMap map = {0};
  EXPECT_INT(file_map(dir, &map, diag), ERR_NOT_A_FILE);
  EXPECT_INT(file_map(file_join(arena, dir, STR("none")), &map, diag), ERR_OPEN);
  EXPECT(str_ends(diag_get(diag, 1)->args[0], STR("no such file or directory")));
  EXPECT_INT(file_map(STR_NONE, &map, diag), ERR_OPEN);
  EXPECT_INT(file_map(STR("/etc/passwd\0.csv"), &map, diag), ERR_OPEN);
  EXPECT_INT(file_map(arena_printf(arena, "%5000d", 1), &map, diag), ERR_OPEN);
  EXPECT_INT(file_map(STR("/dev/null"), &map, diag), ERR_NOT_A_FILE);
  Str pipe = file_join(arena, dir, STR("pipe"));
  EXPECT_INT(mkfifo(arena_cstr(arena, pipe), 0600), 0);
  EXPECT_INT(file_map(pipe, &map, diag), ERR_NOT_A_FILE); /* and does not wait */
  EXPECT(map.base == NULL && map.bytes.len == 0);

  FileWriter *writer = NULL;
  EXPECT_INT(file_writer_open(STR("/nowhere/at/all"), &writer, diag), ERR_WRITE);
  EXPECT_INT(file_writer_open(STR_NONE, &writer, diag), ERR_WRITE);
  EXPECT(writer == NULL);
  /* The name is a directory: found out at the end, and nothing is left. */
  Str taken = file_join(arena, dir, STR("taken"));
  EXPECT_INT(file_make_dir(taken, diag), ERR_OK);
  EXPECT_INT(file_writer_open(taken, &writer, diag), ERR_OK);
  EXPECT_INT(file_writer_commit(writer, diag), ERR_WRITE);
  EXPECT_INT((int64_t)count_names(dir), 2);
  EXPECT_INT(rmdir(arena_cstr(arena, taken)), 0);

  Str *names = NULL;
  size_t count = 0;
  EXPECT_INT(file_list(pipe, arena, &names, &count, diag), ERR_NOT_A_DIR);
  EXPECT_INT(file_list(STR("/nowhere"), arena, &names, &count, diag), ERR_OPEN);
  EXPECT_INT(file_remove(STR("/nowhere"), diag), ERR_WRITE);
  EXPECT(names == NULL && count == 0);
  diag_free(diag);
  arena_free(arena);
  drop_place(dir);
}

/* A full disk shows at the flush, and the error of the first write is the one returned. */
UNIT(disk_full) {
  Diag *diag = diag_new();
  EXPECT_INT(file_append(STR("/dev/full"), STR("line"), diag), ERR_WRITE);
  EXPECT(str_ends(diag_get(diag, 0)->args[0], STR("no space left on the disk")));
  diag_free(diag);
}

UNIT(names) {
  char space[64];
  Str dir = make_place(space);
  Arena *arena = arena_new(1 << 20);
  static const char *const made[] = {"b", "户", "a", "B", ".hidden"};
  for (size_t i = 0; i < sizeof made / sizeof made[0]; i++) {
    EXPECT_INT(file_append(file_join(arena, dir, str_from(made[i])), STR("x"), NULL), ERR_OK);
  }
  Str *names = NULL;
  size_t count = 0;
  EXPECT_INT(file_list(dir, arena, &names, &count, NULL), ERR_OK);
  EXPECT_INT((int64_t)count, 5);
  if (count == 5) {
    EXPECT_STR(names[0], ".hidden");
    EXPECT_STR(names[1], "B");
    EXPECT_STR(names[2], "a");
    EXPECT_STR(names[3], "b");
    EXPECT_STR(names[4], "户");
  }
  /* GB18030 of a file that came out of an old archive. */
  char *wrong = arena_cstr(arena, arena_printf(arena, "%.*s/a\xBB\xA7", STR_ARG(dir)));
  FILE *file = fopen(wrong, "we");
  EXPECT(file != NULL && fclose(file) == 0);
  Diag *diag = diag_new();
  EXPECT_INT(file_list(dir, arena, &names, &count, diag), ERR_NAME_UTF8);
  EXPECT_STR(diag_get(diag, 0)->args[0], "a");
  EXPECT_INT(unlink(wrong), 0);
  diag_free(diag);
  arena_free(arena);
  drop_place(dir);
}

UNIT(directories) {
  char space[64];
  Str dir = make_place(space);
  Arena *arena = arena_new(1 << 20);
  Str deep = file_join(arena, dir, STR("a/b//c/"));
  EXPECT_INT(file_make_dir(deep, NULL), ERR_OK);
  EXPECT_INT(file_make_dir(deep, NULL), ERR_OK);
  EXPECT(file_is_dir(deep) && file_exists(deep));
  Str file = file_join(arena, deep, STR("f"));
  EXPECT_INT(file_append(file, STR("x"), NULL), ERR_OK);
  EXPECT(file_exists(file) && !file_is_dir(file));
  EXPECT_INT(file_make_dir(file_join(arena, file, STR("g")), NULL), ERR_WRITE);
  EXPECT_INT(file_make_dir(file, NULL), ERR_WRITE);
  EXPECT_INT(file_make_dir(STR_NONE, NULL), ERR_WRITE);
  EXPECT_INT(file_remove(file, NULL), ERR_OK);
  EXPECT(!file_exists(file) && !file_exists(STR_NONE));
  for (const char *const *at = (const char *const[]){"a/b/c", "a/b", "a", NULL}; *at; at++) {
    EXPECT_INT(rmdir(arena_cstr(arena, file_join(arena, dir, str_from(*at)))), 0);
  }
  arena_free(arena);
  drop_place(dir);
}

UNIT(paths) {
  Arena *arena = arena_new(1 << 20);
  EXPECT_STR(file_join(arena, STR("a"), STR("b")), "a/b");
  EXPECT_STR(file_join(arena, STR("a/"), STR("b")), "a/b");
  EXPECT_STR(file_join(arena, STR_NONE, STR("b")), "b");
  EXPECT_STR(file_join(arena, STR("a"), STR("/b")), "/b");
  EXPECT_STR(file_name(STR("a/b.csv")), "b.csv");
  EXPECT_STR(file_name(STR("b.csv")), "b.csv");
  EXPECT_STR(file_name(STR("a/")), "");
  EXPECT_STR(file_name(STR_NONE), "");
  EXPECT_STR(file_dir(STR("a/b/c")), "a/b");
  EXPECT_STR(file_dir(STR("c")), ".");
  EXPECT_STR(file_dir(STR("/c")), "/");
  EXPECT_STR(file_dir(STR_NONE), ".");
  Str program = file_program_dir(arena);
  EXPECT(str_starts(program, STR("/")) && file_is_dir(program));
  arena_free(arena);
}

UNIT(append_lines) {
  char space[64];
  Str dir = make_place(space);
  Arena *arena = arena_new(1 << 20);
  Str path = file_join(arena, dir, STR("reveals.tsv"));
  EXPECT_INT(file_append(path, STR("one"), NULL), ERR_OK);
  EXPECT_INT(file_append(path, STR("two\n"), NULL), ERR_OK);
  EXPECT_INT(file_append(path, STR_NONE, NULL), ERR_OK);
  expect_content(path, "one\ntwo\n\n");
  arena_free(arena);
  drop_place(dir);
}

/* Puts [text] on standard input for one call. */
static Err read_text(Str text, size_t max, Arena *arena, Str *ret_text) {
  int ends[2];
  EXPECT_INT(pipe(ends), 0);
  int kept = dup(STDIN_FILENO);
  EXPECT_INT(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
  EXPECT(write(ends[1], text.ptr, text.len) == (ssize_t)text.len);
  close(ends[0]);
  close(ends[1]);
  Err err = file_read_stdin(arena, max, ret_text, NULL);
  if (kept >= 0) {
    (void)dup2(kept, STDIN_FILENO);
    close(kept);
  }
  return err;
}

UNIT(standard_input) {
  Arena *arena = arena_new(1 << 20);
  Str text = STR("kept");
  EXPECT_INT(read_text(STR("守望\n"), 7, arena, &text), ERR_OK);
  EXPECT_STR(text, "守望\n");
  EXPECT_INT(read_text(STR("12345678"), 7, arena, &text), ERR_LIMIT);
  EXPECT_INT(read_text(STR("a\xFF"), 7, arena, &text), ERR_READ);
  EXPECT_STR(text, "守望\n");
  EXPECT_INT(read_text(STR(""), 0, arena, &text), ERR_OK);
  EXPECT_STR(text, "");
  arena_free(arena);
  arena = arena_new(4);
  EXPECT_INT(read_text(STR("12345"), 100, arena, &text), ERR_LIMIT);
  arena_free(arena);
}

/* ---- thread ---- */

enum { ITEMS = 10000 };

typedef struct Seen {
  atomic_uint items[ITEMS];
  atomic_size_t most_worker;
} Seen;

static void see(void *ctx, size_t item, size_t worker) {
  Seen *seen = ctx;
  atomic_fetch_add(&seen->items[item], 1);
  size_t most = atomic_load(&seen->most_worker);
  while (worker > most && !atomic_compare_exchange_weak(&seen->most_worker, &most, worker)) {
  }
}

UNIT(each_item_once) {
  static Seen seen;
  static const size_t workers[] = {1, 2, 7, THREAD_MAX};
  for (size_t w = 0; w < sizeof workers / sizeof workers[0]; w++) {
    memset(&seen, 0, sizeof seen);
    EXPECT_INT(thread_each(workers[w], ITEMS, see, &seen, NULL), ERR_OK);
    bool once = true;
    for (size_t i = 0; i < ITEMS; i++)
      once = once && seen.items[i] == 1;
    EXPECT(once);
    EXPECT(seen.most_worker < workers[w]);
  }
  memset(&seen, 0, sizeof seen);
  EXPECT_INT(thread_each(4, 0, see, &seen, NULL), ERR_OK);
  EXPECT_INT(thread_each(4, 1, see, &seen, NULL), ERR_OK);
  EXPECT(seen.items[0] == 1 && seen.items[1] == 0 && seen.most_worker == 0);
  EXPECT(thread_cores() >= 1 && thread_cores() <= THREAD_MAX);
}

UNIT_MAIN(UNIT_CASE(write_and_map),
          UNIT_CASE(large_files),
          UNIT_CASE(refused_files),
          UNIT_CASE(disk_full),
          UNIT_CASE(names),
          UNIT_CASE(directories),
          UNIT_CASE(paths),
          UNIT_CASE(append_lines),
          UNIT_CASE(standard_input),
          UNIT_CASE(each_item_once))
