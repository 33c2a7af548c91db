/* Signals that arrive while their thread is in the kernel, and bad pointers there.
 * The kernel's own functions are linked to the program, which plays the edge of
 * a call: it says that it is in the kernel, and delivers what was kept. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>
#include "apus_signals.h"

#define CHECK(x) do { if (!(x)) failed(#x, __LINE__); } while (0)
static int failures;
static void failed(const char *what, int line)
{
	char s[200];
	int n = snprintf(s, sizeof s, "kept.c:%d: %s\n", line, what);
	write(2, s, n);
	failures++;
	if (failures > 20) _exit(1);
}

static void enter(void)
{
	apus_thread_self()->in_kernel = 1;
	__asm__ volatile ("" : : : "memory");
}

/* 1 if the call is to be started again, 0 if not, -1 if nothing was kept. */
static long leave(void)
{
	struct apus_thread *t = apus_thread_self();
	__asm__ volatile ("" : : : "memory");
	t->in_kernel = 0;
	return t->kept ? apus_deliver_kept(t) : -1;
}

static void handle(int sig, void (*f)(int, siginfo_t *, void *), int flags, sigset_t *mask)
{
	struct sigaction sa = { .sa_sigaction = f, .sa_flags = flags|SA_SIGINFO };
	if (mask) sa.sa_mask = *mask;
	CHECK(!sigaction(sig, &sa, 0));
}

/* What the host has blocked. */
static unsigned long blocked(void)
{
	unsigned long set;
	CHECK(!apus_host(14, 0, 0, (long)&set, 8, 0, 0));
	return set;
}

static unsigned long program_blocked(void)
{
	unsigned long set[16];
	CHECK(!syscall(SYS_rt_sigprocmask, 0, (void *)0, set, 8L));
	return set[0];
}

static int order[64], values[64], ran;
static unsigned long in_handler, frame_mask;
static void note(int sig, siginfo_t *si, void *c)
{
	ucontext_t *uc = c;
	if (ran < 64) order[ran] = sig, values[ran] = si->si_value.sival_int;
	ran++;
	in_handler = program_blocked();
	frame_mask = uc->uc_sigmask.__bits[0];
	CHECK(apus_thread_self()->in_kernel == 0);
	CHECK(((unsigned long)__builtin_frame_address(0) & 15) == 0);
}

/* libc's own functions change the mask, which nobody does in the kernel. */
static void queue(int sig, int value)
{
	siginfo_t si = { .si_code = SI_QUEUE, .si_signo = sig, .si_value.sival_int = value };
	CHECK(!syscall(SYS_rt_sigqueueinfo, getpid(), sig, &si));
}

static void kept_and_delivered(void)
{
	struct apus_thread *t = apus_thread_self();
	unsigned long mask = 1UL << (SIGUSR2-1), before;
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	sigprocmask(SIG_SETMASK, &set, 0);
	before = blocked();
	CHECK(before == mask);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGSEGV);
	sigaddset(&set, SIGUSR2);
	handle(SIGUSR1, note, SA_RESTART, &set);
	ran = 0;
	enter();
	raise(SIGUSR1);
	CHECK(ran == 0 && t->kept == 1);
	CHECK(blocked() == ~(APUS_FAULTS|APUS_SIGNAL(9)|APUS_SIGNAL(19)));
	/* Blocked, and taken after it. */
	raise(SIGUSR1);
	CHECK(t->kept == 1);
	CHECK(leave() == 1);
	CHECK(ran == 2 && t->kept == 0);
	CHECK(blocked() == mask && program_blocked() == mask);
	CHECK(frame_mask == mask);
	CHECK(in_handler == (mask|APUS_SIGNAL(SIGUSR1)|APUS_SIGNAL(SIGHUP)|APUS_SIGNAL(SIGSEGV)));
	CHECK(t->masked_faults == 0);

	handle(SIGUSR1, note, SA_NODEFER, 0);
	enter();
	raise(SIGUSR1);
	CHECK(leave() == 0);
	CHECK(in_handler == mask);
	CHECK(leave() == -1);
	sigemptyset(&set);
	sigprocmask(SIG_SETMASK, &set, 0);
}

