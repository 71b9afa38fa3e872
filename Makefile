# SPDX-License-Identifier: Apache-2.0
#
# The whole build. Words:
#
#   make            build/shouwang
#   make demo       installs what is missing, builds, runs the demonstration
#   make test       installs what is missing, builds, runs every test
#   make check      format, layers, purity, names, length, lint (runs no test)
#   make asan       the tests under AddressSanitizer and UBSan (clang)
#   make bench      installs what is missing, compares our speed with other engines
#   make clang      the program by clang: build/clang/shouwang
#   make docs       the reference of the rule language: build/docs/
#   make clean      removes build/
#
# Every src/FLOOR/*.c and src/FLOOR/MODULE/*.c belongs to the program, every
# test/unit/MODULE/*_test.c is a test program, every executable test/NAME/run a test script:
# a new file needs no edit here.

# ---- variants: release (gcc, the default), clang, asan ----

ifeq ($(origin CC),default)
CC := gcc
endif
CLANG := $(findstring clang,$(CC))
VARIANT ?= $(if $(CLANG),clang,release)
OBJ := build/$(VARIANT)
# Where the program stands: what test scripts are called with.
BIN := $(if $(filter release,$(VARIANT)),build,$(OBJ))
PROGRAM := $(BIN)/shouwang

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
  -Wmissing-prototypes -Wold-style-definition -Wvla -Wundef -Wformat=2 -Wwrite-strings \
  -Wpointer-arith -Wcast-qual -Wdouble-promotion -Wimplicit-fallthrough -Wswitch-enum \
  -Wnull-dereference -Werror
WARN_GCC := -Wlogical-op -Wduplicated-cond -Wduplicated-branches -Wrestrict -Wjump-misses-init
LANGUAGE := -std=c17 -D_GNU_SOURCE -Isrc -Isrc/core -Isrc/engine -Isrc/surface -I.
TEST_LANGUAGE := $(LANGUAGE) -Itest -Itest/unit
COMMON := -g -fno-omit-frame-pointer -fno-common -ffile-prefix-map=$(CURDIR)=.
HARDEN := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
HARDEN_LINK := -pie -Wl,-z,relro,-z,now
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=all

ifeq ($(VARIANT),asan)
CFLAGS := -O1 $(COMMON) $(SANITIZE)
LDFLAGS := $(SANITIZE)
else
CFLAGS := -O2 $(COMMON) $(HARDEN)
LDFLAGS := $(HARDEN_LINK)
endif
# Objects hold machine code and gcc's own form: the program is optimized as a whole, test
# programs and the checks use the machine code and link in no time.
ifeq ($(VARIANT),release)
CFLAGS += -flto=auto -ffat-lto-objects
PROGRAM_LINK := -O2 -flto=auto
endif
TEST_LINK := $(if $(CLANG),,-fno-lto)
CFLAGS += $(WARN) $(if $(CLANG),,$(WARN_GCC))
LIBS := -lyaml -lcrypto -lpthread

MAKEFLAGS += --no-print-directory --no-builtin-rules
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += --jobs=$(shell nproc 2>/dev/null || echo 2)
endif
.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:

# ---- files ----

