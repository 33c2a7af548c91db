// Safety: what lies outside of the haystack is only read in a page that has a byte of it.
#ifndef W
#define _GNU_SOURCE
#include <string.h>
#include <features.h>

/* musl's own, for what would take more than linear time here. */
hidden void *__patient_memmem(const void *, size_t, const void *, size_t);

#include "vector.h"

hidden void *memmem_narrow(const void *haystack, size_t k, const void *needle, size_t l);

#include "wide.h"
#include "memmem.c"

void *memmem(const void *h, size_t k, const void *n, size_t l)
{
	if (!l) return (void *)h;
	if (k < l) return 0;
	if (l == 1) return memchr(h, *(const byte *)n, k);
	return CHOOSE(memmem, h, k, n, l);
}

#elif W == 0
hidden void *memmem_narrow(const void *haystack, size_t k, const void *needle, size_t l)
{
	return CHOOSE_NARROW(memmem, haystack, k, needle, l);
}

#else
#define NAME memmem
/* Looks for the first and the last byte at their distance, and between them where
 * they are found. There are at least two. */
VARIANT void *F(memmem)(const void *haystack, size_t k, const void *needle, size_t l)
{
	const byte *h = haystack, *n = needle, *const e = h + (k - l + 1);
	const V first = SPLAT(n[0]), last = SPLAT(n[l - 1]);
	size_t patience = 1024;
	MASK m, valid = ALL_BITS;
	HAS_DONE(k);
	for (; h < e; h += W, patience += W) {
		if (UNLIKELY(e - h < W)) {
			if (k - l + 1 >= W) {
				/* Once more with some that have been looked at. */
				valid = ALL_BITS << (W - (e - h)) & ALL_BITS;
				h = e - W;
			} else if (IN_PAGE(h, W) && IN_PAGE(h + l - 1, W)) {
				valid = ALL_BITS >> (W - (e - h));
			} else {
				for (; h < e; h++) if (*h == *n && !memcmp(h + 1, n + 1, l - 1)) return (void *)h;
				return 0;
			}
		}
		m = BITS(SAME(LOAD(h), first) & SAME(LOAD(h + l - 1), last)) & valid;
		for (; m; m &= m - 1) {
			const byte *q = h + FIRST(m);
			if (q[1] == n[1] && !memcmp(q + 1, n + 1, l - 1)) return (void *)q;
			/* A comparison takes 8 bytes in the time of one. */
			if (l / 8 + 8 > patience) return __patient_memmem(q + 1, k - (q + 1 - (const byte *)haystack), needle, l);
			patience -= l / 8 + 8;
		}
	}
	return 0;
}

#undef NAME
#endif
