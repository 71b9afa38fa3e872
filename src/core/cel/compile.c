/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compile: the typed tree to the scalar executor's program.
 *
 * Variables and constants are registers already and cost no instruction. A macro's body becomes a
 * block in the middle of the code, jumped over. The register file is laid out by fixed bases, so
 * that expressions may be added to a unit at any time.
 */
#include "cel/compile_int.h"

static CelProgram *program_of(CelUnit *unit) {
  if (unit->program == NULL) unit->program = arena_new_one(unit->arena, CelProgram);
  return unit->program;
}

static uint32_t here(const CelProgram *program) {
  return (uint32_t)program->code.count;
}

static CelInstr *emit(CelUnit *unit, CelOp op, const CelNode *node) {
  CelInstr *instr = vec_push(unit->arena, &unit->program->code);
  *instr = (CelInstr){.op = (uint8_t)op, .c = NO_REGISTER, .end = NO_BLOCK, .node = node};
  return instr;
}

static uint16_t temporary(CelUnit *unit) {
  CHECK(unit->program->registers < REGISTERS_MAX - TEMPORARY_BASE);
  return (uint16_t)(TEMPORARY_BASE + unit->program->registers++);
}

static uint16_t constant(CelUnit *unit, CelValue value) {
  CHECK(unit->program->constants.count < TEMPORARY_BASE - CONSTANT_BASE);
  *vec_push(unit->arena, &unit->program->constants) = value;
  return (uint16_t)(CONSTANT_BASE + unit->program->constants.count - 1);
}

static uint16_t compile_node(CelUnit *unit, const CelNode *node);

/* The node's value in a given register. */
static void compile_into(CelUnit *unit, const CelNode *node, uint16_t dst) {
  uint16_t from = compile_node(unit, node);
  CelInstr *move = emit(unit, OP_MOVE, node);
  move->dst = dst;
  move->a = from;
}

static uint32_t compile_block(CelUnit *unit, const CelNode *node) {
  CelProgram *program = unit->program;
  uint32_t start = here(program);
  uint16_t result = compile_node(unit, node);
  emit(unit, OP_END, node);
  *vec_push(unit->arena, &program->blocks) = (CelBlock){start, result};
  return (uint32_t)program->blocks.count - 1;
}

static uint16_t compile_var(CelUnit *unit, const CelNode *node) {
  size_t env = unit->env->var_count;
  if (node->slot >= env && node->slot < env + CEL_LETS_MAX) {
    CelInstr *instr = emit(unit, OP_LET, node);
    instr->a = (uint16_t)(node->slot - env);
    instr->dst = (uint16_t)node->slot;
  }
  CHECK(node->slot < CONSTANT_BASE);
  return (uint16_t)node->slot;
}

static uint16_t compile_logic(CelUnit *unit, const CelNode *node) {
  bool is_and = node->kind == NODE_AND;
  uint16_t dst = temporary(unit);
  compile_into(unit, node->child[0], dst);
  size_t test = unit->program->code.count;
  emit(unit, is_and ? OP_AND_TEST : OP_OR_TEST, node)->dst = dst;
  uint16_t right = compile_node(unit, node->child[1]);
  CelInstr *join = emit(unit, is_and ? OP_AND : OP_OR, node);
  join->dst = dst;
  join->a = right;
  unit->program->code.items[test].jump = here(unit->program);
  return dst;
}

static uint16_t compile_cond(CelUnit *unit, const CelNode *node) {
  uint16_t dst = temporary(unit);
  uint16_t cond = compile_node(unit, node->child[0]);
  size_t test = unit->program->code.count;
  CelInstr *instr = emit(unit, OP_COND, node);
  instr->dst = dst;
  instr->a = cond;
  compile_into(unit, node->child[1], dst);
  size_t leave = unit->program->code.count;
  emit(unit, OP_JUMP, node);
  unit->program->code.items[test].jump = here(unit->program);
  compile_into(unit, node->child[2], dst);
  unit->program->code.items[leave].jump = here(unit->program);
  unit->program->code.items[test].end = here(unit->program);
  return dst;
}

/* Values side by side in fresh registers. */
static uint16_t compile_run(CelUnit *unit, CelNode *const *items, uint32_t count, uint32_t step) {
  uint16_t first = NO_REGISTER;
  for (uint32_t i = 0; i < count; i++) {
    uint16_t to = temporary(unit);
    if (i == 0) first = to;
  }
  for (uint32_t i = 0; i < count; i++)
    compile_into(unit, items[(size_t)i * step], (uint16_t)(first + i));
  return first;
}

static uint16_t compile_literal(CelUnit *unit, const CelNode *node) {
  bool map = node->kind == NODE_MAP;
  uint32_t count = map ? node->count / 2 : node->count;
  uint16_t first = count == 0 ? 0 : compile_run(unit, node->child + map, count, map ? 2 : 1);
  uint16_t dst = temporary(unit);
  CelInstr *instr = emit(unit, map ? OP_MAP : OP_LIST, node);
  instr->dst = dst;
  instr->a = first;
  instr->b = (uint16_t)count;
  return dst;
}

