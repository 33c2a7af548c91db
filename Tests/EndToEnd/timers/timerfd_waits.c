#include "events/set.h"
#include <poll.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/timerfd.h>
// Threads that wait for a timer, in every call that can, while another sets it sooner, later, off, shares or closes it;
// never early, not much later, and asleep meanwhile.
static int fd;
static volatile int tid, over, calls;
static long result;
static int error;
static struct { const char *name; long (*wait)(int ms); } *way;

static long w_read(int ms) { uint64_t n; return read(fd, &n, 8) == 8 ? 1 : -1; }
static long w_poll(int ms) { struct pollfd p = { fd, POLLIN, 0 }; return poll(&p, 1, ms); }
static long w_ppoll(int ms) { struct pollfd p = { fd, POLLIN, 0 }; struct timespec t = { ms / 1000, ms % 1000 * 1000000 }; return ppoll(&p, 1, ms < 0 ? 0 : &t, 0); }
static long w_select(int ms)
{
	fd_set r;
	struct timeval t = { ms / 1000, ms % 1000 * 1000 };
	FD_ZERO(&r);
	FD_SET(fd, &r);
	return select(fd + 1, &r, 0, 0, ms < 0 ? 0 : &t);
}
static long w_epoll(int ms) { struct epoll_event e; return epoll_wait(ep, &e, 1, ms); }
static long w_pwait2(int ms) { struct epoll_event e; struct timespec t = { ms / 1000, ms % 1000 * 1000000 }; return syscall(SYS_epoll_pwait2, ep, &e, 1, ms < 0 ? 0 : &t, 0, 8); }
static long w_set(int ms) { struct pollfd p = { ep, POLLIN, 0 }; return poll(&p, 1, ms); }
// With something of the host's: a file that is never ready.
static int never[2];
static long w_mixed(int ms) { struct pollfd p[2] = { { never[0], POLLIN, 0 }, { fd, POLLIN, 0 } }; return poll(p, 2, ms); }

static int ms = -1;
static void *waits(void *arg)
{
	tid = gettid();
	result = way->wait(ms);
	error = errno;
	over = 1;
	return 0;
}
static pthread_t begin(void)
{
	pthread_t t;
	tid = over = 0;
	CHECK(!pthread_create(&t, 0, waits, 0));
	while (!tid) msleep(1);
	CHECK(!asleep(tid) || over);
	return t;
}
static void end(const char *what, pthread_t t)
{
	CHECK(!pthread_join(t, 0));
	printf("%s, %s: %ld %s\n", way->name, what, result, result < 0 ? ename(error) : "");
}
// Whether it was running.
static int set(long ns, long every)
{
	struct itimerspec t = { { 0, every }, { ns / 1000000000, ns % 1000000000 } }, old;
	CHECK(!timerfd_settime(fd, 0, &t, &old));
	return old.it_value.tv_sec || old.it_value.tv_nsec;
}
// Set to a short time, and to another while a thread waits and the time is not over.
static pthread_t begin_and_set(long ns)
{
	for (;;) {
		set(30000000, 0);
		pthread_t t = begin();
		if (set(ns, 0)) return t;
		set(1, 0);
		pthread_join(t, 0);
	}
}
static void still(const char *what)
{
	if (!CHECK(!over && !asleep(tid))) printf("%s, %s\n", way->name, what);
}
static void fresh(void)
{
	fd = timerfd_create(CLOCK_MONOTONIC, 0);
	ep = epoll_create1(0);
	CHECK(fd >= 0 && ep >= 0 && !add(fd, EPOLLIN, 1));
}
static void drop(void) { close(fd); close(ep); }
static void share(void)
{
	struct { unsigned short a[4]; } w;
	CHECK(ioctl(fd, TIOCGWINSZ, &w) < 0 && errno == ENOTTY);
}
static void handler(int sig) { calls++; }
static const long FAR = 1000000000000;

