// Safety: as in span.h.
#ifndef W
#include <string.h>
#include "vector.h"

hidden char *strpbrk_narrow(const char *s, const char *set);

#include "wide.h"
#include "strpbrk.c"

char *strpbrk(const char *s, const char *set)
{
	return CHOOSE(strpbrk, s, set);
}

#elif W == 0
hidden char *strpbrk_narrow(const char *s, const char *set)
{
	return CHOOSE_NARROW(strpbrk, s, set);
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
