/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file: the only door to the file system.
 *
 * In:     paths as Str; one that holds a NUL or is longer than the system allows is refused
 *         before any call is made.
 * Out:    maps, names, whole files under their final name or nothing at all.
 * Rights: what is written holds people's data: 0600 for files, 0700 for directories; the owner
 *         decides who else may read.
 * Calls:  interrupted ones are repeated, short writes are continued; every descriptor is
 *         close-on-exec.
 */
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/vec.h"

enum { FILE_MODE = 0600, DIR_MODE = 0700, READ_STEP = 64 << 10 };

/* A path for the system; false with errno set if it cannot be one. */
static bool path_copy(Str path, char out[PATH_MAX]) {
  if (path.len == 0 || memchr(path.ptr, 0, path.len) != NULL) {
    errno = path.len == 0 ? ENOENT : EINVAL;
    return false;
  }
  if (path.len >= PATH_MAX) {
    errno = ENAMETOOLONG;
    return false;
  }
  memcpy(out, path.ptr, path.len);
  out[path.len] = '\0';
  return true;
}

typedef struct ErrnoText {
  int number;
  Str text;
} ErrnoText;

/* The usual reasons in both languages; the system's own words for the rest. */
static Str errno_text(int number, char *space, size_t size) {
  static const ErrnoText texts[] = {
      {ENOENT, STR_INIT("没有这个文件或目录" ARG2_MARK "no such file or directory")},
      {EACCES, STR_INIT("没有权限" ARG2_MARK "permission denied")},
      {EPERM, STR_INIT("不允许" ARG2_MARK "not permitted")},
      {ENOTDIR, STR_INIT("路径中有一段不是目录" ARG2_MARK "a part of the path is no directory")},
      {EISDIR, STR_INIT("是目录" ARG2_MARK "is a directory")},
      {EEXIST, STR_INIT("已经存在" ARG2_MARK "exists")},
      {ENOSPC, STR_INIT("磁盘已满" ARG2_MARK "no space left on the disk")},
      {EDQUOT, STR_INIT("磁盘配额已满" ARG2_MARK "disk quota used up")},
      {EROFS, STR_INIT("文件系统只读" ARG2_MARK "read-only file system")},
      {ENAMETOOLONG, STR_INIT("路径太长" ARG2_MARK "the path is too long")},
      {EINVAL, STR_INIT("不是合法的路径" ARG2_MARK "not a valid path")},
      {ELOOP, STR_INIT("符号链接不能用" ARG2_MARK "a symbolic link that may not be followed")},
      {EMFILE, STR_INIT("打开的文件太多" ARG2_MARK "too many open files")},
      {EIO, STR_INIT("磁盘读写出错" ARG2_MARK "input or output error")},
  };
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    if (texts[i].number == number) return texts[i].text;
  }
  return str_from(strerror_r(number, space, size));
}

/* One item with the reason [number]. */
static Err fail_errno(Diag *diag, Err code, Str path, int number) {
  char space[128];
  return fail(diag, code, PLACE_FILE(path), errno_text(number, space, sizeof space));
}

/* All of [text]; false with errno set. */
static bool write_all(int fd, Str text) {
  while (text.len > 0) {
    ssize_t done = write(fd, text.ptr, text.len);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    text = str_slice(text, (size_t)done, text.len);
  }
  return true;
}

/* ---- reading ---- */

/* O_NONBLOCK: opening a named pipe must not wait for its other end. MADV_WILLNEED, since the disk
 * then reads while the first parts are worked on; MAP_POPULATE is no faster on cached files (200 MB
 * with 2 workers: both 25 ms) and waits for the whole file on others. */
Err file_map(Str path, FileMap *ret_map, Diag *diag) {
  char name[PATH_MAX];
  struct stat info;
  int fd = path_copy(path, name) ? open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK) : -1;
  if (fd < 0) return fail_errno(diag, ERR_OPEN, path, errno);
  if (fstat(fd, &info) != 0) {
    int number = errno;
    close(fd);
    return fail_errno(diag, ERR_READ, path, number);
  }
  if (!S_ISREG(info.st_mode)) {
    close(fd);
    return fail(diag, ERR_NOT_A_FILE, PLACE_FILE(path), STR_NONE);
  }
  FileMap map = {0};
  int number = 0;
  if (info.st_size > 0) {
    map.bytes.len = (size_t)info.st_size;
    map.base = mmap(NULL, map.bytes.len, PROT_READ, MAP_PRIVATE, fd, 0);
    if (map.base == MAP_FAILED) number = errno;
    if (number == 0) (void)madvise(map.base, map.bytes.len, MADV_WILLNEED);
    map.bytes.ptr = map.base;
  }
  close(fd);
  if (number != 0) return fail_errno(diag, ERR_READ, path, number);
  *ret_map = map;
  return ERR_OK;
}

