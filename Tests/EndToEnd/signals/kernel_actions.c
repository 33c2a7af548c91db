/* run: dynamic static static-pie loader */
#include "check.h"
#include <setjmp.h>
#include <spawn.h>
#include <sys/mman.h>
// What rt_sigaction itself says, for every signal, flag and bad argument; actions over vfork, spawn and exec.
struct action { void *handler; unsigned long flags; void *restorer; unsigned long mask; };
static void handler(int sig) { }
static void restorer(void) { }

static long raw(int sig, const void *new, void *old, long size) { return syscall(SYS_rt_sigaction, sig, new, old, size); }

static void tell(const char *what, int sig)
{
	struct action a;
	memset(&a, 0x55, sizeof a);
	if (raw(sig, 0, &a, 8)) {
		printf("%s %d: %s\n", what, sig, ename(errno));
		return;
	}
	printf("%s %d: %s, flags %lx, restorer %d, mask %lx\n", what, sig, a.handler == handler ? "handler" :
		a.handler == SIG_DFL ? "default" : a.handler == SIG_IGN ? "ignore" : "?", a.flags, a.restorer == restorer, a.mask);
}

static volatile int calls, where;
static void count(int sig) { calls++; }
static void at(int sig, siginfo_t *si, void *c) { calls++; where = (char *)si->si_addr - (char *)0; }

static unsigned long ignored(void)
{
	struct action a;
	unsigned long set = 0;
	for (int sig = 1; sig < 65; sig++) if (!raw(sig, 0, &a, 8) && a.handler == SIG_IGN) set |= 1UL << (sig - 1);
	return set;
}

