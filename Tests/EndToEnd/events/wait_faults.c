// Bad pointers to epoll_ctl, epoll_wait, poll and select: EFAULT, and no event is lost by it.
#include "check.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/select.h>

#define BAD(what, call) do { errno = 0; long r_ = (call); printf("%s: %ld %s\n", what, r_, ename(errno)); } while (0)

int main(void)
{
	int p[3][2], set = epoll_create1(0);
	char *page = mmap(0, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
	CHECK(!mprotect(page + 4096, 4096, PROT_NONE));
	void *none = page + 4096, *kernel = (void *)-4096L;
	void *bad[] = { 0, (void *)1, none, kernel };
	struct epoll_event e = { .events = EPOLLIN }, found[4];
	struct pollfd f = { .events = POLLIN };
	fd_set r;

	for (int i = 0; i < 3; i++) {
		CHECK(!pipe(p[i]));
		e.data.u64 = i;
		e.events = i == 2 ? EPOLLIN|EPOLLONESHOT : i == 1 ? EPOLLIN|EPOLLET : EPOLLIN;
		CHECK(!epoll_ctl(set, EPOLL_CTL_ADD, p[i][0], &e));
	}
	for (int i = 0; i < 4; i++) {
		BAD("nothing to report", epoll_wait(set, bad[i], 1, 0));
		BAD("add", syscall(SYS_epoll_ctl, set, EPOLL_CTL_ADD, p[0][1], bad[i]));
		BAD("mod", syscall(SYS_epoll_ctl, set, EPOLL_CTL_MOD, p[0][0], bad[i]));
	}
	for (int i = 0; i < 3; i++) CHECK(write(p[i][1], "x", 1) == 1);
	for (int i = 0; i < 4; i++) BAD("epoll_wait", epoll_wait(set, bad[i], 8, 0));
	// Room for one, and a half.
	BAD("half", epoll_wait(set, (void *)(page + 4096 - 18), 8, 0));
	int n = epoll_wait(set, found, 4, 0);
	printf("left: %d", n);
	for (int i = 0; i < n; i++) printf(" %d", (int)found[i].data.u64);
	puts("");
	f.fd = p[0][0];
	for (int i = 0; i < 4; i++) BAD("poll", syscall(SYS_poll, bad[i], 1, 0));
	struct pollfd *last = (void *)(page + 4096 - 12);
	BAD("half a list", syscall(SYS_poll, last, 2, 0));
	for (int i = 1; i < 4; i++) {
		BAD("ppoll time", syscall(SYS_ppoll, &f, 1, bad[i], 0, 8));
		BAD("ppoll mask", syscall(SYS_ppoll, &f, 1, 0, bad[i], 8));
		BAD("select in", syscall(SYS_select, p[2][1], bad[i], 0, 0, 0));
		BAD("select time", syscall(SYS_select, 10, 0, 0, 0, bad[i]));
		FD_ZERO(&r);
		FD_SET(p[0][0], &r);
		BAD("select time", syscall(SYS_select, 10, &r, 0, 0, bad[i]));
		BAD("pselect mask", syscall(SYS_pselect6, 10, &r, 0, 0, 0, bad[i]));
		BAD("pwait2 time", syscall(SYS_epoll_pwait2, set, found, 4, bad[i], 0, 8));
		BAD("pwait mask", syscall(SYS_epoll_pwait, set, found, 4, 0, bad[i], 8));
	}
	struct pollfd *only = (void *)page;
	*only = f;
	CHECK(!mprotect(page, 4096, PROT_READ));
	BAD("read-only list", syscall(SYS_poll, only, 1, 0));
	BAD("read-only events", epoll_wait(set, (void *)page, 4, 0));
	return done();
}
