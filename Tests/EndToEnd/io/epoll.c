#include "check.h"
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <poll.h>
// epoll: level and edge triggered, one-shot, exclusive, nested, edges to writable, closed descriptors, errors.
static int ep;
static void see(const char *what, int ms)
{
	struct epoll_event e[8];
	int n = epoll_wait(ep, e, 8, ms);
	printf("%s:", what);
	if (n < 0) printf(" %s", ename(errno));
	// The order of ready descriptors is the host's; print by data.
	for (uint64_t d = 0; d < 10; d++) for (int i = 0; i < n; i++) if (e[i].data.u64 == d) printf(" %d=%x", (int)d, e[i].events);
	puts("");
}
static long ctl(int op, int fd, unsigned events, int data)
{
	struct epoll_event e = { .events = events, .data.u64 = data };
	return epoll_ctl(ep, op, fd, &e);
}
static int late_fd;
static void *late(void *arg) { msleep(10); eventfd_write(late_fd, 1); return 0; }
int main(void)
{
	int p[2], s[2], ev = eventfd(0, EFD_NONBLOCK);
	static char buf[1 << 16];
	pipe2(p, O_NONBLOCK);
	socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s);
	ep = epoll_create1(EPOLL_CLOEXEC);
	show("add pipe", ctl(EPOLL_CTL_ADD, p[0], EPOLLIN, 1));
	show("add edge", ctl(EPOLL_CTL_ADD, s[0], EPOLLIN | EPOLLOUT | EPOLLET, 2));
	show("add one-shot", ctl(EPOLL_CTL_ADD, ev, EPOLLIN | EPOLLONESHOT, 3));
	see("at first", 0);
	see("edge only once", 0);
	write(p[1], "abc", 3);
	write(s[1], "abc", 3);
	eventfd_write(ev, 1);
	see("all", 0);
	see("level stays", 0);
	write(s[1], "d", 1);
	see("new edge", 0);
	eventfd_write(ev, 1);
	see("one-shot is off", 0);
	show("rearm", ctl(EPOLL_CTL_MOD, ev, EPOLLIN | EPOLLONESHOT, 3));
	see("one-shot again", 0);
	read(p[0], buf, 10);
	see("drained", 0);
	// From full to writable must be an edge.
	while (write(s[0], buf, sizeof buf) > 0);
	see("full", 0);
	long n = 0, r;
	while ((r = read(s[1], buf, sizeof buf)) > 0) n += r;
	CHECK(n > 0);
	see("writable again", 0);
	see("once", 0);
	show("delete", ctl(EPOLL_CTL_DEL, s[0], 0, 0));
	close(s[1]);
	see("deleted", 0);
	show("modify deleted", ctl(EPOLL_CTL_MOD, s[0], EPOLLIN, 0));
	show("add again", ctl(EPOLL_CTL_ADD, s[0], EPOLLIN | EPOLLRDHUP, 4));
	see("hung up", 0);
	close(s[0]);
	see("closed is gone", 0);
	int d = dup(p[0]);
	close(p[0]);
	write(p[1], "z", 1);
	see("closed, but a copy is open", 0);
	close(d);
	see("copy closed", 0);
	uint64_t v;
	read(ev, &v, 8);
	ctl(EPOLL_CTL_MOD, ev, EPOLLIN | EPOLLET, 5);
	late_fd = ev;
	pthread_t t;
	pthread_create(&t, 0, late, 0);
	see("later", 5000);
	pthread_join(t, 0);
	int inner = ep;
	ep = epoll_create1(0);
	show("epoll in epoll", ctl(EPOLL_CTL_ADD, inner, EPOLLIN, 6));
	see("nothing inside", 0);
	eventfd_write(ev, 1);
	see("inner is ready", 0);
	struct pollfd f = { ep, POLLIN, 0 };
	show("poll of epoll", poll(&f, 1, 0));
	show("itself", ctl(EPOLL_CTL_ADD, ep, EPOLLIN, 0));
	show("a file", ctl(EPOLL_CTL_ADD, open("file", O_CREAT | O_RDWR, 0600), EPOLLIN, 0));
	show("twice", ctl(EPOLL_CTL_ADD, inner, EPOLLIN, 0));
	show("closed", ctl(EPOLL_CTL_ADD, 999, EPOLLIN, 0));
	show("bad op", epoll_ctl(ep, 9, ev, &(struct epoll_event){ 0 }));
	show("not epoll", epoll_ctl(ev, EPOLL_CTL_ADD, ep, &(struct epoll_event){ 0 }));
	struct epoll_event e;
	show("no room", epoll_wait(ep, &e, 0, 0));
	show("bad pointer", syscall(SYS_epoll_wait, ep, 8, 1, 0));
	show("exclusive", ctl(EPOLL_CTL_ADD, ev, EPOLLIN | EPOLLEXCLUSIVE, 7));
	show("change exclusive", ctl(EPOLL_CTL_MOD, ev, EPOLLIN, 7));
	show("epoll_create 0", epoll_create(0));
	pid_t c = fork();
	if (!c) { see("in a child", 0); _exit(0); }
	waitpid(c, 0, 0);
	return done();
}
