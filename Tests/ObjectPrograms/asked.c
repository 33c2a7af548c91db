/* For APUS_STATS_SIGNAL=USR2. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void seen(int sig) { (void)sig; write(1, "seen\n", 5); }

int main(void)
{
	struct sigaction action = { .sa_handler = seen, .sa_flags = SA_NODEFER }, now;
	setvbuf(stdout, 0, _IONBF, 0);
	sigaddset(&action.sa_mask, SIGHUP);
	if (sigaction(SIGUSR2, 0, &now) || now.sa_handler != SIG_DFL) return 1;
	if (sigaction(SIGUSR2, &action, 0) || sigaction(SIGUSR2, 0, &now)) return 2;
	if (now.sa_handler != seen || !(now.sa_flags & SA_NODEFER) || !sigismember(&now.sa_mask, SIGHUP)) return 3;
	if (sigismember(&now.sa_mask, SIGINT)) return 4;
	puts("kept");
	getpgid(0);
	raise(SIGUSR2);
	puts("1");
	getpgid(0);
	kill(getpid(), SIGUSR2);
	puts("2");
	if (signal(SIGUSR2, SIG_DFL) != seen) return 5;
	/* All others are as ever. */
	signal(SIGUSR1, SIG_IGN);
	raise(SIGUSR1);
	puts("ended");
	return 0;
}
