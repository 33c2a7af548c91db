/* Copies a string with its end, and is its length.
 * Safety: reads as scan.h does, and writes nothing but the string. */
#include "small.h"

ALWAYS size_t LOCAL(copy_string)(byte *d, const byte *s)
{
	const byte *p = DOWN(s, W);
	MASK m;
	if (LIKELY(IN_PAGE(s, W))) {
		V v = LOAD(s);
		if ((m = BITS(SAME(v, SPLAT(0))))) goto small;
		STORE(d, v);
	} else {
		if ((m = BITS(SAME(AT(p), SPLAT(0))) >> (s - p))) goto small;
		LOCAL(copy_small)(d, s, p + W - s);
	}
	for (p += W;; p += W) {
		while (!((uintptr_t)p % (4*W))) {
			V v0 = AT(p), v1 = AT(p + W), v2 = AT(p + 2*W), v3 = AT(p + 3*W);
			if (BITS(SAME(MIN(MIN(v0, v1), MIN(v2, v3)), SPLAT(0)))) break;
			STORE(d + (p - s), v0);
			STORE(d + (p - s) + W, v1);
			STORE(d + (p - s) + 2*W, v2);
			STORE(d + (p - s) + 3*W, v3);
			p += 4*W;
		}
		V v = AT(p);
		if ((m = BITS(SAME(v, SPLAT(0))))) break;
		STORE(d + (p - s), v);
	}
	size_t n = p - s + FIRST(m);
	HAS_DONE(n);
	/* The last W bytes, of which some may have been copied. */
	if (n < W) LOCAL(copy_small)(d, s, n + 1);
	else STORE(d + n - (W - 1), LOAD(s + n - (W - 1)));
	return n;
small:
	LOCAL(copy_small)(d, s, FIRST(m) + 1);
	return FIRST(m);
}
