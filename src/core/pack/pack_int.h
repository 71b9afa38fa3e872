/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pack_int: what the stages of loading share.
 *
 * The files of all layers are read first, then entries of upper layers are put over those below
 * (layer.c); the stages see one pack.
 *
 * A PackLoader goes through the parts of a pack in a fixed order, each part needing only those
 * before it: codes, params, fields, areas, calendar, registry, datasets, the environments of the
 * language, rules and exports. Every mistake is added to the Diag and loading goes on; what a
 * mistake leaves unknown gets the type CEL_ANY or is left out, so that one mistake is reported
 * once.
 */
#ifndef PACK_PACK_INT_H
#define PACK_PACK_INT_H

#include "base/vec.h"
#include "pack/pack.h"

/* ORDER PART: the names in entry.c, the hash. */
typedef enum PackPart {
  PACK_PART_PACK,
  PACK_PART_PARAM,
  PACK_PART_CODES,
  PACK_PART_FIELD,
  PACK_PART_TABLE,
  PACK_PART_DATASET,
  PACK_PART_AREA,
  PACK_PART_CALENDAR,
  PACK_PART_RULE,
  PACK_PART_EXPORT, /* in pack.yaml */
  PACK_PART_GROUP,
  PACK_PART_COMPARE,
  PACK_PART_FORM,
  PACK_PART_DEF,
  PACK_PART_LINK,
  PACK_PARTS
} PackPart;

typedef struct PackFile {
  Str path; /* as messages name it */
  Bytes text;
  PackPart part;
  uint32_t layer; /* counted from the lowest, once all files are read */
  const YamlNode *root;
} PackFile;

typedef struct PackEntry {
  PackPart part;
  Str id; /* of a field: "person.name"; of an area: its code */
  const PackFile *file;
  const YamlNode *node;
} PackEntry;

/* An entry that an upper layer replaced or took away. */
typedef struct PackChange {
  PackEntry below, above;
  bool off;
  Str because;
} PackChange;

/* An entry as the layers together have it: [node] without `because`. */
typedef struct PackMerged {
  const PackFile *file;
  const YamlNode *node;
  bool off;
} PackMerged;

/* Names of places: each text in norm_place form, with all areas that bear it. */
typedef struct PackPlace {
  Str folded;
  Str normal; /* norm_name: tells 沙河乡 from 沙河村 */
  uint32_t area;
  uint32_t next; /* another of the same folded name; PACK_NONE */
} PackPlace;

/* A code list as cells are looked up in it. */
typedef struct PackLookup {
  Map folded;             /* texts in half width without blanks -> index of the code */
  const CelList *singles; /* of each code the list of it alone */
  const CelType *code;    /* code(L) */
  const CelType *codes;   /* list(code(L)) */
} PackLookup;

/* A rule that a comparison makes (compare.c): its place is that of its field. */
typedef struct PackMade {
  Str id; /* C20.phone */
  const PackFile *file;
  const YamlNode *item; /* of `fields` */
  const YamlNode *rule; /* as it would stand in rules/; NULL: not made, or a mistake */
  Str text;
} PackMade;

struct PackInside {
  Arena *arena;
  VEC(PackFile) files;     /* in the order of reading */
  VEC(PackEntry) entries;  /* in the order of the files */
  VEC(PackChange) changes; /* in the order of the layers */
  VEC(PackMade) made;      /* in the order of the layers */
  PackLookup *lookups;     /* by code list */
  VEC(PackPlace) places;
  Map place_index;
  size_t place_longest;
  CelUnknown empty, unreadable; /* shared by all cells: never changed */
};

/* A field of the dictionary: the makings of a column. */
typedef struct PackDictField {
  Str of;
  PackColumn column; /* without headers */
  Str *names;        /* label and national, as written */
  size_t name_count;
  const PackFile *file;
  const YamlNode *node;
  bool used;
} PackDictField;

typedef struct PackDraftDataset {
  PackDataset dataset;
  const PackFile *file;
  const YamlNode *filter, *spell;
  const YamlNode *columns;
  PackColumn *column_items;
} PackDraftDataset;

