// Threads that wait for one set, add to it while others wait, and wake each other.
#include "check.h"
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/socket.h>

static int set, p[2], q[2], s[2], tids[8];
static volatile int seen[8];

static int ctl(int op, int fd, unsigned events, uint64_t data)
{
	struct epoll_event e = { .events = events, .data.u64 = data };
	return epoll_ctl(set, op, fd, &e);
}

static void *waiter(void *arg)
{
	long i = (long)arg;
	struct epoll_event e;
	__atomic_store_n(&tids[i], syscall(SYS_gettid), __ATOMIC_RELEASE);
	int n = epoll_wait(set, &e, 1, 10000);
	seen[i] = n == 1 ? (int)e.data.u64 : -1;
	return 0;
}

static void start(pthread_t *t, int n)
{
	for (int i = 0; i < n; i++) {
		tids[i] = 0;
		seen[i] = 0;
		pthread_create(&t[i], 0, waiter, (void *)(long)i);
		while (!__atomic_load_n(&tids[i], __ATOMIC_ACQUIRE));
		CHECK(!asleep(tids[i]));
	}
}

static void put(int fd) { CHECK(write(fd, "x", 1) == 1); }
static void get(int fd) { char c; CHECK(read(fd, &c, 1) == 1); }

static void waits(const char *what, int n)
{
	pthread_t t[8];
	start(t, 1);
	put(n);
	pthread_join(t[0], 0);
	printf("%s: %d\n", what, seen[0]);
}

// One edge wakes one thread.
static void one_each(const char *what)
{
	pthread_t t[8];
	start(t, 4);
	int sum = 0;
	for (int i = 0; i < 4; i++) {
		put(p[1]);
		int got = 0;
		for (int k = 0; k < 5000 && got <= i; k++) {
			msleep(1);
			got = 0;
			for (int j = 0; j < 4; j++) got += seen[j] != 0;
		}
		sum = sum * 10 + got;
	}
	for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
	printf("%s: %d\n", what, sum);
	for (int i = 0; i < 4; i++) get(p[0]);
}

static void added(const char *what, int fd, int by)
{
	pthread_t t[1];
	start(t, 1);
	CHECK(!ctl(EPOLL_CTL_ADD, fd, EPOLLIN, 9));
	msleep(20);
	CHECK(!seen[0]);
	put(by);
	pthread_join(t[0], 0);
	printf("%s: %d\n", what, seen[0]);
	get(fd);
	CHECK(!ctl(EPOLL_CTL_DEL, fd, 0, 0));
}

int main(void)
{
	set = epoll_create1(0);
	CHECK(!pipe(p) && !pipe(q) && !socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	added("pipe to an empty set", p[0], p[1]);
	added("socket to an empty set", s[0], s[1]);
	CHECK(!ctl(EPOLL_CTL_ADD, q[0], EPOLLIN, 3));
	added("pipe to a pipe", p[0], p[1]);
	added("socket to a pipe", s[0], s[1]);
	CHECK(!ctl(EPOLL_CTL_ADD, s[0], EPOLLIN, 4));
	added("pipe to both", p[0], p[1]);
	waits("pipe", q[1]);
	get(q[0]);
	waits("socket", s[1]);
	get(s[0]);
	waits("pipe", q[1]);
	get(q[0]);
	CHECK(!ctl(EPOLL_CTL_ADD, p[0], EPOLLIN|EPOLLET, 5));
	one_each("with a socket");
	CHECK(!ctl(EPOLL_CTL_DEL, s[0], 0, 0));
	one_each("pipes");

	// The pipe is closed while a thread waits.
	pthread_t t[8];
	start(t, 2);
	close(q[0]);
	close(q[1]);
	msleep(20);
	CHECK(!seen[0] && !seen[1]);
	close(p[1]);
	// Which of them is told is not said.
	for (int k = 0; k < 5000 && !seen[0] && !seen[1]; k++) msleep(1);
	msleep(20);
	printf("closed: %d\n", seen[0] + seen[1]);
	CHECK(!ctl(EPOLL_CTL_MOD, p[0], EPOLLIN|EPOLLET, 6));
	pthread_join(t[0], 0);
	pthread_join(t[1], 0);
	printf("changed: %d\n", seen[0] + seen[1]);

	// The set becomes the host's while threads wait for it.
	CHECK(!pipe(q));
	close(p[0]);
	CHECK(!ctl(EPOLL_CTL_ADD, q[0], EPOLLIN, 7));
	CHECK(!ctl(EPOLL_CTL_ADD, s[0], EPOLLIN, 8));
	start(t, 3);
	int outer = epoll_create1(0);
	struct epoll_event e = { .events = EPOLLIN, .data.u64 = 1 };
	CHECK(!epoll_ctl(outer, EPOLL_CTL_ADD, set, &e));
	msleep(20);
	put(q[1]);
	for (int i = 0; i < 3; i++) {
		pthread_join(t[i], 0);
		printf("%d\n", seen[i]);
	}
	printf("outer: %d\n", epoll_wait(outer, &e, 1, 0));
	return done();
}
