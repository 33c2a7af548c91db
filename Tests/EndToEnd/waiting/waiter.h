// A thread that waits in one call, and a signal to it.
#ifndef WAITER_H
#define WAITER_H
#include "check.h"
#include <pthread.h>

// The thread stores its number just before the call.
static volatile int tid, calls;

static void handler(int sig) { calls++; }

static pthread_t begin(void *(*f)(void *), long n)
{
	pthread_t t;
	tid = 0;
	pthread_create(&t, 0, f, (void *)n);
	while (!tid) msleep(1);
	CHECK(!asleep(tid));
	return t;
}

static void hit(pthread_t t, int flags)
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = flags };
	sigaction(SIGUSR1, &sa, 0);
	int before = calls;
	pthread_kill(t, SIGUSR1);
	while (calls == before) msleep(1);
}
#endif
