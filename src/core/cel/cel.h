/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cel: the rule language. Lex, parse, check, compile; two executors over records that a host
 * gives by callbacks.
 *
 * In:        expressions (packs-and-rules.md 4.2), the variables and their types.
 * Out:       a value, an unknown with its causes and bounds, or an error: for the same data always
 *            the same, and never dependent on what is unknown (the law of 4.3).
 * Lifetime:  types, schemas, environments and units live in the arena they were made in and are
 *            constant once made: many threads may share them. A CelState belongs to one thread;
 *            values that it returns live until its next cel_state_begin.
 * Purity:    freestanding: no clock, file, locale, thread; memory only from arenas given.
 * Spec:      github.com/google/cel-spec (langdef), with the pack profile's additions.
 */
#ifndef CEL_CEL_H
#define CEL_CEL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/day.h"
#include "base/decimal.h"
#include "base/map.h"

/* ---- types ---- */

/* ORDER KIND: cel_types.c names them in this order. */
typedef enum CelKind {
  CEL_ANY, /* of an unknown without a type, and of the elements of []: fits every type */
  CEL_BOOL,
  CEL_INT,
  CEL_DECIMAL,
  CEL_DATE,
  CEL_MONTH,
  CEL_STRING,
  CEL_NAME,
  CEL_CODE,
  CEL_IDNUMBER,
  CEL_PHONE,
  CEL_BANKCARD,
  CEL_USCC,
  CEL_PLATE,
  CEL_DIVISION,
  CEL_POINT,
  CEL_FILE,
  CEL_SIGNATURE,
  CEL_LIST,
  CEL_MAP,
  CEL_RECORD,
  CEL_CODELIST, /* codes.L */
  /* only in the standard profile */
  CEL_UINT,
  CEL_DOUBLE,
  CEL_BYTES,
  CEL_TIMESTAMP,
  CEL_DURATION,
  CEL_NULL,
  CEL_TYPE,
  CEL_DYN
} CelKind;

typedef struct CelType CelType;
typedef struct CelSchema CelSchema;
typedef struct CelField CelField;
typedef struct CelCodes CelCodes;

struct CelType {
  CelKind kind;
  const CelType *elem;     /* LIST: of the elements; MAP: of the values */
  const CelType *key;      /* MAP */
  const CelSchema *schema; /* RECORD */
  const CelCodes *codes;   /* CODE, CODELIST */
};

/* The type of a kind that needs no parts (BOOL, INT, STRING, …, not CODE, LIST, MAP, RECORD). */
const CelType *cel_type(CelKind kind);
const CelType *cel_type_list(Arena *arena, const CelType *elem);
const CelType *cel_type_map(Arena *arena, const CelType *key, const CelType *value);
const CelType *cel_type_record(Arena *arena, const CelSchema *schema);
const CelType *cel_type_code(Arena *arena, const CelCodes *codes);
const CelType *cel_type_codelist(Arena *arena, const CelCodes *codes);
/* "int", "list(int)", "map(string, decimal)", "code(relation)", "record(person)". */
Str cel_type_text(const CelType *type, Arena *arena);
bool cel_type_is_text(CelKind kind); /* STRING..SIGNATURE: the payload is a Str */

/* A code list. A value of type CODE is the text of a code, never an alias. */
typedef struct CelCode {
  Str code;
  Str label; /* = code where the pack gives none */
  const Str *aliases;
  size_t alias_count;
} CelCode;

typedef struct CelCodeGroup {
  Str name;
  const uint32_t *members; /* indices into codes, ascending */
  size_t count;
} CelCodeGroup;

struct CelCodes {
  Str id;
  const CelCode *codes;
  size_t count;
  const CelCodeGroup *groups;
  size_t group_count;
  Map index; /* code, label, alias -> index */
};

/* Fills [codes]->index. A text that names two codes is left to the first; returns the second
 * meaning's text so that the caller can report it, or the empty slice. */
