/* As memmove, which is as fast, in an object of its own: a static program may define
 * either of the two names itself.
 * Safety: memmove.c. */
#include <string.h>
#include "vector.h"

hidden void *memmove_narrow(void *dest, const void *src, size_t n);

#include "wide.h"
#include "memmove.c"

void *memcpy(void *dest, const void *src, size_t n)
{
	return CHOOSE(memmove, dest, src, n);
}
