/* run: dynamic static static-pie loader */
#include "check.h"
#include <pthread.h>
#include <setjmp.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <ucontext.h>
// Faults of the program and SIGSEGV, SIGBUS sent to it, however handled, ignored or blocked; masks that name them.
static sigjmp_buf here;
static volatile int calls, in_handler, in_frame, reason;
static char *page;

static int faults_in(const sigset_t *s) { return sigismember(s, SIGSEGV) | sigismember(s, SIGBUS) << 1; }
static int faults_now(void)
{
	sigset_t s;
	sigprocmask(SIG_BLOCK, 0, &s);
	return faults_in(&s);
}

static void look(int sig, siginfo_t *si, void *c)
{
	ucontext_t *uc = c;
	calls++;
	reason = si->si_code;
	in_handler = faults_now();
	in_frame = faults_in(&uc->uc_sigmask);
}
static void mend(int sig, siginfo_t *si, void *c)
{
	look(sig, si, c);
	mprotect((char *)((uintptr_t)si->si_addr & -4096), 4096, PROT_READ|PROT_WRITE);
}
static void jump(int sig, siginfo_t *si, void *c) { look(sig, si, c); siglongjmp(here, 1); }
static void change(int sig, siginfo_t *si, void *c)
{
	ucontext_t *uc = c;
	look(sig, si, c);
	sigaddset(&uc->uc_sigmask, SIGSEGV);
	sigaddset(&uc->uc_sigmask, SIGUSR2);
}

static void handle(int sig, void (*f)(int, siginfo_t *, void *), int flags, int masked)
{
	struct sigaction sa = { .sa_sigaction = f, .sa_flags = SA_SIGINFO|flags };
	if (masked & 1) sigaddset(&sa.sa_mask, SIGSEGV);
	if (masked & 2) sigaddset(&sa.sa_mask, SIGBUS);
	sigaction(sig, &sa, 0);
}
static void block(int how, int a, int b)
{
	sigset_t s;
	sigemptyset(&s);
	if (a) sigaddset(&s, a);
	if (b) sigaddset(&s, b);
	sigprocmask(how, &s, 0);
}
static void say(const char *what)
{
	printf("%s: %d calls, code %d, in the handler %d, in the frame %d, now %d\n", what, calls, reason, in_handler,
		in_frame, faults_now());
	calls = reason = in_handler = in_frame = 0;
}
static void touch(void) { *(volatile char *)page = 1; }
static void protect(void) { mprotect(page, 4096, PROT_NONE); }

static void end_blocked(void) { handle(SIGSEGV, look, 0, 0); block(SIG_BLOCK, SIGSEGV, 0); touch(); }
static void end_ignored(void) { signal(SIGSEGV, SIG_IGN); touch(); }
static void end_default(void) { touch(); }
static void end_once(void) { handle(SIGSEGV, look, SA_RESETHAND, 0); touch(); }
static void end_in_handler(void) { struct sigaction sa = { .sa_handler = (void (*)(int))touch }; sigaction(SIGSEGV, &sa, 0); touch(); }
static void end_sent(void) { handle(SIGSEGV, look, 0, 0); signal(SIGSEGV, SIG_DFL); raise(SIGSEGV); }
static void end_sent_later(void) { block(SIG_BLOCK, SIGBUS, 0); raise(SIGBUS); puts("blocked"); block(SIG_UNBLOCK, SIGBUS, 0); }
static void end_queue(void) { handle(SIGSEGV, look, 0, 0); block(SIG_BLOCK, SIGSEGV, 0); raise(SIGSEGV); signal(SIGSEGV, SIG_DFL); block(SIG_UNBLOCK, SIGSEGV, 0); }
static void end_not(void) { signal(SIGBUS, SIG_IGN); raise(SIGBUS); block(SIG_BLOCK, SIGBUS, 0); raise(SIGBUS); block(SIG_UNBLOCK, SIGBUS, 0); }
static void end_code(void) { ((void (*)(void))0)(); }

