// Safety: as in scan.h.
#ifndef W
#include <string.h>
#include "vector.h"

hidden char *strchr_narrow(const char *s, int c);

#include "wide.h"
#include "strchr.c"

char *strchr(const char *s, int c)
{
	return CHOOSE(strchr, s, c);
}

#elif W == 0
hidden char *strchr_narrow(const char *s, int c)
{
	return CHOOSE_NARROW(strchr, s, c);
}

#else
#define NAME strchr
#define MATCH(v, c) SAME(MIN((v) ^ (c), v), SPLAT(0))
#define FOUR(v0, v1, v2, v3, c) BITS(SAME(MIN(MIN(KEY(v0, c), KEY(v1, c)), MIN(KEY(v2, c), KEY(v3, c))), SPLAT(0)))
#define KEY(v, c) MIN((v) ^ (c), v)
#include "scan.h"

VARIANT char *F(strchr)(const char *s, int c)
{
	const byte *p = LOCAL(scan)((const byte *)s, SPLAT(c));
	return *p == (byte)c ? (char *)p : 0;
}

#undef NAME
#undef MATCH
#undef KEY
#endif
