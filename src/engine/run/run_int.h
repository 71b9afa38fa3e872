/* SPDX-License-Identifier: Apache-2.0 */
/*
 * run_int: what the stages of a run share.
 *
 * Sources are the registry's tables, then the datasets: each has a Frame once its rows are in
 * place. CelRecord.aux of a row is its source, of a subject the source of its main table.
 *
 * Slots: household h has the slot household_slot(h) for rows that hang on the household itself,
 * then one for each member; person p has person_slot(p). Villages have slots of their own.
 *
 * Order of stages: open files → scan and build the registry → index → scan the deliveries →
 * place rows → evaluate → write. Each stage is parallel over items that do not touch each other.
 */
#ifndef RUN_RUN_INT_H
#define RUN_RUN_INT_H

#include "base/thread.h"
#include "base/tri.h"
#include "base/vec.h"
#include "finding/finding.h"
#include "join/join.h"
#include "run/run.h"

#define RUN_NONE UINT32_MAX

/* ---- sources ---- */

typedef struct RunSource {
  Str id; /* table or dataset */
  const PackColumn *columns;
  uint32_t column_count;
  const PackDataset *dataset; /* NULL: a registry table */
  const PackTable *table;
  bool of_village; /* rows hang on villages */
  bool read;       /* some rule or export reads it, or the registry needs it */
  bool present;    /* at least one usable file */
  bool *used;      /* per column: decoded */
  bool *raw;       /* per column: the text is kept */
  uint32_t *stage; /* per column: its place among the used, or RUN_NONE */
  uint32_t *raw_stage;
  uint32_t used_count, raw_count;
  size_t stride; /* bytes of a staged row */
  Frame frame;
  Arena *arena;              /* of the frame's arrays and the issues */
  FrameIssues issues;        /* found once the rows were in place */
  const CelCauses **empty;   /* per column: `empty F` */
  const CelCauses **absent;  /* per column: `not_collected F` or `not_delivered D.c`: for all */
  const CelCauses **lacking; /* per column: `not_collected F` of one that has no row */
} RunSource;

/* ---- files and parts ---- */

typedef struct RunPart RunPart;

typedef struct RunFileState {
  Str name;
  Bytes bytes;
  uint32_t source;
  const ReaderDelivery *delivery; /* NULL: registry */
  bool usable;
  ReaderTable table;
  uint64_t usable_levels;
  uint32_t first_other_level; /* the first usable level that asks for more than ID and name */
  uint32_t first_part, part_count;
  uint32_t rows, skipped, rejected; /* of the whole file, header and titles included */
  uint64_t *matched;                /* per level of the dataset */
  uint64_t ambiguous, unmatched, out_of_population, bad_ids;
  FrameIssues issues; /* of opening */
  uint8_t *hashes;    /* of its blocks */
  size_t hash_blocks;
  Arena *arena; /* of opening */
} RunFileState;

/* A staged row: this, then the used cells, the kept texts, the states. */
typedef struct RunRow {
  uint32_t row;
  uint32_t slot; /* RUN_NONE: rejected afterwards */
  uint16_t file;
  uint8_t level, standing;
  uint32_t role; /* of the dataset's roles */
} RunRow;

/* Where a delivered row hangs: on one slot, on that of each who may be meant, of each role. */
typedef struct RunSlot {
  uint32_t slot;
  uint8_t level, standing, role;
} RunSlot;
typedef VEC(RunSlot) RunSlots;

struct RunPart {
  uint32_t file;
  size_t from, to, end; /* end: behind the last record that began before [to] */
  uint32_t row_base;    /* number of the row before the part's first */
  ReaderCounts counts;
  Buf stage; /* RunRow after RunRow */
  FrameIssues issues;
  uint64_t *matched; /* per level */
  uint64_t ambiguous, unmatched, out_of_population, bad_ids, no_key;
};

/* ---- defs ---- */

