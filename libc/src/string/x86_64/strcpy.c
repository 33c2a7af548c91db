// Safety: as in copy.h.
#ifndef W
#include <string.h>
#include "vector.h"
#define SELF "strcpy.c"
#include "widths.h"

hidden char *strcpy_64(char *restrict d, const char *restrict s);

char *strcpy(char *restrict d, const char *restrict s)
{
	return CHOOSE(strcpy, d, s);
}

#else
#define NAME strcpy
#include "copy.h"

VARIANT char *F(strcpy)(char *restrict d, const char *restrict s)
{
	LOCAL(copy_string)((byte *)d, (const byte *)s);
	return d;
}

#undef NAME
#endif
