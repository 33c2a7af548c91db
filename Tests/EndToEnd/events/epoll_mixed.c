#include "events/set.h"
#include <poll.h>
#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/un.h>
// Objects of every kind in one set, in one poll and in one select: made ready in turn, together, and none.
enum { PIPE, EVENT, TIMER, SIGNAL, SET, PAIR, DGRAM, TCP, LISTEN, UNIX, FIFO, NOTIFY, UDP, COUNT };
static int fds[COUNT], inner_event, peer[COUNT];
static struct sockaddr_in tcp = { .sin_family = AF_INET }, udp = { .sin_family = AF_INET };
static struct sockaddr_un name = { .sun_family = AF_UNIX, .sun_path = "socket" };
static char buf[256];
static uint64_t value;
static void make(int i)
{
	struct itimerspec now = { { 0 }, { 0, 1 } };
	switch (i) {
	case PIPE: case PAIR: case DGRAM: case TCP: case FIFO: CHECK(write(peer[i], "x", 1) == 1); break;
	case EVENT: eventfd_write(fds[EVENT], 1); break;
	case TIMER: timerfd_settime(fds[TIMER], 0, &now, 0); break;
	case SIGNAL: raise(SIGUSR1); break;
	case SET: eventfd_write(inner_event, 1); break;
	case LISTEN: peer[i] = socket(AF_INET, SOCK_STREAM, 0); CHECK(!connect(peer[i], (void *)&tcp, sizeof tcp)); break;
	case UNIX: peer[i] = socket(AF_UNIX, SOCK_STREAM, 0); CHECK(!connect(peer[i], (void *)&name, sizeof name)); break;
	case NOTIFY: close(open("watched", O_CREAT | O_RDWR, 0600)); break;
	case UDP: CHECK(sendto(peer[i], "x", 1, 0, (void *)&udp, sizeof udp) == 1); break;
	}
}
static void unmake(int i)
{
	switch (i) {
	case SET: CHECK(read(inner_event, &value, 8) == 8); break;
	case LISTEN: case UNIX: close(accept(fds[i], 0, 0)); close(peer[i]); break;
	case NOTIFY: while (read(fds[i], buf, sizeof buf) > 0) { } unlink("watched"); break;
	default: CHECK(read(fds[i], buf, sizeof buf) > 0);
	}
}
static unsigned by_epoll(int ms)
{
	struct epoll_event e[COUNT];
	unsigned m = 0;
	int n = epoll_wait(ep, e, COUNT, ms);
	for (int i = 0; i < n; i++) { CHECK(e[i].events == EPOLLIN); m |= 1u << e[i].data.u64; }
	return m;
}
static unsigned by_poll(int ms)
{
	struct pollfd p[COUNT];
	unsigned m = 0;
	for (int i = 0; i < COUNT; i++) p[i] = (struct pollfd){ fds[i], POLLIN, 0 };
	int n = poll(p, COUNT, ms), k = 0;
	for (int i = 0; i < COUNT; i++) if (p[i].revents) { CHECK(p[i].revents == POLLIN); m |= 1u << i; k++; }
	CHECK(n == k);
	return m;
}
static unsigned by_select(int ms)
{
	fd_set r;
	unsigned m = 0;
	int max = 0, k = 0;
	FD_ZERO(&r);
	for (int i = 0; i < COUNT; i++) { FD_SET(fds[i], &r); if (fds[i] > max) max = fds[i]; }
	struct timeval tv = { ms / 1000, ms % 1000 * 1000 };
	int n = select(max + 1, &r, 0, 0, &tv);
	for (int i = 0; i < COUNT; i++) if (FD_ISSET(fds[i], &r)) { m |= 1u << i; k++; }
	CHECK(n == k);
	return m;
}
static void all(const char *what, unsigned want, int ms)
{
	// What comes by the network or by a timer is a moment late.
	for (int i = 0; i < 5000 && by_poll(0) != want; i++) msleep(1);
	unsigned a = by_epoll(ms), b = by_poll(ms), c = by_select(ms);
	if (!CHECK(a == want && b == want && c == want)) printf("%s: wanted %x: %x %x %x\n", what, want, a, b, c);
}
int main(void)
{
	int p[2], l;
	sigset_t s;
	socklen_t len = sizeof tcp;
	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	sigprocmask(SIG_BLOCK, &s, 0);
	ep = epoll_create1(0);
	CHECK(!pipe2(p, O_NONBLOCK)); fds[PIPE] = p[0]; peer[PIPE] = p[1];
	fds[EVENT] = eventfd(0, EFD_NONBLOCK);
	fds[TIMER] = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	fds[SIGNAL] = signalfd(-1, &s, SFD_NONBLOCK);
	fds[SET] = epoll_create1(0);
	inner_event = eventfd(0, EFD_NONBLOCK);
	struct epoll_event ev = { EPOLLIN, { 0 } };
	epoll_ctl(fds[SET], EPOLL_CTL_ADD, inner_event, &ev);
	CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, p)); fds[PAIR] = p[0]; peer[PAIR] = p[1];
	CHECK(!socketpair(AF_UNIX, SOCK_DGRAM, 0, p)); fds[DGRAM] = p[0]; peer[DGRAM] = p[1];
	tcp.sin_addr.s_addr = udp.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	fds[LISTEN] = l = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(!bind(l, (void *)&tcp, sizeof tcp) && !listen(l, 5) && !getsockname(l, (void *)&tcp, &len));
	peer[TCP] = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(!connect(peer[TCP], (void *)&tcp, sizeof tcp) && (fds[TCP] = accept(l, 0, 0)) >= 0);
	fds[UNIX] = socket(AF_UNIX, SOCK_STREAM, 0);
	CHECK(!bind(fds[UNIX], (void *)&name, sizeof name) && !listen(fds[UNIX], 5));
	CHECK(!mkfifo("fifo", 0600));
	fds[FIFO] = open("fifo", O_RDONLY | O_NONBLOCK);
	peer[FIFO] = open("fifo", O_WRONLY);
	CHECK(!mkdir("watch", 0700));
	fds[NOTIFY] = inotify_init1(IN_NONBLOCK);
	CHECK(inotify_add_watch(fds[NOTIFY], ".", IN_CREATE) >= 0);
	fds[UDP] = socket(AF_INET, SOCK_DGRAM, 0);
	peer[UDP] = socket(AF_INET, SOCK_DGRAM, 0);
	len = sizeof udp;
	CHECK(!bind(fds[UDP], (void *)&udp, sizeof udp) && !getsockname(fds[UDP], (void *)&udp, &len));
	for (int i = 0; i < COUNT; i++) CHECK(!add(fds[i], EPOLLIN, i));
	all("none", 0, 0);
	for (int i = 0; i < COUNT; i++) {
		make(i);
		all("one", 1u << i, 100);
		unmake(i);
		all("none", 0, 0);
	}
	puts("one by one");
	unsigned m = 0;
	for (int i = 0; i < COUNT; i++) { make(i); m |= 1u << i; all("more", m, 100); }
	for (int i = 0; i < COUNT; i += 2) { unmake(i); m &= ~(1u << i); all("fewer", m, 100); }
	for (int i = 0; i < COUNT; i++) if (i % 2) { unmake(i); m &= ~(1u << i); all("fewer", m, m ? 100 : 0); }
	puts("together");
	// Each wakes a wait that is asleep: a child makes it so.
	for (int i = 0; i < COUNT; i++) {
		if (i == TIMER || i == SIGNAL || i == LISTEN || i == UNIX) continue;
		pid_t c = fork();
		if (!c) { msleep(2); make(i); _exit(check_failures); }
		unsigned got = i % 3 == 0 ? by_epoll(10000) : i % 3 == 1 ? by_poll(10000) : by_select(10000);
		if (!CHECK(got == 1u << i)) printf("%d: %x\n", i, got);
		waitpid(c, 0, 0);
		unmake(i);
	}
	all("none", 0, 0);
	puts("woken by a child");
	return done();
}
