/* SPDX-License-Identifier: Apache-2.0 */
/* pack_words: keys and values of a pack by the names that an office gives them. */
#include "cli/pack_words_int.h"

enum { TEXT_MAX = 1 << 20, SHOWN_CODES = 240 };

typedef struct PackWord {
  Str key, value; /* value empty: the key itself */
  const char *zh, *en;
} PackWord;

static const PackWord pack_words[] = {
#define KEY(key, zh, en)         {STR_INIT(key), STR_INIT(""), zh, en},
#define WORD(key, value, zh, en) {STR_INIT(key), STR_INIT(value), zh, en},
#include "cli/pack_words.def"
#undef KEY
#undef WORD
};

static Str find_word(const Cli *cli, Str key, Str value, Str otherwise) {
  for (size_t i = 0; i < sizeof pack_words / sizeof pack_words[0]; i++) {
    const PackWord *word = &pack_words[i];
    if (str_eq(word->key, key) && str_eq(word->value, value))
      return str_from(cli_text(cli, word->zh, word->en));
  }
  return otherwise;
}

static Str keep(const Cli *cli, Buf *buf) {
  Str text = arena_str(cli->arena, buf_view(buf));
  buf_free(buf);
  return text;
}

Str pack_words_kind_name(Str kind) {
  static const Str article = STR_INIT("the ");
  Str english = kind;
  (void)str_cut(&english, ARG2_MARK[0]);
  if (english.len == 0) english = kind; /* the same in both languages */
  return str_starts(english, article) ? str_slice(english, article.len, english.len) : english;
}

Str pack_words_kind(const Cli *cli, Str kind) {
  if (cli->lang == LANG_EN) return pack_words_kind_name(kind);
  if (str_eq(kind, STR("pack"))) return STR("规则包");
  if (str_eq(kind, STR("calendar"))) return STR("工作日历");
  return cli_in_language(cli, kind);
}

Str pack_words_key(const Cli *cli, Str key) {
  return find_word(cli, key, STR_NONE, key);
}

/* ---- what stands in an entry ---- */

static void put_node(const Cli *cli, Str key, const YamlNode *node, Buf *out) {
  switch (node->kind) {
  case YAML_NULL:
    buf_lit(out, cli_text(cli, "空", "nothing"));
    return;
  case YAML_SCALAR:
    buf_str(out, find_word(cli, key, str_trim(node->text), str_trim(node->text)));
    return;
  case YAML_LIST:
    if (node->count == 0) buf_lit(out, cli_text(cli, "没有", "none"));
    for (size_t i = 0; i < node->count; i++) {
      bool map = node->items[i]->kind == YAML_MAP;
      if (i > 0) buf_lit(out, map ? cli_text(cli, "；", "; ") : cli_text(cli, "、", ", "));
      put_node(cli, key, node->items[i], out);
    }
    return;
  case YAML_MAP:
    for (size_t i = 0; i < node->count; i++) {
      if (i > 0) buf_lit(out, cli_text(cli, "，", ", "));
      buf_str(out, pack_words_key(cli, node->keys[i]->text));
      buf_lit(out, " ");
      put_node(cli, node->keys[i]->text, node->items[i], out);
    }
    return;
  }
}

Str pack_words_node(const Cli *cli, Str key, const YamlNode *node) {
  Buf text;
  buf_init(&text, TEXT_MAX);
  put_node(cli, key, node, &text);
  Str words = keep(cli, &text);
  size_t at = 0;
  for (size_t codes = 0; at < words.len && codes < SHOWN_CODES; codes++)
    (void)str_next_code(words, &at);
  if (at == words.len) return words;
  return arena_printf(cli->arena, "%.*s…", STR_ARG(str_slice(words, 0, at)));
}

Str pack_words_scalar(const YamlNode *entry, const char *key) {
  const YamlNode *value = codec_yaml_get(entry, str_from(key));
  return value && value->kind == YAML_SCALAR ? str_trim(value->text) : STR_NONE;
}

Str pack_words_title(const YamlNode *entry) {
  static const char *const keys[] = {"title", "label", "name"};
  for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
    Str text = pack_words_scalar(entry, keys[i]);
    if (text.len > 0) return text;
  }
  return STR_NONE;
}

/* ---- values of parameters ---- */

static Str code_label(const CelType *type, Str code) {
  const CelCode *found = type->kind == CEL_CODE ? cel_codes_find(type->codes, code) : NULL;
  return found && found->label.len > 0 ? found->label : code;
}

static void
put_single(const PackParam *param, const CelType *type, const CelValue *value, Buf *out) {
  if (type->kind == CEL_CODE)
    buf_str(out, code_label(type, value->s));
  else
    cel_value_text(type, value, out);
  if (param->unit.len == 0) return;
  if (!str_eq(param->unit, STR("%"))) buf_char(out, ' ');
  buf_str(out, param->unit);
}

Str pack_words_value(const Cli *cli, const PackParam *param, const CelValue *value) {
  Buf text;
  if (param == NULL || value == NULL) return str_from(cli_text(cli, "未定", "not set"));
  buf_init(&text, TEXT_MAX);
  const CelType *type = param->type;
  if (type->kind != CEL_MAP) put_single(param, type, value, &text);
  for (uint32_t i = 0; type->kind == CEL_MAP && i < value->map->count; i++) {
    const CelMapEntry *entry = &value->map->entries[i];
    if (i > 0) buf_lit(&text, cli_text(cli, "，", ", "));
    buf_str(&text, code_label(type->key, entry->key.s));
    buf_char(&text, ' ');
    put_single(param, type->elem, &entry->value, &text);
  }
  return keep(cli, &text);
}

Str pack_words_period(const Cli *cli, Day from, Day to) {
  Buf text;
  bool begins = day_cmp(from, DAY_MIN) > 0, ends = day_cmp(to, DAY_MAX) < 0;
  buf_init(&text, 200);
  if (begins) {
    buf_lit(&text, cli_text(cli, "，自 ", ", from "));
    buf_day(&text, from);
    if (!ends) buf_lit(&text, cli_text(cli, " 起", ""));
  }
  if (ends) {
    buf_lit(&text, begins ? cli_text(cli, " 起、", " until ") : cli_text(cli, "，", ", until "));
    buf_day(&text, to);
    buf_lit(&text, cli_text(cli, " 前", ""));
  }
  return keep(cli, &text);
}

Str pack_words_values(const Cli *cli, const PackParam *param) {
  Buf text;
  if (param->count == 0) return str_from(cli_text(cli, "未定", "not set"));
  buf_init(&text, TEXT_MAX);
  for (size_t i = 0; i < param->count; i++) {
    Day to = i + 1 < param->count ? param->values[i + 1].from : DAY_MAX;
    if (i > 0) buf_lit(&text, cli_text(cli, "；", "; "));
    buf_str(&text, pack_words_value(cli, param, &param->values[i].is));
    buf_str(&text, pack_words_period(cli, param->values[i].from, to));
  }
  return keep(cli, &text);
}

/* ---- rules ---- */

Str pack_words_output(const Cli *cli, const PackRule *rule, uint32_t output) {
  Buf text;
  buf_init(&text, TEXT_MAX);
  cel_unit_words(rule->unit, output, cli->lang == LANG_EN, &text);
  return keep(cli, &text);
}

Str pack_words_short(const Cli *cli, Str words) {
  Str mark = str_from(cli_text(cli, "，其中：", ", where "));
  for (size_t i = 0; i + mark.len <= words.len; i++)
    if (str_starts(str_slice(words, i, words.len), mark)) return str_slice(words, 0, i);
  return words;
}
