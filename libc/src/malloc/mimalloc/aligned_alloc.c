#include <stdlib.h>
#include <stdint.h>
#include <errno.h>
#include "dynlink.h"
#include "glue.h"

void *aligned_alloc(size_t align, size_t n)
{
	if ((align & -align) != align) {
		errno = EINVAL;
		return 0;
	}
	/* Memory from here would reach a free that does not know it. */
	if (n > PTRDIFF_MAX - align || align >= 1ULL<<35
	    || (__malloc_replaced && !__aligned_alloc_replaced)) {
		errno = ENOMEM;
		return 0;
	}
	return align <= 16 ? __libc_malloc(n) : __malloc_aligned(align, n);
}
