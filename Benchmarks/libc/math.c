/* Mathematics: each function of random arguments, a thousand of them in turn. */
#define _GNU_SOURCE
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include "libc.h"

enum { COUNT = 1024 };

static double xs[COUNT], ys[COUNT];
static float fs[COUNT], gs[COUNT];

static int between(double least, double most)
{
	for (int i = 0; i < COUNT; i++) {
		fs[i] = xs[i] = least + (most - least) * (drawn() & 0xffffffffff) / 0x1p40;
		gs[i] = ys[i] = least + (most - least) * (drawn() & 0xffffffffff) / 0x1p40;
	}
	return 0;
}

static int unit(const char *unused) { return between(-1, 1); }
static int small(const char *unused) { return between(-10, 10); }
static int positive(const char *unused) { return between(1e-3, 100); }
static int large(const char *unused) { return between(-1e6, 1e6); }

#define FUNCTION(name, call, type) \
	static int name##_run(long n) \
	{ \
		type sum = 0; \
		for (; n; n--) { \
			const int i = n % COUNT; \
			sum += call; \
		} \
		return sum == sum; \
	}
#define ONE(f) FUNCTION(f, f(xs[i]), double)
#define TWO(f) FUNCTION(f, f(xs[i], ys[i]), double)
#define ONEF(f) FUNCTION(f, f(fs[i]), float)
#define TWOF(f) FUNCTION(f, f(fs[i], gs[i]), float)

ONE(sin) ONE(cos) ONE(tan) ONE(asin) ONE(acos) ONE(atan) TWO(atan2) ONE(sinh) ONE(cosh) ONE(tanh) ONE(asinh)
ONE(exp) ONE(exp2) ONE(exp10) ONE(expm1) ONE(log) ONE(log2) ONE(log10) ONE(log1p) TWO(pow) ONE(sqrt) ONE(cbrt) TWO(hypot)
TWO(fmod) TWO(remainder) ONE(floor) ONE(ceil) ONE(trunc) ONE(rint) ONE(round) ONE(nearbyint) ONE(lrint) ONE(lround)
ONE(erf) ONE(tgamma) ONE(lgamma) ONE(fabs) ONE(logb)
ONEF(sinf) ONEF(cosf) ONEF(tanf) ONEF(atanf) ONEF(expf) ONEF(exp2f) ONEF(logf) ONEF(log2f) TWOF(powf) ONEF(sqrtf) TWOF(fmodf) ONEF(floorf)
ONEF(roundf) ONEF(rintf) ONEF(tanhf)
FUNCTION(fma, fma(xs[i], ys[i], 1), double)
FUNCTION(ldexp, ldexp(xs[i], i & 31), double)
FUNCTION(scalbn, scalbn(xs[i], i & 31), double)
FUNCTION(frexp, frexp(xs[i], &(int){ 0 }), double)
FUNCTION(modf, modf(xs[i], &(double){ 0 }), double)
FUNCTION(sincos, (sincos(xs[i], &(double){ 0 }, &ys[i]), ys[i]), double)
TWO(fmin) TWO(fmax) TWO(copysign)

#define WORK(name, prepare) { "math_" #name, prepare, name##_run },
const struct work math_works[] = {
	WORK(sin, small) WORK(cos, small) WORK(tan, small) WORK(asin, unit) WORK(acos, unit) WORK(atan, small) WORK(atan2, small)
	WORK(sinh, small) WORK(cosh, small) WORK(tanh, small) WORK(asinh, small) WORK(exp, small) WORK(exp2, small) WORK(exp10, small)
	WORK(expm1, small) WORK(log, positive) WORK(log2, positive) WORK(log10, positive) WORK(log1p, positive) WORK(pow, positive)
	WORK(sqrt, positive) WORK(cbrt, small) WORK(hypot, small) WORK(fmod, small) WORK(remainder, small) WORK(floor, large)
	WORK(ceil, large) WORK(trunc, large) WORK(rint, large) WORK(round, large) WORK(nearbyint, large) WORK(lrint, large)
	WORK(lround, large) WORK(erf, small) WORK(tgamma, positive) WORK(lgamma, positive) WORK(fabs, small) WORK(logb, positive)
	WORK(sinf, small) WORK(cosf, small) WORK(tanf, small) WORK(atanf, small) WORK(expf, small) WORK(exp2f, small) WORK(logf, positive)
	WORK(log2f, positive) WORK(powf, positive) WORK(sqrtf, positive) WORK(fmodf, small) WORK(floorf, large) WORK(roundf, large)
	WORK(rintf, large) WORK(tanhf, small) WORK(fma, small) WORK(ldexp, small) WORK(scalbn, small) WORK(frexp, small) WORK(modf, small)
	WORK(sincos, small) WORK(fmin, small) WORK(fmax, small) WORK(copysign, small) { 0 }
};