static void *thread(void *p)
{
	*(int *)p = faults_now();
	block(SIG_UNBLOCK, SIGSEGV, SIGBUS);
	return 0;
}

int main(void)
{
	static const struct { const char *name; void (*f)(void); } ends[] = {
#define E(f) { #f, f }
		E(end_blocked), E(end_ignored), E(end_default), E(end_once), E(end_in_handler), E(end_sent), E(end_sent_later),
		E(end_queue), E(end_not), E(end_code),
	};
	struct rlimit no_core = { 0, 0 };
	setrlimit(RLIMIT_CORE, &no_core);
	page = mmap(0, 4096, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
	for (int round=0; round<2; round++) {
		for (unsigned i=0; i<sizeof ends/sizeof *ends; i++) {
			int status;
			pid_t p = fork();
			if (!p) ends[i].f(), _exit(0);
			waitpid(p, &status, 0);
			printf("%s: %s %d\n", ends[i].name, WIFSIGNALED(status) ? "signal" : "exit",
				WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
		}
		// The second time with another thread's having been there.
		pthread_t t;
		int mask = -1;
		block(SIG_SETMASK, SIGBUS, 0);
		pthread_create(&t, 0, thread, &mask);
		pthread_join(t, 0);
		printf("a thread starts with %d\n", mask);
		say("ours");
		block(SIG_SETMASK, 0, 0);
	}

	for (int flags=0; flags<2; flags++) for (int masked=0; masked<4; masked++) {
		printf("nodefer %d, sa_mask %d\n", flags, masked);
		handle(SIGSEGV, mend, flags ? SA_NODEFER : 0, masked);
		protect();
		touch();
		say("mended");
		protect();
		block(SIG_BLOCK, SIGBUS, 0);
		touch();
		say("mended, bus blocked");
		block(SIG_SETMASK, 0, 0);
		handle(SIGSEGV, jump, flags ? SA_NODEFER : 0, masked);
		protect();
		if (!sigsetjmp(here, 1)) touch();
		say("jumped");
		if (!sigsetjmp(here, 0)) touch();
		say("jumped with the mask");
		block(SIG_SETMASK, 0, 0);
		handle(SIGUSR1, look, flags ? SA_NODEFER : 0, masked);
		raise(SIGUSR1);
		say("another's handler");
		handle(SIGUSR1, change, 0, masked);
		raise(SIGUSR1);
		say("changes its frame");
		block(SIG_SETMASK, 0, 0);
	}

	// Sent while blocked: once each, seen, and delivered in time.
	sigset_t s;
	handle(SIGSEGV, look, 0, 0);
	handle(SIGBUS, look, 0, 0);
	block(SIG_BLOCK, SIGSEGV, SIGBUS);
	raise(SIGSEGV);
	raise(SIGSEGV);
	raise(SIGBUS);
	sigpending(&s);
	printf("pending %d\n", faults_in(&s));
	say("blocked");
	block(SIG_UNBLOCK, SIGBUS, 0);
	say("one unblocked");
	pid_t p = fork();
	if (!p) {
		sigpending(&s);
		printf("in the child: pending %d\n", faults_in(&s));
		block(SIG_SETMASK, 0, 0);
		say("child");
		_exit(0);
	}
	waitpid(p, 0, 0);
	sigemptyset(&s);
	show("sigsuspend", sigsuspend(&s));
	say("suspended");
	block(SIG_SETMASK, 0, 0);

	// A handler that interrupts sigsuspend has its mask.
	handle(SIGALRM, look, 0, 0);
	sigaddset(&s, SIGSEGV);
	alarm(1);
	show("sigsuspend", sigsuspend(&s));
	say("suspended");
	block(SIG_BLOCK, SIGBUS, 0);
	ualarm(1000, 0);
	show("sigsuspend", sigsuspend(&s));
	say("suspended, bus blocked");
	return done();
}
