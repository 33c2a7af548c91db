#include "fused.h"

hidden double __erf_plain(double), __erf_fused(double), __erfc_plain(double), __erfc_fused(double);

#define erf __erf_plain
#define erfc __erfc_plain
#include "../erf.c"
#undef erf
#undef erfc

double erf(double x) { return fused() ? __erf_fused(x) : __erf_plain(x); }
double erfc(double x) { return fused() ? __erfc_fused(x) : __erfc_plain(x); }
