/* What the functions of this directory are made of. Most are written once, for
 * vectors of W bytes, and compiled for 16 (SSE2, which every x86-64 has), 32
 * (AVX2) and 64 (AVX-512). For 64 a file includes itself, and its entry is with that;
 * narrow.c includes all of them for the others. */
#include <stddef.h>
#include <stdint.h>
#include <features.h>

/* musl's own flags save space. No loop here may become a call of memcpy or memset. */
#pragma GCC optimize("O2", "reorder-blocks-algorithm=stc", "tree-ch", "align-functions=64", "align-loops=32", \
	"no-tree-loop-distribute-patterns", "no-tree-vectorize")

/* What this processor has: UNKNOWN until there has been some work, because CPUID takes
 * microseconds under a hypervisor, more than a short program could save. And whether rep
 * stosb and rep movsb are better than loops where much is written. */
enum { UNKNOWN, SSE2, AVX2, AVX512 };
enum { LONG_SETS = 1, LONG_MOVES = 2 };
#include "vectors.h"
enum { LONG = 4096 };

/* After much work in one call. */
#define HAS_DONE(n) ((void)(W == 16 && (n) >= LONG && !__vectors.known && __know_vectors(n)))

/* The test is of one byte and goes the same way each time. Nothing here is relocated
 * or needs to be initialised: the dynamic loader itself may call. */
#define CHOOSE(f, ...) (LIKELY(__vectors.known > AVX2) ? f##_64(__VA_ARGS__) : f##_narrow(__VA_ARGS__))
#define CHOOSE_NARROW(f, ...) (LIKELY(__vectors.known > SSE2) || (!__vectors.known && __know_vectors(A_CALL) > SSE2) \
	? f##_32(__VA_ARGS__) : f##_16(__VA_ARGS__))
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

#define PASTE_(a, b) a##b
#define PASTE(a, b) PASTE_(a, b)
#define F(f) PASTE(f##_, W)
#define LOCAL(f) PASTE(PASTE(NAME, _##f##_), W)
#define V PASTE(bytes, W)
/* Those for 64 are part of the entry, the others in another object. */
#ifdef NARROW
#define VARIANT hidden
#else
#define VARIANT ALWAYS
#endif
#define ALWAYS static inline __attribute__((__always_inline__, __unused__))

typedef unsigned char byte;
typedef uint64_t __attribute__((__may_alias__, __aligned__(1))) word8;
typedef uint32_t __attribute__((__may_alias__, __aligned__(1))) word4;
typedef uint16_t __attribute__((__may_alias__, __aligned__(1))) word2;

#define VECTOR(W) \
	typedef byte bytes##W __attribute__((__vector_size__(W), __may_alias__)); \
	typedef byte any##W __attribute__((__vector_size__(W), __may_alias__, __aligned__(1))); \
	typedef char chars##W __attribute__((__vector_size__(W), __may_alias__)); \
	typedef int ints##W __attribute__((__vector_size__(W), __may_alias__)); \
	typedef unsigned short shorts##W __attribute__((__vector_size__(W), __may_alias__)); \
	typedef long long longs##W __attribute__((__vector_size__(W), __may_alias__));
VECTOR(16)
VECTOR(32)
VECTOR(64)

enum { PAGE = 4096 };

// Safety: what lies beyond an object is only read in a page, or in an aligned vector,
// that has a byte of the object; IN_PAGE is whether n bytes from p on are in one page.
#define IN_PAGE(p, n) (((uintptr_t)(p) & (PAGE - 1)) <= PAGE - (n))
#define DOWN(p, n) ((const byte *)((uintptr_t)(p) & -(uintptr_t)(n)))

#define AT(p) (*(const V *)(p))
#define LOAD(p) (*(const PASTE(any, W) *)(p))
#define STORE(p, v) (*(PASTE(any, W) *)(p) = (v))
#define SPLAT(c) ((V){0} + (byte)(c))
#define SPLAT_INT(c) ((V)((PASTE(ints, W)){0} + (c)))

/* Comparisons give PAIRS, which may be combined by & and |; BITS makes of them a MASK, an integer
 * of one bit for each byte, of each int where ints are compared and W is 64. */
#define PAIRS PASTE(pairs, W)
#define MASK PASTE(mask, W)
#define ALL_BITS ((MASK)-1 >> (8 * sizeof(MASK) - W))
#define SAME F(same)
#define SAME_INTS F(same_ints)
#define DIFFER F(differ)
#define DIFFER_INTS F(differ_ints)
#define STOPS F(stops)
#define STOPS_INTS F(stops_ints)
#define BITS F(bits)
#define MIN F(min)
#define FIRST(m) ((size_t)__builtin_ctzl(m))
#ifndef NARROW
#define FIRST_OR_W(m) ((size_t)__builtin_ia32_tzcnt_u64(m))
#else
#define FIRST_OR_W(m) ((size_t)__builtin_ctzl((m) | 1ul << W))
#endif
#define LAST(m) ((size_t)(63 ^ __builtin_clzl(m)))

