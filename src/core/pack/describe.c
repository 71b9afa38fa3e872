/* SPDX-License-Identifier: Apache-2.0 */
/*
 * describe: what the rules of a pack can name, in Markdown: the variables of each subject, the
 * fields behind them, the code lists. Made from the environments that expressions are checked in,
 * so it names exactly what they accept.
 */
#include "base/vec.h"
#include "pack/pack.h"

#include <string.h>

typedef struct Telling {
  Buf *out;
  bool en;
  Arena *arena;
  VEC(const CelSchema *) schemas; /* in the order in which they are first reached */
} Telling;

static void tell(Telling *to, const char *zh, const char *en) {
  buf_lit(to->out, to->en ? en : zh);
}

/* In a cell of a table: a bar or the end of a line would end it. */
static void put_cell(Buf *out, Str text) {
  for (size_t i = 0; i < text.len; i++) {
    if (text.ptr[i] == '|') buf_char(out, '\\');
    buf_char(out, text.ptr[i] == '\n' ? ' ' : text.ptr[i]);
  }
}

/* A label of structure is made by ARG2. */
static void put_label(Telling *to, Str label) {
  size_t mark = 0;
  while (mark < label.len && label.ptr[mark] != ARG2_MARK[0])
    mark++;
  if (mark < label.len) label = str_slice(label, to->en ? mark + 1 : 0, to->en ? label.len : mark);
  put_cell(to->out, label);
}

static const CelSchema *schema_of(const CelType *type) {
  while (type->kind == CEL_LIST || type->kind == CEL_MAP)
    type = type->elem;
  return type->kind == CEL_RECORD ? type->schema : NULL;
}

static void reach(Telling *to, const CelType *type) {
  const CelSchema *schema = schema_of(type), **seen;
  if (schema == NULL) return;
  vec_each (seen, &to->schemas)
    if (*seen == schema) return;
  *vec_push(to->arena, &to->schemas) = schema;
}

static void put_line(Telling *to, Str name, const CelType *type, Str label) {
  buf_printf(to->out, "| `%.*s` | %.*s | ", STR_ARG(name), STR_ARG(cel_type_text(type, to->arena)));
  put_label(to, label);
  buf_lit(to->out, " |\n");
  reach(to, type);
}

static void begin_table(Telling *to) {
  tell(to, "\n\n| 名称 | 类型 | 是 |\n|---|---|---|\n",
       "\n\n| name | type | is |\n|---|---|---|\n");
}

static void tell_variables(Telling *to, const CelEnv *env) {
  /* The subject itself is the last variable of its environment. */
  const CelVar *subject = &env->vars[env->var_count - 1];
  buf_lit(to->out, "\n### `subject: ");
  buf_str(to->out, subject->name);
  buf_lit(to->out, "`\n\n");
  for (size_t i = 0; i < env->var_count; i++) {
    buf_printf(to->out, "%s`%.*s`: %.*s", i > 0 ? "; " : "", STR_ARG(env->vars[i].name),
               STR_ARG(cel_type_text(env->vars[i].type, to->arena)));
    reach(to, env->vars[i].type);
  }
  buf_char(to->out, '\n');
}

static void tell_schema(Telling *to, const CelSchema *schema) {
  buf_printf(to->out, "\n### `%.*s`", STR_ARG(schema->name));
  begin_table(to);
  for (size_t i = 0; i < schema->count; i++) {
    const CelField *field = &schema->fields[i];
    if ((field->flags & CEL_FIELD_HIDDEN) == 0)
      put_line(to, field->name, field->type, field->label);
  }
}

static void tell_codes(Telling *to, const CelCodes *codes, Str title) {
  buf_printf(to->out, "\n### `codes.%.*s` ", STR_ARG(codes->id));
  put_cell(to->out, title);
  buf_lit(to->out, "\n\n");
  for (size_t i = 0; i < codes->count; i++) {
    const CelCode *code = &codes->codes[i];
    buf_printf(to->out, "%s`%.*s`", i > 0 ? ", " : "", STR_ARG(code->code));
    if (str_eq(code->code, code->label)) continue;
    buf_char(to->out, ' ');
    put_cell(to->out, code->label);
  }
  buf_char(to->out, '\n');
  for (size_t i = 0; i < codes->group_count; i++) {
    const CelCodeGroup *group = &codes->groups[i];
    buf_printf(to->out, "\n- `group('%.*s')`:", STR_ARG(group->name));
    for (size_t k = 0; k < group->count; k++)
      buf_printf(to->out, " `%.*s`", STR_ARG(codes->codes[group->members[k]].code));
  }
  if (codes->group_count > 0) buf_char(to->out, '\n');
}

void pack_describe(const Pack *pack, int english, Buf *out) {
  Arena *arena = arena_new(256 << 20);
  Telling to = {.out = out, .en = english != 0, .arena = arena};
  buf_lit(out, "\n## ");
  tell(&to, "变量", "Variables");
  buf_printf(out, ": %.*s\n", STR_ARG(pack->id));
  for (size_t i = 0; i < sizeof pack->envs / sizeof pack->envs[0]; i++)
    tell_variables(&to, &pack->envs[i]);
  for (size_t i = 0; i < to.schemas.count; i++)
    tell_schema(&to, to.schemas.items[i]);
  buf_lit(out, "\n## ");
  tell(&to, "代码表", "Code lists");
  buf_char(out, '\n');
  for (size_t i = 0; i < pack->codes_count; i++)
    tell_codes(&to, &pack->codes[i], pack->code_titles[i]);
  arena_free(arena);
}
