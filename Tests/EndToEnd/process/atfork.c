#include "check.h"
#include <pthread.h>
// pthread_atfork: order of the handlers, and what they may do.
static char order[64];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static void add(char c) { size_t n = strlen(order); if (n < 63) order[n] = c; }
static void prepare1(void) { add('1'); pthread_mutex_lock(&lock); }
static void parent1(void) { add('p'); pthread_mutex_unlock(&lock); }
static void child1(void) { add('c'); pthread_mutex_unlock(&lock); }
static void prepare2(void) { add('2'); }
static void parent2(void) { add('P'); }
static void child2(void) { add('C'); CHECK(getpid() == gettid()); errno = EXDEV; }

int main(void)
{
	int st;
	CHECK(!pthread_atfork(prepare1, parent1, child1));
	CHECK(!pthread_atfork(prepare2, parent2, child2));
	CHECK(!pthread_atfork(0, 0, 0));
	for (int i = 0; i < 3; i++) {
		memset(order, 0, sizeof order);
		pid_t p = fork();
		if (!p) {
			printf("child: %s\n", order);
			CHECK(!pthread_mutex_lock(&lock));
			_exit(check_failures);
		}
		CHECK(waitpid(p, &st, 0) == p && st == 0);
		printf("parent: %s\n", order);
		CHECK(!pthread_mutex_trylock(&lock));
		pthread_mutex_unlock(&lock);
	}
	memset(order, 0, sizeof order);
	pid_t p = vfork();
	if (!p) _exit(0);
	waitpid(p, &st, 0);
	printf("vfork: '%s'\n", order);
	CHECK(system("exit 0") == 0);
	printf("system: '%s'\n", order);
	return done();
}
