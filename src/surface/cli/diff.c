/* SPDX-License-Identifier: Apache-2.0 */
/*
 * diff: both tables are put in the order of names and walked side by side. A name that stands
 * twice in a run meets the first of the other run first.
 */
#include "cli/diff_int.h"

#include <stdlib.h>

enum { VILLAGE_DIGITS = 12 };

/* ---- names ---- */

Str diff_subject(const DiffFinding *finding) {
  if (finding->of_case.len > 0) return finding->of_case;
  if (finding->person.len > 0) return finding->person;
  return finding->household.len > 0 ? finding->household : finding->village;
}

Str diff_name(Arena *arena, const DiffFinding *finding) {
  Str subject = diff_subject(finding);
  Str slash = finding->as_of.len > 0 ? STR("/") : STR_NONE;
  return arena_printf(arena, "%.*s/%.*s%.*s%.*s", STR_ARG(finding->rule), STR_ARG(subject),
                      STR_ARG(slash), STR_ARG(finding->as_of));
}

static int name_cmp(const DiffFinding *a, const DiffFinding *b) {
  int order = str_cmp(a->rule, b->rule);
  if (order == 0) order = str_cmp(diff_subject(a), diff_subject(b));
  return order != 0 ? order : str_cmp(a->as_of, b->as_of);
}

static int finding_cmp(const void *a, const void *b) {
  const DiffFinding *x = a, *y = b;
  int order = name_cmp(x, y);
  if (order == 0) order = str_cmp(x->outcome, y->outcome);
  if (order == 0) order = str_cmp(x->village, y->village);
  return order != 0 ? order : str_cmp(x->household, y->household);
}

Str diff_area_name(const Diff *diff, Str code) {
  const PackArea *area =
      diff->pack == NULL || code.len == 0 ? NULL : pack_area_by_code(diff->pack, code);
  return area == NULL ? STR_NONE : area->name;
}

Str diff_rule_title(const Diff *diff, Str rule) {
  const PackRule *found = diff->pack == NULL ? NULL : pack_rule(diff->pack, rule);
  return found == NULL ? STR_NONE : found->title;
}

/* ---- groups ---- */

DiffGroup *diff_group(Arena *arena, DiffGroups *groups, Str key) {
  uint32_t at = (uint32_t)groups->groups.count;
  if (!map_add(&groups->index, arena, key, at)) {
    (void)map_find(&groups->index, key, &at);
    return &groups->groups.items[at];
  }
  DiffGroup *made = vec_push(arena, &groups->groups);
  made->key = key;
  return made;
}

static int group_cmp(const void *a, const void *b) {
  return str_cmp(((const DiffGroup *)a)->key, ((const DiffGroup *)b)->key);
}

static void sort_groups(DiffGroups *groups) {
  if (groups->groups.count > 1)
    qsort(groups->groups.items, groups->groups.count, sizeof(DiffGroup), group_cmp);
}

/* ---- findings ---- */

static bool is_rule_wanted(Diff *diff, Str rule) {
  if (diff->filter.rule.len == 0) return true;
  bool same = str_eq(diff->filter.rule, rule);
  diff->has_rule |= same;
  return same;
}

static bool is_wanted(Diff *diff, const DiffFinding *finding) {
  return is_rule_wanted(diff, finding->rule) && str_starts(finding->village, diff->filter.village);
}

static void
add_item(Diff *diff, DiffChange change, const DiffFinding *before, const DiffFinding *after) {
  Arena *arena = diff->cli->arena;
  DiffItem item = {change, before, after};
  const DiffFinding *of = diff_of(&item);
  if (!is_wanted(diff, of)) return;
  diff->counts[change]++;
  diff_group(arena, &diff->rules, of->rule)->counts[change]++;
  diff_group(arena, &diff->villages, of->village)->counts[change]++;
  if (change != DIFF_CONTINUED) *vec_push(arena, &diff->items) = item;
}

static void compare_findings(Diff *diff, const DiffFindings *before, const DiffFindings *after) {
  size_t a = 0, b = 0;
  while (a < before->count || b < after->count) {
    const DiffFinding *x = a < before->count ? &before->items[a] : NULL;
    const DiffFinding *y = b < after->count ? &after->items[b] : NULL;
    int order = x == NULL ? 1 : y == NULL ? -1 : name_cmp(x, y);
    a += order <= 0;
    b += order >= 0;
    if (order < 0)
      add_item(diff, DIFF_GONE, x, NULL);
    else if (order > 0)
      add_item(diff, DIFF_NEW, NULL, y);
    else
      add_item(diff, str_eq(x->outcome, y->outcome) ? DIFF_CONTINUED : DIFF_CHANGED, x, y);
  }
}

/* ---- households ---- */

static int item_cmp(const void *a, const void *b) {
  const DiffFinding *x = diff_of(a), *y = diff_of(b);
  int order = str_cmp(x->village, y->village);
  if (order == 0) order = str_cmp(x->household, y->household);
  if (order == 0) order = str_cmp(x->person, y->person);
  if (order == 0) order = finding_cmp(x, y);
  /* One name twice: what went before what came. */
  return order != 0 ? order
                    : (int)((const DiffItem *)b)->change - (int)((const DiffItem *)a)->change;
}

size_t diff_household_end(const Diff *diff, size_t first) {
  const DiffFinding *of = diff_of(&diff->items.items[first]);
  size_t end = first + 1;
  for (; end < diff->items.count; end++) {
    const DiffFinding *next = diff_of(&diff->items.items[end]);
    if (!str_eq(next->household, of->household) || !str_eq(next->village, of->village)) break;
  }
  return end;
}

