#include "check.h"
#include <pthread.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sched.h>
// Read-write locks, barriers, spin locks, semaphores (also named and between processes).
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t b;
static pthread_spinlock_t spin;
static long a1, a2, torn, serial, total, phase[4];
static sem_t items, space;
static int box[4], in, out;
static void *reader(void *arg)
{
	for (int i = 0; i < 3000; i++) {
		pthread_rwlock_rdlock(&rw);
		if (a1 != a2) __atomic_fetch_add(&torn, 1, __ATOMIC_RELAXED);
		pthread_rwlock_unlock(&rw);
		if (i % 100 == 0) sched_yield();
	}
	return 0;
}
static void *writer(void *arg)
{
	for (int i = 0; i < 1000; i++) {
		pthread_rwlock_wrlock(&rw);
		a1++;
		if (i % 100 == 0) sched_yield();
		a2++;
		pthread_rwlock_unlock(&rw);
	}
	return 0;
}
static void *other(void *arg)
{
	code("tryrdlock", pthread_rwlock_tryrdlock(&rw));
	code("trywrlock", pthread_rwlock_trywrlock(&rw));
	struct timespec t;
	clock_gettime(CLOCK_REALTIME, &t);
	code("timedwrlock", pthread_rwlock_timedwrlock(&rw, &t));
	return 0;
}
static void *rounds(void *arg)
{
	for (int i = 0; i < 200; i++) {
		phase[(long)arg]++;
		if (pthread_barrier_wait(&b) == PTHREAD_BARRIER_SERIAL_THREAD) serial++;
		for (int k = 0; k < 4; k++) if (phase[k] != i + 1) { CHECK(!"all at the same round"); return 0; }
		pthread_barrier_wait(&b);
	}
	for (int i = 0; i < 2000; i++) { pthread_spin_lock(&spin); total++; pthread_spin_unlock(&spin); }
	return 0;
}
static void *taker(void *arg)
{
	long sum = 0;
	for (int i = 0; i < 2000; i++) { sem_wait(&items); sum += box[out++ & 3]; sem_post(&space); }
	return (void *)sum;
}
int main(void)
{
	pthread_t t[6];
	void *r;
	int v;
	for (int i = 0; i < 6; i++) pthread_create(&t[i], 0, i < 4 ? reader : writer, 0);
	for (int i = 0; i < 6; i++) pthread_join(t[i], 0);
	printf("written %ld %ld, torn reads %ld\n", a1, a2, torn);
	pthread_rwlock_rdlock(&rw);
	code("rdlock again", pthread_rwlock_rdlock(&rw));
	pthread_rwlock_unlock(&rw);
	pthread_create(&t[0], 0, other, 0); pthread_join(t[0], 0);
	pthread_rwlock_unlock(&rw);
	pthread_rwlock_unlock(&rw);
	pthread_rwlock_wrlock(&rw);
	pthread_create(&t[0], 0, other, 0); pthread_join(t[0], 0);
	pthread_rwlock_unlock(&rw);
	pthread_barrier_init(&b, 0, 4);
	pthread_spin_init(&spin, 0);
	for (long i = 0; i < 4; i++) pthread_create(&t[i], 0, rounds, (void *)i);
	for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
	printf("serial %ld total %ld\n", serial, total);
	code("barrier of none", pthread_barrier_init(&b, 0, 0));
	pthread_spin_lock(&spin);
	code("spin trylock", pthread_spin_trylock(&spin));
	sem_init(&items, 0, 0);
	sem_init(&space, 0, 4);
	pthread_create(&t[0], 0, taker, 0);
	for (int i = 0; i < 2000; i++) { sem_wait(&space); box[in++ & 3] = i; sem_post(&items); }
	pthread_join(t[0], &r);
	printf("taken %ld\n", (long)r);
	show("trywait", sem_trywait(&items));
	show("timedwait", sem_timedwait(&items, &(struct timespec){ 1, 0 }));
	show("timedwait bad", sem_timedwait(&items, &(struct timespec){ 1, -1 }));
	show("too large", sem_init(&items, 0, 0x80000000u));
	sem_init(&items, 0, SEM_VALUE_MAX);
	show("post at the limit", sem_post(&items));
	char name[64];
	snprintf(name, sizeof name, "/endtoend-%d", getpid());
	sem_t *s = sem_open(name, O_CREAT | O_EXCL, 0600, 2);
	CHECK(s != SEM_FAILED && sem_open(name, 0) == s);
	show("exclusive", sem_open(name, O_CREAT | O_EXCL, 0600, 2) == SEM_FAILED ? -1 : 0);
	pid_t p = fork();
	if (!p) { s = sem_open(name, 0); for (int i = 0; i < 3; i++) sem_post(s); _exit(0); }
	waitpid(p, 0, 0);
	sem_getvalue(s, &v);
	printf("named %d\n", v);
	show("unlink", sem_unlink(name));
	show("gone", sem_open(name, 0) == SEM_FAILED ? -1 : 0);
	struct { sem_t a, b; int n; } *sh = mmap(0, 4096, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS, -1, 0);
	sem_init(&sh->a, 1, 0);
	sem_init(&sh->b, 1, 0);
	p = fork();
	for (int i = 0; i < 300; i++) {
		if (p) { sh->n++; sem_post(&sh->a); sem_wait(&sh->b); }
		else { sem_wait(&sh->a); sh->n++; sem_post(&sh->b); }
	}
	if (!p) _exit(0);
	waitpid(p, 0, 0);
	printf("ping-pong %d\n", sh->n);
	return done();
}
