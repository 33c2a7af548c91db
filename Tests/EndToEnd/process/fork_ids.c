/* vdso */
#include "check.h"
// After a fork the child's ids are its own, in libc and by raw number, also two levels down.
static void ids(const char *who, pid_t parent)
{
	pid_t self = getpid();
	char link[64] = "";
	CHECK(readlink("/proc/self", link, sizeof link - 1) > 0);
	CHECK(atoi(link) == self);
	CHECK(gettid() == self);
	CHECK(syscall(SYS_getpid) == self);
	CHECK(syscall(SYS_gettid) == self);
	CHECK(getppid() == parent);
	CHECK(syscall(SYS_getppid) == parent);
	CHECK(getpgid(0) == getpgrp());
	printf("%s has its own ids\n", who);
}

static pid_t start;
static void grandchild(void) { ids("grandchild", start); }
static void child(void)
{
	ids("child", start);
	CHECK(getpid() != start);
	start = getpid();
	in_child("grandchild", grandchild);
	ids("child again", getppid());
}

static void raw(void)
{
	pid_t before = getpid();
	int st, p = syscall(SYS_fork);
	if (!p) {
		CHECK(getpid() != before);
		// libc's gettid is what it was: nobody told libc.
		_exit(syscall(SYS_getpid) == getpid() && syscall(SYS_gettid) == getpid() && getppid() == before ? 5 : 1);
	}
	CHECK(waitpid(p, &st, 0) == p);
	status("raw fork", st);
	CHECK(getpid() == before);
}

static void reparent(void)
{
	int p[2];
	char c = 0;
	CHECK(!pipe(p));
	pid_t q = fork();
	if (!q) {
		if (!fork()) {
			pid_t parent = getppid();
			write(p[1], "r", 1);
			for (int i = 0; i < 4000 && getppid() == parent; i++) msleep(1);
			write(p[1], getppid() == parent ? "x" : "o", 1);
			_exit(0);
		}
		read(p[0], &c, 1);
		_exit(0);
	}
	CHECK(waitpid(q, 0, 0) == q);
	close(p[1]);
	CHECK(read(p[0], &c, 1) == 1);
	printf("orphan's getppid %s\n", c == 'o' ? "changed" : "stayed");
}

int main(void)
{
	start = getpid();
	CHECK(gettid() == start);
	in_child("child", child);
	raw();
	reparent();
	CHECK(getpid() == start);
	for (int i = 0; i < 50; i++) {
		pid_t me = getpid(), p = fork();
		if (!p) _exit(getpid() == me || getppid() != me || gettid() != getpid());
		int st;
		CHECK(waitpid(p, &st, 0) == p && st == 0);
	}
	return done();
}