static void each(void)
{
	pthread_t t;
	fresh();
	t = begin();
	set(1, 0);
	end("set while it waits", t);
	set(FAR, 0);
	t = begin();
	set(20000000, 0);
	end("sooner", t);
	t = begin_and_set(FAR);
	msleep(40);
	still("later");
	set(1, 0);
	end("later", t);
	t = begin_and_set(0);
	msleep(40);
	still("off");
	share();
	msleep(5);
	still("shared");
	set(1, 0);
	end("off and shared", t);
	drop();
	fresh();
	double a = seconds(), b;
	set(30000000, 0);
	t = begin();
	share();
	end("shared while it runs", t);
	CHECK(seconds() - a >= 0.03);
	drop();
	// From when it is set: never early.
	fresh();
	for (int i = 0; i < 20; i++) {
		a = seconds();
		set(1000000 + i * 50000, 0);
		CHECK(way->wait(ms) == 1);
		b = seconds() - a;
		CHECK(b >= 0.001 + i * 0.00005);
		if (!CHECK(b < 1)) printf("%s: %f\n", way->name, b);
	}
	// A signal; the time is not over.
	struct sigaction sa = { .sa_handler = handler };
	sigaction(SIGUSR1, &sa, 0);
	set(FAR, 0);
	calls = 0;
	t = begin();
	pthread_kill(t, SIGUSR1);
	end("signal", t);
	sa.sa_flags = SA_RESTART;
	sigaction(SIGUSR1, &sa, 0);
	t = begin();
	pthread_kill(t, SIGUSR1);
	while (calls < 2) msleep(1);
	if (!over) msleep(2);
	set(1, 0);
	end("signal with SA_RESTART", t);
	// Intervals: as many as have passed.
	a = seconds();
	uint64_t n, sum = 0;
	set(500000, 500000);
	while (sum < 40) {
		if (way->wait != w_read) CHECK(way->wait(ms) == 1);
		CHECK(read(fd, &n, 8) == 8 && n > 0);
		sum += n;
	}
	CHECK(seconds() - a >= 0.02);
	// Asleep.
	struct rusage before, after;
	set(100000000, 0);
	getrusage(RUSAGE_SELF, &before);
	CHECK(way->wait(ms) == 1);
	getrusage(RUSAGE_SELF, &after);
	double used = after.ru_utime.tv_sec + after.ru_stime.tv_sec - before.ru_utime.tv_sec - before.ru_stime.tv_sec +
		(after.ru_utime.tv_usec + after.ru_stime.tv_usec - before.ru_utime.tv_usec - before.ru_stime.tv_usec) * 1e-6;
	if (!CHECK(used < 0.002)) printf("%s: %f s\n", way->name, used);
	if (way->wait != w_read) {
		set(FAR, 0);
		a = seconds();
		printf("%s, time-out: %ld\n", way->name, way->wait(20));
		CHECK(seconds() - a >= 0.02);
		set(10000000, 0);
		printf("%s, before the time-out: %ld\n", way->name, way->wait(5000));
		set(0, 0);
		printf("%s, no time: %ld\n", way->name, way->wait(0));
	}
	drop();
}

static struct { long sum; } readers[4];
static void *counts(void *arg)
{
	long i = (long)arg;
	uint64_t n;
	while (read(fd, &n, 8) == 8) {
		readers[i].sum += n;
		if (n > 1000000) break;
	}
	return 0;
}
static volatile long seen;
static void *collects(void *arg)
{
	struct epoll_event e;
	uint64_t n;
	for (;;) {
		if (epoll_wait(ep, &e, 1, -1) != 1 || e.data.u64 == 2) return 0;
		if (read(fd, &n, 8) == 8) __atomic_add_fetch(&seen, n, __ATOMIC_SEQ_CST);
	}
}

int main(void)
{
	static struct { const char *name; long (*wait)(int ms); } ways[] = {
		{ "read", w_read }, { "poll", w_poll }, { "ppoll", w_ppoll }, { "select", w_select }, { "epoll_wait", w_epoll },
		{ "epoll_pwait2", w_pwait2 }, { "poll of a set", w_set }, { "poll with another", w_mixed },
	};
	pthread_t t[4];
	CHECK(!pipe(never));
	// A pipe that is the host's.
	struct { unsigned short a[4]; } w;
	ioctl(never[0], TIOCGWINSZ, &w);
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		way = (void *)&ways[i];
		each();
	}
	// Closed under a thread that reads it: it goes on to the end.
	way = (void *)&ways[0];
	fresh();
	set(50000000, 0);
	t[0] = begin();
	drop();
	end("closed", t[0]);
	// Four readers share what there is.
	fresh();
	double a = seconds();
	set(200000, 200000);
	for (long i = 0; i < 4; i++) pthread_create(&t[i], 0, counts, (void *)i);
	msleep(100);
	set(0, 0);
	long sum = 0;
	for (int i = 0; i < 4; i++) sum += readers[i].sum;
	CHECK(sum * 0.0002 <= seconds() - a && sum > 100);
	// So many that each of them takes it for the end.
	for (int i = 0; i < 4; i++) {
		struct itimerspec end = { { 0, 10 }, { 0, 1 } };
		CHECK(!timerfd_settime(fd, TFD_TIMER_ABSTIME, &end, 0));
		msleep(20);
	}
	for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
	drop();
	// Four threads in one set.
	fresh();
	fcntl(fd, F_SETFL, O_NONBLOCK);
	int stop = timerfd_create(CLOCK_MONOTONIC, 0);
	add(stop, EPOLLIN, 2);
	a = seconds();
	set(200000, 200000);
	for (int i = 0; i < 4; i++) pthread_create(&t[i], 0, collects, 0);
	for (int i = 0; i < 20; i++) { msleep(5); set(200000, 200000); }
	CHECK(seen > 50 && seen * 0.0002 <= seconds() - a);
	struct itimerspec soon = { { 0 }, { 0, 1 } };
	CHECK(!timerfd_settime(stop, 0, &soon, 0));
	for (int i = 0; i < 4; i++) pthread_join(t[i], 0);
	return done();
}
