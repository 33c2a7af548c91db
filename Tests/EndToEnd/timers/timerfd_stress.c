#include "events/set.h"
#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/timerfd.h>
// Four threads set, ask, read, share, close and make timers that are in two sets, and wait for them, while two more
// threads do nothing but set a timer of their own and wait for it, in one of the sets and in poll: none waits for ever.
enum { TIMERS = 6, THREADS = 4, NUMBERS = 60 };
static int sets[2];
static volatile int stop, shares;
static volatile long beats[2];
static void set(int f, long ns, long every)
{
	struct itimerspec t = { { 0, every }, { ns / 1000000000, ns % 1000000000 } };
	timerfd_settime(f, 0, &t, 0);
}
static void *works(void *arg)
{
	unsigned long x = (unsigned long)arg * 7919 + 1;
	struct epoll_event e[4];
	struct itimerspec t;
	struct pollfd p;
	uint64_t n;
	while (!stop) {
		x = x * 6364136223846793005 + 1442695040888963407;
		// Numbers of this program's own, so that no other thread's descriptor is hit.
		int f = NUMBERS + (x >> 33) % TIMERS, s = sets[x >> 40 & 1], made;
		e[0] = (struct epoll_event){ EPOLLIN | (x >> 41 & 1 ? EPOLLET : 0) | (x >> 42 & 1 ? EPOLLONESHOT : 0), { .u64 = 9 } };
		switch ((x >> 48) % 16) {
		case 0: case 1: case 2: set(f, 1 + (x >> 20) % 300000, x >> 60 & 1 ? 50000 : 0); break;
		case 3: set(f, 0, 0); break;
		case 4: timerfd_gettime(f, &t); break;
		case 5: case 6: CHECK(read(f, &n, 8) < 0 ? errno == EAGAIN || errno == EBADF : n > 0); break;
		case 7: case 8: epoll_ctl(s, EPOLL_CTL_ADD, f, e); break;
		case 9: epoll_ctl(s, EPOLL_CTL_MOD, f, e); break;
		case 10: epoll_ctl(s, EPOLL_CTL_DEL, f, 0); break;
		case 11: if (epoll_wait(s, e, 4, x >> 59 & 1) < 0) CHECK(errno == EINTR); break;
		case 12: p = (struct pollfd){ x >> 59 & 1 ? f : s, POLLIN, 0 }; poll(&p, 1, x >> 58 & 1); break;
		case 13: if (shares && !(x >> 55 & 15)) ioctl(f, TIOCGWINSZ, &t); break;
		case 14: if (!(x >> 57 & 3) && (made = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK)) >= 0) { dup2(made, f); close(made); } break;
		case 15: if (!(x >> 57 & 3) && (made = eventfd(1, EFD_NONBLOCK)) >= 0) { epoll_ctl(s, EPOLL_CTL_ADD, made, e); close(made); } break;
		}
	}
	return 0;
}
static void *beats_in_set(void *arg)
{
	struct epoll_event e[16];
	uint64_t n;
	int f = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	CHECK(!epoll_ctl(sets[0], EPOLL_CTL_ADD, f, &(struct epoll_event){ EPOLLIN, { .u64 = 1 } }));
	while (!stop) {
		set(f, 100000, 0);
		// Others may see it first, which leaves it as it is.
		for (int seen = 0; !seen;) {
			int k = epoll_wait(sets[0], e, 16, -1);
			for (int i = 0; i < k; i++) seen |= e[i].data.u64 == 1;
		}
		CHECK(read(f, &n, 8) == 8 && n == 1);
		beats[0]++;
	}
	return 0;
}
static void *beats_in_poll(void *arg)
{
	struct pollfd p[2] = { { timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK), POLLIN, 0 }, { sets[1], POLLOUT << 8, 0 } };
	uint64_t n;
	while (!stop) {
		set(p[0].fd, 100000, 0);
		CHECK(poll(p, 2, -1) == 1 && p[0].revents == POLLIN && read(p[0].fd, &n, 8) == 8 && n == 1);
		beats[1]++;
	}
	return 0;
}
static void round_of(int sharing)
{
	pthread_t t[THREADS + 2];
	shares = sharing;
	stop = beats[0] = beats[1] = 0;
	int idle = eventfd(0, 0);
	for (int i = 0; i < 2; i++) CHECK((sets[i] = epoll_create1(0)) >= 0 && !epoll_ctl(sets[i], EPOLL_CTL_ADD, idle, &(struct epoll_event){ .events = EPOLLIN }));
	for (int i = 0; i < TIMERS; i++) {
		int f = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
		CHECK(dup2(f, NUMBERS + i) == NUMBERS + i);
		close(f);
	}
	for (long i = 0; i < THREADS; i++) CHECK(!pthread_create(&t[i], 0, works, (void *)i));
	CHECK(!pthread_create(&t[THREADS], 0, beats_in_set, 0));
	CHECK(!pthread_create(&t[THREADS + 1], 0, beats_in_poll, 0));
	double begin = seconds();
	do msleep(200); while ((beats[0] < 50 || beats[1] < 50) && seconds() < begin + 10);
	stop = 1;
	for (int i = 0; i < THREADS + 2; i++) CHECK(!pthread_join(t[i], 0));
	if (!CHECK(beats[0] >= 50 && beats[1] >= 50)) printf("%ld %ld\n", beats[0], beats[1]);
	// All that is there works to the end.
	for (int s = 0; s < 2; s++) for (int i = 0; i < TIMERS; i++) {
		struct epoll_event e[16];
		int f = NUMBERS + i, seen = 0;
		epoll_ctl(sets[s], EPOLL_CTL_DEL, f, 0);
		CHECK(!epoll_ctl(sets[s], EPOLL_CTL_ADD, f, &(struct epoll_event){ EPOLLIN | EPOLLET, { .u64 = 100 + i } }));
		set(f, 1, 0);
		for (double end = seconds() + 10; !seen && seconds() < end;) {
			int k = epoll_wait(sets[s], e, 16, 5000);
			for (int j = 0; j < k; j++) seen |= e[j].data.u64 == 100u + i;
		}
		CHECK(seen);
	}
	for (int i = 0; i < TIMERS; i++) close(NUMBERS + i);
	for (int i = 0; i < 2; i++) close(sets[i]);
	close(idle);
}
int main(void)
{
	// All in the process, and with calls that make some the host's.
	round_of(0);
	round_of(1);
	return done();
}