typedef struct RunDefEntry {
  uint64_t what; /* def and way of showing rows, + 1; 0: free */
  uint32_t subject;
  int32_t day;
  CelValue value;
} RunDefEntry;

typedef struct RunDefTable {
  RunDefEntry *entries;
  size_t cap, count;
} RunDefTable;

typedef struct RunDefs { /* of a worker */
  Arena *arena;          /* of the table and its values */
  RunDefTable table;
  CelKeeper keeper;
  CelState *states[PACK_DEF_DEPTH]; /* of defs within defs; made when needed */
  uint32_t depth;
  uint64_t *evaluated; /* per def */
} RunDefs;

typedef struct RunCells RunCells; /* the columns of the file that a worker is in: cells.c */

typedef struct RunWorker {
  Arena *scratch; /* reset for every row */
  Arena *keep;    /* issues, until the end */
  FrameChunk chunk;
  RunCells *cells;
  CelState *state;
  RunDefs defs;
} RunWorker;

/* ---- coverage ---- */

typedef struct RunCover { /* what one delivery covers */
  Day first, last;        /* both included */
  uint8_t *villages;      /* per village, the unknown one, and outside; NULL: an answer */
  uint8_t *asked;         /* per person, those outside too: on its list; NULL: a full one */
} RunCover;

typedef struct RunCoverage { /* of a dataset */
  bool delivered;
  VEC(RunCover) covers;
  const CelCauses *not_delivered;
  const CelCauses *not_covered_whole;     /* where nobody is covered on a day */
  const CelCauses **not_covered_township; /* per village, the unknown one, and outside */
  const CelCauses *filtered;              /* NULL: its department does not filter */
  const CelCauses *moved;  /* the same, where it filtered by a weaker value than the run's */
  uint32_t identity;       /* how many entries of [identities] */
  uint32_t identities[64]; /* key sets, one of which a person must have */
  const ReaderDelivery *latest;
  bool everywhere; /* every village is covered on the run's day */
} RunCoverage;

/* ---- links ---- */

enum { RUN_POPULATIONS = PACK_AUTHORISED + 1 };

/* A person whom the registry does not have, known as target of a link. Behind the persons of the
 * registry: person number run->persons + i, ascending by ID number. */
typedef struct RunOutside {
  uint64_t links;                   /* by which: bits of pack->links */
  uint64_t sure[RUN_POPULATIONS];   /* by which a household of it surely links to him */
  uint64_t maybe[RUN_POPULATIONS];  /* the same, by rows that may be somebody else's too */
  uint32_t village;                 /* of the registry's; run->villages + 1: none known */
  bool stands_out[RUN_POPULATIONS]; /* he may be one of the registry who is not of it */
  const CelCauses *namesake;        /* one of the registry who may be he; NULL: none */
  Str place;          /* "father file.csv:17": what stands for his key; once links are built */
  CelValue household; /* none; unknown where a person of the registry may be he */
} RunOutside;

typedef enum RunEdgeFlags {
  RUN_EDGE_DOUBT = 1,  /* several persons have the number */
  RUN_EDGE_NONE = 2,   /* no target: the row is there */
  RUN_EDGE_BROKEN = 4, /* the cell has something that is no number */
  RUN_EDGE_ABSENT = 8, /* the file lacks the column */
  RUN_EDGE_OPEN = 16   /* the target is not in the registry */
} RunEdgeFlags;

typedef struct RunEdges { /* of each subject */
  uint32_t *first;        /* and one behind */
  uint32_t *other, *row;
  uint8_t *flags;
} RunEdges;

typedef struct RunLinkDef {
  const PackLinkDef *def;
  uint64_t forward, backward; /* links that are read and go this way */
  uint32_t source;
  RunEdges to, back; /* from `from` to `to`, and back */
  uint8_t *closed;   /* per row of the source: closed_if is true */
} RunLinkDef;

typedef struct RunLinkRead { /* a row by which a target was reached */
  uint32_t target, source, row;
} RunLinkRead;
typedef VEC(RunLinkRead) RunLinkReads;

