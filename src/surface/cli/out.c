/* SPDX-License-Identifier: Apache-2.0 */
/*
 * out: what commands say: results, progress, errors as JSON, and texts from files, which may hold
 * anything and must not move the terminal's cursor.
 */
#include "base/clock.h"
#include "base/file.h"
#include "cli/cli.h"
#include "codec/codec.h"

enum { PROGRESS_NS = 100 * 1000 * 1000, NS_A_MS = 1000 * 1000 };

/* ---- options ---- */

Str cli_option(const Cli *cli, const char *name) {
  for (size_t i = 0; i < cli->option_count; i++)
    if (str_eq(cli->options[i].name, str_from(name))) return cli->options[i].value;
  return STR_NONE;
}

bool cli_has(const Cli *cli, const char *name) {
  return cli_option(cli, name).ptr != NULL;
}

Err cli_option_int(const Cli *cli, const char *name, int64_t min, int64_t max, int64_t *value) {
  if (!cli_has(cli, name)) return ERR_OK;
  Str text = cli_option(cli, name);
  int64_t got = 0;
  if (!str_to_int(text, &got) || got < min || got > max) {
    Str range = arena_printf(cli->arena, " %lld..%lld%s%lld..%lld", (long long)min, (long long)max,
                             ARG2_MARK, (long long)min, (long long)max);
    return fail(cli->diag, ERR_USAGE_VALUE, PLACE_NONE, arena_printf(cli->arena, "--%s", name),
                text, range);
  }
  *value = got;
  return ERR_OK;
}

const char *cli_text(const Cli *cli, const char *zh, const char *en) {
  return cli->lang == LANG_EN ? en : zh;
}

int cli_fail(const Cli *cli, Err err) {
  (void)cli;
  return err_exit(err);
}

/* ---- output ---- */

Buf *cli_out(Cli *cli) {
  return &cli->out;
}

static void end_progress(Cli *cli) {
  if (cli->progress_ns != 0) file_print_error(STR("\r\x1b[K"));
  cli->progress_ns = 0;
}

void cli_flush(Cli *cli) {
  end_progress(cli);
  if (cli->out.len > 0 && !file_print(buf_view(&cli->out))) cli->out_failed = true;
  buf_clear(&cli->out);
}

Str cli_in_language(const Cli *cli, Str text) {
  Str english = text;
  Str chinese = str_cut(&english, ARG2_MARK[0]);
  return chinese.len < text.len && cli->lang == LANG_EN ? english : chinese;
}

/* At most ten lines a second. */
void cli_progress(Cli *cli, Str what, uint64_t done, uint64_t total) {
  if (cli->quiet) return;
  uint64_t now = clock_monotonic_ns();
  if (cli->progress_ns != 0 && now - cli->progress_ns < PROGRESS_NS) return;
  cli->progress_ns = now;
  Buf line;
  buf_init(&line, 1024);
  buf_lit(&line, "\r\x1b[K");
  cli_put(&line, cli_in_language(cli, what));
  if (total > 0)
    buf_printf(&line, " %llu/%llu", (unsigned long long)done, (unsigned long long)total);
  file_print_error(buf_view(&line));
  buf_free(&line);
}

/* ---- texts ---- */

static bool in_range(uint32_t code, uint32_t first, uint32_t last) {
  return code >= first && code <= last;
}

static bool is_control(uint32_t code) {
  return code < 0x20 || in_range(code, 0x7F, 0x9F) || in_range(code, 0x200E, 0x200F) ||
         in_range(code, 0x2028, 0x202E) || in_range(code, 0x2066, 0x2069) || code == 0xFEFF;
}

static size_t code_width(uint32_t code) {
  if (in_range(code, 0x300, 0x36F) || in_range(code, 0x200B, 0x200D)) return 0;
  bool wide = in_range(code, 0x1100, 0x115F) || in_range(code, 0x2E80, 0xA4CF) ||
              in_range(code, 0xAC00, 0xD7A3) || in_range(code, 0xF900, 0xFAFF) ||
              in_range(code, 0xFE30, 0xFE6F) || in_range(code, 0xFF01, 0xFF60) ||
              in_range(code, 0xFFE0, 0xFFE6) || in_range(code, 0x1F300, 0x1F9FF) ||
              in_range(code, 0x20000, 0x3FFFD);
  return wide ? 2 : 1;
}

