/* Numbers from text and to text: all ways to write one, in all four ways to round. */
#include <errno.h>
#include <fenv.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "functions.h"

static const int roundings[] = { FE_TONEAREST, FE_UPWARD, FE_DOWNWARD, FE_TOWARDZERO };

static double ten_to(int n)
{
	double x = 1;
	for (; n > 0; n--) x *= 10;
	for (; n < 0; n++) x /= 10;
	return x;
}

static double any_double(void)
{
	union { uint64_t bits; double value; } x = { drawn() };
	switch (below(12)) {
	case 0: return (long)drawn() >> below(64);
	case 1: return (double)between(-100000, 100000) / 8;
	case 2: return (double)between(-1000000000, 1000000000) / 1000;
	case 3: return ((long)drawn() >> below(64)) * ten_to(between(-30, 30));
	case 4: return x.bits = (x.bits & 0xfff0000000000000) + between(-3, 3), x.value;
	case 5: return ten_to(between(-323, 308));
	case 6: return (double)below(1 << 20) / 1024 * (below(2) ? 1 : -1);
	case 7: return ldexp(1 + 2 * below(1 << 20), between(-1080, 1000));
	case 8: return x.bits &= 0x800fffffffffffff, x.value;
	case 9: return below(2) ? 0. : below(2) ? -0. : below(2) ? INFINITY : NAN;
	}
	return x.value;
}

static void bits_of(double x)
{
	if (x != x) text("nan");
	else result(&x, sizeof x);
}

static void made(char *s, int n, size_t size)
{
	number(n);
	if (n >= 0 && size) result(s, strlen(s));
}

static void format(char *s, const char *end)
{
	*s++ = '%';
	while (below(3) == 0) *s++ = "-+ 0#"[below(5)];
	if (!below(4)) s += sprintf(s, "%d", (int)below(40));
	if (below(3)) s += sprintf(s, ".%d", (int)(below(8) ? below(20) : below(60)));
	strcpy(s, end);
}

static void make_print_double(void)
{
	static const char conversions[] = "eEfFgGaA";
	char f[32], end[3] = { conversions[below(below(8) ? 6 : 8)] }, s[600];
	double x = any_double();
	format(f, end);
	if (!below(8)) fesetround(roundings[below(4)]);
	size_t size = below(10) ? sizeof s : below(30);
	made(s, snprintf(s, size, f, x), size);
	fesetround(FE_TONEAREST);
	if (!below(10)) {
		f[strlen(f) - 1] = 0;
		strcat(f, "Lg");
		made(s, snprintf(s, sizeof s, f, (long double)x * 3), sizeof s);
	}
	text(f);
}

/* What was printed shortly is read as it was. */
static void make_round_trip(void)
{
	char s[400];
	double x = any_double();
	snprintf(s, sizeof s, "%.17g", x);
	text(x != x || strtod(s, 0) == x ? "the same" : s);
	snprintf(s, sizeof s, "%.9g", (float)x);
	text(x != x || strtof(s, 0) == (float)x ? "the same" : s);
}

static long integer(void) { return (long)drawn() >> below(64); }

static void make_print_integer(void)
{
	static const char *const ends[] = {
		"d", "i", "u", "x", "X", "o", "c", "ld", "lu", "lx", "lld", "hd", "hhu", "zu", "jd", "td", "p", "lo", "hhd"
	};
	char f[32], s[600];
	format(f, ends[below(sizeof ends / sizeof *ends)]);
	size_t size = below(10) ? sizeof s : below(30);
	made(s, snprintf(s, size, f, integer()), size);
	text(f);
}

/* Conversions of an integer and of a string in turn with text between them; arguments by position; what is no format. */
static void make_print_mixed(void)
{
	static const char *const integers[] = { "%d", "%x", "%03d", "%+d", "%hhd", "%#x", "%5d", "%-5d|", "%c", "%u" };
	static const char *const strings[] = { "%s", "%5s|", "%-8s|", "%.3s", "%.0s" };
	static const char *const texts[] = {
		"", "", "text", "%%", "%m", "\xc3\xa4", "longer text without any conversion in it, for more than one vector of it", "100%% of it"
	};
	static const char *const others[] = {
		"%y", "%", "%5", "%1$d%2$s", "%2$s %1$d", "%4$s text %3$d %2$s %1$d", "%1$d%1$d", "text %2$s %1$5d", "%l", "%5$", "%m %1$d", "%%%1$d"
	};
	static const char *const words[] = { "", "word", "another word", "a text of more than eighty bytes so that it does not fit into the buffer of an unbuffered stream" };
	char f[1000] = "", s[600] = "";
	for (int n = below(7), i = 0; i < n; i++) {
		strcat(f, texts[below(sizeof texts / sizeof *texts)]);
		strcat(f, i % 2 ? strings[below(sizeof strings / sizeof *strings)] : integers[below(sizeof integers / sizeof *integers)]);
	}
	strcat(f, texts[below(sizeof texts / sizeof *texts)]);
	if (!below(10)) strcat(f, others[below(3)]);
	if (!below(6)) strcpy(f, others[below(sizeof others / sizeof *others)]);
	const char *w[3];
	int a[3];
	for (int i = 0; i < 3; i++) {
		w[i] = words[below(4)];
		a[i] = integer();
	}
	text(f);
	errno = below(100);
	memset(s, 'x', 8);
	size_t size = below(4) ? sizeof s : below(60);
	made(s, snprintf(s, size, f, a[0], w[0], a[1], w[1], a[2], w[2]), size);
	number(errno);
	made(s, snprintf(s, size, "%*d %.*s|%-*d|%s", (int)between(-20, 20), 77, (int)between(-1, 8), w[0], (int)below(9), -5, w[1]), size);
	int count = 0;
	made(s, snprintf(s, size, "%s%n %ls %lc %c", w[2], &count, L"wide", 'w', 'c'), size);
	number(count);
	/* Streams without a buffer, and with a small one. */
	FILE *stream = fmemopen(s, sizeof s, "w");
	if (below(2)) setvbuf(stream, 0, _IONBF, 0);
	number(fprintf(stream, f, a[0], w[0], a[1], w[1], a[2], w[2]));
	number(fclose(stream));
	result(s, strlen(s));
}

