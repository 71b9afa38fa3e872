/* SPDX-License-Identifier: Apache-2.0 */
/* check_macro_int: list macros, as the checker sees them. */
#ifndef CEL_CHECK_MACRO_INT_H
#define CEL_CHECK_MACRO_INT_H

#include "cel/check_int.h"

typedef struct MacroForm {
  const char *name;
  CelMacro macro;
  const char *shape;   /* for messages */
  uint8_t vars;        /* 1, or 2 for pairs */
  uint8_t least, most; /* arguments, variables included */
} MacroForm;

const MacroForm *macro_find(Str name); /* NULL: not a macro */
CelNode *check_macro(Checker *checker, const Syntax *syntax, const MacroForm *form);

#endif
