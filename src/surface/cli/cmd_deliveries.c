/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deliveries init: a draft of deliveries.yaml for the files of a directory. People complete it:
 * nobody but the sender knows what a list covers. An existing one is never overwritten.
 */
#include "base/file.h"
#include "cli/county_int.h"
#include "cli/folder_int.h"
#include "reader/reader.h"

typedef struct Draft {
  Str path; /* of deliveries.yaml */
  const Str *names;
  size_t count;
  FileMap *maps;
  ReaderDraftFile *files;
} Draft;

static Err map_files(Cli *cli, Str dir, Draft *draft) {
  Err first = ERR_OK;
  draft->maps = arena_new_array(cli->arena, FileMap, draft->count + 1);
  draft->files = arena_new_array(cli->arena, ReaderDraftFile, draft->count + 1);
  for (size_t i = 0; i < draft->count; i++) {
    Str path = file_join(cli->arena, dir, draft->names[i]);
    cli_progress(cli, draft->names[i], i + 1, draft->count);
    Err err = file_map(path, &draft->maps[i], cli->diag);
    draft->files[i] = (ReaderDraftFile){draft->names[i], draft->maps[i].bytes};
    if (first == ERR_OK) first = err;
  }
  return first;
}

static Err write_draft(Cli *cli, Str dir, const Pack *pack, Draft *draft, Buf *text) {
  TRY(map_files(cli, dir, draft));
  reader_draft(pack, draft->files, draft->count, text);
  if (text->overflow) return fail(cli->diag, ERR_LIMIT, PLACE_FILE(draft->path), STR("YAML"));
  Str whole = buf_view(text);
  const FolderFile file = {STR("deliveries.yaml"), &whole, 1};
  return folder_write(cli, dir, &file, 1);
}

static void say_draft(Cli *cli, const Draft *draft, Str text) {
  Buf *out = cli_out(cli);
  if (cli->json) {
    buf_char(out, '{');
    cli_json_str(out, "file", draft->path);
    buf_char(out, ',');
    cli_json_int(out, "files", draft->count);
    buf_char(out, ',');
    cli_json_str(out, "text", text);
    buf_lit(out, "}\n");
    return;
  }
  buf_str(out, text);
  say(cli, "\n已写入 {0}；请补全各文件的起止日期、地区、完整程度（coverage）和报送单位\n",
      "\nwritten to {0}; complete period, area, coverage and sender of each file\n", draft->path);
}

static Err draft_all(Cli *cli, Str dir) {
  Draft draft = {.path = file_join(cli->arena, dir, STR("deliveries.yaml"))};
  Str *names = NULL;
  TRY(folder_names(cli, dir, &names, &draft.count));
  draft.names = names;
  if (file_exists(draft.path))
    return fail(cli->diag, ERR_DRAFT_EXISTS, PLACE_FILE(draft.path), STR_NONE);
  Pack *pack = NULL;
  TRY(county_pack_for_run(cli, cli_option(cli, "pack"), &pack));
  Buf text;
  buf_init(&text, YAML_BYTES_MAX);
  Err err = write_draft(cli, dir, pack, &draft, &text);
  if (err == ERR_OK) say_draft(cli, &draft, buf_view(&text));
  for (size_t i = 0; draft.maps != NULL && i < draft.count; i++)
    file_unmap(&draft.maps[i]);
  buf_free(&text);
  pack_free(pack);
  return err;
}

int cmd_deliveries_init(Cli *cli) {
  return cli_fail(cli, draft_all(cli, cli->args[0]));
}
