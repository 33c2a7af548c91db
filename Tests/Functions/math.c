/* Functions that have an exact result give it in every way to round; the others are as near as they
 * were said to be, to what long double gives. */
#define _GNU_SOURCE
#include <fenv.h>
#include <math.h>
#include <stdlib.h>
#include "functions.h"

static const int roundings[] = { FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO };

static double any(void)
{
	union { uint64_t bits; double value; } x = { drawn() };
	switch (below(6)) {
	case 0: return x.value;
	case 1: return (double)between(-40, 40) / 2;
	case 2: return below(2) ? 0. : below(2) ? -0. : below(2) ? INFINITY : NAN;
	case 3: return ldexp((double)(long)drawn(), -(int)below(70));
	case 4: return nextafter((double)between(-40, 40) / 2, below(2) ? 1e300 : -1e300);
	}
	return (long)drawn() * 0x1p-60;
}

static void bits_of(double x)
{
	if (x != x) text("nan");
	else result(&x, sizeof x);
}

static void make_exact(void)
{
	volatile double x = any(), y = any(), z = below(3) ? any() : -x * y;
	fesetround(roundings[below(4)]);
	feclearexcept(FE_ALL_EXCEPT);
	double near = nearbyint(x);
	int raised = fetestexcept(FE_INEXACT) != 0;
	double a = fma(x, y, z), b = fmaf(x, y, z), c = nearbyintf(x);
	long d = lround(x);
	long long e = llround(x);
	fesetround(FE_TONEAREST);
	bits_of(near);
	number(raised);
	/* musl's own takes the wrong sign for 0 when it rounds downward. */
	bits_of(a == 0 ? 0 : a);
	bits_of(b == 0 ? 0 : b);
	bits_of(c);
	number(d);
	number(e);
}

static void near(const char *name, double got, long double wanted, double most)
{
	double rounded = wanted;
	int e;
	text(name);
	if (rounded != rounded || rounded - rounded != 0 || fabs(rounded) < 0x1p-1000) {
		bits_of(got != got ? got : fabs(rounded) < 0x1p-1000 ? fabs(got) < 0x1p-999 : got == rounded);
		return;
	}
	frexp(rounded, &e);
	text(fabsl(got - wanted) <= most * ldexp(1, e - 53) ? "near" : "not near");
}

/* powl is exact to fewer digits the larger the exponent is. */
static void make_near(void)
{
	double x = between(-1000000, 1000000) / 1e5, y = between(-1000000, 1000000) / 1e6, a = fabs(x) + 1e-5;
	near("log2", log2(a), log2l(a), .57);
	near("pow", pow(a, y), powl(a, y), .55);
	near("expm1", expm1(x), expm1l(x), .9);
	near("erf", erf(x / 2), erfl(x / 2), 1.1);
	near("erfc", erfc(x / 2), erfcl(x / 2), 4);
	bits_of(pow(any(), below(2) ? between(-3, 3) : INFINITY) != 0);
}

const struct area math_areas[] = { { "exact_math", make_exact }, { "near_math", make_near }, { 0 } };
