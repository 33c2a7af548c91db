#include "waiting/blocking.h"
#include <setjmp.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <ucontext.h>
// Faults of the program's own code, with and without handlers, ignored and blocked, and the same signals sent by kill.
static volatile int which, times;
static char *page;
static sigjmp_buf env;

static void fault(void)
{
	switch (which) {
	case 0: *(volatile char *)16 = 1; break;
	case 1: page[5] = 1; break;
	case 2: __asm__ volatile ("ud2"); break;
	case 3: __asm__ volatile ("xor %%edx,%%edx; mov $1,%%eax; xor %%ecx,%%ecx; div %%ecx" ::: "eax", "ecx", "edx"); break;
	case 4: __asm__ volatile ("int3"); break;
	case 5: __asm__ volatile ("movq $0x800000000000,%%rax; movb (%%rax),%%al" ::: "rax"); break;
	case 6: {
		int fd = memfd_create("short", 0);
		char *m = mmap(0, 4096, PROT_READ, MAP_SHARED, fd, 0);
		(void)*(volatile char *)m;
		break;
	}
	case 7: ((void (*)(void))page)(); break;
	}
}
enum { FAULTS = 8 };
static const char *const names[] = { "null", "no access", "illegal", "division", "breakpoint", "not canonical", "bus", "not executable" };
static const int signals_[] = { SIGSEGV, SIGSEGV, SIGILL, SIGFPE, SIGTRAP, SIGSEGV, SIGBUS, SIGSEGV };

static void counted(int sig) { times++; _exit(20 + times); }
static void no_core(void) { struct rlimit none = { 0, 0 }; setrlimit(RLIMIT_CORE, &none); }
static void by_default(void) { no_core(); fault(); }
static void ignored(void) { no_core(); signal(signals_[which], SIG_IGN); fault(); }
static void blocked(void) { sigset_t s; no_core(); sigemptyset(&s); sigaddset(&s, signals_[which]); signal(signals_[which], counted); sigprocmask(SIG_BLOCK, &s, 0); fault(); }
static void caught(void) { signal(signals_[which], counted); fault(); }
static void again(int sig) { if (times++) _exit(99); fault(); }
static void in_its_handler(void) { no_core(); signal(signals_[which], again); fault(); }
static void *in_thread(void *arg) { fault(); return 0; }
static void by_a_thread(void) { pthread_t t; no_core(); pthread_create(&t, 0, in_thread, 0); for (;;) pause(); }
static void sent_default(void) { no_core(); kill(getpid(), signals_[which]); }
static void sent_ignored(void) { signal(signals_[which], SIG_IGN); kill(getpid(), signals_[which]); _exit(30); }
static void sent_caught(void) { signal(signals_[which], counted); kill(getpid(), signals_[which]); _exit(99); }
static void sent_blocked(void)
{
	sigset_t s, p;
	sigemptyset(&s);
	sigaddset(&s, signals_[which]);
	signal(signals_[which], counted);
	sigprocmask(SIG_BLOCK, &s, 0);
	kill(getpid(), signals_[which]);
	sigpending(&p);
	if (!sigismember(&p, signals_[which]) || times) _exit(98);
	getpid(), getppid(), sched_yield();
	if (times) _exit(97);
	sigprocmask(SIG_UNBLOCK, &s, 0);
	_exit(96);
}
// Sent while in a call: as any other signal.
static int fd[2];
static void *sends(void *arg) { asleep(getpid()); kill(getpid(), signals_[which]); pause(); return 0; }
static void in_read(void) { char c; pthread_t t; pipe(fd); signal(signals_[which], counted); pthread_create(&t, 0, sends, 0); read(fd[0], &c, 1); _exit(95); }

static void repair(int sig, siginfo_t *si, void *context)
{
	times++;
	CHECK(si->si_addr == page + 5 && si->si_code == SEGV_ACCERR);
	// The handler makes calls of its own before the page can be used.
	int p[2];
	char c;
	CHECK(!pipe(p) && write(p[1], "q", 1) == 1 && read(p[0], &c, 1) == 1 && c == 'q' && !close(p[0]) && !close(p[1]));
	mprotect(page, 4096, PROT_READ | PROT_WRITE);
}
static void skip(int sig, siginfo_t *si, void *context)
{
	ucontext_t *u = context;
	unsigned char *at = (void *)u->uc_mcontext.gregs[REG_RIP];
	times++;
	if (at[0] == 0x0f && at[1] == 0x0b) u->uc_mcontext.gregs[REG_RIP] += 2;
	else _exit(90);
}
static void leave(int sig, siginfo_t *si, void *context) { times++; siglongjmp(env, sig); }

int main(void)
{
	struct { const char *name; void (*f)(void); } runs[] = {
		{ "default", by_default }, { "ignored", ignored }, { "blocked", blocked }, { "caught", caught }, { "in its handler", in_its_handler },
		{ "in a thread", by_a_thread }, { "sent, default", sent_default }, { "sent, ignored", sent_ignored }, { "sent, caught", sent_caught },
		{ "sent, blocked", sent_blocked }, { "sent, in read", in_read },
	};
	struct sigaction sa = { .sa_sigaction = repair, .sa_flags = SA_SIGINFO };
	page = mmap(0, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	for (which = 0; which < FAULTS; which++) for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
		printf("%s, ", names[which]);
		in_child(runs[i].name, runs[i].f);
	}
	sigaction(SIGSEGV, &sa, 0);
	for (int i = 0; i < 1000; i++) {
		page[5] = i;
		CHECK(page[5] == (char)i && times == i + 1);
		mprotect(page, 4096, PROT_NONE);
	}
	sa.sa_sigaction = skip;
	sigaction(SIGILL, &sa, 0);
	for (int i = times = 0; i < 1000; i++) __asm__ volatile ("ud2");
	printf("skipped %d\n", times);
	// The same by jumping out, with the mask and without, from alternate stacks too.
	stack_t ss = { .ss_sp = malloc(65536), .ss_size = 65536 };
	sigaltstack(&ss, 0);
	sa.sa_sigaction = leave;
	for (int way = 0; way < 3; way++) {
		sa.sa_flags = SA_SIGINFO | (way == 1 ? SA_ONSTACK : 0) | (way == 2 ? SA_NODEFER : 0);
		for (int i = 0; i < 5; i++) sigaction((int[]){ SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP }[i], &sa, 0);
		times = 0;
		for (volatile int i = 0; i < 400; i++) {
			which = i % FAULTS;
			if (!sigsetjmp(env, way != 2)) { fault(); CHECK(!"not reached"); }
		}
		printf("left %d times\n", times);
	}
	return done();
}
