#pragma GCC target("fma")
#pragma GCC optimize("fp-contract=fast")
/* The pragma does not make GCC say so. */
#undef __FP_FAST_FMA
#define __FP_FAST_FMA 1
#define log2 __log2_fused
#include "../log2.c"
