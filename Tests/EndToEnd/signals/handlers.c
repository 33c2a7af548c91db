#include "waiting/blocking.h"
#include <sys/time.h>
// Handlers that use what they interrupt: the same pipe, socket, eventfd, epoll set, lists of descriptors, locks' futexes.
static int fd[2], s[2], ev, set, tf;
static volatile long ticks, from_handler;
static volatile int in_handler_fails;
static int unused_word;
#define MUST(c) do if (!(c) && !in_handler_fails) in_handler_fails = __LINE__; while (0)

static void tick(int sig)
{
	int e = errno, p[2];
	char c = 'h';
	uint64_t v = 1;
	struct epoll_event ee;
	ticks++;
	// Into the pipe that main reads and writes: full is all right, it does not block.
	if (write(fd[1], &c, 1) == 1) from_handler++; else MUST(errno == EAGAIN);
	MUST(send(s[0], &c, 1, MSG_DONTWAIT) == 1 || errno == EAGAIN);
	MUST(write(ev, &v, 8) == 8);
	MUST(epoll_wait(set, &ee, 1, 0) >= 0);
	MUST(!pipe2(p, O_NONBLOCK) && write(p[1], "z", 1) == 1);
	MUST(!epoll_ctl(set, EPOLL_CTL_ADD, p[0], &(struct epoll_event){ .events = EPOLLIN }));
	MUST(read(p[0], &c, 1) == 1 && c == 'z' && !close(p[0]) && !close(p[1]));
	struct pollfd f = { fd[0], POLLIN };
	MUST(poll(&f, 1, 0) >= 0);
	int d = dup(ev);
	MUST(d >= 0 && !close(d));
	MUST(!timerfd_settime(tf, 0, &(struct itimerspec){ .it_value = { 100, 0 } }, 0));
	FUTEX(&unused_word, FUTEX_WAKE | FUTEX_PRIVATE, 1, 0, 0, 0);
	errno = e;
}

int main(void)
{
	struct sigaction sa = { .sa_handler = tick, .sa_flags = SA_RESTART };
	struct itimerval it = { { 0, 100 }, { 0, 100 } };
	int first = dup(0);
	close(first);
	CHECK(!pipe2(fd, O_NONBLOCK) && !socketpair(AF_UNIX, SOCK_DGRAM, 0, s) && (ev = eventfd(0, EFD_NONBLOCK)) >= 0);
	CHECK((tf = timerfd_create(CLOCK_MONOTONIC, 0)) >= 0 && (set = epoll_create1(0)) >= 0);
	int watched[] = { fd[0], s[1], ev };
	for (int i = 0; i < 3; i++) CHECK(!epoll_ctl(set, EPOLL_CTL_ADD, watched[i], &(struct epoll_event){ .events = EPOLLIN, .data.fd = watched[i] }));
	sigaction(SIGALRM, &sa, 0);
	setitimer(ITIMER_REAL, &it, 0);
	double end = seconds() + 0.6;
	long mine = 0, main_read = 0, handlers_read = 0, events = 0, sent = 0;
	char b[64], c = 'm';
	uint64_t v;
	while ((seconds() < end || ticks < 100) && !in_handler_fails) {
		if (write(fd[1], "mmm", 3) == 3) mine += 3; else CHECK(errno == EAGAIN);
		ssize_t n = read(fd[0], b, sizeof b);
		if (n < 0) CHECK(errno == EAGAIN);
		for (ssize_t i = 0; i < n; i++) if (b[i] == 'm') main_read++; else if (b[i] == 'h') handlers_read++; else CHECK(!"a byte of another");
		v = 10;
		CHECK(write(ev, &v, 8) == 8);
		events += 10;
		if (read(ev, &v, 8) == 8) events -= v; // the handler's are counted below
		CHECK(send(s[0], &c, 1, MSG_DONTWAIT) == 1 || errno == EAGAIN);
		while (recv(s[1], b, 1, MSG_DONTWAIT) == 1) sent++;
		struct epoll_event e[4];
		CHECK(epoll_wait(set, e, 4, 1) >= 0 || errno == EINTR);
		int p[2];
		CHECK(!pipe(p) && !close(p[0]) && !close(p[1]));
	}
	setitimer(ITIMER_REAL, &(struct itimerval){ 0 }, 0);
	ssize_t n;
	while ((n = read(fd[0], b, sizeof b)) > 0) for (ssize_t i = 0; i < n; i++) if (b[i] == 'm') main_read++; else handlers_read++;
	if (read(ev, &v, 8) == 8) events -= v;
	CHECK(main_read == mine && handlers_read == from_handler && -events == ticks && ticks >= 100);
	if (in_handler_fails) printf("in a handler, line %d\n", in_handler_fails);
	CHECK(!in_handler_fails);
	close(fd[0]), close(fd[1]), close(s[0]), close(s[1]), close(ev), close(set), close(tf);
	int last = dup(0);
	CHECK(first == last);
	puts("all was counted");
	return done();
}
