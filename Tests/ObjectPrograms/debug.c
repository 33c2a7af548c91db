/* usage: debug clock|read|signal|vfork: stops, for a debugger, in a call that
 * the kernel answers, in one that the host blocks, in a signal handler. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

__attribute__((noinline)) int ask_clock(void)
{
	struct timespec t;
	return clock_gettime(CLOCK_MONOTONIC, &t) + (t.tv_nsec < 0);
}

__attribute__((noinline)) static void handle(int s)
{
	/* A call, so that there is a breakpoint below the frame of the signal. */
	if (s) ask_clock();
	__asm__ volatile ("");
}

__attribute__((noinline)) static int send_signal(void)
{
	raise(SIGUSR1);
	return 0;
}

__attribute__((noinline)) static int wait_input(void)
{
	char c;
	int p[2];
	if (pipe(p)) return 1;
	return read(p[0], &c, 1) + c;
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	if (!strcmp(what, "clock")) return ask_clock();
	if (!strcmp(what, "read")) return wait_input();
	if (!strcmp(what, "signal")) {
		signal(SIGUSR1, handle);
		return send_signal();
	}
	return 2;
}
