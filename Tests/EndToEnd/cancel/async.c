#include "check.h"
#include <pthread.h>
#include <setjmp.h>
// Asynchronous cancellation, types and states, cleanup order, thread-specific destructors, cancelling oneself.
static volatile int started, sum;
static volatile unsigned long spins;
static pthread_key_t key;
static void cleanup(void *arg) { printf("cleanup %s\n", (char *)arg); }
static void destroy(void *arg) { printf("destructor %s\n", (char *)arg); }
static void *spinner(void *arg)
{
	int old;
	pthread_cleanup_push(cleanup, "outer");
	pthread_cleanup_push(cleanup, "inner");
	pthread_setspecific(key, "value");
	CHECK(!pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old) && old == PTHREAD_CANCEL_DEFERRED);
	started = 1;
	for (;;) spins++;
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(0);
	return 0;
}
static void *pending(void *arg)
{
	int old;
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
	pthread_cancel(pthread_self());
	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old);
	started = 2;
	pthread_testcancel();
	puts("disabled: still here");
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old);
	pthread_testcancel();
	puts("not reached");
	return 0;
}
static void *self(void *arg)
{
	pthread_cleanup_push(cleanup, "self");
	pthread_cancel(pthread_self());
	puts("deferred: after cancelling itself");
	pthread_testcancel();
	pthread_cleanup_pop(0);
	return 0;
}
static void *sleeper(void *arg)
{
	int old;
	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &old);
	started = gettid();
	for (;;) syscall(SYS_pause);
	return 0;
}
static void *in_cleanup(void *arg)
{
	char c;
	int *p = arg;
	read(p[0], &c, 1);
	// Not cancelled again here: a cancelled thread's handlers run with it disabled.
	printf("read in cleanup got %c\n", c);
	return 0;
}
static void clean_read(void *arg) { in_cleanup(arg); }
static void *twice(void *arg)
{
	pthread_cleanup_push(clean_read, arg);
	started = gettid();
	pause();
	pthread_cleanup_pop(0);
	return 0;
}
static void *normal(void *arg)
{
	pthread_cleanup_push(cleanup, "by exit");
	pthread_exit((void *)5);
	pthread_cleanup_pop(0);
}

int main(void)
{
	pthread_t t;
	void *r;
	int p[2];
	pthread_key_create(&key, destroy);
	pthread_create(&t, 0, spinner, 0);
	while (!started) sched_yield();
	pthread_cancel(t);
	pthread_join(t, &r);
	printf("asynchronous: %s\n", r == PTHREAD_CANCELED ? "cancelled" : "went on");
	pthread_create(&t, 0, pending, 0);
	pthread_join(t, &r);
	printf("pending: %s\n", r == PTHREAD_CANCELED ? "cancelled" : "went on");
	pthread_create(&t, 0, self, 0);
	pthread_join(t, &r);
	printf("self: %s\n", r == PTHREAD_CANCELED ? "cancelled" : "went on");
	started = 0;
	pthread_create(&t, 0, sleeper, 0);
	while (!started) sched_yield();
	CHECK(!asleep(started));
	pthread_cancel(t);
	pthread_join(t, &r);
	printf("asynchronous in a call: %s\n", r == PTHREAD_CANCELED ? "cancelled" : "went on");
	pipe(p);
	started = 0;
	pthread_create(&t, 0, twice, p);
	while (!started) sched_yield();
	CHECK(!asleep(started));
	pthread_cancel(t);
	msleep(5);
	pthread_cancel(t);
	write(p[1], "k", 1);
	pthread_join(t, &r);
	printf("twice: %s\n", r == PTHREAD_CANCELED ? "cancelled" : "went on");
	pthread_create(&t, 0, normal, 0);
	pthread_join(t, &r);
	printf("pthread_exit: %ld\n", (long)r);
	code("bad state", pthread_setcancelstate(17, 0));
	code("bad type", pthread_setcanceltype(17, 0));
	return done();
}
