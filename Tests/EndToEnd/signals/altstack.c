/* cflags: -Wno-infinite-recursion */
#include "check.h"
#include <setjmp.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <pthread.h>
// sigaltstack: on it or not, nested, SS_DISABLE, per thread, stack overflow caught, errors.
static char *base;
static size_t size = 65536;
static volatile int on, flags;
static sigjmp_buf back;
static int within(void *p) { return (char *)p >= base && (char *)p < base + size; }
static void handler(int sig)
{
	int local;
	stack_t ss;
	on = within(&local);
	sigaltstack(0, &ss);
	flags = ss.ss_flags;
	if (sig == SIGUSR1) {
		stack_t other = { .ss_sp = base, .ss_size = size };
		show("sigaltstack on the stack", sigaltstack(&other, 0));
		CHECK(getpid() > 0 && time(0) > 0);
	}
}
static void overflow(int sig) { int local; on = within(&local); siglongjmp(back, 1); }
static int recurse(volatile char *p)
{
	volatile char frame[4096];
	frame[0] = p ? p[0] : 1;
	return recurse(frame) + frame[0];
}
static void *thread(void *arg)
{
	stack_t ss;
	sigaltstack(0, &ss);
	printf("thread: disabled %d\n", ss.ss_flags == SS_DISABLE);
	raise(SIGUSR2);
	printf("thread: on it %d\n", on);
	return 0;
}

int main(void)
{
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_ONSTACK };
	stack_t ss, old;
	base = mmap(0, size, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0);
	show("initial", sigaltstack(0, &old));
	printf("disabled %d\n", old.ss_flags == SS_DISABLE);
	ss = (stack_t){ .ss_sp = base, .ss_size = size };
	show("set", sigaltstack(&ss, 0));
	sigaction(SIGUSR1, &sa, 0);
	sigaction(SIGHUP, &sa, 0);
	raise(SIGUSR1);
	printf("on it %d, SS_ONSTACK %d\n", on, flags == SS_ONSTACK);
	sa.sa_flags = 0;
	sigaction(SIGUSR2, &sa, 0);
	raise(SIGUSR2);
	printf("without SA_ONSTACK: on it %d, flags %d\n", on, flags);
	sa.sa_flags = SA_ONSTACK;
	sigaction(SIGUSR2, &sa, 0);
	pthread_t t;
	pthread_create(&t, 0, thread, 0);
	pthread_join(t, 0);
	sigaltstack(0, &old);
	CHECK(old.ss_sp == base && old.ss_size == size && old.ss_flags == 0);
	pid_t p = fork();
	if (!p) { raise(SIGHUP); printf("child: on it %d\n", on); _exit(0); }
	waitpid(p, 0, 0);

	setrlimit(RLIMIT_STACK, &(struct rlimit){ 1<<20, 1<<20 });
	sa.sa_handler = overflow;
	sigaction(SIGSEGV, &sa, 0);
	for (int i = 0; i < 3; i++) {
		on = 0;
		if (!sigsetjmp(back, 1)) recurse(0);
		printf("overflow caught, on it %d\n", on);
	}
	ss.ss_size = 100;
	show("too small", sigaltstack(&ss, 0));
	ss.ss_size = size;
	ss.ss_flags = 0x100;
	show("bad flags", sigaltstack(&ss, 0));
	show("bad pointer", syscall(SYS_sigaltstack, 8, 0));
	ss.ss_flags = SS_DISABLE;
	show("disable", sigaltstack(&ss, 0));
	on = 9;
	raise(SIGHUP);
	printf("disabled: on it %d\n", on);
	return done();
}
