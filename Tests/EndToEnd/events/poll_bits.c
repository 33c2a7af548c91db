#include "descriptors/kinds.h"
#include <poll.h>
#include <sys/resource.h>
// poll: every bit of every kind, negative and closed descriptors, the same one often, limits, bad memory.
static void each(const char *what, int events)
{
	printf("%s:", what);
	for (int i = 0; i < kind_count; i++) {
		struct pollfd p = { kinds[i].fd, events, 0x5555 };
		int n = poll(&p, 1, 0);
		CHECK(n == (p.revents != 0) && p.events == (short)events);
		printf(" %s=%x", kinds[i].name, p.revents & 0xffff);
	}
	puts("");
}
int main(void)
{
	static const short bits[] = { POLLIN, POLLPRI, POLLOUT, POLLERR, POLLHUP, POLLNVAL, POLLRDNORM, POLLRDBAND, POLLWRNORM, POLLWRBAND, POLLMSG, 0x1000, POLLRDHUP, 0x4000, 0, -1 };
	static struct pollfd p[3000];
	open_kinds(O_NONBLOCK);
	for (int i = 0; i < 16; i++) { char b[8]; snprintf(b, 8, "%x", bits[i] & 0xffff); each(b, bits[i]); }
	write(kind("pipe w"), "x", 1);
	write(kind("packet w"), "x", 1);
	eventfd_write(kind("eventfd"), 1);
	eventfd_write(kind("semaphore"), 2);
	struct itimerspec t = { { 0 }, { 0, 1 } };
	timerfd_settime(kind("timerfd"), 0, &t, 0);
	raise(SIGUSR2);
	struct epoll_event ev = { EPOLLIN, { 0 } };
	epoll_ctl(kind("epoll"), EPOLL_CTL_ADD, kind("eventfd"), &ev);
	write(kind("stream"), "x", 1);
	write(kind("dgram"), "x", 1);
	write(kind("seqpacket"), "x", 1);
	p[0] = (struct pollfd){ kind("timerfd"), POLLIN, 0 };
	CHECK(poll(p, 1, 5000) == 1);
	for (int i = 0; i < 16; i++) { char b[8]; snprintf(b, 8, "%x", bits[i] & 0xffff); each(b, bits[i]); }
	shutdown(kind("stream"), SHUT_WR);
	shutdown(kind("seqpacket"), SHUT_RD);
	shutdown(kind("dgram"), SHUT_WR);
	each("shut down", -1);
	shutdown(kind("stream peer"), SHUT_WR);
	shutdown(kind("seqpacket peer"), SHUT_RDWR);
	shutdown(kind("dgram peer"), SHUT_RD);
	each("shut down more", -1);
	static const char *const ends[] = { "pipe r", "packet w", "stream", "dgram", "seqpacket" };
	for (int i = 0; i < 5; i++) close(kind(ends[i]));
	each("closed", -1);
	// Lists.
	int in = kind("eventfd");
	struct pollfd l[6] = { { -1, -1, 9 }, { in, POLLIN, 9 }, { 999, 0, 9 }, { INT_MIN, POLLIN, 9 }, { in, POLLOUT, 9 }, { in, 0, 9 } };
	show("list", poll(l, 6, -1));
	for (int i = 0; i < 6; i++) printf("%x ", l[i].revents);
	puts("");
	for (int i = 0; i < 3000; i++) p[i] = (struct pollfd){ i % 3 == 0 ? in : i % 3 == 1 ? -5 : kind("pipe w"), POLLIN | POLLOUT, 9 };
	show("three thousand", poll(p, 3000, 0));
	int n = 0;
	for (int i = 0; i < 3000; i++) n += p[i].revents == (i % 3 == 0 ? POLLIN | POLLOUT : 0) || (i % 3 == 2 && p[i].revents == (POLLOUT | POLLERR));
	printf("%d right\n", n);
	// Memory and limits.
	show("none, NULL", poll(0, 0, 0));
	show("none, bad", syscall(SYS_poll, 8, 0, 0));
	show("one, NULL", poll(0, 1, 0));
	char *m = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	mprotect(m + 4096, 4096, PROT_NONE);
	struct pollfd *edge = (struct pollfd *)(m + 4096) - 2;
	edge[0] = edge[1] = l[1];
	show("to the edge", poll(edge, 2, 0));
	show("over the edge", poll(edge, 3, 0));
	mprotect(m, 4096, PROT_READ);
	show("read only", poll(edge, 2, 0));
	struct rlimit r;
	getrlimit(RLIMIT_NOFILE, &r);
	r.rlim_cur = 100;
	CHECK(!setrlimit(RLIMIT_NOFILE, &r));
	show("as many as the limit", poll(p, 100, 0));
	show("more than the limit", poll(p, 101, 0));
	show("-1", syscall(SYS_poll, p, -1, 0));
	show("upper half of the count", syscall(SYS_poll, p, 1L << 32, 0));
	return done();
}
