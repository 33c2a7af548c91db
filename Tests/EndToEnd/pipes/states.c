#include "pipes/pattern.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/select.h>
// What poll, epoll, select and FIONREAD say of both ends of a pipe, in every state it can be in.
static int p[2];
static char buf[70000];
static void end(const char *name, int fd)
{
	if (fd < 0) return;
	struct pollfd f = { fd, POLLIN | POLLPRI | POLLOUT | POLLRDNORM | POLLRDBAND | POLLWRNORM | POLLWRBAND | POLLRDHUP, 0 }, none = { fd, 0, 0 };
	int a = poll(&f, 1, 0), b = poll(&none, 1, 0), e = epoll_create1(0), n = -1;
	struct epoll_event ev = { f.events, { 0 } };
	CHECK(!epoll_ctl(e, EPOLL_CTL_ADD, fd, &ev));
	ev.events = 0;
	int c = epoll_wait(e, &ev, 1, 0);
	close(e);
	fd_set r, w, x;
	FD_ZERO(&r); FD_ZERO(&w); FD_ZERO(&x);
	FD_SET(fd, &r); FD_SET(fd, &w); FD_SET(fd, &x);
	struct timeval tv = { 0 };
	int d = select(fd + 1, &r, &w, &x, &tv);
	ioctl(fd, FIONREAD, &n);
	printf("  %s: poll %d %x, nothing asked %d %x, epoll %d %x, select %d %d%d%d, FIONREAD %d\n", name, a, f.revents, b, none.revents,
		c, ev.events, d, !!FD_ISSET(fd, &r), !!FD_ISSET(fd, &w), !!FD_ISSET(fd, &x), n);
}
static void state(const char *what)
{
	printf("%s\n", what);
	end("read end", p[0]);
	end("write end", p[1]);
}
static void renew(int flags)
{
	if (p[0] > 0) close(p[0]);
	if (p[1] > 0) close(p[1]);
	CHECK(!pipe2(p, flags | O_NONBLOCK));
}
static void close_end(int i) { close(p[i]); p[i] = -1; }
int main(void)
{
	renew(0);
	state("new");
	write(p[1], "", 0);
	state("nothing written");
	write(p[1], "x", 1);
	state("a byte");
	write(p[1], buf, 61439);
	state("a page is left");
	write(p[1], "x", 1);
	state("less than a page is left");
	while (write(p[1], buf, 4096) > 0);
	state("no page fits");
	while (write(p[1], buf, 1) > 0);
	state("full");
	read(p[0], buf, 1);
	state("a byte taken");
	read(p[0], buf, 4094);
	state("all but a byte of the page");
	read(p[0], buf, 1);
	state("the page");
	while (read(p[0], buf, sizeof buf) > 0);
	state("emptied");
	close_end(1);
	state("no writer");
	renew(0);
	write(p[1], "abc", 3);
	close_end(1);
	state("no writer, data");
	read(p[0], buf, 2);
	state("some of it read");
	read(p[0], buf, 2);
	state("all of it read");
	read(p[0], buf, 2);
	state("the end read");
	renew(0);
	close_end(0);
	state("no reader");
	renew(0);
	write(p[1], "abc", 3);
	close_end(0);
	state("no reader, data");
	renew(0);
	while (write(p[1], buf, 4096) > 0);
	close_end(0);
	state("no reader, full");
	renew(0);
	int copy = dup(p[1]);
	close(copy);
	state("a copy closed");
	renew(O_DIRECT);
	state("packets: new");
	write(p[1], "abc", 3);
	write(p[1], "de", 2);
	state("packets: two");
	read(p[0], buf, 1);
	state("packets: part of the first taken");
	for (int i = 0; i < 14; i++) write(p[1], "x", 1);
	state("packets: room for one");
	write(p[1], "x", 1);
	state("packets: full");
	renew(0);
	CHECK(fcntl(p[0], F_SETPIPE_SZ, 4096) == 4096);
	state("small: new");
	write(p[1], "x", 1);
	state("small: a byte");
	read(p[0], buf, 1);
	state("small: emptied");
	// Both ways on one description.
	renew(0);
	char path[32];
	snprintf(path, sizeof path, "/proc/self/fd/%d", p[0]);
	int both = open(path, O_RDWR | O_NONBLOCK);
	close_end(0);
	close_end(1);
	puts("both ways, alone");
	end("both", both);
	write(both, "x", 1);
	puts("a byte");
	end("both", both);
	while (write(both, buf, 4096) > 0);
	puts("full");
	end("both", both);
	return done();
}
