// Safety: as in compare.h.
#ifndef W
#include <wchar.h>
#include "vector.h"

hidden int wcsncmp_narrow(const wchar_t *l, const wchar_t *r, size_t n);

#include "wide.h"
#include "wcsncmp.c"

int wcsncmp(const wchar_t *l, const wchar_t *r, size_t n)
{
	return CHOOSE(wcsncmp, l, r, n);
}

#elif W == 0
hidden int wcsncmp_narrow(const wchar_t *l, const wchar_t *r, size_t n)
{
	return CHOOSE_NARROW(wcsncmp, l, r, n);
}

#else
#define NAME wcsncmp
#define ELEMENT wchar_t
#define GOES_ON(x, y) ((x) == (y) && (x))
#define WIDE
#define MAP(v) (v)
#include "compare.h"

VARIANT int F(wcsncmp)(const wchar_t *l, const wchar_t *r, size_t n)
{
	size_t i = LOCAL(compare)((const byte *)l, (const byte *)r, n > SIZE_MAX/4 ? SIZE_MAX : n*4) / sizeof *l;
	HAS_DONE(i);
	return i < n ? l[i] < r[i] ? -1 : l[i] > r[i] : 0;
}

#undef NAME
#undef ELEMENT
#undef GOES_ON
#undef WIDE
#undef MAP
#endif
