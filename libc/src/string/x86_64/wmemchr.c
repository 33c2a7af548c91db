// Safety: as in scan.h.
#ifndef W
#include <wchar.h>
#include "vector.h"

hidden wchar_t *wmemchr_narrow(const wchar_t *s, wchar_t c, size_t n);

#include "wide.h"
#include "wmemchr.c"

wchar_t *wmemchr(const wchar_t *s, wchar_t c, size_t n)
{
	return CHOOSE(wmemchr, s, c, n);
}

#elif W == 0
hidden wchar_t *wmemchr_narrow(const wchar_t *s, wchar_t c, size_t n)
{
	return CHOOSE_NARROW(wmemchr, s, c, n);
}

#else
#define NAME wmemchr
#define WIDE
#define MATCH(v, c) SAME_INTS(v, c)
#include "scan.h"

VARIANT wchar_t *F(wmemchr)(const wchar_t *s, wchar_t c, size_t n)
{
	return (wchar_t *)LOCAL(scan_n)((const byte *)s, SPLAT_INT(c), n > SIZE_MAX/4 ? SIZE_MAX : n*4);
}

#undef NAME
#undef WIDE
#undef MATCH
#endif
