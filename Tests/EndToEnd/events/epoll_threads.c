#include "events/set.h"
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
// One set, several threads: with EPOLLET or EPOLLONESHOT each event goes to one; level goes on until it is drained.
#define THREADS 4
#define OBJECTS 8
#define EACH 1000
static int in[OBJECTS], out[OBJECTS], quit;
static volatile int busy[OBJECTS];
static int events[THREADS], bytes[OBJECTS];
static unsigned kind;
static void *serve(void *arg)
{
	int me = (intptr_t)arg;
	struct epoll_event e[3];
	char b[64];
	for (;;) {
		int n = epoll_wait(ep, e, 1 + me % 3, -1);
		CHECK(n > 0);
		for (int i = 0; i < n; i++) {
			int o = e[i].data.u64;
			if (o == OBJECTS) return 0;
			events[me]++;
			if (kind & EPOLLONESHOT) CHECK(__sync_fetch_and_add(&busy[o], 1) == 0);
			long r, got = 0;
			while ((r = read(in[o], b, sizeof b)) > 0) got += r;
			CHECK(r == -1 && errno == EAGAIN);
			__sync_fetch_and_add(&bytes[o], got);
			if (kind & EPOLLONESHOT) { __sync_fetch_and_sub(&busy[o], 1); CHECK(!mod(in[o], EPOLLIN | kind, o)); }
		}
	}
}
static void run(const char *what, unsigned k)
{
	pthread_t t[THREADS];
	kind = k;
	ep = epoll_create1(0);
	memset(bytes, 0, sizeof bytes);
	for (int i = 0; i < OBJECTS; i++) {
		int p[2];
		CHECK(!(i % 2 ? socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, p) : pipe2(p, O_NONBLOCK)));
		in[i] = p[0];
		out[i] = p[1];
		CHECK(!add(in[i], EPOLLIN | k, i));
	}
	quit = eventfd(0, 0);
	CHECK(!add(quit, EPOLLIN, OBJECTS));
	for (intptr_t i = 0; i < THREADS; i++) pthread_create(&t[i], 0, serve, (void *)i);
	for (int n = 0; n < EACH; n++) for (int i = 0; i < OBJECTS; i++) while (write(out[i], "abc", 1 + n % 3) < 0) { CHECK(errno == EAGAIN); sched_yield(); }
	// All of it arrives; a lost wake-up would leave some for ever.
	int want = 0;
	for (int n = 0; n < EACH; n++) want += 1 + n % 3;
	for (int i = 0; i < OBJECTS; i++) for (int k = 0; *(volatile int *)&bytes[i] != want && k < 5000; k++) msleep(1);
	eventfd_write(quit, 1);
	for (int i = 0; i < THREADS; i++) pthread_join(t[i], 0);
	for (int i = 0; i < OBJECTS; i++) if (!CHECK(bytes[i] == want)) printf("%d: %d of %d\n", i, bytes[i], want);
	for (int i = 0; i < OBJECTS; i++) { close(in[i]); close(out[i]); }
	close(quit);
	close(ep);
	printf("%s: each had %d\n", what, want);
}
// Eight asleep on one edge or one-shot entry: an event wakes one.
static volatile int woken;
static volatile int tids[8];
static void *one(void *arg)
{
	struct epoll_event e;
	tids[(intptr_t)arg] = gettid();
	int n = epoll_wait(ep, &e, 1, -1);
	CHECK(n == 1);
	__sync_fetch_and_add(&woken, 1);
	return 0;
}
static void herd(const char *what, unsigned k)
{
	pthread_t t[8];
	int e = eventfd(0, EFD_NONBLOCK);
	ep = epoll_create1(0);
	add(e, EPOLLIN | k, 1);
	memset((void *)tids, 0, sizeof tids);
	woken = 0;
	for (intptr_t i = 0; i < 8; i++) pthread_create(&t[i], 0, one, (void *)i);
	for (int i = 0; i < 8; i++) { while (!tids[i]) msleep(1); CHECK(!asleep(tids[i])); }
	for (int n = 1; n <= 8; n++) {
		if (k & EPOLLONESHOT) CHECK(!mod(e, EPOLLIN | k, 1));
		eventfd_write(e, 1);
		for (int i = 0; woken < n && i < 5000; i++) msleep(1);
		msleep(2);
		if (!CHECK(woken == n)) break;
	}
	for (int i = 0; i < 8; i++) pthread_join(t[i], 0);
	printf("%s: one at a time\n", what);
	close(e);
	close(ep);
}
int main(void)
{
	run("level", 0);
	run("edge", EPOLLET);
	run("one-shot", EPOLLONESHOT);
	run("edge and one-shot", EPOLLET | EPOLLONESHOT);
	run("exclusive", EPOLLEXCLUSIVE);
	herd("edge", EPOLLET);
	herd("one-shot", EPOLLONESHOT);
	herd("edge and one-shot", EPOLLET | EPOLLONESHOT);
	return done();
}
