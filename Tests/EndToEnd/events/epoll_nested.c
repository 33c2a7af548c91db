#include "events/set.h"
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
// Sets in sets: readiness goes up, cycles and depth are refused, edges, poll and select of a set.
static int ready(int fd)
{
	struct pollfd p = { fd, POLLIN | POLLOUT, 0 };
	int n = poll(&p, 1, 0);
	return n ? p.revents : 0;
}
static int selected(int fd)
{
	fd_set r, w;
	struct timeval tv = { 0 };
	FD_ZERO(&r); FD_ZERO(&w);
	FD_SET(fd, &r); FD_SET(fd, &w);
	select(fd + 1, &r, &w, 0, &tv);
	return FD_ISSET(fd, &r) + 2 * FD_ISSET(fd, &w);
}
static long into(int set, int fd, unsigned events)
{
	struct epoll_event e = { events, { .u64 = 5 } };
	return epoll_ctl(set, EPOLL_CTL_ADD, fd, &e);
}
int main(void)
{
	int chain[8], e = eventfd(0, EFD_NONBLOCK), n;
	struct epoll_event ev;
	eventfd_t v;
	for (int i = 0; i < 8; i++) chain[i] = epoll_create1(0);
	// As deep as it goes.
	CHECK(!into(chain[0], e, EPOLLIN));
	for (n = 1; n < 8; n++) if (into(chain[n], chain[n - 1], EPOLLIN)) break;
	printf("depth %d, then %s\n", n, ename(errno));
	printf("nothing: %x %d\n", ready(chain[n - 1]), selected(chain[n - 1]));
	eventfd_write(e, 1);
	for (int i = 0; i < n; i++) {
		int r = ready(chain[i]), s = selected(chain[i]), k = epoll_wait(chain[i], &ev, 1, 0);
		printf("%d: poll %x, select %d, wait %d %x\n", i, r, s, k, ev.events);
	}
	eventfd_read(e, &v);
	for (int i = 0; i < n; i++) CHECK(!ready(chain[i]) && !epoll_wait(chain[n - 1 - i], &ev, 1, 0));
	show("a circle of two", into(chain[0], chain[1], EPOLLIN));
	show("a circle of all", into(chain[0], chain[n - 1], EPOLLIN));
	show("itself", into(chain[2], chain[2], EPOLLIN));
	show("in two sets", into(chain[7], chain[0], EPOLLIN));
	for (int i = 0; i < 8; i++) close(chain[i]);
	// The inner is edge triggered: whoever takes it from the inner, the outer sees the set as it is.
	int inner = epoll_create1(0);
	ep = epoll_create1(0);
	CHECK(!into(inner, e, EPOLLIN | EPOLLET));
	CHECK(!add(inner, EPOLLIN, 3));
	eventfd_write(e, 1);
	see("outer", 0);
	see("outer again", 0);
	show("inner", epoll_wait(inner, &ev, 1, 0));
	see("outer, taken inside", 0);
	show("inner again", epoll_wait(inner, &ev, 1, 0));
	eventfd_write(e, 1);
	see("outer, new edge", 0);
	eventfd_read(e, &v);
	see("outer, drained before it was taken", 0);
	show("inner", epoll_wait(inner, &ev, 1, 0));
	// The outer is edge triggered.
	mod(inner, EPOLLIN | EPOLLET, 3);
	see("outer edge, nothing", 0);
	eventfd_write(e, 1);
	see("outer edge", 0);
	see("outer edge again", 0);
	eventfd_write(e, 1);
	see("outer edge, next", 0);
	show("inner", epoll_wait(inner, &ev, 1, 0));
	see("outer edge, after the inner", 0);
	eventfd_read(e, &v);
	// A level inner in an edge outer.
	ev = (struct epoll_event){ EPOLLIN, { .u64 = 5 } };
	epoll_ctl(inner, EPOLL_CTL_MOD, e, &ev);
	eventfd_write(e, 1);
	see("level inside edge", 0);
	show("inner", epoll_wait(inner, &ev, 1, 0));
	show("inner again", epoll_wait(inner, &ev, 1, 0));
	see("level inside edge again", 0);
	// The inner is closed; the watched is closed.
	mod(inner, EPOLLIN, 3);
	see("level", 0);
	close(e);
	see("watched closed", 0);
	e = eventfd(1, 0);
	into(inner, e, EPOLLIN);
	see("another added", 0);
	int copy = dup(inner);
	close(inner);
	see("closed, a copy is left", 0);
	close(copy);
	see("all closed", 0);
	// A set in itself through a set of another, taken out again.
	int a = epoll_create1(0), b = epoll_create1(0);
	CHECK(!into(a, b, EPOLLIN));
	show("circle", into(b, a, EPOLLIN));
	CHECK(!epoll_ctl(a, EPOLL_CTL_DEL, b, 0));
	show("the other way", into(b, a, EPOLLIN));
	return done();
}
