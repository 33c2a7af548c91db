/* vdso */
#include "check.h"
#include <pthread.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <sys/wait.h>
// prctl, getrandom, /proc files, subreaper, sessions and groups, ptrace.
static void traced(void)
{
	ptrace(PTRACE_TRACEME, 0, 0, 0);
	raise(SIGSTOP);
	_exit(12);
}
static void *named(void *arg)
{
	char b[32] = "", path[64];
	prctl(PR_SET_NAME, "a-thread");
	snprintf(path, sizeof path, "/proc/self/task/%d/comm", gettid());
	int fd = open(path, O_RDONLY);
	read(fd, b, 31);
	close(fd);
	printf("thread is called %s", b);
	return 0;
}
int main(void)
{
	char b[64] = "", c[256] = { 0 };
	int v = 0, st;
	pthread_t t;
	show("name", prctl(PR_SET_NAME, "a name longer than fifteen"));
	prctl(PR_GET_NAME, b);
	puts(b);
	pthread_create(&t, 0, named, 0);
	pthread_join(t, 0);
	show("pdeathsig", prctl(PR_SET_PDEATHSIG, SIGTERM));
	prctl(PR_GET_PDEATHSIG, &v);
	printf("%d\n", v);
	prctl(PR_SET_PDEATHSIG, 0);
	show("dumpable", prctl(PR_GET_DUMPABLE));
	show("keepcaps", prctl(PR_GET_KEEPCAPS));
	show("bad prctl", prctl(0x7fffff));
	show("subreaper", prctl(PR_SET_CHILD_SUBREAPER, 1));
	pid_t p = fork();
	if (!p) { if (!fork()) { msleep(20); _exit(21); } _exit(20); }
	waitpid(p, &st, 0);
	status("child", st);
	p = wait(&st);
	status("grandchild is ours", st);
	show("getrandom", getrandom(c, 200, 0));
	for (int i = 0; i < 200; i++) v |= c[i];
	CHECK(v != SIGTERM);
	show("getrandom flags", getrandom(c, 1, 0x77));
	show("getentropy", getentropy(c, 256));
	show("getentropy too long", getentropy(c, 257));
	p = fork();
	if (!p) traced();
	waitpid(p, &st, 0);
	status("traced", st);
	long word = 0;
	errno = 0;
	static long secret = 0x5ec7e7;
	word = ptrace(PTRACE_PEEKDATA, p, &secret, 0);
	printf("peeked %lx %s\n", word, ename(errno));
	ptrace(PTRACE_CONT, p, 0, 0);
	waitpid(p, &st, 0);
	status("continued", st);
	p = fork();
	if (!p) {
		CHECK(setsid() == getpid() && getsid(0) == getpid() && getpgrp() == getpid());
		show("setsid again", setsid());
		show("setpgid of a leader", setpgid(0, 0));
		_exit(check_failures);
	}
	waitpid(p, &st, 0);
	status("session", st);
	show("setpgid of a stranger", setpgid(1, 0));
	show("getpgid of nobody", getpgid(0x3fffff));
	int fd = open("/proc/self/status", O_RDONLY), n = read(fd, c, 255);
	CHECK(n > 0 && memmem(c, n, "Name:\ta name longer ", 20));
	struct iovec { void *p; size_t n; } l = { b, 8 }, r = { &secret, 8 };
	show("process_vm_readv", syscall(SYS_process_vm_readv, getpid(), &l, 1L, &r, 1L, 0L));
	CHECK(!memcmp(b, &secret, 8));
	show("membarrier", syscall(SYS_membarrier, 0, 0) > 0 ? 0 : -1);
	show("kcmp", syscall(SYS_kcmp, getpid(), getpid(), 0, 0, 0));
	show("pidfd_open", close(syscall(SYS_pidfd_open, getpid(), 0)));
	return done();
}
