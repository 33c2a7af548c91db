/* vdso */
#include "check.h"
#include <sys/mman.h>
// A vfork child shares memory with its parent but not its ids, and execs.
struct seen { volatile pid_t pid, tid, ppid, raw, rawtid; volatile int uid; };

int main(int argc, char **argv)
{
	if (argc > 1) {
		CHECK(getpid() == gettid());
		printf("executed with %s, parent is %s\n", argv[1], getppid() == atoi(argv[2]) ? "right" : "wrong");
		return 7;
	}
	struct seen s = { 0 };
	pid_t me = getpid(), tid = gettid(), up = getppid();
	int st;

	pid_t p = vfork();
	if (!p) {
		s.pid = getpid(); s.tid = syscall(SYS_gettid); s.ppid = getppid();
		s.raw = syscall(SYS_getpid); s.rawtid = syscall(SYS_gettid);
		s.uid = getuid();
		_exit(3);
	}
	CHECK(p > 0 && s.pid == p && s.tid == p && s.ppid == me && s.raw == p && s.rawtid == p);
	CHECK(s.uid == (int)getuid());
	CHECK(getpid() == me && gettid() == tid && getppid() == up);
	CHECK(syscall(SYS_getpid) == me && syscall(SYS_gettid) == tid);
	CHECK(waitpid(p, &st, 0) == p);
	status("vfork and _exit", st);

	char number[16];
	snprintf(number, sizeof number, "%d", me);
	p = vfork();
	if (!p) {
		s.pid = getpid();
		char *args[] = { "./prog", "vfork", number, 0 };
		execv("./prog", args);
		_exit(127);
	}
	CHECK(s.pid == p && getpid() == me);
	CHECK(waitpid(p, &st, 0) == p);
	status("vfork, getpid and exec", st);

	p = vfork();
	if (!p) {
		s.pid = getpid();
		char *args[] = { "./missing", 0 };
		execv(args[0], args);
		_exit(errno == ENOENT ? 127 : 1);
	}
	CHECK(s.pid == p && getpid() == me);
	CHECK(waitpid(p, &st, 0) == p);
	status("vfork and failed exec", st);

	// A vfork child that forks and vforks in turn.
	p = vfork();
	if (!p) {
		pid_t child = getpid(), q = vfork();
		if (!q) {
			s.pid = getpid(); s.ppid = getppid();
			_exit(s.pid == child || s.ppid != child);
		}
		waitpid(q, &st, 0);
		s.tid = st;
		s.raw = getpid() == child && s.pid == q;
		_exit(0);
	}
	CHECK(s.tid == 0 && s.raw == 1);
	CHECK(waitpid(p, &st, 0) == p);
	status("vfork in vfork", st);

	for (int i = 0; i < 100; i++) {
		p = vfork();
		if (!p) { s.pid = getpid(); _exit(0); }
		if (!(s.pid == p && getpid() == me && waitpid(p, &st, 0) == p)) { CHECK(!"ids in a loop"); break; }
	}
	kill(getpid(), 0);
	show("kill(getpid(), 0)", kill(getpid(), 0));
	return done();
}