static void sort_items(Diff *diff) {
  if (diff->items.count > 1)
    qsort(diff->items.items, diff->items.count, sizeof(DiffItem), item_cmp);
  for (size_t at = 0; at < diff->items.count; at = diff_household_end(diff, at))
    diff->households++;
}

/* ---- undecided ---- */

static int undecided_cmp(const void *a, const void *b) {
  const DiffUndecided *x = a, *y = b;
  int order = str_cmp(x->rule, y->rule);
  if (order == 0) order = str_cmp(x->area, y->area);
  return order != 0 ? order : str_cmp(x->cause, y->cause);
}

/* "530925101000" -> "530925101": what the codes in the area begin with. */
static Str area_digits(Str code) {
  while (code.len > 6 && str_ends(code, STR("000")))
    code.len -= 3;
  return code;
}

/* An area that holds villages of the filter, or lies in it. */
static bool is_area_wanted(Diff *diff, const DiffUndecided *entry) {
  if (!is_rule_wanted(diff, entry->rule)) return false;
  Str digits = area_digits(entry->area);
  return str_starts(digits, diff->filter.village) || str_starts(diff->filter.village, digits);
}

static void add_undecided(Diff *diff, const DiffUndecided *entry) {
  Arena *arena = diff->cli->arena;
  if (!is_area_wanted(diff, entry)) return;
  DiffGroup *rule = diff_group(arena, &diff->rules, entry->rule);
  rule->undecided[0] += entry->subjects[0];
  rule->undecided[1] += entry->subjects[1];
  if (entry->subjects[0] != entry->subjects[1]) *vec_push(arena, &diff->undecided) = *entry;
}

static Err compare_undecided(Diff *diff) {
  DiffUndecided *lists[2];
  size_t counts[2], at[2] = {0, 0};
  for (size_t i = 0; i < 2; i++) {
    TRY(diff_read_undecided(diff->cli, &diff->sides[i], &lists[i], &counts[i]));
    if (counts[i] > 1) qsort(lists[i], counts[i], sizeof *lists[i], undecided_cmp);
  }
  while (at[0] < counts[0] || at[1] < counts[1]) {
    int order = at[0] == counts[0]   ? 1
                : at[1] == counts[1] ? -1
                                     : undecided_cmp(&lists[0][at[0]], &lists[1][at[1]]);
    DiffUndecided entry = order <= 0 ? lists[0][at[0]] : lists[1][at[1]];
    entry.subjects[0] = order <= 0 ? lists[0][at[0]].subjects[0] : 0;
    entry.subjects[1] = order >= 0 ? lists[1][at[1]].subjects[0] : 0;
    at[0] += order <= 0;
    at[1] += order >= 0;
    add_undecided(diff, &entry);
  }
  return ERR_OK;
}

/* ---- options ---- */

static Err fail_rule(Cli *cli, Str rule) {
  return fail(cli->diag, ERR_USAGE_VALUE, PLACE_NONE, STR("--rule"), rule,
              ARG2("规则的编号", "the id of a rule"));
}

/* A rule may be of one of two packs only: it is known if a run has something of it. */
static Err check_rule(const Diff *diff) {
  Str rule = diff->filter.rule;
  bool known =
      rule.len == 0 || diff->has_rule || diff->pack == NULL || pack_rule(diff->pack, rule) != NULL;
  return known ? ERR_OK : fail_rule(diff->cli, rule);
}

/* A village or township of the pack by name or code; without a pack a code. */
static Err read_village(Cli *cli, const Pack *pack, Str text, Str *ret_digits) {
  char code[VILLAGE_DIGITS];
  const PackArea *area = pack == NULL ? NULL : pack_area_find(pack, text, STR_NONE);
  if (area == NULL && pack != NULL) area = pack_area_by_code(pack, text);
  if (area != NULL)
    *ret_digits = area_digits(area->code);
  else if (norm_division_code(text, code) == NORM_VALUE)
    *ret_digits = area_digits(arena_str(cli->arena, (Str){code, VILLAGE_DIGITS}));
  else
    return fail(cli->diag, ERR_USAGE_VALUE, PLACE_NONE, STR("--village"), text,
                ARG2("村或乡镇的代码或名称", "the code or name of a village or township"));
  return ERR_OK;
}

Err diff_options(Cli *cli, const Pack *pack, DiffFilter *ret_filter) {
  Str rule = cli_option(cli, "rule");
  Str village = STR_NONE;
  if (cli_has(cli, "rule") && rule.len == 0) return fail_rule(cli, rule);
  if (cli_has(cli, "village")) TRY(read_village(cli, pack, cli_option(cli, "village"), &village));
  *ret_filter = (DiffFilter){rule, village};
  return ERR_OK;
}

/* ---- the whole ---- */

Err diff_make(
    Cli *cli, const DiffSide sides[2], DiffFilter filter, const Pack *pack, Diff *ret_diff) {
  *ret_diff = (Diff){.cli = cli, .sides = sides, .filter = filter, .pack = pack};
  DiffFindings findings[2];
  for (size_t i = 0; i < 2; i++) {
    TRY(diff_read(cli, &sides[i], &findings[i]));
    if (findings[i].count > 1)
      qsort(findings[i].items, findings[i].count, sizeof(DiffFinding), finding_cmp);
  }
  compare_findings(ret_diff, &findings[0], &findings[1]);
  TRY(compare_undecided(ret_diff));
  TRY(check_rule(ret_diff));
  sort_groups(&ret_diff->rules);
  sort_groups(&ret_diff->villages);
  sort_items(ret_diff);
  diff_inputs(ret_diff);
  ret_diff->differ = ret_diff->items.count > 0 || ret_diff->undecided.count > 0;
  return ERR_OK;
}
