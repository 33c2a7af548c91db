/* usage: debug clock|read|pause|pipe|signal: stops, for a debugger, in a call that the
 * kernel answers, in two that wait in the host, asleep in the kernel, in a signal handler. */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/timerfd.h>
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

/* A timer that is never set is the host's to wait for. */
__attribute__((noinline)) static int wait_read(void)
{
	long count;
	int fd = timerfd_create(CLOCK_REALTIME, 0);
	if (fd < 0) return 1;
	return read(fd, &count, sizeof count) + count;
}

__attribute__((noinline)) static int wait_pause(void)
{
	return pause() + 1;
}

__attribute__((noinline)) static int wait_pipe(void)
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
	if (!strcmp(what, "read")) return wait_read();
	if (!strcmp(what, "pause")) return wait_pause();
	if (!strcmp(what, "pipe")) return wait_pipe();
	if (!strcmp(what, "signal")) {
		signal(SIGUSR1, handle);
		return send_signal();
	}
	return 2;
}
