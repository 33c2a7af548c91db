/* Compares strings up to the first element that differs or ends both. The including
 * file defines ELEMENT, GOES_ON(x, y) for two elements that are the same and no end,
 * MAP(v), what is compared in place of a vector, and WIDE if by ints.
 * Safety: a vector is read from both strings only where it lies in one page of each, and
 * neither string has ended before it, nor the n bytes, so that it has a byte of each. */

#undef STEP
#undef STOP_AT
#ifdef WIDE
#define STOP_AT(i) STOPS_INTS(MAP(LOAD(a + (i))), MAP(LOAD(b + (i))))
#else
#define STOP_AT(i) STOPS(MAP(LOAD(a + (i))), MAP(LOAD(b + (i))))
#endif
#if W == 64
#define STEP sizeof(ELEMENT)
#else
#define STEP 1
#endif
#define AT_FIRST(m) (FIRST(m) * STEP)

/* How many bytes go on; what is not among the first n does not count. */
ALWAYS size_t LOCAL(compare)(const byte *a, const byte *b, size_t n)
{
	size_t i = 0, end;
	MASK m;
	if (!n) return 0;
	if (LIKELY(IN_PAGE(a, W) && IN_PAGE(b, W))) {
		if ((m = BITS(STOP_AT(0)))) return AT_FIRST(m);
		i = W;
		if (LIKELY(IN_PAGE(a, 4*W) && IN_PAGE(b, 4*W))) {
			#pragma GCC unroll 3
			for (; i < 4*W; i += W) {
				if (i >= n) return i;
				if ((m = BITS(STOP_AT(i)))) return i + AT_FIRST(m);
			}
		}
		/* From here on one of them is aligned. */
		i -= (uintptr_t)a & (W - 1);
	}
	while (i < n) {
		size_t to_a = PAGE - ((uintptr_t)(a + i) & (PAGE - 1)), to_b = PAGE - ((uintptr_t)(b + i) & (PAGE - 1));
		end = i + (to_a < to_b ? to_a : to_b);
		for (; end - i >= 4*W; i += 4*W) {
			if (i >= n) return i;
#if W == 64
			/* With fewer comparisons, which are what takes the time. */
			V x0 = MAP(LOAD(a + i)), x1 = MAP(LOAD(a + i + W)), x2 = MAP(LOAD(a + i + 2*W)), x3 = MAP(LOAD(a + i + 3*W));
			V y0 = MAP(LOAD(b + i)), y1 = MAP(LOAD(b + i + W)), y2 = MAP(LOAD(b + i + 2*W)), y3 = MAP(LOAD(b + i + 3*W));
			V other = (x0 ^ y0) | (x1 ^ y1) | (x2 ^ y2) | (x3 ^ y3);
#ifdef WIDE
			V least = min_ints_64(min_ints_64(x0, x1), min_ints_64(x2, x3));
			if (!BITS(DIFFER(other, SPLAT(0)) | SAME_INTS(least, SPLAT(0)))) continue;
#else
			V least = MIN(MIN(x0, x1), MIN(x2, x3));
			if (!BITS(DIFFER(other, SPLAT(0)) | SAME(least, SPLAT(0)))) continue;
#endif
#endif
			PAIRS m0 = STOP_AT(i), m1 = STOP_AT(i + W), m2 = STOP_AT(i + 2*W), m3 = STOP_AT(i + 3*W);
			if (W < 64 && !BITS(m0 | m1 | m2 | m3)) continue;
			if ((m = BITS(m0))) return i + AT_FIRST(m);
			if ((m = BITS(m1))) return i + W + AT_FIRST(m);
			if ((m = BITS(m2))) return i + 2*W + AT_FIRST(m);
			return i + 3*W + AT_FIRST(BITS(m3));
		}
		for (; end - i >= W; i += W) {
			if (i >= n) return i;
			if ((m = BITS(STOP_AT(i)))) return i + AT_FIRST(m);
		}
		if (end >= W) {
			/* What comes before has been compared and goes on. */
			if (i < n && end > i && (m = BITS(STOP_AT(end - W)))) return end - W + AT_FIRST(m);
			i = end;
		}
#if W == 64
		if (i < n && i < end) {
			/* What the masks leave out is not read. */
			uint64_t these = __builtin_ia32_bzhi_di(-1, end - i);
			V x = MAP(F(load)(a + i, these)), y = MAP(F(load)(b + i, these));
#ifdef WIDE
			m = BITS(STOPS_INTS(x, y));
#else
			m = BITS(STOPS(x, y));
#endif
			m &= __builtin_ia32_bzhi_di(-1, (end - i) / STEP);
			if (m) return i + AT_FIRST(m);
			i = end;
		}
#endif
		for (; i < end; i += sizeof(ELEMENT))
			if (i >= n || !GOES_ON(*(const ELEMENT *)(a + i), *(const ELEMENT *)(b + i))) return i;
	}
	return i;
}