Str cel_codes_index(CelCodes *codes, Arena *arena);
/* By code, label or alias; NULL if the list does not have it. */
const CelCode *cel_codes_find(const CelCodes *codes, Str text);

typedef enum CelFieldFlags {
  CEL_FIELD_SAME = 1,     /* a namespace: the value is the same subject seen as type->schema */
  CEL_FIELD_NONNEG = 2,   /* never below 0 (min: 0): sums of it have a lower bound */
  CEL_FIELD_PARAM = 4,    /* may be asked for another date: .at(d) */
  CEL_FIELD_HIDDEN = 8,   /* cannot be named in an expression */
  CEL_FIELD_WRITTEN = 16, /* derived: may give a text that stands in its expression */
  CEL_FIELD_DATED = 32    /* asked of a day only: x.f(d) */
} CelFieldFlags;

struct CelField {
  Str name;
  const CelType *type;
  uint32_t id;    /* the host's number */
  uint32_t flags; /* CelFieldFlags */
  /* A dataset that its department filtered already: the same list, to be read where the
   * condition of filter, exists, count holds the filter (packs-and-rules.md 3). NULL: none. */
  const CelField *under_filter;
  Str label; /* for people */
  /* A derived field: the host evaluates this. NULL: the host has it. */
  const struct CelUnit *is;
  uint32_t is_output;
};

struct CelSchema {
  Str name; /* "person", "med_settle" */
  const CelField *fields;
  size_t count;
  Map index;
  /* filtered_by of a dataset: conjuncts over its columns; set by cel_schema_filter. */
  const struct CelFilter *filter;
  /* r.holds(d): from <= d and (to empty or d < to). NULL: the rows have no spell. */
  const CelField *spell_from, *spell_to;
};

void cel_schema_index(CelSchema *schema, Arena *arena);
const CelField *cel_schema_find(const CelSchema *schema, Str name); /* NULL: none */

/* ---- values ---- */

typedef struct CelRecord {
  const CelSchema *schema;
  uint32_t index; /* the host's */
  uint32_t aux;   /* the host's */
} CelRecord;

/* ORDER CAUSE: of packs-and-rules.md 4.3; causes are listed in this order. */
typedef enum CelCauseKind {
  CEL_NOT_DELIVERED, /* a = "D" or "D.c" */
  CEL_NOT_COVERED,   /* a = D, b = area */
  CEL_FILTERED,      /* a = D */
  CEL_EMPTY,         /* a = field */
  CEL_NOT_COLLECTED, /* a = field */
  CEL_UNREADABLE,    /* a = file, row, b = column */
  CEL_POSSIBLE,      /* a = file, row */
  CEL_IDENTITY,      /* a = person key */
  CEL_PARAM,         /* a = parameter, b = date */
  CEL_GROUP,         /* a = group */
  CEL_CALENDAR,      /* a = year */
  CEL_OUTLINE        /* a = area */
} CelCauseKind;

typedef struct CelCause {
  CelCauseKind kind;
  bool common; /* the same for everybody: counted once per rule and area */
  Str a;
  Str b;
  uint32_t row;
} CelCause;

/* A set: sorted by cel_cause_cmp, without repetition. NULL is the empty set. */
typedef struct CelCauses {
  uint32_t count;
  const CelCause *const *items;
} CelCauses;

int cel_cause_cmp(const CelCause *a, const CelCause *b);              /* kind, then a, row, b */
const CelCauses *cel_causes_one(Arena *arena, const CelCause *cause); /* keeps the pointer */
const CelCauses *cel_causes_union(Arena *arena, const CelCauses *a, const CelCauses *b);
/* "not_covered med_settle 530925101000", "unreadable f.csv:17:金额". */
void cel_cause_text(const CelCause *cause, Buf *out);
enum { CEL_CAUSES_SHOWN = 32 }; /* output is cut here, with a count */

typedef enum CelState3 { CEL_KNOWN, CEL_UNKNOWN, CEL_FAILED } CelState3;

