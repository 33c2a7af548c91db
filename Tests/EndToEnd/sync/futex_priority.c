/* root */
#include "sync/futex.h"
#include <pthread.h>
#include <sched.h>
// Waiters under a real-time policy are woken by their priority, whoever has given it to them, before the others.
enum { N = 4 };
static const int priorities[N] = { 0, 5, 10, 20 };
static int word, not_allowed;
static volatile int tids[N], how_many;
static volatile long order[N];
static int (*give)(int);

static int by_policy(int priority)
{
	return syscall(SYS_sched_setscheduler, 0, SCHED_FIFO, &(struct sched_param){ .sched_priority = priority });
}
static int by_attributes(int priority)
{
	struct { uint32_t size, policy; uint64_t flags; int32_t nice; uint32_t priority; uint64_t deadline[3]; } a = {
		sizeof a, SCHED_RR, .priority = priority };
	return syscall(SYS_sched_setattr, 0, &a, 0);
}
// Under a real-time policy already.
static int by_parameter(int priority)
{
	return syscall(SYS_sched_setparam, 0, &(struct sched_param){ .sched_priority = priority });
}
// By another process.
static int from_outside(int priority)
{
	int st, tid = gettid();
	pid_t p = fork();
	if (!p) _exit(syscall(SYS_sched_setparam, tid, &(struct sched_param){ .sched_priority = priority }) ? 1 : 0);
	return waitpid(p, &st, 0) == p && !st ? 0 : -1;
}

static void *waits(void *arg)
{
	long i = (long)arg;
	if (priorities[i] && give(priorities[i])) not_allowed = 1;
	tids[i] = gettid();
	CHECK(FUTEX(&word, FUTEX_WAIT | FUTEX_PRIVATE, 0, 0, 0, 0) == 0);
	order[__atomic_fetch_add(&how_many, 1, __ATOMIC_SEQ_CST)] = priorities[i];
	return 0;
}

static void all(const char *what, int (*way)(int))
{
	pthread_t t[N];
	give = way;
	how_many = 0;
	for (long i = 0; i < N; i++) {
		tids[i] = 0;
		CHECK(!pthread_create(&t[i], 0, waits, (void *)i));
		while (!tids[i]) msleep(1);
		// Those that waited before the first such thread came may have moved.
		for (int j = 0; j <= i; j++) CHECK(!asleep(tids[j]));
	}
	for (int i = 0; i < N; i++) {
		CHECK(FUTEX(&word, FUTEX_WAKE | FUTEX_PRIVATE, 1, 0, 0, 0) == 1);
		while (how_many <= i) msleep(1);
	}
	for (int i = 0; i < N; i++) pthread_join(t[i], 0);
	printf("%s:", what);
	for (int i = 0; i < N; i++) printf(" %ld", order[i]);
	puts(not_allowed ? ", not allowed" : "");
}

static void policy(void) { all("sched_setscheduler", by_policy); }
static void attributes(void) { all("sched_setattr", by_attributes); }

int main(int argc, char **argv)
{
	if (argc == 2) {
		all("from outside", from_outside);
		all("sched_setparam", by_parameter);
		return done();
	}
	in_child("policy", policy);
	in_child("attributes", attributes);
	// The first thread has its policy from before the start.
	if (by_policy(1)) return puts("not allowed"), done();
	execl("./prog", "./prog", "started", (char *)0);
	return 1;
}
