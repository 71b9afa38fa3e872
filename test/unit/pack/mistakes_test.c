/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Packs with mistakes: test/pack/mistakes.txt makes each from test/pack/small by changing lines,
 * and says every message that must come, with file, line and column. Run from the repository's
 * root.
 *
 *   # a case
 *   @ FILE             the file that is changed, or made
 *   -LINE              this line, the first like it from where the last change ended, goes
 *   +LINE              this line comes in its place; without a `-` before it, at the end
 *   ! CODE PLACE TEXT  a message: its code, file:line:column, and a part of its English text
 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "pack/pack.h"
#include "unit/unit.h"

#include <stdlib.h>
#include <unistd.h>

static const char *const file_names[] = {
    "pack.yaml",         "params.yaml",    "codes/all.yaml", "fields/all.yaml", "registry.yaml",
    "datasets/all.yaml", "areas/all.yaml", "calendar.yaml",  "rules/all.yaml",
};
enum { FILES = sizeof file_names / sizeof file_names[0], LIMIT = 64 << 20, TEXT_MAX = 1 << 20 };

typedef struct Case {
  Arena *arena;
  Str dir;
  Str name;
  Str file;     /* that is being changed; empty: none */
  Str rest;     /* of its text, not yet taken over */
  Buf text;     /* its text so far */
  Str want[64]; /* lines behind `!` */
  size_t want_count;
} Case;

static Str read_text(Arena *arena, Str path) {
  FileMap map;
  if (!file_exists(path) || file_map(path, &map, NULL) != ERR_OK) return STR_NONE;
  Str text = arena_str(arena, (Str){(const char *)map.bytes.ptr, map.bytes.len});
  file_unmap(&map);
  return text;
}

static void write_text(Case *c, Str name, Str text) {
  Str path = file_join(c->arena, c->dir, name);
  if (file_make_dir(file_dir(path), NULL) != ERR_OK) return;
  FILE *file = fopen(arena_cstr(c->arena, path), "wb");
  if (file == NULL) return;
  EXPECT_INT((int64_t)fwrite(text.ptr, 1, text.len, file), (int64_t)text.len);
  EXPECT(fclose(file) == 0);
}

static Str small_file(Case *c, Str name) {
  return read_text(c->arena, file_join(c->arena, STR("test/pack/small"), name));
}

/* ---- changing a file ---- */

static void begin_file(Case *c, Str name) {
  c->file = name;
  c->rest = small_file(c, name);
  buf_clear(&c->text);
}

static void end_file(Case *c) {
  if (c->file.len == 0) return;
  buf_str(&c->text, c->rest);
  write_text(c, c->file, buf_view(&c->text));
}

static void take_line(Case *c, Str line) {
  while (c->rest.len > 0) {
    Str next = str_cut(&c->rest, '\n');
    if (str_eq(next, line)) return;
    buf_str(&c->text, next);
    buf_char(&c->text, '\n');
  }
  printf("%.*s: no such line: %.*s\n", STR_ARG(c->name), STR_ARG(line));
  EXPECT(false);
}

static void add_line(Case *c, Str line, bool replaces) {
  if (!replaces) {
    buf_str(&c->text, c->rest);
    c->rest = STR_NONE;
  }
  buf_str(&c->text, line);
  buf_char(&c->text, '\n');
}

/* ---- judging ---- */

static Str shown(Case *c, const DiagItem *item) {
  Buf buf;
  buf_init(&buf, TEXT_MAX);
  diag_render(item, LANG_EN, &buf);
  Str text = arena_str(c->arena, buf_view(&buf));
  buf_free(&buf);
  return text;
}

static bool is_wanted(Case *c, const DiagItem *item, Str want) {
  Str code = str_cut(&want, ' ');
  Str place = str_cut(&want, ' ');
  Str file = item->at.file;
  if (str_starts(file, c->dir)) file = str_slice(file, c->dir.len + 1, file.len);
  Str at = item->at.line == 0 ? file
                              : arena_printf(c->arena, "%.*s:%u:%u", STR_ARG(file), item->at.line,
                                             item->at.column);
  return str_eq(code, str_from(err_name(item->code))) && str_eq(place, at) &&
         str_contains(shown(c, item), want) && (item->at.line == 0 || item->source.len > 0);
}

