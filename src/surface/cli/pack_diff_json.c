/* SPDX-License-Identifier: Apache-2.0 */
/* pack_diff_json: a comparison of packs in full as one object. docs/pack-diff.md names its keys. */
#include "cli/pack_diff_int.h"

enum { FLUSH_BYTES = 1 << 20 };

static void put_text(Buf *out, const char *key, Str value) {
  if (value.len > 0)
    cli_json_str(out, key, value);
  else
    buf_printf(out, "\"%s\":null", key);
}

/* Scalars as texts: what they are is said by who reads them. */
static void put_node(Buf *out, const YamlNode *node) {
  if (node == NULL || node->kind == YAML_NULL) {
    buf_lit(out, "null");
  } else if (node->kind == YAML_SCALAR) {
    codec_json_string(out, str_trim(node->text));
  } else {
    bool map = node->kind == YAML_MAP;
    buf_char(out, map ? '{' : '[');
    for (size_t i = 0; i < node->count; i++) {
      if (i > 0) buf_char(out, ',');
      if (map) {
        codec_json_string(out, node->keys[i]->text);
        buf_char(out, ':');
      }
      put_node(out, node->items[i]);
    }
    buf_char(out, map ? '}' : ']');
  }
}

static void put_pack(Buf *out, const char *key, const Pack *pack) {
  buf_printf(out, "\"%s\":{", key);
  cli_json_str(out, "id", pack->id);
  buf_char(out, ',');
  cli_json_str(out, "title", pack->title);
  buf_char(out, ',');
  cli_json_str(out, "hash", pack->hash);
  buf_lit(out, ",\"layers\":[");
  for (size_t i = 0; i < pack->layer_count; i++) {
    if (i > 0) buf_char(out, ',');
    codec_json_string(out, pack->layers[i].id);
  }
  buf_lit(out, "]}");
}

static void put_origin(Buf *out, const char *key, const PackOrigin *origin) {
  buf_printf(out, ",\n   \"%s\":", key);
  if (origin->layer == NULL) {
    buf_lit(out, "null");
    return;
  }
  buf_char(out, '{');
  cli_json_str(out, "layer", origin->layer->id);
  buf_char(out, ',');
  cli_json_str(out, "file", origin->file);
  buf_char(out, ',');
  cli_json_int(out, "line", origin->line);
  buf_printf(out, ",\"off\":%s,", origin->off ? "true" : "false");
  put_text(out, "because", origin->because);
  buf_lit(out, ",\"entry\":");
  put_node(out, origin->node);
  buf_char(out, '}');
}

static void put_day(Buf *out, const char *key, Day day, Day none) {
  buf_printf(out, "\"%s\":", key);
  if (day_cmp(day, none) == 0) {
    buf_lit(out, "null");
    return;
  }
  buf_char(out, '"');
  buf_day(out, day);
  buf_char(out, '"');
}

static void put_value(Buf *out, const char *key, const PackParam *param, const CelValue *value) {
  buf_printf(out, ",\"%s\":", key);
  if (value == NULL)
    buf_lit(out, "null");
  else
    cel_value_json_plain(param->type, value, out);
}

static void put_spans(Buf *out, const PackDifference *item, const PackDiffMeaning *meaning) {
  buf_lit(out, ",\n   \"values\":[");
  for (size_t i = 0; i < meaning->spans.count; i++) {
    const PackDiffSpan *span = &meaning->spans.items[i];
    buf_lit(out, i > 0 ? ",{" : "{");
    put_day(out, "from", span->from, DAY_MIN);
    buf_char(out, ',');
    put_day(out, "to", span->to, DAY_MAX);
    put_value(out, "before", item->params[0], span->values[0]);
    put_value(out, "after", item->params[1], span->values[1]);
    buf_char(out, '}');
  }
  buf_char(out, ']');
}

static void put_words(Buf *out, const PackDiffMeaning *meaning) {
  buf_lit(out, ",\n   \"words\":[");
  for (size_t i = 0; i < meaning->words.count; i++) {
    const PackDiffWords *words = &meaning->words.items[i];
    buf_lit(out, i > 0 ? ",{" : "{");
    cli_json_str(out, "what", words->key);
    buf_char(out, ',');
    put_text(out, "name", words->name);
    buf_char(out, ',');
    put_text(out, "before", words->words[0]);
    buf_char(out, ',');
    put_text(out, "after", words->words[1]);
    buf_char(out, '}');
  }
  buf_char(out, ']');
}

static void put_details(Buf *out, const PackDifference *item) {
  buf_lit(out, ",\n   \"details\":[");
  for (size_t i = 0; i < item->detail_count; i++) {
    const PackDetail *detail = &item->details[i];
    buf_lit(out, i > 0 ? ",\n    {\"path\":[" : "\n    {\"path\":[");
    for (size_t k = 0; k < detail->step_count; k++) {
      if (k > 0) buf_char(out, ',');
      codec_json_string(out, detail->steps[k].text);
    }
    buf_lit(out, "],\"before\":");
    put_node(out, detail->before);
    buf_lit(out, ",\"after\":");
    put_node(out, detail->after);
    buf_printf(out, ",\"order\":%s}", detail->order ? "true" : "false");
  }
  buf_char(out, ']');
}

static void put_item(const PackDiff *diff, const PackDifference *item, bool first) {
  Buf *out = cli_out(diff->cli);
  const YamlNode *node = pack_diff_node(item);
  PackDiffMeaning meaning;
  pack_diff_meaning(diff, item, &meaning);
  buf_lit(out, first ? "\n  {" : ",\n  {");
  cli_json_str(out, "kind", pack_words_kind_name(item->kind));
  buf_char(out, ',');
  cli_json_str(out, "id", item->id);
  buf_char(out, ',');
  cli_json_str(out, "change", pack_diff_change_word(item->change));
  buf_char(out, ',');
  put_text(out, "title", pack_words_title(node));
  buf_char(out, ',');
  put_text(out, "clause", pack_words_scalar(node, "clause"));
  put_origin(out, "before", &item->sides[0]);
  put_origin(out, "after", &item->sides[1]);
  if (item->params[0] && item->params[1]) put_spans(out, item, &meaning);
  if (item->rules[0] && item->rules[1]) put_words(out, &meaning);
  put_details(out, item);
  buf_char(out, '}');
  if (out->len > FLUSH_BYTES) cli_flush(diff->cli);
}

void pack_diff_as_json(const PackDiff *diff) {
  Buf *out = cli_out(diff->cli);
  buf_char(out, '{');
  put_pack(out, "before", diff->packs[0]);
  buf_lit(out, ",\n ");
  put_pack(out, "after", diff->packs[1]);
  buf_printf(out, ",\n \"differ\":%s,\"counts\":{", diff->count > 0 ? "true" : "false");
  for (int change = 0; change < PACK_CHANGES; change++) {
    if (change > 0) buf_char(out, ',');
    cli_json_int(out, pack_diff_change_word((PackChangeKind)change).ptr, diff->counts[change]);
  }
  buf_lit(out, "},\n \"entries\":[");
  for (size_t i = 0; i < diff->count; i++)
    put_item(diff, &diff->items[i], i == 0);
  buf_lit(out, "]}\n");
}