/* ---- groups ---- */

enum { RUN_VIEWS = 3 }; /* ways of showing possible rows: ORDER PackRows */

typedef struct RunGroup {
  const PackGroup *group;
  bool read, built;
  uint32_t subjects, keys, open_count;
  uint32_t *key_of;     /* per subject: its key; RUN_NONE: in no group; RUN_GROUP_OPEN + index */
  const CelValue *open; /* keys that are unknown, and errors */
  uint32_t *first;      /* per key, and one behind: into members */
  uint32_t *members;    /* subjects, ascending within a key */
  CelValue *key_values; /* per key: that of its first member */
  CelValue *lets[RUN_VIEWS];        /* per key its lets; one array where the views are the same */
  const CelCauses *more;            /* NULL: every list is complete */
  const CelCauses *cause, *outside; /* `group G`; `empty group G` */
  Arena **arenas;                   /* of the values above */
  size_t arena_count;
} RunGroup;

#define RUN_GROUP_OPEN 0x80000000u

/* ---- drivers ---- */

enum { RUN_DRIVERS_MAX = 8 };
typedef struct RunDriver {
  const CelField *field; /* a list of rows of the subject … */
  bool of_household;     /* … or of his household */
} RunDriver;
typedef struct RunDrivers { /* of a rule; none: everybody is looked at */
  RunDriver lists[RUN_DRIVERS_MAX];
  size_t count;
} RunDrivers;

/* ---- villages, townships, hamlets, cases, former members: subjects.c ---- */

typedef struct RunRanges { /* lists of records one behind another */
  uint32_t *first;         /* per owner, and one behind */
  CelValue *items;
} RunRanges;

typedef struct RunSubjects {
  bool wants_persons, wants_hamlets, wants_former; /* some rule or export reads them */
  uint32_t townships;
  uint32_t *township_of, *township_first; /* per village; per township, and one behind: villages */
  Str *township_codes;
  RunRanges households, persons; /* per village */
  const CelCauses *more;         /* a household of no known village may be of any; NULL: none */
  bool no_villages;              /* nobody's village is known: the same for everybody */
  uint32_t hamlets;
  uint32_t *hamlet_first; /* per village, and one behind */
  Str *hamlet_names;
  RunRanges hamlet_households;
  const CelCauses **hamlet_more; /* per village: households of no known hamlet */
  uint32_t *village_of_hamlet;
  uint32_t cases;
  uint32_t *case_first;     /* per household, and one behind: cases */
  uint32_t *case_household; /* per case */
  uint32_t *step_first;     /* per case, and one behind: into steps */
  uint32_t *steps;          /* rows */
  Str *case_ids;
  uint32_t *left_person, *left_household; /* per row of `left`; RUN_NONE: nobody of the registry */
  uint32_t *left_first, *left_rows;       /* per person, and one behind: rows of `left` */
} RunSubjects;

/* ---- findings ---- */

typedef struct RunLine { /* of a partition's text */
  Str household, person, village, rule, as_of, of_case;
  size_t at, len;
} RunLine;

typedef struct RunUndecided {
  const PackRule *rule;
  Str area;
  Str cause;
  uint64_t subjects;
  uint32_t last_subject; /* + 1: counted already */
} RunUndecided;

typedef struct RunTally { /* per village and series */
  uint64_t yes, confirm, undecidable, error, households;
  uint32_t last_household; /* + 1: counted already */
} RunTally;

typedef struct RunPartition {
  uint32_t first, last; /* households */
  Buf text;
  VEC(RunLine) lines;
  VEC(RunUndecided) undecided;
  RunTally *tallies;    /* (villages + 1 + townships) x series */
  RunRuleCount *counts; /* per rule */
  Arena *arena;
} RunPartition;

/* ---- the run ---- */

