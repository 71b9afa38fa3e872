/* SPDX-License-Identifier: Apache-2.0 */
/*
 * given: what the parts of the host over an example's data share.
 *
 * All of the tree is read when the PackGiven is made, so that every mistake is found; afterwards
 * only the way of showing possible rows changes. A record's index counts nodes, whatever its
 * schema; namespaces (dept) have the node of their subject. Of param, codes and delivery the
 * fields say all.
 */
#ifndef PACK_GIVEN_INT_H
#define PACK_GIVEN_INT_H

#include "base/vec.h"
#include "pack/pack.h"

enum {
  GIVEN_NONE = INT32_MAX,      /* no node */
  GIVEN_EMPTY = INT32_MAX - 1, /* known to be none */
  GIVEN_OWN = 2
};

typedef struct GivenCell {
  CelValue value;
  Str raw; /* the text as written */
  bool has_raw;
} GivenCell;

typedef struct GivenRows { /* a list of rows or of subjects */
  bool given;
  uint32_t count;
  uint32_t *nodes;
  const CelCauses *more; /* NULL: complete */
} GivenRows;

typedef struct GivenGroup { /* what an example says of a subject or row as a member of a group */
  CelValue key;
  CelValue *lets;
  GivenRows items;
} GivenGroup;

enum { GIVEN_EXECUTORS = 2, GIVEN_VIEWS = 3 };

typedef struct GivenDef { /* of a subject, a row or a group: as given, or as evaluated once */
  bool given;
  GivenCell cell;
  struct {
    bool ready;
    Day day;
    CelValue value;
  } memo[GIVEN_EXECUTORS][GIVEN_VIEWS];
} GivenDef;

typedef struct GivenNode { /* a subject or a row */
  const CelSchema *schema;
  const PackColumn *columns;
  size_t column_count;
  GivenCell *cells; /* one a column; without a pack one a field */
  Str owner;        /* dataset or child table: what stands before the column in a cause */
  uint32_t row;     /* place in its list, from 1 */
  /* rows */
  const PackDataset *dataset; /* NULL: of a table */
  Str match, role;
  const CelCauses *possible; /* NULL: certain */
  uint32_t person;
  /* subjects */
  GivenRows *dept;     /* by dataset */
  GivenRows *children; /* by table */
  GivenRows *links;    /* by link */
  GivenGroup *groups;  /* by group; NULL: none is given */
  GivenDef *defs;      /* by def; NULL: none was asked for */
  GivenRows members, households, villages, hamlets, cases, steps;
  uint32_t household, village, head;
  uint32_t township, last, episode, open_case; /* GIVEN_NONE: not given */
  uint32_t before;                             /* the household that he was in before he joined */
  GivenCell own[GIVEN_OWN]; /* of what is no table: id and kind; code and name; name */
  bool outside;             /* a person who is known to be in no household */
} GivenNode;

enum { GIVEN_DELIVERY_FIELDS = PACK_DELIVERY_COVERAGE - PACK_DELIVERY_STATE + 1 };

typedef struct GivenDelivery {
  bool given;
  GivenCell cells[GIVEN_DELIVERY_FIELDS];
} GivenDelivery;

struct PackGiven {
  const Pack *pack; /* NULL: plain */
  Str file;
  Day on;
  Arena *arena;
  Diag *diag; /* while it is read */
  Err err;    /* the first mistake */
  VEC(GivenNode *) nodes;
  uint32_t township; /* of all villages that name none; GIVEN_NONE */
  PackRows rows;
  Day day;          /* of parameters: `on`, or another date of a rule */
  CelValue *params; /* by parameter: on the day, or as given */
  bool *param_given;
  GivenDelivery *deliveries; /* by dataset */
  bool reference;            /* evaluate defs by the reference executor */
  VEC(CelState *) states;    /* of defs that are being evaluated, each within the one before */
  uint32_t depth;
  CelEnv env;
  CelValue *vars;
};

/* ---- mistakes, causes, words: given_value.c ---- */

/* {0} in the texts is [what]. */
void given_mistake(PackGiven *given, const YamlNode *at, const char *zh, const char *en, Str what);
const CelCauses *
given_cause(Arena *arena, CelCauseKind kind, bool common, Str a, Str b, uint32_t row);
bool given_is_word(const YamlNode *node, const char *word); /* plain: unknown, empty, ... */
bool given_is_map(PackGiven *given, const YamlNode *node, Str what);
/* The items of a list without the `...` at its end; false if it is none, and says so. */
bool given_is_list(
    PackGiven *given, const YamlNode *node, Str what, size_t *ret_count, bool *ret_more);