static void actions_at_the_end(void)
{
	handle(SIGUSR1, note, 0, 0);
	ran = 0;
	/* Ignored meanwhile. */
	enter();
	raise(SIGUSR1);
	signal(SIGUSR1, SIG_IGN);
	CHECK(leave() == 1 && ran == 0 && blocked() == 0);
	/* Default meanwhile: the process dies of it, in a child. */
	pid_t p = fork();
	if (!p) {
		handle(SIGUSR1, note, 0, 0);
		enter();
		raise(SIGUSR1);
		signal(SIGUSR1, SIG_DFL);
		leave();
		_exit(0);
	}
	int status;
	CHECK(waitpid(p, &status, 0) == p && WIFSIGNALED(status) && WTERMSIG(status) == SIGUSR1);
	/* Another handler. */
	handle(SIGUSR1, 0, 0, 0);
	handle(SIGUSR1, note, SA_RESETHAND, 0);
	enter();
	raise(SIGUSR1);
	CHECK(leave() == 0 && ran == 1);
	struct sigaction sa;
	sigaction(SIGUSR1, 0, &sa);
	CHECK(sa.sa_handler == SIG_DFL);
}

static void real_time_order(void)
{
	sigset_t all, none;
	sigfillset(&all);
	sigemptyset(&none);
	for (int i=0; i<3; i++) handle(SIGRTMIN+i, note, 0, &all);
	ran = 0;
	enter();
	for (int i=0; i<10; i++) queue(SIGRTMIN+1, i), queue(SIGRTMIN, i);
	CHECK(apus_thread_self()->kept == 1 && ran == 0);
	leave();
	CHECK(ran == 20);
	/* The kept one, then the lowest first, each in order. */
	CHECK(order[0] == SIGRTMIN+1 && values[0] == 0);
	for (int i=0; i<10; i++) CHECK(order[1+i] == SIGRTMIN && values[1+i] == i);
	for (int i=1; i<10; i++) CHECK(order[10+i] == SIGRTMIN+1 && values[10+i] == i);

	/* More than the host delivers one at a time: all become frames at once. */
	for (int i=0; i<8; i++) handle(SIGRTMIN+i, note, 0, 0);
	ran = 0;
	sigprocmask(SIG_BLOCK, &all, 0);
	for (int i=0; i<8; i++) queue(SIGRTMIN+i, i), queue(SIGRTMIN+i, 10+i);
	enter();
	sigprocmask(SIG_SETMASK, &none, 0);
	CHECK(apus_thread_self()->kept == APUS_KEPT);
	CHECK(ran == 0);
	leave();
	CHECK(ran == 16 && blocked() == 0);
	unsigned seen = 0;
	for (int i=0; i<16; i++) {
		int n = order[i] - SIGRTMIN, second = values[i] >= 10;
		CHECK(values[i] % 10 == n);
		CHECK(!second || seen & 1<<n);
		seen |= 1 << (n + 8*second);
	}
	CHECK(seen == 0xffff);
}

/* What the host itself does with several at once, and what we make of it. */
static void nested_frames(void)
{
	sigset_t all, none;
	int host_order[3];
	sigfillset(&all);
	sigemptyset(&none);
	for (int i=0; i<3; i++) handle(SIGRTMIN+i, note, 0, 0);
	for (int kept=0; kept<2; kept++) {
		ran = 0;
		sigprocmask(SIG_BLOCK, &all, 0);
		for (int i=0; i<3; i++) queue(SIGRTMIN+i, i);
		if (kept) enter();
		sigprocmask(SIG_SETMASK, &none, 0);
		if (kept) {
			CHECK(apus_thread_self()->kept == 3);
			leave();
		}
		CHECK(ran == 3 && blocked() == 0);
		if (kept) CHECK(!memcmp(host_order, order, sizeof host_order));
		memcpy(host_order, order, sizeof host_order);
		/* The last one is the one that was delivered first. */
		CHECK(frame_mask == 0);
	}
}

