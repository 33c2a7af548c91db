/* vdso */
#include "check.h"
#include <sys/time.h>
#include <sys/timex.h>
#include <sys/times.h>
#include <sys/resource.h>
#include <sched.h>
// Setting clocks without the right, adjtimex reading, times, getrusage, and a time namespace where allowed.
static void drop(void)
{
	if (!getuid()) CHECK(!setuid(1234));
	struct timeval tv;
	struct timespec ts;
	gettimeofday(&tv, 0);
	clock_gettime(CLOCK_REALTIME, &ts);
	show("settimeofday", settimeofday(&tv, 0));
	show("clock_settime realtime", clock_settime(CLOCK_REALTIME, &ts));
	show("clock_settime monotonic", clock_settime(CLOCK_MONOTONIC, &ts));
	show("clock_settime cpu", clock_settime(CLOCK_PROCESS_CPUTIME_ID, &ts));
	struct timex tx = { .modes = ADJ_FREQUENCY };
	show("adjtimex", adjtimex(&tx));
	tx.modes = 0;
	CHECK(adjtimex(&tx) >= 0);
}
static void offset(void)
{
	// A new time namespace shifts CLOCK_MONOTONIC and CLOCK_BOOTTIME of the children made in it.
	struct timespec a, b;
	if (unshare(0x80)) { printf("unshare: %s\n", ename(errno)); return; }
	int fd = open("/proc/self/timens_offsets", O_WRONLY);
	if (fd < 0 || write(fd, "monotonic 100000 0\nboottime 200000 0\n", 37) != 37) { printf("offsets: %s\n", ename(errno)); return; }
	close(fd);
	clock_gettime(CLOCK_MONOTONIC, &a);
	pid_t p = fork();
	if (!p) {
		clock_gettime(CLOCK_MONOTONIC, &b);
		long m = b.tv_sec - a.tv_sec;
		syscall(SYS_clock_gettime, CLOCK_MONOTONIC, &b);
		long r = b.tv_sec - a.tv_sec;
		printf("child's monotonic clock is ahead: %d, raw %d\n", m >= 100000 && m < 100100, r >= 100000 && r < 100100);
		CHECK(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &b, 0) == 0);
		_exit(check_failures);
	}
	waitpid(p, 0, 0);
}
int main(void)
{
	in_child("dropped", drop);
	in_child("time namespace", offset);
	struct tms t;
	clock_t a = times(&t);
	CHECK(a != (clock_t)-1 && t.tms_utime >= 0 && t.tms_cutime >= 0);
	struct rusage ru, rv;
	CHECK(!getrusage(RUSAGE_SELF, &ru));
	double start = seconds();
	while (seconds() - start < 0.05);
	CHECK(!getrusage(RUSAGE_SELF, &rv));
	CHECK(rv.ru_utime.tv_sec + rv.ru_stime.tv_sec + (rv.ru_utime.tv_usec + rv.ru_stime.tv_usec) * 1e-6
	    > ru.ru_utime.tv_sec + ru.ru_stime.tv_sec + (ru.ru_utime.tv_usec + ru.ru_stime.tv_usec) * 1e-6);
	CHECK(!getrusage(RUSAGE_THREAD, &ru) && !getrusage(RUSAGE_CHILDREN, &ru));
	show("getrusage who", getrusage(77, &ru));
	struct timezone tz = { 99, 99 };
	show("gettimeofday with zone", syscall(SYS_gettimeofday, 0, &tz));
	printf("zone %d %d\n", tz.tz_minuteswest, tz.tz_dsttime);
	show("gettimeofday of nothing", syscall(SYS_gettimeofday, 0, 0));
	return done();
}