typedef struct RunState {
  const RunInput *input;
  const Pack *pack;
  Arena *arena;
  Diag *diag;
  size_t workers;
  RunWorker *worker;
  FrameHeap *heap;
  FrameText **code_texts; /* per code list, per code: its text; NULL: no column in use has it */

  RunSource *sources;
  uint32_t source_count, table_count;
  /* Per column of households: the column of persons that repeats it, or RUN_NONE; read where
   * there is no file of households. NULL: the pack has no table of households. */
  uint32_t *repeated;
  RunFileState *files;
  uint32_t file_count, registry_files;
  VEC(RunPart) parts;

  uint32_t persons, households, villages;
  uint32_t *household_of; /* per person */
  uint32_t *person_first; /* per household, and one behind */
  uint32_t *village_of;   /* per household; RUN_NONE: unknown */
  uint32_t *head_of;      /* per household; RUN_NONE: none or several */
  Str *person_keys, *household_keys, *village_codes;
  Map village_index;
  JoinPerson *people;
  uint32_t *person_keys_had; /* PackKey bits that the person has */
  uint8_t *monitored;        /* per household */
  uint8_t *authorised;       /* per person */
  JoinIndex *index;

  RunSubjects subjects;
  bool has_cases; /* the pack has rules about cases: findings name theirs */

  uint32_t outside; /* persons known only as targets of links */
  RunOutside *outsiders;
  JoinPerson *outside_people;
  JoinIndex *outside_index; /* of them alone: their ID numbers, and names */
  uint64_t *link_reads;     /* per dataset: the links through which it is read */
  RunLinkDef *link_defs;
  bool collecting; /* looking for them, before rows are kept */

  RunCoverage *coverage;  /* per dataset */
  RunGroup *groups;       /* per group of the pack */
  RunDrivers *drivers;    /* per rule of the pack */
  CelBatch **batches;     /* per rule; NULL: not in columns */
  CelValue *params;       /* per parameter, on the date */
  CelValue no_village;    /* of households whose village is unknown */
  bool *def_read;         /* per def: some rule, export or group in use reads it */
  CelValue **of_villages; /* per def of villages, per view, per village; NULL: not that one */
  FrameIssues issues;     /* of the registry as a whole */

  const Str *series; /* letters, ascending */
  size_t series_count;
  RunPartition *partitions;
  size_t partition_count;

  VEC(RunOutput) outputs;
  bool overflow; /* an output met its limit */
  RunResult result;
} RunState;

static inline uint32_t person_slot(const RunState *run, uint32_t person) {
  if (person >= run->persons) return person + run->households; /* outside: behind all */
  return person + run->household_of[person] + 1;
}
static inline uint32_t household_slot(const RunState *run, uint32_t household) {
  return run->person_first[household] + household;
}
static inline uint32_t slot_count(const RunState *run) {
  return run->persons + run->households + run->outside;
}

/* Staged rows. */
static inline const uint64_t *row_cells(const RunRow *row) {
  return (const uint64_t *)(row + 1);
}
static inline const uint8_t *row_states(const RunSource *source, const RunRow *row) {
  return (const uint8_t *)(row_cells(row) + source->used_count + source->raw_count);
}

/* sources.c */
void run_make_sources(RunState *run);

static inline void run_release(const RunState *run, Bytes part) {
  if (run->input->release) run->input->release(part);
}

/* files.c: opening, parts, scanning in parallel, hashing */
MUST_USE Err run_open_files(RunState *run);
MUST_USE Err run_scan(RunState *run, uint32_t first_file, uint32_t end_file, Str what);
MUST_USE Err run_hash_files(RunState *run);
/* The registry is built: the memory of its staged rows is for those of the deliveries. */
void run_pass_stages(RunState *run);
/* Before rows are kept again: what a scan found and counted. */
void run_forget_scan(RunState *run, uint32_t first_file, uint32_t end_file);

/* cells.c: the row's cells, once for everybody on whom it hangs */
void run_make_cells(RunState *run);
void run_stage(RunState *run,
               RunWorker *worker,
               RunPart *part,
               const CsvRecord *record,
               uint32_t row,
               const RunSlots *slots);

