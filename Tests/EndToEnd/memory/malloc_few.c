/* run: dynamic static loader */
#include "check.h"
#include <malloc.h>
#include <pthread.h>
// A few blocks of each of many sizes: none overlaps another, in whatever order they come and go, until there are many.
#define MOST 600

struct block { unsigned char *p; size_t n; unsigned char mark; };

static int is_whole(struct block *b)
{
	for (size_t i = 0; i < b->n; i++) if (b->p[i] != b->mark) return 0;
	return 1;
}

static void fill(struct block *b, size_t n, unsigned mark)
{
	b->n = n;
	b->mark = mark;
	CHECK(b->p && (uintptr_t)b->p % 16 == 0 && malloc_usable_size(b->p) >= n);
	memset(b->p, mark, n);
}

static int come_and_go(unsigned x, int most, size_t largest)
{
	struct block blocks[MOST] = { 0 };
	int zeroes = 1, wholes = 1;
	for (int i = 0; i < 40 * most; i++) {
		x = x * 1103515245 + 12345;
		struct block *b = blocks + (x >> 8) % most;
		size_t n = (x >> 16) % largest;
		if (!b->p && x >> 31) {
			b->p = calloc(1, n);
			for (size_t j = 0; j < n; j++) zeroes &= !b->p[j];
			fill(b, n, i);
		} else if (!b->p) {
			b->p = x >> 30 & 1 ? malloc(n) : memalign(64, n);
			fill(b, n, i);
		} else if (x >> 31) {
			wholes &= is_whole(b);
			size_t kept = n < b->n ? n : b->n;
			b->p = realloc(b->p, n + 1);
			b->n = kept;
			wholes &= is_whole(b);
			fill(b, n + 1, i);
		} else {
			wholes &= is_whole(b);
			free(b->p);
			b->p = 0;
		}
	}
	for (int i = 0; i < most; i++) if (blocks[i].p) wholes &= is_whole(blocks + i), free(blocks[i].p);
	return zeroes && wholes;
}

static void *thread(void *seed)
{
	unsigned s = (uintptr_t)seed;
	return (void *)(uintptr_t)(come_and_go(s, 10, 200) && come_and_go(s + 1, 40, 1100) && come_and_go(s + 2, MOST, 2000));
}

static void *free_all(void *blocks)
{
	for (void **b = blocks; *b; b++) free(*b);
	return 0;
}

int main(void)
{
	CHECK(thread((void *)1));
	pthread_t t[4];
	for (int i = 0; i < 4; i++) CHECK(!pthread_create(t + i, 0, thread, (void *)(uintptr_t)(i + 5)));
	for (int i = 0; i < 4; i++) {
		void *r = 0;
		pthread_join(t[i], &r);
		CHECK(r);
	}
	// Blocks of a page that other sizes share, freed by another thread.
	for (int round = 0; round < 50; round++) {
		void *blocks[61] = { 0 };
		for (int i = 0; i < 60; i++) {
			blocks[i] = malloc(16 + i * 16);
			memset(blocks[i], i, 16 + i * 16);
		}
		CHECK(!pthread_create(t, 0, free_all, blocks));
		pthread_join(*t, 0);
		CHECK(come_and_go(round, 30, 600));
	}
	// And by a child.
	struct block b = { malloc(100) };
	fill(&b, 100, 9);
	pid_t pid = fork();
	if (!pid) {
		int ok = come_and_go(3, 20, 700) && is_whole(&b);
		free(b.p);
		_exit(!ok);
	}
	int status = -1;
	waitpid(pid, &status, 0);
	CHECK(!status && is_whole(&b));
	free(b.p);
	return done();
}
