// Threads: one that makes the next call, and ones that wake the thread of the sequence out of a call that blocks.
// The waker begins when the other is asleep, so that what happens is always the same.
#include <sched.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <time.h>
#include "waking.h"

int threads_used;

pthread_t start_thread(void *(*run)(void *), void *arg)
{
	pthread_t t;
	sigset_t all, old;
	threads_used = 1;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	int e = pthread_create(&t, 0, run, arg);
	pthread_sigmask(SIG_SETMASK, &old, 0);
	if (e) exit(4);
	return t;
}

static void *helper(void *arg)
{
	run_next();
	return 0;
}

static void do_thread(const long *a)
{
	if (!helper_may_run_next()) return say(" not that");
	say("\n");
	pthread_join(start_thread(helper, 0), 0);
	say(" joined");
}

enum { READ, POLL, PPOLL, SELECT, EPOLL, EDGE, READV, RECEIVE, WAITALL, NESTED };
static const int types[] = { [STREAM] = SOCK_STREAM, [DATAGRAMS] = SOCK_DGRAM, [SEQPACKETS] = SOCK_SEQPACKET };

void set_scene(struct scene *s)
{
	memset(s, 0, sizeof *s);
	s->r = s->w = -1, s->sleeper = pthread_self(), s->tid = gettid();
}

int open_scene(struct scene *s, int thing)
{
	int p[2] = { -1, -1 };
	set_scene(s);
	switch (s->thing = thing) {
	case PIPE: case PACKETS: if (pipe2(p, thing == PACKETS ? O_DIRECT : 0)) return -1; break;
	case EVENT: case SEMAPHORE: p[0] = eventfd(0, thing == SEMAPHORE ? EFD_SEMAPHORE : 0), p[1] = dup(p[0]); break;
	case TIMER: p[0] = timerfd_create(CLOCK_MONOTONIC, 0), p[1] = dup(p[0]); break;
	case FIFO:
		mkfifo("fifo", 0600), p[0] = open("fifo", O_RDWR | O_NONBLOCK), p[1] = open("fifo", O_WRONLY), unlink("fifo");
		fcntl(p[0], F_SETFL, 0);
		break;
	default: if (socketpair(AF_UNIX, types[thing], 0, p)) return -1;
	}
	s->r = p[0], s->w = p[1];
	return p[0] < 0 || p[1] < 0 ? -1 : 0;
}

void close_scene(struct scene *s)
{
	if (s->r >= 0) close(s->r);
	if (s->w >= 0) close(s->w);
}

// Until the other thread is in a call that blocks, or through with it. Without descriptors left, a while.
void until_asleep(struct scene *s)
{
	char path[64], text[256];
	while (!s->started) sched_yield();
	snprintf(path, sizeof path, "/proc/self/task/%d/stat", s->tid);
	while (!s->finished) {
		int f = open(path, O_RDONLY | O_CLOEXEC);
		if (f < 0) {
			nanosleep(&(struct timespec){ .tv_nsec = 20000000 }, 0);
			return;
		}
		long n = read(f, text, sizeof text - 1);
		close(f);
		text[n > 0 ? n : 0] = 0;
		char *state = strrchr(text, ')');
		if (state && state[1] && state[2] == 'S') return;
		sched_yield();
	}
}

void interrupt(struct scene *s)
{
	int before = handled;
	pthread_kill(s->sleeper, signals[1]);
	while (handled == before) sched_yield();
	until_asleep(s);
}

// A timer needs a moment to expire.
static void give(struct scene *s, long offset, long n)
{
	uint64_t one = 1;
	if (s->thing == TIMER) {
		timerfd_settime(s->w, 0, &(struct itimerspec){ .it_value.tv_nsec = n }, 0);
		nanosleep(&(struct timespec){ .tv_nsec = 1000000 }, 0);
	} else if (s->thing == EVENT || s->thing == SEMAPHORE) write(s->w, &one, 8);
	else write(s->w, source(n, offset, GOOD), n);
}

// The other end of datagrams ends nothing.
static int ends(struct scene *s)
{
	int connected = s->thing == STREAM || s->thing == SEQPACKETS;
	if (s->how == SHUTDOWN && connected) return shutdown(s->w, SHUT_WR), 1;
	if (s->how != CLOSE || (!connected && s->thing != PIPE && s->thing != PACKETS)) return 0;
	close(s->w);
	s->w = -1;
	return 1;
}

