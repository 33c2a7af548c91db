/* A function of two arguments is called with three: in the ABI of x86-64 the third is a register
 * that it does not look at. */
#define _BSD_SOURCE
#include <stdlib.h>

void qsort(void *base, size_t n, size_t width, int (*cmp)(const void *, const void *))
{
	__qsort_r(base, n, width, (int (*)(const void *, const void *, void *))(void *)cmp, 0);
}
