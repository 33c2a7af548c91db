// epoll, with a time-out of 0.
#include <sys/epoll.h>
#include "fuzz.h"

static void do_create(const long *a) { put(a[0], result(epoll_create1(a[1] & O_CLOEXEC ? O_CLOEXEC : a[1] & 1))); }

static void do_ctl(const long *a)
{
	struct epoll_event e = { .events = a[3], .data.u64 = a[4] * 0x100000001 };
	result(epoll_ctl(fd(a[0]), a[1], fd(a[2]), pointer(&e, a[5])));
}

static int compare(const void *a, const void *b)
{
	const struct epoll_event *x = a, *y = b;
	if (x->data.u64 != y->data.u64) return x->data.u64 < y->data.u64 ? -1 : 1;
	return x->events < y->events ? -1 : x->events > y->events;
}

static void wait_for(int f, int most, int sorted, long mem, const sigset_t *mask)
{
	struct epoll_event e[64];
	int n = epoll_pwait(f, pointer(e, mem), most > 64 ? 64 : most, 0, mask);
	if (result(n) <= 0 || mem != GOOD) return;
	if (sorted) qsort(e, n, sizeof *e, compare);
	for (int i = 0; i < n; i++) say(" %lx:%x", (long)(e[i].data.u64 >> 32), e[i].events);
}

static void do_wait(const long *a)
{
	sigset_t mask;
	to_set(&mask, a[3]);
	wait_for(fd(a[0]), a[1], 1, a[2], a[3] ? &mask : 0);
}

// Which events come, and in which order.
static void do_order(const long *a) { wait_for(fd(a[0]), a[1], 0, GOOD, 0); }

static const struct call calls[] = {
	{ "epoll", C_EPOLL, 3, "to@+epoll flags@openflags", do_create },
	{ "ctl", C_EPOLL, 10, "fd@epoll op@epollop on@polled events@epollevents data@few mem@mem", do_ctl },
	{ "wait", C_EPOLL, 10, "fd@epoll n@epollmax mem@mem", do_wait },
	{ "pwait", C_EPOLL, 1, "fd@epoll n@epollmax mem@mem mask@set", do_wait },
	{ "waitorder", C_EPORDER, 4, "fd@epoll n@epollany", do_order },
};
const struct family epoll_calls = { calls, LENGTH(calls) };
