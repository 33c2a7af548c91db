/* Functions of objects whose size is known. */
#include "strings.h"

static long offset(const void *p, const byte *from) { return p ? (const byte *)p - from : -1; }
static int sign(int x) { return (x > 0) - (x < 0); }

/* dest is arena two, so that all around it can be looked at. */
static void copy(void *(*function)(void *, const void *, size_t), struct place p)
{
	fill(p.a, p.n);
	keep();
	same((long)function(p.b, p.a, p.n), (long)p.b);
	kept(p.b, p.a, p.n);
}

static void check_memcpy(struct place p) { copy(tested_memcpy, p); }
static void check_memmove(struct place p) { copy(tested_memmove, p); }

static void check_overlap(struct place p)
{
	byte was[1 << 17];
	size_t by = below(below(2) ? 64 : p.n + 1);
	if (p.n > sizeof was) return;
	if (by > (size_t)(two.end - p.b) - p.n) by = two.end - p.b - p.n;
	fill(p.b, p.n + by);
	byte *from = p.b, *to = p.b;
	if (below(2)) from += by;
	else to += by;
	for (size_t i = 0; i < p.n; i++) was[i] = from[i];
	keep();
	same((long)tested_memmove(to, from, p.n), (long)to);
	kept(to, was, p.n);
}

static void check_memset(struct place p)
{
	int c = drawn();
	for (size_t i = 0; i < p.n; i++) p.a[i] = c;
	keep();
	same((long)tested_memset(p.b, c, p.n), (long)p.b);
	kept(p.b, p.a, p.n);
}

static void check_memcmp(struct place p)
{
	int wanted = 0;
	fill(p.a, p.n);
	for (size_t i = 0; i < p.n; i++) p.b[i] = p.a[i];
	for (size_t k = below(4); p.n && k--; ) p.b[below(p.n)] = drawn();
	for (size_t i = 0; i < p.n && !wanted; i++) wanted = p.a[i] - p.b[i];
	same(sign(tested_memcmp(p.a, p.b, p.n)), sign(wanted));
}

/* The searched byte is before and after the object as well, if there is memory. */
static byte surround(struct place p)
{
	byte c = below(3) ? 200 + below(40) : 0;
	if (p.a > one.start) p.a[-1] = c;
	if (p.a + p.n < one.end) p.a[p.n] = c;
	fill(p.a, p.n);
	for (size_t k = below(4); p.n && k--; ) p.a[below(p.n)] = c;
	return c;
}

static void check_memchr(struct place p)
{
	byte c = surround(p);
	size_t i = 0;
	while (i < p.n && p.a[i] != c) i++;
	same(offset(tested_memchr(p.a, c | below(2) << 8, i < p.n ? as_many(p.n) : p.n), p.a), i < p.n ? (long)i : -1);
}

static void check_memrchr(struct place p)
{
	byte c = surround(p);
	long i = p.n - 1;
	while (i >= 0 && p.a[i] != c) i--;
	same(offset(tested_memrchr(p.a, c | below(2) << 8, p.n), p.a), i);
}

static void check_memmem(struct place p)
{
	size_t l = below(2) ? below(6) : below(p.n + 2), i, j;
	fill(p.a, p.n);
	if (l > p.n) l = p.n + 1;
	byte *n = two.end - l;
	fill(n, l);
	if (l <= p.n && below(2)) {
		j = below(p.n - l + 1);
		for (i = 0; i < l; i++) p.a[j + i] = n[i];
	}
	for (i = 0; i + l <= p.n; i++) {
		for (j = 0; j < l && p.a[i + j] == n[j]; j++);
		if (j == l) break;
	}
	same(offset(tested_memmem(p.a, p.n, n, l), p.a), i + l <= p.n ? (long)i : -1);
}

const struct function memory_functions[] = {
	{ "memcpy", check_memcpy }, { "memmove", check_memmove }, { "memmove, overlapping", check_overlap },
	{ "memset", check_memset }, { "memcmp", check_memcmp }, { "memchr", check_memchr },
	{ "memrchr", check_memrchr }, { "memmem", check_memmem }, { 0 }
};