/* block.c: rows of a part that are matched together */
typedef struct RunHeld {
  uint32_t row;
  CsvRecord record; /* its cells are the block's */
  JoinKeys keys;    /* number and name; the texts live in the scratch until the block is done */
} RunHeld;
typedef struct RunBlock {
  RunHeld *rows;
  uint32_t count, room;
  CsvCell *cells;
  uint32_t each; /* cells of a row */
} RunBlock;
/* NULL: the rows of the file go one by one. */
RunBlock *run_block_new(const RunState *run, const RunFileState *file, Arena *arena);
/* Keeps a row, for which there must be room; true if the block is full now. */
bool run_block_hold(RunBlock *block, const ReaderRow *row);
/* Reads the rows' keys and sends for what they will be compared with. */
void run_block_fetch(const RunState *run,
                     const RunFileState *file,
                     RunBlock *block,
                     Arena *scratch);

/* deliveries.c: whose a delivered row is; none, if it is not kept. [keys]: as run_read_keys has
 * read them, or NULL. [ret_slots] in the worker's scratch. */
void run_match_row(RunState *run,
                   RunWorker *worker,
                   RunPart *part,
                   const CsvRecord *record,
                   uint32_t row,
                   JoinKeys *keys,
                   RunSlots *ret_slots);
/* Number and name of a row; no other key. */
void run_read_keys(const RunFileState *file,
                   const PackDataset *dataset,
                   const CsvRecord *record,
                   Arena *scratch,
                   JoinKeys *ret_keys);
/* The text of a column's cell; empty where there is none. */
Str run_cell_text(const RunFileState *file,
                  const CsvRecord *record,
                  uint32_t column,
                  Arena *scratch);
/* Who is meant by a row with these number and name; the other keys are the row's own. */
void run_find_person(const RunState *run,
                     const RunFileState *file,
                     const PackDataset *dataset,
                     const CsvRecord *record,
                     Str id,
                     Str name,
                     Arena *scratch,
                     JoinKeys *ret_keys,
                     JoinHit *ret_hit);
void run_reject_row(RunWorker *worker,
                    RunPart *part,
                    const RunFileState *file,
                    const CsvRecord *record,
                    uint32_t row,
                    const PackDataset *dataset);

typedef enum RunFate { /* of a row; the better ones later */
                       RUN_NO_KEY,
                       RUN_UNMATCHED,
                       RUN_OUT,
                       RUN_AMBIGUOUS,
                       RUN_MATCHED
} RunFate;
/* What a hit means for the row; adds where it hangs. */
RunFate run_take_hit(const RunState *run,
                     const PackDataset *dataset,
                     const JoinHit *hit,
                     uint32_t role,
                     Arena *arena,
                     RunSlots *slots);
void run_count_fate(RunPart *part, RunFate fate, uint32_t level);

/* roles.c: rows that name several persons */
void run_match_roles(RunState *run,
                     RunWorker *worker,
                     RunPart *part,
                     const CsvRecord *record,
                     uint32_t row,
                     RunSlots *ret_slots);
/* The texts of a cell between the characters of [split]; the whole if it is empty. */
uint32_t run_split(Str text, Str split, Arena *arena, Str **ret_parts);
/* Number and name of each person of a side's cells: names only where they are as many. */
typedef struct RunNamed {
  Str id, name;
} RunNamed;
uint32_t run_named(Str ids, Str names, Str split, Arena *arena, RunNamed **ret_named);

/* outside.c: persons known only as targets of links */
MUST_USE Err run_find_outside(RunState *run);
void run_collect_row(RunState *run, RunWorker *worker, RunPart *part, const CsvRecord *record);
/* By the number, and the name where several have it. */
void run_by_number(const JoinIndex *index, const JoinKeys *keys, Arena *scratch, JoinHit *ret_hit);
/* Rows of [dataset] are kept of him; unknown: they are, and are possibly his. [outside]: his number
 * among them. */