void file_unmap(FileMap *map) {
  if (map->base != NULL) munmap(map->base, map->bytes.len);
  *map = (FileMap){0};
}

void file_release(Bytes part) {
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  uintptr_t from = ((uintptr_t)part.ptr + page - 1) & ~(page - 1);
  uintptr_t to = ((uintptr_t)part.ptr + part.len) & ~(page - 1);
  if (part.len == 0 || from >= to) return;
  const uint8_t *first = part.ptr + (from - (uintptr_t)part.ptr);
  void *start; /* madvise takes no const, though it changes nothing here */
  memcpy(&start, &first, sizeof start);
  (void)madvise(start, to - from, MADV_DONTNEED);
}

static int cmp_names(const void *a, const void *b) {
  const Str *x = a;
  const Str *y = b;
  return str_cmp(*x, *y);
}

typedef VEC(Str) Names;

/* Adds the names of an open directory; what is not UTF-8 is an error, since it could be neither
 * shown nor opened again by a Str. */
static Err read_names(DIR *stream, Str dir, Arena *arena, Names *names, Diag *diag) {
  for (;;) {
    errno = 0;
    const struct dirent *entry = readdir(stream);
    if (entry == NULL) return errno == 0 ? ERR_OK : fail_errno(diag, ERR_READ, dir, errno);
    Str name = str_from(entry->d_name);
    if (str_eq(name, STR(".")) || str_eq(name, STR(".."))) continue;
    Bytes bytes = {(const uint8_t *)entry->d_name, name.len};
    size_t valid = bytes_valid_utf8(bytes);
    if (valid != name.len) {
      return fail(diag, ERR_NAME_UTF8, PLACE_FILE(dir), str_slice(name, 0, valid));
    }
    *vec_push(arena, names) = arena_str(arena, name);
  }
}

Err file_list(Str dir, Arena *arena, Str **ret_names, size_t *ret_count, Diag *diag) {
  char name[PATH_MAX];
  DIR *stream = path_copy(dir, name) ? opendir(name) : NULL;
  if (stream == NULL) {
    if (errno == ENOTDIR) return fail(diag, ERR_NOT_A_DIR, PLACE_FILE(dir), STR_NONE);
    return fail_errno(diag, ERR_OPEN, dir, errno);
  }
  Names names = {0};
  Err err = read_names(stream, dir, arena, &names, diag);
  closedir(stream);
  TRY(err);
  if (names.count > 1) qsort(names.items, names.count, sizeof names.items[0], cmp_names);
  *ret_names = names.items;
  *ret_count = names.count;
  return ERR_OK;
}

/* Into a Buf first: the length is not known before the end. */
Err file_read_stdin(Arena *arena, size_t max, Str *ret_text, Diag *diag) {
  static const Str place = STR_INIT("<stdin>");
  Buf buf;
  buf_init(&buf, max);
  Err err = ERR_OK;
  char *step = mem_grow(NULL, READ_STEP);
  for (;;) {
    ssize_t got = read(STDIN_FILENO, step, READ_STEP);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) err = fail_errno(diag, ERR_READ, place, errno);
    if (got <= 0) break;
    buf_str(&buf, (Str){step, (size_t)got});
    if (buf.overflow) {
      char limit[32];
      int len = snprintf(limit, sizeof limit, "%zu", max);
      err = fail(diag, ERR_LIMIT, PLACE_FILE(place), ARG2("字节数", "bytes"),
                 (Str){limit, (size_t)len});
      break;
    }
  }
  mem_free(step);
  Str text = buf_view(&buf);
  if (err == ERR_OK && bytes_valid_utf8((Bytes){(const uint8_t *)text.ptr, text.len}) != text.len) {
    err = fail(diag, ERR_READ, PLACE_FILE(place), ARG2("不是 UTF-8", "not UTF-8"));
  }
  void *copy = NULL;
  if (err == ERR_OK) err = arena_try(arena, text.len + 1, 1, &copy, diag);
  if (err == ERR_OK) {
    if (text.len > 0) memcpy(copy, text.ptr, text.len);
    *ret_text = (Str){copy, text.len};
  }
  buf_free(&buf);
  return err;
}

/* ---- paths ---- */

static bool stat_path(Str path, struct stat *ret_info) {
  char name[PATH_MAX];
  return path_copy(path, name) && stat(name, ret_info) == 0;
}