/* Why a cell has no value; decides has(). */
typedef enum CelAbsence {
  CEL_ABSENT,   /* not collected, not delivered, hidden: has() is unknown */
  CEL_IS_EMPTY, /* known to hold nothing: has() is false */
  CEL_HAS_TEXT  /* there is something, but it cannot be read: has() is true */
} CelAbsence;

/* Bounds are inclusive, in the payload's int64 (int, decimal in ten-thousandths, day, month). */
typedef struct CelUnknown {
  const CelCauses *causes;
  CelAbsence absence;
  bool has_min, has_max;
  int64_t min, max;
} CelUnknown;

/* ORDER ERROR KIND: cel_error_name. */
typedef enum CelErrorKind {
  CEL_ERR_DIVISION, /* by zero */
  CEL_ERR_OVERFLOW,
  CEL_ERR_INDEX,    /* l[i] outside the list */
  CEL_ERR_KEY,      /* m[k] of a key that the map lacks */
  CEL_ERR_NOTHING,  /* min, max of nothing without a third argument */
  CEL_ERR_ARGUMENT, /* outside a function's domain */
  CEL_ERR_LIMIT     /* memory or steps */
} CelErrorKind;

typedef struct CelError {
  CelErrorKind kind;
  uint32_t line; /* in the pack file, or in the expression */
  uint32_t column;
} CelError;

const char *cel_error_name(CelErrorKind kind);              /* "division" */
const char *cel_error_text(CelErrorKind kind, int english); /* for people */

typedef struct CelList CelList;
typedef struct CelMap CelMap;

typedef struct CelValue {
  CelState3 state;
  union {
    int64_t i;           /* BOOL, INT, DECIMAL (ten-thousandths), DATE, MONTH */
    Str s;               /* text kinds */
    const CelList *list; /* LIST */
    const CelMap *map;   /* MAP */
    CelRecord record;    /* RECORD, CODELIST (schema NULL) */
    CelUnknown *unknown; /* state CEL_UNKNOWN */
    CelError error;      /* state CEL_FAILED */
  };
} CelValue;

typedef enum CelStanding { CEL_CERTAIN, CEL_POSSIBLY } CelStanding;

/*
 * A list has certain rows, possible rows, and a mark whether there may be more (4.3).
 * Either explicit items or a range of records: item i of a range is
 * {first.schema, first.index + i, first.aux}.
 */
struct CelList {
  uint32_t count;
  const CelValue *items; /* NULL: a range from [first] */
  CelRecord first;
  const uint8_t *standing;     /* CelStanding of each item; NULL: all certain */
  const CelCauses *const *why; /* of possible items: their causes; NULL with standing */
  const CelCauses *more;       /* NULL: complete; else why there may be more */
};

/* Ascending by key; values may be unknown. */
typedef struct CelMapEntry {
  CelValue key;
  CelValue value;
} CelMapEntry;
struct CelMap {
  uint32_t count;
  const CelMapEntry *entries;
};

static inline CelValue cel_int(int64_t i) {
  return (CelValue){.state = CEL_KNOWN, .i = i};
}
static inline CelValue cel_str(Str s) {
  return (CelValue){.state = CEL_KNOWN, .s = s};
}
CelValue cel_unknown(Arena *arena, const CelCauses *causes, CelAbsence absence);
CelValue cel_unknown_bounded(Arena *arena, const CelCauses *causes, int64_t min, int64_t max);
CelValue cel_list_item(const CelList *list, uint32_t index);

/* Copies values to an arena in which they outlive their evaluation, whole: texts, lists, causes.
 * Causes like those copied last are shared: mostly the next are the same. */
typedef struct CelKeeper {
  Arena *arena;
  const CelCauses *last;
} CelKeeper;
CelValue cel_keep(CelKeeper *keeper, const CelType *type, const CelValue *value);

/* ---- the host: what gives records their fields ---- */

/*
 * Callbacks must set *ret whole. Results live in [arena] or longer. A host evaluates rules with
 * probable rows as possible, as certain or left out by giving the lists so.
 */
