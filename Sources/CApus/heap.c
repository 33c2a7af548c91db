#include "apus_core.h"

/* The kernel's own heap, under Swift's allocation functions: musl's malloc makes
 * system calls and would come back into the kernel.
 *
 * Blocks are powers of two behind a header that keeps the exponent; free ones
 * wait in a list of their size. The first arena is static, so that boot makes no
 * call for memory; more comes from the host by the megabyte and is kept. Blocks
 * above half a megabyte are mapped one by one. */

enum { HEADER = 16, SMALLEST = 5, LARGEST = 19, CHUNK = 1 << 20 };

struct block {
	unsigned long exponent;  /* or, above LARGEST, the bytes mapped */
	struct block *next;
};

static char first[16384] __attribute__((aligned(16)));
static char *here = first, *end = first + sizeof first;
static struct block *freed[LARGEST+1];
static int lock;

static void acquire(void)
{
	while (__atomic_exchange_n(&lock, 1, __ATOMIC_ACQUIRE)) apus_host(24, 0, 0, 0, 0, 0, 0);
}

static void release(void)
{
	__atomic_store_n(&lock, 0, __ATOMIC_RELEASE);
}

static void *map(unsigned long size)
{
	long p = apus_host(9, 0, size, 3, 0x22, -1, 0);
	return p < 0 && p > -4096 ? 0 : (void *)p;
}

static struct block *take(unsigned exponent)
{
	unsigned long size = 1UL << exponent;
	struct block *b = freed[exponent];
	if (b) {
		freed[exponent] = b->next;
		return b;
	}
	if (end - here < size) {
		char *chunk = map(CHUNK);
		if (!chunk) return 0;
		here = chunk;
		end = chunk + CHUNK;
	}
	b = (struct block *)here;
	here += size;
	b->exponent = exponent;
	return b;
}

APUS_HIDDEN int apus_heap_memalign(void **result, unsigned long alignment, unsigned long size)
{
	unsigned exponent = SMALLEST;
	struct block *b;

	if (alignment > HEADER || size > 1UL << 46) return 12;
	size += HEADER;
	if (size > 1UL << LARGEST) {
		if (!(b = map(size))) return 12;
		b->exponent = size;
	} else {
		while (1UL << exponent < size) exponent++;
		acquire();
		b = take(exponent);
		release();
		if (!b) return 12;
	}
	*result = (char *)b + HEADER;
	return 0;
}

APUS_HIDDEN void apus_heap_free(void *p)
{
	if (!p) return;
	struct block *b = (struct block *)((char *)p - HEADER);
	if (b->exponent > LARGEST) {
		apus_host(11, (long)b, b->exponent, 0, 0, 0, 0);
		return;
	}
	acquire();
	b->next = freed[b->exponent];
	freed[b->exponent] = b;
	release();
}

/* Hash seeds of the Swift runtime. */
APUS_HIDDEN void apus_random(void *p, unsigned long size)
{
	while (size) {
		long n = apus_host(318, (long)p, size, 0, 0, 0, 0);
		if (n <= 0) return;
		p = (char *)p + n;
		size -= n;
	}
}
