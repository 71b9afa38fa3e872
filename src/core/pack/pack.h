/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pack: the policy of a county and a year, read from YAML, checked, immutable.
 *
 * In:        a directory (packs-and-rules.md 1 and 6) and those beside it that it extends.
 * Out:       a Pack, or every mistake in it with file, line, column, found and expected. A pack
 *            with a mistake is not loaded.
 * Lifetime:  everything hangs on the Pack and dies with pack_free; nothing in it ever changes, so
 *            all threads share it.
 * Fields:    every name that a rule can write is a CelField; its id says what a host must give
 *            (PackFieldKind), so that hosts need no names.
 * Spec:      packs-and-rules.md; the forms of the files in its section 6.
 */
#ifndef PACK_PACK_H
#define PACK_PACK_H

#include "base/arena.h"
#include "base/tri.h"
#include "cel/cel.h"
#include "codec/codec.h"
#include "norm/norm.h"

/* ---- what a field of the language stands for ---- */

/* ORDER FIELD KIND: hosts switch over it. The index counts within the thing named. */
typedef enum PackFieldKind {
  PACK_COLUMN,     /* of a table or dataset row: index = column; the record's schema says whose */
  PACK_ROW_MATCH,  /* r.match: level name, string */
  PACK_ROW_PERSON, /* r.person: unknown where the row hangs on the household itself */
  PACK_ROW_ROLE,   /* r.role: string; of datasets whose rows name several persons */
  PACK_DEPT,       /* person.dept, household.dept, village.dept: a namespace (SAME) */
  PACK_ROWS,       /* x.dept.D: index = dataset */
  PACK_ROWS_FILTERED,  /* the same under the dataset's filtered_by: index = dataset */
  PACK_CHILDREN,       /* x.T: rows of registry table: index = table */
  PACK_HOUSEHOLD,      /* person.household */
  PACK_VILLAGE,        /* household.village, person.village */
  PACK_MEMBERS,        /* household.members, village.persons, township.persons */
  PACK_HEAD,           /* household.head; unknown if there is not exactly one */
  PACK_HOUSEHOLDS,     /* village.households, township.households, hamlet.households */
  PACK_LAST,           /* x.last: the row of the year before; index = table; empty: none */
  PACK_EPISODE,        /* household.episode: that holds on the day; empty: none */
  PACK_CASES,          /* household.cases */
  PACK_CASE,           /* household.case: the open one; empty: none */
  PACK_CASE_ID,        /* case.id */
  PACK_CASE_KIND,      /* case.kind */
  PACK_STEPS,          /* case.steps: rows of the table of steps */
  PACK_STEPS_OF,       /* case.meetings …: index = group of the code list of their kinds */
  PACK_MEMBERS_AT,     /* household.members_at(d) */
  PACK_HOUSEHOLD_AT,   /* person.household_at(d) */
  PACK_HAMLETS,        /* village.hamlets */
  PACK_HAMLET_NAME,    /* hamlet.name */
  PACK_TOWNSHIP,       /* village.township */
  PACK_TOWNSHIP_CODE,  /* township.code */
  PACK_TOWNSHIP_NAME,  /* township.name: of the pack's areas */
  PACK_VILLAGES,       /* township.villages */
  PACK_LINKS,          /* x.link: a namespace (SAME) */
  PACK_LINK,           /* x.link.L: persons or households so connected; index = link */
  PACK_GROUPS,         /* x.group: a namespace (SAME) */
  PACK_GROUP,          /* x.group.G: the same subject or row, seen as a member of G (SAME) */
  PACK_GROUP_KEY,      /* index = group */
  PACK_GROUP_ITEMS,    /* index = group */
  PACK_GROUP_LET,      /* index = group << PACK_LET_BITS | its place among the group's lets */
  PACK_DEF,            /* a derived field of a subject, a row or x.group.G: index = def */
  PACK_PARAM,          /* param.P: index = parameter */
  PACK_CODES,          /* codes.L: index = code list */
  PACK_DELIVERY,       /* delivery.D: a record; index = dataset */
  PACK_DELIVERY_STATE, /* dates and text of the latest delivery used; unknown if there is none */
  PACK_DELIVERY_FIRST,
  PACK_DELIVERY_LAST,
  PACK_DELIVERY_COVERAGE
} PackFieldKind;

