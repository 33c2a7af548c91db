// Safety: what lies outside of the string is only read in aligned vectors with a byte
// of it.
#ifndef W
#include <string.h>
#include <features.h>

/* musl's own, for what would take more than linear time here. */
hidden char *__patient_strstr(const char *, const char *);

#include "vector.h"

hidden char *strstr_narrow(const char *string, const char *needle);

#include "wide.h"
#include "strstr.c"

char *strstr(const char *h, const char *n)
{
	return CHOOSE(strstr, h, n);
}

#elif W == 0
hidden char *strstr_narrow(const char *string, const char *needle)
{
	return CHOOSE_NARROW(strstr, string, needle);
}

#else
#define NAME strstr
/* Has a byte 0 where the pair or the end is. */
#define KEY(p) MIN((AT(p) ^ v0) | (LOAD((p) + 1) ^ v1), AT(p))

/* Looks for the first two bytes side by side, and at the rest where they are found. */
VARIANT char *F(strstr)(const char *string, const char *needle)
{
	const byte *h = (const byte *)string, *n = (const byte *)needle, *p = DOWN(h, W);
	if (!n[0]) return (char *)string;
	if (!n[1]) return strchr(string, *needle);
	const V v0 = SPLAT(n[0]), v1 = SPLAT(n[1]), zero = SPLAT(0);
	size_t patience = 1024, j;
	MASK first, second, ends, before = 0, valid = ALL_BITS << (h - p) & ALL_BITS;
	for (;; p += W, patience += 2*W, valid = ALL_BITS) {
		V v = AT(p);
		first = BITS(SAME(v, v0)) & valid;
		ends = BITS(SAME(v, zero)) & valid;
		/* Where the second of such a pair is. */
		second = BITS(SAME(v, v1)) & (first << 1 | before);
		before = first >> (W - 1);
		if (second | ends) {
			/* What comes before the end. */
			if (ends) second &= ends - 1 & ~ends;
			for (; second; second &= second - 1) {
				const byte *q = p + FIRST(second) - 1;
				for (j = 2; n[j] && n[j] == q[j]; j++);
				if (!n[j]) {
					HAS_DONE(q - h);
					return (char *)q;
				}
				if (j > patience) return __patient_strstr((const char *)q + 1, needle);
				patience -= j;
			}
			if (ends) {
				HAS_DONE(p - h);
				return 0;
			}
		}
		/* Four at once, where the byte after them is in their page. */
		while (!before && !((uintptr_t)(p + W) % (4*W)) && (uintptr_t)(p + 5*W) % PAGE) {
			if (BITS(SAME(MIN(MIN(KEY(p + W), KEY(p + 2*W)), MIN(KEY(p + 3*W), KEY(p + 4*W))), zero))) break;
			p += 4*W;
			patience += 8*W;
		}
	}
}

#undef NAME
#undef KEY
#endif
