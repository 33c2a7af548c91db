// Safety: as in compare.h.
#ifndef W
#include <strings.h>
#include "vector.h"

hidden int strncasecmp_narrow(const char *l, const char *r, size_t n);

#include "wide.h"
#include "strncasecmp.c"

int strncasecmp(const char *l, const char *r, size_t n)
{
	return CHOOSE(strncasecmp, l, r, n);
}

int __strncasecmp_l(const char *l, const char *r, size_t n, locale_t loc)
{
	return strncasecmp(l, r, n);
}

weak_alias(__strncasecmp_l, strncasecmp_l);

#elif W == 0
hidden int strncasecmp_narrow(const char *l, const char *r, size_t n)
{
	return CHOOSE_NARROW(strncasecmp, l, r, n);
}

#else
#define NAME strncasecmp
#define ELEMENT byte
#define GOES_ON(x, y) (lower(x) == lower(y) && (x))
#define MAP(v) F(lower)(v)
#include "compare.h"

VARIANT int F(strncasecmp)(const char *l, const char *r, size_t n)
{
	const byte *a = (const byte *)l, *b = (const byte *)r;
	size_t i = LOCAL(compare)(a, b, n);
	HAS_DONE(i);
	return i < n ? lower(a[i]) - lower(b[i]) : 0;
}

#undef NAME
#undef ELEMENT
#undef GOES_ON
#undef MAP
#endif
