#include <float.h>
#include <limits.h>
#include "libc.h"
#include "decimal.h"
#include "powers_of_ten.h"

typedef unsigned __int128 wide;

static const double tens_as_doubles[] = {
	1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22
};

static const uint64_t tens[] = {
	1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000,
	1000000000000, 10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000,
	1000000000000000000, 10000000000000000000u
};

/* The floor of the logarithm of 10^q to base two. */
static int log2_of_ten_to(int q) { return q * 217706 >> 16; }

/* Bits 13 and 14 are how SSE rounds; fesetround sets the x87's alike. */
static int to_nearest(void) { return !(__builtin_ia32_stmxcsr() & 0x6000); }

/* m * 10^q with the highest bit of m set: the first 128 bits, of which the highest is set. They are
 * exactly x if *more says 0, above it by less than one if it says 1, and by less than three if it
 * says -1. The result is the exponent of the lowest bit. */
static int product(uint64_t m, int q, wide *x, int *more)
{
	uint64_t high = powers[q - FIRST_POWER].high, low = powers[q - FIRST_POWER].low;
	int exponent = log2_of_ten_to(q) + 1;
	wide first = (wide)m * high, second = (wide)m * low;
	wide sum = first + (uint64_t)(second >> 64);
	uint64_t rest = second;
	if (!(sum >> 127)) {
		sum = sum << 1 | rest >> 63;
		rest <<= 1;
		exponent--;
	}
	*x = sum;
	*more = q < 0 || q > LAST_EXACT_POWER ? -1 : rest != 0;
	return exponent - 64;
}

/* x without its last bits (up to 128), rounded to nearest, to even if there are two: 1 if it is that
 * exactly, 2 if not, 0 if it is not certain. */
static int rounded(wide x, int more, int bits, uint64_t *to)
{
	wide half = (wide)1 << (bits - 1), rest = bits < 128 ? x & (half << 1) - 1 : x;
	uint64_t whole = bits < 128 ? x >> bits : 0;
	if (more < 0 && rest - half + 2 <= 2) return 0;
	*to = whole + (rest > half || rest == half && (more > 0 || whole & 1));
	return rest || more ? 2 : 1;
}

static int converted(uint64_t w, int q, int bits, double *y)
{
	union { double f; uint64_t i; } result;
	int more, shift = __builtin_clzll(w), exponent, how;
	uint64_t mantissa;
	wide x;
	exponent = product(w << shift, q, &x, &more) - shift + 128 - bits;
	if (!(how = rounded(x, more, 128 - bits, &mantissa))) return 0;
	if (mantissa >> bits) {
		mantissa >>= 1;
		exponent++;
	}
	exponent += bits - 1;
	if (bits == DBL_MANT_DIG ? exponent < DBL_MIN_EXP - 1 || exponent >= DBL_MAX_EXP : exponent < FLT_MIN_EXP - 1 || exponent >= FLT_MAX_EXP)
		return 0;
	result.i = (uint64_t)(exponent + DBL_MAX_EXP - 1) << DBL_MANT_DIG - 1 | (mantissa << DBL_MANT_DIG - bits & -1ULL >> 12);
	*y = result.f;
	return how;
}

/* 5^n, n up to 27. */
static uint64_t five_to(int n) { return powers[n - FIRST_POWER].high >> 63 - (log2_of_ten_to(n) - n); }

/* Dividing or multiplying by a power of ten that is a double rounds once. */
static int divided(uint64_t w, int q, int bits, double *y)
{
	if (bits == DBL_MANT_DIG) {
		if (w > 1ULL << DBL_MANT_DIG || q < -22 || q > 22) return 0;
		*y = q < 0 ? (double)w / tens_as_doubles[-q] : (double)w * tens_as_doubles[q];
		return 1;
	}
	if (w > 1ULL << FLT_MANT_DIG || q < -10 || q > 10) return 0;
	*y = q < 0 ? (float)w / (float)tens_as_doubles[-q] : (float)w * (float)tens_as_doubles[q];
	return 1;
}

int __decimal_to_binary(uint64_t w, int q, int more, int bits, double *y)
{
	double above;
	if (!to_nearest()) return 0;
	if (!more) for (; q < 0 && !(w % 10); q++) w /= 10;
	if (!more && divided(w, q, bits, y)) return 1;
	if (q < FIRST_POWER || q > LAST_POWER) return 0;
	/* These may be exact, and would have to leave the flag alone. */
	if (q < 0 && q >= -27 && !more && !(w % five_to(-q))) return 0;
	int how = converted(w, q, bits, y);
	if (!how) return 0;
	if (more && (w == UINT64_MAX || !converted(w + 1, q, bits, &above) || above != *y)) return 0;
	/* Further digits are taken for more than a double holds. */
	if (how == 2 || more) {
		float one = 1;
		__asm__ volatile ("addss %1, %0" : "+x"(one) : "x"(0x1p-30f));
	}
	return 1;
}

/* The integer next to m * 2^e * 10^q. */
static int scaled(uint64_t m, int e, int q, uint64_t *to)
{
	int more, shift = __builtin_clzll(m), bits;
	wide x;
	bits = -(product(m << shift, q, &x, &more) - shift + e);
	if (bits < 65) return 0;
	if (bits > 128) {
		*to = 0;
		return x < -(wide)3;
	}
	return rounded(x, more, bits, to);
}

static uint64_t split(double y, int *e)
{
	union { double f; uint64_t i; } number = { y };
	int exponent = number.i >> 52 & 0x7ff;
	uint64_t m = number.i & -1ULL >> 12;
	if (exponent) m |= 1ULL << 52;
	else exponent = 1;
	*e = exponent - 1075;
	return m;
}

int __binary_to_fixed(double y, int places, uint64_t *digits)
{
	int e;
	if (places > LAST_EXACT_POWER || !to_nearest()) return 0;
	uint64_t m = split(y, &e);
	return scaled(m, e, places, digits) && *digits < tens[19];
}

int __binary_to_digits(double y, int count, uint64_t *digits, int *exponent)
{
	int e, shift, log;
	uint64_t m = split(y, &e);
	if (count > 19 || !to_nearest()) return 0;
	/* log2(1 + f) is a little more than f: the logarithm to base ten, of 2^32 parts, at most .03 too small. */
	shift = __builtin_clzll(m);
	log = ((e + 63 - shift) * (1LL << 20) + (long long)(m << shift << 1 >> 44)) * 1292913986 >> 52;
	for (int tries = 0; tries < 2; tries++, log++) {
		int q = count - 1 - log;
		if (q < FIRST_POWER || q > LAST_POWER || !scaled(m, e, q, digits)) return 0;
		*exponent = -q;
		/* So many that it may be a digit too many: what was rounded is the wrong one. */
		if (*digits < tens[count]) return *digits >= tens[count - 1];
		if (*digits == tens[count] && tries) return 0;
	}
	return 0;
}