typedef struct PackDraftArea {
  PackArea area;
  Str *names; /* aliases */
  size_t name_count;
  CelOutline outline; /* no rings: none */
} PackDraftArea;

typedef struct PackKeyRank {
  const YamlNode *key;
  uint32_t rank; /* its place among the keys of its kind of map */
} PackKeyRank;

typedef struct PackDraftGroup {
  PackGroup group;
  const PackFile *file;
  const YamlNode *node, *key, *where, *let;
} PackDraftGroup;

typedef struct PackDraftDef {
  PackDef def;
  const PackFile *file;
  const YamlNode *id, *is;
  CelField *field; /* in the schema that has it; NULL: none yet */
  bool clash;      /* its name is taken */
} PackDraftDef;

/* What reading finds out about the layout of the files: for who writes them anew. */
typedef struct PackLayout {
  VEC(PackKeyRank) keys;       /* of the entries, and of what stands in them, that have specs */
  VEC(const YamlNode *) exprs; /* scalars that are expressions */
} PackLayout;

/* How a pack is loaded otherwise than pack_load does. All may be NULL. */
typedef struct PackLoading {
  PackLayout *layout;         /* filled */
  const PackFormatted *texts; /* read in the place of files */
  size_t text_count;
} PackLoading;

typedef VEC(CelField) PackFields; /* of a schema that is being built */

/* The records that rules see, while they are built. */
typedef struct PackKinds {
  CelSchema *person, *household, *village, *township, *case_, *hamlet;
  const CelType *person_type, *household_type, *village_type, *township_type, *case_type;
} PackKinds;

typedef struct PackDraftLink {
  PackLinkDef def;
  const PackFile *file;
  const YamlNode *node, *inverse, *closed; /* inverse: the name of the opposite direction */
  Str inverse_title;
  bool symmetric;
} PackDraftLink;

typedef struct PackLoader {
  Pack *pack;
  PackLoading loading;
  struct PackInside *inside;
  Arena *arena;
  Diag *diag;
  Err first;            /* the first mistake */
  const PackFile *file; /* the one being read */
  VEC(PackLayer) layers;
  VEC(PackMerged) merged[PACK_PARTS];
  Map ids[PACK_PARTS]; /* id -> index in inside->entries */
  VEC(PackDictField) fields;
  VEC(PackDraftArea) areas;
  PackParam *params;
  VEC(CelForm) forms;
  VEC(PackDraftDataset) datasets;
  VEC(PackRule) rules;
  VEC(PackDraftLink) links;
  VEC(CelField *) hidden_links;  /* the fields x.link, until closed_if is compiled */
  VEC(PackDraftGroup) groups;    /* ascending by id */
  VEC(CelField *) hidden_groups; /* the fields x.group, while a group is compiled */
  VEC(PackDraftDef) defs;        /* ascending by id */
  PackDataset *made;             /* of [datasets], sorted: those of the pack */
  CelCodes *codes;               /* those of the pack, while they are made */
  Str *code_titles;
  PackTable *tables;
  PackColumn **table_columns;
  uint32_t persons_own;      /* columns of persons before those of households */
  struct PackDrafts *drafts; /* registry.c */
} PackLoader;

/* ---- entry.c: mistakes, keys, scalars ---- */

/* Adds a mistake at a node of the current file; returns the code. */
#define pack_wrong(loader, code, node, ...)                                                        \
  pack_add_mistake((loader), (code), (node), (const Str[]){__VA_ARGS__},                           \
                   sizeof((const Str[]){__VA_ARGS__}) / sizeof(Str))
void pack_add_mistake(
    PackLoader *loader, Err code, const YamlNode *node, const Str *args, size_t count);
/* Passes on what another module has reported already. */
void pack_note(PackLoader *loader, Err err);

