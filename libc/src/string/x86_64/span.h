/* How far a string goes without a byte of a set (IN_SET 1), or with nothing but its
 * bytes (IN_SET 0). The first vector is compared with each byte of the set; those that follow, with
 * up to four. For a larger set they are looked up in a table of a bit for each byte: its low
 * four bits choose among 16, the others the bit.
 * Safety: the first load is within a page that has a byte of the string, all others
 * are of aligned vectors with such a byte. */

#undef HIT
#undef END
#if IN_SET
#define HIT(m) (m)
#define END(v) SAME(v, SPLAT(0))
#else
#define HIT(m) ~(m)
#define END(v) (PAIRS){0}
#endif

#if W == 16
/* SSE2 cannot look up bytes in a table. */
static size_t LOCAL(span_many)(const byte *p, const byte *set)
{
	uint32_t has[8] = { IN_SET };
	size_t i = 0;
	for (; *set; set++) has[*set / 32] |= 1u << *set % 32;
	while ((has[p[i] / 32] >> p[i] % 32 & 1) != IN_SET) i++;
	return i;
}
#else
/* p is aligned. */
static __attribute__((__noinline__)) size_t LOCAL(span_many)(const byte *p, const byte *set)
{
	static const byte bits[16] __attribute__((__aligned__(16))) = { 1, 2, 4, 8, 16, 32, 64, 128 };
	byte table[32] __attribute__((__aligned__(32))) = { IN_SET };
	const byte *start = p;
	for (; *set; set++) table[*set % 16 + *set / 128 * 16] |= 1 << *set / 16 % 8;
	const V low = F(repeat)(table), high = F(repeat)(table + 16), bit = F(repeat)(bits);
	for (;; p += W) {
		/* What an index with its highest bit looks up is 0. */
		V i = AT(p) & SPLAT(0x8f), has = F(look_up)(low, i) | F(look_up)(high, i ^ SPLAT(0x80));
		V wanted = F(look_up)(bit, (V)((PASTE(shorts, W))AT(p) >> 4) & SPLAT(7));
		MASK m = BITS(HIT(SAME(has & wanted, wanted)));
		if (m) return p - start + FIRST(m);
	}
}
#endif

ALWAYS PAIRS LOCAL(in_all)(V v, const byte *set)
{
	PAIRS m = END(v);
	for (; *set; set++) m |= SAME(v, SPLAT(*set));
	return HIT(m);
}

ALWAYS size_t LOCAL(span)(const byte *s, const byte *set)
{
	const byte *p = DOWN(s, W);
	MASK m;
	if (LIKELY(IN_PAGE(s, W))) m = BITS(LOCAL(in_all)(LOAD(s), set));
	else m = BITS(LOCAL(in_all)(AT(p), set)) >> (s - p);
	if (m) return FIRST(m);
	p += W;

	size_t size = 0;
	while (size < 5 && set[size]) size++;
	if (size == 5) {
		/* The table would take as long as this. */
		for (int i = 0; i < 3; i++, p += W)
			if ((m = BITS(LOCAL(in_all)(AT(p), set)))) return p - s + FIRST(m);
		return p - s + LOCAL(span_many)(p, set);
	}
	const V c0 = SPLAT(set[0]), c1 = SPLAT(set[size > 1]), c2 = SPLAT(set[size > 2 ? 2 : 0]), c3 = SPLAT(set[size > 3 ? 3 : 0]);
	for (;; p += W) {
		V v = AT(p);
		if ((m = BITS(HIT(END(v) | SAME(v, c0) | SAME(v, c1) | SAME(v, c2) | SAME(v, c3))))) return p - s + FIRST(m);
	}
}
