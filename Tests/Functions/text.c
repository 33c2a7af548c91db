/* Regular expressions, times and the environment. */
#define _GNU_SOURCE
#include <errno.h>
#include <iconv.h>
#include <locale.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wctype.h>
#include "functions.h"

static char *expression(char *s)
{
	static const char *const parts[] = {
		"a", "b", "ab", "[ab]", "[^a]", ".", "(a|b)", "(ab)", "a*", "b+", "(a*)", "c?", "^", "$", "[[:digit:]]", "[[:upper:]]", "\\<", "\\>", "|", "\xc3\xa4",
		"(c|d)+", "a{2}", "(.)", "x", "[a-d]", "\\.", "1", "[^[:alpha:]]", "B", "()", "\\b", "\\1"
	};
	*s = 0;
	for (int n = between(1, 5); n; n--) strcat(s, parts[below(sizeof parts / sizeof *parts)]);
	return s;
}

static void make_regex(void)
{
	static const char *const pieces[] = { "a", "b", "ab", "x", "1", " ", "\n", "B", "c", "d", "aa", "zzzzzzzzzzzz", "\xc3\xa4", ".", "\xff", "abc", "_" };
	char e[100], s[300] = "";
	regex_t r;
	regmatch_t m[4];
	setlocale(LC_ALL, below(4) ? "C.UTF-8" : "C");
	int flags = (below(4) ? REG_EXTENDED : 0) | (below(4) ? 0 : REG_ICASE) | (below(4) ? 0 : REG_NEWLINE) | (below(6) ? 0 : REG_NOSUB);
	text(expression(e));
	int error = regcomp(&r, e, flags);
	number(error);
	if (error) return;
	for (int tries = 0; tries < 4; tries++) {
		*s = 0;
		for (int n = below(12); n; n--) strcat(s, pieces[below(sizeof pieces / sizeof *pieces - (below(8) != 0))]);
		memset(m, -1, sizeof m);
		int with = below(5);
		text(s);
		number(regexec(&r, s, with, m, below(4) ? 0 : below(2) ? REG_NOTBOL : REG_NOTEOL));
		for (int i = 0; i < with && i < 4 && !(flags & REG_NOSUB); i++) {
			number(m[i].rm_so);
			number(m[i].rm_eo);
		}
	}
	regfree(&r);
}

static void make_case(void)
{
	wint_t c = below(3) ? below(0x20000) : below(2) ? below(256) : drawn();
	number(towupper(c));
	number(towlower(c));
}

/* Into too small a room as well, and what is no UTF-8. */
static void make_iconv(void)
{
	static const char *const names[] = { "UTF-8", "ASCII", "UTF-16LE", "UTF-16BE", "UCS-2LE", "UTF-32LE", "WCHAR_T", "ISO-8859-1", "UTF-16" };
	static const char *const pieces[] = { "plain", "text with more than one vector of plain characters", "\xc3\xa4", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xff", "\xc3", "x" };
	char s[400] = "", out[2000];
	const char *from = names[below(3) ? 0 : 1], *to = names[below(sizeof names / sizeof *names)];
	for (int n = below(8); n; n--) strcat(s, pieces[below(sizeof pieces / sizeof *pieces - (below(4) != 0) * 3)]);
	iconv_t cd = iconv_open(to, from);
	char *in = s, *o = out;
	size_t inb = strlen(s), outb = below(3) ? sizeof out : below(100);
	text(to);
	text(s);
	errno = 0;
	number(iconv(cd, &in, &inb, &o, &outb));
	number(errno);
	number(in - s);
	number(inb);
	number(outb);
	result(out, o - out);
	iconv_close(cd);
}

static void make_time(void)
{
	static const char *const zones[] = { "UTC", "EST5EDT,M3.2.0,M11.1.0", "Europe/Berlin", "<+0330>-3:30", "NZST-12NZDT,M9.5.0,M4.1.0/3", "Nowhere", "" };
	static const char conversions[] = "aAbBcCdDeFgGhHIjmMnprRsStTuUVwWxXyYzZ%";
	time_t t = below(3) ? between(0, 4102444800) : below(2) ? between(-62135596800, 253402300799) : (long)drawn() >> below(20);
	struct tm tm = { 0 }, local = { 0 };
	char s[300], f[64], *p = f;
	if (below(8)) setenv("TZ", zones[below(sizeof zones / sizeof *zones)], 1);
	else unsetenv("TZ");
	if (!gmtime_r(&t, &tm)) text("no time");
	if (localtime_r(&t, &local)) number(mktime(&local));
	for (int n = below(5); n >= 0; n--) {
		*p++ = '%';
		if (!below(5)) *p++ = "-_0+"[below(4)];
		if (!below(8)) *p++ = '1' + below(9);
		*p++ = conversions[below(sizeof conversions - 1)];
		if (below(2)) *p++ = " /:"[below(3)];
	}
	*p = 0;
	text(f);
	if (!below(10)) tm.tm_year = below(2) ? -(int)below(4000) : (int)drawn();
	if (!below(20)) tm.tm_mday = below(400), tm.tm_hour = below(200), tm.tm_mon = below(20);
	memset(s, 0, sizeof s);
	size_t size = below(6) ? sizeof s : below(20);
	size_t l = strftime(s, size, f, below(2) ? &tm : &local);
	number(l);
	if (l) text(s);
}

static void make_environment(void)
{
	static const char *const names[] = { "A", "AB", "ABC", "ABCD", "B", "BA", "_", "TZ", "T", "LONG_NAME_OF_A_VARIABLE", "LONG_NAME_OF_A_VARIABLF", "" };
	const char *name = names[below(sizeof names / sizeof *names)];
	if (below(3)) number(setenv(name, below(2) ? "value" : "", below(2)));
	else number(unsetenv(name));
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *v = getenv(names[i]);
		text(v ? v : "-");
	}
	text(getenv("A=value") ? "found" : "-");
	unsetenv(names[below(sizeof names / sizeof *names)]);
}

/* Cases of the environment must not depend on those before. */
static void make_fresh_environment(void)
{
	clearenv();
	for (int n = 0; n < 8; n++) make_environment();
}

const struct area text_areas[] = {
	{ "regex", make_regex, 0, 30 }, { "case", make_case }, { "iconv", make_iconv, 0, 30 }, { "time", make_time }, { "environment", make_fresh_environment, 0, 10 }, { 0 }
};
