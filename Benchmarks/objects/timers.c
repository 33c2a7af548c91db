/* One thread and its timer. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#include "objects.h"

enum { HOUR = 3600 };

static int timer, set;
static struct itimerspec next;

static int prepare_timer(const struct work *w)
{
	next = w->number ? (struct itimerspec){ .it_value.tv_nsec = w->number } : (struct itimerspec){ .it_value.tv_sec = HOUR };
	timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	set = epoll_create1(EPOLL_CLOEXEC);
	return timer < 0 || set < 0 ? -1 : epoll_ctl(set, EPOLL_CTL_ADD, timer, &(struct epoll_event){ .events = EPOLLIN, .data.u32 = 7 });
}

static int arm(void) { return timerfd_settime(timer, 0, &next, 0) == 0; }

static int read_early(long n)
{
	uint64_t count;
	while (n--) if (!arm() || read(timer, &count, 8) != -1 || errno != EAGAIN) return 0;
	return 1;
}

/* The hour is running, in the set too. */
static int verify_early(void)
{
	struct itimerspec left;
	struct epoll_event event;
	return read_early(1) && !timerfd_gettime(timer, &left) && left.it_value.tv_sec == HOUR - 1 && epoll_wait(set, &event, 1, 0) == 0;
}

static int expire(long n)
{
	struct epoll_event event;
	uint64_t count;
	while (n--)
		if (!arm() || epoll_wait(set, &event, 1, -1) != 1 || event.events != EPOLLIN || event.data.u32 != 7 ||
			read(timer, &count, 8) != 8 || count != 1) return 0;
	return 1;
}

/* Never before its time, and nothing is left. */
static int verify_expired(void)
{
	struct timespec before, after;
	for (int i = 0; i < 20; i++) {
		clock_gettime(CLOCK_MONOTONIC, &before);
		if (!expire(1)) return 0;
		clock_gettime(CLOCK_MONOTONIC, &after);
		if ((after.tv_sec - before.tv_sec) * 1000000000 + after.tv_nsec - before.tv_nsec < next.it_value.tv_nsec) return 0;
	}
	return is_empty(timer) && is_empty(set);
}

const struct work timer_early_work = { .prepare = prepare_timer, .run = read_early, .verify = verify_early };
const struct work timer_at_once_work = { .prepare = prepare_timer, .run = expire, .verify = verify_expired, .number = 1 };
const struct work timer_20us_work = { .prepare = prepare_timer, .run = expire, .verify = verify_expired, .batch = 2000000, .number = 20000 };
