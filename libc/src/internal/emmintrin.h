/* The one instruction that mimalloc wants of SSE2's header. */
#define _mm_pause __builtin_ia32_pause
