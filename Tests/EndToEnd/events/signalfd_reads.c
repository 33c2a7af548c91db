#include "check.h"
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/time.h>
#include <sys/uio.h>
// signalfd: order, several in a read, sizes, masks changed, threads, blocking, epoll, fields, wrong arguments.
static int fd;
static struct signalfd_siginfo si[8];
static void take(const char *what, int room)
{
	memset(si, 0, sizeof si);
	long r = read(fd, si, room * sizeof *si);
	printf("%s: ", what);
	if (r < 0) { puts(ename(errno)); return; }
	for (int i = 0; i < r / (long)sizeof *si; i++) printf("%d(%d,%d) ", si[i].ssi_signo, si[i].ssi_code, si[i].ssi_code == SI_QUEUE ? si[i].ssi_int : 0);
	puts("");
}
static sigset_t mask(int a, int b, int c)
{
	sigset_t s;
	sigemptyset(&s);
	if (a) sigaddset(&s, a);
	if (b) sigaddset(&s, b);
	if (c) sigaddset(&s, c);
	return s;
}
static void queue(int sig, int v) { CHECK(!sigqueue(getpid(), sig, (union sigval){ .sival_int = v })); }
static volatile int tid;
static void *reads(void *arg)
{
	tid = gettid();
	long r = read(fd, si, sizeof si);
	printf("in a thread: %ld, %d\n", r / (long)sizeof *si, si[0].ssi_signo);
	return 0;
}
static void *own(void *arg)
{
	// Sent to this thread alone: no other reads it.
	raise(SIGUSR2);
	tid = 1;
	while (tid != 2) msleep(1);
	take("its own thread", 8);
	return 0;
}
int main(void)
{
	pthread_t t;
	int rt = SIGRTMIN;
	sigset_t s = mask(SIGUSR1, SIGUSR2, SIGALRM), empty;
	sigemptyset(&empty);
	sigaddset(&s, rt); sigaddset(&s, rt + 1); sigaddset(&s, SIGCHLD); sigaddset(&s, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &s, 0);
	fd = signalfd(-1, &s, SFD_NONBLOCK);
	struct pollfd p = { fd, POLLIN | POLLOUT | POLLRDNORM, 0 };
	take("empty", 8);
	show("poll", poll(&p, 1, 0));
	// The lower number first, real-time ones in order and all, others once.
	queue(rt + 1, 1); queue(rt, 2); queue(rt + 1, 3); queue(rt, 4);
	kill(getpid(), SIGTERM); kill(getpid(), SIGUSR1); kill(getpid(), SIGUSR1); queue(SIGUSR2, 5);
	show("poll", poll(&p, 1, 0));
	printf("%x\n", p.revents);
	take("one", 1);
	take("three", 3);
	take("all", 8);
	take("empty", 8);
	// Sizes.
	kill(getpid(), SIGUSR1);
	show("0", read(fd, si, 0));
	show("127", read(fd, si, 127));
	show("bad pointer", read(fd, (void *)8, 128));
	take("is it gone", 1);
	kill(getpid(), SIGUSR1);
	queue(rt, 9);
	show("255", read(fd, si, 255));
	show("200", read(fd, si, 200));
	show("empty", read(fd, si, 200));
	kill(getpid(), SIGUSR1);
	struct iovec v[2] = { { si, 64 }, { (char *)si + 64, 64 } };
	show("readv in halves", readv(fd, v, 2));
	take("then", 1);
	show("write", write(fd, si, 128));
	// Fields.
	queue(rt, -7);
	CHECK(read(fd, si, 128) == 128);
	printf("%d %d %d %d %d %d\n", si->ssi_code == SI_QUEUE, si->ssi_pid == (unsigned)getpid(), si->ssi_uid == getuid(), si->ssi_int, si->ssi_errno, si->ssi_fd);
	pid_t c = fork();
	if (!c) _exit(33);
	p.revents = 0;
	CHECK(poll(&p, 1, 5000) == 1 && read(fd, si, 128) == 128);
	printf("child: %d, code %d, pid %d, status %d\n", si->ssi_signo, si->ssi_code, si->ssi_pid == (unsigned)c, si->ssi_status);
	waitpid(c, 0, 0);
	setitimer(ITIMER_REAL, &(struct itimerval){ { 0 }, { 0, 1000 } }, 0);
	CHECK(poll(&p, 1, 5000) == 1);
	take("alarm", 8);
	// A mask that is changed, the same descriptor.
	kill(getpid(), SIGUSR1);
	kill(getpid(), SIGUSR2);
	s = mask(SIGUSR2, 0, 0);
	CHECK(signalfd(fd, &s, 0) == fd);
	printf("non-blocking still %d\n", !!(fcntl(fd, F_GETFL) & O_NONBLOCK));
	take("only USR2", 8);
	show("poll", poll(&p, 1, 0));
	CHECK(signalfd(fd, &empty, SFD_CLOEXEC) == fd);
	take("none", 8);
	s = mask(SIGUSR1, SIGKILL, SIGSTOP);
	CHECK(signalfd(fd, &s, 0) == fd);
	take("USR1 was kept", 8);
	// Two descriptors: each signal to one of them. A copy is the same.
	s = mask(SIGUSR1, SIGUSR2, 0);
	int other = signalfd(-1, &s, SFD_NONBLOCK), first = fd;
	kill(getpid(), SIGUSR1);
	struct pollfd two[2] = { { first, POLLIN, 0 }, { other, POLLIN, 0 } };
	show("both are ready", poll(two, 2, 0));
	take("the first", 8);
	fd = other;
	take("the other", 8);
	// Not blocked: the handler has it, not the descriptor.
	signal(SIGUSR1, SIG_IGN);
	kill(getpid(), SIGUSR1);
	take("ignored and blocked", 8);
	signal(SIGUSR1, SIG_DFL);
	// To a thread.
	pthread_create(&t, 0, own, 0);
	while (tid != 1) msleep(1);
	take("another thread", 8);
	show("poll", poll(two + 1, 1, 0));
	tid = 2;
	pthread_join(t, 0);
	fcntl(fd, F_SETFL, 0);
	tid = 0;
	pthread_create(&t, 0, reads, 0);
	while (!tid) msleep(1);
	CHECK(!asleep(tid));
	kill(getpid(), SIGUSR2);
	pthread_join(t, 0);
	// epoll: set when a signal comes, and by sigprocmask or sigwait it is gone.
	fcntl(fd, F_SETFL, O_NONBLOCK);
	int e = epoll_create1(0);
	struct epoll_event ev = { EPOLLIN, { 0 } };
	CHECK(!epoll_ctl(e, EPOLL_CTL_ADD, fd, &ev));
	show("epoll", epoll_wait(e, &ev, 1, 0));
	kill(getpid(), SIGUSR1);
	show("epoll", epoll_wait(e, &ev, 1, 1000));
	int sig;
	CHECK(!sigwait(&s, &sig) && sig == SIGUSR1);
	show("taken by sigwait", epoll_wait(e, &ev, 1, 0));
	take("empty", 8);
	kill(getpid(), SIGUSR2);
	struct timespec none = { 0 };
	take("read", 8);
	show("sigtimedwait finds none", sigtimedwait(&s, 0, &none));
	show("size of the mask", syscall(SYS_signalfd4, -1, &s, 4, 0));
	show("size of the mask", syscall(SYS_signalfd4, -1, &s, 16, 0));
	show("bad mask", syscall(SYS_signalfd4, -1, 8, 8, 0));
	show("flags", signalfd(-1, &s, 1));
	show("closed", signalfd(999, &s, 0));
	show("-2", signalfd(-2, &s, 0));
	show("not a signalfd", signalfd(e, &s, 0));
	printf("flags %x %x\n", fcntl(fd, F_GETFL), fcntl(signalfd(-1, &s, SFD_CLOEXEC), F_GETFD));
	return done();
}
