// Safety: as in span.h.
#ifndef W
#include <string.h>
#include "vector.h"

hidden size_t strspn_narrow(const char *s, const char *set);

#include "wide.h"
#include "strspn.c"

size_t strspn(const char *s, const char *set)
{
	return CHOOSE(strspn, s, set);
}

#elif W == 0
hidden size_t strspn_narrow(const char *s, const char *set)
{
	return CHOOSE_NARROW(strspn, s, set);
}

#else
#define NAME strspn
#define IN_SET 0
#include "span.h"

VARIANT size_t F(strspn)(const char *s, const char *set)
{
	return LOCAL(span)((const byte *)s, (const byte *)set);
}

#undef NAME
#undef IN_SET
#endif