static inline PackFieldKind pack_field_kind(const CelField *field) {
  return (PackFieldKind)(field->id >> 24);
}
static inline uint32_t pack_field_index(const CelField *field) {
  return field->id & 0xFFFFFF;
}
#define PACK_FIELD_ID(kind, index) ((uint32_t)(kind) << 24 | (uint32_t)(index))

/* ---- parameters ---- */

typedef struct PackParamValue {
  Day from; /* DAY_MIN where the pack names none */
  CelValue is;
} PackParamValue;

typedef struct PackParam {
  Str id, title, unit, clause;
  Str open, confirm;            /* what the plan leaves open; empty: settled */
  const CelType *type;          /* MAP for tables (by:) */
  const PackParamValue *values; /* ascending by from */
  size_t count;
} PackParam;

/* The value on a day: the last that began by then; NULL if none has. */
const CelValue *pack_param_on(const PackParam *param, Day day);

/* Another value for a parameter, written as behind `is:` (a table in { }). [file] names the text
 * in messages. Texts of the value live in [arena], or are the pack's. */
MUST_USE Err pack_param_read(
    const PackParam *param, Str file, Str text, Arena *arena, CelValue *ret_value, Diag *diag);

/* ---- columns: of registry tables and of datasets alike ---- */

typedef struct PackColumn {
  Str key;
  Str label;
  const Str *headers; /* in norm_header form, in the order of the pack */
  size_t header_count;
  const Str *shown_headers; /* the same as written, for messages and drafts */
  const CelType *type;      /* a scalar kind, CODE, or LIST of CODE (type `codes`) */
  bool required;
  bool has_min, has_max; /* outside: the value is unreadable, with an issue */
  int64_t min, max;      /* in the payload's units */
  int64_t unit;          /* 10000 where the pack's `unit` is 万元: values are in it; else 1 */
  bool has_blank;        /* `empty:`: what a blank cell means; else it is empty */
  CelValue blank;
  Str sensitivity; /* open, personal, sealed */
  const CelField *field;
} PackColumn;

/*
 * The text of a cell as a value of a column's type: KNOWN, or unknown with absence IS_EMPTY or
 * HAS_TEXT (unreadable), bounded where the text names a month or a year. Unknowns have no causes:
 * the caller knows the place. Texts of values are in [arena] or are the pack's own.
 * [factor]: 10000 where the header says 万, else 1. `township`: 12 digits or empty, to resolve a
 * village name (facts.md 8.7).
 */
struct Pack;
void pack_read_value(const struct Pack *pack,
                     const PackColumn *column,
                     Str text,
                     int64_t factor,
                     Str township,
                     Arena *arena,
                     CelValue *ret);

/* ---- the registry ---- */

typedef enum PackTableOf { PACK_OF_PERSON, PACK_OF_HOUSEHOLD, PACK_OF_VILLAGE } PackTableOf;

typedef struct PackTable {
  Str id;         /* persons, households, villages, episodes, work … */
  Str title;      /* for people; empty: none */
  Str pattern;    /* of file names: * and ? */
  PackTableOf of; /* whose rows: persons of PERSON, households of HOUSEHOLD … */
  bool main;      /* persons, households, villages: one row a subject; else children */
  bool last;      /* the year before of a main table: at most one row a subject */
  bool optional;
  uint32_t key;       /* column of the subject's key */
  uint32_t household; /* persons: column of the household's key */
  const PackColumn *columns;
  size_t column_count;
  CelSchema *schema;
} PackTable;

enum { PACK_NONE = INT32_MAX };

/* Who is who in the registry: columns of persons, households, … that matching and populations
 * need. PACK_NONE where there is none. */
