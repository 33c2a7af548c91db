// Two areas with an inaccessible page behind each: one to write from, with bytes that are never changed, one to read into.
#include <sys/mman.h>
#include "fuzz.h"

enum { PAGE = 4096, AREA = 40 * PAGE };

static char *from, *into, *sealed;
char *steady;

static char *area(size_t n)
{
	char *p = mmap(0, n + PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED || mprotect(p, n, PROT_READ | PROT_WRITE)) exit(3);
	return p;
}

void make_memory(void)
{
	from = area(AREA), into = area(AREA), sealed = area(AREA), steady = area(STEADY);
	struct model m = { .random = { 1, 2, 3, 4 } };
	for (int i = 0; i < AREA; i += 8) *(uint64_t *)(from + i) = draw(&m);
	for (int i = 0; i < STEADY; i += 8) *(uint64_t *)(steady + i) = draw(&m);
	mprotect(sealed, AREA, PROT_READ);
}

static char *place(char *start, long n, long mem)
{
	unsigned long most = (unsigned long)n > AREA ? AREA : (unsigned long)n;
	switch (mem) {
	case UPTOEND: return start + AREA - most;
	case CROSSING: return start + AREA - most / 2;
	case NULLPTR: return 0;
	case NOACCESS: return start + AREA;
	case KERNEL: return (char *)0xffff800000000000;
	}
	return start;
}

void *source(long n, long offset, long mem)
{
	return mem == GOOD && (unsigned long)n <= LARGEST ? from + offset : place(from, n, mem);
}

void *target(long n, long mem)
{
	return place(mem == READONLY ? sealed : into, n, mem);
}

void *pointer(void *good, long mem)
{
	return mem == NULLPTR || mem == KERNEL || mem == NOACCESS ? place(into, 0, mem) : mem == READONLY ? sealed : good;
}

int split(struct iovec *v, char *base, long n, long parts)
{
	long done = 0, piece = parts > 0 ? n / parts : 0;
	for (int i = 0; i < parts; i++) {
		long most = i == parts - 1 ? n - done : i % 3 == 1 ? 0 : piece;
		v[i] = (struct iovec){ base + done, most };
		done += most;
	}
	return parts;
}
