// poll, ppoll, select and pselect, all with a time-out of 0.
#include <sys/select.h>
#include <time.h>
#include "fuzz.h"

static const struct timespec now;

static void do_poll(const long *a)
{
	struct pollfd p[4];
	for (int i = 0; i < 4; i++) p[i] = (struct pollfd){ .fd = fd(a[i]), .events = a[4] };
	int n = a[5] > 4 ? 4 : a[5];
	sigset_t mask;
	to_set(&mask, a[7]);
	struct timespec t = now;
	int r = a[7] ? ppoll(pointer(p, a[6]), n, &t, &mask) : poll(pointer(p, a[6]), n, 0);
	if (result(r) < 0 || a[6] != GOOD) return;
	for (int i = 0; i < n; i++) say(" %x", p[i].revents);
}

static void say_sets(int r, const int *fds, fd_set *set)
{
	if (result(r) < 0) return;
	for (int s = 0; s < 3; s++)
		for (int i = 0; i < 4; i++) if (fds[i] >= 0 && fds[i] < FD_SETSIZE && FD_ISSET(fds[i], &set[s])) say(" %c%d", "rwx"[s], fds[i]);
}

static void do_select(const long *a)
{
	fd_set set[3];
	struct timeval none = { 0 };
	int fds[4], most = -1;
	memset(set, 0, sizeof set);
	for (int i = 0; i < 4; i++) {
		fds[i] = fd(a[i]);
		if (fds[i] < 0 || fds[i] >= FD_SETSIZE) continue;
		if (fds[i] > most) most = fds[i];
		for (int s = 0; s < 3; s++) if (a[4] >> s & 1) FD_SET(fds[i], &set[s]);
	}
	sigset_t mask;
	to_set(&mask, a[7]);
	fd_set *r = pointer(&set[0], a[6]);
	int n = a[5] ? most + 1 : most;
	struct timespec t = now;
	int got = a[7] ? pselect(n, r, &set[1], &set[2], &t, &mask) : select(n, r, &set[1], &set[2], &none);
	if (a[6] == GOOD) say_sets(got, fds, set);
	else result(got);
}

static const struct call calls[] = {
	{ "poll", C_POLL, 6, "a@polled b@polled c@any d@any events@pollevents n@count mem@mem", do_poll },
	{ "ppoll", C_POLL, 1, "a@polled b@polled c@any d@any events@pollevents n@count mem@mem mask@set", do_poll },
	{ "select", C_POLL, 3, "a@polled b@polled c@polled d@polled sets@set all@four mem@mem", do_select },
	{ "pselect", C_POLL, 1, "a@polled b@polled c@polled d@polled sets@set all@four mem@mem mask@set", do_select },
};
const struct family poll_calls = { calls, LENGTH(calls) };
