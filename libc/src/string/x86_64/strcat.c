// Safety: as in scan.h and copy.h.
#ifndef W
#include <string.h>
#include "vector.h"

hidden char *strcat_narrow(char *restrict d, const char *restrict s);

#include "wide.h"
#include "strcat.c"

char *strcat(char *restrict d, const char *restrict s)
{
	return CHOOSE(strcat, d, s);
}

#elif W == 0
hidden char *strcat_narrow(char *restrict d, const char *restrict s)
{
	return CHOOSE_NARROW(strcat, d, s);
}

#else
#define NAME strcat
#define MATCH(v, c) SAME(v, c)
#define FOUR(v0, v1, v2, v3, c) BITS(SAME(MIN(MIN(v0, v1), MIN(v2, v3)), c))
#include "scan.h"
#include "copy.h"

VARIANT char *F(strcat)(char *restrict d, const char *restrict s)
{
	LOCAL(copy_string)((byte *)LOCAL(scan)((byte *)d, SPLAT(0)), (const byte *)s);
	return d;
}

#undef NAME
#undef MATCH
#endif
