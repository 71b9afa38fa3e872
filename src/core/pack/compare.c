/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compare: compare.yaml: two ledgers side by side, field by field, made into rules.
 *
 * In:    {id, ledger, with, where, agree, owner, fields: [{field, column, tolerance, map, …}]}.
 * Out:   for each field a rule ID.FIELD as text in the form of rules/, read as if it stood there.
 *        What `pack show` prints is this text; nothing of a comparison is known to any executor.
 * Rule:  of the dataset's rows for the subject those count that `where` admits and whose column
 *        holds something (with a map: a code of the map). It is a difference if one of them differs
 *        and none agrees (agree: any), or if one of them differs (agree: all).
 * Spec:  packs-and-rules.md 4.2; docs/decisions/0012-compare-forms-places.md.
 */
#include "pack/pack_int.h"

#include <string.h>

enum { TEXT_MAX = 1 << 20 };

enum {
  C_ID,
  C_LEDGER,
  C_WITH,
  C_WHERE,
  C_AGREE,
  C_FIELDS,
  C_OWNER,
  C_TITLE,
  C_CLAUSE,
  C_SOURCE,
  C_EXPLAIN,
  C_SERIES,
  C_TIER,
  C_POPULATION,
  C_AT_MOST,
  C_SAY,
  C_COUNT
};
static const PackKeySpec compare_keys[C_COUNT] = {
    [C_ID] = {STR_INIT("id"), PACK_WANT_WORDS, true},
    [C_LEDGER] = {STR_INIT("ledger"), PACK_WANT_WORDS, true},
    [C_WITH] = {STR_INIT("with"), PACK_WANT_WORDS, true},
    [C_WHERE] = {STR_INIT("where"), PACK_WANT_EXPR, false},
    [C_AGREE] = {STR_INIT("agree"), PACK_WANT_WORDS, false},
    [C_FIELDS] = {STR_INIT("fields"), PACK_WANT_LIST, true},
    [C_OWNER] = {STR_INIT("owner"), PACK_WANT_WORDS, true},
    [C_TITLE] = {STR_INIT("title"), PACK_WANT_WORDS, false},
    [C_CLAUSE] = {STR_INIT("clause"), PACK_WANT_WORDS, false},
    [C_SOURCE] = {STR_INIT("source"), PACK_WANT_TEXT, false},
    [C_EXPLAIN] = {STR_INIT("explain"), PACK_WANT_TEXT, false},
    [C_SERIES] = {STR_INIT("series"), PACK_WANT_WORDS, false},
    [C_TIER] = {STR_INIT("tier"), PACK_WANT_WORDS, false},
    [C_POPULATION] = {STR_INIT("population"), PACK_WANT_WORDS, false},
    [C_AT_MOST] = {STR_INIT("outcome_at_most"), PACK_WANT_WORDS, false},
    [C_SAY] = {STR_INIT("say"), PACK_WANT_ANY, false},
};

enum { F_FIELD, F_COLUMN, F_TOLERANCE, F_MAP, F_TITLE, F_SAY, F_COUNT };
static const PackKeySpec field_keys[F_COUNT] = {
    [F_FIELD] = {STR_INIT("field"), PACK_WANT_WORDS, true},
    [F_COLUMN] = {STR_INIT("column"), PACK_WANT_WORDS, true},
    [F_TOLERANCE] = {STR_INIT("tolerance"), PACK_WANT_WORDS, false},
    [F_MAP] = {STR_INIT("map"), PACK_WANT_MAP, false},
    [F_TITLE] = {STR_INIT("title"), PACK_WANT_WORDS, false},
    [F_SAY] = {STR_INIT("say"), PACK_WANT_ANY, false},
};

typedef struct Comparison {
  const YamlNode *v[C_COUNT];
  const CelSchema *ledger;
  const PackDataset *dataset;
  bool all; /* agree: all */
} Comparison;

