/* ldflags: -rdynamic */
/* The four calls on contexts, and a backtrace. */
#define _GNU_SOURCE
#include <execinfo.h>
#include <fenv.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

static ucontext_t start, one, two;
static char stack_one[65536], stack_two[65536];
static volatile int passes;

static void f(int a, int b, int c, int d, int e, int g, int h, int i)
{
	printf("%d %d %d %d %d %d %d %d\n", a, b, c, d, e, g, h, i);
	for (int k=0; k<3; k++) {
		printf("one %d\n", k);
		swapcontext(&one, &two);
	}
}

static void g(void)
{
	for (int k=0; k<2; k++) {
		printf("two %d %f\n", k, 1.5*k);
		swapcontext(&two, &one);
	}
	printf("two ends\n");
}

__attribute__((noinline)) static int trace(void)
{
	void *at[20];
	int n = backtrace(at, 20);
	char **lines = backtrace_symbols(at, n);
	printf("%d %d\n", n > 2, strstr(lines[0], "trace") != 0);
	free(lines);
	return n;
}

int main(void)
{
	sigset_t s;
	ucontext_t here;
	getcontext(&one);
	one.uc_stack.ss_sp = stack_one;
	one.uc_stack.ss_size = sizeof stack_one;
	one.uc_link = &start;
	makecontext(&one, (void (*)(void))f, 8, 1, 2, 3, 4, 5, 6, 7, 8);
	getcontext(&two);
	two.uc_stack.ss_sp = stack_two;
	two.uc_stack.ss_size = sizeof stack_two;
	two.uc_link = &one;
	sigaddset(&two.uc_sigmask, SIGUSR1);
	makecontext(&two, g, 0);
	printf("%d\n", swapcontext(&start, &one));
	sigprocmask(SIG_BLOCK, 0, &s);
	printf("%d\n", sigismember(&s, SIGUSR1));
	getcontext(&here);
	if (passes++ < 3) setcontext(&here);
	printf("%d\n", passes);
	trace();
}
