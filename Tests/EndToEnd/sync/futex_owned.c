#include "sync/futex.h"
#include <pthread.h>
#include <sys/mman.h>
// Futexes with an owner: PI by number and by mutex, robust ones whose owner dies as a thread, a process, by exec.
static int word;
static volatile int tid;
static void *locks(void *arg) { tid = gettid(); return (void *)FUTEX(&word, FUTEX_LOCK_PI | FUTEX_PRIVATE, 0, 0, 0, 0); }
static void *tries(void *m) { return (void *)(long)pthread_mutex_trylock(m); }
static void *times_out(void *m) { return (void *)(long)pthread_mutex_timedlock(m, &(struct timespec){ 1, 0 }); }
static void *takes(void *m) { pthread_mutex_lock(m); return 0; }
static void *hands_on(void *m)
{
	tid = gettid();
	int e = pthread_mutex_lock(m);
	if (e == EOWNERDEAD) pthread_mutex_consistent(m);
	if (!e || e == EOWNERDEAD) pthread_mutex_unlock(m);
	return (void *)(long)e;
}
static pthread_mutex_t *mutex(pthread_mutex_t *m, int protocol, int robust, int type, int shared)
{
	pthread_mutexattr_t a;
	pthread_mutexattr_init(&a);
	CHECK(!pthread_mutexattr_setprotocol(&a, protocol) && !pthread_mutexattr_setrobust(&a, robust));
	CHECK(!pthread_mutexattr_settype(&a, type) && !pthread_mutexattr_setpshared(&a, shared));
	CHECK(!pthread_mutex_init(m, &a));
	return m;
}
static void *run(void *(*f)(void *), void *arg) { pthread_t t; void *r; pthread_create(&t, 0, f, arg); pthread_join(t, &r); return r; }

static void by_number(void)
{
	pthread_t t;
	void *r;
	show("lock", FUTEX(&word, FUTEX_LOCK_PI | FUTEX_PRIVATE, 0, 0, 0, 0));
	CHECK(word == gettid());
	show("again", FUTEX(&word, FUTEX_LOCK_PI | FUTEX_PRIVATE, 0, 0, 0, 0));
	show("try again", FUTEX(&word, FUTEX_TRYLOCK_PI | FUTEX_PRIVATE, 0, 0, 0, 0));
	pthread_create(&t, 0, locks, 0);
	while (!tid) sched_yield();
	CHECK(!asleep(tid));
	CHECK(word == (int)(gettid() | 0x80000000));
	show("wait on a PI futex with a plain wake", FUTEX(&word, FUTEX_WAKE | FUTEX_PRIVATE, 1, 0, 0, 0));
	show("unlock", FUTEX(&word, FUTEX_UNLOCK_PI | FUTEX_PRIVATE, 0, 0, 0, 0));
	pthread_join(t, &r);
	printf("the other got it: %ld\n", (long)r);
	show("unlock what another has", FUTEX(&word, FUTEX_UNLOCK_PI | FUTEX_PRIVATE, 0, 0, 0, 0));
	// Its owner is gone without a robust list.
	show("lock of a dead owner", FUTEX(&word, FUTEX_LOCK_PI | FUTEX_PRIVATE, 0, 0, 0, 0));
	word = 0;
	show("bad time", FUTEX(&word, FUTEX_LOCK_PI | FUTEX_PRIVATE, 0, &(struct timespec){ 1, -1 }, 0, 0));
	word = 0;
	show("unlock what is free", FUTEX(&word, FUTEX_UNLOCK_PI | FUTEX_PRIVATE, 0, 0, 0, 0));
	show("bad pointer", FUTEX(4096, FUTEX_LOCK_PI | FUTEX_PRIVATE, 0, 0, 0, 0));
	show("bad pointer, unlock", FUTEX(4096, FUTEX_UNLOCK_PI | FUTEX_PRIVATE, 0, 0, 0, 0));
}

static volatile long counter;
static void *counts(void *m)
{
	for (int i = 0; i < 2000; i++) {
		CHECK(!pthread_mutex_lock(m));
		counter++;
		if (i % 500 == 0) sched_yield();
		CHECK(!pthread_mutex_unlock(m));
	}
	return 0;
}

