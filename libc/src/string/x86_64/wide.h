/* What follows in the file is for 64, as is the entry: it looks first and goes on. */
#pragma GCC target("avx512f,avx512bw,avx512vl,bmi,bmi2")
#define W 64
