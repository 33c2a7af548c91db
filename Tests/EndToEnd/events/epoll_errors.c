#include "events/set.h"
#include "descriptors/kinds.h"
#include <sys/inotify.h>
#include <sys/mman.h>
// epoll: what cannot be added, wrong arguments in every place, bad pointers, nesting limits, flags.
static long add_kinds(int fd) { long r = add(fd, EPOLLIN, 0); if (!r) CHECK(!del(fd)); return r; }
int main(void)
{
	int e = eventfd(0, 0), f = eventfd(1, 0);
	struct epoll_event ev = { EPOLLIN, { 0 } }, out[4];
	open_kinds(0);
	ep = epoll_create1(0);
	each_kind("add", add_kinds);
	show("inotify", add(inotify_init1(0), EPOLLIN, 0));
	show("O_PATH", add(open(".", O_PATH), EPOLLIN, 0));
	show("itself", add(ep, EPOLLIN, 0));
	int self = dup(ep);
	show("itself by a copy", add(self, EPOLLIN, 0));
	show("add", add(e, EPOLLIN, 0));
	show("again", add(e, EPOLLIN, 0));
	show("modify what is not there", mod(f, EPOLLIN, 0));
	show("delete what is not there", del(f));
	show("delete a closed one", del(999));
	show("a copy is another", add(dup(e), EPOLLIN, 0));
	show("delete, no event", epoll_ctl(ep, EPOLL_CTL_DEL, e, 0));
	show("delete, bad event", syscall(SYS_epoll_ctl, ep, EPOLL_CTL_DEL, e, 8));
	show("add, no event", epoll_ctl(ep, EPOLL_CTL_ADD, e, 0));
	show("add, bad event", syscall(SYS_epoll_ctl, ep, EPOLL_CTL_ADD, e, 8));
	show("bad event and closed", syscall(SYS_epoll_ctl, ep, EPOLL_CTL_ADD, 999, 8));
	show("operation 0", epoll_ctl(ep, 0, e, &ev));
	show("operation 4", epoll_ctl(ep, 4, e, &ev));
	show("operation -1", epoll_ctl(ep, -1, e, &ev));
	show("operation 4 and bad event", syscall(SYS_epoll_ctl, ep, 4, e, 8));
	show("set is closed", epoll_ctl(999, EPOLL_CTL_ADD, e, &ev));
	show("set is no set", epoll_ctl(f, EPOLL_CTL_ADD, e, &ev));
	show("set is no set, fd is a file", epoll_ctl(f, EPOLL_CTL_ADD, kind("file"), &ev));
	show("set is itself and no set", epoll_ctl(f, EPOLL_CTL_ADD, f, &ev));
	// Exclusive.
	show("exclusive", add(e, EPOLLIN | EPOLLEXCLUSIVE, 0));
	show("modified", mod(e, EPOLLIN, 0));
	show("modified to exclusive", (del(e), add(e, EPOLLIN, 0), mod(e, EPOLLIN | EPOLLEXCLUSIVE, 0)));
	del(e);
	show("exclusive one-shot", add(e, EPOLLIN | EPOLLEXCLUSIVE | EPOLLONESHOT, 0));
	show("exclusive RDHUP", add(e, EPOLLIN | EPOLLEXCLUSIVE | EPOLLRDHUP, 0));
	show("exclusive PRI", add(e, EPOLLPRI | EPOLLEXCLUSIVE, 0));
	show("exclusive ET, ERR, HUP, WAKEUP", add(e, EPOLLIN | EPOLLOUT | EPOLLERR | EPOLLHUP | EPOLLET | EPOLLWAKEUP | EPOLLEXCLUSIVE, 0));
	del(e);
	int inner = epoll_create1(0);
	show("exclusive set", add(inner, EPOLLIN | EPOLLEXCLUSIVE, 0));
	show("all bits but exclusive", add(f, ~EPOLLEXCLUSIVE, 7));
	see("ready", 0);
	del(f);
	// Waiting.
	add(f, EPOLLIN, 7);
	show("room 0", epoll_wait(ep, out, 0, 0));
	show("room -1", epoll_wait(ep, out, -1, 0));
	show("room too much", epoll_wait(ep, out, INT_MAX, 0));
	// Far enough from the end of the address space for all of that room.
	void *far = mmap((void *)(1L << 44), 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	show("room most", epoll_wait(ep, far, INT_MAX / sizeof *out, 0));
	show("NULL", epoll_wait(ep, 0, 4, 0));
	show("bad", syscall(SYS_epoll_wait, ep, 8, 4, 0));
	show("no room and bad", syscall(SYS_epoll_wait, ep, 8, 0, 0));
	show("closed", epoll_wait(999, out, 4, 0));
	show("closed and no room", epoll_wait(999, out, 0, 0));
	show("no set", epoll_wait(f, out, 4, 0));
	show("no set and bad", syscall(SYS_epoll_wait, f, -1L, 4, 0));
	del(f);
	show("bad, nothing ready", syscall(SYS_epoll_wait, ep, 8, 4, 0));
	show("beyond all, nothing ready", syscall(SYS_epoll_wait, ep, -4096L, 4, 0));
	add(f, EPOLLIN | EPOLLET, 7);
	show("edge to a bad place", syscall(SYS_epoll_wait, ep, 8, 4, 0));
	see("is not lost", 0);
	// Two ready, a place for one and a half.
	char *m = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	mprotect(m + 4096, 4096, PROT_NONE);
	int g = eventfd(1, 0);
	mod(f, EPOLLIN, 7);
	add(g, EPOLLIN, 8);
	show("to the edge of memory", epoll_wait(ep, (void *)(m + 4096 - sizeof ev - 4), 4, 0));
	see("both", 0);
	show("mask size", syscall(SYS_epoll_pwait, ep, out, 4, 0, out, 4));
	show("mask bad", syscall(SYS_epoll_pwait, ep, out, 4, 0, 8, 8));
	show("mask NULL, any size", syscall(SYS_epoll_pwait, ep, out, 4, 0, 0, 3));
	show("epoll_create -1", epoll_create(-1));
	show("epoll_create 0", epoll_create(0));
	show("epoll_create1 flags", epoll_create1(O_NONBLOCK));
	show("epoll_create1 flags", epoll_create1(1));
	CHECK(fcntl(epoll_create1(EPOLL_CLOEXEC), F_GETFD) == FD_CLOEXEC);
	show("read", read(ep, out, 12));
	show("write", write(ep, out, 12));
	return done();
}