bool file_exists(Str path) {
  struct stat info;
  return stat_path(path, &info);
}

bool file_is_dir(Str path) {
  struct stat info;
  return stat_path(path, &info) && S_ISDIR(info.st_mode);
}

/* One level; fine if a directory is there. */
static bool make_level(const char *name) {
  struct stat info;
  if (mkdir(name, DIR_MODE) == 0) return true;
  int number = errno;
  if (number == EEXIST && stat(name, &info) == 0) {
    if (S_ISDIR(info.st_mode)) return true;
    number = ENOTDIR;
  }
  errno = number;
  return false;
}

Err file_make_dir(Str path, Diag *diag) {
  char name[PATH_MAX];
  if (!path_copy(path, name)) return fail_errno(diag, ERR_WRITE, path, errno);
  for (size_t i = 1; i <= path.len; i++) {
    if (name[i] != '/' && name[i] != '\0') continue;
    char kept = name[i];
    name[i] = '\0';
    if (!make_level(name)) return fail_errno(diag, ERR_WRITE, path, errno);
    name[i] = kept;
  }
  return ERR_OK;
}

Err file_remove(Str path, Diag *diag) {
  char name[PATH_MAX];
  if (path_copy(path, name) && unlink(name) == 0) return ERR_OK;
  return fail_errno(diag, ERR_WRITE, path, errno);
}

Str file_join(Arena *arena, Str dir, Str name) {
  if (dir.len == 0 || str_starts(name, STR("/"))) return arena_str(arena, name);
  const char *slash = str_ends(dir, STR("/")) ? "" : "/";
  return arena_printf(arena, "%.*s%s%.*s", STR_ARG(dir), slash, STR_ARG(name));
}

/* The number of bytes up to and with the last '/'; 0 if there is none. */
static size_t behind_slash(Str path) {
  const char *slash = path.len == 0 ? NULL : memrchr(path.ptr, '/', path.len);
  return slash == NULL ? 0 : (size_t)(slash - path.ptr) + 1;
}

Str file_name(Str path) {
  return str_slice(path, behind_slash(path), path.len);
}

Str file_dir(Str path) {
  size_t behind = behind_slash(path);
  if (behind == 0) return STR(".");
  return str_slice(path, 0, behind == 1 ? 1 : behind - 1);
}

Str file_program_dir(Arena *arena) {
  char name[PATH_MAX];
  ssize_t len = readlink("/proc/self/exe", name, sizeof name);
  if (len <= 0 || len == (ssize_t)sizeof name) return STR_NONE;
  Bytes bytes = {(const uint8_t *)name, (size_t)len};
  if (bytes_valid_utf8(bytes) != bytes.len) return STR_NONE;
  return arena_str(arena, file_dir((Str){name, (size_t)len}));
}

/* ---- writing ---- */

enum { WRITER_BUFFER = 256 << 10 };

struct FileWriter {
  int fd;
  int number; /* the first errno, 0 so far */
  size_t used;
  char path[PATH_MAX];
  char temp[PATH_MAX];
  char buffer[WRITER_BUFFER];
};

