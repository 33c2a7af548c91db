// Safety: as in span.h.
#ifndef W
#include <string.h>
#include "vector.h"
#define SELF "strpbrk.c"
#include "widths.h"

hidden char *strpbrk_64(const char *s, const char *set);

char *strpbrk(const char *s, const char *set)
{
	return CHOOSE(strpbrk, s, set);
}

#else
#define NAME strpbrk
#define IN_SET 1
#include "span.h"

VARIANT char *F(strpbrk)(const char *s, const char *set)
{
	s += LOCAL(span)((const byte *)s, (const byte *)set);
	return *s ? (char *)s : 0;
}

#undef NAME
#undef IN_SET
#endif