typedef struct PackRegistry {
  const PackTable *tables; /* persons first, then households and villages if there, then others */
  size_t count;
  uint32_t persons, households, villages; /* indices; persons is always there */
  uint32_t id, name, birth;               /* columns of persons */
  uint32_t village;       /* column of households, or of persons if they have no table */
  bool village_of_person; /* the column is of persons */
  uint32_t head;          /* column of persons (`head: {relation: 户主}`) */
  Str head_code;
  uint32_t episodes, episode_begun; /* table, column (date or month): population monitored */
  uint32_t authorisations, signed_on, signed_guardian; /* table, columns: population authorised */
  uint32_t adult_age;                                  /* from which a person signs for himself */
  uint32_t last[3]; /* tables of the year before, by PackTableOf */
  /* Columns of episodes: whether it is over (bool) and since when (date). */
  uint32_t episode_off, episode_off_date;
  /* Table of steps of cases; columns. Of its kinds the group `closing` ends a case. */
  uint32_t case_steps, case_id, case_kind, step_kind, step_begun, step_done, closing;
  /* Since when somebody belongs to the household; whose date, number and joining `left` tells. */
  uint32_t joined, left, left_id, left_date, left_joined;
  uint32_t hamlet; /* column of households: name of the hamlet */
} PackRegistry;

/* ---- datasets ---- */

typedef enum PackKey { /* of match levels; bits */
                       PACK_KEY_ID = 1,
                       PACK_KEY_MASKED = 2,
                       PACK_KEY_NAME = 4,
                       PACK_KEY_BIRTH = 8,
                       PACK_KEY_VILLAGE = 16,
                       PACK_KEY_HOUSEHOLD = 32,
                       PACK_KEY_DIVISION = 64
} PackKey;

typedef enum PackStanding { PACK_SURE, PACK_PROBABLE, PACK_HINT } PackStanding;

typedef struct PackLevel {
  Str name;
  uint32_t keys; /* PackKey bits */
  PackStanding as;
} PackLevel;

typedef enum PackGrain { PACK_GRAIN_PERSON, PACK_GRAIN_HOUSEHOLD, PACK_GRAIN_VILLAGE } PackGrain;
typedef enum PackPopulation { PACK_ALL_RURAL, PACK_MONITORED, PACK_AUTHORISED } PackPopulation;
enum { PACK_POPULATIONS = 3 };

/* A row that names several persons: one of them. */
typedef struct PackRole {
  Str name;
  uint32_t id_column, name_column; /* name: PACK_NONE */
  Str split;                      /* what stands between the persons of a cell; empty: one person */
  const struct PackDataset *view; /* the dataset with this role as the person of its rows: for
                                     matching only, it has no schema */
} PackRole;

typedef struct PackDataset {
  Str id, title, department, clause;
  PackGrain grain;
  PackPopulation population;
  bool answered; /* direction: answered */
  bool ignore_ambiguous;
  const PackLevel *levels;
  size_t level_count;
  const PackColumn *columns;
  size_t column_count;
  /* Columns that give the match keys; PACK_NONE. Birth falls back to a valid ID number. */
  uint32_t id_column, name_column, birth_column, village_column, household_column, division_column,
      township_column;
  uint32_t spell_from, spell_to;
  const PackRole *roles; /* none: a row is about one person; else the key columns are the first's */
  size_t role_count;
  CelSchema *schema; /* of its rows; schema->filter where filtered_by */
  uint32_t index;    /* in pack->datasets */
} PackDataset;

/* ---- links: who is connected with whom by a row (packs-and-rules.md 4.2) ---- */

enum { PACK_LINKS_MAX = 64 };

/* One end of a connection: the person of the row, or the one whose number stands in a column. */
typedef struct PackLinkSide {
  bool self;
  uint32_t role;     /* of the dataset: whose row it is, else by its columns; PACK_NONE */
  uint32_t id, name; /* columns; PACK_NONE. id: an ID number, or a text with a registry key */
  Str split;         /* as of a role */
} PackLinkSide;

typedef struct PackLinkDef { /* an entry of links.yaml */
  Str id, title;
  const PackDataset *dataset; /* whose rows connect, or */
  const PackTable *table;
  PackLinkSide from, to;
  bool households;               /* between: household */
  uint32_t spell_from, spell_to; /* columns; PACK_NONE: whenever */
  CelUnit *unit;                 /* of closed_if: its variables are codes and the row */
  uint32_t closed;               /* output; PACK_NONE: never closed */
} PackLinkDef;

typedef struct PackLinkPart { /* where a link comes from */
  uint32_t def;
  bool forward, backward; /* both: symmetric */
} PackLinkPart;

