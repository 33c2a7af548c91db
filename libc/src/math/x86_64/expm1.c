#include "fused.h"

hidden double __expm1_plain(double), __expm1_fused(double);

#define expm1 __expm1_plain
#include "../expm1.c"
#undef expm1

double expm1(double x) { return fused() ? __expm1_fused(x) : __expm1_plain(x); }
