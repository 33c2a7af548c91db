// Safety: as in compare.h.
#ifndef W
#include <wchar.h>
#include "vector.h"

hidden int wcscmp_narrow(const wchar_t *l, const wchar_t *r);

#include "wide.h"
#include "wcscmp.c"

int wcscmp(const wchar_t *l, const wchar_t *r)
{
	return CHOOSE(wcscmp, l, r);
}

#elif W == 0
hidden int wcscmp_narrow(const wchar_t *l, const wchar_t *r)
{
	return CHOOSE_NARROW(wcscmp, l, r);
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