typedef struct PackLink { /* what a rule can name: x.link.L */
  Str id, title;
  bool households;
  const PackLinkPart *parts;
  size_t part_count;
} PackLink;

/* ---- rules ---- */

typedef enum PackSubject {
  PACK_PERSON,
  PACK_HOUSE,
  PACK_VILLAGE_SUBJECT,
  PACK_TOWNSHIP_SUBJECT,
  PACK_CASE_SUBJECT
} PackSubject;
enum { PACK_SUBJECTS = 5 };

typedef struct PackEvidence {
  Str key;         /* empty: a single expression */
  uint32_t output; /* of the unit */
} PackEvidence;

/* A date at which a rule is evaluated besides the evaluation date. */
typedef struct PackAsOf {
  Str name;
  uint32_t output; /* of the unit: a date */
} PackAsOf;

typedef struct PackRule {
  Str id, title, clause, kind, series, owner, say;
  Str say_en;    /* empty where the pack has none */
  uint32_t tier; /* 0: none named */
  PackPopulation population;
  PackSubject subject;
  bool confirm_at_most;
  Day valid_from, valid_to; /* half-open; DAY_MIN, DAY_MAX where open */
  CelUnit *unit;
  uint32_t when;         /* output */
  const PackAsOf *as_of; /* ascending by name; none: evaluated once, on the evaluation date */
  size_t as_of_count;
  const PackEvidence *evidence;
  size_t evidence_count;
  const uint32_t *rows; /* outputs: lists of rows */
  size_t row_count;
  Str when_text; /* as written */
  Place place;
} PackRule;

typedef struct PackExample {
  Str name;
  Day on;
  const PackAsOf *as_of; /* of a rule with as_of: which one `gives` is for; else NULL */
  const YamlNode *given;
  Str gives;                /* yes confirm no undecidable error */
  const YamlNode *evidence; /* NULL: not compared */
  const YamlNode *missing;  /* NULL: not compared */
  Str file;                 /* its path, for places */
  Place place;
} PackExample;

typedef struct PackExport {
  Str id, file;
  PackSubject of;
  CelUnit *unit;
  uint32_t where;
  const PackEvidence *columns;
  size_t column_count;
  const uint32_t *order; /* indices of columns */
  size_t order_count;
} PackExport;

/* ---- groups: what stands under one key in the whole county (packs-and-rules.md 4.2) ---- */

typedef enum PackGroupOf { PACK_GROUP_PERSONS, PACK_GROUP_HOUSEHOLDS, PACK_GROUP_ROWS } PackGroupOf;

enum {
  PACK_LET_BITS = 12,
  PACK_GROUPS_MAX = 1000,
  PACK_GROUP_WALK = 64 /* items of one key that a rule may walk */
};

typedef struct PackGroup {
  Str id, title;
  PackGroupOf of;
  const PackDataset *dataset; /* of ROWS */
  /* Variables of the unit of the key: those of the subject; of a row on, param, codes, delivery
   * and the row. Those of the unit of the lets: on, param, codes, delivery and the items. */
  CelUnit *key_unit, *let_unit;
  uint32_t key, where; /* outputs of key_unit; where: PACK_NONE */
  const CelType *key_type;
  const CelField *key_field, *items_field;
  /* The lets that rules can name: single values. Lists and maps are seen by other lets only. */
  const PackEvidence *lets;
  size_t let_count;
  CelSchema *schema; /* of x.group.G */
  uint32_t index;    /* in pack->groups */
} PackGroup;

/* ---- defs: derived fields (packs-and-rules.md 4.2) ---- */

typedef enum PackDefOf {
  PACK_DEF_PERSON,
  PACK_DEF_HOUSEHOLD,
  PACK_DEF_VILLAGE,
  PACK_DEF_ROW,  /* of a dataset */
  PACK_DEF_GROUP /* of x.group.G */
} PackDefOf;

enum {
  PACK_DEFS_MAX = 1000,
  PACK_DEF_DEPTH = 32 /* a def that reads a def that reads a def … */
};

