/* root */
#include "check.h"
#include <pthread.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
// Two threads of different real-time priorities on one core use the same objects: the one that runs first
// never waits for what the other, which cannot run meanwhile, holds.
enum { ROUNDS = 300 };
static int pipes[2], pair[2], event;
static volatile int stop;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t condition = PTHREAD_COND_INITIALIZER;

static int become(int priority)
{
	struct sched_param p = { .sched_priority = priority };
	return pthread_setschedparam(pthread_self(), SCHED_FIFO, &p);
}

static void use_all(void)
{
	static __thread char b[64];
	uint64_t n = 1;
	write(pipes[1], b, sizeof b);
	read(pipes[0], b, sizeof b);
	send(pair[1], b, sizeof b, MSG_DONTWAIT);
	recv(pair[0], b, sizeof b, MSG_DONTWAIT);
	write(event, &n, 8);
	read(event, &n, 8);
	pthread_cond_broadcast(&condition);
}

static void *lower(void *arg)
{
	CHECK(!become(5));
	while (!stop) use_all();
	return 0;
}

static void *waiter(void *arg)
{
	CHECK(!become(7));
	pthread_mutex_lock(&mutex);
	while (!stop) pthread_cond_wait(&condition, &mutex);
	pthread_mutex_unlock(&mutex);
	return 0;
}

int main(void)
{
	pthread_t a, b;
	cpu_set_t one;
	CPU_ZERO(&one);
	CPU_SET(sched_getcpu(), &one);
	CHECK(!sched_setaffinity(0, sizeof one, &one));
	if (become(20)) return puts("not allowed"), done();
	CHECK(!pipe2(pipes, O_NONBLOCK));
	CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, pair));
	event = eventfd(0, EFD_NONBLOCK);
	CHECK(!pthread_create(&a, 0, lower, 0) && !pthread_create(&b, 0, waiter, 0));
	for (int i = 0; i < ROUNDS; i++) {
		nanosleep(&(struct timespec){ 0, 20000 + i % 10 * 1000 }, 0);
		use_all();
	}
	pthread_mutex_lock(&mutex);
	stop = 1;
	pthread_mutex_unlock(&mutex);
	pthread_cond_broadcast(&condition);
	CHECK(!pthread_join(a, 0) && !pthread_join(b, 0));
	return done();
}
