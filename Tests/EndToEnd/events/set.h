// An epoll set whose answers are printed by the data of each entry, as the order of ready ones is the host's.
#ifndef SET_H
#define SET_H
#include "check.h"
#include <sys/epoll.h>

static int ep;

static long ctl(int op, int fd, unsigned events, uint64_t data)
{
	struct epoll_event e = { .events = events, .data.u64 = data };
	return epoll_ctl(ep, op, fd, &e);
}
static long add(int fd, unsigned events, uint64_t data) { return ctl(EPOLL_CTL_ADD, fd, events, data); }
static long mod(int fd, unsigned events, uint64_t data) { return ctl(EPOLL_CTL_MOD, fd, events, data); }
static long del(int fd) { return ctl(EPOLL_CTL_DEL, fd, 0, 0); }

static int see(const char *what, int ms)
{
	struct epoll_event e[64];
	int n = epoll_wait(ep, e, 64, ms);
	printf("%s:", what);
	if (n < 0) printf(" %s", ename(errno));
	for (uint64_t d = 0; d < 64; d++) for (int i = 0; i < n; i++) if (e[i].data.u64 == d) printf(" %d=%x", (int)d, e[i].events);
	puts("");
	return n;
}
#endif
