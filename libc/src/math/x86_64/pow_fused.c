#pragma GCC target("fma")
#pragma GCC optimize("fp-contract=fast")
/* The pragma does not make GCC say so. */
#undef __FP_FAST_FMA
#define __FP_FAST_FMA 1
#define pow __pow_fused
#include "../pow.c"
