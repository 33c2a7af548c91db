// Safety: as in compare.h.
#ifndef W
#include <wchar.h>
#include "vector.h"
#define SELF "wcscmp.c"
#include "widths.h"

hidden int wcscmp_64(const wchar_t *l, const wchar_t *r);

int wcscmp(const wchar_t *l, const wchar_t *r)
{
	return CHOOSE(wcscmp, l, r);
}

#else
#define NAME wcscmp
#define ELEMENT wchar_t
#define GOES_ON(x, y) ((x) == (y) && (x))
#define WIDE
#define MAP(v) (v)
#include "compare.h"

VARIANT int F(wcscmp)(const wchar_t *l, const wchar_t *r)
{
	size_t i = LOCAL(compare)((const byte *)l, (const byte *)r, -1) / sizeof *l;
	HAS_DONE(i);
	return l[i] < r[i] ? -1 : l[i] > r[i];
}

#undef NAME
#undef ELEMENT
#undef GOES_ON
#undef WIDE
#undef MAP
#endif