/* A name left by a process that died with our number is passed over, never opened. */
static bool open_temp(FileWriter *writer) {
  for (unsigned turn = 0; turn < 1000; turn++) {
    int len = snprintf(writer->temp, sizeof writer->temp, "%s.tmp%ld.%u", writer->path,
                       (long)getpid(), turn);
    if (len < 0 || (size_t)len >= sizeof writer->temp) {
      errno = ENAMETOOLONG;
      return false;
    }
    writer->fd =
        open(writer->temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
    if (writer->fd >= 0) return true;
    if (errno != EEXIST) return false;
  }
  return false;
}

Err file_writer_open(Str path, FileWriter **ret_writer, Diag *diag) {
  FileWriter *writer = mem_grow(NULL, sizeof *writer);
  writer->fd = -1;
  writer->number = 0;
  writer->used = 0;
  if (!path_copy(path, writer->path) || !open_temp(writer)) {
    int number = errno;
    mem_free(writer);
    return fail_errno(diag, ERR_WRITE, path, number);
  }
  *ret_writer = writer;
  return ERR_OK;
}

static Err check_replaceable(Str path, mode_t *ret_mode, Diag *diag) {
  char name[PATH_MAX];
  struct stat info;
  int fd = path_copy(path, name) ? open(name, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK) : -1;
  if (fd < 0 && errno == ELOOP)
    return fail(diag, ERR_WRITE, PLACE_FILE(path), ARG2("这是一个链接", "it is a link"));
  if (fd < 0) return fail_errno(diag, ERR_WRITE, path, errno);
  int number = fstat(fd, &info) == 0 ? 0 : errno;
  close(fd);
  if (number != 0) return fail_errno(diag, ERR_WRITE, path, number);
  if (!S_ISREG(info.st_mode))
    return fail(diag, ERR_WRITE, PLACE_FILE(path), ARG2("不是普通文件", "not a regular file"));
  *ret_mode = info.st_mode & 0777;
  return ERR_OK;
}

Err file_check_replaceable(Str path, Diag *diag) {
  mode_t mode;
  return check_replaceable(path, &mode, diag);
}

Err file_writer_replace(Str path, FileWriter **ret_writer, Diag *diag) {
  mode_t mode = 0;
  FileWriter *writer = NULL;
  TRY(check_replaceable(path, &mode, diag));
  TRY(file_writer_open(path, &writer, diag));
  if (fchmod(writer->fd, mode) != 0) {
    int number = errno;
    file_writer_free(writer);
    return fail_errno(diag, ERR_WRITE, path, number);
  }
  *ret_writer = writer;
  return ERR_OK;
}

static void flush_buffer(FileWriter *writer) {
  Str text = {writer->buffer, writer->used};
  if (writer->number == 0 && !write_all(writer->fd, text)) writer->number = errno;
  writer->used = 0;
}

void file_writer_put(FileWriter *writer, Str text) {
  while (text.len > 0 && writer->number == 0) {
    size_t room = WRITER_BUFFER - writer->used;
    size_t len = text.len < room ? text.len : room;
    memcpy(writer->buffer + writer->used, text.ptr, len);
    writer->used += len;
    if (writer->used == WRITER_BUFFER) flush_buffer(writer);
    text = str_slice(text, len, text.len);
  }
}

/* Makes the new name itself durable. File systems that cannot sync a directory say EINVAL. */
static bool sync_dir(const char *path) {
  char name[PATH_MAX];
  if (!path_copy(file_dir(str_from(path)), name)) return false;
  int fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return errno == EACCES; /* a directory may be writable and not readable */
  bool ok = fsync(fd) == 0 || errno == EINVAL;
  int number = errno;
  close(fd);
  errno = number;
  return ok;
}

Err file_writer_commit(FileWriter *writer, Diag *diag) {
  flush_buffer(writer);
  if (writer->number == 0 && fsync(writer->fd) != 0) writer->number = errno;
  int closed = close(writer->fd);
  writer->fd = -1;
  if (closed != 0 && writer->number == 0) writer->number = errno;
  if (writer->number == 0 && rename(writer->temp, writer->path) != 0) writer->number = errno;
  Err err = ERR_OK;
  if (writer->number != 0) {
    unlink(writer->temp);
    err = fail_errno(diag, ERR_WRITE, str_from(writer->path), writer->number);
  } else if (!sync_dir(writer->path)) {
    err = fail_errno(diag, ERR_WRITE, str_from(writer->path), errno);
  }
  mem_free(writer);
  return err;
}

void file_writer_free(FileWriter *writer) {
  if (writer == NULL) return;
  close(writer->fd);
  unlink(writer->temp);
  mem_free(writer);
}

/* A line that is not ended gets its end; both go out in one call, so that lines of two processes
 * never mix. */
Err file_append(Str path, Str line, Diag *diag) {
  char name[PATH_MAX];
  int fd = path_copy(path, name)
               ? open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, FILE_MODE)
               : -1;
  if (fd < 0) return fail_errno(diag, ERR_WRITE, path, errno);
  Buf buf;
  buf_init(&buf, SIZE_MAX);
  buf_str(&buf, line);
  if (!str_ends(line, STR("\n"))) buf_char(&buf, '\n');
  ssize_t done;
  do {
    done = write(fd, buf.ptr, buf.len);
  } while (done < 0 && errno == EINTR);
  int number = 0;
  if (done < 0) number = errno;
  if (done >= 0 && (size_t)done != buf.len) number = ENOSPC;
  if (number == 0 && fdatasync(fd) != 0 && errno != EINVAL) number = errno;
  if (close(fd) != 0 && number == 0) number = errno;
  buf_free(&buf);
  return number == 0 ? ERR_OK : fail_errno(diag, ERR_WRITE, path, number);
}

bool file_print(Str text) {
  return write_all(STDOUT_FILENO, text);
}

void file_print_error(Str text) {
  (void)write_all(STDERR_FILENO, text);
}
