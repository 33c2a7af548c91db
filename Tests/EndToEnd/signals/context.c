#include "check.h"
#include <ucontext.h>
// The ucontext a handler gets is the program's: registers can be read and changed, floating point survives.
static volatile long seen;
static void registers(int sig, siginfo_t *si, void *p)
{
	ucontext_t *u = p;
	seen = u->uc_mcontext.gregs[REG_R12];
	u->uc_mcontext.gregs[REG_R12] = 0x1234;
	u->uc_mcontext.gregs[REG_RIP] += 2; // over ud2
}
static void mask(int sig, siginfo_t *si, void *p)
{
	ucontext_t *u = p;
	sigaddset(&u->uc_sigmask, SIGUSR2);
}
static void floats(int sig)
{
	volatile double d = 3.5;
	for (int i = 0; i < 100; i++) d = d * 1.5 + getpid() * 0.0;
	__asm__ volatile ("pxor %%xmm6,%%xmm6; pcmpeqd %%xmm7,%%xmm7" ::: "xmm6", "xmm7");
}

int main(void)
{
	struct sigaction sa = { .sa_sigaction = registers, .sa_flags = SA_SIGINFO };
	long r12 = 0x42;
	sigaction(SIGILL, &sa, 0);
	__asm__ volatile ("mov %0,%%r12; ud2; mov %%r12,%0" : "+r"(r12) :: "r12");
	printf("seen %lx, changed to %lx\n", seen, r12);

	sa.sa_sigaction = mask;
	sigaction(SIGUSR1, &sa, 0);
	raise(SIGUSR1);
	sigset_t s;
	sigprocmask(SIG_BLOCK, 0, &s);
	printf("mask changed by handler: %d\n", sigismember(&s, SIGUSR2));

	sa.sa_handler = floats;
	sa.sa_flags = SA_RESTART;
	sigaction(SIGALRM, &sa, 0);
	ualarm(100, 100);
	int bad = 0;
	for (int i = 0; i < 300000; i++) {
		uint64_t a = 0x123456789abcdef0 + i, b = ~a, x, y;
		__asm__ volatile ("movq %2,%%xmm6; movq %3,%%xmm7; mov $50,%%ecx; 1: loop 1b; movq %%xmm6,%0; movq %%xmm7,%1"
			: "=r"(x), "=r"(y) : "r"(a), "r"(b) : "xmm6", "xmm7", "ecx");
		bad += x != a || y != b;
	}
	ualarm(0, 0);
	printf("%d registers lost\n", bad);
	// The red zone below the stack pointer belongs to the interrupted function.
	ualarm(100, 100);
	bad = 0;
	for (int i = 0; i < 300000; i++) {
		long r;
		__asm__ volatile ("mov %1,-128(%%rsp); mov %1,-8(%%rsp); mov $50,%%ecx; 1: loop 1b; mov -8(%%rsp),%0; sub -128(%%rsp),%0"
			: "=&r"(r) : "r"((long)i) : "ecx", "memory");
		bad += r != 0;
	}
	ualarm(0, 0);
	printf("%d red zones lost\n", bad);
	return done();
}
