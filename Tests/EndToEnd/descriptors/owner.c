#include "descriptors/kinds.h"
#include <poll.h>
// F_SETOWN, F_SETOWN_EX, F_SETSIG, O_ASYNC: SIGIO from pipes and sockets, the descriptor told, who gets it.
#ifndef F_SETSIG
#define F_SETSIG 10
#define F_GETSIG 11
#endif
static volatile int calls, signal_, fd_, band, by;
static void handler(int sig, siginfo_t *si, void *u)
{
	calls++; signal_ = sig; fd_ = si->si_fd; band = si->si_band; by = gettid();
}
static long own(int fd)
{
	if (fcntl(fd, F_SETOWN, getpid())) return -1;
	int r = fcntl(fd, F_GETOWN);
	CHECK(r == getpid());
	fcntl(fd, F_SETOWN, 0);
	return fcntl(fd, F_GETOWN);
}
static void saw(const char *what)
{
	printf("%s: %d calls", what, calls);
	if (calls) printf(", signal %d, %s%d, band %x", signal_, signal_ == SIGIO ? "" : "descriptor ", signal_ == SIGIO ? 0 : fd_, signal_ == SIGIO ? 0 : band);
	puts("");
	calls = 0;
}
int main(void)
{
	int p[2], s[2];
	char buf[16];
	struct { int type, pid; } ex = { 9, 9 };
	struct sigaction sa = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO | SA_RESTART };
	sigaction(SIGIO, &sa, 0);
	sigaction(SIGRTMIN + 3, &sa, 0);
	open_kinds(0);
	each_kind("F_GETOWN at first", own);
	CHECK(!pipe2(p, O_NONBLOCK) && dup2(p[0], 90) == 90 && dup2(p[1], 91) == 91);
	close(p[0]);
	close(p[1]);
	CHECK(!fcntl(90, F_SETOWN, getpid()));
	write(91, "x", 1);
	saw("no O_ASYNC");
	CHECK(!fcntl(90, F_SETFL, O_ASYNC | O_NONBLOCK));
	saw("set with data in it");
	write(91, "y", 1);
	saw("written");
	CHECK(read(90, buf, 16) == 2);
	saw("read");
	CHECK(!fcntl(90, F_SETSIG, SIGRTMIN + 3) && fcntl(90, F_GETSIG) == SIGRTMIN + 3);
	write(91, "y", 1);
	saw("F_SETSIG");
	show("F_SETSIG -1", fcntl(90, F_SETSIG, -1));
	show("F_SETSIG 65", fcntl(90, F_SETSIG, 65));
	// The writer's end, told when room comes.
	CHECK(!fcntl(91, F_SETOWN, getpid()) && !fcntl(91, F_SETSIG, SIGRTMIN + 3) && !fcntl(90, F_SETFL, O_NONBLOCK));
	static char big[70000];
	while (write(91, big, sizeof big) > 0);
	CHECK(!fcntl(91, F_SETFL, O_NONBLOCK | O_ASYNC));
	read(90, big, sizeof big);
	saw("room");
	CHECK(!fcntl(91, F_SETFL, O_NONBLOCK));
	CHECK(!fcntl(90, F_SETFL, O_NONBLOCK | O_ASYNC));
	close(91);
	saw("writer closed");
	close(90);
	CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, s) && dup2(s[0], 90) == 90 && !close(s[0]));
	CHECK(!fcntl(90, F_SETOWN, getpid()) && !fcntl(90, F_SETFL, O_ASYNC) && !fcntl(90, F_SETSIG, SIGRTMIN + 3));
	write(s[1], "x", 1);
	saw("socket written");
	close(s[1]);
	saw("socket closed");
	// Kinds of owners.
	CHECK(!pipe(p));
	show("F_GETOWN_EX", fcntl(p[0], F_GETOWN_EX, &ex));
	printf("type %d, %d\n", ex.type, ex.pid);
	ex.type = 0;
	ex.pid = gettid();
	show("F_SETOWN_EX, thread", fcntl(p[0], F_SETOWN_EX, &ex));
	ex.type = 9;
	show("F_GETOWN_EX", fcntl(p[0], F_GETOWN_EX, &ex));
	printf("type %d, %d\n", ex.type, ex.pid == gettid());
	CHECK(!fcntl(p[0], F_SETFL, O_ASYNC));
	write(p[1], "x", 1);
	saw("to a thread");
	ex.type = 5;
	show("F_SETOWN_EX type 5", fcntl(p[0], F_SETOWN_EX, &ex));
	ex.type = 1;
	ex.pid = INT_MAX;
	show("F_SETOWN_EX of nobody", fcntl(p[0], F_SETOWN_EX, &ex));
	show("F_SETOWN of nobody", fcntl(p[0], F_SETOWN, INT_MAX));
	show("F_SETOWN INT_MIN", fcntl(p[0], F_SETOWN, INT_MIN));
	show("F_SETOWN_EX bad pointer", syscall(SYS_fcntl, p[0], F_SETOWN_EX, 8));
	CHECK(!fcntl(p[0], F_SETFL, 0));
	show("F_SETOWN own group", fcntl(p[0], F_SETOWN, -getpgrp()));
	CHECK(fcntl(p[0], F_GETOWN) == -getpgrp());
	show("closed", fcntl(999, F_SETOWN, getpid()));
	show("closed", fcntl(999, F_GETOWN));
	return done();
}
