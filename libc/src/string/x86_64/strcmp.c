// Safety: as in compare.h.
#ifndef W
#include <string.h>
#include "vector.h"

hidden int strcmp_narrow(const char *l, const char *r);

#include "wide.h"
#include "strcmp.c"

int strcmp(const char *l, const char *r)
{
	return CHOOSE(strcmp, l, r);
}

#elif W == 0
hidden int strcmp_narrow(const char *l, const char *r)
{
	return CHOOSE_NARROW(strcmp, l, r);
}

#else
#define NAME strcmp
#define ELEMENT byte
#define GOES_ON(x, y) ((x) == (y) && (x))
#define MAP(v) (v)
#include "compare.h"

VARIANT int F(strcmp)(const char *l, const char *r)
{
	const byte *a = (const byte *)l, *b = (const byte *)r;
	size_t i = LOCAL(compare)(a, b, -1);
	HAS_DONE(i);
	return a[i] - b[i];
}

#undef NAME
#undef ELEMENT
#undef GOES_ON
#undef MAP
#endif