static void *wake(void *arg)
{
	struct scene *s = arg;
	int how = s->how;
	if (how != ATONCE) until_asleep(s);
	if (ends(s)) return 0;
	if (how == INTERRUPT || how == RESTART) interrupt(s);
	give(s, 0, s->n);
	if (s->call != WAITALL) return 0;
	until_asleep(s);
	give(s, s->n, s->n);
	return 0;
}

static int epoll_over(int f, int events)
{
	struct epoll_event e = { .events = events, .data.u64 = 5 };
	int ep = epoll_create1(0);
	if (ep < 0 || epoll_ctl(ep, EPOLL_CTL_ADD, f, &e)) say(" no epoll");
	return ep;
}

static void wait_epoll(struct scene *s, int events, int nested)
{
	int inner = epoll_over(s->r, events), ep = nested ? epoll_over(inner, events) : inner;
	struct epoll_event e[2] = { 0 };
	s->started = 1;
	if (result(ep < 0 ? 0 : epoll_wait(ep, e, 2, -1)) > 0) say(" %x", e[0].events);
	close(inner);
	if (nested) close(ep);
}

static void wait_select(struct scene *s)
{
	fd_set set;
	FD_ZERO(&set);
	if (s->r < FD_SETSIZE) FD_SET(s->r, &set);
	s->started = 1;
	result(select(s->r + 1, &set, 0, 0, 0));
}

static void block(struct scene *s)
{
	struct pollfd p = { .fd = s->r, .events = POLLIN };
	struct iovec v[3];
	long most = LARGEST, r = -1;
	char *to = target(most, GOOD);
	int is_socket = s->thing >= STREAM && s->thing <= SEQPACKETS;
	switch (s->call) {
	case POLL: s->started = 1; if (result(poll(&p, 1, -1)) > 0) say(" %x", p.revents); return;
	case PPOLL: s->started = 1; if (result(ppoll(&p, 1, 0, 0)) > 0) say(" %x", p.revents); return;
	case SELECT: return wait_select(s);
	case EPOLL: return wait_epoll(s, EPOLLIN, 0);
	case EDGE: return wait_epoll(s, EPOLLIN | EPOLLET, 0);
	case NESTED: return wait_epoll(s, EPOLLIN, 1);
	case READV: split(v, to, most, 3), s->started = 1, r = readv(s->r, v, 3); break;
	default:
		s->started = 1;
		r = is_socket && s->call != READ ? recv(s->r, to, s->call == WAITALL ? 2 * s->n : most, s->call == WAITALL ? MSG_WAITALL : 0)
			: read(s->r, to, most);
	}
	say_data(to, result(r));
}

static void prepare(struct sigaction *was, sigset_t *mask, int restart)
{
	struct sigaction a;
	sigset_t one;
	to_set(&one, 2);
	sigaction(signals[1], 0, was);
	install_handlers();
	sigaction(signals[1], 0, &a);
	a.sa_flags = restart ? a.sa_flags | SA_RESTART : a.sa_flags & ~SA_RESTART;
	sigaction(signals[1], &a, 0);
	pthread_sigmask(SIG_UNBLOCK, &one, mask);
}

static void restore(const struct sigaction *was, const sigset_t *mask)
{
	pthread_sigmask(SIG_SETMASK, mask, 0);
	sigaction(signals[1], was, 0);
}

static void left_over(struct scene *s)
{
	struct pollfd p = { .fd = s->r, .events = POLLIN };
	char *to = target(LARGEST, GOOD);
	long r;
	say(" then %d", poll(&p, 1, 0));
	fcntl(s->r, F_SETFL, O_NONBLOCK);
	for (int i = 0; i < 3 && (r = read(s->r, to, LARGEST)) > 0; i++) say(" %ld", r), say_data(to, r);
}

void act(struct scene *s, void *(*waker)(void *), void (*sleeper)(struct scene *))
{
	struct sigaction was;
	sigset_t mask;
	prepare(&was, &mask, s->how == RESTART);
	pthread_t t = start_thread(waker, s);
	sleeper(s);
	s->finished = 1;
	pthread_join(t, 0);
	restore(&was, &mask);
}

static void do_wake(const long *a)
{
	struct scene scene, *s = &scene;
	if (open_scene(s, a[0])) return close_scene(s), say(" no descriptors");
	s->call = a[1], s->how = a[2], s->n = a[3];
	if (s->call == WAITALL && s->thing != STREAM) s->call = READ;
	act(s, wake, block);
	left_over(s);
	close_scene(s);
}

static const struct call calls[] = {
	{ "thread", C_THREAD, 6, "", do_thread },
	{ "wake", C_THREAD, 4, "thing@thing call@waiting how@waker n@few", do_wake },
};
const struct family waking_calls = { calls, LENGTH(calls) };
