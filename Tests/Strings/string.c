/* Functions of strings. The last byte of the object is the end, so a place of n bytes has
 * one of n - 1, or less where an end is put into it. */
#include "strings.h"

static long offset(const void *p, const byte *from) { return p ? (const byte *)p - from : -1; }

static size_t length(const byte *s)
{
	size_t n = 0;
	while (s[n]) n++;
	return n;
}

/* A string of all of the n bytes but the last, sometimes of fewer. */
static char *string(byte *s, size_t n)
{
	fill(s, n);
	s[n - 1] = 0;
	if (!below(8)) s[below(n)] = 0;
	return (char *)s;
}

static void check_strlen(struct place p)
{
	char *s = string(p.a, p.n);
	same(tested_strlen(s), length(p.a));
}

static void check_strnlen(struct place p)
{
	size_t n = below(2) ? below(p.n + 1) : as_many(p.n), l;
	char *s = string(p.a, p.n);
	if (!below(2) && n < p.n) s[n] = 0;
	l = length(p.a);
	same(tested_strnlen(s, n), n < l ? n : l);
}

static void check_chr(struct place p)
{
	char *s = string(p.a, p.n);
	int c = below(8) ? below(8) ? 200 + (int)below(40) : s[below(p.n)] : 0;
	size_t l = length(p.a), i = 0, j = l;
	for (size_t k = below(4); l && k--; ) s[below(l)] = c;
	if (p.a > one.start) p.a[-1] = c;
	if (p.a + p.n < one.end) p.a[p.n] = c;
	l = length(p.a);
	while (i < l && p.a[i] != (byte)c) i++;
	for (j = l; j && p.a[j] != (byte)c; j--);
	same(offset(tested_strchrnul(s, c), p.a), i);
	same(offset(tested_strchr(s, c), p.a), p.a[i] == (byte)c ? (long)i : -1);
	same(offset(tested_strrchr(s, c), p.a), p.a[j] == (byte)c ? (long)j : -1);
}

static int lower(int c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }

static void check_cmp(struct place p)
{
	char *s = string(p.a, p.n), *t = (char *)p.b;
	size_t i, n = below(2) ? below(p.n + 1) : as_many(p.n);
	for (i = 0; i < p.n; i++) t[i] = s[i];
	for (size_t k = below(4); k--; ) t[below(p.n)] = below(2) ? drawn() : s[below(p.n)];
	t[p.n - 1] = 0;
	for (i = 0; p.a[i] && p.a[i] == p.b[i]; i++);
	same(tested_strcmp(s, t), p.a[i] - p.b[i]);
	same(tested_strncmp(s, t, n), i < n ? p.a[i] - p.b[i] : 0);
}

static void check_case(struct place p)
{
	char *s = string(p.a, p.n), *t = (char *)p.b;
	size_t i, n = below(2) ? below(p.n + 1) : as_many(p.n);
	for (i = 0; i + 1 < p.n; i++) if (!below(4)) p.a[i] = 1 + below(255);
	for (i = 0; i < p.n; i++) t[i] = s[i] ^ ((byte)(lower(s[i] | 32) - 'a') < 26 && s[i] & 64 ? below(2) * 32 : 0);
	for (size_t k = below(3); k--; ) t[below(p.n)] = below(2) ? drawn() : s[below(p.n)] ^ 32;
	t[p.n - 1] = 0;
	for (i = 0; p.a[i] && lower(p.a[i]) == lower(p.b[i]); i++);
	int wanted = lower(p.a[i]) - lower(p.b[i]);
	same(tested_strcasecmp(s, t), wanted);
	same(tested_strncasecmp(s, t, n), i < n ? wanted : 0);
}

static void check_copy(struct place p)
{
	char *s = string(p.a, p.n);
	size_t l = length(p.a);
	keep();
	same(offset(tested_stpcpy((char *)p.b, s), p.b), l);
	kept(p.b, p.a, l + 1);
	keep();
	same((long)tested_strcpy((char *)p.b, s), (long)p.b);
	kept(p.b, p.a, l + 1);
}

static void check_ncopy(struct place p)
{
	size_t l, n = below(p.n + 1);
	char *s = string(p.a, p.n);
	if (!below(2)) s[below(p.n)] = 0;
	l = length(p.a);
	keep();
	same(offset(tested_stpncpy((char *)p.b, s, n), p.b), l < n ? l : n);
	for (size_t i = l; i < n; i++) p.a[i] = 0;
	kept(p.b, p.a, n);
	keep();
	same((long)tested_strncpy((char *)p.b, s, n), (long)p.b);
	kept(p.b, p.a, n);
}

static void check_cat(struct place p)
{
	size_t l, m = below(p.n), n = below(2) ? below(p.n) : as_many(p.n);
	fill(p.b, p.n);
	p.b[m] = 0;
	byte *s = p.a + m;
	string(s, p.n - m);
	l = length(s);
	keep();
	same((long)tested_strcat((char *)p.b, (char *)s), (long)p.b);
	kept(p.b + m, s, l + 1);
	p.b[m] = 0;
	if (l > n) l = n;
	keep();
	same((long)tested_strncat((char *)p.b, (char *)s, n), (long)p.b);
	s[l] = 0;
	kept(p.b + m, s, l + 1);
}

static void check_span(struct place p)
{
	char *s = string(p.a, p.n);
	size_t k = below(2) ? below(6) : below(40), i, in, out;
	char *set = (char *)two.end - k - 1;
	for (i = 0; i < k; i++) set[i] = below(3) ? 1 + below(255) : s[below(p.n)];
	set[k] = 0;
	/* What is not in the set becomes so, up to somewhere. */
	if (below(2)) for (i = 0; k && s[i] && i < p.n; i++) if (below(p.n)) s[i] = set[below(k)];
	if (k) k = length((byte *)set);
	for (in = 0; s[in] && memchr(set, s[in], k); in++);
	for (out = 0; s[out] && !memchr(set, s[out], k); out++);
	same(tested_strspn(s, set), in);
	same(tested_strcspn(s, set), out);
	same(offset(tested_strpbrk(s, set), p.a), s[out] ? (long)out : -1);
}

static void check_strstr(struct place p)
{
	char *s = string(p.a, p.n);
	size_t l = below(2) ? below(6) : below(p.n), i, j;
	char *n = (char *)two.end - l - 1;
	size_t k = length(p.a);
	string((byte *)n, l + 1);
	l = length((byte *)n);
	if (l <= k && below(2)) {
		j = below(k - l + 1);
		for (i = 0; i < l; i++) s[j + i] = n[i];
	}
	if (p.a + p.n < one.end) p.a[p.n] = n[0];
	for (i = 0; i + l <= k; i++) {
		for (j = 0; j < l && s[i + j] == n[j]; j++);
		if (j == l) break;
	}
	same(offset(tested_strstr(s, n), p.a), i + l <= k ? (long)i : -1);
}

const struct function string_functions[] = {
	{ "strlen", check_strlen }, { "strnlen", check_strnlen }, { "strchr, strchrnul, strrchr", check_chr },
	{ "strcmp, strncmp", check_cmp }, { "strcasecmp, strncasecmp", check_case }, { "strcpy, stpcpy", check_copy },
	{ "strncpy, stpncpy", check_ncopy }, { "strcat, strncat", check_cat },
	{ "strspn, strcspn, strpbrk", check_span }, { "strstr", check_strstr }, { 0 }
};
