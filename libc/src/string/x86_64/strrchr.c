// Safety: what lies outside of the string is only read within an aligned vector, four
// of them in a page, or a page, that has a byte of the string.
#ifndef W
#include <string.h>
#include "vector.h"

hidden char *strrchr_narrow(const char *string, int k);

#include "wide.h"
#include "strrchr.c"

char *strrchr(const char *s, int c)
{
	return CHOOSE(strrchr, s, c);
}

#elif W == 0
hidden char *strrchr_narrow(const char *string, int k)
{
	return CHOOSE_NARROW(strrchr, string, k);
}

#else
#define NAME strrchr
/* The last match in the vector at p, as known from its matches m and ends z. */
#define LOOK(p) do { \
	if (z) return (m &= z ^ (z - 1)) ? (char *)((p) + LAST(m)) : (char *)last; \
	if (m) last = (p) + LAST(m); \
} while (0)

VARIANT char *F(strrchr)(const char *string, int k)
{
	const byte *s = (const byte *)string, *p = DOWN(s, W), *last = 0;
	const V c = SPLAT(k), zero = SPLAT(0);
	MASK m, z;
	if (LIKELY(IN_PAGE(s, W))) {
		m = BITS(SAME(LOAD(s), c)), z = BITS(SAME(LOAD(s), zero));
	} else {
		m = BITS(SAME(AT(p), c)) >> (s - p), z = BITS(SAME(AT(p), zero)) >> (s - p);
	}
	LOOK(s);
	for (p += W;; p += W) {
		if (!((uintptr_t)p % (4*W)))
			while (!BITS(SAME(MIN(MIN(MIN(AT(p) ^ c, AT(p)), MIN(AT(p + W) ^ c, AT(p + W))),
			                      MIN(MIN(AT(p + 2*W) ^ c, AT(p + 2*W)), MIN(AT(p + 3*W) ^ c, AT(p + 3*W)))), zero)))
				p += 4*W;
		m = BITS(SAME(AT(p), c)), z = BITS(SAME(AT(p), zero));
		LOOK(p);
	}
}

#undef NAME
#undef LOOK
#endif
