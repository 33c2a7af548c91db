/* run: dynamic static static-pie loader */
#include "check.h"
#include <pthread.h>
#include <sched.h>
// Create, join, detach, attributes, names, errno per thread, keys, once.
static __thread int own;
static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int inits, destroyed;
static pthread_mutex_t m = PTHREAD_MUTEX_INITIALIZER;
static void init(void) { inits++; }
static void destroy(void *p) { pthread_mutex_lock(&m); destroyed += (long)p; pthread_mutex_unlock(&m); }
static void *square(void *arg)
{
	long n = (long)arg;
	own = n;
	errno = n;
	pthread_once(&once, init);
	pthread_setspecific(key, (void *)1);
	for (int i = 0; i < 200; i++) {
		syscall(n & 1 ? -1L : (long)SYS_close, 999);
		if (errno != (n & 1 ? ENOSYS : EBADF)) { CHECK(!"errno is the thread's own"); break; }
		if (i % 50 == 0) sched_yield();
	}
	CHECK(own == n && pthread_getspecific(key) == (void *)1);
	return (void *)(n * n);
}
static void *attributes(void *arg)
{
	pthread_attr_t a;
	size_t size, guard;
	void *stack;
	int d;
	char name[16];
	CHECK(!pthread_getattr_np(pthread_self(), &a));
	pthread_attr_getstack(&a, &stack, &size);
	pthread_attr_getguardsize(&a, &guard);
	pthread_attr_getdetachstate(&a, &d);
	printf("at least the stack asked for %d, guard %zu, joinable %d\n", size >= 300000, guard, d == PTHREAD_CREATE_JOINABLE);
	CHECK((char *)&a > (char *)stack && (char *)&a < (char *)stack + size);
	volatile char use[200000];
	memset((char *)use, 1, sizeof use);
	CHECK(!pthread_setname_np(pthread_self(), "worker") && !pthread_getname_np(pthread_self(), name, sizeof name));
	puts(name);
	return 0;
}
static void *leaves(void *arg) { *(volatile int *)arg = 1; return 0; }
static void *sleeps(void *arg) { pause(); return 0; }

int main(void)
{
	pthread_t t[40];
	void *r;
	long sum = 0;
	pthread_key_create(&key, destroy);
	for (int round = 0; round < 10; round++) {
		for (long i = 0; i < 40; i++) CHECK(!pthread_create(&t[i], 0, square, (void *)i));
		for (int i = 0; i < 40; i++) { CHECK(!pthread_join(t[i], &r)); sum += (long)r; }
	}
	printf("sum %ld, once %d, destructors %d\n", sum, inits, destroyed);
	pthread_attr_t a;
	pthread_attr_init(&a);
	code("stack size", pthread_attr_setstacksize(&a, 300000));
	code("stack size too small", pthread_attr_setstacksize(&a, 100));
	code("guard", pthread_attr_setguardsize(&a, 8192));
	CHECK(!pthread_create(&t[0], &a, attributes, 0) && !pthread_join(t[0], 0));
	volatile int left = 0;
	pthread_attr_setdetachstate(&a, PTHREAD_CREATE_DETACHED);
	CHECK(!pthread_create(&t[0], &a, leaves, (void *)&left));
	while (!left) msleep(1);
	pthread_create(&t[0], 0, sleeps, 0);
	code("tryjoin", pthread_tryjoin_np(t[0], 0));
	struct timespec ts;
	clock_gettime(CLOCK_REALTIME, &ts);
	code("timedjoin", pthread_timedjoin_np(t[0], 0, &ts));
	CHECK(pthread_equal(t[0], t[0]) && !pthread_equal(t[0], pthread_self()));
	pthread_cancel(t[0]);
	code("join", pthread_join(t[0], 0));
	code("name too long", pthread_setname_np(pthread_self(), "a name of more than fifteen"));
	static char own_stack[1 << 16] __attribute__((aligned(4096)));
	pthread_attr_init(&a);
	code("own stack", pthread_attr_setstack(&a, own_stack, sizeof own_stack));
	left = 0;
	CHECK(!pthread_create(&t[0], &a, leaves, (void *)&left) && !pthread_join(t[0], 0) && left);
	cpu_set_t set, got;
	CHECK(!pthread_getaffinity_np(pthread_self(), sizeof got, &got) && CPU_COUNT(&got) > 0);
	CPU_ZERO(&set);
	for (int i = 0; i < CPU_SETSIZE; i++) if (CPU_ISSET(i, &got)) { CPU_SET(i, &set); break; }
	CHECK(!pthread_setaffinity_np(pthread_self(), sizeof set, &set) && !pthread_getaffinity_np(pthread_self(), sizeof got, &got) && CPU_EQUAL(&set, &got));
	CHECK(CPU_ISSET(sched_getcpu(), &set));
	CPU_ZERO(&set);
	code("no processor", pthread_setaffinity_np(pthread_self(), sizeof set, &set));
	int policy;
	struct sched_param sp;
	code("schedparam", pthread_getschedparam(pthread_self(), &policy, &sp));
	printf("policy %d priority %d\n", policy, sp.sched_priority);
	return done();
}