static uint16_t compile_macro(CelUnit *unit, const CelNode *node) {
  uint16_t range = compile_node(unit, node->child[0]);
  uint16_t dst = temporary(unit);
  size_t over = unit->program->code.count;
  emit(unit, OP_JUMP, node);
  uint32_t body = compile_block(unit, node->child[1]);
  uint32_t empty = node->count > 2 ? compile_block(unit, node->child[2]) : NO_BLOCK;
  unit->program->code.items[over].jump = here(unit->program);
  CelInstr *instr = emit(unit, OP_MACRO, node);
  instr->dst = dst;
  instr->a = range;
  instr->jump = body;
  instr->end = empty;
  return dst;
}

static bool wants_cell(CelFn fn) {
  switch ((int)fn) {
  case FN_AS_INT:
  case FN_AS_DECIMAL:
  case FN_AS_DATE:
  case FN_ID_BIRTH:
  case FN_ID_SEX:
  case FN_ID18:
  case FN_TOWNSHIP:
  case FN_COUNTY:
  case FN_INSIDE:
  case FN_GEOKEY:
    return true;
  default:
    return false;
  }
}

/* A text argument that is a cell: the record stays at hand, for the place of what is unreadable. */
static uint16_t compile_cell(CelUnit *unit, const CelNode *arg, uint16_t *ret_record) {
  uint16_t record = compile_node(unit, arg->child[0]);
  uint16_t dst = temporary(unit);
  CelInstr *instr = emit(unit, arg->kind == NODE_RAW ? OP_RAW : OP_GET, arg);
  instr->dst = dst;
  instr->a = *ret_record = record;
  return dst;
}

/* The operands, then the operation. */
static uint16_t compile_plain(CelUnit *unit, const CelNode *node, CelOp op) {
  uint16_t regs[4] = {NO_REGISTER, NO_REGISTER, NO_REGISTER, NO_REGISTER};
  uint16_t cell = NO_REGISTER;
  const CelNode *arg = node->child[0];
  bool of_cell = op == OP_CALL && wants_cell(node->fn) && arg->field &&
                 (arg->kind == NODE_SELECT || arg->kind == NODE_RAW);
  for (uint32_t i = 0; i < node->count && i < 4; i++)
    regs[i] =
        of_cell && i == 0 ? compile_cell(unit, arg, &cell) : compile_node(unit, node->child[i]);
  uint16_t dst = temporary(unit);
  CelInstr *instr = emit(unit, op, node);
  instr->dst = dst;
  instr->a = regs[0];
  instr->b = regs[1];
  instr->c = op == OP_CALL ? cell : regs[2];
  instr->d = regs[3];
  return dst;
}

static uint16_t compile_node(CelUnit *unit, const CelNode *node) {
  switch (node->kind) {
  case NODE_CONST:
    return constant(unit, node->constant);
  case NODE_VAR:
    return compile_var(unit, node);
  case NODE_SELECT:
    return compile_plain(unit, node,
                         node->field && node->field->flags & CEL_FIELD_SAME ? OP_SAME : OP_GET);
  case NODE_MAP_GET:
    return compile_plain(unit, node, OP_MAP_GET);
  case NODE_HAS:
    return compile_plain(unit, node, node->count > 1 ? OP_HAS_KEY : OP_HAS);
  case NODE_RAW:
    return compile_plain(unit, node, OP_RAW);
  case NODE_AT:
    return compile_plain(unit, node, OP_AT);
  case NODE_INDEX:
    return compile_plain(unit, node, OP_INDEX);
  case NODE_CALL:
    return compile_plain(unit, node, OP_CALL);
  case NODE_COMPARE:
    return compile_plain(unit, node, node->compare == COMPARE_RATIO ? OP_RATIO : OP_COMPARE);
  case NODE_IN:
    return compile_plain(unit, node, OP_IN);
  case NODE_AND:
  case NODE_OR:
    return compile_logic(unit, node);
  case NODE_COND:
    return compile_cond(unit, node);
  case NODE_LIST:
  case NODE_MAP:
    return compile_literal(unit, node);
  case NODE_MACRO:
    return compile_macro(unit, node);
  }
  CHECK(false);
}

void compile_let(CelUnit *unit, uint32_t let) {
  CelProgram *program = program_of(unit);
  program->let_block[let] = compile_block(unit, unit->lets.items[let].root);
}

void compile_output(CelUnit *unit, uint32_t output) {
  CelProgram *program = program_of(unit);
  uint32_t block = compile_block(unit, unit->outputs.items[output].root);
  *vec_push(unit->arena, &program->output_block) = block;
}
