#include "check.h"
#include <poll.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
// timerfd: clocks, flags, setting, asking, disarming, absolute and past times, sizes, wrong arguments.
#ifndef TFD_TIMER_CANCEL_ON_SET
#define TFD_TIMER_CANCEL_ON_SET 2
#endif
static int fd;
static void get(const char *what)
{
	uint64_t n = 0;
	long r = read(fd, &n, 8);
	printf("%s: %ld %s %d\n", what, r, r < 0 ? ename(errno) : "", (int)n);
}
static int set(int flags, long s, long ns, long is, long ins)
{
	struct itimerspec t = { { is, ins }, { s, ns } };
	return timerfd_settime(fd, flags, &t, 0);
}
static void told(const char *what)
{
	struct itimerspec t = { { 9, 9 }, { 9, 9 } };
	CHECK(!timerfd_gettime(fd, &t));
	printf("%s: armed %d, in %s, interval %d %d\n", what, t.it_value.tv_sec || t.it_value.tv_nsec, t.it_value.tv_sec > 90 ? "long" : "short", (int)t.it_interval.tv_sec, (int)t.it_interval.tv_nsec);
}
static void ready(const char *what, int ms)
{
	struct pollfd p = { fd, POLLIN | POLLOUT | POLLRDNORM | POLLPRI, 0 };
	int r = poll(&p, 1, ms);
	printf("%s: poll %d %x\n", what, r, p.revents);
}
int main(void)
{
	uint64_t n[3];
	struct timespec now;
	struct itimerspec t = { { 0 }, { 0 } }, old;
	// The privileged ones apart.
	for (int c = -1; c < 15; c++) if (c != CLOCK_REALTIME_ALARM && c != CLOCK_BOOTTIME_ALARM) {
		fd = timerfd_create(c, TFD_NONBLOCK);
		printf("clock %d: %s\n", c, fd < 0 ? ename(errno) : "ok");
		if (fd < 0) continue;
		get("never set");
		told("never set");
		ready("never set", 0);
		CHECK(!set(0, 0, 1, 0, 0));
		ready("1 ns", 5000);
		get("once");
		get("again");
		told("expired");
		CHECK(!set(0, 0, 1000, 0, 1000));
		ready("every 1 us", 5000);
		msleep(5);
		CHECK(read(fd, n, 8) == 8 && n[0] >= 5000);
		CHECK(!set(0, 0, 0, 7, 7));
		told("value 0 disarms");
		get("disarmed");
		CHECK(!set(0, 100, 0, 3, 4));
		told("long");
		ready("long", 0);
		clock_gettime(c, &now);
		CHECK(!set(TFD_TIMER_ABSTIME, now.tv_sec + 100, 0, 0, 0));
		told("absolute");
		CHECK(!set(TFD_TIMER_ABSTIME, now.tv_sec, now.tv_nsec, 0, 0));
		ready("absolute, now", 5000);
		get("once");
		CHECK(!set(TFD_TIMER_ABSTIME, 0, 1, 0, 0));
		get("absolute, at the beginning of time");
		// Many intervals ago: all are counted.
		CHECK(!set(TFD_TIMER_ABSTIME, now.tv_sec, now.tv_nsec, 0, 1000000));
		CHECK(!clock_gettime(c, &now));
		CHECK(!set(TFD_TIMER_ABSTIME, now.tv_sec - 1, now.tv_nsec, 0, 100000000));
		CHECK(read(fd, n, 8) == 8);
		printf("ten intervals ago: %d\n", (int)(n[0] >= 11 && n[0] < 11 + 50));
		CHECK(!set(0, 0, 1, 0, 0));
		ready("expired, not read", 5000);
		CHECK(!set(0, 100, 0, 0, 0));
		get("set again forgets it");
		close(fd);
	}
	fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	t.it_value.tv_sec = 50;
	t.it_interval.tv_sec = 60;
	CHECK(!timerfd_settime(fd, 0, &t, &old));
	printf("old: %d %d\n", (int)old.it_value.tv_sec, (int)old.it_interval.tv_sec);
	CHECK(!timerfd_settime(fd, 0, &t, &old));
	printf("old: %d %d\n", old.it_value.tv_sec >= 48 && old.it_value.tv_sec <= 50, (int)old.it_interval.tv_sec);
	show("nanoseconds", set(0, 1, 1000000000, 0, 0));
	show("nanoseconds of the interval", set(0, 1, 0, 0, 1000000000));
	show("negative nanoseconds", set(0, 1, -1, 0, 0));
	show("negative seconds", set(0, -1, 0, 0, 0));
	show("negative interval", set(0, 1, 0, -1, 0));
	show("bad value, but disarmed", set(0, 0, 0, 0, -1));
	told("is still set");
	show("most seconds", set(0, LONG_MAX, 0, 0, 0));
	told("is set");
	show("flags", set(8, 1, 0, 0, 0));
	show("cancel without absolute", set(TFD_TIMER_CANCEL_ON_SET, 100, 0, 0, 0));
	show("cancel, monotonic", set(TFD_TIMER_CANCEL_ON_SET | TFD_TIMER_ABSTIME, 100, 0, 0, 0));
	show("no new value", timerfd_settime(fd, 0, 0, 0));
	show("bad new value", syscall(SYS_timerfd_settime, fd, 0, 8, 0));
	show("bad old value", syscall(SYS_timerfd_settime, fd, 0, &t, 8));
	show("bad place", syscall(SYS_timerfd_gettime, fd, 8));
	show("closed", timerfd_settime(999, 0, &t, 0));
	show("closed", timerfd_gettime(999, &t));
	show("not a timer", timerfd_gettime(1, &old));
	show("create flags", timerfd_create(CLOCK_MONOTONIC, TFD_TIMER_ABSTIME));
	show("create flags", timerfd_create(CLOCK_MONOTONIC, O_APPEND));
	CHECK(!set(0, 0, 1, 0, 0));
	ready("to be read", 5000);
	show("size 0", read(fd, n, 0));
	show("size 7", read(fd, n, 7));
	show("bad pointer", read(fd, (void *)8, 8));
	get("is it gone");
	CHECK(!set(0, 0, 1, 0, 0));
	ready("to be read", 5000);
	show("size 24", read(fd, n, 24));
	CHECK(!set(0, 0, 1, 0, 0));
	ready("to be read", 5000);
	struct iovec v[2] = { { n, 4 }, { (char *)n + 4, 4 } };
	show("readv in halves", readv(fd, v, 2));
	show("write", write(fd, n, 8));
	close(fd);
	fd = timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK);
	clock_gettime(CLOCK_REALTIME, &now);
	show("cancel on set", set(TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, now.tv_sec + 100, 0, 0, 0));
	get("not cancelled");
	told("cancel on set");
	return done();
}
