// Safety: as in scan.h.
#ifndef W
#include <string.h>
#include "vector.h"

hidden size_t strnlen_narrow(const char *s, size_t n);

#include "wide.h"
#include "strnlen.c"

size_t strnlen(const char *s, size_t n)
{
	return CHOOSE(strnlen, s, n);
}

#elif W == 0
hidden size_t strnlen_narrow(const char *s, size_t n)
{
	return CHOOSE_NARROW(strnlen, s, n);
}

#else
#define NAME strnlen
#define MATCH(v, c) SAME(v, c)
#define FOUR(v0, v1, v2, v3, c) BITS(SAME(MIN(MIN(v0, v1), MIN(v2, v3)), c))
#include "scan.h"

VARIANT size_t F(strnlen)(const char *s, size_t n)
{
	const byte *p = LOCAL(scan_n)((const byte *)s, SPLAT(0), n);
	return p ? p - (const byte *)s : n;
}

#undef NAME
#undef MATCH
#endif
