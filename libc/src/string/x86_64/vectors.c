#include "libc.h"
#include "vector.h"

/* Read by every call: in the page that every process writes, in a cache line that
 * nobody writes once it is known. */
struct __vectors __vectors BESIDE_KERNEL;

static const unsigned FUSED = 1u<<12, OSXSAVE = 1u<<27, AVX = 1u<<28;               /* leaf 1, ecx */
static const unsigned BMI1 = 1u<<3, ADVANCED2 = 1u<<5, BMI2 = 1u<<8, ERMS = 1u<<9;      /* leaf 7, ebx */
static const unsigned AVX512F = 1u<<16, AVX512BW = 1u<<30, AVX512VL = 1u<<31;           /* leaf 7, ebx */
static const unsigned FSRM = 1u<<4;                                                     /* leaf 7, edx */
static const unsigned YMM = 0x6, ZMM = 0xe6;    /* what the host saves */

static int has(unsigned what, unsigned of)
{
	return (what & of) == of;
}

// Safety: CPUID is everywhere, XGETBV where OSXSAVE is; neither has an effect.
static void cpuid(unsigned leaf, unsigned *b, unsigned *c, unsigned *d)
{
	unsigned a = leaf;
	*c = 0;
	__asm__ ("cpuid" : "+a"(a), "=b"(*b), "+c"(*c), "=d"(*d));
}

static int what_there_is(void)
{
	unsigned b, c, d, saved, high;
	cpuid(1, &b, &c, &d);
	if (!has(c, OSXSAVE | AVX)) return SSE2;
	__asm__ ("xgetbv" : "=a"(saved), "=d"(high) : "c"(0));
	__vectors.fused = has(c, FUSED) && has(saved, YMM);
	/* What has AVX has leaf 7. */
	cpuid(7, &b, &c, &d);
	__vectors.long_rep = (has(b, ERMS) ? LONG_SETS : 0) | (has(d, FSRM) ? LONG_MOVES : 0);
	if (!has(saved, YMM) || !has(b, BMI1 | ADVANCED2 | BMI2)) return SSE2;
	if (!has(saved, ZMM) || !has(b, AVX512F | AVX512BW | AVX512VL)) return AVX2;
	return AVX512;
}

int __know_vectors(size_t n)
{
	enum { WORTH_IT = 1<<16 };
	/* Threads that lose a sum or ask at the same time do no harm. */
	__vectors.done += n;
	return __vectors.done < WORTH_IT ? UNKNOWN : (__vectors.known = what_there_is());
}
