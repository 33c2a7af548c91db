#include "check.h"
#include <ucontext.h>
// What sigaction, sigprocmask and sigpending say they were told: every signal, every flag, every mask.
struct ksigaction { void (*handler)(int); unsigned long flags; void (*restorer)(void); uint64_t mask; };
static long raw(int sig, struct ksigaction *new, struct ksigaction *old) { return syscall(SYS_rt_sigaction, sig, new, old, 8); }
static void handler(int sig) { }
static void other(int sig) { }

static void round_trip(void)
{
	static const unsigned flags[] = {
		0, SA_NOCLDSTOP, SA_NOCLDWAIT, SA_SIGINFO, SA_ONSTACK, SA_RESTART, SA_NODEFER, SA_RESETHAND, 0x800, 0x400,
		SA_NOCLDSTOP | SA_RESTART | SA_ONSTACK, 0x100, 0x1000, 0x02000000, 0x01000000, 0x7fffffff, 0xffffffff,
	};
	for (int sig = 1; sig < 65; sig++) {
		if (sig == SIGKILL || sig == SIGSTOP) continue;
		if (sig >= 32 && sig < 35) continue; // libc's own
		void (*handlers[])(int) = { handler, SIG_IGN, SIG_DFL, other };
		for (int h = 0; h < 4; h++) for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
			uint64_t mask = 0x5555aaaa3333ccccull * (i + 1) + sig;
			struct ksigaction new = { handlers[h], flags[i] | 0x04000000, (void (*)(void))handler, mask }, old;
			if (raw(sig, &new, 0)) { printf("signal %d flags %x: %s\n", sig, flags[i], ename(errno)); continue; }
			memset(&old, 0x77, sizeof old);
			CHECK(!raw(sig, 0, &old));
			// What Linux drops: flags that it does not know, KILL and STOP from the mask.
			if (sig == SIGUSR1 && !h) printf("flags %x: %lx, mask without %llx\n", flags[i], old.flags & ~0x04000000ul, (unsigned long long)(mask & ~old.mask));
			CHECK(old.handler == handlers[h] && (old.mask | 0x40100) == (mask | 0x40100));
		}
		struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_RESTART }, was;
		CHECK(!sigaction(sig, &sa, 0) && !sigaction(sig, 0, &was) && was.sa_handler == handler && (was.sa_flags & ~0x04000000) == SA_RESTART);
		sa.sa_handler = SIG_DFL;
		CHECK(!sigaction(sig, &sa, &was) && was.sa_handler == handler);
	}
	static const int none[] = { 0, -1, 65, 1000, SIGKILL, SIGSTOP };
	for (int i = 0; i < 6; i++) {
		struct ksigaction new = { SIG_DFL, 0x04000000, (void (*)(void))handler, 0 }, old;
		printf("signal %d: ", none[i]);
		show("set", raw(none[i], &new, 0));
		show("  get", raw(none[i], 0, &old));
	}
}

static void masks(void)
{
	uint64_t all = -1, none = 0, was, now;
	for (int sig = 1; sig < 65; sig++) {
		uint64_t one = 1ull << (sig - 1), more = one << 1;
		CHECK(!syscall(SYS_rt_sigprocmask, SIG_SETMASK, &one, 0, 8));
		CHECK(!syscall(SYS_rt_sigprocmask, SIG_BLOCK, &more, &was, 8));
		CHECK(!syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, &one, &now, 8));
		uint64_t never = 0x40100; // KILL and STOP
		CHECK(was == (one & ~never) && now == ((one | more) & ~never));
		CHECK(!syscall(SYS_rt_sigprocmask, 12345, 0, &now, 8) && now == (more & ~never));
	}
	CHECK(!syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, 0, 8) && !syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, &was, 8));
	printf("all of them: %llx\n", (unsigned long long)was);
	show("how", syscall(SYS_rt_sigprocmask, 3, &none, 0, 8));
	show("how -1", syscall(SYS_rt_sigprocmask, -1, &none, 0, 8));
	show("size", syscall(SYS_rt_sigprocmask, SIG_BLOCK, &none, 0, 16));
	// By libc: its own signals cannot be blocked.
	sigset_t s, t;
	sigfillset(&s);
	sigprocmask(SIG_SETMASK, &s, 0);
	sigprocmask(SIG_SETMASK, 0, &t);
	printf("by libc:");
	for (int i = 1; i < 65; i++) printf("%d", sigismember(&t, i) == 1);
	puts("");
	sigemptyset(&s);
	sigprocmask(SIG_SETMASK, &s, 0);
}

