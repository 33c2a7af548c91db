// Safety: as in scan.h.
#ifndef W
#include <string.h>
#include "vector.h"

hidden size_t strlen_narrow(const char *s);

#include "wide.h"
#include "strlen.c"

size_t strlen(const char *s)
{
	return CHOOSE(strlen, s);
}

#elif W == 0
hidden size_t strlen_narrow(const char *s)
{
	return CHOOSE_NARROW(strlen, s);
}

#else
#define NAME strlen
#define MATCH(v, c) SAME(v, c)
#define FOUR(v0, v1, v2, v3, c) BITS(SAME(MIN(MIN(v0, v1), MIN(v2, v3)), c))
#include "scan.h"

VARIANT size_t F(strlen)(const char *s)
{
	return LOCAL(scan)((const byte *)s, SPLAT(0)) - (const byte *)s;
}

#undef NAME
#undef MATCH
#endif
