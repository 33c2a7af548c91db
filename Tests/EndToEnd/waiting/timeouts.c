#include "waiting/blocking.h"
// Time-outs: never early, not very late, with their own results; none at all, bad and very long ones.
enum { MS = 60, LATE = 2000 };
static int pipe_[2], pair[2], full[2], event;
static struct place place;

static struct timespec after(clockid_t clock, long ms)
{
	struct timespec t;
	clock_gettime(clock, &t);
	t.tv_nsec += ms % 1000 * 1000000;
	t.tv_sec += ms / 1000 + t.tv_nsec / 1000000000;
	t.tv_nsec %= 1000000000;
	return t;
}
static struct timespec span(long ms) { return (struct timespec){ ms / 1000, ms % 1000 * 1000000 }; }
static long failed(int e) { errno = e; return e ? -1 : 0; }

static long t_poll(long ms) { struct pollfd f = { pipe_[0], POLLIN }; return poll(&f, 1, ms); }
static long t_poll_none(long ms) { return poll(0, 0, ms); }
static long t_poll_out(long ms) { struct pollfd f = { full[0], POLLOUT }; return poll(&f, 1, ms); }
static long t_poll_mixed(long ms) { struct pollfd f[3] = { { place.fd[0], POLLIN }, { pipe_[0], POLLIN }, { event, POLLIN } }; return poll(f, 3, ms); }
static long t_ppoll(long ms) { struct timespec t = span(ms); struct pollfd f = { event, POLLIN }; return ppoll(&f, 1, &t, 0); }
static long t_select(long ms)
{
	fd_set s;
	FD_ZERO(&s);
	FD_SET(pair[0], &s);
	long r = select(pair[0] + 1, &s, 0, 0, &(struct timeval){ ms / 1000, ms % 1000 * 1000 });
	CHECK(r || !FD_ISSET(pair[0], &s));
	return r;
}
static long t_pselect(long ms)
{
	struct timespec t = span(ms);
	fd_set s;
	FD_ZERO(&s);
	FD_SET(pipe_[0], &s);
	return pselect(pipe_[0] + 1, &s, 0, 0, &t, 0);
}
static int set, mixed, empty;
static long t_epoll(long ms) { struct epoll_event e; return epoll_wait(set, &e, 1, ms); }
static long t_epoll_mixed(long ms) { struct epoll_event e; return epoll_wait(mixed, &e, 1, ms); }
static long t_epoll_empty(long ms) { struct epoll_event e; return epoll_wait(empty, &e, 1, ms); }
static long t_epoll2(long ms) { struct timespec t = span(ms); struct epoll_event e; return syscall(SYS_epoll_pwait2, set, &e, 1, &t, 0, 8); }
static long t_recv(long ms)
{
	struct timeval t = { ms / 1000, ms % 1000 * 1000 };
	char c;
	CHECK(!setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &t, sizeof t));
	return recv(pair[0], &c, 1, 0);
}
static long t_read(long ms) { char c; (void)ms; return read(pair[0], &c, 1); }
static long t_send(long ms)
{
	struct timeval t = { ms / 1000, ms % 1000 * 1000 };
	CHECK(!setsockopt(full[0], SOL_SOCKET, SO_SNDTIMEO, &t, sizeof t));
	return send(full[0], "x", 1, 0);
}
static int word;
static long t_futex(long ms) { struct timespec t = span(ms); return FUTEX(&word, FUTEX_WAIT | FUTEX_PRIVATE, 0, &t, 0, 0); }
static long t_futex_shared(long ms) { struct timespec t = span(ms); return FUTEX(&word, FUTEX_WAIT, 0, &t, 0, 0); }
static long t_futex_until(long ms)
{
	struct timespec t = after(CLOCK_MONOTONIC, ms);
	return FUTEX(&word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE, 0, &t, 0, -1);
}
static long t_futex_date(long ms)
{
	struct timespec t = after(CLOCK_REALTIME, ms);
	return FUTEX(&word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE | FUTEX_CLOCK_REALTIME, 0, &t, 0, -1);
}
static long t_sem(long ms) { struct timespec t = after(CLOCK_REALTIME, ms); return sem_timedwait(&place.sem, &t); }
static pthread_mutex_t held = PTHREAD_MUTEX_INITIALIZER, lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t monotonic;
static long t_cond(long ms)
{
	struct timespec t = after(CLOCK_REALTIME, ms);
	pthread_mutex_lock(&lock);
	int e = pthread_cond_timedwait(&place.cond, &lock, &t);
	pthread_mutex_unlock(&lock);
	return failed(e);
}
static long t_cond_monotonic(long ms)
{
	struct timespec t = after(CLOCK_MONOTONIC, ms);
	pthread_mutex_lock(&lock);
	int e = pthread_cond_timedwait(&monotonic, &lock, &t);
	pthread_mutex_unlock(&lock);
	return failed(e);
}
static long t_mutex(long ms) { struct timespec t = after(CLOCK_REALTIME, ms); return failed(pthread_mutex_timedlock(&held, &t)); }
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static long t_rwlock(long ms) { struct timespec t = after(CLOCK_REALTIME, ms); return failed(pthread_rwlock_timedwrlock(&rw, &t)); }
static long t_sigtimedwait(long ms) { struct timespec t = span(ms); sigset_t s; taken_set(&s); return sigtimedwait(&s, 0, &t); }
static long t_nanosleep(long ms) { struct timespec t = span(ms); return nanosleep(&t, 0); }
static long t_clock(long ms) { struct timespec t = after(CLOCK_MONOTONIC, ms); return failed(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, 0)); }
static long t_timerfd(long ms)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	struct itimerspec t = { .it_value = span(ms) };
	uint64_t v = 0;
	if (!ms) t.it_value.tv_nsec = 1;
	CHECK(fd >= 0 && !timerfd_settime(fd, 0, &t, 0));
	long r = read(fd, &v, 8) == 8 ? (long)v : -1;
	close(fd);
	return r;
}