typedef struct Compared {
  const YamlNode *v[F_COUNT];
  const CelField *field;    /* of the ledger */
  const PackColumn *column; /* of the dataset */
  bool sealed;              /* the field is */
  Str a, b;                 /* the two as expressions: r.column, person.field */
} Compared;

/* ---- texts ---- */

/* A scalar as YAML: plain where nothing could be misread, else in quotes. */
static void put_scalar(Buf *out, Str text) {
  static const char first[] = "-?:,[]{}#&*!|>'\"%@`~=<";
  bool lines = str_contains(text, STR("\n"));
  bool plain = text.len > 0 && strchr(first, text.ptr[0]) == NULL && !lines &&
               !str_contains(text, STR(": ")) && !str_contains(text, STR(" #")) &&
               !str_ends(text, STR(":")) && str_eq(text, str_trim(text));
  if (plain) {
    buf_str(out, text);
    return;
  }
  buf_char(out, lines ? '"' : '\'');
  for (size_t i = 0; i < text.len; i++) {
    char c = text.ptr[i];
    if (lines && c == '\n') {
      buf_lit(out, "\\n");
      continue;
    }
    if (lines && (c == '"' || c == '\\')) buf_char(out, '\\');
    if (!lines && c == '\'') buf_char(out, '\'');
    buf_char(out, c);
  }
  buf_char(out, lines ? '"' : '\'');
}

static void put_key(Buf *out, const char *key, Str text) {
  buf_printf(out, "  %s: ", key);
  put_scalar(out, text);
  buf_char(out, '\n');
}

static void put_node(Buf *out, const char *key, const YamlNode *node) {
  if (node) put_key(out, key, str_trim(node->text));
}

/* A text of the rule language. */
static void put_literal(Buf *out, Str text) {
  buf_char(out, '\'');
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] == '\'' || text.ptr[i] == '\\') buf_char(out, '\\');
    buf_char(out, text.ptr[i]);
  }
  buf_char(out, '\'');
}

/* ---- how two values agree ---- */

static bool is_number(CelKind kind) {
  return kind == CEL_INT || kind == CEL_DECIMAL;
}

/* Whether the two can be held against each other as they are. */
static bool fits_as_is(const CelType *a, const CelType *b) {
  if (a->kind == CEL_ANY || b->kind == CEL_ANY) return true; /* its mistake is reported */
  if (a->kind == CEL_LIST || b->kind == CEL_LIST) return false;
  if (is_number(a->kind) && is_number(b->kind)) return true;
  bool names = (a->kind == CEL_NAME || a->kind == CEL_STRING) &&
               (b->kind == CEL_NAME || b->kind == CEL_STRING);
  if (names) return true;
  return a->kind == b->kind && (a->kind != CEL_CODE || a->codes == b->codes);
}

/* A text of the map as a value of the column or the field that it is one of. */
static bool
put_mapped(PackLoader *loader, Buf *out, const YamlNode *node, Str of, const CelType *type) {
  CelValue value;
  switch ((int)type->kind) {
  case CEL_CODE:
    if (!pack_read_literal(loader, node, type, &value)) return false;
    put_literal(out, value.s);
    return true;
  case CEL_BOOL:
    if (!pack_read_literal(loader, node, type, &value)) return false;
    buf_lit(out, value.i ? "true" : "false");
    return true;
  case CEL_STRING:
    put_literal(out, node->text);
    return true;
  case CEL_ANY: /* its mistake is reported */
    return false;
  default:
    pack_wrong(loader, ERR_PACK_COMPARE_MAP, node, of, cel_type_text(type, loader->arena));
    return false;
  }
}

/* of == 'a', or of in ['a', 'b'] */
static bool put_one_of(PackLoader *loader,
                       Buf *out,
                       YamlNode *const *nodes,
                       size_t count,
                       Str of,
                       const CelType *type) {
  buf_printf(out, count == 1 ? "%.*s == " : "%.*s in [", STR_ARG(of));
  for (size_t i = 0; i < count; i++) {
    buf_lit(out, i > 0 ? ", " : "");
    if (!pack_check_kind(loader, nodes[i], STR("map"), PACK_WANT_WORDS)) return false;
    if (!put_mapped(loader, out, nodes[i], of, type)) return false;
  }
  buf_lit(out, count == 1 ? "" : "]");
  return count > 0;
}

