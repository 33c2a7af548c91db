// epoll(7) on pipes: level, edge, one-shot, order, limits, duplicates, closing, errors.
#include "check.h"
#include <sys/epoll.h>
#include <sys/socket.h>
#include <poll.h>

static int set;

static void waits(const char *what, int most, int timeout)
{
	struct epoll_event e[64];
	int n = epoll_wait(set, e, most, timeout);
	printf("%s: %d", what, n);
	if (n < 0) printf(" %s", ename(errno));
	for (int i = 0; i < n; i++) printf(" %d:%x", (int)e[i].data.u64, e[i].events);
	puts("");
}

static int ctl(int op, int fd, unsigned events, uint64_t data)
{
	struct epoll_event e = { .events = events, .data.u64 = data };
	int r = epoll_ctl(set, op, fd, &e);
	return r ? -errno : 0;
}

#define TRY(op, fd, ev, data) printf("%s %s: %s\n", #op, #fd, ename(-ctl(EPOLL_CTL_##op, fd, ev, data)))

static void put(int fd) { CHECK(write(fd, "x", 1) == 1); }
static void get(int fd) { char c; CHECK(read(fd, &c, 1) == 1); }

static void modes(void)
{
	int a[2], b[2], c[2];
	set = epoll_create1(0);
	CHECK(!pipe(a) && !pipe(b) && !pipe(c));
	TRY(ADD, a[0], EPOLLIN, 1);
	TRY(ADD, b[0], EPOLLIN|EPOLLET, 2);
	TRY(ADD, c[0], EPOLLIN|EPOLLONESHOT, 3);
	waits("nothing", 8, 0);
	put(c[1]); put(b[1]); put(a[1]);
	waits("all", 8, -1);
	waits("level only", 8, 0);
	put(b[1]); put(c[1]);
	waits("edge again", 8, 0);
	TRY(MOD, c[0], EPOLLIN|EPOLLONESHOT, 33);
	waits("armed again", 8, 0);
	TRY(MOD, b[0], EPOLLIN|EPOLLET, 22);
	waits("modified edge", 8, 0);
	get(a[0]);
	waits("a is empty", 8, 0);
	TRY(DEL, b[0], 0, 0);
	put(b[1]);
	waits("b is gone", 8, 0);
	TRY(MOD, c[0], EPOLLIN, 3);
	waits("c by level", 8, 0);
	waits("c by level", 8, 0);
	TRY(ADD, a[1], EPOLLOUT, 4);
	waits("room", 8, 0);
	TRY(MOD, a[1], EPOLLOUT|EPOLLET, 4);
	waits("room once", 8, 0);
	waits("room once", 8, 0);
	TRY(MOD, a[1], 0, 4);
	waits("nothing wanted", 8, 0);
	for (int i = 0; i < 2; i++) close(a[i]), close(b[i]), close(c[i]);
	waits("all closed", 8, 0);
	close(set);
}

static void order(void)
{
	int p[10][2];
	set = epoll_create1(EPOLL_CLOEXEC);
	for (int i = 0; i < 10; i++) {
		CHECK(!pipe(p[i]));
		CHECK(!ctl(EPOLL_CTL_ADD, p[i][0], EPOLLIN, i));
	}
	for (int i = 9; i >= 0; i--) put(p[i][1]);
	waits("three", 3, 0);
	waits("three", 3, 0);
	waits("three", 3, 0);
	waits("three", 3, 0);
	waits("all", 64, 0);
	get(p[4][0]);
	waits("one less", 64, 0);
	put(p[4][1]);
	waits("at the end", 64, 0);
	for (int i = 0; i < 10; i++) close(p[i][0]), close(p[i][1]);
	close(set);
}