typedef enum PackWant {
  PACK_WANT_TEXT,  /* a scalar, not null; may be empty */
  PACK_WANT_WORDS, /* a scalar that is not empty */
  PACK_WANT_EXPR,  /* an expression: not a plain scalar in { } or [ ] */
  PACK_WANT_LIST,
  PACK_WANT_MAP,
  PACK_WANT_ANY,
  PACK_WANT_LATER /* a key of a later version: refused */
} PackWant;

typedef struct PackKeySpec {
  Str key;
  PackWant want;
  bool required;
} PackKeySpec;

enum { PACK_KEYS_MAX = 32 };

/*
 * Checks the keys of [map] and gives their values by the order of [specs]: NULL where a key is
 * absent or its value is of the wrong kind. [what] names the entry in messages. False: no map.
 */
bool pack_read_keys(PackLoader *loader,
                    const YamlNode *map,
                    Str what,
                    const PackKeySpec *specs,
                    size_t count,
                    const YamlNode **ret_values);
bool pack_check_kind(PackLoader *loader, const YamlNode *node, Str what, PackWant want);

Str pack_text(const YamlNode *node);                             /* the empty slice for NULL */
Str pack_place_text(PackLoader *loader, const PackEntry *entry); /* "file:line" */

/* Reads scalars; false and a mistake if they are none. [node] NULL: false, no mistake. */
bool pack_read_day(PackLoader *loader, const YamlNode *node, Day *ret_day);
bool pack_read_int(
    PackLoader *loader, const YamlNode *node, int64_t min, int64_t max, int64_t *ret_value);
bool pack_read_flag(PackLoader *loader, const YamlNode *node, bool *ret_value);
/* One of [words]; [what] names the key. */
bool pack_read_word(PackLoader *loader,
                    const YamlNode *node,
                    Str what,
                    const Str *words,
                    size_t count,
                    size_t *ret_index);
/* A name that expressions can write: letters, digits, '_'. */
bool pack_check_name(PackLoader *loader, const YamlNode *node);
/* Texts of a list, or of one scalar; non-texts are mistakes and left out. */
Str *pack_read_texts(PackLoader *loader,
                     const YamlNode *node,
                     Str what,
                     size_t *ret_count,
                     const YamlNode ***ret_nodes);
/* {from, to}, half-open. */
void pack_read_valid(PackLoader *loader, const YamlNode *node, Day *ret_from, Day *ret_to);

/* Enters an entry under its id. False, and a mistake, if the id is taken. */
bool pack_enter(
    PackLoader *loader, PackPart part, Str id, const YamlNode *node, const YamlNode *id_node);

/* "a, b, c": the first ones of many. */
Str pack_join(Arena *arena,
              const void *items,
              size_t count,
              Str (*name)(const void *items, size_t index));
Str pack_join_strs(Arena *arena, const Str *items, size_t count);
Str pack_quote_limit(Str text); /* cut for a message */

/* Calls [read] with every entry of a part, in order. */
void pack_each_entry(PackLoader *loader,
                     PackPart part,
                     void (*read)(PackLoader *loader, const YamlNode *node));
/* The file of a part in the uppermost layer that has one; NULL. */
const PackFile *pack_file_of(const PackLoader *loader, PackPart part);
Str pack_part_name(PackPart part); /* for messages */

/* The place of an expression. */
CelSource pack_source(const PackLoader *loader, const YamlNode *node);

/* ---- the stages ---- */

