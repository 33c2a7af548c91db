#include "waiting/waiter.h"
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
// Blocking in poll and ppoll: woken by each kind, by closing of ends, by signals; time-outs, ppoll's time and masks.
static int n, n_errno;
static struct pollfd p[5];
static int count;
static void *waits(void *arg) { tid = gettid(); n = poll(p, count, (intptr_t)arg); n_errno = errno; return 0; }
static void ended(const char *what, pthread_t t)
{
	pthread_join(t, 0);
	printf("%s: %d %s", what, n, n < 0 ? ename(n_errno) : "");
	for (int i = 0; i < count; i++) printf(" %x", p[i].revents);
	puts("");
}
static long pp(long s, long ns, const void *mask, long size, struct timespec *left)
{
	*left = (struct timespec){ s, ns };
	return syscall(SYS_ppoll, p, count, left, mask, size);
}
int main(void)
{
	int a[2], b[2], s[2], e = eventfd(0, EFD_NONBLOCK);
	static char buf[70000];
	struct timespec left;
	eventfd_t v;
	pthread_t t;
	sigset_t block, none;
	CHECK(!pipe2(a, O_NONBLOCK) && !pipe2(b, O_NONBLOCK) && !socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s));
	while (write(b[1], buf, 4096) > 0);
	p[0] = (struct pollfd){ a[0], POLLIN, 0 };
	p[1] = (struct pollfd){ b[1], POLLOUT, 0 };
	p[2] = (struct pollfd){ e, POLLIN, 0 };
	p[3] = (struct pollfd){ s[0], POLLIN | POLLRDHUP, 0 };
	p[4] = (struct pollfd){ -1, POLLIN, 0 };
	count = 5;
	double start = seconds();
	show("20 ms", poll(p, 5, 20));
	CHECK(seconds() - start >= 0.0199);
	t = begin(waits, -1);
	write(a[1], "x", 1);
	ended("pipe to read", t);
	read(a[0], buf, 1);
	t = begin(waits, -100);
	read(b[0], buf, 4096);
	ended("pipe to write, time-out -100", t);
	while (write(b[1], buf, 4096) > 0);
	t = begin(waits, 100000);
	eventfd_write(e, 3);
	ended("eventfd", t);
	eventfd_read(e, &v);
	t = begin(waits, INT_MAX);
	write(s[1], "x", 1);
	ended("socket", t);
	read(s[0], buf, 1);
	t = begin(waits, -1);
	write(a[1], "", 0);
	eventfd_write(e, 0);
	CHECK(!asleep(tid));
	close(a[1]);
	ended("writer closed", t);
	p[0].fd = -1;
	t = begin(waits, -1);
	close(b[0]);
	ended("reader closed", t);
	p[1].fd = ~p[1].fd;
	t = begin(waits, -1);
	shutdown(s[1], SHUT_WR);
	ended("shut down", t);
	p[3].fd = -1;
	// Readiness that somebody else takes first: it sleeps on.
	t = begin(waits, -1);
	for (int i = 0; i < 100; i++) { CHECK(!pipe2(a, O_NONBLOCK)); write(a[1], "x", 1); read(a[0], buf, 1); close(a[0]); close(a[1]); }
	CHECK(!asleep(tid));
	eventfd_write(e, 1);
	ended("only its own", t);
	eventfd_read(e, &v);
	// Signals.
	sigemptyset(&none);
	sigemptyset(&block);
	sigaddset(&block, SIGUSR1);
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_RESTART };
	sigaction(SIGUSR1, &sa, 0);
	t = begin(waits, -1);
	pthread_kill(t, SIGUSR1);
	ended("signal", t);
	pthread_sigmask(SIG_BLOCK, &block, 0);
	calls = 0;
	raise(SIGUSR1);
	show("blocked", pp(0, 1000000, 0, 8, &left));
	printf("%d left, calls %d\n", left.tv_sec || left.tv_nsec, calls);
	show("let in", pp(100, 0, &none, 8, &left));
	printf("%d left, calls %d\n", left.tv_sec > 90, calls);
	show("mask size", pp(0, 0, &none, 7, &left));
	show("mask bad", pp(0, 0, (void *)8, 8, &left));
	show("no mask, any size", pp(0, 0, 0, 7, &left));
	show("nanoseconds", pp(0, 1000000000, 0, 8, &left));
	show("negative", pp(-1, 0, 0, 8, &left));
	show("bad time", syscall(SYS_ppoll, p, 5, 8, 0, 8));
	eventfd_write(e, 1);
	show("ready", pp(100, 0, 0, 8, &left));
	printf("%d left\n", left.tv_sec > 90);
	raise(SIGUSR1);
	show("ready before the signal", pp(100, 0, &none, 8, &left));
	printf("calls %d\n", calls);
	show("no time", syscall(SYS_ppoll, p, 5, 0, 0, 8));
	return done();
}
