// Safety: as in copy.h.
#ifndef W
#include <string.h>
#include "vector.h"

hidden char *stpcpy_narrow(char *restrict d, const char *restrict s);

#include "wide.h"
#include "stpcpy.c"

char *__stpcpy(char *restrict d, const char *restrict s)
{
	return CHOOSE(stpcpy, d, s);
}

weak_alias(__stpcpy, stpcpy);

#elif W == 0
hidden char *stpcpy_narrow(char *restrict d, const char *restrict s)
{
	return CHOOSE_NARROW(stpcpy, d, s);
}

#else
#define NAME stpcpy
#include "copy.h"

VARIANT char *F(stpcpy)(char *restrict d, const char *restrict s)
{
	return d + LOCAL(copy_string)((byte *)d, (const byte *)s);
}

#undef NAME
#endif
