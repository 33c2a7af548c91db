// Safety: nothing but the n characters of each is read.
#ifndef W
#include <wchar.h>
#include "vector.h"

hidden int wmemcmp_narrow(const wchar_t *l, const wchar_t *r, size_t n);

#include "wide.h"
#include "wmemcmp.c"

int wmemcmp(const wchar_t *l, const wchar_t *r, size_t n)
{
	return CHOOSE(wmemcmp, l, r, n);
}

#elif W == 0
hidden int wmemcmp_narrow(const wchar_t *l, const wchar_t *r, size_t n)
{
	return CHOOSE_NARROW(wmemcmp, l, r, n);
}

#else
#define NAME wmemcmp
VARIANT int F(wmemcmp)(const wchar_t *l, const wchar_t *r, size_t n)
{
	enum { N = W/4 };
	size_t i = 0;
	MASK m;
	for (; i + 4*N <= n; i += 4*N) {
		PAIRS m0 = DIFFER_INTS(LOAD(l + i), LOAD(r + i)), m1 = DIFFER_INTS(LOAD(l + i + N), LOAD(r + i + N));
		PAIRS m2 = DIFFER_INTS(LOAD(l + i + 2*N), LOAD(r + i + 2*N)), m3 = DIFFER_INTS(LOAD(l + i + 3*N), LOAD(r + i + 3*N));
		if (BITS(m0 | m1 | m2 | m3)) break;
	}
	for (; i + N <= n; i += N)
		if ((m = BITS(DIFFER_INTS(LOAD(l + i), LOAD(r + i))))) {
			i += FIRST(m) / (W < 64 ? 4 : 1);
			break;
		}
#if W == 64
	if (i < n && n - i < N) {
		uint64_t these = (1ull << 4*(n - i)) - 1;
		m = BITS(DIFFER_INTS(F(load)(l + i, these), F(load)(r + i, these)));
		i = m ? i + FIRST(m) : n;
	}
#endif
	for (; i < n && l[i] == r[i]; i++);
	return i < n ? l[i] < r[i] ? -1 : l[i] > r[i] : 0;
}

#undef NAME
#endif
