// Safety: as in scan.h; nothing but the n bytes is written.
#ifndef W
#include <string.h>
#include "vector.h"

hidden char *stpncpy_narrow(char *restrict d, const char *restrict s, size_t n);

#include "wide.h"
#include "stpncpy.c"

char *__stpncpy(char *restrict d, const char *restrict s, size_t n)
{
	return CHOOSE(stpncpy, d, s, n);
}

weak_alias(__stpncpy, stpncpy);

#elif W == 0
hidden char *stpncpy_narrow(char *restrict d, const char *restrict s, size_t n)
{
	return CHOOSE_NARROW(stpncpy, d, s, n);
}

#else
#define NAME stpncpy
#define MATCH(v, c) SAME(v, c)
#define FOUR(v0, v1, v2, v3, c) BITS(SAME(MIN(MIN(v0, v1), MIN(v2, v3)), c))
#include "scan.h"
#include "small.h"

VARIANT char *F(stpncpy)(char *restrict d, const char *restrict s, size_t n)
{
	const byte *z = LOCAL(scan_n)((const byte *)s, SPLAT(0), n);
	size_t l = z ? z - (const byte *)s : n;
	if (l > W) memcpy(d, s, l);
	else if (l) LOCAL(copy_small)((byte *)d, (const byte *)s, l);
	if (n - l > W) memset(d + l, 0, n - l);
	else if (n - l) LOCAL(clear_small)((byte *)d + l, n - l);
	return d + l;
}

#undef NAME
#undef MATCH
#endif
