/* SPDX-License-Identifier: Apache-2.0 */
/*
 * files: the files of a layer, read in a fixed order: those of the root, then of each directory,
 * names ascending bytewise.
 *
 * A file whose name the program does not know is a mistake, not skipped: a rule in a file that
 * nobody reads would be a rule that never fires. README.md and names that begin with a dot are
 * let be; examples/ is not read here.
 */
#include "base/file.h"
#include "pack/pack_int.h"

#include <string.h>

enum { PACK_BYTES_MAX = 4 << 20, PACK_FILES_MAX = 1000 };

typedef struct Known {
  Str name;
  bool dir;
  bool later; /* of a later version */
  PackPart part;
} Known;

static const Known known[] = {
    {STR_INIT("pack.yaml"), false, false, PACK_PART_PACK},
    {STR_INIT("params.yaml"), false, false, PACK_PART_PARAM},
    {STR_INIT("codes"), true, false, PACK_PART_CODES},
    {STR_INIT("fields"), true, false, PACK_PART_FIELD},
    {STR_INIT("registry.yaml"), false, false, PACK_PART_TABLE},
    {STR_INIT("datasets"), true, false, PACK_PART_DATASET},
    {STR_INIT("areas"), true, false, PACK_PART_AREA},
    {STR_INIT("calendar.yaml"), false, false, PACK_PART_CALENDAR},
    {STR_INIT("links.yaml"), false, false, PACK_PART_LINK},
    {STR_INIT("groups.yaml"), false, false, PACK_PART_GROUP},
    {STR_INIT("forms"), true, false, PACK_PART_FORM},
    {STR_INIT("compare.yaml"), false, false, PACK_PART_COMPARE},
    {STR_INIT("defs.yaml"), false, false, PACK_PART_DEF},
    {STR_INIT("rules"), true, false, PACK_PART_RULE},
    {STR_INIT("examples"), true, false, PACK_PARTS},
    {STR_INIT("roles.yaml"), false, true, PACK_PARTS},
    {STR_INIT("procedures"), true, true, PACK_PARTS},
    {STR_INIT("documents"), true, true, PACK_PARTS},
};
enum { KNOWN = sizeof known / sizeof known[0] };

static const Known *find_known(Str name) {
  for (size_t i = 0; i < KNOWN; i++)
    if (str_eq(known[i].name, name)) return &known[i];
  return NULL;
}

static Str known_name(const void *items, size_t index) {
  return ((const Known *)items)[index].name;
}

static bool is_ignored(Str name) {
  return str_starts(name, STR(".")) || str_eq(name, STR("README.md"));
}

static void unknown_file(PackLoader *loader, Str path, const char *expected_in_dir) {
  size_t count = 0;
  while (count < KNOWN && !known[count].later)
    count++;
  Str expected = expected_in_dir ? str_from(expected_in_dir)
                                 : pack_join(loader->arena, known, count, known_name);
  pack_note(loader, fail(loader->diag, ERR_PACK_FILE, PLACE_FILE(path), expected));
}

/* The text that is to be read in the place of a file; NULL: none. */
static const PackFormatted *text_instead(const PackLoader *loader, Str path) {
  for (size_t i = 0; i < loader->loading.text_count; i++)
    if (str_eq(loader->loading.texts[i].path, path)) return &loader->loading.texts[i];
  return NULL;
}

/* Text is copied: a file that changes or vanishes later changes nothing here. */
static Err read_file(PackLoader *loader, Str path, PackPart part, size_t *bytes) {
  FileMap map = {0};
  const PackFormatted *instead = text_instead(loader, path);
  if (instead)
    map.bytes = (Bytes){(const uint8_t *)instead->after.ptr, instead->after.len};
  else
    TRY(file_map(path, &map, loader->diag));
  *bytes += map.bytes.len;
  if (*bytes > PACK_BYTES_MAX || loader->inside->files.count == PACK_FILES_MAX) {
    file_unmap(&map);
    return fail(loader->diag, ERR_LIMIT, PLACE_FILE(path), ARG2("规则包的大小", "size of the pack"),
                ARG2("4 MiB，1000 个文件", "4 MiB, 1000 files"));
  }
  Str text = arena_str(loader->arena, (Str){(const char *)map.bytes.ptr, map.bytes.len});
  file_unmap(&map);
  PackFile *file = vec_push(loader->arena, &loader->inside->files);
  *file = (PackFile){.path = path, .text = {(const uint8_t *)text.ptr, text.len}, .part = part};
  YamlNode *root = NULL;
  pack_note(loader, codec_yaml_parse(path, file->text, loader->arena, &root, loader->diag));
  file->root = root;
  return ERR_OK;
}

static Err read_dir(PackLoader *loader, Str dir, PackPart part, size_t *bytes) {
  Str *names;
  size_t count;
  TRY(file_list(dir, loader->arena, &names, &count, loader->diag));
  for (size_t i = 0; i < count; i++) {
    Str path = file_join(loader->arena, dir, names[i]);
    if (is_ignored(names[i])) continue;
    if (!str_ends(names[i], STR(".yaml")) || file_is_dir(path))
      unknown_file(loader, path, "*.yaml");
    else
      TRY(read_file(loader, path, part, bytes));
  }
  return ERR_OK;
}

static void check_root_names(PackLoader *loader, Str dir, const Str *names, size_t count) {
  for (size_t i = 0; i < count; i++) {
    Str path = file_join(loader->arena, dir, names[i]);
    const Known *it = find_known(names[i]);
    if (is_ignored(names[i])) continue;
    if (it == NULL || it->dir != file_is_dir(path))
      unknown_file(loader, path, NULL);
    else if (it->later)
      pack_note(loader, fail(loader->diag, ERR_PACK_LATER, PLACE_FILE(path), names[i]));
  }
}

static bool has_name(const Str *names, size_t count, Str name) {
  for (size_t i = 0; i < count; i++)
    if (str_eq(names[i], name)) return true;
  return false;
}

Err pack_read_files(PackLoader *loader, Str dir) {
  Str *names;
  size_t count, bytes = 0;
  const PackFile *file;
  vec_each (file, &loader->inside->files)
    bytes += file->text.len;
  TRY(file_list(dir, loader->arena, &names, &count, loader->diag));
  check_root_names(loader, dir, names, count);
  for (size_t i = 0; i < KNOWN; i++) {
    const Known *it = &known[i];
    if (it->part == PACK_PARTS) continue;
    Str path = file_join(loader->arena, dir, it->name);
    if (!has_name(names, count, it->name)) {
      if (it->part == PACK_PART_PACK)
        pack_note(loader, fail(loader->diag, ERR_PACK_FILE_MISSING, PLACE_FILE(dir), it->name));
    } else if (it->dir) {
      if (file_is_dir(path)) TRY(read_dir(loader, path, it->part, &bytes));
    } else if (!file_is_dir(path)) {
      TRY(read_file(loader, path, it->part, &bytes));
    }
  }
  return ERR_OK;
}
