// Safety: as in scan.h.
#ifndef W
#include <wchar.h>
#include "vector.h"

hidden size_t wcslen_narrow(const wchar_t *s);

#include "wide.h"
#include "wcslen.c"

size_t wcslen(const wchar_t *s)
{
	return CHOOSE(wcslen, s);
}

#elif W == 0
hidden size_t wcslen_narrow(const wchar_t *s)
{
	return CHOOSE_NARROW(wcslen, s);
}

#else
#define NAME wcslen
#define WIDE
#define MATCH(v, c) SAME_INTS(v, c)
#include "scan.h"

VARIANT size_t F(wcslen)(const wchar_t *s)
{
	return (const wchar_t *)LOCAL(scan)((const byte *)s, SPLAT(0)) - s;
}

#undef NAME
#undef WIDE
#undef MATCH
#endif
