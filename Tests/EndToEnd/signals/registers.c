#include "waiting/blocking.h"
#include <dlfcn.h>
#include <link.h>
#include <sys/mman.h>
#include <ucontext.h>
// A handler's context is the program's: where it was, on which stack, with which registers; what it changes there holds.
static volatile int count, in_text, on_stack, mask_right, changed;
static char *stack_low, *stack_high;
static struct { uintptr_t from, to; } code_[64];
static int codes;

static int note(struct dl_phdr_info *i, size_t n, void *arg)
{
	for (int k = 0; k < i->dlpi_phnum && codes < 64; k++) if (i->dlpi_phdr[k].p_type == PT_LOAD && i->dlpi_phdr[k].p_flags & PF_X)
		code_[codes++] = (typeof(*code_)){ i->dlpi_addr + i->dlpi_phdr[k].p_vaddr, i->dlpi_addr + i->dlpi_phdr[k].p_vaddr + i->dlpi_phdr[k].p_memsz };
	return 0;
}
static void look(int sig, siginfo_t *si, void *context)
{
	ucontext_t *u = context;
	uintptr_t ip = u->uc_mcontext.gregs[REG_RIP], sp = u->uc_mcontext.gregs[REG_RSP];
	for (int i = 0; i < codes; i++) if (ip >= code_[i].from && ip < code_[i].to) in_text++;
	if (sp > (uintptr_t)stack_low && sp < (uintptr_t)stack_high) on_stack++;
	if (!sigismember(&u->uc_sigmask, SIGUSR1) && sigismember(&u->uc_sigmask, TAKEN)) mask_right++;
	if (sp <= (uintptr_t)&ip) changed = 1; // the handler's frame lies below what it interrupted
	count++;
}
static const struct blocking *kind;
static struct place p;
static void *waits(void *arg)
{
	sigset_t s;
	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	pthread_sigmask(SIG_UNBLOCK, &s, 0);
	block(&p, kind);
	return 0;
}

// Every register through a signal that comes while they are all in use.
static volatile int turn;
static void storm(int sig, siginfo_t *si, void *context) { double x = sig; __asm__ volatile ("pxor %%xmm7,%%xmm7; pxor %%xmm15,%%xmm15; std; cld" ::: "xmm7", "xmm15"); turn += x > 0; }
static long registers_kept(void)
{
	long bad = 0;
	double end = seconds() + 0.4;
	while (seconds() < end || turn < 50) {
		unsigned long r;
		__asm__ volatile (
			"mov $0x1111, %%rbx; mov $0x2222, %%rcx; mov $0x3333, %%rdx; mov $0x4444, %%rsi; mov $0x5555, %%rdi\n"
			"mov $0x8888, %%r8; mov $0x9999, %%r9; mov $0xaaaa, %%r10; mov $0xbbbb, %%r11; mov $0xcccc, %%r12\n"
			"mov $0xdddd, %%r13; mov $0xeeee, %%r14; mov $0xffff, %%r15; movq %%rbx, %%xmm7; movq %%r15, %%xmm15\n"
			"mov $20000, %%rax; 1: dec %%rax; jnz 1b\n"
			"xor $0x1111, %%rbx; xor $0x2222, %%rcx; xor $0x3333, %%rdx; xor $0x4444, %%rsi; xor $0x5555, %%rdi\n"
			"xor $0x8888, %%r8; xor $0x9999, %%r9; xor $0xaaaa, %%r10; xor $0xbbbb, %%r11; xor $0xcccc, %%r12\n"
			"xor $0xdddd, %%r13; xor $0xeeee, %%r14; xor $0xffff, %%r15\n"
			"or %%rcx, %%rbx; or %%rdx, %%rbx; or %%rsi, %%rbx; or %%rdi, %%rbx; or %%r8, %%rbx; or %%r9, %%rbx; or %%r10, %%rbx\n"
			"or %%r11, %%rbx; or %%r12, %%rbx; or %%r13, %%rbx; or %%r14, %%rbx; or %%r15, %%rbx\n"
			"movq %%xmm7, %%rcx; xor $0x1111, %%rcx; or %%rcx, %%rbx; movq %%xmm15, %%rcx; xor $0xffff, %%rcx; or %%rcx, %%rbx; mov %%rbx, %0"
			: "=m"(r) :: "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "xmm7", "xmm15", "cc");
		bad += r != 0;
	}
	return bad;
}
// What a handler writes into the context of an interrupted loop is what the loop has then.
static void set_register(int sig, siginfo_t *si, void *context) { ((ucontext_t *)context)->uc_mcontext.gregs[REG_R12] = 77; }

int main(void)
{
	struct sigaction sa = { .sa_sigaction = look, .sa_flags = SA_SIGINFO | SA_RESTART };
	pthread_attr_t a;
	sigset_t s;
	int kinds = 0;
	blocking_setup();
	dl_iterate_phdr(note, 0);
	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	sigprocmask(SIG_BLOCK, &s, 0);
	sigaction(SIGUSR1, &sa, 0);
	stack_low = mmap(0, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	stack_high = stack_low + (1 << 20);
	pthread_attr_init(&a);
	CHECK(!pthread_attr_setstack(&a, stack_low, 1 << 20));
	for (int i = 0; i < BLOCKING; i++) {
		kind = &blocking[i];
		if (kind->call == do_sigsuspend || kind->call == do_epoll_pwait) continue; // with a mask of their own
		prepare(&p, kind);
		int before = count;
		CHECK(!pthread_create(&p.thread, &a, waits, 0) && !until_waiting(&p) && !pthread_kill(p.thread, SIGUSR1));
		while (count == before) sched_yield();
		if (!until_waiting(&p)) kind->wake(&p);
		pthread_join(p.thread, 0);
		cleanup(&p, kind);
		kinds++;
	}
	CHECK(count == kinds && in_text == kinds && on_stack == kinds && mask_right == kinds && !changed);
	sigprocmask(SIG_UNBLOCK, &s, 0);
	timer_t timer;
	struct sigevent e = { .sigev_signo = SIGUSR1 };
	sa.sa_sigaction = storm;
	sigaction(SIGUSR1, &sa, 0);
	CHECK(!timer_create(CLOCK_MONOTONIC, &e, &timer) && !timer_settime(timer, 0, &(struct itimerspec){ { 0, 50000 }, { 0, 50000 } }, 0));
	show("registers changed", registers_kept());
	timer_delete(timer);
	sa.sa_sigaction = set_register;
	sigaction(SIGUSR1, &sa, 0);
	CHECK(!timer_create(CLOCK_MONOTONIC, &e, &timer) && !timer_settime(timer, 0, &(struct itimerspec){ .it_value = { 0, 5000000 } }, 0));
	long r;
	__asm__ volatile ("xor %%r12, %%r12; 1: pause; test %%r12, %%r12; jz 1b; mov %%r12, %0" : "=r"(r) :: "r12", "cc");
	show("register set by a handler", r);
	return done();
}
