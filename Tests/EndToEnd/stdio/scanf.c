/* stdin: 12 0x1f word\n  -7.5e2,rest of line\n\n[set]123abc\nlast */
/* cflags: -w */
#include "check.h"
#include <wchar.h>
// scanf in its corners, from standard input and from strings.
#define S(s, ...) do { memset(t, 0, sizeof t); a = b = c = -9; d = e = -9; n = -9; \
	r = sscanf(s, __VA_ARGS__); printf("%d: %d %d %d %g %g '%s' %d\n", r, a, b, c, d, e, t, n); } while (0)
int main(void)
{
	int a, b, c, n, r;
	double d, e;
	char t[64], *m = 0;
	r = scanf("%d %i %63s", &a, &b, t);
	printf("%d: %d %d %s\n", r, a, b, t);
	r = scanf("%lf,%63[^\n]", &d, t);
	printf("%d: %g '%s'\n", r, d, t);
	r = scanf(" [%2[a-z]%n", t, &n);
	printf("%d: '%s' %d\n", r, t, n);
	r = scanf("%*[^0-9]%3d%c", &a, t);
	printf("%d: %d %c\n", r, a, t[0]);
	r = scanf("%*s %63s", t);
	printf("%d: %s\n", r, t);
	r = scanf("%d", &a);
	printf("%d eof %d\n", r, !!feof(stdin));
	S("10 20 30", "%d%d%d", &a, &b, &c);
	S("10,20;30", "%d,%d,%d", &a, &b, &c);
	S("0x10 010 10", "%i %i %i", &a, &b, &c);
	S("ff 77 1", "%x %o %u", &a, &b, &c);
	S("1.5 -2e3", "%lf %lf", &d, &e);
	S("inf nan", "%lf %lf", &d, &e);
	S("0x1.8p3 1e", "%lf %lf", &d, &e);
	S("infinitely", "%lf%63s", &d, t);
	S("abc", "%2c%n", t, &n);
	S("12345", "%2d%2d%d", &a, &b, &c);
	S("", "%d", &a);
	S("   ", "%d", &a);
	S("x", "%d", &a);
	S("5%", "%d%%%n", &a, &n);
	S("a-b]c", "%63[]a-c-]", t);
	S("xyz", "%63[^z]", t);
	S("7 8", "%2$d %1$d", &a, &b);
	S("99999999999", "%d", &a);
	S("-", "%d", &a);
	S("+5", "%u", &a);
	S("1 2", "%*d %d", &a);
	signed char hh = 0;
	short h = 0;
	long long ll = 0;
	r = sscanf("300 70000 9223372036854775808", "%hhd %hd %lld", &hh, &h, &ll);
	printf("%d: %d %d %lld\n", r, hh, h, ll);
	r = sscanf("allocated rest", "%ms", &m);
	printf("%d: %s\n", r, m);
	free(m);
	long double ld = 0;
	r = sscanf("1e-4940", "%Lf", &ld);
	printf("%d: %Lg\n", r, ld);
	void *p;
	r = sscanf("0x1234", "%p", &p);
	printf("%d: %p\n", r, p);
	wchar_t w[10] = { 0 };
	r = swscanf(L"wide 42", L"%ls %d", w, &a);
	printf("%d: %ls %d\n", r, w, a);
	return done();
}
