/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calendar: holidays and worked weekends, for working days.
 *
 * A worked day that is no weekend, or a day that is both, is a slip of whoever typed the
 * notice of the State Council, and would shift every term that spans it.
 */
#include "pack/pack_int.h"

#include <stdlib.h>

enum { K_COVERS, K_HOLIDAYS, K_WORKDAYS, K_SOURCE, K_BECAUSE, K_COUNT };
static const PackKeySpec calendar_keys[K_COUNT] = {
    [K_COVERS] = {STR_INIT("covers"), PACK_WANT_MAP, true},
    [K_HOLIDAYS] = {STR_INIT("holidays"), PACK_WANT_LIST, true},
    [K_WORKDAYS] = {STR_INIT("workdays"), PACK_WANT_LIST, true},
    [K_SOURCE] = {STR_INIT("source"), PACK_WANT_TEXT, false},
    [K_BECAUSE] = {STR_INIT("because"), PACK_WANT_WORDS, false},
};

static int compare_days(const void *a, const void *b) {
  return day_cmp(*(const Day *)a, *(const Day *)b);
}

static bool has_day(const Day *days, size_t count, Day day) {
  return count > 0 && bsearch(&day, days, count, sizeof days[0], compare_days) != NULL;
}

static const Day *read_days(PackLoader *loader,
                            const YamlNode *list,
                            const CelCalendar *calendar,
                            bool worked,
                            size_t *ret_count) {
  size_t room = list ? list->count : 0;
  Day *days = arena_new_array(loader->arena, Day, room + 1);
  size_t count = 0;
  for (size_t i = 0; i < room; i++) {
    const YamlNode *node = list->items[i];
    Day day;
    if (!pack_read_day(loader, node, &day)) continue;
    if (day_cmp(day, calendar->first) < 0 || day_cmp(day, calendar->last) > 0) {
      pack_wrong(loader, ERR_PACK_CALENDAR, node, node->text,
                 ARG2("不在 covers 之内", "outside covers"));
    } else if (worked && day_weekday(day) < 6) {
      pack_wrong(loader, ERR_PACK_CALENDAR, node, node->text,
                 ARG2("不是周六、周日", "no Saturday or Sunday"));
    } else if (worked && has_day(calendar->holidays, calendar->holiday_count, day)) {
      pack_wrong(loader, ERR_PACK_CALENDAR, node, node->text,
                 ARG2("已在 holidays 里", "among the holidays too"));
    } else if (count > 0 && day_cmp(days[count - 1], day) >= 0) {
      pack_wrong(loader, ERR_PACK_ORDER, node, node->text);
    } else {
      days[count++] = day;
    }
  }
  *ret_count = count;
  return days;
}

void pack_load_calendar(PackLoader *loader) {
  static const PackKeySpec covers_keys[] = {{STR_INIT("first"), PACK_WANT_ANY, true},
                                            {STR_INIT("last"), PACK_WANT_ANY, true}};
  const PackFile *file = pack_file_of(loader, PACK_PART_CALENDAR);
  const YamlNode *v[K_COUNT], *covers[2] = {NULL, NULL};
  if (file == NULL || file->root == NULL) return;
  loader->file = file;
  CelCalendar *calendar = arena_new_one(loader->arena, CelCalendar);
  *calendar = (CelCalendar){.first = DAY_MIN, .last = DAY_MAX};
  if (!pack_read_keys(loader, file->root, STR("calendar.yaml"), calendar_keys, K_COUNT, v)) return;
  if (v[K_COVERS]) (void)pack_read_keys(loader, v[K_COVERS], STR("covers"), covers_keys, 2, covers);
  bool first = pack_read_day(loader, covers[0], &calendar->first);
  bool last = pack_read_day(loader, covers[1], &calendar->last);
  if (first && last && day_cmp(calendar->first, calendar->last) > 0) {
    pack_wrong(loader, ERR_PACK_MIN_MAX, v[K_COVERS], pack_text(covers[0]), pack_text(covers[1]));
    calendar->last = DAY_MAX;
  }
  calendar->holidays = read_days(loader, v[K_HOLIDAYS], calendar, false, &calendar->holiday_count);
  calendar->workdays = read_days(loader, v[K_WORKDAYS], calendar, true, &calendar->workday_count);
  loader->pack->calendar = calendar;
}
