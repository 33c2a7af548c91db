/* locale_t: libstdc++ reads the tables of character classes out of it. */
#define _GNU_SOURCE
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <wchar.h>
#include <wctype.h>
#include <ctype.h>
#include <time.h>
#include "locale_impl.h"
#include "glibc.h"
#include "locale_names.h"

const unsigned short **__ctype_b_loc(void);
hidden const int **glibc___ctype_tolower_loc(void), **glibc___ctype_toupper_loc(void);

struct glibc_locale {
	struct __locale_struct musl;
	char unused[104 - sizeof(struct __locale_struct)];
	const unsigned short *classes;
	const int *lower, *upper;
	const char *names[13];
};
_Static_assert(offsetof(struct glibc_locale, classes) == 104 && sizeof(struct glibc_locale) == 232, "glibc's layout");

/* Musl's, with what glibc has behind it; null if there is no memory. */
static locale_t widen(locale_t l)
{
	struct glibc_locale *wide;
	int i;
	if (!l || !(wide = malloc(sizeof *wide))) return 0;
	wide->musl = *l;
	memset(wide->unused, 0, sizeof wide->unused);
	wide->classes = *__ctype_b_loc();
	wide->lower = *glibc___ctype_tolower_loc();
	wide->upper = *glibc___ctype_toupper_loc();
	for (i=0; i<13; i++) wide->names[i] = "C";
	return (locale_t)wide;
}

locale_t GLIBC(newlocale)(int mask, const char *name, locale_t base)
{
	locale_t l, wide;
	int i;
	if (mask == 1<<LC_ALL) mask = LC_ALL_MASK;
	for (i=0; i<6; i++) if (mask & 1<<i && !glibc_has_locale(*name ? name : glibc_locale_from_environment(i))) {
		errno = ENOENT;
		return 0;
	}
	l = newlocale(mask & 63, glibc_is_plain_locale(name) ? "C" : name, base);
	if (!l || l == base) return l;
	wide = widen(l);
	if (__loc_is_allocated(l)) freelocale(l);
	return wide;
}
GLIBC_ALIAS(__newlocale, glibc_newlocale)

locale_t GLIBC(duplocale)(locale_t old)
{
	return widen(old == LC_GLOBAL_LOCALE ? &libc.global_locale : old);
}
GLIBC_ALIAS(__duplocale, glibc_duplocale)

/* Functions that take a locale which makes no difference to them. */
#define WITHOUT(type, name, args, call) type GLIBC(name##_l) args { return call; } GLIBC_ALIAS(__##name##_l, glibc_##name##_l)
WITHOUT(long, strtol, (const char *restrict s, char **restrict e, int b, locale_t l), strtol(s, e, b))
WITHOUT(unsigned long, strtoul, (const char *restrict s, char **restrict e, int b, locale_t l), strtoul(s, e, b))
WITHOUT(long long, strtoll, (const char *restrict s, char **restrict e, int b, locale_t l), strtoll(s, e, b))
WITHOUT(unsigned long long, strtoull, (const char *restrict s, char **restrict e, int b, locale_t l), strtoull(s, e, b))
WITHOUT(long, wcstol, (const wchar_t *restrict s, wchar_t **restrict e, int b, locale_t l), wcstol(s, e, b))
WITHOUT(unsigned long, wcstoul, (const wchar_t *restrict s, wchar_t **restrict e, int b, locale_t l), wcstoul(s, e, b))
WITHOUT(long long, wcstoll, (const wchar_t *restrict s, wchar_t **restrict e, int b, locale_t l), wcstoll(s, e, b))
WITHOUT(unsigned long long, wcstoull, (const wchar_t *restrict s, wchar_t **restrict e, int b, locale_t l), wcstoull(s, e, b))
WITHOUT(double, wcstod, (const wchar_t *restrict s, wchar_t **restrict e, locale_t l), wcstod(s, e))
WITHOUT(float, wcstof, (const wchar_t *restrict s, wchar_t **restrict e, locale_t l), wcstof(s, e))
WITHOUT(long double, wcstold, (const wchar_t *restrict s, wchar_t **restrict e, locale_t l), wcstold(s, e))
char *GLIBC(strptime_l)(const char *restrict s, const char *restrict f, struct tm *restrict t, locale_t l) { return strptime(s, f, t); }

GLIBC_ALIAS(__strfmon_l, strfmon_l)
GLIBC_ALIAS(__wcscasecmp_l, wcscasecmp_l)
GLIBC_ALIAS(__wcsncasecmp_l, wcsncasecmp_l)
