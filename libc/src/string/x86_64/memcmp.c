// Safety: nothing but the n bytes of each is read.
#ifndef W
#include <string.h>
#include "vector.h"

hidden int memcmp_narrow(const void *l, const void *r, size_t n);

#include "wide.h"
#include "memcmp.c"

int memcmp(const void *a, const void *b, size_t n)
{
	return CHOOSE(memcmp, a, b, n);
}

#elif W == 0
hidden int memcmp_narrow(const void *l, const void *r, size_t n)
{
	return CHOOSE_NARROW(memcmp, l, r, n);
}

#else
#define NAME memcmp
#define DIFFER_AT(i) BITS(DIFFER(LOAD(a + (i)), LOAD(b + (i))))

VARIANT int F(memcmp)(const void *l, const void *r, size_t n)
{
	const byte *a = l, *b = r;
	size_t i = 0;
	MASK m;
#if W == 64
	if (n <= W) {
		/* What a mask leaves out is not read. */
		uint64_t these = __builtin_ia32_bzhi_di(-1, n);
		m = BITS(DIFFER(F(load)(a, these), F(load)(b, these)));
		goto found;
	}
#else
	if (n < W) {
		uint64_t x, y;
#if W > 16
		if (n >= 16) {
			m = bits_16(differ_16(*(any16 *)a, *(any16 *)b));
			if (!m) i = n - 16, m = bits_16(differ_16(*(any16 *)(a + i), *(any16 *)(b + i)));
			goto found;
		}
#endif
		if (n >= 8) {
			x = *(word8 *)a, y = *(word8 *)b;
			if (x == y) x = *(word8 *)(a + n - 8), y = *(word8 *)(b + n - 8);
		} else if (n >= 4) {
			x = *(word4 *)a | (uint64_t)*(word4 *)(a + n - 4) << 32;
			y = *(word4 *)b | (uint64_t)*(word4 *)(b + n - 4) << 32;
		} else if (n > 1) {
			x = *(word2 *)a | (uint64_t)*(word2 *)(a + n - 2) << 16;
			y = *(word2 *)b | (uint64_t)*(word2 *)(b + n - 2) << 16;
		} else {
			return n ? *a - *b : 0;
		}
		if (x == y) return 0;
		i = __builtin_ctzl(x ^ y) & 56;
		return (int)(x >> i & 255) - (int)(y >> i & 255);
	}
#endif
	if ((m = DIFFER_AT(0))) goto found;
	if (n > 2*W) {
		if (i = W, (m = DIFFER_AT(i))) goto found;
		if (n > 4*W) {
			if (i = 2*W, (m = DIFFER_AT(i))) goto found;
			if (i = 3*W, (m = DIFFER_AT(i))) goto found;
			HAS_DONE(n);
			/* From here on one of them is aligned. */
			for (i = 4*W - ((uintptr_t)a & (W - 1)); i + 4*W < n; i += 4*W) {
				V x0 = AT(a + i), x1 = AT(a + i + W), x2 = AT(a + i + 2*W), x3 = AT(a + i + 3*W);
				V y0 = LOAD(b + i), y1 = LOAD(b + i + W), y2 = LOAD(b + i + 2*W), y3 = LOAD(b + i + 3*W);
				if (!BITS(DIFFER((x0 ^ y0) | (x1 ^ y1) | (x2 ^ y2) | (x3 ^ y3), SPLAT(0)))) continue;
				PAIRS m0 = DIFFER(x0, y0), m1 = DIFFER(x1, y1), m2 = DIFFER(x2, y2), m3 = DIFFER(x3, y3);
				if ((m = BITS(m0))) goto found;
				i += W;
				if ((m = BITS(m1))) goto found;
				i += W;
				if ((m = BITS(m2))) goto found;
				i += W;
				m = BITS(m3);
				goto found;
			}
			if (i = n - 4*W, (m = DIFFER_AT(i))) goto found;
			if (i = n - 3*W, (m = DIFFER_AT(i))) goto found;
		}
		if (i = n - 2*W, (m = DIFFER_AT(i))) goto found;
	}
	i = n - W;
	m = DIFFER_AT(i);
found:
	if (!m) return 0;
	i += FIRST(m);
	return a[i] - b[i];
}

#undef NAME
#undef DIFFER_AT
#endif
