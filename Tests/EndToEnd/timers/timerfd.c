#include "check.h"
#include <poll.h>
#include <sys/timerfd.h>
// timerfd: expirations counted, absolute, non-blocking, poll, disarmed, errors.
int main(void)
{
	uint64_t n = 0;
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	struct itimerspec its = { { 0, 1000000 }, { 0, 1000000 } }, now;
	CHECK(fd >= 0 && !timerfd_settime(fd, 0, &its, 0));
	msleep(20);
	CHECK(read(fd, &n, 8) == 8 && n >= 10);
	CHECK(read(fd, &n, 8) == 8 && n >= 1);
	CHECK(!timerfd_gettime(fd, &now) && now.it_interval.tv_nsec == 1000000);
	struct pollfd p = { fd, POLLIN, 0 };
	show("poll", poll(&p, 1, 5000));
	its = (struct itimerspec){ { 0 }, { 0 } };
	struct itimerspec old;
	CHECK(!timerfd_settime(fd, 0, &its, &old) && old.it_interval.tv_nsec == 1000000);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	show("disarmed", read(fd, &n, 8));
	show("poll", poll(&p, 1, 0));
	clock_gettime(CLOCK_MONOTONIC, &its.it_value);
	its.it_value.tv_sec -= its.it_value.tv_sec > 0;
	CHECK(!timerfd_settime(fd, TFD_TIMER_ABSTIME, &its, 0));
	show("absolute, past: poll", poll(&p, 1, 5000));
	CHECK(read(fd, &n, 8) == 8);
	printf("once: %d\n", (int)n);
	show("again", read(fd, &n, 8));
	its.it_value = (struct timespec){ 0, 2000000 };
	timerfd_settime(fd, 0, &its, 0);
	pid_t c = fork();
	if (!c) { fcntl(fd, F_SETFL, 0); _exit(read(fd, &n, 8) == 8 && n == 1 ? 6 : 1); }
	int st;
	waitpid(c, &st, 0);
	status("read by the child", st);
	fcntl(fd, F_SETFL, O_NONBLOCK);
	show("nothing left", read(fd, &n, 8));
	show("short buffer", read(fd, &n, 4));
	show("bad clock", timerfd_create(CLOCK_PROCESS_CPUTIME_ID, 0));
	show("bad flags", timerfd_create(CLOCK_MONOTONIC, 0x777));
	its.it_value.tv_nsec = 1000000000;
	show("bad time", timerfd_settime(fd, 0, &its, 0));
	show("not a timer", timerfd_settime(0, 0, &its, 0));
	show("write", write(fd, &n, 8));
	return done();
}
