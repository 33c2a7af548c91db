// Safety: as in scan.h; no more is written than the end and what precedes it.
#ifndef W
#include <string.h>
#include "vector.h"

hidden char *strncat_narrow(char *restrict d, const char *restrict s, size_t n);

#include "wide.h"
#include "strncat.c"

char *strncat(char *restrict d, const char *restrict s, size_t n)
{
	return CHOOSE(strncat, d, s, n);
}

#elif W == 0
hidden char *strncat_narrow(char *restrict d, const char *restrict s, size_t n)
{
	return CHOOSE_NARROW(strncat, d, s, n);
}

#else
#define NAME strncat
#define MATCH(v, c) SAME(v, c)
#define FOUR(v0, v1, v2, v3, c) BITS(SAME(MIN(MIN(v0, v1), MIN(v2, v3)), c))
#include "scan.h"
#include "small.h"

VARIANT char *F(strncat)(char *restrict d, const char *restrict s, size_t n)
{
	byte *e = (byte *)LOCAL(scan)((byte *)d, SPLAT(0));
	const byte *z = LOCAL(scan_n)((const byte *)s, SPLAT(0), n);
	if (z) n = z - (const byte *)s;
	e[n] = 0;
	if (n > W) memcpy(e, s, n);
	else if (n) LOCAL(copy_small)(e, (const byte *)s, n);
	return d;
}

#undef NAME
#undef MATCH
#endif
