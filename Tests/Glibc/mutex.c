/* Mutexes that were initialised statically, of each kind, and their relatives. */
#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <time.h>

static pthread_mutex_t normal = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_mutex_t errorcheck = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
static pthread_mutex_t adaptive = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP;
static pthread_rwlock_t writers = PTHREAD_RWLOCK_WRITER_NONRECURSIVE_INITIALIZER_NP;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static int counter;

static void *count(void *m)
{
	for (int i=0; i<10000; i++) {
		pthread_mutex_lock(m);
		counter++;
		pthread_mutex_unlock(m);
	}
	return 0;
}

static void *try(void *m) { return (void *)(long)pthread_mutex_trylock(m); }

static void each(const char *name, pthread_mutex_t *m)
{
	pthread_t t[2];
	void *r;
	counter = 0;
	for (int i=0; i<2; i++) pthread_create(&t[i], 0, count, m);
	for (int i=0; i<2; i++) pthread_join(t[i], 0);
	printf("%s: %d, lock %d", name, counter, pthread_mutex_lock(m));
	pthread_create(&t[0], 0, try, m);
	pthread_join(t[0], &r);
	printf(", other's trylock %ld", (long)r);
	printf(", own trylock %d", pthread_mutex_trylock(m));
	if (m == &recursive) printf(", unlock %d", pthread_mutex_unlock(m));
	if (m == &errorcheck) printf(", lock %d", pthread_mutex_lock(m));
	printf(", unlock %d", pthread_mutex_unlock(m));
	if (m == &recursive || m == &errorcheck) printf(", unlock %d", pthread_mutex_unlock(m));
	printf("\n");
}

int main(void)
{
	struct timespec at;
	pthread_mutexattr_t a;
	pthread_rwlockattr_t ra;
	pthread_mutex_t made;
	int kind;
	each("normal", &normal);
	each("recursive", &recursive);
	each("errorcheck", &errorcheck);
	each("adaptive", &adaptive);
	pthread_mutexattr_init(&a);
	printf("%d", pthread_mutexattr_settype(&a, PTHREAD_MUTEX_ADAPTIVE_NP));
	printf(" %d\n", pthread_mutexattr_settype(&a, PTHREAD_MUTEX_RECURSIVE_NP));
	pthread_mutex_init(&made, &a);
	printf("%d %d\n", pthread_mutex_lock(&made), pthread_mutex_lock(&made));
	pthread_rwlockattr_init(&ra);
	printf("%d", pthread_rwlockattr_setkind_np(&ra, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP));
	pthread_rwlockattr_getkind_np(&ra, &kind);
	printf(" %d %d\n", kind, pthread_rwlockattr_setkind_np(&ra, 9));
	printf("%d", pthread_rwlock_wrlock(&writers));
	printf(" %d\n", pthread_rwlock_tryrdlock(&writers) == EBUSY);
	clock_gettime(CLOCK_MONOTONIC, &at);
	at.tv_nsec += 1000000;
	if (at.tv_nsec >= 1000000000) at.tv_nsec -= 1000000000, at.tv_sec++;
	pthread_mutex_lock(&normal);
	printf("%d\n", pthread_cond_clockwait(&cond, &normal, CLOCK_MONOTONIC, &at));
	printf("%d\n", pthread_mutex_clocklock(&normal, CLOCK_MONOTONIC, &at));
	printf("%d\n", pthread_mutex_clocklock(&normal, CLOCK_PROCESS_CPUTIME_ID, &at));
	sem_t s;
	sem_init(&s, 0, 1);
	printf("%d", sem_clockwait(&s, CLOCK_MONOTONIC, &at));
	printf(" %d %d\n", sem_clockwait(&s, CLOCK_MONOTONIC, &at), errno == ETIMEDOUT);
}
