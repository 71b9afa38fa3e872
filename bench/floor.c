/* SPDX-License-Identifier: Apache-2.0 */
/*
 * floor: what no comparison of these files can do without: one pass over all bytes that finds
 * every delimiter and hashes the key column. By two threads; nothing is decoded, joined, judged
 * or written, and no hash of a file is taken.
 *
 *   floor COLUMN FILE [COLUMN FILE...]
 *
 * COLUMN (from 0) is the one by which the rows of FILE are joined. Delimiters are found 64 bytes
 * at a time; in UTF-8 and GB18030 no byte of another character looks like one. A comma in quotes
 * counts as one too: what this leaves out makes it the lower. Prints the number of delimiters and
 * the sum of the hashes, so that nothing can be left out.
 */
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { THREADS = 2, PIECE = 1 << 20, BLOCK = 64 };

typedef struct Piece { /* the lines that begin in [from, to) */
  const uint8_t *bytes;
  size_t len, from, to;
  uint32_t key;
} Piece;

typedef struct Work {
  Piece *pieces;
  size_t count;
  atomic_size_t next;
} Work;

typedef struct Sums {
  Work *work;
  uint64_t delimiters, hashes;
} Sums;

typedef uint8_t Lane __attribute__((vector_size(16)));

static uint64_t bits_of(Lane equal) {
#ifdef __SSE2__
  typedef char Chars __attribute__((vector_size(16)));
  return (uint64_t)(uint16_t)__builtin_ia32_pmovmskb128((Chars)equal);
#else
  uint64_t bits = 0;
  for (size_t i = 0; i < sizeof equal; i++)
    bits |= (uint64_t)(equal[i] & 1) << i;
  return bits;
#endif
}

/* Which of the 64 bytes are commas or line feeds, and which are line feeds: a bit a byte. */
static void masks_of(const uint8_t *p, uint64_t *ret_all, uint64_t *ret_lines) {
  uint64_t commas = 0, lines = 0;
  for (size_t i = 0; i < BLOCK / sizeof(Lane); i++) {
    Lane lane;
    memcpy(&lane, p + i * sizeof lane, sizeof lane);
    commas |= bits_of((Lane)(lane == ',')) << i * sizeof lane;
    lines |= bits_of((Lane)(lane == '\n')) << i * sizeof lane;
  }
  *ret_all = commas | lines;
  *ret_lines = lines;
}

static uint64_t hash_of(const uint8_t *p, size_t len) {
  uint64_t h = len * UINT64_C(0x9E3779B97F4A7C15);
  for (; len >= 8; p += 8, len -= 8) {
    uint64_t word;
    memcpy(&word, p, 8);
    h = (h ^ word) * UINT64_C(0xD6E8FEB86659FD93);
    h ^= h >> 32;
  }
  for (; len > 0; p++, len--)
    h = (h ^ *p) * UINT64_C(0xD6E8FEB86659FD93);
  return h ^ (h >> 29);
}

static void scan(const Piece *piece, Sums *sums) {
  const uint8_t *bytes = piece->bytes;
  size_t begun = piece->from, len = piece->len;
  if (begun > 0) {
    const uint8_t *line = memchr(bytes + begun - 1, '\n', len - begun + 1);
    begun = line ? (size_t)(line - bytes) + 1 : len;
  }
  if (begun >= piece->to) return;
  uint32_t column = 0;
  for (size_t at = begun; at < len; at += BLOCK) {
    uint8_t tail[BLOCK] = {0};
    const uint8_t *block = bytes + at;
    if (len - at < BLOCK) block = memcpy(tail, block, len - at);
    uint64_t all, lines;
    masks_of(block, &all, &lines);
    for (; all != 0; all &= all - 1) {
      size_t bit = (size_t)__builtin_ctzll(all);
      if (column == piece->key) sums->hashes += hash_of(bytes + begun, at + bit - begun);
      sums->delimiters++;
      begun = at + bit + 1;
      column = lines >> bit & 1 ? 0 : column + 1;
      if (column == 0 && begun >= piece->to) return;
    }
  }
}

static void *run(void *arg) {
  Sums *sums = arg;
  for (size_t i; (i = atomic_fetch_add(&sums->work->next, 1)) < sums->work->count;)
    scan(&sums->work->pieces[i], sums);
  return NULL;
}

static void add_file(Work *work, const char *column, const char *path) {
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  struct stat st;
  if (fd < 0 || fstat(fd, &st) != 0) {
    perror(path);
    exit(3);
  }
  size_t len = (size_t)st.st_size;
  const uint8_t *bytes = mmap(NULL, len, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
  if (bytes == MAP_FAILED) {
    perror(path);
    exit(3);
  }
  close(fd);
  work->pieces = realloc(work->pieces, (work->count + len / PIECE + 1) * sizeof *work->pieces);
  if (!work->pieces) exit(5);
  for (size_t from = 0; from < len; from += PIECE)
    work->pieces[work->count++] = (Piece){bytes, len, from, from + PIECE < len ? from + PIECE : len,
                                          (uint32_t)strtoul(column, NULL, 10)};
}

int main(int argc, char **argv) {
  Work work = {0};
  for (int i = 1; i + 1 < argc; i += 2)
    add_file(&work, argv[i], argv[i + 1]);
  Sums sums[THREADS] = {0};
  pthread_t threads[THREADS];
  for (size_t i = 0; i < THREADS; i++) {
    sums[i].work = &work;
    if (pthread_create(&threads[i], NULL, run, &sums[i]) != 0) return 5;
  }
  uint64_t delimiters = 0, hashes = 0;
  for (size_t i = 0; i < THREADS; i++) {
    pthread_join(threads[i], NULL);
    delimiters += sums[i].delimiters, hashes += sums[i].hashes;
  }
  printf("%llu %016llx\n", (unsigned long long)delimiters, (unsigned long long)hashes);
  free(work.pieces);
  return 0;
}
