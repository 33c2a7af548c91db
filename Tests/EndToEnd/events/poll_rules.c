// poll, ppoll, select and pselect on pipes and on host descriptors: results, limits, times, errors.
#include "check.h"
#include <poll.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>

static int a[2], b[2], s[2];

static void polls(const char *what, struct pollfd *f, int n, int timeout)
{
	for (int i = 0; i < n; i++) f[i].revents = 0x7777;
	int r = poll(f, n, timeout);
	printf("%s: %d", what, r);
	if (r < 0) printf(" %s", ename(errno));
	for (int i = 0; i < n; i++) printf(" %x", f[i].revents);
	puts("");
}

static void put(int fd) { CHECK(write(fd, "x", 1) == 1); }
static void get(int fd) { char c; CHECK(read(fd, &c, 1) == 1); }

static void rules(void)
{
	struct pollfd f[5] = {
		{ a[0], POLLIN }, { a[1], POLLOUT }, { -1, POLLIN }, { 777, POLLIN }, { a[0], POLLIN|POLLRDNORM|POLLPRI }
	};
	polls("pipe", f, 2, 0);
	polls("all", f, 5, -1);
	put(a[1]);
	polls("all", f, 5, -1);
	f[0].events = 0;
	polls("nothing wanted", f, 1, 10);
	polls("nothing at all", f, 0, 10);
	get(a[0]);
	struct pollfd g[3] = { { b[0], POLLIN }, { s[0], POLLIN|POLLOUT }, { a[0], POLLIN } };
	polls("mixed", g, 3, -1);
	g[1].events = POLLIN;
	polls("mixed, none", g, 3, 0);
	polls("mixed, none", g, 3, 20);
	put(b[1]);
	polls("mixed, pipe", g, 3, -1);
	put(s[1]);
	polls("mixed, both", g, 3, 100);
	get(b[0]);
	polls("mixed, socket", g, 3, 100);
	get(s[0]);
}

static void sets(const char *what, int n, fd_set *r, fd_set *w, fd_set *x, struct timeval *t)
{
	int v = syscall(SYS_select, n, r, w, x, t);
	printf("%s: %d", what, v);
	if (v < 0) printf(" %s", ename(errno));
	int fds[] = { a[0], a[1], b[0], b[1], s[0], s[1] };
	for (int i = 0; i < 6; i++)
		printf(" %d%d%d", r && FD_ISSET(fds[i], r), w && FD_ISSET(fds[i], w), x && FD_ISSET(fds[i], x));
	puts("");
}

static void fill(fd_set *set, int n, ...)
{
	__builtin_va_list ap;
	FD_ZERO(set);
	__builtin_va_start(ap, n);
	while (n--) {
		int fd = __builtin_va_arg(ap, int);
		FD_SET(fd, set);
	}
	__builtin_va_end(ap);
}

static void selects(void)
{
	fd_set r, w, x;
	struct timeval zero = { 0 }, t;
	int top = s[1] + 1;
	fill(&r, 2, a[0], b[0]);
	fill(&w, 1, a[1]);
	fill(&x, 1, a[0]);
	sets("writable", top, &r, &w, &x, 0);
	fill(&r, 2, a[0], b[0]);
	sets("none", top, &r, 0, 0, &zero);
	put(b[1]);
	fill(&r, 3, a[0], b[0], s[0]);
	sets("b", top, &r, 0, 0, 0);
	put(s[1]);
	fill(&r, 3, a[0], b[0], s[0]);
	fill(&w, 2, s[1], b[1]);
	sets("b, s", top, &r, &w, 0, 0);
	fill(&r, 3, a[0], b[0], s[0]);
	sets("only up to a", a[0] + 1, &r, 0, 0, &zero);
	get(b[0]);
	fill(&r, 3, a[0], b[0], s[0]);
	t = (struct timeval){ 5, 0 };
	sets("s", top, &r, 0, 0, &t);
	CHECK(t.tv_sec == 4);
	get(s[0]);
	fill(&r, 1, a[0]);
	t = (struct timeval){ 0, 30000 };
	sets("timeout", top, &r, 0, 0, &t);
	CHECK(t.tv_sec == 0 && t.tv_usec == 0);
	fill(&r, 2, a[0], s[0]);
	t = (struct timeval){ 0, 30000 };
	sets("timeout, mixed", top, &r, 0, 0, &t);
	CHECK(t.tv_sec == 0 && t.tv_usec == 0);
	fill(&r, 2, a[0], 50);
	sets("closed one", 51, &r, 0, 0, &zero);
	CHECK(FD_ISSET(a[0], &r) && FD_ISSET(50, &r));
	fill(&r, 1, a[0]);
	sets("negative", -1, &r, 0, 0, &zero);
	t = (struct timeval){ -1, 0 };
	CHECK(syscall(SYS_select, top, &r, 0, 0, &t) == -1);
	printf("negative time: %s\n", ename(errno));
	t = (struct timeval){ 0, 1000001 };
	CHECK(syscall(SYS_select, top, &r, 0, 0, &t) == 0);
	fill(&r, 1, b[0]);
	put(b[1]);
	struct timespec ts = { 9, 0 };
	CHECK(pselect(top, &r, 0, 0, &ts, 0) == 1);
	sigset_t none;
	sigprocmask(SIG_SETMASK, 0, &none);
	CHECK(pselect(top, &r, 0, 0, &ts, &none) == 1);
	sigaddset(&none, SIGUSR1);
	CHECK(pselect(top, &r, 0, 0, &ts, &none) == 1);
	get(b[0]);
}

