/* run: dynamic static loader */
#include "check.h"
#include <pthread.h>
// fork while other threads are in malloc and free: the child can allocate, free what any thread made, and start threads.
static void *volatile exchange[64];
static volatile int stop;

static void *busy(void *arg)
{
	unsigned x = (unsigned)(uintptr_t)arg;
	while (!stop) {
		x = x * 1103515245 + 12345;
		size_t n = x >> 16 & 15 ? 1 + (x >> 8 & 4095) : 200000;
		void *p = malloc(n);
		memset(p, 1, n < 64 ? n : 64);
		free(__atomic_exchange_n(&exchange[x >> 24 & 63], p, __ATOMIC_ACQ_REL));
	}
	return 0;
}

static void *in_thread(void *arg)
{
	for (int i = 0; i < 300; i++) free(malloc(i * 37));
	return malloc(100);
}

static void child(void)
{
	pthread_t t;
	void *p, *kept[400];
	for (int i = 0; i < 64; i++) free(exchange[i]);
	for (int i = 0; i < 400; i++) memset(kept[i] = malloc(i * 50 + 1), i, i * 50 + 1);
	CHECK(!pthread_create(&t, 0, in_thread, 0) && !pthread_join(t, &p));
	free(p);
	for (int i = 0; i < 400; i++) free(kept[i]);
	if (fork() == 0) {
		free(malloc(5000));
		_exit(0);
	}
	int st;
	CHECK(wait(&st) > 0 && st == 0);
	_exit(check_failures ? 1 : 7);
}

static int forks(int n)
{
	int good = 0, st;
	for (int i = 0; i < n; i++) {
		pid_t p = fork();
		if (!p) {
			alarm(10);
			child();
		}
		if (!CHECK(p > 0)) break;
		CHECK(waitpid(p, &st, 0) == p);
		good += WIFEXITED(st) && WEXITSTATUS(st) == 7;
		free(malloc(i));
	}
	return good;
}

static void *fork_from_thread(void *arg) { return (void *)(intptr_t)forks(40); }

int main(void)
{
	pthread_t t[4], f;
	void *n;
	for (int i = 0; i < 3; i++) CHECK(!pthread_create(t + i, 0, busy, (void *)(uintptr_t)(i * 7919 + 1)));
	printf("from the first thread: %d of 40\n", forks(40));
	CHECK(!pthread_create(&f, 0, fork_from_thread, 0) && !pthread_join(f, &n));
	printf("from another: %d of 40\n", (int)(intptr_t)n);
	stop = 1;
	for (int i = 0; i < 3; i++) pthread_join(t[i], 0);
	for (int i = 0; i < 64; i++) free(exchange[i]);
	return done();
}