/* (r.c == 'x' && f in ['a', 'b']) || ...; [known]: r.c in ['x', ...] */
static bool put_map(PackLoader *loader, const Compared *pair, Buf *out, Buf *known) {
  const YamlNode *map = pair->v[F_MAP];
  if (map->count == 0) {
    pack_wrong(loader, ERR_PACK_KIND, map, STR("map"), ARG2("空的映射", "an empty map"),
               ARG2("代码对照（列的代码: 字段的代码）", "codes (of the column: of the field)"));
    return false;
  }
  bool good = put_one_of(loader, known, map->keys, map->count, pair->a, pair->column->type);
  for (size_t i = 0; good && i < map->count; i++) {
    YamlNode *to = map->items[i];
    bool list = to->kind == YAML_LIST;
    if (list && to->count == 0)
      pack_wrong(loader, ERR_PACK_KIND, to, map->keys[i]->text, ARG2("空的列表", "an empty list"),
                 ARG2("字段的代码", "codes of the field"));
    if (map->count > 1) buf_lit(out, i > 0 ? " || (" : "(");
    good &= put_one_of(loader, out, &map->keys[i], 1, pair->a, pair->column->type);
    buf_lit(out, " && ");
    good &= put_one_of(loader, out, list ? to->items : &to, list ? to->count : 1, pair->b,
                       pair->field->type);
    if (map->count > 1) buf_char(out, ')');
  }
  return good;
}

static const PackParam *find_param(const Pack *pack, Str id) {
  for (size_t i = 0; i < pack->param_count; i++)
    if (str_eq(pack->params[i].id, id)) return &pack->params[i];
  return NULL;
}

static bool wrong_tolerance(PackLoader *loader, const YamlNode *node) {
  pack_wrong(
      loader, ERR_PACK_VALUE, node, pack_quote_limit(node->text),
      ARG2("误差：数、百分数（20%）、参数（param.P）或以百分数计的参数（param.P%"
           "）；日期的误差是整天数",
           "a tolerance: a number, a share (20%), param.P or param.P%; whole days for dates"));
  return false;
}

/* [ret_far]: what the difference may come to, as an expression; empty: nothing. */
static bool read_tolerance(PackLoader *loader, const Compared *pair, Str *ret_far) {
  const YamlNode *node = pair->v[F_TOLERANCE];
  CelKind kind = pair->column->type->kind;
  *ret_far = STR_NONE;
  if (node == NULL) return true;
  if (!is_number(kind) && kind != CEL_DATE && kind != CEL_ANY) {
    pack_wrong(loader, ERR_PACK_NO_BOUND, node, STR("tolerance"),
               cel_type_text(pair->column->type, loader->arena));
    return false;
  }
  Str text = str_trim(node->text);
  bool share = str_ends(text, STR("%"));
  if (share) text = str_trim(str_slice(text, 0, text.len - 1));
  if (share && kind == CEL_DATE) return wrong_tolerance(loader, node);
  Str of = share ? arena_printf(loader->arena, "%.*s * ", STR_ARG(pair->a)) : STR_NONE;
  if (str_starts(text, STR("param."))) {
    const PackParam *param = find_param(loader->pack, str_slice(text, 6, text.len));
    bool fits = param && (param->type->kind == CEL_INT ||
                          (param->type->kind == CEL_DECIMAL && kind != CEL_DATE));
    if (!fits) return wrong_tolerance(loader, node);
    *ret_far = arena_printf(loader->arena, "%.*s%.*s%s", STR_ARG(of), STR_ARG(text),
                            share ? " / 100.0" : "");
    return true;
  }
  Dec value;
  if (!dec_parse(text, &value) || value.u < 0) return wrong_tolerance(loader, node);
  if (kind == CEL_DATE && value.u % DEC_ONE != 0) return wrong_tolerance(loader, node);
  if (share && value.u % 100 != 0) return wrong_tolerance(loader, node);
  if (share) value.u /= 100;
  if (value.u == 0) return true;
  char room[24];
  Str number = {room, dec_format(value, room)};
  bool whole = value.u % DEC_ONE == 0;
  *ret_far = arena_printf(loader->arena, "%.*s%.*s%s", STR_ARG(of), STR_ARG(number),
                          share && whole ? ".0" : "");
  return true;
}

