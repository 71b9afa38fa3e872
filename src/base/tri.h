/* SPDX-License-Identifier: Apache-2.0 */
/* tri: three-valued truth. Never a bool for an outcome. ORDER TRI: false < unknown < true, so
 * that and = min and or = max. */
#ifndef BASE_TRI_H
#define BASE_TRI_H

#include <stdbool.h>

typedef enum Tri { TRI_FALSE = 0, TRI_UNKNOWN = 1, TRI_TRUE = 2 } Tri;

static inline Tri tri_of(bool b) {
  return b ? TRI_TRUE : TRI_FALSE;
}
static inline Tri tri_not(Tri a) {
  return (Tri)(TRI_TRUE - (int)a);
}
static inline Tri tri_and(Tri a, Tri b) {
  return a < b ? a : b;
}
static inline Tri tri_or(Tri a, Tri b) {
  return a > b ? a : b;
}

#endif