static void errors(void)
{
	struct pollfd f = { a[0], POLLIN };
	struct timespec t = { 0, 1000000000 };
	CHECK(ppoll(&f, 1, &t, 0) == -1);
	printf("time: %s\n", ename(errno));
	t = (struct timespec){ -1, 0 };
	CHECK(ppoll(&f, 1, &t, 0) == -1);
	printf("time: %s\n", ename(errno));
	t = (struct timespec){ 0, 1000000 };
	CHECK(syscall(SYS_ppoll, &f, 1, &t, &t, 4) == -1);
	printf("mask size: %s\n", ename(errno));
	t = (struct timespec){ 0, 20000000 };
	CHECK(syscall(SYS_ppoll, &f, 1, &t, 0, 0) == 0);
	CHECK(t.tv_sec == 0 && t.tv_nsec == 0);
	t = (struct timespec){ 100, 0 };
	f.events = POLLOUT;
	f.fd = a[1];
	CHECK(syscall(SYS_ppoll, &f, 1, &t, 0, 0) == 1);
	CHECK(t.tv_sec == 99);
	struct rlimit l, old;
	getrlimit(RLIMIT_NOFILE, &old);
	l = old;
	l.rlim_cur = 20;
	setrlimit(RLIMIT_NOFILE, &l);
	struct pollfd many[21];
	for (int i = 0; i < 21; i++) many[i] = f;
	printf("20: %d\n", poll(many, 20, 0));
	printf("21: %d %s\n", poll(many, 21, 0), ename(errno));
	setrlimit(RLIMIT_NOFILE, &old);
}

static int delay_fd;
static void *later(void *p)
{
	asleep(*(int *)p);
	put(delay_fd);
	return 0;
}

static void wakes(void)
{
	pthread_t t;
	int tid = syscall(SYS_gettid);
	struct pollfd f[2] = { { a[0], POLLIN }, { s[0], POLLIN } };
	fd_set r;
	delay_fd = a[1];
	pthread_create(&t, 0, later, &tid);
	polls("woken", f, 1, -1);
	pthread_join(t, 0);
	get(a[0]);
	pthread_create(&t, 0, later, &tid);
	polls("woken by the pipe", f, 2, -1);
	pthread_join(t, 0);
	get(a[0]);
	delay_fd = s[1];
	pthread_create(&t, 0, later, &tid);
	polls("woken by the socket", f, 2, -1);
	pthread_join(t, 0);
	get(s[0]);
	delay_fd = a[1];
	pthread_create(&t, 0, later, &tid);
	fill(&r, 2, a[0], s[0]);
	sets("woken by the pipe", s[1] + 1, &r, 0, 0, 0);
	pthread_join(t, 0);
	get(a[0]);
	delay_fd = s[1];
	pthread_create(&t, 0, later, &tid);
	fill(&r, 2, a[0], s[0]);
	sets("woken by the socket", s[1] + 1, &r, 0, 0, 0);
	pthread_join(t, 0);
	get(s[0]);
}

static void hidden(void)
{
	// What a program has not opened it cannot use, and may open.
	int n = 0;
	for (int i = 900; i < 1200; i++) {
		if (fcntl(i, F_GETFD) != -1 || close(i) != -1) n++;
		CHECK(errno == EBADF);
	}
	printf("above: %d\n", n);
	for (int i = 990; i < 1010; i++) CHECK(dup2(s[0], i) == i);
	struct pollfd f[2] = { { a[0], POLLIN }, { 1000, POLLIN } };
	polls("moved", f, 2, 20);
	for (int i = 990; i < 1010; i++) CHECK(close(i) == 0);
	polls("closed", f, 1, 20);
	CHECK(syscall(SYS_close_range, 900, 2000, 0) == 0);
	f[1].fd = s[0];
	polls("spared", f, 2, 20);
}

int main(void)
{
	CHECK(!pipe(a) && !pipe(b) && !socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	rules();
	selects();
	errors();
	wakes();
	hidden();
	return done();
}
