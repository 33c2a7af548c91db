// eventfd and signalfd.
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include "fuzz.h"

static void do_eventfd(const long *a) { put(a[1], result(eventfd((unsigned)a[0], a[2]))); }

static void do_add(const long *a)
{
	int f = fd(a[0]);
	uint64_t v[512] = { a[1] };
	if (guard(f, POLLOUT, 8) == BLOCKED) return;
	if (blocking(f) && v[0]) v[0] = 1;
	result(write(f, pointer(v, a[3]), a[2]));
}

static void do_take(const long *a)
{
	int f = fd(a[0]);
	uint64_t v[512] = { 0 };
	if (guard(f, POLLIN, 8) == BLOCKED) return;
	long r = result(read(f, pointer(v, a[2]), a[1]));
	if (r == 8) say(" %llx", (unsigned long long)v[0]);
	else say_data(v, r);
}

static void do_signalfd(const long *a)
{
	sigset_t set;
	to_set(&set, a[1]);
	int old = a[3] ? fd(a[0]) : -1, f = result(signalfd(old, &set, a[2]));
	if (!a[3]) put(a[0], f);
}

static void do_readsignals(const long *a)
{
	struct signalfd_siginfo s[6];
	int f = fd(a[0]);
	if (guard(f, POLLIN, 1) == BLOCKED) return;
	long r = result(read(f, pointer(s, a[2]), a[1] * sizeof *s));
	if (r % (long)sizeof *s) return say_data(s, r);
	for (long i = 0; i < r / (long)sizeof *s; i++)
		say(" [%u code %d int %d mine %d uid %u]", s[i].ssi_signo, s[i].ssi_code, s[i].ssi_int, s[i].ssi_pid == (unsigned)getpid(), s[i].ssi_uid);
}

static const struct call calls[] = {
	{ "eventfd", C_EVENTFD, 4, "initial@initial to@+event flags@eventflags", do_eventfd },
	{ "add", C_EVENTFD, 8, "fd@event value@add n@eight mem@mem", do_add },
	{ "take", C_EVENTFD, 8, "fd@event n@eight mem@mem", do_take },
	{ "signalfd", C_SIGNALFD, 3, "to@+sigfd set@set flags@sockflags", do_signalfd },
	{ "signalset", C_SIGNALFD, 1, "fd@sigfd set@set flags@sockflags again@bit", do_signalfd },
	{ "readsignals", C_SIGNALFD, 5, "fd@sigfd n@count mem@mem", do_readsignals },
};
const struct family event_calls = { calls, LENGTH(calls) };
