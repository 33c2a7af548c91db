#include "fused.h"

hidden double __log2_plain(double), __log2_fused(double);

#define log2 __log2_plain
#include "../log2.c"
#undef log2

double log2(double x) { return fused() ? __log2_fused(x) : __log2_plain(x); }
