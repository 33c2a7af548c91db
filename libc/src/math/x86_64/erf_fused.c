#pragma GCC target("fma")
#pragma GCC optimize("fp-contract=fast")
#define erf __erf_fused
#define erfc __erfc_fused
#include "../erf.c"
