#include "check.h"
#include <pthread.h>
#include <sys/mman.h>
// Mutexes: every type, contention, time-outs, robust ones in threads and processes, priority inheritance, shared over fork.
static pthread_mutex_t m;
static long counter;
static void *add(void *arg)
{
	for (int i = 0; i < 20000; i++) { pthread_mutex_lock(&m); counter++; pthread_mutex_unlock(&m); }
	return 0;
}
static void *dies(void *arg) { pthread_mutex_lock(arg); return 0; }
static void *other(void *arg)
{
	code("  trylock by another", pthread_mutex_trylock(arg));
	code("  unlock by another", pthread_mutex_unlock(arg));
	return 0;
}
static void contend(const char *what)
{
	pthread_t t[4];
	counter = 0;
	for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, add, 0);
	for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
	printf("%s: %ld\n", what, counter);
}
static void in_thread(void *(*f)(void *), void *p)
{
	pthread_t t;
	CHECK(!pthread_create(&t, 0, f, p) && !pthread_join(t, 0));
}
int main(void)
{
	pthread_mutexattr_t a;
	struct timespec ts;
	static const int types[] = { PTHREAD_MUTEX_NORMAL, PTHREAD_MUTEX_RECURSIVE, PTHREAD_MUTEX_ERRORCHECK };
	static const char *names[] = { "normal", "recursive", "errorcheck" };
	for (int i = 0; i < 3; i++) {
		pthread_mutexattr_init(&a);
		CHECK(!pthread_mutexattr_settype(&a, types[i]) && !pthread_mutex_init(&m, &a));
		puts(names[i]);
		CHECK(!pthread_mutex_lock(&m));
		code("  trylock again", pthread_mutex_trylock(&m));
		if (i == 1) pthread_mutex_unlock(&m);
		if (i) code("  lock again", pthread_mutex_lock(&m));
		if (i == 1) pthread_mutex_unlock(&m);
		if (i) in_thread(other, &m);
		clock_gettime(CLOCK_REALTIME, &ts);
		if (!i) code("  timed out", pthread_mutex_timedlock(&m, &ts));
		CHECK(!pthread_mutex_unlock(&m));
		if (i) code("  unlock again", pthread_mutex_unlock(&m));
		contend("  contended");
		code("  destroy", pthread_mutex_destroy(&m));
	}
	for (int shared = 0; shared < 2; shared++) {
		pthread_mutexattr_init(&a);
		pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);
		pthread_mutexattr_setpshared(&a, shared);
		pthread_mutex_t *s = mmap(0, 4096, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS, -1, 0);
		pthread_mutex_init(s, &a);
		if (shared) {
			pid_t p = fork();
			if (!p) { pthread_mutex_lock(s); kill(getpid(), SIGKILL); }
			waitpid(p, 0, 0);
		} else in_thread(dies, s);
		code("owner died", pthread_mutex_lock(s));
		code("made consistent", pthread_mutex_consistent(s));
		code("unlock", pthread_mutex_unlock(s));
		code("lock", pthread_mutex_lock(s));
		pthread_mutex_unlock(s);
		if (shared) {
			pid_t p = fork();
			if (!p) { pthread_mutex_lock(s); _exit(0); }
			waitpid(p, 0, 0);
		} else in_thread(dies, s);
		code("owner died", pthread_mutex_lock(s));
		pthread_mutex_unlock(s);
		code("not recoverable", pthread_mutex_lock(s));
	}
	pthread_mutexattr_init(&a);
	code("priority inheritance", pthread_mutexattr_setprotocol(&a, PTHREAD_PRIO_INHERIT));
	pthread_mutex_init(&m, &a);
	contend("inheriting, contended");
	code("priority ceiling", pthread_mutexattr_setprotocol(&a, PTHREAD_PRIO_PROTECT));
	code("bad type", pthread_mutexattr_settype(&a, 99));
	struct { pthread_mutex_t m; long n; } *s = mmap(0, 4096, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS, -1, 0);
	pthread_mutexattr_init(&a);
	pthread_mutexattr_setpshared(&a, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&s->m, &a);
	for (int k = 0; k < 3; k++) if (!fork()) {
		for (int i = 0; i < 10000; i++) { pthread_mutex_lock(&s->m); s->n++; pthread_mutex_unlock(&s->m); }
		_exit(0);
	}
	while (wait(0) > 0);
	printf("three processes: %ld\n", s->n);
	return done();
}
