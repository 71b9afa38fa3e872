/* SPDX-License-Identifier: Apache-2.0 */
/*
 * compile_int: the program of the scalar executor.
 *
 * One flat run of instructions a unit, over registers: first the slots (environment, lets, macro
 * variables), then the constants, then temporaries. Constants are loaded when a subject
 * begins. Each let, output and macro body is a block; its temporaries are its own, so a
 * let may be evaluated in the middle of any other block.
 */
#ifndef CEL_COMPILE_INT_H
#define CEL_COMPILE_INT_H

#include "cel/cel_int.h"

/* ORDER OP: scalar.c switches over these. */
typedef enum CelOp {
  OP_END,  /* of a block */
  OP_LET,  /* evaluate let [a] if that has not been done; its slot holds the value */
  OP_SAME, /* dst = a seen as node->type->schema */
  OP_GET,  /* dst = a.field */
  OP_HAS,
  OP_RAW,
  OP_AT,       /* dst = field of a on day b */
  OP_HAS_KEY,  /* dst = map a has key b */
  OP_MAP_GET,  /* dst = map a at key b */
  OP_INDEX,    /* dst = list a at index b */
  OP_CALL,     /* dst = fn(a[, b]); c: the record of a cell argument, or NO_REGISTER */
  OP_COMPARE,  /* dst = a rel b */
  OP_RATIO,    /* dst = a/b rel c/d */
  OP_IN,       /* dst = a in b */
  OP_AND_TEST, /* dst is false: jump */
  OP_OR_TEST,  /* dst is true: jump */
  OP_AND,      /* dst = dst && a */
  OP_OR,
  OP_COND, /* a false: jump; unknown or failed: dst = that, jump to [end] */
  OP_MOVE, /* dst = a */
  OP_JUMP,
  OP_LIST, /* dst = [registers a … a + b - 1] */
  OP_MAP,  /* dst = {…} of the registers a … a + b - 1: values; keys from the node */
  OP_MACRO /* dst = macro over a; blocks from node: body, empty */
} CelOp;

enum { NO_REGISTER = UINT16_MAX, REGISTERS_MAX = 60000 };

typedef struct CelInstr {
  uint8_t op;
  uint16_t dst, a, b, c, d;
  uint32_t jump;       /* COND, TESTs, JUMP; MACRO: the body block */
  uint32_t end;        /* COND; MACRO: the empty block, or NO_BLOCK */
  const CelNode *node; /* types, field, function, place */
} CelInstr;

#define NO_BLOCK UINT32_MAX

typedef struct CelBlock {
  uint32_t start;  /* of its instructions */
  uint16_t result; /* register */
} CelBlock;

typedef struct CelProgram {
  VEC(CelInstr) code;
  VEC(CelBlock) blocks;
  VEC(CelValue) constants;
  uint32_t constant_base; /* register of constant 0: fixed when the unit is run */
  uint32_t registers;     /* temporaries so far; all registers when finished */
  uint32_t let_block[CEL_LETS_MAX];
  VEC(uint32_t) output_block;
} CelProgram;

void compile_let(CelUnit *unit, uint32_t let);
void compile_output(CelUnit *unit, uint32_t output);

/* Register numbers while compiling, before the number of slots is known: slots are themselves,
 * constants from CONSTANT_BASE, temporaries from TEMPORARY_BASE. program_register settles one. */
enum { CONSTANT_BASE = 20000, TEMPORARY_BASE = 30000 };

#endif
