/* SPDX-License-Identifier: Apache-2.0 */
/*
 * link_value: what x.link.L gives, and what is known of those whom it leads to.
 *
 * A connection stands as its row does: a row that may be somebody else's makes a possible one; so
 * does a number that several persons have, and a spell of which it is unknown whether it holds on
 * the day.
 */
#include "base/tri.h"
#include "run/run_int.h"

#include <stdlib.h>

typedef struct Item {
  uint32_t subject;
  bool possible;
  const CelCauses *why;
} Item;

typedef struct Gather {
  RunHost *host;
  Arena *arena;
  const PackLink *link;
  VEC(Item) items;
  const CelCauses *more;
  bool symmetric;
  bool closed; /* a row of the subject's own says that there are no more */
  bool open;   /* a target is not in the registry */
} Gather;

static const CelCauses *
one_cause(Arena *arena, CelCauseKind kind, bool common, Str a, Str b, uint32_t row) {
  CelCause *cause = arena_new_one(arena, CelCause);
  *cause = (CelCause){.kind = kind, .common = common, .a = a, .b = b, .row = row};
  return cel_causes_one(arena, cause);
}

static void add_more(Gather *gather, const CelCauses *causes) {
  gather->more = cel_causes_union(gather->arena, gather->more, causes);
}

/* ---- spells ---- */

typedef struct Holds {
  Tri holds;
  const CelCauses *why; /* of unknown */
} Holds;

/* The date lies on the day or before it. */
static Holds by_then(const CelValue *value, Day day) {
  if (value->state == CEL_KNOWN) return (Holds){tri_of(value->i <= day.n), NULL};
  const CelUnknown *unknown = value->unknown;
  if (unknown->has_max && unknown->max <= day.n) return (Holds){TRI_TRUE, NULL};
  if (unknown->has_min && unknown->min > day.n) return (Holds){TRI_FALSE, NULL};
  return (Holds){TRI_UNKNOWN, unknown->causes};
}

/* from <= day, and `to` is empty or later. */
static Holds spell_holds(const Gather *gather, const RunLinkDef *it, uint32_t row) {
  RunState *run = gather->host->run;
  const RunSource *source = &run->sources[it->source];
  CelValue from, to;
  if (it->def->spell_from == PACK_NONE) return (Holds){TRI_TRUE, NULL};
  run_cell_value(run, gather->arena, source, row, it->def->spell_from, &from);
  run_cell_value(run, gather->arena, source, row, it->def->spell_to, &to);
  Holds begun = by_then(&from, gather->host->day);
  Holds ended = {TRI_FALSE, NULL};
  if (to.state == CEL_KNOWN || to.unknown->absence != CEL_IS_EMPTY)
    ended = by_then(&to, gather->host->day);
  if (begun.holds == TRI_FALSE || ended.holds == TRI_TRUE) return (Holds){TRI_FALSE, NULL};
  if (begun.holds == TRI_TRUE && ended.holds == TRI_FALSE) return (Holds){TRI_TRUE, NULL};
  return (Holds){TRI_UNKNOWN, cel_causes_union(gather->arena, begun.why, ended.why)};
}

/* ---- connections ---- */

static void trace_row(RunHost *host, const RunLinkDef *it, uint32_t row, uint32_t target) {
  if (host->tracing) *vec_push(host->trace_arena, &host->traces) = (RunTrace){it->source, row, 1};
  if (host->link_reads && target != RUN_NONE && !it->def->households)
    *vec_push(host->link_arena, host->link_reads) = (RunLinkRead){target, it->source, row};
}

/* A row that may be another's, shown as the host shows such rows; false: it is left out. */
static bool is_shown(const RunHost *host, bool sure, bool *ret_possible) {
  *ret_possible = !sure && host->rows == PACK_ROWS_AS_IS;
  return sure || host->rows != PACK_ROWS_OUT;
}

/* What stands in a row instead of a target. */
static void add_nothing(Gather *gather, const RunLinkDef *it, uint32_t row, uint32_t flags) {
  const RunSource *source = &gather->host->run->sources[it->source];
  const PackLinkSide *sides[] = {&it->def->from, &it->def->to};
  for (size_t i = 0; i < 2 && (flags & (RUN_EDGE_BROKEN | RUN_EDGE_ABSENT)) != 0; i++) {
    const PackLinkSide *side = sides[i];
    bool own = side->self || (side->role != PACK_NONE && source->frame.roles[row] == side->role);
    if (own) continue;
    add_more(gather, flags & RUN_EDGE_ABSENT ? source->absent[side->id]
                                             : run_cell_causes(gather->host->run, gather->arena,
                                                               source, row, side->id));
  }
}

