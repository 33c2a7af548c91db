#include "events/set.h"
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
// timerfd in epoll sets: levels, edges and one shots; each expiration is one edge, and one that repeats has the next
// only after it was read, asked or set; the same when it is shared meanwhile; sets in sets; many timers; with sockets.
static int fd;
static void set_every(int f, long ns, long every)
{
	struct itimerspec t = { { every / 1000000000, every % 1000000000 }, { ns / 1000000000, ns % 1000000000 } };
	CHECK(!timerfd_settime(f, 0, &t, 0));
}
static void set(int f, long ns) { set_every(f, ns, 0); }
static void get(const char *what)
{
	uint64_t n = 0;
	long r = read(fd, &n, 8);
	printf("%s: %s\n", what, r == 8 ? n == 1 ? "once" : "more" : ename(errno));
}
static void ask(void)
{
	struct itimerspec t;
	CHECK(!timerfd_gettime(fd, &t));
}
static void share(void)
{
	struct { unsigned short a[4]; } w;
	CHECK(ioctl(fd, TIOCGWINSZ, &w) < 0 && errno == ENOTTY);
}
static int fresh(unsigned events, int how)
{
	close(fd);
	fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	if (how == 2) share();
	CHECK(!add(fd, events, 1));
	return fd;
}
static void each(const char *name, unsigned events, int how)
{
	printf("%s, %s\n", name, how == 0 ? "alone" : how == 1 ? "shared meanwhile" : "shared before");
	fresh(events, how);
	see("off", 0);
	set(fd, 1);
	see("expires", 5000);
	see("again", 0);
	if (how == 1) share();
	see("and again", 0);
	mod(fd, events, 2);
	see("changed", 0);
	see("again", 0);
	get("read");
	see("read", 0);
	set(fd, 1);
	see("the next", events & EPOLLONESHOT ? 20 : 5000);
	mod(fd, events, 3);
	set(fd, 1000000000000);
	see("set far before it is seen", 0);
	fresh(events, how);
	// An interval passes again and again while nobody reads.
	set_every(fd, 1000000, 1000000);
	see("every", 5000);
	msleep(10);
	see("nobody has read", 0);
	if (how == 1) share();
	see("nobody has read", 0);
	ask();
	mod(fd, events & ~EPOLLET, 4);
	see("a level", 5000);
	mod(fd, events, 5);
	see("changed", 0);
	set(fd, 0);
	see("off", 0);
	fresh(events, how);
	set_every(fd, 1000000, 1000000);
	see("every", 5000);
	ask();
	see("asked", events & EPOLLONESHOT ? 20 : 5000);
	uint64_t n;
	CHECK(read(fd, &n, 8) == 8);
	set(fd, 0);
	// What was not looked at is not lost.
	fresh(events, how);
	set(fd, 1);
	struct pollfd p = { fd, POLLIN, 0 };
	CHECK(poll(&p, 1, 5000) == 1);
	if (how == 1) share();
	see("not yet looked at", 5000);
	fresh(events, how);
	set(fd, 20000000);
	if (how == 1) share();
	see("runs", 5000);
	get("read");
	set(fd, 20000000);
	del(fd);
	msleep(25);
	see("taken out", 0);
	CHECK(!add(fd, events, 6));
	see("put in when it has expired", 5000);
}
static void nested(void)
{
	int inner = epoll_create1(0), outer = ep;
	fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	ep = inner;
	add(fd, EPOLLIN, 1);
	struct pollfd p = { inner, POLLIN, 0 };
	set(fd, 5000000);
	show("poll of a set", poll(&p, 1, 5000));
	see("in the set", 0);
	get("read");
	show("poll of a set", poll(&p, 1, 0));
	set(fd, 1000000000000);
	show("poll of a set", poll(&p, 1, 5));
	fd_set r;
	FD_ZERO(&r);
	FD_SET(inner, &r);
	set(fd, 5000000);
	show("select of a set", select(inner + 1, &r, 0, 0, 0));
	get("read");
	set(fd, 20000000);
	ep = outer;
	CHECK(!add(inner, EPOLLIN, 9));
	see("set in a set", 5000);
	ep = inner;
	see("the set in it", 0);
	get("read");
	close(inner);
	ep = outer;
	close(fd);
}
static void many(int n)
{
	int timers[200], sum = 0;
	struct epoll_event e[256];
	char seen[200] = { 0 };
	for (int i = 0; i < n; i++) {
		CHECK((timers[i] = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK)) >= 0 && !add(timers[i], EPOLLIN | EPOLLET, i));
		set(timers[i], 1000000 + i * 37 % n * 100000);
	}
	for (double end = seconds() + 10; sum < n && seconds() < end;) {
		int k = epoll_wait(ep, e, 256, 5000);
		for (int i = 0; i < k; i++) {
			CHECK(e[i].events == EPOLLIN && !seen[e[i].data.u64]++);
			sum++;
		}
	}
	printf("%d timers: %d\n", n, sum);
	// In the order of their time.
	for (int i = 0; i < n; i++) set(timers[i], i == n / 2 ? 2000000 : 1000000000000);
	show("one of them", epoll_wait(ep, e, 256, 5000));
	CHECK(e[0].data.u64 == (unsigned)n / 2);
	for (int i = 0; i < n; i++) close(timers[i]);
}
static void mixed(int order)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t l = sizeof a;
	int s = socket(AF_INET, SOCK_DGRAM, 0), v = eventfd(0, 0);
	uint64_t n;
	fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	CHECK(!bind(s, (void *)&a, l) && !getsockname(s, (void *)&a, &l) && !connect(s, (void *)&a, l));
	set(fd, 10000000);
	for (int i = 0; i < 3; i++) switch ((i + order) % 3) {
	case 0: add(fd, EPOLLIN | EPOLLET, 1); break;
	case 1: add(s, EPOLLIN, 2); break;
	case 2: add(v, EPOLLIN, 3); break;
	}
	see("the timer", 5000);
	CHECK(write(s, "x", 1) == 1);
	see("the socket", 5000);
	CHECK(read(s, &n, 1) == 1);
	set(fd, 10000000);
	see("the timer", 5000);
	eventfd_write(v, 1);
	see("the event", 5000);
	struct pollfd p[3] = { { fd, POLLIN, 0 }, { s, POLLIN, 0 }, { v, POLLOUT << 8, 0 } };
	set(fd, 10000000);
	show("poll", poll(p, 3, 5000));
	see("both", 0);
	get("read");
	see("the event", 0);
	close(fd);
	close(s);
	close(v);
	fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
}
int main(void)
{
	ep = epoll_create1(0);
	for (int how = 0; how < 3; how++) {
		each("level", EPOLLIN, how);
		each("edge", EPOLLIN | EPOLLET, how);
		each("one shot", EPOLLIN | EPOLLONESHOT, how);
		each("one edge", EPOLLIN | EPOLLET | EPOLLONESHOT, how);
		each("output too", EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLET, how);
	}
	fresh(EPOLLIN | EPOLLEXCLUSIVE, 0);
	set(fd, 1000000);
	see("exclusive", 5000);
	fresh(EPOLLOUT, 0);
	set(fd, 1000000);
	see("nothing that a timer has", 10);
	get("read");
	// The same timer under two numbers and in two sets.
	fresh(EPOLLIN | EPOLLET, 0);
	int copy = dup(fd), other = epoll_create1(0), first = ep;
	add(copy, EPOLLIN | EPOLLET, 2);
	ep = other;
	add(fd, EPOLLIN | EPOLLET, 3);
	set(fd, 1000000);
	see("in the other set", 5000);
	ep = first;
	see("by both numbers", 5000);
	see("again", 0);
	ep = other;
	see("again", 0);
	close(other);
	ep = first;
	del(copy);
	del(fd);
	close(copy);
	close(fd);
	nested();
	many(3);
	many(150);
	for (int order = 0; order < 3; order++) {
		close(ep);
		close(fd);
		ep = epoll_create1(0);
		mixed(order);
	}
	return done();
}
