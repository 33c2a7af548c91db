#include "check.h"
#include <dirent.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
// A wait for a socket and an eventfd in one set that a signal ends, and a fork after it: the child has no descriptor
// but its parent's, and both are called by their own signals.
static int ep;
static volatile int calls;
static void handler(int sig) { calls++; }
static int numbers(void)
{
	int n = 0;
	DIR *d = opendir("/proc/self/fd");
	for (struct dirent *e; (e = readdir(d));) n += atoi(e->d_name) >= 100;
	closedir(d);
	return n;
}
static void waits(const char *who)
{
	struct epoll_event ev;
	int before = calls;
	ualarm(20000, 0);
	int r = epoll_wait(ep, &ev, 1, -1);
	printf("%s: %d %s, %d\n", who, r, r < 0 ? ename(errno) : "", calls - before);
}
int main(void)
{
	struct sigaction sa = { .sa_handler = handler };
	int inherited = numbers(), s[2], e = eventfd(0, 0);
	sigaction(SIGALRM, &sa, 0);
	CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, s) && !shutdown(s[0], SHUT_RD));
	ep = epoll_create1(0);
	CHECK(!epoll_ctl(ep, EPOLL_CTL_ADD, s[1], &(struct epoll_event){ .events = EPOLLIN }));
	CHECK(!epoll_ctl(ep, EPOLL_CTL_ADD, e, &(struct epoll_event){ .events = EPOLLIN }));
	waits("before");
	fflush(stdout);
	pid_t c = fork();
	if (!c) {
		printf("in the child: %d\n", numbers() - inherited);
		e = eventfd(0, 0);
		CHECK(!epoll_ctl(ep, EPOLL_CTL_ADD, e, &(struct epoll_event){ .events = EPOLLIN }));
		waits("child");
		fflush(stdout);
		_exit(0);
	}
	waitpid(c, 0, 0);
	waits("parent");
	return done();
}
