/* SPDX-License-Identifier: Apache-2.0 */
/*
 * measure: runs a command and says what it took.
 *
 *   measure FILE COMMAND [ARGUMENT...]
 *
 * Writes one line into FILE: seconds from before the fork until the command is reaped, seconds of
 * CPU (user and system) of it and of all that it waited for, the resident memory in KiB of the
 * largest of these processes at its height, page faults. Its status is the command's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double seconds_of(struct timeval t) {
  return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
  if (argc < 3) {
    fprintf(stderr, "usage: measure FILE COMMAND [ARGUMENT...]\n");
    return 2;
  }
  double begun = now();
  pid_t child = fork();
  if (child == 0) {
    execvp(argv[2], argv + 2);
    perror(argv[2]);
    _exit(127);
  }
  int status = 0;
  struct rusage used;
  if (child < 0 || wait4(child, &status, 0, &used) != child) {
    perror("measure");
    return 1;
  }
  double wall = now() - begun;
  FILE *f = fopen(argv[1], "w");
  if (!f) {
    perror(argv[1]);
    return 1;
  }
  fprintf(f, "%.4f %.4f %ld %ld\n", wall, seconds_of(used.ru_utime) + seconds_of(used.ru_stime),
          used.ru_maxrss, used.ru_minflt + used.ru_majflt);
  if (fclose(f) != 0) return 1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