static void
add_edge(Gather *gather, const RunLinkDef *it, const RunEdges *edges, uint32_t at, bool own) {
  RunHost *host = gather->host;
  const RunState *run = host->run;
  uint32_t row = edges->row[at], other = edges->other[at], flags = edges->flags[at];
  const FrameOrigin *origin = &run->sources[it->source].frame.origins[row];
  bool possible, doubtful;
  if (!is_shown(host, origin->standing == FRAME_SURE, &possible)) return;
  gather->closed |= own && it->closed && it->closed[row] && !possible;
  Holds holds = spell_holds(gather, it, row);
  if (holds.holds == TRI_FALSE) return;
  trace_row(host, it, row, other);
  if (other == RUN_NONE) {
    add_nothing(gather, it, row, flags);
    gather->open |= (flags & RUN_EDGE_OPEN) != 0;
    return;
  }
  if (!is_shown(host, (flags & RUN_EDGE_DOUBT) == 0, &doubtful)) return;
  const CelCauses *why = NULL;
  if (possible || doubtful) why = run_possible_cause(run, gather->arena, origin);
  if (possible && !own && gather->symmetric) add_more(gather, why); /* of one nobody knows */
  if (holds.holds == TRI_UNKNOWN) why = cel_causes_union(gather->arena, why, holds.why);
  *vec_push(gather->arena, &gather->items) =
      (Item){other, possible || doubtful || holds.holds == TRI_UNKNOWN, why};
}

/* ---- completeness ---- */

/* What nobody can know by these rows alone: the same for everybody of a township. */
static const CelCauses *open_cause(const Gather *gather, const RunLinkDef *it, uint32_t village) {
  const RunState *run = gather->host->run;
  Arena *arena = gather->arena;
  Str id = gather->link->id;
  if (!it->def->dataset)
    return one_cause(arena, CEL_NOT_COLLECTED, true,
                     arena_printf(arena, "%s.link.%.*s",
                                  gather->link->households ? "household" : "person", STR_ARG(id)),
                     STR_NONE, 0);
  const RunCoverage *coverage = &run->coverage[it->def->dataset->index];
  Str area = coverage->not_covered_township[village]->items[0]->b;
  return one_cause(arena, CEL_NOT_COVERED, true,
                   arena_printf(arena, "%.*s.%.*s", STR_ARG(it->def->dataset->id), STR_ARG(id)),
                   area, 0);
}

/* Why rows of the subject may be missing; NULL: all are there. */
static const CelCauses *rows_more(const Gather *gather, const RunLinkDef *it, uint32_t subject) {
  const RunState *run = gather->host->run;
  if (!it->def->dataset)
    return run->sources[it->source].present ? NULL : open_cause(gather, it, run->villages);
  uint32_t dataset = it->def->dataset->index;
  if (gather->link->households)
    return run_rows_more(gather->host, gather->arena, dataset, subject, run->person_first[subject],
                         run->person_first[subject + 1], false);
  if (subject >= run->persons)
    return run_outside_more(gather->host, gather->arena, dataset, subject, false);
  return run_rows_more(gather->host, gather->arena, dataset, run->household_of[subject], subject,
                       subject + 1, false);
}

static uint32_t village_of(const Gather *gather, uint32_t subject) {
  const RunState *run = gather->host->run;
  if (!gather->link->households && subject >= run->persons) return run->villages + 1;
  uint32_t household = gather->link->households ? subject : run->household_of[subject];
  uint32_t village = run->village_of[household];
  return village == RUN_NONE ? run->villages : village;
}

/* Whether the row hangs on the subject himself: backward it is mostly another's. */
static bool is_own(const Gather *gather, const RunLinkDef *it, uint32_t row, uint32_t subject) {
  const RunState *run = gather->host->run;
  if (!it->def->dataset) return false;
  uint32_t person = run_row_person(run, it->source, row);
  if (person == RUN_NONE || !gather->link->households) return person == subject;
  return person < run->persons && run->household_of[person] == subject;
}

/* Against the row nothing is ever closed: whoever points here may stand in rows that nobody has. */
static void add_part(Gather *gather, const PackLinkPart *part, uint32_t subject) {
  const RunState *run = gather->host->run;
  const RunLinkDef *it = &run->link_defs[part->def];
  bool outside = !gather->link->households && subject >= run->persons;
  uint32_t village = village_of(gather, subject);
  gather->closed = gather->open = false;
  gather->symmetric = part->forward && part->backward;
  if (it->to.first == NULL) { /* no rule reads it */
    add_more(gather, open_cause(gather, it, village));
    return;
  }
  for (uint32_t e = it->to.first[subject]; part->forward && e < it->to.first[subject + 1]; e++)
    add_edge(gather, it, &it->to, e,
             it->def->from.self || is_own(gather, it, it->to.row[e], subject));
  for (uint32_t e = it->back.first[subject]; part->backward && e < it->back.first[subject + 1]; e++)
    add_edge(gather, it, &it->back, e,
             part->forward && is_own(gather, it, it->back.row[e], subject));
  const CelCauses *more = rows_more(gather, it, subject);
  add_more(gather, more);
  bool complete = part->forward && gather->closed && !gather->open && !outside;
  if (more == NULL && !complete) add_more(gather, open_cause(gather, it, village));
}