static jmp_buf here;
static void jump(int sig, siginfo_t *si, void *c) { siglongjmp(here, sig); }

static void jumps_out(void)
{
	handle(SIGUSR1, jump, 0, 0);
	for (int i=0; i<1000; i++) {
		if (!sigsetjmp(here, 1)) {
			enter();
			raise(SIGUSR1);
			leave();
			CHECK(0);
		}
		CHECK(blocked() == 0 && !apus_thread_self()->kept && !apus_thread_self()->in_kernel);
	}
}

static char *on_stack;
static void where(int sig, siginfo_t *si, void *c)
{
	ucontext_t *uc = c;
	stack_t now;
	on_stack = __builtin_frame_address(0);
	sigaltstack(0, &now);
	order[0] = now.ss_flags;
	order[1] = uc->uc_stack.ss_flags;
	values[0] = uc->uc_stack.ss_size;
	ran++;
}

static void nest(int sig, siginfo_t *si, void *c)
{
	/* In the kernel again, on the stack of the handler. */
	enter();
	raise(SIGUSR2);
	leave();
	order[2] = on_stack < (char *)__builtin_frame_address(0) && (char *)__builtin_frame_address(0) - on_stack < 8192;
}

static void alternate_stack(void)
{
	static char memory[65536];
	stack_t ss = { .ss_sp = memory, .ss_size = sizeof memory }, off = { .ss_flags = SS_DISABLE };
	sigaltstack(&ss, 0);
	for (int flags=0; flags<2; flags++) {
		handle(SIGUSR1, where, flags ? SA_ONSTACK : 0, 0);
		ran = 0;
		enter();
		raise(SIGUSR1);
		leave();
		CHECK(ran == 1);
		CHECK((on_stack >= memory && on_stack < memory + sizeof memory) == flags);
		CHECK(order[0] == (flags ? SS_ONSTACK : 0) && order[1] == 0 && values[0] == sizeof memory);
	}
	handle(SIGUSR1, nest, SA_ONSTACK, 0);
	handle(SIGUSR2, where, SA_ONSTACK, 0);
	enter();
	raise(SIGUSR1);
	leave();
	CHECK(on_stack >= memory && on_stack < memory + sizeof memory && order[2]);

	ss.ss_flags = 1U << 31;  /* SS_AUTODISARM */
	CHECK(!sigaltstack(&ss, 0));
	handle(SIGUSR1, where, SA_ONSTACK, 0);
	enter();
	raise(SIGUSR1);
	leave();
	CHECK(on_stack >= memory && on_stack < memory + sizeof memory);
	CHECK(order[0] == SS_DISABLE && (unsigned)order[1] == 1U << 31);
	stack_t now;
	sigaltstack(0, &now);
	CHECK(now.ss_sp == memory && (unsigned)now.ss_flags == 1U << 31);
	sigaltstack(&off, 0);
}

/* A frame that does not fit ends in SIGSEGV, whose handler may go on. */
static int overflowed, overflow_code;
static unsigned long overflow_mask;
static void overflow(int sig, siginfo_t *si, void *c)
{
	ucontext_t *uc = c;
	overflowed++;
	overflow_code = si->si_code;
	overflow_mask = uc->uc_sigmask.__bits[0];
}

