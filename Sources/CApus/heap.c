#include "apus_core.h"

/* The kernel's own heap, under Swift's allocation functions: musl's malloc makes
 * system calls and would come back into the kernel.
 *
 * Blocks have a header that keeps their size class: multiples of 64 up to a
 * kilobyte, powers of two up to half a megabyte. Free ones wait in a list of
 * their class. The first arena is static, so that boot makes no call for memory;
 * more comes from the host by the megabyte and is kept. Larger blocks are mapped
 * one by one. */

enum { HEADER = 16, STEP = 64, STEPS = 16, LARGEST = 1 << 19, CHUNK = 1 << 20 };

struct apus_free_block {
	unsigned long class;  /* or, above LARGEST, the bytes mapped */
	struct apus_free_block *next;
};

/* Of what boot makes little is ever written again, least of all in the child of a fork. */
static char first_arena[APUS_FIRST_ARENA] __attribute__((aligned(16), section(".bss.apus_heap,\"aw\",@nobits#")));

static void acquire(void)
{
	for (unsigned tries=0; __atomic_exchange_n(&apus_state.heap_lock, 1, __ATOMIC_ACQUIRE); tries++) apus_back_off(tries);
}

static void release(void)
{
	__atomic_store_n(&apus_state.heap_lock, 0, __ATOMIC_RELEASE);
}

/* Around a fork, so that the child does not find the heap half changed. */
void apus_heap_hold(void) { acquire(); }
void apus_heap_let_go(void) { if (apus_state.heap_lock) release(); }

static void *map(unsigned long size)
{
	long p = apus_host(9, 0, size, 3, 0x22, -1, 0);
	return p < 0 && p > -4096 ? 0 : (void *)p;
}

/* Rounds the size up to that of its class. */
static unsigned class_of(unsigned long *size)
{
	unsigned class = (*size + STEP-1) / STEP;
	if (class <= STEPS) {
		*size = class * STEP;
		return class-1;
	}
	for (class=STEPS; STEP*STEPS*2UL << (class-STEPS) < *size; class++);
	*size = STEP*STEPS*2UL << (class-STEPS);
	return class;
}

_Static_assert(APUS_SIZES > STEPS + 8, "a list for each class up to LARGEST");

static struct apus_free_block *take(unsigned class, unsigned long size)
{
	struct apus_free_block *b = apus_state.freed[class];
	if (b) {
		apus_state.freed[class] = b->next;
		return b;
	}
	if (!apus_state.arena) {
		apus_state.arena = first_arena;
		apus_state.arena_end = first_arena + APUS_FIRST_ARENA;
	}
	if (apus_state.arena_end - apus_state.arena < size) {
		char *chunk = map(CHUNK);
		if (!chunk) return 0;
		apus_state.arena = chunk;
		apus_state.arena_end = chunk + CHUNK;
	}
	b = (struct apus_free_block *)apus_state.arena;
	apus_state.arena += size;
	b->class = class;
	return b;
}

APUS_HIDDEN int apus_heap_memalign(void **result, unsigned long alignment, unsigned long size)
{
	struct apus_free_block *b;

	if (alignment > HEADER || size > 1UL << 46) return 12;
	size += HEADER;
	if (size > LARGEST) {
		if (!(b = map(size))) return 12;
		b->class = size;
	} else {
		unsigned class = class_of(&size);
		acquire();
		b = take(class, size);
		release();
		if (!b) return 12;
	}
	*result = (char *)b + HEADER;
	return 0;
}

APUS_HIDDEN void apus_heap_free(void *p)
{
	if (!p) return;
	struct apus_free_block *b = (struct apus_free_block *)((char *)p - HEADER);
	if (b->class > LARGEST) {
		apus_host(11, (long)b, b->class, 0, 0, 0, 0);
		return;
	}
	acquire();
	b->next = apus_state.freed[b->class];
	apus_state.freed[b->class] = b;
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

enum { PAGE = 4096, PAGES = 64 };

/* Whole pages, for what programs have in flight: a header would waste one of two. */
void *apus_page_take(void)
{
	acquire();
	char *page = apus_state.free_page;
	if (page) {
		apus_state.free_page = *(char **)page;
	} else {
		if (apus_state.pages == apus_state.pages_end && (page = map(PAGE*PAGES))) {
			apus_state.pages = page;
			apus_state.pages_end = page + PAGE*PAGES;
		}
		page = apus_state.pages;
		if (page == apus_state.pages_end) page = 0;
		else apus_state.pages += PAGE;
	}
	release();
	return page;
}

void apus_page_give_back(void *page)
{
	acquire();
	*(char **)page = apus_state.free_page;
	apus_state.free_page = page;
	release();
}