static bool put_agreement(PackLoader *loader, const Compared *pair, Buf *out, Buf *known) {
  Str a = pair->a, b = pair->b, far;
  if (pair->v[F_MAP]) {
    if (pair->v[F_TOLERANCE]) {
      pack_wrong(loader, ERR_PACK_NO_BOUND, pair->v[F_TOLERANCE], STR("tolerance"), STR("map"));
      return false;
    }
    return put_map(loader, pair, out, known);
  }
  if (!fits_as_is(pair->field->type, pair->column->type)) {
    pack_wrong(loader, ERR_PACK_COMPARE, pair->v[F_COLUMN], pair->field->name,
               cel_type_text(pair->field->type, loader->arena), pair->column->key,
               cel_type_text(pair->column->type, loader->arena));
    return false;
  }
  if (!read_tolerance(loader, pair, &far)) return false;
  if (far.len == 0)
    buf_printf(out, "%.*s == %.*s", STR_ARG(a), STR_ARG(b));
  else if (pair->column->type->kind == CEL_DATE)
    buf_printf(out, "days_between(%.*s, %.*s) <= %.*s && days_between(%.*s, %.*s) <= %.*s",
               STR_ARG(a), STR_ARG(b), STR_ARG(far), STR_ARG(b), STR_ARG(a), STR_ARG(far));
  else
    buf_printf(out, "%.*s == %.*s || (%.*s - %.*s <= %.*s && %.*s - %.*s <= %.*s)", STR_ARG(a),
               STR_ARG(b), STR_ARG(a), STR_ARG(b), STR_ARG(far), STR_ARG(b), STR_ARG(a),
               STR_ARG(far));
  return true;
}

/* ---- the rule ---- */

static bool is_private(const CelType *type) {
  return type->kind == CEL_IDNUMBER || type->kind == CEL_PHONE || type->kind == CEL_BANKCARD;
}

/* Numbers of persons stand in no finding: who may see them finds them in the rows. */
static bool is_hidden(const Compared *pair) {
  return is_private(pair->field->type) || is_private(pair->column->type) ||
         str_eq(pair->column->sensitivity, STR("sealed")) || pair->sealed;
}

static void put_say(Buf *out, const Comparison *of, const Compared *pair, Arena *arena) {
  const YamlNode *say = pair->v[F_SAY] ? pair->v[F_SAY] : of->v[C_SAY];
  Str label = pair->field->label.len > 0 ? pair->field->label : pair->field->name;
  Str zh, en;
  if (say && say->kind == YAML_SCALAR) {
    put_key(out, "say", str_trim(say->text));
    return;
  }
  if (say) {
    zh = pack_text(codec_yaml_get(say, STR("zh")));
    en = pack_text(codec_yaml_get(say, STR("en")));
  } else if (is_hidden(pair)) {
    zh = arena_printf(arena, "登记的%.*s与%.*s（{n} 行）不同", STR_ARG(label),
                      STR_ARG(of->dataset->title));
    en = arena_printf(arena, "%.*s: not what {n} rows of %.*s have", STR_ARG(pair->field->name),
                      STR_ARG(of->dataset->id));
  } else {
    zh = arena_printf(arena, "登记的%.*s是 {registry}，%.*s是 {department}", STR_ARG(label),
                      STR_ARG(of->dataset->title));
    en = arena_printf(arena, "%.*s: the registry has {registry}, %.*s has {department}",
                      STR_ARG(pair->field->name), STR_ARG(of->dataset->id));
  }
  buf_lit(out, "  say:\n  ");
  put_key(out, "zh", str_trim(zh));
  if (en.len == 0) return;
  buf_lit(out, "  ");
  put_key(out, "en", str_trim(en));
}

