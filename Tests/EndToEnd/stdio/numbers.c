#include "check.h"
#include <inttypes.h>
#include <math.h>
#include <wchar.h>
// strtod, strtol and their family: rounding, limits, errno, end pointers.
int main(void)
{
	static const char *floats[] = { "0", "-0", "1", "0.1", "1e23", "9007199254740993", "8.98846567431158e307", "1.7976931348623158e308",
		"1.7976931348623159e308", "2.2250738585072011e-308", "4.9e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "1e-400", "1e400",
		"-1e400", "0x1p-1074", "0x1.fffffffffffff8p0", "0x.8", "0x", "0xg", "inf", "-INFINITY", "infin", "nan", "nan(123)", "NaN(", ".5", "5.", ".",
		"", "  7", "+3e+2", "3e", "3e+", "1_0", "12345678901234567890123456789", "0.000000000000000000000000000000000000001",
		"179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704342711559699508093042880",
		"0.1000000000000000055511151231257827021181583404541015624", "0.1000000000000000055511151231257827021181583404541015626" };
	for (size_t i = 0; i < sizeof floats / sizeof *floats; i++) {
		char *end, *e2, *e3;
		errno = 0;
		double d = strtod(floats[i], &end);
		int e = errno;
		float f = strtof(floats[i], &e2);
		long double l = strtold(floats[i], &e3);
		if (isnan(d)) printf("%.40s: nan %d %s\n", floats[i], (int)(end - floats[i]), ename(e));
		else printf("%.40s: %a %a %La %d %d %d %s\n", floats[i], d, f, l, (int)(end - floats[i]), (int)(e2 - floats[i]), (int)(e3 - floats[i]), ename(e));
	}
	static const struct { const char *s; int base; } ints[] = { { "10", 10 }, { "0x1f", 0 }, { "0x1f", 16 }, { "0x", 16 }, { "017", 0 }, { "08", 0 },
		{ "zz", 36 }, { "12z", 10 }, { "", 10 }, { "  -5x", 10 }, { "+", 10 }, { "--5", 10 }, { "9223372036854775807", 10 }, { "9223372036854775808", 10 },
		{ "-9223372036854775808", 10 }, { "-9223372036854775809", 10 }, { "18446744073709551615", 10 }, { "18446744073709551616", 10 }, { "-1", 10 },
		{ "10", 1 }, { "10", 37 }, { "102", 2 }, { "\t\n 7", 10 } };
	for (size_t i = 0; i < sizeof ints / sizeof *ints; i++) {
		char *a = 0, *b = 0;
		errno = 0;
		long l = strtol(ints[i].s, &a, ints[i].base);
		int e = errno;
		errno = 0;
		unsigned long u = strtoul(ints[i].s, &b, ints[i].base);
		printf("%s/%d: %ld %s %lu %s", ints[i].s + strspn(ints[i].s, "\t\n "), ints[i].base, l, ename(e), u, ename(errno));
		printf(" %d %d\n", a ? (int)(a - ints[i].s) : -1, b ? (int)(b - ints[i].s) : -1);
	}
	printf("%d %ld %lld %g\n", atoi("  12abc"), atol("-7"), atoll("99999999999"), atof("1.5e1x"));
	printf("%jd %ju\n", strtoimax("-123", 0, 10), strtoumax("0777", 0, 0));
	wchar_t *we;
	printf("%ld %g\n", wcstol(L"-42rest", &we, 10), wcstod(L"2.5e1", 0));
	char buf[40];
	puts(ecvt(123.456, 4, &(int){ 0 }, &(int){ 0 }));
	puts(gcvt(0.000123456, 3, buf));
	printf("%ld\n", a64l("zz1"));
	puts(l64a(123456));
	div_t d = div(-7, 2);
	printf("%d %d %ld\n", d.quot, d.rem, labs(-5L));
	return done();
}