static char *number_text(char *s)
{
	char *const start = s;
	int kind = below(16);
	if (!below(12)) s += sprintf(s, "%.*s", (int)below(4), " \t\n ");
	if (!below(3)) *s++ = "+-"[below(2)];
	if (kind == 0) s += sprintf(s, "%.*g", (int)between(1, 25), any_double());
	else if (kind == 1) s += sprintf(s, "%a", any_double());
	else if (kind == 2) {
		/* Half-way between two doubles, or next to that. */
		double x = fabs(any_double());
		if (x < 1e200 && x > 1e-200) {
			s += sprintf(s, "%.900Lg", ((long double)x + nextafter(x, 1e300)) / 2);
			if (!below(3)) s += sprintf(s, "%s", strchr(start, 'e') || !strchr(start, '.') ? "" : "000000000000000000000001");
			else if (!below(2) && s[-1] > '0' && !strchr(start, 'e')) s[-1]--;
		} else *s++ = '1';
	} else if (kind == 3) s += sprintf(s, "%s", ((const char *[]){ "inf", "nan", "infinity", "nan(a1)", "in", "0x", "0x.p1", ".", "e5", "infinit", "0x1p", "-", "" })[below(13)]);
	else {
		int n = below(4) ? between(1, 20) : below(60), point = below(3) ? (int)below(n + 2) : -1;
		for (int i = 0; i < n; i++) {
			if (i == point) *s++ = '.';
			*s++ = '0' + (below(5) ? below(10) : 0);
		}
		if (below(3)) s += sprintf(s, "%c%s%d", "eE"[below(2)], ((const char *[]){ "", "+", "-" })[below(3)], (int)(below(4) ? below(30) : below(400)));
		if (!below(300)) s += sprintf(s, "%d", (int)below(100000));
	}
	if (!below(6)) *s++ = " xe.-9p"[below(7)];
	*s = 0;
	return start;
}

static void make_scan_double(void)
{
	char s[2000], *end;
	number_text(s);
	text(s);
	if (!below(6)) fesetround(roundings[below(4)]);
	errno = 0;
	double x = strtod(s, &end);
	int e = errno;
	fesetround(FE_TONEAREST);
	bits_of(x);
	number(end - s);
	number(e);
}

static void make_scan_float(void)
{
	char s[2000], *end;
	number_text(s);
	text(s);
	if (!below(6)) fesetround(roundings[below(4)]);
	errno = 0;
	float x = strtof(s, &end);
	int e = errno;
	fesetround(FE_TONEAREST);
	bits_of(x);
	number(end - s);
	number(e);
}

static void make_scan_formatted(void)
{
	char s[2000], f[16], rest[64] = "";
	double x = -1;
	float y = -1;
	number_text(s);
	text(s);
	int width = below(3) ? 0 : between(1, 30);
	if (width) sprintf(f, "%%%dlf%%63s", width);
	else strcpy(f, "%lf%63s");
	number(sscanf(s, f, &x, rest));
	bits_of(x);
	text(rest);
	*rest = 0;
	number(sscanf(s, "%f%63s", &y, rest));
	bits_of(y);
	text(rest);
}

static void make_scan_integer(void)
{
	char s[100], *end, *p = s;
	int base = below(2) ? 10 : below(38);
	if (!below(6)) *p++ = " \t\n\v"[below(4)];
	if (!below(3)) *p++ = "+-"[below(2)];
	if (!below(4)) p += sprintf(p, "%s", below(2) ? "0x" : "0");
	for (int n = below(6) ? below(20) : below(70); n > 0; n--) *p++ = below(12) ? '0' + below(base > 10 || !base ? 10 : base + 1) : "0123456789abcdefzZ .-"[below(21)];
	*p = 0;
	text(s);
	errno = 0;
	number(strtol(s, &end, base));
	number(end - s);
	number(errno);
	errno = 0;
	number(strtoul(s, &end, base));
	number(end - s);
	number(errno);
	number(atoi(s));
	int a = -1;
	unsigned b = 1;
	number(sscanf(s, "%i%x", &a, &b));
	number(a);
	number(b);
}

/* Conversions of up to 18 digits tell whether they were exact. */
static void make_exact(void)
{
	char s[64];
	long m = drawn() >> between(20, 60);
	int places = below(5);
	sprintf(s, "%.*f", places, ldexp(m, -(int)below(places + 1)));
	feclearexcept(FE_ALL_EXCEPT);
	double x = strtod(s, 0);
	int raised = fetestexcept(FE_INEXACT) != 0;
	text(s);
	bits_of(x);
	number(raised);
}

const struct area number_areas[] = {
	{ "print_double", make_print_double }, { "round_trip", make_round_trip }, { "print_integer", make_print_integer },
	{ "print_mixed", make_print_mixed }, { "scan_double", make_scan_double }, { "scan_float", make_scan_float, 0, 30 },
	{ "scan_formatted", make_scan_formatted, 0, 50 }, { "scan_integer", make_scan_integer, 0, 50 }, { "exact", make_exact, 0, 30 }, { 0 }
};