static void put_head(Buf *out, const Comparison *of, const Compared *pair, Str id, Arena *arena) {
  static const Str populations[] = {STR_INIT("all_rural"), STR_INIT("monitored"),
                                    STR_INIT("authorised")};
  const YamlNode *const *v = of->v;
  Str label = pair->field->label.len > 0 ? pair->field->label : pair->field->name;
  Str title = v[C_TITLE] ? str_trim(v[C_TITLE]->text)
                         : arena_printf(arena, "登记与%.*s", STR_ARG(of->dataset->title));
  if (pair->v[F_TITLE])
    title = str_trim(pair->v[F_TITLE]->text);
  else
    title = arena_printf(arena, "%.*s：%.*s不一致", STR_ARG(title), STR_ARG(label));
  buf_printf(out, "- id: %.*s\n", STR_ARG(id));
  put_key(out, "title", title);
  put_key(out, "clause", v[C_CLAUSE] ? str_trim(v[C_CLAUSE]->text) : of->dataset->clause);
  put_node(out, "source", v[C_SOURCE]);
  put_node(out, "explain", v[C_EXPLAIN]);
  put_key(out, "kind", STR("consistency"));
  put_node(out, "series", v[C_SERIES]);
  put_node(out, "tier", v[C_TIER]);
  /* Who may not be searched in the dataset cannot be compared with it. */
  put_key(out, "population",
          v[C_POPULATION] ? v[C_POPULATION]->text : populations[of->dataset->population]);
  put_key(out, "subject", of->ledger->name);
  put_node(out, "owner", v[C_OWNER]);
}

static void put_body(Buf *out, const Comparison *of, const Compared *pair, Str agrees, Str known) {
  Buf rows;
  buf_init(&rows, TEXT_MAX);
  buf_printf(&rows, "%.*s.dept.%.*s.filter(r, ", STR_ARG(of->ledger->name),
             STR_ARG(of->dataset->id));
  if (of->v[C_WHERE]) buf_printf(&rows, "(%.*s) && ", STR_ARG(str_trim(of->v[C_WHERE]->text)));
  if (known.len > 0)
    buf_printf(&rows, "%.*s)", STR_ARG(known));
  else
    buf_printf(&rows, "has(%.*s))", STR_ARG(pair->a));
  buf_lit(out, "  let:\n  ");
  put_key(out, "rows", buf_view(&rows));
  buf_clear(&rows);
  /* So a row that may not be his counts only where it differs. */
  buf_printf(&rows, "rows.map(r, %.*s)", STR_ARG(agrees));
  buf_lit(out, "  ");
  put_key(out, "same", buf_view(&rows));
  put_key(out, "when",
          of->all ? STR("same.exists(s, !s)") : STR("same.exists(s, !s) && !same.exists(s, s)"));
  put_node(out, "outcome_at_most", of->v[C_AT_MOST]);
  if (is_hidden(pair))
    buf_lit(out, "  evidence:\n    n: size(rows)\n");
  else
    buf_printf(out, "  evidence:\n    registry: %.*s\n    department: rows.distinct(r, %.*s)\n",
               STR_ARG(pair->b), STR_ARG(pair->a));
  put_key(out, "rows", STR("rows"));
  out->overflow |= rows.overflow;
  buf_free(&rows);
}

/* All nodes stand where the field of the comparison does: there a mistake is to be mended. */
static void set_places(YamlNode *node, const YamlNode *at) {
  node->line = node->text_line = at->line;
  node->column = node->text_column = at->column;
  for (size_t i = 0; i < node->count; i++) {
    if (node->kind == YAML_MAP) set_places(node->keys[i], at);
    set_places(node->items[i], at);
  }
}

