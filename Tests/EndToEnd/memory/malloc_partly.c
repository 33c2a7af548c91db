/* run: dynamic loader */
/* cflags: -fno-builtin */
#include "check.h"
#include <malloc.h>
// A program that replaces malloc but not the aligned kinds gets none of those, as its free would not know them.
static char arena[1 << 20] __attribute__((aligned(16)));
static size_t used;
void *malloc(size_t n) { void *p = arena + used; used += (n + 15) & -16; return p; }
void free(void *p) { }
void *realloc(void *p, size_t n) { void *q = malloc(n); return p ? memcpy(q, p, n) : q; }
int main(void)
{
	void *p = 0;
	errno = 0;
	printf("aligned_alloc: %d %s\n", !!aligned_alloc(64, 64), ename(errno));
	code("posix_memalign", posix_memalign(&p, 64, 64));
	errno = 0;
	printf("memalign: %d %s\n", !!memalign(64, 64), ename(errno));
	// libc's own calloc, on the program's memory, which is not zero.
	memset(arena, 1, sizeof arena);
	char *z = calloc(100, 3);
	int set = 0;
	for (int i = 0; i < 300; i++) set += !!z[i];
	printf("calloc: ours %d, %d bytes set\n", z > arena && z < arena + sizeof arena, set);
	return done();
}