static void edges(void)
{
	int p[2];
	char page[4096] = { 0 };
	set = epoll_create1(0);
	CHECK(!pipe2(p, O_NONBLOCK));
	TRY(ADD, p[1], EPOLLOUT|EPOLLET, 1);
	waits("first", 4, 0);
	while (write(p[1], page, sizeof page) > 0);
	waits("full", 4, 0);
	CHECK(read(p[0], page, 1000) == 1000);
	waits("a part of a page read", 4, 0);
	CHECK(read(p[0], page, 4096) == 4096);
	waits("a page read", 4, 0);
	TRY(ADD, p[0], EPOLLIN|EPOLLET, 2);
	waits("there", 4, 0);
	waits("seen", 4, 0);
	put(p[1]);
	waits("more", 4, 0);
	CHECK(read(p[0], page, 100) == 100);
	waits("less", 4, 0);
	close(p[1]);
	waits("hang-up", 4, 0);
	close(p[0]);
	close(set);
}

static void errors(void)
{
	int p[2], other, file;
	struct epoll_event e;
	set = epoll_create1(0);
	CHECK(!pipe(p));
	file = open("file", O_RDWR|O_CREAT, 0600);
	TRY(ADD, p[0], EPOLLIN, 1);
	TRY(ADD, p[0], EPOLLIN, 1);
	TRY(MOD, p[1], EPOLLIN, 1);
	TRY(DEL, p[1], 0, 0);
	TRY(ADD, set, EPOLLIN, 1);
	TRY(ADD, file, EPOLLIN, 1);
	TRY(ADD, -1, EPOLLIN, 1);
	TRY(ADD, 999, EPOLLIN, 1);
	TRY(MOD, p[0], EPOLLIN|EPOLLEXCLUSIVE, 1);
	TRY(ADD, p[1], EPOLLOUT|EPOLLEXCLUSIVE|EPOLLONESHOT, 1);
	TRY(ADD, p[1], EPOLLOUT|EPOLLEXCLUSIVE|EPOLLRDHUP, 1);
	TRY(ADD, p[1], EPOLLOUT|EPOLLEXCLUSIVE|EPOLLET|EPOLLWAKEUP, 1);
	TRY(MOD, p[1], EPOLLOUT, 1);
	TRY(DEL, p[1], 0, 0);
	printf("bad operation: %s\n", ename(-ctl(99, p[0], 0, 0)));
	printf("bad operation: %s\n", ename(-ctl(0, p[1], 0, 0)));
	CHECK(epoll_ctl(p[0], EPOLL_CTL_ADD, p[1], &e) == -1);
	printf("no set: %s\n", ename(errno));
	CHECK(epoll_ctl(-1, EPOLL_CTL_ADD, p[1], &e) == -1);
	printf("no set: %s\n", ename(errno));
	CHECK(epoll_ctl(set, EPOLL_CTL_DEL, p[0], 0) == 0);
	TRY(ADD, p[0], EPOLLIN, 1);
	for (int n = -1; n < 1; n++) {
		CHECK(epoll_wait(set, &e, n, 0) == -1);
		printf("%d events: %s\n", n, ename(errno));
	}
	CHECK(epoll_wait(set, &e, INT_MAX, 0) == -1);
	printf("too many: %s\n", ename(errno));
	CHECK(epoll_wait(p[0], &e, 1, 0) == -1);
	printf("on a pipe: %s\n", ename(errno));
	CHECK(epoll_wait(77, &e, 1, 0) == -1);
	printf("on nothing: %s\n", ename(errno));
	CHECK(epoll_create(0) == -1);
	printf("create 0: %s\n", ename(errno));
	CHECK(epoll_create1(1) == -1);
	printf("create flags: %s\n", ename(errno));
	CHECK(syscall(SYS_epoll_pwait, set, &e, 1, 0, &e, 4) == -1);
	printf("mask size: %s\n", ename(errno));
	other = epoll_create(1);
	CHECK(fcntl(other, F_GETFD) == 0);
	close(other), close(set), close(p[0]), close(p[1]), close(file);
}

