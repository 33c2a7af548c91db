#include "check.h"
#include <pthread.h>
#include <sys/mman.h>
// Condition variables: signal, broadcast, time-outs on both clocks, process-shared, a queue between threads.
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t c = PTHREAD_COND_INITIALIZER, d = PTHREAD_COND_INITIALIZER;
static int queue[8], head, tail, waiting, go;
static void *consumer(void *arg)
{
	long sum = 0;
	for (;;) {
		pthread_mutex_lock(&m);
		while (head == tail) pthread_cond_wait(&c, &m);
		int v = queue[head++ & 7];
		pthread_cond_signal(&d);
		pthread_mutex_unlock(&m);
		if (v < 0) return (void *)sum;
		sum += v;
	}
}
static void put(int v)
{
	pthread_mutex_lock(&m);
	while (tail - head == 8) pthread_cond_wait(&d, &m);
	queue[tail++ & 7] = v;
	pthread_cond_signal(&c);
	pthread_mutex_unlock(&m);
}
static void *waiter(void *arg)
{
	pthread_mutex_lock(&m);
	waiting++;
	pthread_cond_signal(&d);
	while (!go) pthread_cond_wait(&c, &m);
	waiting--;
	pthread_mutex_unlock(&m);
	return 0;
}
static void timeout(clockid_t clock)
{
	pthread_condattr_t a;
	pthread_cond_t x;
	struct timespec t;
	pthread_condattr_init(&a);
	code("setclock", pthread_condattr_setclock(&a, clock));
	pthread_cond_init(&x, &a);
	clock_gettime(clock, &t);
	double start = seconds();
	if ((t.tv_nsec += 20000000) >= 1000000000) t.tv_nsec -= 1000000000, t.tv_sec++;
	pthread_mutex_lock(&m);
	int r;
	do r = pthread_cond_timedwait(&x, &m, &t); while (!r);
	code("timedwait", r);
	CHECK(seconds() - start >= 0.0199);
	t.tv_nsec = -1;
	code("bad time", pthread_cond_timedwait(&x, &m, &t));
	code("mutex is held", pthread_mutex_trylock(&m));
	pthread_mutex_unlock(&m);
	pthread_cond_destroy(&x);
}
int main(void)
{
	pthread_t t[10];
	void *r;
	long sum = 0;
	for (int i = 0; i < 3; i++) pthread_create(&t[i], 0, consumer, 0);
	for (int i = 0; i < 5000; i++) put(i);
	for (int i = 0; i < 3; i++) put(-1);
	for (int i = 0; i < 3; i++) { pthread_join(t[i], &r); sum += (long)r; }
	printf("sum %ld\n", sum);
	for (int i = 0; i < 10; i++) pthread_create(&t[i], 0, waiter, 0);
	pthread_mutex_lock(&m);
	while (waiting < 10) pthread_cond_wait(&d, &m);
	go = 1;
	pthread_cond_broadcast(&c);
	pthread_mutex_unlock(&m);
	for (int i = 0; i < 10; i++) pthread_join(t[i], 0);
	printf("left waiting %d\n", waiting);
	timeout(CLOCK_REALTIME);
	timeout(CLOCK_MONOTONIC);
	pthread_condattr_t a;
	pthread_mutexattr_t ma;
	pthread_condattr_init(&a);
	code("cpu clock", pthread_condattr_setclock(&a, CLOCK_THREAD_CPUTIME_ID));
	struct { pthread_mutex_t m; pthread_cond_t c; int turn; } *s = mmap(0, 4096, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS, -1, 0);
	pthread_condattr_setpshared(&a, PTHREAD_PROCESS_SHARED);
	pthread_mutexattr_init(&ma);
	pthread_mutexattr_setpshared(&ma, PTHREAD_PROCESS_SHARED);
	pthread_mutex_init(&s->m, &ma);
	pthread_cond_init(&s->c, &a);
	pid_t p = fork();
	int me = p == 0;
	for (int i = 0; i < 300; i++) {
		pthread_mutex_lock(&s->m);
		while (s->turn % 2 != me) pthread_cond_wait(&s->c, &s->m);
		s->turn++;
		pthread_cond_signal(&s->c);
		pthread_mutex_unlock(&s->m);
	}
	if (!p) _exit(0);
	waitpid(p, 0, 0);
	printf("turns between processes %d\n", s->turn);
	return done();
}