Tri run_keeps_outside(const RunState *run, uint32_t dataset, uint32_t outside);

/* frames.c */
void run_place(RunSource *source, RunRow *const *rows, uint32_t count, uint32_t slots);
void run_fill(RunSource *source, RunRow *const *rows, uint32_t count);
RunRow **run_rows(RunState *run, uint32_t source, Arena *arena, uint32_t *ret_count);

/* coverage.c: [person] JOIN_NOBODY: only by the village. [village]: run->villages is unknown. */
bool run_covers(const RunCoverage *coverage, uint32_t village, uint32_t person, Day day);
/* The person's keys fit a level that would find his rows (host.c). */
bool run_has_identity(const RunState *run, const RunCoverage *coverage, uint32_t person);
const CelCauses *run_not_covered(const RunCoverage *coverage, uint32_t village, Day day);

/* registry.c, deliveries.c, coverage.c, population.c */
void run_build_registry(RunState *run);
MUST_USE Err run_build_deliveries(RunState *run);
void run_cover(RunState *run);
void run_populations(RunState *run);
bool run_in_population(const RunState *run,
                       PackPopulation population,
                       uint32_t person,
                       uint32_t household);

/* host.c */
typedef struct RunTrace { /* what `when` read */
  uint32_t source;        /* RUN_NONE: a delivery that says there is nothing */
  uint32_t first, count;  /* rows; dataset index where source is RUN_NONE */
} RunTrace;
typedef struct RunHost {
  RunState *run;
  RunLinkReads *link_reads; /* what was reached by links; NULL: nobody asks */
  Arena *link_arena;
  PackRows rows;
  Day day; /* of parameters and coverage: the evaluation date, or another date of a rule */
  bool tracing;
  Arena *trace_arena;
  VEC(RunTrace) traces;
  RunDefTable traced; /* defs whose rows have been noted */
  RunDefs *defs;
} RunHost;
const CelHost *run_cel_host(void);
void run_host_rows(void *ctx, PackRows rows);
void run_host_day(void *ctx, Day day);
/* run.c: the pack's value or the one that overrides it; NULL: none */
const CelValue *run_param_on(const RunState *run, uint32_t param, Day day);

void run_common_vars(RunState *run, CelValue *vars); /* on, param, codes, delivery */
void run_subject_vars(RunState *run, PackSubject subject, uint32_t index, CelValue *vars);
void run_cell_value(RunState *run,
                    Arena *arena,
                    const RunSource *source,
                    uint32_t row,
                    uint32_t index,
                    CelValue *ret);

/* Of records of subjects, aux tells which: the persons' table, or these. */
enum {
  AUX_HOUSEHOLD = 0x10000,
  AUX_VILLAGE,
  AUX_TOWNSHIP,
  AUX_HAMLET, /* index: of all hamlets */
  AUX_CASE
};

/* host.c: notes rows of a source as read, while tracing. */
void run_trace(RunHost *host, uint32_t source, uint32_t first, uint32_t count);
/* `not_collected schema.field`: of this one, or the same for everybody. */
void run_missing(Arena *arena, const CelSchema *schema, Str field, bool common, CelValue *ret);

/* A registry table as PackCells see it; cases.c. */
typedef struct RunTable {
  RunState *run;
  uint32_t source;
} RunTable;
void run_table_cell(const void *ctx, Arena *arena, uint32_t row, uint32_t column, CelValue *ret);

/* subjects.c, cases.c, former.c */
void run_build_subjects(RunState *run);
void run_build_cases(RunState *run);
void run_build_former(RunState *run);
void run_subject_value(
    RunHost *host, Arena *arena, CelRecord record, const CelField *field, CelValue *ret);
void run_case_value(
    RunHost *host, Arena *arena, CelRecord record, const CelField *field, CelValue *ret);
void run_dated_value(
    RunHost *host, Arena *arena, CelRecord record, const CelField *field, Day day, CelValue *ret);

