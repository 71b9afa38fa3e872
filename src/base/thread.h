/* SPDX-License-Identifier: Apache-2.0 */
/*
 * thread: work for all cores, with results that never depend on their number.
 *
 * thread_each calls work(ctx, item, worker) once for every item in [0, items); items are handed
 * out in order, worker is in [0, workers). It returns when all are done. The caller's thread is
 * worker 0; with workers == 1 no thread is made.
 */
#ifndef BASE_THREAD_H
#define BASE_THREAD_H

#include "base/err.h"

enum { THREAD_MAX = 64 };

typedef void ThreadWork(void *ctx, size_t item, size_t worker);

size_t thread_cores(void); /* usable processors, 1..THREAD_MAX */
MUST_USE Err thread_each(size_t workers, size_t items, ThreadWork *work, void *ctx, Diag *diag);

#endif