static void
make_rule(PackLoader *loader, const Comparison *of, const Compared *pair, PackMade *made) {
  Buf out, agrees, known;
  buf_init(&out, TEXT_MAX);
  buf_init(&agrees, TEXT_MAX);
  buf_init(&known, TEXT_MAX);
  if (put_agreement(loader, pair, &agrees, &known)) {
    put_head(&out, of, pair, made->id, loader->arena);
    put_body(&out, of, pair, buf_view(&agrees), buf_view(&known));
    put_say(&out, of, pair, loader->arena);
    Str text = arena_str(loader->arena, buf_view(&out));
    bool whole = !out.overflow && !agrees.overflow && !known.overflow;
    if (!whole) {
      pack_wrong(loader, ERR_LIMIT, made->item, made->id, STR("1 MiB"));
    } else {
      YamlNode *root = NULL;
      Err err = codec_yaml_parse(loader->file->path, (Bytes){(const uint8_t *)text.ptr, text.len},
                                 loader->arena, &root, loader->diag);
      pack_note(loader, err);
      CHECK(err != ERR_OK || (root->kind == YAML_LIST && root->count == 1));
      if (err == ERR_OK) set_places(root->items[0], made->item);
      made->rule = err == ERR_OK ? root->items[0] : NULL;
      made->text = text;
    }
  }
  buf_free(&out);
  buf_free(&agrees);
  buf_free(&known);
}

/* ---- reading ---- */

static PackMade *live_of(PackLoader *loader, const YamlNode *item) {
  const PackMerged *slot;
  bool live = false;
  vec_each (slot, &loader->merged[PACK_PART_RULE])
    live = live || (slot->node == item && !slot->off);
  PackMade *made;
  vec_each (made, &loader->inside->made)
    if (live && made->item == item) return made;
  return NULL;
}

/* Columns of persons may be columns of households too. */
static bool is_sealed(const Pack *pack, const CelField *field) {
  for (size_t t = 0; t < pack->registry.count; t++)
    for (size_t i = 0; i < pack->registry.tables[t].column_count; i++) {
      const PackColumn *column = &pack->registry.tables[t].columns[i];
      if (column->field == field) return str_eq(column->sensitivity, STR("sealed"));
    }
  return false;
}

static Str ledger_field(const void *items, size_t index) {
  return ((const CelField *const *)items)[index]->name;
}

static void read_pair(PackLoader *loader, const Comparison *of, const YamlNode *item) {
  Compared pair = {0};
  PackMade *made = live_of(loader, item);
  bool keys = pack_read_keys(loader, item, ARG2("对照的字段", "a field of a comparison"),
                             field_keys, F_COUNT, pair.v);
  if (!keys || pair.v[F_FIELD] == NULL || pair.v[F_COLUMN] == NULL || made == NULL) return;
  const CelSchema *ledger = of->ledger;
  const PackDataset *dataset = of->dataset;
  const CelField **known = arena_new_array(loader->arena, const CelField *, ledger->count + 1);
  size_t count = 0;
  for (size_t i = 0; i < ledger->count; i++) {
    if (pack_field_kind(&ledger->fields[i]) != PACK_COLUMN) continue;
    if (str_eq(ledger->fields[i].name, pair.v[F_FIELD]->text)) pair.field = &ledger->fields[i];
    known[count++] = &ledger->fields[i];
  }
  if (pair.field == NULL)
    pack_wrong(loader, ERR_PACK_UNKNOWN, pair.v[F_FIELD], ARG2("字段", "field"),
               pack_quote_limit(pair.v[F_FIELD]->text),
               pack_join(loader->arena, known, count, ledger_field));
  uint32_t column =
      pack_column_find(dataset->columns, dataset->column_count, pair.v[F_COLUMN]->text);
  if (column == PACK_NONE)
    pack_wrong(loader, ERR_PACK_UNKNOWN, pair.v[F_COLUMN], ARG2("列", "column"),
               pack_quote_limit(pair.v[F_COLUMN]->text),
               pack_join(loader->arena, dataset->columns, dataset->column_count, pack_column_name));
  if (pair.field == NULL || column == PACK_NONE) return;
  pair.column = &dataset->columns[column];
  pair.a = arena_printf(loader->arena, "r.%.*s", STR_ARG(pair.column->key));
  pair.b =
      arena_printf(loader->arena, "%.*s.%.*s", STR_ARG(ledger->name), STR_ARG(pair.field->name));
  pair.sealed = is_sealed(loader->pack, pair.field);
  make_rule(loader, of, &pair, made);
}