static void robust(const char *what, int protocol)
{
	pthread_mutex_t own, *m = mutex(&own, protocol, PTHREAD_MUTEX_ROBUST, PTHREAD_MUTEX_ERRORCHECK, 0);
	puts(what);
	run(takes, m);
	code("lock, owner dead", pthread_mutex_lock(m));
	code("again", pthread_mutex_lock(m));
	code("consistent", pthread_mutex_consistent(m));
	code("consistent again", pthread_mutex_consistent(m));
	code("unlock", pthread_mutex_unlock(m));
	code("usable", pthread_mutex_lock(m));
	code("unlock", pthread_mutex_unlock(m));
	code("unlock, free", pthread_mutex_unlock(m));
	run(takes, m);
	code("try, owner dead", (int)(long)run(tries, m));
	code("and again dead", pthread_mutex_trylock(m));
	code("unlock, not consistent", pthread_mutex_unlock(m));
	code("lost", pthread_mutex_lock(m));

	// Shared by processes, owner killed, while this one waits for it.
	struct { pthread_mutex_t m; volatile int held; } *s = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (int way = 0; way < 3; way++) {
		int st;
		mutex(&s->m, protocol, PTHREAD_MUTEX_ROBUST, PTHREAD_MUTEX_NORMAL, PTHREAD_PROCESS_SHARED);
		s->held = 0;
		tid = 0;
		pid_t p = fork();
		if (!p) {
			pthread_mutex_lock(&s->m);
			s->held = 1;
			while (s->held < 2) usleep(100);
			if (way == 0) _exit(4);
			if (way == 1) execl("./prog", "prog", "exec", (char *)0);
			for (;;) pause();
		}
		while (!s->held) usleep(100);
		pthread_t t;
		void *r;
		pthread_create(&t, 0, hands_on, &s->m);
		while (!tid) sched_yield();
		CHECK(!asleep(tid));
		s->held = 2;
		if (way == 2) kill(p, SIGKILL);
		pthread_join(t, &r);
		CHECK(waitpid(p, &st, 0) == p);
		status("owner", st);
		code("waiter", (int)(long)r);
		code("after it", pthread_mutex_lock(&s->m));
		pthread_mutex_unlock(&s->m);
	}
	munmap(s, 4096);
}

int main(int argc, char **argv)
{
	if (argc > 1) return 5;
	by_number();
	for (int pi = 0; pi <= PTHREAD_PRIO_INHERIT; pi++) {
		pthread_mutex_t own, *m = mutex(&own, pi, 0, PTHREAD_MUTEX_NORMAL, 0);
		pthread_t t[4];
		counter = 0;
		for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, counts, m);
		for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
		printf("protocol %d: %ld\n", pi, counter);
		pthread_mutex_lock(m);
		code("trylock by another", (int)(long)run(tries, m));
		code("timedlock by another", (int)(long)run(times_out, m));
		struct timespec past = { 1, 0 };
		mutex(m, pi, 0, PTHREAD_MUTEX_ERRORCHECK, 0);
		pthread_mutex_lock(m);
		code("own again, errorcheck", pthread_mutex_lock(m));
		code("own again, timed", pthread_mutex_timedlock(m, &past));
		pthread_mutex_unlock(m);
		mutex(m, pi, 0, PTHREAD_MUTEX_RECURSIVE, 0);
		for (int i = 0; i < 3; i++) CHECK(!pthread_mutex_lock(m));
		for (int i = 0; i < 3; i++) CHECK(!pthread_mutex_unlock(m));
		code("free again", (int)(long)run(tries, m));
	}
	robust("robust", 0);
	robust("robust, PI", PTHREAD_PRIO_INHERIT);
	long head[3], size;
	show("get_robust_list, nobody", syscall(SYS_get_robust_list, 0x3ffffff, &head, &size));
	show("set_robust_list, size", syscall(SYS_set_robust_list, head, 3));
	return done();
}
