/* run: dynamic loader */
/* libs: one two */
#include "check.h"
#include <dlfcn.h>
#include <pthread.h>
// TLS in modules loaded while threads run: each thread, old or new, gets initial values of its own.
static int (*add_one)(int), (*add_two)(int);
static char *(*where)(void);
static pthread_barrier_t b;
static void *old_thread(void *arg)
{
	pthread_barrier_wait(&b); // before dlopen
	pthread_barrier_wait(&b); // after
	long r = add_one(5) * 1000 + add_two(7);
	CHECK((uintptr_t)where() % 256 == 0);
	return (void *)(r + add_one(1));
}
static void *new_thread(void *arg) { return (void *)(long)(add_one(1) + add_two(2)); }
static void handler(int sig) { CHECK(add_one(0) >= 100); }
int main(void)
{
	pthread_t t[4];
	void *r;
	pthread_barrier_init(&b, 0, 4);
	for (int i = 0; i < 3; i++) pthread_create(&t[i], 0, old_thread, 0);
	pthread_barrier_wait(&b);
	void *one = dlopen("./one.so", RTLD_NOW), *two = dlopen("./two.so", RTLD_LAZY);
	if (!CHECK(one && two)) { puts(dlerror()); return 1; }
	add_one = (int (*)(int))dlsym(one, "add_one");
	add_two = (int (*)(int))dlsym(two, "add_two");
	where = (char *(*)(void))dlsym(two, "where");
	pthread_barrier_wait(&b);
	for (int i = 0; i < 3; i++) { pthread_join(t[i], &r); printf("old thread %ld\n", (long)r); }
	for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, new_thread, 0);
	for (int i = 0; i < 4; i++) { pthread_join(t[i], &r); printf("new thread %ld\n", (long)r); }
	printf("main %d %d\n", add_one(1), add_two(1));
	signal(SIGUSR1, handler);
	raise(SIGUSR1);
	int *p = dlsym(one, "counter");
	printf("dlsym of a TLS object: %d\n", p ? *p : -1);
	pid_t c = fork();
	if (!c) {
		pthread_create(&t[0], 0, new_thread, 0);
		pthread_join(t[0], &r);
		printf("child's thread %ld, child %d\n", (long)r, add_one(0));
		_exit(0);
	}
	waitpid(c, 0, 0);
	return done();
}