static Str dataset_name(const void *items, size_t index) {
  return ((const PackDataset *)items)[index].id;
}

/* `where` is read by itself first, so that its mistakes are shown where they stand, once. */
static bool check_where(PackLoader *loader, const Comparison *of) {
  const YamlNode *where = of->v[C_WHERE];
  uint32_t output;
  if (where == NULL) return true;
  const CelType *row = cel_type_record(loader->arena, of->dataset->schema);
  const CelEnv *env = pack_env_with(loader, "r", row);
  Err err = cel_unit_output(cel_unit_new(env, loader->arena), STR("where"),
                            pack_source(loader, where), cel_type(CEL_BOOL), &output, loader->diag);
  pack_note(loader, err);
  return err == ERR_OK;
}

static void read_comparison(PackLoader *loader, const YamlNode *node) {
  static const Str ledgers[] = {STR_INIT("person"), STR_INIT("household")};
  static const Str agreements[] = {STR_INIT("any"), STR_INIT("all")};
  Comparison of = {0};
  size_t at, ledger;
  if (!pack_read_keys(loader, node, ARG2("对照", "a comparison"), compare_keys, C_COUNT, of.v))
    return;
  if (!pack_check_name(loader, of.v[C_ID])) return;
  if (!pack_enter(loader, PACK_PART_COMPARE, of.v[C_ID]->text, node, of.v[C_ID])) return;
  if (pack_read_word(loader, of.v[C_AGREE], STR("agree"), agreements, 2, &at)) of.all = at == 1;
  bool good = pack_read_word(loader, of.v[C_LEDGER], STR("ledger"), ledgers, 2, &ledger);
  if (good) of.ledger = ledger == 0 ? loader->pack->person : loader->pack->household;
  if (of.v[C_WITH]) of.dataset = pack_dataset(loader->pack, of.v[C_WITH]->text);
  bool village = of.dataset && of.dataset->grain == PACK_GRAIN_VILLAGE;
  if (of.v[C_WITH] && (of.dataset == NULL || village))
    pack_wrong(loader, ERR_PACK_UNKNOWN, of.v[C_WITH],
               ARG2("个人或户的数据集", "dataset of persons or households"),
               pack_quote_limit(of.v[C_WITH]->text),
               pack_join(loader->arena, loader->pack->datasets, loader->pack->dataset_count,
                         dataset_name));
  if (!good || of.dataset == NULL || village || of.v[C_FIELDS] == NULL) return;
  if (of.v[C_FIELDS]->count == 0)
    pack_wrong(loader, ERR_PACK_KIND, of.v[C_FIELDS], STR("fields"),
               ARG2("空的列表", "an empty list"), ARG2("字段的列表", "a list of fields"));
  if (of.v[C_OWNER] == NULL || !check_where(loader, &of)) return;
  for (size_t i = 0; i < of.v[C_FIELDS]->count; i++)
    read_pair(loader, &of, of.v[C_FIELDS]->items[i]);
}

void pack_make_rules(PackLoader *loader) {
  pack_each_entry(loader, PACK_PART_COMPARE, read_comparison);
}

const YamlNode *pack_made_rule(const PackLoader *loader, const YamlNode *node) {
  const PackMade *made;
  vec_each (made, &loader->inside->made)
    if (made->item == node) return made->rule;
  return node;
}
