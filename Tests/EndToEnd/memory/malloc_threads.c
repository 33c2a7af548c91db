#include "check.h"
#include <pthread.h>
#include <malloc.h>
// Blocks that one thread makes and another frees; threads that end with blocks in use; thousands of threads without growth.
#define THREADS 8
#define BLOCKS 2000
static unsigned char *passed[THREADS][BLOCKS];
static pthread_barrier_t made;

static size_t size_of(int thread, int i) { return i % 97 == 0 ? 100000 + i : 1 + (thread * 131 + i * 29) % 5000; }

static void *pass(void *arg)
{
	int me = (int)(intptr_t)arg, bad = 0;
	for (int i = 0; i < BLOCKS; i++) {
		size_t n = size_of(me, i);
		unsigned char *p = passed[me][i] = i & 1 ? malloc(n) : calloc(1, n);
		p[0] = p[n - 1] = me * 16 + i;
		// Some of them move, and some are gone at once.
		if (i % 7 == 0) passed[me][i] = realloc(p, n + 1000);
		free(malloc(n / 2 + 1));
	}
	pthread_barrier_wait(&made);
	int other = (me + 1) % THREADS;
	for (int i = 0; i < BLOCKS / 2; i++) {
		unsigned char *p = passed[other][i];
		bad += p[0] != (unsigned char)(other * 16 + i) || p[size_of(other, i) - 1] != p[0] || malloc_usable_size(p) < size_of(other, i);
		free(p);
	}
	return (void *)(intptr_t)bad;
}

static void *little(void *arg)
{
	void *p[20];
	for (int i = 0; i < 20; i++) memset(p[i] = malloc(i * 300 + 1), i, i * 300 + 1);
	for (int i = 1; i < 20; i++) free(p[i]);
	return p[0];
}

static void *detached(void *arg)
{
	free(little(0));
	__atomic_fetch_add((int *)arg, 1, __ATOMIC_SEQ_CST);
	return 0;
}

static pthread_key_t key;
static void free_late(void *p) { free(p); free(malloc(500)); }
static void *with_key(void *arg)
{
	pthread_setspecific(key, malloc(100));
	pthread_exit(malloc(10));
}

static long pages(int field)
{
	long n[2] = { 0 };
	FILE *f = fopen("/proc/self/statm", "r");
	if (!CHECK(f && fscanf(f, "%ld %ld", n, n + 1) == 2)) return 0;
	fclose(f);
	return n[field];
}

static void rounds(int n)
{
	static int ended;
	pthread_attr_t attr;
	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	for (int i = 0; i < n; i++) {
		pthread_t t;
		void *p;
		int before = __atomic_load_n(&ended, __ATOMIC_SEQ_CST);
		CHECK(!pthread_create(&t, 0, little, 0) && !pthread_join(t, &p));
		free(p);
		CHECK(!pthread_create(&t, 0, with_key, 0) && !pthread_join(t, &p));
		free(p);
		CHECK(!pthread_create(&t, &attr, detached, &ended));
		while (__atomic_load_n(&ended, __ATOMIC_SEQ_CST) == before) sched_yield();
	}
}

int main(void)
{
	pthread_t t[THREADS];
	pthread_barrier_init(&made, 0, THREADS);
	for (int i = 0; i < THREADS; i++) CHECK(!pthread_create(t + i, 0, pass, (void *)(intptr_t)i));
	long bad = 0;
	for (int i = 0; i < THREADS; i++) {
		void *r;
		pthread_join(t[i], &r);
		bad += (long)r;
	}
	printf("%ld passed on damaged\n", bad);
	for (int i = 0; i < THREADS; i++) for (int j = BLOCKS / 2; j < BLOCKS; j++) {
		bad += passed[i][j][0] != (unsigned char)(i * 16 + j);
		free(passed[i][j]);
	}
	printf("%ld left behind damaged\n", bad);

	CHECK(!pthread_key_create(&key, free_late));
	rounds(50);
	long resident = pages(1), mapped = pages(0);
	rounds(700);
	// A page of each of 2000 threads would be 2000, and a segment of each 2,000,000.
	if (!CHECK(pages(1) < resident + 500 && pages(0) < mapped + 10000)) printf("%ld %ld %ld %ld\n", resident, pages(1), mapped, pages(0));
	return done();
}
