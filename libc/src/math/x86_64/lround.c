/* By integers: half of the last place that stays is added, in every rounding mode alike. */
#include <math.h>
#include <stdint.h>

long lround(double x)
{
	union { double f; uint64_t i; } u = { x };
	int e = (u.i >> 52 & 0x7ff) - 0x3ff;
	uint64_t m = (u.i & -1ULL >> 12) | 1ULL << 52;
	if (e >= 52) return x;
	if (e < -1) return 0;
	m = m + (1ULL << 51 - e) >> 52 - e;
	return u.i >> 63 ? -m : m;
}
