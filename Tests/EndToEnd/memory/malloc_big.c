/* run: dynamic static loader */
#include "check.h"
#include <malloc.h>
#include <pthread.h>
#include <sys/resource.h>
// Large blocks: contents over growth and shrinking, zeroes of used memory, any alignment, and memory given back.
static long resident(void)
{
	long n[2] = { 0 };
	FILE *f = fopen("/proc/self/statm", "r");
	CHECK(f && fscanf(f, "%ld %ld", n, n + 1) == 2);
	fclose(f);
	return n[1] * 4096;
}

static int wrong(unsigned char *p, size_t n)
{
	int bad = 0;
	for (size_t i = 0; i < n; i += 4096) bad += p[i] != (unsigned char)(i / 4096 * 7 + 1);
	return bad;
}

static void mark(unsigned char *p, size_t from, size_t to)
{
	for (size_t i = (from + 4095) & -4096; i < to; i += 4096) p[i] = i / 4096 * 7 + 1;
}

static void *free_it(void *p) { free(p); return 0; }

int main(void)
{
	unsigned char *p = 0;
	size_t n = 0;
	// From a page to 64 MB by all ways of having memory, then down again.
	for (size_t m = 4096; m <= 64 << 20; m += (m / 3 & -4096) ?: 4096) {
		p = realloc(p, m);
		CHECK(p && !wrong(p, n) && malloc_usable_size(p) >= m);
		mark(p, n, m);
		n = m;
	}
	double start = seconds();
	for (int i = 0; i < 500; i++) CHECK(p = realloc(p, n += 8192));
	CHECK(!wrong(p, n - 500 * 8192));
	CHECK(seconds() - start < 5);
	while (n > 10000) {
		CHECK((p = realloc(p, n /= 2)) && !wrong(p, n));
	}
	free(p);

	// Used before, zero again; and what was not used need not be written.
	for (size_t m = 1000; m < 20 << 20; m = m * 5 / 2) {
		p = malloc(m);
		memset(p, 0xee, m);
		free(p);
		p = calloc(1, m);
		size_t i = 0;
		while (i < m && !p[i]) i++;
		if (!CHECK(i == m)) printf("%zu of %zu\n", i, m);
		free(p);
	}
	long before = resident();
	CHECK((p = calloc(256, 1 << 20)));
	CHECK(resident() < before + (4 << 20));
	free(p);

	for (size_t a = 16; a <= 64 << 20; a *= 2)
		for (size_t m = 1; m <= 8 << 20; m *= 32) {
			void *q[3];
			for (int i = 0; i < 3; i++) {
				CHECK(!posix_memalign(q + i, a, m) && (uintptr_t)q[i] % a == 0 && malloc_usable_size(q[i]) >= m);
				memset(q[i], i, m);
			}
			CHECK((q[0] = realloc(q[0], m * 2)) && *(char *)q[0] == 0 && ((char *)q[0])[m - 1] == 0);
			for (int i = 0; i < 3; i++) free(q[i]);
		}

	pthread_t t;
	for (int i = 0; i < 50; i++) {
		p = malloc(5 << 20);
		memset(p, 1, 5 << 20);
		CHECK(!pthread_create(&t, 0, free_it, p) && !pthread_join(t, 0));
	}
	CHECK(resident() < before + (48 << 20));

	// A lot of small ones, and all back again.
	static void *all[400000];
	for (int i = 0; i < 400000; i++) memset(all[i] = malloc(200), 1, 200);
	CHECK(resident() > before + (70 << 20));
	for (int i = 0; i < 400000; i++) free(all[i]);
	for (int i = 0; i < 100; i++) { free(malloc(3000)); free(malloc(30000)); }
	if (!CHECK(resident() < before + (48 << 20))) printf("%ld %ld\n", before, resident());
	return done();
}
