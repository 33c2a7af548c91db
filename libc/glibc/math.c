#define _GNU_SOURCE
#include <math.h>
#include <complex.h>
#include <fenv.h>
#include "glibc.h"

/* isinf has the sign of what it is asked about. */
#define CLASSES(suffix, type) \
	int GLIBC(isinf##suffix)(type x) { return isinf(x) ? (signbit(x) ? -1 : 1) : 0; } \
	int GLIBC(isnan##suffix)(type x) { return isnan(x); } \
	GLIBC_ALIAS(__isinf##suffix, glibc_isinf##suffix) \
	GLIBC_ALIAS(__isnan##suffix, glibc_isnan##suffix) \
	GLIBC_ALIAS(__finite##suffix, glibc_finite##suffix)
CLASSES(, double)
CLASSES(f, float)
CLASSES(l, long double)

int GLIBC(finite)(double x) { return isfinite(x); }
int GLIBC(finitef)(float x) { return isfinite(x); }
int GLIBC(finitel)(long double x) { return isfinite(x); }

#define SIGNALING(suffix, type, bits, quiet) \
	int GLIBC(__issignaling##suffix)(type x) { \
		union { type x; bits u; } v = { x }; \
		return isnan(x) && !(v.u & quiet); \
	}
SIGNALING(, double, unsigned long long, 1ULL<<51)
SIGNALING(f, float, unsigned, 1U<<22)
SIGNALING(l, long double, unsigned long long, 1ULL<<62)

#define EQUAL(suffix, type) int GLIBC(__iseqsig##suffix)(type x, type y) { return x <= y && x >= y; }
EQUAL(, double)
EQUAL(f, float)
EQUAL(l, long double)

double GLIBC(significand)(double x) { return isfinite(x) && x ? scalbn(x, -ilogb(x)) : x; }
long double GLIBC(significandl)(long double x) { return isfinite(x) && x ? scalbnl(x, -ilogbl(x)) : x; }

double complex GLIBC(clog10)(double complex z) { return clog(z) * 0.43429448190325182765; }
float complex GLIBC(clog10f)(float complex z) { return clogf(z) * 0.43429448190325182765f; }
long double complex GLIBC(clog10l)(long double complex z) { return clogl(z) * 0.43429448190325182765L; }

/* The even neighbour of a half, whatever the rounding mode. */
#define ROUNDEVEN(suffix, type) \
	type GLIBC(roundeven##suffix)(type x) { \
		type r = round##suffix(x); \
		if (fabs##suffix(x - trunc##suffix(x)) == (type)0.5) r = 2*round##suffix(x/2); \
		return copysign##suffix(r, x); \
	}
ROUNDEVEN(, double)
ROUNDEVEN(f, float)
ROUNDEVEN(l, long double)

/* Traps on exceptions: the masks of x87 and SSE. */

int GLIBC(fegetexcept)(void)
{
	unsigned short control;
	__asm__ ("fnstcw %0" : "=m"(control));
	return ~control & FE_ALL_EXCEPT;
}

static int set_masks(int clear, int set)
{
	unsigned short control;
	unsigned mxcsr;
	int old = glibc_fegetexcept();
	__asm__ ("fnstcw %0" : "=m"(control));
	control = control & ~clear | set;
	__asm__ ("fldcw %0" : : "m"(control));
	__asm__ ("stmxcsr %0" : "=m"(mxcsr));
	mxcsr = mxcsr & ~(clear << 7) | set << 7;
	__asm__ ("ldmxcsr %0" : : "m"(mxcsr));
	return old;
}

int GLIBC(feenableexcept)(int which) { return set_masks(which & FE_ALL_EXCEPT, 0); }
int GLIBC(fedisableexcept)(int which) { return set_masks(0, which & FE_ALL_EXCEPT); }
