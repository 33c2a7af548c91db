// timerfd: times that have certainly come, and times that certainly have not.
#include <sys/timerfd.h>
#include <time.h>
#include "fuzz.h"

static void do_timerfd(const long *a) { put(a[1], result(timerfd_create(a[0], a[2]))); }

static void say_time(const struct itimerspec *t)
{
	say(" %s every %ld.%09ld", t->it_value.tv_sec || t->it_value.tv_nsec ? "set" : "off", (long)t->it_interval.tv_sec, t->it_interval.tv_nsec);
}

enum { OFF, TINY, TINYEVERY, FAR, FAREVERY, WRONG, BELOWZERO };

// A time that comes at once is waited for, so that nothing later depends on when it does. All far ones are
// farther than any clock has come.
static void do_settime(const long *a)
{
	static const struct itimerspec times[] = {
		[TINY] = { .it_value.tv_nsec = 1 }, [TINYEVERY] = { .it_value.tv_nsec = 1000, .it_interval.tv_sec = 100000 },
		[FAR] = { .it_value.tv_sec = 1L << 33 }, [FAREVERY] = { .it_value.tv_sec = 1L << 33, .it_interval.tv_nsec = 1000 },
		[WRONG] = { .it_value.tv_nsec = 1000000000 }, [BELOWZERO] = { .it_value.tv_sec = -1 },
	};
	struct itimerspec t = times[a[2]], old = { 0 };
	int f = fd(a[0]);
	// An interval counted from long ago would have passed an unknown number of times.
	if (a[1] & 1 && a[2] == TINYEVERY) t.it_interval.tv_sec = 1L << 33;
	if (result(timerfd_settime(f, a[1], pointer(&t, a[4]), a[3] ? &old : 0))) return;
	if (a[3]) say_time(&old);
	struct pollfd p = { .fd = f, .events = POLLIN };
	if (a[2] == TINY || a[2] == TINYEVERY) say(" comes %d", poll(&p, 1, 5000));
}

static void do_gettime(const long *a)
{
	struct itimerspec t;
	if (!result(timerfd_gettime(fd(a[0]), pointer(&t, a[1]))) && !a[1]) say_time(&t);
}

static void do_expirations(const long *a)
{
	uint64_t v[512] = { 0 };
	int f = fd(a[0]);
	if (guard(f, POLLIN, 8) == BLOCKED) return;
	long r = result(read(f, pointer(v, a[2]), a[1]));
	if (r == 8) say(" %llx", (unsigned long long)v[0]);
	else say_data(v, r);
}

static const struct call calls[] = {
	{ "timerfd", C_TIMERFD, 4, "clock@clock to@+timer flags@timerflags", do_timerfd },
	{ "settime", C_TIMERFD, 6, "fd@timer flags@settime time@count old@bit mem@mem", do_settime },
	{ "gettime", C_TIMERFD, 3, "fd@timer mem@mem", do_gettime },
	{ "expirations", C_TIMERFD, 5, "fd@timer n@eight mem@mem", do_expirations },
};
const struct family timer_calls = { calls, LENGTH(calls) };