typedef struct CelHost {
  void (*get)(void *ctx, Arena *arena, CelRecord record, const CelField *field, CelValue *ret);
  /* The text as it came (state KNOWN), or unknown as get. */
  void (*raw)(void *ctx, Arena *arena, CelRecord record, const CelField *field, CelValue *ret);
  /* A parameter on another day; a field that is asked of a day. */
  void (*at)(
      void *ctx, Arena *arena, CelRecord record, const CelField *field, Day day, CelValue *ret);
  /* The place of a cell as a cause `unreadable …`. */
  const CelCause *(*cell)(void *ctx,
                          Arena *arena,
                          CelRecord record,
                          const CelField *field); /* NULL: no place */
} CelHost;

/* Working days: calendar.yaml. Sorted. Outside [first, last] unknown. */
typedef struct CelCalendar {
  Day first, last;
  const Day *holidays; /* free days, whatever the weekday */
  size_t holiday_count;
  const Day *workdays; /* Saturdays and Sundays that are worked */
  size_t workday_count;
} CelCalendar;

/*
 * The outline of an area, in millionths of a degree. A place is inside if a line from it to the
 * east meets the rings an odd number of times, so holes and exclaves are rings like others; what
 * lies on a ring is inside. All of it in whole numbers.
 */
typedef struct CelPoint {
  int32_t lon, lat;
} CelPoint;

typedef struct CelRing {
  const CelPoint *points; /* at least 3; the last is joined to the first */
  size_t count;
} CelRing;

typedef struct CelOutline {
  Str code; /* of the area */
  const CelRing *rings;
  size_t count;
} CelOutline;

bool cel_outline_holds(const CelOutline *outline, CelPoint point);

/* Fields that are compared together: same_values(a, b, 'ID'). */
typedef struct CelForm {
  Str id;
  const CelSchema *schema; /* of a and of b */
  const CelField *const *fields;
  size_t count;
} CelForm;

/* ---- compiling ---- */

typedef enum CelProfile { CEL_PACK, CEL_STANDARD } CelProfile;

typedef struct CelVar {
  Str name;
  const CelType *type;
} CelVar;

typedef struct CelEnv {
  CelProfile profile;
  const CelVar *vars; /* in the order of the values given to cel_state_begin */
  size_t var_count;
  const CelCalendar *calendar; /* NULL: workdays_between is unknown */
  const CelOutline *outlines;  /* ascending by code; of other areas inside() is unknown */
  size_t outline_count;
  const CelForm *forms;
  size_t form_count;
} CelEnv;

/* Where an expression stands. line and column are of its first character, indent the column at
 * which its further lines begin. [file_text] gives the source line for the caret. All slices must
 * outlive the unit. */
typedef struct CelSource {
  Str text;
  Str file;
  Str file_text;
  uint32_t line, column, indent;
} CelSource;

enum {
  CEL_TEXT_MAX = 64 * 1024, /* bytes of one expression */
  CEL_DEPTH_MAX = 64,       /* nesting of parentheses, calls, macros */
  CEL_NODES_MAX = 8000      /* of the expressions of one unit together */
};

/* The expressions of one rule: lets, which see those above, and named outputs. */
typedef struct CelUnit CelUnit;

CelUnit *cel_unit_new(const CelEnv *env, Arena *arena);
/* All mistakes of an expression that can be told apart are added to [diag]. */
MUST_USE Err cel_unit_let(CelUnit *unit, Str name, CelSource source, Diag *diag);
/* [want]: the type it must have (int fits decimal), NULL: any. */
MUST_USE Err cel_unit_output(CelUnit *unit,
                             Str name,
                             CelSource source,
                             const CelType *want,
                             uint32_t *ret_output,
                             Diag *diag);
