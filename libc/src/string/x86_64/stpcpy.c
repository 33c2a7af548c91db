// Safety: as in copy.h.
#ifndef W
#include <string.h>
#include "vector.h"
#define SELF "stpcpy.c"
#include "widths.h"

hidden char *stpcpy_64(char *restrict d, const char *restrict s);

char *__stpcpy(char *restrict d, const char *restrict s)
{
	return CHOOSE(stpcpy, d, s);
}

weak_alias(__stpcpy, stpcpy);

#else
#define NAME stpcpy
#include "copy.h"

VARIANT char *F(stpcpy)(char *restrict d, const char *restrict s)
{
	return d + LOCAL(copy_string)((byte *)d, (const byte *)s);
}

#undef NAME
#endif
