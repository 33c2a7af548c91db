#include "fused.h"

hidden double __pow_plain(double, double), __pow_fused(double, double);

#define pow __pow_plain
#include "../pow.c"
#undef pow

double pow(double x, double y) { return fused() ? __pow_fused(x, y) : __pow_plain(x, y); }
