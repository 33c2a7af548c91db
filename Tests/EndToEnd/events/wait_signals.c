// Signals that end epoll_wait, poll and select: EINTR whatever SA_RESTART says, masks for the time of the wait, siglongjmp.
#include "check.h"
#include <poll.h>
#include <pthread.h>
#include <setjmp.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>

static int set, p[2], s[2], target, jumps;
static volatile int handled, mask_in_handler;
static sigjmp_buf jump;

static void handler(int sig)
{
	sigset_t now;
	sigprocmask(SIG_BLOCK, 0, &now);
	mask_in_handler = sigismember(&now, SIGUSR2);
	handled++;
	if (jumps) siglongjmp(jump, 1);
}

static void *sender(void *arg)
{
	asleep(target);
	syscall(SYS_tgkill, getpid(), target, SIGUSR1);
	return 0;
}

static void report(const char *what, int r)
{
	printf("%s: %d %s, handled %d, SIGUSR2 %d\n", what, r, r < 0 ? ename(errno) : "-", handled, mask_in_handler);
	handled = 0;
}

enum { WAIT, PWAIT, PWAIT_SAME, POLL, PPOLL, SELECT, PSELECT, KINDS };
static const char *const names[] = { "epoll_wait", "epoll_pwait", "epoll_pwait, same mask", "poll", "ppoll", "select", "pselect" };

static int call(int kind, int timeout)
{
	struct epoll_event e[4];
	struct pollfd f[2] = { { p[0], POLLIN }, { s[0], POLLIN } };
	struct timespec t = { timeout / 1000, timeout % 1000 * 1000000L };
	struct timeval v = { timeout / 1000, timeout % 1000 * 1000L };
	sigset_t mask, same;
	fd_set r;
	sigprocmask(SIG_BLOCK, 0, &same);
	mask = same;
	sigdelset(&mask, SIGUSR1);
	sigaddset(&mask, SIGUSR2);
	FD_ZERO(&r);
	FD_SET(p[0], &r);
	int n = s[0] ? 2 : 1;
	if (n == 2) FD_SET(s[0], &r);
	switch (kind) {
	case WAIT: return epoll_wait(set, e, 4, timeout);
	case PWAIT: return epoll_pwait(set, e, 4, timeout, &mask);
	case PWAIT_SAME: return epoll_pwait(set, e, 4, timeout, &same);
	case POLL: return poll(f, n, timeout);
	case PPOLL: return ppoll(f, n, timeout < 0 ? 0 : &t, &mask);
	case SELECT: return select(s[0] + p[0] + 1, &r, 0, 0, timeout < 0 ? 0 : &v);
	default: return pselect(s[0] + p[0] + 1, &r, 0, 0, timeout < 0 ? 0 : &t, &mask);
	}
}

static void all(const char *what, int timeout, int blocked)
{
	for (int kind = 0; kind < KINDS; kind++) {
		pthread_t t;
		sigset_t usr1;
		sigemptyset(&usr1);
		sigaddset(&usr1, SIGUSR1);
		if (blocked && kind != PWAIT && kind != PPOLL && kind != PSELECT) continue;
		if (blocked) sigprocmask(SIG_BLOCK, &usr1, 0);
		printf("%s: ", what);
		CHECK(!pipe(p));
		set = epoll_create1(0);
		struct epoll_event e = { .events = EPOLLIN };
		CHECK(!epoll_ctl(set, EPOLL_CTL_ADD, p[0], &e));
		if (s[0]) CHECK(!epoll_ctl(set, EPOLL_CTL_ADD, s[0], &e));
		pthread_create(&t, 0, sender, 0);
		if (!sigsetjmp(jump, 1)) report(names[kind], call(kind, timeout));
		else report("jumped", 0);
		pthread_join(t, 0);
		// And it works as before.
		CHECK(write(p[1], "x", 1) == 1);
		int r = jumps;
		jumps = 0;
		report("then", call(kind, -1));
		jumps = r;
		if (blocked) sigprocmask(SIG_UNBLOCK, &usr1, 0);
		close(p[0]), close(p[1]), close(set);
	}
}

int main(void)
{
	struct sigaction a = { .sa_handler = handler, .sa_flags = SA_RESTART };
	target = syscall(SYS_gettid);
	sigaction(SIGUSR1, &a, 0);
	all("pipes", -1, 0);
	all("pipes, time", 10000, 0);
	all("blocked", -1, 1);
	jumps = 1;
	all("jump", -1, 0);
	jumps = 0;
	CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, s));
	all("mixed", -1, 0);
	all("mixed, time", 10000, 0);
	all("mixed, blocked", -1, 1);
	jumps = 1;
	all("mixed, jump", -1, 0);
	return done();
}