static long leave_on(char *stack)
{
	long r;
	__asm__ volatile ("mov %%rsp,%%rbx; mov %1,%%rsp; call *%2; mov %%rbx,%%rsp"
		: "=a"(r) : "r"(stack), "r"(leave) : "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "memory");
	return r;
}

static void full_stack(void)
{
	static char memory[16384];
	stack_t ss = { .ss_sp = memory, .ss_size = sizeof memory }, off = { .ss_flags = SS_DISABLE };
	char *guard = mmap(0, 3*4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
	CHECK(!mprotect(guard, 4096, PROT_NONE));
	sigaltstack(&ss, 0);
	handle(SIGUSR1, note, 0, 0);
	handle(SIGSEGV, overflow, SA_ONSTACK, 0);
	for (int room=512; room<=4096; room = room < 1400 ? room+8 : room < 4096 ? 4096 : 8192) {
		ran = overflowed = 0;
		enter();
		raise(SIGUSR1);
		long r = leave_on(guard + 4096 + room);
		CHECK(r == 0 && blocked() == 0 && !apus_thread_self()->kept);
		if (overflowed) CHECK(!ran && overflowed == 1 && overflow_code == SEGV_ACCERR && overflow_mask == 0);
		else CHECK(ran == 1);
		if (room == 512) CHECK(overflowed);
		/* Room for the frame, and for a handler that makes calls. */
		if (room == 4096) CHECK(!overflowed);
	}
	munmap(guard, 3*4096);

	/* The alternate stack has an end of its own, whatever is beyond it. */
	handle(SIGUSR1, note, SA_ONSTACK, 0);
	handle(SIGSEGV, overflow, 0, 0);
	ran = overflowed = 0;
	ss.ss_sp = memory + 8192;
	ss.ss_size = 8192;
	CHECK(!sigaltstack(&ss, 0));
	enter();
	raise(SIGUSR1);
	CHECK(leave_on(memory + 8192 + 1024) == 0);
	CHECK(!ran && overflowed == 1 && overflow_code == SI_KERNEL && blocked() == 0);
	sigaltstack(&off, 0);
	signal(SIGSEGV, SIG_DFL);
}

/* What a handler changes in its context is where execution goes on. */
static void answer(int sig, siginfo_t *si, void *c)
{
	ucontext_t *uc = c;
	uc->uc_mcontext.gregs[REG_RAX] = 4711;
	sigaddset(&uc->uc_sigmask, SIGHUP);
	double x = 3;
	__asm__ volatile ("" : "+x"(x));
}

static void the_context_is_true(void)
{
	handle(SIGUSR1, answer, 0, 0);
	enter();
	raise(SIGUSR1);
	CHECK(leave() == 4711);
	CHECK(blocked() == APUS_SIGNAL(SIGHUP));
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, 0);

	/* The control words are back after the handler. */
	unsigned csr, other = 0x7f80;
	handle(SIGUSR1, note, 0, 0);
	__asm__ volatile ("ldmxcsr %0" : : "m"(other));
	enter();
	raise(SIGUSR1);
	leave();
	__asm__ volatile ("stmxcsr %0" : "=m"(csr));
	CHECK((csr & ~0x3f) == other);
	other = 0x1f80;
	__asm__ volatile ("ldmxcsr %0" : : "m"(other));
}

/* A signal wakes its thread out of a wait in the host. */
static void wakes(void)
{
	struct apus_thread *t = apus_thread_self();
	unsigned long count;
	/* The host's, as the kernel makes it: libc's eventfd would be the kernel's own file. */
	t->wake_descriptor = apus_host(290, 0, 0, 0, 0, 0, 0);
	CHECK(t->wake_descriptor >= 0);
	handle(SIGUSR1, note, 0, 0);
	enter();
	t->park = APUS_IN_HOST;
	raise(SIGUSR1);
	CHECK(t->park == APUS_AWAKE);
	CHECK(apus_host(0, t->wake_descriptor, (long)&count, 8, 0, 0, 0) == 8 && count == 1);
	t->park = APUS_WAITING;
	CHECK(leave() == 0);
	apus_host(3, t->wake_descriptor, 0, 0, 0, 0, 0);

	struct itimerval in_a_moment = { .it_value.tv_usec = 2000 }, off = { 0 };
	handle(SIGALRM, note, SA_RESTART, 0);
	for (int i=0; i<20; i++) {
		enter();
		t->park = APUS_WAITING;
		setitimer(ITIMER_REAL, &in_a_moment, 0);
		CHECK(apus_sleep(t, 0, 0) == 0);
		CHECK(t->kept == 1 && leave() == 1);
	}
	setitimer(ITIMER_REAL, &off, 0);
}

/* Every way to reach a page that is not there. */
static volatile long alarms;
static void tick(int sig, siginfo_t *si, void *c) { alarms++; }

static void bad_pointers(void)
{
	char *page = mmap(0, 3*4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0), *edge = page + 4096;
	static char from[4096], to[4096];
	unsigned found;
	for (int i=0; i<4096; i++) from[i] = i * 7;
	CHECK(!mprotect(edge, 4096, PROT_NONE));
	for (unsigned n=0; n<200; n++) for (unsigned good=0; good<=n; good++) {
		memset(edge-good, 0, good);
		CHECK(apus_copy(edge-good, from, n) == n-good);
		CHECK(!memcmp(edge-good, from, good));
		memset(to, 0, n);
		CHECK(apus_copy(to, edge-good, n) == n-good);
		CHECK(!memcmp(to, from, good));
		CHECK(apus_fill(edge-good, 5, n) == n-good);
		for (unsigned i=0; i<good; i++) CHECK(edge[-1-(int)i] == 5);
		/* From the other end nothing is there. */
		if (n > good) CHECK(apus_copy(to, edge+4096-(n-good), n) == n);
	}
	CHECK(apus_copy(to, 0, 8) == 8 && apus_copy(to, (void *)-4096L, 4096) == 4096);
	CHECK(apus_copy(to, (void *)0x8000000000000000, 8) == 8);
	CHECK(apus_load_word((unsigned *)edge, &found) == -14 && apus_load_word((unsigned *)(edge-4), &found) == 0);
	CHECK(apus_replace_word((unsigned *)edge, 0, 1, &found) == -14);
	CHECK(apus_replace_word((unsigned *)(edge-4), found, 1, &found) == 0);
	munmap(page, 3*4096);
}

static void bad_pointers_in_a_storm(void)
{
	struct itimerval storm = { { 0, 50 }, { 0, 50 } }, off = { 0 };
	handle(SIGALRM, tick, SA_RESTART, 0);
	setitimer(ITIMER_REAL, &storm, 0);
	for (int i=0; i<3; i++) {
		enter();
		bad_pointers();
		leave();
		bad_pointers();
	}
	setitimer(ITIMER_REAL, &off, 0);
	CHECK(alarms > 0 && blocked() == 0 && !apus_thread_self()->kept);
}

static void storm(void)
{
	struct itimerval often = { { 0, 50 }, { 0, 50 } }, off = { 0 };
	struct timespec start, now;
	static char a[3000], b[3000];
	long rounds = 0;
	sigset_t set;
	alarms = 0;
	sigemptyset(&set);
	sigaddset(&set, SIGUSR2);
	handle(SIGALRM, tick, SA_RESTART, &set);
	setitimer(ITIMER_REAL, &often, 0);
	clock_gettime(CLOCK_MONOTONIC, &start);
	do {
		for (int i=0; i<1000; i++, rounds++) {
			int n = rounds * 37 % sizeof a;
			memset(a, rounds, n);
			register unsigned long kept_here __asm__("r12") = rounds;
			__asm__ volatile ("" : "+r"(kept_here));
			enter();
			if (apus_copy(b, a, n)) CHECK(0);
			leave();
			__asm__ volatile ("" : "+r"(kept_here));
			if (kept_here != (unsigned long)rounds) CHECK(0);
			if (memcmp(a, b, n)) CHECK(0);
		}
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while ((now.tv_sec-start.tv_sec)*1000 + (now.tv_nsec-start.tv_nsec)/1000000 < 700);
	setitimer(ITIMER_REAL, &off, 0);
	CHECK(alarms > 100 && blocked() == 0);
}

/* Other threads send, this one is in and out of the kernel: none is lost. */
static pthread_t receiver;
static volatile int got[64], stop;
static void count(int sig, siginfo_t *si, void *c)
{
	if (si->si_value.sival_int != got[sig-1]) stop = 2;
	got[sig-1]++;
}
static void *sender(void *p)
{
	int sig = (int)(long)p;
	for (int i=0; i<5000; ) {
		siginfo_t si = { .si_code = SI_QUEUE, .si_signo = sig };
		si.si_value.sival_int = i;
		si.si_pid = getpid();
		int tid = (int)(long)got[63];
		if (!syscall(SYS_rt_tgsigqueueinfo, getpid(), tid, sig, &si)) i++;
		else sched_yield();
	}
	return 0;
}

static void none_is_lost(void)
{
	pthread_t t[3];
	memset((void *)got, 0, sizeof got);
	got[63] = gettid();
	receiver = pthread_self();
	for (int i=0; i<3; i++) handle(SIGRTMIN+2+i, count, SA_RESTART, 0);
	for (int i=0; i<3; i++) pthread_create(&t[i], 0, sender, (void *)(long)(SIGRTMIN+2+i));
	for (;;) {
		int n = 0;
		static char a[300], b[300];
		enter();
		apus_copy(a, b, 300);
		leave();
		for (int i=0; i<3; i++) n += got[SIGRTMIN+2+i-1];
		if (n == 15000 || stop) break;
	}
	for (int i=0; i<3; i++) pthread_join(t[i], 0);
	CHECK(stop == 0 && blocked() == 0);
}

/* Blocked fault signals are the program's belief only. */
static void faults_are_never_blocked(void)
{
	struct apus_thread *t = apus_thread_self();
	sigset_t all, old, pending;
	sigfillset(&all);
	CHECK(!sigprocmask(SIG_SETMASK, &all, 0));
	CHECK(!(blocked() & APUS_FAULTS) && (program_blocked() & APUS_FAULTS) == APUS_FAULTS);
	CHECK(apus_load_word(0, &(unsigned) { 0 }) == -14);
	handle(SIGSEGV, note, 0, 0);
	ran = 0;
	queue(SIGSEGV, 5);
	queue(SIGSEGV, 6);
	CHECK(ran == 0);
	sigpending(&pending);
	CHECK(sigismember(&pending, SIGSEGV) && !sigismember(&pending, SIGBUS));
	sigemptyset(&all);
	CHECK(!sigprocmask(SIG_SETMASK, &all, &old));
	CHECK(sigismember(&old, SIGSEGV) && sigismember(&old, SIGBUS));
	CHECK(ran == 1 && values[0] == 5);
	sigpending(&pending);
	CHECK(!sigismember(&pending, SIGSEGV));
	/* In the kernel it is kept like any other. */
	ran = 0;
	enter();
	queue(SIGSEGV, 7);
	CHECK(ran == 0 && t->kept == 1);
	CHECK(leave() == 0 && ran == 1 && values[0] == 7);
	CHECK(in_handler == APUS_SIGNAL(SIGSEGV) && t->masked_faults == 0);
	enter();
	handle(SIGUSR1, note, 0, 0);
	raise(SIGUSR1);
	queue(SIGSEGV, 8);
	CHECK(t->kept == 2);
	CHECK(leave() == 0 && ran == 3);
	CHECK(blocked() == 0 && t->masked_faults == 0);
	signal(SIGSEGV, SIG_DFL);
}

static int ends(void (*f)(void))
{
	struct rlimit none = { 0, 0 };
	int status;
	pid_t p = fork();
	if (!p) {
		setrlimit(RLIMIT_CORE, &none);
		f();
		_exit(0);
	}
	CHECK(waitpid(p, &status, 0) == p);
	return WIFSIGNALED(status) ? WTERMSIG(status) : -WEXITSTATUS(status);
}

static void touch(void) { *(volatile int *)8 = 1; }
static void exit_7(int sig, siginfo_t *si, void *c) { _exit(si->si_code == SEGV_MAPERR && si->si_addr == (void *)8 ? 7 : 8); }
static void touch_handled(void) { handle(SIGSEGV, exit_7, 0, 0); touch(); }
static void touch_ignored(void) { signal(SIGSEGV, SIG_IGN); touch(); }
static void touch_blocked(void)
{
	sigset_t all;
	sigfillset(&all);
	handle(SIGSEGV, exit_7, 0, 0);
	sigprocmask(SIG_SETMASK, &all, 0);
	touch();
}
static void again(int sig, siginfo_t *si, void *c) { touch(); }
static void touch_twice(void) { handle(SIGSEGV, again, 0, 0); touch(); }
static void kill_self(void) { raise(SIGSEGV); }
static void kill_ignored(void) { signal(SIGSEGV, SIG_IGN); raise(SIGSEGV); _exit(9); }
static void kernel_bug(void) { int p[2]; pipe(p); dup2(p[1], 2); handle(SIGSEGV, exit_7, 0, 0); enter(); touch(); }

static void faults_of_the_program(void)
{
	CHECK(ends(touch) == SIGSEGV);
	CHECK(ends(touch_handled) == -7);
	CHECK(ends(touch_ignored) == SIGSEGV);
	CHECK(ends(touch_blocked) == SIGSEGV);
	CHECK(ends(touch_twice) == SIGSEGV);
	CHECK(ends(kill_self) == SIGSEGV);
	CHECK(ends(kill_ignored) == -9);
	CHECK(ends(kernel_bug) == SIGSEGV);
}

/* In the child nothing is kept, and the mask is the program's. */
static void forks(void)
{
	struct apus_thread *t = apus_thread_self();
	int status;
	handle(SIGUSR1, note, 0, 0);
	ran = 0;
	enter();
	queue(SIGUSR1, 0);
	pid_t p = syscall(SYS_fork);
	if (!p) {
		t = apus_thread_self();
		CHECK(!t->kept && blocked() == 0);
		CHECK(leave() == -1 && ran == 0);
		queue(SIGUSR1, 0);
		CHECK(ran == 1);
		_exit(failures != 0);
	}
	CHECK(t->kept == 1 && leave() == 0 && ran == 1 && blocked() == 0);
	CHECK(waitpid(p, &status, 0) == p && status == 0);
}

static void *shows(void *p)
{
	*(unsigned long *)p = program_blocked();
	CHECK(!(blocked() & APUS_FAULTS));
	CHECK(apus_load_word(0, &(unsigned) { 0 }) == -14);
	return 0;
}

static void threads(void)
{
	pthread_t t;
	unsigned long mask;
	sigset_t set;
	sigemptyset(&set);
	sigaddset(&set, SIGSEGV);
	sigprocmask(SIG_SETMASK, &set, 0);
	pthread_create(&t, 0, shows, &mask);
	pthread_join(t, 0);
	CHECK(mask == APUS_SIGNAL(SIGSEGV));
	sigemptyset(&set);
	sigprocmask(SIG_SETMASK, &set, 0);
}

/* Called by a program without a thread, before anything is set. */
int main(int argc, char **argv)
{
	if (argc > 1) {
		unsigned long mask = blocked(), want = strtoul(argv[1], 0, 16);
		struct apus_action a;
		apus_host(13, SIGSEGV, 0, (long)&a, 8, 0, 0);
		return mask != want || a.handler != strtoul(argv[2], 0, 0);
	}
	CHECK(apus_state.owns_faults == 0);
	threads();
	CHECK(apus_state.owns_faults == 1);
	kept_and_delivered();
	actions_at_the_end();
	real_time_order();
	nested_frames();
	jumps_out();
	alternate_stack();
	full_stack();
	the_context_is_true();
	wakes();
	enter();
	bad_pointers();
	leave();
	bad_pointers_in_a_storm();
	storm();
	none_is_lost();
	faults_are_never_blocked();
	faults_of_the_program();
	forks();

	/* exec: the truth. */
	for (int ignored=0; ignored<2; ignored++) {
		int status;
		sigset_t set;
		sigemptyset(&set);
		sigaddset(&set, SIGBUS);
		sigaddset(&set, SIGHUP);
		pid_t p = ignored ? vfork() : fork();
		if (!p) {
			sigprocmask(SIG_SETMASK, &set, 0);
			signal(SIGSEGV, ignored ? SIG_IGN : SIG_DFL);
			execl("/nonexistent", "x", (char *)0);
			CHECK(!(blocked() & APUS_FAULTS));
			execl(argv[0], argv[0], "41", ignored ? "1" : "0", (char *)0);
			_exit(2);
		}
		CHECK(waitpid(p, &status, 0) == p && status == 0);
	}
	return failures != 0;
}
