// Safety: as in scan.h.
#ifndef W
#include <wchar.h>
#include "vector.h"

hidden wchar_t *wcschr_narrow(const wchar_t *s, wchar_t c);

#include "wide.h"
#include "wcschr.c"

wchar_t *wcschr(const wchar_t *s, wchar_t c)
{
	return CHOOSE(wcschr, s, c);
}

#elif W == 0
hidden wchar_t *wcschr_narrow(const wchar_t *s, wchar_t c)
{
	return CHOOSE_NARROW(wcschr, s, c);
}

#else
#define NAME wcschr
#define WIDE
#define MATCH(v, c) (SAME_INTS(v, c) | SAME_INTS(v, SPLAT(0)))
#include "scan.h"

VARIANT wchar_t *F(wcschr)(const wchar_t *s, wchar_t c)
{
	wchar_t *p = (wchar_t *)LOCAL(scan)((const byte *)s, SPLAT_INT(c));
	return *p == c ? p : 0;
}

#undef NAME
#undef WIDE
#undef MATCH
#endif
