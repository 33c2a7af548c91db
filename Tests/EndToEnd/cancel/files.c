#include "cancel/points.h"
#include <poll.h>
#include <sys/select.h>
#include <sys/epoll.h>
#include <sys/uio.h>
// Pipes: read, readv, write, writev, poll, select, epoll_wait; then close, which a cancelled thread may not do halfway.
static int p[2], ep;
static char big[1<<16];
static void fresh(void)
{
	if (p[1]) { close(p[0]); close(p[1]); close(ep); }
	CHECK(!pipe(p));
	ep = epoll_create1(0);
	epoll_ctl(ep, EPOLL_CTL_ADD, p[0], &(struct epoll_event){ .events = EPOLLIN });
}
static void full(void)
{
	fresh();
	fcntl(p[1], F_SETPIPE_SZ, 65536);
	write(p[1], big, sizeof big);
}
static char buf[65536];
static long call_read(void) { return read(p[0], buf, 8); }
static long call_readv(void) { struct iovec v[2] = { { buf, 2 }, { buf + 8, 8 } }; return readv(p[0], v, 2); }
static long call_write(void) { return write(p[1], "hello", 5); }
static long call_writev(void) { struct iovec v[2] = { { "he", 2 }, { "llo", 3 } }; return writev(p[1], v, 2); }
static long call_poll(void) { struct pollfd f = { p[0], POLLIN, 0 }; return poll(&f, 1, -1); }
static long call_ppoll(void) { struct pollfd f = { p[0], POLLIN, 0 }; return ppoll(&f, 1, 0, 0); }
static long call_select(void) { fd_set s; FD_ZERO(&s); FD_SET(p[0], &s); return select(p[0] + 1, &s, 0, 0, 0); }
static long call_epoll(void) { struct epoll_event e; return epoll_wait(ep, &e, 1, -1); }
static void feed(void) { write(p[1], "data", 4); }
static void drain(void) { read(p[0], buf, sizeof buf); }

static long close_it(void) { return close(p[0]); }
static void *closer(void *arg)
{
	int old;
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
	while (!go) sched_yield();
	pthread_setcancelstate(PTHREAD_CANCEL_ENABLE, &old);
	close_it();
	returned = 1;
	pthread_testcancel();
	return 0;
}

int main(void)
{
	static const struct point points[] = {
		{ "read", fresh, call_read, feed }, { "readv", fresh, call_readv, feed },
		{ "write", full, call_write, drain }, { "writev", full, call_writev, drain },
		{ "poll", fresh, call_poll, feed }, { "ppoll", fresh, call_ppoll, feed },
		{ "select", fresh, call_select, feed }, { "epoll_wait", fresh, call_epoll, feed },
	};
	for (size_t i = 0; i < sizeof points / sizeof *points; i++) cancel_at(&points[i]);
	fresh();
	pthread_t t;
	void *r;
	go = returned = 0;
	pthread_create(&t, 0, closer, 0);
	pthread_cancel(t);
	go = 1;
	pthread_join(t, &r);
	printf("close with a cancel pending: %s, returned %d, descriptor %s\n", r == PTHREAD_CANCELED ? "cancelled" : "went on",
		returned, fcntl(p[0], F_GETFD) < 0 ? "closed" : "open");
	return done();
}
