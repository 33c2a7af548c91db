/* strftime(3): with the flags for case, and what nobody knows copied as it is. */
#define _GNU_SOURCE
#include <ctype.h>
#include <stdio.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <wchar.h>
#include "locale_impl.h"
#include "glibc.h"

size_t glibc_strftime_l(char *restrict, size_t, const char *restrict, const struct tm *restrict, locale_t);

/* One conversion, which musl has without the flags that are of no concern to it. */
static size_t one(char *buf, size_t size, const char *spec, size_t l, const struct tm *t, locale_t locale)
{
	char format[32], *d = format;
	int upper = 0, swap = 0;
	size_t i, n;
	char conversion = spec[l-1];
	const char *whole;
	static const char wholes[] = "cxXr";
	/* A character in front tells an empty result from one that does not fit. */
	*d++ = '.';
	for (i=0; i<l; i++) {
		if (spec[i] == '^') upper = 1;
		else if (spec[i] == '#') swap = 1;
		else *d++ = spec[i];
	}
	*d = 0;
	/* What stands for several conversions; without a format of twelve hours it is the C locale's. */
	if ((whole = strchr(wholes, conversion))) {
		static const nl_item items[] = { D_T_FMT, D_FMT, T_FMT, T_FMT_AMPM };
		const char *said = nl_langinfo_l(items[whole-wholes], locale);
		n = glibc_strftime_l(buf, size, *said ? said : "%I:%M:%S %p", t, locale);
		if (n && upper) for (i=0; i<n; i++) buf[i] = toupper((unsigned char)buf[i]);
		return n ? n+1 : 0;
	}
	if (conversion == 'Z') {
		/* The zone is the caller's text, where musl takes its own only. */
		n = snprintf(buf, size, "%s", t->__tm_zone ? t->__tm_zone : "");
		if (n >= size) return 0;
	} else {
		n = strftime_l(buf, size, format, t, locale);
		if (!n) return 0;
		memmove(buf, buf+1, --n);
	}
	/* With # names become upper case, and AM and the zone lower. */
	if (swap && strchr("pZ", conversion)) for (i=0; i<n; i++) buf[i] = tolower((unsigned char)buf[i]);
	else if (upper || swap && strchr("aAbBh", conversion)) for (i=0; i<n; i++) buf[i] = toupper((unsigned char)buf[i]);
	buf[n] = 0;
	return n+1;
}

size_t GLIBC(strftime_l)(char *restrict s, size_t max, const char *restrict format, const struct tm *restrict t, locale_t locale)
{
	char buf[256];
	size_t at = 0, n, l;
	while (*format) {
		const char *text = format;
		if (*format != '%') {
			n = strcspn(format, "%");
			format += n;
		} else {
			l = 1 + strspn(format+1, "_-0^#+");
			l += strspn(format+l, "0123456789");
			l += strspn(format+l, "EO");
			int is_known = format[l] && strchr("aAbBcCdDeFgGhHIjklmMnpPrRsStTuUVwWxXyYzZ%", format[l]);
			if (format[l]) l++;
			n = is_known && l < 28 ? one(buf, sizeof buf, format, l, t, locale) : 0;
			if (n) text = buf, n--;
			else n = l;
			format += l;
		}
		if (at+n >= max) return 0;
		memcpy(s+at, text, n);
		at += n;
	}
	if (at >= max) return 0;
	s[at] = 0;
	return at;
}
GLIBC_ALIAS(__strftime_l, glibc_strftime_l)

/* musl's zone is called UTC. */
struct tm *GLIBC(gmtime_r)(const time_t *restrict t, struct tm *restrict tm)
{
	if (!gmtime_r(t, tm)) return 0;
	tm->__tm_zone = "GMT";
	return tm;
}
GLIBC_ALIAS(__gmtime_r, glibc_gmtime_r)

struct tm *GLIBC(gmtime)(const time_t *t)
{
	struct tm *tm = gmtime(t);
	if (tm) tm->__tm_zone = "GMT";
	return tm;
}

size_t GLIBC(strftime)(char *restrict s, size_t max, const char *restrict format, const struct tm *restrict t)
{
	return glibc_strftime_l(s, max, format, t, CURRENT_LOCALE);
}

/* By way of bytes: wide characters come and go as the locale has them. */
size_t GLIBC(wcsftime)(wchar_t *restrict s, size_t max, const wchar_t *restrict format, const struct tm *restrict t)
{
	size_t n = wcstombs(0, format, 0), size = 4*max, l = 0;
	char *bytes, *result = 0;
	if (n == (size_t)-1 || size/4 != max || !(bytes = malloc(n+1))) return 0;
	wcstombs(bytes, format, n+1);
	if (size > 1<<20) size = 1<<20;
	if ((result = malloc(size+1)) && (l = glibc_strftime(result, size+1, bytes, t))) {
		l = mbstowcs(0, result, 0);
		if (l >= max) l = 0;
		else mbstowcs(s, result, l+1);
	} else if (result && !n && max) {
		*s = 0;
	}
	free(bytes);
	free(result);
	return l;
}
