/* run: dynamic static static-pie loader */
#include "check.h"
#include <pthread.h>
// __thread objects: initial values, sizes and alignments over 16 bytes, in the main and other threads, over fork.
static __thread char first = 'f';
static __thread struct { char c[100]; } __attribute__((aligned(64))) line = { "aligned to 64" };
static __thread long zero[1000];
static __thread char page[5000] __attribute__((aligned(4096))) = "page";
__thread int global = 42;
static __thread int *self = 0;
static __thread long double ld = 1.25L;
static _Thread_local short last = -3;

static int look(void)
{
	int bad = 0;
	bad += !CHECK(first == 'f' && last == -3 && global == 42 && self == 0 && ld == 1.25L);
	bad += !CHECK((uintptr_t)&line % 64 == 0 && !strcmp(line.c, "aligned to 64"));
	bad += !CHECK((uintptr_t)page % 4096 == 0 && !strcmp(page, "page"));
	for (int i = 0; i < 1000; i++) if (zero[i]) { bad += !CHECK(!"zeroes"); break; }
	for (int i = 5; i < 5000; i++) if (page[i]) { bad += !CHECK(!"page zeroes"); break; }
	first = 'x';
	line.c[0] = 'x';
	memset(zero, 1, sizeof zero);
	memset(page, 2, sizeof page);
	global++;
	self = &global;
	return bad;
}
static void *thread(void *arg)
{
	long bad = look();
	sched_yield();
	CHECK(self == &global && global == 43);
	if (arg) {
		pthread_t t;
		void *r;
		CHECK(!pthread_create(&t, 0, thread, 0) && !pthread_join(t, &r));
		bad += (long)r;
	}
	return (void *)bad;
}
int main(void)
{
	pthread_t t[20];
	void *r;
	long bad = look();
	for (int round = 0; round < 5; round++) {
		for (int i = 0; i < 20; i++) pthread_create(&t[i], 0, thread, (void *)(long)(i & 1));
		for (int i = 0; i < 20; i++) { pthread_join(t[i], &r); bad += (long)r; }
	}
	printf("%ld bad\n", bad);
	pid_t p = fork();
	if (!p) {
		CHECK(global == 43 && first == 'x' && self == &global);
		pthread_create(t, 0, thread, 0);
		pthread_join(t[0], &r);
		_exit(check_failures || r);
	}
	int st;
	waitpid(p, &st, 0);
	status("child", st);
	pthread_attr_t a;
	pthread_attr_init(&a);
	static char stack[1 << 17] __attribute__((aligned(16)));
	pthread_attr_setstack(&a, stack + 8, sizeof stack - 8);
	CHECK(!pthread_create(t, &a, thread, 0) && !pthread_join(t[0], &r) && !r);
	return done();
}
