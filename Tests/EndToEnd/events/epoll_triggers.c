#include "events/set.h"
#include <sys/eventfd.h>
#include <sys/socket.h>
// Level, edge, one-shot and exclusive, on pipes, eventfds and sockets: which actions make an event again.
static char buf[70000];
static void pipes(unsigned kind)
{
	int p[2];
	CHECK(!pipe2(p, O_NONBLOCK));
	ep = epoll_create1(0);
	show("add", add(p[0], EPOLLIN | kind, 0) | add(p[1], EPOLLOUT | kind, 1));
	see("new", 0); see("again", 0);
	write(p[1], "ab", 2);
	see("written", 0); see("again", 0);
	write(p[1], "c", 1);
	see("written again", 0); see("again", 0);
	read(p[0], buf, 1);
	see("part read", 0);
	mod(p[0], EPOLLIN | kind, 0);
	see("modified", 0); see("again", 0);
	read(p[0], buf, 10);
	see("all read", 0);
	mod(p[0], EPOLLIN | kind, 0);
	see("modified when empty", 0);
	while (write(p[1], buf, 4096) > 0);
	see("filled", 0);
	mod(p[1], EPOLLOUT | kind, 1);
	see("modified when full", 0);
	read(p[0], buf, 100);
	see("part of a page read", 0);
	read(p[0], buf, 3996);
	see("a page read", 0); see("again", 0);
	while (read(p[0], buf, sizeof buf) > 0);
	see("emptied", 0);
	close(p[1]);
	see("writer closed", 0); see("again", 0);
	mod(p[0], kind, 0);
	see("nothing asked", 0); see("again", 0);
	close(p[0]);
	see("closed", 0);
	close(ep);
	puts("");
}
static void eventfds(unsigned kind)
{
	int e = eventfd(0, EFD_NONBLOCK);
	eventfd_t v;
	ep = epoll_create1(0);
	show("add", add(e, EPOLLIN | EPOLLOUT | kind, 2));
	see("new", 0); see("again", 0);
	eventfd_write(e, 1);
	see("written", 0); see("again", 0);
	eventfd_write(e, 0);
	see("written 0", 0);
	eventfd_write(e, 1);
	see("written again", 0);
	eventfd_read(e, &v);
	see("read", 0);
	mod(e, EPOLLIN | kind, 2);
	see("modified", 0);
	eventfd_write(e, UINT64_MAX - 1);
	see("full", 0);
	mod(e, EPOLLOUT | kind, 2);
	see("modified", 0);
	eventfd_read(e, &v);
	see("read", 0); see("again", 0);
	close(e);
	close(ep);
	puts("");
}
static void sockets(int type, unsigned kind)
{
	int s[2];
	CHECK(!socketpair(AF_UNIX, type | SOCK_NONBLOCK, 0, s));
	ep = epoll_create1(0);
	show("add", add(s[0], EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLPRI | kind, 3));
	see("new", 0); see("again", 0);
	write(s[1], "abc", 3);
	see("peer wrote", 0); see("again", 0);
	write(s[1], "d", 1);
	see("peer wrote again", 0);
	read(s[0], buf, 1);
	see("part read", 0);
	mod(s[0], EPOLLIN | EPOLLOUT | EPOLLRDHUP | kind, 3);
	see("modified", 0); see("again", 0);
	while (read(s[0], buf, sizeof buf) > 0);
	see("all read", 0);
	mod(s[0], EPOLLOUT | EPOLLRDHUP | kind, 3);
	while (write(s[0], buf, 1000) > 0);
	see("filled", 0);
	mod(s[0], EPOLLOUT | EPOLLRDHUP | kind, 3);
	see("modified when full", 0);
	while (read(s[1], buf, sizeof buf) > 0);
	see("peer emptied", 0); see("again", 0);
	mod(s[0], EPOLLIN | EPOLLRDHUP | kind, 3);
	shutdown(s[1], SHUT_WR);
	see("peer shut down writing", 0); see("again", 0);
	mod(s[0], EPOLLIN | EPOLLRDHUP | kind, 3);
	close(s[1]);
	see("peer closed", 0); see("again", 0);
	close(s[0]);
	close(ep);
	puts("");
}
int main(void)
{
	static const struct { const char *name; unsigned kind; } kinds[] = {
		{ "level", 0 }, { "edge", EPOLLET }, { "one-shot", EPOLLONESHOT }, { "edge and one-shot", EPOLLET | EPOLLONESHOT },
		{ "exclusive", EPOLLEXCLUSIVE }, { "exclusive and edge", EPOLLEXCLUSIVE | EPOLLET }, { "wake-up", EPOLLWAKEUP },
	};
	for (int i = 0; i < 7; i++) {
		printf("%s: pipe\n", kinds[i].name);
		pipes(kinds[i].kind);
		printf("%s: eventfd\n", kinds[i].name);
		eventfds(kinds[i].kind);
		printf("%s: stream\n", kinds[i].name);
		sockets(SOCK_STREAM, kinds[i].kind);
		if (i > 3) continue;
		printf("%s: datagram\n", kinds[i].name);
		sockets(SOCK_DGRAM, kinds[i].kind);
		printf("%s: seqpacket\n", kinds[i].name);
		sockets(SOCK_SEQPACKET, kinds[i].kind);
	}
	return done();
}
