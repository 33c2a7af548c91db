/* One thread waits for one of many descriptors. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>
#include "objects.h"

enum { MANY = 1000, POLLED = 100 };

static int set, events[MANY], ready;
static struct pollfd polled[POLLED];

static int make_events(int n)
{
	struct rlimit limit;
	if (getrlimit(RLIMIT_NOFILE, &limit)) return -1;
	if (limit.rlim_cur < MANY + 64) {
		limit.rlim_cur = MANY + 64;
		if (setrlimit(RLIMIT_NOFILE, &limit)) skip("1064 descriptors");
	}
	for (int i = 0; i < n; i++) if ((events[i] = eventfd(0, 0)) < 0) return -1;
	return 0;
}

static int mark(int i)
{
	uint64_t one = 1;
	return write(events[i], &one, 8) == 8;
}

static int clear(int i)
{
	uint64_t value;
	return read(events[i], &value, 8) == 8 && value == 1;
}

static int prepare_epoll(const struct work *w)
{
	(void)w;
	if (make_events(MANY) || (set = epoll_create1(EPOLL_CLOEXEC)) < 0) return -1;
	for (int i = 0; i < MANY; i++)
		if (epoll_ctl(set, EPOLL_CTL_ADD, events[i], &(struct epoll_event){ .events = EPOLLIN, .data.u32 = i })) return -1;
	return 0;
}

static int wait_once(void)
{
	struct epoll_event got[64];
	return epoll_wait(set, got, 64, -1) == 1 && got[0].events == EPOLLIN && got[0].data.u32 == (unsigned)ready;
}

static int wait_epoll(long n)
{
	while (n--) if (!wait_once()) return 0;
	return 1;
}

static int cycle(long n)
{
	while (n--) {
		ready = (ready + 389) % MANY;
		if (!mark(ready) || !wait_once() || !clear(ready)) return 0;
	}
	return 1;
}

static int verify_cycle(void)
{
	struct epoll_event got;
	return cycle(MANY) && epoll_wait(set, &got, 1, 0) == 0;
}

/* Each of them is found in turn; the one that the timing waits for stays set. */
static int verify_epoll(void)
{
	static int marked;
	if (marked && !(wait_once() && clear(ready))) return 0;
	if (!verify_cycle()) return 0;
	return marked = mark(ready);
}

const struct work epoll_1000_work = { .prepare = prepare_epoll, .run = wait_epoll, .verify = verify_epoll };
const struct work epoll_cycle_work = { .prepare = prepare_epoll, .run = cycle, .verify = verify_cycle };

static int prepare_poll(const struct work *w)
{
	(void)w;
	if (make_events(POLLED)) return -1;
	for (int i = 0; i < POLLED; i++) polled[i] = (struct pollfd){ .fd = events[i], .events = POLLIN };
	ready = POLLED / 2;
	return mark(ready) ? 0 : -1;
}

static int wait_poll(long n)
{
	while (n--) if (poll(polled, POLLED, -1) != 1 || polled[ready].revents != POLLIN) return 0;
	return 1;
}

static int verify_poll(void)
{
	if (!clear(ready) || poll(polled, POLLED, 0) != 0) return 0;
	for (ready = POLLED; ready--;) if (!mark(ready) || !wait_poll(1) || !clear(ready)) return 0;
	ready = POLLED / 2;
	return mark(ready);
}

const struct work poll_100_work = { .prepare = prepare_poll, .run = wait_poll, .verify = verify_poll };
