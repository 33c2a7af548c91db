// Cancels a thread before, during and after a call that blocks, and with cancellation disabled.
#include "check.h"
#include <pthread.h>

struct point {
	const char *name;
	void (*prepare)(void);
	long (*call)(void);    // blocks until finish
	void (*finish)(void);
};

enum { BEFORE, DURING, DISABLED, AFTER, WAYS };
static const char *const ways[] = { "before", "during", "disabled", "after" };
static volatile int tid, go, cleaned, returned;
static long result;
static int result_errno;

static void cleanup(void *arg) { cleaned += (long)arg; }

static void *cancelled(void *arg)
{
	const struct point *p = ((void **)arg)[0];
	int way = (int)(long)((void **)arg)[1], old;
	if (way != DURING) pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
	pthread_cleanup_push(cleanup, (void *)10);
	pthread_cleanup_push(cleanup, (void *)1);
	tid = gettid();
	if (way == BEFORE) {
		while (!go) sched_yield();
		pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old);
	}
	result = p->call();
	result_errno = errno;
	returned = 1;
	if (way == AFTER) while (!go) sched_yield();
	if (way == AFTER || way == DISABLED) pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old);
	pthread_testcancel();
	pthread_cleanup_pop(0);
	pthread_cleanup_pop(0);
	return 0;
}

static void cancel_at(const struct point *p)
{
	for (int way = 0; way < WAYS; way++) {
		void *arg[2] = { (void *)p, (void *)(long)way }, *r = 0;
		pthread_t t;
		tid = go = cleaned = returned = 0;
		if (p->prepare) p->prepare();
		if (!CHECK(!pthread_create(&t, 0, cancelled, arg))) return;
		while (!tid) sched_yield();
		if (way == DURING || way == DISABLED) CHECK(!asleep(tid));
		if (way == AFTER) {
			CHECK(!asleep(tid));
			p->finish();
			while (!returned) sched_yield();
		}
		CHECK(!pthread_cancel(t));
		go = 1;
		if (way == DISABLED) {
			// It has either gone back to sleep or returned: finish must not overtake the signal.
			while (!returned && asleep(tid));
			p->finish();
		}
		CHECK(!pthread_join(t, &r));
		printf("%s %s: %s, cleanup %d", p->name, ways[way], r == PTHREAD_CANCELED ? "cancelled" : "went on", cleaned);
		if (returned) printf(", returned %ld%s%s", result, result < 0 ? " " : "", result < 0 ? ename(result_errno) : "");
		puts("");
	}
}