const CelType *cel_unit_type(const CelUnit *unit, uint32_t output);
/* Makes [field] a derived one: its type, and what else follows from the output's form. */
void cel_field_derive(CelField *field, CelUnit *unit, uint32_t output);
/* The field that an output gives as it is, of a variable of the environment; NULL: none. */
const CelField *cel_unit_output_field(const CelUnit *unit, uint32_t output);
/* Parses and checks filtered_by; its variables are those of [env] and the columns themselves. */
MUST_USE Err
cel_schema_filter(CelSchema *schema, const CelEnv *env, CelSource source, Arena *arena, Diag *diag);
/* The filter as an output of a unit whose last variable is the row; NULL: no filter. */
const CelUnit *cel_schema_filter_unit(const CelSchema *schema, uint32_t *ret_output);
/* How a filter hangs on a parameter: rows above it, below it, or in another way. With a higher
 * (lower) value than the department had, what is above (below) is complete all the same. */
typedef enum CelFilterBy {
  CEL_FILTER_APART, /* not at all */
  CEL_FILTER_ABOVE,
  CEL_FILTER_BELOW,
  CEL_FILTER_OTHER
} CelFilterBy;
CelFilterBy cel_schema_filter_by(const CelSchema *schema, const CelField *param);

/* What a unit reads, each once, in order of first use: to decode only these columns. */
typedef struct CelUse {
  const CelSchema *schema;
  const CelField *field;
  bool raw; /* by raw() or as_…: the text is needed */
} CelUse;
const CelUse *cel_unit_uses(const CelUnit *unit, size_t *ret_count);
/* The same of one output and the lets that it reads. */
const CelUse *
cel_unit_output_uses(const CelUnit *unit, uint32_t output, Arena *arena, size_t *ret_count);

/* ---- running ---- */

typedef struct CelState CelState;

/* [limit]: bytes of values of one subject; beyond it the result is CEL_ERR_LIMIT. */
CelState *cel_state_new(size_t limit);
void cel_state_free(CelState *state);
/* For a host that evaluates an expression to answer another: registers of [arena], not to be freed;
 * cel_state_begin_in leaves the values in [values], which is not reset. */
CelState *cel_state_inside(Arena *arena);
void cel_state_begin_in(CelState *state,
                        Arena *values,
                        size_t limit,
                        const CelUnit *unit,
                        const CelHost *host,
                        void *ctx,
                        const CelValue *vars);
Arena *cel_state_arena(CelState *state);
/* A new subject: forgets all values. [vars] are copied. */
void cel_state_begin(
    CelState *state, const CelUnit *unit, const CelHost *host, void *ctx, const CelValue *vars);
/* Another value of a variable for the same subject: values made so far live on, lets are evaluated
 * again. */
void cel_state_set(CelState *state, uint32_t var, CelValue value);
/* The scalar executor. A let is evaluated at most once between two begins. */
void cel_run(CelState *state, uint32_t output, CelValue *ret);
/* The reference: a tree walker for clarity, with its own lets. The same results. */
void cel_reference(CelState *state, uint32_t output, CelValue *ret);

/* ---- showing ---- */

/* Structural equality of results, unknowns with causes and bounds, errors by kind: for tests. */
bool cel_value_same(const CelType *type, const CelValue *a, const CelValue *b);
/* The plain value as people write it: 12.5, 2021-10-30, 是/否 as true/false, texts as they are,
 * lists as [a, b], maps as {k: v}; an unknown as what is known of it: "≥1", "1~3", "?". For
 * evidence and `say`. */
void cel_value_text(const CelType *type, const CelValue *value, Buf *out);
/* The answer of `eval`: {"type":"int","value":3}, {"unknown":[…],"type":…,"min":…,"max":…}. Errors
 * are {"error":{"kind":…,"message":…,"line":…,"column":…}}. */
void cel_value_json(const CelType *type, const CelValue *value, int english, Buf *out);
/* Only the value part, for evidence in NDJSON. */
void cel_value_json_plain(const CelType *type, const CelValue *value, Buf *out);
/* An expression in words of Chinese or English. */
void cel_unit_words(const CelUnit *unit, uint32_t output, int english, Buf *out);
/* The reference of the language, made from its definitions: operators, functions, macros, types,
 * causes of unknowns, errors; Markdown. */
