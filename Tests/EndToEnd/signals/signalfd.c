#include "check.h"
#include <sys/signalfd.h>
#include <poll.h>
// signalfd: reading, several at once, non-blocking, poll, changed masks, errors.
int main(void)
{
	sigset_t s;
	struct signalfd_siginfo si[4];
	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	sigaddset(&s, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &s, 0);
	int fd = signalfd(-1, &s, SFD_NONBLOCK | SFD_CLOEXEC);
	CHECK(fd >= 0 && (fcntl(fd, F_GETFL) & O_NONBLOCK) && (fcntl(fd, F_GETFD) & FD_CLOEXEC));
	struct pollfd p = { fd, POLLIN, 0 };
	show("empty", read(fd, si, sizeof si));
	show("poll", poll(&p, 1, 0));
	raise(SIGUSR1);
	sigqueue(getpid(), SIGRTMIN, (union sigval){ .sival_int = 3 });
	sigqueue(getpid(), SIGRTMIN, (union sigval){ .sival_int = 4 });
	show("poll", poll(&p, 1, 1000));
	ssize_t n = read(fd, si, sizeof si);
	printf("%zd records\n", n / (ssize_t)sizeof *si);
	for (int i = 0; i < n / (int)sizeof *si; i++)
		printf("%s, from me %d, value %d\n", (int)si[i].ssi_signo == SIGUSR1 ? "USR1" : "RT", si[i].ssi_pid == (unsigned)getpid(), (int)si[i].ssi_signo == SIGUSR1 ? 0 : si[i].ssi_int);
	raise(SIGUSR1);
	show("short buffer", read(fd, si, 10));
	sigdelset(&s, SIGUSR1);
	CHECK(signalfd(fd, &s, 0) == fd);
	show("not in the mask any more", read(fd, si, sizeof si));
	pid_t c = fork();
	if (!c) {
		sigaddset(&s, SIGUSR1);
		signalfd(fd, &s, 0);
		show("the child has its own", read(fd, si, sizeof si));
		_exit(0);
	}
	waitpid(c, 0, 0);
	show("bad descriptor", signalfd(999, &s, 0));
	show("not a signalfd", signalfd(0, &s, 0));
	show("bad flags", signalfd(-1, &s, 0x7777));
	return done();
}
