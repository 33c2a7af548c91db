/* What glibc's allocator is asked beyond malloc and free. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <malloc.h>
#include <errno.h>
#include <unistd.h>
#include <string.h>
#include "glibc.h"

struct mallinfo { int arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost; };
struct mallinfo2 { size_t arena, ordblks, smblks, hblks, hblkhd, usmblks, fsmblks, uordblks, fordblks, keepcost; };

/* musl's allocator keeps no sums. What it can have at most is the data of the process. */
static size_t data_size(void)
{
	unsigned long size = 0, resident = 0, shared = 0, text = 0, lib = 0, data = 0;
	FILE *f = fopen("/proc/self/statm", "re");
	if (f) {
		if (fscanf(f, "%lu %lu %lu %lu %lu %lu", &size, &resident, &shared, &text, &lib, &data) != 6) data = 0;
		fclose(f);
	}
	return data * getpagesize();
}

struct mallinfo2 GLIBC(mallinfo2)(void)
{
	size_t all = data_size();
	return (struct mallinfo2){ .arena = all, .uordblks = all };
}

struct mallinfo GLIBC(mallinfo)(void)
{
	size_t all = data_size();
	return (struct mallinfo){ .arena = all, .uordblks = all };
}
GLIBC_ALIAS(__libc_mallinfo, glibc_mallinfo)

/* No memory was given back, no parameter set: both say 0. */
int GLIBC(malloc_trim)(size_t pad) { return 0; }
int GLIBC(mallopt)(int parameter, int value) { return 0; }
GLIBC_ALIAS(__libc_mallopt, glibc_mallopt)

int GLIBC(malloc_info)(int options, FILE *f)
{
	errno = ENOSYS;
	return -1;
}

void GLIBC(malloc_stats)(void)
{
	fprintf(stderr, "data of the process = %10zu\n", data_size());
}

void *GLIBC(pvalloc)(size_t n)
{
	size_t page = getpagesize();
	return n > -page ? (errno = ENOMEM, (void *)0) : memalign(page, n+page-1 & -page);
}
GLIBC_ALIAS(__libc_pvalloc, glibc_pvalloc)

/* Tracing is on only if MALLOC_TRACE names a file, which is then never written. */
void GLIBC(mtrace)(void) {}
void GLIBC(muntrace)(void) {}
