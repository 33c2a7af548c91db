// Safety: as in span.h.
#ifndef W
#include <string.h>
#include "vector.h"

hidden size_t strcspn_narrow(const char *s, const char *set);

#include "wide.h"
#include "strcspn.c"

size_t strcspn(const char *s, const char *set)
{
	return CHOOSE(strcspn, s, set);
}

#elif W == 0
hidden size_t strcspn_narrow(const char *s, const char *set)
{
	return CHOOSE_NARROW(strcspn, s, set);
}

#else
#define NAME strcspn
#define IN_SET 1
#include "span.h"

VARIANT size_t F(strcspn)(const char *s, const char *set)
{
	return LOCAL(span)((const byte *)s, (const byte *)set);
}

#undef NAME
#undef IN_SET
#endif
