/* Includes SELF once for each width but 64, with W defined. */
#define W 16
#include SELF
#undef W

#pragma GCC push_options
#pragma GCC target("avx2,bmi,bmi2")
#define W 32
#include SELF
#undef W
#pragma GCC pop_options
