#include "events/set.h"
#include "waiting/waiter.h"
#include <sys/eventfd.h>
#include <sys/socket.h>
// Blocking in epoll_wait: time-outs, masks, signals, epoll_pwait2, woken by writes, closes, MOD and ADD of another thread.
static int n;
static int n_errno;
static struct epoll_event got[4];
static sigset_t block, none;
static void *waits(void *arg) { tid = gettid(); n = epoll_wait(ep, got, 4, (intptr_t)arg); n_errno = errno; return 0; }
static void ended(const char *what, pthread_t t)
{
	pthread_join(t, 0);
	printf("%s: %d", what, n);
	if (n < 0) printf(" %s", ename(n_errno));
	for (int i = 0; i < n; i++) printf(" %d=%x", (int)got[i].data.u64, got[i].events);
	puts("");
}
static long wait2(long s, long ns, const sigset_t *m) { struct timespec t = { s, ns }; return syscall(SYS_epoll_pwait2, ep, got, 4, &t, m, 8); }
int main(void)
{
	int p[2], s[2], tcp, port, e = eventfd(0, EFD_NONBLOCK);
	pthread_t t;
	eventfd_t v;
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_RESTART };
	sigaction(SIGUSR1, &sa, 0);
	sigemptyset(&none);
	sigemptyset(&block);
	sigaddset(&block, SIGUSR1);
	CHECK(!pipe(p) && !socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	ep = epoll_create1(0);
	double a = seconds();
	show("20 ms, an empty set", epoll_wait(ep, got, 4, 20));
	CHECK(seconds() - a >= 0.0199);
	add(p[0], EPOLLIN, 1);
	add(e, EPOLLIN, 2);
	add(s[0], EPOLLIN, 3);
	a = seconds();
	show("20 ms", epoll_wait(ep, got, 4, 20));
	CHECK(seconds() - a >= 0.0199);
	a = seconds();
	show("epoll_pwait2 of 5 ms", wait2(0, 5000000, 0));
	CHECK(seconds() - a >= 0.005);
	show("epoll_pwait2 of 0", wait2(0, 0, 0));
	show("epoll_pwait2 of 100 ns", wait2(0, 100, 0));
	show("nanoseconds", wait2(0, 1000000000, 0));
	show("negative", wait2(0, -1, 0));
	show("negative seconds", wait2(-1, 0, 0));
	show("bad time", syscall(SYS_epoll_pwait2, ep, got, 4, 8, 0, 8));
	show("mask size", syscall(SYS_epoll_pwait2, ep, got, 4, 0, &block, 4));
	// Woken by each kind.
	t = begin(waits, -1);
	CHECK(write(p[1], "x", 1) == 1);
	ended("pipe", t);
	read(p[0], got, 1);
	t = begin(waits, 100000);
	eventfd_write(e, 1);
	ended("eventfd", t);
	eventfd_read(e, &v);
	t = begin(waits, -7);
	CHECK(write(s[1], "x", 1) == 1);
	ended("socket, time-out -7", t);
	read(s[0], got, 1);
	t = begin(waits, -1);
	shutdown(s[1], SHUT_WR);
	ended("shut down", t);
	del(s[0]);
	t = begin(waits, -1);
	close(p[1]);
	ended("writer closed", t);
	close(p[0]);
	// By a change of the set.
	CHECK(!pipe(p) && write(p[1], "x", 1) == 1);
	t = begin(waits, -1);
	add(p[0], EPOLLIN, 4);
	ended("added", t);
	mod(p[0], 0, 4);
	t = begin(waits, -1);
	mod(p[0], EPOLLIN, 4);
	ended("modified", t);
	mod(p[0], EPOLLIN | EPOLLONESHOT, 4);
	show("one-shot", epoll_wait(ep, got, 4, -1));
	t = begin(waits, -1);
	mod(p[0], EPOLLIN | EPOLLONESHOT, 5);
	ended("armed again", t);
	// Removed and closed meanwhile: not woken by it.
	t = begin(waits, -1);
	del(e);
	eventfd_write(e, 1);
	close(p[0]);
	CHECK(!asleep(tid));
	add(e, EPOLLIN, 6);
	ended("deleted and added again", t);
	eventfd_read(e, &v);
	// A host socket in the same set.
	int l = socket(AF_INET, SOCK_STREAM, 0);
	struct sockaddr a4 = { AF_INET };
	socklen_t len = sizeof a4;
	((unsigned char *)&a4)[4] = 127;
	((unsigned char *)&a4)[7] = 1;
	CHECK(!bind(l, &a4, sizeof a4) && !listen(l, 4) && !getsockname(l, &a4, &len));
	add(l, EPOLLIN, 7);
	t = begin(waits, -1);
	tcp = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(!connect(tcp, &a4, sizeof a4));
	ended("connection", t);
	port = accept(l, 0, 0);
	add(port, EPOLLIN, 8);
	t = begin(waits, -1);
	CHECK(write(tcp, "x", 1) == 1);
	ended("TCP", t);
	read(port, got, 1);
	t = begin(waits, -1);
	eventfd_write(e, 1);
	ended("eventfd beside TCP", t);
	eventfd_read(e, &v);
	// Signals: EINTR also with SA_RESTART; masks of epoll_pwait.
	t = begin(waits, -1);
	pthread_kill(t, SIGUSR1);
	ended("signal", t);
	pthread_sigmask(SIG_BLOCK, &block, 0);
	raise(SIGUSR1);
	calls = 0;
	show("blocked", epoll_wait(ep, got, 4, 1));
	printf("calls %d\n", calls);
	show("let in", epoll_pwait(ep, got, 4, -1, &none));
	printf("calls %d\n", calls);
	raise(SIGUSR1);
	show("let in with time", wait2(100, 0, &none));
	printf("calls %d\n", calls);
	raise(SIGUSR1);
	eventfd_write(e, 1);
	show("let in, but something is ready", epoll_pwait(ep, got, 4, -1, &none));
	printf("calls %d\n", calls);
	show("time 0", epoll_pwait(ep, got, 4, 0, &none));
	sigset_t now;
	pthread_sigmask(SIG_SETMASK, 0, &now);
	printf("blocked again %d, calls %d\n", sigismember(&now, SIGUSR1), calls);
	eventfd_read(e, &v);
	show("nothing ready, time 0", epoll_pwait(ep, got, 4, 0, &none));
	printf("calls %d\n", calls);
	pthread_sigmask(SIG_SETMASK, &none, 0);
	printf("calls %d\n", calls);
	show("blocked by the call's mask", (raise(SIGUSR1), epoll_pwait(ep, got, 4, 1, &block)));
	return done();
}
