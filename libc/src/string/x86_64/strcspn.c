// Safety: as in span.h.
#ifndef W
#include <string.h>
#include "vector.h"
#define SELF "strcspn.c"
#include "widths.h"

hidden size_t strcspn_64(const char *s, const char *set);

size_t strcspn(const char *s, const char *set)
{
	return CHOOSE(strcspn, s, set);
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
