/* SPDX-License-Identifier: Apache-2.0 */
/*
 * unit: what a unit test needs, in one header.
 *
 * A test file is a program of its own, test/unit/<module>/<name>_test.c, mirroring src. It
 * defines cases with UNIT(name) { ... } and lists them in one UNIT_MAIN(...). Checks count; a
 * failed one prints its place and values and the case goes on. Every case ends with one line,
 * "ok NAME" or "not ok NAME", which tools/run-tests counts; a case without checks fails.
 */
#ifndef TEST_UNIT_UNIT_H
#define TEST_UNIT_UNIT_H

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

static unsigned long unit_checks, unit_failures;

typedef struct UnitCase {
  const char *name;
  void (*run)(void);
} UnitCase;

#define UNIT(name) static void unit_##name(void)
#define UNIT_CASE(name)                                                                            \
  { #name, unit_##name }

/* UNIT_MAIN(UNIT_CASE(a), UNIT_CASE(b)) */
#define UNIT_MAIN(...)                                                                             \
  int main(void) {                                                                                 \
    const UnitCase cases[] = {__VA_ARGS__};                                                        \
    return unit_run(cases, sizeof cases / sizeof cases[0]);                                        \
  }

#define EXPECT(cond) unit_expect((cond), #cond, __FILE__, __LINE__)
#define EXPECT_INT(got, want)                                                                      \
  unit_expect_int((int64_t)(got), (int64_t)(want), #got, __FILE__, __LINE__)
#define EXPECT_STR(got, want) unit_expect_str((got), (want), #got, __FILE__, __LINE__)

/* Each line is written at once: if a case dies, what was said before it is not lost. */
static inline int unit_run(const UnitCase *cases, size_t count) {
  bool all_ok = count > 0;
  (void)setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
  for (size_t i = 0; i < count; i++) {
    unit_checks = 0;
    unit_failures = 0;
    cases[i].run();
    bool ok = unit_checks > 0 && unit_failures == 0;
    printf("%s %s\n", ok ? "ok" : "not ok", cases[i].name);
    all_ok = all_ok && ok;
  }
  return all_ok ? 0 : 1;
}

static inline void unit_expect(bool ok, const char *text, const char *file, int line) {
  unit_checks++;
  if (ok) return;
  unit_failures++;
  printf("%s:%d: %s\n", file, line, text);
}

static inline void
unit_expect_int(int64_t got, int64_t want, const char *text, const char *file, int line) {
  unit_checks++;
  if (got == want) return;
  unit_failures++;
  printf("%s:%d: %s is %" PRId64 ", expected %" PRId64 "\n", file, line, text, got, want);
}

static inline void
unit_expect_str(Str got, const char *want, const char *text, const char *file, int line) {
  unit_checks++;
  if (got.len == strlen(want) && (got.len == 0 || memcmp(got.ptr, want, got.len) == 0)) return;
  unit_failures++;
  printf("%s:%d: %s is \"%.*s\", expected \"%s\"\n", file, line, text, STR_ARG(got), want);
}

#endif
