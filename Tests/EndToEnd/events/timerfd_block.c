#include "check.h"
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
// timerfd: blocking reads, intervals counted one by one, set while a reader sleeps, edges, signals, a child, a copy.
static int fd;
static volatile int tid, calls;
static long result;
static int result_errno;
static uint64_t value;
static void handler(int sig) { calls++; }
static void *reads(void *arg) { tid = gettid(); value = 0; result = read(fd, &value, 8); result_errno = errno; return 0; }
static int set(long s, long ns, long ins)
{
	struct itimerspec t = { { 0, ins }, { s, ns } };
	return timerfd_settime(fd, 0, &t, 0);
}
static pthread_t begin(void)
{
	pthread_t t;
	tid = 0;
	pthread_create(&t, 0, reads, 0);
	while (!tid) msleep(1);
	CHECK(!asleep(tid));
	return t;
}
static void ended(const char *what, pthread_t t)
{
	pthread_join(t, 0);
	printf("%s: %ld %s %d\n", what, result, result < 0 ? ename(result_errno) : "", (int)value);
}
int main(void)
{
	struct sigaction sa = { .sa_handler = handler };
	uint64_t n;
	int st;
	fd = timerfd_create(CLOCK_MONOTONIC, 0);
	CHECK(!set(0, 20000000, 0));
	double a = seconds();
	CHECK(read(fd, &n, 8) == 8 && n == 1 && seconds() - a > 0.019);
	// The sum of what is read is the number of intervals.
	a = seconds();
	CHECK(!set(0, 2000000, 2000000));
	int sum = 0;
	while (sum < 20) { CHECK(read(fd, &n, 8) == 8 && n > 0); sum += n; }
	CHECK(seconds() - a >= 0.039);
	set(0, 0, 0);
	// A reader that sleeps on a disarmed, then on a long one, which is set to a short one.
	pthread_t t = begin();
	set(100, 0, 0);
	CHECK(!asleep(tid));
	set(0, 1, 0);
	ended("set while it sleeps", t);
	t = begin();
	sigaction(SIGUSR1, &sa, 0);
	pthread_kill(t, SIGUSR1);
	ended("signal", t);
	sa.sa_flags = SA_RESTART;
	sigaction(SIGUSR1, &sa, 0);
	t = begin();
	pthread_kill(t, SIGUSR1);
	while (calls < 2) msleep(1);
	CHECK(!asleep(tid));
	set(0, 1, 0);
	ended("signal with SA_RESTART", t);
	// Edges: one a time it expires.
	int e = epoll_create1(0);
	struct epoll_event ev = { EPOLLIN | EPOLLET, { .u64 = 3 } };
	CHECK(!epoll_ctl(e, EPOLL_CTL_ADD, fd, &ev));
	show("edge, disarmed", epoll_wait(e, &ev, 1, 0));
	set(0, 1, 0);
	show("edge", epoll_wait(e, &ev, 1, 5000));
	show("edge again", epoll_wait(e, &ev, 1, 0));
	set(0, 1, 0);
	show("edge of the next", epoll_wait(e, &ev, 1, 5000));
	CHECK(read(fd, &n, 8) == 8 && n == 1);
	// Two at once: the earlier is first.
	int other = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK);
	struct itimerspec late = { { 0 }, { 50, 0 } };
	timerfd_settime(other, 0, &late, 0);
	set(0, 1000000, 0);
	struct pollfd p[2] = { { other, POLLIN, 0 }, { fd, POLLIN, 0 } };
	show("poll of two", poll(p, 2, 5000));
	printf("%x %x\n", p[0].revents, p[1].revents);
	CHECK(read(fd, &n, 8) == 8);
	// Shared: armed here, read there; armed there, read here.
	set(0, 5000000, 0);
	pid_t c = fork();
	if (!c) {
		CHECK(read(fd, &n, 8) == 8 && n == 1);
		late.it_value.tv_sec = 70;
		timerfd_settime(other, 0, &late, 0);
		set(0, 1, 0);
		_exit(check_failures);
	}
	CHECK(waitpid(c, &st, 0) == c);
	status("child", st);
	CHECK(read(fd, &n, 8) == 8 && n == 1);
	CHECK(!timerfd_gettime(other, &late) && late.it_value.tv_sec > 55);
	int copy = dup(fd);
	set(0, 1, 0);
	close(fd);
	CHECK(read(copy, &n, 8) == 8 && n == 1);
	// An expired one is inherited as such.
	fd = copy;
	set(0, 1, 0);
	p[1].fd = fd;
	CHECK(poll(p + 1, 1, 5000) == 1);
	c = fork();
	if (!c) { alarm(5); _exit(read(fd, &n, 8) == 8 && n == 1 ? 4 : 1); }
	waitpid(c, &st, 0);
	status("child read", st);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	show("gone", read(fd, &n, 8));
	return done();
}