/* differ: the bytes that do; stops: those that differ or are an end, by bytes or by ints. */
#define COMPARISONS(W, MOVMSK, MINUB) \
	typedef bytes##W pairs##W; \
	typedef unsigned mask##W; \
	ALWAYS unsigned bits_##W(bytes##W v) { return MOVMSK((chars##W)v); } \
	ALWAYS bytes##W min_##W(bytes##W a, bytes##W b) { return (bytes##W)MINUB((chars##W)a, (chars##W)b); } \
	ALWAYS bytes##W same_##W(bytes##W a, bytes##W b) { return (bytes##W)(a == b); } \
	ALWAYS bytes##W same_ints_##W(bytes##W a, bytes##W b) { return (bytes##W)((ints##W)a == (ints##W)b); } \
	ALWAYS bytes##W differ_##W(bytes##W a, bytes##W b) { return (bytes##W)(a != b); } \
	ALWAYS bytes##W differ_ints_##W(bytes##W a, bytes##W b) { return (bytes##W)((ints##W)a != (ints##W)b); } \
	ALWAYS bytes##W lower_##W(bytes##W v) { return v | ((bytes##W)((bytes##W)(v - 'A') < 26) & 32); } \
	ALWAYS bytes##W stops_##W(bytes##W a, bytes##W b) { return (bytes##W)(min_##W(a, a == b) == 0); } \
	ALWAYS bytes##W stops_ints_##W(bytes##W a, bytes##W b) { return differ_ints_##W(a, b) | (bytes##W)((ints##W)a == 0); }

COMPARISONS(16, __builtin_ia32_pmovmskb128, __builtin_ia32_pminub128)

#pragma GCC push_options
#pragma GCC target("avx2,bmi,bmi2")
COMPARISONS(32, __builtin_ia32_pmovmskb256, __builtin_ia32_pminub256)

/* The 16 bytes at p in each lane; the bytes of a table that is such, 0 for an index from 128 on. */
ALWAYS bytes32 repeat_32(const byte *p) { return (bytes32)__builtin_ia32_vbroadcastsi256(*(const longs16 *)p); }
ALWAYS bytes32 look_up_32(bytes32 table, bytes32 i) { return (bytes32)__builtin_ia32_pshufb256((chars32)table, (chars32)i); }
#pragma GCC pop_options

/* These compare to mask registers. */
#pragma GCC push_options
#pragma GCC target("avx512f,avx512bw,avx512vl,bmi,bmi2")
typedef uint64_t pairs64, mask64;
#define COMPARE_64(name, type, builtin, how, mask) \
	ALWAYS uint64_t name##_64(bytes64 a, bytes64 b) { return builtin((type)a, (type)b, how, mask); }
enum { EQUAL, LESS, NOT_EQUAL = 4 };
COMPARE_64(same, chars64, __builtin_ia32_cmpb512_mask, EQUAL, -1)
COMPARE_64(differ, chars64, __builtin_ia32_cmpb512_mask, NOT_EQUAL, -1)
COMPARE_64(same_ints, ints64, __builtin_ia32_cmpd512_mask, EQUAL, -1)
COMPARE_64(differ_ints, ints64, __builtin_ia32_cmpd512_mask, NOT_EQUAL, -1)
ALWAYS uint64_t stops_64(bytes64 a, bytes64 b)
{
	return ~__builtin_ia32_cmpb512_mask((chars64)a, (chars64)b, EQUAL, __builtin_ia32_ptestmb512((chars64)a, (chars64)a, -1));
}
ALWAYS uint64_t stops_ints_64(bytes64 a, bytes64 b)
{
	return (uint16_t)~__builtin_ia32_cmpd512_mask((ints64)a, (ints64)b, EQUAL, __builtin_ia32_ptestmd512((ints64)a, (ints64)a, -1));
}
/* To a general register, where it will be needed if it is not 0. */
ALWAYS uint64_t bits_64(uint64_t m)
{
	__asm__ ("" : "+r"(m));
	return m;
}
ALWAYS bytes64 min_ints_64(bytes64 a, bytes64 b)
{
	return (bytes64)__builtin_ia32_pminud512_mask((ints64)a, (ints64)b, (ints64)a, -1);
}
/* Those from A to Z are below 26 when A is taken away. */
ALWAYS bytes64 lower_64(bytes64 v)
{
	uint64_t capitals = __builtin_ia32_ucmpb512_mask((chars64)(v - 'A'), (chars64)((bytes64){0} + (byte)26), LESS, -1);
	return (bytes64)__builtin_ia32_paddb512_mask((chars64)v, (chars64)((bytes64){0} + (byte)32), (chars64)v, capitals);
}
ALWAYS bytes64 load_64(const void *p, uint64_t these)
{
	return (bytes64)__builtin_ia32_loaddquqi512_mask(p, (chars64){0}, these);
}
ALWAYS bytes64 repeat_64(const byte *p)
{
	return (bytes64)__builtin_ia32_broadcasti32x4_512(*(const ints16 *)p, (ints64){0}, -1);
}
ALWAYS bytes64 look_up_64(bytes64 table, bytes64 i)
{
	return (bytes64)__builtin_ia32_pshufb512_mask((chars64)table, (chars64)i, (chars64)i, -1);
}
ALWAYS bytes64 min_64(bytes64 a, bytes64 b)
{
	return (bytes64)__builtin_ia32_pminub512_mask((chars64)a, (chars64)b, (chars64)a, -1);
}
#pragma GCC pop_options

/* As tolower does, in all of musl's locales. */
ALWAYS int lower(int c)
{
	return c | ((unsigned)c - 'A' < 26) << 5;
}