CelRecord run_person_record(const RunState *run, uint32_t person);
CelRecord run_household_record(const RunState *run, uint32_t household);
CelRecord run_village_record(const RunState *run, uint32_t village);
CelRecord run_township_record(const RunState *run, uint32_t township);
const CelCauses *run_possible_cause(const RunState *run, Arena *arena, const FrameOrigin *origin);

/* Whose row of a dataset it is; RUN_NONE: it hangs on a household itself. */
uint32_t run_row_person(const RunState *run, uint32_t source, uint32_t row);
/* The rows of a list of a dataset, where it is plain: whole, every row certain. False: ask for it.
 * The same as the list that the callbacks give. */
bool run_plain_rows(const RunHost *host,
                    CelRecord record,
                    const CelField *field,
                    uint32_t *ret_first,
                    uint32_t *ret_count);
/* Why the list of [dataset] for the persons [from, end) of a household may hold more. */
const CelCauses *run_rows_more(const RunHost *host,
                               Arena *arena,
                               uint32_t dataset,
                               uint32_t household,
                               uint32_t from,
                               uint32_t end,
                               bool under_filter);

/* The causes of a cell that cannot be read. */
const CelCauses *run_cell_causes(
    const RunState *run, Arena *arena, const RunSource *source, uint32_t row, uint32_t column);

/* links.c, link_value.c */
MUST_USE Err run_links(RunState *run);
void run_link_value(
    RunHost *host, Arena *arena, CelRecord record, const CelField *field, CelValue *ret);
/* The same as run_rows_more, of a person outside the registry. */
const CelCauses *run_outside_more(
    const RunHost *host, Arena *arena, uint32_t dataset, uint32_t person, bool under_filter);

/* groups.c */
MUST_USE Err run_groups(RunState *run);
void run_free_groups(RunState *run);
void run_group_value(
    RunHost *host, Arena *arena, CelRecord record, const CelField *field, CelValue *ret);

/* driver.c */
void run_find_drivers(RunState *run);
/* Whether the rule may be anything but false for the person or household: some driver is not empty,
 * or may hold more. Lists live in [arena]. */
bool run_driven(
    RunHost *host, Arena *arena, const RunDrivers *drivers, bool person, uint32_t index);

/* batch.c */
void run_find_batches(RunState *run);
/* Sets ret_says[k] to what columns say of subjects[k]: CelBatchSays. */
void run_batch(RunHost *host,
               CelState *state,
               const PackRule *rule,
               const CelBatch *batch,
               const uint32_t *subjects,
               uint32_t count,
               Arena *arena,
               uint8_t *ret_says);

/* defs.c */
void run_make_defs(RunState *run, RunDefs *defs);
void run_free_defs(RunDefs *defs);
/* A host whose defs are those of [worker], with nothing evaluated so far. */
RunHost run_new_host(RunState *run, size_t worker);
void run_def_value(
    RunHost *host, Arena *arena, CelRecord record, const CelField *field, CelValue *ret);
MUST_USE Err run_village_defs(RunState *run);
void run_count_defs(RunState *run);
/* By a state of [defs]; the value lives until the next one within the same def. */
CelValue run_evaluate_def(RunDefs *defs,
                          const PackDef *def,
                          const CelHost *host,
                          void *ctx,
                          const CelValue *vars,
                          RuleExecutor executor);
/* The ways of showing possible rows in which what a unit gives may differ: 1 or RUN_VIEWS. */
uint32_t run_count_views(const RunState *run, const CelUnit *unit);

/* evaluate.c, exports.c, outputs.c, manifest.c */
MUST_USE Err run_evaluate(RunState *run);
MUST_USE Err run_exports(RunState *run);
void run_write(RunState *run);
void run_manifest(RunState *run);
void run_add_output(RunState *run, Str name, Str text);
Str run_keep(RunState *run, const Buf *buf); /* a copy in the run's arena */

#endif
