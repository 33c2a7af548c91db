// Safety: as in scan.h.
#ifndef W
#include <string.h>
#include "vector.h"

hidden char *strchrnul_narrow(const char *s, int c);

#include "wide.h"
#include "strchrnul.c"

char *__strchrnul(const char *s, int c)
{
	return CHOOSE(strchrnul, s, c);
}

weak_alias(__strchrnul, strchrnul);

#elif W == 0
hidden char *strchrnul_narrow(const char *s, int c)
{
	return CHOOSE_NARROW(strchrnul, s, c);
}

#else
#define NAME strchrnul
#define MATCH(v, c) SAME(MIN((v) ^ (c), v), SPLAT(0))
#define FOUR(v0, v1, v2, v3, c) BITS(SAME(MIN(MIN(KEY(v0, c), KEY(v1, c)), MIN(KEY(v2, c), KEY(v3, c))), SPLAT(0)))
#define KEY(v, c) MIN((v) ^ (c), v)
#include "scan.h"

VARIANT char *F(strchrnul)(const char *s, int c)
{
	return (char *)LOCAL(scan)((const byte *)s, SPLAT(c));
}

#undef NAME
#undef MATCH
#undef KEY
#endif
