/* SPDX-License-Identifier: Apache-2.0 */
/* pack_words_int: entries of a pack in the words of an office, for pack check and pack diff. */
#ifndef CLI_PACK_WORDS_INT_H
#define CLI_PACK_WORDS_INT_H

#include "cli/cli.h"
#include "pack/pack.h"

/* "参数", "parameter": of a kind of entry; in English for JSON. */
Str pack_words_kind(const Cli *cli, Str kind);
Str pack_words_kind_name(Str kind);
Str pack_words_key(const Cli *cli, Str key);
/* What stands under [key]: lists as "a、b", maps as "k：v，k：v". Cut where it is long. */
Str pack_words_node(const Cli *cli, Str key, const YamlNode *node);
/* "住院自付费用": title, label or name of an entry; empty: it has none. */
Str pack_words_title(const YamlNode *entry);
Str pack_words_scalar(const YamlNode *entry, const char *key); /* empty: none */

/* A value of a parameter with its unit: "6000 元", "猪 500 头，羊 30 头"; NULL: 未定. */
Str pack_words_value(const Cli *cli, const PackParam *param, const CelValue *value);
/* "，自 2021-01-01 起、2022-01-01 前"; empty: always. */
Str pack_words_period(const Cli *cli, Day from, Day to);
/* All values with their periods. */
Str pack_words_values(const Cli *cli, const PackParam *param);

/* An output of a rule in words, with what its names mean. */
Str pack_words_output(const Cli *cli, const PackRule *rule, uint32_t output);
/* The same without that. */
Str pack_words_short(const Cli *cli, Str words);

#endif
