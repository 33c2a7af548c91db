/* Functions of wide characters. Some differ in one byte of the four alone. */
#include "strings.h"

static long offset(const wchar_t *p, const wchar_t *from) { return p ? p - from : -1; }

static wchar_t character(void)
{
	static const wchar_t kinds[] = { 'a', 0x100, 0x10000, 0x61000000, -1, INT32_MIN, 0x61006100 };
	return kinds[below(sizeof kinds / sizeof *kinds)];
}

static wchar_t *wide(byte *p, size_t n)
{
	wchar_t *s = (wchar_t *)p;
	for (size_t i = 0; i < n; i++) s[i] = character();
	return s;
}

static wchar_t *aligned(byte *p) { return (wchar_t *)((uintptr_t)p & -4); }

static size_t as_many_wide(size_t n) { return n == as_many(n) ? n : SIZE_MAX / 2 - below(9); }

static void check_string(struct place p)
{
	size_t n = p.n / 4, i;
	if (!n) return;
	wchar_t *s = wide((byte *)aligned(p.a), n), c = below(8) ? 12345 : 0;
	if (below(2)) s[below(n)] = 12345;
	s[n - 1] = 0;
	same(tested_wcslen(s), n - 1);
	for (i = 0; s[i] && s[i] != c; i++);
	same(offset(tested_wcschr(s, c), s), s[i] == c ? (long)i : -1);
	for (i = 0; i < n && s[i] != c; i++);
	same(offset(tested_wmemchr(s, c, i < n ? as_many_wide(n) : n), s), i < n ? (long)i : -1);
}

static void check_compare(struct place p)
{
	size_t n = p.n / 4, i, m = below(2) ? below(n + 1) : as_many_wide(n);
	if (!n) return;
	wchar_t *s = wide((byte *)aligned(p.a), n), *t = aligned(p.b);
	for (i = 0; i < n; i++) t[i] = s[i];
	for (size_t k = below(3); k--; ) t[below(n)] = below(2) ? character() : 0;
	for (i = 0; i < n && s[i] == t[i]; i++);
	same(tested_wmemcmp(s, t, n), i < n ? (s[i] > t[i]) - (s[i] < t[i]) : 0);
	s[n - 1] = t[n - 1] = 0;
	for (i = 0; s[i] && s[i] == t[i]; i++);
	same(tested_wcscmp(s, t), (s[i] > t[i]) - (s[i] < t[i]));
	same(tested_wcsncmp(s, t, m), i < m ? (s[i] > t[i]) - (s[i] < t[i]) : 0);
}

static void check_write(struct place p)
{
	size_t n = p.n / 4;
	wchar_t c = character(), *s = wide((byte *)aligned(p.a), n), *t = aligned(p.b);
	keep();
	same((long)tested_wmemcpy(t, s, n), (long)t);
	kept((byte *)t, (byte *)s, n * 4);
	wide((byte *)s, n);
	keep();
	same((long)tested_wmemmove(t, s, n), (long)t);
	kept((byte *)t, (byte *)s, n * 4);
	for (size_t i = 0; i < n; i++) s[i] = c;
	keep();
	same((long)tested_wmemset(t, c, n), (long)t);
	kept((byte *)t, (byte *)s, n * 4);
}

const struct function wide_functions[] = {
	{ "wcslen, wcschr, wmemchr", check_string }, { "wmemcmp, wcscmp, wcsncmp", check_compare },
	{ "wmemcpy, wmemmove, wmemset", check_write }, { 0 }
};
