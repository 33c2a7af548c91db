/* cflags: -w */
#include "check.h"
#include <locale.h>
#include <math.h>
#include <wchar.h>
// printf in its corners.
#define P(...) do { int n_ = snprintf(buf, sizeof buf, __VA_ARGS__); printf("%d [%s]\n", n_, buf); } while (0)
int main(void)
{
	char buf[2000];
	int a = -1, b = -1;
	P("%d %i %u %x %X %o %c %%", -1, INT_MIN, UINT_MAX, 0xabcu, 0xABCu, 8, 'c');
	P("%5d|%-5d|%05d|%+d|% d|%+.3d|%.0d|%8.3d|%-8.3d", 42, 42, 42, 42, 42, 42, 0, 42, 42);
	P("%#x %#o %#X %#x %#.0f %#g", 255, 8, 255, 0, 3.0, 3.0);
	P("%hhd %hd %ld %lld %jd %zd %td", 300, 70000, LONG_MIN, LLONG_MAX, INTMAX_MIN, (ssize_t)-5, (ptrdiff_t)-6);
	P("%*d|%-*d|%.*f|%*.*s", 6, 1, 6, 2, 2, 3.14159, 8, 3, "string");
	P("%*d", -6, 7);
	P("%.*s|%.0s|%s", -1, "all", "none", (char *)0);
	P("%2$s %1$s %2$*3$s", "one", "two", 6);
	P("%d%n%d%n", 12, &a, 345, &b);
	printf("%d %d\n", a, b);
	P("%p %p", (void *)0, (void *)0x1234);
	P("%f %F %e %E %g %G", 1.5, INFINITY, 12345.678, 1e-10, 1e20, 1e-5);
	P("%f %f %5.1f|%-8.2f|%08.3f|%+f", NAN, -INFINITY, 2.25, -1.5, -1.5, 0.0);
	P("%.0f %.0f %.0f %.0f %.1f %.2f", 0.5, 1.5, 2.5, 3.5, 0.25, 1.005);
	P("%.20f %.30e", 0.1, 1.0 / 3);
	P("%a %A %.0a %.3a %La %a", 1.0, 0.1, 1.9, 1.0 / 3, 1.5L, 0x1p-1074);
	P("%.15g %.17g %.3g %g %g %#.3g", 0.1, 0.1, 1234567.0, 100000.0, 1000000.0, 1.0);
	P("%Lf %Le %.25Lg", 1.25L, 1e4000L, 1.1L);
	P("%f", 1.7976931348623157e308);
	P("%.100f", 5e-324);
	P("%.400g", 5e-324);
	P("%e %g", 0.0, -0.0);
	P("%s", "a long string that is cut by the buffer when it is small");
	printf("%d\n", snprintf(buf, 5, "%s", "longer"));
	puts(buf);
	printf("%d\n", snprintf(0, 0, "%1000d", 1));
	errno = 0;
	int over = snprintf(0, 0, "%*d%*d", INT_MAX, 1, INT_MAX, 1);
	printf("overflow %d %s\n", over, ename(errno));
	errno = 0;
	printf("bad %d\n", snprintf(buf, 10, "%y", 1));
	P("%ls %lc", L"wide", (wint_t)L'w');
	setlocale(LC_ALL, "C.UTF-8");
	P("%ls|%.3ls|%lc", L"\u20ac\u00e4", L"\u20ac\u00e4", (wint_t)0x1F600);
	wchar_t w[50];
	int n = swprintf(w, 50, L"%d %s %ls %5.2f", 7, "multibyte \xc3\xa4", L"\u20ac", 2.5);
	printf("%d %ls\n", n, w);
	n = swprintf(w, 3, L"%s", "too long");
	printf("%d\n", n);
	errno = 0;
	n = snprintf(buf, sizeof buf, "%lc", (wint_t)0xd800);
	printf("surrogate %d %s\n", n, ename(errno));
	P("%'d", 1234567);
	errno = 5;
	P("%m");
	dprintf(1, "dprintf %s\n", "works");
	return done();
}