SOURCES := $(sort $(wildcard src/*/*.c src/*/*/*.c))
HEADERS := $(sort $(wildcard src/*/*.h src/*/*/*.h))
UNITS := $(sort $(wildcard test/unit/*/*_test.c))
UNIT_FILES := $(UNITS) $(sort $(wildcard test/unit/*.h test/unit/*/*.h))
# test/unit/run is a folder: unit tests of the module run.
SCRIPTS := $(filter-out test/unit/run,$(sort $(wildcard test/*/run)))
GENERATED := build/gen/norm_unicode.h build/gen/codec_gb18030.h
# The benchmark: programs of its own, its data and all else that it makes in build/bench.
BENCH_FILES := $(sort $(wildcard bench/*.c bench/data/*.[ch]))
BENCH_PROGRAMS := build/bench/measure build/bench/floor build/bench/make_data
MAIN := src/surface/cli/main.c

OBJECTS := $(SOURCES:%.c=$(OBJ)/%.o)
LIBRARY := $(OBJ)/shouwang.a
PROGRAMS := $(UNITS:%.c=$(OBJ)/%)
LINTED := $(SOURCES:%.c=build/lint/%.ok)

# ---- words ----

.PHONY: build demo test asan clang docs check clean need-build run-demo run-tests programs
.PHONY: write-docs bench bench-data bench-programs
build: need-build
	@$(MAKE) $(PROGRAM)

need-build:
	@tools/need --say build

demo:
	@tools/need demo
	@$(MAKE) run-demo

run-demo: $(PROGRAM)
	@$(PROGRAM) demo

test:
	@tools/need test
	@$(MAKE) run-tests

asan:
	@tools/need asan
	@$(MAKE) CC=clang VARIANT=asan run-tests

clang:
	@tools/need --say clang
	@$(MAKE) CC=clang VARIANT=clang build/clang/shouwang

docs: need-build
	@$(MAKE) write-docs

write-docs: $(PROGRAM)
	@mkdir -p build/docs
	@for lang in zh en; do \
	  page=build/docs/language-reference.$$lang.md; echo "docs $$page"; \
	  $(PROGRAM) pack language packs/shuangjiang-2021 --lang $$lang > $$page || exit 1; \
	done

# COUNTIES="1 10" ROUNDS=5 PEERS=duckdb,chdb,postgres,sqlite ENCODINGS="utf8 gb18030"
bench:
	@tools/need bench
	@$(MAKE) $(PROGRAM) bench-programs
	@bench/run

# The files alone: build/bench/data
bench-data: bench-programs
	@bench/run data

bench-programs: $(BENCH_PROGRAMS)

programs: $(PROGRAMS)

run-tests: $(PROGRAM) $(PROGRAMS) $(BENCH_PROGRAMS)
	@tools/run-tests $(BIN) $(OBJ) $(PROGRAMS) $(SCRIPTS)

clean:
	rm -rf build

# ---- checks: each can be made alone; `make check` makes all, however many fail ----

CHECKS := check-format check-layers check-length check-names check-purity check-lint
.PHONY: $(CHECKS)
check:
	@tools/need check
	@$(MAKE) --keep-going $(CHECKS) && echo "every check passed"

check-format:
	@tools/check-format $(SOURCES) $(HEADERS) $(UNIT_FILES) $(BENCH_FILES)
check-layers:
	@tools/check-layers $(SOURCES) $(HEADERS)
check-length:
	@tools/check-length $(SOURCES) $(HEADERS) $(UNIT_FILES) $(BENCH_FILES)
check-names: $(OBJECTS)
	@tools/check-names $(OBJ) $(SOURCES) $(HEADERS)
check-purity: $(OBJECTS)
	@tools/check-purity $(OBJ) $(OBJECTS) $(SOURCES) $(HEADERS) $(UNIT_FILES)
check-lint: $(LINTED)

# A file is linted again when it, a header that it includes or the list of lints has changed:
# the object knows the headers.
build/lint/%.ok: %.c $(OBJ)/%.o .clang-tidy
	@mkdir -p $(@D)
	@tools/check-lint $< $(LANGUAGE)
	@touch $@

# ---- programs ----

$(PROGRAM): $(MAIN:%.c=$(OBJ)/%.o) $(LIBRARY)
	@echo "link $@"
	@$(CC) $(LDFLAGS) $(PROGRAM_LINK) $^ $(LIBS) -o $@

# Everything but main; made anew, so that a file that is gone is gone from it too.
$(LIBRARY): $(filter-out $(MAIN:%.c=$(OBJ)/%.o),$(OBJECTS))
	@rm -f $@
	@$(if $(CLANG),ar,gcc-ar) rcs $@ $^

$(OBJ)/test/unit/%: $(OBJ)/test/unit/%.o $(LIBRARY)
	@$(CC) $(LDFLAGS) $(TEST_LINK) $^ $(LIBS) -o $@

build/bench/make_data: $(sort $(wildcard bench/data/*.c)) bench/data/data.h Makefile
	@mkdir -p $(@D)
	@echo "cc $@"
	@$(CC) $(LANGUAGE) $(COMMON) -O2 $(WARN) $(filter %.c,$^) -o $@

build/bench/%: bench/%.c Makefile
	@mkdir -p $(@D)
	@echo "cc $@"
	@$(CC) $(LANGUAGE) $(COMMON) -O2 $(WARN) $< -lpthread -o $@

# ---- objects ----

$(OBJ)/src/%.o: src/%.c Makefile | $(GENERATED)
	@mkdir -p $(@D)
	@echo "cc $<"
	@$(CC) $(LANGUAGE) $(CFLAGS) -MMD -MP -c $< -o $@

$(OBJ)/test/unit/%.o: test/unit/%.c Makefile | $(GENERATED)
	@mkdir -p $(@D)
	@echo "cc $<"
	@$(CC) $(TEST_LANGUAGE) $(CFLAGS) $(TEST_LINK) -MMD -MP -c $< -o $@

-include $(OBJECTS:.o=.d) $(PROGRAMS:=.d)

# ---- generated tables: build/gen/MODULE_NAME.h, for that module alone ----

UNICODE := /usr/share/unicode
build/gen/norm_unicode.h: tools/gen-unicode $(wildcard $(UNICODE)/UnicodeData.txt)
	@mkdir -p $(@D)
	@echo "gen $@"
	@$< $(UNICODE) > $@

build/gen/codec_gb18030.h: tools/gen-gb18030 src/core/codec/gb18030.txt
	@mkdir -p $(@D)
	@echo "gen $@"
	@$^ > $@
