// A fork while threads wait for a set: they go on waiting, the child has the set, and what it writes wakes them.
#include "check.h"
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/socket.h>

static int set, p[2], q[2], s[2];

static void *waiter(void *arg)
{
	struct epoll_event e;
	int n = epoll_wait(set, &e, 1, 10000);
	return (void *)(n == 1 ? (long)e.data.u64 : -1L);
}

static void run(const char *what, int with_socket)
{
	struct epoll_event e = { .events = EPOLLIN, .data.u64 = 5 }, found[4];
	pthread_t t[3];
	void *r;
	int st;

	CHECK(!pipe(p) && !pipe(q) && !socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	set = epoll_create1(0);
	CHECK(!epoll_ctl(set, EPOLL_CTL_ADD, p[0], &e));
	if (with_socket) CHECK(!epoll_ctl(set, EPOLL_CTL_ADD, s[0], &e));
	for (int i = 0; i < 3; i++) pthread_create(&t[i], 0, waiter, 0);
	msleep(20);
	pid_t child = fork();
	if (!child) {
		int n = epoll_wait(set, found, 4, 0);
		// Nothing of the parent's is open that it did not open.
		for (int i = 900; i < 1100; i++) if (fcntl(i, F_GETFD) != -1) n = 99;
		CHECK(write(p[1], "x", 1) == 1);
		_exit(n);
	}
	CHECK(waitpid(child, &st, 0) == child);
	status(what, st);
	for (int i = 0; i < 3; i++) {
		pthread_join(t[i], &r);
		printf("%ld\n", (long)r);
	}
	e.data.u64 = 6;
	CHECK(!epoll_ctl(set, EPOLL_CTL_ADD, q[0], &e));
	CHECK(write(q[1], "x", 1) == 1);
	printf("both: %d\n", epoll_wait(set, found, 4, 0));
	for (int i = 0; i < 2; i++) close(p[i]), close(q[i]), close(s[i]);
	close(set);
}

int main(void)
{
	run("pipes", 0);
	run("with a socket", 1);
	return done();
}
