#include "check.h"
#include <threads.h>
#include <stdatomic.h>
// C11 threads, mutexes, condition variables, thread-specific storage, atomics of all sizes.
static mtx_t m;
static cnd_t c;
static tss_t key;
static once_flag flag = ONCE_FLAG_INIT;
static int turn, inits;
static atomic_int counter, dtors;
static atomic_llong big;
static _Atomic char small;
static void init(void) { inits++; }
static void dtor(void *p) { atomic_fetch_add(&dtors, (int)(long)p); }
static int worker(void *arg)
{
	int me = (long)arg;
	call_once(&flag, init);
	tss_set(key, (void *)1);
	for (int i = 0; i < 200; i++) {
		mtx_lock(&m);
		while (turn % 4 != me) cnd_wait(&c, &m);
		turn++;
		cnd_broadcast(&c);
		mtx_unlock(&m);
		atomic_fetch_add(&counter, 1);
		atomic_fetch_add_explicit(&big, 1LL << 33, memory_order_relaxed);
		small++;
	}
	if (me == 3) thrd_exit(30);
	return me * 10;
}
int main(void)
{
	thrd_t t[4];
	int r;
	struct timespec ts;
	printf("init %d\n", mtx_init(&m, mtx_plain) == thrd_success && cnd_init(&c) == thrd_success && tss_create(&key, dtor) == thrd_success);
	for (long i = 0; i < 4; i++) CHECK(thrd_create(&t[i], worker, (void *)i) == thrd_success);
	for (int i = 0; i < 4; i++) { CHECK(thrd_join(t[i], &r) == thrd_success); printf("result %d\n", r); }
	printf("turns %d counter %d big %llx small %d inits %d dtors %d\n", turn, counter, big, small, inits, dtors);
	mtx_t n;
	mtx_init(&n, mtx_timed | mtx_recursive);
	CHECK(mtx_lock(&n) == thrd_success && mtx_trylock(&n) == thrd_success);
	mtx_unlock(&n);
	mtx_unlock(&n);
	mtx_lock(&m);
	timespec_get(&ts, TIME_UTC);
	printf("timed out %d\n", cnd_timedwait(&c, &m, &ts) == thrd_timedout);
	printf("busy %d\n", mtx_trylock(&m) == thrd_busy);
	mtx_unlock(&m);
	printf("sleep %d\n", thrd_sleep(&(struct timespec){ 0, 1000 }, 0));
	printf("current %d\n", thrd_equal(thrd_current(), thrd_current()));
	thrd_yield();
	int expected = 5;
	atomic_int v = 4;
	printf("exchange %d %d %d\n", atomic_compare_exchange_strong(&v, &expected, 9), expected, (int)v);
	return done();
}