static void duplicates(void)
{
	int p[2], d;
	set = epoll_create1(0);
	CHECK(!pipe(p));
	d = dup(p[0]);
	TRY(ADD, p[0], EPOLLIN, 1);
	TRY(ADD, d, EPOLLIN, 2);
	put(p[1]);
	waits("both", 8, 0);
	close(d);
	waits("one closed, its file open", 8, 0);
	TRY(DEL, d, 0, 0);
	d = dup2(p[0], d);
	TRY(DEL, d, 0, 0);
	waits("one", 8, 0);
	close(p[0]);
	waits("its number closed, its file open", 8, 0);
	TRY(MOD, d, EPOLLIN, 3);
	close(p[1]);
	waits("the writer too", 8, 0);
	close(d);
	waits("all", 8, 0);
	close(set);

	set = epoll_create1(0);
	CHECK(!pipe(p));
	TRY(ADD, p[0], EPOLLIN, 1);
	d = dup(set);
	put(p[1]);
	close(set);
	set = d;
	waits("by another number", 8, 0);
	close(set), close(p[0]), close(p[1]);
}

static void mixed(void)
{
	int p[2], s[2], t[2];
	set = epoll_create1(0);
	CHECK(!pipe(p) && !socketpair(AF_UNIX, SOCK_STREAM, 0, s) && !socketpair(AF_UNIX, SOCK_DGRAM, 0, t));
	TRY(ADD, s[0], EPOLLIN, 1);
	waits("nothing", 8, 0);
	TRY(ADD, p[0], EPOLLIN, 2);
	TRY(ADD, t[0], EPOLLIN|EPOLLET, 3);
	waits("nothing", 8, 10);
	put(p[1]);
	waits("pipe", 8, -1);
	put(s[1]);
	get(p[0]);
	waits("socket", 8, -1);
	put(p[1]);
	put(t[1]);
	struct epoll_event e[8];
	unsigned seen = 0;
	int n = epoll_wait(set, e, 8, -1);
	for (int i = 0; i < n; i++) seen |= 1 << e[i].data.u64;
	printf("all: %d %x\n", n, seen);
	seen = 0;
	for (int i = 0; i < 4; i++) {
		CHECK(epoll_wait(set, e, 1, -1) == 1);
		seen |= 1 << e[0].data.u64;
	}
	printf("one at a time: %x\n", seen);
	get(p[0]);
	get(s[0]);
	waits("edge gone", 8, 0);
	shutdown(s[1], SHUT_WR);
	waits("shut down", 8, 0);
	close(p[1]);
	close(s[0]), close(s[1]);
	waits("hang-up", 8, 100);
	close(p[0]);
	waits("none", 8, 10);
	close(t[0]), close(t[1]), close(set);
}

static void nested(void)
{
	int p[2], inner = epoll_create1(0), deep[8];
	struct epoll_event e = { .events = EPOLLIN, .data.u64 = 7 };
	set = epoll_create1(0);
	CHECK(!pipe(p));
	CHECK(!epoll_ctl(inner, EPOLL_CTL_ADD, p[0], &e));
	struct pollfd f = { .fd = inner, .events = POLLIN };
	printf("poll: %d\n", poll(&f, 1, 0));
	put(p[1]);
	printf("poll: %d %x\n", poll(&f, 1, -1), f.revents);
	TRY(ADD, inner, EPOLLIN, 1);
	waits("inner", 8, -1);
	get(p[0]);
	waits("inner empty", 8, 0);
	put(p[1]);
	waits("inner", 8, -1);
	CHECK(epoll_ctl(inner, EPOLL_CTL_ADD, set, &e) == -1);
	printf("cycle: %s\n", ename(errno));
	for (int i = 0; i < 8; i++) {
		deep[i] = epoll_create1(0);
		if (i && epoll_ctl(deep[i], EPOLL_CTL_ADD, deep[i-1], &e)) printf("depth %d: %s\n", i, ename(errno));
	}
	for (int i = 0; i < 8; i++) close(deep[i]);
	close(inner), close(set), close(p[0]), close(p[1]);
}

int main(void)
{
	modes();
	order();
	edges();
	errors();
	duplicates();
	mixed();
	nested();
	return done();
}
