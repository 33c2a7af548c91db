// Safety: as in compare.h.
#ifndef W
#include <string.h>
#include "vector.h"
#define SELF "strcmp.c"
#include "widths.h"

hidden int strcmp_64(const char *l, const char *r);

int strcmp(const char *l, const char *r)
{
	return CHOOSE(strcmp, l, r);
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