MUST_USE Err pack_read_files(PackLoader *loader, Str dir); /* files.c: of one layer */
MUST_USE Err pack_read_layers(PackLoader *loader);         /* layer.c */
void pack_merge_layers(PackLoader *loader);                /* layer.c */
void pack_load_head(PackLoader *loader);                   /* export.c */
void pack_load_codes(PackLoader *loader);                  /* codes.c */
void pack_load_params(PackLoader *loader);                 /* param.c */
void pack_load_fields(PackLoader *loader);                 /* column.c */
void pack_load_areas(PackLoader *loader);                  /* area.c */
void pack_load_calendar(PackLoader *loader);               /* calendar.c */
void pack_load_registry(PackLoader *loader);               /* registry.c */
void pack_load_datasets(PackLoader *loader);               /* dataset.c */
void pack_read_links(PackLoader *loader);                  /* link.c: which there are */
void pack_read_groups(PackLoader *loader);                 /* group.c: which there are */
void pack_build_env(PackLoader *loader);                   /* env.c */
void pack_load_forms(PackLoader *loader);                  /* form.c */
void pack_make_rules(PackLoader *loader);                  /* compare.c */
void pack_read_defs(PackLoader *loader);                   /* def.c: which there are */
void pack_load_links(PackLoader *loader);                  /* link.c: their expressions */
void pack_load_derived(PackLoader *loader);                /* derive.c: defs and groups */
void pack_load_rules(PackLoader *loader);                  /* rule.c */
void pack_load_exports(PackLoader *loader);                /* export.c */
void pack_seal(PackLoader *loader);                        /* canonical.c */

/* ---- canonical.c ---- */

/* What a node says, as it is hashed. */
void pack_put_canonical(const YamlNode *node, Arena *arena, Buf *out);
/* The order of the keys in the map under [key] of [map] is that of an output. */
bool pack_keeps_order(const YamlNode *map, Str key);

/* ---- pack.c ---- */

/* As pack_load; what [loading] records points into the pack. */
MUST_USE Err pack_load_as(Str dir, const PackLoading *loading, Pack **ret_pack, Diag *diag);

/* ---- example.c ---- */

extern const Str pack_example_keys[]; /* of an example, in their order */
extern const size_t pack_example_key_count;

/* ---- layer.c ---- */

/* A key that only layers read: because, off. */
bool pack_is_reason(Str key);

/* The id of an entry; false if it has none that could be read. */
bool pack_entry_id(Arena *arena, PackPart part, const YamlNode *node, Str *ret_id);

/* ---- codes.c ---- */

enum { PACK_CODE_TEXT_MAX = 192 }; /* bytes of a cell that may be a code */

/* The list that [node] names; NULL and a mistake if there is none. */
const PackLookup *pack_find_codes(PackLoader *loader, const YamlNode *node);
/* [out] holds PACK_CODE_TEXT_MAX bytes; the empty slice if the text is longer. */
Str pack_fold_code(Str text, char *out);

/* ---- column.c ---- */

/* The type that `type` and `codes` name; CEL_ANY after a mistake. [params]: only the types that
 * parameters have. */
const CelType *
pack_read_type(PackLoader *loader, const YamlNode *type, const YamlNode *codes, bool params);
/* A value written in the pack. */
bool pack_read_literal(PackLoader *loader,
                       const YamlNode *node,
                       const CelType *type,
                       CelValue *ret);
/* min, max, unit, empty, required, sensitivity of a column whose type is set. */
typedef struct PackColumnNodes {
  const YamlNode *type, *codes, *unit, *required, *min, *max, *empty, *sensitivity;
} PackColumnNodes;
void pack_read_column(PackLoader *loader, const PackColumnNodes *nodes, PackColumn *column);
/* Headers of a column. [taken]: headers in the table so far -> column. [node] NULL: no mistake
 * is reported, texts that are taken are left out. */
void pack_add_headers(PackLoader *loader,
                      Map *taken,
                      const PackColumn *columns,
                      uint32_t index,
                      PackColumn *column,
                      const Str *texts,
                      size_t count,
                      const YamlNode **nodes);

uint32_t pack_column_find(const PackColumn *columns, size_t count, Str key); /* PACK_NONE */
Str pack_column_name(const void *columns, size_t index);
CelField pack_column_field(const PackColumn *column, uint32_t index);

/* ---- area.c ---- */

/* As pack_area_find; [upper]: no villages, for a column of townships. */
const PackArea *pack_area_find_at(const Pack *pack, Str text, Str township, bool upper);

/* ---- outline.c ---- */

/* The rings of `outline:`; false: none, or a mistake. */
bool pack_read_outline(PackLoader *loader, const YamlNode *node, CelOutline *ret);

/* ---- compare.c ---- */