static void judge(Case *c) {
  Diag *diag = diag_new();
  Pack *pack = NULL;
  Err err = pack_load(c->dir, &pack, diag);
  bool good = err != ERR_OK && pack == NULL && diag_count(diag) == c->want_count;
  for (size_t i = 0; good && i < c->want_count; i++)
    good = is_wanted(c, diag_get(diag, i), c->want[i]);
  if (!good) {
    printf("case: %.*s\n", STR_ARG(c->name));
    for (size_t i = 0; i < diag_count(diag); i++) {
      const DiagItem *item = diag_get(diag, i);
      printf("! %s %.*s:%u:%u\n%.*s\n", err_name(item->code), STR_ARG(item->at.file), item->at.line,
             item->at.column, STR_ARG(shown(c, item)));
    }
  }
  EXPECT(good);
  pack_free(pack);
  diag_free(diag);
}

static void end_case(Case *c) {
  if (c->name.len == 0) return;
  end_file(c);
  judge(c);
  c->want_count = 0;
}

/* Every file of the small pack as it is, and no other. */
static void clean(Case *c, Str other) {
  bool own = false;
  for (size_t i = 0; i < FILES; i++) {
    if (!str_eq(other, str_from(file_names[i]))) continue;
    write_text(c, other, small_file(c, other));
    own = true;
  }
  if (own || other.len == 0) return;
  Str path = file_join(c->arena, c->dir, other);
  EXPECT(unlink(arena_cstr(c->arena, path)) == 0);
  (void)rmdir(arena_cstr(c->arena, file_dir(path))); /* fails where it is not empty */
}

UNIT(mistakes) {
  Case c = {.arena = arena_new(LIMIT)};
  char dir[] = "/tmp/shouwang-pack-XXXXXX";
  c.dir = str_from(mkdtemp(dir));
  buf_init(&c.text, TEXT_MAX);
  for (size_t i = 0; i < FILES; i++)
    write_text(&c, str_from(file_names[i]), small_file(&c, str_from(file_names[i])));
  Str all = read_text(c.arena, STR("test/pack/mistakes.txt"));
  EXPECT(all.len > 0);
  size_t cases = 0;
  Str files[16];
  size_t file_count = 0;
  bool replaces = false;
  for (bool more = all.len > 0; more;) {
    more = all.len > 0;
    Str line = more ? str_cut(&all, '\n') : STR("# ");
    Str text = str_slice(line, 2, line.len);
    if (str_starts(line, STR("# "))) {
      end_case(&c);
      for (size_t i = 0; i < file_count; i++)
        clean(&c, files[i]);
      file_count = 0;
      c.file = STR_NONE;
      c.name = text;
      cases += text.len > 0;
    } else if (str_starts(line, STR("@ "))) {
      end_file(&c);
      begin_file(&c, text);
      files[file_count++] = text;
      replaces = false;
    } else if (str_starts(line, STR("-"))) {
      take_line(&c, str_slice(line, 1, line.len));
      replaces = true;
    } else if (str_starts(line, STR("+"))) {
      add_line(&c, str_slice(line, 1, line.len), replaces);
    } else if (str_starts(line, STR("! "))) {
      c.want[c.want_count++] = text;
    }
  }
  EXPECT(cases >= 100);
  Diag *diag = diag_new();
  Pack *pack = NULL;
  EXPECT_INT(pack_load(c.dir, &pack, diag), ERR_OK); /* all is as it was */
  pack_free(pack);
  diag_free(diag);
  for (size_t i = 0; i < FILES; i++) {
    Str path = file_join(c.arena, c.dir, str_from(file_names[i]));
    (void)unlink(arena_cstr(c.arena, path));
    (void)rmdir(arena_cstr(c.arena, file_dir(path)));
  }
  (void)rmdir(dir);
  buf_free(&c.text);
  arena_free(c.arena);
}

UNIT_MAIN(UNIT_CASE(mistakes))
