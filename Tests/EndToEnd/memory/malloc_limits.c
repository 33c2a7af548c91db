/* run: dynamic static loader */
#include "check.h"
#include <malloc.h>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/resource.h>
// Out of memory by RLIMIT_AS and RLIMIT_DATA: ENOMEM, nothing lost, and all can be had again after it is freed.
static void limit(int what, long more)
{
	long size = 0, resident, shared, text, lib, data;
	FILE *f = fopen("/proc/self/statm", "r");
	CHECK(f && fscanf(f, "%ld %ld %ld %ld %ld %ld", &size, &resident, &shared, &text, &lib, &data) == 6);
	fclose(f);
	struct rlimit r = { .rlim_max = RLIM_INFINITY };
	r.rlim_cur = (what == RLIMIT_AS ? size : data) * 4096 + more;
	CHECK(!setrlimit(what, &r));
}

struct link { struct link *next; };

static long fill(size_t n)
{
	struct link *all = 0, *p;
	long got = 0;
	errno = 0;
	while ((p = malloc(n)) && got < 1 << 22) {
		memset(p, 0xff, n);
		p->next = all;
		all = p;
		got++;
	}
	CHECK(errno == ENOMEM);
	char *q = all ? (char *)all : 0;
	errno = 0;
	// A failed realloc leaves the block as it was.
	if (q) CHECK(!realloc(q, 1 << 30) && errno == ENOMEM && (unsigned char)q[n - 1] == 0xff);
	errno = 0;
	CHECK(!calloc(1 << 15, 1 << 15) && errno == ENOMEM);
	void *r = 0;
	CHECK(posix_memalign(&r, 1 << 22, 1 << 28) == ENOMEM && !r);
	for (; all; all = p) {
		p = all->next;
		free(all);
	}
	return got * n;
}

static void fills(int what)
{
	static const size_t sizes[] = { 16, 200, 3000, 20000, 200000, 3000000 };
	limit(what, 24 << 20);
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 6; i++) {
			long got = fill(sizes[i]);
			if (!CHECK(got > 8 << 20 && got <= 32 << 20)) printf("%zu: %ld\n", sizes[i], got);
		}
}

static void address_space(void) { fills(RLIMIT_AS); }
static void data(void) { fills(RLIMIT_DATA); }

// Little is left, and little is wanted.
static void little(void)
{
	limit(RLIMIT_AS, 2 << 20);
	int got = 0;
	for (int i = 0; i < 1000; i++) {
		void *p = malloc(100);
		if (p) memset(p, 1, 100);
		got += !!p;
	}
	printf("%d of 1000\n", got);
}

static void *allocate(void *arg)
{
	errno = 0;
	void *p = malloc(100);
	int e = errno;
	return p || e == ENOMEM ? arg : 0;
}

// A thread whose first allocation there is no room for.
static void thread(void)
{
	pthread_t t[200];
	int n = 0;
	void *r;
	limit(RLIMIT_AS, 12 << 20);
	while (n < 200 && !pthread_create(t + n, 0, allocate, &n)) n++;
	CHECK(n > 0);
	for (int i = 0; i < n; i++) CHECK(!pthread_join(t[i], &r) && r);
}

int main(void)
{
	in_child("address space", address_space);
	in_child("data", data);
	in_child("little left", little);
	in_child("threads", thread);
	return done();
}
