// Safety: what lies outside of the n bytes is only read within an aligned vector, or
// a page, that has one of them.
#ifndef W
#include <string.h>
#include "vector.h"

hidden void *memrchr_narrow(const void *start, int k, size_t n);

#include "wide.h"
#include "memrchr.c"

void *__memrchr(const void *s, int c, size_t n)
{
	return CHOOSE(memrchr, s, c, n);
}

weak_alias(__memrchr, memrchr);

#elif W == 0
hidden void *memrchr_narrow(const void *start, int k, size_t n)
{
	return CHOOSE_NARROW(memrchr, start, k, n);
}

#else
#define NAME memrchr
VARIANT void *F(memrchr)(const void *start, int k, size_t n)
{
	const byte *s = start, *p = s + n;
	const V c = SPLAT(k);
	MASK m;
	if (n < W) {
		if (!n) return 0;
		if (LIKELY(IN_PAGE(s, W))) m = BITS(SAME(LOAD(s), c)) & (((MASK)1 << n) - 1);
		else m = BITS(SAME(LOAD(p - W), c)) >> (W - n);
		return m ? (void *)(s + LAST(m)) : 0;
	}
	p -= W;
	if ((m = BITS(SAME(LOAD(p), c)))) return (void *)(p + LAST(m));
	for (p = DOWN(p + W - 1, W); (uintptr_t)p % (4*W); ) {
		if (p <= s) return 0;
		p -= W;
		if ((m = BITS(SAME(AT(p), c)))) goto found;
	}
	HAS_DONE(n);
	while (p > s) {
		p -= 4*W;
		PAIRS m0 = SAME(AT(p), c), m1 = SAME(AT(p + W), c), m2 = SAME(AT(p + 2*W), c), m3 = SAME(AT(p + 3*W), c);
		if (!BITS(m0 | m1 | m2 | m3)) continue;
		if ((m = BITS(m3))) p += 3*W;
		else if ((m = BITS(m2))) p += 2*W;
		else if ((m = BITS(m1))) p += W;
		else m = BITS(m0);
		goto found;
	}
	return 0;
found:
	p += LAST(m);
	return p >= s ? (void *)p : 0;
}

#undef NAME
#endif
