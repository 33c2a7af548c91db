/* Searches for the first match. MATCH(v, c) is the PAIRS that match; FOUR(v0, v1, v2, v3, c), if
 * there is something faster, is whether any of four vectors has a match. WIDE: by ints.
 * Safety: the first load is within a page that has a byte of the string, all others
 * are of aligned vectors with such a byte, or of a block of four of those that lies in
 * one page with it. */
#undef STEP
#undef AT_FIRST
#if defined WIDE && W == 64
#define STEP 4
#else
#define STEP 1
#endif
#define AT_FIRST(m) (FIRST(m) * STEP)

#ifndef FOUR
#define FOUR(v0, v1, v2, v3, c) BITS(MATCH(v0, c) | MATCH(v1, c) | MATCH(v2, c) | MATCH(v3, c))
#endif

ALWAYS const byte *LOCAL(which)(const byte *p, V c)
{
	MASK m;
	if ((m = BITS(MATCH(AT(p), c)))) return p + AT_FIRST(m);
	if ((m = BITS(MATCH(AT(p + W), c)))) return p + W + AT_FIRST(m);
	if ((m = BITS(MATCH(AT(p + 2*W), c)))) return p + 2*W + AT_FIRST(m);
	return p + 3*W + AT_FIRST(BITS(MATCH(AT(p + 3*W), c)));
}

/* There is a match. */
ALWAYS const byte *LOCAL(scan)(const byte *s, V c)
{
	const byte *p = DOWN(s, W);
	MASK m;
	if (LIKELY(IN_PAGE(s, W))) m = BITS(MATCH(LOAD(s), c));
	else m = BITS(MATCH(AT(p), c)) >> (s - p) / STEP;
	if (m) return s + AT_FIRST(m);
	#pragma GCC unroll 4
	for (int i = 0; i < 4; i++) {
		p += W;
		if ((m = BITS(MATCH(AT(p), c)))) return p + AT_FIRST(m);
	}
	for (p = DOWN(p + W, 4*W); !FOUR(AT(p), AT(p + W), AT(p + 2*W), AT(p + 3*W), c); p += 4*W);
	HAS_DONE(p - s);
	return LOCAL(which)(p, c);
}

/* A match among the first n bytes, or null. In the last vector there is no branch on whether
 * there is one: where it ends is known long before what memory has. */
ALWAYS const byte *LOCAL(scan_n)(const byte *s, V c, size_t n)
{
	const byte *p = DOWN(s, W), *e = n < -(uintptr_t)s ? s + n : (const byte *)-1, *r;
	MASK m;
	if (!n) return 0;
	if (LIKELY(IN_PAGE(s, W))) {
		m = BITS(MATCH(LOAD(s), c));
		if (n <= W) {
			r = s + FIRST_OR_W(m) * STEP;
			return r < e ? r : 0;
		}
		if (m) return s + AT_FIRST(m);
	} else {
		if ((m = BITS(MATCH(AT(p), c)) >> (s - p) / STEP)) return s + AT_FIRST(m) < e ? s + AT_FIRST(m) : 0;
		if (p + W >= e) return 0;
	}
	/* From here on there is something left at p + W. */
	#pragma GCC unroll 4
	for (int i = 0; i < 4; i++) {
		p += W;
		if ((size_t)(e - p) <= W) goto last;
		if ((m = BITS(MATCH(AT(p), c)))) return p + AT_FIRST(m);
	}
	for (p = DOWN(p + W, 4*W); (size_t)(e - p) > 4*W; p += 4*W)
		if (FOUR(AT(p), AT(p + W), AT(p + 2*W), AT(p + 3*W), c)) {
			HAS_DONE(p - s);
			return LOCAL(which)(p, c);
		}
	HAS_DONE(p - s);
	for (; (size_t)(e - p) > W; p += W)
		if ((m = BITS(MATCH(AT(p), c)))) return p + AT_FIRST(m);
last:
	m = BITS(MATCH(AT(p), c));
	r = p + FIRST_OR_W(m) * STEP;
	return r < e ? r : 0;
}

#undef FOUR