static const struct { const char *name; long (*call)(long); } calls[] = {
	{ "poll", t_poll }, { "poll nothing", t_poll_none }, { "poll for writing", t_poll_out }, { "poll mixed", t_poll_mixed },
	{ "ppoll", t_ppoll }, { "select", t_select }, { "pselect", t_pselect }, { "epoll_wait", t_epoll },
	{ "epoll_wait mixed", t_epoll_mixed }, { "epoll_wait nothing", t_epoll_empty }, { "epoll_pwait2", t_epoll2 },
	{ "SO_SNDTIMEO", t_send }, { "futex", t_futex }, { "futex shared", t_futex_shared },
	{ "futex until", t_futex_until }, { "futex until a date", t_futex_date }, { "sem_timedwait", t_sem },
	{ "pthread_cond_timedwait", t_cond }, { "the same, monotonic", t_cond_monotonic },
	{ "pthread_mutex_timedlock", t_mutex }, { "pthread_rwlock_timedwrlock", t_rwlock }, { "sigtimedwait", t_sigtimedwait },
	{ "nanosleep", t_nanosleep }, { "clock_nanosleep", t_clock }, { "timerfd", t_timerfd },
	{ "SO_RCVTIMEO", t_recv }, { "SO_RCVTIMEO, read", t_read },
};
enum { CALLS = sizeof calls / sizeof *calls };
static long results[CALLS];
static int errors[CALLS];
static double took[CALLS];

static void *timed(void *arg)
{
	long i = (long)arg;
	double start = seconds();
	results[i] = calls[i].call(MS);
	errors[i] = results[i] < 0 ? errno : 0;
	took[i] = seconds() - start;
	return 0;
}

static volatile int tid;
static volatile long long_result;
static void *forever(void *arg) { tid = gettid(); long_result = ((long (*)(void))arg)(); return 0; }
static long l_poll(void) { struct pollfd f = { pipe_[0], POLLIN }; return poll(&f, 1, INT_MAX); }
static long l_poll_negative(void) { struct pollfd f = { pipe_[0], POLLIN }; return poll(&f, 1, -5); }
static long l_ppoll(void) { struct pollfd f = { pipe_[0], POLLIN }; return ppoll(&f, 1, &(struct timespec){ LONG_MAX, 999999999 }, 0); }
static long l_select(void) { fd_set s; FD_ZERO(&s); FD_SET(pipe_[0], &s); return select(pipe_[0] + 1, &s, 0, 0, &(struct timeval){ LONG_MAX / 2, 0 }); }
static long l_epoll(void) { struct epoll_event e; return epoll_wait(set, &e, 1, INT_MAX); }
static long l_epoll2(void) { struct epoll_event e; return syscall(SYS_epoll_pwait2, set, &e, 1, &(struct timespec){ LONG_MAX, 999999999 }, 0, 8); }
static void long_waits(void)
{
	static long (*const waits[])(void) = { l_poll, l_poll_negative, l_ppoll, l_select, l_epoll, l_epoll2 };
	static const char *const names[] = { "poll INT_MAX", "poll -5", "ppoll LONG_MAX", "select", "epoll_wait INT_MAX", "epoll_pwait2 LONG_MAX" };
	pthread_t t;
	char c;
	for (int i = 0; i < 6; i++) {
		tid = 0;
		long_result = -99;
		pthread_create(&t, 0, forever, waits[i]);
		while (!tid) sched_yield();
		CHECK(!asleep(tid) && long_result == -99);
		write(pipe_[1], "x", 1);
		pthread_join(t, 0);
		CHECK(read(pipe_[0], &c, 1) == 1);
		show(names[i], long_result);
	}
}

