#pragma GCC target("fma")
#pragma GCC optimize("fp-contract=fast")
#define expm1 __expm1_fused
#include "../expm1.c"