/* ---- lists ---- */

static int item_cmp(const void *a, const void *b) {
  const Item *x = a, *y = b;
  if (x->subject != y->subject) return x->subject < y->subject ? -1 : 1;
  return (int)x->possible - (int)y->possible;
}

/* Each subject once, as surely as any row says. */
static CelValue list_of(Gather *gather) {
  const RunState *run = gather->host->run;
  Arena *arena = gather->arena;
  size_t count = gather->items.count, kept = 0;
  bool some = false;
  if (count > 1) qsort(gather->items.items, count, sizeof(Item), item_cmp);
  CelList *list = arena_new_one(arena, CelList);
  CelValue *items = arena_new_array(arena, CelValue, count + 1);
  uint8_t *standing = arena_new_array(arena, uint8_t, count + 1);
  const CelCauses **why = arena_new_array(arena, const CelCauses *, count + 1);
  for (size_t i = 0; i < count; i++) {
    const Item *item = &gather->items.items[i];
    if (kept > 0 && items[kept - 1].record.index == item->subject) {
      if (standing[kept - 1] == CEL_POSSIBLY)
        why[kept - 1] = cel_causes_union(arena, why[kept - 1], item->why);
      continue;
    }
    items[kept] =
        (CelValue){.state = CEL_KNOWN,
                   .record = gather->link->households ? run_household_record(run, item->subject)
                                                      : run_person_record(run, item->subject)};
    standing[kept] = item->possible ? CEL_POSSIBLY : CEL_CERTAIN;
    why[kept++] = item->possible ? item->why : NULL;
    some |= item->possible;
  }
  *list = (CelList){.count = (uint32_t)kept, .items = items, .more = gather->more};
  if (some) {
    list->standing = standing;
    list->why = why;
  }
  return (CelValue){.state = CEL_KNOWN, .list = list};
}

void run_link_value(
    RunHost *host, Arena *arena, CelRecord record, const CelField *field, CelValue *ret) {
  const RunState *run = host->run;
  const PackLink *link = &run->pack->links[pack_field_index(field)];
  Gather gather = {.host = host, .arena = arena, .link = link};
  bool person = record.aux == run->pack->registry.persons;
  uint32_t from = record.index, end = record.index + 1;
  if (!person && !link->households) { /* the union of its members' */
    from = run->person_first[record.index];
    end = run->person_first[record.index + 1];
  }
  for (uint32_t subject = from; subject < end; subject++)
    for (size_t i = 0; i < link->part_count; i++)
      add_part(&gather, &link->parts[i], subject);
  *ret = list_of(&gather);
}

/* ---- persons outside ---- */

const CelCauses *run_outside_more(
    const RunHost *host, Arena *arena, uint32_t dataset, uint32_t person, bool under_filter) {
  const RunState *run = host->run;
  const RunCoverage *coverage = &run->coverage[dataset];
  const RunOutside *it = &run->outsiders[person - run->persons];
  const CelCauses *more = under_filter ? coverage->moved : coverage->filtered;
  uint32_t had = PACK_KEY_ID;
  if (run->outside_people[person - run->persons].name.len > 0) had |= PACK_KEY_NAME;
  if (!coverage->delivered) return coverage->not_delivered;
  if (!run_covers(coverage, it->village, person, host->day))
    more = cel_causes_union(arena, more, run_not_covered(coverage, it->village, host->day));
  bool known = coverage->identity == 0;
  for (uint32_t i = 0; i < coverage->identity; i++)
    known |= (coverage->identities[i] & ~had) == 0;
  Tri kept = run_keeps_outside(run, dataset, person - run->persons);
  more = cel_causes_union(arena, more, it->namesake); /* whose village and household are others */
  if (!known || (kept == TRI_UNKNOWN && it->namesake == NULL))
    more = cel_causes_union(arena, more,
                            one_cause(arena, CEL_IDENTITY, false, it->place, STR_NONE, 0));
  if (kept == TRI_FALSE)
    more = cel_causes_union(
        arena, more,
        one_cause(arena, CEL_NOT_COVERED, false, run->pack->datasets[dataset].id, it->place, 0));
  return more;
}