int main(void)
{
	pthread_t t[CALLS];
	struct timespec bad[] = { { 0, -1 }, { 0, 1000000000 }, { -1, 0 } };
	pthread_condattr_t a;
	blocking_setup();
	udp_at(&place);
	sem_init(&place.sem, 0, 0);
	pthread_cond_init(&place.cond, 0);
	pthread_condattr_init(&a);
	pthread_condattr_setclock(&a, CLOCK_MONOTONIC);
	pthread_cond_init(&monotonic, &a);
	pthread_mutex_lock(&held);
	pthread_rwlock_rdlock(&rw);
	CHECK(!pipe(pipe_) && !socketpair(AF_UNIX, SOCK_STREAM, 0, pair) && !socketpair(AF_UNIX, SOCK_STREAM, 0, full));
	while (send(full[0], junk, 4096, MSG_DONTWAIT) > 0);
	event = eventfd(0, 0);
	set = epoll_create1(0), mixed = epoll_create1(0), empty = epoll_create1(0);
	struct epoll_event e = { .events = EPOLLIN };
	CHECK(!epoll_ctl(set, EPOLL_CTL_ADD, pipe_[0], &e) && !epoll_ctl(mixed, EPOLL_CTL_ADD, pipe_[0], &e) && !epoll_ctl(mixed, EPOLL_CTL_ADD, place.fd[0], &e));

	// The last two share a socket, whose time-out the first of them sets.
	for (long i = 0; i < CALLS - 1; i++) CHECK(!pthread_create(&t[i], 0, timed, (void *)i));
	for (long i = 0; i < CALLS - 1; i++) pthread_join(t[i], 0);
	timed((void *)(CALLS - 1));
	for (int i = 0; i < CALLS; i++) {
		printf("%s: %ld %s\n", calls[i].name, results[i], ename(errors[i]));
		if (!CHECK(took[i] * 1000 >= MS - 0.1 && took[i] * 1000 < MS + LATE)) printf("%s took %.4f s\n", calls[i].name, took[i]);
	}
	// No time: all but SO_…TIMEO, for which 0 is for ever.
	for (int i = 0; i < CALLS; i++) if (calls[i].call != t_recv && calls[i].call != t_send && calls[i].call != t_read) {
		errno = 0;
		double start = seconds();
		long r = calls[i].call(0);
		printf("%s, no time: %ld %s\n", calls[i].name, r, r < 0 ? ename(errno) : "0");
		CHECK((seconds() - start) * 1000 < LATE);
	}
	for (int i = 0; i < 3; i++) {
		struct pollfd f = { pipe_[0], POLLIN };
		struct timeval v = { bad[i].tv_sec, bad[i].tv_nsec };
		if (i == 1) v.tv_usec = 1000000;
		show("ppoll", syscall(SYS_ppoll, &f, 1, &bad[i], 0, 8));
		show("pselect6", syscall(SYS_pselect6, 0, 0, 0, 0, &bad[i], 0));
		if (i != 1) show("select", syscall(SYS_select, 0, 0, 0, 0, &v));
		show("epoll_pwait2", syscall(SYS_epoll_pwait2, set, &e, 1, &bad[i], 0, 8));
		show("futex", FUTEX(&word, FUTEX_WAIT | FUTEX_PRIVATE, 0, &bad[i], 0, 0));
		show("nanosleep", nanosleep(&bad[i], 0));
		show("sem_timedwait", sem_timedwait(&place.sem, &bad[i]));
		code("mutex", pthread_mutex_timedlock(&held, &bad[i]));
		show("SO_RCVTIMEO", setsockopt(pair[0], SOL_SOCKET, SO_RCVTIMEO, &v, sizeof v));
	}
	// Linux's select writes what is left of the time.
	struct timeval left = { 50, 0 };
	write(pipe_[1], "x", 1);
	fd_set s;
	FD_ZERO(&s);
	FD_SET(pipe_[0], &s);
	show("select, ready", syscall(SYS_select, pipe_[0] + 1, &s, 0, 0, &left));
	CHECK(left.tv_sec == 49 || (left.tv_sec == 50 && !left.tv_usec));
	read(pipe_[0], &s, 1);
	left = (struct timeval){ 0, 1000 };
	FD_ZERO(&s);
	FD_SET(pipe_[0], &s);
	show("select, timed out", syscall(SYS_select, pipe_[0] + 1, &s, 0, 0, &left));
	printf("left %ld %ld\n", (long)left.tv_sec, (long)left.tv_usec);
	long_waits();
	return done();
}
