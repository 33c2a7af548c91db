// Safety: as in scan.h.
#ifndef W
#include <wchar.h>
#include "vector.h"
#define SELF "wmemchr.c"
#include "widths.h"

hidden wchar_t *wmemchr_64(const wchar_t *s, wchar_t c, size_t n);

wchar_t *wmemchr(const wchar_t *s, wchar_t c, size_t n)
{
	return CHOOSE(wmemchr, s, c, n);
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