void cli_put(Buf *out, Str text) {
  for (size_t at = 0; at < text.len;) {
    uint32_t code = str_next_code(text, &at);
    buf_code(out, is_control(code) ? ' ' : code);
  }
}

size_t cli_width(Str text) {
  size_t width = 0;
  for (size_t at = 0; at < text.len;)
    width += code_width(str_next_code(text, &at));
  return width;
}

void cli_put_wide(Buf *out, Str text, size_t width) {
  cli_put(out, text);
  for (size_t used = cli_width(text); used < width; used++)
    buf_char(out, ' ');
}

void cli_put_number(Buf *out, uint64_t value, size_t width) {
  buf_printf(out, "%*llu", (int)width, (unsigned long long)value);
}

Str cli_seconds(const Cli *cli, uint64_t ns) {
  uint64_t ms = ns / NS_A_MS;
  return arena_printf(cli->arena, "%llu.%02llu", (unsigned long long)(ms / 1000),
                      (unsigned long long)(ms % 1000 / 10));
}

Str cli_number(const Cli *cli, uint64_t value) {
  char out[32];
  size_t at = sizeof out;
  size_t digits = 0;
  do {
    if (digits > 0 && digits % 3 == 0) out[--at] = ',';
    out[--at] = (char)('0' + value % 10);
    value /= 10;
    digits++;
  } while (value > 0);
  return arena_str(cli->arena, (Str){out + at, sizeof out - at});
}

void cli_say(Cli *cli, const char *zh, const char *en, const Str *args, size_t count) {
  Buf *out = cli_out(cli);
  for (const char *at = cli_text(cli, zh, en); *at != '\0'; at++) {
    bool is_arg = at[0] == '{' && at[1] >= '0' && at[1] <= '9' && at[2] == '}';
    if (!is_arg) {
      buf_char(out, *at);
      continue;
    }
    size_t index = (size_t)(at[1] - '0');
    CHECK(index < count);
    cli_put(out, args[index]);
    at += 2;
  }
}

/* ---- JSON ---- */

void cli_json_str(Buf *out, const char *key, Str value) {
  buf_printf(out, "\"%s\":", key);
  codec_json_string(out, value);
}

void cli_json_int(Buf *out, const char *key, uint64_t value) {
  buf_printf(out, "\"%s\":%llu", key, (unsigned long long)value);
}

static void json_text_or_null(Buf *out, const char *key, Str value) {
  if (value.len > 0)
    cli_json_str(out, key, value);
  else
    buf_printf(out, "\"%s\":null", key);
}

static void json_number_or_null(Buf *out, const char *key, uint32_t value) {
  if (value > 0)
    cli_json_int(out, key, value);
  else
    buf_printf(out, "\"%s\":null", key);
}

/* The message without place and source line, which have keys of their own. */
static void json_error(const Cli *cli, const DiagItem *item, Buf *message, Buf *out) {
  DiagItem bare = *item;
  bare.at = PLACE_NONE;
  bare.source = STR_NONE;
  buf_clear(message);
  diag_render(&bare, cli->lang, message);
  buf_char(out, '{');
  cli_json_str(out, "code", str_from(err_name(item->code)));
  buf_char(out, ',');
  cli_json_str(out, "message", str_trim(buf_view(message)));
  buf_char(out, ',');
  json_text_or_null(out, "file", item->at.file);
  buf_char(out, ',');
  json_text_or_null(out, "sheet", item->at.sheet);
  buf_char(out, ',');
  json_number_or_null(out, "line", item->at.line);
  buf_char(out, ',');
  json_number_or_null(out, "column", item->at.column);
  buf_char(out, '}');
}

void cli_json_errors(const Cli *cli, Buf *out) {
  Buf message;
  buf_init(&message, 64 << 10);
  buf_lit(out, "{\"errors\":[");
  for (size_t i = 0; i < diag_count(cli->diag); i++) {
    buf_lit(out, i == 0 ? "" : ",\n ");
    json_error(cli, diag_get(cli->diag, i), &message, out);
  }
  buf_lit(out, "]}\n");
  buf_free(&message);
}
