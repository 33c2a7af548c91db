#include "pointers/bad.h"
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/timerfd.h>
// Bad pointers in all other calls of descriptors, waiting and signals; descriptors are not left behind.
static int p[2], s[2], set, ev, tf;
static void n(const char *what, long r) { printf("  %s: %ld %s\n", what, r, r < 0 ? ename(errno) : ""); }

static int lowest(void) { int fd = dup(0); close(fd); return fd; }
static void makes(void *bad)
{
	int before = lowest();
	n("pipe", syscall(SYS_pipe, bad)); n("pipe2", syscall(SYS_pipe2, bad, O_CLOEXEC)); n("pipe2, bad flag", syscall(SYS_pipe2, bad, 1));
	n("socketpair", syscall(SYS_socketpair, AF_UNIX, SOCK_STREAM, 0, bad)); n("socketpair dgram", syscall(SYS_socketpair, AF_UNIX, SOCK_DGRAM, 0, bad));
	n("signalfd4", syscall(SYS_signalfd4, -1, bad, 8, 0)); n("signalfd4, size", syscall(SYS_signalfd4, -1, bad, 9, 0));
	if (lowest() != before) printf("  one was made: %d\n", close(before));
	CHECK(lowest() == before);
}
static void waits(void *bad)
{
	struct epoll_event e = { .events = EPOLLIN, .data.u64 = 1 };
	struct timespec none = { 0, 0 };
	fd_set f;
	n("epoll_ctl add", syscall(SYS_epoll_ctl, set, EPOLL_CTL_ADD, p[1], bad));
	n("epoll_ctl mod", syscall(SYS_epoll_ctl, set, EPOLL_CTL_MOD, p[0], bad));
	n("epoll_ctl add, bad descriptor", syscall(SYS_epoll_ctl, set, EPOLL_CTL_ADD, 999, bad));
	n("epoll_wait", syscall(SYS_epoll_wait, set, bad, 4, 0)); n("epoll_wait 0", syscall(SYS_epoll_wait, set, bad, 0, 0));
	n("epoll_wait many", syscall(SYS_epoll_wait, set, bad, INT_MAX, 0)); n("epoll_wait again", epoll_wait(set, &e, 1, 0));
	n("epoll_pwait mask", syscall(SYS_epoll_pwait, set, &e, 1, 0, bad, 8)); n("epoll_pwait mask's size", syscall(SYS_epoll_pwait, set, &e, 1, 0, bad, 4));
	n("epoll_pwait2 time", syscall(SYS_epoll_pwait2, set, &e, 1, bad, 0, 8));
	n("poll", syscall(SYS_poll, bad, 1, 0)); n("poll none", syscall(SYS_poll, bad, 0, 0)); n("poll 3", syscall(SYS_poll, bad, 3, 0)); n("poll many", syscall(SYS_poll, bad, 1u << 30, 0));
	struct pollfd pf = { p[0], POLLIN };
	n("ppoll time", syscall(SYS_ppoll, &pf, 1, bad, 0, 8)); n("ppoll mask", syscall(SYS_ppoll, &pf, 1, &none, bad, 8));
	FD_ZERO(&f); FD_SET(p[0], &f);
	n("select read", syscall(SYS_select, p[0] + 1, bad, 0, 0, &(struct timeval){ 0 })); n("select write", syscall(SYS_select, p[0] + 1, &f, bad, 0, &(struct timeval){ 0 }));
	printf("  still set: %d\n", FD_ISSET(p[0], &f));
	n("select time", syscall(SYS_select, p[0] + 1, &f, 0, 0, bad)); n("select none", syscall(SYS_select, 0, bad, bad, bad, &(struct timeval){ 0 }));
	FD_ZERO(&f); FD_SET(p[0], &f);
	n("pselect6 time", syscall(SYS_pselect6, p[0] + 1, &f, 0, 0, bad, 0)); n("pselect6 mask", syscall(SYS_pselect6, p[0] + 1, &f, 0, 0, &none, bad));
	long mask[2] = { (long)bad, 8 };
	n("pselect6 mask's pointer", syscall(SYS_pselect6, p[0] + 1, &f, 0, 0, &none, mask));
}
static void events(void *bad)
{
	struct itimerspec it = { .it_value = { 1000, 0 } };
	CHECK(!timerfd_settime(tf, 0, &it, 0));
	n("timerfd_settime", syscall(SYS_timerfd_settime, tf, 0, bad, 0));
	CHECK(!timerfd_gettime(tf, &it));
	printf("  as before: %d\n", it.it_value.tv_sec >= 990);
	it = (struct itimerspec){ .it_value = { 2000, 0 } };
	n("timerfd_settime old", syscall(SYS_timerfd_settime, tf, 0, &it, bad));
	CHECK(!timerfd_gettime(tf, &it));
	printf("  set all the same: %d\n", it.it_value.tv_sec >= 1990);
	n("timerfd_gettime", syscall(SYS_timerfd_gettime, tf, bad));
	n("getsockopt", syscall(SYS_getsockopt, s[0], SOL_SOCKET, SO_TYPE, bad, &(int){ 4 })); n("getsockopt length", syscall(SYS_getsockopt, s[0], SOL_SOCKET, SO_TYPE, &(int){ 0 }, bad));
	n("setsockopt", syscall(SYS_setsockopt, s[0], SOL_SOCKET, SO_RCVBUF, bad, 4)); n("getsockname", syscall(SYS_getsockname, s[0], bad, &(int){ 16 }));
	n("getsockname length", syscall(SYS_getsockname, s[0], &(char[16]){ 0 }, bad)); n("getpeername", syscall(SYS_getpeername, s[0], bad, &(int){ 16 }));
	n("recvmmsg", syscall(SYS_recvmmsg, s[0], bad, 1, MSG_DONTWAIT, 0)); n("sendmmsg", syscall(SYS_sendmmsg, s[0], bad, 1, MSG_DONTWAIT));
	n("FIONREAD", syscall(SYS_ioctl, p[0], FIONREAD, bad)); n("FIONBIO", syscall(SYS_ioctl, p[0], FIONBIO, bad)); n("FIONREAD stream", syscall(SYS_ioctl, s[0], FIONREAD, bad));
	n("F_GETLK", syscall(SYS_fcntl, ev, F_GETLK, bad)); n("F_SETLK", syscall(SYS_fcntl, p[0], F_SETLK, bad)); n("F_GETOWN_EX", syscall(SYS_fcntl, p[0], F_GETOWN_EX, bad)); n("F_SETOWN_EX", syscall(SYS_fcntl, p[0], F_SETOWN_EX, bad));
	n("getrandom", syscall(SYS_getrandom, bad, 8, 0)); n("getrandom none", syscall(SYS_getrandom, bad, 0, 0)); n("getrandom flags", syscall(SYS_getrandom, bad, 8, 99));
	n("fstat", syscall(SYS_fstat, p[0], bad)); n("splice offset", syscall(SYS_splice, p[0], bad, p[1], 0, 1, 0)); n("vmsplice", syscall(SYS_vmsplice, p[1], bad, 1, 0));
}
static int counted;
static void count(int sig) { counted++; }
static void signals(void *bad)
{
	sigset_t set, old, now;
	struct { void *f; unsigned long flags; void *r; unsigned long mask; } k = { SIG_IGN, 0, 0, 0 };
	stack_t ss;
	struct timespec none = { 0, 0 };
	struct sigaction sa = { .sa_handler = count };
	sigaction(SIGUSR1, &sa, 0);
	sigprocmask(SIG_BLOCK, 0, &old);
	set = old;
	sigaddset(&set, SIGUSR2);
	n("rt_sigaction new", syscall(SYS_rt_sigaction, SIGUSR1, bad, 0, 8)); n("rt_sigaction old", syscall(SYS_rt_sigaction, SIGUSR1, 0, bad, 8));
	sigaction(SIGUSR1, 0, &sa);
	printf("  as before: %d\n", sa.sa_handler == count);
	n("rt_sigaction both", syscall(SYS_rt_sigaction, SIGUSR1, &k, bad, 8));
	sigaction(SIGUSR1, 0, &sa);
	printf("  set all the same: %d\n", sa.sa_handler == SIG_IGN);
	n("rt_sigprocmask new", syscall(SYS_rt_sigprocmask, SIG_BLOCK, bad, 0, 8)); n("rt_sigprocmask old", syscall(SYS_rt_sigprocmask, SIG_BLOCK, 0, bad, 8));
	n("rt_sigprocmask both", syscall(SYS_rt_sigprocmask, SIG_SETMASK, &set, bad, 8)); n("rt_sigprocmask how", syscall(SYS_rt_sigprocmask, 77, bad, 0, 8));
	sigprocmask(SIG_SETMASK, &old, &now);
	printf("  set all the same: %d\n", sigismember(&now, SIGUSR2));
	n("rt_sigpending", syscall(SYS_rt_sigpending, bad, 8)); if (bad != bads[READ_ONLY]) n("rt_sigsuspend", syscall(SYS_rt_sigsuspend, bad, 8));
	n("rt_sigtimedwait set", syscall(SYS_rt_sigtimedwait, bad, 0, &none, 8)); n("rt_sigtimedwait time", syscall(SYS_rt_sigtimedwait, &set, 0, bad ? bad : (void *)8, 8));
	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, &old);
	raise(SIGRTMIN);
	n("rt_sigtimedwait info", syscall(SYS_rt_sigtimedwait, &set, bad, &none, 8));
	n("taken all the same", syscall(SYS_rt_sigtimedwait, &set, 0, &none, 8));
	sigprocmask(SIG_SETMASK, &old, 0);
	n("rt_sigqueueinfo", syscall(SYS_rt_sigqueueinfo, getpid(), SIGUSR1, bad)); n("rt_tgsigqueueinfo", syscall(SYS_rt_tgsigqueueinfo, getpid(), gettid(), SIGUSR1, bad));
	n("sigaltstack new", syscall(SYS_sigaltstack, bad, 0)); n("sigaltstack old", syscall(SYS_sigaltstack, 0, bad));
	CHECK(!sigaltstack(0, &ss) && ss.ss_flags == SS_DISABLE);
	n("setitimer", syscall(SYS_setitimer, ITIMER_REAL, bad, 0)); n("getitimer", syscall(SYS_getitimer, ITIMER_REAL, bad)); n("timer_create", syscall(SYS_timer_create, CLOCK_MONOTONIC, 0, bad));
	n("nanosleep", syscall(SYS_nanosleep, bad ? bad : (void *)8, 0)); n("clock_nanosleep", syscall(SYS_clock_nanosleep, CLOCK_MONOTONIC, 0, bad, 0));
	n("wait4 status", (fork() ?: (_exit(0), 0), syscall(SYS_wait4, -1, bad, 0, 0) > 0 ? 1 : -1)); n("wait4 again", syscall(SYS_wait4, -1, 0, 0, 0));
	n("waitid", (fork() ?: (_exit(0), 0), syscall(SYS_waitid, P_ALL, 0, bad, WEXITED, 0))); n("waitid again", syscall(SYS_waitid, P_ALL, 0, 0, WEXITED, 0));
	n("futex wait", syscall(SYS_futex, (long)bad & -4, 128, 0, &none, 0, 0)); n("futex wake", syscall(SYS_futex, (long)bad & -4, 129, 1, 0, 0, 0));
	if (bad != bads[READ_ONLY]) n("clone3", syscall(SYS_clone3, bad, 88));
	n("execve path", syscall(SYS_execve, bad, 0, 0)); n("execve arguments", syscall(SYS_execve, "/none", bad, bad));
	n("get_robust_list", syscall(SYS_get_robust_list, 0, bad, bad)); n("close_range", syscall(SYS_close_range, 900, 901, 0));
}
static void round_(void)
{
	for (int i = 0; i < BADS; i++) {
		printf("%s:\n", bad_names[i]);
		CHECK(!pipe2(p, O_NONBLOCK) && !socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s));
		CHECK((set = epoll_create1(0)) >= 0 && (ev = eventfd(0, 0)) >= 0 && (tf = timerfd_create(CLOCK_MONOTONIC, 0)) >= 0);
		CHECK(!epoll_ctl(set, EPOLL_CTL_ADD, p[0], &(struct epoll_event){ .events = EPOLLIN }) && write(p[1], "x", 1) == 1);
		makes(bads[i]); waits(bads[i]); events(bads[i]); signals(bads[i]);
		close(p[0]); close(p[1]); close(s[0]); close(s[1]); close(set); close(ev); close(tf);
	}
}
int main(void) { every_way(round_); return done(); }
