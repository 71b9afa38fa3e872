/* SPDX-License-Identifier: Apache-2.0 */
/*
 * thread: work for all cores.
 *
 * Items are handed out by one counter, so a slow item holds up one worker and not its share of
 * the list. Threads live for one call: making one costs some 10 us, an item some ms. Where the
 * system refuses a thread the others do its work, since results never depend on their number;
 * only if not even the caller's own arguments make sense the call is a bug.
 */
#include "base/thread.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

typedef struct Job {
  ThreadWork *work;
  void *ctx;
  size_t items;
  atomic_size_t next;
} Job;

typedef struct Worker {
  Job *job;
  size_t number;
  pthread_t thread;
} Worker;

size_t thread_cores(void) {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
  int count = CPU_COUNT(&set);
  if (count < 1) return 1;
  return count > THREAD_MAX ? THREAD_MAX : (size_t)count;
}

static void do_items(Job *job, size_t number) {
  for (;;) {
    size_t item = atomic_fetch_add_explicit(&job->next, 1, memory_order_relaxed);
    if (item >= job->items) return;
    job->work(job->ctx, item, number);
  }
}

static void *worker_main(void *arg) {
  Worker *worker = arg;
  do_items(worker->job, worker->number);
  return NULL;
}

Err thread_each(size_t workers, size_t items, ThreadWork *work, void *ctx, Diag *diag) {
  CHECK(workers >= 1 && workers <= THREAD_MAX);
  Job job = {.work = work, .ctx = ctx, .items = items};
  atomic_init(&job.next, 0);
  Worker others[THREAD_MAX];
  size_t started = 0;
  if (workers > items) workers = items;
  for (size_t number = 1; number < workers; number++) {
    Worker *worker = &others[started];
    *worker = (Worker){.job = &job, .number = number};
    if (pthread_create(&worker->thread, NULL, worker_main, worker) != 0) break;
    started++;
  }
  do_items(&job, 0);
  for (size_t i = 0; i < started; i++) {
    if (pthread_join(others[i].thread, NULL) != 0) {
      return fail(diag, ERR_SYSTEM, PLACE_NONE, STR("pthread_join"));
    }
  }
  return ERR_OK;
}