/* The key as causes name it: house_area, med_settle.self. */
Str given_key(PackGiven *given, const GivenNode *node, Str key);
void given_absent(PackGiven *given, const GivenNode *node, Str key, GivenCell *ret);
void given_cell(PackGiven *given,
                const GivenNode *node,
                const PackColumn *column,
                const YamlNode *value,
                GivenCell *ret);

/* ---- subjects and rows: given_tree.c ---- */

GivenNode *given_node(PackGiven *given, uint32_t node);
Str given_county(const PackGiven *given); /* as a run names it */
uint32_t given_new_node(PackGiven *given, const CelSchema *schema);

typedef struct GivenAround { /* what a subject stands in; GIVEN_NONE */
  uint32_t household, village;
} GivenAround;

/* A list of subjects. What [ret] says of more rows stays where the list ends in `...`. */
void given_people(PackGiven *given,
                  PackSubject kind,
                  GivenAround around,
                  Str name,
                  const YamlNode *list,
                  GivenRows *ret);
/* Rows of a dataset that stand in a list of their own, not under a person. */
void given_dataset_rows(PackGiven *given,
                        const PackDataset *dataset,
                        const YamlNode *list,
                        GivenRows *ret);

/* ---- links: given_link.c ---- */

/* Of a new subject: nothing is given. */
void given_init_links(PackGiven *given, GivenNode *node);
/* x.link: {L: [persons or households]}. */
void given_links(PackGiven *given, GivenNode *node, const CelField *space, const YamlNode *map);
/* A person outside is in no household, and his village is unknown unless it is given. */
void given_outside_vars(const PackGiven *given, const GivenNode *node, CelValue *vars);
CelValue given_link_value(const PackGiven *given,
                          Arena *arena,
                          const GivenNode *node,
                          const CelField *field);

/* ---- groups: given_group.c ---- */

/* x.group: {G: {key, items, lets}}. */
void given_groups(PackGiven *given, GivenNode *node, const CelField *space, const YamlNode *map);
/* A field of x.group.G; what is not given is unknown: it needs the county. */
CelValue given_group_value(const PackGiven *given,
                           Arena *arena,
                           const GivenNode *node,
                           const CelField *field);

/* ---- defs: given_def.c ---- */

/* A def given like a field. */
void given_def(PackGiven *given, GivenNode *node, const CelField *field, const YamlNode *value);
/* As given, else evaluated from what is given. */
CelValue given_def_value(PackGiven *given, CelRecord record, const CelField *field);

/* ---- lists: given_host.c ---- */

/* The rows as they are to be shown now. */
CelValue given_list(const PackGiven *given,
                    Arena *arena,
                    const GivenRows *rows,
                    const CelSchema *schema,
                    const CelCauses *more);

/* [map] NULL: a subject of whom nothing is known. */
uint32_t given_subject(
    PackGiven *given, PackSubject kind, const YamlNode *map, GivenAround around, uint32_t row);
/* Rows of a registry table. */
void given_table_rows(PackGiven *given,
                      const PackTable *table,
                      uint32_t person,
                      GivenAround around,
                      const YamlNode *list,
                      GivenRows *ret);
void given_append(PackGiven *given, GivenRows *to, const GivenRows *from);

/* ---- townships, hamlets, cases, the year before: given_subjects.c ---- */

void given_init_others(PackGiven *given, PackSubject kind, GivenNode *node);
/* A field of [node]; false: it is another's. */
bool given_other_field(PackGiven *given,
                       PackSubject kind,
                       uint32_t node,
                       GivenAround inside,
                       const CelField *field,
                       const YamlNode *key,
                       const YamlNode *value);
void given_finish_others(PackGiven *given, uint32_t index);
CelValue
given_other_value(const PackGiven *given, Arena *arena, uint32_t index, const CelField *field);
CelValue given_dated_value(
    const PackGiven *given, Arena *arena, uint32_t index, const CelField *field, Day day);

/* What follows from the whole: lists of households from their members, heads. */
void given_finish(PackGiven *given);

#endif