typedef struct PackDef {
  Str id, title, clause;
  PackDefOf of;
  const PackDataset *dataset; /* of ROW */
  const PackGroup *group;     /* of GROUP */
  /* Variables of the unit: those of the subject; of a row or a group on, param, codes, delivery
   * and `r` or `group`. */
  CelUnit *unit;
  uint32_t output;
  const CelType *type;
  uint32_t depth; /* 1: reads no def */
  uint32_t index; /* in pack->defs */
  Place place;
} PackDef;

/* ---- divisions ---- */

typedef struct PackArea {
  Str code; /* 12 digits */
  Str name;
  Str kind; /* 县 镇 乡 村 社区 */
} PackArea;

/* The village or township that a name or code means, within the pack's county; [township]
 * narrows it. NULL if there is none or more than one. */
const PackArea *pack_area_find(const struct Pack *pack, Str text, Str township);
const PackArea *pack_area_by_code(const struct Pack *pack, Str code);

/* ---- layers ---- */

enum { PACK_LAYERS_MAX = 8 };

typedef struct PackLayer {
  Str id, title, dir;
} PackLayer;

/* ---- the whole ---- */

/* ORDER PACK VAR: variables of an environment; a subject has the first ones. A case stands in the
 * place of the person. */
enum {
  PACK_VAR_ON,
  PACK_VAR_PARAM,
  PACK_VAR_CODES,
  PACK_VAR_DELIVERY,
  PACK_VAR_TOWNSHIP,
  PACK_VAR_VILLAGE,
  PACK_VAR_HOUSEHOLD,
  PACK_VAR_PERSON,
  PACK_VAR_MAX,
  PACK_VAR_CASE = PACK_VAR_PERSON
};

typedef struct Pack {
  Str dir;
  Str id, title; /* of the uppermost layer */
  Str county;    /* of the uppermost layer that names one; empty: none, not for a run */
  Str hash; /* "sha256-1m:…" of the canonical form; independent of comments, layout, key order */
  const PackLayer *layers; /* from the lowest to the uppermost, which is the directory loaded */
  size_t layer_count;
  const PackParam *params;
  size_t param_count;
  const CelCodes *codes;
  const Str *code_titles;
  size_t codes_count;
  PackRegistry registry;
  const PackDataset *datasets; /* ascending by id */
  size_t dataset_count;
  const PackRule *rules; /* ascending by id */
  size_t rule_count;
  const PackExport *exports;
  size_t export_count;
  const PackLinkDef *link_defs;
  size_t link_def_count;
  const PackLink *links; /* ascending by id */
  size_t link_count;
  const PackGroup *groups; /* ascending by id */
  size_t group_count;
  const PackDef *defs; /* ascending by id */
  size_t def_count;
  const PackArea *areas; /* ascending by code */
  size_t area_count;
  const CelOutline *outlines; /* ascending by code */
  size_t outline_count;
  const CelForm *forms;
  size_t form_count;
  const CelCalendar *calendar; /* NULL: none */
  /* Environments of the subjects, by PackSubject; records of the namespaces. */
  CelEnv envs[PACK_SUBJECTS];
  CelRecord param_record, codes_record, delivery_record;
  const CelSchema *person, *household, *village, *township, *case_, *hamlet;
  /* Every level name of the datasets, ascending, each once. */
  const Str *level_names;
  size_t level_name_count;
  struct PackInside *inside; /* private */
} Pack;

/* All that rules of the pack can name, as Markdown. */
void pack_describe(const Pack *pack, int english, Buf *out);

/* Reads and checks a pack. Examples are not read. */
MUST_USE Err pack_load(Str dir, Pack **ret_pack, Diag *diag);
void pack_free(Pack *pack);
/* The directory of a pack named in an option: as it is, or under the packs/ beside the program or
 * the working directory. */
MUST_USE Err pack_find(Str name, Arena *arena, Str *ret_dir, Diag *diag);

const PackDataset *pack_dataset(const Pack *pack, Str id); /* NULL: none */
const PackRule *pack_rule(const Pack *pack, Str id);
/* The registry table that a file of this name belongs to; NULL: none. The first that fits. */
const PackTable *pack_table_of(const Pack *pack, Str file);
/* A lower layer has this rule, and an upper one takes it away. */
bool pack_rule_is_off(const Pack *pack, Str id);
/* The group of a field of x.group.G. */
static inline const PackGroup *pack_group_of(const Pack *pack, const CelField *field) {
  uint32_t index = pack_field_index(field);
  return &pack->groups[pack_field_kind(field) == PACK_GROUP_LET ? index >> PACK_LET_BITS : index];
}