static unsigned long blocked(void)
{
	unsigned long set;
	CHECK(!syscall(SYS_rt_sigprocmask, SIG_BLOCK, 0, &set, 8));
	return set;
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		printf("%s: ignored %016lx, blocked %016lx\n", argv[1], ignored(), blocked());
		return 0;
	}
	struct action a = { handler, 0x04000000, restorer, ~0UL }, old;
	for (int sig=-1; sig<67; sig++) {
		if (sig == 32 || sig == 33 || sig == 34) continue;
		tell("first", sig);
		long r = raw(sig, &a, 0, 8);
		printf("set %d: %s\n", sig, r ? ename(errno) : "0");
		tell("handled", sig);
		a.handler = SIG_IGN;
		raw(sig, &a, &old, 8);
		tell("ignored", sig);
		a.handler = SIG_DFL;
		raw(sig, &a, &old, 8);
		if (sig >= 1 && sig <= 64 && sig != 9 && sig != 19) CHECK(old.handler == SIG_IGN && old.restorer == restorer);
		tell("default", sig);
		a.handler = handler;
	}
	// Each flag, known or not, and with a restorer.
	static const int some[] = { SIGUSR1, SIGSEGV, SIGBUS, SIGCHLD, 40 };
	for (unsigned i=0; i<sizeof some/sizeof *some; i++) for (int bit=0; bit<64; bit++) {
		a.flags = 1UL << bit;
		a.mask = 1UL << bit;
		CHECK(!raw(some[i], &a, &old, 8));
		CHECK(!raw(some[i], 0, &old, 8));
		printf("%d: flag %d: %lx, mask %lx, %d\n", some[i], bit, old.flags, old.mask, old.restorer == restorer);
		a.handler = bit % 3 ? handler : bit % 2 ? SIG_IGN : SIG_DFL;
	}
	for (unsigned i=0; i<sizeof some/sizeof *some; i++) signal(some[i], SIG_DFL);

	// Bad pointers, and what they change.
	char *page = mmap(0, 8192, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
	mprotect(page + 4096, 4096, PROT_NONE);
	static const struct action constant = { handler, 0x04000000, restorer, 1 };
	a = constant;
	show("null", raw(SIGHUP, (void *)8, 0, 8));
	show("half", raw(SIGHUP, page + 4096 - 16, 0, 8));
	show("kernel's", raw(SIGHUP, (void *)-4096L, 0, 8));
	show("top", raw(SIGHUP, (void *)-8L, 0, 8));
	show("not canonical", raw(SIGHUP, (void *)(1L << 62), 0, 8));
	tell("after bad ones", SIGHUP);
	show("constant", raw(SIGHUP, &constant, 0, 8));
	tell("constant", SIGHUP);
	a.mask = 2;
	show("old is bad", raw(SIGHUP, &a, (void *)8, 8));
	tell("old was bad", SIGHUP);
	show("old is constant", raw(SIGHUP, 0, (void *)"0123456789abcdef0123456789abcdef", 8));
	show("old is half", raw(SIGHUP, 0, page + 4096 - 16, 8));
	show("all bad", raw(SIGKILL, (void *)8, (void *)8, 8));
	show("size 4", raw(SIGHUP, &a, &old, 4));
	show("size 16", raw(SIGHUP, (void *)8, &old, 16));
	show("the same place", raw(SIGHUP, &a, &a, 8));
	CHECK(a.handler == handler && a.mask == 2);
	signal(SIGHUP, SIG_DFL);

	// With blocked fault signals.
	sigset_t all, none;
	sigfillset(&all);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &all, 0);
	show("blocked: bad", raw(SIGHUP, (void *)8, 0, 8));
	show("blocked: set", syscall(SYS_rt_sigprocmask, SIG_BLOCK, (void *)8, 0, 8));
	show("blocked: old", syscall(SYS_rt_sigprocmask, SIG_BLOCK, (void *)0, 8, 8));
	show("blocked: both", syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, &all, page + 4096, 8));
	show("blocked: pending", syscall(SYS_rt_sigpending, page + 4096, 8));
	show("blocked: suspend", syscall(SYS_rt_sigsuspend, page + 4096, 8));
	show("blocked: suspend", syscall(SYS_rt_sigsuspend, &all, 4));
	sigset_t now;
	sigprocmask(SIG_SETMASK, &none, &now);
	printf("unblocked by the bad one: %d\n", !sigismember(&now, SIGSEGV) && !sigismember(&now, SIGHUP));

	// A child that shares our memory has actions of its own.
	struct sigaction sa = { .sa_handler = count, .sa_flags = SA_RESETHAND }, before;
	sigaction(SIGUSR1, &sa, 0);
	sa.sa_flags = 0;
	sigaction(SIGUSR2, &sa, 0);
	sigaction(SIGSEGV, &sa, 0);
	pid_t p = vfork();
	if (!p) {
		struct action b;
		raw(SIGUSR1, 0, &b, 8);
		int same = b.handler == (void *)count && b.flags & SA_RESETHAND;
		signal(SIGUSR1, SIG_IGN);
		signal(SIGSEGV, SIG_IGN);
		raw(SIGSEGV, 0, &b, 8);
		signal(SIGUSR2, SIG_DFL);
		execl("./prog", "./prog", same && b.handler == SIG_IGN ? "vfork" : "vfork differs", (char *)0);
		_exit(1);
	}
	int status;
	waitpid(p, &status, 0);
	sigaction(SIGSEGV, 0, &before);
	CHECK(before.sa_handler == count);
	raise(SIGUSR2);
	raise(SIGUSR1);
	printf("ours: %d calls\n", calls);
	sigaction(SIGUSR1, 0, &before);
	CHECK(before.sa_handler == SIG_DFL && before.sa_flags & SA_RESETHAND);

	for (int how=0; how<4; how++) {
		posix_spawnattr_t attr;
		char *args[] = { "./prog", "spawn", 0 }, *env[] = { 0 };
		sigset_t some_set;
		sigemptyset(&some_set);
		sigaddset(&some_set, SIGSEGV);
		sigaddset(&some_set, SIGUSR1);
		signal(SIGSEGV, how & 1 ? SIG_IGN : count);
		signal(SIGBUS, SIG_IGN);
		posix_spawnattr_init(&attr);
		posix_spawnattr_setsigdefault(&attr, &some_set);
		posix_spawnattr_setsigmask(&attr, &some_set);
		posix_spawnattr_setflags(&attr, how & 2 ? POSIX_SPAWN_SETSIGDEF|POSIX_SPAWN_SETSIGMASK : 0);
		int e = posix_spawn(&p, "./prog", 0, &attr, args, env);
		waitpid(p, &status, 0);
		code("posix_spawn", e);
	}
	// exec that fails changes nothing; one that succeeds tells the truth.
	sigaddset(&none, SIGBUS);
	sigaddset(&none, SIGHUP);
	sigprocmask(SIG_SETMASK, &none, 0);
	signal(SIGSEGV, SIG_IGN);
	show("execve", execl("./none", "none", (char *)0));
	show("and still", raw(SIGHUP, (void *)8, 0, 8));
	fflush(stdout);
	show("execve", execl("./prog", "./prog", "exec", (char *)0));
	return 1;
}
