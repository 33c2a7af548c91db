/* run: dynamic static static-pie loader */
#include "check.h"
#include <malloc.h>
// The malloc family: alignment, sizes, contents over realloc, zeroes, limits, double use.
int main(void)
{
	unsigned x = 7;
	for (int i = 0; i < 3000; i++) {
		x = x * 1103515245 + 12345;
		size_t n = x >> 12 & 0xffff;
		char *p = malloc(n);
		CHECK(p && (uintptr_t)p % 16 == 0 && malloc_usable_size(p) >= n);
		memset(p, i, n);
		size_t m = x >> 4 & 0x1ffff;
		char *q = realloc(p, m + 1);
		CHECK(q);
		for (size_t j = 0; j < (n < m ? n : m); j += 61) if (q[j] != (char)i) { CHECK(!"realloc keeps contents"); break; }
		free(q);
	}
	for (size_t a = 8; a <= 1 << 20; a *= 2) {
		void *p = 0, *q = aligned_alloc(a, a * 3);
		CHECK(!posix_memalign(&p, a, 100) && (uintptr_t)p % a == 0 && q && (uintptr_t)q % a == 0);
		memset(q, 1, a * 3);
		free(p);
		free(q);
	}
	for (size_t n = 1; n < 1 << 22; n = n * 3 + 1) {
		char *p = malloc(n);
		memset(p, 0xff, n);
		free(p);
		p = calloc(n, 1);
		for (size_t j = 0; j < n; j++) if (p[j]) { CHECK(!"calloc is zero"); break; }
		free(p);
	}
	errno = 0;
	volatile size_t big = PTRDIFF_MAX;
	void *p = malloc(big + 1);
	printf("malloc of half the space: %d %s\n", !p, ename(errno));
	errno = 0;
	p = calloc(big, 3);
	printf("calloc overflow: %d %s\n", !p, ename(errno));
	errno = 0;
	p = malloc(10);
	char *q = realloc(p, big);
	printf("realloc too big: %d %s\n", !q, ename(errno));
	free(p);
	errno = 0;
	p = reallocarray(0, big, 8);
	printf("reallocarray overflow: %d %s\n", !p, ename(errno));
	code("posix_memalign 3", posix_memalign(&p, 3, 8));
	p = aligned_alloc(24, 48);
	printf("aligned_alloc 24: %s\n", p ? "memory" : ename(errno));
	p = malloc(0);
	q = malloc(0);
	printf("malloc(0): %d distinct %d\n", !!p, (char *)p != q);
	free(p);
	free(q);
	free(0);
	errno = EXDEV;
	free(malloc(1 << 20));
	printf("free keeps errno: %s\n", ename(errno));
	// All of many allocations distinct and writable at once.
	static char *all[20000];
	for (int i = 0; i < 20000; i++) { all[i] = malloc(i % 200 + 4); memcpy(all[i], &i, 4); }
	int bad = 0;
	for (int i = 0; i < 20000; i++) { bad += memcmp(all[i], &i, 4) != 0; free(all[i]); }
	printf("%d damaged\n", bad);
	char *s = strdup("copy"), *t = strndup("copied", 3), *u = 0;
	int n = asprintf(&u, "%s %s", s, t);
	printf("%d %s\n", n, u);
	return done();
}
