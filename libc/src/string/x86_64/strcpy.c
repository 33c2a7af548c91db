// Safety: as in copy.h.
#ifndef W
#include <string.h>
#include "vector.h"

hidden char *strcpy_narrow(char *restrict d, const char *restrict s);

#include "wide.h"
#include "strcpy.c"

char *strcpy(char *restrict d, const char *restrict s)
{
	return CHOOSE(strcpy, d, s);
}

#elif W == 0
hidden char *strcpy_narrow(char *restrict d, const char *restrict s)
{
	return CHOOSE_NARROW(strcpy, d, s);
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
