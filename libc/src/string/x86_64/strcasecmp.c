// Safety: as in compare.h.
#ifndef W
#include <strings.h>
#include "vector.h"

hidden int strcasecmp_narrow(const char *l, const char *r);

#include "wide.h"
#include "strcasecmp.c"

int strcasecmp(const char *l, const char *r)
{
	return CHOOSE(strcasecmp, l, r);
}

int __strcasecmp_l(const char *l, const char *r, locale_t loc)
{
	return strcasecmp(l, r);
}

weak_alias(__strcasecmp_l, strcasecmp_l);

#elif W == 0
hidden int strcasecmp_narrow(const char *l, const char *r)
{
	return CHOOSE_NARROW(strcasecmp, l, r);
}

#else
#define NAME strcasecmp
#define ELEMENT byte
#define GOES_ON(x, y) (lower(x) == lower(y) && (x))
#define MAP(v) F(lower)(v)
#include "compare.h"

VARIANT int F(strcasecmp)(const char *l, const char *r)
{
	const byte *a = (const byte *)l, *b = (const byte *)r;
	size_t i = LOCAL(compare)(a, b, -1);
	HAS_DONE(i);
	return lower(a[i]) - lower(b[i]);
}

#undef NAME
#undef ELEMENT
#undef GOES_ON
#undef MAP
#endif
