#include "check.h"
#include <pthread.h>
#include <sys/mman.h>
// Many threads at once, created by threads, with ids that are all different, and stacks given back.
static pthread_barrier_t b;
static volatile int tids[200];
static void *wait_there(void *arg)
{
	int n = (long)arg;
	tids[n] = gettid();
	pthread_barrier_wait(&b);
	return (void *)(long)(tids[n] == syscall(SYS_gettid));
}
static void *maker(void *arg)
{
	pthread_t t[50];
	void *r;
	long ok = 0, n = (long)arg;
	for (long i = 0; i < 49; i++) CHECK(!pthread_create(&t[i], 0, wait_there, (void *)(n * 50 + i)));
	wait_there((void *)(n * 50 + 49));
	for (int i = 0; i < 49; i++) { pthread_join(t[i], &r); ok += (long)r; }
	return (void *)ok;
}
static void *nothing(void *arg) { return arg; }
int main(void)
{
	pthread_t t[4];
	void *r;
	pthread_barrier_init(&b, 0, 200);
	for (long i = 0; i < 4; i++) pthread_create(&t[i], 0, maker, (void *)i);
	long ok = 0;
	for (int i = 0; i < 4; i++) { pthread_join(t[i], &r); ok += (long)r; }
	int same = 0;
	for (int i = 0; i < 200; i++) for (int j = 0; j < i; j++) same += tids[i] == tids[j];
	printf("%ld threads right, %d ids twice\n", ok, same);
	for (int i = 0; i < 2000; i++) {
		pthread_t x;
		if (pthread_create(&x, 0, nothing, &t[0]) || pthread_join(x, &r) || r != &t[0]) { CHECK(!"2000 in a row"); break; }
	}
	for (int i = 0; i < 500; i++) {
		pthread_t x;
		// Detached ones free their own stack on the way out (__unmapself).
		if (pthread_create(&x, 0, nothing, 0) || pthread_detach(x)) { CHECK(!"500 detached"); break; }
		if (i % 20 == 19) msleep(1);
	}
	return done();
}