void cel_describe(int english, Buf *out);
/* The lets of a unit, and what each means in words, without what its own names mean. */
size_t cel_unit_let_count(const CelUnit *unit);
Str cel_unit_let_name(const CelUnit *unit, size_t let);
void cel_unit_let_words(const CelUnit *unit, size_t let, int english, Buf *out);

/* ---- batches ---- */

/*
 * A condition over many subjects at once, in columns: true, false or open. What the columns say
 * known is what the scalar executor says; whatever is not plain (an unknown, an error, a possible
 * row, a list that may hold more) is open, and the scalar executor is asked for those few. So there
 * are no causes, bounds and standings in batches (packs-and-rules.md 4.5). Everything made lives in
 * the arena given.
 */
enum { CEL_BATCH_LANES = 1024, CEL_NO_INDEX = -1 };

/* ORDER LANE: open must be 0. */
typedef enum CelLane {
  CEL_LANE_OPEN,
  CEL_LANE_VALUE,
  CEL_LANE_EMPTY, /* known to hold nothing: has() is false */
  CEL_LANE_TEXT   /* there is something that cannot be read: has() is true */
} CelLane;

typedef struct CelLanes { /* of [count] records; the arrays are the caller's */
  uint8_t *state;         /* CelLane */
  int64_t *i;             /* payload of BOOL, INT, DECIMAL, DATE, MONTH; NULL for text kinds */
  Str *s;                 /* of text kinds; else NULL */
} CelLanes;

/* Records are {of.schema, index[k], of.aux}; an index of UINT32_MAX is no record: open. */
typedef struct CelBatchRecords {
  CelRecord of;
  const uint32_t *index;
  uint32_t count;
} CelBatchRecords;

typedef enum CelBatchKind {
  CEL_BATCH_NONE,   /* not in columns */
  CEL_BATCH_COLUMN, /* a value of each record */
  CEL_BATCH_RECORD, /* another record of each */
  CEL_BATCH_ROWS    /* a range of records of each */
} CelBatchKind;

typedef struct CelBatchHost {
  CelBatchKind (*kind)(void *ctx, const CelField *field);
  void (*column)(void *ctx,
                 Arena *arena,
                 const CelBatchRecords *records,
                 const CelField *field,
                 CelLanes *ret);
  void (*record)(void *ctx,
                 Arena *arena,
                 const CelBatchRecords *records,
                 const CelField *field,
                 CelRecord *ret_of,
                 uint32_t *ret_index);
  /* [ret_whole][k]: all rows of the record are certain and there are no more. */
  void (*rows)(void *ctx,
               Arena *arena,
               const CelBatchRecords *records,
               const CelField *field,
               CelRecord *ret_of,
               uint32_t *ret_first,
               uint32_t *ret_count,
               uint8_t *ret_whole);
} CelBatchHost;

typedef struct CelBatch CelBatch;

/* [lanes]: bits of the variables of the environment that differ from subject to subject; the
 * others are the same for all. NULL: the condition has something that is not done in columns. */
CelBatch *cel_batch_new(const CelUnit *unit,
                        uint32_t output,
                        uint32_t lanes,
                        const CelBatchHost *host,
                        void *ctx,
                        Arena *arena);
/*
 * [state] has begun with the unit: its variables give what is the same for all. [vars]: by the
 * number of the variable, the records of those that differ.
 */
typedef enum CelBatchSays { CEL_BATCH_OPEN, CEL_BATCH_FALSE, CEL_BATCH_TRUE } CelBatchSays;
void cel_batch_run(const CelBatch *batch,
                   CelState *state,
                   void *ctx,
                   const CelBatchRecords *vars,
                   uint32_t count,
                   Arena *arena,
                   uint8_t *ret_says); /* [count], CelBatchSays */

#endif
