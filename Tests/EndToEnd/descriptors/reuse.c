#include "descriptors/kinds.h"
#include <pthread.h>
// A number that is closed and reused while a thread is blocked in a call on it: the call stays with its first object.
static int p[2], tid, got;
static char buf[16];
static void *reads(void *arg)
{
	tid = gettid();
	got = read(100, buf, sizeof buf);
	return 0;
}
static void *writes(void *arg)
{
	static char big[200000];
	tid = gettid();
	got = write(101, big, sizeof big);
	return 0;
}
static void *waits(void *arg)
{
	uint64_t v;
	tid = gettid();
	got = read(100, &v, 8) == 8 ? v : -errno;
	return 0;
}
static pthread_t begin(void *(*f)(void *))
{
	pthread_t t;
	tid = 0;
	pthread_create(&t, 0, f, 0);
	while (!tid) msleep(1);
	CHECK(!asleep(tid));
	return t;
}
static void again(void)
{
	for (int i = 0; i < 200; i++) {
		int e = eventfd(i, EFD_NONBLOCK);
		CHECK(dup2(e, 100) == 100 && write(100, &(uint64_t){ 1 }, 8) == 8);
		close(e);
		close(100);
	}
}
int main(void)
{
	int q[2], pair[2];
	CHECK(!pipe(p) && dup2(p[0], 100) == 100 && !close(p[0]));
	pthread_t t = begin(reads);
	close(100);
	again();
	// The blocked reader alone holds the pipe's end now.
	CHECK(!pipe(q) && dup2(q[0], 100) == 100 && write(q[1], "other", 5) == 5);
	CHECK(write(p[1], "first", 5) == 5);
	pthread_join(t, 0);
	printf("pipe: %d %.5s\n", got, buf);
	CHECK(read(100, buf, 16) == 5 && !memcmp(buf, "other", 5));
	signal(SIGPIPE, SIG_IGN);
	show("and now it has no reader", write(p[1], "x", 1));
	close(p[1]);

	CHECK(!pipe(p) && dup2(p[1], 101) == 101 && !close(p[1]));
	t = begin(writes);
	CHECK(dup2(q[1], 101) == 101 && write(101, "x", 1) == 1);
	static char big[300000];
	int n = 0, r;
	while ((r = read(p[0], big, sizeof big)) > 0) n += r;
	pthread_join(t, 0);
	printf("writer: %d, read %d, then %d\n", got, n, r);

	CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, pair) && dup2(pair[0], 100) == 100 && !close(pair[0]));
	memset(buf, 0, sizeof buf);
	t = begin(reads);
	CHECK(dup2(1, 100) == 100);
	CHECK(send(pair[1], "socket", 6, 0) == 6);
	pthread_join(t, 0);
	printf("socket: %d %s\n", got, buf);

	int e = eventfd(0, 0), copy = dup(e);
	CHECK(dup2(e, 100) == 100 && !close(e));
	t = begin(waits);
	close(100);
	again();
	eventfd_write(copy, 77);
	pthread_join(t, 0);
	printf("eventfd: %d\n", got);

	int f = timerfd_create(CLOCK_MONOTONIC, 0);
	CHECK(dup2(f, 100) == 100);
	t = begin(waits);
	close(100);
	again();
	struct itimerspec its = { { 0 }, { 0, 1 } };
	timerfd_settime(f, 0, &its, 0);
	pthread_join(t, 0);
	printf("timerfd: %d\n", got);
	return done();
}