/* Its place among the group's lets. */
static inline uint32_t pack_group_let(const CelField *field) {
  return pack_field_index(field) & ((1u << PACK_LET_BITS) - 1);
}

/* The def of a field of kind PACK_DEF. */
static inline const PackDef *pack_def_of(const Pack *pack, const CelField *field) {
  return &pack->defs[pack_field_index(field)];
}

/* The number of values that a subject's environment has. */
static inline size_t pack_var_count(PackSubject subject) {
  switch (subject) {
  case PACK_PERSON:
  case PACK_CASE_SUBJECT:
    return PACK_VAR_MAX;
  case PACK_HOUSE:
    return PACK_VAR_HOUSEHOLD + 1;
  case PACK_VILLAGE_SUBJECT:
    return PACK_VAR_VILLAGE + 1;
  case PACK_TOWNSHIP_SUBJECT:
    return PACK_VAR_TOWNSHIP + 1;
  }
  return 0;
}

/* Examples of a rule: examples/RULE.yaml of every layer; one of the same name in an upper layer
 * takes the place of the one below. None is an empty list. Reports mistakes in them. */
MUST_USE Err pack_examples(const Pack *pack,
                           const PackRule *rule,
                           Arena *arena,
                           const PackExample **ret_examples,
                           size_t *ret_count,
                           Diag *diag);

/* An entry as it stands in a file of a layer. */
typedef struct PackShown {
  const PackLayer *layer;
  Str id, file;
  uint32_t line;
  Str text;                      /* lines as written, each with its end */
  Str because;                   /* why it replaces or takes away [below] */
  bool off;                      /* it takes [below] away */
  const struct PackShown *below; /* what it replaced; NULL: nothing */
} PackShown;

/* The entries of a name (parameter, code list, field, dataset, rule, …), those taken away too. */
MUST_USE Err pack_show(const Pack *pack,
                       Str id,
                       Arena *arena,
                       const PackShown **ret_shown,
                       size_t *ret_count,
                       Diag *diag);
/* What the plan leaves open, or the county must confirm. */
typedef struct PackOpen {
  Str kind; /* ARG2: 参数, the parameter */
  Str id, title;
  Str question; /* open: what is asked; empty: the plan says it */
  Str confirm;  /* confirm: who must; empty: nobody */
  Str clause, source;
  const PackParam *param; /* NULL: the entry is none */
  const PackLayer *layer;
  Str file;
  uint32_t line;
} PackOpen;

/* All such entries, in the order of the layers' files. */
void pack_open_list(const Pack *pack, Arena *arena, const PackOpen **ret_list, size_t *ret_count);

/* ---- two packs side by side ---- */

typedef enum PackChangeKind { PACK_ADDED, PACK_REMOVED, PACK_CHANGED } PackChangeKind;

typedef struct PackStep { /* of a path into an entry */
  Str text;
  bool name; /* a name that the pack gives (a column, a let), no key of a spec */
} PackStep;

typedef struct PackDetail { /* where two entries of an id differ */
  const PackStep *steps;
  size_t step_count;
  const YamlNode *before, *after; /* NULL: not there */
  bool order;                     /* the same items in another order */
} PackDetail;

typedef struct PackOrigin {
  const YamlNode *node;   /* NULL: the pack has no such entry */
  const PackLayer *layer; /* of the entry, or of the one that takes it away; NULL: none has it */
  Str file;
  uint32_t line;
  Str because; /* why it replaces or takes away what stands below */
  bool off;    /* taken away */
} PackOrigin;

typedef struct PackDifference {
  PackChangeKind change;
  Str kind; /* ARG2: 规则, the rule */
  Str id;
  PackOrigin sides[2];
  const PackDetail *details; /* of a changed one */
  size_t detail_count;
  const PackParam *params[2]; /* of a parameter; NULL: not there */
  const PackRule *rules[2];   /* of a rule */
} PackDifference;

/*
 * What the entries that count in [after] are otherwise than in [before]: by kind in the order of
 * loading, then by id. Layers, order of entries and layout make no difference; id, title, extends
 * of the packs themselves are not compared, examples neither.
 */
