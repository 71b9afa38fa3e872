/* SPDX-License-Identifier: Apache-2.0 */
/*
 * words_macro: macros in words.
 *
 * The variable of a macro is left out where its own condition speaks of it, as people do: "（其中
 * 结算日期 不早于 … 的）". Only where a macro inside speaks of it, and between neighbours, does it
 * get a letter, which stands behind the list.
 */
#include "cel/words_int.h"

Level words_macro_level(CelMacro macro) {
  switch (macro) {
  case MACRO_ALL:
  case MACRO_EXISTS:
  case MACRO_EXISTS_ONE:
  case MACRO_PAIRS:
    return LEVEL_OPEN;
  case MACRO_MAP:
  case MACRO_DISTINCT:
  case MACRO_SUM:
  case MACRO_MIN:
  case MACRO_MAX:
  case MACRO_COUNT:
    return LEVEL_PHRASE;
  case MACRO_FILTER:
  case MACRO_SORT:
    return LEVEL_NAME;
  }
  return LEVEL_OPEN;
}

static bool mentions(const CelNode *node, uint32_t slot, uint32_t depth) {
  if (depth > DEEPEST) return true;
  if (node->kind == NODE_VAR && node->slot == slot) return true;
  for (uint32_t i = 0; i < node->count; i++) {
    if (mentions(node->child[i], slot, depth + 1)) return true;
  }
  return false;
}

/* Whether a macro inside [node] speaks of [slot] in its own condition. */
static bool mentioned_inside(const CelNode *node, uint32_t slot, uint32_t depth) {
  if (depth > DEEPEST) return true;
  for (uint32_t i = 0; i < node->count; i++) {
    bool body = node->kind == NODE_MACRO && i == 1;
    if (body && mentions(node->child[i], slot, depth)) return true;
    if (mentioned_inside(node->child[i], slot, depth + 1)) return true;
  }
  return false;
}

static uint32_t enter(Words *words, uint32_t slot, bool named) {
  enum { FRAMES = sizeof words->frame / sizeof words->frame[0] };
  uint32_t letter = named ? ++words->letters : 0;
  if (words->frames < FRAMES) words->frame[words->frames] = (Frame){.slot = slot, .letter = letter};
  words->frames++;
  return letter;
}

static void leave(Words *words, uint32_t letter) {
  words->frames--;
  if (letter != 0) words->letters--;
}

static void put_named(Words *words, uint32_t letter) {
  if (letter == 0) return;
  words_say(words, "（", " (");
  words_letter(words, letter);
  words_say(words, "）", ")");
}

/* exists, all …: the list, then what holds of its items. */
static void put_test_macro(Words *words, const CelNode *node) {
  const CelNode *list = node->child[0];
  const CelNode *body = node->child[1];
  bool pairs = node->macro == MACRO_PAIRS;
  if (node->macro == MACRO_ALL)
    words_say(words, "每一 ", "every one of ");
  else if (node->macro == MACRO_EXISTS_ONE)
    words_say(words, "恰有一项 ", "exactly one of ");
  else
    words_say(words, "存在 ", pairs ? "two neighbours in " : "at least one of ");
  words_put(words, list, LEVEL_NAME);
  if (pairs) words_say(words, " 中相邻的两项", "");
  uint32_t first = enter(words, node->slot, pairs || mentioned_inside(body, node->slot, 0));
  uint32_t second = pairs ? enter(words, node->slot2, true) : 0;
  put_named(words, first);
  put_named(words, second);
  if (node->macro == MACRO_ALL)
    words_say(words, " 都满足 ", " satisfies: ");
  else
    words_say(words, "，使得 ", " satisfies: ");
  words_condition(words, body, LEVEL_OPEN);
  if (pairs) leave(words, second);
  leave(words, first);
}

/* （其中 … 的）, of filter and count. */
static void put_narrowed(Words *words, const CelNode *node) {
  words_put(words, node->child[0], LEVEL_NAME);
  uint32_t letter = enter(words, node->slot, mentioned_inside(node->child[1], node->slot, 0));
  put_named(words, letter);
  words_say(words, "（其中 ", " (those with: ");
  words_condition(words, node->child[1], LEVEL_OPEN);
  words_say(words, " 的）", ")");
  leave(words, letter);
}

static void put_sorted(Words *words, const CelNode *node) {
  words_put(words, node->child[0], LEVEL_NAME);
  uint32_t letter = enter(words, node->slot, mentioned_inside(node->child[1], node->slot, 0));
  put_named(words, letter);
  words_say(words, "（按 ", " (in the order of ");
  words_put(words, node->child[1], LEVEL_OPEN);
  words_say(words, " 排列）", ")");
  leave(words, letter);
}

static bool is_item(const CelNode *body, uint32_t slot) {
  return body->kind == NODE_VAR && body->slot == slot;
}

/* Chinese: the list, 的, the term. English: the term, of, the list. */
static void put_terms(Words *words, const CelNode *node, const char *zh) {
  const CelNode *body = node->child[1];
  bool item = is_item(body, node->slot);
  bool named = mentioned_inside(body, node->slot, 0);
  uint32_t letter = 0;
  if (words->en) {
    letter = enter(words, node->slot, named);
    if (!item) {
      words_put(words, body, LEVEL_NAME);
      buf_lit(words->out, " of ");
    }
    leave(words, letter);
    words_put(words, node->child[0], LEVEL_NAME);
    put_named(words, letter);
    return;
  }
  words_put(words, node->child[0], LEVEL_NAME);
  letter = enter(words, node->slot, named);
  put_named(words, letter);
  if (zh[0] != '\0') {
    buf_lit(words->out, "的");
    buf_lit(words->out, zh);
  } else if (!item) {
    buf_lit(words->out, "的");
  }
  if (!item) words_put(words, body, LEVEL_NAME);
  leave(words, letter);
}

static void put_total(Words *words, const CelNode *node, const char *zh, const char *en) {
  if (words->en) buf_lit(words->out, en);
  put_terms(words, node, "");
  if (!words->en) buf_lit(words->out, zh);
  if (node->count <= 2) return;
  words_say(words, "（没有时为 ", " (if there is none: ");
  words_put(words, node->child[2], LEVEL_OPEN);
  words_say(words, "）", ")");
}

void words_macro(Words *words, const CelNode *node) {
  switch (node->macro) {
  case MACRO_ALL:
  case MACRO_EXISTS:
  case MACRO_EXISTS_ONE:
  case MACRO_PAIRS:
    put_test_macro(words, node);
    return;
  case MACRO_FILTER:
    put_narrowed(words, node);
    return;
  case MACRO_COUNT:
    words_say(words, "", "the number of ");
    put_narrowed(words, node);
    words_say(words, "的个数", "");
    return;
  case MACRO_SORT:
    put_sorted(words, node);
    return;
  case MACRO_MAP:
    words_say(words, "", "each ");
    put_terms(words, node, "");
    return;
  case MACRO_DISTINCT:
    words_say(words, "", "the different values of ");
    put_terms(words, node, "不同");
    return;
  case MACRO_SUM:
    put_total(words, node, "的合计", "the total of ");
    return;
  case MACRO_MIN:
    put_total(words, node, "的最小值", "the smallest ");
    return;
  case MACRO_MAX:
    put_total(words, node, "的最大值", "the largest ");
    return;
  }
}