static volatile uint64_t inside, after, kept;
static void look(int sig, siginfo_t *si, void *context)
{
	syscall(SYS_rt_sigprocmask, SIG_BLOCK, 0, &inside, 8);
	kept = *(uint64_t *)&((ucontext_t *)context)->uc_sigmask;
}
static void change(int sig, siginfo_t *si, void *context) { *(uint64_t *)&((ucontext_t *)context)->uc_sigmask = 1ull << (SIGWINCH - 1) | 1ull << (SIGSEGV - 1); }

static void in_handlers(void)
{
	struct sigaction sa = { .sa_sigaction = look, .sa_flags = SA_SIGINFO };
	uint64_t mask = 1ull << (SIGHUP - 1) | 1ull << (SIGSEGV - 1);
	sigaddset(&sa.sa_mask, SIGUSR2);
	sigaddset(&sa.sa_mask, SIGBUS);
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, 0, 8);
	sigaction(SIGUSR1, &sa, 0);
	syscall(SYS_tgkill, getpid(), gettid(), SIGUSR1);
	syscall(SYS_rt_sigprocmask, SIG_BLOCK, 0, &after, 8);
	printf("inside %llx, in the context %llx, after %llx\n", (unsigned long long)inside, (unsigned long long)kept, (unsigned long long)after);
	sa.sa_flags |= SA_NODEFER;
	sigaction(SIGUSR1, &sa, 0);
	syscall(SYS_tgkill, getpid(), gettid(), SIGUSR1);
	printf("SA_NODEFER: inside %llx\n", (unsigned long long)inside);
	sa.sa_sigaction = change;
	sigaction(SIGUSR1, &sa, 0);
	syscall(SYS_tgkill, getpid(), gettid(), SIGUSR1);
	syscall(SYS_rt_sigprocmask, SIG_BLOCK, 0, &after, 8);
	printf("changed in the context: %llx\n", (unsigned long long)after);
	// sigsuspend: the handler sees the old mask in its context, its own is of the one waited with.
	sa.sa_sigaction = look;
	sa.sa_flags = SA_SIGINFO;
	sigaction(SIGUSR1, &sa, 0);
	mask = 1ull << (SIGUSR1 - 1) | 1ull << (SIGHUP - 1);
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, 0, 8);
	syscall(SYS_tgkill, getpid(), gettid(), SIGUSR1);
	mask = 1ull << (SIGTERM - 1);
	show("sigsuspend", syscall(SYS_rt_sigsuspend, &mask, 8));
	syscall(SYS_rt_sigprocmask, SIG_BLOCK, 0, &after, 8);
	printf("inside %llx, in the context %llx, after %llx\n", (unsigned long long)inside, (unsigned long long)kept, (unsigned long long)after);
	// ppoll, pselect, epoll_pwait the same, though something is ready or the time is 0.
	mask = 0;
	syscall(SYS_tgkill, getpid(), gettid(), SIGUSR1);
	inside = 0;
	show("ppoll", syscall(SYS_ppoll, 0, 0, &(struct timespec){ 0, 0 }, &mask, 8));
	printf("inside %llx, in the context %llx\n", (unsigned long long)inside, (unsigned long long)kept);
}

static void pending(void)
{
	uint64_t all = -1, none = 0, p;
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, 0, 8);
	const int sent[] = { SIGHUP, SIGSEGV, SIGURG, SIGCHLD, SIGRTMIN, SIGRTMAX, SIGALRM };
	for (int i = 0; i < 7; i++) { kill(getpid(), sent[i]); kill(getpid(), sent[i]); }
	syscall(SYS_rt_sigpending, &p, 8);
	printf("pending %llx\n", (unsigned long long)p);
	show("size", syscall(SYS_rt_sigpending, &p, 16));
	p = 0xdeadbeefdeadbeef;
	show("small size", syscall(SYS_rt_sigpending, &p, 4));
	printf("%llx\n", (unsigned long long)p);
	// To ignore a signal takes it away, also when it was pending.
	signal(SIGHUP, SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	signal(SIGURG, SIG_DFL);
	syscall(SYS_rt_sigpending, &p, 8);
	printf("ignored since: %llx\n", (unsigned long long)p);
	while (syscall(SYS_rt_sigtimedwait, &all, 0, &(struct timespec){ 0, 0 }, 8) > 0);
	syscall(SYS_rt_sigpending, &p, 8);
	printf("taken: %llx\n", (unsigned long long)p);
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, 0, 8);
}

int main(void)
{
	round_trip();
	masks();
	in_handlers();
	uint64_t none = 0;
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, 0, 8);
	pending();
	return done();
}