void pack_difference(const Pack *before,
                     const Pack *after,
                     Arena *arena,
                     const PackDifference **ret_list,
                     size_t *ret_count);

/* ---- layout ---- */

typedef struct PackFormatted {
  Str path;
  Str before, after;
} PackFormatted;

/*
 * The files of the layer [dir], those of its examples too, in canonical layout (format.c). Only a
 * pack without a mistake is formatted, and only if what was written means the same.
 */
MUST_USE Err
pack_format(Str dir, Arena *arena, const PackFormatted **ret_files, size_t *ret_count, Diag *diag);

/* ---- what holds on a day: the same for every host (dated.c) ---- */

typedef struct PackTruth {
  Tri is;
  const CelCauses *causes; /* of TRI_UNKNOWN */
} PackTruth;

/* The cells of a table's rows. */
typedef struct PackCells {
  void (*get)(const void *ctx, Arena *arena, uint32_t row, uint32_t column, CelValue *ret);
  const void *ctx;
} PackCells;

/* An episode: begun by the day and not over on it. [on]: the day of the registry's words. */
PackTruth pack_episode_holds(
    const Pack *pack, const PackCells *cells, Arena *arena, uint32_t row, Day day, Day on);
/* A case with these steps: one has begun by the day, none that closes it is done by then. */
PackTruth pack_case_is_open(const Pack *pack,
                            const PackCells *cells,
                            Arena *arena,
                            const uint32_t *rows,
                            uint32_t count,
                            Day day);
/* A step whose kind is in a group of the list of kinds. */
PackTruth pack_step_is_in(
    const Pack *pack, const PackCells *cells, Arena *arena, uint32_t row, uint32_t group);
/* A member belonged to his household on a day before [on]: born and joined by then. */
PackTruth pack_joined_by(
    const Pack *pack, const PackCells *cells, Arena *arena, uint32_t row, Day day, Day on);
/* Known not to be born yet. */
bool pack_born_after(const Pack *pack, const PackCells *cells, Arena *arena, uint32_t row, Day day);
/* A former member still belonged to it. */
PackTruth
pack_not_left_by(const Pack *pack, const PackCells *cells, Arena *arena, uint32_t row, Day day);

/* The only one of several that is true. */
typedef struct PackOnly {
  uint32_t yes, open;
  uint32_t at; /* the first true one */
  const CelCauses *causes;
} PackOnly;
void pack_only_add(PackOnly *only, Arena *arena, uint32_t at, PackTruth truth);

/* ---- given: a host over the data of an example (packs-and-rules.md 4, 6) ---- */

typedef enum PackRows { PACK_ROWS_AS_IS, PACK_ROWS_CERTAIN, PACK_ROWS_OUT } PackRows;

typedef struct PackGiven PackGiven;

/* No evaluation date: `on`, and what depends on it, is unknown. */
#define PACK_NO_DAY ((Day){INT32_MIN})

/* [given]: the map of an example; texts are read by the types of fields; all mistakes (unknown
 * fields, wrong types) are reported. What it does not mention is unknown. Lives in [arena]. */
MUST_USE Err pack_given_new(const Pack *pack,
                            PackSubject subject,
                            const YamlNode *given,
                            Str file,
                            Day on,
                            Arena *arena,
                            PackGiven **ret_given,
                            Diag *diag);
/* Without a pack: every key is a variable whose type is that of its value; `on:` gives on. */
MUST_USE Err
pack_given_plain(const YamlNode *given, Str file, Arena *arena, PackGiven **ret_given, Diag *diag);
const CelEnv *pack_given_env(const PackGiven *given);
const CelHost *pack_given_host(void);
const CelValue *pack_given_vars(const PackGiven *given); /* for cel_state_begin, ctx = given */
/* Probable and ambiguous rows as possible, as certain, or left out. */
void pack_given_rows(PackGiven *given, PackRows rows);
/* Parameters are those of this day, where the example does not give them. */
void pack_given_day(PackGiven *given, Day day);
/* Defs that are not given are evaluated by the reference executor, too. */
void pack_given_reference(PackGiven *given, bool reference);

#endif
