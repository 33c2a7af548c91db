#include "check.h"
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/uio.h>
// timerfd: what is counted and what is left, in every state that a timer can have, and that it stays so when
// the timer is shared: by fork and exec, in a message, by a name in /proc, by calls that few programs make.
#ifndef TFD_IOC_SET_TICKS
#define TFD_IOC_SET_TICKS _IOW('T', 0, unsigned long long)
#endif
static int fd;
static int64_t interval;
static struct timespec spec(int64_t ns) { return (struct timespec){ ns / 1000000000, ns % 1000000000 }; }
static int64_t ns(struct timespec t) { return t.tv_sec * 1000000000LL + t.tv_nsec; }
static struct itimerspec set(int flags, int64_t value, int64_t every)
{
	struct itimerspec t = { spec(every), spec(value) }, old = { { -1, 0 }, { -1, 0 } };
	CHECK(!timerfd_settime(fd, flags, &t, &old));
	return old;
}
// An absolute time from which on the timer has expired n times of 10 since the clock began, the next half an interval away.
static void since(int n)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	interval = ns(now) / 10;
	set(TFD_TIMER_ABSTIME, ns(now) - interval * (n - 1) - interval / 2, interval);
}
static int rest(struct itimerspec t)
{
	return !ns(t.it_value) ? 0 : ns(t.it_value) > interval * 2 / 10 && ns(t.it_value) < interval * 8 / 10 ? 1 : ns(t.it_value) > interval ? 3 : 2;
}
static struct itimerspec ask(void)
{
	struct itimerspec t;
	CHECK(!timerfd_gettime(fd, &t));
	return t;
}
static const char *const rests[] = { "nothing", "half an interval", "less", "more" };
static void told(void)
{
	struct itimerspec t = ask();
	printf(" %s left, interval %s;", rests[rest(t)], ns(t.it_interval) == interval ? "right" : ns(t.it_interval) ? "7.000000008" : "none");
}
static void count(void)
{
	uint64_t n = 0;
	long r = read(fd, &n, 8);
	if (r == 8) printf(" %d;", (int)n);
	else printf(" %s;", ename(errno));
}
enum { NEVER, OFF, FAR, FAREVERY, ONCE, ONCEREAD, EVERY, EVERYREAD, ASKED, ASKEDTWICE, AGAIN, STATES };
static const char *const states[] = {
	"never set", "off with an interval", "far", "far with an interval", "expired", "expired and read", "every", "every, read",
	"every, asked", "every, asked twice", "every, asked, and once more",
};
static void make(int state)
{
	uint64_t n;
	fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	CHECK(fd >= 0);
	since(1);
	set(0, 0, 0);
	switch (state) {
	case OFF: set(0, 0, 7000000008); break;
	case FAR: set(0, 1L << 61, 0); break;
	case FAREVERY: set(TFD_TIMER_ABSTIME, 1L << 61, 7000000008); break;
	case ONCE: set(TFD_TIMER_ABSTIME, 1, 0); break;
	case ONCEREAD: set(TFD_TIMER_ABSTIME, 1, 0); CHECK(read(fd, &n, 8) == 8 && n == 1); break;
	case EVERY: since(4); break;
	case EVERYREAD: since(4); CHECK(read(fd, &n, 8) == 8 && n == 4); break;
	case ASKED: since(4); ask(); break;
	case ASKEDTWICE: since(1); ask(); ask(); break;
	// From the beginning of the clock: the tenth interval is just over.
	case AGAIN: since(4); set(TFD_TIMER_ABSTIME, ns(ask().it_value) > 0, interval); ask(); break;
	}
}
static void report(void)
{
	told();
	count();
	count();
	told();
	puts("");
}
static void by_fork(void)
{
	int st;
	pid_t p = fork();
	if (!p) { told(); count(); _exit(check_failures); }
	CHECK(waitpid(p, &st, 0) == p && !st);
}
static void by_exec(void)
{
	char number[16];
	int st;
	snprintf(number, sizeof number, "%d", fd);
	pid_t p = vfork();
	if (!p) { execl("./prog", "prog", number, (char *)0); _exit(1); }
	CHECK(waitpid(p, &st, 0) == p && !st);
}
static void by_message(void)
{
	int s[2], copy;
	char c = 'x', room[CMSG_SPACE(sizeof copy)] = { 0 };
	struct iovec v = { &c, 1 };
	struct msghdr m = { .msg_iov = &v, .msg_iovlen = 1, .msg_control = room, .msg_controllen = sizeof room };
	struct cmsghdr *h = CMSG_FIRSTHDR(&m);
	h->cmsg_level = SOL_SOCKET;
	h->cmsg_type = SCM_RIGHTS;
	h->cmsg_len = CMSG_LEN(sizeof fd);
	memcpy(CMSG_DATA(h), &fd, sizeof fd);
	CHECK(!socketpair(AF_UNIX, SOCK_DGRAM, 0, s) && sendmsg(s[0], &m, 0) == 1);
	close(fd);
	CHECK(recvmsg(s[1], &m, 0) == 1 && (h = CMSG_FIRSTHDR(&m)));
	memcpy(&fd, CMSG_DATA(h), sizeof fd);
	close(s[0]);
	close(s[1]);
}
static void by_name(void)
{
	char name[64], text[512];
	snprintf(name, sizeof name, "/proc/self/fdinfo/%d", fd);
	int f = open(name, O_RDONLY);
	long n = read(f, text, sizeof text - 1);
	close(f);
	text[n > 0 ? n : 0] = 0;
	char *ticks = strstr(text, "ticks: ");
	printf(" %.8s;", ticks ? ticks : "none");
}
static void by_control(void)
{
	struct { unsigned short a[4]; } w;
	printf(" %s;", ioctl(fd, TIOCGWINSZ, &w) ? ename(errno) : "?");
}
static void by_ticks(void)
{
	unsigned long long n = 5, none = 0;
	printf(" %s", ioctl(fd, TFD_IOC_SET_TICKS, &none) ? ename(errno) : "?");
	printf(" %s;", ioctl(fd, TFD_IOC_SET_TICKS, &n) ? ename(errno) : "set");
}
static void by_copy(void)
{
	int copy = dup(fd);
	close(fd);
	fd = copy;
	CHECK(dup2(fd, 100) == 100 && fcntl(fd, F_DUPFD, 120) == 120);
	close(100);
	close(120);
}
static void by_nobody(void) {}
int main(int argc, char **argv)
{
	struct { const char *name; void (*share)(void); } ways[] = {
		{ "alone", by_nobody }, { "dup", by_copy }, { "fork", by_fork }, { "exec", by_exec }, { "message", by_message },
		{ "/proc", by_name }, { "ioctl", by_control }, { "ticks", by_ticks },
	};
	if (argc > 1) {
		fd = atoi(argv[1]);
		told();
		count();
		return 0;
	}
	for (int s = 0; s < STATES; s++) for (int w = 0; w < (int)(sizeof ways / sizeof *ways); w++) {
		make(s);
		printf("%s, %s:", states[s], ways[w].name);
		fflush(stdout);
		ways[w].share();
		report();
		close(fd);
	}
	// What was set is told when it is set again.
	struct itimerspec old;
	for (int s = 0; s < STATES; s++) {
		make(s);
		old = set(0, 1L << 60, 0);
		printf("set again, %s: %s left, interval %s;", states[s], rests[rest(old)], ns(old.it_interval) == interval ? "right" : ns(old.it_interval) ? "7.000000008" : "none");
		count();
		puts("");
		close(fd);
	}
	// Times that end with the clock's.
	fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	struct itimerspec most = { { LONG_MAX, 999999999 }, { 0, 1 } };
	uint64_t n;
	CHECK(!timerfd_settime(fd, 0, &most, 0) && (msleep(1), read(fd, &n, 8) == 8) && n == 1);
	old = ask();
	printf("the longest interval: %ld.%09ld, %d\n", (long)old.it_interval.tv_sec, old.it_interval.tv_nsec, old.it_value.tv_sec > 9000000000);
	CHECK(!timerfd_settime(fd, TFD_TIMER_ABSTIME, &most, 0));
	ask();
	old = ask();
	printf("asked: %ld.%09ld, %d;", (long)old.it_interval.tv_sec, old.it_interval.tv_nsec, old.it_value.tv_sec > 9000000000);
	fflush(stdout);
	struct { unsigned short a[4]; } w;
	ioctl(fd, TIOCGWINSZ, &w);
	count();
	puts("");
	most = (struct itimerspec){ { 0, 1 }, { LONG_MAX, 0 } };
	CHECK(!timerfd_settime(fd, TFD_TIMER_ABSTIME, &most, 0));
	old = ask();
	printf("the last time: %d, interval %d\n", old.it_value.tv_sec > 9000000000 && old.it_value.tv_sec < 9223372037, (int)ns(old.it_interval));
	return done();
}
