// Safety: as in compare.h.
#ifndef W
#include <string.h>
#include "vector.h"

hidden int strncmp_narrow(const char *l, const char *r, size_t n);

#include "wide.h"
#include "strncmp.c"

int strncmp(const char *l, const char *r, size_t n)
{
	return CHOOSE(strncmp, l, r, n);
}

#elif W == 0
hidden int strncmp_narrow(const char *l, const char *r, size_t n)
{
	return CHOOSE_NARROW(strncmp, l, r, n);
}

#else
#define NAME strncmp
#define ELEMENT byte
#define GOES_ON(x, y) ((x) == (y) && (x))
#define MAP(v) (v)
#include "compare.h"

VARIANT int F(strncmp)(const char *l, const char *r, size_t n)
{
	const byte *a = (const byte *)l, *b = (const byte *)r;
	size_t i = LOCAL(compare)(a, b, n);
	HAS_DONE(i);
	return i < n ? a[i] - b[i] : 0;
}

#undef NAME
#undef ELEMENT
#undef GOES_ON
#undef MAP
#endif