/* The entry of a rule: that which a comparison made of its field, else the node itself. NULL: the
 * comparison has a mistake, which is reported. */
const YamlNode *pack_made_rule(const PackLoader *loader, const YamlNode *node);

/* ---- env_subjects.c: townships, hamlets, cases, the year before, what holds on a day ---- */

void pack_add_person_fields(PackLoader *loader, const PackKinds *kinds, PackFields *list);
void pack_add_household_fields(PackLoader *loader, const PackKinds *kinds, PackFields *list);
void pack_add_village_fields(PackLoader *loader, const PackKinds *kinds, PackFields *list);
/* Fields of the kinds that are no table: townships, hamlets, cases. */
void pack_add_township_fields(PackLoader *loader, const PackKinds *kinds, PackFields *list);
void pack_add_hamlet_fields(PackLoader *loader, const PackKinds *kinds, PackFields *list);
void pack_add_case_fields(PackLoader *loader, const PackKinds *kinds, PackFields *list);

/* ---- registry_roles.c ---- */

/* last_persons and its like: of which main table. */
bool pack_table_is_last(Str id, PackTableOf *ret_of);
/* Columns of the tables that only some counties keep. [nodes]: the entries of the tables, [files]
 * where they stand, for messages. */
void pack_find_roles(PackLoader *loader, PackRegistry *registry);

/* ---- role.c ---- */

/* The roles of a dataset whose columns are read; its key columns become those of the first. */
void pack_read_roles(PackLoader *loader, const YamlNode *map, PackDataset *dataset);
/* Of datasets that stay where they are. */
void pack_view_roles(PackLoader *loader, PackDataset *dataset);

/* ---- link.c ---- */

/* The namespace x.link of persons or households; NULL: no links. */
const CelSchema *pack_link_space(
    PackLoader *loader, bool household, const CelType *person, const CelType *house, Arena *arena);

/* ---- group.c ---- */

/* An environment of on, param, codes, delivery and one variable more. */
const CelEnv *pack_env_with(PackLoader *loader, const char *name, const CelType *type);
/* The namespace x.group of persons, households or the rows of [dataset]; NULL: no groups. */
const CelSchema *
pack_group_space(PackLoader *loader, PackGroupOf of, const PackDataset *dataset, Arena *arena);

/* Gives the groups schemas in which everything is of any type, until they are settled. */
void pack_draft_groups(PackLoader *loader);
/* The expressions of a group; they may be tried more than once. */
void pack_compile_group(PackLoader *loader, PackDraftGroup *draft);
/* Its schema has the types that the expressions have. */
void pack_settle_group(PackLoader *loader, PackDraftGroup *draft);
/* on, param, codes, delivery, and one variable more. */
const CelEnv *pack_env_with(PackLoader *loader, const char *name, const CelType *type);

/* ---- def.c ---- */

/* Adds the defs of a kind of subject, of the rows of [dataset] or of [group] behind the fields
 * that are there, hidden and of any type. */
void pack_add_defs(PackLoader *loader,
                   PackDefOf of,
                   const PackDataset *dataset,
                   const PackGroup *group,
                   Str schema,
                   PackFields *fields);
/* The fields stand in the schema by now. */
void pack_link_defs(PackLoader *loader, CelField *fields, size_t count);
/* Compiles the expression; fills unit, output and type. */
MUST_USE Err pack_compile_def(PackLoader *loader, PackDraftDef *draft);

/* ---- rule.c ---- */

/* A unit with the lets of [map]; NULL: none. One with a mistake is a variable of any type. */
CelUnit *pack_read_lets(PackLoader *loader, const CelEnv *env, const YamlNode *map);

/* Outputs of a map of expressions, or of one. */
void pack_read_outputs(PackLoader *loader,
                       CelUnit *unit,
                       const YamlNode *node,
                       Str what,
                       const PackEvidence **ret_items,
                       size_t *ret_count);
void pack_read_condition(
    PackLoader *loader, CelUnit *unit, const YamlNode *node, Str what, uint32_t *ret_output);

#endif
